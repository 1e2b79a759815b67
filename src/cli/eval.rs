//! `acquis eval`

use crate::analysis::assumed::{Assumed, assumed_text};
use crate::analysis::contested::{Contested, contested};
use crate::analysis::study::Cell;
use crate::analysis::without_value::without_value;
use crate::analysis::words::{Came, outcome_code};
use crate::cli::Status;
use crate::cli::answer::Answer;
use crate::cli::args::EvalArgs;
use crate::cli::run::Run;
use crate::cli::run_eval::{Wanted, base, rules, scenario, study};
use crate::cli::table::Table;
use crate::cli::tell::{Tell, keys};
use crate::types::term::RuleId;
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
    let wanted = Wanted::new(run, &workspace, &args.when, &args.rule)?;
    let mut study = study(run, &workspace, &base, &worlds, (&args.rule, &rules))?;
    let mut cells = vec![];
    let runner = study.run();
    for world in 0..study.worlds.len() {
        let of = study.cells_of(&runner, world, &|r| rules.contains(&r));
        cells.extend(of.into_iter().filter(|c| wanted.has(c)));
    }
    let assumed = Assumed::new(&study, &runner, &cells);
    drop(runner);
    if cells.is_empty() && !wanted.is_all() {
        run.note("no rule that is asked for has an outcome for these subjects");
    }
    let contested = contested(&mut study, &cells);
    let shown = Shown { tell: Tell { study: &study }, cells: &cells, contested: &contested, assumed: &assumed };
    let answer = Answer {
        head: json!({"schema": "acquis.outcomes/2"}),
        list: "outcomes",
        records: &|| cells.iter().map(|cell| shown.record(cell)).collect(),
        rows: &|| shown.rows(),
        people: &|| people(&shown, wanted.is_all(), run.colour_results()),
    };
    answer.print(run, args.format);
    let is = |c: &Cell, wanted: &str| match wanted {
        CONTESTED => !contested.of(c).is_empty(),
        wanted => wanted == outcome_code(base.checked.rule(c.rule).kind, &c.outcome),
    };
    let failed = cells.iter().any(|c| args.fail_on.iter().any(|w| is(c, &w.replace([' ', '-'], "_"))));
    let faults = without_value(&study, &cells);
    run.report(&faults, &workspace.sources);
    Ok(if failed || !faults.is_empty() { Status::No } else { Status::Fine })
}

/// What is shown of an evaluation.
struct Shown<'s> {
    tell: Tell<'s>,
    cells: &'s [Cell],
    contested: &'s Contested,
    assumed: &'s Assumed,
}

impl Shown<'_> {
    /// A record, with what rival readings make of it.
    fn record(&self, cell: &Cell) -> Value {
        let mut value = self.tell.record(cell, self.assumed);
        let readings = &self.tell.study.base.checked.readings;
        let rivals = self.contested.of(cell).iter().map(|(id, rival)| {
            let (outcome, possible) = (self.tell.code(rival), self.tell.possible_coded(rival.rule, &rival.outcome));
            json!({"reading": readings[id.0 as usize].name.as_str(), "outcome": outcome, "possible": possible})
        });
        value["contested"] = rivals.collect();
        value
    }

    fn rows(&self) -> Table {
        let mut columns = Tell::COLUMNS.to_vec();
        columns.push("contested");
        let mut table = Table::new(&columns);
        for cell in self.cells {
            let mut row = self.tell.row(cell, self.assumed);
            row.push(self.tell.rivals(self.contested, cell).join("; "));
            table.row(row);
        }
        table
    }
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
    let Shown { tell, cells, contested, assumed } = *shown;
    let mut groups: BTreeMap<(usize, RuleId), Vec<&Cell>> = BTreeMap::new();
    for cell in cells {
        groups.entry((cell.world, cell.rule)).or_default().push(cell);
    }
    let mut table = Table::new(&["scenario", "rule", "for", "outcome"]);
    for ((world, rule), of) in &groups {
        let rule = tell.study.base.checked.rule(*rule);
        let scenario = tell.study.worlds[*world].name.to_string();
        if all && of.len() > TOLD {
            let mut counts: BTreeMap<String, usize> = BTreeMap::new();
            for cell in of {
                let mark = if contested.of(cell).is_empty() { "" } else { " *contested*" };
                *counts.entry(format!("{}{mark}{}", tell.word(cell), assumed_text(&assumed.of(cell)))).or_default() +=
                    1;
            }
            table.row(vec![scenario, rule.name.to_string(), format!("{} subjects", of.len()), counted(counts)]);
            continue;
        }
        for cell in of {
            let outcome = match cell.outcome.is_settled() || !rule.kind.is_assessment() {
                true => tell.word(cell),
                false => format!("unknown ({})", tell.possible(cell)),
            };
            let outcome = match tell.rivals(contested, cell).as_slice() {
                [] => outcome,
                rivals => format!("{outcome}, *contested*: {}", rivals.join("; ")),
            };
            let outcome = outcome + &assumed_text(&assumed.of(cell));
            table.row(vec![scenario.clone(), rule.name.to_string(), keys(cell), outcome]);
        }
    }
    table.text(colour)
}
