//! Clauses of entities, enums and instances.

use super::Lower;
use crate::diag::syntax as found;
use crate::syntax::ast::ClauseKind;
use crate::syntax::ast::fields::{FieldDecl, FieldLimit};
use crate::syntax::grammar::Rule;
use crate::syntax::tree::Node;

type N<'a, 't> = Node<'a, 't>;

pub(in crate::syntax) fn key(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    ClauseKind::Key(lower.idents(n))
}

/// `beneficiary, applicant`: the values of an enum.
pub(in crate::syntax) fn values(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    ClauseKind::Values(lower.idents(n))
}

/// `name: value`
pub(in crate::syntax) fn field_value(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    lower.instead(n, Rule::miss_colon, ":");
    ClauseKind::FieldValue(lower.first_path(n), lower.first_expr(n))
}

/// `population : persons, 0 .. 20 000 000, series`
pub(in crate::syntax) fn field(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    let mut limits = vec![];
    let path = lower.first_path(n);
    let ty = lower.first_type(n);
    lower.commas(n, |kind| !matches!(kind, Rule::dotted | Rule::colon | Rule::type_ | Rule::comma | Rule::EOI));
    for item in n.children() {
        let span = lower.span(item);
        let limit = match item.kind() {
            Rule::l_between => {
                lower.bounds_of_field(item);
                let (low, high) = lower.two_sums(item);
                FieldLimit::Between(low, high)
            }
            Rule::l_at_most => {
                lower.bounds_of_field(item);
                FieldLimit::AtMost(lower.first_expr(item))
            }
            Rule::l_at_least => {
                lower.bounds_of_field(item);
                FieldLimit::AtLeast(lower.first_expr(item))
            }
            Rule::l_series => FieldLimit::Series(span),
            Rule::l_flow => FieldLimit::Flow(span),
            Rule::l_statement => FieldLimit::Statement(span),
            Rule::k_may_be_absent => FieldLimit::MayBeAbsent(span),
            Rule::t_ask => match item.child(Rule::who) {
                Some(who) => FieldLimit::Ask(lower.who(who)),
                None => continue,
            },
            Rule::l_effort => {
                let effort = item.child(Rule::effort).and_then(|e| e.text().parse().ok());
                FieldLimit::Effort(effort.unwrap_or(i64::MAX), span)
            }
            Rule::l_concept => FieldLimit::Concept(lower.first_ident(item)),
            _ => continue,
        };
        let is_there = |other: &FieldLimit| std::mem::discriminant(other) == std::mem::discriminant(&limit);
        if limits.iter().any(is_there) {
            let word = match limit {
                FieldLimit::Between(..) => "..",
                _ => item.text().split_whitespace().next().unwrap_or(""),
            };
            lower.report(found::tail_twice(span, word));
            continue;
        }
        limits.push(limit);
    }
    ClauseKind::Field(FieldDecl { path, ty, limits, doc: None })
}
