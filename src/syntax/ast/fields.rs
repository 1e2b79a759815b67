//! Fields of entities as they are written.

use super::expr::Expr;
use super::law::Who;
use super::{Ident, Path, TypeExpr};
use crate::text::Span;

/// One field of an entity.
#[derive(Clone, Debug)]
pub struct FieldDecl {
    /// `population`, or a group such as `art7.strategy`.
    pub path: Path,
    /// Its type.
    pub ty: TypeExpr,
    /// What follows, set off by commas.
    pub limits: Vec<FieldLimit>,
    /// The `///` lines above it.
    pub doc: Option<String>,
}

/// A limit or mark of a field.
#[derive(Clone, Debug)]
pub enum FieldLimit {
    /// `0 .. 20 000 000`
    Between(Expr, Expr),
    /// `at most population`, `at most 400`
    AtMost(Expr),
    /// `at least 0`
    AtLeast(Expr),
    /// `series`
    Series(Span),
    /// `flow`
    Flow(Span),
    /// `statement`
    Statement(Span),
    /// `may be absent`
    MayBeAbsent(Span),
    /// `ask WHO`
    Ask(Who),
    /// `effort 2`
    Effort(i64, Span),
    /// `concept NAME`
    Concept(Ident),
}
