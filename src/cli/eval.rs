//! `acquis eval`

use crate::analysis::contested::{Contested, contested};
use crate::analysis::study::{Cell, Study};
use crate::analysis::without_value::without_value;
use crate::analysis::words::{Came, Printer, outcome_code, outcome_word, possible};
use crate::cli::Status;
use crate::cli::args::{EvalArgs, ResultFormat};
use crate::cli::run::Run;
use crate::cli::run_eval::{Wanted, base, rules, scenario, study};
use crate::cli::table::Table;
use crate::eval::outcome::Outcome;
use crate::num::print::Style;
use crate::types::term::{ReadingId, RuleId};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What `--fail-on` knows beside outcomes.
const CONTESTED: &str = "contested";

/// Evaluates rules.
pub fn run(run: &Run, args: &EvalArgs) -> Status {
    match evaluate(run, args) {
        Ok(status) | Err(status) => status,
    }
}

fn evaluate(run: &Run, args: &EvalArgs) -> Result<Status, Status> {
    let known: Vec<String> = Came::words().into_iter().chain([CONTESTED]).map(|word| word.replace(' ', "_")).collect();
    for word in &args.fail_on {
        if !known.contains(&word.replace([' ', '-'], "_")) {
            return Err(crate::cli::run_eval::unknown(run, "outcome", word, known.iter().map(String::as_str)));
        }
    }
    let (_, workspace) = run.open_sound(&args.when.profile)?;
    let base = base(run, &workspace, &args.when)?;
    let mut worlds = vec![];
    for name in &args.scenario {
        worlds.push(scenario(run, &workspace, name)?);
    }
    if worlds.is_empty() {
        worlds.push(None);
    }
    let rules = rules(run, &workspace, &args.rule)?;
    let wanted = Wanted::new(run, &workspace, &args.when)?;
    let mut study = study(&base, &worlds, &args.rule, &rules);
    run.stop_at_errors(&study.findings(), &workspace.sources)?;
    let mut cells = vec![];
    let runner = study.run();
    for world in 0..study.worlds.len() {
        let of = study.cells_of(&runner, world, &|r| rules.contains(&r));
        cells.extend(of.into_iter().filter(|c| wanted.has(c)));
    }
    drop(runner);
    let contested = contested(&mut study, &cells);
    show(run, args.format, &Shown { study: &study, cells: &cells, contested: &contested }, wanted.is_all());
    let is = |c: &Cell, wanted: &str| match wanted {
        CONTESTED => !contested.of(c).is_empty(),
        wanted => wanted == outcome_code(base.checked.rule(c.rule).kind, &c.outcome),
    };
    let failed = cells.iter().any(|c| args.fail_on.iter().any(|w| is(c, &w.replace([' ', '-'], "_"))));
    let faults = without_value(&study, &cells);
    run.report(&faults, &workspace.sources);
    Ok(if failed || !faults.is_empty() { Status::No } else { Status::Fine })
}

/// What a cell says, as a program reads it.
pub fn record(study: &Study, cell: &Cell) -> Value {
    let rule = study.base.checked.rule(cell.rule);
    let subjects: BTreeMap<&str, &str> = cell.subjects.iter().map(|s| (s.name.as_str(), s.key.as_str())).collect();
    json!({
        "scenario": study.worlds[cell.world].name.as_str(),
        "rule": qualified(study, cell.rule),
        "kind": rule.kind.word(),
        "subjects": subjects,
        "outcome": code(study, cell),
        "possible": described(study, cell, Style::Plain),
    })
}

/// A rule with its module, as programs read it.
pub fn qualified(study: &Study, rule: RuleId) -> String {
    let rule = study.base.checked.rule(rule);
    format!("{}.{}", study.base.checked.program.decl(rule.decl).module, rule.name)
}

/// One outcome for people: that of an assessment in a word or two, the value of a definition.
pub fn word(study: &Study, cell: &Cell) -> String {
    let rule = study.base.checked.rule(cell.rule);
    match rule.kind.is_assessment() {
        true => outcome_word(rule.kind, &cell.outcome).to_string(),
        false => described(study, cell, Style::Plain),
    }
}

/// One outcome for programs: `not_met`, `not_applicable`; the value of a definition.
pub fn code(study: &Study, cell: &Cell) -> String {
    code_of(study, cell.rule, &cell.outcome)
}

/// The same of an outcome of a rule.
pub fn code_of(study: &Study, rule: RuleId, outcome: &Outcome) -> String {
    let kind = study.base.checked.rule(rule).kind;
    match kind.is_assessment() || outcome.is_not_applicable() {
        true => outcome_code(kind, outcome),
        false => described_of(study, rule, outcome, Style::Plain),
    }
}

/// The outcomes still possible, or the value of a definition.
pub fn described(study: &Study, cell: &Cell, style: Style) -> String {
    described_of(study, cell.rule, &cell.outcome, style)
}

/// The same of an outcome of a rule.
pub fn described_of(study: &Study, rule: RuleId, outcome: &Outcome, style: Style) -> String {
    let rule = study.base.checked.rule(rule);
    if rule.kind.is_assessment() {
        return possible(rule.kind, outcome);
    }
    let keys = |entity, row: u32| study.entity_key(entity, row as usize);
    Printer { schema: study.schema(), style, keys: &keys }.outcome(&rule.result, outcome)
}

/// What is shown of an evaluation.
struct Shown<'s> {
    study: &'s Study<'s>,
    cells: &'s [Cell],
    contested: &'s Contested,
}

/// Each reading that contests an outcome, with what it makes of it: `absent with the reading strict`.
pub fn rivals(study: &Study, contested: &Contested, cell: &Cell) -> Vec<String> {
    let name = |id: ReadingId| &study.base.checked.readings[id.0 as usize].name;
    let told = |(id, rival): &(ReadingId, Cell)| {
        let outcome = match rival.outcome.is_settled() {
            true => word(study, rival),
            false => described(study, rival, Style::Plain),
        };
        format!("{outcome} with the reading {}", name(*id))
    };
    contested.of(cell).iter().map(told).collect()
}

/// A record, with what rival readings make of it.
fn contested_record(shown: &Shown, cell: &Cell) -> Value {
    let mut value = record(shown.study, cell);
    let readings = &shown.study.base.checked.readings;
    let rivals = shown.contested.of(cell).iter().map(|(id, rival)| {
        let possible = described(shown.study, rival, Style::Plain);
        json!({"reading": readings[id.0 as usize].name.as_str(), "outcome": code(shown.study, rival), "possible": possible})
    });
    value["contested"] = rivals.collect();
    value
}

fn show(run: &Run, format: ResultFormat, shown: &Shown, all: bool) {
    let (study, cells) = (shown.study, shown.cells);
    match format {
        ResultFormat::Json => {
            let list: Vec<Value> = cells.iter().map(|c| contested_record(shown, c)).collect();
            run.print(&format!("{:#}\n", json!({"schema": "acquis.outcomes/1", "outcomes": list})));
        }
        ResultFormat::Ndjson => {
            let lines: String = cells.iter().map(|c| format!("{}\n", contested_record(shown, c))).collect();
            run.print(&lines);
        }
        ResultFormat::Csv => {
            let mut table = Table::new(&["scenario", "rule", "kind", "subjects", "outcome", "possible", "contested"]);
            for cell in cells {
                let kind = study.base.checked.rule(cell.rule).kind;
                let scenario = study.worlds[cell.world].name.to_string();
                let possible = described(study, cell, Style::Plain);
                table.row(vec![
                    scenario,
                    qualified(study, cell.rule),
                    kind.word().into(),
                    keys(cell),
                    code(study, cell),
                    possible,
                    rivals(study, shown.contested, cell).join("; "),
                ]);
            }
            run.print(&table.csv());
        }
        ResultFormat::Table => run.print(&people(shown, all, run.colour_results())),
    }
}

/// The keys of the subjects, joined.
pub fn keys(cell: &Cell) -> String {
    cell.subjects.iter().map(|s| s.key.as_str()).collect::<Vec<_>>().join(", ")
}

/// How many subjects a table for people tells one by one.
const TOLD: usize = 40;

/// How many different outcomes it tells of those that it counts.
const COUNTED: usize = 6;

/// How often each outcome comes, the most frequent first.
fn counted(counts: BTreeMap<String, usize>) -> String {
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
    let mut told: Vec<String> = counts.iter().take(COUNTED).map(|(word, number)| format!("{number} {word}")).collect();
    if counts.len() > COUNTED {
        let rest: usize = counts[COUNTED..].iter().map(|c| c.1).sum();
        told.push(format!("{rest} others (`--subject KEY` or `--format csv` shows each)"));
    }
    told.join(", ")
}

fn people(shown: &Shown, all: bool, colour: bool) -> String {
    let (study, cells) = (shown.study, shown.cells);
    let mut groups: BTreeMap<(usize, RuleId), Vec<&Cell>> = BTreeMap::new();
    for cell in cells {
        groups.entry((cell.world, cell.rule)).or_default().push(cell);
    }
    let mut table = Table::new(&["scenario", "rule", "for", "outcome"]);
    for ((world, rule), of) in &groups {
        let rule = study.base.checked.rule(*rule);
        let scenario = study.worlds[*world].name.to_string();
        if all && of.len() > TOLD {
            let mut counts: BTreeMap<String, usize> = BTreeMap::new();
            for cell in of {
                let mark = if shown.contested.of(cell).is_empty() { "" } else { " *contested*" };
                *counts.entry(format!("{}{mark}", word(study, cell))).or_default() += 1;
            }
            table.row(vec![scenario, rule.name.to_string(), format!("{} subjects", of.len()), counted(counts)]);
            continue;
        }
        for cell in of {
            let outcome = match cell.outcome.is_settled() || !rule.kind.is_assessment() {
                true => word(study, cell),
                false => format!("unknown ({})", described(study, cell, Style::Plain)),
            };
            let outcome = match rivals(study, shown.contested, cell).as_slice() {
                [] => outcome,
                rivals => format!("{outcome}, *contested*: {}", rivals.join("; ")),
            };
            table.row(vec![scenario.clone(), rule.name.to_string(), keys(cell), outcome]);
        }
    }
    table.text(colour)
}
