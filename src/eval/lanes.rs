//! Sets of values of one row, for each form of column: what union, intersection and "one value" mean.
//!
//! Kernels that pick and mix rows (cases, choices, references) are written once over a [`Lane`].

use super::bits::{Bits, ones, rows_of_word, words_for};
use super::column::{Column, Data, Exits, UNKNOWN};
use super::numbers::{ABOVE, BELOW, Builder as NumberBuilder, Fast, Numbers, harmonised};
use super::tables::CodeSet;
use crate::num::bounds::Bounds;
use crate::num::rat::Rat;
use std::borrow::Cow;

/// The outcomes of one row: values, and outcomes without.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Out<V> {
    /// Possible values; none: no value is possible.
    pub value: Option<V>,
    /// May be not applicable.
    pub na: bool,
    /// May be a conflict.
    pub conflict: bool,
    /// May be a gap.
    pub gap: bool,
}

impl<V> Out<V> {
    /// Nothing at all; to be joined with something.
    pub const NOTHING: Out<V> = Out { value: None, na: false, conflict: false, gap: false };

    /// Values only.
    pub fn value(value: V) -> Out<V> {
        Out { value: Some(value), ..Out::NOTHING }
    }

    /// A gap only.
    pub fn gap() -> Out<V> {
        Out { gap: true, ..Out::NOTHING }
    }

    /// A conflict only.
    pub fn conflict() -> Out<V> {
        Out { conflict: true, ..Out::NOTHING }
    }

    /// Whether there is an outcome without value.
    pub fn has_exit(&self) -> bool {
        self.na || self.conflict || self.gap
    }
}

/// Sets of values of one form of column.
pub(super) trait Lane {
    /// A set of values; not empty.
    type Set: Clone + PartialEq;
    /// Sets of all rows.
    type Rows;

    /// Any value.
    fn any(&self) -> Self::Set;
    /// The set of a row of a column, where a value is possible.
    fn get(&self, column: &Column, at: usize) -> Self::Set;
    /// The least set around both.
    fn join(&self, a: &Self::Set, b: &Self::Set) -> Self::Set;
    /// What is in both.
    fn meet(&self, a: &Self::Set, b: &Self::Set) -> Option<Self::Set>;
    /// Whether it is one value.
    fn is_single(&self, set: &Self::Set) -> bool;
    /// Rows, each of which is anything yet.
    fn rows(&self, len: usize) -> Self::Rows;
    /// Writes a row.
    fn put(&self, rows: &mut Self::Rows, row: usize, set: Self::Set);
    /// The set of a written row.
    fn written(&self, rows: &Self::Rows, row: usize) -> Self::Set;
    /// The column's values.
    fn finish(&self, rows: Self::Rows, len: usize) -> Data;

    /// Adds the sets of some of the rows `64 * i ..` of a column, in each of which a value is possible; `written`: the
    /// rows of that word of which something is written already.
    #[inline]
    fn add_word(&self, rows: &mut Self::Rows, (i, mask): (usize, u64), column: &Column, written: u64) {
        for bit in ones(mask) {
            let row = i * 64 + bit;
            let set = self.get(column, column.at(row));
            let set = if written >> bit & 1 == 1 { self.join(&set, &self.written(rows, row)) } else { set };
            self.put(rows, row, set);
        }
    }

    /// All outcomes of a row of a column.
    fn out(&self, column: &Column, at: usize) -> Out<Self::Set> {
        Out {
            value: column.can_be_value(at).then(|| self.get(column, at)),
            na: column.can_be_na(at),
            conflict: column.can_be_conflict(at),
            gap: column.can_be_gap(at),
        }
    }

    /// The least set of outcomes around both.
    fn union(&self, a: Out<Self::Set>, b: Out<Self::Set>) -> Out<Self::Set> {
        let value = match (a.value, b.value) {
            (Some(a), Some(b)) => Some(self.join(&a, &b)),
            (a, b) => a.or(b),
        };
        Out { value, na: a.na || b.na, conflict: a.conflict || b.conflict, gap: a.gap || b.gap }
    }
}

/// Conditions: bit 0 true, bit 1 false.
pub(super) struct CondLane;
/// Places of a set of at most 64. The phantom is a place that stands for more than one instance.
pub(super) struct MaskLane {
    pub all: u64,
    pub phantom: u64,
}
/// Places of a larger set.
pub(super) struct IndexLane {
    pub phantom: u32,
}
/// Texts.
pub(super) struct TextLane;
/// Numbers over a denominator.
pub(super) struct FastLane {
    pub den: i64,
}
/// Numbers as they are.
pub(super) struct ExactLane;

impl Lane for CondLane {
    type Set = u8;
    type Rows = (Bits, Bits);
    fn any(&self) -> u8 {
        3
    }
    fn get(&self, column: &Column, at: usize) -> u8 {
        match column.data() {
            Data::Cond { t, f } => u8::from(t.get(at)) | u8::from(f.get(at)) << 1,
            _ => 3,
        }
    }
    fn join(&self, a: &u8, b: &u8) -> u8 {
        a | b
    }
    fn meet(&self, a: &u8, b: &u8) -> Option<u8> {
        Some(a & b).filter(|m| *m != 0)
    }
    fn is_single(&self, set: &u8) -> bool {
        *set != 3
    }
    fn rows(&self, len: usize) -> (Bits, Bits) {
        (Bits::none(len), Bits::none(len))
    }
    fn put(&self, rows: &mut (Bits, Bits), row: usize, set: u8) {
        if set & 1 != 0 {
            rows.0.set(row);
        }
        if set & 2 != 0 {
            rows.1.set(row);
        }
    }
    fn written(&self, rows: &(Bits, Bits), row: usize) -> u8 {
        u8::from(rows.0.get(row)) | u8::from(rows.1.get(row)) << 1
    }
    #[inline]
    fn add_word(&self, rows: &mut (Bits, Bits), (i, mask): (usize, u64), column: &Column, _: u64) {
        let len = rows.0.len();
        rows.0.or_word(i, column.t(len).at(i) & mask);
        rows.1.or_word(i, column.f(len).at(i) & mask);
    }
    fn finish(&self, rows: (Bits, Bits), _: usize) -> Data {
        Data::Cond { t: rows.0, f: rows.1 }
    }
}

impl Lane for MaskLane {
    type Set = u64;
    type Rows = Vec<u64>;
    fn any(&self) -> u64 {
        self.all
    }
    fn get(&self, column: &Column, at: usize) -> u64 {
        match column.data() {
            Data::Mask(masks) => masks[at],
            _ => self.all,
        }
    }
    fn join(&self, a: &u64, b: &u64) -> u64 {
        a | b
    }
    fn meet(&self, a: &u64, b: &u64) -> Option<u64> {
        Some(a & b).filter(|m| *m != 0)
    }
    fn is_single(&self, set: &u64) -> bool {
        set.count_ones() == 1 && *set != self.phantom
    }
    fn rows(&self, len: usize) -> Vec<u64> {
        vec![0; len]
    }
    fn put(&self, rows: &mut Vec<u64>, row: usize, set: u64) {
        rows[row] = set;
    }
    fn written(&self, rows: &Vec<u64>, row: usize) -> u64 {
        rows[row]
    }
    fn finish(&self, rows: Vec<u64>, _: usize) -> Data {
        Data::Mask(rows.into())
    }
}

/// The union of places or texts that are one or any.
fn join_places(a: &u32, b: &u32) -> u32 {
    if a == b { *a } else { UNKNOWN }
}

fn meet_places(a: &u32, b: &u32) -> Option<u32> {
    match (*a, *b) {
        (UNKNOWN, b) => Some(b),
        (a, UNKNOWN) => Some(a),
        (a, b) => (a == b).then_some(a),
    }
}

impl Lane for IndexLane {
    type Set = u32;
    type Rows = Vec<u32>;
    fn any(&self) -> u32 {
        UNKNOWN
    }
    fn get(&self, column: &Column, at: usize) -> u32 {
        match column.data() {
            Data::Index(places) => places[at],
            _ => UNKNOWN,
        }
    }
    fn join(&self, a: &u32, b: &u32) -> u32 {
        join_places(a, b)
    }
    fn meet(&self, a: &u32, b: &u32) -> Option<u32> {
        meet_places(a, b)
    }
    fn is_single(&self, set: &u32) -> bool {
        *set != UNKNOWN && *set != self.phantom
    }
    fn rows(&self, len: usize) -> Vec<u32> {
        vec![UNKNOWN; len]
    }
    fn put(&self, rows: &mut Vec<u32>, row: usize, set: u32) {
        rows[row] = set;
    }
    fn written(&self, rows: &Vec<u32>, row: usize) -> u32 {
        rows[row]
    }
    fn finish(&self, rows: Vec<u32>, _: usize) -> Data {
        Data::Index(rows.into())
    }
}

impl Lane for TextLane {
    type Set = u32;
    type Rows = Vec<u32>;
    fn any(&self) -> u32 {
        UNKNOWN
    }
    fn get(&self, column: &Column, at: usize) -> u32 {
        match column.data() {
            Data::Text(texts) => texts[at],
            _ => UNKNOWN,
        }
    }
    fn join(&self, a: &u32, b: &u32) -> u32 {
        join_places(a, b)
    }
    fn meet(&self, a: &u32, b: &u32) -> Option<u32> {
        meet_places(a, b)
    }
    fn is_single(&self, set: &u32) -> bool {
        *set != UNKNOWN
    }
    fn rows(&self, len: usize) -> Vec<u32> {
        vec![UNKNOWN; len]
    }
    fn put(&self, rows: &mut Vec<u32>, row: usize, set: u32) {
        rows[row] = set;
    }
    fn written(&self, rows: &Vec<u32>, row: usize) -> u32 {
        rows[row]
    }
    fn finish(&self, rows: Vec<u32>, _: usize) -> Data {
        Data::Text(rows.into())
    }
}

impl Lane for FastLane {
    type Set = (i64, i64);
    type Rows = (Vec<i64>, Vec<i64>);
    fn any(&self) -> (i64, i64) {
        (BELOW, ABOVE)
    }
    fn get(&self, column: &Column, at: usize) -> (i64, i64) {
        match column.data() {
            Data::Number(Numbers::Fast(fast)) => fast.ends(at),
            _ => self.any(),
        }
    }
    fn join(&self, a: &(i64, i64), b: &(i64, i64)) -> (i64, i64) {
        (a.0.min(b.0), a.1.max(b.1))
    }
    fn meet(&self, a: &(i64, i64), b: &(i64, i64)) -> Option<(i64, i64)> {
        Some((a.0.max(b.0), a.1.min(b.1))).filter(|(lo, hi)| lo <= hi)
    }
    fn is_single(&self, set: &(i64, i64)) -> bool {
        set.0 == set.1
    }
    fn rows(&self, len: usize) -> Self::Rows {
        (vec![0; len], vec![0; len])
    }
    fn put(&self, rows: &mut Self::Rows, row: usize, set: (i64, i64)) {
        rows.0[row] = set.0;
        rows.1[row] = set.1;
    }
    fn written(&self, rows: &Self::Rows, row: usize) -> (i64, i64) {
        (rows.0[row], rows.1[row])
    }
    fn finish(&self, rows: Self::Rows, _: usize) -> Data {
        Data::Number(Numbers::Fast(Fast::new(self.den, rows.0, Some(rows.1)).trimmed()))
    }
}

impl Lane for ExactLane {
    type Set = Bounds;
    type Rows = Vec<Bounds>;
    fn any(&self) -> Bounds {
        Bounds::UNKNOWN
    }
    fn get(&self, column: &Column, at: usize) -> Bounds {
        column.numbers().map_or(Bounds::UNKNOWN, |numbers| numbers.bounds(at))
    }
    fn join(&self, a: &Bounds, b: &Bounds) -> Bounds {
        a.hull(b)
    }
    fn meet(&self, a: &Bounds, b: &Bounds) -> Option<Bounds> {
        a.intersect(b)
    }
    fn is_single(&self, set: &Bounds) -> bool {
        set.settled().is_some()
    }
    fn rows(&self, len: usize) -> Vec<Bounds> {
        vec![Bounds::exact(Rat::ZERO); len]
    }
    fn put(&self, rows: &mut Vec<Bounds>, row: usize, set: Bounds) {
        rows[row] = set;
    }
    fn written(&self, rows: &Vec<Bounds>, row: usize) -> Bounds {
        rows[row].clone()
    }
    fn finish(&self, rows: Vec<Bounds>, len: usize) -> Data {
        let mut builder = NumberBuilder::with_capacity(len);
        for bounds in &rows {
            builder.push(bounds.lo(), bounds.hi());
        }
        Data::Number(builder.finish())
    }
}

/// A column written row by row, in any order; rows not written have no outcome and must not stay so.
pub(super) struct Rows<'l, L: Lane> {
    lane: &'l L,
    len: usize,
    rows: L::Rows,
    value: Bits,
    na: Bits,
    conflict: Bits,
    gap: Bits,
}

impl<'l, L: Lane> Rows<'l, L> {
    /// So many rows.
    pub fn new(lane: &'l L, len: usize) -> Rows<'l, L> {
        let none = || Bits::none(len);
        Rows { lane, len, rows: lane.rows(len), value: none(), na: none(), conflict: none(), gap: none() }
    }

    /// Adds outcomes to a row.
    #[inline]
    pub fn add(&mut self, row: usize, out: Out<L::Set>) {
        if let Some(set) = out.value {
            self.add_value(row, set);
        }
        if out.na {
            self.na.set(row);
        }
        if out.conflict {
            self.conflict.set(row);
        }
        if out.gap {
            self.gap.set(row);
        }
    }

    /// Adds values to a row.
    #[inline]
    pub fn add_value(&mut self, row: usize, set: L::Set) {
        let set = if self.value.get(row) { self.lane.join(&set, &self.lane.written(&self.rows, row)) } else { set };
        self.value.set(row);
        self.lane.put(&mut self.rows, row, set);
    }

    /// Adds the outcomes of a row of a column to a row.
    #[inline]
    pub fn add_from(&mut self, row: usize, column: &Column, at: usize) {
        if column.can_be_value(at) {
            self.add_value(row, self.lane.get(column, at));
        }
        if !column.exits().is_plain() {
            self.add(
                row,
                Out {
                    na: column.can_be_na(at),
                    conflict: column.can_be_conflict(at),
                    gap: column.can_be_gap(at),
                    value: None,
                },
            );
        }
    }

    /// Adds the outcomes that a column has in some of the rows `64 * i ..` to these rows.
    #[inline]
    pub fn add_rows(&mut self, (i, mask): (usize, u64), column: &Column) {
        let valued = mask & column.value_word(self.len, i);
        let written = self.value.words()[i];
        self.lane.add_word(&mut self.rows, (i, valued), column, written);
        self.value.or_word(i, valued);
        self.add_exits((i, mask), column);
    }

    /// Adds the outcomes without value that a column of any form has in some of the rows `64 * i ..` to these rows.
    #[inline]
    pub fn add_exits(&mut self, (i, mask): (usize, u64), column: &Column) {
        if !column.exits().is_plain() {
            self.na.or_word(i, column.na(self.len).at(i) & mask);
            self.conflict.or_word(i, column.conflict(self.len).at(i) & mask);
            self.gap.or_word(i, column.gap(self.len).at(i) & mask);
        }
    }

    /// Adds the outcomes without value of a column of any form to all rows.
    pub fn add_all_exits(&mut self, column: &Column) {
        (0..words_for(self.len)).for_each(|i| self.add_exits((i, rows_of_word(self.len, i)), column));
    }

    /// Any value is possible in some of the rows `64 * i ..`.
    pub fn add_any(&mut self, (i, mask): (usize, u64)) {
        for bit in ones(mask) {
            self.add_value(i * 64 + bit, self.lane.any());
        }
    }

    /// A gap is possible in some of the rows `64 * i ..`.
    #[inline]
    pub fn add_gaps(&mut self, (i, mask): (usize, u64)) {
        self.gap.or_word(i, mask);
    }

    /// A conflict is possible in some of the rows `64 * i ..`.
    #[inline]
    pub fn add_conflicts(&mut self, (i, mask): (usize, u64)) {
        self.conflict.or_word(i, mask);
    }

    /// The column.
    pub fn finish(self) -> Column {
        let exits =
            Exits { value: Some(self.value), na: Some(self.na), conflict: Some(self.conflict), gap: Some(self.gap) };
        Column::new(self.len, exits, self.lane.finish(self.rows, self.len))
    }
}

/// Work that is the same for every form of column.
pub(super) trait ForLane {
    /// What comes of it.
    type Result;
    /// Does it; the columns are of the lane's form.
    fn run<L: Lane>(self, lane: &L, columns: &[&Column]) -> Self::Result;
}

/// Does the work for the form that the columns share. Numbers are brought over one denominator where that is possible.
pub(super) fn with_lane<W: ForLane>(columns: &[&Column], set: Option<CodeSet>, work: W) -> W::Result {
    let set = set.unwrap_or(CodeSet { size: usize::MAX, phantom: None });
    match columns.first().map(|c| c.data()) {
        None | Some(Data::Cond { .. }) => work.run(&CondLane, columns),
        Some(Data::Text(_)) => work.run(&TextLane, columns),
        Some(Data::Mask(_)) => work.run(&MaskLane { all: set.all(), phantom: set.phantom_bit() }, columns),
        Some(Data::Index(_)) => work.run(&IndexLane { phantom: set.phantom.unwrap_or(UNKNOWN) }, columns),
        Some(Data::Number(_)) => {
            let numbers: Vec<&Numbers> = columns.iter().filter_map(|c| c.numbers()).collect();
            let Some(fast) = harmonised(&numbers) else { return work.run(&ExactLane, columns) };
            let den = fast.first().map_or(1, |f| f.den);
            let scaled: Vec<Cow<'_, Column>> =
                columns.iter().zip(fast).map(|(column, fast)| column.with_fast(fast)).collect();
            let columns: Vec<&Column> = scaled.iter().map(|c| &**c).collect();
            work.run(&FastLane { den }, &columns)
        }
    }
}

impl Column {
    /// The same with numbers over another denominator.
    fn with_fast<'c>(&'c self, fast: Cow<'_, Fast>) -> Cow<'c, Column> {
        match fast {
            Cow::Borrowed(_) => Cow::Borrowed(self),
            Cow::Owned(fast) => {
                Cow::Owned(Column::new(self.len(), self.exits().clone(), Data::Number(Numbers::Fast(fast))))
            }
        }
    }
}
