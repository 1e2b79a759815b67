//! The marks of what a paper prints.

use crate::analysis::marks::{Grounds, Marks};
use crate::analysis::study::Cell;
use crate::report::paper::model::Mark;
use crate::text::Name;
use crate::types::term::RuleId;
use std::collections::BTreeMap;

/// The marks of outcomes, by what was asked; those without marks have no entry.
pub type CellMarks = BTreeMap<(RuleId, Vec<Name>), Vec<Mark>>;

/// Marks as templates see them.
pub fn told(marks: &Marks) -> Vec<Mark> {
    marks.told().into_iter().map(Mark::from).collect()
}

/// The marks of outcomes that are settled: what is open rests on nothing yet.
pub fn of_cells<'c>(grounds: &Grounds, cells: impl Iterator<Item = &'c Cell>) -> CellMarks {
    let settled = cells.filter(|cell| cell.outcome.is_settled());
    let marked = settled.map(|cell| (cell.question(), told(&grounds.marks(cell))));
    marked.filter(|(_, marks)| !marks.is_empty()).collect()
}

/// The marks of an outcome.
pub fn at<'m>(marks: &'m CellMarks, question: &(RuleId, Vec<Name>)) -> &'m [Mark] {
    marks.get(question).map_or(&[], Vec::as_slice)
}

/// Marks in the order in which they come, each once.
pub fn each_once<'m>(marks: impl IntoIterator<Item = &'m Mark>) -> Vec<Mark> {
    let mut all = vec![];
    add(&mut all, marks);
    all
}

/// Adds marks that are not there yet.
pub fn add<'m>(all: &mut Vec<Mark>, more: impl IntoIterator<Item = &'m Mark>) {
    for mark in more {
        if !all.contains(mark) {
            all.push(mark.clone());
        }
    }
}

/// The signs of marks: an asterisk for what is weak, assumed or rounded, a dagger for what is derived.
pub fn signs(marks: &[Mark]) -> String {
    crate::report::house::signs(marks.iter().map(|mark| mark.mark.as_str()))
}
