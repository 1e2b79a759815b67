//! Mutants: each case, param and patch of a policy changed in turn, to see whether anything notices.
//!
//! A mutant of a rule or param is a reading of it that nobody declared; a patch is left out. So a mutant is one more
//! world of a study: what it does not reach is neither compiled nor evaluated again. It is noticed where the checker
//! refuses it, or where a test fails, an outcome differs in any scenario, or the evidence or text of a recommendation
//! comes out otherwise. What is noticed by none of these says nothing that anybody could miss.

use crate::analysis::statics::all_worlds;
use crate::analysis::study::{Base, Cell, Study, Trial, by_question};
use crate::analysis::tests::Suite;
use crate::analysis::uses::{Part, Uses, parts};
use crate::diag::Diagnostic;
use crate::eval::run::Runner;
use crate::num::rat::Rat;
use crate::plan::law::PatchId;
use crate::plan::root::Root;
use crate::plan::sym::Sym;
use crate::syntax::ast::expr::BinaryOp;
use crate::syntax::ast::law::StatusWord;
use crate::text::{Name, Span};
use crate::types::body::{Body, Case, EndKind};
use crate::types::checked::{Checked, Piece, Rule};
use crate::types::ladder::{Scale, Step};
use crate::types::patches::{Reading, ReadingOf};
use crate::types::scales::cases_of;
use crate::types::schema::{Schema, Type};
use crate::types::term::{ParamId, ReadingId, ReformId, RuleId, ScenarioId, Term, TermKind};
use crate::types::tested::Test;
use crate::types::versions::Version;
use std::collections::{BTreeMap, BTreeSet};

/// A change of a policy.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// The declaration, with its module.
    pub of: String,
    /// What is changed about it.
    pub what: String,
    /// Where that stands.
    pub span: Span,
    change: Changed,
}

#[derive(Clone, Debug)]
enum Changed {
    Rule(RuleId, Body),
    Param(ParamId, Vec<Version>),
    Patch(PatchId),
}

/// What noticed a mutant first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Fate {
    /// The checker: a patch without effect, a day without a version.
    Refused,
    /// A test of the policies, by its place.
    Test(usize),
    /// An outcome of a rule.
    Outcome(RuleId),
    /// The evidence or the text of a recommendation, by its place.
    Evidence(usize),
    /// Nothing.
    Survives,
}

/// All mutants of a policy, in text order of rules, params and reforms.
pub fn mutants(checked: &Checked) -> Vec<Mutant> {
    let mut all = vec![];
    for (at, rule) in checked.rules.iter().enumerate() {
        let id = RuleId(at as u32);
        let of = qualified(checked, rule.decl, &rule.name);
        for (what, span, body) in bodies(&checked.schema, rule) {
            all.push(Mutant { of: of.clone(), what, span, change: Changed::Rule(id, body) });
        }
    }
    for (at, param) in checked.params.iter().enumerate() {
        let of = qualified(checked, param.decl, &param.name);
        for (place, version) in param.versions.iter().enumerate() {
            let Some(other) = other_value(&checked.schema, &version.value) else { continue };
            let mut versions = param.versions.clone();
            versions[place].value = other;
            let what = format!("from {} changed", version.from);
            let change = Changed::Param(ParamId(at as u32), versions);
            all.push(Mutant { of: of.clone(), what, span: version.span, change });
        }
    }
    for (at, reform) in checked.reforms.iter().enumerate() {
        let of = qualified(checked, reform.decl, &reform.name);
        for (place, patch) in reform.patches.iter().enumerate() {
            let what = format!("patch {} left out", place + 1);
            let change = Changed::Patch(PatchId { reform: ReformId(at as u32), patch: place as u32 });
            all.push(Mutant { of: of.clone(), what, span: patch.span, change });
        }
    }
    all
}

fn qualified(checked: &Checked, decl: crate::hir::DeclId, name: &Name) -> String {
    format!("{}.{name}", checked.program.decl(decl).module)
}

/// The bodies that differ from one in one clause: a condition negated, a case that never applies, another value.
fn bodies(schema: &Schema, rule: &Rule) -> Vec<(String, Span, Body)> {
    let body = &rule.body;
    if !body.tested {
        return vec![];
    }
    // What the rule binds stays known to a reading of it.
    let mut plain = Body { lets: vec![], ..body.clone() };
    // Once a row is changed, nobody knows any more that each input has exactly one.
    plain.loosen();
    let mut all = vec![];
    for (at, end) in body.ends.iter().enumerate() {
        let name = end.label.as_ref().map_or(format!("end {}", at + 1), |l| format!("[{l}]"));
        let mut put = |what: &str, when: Term| {
            let mut other = plain.clone();
            other.ends[at].when = when;
            all.push((format!("{name} {what}"), end.span, other));
        };
        put("negated", negated(&end.when));
        // Of `applies when C` what is kept is C.
        let never = end.kind == EndKind::Applies;
        put("dropped", Term::truth(never, end.span));
    }
    if let (Some(scale), [subject]) = (&body.scale, rule.subjects.as_slice()) {
        for (name, span, other) in scales(schema, scale) {
            let (cases, join) = cases_of(&other, subject, &rule.result, None);
            all.push((name, span, Body { cases, join, scale: Some(other), ..plain.clone() }));
        }
        return all;
    }
    for (at, case) in body.cases.iter().enumerate() {
        let name = name_of(body, at);
        for (what, other) in cases(schema, case) {
            let mut changed = plain.clone();
            changed.cases[at] = other;
            all.push((format!("{name} {what}"), case.span, changed));
        }
    }
    all
}

/// The scales that differ from one in one step: another value, another beginning, left out.
fn scales(schema: &Schema, scale: &Scale) -> Vec<(String, Span, Scale)> {
    let mut all = vec![];
    for (at, step) in scale.steps.iter().enumerate() {
        let mut put = |what: &str, other: Option<Step>| {
            let mut changed = scale.clone();
            changed.steps.splice(at..=at, other);
            all.push((format!("[{}] {what}", step.label), step.from.span, changed));
        };
        if let Some(value) = other_value(schema, &step.value) {
            put("changed", Some(Step { value, ..step.clone() }));
        }
        let next = scale.above(at, None);
        let below = |from: &Term| match next.map(|next| (from.constant(), next.from.constant())) {
            Some((Some(from), Some(next))) => from < next,
            // Whether it is still below the next is for the day to say.
            _ => true,
        };
        if let Some(from) = other_value(schema, &step.from).filter(below) {
            put("moved", Some(Step { from, ..step.clone() }));
        }
        if scale.steps.len() > 1 {
            put("dropped", None);
        }
    }
    all
}

fn name_of(body: &Body, at: usize) -> String {
    match &body.cases[at].label {
        Some(label) => format!("[{label}]"),
        None if body.cases.len() == 1 => "case".into(),
        None => format!("case {}", at + 1),
    }
}

/// The cases that differ from one.
fn cases(schema: &Schema, case: &Case) -> Vec<(&'static str, Case)> {
    let mut all = vec![];
    if let Some(when) = &case.when {
        all.push(("negated", Case { when: Some(negated(when)), ..case.clone() }));
    }
    if let Some(then) = other_value(schema, &case.then) {
        let what = if case.then.ty == Type::Bool { "flipped" } else { "changed" };
        all.push((what, Case { then, ..case.clone() }));
    }
    if case.when.is_some() || all.is_empty() {
        all.push(("dropped", Case { when: Some(Term::truth(false, case.span)), ..case.clone() }));
    }
    all
}

fn negated(term: &Term) -> Term {
    let kind = match &term.kind {
        TermKind::Bool(value) => TermKind::Bool(!value),
        TermKind::Not(inner) => inner.kind.clone(),
        _ => TermKind::Not(Box::new(term.clone())),
    };
    Term { kind, ty: Type::Bool, span: term.span }
}

/// A value near another: a condition negated, a number or day moved by one, the next word of an enum; of what is
/// unknown or absent a value. `None`: records, lists, ranges.
fn other_value(schema: &Schema, term: &Term) -> Option<Term> {
    let open = matches!(term.kind, TermKind::Unknown | TermKind::Absent);
    let one = |ty: &Type| Box::new(Term { kind: TermKind::Number(Rat::ONE), ty: ty.clone(), span: term.span });
    let kind = match (&term.ty, &term.kind) {
        (Type::Bool, _) if open => TermKind::Bool(true),
        (Type::Bool, _) => negated(term).kind,
        (ty, TermKind::Between(..)) if ty.is_ordered() => return None,
        (Type::Number(_), _) if open => TermKind::Number(Rat::ONE),
        (Type::Number(_), TermKind::Number(number)) => TermKind::Number(number + &Rat::ONE),
        (Type::Number(_), _) => TermKind::Binary(BinaryOp::Add, Box::new(term.clone()), one(&term.ty)),
        (Type::Date, TermKind::Date(day)) => TermKind::Date(day.next()),
        (Type::Enum(id), TermKind::Code(code)) => {
            let count = schema.enumeration(*id).values.len() as u32;
            let next = (code + 1).checked_rem(count).filter(|next| next != code)?;
            TermKind::Code(next)
        }
        _ => return None,
    };
    Some(Term { kind, ty: term.ty.clone(), span: term.span })
}

/// Tests, rules, and the reform without which a world is not reached.
type Reached = (BTreeSet<usize>, BTreeSet<RuleId>, Option<ReformId>);

/// Mutants of a policy, and what each of them can reach.
pub struct Mutation {
    /// The policy, each mutant of a rule or param one of its readings.
    checked: Checked,
    /// The mutants.
    pub mutants: Vec<Mutant>,
    trials: Vec<Trial>,
    /// For each part the rules that use it in the end.
    users: BTreeMap<Part, BTreeSet<RuleId>>,
    /// For each part the tests that use it in the end.
    tests: BTreeMap<Part, BTreeSet<usize>>,
    /// For each reform the tests that look at a scenario with it.
    stacked: BTreeMap<ReformId, BTreeSet<usize>>,
}

impl Mutation {
    /// All mutants of a policy.
    pub fn of(checked: &Checked) -> Mutation {
        let mutants = mutants(checked);
        let uses = Uses::of(checked);
        let (mut users, mut tests): (BTreeMap<Part, BTreeSet<RuleId>>, BTreeMap<Part, BTreeSet<usize>>) =
            Default::default();
        for at in 0..checked.rules.len() as u32 {
            for part in uses.all(BTreeSet::from([Part::Rule(RuleId(at))])) {
                users.entry(part).or_default().insert(RuleId(at));
            }
        }
        let mut stacked: BTreeMap<ReformId, BTreeSet<usize>> = BTreeMap::new();
        for (at, test) in checked.tests.iter().enumerate() {
            let (parts, scenarios) = of_test(test);
            for part in uses.all(parts) {
                tests.entry(part).or_default().insert(at);
            }
            for reform in scenarios.iter().flat_map(|s| checked.stacked(*s)) {
                stacked.entry(reform).or_default().insert(at);
            }
        }
        let mut checked = checked.clone();
        let trials = mutants.iter().map(|mutant| trial(&mut checked, mutant)).collect();
        Mutation { checked, mutants, trials, users, tests, stacked }
    }

    /// The tests and rules that a part reaches.
    fn reached(&self, part: Part) -> Reached {
        let tests = self.tests.get(&part).cloned().unwrap_or_default();
        (tests, self.users.get(&part).cloned().unwrap_or_default(), None)
    }

    /// The tests and rules that a reform reaches: one that is law by itself may reach any.
    fn reached_by(&self, reform: ReformId) -> Reached {
        let all = 0..self.checked.tests.len();
        let enacts = |word| !matches!(word, StatusWord::Discussed | StatusWord::Proposed | StatusWord::Published);
        let is_law = self.checked.reform(reform).status.iter().any(|line| enacts(line.word));
        let tests = if is_law { all.collect() } else { self.stacked.get(&reform).cloned().unwrap_or_default() };
        (tests, (0..self.checked.rules.len() as u32).map(RuleId).collect(), Some(reform))
    }

    /// What becomes of some mutants. `done` is called after each.
    pub fn run(&self, base: &Base, which: &[usize], done: &dyn Fn()) -> Vec<Fate> {
        let base = Base {
            checked: &self.checked,
            profiles: base.profiles,
            dates: base.dates.clone(),
            at: base.at,
            known_on: base.known_on,
            readings: base.readings.clone(),
        };
        let mut trials = Trials::new(self, &base);
        let mut fates = vec![];
        for at in which {
            fates.push(trials.fate(*at));
            done();
        }
        fates
    }
}

/// The trial that puts a mutant into force.
fn trial(checked: &mut Checked, mutant: &Mutant) -> Trial {
    let next = ReadingId(checked.readings.len() as u32);
    let (decl, of) = match &mutant.change {
        Changed::Patch(patch) => return Trial { reading: None, without: Some(*patch) },
        Changed::Rule(rule, body) => (checked.rule(*rule).decl, ReadingOf::Rule(*rule, body.clone())),
        Changed::Param(param, versions) => (checked.param(*param).decl, ReadingOf::Param(*param, versions.clone())),
    };
    checked.readings.push(Reading { decl, name: Name::new(&mutant.what), of });
    Trial { reading: Some(next), without: None }
}

/// A study of all scenarios, all tests and all recommendations, and one mutant after another in it.
struct Trials<'a> {
    of: &'a Mutation,
    study: Study<'a>,
    suite: Suite<'a>,
    said: Vec<Said<'a>>,
    /// How many worlds are not those of mutants.
    worlds: usize,
    /// How many of them are the law and the scenarios.
    scenarios: usize,
}

/// A line of evidence or a figure in the text of a recommendation.
struct Said<'a> {
    recommendation: usize,
    under: Option<ScenarioId>,
    term: &'a Term,
    sym: Sym,
}

impl<'a> Trials<'a> {
    fn new(of: &'a Mutation, base: &'a Base<'a>) -> Trials<'a> {
        let scenarios = all_worlds(base);
        let mut study = Study::of(base, &scenarios);
        let scenarios = scenarios.len();
        let suite = Suite::new(&mut study);
        let mut said = vec![];
        for (recommendation, declared) in base.checked.recommendations.iter().enumerate() {
            let evidence = declared.because.iter().map(|b| (b.under, &b.term));
            let figures = declared.body.iter().filter_map(|piece| match piece {
                Piece::Value(term) => Some((None, term)),
                _ => None,
            });
            for (under, term) in evidence.chain(figures) {
                let world = study.have_trial(under, &Trial::default());
                let (sym, _) = study.term(world, term, &[]);
                said.push(Said { recommendation, under, term, sym });
            }
        }
        let worlds = study.worlds.len();
        Trials { of, study, suite, said, worlds, scenarios }
    }

    fn fate(&mut self, at: usize) -> Fate {
        let fate = self.noticed(at).unwrap_or(Fate::Survives);
        self.study.worlds.truncate(self.worlds);
        fate
    }

    fn noticed(&mut self, at: usize) -> Option<Fate> {
        let (of, trial) = (self.of, &self.of.trials[at]);
        let (tests, rules, reform) = match &of.mutants[at].change {
            Changed::Rule(rule, _) => of.reached(Part::Rule(*rule)),
            Changed::Param(param, _) => of.reached(Part::Param(*param)),
            Changed::Patch(patch) => of.reached_by(patch.reform),
        };
        if let Some(test) = self.suite.failing(&mut self.study, &tests, trial) {
            return Some(Fate::Test(test));
        }
        let has = |world: &usize| reform.is_none_or(|r| self.study.worlds[*world].law.has(r));
        let worlds: Vec<usize> = (0..self.scenarios).filter(has).collect();
        let outcome = worlds.into_iter().find_map(|world| self.outcome(world, trial, &rules));
        outcome.or_else(|| self.evidence(trial))
    }

    /// Whether the checker refuses a world under a trial, or an outcome of some rules is another there.
    fn outcome(&mut self, world: usize, trial: &Trial, rules: &BTreeSet<RuleId>) -> Option<Fate> {
        let tried = self.study.add_trial(world, trial, rules);
        let found = self.study.worlds[tried].found.iter().flatten();
        if found.into_iter().any(Diagnostic::is_error) {
            return Some(Fate::Refused);
        }
        let runner = self.study.run();
        let differs = |rule: &&RuleId| differs(&self.study, &runner, world, tried, **rule);
        rules.iter().find(differs).map(|rule| Fate::Outcome(*rule))
    }

    fn evidence(&mut self, trial: &Trial) -> Option<Fate> {
        for said in &self.said {
            let world = self.study.have_trial(said.under, trial);
            let (sym, _) = self.study.term(world, said.term, &[]);
            let (Some(one), Some(other)) = (said.sym.node(), sym.node()) else { continue };
            let runner = self.study.run();
            if one != other && runner.outcome(one, 0) != runner.outcome(other, 0) {
                return Some(Fate::Evidence(said.recommendation));
            }
        }
        None
    }
}

/// Whether a rule comes out otherwise in one world than in another.
fn differs(study: &Study, runner: &Runner, one: usize, other: usize, rule: RuleId) -> bool {
    let of = |world: usize| study.worlds[world].roots.iter().filter(move |root| root.rule == rule);
    let pairs: Vec<(&Root, &Root)> = of(one).zip(of(other)).collect();
    let same_rows = |(a, b): &(&Root, &Root)| (a.frame, a.member, &a.subjects) == (b.frame, b.member, &b.subjects);
    if of(one).count() != of(other).count() || !pairs.iter().all(same_rows) {
        let (a, b) = (study.cells_of(runner, one, &|r| r == rule), study.cells_of(runner, other, &|r| r == rule));
        let (a, b) = (by_question(&a), by_question(&b));
        let same = |(key, cell): (&_, &&Cell)| b.get(key).is_some_and(|other| other.outcome == cell.outcome);
        return a.len() != b.len() || !a.iter().all(same);
    }
    pairs.into_iter().any(|(a, b)| match (a.node(), b.node()) {
        (Some(x), Some(y)) if x != y => {
            let (x, y) = (runner.outcomes(x, a.frame), runner.outcomes(y, a.frame));
            let member = a.member.map(|m| runner.outcomes(m, a.frame));
            let there = |row: &usize| member.as_ref().is_none_or(|m| m.at(*row).truth() != Some(false));
            (0..runner.rows(a.frame)).filter(there).any(|row| x.at(row) != y.at(row))
        }
        (x, y) => x != y,
    })
}

/// The parts that a test names, and the scenarios it looks at.
fn of_test(test: &Test) -> (BTreeSet<Part>, BTreeSet<ScenarioId>) {
    let mut scenarios: BTreeSet<ScenarioId> = test.setting.under.flatten().into_iter().collect();
    let expected = test.runs.iter().flat_map(|run| &run.expect);
    scenarios.extend(expected.filter_map(|expectation| expectation.setting.under.flatten()));
    let mut named = BTreeSet::new();
    for term in test.terms() {
        parts(term, &mut named);
        term.walk(&mut |t| {
            if let TermKind::Under(_, Some(scenario)) = &t.kind {
                scenarios.insert(*scenario);
            }
        });
    }
    (named, scenarios)
}
