//! What is compared by the wrong sign, by an order that it has not, or not at all: E0204, E0213, E0221, E0222.

use super::Diagnostic;
use super::names::{IS_OR_EQUALS, NOT_COMPARED, NOT_HERE, TYPE};
use crate::text::Span;

/// A value that has no order, beside `<` or the like.
pub fn no_order(span: Span, ty: &str) -> Diagnostic {
    Diagnostic::new(TYPE, span, format!("{ty} has no order"))
        .label("is compared by order")
        .help("`<`, `<=`, `>` and `>=` compare numbers and days; the others are tested by `=`, `!=`, `is` and `is not`")
}

/// `is` where `=` belongs, or the other way round.
pub fn is_or_equals(span: Span, sign: Option<Span>, write: &str, ty: &str) -> Diagnostic {
    let text = format!("`{write}` is used to compare {ty}");
    let found = Diagnostic::new(IS_OR_EQUALS, sign.unwrap_or(span), text)
        .help("`is` tests enum values, instances, conditions and ranges; `=` numbers, dates and text");
    match sign {
        Some(sign) => found.fix(format!("write `{write}`"), sign, write, true),
        None => found.help(format!("write `{write}`")),
    }
}

/// `= "FI"` where a name of a value belongs, without quotes.
pub fn is_a_name(sign: Span, whole: Span, write: &str, value: &str, ty: &str) -> Diagnostic {
    Diagnostic::new(IS_OR_EQUALS, sign, format!("`{write}` is used to compare {ty}"))
        .help("`is` tests enum values, instances, conditions and ranges; `=` numbers, dates and text")
        .help("a value stands without quotes")
        .fix(format!("write `{write} {value}`"), whole, format!("{write} {value}"), true)
}

/// `is one of` beside what `=` compares; `between` is what stands between what is compared and the first value.
pub fn one_of_values(between: Span, ty: &str, negated: bool) -> Diagnostic {
    let write = if negated { "not in list(" } else { "in list(" };
    let place = Span { start: between.start + 1, ..between };
    Diagnostic::new(IS_OR_EQUALS, place, format!("`in list(..)` is used to look for {ty} among several"))
        .help("`is one of` tests enum values and instances; numbers, dates and texts are looked for by `in`")
        .fix(format!("write `{write}..)`"), between, format!(" {write}"), true)
}

/// Lists or records compared.
pub fn not_compared(span: Span, ty: &str) -> Diagnostic {
    Diagnostic::new(NOT_COMPARED, span, format!("{ty} is not compared as a whole"))
        .help("compare what matters: a field, a count, a sum")
}

/// `x is unknown` in a condition.
pub fn asks_whether_known(span: Span) -> Diagnostic {
    Diagnostic::new(NOT_HERE, span, "no condition asks whether something is known")
        .help("what is not known shows in the outcome; `unsettled(..)` in recommendations and papers, and `expect .. is unknown` in tests, speak of it")
        .help("for what may be missing in law or fact write `is absent`")
}

/// `x is gap` in a condition.
pub fn asks_for_outcome(span: Span, word: &str) -> Diagnostic {
    Diagnostic::new(NOT_HERE, span, format!("no condition asks whether something is `{word}`"))
        .help("a condition that is not applicable counts as not true: write the condition of the other rule again, or a case for it with `unless [label] C then E`")
        .help(format!("a test asks for it: `expect f(x) is {word}`"))
}

/// Where `between A and B` stands beside what is compared with it.
pub struct Bounds {
    /// What is compared.
    pub from: Span,
    /// The low end.
    pub low: Span,
    /// The high end.
    pub high: Span,
}

/// A comparison with a value known within bounds only, which is never true; `bounds`: a range is what is meant.
pub fn compared_with_bounds(span: Span, bounds: Option<Bounds>) -> Diagnostic {
    let found = Diagnostic::new(
        NOT_HERE,
        span,
        "`between` is one value that is not exactly known, and no condition is true of it",
    )
    .help("a value within a range is asked for by `in`: `x in 1 .. 3`; in a cell `1 .. 3`");
    match bounds {
        Some(Bounds { from, low, high }) if from.file == low.file && from.end < low.start && low.end < high.start => {
            let mut found =
                found.fix("write `in` and `..`", Span { start: from.end, end: low.start, ..from }, " in ", false);
            let and = (Span { start: low.end, end: high.start, ..low }, " .. ".to_string());
            found.fixes.iter_mut().for_each(|fix| fix.edits.push(and.clone()));
            found
        }
        _ => found,
    }
}

/// Bounds that are expected as if they were one value.
pub fn bounds_expected(span: Span, bounds: Bounds) -> Diagnostic {
    let Bounds { from, low, high } = bounds;
    let found =
        Diagnostic::new(NOT_HERE, span, "`between` is one value that is not exactly known, and nothing equals it")
            .help("bounds are expected without `=` and `is`: `expect f(x) between 3 and 5`");
    if from.file != low.file || from.end >= span.start || low.end >= high.start {
        return found;
    }
    found.fix("expect the bounds", Span { start: from.end, end: span.start, ..from }, " ", false)
}
