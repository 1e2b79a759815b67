//! Whether two reforms of one stack write the same thing differently.
//!
//! A patch writes from its reform's first day to its last: two of them meet where these days do. Whole rules
//! (`replace`, `repeal`) meet everything that another reform writes in the rule.

use super::Law;
use super::cut::Cut;
use crate::diag::reforms::What;
use crate::diag::{Diagnostic, reforms};
use crate::hir::DeclId;
use crate::hir::law::SourceId;
use crate::num::date::Date;
use crate::num::rat::Rat;
use crate::syntax::ast::cases::Tier;
use crate::text::{Name, Span};
use crate::types::body::{Body, Case, End, EndKind};
use crate::types::checked::Checked;
use crate::types::days::meet;
use crate::types::ladder::Step;
use crate::types::literal::shown_number;
use crate::types::patches::Change;
use crate::types::schema::{EntityId, Type};
use crate::types::term::{ParamId, ReformId, RuleId, Term};
use std::collections::BTreeSet;

/// What a patch writes.
#[derive(Clone, PartialEq)]
enum Target {
    /// A name that was not there.
    Added(DeclId),
    Param(ParamId),
    Field(EntityId, Name, u32),
    Binds(SourceId, Name),
    Rule(RuleId),
    Case(RuleId, Name, Aspect),
    Base(RuleId),
    /// The step of a scale that begins there, on the days on which it is read.
    Step(RuleId, Rat, (Date, Date)),
    End(RuleId, Option<Name>, EndKind),
}

/// What of a case.
#[derive(Clone, Copy, PartialEq)]
enum Aspect {
    Whole,
    When,
    Then,
}

/// How it is written.
enum Value {
    Decl(DeclId),
    Term(Term),
    Bool(bool),
    Case(Case),
    Body(Body),
    Gone,
}

struct Write {
    reform: ReformId,
    /// The first and the last day of the reform.
    days: (Date, Date),
    target: Target,
    value: Value,
    span: Span,
}

/// Every pair of patches that write the same thing differently. `members` come with what they build on.
pub fn conflicts(
    checked: &Checked,
    law: &Law,
    cut: &Cut,
    members: &[(ReformId, &BTreeSet<ReformId>)],
) -> Vec<Diagnostic> {
    let mut found = vec![];
    let mut earlier: Vec<(Write, &BTreeSet<ReformId>)> = vec![];
    for (reform, below) in members {
        for (at, patch) in checked.reform(*reform).patches.iter().enumerate() {
            let id = super::PatchId { reform: *reform, patch: at as u32 };
            if law.setting.without.contains(&id) || !cut.has(patch) {
                continue;
            }
            for (target, value) in writes(checked, law, &patch.change) {
                let days = (checked.reform(*reform).from, checked.reform(*reform).until);
                let write = Write { reform: *reform, days, target, value, span: patch.span };
                let meets = |(other, other_below): &&(Write, &BTreeSet<ReformId>)| {
                    let apart = !below.contains(&other.reform) && !other_below.contains(reform);
                    apart && write.conflicts(other)
                };
                if let Some((other, _)) = earlier.iter().find(meets) {
                    let names = (&checked.reform(other.reform).name, &checked.reform(*reform).name);
                    found.push(reforms::conflict(
                        other.span,
                        &write.target.what(checked),
                        names.0,
                        names.1,
                        write.span,
                    ));
                }
                earlier.push((write, below));
            }
        }
    }
    found
}

fn writes(checked: &Checked, law: &Law, change: &Change) -> Vec<(Target, Value)> {
    let term = |t: &Term| Value::Term(law.resolved(t));
    match change {
        Change::SetParam(param, value) => vec![(Target::Param(*param), term(value))],
        Change::SetField(entity, key, field, value) => vec![(Target::Field(*entity, key.clone(), *field), term(value))],
        Change::SetBinds(source, states, negated) => {
            states.iter().map(|s| (Target::Binds(*source, s.clone()), Value::Bool(!negated))).collect()
        }
        Change::AddCase(rule, case) => {
            let target = match (&case.label, case.tier) {
                (Some(label), _) => Target::Case(*rule, label.clone(), Aspect::Whole),
                (None, Tier::Otherwise) => Target::Base(*rule),
                (None, _) => return vec![],
            };
            vec![(target, Value::Case(case.clone()))]
        }
        Change::AddSteps(rule, steps) => {
            let step = |step: &Step| {
                let from = law.figure(checked, &step.from)?;
                Some((Target::Step(*rule, from, step.days), term(&step.value)))
            };
            steps.iter().filter_map(step).collect()
        }
        Change::AddEnd(rule, End { kind, label: Some(label), when, .. }) => {
            vec![(Target::End(*rule, Some(label.clone()), *kind), term(when))]
        }
        Change::AmendWhen(rule, label, when) => vec![(Target::Case(*rule, label.clone(), Aspect::When), term(when))],
        Change::AmendThen(rule, label, then) => {
            let of_case = || Target::Case(*rule, label.clone(), Aspect::Then);
            vec![(step_of(checked, law, *rule, label).unwrap_or_else(of_case), term(then))]
        }
        Change::AmendEnd(rule, kind, when) => vec![(Target::End(*rule, None, *kind), term(when))],
        Change::AmendBase(rule, then) => vec![(Target::Base(*rule), term(then))],
        Change::Replace(rule, body) => vec![(Target::Rule(*rule), Value::Body(body.clone()))],
        Change::Repeal(rule) => vec![(Target::Rule(*rule), Value::Gone)],
        Change::RepealCase(rule, label) => {
            let of_case = || Target::Case(*rule, label.clone(), Aspect::Whole);
            vec![(step_of(checked, law, *rule, label).unwrap_or_else(of_case), Value::Gone)]
        }
        Change::Add(decl) => vec![(Target::Added(*decl), Value::Decl(*decl))],
        Change::AddAgain(again) => vec![(Target::Added(again.first), Value::Decl(again.own))],
        Change::AddEnd(..) | Change::ProlongAll(..) | Change::ProlongParam(..) | Change::ProlongSource(..) => vec![],
    }
}

/// The step of a scale that is called by a label.
fn step_of(checked: &Checked, law: &Law, rule: RuleId, label: &Name) -> Option<Target> {
    let step = law.body(checked, rule).scale.as_ref()?.steps.iter().find(|step| step.label == *label)?;
    Some(Target::Step(rule, law.figure(checked, &step.from)?, step.days))
}

impl Write {
    fn conflicts(&self, other: &Write) -> bool {
        if self.days.1 < other.days.0 || other.days.1 < self.days.0 {
            return false;
        }
        let same_reform = self.reform == other.reform;
        if self.target == other.target {
            return !self.value.says(&other.value);
        }
        match (&self.target, &other.target) {
            (Target::Step(a, x, p), Target::Step(b, y, q)) => {
                a == b && x == y && meet(*p, *q) && !self.value.says(&other.value)
            }
            (Target::Case(a, x, p), Target::Case(b, y, q)) => {
                a == b && x == y && (*p == Aspect::Whole || *q == Aspect::Whole)
            }
            (Target::Rule(a), b) | (b, Target::Rule(a)) => !same_reform && b.rule() == Some(*a),
            _ => false,
        }
    }
}

impl Target {
    fn rule(&self) -> Option<RuleId> {
        match self {
            Target::Rule(r) | Target::Case(r, ..) | Target::Base(r) | Target::Step(r, ..) | Target::End(r, ..) => {
                Some(*r)
            }
            Target::Added(_) | Target::Param(_) | Target::Field(..) | Target::Binds(..) => None,
        }
    }

    fn what(&self, checked: &Checked) -> What {
        let rule = |r: &RuleId| checked.rule(*r).name.to_string();
        match self {
            Target::Added(decl) => What::Added(checked.program.decl(*decl).name().to_string()),
            Target::Param(id) => What::Param(checked.param(*id).name.to_string()),
            Target::Field(entity, key, field) => {
                let path = checked
                    .schema
                    .entity(*entity)
                    .fields
                    .get(*field as usize)
                    .map_or_else(String::new, |f| f.path.to_string());
                What::Field(key.to_string(), path)
            }
            Target::Binds(source, state) => {
                What::Binds(checked.program.source(*source).name.to_string(), state.to_string())
            }
            Target::Rule(r) => What::Rule(rule(r)),
            Target::Step(r, from, _) => {
                let ty = checked.rule(*r).subjects.first().map_or(&Type::Error, |subject| &subject.ty);
                What::Step(rule(r), shown_number(ty, from))
            }
            Target::Case(r, label, _) | Target::End(r, Some(label), _) => What::Case(rule(r), label.to_string()),
            Target::Base(r) | Target::End(r, None, _) => What::Clause(rule(r)),
        }
    }
}

impl Value {
    fn says(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Decl(a), Value::Decl(b)) => a == b,
            (Value::Term(a), Value::Term(b)) => a.says(b),
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Case(a), Value::Case(b)) => a.says(b),
            (Value::Body(a), Value::Body(b)) => a.says(b),
            (Value::Gone, Value::Gone) => true,
            _ => false,
        }
    }
}
