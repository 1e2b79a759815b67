//! What changes from one scenario to another, for whom, and what may be behind it. [`crate::analysis::causes`] finds
//! that out.

use crate::analysis::study::{Cell, by_question};
use crate::analysis::uses::{Part, Uses};
use crate::eval::outcome::Outcome;
use crate::num::date::Date;
use crate::plan::law::PatchId;
use crate::text::{Name, Span};
use crate::types::checked::Checked;
use crate::types::term::{ReadingId, RuleId};
use std::collections::BTreeSet;

/// An outcome that differs.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The rule.
    pub rule: RuleId,
    /// The keys of its subjects.
    pub subjects: Vec<Name>,
    /// The outcome in the first world; `None`: the rule or subject is not there.
    pub before: Option<Outcome>,
    /// The outcome in the second world.
    pub after: Option<Outcome>,
    /// Because of what.
    pub because: Cause,
}

/// Something in which a scenario differs from another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Factor {
    /// A patch.
    Patch(PatchId),
    /// The day whose law is read.
    Day(Date),
    /// The knowledge cut.
    Cut(Date),
    /// An assumption, by its number in its scenario.
    Assumption(u32, Span),
    /// A reading.
    Reading(ReadingId),
}

impl Factor {
    /// In words that need no place.
    pub fn words(self, checked: &Checked) -> String {
        match self {
            Factor::Patch(patch) => checked.reform(patch.reform).name.to_string(),
            Factor::Day(day) => format!("the law of {day}"),
            Factor::Cut(day) => format!("what was known on {day}"),
            Factor::Assumption(..) => "an assumption".into(),
            Factor::Reading(id) => format!("the reading {}", checked.readings[id.0 as usize].name),
        }
    }

    /// Whether it may change what rests on some parts.
    pub fn may_change(self, checked: &Checked, parts: &BTreeSet<Part>) -> bool {
        match self {
            Factor::Patch(patch) => {
                let reform = checked.reform(patch.reform);
                Uses::may_change(&reform.patches[patch.patch as usize].change, parts)
            }
            Factor::Day(_) | Factor::Cut(_) | Factor::Assumption(..) | Factor::Reading(_) => true,
        }
    }
}

/// What changed an outcome.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Cause {
    /// Not asked for.
    NotAsked,
    /// Sets of what the second world has and the first has not: each is enough by itself, and nothing in it can be
    /// spared. A set of several means that they are needed together; several sets mean that any of them suffices.
    Sets(Vec<Vec<Factor>>),
    /// Sets of what the first world has and the second has not: that those of one set are gone is enough by itself;
    /// with a day or a cut in it, on that day or under that cut.
    Gone(Vec<Vec<Factor>>),
    /// Pairs of what the second world has and what the first had: that the one came is enough once the other is gone,
    /// and nothing in a pair can be spared. In a pair nothing may have come, or nothing be gone.
    Exchanged(Vec<(Vec<Factor>, Vec<Factor>)>),
    /// These, and more combinations would have to be tried than [`MOST_TRIED`](crate::analysis::causes::MOST_TRIED) to
    /// say that there are no others.
    Among(Box<Cause>),
    /// What comes and what goes are needed together.
    Both,
    /// More combinations would have to be tried than [`MOST_TRIED`](crate::analysis::causes::MOST_TRIED).
    Several,
}

impl Cause {
    /// In words, the same for terminal and papers; none where nobody asked. `set` tells factors that are needed together.
    pub fn words(&self, set: &dyn Fn(&[Factor]) -> String) -> Option<String> {
        let any_of = |sets: Vec<String>| sets.join(", or ");
        Some(match self {
            Cause::NotAsked => return None,
            Cause::Sets(sets) => any_of(sets.iter().map(|came| set(came)).collect()),
            Cause::Gone(sets) => any_of(sets.iter().map(|gone| exchanged(&[], gone, set)).collect()),
            Cause::Exchanged(pairs) => any_of(pairs.iter().map(|(came, gone)| exchanged(came, gone, set)).collect()),
            Cause::Among(some) => format!("{} (not all combinations were tried)", some.words(set)?),
            Cause::Both => "what it has and what it lacks together".into(),
            Cause::Several => "several patches, too many to try in all combinations".into(),
        })
    }
}

/// What came and what is gone beside it in words: days are no loss, they are named beside it.
fn exchanged(came: &[Factor], gone: &[Factor], set: &dyn Fn(&[Factor]) -> String) -> String {
    let (days, lost): (Vec<Factor>, Vec<Factor>) =
        gone.iter().copied().partition(|factor| matches!(factor, Factor::Day(_) | Factor::Cut(_)));
    let came = (!came.is_empty()).then(|| set(came));
    let without = (!lost.is_empty()).then(|| format!("without {}", set(&lost)));
    let beside = (!days.is_empty()).then(|| set(&days));
    [came, without, beside].into_iter().flatten().collect::<Vec<_>>().join(" and ")
}

/// The differences of the second world from the first, in the order of rules and subjects.
pub fn differences(before: &[Cell], after: &[Cell]) -> Vec<Difference> {
    let (old, new) = (by_question(before), by_question(after));
    let questions: BTreeSet<_> = old.keys().chain(new.keys()).cloned().collect();
    let mut changed = vec![];
    for question in questions {
        let (a, b) = (old.get(&question).map(|c| &c.outcome), new.get(&question).map(|c| &c.outcome));
        if a != b {
            let (rule, subjects) = question;
            changed.push(Difference {
                rule,
                subjects,
                before: a.cloned(),
                after: b.cloned(),
                because: Cause::NotAsked,
            });
        }
    }
    changed
}
