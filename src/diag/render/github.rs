//! Workflow commands of GitHub Actions: one line a finding.

use super::{Place, title_of, whole_message};
use crate::diag::{Diagnostic, Severity};
use crate::text::Sources;
use crate::text::signs::is_unprintable;

pub(super) fn render(findings: &[Diagnostic], sources: &Sources) -> String {
    let mut text = String::new();
    for finding in findings {
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let mut properties = vec![];
        if let Some(label) = &finding.primary {
            let place = Place::of(label.span, sources);
            properties.push(("file", place.path.to_string()));
            properties.push(("line", place.start.line.to_string()));
            properties.push(("endLine", place.end.line.to_string()));
            // Columns are read only where both ends stand on one line.
            if place.start.line == place.end.line {
                properties.push(("col", place.start.column.to_string()));
                properties.push(("endColumn", place.end.column.to_string()));
            }
        }
        properties.push(("title", format!("{} {}", finding.code.0, title_of(finding.code))));
        let properties: Vec<String> =
            properties.iter().map(|(key, value)| format!("{key}={}", escape(value, true))).collect();
        let message = escape(&whole_message(finding), false);
        text.push_str(&format!("::{command} {}::{message}\n", properties.join(",")));
    }
    text
}

/// As the runner unescapes it: without this a message could start a command of its own, or colour the log.
fn escape(text: &str, property: bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '%' => escaped.push_str("%25"),
            '\r' => escaped.push_str("%0D"),
            '\n' => escaped.push_str("%0A"),
            ':' if property => escaped.push_str("%3A"),
            ',' if property => escaped.push_str("%2C"),
            c if is_unprintable(c) && c != '\t' => escaped.push(char::REPLACEMENT_CHARACTER),
            c => escaped.push(c),
        }
    }
    escaped
}
