//! Clauses of reforms and scenarios.

use super::Lower;
use crate::diag::syntax as found;
use crate::syntax::ast::law::Locator;
use crate::syntax::ast::reforms::{AmendWhat, Assume, ProlongTarget, ReformUse, SetTarget};
use crate::syntax::ast::{ClauseKind, Text};
use crate::syntax::grammar::Rule;
use crate::syntax::tree::Node;

type N<'a, 't> = Node<'a, 't>;

pub(in crate::syntax) fn set(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    let path = lower.first_path(n);
    let tail = lower.tail(n);
    if let Some(binds) = n.child(Rule::set_binds) {
        let (states, negated) = (lower.idents(binds), binds.has(Rule::k_not));
        return ClauseKind::Set(SetTarget::Binds { source: path, states, negated }, None, tail);
    }
    let value = n.child(Rule::set_to).map(|to| {
        lower.instead(to, Rule::miss_to, "to");
        lower.first_expr(to)
    });
    ClauseKind::Set(SetTarget::Path(path), value, tail)
}

pub(in crate::syntax) fn prolong(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    let until = lower.first_day(n);
    let target = match n.child(Rule::everything) {
        Some(everything) => ProlongTarget::EverythingEnding(lower.first_day(everything)),
        None => ProlongTarget::Path(lower.first_path(n)),
    };
    ClauseKind::Prolong(target, until)
}

pub(in crate::syntax) fn amend(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    let path = lower.first_path(n);
    let label = n.child(Rule::label).map(|l| lower.label(l));
    let tail = lower.tail(n);
    let Some(what) = n.child(Rule::amendment).and_then(|a| a.children().next()) else {
        return ClauseKind::Broken(vec![path]);
    };
    let what = match what.kind() {
        Rule::a_when => AmendWhat::When(lower.first_cond(what)),
        Rule::a_then => AmendWhat::Then(lower.first_expr(what)),
        Rule::a_otherwise => {
            // The default has no label.
            if let Some(label) = &label {
                lower.report(found::default_with_label(label.span));
            }
            AmendWhat::Otherwise(lower.first_expr(what))
        }
        Rule::a_applies => AmendWhat::Applies(lower.first_cond(what)),
        Rule::a_not_applicable => AmendWhat::NotApplicable(lower.first_cond(what)),
        Rule::a_holds => AmendWhat::Holds(lower.first_cond(what)),
        _ => AmendWhat::Present(lower.first_cond(what)),
    };
    ClauseKind::Amend(path, label, what, tail)
}

pub(in crate::syntax) fn repeal(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    ClauseKind::Repeal(lower.first_path(n), n.child(Rule::label).map(|l| lower.label(l)))
}

pub(in crate::syntax) fn limits(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    let Some(node) = n.child(Rule::citation) else { return ClauseKind::Broken(vec![]) };
    let mut citation = lower.citation(node);
    // Behind a limit the quoted words are its reason, with a locator or without.
    if let (Some(Locator { text, quoted: true, span }), None) = (citation.locator.clone(), &citation.note) {
        citation.note = Some(Text { value: text, span });
        citation.locator = None;
    }
    ClauseKind::Limits(citation)
}

pub(in crate::syntax) fn builds_on(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    ClauseKind::BuildsOn(lower.paths(n))
}

pub(in crate::syntax) fn starts_from(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    ClauseKind::StartsFrom(lower.first_path(n))
}

pub(in crate::syntax) fn with(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    let uses: Vec<_> = n.all(Rule::reform_use).collect();
    lower.each_once(&uses);
    let mut list = vec![];
    for node in uses {
        let args: Vec<_> = node.all(Rule::reform_arg).collect();
        list.push(ReformUse {
            reform: lower.first_path(node),
            args: args.into_iter().map(|a| (lower.arg_name(a), lower.first_expr(a))).collect(),
            span: lower.span(node),
        });
    }
    ClauseKind::With(list)
}

pub(in crate::syntax) fn readings(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    lower.each_once(&n.all(Rule::ident).collect::<Vec<_>>());
    ClauseKind::Readings(lower.idents(n))
}

pub(in crate::syntax) fn at(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    ClauseKind::At(lower.first_day(n))
}

pub(in crate::syntax) fn known_on(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    ClauseKind::KnownOn(lower.first_day(n))
}

pub(in crate::syntax) fn assume(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    lower.instead(n, Rule::miss_is, "is");
    ClauseKind::Assume(Assume {
        field: lower.first_path(n),
        value: lower.first_expr(n),
        binder: n.child(Rule::typed_binder).map(|b| lower.typed_binder(b)),
        filter: n.child(Rule::where_part).map(|w| lower.first_expr(w)),
    })
}

impl Lower<'_> {
    /// The name of a named argument; an argument of a reform has no dots.
    fn arg_name(&mut self, node: Node<'_, '_>) -> crate::syntax::ast::Ident {
        self.instead(node, Rule::miss_colon, ":");
        let path = self.first_path(node);
        if let [_, second, ..] = &path.parts[..] {
            self.report(crate::diag::syntax::no_place_for(second.span, "."));
        }
        path.parts.into_iter().next().unwrap_or_else(|| self.ident(node))
    }
}
