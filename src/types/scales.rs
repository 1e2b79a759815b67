//! Scales: what a number comes to by where it lies, said in cases.

use crate::diag::names;
use crate::num::rat::Rat;
use crate::syntax::ast::{self, BinaryOp, CellKind, Clause, ClauseKind, ScaleKind, Tier};
use crate::text::Span;
use crate::types::checked::{Body, Case, Join, Subject};
use crate::types::literal;
use crate::types::rules::{base_case, joined};
use crate::types::schema::{NumType, Type};
use crate::types::scope::{Checker, Head, Place, Scope};
use crate::types::tables;
use crate::types::term::{Builtin, Term, TermKind};

impl Checker<'_> {
    /// Reads the rows of a scale, in the order of where they begin; `declared`: they stand in its declaration, in that order.
    pub fn scale_rows(
        &mut self,
        clauses: &[Clause],
        rows: &ast::Rows,
        declared: bool,
        head: &Head,
        body: &mut Body,
        span: Span,
    ) {
        let mut kinds = clauses.iter().filter_map(|c| match &c.kind {
            ClauseKind::ScaleKind(kind) => Some((*kind, c.span)),
            _ => None,
        });
        let mut kind = kinds.next();
        if let (Some((_, first)), Some((other, again))) = (kind, kinds.next()) {
            self.found.push(names::two_modes(again, first));
            // The cells of a marginal scale are no values: they are not read as such.
            kind = kind.filter(|k| k.0 == ScaleKind::Marginal).or(Some((other, again)));
        }
        let [subject] = head.subjects.as_slice() else {
            self.found.push(names::arguments(span, &head.name, head.subjects.len(), "one parameter"));
            return;
        };
        let kind = kind.map_or(ScaleKind::Step, |k| k.0);
        let empty = Scope::new(Place::Rule);
        let mut steps: Vec<(Term, Term)> = vec![];
        for row in &rows.rows {
            let [from, value] = row.cells.as_slice() else {
                self.found.push(names::arguments(row.span, "a row of a scale", row.cells.len(), "two cells"));
                continue;
            };
            let CellKind::Value(bound) = &from.kind else {
                self.found.push(names::no_bound(from.span, &self.describe(&subject.ty)));
                continue;
            };
            let CellKind::Value(value) = &value.kind else {
                if !matches!(value.kind, CellKind::Broken) {
                    self.found.push(names::no_value_here(value.span));
                }
                continue;
            };
            let from = self.cell(bound, &subject.ty, &empty);
            let value = match kind {
                ScaleKind::Marginal => self.rate(value, &subject.ty, &head.result, &empty),
                _ => self.cell(value, &head.result, &empty),
            };
            if from.kind != TermKind::Error && tables::constant(&from).is_none() {
                self.found.push(names::no_bound(bound.span, &self.describe(&subject.ty)));
                continue;
            }
            steps.push((from, value));
        }
        self.rising(&mut steps, declared);
        if kind == ScaleKind::Marginal
            && let Some((first, _)) = steps.first()
            && tables::constant(first).is_some_and(|n| n > Rat::ZERO)
        {
            self.found.push(names::nothing_below(first.span, &head.name));
        }
        scale_cases(kind, subject, &head.result, &steps, body, span);
    }

    /// The rate of a step: what one unit of the parameter adds to the result.
    fn rate(&mut self, expr: &ast::Expr, of: &Type, result: &Type, scope: &Scope) -> Term {
        let (Type::Number(of), Type::Number(result)) = (of, result) else { return self.infer(expr, scope, None) };
        if of.unit != result.unit {
            let unit = result.unit.times(&of.unit, -1);
            return self.cell(expr, &Type::Number(NumType::of(unit)), scope);
        }
        if let Some(Ok((number, written))) = literal::constant(&self.schema, expr)
            && written.unit.is_none()
            && !written.percent
            && number != Rat::ZERO
        {
            return self.fail(names::bare_percent(expr.span, &number), expr.span);
        }
        let share = Type::Number(NumType::percent());
        let term = self.infer(expr, scope, Some(&share));
        if let Type::Number(number) = &term.ty
            && !number.unit.is_none()
        {
            let found = self.describe(&term.ty);
            return self.fail(names::rate_is_a_share(expr.span, &found), expr.span);
        }
        self.needs(expr, &share, scope)
    }

    /// Puts steps in order. Those of a declaration (`declared`) rise as they are written; what a reform adds only begins elsewhere.
    fn rising(&mut self, steps: &mut [(Term, Term)], declared: bool) {
        if !declared {
            steps.sort_by_key(|step| tables::constant(&step.0));
        }
        for at in 1..steps.len() {
            let (before, here) = (&steps[at - 1].0, &steps[at].0);
            if let (Some(low), Some(high)) = (tables::constant(before), tables::constant(here))
                && low >= high
            {
                let (before, here) = (before.span, here.span);
                self.found.push(names::steps_rise(here, before, low == high));
            }
        }
        steps.sort_by_key(|step| tables::constant(&step.0));
    }
}

/// Where the rows of a step or interpolated scale leave off: below the first and, interpolated, above the last. With these
/// conditions those of the rows share out every number.
pub fn outside(body: &Body) -> Vec<Term> {
    let not = |term: &Term| Term { kind: TermKind::Not(Box::new(term.clone())), ..term.clone() };
    let first = body.cases.first().and_then(|case| case.when.as_ref());
    let below = first.map(|when| match &when.kind {
        TermKind::Binary(BinaryOp::And, from, _) => not(from),
        TermKind::Binary(BinaryOp::Eq, a, b) => joined(BinaryOp::Lt, (**a).clone(), (**b).clone(), when.span),
        _ => not(when),
    });
    let last = body.cases.last().and_then(|case| case.when.as_ref());
    let above = last.and_then(|when| match &when.kind {
        TermKind::Binary(BinaryOp::Eq, a, b) => Some(joined(BinaryOp::Gt, (**a).clone(), (**b).clone(), when.span)),
        _ => None,
    });
    below.into_iter().chain(above).collect()
}

/// A number, or the end of a line where it lies beyond: what is reached of the line while the number is not known.
fn between(input: Term, from: &Term, to: &Term) -> Term {
    let of = |builtin, a: Term, b: &Term| Term {
        ty: a.ty.clone(),
        span: a.span,
        kind: TermKind::Builtin(builtin, vec![a, b.clone()]),
    };
    of(Builtin::Max, of(Builtin::Min, input, to), from)
}

fn arithmetic(op: BinaryOp, a: Term, b: Term, ty: &Type, span: Span) -> Term {
    Term { kind: TermKind::Binary(op, Box::new(a), Box::new(b)), ty: ty.clone(), span }
}
/// Says a scale in cases: marginal as one sum of slices, step and interpolated as a case a row.
fn scale_cases(kind: ScaleKind, subject: &Subject, result: &Type, steps: &[(Term, Term)], body: &mut Body, span: Span) {
    let input = || Term { kind: TermKind::Local(subject.local), ty: subject.ty.clone(), span };
    if kind == ScaleKind::Marginal {
        let zero = Term { kind: TermKind::Number(Rat::ZERO), ty: subject.ty.clone(), span };
        let mut total: Option<Term> = None;
        for (at, (from, rate)) in steps.iter().enumerate() {
            let reached = match steps.get(at + 1) {
                Some((next, _)) => Term {
                    kind: TermKind::Builtin(Builtin::Min, vec![input(), next.clone()]),
                    ty: subject.ty.clone(),
                    span,
                },
                None => input(),
            };
            let slice = arithmetic(BinaryOp::Sub, reached, from.clone(), &subject.ty, span);
            let slice =
                Term { kind: TermKind::Builtin(Builtin::Max, vec![zero.clone(), slice]), ty: subject.ty.clone(), span };
            let part = arithmetic(BinaryOp::Mul, slice, rate.clone(), result, rate.span);
            total = Some(match total {
                None => part,
                Some(before) => arithmetic(BinaryOp::Add, before, part, result, span),
            });
        }
        body.cases.extend(total.map(|t| base_case(t, vec![], span)));
        return;
    }
    body.join = Join::Partition;
    for (at, (from, value)) in steps.iter().enumerate() {
        let mut when = joined(BinaryOp::Ge, input(), from.clone(), from.span);
        let next = steps.get(at + 1);
        if let Some((next, _)) = next {
            when = joined(BinaryOp::And, when, joined(BinaryOp::Lt, input(), next.clone(), next.span), from.span);
        } else if kind == ScaleKind::Interpolated {
            // There is no line above the last point.
            when = joined(BinaryOp::Eq, input(), from.clone(), from.span);
        }
        let then = match (kind, next) {
            (ScaleKind::Interpolated, Some((next_from, next_value))) => {
                let rise = arithmetic(BinaryOp::Sub, next_value.clone(), value.clone(), result, span);
                let run = arithmetic(BinaryOp::Sub, next_from.clone(), from.clone(), &subject.ty, span);
                let here = between(input(), from, next_from);
                let way = arithmetic(BinaryOp::Sub, here, from.clone(), &subject.ty, span);
                let bare = Type::Number(NumType::bare());
                let share = arithmetic(BinaryOp::Div, way, run, &bare, span);
                arithmetic(
                    BinaryOp::Add,
                    value.clone(),
                    arithmetic(BinaryOp::Mul, rise, share, result, span),
                    result,
                    span,
                )
            }
            _ => value.clone(),
        };
        body.cases.push(Case {
            tier: Tier::When,
            label: Some(format!("row_{}", at + 1).into()),
            when: Some(when),
            ..base_case(then, vec![], from.span)
        });
    }
}
