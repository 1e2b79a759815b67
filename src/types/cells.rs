//! What a cell of a table asks of its column.

use crate::diag::{compared, sheets, tests as of_tests};
use crate::syntax::ast;
use crate::syntax::ast::cases::{Cell, CellKind};
use crate::syntax::ast::expr::{BinaryOp, Expr};
use crate::text::Span;
use crate::types::rules::joined;
use crate::types::schema::Type;
use crate::types::scope::{Checker, Scope};
use crate::types::term::{Term, TermKind};

impl Checker<'_> {
    /// The condition that a cell puts on what its column stands for; `None`: any value.
    pub fn cell_test(&mut self, cell: &Cell, of: &Term, scope: &Scope) -> Option<Term> {
        let span = cell.span;
        let input = || Term { span, ..of.clone() };
        Some(match &cell.kind {
            CellKind::Any => return None,
            CellKind::Value(expr) if let Some(between) = expr.range_with_minus() => {
                self.fail(sheets::range_with_minus(span, between), span)
            }
            CellKind::Value(Expr { kind: ast::expr::ExprKind::Unknown, .. })
            | CellKind::Outcome(ast::tests::Outcome::Unknown) => self.fail(compared::asks_whether_known(span), span),
            CellKind::Value(Expr { kind: ast::expr::ExprKind::Absent, .. }) => {
                self.fail(sheets::cell_of_absence(span), span)
            }
            CellKind::Value(Expr { kind: ast::expr::ExprKind::Between(..), .. }) | CellKind::Between(..) => {
                self.fail(compared::compared_with_bounds(span, None), span)
            }
            CellKind::Value(expr) if of.ty != Type::Bool && !joined_by_or(expr).is_empty() => {
                let gaps = joined_by_or(expr);
                self.fail(sheets::cell_of_several(span, &gaps), span)
            }
            CellKind::Value(Expr { kind: ast::expr::ExprKind::Path(path), .. }) if is_nothing(path) => {
                self.fail(sheets::cell_of_absence(span), span)
            }
            CellKind::Value(Expr { kind: ast::expr::ExprKind::Path(path), .. }) if self.is_any(path, scope) => {
                self.fail(sheets::any_in_words(span, &path.parts[0].name), span)
            }
            CellKind::Value(Expr { kind: ast::expr::ExprKind::Not(inner), .. }) if of.ty != Type::Bool => {
                let value = Span { start: inner.span.start, ..span };
                self.fail(sheets::cell_of_others(Span { end: inner.span.start, ..span }, value), span)
            }
            CellKind::Value(Expr { kind: ast::expr::ExprKind::Binary(BinaryOp::Div, a, b), .. })
                if !of.ty.is_ordered() && of.ty != Type::Error =>
            {
                self.fail(sheets::cell_of_several(span, &[Span { start: a.span.end, end: b.span.start, ..span }]), span)
            }
            CellKind::Value(expr) => {
                if let ast::expr::ExprKind::Range(low, high) = &expr.kind {
                    return Some(self.cell_interval((low, true), (high, true), &input(), scope));
                }
                let value = self.cell(expr, &of.ty, scope);
                self.equal(input(), value, span)
            }
            CellKind::Compare(op, expr) => {
                let value = self.cell(expr, &of.ty, scope);
                match op {
                    BinaryOp::Eq => self.equal(input(), value, span),
                    BinaryOp::Ne => {
                        let same = self.equal(input(), value, span);
                        Term { kind: TermKind::Not(Box::new(same)), ty: Type::Bool, span }
                    }
                    op => self.comparison(*op, input(), value, span),
                }
            }
            CellKind::Interval { low, high, low_in, high_in } => {
                self.cell_interval((low, *low_in), (high, *high_in), &input(), scope)
            }
            CellKind::Not(cells) => {
                let any = self.any_of(cells, of, scope)?;
                Term { kind: TermKind::Not(Box::new(any)), ty: Type::Bool, span }
            }
            CellKind::OneOf(cells) => self.any_of(cells, of, scope)?,
            CellKind::Outcome(_) => self.fail(of_tests::one_value_put_in(span), span),
            CellKind::Broken => Term::error(span),
        })
    }

    /// The condition that what a column stands for lies between two ends; an end with `true` belongs to what is
    /// between.
    fn cell_interval(
        &mut self,
        (low, low_in): (&Expr, bool),
        (high, high_in): (&Expr, bool),
        input: &Term,
        scope: &Scope,
    ) -> Term {
        let (low, high) = (self.cell(low, &input.ty, scope), self.cell(high, &input.ty, scope));
        self.upside_down(&low, &high, (low_in, high_in), input.span);
        let above = self.comparison(if low_in { BinaryOp::Ge } else { BinaryOp::Gt }, input.clone(), low, input.span);
        // What has no order is told once.
        if above.kind == TermKind::Error {
            return above;
        }
        let below = self.comparison(if high_in { BinaryOp::Le } else { BinaryOp::Lt }, input.clone(), high, input.span);
        joined(BinaryOp::And, above, below, input.span)
    }

    /// Reports an interval that holds nothing.
    fn upside_down(&mut self, low: &Term, high: &Term, (low_in, high_in): (bool, bool), span: Span) {
        let (Some(a), Some(b)) = (low.constant(), high.constant()) else { return };
        if a < b || a == b && low_in && high_in {
            return;
        }
        let plain = matches!(&low.ty, Type::Number(n) if !n.percent) && a != b;
        let opens = if high_in { "[" } else { "(" };
        let closes = if low_in { "]" } else { ")" };
        let text = plain.then(|| format!("{opens}{b} .. {a}{closes}"));
        self.found.push(crate::diag::time::interval_backwards(span, text, a == b));
    }

    /// Whether a path is one word for whatever it is, and nothing is called so.
    fn is_any(&self, path: &ast::Path, scope: &Scope) -> bool {
        let [word] = path.parts.as_slice() else { return false };
        let named = |name: &str| scope.find(name).is_some() || self.is_declared(&word.name);
        matches!(word.name.as_str(), "any" | "ANY" | "Any" | "_" | "all" | "other" | "default") && !named(&word.name)
    }

    fn any_of(&mut self, cells: &[Cell], of: &Term, scope: &Scope) -> Option<Term> {
        let mut any: Option<Term> = None;
        for cell in cells {
            let one = self.cell_test(cell, of, scope)?;
            any = Some(match any {
                None => one,
                Some(before) => joined(BinaryOp::Or, before, one, cell.span),
            });
        }
        any
    }
}

/// Whether a path is one word that other languages have for nothing.
fn is_nothing(path: &ast::Path) -> bool {
    matches!(path.parts.as_slice(), [word] if matches!(word.name.to_ascii_lowercase().as_str(), "null" | "none" | "nil"))
}

/// What stands between the values that a cell joins by `or`.
fn joined_by_or(expr: &Expr) -> Vec<Span> {
    let mut gaps = vec![];
    let mut left = expr;
    while let ast::expr::ExprKind::Binary(BinaryOp::Or, a, b) = &left.kind {
        gaps.insert(0, Span { start: a.span.end, end: b.span.start, ..b.span });
        left = a;
    }
    gaps
}
