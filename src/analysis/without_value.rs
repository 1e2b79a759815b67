//! Assessments that come out without a value: the rules contradict each other there, or have nothing to say.

use crate::analysis::study::{Cell, Study};
use crate::analysis::words::Came;
use crate::diag::{Diagnostic, analysis};
use crate::eval::outcome::Outcome;

/// What an outcome is that says nothing: a conflict or a gap.
pub fn word(outcome: &Outcome) -> Option<&'static str> {
    match Came::of(outcome) {
        Came::Conflict => Some("a conflict"),
        Came::Gap => Some("a gap"),
        _ => None,
    }
}

/// Each assessment that comes out as a conflict or gap, as an error; what is only possible is none.
pub fn without_value(study: &Study, cells: &[Cell]) -> Vec<Diagnostic> {
    let checked = study.base.checked;
    let assessed = cells.iter().filter(|cell| checked.rule(cell.rule).kind.is_assessment());
    let faults = assessed.filter_map(|cell| {
        let what = word(&cell.outcome)?;
        let rule = checked.rule(cell.rule);
        let world = &study.worlds[cell.world];
        let keys: Vec<&str> = cell.subjects.iter().map(|subject| subject.key.as_str()).collect();
        let under = world.setting.scenario.map(|_| world.name.as_str());
        let span = checked.program.decl(rule.decl).name_span();
        Some(analysis::no_value(span, &rule.name, &keys.join(", "), under, what))
    });
    faults.collect()
}
