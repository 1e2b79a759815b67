//! The datum behind a field that an outcome read, and what is said of one that is missing.

use crate::analysis::study::Study;
use crate::data::{Datum, Meta};
use crate::eval::needs::Need;
use crate::eval::provenance::{self, CellRead};
use crate::eval::run::Runner;
use crate::eval::select::When;
use crate::num::date::Date;
use crate::plan::Origin;

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

/// The data that are read in a cell: none where the profile has none, several where those of one day differ.
pub fn chosen<'a>(study: &'a Study, runner: &'a Runner, cell: &CellRead) -> Vec<Chosen<'a>> {
    runner.data_of(cell).into_iter().map(|found| as_read(study, runner, cell, found)).collect()
}

fn as_read<'a>(study: &'a Study, runner: &'a Runner, cell: &CellRead, found: provenance::Chosen<'a>) -> Chosen<'a> {
    let (mut meta, mut later, mut undated) = (study.base.profiles.meta(found.datum), found.later, found.undated);
    let mut inner = *cell;
    while *meta == Meta::default() {
        let Some(list) = runner.list_of_item(inner.table, inner.row) else { break };
        inner = CellRead { table: list.table, row: list.row, field: list.field.index, cut: cell.cut, when: When::Cut };
        let Some(of_list) = runner.data_of(&inner).into_iter().next() else { break };
        meta = study.base.profiles.meta(of_list.datum);
        (later, undated) = (of_list.later, of_list.undated);
    }
    Chosen { datum: found.datum, meta, later, undated }
}

/// What a need is called: the path of a field, the name of a param, fact or parameter of a reform.
pub fn need_name(study: &Study, need: &Need) -> String {
    let checked = study.base.checked;
    match need {
        Need::Field { field, .. } => study.schema().field(*field).path.to_string(),
        Need::Origin { origin, .. } => match origin {
            Origin::Param(id, _) => checked.params[*id as usize].name.to_string(),
            Origin::Fact(id) => checked.facts[*id as usize].name.to_string(),
            Origin::ReformParam(reform, place) => {
                checked.reforms[*reform as usize].params[*place as usize].0.to_string()
            }
            Origin::Given(_, field) | Origin::Instance(field, _) => study.schema().field(*field).path.to_string(),
            other => format!("{other:?}"),
        },
    }
}

/// What a need is called, with the period of a flow.
pub fn need_text(study: &Study, need: &Need) -> String {
    let name = need_name(study, need);
    let over = match need {
        Need::Field { over, .. } => *over,
        Need::Origin { .. } => None,
    };
    over_a_period(&name, over)
}

/// A name with the period that is asked about, where there is one: `arrivals over 2018`.
pub fn over_a_period(name: &str, over: Option<(Date, Date)>) -> String {
    over.map_or_else(|| name.to_owned(), |over| format!("{name} over {}", period(over)))
}

/// A period as an answer writes it: a whole year by its number.
pub fn period((from, until): (Date, Date)) -> String {
    match Date::new(from.year(), 1, 1) == Some(from) && Date::new(from.year(), 12, 31) == Some(until) {
        true => from.year().to_string(),
        false => format!("{from} .. {until}"),
    }
}
