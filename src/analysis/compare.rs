//! What changes from one scenario to another, for whom, and which patch changed it.
//!
//! A change is attributed by leaving patches out: the smallest sets of patches that make the new outcome with all others
//! left out are its causes. Two patches in one set are needed together; of two sets either suffices.

use crate::analysis::study::{Ask, Cell, Study, by_question};
use crate::eval::outcome::Outcome;
use crate::plan::law::PatchId;
use crate::text::Name;
use crate::types::schema::EntityId;
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
    /// Sets of patches: each is enough by itself, and none of its own patches can be spared. A set of several means that
    /// they are needed together; several sets mean that any of them suffices.
    Sets(Vec<Vec<PatchId>>),
    /// Sets of patches that the first world has and the second has not: that those of one set are gone is enough by
    /// itself.
    Gone(Vec<Vec<PatchId>>),
    /// Whatever patches there are or are gone, the outcome is the new one: the dates, the assumptions or the readings of the
    /// scenario make it so.
    Setting,
    /// More combinations would have to be tried than [`MOST_TRIED`].
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

/// Up to so many patches every combination is tried.
pub const ALL_TRIED: usize = 5;

/// As many stacks are tried for a comparison.
pub const MOST_TRIED: usize = 600;

/// Names the patches behind each difference: all smallest sets of patches that make the new outcome with every other
/// patch of the second world left out. The study gains the worlds that this takes.
///
/// Up to [`ALL_TRIED`] patches are tried in every combination. Of more, only those are combined that do something: that
/// change the outcome by themselves, or without which it is another; where these do not make the outcome, all are.
pub fn attribute(study: &mut Study, first: usize, second: usize, changed: &mut [Difference]) {
    let patches = new_patches(study, first, second);
    let in_both = |p: &&PatchId| study.worlds[first].law.has(p.reform);
    let other_values = patches.iter().filter(in_both).copied().collect();
    search(study, second, &patches, other_values, false, &mut changed.iter_mut().collect::<Vec<_>>());
    // What no patch of the second world explains may come from those of the first that it lacks.
    let gone: Vec<PatchId> = new_patches(study, second, first);
    let gone: Vec<PatchId> = gone.into_iter().filter(|p| !study.worlds[second].law.has(p.reform)).collect();
    let mut open: Vec<&mut Difference> = changed.iter_mut().filter(|d| d.because == Cause::Setting).collect();
    if !gone.is_empty() && !open.is_empty() {
        search(study, first, &gone, vec![], true, &mut open);
        for difference in open {
            difference.because = match std::mem::replace(&mut difference.because, Cause::Setting) {
                Cause::Sets(sets) => Cause::Gone(sets),
                // Taking patches out of the first world does not do it alone: something of the setting does.
                _ => Cause::Setting,
            };
        }
    }
}

/// Searches for the sets behind some differences among patches of a world, each set with all other patches left out; or,
/// where `removes`, among patches that are taken out of it, each set with all others left in.
fn search(
    study: &mut Study,
    world: usize,
    patches: &[PatchId],
    other_values: Vec<PatchId>,
    removes: bool,
    changed: &mut [&mut Difference],
) {
    let rules = changed.iter().map(|d| d.rule).collect();
    let everything = patches.iter().copied().collect();
    let rows = rows(study, changed.iter().map(|d| &**d));
    let mut trial = Trial { world, everything, other_values, removes, rules, rows, tried: BTreeMap::new() };
    let one_less = patches.iter().map(|p| trial.everything.iter().copied().filter(|q| q != p).collect());
    let alone = patches.iter().map(|p| Stack::from([*p]));
    let stacks: Vec<Stack> = std::iter::once(Stack::new()).chain(alone).chain(one_less).collect();
    trial.run(study, stacks);
    let mut searches: Vec<Search> = changed.iter().map(|d| Search::new(&trial, patches, d)).collect();
    for size in 1.. {
        let wanted: BTreeSet<Stack> = searches.iter().flat_map(|s| s.candidates(size)).collect();
        if wanted.is_empty() && searches.iter().all(|s| s.is_over(size)) {
            break;
        }
        trial.run(study, wanted.into_iter().collect());
        for search in &mut searches {
            search.look(&trial, size);
        }
    }
    for (difference, search) in changed.iter_mut().zip(searches) {
        difference.because = search.cause;
    }
}

/// Patches that are present, the other new ones left out; or those that are taken out.
type Stack = BTreeSet<PatchId>;

type Answers = BTreeMap<(RuleId, Vec<Name>), Outcome>;

/// What a world comes to with some of its patches only.
struct Trial {
    world: usize,
    everything: Stack,
    /// Patches of reforms that both worlds have, with other values for their parameters.
    other_values: Vec<PatchId>,
    /// Whether a stack is what is taken out.
    removes: bool,
    rules: BTreeSet<RuleId>,
    /// The subjects that the differences speak of.
    rows: BTreeSet<(EntityId, usize)>,
    tried: BTreeMap<Stack, Answers>,
}

/// The instances that differences speak of.
fn rows<'d>(study: &Study, changed: impl Iterator<Item = &'d Difference>) -> BTreeSet<(EntityId, usize)> {
    let named: BTreeSet<&Name> = changed.flat_map(|d| &d.subjects).collect();
    let entities = (0..study.schema().entities.len() as u32).map(EntityId);
    let keyed =
        entities.flat_map(|e| (0..).map_while(move |row| study.entity_key(e, row)).enumerate().map(move |k| (e, k)));
    keyed.filter(|(_, (_, key))| named.contains(key)).map(|(entity, (row, _))| (entity, row)).collect()
}

impl Trial {
    /// Evaluates stacks that were not tried yet, all in one run, as far as the bound lets it.
    fn run(&mut self, study: &mut Study, stacks: Vec<Stack>) {
        let new: Vec<Stack> = stacks.into_iter().filter(|s| !self.tried.contains_key(s)).collect();
        let room = MOST_TRIED.saturating_sub(self.tried.len());
        let new: BTreeSet<Stack> = new.into_iter().take(room).collect();
        let worlds: Vec<(Stack, usize)> = new
            .into_iter()
            .map(|stack| {
                let without = match self.removes {
                    true => stack.clone(),
                    false => self.everything.difference(&stack).copied().collect(),
                };
                let world = study.add_without(self.world, without, &self.rules);
                (stack, world)
            })
            .collect();
        let runner = study.run();
        let ask = Ask { rule: &|r| self.rules.contains(&r), subject: &|e, row| self.rows.contains(&(e, row)) };
        for (present, world) in worlds {
            let cells = study.cells_for(&runner, world, &ask);
            self.tried.insert(present, cells.into_iter().map(|c| (c.question(), c.outcome)).collect());
        }
    }

    /// What an outcome is with these patches; outer `None`: not tried.
    fn outcome(&self, stack: &Stack, key: &(RuleId, Vec<Name>)) -> Option<Option<&Outcome>> {
        self.tried.get(stack).map(|answers| answers.get(key))
    }
}

/// The search for the smallest sets behind one difference.
struct Search {
    key: (RuleId, Vec<Name>),
    after: Option<Outcome>,
    relevant: Vec<PatchId>,
    found: Vec<Stack>,
    cause: Cause,
    over: bool,
}

impl Search {
    fn new(trial: &Trial, patches: &[PatchId], difference: &Difference) -> Search {
        let key = (difference.rule, difference.subjects.clone());
        let after = difference.after.clone();
        let none = trial.outcome(&Stack::new(), &key);
        let mut search = Search { key, after, relevant: vec![], found: vec![], cause: Cause::Several, over: false };
        let Some(none) = none else {
            search.over = true;
            return search;
        };
        if none == search.after.as_ref() {
            // With nothing of the second world: either the setting does it, or what the first world has in place of a value.
            let other_values = trial.other_values.clone();
            let cause = if other_values.is_empty() { Cause::Setting } else { Cause::Sets(vec![other_values]) };
            (search.cause, search.over) = (cause, true);
            return search;
        }
        let does = |p: &&PatchId| {
            let alone = trial.outcome(&Stack::from([**p]), &search.key);
            let less: Stack = trial.everything.iter().copied().filter(|q| q != *p).collect();
            let less = trial.outcome(&less, &search.key);
            alone.is_some_and(|o| o != none) || less.is_some_and(|o| o != search.after.as_ref())
        };
        if patches.len() <= ALL_TRIED {
            search.relevant = patches.to_vec();
            return search;
        }
        search.relevant = patches.iter().filter(does).copied().collect();
        let all: Stack = search.relevant.iter().copied().collect();
        if search.relevant.is_empty() || trial.outcome(&all, &search.key).is_some_and(|o| o != search.after.as_ref()) {
            search.relevant = patches.to_vec();
        }
        search
    }

    fn is_over(&self, size: usize) -> bool {
        self.over || size > self.relevant.len()
    }

    /// Sets of a size that hold none that was found.
    fn candidates(&self, size: usize) -> Vec<Stack> {
        if self.is_over(size) {
            return vec![];
        }
        let sets = subsets(&self.relevant, size, MOST_TRIED);
        sets.into_iter().filter(|s| !self.found.iter().any(|f| f.is_subset(s))).collect()
    }

    fn look(&mut self, trial: &Trial, size: usize) {
        for stack in self.candidates(size) {
            match trial.outcome(&stack, &self.key) {
                Some(outcome) if outcome == self.after.as_ref() => self.found.push(stack),
                Some(_) => {}
                // The bound was met. What was found stands; whether there is more is not known.
                None => self.over = true,
            }
        }
        if !self.found.is_empty() {
            self.cause = Cause::Sets(self.found.iter().map(|s| s.iter().copied().collect()).collect());
        }
        self.over |= size >= self.relevant.len();
    }
}

/// All subsets of a size, in order; no more than `most` of them.
fn subsets(of: &[PatchId], size: usize, most: usize) -> Vec<Stack> {
    if size == 0 {
        return vec![Stack::new()];
    }
    let mut all = vec![];
    for (at, first) in of.iter().enumerate() {
        for mut rest in subsets(&of[at + 1..], size - 1, most - all.len().min(most)) {
            if all.len() >= most {
                return all;
            }
            rest.insert(*first);
            all.push(rest);
        }
    }
    all
}
