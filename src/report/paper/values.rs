//! What definitions come to, what instances say, and what covers the mandate.

use crate::analysis::explain::{Length, explain};
use crate::analysis::marks::of_reasons;
use crate::analysis::study::{Ask, Cell, Study};
use crate::analysis::trace;
use crate::analysis::words::Printer;
use crate::data::Cell as Datum;
use crate::eval::run::Runner;
use crate::num::print::Style;
use crate::report::paper::annex;
use crate::report::paper::model;
use crate::report::paper::share::Making;
use crate::text::Name;
use crate::types::checked::{Instance, Rule, RuleKind};
use crate::types::schema::{Entity, EntityId, Type};
use crate::types::term::RuleId;
use std::collections::{BTreeMap, BTreeSet};

/// More subjects than this are data, not a table of a paper.
const MOST_ROWS: usize = 300;

/// The values of definitions that have a title, for the subjects with a profile and for all other instances.
pub fn values(making: &Making, study: &Study, runner: &Runner, worlds: &[usize]) -> BTreeMap<String, model::Values> {
    let checked = making.input.checked;
    let wanted = |id: RuleId| is_told(making, checked.rule(id));
    let mut told: BTreeMap<String, model::Values> = BTreeMap::new();
    let shown = |entity: EntityId, row: usize| making.shows(entity, row);
    for world in worlds {
        let scenario = study.worlds[*world].name.to_string();
        for cell in study.cells_for(runner, *world, &Ask { rule: &wanted, subject: &shown }) {
            let rule = checked.rule(cell.rule);
            let values = told.entry(rule.name.to_string()).or_insert_with(|| head(making, rule));
            let key = cell.subjects.iter().map(|s| s.key.as_str()).collect::<Vec<_>>().join(", ");
            let value = printed(study, &cell, rule);
            let at = match values.rows.iter().position(|r| r.key == key) {
                Some(at) => at,
                None if values.rows.len() >= MOST_ROWS => continue,
                None => {
                    values.rows.push(row(making, study, runner, &cell, key));
                    values.rows.len() - 1
                }
            };
            values.rows[at].under.insert(scenario.clone(), value);
        }
    }
    told
}

/// Whether a definition has a title, a value to print, and a place in the paper.
pub fn is_told(making: &Making, rule: &Rule) -> bool {
    let decl = making.input.checked.program.decl(rule.decl);
    let plain = matches!(rule.kind, RuleKind::Define | RuleKind::Table | RuleKind::Scale)
        && !matches!(rule.result, Type::List(_) | Type::Range(_));
    plain && decl.title.is_some() && rule.added_by.is_none() && making.has_rule(rule)
}

fn head(making: &Making, rule: &Rule) -> model::Values {
    let checked = making.input.checked;
    let decl = checked.program.decl(rule.decl);
    model::Values {
        title: making.title(rule),
        doc: annex::prose(decl.ast.doc.as_deref()),
        per: annex::cites(checked, &decl.per),
        rows: vec![],
    }
}

/// The value of a definition in words.
pub fn printed(study: &Study, cell: &Cell, rule: &Rule) -> String {
    let keys = |entity, row: u32| study.entity_key(entity, row as usize);
    Printer { schema: study.schema(), style: Style::Text, keys: &keys }.outcome(&rule.result, &cell.outcome)
}

/// The names of the subjects of a cell.
pub fn subject(making: &Making, cell: &Cell) -> String {
    cell.subjects.iter().map(|s| making.name(&s.key)).collect::<Vec<_>>().join(", ")
}

fn row(making: &Making, study: &Study, runner: &Runner, cell: &Cell, key: String) -> model::ValueRow {
    let reasons = explain(study, runner, cell, Length::Short);
    let names: Vec<String> = cell.subjects.iter().map(|s| making.name(&s.key)).collect();
    model::ValueRow {
        subject: names.join(", "),
        first: names.first().cloned().unwrap_or_default(),
        rest: names.get(1..).unwrap_or_default().join(", "),
        key,
        invented: making.is_invented(cell),
        under: BTreeMap::new(),
        marks: of_reasons(study, runner, cell.world, &reasons).weak.into_iter().collect(),
    }
}

/// What the instances of the entities that the paper speaks of say, in the order of their keys or of the text.
pub fn instances(making: &Making) -> BTreeMap<String, Vec<model::Instance>> {
    let checked = making.input.checked;
    let mut told = BTreeMap::new();
    for decl in checked.program.entities().filter(|d| making.scope.has(d)) {
        let Some(id) = checked.schema.entity_named(decl.name()).filter(|id| *id != making.entity) else { continue };
        let entity = checked.schema.entity(id);
        let all = if entity.closed { closed(making, id, entity) } else { open(making, id, entity) };
        if !all.is_empty() && all.len() <= MOST_ROWS {
            told.insert(entity.name.to_string(), all);
        }
    }
    told
}

fn closed(making: &Making, id: EntityId, entity: &Entity) -> Vec<model::Instance> {
    let all = &making.input.checked.instances;
    let of = |key: &Name| all.iter().find(|i| i.entity == id && i.key == *key && i.added_by.is_none());
    let keys = entity.closed_keys.iter();
    keys.filter_map(|key| of(key).map(|one| written(making, entity, key, one))).collect()
}

fn written(making: &Making, entity: &Entity, key: &Name, one: &Instance) -> model::Instance {
    let schema = &making.input.checked.schema;
    let fields = entity.fields.iter().enumerate().map(|(at, field)| {
        let value = one.fields.get(&(at as u32)).map(|term| annex::literal(schema, &field.ty, term));
        (field.path.replace('.', "_"), value.unwrap_or_else(|| "unknown".into()))
    });
    let covers = making.input.checked.program.decl(one.decl).covers.iter().map(|c| c.name.to_string()).collect();
    model::Instance { key: key.to_string(), invented: false, fields: fields.collect(), covers }
}

fn open(making: &Making, id: EntityId, entity: &Entity) -> Vec<model::Instance> {
    let Some(table) = making.input.profiles.table(id) else { return vec![] };
    let schema = &making.input.checked.schema;
    let rows = table.rows.iter().enumerate().map(|(row, one)| {
        let fields = entity.fields.iter().enumerate().map(|(at, field)| {
            let value = match &table.columns[at][row] {
                Datum::Missing => "unknown".to_string(),
                Datum::Data(all) => {
                    all.iter().last().map_or("unknown".into(), |d| annex::value_text(schema, &field.ty, &d.value))
                }
            };
            (field.path.replace('.', "_"), value)
        });
        model::Instance { key: one.key.to_string(), invented: one.invented, fields: fields.collect(), covers: vec![] }
    });
    rows.collect()
}

/// Statements of the mandate that the paper speaks of, and what covers them.
pub fn trace(making: &Making) -> Vec<model::Traced> {
    let checked = making.input.checked;
    let of = checked.program.decls.iter().filter(|d| making.scope.has(d));
    let names: BTreeSet<String> = of.map(|d| format!("{}.{}", d.module, d.name())).collect();
    let rows = trace::trace(checked, making.input.mandate).into_iter();
    rows.filter(|row| making.scope.is_all() || row.decls.iter().any(|d| names.contains(&d.name)))
        .map(|row| model::Traced {
            id: row.id.to_string(),
            says: row.says,
            lines: row.lines,
            kinds: row.kinds,
            note: row.note,
            declarations: row.decls.iter().map(|d| format!("{} {}", d.kind, d.name)).collect(),
            tests: row.tests.len(),
            missing: row.missing.unwrap_or_default().to_string(),
        })
        .collect()
}
