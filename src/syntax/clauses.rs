//! From a block to its clauses, and from a clause to the typed tree.
//!
//! A line opens a clause if it stands at the margin of the block and its first word is in the table of the
//! declaration, or nearly; what stands deeper continues the clause; `;` outside brackets ends it. A broken
//! clause spoils nothing but itself.

use crate::diag::Diagnostic;
use crate::diag::near::{STATUSES, did_you_mean};
use crate::diag::syntax as found;
use crate::syntax::ast::{Clause, ClauseKind, Decl, DeclKind, Expr, Ident, Path};
use crate::syntax::grammar::{self, Rule, Stop};
use crate::syntax::lex::{T, Token};
use crate::syntax::lower::cells::Sheet;
use crate::syntax::lower::{Lower, Shift, expr, instances};
use crate::syntax::outline::{self, Chunk, Outline};
use crate::syntax::table::{self, ClauseRow, Reader};
use crate::syntax::words;
use crate::text::{FileId, Name, Span};
use std::ops::Range;

/// Brackets may nest this deep.
const DEEPEST: usize = 64;
/// A clause may have this many bytes.
const LONGEST: usize = 64 * 1024;

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

/// Clauses that some write with a `not` before them.
const NEGATED: [&str; 3] = ["applies", "holds", "present"];

/// Words of which one is easily taken for another: `starts with`, `builds upon`.
const PREPOSITIONS: [&str; 10] = ["at", "by", "for", "from", "in", "of", "on", "to", "upon", "with"];

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
fn opening(text: &str, tokens: &[Token], at: usize, kind: DeclKind, hi: usize) -> Option<Opening> {
    let token = tokens[at];
    let word_at = |i: usize| tokens.get(i).filter(|t| i < hi && t.kind == T::Word).map_or("", |t| t.of(text));
    if token.kind == T::Bar && table::has_rows(kind) {
        return Some(Opening::Row);
    }
    if token.kind == T::Sign && token.of(text) == "=" {
        // `= value` in place of `is value`
        return table::clause(kind, "is", "").map(|_| Opening::Unknown);
    }
    if token.kind != T::Word {
        return None;
    }
    if table::has_fields(kind) && names_field(text, tokens, at, kind, hi) {
        return Some(Opening::Field);
    }
    let (word, second) = (word_at(at), word_at(at + 1));
    if let Some(row) = table::clause(kind, word, second) {
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
    if table::declares_fields(kind) {
        // A name of two words, which is told where the field is read.
        let part = |t: &Token| !t.first() && (t.kind == T::Word || (t.kind == T::Sign && t.of(text) == "-"));
        while i < hi && part(&tokens[i]) {
            i += 1;
        }
    }
    let Some(next) = tokens.get(i).filter(|t| i < hi && !t.first()) else { return false };
    next.kind == T::Colon || (!table::declares_fields(kind) && next.kind == T::Sign && next.of(text) == "=")
}

/// The clause whose word is nearly `word`.
fn near(text: &str, kind: DeclKind, tokens: &[Token], at: usize, hi: usize, word: &str) -> Option<&'static ClauseRow> {
    let behind = tokens.get(at + 1).filter(|_| at + 1 < hi);
    let calls = behind.is_some_and(|t| t.start == tokens[at].end && matches!(t.kind, T::Open | T::Dot));
    let second = behind.filter(|t| t.kind == T::Word).map_or("", |t| t.of(text));
    let half = |row: &&ClauseRow| row.word == word && row.second.is_some_and(|s| did_you_mean(second, [s]).is_some());
    if let Some(row) = table::clauses_of(kind).find(half) {
        return Some(row);
    }
    let exact = table::clauses_of(kind).map(|row| row.word).find(|w| w.eq_ignore_ascii_case(word));
    // Behind `key` stands a name, behind that of a field a colon.
    let key = table::declares_fields(kind) && word.len() > 1 && behind.is_some_and(|t| t.kind == T::Word);
    if calls || exact.is_none() && word.len() < 4 && !key || table::clause_meant(word, kind).is_some() {
        return None;
    }
    let long = table::clauses_of(kind).map(|row| row.word).filter(|w| w.len() > 3 || key && *w == "key");
    let meant = exact.or_else(|| did_you_mean(word, long))?;
    let first = table::clauses_of(kind).find(|row| row.word == meant);
    table::clause(kind, meant, second).or(first)
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

fn foreign(text: &str, tokens: &[Token], at: usize, hi: usize) -> Opening {
    let word_at = |i: usize| tokens.get(i).filter(|t| i < hi && t.kind == T::Word).map_or("", |t| t.of(text));
    match table::clause_of_others(word_at(at), word_at(at + 1)) {
        Some(row) => Opening::Foreign(row),
        None => Opening::Unknown,
    }
}

/// The column of a token, in bytes from the margin of its line.
fn column(text: &str, tokens: &[Token], at: usize) -> u32 {
    let token = tokens[at];
    if token.first() {
        return token.column;
    }
    let line = text[..token.start as usize].rfind('\n').map_or(0, |n| n + 1);
    token.start - line as u32
}

/// Reads one expression that stands on its own at byte `at` of a file.
pub(super) fn expression(file: FileId, text: &str, at: usize, diags: &mut Vec<Diagnostic>) -> Expr {
    let lead = text.len() - text.trim_start().len();
    let inner = text.trim();
    let at = at + lead;
    let span = Span::new(file, at, at + inner.len());
    if !within_limits(inner, span, diags) {
        return expr::broken(span);
    }
    match grammar::read(Rule::c_expr, inner) {
        Ok(tree) => {
            let mut lower = Lower {
                file,
                base: at,
                owner: DeclKind::Test,
                diags,
                extra: vec![],
                depth: 0,
                shift: Shift::default(),
            };
            tree.root().map_or_else(|| expr::broken(span), |n| lower.first_expr(n))
        }
        Err(stop) => {
            let found = words::explain(&words::Place { file, base: at, text: inner, example: "" }, &stop);
            diags.push(found);
            expr::broken(span)
        }
    }
}

/// Whether a text is short and flat enough to be read; reports where not.
pub(super) fn within_limits(text: &str, span: Span, diags: &mut Vec<Diagnostic>) -> bool {
    if text.len() > LONGEST {
        diags.push(found::clause_too_long(span));
        return false;
    }
    let mut tokens = vec![];
    let deep = {
        if text.bytes().filter(|b| matches!(b, b'(' | b'[' | b'{')).count() <= DEEPEST {
            false
        } else {
            crate::syntax::lex::tokens(text, 0, text.len(), 0, &mut tokens);
            deepest(&tokens) > DEEPEST
        }
    };
    if deep {
        diags.push(found::nested_too_deep(span));
    }
    !deep
}

fn deepest(tokens: &[Token]) -> usize {
    let (mut depth, mut most) = (0usize, 0usize);
    for token in tokens {
        match token.kind {
            T::Brace | T::Open => depth += 1,
            T::Unbrace | T::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        most = most.max(depth);
    }
    most
}

/// Reads declarations: what the outline has cut becomes the typed tree.
pub(super) struct Reading<'t, 'd> {
    pub file: FileId,
    pub text: &'t str,
    pub tokens: &'t [Token],
    pub diags: &'d mut Vec<Diagnostic>,
    /// How many declarations this one stands in.
    pub nested: usize,
    /// Names that stand in what cannot be read.
    pub unread: &'d mut Vec<Name>,
}

impl<'t> Reading<'t, '_> {
    /// One declaration with its clauses.
    pub fn declaration(&mut self, chunk: &Chunk) -> Decl {
        let span = self.range(chunk.word.start, chunk.end);
        let head_end = self.tokens[..chunk.head.end].last().map_or(chunk.word.end, |t| t.end);
        let name = Ident { name: Name::new(chunk.row.word), span: self.range(chunk.word.start, chunk.word.end) };
        let mut decl = Decl {
            kind: chunk.row.kind,
            name,
            title: None,
            of: None,
            names: vec![],
            plural: None,
            closed: false,
            params: vec![],
            result: None,
            concept: None,
            may_be_absent: false,
            broken: false,
            doc: self.docs(chunk.docs.clone()),
            clauses: vec![],
            span,
            head: self.range(chunk.word.start, head_end),
        };
        if let (None, DeclKind::Enum) = (&chunk.body, decl.kind)
            && self.enum_in_head(chunk, &mut decl)
        {
            return decl;
        }
        if let Some((head, value)) = self.value_in_head(chunk) {
            self.head(&head, &mut decl);
            self.clause(&value, decl.kind, &mut decl.clauses);
            return decl;
        }
        self.head(chunk, &mut decl);
        match chunk.body.clone() {
            Some(body) => decl.clauses = self.block(body, decl.kind),
            // That the block is missing has been reported.
            None => decl.broken |= chunk.row.block == table::Block::Must,
        }
        decl
    }

    /// `enum K = a | b`, `enum K (a, b)`: an enum whose values stand without braces.
    fn enum_in_head(&mut self, chunk: &Chunk, decl: &mut Decl) -> bool {
        let tokens = &self.tokens[chunk.head.clone()];
        let words: Vec<Ident> = tokens.iter().filter(|t| t.kind == T::Word).map(|t| self.ident(t)).collect();
        let (Some((name, values)), Some(last)) = (words.split_first(), tokens.iter().rev().find(|t| !t.comment()))
        else {
            return false;
        };
        let Some(second) = tokens.get(1).filter(|_| !values.is_empty()) else { return false };
        let place = self.range(second.start, last.end);
        let list: Vec<&str> = values.iter().map(|value| value.name.as_str()).collect();
        let blank = if second.start == tokens[0].end { " " } else { "" };
        self.diags.push(found::enum_without_braces(place, &format!("{blank}{{ {} }}", list.join(", "))));
        decl.name = name.clone();
        decl.clauses = vec![Clause { kind: ClauseKind::Values(values.to_vec()), span: place }];
        true
    }

    /// `define f(c: Town): int = c.n`, `param p: int := 3`: a value that stands without braces, and the head before it.
    fn value_in_head(&mut self, chunk: &Chunk) -> Option<(Chunk, Raw)> {
        let equals = outline::value_sign(self.text, self.tokens, chunk.head.clone())?;
        let row = table::clause(chunk.row.kind, "is", "").filter(|_| chunk.body.is_none())?;
        let colon = self.tokens[equals - 1].kind == T::Colon;
        let end = equals - usize::from(colon);
        let value = equals..chunk.head.end;
        let (from, to) = (self.tokens[end].start, self.bytes(value.clone()).1);
        let place = self.range(from, to);
        let written = self.text[self.tokens[equals].end as usize..to as usize].trim();
        let blank = if self.tokens[end - 1].end == from { " " } else { "" };
        self.diags.push(found::value_without_braces(place, chunk.row.word, &format!("{blank}{{ is {written} }}")));
        let head = Chunk { head: chunk.head.start..end, body: None, docs: chunk.docs.clone(), ..*chunk };
        Some((head, Raw { opening: Opening::Word(row, false), tokens: value, doubtful: vec![], docs: 0..0 }))
    }

    fn head(&mut self, chunk: &Chunk, decl: &mut Decl) {
        let tokens = &self.tokens[chunk.head.clone()];
        let start = tokens.first().map_or(chunk.word.end, |t| t.start) as usize;
        let end = tokens.iter().rev().find(|t| !t.comment()).map_or(start as u32, |t| t.end) as usize;
        let text = &self.text[start..end.max(start)];
        if !within_limits(text, decl.head, self.diags) {
            return;
        }
        match grammar::read(chunk.row.head, text) {
            Ok(tree) => {
                let mut lower = self.lower(start, decl.kind);
                if let Some(root) = tree.root() {
                    lower.head(root, decl);
                }
            }
            Err(stop) => {
                let place = words::Place { file: self.file, base: start, text, example: chunk.row.example };
                let found = words::explain(&place, &stop);
                if let Some(mend) = self.mend(&place, chunk.row.head, &stop, &found) {
                    let mended = mend.applied(text);
                    self.diags.push(mend.found);
                    if let Ok(tree) = grammar::read(chunk.row.head, &mended) {
                        let mut lower = self.lower(start, decl.kind);
                        lower.shift = Shift { at: mend.at, len: mend.text.len() };
                        if let Some(root) = tree.root() {
                            lower.head(root, decl);
                        }
                    }
                    return;
                }
                self.diags.push(found);
                self.broken_head(chunk.head.clone(), decl);
            }
        }
    }

    pub(super) fn lower(&mut self, base: usize, owner: DeclKind) -> Lower<'_> {
        Lower { file: self.file, base, owner, diags: self.diags, extra: vec![], depth: 0, shift: Shift::default() }
    }

    pub(super) fn ident(&self, token: &Token) -> Ident {
        Ident { name: Name::new(token.of(self.text)), span: self.range(token.start, token.end) }
    }

    pub(super) fn range(&self, start: u32, end: u32) -> Span {
        Span { file: self.file, start, end }
    }

    /// The `///` lines among some tokens, without their slashes.
    fn docs(&self, range: Range<usize>) -> Option<String> {
        let mut lines: Vec<&str> = vec![];
        for token in self.tokens.get(range)?.iter().filter(|t| t.kind == T::Doc) {
            let line = &token.of(self.text)[3..];
            lines.push(line.strip_prefix(' ').unwrap_or(line).trim_end());
        }
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    /// The clauses of a block.
    pub fn block(&mut self, body: Range<usize>, kind: DeclKind) -> Vec<Clause> {
        let mut clauses: Vec<Clause> = vec![];
        let mut seen: Vec<(&'static ClauseRow, Span)> = vec![];
        // What stands behind an unknown clause on its line is not told again.
        let mut lost = false;
        for raw in split(self.text, self.tokens, body, kind) {
            let unknown = matches!(raw.opening, Opening::Foreign(_) | Opening::Unknown);
            if unknown && lost && !self.tokens[raw.tokens.start].first() {
                let names = self.islands(raw.tokens.clone());
                self.push(&mut clauses, raw.tokens.clone(), ClauseKind::Broken(names));
                continue;
            }
            lost = unknown;
            if let Opening::Word(row, _) = raw.opening {
                let word = self.words(&raw, row);
                let earlier = seen.iter().find(|(r, _)| std::ptr::eq(*r, row)).map(|(_, span)| *span);
                match earlier {
                    Some(first) if !row.twice => self.diags.push(found::clause_twice(word, first, &row.words())),
                    _ => seen.push((row, word)),
                }
            }
            self.clause(&raw, kind, &mut clauses);
        }
        clauses
    }

    /// The place of the word or two that open a clause.
    fn words(&self, raw: &Raw, row: &ClauseRow) -> Span {
        let first = self.tokens[raw.tokens.start];
        let second = self.second(raw, row).map(|at| self.tokens[at]);
        self.range(first.start, second.map_or(first.end, |t| t.end))
    }

    /// The token that stands for the second word of a clause. Another word than a misspelt one belongs to what follows.
    fn second(&self, raw: &Raw, row: &ClauseRow) -> Option<usize> {
        let at = raw.tokens.start + 1;
        let word = (at < raw.tokens.end && self.tokens[at].kind == T::Word).then(|| self.tokens[at].of(self.text))?;
        let negated = row.word == "not" && NEGATED.contains(&word);
        let joins = |second: &str| PREPOSITIONS.contains(&second) && PREPOSITIONS.contains(&word);
        let meant = |second: &str| word == second || negated || joins(second) || did_you_mean(word, [second]).is_some();
        row.second.is_some_and(meant).then_some(at)
    }

    fn clause(&mut self, raw: &Raw, kind: DeclKind, out: &mut Vec<Clause>) {
        match raw.opening {
            Opening::Word(row, misspelt) => {
                if misspelt {
                    let place = self.words(raw, row);
                    let written = &self.text[place.start as usize..place.end as usize];
                    match written.strip_prefix("not ").map(str::trim_start) {
                        Some(word) if NEGATED.contains(&word) => {
                            self.diags.push(found::negated_clause(place, word));
                            if word != "applies" {
                                self.unreadable(raw.tokens.clone(), raw.tokens.start, out);
                                return;
                            }
                        }
                        _ => self.diags.push(found::misspelt_clause(place, written, &row.words())),
                    }
                }
                self.worded(raw, row, kind, out);
            }
            Opening::Field => {
                let (rule, read): (Rule, fn(&mut Lower<'_>, crate::syntax::tree::Node<'_, '_>) -> ClauseKind) =
                    if table::declares_fields(kind) {
                        (Rule::c_field, instances::field)
                    } else {
                        (Rule::c_field_value, instances::field_value)
                    };
                let example = field_example(kind);
                let doc = self.docs(raw.docs.clone());
                let before = out.len();
                self.ruled(raw, raw.tokens.start, kind, rule, read, example, out);
                if let Some(Clause { kind: ClauseKind::Field(field), .. }) = out.get_mut(before) {
                    field.doc = doc;
                }
            }
            Opening::Values => {
                self.ruled(
                    raw,
                    raw.tokens.start,
                    kind,
                    Rule::c_values,
                    instances::values,
                    "beneficiary, applicant",
                    out,
                );
            }
            Opening::Row => {
                let values = kind == DeclKind::Instances;
                let rows = self.rows(raw.tokens.clone(), if values { Sheet::Values } else { Sheet::Inputs }, true);
                self.push(out, raw.tokens.clone(), ClauseKind::Rows(rows));
            }
            Opening::Foreign(_) | Opening::Unknown => {
                if self.field_without_colon(raw, kind, out) {
                    return;
                }
                self.unknown(raw.tokens.clone(), raw.opening, kind);
                self.unread_of(raw.tokens.clone());
                if table::declares_fields(kind) {
                    self.unread.push(Name::new(self.word(raw.tokens.start, raw.tokens.end)));
                }
                let names = self.islands(raw.tokens.clone());
                self.push(out, raw.tokens.clone(), ClauseKind::Broken(names));
            }
        }
    }

    fn push(&self, out: &mut Vec<Clause>, tokens: Range<usize>, kind: ClauseKind) {
        let (start, end) = self.bytes(tokens);
        out.push(Clause { kind, span: self.range(start, end) });
    }

    /// First byte and end of some tokens; a comment at the end is left out.
    pub(super) fn bytes(&self, range: Range<usize>) -> (u32, u32) {
        let tokens = &self.tokens[range];
        let start = tokens.first().map_or(0, |t| t.start);
        (start, tokens.iter().rev().find(|t| !t.comment()).map_or(start, |t| t.end))
    }

    fn unknown(&mut self, tokens: Range<usize>, opening: Opening, kind: DeclKind) {
        let token = self.tokens[tokens.start];
        let place = self.range(token.start, token.end);
        let (word, owner) = (token.of(self.text), table::row_of(kind).word);
        let found = match opening {
            Opening::Foreign(row) => {
                // What a `collect` has is checked with its kind.
                let whole = matches!(row.word, "is" | "otherwise" | "unless");
                let fits = |d: &&table::DeclRow| row.fits(d.kind) && !(whole && d.kind == DeclKind::Collect);
                let owners = table::DECLARATIONS.iter().filter(fits).map(|d| d.word);
                found::clause_elsewhere(place, &row.words(), owner, owners, stand_in(row, kind))
            }
            _ => {
                let words = table::clauses_of(kind).map(|row| row.word);
                let mut all: Vec<String> = table::clauses_of(kind).map(ClauseRow::words).collect();
                all.dedup();
                let field = table::has_fields(kind).then(|| field_example(kind));
                match table::clause_meant(word, kind) {
                    _ if kind == DeclKind::Enum && token.kind == T::Str => found::enum_value_in_quotes(place, word),
                    _ if word == "if" => found::no_if(place),
                    _ if kind == DeclKind::Test && self.asks(&tokens) => found::expect_forgotten(place, word),
                    _ if self.step_of_status(&tokens, kind) => found::status_apart(place, word, owner),
                    Some(row) => found::clause_elsewhere(place, word, owner, std::iter::empty(), Some(row.example)),
                    None => found::unknown_clause(place, word, owner, words, &all.join(", "), field),
                }
            }
        };
        self.diags.push(found);
    }

    /// Whether a clause begins as an expression does: with a call, a field, a comparison.
    fn asks(&self, tokens: &Range<usize>) -> bool {
        let second = self.tokens.get(tokens.start + 1).filter(|_| tokens.len() > 1);
        let compares = |word: &str| matches!(word, "is" | "in" | "<" | ">" | "<=" | ">=" | "!=");
        self.tokens[tokens.start].kind == T::Word
            && second.is_some_and(|t| matches!(t.kind, T::Open | T::Dot) || compares(t.of(self.text)))
    }

    /// Whether a clause begins with a step of a status, in a declaration that has one.
    fn step_of_status(&self, tokens: &Range<usize>, kind: DeclKind) -> bool {
        let (first, second) = (self.word(tokens.start, tokens.end), self.word(tokens.start + 1, tokens.end));
        let two = format!("{first} {second}");
        table::clause(kind, "status", "").is_some() && STATUSES.iter().any(|step| *step == first || *step == two)
    }

    fn worded(&mut self, raw: &Raw, row: &'static ClauseRow, kind: DeclKind, out: &mut Vec<Clause>) {
        let content = self.second(raw, row).unwrap_or(raw.tokens.start) + 1;
        let content = content.min(raw.tokens.end);
        match row.reader {
            Reader::Rule(rule, read) => self.ruled(raw, content, kind, rule, read, row.example, out),
            Reader::Cases => {
                let rows = self.rows(content..raw.tokens.end, Sheet::Cases, true);
                self.push(out, raw.tokens.clone(), ClauseKind::Cases(rows));
            }
            Reader::Add => {
                let clause = self.add(raw, content, row.example);
                self.push(out, raw.tokens.clone(), clause);
            }
            Reader::Replace => {
                let clause = self.replace(raw, content, row.example);
                self.push(out, raw.tokens.clone(), clause);
            }
        }
    }

    /// Reads tokens `content..` of a clause by a rule. A clause that fails is cut where another may begin.
    #[allow(clippy::too_many_arguments)]
    fn ruled(
        &mut self,
        raw: &Raw,
        content: usize,
        kind: DeclKind,
        rule: Rule,
        read: fn(&mut Lower<'_>, crate::syntax::tree::Node<'_, '_>) -> ClauseKind,
        example: &'static str,
        out: &mut Vec<Clause>,
    ) {
        let tokens = raw.tokens.clone();
        let stop = match self.try_read(tokens.clone(), content, kind, rule, read, out) {
            None => return,
            Some(stop) => stop,
        };
        let base = self.content_start(&tokens, content);
        let at = base + stop.at;
        if let Some(cut) = self.doubtful(raw, at) {
            let first = tokens.start..cut;
            if let Some(stop) = self.try_read(first.clone(), content, kind, rule, read, out) {
                self.broken(first, content, &stop, example, out);
            }
            self.behind(cut..tokens.end, raw, kind, out);
        } else if let Some(cut) = self.clause_within(raw, content, at, kind)
            && self.try_read(tokens.start..cut.0, content, kind, rule, read, out).is_none()
        {
            self.diags.push(cut.1);
            self.behind(cut.2..tokens.end, raw, kind, out);
        } else if !self.mended(tokens.clone(), content, kind, rule, read, &stop, example, out) {
            self.broken(tokens.clone(), content, &stop, example, out);
            if rule == Rule::c_field {
                self.first_part_of_field(tokens, content, out);
            }
        }
    }

    /// Says why a clause cannot be read, and keeps its names.
    fn broken(
        &mut self,
        tokens: Range<usize>,
        content: usize,
        stop: &Stop,
        example: &'static str,
        out: &mut Vec<Clause>,
    ) {
        let base = self.content_start(&tokens, content);
        let (_, end) = self.bytes(tokens.clone());
        let text = &self.text[base..(end as usize).max(base)];
        let place = words::Place { file: self.file, base, text, example };
        self.diags.push(words::explain(&place, stop));
        self.unreadable(tokens, content, out);
    }

    /// Keeps the names of a clause that cannot be read.
    pub(super) fn unreadable(&mut self, tokens: Range<usize>, content: usize, out: &mut Vec<Clause>) {
        let names = self.islands(content.min(tokens.end)..tokens.end);
        self.unread_of(tokens.clone());
        self.push(out, tokens, ClauseKind::Broken(names));
    }

    /// Where the text of a clause behind its words begins.
    pub(super) fn content_start(&self, tokens: &Range<usize>, content: usize) -> usize {
        if content < tokens.end {
            return self.tokens[content].start as usize;
        }
        self.tokens[..content].last().map_or(0, |t| t.end as usize)
    }

    fn try_read(
        &mut self,
        tokens: Range<usize>,
        content: usize,
        kind: DeclKind,
        rule: Rule,
        read: fn(&mut Lower<'_>, crate::syntax::tree::Node<'_, '_>) -> ClauseKind,
        out: &mut Vec<Clause>,
    ) -> Option<Stop> {
        let (start, end) = self.bytes(tokens.clone());
        let base = self.content_start(&tokens, content);
        let text = &self.text[base..(end as usize).max(base)];
        let span = self.range(start, end);
        if !within_limits(text, span, self.diags) {
            self.push(out, tokens, ClauseKind::Broken(vec![]));
            return None;
        }
        let tree = match grammar::read(rule, text) {
            Ok(tree) => tree,
            Err(stop) => return Some(stop),
        };
        let mut lower = self.lower(base, kind);
        if let Some(root) = tree.root() {
            let clause = read(&mut lower, root);
            let extra = std::mem::take(&mut lower.extra);
            out.push(Clause { kind: clause, span });
            out.extend(extra.into_iter().map(|kind| Clause { kind, span }));
        }
        None
    }

    /// The last line at the margin before byte `at` that opens no clause, but does not look as if it went on either.
    fn doubtful(&self, raw: &Raw, at: usize) -> Option<usize> {
        let before = raw.doubtful.iter().rev().filter(|i| self.tokens[**i].start as usize <= at);
        before.copied().find(|i| !goes_on(self.tokens[*i].of(self.text)))
    }

    /// Where a clause that stopped being one at byte `at` is followed by another on the same line: where the first
    /// ends, what is to be said, where the second begins.
    fn clause_within(
        &self,
        raw: &Raw,
        content: usize,
        at: usize,
        kind: DeclKind,
    ) -> Option<(usize, Diagnostic, usize)> {
        let hi = raw.tokens.end;
        let token = (content..hi).find(|i| self.tokens[*i].start as usize >= at).filter(|i| *i > content)?;
        if self.tokens[token].kind == T::Colon && table::has_fields(kind) {
            // `a : bool, b : bool`
            let name =
                (content..token).rev().take_while(|i| matches!(self.tokens[*i].kind, T::Word | T::Dot)).last()?;
            let comma = self.tokens[name.checked_sub(1).filter(|i| *i > content)?];
            let found = found::comma_between_fields(self.range(comma.start, comma.end));
            return (comma.kind == T::Comma).then_some((name - 1, found, name));
        }
        match opening(self.text, self.tokens, token, kind, hi)? {
            Opening::Word(_, false) | Opening::Field => {
                let (before, here) = (self.tokens[token - 1].end, self.tokens[token]);
                let place = self.range(here.start, here.end);
                let word = here.of(self.text);
                if here.first() {
                    let line = self.text[..here.start as usize].rfind('\n').map_or(0, |n| n + 1) as u32;
                    let margin = self.tokens[raw.tokens.start];
                    let blanks = column(self.text, self.tokens, raw.tokens.start) as usize;
                    let blanks = if margin.first() { blanks } else { 0 };
                    let found = found::clause_too_deep(place, self.range(line, here.start), word, blanks);
                    return Some((token, found, token));
                }
                Some((token, found::clause_break(place, self.range(before, before), word), token))
            }
            _ => None,
        }
    }

    /// What stands behind a cut: a clause, or nothing known.
    fn behind(&mut self, tokens: Range<usize>, raw: &Raw, kind: DeclKind, out: &mut Vec<Clause>) {
        let mut doubtful: Vec<usize> =
            raw.doubtful.iter().copied().filter(|i| tokens.contains(i) && *i > tokens.start).collect();
        let opening = match opening(self.text, self.tokens, tokens.start, kind, tokens.end) {
            Some(opening @ (Opening::Word(_, false) | Opening::Field)) => opening,
            _ => foreign(self.text, self.tokens, tokens.start, tokens.end),
        };
        let known = matches!(opening, Opening::Word(..) | Opening::Field);
        let end = doubtful.first().copied().filter(|_| !known).unwrap_or(tokens.end);
        if !known {
            doubtful.clear();
        }
        self.clause(&Raw { opening, tokens: tokens.start..end, doubtful, docs: 0..0 }, kind, out);
        if end < tokens.end {
            self.behind(end..tokens.end, raw, kind, out);
        }
    }

    /// The names in a broken clause.
    fn islands(&self, tokens: Range<usize>) -> Vec<Path> {
        if tokens.is_empty() {
            return vec![];
        }
        let (start, end) = self.bytes(tokens);
        let text = &self.text[start as usize..(end as usize).max(start as usize)];
        if text.len() > LONGEST {
            return vec![];
        }
        let Ok(tree) = grammar::read(Rule::c_islands, text) else { return vec![] };
        let mut diags = vec![];
        let base = start as usize;
        let lower = Lower {
            file: self.file,
            base,
            owner: DeclKind::Test,
            diags: &mut diags,
            extra: vec![],
            depth: 0,
            shift: Shift::default(),
        };
        tree.root().map(|n| n.all(Rule::island).map(|i| lower.path(i)).collect()).unwrap_or_default()
    }

    /// `add DECLARATION`, `add to NAME CASE`.
    fn add(&mut self, raw: &Raw, content: usize, example: &'static str) -> ClauseKind {
        let tokens = raw.tokens.clone();
        let word = self.word(content, tokens.end);
        if word == "to" {
            return self.add_to(raw, content + 1, example);
        }
        if let Some(row) = table::declaration(word).filter(|_| self.nested < 2) {
            let mut outline = Outline {
                file: self.file,
                text: self.text,
                tokens: self.tokens,
                diags: self.diags,
                unread: self.unread,
            };
            let chunk = outline.chunk(row, content, tokens.end, content..content);
            let end = chunk.end;
            self.nested += 1;
            let decl = self.declaration(&chunk);
            self.nested -= 1;
            if let Some(rest) =
                (content..tokens.end).find(|i| self.tokens[*i].start >= end && !self.tokens[*i].comment())
            {
                let token = self.tokens[rest];
                self.diags.push(found::end_expected(self.range(token.start, token.end), token.of(self.text)));
            }
            return ClauseKind::Add(Box::new(decl));
        }
        self.stopped(raw, content, "a declaration such as `instance`, or `to` and the name of a definition", example)
    }

    fn add_to(&mut self, raw: &Raw, content: usize, example: &'static str) -> ClauseKind {
        let hi = raw.tokens.end;
        let Some((path, next)) = self.path(content, hi) else {
            return self.stopped(raw, content, "the name of a definition, collection, table or scale", example);
        };
        let kind = DeclKind::Reading;
        match opening(self.text, self.tokens, next.min(hi.saturating_sub(1)), kind, hi) {
            Some(Opening::Row) if next < hi => {
                let rows = self.rows(next..hi, Sheet::Inputs, false);
                let (start, end) = self.bytes(next..hi);
                let clause = Clause { kind: ClauseKind::Rows(rows), span: self.range(start, end) };
                ClauseKind::AddTo(path, Box::new(clause))
            }
            Some(opening @ Opening::Word(row, _)) if next < hi && adds(row.word) => {
                let mut inner = vec![];
                let part = Raw { opening, tokens: next..hi, doubtful: vec![], docs: 0..0 };
                self.clause(&part, kind, &mut inner);
                match inner.into_iter().next() {
                    Some(clause) => ClauseKind::AddTo(path, Box::new(clause)),
                    None => ClauseKind::Broken(vec![path]),
                }
            }
            _ => self.stopped(raw, next, "a case: `when`, `unless`, `not applicable when`, `except` or a row", example),
        }
    }

    fn replace(&mut self, raw: &Raw, content: usize, example: &'static str) -> ClauseKind {
        let hi = raw.tokens.end;
        let Some((path, next)) = self.path(content, hi) else {
            return self.stopped(raw, content, "the name of a declaration", example);
        };
        if next >= hi || self.tokens[next].kind != T::Brace {
            return self.stopped(raw, next, "`{`", example);
        }
        let close = self.closing(next, hi);
        match close {
            None => {
                let brace = self.tokens[next];
                self.diags.push(found::unclosed_block(self.range(brace.start, brace.end), None));
            }
            Some(close) if close + 1 < hi => {
                let (start, end) = self.bytes(close + 1..hi);
                self.diags.push(found::behind_a_replacement(self.range(start, end)));
            }
            Some(_) => {}
        }
        let body = next + 1..close.unwrap_or(hi);
        ClauseKind::Replace(path, self.block(body, DeclKind::Reading))
    }

    /// The brace that closes the one at token `open`.
    fn closing(&self, open: usize, hi: usize) -> Option<usize> {
        let mut depth = 0usize;
        (open..hi).find(|at| {
            match self.tokens[*at].kind {
                T::Brace => depth += 1,
                T::Unbrace => depth -= 1,
                _ => {}
            }
            depth == 0
        })
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
        self.diags.push(found::unexpected(place, written, &[expected.to_string()], example));
        ClauseKind::Broken(self.islands(raw.tokens.start + 1..hi))
    }

    pub(super) fn word(&self, at: usize, hi: usize) -> &'t str {
        match self.tokens.get(at).filter(|t| at < hi && t.kind == T::Word) {
            Some(token) => token.of(self.text),
            None => "",
        }
    }

    /// A path of words and dots at token `at`, and the token behind it.
    pub(super) fn path(&self, at: usize, hi: usize) -> Option<(Path, usize)> {
        let first = self.tokens.get(at).filter(|t| at < hi && t.kind == T::Word)?;
        let mut parts = vec![self.ident(first)];
        let mut next = at + 1;
        while next + 1 < hi && self.tokens[next].kind == T::Dot && self.tokens[next + 1].kind == T::Word {
            parts.push(self.ident(&self.tokens[next + 1]));
            next += 2;
        }
        let span = self.range(first.start, self.tokens[next - 1].end);
        Some((Path { parts, span }, next))
    }
}

/// A field of a declaration of a kind as it should look.
pub(super) fn field_example(kind: DeclKind) -> &'static str {
    if table::declares_fields(kind) { "population : persons, 0 .. 20 000 000" } else { "name: \"value\"" }
}

/// Whether a word can only go on with what stands before it.
fn goes_on(word: &str) -> bool {
    matches!(word, "and" | "or" | "not" | "then" | "has" | "where" | "for" | "in" | "with" | "between")
}

/// Whether a clause may follow `add to NAME`.
fn adds(word: &str) -> bool {
    matches!(word, "when" | "unless" | "otherwise" | "not" | "applies" | "except")
}

/// The clause of a declaration that says what a clause of another would.
fn stand_in(row: &ClauseRow, kind: DeclKind) -> Option<&'static str> {
    let word = match row.word {
        "holds" => "present",
        "present" => "holds",
        "to" | "by" => "until",
        "applies" | "for" => return None,
        _ => return None,
    };
    table::clauses_of(kind).find(|other| other.word == word).map(|other| other.example)
}
