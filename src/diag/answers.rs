//! What can go wrong with the answers of a questionnaire: E0433, W0403.

use super::{Code, Diagnostic, Row};
use crate::num::date::Date;
use crate::text::Span;
use crate::text::english::number_of;

/// The codes of this file.
pub const CODES: &[Row] = &[
    Row { code: ANSWER, title: "an answer that does not fit" },
    Row { code: LEFT_OUT, title: "answers of a day after the knowledge cut" },
];

const ANSWER: Code = Code("E0433");
const LEFT_OUT: Code = Code("W0403");

/// Answers without respondent or day.
pub fn answers_of_nobody(span: Span, missing: &str) -> Diagnostic {
    Diagnostic::new(ANSWER, span, format!("the questionnaire does not say `{missing}`"))
        .help("an answer counts with the name of who gives it and the day; fill in `respondent` and `day` at the top")
}

/// A second answer to one question.
pub fn answered_twice(span: Span, field: &str, first: Span) -> Diagnostic {
    Diagnostic::new(ANSWER, span, format!("`{field}` is answered twice"))
        .also(first, "the other answer")
        .help("keep one of them")
}

/// An answer to what the profile knows already.
pub fn answered_already(span: Span, field: &str, first: Span) -> Diagnostic {
    Diagnostic::new(ANSWER, span, format!("`{field}` is answered, and the profile knows it already"))
        .also(first, "the profile")
        .help("keep one of them: take the answer out of the form, or the figure out of the profile")
}

/// An answer on a flow that does not say for which period.
pub fn answer_without_period(span: Span, field: &str) -> Diagnostic {
    Diagnostic::new(ANSWER, span, format!("`{field}` is counted over a period, and the answer does not say which"))
        .help("write `{value: 1200, as_of: 2017}`")
}

/// Answers of a day that comes after one of the days of the manifest: what it is called, its key, the day.
pub fn left_out(span: Span, day: Date, number: usize, (called, key, last): (&str, &str, Date)) -> Diagnostic {
    let answers = number_of(number, "answer");
    let verb = if number == 1 { "does" } else { "do" };
    Diagnostic::new(
        LEFT_OUT,
        span,
        format!("{answers} of {day} {verb} not count: the {called} of the policy is {last}"),
    )
    .label(format!("after `{key}`"))
    .help(format!("move `{key}` in acquis.toml on to this day, or name the fields in `later_data`"))
}
