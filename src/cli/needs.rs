//! `acquis needs`

use crate::analysis::questions::{Question, questions};
use crate::analysis::study::Study;
use crate::cli::Status;
use crate::cli::args::{NeedsArgs, TextFormat};
use crate::cli::run::Run;
use crate::cli::run_eval::{Wanted, base, rules, scenario};
use crate::cli::table::Table;
use serde_json::json;

/// Lists the facts that would settle what is open.
pub fn run(run: &Run, args: &NeedsArgs) -> Status {
    match needs(run, args) {
        Ok(status) | Err(status) => status,
    }
}

fn needs(run: &Run, args: &NeedsArgs) -> Result<Status, Status> {
    let (_, workspace) = run.open_sound(&args.when.profile)?;
    let base = base(run, &workspace, &args.when)?;
    let rules = rules(run, &workspace, &args.rule)?;
    let world = match &args.scenario {
        Some(name) => scenario(run, &workspace, name)?,
        None => None,
    };
    let wanted = Wanted::new(run, &workspace, &args.when)?;
    if args.questionnaire && wanted.is_all() {
        run.error("a questionnaire is for one subject; say which with `--for ENTITY=KEY`");
        return Err(Status::Fault);
    }
    let study = Study::of(&base, &[world]);
    let runner = study.run();
    let cells: Vec<_> =
        study.cells_of(&runner, 0, &|r| rules.contains(&r)).into_iter().filter(|c| wanted.has(c)).collect();
    let list = questions(&study, &runner, &cells);
    match (args.format, args.questionnaire) {
        (TextFormat::Json, _) => {
            let records: Vec<_> = list
                .iter()
                .map(|q| {
                    json!({"what": q.name, "of": q.subject, "ask": q.ask, "effort": q.effort, "doc": q.doc,
                           "settles": q.settles.iter().map(|s| json!({"rule": s.0, "subjects": s.1})).collect::<Vec<_>>()})
                })
                .collect();
            run.print(&format!("{:#}\n", json!({"schema": "acquis.needs/1", "needs": records})));
        }
        (TextFormat::Table, true) => run.print(&form(&list)),
        (TextFormat::Table, false) => {
            let mut table = Table::new(&["fact", "of", "effort", "ask", "bears on"]);
            for q in &list {
                let mut rules: Vec<&str> = q.settles.iter().map(|s| s.0.as_str()).collect();
                rules.dedup();
                table.row(vec![
                    q.name.clone(),
                    q.subject.clone(),
                    q.effort.to_string(),
                    q.ask.clone(),
                    rules.join(", "),
                ]);
            }
            run.print(&table.text(run.colour_results()));
        }
    }
    run.note(&format!("{} facts would settle what is open", list.len()));
    Ok(Status::Fine)
}

fn form(list: &[Question]) -> String {
    let mut out = String::from("# What we would like to know\n\n");
    for (number, q) in list.iter().enumerate() {
        out.push_str(&format!("## {}. {} ({})\n\n", number + 1, q.name, q.subject));
        if let Some(doc) = &q.doc {
            out.push_str(&format!("{doc}\n\n"));
        }
        out.push_str(&format!("Who would know: {}.\n\n", if q.ask.is_empty() { "not stated" } else { &q.ask }));
        let rules: Vec<String> = q.settles.iter().map(|s| s.0.clone()).collect();
        out.push_str(&format!("It bears on: {}.\n\nAnswer:\n\n", rules.join(", ")));
    }
    out
}
