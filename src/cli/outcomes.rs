//! All outcomes as files, and the summary of a build.

use crate::analysis::assumed::Assumed;
use crate::analysis::commitments;
use crate::analysis::statics::all_worlds;
use crate::analysis::study::{Cell, Study, by_question};
use crate::analysis::without_value::without_value;
use crate::cli::answer::document;
use crate::cli::papers::{ENGINE, Files};
use crate::cli::table::Table;
use crate::cli::tell::Tell;
use crate::diag::Diagnostic;
use crate::session::workspace::Workspace;
use crate::text::english::number_of;
use serde_json::{Value, json};

/// What a build found, for people.
pub struct Summary {
    /// Lines.
    pub lines: Vec<String>,
    /// Assessments that came out as a conflict or gap.
    pub faults: Vec<Diagnostic>,
}

/// All outcomes of the law, and of each scenario those that differ from the law's, as JSON and CSV.
pub fn outcomes(workspace: &Workspace, study: &mut Study, files: &mut Files) -> Summary {
    let base = study.base;
    let worlds: Vec<usize> = all_worlds(base).into_iter().map(|world| study.have(world, &[])).collect();
    let study = &*study;
    let runner = study.run();
    let assessed = |r: crate::types::term::RuleId| base.checked.rule(r).assesses();
    let mut written = Written { table: Table::new(&Tell::COLUMNS), own: vec![] };
    let law = study.cells_of(&runner, worlds[0], &assessed);
    // The law assumes nothing.
    for cell in &law {
        written.add(workspace, study, cell, &Assumed::default());
    }
    let under_law = by_question(&law);
    let (mut differing, mut faults) = (0, without_value(study, &law));
    for world in &worlds[1..] {
        let apart = study.cells_apart(&runner, *world, worlds[0], &assessed).into_iter();
        let same = |cell: &Cell| under_law.get(&cell.question()).is_some_and(|first| first.outcome == cell.outcome);
        let cells: Vec<Cell> = apart.filter(|cell| !same(cell)).collect();
        differing += cells.len();
        let assumed = Assumed::new(study, &runner, &cells);
        cells.iter().for_each(|cell| written.add(workspace, study, cell, &assumed));
        faults.extend(without_value(study, &cells));
    }
    files.insert("outcomes.csv".into(), written.table.csv().into_bytes());
    let all = json!({
        "schema": "acquis.outcomes/4",
        "engine": ENGINE,
        "policy": workspace.manifest.name.value,
        "holds": "all outcomes of the law; of a scenario those that differ from the law's",
        "scenarios": worlds.iter().map(|w| study.worlds[*w].name.to_string()).collect::<Vec<_>>(),
        "outcomes": written.own,
    });
    files.insert("outcomes.json".into(), document(&all).into_bytes());
    Summary { lines: lines(workspace, &law, worlds.len() - 1, differing), faults }
}

/// Outcomes as they go into files.
struct Written {
    table: Table,
    /// Those of subjects with a profile of their own.
    own: Vec<Value>,
}

impl Written {
    fn add(&mut self, workspace: &Workspace, study: &Study, cell: &Cell, assumed: &Assumed) {
        let tell = Tell { study };
        self.table.row(tell.row(cell, assumed));
        if has_own_profile(workspace, cell) {
            self.own.push(tell.record(cell, assumed));
        }
    }
}

/// Whether a cell speaks of profiles of their own only, not of lines of a table.
fn has_own_profile(workspace: &Workspace, cell: &Cell) -> bool {
    cell.subjects.iter().all(|subject| {
        let Some(entity) = subject.entity else { return true };
        let row = workspace.profiles.table(entity).and_then(|t| t.rows.get(subject.row));
        let closed = workspace.schema.entity(entity).closed;
        closed || row.is_none_or(|r| workspace.is_of_its_own(r.span.file))
    })
}

fn lines(workspace: &Workspace, law: &[Cell], scenarios: usize, differing: usize) -> Vec<String> {
    let checked = &workspace.checked;
    let own: Vec<&Cell> = law.iter().filter(|c| has_own_profile(workspace, c)).collect();
    let open = own.iter().filter(|c| !c.outcome.is_settled()).count();
    let assessments = checked.rules.iter().filter(|r| r.assesses()).count();
    let mut lines = vec![
        format!("{} under the law and {}", number_of(assessments, "assessment"), number_of(scenarios, "scenario")),
        format!(
            "{} of subjects with a profile under the law: {} settled, {open} open",
            number_of(own.len(), "outcome"),
            own.len() - open
        ),
        format!("{} under the law in all; {differing} differ under a scenario", number_of(law.len(), "outcome")),
    ];
    let dates = &workspace.manifest.dates;
    let due = checked
        .commitments
        .iter()
        .filter(|c| commitments::state(checked, c, dates.at.value, dates.known_on.value) == commitments::State::Due);
    let due: Vec<&str> = due.map(|c| c.name.as_str()).collect();
    if !due.is_empty() {
        lines.push(format!("due on {}: {}", dates.at.value, due.join(", ")));
    }
    lines
}
