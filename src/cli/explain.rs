//! `acquis explain`

use crate::analysis::contested::contested;
use crate::analysis::explain::{Explainer, Length};
use crate::analysis::reasons::{Teller, Told};
use crate::analysis::study::{Cell, Study};
use crate::cli::Status;
use crate::cli::answer::document;
use crate::cli::args::{ExplainArgs, TextFormat};
use crate::cli::run::Run;
use crate::cli::run_eval::{Wanted, base, rules, scenario, study};
use crate::cli::tell::{Tell, keys};
use crate::num::print::Style;
use serde_json::{Value, json};

/// How many outcomes are explained at once.
const MOST: usize = 20;

/// Says why an outcome is what it is.
pub fn run(run: &Run, args: &ExplainArgs) -> Status {
    match tell(run, args) {
        Ok(status) | Err(status) => status,
    }
}

fn tell(run: &Run, args: &ExplainArgs) -> Result<Status, Status> {
    let (_, workspace) = run.open_sound(&args.when.profile)?;
    let base = base(run, &workspace, &args.when)?;
    let rules = rules(run, &workspace, std::slice::from_ref(&args.rule))?;
    let world = match &args.scenario {
        Some(name) => scenario(run, &workspace, name)?,
        None => None,
    };
    let wanted = Wanted::new(run, &workspace, &args.when, std::slice::from_ref(&args.rule))?;
    let mut study = study(run, &workspace, &base, &[world], (std::slice::from_ref(&args.rule), &rules))?;
    let runner = study.run();
    let cells: Vec<_> =
        study.cells_of(&runner, 0, &|r| rules.contains(&r)).into_iter().filter(|c| wanted.has(c)).collect();
    if cells.is_empty() {
        run.error(&format!("`{}` has no outcome for these subjects; name them with `--for ENTITY=KEY`", args.rule));
        return Err(Status::Fault);
    }
    if cells.len() > MOST && wanted.is_all() {
        run.error(&format!("`{}` has {} outcomes; say for whom with `--for ENTITY=KEY`", args.rule, cells.len()));
        return Err(Status::Fault);
    }
    drop(runner);
    let contested = contested(&mut study, &cells);
    let runner = study.run();
    let tell = Tell { study: &study };
    let length = if args.full { Length::Full } else { Length::Tried };
    let place = |span| workspace.sources.place(span);
    let teller = Teller { study: &study, runner: &runner, world: 0, style: Style::Plain, place: &place };
    let explainer = Explainer::new(&study, &runner, length);
    let mut records = vec![];
    for cell in &cells {
        let reasons = explainer.cell(cell);
        match args.format {
            TextFormat::Table => {
                let rule = base.checked.rule(cell.rule);
                let subjects = if cell.subjects.is_empty() { String::new() } else { format!("({})", keys(cell)) };
                let outcome = outcome_line(tell, cell);
                run.print(&format!("{}{subjects}: {outcome}\n", rule.name));
                let rivals = tell.rivals(&contested, cell);
                rivals.iter().for_each(|rival| run.print(&format!("  contested: {rival}\n")));
                let told = teller.tell_all(&reasons);
                let below = match told.as_slice() {
                    [root] if reasons.len() == 1 => &root.because,
                    all => all,
                };
                run.print(&lines(below, 1));
                run.print(&open_facts(&study, &runner, cell));
            }
            TextFormat::Json => records.push(json!({
                "rule": args.rule,
                "subjects": cell.subjects.iter().map(|s| json!({"name": s.name.as_str(), "key": s.key.as_str()})).collect::<Vec<_>>(),
                "scenario": study.worlds[0].name.as_str(),
                "outcome": tell.code(cell),
                "contested": tell.rivals(&contested, cell),
                "reasons": teller.tell_all(&reasons).iter().map(value).collect::<Vec<_>>(),
            })),
        }
    }
    if args.format == TextFormat::Json {
        run.print(&document(&json!({"schema": "acquis.explanations/1", "explanations": records})));
    }
    Ok(Status::Fine)
}

/// The outcome, or what is still possible where several are.
fn outcome_line(tell: Tell, cell: &Cell) -> String {
    let told = tell.possible(cell);
    match cell.outcome.is_settled() {
        true => tell.word(cell),
        false if told == "unknown" => told,
        false => format!("unknown: {told}"),
    }
}

/// Reasons in lines, each below what it is a reason for.
pub fn lines(told: &[Told], depth: usize) -> String {
    let mut out = String::new();
    for one in told {
        out.push_str(&"  ".repeat(depth));
        out.push_str(&one.line());
        out.push('\n');
        out.push_str(&lines(&one.because, depth + 1));
    }
    out
}

/// A reason with those below it.
pub fn value(told: &Told) -> Value {
    json!({
        "what": told.what, "kind": told.kind, "outcome": told.outcome, "per": told.per, "place": told.place,
        "source": told.source, "marks": told.marks, "because": told.because.iter().map(value).collect::<Vec<_>>(),
        "as_above": told.again,
    })
}

fn open_facts(study: &Study, runner: &crate::eval::run::Runner, cell: &Cell) -> String {
    if cell.outcome.is_settled() {
        return String::new();
    }
    let node_row = study.row_of(
        runner,
        study.worlds[cell.world].roots[cell.root].frame,
        cell.row,
        study.plan.node(cell.node).frame,
    );
    let needs = crate::eval::needs::needs(runner, cell.node, node_row.unwrap_or(0));
    if needs.is_empty() {
        return String::new();
    }
    let names: Vec<String> = needs.iter().map(|n| crate::analysis::facts::need_text(study, n)).collect();
    format!("  would be settled by: {}\n", names.join(", "))
}
