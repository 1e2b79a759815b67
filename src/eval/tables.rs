//! Rows that references point to, and the cells behind them.
//!
//! Every table has one row past its last, the *phantom*: an instance or item of which nothing is known. A
//! reference into an open entity that is not known may point to the phantom too, because nobody says that the
//! instance is at hand.

use crate::data::{Datum, Profiles, Value};
use crate::plan::{Codes, Plan, Table, TableId};
use crate::text::Name;
use crate::types::schema::{EntityId, FieldId, Limit, Schema, Type};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

/// The tables of a plan over the profiles at hand.
pub(super) struct Tables<'a> {
    profiles: &'a Profiles,
    schema: &'a Schema,
    tables: Vec<Rows<'a>>,
}

enum Rows<'a> {
    /// The profiles of an entity.
    Open(EntityId),
    /// The instances of a closed entity.
    Closed { entity: EntityId, places: OnceLock<Places> },
    Items {
        /// The entity of items that are records.
        record: Option<EntityId>,
        /// The type of an item.
        ty: Option<&'a Type>,
        items: Vec<&'a Datum>,
        /// Rows of the items of each datum that is a list; by where the datum stands in memory, ascending.
        lists: Vec<(usize, Range<u32>)>,
        /// The first row of each list and the row of its owner, ascending.
        owners: Vec<(u32, u32)>,
    },
    /// A field that is one record: a row for each row of its owner.
    Records { owner: TableId, field: u32, record: EntityId },
}

/// Where the instances of a closed entity stand: looked up when first asked for, as most runs ask for few of them.
struct Places {
    keys: BTreeMap<Name, u32>,
    /// The row of the profile of each instance.
    profile: Vec<Option<u32>>,
}

/// What the schema says of a field as far as reading it goes.
#[derive(Clone, Copy)]
pub(super) struct FieldInfo<'a> {
    pub ty: &'a Type,
    pub id: Option<FieldId>,
    pub low: Option<&'a Limit>,
    pub high: Option<&'a Limit>,
    pub at_most: Option<u32>,
    pub series: bool,
    pub flow: bool,
    pub may_be_absent: bool,
}

/// How many places a set of codes has, and the one that is the phantom.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct CodeSet {
    pub size: usize,
    pub phantom: Option<u32>,
}

impl CodeSet {
    /// Whether places are bits of a word.
    pub fn is_small(&self) -> bool {
        self.size <= 64
    }

    /// All places.
    pub fn all(&self) -> u64 {
        if self.size >= 64 { u64::MAX } else { (1 << self.size) - 1 }
    }

    /// The bit of the phantom.
    pub fn phantom_bit(&self) -> u64 {
        self.phantom.filter(|p| *p < 64).map_or(0, |p| 1 << p)
    }
}

impl<'a> Tables<'a> {
    /// The tables of a plan.
    pub fn new(plan: &Plan, schema: &'a Schema, profiles: &'a Profiles) -> Tables<'a> {
        let mut tables = Tables { profiles, schema, tables: vec![] };
        for table in plan.tables() {
            let rows = match table {
                Table::Entity(entity) => tables.entity(*entity),
                Table::Items { owner, field } => tables.items(*owner, field.index),
            };
            tables.tables.push(rows);
        }
        tables
    }

    fn entity(&self, entity: EntityId) -> Rows<'a> {
        match self.schema.entity(entity).closed {
            true => Rows::Closed { entity, places: OnceLock::new() },
            false => Rows::Open(entity),
        }
    }

    fn places<'s>(&self, entity: EntityId, places: &'s OnceLock<Places>) -> &'s Places {
        places.get_or_init(|| {
            let declared = &self.schema.entity(entity).closed_keys;
            let keys: BTreeMap<Name, u32> =
                declared.iter().enumerate().map(|(row, key)| (key.clone(), row as u32)).collect();
            let mut profile = vec![None; declared.len()];
            let given = self.profiles.table(entity).into_iter().flat_map(|t| &t.rows);
            for (row, one) in given.enumerate() {
                if let Some(place) = keys.get(one.key.as_str()) {
                    profile[*place as usize] = Some(row as u32);
                }
            }
            Places { keys, profile }
        })
    }

    fn items(&self, owner: TableId, field: u32) -> Rows<'a> {
        let ty = self.field(owner, field).map(|f| f.ty);
        let record_of = |ty: &Type| match ty {
            Type::Entity(entity) if !self.schema.entity(*entity).is_keyed() => Some(*entity),
            _ => None,
        };
        if let Some(record) = ty.and_then(record_of) {
            return Rows::Records { owner, field, record };
        }
        let ty = match ty {
            Some(Type::List(item)) => Some(&**item),
            _ => None,
        };
        let record = ty.and_then(record_of);
        let (mut items, mut lists, mut owners) = (vec![], vec![], vec![]);
        for row in 0..self.len(owner) {
            self.each_datum(owner, row, field, &mut |datum| {
                if let Value::List(list) = &datum.value {
                    let first = items.len() as u32;
                    items.extend(&list.items);
                    lists.push((address(datum), first..items.len() as u32));
                    owners.push((first, row as u32));
                }
            });
        }
        lists.sort_unstable_by_key(|(address, _)| *address);
        Rows::Items { record, ty, items, lists, owners }
    }

    /// The row of the profiles that a row of an entity has.
    fn profile_row(&self, rows: &Rows<'a>, row: usize) -> Option<(EntityId, usize)> {
        match rows {
            Rows::Open(entity) => Some((*entity, row)),
            Rows::Closed { entity, places } => {
                let given = self.places(*entity, places).profile.get(row).copied().flatten();
                given.map(|given| (*entity, given as usize))
            }
            _ => None,
        }
    }

    /// Calls `f` with every datum of a field, whatever the day.
    fn each_datum(&self, table: TableId, row: usize, field: u32, f: &mut dyn FnMut(&'a Datum)) {
        let Some((owner, of)) = self.record_owner(table) else {
            return self.cell(table, row, field).iter().for_each(f);
        };
        let mut records = vec![];
        self.each_datum(owner, row, of, &mut |datum| records.push(datum));
        for record in records {
            if let Value::Record(cells) = &record.value {
                cells.get(field as usize).map_or(&[][..], data).iter().for_each(&mut *f);
            }
        }
    }

    fn get(&self, table: TableId) -> Option<&Rows<'a>> {
        self.tables.get(table.0 as usize)
    }

    /// How many rows a table has, without the phantom.
    pub fn len(&self, table: TableId) -> usize {
        match self.get(table) {
            Some(Rows::Open(entity)) => self.profiles.table(*entity).map_or(0, |t| t.rows.len()),
            Some(Rows::Closed { entity, .. }) => self.schema.entity(*entity).closed_keys.len(),
            Some(Rows::Items { items, .. }) => items.len(),
            Some(Rows::Records { owner, .. }) => self.len(*owner),
            None => 0,
        }
    }

    /// Whether its instances are all there are.
    pub fn is_closed(&self, table: TableId) -> bool {
        matches!(self.get(table), Some(Rows::Closed { .. }))
    }

    /// The set of a code.
    pub fn code_set(&self, codes: Codes) -> CodeSet {
        let closed = |size: usize| CodeSet { size: size.max(1), phantom: None };
        match codes {
            Codes::Enum(id) => closed(self.schema.enumeration(id).values.len()),
            Codes::Party => closed(self.schema.parties.len()),
            Codes::Recommendation => closed(self.schema.recommendations.len()),
            Codes::Rows(table) if self.is_closed(table) && self.len(table) > 0 => closed(self.len(table)),
            Codes::Rows(table) => {
                let size = self.len(table);
                CodeSet { size: size + 1, phantom: Some(size as u32) }
            }
        }
    }

    /// Of a table of single records: the owner and the field.
    pub fn record_owner(&self, table: TableId) -> Option<(TableId, u32)> {
        match self.get(table) {
            Some(Rows::Records { owner, field, .. }) => Some((*owner, *field)),
            _ => None,
        }
    }

    /// The data of a cell; none of the phantom, and none where the profile leaves the field out. Not for tables
    /// of single records, whose cells depend on the day.
    pub fn cell(&self, table: TableId, row: usize, field: u32) -> &'a [Datum] {
        match self.get(table) {
            Some(rows @ (Rows::Open(_) | Rows::Closed { .. })) => {
                let Some((entity, row)) = self.profile_row(rows, row) else { return &[] };
                let column = self.profiles.table(entity).and_then(|t| t.columns.get(field as usize));
                column.and_then(|column| column.get(row)).map_or(&[], data)
            }
            Some(Rows::Items { record, items, .. }) => match (items.get(row), record) {
                (Some(Datum { value: Value::Record(cells), .. }), Some(_)) => {
                    cells.get(field as usize).map_or(&[], data)
                }
                (Some(item), _) => std::slice::from_ref(*item),
                (None, _) => &[],
            },
            Some(Rows::Records { .. }) | None => &[],
        }
    }

    /// An item of a table of items.
    pub fn item(&self, items: TableId, row: usize) -> Option<&'a Datum> {
        match self.get(items) {
            Some(Rows::Items { items, .. }) => items.get(row).copied(),
            _ => None,
        }
    }

    /// The rows of the items of a datum.
    pub fn items_of(&self, items: TableId, datum: &Datum) -> Range<u32> {
        let Some(Rows::Items { lists, .. }) = self.get(items) else { return 0..0 };
        let at = lists.binary_search_by_key(&address(datum), |(address, _)| *address);
        at.map_or(0..0, |at| lists[at].1.clone())
    }

    /// The row of the owner of the list in which an item stands, and its place there.
    pub fn place_of_item(&self, items: TableId, row: usize) -> Option<(usize, usize)> {
        let Some(Rows::Items { items, owners, .. }) = self.get(items) else { return None };
        let before = owners.partition_point(|(first, _)| *first as usize <= row);
        let (first, owner) = *owners.get(before.checked_sub(1)?)?;
        (row < items.len()).then(|| (owner as usize, row - first as usize))
    }

    /// What the schema says of a field.
    pub fn field(&self, table: TableId, field: u32) -> Option<FieldInfo<'a>> {
        let of_entity = |entity: EntityId| {
            let declared = self.schema.entity(entity).fields.get(field as usize)?;
            Some(FieldInfo {
                ty: &declared.ty,
                id: Some(FieldId { entity, index: field }),
                low: declared.low.as_ref(),
                high: declared.high.as_ref(),
                at_most: declared.at_most,
                series: declared.series,
                flow: declared.flow,
                may_be_absent: declared.may_be_absent,
            })
        };
        match self.get(table)? {
            Rows::Open(entity) | Rows::Closed { entity, .. } => of_entity(*entity),
            Rows::Items { record: Some(entity), .. } | Rows::Records { record: entity, .. } => of_entity(*entity),
            Rows::Items { ty, .. } => Some(FieldInfo {
                ty: (*ty)?,
                id: None,
                low: None,
                high: None,
                at_most: None,
                series: false,
                flow: false,
                may_be_absent: false,
            }),
        }
    }

    /// The row that a key of an instance stands for.
    pub fn row_of(&self, table: TableId, key: &str) -> Option<u32> {
        match self.get(table) {
            Some(Rows::Open(entity)) => self.profiles.table(*entity)?.row(key).map(|row| row as u32),
            Some(Rows::Closed { entity, places }) => self.places(*entity, places).keys.get(key).copied(),
            _ => None,
        }
    }

    /// Whether a row counts in figures.
    pub fn counts(&self, table: TableId, row: usize) -> bool {
        let given = self.get(table).and_then(|rows| self.profile_row(rows, row));
        let given = given.and_then(|(entity, row)| self.profiles.table(entity)?.rows.get(row));
        given.is_none_or(|row| !row.invented)
    }

    /// The schema.
    pub fn schema(&self) -> &'a Schema {
        self.schema
    }

    /// The profiles.
    pub fn profiles(&self) -> &'a Profiles {
        self.profiles
    }
}

/// Where a datum stands, as a key: profiles do not move while they are read.
fn address(datum: &Datum) -> usize {
    std::ptr::from_ref(datum).addr()
}

/// The data of a cell as the profile has it.
pub(super) fn data(cell: &crate::data::Cell) -> &[Datum] {
    match cell {
        crate::data::Cell::Missing => &[],
        crate::data::Cell::Data(data) => data,
    }
}
