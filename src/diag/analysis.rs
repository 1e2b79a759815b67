//! What can go wrong with outcomes: E06xx, W06xx.

use super::{Code, Diagnostic, Row};
use crate::text::Span;

/// The codes of this file.
pub const CODES: &[Row] = &[Row { code: NO_VALUE, title: "an assessment that comes out as a conflict or gap" }];

const NO_VALUE: Code = Code("E0601");

/// An assessment that comes out as a conflict or gap, for some subjects, under a scenario or the law.
pub fn no_value(span: Span, rule: &str, subjects: &str, under: Option<&str>, what: &str) -> Diagnostic {
    let of = if subjects.is_empty() { String::new() } else { format!(" for {subjects}") };
    let (told, flag) = under.map_or_else(Default::default, |s| (format!(" under `{s}`"), format!(" --scenario {s}")));
    Diagnostic::new(NO_VALUE, span, format!("`{rule}`{of} is {what}{told}")).help(format!(
        "see why with `acquis explain {rule}{flag}`, then give the cases an order or add the one that is missing"
    ))
}
