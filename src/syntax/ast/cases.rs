//! Cases, and rows between bars.

use super::Ident;
use super::expr::{BinaryOp, Expr};
use super::law::Tail;
use super::tests::Outcome;
use crate::text::Span;

/// Which of the tiers a case stands in; the later prevails over the earlier.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Tier {
    /// `otherwise`
    Otherwise,
    /// `when`
    When,
    /// `unless`
    Unless,
}

impl Tier {
    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            Tier::Otherwise => "otherwise",
            Tier::When => "when",
            Tier::Unless => "unless",
        }
    }
}

/// `unless [label] C then E, per S, prevailing over [x]`.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its tier.
    pub tier: Tier,
    /// Its label.
    pub label: Option<Ident>,
    /// Its condition; none for `otherwise`.
    pub when: Option<Expr>,
    /// Its value.
    pub then: Expr,
    /// What follows.
    pub tail: Tail,
}

/// Rows between bars. The first row is the header.
#[derive(Clone, Debug)]
pub struct Rows {
    /// Header cells.
    pub header: Vec<Cell>,
    /// The rest.
    pub rows: Vec<Row>,
}

/// One row.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its cells.
    pub cells: Vec<Cell>,
    /// What stands behind its last bar.
    pub tail: Tail,
    /// Where.
    pub span: Span,
}

/// One cell.
#[derive(Clone, Debug)]
pub struct Cell {
    /// What it says.
    pub kind: CellKind,
    /// Where, without blanks.
    pub span: Span,
}

/// What a cell says. In headers, values of instances and expected values it is an [`CellKind::Value`].
#[derive(Clone, Debug)]
pub enum CellKind {
    /// `-`
    Any,
    /// An expression; `5 .. 6` tests that the input lies in the range.
    Value(Expr),
    /// `> 4`
    Compare(BinaryOp, Expr),
    /// `[1 .. 5)`: low, high, and whether each end belongs to it.
    Interval {
        /// Low end.
        low: Expr,
        /// High end.
        high: Expr,
        /// `[` in front.
        low_in: bool,
        /// `]` behind.
        high_in: bool,
    },
    /// `not(a, b)`
    Not(Vec<Cell>),
    /// `a, b`
    OneOf(Vec<Cell>),
    /// `E between A and B` of a test: the exact bounds.
    Between(Expr, Expr),
    /// An expected outcome of a test: `unknown`, `not_applicable`, `conflict`, `gap`.
    Outcome(Outcome),
    /// Could not be read.
    Broken,
}
