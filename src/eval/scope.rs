//! Evaluating nodes for a set of rows: all of them, or a block.
//!
//! Nodes are computed operands first, each once. Nothing recurses over the plan, however deep it is.

use super::column::Column;
use super::frames::FrameRows;
use super::kernel::reduce::Copies;
use super::operands::closure;
use super::world::World;
use crate::plan::{Frame, FrameId, NodeId, Plan, UNIT};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// What a run cost. The same for the same plan and profiles, whatever the machine and the number of threads.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Counters {
    /// Nodes computed, each once for each block of rows.
    pub nodes: u64,
    /// Kernels called.
    pub kernels: u64,
    /// Rows of the columns computed.
    pub rows: u64,
    /// Bytes of the columns computed.
    pub bytes: u64,
    /// Columns that were asked for and there already.
    pub hits: u64,
}

impl Counters {
    pub(super) fn add(&mut self, other: &Counters) {
        self.nodes += other.nodes;
        self.kernels += other.kernels;
        self.rows += other.rows;
        self.bytes += other.bytes;
        self.hits += other.hits;
    }
}

/// Copies of each row of a frame, those of the frames above it multiplied in.
type ChainCopies = Option<Arc<Vec<Copies>>>;

/// What has been computed for some rows.
#[derive(Clone, Default)]
pub(super) struct Store {
    /// The node of the first of `columns`.
    first: u32,
    columns: Vec<Option<Arc<Column>>>,
    frames: BTreeMap<FrameId, Arc<FrameRows>>,
    maps: BTreeMap<(FrameId, FrameId), Arc<Vec<u32>>>,
    copies: BTreeMap<(FrameId, FrameId), ChainCopies>,
    spread: BTreeMap<(NodeId, FrameId), Arc<Column>>,
    pub counters: Counters,
}

impl Store {
    pub fn new(plan: &Plan) -> Store {
        Store { columns: vec![None; plan.nodes().len()], ..Store::default() }
    }

    /// For some nodes only, from a first to a last.
    pub fn within(nodes: (NodeId, NodeId)) -> Store {
        let (first, last) = (nodes.0.0, nodes.1.0);
        Store { first, columns: vec![None; (last - first) as usize + 1], ..Store::default() }
    }

    /// Makes room for nodes that a plan has gained.
    pub fn grow(&mut self, plan: &Plan) {
        self.columns.resize(plan.nodes().len(), None);
    }

    fn place(&mut self, id: NodeId) -> Option<&mut Option<Arc<Column>>> {
        self.columns.get_mut(id.0.checked_sub(self.first)? as usize)
    }

    pub fn column(&self, id: NodeId) -> Option<&Arc<Column>> {
        self.columns.get(id.0.checked_sub(self.first)? as usize)?.as_ref()
    }

    pub fn put(&mut self, id: NodeId, column: Arc<Column>) {
        if let Some(place) = self.place(id) {
            *place = Some(column);
        }
    }

    /// Forgets a column that nothing needs any more.
    pub fn drop_column(&mut self, id: NodeId) {
        if let Some(place) = self.place(id) {
            *place = None;
        }
        while let Some((key, _)) = self.spread.range((id, UNIT)..=(id, FrameId(u32::MAX))).next() {
            let key = *key;
            self.spread.remove(&key);
        }
    }
}

/// A block of rows of a frame below [`UNIT`].
#[derive(Clone)]
pub(super) struct Block<'s> {
    /// The frame.
    pub family: FrameId,
    /// Its rows.
    pub rows: Range<usize>,
    /// Where columns of other frames are, and those of its own frames from earlier stages.
    pub outer: &'s Store,
}

/// The frame below [`UNIT`] that a frame belongs to, or [`UNIT`].
pub(super) fn family(plan: &Plan, frame: FrameId) -> FrameId {
    let mut at = frame;
    while let Some(parent) = plan.parent(at) {
        if parent == UNIT {
            return at;
        }
        at = parent;
    }
    UNIT
}

/// Evaluation for some rows.
pub(super) struct Scope<'s, 'a> {
    pub world: &'s World<'a>,
    pub store: &'s mut Store,
    pub block: Option<Block<'s>>,
}

impl<'s, 'a> Scope<'s, 'a> {
    /// Computes the nodes and all that they need.
    pub fn demand(&mut self, roots: &[NodeId]) {
        for id in self.missing(roots) {
            self.run(id);
        }
    }

    /// Computes what a frame needs.
    pub fn demand_frame(&mut self, frame: FrameId) {
        let mut needs = vec![];
        super::operands::owners(self.world.plan, frame, &mut |id| needs.push(id));
        self.demand(&needs);
    }

    /// What is still to be computed for some nodes, operands first.
    pub fn missing(&self, roots: &[NodeId]) -> Vec<NodeId> {
        closure(self.world.plan, roots, |id| self.is_there(id))
    }

    fn is_there(&self, id: NodeId) -> bool {
        self.store.column(id).is_some() || self.block.as_ref().is_some_and(|b| b.outer.column(id).is_some())
    }

    /// Computes one node whose operands are there.
    pub fn run(&mut self, id: NodeId) {
        let column = self.compute(id);
        let counters = &mut self.store.counters;
        counters.nodes += 1;
        counters.rows += column.len() as u64;
        counters.bytes += column.bytes() as u64;
        self.store.put(id, column);
    }

    /// The column of a node that has been computed.
    pub fn column(&mut self, id: NodeId) -> Arc<Column> {
        if let Some(column) = self.store.column(id) {
            return column.clone();
        }
        let outer = self.block.as_ref().and_then(|b| b.outer.column(id)).cloned();
        let Some(column) = outer else {
            debug_assert!(false, "operand {id:?} was not computed");
            return Arc::new(self.unknown(self.world.plan.node(id).kind));
        };
        let frame = self.world.plan.node(id).frame;
        let column = match self.rows_in_outer(frame) {
            Some(rows) if column.len() != 1 => Arc::new(column.slice(rows)),
            _ => column,
        };
        self.store.put(id, column.clone());
        column
    }

    /// For a block: the rows of one of its frames among all rows of that frame.
    fn rows_in_outer(&self, frame: FrameId) -> Option<Range<usize>> {
        let block = self.block.as_ref()?;
        if frame == block.family {
            return Some(block.rows.clone());
        }
        let parent = self.world.plan.parent(frame)?;
        let above = self.rows_in_outer(parent)?;
        let parents = block.outer.frames.get(&frame)?.parents.as_ref()?;
        let at = |row: usize| parents.partition_point(|p| (*p as usize) < row);
        Some(at(above.start)..at(above.end))
    }

    /// The column of an operand as the rows of a frame see it.
    pub fn operand(&mut self, id: NodeId, frame: FrameId) -> Arc<Column> {
        let own = self.world.plan.node(id).frame;
        let column = self.column(id);
        if own == frame || own == UNIT || column.len() == 1 {
            return column;
        }
        if let Some(column) = self.store.spread.get(&(id, frame)) {
            return column.clone();
        }
        let spread = Arc::new(column.gather(&self.map(frame, own)));
        self.store.spread.insert((id, frame), spread.clone());
        spread
    }

    /// The rows of a frame.
    pub fn frame(&mut self, frame: FrameId) -> Arc<FrameRows> {
        if let Some(rows) = self.store.frames.get(&frame) {
            return rows.clone();
        }
        let rows = Arc::new(self.make_frame(frame));
        self.store.frames.insert(frame, rows.clone());
        rows
    }

    fn make_frame(&mut self, frame: FrameId) -> FrameRows {
        let tables = &self.world.tables;
        match *self.world.plan.frame(frame) {
            Frame::Unit => FrameRows::unit(),
            Frame::Rows(table) => match &self.block {
                Some(block) if block.family == frame => FrameRows::table(block.rows.start, block.rows.len()),
                _ => FrameRows::table(0, tables.len(table)),
            },
            Frame::Cross { parent, table } => {
                let rows = tables.len(table);
                FrameRows::cross(self.frame(parent).len, parent == UNIT, rows)
            }
            Frame::Expand { parent, owner, items, cut } => {
                let parents = self.frame(parent).len;
                let owner = self.operand(owner, parent);
                match self.world.lists(items, cut) {
                    Some(lists) => self.world.expand(&lists, &owner, parents, parent == UNIT),
                    None => FrameRows::cross(parents, parent == UNIT, 0),
                }
            }
        }
    }

    /// For each row of a frame the row of a frame above that it hangs below.
    pub fn map(&mut self, below: FrameId, above: FrameId) -> Arc<Vec<u32>> {
        if let Some(map) = self.store.maps.get(&(below, above)) {
            return map.clone();
        }
        let len = self.frame(below).len;
        let mut map: Vec<u32> = (0..len as u32).collect();
        let mut at = below;
        while at != above {
            let Some(parent) = self.world.plan.parent(at) else {
                debug_assert!(false, "{above:?} is not above {below:?}");
                break;
            };
            let rows = self.frame(at);
            map.iter_mut().for_each(|row| *row = rows.parent(*row as usize) as u32);
            at = parent;
        }
        let map = Arc::new(map);
        self.store.maps.insert((below, above), map.clone());
        map
    }

    /// How many copies each row of a frame stands for, as seen from a frame above.
    pub fn copies(&mut self, below: FrameId, above: FrameId) -> ChainCopies {
        if let Some(copies) = self.store.copies.get(&(below, above)) {
            return copies.clone();
        }
        let mut all: Option<Vec<Copies>> = None;
        let mut at = below;
        while at != above {
            let rows = self.frame(at);
            if let Some(copies) = &rows.copies {
                let map = self.map(below, at);
                let all = all.get_or_insert_with(|| vec![(1, Some(1)); map.len()]);
                for (row, count) in all.iter_mut().enumerate() {
                    *count = times(*count, copies[map[row] as usize]);
                }
            }
            let Some(parent) = self.world.plan.parent(at) else { break };
            at = parent;
        }
        let all = all.map(Arc::new);
        self.store.copies.insert((below, above), all.clone());
        all
    }
}

fn times(a: Copies, b: Copies) -> Copies {
    let high = match (a.1, b.1) {
        (Some(0), _) | (_, Some(0)) => Some(0),
        (a, b) => a.zip(b).and_then(|(a, b)| a.checked_mul(b)),
    };
    (a.0.saturating_mul(b.0), high)
}
