//! Picking: an option by the place of a code, a row by a reference, a node by a day.

use super::super::bits::{Bits, ones, pack_words, rows_of_word, words_for};
use super::super::column::{Column, Data, Exits, UNKNOWN};
use super::super::lanes::{ForLane, Lane, Rows};
use super::super::numbers::Numbers;
use super::or_bits;
use crate::num::bounds::Bounds;
use crate::num::rat::Rat;

/// The option of a code's place; a place past the end is a gap. The columns are the options.
pub(in super::super) struct Choose<'c> {
    /// The code.
    pub code: &'c Column,
    /// How many places its set has.
    pub size: usize,
    /// The place of the phantom, of which any value is possible.
    pub phantom: Option<u32>,
    /// How many rows.
    pub rows: usize,
}

impl ForLane for Choose<'_> {
    type Result = Column;

    fn run<L: Lane>(self, lane: &L, options: &[&Column]) -> Column {
        let mut result = Rows::new(lane, self.rows);
        result.add_all_exits(self.code);
        let mut at_place = [0; 64];
        for i in 0..words_for(self.rows) {
            let rows = rows_of_word(self.rows, i);
            let mut add = |place: usize, rows: u64| match options.get(place) {
                _ if self.phantom == Some(place as u32) => result.add_any((i, rows)),
                Some(option) => result.add_rows((i, rows), option),
                None => result.add_gaps((i, rows)),
            };
            let valued = rows & self.code.value_word(self.rows, i);
            match self.code.data() {
                Data::Mask(masks) if self.code.len() == self.rows => {
                    let mut seen = 0;
                    for bit in ones(valued) {
                        let mask = masks[i * 64 + bit];
                        seen |= mask;
                        ones(mask).for_each(|place| at_place[place] |= 1 << bit);
                    }
                    ones(seen).for_each(|place| add(place, std::mem::take(&mut at_place[place])));
                }
                Data::Mask(masks) => ones(masks[0]).for_each(|place| add(place, valued)),
                Data::Index(places) => {
                    for bit in ones(valued) {
                        match places[self.code.at(i * 64 + bit)] {
                            UNKNOWN => (0..self.size).for_each(|place| add(place, 1 << bit)),
                            place => add(place as usize, 1 << bit),
                        }
                    }
                }
                _ => (0..self.size).for_each(|place| add(place, valued)),
            }
        }
        result.finish()
    }
}

impl Choose<'_> {
    /// Of conditions that are the same in every row, by a code of a small set that is not: by sets of places, a few
    /// operations a row. `None`: they are something else.
    pub fn by_places(&self, options: &[&Column]) -> Option<Column> {
        let Data::Mask(masks) = self.code.data() else { return None };
        let plain = |option: &&Column| option.len() == 1 && matches!(option.data(), Data::Cond { .. });
        if self.code.len() != self.rows || self.rows == 1 || !options.iter().all(plain) {
            return None;
        }
        let phantom = self.phantom.filter(|place| *place < 64).map_or(0, |place| 1 << place);
        let past = (options.len()..self.size.min(64)).fold(0, |all, place| all | 1 << place) & !phantom;
        let places = |test: &dyn Fn(&Column) -> bool| {
            let at = options.iter().enumerate().filter(|(_, option)| test(option));
            at.fold(0u64, |all, (place, _)| all | 1 << place) & !phantom
        };
        let (t, f) = (places(&|o| o.t(1).at(0) & 1 == 1), places(&|o| o.f(1).at(0) & 1 == 1));
        let seen = masks.iter().fold(0, |seen, mask| seen | mask);
        let image = |places: u64| match places & seen {
            0 => Bits::none(self.rows),
            all if all == seen => self.code.exits().value.clone().unwrap_or_else(|| Bits::all(self.rows)),
            places => image(self.code, masks, places),
        };
        let exits = self.code.exits();
        let exit = |own: &Option<Bits>, places: u64| match places & seen {
            0 => own.clone(),
            places => or_bits(own.clone(), &image(places)),
        };
        let exits = Exits {
            value: None,
            na: exit(&exits.na, places(&|o| o.can_be_na(0))),
            conflict: exit(&exits.conflict, places(&|o| o.can_be_conflict(0))),
            gap: exit(&exits.gap, places(&|o| o.can_be_gap(0)) | past),
        };
        Some(Column::cond(image(t | phantom), image(f | phantom), exits))
    }
}

/// The rows in which a code may be one of these places.
fn image(code: &Column, masks: &[u64], places: u64) -> Bits {
    let value = code.value(masks.len());
    let all = pack_words(masks, |mask| mask & places != 0);
    let words = all.into_iter().enumerate().map(|(i, word)| word & value.at(i));
    Bits::from_words(words.collect(), masks.len())
}

/// The row of a table that a reference points to. The column is the table's, the phantom last.
pub(in super::super) struct Pick<'c> {
    /// The reference.
    pub of: &'c Column,
    /// The phantom's row: what is known of an instance that is not at hand.
    pub phantom: usize,
    /// How many rows.
    pub rows: usize,
}

impl Pick<'_> {
    /// The rows of the table, where each reference is one row.
    pub fn settled(&self) -> Option<Vec<u32>> {
        if !self.of.exits().is_plain() {
            return None;
        }
        match self.of.data() {
            Data::Mask(masks) => {
                let row = |mask: &u64| (mask.count_ones() == 1).then_some(mask.trailing_zeros());
                masks.iter().map(row).collect()
            }
            Data::Index(places) => places.iter().map(|p| (*p != UNKNOWN).then_some(*p)).collect(),
            _ => None,
        }
    }
}

impl ForLane for Pick<'_> {
    type Result = Column;

    fn run<L: Lane>(self, lane: &L, table: &[&Column]) -> Column {
        let mut result = Rows::new(lane, self.rows);
        let Some(table) = table.first() else { return result.finish() };
        // An instance that is not at hand is unknown; one at hand may have what it has.
        let mut unknown = lane.out(table, self.phantom);
        let exits = table.exits();
        unknown.na |= exits.na.is_some();
        unknown.conflict |= exits.conflict.is_some();
        unknown.gap |= exits.gap.is_some();
        result.add_all_exits(self.of);
        for row in 0..self.rows {
            let at = self.of.at(row);
            if !self.of.can_be_value(at) {
                continue;
            }
            match self.of.data() {
                Data::Mask(masks) => match masks[at] {
                    mask if mask.count_ones() > 1 && self.phantom < 64 && mask >> self.phantom & 1 == 1 => {
                        result.add(row, unknown.clone())
                    }
                    mask => ones(mask).for_each(|place| result.add_from(row, table, place)),
                },
                Data::Index(places) if places[at] != UNKNOWN => result.add_from(row, table, places[at] as usize),
                _ => result.add(row, unknown.clone()),
            }
        }
        result.finish()
    }
}

/// The node of the period that a day lies in. The columns are the nodes of the periods.
pub(in super::super) struct ByDate<'c> {
    /// The day.
    pub day: &'c Column,
    /// First and last days, ascending, apart from each other.
    pub periods: &'c [(i64, i64)],
    /// How many rows.
    pub rows: usize,
}

impl ForLane for ByDate<'_> {
    type Result = Column;

    fn run<L: Lane>(self, lane: &L, nodes: &[&Column]) -> Column {
        let mut result = Rows::new(lane, self.rows);
        result.add_all_exits(self.day);
        for row in 0..self.rows {
            let at = self.day.at(row);
            if !self.day.can_be_value(at) {
                continue;
            }
            let (lo, hi) = self.day.numbers().map_or((i64::MIN, i64::MAX), |numbers| day_ends(numbers, at));
            // From the day that no period has covered yet.
            let mut next = Some(lo);
            for ((first, last), node) in self.periods.iter().zip(nodes) {
                if *last < lo || *first > hi {
                    continue;
                }
                result.add_from(row, node, node.at(row));
                next = match next {
                    Some(next) if *first <= next => last.checked_add(1),
                    next => next,
                };
            }
            if next.is_some_and(|next| next <= hi) {
                result.add_gaps((row / 64, 1 << (row % 64)));
            }
        }
        result.finish()
    }
}

/// The first and the last day that a row may be; beyond any day where it is not known.
pub(in super::super) fn day_ends(numbers: &Numbers, row: usize) -> (i64, i64) {
    match numbers {
        Numbers::Fast(fast) if fast.den == 1 => fast.ends(row),
        numbers => whole_ends(&numbers.bounds_ref(row)),
    }
}

fn whole_ends(bounds: &Bounds) -> (i64, i64) {
    let day = |end: Option<&Rat>, open: i64| end.and_then(|v| v.floor().to_i64()).unwrap_or(open);
    (day(bounds.lo(), i64::MIN), day(bounds.hi(), i64::MAX))
}

/// The code; where it is not known, one of these places.
pub(in super::super) fn among(code: &Column, places: &[u32]) -> Column {
    let data = match code.data() {
        Data::Mask(masks) => {
            let allowed = places.iter().filter(|p| **p < 64).fold(0u64, |all, place| all | 1 << place);
            let narrow = |mask: &u64| match mask & allowed {
                _ if mask.count_ones() < 2 => *mask,
                0 => *mask,
                narrowed => narrowed,
            };
            Data::Mask(masks.iter().map(narrow).collect())
        }
        Data::Index(all) => {
            let only = if let [only] = places { *only } else { UNKNOWN };
            Data::Index(all.iter().map(|place| if *place == UNKNOWN { only } else { *place }).collect())
        }
        other => other.clone(),
    };
    Column::new(code.len(), code.exits().clone(), data)
}
