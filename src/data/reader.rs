//! Gathers the profiles of all files and tables, then checks what needs them all: keys, references.
//!
//! A file that cannot be read leaves its entity *incomplete*: nothing is then said of references to it,
//! because the mistake is elsewhere. All findings of all files come out of one run, ordered by place.

use crate::data::scalar::key_text;
use crate::data::yaml::LISTED;
use crate::data::{Cell, DataSource, Datum, Meta, Profiles, Row, Table, Value};
use crate::diag::values;
use crate::diag::{Diagnostic, data as say};
use crate::diag::{answers, tables};
use crate::num::date::Date;
use crate::num::rat::Rat;
use crate::text::{Name, Sources, Span};
use crate::types::schema::{Entity, EntityId, Field, Limit, Schema};
use std::collections::{BTreeMap, BTreeSet};

/// References that find nothing and get a proposal; one costs a look at every key there is.
const PROPOSED: usize = 20;

/// Reads profiles against a schema. Give it every file and table, then [`Reader::finish`].
pub struct Reader<'a> {
    pub(super) schema: &'a Schema,
    pub(super) texts: &'a Sources,
    pub(super) layouts: Vec<Layout>,
    pub(super) found: Vec<Diagnostic>,
    profiles: Profiles,
    references: Vec<(Wanted, Name, Span)>,
    incomplete: BTreeSet<EntityId>,
    /// Rows of tables that step back behind a profile with the same text in a field.
    twins: Vec<Twin>,
    /// Lists that tables fill, to be joined to the profile of their key if there is one.
    lists: Vec<Fill>,
    /// Answers of questionnaires, to be laid beside the profiles of their subjects.
    answers: Vec<Answer>,
    /// The day of each questionnaire, and where it stands.
    pub(super) days_of_forms: Vec<(Span, Date)>,
}

/// What a reference names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Wanted {
    /// An instance of an entity.
    Instance(EntityId),
    /// A party.
    Party,
    /// A recommendation.
    Recommendation,
}

/// How the keys of a profile reach the fields of its entity.
#[derive(Default)]
pub(super) struct Layout {
    /// Index of the field with a path.
    pub by_path: BTreeMap<String, u32>,
    /// Paths of groups: `art7` where there is a field `art7.form`.
    pub groups: BTreeSet<String>,
}

struct Twin {
    entity: EntityId,
    row: usize,
    field: u32,
}

/// One list that a table fills.
pub(super) struct Fill {
    /// The entity whose field it is.
    pub entity: EntityId,
    /// The key of the profile.
    pub key: Name,
    /// The field.
    pub field: u32,
    /// The list.
    pub datum: Datum,
    /// Where the manifest names it.
    pub span: Span,
}

/// What one form says of one field of one subject.
pub(super) struct Answer {
    /// The entity of the subject.
    pub entity: EntityId,
    /// Its key.
    pub key: Name,
    /// Where the key stands.
    pub subject: Span,
    /// The field.
    pub field: u32,
    /// Where the field stands.
    pub span: Span,
    /// The data.
    pub data: Vec<Datum>,
}

impl Layout {
    fn of(entity: &Entity) -> Layout {
        let mut layout = Layout::default();
        for (i, field) in entity.fields.iter().enumerate() {
            layout.by_path.insert(field.path.to_string(), i as u32);
            for (at, _) in field.path.match_indices('.') {
                layout.groups.insert(field.path[..at].to_string());
            }
        }
        layout
    }

    /// What may stand as a key in the group `prefix` (`""` at the top).
    pub fn keys<'l>(&'l self, prefix: &'l str) -> impl Iterator<Item = &'l str> + Clone {
        let below = move |path: &'l String| {
            let rest =
                if prefix.is_empty() { Some(path.as_str()) } else { path.strip_prefix(prefix)?.strip_prefix('.') };
            rest.filter(|r| !r.contains('.'))
        };
        self.by_path.keys().filter_map(below).chain(self.groups.iter().filter_map(below))
    }
}

impl<'a> Reader<'a> {
    /// A reader that has read nothing yet. `texts` holds every file that will be named.
    pub fn new(schema: &'a Schema, texts: &'a Sources) -> Reader<'a> {
        let table = |entity: EntityId| Table {
            entity,
            rows: vec![],
            columns: vec![vec![]; schema.entity(entity).fields.len()],
        };
        let profiles = Profiles {
            tables: schema.entity_ids().map(table).collect(),
            metas: vec![Meta::default()],
            sources: vec![],
        };
        let layouts = schema.entities.iter().map(Layout::of).collect();
        Reader {
            schema,
            texts,
            layouts,
            found: vec![],
            profiles,
            references: vec![],
            incomplete: BTreeSet::new(),
            twins: vec![],
            lists: vec![],
            answers: vec![],
            days_of_forms: vec![],
        }
    }

    /// The index of a meta; equal ones that follow each other share it.
    pub(super) fn meta(&mut self, meta: Meta) -> u32 {
        if meta == self.profiles.metas[0] {
            return 0;
        }
        if self.profiles.metas.last() != Some(&meta) {
            self.profiles.metas.push(meta);
        }
        self.profiles.metas.len() as u32 - 1
    }

    /// A meta that will be changed when its source is known; it is shared with none.
    pub(super) fn own_meta(&mut self, meta: Meta) -> u32 {
        self.profiles.metas.push(meta);
        self.profiles.metas.len() as u32 - 1
    }

    pub(super) fn meta_mut(&mut self, index: u32) -> &mut Meta {
        &mut self.profiles.metas[index as usize]
    }

    /// The index of a new source.
    pub(super) fn source(&mut self, source: DataSource) -> u32 {
        self.profiles.sources.push(source);
        self.profiles.sources.len() as u32 - 1
    }

    pub(super) fn source_at(&self, index: u32) -> &DataSource {
        &self.profiles.sources[index as usize]
    }

    /// A reference to be looked up when everything is read.
    pub(super) fn want(&mut self, wanted: Wanted, key: Name, span: Span) {
        self.references.push((wanted, key, span));
    }

    /// Entities of which some profile could not be read.
    pub fn incomplete(&self) -> BTreeSet<EntityId> {
        self.incomplete.clone()
    }

    /// Some profile of the entity could not be read.
    pub fn mark_incomplete(&mut self, entity: Option<EntityId>) {
        match entity {
            Some(id) => drop(self.incomplete.insert(id)),
            None => self.incomplete.extend(self.schema.entity_ids()),
        }
    }

    /// Takes a complete row. Its key is read off its cells; `named` is the key where the entity has no
    /// key field. Answers its place in the order of reading.
    pub(super) fn row(
        &mut self,
        id: EntityId,
        cells: Vec<Cell>,
        mut row: Row,
        named: Option<Name>,
    ) -> Result<usize, Diagnostic> {
        match key_of(self.schema, id, row.span, &cells).or_else(|wrong| named.ok_or(wrong)) {
            Ok(key) => row.key = key,
            Err(wrong) => {
                self.mark_incomplete(Some(id));
                return Err(wrong);
            }
        }
        let table = &mut self.profiles.tables[id.0 as usize];
        table.rows.push(row);
        for (column, cell) in table.columns.iter_mut().zip(cells) {
            column.push(cell);
        }
        Ok(table.rows.len() - 1)
    }

    /// The row gives way to a profile that has the same text in `field`.
    pub(super) fn steps_back(&mut self, entity: EntityId, row: usize, field: u32) {
        self.twins.push(Twin { entity, row, field });
    }

    /// A table fills one list of one profile.
    pub(super) fn fill(&mut self, fill: Fill) {
        self.lists.push(fill);
    }

    /// An answer for a subject.
    pub(super) fn answered(&mut self, answer: Answer) {
        self.answers.push(answer);
    }

    /// Questionnaires with answers that the days of the policy leave out: later than the knowledge cut, or of a series later than
    /// the data date. `later`: fields that go before both.
    pub fn left_out(&self, (cut, data_date): (Date, Date), later: &dyn Fn(&Entity, &str) -> bool) -> Vec<Diagnostic> {
        let (mut found, all) = (vec![], &self.answers);
        for (span, day) in &self.days_of_forms {
            let of_form = all.iter().filter(|answer| answer.span.file == span.file);
            let read = of_form.filter(|answer| {
                let entity = self.schema.entity(answer.entity);
                !later(entity, &entity.fields[answer.field as usize].path)
            });
            let metas = read.flat_map(|answer| answer.data.iter().map(move |d| (answer, self.meta_at(d.meta))));
            let (mut unknown, mut too_late) = (0, 0);
            for (answer, meta) in metas {
                let field = &self.schema.entity(answer.entity).fields[answer.field as usize];
                if meta.published.is_some_and(|(day, _)| day > cut) {
                    unknown += 1;
                } else if (field.series || field.flow) && meta.as_of.is_some_and(|(_, last)| last > data_date) {
                    too_late += 1;
                }
            }
            if unknown > 0 {
                found.push(answers::left_out(*span, *day, unknown, ("knowledge cut", "known_on", cut)));
            } else if too_late > 0 {
                found.push(answers::left_out(*span, *day, too_late, ("data date", "data_as_of", data_date)));
            }
        }
        found
    }

    pub(super) fn meta_at(&self, index: u32) -> &Meta {
        &self.profiles.metas[index as usize]
    }

    /// Checks the bounds that are other fields, the days and the preferred data of a row or record.
    pub(super) fn check_cells(&self, entity: &Entity, cells: &[Cell], found: &mut Vec<Diagnostic>) {
        for (field, cell) in entity.fields.iter().zip(cells) {
            let Cell::Data(data) = cell else { continue };
            if data.len() > 1 {
                self.check_days(field, data, found);
            }
            if field.flow {
                found.extend(data.iter().filter(|d| self.lacks_period(d)).map(|d| {
                    let day = self.profiles.meta(d).as_of.map(|(day, _)| day);
                    values::flow_without_period(d.span, &field.path, day)
                }));
            }
            for (limit, is_low) in [(&field.low, true), (&field.high, false)] {
                let Some(Limit::Field(other)) = limit else { continue };
                let of = &entity.fields[*other as usize];
                let Some(Cell::Data(bounds)) = cells.get(*other as usize) else { continue };
                for (datum, bound) in data.iter().flat_map(|d| bounds.iter().map(move |b| (d, b))) {
                    if self.of_one_day(field, datum, of, bound) && outside(&datum.value, &bound.value, is_low) {
                        let say = if is_low { values::below_field } else { values::above_field };
                        found.push(say(datum.span, &field.path, &of.path, bound.span));
                    }
                }
            }
        }
    }

    /// Whether a figure of a flow says nothing of the days over which it was counted.
    fn lacks_period(&self, datum: &Datum) -> bool {
        let told = !matches!(datum.value, Value::Unknown | Value::Absent);
        told && self.profiles.meta(datum).as_of.is_none_or(|(from, to)| from == to)
    }

    /// Whether two data speak of the same day.
    fn of_one_day(&self, field: &Field, datum: &Datum, of: &Field, bound: &Datum) -> bool {
        let days = (self.profiles.meta(datum).as_of, self.profiles.meta(bound).as_of);
        let moves = field.series || field.flow || of.series || of.flow;
        match days {
            (Some(a), Some(b)) => a == b,
            _ => !moves,
        }
    }

    fn check_days(&self, field: &Field, data: &[Datum], found: &mut Vec<Diagnostic>) {
        let day = |d: &Datum| self.profiles.meta(d).as_of;
        let mut preferred = BTreeMap::new();
        for datum in data.iter().filter(|d| self.profiles.meta(d).preferred) {
            if let Some(first) = preferred.insert(day(datum), datum.span) {
                found.push(say::two_preferred(datum.span, &field.path, first));
            }
        }
        let mut first_of: BTreeMap<_, &Datum> = BTreeMap::new();
        for datum in data.iter().filter(|d| d.value != Value::Unknown && !preferred.contains_key(&day(d))) {
            let first = *first_of.entry(day(datum)).or_insert(datum);
            if !first.value.says(&datum.value) {
                found.push(say::two_of_one_day(datum.span, &field.path, first.span));
            }
        }
        if field.series || field.flow {
            return;
        }
        let first = &data[0];
        let other = data.iter().find(|d| matches!((day(d), day(first)), (Some(a), Some(b)) if a != b));
        if let Some(other) = other {
            found.push(say::no_series(other.span, &field.path, first.span));
        }
    }

    /// All profiles, rows in order of key, and all findings in order of place.
    pub fn finish(mut self) -> (Profiles, Vec<Diagnostic>) {
        self.step_back();
        self.fill_lists();
        self.lay_answers();
        for i in 0..self.profiles.tables.len() {
            self.sort(i);
        }
        self.look_up();
        self.later_than_published();
        let mut found = self.found;
        found.sort_by_key(|d| d.primary.as_ref().map(|l| (l.span.file, l.span.start, l.span.end)));
        (self.profiles, found)
    }

    /// Figures of a day on which their source had long been published. What is no series may speak of days to come.
    fn later_than_published(&mut self) {
        for table in &self.profiles.tables {
            let fields = &self.schema.entity(table.entity).fields;
            let figures = fields.iter().zip(&table.columns).filter(|(field, _)| field.series || field.flow);
            for (field, column) in figures {
                let data = column.iter().flat_map(|cell| match cell {
                    Cell::Data(data) => &data[..],
                    Cell::Missing => &[],
                });
                for datum in data {
                    let meta = self.profiles.meta(datum);
                    let source = meta.source.and_then(|s| self.profiles.sources.get(s as usize)?.published);
                    let (Some((from, _)), Some((day, _))) = (meta.as_of, meta.published.or(source)) else { continue };
                    if from > day {
                        self.found.push(values::later_than_published(datum.span, &field.path, from, day));
                    }
                }
            }
        }
    }

    /// Takes out the rows of tables that a profile stands for.
    fn step_back(&mut self) {
        let twins = std::mem::take(&mut self.twins);
        let mut from_tables: BTreeMap<EntityId, BTreeSet<usize>> = BTreeMap::new();
        for twin in &twins {
            from_tables.entry(twin.entity).or_default().insert(twin.row);
        }
        let mut known: BTreeMap<(EntityId, u32), BTreeSet<Name>> = BTreeMap::new();
        let mut gone: BTreeMap<EntityId, BTreeSet<usize>> = BTreeMap::new();
        for Twin { entity, row, field } in twins {
            let column = &self.profiles.tables[entity.0 as usize].columns[field as usize];
            let own = &from_tables[&entity];
            let texts = known.entry((entity, field)).or_insert_with(|| {
                column.iter().enumerate().filter(|(i, _)| !own.contains(i)).flat_map(|(_, c)| texts_of(c)).collect()
            });
            if texts_of(&column[row]).iter().any(|t| texts.contains(t)) {
                gone.entry(entity).or_default().insert(row);
            }
        }
        for (entity, rows) in gone {
            let table = &mut self.profiles.tables[entity.0 as usize];
            let mut at = 0..;
            table.rows.retain(|_| at.next().is_some_and(|i| !rows.contains(&i)));
            for column in &mut table.columns {
                let mut at = 0..;
                column.retain(|_| at.next().is_some_and(|i| !rows.contains(&i)));
            }
        }
    }

    /// Gives the lists of tables to the profiles of their keys, or to profiles of their own.
    fn fill_lists(&mut self) {
        for Fill { entity, key, field, datum, span } in std::mem::take(&mut self.lists) {
            let table = &mut self.profiles.tables[entity.0 as usize];
            if let Some(row) = table.rows.iter().position(|r| r.key == key) {
                let cell = &mut table.columns[field as usize][row];
                match cell {
                    Cell::Missing => *cell = Cell::Data(Box::new([datum])),
                    Cell::Data(_) => {
                        let first = table.rows[row].span;
                        let path = &self.schema.entity(entity).fields[field as usize].path;
                        self.found.push(tables::filled_twice(span, path, first));
                    }
                }
                continue;
            }
            let of = self.schema.entity(entity);
            let mut cells = vec![Cell::Missing; of.fields.len()];
            cells[field as usize] = Cell::Data(Box::new([datum]));
            if let [key_field] = of.key.as_slice() {
                let value = Value::Text(key.as_str().into());
                cells[*key_field as usize] = Cell::Data(Box::new([Datum { value, meta: 0, span }]));
            }
            let row = Row { key: key.clone(), span, invented: false, further: vec![] };
            let taken = self.row(entity, cells, row, Some(key));
            self.found.extend(taken.err());
        }
    }

    /// Lays answers beside the profiles of their subjects.
    fn lay_answers(&mut self) {
        let schema = self.schema;
        let mut touched: BTreeMap<(EntityId, usize), Span> = BTreeMap::new();
        let mut laid: BTreeSet<Span> = BTreeSet::new();
        for Answer { entity, key, subject, field, span, data } in std::mem::take(&mut self.answers) {
            let Some(row) = self.row_of_subject(entity, &key, subject) else { continue };
            touched.entry((entity, row)).or_insert(span);
            let declared = &schema.entity(entity).fields[field as usize];
            let cell = &mut self.profiles.tables[entity.0 as usize].columns[field as usize][row];
            let known = match cell {
                Cell::Data(known) => std::mem::take(known).into_vec(),
                Cell::Missing => vec![],
            };
            let mut kept: Vec<Datum> = known.into_iter().filter(|d| d.value != Value::Unknown).collect();
            // What is known in part, and told in full by the answer, gives way to it.
            if let ([known], [answer]) = (kept.as_slice(), data.as_slice())
                && known.value.is_partial()
                && answer.value.completes(&known.value)
            {
                kept.clear();
            }
            match kept.first().filter(|_| !declared.series && !declared.flow) {
                Some(first) if laid.contains(&first.span) => {
                    self.found.push(answers::answered_twice(span, &declared.path, first.span));
                }
                Some(first) => self.found.push(answers::answered_already(span, &declared.path, first.span)),
                None => {
                    laid.extend(data.iter().map(|d| d.span));
                    kept.extend(data);
                }
            }
            *cell = Cell::Data(kept.into());
        }
        for ((entity, row), at) in touched {
            let columns = &self.profiles.tables[entity.0 as usize].columns;
            let cells: Vec<Cell> = columns.iter().map(|column| column[row].clone()).collect();
            let mut found = vec![];
            self.check_cells(schema.entity(entity), &cells, &mut found);
            // What the profile itself does wrong was reported when it was read.
            found.retain(|d| d.primary.as_ref().is_some_and(|l| l.span.file == at.file));
            self.found.extend(found);
        }
    }

    /// The row of a subject; a closed instance without profile gets one.
    fn row_of_subject(&mut self, entity: EntityId, key: &Name, span: Span) -> Option<usize> {
        let table = &self.profiles.tables[entity.0 as usize];
        let known = table.rows.iter().position(|r| r.key == *key);
        let schema = self.schema;
        let declared = schema.entity(entity);
        if known.is_some() || !declared.closed || !declared.closed_keys.contains(key) {
            if known.is_none() && !self.incomplete.contains(&entity) {
                let rows = table.rows.iter().map(|r| r.key.as_str());
                let keys: Vec<&str> = rows.chain(declared.closed_keys.iter().map(Name::as_str)).collect();
                self.found.push(say::unknown_reference(span, &declared.name, key, keys));
            }
            return known;
        }
        let mut cells = vec![Cell::Missing; declared.fields.len()];
        if let [key_field] = declared.key.as_slice() {
            let value = Value::Text(key.as_str().into());
            cells[*key_field as usize] = Cell::Data(Box::new([Datum { value, meta: 0, span }]));
        }
        let row = Row { key: key.clone(), span, invented: false, further: vec![] };
        self.row(entity, cells, row, Some(key.clone())).ok()
    }

    /// Orders the rows of a table by key and reports keys that stand twice.
    fn sort(&mut self, index: usize) {
        let table = &mut self.profiles.tables[index];
        let entity = self.schema.entity(table.entity);
        let mut order: Vec<usize> = (0..table.rows.len()).collect();
        order.sort_by(|a, b| table.rows[*a].key.cmp(&table.rows[*b].key));
        let mut found = vec![];
        for pair in order.windows(2) {
            let (first, again) = (&table.rows[pair[0]], &table.rows[pair[1]]);
            if first.key == again.key && found.len() < LISTED {
                found.push(say::profile_twice(again.span, &entity.name, &again.key, first.span));
            }
        }
        table.rows = reorder(std::mem::take(&mut table.rows), &order);
        for column in &mut table.columns {
            *column = reorder(std::mem::take(column), &order);
        }
        if entity.closed {
            let known: BTreeSet<&Name> = entity.closed_keys.iter().collect();
            for row in table.rows.iter().filter(|r| !known.contains(&r.key)).take(LISTED) {
                let names = known.iter().map(|n| n.as_str());
                found.push(say::not_an_instance(row.span, &entity.name, &row.key, names));
            }
        }
        self.found.append(&mut found);
    }

    /// Looks up every reference.
    fn look_up(&mut self) {
        let mut known: BTreeMap<Wanted, BTreeSet<&str>> = BTreeMap::new();
        let (schema, tables) = (self.schema, &self.profiles.tables);
        let (mut found, none) = (vec![], BTreeSet::new());
        for (wanted, key, span) in &self.references {
            if matches!(wanted, Wanted::Instance(id) if !schema.entity(*id).closed && self.incomplete.contains(id)) {
                continue;
            }
            let names = known.entry(*wanted).or_insert_with(|| match wanted {
                Wanted::Party => schema.parties.iter().map(Name::as_str).collect(),
                Wanted::Recommendation => schema.recommendations.iter().map(Name::as_str).collect(),
                Wanted::Instance(id) if schema.entity(*id).closed => {
                    schema.entity(*id).closed_keys.iter().map(Name::as_str).collect()
                }
                Wanted::Instance(id) => tables[id.0 as usize].rows.iter().map(|r| r.key.as_str()).collect(),
            });
            if found.len() == LISTED {
                let more = say::more_findings(*span, LISTED);
                found.push(match wanted {
                    Wanted::Instance(id) => more.of(schema.entity(*id).name.as_str()),
                    _ => more,
                });
                break;
            }
            if !names.contains(key.as_str()) {
                let near = if found.len() < PROPOSED && names.len() < 20_000 {
                    names.iter().copied()
                } else {
                    none.iter().copied()
                };
                let what = match wanted {
                    Wanted::Instance(id) => schema.entity(*id).name.as_str(),
                    Wanted::Party => "party",
                    Wanted::Recommendation => "recommendation",
                };
                found.push(say::unknown_reference(*span, what, key, near));
            }
        }
        self.found.append(&mut found);
    }
}

/// The items of a list in another order.
fn reorder<T>(items: Vec<T>, order: &[usize]) -> Vec<T> {
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    order.iter().filter_map(|i| items[*i].take()).collect()
}

/// The key that the cells of a profile give it.
fn key_of(schema: &Schema, id: EntityId, profile: Span, cells: &[Cell]) -> Result<Name, Diagnostic> {
    let entity = schema.entity(id);
    let part = |index: &u32| -> Result<String, Diagnostic> {
        let value = match &cells[*index as usize] {
            Cell::Data(data) => data.first().and_then(|d| key_text(&d.value)),
            Cell::Missing => None,
        };
        let text = value.map(|v| v.into_owned()).filter(|v| !v.is_empty());
        text.ok_or_else(|| say::no_key(profile, &entity.name, &entity.fields[*index as usize].path))
    };
    if entity.key.is_empty() {
        return Err(say::no_key(profile, &entity.name, "id"));
    }
    let parts: Vec<String> = entity.key.iter().map(part).collect::<Result<_, _>>()?;
    schema.key_of(id, &parts).map_err(|field| {
        let at = entity.fields.iter().position(|f| f.path == field.path);
        let place = at.and_then(|at| match &cells[at] {
            Cell::Data(data) => data.first().map(|datum| datum.span),
            Cell::Missing => None,
        });
        say::comma_in_key(place.unwrap_or(profile), &entity.name, &field.path)
    })
}

/// Every text that a cell holds.
fn texts_of(cell: &Cell) -> Vec<Name> {
    let Cell::Data(data) = cell else { return vec![] };
    data.iter().filter_map(|d| key_text(&d.value)).map(|t| Name::new(&t)).collect()
}

/// Whether a value lies beyond a bound for certain: above its highest, or below its lowest.
fn outside(value: &Value, bound: &Value, is_low: bool) -> bool {
    let ends = |value: &Value| -> Option<(Rat, Rat)> {
        match value {
            Value::Number(n) => Some((n.clone(), n.clone())),
            Value::Date(day) => Some((Rat::int(day.days()), Rat::int(day.days()))),
            Value::Between(low, high) | Value::Range(low, high) => Some((low.clone(), high.clone())),
            _ => None,
        }
    };
    let (Some(value), Some(bound)) = (ends(value), ends(bound)) else { return false };
    if is_low { value.1 < bound.0 } else { value.0 > bound.1 }
}
