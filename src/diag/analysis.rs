//! What can go wrong with outcomes: E06xx, W06xx.

use super::{Code, Diagnostic, Row};
use crate::num::print::{Form, Style, Unit};
use crate::num::rat::Rat;
use crate::text::Span;

/// The codes of this file.
pub const CODES: &[Row] = &[
    Row { code: NO_VALUE, title: "an assessment that comes out as a conflict or gap" },
    Row { code: TOO_MANY_ROWS, title: "more rows than are laid out at once" },
];

const NO_VALUE: Code = Code("E0601");
const TOO_MANY_ROWS: Code = Code("E0602");

/// A rule, or what stands here, that goes through more rows at once than are laid out: each row of some tables with
/// each of others.
pub fn too_many_rows(span: Span, rule: Option<&str>, rows: u64, most: u64, of: &[(String, u64)]) -> Diagnostic {
    let number = |n: u64| Style::Plain.number(&Rat::int(i64::try_from(n).unwrap_or(i64::MAX)), &Form::of(Unit::None));
    let who = rule.map_or_else(|| "this".to_string(), |rule| format!("`{rule}`"));
    let of: Vec<String> = of.iter().map(|(what, rows)| format!("{} of `{what}`", number(*rows))).collect();
    let message = format!("{who} goes through {} rows at once: {}", number(rows), of.join(" with each of "));
    Diagnostic::new(TOO_MANY_ROWS, span, message)
        .help(format!("at most {} are laid out", number(most)))
        .help("go through a list of each subject (`some u in t.neighbours`), or compare with one value of all (`max(u.n for u in towns)`)")
}

/// An assessment that comes out as a conflict or gap, for some subjects, under a scenario or the law.
pub fn no_value(span: Span, rule: &str, subjects: &str, under: Option<&str>, what: &str) -> Diagnostic {
    let of = if subjects.is_empty() { String::new() } else { format!(" for {subjects}") };
    let (told, flag) = under.map_or_else(Default::default, |s| (format!(" under `{s}`"), format!(" --scenario {s}")));
    Diagnostic::new(NO_VALUE, span, format!("`{rule}`{of} is {what}{told}")).help(format!(
        "see why with `acquis explain {rule}{flag}`, then give the cases an order, add the one that is missing, or mark the datum that counts with `preferred: true`"
    ))
}

/// Evidence of a recommendation that comes out as a conflict or gap, under a scenario or the law.
pub fn evidence_without_value(span: Span, recommendation: &str, under: Option<&str>, what: &str) -> Diagnostic {
    let told = under.map_or_else(String::new, |s| format!(" under `{s}`"));
    Diagnostic::new(NO_VALUE, span, format!("evidence of `{recommendation}` is {what}{told}"))
        .label("neither for nor against it")
        .help("put the condition into a criterion and see why with `acquis explain`, then mend the rules that it asks")
}
