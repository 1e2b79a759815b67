//! What has no value for some inputs, where the bounds of fields admit these and nothing beside it says otherwise: a
//! division by 0, a scale below its first step.

use crate::diag::{Diagnostic, rules as say};
use crate::num::rat::Rat;
use crate::syntax::ast::expr::{Aggregate, BinaryOp};
use crate::syntax::ast::tests::Outcome;
use crate::syntax::sheets::ScaleKind;
use crate::types::body::{Body, Join};
use crate::types::cases::{can_be_zero, can_hold};
use crate::types::checked::{Param, Rule, Subject};
use crate::types::domain::Around;
use crate::types::literal::shown_number;
use crate::types::rules::joined;
use crate::types::schema::{Limit, Schema, Type};
use crate::types::scope::{Checker, Shown};
use crate::types::term::{LocalId, RuleId, Term, TermKind};
use std::collections::BTreeMap;

/// How many terms of one body are gone through, its `let`s at each use.
const MOST_TERMS: usize = 5_000;

/// A place that may have no value: what is said beside it, and the names that stand for items there.
struct Spot<'t> {
    what: What<'t>,
    beside: Vec<(&'t Term, bool)>,
    items: Vec<Subject>,
}

/// What may have no value.
enum What<'t> {
    /// A division, by its divisor.
    Division(&'t Term),
    /// A rule of one argument, which may be a scale.
    Call(RuleId, &'t Term),
}

struct Walk<'t> {
    lets: BTreeMap<LocalId, &'t Term>,
    beside: Vec<(&'t Term, bool)>,
    items: Vec<Subject>,
    found: Vec<Spot<'t>>,
    left: usize,
}

impl Checker<'_> {
    /// Divisors and calls of scales in the rules as the law has them.
    pub fn without_value(&mut self, params: &[Param], rules: &[Rule]) -> Vec<Shown> {
        let mut all: Vec<Shown> = vec![];
        for (at, rule) in rules.iter().enumerate() {
            if !matches!(rule.body.join, Join::Prevail | Join::Shared | Join::Collect) {
                continue;
            }
            let body = &rule.body;
            for (place, case) in body.cases.iter().enumerate() {
                let conditions = case.when.iter().map(|term| (None, term));
                for (place, term) in conditions.chain([(Some(place), &case.then)]) {
                    for spot in spots(body, term) {
                        let found = match spot.what {
                            What::Division(divisor) => self.divided_by(params, rule, place, &spot, divisor),
                            What::Call(scale, of) => {
                                self.below_scale(params, rule, place, &spot, (&rules[scale.0 as usize], of))
                            }
                        };
                        let is_new =
                            |found: &Diagnostic| all.iter().all(|(_, _, other)| other.primary != found.primary);
                        if let Some(found) = found.filter(is_new) {
                            all.push((RuleId(at as u32), Outcome::Gap, found));
                        }
                    }
                }
            }
        }
        all
    }

    /// Reports divisors of a recommendation that are 0.
    pub fn divided_by_nothing(&mut self, term: &Term) {
        let mut found = vec![];
        term.walk(&mut |t| {
            if let TermKind::Binary(BinaryOp::Div, _, divisor) = &t.kind
                && divisor.constant().is_some_and(|n| n.is_zero())
            {
                found.push(crate::diag::rules::divisor(divisor.span, true, ""));
            }
        });
        self.found.extend(found);
    }

    fn divided_by(
        &self,
        params: &[Param],
        rule: &Rule,
        place: Option<usize>,
        spot: &Spot<'_>,
        divisor: &Term,
    ) -> Option<Diagnostic> {
        if divisor.constant().is_some_and(|n| n.is_zero()) {
            return Some(say::divisor(divisor.span, true, &rule.name));
        }
        let written = match &divisor.kind {
            TermKind::Local(local) => rule.body.lets.iter().find(|l| l.1 == *local).map_or(divisor, |l| &l.2),
            _ => divisor,
        };
        let subjects = subjects(rule, spot);
        let around = Around { subjects: &subjects, ..self.around(params, rule) };
        let can_be =
            bounds_admit_zero(&self.schema, written) && can_be_zero(around, &rule.body, place, &spot.beside, divisor);
        can_be.then(|| say::divisor(divisor.span, false, &rule.name))
    }

    /// A scale of steps of what its field may hold below the first of them.
    fn below_scale(
        &self,
        params: &[Param],
        rule: &Rule,
        place: Option<usize>,
        spot: &Spot<'_>,
        (scale, of): (&Rule, &Term),
    ) -> Option<Diagnostic> {
        let steps = scale.body.scale.as_ref().filter(|steps| steps.kind != ScaleKind::Marginal && !steps.is_dated())?;
        let from = &steps.steps.first()?.from;
        let (TermKind::Field(_, field), Some(first)) = (&of.kind, from.constant()) else { return None };
        if !matches!(&self.schema.field(*field).low, Some(Limit::Number(low)) if *low < first) {
            return None;
        }
        let below = joined(BinaryOp::Lt, of.clone(), from.clone(), of.span);
        let subjects = subjects(rule, spot);
        let around = Around { subjects: &subjects, ..self.around(params, rule) };
        let can_be = can_hold(around, &rule.body, place, &spot.beside, &below);
        can_be.then(|| say::below_scale(of.span, &scale.name, &shown_number(&from.ty, &first), from.span, &rule.name))
    }
}

/// Whom a rule looks at where a spot stands, its items among them.
fn subjects(rule: &Rule, spot: &Spot<'_>) -> Vec<Subject> {
    rule.subjects.iter().chain(&spot.items).cloned().collect()
}

/// What can be seen to be 0: a field with bounds around 0, a number of things, a sum of such.
fn bounds_admit_zero(schema: &Schema, term: &Term) -> bool {
    match &term.kind {
        TermKind::Field(_, field) => {
            let field = schema.field(*field);
            let low = matches!(&field.low, Some(Limit::Number(low)) if *low <= Rat::ZERO);
            low && !matches!(&field.high, Some(Limit::Number(high)) if *high < Rat::ZERO)
        }
        TermKind::Aggregate(Aggregate::Sum, _, _, of) => bounds_admit_zero(schema, of),
        _ => false,
    }
}

fn spots<'t>(body: &'t Body, term: &'t Term) -> Vec<Spot<'t>> {
    let lets = body.lets.iter().map(|(_, local, term)| (*local, term)).collect();
    let mut walk = Walk { lets, beside: vec![], items: vec![], found: vec![], left: MOST_TERMS };
    walk.term(term);
    walk.found
}

impl<'t> Walk<'t> {
    fn term(&mut self, term: &'t Term) {
        let Some(left) = self.left.checked_sub(1) else { return };
        self.left = left;
        match &term.kind {
            TermKind::Binary(op @ (BinaryOp::And | BinaryOp::Or), a, b) => {
                let so = *op == BinaryOp::And;
                for (one, other) in [(a, b), (b, a)] {
                    self.beside.push((&**other, so));
                    self.term(one);
                    self.beside.pop();
                }
            }
            TermKind::Binary(BinaryOp::Div, a, b) => {
                self.spot(What::Division(b));
                self.term(a);
                self.term(b);
            }
            TermKind::Call(rule, args) => {
                if let [of] = args.as_slice() {
                    self.spot(What::Call(*rule, of));
                }
                args.iter().for_each(|arg| self.term(arg));
            }
            TermKind::Quantified(_, binds, of) => {
                binds.iter().for_each(|bind| self.term(&bind.list));
                let before = self.items.len();
                self.bind(binds);
                self.term(of);
                self.items.truncate(before);
            }
            TermKind::Aggregate(_, binds, filter, of) => {
                binds.iter().for_each(|bind| self.term(&bind.list));
                let (before, said) = (self.items.len(), self.beside.len());
                self.bind(binds);
                if let Some(filter) = filter {
                    self.term(filter);
                    self.beside.push((&**filter, true));
                }
                self.term(of);
                self.items.truncate(before);
                self.beside.truncate(said);
            }
            TermKind::Local(local) => {
                if let Some(of) = self.lets.get(local).copied() {
                    self.term(of);
                }
            }
            _ => term.children().into_iter().for_each(|child| self.term(child)),
        }
    }

    fn spot(&mut self, what: What<'t>) {
        self.found.push(Spot { what, beside: self.beside.clone(), items: self.items.clone() });
    }

    fn bind(&mut self, binds: &[crate::types::term::Bind]) {
        for bind in binds {
            let Type::List(item) = &bind.list.ty else { continue };
            self.items.push(Subject { name: "item".into(), local: bind.local, ty: (**item).clone(), list: None });
        }
    }
}
