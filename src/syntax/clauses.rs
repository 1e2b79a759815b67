//! From the clauses of a block to the typed tree. A broken clause spoils nothing but itself.

use crate::diag::Diagnostic;
use crate::diag::conditions;
use crate::diag::near::{STATUSES, did_you_mean};
use crate::diag::sheets;
use crate::diag::syntax as found;
use crate::syntax::ast::kind::DeclKind;
use crate::syntax::ast::{Clause, ClauseKind, Decl, Ident, Path};
use crate::syntax::grammar::{Rule, Stop};
use crate::syntax::idioms;
use crate::syntax::lex::{T, Token};
use crate::syntax::limits::{LONGEST, within_limits};
use crate::syntax::lower::cells::Sheet;
use crate::syntax::lower::{Lower, Shift, instances};
use crate::syntax::outline::{self, Chunk};
use crate::syntax::split::{Opening, Raw, column, foreign, opening, path_end, split};
use crate::syntax::table::clauses::{self, ClauseRow, Read, Reader};
use crate::syntax::table::declarations;
use crate::syntax::tree;
use crate::syntax::words;
use crate::text::{FileId, Name, Span};
use std::ops::Range;

/// Clauses that some write with a `not` before them.
const NEGATED: [&str; 3] = ["applies", "holds", "present"];

/// Words of which one is easily taken for another: `starts with`, `builds upon`.
const PREPOSITIONS: [&str; 10] = ["at", "by", "for", "from", "in", "of", "on", "to", "upon", "with"];

/// How a clause is read: by which rule, and to what.
#[derive(Clone, Copy)]
pub(super) struct Attempt {
    /// The first token behind the words of the clause.
    pub content: usize,
    /// The declaration that it stands in.
    pub kind: DeclKind,
    pub rule: Rule,
    pub read: Read,
    pub example: &'static str,
}

impl Attempt {
    /// A field, declared or given a value.
    pub fn field(content: usize, kind: DeclKind) -> Attempt {
        let (rule, read): (Rule, Read) = match clauses::declares_fields(kind) {
            true => (Rule::c_field, instances::field),
            false => (Rule::c_field_value, instances::field_value),
        };
        Attempt { content, kind, rule, read, example: field_example(kind) }
    }
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
        if self.untyped_value(chunk, &mut decl) {
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
            None => decl.broken |= chunk.row.block == declarations::Block::Must,
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
        let (equals, _) = outline::value_sign(self.text, self.tokens, chunk.head.clone())?;
        let row = clauses::row(chunk.row.kind, "is", "").filter(|_| chunk.body.is_none())?;
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

    /// `param q = 3`: a value without braces, and no type. What it is a value of is said by some values themselves.
    fn untyped_value(&mut self, chunk: &Chunk, decl: &mut Decl) -> bool {
        let Some((equals, false)) = outline::value_sign(self.text, self.tokens, chunk.head.clone()) else {
            return false;
        };
        let takes = clauses::row(chunk.row.kind, "is", "").is_some() && chunk.body.is_none();
        let name = self.tokens[chunk.head.start];
        if !takes || name.kind != T::Word {
            return false;
        }
        let end = equals - usize::from(self.tokens[equals - 1].kind == T::Colon);
        let value = equals + 1..chunk.head.end;
        let to = self.bytes(value.clone()).1;
        let written = self.text[self.tokens[value.start].start as usize..to as usize].trim();
        let words: Vec<&str> = self.tokens[value].iter().filter(|t| !t.comment()).map(|t| t.of(self.text)).collect();
        let (place, edit) = (self.range(self.tokens[end].start, to), self.range(self.tokens[end - 1].end, to));
        let ty = outline::type_of_figure(&words);
        self.diags.push(crate::diag::elsewhere::value_without_type(
            place,
            edit,
            chunk.row.word,
            (ty.as_deref(), written),
        ));
        decl.name = self.ident(&name);
        decl.broken = true;
        true
    }

    fn head(&mut self, chunk: &Chunk, decl: &mut Decl) {
        let tokens = &self.tokens[chunk.head.clone()];
        let start = tokens.first().map_or(chunk.word.end, |t| t.start) as usize;
        let end = tokens.iter().rev().find(|t| !t.comment()).map_or(start as u32, |t| t.end) as usize;
        let text = &self.text[start..end.max(start)];
        if !within_limits(text, decl.head, self.diags) {
            return;
        }
        match tree::read(chunk.row.head, text) {
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
                    if let Ok(tree) = tree::read(chunk.row.head, &mended) {
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
                    Some(first) if !row.may_repeat(kind) => {
                        self.diags.push(found::clause_twice(word, first, &row.words()))
                    }
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

    pub(super) fn clause(&mut self, raw: &Raw, kind: DeclKind, out: &mut Vec<Clause>) {
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
                let doc = self.docs(raw.docs.clone());
                let before = out.len();
                self.ruled(raw, Attempt::field(raw.tokens.start, kind), out);
                if let Some(Clause { kind: ClauseKind::Field(field), .. }) = out.get_mut(before) {
                    field.doc = doc;
                }
            }
            Opening::Values => {
                let (content, example) = (raw.tokens.start, "beneficiary, applicant");
                self.ruled(raw, Attempt { content, kind, rule: Rule::c_values, read: instances::values, example }, out);
            }
            Opening::Row => {
                let (sheet, header) = match kind {
                    DeclKind::Instances => (Sheet::Values, Sheet::Values),
                    DeclKind::Scale => (Sheet::Inputs, Sheet::Steps),
                    _ => (Sheet::Inputs, Sheet::Values),
                };
                let rows = self.rows(raw.tokens.clone(), sheet, Some(header));
                let first =
                    out.iter().find(|clause| matches!(clause.kind, ClauseKind::Rows(_))).map(|clause| clause.span);
                let (from, to) = self.bytes(raw.tokens.clone());
                match (kind, first) {
                    (DeclKind::Test, _) => self.diags.push(sheets::rows_of_no_word(self.range(from, to))),
                    (_, Some(first)) => self.diags.push(sheets::second_table(self.range(from, to), first)),
                    (_, None) => return self.push(out, raw.tokens.clone(), ClauseKind::Rows(rows)),
                }
                let names = self.islands(raw.tokens.clone());
                self.push(out, raw.tokens.clone(), ClauseKind::Broken(names));
            }
            Opening::Foreign(_) | Opening::Unknown => {
                if self.field_without_colon(raw, kind, out) {
                    return;
                }
                let says =
                    |c: &Clause| matches!(c.kind, ClauseKind::Is(..) | ClauseKind::Case(_) | ClauseKind::Broken(_));
                self.unknown(raw.tokens.clone(), raw.opening, (kind, out.iter().any(says)));
                self.unread_of(raw.tokens.clone());
                if clauses::declares_fields(kind) {
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

    /// Whether a clause that no word opens is a value: `{ c.n + 1 }` where `is` belongs before it.
    fn is_value(&self, tokens: &Range<usize>, kind: DeclKind) -> bool {
        let takes = clauses::row(kind, "is", "").is_some() && kind != DeclKind::Test;
        let (from, to) = self.bytes(tokens.clone());
        let text = self.text[from as usize..to as usize].trim();
        let alone = tokens.len() == 1
            && self.tokens[tokens.start].kind == T::Word
            && text.starts_with(|c: char| c.is_alphabetic());
        takes
            && !alone
            && within_limits(text, self.range(from, to), &mut vec![])
            && tree::read(Rule::c_is, text).is_ok()
    }

    fn unknown(&mut self, tokens: Range<usize>, opening: Opening, (kind, says): (DeclKind, bool)) {
        let token = self.tokens[tokens.start];
        let place = self.range(token.start, token.end);
        let (word, owner) = (token.of(self.text), declarations::of_kind(kind).word);
        let found = match opening {
            Opening::Foreign(row) => {
                // What a `collect` has is checked with its kind.
                let whole = matches!(row.word, "is" | "otherwise" | "unless");
                let fits = |d: &&declarations::DeclRow| row.fits(d.kind) && !(whole && d.kind == DeclKind::Collect);
                let owners = declarations::ROWS.iter().filter(fits).map(|d| d.word);
                found::clause_elsewhere(place, &row.words(), owner, owners, stand_in(row, kind))
            }
            _ => {
                let words = clauses::of(kind).map(|row| row.word);
                let mut all: Vec<String> = clauses::of(kind).map(ClauseRow::words).collect();
                all.dedup();
                let field = clauses::has_fields(kind).then(|| field_example(kind));
                match clauses::meant(word, kind) {
                    _ if kind == DeclKind::Enum && token.kind == T::Str => found::enum_value_in_quotes(place, word),
                    _ if word == "if" => conditions::no_if(place),
                    _ if kind == DeclKind::Test && self.asks(&tokens) => found::expect_forgotten(place, word),
                    _ if self.step_of_status(&tokens, kind) => found::status_apart(place, word, owner),
                    Some(row) => found::clause_elsewhere(place, word, owner, std::iter::empty(), Some(row.example)),
                    None if self.declares(&tokens) => {
                        self.unread.push(Name::new(self.word(tokens.start + 1, tokens.end)));
                        found::declaration_within(place, word, owner)
                    }
                    None if !says && self.is_value(&tokens, kind) => {
                        let (from, to) = self.bytes(tokens.clone());
                        crate::diag::elsewhere::is_forgotten(
                            self.range(from, to),
                            word,
                            owner,
                            self.text[from as usize..to as usize].trim(),
                        )
                    }
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

    /// Whether a clause begins as a declaration does.
    fn declares(&self, tokens: &Range<usize>) -> bool {
        let named = self.tokens.get(tokens.start + 1).is_some_and(|t| tokens.len() > 2 && t.kind == T::Word);
        named && declarations::ROWS.iter().any(|row| row.word == self.word(tokens.start, tokens.end))
    }

    /// Whether a clause begins with a step of a status, in a declaration that has one.
    fn step_of_status(&self, tokens: &Range<usize>, kind: DeclKind) -> bool {
        let (first, second) = (self.word(tokens.start, tokens.end), self.word(tokens.start + 1, tokens.end));
        let two = format!("{first} {second}");
        clauses::row(kind, "status", "").is_some() && STATUSES.iter().any(|step| *step == first || *step == two)
    }

    fn worded(&mut self, raw: &Raw, row: &'static ClauseRow, kind: DeclKind, out: &mut Vec<Clause>) {
        let content = self.second(raw, row).unwrap_or(raw.tokens.start) + 1;
        let content = content.min(raw.tokens.end);
        match row.reader {
            Reader::Rule(rule, read) => {
                self.ruled(raw, Attempt { content, kind, rule, read, example: row.example }, out);
            }
            Reader::Cases => {
                let rows = self.rows(content..raw.tokens.end, Sheet::Cases, Some(Sheet::Values));
                self.push(out, raw.tokens.clone(), ClauseKind::Cases(rows));
            }
            Reader::Add | Reader::Replace => {
                let clause = self.patch(raw, content, row);
                self.push(out, raw.tokens.clone(), clause);
            }
        }
    }

    /// Reads a clause. One that fails is cut where another may begin.
    fn ruled(&mut self, raw: &Raw, how: Attempt, out: &mut Vec<Clause>) {
        let tokens = raw.tokens.clone();
        let Some(stop) = self.try_read(tokens.clone(), how, out) else { return };
        let at = self.content_start(&tokens, how.content) + stop.at;
        if let Some(cut) = self.doubtful(raw, at) {
            let first = tokens.start..cut;
            if let Some(stop) = self.try_read(first.clone(), how, out) {
                self.broken(first, how, &stop, out);
            }
            self.behind(cut..tokens.end, raw, how.kind, out);
        } else if !idioms::stands(self.place(&tokens, how).text, &stop)
            && let Some(cut) = self.clause_within(raw, how.content, at, how.kind)
            && self.try_read(tokens.start..cut.0, how, out).is_none()
        {
            self.diags.push(cut.1);
            self.behind(cut.2..tokens.end, raw, how.kind, out);
        } else if !self.mended(tokens.clone(), how, &stop, out) {
            self.broken(tokens.clone(), how, &stop, out);
            if how.rule == Rule::c_field {
                self.first_part_of_field(tokens, how.content, out);
            }
        }
    }

    /// Says why a clause cannot be read, and keeps its names.
    fn broken(&mut self, tokens: Range<usize>, how: Attempt, stop: &Stop, out: &mut Vec<Clause>) {
        let found = words::explain(&self.place(&tokens, how), stop);
        self.diags.push(found);
        self.unreadable(tokens, how.content, out);
    }

    /// The text that is read of a clause.
    pub(super) fn place(&self, tokens: &Range<usize>, how: Attempt) -> words::Place<'t> {
        let base = self.content_start(tokens, how.content);
        let (_, end) = self.bytes(tokens.clone());
        words::Place { file: self.file, base, text: &self.text[base..(end as usize).max(base)], example: how.example }
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

    fn try_read(&mut self, tokens: Range<usize>, how: Attempt, out: &mut Vec<Clause>) -> Option<Stop> {
        let (start, end) = self.bytes(tokens.clone());
        let words::Place { base, text, .. } = self.place(&tokens, how);
        let span = self.range(start, end);
        if !within_limits(text, span, self.diags) {
            self.push(out, tokens, ClauseKind::Broken(vec![]));
            return None;
        }
        let tree = match tree::read(how.rule, text) {
            Ok(tree) => tree,
            Err(stop) => return Some(stop),
        };
        let mut lower = self.lower(base, how.kind);
        if let Some(root) = tree.root() {
            let clause = (how.read)(&mut lower, root);
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
        if self.tokens[token].kind == T::Colon && clauses::has_fields(kind) {
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
    pub(super) fn islands(&self, tokens: Range<usize>) -> Vec<Path> {
        if tokens.is_empty() {
            return vec![];
        }
        let (start, end) = self.bytes(tokens);
        let text = &self.text[start as usize..(end as usize).max(start as usize)];
        if text.len() > LONGEST {
            return vec![];
        }
        let Ok(tree) = tree::read(Rule::c_islands, text) else { return vec![] };
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

    pub(super) fn word(&self, at: usize, hi: usize) -> &'t str {
        match self.tokens.get(at).filter(|t| at < hi && t.kind == T::Word) {
            Some(token) => token.of(self.text),
            None => "",
        }
    }

    /// A path of words and dots at token `at`, and the token behind it.
    pub(super) fn path(&self, at: usize, hi: usize) -> Option<(Path, usize)> {
        let next = path_end(self.tokens, at, hi)?;
        let words = self.tokens[at..next].iter().filter(|t| t.kind == T::Word);
        let span = self.range(self.tokens[at].start, self.tokens[next - 1].end);
        Some((Path { parts: words.map(|t| self.ident(t)).collect(), span }, next))
    }
}

/// A field of a declaration of a kind as it should look.
pub(super) fn field_example(kind: DeclKind) -> &'static str {
    if clauses::declares_fields(kind) { "population : persons, 0 .. 20 000 000" } else { "name: \"value\"" }
}

/// Whether a word can only go on with what stands before it.
fn goes_on(word: &str) -> bool {
    matches!(word, "and" | "or" | "not" | "then" | "has" | "where" | "for" | "in" | "with" | "between")
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
    clauses::of(kind).find(|other| other.word == word).map(|other| other.example)
}
