//! What changes from one scenario to another, for whom, and which patch changed it.
//!
//! A change is attributed by leaving patches out. A patch without which the outcome falls back is named
//! alone; where none is needed by itself but some pair is, either of the two sufficed; where only leaving
//! several out together brings the old outcome back, all of a smallest set are named.

use crate::analysis::study::{Cell, Study, by_question};
use crate::eval::outcome::Outcome;
use crate::eval::run::Runner;
use crate::plan::law::PatchId;
use crate::text::Name;
use crate::types::term::RuleId;
use std::collections::{BTreeMap, BTreeSet};

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

/// Which patches changed an outcome.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Cause {
    /// Not asked for.
    NotAsked,
    /// Each of these alone is needed; together they are why.
    All(Vec<PatchId>),
    /// Any of these was enough by itself.
    Any(Vec<PatchId>),
    /// Only the law dates differ.
    Date,
    /// Leaving out any two patches was tried, and did not bring the old outcome back.
    Several,
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

/// Patches that hold in the second world and not in the first.
pub fn new_patches(study: &Study, first: usize, second: usize) -> Vec<PatchId> {
    let active = |world: usize| -> BTreeSet<PatchId> {
        let law = &study.worlds[world].law;
        let patches = |r: crate::types::term::ReformId| study.base.checked.reform(r).patches.len() as u32;
        law.active.iter().flat_map(|a| (0..patches(a.reform)).map(|p| PatchId { reform: a.reform, patch: p })).collect()
    };
    // A reform that both have with other values for its parameters is new in the second.
    let same = |p: &PatchId| study.worlds[first].law.args(p.reform) == study.worlds[second].law.args(p.reform);
    let old = active(first);
    active(second).into_iter().filter(|p| !old.contains(p) || !same(p)).collect()
}

/// Names the patches behind each difference. The study gains the worlds that this takes.
pub fn attribute(study: &mut Study, first: usize, second: usize, changed: &mut [Difference]) {
    let patches = new_patches(study, first, second);
    if patches.is_empty() || changed.is_empty() {
        for difference in changed {
            difference.because = Cause::Date;
        }
        return;
    }
    // Worlds of the second without one patch, and without all new ones.
    let mut variants: Vec<(BTreeSet<PatchId>, usize)> = vec![];
    for patch in &patches {
        let without = BTreeSet::from([*patch]);
        let world = study.add_without(second, without.clone());
        variants.push((without, world));
    }
    let rules: BTreeSet<RuleId> = changed.iter().map(|d| d.rule).collect();
    let single = answers(study, &variants, &rules);
    let mut open = vec![];
    for (at, difference) in changed.iter_mut().enumerate() {
        let key = (difference.rule, difference.subjects.clone());
        let needed: Vec<PatchId> = variants
            .iter()
            .zip(&single)
            .filter(|(_, outcomes)| outcomes.get(&key) != difference.after.as_ref())
            .map(|((without, _), _)| *without.iter().next().unwrap_or(&patches[0]))
            .collect();
        if needed.is_empty() { open.push(at) } else { difference.because = Cause::All(needed) }
    }
    if open.is_empty() {
        return;
    }
    pairs(study, second, &patches, changed, &open);
}

/// Outcomes that no single patch is needed for: two that each suffice, or the dates alone.
fn pairs(study: &mut Study, second: usize, patches: &[PatchId], changed: &mut [Difference], open: &[usize]) {
    let mut variants = vec![];
    let everything: BTreeSet<PatchId> = patches.iter().copied().collect();
    variants.push((everything.clone(), study.add_without(second, everything)));
    if patches.len() <= 40 {
        for (at, a) in patches.iter().enumerate() {
            for b in &patches[at + 1..] {
                let without = BTreeSet::from([*a, *b]);
                let world = study.add_without(second, without.clone());
                variants.push((without, world));
            }
        }
    }
    let rules: BTreeSet<RuleId> = open.iter().map(|at| changed[*at].rule).collect();
    let outcomes = answers(study, &variants, &rules);
    for at in open {
        let difference = &mut changed[*at];
        let key = (difference.rule, difference.subjects.clone());
        let after = difference.after.as_ref();
        if outcomes[0].get(&key) == after {
            difference.because = Cause::Date;
            continue;
        }
        let found = variants.iter().zip(&outcomes).skip(1).find(|(_, o)| o.get(&key) != after);
        difference.because = match found {
            Some(((without, _), _)) => Cause::Any(without.iter().copied().collect()),
            None => Cause::Several,
        };
    }
}

type Answers = BTreeMap<(RuleId, Vec<Name>), Outcome>;

fn answers(study: &Study, variants: &[(BTreeSet<PatchId>, usize)], rules: &BTreeSet<RuleId>) -> Vec<Answers> {
    let runner: Runner = study.run();
    let of = |world: usize| {
        study.cells_of(&runner, world, &|r| rules.contains(&r)).into_iter().map(|c| (c.question(), c.outcome)).collect()
    };
    variants.iter().map(|(_, world)| of(*world)).collect()
}
