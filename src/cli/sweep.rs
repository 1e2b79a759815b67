//! `acquis sweep`
//!
//! For each combination of values the scenario is written once more, under a name of its own and with the values in
//! place, at the end of its file as it lies in memory. The repository read that way goes the ordinary road: whatever
//! is wrong with a value is said by the checker.

use crate::analysis::assumed::Assumed;
use crate::analysis::study::{Cell, Study};
use crate::cli::Status;
use crate::cli::answer::Answer;
use crate::cli::args::{ResultFormat, SweepArgs};
use crate::cli::run::Run;
use crate::cli::run_eval::{Wanted, base, rules, scenario, unknown};
use crate::cli::table::Table;
use crate::cli::tell::{Tell, keys};
use crate::diag::reforms::NO_CHANGE;
use crate::hir::{Decl, Lookup};
use crate::session::tree::Tree;
use crate::session::workspace::Workspace;
use crate::syntax::ast::ClauseKind;
use crate::syntax::ast::kind::DeclKind;
use crate::syntax::fences::is_literate;
use crate::text::{Name, Span};
use crate::types::term::{RuleId, ScenarioId};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// More combinations than this are no table any more.
const MOST: usize = 64;

/// Tries values for parameters of a scenario.
pub fn run(run: &Run, args: &SweepArgs) -> Status {
    match sweep(run, args) {
        Ok(status) | Err(status) => status,
    }
}

/// A parameter, where its value stands in the scenario, and the values to try.
struct Knob {
    /// As the command line has it.
    name: String,
    /// More than one where the scenario names the reform more than once.
    spans: Vec<Span>,
    values: Vec<String>,
}

/// A parameter of a reform that the scenario gives a value.
struct Given<'a> {
    reform: &'a Decl,
    name: &'a str,
    /// Where the value stands.
    spans: Vec<Span>,
}

impl Given<'_> {
    /// Its name with that of its reform.
    fn full(&self) -> String {
        format!("{}.{}", self.reform.name(), self.name)
    }

    /// Whether a word of the command line names it: `NAME`, `REFORM.NAME`, `MODULE.REFORM.NAME`.
    fn is_called(&self, word: &str) -> bool {
        word == self.name || word == self.full() || word == format!("{}.{}", self.reform.module, self.full())
    }
}

/// The parameters that a scenario gives a value, each once.
fn given<'a>(workspace: &'a Workspace, scenario: &'a Decl) -> Vec<Given<'a>> {
    let program = &workspace.checked.program;
    let uses = scenario.ast.clauses.iter().filter_map(|c| match &c.kind {
        ClauseKind::With(uses) => Some(uses),
        _ => None,
    });
    let mut all: Vec<Given> = vec![];
    for one in uses.flatten() {
        let Lookup::One(id, _) = program.find(&one.reform, &[DeclKind::Reform]) else { continue };
        for (name, value) in &one.args {
            let name = name.name.as_str();
            match all.iter_mut().find(|known| known.reform.id == id && known.name == name) {
                Some(known) => known.spans.push(value.span),
                None => all.push(Given { reform: program.decl(id), name, spans: vec![value.span] }),
            }
        }
    }
    all
}

fn sweep(run: &Run, args: &SweepArgs) -> Result<Status, Status> {
    let (root, workspace) = run.open_sound(&args.when.profile)?;
    let Some(id) = scenario(run, &workspace, &args.scenario)? else {
        run.error("the law has no reform with a parameter; name a scenario");
        return Err(Status::Fault);
    };
    let knobs = knobs(run, &workspace, id, &args.values)?;
    let tried = combinations(run, &knobs)?;
    let (swept, names) = written_anew(run, &root, &workspace, id, &knobs, &tried, args)?;
    let base = base(run, &swept, &args.when)?;
    let wanted = Wanted::new(run, &swept, &args.when, &args.rule)?;
    let ids: Vec<Option<ScenarioId>> = names.iter().map(|n| swept.checked.scenario_named(n)).collect();
    let study = Study::of(&base, &ids);
    // That a value is the law's own already is one of the things to learn here.
    let found: Vec<_> = study.findings().into_iter().filter(|f| f.code != NO_CHANGE).collect();
    run.stop_at_errors(&found, &swept.sources)?;
    let asked: BTreeSet<RuleId> = match args.rule.is_empty() {
        true => (0..swept.checked.rules.len() as u32).map(RuleId).collect(),
        false => rules(run, &swept, &args.rule)?.into_iter().collect(),
    };
    let runner = study.run();
    let of = |world| -> Vec<Cell> {
        let cells = study.cells_of(&runner, world, &|r| asked.contains(&r));
        cells.into_iter().filter(|c| wanted.has(c)).collect()
    };
    let all: Vec<Vec<Cell>> = (0..ids.len()).map(of).collect();
    let assumed = Assumed::new(&study, &runner, all.iter().flatten());
    let coded = args.format != ResultFormat::Table;
    let rows = changed(&study, (&assumed, coded), &all, !wanted.is_all() || !args.rule.is_empty());
    let heads: Vec<String> = tried.iter().map(|t| title(&knobs, t)).collect();
    let answer = Answer {
        head: json!({"schema": "acquis.sweep/1", "scenario": args.scenario}),
        list: "rows",
        records: &|| rows.iter().map(|row| record(&heads, row)).collect(),
        rows: &|| table(&heads, &rows, true),
        people: &|| table(&heads, &rows, false).text(run.colour_results()),
    };
    answer.print(run, args.format);
    run.note(&match rows.is_empty() {
        true => "no outcome differs among these values".to_string(),
        false => format!("{} of {} rules come out otherwise for some value", count_rules(&rows), asked.len()),
    });
    Ok(Status::Fine)
}

/// The parameters to turn, with their places in the scenario.
fn knobs(run: &Run, workspace: &Workspace, id: ScenarioId, values: &[String]) -> Result<Vec<Knob>, Status> {
    let decl = workspace.checked.program.decl(workspace.checked.scenario(id).decl);
    let given = given(workspace, decl);
    let mut knobs: Vec<Knob> = vec![];
    for word in values {
        let Some((name, list)) = word.split_once('=') else {
            run.error(&format!("`{word}` gives no values; write it like `NAME=V1,V2`"));
            return Err(Status::Fault);
        };
        let name = name.trim();
        let called: Vec<&Given> = given.iter().filter(|g| g.is_called(name)).collect();
        let value = match called.as_slice() {
            [one] => one,
            [] if let Some(lower) = lower(workspace, id, name) => {
                run.error(&format!(
                    "`{name}` has its value from scenario `{lower}`, from which `{}` starts; sweep `{lower}`, or give it one here",
                    decl.name()
                ));
                return Err(Status::Fault);
            }
            [] if given.is_empty() => {
                run.error(&format!("scenario `{}` gives no parameter a value", decl.name()));
                return Err(Status::Fault);
            }
            [] => {
                let near: BTreeSet<&str> = given.iter().map(|g| g.name).collect();
                return Err(unknown(run, "parameter of this scenario", name, near));
            }
            several => {
                run.error(&of_several(name, several));
                return Err(Status::Fault);
            }
        };
        if knobs.iter().any(|k| k.spans == value.spans) {
            run.error(&format!("`{name}` is given values twice"));
            return Err(Status::Fault);
        }
        let values: Vec<String> = list.split(',').map(|v| v.trim().to_string()).collect();
        if let Some(at) = values.iter().position(String::is_empty) {
            run.error(&format!("value {} of `{name}` is empty", at + 1));
            return Err(Status::Fault);
        }
        knobs.push(Knob { name: name.to_string(), spans: value.spans.clone(), values });
    }
    Ok(knobs)
}

/// The scenario below another that gives a parameter its value.
fn lower<'a>(workspace: &'a Workspace, id: ScenarioId, name: &str) -> Option<&'a Name> {
    let checked = &workspace.checked;
    let mut below = checked.scenario(id).starts_from;
    // Scenarios in a ring have been refused.
    while let Some(scenario) = below.map(|id| checked.scenario(id)) {
        if given(workspace, checked.program.decl(scenario.decl)).iter().any(|one| one.is_called(name)) {
            return Some(&scenario.name);
        }
        below = scenario.starts_from;
    }
    None
}

/// That a name is that of several parameters, and how to say which.
fn of_several(name: &str, all: &[&Given]) -> String {
    let alike = |one: &Given| all.iter().filter(|other| other.reform.name() == one.reform.name()).count() > 1;
    let full = |one: &&Given| match alike(one) {
        true => format!("{}.{}", one.reform.module, one.full()),
        false => one.full(),
    };
    let written: Vec<String> = all.iter().map(|one| format!("`{}=V1,V2`", full(one))).collect();
    let name = name.rsplit('.').next().unwrap_or(name);
    format!("`{name}` is a parameter of {} reforms of this scenario; write {}", all.len(), written.join(" or "))
}

/// All combinations of values, the last parameter fastest.
fn combinations(run: &Run, knobs: &[Knob]) -> Result<Vec<Vec<usize>>, Status> {
    let number = knobs.iter().try_fold(1usize, |all, k| all.checked_mul(k.values.len()).filter(|n| *n <= MOST));
    if number.is_none() {
        run.error(&format!("more than {MOST} combinations; try fewer values at once"));
        return Err(Status::Fault);
    }
    let mut all = vec![vec![]];
    for knob in knobs {
        let longer =
            |one: &Vec<usize>| (0..knob.values.len()).map(|v| [one.clone(), vec![v]].concat()).collect::<Vec<_>>();
        all = all.iter().flat_map(longer).collect();
    }
    Ok(all)
}

fn title(knobs: &[Knob], tried: &[usize]) -> String {
    let told = knobs.iter().zip(tried).map(|(k, v)| format!("{} = {}", k.name, k.values[*v]));
    told.collect::<Vec<_>>().join(", ")
}

/// The repository with the scenario once more for each combination, and the names of these.
fn written_anew(
    run: &Run,
    root: &Path,
    workspace: &Workspace,
    id: ScenarioId,
    knobs: &[Knob],
    tried: &[Vec<usize>],
    args: &SweepArgs,
) -> Result<(Workspace, Vec<String>), Status> {
    let decl = workspace.checked.program.decl(workspace.checked.scenario(id).decl);
    let file = workspace.sources.file(decl.ast.span.file);
    let (mut text, mut names) = (file.text.to_string(), vec![]);
    for (at, values) in tried.iter().enumerate() {
        let name = format!("{}__{}", decl.name(), at + 1);
        let turned = knobs.iter().zip(values).flat_map(|(k, v)| k.spans.iter().map(|s| (*s, k.values[*v].as_str())));
        let mut edits: Vec<(Span, &str)> = turned.collect();
        edits.push((decl.name_span(), &name));
        let one = edited(&file.text, decl.ast.span, edits);
        text.push_str(&match is_literate(&file.path) {
            true => format!("\n\n```acq\n{one}\n```\n"),
            false => format!("\n{one}\n"),
        });
        names.push(name);
    }
    let instead = BTreeMap::from([(file.path.to_string(), text.into_bytes())]);
    let tree = Tree::Over(Box::new(Tree::Disk(root.to_path_buf())), instead);
    let swept = Workspace::read(&tree, &run.extra(&args.when.profile)?).map_err(|unreadable| {
        run.report(&unreadable.findings, &unreadable.sources);
        Status::Fault
    })?;
    if !swept.has_meaning() {
        let wrong = swept.findings.iter().filter(|f| f.is_error());
        let told: BTreeSet<String> = wrong.map(|f| f.message.to_string()).collect();
        run.error(&format!(
            "with these values the scenario is wrong: {}",
            told.into_iter().collect::<Vec<_>>().join("; ")
        ));
        return Err(Status::Fault);
    }
    Ok((swept, names))
}

/// The text of a span with some pieces in it replaced.
fn edited(text: &str, whole: Span, mut edits: Vec<(Span, &str)>) -> String {
    edits.sort_by_key(|e| e.0.start);
    let (mut out, mut from) = (String::new(), whole.start as usize);
    for (span, new) in edits {
        out.push_str(&text[from..span.start as usize]);
        out.push_str(new);
        from = span.end as usize;
    }
    out.push_str(&text[from..whole.end as usize]);
    out
}

/// A rule (and a subject, where they are told one by one) and what it comes to for each combination.
struct Row {
    rule: String,
    subject: String,
    outcomes: Vec<String>,
    /// Fields that some of the outcomes have as the scenario assumes them.
    assumed: BTreeSet<String>,
}

/// What differs: outcomes of each subject where few were asked for, else how many have which.
fn changed(study: &Study, (assumed, coded): (&Assumed, bool), all: &[Vec<Cell>], one_by_one: bool) -> Vec<Row> {
    let tell = Tell { study };
    let mut cells: BTreeMap<(RuleId, String), Vec<Option<&Cell>>> = BTreeMap::new();
    for (world, of) in all.iter().enumerate() {
        for cell in of {
            let row = cells.entry((cell.rule, keys(cell))).or_insert_with(|| vec![None; all.len()]);
            row[world] = Some(cell);
        }
    }
    let differs = |row: &Vec<Option<&Cell>>| row.iter().any(|c| c.map(|c| &c.outcome) != row[0].map(|c| &c.outcome));
    let told = |cell: &Option<&Cell>| match cell {
        None => "-".to_string(),
        Some(cell) if coded => tell.possible_coded(cell.rule, &cell.outcome),
        Some(cell) => tell.possible(cell),
    };
    let assumed = |row: &[Option<&Cell>]| -> BTreeSet<String> {
        row.iter().flatten().flat_map(|cell| assumed.of(cell)).map(String::from).collect()
    };
    let name = |rule: RuleId| study.base.checked.rule(rule).name.to_string();
    let moving: BTreeSet<RuleId> = cells.iter().filter(|(_, row)| differs(row)).map(|(k, _)| k.0).collect();
    let mut rows = vec![];
    for rule in moving {
        let of: Vec<(&(RuleId, String), &Vec<Option<&Cell>>)> = cells.iter().filter(|(k, _)| k.0 == rule).collect();
        if one_by_one || of.len() == 1 {
            let moved = of.iter().filter(|(_, row)| differs(row));
            rows.extend(moved.map(|((rule, subject), row)| Row {
                rule: name(*rule),
                subject: subject.clone(),
                outcomes: row.iter().map(told).collect(),
                assumed: assumed(row),
            }));
            continue;
        }
        let counted = (0..all.len()).map(|world| {
            let mut counts: BTreeMap<String, usize> = BTreeMap::new();
            for cell in of.iter().filter_map(|(_, row)| row[world]) {
                let came = if coded { tell.code(cell) } else { tell.word(cell) };
                *counts.entry(came).or_default() += 1;
            }
            counts.iter().map(|(w, n)| format!("{n} {w}")).collect::<Vec<_>>().join(", ")
        });
        rows.push(Row {
            rule: name(rule),
            subject: format!("{} in all", of.len()),
            outcomes: counted.collect(),
            assumed: of.iter().flat_map(|(_, row)| assumed(row)).collect(),
        });
    }
    rows
}

fn count_rules(rows: &[Row]) -> usize {
    rows.iter().map(|r| r.rule.as_str()).collect::<BTreeSet<_>>().len()
}

fn record(heads: &[String], row: &Row) -> Value {
    let outcomes: serde_json::Map<String, Value> =
        heads.iter().cloned().zip(row.outcomes.iter().map(|o| json!(o))).collect();
    json!({"rule": row.rule, "subject": row.subject, "outcomes": outcomes, "assumed": row.assumed})
}

/// People are told of assumptions where there are some, programs (`always`) in a column.
fn table(heads: &[String], rows: &[Row], always: bool) -> Table {
    let mut columns = vec!["rule", "for"];
    columns.extend(heads.iter().map(String::as_str));
    let marked = always || rows.iter().any(|row| !row.assumed.is_empty());
    columns.extend(marked.then_some("assumed"));
    let mut table = Table::new(&columns);
    for row in rows {
        let mut cells = [vec![row.rule.clone(), row.subject.clone()], row.outcomes.clone()].concat();
        cells.extend(marked.then(|| row.assumed.iter().cloned().collect::<Vec<_>>().join("; ")));
        table.row(cells);
    }
    table
}
