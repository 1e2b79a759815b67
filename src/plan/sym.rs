//! What an expression is while it is compiled: nodes, and what nodes cannot hold.
//!
//! A column holds conditions, numbers, days, codes and texts. Records, lists and ranges are taken apart
//! before the plan: they live here only, as the nodes of their parts.

use super::{Combine, Frame, FrameId, NodeId, Op, Plan, TableId, UNIT};
use crate::text::Name;
use crate::types::schema::EntityId;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A compiled value.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Sym {
    /// A column.
    Node(NodeId),
    /// A reference into a table.
    Row {
        /// The table.
        table: TableId,
        /// The reference, a code of its rows.
        node: NodeId,
    },
    /// A range: both ends.
    Range(NodeId, NodeId),
    /// A record that stands in no table.
    Record(Arc<RecordSym>),
    /// One of several records or references, by cases.
    Choice(Arc<ChoiceSym>),
    /// A list.
    List(Arc<ListSym>),
}

impl Sym {
    /// The column; none for lists, records and ranges.
    pub fn node(&self) -> Option<NodeId> {
        match self {
            Sym::Node(node) | Sym::Row { node, .. } => Some(*node),
            _ => None,
        }
    }
}

/// A record that stands in no table: written in a rule, or made up by a test.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct RecordSym {
    /// Its entity.
    pub entity: EntityId,
    /// Its fields by place; `None`: as `base` has it, else unknown.
    pub fields: Vec<Option<Sym>>,
    /// What it is like.
    pub base: Option<Sym>,
    /// Under which name people know it.
    pub name: Name,
}

/// One of several records or references. A field of it is the same choice among the fields.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct ChoiceSym {
    /// What makes it not applicable, as the `ends` of [`Op::Guard`].
    pub ends: Option<NodeId>,
    /// How the cases are joined.
    pub combine: Combine,
    /// The cases.
    pub cases: Vec<SymCase>,
}

/// A case of a [`ChoiceSym`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct SymCase {
    /// Its condition; `None`: true.
    pub when: Option<NodeId>,
    /// Its value.
    pub then: Sym,
    /// Places of the cases that prevail over it.
    pub under: Vec<u32>,
}

/// A list.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct ListSym {
    /// What makes the list as a whole not applicable, as the `ends` of [`Op::Guard`].
    pub ends: Option<NodeId>,
    /// Its items.
    pub parts: Vec<ListPart>,
    /// Where it is one of several lists, by the place of a code: the code and the lists. The items are then those of
    /// all lists, each of which may be one or not; what is made of each list by itself is narrower.
    pub one_of: Option<(NodeId, Vec<Arc<ListSym>>)>,
}

/// One item, or an item for each row of a frame.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct ListPart {
    /// The rows; `None`: one item.
    pub rows: Option<Rows>,
    /// Whether it is an item at all; `None`: it is.
    pub member: Option<NodeId>,
    /// The item.
    pub item: Sym,
}

/// Frames that a [`ListPart`] runs over.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Rows {
    /// The uppermost; its parent is the frame of the list.
    pub top: FrameId,
    /// The one whose rows are the items.
    pub at: FrameId,
}

impl Plan {
    /// The deeper of two frames, one of which is above the other.
    pub fn deeper(&self, a: FrameId, b: FrameId) -> FrameId {
        debug_assert!(self.is_above(a, b) || self.is_above(b, a), "frames {a:?} and {b:?} do not lie on one chain");
        if self.is_above(a, b) { b } else { a }
    }

    /// The frame that a value depends on; what a list runs over is not counted.
    pub fn frame_of(&self, sym: &Sym) -> FrameId {
        let optional = |n: Option<NodeId>| n.map_or(UNIT, |n| self.node(n).frame);
        match sym {
            Sym::Node(n) | Sym::Row { node: n, .. } => self.node(*n).frame,
            Sym::Range(a, b) => self.deeper(self.node(*a).frame, self.node(*b).frame),
            Sym::Record(record) => {
                let fields = record.fields.iter().flatten().chain(&record.base);
                fields.fold(UNIT, |f, s| self.deeper(f, self.frame_of(s)))
            }
            Sym::Choice(choice) => choice.cases.iter().fold(optional(choice.ends), |f, case| {
                let inner = self.deeper(optional(case.when), self.frame_of(&case.then));
                self.deeper(f, inner)
            }),
            Sym::List(list) => self.frame_of_list(list),
        }
    }

    /// See [`Plan::frame_of`].
    pub fn frame_of_list(&self, list: &ListSym) -> FrameId {
        let ends = list.ends.map_or(UNIT, |n| self.node(n).frame);
        list.parts.iter().fold(ends, |f, part| {
            let own = match part.rows {
                Some(rows) => self.parent(rows.top).unwrap_or(UNIT),
                None => self.deeper(part.member.map_or(UNIT, |n| self.node(n).frame), self.frame_of(&part.item)),
            };
            self.deeper(f, own)
        })
    }

    /// A part of a list whose rows stand under a frame at or below that of the list.
    pub fn part_under(&mut self, part: &ListPart, under: FrameId) -> ListPart {
        let Some(rows) = part.rows.filter(|rows| self.parent(rows.top) != Some(under)) else { return part.clone() };
        let to = match self.frame(rows.top).clone() {
            Frame::Unit => under,
            Frame::Rows(table) if under == UNIT => self.frame_id(Frame::Rows(table)),
            Frame::Rows(table) | Frame::Cross { table, .. } => self.frame_id(Frame::Cross { parent: under, table }),
            Frame::Expand { owner, items, cut, .. } => {
                self.frame_id(Frame::Expand { parent: under, owner, items, cut })
            }
        };
        let mut rebase = Rebase { plan: self, from: rows.top, to, nodes: BTreeMap::new(), frames: BTreeMap::new() };
        ListPart {
            rows: Some(Rows { top: to, at: rebase.frame(rows.at) }),
            member: part.member.map(|n| rebase.node(n)),
            item: rebase.sym(&part.item),
        }
    }
}

/// Moves nodes from a frame, and those below it, to another.
struct Rebase<'p> {
    plan: &'p mut Plan,
    from: FrameId,
    to: FrameId,
    nodes: BTreeMap<NodeId, NodeId>,
    frames: BTreeMap<FrameId, FrameId>,
}

impl Rebase<'_> {
    fn moves(&self, frame: FrameId) -> bool {
        self.plan.is_above(self.from, frame)
    }

    fn frame(&mut self, frame: FrameId) -> FrameId {
        if frame == self.from {
            return self.to;
        }
        if !self.moves(frame) {
            return frame;
        }
        if let Some(made) = self.frames.get(&frame) {
            return *made;
        }
        let new = match self.plan.frame(frame).clone() {
            Frame::Expand { parent, owner, items, cut } => {
                let (parent, owner) = (self.frame(parent), self.node(owner));
                Frame::Expand { parent, owner, items, cut }
            }
            Frame::Cross { parent, table } => Frame::Cross { parent: self.frame(parent), table },
            other => other,
        };
        let made = self.plan.frame_id(new);
        self.frames.insert(frame, made);
        made
    }

    /// Moves a node and all that it needs, operands first.
    fn node(&mut self, node: NodeId) -> NodeId {
        let (mut needed, mut next) = (BTreeSet::new(), vec![node]);
        while let Some(id) = next.pop() {
            let own = self.plan.node(id).clone();
            if self.nodes.contains_key(&id) || !self.moves(own.frame) || !needed.insert(id) {
                continue;
            }
            own.op.each_read(|below| next.push(below));
        }
        for id in needed {
            let own = self.plan.node(id).clone();
            let mut frames: BTreeSet<FrameId> = own.op.parts().map(|p| p.frame).collect();
            frames.insert(own.frame);
            let moved: BTreeMap<FrameId, FrameId> = frames.into_iter().map(|f| (f, self.frame(f))).collect();
            let op =
                own.op.map(&|n| self.nodes.get(&n).copied().unwrap_or(n), &|f| moved.get(&f).copied().unwrap_or(f));
            let made = self.plan.add(op, moved[&own.frame], own.kind);
            self.nodes.insert(id, made);
        }
        self.nodes.get(&node).copied().unwrap_or(node)
    }

    fn optional(&mut self, node: Option<NodeId>) -> Option<NodeId> {
        node.map(|n| self.node(n))
    }

    fn sym(&mut self, sym: &Sym) -> Sym {
        match sym {
            Sym::Node(n) => Sym::Node(self.node(*n)),
            Sym::Row { table, node } => Sym::Row { table: *table, node: self.node(*node) },
            Sym::Range(a, b) => Sym::Range(self.node(*a), self.node(*b)),
            Sym::Record(r) => Sym::Record(Arc::new(RecordSym {
                entity: r.entity,
                fields: r.fields.iter().map(|f| f.as_ref().map(|s| self.sym(s))).collect(),
                base: r.base.as_ref().map(|b| self.sym(b)),
                name: r.name.clone(),
            })),
            Sym::Choice(c) => Sym::Choice(Arc::new(ChoiceSym {
                ends: self.optional(c.ends),
                combine: c.combine,
                cases: c
                    .cases
                    .iter()
                    .map(|case| SymCase {
                        when: self.optional(case.when),
                        then: self.sym(&case.then),
                        under: case.under.clone(),
                    })
                    .collect(),
            })),
            Sym::List(l) => Sym::List(Arc::new(ListSym {
                // Under another frame the items are all that is looked at.
                one_of: None,
                ends: self.optional(l.ends),
                parts: l
                    .parts
                    .iter()
                    .map(|part| ListPart {
                        rows: part.rows.map(|r| Rows { top: self.frame(r.top), at: self.frame(r.at) }),
                        member: self.optional(part.member),
                        item: self.sym(&part.item),
                    })
                    .collect(),
            })),
        }
    }
}

impl Op {
    /// Whether it stands for nothing but itself: a constant.
    pub fn as_const(&self) -> Option<&super::Const> {
        match self {
            Op::Const(c) => Some(c),
            _ => None,
        }
    }
}
