//! Clauses of recommendations and commitments.

use super::{Lower, pieces};
use crate::syntax::ast::ClauseKind;
use crate::syntax::ast::expr::Piece;
use crate::syntax::grammar::Rule;
use crate::syntax::passage::Passage;
use crate::syntax::tree::Node;

type N<'a, 't> = Node<'a, 't>;

pub(in crate::syntax) fn to(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    ClauseKind::To(lower.paths(n))
}

pub(in crate::syntax) fn by(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    ClauseKind::By(lower.first_day(n))
}

pub(in crate::syntax) fn state(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    ClauseKind::State(lower.first_ident(n))
}

pub(in crate::syntax) fn because(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    let under = n.child(Rule::under);
    if let Some(u) = under.filter(|_| !n.has(Rule::comma)) {
        let before = n.clause()[..u.start()].trim_end().len();
        let (place, gap) = (lower.span(u), lower.range(before, before));
        lower.report(crate::diag::conditions::comma_before(place, gap, ",", "under"));
    }
    ClauseKind::Because(lower.first_expr(n), under.map(|u| lower.first_path(u)))
}

pub(in crate::syntax) fn dissent(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    ClauseKind::Dissent(lower.first_path(n), lower.first_text(n))
}

pub(in crate::syntax) fn body(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    let Some(text) = n.children().next() else { return ClauseKind::Body(vec![]) };
    if text.kind() == Rule::text {
        let value = lower.text(text);
        let at = lower.base + text.start() + 1;
        if value.value.len() + 2 != text.text().len() {
            return ClauseKind::Body(vec![Piece::Text(Passage::quoted(value.value, at))]);
        }
        return ClauseKind::Body(pieces::pieces(lower.file, &value.value, at, lower.diags));
    }
    let inner = text.text().trim_start_matches("\"\"\"").trim_end_matches("\"\"\"");
    let at = lower.base + text.start() + 3;
    ClauseKind::Body(pieces::pieces(lower.file, inner, at, lower.diags))
}

pub(in crate::syntax) fn of(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    ClauseKind::Of(lower.first_path(n))
}

pub(in crate::syntax) fn owner(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    lower.each_once(&n.all(Rule::path).collect::<Vec<_>>());
    ClauseKind::Owner(lower.paths(n))
}

pub(in crate::syntax) fn planned(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    let days = lower.days(n);
    ClauseKind::Planned(days.first().map(|first| (*first, days.last().copied().unwrap_or(*first))))
}

pub(in crate::syntax) fn happened(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    let first = lower.first_day(n);
    let last = n.all(Rule::date).nth(1).map_or(first, |d| lower.day(d));
    ClauseKind::Happened(first, last, lower.cites(n))
}

pub(in crate::syntax) fn not_happened(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    ClauseKind::NotHappened(lower.first_day(n), lower.cites(n))
}
