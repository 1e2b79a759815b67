//! The cases of a rule as some reforms make them: to see whether they still fit beside each other.

use crate::hir::DeclId;
use crate::types::body::Body;
use crate::types::checked::Rule;
use crate::types::days::NEVER;
use crate::types::patches::{Change, Patch, Reform, Scenario, built_on};
use crate::types::scales::cases_of;
use crate::types::term::{ReformId, RuleId, Term};
use std::collections::BTreeSet;

/// The reforms that a scenario stacks, those in front that others build on.
pub(super) fn stack_of<'r>(scenario: &Scenario, scenarios: &[Scenario], reforms: &'r [Reform]) -> Vec<&'r Reform> {
    let mut stack: BTreeSet<ReformId> = BTreeSet::new();
    let (mut next, mut seen) = (Some(scenario), BTreeSet::new());
    while let Some(of) = next.filter(|s| seen.insert(s.decl)) {
        stack.extend(of.with.iter().map(|w| w.reform));
        next = of.starts_from.map(|s| &scenarios[s.0 as usize]);
    }
    let below = |reform: ReformId| built_on(reforms, reform, &|on| stack.contains(&on)).len();
    let mut ordered: Vec<ReformId> = stack.iter().copied().collect();
    ordered.sort_by_key(|id| (below(*id), *id));
    ordered.into_iter().map(|id| &reforms[id.0 as usize]).collect()
}

/// Whether a reform changes cases of a rule.
pub(super) fn touches(reform: &Reform, id: RuleId) -> bool {
    reform.patches.iter().any(|patch| match &patch.change {
        Change::AddCase(of, _) | Change::AmendWhen(of, ..) | Change::AmendThen(of, ..) => *of == id,
        change => change.new_body().is_some_and(|(of, _)| of == id),
    })
}

/// A body under some reforms.
pub(super) struct Patched {
    /// What it says then.
    pub body: Body,
    /// The places of the cases that are theirs.
    pub new: Vec<usize>,
    /// The places of the clauses before all cases that are theirs.
    pub new_ends: Vec<usize>,
    /// For each case the reform that made it what it is.
    pub by: Vec<Option<DeclId>>,
}

/// A body under some reforms alone.
pub(super) fn under(rule: &Rule, id: RuleId, reforms: &[&Reform]) -> Patched {
    let mut body = rule.body.clone();
    body.loosen();
    let by = vec![None; body.cases.len()];
    let mut made = Patched { body, new: vec![], new_ends: vec![], by };
    for reform in reforms {
        for patch in &reform.patches {
            if !made.apply_to_scale(rule, id, reform.decl, patch) {
                made.apply(id, reform.decl, patch);
            }
        }
    }
    made
}

impl Patched {
    /// What changes a row of a scale changes those beside it; whether the patch does that.
    fn apply_to_scale(&mut self, rule: &Rule, id: RuleId, reform: DeclId, patch: &Patch) -> bool {
        let body = &mut self.body;
        let (Some(scale), [subject]) = (&mut body.scale, rule.subjects.as_slice()) else { return false };
        let label = match &patch.change {
            Change::AmendThen(of, label, _) | Change::RepealCase(of, label) if *of == id => label,
            _ => return false,
        };
        let Some(at) = scale.steps.iter().position(|step| step.label == *label) else { return true };
        match &patch.change {
            Change::AmendThen(_, _, value) => scale.steps[at].value = value.clone(),
            _ => scale.steps[at].days = NEVER,
        }
        (body.cases, body.join) = cases_of(scale, subject, &rule.result, None);
        self.new.push(at);
        self.by[at] = Some(reform);
        true
    }

    fn apply(&mut self, id: RuleId, reform: DeclId, patch: &Patch) {
        let body = &mut self.body;
        match &patch.change {
            Change::AddCase(of, case) if *of == id => {
                self.new.push(body.cases.len());
                self.by.push(Some(reform));
                body.cases.push(case.clone());
            }
            Change::AmendWhen(of, label, term) | Change::AmendThen(of, label, term) if *of == id => {
                let Some(at) = body.cases.iter().position(|c| c.label.as_ref() == Some(label)) else { return };
                match patch.change {
                    Change::AmendWhen(..) => body.cases[at].when = Some(term.clone()),
                    _ => body.cases[at].then = term.clone(),
                }
                // What is wrong with it is wrong with what the patch makes of it.
                body.cases[at].span = patch.span;
                self.new.push(at);
                self.by[at] = Some(reform);
            }
            Change::AmendBase(of, then) if *of == id => {
                let mut bare = (0..body.cases.len()).filter(|at| body.cases[*at].label.is_none());
                let (Some(at), None) = (bare.next(), bare.next()) else { return };
                (body.cases[at].then, body.cases[at].span) = (then.clone(), patch.span);
                self.new.push(at);
                self.by[at] = Some(reform);
            }
            Change::AddEnd(of, end) if *of == id => {
                self.new_ends.push(body.ends.len());
                body.ends.push(end.clone());
            }
            Change::AmendEnd(of, kind, when) if *of == id => {
                for (at, end) in body.ends.iter_mut().enumerate().filter(|(_, end)| end.kind == *kind) {
                    (end.when, end.span) = (when.clone(), patch.span);
                    self.new_ends.push(at);
                }
            }
            // A case that is gone holds for nothing.
            Change::RepealCase(of, label) if *of == id => {
                let of = body.cases.iter_mut().filter(|c| c.label.as_ref() == Some(label));
                of.for_each(|c| c.when = Some(Term::truth(false, c.span)));
            }
            change => {
                let Some((_, new)) = change.new_body().filter(|(of, _)| *of == id) else { return };
                let lets = body.lets.iter().chain(&new.lets).cloned().collect();
                *body = Body { lets, ..new.clone() };
                body.loosen();
                self.new = (0..body.cases.len()).collect();
                self.new_ends = (0..body.ends.len()).collect();
                self.by = vec![Some(reform); body.cases.len()];
            }
        }
    }
}
