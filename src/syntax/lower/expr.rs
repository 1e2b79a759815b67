//! Expressions: what stands between operators, and the levels of operators by their nodes. Only brackets recurse.

use super::Lower;
use crate::diag::signs;
use crate::syntax::ast::expr::{BinaryOp, Binder, Expr, ExprKind, Quantifier};
use crate::syntax::ast::{Ident, Path};
use crate::syntax::grammar::Rule;
use crate::syntax::tree::Node;
use crate::text::Span;

impl Lower<'_> {
    /// The expression below a node, `Broken` where there is none.
    pub fn first_expr(&mut self, node: Node<'_, '_>) -> Expr {
        match node.children().find(|n| matches!(n.kind(), Rule::expr | Rule::arith | Rule::sum | Rule::marked)) {
            Some(n) => self.any_expr(n),
            None => broken(self.span(node)),
        }
    }

    /// A node of one of the levels of expressions.
    pub fn any_expr(&mut self, node: Node<'_, '_>) -> Expr {
        match node.kind() {
            Rule::marked => self.marked(node),
            Rule::arith => self.arith(node),
            Rule::sum => self.sum(node),
            _ => self.expr(node),
        }
    }

    /// An expression that may be missing; where it is, `whole` is broken.
    pub(super) fn maybe(&mut self, node: Option<Node<'_, '_>>, whole: Node<'_, '_>) -> Expr {
        match node {
            Some(n) => self.any_expr(n),
            None => broken(self.span(whole)),
        }
    }

    pub(super) fn atom(&mut self, node: Node<'_, '_>) -> Expr {
        let span = self.span(node);
        let kind = match node.kind() {
            Rule::number | Rule::money => return self.number(node),
            Rule::miss_sign_number | Rule::miss_number_sign => return self.signed_number(node),
            Rule::date => ExprKind::Date(self.day(node).date),
            Rule::text => ExprKind::Text(self.text(node).value),
            Rule::word => match node.text() {
                "true" => ExprKind::Bool(true),
                "false" => ExprKind::Bool(false),
                "absent" => ExprKind::Absent,
                _ => ExprKind::Unknown,
            },
            Rule::path => ExprKind::Path(self.path(node)),
            Rule::group => return self.group(node),
            Rule::miss_percent => {
                self.report(signs::percent_alone(span));
                ExprKind::Broken
            }
            _ => ExprKind::Broken,
        };
        Expr { kind, span }
    }

    fn group(&mut self, node: Node<'_, '_>) -> Expr {
        let span = self.span(node);
        self.depth += 1;
        let inner = match node.child(Rule::quantified) {
            Some(n) => self.quantified(n),
            None => self.first_expr(node),
        };
        self.depth -= 1;
        Expr { span, ..inner }
    }

    fn quantified(&mut self, node: Node<'_, '_>) -> Expr {
        let quantifier = match node.child(Rule::quantifier).map(|n| n.text()) {
            Some("every") => Quantifier::Every,
            Some("no") => Quantifier::No,
            _ => Quantifier::Some,
        };
        let binders = self.binders(node);
        let body = Box::new(self.first_expr(node));
        Expr { kind: ExprKind::Quantified(quantifier, binders, body), span: self.span(node) }
    }

    /// The `binder` nodes below a node.
    pub(super) fn binders(&mut self, node: Node<'_, '_>) -> Vec<Binder> {
        let nodes: Vec<_> = node.all(Rule::binder).collect();
        nodes
            .into_iter()
            .map(|n| Binder { name: self.first_ident(n), ty: None, list: Some(self.first_expr(n)) })
            .collect()
    }

    /// A `typed_binder` node.
    pub fn typed_binder(&mut self, node: Node<'_, '_>) -> Binder {
        let ty = node.child(Rule::type_).map(|n| self.type_expr(n));
        let list = node.child(Rule::arith).map(|n| self.arith(n));
        Binder { name: self.first_ident(node), ty, list }
    }

    /// A `marked` node: an expression, perhaps under a scenario or with a reading.
    pub fn marked(&mut self, node: Node<'_, '_>) -> Expr {
        let mut expr = self.first_expr(node);
        for n in node.children() {
            let span = expr.span.to(self.span(n));
            let kind: fn(Box<Expr>, Path, Ident) -> ExprKind = match n.kind() {
                Rule::under => |e, path, _| ExprKind::Under(e, path),
                Rule::with_reading => |e, _, name| ExprKind::WithReading(e, name),
                _ => continue,
            };
            expr = Expr { kind: kind(Box::new(expr), self.first_path(n), self.first_ident(n)), span };
        }
        expr
    }

    pub(super) fn tail_of(&mut self, expr: Expr, node: Node<'_, '_>) -> Expr {
        let span = expr.span.to(self.span(node));
        let kind = match node.kind() {
            Rule::field => match expr.kind {
                ExprKind::Path(mut path) => {
                    path.parts.push(self.first_ident(node));
                    path.span = span;
                    ExprKind::Path(path)
                }
                _ => ExprKind::Field(Box::new(expr), self.first_ident(node)),
            },
            Rule::as_of => ExprKind::AsOf(Box::new(expr), Box::new(self.day_value(node))),
            Rule::over => {
                let days: Vec<_> = node.all(Rule::day_value).collect();
                let mut days = days.into_iter().map(|n| self.day_atom(n));
                let from = days.next().unwrap_or_else(|| broken(span));
                let to = days.next().unwrap_or_else(|| broken(span));
                ExprKind::Over(Box::new(expr), Box::new(from), Box::new(to))
            }
            Rule::binds => {
                let state = self.named(node);
                match expr.kind {
                    ExprKind::Path(source) => ExprKind::Binds(source, Box::new(state)),
                    _ => ExprKind::Broken,
                }
            }
            Rule::call => return self.call(expr, node),
            Rule::fields => return self.fields(expr, node),
            _ => return expr,
        };
        Expr { kind, span }
    }

    fn day_value(&mut self, node: Node<'_, '_>) -> Expr {
        match node.child(Rule::day_value) {
            Some(n) => self.day_atom(n),
            None => broken(self.span(node)),
        }
    }

    fn day_atom(&mut self, node: Node<'_, '_>) -> Expr {
        match node.children().next() {
            Some(n) if n.kind() == Rule::path => self.named(node),
            Some(n) => self.atom(n),
            None => broken(self.span(node)),
        }
    }

    /// A path and perhaps a call below a node.
    fn named(&mut self, node: Node<'_, '_>) -> Expr {
        let path = self.first_path(node);
        let expr = Expr { span: path.span, kind: ExprKind::Path(path) };
        match node.child(Rule::call) {
            Some(call) => self.call(expr, call),
            None => expr,
        }
    }
}

/// `left op right`
pub(crate) fn binary(op: BinaryOp, left: Expr, right: Expr) -> Expr {
    let span = left.span.to(right.span);
    Expr { kind: ExprKind::Binary(op, Box::new(left), Box::new(right)), span }
}

/// An expression that could not be read.
pub(crate) fn broken(span: Span) -> Expr {
    Expr { kind: ExprKind::Broken, span }
}
