//! What is behind each difference of two scenarios.
//!
//! A change is attributed by leaving things out: patches, and what else sets the second scenario apart, its day, its
//! knowledge cut, its assumptions and readings; and what the first scenario alone has, by letting it go. The smallest
//! sets of what comes and what goes that make the new outcome with all else as the first scenario has it are its
//! causes. Two things in one set are needed together; of two sets either suffices. That a reform holds from a later day
//! only, or became known later, is no cause beside it: on the earlier day it is looked at as if it held already.
//!
//! - `mixing`: a world with some of what comes and goes
//! - `inquiry`: the differences of one rule, and what they come to in such worlds
//! - `search`: which combinations are tried, and which of them are causes

mod inquiry;
mod mixing;
mod search;

use crate::analysis::compare::{Cause, Difference, Factor};
use crate::analysis::study::Study;
use crate::plan::law::{Active, Law, PatchId};
use crate::types::patches::built_on;
use mixing::{Mixing, Piece};
use search::search;
use std::collections::BTreeSet;

/// Up to so many factors of a rule every combination is tried.
pub const ALL_TRIED: usize = 10;

/// As many stacks are tried for a rule.
pub const MOST_TRIED: usize = 1200;

/// Names what is behind each difference: all smallest sets that make the new outcome, everything else being as in the
/// first world.
///
/// What cannot change an outcome, by what its rule rests on under whatever law, is no factor of it. Up to [`ALL_TRIED`]
/// factors of a rule are tried in every combination. Of more, all combinations of so few are that a sixth of
/// [`MOST_TRIED`] holds them; larger ones are made of those only that do something: that change the outcome by
/// themselves, or without which it is another; where these do not make the outcome, of all. What is found so is told as
/// some of the causes.
pub fn attribute(study: &mut Study, first: usize, second: usize, changed: &mut [Difference]) {
    let (patches, idle) = new_patches(study, first, second);
    let (left, idle_before) = new_patches(study, second, first);
    let idle: BTreeSet<PatchId> = idle.into_iter().chain(idle_before).collect();
    let in_both = |p: &&PatchId| study.worlds[first].law.has(p.reform);
    let other_values: Vec<Factor> = patches.iter().filter(in_both).copied().map(Factor::Patch).collect();
    let days = days(study, first, second);
    let came = patches.into_iter().map(Factor::Patch).chain(days.clone()).chain(own(study, second, first));
    let lost = left.into_iter().filter(|p| !study.worlds[second].law.has(p.reform));
    let lost: Vec<Factor> = lost.map(Factor::Patch).chain(own(study, first, second)).collect();
    // Of a reform with other values in each world there is no world that has both.
    let beside = (!lost.is_empty() && other_values.is_empty()).then_some(first);
    let went = lost.iter().filter(|_| beside.is_some()).map(|factor| (true, *factor));
    let pieces: Vec<Piece> = came.map(|factor| (false, factor)).chain(went).collect();
    let mixing = Mixing { world: second, days_of: first, removes: false, beside, idle: &idle };
    search(study, mixing, &pieces, &other_values, changed.iter_mut().collect());
    // What nothing of the second world explains may come from what it lacks.
    let gone: Vec<Piece> = lost.into_iter().chain(days).map(|factor| (false, factor)).collect();
    let mut open: Vec<&mut Difference> = changed.iter_mut().filter(|d| d.because == Cause::Both).collect();
    if !gone.is_empty() && !open.is_empty() {
        let mixing = Mixing { world: first, days_of: second, removes: true, beside: None, idle: &idle };
        search(study, mixing, &gone, &[], open.iter_mut().map(|d| &mut **d).collect());
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

/// Patches that hold in the second world and not in the first; and those of them of which nothing is left there.
fn new_patches(study: &Study, first: usize, second: usize) -> (Vec<PatchId>, Vec<PatchId>) {
    let active = |world: usize| -> BTreeSet<PatchId> {
        let law = &study.worlds[world].law;
        law.active.iter().flat_map(|a| PatchId::all_of(study.base.checked, a.reform)).collect()
    };
    // A reform that both have with other values for its parameters is new in the second.
    let same = |p: &PatchId| study.worlds[first].law.args(p.reform) == study.worlds[second].law.args(p.reform);
    let old = active(first);
    let overwritten = overwritten(study, second);
    let new = active(second).into_iter().filter(|p| !old.contains(p) || !same(p));
    new.partition(|p| !overwritten.contains(p))
}

/// Patches of a world of which nothing is left, as a reform that builds on theirs writes other words over them: the law
/// is the same without them, and is another if that of the later reform is taken away first.
fn overwritten(study: &Study, world: usize) -> BTreeSet<PatchId> {
    let (checked, law) = (study.base.checked, &study.worlds[world].law);
    let without = |patches: &[PatchId]| {
        let mut setting = law.setting.clone();
        setting.without.extend(patches);
        Law::tried(checked, &setting).0.parts(checked)
    };
    let (whole, mut gone) = (law.parts(checked), BTreeSet::new());
    for below in &law.active {
        let builds = |a: &&Active| built_on(&checked.reforms, a.reform, &|on| law.has(on)).contains(&below.reform);
        let above: Vec<PatchId> =
            law.active.iter().filter(builds).flat_map(|a| PatchId::all_of(checked, a.reform)).collect();
        for patch in PatchId::all_of(checked, below.reform).filter(|_| !above.is_empty()) {
            let is_idle = without(&[patch]) == whole;
            if is_idle && above.iter().any(|over| without(&[*over, patch]) != without(&[*over])) {
                gone.insert(patch);
            }
        }
    }
    gone
}
