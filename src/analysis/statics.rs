//! What can be found before anybody asks for an outcome: every scenario is made and compiled.

use crate::analysis::recommend;
use crate::analysis::study::{Base, Study};
use crate::diag::Diagnostic;
use crate::types::term::ScenarioId;

/// All scenarios of a program, the law first.
pub fn all_worlds(base: &Base) -> Vec<Option<ScenarioId>> {
    let scenarios = (0..base.checked.scenarios.len()).map(|at| Some(ScenarioId(at as u32)));
    std::iter::once(None).chain(scenarios).collect()
}

/// What is wrong with the law of any scenario: conflicts of reforms, patches without effect, days without a
/// version, articles that do not hold.
pub fn findings(base: &Base) -> Vec<Diagnostic> {
    let mut study = Study::of(base, &all_worlds(base));
    let mut found = std::mem::take(&mut study.findings);
    for recommendation in &base.checked.recommendations {
        for because in &recommendation.because {
            let world = recommend::world(&mut study, because.under);
            let (_, said) = study.term(world, &because.term, &[]);
            found.extend(said);
        }
    }
    found.extend(study.findings);
    found
}
