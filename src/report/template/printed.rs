//! From what a template printed back to the lines that printed it.

use super::Templates;
use super::tags::{Kind, parts};
use crate::diag::Diagnostic;
use crate::text::{FileId, Span};

/// Places a finding, whose spans lie in what was printed, at the line of the template that printed them. Where no line
/// can have, it stays at the head of the template; either way the printed line is shown, unless it stands so in the
/// template.
pub fn place(templates: &Templates, main: FileId, printed: &str, mut finding: Diagnostic) -> Diagnostic {
    let Some(primary) = finding.primary.as_mut() else { return finding };
    let at = (primary.span.start as usize).min(printed.len());
    let start = printed[..at].rfind('\n').map_or(0, |p| p + 1);
    let line = printed[start..].lines().next().unwrap_or("");
    let mut files: Vec<&(FileId, String)> = templates.files.values().collect();
    files.sort_by_key(|(file, _)| *file != main);
    let whole = files.iter().find_map(|(file, text)| Some((*file, find(text, |other| other == line)?)));
    if let (Some((file, (first, _))), false) = (whole, line.trim().is_empty()) {
        let len = (primary.span.end.saturating_sub(primary.span.start) as usize).min(line.len() - (at - start));
        primary.span = Span::new(file, first + at - start, first + at - start + len);
        finding.secondary.clear();
        return finding;
    }
    let part = files.iter().find_map(|(file, text)| Some((*file, find(text, |other| prints(other, line))?)));
    primary.span = match part {
        Some((file, (first, end))) => Span::new(file, first, end),
        None => Span::new(main, 0, 0),
    };
    finding.secondary.clear();
    // A fix of what was printed is none of the template.
    finding.fixes.clear();
    let shown: String = line.trim().chars().take(120).collect();
    if shown.is_empty() { finding } else { finding.help(format!("the line that was printed: {shown}")) }
}

/// The first line that passes a test, without the blanks at its end.
fn find(text: &str, wanted: impl Fn(&str) -> bool) -> Option<(usize, usize)> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_end();
        if wanted(trimmed) {
            return Some((at, at + trimmed.len()));
        }
        at += line.len();
    }
    None
}

/// Whether a line of a template can have printed a line: its own words stand there in their order.
fn prints(template: &str, line: &str) -> bool {
    let (mut rest, mut words) = (line, 0);
    let template = template.trim();
    for part in parts(template).into_iter().filter(|part| part.kind == Kind::Text) {
        let own = template[part.range].trim();
        let Some(at) = rest.find(own) else { return false };
        rest = &rest[at + own.len()..];
        words += own.chars().filter(|c| c.is_alphanumeric()).count();
    }
    // A sign or two stand in many lines.
    words > 3
}
