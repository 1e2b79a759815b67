//! A column: for each row of a frame, the set of outcomes still possible.
//!
//! Every row has at least one outcome. A column may have one row where its frame has many: then each of
//! them has the outcomes of that row. Bitmaps of outcomes without value are kept only where some row has them.

use super::bits::{Bits, Words};
use super::numbers::Numbers;
use super::shared::Shared;
use std::ops::Range;

/// The sets of outcomes of all rows of a frame.
#[derive(Clone, Debug)]
pub struct Column {
    len: usize,
    exits: Exits,
    data: Data,
}

/// Where outcomes without value are possible.
#[derive(Clone, Default, Debug)]
pub(super) struct Exits {
    /// Where a value is possible; `None`: everywhere. Not used for conditions, whose bitmaps say it.
    pub value: Option<Bits>,
    /// Where it may be not applicable; `None`: nowhere.
    pub na: Option<Bits>,
    /// Where it may be a conflict; `None`: nowhere.
    pub conflict: Option<Bits>,
    /// Where it may be a gap; `None`: nowhere.
    pub gap: Option<Bits>,
}

/// The values of a column. Where no value is possible a row holds anything.
#[derive(Clone, Debug)]
pub enum Data {
    /// Where it may be true, where false.
    Cond {
        /// May be true.
        t: Bits,
        /// May be false.
        f: Bits,
    },
    /// Numbers, or days since 1970-01-01.
    Number(Numbers),
    /// Places in a set of at most 64: a bit for each place that is possible.
    Mask(Shared<u64>),
    /// Places in a larger set; [`UNKNOWN`]: any.
    Index(Shared<u32>),
    /// Numbers of interned texts; [`UNKNOWN`]: any.
    Text(Shared<u32>),
}

/// A place or text that is not known.
pub const UNKNOWN: u32 = u32::MAX;

impl Exits {
    /// Whether no row has an outcome without value.
    pub fn is_plain(&self) -> bool {
        self.na.is_none() && self.conflict.is_none() && self.gap.is_none()
    }

    fn each(&self, f: impl Fn(&Bits) -> Bits) -> Exits {
        let of = |bits: &Option<Bits>| bits.as_ref().map(&f).and_then(Bits::some);
        Exits {
            value: self.value.as_ref().map(&f).filter(|v| !v.every()),
            na: of(&self.na),
            conflict: of(&self.conflict),
            gap: of(&self.gap),
        }
    }
}

impl Column {
    /// A column of these parts. Bitmaps that say nothing are dropped.
    pub(super) fn new(len: usize, exits: Exits, data: Data) -> Column {
        let exits = Exits {
            value: exits.value.filter(|v| !v.every() && !matches!(data, Data::Cond { .. })),
            na: exits.na.and_then(Bits::some),
            conflict: exits.conflict.and_then(Bits::some),
            gap: exits.gap.and_then(Bits::some),
        };
        let column = Column { len, exits, data };
        debug_assert!((0..len).all(|row| column.is_possible(row)), "a row without an outcome: {column:?}");
        column
    }

    /// A column of conditions.
    pub(super) fn cond(t: Bits, f: Bits, exits: Exits) -> Column {
        Column::new(t.len(), exits, Data::Cond { t, f })
    }

    /// A column of values without exits.
    pub(super) fn plain(len: usize, data: Data) -> Column {
        Column::new(len, Exits::default(), data)
    }

    fn is_possible(&self, row: usize) -> bool {
        self.can_be_value(row) || self.can_be_na(row) || self.can_be_conflict(row) || self.can_be_gap(row)
    }

    /// How many rows: those of the frame, or 1 for all of them.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether the frame has no rows.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Its values.
    pub fn data(&self) -> &Data {
        &self.data
    }

    pub(super) fn exits(&self) -> &Exits {
        &self.exits
    }

    /// Where to look for a row of the frame.
    #[inline]
    pub fn at(&self, row: usize) -> usize {
        if self.len == 1 { 0 } else { row }
    }

    /// Whether some value is possible in a row of the column.
    pub fn can_be_value(&self, row: usize) -> bool {
        match &self.data {
            Data::Cond { t, f } => t.get(row) || f.get(row),
            _ => self.exits.value.as_ref().is_none_or(|v| v.get(row)),
        }
    }

    /// Whether a row of the column may be not applicable.
    pub fn can_be_na(&self, row: usize) -> bool {
        self.exits.na.as_ref().is_some_and(|b| b.get(row))
    }

    /// Whether a row of the column may be a conflict.
    pub fn can_be_conflict(&self, row: usize) -> bool {
        self.exits.conflict.as_ref().is_some_and(|b| b.get(row))
    }

    /// Whether a row of the column may be a gap.
    pub fn can_be_gap(&self, row: usize) -> bool {
        self.exits.gap.as_ref().is_some_and(|b| b.get(row))
    }

    /// Whether a row of the column has one outcome only.
    pub fn is_settled(&self, row: usize) -> bool {
        let exits =
            u32::from(self.can_be_na(row)) + u32::from(self.can_be_conflict(row)) + u32::from(self.can_be_gap(row));
        if !self.can_be_value(row) {
            return exits == 1;
        }
        exits == 0 && self.is_single(row)
    }

    /// Whether the values of a row of the column are one, where a value is possible.
    pub(super) fn is_single(&self, row: usize) -> bool {
        match &self.data {
            Data::Cond { t, f } => t.get(row) != f.get(row),
            Data::Number(numbers) => numbers.is_single(row),
            Data::Mask(masks) => masks[row].count_ones() == 1,
            Data::Index(places) | Data::Text(places) => places[row] != UNKNOWN,
        }
    }

    /// Where a condition may be true, for `rows` rows.
    pub(super) fn t(&self, rows: usize) -> Words<'_> {
        match &self.data {
            Data::Cond { t, .. } => Words::of(t, rows),
            _ => Words::NONE,
        }
    }

    /// Where a condition may be false, for `rows` rows.
    pub(super) fn f(&self, rows: usize) -> Words<'_> {
        match &self.data {
            Data::Cond { f, .. } => Words::of(f, rows),
            _ => Words::NONE,
        }
    }

    /// Where a value that is no condition is possible.
    pub(super) fn value(&self, rows: usize) -> Words<'_> {
        self.exits.value.as_ref().map_or(Words::ALL, |bits| Words::of(bits, rows))
    }

    /// The word of rows where a value of any kind is possible.
    #[inline]
    pub(super) fn value_word(&self, rows: usize, i: usize) -> u64 {
        match &self.data {
            Data::Cond { .. } => self.t(rows).at(i) | self.f(rows).at(i),
            _ => self.value(rows).at(i),
        }
    }

    pub(super) fn na(&self, rows: usize) -> Words<'_> {
        self.exits.na.as_ref().map_or(Words::NONE, |bits| Words::of(bits, rows))
    }

    pub(super) fn conflict(&self, rows: usize) -> Words<'_> {
        self.exits.conflict.as_ref().map_or(Words::NONE, |bits| Words::of(bits, rows))
    }

    pub(super) fn gap(&self, rows: usize) -> Words<'_> {
        self.exits.gap.as_ref().map_or(Words::NONE, |bits| Words::of(bits, rows))
    }

    /// The numbers of a column of numbers or days.
    pub(super) fn numbers(&self) -> Option<&Numbers> {
        match &self.data {
            Data::Number(numbers) => Some(numbers),
            _ => None,
        }
    }

    /// Some rows in a row.
    pub(super) fn slice(&self, rows: Range<usize>) -> Column {
        if self.len == 1 && rows != (0..1) {
            return self.clone();
        }
        let data = match &self.data {
            Data::Cond { t, f } => Data::Cond { t: t.slice(rows.clone()), f: f.slice(rows.clone()) },
            Data::Number(numbers) => Data::Number(numbers.slice(rows.clone())),
            Data::Mask(masks) => Data::Mask(masks.slice(rows.clone())),
            Data::Index(places) => Data::Index(places.slice(rows.clone())),
            Data::Text(texts) => Data::Text(texts.slice(rows.clone())),
        };
        Column { len: rows.len(), exits: self.exits.each(|b| b.slice(rows.clone())), data }
    }

    /// Row `rows[i]` of this column at `i`.
    pub(super) fn gather(&self, rows: &[u32]) -> Column {
        if self.len == 1 {
            return self.clone();
        }
        let pick = |from: &[u32]| rows.iter().map(|r| from[*r as usize]).collect();
        let data = match &self.data {
            Data::Cond { t, f } => Data::Cond { t: t.gather(rows), f: f.gather(rows) },
            Data::Number(numbers) => Data::Number(numbers.gather(rows)),
            Data::Mask(masks) => Data::Mask(rows.iter().map(|r| masks[*r as usize]).collect()),
            Data::Index(places) => Data::Index(pick(places)),
            Data::Text(texts) => Data::Text(pick(texts)),
        };
        Column { len: rows.len(), exits: self.exits.each(|b| b.gather(rows)), data }
    }

    /// The column for a frame of so many rows, with a row for each.
    pub(super) fn spread(&self, rows: usize) -> Column {
        if self.len == rows {
            return self.clone();
        }
        let same = |bits: &Bits| if bits.get(0) { Bits::all(rows) } else { Bits::none(rows) };
        let data = match &self.data {
            Data::Cond { t, f } => Data::Cond { t: same(t), f: same(f) },
            Data::Number(numbers) => Data::Number(numbers.gather(&vec![0; rows])),
            Data::Mask(masks) => Data::Mask(vec![masks[0]; rows].into()),
            Data::Index(places) => Data::Index(vec![places[0]; rows].into()),
            Data::Text(texts) => Data::Text(vec![texts[0]; rows].into()),
        };
        Column { len: rows, exits: self.exits.each(same), data }
    }

    /// Blocks of rows one behind the other; with each the number of rows that it stands for.
    pub(super) fn concat(blocks: &[(usize, std::sync::Arc<Column>)]) -> Option<Column> {
        let blocks: Vec<Column> = blocks.iter().map(|(rows, column)| column.spread(*rows)).collect();
        let len = blocks.iter().map(|b| b.len).sum();
        let first = blocks.first()?;
        let exits = Exits {
            value: Exits::concat(&blocks, |e| &e.value, true),
            na: Exits::concat(&blocks, |e| &e.na, false),
            conflict: Exits::concat(&blocks, |e| &e.conflict, false),
            gap: Exits::concat(&blocks, |e| &e.gap, false),
        };
        let data = match &first.data {
            Data::Cond { .. } => {
                let (mut all_t, mut all_f) = (Bits::none(0), Bits::none(0));
                for block in &blocks {
                    if let Data::Cond { t, f } = &block.data {
                        all_t.append(t);
                        all_f.append(f);
                    }
                }
                Data::Cond { t: all_t, f: all_f }
            }
            Data::Number(_) => {
                Data::Number(Numbers::concat(&blocks.iter().filter_map(Column::numbers).collect::<Vec<_>>()))
            }
            Data::Mask(_) => Data::Mask(join(&blocks, |d| if let Data::Mask(m) = d { m } else { &[] })),
            Data::Index(_) => Data::Index(join(&blocks, |d| if let Data::Index(m) = d { m } else { &[] })),
            Data::Text(_) => Data::Text(join(&blocks, |d| if let Data::Text(m) = d { m } else { &[] })),
        };
        Some(Column::new(len, exits, data))
    }

    /// Bytes that its rows take.
    pub fn bytes(&self) -> usize {
        let bitmap = 8 * super::bits::words_for(self.len);
        let exits = [&self.exits.value, &self.exits.na, &self.exits.conflict, &self.exits.gap];
        let values = match &self.data {
            Data::Cond { .. } => 2 * bitmap,
            Data::Number(numbers) => numbers.bytes(),
            Data::Mask(masks) => 8 * masks.len(),
            Data::Index(places) | Data::Text(places) => 4 * places.len(),
        };
        values + bitmap * exits.iter().filter(|e| e.is_some()).count()
    }
}

impl Exits {
    fn concat(blocks: &[Column], which: impl Fn(&Exits) -> &Option<Bits>, otherwise: bool) -> Option<Bits> {
        if blocks.iter().all(|b| which(&b.exits).is_none()) {
            return None;
        }
        let mut all = Bits::none(0);
        for block in blocks {
            match which(&block.exits) {
                Some(bits) => all.append(bits),
                None if otherwise => all.append(&Bits::all(block.len)),
                None => all.append(&Bits::none(block.len)),
            }
        }
        Some(all)
    }
}

fn join<T: Copy>(blocks: &[Column], rows: impl for<'a> Fn(&'a Data) -> &'a [T]) -> Shared<T> {
    blocks.iter().flat_map(|b| rows(&b.data).iter().copied()).collect()
}
