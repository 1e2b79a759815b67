//! A world with some of what comes with the second world and some of what the first has let go.

use crate::analysis::compare::Factor;
use crate::analysis::study::Study;
use crate::diag::reforms::NOT_TOGETHER;
use crate::plan::law::{Law, PatchId, Setting};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A factor, and whether it is one of the first world that goes.
pub(super) type Piece = (bool, Factor);

/// A piece by its place among all.
pub(super) type Place = u32;

/// Pieces that come or go, all else being as in the first world; or those that are taken out. In order, each once.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub(super) struct Stack(Vec<Place>);

impl Stack {
    /// Some places, in order.
    pub(super) fn of(places: Vec<Place>) -> Stack {
        Stack(places)
    }

    /// Its places, in order.
    pub(super) fn places(&self) -> &[Place] {
        &self.0
    }

    fn has(&self, place: usize) -> bool {
        self.0.binary_search(&(place as Place)).is_ok()
    }

    /// Whether all its pieces are in another.
    pub(super) fn is_within(&self, other: &Stack) -> bool {
        let mut others = other.0.iter();
        self.0.iter().all(|place| others.any(|other| other == place))
    }
}

/// How the factors of a search are put together to a world.
#[derive(Clone, Copy)]
pub(super) struct Mixing<'p> {
    /// The world whose scenario they are of.
    pub(super) world: usize,
    /// The world whose days hold where no factor says otherwise; of a removal: where one does.
    pub(super) days_of: usize,
    /// Whether a stack is what is taken out.
    pub(super) removes: bool,
    /// The world whose scenario is stacked with it, but for what goes.
    pub(super) beside: Option<usize>,
    /// Patches of which nothing is left where they are stacked: they are no factors, and do nothing where what was
    /// written over them is away.
    pub(super) idle: &'p BTreeSet<PatchId>,
}

impl Mixing<'_> {
    /// The law of a world with a stack of pieces, or without it; `None`: what is left of two scenarios contradicts
    /// itself, so that there is no such world.
    pub(super) fn law(&self, study: &Study, pieces: &[Piece], stack: &Stack) -> Option<Arc<Law>> {
        let (law, found) = Law::tried(study.base.checked, &self.setting(study, pieces, stack));
        let together = self.beside.is_none() || found.iter().all(|finding| finding.code != NOT_TOGETHER);
        together.then_some(law)
    }

    fn setting(&self, study: &Study, pieces: &[Piece], stack: &Stack) -> Setting {
        let mut setting = study.worlds[self.world].setting.clone();
        setting.without.extend(self.idle);
        let days = &study.worlds[self.days_of].setting;
        let placed = || pieces.iter().enumerate().map(|(place, (goes, factor))| (stack.has(place), *goes, *factor));
        for (_, _, factor) in placed().filter(|(here, goes, _)| !goes && *here == self.removes) {
            match factor {
                Factor::Patch(patch) => {
                    setting.without.insert(patch);
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
                    setting.aside.assumptions.insert(at);
                }
                Factor::Reading(reading) => {
                    setting.aside.readings.insert(reading);
                }
            }
        }
        if let Some(first) = self.beside {
            setting.aside.beside = study.worlds[first].setting.scenario;
            let own = study.worlds[self.world].law.assumptions.len() as u32;
            placed().filter(|(here, goes, _)| *goes && *here).for_each(|(_, _, factor)| go(&mut setting, factor, own));
        }
        setting
    }
}

/// Takes what a scenario beside the own one has out of a setting; assumptions of it are numbered on behind the `own`
/// ones.
fn go(setting: &mut Setting, factor: Factor, own: u32) {
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
