//! The law as one scenario has it on one day: the declarations with their patches applied.
//!
//! A [`Law`] says only where it differs from what the modules say, so that making one costs what its
//! patches cost. Nothing of the [`Checked`] program is ever changed: the baseline cannot be altered by
//! evaluating a scenario.
//!
//! - `stack`: which reforms hold, and in which order they build on each other
//! - `apply`: what one patch does
//! - `cut`: what is not there for whom knows only what was known at the cut
//! - `steps`: which steps of a scale are read on its day, and in which order
//! - `writes`: whether two of them write the same thing differently
//! - `parts`: a law in parts, each of which may be the same in two laws

mod apply;
mod cut;
pub mod parts;
mod stack;
mod steps;
mod writes;

use crate::diag::{Diagnostic, has_errors};
use crate::hir::DeclId;
use crate::hir::law::{Cite, SourceId};
use crate::num::date::Date;
use crate::plan::Cut;
use crate::text::Name;
use crate::types::body::{Body, Case, End};
use crate::types::checked::{Checked, Instance, RuleKind};
use crate::types::patches::{Assumption, Change};
use crate::types::schema::{EntityId, FieldId};
use crate::types::term::{ParamId, ReadingId, ReformId, RuleId, ScenarioId, Term, TermKind};
use crate::types::versions::Version;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A patch: its reform and its place there.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PatchId {
    /// The reform.
    pub reform: ReformId,
    /// Its place among the patches of the reform.
    pub patch: u32,
}

impl PatchId {
    /// Those of a reform, in text order.
    pub fn all_of(checked: &Checked, reform: ReformId) -> impl Iterator<Item = PatchId> + use<> {
        (0..checked.reform(reform).patches.len() as u32).map(move |patch| PatchId { reform, patch })
    }
}

/// What is evaluated: a scenario or the law, and the days it is read under.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Setting {
    /// The scenario; `None`: the law.
    pub scenario: Option<ScenarioId>,
    /// Law date.
    pub at: Date,
    /// The date of the law itself, for `E under law` within a scenario.
    pub law_at: Date,
    /// Knowledge cut.
    pub known_on: Date,
    /// The knowledge cut of the law itself, and of scenarios that have none of their own.
    pub law_known_on: Date,
    /// Data date.
    pub data_as_of: Date,
    /// Fields read at a later datum.
    pub later: Vec<FieldId>,
    /// Readings chosen beside those of the scenario.
    pub readings: Vec<ReadingId>,
    /// Patches left out, to find out what they do.
    pub without: BTreeSet<PatchId>,
    /// What else is set aside for that.
    pub aside: Aside,
}

/// What a trial sets aside beside patches.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
pub struct Aside {
    /// Whether what is stacked holds on the law date though its day is later, and though nobody knows of it at the cut:
    /// what it does is told from what the days do.
    pub as_stacked: bool,
    /// Assumptions of the scenario, by number.
    pub assumptions: BTreeSet<u32>,
    /// Readings of the scenario.
    pub readings: BTreeSet<ReadingId>,
    /// Whether data are not looked at, but only what the law is: then one cut of data stands for all.
    pub data: bool,
    /// Another scenario, whose stack, assumptions and readings hold beside its own; assumptions are numbered on.
    pub beside: Option<ScenarioId>,
}

impl Setting {
    /// Which data are read.
    pub fn data_cut(&self) -> Cut {
        let known_on = if self.aside.data { self.law_known_on } else { self.known_on };
        Cut { data_as_of: self.data_as_of, known_on, later: self.later.clone() }
    }

    /// The same readings under a scenario at its date and cut, or under the law at its own.
    pub fn under(&self, checked: &Checked, scenario: Option<ScenarioId>) -> Setting {
        let at = scenario.map_or(self.law_at, |s| checked.scenario(s).at);
        let known_on = scenario.and_then(|s| checked.scenario(s).known_on).unwrap_or(self.law_known_on);
        Setting { scenario, at, known_on, ..self.clone() }
    }
}

/// A reform that holds.
#[derive(Clone, PartialEq, Debug)]
pub struct Active {
    /// The reform.
    pub reform: ReformId,
    /// The values of its parameters.
    pub args: Vec<Term>,
    /// Whether it is law by itself, rather than stacked.
    pub is_law: bool,
}

/// A param as a law has it.
#[derive(Clone, PartialEq, Debug)]
pub struct ParamLaw {
    /// Its versions, in order of days.
    pub versions: Vec<Version>,
    /// For each version the patches that made it what it is.
    by: Vec<Vec<PatchId>>,
}

impl ParamLaw {
    /// Versions that some patches made, or none.
    fn new(versions: Vec<Version>, by: &[PatchId]) -> ParamLaw {
        let by = vec![by.to_vec(); versions.len()];
        ParamLaw { versions, by }
    }

    /// Puts a version at a place.
    fn insert(&mut self, at: usize, version: Version, by: Vec<PatchId>) {
        self.versions.insert(at, version);
        self.by.insert(at, by);
    }

    /// Leaves out the versions from a place on.
    fn truncate(&mut self, at: usize) {
        self.versions.truncate(at);
        self.by.truncate(at);
    }
}

/// A rule as a law has it.
#[derive(Clone, PartialEq, Debug)]
pub struct RuleLaw {
    /// What it says.
    pub body: Body,
    /// First and last day on which it is read.
    pub days: (Date, Date),
    /// For each case the patches that made it what it is.
    cases_by: Vec<Vec<PatchId>>,
    /// For each clause that ends it the patches that made it what it is.
    ends_by: Vec<Vec<PatchId>>,
}

impl RuleLaw {
    /// A body that some patches made, or none.
    fn new(body: Body, days: (Date, Date), by: &[PatchId]) -> RuleLaw {
        let (cases_by, ends_by) = (vec![by.to_vec(); body.cases.len()], vec![by.to_vec(); body.ends.len()]);
        RuleLaw { body, days, cases_by, ends_by }
    }

    /// Adds a case.
    fn push_case(&mut self, case: Case, by: PatchId) {
        self.body.cases.push(case);
        self.cases_by.push(vec![by]);
    }

    /// Adds a clause that ends it.
    fn push_end(&mut self, end: End, by: PatchId) {
        self.body.ends.push(end);
        self.ends_by.push(vec![by]);
    }
}

/// What `prolong` reached.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Reached {
    /// The last version of a param.
    Param(ParamId),
    /// A rule.
    Rule(RuleId),
    /// A case of a rule, by its place.
    Case(RuleId, u32),
    /// A source.
    Source(SourceId),
    /// A part of a source, by its place.
    Part(SourceId, u32),
}

/// Whether a rule is law.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It is.
    Law,
    /// It was repealed.
    Repealed,
    /// It is read on other days.
    OtherDays,
    /// A reform that does not hold would add it.
    NotAdded,
    /// It cites a source that is later than the knowledge cut.
    NotKnown,
}

/// What holds for one evaluation.
#[derive(Clone, Debug)]
pub struct Law {
    /// What was asked for.
    pub setting: Setting,
    /// The name of the scenario.
    pub under: Option<Name>,
    /// Reforms that hold, those they build on first.
    pub active: Vec<Active>,
    /// Readings that hold.
    pub readings: Vec<ReadingId>,
    /// Assumptions of the scenario.
    pub assumptions: Vec<Assumption>,
    /// The stack itself is at fault: what is found under it follows from that, and is not told.
    pub amiss: bool,
    /// What `prolong` reached.
    pub reached: BTreeSet<(PatchId, Reached)>,
    params: BTreeMap<ParamId, ParamLaw>,
    rules: BTreeMap<RuleId, RuleLaw>,
    repealed: BTreeMap<RuleId, PatchId>,
    not_added: BTreeSet<DeclId>,
    /// Declarations that stand for the first one of their name.
    stands: BTreeMap<DeclId, DeclId>,
    not_known: BTreeSet<DeclId>,
    fields: BTreeMap<(EntityId, Name, u32), (Term, PatchId)>,
    binds: BTreeMap<(SourceId, Name), (bool, PatchId)>,
    ends: BTreeMap<(SourceId, Option<u32>), Date>,
}

impl Law {
    /// The law of a setting, with everything that is wrong with its stack.
    pub fn new(checked: &Checked, setting: &Setting) -> (Arc<Law>, Vec<Diagnostic>) {
        Law::made(checked, setting, true)
    }

    /// The law of a setting that is tried out, with what in its stack contradicts each other: whether each patch hits and
    /// changes something is not looked at.
    pub fn tried(checked: &Checked, setting: &Setting) -> (Arc<Law>, Vec<Diagnostic>) {
        Law::made(checked, setting, false)
    }

    fn made(checked: &Checked, setting: &Setting, looks: bool) -> (Arc<Law>, Vec<Diagnostic>) {
        let mut leave_out = BTreeSet::new();
        let mut said = vec![];
        loop {
            let (mut law, found, misfit) = stack::build(checked, setting, &leave_out, looks);
            match misfit {
                Some((reading, finding)) if leave_out.insert(reading) => said.push(finding),
                _ => {
                    said.extend(found);
                    let unread = |scenario| checked.chain(scenario).into_iter().any(|id| checked.scenario(id).broken);
                    // What could not be read has been told; what is stacked is not known.
                    if setting.scenario.is_some_and(unread) {
                        law.amiss = true;
                        return (Arc::new(law), vec![]);
                    }
                    law.amiss = has_errors(&said);
                    return (Arc::new(law), said);
                }
            }
        }
    }

    /// The values of a reform's parameters; empty where it does not hold.
    pub fn args(&self, reform: ReformId) -> &[Term] {
        self.active.iter().find(|a| a.reform == reform).map_or(&[], |a| &a.args)
    }

    /// Whether a reform holds.
    pub fn has(&self, reform: ReformId) -> bool {
        self.active.iter().any(|a| a.reform == reform)
    }

    /// The versions of a param, in order of days.
    pub fn versions<'a>(&'a self, checked: &'a Checked, param: ParamId) -> &'a [Version] {
        match self.params.get(&param) {
            Some(own) => &own.versions,
            None if !self.has_decl(checked.param(param).decl) => &[],
            None => &checked.param(param).versions,
        }
    }

    /// The place of the version of a param on a day.
    pub fn version_on(&self, checked: &Checked, param: ParamId, day: Date) -> Option<usize> {
        self.versions(checked, param).iter().position(|v| v.from <= day && day <= v.until)
    }

    /// The patches that made a version what it is.
    pub fn version_by(&self, param: ParamId, version: u32) -> &[PatchId] {
        let own = self.params.get(&param).and_then(|p| p.by.get(version as usize));
        own.map_or(&[], |by| by)
    }

    /// Whether a patch is of a reform that is stacked, rather than of one that is law.
    fn is_stacked(&self, patch: &PatchId) -> bool {
        self.active.iter().any(|a| a.reform == patch.reform && !a.is_law)
    }

    /// Whether a reform that is stacked sets the value that a param has on a day.
    pub fn sets_param(&self, checked: &Checked, param: ParamId, day: Date) -> bool {
        let sets = |patch: &PatchId| {
            let change = &checked.reform(patch.reform).patches[patch.patch as usize].change;
            self.is_stacked(patch) && matches!(change, Change::SetParam(..))
        };
        self.version_on(checked, param, day).is_some_and(|at| self.version_by(param, at as u32).iter().any(sets))
    }

    /// Whether a reform that is stacked sets a field of a closed instance.
    pub fn sets_field(&self, entity: EntityId, key: &Name, field: u32) -> bool {
        self.patched_field(entity, key, field).is_some_and(|(_, by)| self.is_stacked(&by))
    }

    /// Whether a rule is law.
    pub fn standing(&self, checked: &Checked, rule: RuleId) -> Standing {
        let day = self.setting.at;
        let (from, until) = self.days(checked, rule);
        if self.not_added.contains(&checked.rule(rule).decl) {
            Standing::NotAdded
        } else if self.not_known.contains(&checked.rule(rule).decl) {
            Standing::NotKnown
        } else if self.repealed.contains_key(&rule) {
            Standing::Repealed
        } else if day < from || until < day {
            Standing::OtherDays
        } else {
            Standing::Law
        }
    }

    /// First and last day on which a rule is read.
    pub fn days(&self, checked: &Checked, rule: RuleId) -> (Date, Date) {
        self.rules.get(&rule).map_or(checked.rule(rule).days, |r| r.days)
    }

    /// What a rule says.
    pub fn body<'a>(&'a self, checked: &'a Checked, rule: RuleId) -> &'a Body {
        self.rules.get(&rule).map_or(&checked.rule(rule).body, |r| &r.body)
    }

    /// The patches that made a case what it is.
    pub fn case_by(&self, rule: RuleId, case: u32) -> &[PatchId] {
        let own = self.rules.get(&rule).and_then(|r| r.cases_by.get(case as usize));
        own.map_or(&[], |by| by)
    }

    /// The patches that made a clause that ends a rule what it is.
    pub fn end_by(&self, rule: RuleId, end: u32) -> &[PatchId] {
        let own = self.rules.get(&rule).and_then(|r| r.ends_by.get(end as usize));
        own.map_or(&[], |by| by)
    }

    /// What the law says of a field of a closed instance: a patch before the module.
    pub fn field<'a>(
        &'a self,
        checked: &'a Checked,
        entity: EntityId,
        key: &Name,
        field: u32,
    ) -> Option<(&'a Term, Option<PatchId>)> {
        match self.patched_field(entity, key, field) {
            Some((value, by)) => Some((value, Some(by))),
            None => self.instance(checked, entity, key).and_then(|i| i.fields.get(&field)).map(|value| (value, None)),
        }
    }

    /// What a patch sets a field of a closed instance to.
    pub fn patched_field(&self, entity: EntityId, key: &Name, field: u32) -> Option<(&Term, PatchId)> {
        self.fields.get(&(entity, key.clone(), field)).map(|(value, by)| (value, *by))
    }

    /// The declaration of a closed instance, if the law has it.
    pub fn instance<'a>(&self, checked: &'a Checked, entity: EntityId, key: &str) -> Option<&'a Instance> {
        let found = checked.instances.iter().find(|i| i.entity == entity && i.key.as_str() == key)?;
        self.has_decl(found.decl).then_some(found)
    }

    /// Places of the instances of a closed entity that the law has, in ascending order of key.
    pub fn instances(&self, checked: &Checked, entity: EntityId) -> Vec<u32> {
        let keys = &checked.schema.entity(entity).closed_keys;
        let mut places: Vec<u32> = (0..keys.len() as u32).collect();
        let lacking: BTreeSet<&Name> =
            checked.instances.iter().filter(|i| i.entity == entity && !self.has_decl(i.decl)).map(|i| &i.key).collect();
        places.retain(|p| !lacking.contains(&keys[*p as usize]));
        places.sort_by_key(|p| &keys[*p as usize]);
        places
    }

    /// Whether a source binds a State on the law date, and the patch that says so.
    pub fn binds(&self, checked: &Checked, source: SourceId, state: &Name) -> (bool, Option<PatchId>) {
        let day = self.setting.at;
        let declared = checked.program.source(source);
        let whole = declared.whole(source);
        let known = declared.cite_law_from(&whole).is_none_or(|from| from <= self.setting.known_on);
        let holds = self.holds(checked, &whole).is_some_and(|(from, until)| from <= day && day <= until);
        let written = declared.binds.as_ref().is_some_and(|bound| bound.binds(state));
        let (says, by) = match self.binds.get(&(source, state.clone())) {
            Some((says, by)) => (*says, Some(*by)),
            None => (written, None),
        };
        (known && holds && says, by)
    }

    /// First and last day on which what a citation points at holds.
    pub fn holds(&self, checked: &Checked, cite: &Cite) -> Option<(Date, Date)> {
        let source = checked.program.source(cite.source);
        let (from, until) = source.cite_holds(cite)?;
        let part = source.cited_part(cite).and_then(|part| source.parts.iter().position(|p| std::ptr::eq(p, part)));
        let own = |part: Option<u32>| self.ends.get(&(cite.source, part)).copied();
        let part_ends = part.and_then(|p| source.parts[p].until.map(|_| p as u32));
        let until = own(part_ends).map_or(until, |longer| longer.max(until));
        Some((from, until))
    }

    /// The reforms that add a declaration, if one does.
    pub fn adds(checked: &Checked, decl: DeclId) -> Vec<&Name> {
        let rivals = checked.program.rivals.iter().filter(|(_, first)| **first == decl).map(|(rival, _)| *rival);
        let added = std::iter::once(decl).chain(rivals).filter_map(|d| checked.program.decl(d).added_by);
        added.map(|reform| checked.program.decl(reform).name()).collect()
    }

    /// The declaration behind a name: of rivals the one that is stacked.
    pub fn stands_for(&self, decl: DeclId) -> DeclId {
        self.stands.get(&decl).copied().unwrap_or(decl)
    }

    /// Whether a declaration is law: no reform adds it, or one that holds does, and its sources are known.
    pub fn has_decl(&self, decl: DeclId) -> bool {
        !self.not_added.contains(&decl) && !self.not_known.contains(&decl)
    }

    /// Whether the sources of a declaration are later than the knowledge cut.
    pub fn is_later(&self, decl: DeclId) -> bool {
        self.not_known.contains(&decl)
    }

    /// A term with the values of a reform's parameters put in.
    fn resolved(&self, term: &Term) -> Term {
        term.replace(&|t| match &t.kind {
            TermKind::ReformParam(reform, place) => {
                let value = self.args(*reform).get(*place as usize)?;
                (value.kind != TermKind::Unknown).then(|| value.clone())
            }
            _ => None,
        })
    }

    fn param_mut(&mut self, checked: &Checked, param: ParamId) -> &mut ParamLaw {
        self.params.entry(param).or_insert_with(|| ParamLaw::new(checked.param(param).versions.clone(), &[]))
    }

    fn rule_mut(&mut self, checked: &Checked, rule: RuleId) -> &mut RuleLaw {
        self.rules.entry(rule).or_insert_with(|| {
            let written = checked.rule(rule);
            RuleLaw::new(written.body.clone(), written.days, &[])
        })
    }
}

/// Whether a rule, once repealed, is simply not applicable rather than missing.
pub fn lapses(kind: RuleKind) -> bool {
    kind.is_assessment()
}
