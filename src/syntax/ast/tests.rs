//! What tests give and expect.

use super::expr::Expr;
use super::{Day, Ident, Path};

/// Outcomes that a test may name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// More than one is possible.
    Unknown,
    /// `not_applicable`
    NotApplicable,
    /// `conflict`
    Conflict,
    /// `gap`
    Gap,
}

/// What stands in place of what in a test.
#[derive(Clone, Debug)]
pub enum Given {
    /// `c like metropolis with f = v, g = w`
    Like {
        /// The new name.
        name: Ident,
        /// The profile it copies.
        like: Path,
        /// Fields that differ.
        with: Vec<(Path, Expr)>,
    },
    /// `c = Town { .. }`, `n = 5`
    Value {
        /// The new name.
        name: Ident,
        /// Its value.
        value: Expr,
    },
    /// `DE with f = v`
    With {
        /// The instance.
        name: Path,
        /// Fields that differ.
        with: Vec<(Path, Expr)>,
    },
    /// `13 of member_states with f = v`
    Some {
        /// How many, in key order.
        count: Expr,
        /// Of which list.
        of: Path,
        /// Fields that differ.
        with: Vec<(Path, Expr)>,
    },
}

/// What holds for a test or one of its expectations.
#[derive(Clone, Default, Debug)]
pub struct Setting {
    /// `at DAY`
    pub at: Option<Day>,
    /// `known on DAY`
    pub known_on: Option<Day>,
    /// `under SCENARIO`
    pub under: Option<Path>,
    /// `with reading A, B`
    pub readings: Vec<Ident>,
}

/// `expect X is V, by [label], needs { .. }, under S`.
#[derive(Clone, Debug)]
pub struct Expect {
    /// What is looked at.
    pub subject: ExpectSubject,
    /// What it is expected to be.
    pub what: ExpectWhat,
    /// `by [label]` and `by rule_name`: (name, written in brackets).
    pub by: Vec<(Ident, bool)>,
    /// `needs { .. }`
    pub needs: Option<Vec<Path>>,
    /// `at`, `known on`, `under`, `with reading` after this one.
    pub setting: Setting,
}

/// What an expectation looks at.
#[derive(Clone, Debug)]
pub enum ExpectSubject {
    /// An expression.
    Expr(Expr),
    /// `state of M`
    State(Path),
    /// `slip of M`
    Slip(Path),
}

/// What an expectation expects.
#[derive(Clone, Debug)]
pub enum ExpectWhat {
    /// `is V`, `is not V` (negated): enum values, instances, booleans, ranges; a state.
    Is(Expr, bool),
    /// `is unknown` and the like.
    Outcome(Outcome),
    /// `= V`, with `to N digits`.
    Equals(Expr, Option<i64>),
    /// `between A and B`
    Between(Expr, Expr),
    /// `is error E0123`
    Error(Ident),
    /// Nothing more: the expression itself must be true.
    True,
}
