//! `acquis sources`

use crate::analysis::sources;
use crate::cli::Status;
use crate::cli::args::{SourcesArgs, TextFormat};
use crate::cli::run::Run;
use crate::cli::table::Table;
use serde_json::json;

/// Lists every source.
pub fn run(run: &Run, args: &SourcesArgs) -> Status {
    let (_, workspace) = match run.open(&[]) {
        Ok(opened) => opened,
        Err(status) => return status,
    };
    let dates = &workspace.manifest.dates;
    let at = args.when.at.unwrap_or(dates.at.value);
    let known_on = args.when.known_on.unwrap_or(dates.known_on.value);
    let rows = sources::sources(&workspace.checked, at, known_on);
    match args.format {
        TextFormat::Json => {
            let list: Vec<_> = rows
                .iter()
                .map(|r| {
                    json!({
                        "name": r.name, "title": r.title, "reference": r.reference, "status": r.status,
                        "evidence": r.evidence.word(), "to_check": r.to_check,
                        "cited": r.cited.iter().map(|(l, s)| json!({"locator": l, "place": workspace.sources.place(*s)})).collect::<Vec<_>>(),
                    })
                })
                .collect();
            run.print(&format!("{:#}\n", json!({"schema": "acquis.sources/1", "at": at.to_string(), "known_on": known_on.to_string(), "sources": list})));
        }
        TextFormat::Table => {
            let mut table = Table::new(&["source", "reference", "status", "mark", "cited", "to check"]);
            for r in &rows {
                let reference = r.reference.clone().unwrap_or_default();
                let cited = r.cited.len().to_string();
                table.row(vec![
                    r.name.clone(),
                    reference,
                    r.status.clone(),
                    r.evidence.word().into(),
                    cited,
                    r.to_check.join("; "),
                ]);
            }
            run.print(&table.text(run.colour_results()));
        }
    }
    Status::Fine
}
