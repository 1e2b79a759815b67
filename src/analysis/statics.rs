//! What can be found before anybody asks for an outcome: every scenario is made and compiled.

use crate::analysis::study::{Base, Study};
use crate::diag::Diagnostic;
use crate::types::term::ScenarioId;

/// All scenarios of a program, the law first.
pub fn all_worlds(base: &Base) -> Vec<Option<ScenarioId>> {
    let scenarios = (0..base.checked.scenarios.len()).map(|at| Some(ScenarioId(at as u32)));
    std::iter::once(None).chain(scenarios).collect()
}

/// What is wrong with the law of any scenario that is looked at: conflicts of reforms, patches without effect, days
/// without a version, articles that do not hold.
pub fn findings(study: &mut Study, looked_at: &dyn Fn(ScenarioId) -> bool) -> Vec<Diagnostic> {
    let base = study.base;
    let is_looked_at = |world: &Option<ScenarioId>| world.is_none_or(looked_at);
    for world in all_worlds(base).into_iter().filter(is_looked_at) {
        study.have(world, &[]);
    }
    let mut found = study.findings();
    let becauses = base.checked.recommendations.iter().flat_map(|recommendation| &recommendation.because);
    for because in becauses.filter(|because| is_looked_at(&because.under)) {
        let (world, made) = study.add_law(because.under);
        let (_, said) = study.term(world, &because.term, &[]);
        found.extend(made.into_iter().chain(said));
    }
    found
}
