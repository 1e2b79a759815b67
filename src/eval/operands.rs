//! What a node needs before it can be computed.

use crate::plan::{Frame, FrameId, NodeId, Op, Part, Plan, Read};

/// Calls `f` for every operand of an operator, in their order.
pub(super) fn operands(op: &Op, mut f: impl FnMut(NodeId)) {
    match op {
        Op::Const(_) | Op::Here(_) => {}
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
        Op::Compare(_, a, b) | Op::Same(a, b) | Op::StartsWith(a, b) | Op::Binary(_, a, b) | Op::Between(a, b) => {
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
        Op::Reduce(_, parts) => of_parts(parts, &mut f),
        Op::Expiry { event, length, holidays, .. } => {
            f(*event);
            f(*length);
            of_parts(holidays, &mut f);
        }
        Op::AnnualRate { at, amount, .. } => {
            of_parts(at, &mut f);
            of_parts(amount, &mut f);
        }
    }
}

fn of_parts(parts: &[Part], f: &mut impl FnMut(NodeId)) {
    for part in parts {
        part.member.into_iter().for_each(&mut *f);
        part.value.into_iter().for_each(&mut *f);
    }
}

/// The runs of items of an operator.
pub(super) fn parts(op: &Op) -> Vec<&[Part]> {
    match op {
        Op::Reduce(_, parts) => vec![parts],
        Op::Expiry { holidays, .. } => vec![holidays],
        Op::AnnualRate { at, amount, .. } => vec![at, amount],
        _ => vec![],
    }
}

/// Calls `f` for all that a node needs: its operands, and the references that its frames and those of its
/// items expand.
pub(super) fn needed(plan: &Plan, id: NodeId, mut f: impl FnMut(NodeId)) {
    let node = plan.node(id);
    operands(&node.op, &mut f);
    owners(plan, node.frame, &mut f);
    for part in parts(&node.op).into_iter().flatten() {
        owners(plan, part.frame, &mut f);
    }
}

/// Calls `f` for the references that a frame and those above it expand.
pub(super) fn owners(plan: &Plan, frame: FrameId, f: &mut impl FnMut(NodeId)) {
    let mut at = Some(frame);
    while let Some(frame) = at {
        if let Frame::Expand { owner, .. } = plan.frame(frame) {
            f(*owner);
        }
        at = plan.parent(frame);
    }
}

/// All nodes that some nodes rest on, operands first; those for which `skip` holds are left out with all below.
pub(super) fn closure(plan: &Plan, roots: &[NodeId], skip: impl Fn(NodeId) -> bool) -> Vec<NodeId> {
    let (mut open, mut all): (Vec<NodeId>, Vec<NodeId>) = (vec![], vec![]);
    if roots.iter().all(|id| skip(*id)) {
        return all;
    }
    let mut seen = vec![false; plan.nodes().len()];
    let mut visit = |id: NodeId, open: &mut Vec<NodeId>| {
        let known = seen.get_mut(id.0 as usize);
        if known.is_some_and(|known| !std::mem::replace(known, true)) && !skip(id) {
            open.push(id);
        }
    };
    roots.iter().for_each(|id| visit(*id, &mut open));
    while let Some(id) = open.pop() {
        all.push(id);
        needed(plan, id, |below| visit(below, &mut open));
    }
    all.sort_unstable();
    all
}
