//! What can go wrong with outcomes: E06xx, W06xx.

use super::{Code, Diagnostic, Row};
use crate::text::Span;

/// The codes of this file.
pub const CODES: &[Row] = &[Row { code: NO_VALUE, title: "an assessment that comes out as a conflict or gap" }];

const NO_VALUE: Code = Code("E0601");

/// An assessment that comes out as a conflict or gap.
pub fn no_value(span: Span, rule: &str, subjects: &str, what: &str) -> Diagnostic {
    let of = if subjects.is_empty() { String::new() } else { format!(" for {subjects}") };
    Diagnostic::new(NO_VALUE, span, format!("`{rule}`{of} is {what}")).help(format!(
        "see why with `acquis explain {rule}`, then give the cases an order or add the one that is missing"
    ))
}
