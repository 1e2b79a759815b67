//! Words that say how the rows of a table or a scale are read.

/// How the rows of a table that fit are joined.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hit {
    /// Exactly one row fits.
    Unique,
    /// Rows that fit agree.
    Any,
    /// The first that fits.
    First,
    /// The sum of all that fit; `Min`, `Max`, `Count` likewise.
    Sum,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// How many.
    Count,
}

/// How a scale reads its rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ScaleKind {
    /// Each slice at its own rate.
    Marginal,
    /// The value of the row that the input reaches.
    Step,
    /// Straight lines between the rows.
    Interpolated,
}
