//! How many rows frames have, as far as that can be told before they are laid out.

use super::operands::closure;
use super::run::Runner;
use crate::plan::{Frame, FrameId, NodeId, Table, TableId, UNIT};
use std::collections::BTreeSet;

/// Most rows of a frame that are laid out at once.
pub const MOST_ROWS: u64 = 20_000_000;

impl Runner<'_> {
    /// How many rows a frame has; of lists in lists as many as there are on average.
    pub fn about_rows(&self, frame: FrameId) -> u64 {
        let rows = |table: TableId| self.table_rows(table) as u64;
        match *self.plan().frame(frame) {
            Frame::Unit => 1,
            Frame::Rows(table) => rows(table),
            Frame::Cross { parent, table } => self.about_rows(parent).saturating_mul(rows(table)),
            Frame::Expand { parent, items, .. } => {
                let owners = match self.plan().table(items) {
                    Table::Items { owner, .. } => rows(*owner).max(1),
                    Table::Entity(_) => 1,
                };
                self.about_rows(parent).saturating_mul(rows(items).div_ceil(owners).max(1))
            }
        }
    }

    /// The tables whose rows a frame goes through together, the outermost first.
    pub fn tables_of(&self, frame: FrameId) -> Vec<TableId> {
        let (mut tables, mut at) = (vec![], frame);
        while at != UNIT {
            match self.plan().frame(at) {
                Frame::Unit => {}
                Frame::Rows(table) | Frame::Cross { table, .. } => tables.push(*table),
                Frame::Expand { items, .. } => tables.push(*items),
            }
            at = self.plan().parent(at).unwrap_or(UNIT);
        }
        tables.reverse();
        tables
    }

    /// The frames of some nodes, of what they rest on and of what they gather.
    pub fn frames_below(&self, nodes: &[NodeId]) -> BTreeSet<FrameId> {
        let plan = self.plan();
        let all = closure(plan, nodes, |_| false).into_iter().map(|id| plan.node(id));
        all.flat_map(|node| node.op.parts().map(|part| part.frame).chain([node.frame])).collect()
    }
}
