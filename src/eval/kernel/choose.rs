//! Picking: an option by the place of a code, a row by a reference, a node by a day.

use super::super::bits::ones;
use super::super::column::{Column, Data, UNKNOWN};
use super::super::lanes::{ForLane, Lane, Out, Rows};
use super::super::numbers::Numbers;
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
        for row in 0..self.rows {
            let at = self.code.at(row);
            add_exits(&mut result, row, self.code, at);
            if !self.code.can_be_value(at) {
                continue;
            }
            let mut add = |place: usize| match options.get(place) {
                _ if self.phantom == Some(place as u32) => result.add(row, Out::value(lane.any())),
                Some(option) => result.add_from(row, option, option.at(row)),
                None => result.add_gap(row),
            };
            match self.code.data() {
                Data::Mask(masks) => ones(masks[at]).for_each(add),
                Data::Index(places) if places[at] != UNKNOWN => add(places[at] as usize),
                _ => (0..self.size).for_each(add),
            }
        }
        result.finish()
    }
}

/// The outcomes without value of a row of the picking column.
fn add_exits<L: Lane>(result: &mut Rows<'_, L>, row: usize, column: &Column, at: usize) {
    if !column.exits().is_plain() {
        let out = Out {
            value: None,
            na: column.can_be_na(at),
            conflict: column.can_be_conflict(at),
            gap: column.can_be_gap(at),
        };
        result.add(row, out);
    }
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
        for row in 0..self.rows {
            let at = self.of.at(row);
            add_exits(&mut result, row, self.of, at);
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
        for row in 0..self.rows {
            let at = self.day.at(row);
            add_exits(&mut result, row, self.day, at);
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
                result.add_gap(row);
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
