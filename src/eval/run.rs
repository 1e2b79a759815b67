//! The runner: columns on demand, kept; outcomes as others read them.

use super::bits::ones;
use super::column::{Column, Data, UNKNOWN};
use super::frames::FrameRows;
use super::outcome::{Days, Outcome, Values};
use super::scope::{Counters, Scope, Store};
use super::world::{Read, World, lock};
use crate::data::Profiles;
use crate::num::bounds::Bounds;
use crate::plan::{FrameId, Kind, NodeId, Plan};
use crate::types::schema::Schema;
use std::sync::{Arc, Mutex};

/// Runs a plan over profiles.
pub struct Runner<'a> {
    pub(super) world: World<'a>,
    pub(super) store: Mutex<Store>,
    /// Where what was computed goes when the run ends.
    home: Option<&'a Shelf>,
}

/// What runs have computed of a plan that grows, kept from one run to the next. Of one plan over the same profiles.
#[derive(Default)]
pub struct Shelf(Mutex<Option<Kept>>);

struct Kept {
    store: Store,
    read: Read,
}

impl Shelf {
    /// Another shelf with the same columns on it. A column that is still being read is not among them.
    pub fn copy(&self) -> Shelf {
        let kept = lock(&self.0).as_ref().map(|kept| Kept { store: kept.store.clone(), read: kept.read.copy() });
        Shelf(Mutex::new(kept))
    }
}

impl Drop for Runner<'_> {
    fn drop(&mut self) {
        if let Some(shelf) = self.home {
            let store = std::mem::take(&mut *lock(&self.store));
            *lock(&shelf.0) = Some(Kept { store, read: self.world.take() });
        }
    }
}

impl<'a> Runner<'a> {
    /// Nothing is computed yet.
    pub fn new(plan: &'a Plan, schema: &'a Schema, profiles: &'a Profiles) -> Runner<'a> {
        Runner {
            world: World::new(plan, schema, profiles, Read::default()),
            store: Mutex::new(Store::new(plan)),
            home: None,
        }
    }

    /// Goes on from what earlier runs of the same plan over the same profiles have left on a shelf.
    pub fn resume(plan: &'a Plan, schema: &'a Schema, profiles: &'a Profiles, shelf: &'a Shelf) -> Runner<'a> {
        let kept = lock(&shelf.0).take();
        let (mut store, read) = kept.map_or_else(|| (Store::new(plan), Read::default()), |k| (k.store, k.read));
        store.grow(plan);
        Runner { world: World::new(plan, schema, profiles, read), store: Mutex::new(store), home: Some(shelf) }
    }

    /// The schema of the profiles.
    pub fn schema(&self) -> &'a Schema {
        self.world.tables.schema()
    }

    /// The plan.
    pub fn plan(&self) -> &'a Plan {
        self.world.plan
    }

    /// The column of a node for all rows of its frame, computed when first asked for. It may have one row that
    /// stands for all: see [`Column::at`].
    pub fn column(&self, id: NodeId) -> Arc<Column> {
        let mut store = lock(&self.store);
        if let Some(column) = store.column(id).cloned() {
            store.counters.hits += 1;
            return column;
        }
        self.with(&mut store, |scope| {
            scope.demand(&[id]);
            scope.column(id)
        })
    }

    pub(super) fn with<R>(&self, store: &mut Store, work: impl FnOnce(&mut Scope<'_, 'a>) -> R) -> R {
        work(&mut Scope { world: &self.world, store, block: None })
    }

    pub(super) fn frame(&self, frame: FrameId) -> Arc<FrameRows> {
        let mut store = lock(&self.store);
        self.with(&mut store, |scope| {
            scope.demand_frame(frame);
            scope.frame(frame)
        })
    }

    /// How many rows a frame has.
    pub fn rows(&self, frame: FrameId) -> usize {
        self.frame(frame).len
    }

    /// The parent's row that a row hangs below, and the row of the innermost table that it is about (the number of
    /// rows of the table: an item of which nothing is known).
    pub fn frame_row(&self, frame: FrameId, row: usize) -> (usize, Option<usize>) {
        let rows = self.frame(frame);
        (rows.parent(row), rows.items.get(row))
    }

    /// The outcomes of a node as the rows of a frame at or below its own see them: its column is looked up once.
    pub fn outcomes(&self, id: NodeId, frame: FrameId) -> Outcomes<'_, 'a> {
        let node = self.world.plan.node(id);
        let mut path = vec![];
        let mut at = frame;
        while at != node.frame {
            path.push(self.frame(at));
            let Some(parent) = self.world.plan.parent(at) else { break };
            at = parent;
        }
        Outcomes { runner: self, column: self.column(id), kind: node.kind, path }
    }

    /// How many copies a row stands for: least and greatest number, `None` any.
    pub fn copies(&self, frame: FrameId, row: usize) -> (u32, Option<u32>) {
        self.frame(frame).copies.as_ref().map_or((1, Some(1)), |copies| copies[row])
    }

    /// The outcomes still possible of a node in a row of its frame.
    pub fn outcome(&self, id: NodeId, row: usize) -> Outcome {
        let column = self.column(id);
        self.read(&column, self.world.plan.node(id).kind, row)
    }

    /// The outcomes of a row of a column.
    pub(super) fn read(&self, column: &Column, kind: Kind, row: usize) -> Outcome {
        let at = column.at(row);
        let values = if column.can_be_value(at) { self.values(column, kind, at) } else { Values::None };
        Outcome {
            values,
            not_applicable: column.can_be_na(at),
            conflict: column.can_be_conflict(at),
            gap: column.can_be_gap(at),
        }
    }

    fn values(&self, column: &Column, kind: Kind, at: usize) -> Values {
        let phantom = match kind {
            Kind::Code(codes) => self.world.tables.code_set(codes).phantom,
            _ => None,
        };
        match column.data() {
            Data::Cond { t, f } => Values::Cond { t: t.get(at), f: f.get(at) },
            Data::Number(numbers) if kind == Kind::Date => Values::Date(days(&numbers.bounds_ref(at))),
            Data::Number(numbers) => Values::Number(numbers.bounds(at)),
            Data::Mask(masks) => match phantom {
                Some(phantom) if masks[at] >> phantom & 1 == 1 => Values::Codes(None),
                _ => Values::Codes(Some(ones(masks[at]).map(|place| place as u32).collect())),
            },
            Data::Index(places) => {
                let place = Some(places[at]).filter(|place| *place != UNKNOWN && Some(*place) != phantom);
                Values::Codes(place.map(|place| vec![place]))
            }
            Data::Text(texts) => Values::Text(if texts[at] == UNKNOWN { None } else { self.world.text(texts[at]) }),
        }
    }

    /// What the run has cost so far.
    pub fn counters(&self) -> Counters {
        lock(&self.store).counters
    }
}

/// The outcomes of a node, its column at hand.
pub struct Outcomes<'r, 'a> {
    runner: &'r Runner<'a>,
    column: Arc<Column>,
    kind: Kind,
    /// Frames from that of the rows up to that of the node.
    path: Vec<Arc<FrameRows>>,
}

impl Outcomes<'_, '_> {
    /// The row of the node's own frame.
    pub fn row(&self, row: usize) -> usize {
        self.path.iter().fold(row, |row, frame| frame.parent(row))
    }

    /// The outcomes still possible in a row.
    pub fn at(&self, row: usize) -> Outcome {
        self.runner.read(&self.column, self.kind, self.row(row))
    }
}

/// Days within bounds.
fn days(bounds: &Bounds) -> Days {
    Days { lo: bounds.lo().and_then(|v| v.floor().to_i64()), hi: bounds.hi().and_then(|v| v.floor().to_i64()) }
}
