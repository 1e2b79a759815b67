//! Which column of a table fills which field: what the manifest says, matched with the head of the table and the fields
//! of the entity.

use crate::data::csv::CellText;
use crate::data::described::{Makes, TableDatum, TableEntry};
use crate::data::reader::Reader;
use crate::data::reading::{self, DERIVED};
use crate::data::scalar::{self, Style, Written};
use crate::data::{DataSource, Datum, Meta};
use crate::diag::{Diagnostic, data as say, tables};
use crate::text::{FileId, Name, Span, Word};
use crate::types::schema::{Entity, EntityId, Type};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// One table that is being read.
pub(super) struct Filling<'e> {
    pub entity: EntityId,
    pub entry: &'e TableEntry,
    /// Whose fields the columns fill: the entity, or the record of its list.
    pub of: EntityId,
    /// Field, column, meta.
    pub columns: Vec<(u32, usize, u32)>,
    /// The meta of the table as a whole.
    pub dated: u32,
    /// Field and value for all rows.
    pub values: Vec<(u32, Datum)>,
    /// References to an entity whose key has several fields, put together from columns and values.
    pub composed: Vec<Composed>,
    /// Columns and values that leave a row out.
    pub skip: Vec<Skipped<'e>>,
    pub same_as: Option<u32>,
    pub into: Option<(Name, u32)>,
    pub width: usize,
    /// The line of the names of its columns.
    pub header: Span,
}

/// The values of one column whose rows are left out.
pub(super) struct Skipped<'e> {
    pub column: usize,
    /// The column as the manifest names it.
    pub named: &'e Word,
    pub values: &'e [Word],
}

/// A reference whose key has several fields.
pub(super) struct Composed {
    pub field: u32,
    pub of: EntityId,
    pub meta: u32,
    /// In the order of the key.
    pub parts: Vec<Option<Part>>,
    pub span: Span,
}

/// Where a part of a key comes from.
#[derive(Clone)]
pub(super) enum Part {
    Column(usize),
    Value(String),
}

impl Filling<'_> {
    /// Whether something fills a field.
    fn fills(&self, field: u32) -> bool {
        let fields = self.columns.iter().map(|c| c.0).chain(self.values.iter().map(|v| v.0));
        fields.chain(self.composed.iter().map(|c| c.field)).any(|filled| filled == field)
    }
}

/// The columns of a table by name.
struct Columns<'h> {
    names: BTreeMap<&'h str, usize>,
    /// The path of the table.
    path: &'h str,
}

impl Columns<'_> {
    /// The place of a column.
    fn at(&self, word: &Word, found: &mut Vec<Diagnostic>) -> Option<usize> {
        let at = self.names.get(word.value.trim()).copied();
        if at.is_none() {
            found.push(tables::no_column(word.span, &word.value, self.path, self.names.keys().copied()));
        }
        at
    }
}

impl Reader<'_> {
    /// Matches the manifest with the head of the table and the fields of the entity.
    pub(super) fn head<'e>(
        &mut self,
        (described, entry): (EntityId, &'e TableEntry),
        path: &str,
        head: &[CellText<'_>],
        found: &mut Vec<Diagnostic>,
    ) -> Option<Filling<'e>> {
        let into = self.list_to_fill(described, entry, found)?;
        let of = into.as_ref().map_or(Some(described), |(_, field)| self.record_of(described, *field))?;
        let columns = Columns { names: column_names(head, found)?, path };
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
        self.fill_fields(&mut filling, &columns, undated, found);
        if found.len() == before {
            found.extend(self.part_missing(&filling));
        }
        for (named, values) in &entry.skip {
            filling.skip.extend(columns.at(named, found).map(|column| Skipped { column, named, values }));
        }
        let entity = self.schema.entity(of);
        if let Some(field) = &entry.same_as {
            filling.same_as = field_index(entity, field, found);
            let mut filled = filling.columns.iter().map(|c| c.0).chain(filling.composed.iter().map(|c| c.field));
            if filling.same_as.is_some_and(|same_as| filled.all(|at| at != same_as)) {
                found.push(tables::same_as_not_filled(field.span, &field.value));
            }
        }
        if filling.into.is_none() && found.len() == before {
            let lacks = entity.key.iter().find(|key| !filling.fills(**key));
            found.extend(
                lacks.map(|key| say::no_key_column(entry.span, &entity.name, &entity.fields[*key as usize].path)),
            );
        }
        (found.len() == before).then_some(filling)
    }

    /// The record of the items of a list.
    fn record_of(&self, entity: EntityId, field: u32) -> Option<EntityId> {
        match &self.schema.entity(entity).fields[field as usize].ty {
            Type::List(item) => match **item {
                Type::Entity(record) => Some(record),
                _ => None,
            },
            _ => None,
        }
    }

    /// Which column or value of the manifest fills which field, or which part of a key.
    fn fill_fields<'e>(
        &mut self,
        filling: &mut Filling<'e>,
        columns: &Columns<'_>,
        undated: u32,
        found: &mut Vec<Diagnostic>,
    ) {
        let (entity, entry, dated) = (self.schema.entity(filling.of), filling.entry, filling.dated);
        let meta = |index: u32| if is_dated(entity, index) { dated } else { undated };
        let mut seen: BTreeMap<&'e str, Span> = BTreeMap::new();
        for (field, named) in &entry.columns {
            let at = columns.at(named, found);
            if let Some((index, of, part)) = self.part_of_key(entity, field) {
                let from = at.map(Part::Column);
                self.compose(&mut filling.composed, (index, of, part), from, meta(index), field, found);
                continue;
            }
            let Some(index) = self.table_field(entity, field, &mut seen, found) else { continue };
            filling.columns.extend(at.map(|at| (index, at, meta(index))));
        }
        for (field, value) in &entry.values {
            if let Some((index, of, part)) = self.part_of_key(entity, field) {
                let from = self.key_part(of, part, &value.value, value.span, found).map(Part::Value);
                self.compose(&mut filling.composed, (index, of, part), from, meta(index), field, found);
                continue;
            }
            let Some(index) = self.table_field(entity, field, &mut seen, found) else { continue };
            let datum = self.table_cell(&entity.fields[index as usize], &value.value, value.span, 0, found);
            filling.values.extend(datum.map(|d| (index, d)));
        }
    }

    /// References that lack a part of their key.
    fn part_missing(&self, filling: &Filling<'_>) -> Option<Diagnostic> {
        let mut lacking = filling.composed.iter().filter_map(|one| {
            let at = one.parts.iter().position(Option::is_none)?;
            let of = self.schema.entity(one.of);
            Some(say::part_of_key_missing(one.span, &of.name, &of.fields[of.key[at] as usize].path))
        });
        lacking.next()
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
    pub(super) fn key_part(
        &self,
        of: EntityId,
        at: usize,
        text: &str,
        span: Span,
        found: &mut Vec<Diagnostic>,
    ) -> Option<String> {
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
