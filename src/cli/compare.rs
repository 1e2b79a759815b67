//! `acquis compare`

use crate::analysis::causes::attribute;
use crate::analysis::compare::{Cause, Difference, Factor, differences, exchange_text, gone_text};
use crate::analysis::study::{Cell, Study};
use crate::cli::Status;
use crate::cli::args::{CompareArgs, ResultFormat};
use crate::cli::eval::{code_of, described_of, qualified};
use crate::cli::run::Run;
use crate::cli::run_eval::{Wanted, base, rules, scenario, study};
use crate::cli::table::Table;
use crate::eval::outcome::Outcome;
use crate::num::print::Style;
use crate::plan::law::PatchId;
use crate::session::workspace::Workspace;
use crate::types::term::RuleId;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Compares scenarios.
pub fn run(run: &Run, args: &CompareArgs) -> Status {
    match compare(run, args) {
        Ok(status) | Err(status) => status,
    }
}

fn compare(run: &Run, args: &CompareArgs) -> Result<Status, Status> {
    let (_, workspace) = run.open_sound(&args.when.profile)?;
    let base = base(run, &workspace, &args.when)?;
    let mut worlds = vec![];
    for name in &args.scenarios {
        worlds.push(scenario(run, &workspace, name)?);
    }
    let wanted = Wanted::new(run, &workspace, &args.when)?;
    let rules = rules(run, &workspace, &args.rule)?;
    let mut study = study(&base, &worlds, &args.rule, &rules);
    run.stop_at_errors(&study.findings(), &workspace.sources)?;
    let all: Vec<Vec<Cell>> = {
        let runner = study.run();
        let of = |world| -> Vec<Cell> {
            let cells = study.cells_of(&runner, world, &|r| rules.contains(&r));
            cells.into_iter().filter(|c| wanted.has(c)).collect()
        };
        (0..worlds.len()).map(of).collect()
    };
    let mut out = vec![];
    for second in 1..worlds.len() {
        let mut changed = differences(&all[0], &all[second]);
        if !args.no_attribution {
            run.progress("looking for the patch behind each change");
            attribute(&mut study, 0, second, &mut changed);
        }
        out.push((second, changed));
    }
    show(run, args.format, &study, &workspace, &out, all[0].len());
    Ok(Status::Fine)
}

/// A patch in words: its reform, and where it stands.
pub fn patch_text(study: &Study, workspace: &Workspace, patch: PatchId) -> String {
    let reform = study.base.checked.reform(patch.reform);
    let place = reform.patches.get(patch.patch as usize).map(|p| workspace.sources.place(p.span));
    format!("{} ({})", reform.name, place.unwrap_or_default())
}

/// A factor of a scenario in words.
fn factor_text(study: &Study, workspace: &Workspace, factor: Factor) -> String {
    match factor {
        Factor::Patch(patch) => patch_text(study, workspace, patch),
        Factor::Assumption(_, span) => format!("an assumption ({})", workspace.sources.place(span)),
        factor => factor.words(study.base.checked),
    }
}

/// Why an outcome changed, in words.
pub fn cause_text(study: &Study, workspace: &Workspace, cause: &Cause) -> String {
    let list = |factors: &[Factor], word: &str| {
        factors.iter().map(|p| factor_text(study, workspace, *p)).collect::<Vec<_>>().join(word)
    };
    match cause {
        Cause::NotAsked => String::new(),
        Cause::Sets(sets) if sets.len() == 1 => list(&sets[0], " and "),
        Cause::Sets(sets) => {
            let alone = sets.iter().all(|set| set.len() == 1);
            let each = |set: &Vec<Factor>| match (alone, set.len()) {
                (true, _) => list(set, ""),
                (false, 1) => format!("{} alone", list(set, "")),
                (false, _) => format!("{} together", list(set, " and ")),
            };
            let sets = sets.iter().map(each).collect::<Vec<_>>();
            if alone { format!("either of {}", sets.join(" or ")) } else { sets.join(", or ") }
        }
        Cause::Gone(sets) => {
            let each = |set: &Vec<Factor>| gone_text(set, &|factor| factor_text(study, workspace, factor));
            sets.iter().map(each).collect::<Vec<_>>().join(", or ")
        }
        Cause::Exchanged(pairs) => {
            let words = |factor| factor_text(study, workspace, factor);
            let each = |(came, gone): &(Vec<Factor>, Vec<Factor>)| exchange_text(list(came, " and "), gone, &words);
            pairs.iter().map(each).collect::<Vec<_>>().join(", or ")
        }
        Cause::Among(some) => format!("{}; not all combinations were tried", cause_text(study, workspace, some)),
        Cause::Both => "what it has and what it lacks together".into(),
        Cause::Several => "several patches, too many to try in all combinations".into(),
    }
}

fn outcome_text(study: &Study, rule: RuleId, outcome: Option<&Outcome>) -> String {
    outcome.map_or_else(|| "-".into(), |outcome| described_of(study, rule, outcome, Style::Plain))
}

fn show(
    run: &Run,
    format: ResultFormat,
    study: &Study,
    workspace: &Workspace,
    all: &[(usize, Vec<Difference>)],
    asked: usize,
) {
    let name = |world: usize| study.worlds[world].name.to_string();
    let row = |second: usize, d: &Difference| -> Vec<String> {
        let subjects: Vec<&str> = d.subjects.iter().map(|s| s.as_str()).collect();
        vec![
            name(second),
            study.base.checked.rule(d.rule).name.to_string(),
            subjects.join(", "),
            outcome_text(study, d.rule, d.before.as_ref()),
            outcome_text(study, d.rule, d.after.as_ref()),
            cause_text(study, workspace, &d.because),
        ]
    };
    let header = ["scenario", "rule", "for", "before", "after", "because of"];
    match format {
        ResultFormat::Json | ResultFormat::Ndjson => {
            let records: Vec<Value> = all
                .iter()
                .flat_map(|(second, changed)| changed.iter().map(|d| (*second, d)))
                .map(|(second, d)| {
                    let end = |outcome: Option<&Outcome>| outcome.map(|outcome| end(study, d.rule, outcome));
                    json!({
                        "from": name(0),
                        "to": name(second),
                        "rule": qualified(study, d.rule),
                        "subjects": d.subjects.iter().map(|s| s.as_str()).collect::<Vec<_>>(),
                        "before": end(d.before.as_ref()),
                        "after": end(d.after.as_ref()),
                        "because": because(study, workspace, &d.because),
                    })
                })
                .collect();
            match format {
                ResultFormat::Json => {
                    run.print(&format!("{:#}\n", json!({"schema": "acquis.differences/2", "differences": records})))
                }
                _ => run.print(&records.iter().map(|r| format!("{r}\n")).collect::<String>()),
            }
        }
        ResultFormat::Csv => {
            let mut table = Table::new(&header);
            for (second, changed) in all {
                changed.iter().for_each(|d| table.row(row(*second, d)));
            }
            run.print(&table.csv());
        }
        ResultFormat::Table => {
            for (second, changed) in all {
                let mut table = Table::new(&header[1..]);
                for cells in folded(changed.iter().map(|d| row(*second, d)[1..].to_vec()).collect()) {
                    table.row(cells);
                }
                run.print(&format!("{} -> {}: {} of {asked} outcomes change\n", name(0), name(*second), changed.len()));
                if !changed.is_empty() {
                    run.print(&table.text(run.colour_results()));
                }
            }
        }
    }
}

/// An outcome as programs read it.
fn end(study: &Study, rule: RuleId, outcome: &Outcome) -> Value {
    json!({
        "outcome": code_of(study, rule, outcome),
        "possible": described_of(study, rule, outcome, Style::Plain),
    })
}

/// How many subjects of one change are told one by one.
const TOLD: usize = 20;

/// Rows that differ in their subject only, past [`TOLD`], become one.
fn folded(rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
    let mut groups: BTreeMap<(String, Vec<String>), Vec<Vec<String>>> = BTreeMap::new();
    for row in rows {
        groups.entry((row[0].clone(), row[2..].to_vec())).or_default().push(row);
    }
    groups
        .into_iter()
        .flat_map(|((rule, rest), rows)| match rows.len() > TOLD {
            true => {
                let mut row = vec![rule, format!("{} subjects", rows.len())];
                row.extend(rest);
                vec![row]
            }
            false => rows,
        })
        .collect()
}

fn because(study: &Study, workspace: &Workspace, cause: &Cause) -> Value {
    let list = |factors: &[Factor]| factors.iter().map(|p| factor_text(study, workspace, *p)).collect::<Vec<_>>();
    match cause {
        Cause::NotAsked => Value::Null,
        Cause::Sets(sets) => json!({"any_of": sets.iter().map(|set| json!({"all_of": list(set)})).collect::<Vec<_>>()}),
        Cause::Gone(sets) => {
            json!({"without_any_of": sets.iter().map(|set| json!({"all_of": list(set)})).collect::<Vec<_>>()})
        }
        Cause::Exchanged(pairs) => {
            let each = |(came, gone): &(Vec<Factor>, Vec<Factor>)| json!({"all_of": list(came), "without": list(gone)});
            json!({"any_of": pairs.iter().map(each).collect::<Vec<_>>()})
        }
        Cause::Among(some) => {
            let mut some = because(study, workspace, some);
            if let Some(object) = some.as_object_mut() {
                object.insert("all_tried".into(), json!(false));
            }
            some
        }
        Cause::Both => json!({"setting": true}),
        Cause::Several => json!({"several": true}),
    }
}
