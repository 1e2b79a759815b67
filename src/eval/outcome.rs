//! The set of outcomes still possible of one node in one row, as others read it.

use crate::num::bounds::Bounds;
use crate::num::date::Date;
use crate::num::rat::Rat;
use std::sync::Arc;

/// The set of outcomes still possible. There is at least one.
#[derive(Clone, PartialEq, Debug)]
pub struct Outcome {
    /// Values.
    pub values: Values,
    /// May be not applicable.
    pub not_applicable: bool,
    /// May be a conflict.
    pub conflict: bool,
    /// May be a gap.
    pub gap: bool,
}

/// A set of values.
#[derive(Clone, PartialEq, Debug)]
pub enum Values {
    /// No value is possible.
    None,
    /// A condition.
    Cond {
        /// May be true.
        t: bool,
        /// May be false.
        f: bool,
    },
    /// A number within bounds.
    Number(Bounds),
    /// A day within bounds.
    Date(Days),
    /// One of these places of its set, ascending; `None`: any, also one that is not at hand.
    Codes(Option<Vec<u32>>),
    /// Characters; `None`: any.
    Text(Option<Arc<str>>),
}

/// Days from a first to a last, counted from 1970-01-01; an end that is `None` is not known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Days {
    /// The earliest.
    pub lo: Option<i64>,
    /// The latest.
    pub hi: Option<i64>,
}

impl Days {
    /// The day, where only one is left and can be written.
    pub fn settled(&self) -> Option<Date> {
        self.lo.filter(|_| self.lo == self.hi).and_then(Date::from_days)
    }
}

impl Outcome {
    /// Values only.
    pub fn of(values: Values) -> Outcome {
        Outcome { values, not_applicable: false, conflict: false, gap: false }
    }

    /// Whether only one outcome is left.
    pub fn is_settled(&self) -> bool {
        let exits = [self.not_applicable, self.conflict, self.gap].iter().filter(|e| **e).count();
        match &self.values {
            Values::None => exits == 1,
            Values::Cond { t, f } => exits == 0 && t != f,
            Values::Number(bounds) => exits == 0 && bounds.settled().is_some(),
            Values::Date(days) => exits == 0 && days.lo.is_some() && days.lo == days.hi,
            Values::Codes(places) => exits == 0 && places.as_ref().is_some_and(|p| p.len() == 1),
            Values::Text(text) => exits == 0 && text.is_some(),
        }
    }

    fn has_value_only(&self) -> bool {
        !self.not_applicable && !self.conflict && !self.gap
    }

    /// The condition, where it is settled.
    pub fn truth(&self) -> Option<bool> {
        match self.values {
            Values::Cond { t, f } if self.has_value_only() && t != f => Some(t),
            _ => None,
        }
    }

    /// The number, where it is settled.
    pub fn number(&self) -> Option<&Rat> {
        match &self.values {
            Values::Number(bounds) if self.has_value_only() => bounds.settled(),
            _ => None,
        }
    }

    /// The day, where it is settled.
    pub fn date(&self) -> Option<Date> {
        match &self.values {
            Values::Date(days) if self.has_value_only() => days.settled(),
            _ => None,
        }
    }

    /// The place of a code, where it is settled.
    pub fn code(&self) -> Option<u32> {
        match &self.values {
            Values::Codes(Some(places)) if self.has_value_only() && places.len() == 1 => places.first().copied(),
            _ => None,
        }
    }

    /// Whether it is settled as not applicable.
    pub fn is_not_applicable(&self) -> bool {
        self.not_applicable && self.values == Values::None && !self.conflict && !self.gap
    }

    /// Whether it is settled as a conflict.
    pub fn is_conflict(&self) -> bool {
        self.conflict && self.values == Values::None && !self.not_applicable && !self.gap
    }

    /// Whether it is settled as a gap.
    pub fn is_gap(&self) -> bool {
        self.gap && self.values == Values::None && !self.not_applicable && !self.conflict
    }

    /// Whether whatever is possible in `other` is possible here.
    pub fn includes(&self, other: &Outcome) -> bool {
        let exits = (self.not_applicable || !other.not_applicable)
            && (self.conflict || !other.conflict)
            && (self.gap || !other.gap);
        exits && self.values.includes(&other.values)
    }
}

impl Values {
    fn includes(&self, other: &Values) -> bool {
        match (self, other) {
            (_, Values::None) => true,
            (Values::Cond { t, f }, Values::Cond { t: u, f: g }) => (*t || !u) && (*f || !g),
            (Values::Number(a), Values::Number(b)) => a.includes(b),
            (Values::Date(a), Values::Date(b)) => {
                a.lo.is_none_or(|lo| b.lo.is_some_and(|other| lo <= other))
                    && a.hi.is_none_or(|hi| b.hi.is_some_and(|other| other <= hi))
            }
            (Values::Codes(None), Values::Codes(_)) => true,
            (Values::Codes(Some(a)), Values::Codes(Some(b))) => b.iter().all(|place| a.contains(place)),
            (Values::Text(None), Values::Text(_)) => true,
            (Values::Text(a), Values::Text(b)) => a == b,
            _ => false,
        }
    }
}
