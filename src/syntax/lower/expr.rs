//! Expressions: precedence is built from flat lists by loops; only brackets recurse.

use super::Lower;
use crate::diag::Diagnostic;
use crate::diag::conditions;
use crate::diag::signs;
use crate::diag::syntax as found;
use crate::syntax::ast::{Aggregate, Arg, BinaryOp, Binder, Expr, ExprKind, Ident, IsWhat, ListItem, Path, Quantifier};
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

/// Whether what stands before a sign, or behind it, is a comparison already.
fn between_conditions(before: &[Arm], behind: &[Node<'_, '_>]) -> bool {
    let compares = |n: &Node<'_, '_>| matches!(n.kind(), Rule::cmp_op | Rule::k_is | Rule::in_list);
    before.last().is_some_and(|arm| arm.compared > 0) || behind.get(1).is_some_and(compares)
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

    fn too_deep(&mut self, node: Node<'_, '_>, operators: usize) -> bool {
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
                IsWhat::OneOf(values.into_iter().map(|n| self.expr(n)).collect())
            }
            _ => match self.any_expr(what) {
                Expr { kind: ExprKind::Absent, .. } => IsWhat::Absent,
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

    /// An expression that may be missing; where it is, `whole` is broken.
    fn maybe(&mut self, node: Option<Node<'_, '_>>, whole: Node<'_, '_>) -> Expr {
        match node {
            Some(n) => self.any_expr(n),
            None => broken(self.span(whole)),
        }
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

    fn atom(&mut self, node: Node<'_, '_>) -> Expr {
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
    fn binders(&mut self, node: Node<'_, '_>) -> Vec<Binder> {
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

    fn tail_of(&mut self, expr: Expr, node: Node<'_, '_>) -> Expr {
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

    /// A minus between two written figures, where a range is needed, is told as that where it is typed: what was said of the
    /// sign since so many findings is left out.
    pub fn minus_of_a_range(&mut self, expr: &Expr, before: usize) {
        let Some(gap) = expr.range_with_minus() else { return };
        let of_sign =
            |d: &Diagnostic| d.primary.as_ref().is_some_and(|p| gap.start <= p.span.start && p.span.end <= gap.end);
        let kept: Vec<_> = self.diags.drain(before..).filter(|d| !of_sign(d)).collect();
        self.diags.extend(kept);
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

    fn call(&mut self, callee: Expr, node: Node<'_, '_>) -> Expr {
        let span = callee.span.to(self.span(node));
        let ExprKind::Path(path) = callee.kind else { return broken(span) };
        self.depth += 1;
        let kind = if node.has(Rule::named_arg) {
            let args: Vec<_> = node.all(Rule::named_arg).collect();
            ExprKind::Construct(path, args.into_iter().map(|n| (self.first_path(n), self.first_expr(n))).collect())
        } else if node.has(Rule::for_part) {
            self.comprehension(path, node)
        } else if is(&path, "list") {
            let items: Vec<_> = node.all(Rule::item).collect();
            ExprKind::List(items.into_iter().map(|n| self.list_item(n)).collect())
        } else {
            self.refuse_distinct(node);
            let items: Vec<_> = node.all(Rule::item).collect();
            ExprKind::Call(path, items.into_iter().map(|n| self.arg(n)).collect())
        };
        self.depth -= 1;
        Expr { kind, span }
    }

    fn comprehension(&mut self, path: Path, node: Node<'_, '_>) -> ExprKind {
        let distinct = node.has(Rule::distinct);
        let aggregate = match path.parts.first().filter(|_| path.parts.len() == 1).map(|p| p.name.as_str()) {
            Some("sum") => Some(Aggregate::Sum),
            Some("min") => Some(Aggregate::Min),
            Some("max") => Some(Aggregate::Max),
            Some("average") => Some(Aggregate::Average),
            Some("median") => Some(Aggregate::Median),
            Some("count") if distinct => Some(Aggregate::CountDistinct),
            Some("count") => Some(Aggregate::Count),
            Some("share") => Some(Aggregate::Share),
            Some("the") => Some(Aggregate::The),
            Some("list") => Some(Aggregate::List),
            _ => None,
        };
        if aggregate != Some(Aggregate::CountDistinct) {
            self.refuse_distinct(node);
        }
        let body = match node.child(Rule::item) {
            Some(n) => self.plain_item(n),
            None => broken(self.span(node)),
        };
        let parts: Vec<_> = node.all(Rule::for_part).collect();
        let binders: Vec<Binder> = parts.into_iter().flat_map(|n| self.binders(n)).collect();
        let filter = node.child(Rule::where_part).map(|n| Box::new(self.first_expr(n)));
        match aggregate {
            Some(aggregate) => ExprKind::Aggregate(aggregate, Box::new(body), binders, filter),
            None => {
                let name = path.parts.last().map_or("", |p| p.name.as_str());
                self.report(conditions::no_comprehension(path.span, name));
                ExprKind::Broken
            }
        }
    }

    fn refuse_distinct(&mut self, node: Node<'_, '_>) {
        if let Some(n) = node.child(Rule::distinct) {
            let place = self.span(n);
            self.report(conditions::misplaced_distinct(place));
        }
    }

    fn arg(&mut self, node: Node<'_, '_>) -> Arg {
        if node.has(Rule::k_to) { Arg::To(self.first_expr(node)) } else { Arg::Value(self.plain_item(node)) }
    }

    /// An item that is one expression; `to` and `of` are reported.
    fn plain_item(&mut self, node: Node<'_, '_>) -> Expr {
        if let Some(n) = node.children().find(|n| matches!(n.kind(), Rule::k_of | Rule::k_to)) {
            let place = self.span(n);
            self.report(found::no_place_for(place, n.text()));
        }
        self.first_expr(node)
    }

    fn list_item(&mut self, node: Node<'_, '_>) -> ListItem {
        if node.has(Rule::k_to) {
            return ListItem { times: None, item: self.plain_item(node) };
        }
        let mut parts = node.all(Rule::expr);
        let (first, second) = (parts.next(), parts.next());
        let first = self.maybe(first, node);
        match second {
            Some(n) => ListItem { times: Some(first), item: self.expr(n) },
            None => ListItem { times: None, item: first },
        }
    }

    /// `T { f: v; g: w }`
    fn fields(&mut self, callee: Expr, node: Node<'_, '_>) -> Expr {
        let span = callee.span.to(self.span(node));
        let ExprKind::Path(path) = callee.kind else { return broken(span) };
        self.depth += 1;
        let mut fields: Vec<(Path, Expr)> = vec![];
        let mut parted = true;
        for n in node.children() {
            match n.kind() {
                Rule::semi => parted = true,
                Rule::comma => {
                    let place = self.span(n);
                    self.report(conditions::sign_instead(place, place, ",", ";"));
                    parted = true;
                }
                Rule::field_init => {
                    let before = &n.clause()[..n.start()];
                    let end = before.trim_end().len();
                    if !parted && !before[end..].contains('\n') {
                        let (place, gap) = (self.span(n), self.range(end, end));
                        self.report(found::missing_semicolon(place, gap));
                    }
                    self.instead(n, Rule::miss_colon, ":");
                    fields.push((self.first_path(n), self.first_expr(n)));
                    parted = false;
                }
                _ => {}
            }
        }
        self.depth -= 1;
        Expr { kind: ExprKind::Construct(path, fields), span }
    }
}

fn is_tail(kind: Rule) -> bool {
    matches!(kind, Rule::field | Rule::as_of | Rule::over | Rule::binds | Rule::call | Rule::fields)
}

fn is(path: &Path, word: &str) -> bool {
    path.parts.len() == 1 && path.parts[0].name.as_str() == word
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

/// `left op right`
pub(crate) fn binary(op: BinaryOp, left: Expr, right: Expr) -> Expr {
    let span = left.span.to(right.span);
    Expr { kind: ExprKind::Binary(op, Box::new(left), Box::new(right)), span }
}

/// An expression that could not be read.
pub(crate) fn broken(span: Span) -> Expr {
    Expr { kind: ExprKind::Broken, span }
}
