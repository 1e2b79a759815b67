//! What has been compiled into a plan, and on which parts of the law it rests.
//!
//! A rule of some arguments comes out as the same nodes under two laws over the same data that agree in every part of
//! the law that was looked at, where the dates of both are within the days for which that says the same. So a scenario
//! is compiled only where its patches and its days reach.

use super::interned::Interned;
use super::law::Law;
use super::law::parts::{LawPart, Says};
use super::root::Root;
use super::sym::Sym;
use super::{Cut, NodeId, Read};
use crate::num::date::Date;
use crate::types::checked::Checked;
use crate::types::schema::FieldId;
use crate::types::term::RuleId;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::{Arc, Weak};

/// What is compiled once.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum What {
    /// A rule of arguments.
    Rule(RuleId, Vec<Sym>),
    /// A field of a closed instance, whichever a node points to.
    Field(NodeId, FieldId, Read),
}

/// The first and the last of some days.
type Days = (Date, Date);

/// Narrows days to those of which is true what is true of one of them: that it is within some others, or not. Whether
/// it is.
fn narrow(days: &mut Days, day: Date, (from, until): Days) -> bool {
    if day < from {
        days.1 = days.1.min(from.previous());
    } else if until < day {
        days.0 = days.0.max(until.next());
    } else {
        *days = common(*days, (from, until));
    }
    from <= day && day <= until
}

fn common(a: Days, b: Days) -> Days {
    (a.0.max(b.0), a.1.min(b.1))
}

fn within(day: Date, days: Days) -> bool {
    days.0 <= day && day <= days.1
}

/// The parts of the law that something rests on, and the law dates and cuts for which they say the same.
#[derive(Clone, Debug)]
pub struct Rests {
    parts: Vec<u64>,
    at: Days,
    known_on: Days,
    /// It looked at another law, or at how much was compiled before: it is compiled anew for each law.
    pub alone: bool,
    /// There was something to report: it serves those only who report nothing.
    pub reports: bool,
}

impl Default for Rests {
    fn default() -> Rests {
        let always = (Date::MIN, Date::MAX);
        Rests { parts: vec![], at: always, known_on: always, alone: false, reports: false }
    }
}

impl Rests {
    /// Rests on whether a law date is within some days, the last one included; whether it is.
    pub fn on_date(&mut self, at: Date, days: Days) -> bool {
        narrow(&mut self.at, at, days)
    }

    /// Rests on whether what is known from a day on is known at a cut; whether it is.
    pub fn on_knowing(&mut self, known_on: Date, from: Date) -> bool {
        narrow(&mut self.known_on, known_on, (from, Date::MAX))
    }

    fn insert(&mut self, part: usize) {
        if self.parts.len() <= part / 64 {
            self.parts.resize(part / 64 + 1, 0);
        }
        self.parts[part / 64] |= 1 << (part % 64);
    }

    /// Rests on all that another rests on.
    pub fn on(&mut self, other: &Rests) {
        if self.parts.len() < other.parts.len() {
            self.parts.resize(other.parts.len(), 0);
        }
        self.parts.iter_mut().zip(&other.parts).for_each(|(mine, more)| *mine |= more);
        self.at = common(self.at, other.at);
        self.known_on = common(self.known_on, other.known_on);
        self.alone |= other.alone;
        self.reports |= other.reports;
    }
}

/// A law as the memo knows it: its date, its cut, and which of its contents each part has.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Known {
    at: Date,
    known_on: Date,
    data: usize,
    /// For each part 0 where it says what the modules say, otherwise the number of what it says, from 1; parts behind
    /// the last one say what the modules say.
    says: Vec<u32>,
    /// The parts that say something else, a bit for each.
    changed: Vec<u64>,
}

impl Known {
    fn new(at: Date, known_on: Date, data: usize, parts: &[(usize, u32)]) -> Known {
        let count = parts.iter().map(|(part, _)| part + 1).max().unwrap_or(0);
        let (mut says, mut changed) = (vec![0; count], vec![0; count.div_ceil(64)]);
        for (part, content) in parts {
            says[*part] = *content;
            changed[part / 64] |= 1 << (part % 64);
        }
        Known { at, known_on, data, says, changed }
    }

    /// Whether another says something else of a part that something rests on.
    fn differs(&self, other: &Known, rests: &Rests) -> bool {
        let changed = |law: &Known, word: usize| law.changed.get(word).copied().unwrap_or(0);
        rests.parts.iter().enumerate().any(|(word, looked_at)| {
            let either = looked_at & (changed(self, word) | changed(other, word));
            let parts = (0..64).filter(|bit| either >> bit & 1 == 1).map(|bit| word * 64 + bit);
            either != 0
                && parts.into_iter().any(|part| self.says.get(part).unwrap_or(&0) != other.says.get(part).unwrap_or(&0))
        })
    }
}

/// What something came to under a law, and on which parts of it that rests.
#[derive(Clone, Debug)]
struct Entry<T> {
    law: LawNo,
    made: T,
    rests: Rests,
}

/// The number of a law in a memo.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LawNo(u32);

/// Everything compiled so far, under the laws it was compiled for.
#[derive(Clone, Default, Debug)]
pub struct Memo {
    data: Vec<Cut>,
    numbers: BTreeMap<LawPart, usize>,
    contents: Vec<Vec<Says>>,
    laws: Interned<Known>,
    /// Laws by where they are; what is remembered of one keeps its place from being taken by another.
    seen: FxHashMap<usize, (Weak<Law>, LawNo)>,
    entries: BTreeMap<(bool, What), Vec<Entry<Sym>>>,
    roots: BTreeMap<RuleId, Vec<Entry<Arc<[Root]>>>>,
}

impl Memo {
    /// The number of a law, given anew unless one says the same.
    pub fn law(&mut self, checked: &Checked, law: &Arc<Law>) -> LawNo {
        let place = Arc::as_ptr(law) as usize;
        if let Some((_, known)) = self.seen.get(&place) {
            return *known;
        }
        let (at, known_on, data) = (law.setting.at, law.setting.known_on, law.setting.data_cut());
        let data = self.data.iter().position(|k| *k == data).unwrap_or_else(|| {
            self.data.push(data);
            self.data.len() - 1
        });
        let parts: Vec<(usize, u32)> = law
            .parts(checked)
            .into_iter()
            .map(|(part, says)| {
                let number = self.number(part);
                let contents = &mut self.contents[number];
                let content = contents.iter().position(|c| *c == says).unwrap_or_else(|| {
                    contents.push(says);
                    contents.len() - 1
                });
                (number, content as u32 + 1)
            })
            .collect();
        let number = LawNo(self.laws.id(Known::new(at, known_on, data, &parts)));
        self.seen.insert(place, (Arc::downgrade(law), number));
        number
    }

    fn number(&mut self, part: LawPart) -> usize {
        let next = self.contents.len();
        let number = *self.numbers.entry(part).or_insert(next);
        if number == next {
            self.contents.push(vec![]);
        }
        number
    }

    /// Notes that something rests on a part.
    pub fn rest(&mut self, rests: &mut Rests, part: LawPart) {
        let number = self.number(part);
        rests.insert(number);
    }

    /// What something was compiled to under a law that agrees with this one in all that it rests on. `quiet`: nothing is
    /// reported.
    pub fn find(&self, law: LawNo, quiet: bool, facts_only: bool, what: &What) -> Option<(Sym, Rests)> {
        let key = (facts_only, what.clone());
        let entry = agreeing(&self.laws, self.entries.get(&key)?, law, quiet)?;
        Some((entry.made.clone(), entry.rests.clone()))
    }

    /// Keeps what something was compiled to.
    pub fn keep(&mut self, law: LawNo, facts_only: bool, what: What, made: Sym, rests: Rests) {
        self.entries.entry((facts_only, what)).or_default().push(Entry { law, made, rests });
    }

    /// The roots of a rule under a law that agrees with this one in all that they rest on. `quiet`: nothing is reported.
    pub fn roots(&self, law: LawNo, quiet: bool, rule: RuleId) -> Option<Arc<[Root]>> {
        agreeing(&self.laws, self.roots.get(&rule)?, law, quiet).map(|entry| Arc::clone(&entry.made))
    }

    /// Keeps the roots of a rule.
    pub fn keep_roots(&mut self, law: LawNo, rule: RuleId, made: Vec<Root>, rests: Rests) {
        self.roots.entry(rule).or_default().push(Entry { law, made: made.into(), rests });
    }
}

/// What was made under a law that agrees with this one in all that it rests on.
fn agreeing<'e, T>(laws: &Interned<Known>, entries: &'e [Entry<T>], law: LawNo, quiet: bool) -> Option<&'e Entry<T>> {
    let asked = laws.get(law.0);
    entries.iter().filter(|entry| quiet || !entry.rests.reports).find(|entry| {
        let made_under = laws.get(entry.law.0);
        entry.law == law
            || made_under.data == asked.data
                && within(asked.at, entry.rests.at)
                && within(asked.known_on, entry.rests.known_on)
                && !made_under.differs(asked, &entry.rests)
    })
}
