//! Expressions.

use super::{Ident, Path, TypeExpr};
use crate::num::date::Date;
use crate::num::rat::Rat;
use crate::syntax::passage::Passage;
use crate::text::Span;

/// `for x: T` or `a in town.applications`.
#[derive(Clone, Debug)]
pub struct Binder {
    /// The bound name.
    pub name: Ident,
    /// `: T`
    pub ty: Option<TypeExpr>,
    /// `in L`
    pub list: Option<Expr>,
}

/// A piece of a text with `{{ }}`.
#[derive(Clone, Debug)]
pub enum Piece {
    /// Words.
    Text(Passage),
    /// `{{ expression }}`
    Expr(Expr),
}

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// Its shape.
    pub kind: ExprKind,
    /// Where.
    pub span: Span,
}

impl Expr {
    /// Where one written figure is subtracted from another: what stands between them. Where a range is needed, one was meant.
    pub fn range_with_minus(&self) -> Option<Span> {
        let figure = |e: &Expr| matches!(e.kind, ExprKind::Number(_) | ExprKind::Date(_));
        match &self.kind {
            ExprKind::Binary(BinaryOp::Sub, low, high) if figure(low) && figure(high) => {
                Some(Span { start: low.span.end, end: high.span.start, ..self.span })
            }
            _ => None,
        }
    }
}

/// A number as written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Number {
    /// Its value; `5 %` is 0.05, `EUR 3 million` 3 000 000.
    pub value: Rat,
    /// Digits after the point as written (of the number before `%` or `million`).
    pub decimals: u32,
    /// Its unit.
    pub unit: NumberUnit,
}

/// What stands with a number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NumberUnit {
    /// Nothing.
    None,
    /// `%`
    Percent,
    /// `EUR` in front.
    Currency(Ident),
    /// `persons`, `persons / teacher`, `working_days`: factors above and below the line.
    Named(Vec<Ident>, Vec<Ident>),
}

/// Binary operators.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum BinaryOp {
    Add,
    Sub,
    Mul,
    Div,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    And,
    Or,
}

/// `some`, `every`, `no`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum Quantifier {
    Some,
    Every,
    No,
}

/// Aggregates with a comprehension.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum Aggregate {
    Sum,
    Min,
    Max,
    Average,
    Median,
    Count,
    CountDistinct,
    Share,
    /// `the(E for x in L where C)`
    The,
    /// `list(E for x in L where C)`
    List,
}

/// What `is` asks.
#[derive(Clone, Debug)]
pub enum IsWhat {
    /// `is absent`
    Absent,
    /// `is one of (a, b)`
    OneOf(Vec<Expr>),
    /// `is V`
    Value(Box<Expr>),
}

/// An argument of a call.
#[derive(Clone, Debug)]
pub enum Arg {
    /// An expression.
    Value(Expr),
    /// `to Q` of a rounding.
    To(Expr),
}

/// An item of `list(..)`.
#[derive(Clone, Debug)]
pub struct ListItem {
    /// `4 of Member(..)`: how many times, in tests.
    pub times: Option<Expr>,
    /// The item.
    pub item: Expr,
}

/// The shape of an expression.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// `12 000`, `5 %`, `EUR 25 000`, `3 persons`
    Number(Number),
    /// `2018-04-30`
    Date(Date),
    /// `"text"`
    Text(String),
    /// `true`, `false`
    Bool(bool),
    /// `unknown`
    Unknown,
    /// `absent`, where a value stands.
    Absent,
    /// `town.art7.form`, `law_date`, `COHESION`: a name, then perhaps fields.
    Path(Path),
    /// `E.field` of what is no path: `f(x).field`
    Field(Box<Expr>, Ident),
    /// `f(a, b)`: definitions, assessments, builtins.
    Call(Path, Vec<Arg>),
    /// `T(f: v)` and, in tests, `T { f: v; g: w }`.
    Construct(Path, Vec<(Path, Expr)>),
    /// `-E`
    Negate(Box<Expr>),
    /// `not E`
    Not(Box<Expr>),
    /// `A + B`
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `A is V`; the flag: `is not`.
    Is(Box<Expr>, bool, IsWhat),
    /// `A in L`; the flag: `not in`.
    In(Box<Expr>, bool, Box<Expr>),
    /// `(some x in L has C)`; the `where` of a quantifier stands in its list.
    Quantified(Quantifier, Vec<Binder>, Box<Expr>),
    /// `sum(E for x in L where C)`
    Aggregate(Aggregate, Box<Expr>, Vec<Binder>, Option<Box<Expr>>),
    /// `list(a, b)`
    List(Vec<ListItem>),
    /// `5 .. 6`
    Range(Box<Expr>, Box<Expr>),
    /// `between A and B` as a value.
    Between(Box<Expr>, Box<Expr>),
    /// `x as of D`
    AsOf(Box<Expr>, Box<Expr>),
    /// `x over D .. D`
    Over(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `law.act binds town.state`
    Binds(Path, Box<Expr>),
    /// `E under S`
    Under(Box<Expr>, Path),
    /// `E with reading R`
    WithReading(Box<Expr>, Ident),
    /// Could not be read (reported).
    Broken,
}
