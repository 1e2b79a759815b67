//! `acquis needs`

use crate::analysis::assumed::Assumed;
use crate::analysis::facts::period;
use crate::analysis::questions::{Question, questions, tell_who_waits};
use crate::analysis::study::Base;
use crate::cli::Status;
use crate::cli::answer::document;
use crate::cli::args::{NeedsArgs, NeedsFormat};
use crate::cli::run::Run;
use crate::cli::run_eval::{Wanted, base, rules, scenario, study};
use crate::cli::table::Table;
use crate::report::questionnaire::{self, Form};
use crate::session::workspace::Workspace;
use crate::text::Name;
use crate::text::english::number_of;
use crate::types::schema::EntityId;
use serde_json::{Value, json};

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
    let wanted = Wanted::new(run, &workspace, &args.when, &args.rule)?;
    if args.format == NeedsFormat::Yaml && !args.questionnaire {
        run.error("`--format yaml` is the form to fill in; add `--questionnaire`");
        return Err(Status::Fault);
    }
    if args.questionnaire && wanted.is_all() {
        run.error("a questionnaire is for one subject; say which with `--for ENTITY=KEY`");
        return Err(Status::Fault);
    }
    let mut study = study(run, &workspace, &base, &[world], (&args.rule, &rules))?;
    let runner = study.run();
    let cells: Vec<_> =
        study.cells_of(&runner, 0, &|r| rules.contains(&r)).into_iter().filter(|c| wanted.has(c)).collect();
    let mut list = questions(&study, &runner, &cells);
    let assumed = Assumed::new(&study, &runner, cells.iter().filter(|cell| !cell.outcome.is_settled()));
    let assumed = assumed.all();
    drop(runner);
    // Who asks for everything hears of what recommendations alone wait for.
    let all = args.rule.is_empty() && world.is_none() && wanted.is_all();
    if all || args.questionnaire || args.format == NeedsFormat::Json {
        tell_who_waits(&mut list, &mut study, all);
    }
    let called = |entity: EntityId, key: &str| called(&workspace, entity, key);
    match (args.format, args.questionnaire) {
        (NeedsFormat::Table, true) => {
            run.print(&questionnaire::markdown(&form(run, &workspace, &wanted, &base, (&list, &called))))
        }
        (NeedsFormat::Yaml, _) => {
            run.print(&questionnaire::yaml(&form(run, &workspace, &wanted, &base, (&list, &called))))
        }
        (NeedsFormat::Json, _) => {
            let records: Vec<_> = list
                .iter()
                .map(|q| {
                    json!({"what": q.name, "over": q.over.map(period), "of": q.subject.to_string(), "ask": q.ask, "effort": q.effort, "doc": q.doc, "lacks": q.lacks,
                           "settles": outcomes(&q.settles), "alone": outcomes(&q.alone), "recommendations": names(&q.waits)})
                })
                .collect();
            run.print(&document(&json!({"schema": "acquis.needs/1", "assumed": assumed, "needs": records})));
        }
        (NeedsFormat::Table, false) => {
            let mut table = Table::new(&["fact", "of", "effort", "ask", "bears on"]);
            for q in &list {
                let mut rules: Vec<&str> = q.settles.iter().map(|s| s.0.as_str()).collect();
                rules.dedup();
                rules.extend(q.waits.iter().filter(|_| q.settles.is_empty()).map(Name::as_str));
                let what = match q.lacks.is_empty() {
                    true => q.what(),
                    false => format!("{}: {}", q.what(), q.lacks.join(", ")),
                };
                table.row(vec![what, q.subject.to_string(), q.effort.to_string(), q.ask.clone(), rules.join(", ")]);
            }
            run.print(&table.text(run.colour_results()));
        }
    }
    run.note(&format!("{} would settle what is open", number_of(list.len(), "fact")));
    if !assumed.is_empty() {
        let fields = assumed.iter().copied().collect::<Vec<_>>().join(", ");
        run.note(&format!("beside what the scenario assumes: {fields}"));
    }
    Ok(Status::Fine)
}

fn names(list: &[Name]) -> Vec<&str> {
    list.iter().map(Name::as_str).collect()
}

fn outcomes(list: &[(String, String)]) -> Vec<Value> {
    list.iter().map(|s| json!({"rule": s.0, "subjects": s.1})).collect()
}

/// The form about the subjects of the command line.
fn form<'a>(
    run: &Run,
    workspace: &'a Workspace,
    wanted: &Wanted,
    base: &Base,
    (list, called): (&'a [Question], &'a dyn Fn(EntityId, &str) -> String),
) -> Form<'a> {
    let subjects = wanted.keys().iter().map(|(entity, key)| called(*entity, key)).collect();
    if list.is_empty() {
        run.note("no question is left");
    }
    let at = base.at.unwrap_or(base.dates.at);
    Form {
        policy: &workspace.manifest.name.value,
        subjects,
        days: (at, base.dates.known_on),
        questions: list,
        checked: &workspace.checked,
        mandate: &workspace.mandate,
        called,
    }
}

/// What a subject of the form calls itself, else its entity and key.
fn called(workspace: &Workspace, id: EntityId, key: &str) -> String {
    let entity = workspace.schema.entity(id);
    let own = entity.field("name").and_then(|field| workspace.profiles.text(id, key, field));
    own.unwrap_or_else(|| format!("{} {key}", entity.name))
}
