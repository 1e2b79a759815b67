//! What is reported of the rows of tables: inputs that none fits or that several fit, rows that never decide.

use crate::diag::{Diagnostic, rules as say};
use crate::syntax::ast;
use crate::text::Span;
use crate::types::body::{Alternatives, Body, Join};
use crate::types::cases::Meet;
use crate::types::domain::Around;
use crate::types::rows::{Survey, survey};
use crate::types::scope::Shown;
use crate::types::term::RuleId;

/// What is found of a table.
#[derive(Default)]
pub struct Layout {
    /// What a test may show to be meant.
    pub shown: Vec<Shown>,
    /// What no test can.
    pub sure: Vec<Diagnostic>,
    /// How the rows exclude each other.
    pub apart: Apart,
}

/// How the cases of a body exclude each other.
#[derive(Default)]
pub struct Apart {
    /// How they are joined, where one is left for each input.
    pub join: Option<Join>,
    /// See [`Body::alternatives`].
    pub alternatives: Vec<Alternatives>,
}

impl Apart {
    /// Puts it into the body.
    pub fn tell(self, body: &mut Body) {
        body.join = self.join.unwrap_or(body.join);
        body.alternatives = self.alternatives;
    }
}

/// Looks at the rows of a table, which stand at a place; of a table with rows that a reform adds (`new`) at what these
/// bring.
pub fn table_layout(around: Around<'_>, rule: RuleId, name: &str, body: &Body, rows: Rows<'_>) -> Layout {
    let new = match rows {
        Rows::All(_) => None,
        Rows::New(new) => Some(new),
    };
    let Some(survey) = survey(around, body, new) else { return Layout::default() };
    let apart = Apart { join: joined(body.join, &survey), alternatives: survey.alternatives.clone() };
    let mut layout = Layout { apart, ..Layout::default() };
    let (shown, sure) = (&mut layout.shown, &mut layout.sure);
    let place = |row: usize| body.cases[row].span;
    if let Some((a, b, input)) = &survey.meeting {
        let any = matches!(body.join, Join::Prevail | Join::Shared);
        shown.push((rule, ast::tests::Outcome::Conflict, say::table_overlap(place(*b), input, place(*a), any)));
    }
    for (row, above) in &survey.hidden {
        sure.push(say::row_never_decides(place(*row), above.map(place), new.map(|_| name)));
    }
    let span = match rows {
        Rows::All(span) => span,
        Rows::New(new) => new.first().map_or(around.at, |row| place(*row)),
    };
    match &survey.gap {
        Meet::At(input) => shown.push((rule, ast::tests::Outcome::Gap, say::table_gap(span, input))),
        // Once for a table: what is not decided is no fault.
        Meet::Open if survey.undecided.is_none() => {
            shown.push((rule, ast::tests::Outcome::Gap, say::undecided_gap(span, name)))
        }
        _ => {}
    }
    match (survey.undecided, survey.unsure) {
        (Some((a, b)), _) if survey.meeting.is_none() => {
            shown.push((rule, ast::tests::Outcome::Conflict, say::undecided_rows(place(b), name, place(a))))
        }
        (None, Some(row)) if survey.gap != Meet::Open => sure.push(say::undecided_row(place(row))),
        _ => {}
    }
    layout
}

/// Which rows of a table are looked at.
#[derive(Clone, Copy)]
pub enum Rows<'a> {
    /// All of them, with where they stand.
    All(Span),
    /// Those of a reform.
    New(&'a [usize]),
}

/// How the rows of a table are joined where one is left for each input.
fn joined(join: Join, survey: &Survey) -> Option<Join> {
    match join {
        Join::Unique if survey.whole && survey.apart => Some(Join::Partition),
        Join::Prevail if survey.whole && survey.apart => Some(Join::Shared),
        Join::First if survey.whole => Some(Join::FirstShared),
        _ => None,
    }
}
