//! What stands behind `add` and `replace`: declarations, clauses and blocks, which no rule of the grammar reads.

use crate::diag::syntax as found;
use crate::syntax::ast::kind::DeclKind;
use crate::syntax::ast::{Clause, ClauseKind};
use crate::syntax::clauses::Reading;
use crate::syntax::lex::{T, Token};
use crate::syntax::lower::cells::Sheet;
use crate::syntax::outline::Outline;
use crate::syntax::split::{Opening, Raw, opening, path_end};
use crate::syntax::table::clauses::{ClauseRow, Reader};
use crate::syntax::table::declarations::{self, DeclRow};
use std::ops::Range;

/// What is expected behind `add`.
const DECLARATION: &str = "a declaration such as `instance`, or `to` and the name of a definition";

/// What a clause consists of behind its word; numbers and ranges count tokens.
pub(super) enum Shape {
    /// `add DECLARATION`
    Add(&'static DeclRow),
    /// `add to PATH CASE`, `add to PATH | ROW |`
    AddTo { path: Range<usize>, part: Raw },
    /// `replace PATH { .. }`
    Replace { path: Range<usize>, open: usize, close: Option<usize> },
    /// At a token stands something else than expected.
    Stopped(usize, &'static str),
}

/// What opens the body of a replacement.
const BODY: &str = "`{`";

impl Shape {
    /// Of the tokens behind `add` or `replace`.
    pub fn of(text: &str, tokens: &[Token], reader: &Reader, content: Range<usize>) -> Shape {
        let word = tokens.get(content.start).filter(|t| !content.is_empty() && t.kind == T::Word);
        let word = word.map_or("", |t| t.of(text));
        match reader {
            Reader::Replace => Shape::replace(tokens, content),
            _ if word == "to" => Shape::add_to(text, tokens, content.start + 1..content.end),
            _ => declarations::row(word).map_or(Shape::Stopped(content.start, DECLARATION), Shape::Add),
        }
    }

    fn add_to(text: &str, tokens: &[Token], content: Range<usize>) -> Shape {
        let (at, hi) = (content.start, content.end);
        let Some(next) = path_end(tokens, at, hi) else {
            return Shape::Stopped(at, "the name of a definition, collection, table or scale");
        };
        let opens = if next < hi { opening(text, tokens, next, DeclKind::Reading, hi) } else { None };
        match opens {
            Some(opening @ Opening::Row) => Shape::AddTo { path: at..next, part: part(opening, next..hi) },
            Some(opening @ Opening::Word(row, _)) if adds(row.word) => {
                Shape::AddTo { path: at..next, part: part(opening, next..hi) }
            }
            _ => Shape::Stopped(next, "a case: `when`, `unless`, `not applicable when`, `except` or a row"),
        }
    }

    fn replace(tokens: &[Token], content: Range<usize>) -> Shape {
        let (at, hi) = (content.start, content.end);
        let Some(open) = path_end(tokens, at, hi) else { return Shape::Stopped(at, "the name of a declaration") };
        if open >= hi || tokens[open].kind != T::Brace {
            return Shape::Stopped(open, BODY);
        }
        Shape::Replace { path: at..open, open, close: closing(tokens, open, hi) }
    }
}

fn part(opening: Opening, tokens: Range<usize>) -> Raw {
    Raw { opening, tokens, doubtful: vec![], docs: 0..0 }
}

/// The brace that closes the one at token `open`.
fn closing(tokens: &[Token], open: usize, hi: usize) -> Option<usize> {
    let mut depth = 0usize;
    (open..hi).find(|at| {
        match tokens[*at].kind {
            T::Brace => depth += 1,
            T::Unbrace => depth -= 1,
            _ => {}
        }
        depth == 0
    })
}

/// Whether a clause may follow `add to NAME`.
fn adds(word: &str) -> bool {
    matches!(word, "when" | "unless" | "otherwise" | "not" | "applies" | "except")
}

impl Reading<'_, '_> {
    /// What a clause `add ..` or `replace ..` says; its words end before token `content`.
    pub(super) fn patch(&mut self, raw: &Raw, content: usize, row: &ClauseRow) -> ClauseKind {
        let hi = raw.tokens.end;
        match Shape::of(self.text, self.tokens, &row.reader, content..hi) {
            Shape::Add(decl) if self.nested < 2 => self.add(decl, content..hi),
            Shape::Add(_) => self.stopped(raw, content, DECLARATION, row.example),
            Shape::AddTo { path, part } => self.add_to(path, &part),
            Shape::Replace { path, open, close } => self.replace(path, open, close, hi),
            Shape::Stopped(at, expected) => self.stopped(raw, at, expected, row.example),
        }
    }

    fn add(&mut self, row: &'static DeclRow, content: Range<usize>) -> ClauseKind {
        let mut outline =
            Outline { file: self.file, text: self.text, tokens: self.tokens, diags: self.diags, unread: self.unread };
        let chunk = outline.chunk(row, content.start, content.end, content.start..content.start);
        let end = chunk.end;
        self.nested += 1;
        let decl = self.declaration(&chunk);
        self.nested -= 1;
        if let Some(rest) = content.into_iter().find(|i| self.tokens[*i].start >= end && !self.tokens[*i].comment()) {
            let token = self.tokens[rest];
            self.diags.push(found::end_expected(self.range(token.start, token.end), token.of(self.text)));
        }
        ClauseKind::Add(Box::new(decl))
    }

    fn add_to(&mut self, path: Range<usize>, part: &Raw) -> ClauseKind {
        let Some((path, _)) = self.path(path.start, path.end) else { return ClauseKind::Broken(vec![]) };
        if matches!(part.opening, Opening::Row) {
            let rows = self.rows(part.tokens.clone(), Sheet::Inputs, None);
            let (start, end) = self.bytes(part.tokens.clone());
            let clause = Clause { kind: ClauseKind::Rows(rows), span: self.range(start, end) };
            return ClauseKind::AddTo(path, Box::new(clause));
        }
        let mut inner = vec![];
        self.clause(part, DeclKind::Reading, &mut inner);
        match inner.into_iter().next() {
            Some(clause) => ClauseKind::AddTo(path, Box::new(clause)),
            None => ClauseKind::Broken(vec![path]),
        }
    }

    fn replace(&mut self, path: Range<usize>, open: usize, close: Option<usize>, hi: usize) -> ClauseKind {
        let Some((path, _)) = self.path(path.start, path.end) else { return ClauseKind::Broken(vec![]) };
        match close {
            None => {
                let brace = self.tokens[open];
                self.diags.push(found::unclosed_block(self.range(brace.start, brace.end), None));
            }
            Some(close) if close + 1 < hi => {
                let (start, end) = self.bytes(close + 1..hi);
                self.diags.push(found::behind_a_replacement(self.range(start, end)));
            }
            Some(_) => {}
        }
        let body = open + 1..close.unwrap_or(hi);
        ClauseKind::Replace(path, self.block(body, DeclKind::Reading))
    }

    /// A clause read by hand that stops at token `at`.
    fn stopped(&mut self, raw: &Raw, at: usize, expected: &str, example: &'static str) -> ClauseKind {
        let hi = raw.tokens.end;
        let (place, written) = match self.tokens.get(at).filter(|_| at < hi) {
            Some(token) => (self.range(token.start, token.end), token.of(self.text)),
            None => {
                let (_, end) = self.bytes(raw.tokens.clone());
                (self.range(end, end), "")
            }
        };
        let found = found::unexpected(place, written, &[expected.to_string()], example);
        let valued = expected == BODY && matches!(written, "by" | "with" | "to" | "=" | "is");
        self.diags.push(if valued { found::value_replaced(found) } else { found });
        ClauseKind::Broken(self.islands(raw.tokens.start + 1..hi))
    }
}
