//! Tests of the policies: compiled into one plan, run at once, each expectation judged.

use crate::analysis::commitments;
use crate::analysis::coverage::{Covered, coverage};
use crate::analysis::explain::{Explainer, Length, What, walk};
use crate::analysis::facts::need_name;
use crate::analysis::reasons::{Teller, Told};
use crate::analysis::study::{Base, Study, Trial};
use crate::analysis::words::Printer;
use crate::diag::Diagnostic;
use crate::eval::needs::needs;
use crate::eval::outcome::{Outcome, Values};
use crate::eval::run::Runner;
use crate::num::print::{self, Form, Style};
use crate::num::rat::Rat;
use crate::num::round::Rounding;
use crate::plan::sym::Sym;
use crate::plan::{NodeId, Origin, UNIT};
use crate::syntax::ast;
use crate::text::{Name, Span};
use crate::types::literal::shown_unit;
use crate::types::schema::Type;
use crate::types::term::TermKind;
use crate::types::tested::{ExpectSubject, Expectation, Expected, Run, Setting, Test};
use std::collections::BTreeSet;

/// What became of a test.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// Its place in the program.
    pub test: usize,
    /// Failures; none: it passed.
    pub failures: Vec<Failure>,
    /// How many expectations were judged.
    pub expectations: usize,
}

/// An expectation that was not met.
#[derive(Clone, Debug)]
pub struct Failure {
    /// Where it stands.
    pub span: Span,
    /// What was expected.
    pub expected: String,
    /// What came out.
    pub found: String,
    /// Why it came out so.
    pub because: Vec<Told>,
}

/// An expectation, compiled.
struct Compiled<'t> {
    test: usize,
    expectation: &'t Expectation,
    world: usize,
    subject: Option<Sym>,
    /// Of a subject that is one of several records: which.
    which: Option<NodeId>,
    values: Vec<Sym>,
    codes: Vec<String>,
}

/// What is asked of a run of tests.
pub struct Wanted<'a> {
    /// Only tests whose title contains this.
    pub filter: &'a str,
    /// Whether it is followed which clauses they reach.
    pub coverage: bool,
    /// `path:line:column` of a span, for explanations.
    pub place: &'a dyn Fn(Span) -> String,
}

/// What became of the tests that were wanted.
pub struct Results {
    /// A verdict for each.
    pub verdicts: Vec<Verdict>,
    /// What they reach, where that was followed.
    pub covered: Vec<Covered>,
}

/// Runs tests.
pub fn run(base: &Base, asked: &Wanted) -> Results {
    let mut study = Study::new(base);
    study.trail = asked.coverage.then(Vec::new);
    let mut compiled = vec![];
    let wanted = |t: &&(usize, &Test)| t.1.title.contains(asked.filter);
    let tests: Vec<(usize, &Test)> = base.checked.tests.iter().enumerate().collect();
    for (at, test) in tests.iter().filter(wanted) {
        for run in &test.runs {
            for expectation in &run.expect {
                compiled.push(compile(&mut study, *at, run, expectation, &Trial::default()));
            }
        }
    }
    let runner = study.run();
    let mut verdicts: Vec<Verdict> =
        tests.iter().filter(wanted).map(|(at, _)| Verdict { test: *at, failures: vec![], expectations: 0 }).collect();
    for one in &compiled {
        let failure = judge(&study, &runner, one).map(|f| explained(&study, &runner, one, f, asked.place));
        if let Some(verdict) = verdicts.iter_mut().find(|v| v.test == one.test) {
            verdict.expectations += 1;
            verdict.failures.extend(failure);
        }
    }
    let covered = if asked.coverage { coverage(&study, &runner) } else { vec![] };
    Results { verdicts, covered }
}

/// A failure with the reasons of what came out.
fn explained(
    study: &Study,
    runner: &Runner,
    one: &Compiled,
    failure: Failure,
    place: &dyn Fn(Span) -> String,
) -> Failure {
    let Some(node) = one.which.or_else(|| one.subject.as_ref().and_then(node)) else { return failure };
    let frame = study.plan.node(node).frame;
    let reasons = Explainer::new(study, runner, Length::Short).node(node, frame, 0);
    let teller = Teller { study, runner, world: one.world, style: Style::Plain, place };
    Failure { because: teller.tell_all(&reasons), ..failure }
}

/// The tests of a policy, compiled once, to be held against what else the law might say.
pub struct Suite<'t> {
    /// For each test its expectations, each with the run it stands in.
    tests: Vec<Vec<(&'t Run, Compiled<'t>)>>,
}

impl<'t> Suite<'t> {
    /// All tests under the law as it stands.
    pub fn new(study: &mut Study<'t>) -> Suite<'t> {
        let base = study.base;
        let all = base.checked.tests.iter().enumerate();
        let tests = all.map(|(at, test)| {
            let expected = test.runs.iter().flat_map(|run| run.expect.iter().map(move |e| (run, e)));
            expected.map(|(run, e)| (run, compile(study, at, run, e, &Trial::default()))).collect()
        });
        Suite { tests: tests.collect() }
    }

    /// The first of some tests that fails under a trial. What compiles to the same is not judged again.
    pub fn failing(&self, study: &mut Study, wanted: &BTreeSet<usize>, trial: &Trial) -> Option<usize> {
        for at in wanted {
            let mut other = vec![];
            for (run, known) in &self.tests[*at] {
                let tried = compile(study, *at, run, known.expectation, trial);
                let same =
                    (&tried.subject, &tried.values, &tried.codes) == (&known.subject, &known.values, &known.codes);
                other.extend((!same).then_some(tried));
            }
            let runner = study.run();
            if other.iter().any(|one| judge(study, &runner, one).is_some()) {
                return Some(*at);
            }
        }
        None
    }
}

fn compile<'t>(study: &mut Study, at: usize, run: &Run, expectation: &'t Expectation, trial: &Trial) -> Compiled<'t> {
    let world = world(study, &study.base.checked.tests[at], &expectation.setting, trial);
    let mut one = Compiled { test: at, expectation, world, subject: None, which: None, values: vec![], codes: vec![] };
    let mut found = wrong_with_law(study, at, expectation, world);
    match &expectation.subject {
        ExpectSubject::Term(term) => {
            let (sym, said) = study.term(world, term, &run.given);
            if let Expected::Outcome(_) = expectation.expected {
                one.which = study.which(world, &sym);
            }
            one.subject = Some(sym);
            found.extend(said);
        }
        ExpectSubject::Errors(codes) => one.codes = codes.clone(),
        ExpectSubject::State(_) | ExpectSubject::Slip(_) => {}
    }
    let terms = match &expectation.expected {
        Expected::Value(term, _) | Expected::Digits(term, ..) => vec![term],
        Expected::Between(a, b) => vec![a, b],
        _ => vec![],
    };
    for term in terms {
        let (sym, said) = study.term(world, term, &run.given);
        one.values.push(sym);
        found.extend(said);
    }
    let tells = |d: &&Diagnostic| d.is_error() || d.keeps_a_reading_out();
    one.codes.extend(found.iter().filter(tells).map(|d| d.code.0.to_string()));
    one
}

/// What is wrong with the law itself that a test asks for, and why a reading that it asks for does not hold.
fn wrong_with_law(study: &Study, at: usize, expectation: &Expectation, world: usize) -> Vec<Diagnostic> {
    let checked = study.base.checked;
    let law = &study.worlds[world].law;
    let mut asked = checked.tests[at].setting.readings.iter().chain(&expectation.setting.readings);
    if !law.amiss && asked.all(|reading| law.readings.contains(reading)) {
        return vec![];
    }
    crate::plan::law::Law::new(checked, &law.setting).1
}

/// The world of a test and one of its expectations; made once for each setting.
fn world(study: &mut Study, test: &Test, own: &Setting, trial: &Trial) -> usize {
    let (assumed, test) = (&test.assumptions, &test.setting);
    let scenario = own.under.or(test.under).flatten();
    let mut setting = study.base.setting(scenario);
    if let Some(at) = own.at.or(test.at) {
        setting.at = at;
    }
    if let Some(known_on) = own.known_on.or(test.known_on) {
        (setting.known_on, setting.law_known_on) = (known_on, known_on);
    }
    setting.readings.extend(test.readings.iter().chain(&own.readings));
    // The law of a test is not that of the policy: what is wrong with it shows in the expectation.
    study.have_law(scenario, trial.of(setting), assumed).0
}

fn judge(study: &Study, runner: &Runner, one: &Compiled) -> Option<Failure> {
    let expectation = one.expectation;
    let fail =
        |expected: String, found: String| Some(Failure { span: expectation.span, expected, found, because: vec![] });
    if let Expected::Error(code) = &expectation.expected {
        let met = one.codes.iter().any(|c| c.as_str() == code.as_str());
        let found = if one.codes.is_empty() { "no error".to_string() } else { one.codes.join(", ") };
        return if met { None } else { fail(format!("error {code}"), found) };
    }
    if let Some(first) = one.codes.first() {
        return fail("a value".into(), format!("error {first}; `acquis explain-code {first}` says more"));
    }
    if let ExpectSubject::State(place) | ExpectSubject::Slip(place) = expectation.subject {
        return commitment(study, one, place);
    }
    let subject = one.subject.as_ref()?;
    let ty = match &expectation.subject {
        ExpectSubject::Term(term) => &term.ty,
        _ => return None,
    };
    let failure = value(study, runner, one, subject, ty);
    let stands = one.which.map_or_else(|| subject.clone(), Sym::Node);
    failure.or_else(|| by(study, runner, one, &stands)).or_else(|| needed(study, runner, one, &stands))
}

fn commitment(study: &Study, one: &Compiled, place: u32) -> Option<Failure> {
    let (checked, setting) = (study.base.checked, &study.worlds[one.world].setting);
    let commitment = &checked.commitments[place as usize];
    let fail = |expected: String, found: String| {
        Some(Failure { span: one.expectation.span, expected, found, because: vec![] })
    };
    match &one.expectation.expected {
        Expected::StateIs(word) => {
            let state = commitments::state(checked, commitment, setting.at, setting.known_on).word();
            if state == word.as_str() { None } else { fail(word.to_string(), state.to_string()) }
        }
        expected => {
            let slip = commitments::slip(checked, commitment, setting.at, setting.known_on);
            let days = |term: &crate::types::term::Term| match &term.kind {
                TermKind::Number(n) => n.to_i64(),
                TermKind::Negate(inner) => match &inner.kind {
                    TermKind::Number(n) => n.to_i64().map(|d| -d),
                    _ => None,
                },
                _ => None,
            };
            let told = |slip: Option<(i64, i64)>| match slip {
                None => "no slip (not applicable)".to_string(),
                Some((a, b)) if a == b => format!("{a} days"),
                Some((a, b)) => format!("between {a} and {b} days"),
            };
            let (met, wanted) = match expected {
                Expected::Value(term, false) => {
                    let wanted = days(term).map(|d| (d, d));
                    (wanted.is_some() && slip == wanted, told(wanted))
                }
                Expected::Between(a, b) => {
                    let wanted = days(a).zip(days(b));
                    (wanted.is_some() && slip == wanted, told(wanted))
                }
                Expected::Outcome(ast::tests::Outcome::NotApplicable) => (slip.is_none(), told(None)),
                Expected::Outcome(ast::tests::Outcome::Unknown) => {
                    (slip.is_some_and(|(a, b)| a < b), "an unknown number of days".into())
                }
                _ => (false, "something that a slip never is".into()),
            };
            if met { None } else { fail(wanted, told(slip)) }
        }
    }
}

fn printer<'a>(study: &'a Study, keys: &'a dyn Fn(crate::types::schema::EntityId, u32) -> Option<Name>) -> Printer<'a> {
    Printer { schema: study.schema(), style: Style::Plain, keys }
}

fn outcome(runner: &Runner, node: NodeId) -> Outcome {
    runner.outcome(node, 0)
}

/// The node that stands for a value, where one does; of a list the clause that ends it.
fn node(sym: &Sym) -> Option<NodeId> {
    match sym {
        Sym::Node(node) | Sym::Row { node, .. } => Some(*node),
        Sym::List(list) => list.ends,
        _ => None,
    }
}

fn value(study: &Study, runner: &Runner, one: &Compiled, subject: &Sym, ty: &Type) -> Option<Failure> {
    let keys = |entity, row: u32| study.entity_key(entity, row as usize);
    let printer = printer(study, &keys);
    let told = |sym: &Sym| match one.which {
        Some(which) => record_told(&outcome(runner, which)),
        None => told(runner, &printer, ty, sym),
    };
    let fail = |expected: String| {
        Some(Failure { span: one.expectation.span, expected, found: told(subject), because: vec![] })
    };
    match &one.expectation.expected {
        Expected::True => {
            let met = node(subject).is_some_and(|n| outcome(runner, n).truth() == Some(true));
            if met { None } else { fail("true".into()) }
        }
        Expected::Outcome(wanted) => {
            let met = is_outcome(runner, &one.which.map_or_else(|| subject.clone(), Sym::Node), *wanted);
            let word = match wanted {
                ast::tests::Outcome::Unknown => "unknown",
                ast::tests::Outcome::NotApplicable => "not_applicable",
                ast::tests::Outcome::Conflict => "conflict",
                ast::tests::Outcome::Gap => "gap",
            };
            if met { None } else { fail(word.into()) }
        }
        Expected::Value(_, negated) => {
            let wanted = one.values.first()?;
            let same = same(runner, subject, wanted);
            let words = if *negated { format!("not {}", told(wanted)) } else { told(wanted) };
            if same == Some(!*negated) { None } else { fail(words) }
        }
        Expected::Digits(_, digits, percent) => {
            let wanted = one.values.first()?;
            let (a, b) = (number(runner, subject), number(runner, wanted));
            let met = a
                .as_ref()
                .zip(b.as_ref())
                .is_some_and(|(a, b)| agrees(a, b, digits.saturating_add(if *percent { 2 } else { 0 })));
            let shown = |n: &Option<Rat>, sym: &Sym| match (n, ty) {
                (Some(n), Type::Number(of)) if of.scale == Rat::ONE => {
                    let unit = if *percent { print::Unit::Percent } else { shown_unit(of) };
                    Style::Plain.number(n, &Form::of(unit).digits(*digits))
                }
                _ => told(sym),
            };
            let (expected, found) = (format!("{} to {digits} digits", shown(&b, wanted)), shown(&a, subject));
            if met { None } else { Some(Failure { span: one.expectation.span, expected, found, because: vec![] }) }
        }
        Expected::Between(..) => {
            let (low, high) = (number(runner, one.values.first()?), number(runner, one.values.get(1)?));
            let met = node(subject).is_some_and(|n| {
                let found = outcome(runner, n);
                let exits = found.not_applicable || found.conflict || found.gap;
                match found.values {
                    Values::Number(b) => !exits && b.lo() == low.as_ref() && b.hi() == high.as_ref(),
                    Values::Date(d) => {
                        let day = |x: &Option<Rat>| x.as_ref().and_then(Rat::to_i64);
                        !exits && d.lo == day(&low) && d.hi == day(&high)
                    }
                    _ => false,
                }
            });
            let wanted = format!("between {} and {}", told(&one.values[0]), told(&one.values[1]));
            if met { None } else { fail(wanted) }
        }
        Expected::StateIs(_) | Expected::Error(_) => None,
    }
}

fn is_outcome(runner: &Runner, subject: &Sym, wanted: ast::tests::Outcome) -> bool {
    if let Sym::Range(low, high) = subject {
        let ends = [low, high].map(|end| is_outcome(runner, &Sym::Node(*end), wanted));
        return if matches!(wanted, ast::tests::Outcome::Unknown) {
            ends.contains(&true)
        } else {
            ends == [true, true]
        };
    }
    let list = matches!(subject, Sym::List(_));
    let Some(node) = node(subject) else { return false };
    let found = outcome(runner, node);
    match wanted {
        // The clause that ends a list: true, or itself not applicable.
        ast::tests::Outcome::NotApplicable if list => found.truth() == Some(true) || found.is_not_applicable(),
        ast::tests::Outcome::Unknown => !found.is_settled(),
        ast::tests::Outcome::NotApplicable => found.is_not_applicable(),
        ast::tests::Outcome::Conflict => found.is_conflict(),
        ast::tests::Outcome::Gap => found.is_gap(),
    }
}

/// Whether two values are the same; `None` where that is not settled.
fn same(runner: &Runner, a: &Sym, b: &Sym) -> Option<bool> {
    match (a, b) {
        (Sym::Range(a, b), Sym::Range(c, d)) => {
            let ends = [(a, c), (b, d)].map(|(x, y)| outcome(runner, *x) == outcome(runner, *y));
            Some(ends == [true, true])
        }
        _ => {
            let (a, b) = (outcome(runner, node(a)?), outcome(runner, node(b)?));
            (a.is_settled() && b.is_settled()).then(|| a == b)
        }
    }
}

fn number(runner: &Runner, sym: &Sym) -> Option<Rat> {
    let found = outcome(runner, node(sym)?);
    found.number().cloned().or_else(|| found.date().map(|d| Rat::int(d.days())))
}

/// Whether a number, rounded half up to so many digits after the point, is the one that was written.
fn agrees(found: &Rat, written: &Rat, digits: u32) -> bool {
    let unit = Rat::int(10).power(i64::from(digits)).ok().and_then(|ten| Rat::ONE.checked_div(&ten));
    unit.and_then(|unit| found.round_to(&unit, Rounding::HalfUp)).is_some_and(|rounded| rounded == *written)
}

fn told(runner: &Runner, printer: &Printer, ty: &Type, sym: &Sym) -> String {
    match sym {
        Sym::Range(low, high) => format!(
            "{} .. {}",
            printer.outcome(ty, &outcome(runner, *low)),
            printer.outcome(ty, &outcome(runner, *high))
        ),
        Sym::Record(_) | Sym::Choice(_) => "a record".into(),
        Sym::List(_) => "a list".into(),
        other => node(other).map_or_else(String::new, |n| printer.outcome(ty, &outcome(runner, n))),
    }
}

/// What is said of a record that is one of several.
fn record_told(which: &Outcome) -> String {
    match which {
        one if one.is_not_applicable() => "not applicable",
        one if one.is_conflict() => "conflict",
        one if one.is_gap() => "gap",
        one if one.is_settled() => "a record",
        _ => "unknown (one of several records)",
    }
    .into()
}

/// Whether all that the expectation names decided.
fn by(study: &Study, runner: &Runner, one: &Compiled, subject: &Sym) -> Option<Failure> {
    if one.expectation.by.is_empty() {
        return None;
    }
    let node = node(subject)?;
    let checked = study.base.checked;
    let law = &study.worlds[one.world].law;
    let reasons = Explainer::new(study, runner, Length::Short).node(node, UNIT, 0);
    let mut decided: BTreeSet<String> = BTreeSet::new();
    walk(&reasons, &mut |reason| match &reason.what {
        What::Named(Origin::Definition(rule)) => {
            decided.insert(checked.rules[*rule as usize].name.to_string());
        }
        What::Named(Origin::End(rule, end)) => {
            let id = crate::types::term::RuleId(*rule);
            decided.extend(
                law.body(checked, id).ends.get(*end as usize).and_then(|e| e.label.as_ref()).map(|l| l.to_string()),
            );
        }
        what => {
            let case = what
                .case()
                .and_then(|(rule, case)| law.body(checked, crate::types::term::RuleId(rule)).cases.get(case as usize));
            decided.extend(case.and_then(|case| case.label.as_ref()).map(|label| label.to_string()));
        }
    });
    let missing: Vec<&str> = one.expectation.by.iter().map(Name::as_str).filter(|n| !decided.contains(*n)).collect();
    if missing.is_empty() {
        return None;
    }
    let found = if decided.is_empty() {
        "nothing that has a name".to_string()
    } else {
        decided.into_iter().collect::<Vec<_>>().join(", ")
    };
    Some(Failure {
        span: one.expectation.span,
        expected: format!("decided by {}", missing.join(", ")),
        found: format!("decided by {found}"),
        because: vec![],
    })
}

/// Whether exactly what the expectation names would settle it.
fn needed(study: &Study, runner: &Runner, one: &Compiled, subject: &Sym) -> Option<Failure> {
    let wanted = one.expectation.needs.as_ref()?;
    let node = node(subject)?;
    let found: BTreeSet<String> = needs(runner, node, 0).iter().map(|n| need_name(study, n)).collect();
    let wanted: BTreeSet<String> = wanted.iter().map(|n| n.to_string()).collect();
    if found == wanted {
        return None;
    }
    let list = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join(", ");
    Some(Failure {
        span: one.expectation.span,
        expected: format!("needs {{ {} }}", list(&wanted)),
        found: format!("needs {{ {} }}", list(&found)),
        because: vec![],
    })
}
