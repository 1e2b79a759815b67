//! The JSON form. A field is only ever added to version 1; its schema is `docs/schema/diagnostics.json`.

use super::{Count, Place, fingerprints, pretty, title_of};
use crate::diag::{Diagnostic, Label, Severity};
use crate::text::{Sources, Span};
use serde::Serialize;

const FORMAT: &str = "acquis-diagnostics";
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    version: u32,
    summary: Count,
    diagnostics: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Finding<'a> {
    code: &'a str,
    title: &'static str,
    severity: &'static str,
    message: &'a str,
    /// Absent where no file is to blame.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Range<'a>>,
    related: Vec<Range<'a>>,
    help: &'a [String],
    fixes: Vec<Change<'a>>,
    fingerprint: String,
}

#[derive(Serialize)]
struct Range<'a> {
    path: &'a str,
    start: Point,
    end: Point,
    label: &'a str,
}

#[derive(Serialize)]
struct Point {
    line: u32,
    column: u32,
    byte: u32,
}

#[derive(Serialize)]
struct Change<'a> {
    title: &'a str,
    safe: bool,
    edits: Vec<Edit<'a>>,
}

#[derive(Serialize)]
struct Edit<'a> {
    path: &'a str,
    start: Point,
    end: Point,
    text: &'a str,
}

pub(super) fn render(findings: &[Diagnostic], sources: &Sources) -> String {
    let prints = fingerprints(findings, sources);
    let diagnostics = findings.iter().zip(prints).map(|(finding, fingerprint)| Finding {
        code: finding.code.0,
        title: title_of(finding.code),
        severity: match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        },
        message: &finding.message,
        place: finding.primary.as_ref().map(|label| range(label, sources)),
        related: finding.secondary.iter().map(|label| range(label, sources)).collect(),
        help: &finding.help,
        fixes: finding.fixes.iter().map(|fix| change(fix, sources)).collect(),
        fingerprint,
    });
    let diagnostics = diagnostics.collect();
    pretty(&Document { format: FORMAT, version: VERSION, summary: Count::of(findings), diagnostics })
}

fn points(span: Span, sources: &Sources) -> (&str, Point, Point) {
    let place = Place::of(span, sources);
    let point = |at: crate::text::Position, byte| Point { line: at.line, column: at.column, byte };
    (place.path, point(place.start, span.start), point(place.end, span.end))
}

fn range<'a>(label: &'a Label, sources: &'a Sources) -> Range<'a> {
    let (path, start, end) = points(label.span, sources);
    Range { path, start, end, label: &label.text }
}

fn change<'a>(fix: &'a crate::diag::Fix, sources: &'a Sources) -> Change<'a> {
    let edit = |(span, text): &'a (Span, String)| {
        let (path, start, end) = points(*span, sources);
        Edit { path, start, end, text }
    };
    Change { title: &fix.title, safe: fix.safe, edits: fix.edits.iter().map(edit).collect() }
}
