//! Cells to columns: each field is read once for a cut, for all rows of its table.

use super::bits::Bits;
use super::column::{Column, Data, Exits, UNKNOWN};
use super::lanes::{CondLane, ExactLane, IndexLane, Lane, MaskLane, Out, Rows, TextLane};
use super::numbers::Builder;
use super::select::{Reader, Selection, When};
use super::tables::{FieldInfo, data};
use super::world::{LeafKey, World, lock};
use crate::data::{Datum, Value};
use crate::num::bounds::Bounds;
use crate::num::rat::Rat;
use crate::plan::{Codes, CutId, Kind};
use crate::types::schema::{Limit, Type};
use std::sync::Arc;

/// How many fields a bound may lead through.
const BOUND_DEPTH: u32 = 4;

/// The outcomes of the list that a cell holds.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(super) struct ListOut {
    /// The place of its datum in the cell, where `given` is not 0.
    pub place: usize,
    /// How many items are given.
    pub given: u32,
    /// How many more there may be; `None` above: any number.
    pub others: (u32, Option<u32>),
    /// Whether a list is possible at all.
    pub possible: bool,
    pub na: bool,
    pub conflict: bool,
}

impl<'a> World<'a> {
    /// The column of a field for all rows of its table, the phantom last; read once. The flag: whether it was there.
    pub(super) fn leaf(&self, key: &LeafKey, when: When) -> (Arc<Column>, bool) {
        let leaf = lock(&self.leaves).entry((*key, when)).or_default().clone();
        let mut hit = true;
        let column = leaf.get_or_init(|| {
            hit = false;
            let rows = self.tables.len(key.table) + 1;
            Arc::new(self.load(key, (0..rows).map(|row| (row, when))))
        });
        (column.clone(), hit)
    }

    pub(super) fn reader(&self, info: &FieldInfo<'a>, when: When, cut: CutId) -> Reader<'_> {
        let cut = self.plan.cut(cut);
        Reader {
            profiles: self.tables.profiles(),
            cut,
            when,
            series: info.series,
            flow: info.flow,
            later: info.id.is_some_and(|id| cut.later.contains(&id)),
        }
    }

    /// The data of a cell.
    pub(super) fn cell(&self, key: &LeafKey, row: usize) -> &'a [Datum] {
        let Some((owner, field)) = self.tables.record_owner(key.table) else {
            return self.tables.cell(key.table, row, key.field);
        };
        let (records, selection) = self.selection(&LeafKey { table: owner, field, ..*key }, row, When::Cut);
        match selection.places.single().map(|place| &records[place].value) {
            Some(Value::Record(cells)) => cells.get(key.field as usize).map_or(&[], data),
            _ => &[],
        }
    }

    /// The data of a cell that are read.
    pub(super) fn selection(&self, key: &LeafKey, row: usize, when: When) -> (&'a [Datum], Selection) {
        let data = self.cell(key, row);
        match self.tables.field(key.table, key.field) {
            Some(info) if !data.is_empty() => (data, self.reader(&info, when, key.cut).select(data)),
            _ => (data, Selection::default()),
        }
    }

    /// Some cells of a field, each read in its way; the phantom's row is past the last.
    pub(super) fn load(&self, key: &LeafKey, cells: impl ExactSizeIterator<Item = (usize, When)>) -> Column {
        match key.kind {
            Kind::Cond => self.load_lane(key, cells, &CondLane, |v| match v {
                Value::Bool(b) => Some(if *b { 1 } else { 2 }),
                _ => None,
            }),
            Kind::Text => self.load_lane(key, cells, &TextLane, |v| match v {
                Value::Text(text) => Some(self.text_id(text)),
                _ => None,
            }),
            Kind::Number | Kind::Date => self.load_numbers(key, cells),
            Kind::Code(codes) => self.load_codes(key, cells, codes),
        }
    }

    fn load_codes(&self, key: &LeafKey, cells: impl ExactSizeIterator<Item = (usize, When)>, codes: Codes) -> Column {
        let set = self.tables.code_set(codes);
        let place = |v: &Value| self.place(key, codes, v).filter(|p| (*p as usize) < set.size);
        if set.is_small() {
            let lane = MaskLane { all: set.all(), phantom: set.phantom_bit() };
            return self.load_lane(key, cells, &lane, |v| place(v).map(|p| 1 << p));
        }
        self.load_lane(key, cells, &IndexLane { phantom: set.phantom.unwrap_or(UNKNOWN) }, place)
    }

    /// The place of a code in its set.
    fn place(&self, key: &LeafKey, codes: Codes, value: &Value) -> Option<u32> {
        let named =
            |names: &[crate::text::Name], name: &str| names.iter().position(|n| n.as_str() == name).map(|p| p as u32);
        let schema = self.tables.schema();
        match (value, codes) {
            (Value::Enum(place), Codes::Enum(_)) => Some(*place),
            (Value::Reference(name), Codes::Rows(table)) => self.tables.row_of(table, name),
            (Value::Reference(name), Codes::Party) => named(&schema.parties, name),
            (Value::Reference(name), Codes::Recommendation) => named(&schema.recommendations, name),
            _ => {
                debug_assert!(!matches!(value, Value::Enum(_) | Value::Reference(_)), "{value:?} of {key:?}");
                None
            }
        }
    }

    fn load_lane<L: Lane>(
        &self,
        key: &LeafKey,
        cells: impl ExactSizeIterator<Item = (usize, When)>,
        lane: &L,
        known: impl Fn(&Value) -> Option<L::Set>,
    ) -> Column {
        let mut rows = Rows::new(lane, cells.len());
        let absent = self.tables.field(key.table, key.field).is_some_and(|f| f.may_be_absent);
        let is_record = matches!(key.kind, Kind::Code(Codes::Rows(table)) if self.tables.record_owner(table).is_some());
        for (at, (row, when)) in cells.enumerate() {
            let (data, selection) = self.selection(key, row, when);
            // A record stands in the row of its owner, known or not.
            let this = || if is_record { self.record_set(lane, key.kind, row) } else { lane.any() };
            let unknown = || Out { na: absent, ..Out::value(this()) };
            let known = |v: &Value| if is_record && matches!(v, Value::Record(_)) { Some(this()) } else { known(v) };
            let out = cell_out(lane, data, &selection, known, unknown);
            rows.add(at, out);
        }
        rows.finish()
    }

    fn record_set<L: Lane>(&self, lane: &L, kind: Kind, row: usize) -> L::Set {
        let Kind::Code(codes) = kind else { return lane.any() };
        let data = match self.tables.code_set(codes).is_small() {
            true => Data::Mask(vec![1 << row].into()),
            false => Data::Index(vec![row as u32].into()),
        };
        lane.get(&Column::plain(1, data), 0)
    }

    fn load_numbers(&self, key: &LeafKey, cells: impl ExactSizeIterator<Item = (usize, When)>) -> Column {
        let len = cells.len();
        let mut builder = Builder::with_capacity(len);
        let (mut value, mut exits) = (Bits::none(len), Exits::default());
        let info = self.tables.field(key.table, key.field);
        let plain = key.end.is_none();
        for (at, (row, when)) in cells.enumerate() {
            let (data, selection) = self.selection(key, row, when);
            if let (Some(place), true) = (selection.places.single(), plain)
                && let Value::Number(n) = &data[place].value
            {
                builder.push(Some(n), Some(n));
                value.set(at);
                continue;
            }
            let out = match &info {
                Some(info) if matches!(info.ty, Type::List(_)) => self.count_out(&self.list(key, row)),
                Some(info) => self.number_out(key, info, (row, when), data, &selection, BOUND_DEPTH),
                None => Out::value(Bounds::UNKNOWN),
            };
            match &out.value {
                Some(bounds) => {
                    builder.push(bounds.lo(), bounds.hi());
                    value.set(at);
                }
                None => builder.push_blank(),
            }
            let set = |bits: &mut Option<Bits>, yes: bool| {
                if yes {
                    bits.get_or_insert_with(|| Bits::none(len)).set(at);
                }
            };
            set(&mut exits.na, out.na);
            set(&mut exits.conflict, out.conflict);
        }
        exits.value = Some(value);
        Column::new(len, exits, Data::Number(builder.finish()))
    }

    fn number_out(
        &self,
        key: &LeafKey,
        info: &FieldInfo<'a>,
        cell: (usize, When),
        data: &[Datum],
        selection: &Selection,
        depth: u32,
    ) -> Out<Bounds> {
        let known = |v: &Value| match (v, key.end) {
            (Value::Number(n), _) => Some(Bounds::exact(n.clone())),
            (Value::Date(day), _) => Some(Bounds::exact(Rat::int(day.days()))),
            (Value::Range(lo, _), Some(false)) => Some(Bounds::exact(lo.clone())),
            (Value::Range(_, hi), Some(true)) => Some(Bounds::exact(hi.clone())),
            (Value::Between(lo, hi), _) => {
                let given = Bounds::between(lo.clone(), hi.clone())?;
                Some(given.intersect(&self.limits(key, info, cell, depth)).unwrap_or(given))
            }
            _ => None,
        };
        let unknown = || Out { na: info.may_be_absent, ..Out::value(self.limits(key, info, cell, depth)) };
        cell_out(&ExactLane, data, selection, known, unknown)
    }

    /// The bounds of an unknown cell.
    fn limits(&self, key: &LeafKey, info: &FieldInfo<'a>, cell: (usize, When), depth: u32) -> Bounds {
        let end = |limit: Option<&Limit>, high: bool| match limit? {
            Limit::Number(n) => Some(n.clone()),
            Limit::Field(other) => self.limit_of(key, *other, cell, high, depth),
        };
        Bounds::new(end(info.low, false), end(info.high, true))
            .or_else(|| Bounds::new(constant(info.low), constant(info.high)))
            .unwrap_or(Bounds::UNKNOWN)
    }

    /// The end of another field of the same row, as a bound for this one.
    fn limit_of(&self, key: &LeafKey, other: u32, (row, when): (usize, When), high: bool, depth: u32) -> Option<Rat> {
        let depth = depth.checked_sub(1)?;
        let info = self.tables.field(key.table, other)?;
        let when = match when {
            When::Over(..) if !info.flow => When::Cut,
            When::AsOf(_) if !info.series => When::Cut,
            when => when,
        };
        let key = LeafKey { field: other, ..*key };
        let (data, selection) = self.selection(&key, row, when);
        let out = self.number_out(&key, &info, (row, when), data, &selection, depth);
        // Where the other may have no value it bounds nothing.
        if out.has_exit() {
            return None;
        }
        let bounds = out.value?;
        if high { bounds.hi().cloned() } else { bounds.lo().cloned() }
    }

    /// The list of a cell.
    pub(super) fn list(&self, key: &LeafKey, row: usize) -> ListOut {
        let info = self.tables.field(key.table, key.field);
        let at_most = info.and_then(|f| f.at_most);
        let na = info.is_some_and(|f| f.may_be_absent);
        let unknown = ListOut { others: (0, at_most), possible: true, na, ..ListOut::default() };
        let (data, selection) = self.selection(key, row, When::Cut);
        let Some(place) = selection.places.single() else {
            return if selection.places.is_empty() {
                unknown
            } else {
                ListOut { conflict: true, ..ListOut::default() }
            };
        };
        match &data[place].value {
            Value::List(list) => {
                let given = list.items.len() as u32;
                let room = at_most.map(|most| most.saturating_sub(given));
                let high = [list.others.1, room].into_iter().flatten().min().map(|high| high.max(list.others.0));
                ListOut { place, given, others: (list.others.0, high), possible: true, ..ListOut::default() }
            }
            Value::Absent => ListOut { na: true, ..ListOut::default() },
            _ => unknown,
        }
    }

    /// How many items a list has.
    fn count_out(&self, list: &ListOut) -> Out<Bounds> {
        let number = |n: u64| Rat::int(i64::try_from(n).unwrap_or(i64::MAX));
        let given = u64::from(list.given);
        let low = number(given + u64::from(list.others.0));
        let high = list.others.1.map(|high| number(given + u64::from(high)));
        Out {
            value: Bounds::new(Some(low), high).filter(|_| list.possible),
            na: list.na,
            conflict: list.conflict,
            gap: false,
        }
    }
}

fn constant(limit: Option<&Limit>) -> Option<Rat> {
    match limit? {
        Limit::Number(n) => Some(n.clone()),
        Limit::Field(_) => None,
    }
}

/// The outcomes of a cell: those of its one datum; of several of one day what they agree in, and conflict
/// unless they must agree.
fn cell_out<L: Lane>(
    lane: &L,
    data: &[Datum],
    selection: &Selection,
    known: impl Fn(&Value) -> Option<L::Set>,
    unknown: impl Fn() -> Out<L::Set>,
) -> Out<L::Set> {
    let one = |place: usize| match &data[place].value {
        Value::Absent => Out { na: true, ..Out::NOTHING },
        value => known(value).map_or_else(&unknown, Out::value),
    };
    let mut places = selection.places.iter();
    let Some(first) = places.next() else { return unknown() };
    places.fold(one(first), |all, place| agree(lane, all, one(place)))
}

/// What two data of one day agree in; conflict unless both are the same one outcome.
fn agree<L: Lane>(lane: &L, a: Out<L::Set>, b: Out<L::Set>) -> Out<L::Set> {
    let value = match (&a.value, &b.value) {
        (Some(a), Some(b)) => lane.meet(a, b),
        _ => None,
    };
    let single = |out: &Out<L::Set>| match &out.value {
        Some(set) => !out.has_exit() && lane.is_single(set),
        None => !out.conflict,
    };
    let agreed = single(&a) && single(&b) && (value.is_some() || (a.na && b.na));
    let na = a.na && b.na;
    Out { value, na, conflict: !agreed, gap: false }
}
