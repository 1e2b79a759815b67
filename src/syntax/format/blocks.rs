//! From tokens to entries: what stands on which line, with all comments.

use super::atoms::{self, Line};
use super::layout::{self, Align, Clause, Entry, Piece};
use crate::syntax::ast::kind::DeclKind;
use crate::syntax::grammar::Rule;
use crate::syntax::lex::{T, Token};
use crate::syntax::outline::{Chunk, Outline, Part};
use crate::syntax::patches::Shape;
use crate::syntax::split::{Opening, Raw, split};
use crate::syntax::table::clauses::{self, ClauseRow, Reader};
use crate::syntax::tree;
use std::ops::Range;

/// Prints the tokens of one block of policy. They are known to be free of errors.
pub(super) struct Printer<'t> {
    pub text: &'t str,
    pub tokens: &'t [Token],
}

/// Something at the margin of a file.
enum Item {
    /// Lines as they are.
    Lines(Vec<String>),
    /// A declaration on one line: its kind, and columns to align with its neighbours.
    Columns(DeclKind, [String; 3]),
}

/// An item with what stands around it.
struct Placed {
    blank: bool,
    item: Item,
    comment: Option<String>,
}

/// A head, and the block behind it.
struct Printed {
    head: Vec<Line>,
    block: Block,
}

enum Block {
    None,
    /// On the line of the head.
    Flat(String),
    /// On lines of its own.
    Lines(Vec<Entry>),
}

impl Printer<'_> {
    /// The lines of the block.
    pub fn file(&self, parts: &[Part]) -> Vec<String> {
        let mut items: Vec<Placed> = vec![];
        let mut at = 0;
        for part in parts {
            let (start, end) = match part {
                Part::Module(word, name) => (word.start, name.map_or(word.end, |n| n.end)),
                Part::Chunk(chunk) => (chunk.word.start, chunk.end),
            };
            at = self.comments(at, start, &mut items);
            let blank = self.blank_before(at);
            let item = match part {
                Part::Module(_, name) => Item::Lines(vec![format!("module {}", name.map_or("", |n| n.of(self.text)))]),
                Part::Chunk(chunk) => self.top(chunk),
            };
            items.push(Placed { blank, item, comment: None });
            while self.tokens.get(at).is_some_and(|t| t.start < end) {
                at += 1;
            }
        }
        self.comments(at, u32::MAX, &mut items);
        print(&items)
    }

    /// The comments from token `at` up to byte `end`; the token behind them.
    fn comments(&self, mut at: usize, end: u32, items: &mut Vec<Placed>) -> usize {
        while let Some(token) = self.tokens.get(at).filter(|t| t.start < end) {
            let text = token.of(self.text).to_string();
            match items.last_mut() {
                Some(last) if !token.first() && last.comment.is_none() => last.comment = Some(text),
                _ => items.push(Placed { blank: self.blank_before(at), item: Item::Lines(vec![text]), comment: None }),
            }
            at += 1;
        }
        at
    }

    /// Whether an empty line stands before a token.
    fn blank_before(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else { return false };
        let from = if at == 0 { token.start } else { self.tokens[at - 1].end };
        self.text[from as usize..token.start as usize].bytes().filter(|b| *b == b'\n').count() > 1
    }

    fn top(&self, chunk: &Chunk) -> Item {
        let printed = self.declaration(chunk);
        let flat_head = printed.head.len() == 1 && printed.head[0].comment.is_none();
        match (flat_head, printed.block) {
            (true, Block::Flat(block)) => Item::Columns(chunk.row.kind, self.columns(chunk, &printed.head, block)),
            (true, Block::None) => Item::Columns(chunk.row.kind, self.columns(chunk, &printed.head, String::new())),
            (_, block) => {
                let mut lines = head_lines(&printed.head, &block, 0);
                if let Block::Lines(entries) = block {
                    lines.extend(layout::block(&entries, 2));
                    lines.push("}".to_string());
                }
                Item::Lines(lines)
            }
        }
    }

    /// Kind and name, the rest of the head where that is aligned, and the block.
    fn columns(&self, chunk: &Chunk, head: &[Line], block: String) -> [String; 3] {
        let text = head[0].text.as_str();
        let aligned = matches!(
            chunk.row.kind,
            DeclKind::Source
                | DeclKind::Party
                | DeclKind::Concept
                | DeclKind::Term
                | DeclKind::Instance
                | DeclKind::Reading
        );
        let cut = if aligned { text.match_indices(' ').nth(1).map_or(text.len(), |(n, _)| n) } else { text.len() };
        [text[..cut].to_string(), text[cut..].trim_start().to_string(), block]
    }

    fn declaration(&self, chunk: &Chunk) -> Printed {
        let range = chunk.head.clone();
        let (start, end) = self.bytes(&range, chunk.word.end);
        let mut head = match tree::read(chunk.row.head, &self.text[start..end]) {
            Ok(tree) => atoms::lines(&tree),
            Err(_) => vec![Line { text: self.text[start..end].to_string(), ..Line::default() }],
        };
        if let Some(first) = head.first_mut() {
            first.text = format!("{} {}", chunk.row.word, first.text);
        }
        let Some(body) = chunk.body.clone() else { return Printed { head, block: Block::None } };
        // A comment between the head and its brace.
        for token in self.tokens[range.end..body.start].iter().filter(|t| t.comment()) {
            note(&mut head, token.of(self.text));
        }
        Printed { head, block: self.block(body, chunk.row.kind) }
    }

    /// First byte and end of some tokens; `otherwise` where there are none.
    fn bytes(&self, range: &Range<usize>, otherwise: u32) -> (usize, usize) {
        let tokens = &self.tokens[range.clone()];
        let start = tokens.first().map_or(otherwise, |t| t.start);
        let end = tokens.iter().rev().find(|t| !t.comment()).map_or(start, |t| t.end);
        (start as usize, end as usize)
    }

    fn block(&self, body: Range<usize>, kind: DeclKind) -> Block {
        let open = body.start;
        let from = self.tokens[open - 1].end as usize;
        let to = self.tokens.get(body.end).map_or(self.text.len(), |t| t.start as usize);
        let lined = self.text[from..to].contains('\n');
        let entries = self.entries(body, kind);
        if lined {
            return Block::Lines(entries);
        }
        let clauses: Vec<String> = entries
            .iter()
            .flat_map(|e| match &e.piece {
                Piece::Clauses(list) => list.iter().map(Clause::flat).collect(),
                Piece::Row(cells, tail) => vec![format!("| {} |{tail}", cells.join(" | "))],
                Piece::Comment(text) => vec![text.clone()],
            })
            .collect();
        Block::Flat(if clauses.is_empty() { "{}".to_string() } else { format!("{{ {} }}", clauses.join("; ")) })
    }

    fn entries(&self, body: Range<usize>, kind: DeclKind) -> Vec<Entry> {
        let mut entries: Vec<Entry> = vec![];
        let raws = split(self.text, self.tokens, body.clone(), kind);
        let mut next = raws.iter().peekable();
        let mut at = body.start;
        // Whether the next clause may stand on the line of the last.
        let mut same_line = false;
        while at < body.end {
            let token = self.tokens[at];
            if let Some(raw) = next.next_if(|raw| raw.tokens.start == at) {
                let blank = token.first() && self.blank_before(at) && at > body.start;
                at = raw.tokens.end;
                let continues = same_line && !token.first();
                same_line = self.clause(raw, kind, blank, continues, &mut entries);
                continue;
            }
            if token.comment() {
                self.comment(at, at > body.start, &mut entries);
                same_line = false;
            }
            at += 1;
        }
        entries
    }

    fn comment(&self, at: usize, inner: bool, entries: &mut Vec<Entry>) {
        let token = self.tokens[at];
        let text = token.of(self.text).to_string();
        match entries.last_mut() {
            Some(last) if !token.first() && last.comment.is_none() && !matches!(last.piece, Piece::Comment(_)) => {
                last.comment = Some(text);
            }
            _ => {
                let blank = inner && token.first() && self.blank_before(at);
                entries.push(Entry { blank, piece: Piece::Comment(text), comment: None });
            }
        }
    }

    /// Adds a clause; whether another may follow on its line.
    fn clause(&self, raw: &Raw, kind: DeclKind, blank: bool, continues: bool, entries: &mut Vec<Entry>) -> bool {
        let first = raw.tokens.start;
        match raw.opening {
            Opening::Row => {
                self.rows(raw.tokens.clone(), blank, entries);
                return false;
            }
            Opening::Word(row, _) if matches!(row.reader, Reader::Cases) => {
                let clause = Clause { align: Align::None, ..self.word(row.word) };
                entries.push(Entry { blank, piece: Piece::Clauses(vec![clause]), comment: None });
                self.rows(first + 1..raw.tokens.end, false, entries);
                return false;
            }
            _ => {}
        }
        let clause = self.clause_of(raw, kind);
        let open = clause.lines.len() == 1 && clause.nested.is_none() && clause.lines[0].comment.is_none();
        if continues
            && open
            && let Some(Entry { piece: Piece::Clauses(list), .. }) = entries.last_mut()
        {
            list.push(clause);
            return true;
        }
        entries.push(Entry { blank, piece: Piece::Clauses(vec![clause]), comment: None });
        open
    }

    fn word(&self, word: &str) -> Clause {
        Clause {
            align: Align::Word,
            word: word.to_string(),
            label: String::new(),
            lines: vec![Line::default()],
            nested: None,
        }
    }

    fn clause_of(&self, raw: &Raw, kind: DeclKind) -> Clause {
        let start = raw.tokens.start;
        match raw.opening {
            Opening::Word(row, _) => self.worded(raw, row),
            Opening::Field => {
                let declares = clauses::declares_fields(kind);
                let rule = if declares { Rule::c_field } else { Rule::c_field_value };
                let mut lines = self.lines(rule, start..raw.tokens.end);
                let first = lines.first().map_or(String::new(), |l| l.text.clone());
                let cut = first.find(':').map_or(first.len(), |n| n + usize::from(!declares));
                lines[0].text = first[cut..].trim_start().to_string();
                let align = if declares { Align::Field } else { Align::None };
                Clause { align, lines, ..self.word(first[..cut].trim_end()) }
            }
            _ => {
                Clause { align: Align::None, lines: self.lines(Rule::c_values, start..raw.tokens.end), ..self.word("") }
            }
        }
    }

    fn lines(&self, rule: Rule, tokens: Range<usize>) -> Vec<Line> {
        let (start, end) = self.bytes(&tokens, 0);
        match tree::read(rule, &self.text[start..end]) {
            Ok(tree) => atoms::lines(&tree),
            Err(_) => self.verbatim(tokens),
        }
    }

    /// The text of some tokens as it stands, line by line.
    fn verbatim(&self, tokens: Range<usize>) -> Vec<Line> {
        let (start, end) = self.bytes(&tokens, 0);
        vec![Line { text: self.text[start..end].to_string(), ..Line::default() }]
    }

    fn worded(&self, raw: &Raw, row: &'static ClauseRow) -> Clause {
        let first = raw.tokens.start;
        let content = (first + 1 + usize::from(row.second.is_some())).min(raw.tokens.end);
        let mut clause = self.word(&row.words());
        let between = &self.tokens[first..content];
        if between.iter().any(Token::comment) {
            return Clause { align: Align::None, lines: self.verbatim(raw.tokens.clone()), ..self.word("") };
        }
        match row.reader {
            Reader::Rule(rule, _) => {
                let base = content..raw.tokens.end;
                clause.lines = if base.is_empty() { vec![Line::default()] } else { self.lines(rule, base) };
                self.align(&mut clause, row);
            }
            Reader::Cases => {}
            Reader::Add | Reader::Replace => self.patch(row, content..raw.tokens.end, &mut clause),
        }
        clause
    }

    fn align(&self, clause: &mut Clause, row: &ClauseRow) {
        clause.align = match row.word {
            "when" | "unless" | "otherwise" => Align::Case,
            "let" => Align::Let,
            "key" => Align::Key,
            _ if row.second.is_some() => Align::None,
            _ => Align::Word,
        };
        let first = clause.lines[0].text.clone();
        let cut = match clause.align {
            Align::Case if first.starts_with('[') => first.find(']').map(|n| n + 1),
            Align::Let => first.find(' '),
            _ => None,
        };
        if let Some(cut) = cut {
            clause.label = first[..cut].to_string();
            clause.lines[0].text = first[cut..].trim_start().to_string();
        }
    }

    /// What stands behind `add` and `replace`.
    fn patch(&self, row: &ClauseRow, content: Range<usize>, clause: &mut Clause) {
        match Shape::of(self.text, self.tokens, &row.reader, content.clone()) {
            Shape::Add(row) => {
                let (file, text, tokens) = (crate::text::FileId(0), self.text, self.tokens);
                let mut outline = Outline { file, text, tokens, diags: &mut vec![], unread: &mut vec![] };
                let chunk = outline.chunk(row, content.start, content.end, content.start..content.start);
                let printed = self.declaration(&chunk);
                self.nested(printed.head, printed.block, clause);
            }
            Shape::AddTo { path, part } => self.add_to(path, &part, clause),
            Shape::Replace { path, open, close: Some(close) } => {
                let head = vec![Line { text: self.path(path), ..Line::default() }];
                self.nested(head, self.block(open + 1..close, DeclKind::Reading), clause);
            }
            Shape::Replace { .. } | Shape::Stopped(..) => clause.lines = self.verbatim(content),
        }
    }

    /// A path without blanks.
    fn path(&self, tokens: Range<usize>) -> String {
        let (start, end) = self.bytes(&tokens, 0);
        self.text[start..end].split_whitespace().collect()
    }

    fn nested(&self, mut head: Vec<Line>, block: Block, clause: &mut Clause) {
        match block {
            Block::None => {}
            Block::Flat(text) => join(&mut head, &text),
            Block::Lines(entries) => {
                join(&mut head, "{");
                clause.nested = Some(entries);
            }
        }
        clause.lines = head;
    }

    /// `add to NAME CASE`
    fn add_to(&self, path: Range<usize>, part: &Raw, clause: &mut Clause) {
        let (start, end) = self.bytes(&path, 0);
        let front = format!("to {}", &self.text[start..end]);
        let Opening::Word(row, _) = part.opening else {
            let mut entries = vec![];
            self.rows(part.tokens.clone(), false, &mut entries);
            clause.lines = vec![];
            for entry in entries {
                let (text, depth) = match entry.piece {
                    Piece::Row(cells, tail) => (format!("| {} |{tail}", cells.join(" | ")), 0),
                    Piece::Comment(text) => (text, 0),
                    Piece::Clauses(_) => continue,
                };
                let text = if clause.lines.is_empty() { format!("{front} {text}") } else { text };
                clause.lines.push(Line { text, depth, comment: entry.comment, then: false });
            }
            return;
        };
        let inner = self.worded(part, row);
        let label = if inner.label.is_empty() { String::new() } else { format!(" {}", inner.label) };
        clause.lines = inner.lines;
        clause.lines[0].text = format!("{front} {}{label} {}", inner.word, clause.lines[0].text).trim_end().to_string();
    }

    /// Rows between bars, one entry each.
    fn rows(&self, tokens: Range<usize>, blank: bool, entries: &mut Vec<Entry>) {
        let mut line = tokens.start;
        let mut first = true;
        while line < tokens.end {
            if self.tokens[line].comment() {
                self.comment(line, true, entries);
                line += 1;
                continue;
            }
            let end = (line + 1..tokens.end).find(|i| self.tokens[*i].first()).unwrap_or(tokens.end);
            let blank = if first { blank } else { self.blank_before(line) };
            let (cells, tail, comment) = self.row(line..end);
            entries.push(Entry { blank, piece: Piece::Row(cells, tail), comment });
            first = false;
            line = end;
        }
    }

    /// The cells of a row, what stands behind its last bar, and its comment.
    fn row(&self, tokens: Range<usize>) -> (Vec<String>, String, Option<String>) {
        let mut cells = vec![];
        let mut from = tokens.start + 1;
        let mut comment = None;
        let mut last = tokens.start;
        for at in tokens.start + 1..tokens.end {
            let token = self.tokens[at];
            if token.comment() {
                comment = Some(token.of(self.text).to_string());
                continue;
            }
            last = at;
            if token.kind == T::Bar {
                cells.push(self.lines(Rule::c_cell, from..at).remove(0).text);
                from = at + 1;
            }
        }
        let tail = match from <= last {
            true => self.lines(Rule::c_row_tail, from..last + 1).remove(0).text,
            false => String::new(),
        };
        (cells, tail, comment)
    }
}

/// Puts a comment behind the last line of a head.
fn note(head: &mut Vec<Line>, comment: &str) {
    match head.last_mut() {
        Some(last) if last.comment.is_none() => last.comment = Some(comment.to_string()),
        _ => head.push(Line { comment: Some(comment.to_string()), ..Line::default() }),
    }
}

/// Puts the opening of a block behind the words of a head.
fn join(head: &mut Vec<Line>, text: &str) {
    match head.last_mut() {
        Some(last) if !last.text.is_empty() => {
            last.text.push(' ');
            last.text.push_str(text);
        }
        _ => head.push(Line { text: text.to_string(), ..Line::default() }),
    }
}

fn head_lines(head: &[Line], block: &Block, indent: usize) -> Vec<String> {
    let mut head = head.to_vec();
    match block {
        Block::None => {}
        Block::Flat(text) => join(&mut head, text),
        Block::Lines(_) => join(&mut head, "{"),
    }
    let mut lines = vec![];
    for (i, line) in head.iter().enumerate() {
        let mut text = layout::pad(if i == 0 { indent } else { indent + 2 + 2 * line.depth });
        text.push_str(&line.text);
        if let Some(comment) = &line.comment {
            if !line.text.is_empty() {
                text.push_str("  ");
            }
            text.push_str(comment);
        }
        lines.push(text);
    }
    lines
}

/// More than this between the shortest and the longest, and neighbours are not aligned.
const SPREAD: usize = 32;

fn print(items: &[Placed]) -> Vec<String> {
    let mut out: Vec<String> = vec![];
    for (at, placed) in items.iter().enumerate() {
        if placed.blank && at > 0 {
            out.push(String::new());
        }
        match &placed.item {
            Item::Lines(lines) => out.extend(lines.iter().cloned()),
            Item::Columns(kind, columns) => {
                let mut line = String::new();
                for (i, column) in columns.iter().enumerate().filter(|(_, c)| !c.is_empty()) {
                    if !line.is_empty() {
                        line.push(' ');
                    }
                    let more = columns[i + 1..].iter().any(|c| !c.is_empty());
                    let width = if more && *kind != DeclKind::Test { column_width(items, at, *kind, i) } else { 0 };
                    layout::push_padded(&mut line, column, width);
                }
                out.push(line);
            }
        }
        if let (Some(comment), Some(last)) = (&placed.comment, out.last_mut()) {
            last.push_str("  ");
            last.push_str(comment);
        }
    }
    out
}

/// The width of a column among the neighbours of one kind.
fn column_width(items: &[Placed], at: usize, kind: DeclKind, column: usize) -> usize {
    let mut start = at;
    while start > 0 && !items[start].blank && joins(&items[start - 1].item, kind) {
        start -= 1;
    }
    let run = items[start..].iter().enumerate().take_while(|(i, p)| (*i == 0 || !p.blank) && joins(&p.item, kind));
    let widths: Vec<usize> = run
        .filter_map(|(_, p)| match &p.item {
            Item::Columns(_, columns) if columns[column + 1..].iter().any(|c| !c.is_empty()) => {
                Some(columns[column].chars().count())
            }
            _ => None,
        })
        .collect();
    let (least, most) = (widths.iter().min().copied().unwrap_or(0), widths.iter().max().copied().unwrap_or(0));
    if most - least > SPREAD { 0 } else { most }
}

/// Whether an item belongs to a run of one-line declarations of a kind: such a declaration, or a comment.
fn joins(item: &Item, kind: DeclKind) -> bool {
    match item {
        Item::Columns(k, _) => *k == kind,
        Item::Lines(lines) => lines.len() == 1 && lines[0].starts_with("//"),
    }
}
