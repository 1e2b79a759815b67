//! Conditions: `or`, `and`, `not` and comparisons, built from flat lists by loops.

use super::Lower;
use super::expr::{binary, broken};
use crate::diag::conditions;
use crate::diag::syntax as found;
use crate::syntax::ast::expr::{Arg, BinaryOp, Expr, ExprKind, IsWhat};
use crate::syntax::grammar::Rule;
use crate::syntax::tree::Node;
use crate::text::Span;

/// No expression is deeper than this, counted in operators and brackets.
const DEEPEST: usize = 256;

/// An operand of `and` and `or`, with what stood in front of it.
struct Arm {
    expr: Expr,
    /// The comparisons in it so far.
    compared: usize,
    nots: Vec<Span>,
}

/// Whether what stands before a sign, or behind it, is a comparison already.
fn between_conditions(before: &[Arm], behind: &[Node<'_, '_>]) -> bool {
    let compares = |n: &Node<'_, '_>| matches!(n.kind(), Rule::cmp_op | Rule::k_is | Rule::in_list);
    before.last().is_some_and(|arm| arm.compared > 0) || behind.get(1).is_some_and(compares)
}

impl Lower<'_> {
    /// The expression below a `cond`: commas in it are read as `and`.
    pub fn first_cond(&mut self, node: Node<'_, '_>) -> Expr {
        let Some(cond) = node.child(Rule::cond) else { return broken(self.span(node)) };
        let mut whole: Option<Expr> = None;
        for n in cond.children() {
            match n.kind() {
                Rule::miss_comma_and => {
                    let place = self.span(n);
                    let before = n.clause()[..n.start()].trim_end().len();
                    let edit = self.range(before, n.end());
                    self.report(conditions::comma_for_and(place, edit));
                }
                _ => {
                    let next = self.expr(n);
                    whole = Some(match whole {
                        Some(left) => binary(BinaryOp::And, left, next),
                        None => next,
                    });
                }
            }
        }
        whole.unwrap_or_else(|| broken(self.span(node)))
    }

    /// The condition of a clause that begins with `when`; a missing `when` is reported.
    pub fn when_cond(&mut self, node: Node<'_, '_>) -> Expr {
        let condition = self.first_cond(node);
        if let (false, Some(cond)) = (node.has(Rule::k_when), node.child(Rule::cond)) {
            match &condition.kind {
                // `holds if (C)` looks like a function.
                ExprKind::Call(path, values) if path.parts.len() == 1 && path.parts[0].name.as_str() == "if" => {
                    self.report(found::opens_condition(path.span, "if"));
                    if let [Arg::Value(inner)] = values.as_slice() {
                        return inner.clone();
                    }
                }
                _ => {
                    let place = self.span(cond);
                    self.report(found::missing_when(place));
                }
            }
        }
        condition
    }

    /// An `expr` node.
    pub fn expr(&mut self, node: Node<'_, '_>) -> Expr {
        self.levels(node, node.children().collect())
    }

    /// `or`, `and`, `not` and comparisons over the children of an `expr`.
    pub fn levels(&mut self, node: Node<'_, '_>, items: Vec<Node<'_, '_>>) -> Expr {
        let operators = items.len().saturating_sub(1);
        if self.too_deep(node, operators) {
            return broken(self.span(node));
        }
        self.depth += operators + 1;
        let (arms, ops) = self.arms(&items);
        self.depth -= operators + 1;
        self.refuse_mixture(&arms, &ops);
        let mut groups: Vec<Expr> = vec![];
        for (i, arm) in arms.into_iter().enumerate() {
            let joined = i > 0 && ops.get(i - 1).is_some_and(|op| op.0 == BinaryOp::And);
            match groups.pop() {
                Some(left) if joined => groups.push(binary(BinaryOp::And, left, arm.expr)),
                Some(left) => groups.extend([left, arm.expr]),
                None => groups.push(arm.expr),
            }
        }
        groups
            .into_iter()
            .reduce(|left, right| binary(BinaryOp::Or, left, right))
            .unwrap_or_else(|| broken(self.span(node)))
    }

    pub(super) fn too_deep(&mut self, node: Node<'_, '_>, operators: usize) -> bool {
        if self.depth + operators <= DEEPEST {
            return false;
        }
        let span = self.span(node);
        if !self.diags.iter().any(|d| d.code == found::TOO_LONG) {
            self.report(found::too_long(span));
        }
        true
    }

    fn arms(&mut self, items: &[Node<'_, '_>]) -> (Vec<Arm>, Vec<(BinaryOp, Span)>) {
        let (mut arms, mut ops): (Vec<Arm>, Vec<(BinaryOp, Span)>) = (vec![], vec![]);
        let mut nots: Vec<Span> = vec![];
        let mut at = 0;
        while at < items.len() {
            let n = items[at];
            at += 1;
            match n.kind() {
                Rule::k_not => nots.push(self.span(n)),
                Rule::k_and | Rule::k_or | Rule::miss_logic => ops.push(self.logic(n)),
                Rule::k_is => {
                    let negated = items.get(at).is_some_and(|n| n.kind() == Rule::is_not);
                    at += usize::from(negated);
                    if let Some(what) = items.get(at).copied() {
                        at += 1;
                        self.compare(&mut arms, n, |lower, left| lower.is(left, negated, what));
                    }
                }
                // Between two comparisons the sign of `follows from`, not of `at least`.
                Rule::cmp_op if n.text() == "=>" && between_conditions(&arms, &items[at..]) => {
                    let place = self.span(n);
                    self.report(conditions::implication(place));
                    let or = items.iter().any(|n| n.kind() == Rule::k_or);
                    ops.push((if or { BinaryOp::Or } else { BinaryOp::And }, place));
                }
                Rule::cmp_op => {
                    if let Some(right) = items.get(at).copied() {
                        at += 1;
                        self.compare(&mut arms, n, |lower, left| lower.comparison(left, n, right));
                    }
                }
                Rule::in_list => self.compare(&mut arms, n, |lower, left| {
                    let before = lower.diags.len();
                    let right = lower.first_expr(n);
                    lower.minus_of_a_range(&right, before);
                    let span = left.span.to(right.span);
                    Expr { kind: ExprKind::In(Box::new(left), n.has(Rule::k_not), Box::new(right)), span }
                }),
                _ => {
                    let expr = self.any_expr(n);
                    arms.push(Arm { expr, compared: 0, nots: std::mem::take(&mut nots) });
                }
            }
        }
        for arm in &mut arms {
            self.negate(arm);
        }
        (arms, ops)
    }

    fn logic(&mut self, node: Node<'_, '_>) -> (BinaryOp, Span) {
        let span = self.span(node);
        let op = match node.text() {
            "or" | "||" => BinaryOp::Or,
            _ => BinaryOp::And,
        };
        if node.kind() == Rule::miss_logic {
            self.report(conditions::sign_instead(
                span,
                span,
                node.text(),
                if op == BinaryOp::Or { "or" } else { "and" },
            ));
        }
        (op, span)
    }

    /// Applies a comparison to the last arm; a second one is refused and read as one more, joined by `and`.
    fn compare(&mut self, arms: &mut [Arm], op: Node<'_, '_>, make: impl FnOnce(&mut Self, Expr) -> Expr) {
        let Some(arm) = arms.last_mut() else { return };
        let again = arm.compared > 0;
        let middle = last_operand(&arm.expr).filter(|_| again).cloned();
        arm.compared += 1;
        let first = std::mem::replace(&mut arm.expr, broken(self.span(op)));
        if again {
            let place = self.span(op);
            let text = middle.as_ref().and_then(|m| self.text_of(m.span, op));
            self.report(conditions::chained_comparison(place, first.span, text));
        }
        arm.expr = match middle {
            Some(middle) => binary(BinaryOp::And, first, make(self, middle)),
            None => make(self, first),
        };
    }

    /// The characters of a place in the clause that a node belongs to.
    fn text_of<'t>(&self, span: Span, node: Node<'_, 't>) -> Option<&'t str> {
        let start = (span.start as usize).checked_sub(self.base)?;
        node.clause().get(start..(span.end as usize).checked_sub(self.base)?)
    }

    fn negate(&mut self, arm: &mut Arm) {
        for not in std::mem::take(&mut arm.nots).into_iter().rev() {
            if arm.compared > 0 {
                self.report(conditions::not_before_comparison(not, arm.expr.span));
                arm.compared = 0;
            }
            let inner = std::mem::replace(&mut arm.expr, broken(not));
            let span = not.to(inner.span);
            arm.expr = Expr { kind: ExprKind::Not(Box::new(inner)), span };
        }
    }

    fn refuse_mixture(&mut self, arms: &[Arm], ops: &[(BinaryOp, Span)]) {
        let first = |op| ops.iter().find(|o| o.0 == op).map(|o| o.1);
        let (Some(and), Some(or)) = (first(BinaryOp::And), first(BinaryOp::Or)) else { return };
        let mut groups: Vec<Span> = vec![];
        for (i, op) in ops.iter().enumerate().filter(|(_, op)| op.0 == BinaryOp::And) {
            let (Some(left), Some(right)) = (arms.get(i), arms.get(i + 1)) else { continue };
            let whole = left.expr.span.to(right.expr.span);
            match groups.last_mut() {
                Some(last) if i > 0 && ops[i - 1].0 == BinaryOp::And => *last = last.to(whole),
                _ => groups.push(whole.to(op.1)),
            }
        }
        self.report(conditions::and_beside_or(and, or, &groups));
    }

    fn is(&mut self, left: Expr, negated: bool, what: Node<'_, '_>) -> Expr {
        let end = self.span(what);
        let what = match what.kind() {
            Rule::is_absent => IsWhat::Absent,
            Rule::is_one_of => {
                let values: Vec<_> = what.all(Rule::expr).collect();
                self.each_once(&values);
                IsWhat::OneOf(values.into_iter().map(|n| self.expr(n)).collect())
            }
            _ => match self.any_expr(what) {
                Expr { kind: ExprKind::Absent, .. } => IsWhat::Absent,
                // `is among (a, b)` looks like a function.
                Expr { kind: ExprKind::Call(path, args), .. }
                    if path.parts.len() == 1 && path.parts[0].name.as_str() == "among" =>
                {
                    self.report(found::word_for_word(path.span, "among", "one of"));
                    let values = args.into_iter().filter_map(|arg| match arg {
                        Arg::Value(value) => Some(value),
                        _ => None,
                    });
                    IsWhat::OneOf(values.collect())
                }
                value => IsWhat::Value(Box::new(value)),
            },
        };
        let span = left.span.to(end);
        Expr { kind: ExprKind::Is(Box::new(left), negated, what), span }
    }

    fn comparison(&mut self, left: Expr, op: Node<'_, '_>, right: Node<'_, '_>) -> Expr {
        let place = self.span(op);
        let (meant, kind) = match op.text() {
            "=" => ("=", BinaryOp::Eq),
            "==" => ("=", BinaryOp::Eq),
            "!=" => ("!=", BinaryOp::Ne),
            "<>" | "≠" => ("!=", BinaryOp::Ne),
            "<" => ("<", BinaryOp::Lt),
            ">" => (">", BinaryOp::Gt),
            "<=" | "=<" | "≤" => ("<=", BinaryOp::Le),
            _ => (">=", BinaryOp::Ge),
        };
        if meant != op.text() {
            self.report(conditions::sign_instead(place, place, op.text(), meant));
        }
        let right = self.any_expr(right);
        let span = left.span.to(right.span);
        let equality = matches!(kind, BinaryOp::Eq | BinaryOp::Ne);
        if equality && matches!(right.kind, ExprKind::Bool(_) | ExprKind::Absent | ExprKind::Unknown) {
            let negated = kind == BinaryOp::Ne;
            // That no condition asks whether something is known is said where types are.
            if meant == op.text() && !matches!(right.kind, ExprKind::Unknown) {
                self.report(conditions::equals_for_is(place, op.text(), if negated { "is not" } else { "is" }));
            }
            let what = match right.kind {
                ExprKind::Absent => IsWhat::Absent,
                _ => IsWhat::Value(Box::new(right)),
            };
            return Expr { kind: ExprKind::Is(Box::new(left), negated, what), span };
        }
        Expr { kind: ExprKind::Binary(kind, Box::new(left), Box::new(right)), span }
    }
}

/// The right operand of the last comparison in an expression.
fn last_operand(expr: &Expr) -> Option<&Expr> {
    match &expr.kind {
        ExprKind::Binary(BinaryOp::And, _, right) => last_operand(right),
        ExprKind::Binary(_, _, right) | ExprKind::In(_, _, right) | ExprKind::Is(_, _, IsWhat::Value(right)) => {
            Some(right)
        }
        _ => None,
    }
}
