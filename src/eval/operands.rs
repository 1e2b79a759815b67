//! What a node needs before it can be computed.

use crate::plan::{Frame, FrameId, NodeId, Plan};

/// Calls `f` for all that a node needs: its operands, and the references that its frames and those of its
/// items expand.
pub(super) fn needed(plan: &Plan, id: NodeId, mut f: impl FnMut(NodeId)) {
    let node = plan.node(id);
    node.op.each_read(&mut f);
    owners(plan, node.frame, &mut f);
    node.op.parts().for_each(|part| owners(plan, part.frame, &mut f));
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
