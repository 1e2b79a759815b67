//! The operands of operators: which they are, and the same operator over others.

use super::{Case, FrameId, NodeId, Op, Part, Read};

impl Op {
    /// The operands that belong to the frame of the node or one above it.
    pub fn operands(&self) -> Vec<NodeId> {
        let mut all = vec![];
        self.each_operand(|n| all.push(n));
        all
    }

    /// Calls `f` for each of [`Op::operands`], in their order.
    pub fn each_operand(&self, mut f: impl FnMut(NodeId)) {
        match self {
            Op::Const(_) | Op::Here(_) | Op::Reduce(..) | Op::AnnualRate { .. } => {}
            Op::Counted(a)
            | Op::Not(a)
            | Op::IsAbsent(a)
            | Op::Present(a)
            | Op::Unsettled(a)
            | Op::Unary(_, a)
            | Op::Named(_, a)
            | Op::Among(a, _)
            | Op::OneOf(a, _) => f(*a),
            Op::Field { of, read, .. } | Op::FieldEnd { of, read, .. } => {
                f(*of);
                match read {
                    Read::Plain => {}
                    Read::AsOf(day) => f(*day),
                    Read::Over(first, last) => {
                        f(*first);
                        f(*last);
                    }
                }
            }
            Op::And(all) | Op::Or(all) => all.iter().copied().for_each(f),
            Op::Compare(_, a, b) | Op::Same(a, b) | Op::Has(_, a, b) | Op::Binary(_, a, b) | Op::Between(a, b) => {
                f(*a);
                f(*b);
            }
            Op::Guard { ends, value } => {
                f(*ends);
                f(*value);
            }
            Op::Cases(_, cases) => cases.iter().for_each(|case| {
                case.when.into_iter().for_each(&mut f);
                f(case.then);
            }),
            Op::Choose(code, options) => {
                f(*code);
                options.iter().copied().for_each(f);
            }
            Op::ByDate(day, periods) => {
                f(*day);
                periods.iter().for_each(|(_, _, node)| f(*node));
            }
            Op::Expiry { event, length, .. } => {
                f(*event);
                f(*length);
            }
        }
    }

    /// Calls `f` for all that it reads in whatever frame: its operands, then what the items of its runs have.
    pub fn each_read(&self, mut f: impl FnMut(NodeId)) {
        self.each_operand(&mut f);
        for part in self.parts() {
            part.member.into_iter().for_each(&mut f);
            part.value.into_iter().for_each(&mut f);
        }
    }

    /// The runs of items that it reduces.
    pub fn parts(&self) -> impl Iterator<Item = &Part> {
        let (one, two): (&[Part], &[Part]) = match self {
            Op::Reduce(_, parts) | Op::Expiry { holidays: parts, .. } => (parts, &[]),
            Op::AnnualRate { at, amount, .. } => (at, amount),
            _ => (&[], &[]),
        };
        one.iter().chain(two)
    }

    /// The same operator over other operands, in other frames.
    pub fn map(&self, node: &dyn Fn(NodeId) -> NodeId, frame: &dyn Fn(FrameId) -> FrameId) -> Op {
        let mut op = self.clone();
        let mut each = |n: &mut NodeId| *n = node(*n);
        op.visit(&mut each, &mut |part| {
            part.frame = frame(part.frame);
            part.member = part.member.map(node);
            part.value = part.value.map(node);
        });
        op
    }

    fn visit(&mut self, node: &mut dyn FnMut(&mut NodeId), part: &mut dyn FnMut(&mut Part)) {
        match self {
            Op::Const(_) | Op::Here(_) => {}
            Op::Counted(a)
            | Op::Among(a, _)
            | Op::OneOf(a, _)
            | Op::Not(a)
            | Op::IsAbsent(a)
            | Op::Present(a)
            | Op::Unsettled(a)
            | Op::Unary(_, a)
            | Op::Named(_, a) => {
                node(a);
            }
            Op::Field { of, read, .. } | Op::FieldEnd { of, read, .. } => {
                node(of);
                match read {
                    Read::Plain => {}
                    Read::AsOf(day) => node(day),
                    Read::Over(from, until) => {
                        node(from);
                        node(until);
                    }
                }
            }
            Op::And(all) | Op::Or(all) => all.iter_mut().for_each(node),
            Op::Compare(_, a, b) | Op::Same(a, b) | Op::Has(_, a, b) | Op::Between(a, b) | Op::Binary(_, a, b) => {
                node(a);
                node(b);
            }
            Op::Guard { ends, value } => {
                node(ends);
                node(value);
            }
            Op::Cases(_, cases) => {
                for Case { when, then, .. } in cases {
                    when.iter_mut().for_each(&mut *node);
                    node(then);
                }
            }
            Op::Choose(of, options) => {
                node(of);
                options.iter_mut().for_each(node);
            }
            Op::ByDate(of, periods) => {
                node(of);
                periods.iter_mut().for_each(|p| node(&mut p.2));
            }
            Op::Reduce(_, parts) => parts.iter_mut().for_each(part),
            Op::Expiry { event, length, holidays, .. } => {
                node(event);
                node(length);
                holidays.iter_mut().for_each(part);
            }
            Op::AnnualRate { at, amount, .. } => at.iter_mut().chain(amount).for_each(part),
        }
    }
}
