//! Outcomes and values in words, in one place for terminal, papers and files.

use crate::eval::outcome::{Days, Outcome, Values};
use crate::num::bounds::Bounds;
use crate::num::date::Date;
use crate::num::print::{Digits, Form, Style, Unit as Shown};
use crate::num::rat::Rat;
use crate::text::Name;
use crate::types::checked::RuleKind;
use crate::types::literal::shown_unit;
use crate::types::schema::{NumType, Schema, Type};
use std::collections::BTreeSet;

/// What an assessment came to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Came {
    /// It holds, is present, is reached.
    Yes,
    /// It does not.
    No,
    /// It is not asked.
    NotApplicable,
    /// Two cases disagree.
    Conflict,
    /// No case fits.
    Gap,
    /// More than one of these is still possible.
    Open,
}

impl Came {
    /// All, in the order in which they are told: settled first.
    pub const ALL: [Came; 6] = [Came::Yes, Came::No, Came::NotApplicable, Came::Conflict, Came::Gap, Came::Open];

    /// What an outcome came to.
    pub fn of(outcome: &Outcome) -> Came {
        match outcome.truth() {
            Some(true) => Came::Yes,
            Some(false) => Came::No,
            None if outcome.is_not_applicable() => Came::NotApplicable,
            None if outcome.is_conflict() => Came::Conflict,
            None if outcome.is_gap() => Came::Gap,
            None => Came::Open,
        }
    }

    /// In a word or two: `met`, `breached`, ..., `not applicable`, `conflict`, `gap`, `unknown`.
    pub fn word(self, kind: RuleKind) -> &'static str {
        match self {
            Came::Yes => kind.words().0,
            Came::No => kind.words().1,
            Came::NotApplicable => NOT_APPLICABLE,
            Came::Conflict => CONFLICT,
            Came::Gap => GAP,
            Came::Open => "unknown",
        }
    }

    /// The words of all kinds of assessment, each once.
    pub fn words() -> BTreeSet<&'static str> {
        RuleKind::ASSESSMENTS.iter().flat_map(|kind| Came::ALL.map(|came| came.word(*kind))).collect()
    }
}

const NOT_APPLICABLE: &str = "not applicable";
const CONFLICT: &str = "conflict";
const GAP: &str = "gap";

/// The outcomes without a value that are still possible.
fn exits(outcome: &Outcome) -> impl Iterator<Item = &'static str> {
    let all = [(outcome.not_applicable, NOT_APPLICABLE), (outcome.conflict, CONFLICT), (outcome.gap, GAP)];
    all.into_iter().filter(|exit| exit.0).map(|exit| exit.1)
}

/// An outcome of an assessment in a word or two.
pub fn outcome_word(kind: RuleKind, outcome: &Outcome) -> &'static str {
    Came::of(outcome).word(kind)
}

/// The same as programs read it: `not_met` for `not met`.
pub fn outcome_code(kind: RuleKind, outcome: &Outcome) -> String {
    code(outcome_word(kind, outcome))
}

/// A word for an outcome as programs read it.
fn code(word: &str) -> String {
    word.replace(' ', "_")
}

/// The outcomes still possible, joined by `or`; one word where only one is left.
pub fn possible(kind: RuleKind, outcome: &Outcome) -> String {
    all_possible(kind, outcome).join(" or ")
}

/// The same as programs read it: `not_met or gap`.
pub fn possible_code(kind: RuleKind, outcome: &Outcome) -> String {
    all_possible(kind, outcome).into_iter().map(code).collect::<Vec<_>>().join(" or ")
}

fn all_possible(kind: RuleKind, outcome: &Outcome) -> Vec<&'static str> {
    let (yes, no) = kind.words();
    let mut words = vec![];
    if let Values::Cond { t, f } = outcome.values {
        words.extend([(t, yes), (f, no)].iter().filter(|w| w.0).map(|w| w.1));
    }
    words.extend(exits(outcome));
    words
}

/// How values of a type are written: what instances of closed entities and parties are called is looked up.
pub struct Printer<'a> {
    /// The world.
    pub schema: &'a Schema,
    /// For papers or for a terminal.
    pub style: Style,
    /// Keys of the rows of an entity, for references that the schema does not know.
    pub keys: &'a dyn Fn(crate::types::schema::EntityId, u32) -> Option<Name>,
}

impl Printer<'_> {
    /// An outcome of a type: its value, its bounds, or why it has none.
    pub fn outcome(&self, ty: &Type, outcome: &Outcome) -> String {
        self.outcome_in(ty, outcome, str::to_string)
    }

    /// The same as programs read it: `3, or not_applicable`.
    pub fn outcome_code(&self, ty: &Type, outcome: &Outcome) -> String {
        self.outcome_in(ty, outcome, code)
    }

    fn outcome_in(&self, ty: &Type, outcome: &Outcome, spelt: fn(&str) -> String) -> String {
        let mut parts = vec![];
        match &outcome.values {
            Values::None => {}
            values => parts.push(self.values(ty, values)),
        }
        parts.extend(exits(outcome).map(spelt));
        parts.join(", or ")
    }

    fn values(&self, ty: &Type, values: &Values) -> String {
        match values {
            Values::None => String::new(),
            Values::Cond { t: true, f: false } => "true".into(),
            Values::Cond { t: false, f: true } => "false".into(),
            Values::Cond { .. } => "unknown".into(),
            Values::Number(bounds) => self.bounds(ty, bounds),
            Values::Date(days) => self.days(days),
            Values::Codes(None) | Values::Text(None) => "unknown".into(),
            Values::Codes(Some(places)) if places.len() <= 4 => {
                let names: Vec<String> = places.iter().map(|p| self.code(ty, *p)).collect();
                names.join(" or ")
            }
            Values::Codes(Some(places)) => format!("one of {}", places.len()),
            Values::Text(Some(text)) => text.to_string(),
        }
    }

    fn days(&self, days: &Days) -> String {
        let end = |day: Option<i64>| day.and_then(Date::from_days).map(|day| self.style.date(day));
        match (days.settled(), end(days.lo), end(days.hi)) {
            (Some(day), _, _) => self.style.date(day),
            (None, Some(lo), Some(hi)) => format!("between {lo} and {hi}"),
            (None, Some(lo), None) => format!("not before {lo}"),
            (None, None, Some(hi)) => format!("not after {hi}"),
            (None, None, None) => "unknown".into(),
        }
    }

    /// The name of a code.
    pub fn code(&self, ty: &Type, place: u32) -> String {
        let name = match ty {
            Type::Enum(id) => self.schema.enumeration(*id).values.get(place as usize).cloned(),
            Type::Party => self.schema.parties.get(place as usize).cloned(),
            Type::Recommendation => self.schema.recommendations.get(place as usize).cloned(),
            Type::Entity(id) => {
                let declared = self.schema.entity(*id).closed_keys.get(place as usize).cloned();
                declared.or_else(|| (self.keys)(*id, place))
            }
            _ => None,
        };
        let title =
            self.schema.party_titles.get(place as usize).filter(|title| *ty == Type::Party && !title.is_empty());
        match (name, self.style) {
            (None, _) => "?".into(),
            (Some(_), Style::Text) if title.is_some() => title.cloned().unwrap_or_default(),
            // Papers speak in words; what is typed and searched keeps its name.
            (Some(name), Style::Text) => name.replace('_', " "),
            (Some(name), Style::Plain) => name.to_string(),
        }
    }

    /// A number of a type.
    pub fn number(&self, ty: &Type, value: &Rat) -> String {
        let Type::Number(n) = ty else { return self.style.number(value, &Form::of(Shown::None)) };
        self.style.number(&written(n, value), &form(n))
    }

    /// Bounds of a type.
    pub fn bounds(&self, ty: &Type, bounds: &Bounds) -> String {
        let Type::Number(n) = ty else { return self.style.bounds(bounds, &Form::of(Shown::None)) };
        let end = |e: Option<&Rat>| e.map(|x| written(n, x));
        match Bounds::new(end(bounds.lo()), end(bounds.hi())) {
            Some(scaled) => self.style.bounds(&scaled, &form(n)),
            None => "unknown".into(),
        }
    }
}

/// A number in the unit in which it is written.
pub fn written(n: &NumType, value: &Rat) -> Rat {
    value.checked_div(&n.scale).unwrap_or_else(|| value.clone())
}

/// The form of numbers of a type.
fn form(n: &NumType) -> Form<'_> {
    Form { digits: Digits::Short, ..Form::of(shown_unit(n)) }
}
