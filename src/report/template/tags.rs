//! What stands in the tags of a template, read as words: enough to say what is left open and which helper is not there
//! before anything is rendered.

use super::helpers::{FILTERS, TESTS};
use crate::diag::{Diagnostic, paper};
use crate::text::{FileId, Span};

/// Statements that are closed by `end` and their own word.
const BLOCKS: [&str; 8] = ["autoescape", "block", "call", "filter", "for", "if", "macro", "with"];

/// A word or sign in a tag, and where it stands.
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

/// The words and signs of all tags, texts in quotes and comments left out.
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut all = vec![];
    let mut at = 0;
    while let Some(start) = text[at..].find('{').map(|p| at + p) {
        at = start + 1;
        let close = match text[at..].chars().next() {
            Some('{') => "}}",
            Some('%') => "%}",
            Some('#') => {
                at = text[at..].find("#}").map_or(text.len(), |p| at + p + 2);
                continue;
            }
            _ => continue,
        };
        at = tag(text, at + 1, close, &mut all);
    }
    all
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
