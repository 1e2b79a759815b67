//! Where the policy stands in a file: the whole of an `.acq`, the fenced `acq` blocks of an `.acq.md`.

use crate::text::{FileId, Span};

/// A block of policy: bytes `start..end` of the file, its lines indented by `indent`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Fence {
    pub start: usize,
    pub end: usize,
    pub indent: usize,
}

/// Whether a path names a Markdown file with policy in it.
pub(super) fn literate(path: &str) -> bool {
    path.ends_with(".acq.md")
}

/// The blocks of a file in order. A fence that is never closed runs to the end of the text.
pub(super) fn fences(path: &str, text: &str) -> Vec<Fence> {
    if !literate(path) {
        return vec![Fence { start: 0, end: text.len(), indent: 0 }];
    }
    let mut list = vec![];
    let mut open: Option<(&str, Option<Fence>)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let indent = line.len() - line.trim_start_matches(' ').len();
        let bare = line.trim();
        match open {
            Some((marks, ref fence)) => {
                let closes = indent < 4 && bare.starts_with(marks) && bare.trim_start_matches(&marks[..1]).is_empty();
                if closes {
                    list.extend(fence.map(|fence| Fence { end: start, ..fence }));
                    open = None;
                }
            }
            None => {
                let marks = marks(bare);
                if marks.len() < 3 || indent > 3 {
                    continue;
                }
                let word = bare[marks.len()..].split_whitespace().next().unwrap_or("");
                open = Some((marks, (word == "acq").then_some(Fence { start: at, end: at, indent })));
            }
        }
    }
    if let Some((_, Some(fence))) = open {
        list.push(Fence { end: text.len(), ..fence });
    }
    list
}

/// The run of backticks or tildes that a line begins with.
fn marks(line: &str) -> &str {
    let Some(first @ ('`' | '~')) = line.chars().next() else { return "" };
    &line[..line.len() - line.trim_start_matches(first).len()]
}

/// The word behind the marks of a block that looks like policy and is not called `acq`.
pub(super) fn misnamed(file: FileId, text: &str) -> Option<Span> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let bare = line.trim();
        let marks = marks(bare);
        let word = bare[marks.len()..].split_whitespace().next().unwrap_or("");
        let near = word.to_lowercase().starts_with("acq");
        let holds_module = text[at..].trim_start().starts_with("module ");
        if marks.len() > 2 && (near || holds_module) {
            let from = start + line.find(marks).unwrap_or(0) + marks.len();
            let from = from + text[from..].find(word).unwrap_or(0);
            return Some(Span::new(file, from, from + word.len()));
        }
    }
    None
}

/// The words behind the marks of blocks that are nearly called `acq`, so that what stands in them is no policy, and whether
/// it is the marks that are at fault.
pub(super) fn nearly_named(file: FileId, text: &str) -> Vec<(Span, bool)> {
    let (mut found, mut at, mut open) = (vec![], 0, None::<&str>);
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let bare = line.trim();
        if let Some(closing) = open {
            if bare.starts_with(closing) && bare.trim_start_matches(&closing[..1]).is_empty() {
                open = None;
            }
            continue;
        }
        let marks = marks(bare);
        let word = bare[marks.len()..].split_whitespace().next().unwrap_or("");
        // Two marks open no block, and whoever writes the word alone behind them means one.
        if marks.len() == 2 && bare[marks.len()..].trim() == "acq" {
            let from = start + line.find(marks).unwrap_or(0);
            found.push((Span::new(file, from, start + line.trim_end().len()), true));
        }
        if marks.len() < 3 {
            continue;
        }
        open = Some(marks);
        if is_nearly_acq(word) {
            let from = start + line.find(word).unwrap_or(0);
            found.push((Span::new(file, from, from + word.len()), false));
        }
    }
    found
}

/// `Acq`, `aqc`, `acq2`, `acqs`: one sign or the case away from `acq`; `{.acq}`, `.acq`, `acq:`: the word as others set it.
fn is_nearly_acq(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    if bare != word && bare.eq_ignore_ascii_case("acq") {
        return true;
    }
    let lower = word.to_ascii_lowercase();
    let mut letters: Vec<char> = lower.chars().collect();
    letters.sort_unstable();
    let one_more = lower.chars().count() == 4 && lower.starts_with("acq");
    word != "acq" && (letters == ['a', 'c', 'q'] || one_more || lower == "ac" || lower == "acquis")
}
