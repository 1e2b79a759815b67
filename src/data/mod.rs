//! Profiles: what is known of each instance, with the day, source and mark of every datum.
//!
//! A [`Table`] holds the profiles of one entity, rows in ascending order of key. A cell keeps all of its
//! data: which of them a rule reads depends on the data date and the knowledge cut, and is chosen when a
//! plan runs. Nothing is dropped, nothing turns into zero.

pub mod answers;
mod columns;
pub mod csv;
pub mod datum;
pub mod described;
pub mod entries;
pub mod from_csv;
pub mod from_yaml;
mod further;
pub mod mandate;
pub mod mutants;
mod plain;
pub mod reader;
pub mod reading;
pub mod scalar;
pub mod schema_json;
pub mod yaml;

use crate::hir::law::Evidence;
use crate::num::date::Date;
use crate::num::rat::Rat;
use crate::text::{Name, Span};
use crate::types::schema::EntityId;
use std::sync::Arc;

/// All profiles of a run.
#[derive(Clone, Default, Debug)]
pub struct Profiles {
    /// One table for each entity of the schema, by [`EntityId`]; empty where nothing was given.
    pub tables: Vec<Table>,
    /// What data share: day, source, mark. A [`Datum`] names its place here.
    pub metas: Vec<Meta>,
    /// Sources of data, named by [`Meta::source`].
    pub sources: Vec<DataSource>,
}

/// The profiles of one entity.
#[derive(Clone, Debug)]
pub struct Table {
    /// The entity.
    pub entity: EntityId,
    /// Its rows, in ascending order of key.
    pub rows: Vec<Row>,
    /// `columns[field][row]`, a column for each field of the entity.
    pub columns: Vec<Vec<Cell>>,
}

/// One profile.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its key; parts of a composite key joined by `", "` in the order of the key.
    pub key: Name,
    /// Where it stands.
    pub span: Span,
    /// A sample: shown as such, counted in no figure.
    pub invented: bool,
    /// Data that no field reads: dotted key, printed value.
    pub further: Vec<(String, String)>,
}

/// What a profile says of one field.
#[derive(Clone, PartialEq, Debug)]
pub enum Cell {
    /// The key is left out, or says `unknown` and nothing else.
    Missing,
    /// One datum or several, in the order of the file. An unknown with a reason is a datum too.
    Data(Box<[Datum]>),
}

/// One datum.
#[derive(Clone, PartialEq, Debug)]
pub struct Datum {
    /// Its value, in base units.
    pub value: Value,
    /// Its day, source and mark: an index into [`Profiles::metas`].
    pub meta: u32,
    /// Where the value stands.
    pub span: Span,
}

/// What is known of a datum beside its value.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Meta {
    /// The day or period it holds for: first and last day.
    pub as_of: Option<(Date, Date)>,
    /// The day of publication; the flag: not later than (`published by`).
    pub published: Option<(Date, bool)>,
    /// Its source: an index into [`Profiles::sources`].
    pub source: Option<u32>,
    /// Its status word as written (`published`, `derived`, ...).
    pub status: Option<Name>,
    /// The weaker mark of datum and source.
    pub evidence: Evidence,
    /// A remark.
    pub note: Option<Arc<str>>,
    /// Who said so and when.
    pub statement: Option<Statement>,
    /// Settles a conflict of two data of one day.
    pub preferred: bool,
}

impl Meta {
    /// The day from which it counts: its own, else that on which somebody said so. A datum of a field that `runs` (a
    /// series, a flow) counts from its last day, any other from its first.
    pub fn counts_from(&self, runs: bool) -> Option<Date> {
        let own = self.as_of.map(|(first, last)| if runs { last } else { first });
        own.or_else(|| self.statement.as_ref().map(|statement| statement.day))
    }
}

/// A dated statement of a respondent.
#[derive(Clone, PartialEq, Debug)]
pub struct Statement {
    /// Who.
    pub by: Arc<str>,
    /// When.
    pub day: Date,
}

/// A source of data as a profile declares it.
#[derive(Clone, PartialEq, Debug)]
pub struct DataSource {
    /// Its key in the profile (`lau2019`).
    pub key: Name,
    /// Its title.
    pub title: Arc<str>,
    /// Its day of publication; the flag: not later than.
    pub published: Option<(Date, bool)>,
    /// Its mark.
    pub evidence: Evidence,
    /// Where it is declared.
    pub span: Span,
}

/// A value of a profile.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// Not known, perhaps with a reason in the note.
    Unknown,
    /// Known not to exist.
    Absent,
    /// A condition.
    Bool(bool),
    /// A number in base units.
    Number(Rat),
    /// A number known only within bounds.
    Between(Rat, Rat),
    /// A range, each value of which will do.
    Range(Rat, Rat),
    /// A day.
    Date(Date),
    /// Characters, in Unicode NFC.
    Text(Arc<str>),
    /// A value of an enum: its place in the declaration.
    Enum(u32),
    /// The key of an instance of the field's entity, or the name of a party or recommendation.
    Reference(Name),
    /// A record: a cell for each field of its entity.
    Record(Arc<[Cell]>),
    /// A list.
    List(Arc<List>),
}

impl Value {
    /// Whether two values say the same, wherever they stand.
    pub fn says(&self, other: &Value) -> bool {
        let data =
            |a: &[Datum], b: &[Datum]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.value.says(&b.value));
        match (self, other) {
            (Value::List(a), Value::List(b)) => a.others == b.others && data(&a.items, &b.items),
            (Value::Record(a), Value::Record(b)) => {
                a.len() == b.len()
                    && a.iter().zip(b.iter()).all(|pair| match pair {
                        (Cell::Missing, Cell::Missing) => true,
                        (Cell::Data(a), Cell::Data(b)) => data(a, b),
                        _ => false,
                    })
            }
            (a, b) => a == b,
        }
    }

    /// Whether something is left open in it.
    pub fn is_partial(&self) -> bool {
        let open = |cell: &Cell| match cell {
            Cell::Missing => true,
            Cell::Data(data) => data.iter().any(|d| d.value.is_partial()),
        };
        match self {
            Value::Unknown | Value::Between(..) => true,
            Value::List(list) => list.others != (0, Some(0)) || list.items.iter().any(|d| d.value.is_partial()),
            Value::Record(cells) => cells.iter().any(open),
            _ => false,
        }
    }

    /// Whether it says all that another says that leaves something open: items in their order, more of them where there
    /// may be, figures within the bounds.
    pub fn completes(&self, partial: &Value) -> bool {
        let datum = |own: &Datum, partial: &Datum| own.value.completes(&partial.value);
        match (self, partial) {
            (_, Value::Unknown) => true,
            (Value::Number(n), Value::Between(low, high)) => low <= n && n <= high,
            (Value::List(own), Value::List(partial)) => {
                let more = own.items.len().checked_sub(partial.items.len());
                let (least, most) = partial.others;
                more.is_some_and(|more| {
                    least as usize <= more + own.others.1.map_or(usize::MAX - more, |n| n as usize)
                        && most.is_none_or(|most| more <= most as usize)
                }) && partial.items.iter().zip(&own.items).all(|(partial, own)| datum(own, partial))
            }
            (Value::Record(own), Value::Record(partial)) => {
                own.iter().zip(partial.iter()).all(|(own, partial)| match (own, partial) {
                    (_, Cell::Missing) => true,
                    (Cell::Data(own), Cell::Data(partial)) => {
                        own.len() == partial.len()
                            && own.iter().zip(partial.iter()).all(|(own, partial)| datum(own, partial))
                    }
                    (Cell::Missing, Cell::Data(_)) => false,
                })
            }
            (own, partial) => own.says(partial),
        }
    }
}

/// A list of a profile.
#[derive(Clone, PartialEq, Debug)]
pub struct List {
    /// The items that are given.
    pub items: Vec<Datum>,
    /// How many more there may be: least and greatest number; `None` above: not known (to the field's `at most`).
    pub others: (u32, Option<u32>),
}

impl Profiles {
    /// The table of an entity.
    pub fn table(&self, entity: EntityId) -> Option<&Table> {
        self.tables.get(entity.0 as usize)
    }

    /// What the profile of a key says in a text field, the first where there are several.
    pub fn text(&self, entity: EntityId, key: &str, field: u32) -> Option<String> {
        let table = self.table(entity)?;
        let Cell::Data(data) = &table.columns[field as usize][table.row(key)?] else { return None };
        data.iter().find_map(|datum| match &datum.value {
            Value::Text(text) => Some(text.to_string()),
            _ => None,
        })
    }

    /// The meta of a datum.
    pub fn meta(&self, datum: &Datum) -> &Meta {
        &self.metas[datum.meta as usize]
    }

    /// The day on which a datum was published: its own, else that of its source.
    pub fn published(&self, meta: &Meta) -> Option<Date> {
        let of_source = || self.sources.get(meta.source? as usize)?.published;
        meta.published.or_else(of_source).map(|(day, _)| day)
    }
}

impl Table {
    /// The row with a key.
    pub fn row(&self, key: &str) -> Option<usize> {
        self.rows.binary_search_by(|r| r.key.as_str().cmp(key)).ok()
    }
}
