//! What the parts of a context share: who is assessed, and what rules are called.

use crate::analysis::study::Cell;
use crate::report::paper::Input;
use crate::text::Name;
use crate::types::checked::Rule;
use crate::types::schema::EntityId;

/// Everything that the parts of a context share.
pub struct Making<'a> {
    /// What the paper is made of.
    pub input: &'a Input<'a>,
    /// The entity of its subjects.
    pub entity: EntityId,
    /// Keys of the subjects with a profile of their own, with their names, in key order.
    pub own: Vec<(Name, String)>,
}

impl Making<'_> {
    /// The name of a subject by its key.
    pub fn name(&self, key: &Name) -> String {
        self.own.iter().find(|o| o.0 == *key).map_or_else(|| key.to_string(), |o| o.1.clone())
    }

    /// Whether a cell speaks of subjects with a profile only.
    pub fn is_own(&self, cell: &Cell) -> bool {
        cell.subjects.iter().all(|s| s.entity != Some(self.entity) || self.own.iter().any(|o| o.0 == s.key))
    }

    /// Whether a cell speaks of a sample, which counts in no figure.
    pub fn is_invented(&self, cell: &Cell) -> bool {
        cell.subjects.iter().any(|s| {
            let table = s.entity.and_then(|e| self.input.profiles.table(e));
            table.is_some_and(|t| t.row(&s.key).is_some_and(|row| t.rows[row].invented))
        })
    }

    /// A short name for the head of a column: the code at the start of the rule's name (`b1_...`), else its title.
    pub fn short(&self, rule: &Rule) -> String {
        let code = rule.name.split('_').next().unwrap_or_default();
        let is_code = code.len() <= 4
            && code.starts_with(|c: char| c.is_ascii_alphabetic())
            && code.ends_with(|c: char| c.is_ascii_alphanumeric());
        let numbered = code.chars().any(|c| c.is_ascii_digit());
        match is_code && numbered {
            true => rule.name.replace('_', " "),
            false => self.title(rule),
        }
    }

    /// What people call a rule.
    pub fn title(&self, rule: &Rule) -> String {
        title_of(self.input, rule)
    }
}

/// What people call a rule: its title, else its name in words.
pub fn title_of(input: &Input, rule: &Rule) -> String {
    let decl = input.checked.program.decl(rule.decl);
    decl.title.clone().unwrap_or_else(|| rule.name.replace('_', " "))
}
