//! `acquis trace`

use crate::analysis::study::Study;
use crate::analysis::trace::{self, Row};
use crate::analysis::words::outcome_word;
use crate::cli::Status;
use crate::cli::args::{TraceArgs, TraceFormat, When};
use crate::cli::run::Run;
use crate::cli::run_eval::{base, unknown};
use crate::cli::table::Table;
use crate::session::manifest::Paper;
use crate::session::workspace::Workspace;
use crate::types::term::RuleId;
use serde_json::json;
use std::collections::BTreeMap;

/// What the assessments of each declaration come to under the law, counted.
fn outcomes(run: &Run, workspace: &Workspace) -> Result<BTreeMap<String, String>, Status> {
    let base = base(run, workspace, &When::default())?;
    let study = Study::of(&base, &[None]);
    let runner = study.run();
    let checked = &workspace.checked;
    let assessed = |r: RuleId| checked.rule(r).kind.is_assessment() && checked.rule(r).body.tested;
    let mut counts: BTreeMap<RuleId, BTreeMap<&str, usize>> = BTreeMap::new();
    for cell in study.cells_of(&runner, 0, &assessed) {
        let word = outcome_word(checked.rule(cell.rule).kind, &cell.outcome);
        *counts.entry(cell.rule).or_default().entry(word).or_default() += 1;
    }
    let told = counts.into_iter().map(|(rule, words)| {
        let decl = checked.program.decl(checked.rule(rule).decl);
        let words: Vec<String> = words.iter().map(|(word, n)| format!("{n} {word}")).collect();
        (format!("{}.{}", decl.module, decl.name()), words.join(", "))
    });
    Ok(told.collect())
}

/// The papers of a build that speak of one of the modules which cover a statement.
fn papers(workspace: &Workspace, row: &Row) -> Vec<String> {
    let modules: Vec<&str> = row.decls.iter().filter_map(|d| d.name.split_once('.').map(|n| n.0)).collect();
    let speaks = |p: &&Paper| {
        p.each.is_none() && (p.modules.is_empty() || p.modules.iter().any(|m| modules.contains(&m.value.as_str())))
    };
    let papers = workspace.manifest.papers.iter().filter(|_| !row.decls.is_empty());
    papers.filter(speaks).map(|p| p.name.value.clone()).collect()
}

/// A list in a cell; in a terminal no more than the first two.
fn listed(all: Vec<String>, short: bool) -> String {
    match all.len() {
        3.. if short => format!("{} and {} more", all[..2].join(", "), all.len() - 2),
        _ => all.join(", "),
    }
}

/// Shows which statement of the mandate has a rule, a place in a paper and a test.
pub fn run(run: &Run, args: &TraceArgs) -> Status {
    let (_, workspace) = match run.open(&[]) {
        Ok(opened) => opened,
        Err(status) => return status,
    };
    let prefix = args.prefix.clone().unwrap_or_default();
    let mut rows = trace::trace(&workspace.checked, &workspace.mandate);
    if !rows.is_empty() && !rows.iter().any(|r| r.id.starts_with(&prefix)) {
        return unknown(run, "statement", &prefix, rows.iter().map(|r| r.id.as_str()));
    }
    rows.retain(|r| r.id.starts_with(&prefix) && (!args.missing || r.missing.is_some()));
    let outcomes = match workspace.has_errors() {
        true => BTreeMap::new(),
        false => match outcomes(run, &workspace) {
            Ok(outcomes) => outcomes,
            Err(status) => return status,
        },
    };
    let of_row = |row: &Row| -> Vec<String> {
        let told = row.decls.iter().filter_map(|d| outcomes.get(&d.name).map(|o| format!("{}: {o}", d.name)));
        told.collect()
    };
    let missing = rows.iter().filter(|r| r.missing.is_some()).count();
    let statements = rows.iter().filter(|r| !r.note).count();
    if args.format == TraceFormat::Json {
        let list: Vec<_> = rows
            .iter()
            .map(|r| {
                json!({
                    "id": r.id.as_str(), "says": r.says, "kinds": r.kinds, "lines": r.lines, "note": r.note, "missing": r.missing,
                    "declarations": r.decls.iter().map(|d| json!({"name": d.name, "kind": d.kind, "place": workspace.sources.place(d.span), "section": d.section})).collect::<Vec<_>>(),
                    "outcomes": of_row(r), "papers": papers(&workspace, r), "tests": r.tests,
                })
            })
            .collect();
        run.print(&format!("{:#}\n", json!({"schema": "acquis.trace/1", "rows": list})));
    } else {
        let mut table = Table::new(&["id", "declarations", "outcomes", "in a paper", "tests", "missing"]);
        for r in &rows {
            let decls: Vec<String> =
                r.decls.iter().map(|d| format!("{} ({})", d.name, workspace.sources.place(d.span))).collect();
            let mut sections: Vec<&str> = r.decls.iter().map(|d| d.section).collect();
            sections.sort_unstable();
            sections.dedup();
            let note = if r.note { "a note on the source" } else { "" };
            let papers = papers(&workspace, r);
            let shown = if sections.is_empty() {
                String::new()
            } else {
                format!("{}: {}", papers.join(", "), sections.join(", "))
            };
            let short = args.format == TraceFormat::Table;
            table.row(vec![
                r.id.to_string(),
                listed(decls, short),
                listed(of_row(r), short),
                shown,
                r.tests.len().to_string(),
                r.missing.unwrap_or(note).to_string(),
            ]);
        }
        run.print(&match args.format {
            TraceFormat::Csv => table.csv(),
            TraceFormat::Md => table.markdown(),
            _ => table.text(run.colour_results()),
        });
    }
    run.note(&format!("{statements} statements, {missing} with something missing"));
    if args.missing && missing > 0 { Status::No } else { Status::Fine }
}
