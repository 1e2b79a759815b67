//! A policy as text to a checked program, laws and plans.

use acquis::analysis::study::{Base, Dates, Study};
use acquis::data::Profiles;
use acquis::diag::Diagnostic;
use acquis::eval::outcome::Outcome;
use acquis::hir::from_syntax::lower;
use acquis::num::date::Date;
use acquis::plan::Plan;
use acquis::plan::from_types::{Compiler, compile_rules};
use acquis::plan::law::{Aside, Law, Setting};
use acquis::plan::print;
use acquis::plan::root::Root;
use acquis::plan::sym::Sym;
use acquis::syntax::parse;
use acquis::text::{Name, Sources};
use acquis::types::check::check;
use acquis::types::checked::Checked;
use acquis::types::declare::declare;
use acquis::types::scope::ProfileKeys;
use acquis::types::term::Term;
use acquis::types::tested::{ExpectSubject, Given};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A checked policy. Panics, with the findings, where it has errors.
pub fn policy(text: &str) -> Checked {
    policy_with(text, &[])
}

/// A checked policy with profiles of some keys at hand: (entity, key).
pub fn policy_with(text: &str, profiles: &[(&str, &str)]) -> Checked {
    let mut sources = Sources::default();
    let full = format!("module m\n{text}");
    let file = sources.add("m.acq", &full);
    let parsed = parse(file, "m.acq", &full);
    let (program, lowered) = lower(vec![parsed.module]);
    let (schema, declared) = declare(&program);
    let mut keys = ProfileKeys::default();
    for (entity, key) in profiles {
        keys.of.entry(Name::new(key)).or_default().push(schema.entity_named(entity).expect("an entity"));
    }
    let (checked, found) = check(program, &schema, &keys);
    let all = parsed.diagnostics.into_iter().chain(lowered).chain(declared).chain(found);
    let errors: Vec<String> = all.filter(Diagnostic::is_error).map(|d| said(&d, &sources)).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    checked
}

/// A whole module and what checking it finds. Panics where it cannot be read.
pub fn checked(text: &str) -> (Checked, Vec<Diagnostic>) {
    let file = Sources::default().add("m.acq", text);
    let parsed = parse(file, "m.acq", text);
    assert!(parsed.diagnostics.is_empty(), "{:?}\n{text}", parsed.diagnostics[0]);
    let (program, _) = lower(vec![parsed.module]);
    let (schema, _) = declare(&program);
    check(program, &schema, &ProfileKeys::default())
}

fn said(finding: &Diagnostic, sources: &Sources) -> String {
    let place = finding.primary.as_ref().map_or_else(String::new, |l| sources.place(l.span));
    format!("{place}: {} {}", finding.code.0, finding.message)
}

/// A day.
pub fn day(text: &str) -> Date {
    Date::parse(text).expect("a day")
}

/// The law on a day.
pub fn on(text: &str) -> Setting {
    law_on(day(text))
}

/// The law on a day, known and with data of the same day.
fn law_on(day: Date) -> Setting {
    Setting {
        scenario: None,
        at: day,
        law_at: day,
        known_on: day,
        law_known_on: day,
        data_as_of: day,
        later: vec![],
        readings: vec![],
        without: BTreeSet::new(),
        aside: Aside::default(),
    }
}

/// The setting of a scenario, known on its own date.
pub fn under(checked: &Checked, scenario: &str) -> Setting {
    let id = checked.scenario_named(scenario).expect("a scenario");
    let at = checked.scenario(id).at;
    law_on(at).under(checked, Some(id))
}

/// Codes and messages, a line each.
pub fn lines(found: &[Diagnostic]) -> String {
    found.iter().map(|d| format!("{} {}\n", d.code.0, d.message)).collect()
}

/// What making a law finds.
pub fn findings(checked: &Checked, setting: &Setting) -> String {
    lines(&Law::new(checked, setting).1)
}

/// A law without findings.
pub fn law(checked: &Checked, setting: &Setting) -> Arc<Law> {
    let (law, found) = Law::new(checked, setting);
    assert_eq!(lines(&found), "");
    law
}

/// All roots under a law, in some plan.
pub fn compile_assessments(checked: &Checked, plan: &mut Plan, law: &Arc<Law>) -> (Vec<Root>, Vec<Diagnostic>) {
    compile_rules(checked, plan, law, &|_| true)
}

/// A term, with what a test gives.
pub fn compile_term(
    checked: &Checked,
    plan: &mut Plan,
    law: &Arc<Law>,
    term: &Term,
    given: &[Given],
) -> (Sym, Vec<Diagnostic>) {
    let mut compiler = Compiler::new(checked, plan, law);
    compiler.give(given);
    let sym = compiler.compile(term);
    (sym, compiler.finish())
}

/// All roots under a law, in a plan of their own, with what was found.
pub fn compiled(checked: &Checked, setting: &Setting) -> (Plan, Vec<Root>, String) {
    let law = law(checked, setting);
    let mut plan = Plan::default();
    let (roots, found) = compile_assessments(checked, &mut plan, &law);
    (plan, roots, lines(&found))
}

/// A plan and its roots as text.
pub fn printed(checked: &Checked, setting: &Setting) -> String {
    let (plan, roots, found) = compiled(checked, setting);
    format!("{}roots\n{}{found}", print::plan(&plan, checked), print::roots(&roots, checked))
}

/// What the evaluation comes to for each expectation of each test, on 1 January 2015 and without profiles: of `d(x) =
/// 0` the left side.
pub fn outcomes(checked: &Checked) -> Vec<Outcome> {
    let at = day("2015-01-01");
    let dates = Dates { at, known_on: at, data_as_of: at, later: vec![] };
    let profiles = Profiles::default();
    let base = Base { checked, profiles: &profiles, dates, at: None, known_on: None, readings: vec![] };
    let mut study = Study::new(&base);
    study.have(None, &[]);
    let mut nodes = vec![];
    for test in &checked.tests {
        let run = &test.runs[0];
        for expect in &run.expect {
            let ExpectSubject::Term(term) = &expect.subject else { panic!("no term") };
            let (sym, _) = study.term(0, term, &run.given);
            let Sym::Node(node) = sym else { panic!("no column") };
            nodes.push(node);
        }
    }
    let runner = study.run();
    nodes.iter().map(|node| runner.outcome(*node, 0)).collect()
}
