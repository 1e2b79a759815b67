//! For a person: the picture of the place, what to do next, fixes as patches.

use super::Style;
use crate::diag::{Diagnostic, Fix, Label, Severity};
use crate::text::{FileId, Sources, Span};
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Patch, Renderer, Snippet};
use std::ops::Range;

pub(super) fn render(findings: &[Diagnostic], sources: &Sources, style: Style) -> String {
    let renderer = if style.colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(style.width);
    let mut text = String::new();
    for finding in findings {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&renderer.render(&groups(finding, sources)));
        text.push('\n');
    }
    text
}

fn groups<'a>(finding: &'a Diagnostic, sources: &'a Sources) -> Vec<Group<'a>> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(finding.message.as_str()).id(finding.code.0);
    let mut first = Group::with_title(title);
    for (file, labels) in by_file(finding) {
        first = first.element(picture(file, &labels, sources));
    }
    for line in &finding.help {
        first = first.element(Level::HELP.message(line.as_str()));
    }
    let mut groups = vec![first];
    groups.extend(finding.fixes.iter().map(|fix| patch(fix, sources)));
    groups
}

/// The places of a finding file by file, that of the primary place first.
fn by_file(finding: &Diagnostic) -> Vec<(FileId, Vec<(AnnotationKind, &Label)>)> {
    let mut files: Vec<(FileId, Vec<(AnnotationKind, &Label)>)> = vec![];
    let primary = finding.primary.iter().map(|label| (AnnotationKind::Primary, label));
    let others = finding.secondary.iter().map(|label| (AnnotationKind::Context, label));
    for (kind, label) in primary.chain(others) {
        match files.iter_mut().find(|(file, _)| *file == label.span.file) {
            Some((_, labels)) => labels.push((kind, label)),
            None => files.push((label.span.file, vec![(kind, label)])),
        }
    }
    files
}

fn picture<'a>(
    file: FileId,
    labels: &[(AnnotationKind, &'a Label)],
    sources: &'a Sources,
) -> Snippet<'a, Annotation<'a>> {
    let window = Window::around(file, labels.iter().map(|(_, label)| label.span), sources);
    let annotations = labels.iter().map(|(kind, label)| {
        let annotation = kind.span(window.inside(label.span));
        if label.text.is_empty() { annotation } else { annotation.label(label.text.as_str()) }
    });
    Snippet::source(window.text).line_start(window.line).path(window.path).annotations(annotations)
}

fn patch<'a>(fix: &'a Fix, sources: &'a Sources) -> Group<'a> {
    let mut group = Group::with_title(Level::HELP.secondary_title(fix.title.as_str()));
    let mut files: Vec<FileId> = fix.edits.iter().map(|(span, _)| span.file).collect();
    files.sort();
    files.dedup();
    for file in files {
        let mut edits: Vec<&(Span, String)> = fix.edits.iter().filter(|(span, _)| span.file == file).collect();
        edits.sort_by_key(|(span, _)| (span.start, span.end));
        let window = Window::around(file, edits.iter().map(|(span, _)| *span), sources);
        let patches = edits.iter().map(|(span, text)| Patch::new(window.inside(*span), text.as_str()));
        group = group.element(Snippet::source(window.text).line_start(window.line).path(window.path).patches(patches));
    }
    group
}

/// The lines of a file that some spans lie on: a picture never reads the rest of a large file.
struct Window<'a> {
    path: &'a str,
    text: &'a str,
    line: usize,
    start: usize,
}

impl<'a> Window<'a> {
    fn around(file: FileId, spans: impl Iterator<Item = Span> + Clone, sources: &'a Sources) -> Window<'a> {
        let source = sources.file(file);
        let first = spans.clone().map(|span| span.start).min().unwrap_or(0);
        let last = spans.map(|span| span.end).max().unwrap_or(0);
        let line = source.position(first).line;
        let start = source.line_start(line);
        let end = source.line_start(source.position(last).line.saturating_add(1));
        let text = source.text.get(start..end).unwrap_or("");
        Window { path: source.path.as_str(), text, line: line as usize, start }
    }

    /// A span counted from the start of the window, on whole characters and within it.
    fn inside(&self, span: Span) -> Range<usize> {
        let bound = |offset: u32| {
            let mut at = (offset as usize).saturating_sub(self.start).min(self.text.len());
            while !self.text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let start = bound(span.start);
        start..bound(span.end).max(start)
    }
}
