//! What definitions come to, what instances say, and what covers the mandate.

use crate::analysis::marks::{Grounds, of_cites, of_datum};
use crate::analysis::study::{Ask, Cell, Study};
use crate::analysis::trace::{self, Place, Places, Row};
use crate::analysis::words::Printer;
use crate::data::{Cell as Datum, Table};
use crate::eval::run::Runner;
use crate::eval::select::read_at;
use crate::hir::DeclId;
use crate::num::print::Style;
use crate::num::rat::Rat;
use crate::num::round::Rounding;
use crate::plan::Cut;
use crate::report::paper::Input;
use crate::report::paper::annex;
use crate::report::paper::marks;
use crate::report::paper::model::{self, Origin};
use crate::report::paper::share::{Making, Scope};
use crate::text::Name;
use crate::types::checked::{Checked, Instance, Rule, RuleKind};
use crate::types::schema::{Entity, EntityId, Field, FieldId, Type};
use crate::types::term::{RuleId, Term, TermKind};
use std::collections::BTreeMap;

/// The values of definitions that have a title, for the subjects with a profile and for all other instances.
pub fn values(
    making: &Making,
    study: &Study,
    runner: &Runner,
    grounds: &Grounds,
    worlds: &[usize],
) -> BTreeMap<String, model::Values> {
    let checked = making.input.checked;
    let wanted = |id: RuleId| is_told(making, checked.rule(id));
    let mut told: BTreeMap<String, model::Values> = BTreeMap::new();
    let mut places: BTreeMap<(RuleId, Vec<Name>), usize> = BTreeMap::new();
    let shown = |entity: EntityId, row: usize| making.shows(entity, row);
    for (nth, world) in worlds.iter().enumerate() {
        let scenario = study.worlds[*world].name.to_string();
        let ask = Ask { rule: &wanted, subject: &shown };
        let ranges = study.ranges_for(runner, *world, &ask).into_iter().map(|(low, high)| (low, Some(high)));
        let cells = study.cells_for(runner, *world, &ask).into_iter().map(|cell| (cell, None));
        for (cell, upper) in cells.chain(ranges) {
            let rule = checked.rule(cell.rule);
            let values = told.entry(rule.name.to_string()).or_insert_with(|| head(making, rule));
            let at = *places.entry(cell.question()).or_insert_with(|| {
                values.rows.push(row(making, &cell));
                values.rows.len() - 1
            });
            let value = match &upper {
                Some(upper) => range(study, &cell, upper, rule),
                None => printed(study, &cell, rule),
            };
            let marks = if value == UNKNOWN { vec![] } else { ends_marks(grounds, &cell, upper.as_ref()) };
            if nth == 0 {
                values.rows[at].marks = marks.clone();
            }
            values.rows[at].under.insert(scenario.clone(), value);
            values.rows[at].marks_under.insert(scenario.clone(), marks);
        }
    }
    let names: Vec<String> = worlds.iter().map(|world| study.worlds[*world].name.to_string()).collect();
    for row in told.values_mut().flat_map(|values| &mut values.rows) {
        for name in &names {
            row.under.entry(name.clone()).or_insert_with(|| NOT_ASKED.to_string());
            row.marks_under.entry(name.clone()).or_default();
        }
    }
    told
}

/// What a value is of which nothing is known.
const UNKNOWN: &str = "unknown";
/// What stands where a world has no such row.
pub const NOT_ASKED: &str = "not asked";

/// The marks that travel with a value: of both ends of a range.
fn ends_marks(grounds: &Grounds, cell: &Cell, upper: Option<&Cell>) -> Vec<model::Mark> {
    let mut all = marks::told(&grounds.marks(cell));
    if let Some(upper) = upper {
        marks::add(&mut all, &marks::told(&grounds.marks(upper)));
    }
    all
}

/// Whether a definition has a title, a value to print, and a place in the paper.
pub fn is_told(making: &Making, rule: &Rule) -> bool {
    may_be_told(making.input.checked, making.scope, rule)
}

fn may_be_told(checked: &Checked, scope: &Scope, rule: &Rule) -> bool {
    let decl = checked.program.decl(rule.decl);
    let plain = matches!(rule.kind, RuleKind::Define | RuleKind::Table | RuleKind::Scale)
        && !matches!(rule.result, Type::List(_));
    plain && decl.title.is_some() && rule.added_by.is_none() && scope.has(decl)
}

/// The names of all definitions whose values a paper may print.
pub fn names(checked: &Checked, scope: &Scope) -> Vec<String> {
    let told = checked.rules.iter().filter(|rule| may_be_told(checked, scope, rule));
    told.map(|rule| rule.name.to_string()).collect()
}

/// The names of all entities whose instances a paper may print.
pub fn entities(checked: &Checked, scope: &Scope) -> Vec<String> {
    let told = checked.program.entities().filter(|decl| scope.has(decl));
    told.map(|decl| decl.name().to_string()).collect()
}

/// What the fields of an entity are called in its instances.
pub fn field_names(entity: &Entity) -> impl Iterator<Item = String> {
    entity.fields.iter().map(|field| field_name(&field.path))
}

/// Groups are written with an underscore.
fn field_name(path: &str) -> String {
    path.replace('.', "_")
}

fn head(making: &Making, rule: &Rule) -> model::Values {
    let checked = making.input.checked;
    let decl = checked.program.decl(rule.decl);
    model::Values {
        title: making.title(rule),
        doc: annex::prose(decl.ast.doc.as_deref()),
        per: annex::cites(checked, &decl.per),
        rows: vec![],
        origin: Origin::of(rule.decl),
    }
}

/// The value of a definition in words. All are decimals: a fraction is rounded, and says so.
pub fn printed(study: &Study, cell: &Cell, rule: &Rule) -> String {
    let keys = |entity, row: u32| study.entity_key(entity, row as usize);
    let printer = Printer { schema: study.schema(), style: Style::Text, keys: &keys };
    let text = printer.outcome(&rule.result, &cell.outcome);
    let near = || cell.outcome.number()?.round_to(&Rat::ONE.checked_div(&Rat::int(100))?, Rounding::HalfUp);
    match near() {
        Some(near) if text.contains('/') && is_plain(&rule.result) => {
            format!("about {}", printer.number(&rule.result, &near))
        }
        _ => text,
    }
}

/// Whether a number has no unit: a slash in it is that of a fraction.
fn is_plain(ty: &Type) -> bool {
    matches!(ty, Type::Number(number) if number.unit.is_none())
}

/// A range in words, from its lower end to its upper.
fn range(study: &Study, low: &Cell, high: &Cell, rule: &Rule) -> String {
    let item = if let Type::Range(item) = &rule.result { item } else { &rule.result };
    let keys = |entity, row: u32| study.entity_key(entity, row as usize);
    let printer = Printer { schema: study.schema(), style: Style::Text, keys: &keys };
    let (low, high) = (printer.outcome(item, &low.outcome), printer.outcome(item, &high.outcome));
    if low == high { low } else { format!("{low} to {high}") }
}

/// The names of the subjects of a cell.
pub fn subject(making: &Making, cell: &Cell) -> String {
    cell.subjects.iter().map(|s| making.name(&s.key)).collect::<Vec<_>>().join(", ")
}

fn row(making: &Making, cell: &Cell) -> model::ValueRow {
    let names: Vec<String> = cell.subjects.iter().map(|s| making.name(&s.key)).collect();
    model::ValueRow {
        subject: names.join(", "),
        first: names.first().cloned().unwrap_or_default(),
        rest: names.get(1..).unwrap_or_default().join(", "),
        key: cell.subjects.iter().map(|s| s.key.as_str()).collect::<Vec<_>>().join(", "),
        invented: making.is_invented(cell),
        ..model::ValueRow::default()
    }
}

/// What the instances of the entities that the paper speaks of say, in the order of their keys or of the text.
pub fn instances(making: &Making) -> BTreeMap<String, Vec<model::Instance>> {
    let checked = making.input.checked;
    let mut told = BTreeMap::new();
    for decl in checked.program.entities().filter(|d| making.scope.has(d)) {
        let Some(id) = checked.schema.entity_named(decl.name()).filter(|id| *id != making.entity) else { continue };
        let entity = checked.schema.entity(id);
        let mut all = if entity.closed { closed(making, id, entity) } else { open(making, id, entity) };
        if !all.is_empty() {
            for one in &mut all {
                one.origin.0.push(decl.id);
            }
            told.insert(entity.name.to_string(), all);
        }
    }
    told
}

fn closed(making: &Making, id: EntityId, entity: &Entity) -> Vec<model::Instance> {
    let all = &making.input.checked.instances;
    let of = |key: &Name| all.iter().find(|i| i.entity == id && i.key == *key && i.added_by.is_none());
    let keys = entity.closed_keys.iter();
    keys.filter_map(|key| of(key).map(|one| written(making, (id, entity), key, one))).collect()
}

/// What a declaration says of an instance, and of the rest what its profile says.
fn written(making: &Making, (id, entity): (EntityId, &Entity), key: &Name, one: &Instance) -> model::Instance {
    let schema = &making.input.checked.schema;
    let table = making.input.profiles.table(id);
    let row = table.and_then(|table| Some((table, table.row(key)?)));
    let (mut fields, mut of_profile) = (BTreeMap::new(), vec![]);
    for (at, field) in entity.fields.iter().enumerate() {
        let value = match (one.fields.get(&(at as u32)), row) {
            (Some(term), _) => annex::literal(schema, &field.ty, term),
            (None, Some((table, row))) => {
                let (value, marks) =
                    from_profile(making, (FieldId { entity: id, index: at as u32 }, field), table, row);
                of_profile.extend(marks);
                value
            }
            (None, None) => UNKNOWN.to_string(),
        };
        fields.insert(field_name(&field.path), value);
    }
    let named = entity.fields.iter().enumerate().filter_map(|(at, field)| {
        let parties = parties(making, &field.ty, one.fields.get(&(at as u32))?);
        Some((field_name(&field.path), Origin(parties)))
    });
    let checked = making.input.checked;
    let decl = checked.program.decl(one.decl);
    model::Instance {
        key: key.to_string(),
        invented: false,
        fields,
        per: annex::cites(checked, &decl.per),
        marks: marks::told(&of_cites(checked, &decl.per)).into_iter().chain(of_profile).collect(),
        covers: decl.covers.iter().map(|c| c.name.to_string()).collect(),
        origin: Origin::of(one.decl),
        parties: named.collect(),
    }
}

/// What a profile says of a field at the days of the paper, and the marks of that; data that contradict each other are
/// told as such.
fn from_profile(
    making: &Making,
    (id, field): (FieldId, &Field),
    table: &Table,
    row: usize,
) -> (String, Vec<model::Mark>) {
    let (input, schema) = (making.input, &making.input.checked.schema);
    let Datum::Data(all) = &table.columns[id.index as usize][row] else { return (UNKNOWN.to_string(), vec![]) };
    let dates = &input.dates;
    let cut = Cut { data_as_of: dates.data_as_of, known_on: dates.known_on, later: dates.later.clone() };
    let read = read_at(input.profiles, &cut, (id, field), all);
    let marks = read.iter().flat_map(|datum| marks::told(&of_datum(field, input.profiles.meta(datum)))).collect();
    let value = match read.as_slice() {
        [] => UNKNOWN.to_string(),
        [one] => annex::value_text(schema, &field.ty, &one.value),
        _ => "conflict".to_string(),
    };
    (value, marks)
}

/// The parties that a field names.
fn parties(making: &Making, ty: &Type, term: &Term) -> Vec<DeclId> {
    match (ty, &term.kind) {
        (Type::Party, TermKind::Code(place)) => {
            let checked = making.input.checked;
            let name = checked.schema.parties.get(*place as usize);
            let named = checked.program.parties.iter().find(|party| Some(&party.name) == name);
            named.map(|party| party.decl).into_iter().collect()
        }
        (Type::List(item), TermKind::List(all)) => all.iter().flat_map(|one| parties(making, item, &one.1)).collect(),
        _ => vec![],
    }
}

fn open(making: &Making, id: EntityId, entity: &Entity) -> Vec<model::Instance> {
    let Some(table) = making.input.profiles.table(id) else { return vec![] };
    let rows = table.rows.iter().enumerate().map(|(row, one)| {
        let (mut fields, mut marked) = (BTreeMap::new(), vec![]);
        for (at, field) in entity.fields.iter().enumerate() {
            let id = FieldId { entity: id, index: at as u32 };
            let (value, marks) = from_profile(making, (id, field), table, row);
            fields.insert(field_name(&field.path), value);
            marked.extend(marks);
        }
        model::Instance {
            key: one.key.to_string(),
            invented: one.invented,
            fields,
            marks: marked,
            ..model::Instance::default()
        }
    });
    rows.collect()
}

/// Statements of the mandate that a paper speaks of, what covers them, and where papers print it, as far as that is
/// known.
pub fn trace(input: &Input, scope: &Scope, places: Option<&Places>) -> Vec<model::Traced> {
    let checked = input.checked;
    let ours = |row: &Row| row.decls.iter().any(|d| scope.has(checked.program.decl(d.decl)));
    let rows = trace::trace(checked, input.mandate, places).into_iter().filter(|row| scope.is_all() || ours(row));
    rows.map(|row| {
        let place = |p: &Place| model::TracedPlace { paper: p.paper.clone(), heading: p.heading.clone() };
        model::Traced {
            places: row.places().into_iter().map(place).collect(),
            id: row.id.to_string(),
            says: row.says,
            lines: row.lines,
            kinds: row.kinds,
            note: row.note,
            declarations: row.decls.iter().map(|d| format!("{} {}", d.kind, d.name)).collect(),
            tests: row.tests.len(),
            missing: row.missing.join("; "),
        }
    })
    .collect()
}
