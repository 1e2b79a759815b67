//! What can be found before anybody asks for an outcome: every scenario is made and compiled.

use crate::analysis::study::{Base, Study};
use crate::diag::Diagnostic;
use crate::num::date::Date;
use crate::types::term::ScenarioId;

/// All scenarios of a program, the law first.
pub fn all_worlds(base: &Base) -> Vec<Option<ScenarioId>> {
    let scenarios = (0..base.checked.scenarios.len()).map(|at| Some(ScenarioId(at as u32)));
    std::iter::once(None).chain(scenarios).collect()
}

/// The same, those read under the same days together: what is compiled for one day is of no use on another.
pub fn worlds_by_days(base: &Base) -> Vec<Vec<Option<ScenarioId>>> {
    let mut groups: Vec<((Date, Date), Vec<Option<ScenarioId>>)> = vec![];
    for world in all_worlds(base) {
        let setting = base.setting(world);
        let days = (setting.at, setting.known_on);
        match groups.iter_mut().find(|(of, _)| *of == days) {
            Some((_, group)) => group.push(world),
            None => groups.push((days, vec![world])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// What is wrong with the law of any scenario: conflicts of reforms, patches without effect, days without a
/// version, articles that do not hold.
pub fn findings(study: &mut Study) -> Vec<Diagnostic> {
    let worlds = all_worlds(study.base);
    findings_of(study, &worlds)
}

/// The same of some scenarios, with what recommendations say under them.
pub fn findings_of(study: &mut Study, worlds: &[Option<ScenarioId>]) -> Vec<Diagnostic> {
    let base = study.base;
    for world in worlds {
        study.have(*world, &[]);
    }
    let mut found = study.findings();
    let becauses = base.checked.recommendations.iter().flat_map(|recommendation| &recommendation.because);
    for because in becauses.filter(|because| worlds.contains(&because.under)) {
        let (world, made) = study.add_law(because.under);
        let (_, said) = study.term(world, &because.term, &[]);
        found.extend(made.into_iter().chain(said));
    }
    found
}
