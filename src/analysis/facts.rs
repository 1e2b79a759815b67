//! The datum behind a field that an outcome read.

use crate::analysis::study::Study;
use crate::data::Datum;
use crate::eval::run::Runner;
use crate::plan::{NodeId, Op};

/// A datum as it was read.
pub struct Chosen<'a> {
    /// The datum.
    pub datum: &'a Datum,
    /// Later than the data date, and read all the same.
    pub later: bool,
    /// Without a day.
    pub undated: bool,
}

/// The datum that a field node read for a row of its table; none where the profile has none.
pub fn chosen<'a>(study: &'a Study, runner: &'a Runner, node: NodeId, row: usize) -> Option<Chosen<'a>> {
    let Op::Field { table, field, read, cut, .. } = &study.plan.node(node).op else { return None };
    let found = runner.datum(*table, *field, read, *cut, row)?;
    Some(Chosen { datum: found.datum, later: found.later, undated: found.undated })
}
