//! Tables in CSV to rows, as the manifest describes them: a row is a profile, or all rows are one list.
//!
//! A cell has no type of its own, so the field of its column reads it; an empty cell is left out, like a
//! key that a profile leaves out. Every cell keeps its place in the file.

use crate::data::reader::{Fill, Reader, Wanted};
use crate::data::reading::{self, DERIVED};
use crate::data::scalar::{self, Style, Written};
use crate::data::yaml::LISTED;
use crate::data::{Cell, DataSource, Datum, List, Meta, Row, Value};
use crate::diag::tables;
use crate::diag::values;
use crate::diag::{Diagnostic, data as say};
use crate::text::{FileId, Name, Span, Word};
use crate::types::schema::{Entity, EntityId, Field, Type};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How a table becomes profiles, or the list of one profile: what the manifest says of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TableEntry {
    /// Where the entry stands.
    pub span: Span,
    /// What its rows make.
    pub makes: Makes,
    /// Fields and the columns that fill them, in the order of the manifest.
    pub columns: Vec<(Word, Word)>,
    /// Fields with one value for all rows.
    pub values: Vec<(Word, Word)>,
    /// Columns and the values whose rows are left out.
    pub skip: Vec<(Word, Vec<Word>)>,
    /// The field by which a row gives way to a profile.
    pub same_as: Option<Word>,
    /// What all figures of the table share.
    pub datum: TableDatum,
}

/// What the rows of a table make.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Makes {
    /// A profile each.
    Profiles,
    /// All together one list.
    List {
        /// The key of the one profile that has it.
        id: Word,
        /// Its field.
        into: Word,
    },
    /// The entry says half of it, which has been told.
    Unclear,
}

/// Day, source and mark of the figures of a table.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct TableDatum {
    /// The day or period of the figures.
    pub as_of: Option<Word>,
    /// When they were published.
    pub published: Option<Word>,
    /// The title of their source.
    pub source: Option<Word>,
    /// Their status.
    pub status: Option<Word>,
    /// Their mark.
    pub evidence: Option<Word>,
    /// A remark.
    pub note: Option<Word>,
}

/// One table that is being read.
struct Filling<'e> {
    entity: EntityId,
    entry: &'e TableEntry,
    /// Whose fields the columns fill: the entity, or the record of its list.
    of: EntityId,
    /// Field, column, meta.
    columns: Vec<(u32, usize, u32)>,
    /// The meta of the table as a whole.
    dated: u32,
    /// Field and value for all rows.
    values: Vec<(u32, Datum)>,
    /// References to an entity whose key has several fields, put together from columns and values.
    composed: Vec<Composed>,
    /// Columns and values that leave a row out.
    skip: Vec<(usize, &'e [Word])>,
    same_as: Option<u32>,
    into: Option<(Name, u32)>,
    width: usize,
    /// The line of the names of its columns.
    header: Span,
}

/// A reference whose key has several fields.
struct Composed {
    field: u32,
    of: EntityId,
    meta: u32,
    /// In the order of the key.
    parts: Vec<Option<Part>>,
    span: Span,
}

/// Where a part of a key comes from.
#[derive(Clone)]
enum Part {
    Column(usize),
    Value(String),
}

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

    /// Matches the manifest with the head of the table and the fields of the entity.
    fn head<'e>(
        &mut self,
        (described, entry): (EntityId, &'e TableEntry),
        path: &str,
        head: &[CellText<'_>],
        found: &mut Vec<Diagnostic>,
    ) -> Option<Filling<'e>> {
        let schema = self.schema;
        let into = self.list_to_fill(described, entry, found)?;
        let of = match &into {
            Some((_, field)) => match &schema.entity(described).fields[*field as usize].ty {
                Type::List(item) => match **item {
                    Type::Entity(record) => record,
                    _ => return None,
                },
                _ => return None,
            },
            None => described,
        };
        let entity = schema.entity(of);
        let names = column_names(head, found)?;
        let column = |word: &Word, found: &mut Vec<Diagnostic>| {
            let at = names.get(word.value.trim()).copied();
            if at.is_none() {
                found.push(tables::no_column(word.span, &word.value, path, names.keys().copied()));
            }
            at
        };
        let (dated, undated) = self.table_metas(&entry.datum, found);
        let mut filling = Filling {
            entity: described,
            entry,
            of,
            columns: vec![],
            dated,
            values: vec![],
            composed: vec![],
            skip: vec![],
            same_as: None,
            into,
            width: head.len(),
            header: head.iter().map(|cell| cell.span).reduce(Span::to).unwrap_or_else(|| Span::new(FileId(0), 0, 0)),
        };
        let before = found.len();
        let mut seen = BTreeMap::new();
        for (field, named) in &entry.columns {
            let at = column(named, found);
            if let Some((index, of, part)) = self.part_of_key(entity, field) {
                let meta = if is_dated(entity, index) { dated } else { undated };
                let from = at.map(Part::Column);
                self.compose(&mut filling.composed, (index, of, part), from, meta, field, found);
                continue;
            }
            let Some(index) = self.table_field(entity, field, &mut seen, found) else { continue };
            let meta = if is_dated(entity, index) { dated } else { undated };
            filling.columns.extend(at.map(|at| (index, at, meta)));
        }
        for (field, value) in &entry.values {
            if let Some((index, of, part)) = self.part_of_key(entity, field) {
                let meta = if is_dated(entity, index) { dated } else { undated };
                let from = self.key_part(of, part, &value.value, value.span, found).map(Part::Value);
                self.compose(&mut filling.composed, (index, of, part), from, meta, field, found);
                continue;
            }
            let Some(index) = self.table_field(entity, field, &mut seen, found) else { continue };
            let datum = self.table_cell(&entity.fields[index as usize], &value.value, value.span, 0, found);
            filling.values.extend(datum.map(|d| (index, d)));
        }
        for one in &filling.composed {
            let of = schema.entity(one.of);
            if let Some(at) = one.parts.iter().position(Option::is_none).filter(|_| found.len() == before) {
                let missing = &of.fields[of.key[at] as usize].path;
                found.push(say::part_of_key_missing(one.span, &of.name, missing));
            }
        }
        for (named, values) in &entry.skip {
            filling.skip.extend(column(named, found).map(|at| (at, values.as_slice())));
        }
        if let Some(field) = &entry.same_as {
            filling.same_as = field_index(entity, field, found);
            let mut filled = filling.columns.iter().map(|c| c.0).chain(filling.composed.iter().map(|c| c.field));
            if filling.same_as.is_some_and(|same_as| filled.all(|at| at != same_as)) {
                found.push(tables::same_as_not_filled(field.span, &field.value));
            }
        }
        if filling.into.is_none() {
            let columns = filling.columns.iter().map(|c| c.0).chain(filling.values.iter().map(|v| v.0));
            let filled: Vec<u32> = columns.chain(filling.composed.iter().map(|c| c.field)).collect();
            let lacks = entity.key.iter().find(|key| !filled.contains(key)).filter(|_| found.len() == before);
            found.extend(
                lacks.map(|key| say::no_key_column(entry.span, &entity.name, &entity.fields[*key as usize].path)),
            );
        }
        (found.len() == before).then_some(filling)
    }

    /// `id` and `into`: the key of the profile and the list that the rows fill.
    fn list_to_fill(
        &self,
        entity: EntityId,
        entry: &TableEntry,
        found: &mut Vec<Diagnostic>,
    ) -> Option<Option<(Name, u32)>> {
        let (id, into) = match &entry.makes {
            Makes::Profiles => return Some(None),
            Makes::List { id, into } => (id, into),
            Makes::Unclear => return None,
        };
        let entity = self.schema.entity(entity);
        let index = field_index(entity, into, found)?;
        let ty = &entity.fields[index as usize].ty;
        let is_records = match ty {
            Type::List(item) => matches!(**item, Type::Entity(of) if !self.schema.entity(of).is_keyed()),
            _ => false,
        };
        if !is_records {
            found.push(tables::not_a_list_of_records(into.span, &into.value, &scalar::needed(self.schema, ty)));
            return None;
        }
        Some(Some((Name::new(&id.value), index)))
    }

    /// The field of a word of the manifest, if one cell can fill it and nothing else does.
    fn table_field<'e>(
        &self,
        entity: &Entity,
        word: &'e Word,
        seen: &mut BTreeMap<&'e str, Span>,
        found: &mut Vec<Diagnostic>,
    ) -> Option<u32> {
        let index = field_index(entity, word, found)?;
        if let Some(first) = seen.insert(&word.value, word.span) {
            found.push(say::key_twice(word.span, &word.value, first));
            return None;
        }
        let ty = &entity.fields[index as usize].ty;
        let fits = match ty {
            Type::List(_) => false,
            Type::Entity(id) => self.schema.entity(*id).is_keyed() && self.schema.entity(*id).key.len() < 2,
            _ => true,
        };
        if !fits {
            let composed = matches!(ty, Type::Entity(id) if self.schema.entity(*id).is_keyed());
            found.push(tables::no_cell_for(word.span, &word.value, &scalar::needed(self.schema, ty), composed));
        }
        fits.then_some(index)
    }

    /// The field, the entity it refers to and the part of its key that a word `FIELD.PART` means, if it is one.
    fn part_of_key(&self, entity: &Entity, word: &Word) -> Option<(u32, EntityId, usize)> {
        let (field, part) = word.value.rsplit_once('.').filter(|_| entity.field(&word.value).is_none())?;
        let index = entity.field(field)?;
        let Type::Entity(id) = entity.fields[index as usize].ty else { return None };
        let of = self.schema.entity(id);
        let at = of.key.iter().position(|k| of.fields[*k as usize].path.as_str() == part)?;
        (of.key.len() > 1).then_some((index, id, at))
    }

    /// Puts a part of a key where it belongs.
    fn compose(
        &self,
        composed: &mut Vec<Composed>,
        (field, of, at): (u32, EntityId, usize),
        part: Option<Part>,
        meta: u32,
        word: &Word,
        found: &mut Vec<Diagnostic>,
    ) {
        let place = composed.iter().position(|c| c.field == field).unwrap_or_else(|| {
            let parts = vec![None; self.schema.entity(of).key.len()];
            composed.push(Composed { field, of, meta, parts, span: word.span });
            composed.len() - 1
        });
        let first = composed[place].span;
        let slot = &mut composed[place].parts[at];
        match slot {
            Some(_) => found.push(say::key_twice(word.span, &word.value, first)),
            None => *slot = part,
        }
    }

    /// The text of one part of a key.
    fn key_part(&self, of: EntityId, at: usize, text: &str, span: Span, found: &mut Vec<Diagnostic>) -> Option<String> {
        let of = self.schema.entity(of);
        let field = &of.fields[of.key[at] as usize];
        match scalar::value(self.schema, field, &field.ty, Written { text, style: Style::Cell, span }) {
            Ok(value) => scalar::key_text(&value).map(Cow::into_owned),
            Err(wrong) => {
                found.push(wrong);
                None
            }
        }
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

    /// The metas of the figures of a table and of its names.
    ///
    /// A name, code or reference that is no series holds without a day: the day of a table is that of its figures,
    /// and a town did not come into being with the count of its people.
    fn table_metas(&mut self, datum: &TableDatum, found: &mut Vec<Diagnostic>) -> (u32, u32) {
        let mut take = |wrong: Diagnostic| found.push(wrong);
        let as_of = datum.as_of.as_ref().and_then(|w| scalar::period(&w.value, w.span).map_err(&mut take).ok());
        let published =
            datum.published.as_ref().and_then(|w| scalar::published(&w.value, w.span).map_err(&mut take).ok());
        let mark = datum.evidence.as_ref().map(|w| reading::mark(&w.value, w.span));
        let mut evidence = mark.and_then(|read| read.map_err(&mut take).ok()).unwrap_or_default();
        let mut status = None;
        if let Some(word) = &datum.status
            && let Ok((text, mark)) = reading::status(&word.value, word.span).map_err(&mut take)
        {
            status = Some(Name::new(text));
            evidence = evidence.max(mark);
            if text == DERIVED && datum.note.is_none() {
                take(say::derived_from_what(word.span, "note ="));
            }
        }
        let source = datum.source.as_ref().map(|word| {
            let title = scalar::nfc(&word.value);
            self.source(DataSource { key: Name::new(&title), title, published: None, evidence, span: word.span })
        });
        let note = datum.note.as_ref().map(|w| scalar::nfc(&w.value));
        let undated = Meta { source, evidence, note, status, ..Meta::default() };
        let dated = Meta { as_of, published, ..undated.clone() };
        (self.meta(dated), self.meta(undated))
    }

    /// Reads the rows; answers whether all of them could be read.
    fn body(&mut self, filling: &Filling<'_>, mut rows: Rows<'_>, found: &mut Vec<Diagnostic>) -> bool {
        let (mut cells, mut items, mut whole, mut any) = (vec![], vec![], true, false);
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
            if filling.skip.iter().any(|(at, values)| values.iter().any(|v| v.value == cells[*at].text)) {
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

    fn table_cell(
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

/// Whether the day of the table is that of a field: it is for figures, and for all that is read at a date.
fn is_dated(entity: &Entity, index: u32) -> bool {
    let field = &entity.fields[index as usize];
    let names = matches!(field.ty, Type::Text | Type::Entity(_) | Type::Party | Type::Recommendation);
    field.series || field.flow || !(names || entity.key.contains(&index))
}

fn field_index(entity: &Entity, word: &Word, found: &mut Vec<Diagnostic>) -> Option<u32> {
    let index = entity.field(&word.value);
    if index.is_none() {
        let known = entity.fields.iter().map(|f| f.path.as_str());
        found.push(tables::no_field(word.span, &entity.name, &word.value, known));
    }
    index
}

/// The columns by name.
fn column_names<'h>(head: &'h [CellText<'_>], found: &mut Vec<Diagnostic>) -> Option<BTreeMap<&'h str, usize>> {
    if let [only] = head
        && let Some(separator) = [';', '\t'].into_iter().find(|c| only.text.contains(*c))
    {
        found.push(tables::not_commas(only.span, separator));
        return None;
    }
    let mut names = BTreeMap::new();
    for (i, cell) in head.iter().enumerate() {
        if names.insert(cell.text.trim(), i).is_some() {
            found.push(tables::column_twice(cell.span, cell.text.trim()));
            return None;
        }
    }
    Some(names)
}

// ---- rows and cells ---------------------------------------------------------------

/// A cell as written.
#[derive(Clone, Debug)]
pub struct CellText<'t> {
    /// Its characters, quotes taken off.
    pub text: Cow<'t, str>,
    /// Its place, with its quotes.
    pub span: Span,
}

/// The rows of a table: cells parted by commas, rows by line ends; a quoted cell may hold both (RFC 4180).
/// Empty lines are left out. It is written here because no reader tells the place of a cell.
pub struct Rows<'t> {
    file: FileId,
    text: &'t str,
    at: usize,
}

impl<'t> Rows<'t> {
    /// The rows of a text; a byte order mark before them is left out.
    pub fn new(file: FileId, text: &'t str) -> Rows<'t> {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Rows { file, text, at }
    }

    /// Puts the cells of the next row into `cells` and answers the place of the row; `None` at the end.
    pub fn next(&mut self, cells: &mut Vec<CellText<'t>>) -> Option<Result<Span, Diagnostic>> {
        cells.clear();
        while matches!(self.byte(), Some(b'\n' | b'\r')) {
            self.at += 1;
        }
        self.byte()?;
        let start = self.at;
        loop {
            let cell = if self.byte() == Some(b'"') { self.quoted() } else { Ok(self.bare()) };
            match cell {
                Ok(cell) => cells.push(cell),
                Err(wrong) => return Some(Err(wrong)),
            }
            match self.byte() {
                Some(b',') => self.at += 1,
                _ => return Some(Ok(Span::new(self.file, start, self.at))),
            }
        }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn bare(&mut self) -> CellText<'t> {
        let start = self.at;
        let rest = &self.text.as_bytes()[start..];
        self.at += rest.iter().position(|b| matches!(b, b',' | b'\n' | b'\r')).unwrap_or(rest.len());
        CellText { text: Cow::Borrowed(&self.text[start..self.at]), span: Span::new(self.file, start, self.at) }
    }

    fn quoted(&mut self) -> Result<CellText<'t>, Diagnostic> {
        let start = self.at;
        let mut text: Cow<'t, str> = Cow::Borrowed("");
        self.at += 1;
        loop {
            let from = self.at;
            let Some(length) = self.text.as_bytes()[from..].iter().position(|b| *b == b'"') else {
                return Err(tables::quote_in_cell(Span::new(self.file, start, start + 1), false));
            };
            self.at = from + length + 1;
            let piece = &self.text[from..from + length];
            if text.is_empty() {
                text = Cow::Borrowed(piece)
            } else {
                text.to_mut().push_str(piece)
            }
            match self.byte() {
                Some(b'"') => {
                    text.to_mut().push('"');
                    self.at += 1;
                }
                None | Some(b',' | b'\n' | b'\r') => {
                    return Ok(CellText { text, span: Span::new(self.file, start, self.at) });
                }
                // A quote that is not closed on its line was closed by that of another cell.
                Some(_) if text.contains('\n') => {
                    let (open, close) =
                        (Span::new(self.file, start, start + 1), Span::new(self.file, self.at - 1, self.at));
                    return Err(tables::quote_over_lines(open, close));
                }
                Some(_) => return Err(tables::quote_in_cell(Span::new(self.file, self.at, self.at), true)),
            }
        }
    }
}
