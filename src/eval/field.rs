//! Fields of the instances that references point to.

use super::bits::ones;
use super::column::{Column, Data, UNKNOWN};
use super::kernel::choose::day_ends;
use super::kernel::strict;
use super::lanes::{ForLane, Lane, Out, Rows, with_lane};
use super::scope::Scope;
use super::select::When;
use super::world::LeafKey;
use crate::plan::{CutId, Frame, Node, NodeId, Op, Read, TableId};
use std::sync::Arc;

impl Scope<'_, '_> {
    /// A field of what `of` points to.
    pub(super) fn field(
        &mut self,
        node: &Node,
        of: NodeId,
        (table, field, cut): (TableId, u32, CutId),
        read: &Read,
        end: Option<bool>,
    ) -> Column {
        let key = LeafKey { table, field, cut, end, kind: node.kind };
        let days: Vec<Arc<Column>> = match read {
            Read::Plain => vec![],
            Read::AsOf(day) => vec![self.operand(*day, node.frame)],
            Read::Over(first, last) => vec![self.operand(*first, node.frame), self.operand(*last, node.frame)],
        };
        if let Some(when) = one_day(&days) {
            return self.leaf_of(node, of, &key, when);
        }
        let rows = self.frame(node.frame).len;
        let of = self.operand(of, node.frame);
        self.dated(node, &of, &key, &days, rows)
    }

    /// A field read in the same way for all rows: the table's column, once.
    fn leaf_of(&mut self, node: &Node, of: NodeId, key: &LeafKey, when: When) -> Column {
        let (leaf, hit) = self.world.leaf(key, when);
        self.store.counters.hits += u64::from(hit);
        let rows = self.frame(node.frame);
        let itself = matches!(self.world.plan.node(of).op, Op::Here(_));
        if itself && *self.world.plan.frame(node.frame) == Frame::Rows(key.table) {
            let first = rows.items.get(0).unwrap_or_default();
            return leaf.slice(first..first + rows.len);
        }
        let of = self.operand(of, node.frame);
        self.pick(&of, &leaf, self.world.tables.len(key.table), rows.len, node.kind)
    }

    /// A field read as of a day (over a period) of its own in each row.
    fn dated(&self, node: &Node, of: &Column, key: &LeafKey, days: &[Arc<Column>], rows: usize) -> Column {
        let operands: Vec<&Column> = std::iter::once(of).chain(days.iter().map(|d| &**d)).collect();
        let rows = if operands.iter().all(|c| c.len() == 1) { 1 } else { rows };
        let phantom = self.world.tables.len(key.table);
        let (mut cells, mut starts) = (vec![], vec![0]);
        for row in 0..rows {
            if operands.iter().all(|c| c.can_be_value(c.at(row))) {
                let ends: Vec<(i64, i64)> = days
                    .iter()
                    .map(|d| d.numbers().map_or((i64::MIN, i64::MAX), |numbers| day_ends(numbers, d.at(row))))
                    .collect();
                for instance in instances(of, of.at(row), phantom) {
                    self.ways(key, instance, &ends, |when| cells.push((instance, when)));
                }
            }
            starts.push(cells.len());
        }
        let read = self.world.load(key, cells.into_iter());
        let exits = strict(&operands, rows);
        let work = Gather { starts: &starts, exits: &exits, rows };
        with_lane(&[&read], self.code_set(node.kind), work)
    }

    /// The different ways in which a cell can be read on days within bounds.
    fn ways(&self, key: &LeafKey, row: usize, ends: &[(i64, i64)], mut way: impl FnMut(When)) {
        let info = self.world.tables.field(key.table, key.field);
        let data = self.world.cell(key, row);
        let period = |meta: u32| self.world.tables.profiles().metas.get(meta as usize)?.as_of;
        match *ends {
            [(lo, hi)] => {
                way(When::AsOf(lo));
                for (first, last) in data.iter().filter_map(|d| period(d.meta)) {
                    let day = if info.is_some_and(|i| i.series || i.flow) { last.days() } else { first.days() };
                    if lo < day && day <= hi {
                        way(When::AsOf(day));
                    }
                }
            }
            [(first_lo, first_hi), (last_lo, last_hi)] => {
                // A period that no datum has; also where the days are settled.
                let settled = first_lo == first_hi && last_lo == last_hi;
                way(if settled { When::Over(first_lo, last_lo) } else { When::Over(i64::MAX, i64::MIN) });
                for (first, last) in data.iter().filter_map(|d| period(d.meta)).filter(|_| !settled) {
                    let (first, last) = (first.days(), last.days());
                    if (first_lo..=first_hi).contains(&first) && (last_lo..=last_hi).contains(&last) {
                        way(When::Over(first, last));
                    }
                }
            }
            _ => way(When::Cut),
        }
    }
}

/// The way of reading that days in columns of one settled row say.
fn one_day(days: &[Arc<Column>]) -> Option<When> {
    let mut settled = vec![];
    for day in days {
        let numbers = day.numbers().filter(|_| day.len() == 1 && day.exits().is_plain())?;
        let (lo, hi) = day_ends(numbers, 0);
        settled.push((lo == hi).then_some(lo)?);
    }
    match settled[..] {
        [] => Some(When::Cut),
        [day] => Some(When::AsOf(day)),
        [first, last] => Some(When::Over(first, last)),
        _ => None,
    }
}

/// The rows that a reference may point to, the phantom last.
fn instances(of: &Column, at: usize, phantom: usize) -> Vec<usize> {
    match of.data() {
        Data::Mask(masks) => ones(masks[at]).collect(),
        Data::Index(places) if places[at] != UNKNOWN => vec![places[at] as usize],
        _ => (0..=phantom).collect(),
    }
}

/// Cells that belong to rows one after the other, to one set of outcomes a row.
struct Gather<'c> {
    starts: &'c [usize],
    exits: &'c super::column::Exits,
    rows: usize,
}

impl ForLane for Gather<'_> {
    type Result = Column;

    fn run<L: Lane>(self, lane: &L, cells: &[&Column]) -> Column {
        let mut result = Rows::new(lane, self.rows);
        let has = |bits: &Option<super::bits::Bits>, row: usize| bits.as_ref().is_some_and(|b| b.get(row));
        for row in 0..self.rows {
            let out = Out {
                value: None,
                na: has(&self.exits.na, row),
                conflict: has(&self.exits.conflict, row),
                gap: has(&self.exits.gap, row),
            };
            result.add(row, out);
            for cells in cells {
                for at in self.starts[row]..self.starts[row + 1] {
                    result.add_from(row, cells, at);
                }
            }
        }
        result.finish()
    }
}
