//! What changes the law of a checked program: patches and their reforms, scenarios that stack them, readings.

use crate::hir::DeclId;
use crate::hir::law::{Cite, StatusLine};
use crate::num::date::Date;
use crate::text::{Name, Span};
use crate::types::body::{Body, Case, End, EndKind};
use crate::types::ladder::Step;
use crate::types::schema::{EntityId, Type};
use crate::types::term::{LocalId, ParamId, ReadingId, ReformId, RuleId, ScenarioId, Term};
use crate::types::versions::Version;
use std::collections::BTreeSet;

/// What a patch does.
#[derive(Clone, Debug)]
pub enum Change {
    /// `set PARAM to V`
    SetParam(ParamId, Term),
    /// `set INSTANCE.field to V`
    SetField(EntityId, Name, u32, Term),
    /// `set SOURCE binds (not) STATES`
    SetBinds(crate::hir::law::SourceId, Vec<Name>, bool),
    /// `prolong everything ending D until E`
    ProlongAll(Date, Date),
    /// `prolong PARAM until E`
    ProlongParam(ParamId, Date),
    /// `prolong SOURCE until E`
    ProlongSource(crate::hir::law::SourceId, Date),
    /// `add DECLARATION`: the thing is marked with `added_by`.
    Add(DeclId),
    /// `add DECLARATION` of a name that another reform adds, too.
    AddAgain(Again),
    /// `add to RULE CASE`
    AddCase(RuleId, Case),
    /// `add to SCALE` rows: steps that begin where no other does.
    AddSteps(RuleId, Vec<Step>),
    /// `add to RULE not applicable when C`
    AddEnd(RuleId, End),
    /// `amend RULE [label] when C`
    AmendWhen(RuleId, Name, Term),
    /// `amend RULE [label] then E`
    AmendThen(RuleId, Name, Term),
    /// `amend RULE applies when C` or `not applicable when C`: the one clause of that kind.
    AmendEnd(RuleId, EndKind, Term),
    /// `amend RULE holds when C`, `present when C`, `is E`: the one unlabelled case.
    AmendBase(RuleId, Term),
    /// `replace RULE { .. }`
    Replace(RuleId, Body),
    /// `repeal RULE`
    Repeal(RuleId),
    /// `repeal RULE [label]`
    RepealCase(RuleId, Name),
}

/// What a reform adds under a name that another reform adds, too: what its declaration makes of that name.
#[derive(Clone, Debug)]
pub struct Again {
    /// The declaration whose name and number it has.
    pub first: DeclId,
    /// Its own declaration.
    pub own: DeclId,
    /// What it says.
    pub says: Anew,
}

/// See [`Again`].
#[derive(Clone, Debug)]
pub enum Anew {
    /// The versions of a param.
    Param(ParamId, Vec<Version>),
    /// A rule, and its first and last day.
    Rule(RuleId, Body, (Date, Date)),
    /// The fields of an instance, those that the first gives and this one does not as unknown.
    Instance(EntityId, Name, Vec<(u32, Term)>),
}

impl Change {
    /// The param that it sets.
    pub fn sets(&self) -> Option<ParamId> {
        match self {
            Change::SetParam(param, _) => Some(*param),
            _ => None,
        }
    }

    /// The rule of which it makes another, and what that says.
    pub fn new_body(&self) -> Option<(RuleId, &Body)> {
        match self {
            Change::Replace(rule, body) | Change::AddAgain(Again { says: Anew::Rule(rule, body, _), .. }) => {
                Some((*rule, body))
            }
            _ => None,
        }
    }

    /// The rule of which it changes a case, or a clause before the cases.
    pub fn cases_of(&self) -> Option<RuleId> {
        match self {
            Change::AddCase(rule, _)
            | Change::AddEnd(rule, _)
            | Change::AmendWhen(rule, ..)
            | Change::AmendThen(rule, ..)
            | Change::AmendEnd(rule, ..)
            | Change::AmendBase(rule, _)
            | Change::RepealCase(rule, _) => Some(*rule),
            _ => None,
        }
    }

    /// The rule that says something else by it.
    pub fn rule(&self) -> Option<RuleId> {
        match self {
            Change::AddSteps(rule, _)
            | Change::Replace(rule, _)
            | Change::Repeal(rule)
            | Change::AddAgain(Again { says: Anew::Rule(rule, ..), .. }) => Some(*rule),
            change => change.cases_of(),
        }
    }

    /// The param that says something else by it.
    pub fn param(&self) -> Option<ParamId> {
        match self {
            Change::SetParam(param, _)
            | Change::ProlongParam(param, _)
            | Change::AddAgain(Again { says: Anew::Param(param, _), .. }) => Some(*param),
            _ => None,
        }
    }

    /// All terms that it brings.
    pub fn terms(&self) -> Vec<&Term> {
        match self {
            Change::SetParam(_, term)
            | Change::SetField(_, _, _, term)
            | Change::AmendWhen(_, _, term)
            | Change::AmendThen(_, _, term)
            | Change::AmendEnd(_, _, term)
            | Change::AmendBase(_, term) => vec![term],
            Change::AddCase(_, case) => case.terms().collect(),
            Change::AddSteps(_, steps) => steps.iter().flat_map(|step| [&step.from, &step.value]).collect(),
            Change::AddEnd(_, end) => vec![&end.when],
            Change::Replace(_, body) | Change::AddAgain(Again { says: Anew::Rule(_, body, _), .. }) => body.terms(),
            Change::AddAgain(Again { says: Anew::Param(_, versions), .. }) => {
                versions.iter().map(|version| &version.value).collect()
            }
            Change::AddAgain(Again { says: Anew::Instance(_, _, fields), .. }) => {
                fields.iter().map(|field| &field.1).collect()
            }
            Change::SetBinds(..)
            | Change::ProlongAll(..)
            | Change::ProlongParam(..)
            | Change::ProlongSource(..)
            | Change::Add(_)
            | Change::Repeal(_)
            | Change::RepealCase(..) => vec![],
        }
    }

    /// See [`Change::new_body`].
    pub fn new_body_mut(&mut self) -> Option<(RuleId, &mut Body)> {
        match self {
            Change::Replace(rule, body) | Change::AddAgain(Again { says: Anew::Rule(rule, body, _), .. }) => {
                Some((*rule, body))
            }
            _ => None,
        }
    }
}

/// A patch of a reform.
#[derive(Clone, Debug)]
pub struct Patch {
    /// What it does.
    pub change: Change,
    /// Where it comes from.
    pub per: Vec<Cite>,
    /// Where it stands.
    pub span: Span,
}

/// A reform.
#[derive(Clone, Debug)]
pub struct Reform {
    /// Its declaration.
    pub decl: DeclId,
    /// Its name.
    pub name: Name,
    /// Its parameters.
    pub params: Vec<(Name, Type)>,
    /// What happened to it.
    pub status: Vec<StatusLine>,
    /// Where that is said.
    pub status_per: Vec<Cite>,
    /// First day on which its patches hold.
    pub from: Date,
    /// Last day on which they hold; what they changed is then as it was.
    pub until: Date,
    /// Its patches, in text order.
    pub patches: Vec<Patch>,
    /// What limits it: treaty articles, with the reason.
    pub limits: Vec<Cite>,
    /// Reforms it builds on.
    pub builds_on: Vec<ReformId>,
}

/// A reform in a stack.
#[derive(Clone, Debug)]
pub struct Stacked {
    /// The reform.
    pub reform: ReformId,
    /// A value for each of its parameters.
    pub args: Vec<Term>,
    /// Where it stands.
    pub span: Span,
}

/// An assumption.
#[derive(Clone, PartialEq, Debug)]
pub struct Assumption {
    /// The bound subject.
    pub local: LocalId,
    /// Its entity.
    pub entity: EntityId,
    /// The field.
    pub field: u32,
    /// Its value.
    pub value: Term,
    /// For which of them; `None`: all.
    pub filter: Option<Term>,
    /// Where it stands.
    pub span: Span,
}

/// A scenario.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Its declaration.
    pub decl: DeclId,
    /// Its name.
    pub name: Name,
    /// The scenario it starts from; `None`: from the law.
    pub starts_from: Option<ScenarioId>,
    /// Its own stack.
    pub with: Vec<Stacked>,
    /// Something of it could not be read.
    pub broken: bool,
    /// The law date.
    pub at: Date,
    /// Its own knowledge cut, if it has one.
    pub known_on: Option<Date>,
    /// What it assumes.
    pub assumptions: Vec<Assumption>,
    /// Where it chooses readings, else its name.
    pub reads_at: Span,
    /// Readings it chooses.
    pub readings: Vec<ReadingId>,
}

/// What a reading replaces.
#[derive(Clone, Debug)]
pub enum ReadingOf {
    /// The cases (and, where it says so, the ends) of a rule.
    Rule(RuleId, Body),
    /// The versions of a param.
    Param(ParamId, Vec<Version>),
    /// What it names was not found.
    Nothing,
}

/// The reforms that one builds on, in the end, by way of those that count.
pub fn built_on(reforms: &[Reform], reform: ReformId, counts: &dyn Fn(ReformId) -> bool) -> BTreeSet<ReformId> {
    let (mut all, mut open) = (BTreeSet::new(), vec![reform]);
    while let Some(id) = open.pop() {
        open.extend(reforms[id.0 as usize].builds_on.iter().filter(|on| counts(**on) && all.insert(**on)));
    }
    all
}

impl ReadingOf {
    /// Whether two readings are of one param or rule.
    pub fn is_of_the_same(&self, other: &ReadingOf) -> bool {
        match (self, other) {
            (ReadingOf::Param(a, _), ReadingOf::Param(b, _)) => a == b,
            (ReadingOf::Rule(a, _), ReadingOf::Rule(b, _)) => a == b,
            _ => false,
        }
    }
}

/// A rival interpretation.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Its declaration.
    pub decl: DeclId,
    /// Its name.
    pub name: Name,
    /// What it reads otherwise.
    pub of: ReadingOf,
}
