//! The marks that travel with an outcome: the weakest evidence, sources, statements, later and undated data.

use crate::analysis::explain::{Length, Reason, What, explain_node, walk};
use crate::analysis::study::Study;
use crate::data::Statement;
use crate::eval::run::Runner;
use crate::hir::law::{Cite, Evidence};
use crate::plan::{FrameId, NodeId, Origin};
use crate::text::Name;
use crate::types::schema::FieldId;
use crate::types::term::{ParamId, RuleId};
use std::collections::BTreeSet;

/// What an outcome stands on.
#[derive(Clone, Default, Debug)]
pub struct Marks {
    /// The weakest mark.
    pub evidence: Evidence,
    /// What has that mark, in words, if it is not `read`.
    pub weak: BTreeSet<String>,
    /// Titles of sources of data.
    pub sources: BTreeSet<String>,
    /// Statements: who, when.
    pub statements: Vec<Statement>,
    /// Fields read at a datum later than the data date.
    pub later: BTreeSet<Name>,
    /// Fields whose datum has no day.
    pub undated: BTreeSet<Name>,
    /// Fields that are as a scenario or a test assumes.
    pub assumed: BTreeSet<Name>,
    /// Functions whose result has no end and was rounded.
    pub rounded: BTreeSet<&'static str>,
}

impl Marks {
    /// Whether anything is to be checked.
    pub fn to_check(&self) -> bool {
        self.evidence == Evidence::ToCheck
    }

    /// What is not plainly so, in words: what is weak, what is assumed, what was rounded.
    pub fn told(&self) -> Vec<String> {
        let assumed = self.assumed.iter().map(|path| format!("{path} (assumed)"));
        let rounded = self.rounded.iter().map(|function| format!("{function} (rounded)"));
        self.weak.iter().cloned().chain(assumed).chain(rounded).collect()
    }

    fn weaken(&mut self, evidence: Evidence, what: String) {
        if evidence == Evidence::Read {
            return;
        }
        if evidence > self.evidence {
            self.evidence = evidence;
        }
        self.weak.insert(format!(
            "{what} ({})",
            evidence.word().replace("to_check", "to be checked").replace("memory", "from memory")
        ));
    }
}

/// The marks of a node of a world in a row.
pub fn marks(study: &Study, runner: &Runner, world: usize, node: NodeId, frame: FrameId, row: usize) -> Marks {
    let reasons = explain_node(study, runner, node, frame, row, Length::Short);
    of_reasons(study, runner, world, &reasons)
}

/// The marks of reasons.
pub fn of_reasons(study: &Study, runner: &Runner, world: usize, reasons: &[Reason]) -> Marks {
    let mut marks = Marks::default();
    let checked = study.base.checked;
    let law = &study.worlds[world].law;
    let cites = |marks: &mut Marks, per: &[Cite]| {
        for cite in per {
            let source = checked.program.source(cite.source);
            marks.weaken(source.evidence_of(cite), cite_text(checked, cite));
        }
    };
    walk(reasons, &mut |reason| match &reason.what {
        What::Named(Origin::Param(id, Some(version))) => {
            let id = ParamId(*id);
            if let Some(version) = law.versions(checked, id).get(*version as usize) {
                marks.weaken(version.evidence.unwrap_or_default(), checked.param(id).name.to_string());
                cites(&mut marks, &version.per);
            }
        }
        What::Named(Origin::Fact(id)) => {
            let fact = &checked.facts[*id as usize];
            let title = &checked.program.decl(fact.decl).title;
            marks.weaken(
                fact.evidence.unwrap_or_default(),
                title.clone().unwrap_or_else(|| fact.name.replace('_', " ")),
            );
            cites(&mut marks, &fact.per);
        }
        What::Named(Origin::Case(rule, case)) => {
            if let Some(case) = law.body(checked, RuleId(*rule)).cases.get(*case as usize) {
                cites(&mut marks, &case.per);
            }
        }
        What::Named(Origin::Definition(rule)) => {
            cites(&mut marks, &checked.program.decl(law.stands_for(checked.rules[*rule as usize].decl)).per)
        }
        What::Named(Origin::Assumption(at)) => {
            let assumed = law.assumptions.get(*at as usize).map(|a| FieldId { entity: a.entity, index: a.field });
            marks.assumed.extend(assumed.map(|field| study.schema().field(field).path.clone()));
        }
        What::Named(Origin::Binds(source)) => {
            let source = &checked.program.sources[*source as usize];
            marks.weaken(source.evidence, source.title.clone());
        }
        What::Digits(function, _) => {
            marks.rounded.insert(function);
        }
        What::Field { .. } => field_marks(study, runner, &mut marks, reason),
        _ => {}
    });
    marks
}

fn field_marks(study: &Study, runner: &Runner, marks: &mut Marks, reason: &Reason) {
    let What::Field { field: Some(field), cell: Some(cell), .. } = &reason.what else { return };
    let Some(chosen) = crate::analysis::facts::chosen(study, runner, cell) else { return };
    let (profiles, meta) = (study.base.profiles, chosen.meta);
    let path = study.schema().field(*field).path.clone();
    if chosen.later {
        marks.later.insert(path.clone());
    }
    if chosen.undated {
        marks.undated.insert(path.clone());
    }
    marks.weaken(meta.evidence, path.to_string());
    if let Some(source) = meta.source.and_then(|s| profiles.sources.get(s as usize)) {
        marks.sources.insert(source.title.to_string());
    }
    marks.statements.extend(meta.statement.clone());
}

/// A citation in words: title of the source and locator.
pub fn cite_text(checked: &crate::types::checked::Checked, cite: &Cite) -> String {
    let source = checked.program.source(cite.source);
    match &cite.locator {
        Some(locator) => format!("{}, {locator}", source.title),
        None => source.title.clone(),
    }
}
