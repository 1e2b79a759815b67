//! Scales: what a number comes to by where it lies, said in cases.

use crate::diag::units;
use crate::diag::{names, sheets};
use crate::hir::Decl;
use crate::num::date::Date;
use crate::num::rat::Rat;
use crate::syntax::ast::cases::{CellKind, Tier};
use crate::syntax::ast::expr::{BinaryOp, Expr};
use crate::syntax::ast::{self, Clause, ClauseKind};
use crate::syntax::sheets::ScaleKind;
use crate::text::{Name, Span};
use crate::types::body::{Body, Case, Join};
use crate::types::checked::Subject;
use crate::types::declare::keys::column_name;
use crate::types::figures::is_figure;
use crate::types::ladder::{Scale, Step};
use crate::types::literal;
use crate::types::rules::{base_case, joined};
use crate::types::schema::{NumType, Type};
use crate::types::scope::{Checker, Head, Scope};
use crate::types::term::{Builtin, Term, TermKind};

impl Checker<'_> {
    /// Reads the rows of a scale, each as its declaration has it; `declared`: all stand in the declaration of the
    /// scale. What is in scope gives them the parameters of a reform: steps speak of no subject.
    pub fn scale_rows(
        &mut self,
        clauses: &[Clause],
        (header, rows): (&[ast::cases::Cell], &[(&Decl, &ast::cases::Row)]),
        declared: bool,
        (head, scope): (&Head, &Scope),
        body: &mut Body,
        span: Span,
    ) {
        let mut kinds = clauses.iter().filter_map(|c| match &c.kind {
            ClauseKind::ScaleKind(kind) => Some((*kind, c.span)),
            _ => None,
        });
        let mut kind = kinds.next();
        if let (Some((_, first)), Some((other, again))) = (kind, kinds.next()) {
            self.found.push(sheets::two_modes(again, first));
            // The cells of a marginal scale are no values: they are not read as such.
            kind = kind.filter(|k| k.0 == ScaleKind::Marginal).or(Some((other, again)));
        }
        let Some(subject) = self.one_parameter(head, declared) else { return };
        if kind.is_none() && declared {
            let place = header.iter().map(|cell| cell.span).reduce(Span::to).unwrap_or(span);
            self.found.push(sheets::scale_without_mode(place, &head.name));
        }
        let kind = kind.map_or_else(|| self.kind_meant(rows), |k| k.0);
        if declared && !self.goes_by_number(head, kind) {
            return;
        }
        self.scale_header(header, &subject.name, kind);
        let (to, scope) = ((subject, &head.result), scope.of_reform());
        let row = |(at, (decl, row)): (usize, &(&Decl, &ast::cases::Row))| {
            let step = self.step(decl, row, kind, to, &scope)?;
            Some(Step { label: format!("row_{}", at + 1).into(), ..step })
        };
        let steps = rows.iter().enumerate().filter_map(row).collect();
        let scale = Scale { kind, steps, span };
        let (cases, join) = cases_of(&scale, subject, &head.result, None);
        body.cases.extend(cases);
        body.join = join;
        body.scale = Some(scale);
    }

    /// The one parameter of a scale; reports another number of them where it is declared.
    fn one_parameter<'h>(&mut self, head: &'h Head, declared: bool) -> Option<&'h Subject> {
        if let [subject] = head.subjects.as_slice() {
            return Some(subject);
        }
        let decl = self.program.decl(head.decl);
        let second = decl.ast.params.get(1).map(|param| (param.name.span, param.name.name.as_str()));
        if declared {
            self.found.push(sheets::scale_of_one(second.map_or(decl.name_span(), |s| s.0), second.map(|s| s.1)));
        }
        None
    }

    /// Whether a scale goes by what has an order and gives what its mode can work out; reports what it cannot.
    fn goes_by_number(&mut self, head: &Head, kind: ScaleKind) -> bool {
        let (Some(subject), decl) = (head.subjects.first(), self.program.decl(head.decl)) else { return false };
        let by_type = decl.ast.params.first().map_or(decl.name_span(), |param| param.ty.span);
        let result = decl.ast.result.as_ref().map_or(decl.name_span(), |ty| ty.span);
        let before = self.found.len();
        match (&subject.ty, kind) {
            (Type::Number(_) | Type::Error, _) => {}
            (Type::Date, ScaleKind::Step | ScaleKind::Interpolated) => {}
            (ty, _) => {
                let found = sheets::scale_by(by_type, &self.describe(ty), kind == ScaleKind::Marginal);
                self.found.push(found);
            }
        }
        match (&head.result, kind) {
            (_, ScaleKind::Step) | (Type::Error, _) => {}
            (Type::Number(n), _) if !n.whole => {}
            (Type::Number(_), _) => self.found.push(sheets::scale_gives_fractions(result)),
            (ty, _) => {
                let found = names::type_mismatch(result, &self.describe(ty), "a number");
                self.found.push(found);
            }
        }
        self.found.len() == before
    }

    /// A row of a scale: where it begins, and what it gives.
    fn step(
        &mut self,
        decl: &Decl,
        row: &ast::cases::Row,
        kind: ScaleKind,
        (subject, result): (&Subject, &Type),
        scope: &Scope,
    ) -> Option<Step> {
        // A row of another width has been reported where it was read, or with the header.
        let [from, value] = row.cells.as_slice() else { return None };
        let CellKind::Value(bound) = &from.kind else {
            self.found.push(sheets::no_bound(from.span, &self.describe(&subject.ty)));
            return None;
        };
        let CellKind::Value(value) = &value.kind else {
            if !matches!(value.kind, CellKind::Broken) {
                self.found.push(sheets::no_value_here(value.span));
            }
            return None;
        };
        let from = self.cell(bound, &subject.ty, scope);
        let value = match kind {
            ScaleKind::Marginal => self.rate(value, &subject.ty, result, scope),
            _ => self.cell(value, result, scope),
        };
        if from.kind != TermKind::Error && !is_figure(&from) {
            self.found.push(sheets::no_bound(bound.span, &self.describe(&subject.ty)));
            return None;
        }
        let (days, per) = self.tail_of_row(decl, row);
        Some(Step { label: Name::new(""), from, value, days, per })
    }

    /// What a reform puts in place of the rate or value of a row of a scale.
    pub fn value_of_row(&mut self, value: &Expr, head: &Head, scope: &Scope) -> Term {
        let clauses = &self.program.decl(head.decl).ast.clauses;
        let kind = clauses.iter().find_map(|c| match &c.kind {
            ClauseKind::ScaleKind(kind) => Some(*kind),
            _ => None,
        });
        let scope = scope.of_reform();
        match (kind, head.subjects.first()) {
            (Some(ScaleKind::Marginal), Some(subject)) => self.rate(value, &subject.ty, &head.result, &scope),
            _ => self.cell(value, &head.result, &scope),
        }
    }

    /// The kind of a scale that does not say it: shares are rates.
    fn kind_meant(&self, rows: &[(&Decl, &ast::cases::Row)]) -> ScaleKind {
        let is_share = |(_, row): &(&Decl, &ast::cases::Row)| match row.cells.get(1).map(|cell| &cell.kind) {
            Some(CellKind::Value(value)) => {
                matches!(literal::constant(&self.schema, value), Some(Ok((_, written))) if written.percent)
            }
            _ => false,
        };
        if rows.iter().any(is_share) { ScaleKind::Marginal } else { ScaleKind::Step }
    }

    /// The header of a scale: where a row begins, and what it gives.
    fn scale_header(&mut self, header: &[ast::cases::Cell], parameter: &Name, kind: ScaleKind) {
        let [from, value] = header else {
            if let Some(whole) = header.iter().map(|cell| cell.span).reduce(Span::to) {
                self.found.push(sheets::scale_of_two_columns(whole, header.len()));
            }
            return;
        };
        let (first, second) = (column_name(from), column_name(value));
        let begins = |name: &Name| name.as_str() == "from" || name == parameter;
        let marginal = kind == ScaleKind::Marginal;
        let found = match (&first, &second) {
            (None, None) => sheets::scale_without_header(from.span.to(value.span), marginal),
            (Some(first), _) if !begins(first) => sheets::scale_begins(from.span, parameter),
            (None, _) => sheets::scale_begins(from.span, parameter),
            (_, Some(second)) if !begins(second) => return,
            _ => sheets::scale_gives(value.span, marginal),
        };
        self.found.push(found);
    }

    /// The rate of a step: what one unit of the parameter adds to the result.
    fn rate(&mut self, expr: &Expr, of: &Type, result: &Type, scope: &Scope) -> Term {
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
            return self.fail(units::bare_percent(expr.span, &number), expr.span);
        }
        let share = Type::Number(NumType::percent());
        let term = self.infer(expr, scope, Some(&share));
        if let Type::Number(number) = &term.ty
            && !number.unit.is_none()
        {
            let found = self.describe(&term.ty);
            return self.fail(sheets::rate_is_a_share(expr.span, &found), expr.span);
        }
        self.needs(expr, &share, scope)
    }
}

/// Where the rows of a step or interpolated scale leave off: below the first and, interpolated, above the last of those
/// that are read. With these conditions those of the rows share out every number.
pub fn outside(cases: &[&Case]) -> Vec<Term> {
    let not = |term: &Term| Term { kind: TermKind::Not(Box::new(term.clone())), ..term.clone() };
    let first = cases.first().and_then(|case| case.when.as_ref());
    let below = first.map(|when| match &when.kind {
        TermKind::Binary(BinaryOp::And, from, _) => not(from),
        TermKind::Binary(BinaryOp::Eq, a, b) => joined(BinaryOp::Lt, (**a).clone(), (**b).clone(), when.span),
        _ => not(when),
    });
    let last = cases.last().and_then(|case| case.when.as_ref());
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

/// That each step which is read on a day begins above the one before it, where that does not show from the words:
/// without it its cases say nothing.
pub fn rises(scale: &Scale, is_read: &mut dyn FnMut(&Step) -> bool) -> Option<Term> {
    let read: Vec<&Term> = scale.steps.iter().filter(|step| is_read(step)).map(|step| &step.from).collect();
    let shows = |pair: &[&Term]| pair[0].constant().zip(pair[1].constant()).is_some_and(|(low, high)| low < high);
    let pairs = read.windows(2).filter(|pair| !shows(pair));
    let above = |pair: &[&Term]| joined(BinaryOp::Lt, pair[0].clone(), pair[1].clone(), pair[1].span);
    pairs.map(above).reduce(|a, b| joined(BinaryOp::And, a, b, scale.span))
}

/// A scale in cases, a row each, and how they are joined: marginal as the sum of its slices. Which step ends a row may
/// rest on the day; without one it is the next that is read with it.
pub fn cases_of(scale: &Scale, subject: &Subject, result: &Type, day: Option<Date>) -> (Vec<Case>, Join) {
    match scale.kind {
        ScaleKind::Marginal => (slices(scale, subject, result, day), Join::Sum),
        _ => (rows(scale, subject, result, day), Join::Partition),
    }
}

/// The case of a step.
fn case(step: &Step, when: Term, then: Term) -> Case {
    Case {
        tier: Tier::When,
        label: Some(step.label.clone()),
        when: Some(when),
        days: step.days,
        ..base_case(then, step.per.clone(), step.from.span)
    }
}

fn input(scale: &Scale, subject: &Subject) -> Term {
    Term { kind: TermKind::Local(subject.local), ty: subject.ty.clone(), span: scale.span }
}

/// The slice of each step: what of a number lies in it, by its rate.
fn slices(scale: &Scale, subject: &Subject, result: &Type, day: Option<Date>) -> Vec<Case> {
    let span = scale.span;
    let zero = Term { kind: TermKind::Number(Rat::ZERO), ty: subject.ty.clone(), span };
    let of = |builtin, args| Term { kind: TermKind::Builtin(builtin, args), ty: subject.ty.clone(), span };
    let slice = |(at, step): (usize, &Step)| {
        let reached = match scale.above(at, day) {
            Some(next) => of(Builtin::Min, vec![input(scale, subject), next.from.clone()]),
            None => input(scale, subject),
        };
        let slice = arithmetic(BinaryOp::Sub, reached, step.from.clone(), &subject.ty, span);
        // What is reached of the slice while the number is not known.
        let slice = of(Builtin::Max, vec![zero.clone(), slice]);
        let when = joined(BinaryOp::Gt, input(scale, subject), step.from.clone(), step.from.span);
        case(step, when, arithmetic(BinaryOp::Mul, slice, step.value.clone(), result, step.value.span))
    };
    scale.steps.iter().enumerate().map(slice).collect()
}

fn rows(scale: &Scale, subject: &Subject, result: &Type, day: Option<Date>) -> Vec<Case> {
    let mut cases = vec![];
    for (at, step) in scale.steps.iter().enumerate() {
        let (from, value) = (&step.from, &step.value);
        let mut when = joined(BinaryOp::Ge, input(scale, subject), from.clone(), from.span);
        let next = scale.above(at, day);
        if let Some(next) = next {
            let below = joined(BinaryOp::Lt, input(scale, subject), next.from.clone(), next.from.span);
            when = joined(BinaryOp::And, when, below, from.span);
        } else if scale.kind == ScaleKind::Interpolated {
            // There is no line above the last point.
            when = joined(BinaryOp::Eq, input(scale, subject), from.clone(), from.span);
        }
        let then = match (scale.kind, next) {
            (ScaleKind::Interpolated, Some(next)) => line(scale, subject, result, (from, value), next),
            _ => value.clone(),
        };
        cases.push(case(step, when, then));
    }
    cases
}

/// The value on the line from one step to the next.
fn line(scale: &Scale, subject: &Subject, result: &Type, (from, value): (&Term, &Term), next: &Step) -> Term {
    let span = scale.span;
    let rise = arithmetic(BinaryOp::Sub, next.value.clone(), value.clone(), result, span);
    let run = arithmetic(BinaryOp::Sub, next.from.clone(), from.clone(), &subject.ty, span);
    let here = between(input(scale, subject), from, &next.from);
    let way = arithmetic(BinaryOp::Sub, here, from.clone(), &subject.ty, span);
    let share = arithmetic(BinaryOp::Div, way, run, &Type::Number(NumType::bare()), span);
    let risen = arithmetic(BinaryOp::Mul, rise, share, result, span);
    arithmetic(BinaryOp::Add, value.clone(), risen, result, span)
}
