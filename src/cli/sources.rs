//! `acquis sources`

use crate::analysis::sources;
use crate::cli::Status;
use crate::cli::answer::document;
use crate::cli::args::{SourcesArgs, TextFormat};
use crate::cli::run::Run;
use crate::cli::table::Table;
use crate::num::date::Date;
use crate::text::Span;
use serde_json::json;

/// Lists every source.
pub fn run(run: &Run, args: &SourcesArgs) -> Status {
    let (_, workspace) = match run.open(&[]) {
        Ok(opened) => opened,
        Err(status) => return status,
    };
    let dates = &workspace.manifest.dates;
    let at = args.at.unwrap_or(dates.at.value);
    let known_on = args.known_on.unwrap_or(dates.known_on.value);
    let rows = sources::sources(&workspace.checked, at, known_on);
    let of_data = sources::of_data(&workspace.profiles);
    let iso = |day: Date| day.to_string();
    let place = |span: &Span| workspace.sources.place(*span);
    match args.format {
        TextFormat::Json => {
            let list: Vec<_> = rows
                .iter()
                .map(|r| {
                    json!({
                        "name": r.name, "title": r.title, "reference": r.reference, "status": r.status.words(&iso),
                        "evidence": r.evidence.word(), "to_check": r.to_check, "read": r.read,
                        "cited": r.cited.iter().map(|(l, s)| json!({"locator": l, "place": workspace.sources.place(*s)})).collect::<Vec<_>>(),
                    })
                })
                .collect();
            let data: Vec<_> = of_data
                .iter()
                .map(|r| {
                    json!({
                        "title": r.title, "published": published(r.published), "evidence": r.evidence.word(),
                        "data": r.data.iter().map(place).collect::<Vec<_>>(),
                        "to_check": r.to_check.iter().map(place).collect::<Vec<_>>(),
                    })
                })
                .collect();
            run.print(&document(&json!({
                "schema": "acquis.sources/1", "at": at.to_string(), "known_on": known_on.to_string(), "sources": list, "data": data,
            })));
        }
        TextFormat::Table => {
            let mut table = Table::new(&["source", "what it is", "status", "mark", "cited", "first in", "to check"]);
            for r in &rows {
                let reference = r.reference.as_ref().map_or_else(String::new, |of| format!(" ({of})"));
                let cited = r.cited.len().to_string();
                table.row(vec![
                    r.name.clone(),
                    format!("{}{reference}", r.title),
                    r.status.words(&iso),
                    match r.read.is_empty() {
                        true => r.evidence.word().into(),
                        false => format!("{}; read: {}", r.evidence.word(), r.read.join(", ")),
                    },
                    cited,
                    r.cited.first().map(|(_, span)| place(span)).unwrap_or_default(),
                    r.to_check.join("; "),
                ]);
            }
            run.print(&table.text(run.colour_results()));
            let mut table = Table::new(&["source of data", "published", "mark", "data", "to check", "first in"]);
            for r in &of_data {
                table.row(vec![
                    r.title.clone(),
                    published(r.published).unwrap_or_default(),
                    r.evidence.word().into(),
                    r.data.len().to_string(),
                    r.to_check.len().to_string(),
                    r.data.first().map(place).unwrap_or_default(),
                ]);
            }
            if !of_data.is_empty() {
                run.print(&format!("\n{}", table.text(run.colour_results())));
            }
        }
    }
    Status::Fine
}

fn published(day: Option<(Date, bool)>) -> Option<String> {
    day.map(|(day, by)| if by { format!("by {day}") } else { day.to_string() })
}
