//! The course of a run in blocks: which nodes are computed in which step, in which order, and what is kept of them.

use super::operands::needed;
use super::scope::family;
use crate::plan::{Frame, FrameId, NodeId, Plan, UNIT};
use std::collections::BTreeMap;
use std::ops::Range;

/// Nodes that can be computed once all nodes of earlier steps have been.
pub(super) struct Step {
    /// The frame of a table whose rows are cut into blocks; none: the nodes are computed for all rows at once.
    pub family: Option<FrameId>,
    /// What is computed, operands first, and how many of `done` nothing needs any more after that.
    pub order: Vec<(NodeId, u32)>,
    /// What of the step, and of the columns that it takes slices of, is used for the last time, in the order of `order`.
    pub done: Vec<NodeId>,
    /// What is kept: it was asked for, or a later step needs it.
    pub kept: Vec<NodeId>,
    /// The first and the last node that is looked at.
    pub nodes: (NodeId, NodeId),
    /// Frames below those of the table, of columns from elsewhere.
    pub frames: Vec<FrameId>,
}

/// Nodes and what each needs, by their places in ascending order: operands come first.
struct Graph {
    nodes: Vec<NodeId>,
    below: Vec<u32>,
    /// For each node its part of `below`; none: its column is there.
    edges: Vec<Option<Range<u32>>>,
}

impl Graph {
    /// All that some nodes rest on, down to the columns that are there.
    fn new(plan: &Plan, roots: &[NodeId], is_there: impl Fn(NodeId) -> bool) -> Graph {
        let mut places = vec![u32::MAX; plan.nodes().len()];
        let (mut found, mut open, mut below): (Vec<(NodeId, Option<Range<u32>>)>, Vec<NodeId>, Vec<NodeId>) =
            (vec![], vec![], vec![]);
        let mut visit = |id: NodeId, open: &mut Vec<NodeId>| {
            if std::mem::take(&mut places[id.0 as usize]) != 0 {
                open.push(id);
            }
        };
        roots.iter().for_each(|id| visit(*id, &mut open));
        while let Some(id) = open.pop() {
            let edges = (!is_there(id)).then(|| {
                let first = below.len() as u32;
                needed(plan, id, |needs| {
                    below.push(needs);
                    visit(needs, &mut open);
                });
                first..below.len() as u32
            });
            found.push((id, edges));
        }
        found.sort_unstable_by_key(|(id, _)| *id);
        found.iter().enumerate().for_each(|(place, (id, _))| places[id.0 as usize] = place as u32);
        let below = below.into_iter().map(|id| places[id.0 as usize]).collect();
        let (nodes, edges) = found.into_iter().unzip();
        Graph { nodes, below, edges }
    }

    /// What a node needs; nothing where its column is there.
    fn below(&self, place: usize) -> &[u32] {
        self.edges[place].as_ref().map_or(&[], |edges| &self.below[edges.start as usize..edges.end as usize])
    }
}

/// The steps that compute some nodes, down to the columns that are there.
pub(super) fn course(plan: &Plan, roots: &[NodeId], is_there: impl Fn(NodeId) -> bool) -> Vec<Step> {
    let graph = Graph::new(plan, roots, is_there);
    let families: Vec<Option<FrameId>> = graph.nodes.iter().map(|id| rows_of(plan, *id)).collect();
    // How often operands change between a family and the rest.
    let mut levels = vec![0u32; graph.nodes.len()];
    for place in 0..graph.nodes.len() {
        let over = |below: &u32| match graph.edges[*below as usize] {
            Some(_) => levels[*below as usize] + u32::from(families[*below as usize] != families[place]),
            None => 0,
        };
        levels[place] = graph.below(place).iter().map(over).max().unwrap_or(0);
    }
    let mut steps: BTreeMap<(u32, Option<FrameId>), Vec<usize>> = BTreeMap::new();
    for place in (0..graph.nodes.len()).filter(|place| graph.edges[*place].is_some()) {
        steps.entry((levels[place], families[place])).or_default().push(place);
    }
    let mut kept = vec![false; graph.nodes.len()];
    for place in 0..graph.nodes.len() {
        for below in graph.below(place).iter().map(|below| *below as usize) {
            kept[below] |= (levels[below], families[below]) != (levels[place], families[place]);
        }
    }
    for root in roots {
        if let Ok(place) = graph.nodes.binary_search(root) {
            kept[place] = true;
        }
    }
    steps.into_iter().map(|((_, family), places)| graph.step(plan, family, &places, &kept)).collect()
}

/// The frame of the table whose rows a node has, itself or above its own frame.
fn rows_of(plan: &Plan, id: NodeId) -> Option<FrameId> {
    let family = family(plan, plan.node(id).frame);
    matches!(plan.frame(family), Frame::Rows(_)).then_some(family)
}

impl Graph {
    fn step(&self, plan: &Plan, family: Option<FrameId>, places: &[usize], kept: &[bool]) -> Step {
        let own: Vec<NodeId> = places.iter().map(|place| self.nodes[*place]).collect();
        let kept_of = |place: &&usize| kept[**place];
        let mut step = Step {
            family,
            order: Vec::with_capacity(own.len()),
            done: vec![],
            kept: places.iter().filter(kept_of).map(|place| self.nodes[*place]).collect(),
            nodes: (own[0], own[own.len() - 1]),
            frames: vec![],
        };
        // From the last user back: what was not seen yet is used for the last time.
        let mut seen = vec![false; self.nodes.len()];
        for place in places.iter().rev() {
            let before = step.done.len();
            for below in self.below(*place).iter().map(|below| *below as usize) {
                let id = self.nodes[below];
                if std::mem::replace(&mut seen[below], true) {
                    continue;
                }
                let is_own = own.binary_search(&id).is_ok();
                if !is_own {
                    step.nodes = (step.nodes.0.min(id), step.nodes.1.max(id));
                    let frame = plan.node(id).frame;
                    if plan.parent(frame).is_some_and(|parent| parent != UNIT) {
                        step.frames.push(frame);
                    }
                }
                if !(is_own && kept[below]) {
                    step.done.push(id);
                }
            }
            step.order.push((self.nodes[*place], (step.done.len() - before) as u32));
        }
        step.order.reverse();
        step.done.reverse();
        step.frames.sort_unstable();
        step.frames.dedup();
        step
    }
}
