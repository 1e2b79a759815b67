//! Clauses of many declarations, and those of params, definitions, tables and scales.

use super::Lower;
use crate::diag::syntax as found;
use crate::syntax::ast::cases::{Case, Tier};
use crate::syntax::ast::kind::DeclKind;
use crate::syntax::ast::{ClauseKind, Ident};
use crate::syntax::grammar::Rule;
use crate::syntax::sheets::{Hit, ScaleKind};
use crate::syntax::tree::Node;

type N<'a, 't> = Node<'a, 't>;

pub(in crate::syntax) fn title(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    ClauseKind::Title(lower.said_text(n, "what readers call it"))
}

pub(in crate::syntax) fn covers(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    lower.each_once(&n.all(Rule::cover).collect::<Vec<_>>());
    ClauseKind::Covers(n.all(Rule::cover).map(|c| lower.ident(c)).collect())
}

pub(in crate::syntax) fn tags(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    lower.each_once(&n.all(Rule::ident).collect::<Vec<_>>());
    ClauseKind::Tags(lower.idents(n))
}

pub(in crate::syntax) fn per(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    ClauseKind::Per(lower.citations(n))
}

pub(in crate::syntax) fn is(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    ClauseKind::Is(lower.first_expr(n), lower.tail(n))
}

/// `from D until D is V` is a dated value; without a value it says when the declaration is read.
pub(in crate::syntax) fn from(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    let days = lower.days(n);
    let (from, until) = (days.first().copied(), days.get(1).copied());
    if n.has(Rule::expr) {
        let mut tail = lower.tail(n);
        for (day, behind, word) in [(from, &mut tail.from, "from"), (until, &mut tail.until, "until")] {
            if let (Some(_), Some(again)) = (day, &behind) {
                lower.report(found::tail_twice(again.span, word));
            }
            *behind = day.or(*behind);
        }
        return ClauseKind::Is(lower.first_expr(n), tail);
    }
    if matches!(lower.owner, DeclKind::Param | DeclKind::Fact) {
        let place = lower.span(n);
        lower.report(found::value_missing(place));
    }
    if let Some(until) = until {
        lower.extra.push(ClauseKind::Until(until));
    }
    match from {
        Some(day) => ClauseKind::From(day),
        None => ClauseKind::Broken(vec![]),
    }
}

pub(in crate::syntax) fn until(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    ClauseKind::Until(lower.first_day(n))
}

pub(in crate::syntax) fn let_(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    lower.instead(n, Rule::miss_assign, "=");
    if let Some(ty) = n.child(Rule::miss_let_type) {
        let place = lower.range(ty.start(), ty.start() + ty.text().trim_end().len());
        lower.report(found::let_has_no_type(place));
    }
    let name = lower.new_name(n);
    ClauseKind::Let(name, lower.first_expr(n))
}

pub(in crate::syntax) fn otherwise(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    let then = lower.first_expr(n);
    ClauseKind::Case(Case { tier: Tier::Otherwise, label: None, when: None, then, tail: lower.tail(n) })
}

pub(in crate::syntax) fn when(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    case(lower, n, Tier::When)
}

pub(in crate::syntax) fn unless(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    case(lower, n, Tier::Unless)
}

fn case(lower: &mut Lower<'_>, n: N<'_, '_>, tier: Tier) -> ClauseKind {
    let label = n.child(Rule::label).map(|l| lower.label(l));
    let when = Some(lower.first_cond(n));
    let then = lower.first_expr(n);
    ClauseKind::Case(Case { tier, label, when, then, tail: lower.tail(n) })
}

pub(in crate::syntax) fn hit(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    let _ = &lower;
    let word = n.child(Rule::hit_word).map_or("", |w| w.text());
    ClauseKind::Hit(match word.split_whitespace().next_back() {
        Some("any") => Hit::Any,
        Some("first") => Hit::First,
        Some("sum") => Hit::Sum,
        Some("min") => Hit::Min,
        Some("max") => Hit::Max,
        Some("count") => Hit::Count,
        _ => Hit::Unique,
    })
}

pub(in crate::syntax) fn marginal(_: &mut Lower<'_>, _: N<'_, '_>) -> ClauseKind {
    ClauseKind::ScaleKind(ScaleKind::Marginal)
}

pub(in crate::syntax) fn step(_: &mut Lower<'_>, _: N<'_, '_>) -> ClauseKind {
    ClauseKind::ScaleKind(ScaleKind::Step)
}

pub(in crate::syntax) fn interpolated(_: &mut Lower<'_>, _: N<'_, '_>) -> ClauseKind {
    ClauseKind::ScaleKind(ScaleKind::Interpolated)
}

impl Lower<'_> {
    /// The first word below a node as a new name that expressions will use.
    pub fn new_name(&mut self, node: Node<'_, '_>) -> Ident {
        let name = self.first_ident(node);
        if is_reserved(&name.name) {
            self.report(found::reserved_name(name.span, &name.name));
        }
        name
    }
}

/// Whether an expression cannot use a word as a bare name.
pub(in crate::syntax) fn is_reserved(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "absent",
        "and",
        "as",
        "between",
        "else",
        "every",
        "except",
        "false",
        "for",
        "has",
        "if",
        "in",
        "is",
        "no",
        "not",
        "or",
        "otherwise",
        "over",
        "per",
        "some",
        "then",
        "to",
        "true",
        "under",
        "unknown",
        "unless",
        "until",
        "when",
        "where",
        "with",
    ];
    WORDS.binary_search(&word).is_ok()
}
