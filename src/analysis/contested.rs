//! Outcomes that a rival reading contests: evaluated alone beside the main text, it gives another.

use crate::analysis::study::{Cell, Study, Trial};
use crate::text::Name;
use crate::types::term::{ReadingId, RuleId};
use std::collections::{BTreeMap, BTreeSet};

/// For a world and a question the readings under which it comes out otherwise, and how.
#[derive(Default)]
pub struct Contested(BTreeMap<(usize, (RuleId, Vec<Name>)), Vec<(ReadingId, Cell)>>);

impl Contested {
    /// The readings under which an outcome is another, with what it is there.
    pub fn of(&self, cell: &Cell) -> &[(ReadingId, Cell)] {
        self.0.get(&(cell.world, cell.question())).map_or(&[], Vec::as_slice)
    }
}

/// What readings make of some outcomes. The study gains the worlds that this takes.
///
/// A reading that the world has already, that is not known at its cut, or that a reform does not fit contests nothing.
pub fn contested(study: &mut Study, cells: &[Cell]) -> Contested {
    let mut found = Contested::default();
    let worlds: BTreeSet<usize> = cells.iter().map(|c| c.world).collect();
    for world in worlds {
        let own: Vec<&Cell> = cells.iter().filter(|c| c.world == world).collect();
        let rules: BTreeSet<RuleId> = own.iter().map(|c| c.rule).collect();
        for id in (0..study.base.checked.readings.len() as u32).map(ReadingId) {
            if study.worlds[world].law.readings.contains(&id) {
                continue;
            }
            let other = study.add_trial(world, &Trial { reading: Some(id), without: None }, &rules);
            if !study.worlds[other].law.readings.contains(&id) {
                continue;
            }
            let runner = study.run();
            let there = study.cells_apart(&runner, other, world, &|rule| rules.contains(&rule));
            let there: BTreeMap<_, &Cell> = there.iter().map(|c| (c.question(), c)).collect();
            for cell in &own {
                let question = cell.question();
                if let Some(rival) = there.get(&question).filter(|rival| rival.outcome != cell.outcome) {
                    found.0.entry((world, question)).or_default().push((id, (*rival).clone()));
                }
            }
        }
    }
    found
}
