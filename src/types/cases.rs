//! How the cases of one declaration lie to each other: which meet, which never decide, what none of them fits.
//!
//! Faults are reported only where a witness shows them, whatever the leaves are that cannot be looked into; what is
//! said to be shared out is so for every value of every leaf. Where the search is too long, neither is said.

use crate::num::date::Date;
use crate::num::rat::Rat;
use crate::syntax::ast::cases::Tier;
use crate::text::Name;
use crate::types::body::{Alternatives, Body, Case, EndKind, Join};
use crate::types::checked::{Param, RuleKind};
use crate::types::days::{ALWAYS, eras, meet, on_date};
use crate::types::domain::{Around, Domain, Formula, Found, MOST_LEAVES, Sought, Truth, Try};
use crate::types::figures::figure;
use crate::types::linked::Linked;
use crate::types::term::{Term, TermKind};

/// What is found of a body.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Siblings {
    /// Two cases that can be true together, neither over the other, with values that differ: places and a witness.
    pub overlaps: Vec<(usize, usize, String)>,
    /// Two such cases that set figures against each other, of which it was not found out whether they meet.
    pub undecided: Vec<(usize, usize)>,
    /// Cases that never decide, with whether their own condition is never true.
    pub dead: Vec<(usize, bool)>,
    /// Whether the clauses before the cases always end the rule.
    pub never_applies: bool,
    /// Clauses before the cases that never end the rule.
    pub never_end: Vec<usize>,
    /// What an assessment that applies comes to, where that is the same whatever the facts.
    pub fixed: Option<bool>,
    /// Values for which no case applies.
    pub gap: Option<String>,
    /// Whether it was not found out if there are such values.
    pub open_gap: bool,
    /// Whether one case is left for all values, which no order of the cases says.
    pub shared_out: bool,
    /// Where all cases that apply are gathered: those that exclude each other; else all of them, if no two meet.
    pub alternatives: Vec<Alternatives>,
}

/// More cases than this are not looked at.
const MOST_CASES: usize = 256;

struct Conditions<'a, 'b> {
    domain: &'a Domain<'b>,
    /// Leaves that follow from others, as the profile, the days and the params have them.
    linked: Option<Linked>,
    /// The same with any value of what nothing is known of.
    loose: Option<Linked>,
    ends: Vec<(EndKind, Formula)>,
    /// The conditions of the cases, on the days on which each is read.
    cases: Vec<Formula>,
    /// The conditions of the cases, on whatever day.
    whens: Vec<Formula>,
    /// For each case those that prevail over it.
    under: Vec<Vec<usize>>,
}

/// Looks at the cases of a body.
pub fn siblings(around: Around<'_>, body: &Body) -> Siblings {
    let mut found = Siblings::default();
    let prevail = around.kind == RuleKind::Define && body.join == Join::Prevail;
    // A second `otherwise` has been reported.
    if body.cases.iter().filter(|case| case.tier == Tier::Otherwise && prevail).count() > 1 {
        return found;
    }
    let assesses = around.kind.is_assessment();
    if !(prevail || body.join == Join::Collect || assesses) || body.cases.is_empty() {
        return found;
    }
    if body.cases.len() > MOST_CASES {
        found.undecided.extend(prevail.then_some((0, 1)));
        return found;
    }
    // A label that no case has was reported: over what its case prevails is not known.
    let is_label = |label: &Name| body.cases.iter().any(|case| case.label.as_ref() == Some(label));
    if !body.cases.iter().flat_map(|case| &case.over).all(is_label) {
        return found;
    }
    let mut domain = Domain::new(&around, &body.lets);
    let Some(Formulas { ends, cases, whens }) = read(&mut domain, body) else { return found };
    let outcome = if assesses { domain.formula(&body.cases[0].then) } else { None };
    let many = domain.leaves.len() > MOST_LEAVES;
    if !domain.cut() {
        found.undecided.extend((many && prevail && body.cases.len() > 1).then_some((0, 1)));
        return found;
    }
    let thens: Vec<Term> = body.cases.iter().map(|case| domain.written_out(&case.then)).collect();
    let under = match prevail {
        true => prevailing(&body.cases),
        false => vec![vec![]; cases.len()],
    };
    let linked = if prevail { domain.link(false) } else { None };
    let loose = if prevail { domain.link(true) } else { None };
    let conditions = Conditions { domain: &domain, linked, loose, ends, cases, whens, under };
    let shared_out = prevail && conditions.shared_out(body);
    domain.ask_anew();
    conditions.ends_never(&mut found);
    domain.ask_anew();
    if !found.never_applies && assesses {
        found.fixed = outcome.and_then(|outcome| conditions.fixed(&outcome));
    } else if !found.never_applies {
        conditions.unreachable(body, &mut found);
    }
    if prevail && !found.never_applies {
        found.shared_out = shared_out;
        // Where none prevails over another, no absence makes two of those meet.
        if !found.shared_out || conditions.under.iter().any(|over| !over.is_empty()) {
            domain.ask_anew();
            conditions.overlaps(around, body, &thens, &mut found);
        }
        domain.ask_anew();
        conditions.gap(body, &mut found);
    }
    // Where no two cases meet there is no conflict, though some values fit none.
    if prevail && !found.never_applies && !found.shared_out && conditions.under.iter().all(Vec::is_empty) {
        domain.ask_anew();
        found.alternatives = conditions.alternatives(body);
        found.alternatives.retain(|group| group.cases.len() == body.cases.len());
    }
    if body.join == Join::Collect && !found.never_applies {
        domain.ask_anew();
        found.alternatives = conditions.alternatives(body);
    }
    found
}

/// The conditions of a body: what ends it, and those of its cases, on the days on which each is read and on whatever
/// day.
struct Formulas {
    ends: Vec<(EndKind, Formula)>,
    cases: Vec<Formula>,
    whens: Vec<Formula>,
}

fn read(domain: &mut Domain<'_>, body: &Body) -> Option<Formulas> {
    let mut ends = vec![];
    for end in &body.ends {
        ends.push((end.kind, domain.formula(&end.when)?));
    }
    let (mut cases, mut whens) = (vec![], vec![]);
    for case in &body.cases {
        let condition = match &case.when {
            Some(when) => domain.formula(when)?,
            None => Formula::Fixed(true),
        };
        cases.push(match case.days == ALWAYS {
            true => condition.clone(),
            false => Formula::All(vec![condition.clone(), domain.on_days(case.days)]),
        });
        whens.push(condition);
    }
    Some(Formulas { ends, cases, whens })
}

/// Whether a divisor can be 0 where a body divides by it: in the value of a case (else in a condition), where all that
/// is said `beside` it is so or not.
pub fn can_be_zero(
    around: Around<'_>,
    body: &Body,
    case: Option<usize>,
    beside: &[(&Term, bool)],
    divisor: &Term,
) -> bool {
    can_come(around, body, case, beside, &|domain| Some(domain.is_zero(divisor)))
}

/// Whether a condition can hold at such a place.
pub fn can_hold(
    around: Around<'_>,
    body: &Body,
    case: Option<usize>,
    beside: &[(&Term, bool)],
    condition: &Term,
) -> bool {
    can_come(around, body, case, beside, &|domain| domain.formula(condition))
}

fn can_come(
    around: Around<'_>,
    body: &Body,
    case: Option<usize>,
    beside: &[(&Term, bool)],
    what: &dyn Fn(&mut Domain<'_>) -> Option<Formula>,
) -> bool {
    let mut domain = Domain::new(&around, &body.lets);
    let Some(Formulas { ends, cases, whens }) = read(&mut domain, body) else { return false };
    let Some(comes) = what(&mut domain) else { return false };
    let mut said = vec![];
    for (term, so) in beside {
        let Some(formula) = domain.formula(term) else { return false };
        said.push((formula, *so));
    }
    if body.cases.len() > MOST_CASES || !domain.cut() {
        return false;
    }
    let under = match body.join == Join::Collect {
        true => vec![vec![]; cases.len()],
        false => prevailing(&body.cases),
    };
    let conditions = Conditions { domain: &domain, linked: None, loose: None, ends, cases, whens, under };
    let holds = |values: &Found| {
        let mut all = conditions.applies(values);
        if let Some(place) = case {
            all = all.and(conditions.is_left(place, values));
        }
        for (formula, so) in said.iter().chain([&(comes.clone(), true)]) {
            all = all.and(match (domain.truth(formula, values), so) {
                (Truth::Open, _) => Sought::Open,
                (Truth::True, true) | (Truth::False, false) => Sought::Yes,
                _ => Sought::No,
            });
        }
        all
    };
    matches!(domain.seek(Try::Likely, &holds), Some(Some(_)))
}

/// What a condition over values of its own comes to, where it rests on something and is the same whatever that is.
pub fn always(around: Around<'_>, condition: &Term) -> Option<bool> {
    let mut domain = Domain::new(&around, &[]);
    let outcome = domain.formula(condition)?;
    if !domain.cut() {
        return None;
    }
    let (ends, cases, whens, under) = (vec![], vec![], vec![], vec![]);
    Conditions { domain: &domain, linked: None, loose: None, ends, cases, whens, under }.fixed(&outcome)
}

impl Conditions<'_, '_> {
    /// Whether a clause before the cases ends the rule.
    fn ended(&self, values: &Found) -> Sought {
        self.ended_by(&self.ends, values)
    }

    fn ended_by(&self, ends: &[(EndKind, Formula)], values: &Found) -> Sought {
        let mut result = Sought::No;
        for (kind, formula) in ends {
            let ended = match (kind, self.domain.truth(formula, values)) {
                (_, Truth::Open) => Sought::Open,
                (_, Truth::Missing) => Sought::Yes,
                (EndKind::Applies, Truth::False) => Sought::Yes,
                (EndKind::Applies, _) => Sought::No,
                (_, Truth::True) => Sought::Yes,
                (_, Truth::False) => Sought::No,
            };
            result = result.or(ended);
        }
        result
    }

    fn applies(&self, values: &Found) -> Sought {
        self.ended(values).opposite()
    }

    fn holds(&self, place: usize, values: &Found) -> Sought {
        self.is_true(&self.cases[place], values)
    }

    fn is_true(&self, condition: &Formula, values: &Found) -> Sought {
        match self.domain.truth(condition, values) {
            Truth::True => Sought::Yes,
            Truth::Open => Sought::Open,
            Truth::False | Truth::Missing => Sought::No,
        }
    }

    /// Whether a case holds and none that prevails over it.
    fn is_left(&self, place: usize, values: &Found) -> Sought {
        let mut result = self.holds(place, values);
        for over in &self.under[place] {
            if result == Sought::No {
                break;
            }
            result = result.and(self.holds(*over, values).opposite());
        }
        result
    }

    /// Clauses before the cases that always end the rule together, or of which one never does.
    fn ends_never(&self, found: &mut Siblings) {
        let some = |holds: &dyn Fn(&Found) -> Sought| self.domain.seek(Try::All, holds);
        // What is so without any leaf is switched on or off in so many words, and meant so.
        let nothing = self.domain.nothing();
        if self.ends.is_empty() || self.ended(&nothing) == Sought::Yes {
            return;
        }
        found.never_applies = some(&|v| self.applies(v)) == Some(None);
        for at in 0..self.ends.len() {
            let before = |v: &Found| self.ended_by(&self.ends[..at], v).opposite();
            let own = |v: &Found| self.ended_by(&self.ends[at..=at], v);
            if !found.never_applies && own(&nothing) == Sought::Open && some(&|v| before(v).and(own(v))) == Some(None) {
                found.never_end.push(at);
            }
        }
    }

    /// What a condition comes to wherever the rule applies, where that rests on something and is the same all the same.
    fn fixed(&self, outcome: &Formula) -> Option<bool> {
        if self.is_true(outcome, &self.domain.nothing()) != Sought::Open {
            return None;
        }
        let never = |holds: &dyn Fn(&Found) -> Sought| {
            self.domain.seek(Try::All, &|v| self.applies(v).and(holds(v))) == Some(None)
        };
        let is = |v: &Found| self.is_true(outcome, v);
        match (never(&is), never(&|v| is(v).opposite())) {
            (true, false) => Some(false),
            (false, true) => Some(true),
            _ => None,
        }
    }

    fn unreachable(&self, body: &Body, found: &mut Siblings) {
        let some = |holds: &dyn Fn(&Found) -> Sought| self.domain.seek(Try::All, holds);
        let nothing = self.domain.nothing();
        if self.ended(&nothing) == Sought::Yes {
            return;
        }
        for place in 0..body.cases.len() {
            if self.is_left(place, &nothing) == Sought::No {
                continue;
            }
            let left = some(&|v| self.applies(v).and(self.is_left(place, v)));
            if left == Some(None) {
                let never = some(&|v| self.applies(v).and(self.holds(place, v))) == Some(None);
                found.dead.push((place, never));
            }
        }
    }

    fn overlaps(&self, around: Around<'_>, body: &Body, thens: &[Term], found: &mut Siblings) {
        for b in 1..thens.len() {
            for a in 0..b {
                let ordered = self.under[a].contains(&b) || self.under[b].contains(&a);
                let days = (body.cases[a].days, body.cases[b].days);
                let apart = days.0.1 < days.1.0 || days.1.1 < days.0.0;
                if ordered || apart || thens[a].says(&thens[b]) {
                    continue;
                }
                let meet = |v: &Found| self.applies(v).and(self.is_left(a, v)).and(self.is_left(b, v));
                if let Some(values) = self.domain.witness(self.linked.as_ref(), &meet) {
                    let apart = match differ(around.params, &thens[a], &thens[b]) {
                        true => Meet::At(self.domain.words(&values)),
                        false => meet_with_other_values(around, body, (a, b)),
                    };
                    match apart {
                        Meet::At(words) => found.overlaps.push((a, b, words)),
                        Meet::Open => found.undecided.push((a, b)),
                        Meet::Never => {}
                    }
                    continue;
                }
                let open = [a, b].into_iter().any(|at| self.is_open(&self.cases[at]));
                if (open || self.domain.is_short()) && !self.domain.excluded(Try::All, self.loose.as_ref(), &meet) {
                    found.undecided.push((a, b));
                }
            }
        }
    }

    fn gap(&self, body: &Body, found: &mut Siblings) {
        if body.cases.iter().any(|case| case.days != ALWAYS) {
            return self.hole(body, found);
        }
        if body.cases.iter().any(|case| case.tier == Tier::Otherwise) {
            return;
        }
        let none =
            |v: &Found| (0..self.cases.len()).fold(self.applies(v), |all, at| all.and(self.holds(at, v).opposite()));
        if let Some(values) = self.domain.witness(self.linked.as_ref(), &none) {
            found.gap = Some(self.domain.words(&values));
            return;
        }
        let open = self.cases.iter().any(|case| self.is_open(case)) || self.domain.is_short();
        // What is absent is no gap but not applicable, unless a condition asks for it.
        found.open_gap = open && !self.domain.excluded(Try::Values, self.loose.as_ref(), &none);
    }

    /// Whether it may come out otherwise than values of fields show.
    fn is_open(&self, condition: &Formula) -> bool {
        self.domain.compares(condition) || self.domain.is_opaque(condition)
    }

    /// Days on which no case applies to what some case applies to on an earlier day, and some on a later one.
    fn hole(&self, body: &Body, found: &mut Siblings) {
        let on_the_date =
            |case: &Case| case.when.as_ref().is_some_and(|when| when.any(&|t| t.kind == TermKind::LawDate));
        if body.cases.iter().any(on_the_date) {
            return;
        }
        let some = |values: &Found, on: &dyn Fn((Date, Date)) -> bool| {
            let there = (0..body.cases.len()).filter(|at| on(body.cases[*at].days));
            there.fold(Sought::No, |any, at| any.or(self.is_true(&self.whens[at], values)))
        };
        for (from, until) in eras(body.cases.iter().map(|case| case.days)) {
            let none = |v: &Found| {
                let now = some(v, &|(first, last)| first <= from && until <= last);
                let around = some(v, &|(_, last)| last < from).and(some(v, &|(first, _)| until < first));
                self.applies(v).and(around).and(now.opposite())
            };
            if let Some(values) = self.domain.witness(self.linked.as_ref(), &none) {
                let words = Some(self.domain.words(&values)).filter(|words| !words.is_empty());
                let days = on_date((from, until));
                found.gap = Some(words.into_iter().chain([days]).collect::<Vec<_>>().join(", "));
                return;
            }
        }
    }

    /// Cases of which no two hold together, each in one group at most; the first that takes a case has it.
    fn alternatives(&self, body: &Body) -> Vec<Alternatives> {
        let never = |holds: &dyn Fn(&Found) -> Sought| {
            self.domain.seek(Try::All, &|v| self.applies(v).and(holds(v))) == Some(None)
        };
        // A case that holds by itself excludes none, and one that never does needs no other.
        let rests = |at: &usize| !matches!(self.whens[*at], Formula::Fixed(_));
        let apart = |a: usize, b: usize| {
            !meet(body.cases[a].days, body.cases[b].days) || never(&|v| self.holds(a, v).and(self.holds(b, v)))
        };
        let mut groups: Vec<Vec<usize>> = vec![];
        for case in (0..self.cases.len()).filter(rests) {
            match groups.iter_mut().find(|group| group.iter().all(|other| apart(*other, case))) {
                Some(group) => group.push(case),
                None => groups.push(vec![case]),
            }
        }
        groups.retain(|group| group.len() > 1);
        let whole = |group: &[usize]| {
            let none = |v: &Found| {
                group.iter().fold(self.applies(v), |all, at| all.and(self.is_true(&self.whens[*at], v).opposite()))
            };
            let dated = group.iter().any(|at| body.cases[*at].days != ALWAYS);
            !dated && self.domain.seek(Try::Values, &none) == Some(None)
        };
        groups.into_iter().map(|cases| Alternatives { whole: whole(&cases), cases }).collect()
    }

    /// Whether exactly one case is left whatever the values are, and that does not show from the order of the cases.
    fn shared_out(&self, body: &Body) -> bool {
        let count = self.cases.len();
        let ordered = |a: usize, b: usize| self.under[a].contains(&b) || self.under[b].contains(&a);
        let chain = (0..count).all(|b| (0..b).all(|a| ordered(a, b)));
        let based = body.cases.iter().any(|case| case.tier == Tier::Otherwise);
        if chain && based || count < 2 || body.cases.iter().any(|case| case.days != ALWAYS) {
            return false;
        }
        let not_one = |v: &Found| {
            let (mut sure, mut open) = (0, 0);
            for place in 0..count {
                match self.is_left(place, v) {
                    Sought::Yes => sure += 1,
                    Sought::Open => open += 1,
                    Sought::No => {}
                }
            }
            let other = match (sure, open) {
                (2.., _) | (0, 0) => Sought::Yes,
                (1, 0) => Sought::No,
                _ => Sought::Open,
            };
            self.applies(v).and(other)
        };
        self.domain.seek(Try::Values, &not_one) == Some(None)
    }
}

/// Whether something comes: two cases that are true together with values that differ, an input that none fits.
#[derive(Clone, PartialEq, Debug)]
pub enum Meet {
    /// It does, for what these words say.
    At(String),
    /// It does not.
    Never,
    /// It was not found out.
    Open,
}

/// Looks for values for which two cases are left whose computed values differ.
fn meet_with_other_values(around: Around<'_>, body: &Body, (a, b): (usize, usize)) -> Meet {
    let mut domain = Domain::new(&around, &body.lets);
    let Some(Formulas { ends, cases, whens }) = read(&mut domain, body) else { return Meet::Never };
    // What a value is where it was reported, or is unknown, says nothing.
    let Some(differ) = domain.unlike(&body.cases[a].then, &body.cases[b].then) else { return Meet::Never };
    if !domain.cut() {
        return Meet::Open;
    }
    let (linked, loose, under) = (domain.link(false), domain.link(true), prevailing(&body.cases));
    let conditions = Conditions { domain: &domain, linked, loose, ends, cases, whens, under };
    let meet = |v: &Found| {
        let left = conditions.applies(v).and(conditions.is_left(a, v)).and(conditions.is_left(b, v));
        left.and(conditions.is_true(&differ, v))
    };
    if let Some(values) = domain.witness(conditions.linked.as_ref(), &meet) {
        return Meet::At(domain.words(&values));
    }
    if domain.excluded(Try::All, conditions.loose.as_ref(), &meet) { Meet::Never } else { Meet::Open }
}

/// For each case the places of those that prevail over it: a higher tier, or what says so, in the end.
pub fn prevailing(cases: &[Case]) -> Vec<Vec<usize>> {
    let count = cases.len();
    let says = |strong: &Case, weak: &Case| {
        strong.tier > weak.tier || weak.label.as_ref().is_some_and(|l: &Name| strong.over.contains(l))
    };
    let mut beats: Vec<Vec<bool>> =
        (0..count).map(|s| (0..count).map(|w| s != w && says(&cases[s], &cases[w])).collect()).collect();
    for through in 0..count {
        for strong in 0..count {
            if beats[strong][through] {
                for weak in 0..count {
                    beats[strong][weak] |= beats[through][weak];
                }
            }
        }
    }
    (0..count).map(|weak| (0..count).filter(|s| *s != weak && beats[*s][weak]).collect()).collect()
}

/// What a value comes to where it is written out.
#[derive(Clone, PartialEq, Debug)]
enum Written {
    Number(Rat),
    Other(TermKind),
    Record(Vec<Option<Vec<Written>>>),
}

/// Whether two values are surely not the same.
pub fn differ(params: &[Param], a: &Term, b: &Term) -> bool {
    match (written(params, a), written(params, b)) {
        (Some(a), Some(b)) => a.iter().all(|x| b.iter().all(|y| apart(x, y))),
        _ => false,
    }
}

fn apart(a: &Written, b: &Written) -> bool {
    match (a, b) {
        (Written::Record(x), Written::Record(y)) => x.iter().zip(y).any(|pair| match pair {
            (Some(x), Some(y)) => x.iter().all(|x| y.iter().all(|y| apart(x, y))),
            _ => false,
        }),
        _ => a != b,
    }
}

/// The values that a term may have: one, or those of the versions of a param.
fn written(params: &[Param], term: &Term) -> Option<Vec<Written>> {
    if let Some(number) = figure(term, &|_| None) {
        return Some(vec![Written::Number(number)]);
    }
    match &term.kind {
        TermKind::Bool(_) | TermKind::Text(_) | TermKind::Code(_) | TermKind::Instance(..) => {
            Some(vec![Written::Other(term.kind.clone())])
        }
        TermKind::Param(id) => {
            let versions = &params.get(id.0 as usize)?.versions;
            let all: Option<Vec<Vec<Written>>> = versions.iter().map(|v| written(&[], &v.value)).collect();
            all.filter(|all| !all.is_empty()).map(|all| all.concat())
        }
        TermKind::Record(_, fields, _) => {
            Some(vec![Written::Record(fields.iter().map(|f| f.as_ref().and_then(|f| written(params, f))).collect())])
        }
        _ => None,
    }
}
