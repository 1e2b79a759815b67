//! Rows between bars: of tables, scales, instances and cases.

use crate::diag::Diagnostic;
use crate::diag::syntax as found;
use crate::syntax::ast::cases::{Cell, CellKind, Row, Rows};
use crate::syntax::ast::kind::DeclKind;
use crate::syntax::ast::law::Tail;
use crate::syntax::clauses::Reading;
use crate::syntax::grammar::Rule;
use crate::syntax::lex::{T, Token};
use crate::syntax::limits::within_limits;
use crate::syntax::lower::cells::Sheet;
use crate::syntax::lower::{Lower, Shift};
use crate::syntax::tree::{self, Node};
use crate::syntax::words;
use crate::text::Name;
use std::ops::Range;

impl Reading<'_, '_> {
    /// Rows between bars; the first is the header if there is one, which is read as `header` says.
    pub(super) fn rows(&mut self, tokens: Range<usize>, sheet: Sheet, header: Option<Sheet>) -> Rows {
        let headed = header.is_some();
        let mut rows = Rows { header: vec![], rows: vec![] };
        let mut line = tokens.start;
        let mut first = true;
        while line < tokens.end {
            if self.tokens[line].comment() {
                line += 1;
                continue;
            }
            let end = (line + 1..tokens.end).find(|i| self.tokens[*i].first()).unwrap_or(tokens.end);
            if !first && headed && self.is_ruler(line..end) {
                let (from, to) = self.bytes(line..end);
                self.diags.push(found::ruler_row(self.range(from, to)));
                line = end;
                continue;
            }
            let row = self.row(line..end, header.filter(|_| first).unwrap_or(sheet));
            if first && headed {
                rows.header = row.cells;
            } else {
                let width = if headed { rows.header.len() } else { row.cells.len() };
                if row.cells.len() != width {
                    // A row without a bar has been told, and one with a cell of what belongs behind it.
                    let behind =
                        |cell: &Cell| belongs_behind(&self.text[cell.span.start as usize..cell.span.end as usize]);
                    let told = row.cells.is_empty() || row.cells.iter().any(behind);
                    self.diags.extend((!told).then(|| found::row_width(row.span, row.cells.len(), width)));
                    let named = self.tokens[line..end].iter().filter(|t| matches!(t.kind, T::Word | T::Str));
                    self.unread.extend(named.map(|t| Name::new(t.of(self.text).trim_matches('"'))));
                }
                rows.rows.push(row);
            }
            first = false;
            line = end;
        }
        if first && headed {
            let place = self.tokens[..tokens.start].last().map_or(0, |t| t.end);
            self.diags.push(found::no_rows(self.range(place, place)));
        }
        rows
    }

    /// Whether a row is the line of dashes that Markdown has under a header.
    fn is_ruler(&self, tokens: Range<usize>) -> bool {
        let dash = |t: &Token| t.kind == T::Sign && t.of(self.text) == "-" || matches!(t.kind, T::Bar | T::Colon);
        let tokens = &self.tokens[tokens];
        tokens.iter().all(dash) && tokens.iter().filter(|t| t.kind == T::Sign).count() > 2
    }

    fn row(&mut self, tokens: Range<usize>, sheet: Sheet) -> Row {
        let (start, end) = self.bytes(tokens.clone());
        let span = self.range(start, end);
        let last = tokens.clone().rev().find(|i| !self.tokens[*i].comment()).unwrap_or(tokens.start);
        let mut cells = vec![];
        if self.tokens[tokens.start].kind != T::Bar {
            let token = self.tokens[tokens.start];
            self.diags.push(found::unexpected(
                self.range(token.start, token.end),
                token.of(self.text),
                &["`|`".into()],
                "",
            ));
            return Row { cells, tail: Tail::default(), span };
        }
        let mut from = tokens.start + 1;
        for at in tokens.start + 1..=last {
            if self.tokens[at].kind == T::Bar {
                cells.push(self.cell(from..at, self.tokens[from - 1].end, sheet));
                from = at + 1;
            }
        }
        let mut tail = Tail::default();
        if from <= last && !cells.is_empty() && self.is_tail(from) {
            tail = self.row_tail(from..last + 1, sheet);
        } else if from <= last {
            let place = self.range(end, end);
            self.diags.push(found::row_not_closed(place));
            cells.push(self.cell(from..last + 1, self.tokens[from - 1].end, sheet));
        }
        Row { cells, tail, span }
    }

    /// Whether what stands behind the last bar says something of the row: a word without its comma is told with it.
    fn is_tail(&self, at: usize) -> bool {
        let token = self.tokens[at];
        token.kind == T::Comma || matches!(token.of(self.text), "per" | "from" | "until")
    }

    /// Where a row of a table or scale comes from, and its days, behind its last bar.
    fn row_tail(&mut self, tokens: Range<usize>, sheet: Sheet) -> Tail {
        let (start, end) = self.bytes(tokens);
        let span = self.range(start, end);
        if sheet != Sheet::Inputs {
            self.diags.push(found::behind_a_row(span));
            return Tail::default();
        }
        let text = &self.text[start as usize..end as usize];
        if !within_limits(text, span, self.diags) {
            return Tail::default();
        }
        self.part(Rule::c_row_tail, text, start as usize, &|lower, node| lower.tail(node)).unwrap_or_default()
    }

    fn cell(&mut self, tokens: Range<usize>, bar: u32, sheet: Sheet) -> Cell {
        if tokens.is_empty() {
            let span = self.range(bar, bar);
            self.diags.push(found::empty_cell(span, sheet == Sheet::Inputs));
            return Cell { kind: CellKind::Broken, span };
        }
        let (start, end) = self.bytes(tokens);
        let span = self.range(start, end.max(start));
        let text = &self.text[start as usize..end.max(start) as usize];
        if !within_limits(text, span, self.diags) {
            return Cell { kind: CellKind::Broken, span };
        }
        // Where a row of a scale ends is no column of it, which is told with the columns.
        if sheet == Sheet::Steps && matches!(text, "to" | "until" | "up to") {
            return Cell { kind: CellKind::Broken, span };
        }
        if belongs_behind(text) {
            self.diags.push(found::tail_in_a_cell(span, text));
            return Cell { kind: CellKind::Broken, span };
        }
        if text == "else" && tree::read(Rule::c_cell, text).is_err() {
            let found = found::word_for_word(span, text, "-");
            self.diags.push(Diagnostic { fixes: vec![], ..found }.fix("write `-`", span, "-", true));
            return Cell { kind: CellKind::Broken, span };
        }
        let cell = self.part(Rule::c_cell, text, start as usize, &|lower, node| lower.cell(node, sheet));
        cell.unwrap_or(Cell { kind: CellKind::Broken, span })
    }

    /// A part of a row that begins at a byte; one that cannot be read is reported, and read as mended where that is
    /// possible.
    fn part<R>(
        &mut self,
        rule: Rule,
        text: &str,
        base: usize,
        read: &dyn Fn(&mut Lower<'_>, Node<'_, '_>) -> R,
    ) -> Option<R> {
        let stop = match tree::read(rule, text) {
            Ok(tree) => {
                let mut lower = self.lower(base, DeclKind::Table);
                return tree.root().map(|node| read(&mut lower, node));
            }
            Err(stop) => stop,
        };
        let place = words::Place { file: self.file, base, text, example: "" };
        let found = words::explain(&place, &stop);
        let mend = self.mend(&place, rule, &stop, &found);
        let mended = mend.map(|mend| (mend.applied(text), mend));
        let Some((mended, mend)) = mended.filter(|(mended, _)| tree::read(rule, mended).is_ok()) else {
            self.diags.push(found);
            return None;
        };
        let Ok(tree) = tree::read(rule, &mended) else { return None };
        self.diags.push(mend.found);
        let mut lower = self.lower(base, DeclKind::Table);
        lower.shift = Shift { at: mend.at, len: mend.text.len() };
        tree.root().map(|node| read(&mut lower, node))
    }
}

/// Whether a cell holds the article or a day of its row, which stand behind the last bar.
fn belongs_behind(cell: &str) -> bool {
    cell.split_once([' ', '\t']).is_some_and(|(word, _)| matches!(word, "per" | "from" | "until"))
}
