//! SARIF 2.1.0: what code scanning reads. Only the part of the standard that findings need.

use super::{Place, fingerprints, pretty, title_of, whole_message};
use crate::diag::{Code, Diagnostic, Fix, Label, Severity};
use crate::text::{Sources, Span};
use serde::Serialize;
use std::collections::BTreeSet;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// The name under which a finding is known again; the number changes with the recipe.
const FINGERPRINT: &str = "acquisContent/v1";
const ROOT: &str = "%SRCROOT%";

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<Outcome<'a>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Text<'static>,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Text<'a> {
    text: &'a str,
}

#[derive(Serialize)]
struct OwnedText {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'static str,
    message: OwnedText,
    locations: Vec<Location<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
    partial_fingerprints: serde_json::Map<String, serde_json::Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Change<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    physical_location: Physical<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical<'a> {
    artifact_location: Artifact,
    region: Region<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Artifact {
    uri: String,
    uri_base_id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region<'a> {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    snippet: Option<Text<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change<'a> {
    description: Text<'a>,
    artifact_changes: Vec<ArtifactChange<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange<'a> {
    artifact_location: Artifact,
    replacements: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: Region<'a>,
    inserted_content: Text<'a>,
}

pub(super) fn render(findings: &[Diagnostic], sources: &Sources) -> String {
    let codes: BTreeSet<Code> = findings.iter().map(|finding| finding.code).collect();
    let codes: Vec<Code> = codes.into_iter().collect();
    let results = findings.iter().zip(fingerprints(findings, sources)).map(|(finding, fingerprint)| Outcome {
        rule_id: finding.code.0,
        rule_index: codes.binary_search(&finding.code).unwrap_or_default(),
        level: level(finding.severity),
        message: OwnedText { text: whole_message(finding) },
        locations: finding.primary.iter().map(|label| location(label, sources)).collect(),
        related_locations: finding.secondary.iter().map(|label| location(label, sources)).collect(),
        partial_fingerprints: [(FINGERPRINT.to_string(), fingerprint.into())].into_iter().collect(),
        fixes: finding.fixes.iter().map(|fix| change(fix, sources)).collect(),
    });
    let results = results.collect();
    let rules = codes.iter().map(|code| rule(*code, findings)).collect();
    let driver = Driver { name: "acquis", semantic_version: env!("CARGO_PKG_VERSION"), rules };
    let run = Run { tool: Tool { driver }, column_kind: "unicodeCodePoints", results };
    pretty(&Log { schema: SCHEMA, version: "2.1.0", runs: [run] })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn rule(code: Code, findings: &[Diagnostic]) -> Rule {
    let severity = findings.iter().find(|f| f.code == code).map_or(Severity::Note, |f| f.severity);
    Rule {
        id: code.0,
        short_description: Text { text: title_of(code) },
        default_configuration: Configuration { level: level(severity) },
    }
}

fn location<'a>(label: &'a Label, sources: &'a Sources) -> Location<'a> {
    let (artifact_location, mut region) = region(label.span, sources);
    let text = sources.text(label.span);
    region.snippet = (!text.is_empty()).then_some(Text { text });
    let message = (!label.text.is_empty()).then_some(Text { text: &label.text });
    Location { physical_location: Physical { artifact_location, region }, message }
}

fn region<'a>(span: Span, sources: &Sources) -> (Artifact, Region<'a>) {
    let place = Place::of(span, sources);
    let region = Region {
        start_line: place.start.line,
        start_column: place.start.column,
        end_line: place.end.line,
        end_column: place.end.column,
        snippet: None,
    };
    (Artifact { uri: uri(place.path), uri_base_id: ROOT }, region)
}

fn change<'a>(fix: &'a Fix, sources: &'a Sources) -> Change<'a> {
    let mut artifact_changes: Vec<ArtifactChange<'a>> = vec![];
    for (span, text) in &fix.edits {
        let (artifact_location, deleted_region) = region(*span, sources);
        let replacement = Replacement { deleted_region, inserted_content: Text { text } };
        match artifact_changes.iter_mut().find(|change| change.artifact_location.uri == artifact_location.uri) {
            Some(change) => change.replacements.push(replacement),
            None => artifact_changes.push(ArtifactChange { artifact_location, replacements: vec![replacement] }),
        }
    }
    Change { description: Text { text: &fix.title }, artifact_changes }
}

/// A relative path as a relative URI.
fn uri(path: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
    path.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
