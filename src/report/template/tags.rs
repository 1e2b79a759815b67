//! What stands in the tags of a template, read as words: enough to say what is left open and which helper is not there
//! before anything is rendered.

use super::helpers::{FILTERS, TESTS};
use crate::diag::{Diagnostic, paper};
use crate::text::{FileId, Span};
use std::ops::Range;

/// Statements that are closed by `end` and their own word.
const BLOCKS: [&str; 8] = ["autoescape", "block", "call", "filter", "for", "if", "macro", "with"];

/// A word or sign in a tag, and where it stands.
#[derive(Clone)]
pub struct Token<'t> {
    /// Where it begins.
    pub at: usize,
    /// The word, sign or quoted text.
    pub text: &'t str,
    /// The first word of a statement `{% ... %}`.
    pub leads: bool,
    /// Where its tag begins.
    pub tag: usize,
}

/// The innermost statement that a text leaves open: where its word stands.
pub fn left_open(file: FileId, text: &str) -> Option<(Span, &str)> {
    let mut open = vec![];
    let tokens = tokens(text);
    for token in tokens.iter().filter(|token| token.leads) {
        if BLOCKS.contains(&token.text) {
            open.push((Span::new(file, token.at, token.at + token.text.len()), token.text));
        } else if let Some(word) = token.text.strip_prefix("end")
            && open.last().is_some_and(|(_, last)| *last == word)
        {
            open.pop();
        }
    }
    open.pop()
}

/// A finding for each filter and test that is not there.
pub fn unknown_helpers(file: FileId, text: &str) -> Vec<Diagnostic> {
    let tokens = tokens(text);
    let mut found = vec![];
    for (place, token) in tokens.iter().enumerate() {
        let before = |back: usize| place.checked_sub(back).map_or("", |at| tokens[at].text);
        let span = Span::new(file, token.at, token.at + token.text.len());
        let is_word = token.text.starts_with(|c: char| c.is_alphabetic() || c == '_');
        let is_test = before(1) == "is" || (before(1) == "not" && before(2) == "is");
        if !is_word {
            continue;
        }
        if before(1) == "|" && !FILTERS.contains(&token.text) {
            found.push(paper::unknown_helper(span, "filter", token.text, FILTERS));
        } else if is_test && token.text != "not" && !TESTS.contains(&token.text) {
            found.push(paper::unknown_helper(span, "test", token.text, TESTS));
        }
    }
    found
}

/// A stretch of a template.
pub struct Part<'t> {
    /// Where.
    pub range: Range<usize>,
    /// What it is.
    pub kind: Kind,
    /// The words and signs of a tag.
    pub tokens: Vec<Token<'t>>,
}

/// What a stretch of a template is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Text that is printed as it stands.
    Text,
    /// `{{ .. }}`
    Print,
    /// `{% .. %}`
    Statement,
    /// `{# .. #}`
    Comment,
}

/// The stretches of a template in their order, without the blanks and ends of lines that tags take along.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let (mut all, mut from, mut at) = (vec![], 0, 0);
    while let Some(start) = text[at..].find('{').map(|p| at + p) {
        let kind = match text[start + 1..].chars().next() {
            Some('{') => Kind::Print,
            Some('%') => Kind::Statement,
            Some('#') => Kind::Comment,
            _ => {
                at = start + 1;
                continue;
            }
        };
        let mut tokens = vec![];
        let end = match kind {
            Kind::Comment => text[start..].find("#}").map_or(text.len(), |p| start + p + 2),
            Kind::Print => tag(text, start + 2, "}}", &mut tokens),
            _ => tag(text, start + 2, "%}", &mut tokens),
        };
        let before = trimmed_before(text, from..start, kind);
        all.push(Part { range: from..before, kind: Kind::Text, tokens: vec![] });
        all.push(Part { range: start..end, kind, tokens });
        from = trimmed_behind(text, start..end, kind);
        at = from;
    }
    all.push(Part { range: from..text.len(), kind: Kind::Text, tokens: vec![] });
    all
}

/// Where the text before a tag ends: a statement takes along the blanks of its line, `{%-` all blanks.
fn trimmed_before(text: &str, before: Range<usize>, kind: Kind) -> usize {
    let written = &text[before.clone()];
    if text[before.end..].starts_with("{%-") || text[before.end..].starts_with("{{-") {
        return before.start + written.trim_end().len();
    }
    let bare = written.trim_end_matches([' ', '\t']);
    let opens_line =
        bare.ends_with('\n') || bare.is_empty() && (before.start == 0 || text[..before.start].ends_with('\n'));
    if kind != Kind::Print && opens_line { before.start + bare.len() } else { before.end }
}

/// Where the text behind a tag begins: a statement takes along the end of its line, `-%}` all blanks.
fn trimmed_behind(text: &str, tag: Range<usize>, kind: Kind) -> usize {
    let rest = &text[tag.end..];
    let written = &text[tag.clone()];
    if written.ends_with("-%}") || written.ends_with("-}}") {
        return tag.end + rest.len() - rest.trim_start().len();
    }
    match kind {
        Kind::Print => tag.end,
        _ => tag.end + usize::from(rest.starts_with('\n')),
    }
}

/// By how much a statement opens or closes blocks.
pub fn nests(statement: &[Token]) -> isize {
    let Some(first) = statement.first() else { return 0 };
    match first.text.strip_prefix("end") {
        Some(word) => -isize::from(BLOCKS.contains(&word) || word == "set"),
        None => isize::from(BLOCKS.contains(&first.text) || sets_block(statement)),
    }
}

/// Whether a statement gives a name to the block that follows it, rather than to a value.
pub fn sets_block(statement: &[Token]) -> bool {
    statement.first().is_some_and(|first| first.text == "set") && !statement.iter().any(|token| token.text == "=")
}

/// A template that a statement names.
pub struct Named<'t> {
    /// `include`, `import`, `from` or `extends`.
    pub how: &'t str,
    /// Its name; empty where it is computed.
    pub template: &'t str,
    /// Where its name stands, without the quotes.
    pub at: usize,
    /// Whether it may be missing.
    pub optional: bool,
}

/// The template that a statement brings in.
pub fn named<'t>(statement: &[Token<'t>]) -> Option<Named<'t>> {
    let [how, name, rest @ ..] = statement else { return None };
    if !["include", "import", "from", "extends"].contains(&how.text) {
        return None;
    }
    let alone = rest.first().is_none_or(|next| ["import", "as", "ignore", "with", "without"].contains(&next.text));
    let quoted = name.text.strip_prefix(['"', '\'']).map(|rest| rest.trim_end_matches(['"', '\'']));
    let template = quoted.filter(|_| alone).unwrap_or("");
    Some(Named { how: how.text, template, at: name.at + 1, optional: rest.iter().any(|token| token.text == "ignore") })
}

/// The words and signs of all tags; comments have none.
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    parts(text).into_iter().flat_map(|part| part.tokens).collect()
}

/// Reads a tag from behind its opening to behind `close`.
fn tag<'t>(text: &'t str, from: usize, close: &str, all: &mut Vec<Token<'t>>) -> usize {
    let mut at = from;
    let mut leads = close == "%}";
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        if rest.starts_with(close) {
            return at + close.len();
        }
        let word = |c: char| c.is_alphanumeric() || c == '_';
        let len = match c {
            '"' | '\'' => quoted(rest, c),
            _ if word(c) => rest.find(|c| !word(c)).unwrap_or(rest.len()),
            _ => c.len_utf8(),
        };
        let token = &rest[..len];
        let trims = leads && (token == "-" || token == "+");
        if !c.is_whitespace() && !trims {
            all.push(Token { at, text: token, leads, tag: from });
            leads = false;
        }
        at += len;
    }
    at
}

/// The length of a text in quotes at the start of `rest`.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}
