//! The outline: declarations with their heads and blocks, whatever else is wrong.
//!
//! A declaration word at the margin opens a declaration even inside an open block, so a missing brace
//! costs one declaration, not the file.

use crate::diag::Diagnostic;
use crate::diag::modules;
use crate::diag::near::did_you_mean;
use crate::diag::syntax as found;
use crate::num::date::Date;
use crate::syntax::ast::kind::DeclKind;
use crate::syntax::conflicts::MARKS;
use crate::syntax::lex::{T, Token};
use crate::syntax::split;
use crate::syntax::table::clauses;
use crate::syntax::table::declarations::{self, Block, DeclRow};
use crate::text::{FileId, Name, Span};
use std::ops::Range;

/// A declaration as the outline sees it; ranges count tokens.
pub(super) struct Chunk {
    pub row: &'static DeclRow,
    /// The word that opens it.
    pub word: Token,
    /// Between that word and the block.
    pub head: Range<usize>,
    /// Inside its braces.
    pub body: Option<Range<usize>>,
    /// The `///` lines above it.
    pub docs: Range<usize>,
    /// One past its last byte.
    pub end: u32,
}

/// What the outline finds.
pub(super) enum Part {
    /// `module NAME`: the word, and the name if there is one.
    Module(Token, Option<Token>),
    /// A declaration.
    Chunk(Chunk),
}

/// A walk over the tokens of one fence.
pub(super) struct Outline<'t, 'd> {
    pub file: FileId,
    pub text: &'t str,
    pub tokens: &'t [Token],
    pub diags: &'d mut Vec<Diagnostic>,
    /// Names that stand in what cannot be read.
    pub unread: &'d mut Vec<Name>,
}

impl<'t> Outline<'t, '_> {
    /// All declarations in order.
    pub fn parts(&mut self) -> Vec<Part> {
        let mut parts = vec![];
        let (mut at, mut docs) = (0, 0);
        while at < self.tokens.len() {
            let token = self.tokens[at];
            if token.comment() {
                if at > docs && (!self.tokens[at - 1].comment() || self.blank_line(at - 1)) {
                    docs = at;
                }
                at += 1;
                continue;
            }
            if self.is_module(at) {
                let name = self.tokens.get(at + 1).copied().filter(|t| t.kind == T::Word && !t.first());
                at += 1 + usize::from(name.is_some());
                parts.push(Part::Module(token, name));
                at = match name {
                    Some(name) => self.rest_of_line(name, at),
                    None => self.skip_line(at),
                };
            } else if let Some(row) = self.row_at(at) {
                let docs = self.docs_from(docs, at)..at;
                let chunk = self.chunk(row, at, self.tokens.len(), docs);
                at = self.after(&chunk, at);
                parts.push(Part::Chunk(chunk));
            } else {
                at = self.junk(at);
            }
            docs = at;
        }
        parts
    }

    /// The first of the `///` lines that stand directly above token `at`, none before token `from`.
    fn docs_from(&self, from: usize, at: usize) -> usize {
        let mut first = at;
        while first > from && self.tokens[first - 1].comment() && !self.blank_line(first - 1) {
            first -= 1;
        }
        first
    }

    /// Whether an empty line stands between token `at` and the next.
    fn blank_line(&self, at: usize) -> bool {
        let end = self.tokens[at].end as usize;
        let next = self.tokens.get(at + 1).map_or(self.text.len(), |t| t.start as usize);
        self.text[end..next].bytes().filter(|b| *b == b'\n').count() > 1
    }

    fn word(&self, at: usize) -> &'t str {
        match self.tokens.get(at) {
            Some(t) if t.kind == T::Word => t.of(self.text),
            _ => "",
        }
    }

    /// The declaration that a word at token `at` opens, outside of blocks; a misspelt word is reported.
    fn row_at(&mut self, at: usize) -> Option<&'static DeclRow> {
        let word = self.word(at);
        if let Some(row) = declarations::row(word) {
            return Some(row);
        }
        let named = self.tokens.get(at + 1).is_some_and(|t| matches!(t.kind, T::Word | T::Str) && !t.first());
        if !named || word.len() < 4 {
            return None;
        }
        let words = declarations::ROWS.iter().map(|row| row.word);
        let exact = declarations::ROWS.iter().find(|row| row.word.eq_ignore_ascii_case(word)).map(|row| row.word);
        // A word of another language is no word of this one misspelt.
        if exact.is_none() && declarations::meant(word).is_some() {
            return None;
        }
        let meant = exact.or_else(|| did_you_mean(word, words))?;
        self.diags.push(found::misspelt_declaration(self.span(at), word, meant));
        declarations::row(meant)
    }

    /// Whether a declaration opens at token `at` even inside a block.
    fn at_margin(&self, at: usize) -> bool {
        let token = self.tokens[at];
        let word = self.word(at);
        if token.column != 0 || !(word == "module" || declarations::row(word).is_some()) {
            return false;
        }
        self.tokens.get(at + 1).is_some_and(|t| matches!(t.kind, T::Word | T::Str) && !t.first())
    }

    fn span(&self, at: usize) -> Span {
        let t = self.tokens[at];
        Span { file: self.file, start: t.start, end: t.end }
    }

    /// Whether the line at token `at` names the module; a misspelt word is reported.
    fn is_module(&mut self, at: usize) -> bool {
        let word = self.word(at);
        if word == "module" {
            return true;
        }
        let alone = self.tokens.get(at + 2).is_none_or(Token::first);
        let named = self.tokens.get(at + 1).is_some_and(|t| t.kind == T::Word && !t.first());
        let near = word.eq_ignore_ascii_case("module") || did_you_mean(word, ["module"]).is_some();
        if at > 0 || !alone || !named || !near {
            return false;
        }
        self.diags.push(modules::misspelt_module(self.span(at), word));
        true
    }

    fn skip_line(&self, at: usize) -> usize {
        let mut end = at;
        while self.tokens.get(end).is_some_and(|t| !t.first() && !t.comment()) {
            end += 1;
        }
        end
    }

    fn rest_of_line(&mut self, name: Token, at: usize) -> usize {
        let end = self.skip_line(at);
        if end > at {
            let place = self.span(at).to(self.span(end - 1));
            let written = &self.text[name.start as usize..place.end as usize];
            let hyphens = written.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ' '));
            self.diags.push(match hyphens {
                true => {
                    let whole = Span { file: self.file, start: name.start, end: place.end };
                    found::name_is_one_word(whole, written, &written.replace(['-', ' '], "_"))
                }
                false => modules::after_module(place),
            });
        }
        end
    }

    fn after(&self, chunk: &Chunk, at: usize) -> usize {
        let mut next = at;
        while self.tokens.get(next).is_some_and(|t| t.start < chunk.end) {
            next += 1;
        }
        next
    }

    /// Reads the declaration at token `at`, no further than token `hi`.
    pub fn chunk(&mut self, row: &'static DeclRow, at: usize, hi: usize, docs: Range<usize>) -> Chunk {
        let word = self.tokens[at];
        let (head_end, open) = self.head(row, at, hi);
        let head = at + 1..head_end;
        let end_of = |range: &Range<usize>| self.tokens[..range.end].last().map_or(word.end, |t| t.end);
        match open {
            Open::Brace => {
                let (body, close) = self.block(head_end, hi);
                let end = close.unwrap_or_else(|| end_of(&body).max(self.tokens[head_end].end));
                Chunk { row, word, head, body: Some(body), docs, end }
            }
            Open::Missing => {
                let last = self.span(head_end - 1);
                self.diags.push(found::missing_brace(last.at_end(), row.word));
                let (body, close) = self.lines(head_end, hi);
                let end = close.unwrap_or_else(|| end_of(&body));
                Chunk { row, word, head, body: Some(body), docs, end }
            }
            Open::None => {
                let open_text = self.tokens[head.clone()].iter().any(|t| matches!(t.kind, T::OpenStr | T::OpenLong));
                // Values that stand there are told where they are read.
                let values = row.kind == DeclKind::Enum && head.len() > 1
                    || clauses::row(row.kind, "is", "").is_some()
                        && value_sign(self.text, self.tokens, head.clone()).is_some();
                if row.block == Block::Must && !open_text && !values {
                    let place = self.span(head_end.max(at + 1) - 1).at_end();
                    self.diags.push(found::missing_block(place, row.word, row.example));
                }
                let end = end_of(&head);
                Chunk { row, word, head, body: None, docs, end }
            }
        }
    }

    /// Where the head ends, and how the block begins there.
    fn head(&self, row: &DeclRow, at: usize, hi: usize) -> (usize, Open) {
        let mut depth = 0usize;
        let mut i = at + 1;
        while i < hi {
            let token = self.tokens[i];
            if token.first() && self.at_margin(i) {
                break;
            }
            if token.first() && !token.comment() && token.kind != T::Brace {
                let deeper = token.column > self.column(at);
                if row.block == Block::Must && deeper && split::opens(self.text, self.tokens, i, row.kind, hi) {
                    return (self.before_comments(at, i), Open::Missing);
                }
                if (depth == 0 && !deeper) || token.kind == T::Unbrace {
                    break;
                }
                if row.block == Block::May && depth == 0 {
                    break;
                }
            }
            match token.kind {
                T::Brace => return (i, Open::Brace),
                T::Unbrace | T::Semi => break,
                T::Open => depth += 1,
                T::Close => depth = depth.saturating_sub(1),
                _ => {}
            }
            i += 1;
        }
        (self.before_comments(at, i), Open::None)
    }

    /// The column of the line that token `at` stands on.
    fn column(&self, at: usize) -> u32 {
        self.tokens[..=at].iter().rev().find(|t| t.first()).map_or(0, |t| t.column)
    }

    /// `end` without the comments before it.
    fn before_comments(&self, at: usize, mut end: usize) -> usize {
        while end > at + 1 && self.tokens[end - 1].comment() {
            end -= 1;
        }
        end
    }

    /// The block whose brace is token `open`: its tokens, and where its closing brace ends.
    fn block(&mut self, open: usize, hi: usize) -> (Range<usize>, Option<u32>) {
        let mut stack = vec![open];
        // The opening brace of a block that was closed by a brace in another column: likely not its own.
        let mut doubtful: Option<usize> = None;
        let mut i = open + 1;
        while i < hi && !self.at_margin(i) {
            match self.tokens[i].kind {
                T::Brace => stack.push(i),
                T::Unbrace => {
                    let Some(from) = stack.pop() else { break };
                    if stack.is_empty() {
                        return (open + 1..i, Some(self.tokens[i].end));
                    }
                    let same_line = !self.tokens[from + 1..=i].iter().any(Token::first);
                    if !same_line && self.tokens[i].first() && self.tokens[i].column < self.column(from) {
                        doubtful = doubtful.or(Some(from));
                    }
                }
                _ => {}
            }
            i += 1;
        }
        let blamed = doubtful.unwrap_or(stack[stack.len() - 1]);
        let mut end = i;
        while end > open + 1 && self.tokens[end - 1].comment() && self.tokens[end - 1].column == 0 {
            end -= 1;
        }
        // A brace at the margin was meant to close the whole, whatever it closed.
        let closing = self.tokens[end - 1];
        if blamed != open && closing.kind == T::Unbrace && closing.column == 0 && end - 1 > open {
            self.diags.push(found::unclosed_block(self.span(blamed), None));
            return (open + 1..end - 1, Some(closing.end));
        }
        // A text that is not closed has swallowed the brace: that is the finding.
        let swallowed = |t: &Token| matches!(t.kind, T::OpenStr | T::OpenLong) && t.of(self.text).contains('}');
        if self.tokens[open..end].iter().any(swallowed) {
            return (open + 1..end, None);
        }
        let last = self.span(end - 1).at_end();
        let fix = if blamed == open { Some((last, "\n}")) } else { None };
        self.diags.push(found::unclosed_block(self.span(blamed), fix));
        (open + 1..end, None)
    }

    /// The indented lines that stand where a block should.
    fn lines(&mut self, from: usize, hi: usize) -> (Range<usize>, Option<u32>) {
        let mut depth = 0usize;
        let mut i = from;
        while i < hi && !self.at_margin(i) {
            match self.tokens[i].kind {
                T::Brace => depth += 1,
                T::Unbrace if depth == 0 => return (from..i, Some(self.tokens[i].end)),
                T::Unbrace => depth -= 1,
                _ => {}
            }
            i += 1;
        }
        (from..i, None)
    }

    /// Skips what is no declaration, up to the next one.
    fn junk(&mut self, at: usize) -> usize {
        if at > 0 && !self.tokens[at].first() {
            return self.behind_a_block(at);
        }
        if self.tokens[at].kind == T::Unbrace {
            self.diags.push(found::stray_brace(self.span(at)));
            return at + 1;
        }
        let mut depth = 0usize;
        let mut i = at;
        while i < self.tokens.len() && !(i > at && self.at_margin(i)) {
            let token = self.tokens[i];
            match token.kind {
                T::Brace => depth += 1,
                T::Unbrace if depth <= 1 => {
                    i += usize::from(depth == 1);
                    break;
                }
                T::Unbrace => depth -= 1,
                T::Word if depth == 0 && i > at && token.first() && self.opens_here(i) => break,
                _ => {}
            }
            i += 1;
        }
        let i = i.max(at + 1);
        let first_line = self.tokens[at + 1..i].iter().position(Token::first).map_or(i, |n| at + 1 + n);
        let place = self.span(at).to(self.span(first_line.max(at + 1) - 1));
        if let Some(open) = (at..i).find(|i| matches!(self.tokens[*i].kind, T::OpenStr | T::OpenLong)) {
            let found = found::unclosed_text(self.span(open), self.tokens[open].kind == T::OpenLong);
            self.diags.push(found);
        }
        let head = self.tokens[at + 1..i].iter().take_while(|t| t.kind == T::Word && !t.first());
        self.unread.extend(head.map(|t| Name::new(t.of(self.text))));
        let found = match (&self.text[self.tokens[at].start as usize..], self.word(at)) {
            (rest, "") if ["#", "/*", "--", "<!--"].iter().any(|mark| rest.starts_with(mark)) => {
                let mark = if rest.starts_with('#') {
                    1
                } else if rest.starts_with("<!--") {
                    4
                } else {
                    2
                };
                let start = self.tokens[at].start;
                let mark = Span { file: self.file, start, end: start + mark };
                found::other_comment(place, mark, rest.starts_with('#') || rest.starts_with("--"))
            }
            (rest, _) if MARKS.iter().any(|mark| rest.starts_with(mark)) => found::mark_of_git(place),
            (_, word) => {
                let clause = clauses::of_others(word, self.word(at + 1)).is_some();
                found::not_a_declaration(place, word, clause, declarations::meant(word).filter(|_| !clause))
            }
        };
        self.diags.push(found);
        i
    }

    /// Skips what stands behind a closed block on its line.
    fn behind_a_block(&mut self, at: usize) -> usize {
        let mut i = at + 1;
        while i < self.tokens.len() && !self.tokens[i].first() && !self.tokens[i].comment() {
            i += 1;
        }
        let place = self.span(at).to(self.span(i - 1));
        let brace = self.tokens[at - 1].kind == T::Unbrace;
        self.diags.push(found::behind_a_block(place, brace.then(|| self.span(at - 1))));
        i
    }

    fn opens_here(&self, at: usize) -> bool {
        let word = self.word(at);
        word == "module" || declarations::row(word).is_some()
    }
}

/// The `=` of a head behind which a value stands, as other languages write it, and whether a type stands before it.
pub(super) fn value_sign(text: &str, tokens: &[Token], head: Range<usize>) -> Option<(usize, bool)> {
    let sign = |at: &usize| {
        let token = tokens[*at];
        matches!((token.kind, token.of(text)), (T::Sign, "=") | (T::Word, "is"))
    };
    let equals = (head.start + 1..head.end).find(sign)?;
    // The colon of `param q := 3` stands before no type, those of parameters stand in brackets.
    let mut depth = 0usize;
    let typed = tokens[head.start..equals - 1].iter().any(|token| {
        match token.kind {
            T::Open => depth += 1,
            T::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && token.kind == T::Colon
    });
    (equals + 1 < head.end).then_some((equals, typed))
}

/// The type of a figure by its words: `EUR 3`, `5 %`, `3 persons`, `true`. `None`: it does not say.
pub(super) fn type_of_figure(words: &[&str]) -> Option<String> {
    let whole = |word: &str| word.bytes().all(|b| b.is_ascii_digit());
    let number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let name = |word: &str| word.starts_with(|c: char| c.is_ascii_alphabetic());
    Some(match words {
        ["true" | "false"] => "bool".into(),
        [word] if word.starts_with('"') => "text".into(),
        [word] if Date::parse(word).is_some() => "date".into(),
        [word] if whole(word) => "int".into(),
        [word, "%"] if number(word) => "percent".into(),
        [money, word, ..] if number(word) && money.len() == 3 && money.bytes().all(|b| b.is_ascii_uppercase()) => {
            (*money).into()
        }
        [word, unit] if number(word) && name(unit) => (*unit).into(),
        _ => return None,
    })
}

/// How a block begins behind a head.
enum Open {
    /// With a brace.
    Brace,
    /// Without one: clauses follow at once.
    Missing,
    /// Not at all.
    None,
}
