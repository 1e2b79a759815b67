//! Findings as people and machines read them.
//!
//! Never here: a question to the terminal, a clock, an absolute path. Whether to colour and how wide to
//! write is said by the caller; order and de-duplication are those of [`in_order`], for every format.

mod github;
mod gitlab;
mod human;
mod json;
mod sarif;

use super::{Code, Diagnostic, Severity, title};
use crate::text::english::number_of;
use crate::text::{Position, Sources, Span};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// A form in which findings are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// For a person at a terminal: the place pictured, help, fixes as patches.
    Human,
    /// One JSON object; its schema is `docs/schema/diagnostics.json`.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands of GitHub Actions: annotations in a pull request.
    Github,
    /// Code Quality report of GitLab: annotations in a merge request.
    Gitlab,
}

impl Format {
    /// Every format with the name that `--format` takes.
    pub const ALL: [(&'static str, Format); 5] = [
        ("human", Format::Human),
        ("json", Format::Json),
        ("sarif", Format::Sarif),
        ("github", Format::Github),
        ("gitlab", Format::Gitlab),
    ];
}

/// How to write for a person; machine formats take no notice.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Style {
    /// Whether to colour with ANSI escapes.
    pub colour: bool,
    /// Columns to write in.
    pub width: usize,
}

impl Default for Style {
    fn default() -> Style {
        Style { colour: false, width: 120 }
    }
}

/// Findings by file, offset and code, each told once; those without a place come first.
pub fn in_order(findings: Vec<Diagnostic>, sources: &Sources) -> Vec<Diagnostic> {
    type Key = (Option<(String, u32, u32)>, Code, String);
    let mut told: BTreeMap<Key, Diagnostic> = BTreeMap::new();
    for finding in findings {
        let place = finding
            .primary
            .as_ref()
            .map(|label| (sources.file(label.span.file).path.as_str().to_string(), label.span.start, label.span.end));
        match told.entry((place, finding.code, finding.message.clone())) {
            Entry::Vacant(free) => drop(free.insert(finding)),
            Entry::Occupied(mut first) => first.get_mut().also_under(&finding),
        }
    }
    told.into_values().collect()
}

/// Findings in a format, in the order of [`in_order`]; ends in a line break unless it is empty.
pub fn render(findings: &[Diagnostic], sources: &Sources, format: Format, style: Style) -> String {
    let findings = in_order(findings.to_vec(), sources);
    match format {
        Format::Human => human::render(&findings, sources, style),
        Format::Json => json::render(&findings, sources),
        Format::Sarif => sarif::render(&findings, sources),
        Format::Github => github::render(&findings, sources),
        Format::Gitlab => gitlab::render(&findings, sources),
    }
}

/// `2 errors, 1 warning`; empty where there is nothing to tell.
pub fn summary(findings: &[Diagnostic], sources: &Sources) -> String {
    let count = Count::of(&in_order(findings.to_vec(), sources));
    let parts = [(count.errors, "error"), (count.warnings, "warning"), (count.notes, "note")];
    let told = parts.iter().filter(|(n, _)| *n > 0);
    told.map(|(n, word)| number_of(*n, word)).collect::<Vec<_>>().join(", ")
}

/// How many of each severity.
#[derive(Default, serde::Serialize)]
struct Count {
    errors: usize,
    warnings: usize,
    notes: usize,
}

impl Count {
    fn of(findings: &[Diagnostic]) -> Count {
        let count = |severity| findings.iter().filter(|f| f.severity == severity).count();
        Count { errors: count(Severity::Error), warnings: count(Severity::Warning), notes: count(Severity::Note) }
    }
}

/// A span as lines and columns of a file.
struct Place<'a> {
    path: &'a str,
    start: Position,
    end: Position,
}

impl<'a> Place<'a> {
    fn of(span: Span, sources: &'a Sources) -> Place<'a> {
        let file = sources.file(span.file);
        Place { path: file.path.as_str(), start: file.position(span.start), end: file.position(span.end) }
    }
}

/// Message and help as one text, a line each.
fn whole_message(finding: &Diagnostic) -> String {
    let mut text = finding.message.clone();
    for line in &finding.help {
        text.push_str("\nhelp: ");
        text.push_str(line);
    }
    text
}

/// What a code stands for; a code that is not registered speaks for itself.
fn title_of(code: Code) -> &'static str {
    title(code).unwrap_or(code.0)
}

/// For each finding what identifies it in the next run: the code, the file, the message and the text of its
/// line, never the number of the line. Equal ones are told apart by their order.
fn fingerprints(findings: &[Diagnostic], sources: &Sources) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    findings
        .iter()
        .map(|finding| {
            let (path, line) = finding.primary.as_ref().map_or(("", ""), |label| {
                let file = sources.file(label.span.file);
                let line = file.position(label.span.start).line;
                let text = file.text.get(file.line_start(line)..).unwrap_or("");
                (file.path.as_str(), text.lines().next().unwrap_or("").trim())
            });
            let content = [finding.code.0, path, &finding.message, line].join("\0");
            let equal = seen.entry(content.clone()).or_default();
            *equal += 1;
            hexadecimal(&Sha256::digest(format!("{content}\0{equal}"))[..16])
        })
        .collect()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// JSON on several lines, with a line break at the end.
fn pretty(value: &impl serde::Serialize) -> String {
    // Only strings, numbers, lists and structs are written: none of them can fail.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
