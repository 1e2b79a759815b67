//! What bounds a field: figures, days, other fields, a number of items.

use super::Declaring;
use crate::diag::{fields as of_fields, names, time, units};
use crate::num::rat::Rat;
use crate::syntax::ast::ClauseKind;
use crate::syntax::ast::expr::{Expr, ExprKind};
use crate::syntax::ast::fields::FieldLimit;
use crate::syntax::ast::kind::DeclKind;
use crate::text::{Name, Span};
use crate::types::literal::{self, dotted};
use crate::types::schema::{EntityId, Field, Limit, NumType, Type};
use crate::types::written::find_entity;

impl Declaring<'_> {
    /// Second round: limits may name fields that other modules ask for. Where a field is asked for again, its bounds
    /// are those that it has.
    pub(super) fn limits(&mut self) {
        let program = self.program;
        let mut again = vec![];
        for decl in program.of_kind(&[DeclKind::Entity, DeclKind::Fields]) {
            let id = match decl.kind() {
                DeclKind::Entity => self.schema.entity_named(decl.name()),
                _ => decl.ast.of.as_ref().and_then(|p| find_entity(program, &self.schema, p).ok()),
            };
            let Some(id) = id else { continue };
            for clause in &decl.ast.clauses {
                let ClauseKind::Field(written) = &clause.kind else { continue };
                let Some(at) = self.schema.entity(id).field(&dotted(&written.path)) else { continue };
                let ends = self.ends(id, at, &written.limits);
                let field = &mut self.schema.entities[id.0 as usize].fields[at as usize];
                match field.span == written.path.span {
                    true => (field.low, field.high, field.at_most) = ends,
                    // Twice in one declaration has been reported.
                    false if decl.ast.span.holds(field.span) => {}
                    false => again.push((id, at, ends, written.path.span)),
                }
            }
        }
        for (id, at, ends, span) in again {
            let field = &self.schema.entity(id).fields[at as usize];
            let same = ends == (field.low.clone(), field.high.clone(), field.at_most);
            if !same && field.ty != Type::Error {
                self.found.push(of_fields::field_again(span, &field.path, field.span));
            }
        }
        self.bounds_in_rings();
    }

    /// Bounds that are each other's bounds say nothing.
    fn bounds_in_rings(&mut self) {
        for entity in &self.schema.entities {
            for (at, field) in entity.fields.iter().enumerate() {
                for end in [|f: &Field| f.low.clone(), |f: &Field| f.high.clone()] {
                    let (mut next, mut ring) = (end(field), vec![]);
                    while let Some(Limit::Field(other)) = next {
                        if other as usize == at {
                            let names: Vec<(Name, Span)> = std::iter::once(field)
                                .chain(ring.iter().map(|of: &u32| &entity.fields[*of as usize]))
                                .map(|f| (f.path.clone(), f.span))
                                .collect();
                            // Told once, at the first of the ring.
                            if ring.iter().all(|of| *of as usize >= at) {
                                self.found.push(of_fields::bound_by_itself(field.span, &names));
                            }
                            break;
                        }
                        if ring.contains(&other) {
                            break;
                        }
                        ring.push(other);
                        next = entity.fields.get(other as usize).and_then(end);
                    }
                }
            }
        }
    }

    /// The ends that limits give a field.
    fn ends(&mut self, id: EntityId, at: u32, limits: &[FieldLimit]) -> (Option<Limit>, Option<Limit>, Option<u32>) {
        let (mut low, mut high, mut most) = (None, None, None);
        let mut written: [Option<Span>; 2] = [None; 2];
        for limit in limits {
            let (one, other, items) = self.limit(id, at, limit);
            if !self.ends_once(limit, &mut written) {
                continue;
            }
            // `at most` alone starts at 0.
            low = if matches!(limit, FieldLimit::AtMost(_)) { low.or(one) } else { one.or(low) };
            high = other.or(high);
            most = items.or(most);
        }
        if let (Some(Limit::Number(l)), Some(Limit::Number(h)), Some(end)) = (&low, &high, written[0].or(written[1]))
            && l > h
        {
            self.found.push(time::limits_cross(end, written[0].is_none()));
            return (None, None, most);
        }
        (low, high, most)
    }

    /// Whether a limit says nothing of an end that another limit of the field has said; reports it where it does.
    /// `written` is where the ends stand, low and high.
    fn ends_once(&mut self, limit: &FieldLimit, written: &mut [Option<Span>; 2]) -> bool {
        let (ends, span) = match limit {
            FieldLimit::Between(low, high) => ([true, true], low.span.to(high.span)),
            FieldLimit::AtLeast(low) => ([true, false], low.span),
            FieldLimit::AtMost(high) => ([false, true], high.span),
            _ => return true,
        };
        for (end, first) in ends.into_iter().zip(written.iter_mut()) {
            match *first {
                Some(first) if end => {
                    self.found.push(of_fields::end_twice(span, first));
                    return false;
                }
                None if end => *first = Some(span),
                _ => {}
            }
        }
        true
    }

    fn limit(&mut self, id: EntityId, at: u32, limit: &FieldLimit) -> (Option<Limit>, Option<Limit>, Option<u32>) {
        let ty = self.schema.entity(id).fields[at as usize].ty.clone();
        match limit {
            FieldLimit::Between(low, high) => {
                let limited = ty.is_ordered();
                let low = self.bound(id, at, &ty, low);
                // That there is nothing to limit is said once.
                let high = if limited { self.bound(id, at, &ty, high) } else { None };
                if let (Some(Limit::Number(l)), Some(Limit::Number(h))) = (&low, &high)
                    && l > h
                    && let FieldLimit::Between(written, _) = limit
                {
                    self.found.push(time::backwards(written.span));
                    // Of figures it is not known what bounds them.
                    return (None, None, None);
                }
                (low, high, None)
            }
            FieldLimit::AtMost(high) => match &ty {
                Type::List(_) => {
                    let most = self.bound(id, at, &Type::Number(NumType::int()), high);
                    let Some(Limit::Number(written)) = most else { return (None, None, None) };
                    let most = written.to_i64().and_then(|n| u32::try_from(n).ok());
                    if most.is_none() {
                        self.found.push(of_fields::no_number_of_items(high.span));
                    }
                    (None, None, most)
                }
                // No number is below 0, but days have no first.
                Type::Number(_) => (Some(Limit::Number(Rat::ZERO)), self.bound(id, at, &ty, high), None),
                _ => (None, self.bound(id, at, &ty, high), None),
            },
            FieldLimit::AtLeast(low) => (self.bound(id, at, &ty, low), None, None),
            _ => (None, None, None),
        }
    }

    fn bound(&mut self, id: EntityId, at: u32, ty: &Type, expr: &Expr) -> Option<Limit> {
        if !ty.is_ordered() {
            if *ty != Type::Error {
                self.found.push(names::type_mismatch(expr.span, "a limit", "a number, a date or a list to limit"));
            }
            return None;
        }
        if let ExprKind::Path(path) = &expr.kind {
            let entity = self.schema.entity(id);
            return match entity.field(&dotted(path)) {
                Some(other) => {
                    let of = entity.fields[other as usize].ty.clone();
                    let fits = match (&of, ty) {
                        (Type::Number(n), Type::Number(number)) => n.unit == number.unit,
                        (of, ty) => of == ty,
                    };
                    if !fits && of != Type::Error {
                        let (needed, found) = (self.schema.type_name(ty), self.schema.type_name(&of));
                        self.found.push(of_fields::bound_of_another_kind(path.span, &dotted(path), &found, &needed));
                        return None;
                    }
                    Some(Limit::Field(other))
                }
                None => {
                    // No field is its own bound.
                    let others = entity.fields.iter().enumerate().filter(|(other, _)| *other != at as usize);
                    let fields = others.map(|(_, f)| f.path.as_str());
                    self.found.push(names::no_field(path.span, &entity.name, &dotted(path), fields));
                    None
                }
            };
        }
        let Type::Number(number) = ty else {
            let ExprKind::Date(day) = &expr.kind else {
                self.found.push(names::type_mismatch(
                    expr.span,
                    "an expression",
                    "a day, like `2018-04-30`, or a field",
                ));
                return None;
            };
            return Some(Limit::Number(Rat::int(day.days())));
        };
        match literal::constant(&self.schema, expr) {
            Some(Ok((value, written))) if written.unit == number.unit && written.percent == number.percent => {
                Some(Limit::Number(value))
            }
            Some(Ok((value, written))) if written.unit.is_none() && !written.percent => {
                Some(Limit::Number(number.written(&value)))
            }
            Some(Ok((_, written))) => {
                let (left, right) = (self.schema.type_name(ty), self.schema.type_name(&Type::Number(written)));
                self.found.push(units::units(expr.span, &left, &right));
                None
            }
            Some(Err(found)) => {
                self.found.push(found);
                None
            }
            None => {
                self.found.push(names::type_mismatch(expr.span, "an expression", "a number or a field"));
                None
            }
        }
    }
}
