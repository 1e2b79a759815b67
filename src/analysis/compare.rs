//! What changes from one scenario to another, for whom, and what changed it.
//!
//! A change is attributed by leaving things out: patches, and what else sets the second scenario apart, its day, its
//! knowledge cut, its assumptions and readings; and what the first scenario alone has, by letting it go. The smallest sets of what
//! comes and what goes that make the new outcome with all else as the first scenario has it are its causes. Two things in one set are needed together; of two sets either suffices. That a reform holds from a
//! later day only, or became known later, is no cause beside it: on the earlier day it is looked at as if it held already.

use crate::analysis::study::{Ask, Cell, Study, by_question};
use crate::analysis::uses::{Part, Uses};
use crate::eval::outcome::Outcome;
use crate::num::date::Date;
use crate::plan::law::{PatchId, Setting};
use crate::text::{Name, Span};
use crate::types::checked::Checked;
use crate::types::schema::EntityId;
use crate::types::term::{ReadingId, RuleId};
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
}

/// What is gone in words: days are no loss, they are named beside it.
pub fn gone_text(set: &[Factor], words: &dyn Fn(Factor) -> String) -> String {
    let is_day = |factor: &&Factor| matches!(factor, Factor::Day(_) | Factor::Cut(_));
    let lost: Vec<String> = set.iter().filter(|p| !is_day(p)).map(|p| words(*p)).collect();
    let days = set.iter().filter(is_day).map(|p| words(*p));
    let without = (!lost.is_empty()).then(|| format!("without {}", lost.join(" and ")));
    without.into_iter().chain(days).collect::<Vec<_>>().join(" and ")
}

/// What came and what is gone beside it in words.
pub fn exchange_text(came: String, gone: &[Factor], words: &dyn Fn(Factor) -> String) -> String {
    match (came.is_empty(), gone) {
        (_, []) => came,
        (true, _) => gone_text(gone, words),
        (false, _) => format!("{came} and {}", gone_text(gone, words)),
    }
}

/// What changed an outcome.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Cause {
    /// Not asked for.
    NotAsked,
    /// Sets of what the second world has and the first has not: each is enough by itself, and nothing in it can be spared.
    /// A set of several means that they are needed together; several sets mean that any of them suffices.
    Sets(Vec<Vec<Factor>>),
    /// Sets of what the first world has and the second has not: that those of one set are gone is enough by itself; with a
    /// day or a cut in it, on that day or under that cut.
    Gone(Vec<Vec<Factor>>),
    /// Pairs of what the second world has and what the first had: that the one came is enough once the other is gone, and
    /// nothing in a pair can be spared. In a pair nothing may have come, or nothing be gone.
    Exchanged(Vec<(Vec<Factor>, Vec<Factor>)>),
    /// These, and more combinations would have to be tried than [`MOST_TRIED`] to say that there are no others.
    Among(Box<Cause>),
    /// What comes and what goes are needed together.
    Both,
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

/// Up to so many factors every combination is tried.
pub const ALL_TRIED: usize = 6;

/// As many stacks are tried for a comparison.
pub const MOST_TRIED: usize = 600;

/// Names what is behind each difference: all smallest sets that make the new outcome, everything else being as in the first
/// world. The study gains the worlds that this takes.
///
/// What cannot change an outcome, by what its rule rests on under whatever law, is no factor of it. Up to [`ALL_TRIED`] factors are tried in every combination. Of more, all combinations of so few are that a sixth of [`MOST_TRIED`]
/// holds them; larger ones are made of those only that do something: that change the outcome by themselves, or without which it is
/// another; where these do not make the outcome, of all. What is found so is told as some of the causes.
pub fn attribute(study: &mut Study, first: usize, second: usize, changed: &mut [Difference]) {
    let patches = new_patches(study, first, second);
    let in_both = |p: &&PatchId| study.worlds[first].law.has(p.reform);
    let other_values: Vec<Factor> = patches.iter().filter(in_both).copied().map(Factor::Patch).collect();
    let days = days(study, first, second);
    let came = patches.into_iter().map(Factor::Patch).chain(days.clone()).chain(own(study, second, first));
    let lost = new_patches(study, second, first).into_iter().filter(|p| !study.worlds[second].law.has(p.reform));
    let lost: Vec<Factor> = lost.map(Factor::Patch).chain(own(study, first, second)).collect();
    // Of a reform with other values in each world there is no world that has both.
    let beside = (!lost.is_empty() && other_values.is_empty()).then_some(first);
    let went = lost.iter().filter(|_| beside.is_some()).map(|factor| (true, *factor));
    let pieces: Vec<Piece> = came.map(|factor| (false, factor)).chain(went).collect();
    let mixing = Mixing { world: second, days_of: first, removes: false, beside };
    search(study, mixing, &pieces, other_values, &mut changed.iter_mut().collect::<Vec<_>>());
    // What nothing of the second world explains may come from what it lacks.
    let gone: Vec<Piece> = lost.into_iter().chain(days).map(|factor| (false, factor)).collect();
    let mut open: Vec<&mut Difference> = changed.iter_mut().filter(|d| d.because == Cause::Both).collect();
    if !gone.is_empty() && !open.is_empty() {
        let mixing = Mixing { world: first, days_of: second, removes: true, beside: None };
        search(study, mixing, &gone, vec![], &mut open);
        for difference in open {
            difference.because = match std::mem::replace(&mut difference.because, Cause::Both) {
                Cause::Sets(sets) => Cause::Gone(sets),
                Cause::Among(inner) => match *inner {
                    Cause::Sets(sets) => Cause::Among(Box::new(Cause::Gone(sets))),
                    other => other,
                },
                _ => Cause::Both,
            };
        }
    }
}

/// The cause that sets of pieces are.
fn cause_of(found: &[Stack]) -> Cause {
    let part = |stack: &Stack, gone: bool| -> Vec<Factor> {
        stack.iter().filter(|piece| piece.0 == gone).map(|piece| piece.1).collect()
    };
    let pairs: Vec<(Vec<Factor>, Vec<Factor>)> = found.iter().map(|s| (part(s, false), part(s, true))).collect();
    if pairs.iter().all(|(_, gone)| gone.is_empty()) {
        return Cause::Sets(pairs.into_iter().map(|(came, _)| came).collect());
    }
    let is_day = |factor: &Factor| matches!(factor, Factor::Day(_) | Factor::Cut(_));
    if pairs.iter().all(|(came, gone)| came.iter().all(is_day) && !gone.is_empty()) {
        return Cause::Gone(pairs.into_iter().map(|(days, gone)| [gone, days].concat()).collect());
    }
    Cause::Exchanged(pairs)
}

/// The days of the second world that are not those of the first.
fn days(study: &Study, first: usize, second: usize) -> Vec<Factor> {
    let (a, b) = (&study.worlds[first].setting, &study.worlds[second].setting);
    let day = (a.at != b.at).then_some(Factor::Day(b.at));
    let cut = (a.known_on != b.known_on).then_some(Factor::Cut(b.known_on));
    day.into_iter().chain(cut).collect()
}

/// Assumptions and readings of a world that another has not.
fn own(study: &Study, of: usize, not_of: usize) -> Vec<Factor> {
    let (law, other) = (&study.worlds[of].law, &study.worlds[not_of].law);
    let assumed = law.assumptions.iter().enumerate().filter(|(_, a)| !other.assumptions.contains(a));
    let read = law.readings.iter().filter(|r| !other.readings.contains(r));
    assumed
        .map(|(at, a)| Factor::Assumption(at as u32, a.span))
        .chain(read.map(|reading| Factor::Reading(*reading)))
        .collect()
}

/// How the factors of a search are put together to a world.
#[derive(Clone, Copy)]
struct Mixing {
    /// The world whose scenario they are of.
    world: usize,
    /// The world whose days hold where no factor says otherwise; of a removal: where one does.
    days_of: usize,
    /// Whether a stack is what is taken out.
    removes: bool,
    /// The world whose scenario is stacked with it, but for what goes.
    beside: Option<usize>,
}

impl Mixing {
    /// The world with these factors of all there are, or without them, as a setting.
    fn setting(&self, study: &Study, stack: &Stack, everything: &Stack) -> Setting {
        let mut setting = study.worlds[self.world].setting.clone();
        let days = &study.worlds[self.days_of].setting;
        let out = everything.iter().filter(|piece| !piece.0 && stack.contains(piece) == self.removes);
        for (_, factor) in out {
            match factor {
                Factor::Patch(patch) => {
                    setting.without.insert(*patch);
                }
                Factor::Day(_) => {
                    setting.at = days.at;
                    setting.aside.as_stacked = !self.removes;
                }
                Factor::Cut(_) => {
                    setting.known_on = days.known_on;
                    setting.aside.as_stacked = !self.removes;
                }
                Factor::Assumption(at, _) => {
                    setting.aside.assumptions.insert(*at);
                }
                Factor::Reading(reading) => {
                    setting.aside.readings.insert(*reading);
                }
            }
        }
        if let Some(first) = self.beside {
            setting.aside.beside = study.worlds[first].setting.scenario;
            let own = study.worlds[self.world].law.assumptions.len() as u32;
            stack.iter().filter(|piece| piece.0).for_each(|(_, factor)| goes(&mut setting, *factor, own));
        }
        setting
    }
}

/// Takes what a scenario beside the own one has out of a setting; assumptions of it are numbered on behind the `own` ones.
fn goes(setting: &mut Setting, factor: Factor, own: u32) {
    match factor {
        Factor::Patch(patch) => {
            setting.without.insert(patch);
        }
        Factor::Assumption(at, _) => {
            setting.aside.assumptions.insert(own + at);
        }
        Factor::Reading(reading) => {
            setting.aside.readings.insert(reading);
        }
        Factor::Day(_) | Factor::Cut(_) => {}
    }
}

/// Searches for the sets behind some differences among factors of a world.
fn search(
    study: &mut Study,
    mixing: Mixing,
    factors: &[Piece],
    other_values: Vec<Factor>,
    changed: &mut [&mut Difference],
) {
    let rules = changed.iter().map(|d| d.rule).collect();
    let everything = factors.iter().copied().collect();
    let rows = rows(study, changed.iter().map(|d| &**d));
    let mut trial = Trial { mixing, everything, other_values, rules, rows, tried: BTreeMap::new() };
    let one_less = factors.iter().map(|p| trial.everything.iter().copied().filter(|q| q != p).collect());
    let alone = factors.iter().map(|p| Stack::from([*p]));
    let stacks: Vec<Stack> = std::iter::once(Stack::new()).chain(alone).chain(one_less).collect();
    trial.run(study, stacks);
    // What cannot change an outcome is in no combination.
    let uses = Uses::of(study.base.checked);
    let own = |rule: RuleId| -> Vec<Piece> {
        let parts = uses.all(BTreeSet::from([Part::Rule(rule)]));
        factors.iter().copied().filter(|piece| may_change(study, piece.1, &parts)).collect()
    };
    let own: BTreeMap<RuleId, Vec<Piece>> = trial.rules.iter().map(|rule| (*rule, own(*rule))).collect();
    let mut searches: Vec<Search> =
        changed.iter().map(|difference| Search::new(&trial, &own[&difference.rule], difference)).collect();
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

/// Whether a factor may change what rests on some parts.
fn may_change(study: &Study, factor: Factor, parts: &BTreeSet<Part>) -> bool {
    match factor {
        Factor::Patch(patch) => {
            let reform = study.base.checked.reform(patch.reform);
            Uses::may_change(&reform.patches[patch.patch as usize].change, parts)
        }
        Factor::Day(_) | Factor::Cut(_) | Factor::Assumption(..) | Factor::Reading(_) => true,
    }
}

/// A factor, and whether it is one of the first world that goes.
type Piece = (bool, Factor);

/// Pieces that come or go, all else being as in the first world; or those that are taken out.
type Stack = BTreeSet<Piece>;

type Answers = BTreeMap<(RuleId, Vec<Name>), Outcome>;

/// What a world comes to with some of its factors only.
struct Trial {
    mixing: Mixing,
    everything: Stack,
    /// Patches of reforms that both worlds have, with other values for their parameters.
    other_values: Vec<Factor>,
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
        let worlds: Vec<(Stack, Option<usize>)> = new
            .into_iter()
            .map(|stack| {
                let setting = self.mixing.setting(study, &stack, &self.everything);
                let world = match self.mixing.beside {
                    Some(_) => study.add_union(self.mixing.world, setting, &self.rules),
                    None => Some(study.add_mixed(self.mixing.world, setting, &self.rules)),
                };
                (stack, world)
            })
            .collect();
        let runner = study.run();
        let ask = Ask { rule: &|r| self.rules.contains(&r), subject: &|e, row| self.rows.contains(&(e, row)) };
        for (present, world) in worlds {
            // What cannot stand together makes no outcome.
            let cells = world.map(|world| study.cells_for(&runner, world, &ask)).unwrap_or_default();
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
    all: Vec<Piece>,
    /// Up to which size all sets are tried.
    whole: usize,
    relevant: Vec<Piece>,
    /// Whether some pieces are in no combination, or some combinations were not tried.
    cut: bool,
    found: Vec<Stack>,
    cause: Cause,
    over: bool,
}

impl Search {
    fn new(trial: &Trial, factors: &[Piece], difference: &Difference) -> Search {
        let key = (difference.rule, difference.subjects.clone());
        let after = difference.after.clone();
        let none = trial.outcome(&Stack::new(), &key);
        let (all, whole) = (factors.to_vec(), whole_sizes(factors.len()));
        let (relevant, found, cause) = (vec![], vec![], Cause::Several);
        let mut search = Search { key, after, all, whole, relevant, cut: false, found, cause, over: false };
        let Some(none) = none else {
            search.over = true;
            return search;
        };
        if none == search.after.as_ref() {
            // With nothing of the second world: what it lacks does it, or what the first world has in place of a value.
            let other_values = trial.other_values.clone();
            let cause = if other_values.is_empty() { Cause::Both } else { Cause::Sets(vec![other_values]) };
            (search.cause, search.over) = (cause, true);
            return search;
        }
        let does = |p: &&Piece| {
            let alone = trial.outcome(&Stack::from([**p]), &search.key);
            let less: Stack = trial.everything.iter().copied().filter(|q| q != *p).collect();
            let less = trial.outcome(&less, &search.key);
            alone.is_some_and(|o| o != none) || less.is_some_and(|o| o != search.after.as_ref())
        };
        if factors.len() <= ALL_TRIED {
            search.relevant = factors.to_vec();
            return search;
        }
        search.relevant = factors.iter().filter(does).copied().collect();
        let all: Stack = search.relevant.iter().copied().collect();
        if search.relevant.is_empty() || trial.outcome(&all, &search.key).is_some_and(|o| o != search.after.as_ref()) {
            search.relevant = factors.to_vec();
        }
        search.cut = search.relevant.len() < factors.len();
        search
    }

    fn is_over(&self, size: usize) -> bool {
        self.over || size > self.relevant.len().max(self.whole)
    }

    /// Sets of a size that hold none that was found.
    fn candidates(&self, size: usize) -> Vec<Stack> {
        if self.is_over(size) {
            return vec![];
        }
        let of = if size <= self.whole { &self.all } else { &self.relevant };
        let sets = subsets(of, size, MOST_TRIED + 1);
        sets.into_iter().filter(|s| !self.found.iter().any(|f| f.is_subset(s))).collect()
    }

    fn look(&mut self, trial: &Trial, size: usize) {
        for stack in self.candidates(size) {
            match trial.outcome(&stack, &self.key) {
                Some(outcome) if outcome == self.after.as_ref() => self.found.push(stack),
                Some(_) => {}
                // The bound was met. What was found stands; whether there is more is not known.
                None => (self.over, self.cut) = (true, true),
            }
        }
        self.over |= size >= self.relevant.len().max(self.whole);
        if !self.found.is_empty() {
            let cause = cause_of(&self.found);
            self.cause = if self.cut { Cause::Among(Box::new(cause)) } else { cause };
        }
    }
}

/// Up to which size all subsets of so many are no more than a sixth of [`MOST_TRIED`].
fn whole_sizes(count: usize) -> usize {
    let (mut sets, mut all) = (1, 1);
    (1..=count)
        .find(|size| {
            sets = sets * (count + 1 - size) / size;
            all += sets;
            all > MOST_TRIED / 6
        })
        .map_or(count, |size| size - 1)
}

/// All subsets of a size, in order; no more than `most` of them.
fn subsets(of: &[Piece], size: usize, most: usize) -> Vec<Stack> {
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
