//! Code Quality report of GitLab: a list of findings, each with a fingerprint of its own.

use super::{Place, fingerprints, pretty, whole_message};
use crate::diag::{Diagnostic, Severity};
use crate::text::Sources;
use serde::Serialize;

/// GitLab wants a path; a finding without one is about the repository as a whole.
const REPOSITORY: &str = "acquis.toml";

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

pub(super) fn render(findings: &[Diagnostic], sources: &Sources) -> String {
    let issues = findings.iter().zip(fingerprints(findings, sources)).map(|(finding, fingerprint)| {
        let place = finding.primary.as_ref().map(|label| Place::of(label.span, sources));
        let (path, begin, end) = place.map_or((REPOSITORY, 1, 1), |p| (p.path, p.start.line, p.end.line));
        Issue {
            description: whole_message(finding),
            check_name: finding.code.0,
            fingerprint,
            severity: match finding.severity {
                Severity::Error => "critical",
                Severity::Warning => "minor",
                Severity::Note => "info",
            },
            location: Location { path, lines: Lines { begin, end } },
        }
    });
    pretty(&issues.collect::<Vec<_>>())
}
