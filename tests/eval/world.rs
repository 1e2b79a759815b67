//! A small world to evaluate in: entities, profiles built in code, plans built by hand.

use acquis::data::{Cell, DataSource, Datum, List, Meta, Profiles, Row, Table, Value};
use acquis::eval::outcome::{Outcome, Values};
use acquis::num::date::Date;
use acquis::num::rat::Rat;
use acquis::plan::{self, Codes, Const, CutId, Frame, FrameId, Kind, NodeId, Op, Plan, Read, TableId, UNIT};
use acquis::text::{FileId, Name, Span};
use acquis::types::schema::{Entity, EntityId, Enum, EnumId, Field, FieldId, Limit, NumType, Schema, Type};
use std::sync::Arc;

pub const SPAN: Span = Span { file: FileId(0), start: 0, end: 0 };

/// A field with nothing said but its type.
pub fn field(path: &str, ty: Type) -> Field {
    Field { module: Name::new("test"), ..Field::plain(path, ty, SPAN) }
}

pub fn number(path: &str, low: i64, high: i64) -> Field {
    let limit = |n| Some(Limit::Number(Rat::int(n)));
    Field { low: limit(low), high: limit(high), ..field(path, Type::Number(NumType::int())) }
}

pub fn absentable(field: Field) -> Field {
    Field { may_be_absent: true, ..field }
}

pub fn list(path: &str, ty: Type, at_most: u32) -> Field {
    Field { at_most: Some(at_most), ..field(path, Type::List(Box::new(ty))) }
}

pub fn entity(name: &str, plural: bool, fields: Vec<Field>) -> Entity {
    Entity {
        name: Name::new(name),
        plural: plural.then(|| Name::new(&format!("{name}s"))),
        closed: false,
        key: vec![],
        fields,
        closed_keys: vec![],
        doc: None,
        span: SPAN,
    }
}

pub fn closed(name: &str, keys: &[&str], fields: Vec<Field>) -> Entity {
    let closed_keys = keys.iter().map(|k| Name::new(k)).collect();
    Entity { closed: true, closed_keys, ..entity(name, true, fields) }
}

pub fn enumeration(name: &str, values: &[&str]) -> Enum {
    Enum { name: Name::new(name), values: values.iter().map(|v| Name::new(v)).collect(), span: SPAN }
}

/// Schema and profiles under construction.
#[derive(Clone, Default)]
pub struct World {
    pub schema: Schema,
    pub profiles: Profiles,
}

impl World {
    /// Meta 0 has no day; it is what [`datum`] has.
    pub fn new(enums: Vec<Enum>, entities: Vec<Entity>) -> World {
        let tables = (0..entities.len()).map(|e| Table {
            entity: EntityId(e as u32),
            rows: vec![],
            columns: vec![vec![]; entities[e].fields.len()],
        });
        let profiles = Profiles { tables: tables.collect(), metas: vec![Meta::default()], sources: vec![] };
        World { schema: Schema { enums, entities, ..Schema::default() }, profiles }
    }

    /// Adds a row; fields not named are left out. Keys must come in ascending order.
    pub fn row(&mut self, entity: u32, key: &str, cells: &[(&str, Cell)]) {
        let declared = self.schema.entity(EntityId(entity)).clone();
        let table = &mut self.profiles.tables[entity as usize];
        assert!(table.rows.last().is_none_or(|row| row.key.as_str() < key));
        table.rows.push(Row { key: Name::new(key), span: SPAN, invented: false, further: vec![] });
        for (at, column) in table.columns.iter_mut().enumerate() {
            let given = cells.iter().find(|(path, _)| declared.field(path) == Some(at as u32));
            column.push(given.map_or(Cell::Missing, |(_, cell)| cell.clone()));
        }
        assert!(cells.iter().all(|(path, _)| declared.field(path).is_some()));
    }

    pub fn meta(&mut self, meta: Meta) -> u32 {
        self.profiles.metas.push(meta);
        self.profiles.metas.len() as u32 - 1
    }

    pub fn source(&mut self, published: Option<&str>) -> u32 {
        self.profiles.sources.push(DataSource {
            key: Name::new("s"),
            title: "s".into(),
            published: published.map(|day| (date(day), false)),
            evidence: Default::default(),
            span: SPAN,
        });
        self.profiles.sources.len() as u32 - 1
    }

    /// A record: cells by field path.
    pub fn record(&self, entity: u32, cells: &[(&str, Cell)]) -> Value {
        let declared = self.schema.entity(EntityId(entity));
        let cell =
            |f: &Field| cells.iter().find(|(path, _)| *path == f.path.as_str()).map_or(Cell::Missing, |c| c.1.clone());
        Value::Record(declared.fields.iter().map(cell).collect::<Vec<_>>().into())
    }
}

pub fn date(day: &str) -> Date {
    Date::parse(day).unwrap()
}

pub fn datum(value: Value) -> Datum {
    Datum { value, meta: 0, span: SPAN }
}

pub fn cell(value: Value) -> Cell {
    Cell::Data(Box::new([datum(value)]))
}

pub fn data(data: &[(Value, u32)]) -> Cell {
    Cell::Data(data.iter().map(|(value, meta)| Datum { value: value.clone(), meta: *meta, span: SPAN }).collect())
}

pub fn yes(b: bool) -> Cell {
    cell(Value::Bool(b))
}

pub fn num(n: i64) -> Cell {
    cell(Value::Number(Rat::int(n)))
}

pub fn between(lo: i64, hi: i64) -> Cell {
    cell(Value::Between(Rat::int(lo), Rat::int(hi)))
}

pub fn day(text: &str) -> Cell {
    cell(Value::Date(date(text)))
}

pub fn refer(key: &str) -> Cell {
    cell(Value::Reference(Name::new(key)))
}

pub fn items(items: Vec<Value>, others: (u32, Option<u32>)) -> Cell {
    cell(Value::List(Arc::new(List { items: items.into_iter().map(datum).collect(), others })))
}

/// A plan under construction.
pub struct Builder {
    pub plan: Plan,
    pub cut: CutId,
}

impl Builder {
    pub fn new() -> Builder {
        let mut plan = Plan::default();
        let cut =
            plan.cut_id(plan::Cut { data_as_of: date("2018-04-30"), known_on: date("2018-04-30"), later: vec![] });
        Builder { plan, cut }
    }

    pub fn table(&mut self, entity: u32) -> TableId {
        self.plan.table_id(plan::Table::Entity(EntityId(entity)))
    }

    pub fn items(&mut self, owner: TableId, entity: u32, field: u32) -> TableId {
        self.plan.table_id(plan::Table::Items { owner, field: FieldId { entity: EntityId(entity), index: field } })
    }

    pub fn rows(&mut self, entity: u32) -> FrameId {
        let table = self.table(entity);
        self.plan.frame_id(Frame::Rows(table))
    }

    pub fn expand(&mut self, parent: FrameId, owner: NodeId, items: TableId) -> FrameId {
        let cut = self.cut;
        self.plan.frame_id(Frame::Expand { parent, owner, items, cut })
    }

    pub fn here(&mut self, table: TableId, frame: FrameId) -> NodeId {
        self.plan.add(Op::Here(table), frame, Kind::Code(Codes::Rows(table)))
    }

    /// A field of the row of the frame's innermost table.
    pub fn own(&mut self, table: TableId, field: u32, frame: FrameId, kind: Kind) -> NodeId {
        let of = self.here(table, frame);
        self.field(of, table, field, frame, kind)
    }

    pub fn field(&mut self, of: NodeId, table: TableId, field: u32, frame: FrameId, kind: Kind) -> NodeId {
        let cut = self.cut;
        self.plan.add(Op::Field { of, table, field, read: Read::Plain, cut }, frame, kind)
    }

    pub fn constant(&mut self, value: Const, kind: Kind) -> NodeId {
        self.plan.add(Op::Const(value), UNIT, kind)
    }

    pub fn int(&mut self, n: i64) -> NodeId {
        self.constant(Const::Number(Some(Rat::int(n)), Some(Rat::int(n))), Kind::Number)
    }

    pub fn cond(&mut self, op: Op, frame: FrameId) -> NodeId {
        self.plan.add(op, frame, Kind::Cond)
    }

    pub fn num(&mut self, op: Op, frame: FrameId) -> NodeId {
        self.plan.add(op, frame, Kind::Number)
    }
}

pub fn enum_kind(id: u32) -> Kind {
    Kind::Code(Codes::Enum(EnumId(id)))
}

/// `t f na conflict gap` as letters, for short tests of conditions: `tf!` is unknown or conflict.
pub fn letters(outcome: &Outcome) -> String {
    let mut all = String::new();
    match &outcome.values {
        Values::None => {}
        Values::Cond { t, f } => {
            all += if *t { "t" } else { "" };
            all += if *f { "f" } else { "" };
        }
        Values::Number(b) => all += &format!("{b:?}"),
        Values::Date(d) => {
            all += &format!("{:?}..{:?}", d.lo.and_then(Date::from_days), d.hi.and_then(Date::from_days))
        }
        Values::Codes(Some(places)) => all += &format!("{places:?}"),
        Values::Codes(None) => all += "any",
        Values::Text(Some(text)) => all += &format!("{text:?}"),
        Values::Text(None) => all += "any",
    }
    all += if outcome.not_applicable { "-" } else { "" };
    all += if outcome.conflict { "!" } else { "" };
    all += if outcome.gap { "?" } else { "" };
    all
}
