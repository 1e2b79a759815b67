//! Sums, products, ranges and signs, built from flat lists by loops.

use super::Lower;
use super::expr::{binary, broken};
use crate::diag::Diagnostic;
use crate::diag::conditions;
use crate::diag::signs;
use crate::diag::syntax as found;
use crate::syntax::ast::expr::{BinaryOp, Expr, ExprKind};
use crate::syntax::grammar::Rule;
use crate::syntax::tree::Node;
use crate::text::Span;

/// A minus that lacks a blank.
struct Minus {
    place: Span,
    /// What a minus with blanks stands in place of.
    edit: Span,
    /// Whether it has a blank on neither side.
    tight: bool,
}

/// Whether a minus stands directly behind another, and a blank before and behind both: `a -- b`.
fn is_remark(n: Node<'_, '_>) -> bool {
    let (before, from) = n.clause().split_at(n.start());
    let blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let mark = before.ends_with('-') && from.starts_with('-');
    mark && blank(before[..before.len() - 1].chars().next_back()) && blank(from[1..].chars().next())
}

/// What a minus behind a product stands next to.
fn last_factor(expr: &mut Expr) -> &mut Expr {
    match expr {
        Expr { kind: ExprKind::Binary(BinaryOp::Mul | BinaryOp::Div, _, right), .. } => right,
        other => other,
    }
}

impl Minus {
    /// Whether it stands between two bare words, as in a name of other notations.
    fn joins_names(&self, left: &Expr, right: &Expr) -> bool {
        let bare = |e: &Expr| matches!(&e.kind, ExprKind::Path(path) if path.parts.len() == 1);
        let left = match &left.kind {
            ExprKind::Binary(BinaryOp::Mul | BinaryOp::Div, _, right) => right,
            _ => left,
        };
        self.tight && bare(left) && bare(right)
    }
}

impl Lower<'_> {
    /// An `arith` node: a sum, a range, or `between`.
    pub fn arith(&mut self, node: Node<'_, '_>) -> Expr {
        if let Some(between) = node.child(Rule::between) {
            let (low, high) = self.two_sums(between);
            return Expr { kind: ExprKind::Between(Box::new(low), Box::new(high)), span: self.span(node) };
        }
        let mut sums = node.all(Rule::sum);
        let (Some(low), high) = (sums.next(), sums.next()) else { return broken(self.span(node)) };
        let low = self.sum(low);
        let Some(high) = high else { return low };
        let high = self.sum(high);
        Expr { kind: ExprKind::Range(Box::new(low), Box::new(high)), span: self.span(node) }
    }

    /// The two `sum` nodes below a node.
    pub fn two_sums(&mut self, node: Node<'_, '_>) -> (Expr, Expr) {
        let mut sums = node.all(Rule::sum);
        let (low, high) = (sums.next(), sums.next());
        (self.maybe(low, node), self.maybe(high, node))
    }

    /// A `sum` node: `+ - * /`, each with its operands.
    pub fn sum(&mut self, node: Node<'_, '_>) -> Expr {
        let signs = node.children().filter(|n| matches!(n.kind(), Rule::sum_op | Rule::neg | Rule::field)).count();
        if self.too_deep(node, signs) {
            return broken(self.span(node));
        }
        self.depth += signs + 1;
        let (mut terms, mut ops): (Vec<Expr>, Vec<BinaryOp>) = (vec![], vec![]);
        let mut pending: Option<(BinaryOp, Option<Minus>)> = None;
        let mut children = node.children().peekable();
        while let Some(n) = children.peek().copied() {
            if n.kind() == Rule::sum_op {
                children.next();
                pending = Some(self.sum_op(n));
                continue;
            }
            let remark = pending.as_ref().is_some_and(|(op, _)| *op == BinaryOp::Sub) && is_remark(n);
            let operand = self.signed(&mut children, node);
            if let (true, Some((_, Some(minus)))) = (remark, &pending) {
                let mark = self.range(n.start() - 1, n.start() + 1);
                self.report(found::other_comment(minus.place.to(operand.span), mark, true));
                pending = None;
                continue;
            }
            match (pending.take(), terms.pop()) {
                (Some((op @ (BinaryOp::Mul | BinaryOp::Div), _)), Some(left)) => {
                    terms.push(binary(op, left, operand));
                }
                (Some((_, Some(minus))), Some(mut left)) if minus.joins_names(&left, &operand) => {
                    let joined = last_factor(&mut left);
                    *joined = self.name_with_minus(&minus, joined, &operand);
                    terms.push(left);
                }
                (Some((_, Some(minus))), Some(left)) if self.is_amount(&left, &operand) => {
                    terms.push(self.amount_below_zero(left, operand, minus.edit));
                }
                (op, left) => {
                    if let Some((_, Some(minus))) = &op {
                        self.report(signs::minus_without_blanks(minus.place, minus.edit));
                    }
                    terms.extend(left);
                    terms.push(operand);
                    ops.extend(op.map(|(op, _)| op));
                }
            }
        }
        self.depth -= signs + 1;
        let mut terms = terms.into_iter();
        let first = terms.next().unwrap_or_else(|| broken(self.span(node)));
        ops.into_iter().zip(terms).fold(first, |left, (op, right)| binary(op, left, right))
    }

    /// Reports a name that is joined by a minus, once for all of it.
    fn name_with_minus(&mut self, minus: &Minus, left: &Expr, right: &Expr) -> Expr {
        let word = |e: &Expr| match &e.kind {
            ExprKind::Path(path) => path.parts.iter().map(|p| p.name.to_string()).collect::<Vec<_>>().join("."),
            _ => String::new(),
        };
        let span = left.span.to(right.span);
        self.report(signs::name_with_minus(span, &word(left), &word(right), minus.edit));
        broken(span)
    }

    /// The operator of a sum, and a minus that lacks a blank.
    fn sum_op(&mut self, node: Node<'_, '_>) -> (BinaryOp, Option<Minus>) {
        let (place, text) = (self.span(node), node.text());
        let (meant, op) = match text {
            "+" => ("+", BinaryOp::Add),
            "*" | "×" | "·" => ("*", BinaryOp::Mul),
            "/" | "÷" => ("/", BinaryOp::Div),
            _ => ("-", BinaryOp::Sub),
        };
        let clause = node.clause();
        let blank_before = clause[..node.start()].ends_with(char::is_whitespace);
        let blank_behind = clause[node.end()..].starts_with(|c: char| c.is_whitespace() || c == '/');
        if meant != text {
            self.report(conditions::sign_instead(place, place, text, meant));
        } else if op == BinaryOp::Sub && !(blank_before && blank_behind) {
            let from = clause[..node.start()].trim_end().len();
            let to = clause.len() - clause[node.end()..].trim_start().len();
            let edit = self.range(from, to);
            return (op, Some(Minus { place, edit, tight: !blank_before && !blank_behind }));
        }
        (op, None)
    }

    /// An operand with its signs in front and its tails behind.
    fn signed<'a, 't>(
        &mut self,
        children: &mut std::iter::Peekable<crate::syntax::tree::Children<'a, 't>>,
        whole: Node<'_, '_>,
    ) -> Expr {
        let mut signs: Vec<Span> = vec![];
        while let Some(n) = children.next_if(|n| n.kind() == Rule::neg) {
            signs.push(self.span(n));
            if n.text() != "-" {
                let place = self.span(n);
                self.report(conditions::sign_instead(place, place, n.text(), "-"));
            }
        }
        let Some(atom) = children.next() else { return broken(self.span(whole)) };
        let mut expr = self.atom(atom);
        while let Some(n) = children.next_if(|n| is_tail(n.kind())) {
            expr = self.tail_of(expr, n);
        }
        for sign in signs.into_iter().rev() {
            let span = sign.to(expr.span);
            expr = Expr { kind: ExprKind::Negate(Box::new(expr)), span };
        }
        expr
    }

    /// A minus between two written figures, where a range is needed, is told as that where it is typed: what was said of the
    /// sign since so many findings is left out.
    pub fn minus_of_a_range(&mut self, expr: &Expr, before: usize) {
        let Some(gap) = expr.range_with_minus() else { return };
        let of_sign = |d: &Diagnostic| d.primary.as_ref().is_some_and(|p| gap.holds(p.span));
        let kept: Vec<_> = self.diags.drain(before..).filter(|d| !of_sign(d)).collect();
        self.diags.extend(kept);
    }
}

fn is_tail(kind: Rule) -> bool {
    matches!(kind, Rule::field | Rule::as_of | Rule::over | Rule::binds | Rule::call | Rule::fields)
}
