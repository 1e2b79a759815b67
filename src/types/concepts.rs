//! What figures count, followed through definitions: a concept stays with a count wherever it is read.
//!
//! Typing refuses two concepts that meet in one expression. What comes out of a definition is followed here, as if its
//! body stood in place of each call, so that none is lost by giving a figure a name.

use crate::diag::units;
use crate::syntax::ast::expr::{Aggregate, BinaryOp};
use crate::text::{Name, Span};
use crate::types::body::Body;
use crate::types::checked::{Piece, Recommendation, Rule, RuleKind};
use crate::types::patches::{Change, Reading, ReadingOf, Reform};
use crate::types::schema::Type;
use crate::types::scope::Checker;
use crate::types::term::{Bind, Builtin, LocalId, RuleId, Term, TermKind};
use crate::types::tested::{ExpectSubject, Expected, Given, Test};
use std::collections::BTreeMap;

/// What a figure counts.
#[derive(Clone, Default, PartialEq, Debug)]
enum Counts {
    /// Nothing in particular; goes with everything.
    #[default]
    Neutral,
    /// A declared concept.
    Concept(Name),
    /// What the argument at a place counts.
    Argument(usize),
}

/// What a rule makes of what its arguments count.
#[derive(Clone, Default, Debug)]
struct Signature {
    result: Counts,
    /// What is compared or added in its body, where an argument is a side of it.
    meets: Vec<(Counts, Counts)>,
}

struct Follow<'a> {
    signatures: &'a BTreeMap<RuleId, Signature>,
    locals: BTreeMap<LocalId, Counts>,
    meets: Vec<(Counts, Counts)>,
    found: Vec<(Span, Name, Name)>,
}

impl Checker<'_> {
    /// Follows concepts through all rules, and reports different ones that meet.
    pub fn concepts(
        &mut self,
        rules: &[Rule],
        reforms: &[Reform],
        readings: &[Reading],
        recommendations: &[Recommendation],
        tests: &[Test],
    ) {
        let mut signatures: BTreeMap<RuleId, Signature> = BTreeMap::new();
        let mut found = vec![];
        for id in called_first(rules) {
            let Some(rule) = rules.get(id.0 as usize) else { continue };
            let mut follow = Follow::of(&signatures, rule);
            let result = follow.body(rule, &rule.body, &declared(rule));
            found.append(&mut follow.found);
            let signature = Signature { result, meets: follow.meets };
            signatures.insert(id, signature);
        }
        for (id, body) in readings.iter().filter_map(|reading| match &reading.of {
            ReadingOf::Rule(id, body) => Some((*id, body)),
            ReadingOf::Param(..) | ReadingOf::Nothing => None,
        }) {
            found.extend(in_place_of(&signatures, &rules[id.0 as usize], id, body));
        }
        for patch in reforms.iter().flat_map(|reform| &reform.patches) {
            found.extend(patched(&signatures, rules, &patch.change));
        }
        for recommendation in recommendations {
            let mut follow = Follow::new(&signatures);
            recommendation.because.iter().for_each(|because| _ = follow.counts(&because.term));
            for piece in &recommendation.body {
                if let Piece::Value(term) | Piece::GapList(term) = piece {
                    follow.counts(term);
                }
            }
            found.append(&mut follow.found);
        }
        for run in tests.iter().flat_map(|test| &test.runs) {
            let mut follow = Follow::new(&signatures);
            for given in &run.given {
                if let Given::Value(local, _, term) = given {
                    let counts = follow.counts(term);
                    follow.locals.insert(*local, counts);
                }
            }
            for expectation in &run.expect {
                let ExpectSubject::Term(subject) = &expectation.subject else { continue };
                let counts = follow.counts(subject);
                if let Expected::Value(value, _) | Expected::Digits(value, ..) = &expectation.expected {
                    let value = follow.counts(value);
                    follow.meet(counts, value, expectation.span);
                }
            }
            found.append(&mut follow.found);
        }
        found.sort();
        found.dedup();
        self.found.extend(found.into_iter().map(|(span, a, b)| units::concepts(span, &a, &b)));
    }
}

/// Rules in an order in which each comes after those that it calls; those of a ring in any.
fn called_first(rules: &[Rule]) -> Vec<RuleId> {
    let calls = |rule: &Rule| {
        let mut ids = vec![];
        for term in rule.body.terms() {
            term.walk(&mut |t| {
                if let TermKind::Call(id, _) = &t.kind {
                    ids.push(*id);
                }
            });
        }
        ids
    };
    let (mut order, mut seen) = (vec![], vec![false; rules.len()]);
    for start in 0..rules.len() {
        let mut open = vec![(RuleId(start as u32), false)];
        while let Some((id, done)) = open.pop() {
            let Some(rule) = rules.get(id.0 as usize) else { continue };
            if done {
                order.push(id);
            } else if !std::mem::replace(&mut seen[id.0 as usize], true) {
                open.push((id, true));
                open.extend(calls(rule).into_iter().map(|called| (called, false)));
            }
        }
    }
    order
}

/// The concept that the head of a rule names.
fn declared(rule: &Rule) -> Counts {
    let item = match (&rule.result, rule.kind) {
        (Type::List(item), RuleKind::Collect) => item,
        (ty, _) => ty,
    };
    counted(item)
}

/// The concept that a type names.
fn counted(ty: &Type) -> Counts {
    match ty {
        Type::Number(number) => number.concept.clone().map_or(Counts::Neutral, Counts::Concept),
        Type::List(item) | Type::Range(item) => counted(item),
        _ => Counts::Neutral,
    }
}

/// A body that another stands in place of.
fn in_place_of(
    signatures: &BTreeMap<RuleId, Signature>,
    rule: &Rule,
    id: RuleId,
    body: &Body,
) -> Vec<(Span, Name, Name)> {
    let mut follow = Follow::of(signatures, rule);
    follow.lets(&rule.body);
    follow.found.clear();
    let result = signatures.get(&id).map_or(Counts::Neutral, |s| s.result.clone());
    follow.body(rule, body, &result);
    follow.found
}

/// What a patch makes of a rule.
fn patched(signatures: &BTreeMap<RuleId, Signature>, rules: &[Rule], change: &Change) -> Vec<(Span, Name, Name)> {
    let (id, conditions, value): (RuleId, Vec<&Term>, Option<&Term>) = match change {
        Change::Replace(id, body) => return in_place_of(signatures, &rules[id.0 as usize], *id, body),
        Change::AddCase(id, case) => (*id, case.when.iter().collect(), Some(&case.then)),
        Change::AmendThen(id, _, term) | Change::AmendBase(id, term) => (*id, vec![], Some(term)),
        Change::AmendWhen(id, _, term) | Change::AmendEnd(id, _, term) => (*id, vec![term], None),
        Change::AddEnd(id, end) => (*id, vec![&end.when], None),
        _ => return vec![],
    };
    let rule = &rules[id.0 as usize];
    let mut follow = Follow::of(signatures, rule);
    follow.lets(&rule.body);
    follow.found.clear();
    conditions.into_iter().for_each(|term| _ = follow.counts(term));
    if let Some(value) = value {
        let result = signatures.get(&id).map_or(Counts::Neutral, |s| s.result.clone());
        let counts = follow.counts(value);
        follow.meet(result, counts, value.span);
    }
    follow.found
}

impl<'a> Follow<'a> {
    fn new(signatures: &'a BTreeMap<RuleId, Signature>) -> Follow<'a> {
        Follow { signatures, locals: BTreeMap::new(), meets: vec![], found: vec![] }
    }

    /// In the body of a rule: its parameters count what is put in for them.
    fn of(signatures: &'a BTreeMap<RuleId, Signature>, rule: &Rule) -> Follow<'a> {
        let mut follow = Follow::new(signatures);
        for (place, subject) in rule.subjects.iter().enumerate() {
            let counts = match (&subject.list, figures(&subject.ty)) {
                (Some(list), true) => follow.counts(list),
                (None, true) => Counts::Argument(place),
                (_, false) => Counts::Neutral,
            };
            follow.locals.insert(subject.local, counts);
        }
        follow
    }

    fn lets(&mut self, body: &Body) {
        for (_, local, term) in &body.lets {
            let counts = self.counts(term);
            self.locals.insert(*local, counts);
        }
    }

    /// What the values of a body count; `said`: what they must.
    fn body(&mut self, rule: &Rule, body: &Body, said: &Counts) -> Counts {
        self.lets(body);
        body.ends.iter().for_each(|end| _ = self.counts(&end.when));
        let mut result = said.clone();
        for case in &body.cases {
            case.when.iter().for_each(|when| _ = self.counts(when));
            let counts = self.counts(&case.then);
            if !rule.kind.is_assessment() {
                result = self.meet(result, counts, case.then.span);
            }
        }
        result
    }

    /// Two figures that are added, compared, or values of one thing.
    fn meet(&mut self, a: Counts, b: Counts, span: Span) -> Counts {
        match (&a, &b) {
            (Counts::Neutral, _) => return b,
            (Counts::Concept(x), Counts::Concept(y)) if x != y => self.found.push((span, x.clone(), y.clone())),
            (Counts::Argument(_), Counts::Neutral) => {}
            (Counts::Argument(_), _) | (_, Counts::Argument(_)) if a != b => self.meets.push((a.clone(), b)),
            _ => {}
        }
        a
    }

    fn call(&mut self, rule: RuleId, args: &[Term], span: Span) -> Counts {
        let args: Vec<Counts> = args.iter().map(|arg| self.counts(arg)).collect();
        let Some(signature) = self.signatures.get(&rule) else { return Counts::Neutral };
        let put_in = |counts: &Counts| match counts {
            Counts::Argument(place) => args.get(*place).cloned().unwrap_or_default(),
            other => other.clone(),
        };
        for (a, b) in &signature.meets {
            self.meet(put_in(a), put_in(b), span);
        }
        put_in(&signature.result)
    }

    fn bind(&mut self, binds: &[Bind]) {
        for bind in binds {
            let counts = self.counts(&bind.list);
            self.locals.insert(bind.local, counts);
        }
    }

    /// What a term counts; what is looked into on the way is looked at as well.
    fn counts(&mut self, term: &Term) -> Counts {
        match &term.kind {
            TermKind::Local(local) => match self.locals.get(local) {
                Some(counts) => counts.clone(),
                None => counted(&term.ty),
            },
            TermKind::Call(rule, args) => self.call(*rule, args, term.span),
            TermKind::Binary(op, a, b) => {
                let (a, b) = (self.counts(a), self.counts(b));
                match op {
                    BinaryOp::And | BinaryOp::Or => Counts::Neutral,
                    BinaryOp::Mul | BinaryOp::Div => {
                        if a == Counts::Neutral {
                            b
                        } else {
                            a
                        }
                    }
                    BinaryOp::Add | BinaryOp::Sub => self.meet(a, b, term.span),
                    _ => {
                        self.meet(a, b, term.span);
                        Counts::Neutral
                    }
                }
            }
            TermKind::InRange(a, b) | TermKind::InList(a, b) | TermKind::SameRange(a, b) => {
                let (a, b) = (self.counts(a), self.counts(b));
                self.meet(a, b, term.span);
                Counts::Neutral
            }
            TermKind::Concat(a, b) | TermKind::Range(a, b) | TermKind::Between(a, b) => {
                let (a, b) = (self.counts(a), self.counts(b));
                self.meet(a, b, term.span)
            }
            TermKind::Negate(a) | TermKind::Under(a, _) | TermKind::WithReading(a, _) => self.counts(a),
            TermKind::AsOf(a, day) => {
                self.counts(day);
                self.counts(a)
            }
            TermKind::Over(a, from, to) => {
                self.counts(from);
                self.counts(to);
                self.counts(a)
            }
            TermKind::Builtin(builtin, args) => self.builtin(*builtin, args, term.span),
            TermKind::Quantified(_, binds, of) => {
                self.bind(binds);
                self.counts(of);
                Counts::Neutral
            }
            TermKind::Aggregate(kind, binds, filter, of) => {
                self.bind(binds);
                filter.iter().for_each(|filter| _ = self.counts(filter));
                let counts = self.counts(of);
                match kind {
                    Aggregate::Count | Aggregate::CountDistinct | Aggregate::Share => Counts::Neutral,
                    _ => counts,
                }
            }
            TermKind::List(items) => {
                let mut all = Counts::Neutral;
                for (_, item) in items {
                    let counts = self.counts(item);
                    all = self.meet(all, counts, item.span);
                }
                all
            }
            TermKind::Field(of, _) => {
                self.counts(of);
                counted(&term.ty)
            }
            _ => {
                term.children().into_iter().for_each(|child| _ = self.counts(child));
                counted(&term.ty)
            }
        }
    }

    fn builtin(&mut self, builtin: Builtin, args: &[Term], span: Span) -> Counts {
        let mut counts: Vec<Counts> = args.iter().map(|arg| self.counts(arg)).collect();
        match builtin {
            Builtin::Min | Builtin::Max if counts.len() == 2 => {
                let b = counts.remove(1);
                self.meet(counts.remove(0), b, span)
            }
            Builtin::Abs | Builtin::Round(_) | Builtin::Low | Builtin::High if !counts.is_empty() => counts.remove(0),
            _ => Counts::Neutral,
        }
    }
}

/// Whether a type is one of figures.
fn figures(ty: &Type) -> bool {
    match ty {
        Type::Number(_) => true,
        Type::List(item) | Type::Range(item) => figures(item),
        _ => false,
    }
}
