//! Clauses of requirements, barriers, criteria, objectives and guarantees.

use super::Lower;
use crate::syntax::ast::ClauseKind;
use crate::syntax::ast::law::Modality;
use crate::syntax::grammar::Rule;
use crate::syntax::tree::Node;

type N<'a, 't> = Node<'a, 't>;

pub(in crate::syntax) fn binds(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    ClauseKind::Binds(lower.paths(n))
}

pub(in crate::syntax) fn modality(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    let _ = &lower;
    ClauseKind::Modality(match n.child(Rule::modality).map_or("", |m| m.text()) {
        "must" => Modality::Must,
        "should" => Modality::Should,
        "will" => Modality::Will,
        "would" => Modality::Would,
        "can" => Modality::Can,
        "could" => Modality::Could,
        "may" => Modality::May,
        _ => Modality::Shall,
    })
}

pub(in crate::syntax) fn level(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    lower.each_once(&n.all(Rule::ident).collect::<Vec<_>>());
    ClauseKind::Level(lower.idents(n))
}

pub(in crate::syntax) fn for_(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    let binders: Vec<_> = n.all(Rule::typed_binder).collect();
    ClauseKind::For(binders.into_iter().map(|b| lower.typed_binder(b)).collect())
}

pub(in crate::syntax) fn applies(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    ClauseKind::Applies(lower.when_cond(n), lower.sources_only(n))
}

pub(in crate::syntax) fn not_applicable(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    ClauseKind::NotApplicable(lower.when_cond(n), lower.sources_only(n))
}

pub(in crate::syntax) fn except(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    let label = n.child(Rule::label).map(|l| lower.label(l));
    ClauseKind::Except(label, lower.when_cond(n), lower.sources_only(n))
}

pub(in crate::syntax) fn holds(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    ClauseKind::Holds(lower.when_cond(n))
}

pub(in crate::syntax) fn present(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    ClauseKind::Present(lower.when_cond(n))
}
