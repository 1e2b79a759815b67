//! Reforms: their heads, and what their patches come to beside each other.

use crate::diag::{names, reforms as say, time};
use crate::hir::Decl;
use crate::hir::from_syntax::status;
use crate::num::date::Date;
use crate::syntax::ast::kind::DeclKind;
use crate::syntax::ast::{self, ClauseKind};
use crate::text::Name;
use crate::types::body::Body;
use crate::types::patches::{Change, Patch, Reading, ReadingOf, Reform};
use crate::types::scope::{Checker, Place, Scope};
use crate::types::term::{ParamId, RuleId, Term, TermKind};
use crate::types::written::resolve_type;

impl Checker<'_> {
    /// Types all reforms.
    pub fn reforms(&mut self) -> Vec<Reform> {
        let program = self.program;
        program.of_kind(&[DeclKind::Reform]).map(|decl| self.reform(decl)).collect()
    }

    fn reform(&mut self, decl: &Decl) -> Reform {
        let mut scope = Scope::new(Place::Rule);
        self.reform_params(decl.id, &mut scope);
        let mut params = vec![];
        for param in &decl.ast.params {
            let (ty, found) = resolve_type(self.program, &self.schema, &param.ty);
            self.found.extend(found);
            params.push((param.name.name.clone(), ty));
        }
        let mut reform = Reform {
            decl: decl.id,
            name: decl.name().clone(),
            params,
            status: vec![],
            status_per: vec![],
            from: Date::MIN,
            until: Date::MAX,
            patches: vec![],
            limits: vec![],
            builds_on: vec![],
        };
        let mut dated = false;
        for clause in &decl.ast.clauses {
            let span = clause.span;
            match &clause.kind {
                ClauseKind::Status(items, per) => {
                    reform.status.extend(status(items));
                    reform.status_per.extend(self.cites(decl, per));
                }
                ClauseKind::From(day) => {
                    reform.from = day.date;
                    dated = true;
                }
                ClauseKind::Until(day) => {
                    reform.until = day.date;
                    if reform.until < reform.from {
                        self.found.push(time::period_backwards(day.span, decl.name()));
                    }
                }
                ClauseKind::Limits(citation) => {
                    let cites = self.cites(decl, std::slice::from_ref(citation));
                    reform.limits.extend(cites);
                }
                ClauseKind::BuildsOn(paths) => {
                    for path in paths {
                        reform.builds_on.extend(self.find_reform(path));
                    }
                }
                _ => {
                    let (changes, per) = self.changes(decl, clause, &scope);
                    reform.patches.extend(changes.into_iter().map(|change| Patch { change, per: per.clone(), span }));
                }
            }
        }
        self.says_enough(decl, dated);
        reform
    }

    /// A reform has a patch, a day and a status.
    fn says_enough(&mut self, decl: &Decl, dated: bool) {
        let clauses = &decl.ast.clauses;
        let unclear = clauses.iter().any(|c| matches!(c.kind, ClauseKind::Broken(_)));
        let broken = decl.ast.broken || unclear;
        let patch = |clause: &ast::Clause| {
            matches!(
                clause.kind,
                ClauseKind::Set(..)
                    | ClauseKind::Prolong(..)
                    | ClauseKind::Add(_)
                    | ClauseKind::AddTo(..)
                    | ClauseKind::Amend(..)
                    | ClauseKind::Replace(..)
                    | ClauseKind::Repeal(..)
            )
        };
        if !broken && !clauses.iter().any(patch) {
            self.found.push(names::no_patch(decl.name_span(), decl.name()));
        }
        if !dated && !unclear {
            self.found.push(names::missing_clause(decl.name_span(), "a reform", "from DAY"));
        }
        if !broken && !clauses.iter().any(|c| matches!(c.kind, ClauseKind::Status(..))) {
            self.found.push(say::without_status(decl.name_span(), decl.name()));
        }
    }

    /// Labels that patches name are those of some case of the rule, as written, as read, or as some reform has it; and
    /// no reform writes one thing in two ways.
    pub fn patches(&mut self, rules: &[crate::types::checked::Rule], reforms: &[Reform], readings: &[Reading]) {
        for reform in reforms {
            let decl = self.program.decl(reform.decl);
            for (at, patch) in reform.patches.iter().enumerate() {
                let clause = decl.ast.clauses.iter().find(|c| c.span == patch.span);
                let label = clause.and_then(|clause| match &clause.kind {
                    ClauseKind::Amend(_, label, ..) | ClauseKind::Repeal(_, label) => label.as_ref(),
                    _ => None,
                });
                if let (Some(label), Some(rule)) = (label, labelled(&patch.change)) {
                    self.patched_label(label, rule, rules, reforms, readings);
                }
                if let Change::SetParam(param, value) = &patch.change {
                    self.set_to_itself(*param, value, rules);
                }
                let twice = |other: &&Patch| writes_otherwise(&other.change, &patch.change);
                if let Some(first) = reform.patches[..at].iter().find(twice) {
                    self.found.push(say::writes_twice(patch.span, &reform.name, first.span));
                }
            }
        }
    }

    /// A param that is set to what a definition makes of it, or to what it is on another day, needs itself.
    fn set_to_itself(&mut self, param: ParamId, value: &Term, rules: &[crate::types::checked::Rule]) {
        let of = self.param_of.iter().find(|(_, (id, _))| *id == param).map(|(decl, _)| *decl);
        let Some(name) = of.map(|of| self.program.decl(of).name().clone()) else { return };
        let (mut open, mut seen, mut at_another_day) = (vec![], vec![], false);
        let reads = |term: &Term| term.any(&|t| t.kind == TermKind::Param(param));
        let mut called = |term: &Term, open: &mut Vec<RuleId>| {
            term.walk(&mut |t| match &t.kind {
                TermKind::Call(rule, _) => open.push(*rule),
                TermKind::AsOf(inner, _) => at_another_day |= reads(inner),
                _ => {}
            });
        };
        called(value, &mut open);
        if std::mem::take(&mut at_another_day) {
            self.found.push(names::cycle(value.span, &[(name, value.span)]));
            return;
        }
        while let Some(rule) = open.pop() {
            let Some(rule) = rules.get(rule.0 as usize).filter(|rule| !seen.contains(&rule.decl)) else { continue };
            seen.push(rule.decl);
            let terms = rule.body.terms();
            if terms.iter().any(|term| reads(term)) {
                let at = self.program.decl(rule.decl).name_span();
                self.found.push(names::cycle(value.span, &[(name, value.span), (rule.name.clone(), at)]));
                return;
            }
            terms.into_iter().for_each(|term| {
                term.walk(&mut |t| {
                    if let TermKind::Call(rule, _) = &t.kind {
                        open.push(*rule);
                    }
                })
            });
        }
    }

    fn patched_label(
        &mut self,
        label: &ast::Ident,
        rule: RuleId,
        rules: &[crate::types::checked::Rule],
        reforms: &[Reform],
        readings: &[Reading],
    ) {
        let Some(written) = rules.get(rule.0 as usize) else { return };
        let decl = self.program.decl(written.decl);
        if decl.ast.broken || decl.ast.clauses.iter().any(|c| matches!(c.kind, ClauseKind::Broken(_))) {
            return;
        }
        let mut known = labels(&written.body);
        for reading in readings {
            if let ReadingOf::Rule(of, body) = &reading.of
                && *of == rule
            {
                known.extend(labels(body));
            }
        }
        for patch in reforms.iter().flat_map(|r| &r.patches) {
            match &patch.change {
                Change::AddCase(of, case) if *of == rule => known.extend(case.label.clone()),
                Change::AddSteps(of, steps) if *of == rule => known.extend(steps.iter().map(|step| step.label.clone())),
                Change::AddEnd(of, end) if *of == rule => known.extend(end.label.clone()),
                change => {
                    let new = change.new_body().filter(|(of, _)| *of == rule);
                    known.extend(new.into_iter().flat_map(|(_, body)| labels(body)));
                }
            }
        }
        if !known.contains(&label.name) {
            let name = written.name.clone();
            self.found.push(names::no_label(label.span, &label.name, &name, known.iter().map(Name::as_str)));
        }
    }

    /// Holds what reforms set fields of instances to to the bounds that other fields are, where no reform sets those as
    /// well.
    pub fn set_between_fields(&mut self, reforms: &[Reform]) {
        let sets = |patch: &Patch| match &patch.change {
            Change::SetField(entity, key, field, value) => Some(((*entity, key.clone()), (*field, value.clone()))),
            _ => None,
        };
        let all: Vec<_> = reforms.iter().flat_map(|reform| &reform.patches).filter_map(sets).collect();
        for (instance, written) in &all {
            let Some(mut others) = self.stated.get(instance).cloned() else { continue };
            all.iter().filter(|(of, _)| of == instance).for_each(|(_, (field, _))| _ = others.remove(field));
            self.between_fields(instance.0, std::slice::from_ref(written), Some(&others));
        }
    }
}

/// The labels of a body.
fn labels(body: &Body) -> Vec<Name> {
    let cases = body.cases.iter().filter_map(|case| case.label.clone());
    cases.chain(body.ends.iter().filter_map(|end| end.label.clone())).collect()
}

/// The rule of a change that names a label of it.
fn labelled(change: &Change) -> Option<RuleId> {
    match change {
        Change::AmendWhen(rule, ..) | Change::AmendThen(rule, ..) | Change::RepealCase(rule, _) => Some(*rule),
        _ => None,
    }
}

/// Whether two changes write one thing, and not in the same way whatever the parameters are.
fn writes_otherwise(first: &Change, second: &Change) -> bool {
    let differ = |a: &Term, b: &Term| !(a.says(b) || has_param(a) || has_param(b));
    match (first, second) {
        (Change::SetParam(a, x), Change::SetParam(b, y)) => a == b && differ(x, y),
        (Change::SetField(a, key, field, x), Change::SetField(b, other, index, y)) => {
            (a, key, field) == (b, other, index) && differ(x, y)
        }
        (Change::AmendThen(a, label, x), Change::AmendThen(b, other, y))
        | (Change::AmendWhen(a, label, x), Change::AmendWhen(b, other, y)) => (a, label) == (b, other) && differ(x, y),
        _ => false,
    }
}

fn has_param(term: &Term) -> bool {
    term.any(&|t| matches!(t.kind, TermKind::ReformParam(..)))
}
