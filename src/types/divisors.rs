//! Divisors that are 0, or that their bounds allow to be 0 where nothing beside them says otherwise.

use crate::diag::rules as say;
use crate::num::rat::Rat;
use crate::syntax::ast::expr::{Aggregate, BinaryOp};
use crate::syntax::ast::tests::Outcome;
use crate::types::body::{Body, Join};
use crate::types::cases::can_be_zero;
use crate::types::checked::{Param, Rule, Subject};
use crate::types::domain::Around;
use crate::types::schema::{Limit, Schema, Type};
use crate::types::scope::{Checker, Shown};
use crate::types::term::{LocalId, RuleId, Term, TermKind};
use std::collections::BTreeMap;

/// How many terms of one body are gone through, its `let`s at each use.
const MOST_TERMS: usize = 5_000;

/// A division: the divisor, what is said beside it, and the names that stand for items there.
struct Division<'t> {
    divisor: &'t Term,
    beside: Vec<(&'t Term, bool)>,
    items: Vec<Subject>,
}

struct Walk<'t> {
    lets: BTreeMap<LocalId, &'t Term>,
    beside: Vec<(&'t Term, bool)>,
    items: Vec<Subject>,
    found: Vec<Division<'t>>,
    left: usize,
}

impl Checker<'_> {
    /// Divisors of the rules as the law has them.
    pub fn divisors(&mut self, params: &[Param], rules: &[Rule]) -> Vec<Shown> {
        let mut all: Vec<Shown> = vec![];
        for (at, rule) in rules.iter().enumerate() {
            if !matches!(rule.body.join, Join::Prevail | Join::Shared | Join::Collect) {
                continue;
            }
            let body = &rule.body;
            for (place, case) in body.cases.iter().enumerate() {
                let conditions = case.when.iter().map(|term| (None, term));
                for (place, term) in conditions.chain([(Some(place), &case.then)]) {
                    for division in divisions(body, term) {
                        let span = division.divisor.span;
                        let told = all.iter().any(|(_, _, d)| d.primary.as_ref().is_some_and(|p| p.span == span));
                        let never = division.divisor.constant().is_some_and(|n| n.is_zero());
                        if told || !(never || self.is_zero_at(params, rule, place, &division)) {
                            continue;
                        }
                        all.push((RuleId(at as u32), Outcome::Gap, say::divisor(span, never, &rule.name)));
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

    fn is_zero_at(&self, params: &[Param], rule: &Rule, place: Option<usize>, division: &Division<'_>) -> bool {
        let body = &rule.body;
        let written = match &division.divisor.kind {
            TermKind::Local(local) => body.lets.iter().find(|l| l.1 == *local).map_or(division.divisor, |l| &l.2),
            _ => division.divisor,
        };
        if !bounds_admit_zero(&self.schema, written) {
            return false;
        }
        let subjects: Vec<Subject> = rule.subjects.iter().chain(&division.items).cloned().collect();
        let around = Around {
            schema: &self.schema,
            program: self.program,
            params,
            stated: &self.stated,
            kind: rule.kind,
            subjects: &subjects,
            days: rule.days,
            at: self.program.decl(rule.decl).name_span(),
        };
        can_be_zero(around, body, place, &division.beside, division.divisor)
    }
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

fn divisions<'t>(body: &'t Body, term: &'t Term) -> Vec<Division<'t>> {
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
                self.found.push(Division { divisor: b, beside: self.beside.clone(), items: self.items.clone() });
                self.term(a);
                self.term(b);
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

    fn bind(&mut self, binds: &[crate::types::term::Bind]) {
        for bind in binds {
            let Type::List(item) = &bind.list.ty else { continue };
            self.items.push(Subject { name: "item".into(), local: bind.local, ty: (**item).clone(), list: None });
        }
    }
}
