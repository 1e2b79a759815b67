//! Arithmetic, comparisons, ranges and builtins.

use super::Compiler;
use crate::num::period::PeriodUnit;
use crate::num::rat::Rat;
use crate::plan::sym::{ListSym, Sym};
use crate::plan::{Binary, Comparison, Kind, NodeId, Op, Origin, Part, UNIT, Unary};
use crate::syntax::ast::expr::BinaryOp;
use crate::text::Span;
use crate::types::schema::{FieldId, Type};
use crate::types::term::{Builtin, Term, TermKind};
use std::sync::Arc;

impl Compiler<'_> {
    /// Compiles what is computed from columns alone.
    pub(super) fn operator(&mut self, term: &Term) -> Sym {
        let node = match &term.kind {
            TermKind::Not(a) => {
                let a = self.node(a);
                self.not(a)
            }
            TermKind::Negate(a) => {
                let (a, kind) = (self.node(a), self.kind_of(&term.ty).unwrap_or(Kind::Number));
                self.unary(Unary::Neg, a, kind)
            }
            TermKind::Binary(op, a, b) => return self.binary_term(*op, a, b, &term.ty),
            TermKind::Same(a, b) => {
                let (x, y) = (self.term(a), self.term(b));
                self.identical(&x, &y, term.span)
            }
            TermKind::IsAbsent(a) => {
                let sym = self.term(a);
                self.absence(&sym)
            }
            TermKind::InRange(a, range) => {
                let (a, (low, high)) = (self.node(a), self.range(range));
                let above = self.compare(Comparison::Le, low, a);
                let below = self.compare(Comparison::Le, a, high);
                self.and([above, below])
            }
            TermKind::SameRange(a, b) => {
                let ((low, high), (other_low, other_high)) = (self.range(a), self.range(b));
                let lows = self.compare(Comparison::Eq, low, other_low);
                let highs = self.compare(Comparison::Eq, high, other_high);
                self.and([lows, highs])
            }
            TermKind::Range(a, b) => return Sym::Range(self.node(a), self.node(b)),
            TermKind::Between(a, b) => {
                let (low, high) = (self.node(a), self.node(b));
                let kind = self.kind(low);
                self.between(low, high, kind)
            }
            TermKind::Builtin(builtin, args) => return self.builtin(*builtin, args, term),
            _ => return self.unknown(&term.ty),
        };
        Sym::Node(node)
    }

    /// Both ends of a range; a number is a range of one.
    fn range(&mut self, term: &Term) -> (NodeId, NodeId) {
        match self.term(term) {
            Sym::Range(low, high) => (low, high),
            other => {
                let node = self.column(&other, &term.ty, term.span);
                (node, node)
            }
        }
    }

    fn absence(&mut self, sym: &Sym) -> NodeId {
        match sym {
            Sym::Node(node) | Sym::Row { node, .. } | Sym::Range(node, _) => self.is_absent(*node),
            Sym::Record(_) => self.bool(false),
            Sym::List(list) => self.guarded_absence(list.ends),
            Sym::Choice(choice) => self.guarded_absence(choice.ends),
        }
    }

    fn guarded_absence(&mut self, ends: Option<NodeId>) -> NodeId {
        let there = self.bool(true);
        let there = self.guard(ends, there);
        self.is_absent(there)
    }

    fn binary_term(&mut self, op: BinaryOp, a: &Term, b: &Term, ty: &Type) -> Sym {
        if matches!(a.ty, Type::Range(_)) || matches!(b.ty, Type::Range(_)) {
            return self.range_arithmetic(op, a, b);
        }
        let node = match op {
            BinaryOp::And | BinaryOp::Or => return Sym::Node(self.junction_term(op, a, b)),
            BinaryOp::Eq | BinaryOp::Ne => {
                let (x, y) = (self.term(a), self.term(b));
                let equal = match (&a.ty, &b.ty) {
                    (Type::Number(_) | Type::Date, Type::Number(_) | Type::Date) => {
                        let (x, y) = (self.column(&x, &a.ty, a.span), self.column(&y, &b.ty, b.span));
                        self.compare(Comparison::Eq, x, y)
                    }
                    _ => self.identical(&x, &y, a.span),
                };
                if op == BinaryOp::Ne { self.not(equal) } else { equal }
            }
            BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => {
                let (x, y) = (self.node(a), self.node(b));
                match op {
                    BinaryOp::Lt => self.compare(Comparison::Lt, x, y),
                    BinaryOp::Le => self.compare(Comparison::Le, x, y),
                    BinaryOp::Gt => self.compare(Comparison::Lt, y, x),
                    _ => self.compare(Comparison::Le, y, x),
                }
            }
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div => {
                let (x, y) = (self.node(a), self.node(b));
                let kind = self.kind_of(ty).unwrap_or(Kind::Number);
                self.binary(arithmetic(op), x, y, kind)
            }
        };
        Sym::Node(node)
    }

    /// `and` and `or`: a side that absorbs by structure leaves the other out, with all that it would report.
    fn junction_term(&mut self, op: BinaryOp, a: &Term, b: &Term) -> NodeId {
        let absorbing = op == BinaryOp::Or;
        let mut sides = vec![];
        // `a and b and c` nests to the left as deep as it is long.
        let (mut left, mut terms) = (a, vec![b]);
        while let TermKind::Binary(inner, x, y) = &left.kind
            && *inner == op
        {
            terms.push(y);
            left = x;
        }
        terms.push(left);
        for term in terms.into_iter().rev() {
            let side = self.node(term);
            if self.truth_of(side) == Some(absorbing) {
                return side;
            }
            sides.push(side);
        }
        let sides = self.beside_absence(sides, absorbing);
        if absorbing { self.or(sides) } else { self.and(sides) }
    }

    fn range_arithmetic(&mut self, op: BinaryOp, a: &Term, b: &Term) -> Sym {
        let ((a_low, a_high), (b_low, b_high)) = (self.range(a), self.range(b));
        let kind = self.kind(a_low);
        let op = arithmetic(op);
        match op {
            Binary::Add => Sym::Range(self.binary(op, a_low, b_low, kind), self.binary(op, a_high, b_high, kind)),
            Binary::Sub => Sym::Range(self.binary(op, a_low, b_high, kind), self.binary(op, a_high, b_low, kind)),
            _ => {
                let corners = [(a_low, b_low), (a_low, b_high), (a_high, b_low), (a_high, b_high)];
                let corners: Vec<NodeId> = corners.into_iter().map(|(x, y)| self.binary(op, x, y, kind)).collect();
                let (mut low, mut high) = (corners[0], corners[0]);
                for corner in &corners[1..] {
                    low = self.binary(Binary::Min, low, *corner, kind);
                    high = self.binary(Binary::Max, high, *corner, kind);
                }
                Sym::Range(low, high)
            }
        }
    }

    fn builtin(&mut self, builtin: Builtin, args: &[Term], term: &Term) -> Sym {
        let kind = self.kind_of(&term.ty).unwrap_or(Kind::Number);
        let node = match (builtin, args) {
            (Builtin::Low | Builtin::High, [range]) => {
                let (low, high) = self.range(range);
                if builtin == Builtin::Low { low } else { high }
            }
            (Builtin::AnnualRate(digits), [flows]) => self.annual_rate(digits, flows, kind),
            (Builtin::Expiry(unit), [event, length, holidays]) => self.expiry(unit, event, length, holidays),
            (_, [a]) => {
                let op = match builtin {
                    Builtin::Abs => Unary::Abs,
                    Builtin::Sqrt(digits) => Unary::Sqrt(digits),
                    Builtin::Ln(digits) => Unary::Ln(digits),
                    Builtin::Year => Unary::Year,
                    Builtin::Month => Unary::Month,
                    _ => return self.unknown(&term.ty),
                };
                let a = self.node(a);
                self.unary(op, a, kind)
            }
            (Builtin::Has(within), [a, b]) => {
                let (a, b) = (self.node(a), self.node(b));
                self.add(Op::Has(within, a, b), Kind::Cond)
            }
            (Builtin::Round(mode), [a, quantum]) => {
                let (a, quantum) = (self.node(a), self.node(quantum));
                let rounded = self.binary(Binary::Round(mode), a, quantum, kind);
                match (&term.ty, &self.plan.node(rounded).op) {
                    (Type::Number(of), Op::Binary(..)) => self.named(Origin::Rounded(Box::new(of.clone())), rounded),
                    _ => rounded,
                }
            }
            (_, [a, b]) => {
                let op = match builtin {
                    Builtin::Min => Binary::Min,
                    Builtin::Max => Binary::Max,
                    Builtin::Power => Binary::Power,
                    Builtin::AddMonths(mode) => Binary::AddMonths(mode),
                    Builtin::FullYears(mode) => Binary::FullYears(mode),
                    _ => return self.unknown(&term.ty),
                };
                let (a, b) = (self.node(a), self.node(b));
                self.binary(op, a, b, kind)
            }
            _ => return self.unknown(&term.ty),
        };
        Sym::Node(node)
    }

    fn expiry(&mut self, unit: PeriodUnit, event: &Term, length: &Term, holidays: &Term) -> NodeId {
        let (event, base_units) = (self.node(event), self.node(length));
        let in_base = match unit {
            PeriodUnit::Weeks => 7,
            PeriodUnit::Years => 12,
            PeriodUnit::Days | PeriodUnit::WorkingDays | PeriodUnit::Months => 1,
        };
        let length = match in_base {
            1 => base_units,
            n => {
                let n = self.number(Rat::int(n));
                self.binary(Binary::Div, base_units, n, Kind::Number)
            }
        };
        let days = self.list(holidays);
        // A period for each list that may be meant is exact, and is computed for every row: for a column of references
        // the days of all lists are looked at together.
        match &days.one_of {
            Some((code, _)) if self.frame(*code) == UNIT => {
                let each =
                    &mut |c: &mut Self, days: &Arc<ListSym>| c.expiry_with((event, length), unit, days, holidays.span);
                self.of_list(&days, Kind::Date, each)
            }
            _ => self.expiry_with((event, length), unit, &days, holidays.span),
        }
    }

    /// The end of a period with these days off.
    fn expiry_with(
        &mut self,
        (event, length): (NodeId, NodeId),
        unit: PeriodUnit,
        days: &ListSym,
        span: Span,
    ) -> NodeId {
        let own = self.plan.deeper(self.frame(event), self.frame(length));
        let frame = self.plan.deeper(own, self.plan.frame_of_list(days));
        let mut parts = vec![];
        for part in &days.parts {
            let part = self.plan.part_under(part, frame);
            let value = self.column(&part.item, &Type::Date, span);
            parts.push(Part { frame: part.rows.map_or(frame, |r| r.at), member: part.member, value: Some(value) });
        }
        let node = self.plan.add(Op::Expiry { event, length, unit, holidays: parts }, frame, Kind::Date);
        self.guard(days.ends, node)
    }

    fn annual_rate(&mut self, digits: u32, flows: &Term, kind: Kind) -> NodeId {
        let list = self.list(flows);
        let Type::List(item) = &flows.ty else { return self.node(flows) };
        let Type::Entity(entity) = **item else { return self.node(flows) };
        let frame = self.plan.frame_of_list(&list);
        let (mut at, mut amount) = (vec![], vec![]);
        for part in &list.parts {
            let part = self.plan.part_under(part, frame);
            for (index, parts) in [(0, &mut at), (1, &mut amount)] {
                let value = self.field(&part.item, FieldId { entity, index }, crate::plan::Read::Plain, flows.span);
                let value = self.column(&value, &Type::Error, flows.span);
                parts.push(Part { frame: part.rows.map_or(frame, |r| r.at), member: part.member, value: Some(value) });
            }
        }
        let node = self.plan.add(Op::AnnualRate { at, amount, digits }, frame, kind);
        self.guard(list.ends, node)
    }
}

fn arithmetic(op: BinaryOp) -> Binary {
    match op {
        BinaryOp::Sub => Binary::Sub,
        BinaryOp::Mul => Binary::Mul,
        BinaryOp::Div => Binary::Div,
        _ => Binary::Add,
    }
}
