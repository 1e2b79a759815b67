//! Nodes, each in the deepest frame of its operands. What is decided by structure alone is folded.
//!
//! Only bare constants are folded, never what has a name: a param, a fact or a case stays in the plan, so
//! that a reason can name it.

use super::Compiler;
use crate::num::date::Date;
use crate::num::rat::Rat;
use crate::plan::law::parts::LawPart;
use crate::plan::{
    Binary, Case, Codes, Combine, Comparison, Const, FrameId, Kind, NodeId, Op, Origin, Part, Reduction, Table, UNIT,
    Unary,
};
use crate::text::Name;
use crate::types::schema::{EntityId, Type};
use std::cmp::Ordering;

impl Compiler<'_> {
    /// Adds a node to the deepest frame of its operands.
    pub(super) fn add(&mut self, op: Op, kind: Kind) -> NodeId {
        let mut frame = UNIT;
        op.each_operand(|n| frame = self.plan.deeper(frame, self.plan.node(n).frame));
        self.plan.add(op, frame, kind)
    }

    pub(super) fn frame(&self, node: NodeId) -> FrameId {
        self.plan.node(node).frame
    }

    pub(super) fn kind(&self, node: NodeId) -> Kind {
        self.plan.node(node).kind
    }

    /// The constant that a node is.
    pub(super) fn constant(&self, node: NodeId) -> Option<&Const> {
        self.plan.node(node).op.as_const()
    }

    /// The constant that a node is under whatever names.
    pub(super) fn named_constant(&self, mut node: NodeId) -> Option<&Const> {
        while let Op::Named(_, inner) = &self.plan.node(node).op {
            node = *inner;
        }
        self.constant(node)
    }

    pub(super) fn truth_of(&self, node: NodeId) -> Option<bool> {
        match self.constant(node) {
            Some(Const::Bool(value)) => Some(*value),
            _ => None,
        }
    }

    /// The number that a constant node is.
    pub(super) fn number_of(&self, node: NodeId) -> Option<&Rat> {
        match self.constant(node) {
            Some(Const::Number(Some(low), Some(high))) if low == high => Some(low),
            _ => None,
        }
    }

    pub(super) fn constant_node(&mut self, value: Const, kind: Kind) -> NodeId {
        self.plan.add(Op::Const(value), UNIT, kind)
    }

    pub(super) fn bool(&mut self, value: bool) -> NodeId {
        self.constant_node(Const::Bool(value), Kind::Cond)
    }

    pub(super) fn number(&mut self, value: Rat) -> NodeId {
        self.exactly(value, Kind::Number)
    }

    /// A number, or a day by its number.
    pub(super) fn exactly(&mut self, value: Rat, kind: Kind) -> NodeId {
        self.constant_node(Const::Number(Some(value.clone()), Some(value)), kind)
    }

    pub(super) fn day(&mut self, days: i64) -> NodeId {
        self.exactly(Rat::int(days), Kind::Date)
    }

    pub(super) fn text(&mut self, text: &Name) -> NodeId {
        self.constant_node(Const::Text(text.clone()), Kind::Text)
    }

    /// What columns of a type hold; `None` for records, lists and ranges.
    pub(super) fn kind_of(&mut self, ty: &Type) -> Option<Kind> {
        Some(match ty {
            Type::Bool => Kind::Cond,
            Type::Number(_) => Kind::Number,
            Type::Date => Kind::Date,
            Type::Text => Kind::Text,
            Type::Enum(id) => Kind::Code(Codes::Enum(*id)),
            Type::Party => Kind::Code(Codes::Party),
            Type::Recommendation => Kind::Code(Codes::Recommendation),
            Type::Entity(id) if self.checked.schema.entity(*id).is_keyed() => {
                Kind::Code(Codes::Rows(self.plan.table_id(Table::Entity(*id))))
            }
            Type::Entity(_) | Type::List(_) | Type::Range(_) | Type::Error => return None,
        })
    }

    pub(super) fn named(&mut self, origin: Origin, node: NodeId) -> NodeId {
        let kind = self.kind(node);
        self.add(Op::Named(origin, node), kind)
    }

    pub(super) fn not(&mut self, a: NodeId) -> NodeId {
        match (self.truth_of(a), &self.plan.node(a).op) {
            (Some(value), _) => self.bool(!value),
            (None, Op::Not(inner)) => *inner,
            _ => self.add(Op::Not(a), Kind::Cond),
        }
    }

    pub(super) fn and(&mut self, all: impl IntoIterator<Item = NodeId>) -> NodeId {
        self.junction(all, false)
    }

    pub(super) fn or(&mut self, all: impl IntoIterator<Item = NodeId>) -> NodeId {
        self.junction(all, true)
    }

    fn junction(&mut self, all: impl IntoIterator<Item = NodeId>, absorbing: bool) -> NodeId {
        let mut kept: Vec<NodeId> = vec![];
        for node in all {
            match self.truth_of(node) {
                Some(value) if value == absorbing => return node,
                Some(_) => {}
                None if kept.contains(&node) => {}
                None => kept.push(node),
            }
        }
        let kept = self.one_of(kept, absorbing);
        match kept.as_slice() {
            [] => self.bool(!absorbing),
            [one] => *one,
            _ => self.add(if absorbing { Op::Or(kept) } else { Op::And(kept) }, Kind::Cond),
        }
    }

    /// Tests of one code against places, several in a row, as one: `is one of` is then settled where all places that
    /// are left say the same. In `and` these are the tests that it is none of them.
    fn one_of(&mut self, all: Vec<NodeId>, absorbing: bool) -> Vec<NodeId> {
        let mut tests: Vec<(NodeId, Vec<u32>, usize)> = vec![];
        let mut kept = vec![];
        for node in all {
            let at = kept.len();
            kept.push(node);
            let Some((code, places)) = self.test_of_code(node, absorbing) else { continue };
            match tests.iter_mut().find(|test| test.0 == code) {
                Some((_, before, _)) => {
                    before.extend(places);
                    kept.pop();
                }
                None => tests.push((code, places, at)),
            }
        }
        for (code, mut places, at) in tests {
            places.sort_unstable();
            places.dedup();
            if places.len() > 1 {
                let test = self.add(Op::OneOf(code, places), Kind::Cond);
                kept[at] = if absorbing { test } else { self.not(test) };
            }
        }
        kept
    }

    /// The code and the places that a condition tests it for; in `and` a negated one.
    fn test_of_code(&self, node: NodeId, absorbing: bool) -> Option<(NodeId, Vec<u32>)> {
        let mut op = &self.plan.node(node).op;
        if !absorbing {
            let Op::Not(inner) = op else { return None };
            op = &self.plan.node(*inner).op;
        }
        match op {
            Op::OneOf(code, places) => Some((*code, places.clone())),
            Op::Same(code, place) => match self.constant(*place) {
                Some(Const::Code(place)) => Some((*code, vec![*place])),
                _ => None,
            },
            _ => None,
        }
    }

    /// Both of two memberships, where `None` is always.
    pub(super) fn both(&mut self, a: Option<NodeId>, b: Option<NodeId>) -> Option<NodeId> {
        match (a, b) {
            (Some(a), Some(b)) => Some(self.and([a, b])),
            (a, b) => a.or(b),
        }
        .filter(|n| self.truth_of(*n) != Some(true))
    }

    pub(super) fn same(&mut self, a: NodeId, b: NodeId) -> NodeId {
        let known = match (self.constant(a), self.constant(b)) {
            (Some(x @ (Const::Code(_) | Const::Text(_) | Const::Bool(_) | Const::Key(_))), Some(y))
                if std::mem::discriminant(x) == std::mem::discriminant(y) =>
            {
                Some(x == y)
            }
            _ => None,
        };
        match known {
            Some(value) => self.bool(value),
            None => self.add(Op::Same(a, b), Kind::Cond),
        }
    }

    pub(super) fn compare(&mut self, comparison: Comparison, a: NodeId, b: NodeId) -> NodeId {
        let order = self.number_of(a).and_then(|x| self.number_of(b).map(|y| x.cmp(y)));
        match (order, comparison) {
            (Some(order), Comparison::Eq) => self.bool(order == Ordering::Equal),
            (Some(order), Comparison::Lt) => self.bool(order == Ordering::Less),
            (Some(order), Comparison::Le) => self.bool(order != Ordering::Greater),
            (None, _) => self.add(Op::Compare(comparison, a, b), Kind::Cond),
        }
    }

    pub(super) fn unary(&mut self, op: Unary, a: NodeId, kind: Kind) -> NodeId {
        let folded = self.number_of(a).and_then(|x| match op {
            Unary::Neg => Some(-x),
            Unary::Abs => Some(x.abs()),
            _ => None,
        });
        self.folded(folded, Op::Unary(op, a), kind)
    }

    pub(super) fn binary(&mut self, op: Binary, a: NodeId, b: NodeId, kind: Kind) -> NodeId {
        let folded = self.number_of(a).zip(self.number_of(b)).and_then(|(x, y)| match op {
            Binary::Add => Some(x + y),
            Binary::Sub => Some(x - y),
            Binary::Mul => Some(x * y),
            // Division by 0 stays in the plan: a gap is shown with its place.
            Binary::Div => x.checked_div(y),
            Binary::Min => Some(x.min(y).clone()),
            Binary::Max => Some(x.max(y).clone()),
            _ => None,
        });
        // A number too long for a result is a gap, shown with its place.
        self.folded(folded.filter(Rat::is_writable), Op::Binary(op, a, b), kind)
    }

    fn folded(&mut self, value: Option<Rat>, op: Op, kind: Kind) -> NodeId {
        // A part of a day, and a day that no calendar has, is a gap, shown with its place.
        let is_day = |v: &Rat| v.to_i64().and_then(Date::from_days).is_some();
        let value = if kind == Kind::Date { value.filter(is_day) } else { value };
        match value {
            Some(value) => self.constant_node(Const::Number(Some(value.clone()), Some(value)), kind),
            None => self.add(op, kind),
        }
    }

    /// A number not below one and not above the other.
    pub(super) fn between(&mut self, low: NodeId, high: NodeId, kind: Kind) -> NodeId {
        match (self.number_of(low).cloned(), self.number_of(high).cloned()) {
            (Some(low), Some(high)) if low <= high => self.constant_node(Const::Number(Some(low), Some(high)), kind),
            _ => self.add(Op::Between(low, high), kind),
        }
    }

    pub(super) fn guard(&mut self, ends: Option<NodeId>, value: NodeId) -> NodeId {
        let kind = self.kind(value);
        match ends {
            None => value,
            Some(ends) => match self.truth_of(ends) {
                Some(false) => value,
                Some(true) => self.constant_node(Const::NotApplicable, kind),
                None => self.add(Op::Guard { ends, value }, kind),
            },
        }
    }

    /// Whether a condition is true: not applicable is false, conflict and gap pass on.
    pub(super) fn is_true(&mut self, condition: NodeId) -> NodeId {
        if self.truth_of(condition).is_some() {
            return condition;
        }
        let (yes, no) = (self.bool(true), self.bool(false));
        let cases = vec![
            Case { when: Some(condition), then: yes, under: vec![] },
            Case { when: None, then: no, under: vec![0] },
        ];
        self.add(Op::Cases(Combine::Prevail, cases), Kind::Cond)
    }

    pub(super) fn is_absent(&mut self, a: NodeId) -> NodeId {
        match self.constant(a) {
            Some(Const::NotApplicable) => self.bool(true),
            Some(
                Const::Bool(_) | Const::Number(..) | Const::Code(_) | Const::Key(_) | Const::Text(_) | Const::Unknown,
            ) => self.bool(false),
            _ => self.add(Op::IsAbsent(a), Kind::Cond),
        }
    }

    /// Cases joined; those that cannot hold by structure are left out.
    pub(super) fn cases(&mut self, combine: Combine, cases: Vec<Case>, kind: Kind) -> NodeId {
        let cases =
            self.prune(combine, cases, |c| (c.when, &c.under), |c, when, under| Case { when, then: c.then, under });
        match (combine, cases.as_slice()) {
            (Combine::Prevail | Combine::Unique | Combine::Partition, []) => self.constant_node(Const::Gap, kind),
            (
                Combine::Prevail | Combine::Unique | Combine::Partition | Combine::Sum | Combine::Min | Combine::Max,
                [Case { when: None, then, .. }],
            ) => *then,
            _ => self.add(Op::Cases(combine, cases), kind),
        }
    }

    /// Leaves out cases whose condition is false by structure, and those over which an unconditional one prevails.
    pub(super) fn prune<C>(
        &self,
        combine: Combine,
        cases: Vec<C>,
        parts: impl Fn(&C) -> (Option<NodeId>, &Vec<u32>),
        make: impl Fn(&C, Option<NodeId>, Vec<u32>) -> C,
    ) -> Vec<C> {
        let always = |c: &C| parts(c).0.is_none_or(|w| self.truth_of(w) == Some(true));
        let never = |c: &C| parts(c).0.is_some_and(|w| self.truth_of(w) == Some(false));
        let orders = matches!(combine, Combine::Prevail | Combine::Unique | Combine::Partition);
        let beaten = |c: &C| orders && parts(c).1.iter().any(|p| always(&cases[*p as usize]));
        let kept: Vec<u32> =
            (0..cases.len() as u32).filter(|p| !never(&cases[*p as usize]) && !beaten(&cases[*p as usize])).collect();
        let place = |p: &u32| kept.iter().position(|k| k == p).map(|at| at as u32);
        kept.iter()
            .map(|p| {
                let case = &cases[*p as usize];
                let when = parts(case).0.filter(|_| !always(case));
                make(case, when, parts(case).1.iter().filter_map(place).collect())
            })
            .collect()
    }

    /// The option of a code's place.
    pub(super) fn choose(&mut self, of: NodeId, options: Vec<NodeId>, kind: Kind) -> NodeId {
        if let Some(Const::Code(place)) = self.constant(of)
            && let Some(option) = options.get(*place as usize)
        {
            return *option;
        }
        self.add(Op::Choose(of, options), kind)
    }

    /// Items to one value, in a frame at or above those of the parts.
    pub(super) fn reduce(&mut self, reduction: Reduction, parts: Vec<Part>, frame: FrameId, kind: Kind) -> NodeId {
        self.plan.add(Op::Reduce(reduction, parts), frame, kind)
    }

    /// A reference to a closed entity; where it is unknown, it is to an instance that the law has.
    pub(super) fn among(&mut self, entity: EntityId, node: NodeId) -> NodeId {
        let declared = self.checked.schema.entity(entity);
        if !declared.closed || matches!(self.constant(node), Some(Const::Code(_) | Const::Key(_))) {
            return node;
        }
        self.looks_at(LawPart::Instances(entity));
        let mut places = self.law().instances(self.checked, entity);
        if places.len() == declared.closed_keys.len() {
            return node;
        }
        places.sort_unstable();
        let kind = self.kind(node);
        self.add(Op::Among(node, places), kind)
    }
}
