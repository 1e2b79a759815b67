//! Which datum a field was read from.

use crate::data::Datum;
use crate::eval::world::LeafKey;
use crate::eval::run::Runner;
use crate::eval::select::When;
use crate::plan::{CutId, Kind, Read, TableId};

/// A datum as it was read.
pub struct Chosen<'a> {
    /// The datum.
    pub datum: &'a Datum,
    /// Later than the data date, read because the field is named for it.
    pub later: bool,
    /// Without a day.
    pub undated: bool,
}

impl<'a> Runner<'a> {
    /// The datum of a field of a row; none where nothing is read, where several of one day differ, or where the
    /// field is read at another day than that of the cut.
    pub fn datum(&self, table: TableId, field: u32, read: &Read, cut: CutId, row: usize) -> Option<Chosen<'a>> {
        if *read != Read::Plain {
            return None;
        }
        let key = LeafKey { table, field, cut, end: None, kind: Kind::Cond };
        let (data, selection) = self.world.selection(&key, row, When::Cut);
        let datum = data.get(selection.places.iter().next()?)?;
        Some(Chosen { datum, later: selection.later, undated: selection.undated })
    }
}
