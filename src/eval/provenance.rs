//! Which data a result rests on: the cell that a node reads, and the data read in it.

use super::run::Runner;
use super::select::When;
use super::world::LeafKey;
use crate::data::Datum;
use crate::plan::{CutId, Kind, NodeId, Op, Read, Table, TableId};
use crate::types::schema::FieldId;

/// A cell, and how it is read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct CellRead {
    /// The table.
    pub table: TableId,
    /// Its row.
    pub row: usize,
    /// The field.
    pub field: u32,
    /// Under which days.
    pub cut: CutId,
    /// On which day, or over which period.
    pub when: When,
}

/// Where an item of a list stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ListPlace {
    /// The table whose row has the list.
    pub table: TableId,
    /// That row.
    pub row: usize,
    /// The field that is the list.
    pub field: FieldId,
    /// The place in the list, from 0.
    pub place: usize,
}

/// A datum as it was read.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Chosen<'a> {
    /// The datum.
    pub datum: &'a Datum,
    /// Later than the data date, or published after the cut: read because the field is named for it.
    pub later: bool,
    /// Without a day.
    pub undated: bool,
}

impl<'a> Runner<'a> {
    /// The data that are read in a cell: several where they are of one day and differ.
    pub fn data_of(&self, cell: &CellRead) -> Vec<Chosen<'a>> {
        let CellRead { table, row, field, cut, when } = *cell;
        let key = LeafKey { table, field, cut, end: None, kind: Kind::Cond };
        let (data, selection) = self.world.selection(&key, row, when);
        let chosen = |datum| Chosen { datum, later: selection.later, undated: selection.undated };
        selection.places.iter().filter_map(|place| data.get(place)).map(chosen).collect()
    }

    /// The cell that a field node reads in a row of its frame, where the reference and the days are settled and the
    /// instance is at hand.
    pub fn cell_of(&self, id: NodeId, row: usize) -> Option<CellRead> {
        let node = self.plan().node(id);
        let (Op::Field { of, table, field, read, cut } | Op::FieldEnd { of, table, field, read, cut, .. }) = &node.op
        else {
            return None;
        };
        let at = |id: NodeId| self.outcome(id, self.row_above(node.frame, row, self.plan().node(id).frame));
        let instance = at(*of).code()? as usize;
        let day = |id: NodeId| at(id).date().map(|day| day.days());
        let when = match read {
            Read::Plain => When::Cut,
            Read::AsOf(on) => When::AsOf(day(*on)?),
            Read::Over(first, last) => When::Over(day(*first)?, day(*last)?),
        };
        let there = instance < self.world.tables.len(*table);
        there.then_some(CellRead { table: *table, row: instance, field: *field, cut: *cut, when })
    }

    /// The list that a row of a table of items stands in; none for other tables, and for what no list names.
    pub fn list_of_item(&self, table: TableId, row: usize) -> Option<ListPlace> {
        let Table::Items { owner, field } = *self.plan().table(table) else { return None };
        let (at, place) = self.world.tables.place_of_item(table, row)?;
        Some(ListPlace { table: owner, row: at, field, place })
    }

    /// The declared field behind a field of a table; none for items that are no records.
    pub fn field_id(&self, table: TableId, field: u32) -> Option<FieldId> {
        self.world.tables.field(table, field)?.id
    }

    /// How many rows a table has.
    pub fn table_rows(&self, table: TableId) -> usize {
        self.world.tables.len(table)
    }
}
