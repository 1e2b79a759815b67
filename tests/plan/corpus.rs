//! The policies of this repository, under every scenario.

use crate::fixture::{compile_assessments, on};
use acquis::analysis::study::{Base, Dates, Study};
use acquis::eval::outcome::Outcome;
use acquis::num::date::Date;
use acquis::plan::Plan;
use acquis::plan::law::{Law, Setting};
use acquis::session::tree::Tree;
use acquis::session::workspace::Workspace;
use acquis::text::Name;
use acquis::types::checked::Checked;
use acquis::types::term::RuleId;
use acquis::types::term::ScenarioId;
use std::path::PathBuf;

fn repository() -> Workspace {
    let tree = Tree::Disk(PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    Workspace::read(&tree, &[]).unwrap_or_else(|_| panic!("the repository cannot be read"))
}

fn settings(checked: &Checked) -> Vec<Setting> {
    let law = on("2018-04-30");
    let scenarios = (0..checked.scenarios.len() as u32).map(|at| law.under(checked, Some(ScenarioId(at))));
    std::iter::once(law.clone()).chain(scenarios).collect()
}

#[test]
fn every_scenario_compiles_without_a_finding() {
    let workspace = repository();
    let checked = &workspace.checked;
    let mut plan = Plan::default();
    for setting in settings(checked) {
        let (law, mut found) = Law::new(checked, &setting);
        let (roots, more) = compile_assessments(checked, &mut plan, &law);
        found.extend(more);
        let said: Vec<String> = found
            .iter()
            .map(|f| {
                let place = f.primary.as_ref().map_or_else(String::new, |l| workspace.sources.place(l.span));
                format!("{place}: {} {}", f.code.0, f.message)
            })
            .collect();
        assert!(said.is_empty(), "under {:?}:\n{}", law.under, said.join("\n"));
        assert!(roots.len() > 100, "under {:?} only {} roots", law.under, roots.len());
    }
}

#[test]
fn scenarios_share_what_their_patches_do_not_change() {
    let workspace = repository();
    let checked = &workspace.checked;
    let (mut shared, mut apart) = (Plan::default(), 0);
    for setting in settings(checked) {
        let (law, _) = Law::new(checked, &setting);
        compile_assessments(checked, &mut shared, &law);
        let mut own = Plan::default();
        compile_assessments(checked, &mut own, &law);
        apart += own.nodes().len();
    }
    assert!(shared.nodes().len() * 8 < apart, "{} nodes together, {apart} apart", shared.nodes().len());
}

#[test]
fn the_baseline_is_the_same_after_every_scenario() {
    let workspace = repository();
    let checked = &workspace.checked;
    let mut plan = Plan::default();
    let all = settings(checked);
    let (law, _) = Law::new(checked, &all[0]);
    let (before, _) = compile_assessments(checked, &mut plan, &law);
    for setting in &all[1..] {
        let (law, _) = Law::new(checked, setting);
        compile_assessments(checked, &mut plan, &law);
    }
    let nodes = plan.nodes().len();
    let (law, _) = Law::new(checked, &all[0]);
    let (after, _) = compile_assessments(checked, &mut plan, &law);
    assert_eq!(before, after);
    assert_eq!(plan.nodes().len(), nodes, "the baseline made new nodes");
}

/// What is asked of whom, and what comes out.
type Answers = Vec<((RuleId, Vec<Name>), Outcome)>;

fn answers(study: &mut Study, setting: &Setting) -> (Answers, usize) {
    let world = study.add_setting(Name::new("asked"), setting.clone());
    let cells = study.cells(&study.run(), world);
    let found = study.worlds[world].found.as_ref().map_or(0, Vec::len);
    (cells.into_iter().map(|cell| (cell.question(), cell.outcome)).collect(), found)
}

#[test]
fn what_is_compiled_for_one_day_serves_another_only_where_the_law_is_the_same() {
    let workspace = repository();
    let checked = &workspace.checked;
    let at = Date::parse("2018-04-30").expect("a day");
    let dates = Dates { at, known_on: at, data_as_of: at, later: vec![] };
    let base = Base { checked, profiles: &workspace.profiles, dates, at: None, known_on: None, readings: vec![] };
    let mut settings: Vec<Setting> =
        (0..checked.scenarios.len() as u32).map(|s| base.setting(Some(ScenarioId(s)))).collect();
    for day in ["2010-06-01", "2015-01-01", "2018-01-01", "2020-12-31", "2021-01-01", "2026-06-12", "2030-01-01"] {
        settings.push(Setting { at: Date::parse(day).expect("a day"), ..base.setting(None) });
    }
    settings.push(base.setting(None));
    let mut shared = Study::new(&base);
    for setting in &settings {
        let alone = answers(&mut Study::new(&base), setting);
        let together = answers(&mut shared, setting);
        assert_eq!(together.1, alone.1, "findings on {}", setting.at);
        for (one, other) in together.0.iter().zip(&alone.0) {
            assert_eq!(one, other, "{} on {}", checked.rule(one.0.0).name, setting.at);
        }
        assert_eq!(together.0.len(), alone.0.len());
    }
}
