//! Recommendations against their evidence: issued, withheld, or conditional on named facts.

use crate::analysis::decided::masked;
use crate::analysis::marks::{Marks, marks};
use crate::analysis::study::{Base, Study};
use crate::eval::needs::{Need, needs};
use crate::eval::outcome::Outcome;
use crate::plan::sym::Sym;
use crate::plan::{NodeId, UNIT};
use crate::syntax::ast::Quantifier;
use crate::text::{Name, Span};
use crate::types::checked::Recommendation;
use crate::types::term::{ScenarioId, Term, TermKind};

/// What becomes of a recommendation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Verdict {
    /// All its evidence is true.
    Issued,
    /// Some of it is open, none false.
    Conditional,
    /// Some of it is false, not applicable or vacuous.
    Withheld,
}

impl Verdict {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Issued => "issued",
            Verdict::Conditional => "conditional",
            Verdict::Withheld => "withheld",
        }
    }
}

/// One line of evidence, judged.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// Its outcome.
    pub outcome: Outcome,
    /// The scenario it is read under.
    pub under: Option<ScenarioId>,
    /// True in its scenario whatever the facts.
    pub by_construction: bool,
    /// Speaks of no item at all.
    pub vacuous: bool,
    /// Readings under which it comes out otherwise.
    pub contested: Vec<Name>,
    /// Marks of what it stands on.
    pub marks: Marks,
    /// What would settle it.
    pub needs: Vec<Need>,
    /// The root of its reasons.
    pub node: Option<NodeId>,
    /// Where it stands.
    pub span: Span,
}

/// A recommendation, judged.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Its place in the program.
    pub place: usize,
    /// What becomes of it.
    pub verdict: Verdict,
    /// Whether the verdict rests on nothing that is to be checked, contested or true by construction alone.
    pub firm: bool,
    /// Its evidence, in text order.
    pub evidence: Vec<Evidence>,
}

struct Compiled {
    node: Option<NodeId>,
    world: usize,
    list: Option<NodeId>,
    readings: Vec<(Name, Option<NodeId>)>,
}

/// Judges all recommendations.
pub fn judge(base: &Base) -> Vec<Judged> {
    let mut study = Study::new(base);
    let recommendations = &base.checked.recommendations;
    let compiled: Vec<Vec<Compiled>> = recommendations.iter().map(|r| compile(&mut study, r)).collect();
    let runner = study.run();
    let unknown = masked(study.schema(), base.profiles, &|_, _| false);
    let blind = crate::eval::run::Runner::new(&study.plan, study.schema(), &unknown);
    let mut judged = vec![];
    for (place, (recommendation, parts)) in recommendations.iter().zip(&compiled).enumerate() {
        let mut evidence = vec![];
        for (because, part) in recommendation.because.iter().zip(parts) {
            let gap = Outcome {
                values: crate::eval::outcome::Values::None,
                not_applicable: false,
                conflict: false,
                gap: true,
            };
            let outcome = part.node.map_or(gap, |n| runner.outcome(n, 0));
            let scenario = because.under.is_some() || speaks_of_a_scenario(&because.term);
            let always = part.node.is_some_and(|n| blind.outcome(n, 0).truth() == Some(true));
            let differs = |node: &Option<NodeId>| node.is_some_and(|n| runner.outcome(n, 0) != outcome);
            evidence.push(Evidence {
                under: because.under,
                by_construction: scenario && always,
                vacuous: part.list.is_some_and(|n| runner.outcome(n, 0).number().is_some_and(|n| n.is_zero())),
                contested: part.readings.iter().filter(|(_, n)| differs(n)).map(|(name, _)| name.clone()).collect(),
                marks: part.node.map(|n| marks(&study, &runner, part.world, n, UNIT, 0)).unwrap_or_default(),
                needs: part.node.filter(|_| !outcome.is_settled()).map(|n| needs(&runner, n, 0)).unwrap_or_default(),
                node: part.node,
                span: because.span,
                outcome,
            });
        }
        judged.push(verdict(place, evidence));
    }
    judged
}

fn verdict(place: usize, evidence: Vec<Evidence>) -> Judged {
    let stands = |e: &Evidence| e.outcome.truth() == Some(true) && !e.vacuous;
    let open = |e: &Evidence| !e.outcome.is_settled();
    let verdict = if evidence.iter().all(stands) && !evidence.is_empty() {
        Verdict::Issued
    } else if evidence.iter().all(|e| stands(e) || open(e)) && !evidence.is_empty() {
        Verdict::Conditional
    } else {
        Verdict::Withheld
    };
    let sound = evidence.iter().all(|e| !e.marks.to_check() && e.contested.is_empty() && !e.vacuous);
    let firm = sound && evidence.iter().any(|e| !e.by_construction);
    Judged { place, verdict, firm, evidence }
}

fn compile(study: &mut Study, recommendation: &Recommendation) -> Vec<Compiled> {
    let checked = study.base.checked;
    let mut parts = vec![];
    for because in &recommendation.because {
        let world = world(study, because.under);
        let (sym, found) = study.term(world, &because.term, &[]);
        study.findings.extend(found);
        let list = first_list(&because.term).map(|list| {
            let ty = crate::types::schema::Type::Number(crate::types::schema::NumType::int());
            let count = TermKind::Aggregate(crate::syntax::ast::Aggregate::Count, list.0, list.1, Box::new(list.2));
            Term { kind: count, ty, span: because.span }
        });
        let list = list.and_then(|term| node(&study.term(world, &term, &[]).0));
        let mut readings = vec![];
        for (at, reading) in checked.readings.iter().enumerate() {
            let id = crate::types::term::ReadingId(at as u32);
            let other = Term {
                kind: TermKind::WithReading(Box::new(because.term.clone()), id),
                ty: because.term.ty.clone(),
                span: because.span,
            };
            let (other, _) = study.term(world, &other, &[]);
            readings.push((reading.name.clone(), node(&other)));
        }
        parts.push(Compiled { node: node(&sym), world, list, readings });
    }
    parts
}

/// The world of the law or a scenario, with its law only: its assessments are not asked for.
pub fn world(study: &mut Study, scenario: Option<ScenarioId>) -> usize {
    let setting = study.base.setting(scenario);
    if let Some(at) = study.worlds.iter().position(|w| w.setting == setting) {
        return at;
    }
    let name = study.base.name(scenario);
    let (law, found) = crate::plan::law::Law::new(study.base.checked, &setting);
    study.findings.extend(found);
    study.worlds.push(crate::analysis::study::World { name, setting, law, assumed: vec![], roots: vec![] });
    study.worlds.len() - 1
}

fn node(sym: &Sym) -> Option<NodeId> {
    match sym {
        Sym::Node(node) => Some(*node),
        _ => None,
    }
}

fn speaks_of_a_scenario(term: &Term) -> bool {
    let mut found = false;
    term.walk(&mut |t| found |= matches!(t.kind, TermKind::Under(_, Some(_))));
    found
}

type Items = (Vec<crate::types::term::Bind>, Option<Box<Term>>, Term);

/// The items that `every`, `no` or a share speaks of: with none, the evidence says nothing.
fn first_list(term: &Term) -> Option<Items> {
    let one = || Term { kind: TermKind::Bool(true), ty: crate::types::schema::Type::Bool, span: term.span };
    match &term.kind {
        TermKind::Quantified(Quantifier::Every | Quantifier::No, binds, _) => Some((binds.clone(), None, one())),
        TermKind::Aggregate(crate::syntax::ast::Aggregate::Share, binds, filter, _) => {
            Some((binds.clone(), filter.clone(), one()))
        }
        _ => None,
    }
}
