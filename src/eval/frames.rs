//! The rows of a frame: where each hangs, and which row of a table it is about.

use super::bits::{Bits, ones};
use super::column::{Column, Data, Exits, UNKNOWN};
use super::kernel::reduce::Copies;
use super::leaf::ListOut;
use super::select::When;
use super::world::{LeafKey, World};
use crate::plan::{CutId, Kind, Table, TableId};

/// The rows of a frame.
#[derive(Debug)]
pub(super) struct FrameRows {
    /// How many.
    pub len: usize,
    /// The row of the parent that each hangs below, ascending; `None`: all below its only row.
    pub parents: Option<Vec<u32>>,
    /// The row of the innermost table that each is about.
    pub items: ItemRows,
    /// How many copies each stands for; `None`: one each.
    pub copies: Option<Vec<Copies>>,
    /// For each row of the parent whether there is a list at all: false that there is, else why not.
    pub ends: Option<Column>,
}

/// Rows of a table.
#[derive(Debug)]
pub(super) enum ItemRows {
    /// No table.
    None,
    /// From this row on.
    From(usize),
    /// These.
    Each(Vec<u32>),
}

impl ItemRows {
    /// The row of the table that a row of the frame is about.
    pub fn get(&self, row: usize) -> Option<usize> {
        match self {
            ItemRows::None => None,
            ItemRows::From(first) => Some(first + row),
            ItemRows::Each(rows) => rows.get(row).map(|r| *r as usize),
        }
    }
}

impl FrameRows {
    /// One row, about nothing.
    pub fn unit() -> FrameRows {
        FrameRows { len: 1, parents: None, items: ItemRows::None, copies: None, ends: None }
    }

    /// Rows of a table.
    pub fn table(first: usize, len: usize) -> FrameRows {
        FrameRows { len, parents: None, items: ItemRows::From(first), copies: None, ends: None }
    }

    /// For each of the parent's rows, each row of a table.
    pub fn cross(parents: usize, below_unit: bool, rows: usize) -> FrameRows {
        let each = |row: fn(usize, usize) -> usize| (0..parents * rows).map(|at| row(at, rows) as u32).collect();
        FrameRows {
            len: parents * rows,
            parents: (!below_unit).then(|| each(|at, rows| at / rows)),
            items: ItemRows::Each(each(|at, rows| at % rows)),
            copies: None,
            ends: None,
        }
    }

    /// The parent's row.
    pub fn parent(&self, row: usize) -> usize {
        self.parents.as_ref().map_or(0, |parents| parents[row] as usize)
    }
}

/// Where the items of a list field stand.
pub(super) struct Lists {
    pub owner: TableId,
    pub field: u32,
    pub items: TableId,
    pub cut: CutId,
}

impl World<'_> {
    /// For each row of the parent the items of a list field of the instance that `owner` points to.
    pub(super) fn expand(&self, lists: &Lists, owner: &Column, parents: usize, below_unit: bool) -> FrameRows {
        let phantom = self.tables.len(lists.items) as u32;
        let (mut hangs, mut items, mut copies) = (vec![], vec![], vec![]);
        let mut partly = false;
        let mut ends = Ends::new(parents);
        for row in 0..parents {
            let at = owner.at(row);
            let exits =
                Out3 { na: owner.can_be_na(at), conflict: owner.can_be_conflict(at), gap: owner.can_be_gap(at) };
            if !owner.can_be_value(at) {
                ends.add(row, false, exits);
                continue;
            }
            let (list, given) = self.list_of(lists, owner, at);
            ends.add(
                row,
                list.possible,
                Out3 { na: exits.na || list.na, conflict: exits.conflict || list.conflict, ..exits },
            );
            for item in given {
                // Of an item of which nobody knew at the cut, whether there is one is not known either.
                let known = self.is_known_item(lists, item as usize);
                partly |= !known;
                hangs.push(row as u32);
                items.push(if known { item } else { phantom });
                copies.push((u32::from(known), Some(1)));
            }
            if list.possible && list.others.1 != Some(0) {
                partly = true;
                hangs.push(row as u32);
                items.push(phantom);
                copies.push(list.others);
            }
        }
        FrameRows {
            len: items.len(),
            parents: (!below_unit).then_some(hangs),
            items: ItemRows::Each(items),
            copies: partly.then_some(copies),
            ends: ends.finish(),
        }
    }

    /// Whether an item of a list is read under the cut, as far as it says something of its own on that.
    fn is_known_item(&self, lists: &Lists, item: usize) -> bool {
        let (Some(info), Some(datum)) =
            (self.tables.field(lists.owner, lists.field), self.tables.item(lists.items, item))
        else {
            return true;
        };
        datum.meta == 0
            || !self.reader(&info, When::Cut, lists.cut).select(std::slice::from_ref(datum)).places.is_empty()
    }

    /// The list that a reference leads to, and the rows of its items.
    fn list_of(&self, lists: &Lists, owner: &Column, at: usize) -> (ListOut, std::ops::Range<u32>) {
        let key = LeafKey { table: lists.owner, field: lists.field, cut: lists.cut, end: None, kind: Kind::Number };
        let one = |row: usize| {
            let list = self.list(&key, row);
            let datum = self.cell(&key, row).get(list.place).filter(|_| list.given > 0);
            let items = datum.map_or(0..0, |datum| self.tables.items_of(lists.items, datum));
            (list, items)
        };
        let several = |rows: &mut dyn Iterator<Item = usize>| (any_of(rows.map(|row| self.list(&key, row))), 0..0);
        match owner.data() {
            Data::Mask(masks) if masks[at].count_ones() == 1 => one(masks[at].trailing_zeros() as usize),
            Data::Mask(masks) => several(&mut ones(masks[at])),
            Data::Index(places) if places[at] != UNKNOWN => one(places[at] as usize),
            // Any instance, also one that is not at hand.
            _ => several(&mut (0..=self.tables.len(lists.owner))),
        }
    }

    /// The table and field that a table of items belongs to.
    pub(super) fn lists(&self, items: TableId, cut: CutId) -> Option<Lists> {
        match self.plan.table(items) {
            Table::Items { owner, field } => Some(Lists { owner: *owner, field: field.index, items, cut }),
            Table::Entity(_) => None,
        }
    }
}

/// One of several lists: nothing is known of its items but how many there may be.
fn any_of(lists: impl Iterator<Item = ListOut>) -> ListOut {
    let mut all: Option<ListOut> = None;
    for list in lists {
        let given = list.given;
        let others = (given.saturating_add(list.others.0), list.others.1.and_then(|high| given.checked_add(high)));
        let list = ListOut { place: 0, given: 0, others, ..list };
        all = Some(match all {
            None => list,
            Some(all) => {
                let others = match (all.possible, list.possible) {
                    (true, true) => {
                        let high = all.others.1.zip(list.others.1).map(|(a, b)| a.max(b));
                        (all.others.0.min(list.others.0), high)
                    }
                    (true, false) => all.others,
                    _ => list.others,
                };
                ListOut {
                    place: 0,
                    given: 0,
                    others,
                    possible: all.possible || list.possible,
                    na: all.na || list.na,
                    conflict: all.conflict || list.conflict,
                }
            }
        });
    }
    all.unwrap_or_default()
}

/// Outcomes without value.
struct Out3 {
    na: bool,
    conflict: bool,
    gap: bool,
}

/// Gathers whether there are lists.
struct Ends {
    there: Bits,
    na: Bits,
    conflict: Bits,
    gap: Bits,
}

impl Ends {
    fn new(rows: usize) -> Ends {
        let none = || Bits::none(rows);
        Ends { there: none(), na: none(), conflict: none(), gap: none() }
    }

    fn add(&mut self, row: usize, there: bool, out: Out3) {
        let Ends { there: list, na, conflict, gap } = self;
        for (bits, yes) in [(list, there), (na, out.na), (conflict, out.conflict), (gap, out.gap)] {
            if yes {
                bits.set(row);
            }
        }
    }

    /// Nothing where every row has a list and nothing else.
    fn finish(self) -> Option<Column> {
        let plain = !self.na.any() && !self.conflict.any() && !self.gap.any();
        let rows = self.there.len();
        let exits = Exits { value: None, na: Some(self.na), conflict: Some(self.conflict), gap: Some(self.gap) };
        (!plain).then(|| Column::cond(Bits::none(rows), self.there, exits))
    }
}
