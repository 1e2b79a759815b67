//! Which reforms hold, and the law that they make together.
//!
//! A stack is a set. Its reforms are applied in an order of their own (those built on first, then by number),
//! and what would depend on that order is refused by [`super::writes`]. Reforms that are law by themselves
//! come first: they are the law that a scenario's stack reads.

use super::apply::{Effect, apply, over};
use super::cut::Cut;
use super::writes::conflicts;
use super::{Active, Law, ParamLaw, PatchId, RuleLaw, Setting};
use crate::diag::reforms::Miss;
use crate::diag::{Diagnostic, reforms};
use crate::hir::law::{StatusLine, day_of, known_from};
use crate::num::date::Date;
use crate::syntax::ast::law::StatusWord;
use crate::types::body::Body;
use crate::types::checked::Checked;
use crate::types::patches::{Assumption, Change, Reading, ReadingOf, Scenario, Stacked, built_on};
use crate::types::term::{ReadingId, ReformId, RuleId, ScenarioId, Term, TermKind};
use std::collections::{BTreeMap, BTreeSet};

/// A reading that a patch does not fit, and the finding that says so.
pub type Misfit = Option<(ReadingId, Diagnostic)>;

/// The law of a setting without some readings. `looks`: whether each patch hits and changes something is looked at.
pub fn build(
    checked: &Checked,
    setting: &Setting,
    leave_out: &BTreeSet<ReadingId>,
    looks: bool,
) -> (Law, Vec<Diagnostic>, Misfit) {
    let cut = Cut::new(checked, setting);
    let mut building = Building { checked, cut, found: vec![], misfit: None, read: BTreeMap::new(), looks };
    let mut law = building.before(setting, leave_out);
    let adopted = building.adopted(&law);
    let stacked = building.stacked(&law, &adopted);
    building.group(&mut law, adopted);
    building.group(&mut law, stacked);
    if looks {
        building.still_used(&law);
    }
    (law, building.found, building.misfit)
}

/// A reform of a group, with what it is built on.
struct Member {
    active: Active,
    below: BTreeSet<ReformId>,
}

struct Building<'a> {
    checked: &'a Checked,
    cut: Cut<'a>,
    found: Vec<Diagnostic>,
    misfit: Misfit,
    /// Rules that a reading changes.
    read: BTreeMap<RuleId, ReadingId>,
    /// Whether each patch is looked at.
    looks: bool,
}

impl<'a> Building<'a> {
    /// What the modules say, as the readings have it.
    fn before(&mut self, setting: &Setting, leave_out: &BTreeSet<ReadingId>) -> Law {
        let checked = self.checked;
        let scenarios = self.stacks(setting);
        let own = setting.scenario.map(|s| checked.scenario(s));
        self.told_later(setting, own);
        let chosen = self.chosen(setting, own);
        let mut law = Law {
            amiss: false,
            setting: setting.clone(),
            under: own.map(|s| s.name.clone()),
            active: vec![],
            readings: chosen.into_iter().filter(|r| !leave_out.contains(r)).collect(),
            assumptions: self.assumptions(&scenarios, setting),
            reached: BTreeSet::new(),
            params: BTreeMap::new(),
            rules: BTreeMap::new(),
            repealed: BTreeMap::new(),
            not_added: checked.program.decls.iter().filter(|d| d.added_by.is_some()).map(|d| d.id).collect(),
            stands: BTreeMap::new(),
            not_known: BTreeSet::new(),
            fields: BTreeMap::new(),
            binds: BTreeMap::new(),
            ends: BTreeMap::new(),
        };
        for id in law.readings.clone() {
            let Some(reading) = checked.readings.get(id.0 as usize) else { continue };
            match self.cut.later(&checked.program.decl(reading.decl).per) {
                Some(found) => {
                    self.found.push(found);
                    law.readings.retain(|r| *r != id);
                }
                None => self.read(&mut law, id, reading),
            }
        }
        self.cut.apply(&mut law);
        law.read_all_steps(checked);
        law
    }

    /// A scenario that says what was known is not read with less.
    fn told_later(&mut self, setting: &Setting, own: Option<&Scenario>) {
        let later = |s: &&Scenario| s.known_on.is_some_and(|known| known > setting.known_on);
        if let Some(scenario) = own.filter(later).filter(|_| !setting.aside.as_stacked) {
            let (span, known) = (self.checked.program.decl(scenario.decl).name_span(), scenario.known_on);
            let known = known.unwrap_or(setting.known_on);
            self.found.push(reforms::known_later(span, &scenario.name, known, setting.known_on));
        }
    }

    /// The readings that were asked for, and those of the scenario of what these do not speak of; two of one thing are
    /// refused, and the one declared first holds.
    fn chosen(&mut self, setting: &Setting, own: Option<&Scenario>) -> BTreeSet<ReadingId> {
        let checked = self.checked;
        let mut chosen: BTreeSet<ReadingId> = BTreeSet::new();
        let of_scenario = own.map_or(&[][..], |s| s.readings.as_slice());
        let of_beside = setting.aside.beside.map_or(&[][..], |s| checked.scenario(s).readings.as_slice());
        let groups = [(setting.readings.as_slice(), None), (of_scenario, own.map(|s| s.reads_at)), (of_beside, None)];
        for (group, place) in groups {
            let before = chosen.clone();
            let group: BTreeSet<ReadingId> = group.iter().copied().collect();
            for id in group.into_iter().filter(|r| !setting.aside.readings.contains(r)) {
                let Some(reading) = checked.readings.get(id.0 as usize) else { continue };
                let same = |other: &&ReadingId| {
                    **other != id && checked.readings[other.0 as usize].of.is_of_the_same(&reading.of)
                };
                match chosen.iter().find(same) {
                    None => {
                        chosen.insert(id);
                    }
                    Some(other) if before.contains(other) => {}
                    Some(other) => {
                        let span = |r: &Reading| checked.program.decl(r.decl).name_span();
                        let other = &checked.readings[other.0 as usize];
                        let named = (other.name.as_str(), span(other));
                        let under = own.map(|s| s.name.as_str());
                        let place = place.unwrap_or_else(|| span(reading));
                        self.found.push(reforms::two_readings(place, &reading.name, named, under));
                    }
                }
            }
        }
        chosen
    }

    fn assumptions(&self, scenarios: &[ScenarioId], setting: &Setting) -> Vec<Assumption> {
        let all = scenarios.iter().flat_map(|s| self.checked.scenario(*s).assumptions.clone()).enumerate();
        all.filter(|(at, _)| !setting.aside.assumptions.contains(&(*at as u32))).map(|(_, a)| a).collect()
    }

    fn read(&mut self, law: &mut Law, id: ReadingId, reading: &Reading) {
        match &reading.of {
            ReadingOf::Nothing => {}
            ReadingOf::Param(param, _) if law.params.contains_key(param) => {}
            ReadingOf::Rule(rule, _) if law.rules.contains_key(rule) => {}
            ReadingOf::Param(param, versions) => {
                law.params.insert(*param, ParamLaw::new(versions.clone(), &[]));
            }
            ReadingOf::Rule(rule, body) => {
                let written = self.checked.rule(*rule);
                let body = over(&written.body, body);
                law.rules.insert(*rule, RuleLaw::new(body, written.days, &[]));
                self.read.insert(*rule, id);
            }
        }
    }

    /// The scenarios whose stacks and assumptions hold.
    fn stacks(&mut self, setting: &Setting) -> Vec<ScenarioId> {
        let mut all = self.scenarios(setting.scenario);
        if let Some(beside) = setting.aside.beside {
            all.extend(self.scenarios(Some(beside)));
        }
        all
    }

    /// A scenario and those it starts from, the first of them in front.
    fn scenarios(&mut self, scenario: Option<ScenarioId>) -> Vec<ScenarioId> {
        let mut chain = vec![];
        let mut next = scenario;
        while let Some(id) = next {
            let made = self.checked.scenario(id);
            if chain.contains(&id) {
                self.found.push(reforms::ring(self.checked.program.decl(made.decl).name_span(), &made.name));
                break;
            }
            chain.push(id);
            next = made.starts_from;
        }
        chain.reverse();
        chain
    }

    /// Reforms that are law by themselves.
    fn adopted(&mut self, law: &Law) -> Vec<Active> {
        let mut active = vec![];
        for (at, reform) in self.checked.reforms.iter().enumerate() {
            let per = &self.checked.program.decl(reform.decl).per;
            let later = self.cut.later(per).or_else(|| self.cut.later(&reform.status_per)).is_some();
            if !is_law(&reform.status, law.setting.known_on, law.setting.at) || later {
                continue;
            }
            let span = self.checked.program.decl(reform.decl).name_span();
            let mut args = vec![];
            for (name, ty) in &reform.params {
                self.found.push(reforms::arguments(span, &reform.name, name));
                args.push(Term { kind: TermKind::Unknown, ty: ty.clone(), span });
            }
            active.push(Active { reform: ReformId(at as u32), args, is_law: true });
        }
        active
    }

    /// What a scenario stacks, and nothing that is law already.
    fn stacked(&mut self, law: &Law, adopted: &[Active]) -> Vec<Active> {
        let mut chosen: BTreeMap<ReformId, &Stacked> = BTreeMap::new();
        let checked = self.checked;
        for scenario in self.stacks(&law.setting) {
            for used in &checked.scenario(scenario).with {
                let reform = checked.reform(used.reform);
                if let Some(first) = chosen.get(&used.reform) {
                    let same = first.args.len() == used.args.len()
                        && first.args.iter().zip(&used.args).all(|(a, b)| a.says(b));
                    if !same {
                        self.found.push(reforms::stacked_twice(used.span, &reform.name, first.span));
                    }
                } else if adopted.iter().any(|a| a.reform == used.reform) {
                    self.found.push(reforms::already_law(
                        used.span,
                        &reform.name,
                        day_of(&reform.status, StatusWord::Adopted),
                    ));
                } else if self.may_be_stacked(law, used) {
                    chosen.insert(used.reform, used);
                }
            }
        }
        for (id, used) in &chosen {
            let lacks = |on: &&ReformId| !chosen.contains_key(on) && !adopted.iter().any(|a| a.reform == **on);
            for on in checked.reform(*id).builds_on.iter().filter(lacks) {
                let (name, on) = (&checked.reform(*id).name, &checked.reform(*on).name);
                self.found.push(reforms::lacks_its_base(used.span, name, on));
            }
        }
        let active = |(reform, used): (ReformId, &Stacked)| Active { reform, args: used.args.clone(), is_law: false };
        chosen.into_iter().map(active).collect()
    }

    fn may_be_stacked(&mut self, law: &Law, used: &Stacked) -> bool {
        let (checked, cut) = (self.checked, law.setting.known_on);
        let reform = checked.reform(used.reform);
        if law.setting.aside.as_stacked {
            return reform.params.len() <= used.args.len();
        }
        if let Some(known) = known_from(&reform.status).filter(|known| *known > cut) {
            self.found.push(reforms::not_yet_known(used.span, &reform.name, known, cut));
            return false;
        }
        let own = checked.program.decl(reform.decl).per.iter().chain(&reform.status_per);
        let cites = own.chain(reform.patches.iter().flat_map(|p| p.cites(checked)));
        let mut fine = true;
        for cite in cites {
            if let Some(finding) = self.cut.later(std::slice::from_ref(cite)) {
                if !self.found.contains(&finding) {
                    self.found.push(finding);
                }
                fine = false;
            }
        }
        for (name, _) in reform.params.iter().skip(used.args.len()) {
            self.found.push(reforms::arguments(used.span, &reform.name, name));
            fine = false;
        }
        fine
    }

    /// Applies reforms that all read the same law.
    fn group(&mut self, law: &mut Law, active: Vec<Active>) {
        if active.is_empty() {
            return;
        }
        let members = self.order(active);
        law.active.extend(members.iter().map(|m| m.active.clone()));
        let named: Vec<(ReformId, &BTreeSet<ReformId>)> = members.iter().map(|m| (m.active.reform, &m.below)).collect();
        self.found.extend(conflicts(self.checked, law, &self.cut, &named));
        // Which readings a patch does not fit is for the law to know in any case.
        if self.looks || !law.readings.is_empty() {
            let before = law.clone();
            for member in &members {
                self.check(&before, &members, member);
            }
        }
        for member in members.iter().filter(|m| m.below.is_empty()) {
            self.write(law, member.active.reform, Which::Prolonging);
        }
        for member in &members {
            let which = if member.below.is_empty() { Which::Others } else { Which::All };
            self.write(law, member.active.reform, which);
        }
        law.order_steps(self.checked);
    }

    /// Puts those first that others build on, else by number.
    fn order(&mut self, active: Vec<Active>) -> Vec<Member> {
        let here: BTreeSet<ReformId> = active.iter().map(|a| a.reform).collect();
        let below = |reform| built_on(&self.checked.reforms, reform, &|on| here.contains(&on));
        let mut waiting: Vec<Member> =
            active.into_iter().map(|active| Member { below: below(active.reform), active }).collect();
        waiting.sort_by_key(|m| m.active.reform);
        for member in &mut waiting {
            if member.below.remove(&member.active.reform) {
                let reform = self.checked.reform(member.active.reform);
                self.found.push(reforms::ring(self.checked.program.decl(reform.decl).name_span(), &reform.name));
                member.below.clear();
            }
        }
        // What is built on has less below it than what builds on it.
        waiting.sort_by_key(|m| (m.below.len(), m.active.reform));
        waiting
    }

    /// Whether each patch of a member hits and changes something in the law that it reads.
    fn check(&mut self, before: &Law, members: &[Member], member: &Member) {
        let checked = self.checked;
        let mut view = before.clone();
        for other in members.iter().filter(|m| member.below.contains(&m.active.reform)) {
            self.write(&mut view, other.active.reform, Which::All);
        }
        let reform = checked.reform(member.active.reform);
        let scenario = before.setting.scenario.map(|s| checked.scenario(s));
        let under = before.under.as_ref().map(|name| name.as_str());
        let at_its_date = scenario.is_some_and(|s| s.at == before.setting.at) && !member.active.is_law;
        let name = scenario.map_or("", |scenario| scenario.name.as_str());
        let day = before.setting.at;
        let holds = before.setting.aside.as_stacked || reform.from <= day && day <= reform.until;
        if let Some(used) = self.used(before, member.active.reform).filter(|_| at_its_date && !holds) {
            let days = (reform.from, reform.until);
            self.found.push(reforms::holds_on_other_days(used, &reform.name, days, day, name));
        }
        for patch in self.patches(before, member.active.reform) {
            let written = &reform.patches[patch.patch as usize];
            match apply(checked, &mut view, patch) {
                Err(miss) if self.is_misfit(patch, &miss, &reform.name) => {}
                Err(miss) => self.found.push(reforms::hits_nothing(written.span, &reform.name, &miss, under)),
                Ok(Effect::Same) if at_its_date => {
                    let found = reforms::changes_nothing(written.span, &reform.name, name);
                    let law_writes = before.active.iter().any(|a| a.is_law);
                    self.found.push(if law_writes { reforms::perhaps_law_already(found) } else { found });
                }
                Ok(Effect::Over(until)) if at_its_date => {
                    self.found.push(reforms::prolongs_too_little(written.span, &reform.name, day, until));
                }
                Ok(_) => {}
            }
        }
    }

    /// Where a reform is stacked.
    fn used(&mut self, law: &Law, reform: ReformId) -> Option<crate::text::Span> {
        let checked = self.checked;
        let with = self.stacks(&law.setting).into_iter().flat_map(|scenario| &checked.scenario(scenario).with);
        with.into_iter().find(|used| used.reform == reform).map(|used| used.span)
    }

    /// Whether a patch misses only because a reading has another body than the rule.
    fn is_misfit(&mut self, patch: PatchId, miss: &Miss, reform: &str) -> bool {
        let checked = self.checked;
        let rule = match &checked.reform(patch.reform).patches[patch.patch as usize].change {
            Change::AmendWhen(r, ..)
            | Change::AmendThen(r, ..)
            | Change::AmendEnd(r, ..)
            | Change::AmendBase(r, ..)
            | Change::RepealCase(r, _) => *r,
            _ => return false,
        };
        let Some(id) = self.read.get(&rule).copied() else { return false };
        let body = &checked.rule(rule).body;
        let fits_the_rule = match miss {
            Miss::Case(_, label) => {
                body.cases.iter().any(|c| c.label.as_deref() == Some(label))
                    || body.ends.iter().any(|e| e.label.as_deref() == Some(label))
            }
            Miss::Base(_) | Miss::Clause(..) => true,
            _ => false,
        };
        if fits_the_rule {
            let reading = &checked.readings[id.0 as usize];
            let span = checked.program.decl(reading.decl).name_span();
            self.misfit = self.misfit.take().or_else(|| Some((id, reforms::does_not_fit(span, &reading.name, reform))));
        }
        fits_the_rule
    }

    /// The patches of a reform that are known and not left out: what it adds, then the rest, in text order.
    fn patches(&self, law: &Law, reform: ReformId) -> Vec<PatchId> {
        let all = &self.checked.reform(reform).patches;
        let mut ids: Vec<PatchId> = PatchId::all_of(self.checked, reform).collect();
        ids.retain(|p| !law.setting.without.contains(p) && self.cut.has(&all[p.patch as usize]));
        ids.sort_by_key(|p| !matches!(all[p.patch as usize].change, Change::Add(_) | Change::AddAgain(_)));
        ids
    }

    /// Applies patches of a reform.
    fn write(&self, law: &mut Law, reform: ReformId, which: Which) {
        for patch in self.patches(law, reform) {
            let change = &self.checked.reform(reform).patches[patch.patch as usize].change;
            let prolongs =
                matches!(change, Change::ProlongAll(..) | Change::ProlongParam(..) | Change::ProlongSource(..));
            if which.takes(prolongs) {
                // What misses was said by `check`.
                let _ = apply(self.checked, law, patch);
            }
        }
    }

    /// Repealed definitions that something in the law still calls.
    fn still_used(&mut self, law: &Law) {
        let checked = self.checked;
        for (gone, patch) in law.repealed.iter().filter(|(r, _)| !super::lapses(checked.rule(**r).kind)) {
            for (at, user) in checked.rules.iter().enumerate() {
                let id = RuleId(at as u32);
                if law.repealed.contains_key(&id) || law.not_added.contains(&user.decl) {
                    continue;
                }
                if let Some(span) = calls(law.body(checked, id), *gone) {
                    let repeals = checked.reform(patch.reform).patches[patch.patch as usize].span;
                    self.found.push(reforms::still_used(repeals, &checked.rule(*gone).name, span, &user.name));
                }
            }
        }
    }
}

/// Which patches of a reform are applied.
#[derive(Clone, Copy)]
enum Which {
    All,
    /// Those that prolong something.
    Prolonging,
    Others,
}

impl Which {
    fn takes(self, prolongs: bool) -> bool {
        match self {
            Which::All => true,
            Which::Prolonging => prolongs,
            Which::Others => !prolongs,
        }
    }
}

/// Where a body calls a rule first.
fn calls(body: &Body, rule: RuleId) -> Option<crate::text::Span> {
    let mut found = None;
    for term in body.terms() {
        term.walk(&mut |t| {
            if matches!(&t.kind, TermKind::Call(id, _) if *id == rule) {
                found = found.or(Some(t.span));
            }
        });
    }
    found
}

/// Whether a reform is law by itself for whom knows what was known at the cut.
///
/// One whose status gives no day of adoption was adopted at the latest when it came into force.
fn is_law(status: &[StatusLine], cut: Date, day: Date) -> bool {
    let first = |words: &[StatusWord]| words.iter().filter_map(|w| day_of(status, *w)).min();
    let in_force = || first(&[StatusWord::InForce, StatusWord::Applied, StatusWord::Transposed]);
    let adopted = first(&[StatusWord::Adopted]).or_else(in_force);
    let repealed = day_of(status, StatusWord::Repealed).is_some_and(|d| d <= cut && d <= day);
    adopted.is_some_and(|d| d <= cut) && !repealed
}
