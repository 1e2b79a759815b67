//! From a block to its clauses: where one opens, and where it ends.
//!
//! A line opens a clause if it stands at the margin of the block and its first word is in the table of the
//! declaration, or nearly; what stands deeper continues the clause; `;` outside brackets ends it.

use crate::diag::near::did_you_mean;
use crate::syntax::ast::kind::DeclKind;
use crate::syntax::lex::{T, Token};
use crate::syntax::table::clauses::{self, ClauseRow, Reader};
use std::ops::Range;

/// What opens a clause at a token.
#[derive(Clone, Copy)]
pub(super) enum Opening {
    /// A word or two of the table; the flag: misspelt.
    Word(&'static ClauseRow, bool),
    /// `path :`
    Field,
    /// `|`
    Row,
    /// The first value of an enum.
    Values,
    /// A word that only other declarations have.
    Foreign(&'static ClauseRow),
    /// Anything else.
    Unknown,
}

/// A clause as cut out of its block; ranges count tokens.
pub(super) struct Raw {
    pub opening: Opening,
    /// Its tokens, without a closing `;`.
    pub tokens: Range<usize>,
    /// Lines at the margin inside it that open no clause: where it may really end.
    pub doubtful: Vec<usize>,
    /// The `///` lines above it.
    pub docs: Range<usize>,
}

/// What opens a clause at token `at` in a declaration of a kind, if anything does.
pub(super) fn opening(text: &str, tokens: &[Token], at: usize, kind: DeclKind, hi: usize) -> Option<Opening> {
    let token = tokens[at];
    let word_at = |i: usize| tokens.get(i).filter(|t| i < hi && t.kind == T::Word).map_or("", |t| t.of(text));
    if token.kind == T::Bar && clauses::has_rows(kind) {
        return Some(Opening::Row);
    }
    if token.kind == T::Sign && token.of(text) == "=" {
        // `= value` in place of `is value`
        return clauses::row(kind, "is", "").map(|_| Opening::Unknown);
    }
    if token.kind != T::Word {
        return None;
    }
    if clauses::has_fields(kind) && names_field(text, tokens, at, kind, hi) {
        return Some(Opening::Field);
    }
    let (word, second) = (word_at(at), word_at(at + 1));
    if let Some(row) = clauses::row(kind, word, second) {
        return Some(Opening::Word(row, false));
    }
    if kind == DeclKind::Enum {
        return Some(Opening::Values);
    }
    near(text, kind, tokens, at, hi, word).map(|row| Opening::Word(row, true))
}

/// Whether a clause opens at token `at`.
pub(super) fn opens(text: &str, tokens: &[Token], at: usize, kind: DeclKind, hi: usize) -> bool {
    opening(text, tokens, at, kind, hi).is_some()
}

/// Whether `path :` stands at token `at`; for values `path =` as well.
fn names_field(text: &str, tokens: &[Token], at: usize, kind: DeclKind, hi: usize) -> bool {
    let mut i = at + 1;
    while i + 1 < hi && tokens[i].kind == T::Dot && tokens[i + 1].kind == T::Word {
        i += 2;
    }
    if clauses::declares_fields(kind) {
        // A name of two words, which is told where the field is read.
        let part = |t: &Token| !t.first() && (t.kind == T::Word || (t.kind == T::Sign && t.of(text) == "-"));
        while i < hi && part(&tokens[i]) {
            i += 1;
        }
    }
    let Some(next) = tokens.get(i).filter(|t| i < hi && !t.first()) else { return false };
    next.kind == T::Colon || (!clauses::declares_fields(kind) && next.kind == T::Sign && next.of(text) == "=")
}

/// The clause whose word is nearly `word`.
fn near(text: &str, kind: DeclKind, tokens: &[Token], at: usize, hi: usize, word: &str) -> Option<&'static ClauseRow> {
    let behind = tokens.get(at + 1).filter(|_| at + 1 < hi);
    let calls = behind.is_some_and(|t| t.start == tokens[at].end && matches!(t.kind, T::Open | T::Dot));
    let second = behind.filter(|t| t.kind == T::Word).map_or("", |t| t.of(text));
    let half = |row: &&ClauseRow| row.word == word && row.second.is_some_and(|s| did_you_mean(second, [s]).is_some());
    if let Some(row) = clauses::of(kind).find(half) {
        return Some(row);
    }
    let exact = clauses::of(kind).map(|row| row.word).find(|w| w.eq_ignore_ascii_case(word));
    // Behind `key` stands a name, behind that of a field a colon.
    let key = clauses::declares_fields(kind) && word.len() > 1 && behind.is_some_and(|t| t.kind == T::Word);
    if calls || exact.is_none() && word.len() < 4 && !key || clauses::meant(word, kind).is_some() {
        return None;
    }
    let long = clauses::of(kind).map(|row| row.word).filter(|w| w.len() > 3 || key && *w == "key");
    let meant = exact.or_else(|| did_you_mean(word, long))?;
    let first = clauses::of(kind).find(|row| row.word == meant);
    clauses::row(kind, meant, second).or(first)
}

/// Cuts the tokens of a block into clauses.
pub(super) fn split(text: &str, tokens: &[Token], body: Range<usize>, kind: DeclKind) -> Vec<Raw> {
    let mut list: Vec<Raw> = vec![];
    let margin = tokens[body.clone()].iter().position(|t| !t.comment()).map(|n| column(text, tokens, body.start + n));
    let Some(margin) = margin else { return list };
    let (mut depth, mut fresh, mut docs) = (0usize, true, body.start);
    for at in body.clone() {
        let token = tokens[at];
        if token.comment() {
            continue;
        }
        if token.kind == T::Semi && depth == 0 {
            fresh = true;
            docs = at + 1;
            continue;
        }
        let at_margin = token.first() && token.column <= margin;
        let opens = if fresh || at_margin { opening(text, tokens, at, kind, body.end) } else { None };
        let same_sheet = matches!(opens, Some(Opening::Row)) && !fresh && list.last().is_some_and(sheet);
        let more_values =
            matches!(opens, Some(Opening::Values)) && list.last().is_some_and(|c| matches!(c.opening, Opening::Values));
        match opens {
            Some(opening) if !same_sheet && !(more_values && !fresh) => {
                list.push(Raw { opening, tokens: at..at + 1, doubtful: vec![], docs: docs..at });
                depth = 0;
            }
            None if fresh => {
                let opening = foreign(text, tokens, at, body.end);
                list.push(Raw { opening, tokens: at..at + 1, doubtful: vec![], docs: docs..at });
                depth = 0;
            }
            _ => {
                if let Some(last) = list.last_mut() {
                    last.tokens.end = at + 1;
                    if at_margin && token.kind == T::Word && !same_sheet && !more_values {
                        last.doubtful.push(at);
                    }
                }
            }
        }
        fresh = false;
        docs = at + 1;
        match token.kind {
            T::Brace | T::Open => depth += 1,
            T::Unbrace | T::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    list
}

fn sheet(raw: &Raw) -> bool {
    matches!(raw.opening, Opening::Row)
        || matches!(raw.opening, Opening::Word(row, _) if matches!(row.reader, Reader::Cases))
}

pub(super) fn foreign(text: &str, tokens: &[Token], at: usize, hi: usize) -> Opening {
    let word_at = |i: usize| tokens.get(i).filter(|t| i < hi && t.kind == T::Word).map_or("", |t| t.of(text));
    match clauses::of_others(word_at(at), word_at(at + 1)) {
        Some(row) => Opening::Foreign(row),
        None => Opening::Unknown,
    }
}

/// The column of a token, in bytes from the margin of its line.
pub(super) fn column(text: &str, tokens: &[Token], at: usize) -> u32 {
    let token = tokens[at];
    if token.first() {
        return token.column;
    }
    let line = text[..token.start as usize].rfind('\n').map_or(0, |n| n + 1);
    token.start - line as u32
}

/// The token behind a path of words and dots at token `at`.
pub(super) fn path_end(tokens: &[Token], at: usize, hi: usize) -> Option<usize> {
    let is = |i: usize, kind: T| i < hi && tokens.get(i).is_some_and(|t| t.kind == kind);
    if !is(at, T::Word) {
        return None;
    }
    let mut next = at + 1;
    while is(next, T::Dot) && is(next + 1, T::Word) {
        next += 2;
    }
    Some(next)
}
