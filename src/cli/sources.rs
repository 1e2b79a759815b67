//! `acquis sources`

use crate::analysis::sources::{self, DataRow, Row};
use crate::cli::Status;
use crate::cli::answer::document;
use crate::cli::args::{SourcesArgs, TextFormat};
use crate::cli::run::Run;
use crate::cli::table::Table;
use crate::num::date::Date;
use crate::text::{Sources, Span};
use serde_json::{Value, json};

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
    match args.format {
        TextFormat::Json => run.print(&document(&json!({
            "schema": "acquis.sources/1", "at": at.to_string(), "known_on": known_on.to_string(),
            "sources": rows.iter().map(|r| record(r, &workspace.sources)).collect::<Vec<_>>(),
            "data": of_data.iter().map(|r| record_of_data(r, &workspace.sources)).collect::<Vec<_>>(),
        }))),
        TextFormat::Table => {
            run.print(&table(&rows, &workspace.sources).text(run.colour_results()));
            if !of_data.is_empty() {
                let table = table_of_data(&of_data, &workspace.sources);
                run.print(&format!("\n{}", table.text(run.colour_results())));
            }
        }
    }
    Status::Fine
}

fn record(r: &Row, sources: &Sources) -> Value {
    json!({
        "name": r.name, "title": r.title, "reference": r.reference, "status": r.status.words(&iso),
        "evidence": r.evidence.word(), "to_check": r.to_check, "read": r.read,
        "cited": r.cited.iter().map(|(l, s)| json!({"locator": l, "place": sources.place(*s)})).collect::<Vec<_>>(),
    })
}

fn record_of_data(r: &DataRow, sources: &Sources) -> Value {
    let places = |spans: &[Span]| spans.iter().map(|span| sources.place(*span)).collect::<Vec<_>>();
    json!({
        "title": r.title, "published": published(r.published), "evidence": r.evidence.word(),
        "data": places(&r.data), "to_check": places(&r.to_check),
    })
}

fn table(rows: &[Row], sources: &Sources) -> Table {
    let mut table = Table::new(&["source", "what it is", "status", "mark", "cited", "first in", "to check"]);
    for r in rows {
        let reference = r.reference.as_ref().map_or_else(String::new, |of| format!(" ({of})"));
        table.row(vec![
            r.name.clone(),
            format!("{}{reference}", r.title),
            r.status.words(&iso),
            match r.read.is_empty() {
                true => r.evidence.word().into(),
                false => format!("{}; read: {}", r.evidence.word(), r.read.join(", ")),
            },
            r.cited.len().to_string(),
            r.cited.first().map(|(_, span)| sources.place(*span)).unwrap_or_default(),
            r.to_check.join("; "),
        ]);
    }
    table
}

fn table_of_data(rows: &[DataRow], sources: &Sources) -> Table {
    let mut table = Table::new(&["source of data", "published", "mark", "data", "to check", "first in"]);
    for r in rows {
        table.row(vec![
            r.title.clone(),
            published(r.published).unwrap_or_default(),
            r.evidence.word().into(),
            r.data.len().to_string(),
            r.to_check.len().to_string(),
            r.data.first().map(|span| sources.place(*span)).unwrap_or_default(),
        ]);
    }
    table
}

fn iso(day: Date) -> String {
    day.to_string()
}

fn published(day: Option<(Date, bool)>) -> Option<String> {
    day.map(|(day, by)| if by { format!("by {day}") } else { day.to_string() })
}
