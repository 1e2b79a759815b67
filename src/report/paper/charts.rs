//! Charts of a paper: who is met by what, and what scenarios change.

use crate::analysis::study::{Cell, Study};
use crate::analysis::words::outcome_word;
use crate::report::chart::bars::{Bars, Series};
use crate::report::chart::matrix::{Matrix, Status};
use crate::report::chart::{Chart, Tone};
use crate::report::paper::share::Making;
use crate::types::checked::RuleKind;
use crate::types::schema::Type;
use crate::types::term::RuleId;
use std::collections::BTreeMap;

/// Kinds that get a matrix.
const KINDS: &[RuleKind] = &[RuleKind::Barrier, RuleKind::Requirement, RuleKind::Criterion, RuleKind::Guarantee];

/// All charts: a matrix for each kind of assessment, and a bar chart over the scenarios for each assessment of
/// one subject.
pub fn all(making: &Making, study: &Study, cells: &[Vec<Cell>]) -> Vec<Chart> {
    let mut charts = vec![];
    for kind in KINDS {
        charts.extend(matrix(making, &cells[0], *kind));
    }
    for at in 0..making.input.checked.rules.len() {
        charts.extend(bars(making, study, cells, RuleId(at as u32)));
    }
    charts
}

fn is_single(making: &Making, rule: RuleId) -> bool {
    let rule = making.input.checked.rule(rule);
    let one = matches!(rule.subjects.as_slice(), [s] if s.ty == Type::Entity(making.entity) && s.list.is_none());
    one && rule.kind.is_assessment() && rule.body.tested && rule.added_by.is_none()
}

/// Good, bad, not known, not asked, something wrong: in the order of the key.
fn states(kind: RuleKind) -> Vec<Status> {
    let (yes, no) = kind.words();
    let (good, bad) = if kind == RuleKind::Barrier { (no, yes) } else { (yes, no) };
    let status = |label: &str, tone| Status { label: label.into(), tone };
    vec![
        status(good, Tone::Good),
        status(bad, Tone::Bad),
        status("not known", Tone::Open),
        status("not applicable", Tone::Void),
        status("conflict or gap", Tone::Mixed),
    ]
}

fn state(kind: RuleKind, cell: &Cell) -> usize {
    let (yes, no) = kind.words();
    let (good, bad) = if kind == RuleKind::Barrier { (no, yes) } else { (yes, no) };
    match outcome_word(kind, &cell.outcome) {
        word if word == good => 0,
        word if word == bad => 1,
        "unknown" => 2,
        "not_applicable" => 3,
        _ => 4,
    }
}

fn matrix(making: &Making, cells: &[Cell], kind: RuleKind) -> Option<Chart> {
    let checked = making.input.checked;
    let rules: Vec<RuleId> = (0..checked.rules.len() as u32)
        .map(RuleId)
        .filter(|r| checked.rule(*r).kind == kind && is_single(making, *r))
        .collect();
    if rules.is_empty() || making.own.is_empty() {
        return None;
    }
    let by: BTreeMap<_, _> = cells.iter().map(|c| (c.question(), c)).collect();
    let rows = making.own.iter().map(|(key, _)| {
        rules.iter().map(|r| by.get(&(*r, vec![key.clone()])).map_or(3, |c| state(kind, c))).collect::<Vec<usize>>()
    });
    let grid: Vec<Vec<usize>> = rows.collect();
    let used: Vec<usize> = (0..5).filter(|s| grid.iter().flatten().any(|c| c == s)).collect();
    let place = |s: usize| used.iter().position(|u| *u == s).unwrap_or(0);
    let all = states(kind);
    let (one, many) = nouns(making);
    let word = kind.word();
    let plural = if word == "criterion" { "criteria".to_string() } else { format!("{word}s") };
    Some(
        Matrix {
            id: format!("matrix-{word}"),
            title: format!("Outcome of each {word} for each {one} with a profile, under the law in force."),
            row_noun: (one, many),
            column_noun: (word.to_string(), plural),
            rows: making.own.iter().map(|o| o.1.clone()).collect(),
            columns: rules.iter().map(|r| making.short(checked.rule(*r))).collect(),
            states: used.iter().map(|s| Status { label: all[*s].label.clone(), tone: all[*s].tone }).collect(),
            cells: grid.iter().map(|row| row.iter().map(|s| place(*s)).collect()).collect(),
        }
        .chart(),
    )
}

fn nouns(making: &Making) -> (String, String) {
    let declared = making.input.checked.schema.entity(making.entity);
    let one = declared.name.to_lowercase();
    let many = declared.plural.as_ref().map_or_else(|| one.clone(), |p| p.replace('_', " "));
    (one, many)
}

fn bars(making: &Making, study: &Study, cells: &[Vec<Cell>], id: RuleId) -> Option<Chart> {
    if !is_single(making, id) || study.worlds.len() < 2 || making.own.is_empty() {
        return None;
    }
    let rule = making.input.checked.rule(id);
    let worlds = cells.len();
    let count = |world: usize, wanted: usize| {
        let own = cells[world].iter().filter(|c| c.rule == id && making.is_own(c));
        own.filter(|c| state(rule.kind, c) == wanted).count() as u64
    };
    let all = states(rule.kind);
    let used: Vec<usize> = (0..5).filter(|s| (0..worlds).any(|w| count(w, *s) > 0)).collect();
    let (one, many) = nouns(making);
    let name = |world: usize| match study.worlds[world].setting.scenario {
        None => "the law as it stands".to_string(),
        Some(s) => {
            let decl = making.input.checked.program.decl(making.input.checked.scenario(s).decl);
            decl.title.clone().unwrap_or_else(|| decl.name().replace('_', " "))
        }
    };
    Some(
        Bars {
            id: format!("scenarios-{}", rule.name.replace('_', "-")),
            title: format!(
                "{}: {many} with a profile by outcome, under the law and each scenario.",
                making.title(rule)
            ),
            bar_noun: "Scenario".into(),
            noun: (one, many),
            series: used.iter().map(|s| Series { label: all[*s].label.clone(), tone: all[*s].tone }).collect(),
            bars: (0..worlds).map(|w| (name(w), used.iter().map(|s| count(w, *s)).collect())).collect(),
        }
        .chart(),
    )
}
