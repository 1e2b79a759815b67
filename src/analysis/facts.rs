//! The datum behind a field that an outcome read.

use crate::analysis::study::Study;
use crate::data::{Datum, Meta};
use crate::eval::provenance::CellRead;
use crate::eval::run::Runner;
use crate::eval::select::When;

/// A datum as it was read.
pub struct Chosen<'a> {
    /// The datum.
    pub datum: &'a Datum,
    /// Its day, source and marks; those of its list, where an item has none of its own.
    pub meta: &'a Meta,
    /// Later than the data date, and read all the same.
    pub later: bool,
    /// Without a day.
    pub undated: bool,
}

/// The datum that is read in a cell (the first, where several of one day differ); none where the profile has none.
pub fn chosen<'a>(study: &'a Study, runner: &'a Runner, cell: &CellRead) -> Option<Chosen<'a>> {
    let found = runner.data_of(cell).into_iter().next()?;
    let (mut meta, mut later, mut undated) = (study.base.profiles.meta(found.datum), found.later, found.undated);
    let mut inner = *cell;
    while *meta == Meta::default() {
        let Some(list) = runner.list_of_item(inner.table, inner.row) else { break };
        inner = CellRead { table: list.table, row: list.row, field: list.field.index, cut: cell.cut, when: When::Cut };
        let Some(of_list) = runner.data_of(&inner).into_iter().next() else { break };
        meta = study.base.profiles.meta(of_list.datum);
        (later, undated) = (of_list.later, of_list.undated);
    }
    Some(Chosen { datum: found.datum, meta, later, undated })
}
