//! Blocks of rows in parallel.
//!
//! A chain of nodes is computed for a few thousand rows at a time, so that it stays in cache, and only the columns
//! that were asked for are kept. Rows belong to blocks by their number, whatever the number of threads.

use super::column::Column;
use super::operands::{closure, needed};
use super::run::Runner;
use super::scope::{Block, Counters, Scope, Store, family};
use super::world::lock;
use crate::plan::{Frame, FrameId, NodeId, Op, Plan, UNIT};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// Rows of a block.
pub const BLOCK: usize = 4096;

/// Nodes of one table's rows that can be computed once all nodes of earlier stages have been.
struct Stage {
    family: FrameId,
    /// What is kept.
    kept: Vec<NodeId>,
    /// What each block computes, operands first, and what nothing needs any more after that.
    order: Vec<(NodeId, Vec<NodeId>)>,
    /// The first and the last node that a block looks at.
    nodes: (NodeId, NodeId),
}

impl Stage {
    fn new(plan: &Plan, family: FrameId, kept: Vec<NodeId>, store: &Store) -> Stage {
        let nodes = closure(plan, &kept, |id| store.column(id).is_some());
        let mut last_use: BTreeMap<NodeId, NodeId> = BTreeMap::new();
        for id in &nodes {
            needed(plan, *id, |below| {
                last_use.insert(below, *id);
            });
        }
        let seen = || kept.iter().chain(&nodes).chain(last_use.keys()).copied();
        let range = (seen().min().unwrap_or(NodeId(0)), seen().max().unwrap_or(NodeId(0)));
        let mut done: BTreeMap<NodeId, Vec<NodeId>> = BTreeMap::new();
        for (below, user) in last_use {
            if kept.binary_search(&below).is_err() {
                done.entry(user).or_default().push(below);
            }
        }
        let order = nodes.into_iter().map(|id| (id, done.remove(&id).unwrap_or_default())).collect();
        Stage { family, kept, order, nodes: range }
    }
}

impl Runner<'_> {
    /// Computes the columns of some nodes for all rows, in blocks, and keeps these columns only (and those of nodes
    /// that depend on no row). The columns are the same as those of [`Runner::column`].
    pub fn run_blocks(&self, roots: &[NodeId]) {
        self.run_blocks_of(roots, BLOCK);
    }

    /// As [`Runner::run_blocks`], with blocks of so many rows.
    pub fn run_blocks_of(&self, roots: &[NodeId], rows: usize) {
        let mut store = lock(&self.store);
        let plan = self.world.plan;
        let all = closure(plan, roots, |id| store.column(id).is_some());
        for (step, nodes) in self.steps(&all, roots, &store) {
            match step {
                None => self.with(&mut store, |scope| scope.demand(&nodes)),
                Some(family) => self.run_stage(family, nodes, rows.max(1), &mut store),
            }
        }
    }

    /// The nodes of fields of profiles that some nodes rest on: with their columns at hand, [`Runner::run_blocks`]
    /// computes rules only and reads no profile.
    pub fn fields_below(&self, roots: &[NodeId]) -> Vec<NodeId> {
        let plan = self.world.plan;
        let is_field = |id: &NodeId| matches!(plan.node(*id).op, Op::Field { .. } | Op::FieldEnd { .. });
        closure(plan, roots, |_| false).into_iter().filter(is_field).collect()
    }

    /// What to compute in which order: nodes of all rows of a family in blocks, others at once.
    fn steps(&self, all: &[NodeId], roots: &[NodeId], store: &Store) -> Vec<(Option<FrameId>, Vec<NodeId>)> {
        let plan = self.world.plan;
        let of = |id: NodeId| {
            let family = family(plan, plan.node(id).frame);
            matches!(plan.frame(family), Frame::Rows(_)).then_some(family)
        };
        // The stage of a node: how often its operands change between a family and the rest.
        let mut stage: BTreeMap<NodeId, u32> = BTreeMap::new();
        let mut kept: BTreeMap<(u32, Option<FrameId>), Vec<NodeId>> = BTreeMap::new();
        let mut wanted: Vec<NodeId> = roots.to_vec();
        for id in all {
            let own = of(*id);
            let mut level = 0;
            needed(plan, *id, |below| {
                let Some(there) = stage.get(&below) else { return };
                level = level.max(there + u32::from(of(below) != own));
            });
            stage.insert(*id, level);
        }
        for id in all {
            needed(plan, *id, |below| {
                if stage.get(&below).is_some_and(|there| *there < stage[id] || of(below) != of(*id)) {
                    wanted.push(below);
                }
            });
        }
        wanted.sort_unstable();
        wanted.dedup();
        for id in wanted.into_iter().filter(|id| store.column(*id).is_none()) {
            if let Some(level) = stage.get(&id) {
                kept.entry((*level, of(id))).or_default().push(id);
            }
        }
        kept.into_iter().map(|((_, family), nodes)| (family, nodes)).collect()
    }

    fn run_stage(&self, family: FrameId, kept: Vec<NodeId>, rows: usize, store: &mut Store) {
        let len = self.with(store, |scope| scope.frame(family).len);
        let blocks: Vec<Range<usize>> = (0..len.div_ceil(rows)).map(|b| b * rows..len.min((b + 1) * rows)).collect();
        if blocks.len() < 2 {
            return self.with(store, |scope| scope.demand(&kept));
        }
        self.load_frames(&kept, store);
        let stage = Stage::new(self.world.plan, family, kept, store);
        let outer: &Store = store;
        let done: Vec<(Counters, Vec<(usize, Arc<Column>)>)> =
            blocks.into_par_iter().map(|rows| self.run_block(&stage, rows, outer)).collect();
        let mut columns: Vec<Vec<(usize, Arc<Column>)>> = vec![vec![]; stage.kept.len()];
        for (counters, block) in done {
            store.counters.add(&counters);
            columns.iter_mut().zip(block).for_each(|(all, one)| all.push(one));
        }
        for (id, blocks) in stage.kept.iter().zip(&columns) {
            if let Some(column) = Column::concat(blocks) {
                store.put(*id, Arc::new(column));
            }
        }
    }

    /// Frames of earlier columns that blocks take slices of.
    fn load_frames(&self, kept: &[NodeId], store: &mut Store) {
        let plan = self.world.plan;
        let mut frames = vec![];
        for id in closure(plan, kept, |_| false) {
            let frame = plan.node(id).frame;
            if store.column(id).is_some() && plan.parent(frame).is_some_and(|parent| parent != UNIT) {
                frames.push(frame);
            }
        }
        frames.sort_unstable();
        frames.dedup();
        self.with(store, |scope| {
            for frame in frames {
                scope.demand_frame(frame);
                scope.frame(frame);
            }
        });
    }

    /// One block: the kept columns with the rows that they stand for, and what it cost.
    fn run_block(&self, stage: &Stage, rows: Range<usize>, outer: &Store) -> (Counters, Vec<(usize, Arc<Column>)>) {
        let mut store = Store::within(stage.nodes);
        let block = Block { family: stage.family, rows, outer };
        let mut scope = Scope { world: &self.world, store: &mut store, block: Some(block) };
        for (id, done) in &stage.order {
            scope.run(*id);
            done.iter().for_each(|below| scope.store.drop_column(*below));
        }
        let kept = stage.kept.iter().map(|id| {
            let column = scope.column(*id);
            (scope.frame(self.world.plan.node(*id).frame).len, column)
        });
        let kept = kept.collect();
        (store.counters, kept)
    }
}
