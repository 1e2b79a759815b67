//! What can go wrong with the fields of entities and their limits, under the codes of [`super::names`].

use super::Diagnostic;
use super::names::{CLAUSE_TWICE, CYCLE, FIELD_AGAIN, TYPE, UNIT, WRONG_KIND};
use crate::text::{Name, Span};

/// A field written twice in one declaration.
pub fn field_twice(span: Span, field: &str, first: Span) -> Diagnostic {
    Diagnostic::new(FIELD_AGAIN, span, format!("the field `{field}` is written twice in one declaration"))
        .again(first)
        .help("keep one of them")
}

/// A field asked for in two different ways.
pub fn field_again(span: Span, field: &str, first: Span) -> Diagnostic {
    Diagnostic::new(FIELD_AGAIN, span, format!("`{field}` is asked for again, and not in the same way"))
        .also(first, "first asked for here")
        .help("say the same in both places, or leave one out")
}

/// A field whose name is the group of another one.
pub fn field_and_group(span: Span, field: &str, part: &str, first: Span) -> Diagnostic {
    Diagnostic::new(FIELD_AGAIN, span, format!("`{field}` is a field, and `{part}` makes it a group of fields"))
        .also(first, "the field")
        .help("no profile can hold both: give one of them another name")
}

/// Bounds that lead back to their own field.
pub fn bound_by_itself(span: Span, ring: &[(Name, Span)]) -> Diagnostic {
    let names: Vec<&str> = ring.iter().map(|(name, _)| name.as_str()).collect();
    let text = match names.as_slice() {
        [one] => format!("`{one}` is its own bound"),
        _ => format!("these are each other's bounds: {} -> {}", names.join(" -> "), names[0]),
    };
    let found = Diagnostic::new(CYCLE, span, text);
    ring.iter()
        .skip(1)
        .fold(found, |found, (name, at)| found.also(*at, format!("`{name}` is one of them")))
        .help("bound one of them by a number")
}

/// A second limit for one end of a field.
pub fn end_twice(span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(CLAUSE_TWICE, span, "this end of the field has a limit already")
        .again(first)
        .help("keep one: `LOW .. HIGH`, or `at least LOW` and `at most HIGH`")
}

/// A field that bounds another and counts something else.
pub fn bound_of_another_kind(span: Span, field: &str, is: &str, needed: &str) -> Diagnostic {
    Diagnostic::new(UNIT, span, format!("`{field}` is {is}, and bounds a field of {needed}"))
        .label("bounds nothing")
        .help("a bound is a number or a day, or a field of the same kind and unit")
}

/// A field that is read at a day and over a period.
pub fn series_and_flow(span: Span, field: &str) -> Diagnostic {
    Diagnostic::new(CLAUSE_TWICE, span, format!("`{field}` is a `series` or a `flow`, not both"))
        .help("a series has a figure for a day, a flow one for a period")
}

/// A flow read without the period over which it was counted.
pub fn flow_without_period(span: Span, field: &str) -> Diagnostic {
    Diagnostic::new(WRONG_KIND, span, format!("`{field}` is a flow, and its figure for a period is needed here"))
        .label("for which period?")
        .help("say it behind the field: `over 2016-01-01 .. 2016-12-31`")
}

/// `as of` behind something that has no days.
pub fn not_at_another_day(span: Span) -> Diagnostic {
    Diagnostic::new(WRONG_KIND, span, "only a param or a series is read at another day")
        .label("is the same on all days")
        .help("`as of` stands behind a param, or a field marked `series`")
}

/// `over` behind something that is no flow.
pub fn no_flow(span: Span) -> Diagnostic {
    Diagnostic::new(WRONG_KIND, span, "only a flow is read over a period")
        .label("is no flow")
        .help("`over DAY .. DAY` stands behind a field marked `flow`; a series is read `as of` a day")
}

/// A limit of a list that no number of items has.
pub fn no_number_of_items(span: Span) -> Diagnostic {
    Diagnostic::new(TYPE, span, "a list has a whole number of items, 0 or more")
        .label("no number of items")
        .help("write, for example, `at most 500`")
}
