//! Typing of arithmetic, comparison, logic and `is`.

use crate::diag::compared::Bounds;
use crate::diag::units;
use crate::diag::{compared, names, rules, time};
use crate::num::rat::Rat;
use crate::syntax::ast;
use crate::syntax::ast::expr::{BinaryOp, Expr, ExprKind, IsWhat};
use crate::text::{Name, Span};
use crate::types::literal::{CURRENCIES, compound_word};
use crate::types::schema::{EntityId, EnumId, NumType, Type, Unit};
use crate::types::scope::{Checker, Place, Scope};
use crate::types::term::{Builtin, Term, TermKind};

/// The unit of days, which sums of dates take.
fn days() -> NumType {
    NumType { word: Some("days".into()), whole: true, ..NumType::of(Unit::of("day")) }
}

fn is_months(number: &NumType) -> bool {
    number.unit == Unit::of("month")
}

fn is_money(unit: &Unit) -> bool {
    unit.0.iter().any(|(name, power)| *power > 0 && CURRENCIES.contains(&name.as_str()))
}

/// A written number above 1 without `%`, where a percentage stands: 80 is 8 000 %, which nobody means.
pub fn lacks_sign(term: &Term, percent: bool) -> Option<(Span, Rat)> {
    match (&term.kind, &term.ty) {
        (TermKind::Number(value), Type::Number(n))
            if percent && !n.percent && n.unit.is_none() && *value > Rat::ONE =>
        {
            Some((term.span, value.clone()))
        }
        _ => None,
    }
}

impl Checker<'_> {
    /// What a case or a definition comes to: as [`Checker::needs`], but a percentage has its sign.
    pub fn value(&mut self, expr: &Expr, ty: &Type, scope: &Scope) -> Term {
        let percent = matches!(ty, Type::Number(n) if n.percent);
        if let (true, ExprKind::Number(_)) = (percent, &expr.kind) {
            let plain = self.infer(expr, scope, None);
            if let Some((span, number)) = lacks_sign(&plain, true) {
                return self.fail(units::bare_percent(span, &number), span);
            }
        }
        let value = self.needs(expr, ty, scope);
        if percent && let TermKind::Binary(BinaryOp::Mul, a, b) = &value.kind {
            let hundred = |term: &Term| matches!(&term.kind, TermKind::Number(n) if *n == Rat::int(100));
            let shares =
                [(a, b), (b, a)].into_iter().find(|(times, share)| hundred(times) && share.constant().is_none());
            self.found.extend(shares.map(|(times, _)| rules::hundred_times(value.span, times.span)));
        }
        value
    }

    /// `A op B`.
    pub fn binary(
        &mut self,
        op: BinaryOp,
        left: &Expr,
        right: &Expr,
        span: Span,
        scope: &Scope,
        expected: Option<&Type>,
    ) -> Term {
        match op {
            BinaryOp::And | BinaryOp::Or => {
                let (a, b) = (self.condition(left, scope), self.condition(right, scope));
                self.made(op, a, b, Type::Bool, span)
            }
            BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => {
                if let Some(bounds) = [left, right].into_iter().find(|e| matches!(e.kind, ExprKind::Between(..))) {
                    let fix = match (op, &bounds.kind) {
                        (BinaryOp::Eq, ExprKind::Between(low, high)) if bounds.span == right.span => {
                            Some(Bounds { from: left.span, low: low.span, high: high.span })
                        }
                        _ => None,
                    };
                    return self.fail(compared::compared_with_bounds(span, fix), span);
                }
                let (a, b) = self.pair(left, right, scope);
                if scope.place == Place::Rule && matches!(op, BinaryOp::Eq | BinaryOp::Ne) {
                    self.one_profile(&a, &b);
                }
                self.comparison(op, a, b, span)
            }
            BinaryOp::Add | BinaryOp::Sub => {
                let a = self.infer(left, scope, expected);
                let b = self.infer(right, scope, if matches!(a.ty, Type::List(_)) { Some(&a.ty) } else { None });
                self.sum(op, a, b, span)
            }
            BinaryOp::Mul | BinaryOp::Div => {
                let (a, b) = (self.infer(left, scope, None), self.infer(right, scope, None));
                self.product(op, a, b, span)
            }
        }
    }

    /// Whether a term is the key of a profile.
    pub fn is_key(&self, term: &Term) -> bool {
        match &term.kind {
            TermKind::Field(_, field) => {
                let entity = self.schema.entity(field.entity);
                !entity.closed && entity.is_keyed() && entity.key == [field.index]
            }
            _ => false,
        }
    }

    /// A rule that asks for the key of one profile speaks of one profile.
    fn one_profile(&mut self, a: &Term, b: &Term) {
        for (of, with) in [(a, b), (b, a)] {
            if let TermKind::Text(key) = &with.kind
                && self.is_key(of)
            {
                self.found.push(names::one_profile(with.span, key));
                return;
            }
        }
    }

    /// A rule that asks whether the key of a profile is one of a few, or starts with some characters, speaks of these.
    pub fn few_profiles(&mut self, of: &Term, with: &Term) {
        let mut keys = vec![];
        with.walk(&mut |t| {
            if let TermKind::Text(key) = &t.kind {
                keys.push((t.span, key.clone()));
            }
        });
        if let (true, Some((span, key))) = (self.is_key(of), keys.first()) {
            self.found.push(names::one_profile(*span, key));
        }
    }

    /// A term that must be a condition.
    pub fn condition(&mut self, expr: &Expr, scope: &Scope) -> Term {
        let term = self.infer(expr, scope, Some(&Type::Bool));
        if !self.agree(&term.ty.clone(), &Type::Bool, expr.span) {
            return Term::error(expr.span);
        }
        term
    }

    fn made(&mut self, op: BinaryOp, a: Term, b: Term, ty: Type, span: Span) -> Term {
        if a.ty == Type::Error || b.ty == Type::Error {
            return Term { kind: TermKind::Error, ty: if ty == Type::Bool { Type::Bool } else { Type::Error }, span };
        }
        Term { kind: TermKind::Binary(op, Box::new(a), Box::new(b)), ty, span }
    }

    /// Both sides of a comparison; a side that needs the other's type is read second.
    fn pair(&mut self, left: &Expr, right: &Expr, scope: &Scope) -> (Term, Term) {
        if let Some((asked, word)) = [left, right].into_iter().find_map(|e| Some((e, self.outcome_asked(e, scope)?))) {
            let broken = self.fail(compared::asks_for_outcome(asked.span, &word), asked.span);
            return (broken.clone(), broken);
        }
        if self.needs_expectation(left, scope) {
            let b = self.infer(right, scope, None);
            let a = self.infer(left, scope, Some(&b.ty.clone()));
            return (a, b);
        }
        let a = self.infer(left, scope, None);
        let b = self.infer(right, scope, Some(&a.ty.clone()));
        (a, b)
    }

    /// The outcome without value for which a condition asks.
    fn outcome_asked(&self, expr: &Expr, scope: &Scope) -> Option<Name> {
        let word = self.outcome_without_value(expr).filter(|_| !matches!(expr.kind, ExprKind::Unknown))?;
        let value = self.schema.enums.iter().any(|e| e.values.contains(&word));
        (!value && scope.find(&word).is_none()).then_some(word)
    }

    fn needs_expectation(&self, expr: &Expr, scope: &Scope) -> bool {
        match &expr.kind {
            ExprKind::Unknown | ExprKind::Absent => true,
            ExprKind::Path(path) if path.parts.len() == 1 => {
                let name = &path.parts[0].name;
                scope.find(name).is_none()
                    && !self.program.names.contains_key(name)
                    && self.schema.enums.iter().any(|e| e.values.contains(name))
            }
            _ => false,
        }
    }

    /// The condition that two terms are equal, by whichever sign compares what they are.
    pub fn equal(&mut self, a: Term, b: Term, span: Span) -> Term {
        match a.ty.takes_equals() {
            true => self.comparison(BinaryOp::Eq, a, b, span),
            false => self.same_terms(a, b, span),
        }
    }

    /// The condition that two terms compare by a sign; what the sign does not compare is reported.
    pub fn comparison(&mut self, op: BinaryOp, a: Term, b: Term, span: Span) -> Term {
        let equality = matches!(op, BinaryOp::Eq | BinaryOp::Ne);
        match (&a.ty, &b.ty) {
            (Type::Error, _) | (_, Type::Error) => {}
            (Type::Number(x), Type::Number(y)) => {
                let bare =
                    [(&a, y.percent), (&b, x.percent)].into_iter().find_map(|(t, percent)| lacks_sign(t, percent));
                if let Some((span, number)) = bare {
                    self.found.push(units::bare_percent(span, &number));
                    return Term { kind: TermKind::Error, ty: Type::Bool, span };
                }
                if !self.same_number(&a, &b, span) {
                    return Term { kind: TermKind::Error, ty: Type::Bool, span };
                }
            }
            (Type::Date, Type::Date) => {}
            (Type::Text, Type::Text) if equality => {}
            (ty, _) if self.is_whole(ty) => {
                let ty = self.describe(ty);
                self.found.push(compared::not_compared(a.span, &ty));
                return Term { kind: TermKind::Error, ty: Type::Bool, span };
            }
            (Type::Enum(_) | Type::Bool | Type::Entity(_) | Type::Party | Type::Recommendation, _) if equality => {
                let ty = self.describe(&a.ty);
                let write = if op == BinaryOp::Eq { "is" } else { "is not" };
                let sign = sign_between(&a, &b, if op == BinaryOp::Eq { 1 } else { 2 });
                self.found.push(match (sign, self.name_in_quotes(&a.ty, &b)) {
                    (Some(sign), Some(value)) => compared::is_a_name(sign, sign.to(b.span), write, &value, &ty),
                    _ => compared::is_or_equals(span, sign, write, &ty),
                });
                return Term { kind: TermKind::Error, ty: Type::Bool, span };
            }
            (Type::Range(_), _) => {
                let ty = self.describe(&a.ty);
                self.found.push(compared::not_compared(a.span, &ty));
                return Term { kind: TermKind::Error, ty: Type::Bool, span };
            }
            (x, y) if x == y && !equality => {
                let ty = self.describe(x);
                self.found.push(compared::no_order(span, &ty));
                return Term { kind: TermKind::Error, ty: Type::Bool, span };
            }
            (x, y) => {
                let (x, y) = (self.describe(x), self.describe(y));
                self.found.push(names::type_mismatch(b.span, &y, &x));
                return Term { kind: TermKind::Error, ty: Type::Bool, span };
            }
        }
        self.made(op, a, b, Type::Bool, span)
    }

    /// Whether two numbers are of one unit and concept; reports it where not.
    pub(super) fn same_number(&mut self, a: &Term, b: &Term, span: Span) -> bool {
        let (Some(x), Some(y)) = (number_in(&a.ty), number_in(&b.ty)) else { return true };
        if x.unit != y.unit {
            let (left, right) = (self.schema.type_name(&a.ty), self.schema.type_name(&b.ty));
            let bare = if x.unit.is_none() {
                Some((a.span, &b.ty))
            } else {
                Some((b.span, &a.ty)).filter(|_| y.unit.is_none())
            };
            let share = if x.unit.is_none() { x.percent } else { y.percent };
            let found = match bare {
                Some((at, of)) if share => units::percent_for_quantity(at, &self.schema.type_name(of)),
                Some((at, of)) => {
                    let unit = self.schema.type_name(of);
                    units::bare_number(at, &unit, Some(unit.clone()))
                }
                None => units::units(span, &left, &right),
            };
            self.found.push(found);
            return false;
        }
        if let (Some(p), Some(q)) = (&x.concept, &y.concept)
            && p != q
        {
            self.found.push(units::concepts(span, p, q));
            return false;
        }
        true
    }

    fn sum(&mut self, op: BinaryOp, a: Term, b: Term, span: Span) -> Term {
        let ty = match (&a.ty, &b.ty) {
            (Type::Error, _) | (_, Type::Error) => Type::Error,
            (Type::Date, Type::Number(n)) if is_months(n) => return self.fail(time::months(span), span),
            (Type::Date, Type::Number(n)) if n.unit == Unit::of("day") => {
                if let Some(part) = part_of_a_day(&b) {
                    return self.fail(units::part_of_a_day(part), span);
                }
                Type::Date
            }
            (Type::Date, Type::Date) if op == BinaryOp::Sub => Type::Number(days()),
            (Type::List(x), Type::List(y)) if op == BinaryOp::Add => {
                let (x, y) = (x.clone(), y.clone());
                let ty = a.ty.clone();
                if !self.agree(&y, &x, b.span) {
                    return Term::error(span);
                }
                return Term { kind: TermKind::Concat(Box::new(a), Box::new(b)), ty, span };
            }
            (x, y) => match (number_in(x), number_in(y)) {
                (Some(p), Some(q)) => {
                    let (p, q) = (p.clone(), q.clone());
                    if !self.same_number(&a, &b, span) {
                        return Term::error(span);
                    }
                    let number = Type::Number(NumType {
                        whole: p.whole && q.whole,
                        percent: p.percent && q.percent,
                        concept: p.concept.or(q.concept),
                        word: p.word.or(q.word),
                        scale: p.scale.min(q.scale),
                        unit: p.unit,
                    });
                    ranged(number, &a.ty, &b.ty)
                }
                (None, Some(n)) if *x == Type::Date && n.unit.is_none() => {
                    return self.fail(units::days_need_a_unit(b.span), span);
                }
                _ => {
                    let (x, y) = (self.describe(x), self.describe(y));
                    return self.fail(names::not_added(span, &x, &y), span);
                }
            },
        };
        self.made(op, a, b, ty, span)
    }

    fn product(&mut self, op: BinaryOp, a: Term, b: Term, span: Span) -> Term {
        let ty = match (&a.ty, &b.ty) {
            (Type::Error, _) | (_, Type::Error) => Type::Error,
            (x, y) => match (number_in(x), number_in(y)) {
                // A range is multiplied, never divided.
                (Some(p), Some(q)) if op == BinaryOp::Mul || !(is_range(x) || is_range(y)) => {
                    if op == BinaryOp::Mul && is_money(&p.unit) && is_money(&q.unit) {
                        return self.fail(units::money_times_money(span), span);
                    }
                    ranged(Type::Number(self.product_type(op, p, q)), x, y)
                }
                _ => {
                    let (x, y) = (self.describe(x), self.describe(y));
                    return self.fail(names::type_mismatch(span, &format!("{x} with {y}"), "two numbers"), span);
                }
            },
        };
        self.made(op, a, b, ty, span)
    }

    /// The type of a product or quotient of two numbers: units multiply or divide, and reduce.
    fn product_type(&self, op: BinaryOp, x: &NumType, y: &NumType) -> NumType {
        let unit = x.unit.times(&y.unit, if op == BinaryOp::Mul { 1 } else { -1 });
        let same = unit == x.unit;
        NumType {
            whole: op == BinaryOp::Mul && x.whole && y.whole,
            percent: false,
            concept: x.concept.clone().or_else(|| y.concept.clone()),
            scale: if same {
                x.scale.clone()
            } else if unit == y.unit {
                y.scale.clone()
            } else {
                Rat::ONE
            },
            word: if same { x.word.clone() } else { self.word_of(&unit) },
            unit,
        }
    }

    /// What is printed behind a number of a unit; none for bare numbers and money.
    fn word_of(&self, unit: &Unit) -> Option<Name> {
        let is_currency = |name: &Name| CURRENCIES.contains(&name.as_str());
        let plural = |name: &Name| {
            let declared = self.schema.units.iter().find(|u| u.0 == *name).map(|u| u.1.to_string());
            declared.unwrap_or_else(|| if is_currency(name) { name.to_string() } else { format!("{name}s") })
        };
        let powers = |sign: i32| unit.0.iter().filter(move |(_, power)| power.signum() == sign);
        let times = |power: &i32| power.unsigned_abs() as usize;
        let above: Vec<String> = powers(1).flat_map(|(name, power)| vec![plural(name); times(power)]).collect();
        let below: Vec<String> = powers(-1).flat_map(|(name, power)| vec![name.to_string(); times(power)]).collect();
        let money = matches!(unit.0.iter().next(), Some((name, 1)) if unit.0.len() == 1 && is_currency(name));
        (!unit.is_none() && !money).then(|| compound_word(&above, &below))
    }

    /// `A is V`, `A is one of (..)`, `A is absent`.
    pub fn is(&mut self, subject: &Expr, negated: bool, what: &IsWhat, span: Span, scope: &Scope) -> Term {
        let term = match what {
            IsWhat::Absent => {
                let a = self.infer(subject, scope, None);
                if let Some(name) = self.never_absent(&a) {
                    return self.fail(names::never_absent(span, &name), span);
                }
                Term { kind: TermKind::IsAbsent(Box::new(a)), ty: Type::Bool, span }
            }
            IsWhat::Value(value) => self.same(subject, value, span, scope),
            IsWhat::OneOf(values) => {
                let (of, _) = self.aside(|c| c.infer(subject, scope, None));
                if let Some(first) = values.first().filter(|_| of.ty.takes_equals()) {
                    let between = Span { start: subject.span.end, end: first.span.start, ..span };
                    let ty = self.describe(&of.ty);
                    return self.fail(compared::one_of_values(between, &ty, negated), span);
                }
                let mut any: Option<Term> = None;
                for value in values {
                    let one = self.same(subject, value, span, scope);
                    any = Some(match any {
                        None => one,
                        Some(before) => Term {
                            kind: TermKind::Binary(BinaryOp::Or, Box::new(before), Box::new(one)),
                            ty: Type::Bool,
                            span,
                        },
                    });
                }
                any.unwrap_or(Term::truth(false, span))
            }
        };
        if negated { Term { kind: TermKind::Not(Box::new(term)), ty: Type::Bool, span } } else { term }
    }

    /// The name of a field or param that has a value, known or not, whatever the facts are.
    fn never_absent(&self, term: &Term) -> Option<Name> {
        match &term.kind {
            TermKind::Field(of, field) => {
                let declared = self.schema.field(*field);
                let has = matches!(of.kind, TermKind::Local(_) | TermKind::Instance(..) | TermKind::Profile(..))
                    || self.never_absent(of).is_some();
                (has && !declared.may_be_absent).then(|| declared.path.clone())
            }
            TermKind::Param(param) => {
                let (decl, _) = self.param_of.iter().find(|(_, (id, _))| id == param)?;
                let decl = self.program.decl(*decl);
                (!decl.ast.may_be_absent).then(|| decl.name().clone())
            }
            TermKind::AsOf(of, _) => self.never_absent(of),
            _ => None,
        }
    }

    fn same(&mut self, left: &Expr, right: &Expr, span: Span, scope: &Scope) -> Term {
        if matches!(right.kind, ast::expr::ExprKind::Unknown) {
            return self.fail(compared::asks_whether_known(right.span), span);
        }
        if let ExprKind::Between(low, high) = &right.kind {
            let bounds = Bounds { from: left.span, low: low.span, high: high.span };
            return self.fail(compared::compared_with_bounds(span, Some(bounds)), span);
        }
        let (a, b) = self.pair(left, right, scope);
        self.same_terms(a, b, span)
    }

    /// The instance of a closed entity whose key stands in quotes.
    fn instance_in_quotes(&self, id: EntityId, term: &Term) -> Option<Name> {
        let TermKind::Text(text) = &term.kind else { return None };
        self.schema.entity(id).closed_keys.iter().find(|key| *key == text).cloned()
    }

    /// The value of an enum or the instance that stands in quotes.
    fn name_in_quotes(&self, ty: &Type, term: &Term) -> Option<Name> {
        match ty {
            Type::Enum(id) => self.value_in_quotes(*id, term),
            Type::Entity(id) => self.instance_in_quotes(*id, term),
            _ => None,
        }
    }

    /// The value of an enum that stands in quotes, if it has that value.
    fn value_in_quotes(&self, id: EnumId, term: &Term) -> Option<Name> {
        let TermKind::Text(text) = &term.kind else { return None };
        self.schema.enumeration(id).values.iter().find(|value| *value == text).cloned()
    }

    /// The condition that two terms are the same value.
    pub fn same_terms(&mut self, a: Term, b: Term, span: Span) -> Term {
        let broken = Term { kind: TermKind::Error, ty: Type::Bool, span };
        match (&a.ty, &b.ty) {
            (Type::Error, _) | (_, Type::Error) => broken,
            (x, y) if x.takes_equals() && y.takes_equals() => {
                let ty = self.describe(&a.ty);
                self.found.push(compared::is_or_equals(span, sign_between(&a, &b, 2), "=", &ty));
                broken
            }
            (Type::Range(_), Type::Range(_)) => {
                Term { kind: TermKind::SameRange(Box::new(a), Box::new(b)), ty: Type::Bool, span }
            }
            (x, Type::Range(_)) if x.is_ordered() => {
                Term { kind: TermKind::InRange(Box::new(a), Box::new(b)), ty: Type::Bool, span }
            }
            (ty, other) if self.is_whole(ty) && (ty == other || matches!(ty, Type::List(_))) => {
                let ty = self.describe(&a.ty);
                self.found.push(compared::not_compared(a.span, &ty));
                broken
            }
            (Type::Entity(id), Type::Text) if self.instance_in_quotes(*id, &b).is_some() => {
                let (needed, key) =
                    (self.describe(&a.ty), self.instance_in_quotes(*id, &b).unwrap_or_else(|| Name::new("")));
                self.found.push(names::value_in_quotes(b.span, &needed, &key));
                broken
            }
            (Type::Enum(id), Type::Text) => {
                let needed = self.describe(&a.ty);
                self.found.push(match self.value_in_quotes(*id, &b) {
                    Some(value) => names::value_in_quotes(b.span, &needed, &value),
                    None => names::type_mismatch(b.span, "a text", &needed),
                });
                broken
            }
            (x, y) if x == y => Term { kind: TermKind::Same(Box::new(a), Box::new(b)), ty: Type::Bool, span },
            (x, y) => {
                let (x, y) = (self.describe(x), self.describe(y));
                self.found.push(names::type_mismatch(b.span, &y, &x));
                broken
            }
        }
    }

    /// Whether values of a type are not compared as a whole: lists, and records, which have no key.
    pub fn is_whole(&self, ty: &Type) -> bool {
        match ty {
            Type::List(_) => true,
            Type::Entity(id) => !self.schema.entity(*id).is_keyed(),
            _ => false,
        }
    }

    /// `x in L`, `x in A .. B`.
    pub fn is_in(&mut self, item: &Expr, negated: bool, list: &Expr, span: Span, scope: &Scope) -> Term {
        let a = self.infer(item, scope, None);
        // Names of values are understood by what is looked for; a bare number has no unit here, as anywhere in an
        // expression.
        let item = Some(a.ty.clone()).filter(|ty| !matches!(ty, Type::Number(_)));
        let wanted = item.map(|ty| match &list.kind {
            ExprKind::Range(..) => Type::Range(Box::new(ty)),
            _ => Type::List(Box::new(ty)),
        });
        let b = self.infer(list, scope, wanted.as_ref());
        let percent = matches!(&a.ty, Type::Number(n) if n.percent);
        let lacking: Vec<(Span, Rat)> = parts(&b).into_iter().filter_map(|part| lacks_sign(part, percent)).collect();
        if let Some((first, number)) = lacking.first() {
            // One mistake, and one fix for all of them.
            let mut found = units::bare_percent(*first, number);
            let others = lacking[1..].iter().map(|(span, _)| (span.at_end(), " %".to_string()));
            found.fixes.iter_mut().for_each(|fix| fix.edits.extend(others.clone()));
            self.found.push(found);
            return Term { kind: TermKind::Error, ty: Type::Bool, span };
        }
        let kind = match (&a.ty, &b.ty) {
            (Type::Error, _) | (_, Type::Error) => TermKind::Error,
            (Type::Number(_), Type::Range(end)) if matches!(**end, Type::Number(_)) => {
                match self.same_number(&a, &b, span) {
                    true => TermKind::InRange(Box::new(a), Box::new(b)),
                    false => TermKind::Error,
                }
            }
            (x, Type::Range(y)) => {
                let (x, y) = (x.clone(), (**y).clone());
                if self.agree(&x, &y, span) { TermKind::InRange(Box::new(a), Box::new(b)) } else { TermKind::Error }
            }
            (x, Type::List(y)) => {
                let y = match &**y {
                    Type::Number(number) => Type::Number(NumType { whole: false, ..number.clone() }),
                    other => other.clone(),
                };
                let x = x.clone();
                if scope.place == Place::Rule {
                    self.few_profiles(&a, &b);
                }
                if self.agree(&x, &y, span) { TermKind::InList(Box::new(a), Box::new(b)) } else { TermKind::Error }
            }
            (_, other) => {
                let other = self.describe(other);
                self.found.push(match list.range_with_minus() {
                    Some(between) => crate::diag::sheets::range_behind_in(list.span, between),
                    None => names::needs_list_or_range(list.span, &other),
                });
                TermKind::Error
            }
        };
        let term = Term { kind, ty: Type::Bool, span };
        if negated { Term { kind: TermKind::Not(Box::new(term)), ty: Type::Bool, span } } else { term }
    }
}

/// Where a number of days is worked out so that a part of a day can come out: by a quotient, or by a fraction that is
/// written.
fn part_of_a_day(term: &Term) -> Option<Span> {
    if matches!(&term.ty, Type::Number(n) if n.whole) {
        return None;
    }
    match &term.kind {
        TermKind::Number(number) => (!number.is_int()).then_some(term.span),
        TermKind::Negate(of) => part_of_a_day(of),
        TermKind::Binary(BinaryOp::Div, ..) => Some(term.span),
        TermKind::Binary(_, a, b) => part_of_a_day(a).or_else(|| part_of_a_day(b)),
        // What it is rounded to.
        TermKind::Builtin(Builtin::Round(_), args) => args.get(1).and_then(part_of_a_day),
        TermKind::Builtin(Builtin::Min | Builtin::Max | Builtin::Abs, args) => args.iter().find_map(part_of_a_day),
        _ => None,
    }
}

/// The sign of `len` characters between two sides, where nothing but a blank stands on either side of it.
fn sign_between(a: &Term, b: &Term, len: u32) -> Option<Span> {
    let apart = a.span.file == b.span.file && b.span.start.checked_sub(a.span.end) == Some(len + 2);
    apart.then_some(Span { file: a.span.file, start: a.span.end + 1, end: b.span.start - 1 })
}

/// The ends of a range and the items of a list, where they are written out.
fn parts(term: &Term) -> Vec<&Term> {
    match &term.kind {
        TermKind::Range(low, high) => vec![low, high],
        TermKind::List(items) => items.iter().map(|(_, item)| item).collect(),
        _ => vec![],
    }
}

/// The number that a type is, or that a range of it is made of.
fn number_in(ty: &Type) -> Option<&NumType> {
    match ty {
        Type::Number(number) => Some(number),
        Type::Range(item) => number_in(item),
        _ => None,
    }
}

fn is_range(ty: &Type) -> bool {
    matches!(ty, Type::Range(_))
}

/// What comes of two operands is a range where one of them is.
fn ranged(number: Type, a: &Type, b: &Type) -> Type {
    if is_range(a) || is_range(b) { Type::Range(Box::new(number)) } else { number }
}
