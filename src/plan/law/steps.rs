//! The steps of scales as a law reads them: those of its day, in the order that its params give them.

use super::{Law, PatchId};
use crate::num::rat::Rat;
use crate::types::body::Case;
use crate::types::checked::Checked;
use crate::types::figures::figure;
use crate::types::ladder::Scale;
use crate::types::scales::cases_of;
use crate::types::term::{RuleId, Term};

impl Law {
    /// The number or day that written figures, params and parameters of reforms come to on the law date.
    pub(super) fn figure(&self, checked: &Checked, term: &Term) -> Option<Rat> {
        figure(&self.resolved(term), &|param| {
            let at = self.version_on(checked, param, self.setting.at)?;
            Some(&self.versions(checked, param)[at].value)
        })
    }

    /// Whether the cases of a scale are those of its steps: no patch changed one of them by itself.
    pub(super) fn is_as_written(&self, checked: &Checked, rule: RuleId) -> bool {
        let (body, written) = (self.body(checked, rule), checked.rule(rule));
        let (Some(scale), [subject]) = (&body.scale, written.subjects.as_slice()) else { return false };
        cases_of(scale, subject, &written.result, Some(self.setting.at)).0 == body.cases
    }

    /// Makes the cases of every scale those of the steps that are read on the law date.
    pub(super) fn read_all_steps(&mut self, checked: &Checked) {
        for at in 0..checked.rules.len() as u32 {
            self.read_steps(checked, RuleId(at));
        }
    }

    /// See [`Law::read_all_steps`], of one rule whose steps nothing patched.
    pub(super) fn read_steps(&mut self, checked: &Checked, rule: RuleId) {
        let (day, written) = (self.setting.at, checked.rule(rule));
        let (Some(scale), [subject]) = (&self.body(checked, rule).scale, written.subjects.as_slice()) else { return };
        if scale.is_dated() {
            let (cases, join) = cases_of(scale, subject, &written.result, Some(day));
            let own = self.rule_mut(checked, rule);
            (own.body.cases, own.body.join) = (cases, join);
        }
    }

    /// Makes steps those of a scale, in the order of where they begin. A step changes those beside it, by the patches
    /// that changed some (`by` with them); the others are as they were.
    pub(super) fn put_steps(&mut self, checked: &Checked, rule: RuleId, mut scale: Scale, by: Option<PatchId>) {
        let (day, written) = (self.setting.at, checked.rule(rule));
        let [subject] = written.subjects.as_slice() else { return };
        let begins: Vec<Option<Rat>> = scale.steps.iter().map(|step| self.figure(checked, &step.from)).collect();
        if begins.iter().all(Option::is_some) {
            let mut steps: Vec<_> = begins.into_iter().zip(std::mem::take(&mut scale.steps)).collect();
            steps.sort_by(|a, b| a.0.cmp(&b.0));
            scale.steps = steps.into_iter().map(|(_, step)| step).collect();
        }
        let (cases, join) = cases_of(&scale, subject, &written.result, Some(day));
        let own = self.rule_mut(checked, rule);
        let mut all: Vec<PatchId> = own.cases_by.concat().into_iter().chain(by).collect();
        all.sort();
        all.dedup();
        let as_before = |case: &Case| own.body.cases.iter().position(|there| there.says(case));
        let of = |case| as_before(case).map_or_else(|| all.clone(), |at| own.cases_by[at].clone());
        let cases_by = cases.iter().map(of).collect();
        (own.body.cases, own.body.join, own.cases_by) = (cases, join, cases_by);
        own.body.scale = Some(scale);
    }

    /// Puts the steps of scales in order anew to which reforms added some: what the params say may be another by now.
    pub(super) fn order_steps(&mut self, checked: &Checked) {
        let patched: Vec<RuleId> = self.rules.keys().copied().collect();
        for rule in patched {
            let added = self.rules[&rule].body.scale.as_ref().zip(checked.rule(rule).body.scale.as_ref());
            let added =
                added.filter(|(own, written)| own.steps.len() > written.steps.len()).map(|(own, _)| own.clone());
            if let Some(scale) = added.filter(|_| self.is_as_written(checked, rule)) {
                self.put_steps(checked, rule, scale, None);
            }
        }
    }
}
