//! `acquis trace`

use crate::analysis::trace;
use crate::cli::Status;
use crate::cli::args::{TraceArgs, TraceFormat};
use crate::cli::run::Run;
use crate::cli::table::Table;
use serde_json::json;

/// Shows which statement of the mandate has a rule, a place in a paper and a test.
pub fn run(run: &Run, args: &TraceArgs) -> Status {
    let (_, workspace) = match run.open(&[]) {
        Ok(opened) => opened,
        Err(status) => return status,
    };
    let prefix = args.prefix.clone().unwrap_or_default();
    let mut rows = trace::trace(&workspace.checked, &workspace.mandate);
    rows.retain(|r| r.id.starts_with(&prefix) && (!args.missing || r.missing.is_some()));
    let missing = rows.iter().filter(|r| r.missing.is_some()).count();
    let statements = rows.iter().filter(|r| !r.note).count();
    if args.format == TraceFormat::Json {
        let list: Vec<_> = rows
            .iter()
            .map(|r| {
                json!({
                    "id": r.id.as_str(), "says": r.says, "kinds": r.kinds, "lines": r.lines, "note": r.note, "missing": r.missing,
                    "declarations": r.decls.iter().map(|d| json!({"name": d.name, "kind": d.kind, "place": workspace.sources.place(d.span), "section": d.section})).collect::<Vec<_>>(),
                    "tests": r.tests,
                })
            })
            .collect();
        run.print(&format!("{:#}\n", json!({"schema": "acquis.trace/1", "rows": list})));
    } else {
        let mut table = Table::new(&["id", "declarations", "in a paper", "tests", "missing"]);
        for r in &rows {
            let decls: Vec<String> =
                r.decls.iter().map(|d| format!("{} ({})", d.name, workspace.sources.place(d.span))).collect();
            let mut sections: Vec<&str> = r.decls.iter().map(|d| d.section).collect();
            sections.sort_unstable();
            sections.dedup();
            let note = if r.note { "a note on the source" } else { "" };
            table.row(vec![
                r.id.to_string(),
                decls.join(", "),
                sections.join(", "),
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
