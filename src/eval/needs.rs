//! What would settle an outcome: the facts and decisions that it still hangs on, cheapest first.
//!
//! Read off the columns of a run. Only operands that matter are followed: what is settled decides nothing
//! more, what another operand absorbs is left aside, a case that a true one prevails over is not asked about.

use crate::eval::run::Runner;
use crate::plan::{Case, Combine, FrameId, NodeId, Op, Origin, Part, Read, Reduction, Table, TableId};
use crate::types::schema::{FieldId, Schema, Type};
use std::collections::BTreeSet;

/// Something that is missing.
#[derive(Clone, PartialEq, Debug)]
pub enum Need {
    /// A field of a row.
    Field {
        /// The table.
        table: TableId,
        /// The field.
        field: FieldId,
        /// The row; past the last: an item that is not listed.
        row: usize,
    },
    /// A param, a fact, a parameter of a reform, a field of what a test made up.
    Origin {
        /// Which.
        origin: Origin,
        /// Its node.
        node: NodeId,
    },
}

/// What would settle a node in a row of its frame; nothing where it is settled.
pub fn needs(runner: &Runner, node: NodeId, row: usize) -> Vec<Need> {
    let frame = runner.plan().node(node).frame;
    let mut search = Search { runner, seen: BTreeSet::new(), found: vec![] };
    search.follow(node, frame, row);
    let schema = runner.schema();
    let mut found = search.found;
    found.sort_by_key(|need| rank(schema, need));
    found.dedup();
    found
}

/// Effort, then the order of the schema; decisions last.
fn rank(schema: &Schema, need: &Need) -> (u8, u32, u32, usize) {
    match need {
        Need::Field { field, row, .. } => (schema.field(*field).effort, field.entity.0, field.index, *row),
        Need::Origin { origin: Origin::Given(_, field) | Origin::Instance(field, _), node } => {
            (schema.field(*field).effort, field.entity.0, field.index, node.0 as usize)
        }
        Need::Origin { node, .. } => (u8::MAX, 0, 0, node.0 as usize),
    }
}

struct Search<'r, 'a> {
    runner: &'r Runner<'a>,
    seen: BTreeSet<Visit>,
    found: Vec<Need>,
}

/// A node to look at, seen from a row of a frame at or below its own.
type Visit = (NodeId, FrameId, usize);

impl Search<'_, '_> {
    /// Follows everything that matters, without recursion.
    fn follow(&mut self, node: NodeId, frame: FrameId, row: usize) {
        let mut open: Vec<Visit> = vec![(node, frame, row)];
        while let Some((node, frame, row)) = open.pop() {
            let own = self.runner.plan().node(node).frame;
            let Some(at) = self.up(frame, row, own) else { continue };
            if self.seen.insert((node, own, at)) && !self.runner.outcome(node, at).is_settled() {
                self.step(node, own, at, &mut open);
            }
        }
    }

    /// The row of a frame above that a row hangs below.
    fn up(&self, from: FrameId, row: usize, to: FrameId) -> Option<usize> {
        let (mut frame, mut row) = (from, row);
        while frame != to {
            row = self.runner.frame_row(frame, row).0;
            frame = self.runner.plan().parent(frame)?;
        }
        Some(row)
    }

    fn settled(&self, node: NodeId, frame: FrameId, row: usize) -> bool {
        let own = self.runner.plan().node(node).frame;
        self.up(frame, row, own).is_some_and(|at| self.runner.outcome(node, at).is_settled())
    }

    fn truth(&self, node: NodeId, frame: FrameId, row: usize) -> Option<bool> {
        let own = self.runner.plan().node(node).frame;
        self.up(frame, row, own).and_then(|at| self.runner.outcome(node, at).truth())
    }

    fn step(&mut self, id: NodeId, frame: FrameId, row: usize, open: &mut Vec<Visit>) {
        let node = self.runner.plan().node(id);
        let mut go = |next: NodeId| open.push((next, frame, row));
        match &node.op {
            Op::Const(_) | Op::Here(_) => {}
            Op::Named(origin, inner) => match (self.is_open_constant(*inner) || self.is_given(origin, *inner), origin) {
                // A rule or case that is itself an open constant is no fact to ask for.
                (true, Origin::Definition(_) | Origin::Case(..) | Origin::End(..)) => {}
                (true, origin) => self.found.push(Need::Origin { origin: origin.clone(), node: id }),
                (false, _) => go(*inner),
            },
            Op::Field { of, table, field, read, .. } => self.field(*of, *table, *field, read, (frame, row), open),
            Op::FieldEnd { of, table, field, read, .. } => self.field(*of, *table, *field, read, (frame, row), open),
            Op::Guard { ends, value } => {
                if !self.settled(*ends, frame, row) {
                    go(*ends);
                }
                go(*value);
            }
            Op::Cases(combine, cases) => self.cases(*combine, cases, frame, row, open),
            Op::Choose(code, options) => {
                if !self.settled(*code, frame, row) {
                    go(*code);
                    return;
                }
                let own = self.runner.plan().node(*code).frame;
                let place = self.up(frame, row, own).and_then(|at| self.runner.outcome(*code, at).code());
                if let Some(option) = place.and_then(|p| options.get(p as usize)) {
                    go(*option);
                }
            }
            Op::ByDate(day, versions) => {
                go(*day);
                let own = self.runner.plan().node(*day).frame;
                if let Some(day) = self.up(frame, row, own).and_then(|at| self.runner.outcome(*day, at).date()) {
                    versions.iter().filter(|v| v.0 <= day && day <= v.1).for_each(|v| go(v.2));
                }
            }
            Op::Reduce(how, parts) => self.items(Some(*how), parts, frame, row, open),
            Op::Expiry { event, length, holidays, .. } => {
                go(*event);
                go(*length);
                self.items(None, holidays, frame, row, open);
            }
            Op::AnnualRate { at, amount, .. } => {
                self.items(None, at, frame, row, open);
                self.items(None, amount, frame, row, open);
            }
            other => other.operands().into_iter().for_each(go),
        }
    }

    /// Whether a name stands for a fact or decision made of constants only: `absent or any value`, say.
    fn is_given(&self, origin: &Origin, inner: NodeId) -> bool {
        if !matches!(origin, Origin::Given(..) | Origin::Param(..) | Origin::Fact(_) | Origin::ReformParam(..) | Origin::Instance(..)) {
            return false;
        }
        let mut open = vec![inner];
        while let Some(node) = open.pop() {
            match &self.runner.plan().node(node).op {
                Op::Field { .. } | Op::FieldEnd { .. } | Op::Named(..) | Op::Reduce(..) => return false,
                other => open.extend(other.operands()),
            }
        }
        true
    }

    fn is_open_constant(&self, node: NodeId) -> bool {
        matches!(self.runner.plan().node(node).op, Op::Const(_))
    }

    fn field(&mut self, of: NodeId, table: TableId, field: u32, read: &Read, at: (FrameId, usize), open: &mut Vec<Visit>) {
        let (frame, row) = at;
        if let Read::AsOf(day) = read {
            open.push((*day, frame, row));
        }
        if !self.settled(of, frame, row) {
            open.push((of, frame, row));
        }
        let own = self.runner.plan().node(of).frame;
        let place = self.up(frame, row, own).and_then(|r| self.runner.outcome(of, r).code());
        let Some(id) = self.field_id(table, field) else { return };
        if let Some(place) = place {
            self.found.push(Need::Field { table, field: id, row: place as usize });
        } else if let Table::Items { .. } = self.runner.plan().table(table) {
            self.found.push(Need::Field { table, field: id, row: usize::MAX });
        }
    }

    /// The field behind a column of a table; for a list of anything but records, the list itself.
    fn field_id(&self, table: TableId, field: u32) -> Option<FieldId> {
        Some(match self.runner.plan().table(table) {
            Table::Entity(entity) => FieldId { entity: *entity, index: field },
            Table::Items { field: list, .. } => {
                let item = match &self.runner.schema().field(*list).ty {
                    Type::List(item) => (**item).clone(),
                    other => other.clone(),
                };
                match item {
                    Type::Entity(record) if !self.runner.schema().entity(record).is_keyed() => FieldId { entity: record, index: field },
                    _ => *list,
                }
            }
        })
    }

    /// Conditions that are open, and values of cases that may still win.
    fn cases(&mut self, combine: Combine, cases: &[Case], frame: FrameId, row: usize, open: &mut Vec<Visit>) {
        let truth = |case: &Case| case.when.map_or(Some(true), |w| self.truth(w, frame, row));
        let holds: Vec<bool> = cases.iter().map(|c| truth(c) == Some(true)).collect();
        for case in cases {
            let prevails = matches!(combine, Combine::Prevail | Combine::Unique | Combine::Partition);
            let beaten = prevails && case.under.iter().any(|o| holds[*o as usize]);
            if beaten {
                continue;
            }
            match case.when {
                Some(when) if !self.settled(when, frame, row) => {
                    open.push((when, frame, row));
                    open.push((case.then, frame, row));
                }
                Some(when) if self.truth(when, frame, row) != Some(true) => {}
                _ => open.push((case.then, frame, row)),
            }
        }
    }

    /// Items whose membership or value is open.
    fn items(&mut self, how: Option<Reduction>, parts: &[Part], frame: FrameId, row: usize, open: &mut Vec<Visit>) {
        for part in parts {
            let rows: Vec<usize> = match part.frame == frame {
                true => vec![row],
                false => {
                    let all = 0..self.runner.rows(part.frame);
                    all.filter(|r| self.up(part.frame, *r, frame) == Some(row)).collect()
                }
            };
            for item in rows {
                let absorbs = match how {
                    Some(Reduction::Some) => Some(false),
                    Some(Reduction::Every) => Some(true),
                    _ => None,
                };
                let idle = |v: NodeId| absorbs.is_some() && self.truth(v, part.frame, item) == absorbs;
                if part.value.is_some_and(idle) {
                    continue;
                }
                self.unlisted(part.frame, item);
                if let Some(member) = part.member {
                    match self.truth(member, part.frame, item) {
                        Some(false) => continue,
                        Some(true) => {}
                        None => open.push((member, part.frame, item)),
                    }
                }
                if let (Some(value), true) = (part.value, how != Some(Reduction::Count)) {
                    open.push((value, part.frame, item));
                }
            }
        }
    }

    /// An item that stands for items nobody listed: the list itself is what is missing.
    fn unlisted(&mut self, frame: FrameId, row: usize) {
        use crate::plan::Frame;
        if self.runner.copies(frame, row) == (1, Some(1)) {
            return;
        }
        if let Frame::Expand { owner, items, .. } = self.runner.plan().frame(frame)
            && let Table::Items { owner: table, field } = self.runner.plan().table(*items)
        {
            let own = self.runner.plan().node(*owner).frame;
            let place = self.up(frame, row, own).and_then(|r| self.runner.outcome(*owner, r).code());
            let row = place.map_or(usize::MAX, |p| p as usize);
            self.found.push(Need::Field { table: *table, field: *field, row });
        }
    }
}
