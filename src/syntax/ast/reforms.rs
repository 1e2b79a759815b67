//! What the patches of reforms change, and what scenarios stack and assume.

use super::expr::{Binder, Expr};
use super::{Day, Ident, Path};
use crate::text::Span;

/// What `set` writes.
#[derive(Clone, Debug)]
pub enum SetTarget {
    /// A param, or a field of a closed instance: `urban_floor`, `COHESION.themes`.
    Path(Path),
    /// `set law.reception binds IE`, `set law.x binds not IE, DK`.
    Binds {
        /// The source.
        source: Path,
        /// The States.
        states: Vec<Ident>,
        /// Written `binds not`.
        negated: bool,
    },
}

/// What `prolong` reaches.
#[derive(Clone, Debug)]
pub enum ProlongTarget {
    /// `everything ending DAY`
    EverythingEnding(Day),
    /// A param or source.
    Path(Path),
}

/// What `amend` changes.
#[derive(Clone, Debug)]
pub enum AmendWhat {
    /// `when C` of a labelled case.
    When(Expr),
    /// `then E` of a labelled case.
    Then(Expr),
    /// `otherwise E`: what holds where no other case does.
    Otherwise(Expr),
    /// `applies when C`
    Applies(Expr),
    /// `not applicable when C`
    NotApplicable(Expr),
    /// `holds when C`
    Holds(Expr),
    /// `present when C`
    Present(Expr),
}

/// A reform in a stack, with its arguments.
#[derive(Clone, Debug)]
pub struct ReformUse {
    /// Its name.
    pub reform: Path,
    /// `(rate: 5 %)`
    pub args: Vec<(Ident, Expr)>,
    /// Where.
    pub span: Span,
}

/// `assume FIELD is V for town: Town where C`.
#[derive(Clone, Debug)]
pub struct Assume {
    /// The field: `town.has_delegation`, or its bare path `has_delegation` of the entity of the binder.
    pub field: Path,
    /// Its value.
    pub value: Expr,
    /// `for town: Town`
    pub binder: Option<Binder>,
    /// `where C`
    pub filter: Option<Expr>,
}
