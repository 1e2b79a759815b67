//! Cells of rows.

use super::{Lower, tests};
use crate::diag::signs;
use crate::syntax::ast::cases::{Cell, CellKind};
use crate::syntax::ast::expr::{BinaryOp, Expr, ExprKind};
use crate::syntax::grammar::Rule;
use crate::syntax::tree::Node;
use crate::text::Span;

/// What the rows belong to: it decides how a cell is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::syntax) enum Sheet {
    /// A header row, or values of instances: each cell is an expression.
    Values,
    /// The header row of a scale.
    Steps,
    /// Inputs of a table: a cell is a test of its column.
    Inputs,
    /// Cases of a test: a cell is a value or an expected outcome.
    Cases,
}

impl Lower<'_> {
    /// The cell of a `c_cell` node.
    pub fn cell(&mut self, node: Node<'_, '_>, sheet: Sheet) -> Cell {
        let span = self.span(node);
        let Some(cell) = node.child(Rule::cell) else { return Cell { kind: CellKind::Broken, span } };
        let nodes: Vec<_> = cell.children().filter(|n| n.kind() != Rule::comma).collect();
        self.each_once(&nodes);
        let mut items: Vec<Cell> = nodes.into_iter().map(|n| self.cell_item(n, sheet)).collect();
        let span = self.span(cell);
        match items.len() {
            1 => Cell { span, ..items.remove(0) },
            2 if self.decimal_comma(cell, &items) => Cell { kind: CellKind::Broken, span },
            _ => Cell { kind: CellKind::OneOf(items), span },
        }
    }

    /// Whether two numbers with a comma and no blank between them stand here, as a decimal comma has it; reports it.
    fn decimal_comma(&mut self, cell: Node<'_, '_>, items: &[Cell]) -> bool {
        let [whole, part] = items else { return false };
        let (start, text) = (self.span(cell).start, cell.text());
        let at = |place: u32| place.saturating_sub(start) as usize;
        let (Some(whole), Some(part)) =
            (text.get(..at(whole.span.end)), text.get(at(part.span.start)..at(part.span.end)))
        else {
            return false;
        };
        let digits = whole.len() - whole.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let decimals = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits == 0
            || decimals == 0
            || text.get(whole.len()..whole.len() + 1 + part.len()) != Some(&format!(",{part}"))
        {
            return false;
        }
        let (whole, part) = (&whole[whole.len() - digits..], &part[..decimals]);
        let from = items[0].span.end - digits as u32;
        let place = Span { start: from, end: items[1].span.start + decimals as u32, ..items[0].span };
        self.report(signs::decimal_comma(place, &format!("{whole},{part}"), &format!("{whole}.{part}")));
        true
    }

    fn cell_item(&mut self, node: Node<'_, '_>, sheet: Sheet) -> Cell {
        let span = self.span(node);
        let kind = match node.kind() {
            Rule::cell_any => CellKind::Any,
            Rule::cell_not => {
                let inner: Vec<_> = node.children().filter(|n| !is_mark(n.kind())).collect();
                self.each_once(&inner);
                CellKind::Not(inner.into_iter().map(|n| self.cell_item(n, sheet)).collect())
            }
            Rule::cell_compare => {
                let op = node.child(Rule::cmp_op);
                if let Some(n) = op.filter(|n| meant(n.text()) != n.text()) {
                    let place = self.span(n);
                    self.report(crate::diag::conditions::sign_instead(place, place, n.text(), meant(n.text())));
                }
                CellKind::Compare(operator(op.map_or("", |n| n.text())), self.first_expr(node))
            }
            Rule::interval => {
                let (low, high) = self.two_sums(node);
                CellKind::Interval {
                    low,
                    high,
                    low_in: node.child(Rule::interval_open).is_some_and(|n| n.text() == "["),
                    high_in: node.child(Rule::interval_close).is_some_and(|n| n.text() == "]"),
                }
            }
            _ => {
                let before = self.diags.len();
                let expr = self.any_expr(node);
                if sheet == Sheet::Inputs {
                    self.minus_of_a_range(&expr, before);
                }
                value(expr, sheet)
            }
        };
        Cell { kind, span }
    }
}

fn is_mark(kind: Rule) -> bool {
    matches!(kind, Rule::k_not_any | Rule::open | Rule::close | Rule::comma)
}

fn value(expr: Expr, sheet: Sheet) -> CellKind {
    if sheet != Sheet::Cases {
        return CellKind::Value(expr);
    }
    if let Some(outcome) = tests::outcome(&expr) {
        return CellKind::Outcome(outcome);
    }
    match expr.kind {
        ExprKind::Between(low, high) => CellKind::Between(*low, *high),
        _ => CellKind::Value(expr),
    }
}

/// The operator that a written sign means, in the spelling of the language.
fn meant(text: &str) -> &str {
    match text {
        "==" => "=",
        "<>" | "≠" => "!=",
        "=<" | "≤" => "<=",
        "=>" | "≥" => ">=",
        other => other,
    }
}

fn operator(text: &str) -> BinaryOp {
    match meant(text) {
        "=" => BinaryOp::Eq,
        "!=" => BinaryOp::Ne,
        "<" => BinaryOp::Lt,
        ">" => BinaryOp::Gt,
        "<=" => BinaryOp::Le,
        _ => BinaryOp::Ge,
    }
}
