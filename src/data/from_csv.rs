//! Tables in CSV to rows, as the manifest describes them: a row is a profile, or all rows are one list.
//!
//! A cell has no type of its own, so the field of its column reads it; an empty cell is left out, like a
//! key that a profile leaves out. Every cell keeps its place in the file.

use crate::data::columns::{Composed, Filling, Part, Skipped};
use crate::data::csv::{CellText, Rows};
use crate::data::described::TableEntry;
use crate::data::reader::{Fill, Reader, Wanted};
use crate::data::scalar::{self, Style, Written};
use crate::data::yaml::LISTED;
use crate::data::{Cell, Datum, List, Row, Value};
use crate::diag::{Diagnostic, data as say, tables, values};
use crate::text::{FileId, Name, Span, Word};
use crate::types::schema::{EntityId, Field, Type};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Values of a column that a value to skip is compared with, for a proposal.
const COMPARED: usize = 1000;

impl Reader<'_> {
    /// Reads a table as the manifest describes it; its rows are profiles of the entity, or fill a list of it.
    pub fn table(&mut self, file: FileId, entity: EntityId, entry: &TableEntry) {
        let texts = self.texts;
        let source = texts.file(file);
        let mut rows = Rows::new(file, &source.text);
        let mut found = vec![];
        let mut cells = vec![];
        let filling = match rows.next(&mut cells) {
            Some(Ok(_)) => self.head((entity, entry), &source.path, &cells, &mut found),
            Some(Err(wrong)) => {
                found.push(wrong);
                None
            }
            None => {
                found.push(say::no_profile(Span::new(file, 0, 0)));
                None
            }
        };
        let whole = match filling {
            Some(filling) => self.body(&filling, rows, &mut found),
            None => false,
        };
        if !whole {
            self.mark_incomplete(Some(entity));
        }
        self.found.extend(found);
    }

    /// The reference that a row makes of its columns and values; none where a cell of it is empty.
    fn composed(&mut self, one: &Composed, row: &[CellText<'_>], found: &mut Vec<Diagnostic>) -> Option<Datum> {
        let mut span: Option<Span> = None;
        let mut parts = vec![];
        for (at, part) in one.parts.iter().enumerate() {
            match part.as_ref()? {
                Part::Value(text) => parts.push(text.clone()),
                Part::Column(column) => {
                    let cell = &row[*column];
                    if cell.text.trim().is_empty() {
                        return None;
                    }
                    span = Some(cell.span);
                    parts.push(self.key_part(one.of, at, &cell.text, cell.span, found)?);
                }
            }
        }
        let span = span.unwrap_or(one.span);
        let wrong = |field: &Field| say::comma_in_key(span, &self.schema.entity(one.of).name, &field.path);
        let name = self.schema.key_of(one.of, &parts).map_err(|field| found.push(wrong(field))).ok()?;
        self.want(Wanted::Instance(one.of), name.clone(), span);
        Some(Datum { value: Value::Reference(name), meta: one.meta, span })
    }

    /// Reads the rows; answers whether all of them could be read.
    fn body(&mut self, filling: &Filling<'_>, mut rows: Rows<'_>, found: &mut Vec<Diagnostic>) -> bool {
        let (mut cells, mut items, mut whole, mut any) = (vec![], vec![], true, false);
        let mut skipping = Skipping::of(&filling.skip);
        let mut lines: BTreeMap<Vec<String>, Span> = BTreeMap::new();
        while let Some(row) = rows.next(&mut cells) {
            any = true;
            let span = match row {
                Ok(span) => span,
                Err(wrong) => {
                    found.push(wrong);
                    whole = false;
                    break;
                }
            };
            if found.len() >= LISTED {
                found.push(say::more_findings(span, LISTED));
                whole = false;
                break;
            }
            if cells.len() != filling.width {
                found.push(tables::cells(span, cells.len(), filling.width));
                whole = false;
                continue;
            }
            if skipping.leaves_out(&cells) {
                continue;
            }
            let filled = self.table_row(filling, &cells, found);
            if filling.into.is_some() {
                let line = cells.iter().map(|cell| cell.text.to_string()).collect();
                match lines.get(&line) {
                    Some(first) => found.push(tables::row_twice(span, *first)),
                    None => _ = lines.insert(line, span),
                }
                items.push(Datum { value: Value::Record(filled.into()), meta: 0, span });
                continue;
            }
            let row = Row { key: Name::new(""), span, invented: false, further: vec![] };
            match (self.row(filling.of, filled, row, None), filling.same_as) {
                (Ok(row), Some(field)) => self.steps_back(filling.of, row, field),
                (Ok(_), None) => {}
                (Err(wrong), _) => found.push(wrong),
            }
        }
        if !any && found.is_empty() {
            found.push(say::table_without_rows(filling.header));
        }
        if whole && any {
            found.extend(skipping.idle());
        }
        if let Some((key, field)) = &filling.into {
            self.table_list(filling, key, *field, items, found);
        }
        whole
    }

    /// The cells of a row in the order of the fields.
    fn table_row(&mut self, filling: &Filling<'_>, row: &[CellText<'_>], found: &mut Vec<Diagnostic>) -> Vec<Cell> {
        let entity = self.schema.entity(filling.of);
        let mut cells = vec![Cell::Missing; entity.fields.len()];
        for (field, at, meta) in &filling.columns {
            let cell = &row[*at];
            let datum = self.table_cell(&entity.fields[*field as usize], &cell.text, cell.span, *meta, found);
            cells[*field as usize] = datum.map_or(Cell::Missing, |d| Cell::Data(Box::new([d])));
        }
        for one in &filling.composed {
            let datum = self.composed(one, row, found);
            cells[one.field as usize] = datum.map_or(Cell::Missing, |d| Cell::Data(Box::new([d])));
        }
        for (field, datum) in &filling.values {
            cells[*field as usize] = Cell::Data(Box::new([datum.clone()]));
        }
        self.check_cells(entity, &cells, found);
        cells
    }

    /// The datum of one cell; none where it is empty.
    pub(super) fn table_cell(
        &mut self,
        field: &Field,
        text: &str,
        span: Span,
        meta: u32,
        found: &mut Vec<Diagnostic>,
    ) -> Option<Datum> {
        if text.trim().is_empty() {
            return None;
        }
        let value = match scalar::value(self.schema, field, &field.ty, Written { text, style: Style::Cell, span }) {
            Ok(Value::Unknown) => return None,
            Ok(value) => value,
            Err(wrong) => {
                found.push(wrong);
                return None;
            }
        };
        if field.statement {
            found.push(values::no_statement_in_cell(span, &field.path));
            return None;
        }
        if let Value::Reference(name) = &value {
            let wanted = match &field.ty {
                Type::Entity(id) => Wanted::Instance(*id),
                Type::Party => Wanted::Party,
                _ => Wanted::Recommendation,
            };
            self.want(wanted, name.clone(), span);
        }
        Some(Datum { value, meta, span })
    }

    /// All rows as one list of one profile.
    fn table_list(
        &mut self,
        filling: &Filling<'_>,
        key: &Name,
        field: u32,
        items: Vec<Datum>,
        found: &mut Vec<Diagnostic>,
    ) {
        let entity = filling.entity;
        let of = &self.schema.entity(entity).fields[field as usize];
        let span = filling.entry.span;
        if let Some(limit) = of.at_most.filter(|limit| items.len() > *limit as usize) {
            found.push(say::too_long(span, &of.path, items.len(), limit));
        }
        let value = Value::List(Arc::new(List { items, others: (0, Some(0)) }));
        self.fill(Fill { entity, key: key.clone(), field, datum: Datum { value, meta: filling.dated, span }, span });
    }
}

/// What leaves rows out, and what has not done so yet.
struct Skipping<'f> {
    /// A column, its values that stood in no row so far, and the values that did.
    columns: Vec<(&'f Skipped<'f>, Vec<&'f Word>, BTreeSet<String>)>,
}

impl<'f> Skipping<'f> {
    fn of(skip: &'f [Skipped<'f>]) -> Skipping<'f> {
        let column = |one: &'f Skipped<'f>| (one, one.values.iter().collect(), BTreeSet::new());
        Skipping { columns: skip.iter().map(column).collect() }
    }

    fn leaves_out(&mut self, row: &[CellText<'_>]) -> bool {
        let mut out = false;
        for (one, idle, others) in &mut self.columns {
            let text = &row[one.column].text;
            if !idle.is_empty() && others.len() < COMPARED && !others.contains(&**text) {
                others.insert(text.to_string());
            }
            idle.retain(|word| word.value != *text);
            out |= one.values.iter().any(|word| word.value == *text);
        }
        out
    }

    fn idle(self) -> impl Iterator<Item = Diagnostic> {
        self.columns.into_iter().flat_map(|(one, idle, others)| {
            idle.into_iter().map(move |word| tables::skips_nothing(word.span, &one.named.value, &word.value, &others))
        })
    }
}
