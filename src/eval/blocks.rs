//! Blocks of rows in parallel.
//!
//! A chain of nodes is computed for a few thousand rows at a time, so that it stays in cache, and only the columns
//! that were asked for are kept. Rows belong to blocks by their number, whatever the number of threads.

use super::column::Column;
use super::course::{Step, course};
use super::operands::closure;
use super::run::Runner;
use super::scope::{Block, Counters, Scope, Store};
use super::world::lock;
use crate::plan::{FrameId, NodeId, Op};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::Arc;

/// Rows of a block.
pub const BLOCK: usize = 4096;

impl Runner<'_> {
    /// Computes the columns of some nodes for all rows, in blocks, and keeps these columns only (and those of nodes
    /// that depend on no row). The columns are the same as those of [`Runner::column`].
    pub fn run_blocks(&self, roots: &[NodeId]) {
        self.run_blocks_of(roots, BLOCK);
    }

    /// As [`Runner::run_blocks`], with blocks of so many rows.
    pub fn run_blocks_of(&self, roots: &[NodeId], rows: usize) {
        let mut store = lock(&self.store);
        for step in course(self.world.plan, roots, |id| store.column(id).is_some()) {
            match step.family {
                None => self.run_whole(&step, &mut store),
                Some(family) => self.run_step(&step, family, rows.max(1), &mut store),
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

    fn run_whole(&self, step: &Step, store: &mut Store) {
        self.with(store, |scope| step.order.iter().for_each(|(id, _)| scope.run(*id)));
    }

    fn run_step(&self, step: &Step, family: FrameId, rows: usize, store: &mut Store) {
        let len = self.with(store, |scope| scope.frame(family).len);
        let blocks: Vec<Range<usize>> = (0..len.div_ceil(rows)).map(|b| b * rows..len.min((b + 1) * rows)).collect();
        if blocks.len() < 2 {
            return self.run_whole(step, store);
        }
        // Frames of earlier columns that blocks take slices of.
        self.with(store, |scope| {
            for frame in &step.frames {
                scope.demand_frame(*frame);
                scope.frame(*frame);
            }
        });
        let outer: &Store = store;
        let done: Vec<(Counters, Vec<(usize, Arc<Column>)>)> =
            blocks.into_par_iter().map(|rows| self.run_block(step, family, rows, outer)).collect();
        let mut columns: Vec<Vec<(usize, Arc<Column>)>> = vec![vec![]; step.kept.len()];
        for (counters, block) in done {
            store.counters.add(&counters);
            columns.iter_mut().zip(block).for_each(|(all, one)| all.push(one));
        }
        for (id, blocks) in step.kept.iter().zip(&columns) {
            if let Some(column) = Column::concat(blocks) {
                store.put(*id, Arc::new(column));
            }
        }
    }

    /// One block: the kept columns with the rows that they stand for, and what it cost.
    fn run_block(
        &self,
        step: &Step,
        family: FrameId,
        rows: Range<usize>,
        outer: &Store,
    ) -> (Counters, Vec<(usize, Arc<Column>)>) {
        let mut store = Store::within(step.nodes);
        let block = Block { family, rows, outer };
        let mut scope = Scope { world: &self.world, store: &mut store, block: Some(block) };
        let mut done = step.done.iter();
        for (id, last_used) in &step.order {
            scope.run(*id);
            done.by_ref().take(*last_used as usize).for_each(|below| scope.store.drop_column(*below));
        }
        let kept = step.kept.iter().map(|id| {
            let column = scope.column(*id);
            (scope.frame(self.world.plan.node(*id).frame).len, column)
        });
        let kept = kept.collect();
        (store.counters, kept)
    }
}
