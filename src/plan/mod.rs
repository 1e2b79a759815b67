//! The plan: one flat, typed, hash-consed DAG for all scenarios at once.
//!
//! Names, units, scales and parameter versions are resolved before a plan exists. Calls are inlined, so
//! a node that two scenarios (or two rules) share is one node, computed once: a scenario costs only what
//! its patches change. A node belongs to a [`Frame`], the set of rows it has a value for; its operands
//! belong to the same frame or to one further up, whose values are then repeated over the rows.
//!
//! Every node has, in every row, a *set of outcomes still possible*: values of its [`Kind`], and the
//! three outcomes without value (not applicable, conflict, gap). What each operator does to such sets is
//! said at [`Op`]; `eval` has one kernel for each.
//!
//! Prohibitions: nothing here reads a profile, and no node is built but through [`Plan::add`].

pub mod from_types;
mod interned;
pub mod law;
mod memo;
mod ops;
pub mod print;
pub mod root;
pub mod sym;

use crate::num::date::Date;
use crate::num::period::{MonthEnd, PeriodUnit};
use crate::num::rat::Rat;
use crate::num::round::Rounding;
use crate::text::Name;
use crate::types::schema::{EntityId, EnumId, FieldId, NumType};
use crate::types::term::Within;
use interned::Interned;

/// A node of a plan. Operands have smaller numbers than what uses them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NodeId(pub u32);

/// A frame of a plan. A parent has a smaller number than its children; 0 is [`Frame::Unit`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FrameId(pub u32);

/// A table of a plan.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TableId(pub u32);

/// A knowledge cut and data date of a plan.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CutId(pub u32);

/// What rows a node has a value for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Frame {
    /// One row: what depends on no profile, or on all of them.
    Unit,
    /// A row for each row of a table. Its parent is [`Frame::Unit`].
    Rows(TableId),
    /// For each row of the parent, the items of one list field of the instance that `owner` points to.
    ///
    /// An item of multiplicity 1 for each given item; where the list has `others`, or is unknown, or the
    /// owner is, one more *phantom* item all of whose fields are unknown, of multiplicity `low ..= high`.
    Expand {
        /// Where the owner is a value.
        parent: FrameId,
        /// A reference into the owner table of `items`.
        owner: NodeId,
        /// A [`Table::Items`].
        items: TableId,
        /// At which days the list field is read.
        cut: CutId,
    },
    /// For each row of the parent, each row of a table.
    Cross {
        /// The parent.
        parent: FrameId,
        /// The table.
        table: TableId,
    },
}

/// A table that rows or references belong to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Table {
    /// Instances of an entity. Row numbers: for a closed entity the place in
    /// [`crate::types::schema::Entity::closed_keys`], else the place in the table of the profiles.
    Entity(EntityId),
    /// The items of a list field of another table's rows. Records have the fields of their entity; a list of
    /// anything else has one field, number 0, the item itself. A field that is one record (no list) is such a
    /// table too, with one row for each row of its owner.
    Items {
        /// The table whose field it is.
        owner: TableId,
        /// The field of the owner's entity.
        field: FieldId,
    },
}

/// The three days that a field is read under.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Cut {
    /// A series is read at its latest datum not after this day; a field that is no series holds from the first day of
    /// its datum.
    pub data_as_of: Date,
    /// A datum published later is unknown.
    pub known_on: Date,
    /// Fields read at a later datum where there is no other, whenever published.
    pub later: Vec<FieldId>,
}

/// What the values of a column are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// true or false.
    Cond,
    /// Exact numbers in base units, within bounds.
    Number,
    /// Days, as numbers of days since 1970-01-01, within bounds.
    Date,
    /// One of a fixed set of names.
    Code(Codes),
    /// Characters: known or not.
    Text,
}

/// The set that a code is one of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Codes {
    /// Values of an enum, by place.
    Enum(EnumId),
    /// Rows of a table.
    Rows(TableId),
    /// Declared parties, by place in the schema.
    Party,
    /// Declared recommendations, by place in the schema.
    Recommendation,
}

/// A constant.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Const {
    /// A condition.
    Bool(bool),
    /// A number or a day, within bounds (`None`: without). Equal bounds: exactly that.
    Number(Option<Rat>, Option<Rat>),
    /// A code.
    Code(u32),
    /// The row with this key, of a table of profiles (kind [`Codes::Rows`]); a gap where there is none.
    Key(Name),
    /// Characters.
    Text(Name),
    /// Any value of the kind.
    Unknown,
    /// No value: not applicable.
    NotApplicable,
    /// No value: conflict.
    Conflict,
    /// No value: gap.
    Gap,
}

/// Comparisons of numbers and days.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[allow(missing_docs)]
pub enum Comparison {
    Eq,
    Lt,
    Le,
}

/// Operators of one number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Unary {
    /// `-a`
    Neg,
    /// Without its sign.
    Abs,
    /// Square root to so many digits after the point; below 0 a gap.
    Sqrt(u32),
    /// Natural logarithm to so many digits; 0 and below a gap.
    Ln(u32),
    /// The year of a day.
    Year,
    /// The month of a day.
    Month,
}

/// Operators of two numbers (or days). Division by 0 is a gap, `0 * unknown` is 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Binary {
    /// `a + b`
    Add,
    /// `a - b`
    Sub,
    /// `a * b`
    Mul,
    /// `a / b`
    Div,
    /// The lesser.
    Min,
    /// The greater.
    Max,
    /// `a` to the whole power `b`; 0 to a power below 1 is a gap.
    Power,
    /// `a` rounded to a multiple of `b`, which is positive (else a gap).
    Round(Rounding),
    /// The day `b` months after the day `a`.
    AddMonths(MonthEnd),
    /// Full years from the day `a` to the day `b`, in months (a multiple of 12).
    FullYears(MonthEnd),
}

/// What a [`Op::Reduce`] makes of its items.
///
/// Items that are not applicable are skipped, and all skipped is not applicable; a conflict or gap among the
/// items is the result, unless absorbed (`Every` by false, `Some` by true). No items at all: `Sum` 0, `Count` 0,
/// `Some` false, `Every` true, `Distinct` 0, the rest a gap.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Reduction {
    /// Whether the condition of some item is true.
    Some,
    /// Whether that of every item is.
    Every,
    /// The sum.
    Sum,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// The mean.
    Average,
    /// The value in the middle, or half-way between the two that are.
    Median,
    /// How many items there are; the value is not looked at.
    Count,
    /// How many different values there are.
    Distinct,
    /// The share of items whose condition is true.
    Share,
    /// The value of the one item that there is; none, or more than one: gap.
    Only,
}

/// A run of items of a [`Op::Reduce`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Part {
    /// The frame of the result (one item a row), or one below it, at any depth (an item for each of its rows
    /// that stems from the row of the result; multiplicities along the way multiply).
    pub frame: FrameId,
    /// Whether it is an item at all; `None`: it is. Not applicable counts as not; conflict and gap pass on.
    pub member: Option<NodeId>,
    /// Its value. `None` only for [`Reduction::Count`].
    pub value: Option<NodeId>,
}

/// How the values of the cases whose condition is true are joined. A conflict or gap in a condition decides before any
/// value does, but in sums, extremes and counts, where it is an item as in [`Reduction`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Combine {
    /// Those over which another true case prevails drop out. None left: gap. One value: it. Different values: conflict.
    Prevail,
    /// As [`Combine::Prevail`], but two left are a conflict even with one value.
    Unique,
    /// Exactly one condition is true whatever the input, which the checker has shown: whatever may be true may be
    /// the one, and there is neither gap nor conflict.
    Partition,
    /// Sum of all whose condition is true (none: 0).
    Sum,
    /// The least (none: gap).
    Min,
    /// The greatest (none: gap).
    Max,
    /// How many.
    Count,
}

/// A case of [`Op::Cases`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Case {
    /// Its condition; `None`: true. Not applicable counts as not true; conflict or gap is the result unless a
    /// case that prevails over this one is true.
    pub when: Option<NodeId>,
    /// Its value.
    pub then: NodeId,
    /// Places of the cases that prevail over it (transitively closed), ascending.
    pub under: Vec<u32>,
}

/// How a field is read.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Read {
    /// At the cut.
    Plain,
    /// A series, as of another day (a node of kind date).
    AsOf(NodeId),
    /// A flow, for exactly this period.
    Over(NodeId, NodeId),
}

/// What a node does.
///
/// Unless said otherwise an operator is the pointwise image over the sets of its operands; of outcomes without
/// value the first of conflict, gap, not applicable decides.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Op {
    /// A constant.
    Const(Const),
    /// In `Rows(t)`, `Cross` and `Expand`: the row of the innermost table that this row of the frame is about.
    Here(TableId),
    /// Whether the row of a table that `0` points to counts in figures (is not invented).
    Counted(NodeId),
    /// The code `0`; where it is unknown, it is one of these (the instances that the law has), ascending.
    Among(NodeId, Vec<u32>),
    /// A field of the instance that `of` points to. A cell without datum is unknown within the field's bounds
    /// (bounds given by other fields of the instance included); `absent` is not applicable; two data of one day
    /// that differ, none preferred, are a conflict. `of` unknown: for at most 64 instances the image over all of
    /// them, else unknown. Of a field that is a record: the row of its [`Table::Items`]. Of a list field: how many
    /// items it has, as a number; not applicable where the list is absent.
    Field {
        /// The reference.
        of: NodeId,
        /// The table that it points into.
        table: TableId,
        /// The field (0 for items that are no records).
        field: u32,
        /// How it is read.
        read: Read,
        /// Under which days.
        cut: CutId,
    },
    /// One end of a field whose values are ranges; else as [`Op::Field`].
    FieldEnd {
        /// The reference.
        of: NodeId,
        /// The table that it points into.
        table: TableId,
        /// The field.
        field: u32,
        /// How it is read.
        read: Read,
        /// Under which days.
        cut: CutId,
        /// The high end, else the low one.
        high: bool,
    },
    /// `not a`
    Not(NodeId),
    /// False absorbs; else the first of conflict, gap, not applicable, true.
    And(Vec<NodeId>),
    /// True absorbs; else the first of conflict, gap, not applicable, false.
    Or(Vec<NodeId>),
    /// Numbers or days.
    Compare(Comparison, NodeId, NodeId),
    /// Two codes of one set, two texts, or two conditions: the same?
    Same(NodeId, NodeId),
    /// Whether a code is one of these places, ascending and without repetition.
    OneOf(NodeId, Vec<u32>),
    /// Two texts: the characters of the second stand there in the first?
    Has(Within, NodeId, NodeId),
    /// One number (or day), not known which, not below `0` and not above `1`; lower above upper is a gap.
    Between(NodeId, NodeId),
    /// Not applicable is true, any value false; conflict and gap stay.
    IsAbsent(NodeId),
    /// The same without *not applicable* where another outcome is possible. It stands only where something else decides
    /// as soon as `0` is absent: beside `0 is absent or ..`, in a case over which `0 is absent` prevails.
    Present(NodeId),
    /// Whether more than one outcome is possible. The only operator that is not monotone; never in a rule.
    Unsettled(NodeId),
    /// One number.
    Unary(Unary, NodeId),
    /// Two numbers.
    Binary(Binary, NodeId, NodeId),
    /// `ends` true or not applicable: not applicable; conflict or gap: that; false: `value`.
    Guard {
        /// The condition that ends it.
        ends: NodeId,
        /// What stands otherwise.
        value: NodeId,
    },
    /// Labelled cases.
    Cases(Combine, Vec<Case>),
    /// The option of a code's place; a place past the end is a gap.
    Choose(NodeId, Vec<NodeId>),
    /// The node of the period (first day, last day) that the day `0` lies in, else a gap.
    ByDate(NodeId, Vec<(Date, Date, NodeId)>),
    /// Items to one value.
    Reduce(Reduction, Vec<Part>),
    /// The last day of a period of `length` that starts with the event, by Regulation 1182/71. Partly known
    /// holidays give bounds.
    Expiry {
        /// The day of the event.
        event: NodeId,
        /// How many of the units (14 days as weeks are 2).
        length: NodeId,
        /// Which unit.
        unit: PeriodUnit,
        /// Public holidays (values are days).
        holidays: Vec<Part>,
    },
    /// The X > -1 with sum of amount * (1 + X)^-at = 0, to so many digits; no or several sign changes are a gap.
    AnnualRate {
        /// Items whose value is the time in years.
        at: Vec<Part>,
        /// The same items, whose value is the amount.
        amount: Vec<Part>,
        /// Digits after the point.
        digits: u32,
    },
    /// The same as `0`, known to people under a name.
    Named(Origin, NodeId),
}

/// Under which name people know a node.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Origin {
    /// A definition or assessment, by its number in the checked program, as this scenario has it.
    Definition(u32),
    /// A param: its number and that of its version in the order of days, as the law of this scenario has it (none:
    /// the law has no version of that day, or a test gives the value).
    Param(u32, Option<u32>),
    /// A fact: its number.
    Fact(u32),
    /// A parameter of a reform: reform, place.
    ReformParam(u32, u32),
    /// The condition or value of a case: definition, place of the case in its body (patches count on).
    Case(u32, u32),
    /// The condition of a clause that ends a rule: definition, place of the clause among them (patches count on).
    /// Of `applies when C` it names the negation of C.
    End(u32, u32),
    /// That the steps of a scale begin one above the other: its number.
    Rising(u32),
    /// A field of a closed instance as a module states it: entity's row, field.
    Instance(FieldId, u32),
    /// A field of a value that a test made up, or of an instance that it changes: its name in the test, the field.
    Given(Name, FieldId),
    /// An assumption: its number.
    Assumption(u32),
    /// Whether a source binds a State: source number.
    Binds(u32),
    /// A number that a rule rounds, in the unit that it is of.
    Rounded(Box<NumType>),
}

/// A node with its frame and kind.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Node {
    /// What it does.
    pub op: Op,
    /// For which rows.
    pub frame: FrameId,
    /// What its values are.
    pub kind: Kind,
}

/// A plan.
#[derive(Clone, Debug)]
pub struct Plan {
    nodes: Interned<Node>,
    frames: Interned<Frame>,
    tables: Interned<Table>,
    cuts: Interned<Cut>,
    memo: memo::Memo,
}

impl Default for Plan {
    fn default() -> Plan {
        let mut frames = Interned::default();
        let unit = frames.id(Frame::Unit);
        debug_assert_eq!(FrameId(unit), UNIT);
        let (nodes, tables, cuts) = (Interned::default(), Interned::default(), Interned::default());
        Plan { nodes, frames, tables, cuts, memo: memo::Memo::default() }
    }
}

/// The frame of one row.
pub const UNIT: FrameId = FrameId(0);

impl Plan {
    /// The number of a node; a node of the same operator, frame and kind is not made twice.
    pub fn add(&mut self, op: Op, frame: FrameId, kind: Kind) -> NodeId {
        NodeId(self.nodes.id(Node { op, frame, kind }))
    }

    /// A node.
    pub fn node(&self, id: NodeId) -> &Node {
        self.nodes.get(id.0)
    }

    /// All nodes, operands first.
    pub fn nodes(&self) -> &[Node] {
        self.nodes.all()
    }

    /// The number of a frame, made if new.
    pub fn frame_id(&mut self, frame: Frame) -> FrameId {
        FrameId(self.frames.id(frame))
    }

    /// A frame.
    pub fn frame(&self, id: FrameId) -> &Frame {
        self.frames.get(id.0)
    }

    /// All frames.
    pub fn frames(&self) -> &[Frame] {
        self.frames.all()
    }

    /// The parent of a frame; none of [`UNIT`].
    pub fn parent(&self, id: FrameId) -> Option<FrameId> {
        match self.frame(id) {
            Frame::Unit => None,
            Frame::Rows(_) => Some(UNIT),
            Frame::Expand { parent, .. } | Frame::Cross { parent, .. } => Some(*parent),
        }
    }

    /// Whether `above` is `below` or one of its parents.
    pub fn is_above(&self, above: FrameId, below: FrameId) -> bool {
        let mut at = Some(below);
        while let Some(frame) = at {
            if frame == above {
                return true;
            }
            at = self.parent(frame);
        }
        false
    }

    /// The number of a table, made if new.
    pub fn table_id(&mut self, table: Table) -> TableId {
        TableId(self.tables.id(table))
    }

    /// A table.
    pub fn table(&self, id: TableId) -> &Table {
        self.tables.get(id.0)
    }

    /// All tables.
    pub fn tables(&self) -> &[Table] {
        self.tables.all()
    }

    /// The number of a cut, made if new.
    pub fn cut_id(&mut self, cut: Cut) -> CutId {
        CutId(self.cuts.id(cut))
    }

    /// All cuts.
    pub fn cuts(&self) -> &[Cut] {
        self.cuts.all()
    }

    /// A cut.
    pub fn cut(&self, id: CutId) -> &Cut {
        self.cuts.get(id.0)
    }
}
