//! `acquis compare`

use crate::analysis::assumed::{Assumed, assumed_text};
use crate::analysis::causes::attribute;
use crate::analysis::compare::{Cause, Difference, Factor, differences};
use crate::analysis::study::{Cell, Study};
use crate::cli::Status;
use crate::cli::answer::Answer;
use crate::cli::args::CompareArgs;
use crate::cli::run::Run;
use crate::cli::run_eval::{Wanted, base, rules, scenario, study};
use crate::cli::table::Table;
use crate::cli::tell::Tell;
use crate::eval::outcome::Outcome;
use crate::plan::law::PatchId;
use crate::session::workspace::Workspace;
use crate::text::Name;
use crate::text::english::number_of;
use crate::types::term::RuleId;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// So many definitions whose values change are named.
const MOST_NAMED: usize = 6;

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
    let wanted = Wanted::new(run, &workspace, &args.when, &args.rule)?;
    let rules = rules(run, &workspace, &args.rule)?;
    let mut study = study(run, &workspace, &base, &worlds, (&args.rule, &rules))?;
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
    let assumed = {
        let runner = study.run();
        let told: BTreeSet<_> = out.iter().flat_map(|(_, changed)| changed.iter().map(question)).collect();
        Assumed::new(&study, &runner, all.iter().flatten().filter(|cell| told.contains(&cell.question())))
    };
    if args.rule.is_empty() {
        tell_values(run, &study, &wanted);
    }
    let (tell, asked) = (Tell { study: &study }, all[0].len());
    let shown = Shown { tell, workspace: &workspace, assumed: &assumed, all: &out, asked };
    let answer = Answer {
        head: json!({"schema": "acquis.differences/2"}),
        list: "differences",
        records: &|| shown.each().map(|(second, d)| shown.record(second, d)).collect(),
        rows: &|| shown.rows(),
        people: &|| shown.people(run.colour_results()),
    };
    answer.print(run, args.format);
    Ok(Status::Fine)
}

/// Names the definitions whose values change: of these nobody hears who asks about assessments.
fn tell_values(run: &Run, study: &Study, wanted: &Wanted) {
    let (checked, runner) = (study.base.checked, study.run());
    let of = |world| -> Vec<Cell> {
        let cells = study.cells_of(&runner, world, &|rule| !checked.rule(rule).assesses());
        cells.into_iter().filter(|c| wanted.has(c)).collect()
    };
    let first = of(0);
    for second in 1..study.worlds.len() {
        let changed: BTreeSet<RuleId> = differences(&first, &of(second)).iter().map(|d| d.rule).collect();
        let mut named: Vec<&str> = changed.iter().map(|rule| checked.rule(*rule).name.as_str()).collect();
        let more = named.len().saturating_sub(MOST_NAMED);
        named.truncate(MOST_NAMED);
        let further = if more == 0 { String::new() } else { format!(" and {more} more") };
        if !changed.is_empty() {
            let (name, values) = (&study.worlds[second].name, number_of(changed.len(), "definition"));
            let named = named.join(", ");
            run.note(&format!("under `{name}` the values of {values} change, too (`--rule NAME`): {named}{further}"));
        }
    }
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

/// What is shown of a comparison.
struct Shown<'s> {
    tell: Tell<'s>,
    workspace: &'s Workspace,
    assumed: &'s Assumed,
    /// Each world beside the first, with what differs there.
    all: &'s [(usize, Vec<Difference>)],
    /// How many outcomes were compared.
    asked: usize,
}

impl Shown<'_> {
    fn name(&self, world: usize) -> &str {
        self.tell.study.worlds[world].name.as_str()
    }

    fn each(&self) -> impl Iterator<Item = (usize, &Difference)> {
        self.all.iter().flat_map(|(second, changed)| changed.iter().map(|d| (*second, d)))
    }

    fn record(&self, second: usize, d: &Difference) -> Value {
        let end = |world: usize, outcome: &Outcome| {
            json!({
                "outcome": self.tell.code_of(d.rule, outcome),
                "possible": self.tell.possible_coded(d.rule, outcome),
                "assumed": self.assumed.at(world, question(d)),
            })
        };
        json!({
            "from": self.name(0),
            "to": self.name(second),
            "rule": self.tell.rule(d.rule),
            "subjects": d.subjects.iter().map(|s| s.as_str()).collect::<Vec<_>>(),
            "before": d.before.as_ref().map(|outcome| end(0, outcome)),
            "after": d.after.as_ref().map(|outcome| end(second, outcome)),
            "because": because(self.tell.study, self.workspace, &d.because),
        })
    }

    /// All columns but the scenario; the rule by the name that its reader knows, outcomes in the words that `tell` has for them.
    fn row(
        &self,
        (second, d): (usize, &Difference),
        rule: String,
        tell: &dyn Fn(RuleId, &Outcome) -> String,
    ) -> Vec<String> {
        let subjects: Vec<&str> = d.subjects.iter().map(|s| s.as_str()).collect();
        let end = |world: usize, outcome: &Option<Outcome>| match outcome {
            Some(outcome) => tell(d.rule, outcome) + &assumed_text(&self.assumed.at(world, question(d))),
            None => "-".into(),
        };
        let factor = |factor: &Factor| factor_text(self.tell.study, self.workspace, *factor);
        let set = |set: &[Factor]| set.iter().map(factor).collect::<Vec<_>>().join(" and ");
        let because = d.because.words(&set).unwrap_or_default();
        vec![rule, subjects.join(", "), end(0, &d.before), end(second, &d.after), because]
    }

    fn rows(&self) -> Table {
        let mut table = Table::new(&[&["scenario"], &COLUMNS[..]].concat());
        let coded = |rule: RuleId, outcome: &Outcome| self.tell.possible_coded(rule, outcome);
        for (second, d) in self.each() {
            table.row(
                [vec![self.name(second).to_string()], self.row((second, d), self.tell.rule(d.rule), &coded)].concat(),
            );
        }
        table
    }

    fn people(&self, colour: bool) -> String {
        let name = |rule: RuleId| self.tell.study.base.checked.rule(rule).name.to_string();
        let mut out = String::new();
        for (second, changed) in self.all {
            let (from, to) = (self.name(0), self.name(*second));
            out.push_str(&format!("{from} -> {to}: {} of {} outcomes change\n", changed.len(), self.asked));
            if changed.is_empty() {
                continue;
            }
            let mut table = Table::new(&COLUMNS);
            let words = |rule: RuleId, outcome: &Outcome| self.tell.possible_of(rule, outcome);
            folded(changed.iter().map(|d| self.row((*second, d), name(d.rule), &words)).collect())
                .into_iter()
                .for_each(|row| table.row(row));
            out.push_str(&table.text(colour));
        }
        out
    }
}

/// What was asked in both worlds.
fn question(changed: &Difference) -> (RuleId, Vec<Name>) {
    (changed.rule, changed.subjects.clone())
}

/// The columns of what differs, beside the scenario.
const COLUMNS: [&str; 5] = ["rule", "for", "before", "after", "because of"];

/// How many subjects of one change are told one by one.
const TOLD: usize = 20;

/// Rows that differ in their subject only, past [`TOLD`], become one, where the first of them stands.
fn folded(rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
    let of = |row: &Vec<String>| (row[0].clone(), row[2..].to_vec());
    let mut groups: BTreeMap<(String, Vec<String>), usize> = BTreeMap::new();
    for row in &rows {
        *groups.entry(of(row)).or_default() += 1;
    }
    let mut told = BTreeSet::new();
    rows.into_iter()
        .filter_map(|row| {
            let group = of(&row);
            match groups[&group] {
                many if many > TOLD => {
                    let first = told.insert(group.clone());
                    let rule = vec![group.0, format!("{many} subjects")];
                    first.then(|| [rule, group.1].concat())
                }
                _ => Some(row),
            }
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
