//! `acquis trace`

use crate::analysis::study::Study;
use crate::analysis::trace::{self, Covering, Place, Places, Row};
use crate::analysis::words::outcome_word;
use crate::cli::Status;
use crate::cli::answer::document;
use crate::cli::args::{TraceArgs, TraceFormat, When};
use crate::cli::papers;
use crate::cli::run::Run;
use crate::cli::run_eval::{base, unknown};
use crate::cli::table::Table;
use crate::hir::DeclId;
use crate::session::workspace::Workspace;
use crate::text::Name;
use crate::text::english::number_of;
use crate::types::term::RuleId;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What the assessments of each declaration come to under the law, counted.
fn outcomes(workspace: &Workspace, study: &Study) -> BTreeMap<DeclId, String> {
    let runner = study.run();
    let checked = &workspace.checked;
    let assessed = |r: RuleId| checked.rule(r).assesses();
    let mut counts: BTreeMap<RuleId, BTreeMap<&str, usize>> = BTreeMap::new();
    for cell in study.cells_of(&runner, 0, &assessed) {
        let word = outcome_word(checked.rule(cell.rule).kind, &cell.outcome);
        *counts.entry(cell.rule).or_default().entry(word).or_default() += 1;
    }
    let told = counts.into_iter().map(|(rule, words)| {
        let words: Vec<String> = words.iter().map(|(word, n)| format!("{n} {word}")).collect();
        (checked.rule(rule).decl, words.join(", "))
    });
    told.collect()
}

/// What the matrix is made of beside the policy itself: outcomes of declarations, and where papers print them.
#[derive(Default)]
struct Seen {
    outcomes: BTreeMap<DeclId, String>,
    places: Option<Places>,
}

/// Evaluates the law, and reads the papers of a build. Of a policy with mistakes nothing is known.
fn look(run: &Run, workspace: &Workspace) -> Result<Seen, Status> {
    if workspace.has_errors() {
        run.note("the policy has mistakes (`acquis check`): outcomes and places in papers are not known");
        return Ok(Seen::default());
    }
    let base = base(run, workspace, &When::default())?;
    let study = Study::of(&base, &[None]);
    Ok(Seen { outcomes: outcomes(workspace, &study), places: papers::places(run, workspace, &study)? })
}

/// The statements that are asked for.
fn rows(workspace: &Workspace, args: &TraceArgs, places: Option<&Places>) -> Vec<Row> {
    let mut rows = trace::trace(&workspace.checked, &workspace.mandate, places);
    rows.retain(|r| r.id.starts_with(asked(args)));
    rows
}

fn asked(args: &TraceArgs) -> &str {
    args.prefix.as_deref().unwrap_or_default()
}

/// `321 statements in 315 rows and 27 notes`.
fn counted(all: &[Row]) -> String {
    let (statements, rows, notes) = trace::counts(all);
    let shared = if rows < statements { format!(" in {}", number_of(rows, "row")) } else { String::new() };
    let beside = if notes > 0 { format!(" and {}", number_of(notes, "note")) } else { String::new() };
    format!("{}{shared}{beside}", number_of(statements, "statement"))
}

/// A list in a cell; in a terminal no more than the first few.
fn listed(all: Vec<String>, most: Option<usize>, between: &str) -> String {
    match most {
        Some(most) if all.len() > most => format!("{} and {} more", all[..most].join(between), all.len() - most),
        _ => all.join(between),
    }
}

/// Shows which statement of the mandate has a rule, a place in a paper and a test.
pub fn run(run: &Run, args: &TraceArgs) -> Status {
    match show(run, args) {
        Ok(status) | Err(status) => status,
    }
}

fn show(run: &Run, args: &TraceArgs) -> Result<Status, Status> {
    let (_, workspace) = run.open(&[])?;
    let unread = workspace.of_mandate();
    if !unread.is_empty() {
        run.report(&unread, &workspace.sources);
        return Err(Status::of(&unread));
    }
    // A slip in the words of the command is told before papers are read.
    let ids: Vec<&str> = workspace.mandate.ids.keys().map(Name::as_str).collect();
    if !ids.is_empty() && !ids.iter().any(|id| id.starts_with(asked(args))) {
        return Err(unknown(run, "statement", asked(args), ids));
    }
    let seen = look(run, &workspace)?;
    let all = rows(&workspace, args, seen.places.as_ref());
    let lacking = |row: &&Row| !args.missing || !row.missing.is_empty();
    let rows: Vec<Row> = all.iter().filter(lacking).cloned().collect();
    run.print(&match args.format {
        TraceFormat::Json => document(&json(&workspace, (&all, &rows), &seen)),
        TraceFormat::Csv => table(&workspace, &rows, &seen, false).csv(),
        TraceFormat::Md => table(&workspace, &rows, &seen, false).markdown(),
        TraceFormat::Table => table(&workspace, &rows, &seen, true).text(run.colour_results()),
    });
    let missing = rows.iter().filter(|r| !r.missing.is_empty()).count();
    // A policy with mistakes is not asked for its papers.
    let known = !workspace.has_errors();
    let beside = if known { "" } else { " beside a place in a paper, which is not known" };
    run.note(&format!("{}: {missing} with something missing{beside}", counted(&all)));
    Ok(if args.missing && (missing > 0 || !known) { Status::No } else { Status::Fine })
}

fn outcomes_of(row: &Row, seen: &Seen) -> Vec<String> {
    let told = row.decls.iter().filter_map(|d| seen.outcomes.get(&d.decl).map(|o| format!("{}: {o}", d.name)));
    told.collect()
}

fn json(workspace: &Workspace, (all, rows): (&[Row], &[Row]), seen: &Seen) -> Value {
    let decl = |d: &Covering| {
        let section: Vec<String> = d.places.iter().map(Place::words).collect();
        let places = d.places.iter().map(|p| json!({"paper": p.paper, "heading": p.heading})).collect::<Vec<_>>();
        json!({
            "name": d.name, "kind": d.kind, "place": workspace.sources.place(d.span), "section": section.join("; "), "places": places,
        })
    };
    let row = |r: &Row| {
        let mut papers: Vec<&str> = r.places().into_iter().map(|p| p.paper.as_str()).collect();
        papers.sort_unstable();
        papers.dedup();
        let missing = (!r.missing.is_empty()).then(|| r.missing.join("; "));
        json!({
            "id": r.id.as_str(), "row": r.row, "says": r.says, "kinds": r.kinds, "lines": r.lines, "note": r.note, "missing": missing,
            "declarations": r.decls.iter().map(decl).collect::<Vec<_>>(), "outcomes": outcomes_of(r, seen), "papers": papers,
            "tests": r.tests,
        })
    };
    let (statements, counted, notes) = trace::counts(all);
    let counts = json!({"statements": statements, "rows": counted, "notes": notes});
    json!({"schema": "acquis.trace/1", "counts": counts, "rows": rows.iter().map(row).collect::<Vec<_>>()})
}

fn table(workspace: &Workspace, rows: &[Row], seen: &Seen, short: bool) -> Table {
    let most = |number: usize| short.then_some(number);
    let mut table = Table::new(&["id", "declarations", "outcomes", "in a paper", "tests", "missing"]);
    for r in rows {
        let decls = r.decls.iter().map(|d| format!("{} ({})", d.name, workspace.sources.place(d.span)));
        let places: Vec<String> = r.places().into_iter().map(Place::words).collect();
        let note = if r.note { "a note on the source" } else { "" };
        table.row(vec![
            r.id.to_string(),
            listed(decls.collect(), most(2), ", "),
            listed(outcomes_of(r, seen), most(2), ", "),
            listed(places, most(1), "; "),
            r.tests.len().to_string(),
            if r.missing.is_empty() { note.to_string() } else { r.missing.join("; ") },
        ]);
    }
    table
}
