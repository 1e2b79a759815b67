//! Outcomes that rest on what a scenario assumes.

use crate::analysis::marks::{Grounds, assumes};
use crate::analysis::study::{Cell, Study};
use crate::eval::run::Runner;
use crate::text::Name;
use crate::types::term::RuleId;
use std::collections::{BTreeMap, BTreeSet};

/// For a world and a question the fields that its outcome has as the scenario assumes them.
#[derive(Default)]
pub struct Assumed(BTreeMap<(usize, (RuleId, Vec<Name>)), BTreeSet<String>>);

impl Assumed {
    /// Of some cells of a run.
    pub fn new<'c>(study: &Study, runner: &Runner, cells: impl IntoIterator<Item = &'c Cell>) -> Assumed {
        let (grounds, mut all) = (Grounds::new(study, runner), BTreeMap::new());
        for cell in cells.into_iter().filter(|c| assumes(study, c.world)) {
            let fields: BTreeSet<String> = grounds.marks(cell).assumed.into_iter().map(|mark| mark.what).collect();
            if !fields.is_empty() {
                all.insert((cell.world, cell.question()), fields);
            }
        }
        Assumed(all)
    }

    /// The fields, by the path of each.
    pub fn of(&self, cell: &Cell) -> Vec<&str> {
        self.at(cell.world, cell.question())
    }

    /// The same of the outcome of a rule for subjects in a world.
    pub fn at(&self, world: usize, question: (RuleId, Vec<Name>)) -> Vec<&str> {
        self.0.get(&(world, question)).into_iter().flatten().map(String::as_str).collect()
    }

    /// All of them.
    pub fn all(&self) -> BTreeSet<&str> {
        self.0.values().flatten().map(String::as_str).collect()
    }
}

/// What is put behind an outcome for people: `, *assumed*: people`.
pub fn assumed_text(fields: &[&str]) -> String {
    if fields.is_empty() { String::new() } else { format!(", *assumed*: {}", fields.join(", ")) }
}
