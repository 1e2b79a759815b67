//! Places in Markdown where letters are not words: code, link targets, comments. Escaping does not work
//! there, so data is not let in.

use crate::diag::Diagnostic;
use crate::diag::paper;
use crate::text::{FileId, Span};

/// One finding for each `{{ ... }}` at such a place.
pub fn check(file: FileId, text: &str) -> Vec<Diagnostic> {
    let mut found = vec![];
    let mut line = Line::default();
    let mut fence = false;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("{{") {
            let len = rest.find("}}").map_or(rest.len(), |end| end + 2);
            if let Some(place) = line.place(fence) {
                found.push(paper::no_place_for_data(Span::new(file, at, at + len), place));
            }
            at += len;
        } else if let Some(end) = ["{#", "{%"].iter().find(|s| rest.starts_with(**s)) {
            let close = if *end == "{#" { "#}" } else { "%}" };
            at += rest.find(close).map_or(rest.len(), |end| end + 2);
        } else {
            let c = rest.chars().next().unwrap_or('\n');
            if rest.starts_with("<!--") && !line.escaped && !line.code && !is_closed(&rest[4..]) {
                found.push(paper::comment_open(Span::new(file, at, at + 4)));
                break;
            }
            line.push(c, rest);
            if c == '\n' {
                fence ^= line.fence;
                line = Line { comment: line.comment, ..Line::default() };
            }
            at += c.len_utf8();
        }
    }
    found
}

/// Whether a comment ends before the next one begins.
fn is_closed(rest: &str) -> bool {
    rest.find("-->").is_some_and(|end| !rest[..end].contains("<!--"))
}

/// What is open at a place of a line.
#[derive(Default)]
struct Line {
    begun: bool,
    fence: bool,
    escaped: bool,
    code: bool,
    target: bool,
    comment: bool,
}

impl Line {
    fn push(&mut self, c: char, rest: &str) {
        if !self.begun && (rest.starts_with("```") || rest.starts_with("~~~")) {
            self.fence = true;
        }
        self.begun |= !c.is_whitespace() && c != '>';
        if std::mem::take(&mut self.escaped) {
            return;
        }
        match c {
            '\\' => self.escaped = true,
            '`' if !self.fence => self.code ^= !rest[1..].starts_with('`'),
            ']' if rest.starts_with("](") && !self.code => self.target = true,
            ')' => self.target = false,
            '<' if rest.starts_with("<!--") && !self.code => self.comment = true,
            '-' if rest.starts_with("-->") => self.comment = false,
            _ => {}
        }
    }

    fn place(&self, fence: bool) -> Option<&'static str> {
        if fence || self.code {
            Some("code")
        } else if self.comment {
            Some("a comment")
        } else {
            self.target.then_some("a link target")
        }
    }
}
