//! Recommendations against their evidence: issued, withheld, or conditional on named facts.

use crate::analysis::marks::{Marks, marks, rests_on_a_fact};
use crate::analysis::study::Study;
use crate::analysis::uses::{Part, Uses, parts};
use crate::analysis::without_value::word as without_value_word;
use crate::diag::{Diagnostic, analysis};
use crate::eval::needs::{Need, needs};
use crate::eval::outcome::{Outcome, Values};
use crate::eval::run::Runner;
use crate::num::bounds::Bounds;
use crate::plan::sym::Sym;
use crate::plan::{NodeId, UNIT};
use crate::syntax::ast::expr::Quantifier;
use crate::text::{Name, Span};
use crate::types::checked::{Checked, Recommendation};
use crate::types::patches::{Reading, ReadingOf};
use crate::types::term::{ScenarioId, Term, TermKind};
use std::collections::BTreeSet;

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
    /// True in its scenario whatever the profiles hold, and no cited fact has a part in it.
    pub by_construction: bool,
    /// Speaks of no item at all.
    pub vacuous: bool,
    /// May turn out to speak of none.
    pub perhaps_vacuous: bool,
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

/// Judges the recommendations at some places of the program.
pub fn judge(study: &mut Study, wanted: &[usize]) -> Vec<Judged> {
    let recommendations = &study.base.checked.recommendations;
    let uses = Uses::of(study.base.checked);
    let compiled: Vec<Vec<Compiled>> = wanted.iter().map(|at| compile(study, &uses, &recommendations[*at])).collect();
    let study = &*study;
    let (runner, blind) = (study.run(), study.run_blind());
    let mut judged = vec![];
    for (place, parts) in wanted.iter().copied().zip(&compiled) {
        let recommendation = &recommendations[place];
        let mut evidence = vec![];
        for (because, part) in recommendation.because.iter().zip(parts) {
            let gap = Outcome { values: Values::None, not_applicable: false, conflict: false, gap: true };
            let outcome = part.node.map_or(gap, |n| runner.outcome(n, 0));
            let scenario = because.under.is_some() || speaks_of_a_scenario(&because.term);
            let always = |n: &NodeId| holds_if_it_applies(&blind.outcome(*n, 0)) && !rests_on_a_fact(study, &blind, *n);
            let by_construction = scenario && part.node.as_ref().is_some_and(always);
            // What holds whatever the profiles say needs no more of them than one of two proofs does.
            let marks_of = |runner: &Runner, n: NodeId| marks(study, runner, part.world, n, UNIT, 0);
            let marks_of = |n: NodeId| {
                let proofs = [Some(&runner), by_construction.then_some(&blind)].into_iter().flatten();
                proofs.map(|runner| marks_of(runner, n)).min_by_key(|marks| marks.told().len())
            };
            let items = part.list.map(|n| runner.outcome(n, 0));
            let vacuous = items.as_ref().is_some_and(|o| o.number().is_some_and(|n| n.is_zero()));
            let perhaps_vacuous = !vacuous && items.as_ref().is_some_and(may_be_zero);
            let open = part.node.filter(|_| !outcome.is_settled()).into_iter();
            let open: Vec<NodeId> = open.chain(part.list.filter(|_| perhaps_vacuous)).collect();
            let differs = |node: &Option<NodeId>| node.is_some_and(|n| runner.outcome(n, 0) != outcome);
            evidence.push(Evidence {
                under: because.under,
                by_construction,
                vacuous,
                perhaps_vacuous,
                contested: part.readings.iter().filter(|(_, n)| differs(n)).map(|(name, _)| name.clone()).collect(),
                marks: part.node.and_then(marks_of).unwrap_or_default(),
                needs: all_needs(&runner, &open),
                node: part.node,
                span: because.span,
                outcome,
            });
        }
        judged.push(verdict(place, evidence));
    }
    judged
}

/// Whether a condition is true wherever it applies: no fact could make it false.
fn holds_if_it_applies(outcome: &Outcome) -> bool {
    outcome.values == Values::Cond { t: true, f: false } && !outcome.conflict && !outcome.gap
}

/// Whether zero is among several numbers that are still possible.
fn may_be_zero(outcome: &Outcome) -> bool {
    let least = |bounds: &Bounds| bounds.lo().is_none_or(|lo| lo.signum() <= 0);
    !outcome.is_settled() && matches!(&outcome.values, Values::Number(bounds) if least(bounds))
}

/// What would settle all of some nodes, each fact once.
fn all_needs(runner: &Runner, nodes: &[NodeId]) -> Vec<Need> {
    let mut all: Vec<Need> = vec![];
    for need in nodes.iter().flat_map(|node| needs(runner, *node, 0)) {
        if !all.contains(&need) {
            all.push(need);
        }
    }
    all
}

/// Evidence that comes out as a conflict or gap, as an error: it speaks neither for nor against a recommendation.
pub fn without_value(checked: &Checked, judged: &[Judged]) -> Vec<Diagnostic> {
    let mut faults = vec![];
    for one in judged {
        let name = &checked.recommendations[one.place].name;
        for evidence in &one.evidence {
            let under = evidence.under.map(|scenario| checked.scenario(scenario).name.as_str());
            let what = without_value_word(&evidence.outcome);
            faults.extend(what.map(|what| analysis::evidence_without_value(evidence.span, name, under, what)));
        }
    }
    faults
}

fn verdict(place: usize, mut evidence: Vec<Evidence>) -> Judged {
    let holds = |e: &Evidence| e.outcome.truth() == Some(true) && !e.vacuous;
    let stands = |e: &Evidence| holds(e) && !e.perhaps_vacuous;
    let open = |e: &Evidence| !e.outcome.is_settled() || holds(e) && e.perhaps_vacuous;
    let verdict = if evidence.iter().all(stands) && !evidence.is_empty() {
        Verdict::Issued
    } else if evidence.iter().all(|e| stands(e) || open(e)) && !evidence.is_empty() {
        Verdict::Conditional
    } else {
        Verdict::Withheld
    };
    if verdict == Verdict::Withheld {
        // Whatever the answers, it stays so.
        evidence.iter_mut().for_each(|e| e.needs.clear());
    }
    let speaks = |e: &Evidence| !e.vacuous && !e.perhaps_vacuous;
    let sound = evidence.iter().all(|e| !e.marks.to_check() && e.contested.is_empty() && speaks(e));
    let firm = sound && evidence.iter().any(|e| !e.by_construction);
    Judged { place, verdict, firm, evidence }
}

fn compile(study: &mut Study, uses: &Uses, recommendation: &Recommendation) -> Vec<Compiled> {
    let checked = study.base.checked;
    let mut compiled = vec![];
    for because in &recommendation.because {
        let world = study.add_law(because.under).0;
        let (sym, _) = study.term(world, &because.term, &[]);
        let list = first_list(&because.term).map(|list| {
            let ty = crate::types::schema::Type::Number(crate::types::schema::NumType::int());
            let count =
                TermKind::Aggregate(crate::syntax::ast::expr::Aggregate::Count, list.0, list.1, Box::new(list.2));
            Term { kind: count, ty, span: because.span }
        });
        let list = list.and_then(|term| node(&study.term(world, &term, &[]).0));
        let mut named = BTreeSet::new();
        parts(&because.term, &mut named);
        let rests_on = uses.all(named);
        let may_differ = |reading: &Reading| match &reading.of {
            ReadingOf::Nothing => false,
            ReadingOf::Param(param, _) => rests_on.contains(&Part::Param(*param)),
            ReadingOf::Rule(rule, _) => rests_on.contains(&Part::Rule(*rule)),
        };
        let mut readings = vec![];
        for (at, reading) in checked.readings.iter().enumerate().filter(|(_, reading)| may_differ(reading)) {
            let id = crate::types::term::ReadingId(at as u32);
            let other = Term {
                kind: TermKind::WithReading(Box::new(because.term.clone()), id),
                ty: because.term.ty.clone(),
                span: because.span,
            };
            let (other, _) = study.term(world, &other, &[]);
            readings.push((reading.name.clone(), node(&other)));
        }
        compiled.push(Compiled { node: node(&sym), world, list, readings });
    }
    compiled
}

fn node(sym: &Sym) -> Option<NodeId> {
    match sym {
        Sym::Node(node) => Some(*node),
        _ => None,
    }
}

fn speaks_of_a_scenario(term: &Term) -> bool {
    term.any(&|t| matches!(t.kind, TermKind::Under(_, Some(_))))
}

type Items = (Vec<crate::types::term::Bind>, Option<Box<Term>>, Term);

/// The items that `every`, `no` or a share speaks of: with none, the evidence says nothing.
fn first_list(term: &Term) -> Option<Items> {
    let one = || Term { kind: TermKind::Bool(true), ty: crate::types::schema::Type::Bool, span: term.span };
    match &term.kind {
        TermKind::Quantified(Quantifier::Every | Quantifier::No, binds, _) => Some((binds.clone(), None, one())),
        TermKind::Aggregate(crate::syntax::ast::expr::Aggregate::Share, binds, filter, _) => {
            Some((binds.clone(), filter.clone(), one()))
        }
        _ => None,
    }
}
