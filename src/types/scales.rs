//! Scales: what a number comes to by where it lies, said in cases.

use crate::diag::names;
use crate::num::rat::Rat;
use crate::syntax::ast::{self, BinaryOp, CellKind, Clause, ClauseKind, ScaleKind, Tier};
use crate::text::Span;
use crate::types::checked::{Body, Case, Subject};
use crate::types::rules::{base_case, joined};
use crate::types::schema::{NumType, Type};
use crate::types::scope::{Checker, Head, Place, Scope};
use crate::types::tables;
use crate::types::term::{Builtin, Term, TermKind};

impl Checker<'_> {
    /// Reads the rows of a scale, in the order of where they begin.
    pub fn scale_rows(&mut self, clauses: &[Clause], rows: &ast::Rows, head: &Head, body: &mut Body, span: Span) {
        let kind = clauses.iter().find_map(|c| match &c.kind {
            ClauseKind::ScaleKind(kind) => Some(*kind),
            _ => None,
        });
        let [subject] = head.subjects.as_slice() else {
            self.found.push(names::arguments(span, &head.name, head.subjects.len(), "one parameter"));
            return;
        };
        let kind = kind.unwrap_or(ScaleKind::Step);
        let empty = Scope::new(Place::Rule);
        let mut steps: Vec<(Term, Term)> = vec![];
        for row in &rows.rows {
            let [from, value] = row.cells.as_slice() else {
                self.found.push(names::arguments(row.span, "a row of a scale", row.cells.len(), "two cells"));
                continue;
            };
            let (CellKind::Value(from), CellKind::Value(value)) = (&from.kind, &value.kind) else { continue };
            let from = self.cell(from, &subject.ty, &empty);
            let value = match kind {
                ScaleKind::Marginal => self.infer(value, &empty, Some(&Type::Number(NumType::percent()))),
                _ => self.cell(value, &head.result, &empty),
            };
            steps.push((from, value));
        }
        steps.sort_by_key(|step| tables::constant(&step.0));
        scale_cases(kind, subject, &head.result, &steps, body, span);
    }
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
    for (at, (from, value)) in steps.iter().enumerate() {
        let mut when = joined(BinaryOp::Ge, input(), from.clone(), from.span);
        let next = steps.get(at + 1);
        if let Some((next, _)) = next {
            when = joined(BinaryOp::And, when, joined(BinaryOp::Lt, input(), next.clone(), next.span), from.span);
        }
        let then = match (kind, next) {
            (ScaleKind::Interpolated, Some((next_from, next_value))) => {
                let rise = arithmetic(BinaryOp::Sub, next_value.clone(), value.clone(), result, span);
                let run = arithmetic(BinaryOp::Sub, next_from.clone(), from.clone(), &subject.ty, span);
                let way = arithmetic(BinaryOp::Sub, input(), from.clone(), &subject.ty, span);
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
