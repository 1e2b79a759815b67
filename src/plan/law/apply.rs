//! What one patch does to the law.

use super::{Law, ParamLaw, PatchId, Reached, RuleLaw};
use crate::diag::reforms::Miss;
use crate::hir::law::{Cite, SourceId, StatusLine, day_of};
use crate::num::date::Date;
use crate::syntax::ast::cases::Tier;
use crate::syntax::ast::law::StatusWord;
use crate::text::{Name, Span};
use crate::types::body::{Body, Case, EndKind, Join};
use crate::types::checked::Checked;
use crate::types::days::{NEVER, meet};
use crate::types::ladder::Step;
use crate::types::literal::shown_number;
use crate::types::patches::{Again, Anew, Change, Patch};
use crate::types::term::{ParamId, RuleId, Term, TermKind};
use crate::types::versions::Version;

/// What a patch changes on the law date.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Something.
    Changes,
    /// Nothing: the law says the same already.
    Same,
    /// Nothing yet: it holds from a later day.
    Later,
    /// Nothing any more: what it prolongs ends before, on this day.
    Over(Date),
}

impl Effect {
    fn of(changes: bool) -> Effect {
        if changes { Effect::Changes } else { Effect::Same }
    }
}

/// Applies a patch, or says what it looked for in vain.
pub fn apply(checked: &Checked, law: &mut Law, id: PatchId) -> Result<Effect, Miss> {
    let reform = checked.reform(id.reform);
    let patch = &reform.patches[id.patch as usize];
    let day = law.setting.at;
    let from = if law.setting.aside.as_stacked { reform.from.min(day) } else { reform.from };
    let mut patching = Patching { checked, law, id, patch, from, until: reform.until };
    let effect = match &patch.change {
        Change::SetParam(param, value) => patching.set_param(*param, value),
        Change::ProlongParam(param, until) => patching.prolong_param(*param, *until),
        Change::ProlongSource(source, until) => patching.prolong_source(*source, *until),
        Change::ProlongAll(ending, until) => patching.prolong_all(*ending, *until),
        _ if from > day || reform.until < day => return Ok(Effect::Later),
        Change::SetField(entity, key, field, value) => {
            if patching.law.instance(checked, *entity, key).is_none() {
                return Err(Miss::Instance(key.to_string()));
            }
            let resolved = patching.law.resolved(value);
            let before = patching.law.field(checked, *entity, key, *field).map(|(old, _)| old.clone());
            let own = |term: &Term| match &term.kind {
                TermKind::Field(of, id) if (id.entity, id.index) == (*entity, *field) => {
                    before.clone().filter(|_| of.kind == TermKind::Instance(*entity, key.clone()))
                }
                _ => None,
            };
            let resolved = resolved.replace(&own);
            let same = patching.law.field(checked, *entity, key, *field).is_some_and(|(old, _)| old.says(&resolved));
            patching.law.fields.insert((*entity, key.clone(), *field), (resolved, id));
            Ok(Effect::of(!same))
        }
        Change::SetBinds(source, states, negated) => patching.set_binds(*source, states, !negated),
        Change::Add(decl) => Ok(Effect::of(patching.law.not_added.remove(decl))),
        Change::AddAgain(again) => Ok(patching.add_again(again)),
        Change::AddCase(rule, case) => patching.add_case(*rule, case),
        Change::AddSteps(rule, steps) => patching.add_steps(*rule, steps),
        Change::AddEnd(rule, end) => {
            let own = patching.rule(*rule)?;
            own.push_end(end.clone(), id);
            Ok(Effect::Changes)
        }
        Change::AmendWhen(rule, label, when) => patching.amend(*rule, label, Some(when), None),
        Change::AmendThen(rule, label, then) => patching.amend(*rule, label, None, Some(then)),
        Change::AmendEnd(rule, kind, when) => patching.amend_end(*rule, *kind, when),
        Change::AmendBase(rule, then) => patching.amend_base(*rule, then),
        Change::Replace(rule, body) => {
            let own = patching.rule(*rule)?;
            let same = own.body.says(body);
            *own = RuleLaw::new(over(&own.body, body), own.days, &[id]);
            patching.law.read_steps(checked, *rule);
            Ok(Effect::of(!same))
        }
        Change::Repeal(rule) => {
            patching.rule(*rule)?;
            Ok(Effect::of(patching.law.repealed.insert(*rule, id).is_none()))
        }
        Change::RepealCase(rule, label) => patching.repeal_case(*rule, label),
    }?;
    Ok(if from > day || reform.until < day { Effect::Later } else { effect })
}

struct Patching<'a, 'l> {
    checked: &'a Checked,
    law: &'l mut Law,
    id: PatchId,
    patch: &'a Patch,
    from: Date,
    until: Date,
}

impl Patching<'_, '_> {
    fn rule(&mut self, rule: RuleId) -> Result<&mut super::RuleLaw, Miss> {
        let written = self.checked.rule(rule);
        if !self.law.has_decl(written.decl) || self.law.repealed.contains_key(&rule) {
            return Err(Miss::Rule(written.name.to_string()));
        }
        Ok(self.law.rule_mut(self.checked, rule))
    }

    fn name(&self, rule: RuleId) -> String {
        self.checked.rule(rule).name.to_string()
    }

    /// What the patch cites: its own sources, else those of its reform.
    fn per(&self) -> Vec<Cite> {
        match self.patch.per.as_slice() {
            [] => self.checked.program.decl(self.checked.reform(self.id.reform).decl).per.clone(),
            own => own.to_vec(),
        }
    }

    /// Puts what a rival proposal says in the place of the first of its name.
    fn add_again(&mut self, again: &Again) -> Effect {
        if !self.law.not_added.remove(&again.first) {
            return Effect::Same;
        }
        self.law.not_known.remove(&again.first);
        self.law.stands.insert(again.first, again.own);
        let id = self.id;
        match &again.says {
            Anew::Param(param, versions) => {
                self.law.params.insert(*param, ParamLaw::new(versions.clone(), &[id]));
            }
            Anew::Rule(rule, body, days) => {
                let own = self.law.rule_mut(self.checked, *rule);
                *own = RuleLaw::new(over(&own.body, body), *days, &[id]);
                self.law.read_steps(self.checked, *rule);
            }
            Anew::Instance(entity, key, fields) => {
                for (field, value) in fields {
                    let value = self.law.resolved(value);
                    self.law.fields.insert((*entity, key.clone(), *field), (value, id));
                }
            }
        }
        Effect::Changes
    }

    fn set_param(&mut self, param: ParamId, value: &Term) -> Result<Effect, Miss> {
        let (from, until, day) = (self.from, self.until, self.law.setting.at);
        let declared = self.checked.param(param);
        if !self.law.has_decl(declared.decl) {
            return Err(Miss::Rule(declared.name.to_string()));
        }
        let value = self.law.resolved(value);
        let old =
            self.law.version_on(self.checked, param, day).map(|v| &self.law.versions(self.checked, param)[v].value);
        let same = old.is_some_and(|old| old.says(&value));
        let (per, span) = (self.per(), self.patch.span);
        let version = |from: Date, until: Date, value: Term| Version {
            from,
            until,
            open: false,
            value,
            per: per.clone(),
            ask: None,
            evidence: None,
            span,
        };
        let written = match reads_param(&value, param) {
            false => vec![version(from, until, value)],
            // A patch reads the law before it: what it makes of each version that it meets.
            true => {
                let met = self.law.versions(self.checked, param).iter();
                let met = met.filter(|old| old.until >= from && old.from <= until);
                met.map(|old| version(old.from.max(from), old.until.min(until), in_place_of(&value, param, &old.value)))
                    .collect()
            }
        };
        let id = self.id;
        let own = self.law.param_mut(self.checked, param);
        // After the last day of the reform the law is what it was.
        let later = own.versions.iter().zip(&own.by).filter(|(v, _)| v.until > until);
        let later: Vec<(Version, Vec<PatchId>)> =
            later.map(|(v, by)| (Version { from: v.from.max(until.next()), ..v.clone() }, by.clone())).collect();
        let keep = own.versions.partition_point(|v| v.from < from);
        own.truncate(keep);
        if let Some(last) = own.versions.last_mut().filter(|v| v.until >= from) {
            last.until = from.previous();
        }
        for (version, by) in written.into_iter().map(|version| (version, vec![id])).chain(later) {
            own.insert(own.versions.len(), version, by);
        }
        Ok(Effect::of(!same))
    }

    /// Moves the end of a version, over days that no other version has.
    fn lengthen(&mut self, param: ParamId, at: usize, until: Date) -> Effect {
        let (from, id, day) = (self.from, self.id, self.law.setting.at);
        let own = self.law.param_mut(self.checked, param);
        let free = own.versions.get(at + 1).map_or(Date::MAX, |next| next.from.previous());
        let until = until.min(free);
        let ended = own.versions[at].until;
        if until <= ended {
            return Effect::Same;
        }
        if from > ended.next() {
            if from > until {
                return Effect::Same;
            }
            let again = Version { from, until, ..own.versions[at].clone() };
            let by = own.by[at].iter().copied().chain([id]).collect();
            own.insert(at + 1, again, by);
        } else {
            own.versions[at].until = until;
            own.by[at].push(id);
        }
        self.law.reached.insert((id, Reached::Param(param)));
        Effect::of(from.max(ended.next()) <= day && day <= until)
    }

    /// What prolongs to a day before the law date has an effect that is over.
    fn or_over(&self, effect: Effect, until: Date) -> Effect {
        match effect {
            Effect::Same if until < self.law.setting.at => Effect::Over(until),
            other => other,
        }
    }

    fn prolong_param(&mut self, param: ParamId, until: Date) -> Result<Effect, Miss> {
        let versions = self.law.versions(self.checked, param);
        let last = versions.len().checked_sub(1).filter(|at| versions[*at].until < Date::MAX);
        match last {
            Some(at) => {
                let effect = self.lengthen(param, at, until);
                Ok(self.or_over(effect, until))
            }
            None => Err(Miss::End(self.checked.param(param).name.to_string())),
        }
    }

    fn prolong_source(&mut self, source: SourceId, until: Date) -> Result<Effect, Miss> {
        let declared = self.checked.program.source(source);
        let mut ends: Vec<(Option<u32>, Date)> = last_day(&declared.status).map(|d| (None, d)).into_iter().collect();
        ends.extend(declared.parts.iter().enumerate().filter_map(|(at, p)| p.until.map(|d| (Some(at as u32), d))));
        if ends.is_empty() {
            return Err(Miss::End(declared.name.to_string()));
        }
        let effects: Vec<Effect> =
            ends.into_iter().map(|(part, ended)| self.prolong_end(source, part, ended, until)).collect();
        Ok(self.or_over(Effect::of(effects.contains(&Effect::Changes)), until))
    }

    fn prolong_end(&mut self, source: SourceId, part: Option<u32>, ended: Date, until: Date) -> Effect {
        if until <= ended {
            return Effect::Same;
        }
        let longest = self.law.ends.entry((source, part)).or_insert(until);
        *longest = (*longest).max(until);
        let reached = part.map_or(Reached::Source(source), |p| Reached::Part(source, p));
        self.law.reached.insert((self.id, reached));
        Effect::of(ended < self.law.setting.at && self.law.setting.at <= until)
    }

    fn prolong_all(&mut self, ending: Date, until: Date) -> Result<Effect, Miss> {
        let checked = self.checked;
        let mut effects = vec![];
        for (at, param) in checked.params.iter().enumerate() {
            let id = ParamId(at as u32);
            if !self.law.has_decl(param.decl) {
                continue;
            }
            if let Some(version) = self.law.versions(checked, id).iter().position(|v| v.until == ending) {
                effects.push(self.lengthen(id, version, until));
            }
        }
        for at in 0..checked.rules.len() as u32 {
            self.prolong_rule(RuleId(at), ending, until, &mut effects);
        }
        for (at, source) in checked.program.sources.iter().enumerate() {
            let id = SourceId(at as u32);
            if last_day(&source.status) == Some(ending) {
                effects.push(self.prolong_end(id, None, ending, until));
            }
            for (part, _) in source.parts.iter().enumerate().filter(|(_, p)| p.until == Some(ending)) {
                effects.push(self.prolong_end(id, Some(part as u32), ending, until));
            }
        }
        match effects.is_empty() {
            true => Err(Miss::Ending(ending)),
            false => Ok(self.or_over(Effect::of(effects.contains(&Effect::Changes)), until)),
        }
    }

    fn prolong_rule(&mut self, rule: RuleId, ending: Date, until: Date, effects: &mut Vec<Effect>) {
        let (checked, day, id) = (self.checked, self.law.setting.at, self.id);
        if until <= ending || !self.law.has_decl(checked.rule(rule).decl) {
            return;
        }
        let reaches = Effect::of(ending < day && day <= until);
        if self.law.days(checked, rule).1 == ending {
            self.law.rule_mut(checked, rule).days.1 = until;
            self.law.reached.insert((id, Reached::Rule(rule)));
            effects.push(reaches);
        }
        for at in 0..self.law.body(checked, rule).cases.len() {
            if self.law.body(checked, rule).cases[at].days.1 == ending {
                self.lengthen_step(rule, at, until);
                let own = self.law.rule_mut(checked, rule);
                own.body.cases[at].days.1 = until;
                own.cases_by[at].push(id);
                // It may be read now beside one that it excluded by its days.
                own.body.loosen();
                self.law.reached.insert((id, Reached::Case(rule, at as u32)));
                effects.push(reaches);
            }
        }
    }

    /// Moves the end of a step of a scale, and what follows from it for those beside it.
    fn lengthen_step(&mut self, rule: RuleId, at: usize, until: Date) {
        let scale = self.law.body(self.checked, rule).scale.clone();
        if let Some(mut scale) = scale.filter(|_| self.law.is_as_written(self.checked, rule))
            && let Some(step) = scale.steps.get_mut(at)
        {
            step.days.1 = until;
            self.law.rule_mut(self.checked, rule).body.scale = Some(scale);
            self.law.read_steps(self.checked, rule);
        }
    }

    fn set_binds(&mut self, source: SourceId, states: &[Name], says: bool) -> Result<Effect, Miss> {
        let declared = self.checked.program.source(source);
        let Some(bound) = &declared.binds else { return Err(Miss::Bound(declared.name.to_string())) };
        let mut changes = false;
        for state in states {
            let written = bound.binds(state);
            let before = self.law.binds.insert((source, state.clone()), (says, self.id));
            changes |= before.map_or(written, |b| b.0) != says;
        }
        Ok(Effect::of(changes))
    }

    fn add_case(&mut self, rule: RuleId, case: &Case) -> Result<Effect, Miss> {
        let (name, id, day) = (self.name(rule), self.id, self.law.setting.at);
        let own = self.rule(rule)?;
        let there = own.body.cases.iter().any(|c| c.label.is_some() && c.label == case.label && c.days != NEVER);
        if let (true, Some(label)) = (there, &case.label) {
            return Err(Miss::CaseThere(name, label.to_string()));
        }
        let is_base = |c: &Case| c.tier == Tier::Otherwise && c.days != NEVER;
        if own.body.join == Join::Prevail && is_base(case) && own.body.cases.iter().any(is_base) {
            return Err(Miss::BaseThere(name));
        }
        let labels: Vec<Option<Name>> = own.body.cases.iter().map(|c| c.label.clone()).collect();
        if let Some(over) = case.over.iter().find(|over| !labels.contains(&Some((*over).clone()))) {
            return Err(Miss::Case(name, over.to_string()));
        }
        // One more row may fit what another row fits.
        own.body.loosen();
        own.push_case(case.clone(), id);
        Ok(Effect::of(case.days.0 <= day && day <= case.days.1))
    }

    /// Puts steps among those of a scale: a stack is a set, so they are in order of where they begin, whoever adds
    /// them. Those that have no place of their own are there all the same: then the scale says nothing.
    fn add_steps(&mut self, rule: RuleId, steps: &[Step]) -> Result<Effect, Miss> {
        let (name, id, checked) = (self.name(rule), self.id, self.checked);
        let (day, ty) = (self.law.setting.at, checked.rule(rule).subjects.first().map(|subject| subject.ty.clone()));
        self.rule(rule)?;
        let body = self.law.body(checked, rule);
        let Some(mut scale) = body.scale.clone().filter(|_| self.law.is_as_written(checked, rule)) else {
            return Err(Miss::Rows(name));
        };
        let (mut changes, mut misses) = (false, None);
        for step in steps {
            let at = self.law.figure(checked, &step.from);
            let shown = || at.as_ref().zip(ty.as_ref()).map_or_else(String::new, |(at, ty)| shown_number(ty, at));
            let same = |there: &&Step| {
                there.from.says(&step.from) || at.is_some() && self.law.figure(checked, &there.from) == at
            };
            match scale.steps.iter().find(|there| meet(there.days, step.days) && same(there)) {
                Some(there) if there.value.says(&step.value) && there.days == step.days => continue,
                Some(there) => {
                    misses = misses.or(Some(Miss::StepThere(name.clone(), shown())));
                    // Two figures that are written out are two rows for one number, whatever the day.
                    if there.from.constant().is_some() && step.from.constant().is_some() {
                        continue;
                    }
                }
                None => changes |= step.is_read(day),
            }
            scale.steps.push(step.clone());
        }
        if scale.steps.iter().any(|step| self.law.figure(checked, &step.from).is_none()) {
            misses = misses.or(Some(Miss::NoPlace(name)));
        }
        self.law.put_steps(checked, rule, scale, Some(id));
        misses.map_or(Ok(Effect::of(changes)), Err)
    }

    /// Changes a row of a scale, and with it those beside it.
    fn change_step(
        &mut self,
        rule: RuleId,
        label: &Name,
        change: &dyn Fn(&mut Step) -> bool,
    ) -> Option<Result<Effect, Miss>> {
        let checked = self.checked;
        let mut scale = self.law.body(checked, rule).scale.clone()?;
        let Some(step) = scale.step_mut(label).filter(|_| self.law.is_as_written(checked, rule)) else {
            return Some(Err(Miss::Case(self.name(rule), label.to_string())));
        };
        let changes = step.is_read(self.law.setting.at);
        let changes = change(step) && changes;
        self.law.put_steps(checked, rule, scale, Some(self.id));
        Some(Ok(Effect::of(changes)))
    }

    fn amend(&mut self, rule: RuleId, label: &Name, when: Option<&Term>, then: Option<&Term>) -> Result<Effect, Miss> {
        let (name, id, per) = (self.name(rule), self.id, self.patch.per.clone());
        self.rule(rule)?;
        let amend = |step: &mut Step| {
            let changes = then.is_some_and(|then| !step.value.says(then));
            step.value = then.unwrap_or(&step.value).clone();
            step.per.extend(per.iter().cloned());
            changes
        };
        if let Some(effect) = self.change_step(rule, label, &amend) {
            return effect;
        }
        let own = self.rule(rule)?;
        let labelled = |l: &Option<Name>| l.as_ref() == Some(label);
        if let Some(at) = own.body.cases.iter().position(|c| labelled(&c.label) && c.days != NEVER) {
            let case = &mut own.body.cases[at];
            let new_when = when.filter(|w| case.when.as_ref().is_none_or(|old| !old.says(w)));
            let new_then = then.filter(|t| !case.then.says(t));
            let changes = new_when.is_some() || new_then.is_some();
            let other_when = new_when.is_some();
            case.when = new_when.cloned().or_else(|| case.when.take());
            if let Some(then) = new_then {
                case.then = then.clone();
            }
            case.per.extend(per);
            own.cases_by[at].push(id);
            if other_when {
                own.body.loosen();
            }
            return Ok(Effect::of(changes));
        }
        let end = own.body.ends.iter().position(|e| labelled(&e.label));
        match (end, when) {
            (Some(at), Some(when)) => Ok(own.put_end(at, when, per, id)),
            _ => Err(Miss::Case(name, label.to_string())),
        }
    }

    fn amend_end(&mut self, rule: RuleId, kind: EndKind, when: &Term) -> Result<Effect, Miss> {
        let (name, id, per) = (self.name(rule), self.id, self.patch.per.clone());
        let own = self.rule(rule)?;
        let fitting: Vec<usize> = (0..own.body.ends.len()).filter(|at| own.body.ends[*at].kind == kind).collect();
        match fitting.as_slice() {
            [at] => Ok(own.put_end(*at, when, per, id)),
            _ => Err(Miss::Clause(
                name,
                match kind {
                    EndKind::Applies => "applies when",
                    EndKind::NotApplicable => "not applicable when",
                    EndKind::Except => "except",
                },
            )),
        }
    }

    fn amend_base(&mut self, rule: RuleId, then: &Term) -> Result<Effect, Miss> {
        let (name, id, per) = (self.name(rule), self.id, self.patch.per.clone());
        let own = self.rule(rule)?;
        let fitting: Vec<usize> = (0..own.body.cases.len())
            .filter(|at| own.body.cases[*at].label.is_none() && own.body.cases[*at].days != NEVER)
            .collect();
        let [at] = fitting.as_slice() else { return Err(Miss::Base(name)) };
        let case = &mut own.body.cases[*at];
        let changes = !case.then.says(then);
        case.then = then.clone();
        case.per.extend(per);
        own.cases_by[*at].push(id);
        Ok(Effect::of(changes))
    }

    /// The case stays in its place, read on no day, so that the places of the others stay what they are.
    fn repeal_case(&mut self, rule: RuleId, label: &Name) -> Result<Effect, Miss> {
        let (name, id, day) = (self.name(rule), self.id, self.law.setting.at);
        self.rule(rule)?;
        let repeal = |step: &mut Step| {
            step.days = NEVER;
            true
        };
        if let Some(effect) = self.change_step(rule, label, &repeal) {
            return effect;
        }
        let own = self.rule(rule)?;
        let labelled = |l: &Option<Name>| l.as_ref() == Some(label);
        if let Some(at) = own.body.cases.iter().position(|c| labelled(&c.label) && c.days != NEVER) {
            let case = &mut own.body.cases[at];
            let read = case.days.0 <= day && day <= case.days.1;
            case.days = NEVER;
            own.body.loosen();
            own.cases_by[at].push(id);
            return Ok(Effect::of(read));
        }
        match own.body.ends.iter().position(|e| labelled(&e.label)) {
            Some(at) => Ok(own.put_end(at, &never(own.body.ends[at].span), vec![], id)),
            None => Err(Miss::Case(name, label.to_string())),
        }
    }
}

impl super::RuleLaw {
    fn put_end(&mut self, at: usize, when: &Term, per: Vec<Cite>, id: PatchId) -> Effect {
        self.body.loosen();
        let end = &mut self.body.ends[at];
        let changes = !end.when.says(when);
        end.when = when.clone();
        end.per.extend(per);
        self.ends_by[at].push(id);
        Effect::of(changes)
    }
}

/// The condition of an exception that ends nothing any more.
pub fn never(span: Span) -> Term {
    Term::truth(false, span)
}

/// Whether a value is made of the param that it is set for.
fn reads_param(value: &Term, param: ParamId) -> bool {
    value.any(&|term| term.kind == TermKind::Param(param))
}

/// A value with a figure in place of a param; what is read at another day is not touched.
fn in_place_of(value: &Term, param: ParamId, figure: &Term) -> Term {
    value.replace(&|term| match &term.kind {
        TermKind::Param(read) if *read == param => Some(figure.clone()),
        TermKind::AsOf(..) => Some(term.clone()),
        _ => None,
    })
}

/// The last day of a source that was repealed.
fn last_day(status: &[StatusLine]) -> Option<Date> {
    day_of(status, StatusWord::Repealed).map(Date::previous)
}

/// A body in place of another of the same signature; the names that the other binds stay known.
pub fn over(old: &Body, new: &Body) -> Body {
    let lets = old.lets.iter().chain(&new.lets).cloned().collect();
    Body { lets, ..new.clone() }
}
