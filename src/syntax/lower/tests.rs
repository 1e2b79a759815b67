//! Clauses of tests.

use super::{Lower, expr};
use crate::diag::conditions;
use crate::diag::tests as of_tests;
use crate::syntax::ast::expr::{Expr, ExprKind};
use crate::syntax::ast::tests::{Expect, ExpectSubject, ExpectWhat, Given, Outcome, Setting};
use crate::syntax::ast::{ClauseKind, Path};
use crate::syntax::grammar::Rule;
use crate::syntax::tree::Node;

type N<'a, 't> = Node<'a, 't>;

pub(in crate::syntax) fn given(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    let Some(form) = n.children().next() else { return ClauseKind::Broken(vec![]) };
    let with = lower.withs(form);
    ClauseKind::Given(match form.kind() {
        Rule::given_like => Given::Like { name: lower.new_name(form), like: lower.first_path(form), with },
        Rule::given_value => {
            lower.instead(form, Rule::miss_assign, "=");
            Given::Value { name: lower.new_name(form), value: lower.first_expr(form) }
        }
        Rule::given_some => Given::Some { count: lower.first_expr(form), of: lower.first_path(form), with },
        _ => Given::With { name: lower.first_path(form), with },
    })
}

pub(in crate::syntax) fn under(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    ClauseKind::Under(lower.first_path(n))
}

pub(in crate::syntax) fn expect(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    let (subject, what) = match n.child(Rule::expect_named) {
        Some(named) => {
            let path = lower.first_path(named);
            let subject = if named.has(Rule::k_state) { ExpectSubject::State(path) } else { ExpectSubject::Slip(path) };
            (subject, lower.verdict(n).unwrap_or(ExpectWhat::True))
        }
        None => lower.looked_at(n),
    };
    // Digits belong to a value that a number equals.
    if !matches!(what, ExpectWhat::Equals(..))
        && let Some(digits) = n.child(Rule::to_digits)
    {
        let place = lower.span(digits);
        lower.report(conditions::digits_of_nothing(place));
    }
    lower.commas(n, |kind| kind == Rule::setting);
    let (mut by, mut needs, mut setting) = (vec![], None, Setting::default());
    let mut seen = vec![];
    for item in n.all(Rule::setting).filter_map(|s| s.children().next()) {
        let word = match item.kind() {
            Rule::s_needs => "needs",
            Rule::s_at => "at",
            Rule::s_known_on => "known on",
            Rule::s_under => "under",
            _ => "",
        };
        if !word.is_empty() && seen.contains(&word) {
            let place = lower.span(item);
            lower.report(of_tests::setting_twice(place, word));
        }
        seen.push(word);
        match item.kind() {
            Rule::s_by => {
                for name in item.children() {
                    match name.kind() {
                        Rule::label => by.push((lower.label(name), true)),
                        Rule::ident => by.push((lower.ident(name), false)),
                        _ => {}
                    }
                }
            }
            Rule::s_needs => {
                let list: Vec<Path> = item.all(Rule::dotted).map(|p| lower.path(p)).collect();
                needs = Some(list);
            }
            Rule::s_at => setting.at = Some(lower.first_day(item)),
            Rule::s_known_on => setting.known_on = Some(lower.first_day(item)),
            Rule::s_under => setting.under = Some(lower.first_path(item)),
            _ => setting.readings.extend(lower.idents(item)),
        }
    }
    ClauseKind::Expect(Expect { subject, what, by, needs, setting })
}

impl Lower<'_> {
    fn withs(&mut self, node: Node<'_, '_>) -> Vec<(Path, Expr)> {
        let items: Vec<_> = node.child(Rule::withs).into_iter().flat_map(|w| w.all(Rule::with_item)).collect();
        let mut list = vec![];
        for item in items {
            self.instead(item, Rule::miss_assign, "=");
            list.push((self.first_path(item), self.first_expr(item)));
        }
        list
    }

    /// A verdict that stands as a node of its own behind what is looked at.
    fn verdict(&mut self, node: Node<'_, '_>) -> Option<ExpectWhat> {
        let kinds = [Rule::expect_error, Rule::expect_between, Rule::expect_is, Rule::expect_equals];
        let holder = node.child(Rule::verdict).unwrap_or(node);
        let n = holder.children().find(|n| kinds.contains(&n.kind()))?;
        Some(match n.kind() {
            Rule::expect_error => ExpectWhat::Error(self.ident(n.child(Rule::code)?)),
            Rule::expect_between => {
                let (low, high) = self.two_sums(n);
                ExpectWhat::Between(low, high)
            }
            Rule::expect_is => {
                let value = self.first_expr(n);
                is(value, n.has(Rule::is_not))
            }
            _ => ExpectWhat::Equals(self.first_expr(n), digits(n)),
        })
    }

    /// An expression, with `is V` or `= V` behind it as part of the same flat list.
    fn looked_at(&mut self, node: Node<'_, '_>) -> (ExpectSubject, ExpectWhat) {
        let Some(whole) = node.child(Rule::expr) else {
            return (ExpectSubject::Expr(expr::broken(self.span(node))), ExpectWhat::True);
        };
        if let Some(what) = self.verdict(node) {
            return (ExpectSubject::Expr(self.expr(whole)), what);
        }
        let items: Vec<_> = whole.children().collect();
        let logic = items.iter().any(|n| matches!(n.kind(), Rule::k_and | Rule::k_or | Rule::miss_logic));
        let last = items.iter().rposition(|n| n.kind() == Rule::k_is || (n.kind() == Rule::cmp_op && n.text() == "="));
        let Some(at) = last.filter(|_| !logic) else {
            return (ExpectSubject::Expr(self.expr(whole)), ExpectWhat::True);
        };
        // The verdict leaves no node of its own.
        let digits = digits(node);
        let negated = items.get(at + 1).is_some_and(|n| n.kind() == Rule::is_not);
        let Some(value) = items.get(at + 1 + usize::from(negated)).copied().filter(|v| v.kind() == Rule::arith) else {
            return (ExpectSubject::Expr(self.expr(whole)), ExpectWhat::True);
        };
        let subject = ExpectSubject::Expr(self.levels(whole, items[..at].to_vec()));
        let expected = self.any_expr(value);
        if items[at].kind() == Rule::k_is {
            return (subject, is(expected, negated));
        }
        if matches!(expected.kind, ExprKind::Bool(_) | ExprKind::Absent | ExprKind::Unknown) {
            let place = self.span(items[at]);
            self.report(crate::diag::conditions::equals_for_is(place, "=", "is"));
            return (subject, is(expected, false));
        }
        (subject, ExpectWhat::Equals(expected, digits))
    }
}

/// `is V`, where V may be one of the outcomes without value.
fn is(value: Expr, negated: bool) -> ExpectWhat {
    match outcome(&value).filter(|_| !negated) {
        Some(outcome) => ExpectWhat::Outcome(outcome),
        None => ExpectWhat::Is(value, negated),
    }
}

/// The outcome that an expression names.
pub(in crate::syntax) fn outcome(value: &Expr) -> Option<Outcome> {
    let word = match &value.kind {
        ExprKind::Unknown => return Some(Outcome::Unknown),
        ExprKind::Path(path) if path.parts.len() == 1 => path.parts[0].name.as_str(),
        _ => return None,
    };
    match word {
        "not_applicable" => Some(Outcome::NotApplicable),
        "conflict" => Some(Outcome::Conflict),
        "gap" => Some(Outcome::Gap),
        _ => None,
    }
}

fn digits(node: Node<'_, '_>) -> Option<i64> {
    node.child(Rule::to_digits)?.child(Rule::digit_count)?.text().parse().ok()
}
