//! The checked program: everything typed, nothing evaluated.

use crate::hir::law::{Cite, StatusLine};
use crate::hir::{DeclId, Program};
use crate::num::date::Date;
use crate::syntax::ast::{Modality, Outcome};
use crate::syntax::passage::Passage;
use crate::text::{Name, Span};
use crate::types::body::{Body, Case, End, EndKind};
use crate::types::ladder::Step;
use crate::types::schema::{Ask, EntityId, Schema, Type};
use crate::types::term::{FactId, LocalId, ParamId, ReadingId, ReformId, RuleId, ScenarioId, Term};
use std::collections::{BTreeMap, BTreeSet};

/// A program whose names, types and units agree.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The declarations it was made from.
    pub program: Program,
    /// What is declared about the world.
    pub schema: Schema,
    /// Params by number.
    pub params: Vec<Param>,
    /// Facts by number.
    pub facts: Vec<Fact>,
    /// Definitions and assessments by number.
    pub rules: Vec<Rule>,
    /// Instances of closed entities, in text order.
    pub instances: Vec<Instance>,
    /// Reforms by number.
    pub reforms: Vec<Reform>,
    /// Scenarios by number.
    pub scenarios: Vec<Scenario>,
    /// Readings by number.
    pub readings: Vec<Reading>,
    /// Recommendations, in text order.
    pub recommendations: Vec<Recommendation>,
    /// Commitments, in text order.
    pub commitments: Vec<Commitment>,
    /// Tests, in text order.
    pub tests: Vec<Test>,
}

/// A version of a param.
#[derive(Clone, PartialEq, Debug)]
pub struct Version {
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
    /// Whether it ends only because the next one starts: no day is written at which it ends.
    pub open: bool,
    /// A literal, [`crate::types::term::TermKind::Unknown`] or `Absent`; in patches also parameters of the reform.
    pub value: Term,
    /// Where it comes from.
    pub per: Vec<Cite>,
    /// Whom to ask, where it is unknown.
    pub ask: Option<Ask>,
    /// A mark of its own.
    pub evidence: Option<crate::hir::law::Evidence>,
    /// Where it stands.
    pub span: Span,
}

/// A number that law fixes.
#[derive(Clone, Debug)]
pub struct Param {
    /// Its declaration.
    pub decl: DeclId,
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: Type,
    /// Whether the law may have no number.
    pub may_be_absent: bool,
    /// Its versions, in order of days.
    pub versions: Vec<Version>,
    /// The reform that adds it.
    pub added_by: Option<ReformId>,
}

/// A cited datum.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Its declaration.
    pub decl: DeclId,
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: Type,
    /// Its value.
    pub value: Term,
    /// The day or period it speaks of.
    pub of: Option<(Date, Date)>,
    /// When it was published (`true`: not later than).
    pub published: Option<(Date, bool)>,
    /// Where it comes from.
    pub per: Vec<Cite>,
    /// A mark of its own.
    pub evidence: Option<crate::hir::law::Evidence>,
}

/// What kind of rule.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[allow(missing_docs)]
pub enum RuleKind {
    Define,
    Collect,
    Table,
    Scale,
    Requirement,
    Barrier,
    Criterion,
    Objective,
    Guarantee,
}

impl RuleKind {
    /// Whether its outcome is that of an assessment.
    pub fn is_assessment(self) -> bool {
        self >= RuleKind::Requirement
    }

    /// The word that declares it.
    pub fn word(self) -> &'static str {
        match self {
            RuleKind::Define => "define",
            RuleKind::Collect => "collect",
            RuleKind::Table => "table",
            RuleKind::Scale => "scale",
            RuleKind::Requirement => "requirement",
            RuleKind::Barrier => "barrier",
            RuleKind::Criterion => "criterion",
            RuleKind::Objective => "objective",
            RuleKind::Guarantee => "guarantee",
        }
    }

    /// All kinds of assessment.
    pub const ASSESSMENTS: [RuleKind; 5] =
        [RuleKind::Requirement, RuleKind::Barrier, RuleKind::Criterion, RuleKind::Objective, RuleKind::Guarantee];

    /// How true and false are printed.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            RuleKind::Requirement => ("met", "breached"),
            RuleKind::Barrier => ("present", "absent"),
            RuleKind::Criterion => ("met", "not met"),
            RuleKind::Objective => ("reached", "not reached"),
            RuleKind::Guarantee => ("given", "not given"),
            _ => ("true", "false"),
        }
    }
}

/// A parameter of a rule, or a subject of an assessment.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Its name in the rule.
    pub name: Name,
    /// As the rule's terms know it.
    pub local: LocalId,
    /// Its type.
    pub ty: Type,
    /// The list it runs over, for `a in town.applications`.
    pub list: Option<Term>,
}

/// Who is bound by an assessment.
#[derive(Clone, Debug)]
pub enum Bearer {
    /// A declared party.
    Party(Name),
    /// A term over the subjects.
    Term(Term),
}

/// A definition or assessment.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its declaration.
    pub decl: DeclId,
    /// Its name.
    pub name: Name,
    /// Its kind.
    pub kind: RuleKind,
    /// Its parameters or subjects.
    pub subjects: Vec<Subject>,
    /// What it yields; for `collect` the list.
    pub result: Type,
    /// How.
    pub body: Body,
    /// Modality, for assessments.
    pub modality: Option<Modality>,
    /// Levels of competence.
    pub level: Vec<Name>,
    /// Who is bound.
    pub binds: Vec<Bearer>,
    /// First and last day on which it is read.
    pub days: (Date, Date),
    /// The reform that adds it.
    pub added_by: Option<ReformId>,
}

/// An instance of a closed entity.
#[derive(Clone, Debug)]
pub struct Instance {
    /// Its declaration.
    pub decl: DeclId,
    /// Its entity.
    pub entity: EntityId,
    /// Its key.
    pub key: Name,
    /// What the module says of it: field to value.
    pub fields: BTreeMap<u32, Term>,
    /// The reform that adds it.
    pub added_by: Option<ReformId>,
    /// Where it stands.
    pub span: Span,
}

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

    /// The rule that says something else by it.
    pub fn rule(&self) -> Option<RuleId> {
        match self {
            Change::AddCase(rule, _)
            | Change::AddSteps(rule, _)
            | Change::AddEnd(rule, _)
            | Change::AmendWhen(rule, ..)
            | Change::AmendThen(rule, ..)
            | Change::AmendEnd(rule, ..)
            | Change::AmendBase(rule, _)
            | Change::Replace(rule, _)
            | Change::Repeal(rule)
            | Change::RepealCase(rule, _)
            | Change::AddAgain(Again { says: Anew::Rule(rule, ..), .. }) => Some(*rule),
            Change::AddAgain(Again { says: Anew::Param(..) | Anew::Instance(..), .. })
            | Change::SetParam(..)
            | Change::SetField(..)
            | Change::SetBinds(..)
            | Change::ProlongAll(..)
            | Change::ProlongParam(..)
            | Change::ProlongSource(..)
            | Change::Add(_) => None,
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

impl Patch {
    /// All that it cites: itself, and in the cases and declarations that it brings.
    pub fn cites<'a>(&'a self, checked: &'a Checked) -> Vec<&'a Cite> {
        let mut all: Vec<&Cite> = self.per.iter().collect();
        match &self.change {
            Change::AddCase(_, case) => all.extend(&case.per),
            Change::AddSteps(_, steps) => all.extend(steps.iter().flat_map(|step| &step.per)),
            Change::AddEnd(_, end) => all.extend(&end.per),
            Change::Add(decl) => {
                all.extend(&checked.program.decl(*decl).per);
                let rules = checked.rules.iter().filter(|r| r.decl == *decl);
                all.extend(rules.flat_map(|r| r.body.cites()));
                let params = checked.params.iter().filter(|p| p.decl == *decl);
                all.extend(params.flat_map(|p| &p.versions).flat_map(|v| &v.per));
            }
            Change::AddAgain(again) => {
                all.extend(&checked.program.decl(again.own).per);
                if let Anew::Param(_, versions) = &again.says {
                    all.extend(versions.iter().flat_map(|v| &v.per));
                }
            }
            _ => {}
        }
        all.extend(self.change.new_body().into_iter().flat_map(|(_, body)| body.cites()));
        all
    }
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

/// Evidence of a recommendation.
#[derive(Clone, Debug)]
pub struct Because {
    /// The condition.
    pub term: Term,
    /// The scenario; `None`: the law at the manifest's date.
    pub under: Option<ScenarioId>,
    /// Where it stands.
    pub span: Span,
}

/// A piece of a text.
#[derive(Clone, Debug)]
pub enum Piece {
    /// Markdown.
    Text(Passage),
    /// A value to print.
    Value(Term),
    /// `gap_list(L)`
    GapList(Term),
    /// `question(RULE)`
    Question(RuleId),
}

/// A recommendation.
#[derive(Clone, Debug)]
pub struct Recommendation {
    /// Its declaration.
    pub decl: DeclId,
    /// Its name.
    pub name: Name,
    /// Addressees: parties.
    pub to: Vec<Name>,
    /// By when.
    pub by: Option<Date>,
    /// Draft, consulted, adopted.
    pub state: Name,
    /// Its evidence.
    pub because: Vec<Because>,
    /// Who dissents and why.
    pub dissent: Vec<(Name, String)>,
    /// Its text.
    pub body: Vec<Piece>,
    /// Modality, if said.
    pub modality: Option<Modality>,
}

/// Action, task, output or milestone.
#[derive(Clone, Debug)]
pub struct Commitment {
    /// Its declaration.
    pub decl: DeclId,
    /// Its name.
    pub name: Name,
    /// Its entity: `Action`, `Task`, `Output`, `Milestone`.
    pub entity: EntityId,
    /// The action it belongs to.
    pub of: Option<Name>,
    /// Parties.
    pub owner: Vec<Name>,
    /// When it is planned; `None`: not said or unknown.
    pub planned: Option<(Date, Date)>,
    /// When it happened, and where that is said.
    pub happened: Option<(Date, Date, Vec<Cite>)>,
    /// The last day on which it was known not to have happened.
    pub not_happened: Option<(Date, Vec<Cite>)>,
}

/// What holds for an expectation.
#[derive(Clone, Default, Debug)]
pub struct Setting {
    /// Law date.
    pub at: Option<Date>,
    /// Knowledge cut.
    pub known_on: Option<Date>,
    /// Scenario; `Some(None)`: the law.
    pub under: Option<Option<ScenarioId>>,
    /// Readings.
    pub readings: Vec<ReadingId>,
}

/// What an expectation is about.
#[derive(Clone, Debug)]
pub enum ExpectSubject {
    /// A term.
    Term(Term),
    /// The state of a commitment (its place).
    State(u32),
    /// Its slip.
    Slip(u32),
    /// An expression with errors, for `is error`: their codes.
    Errors(Vec<String>),
}

/// What is expected.
#[derive(Clone, Debug)]
pub enum Expected {
    /// The same value (`negated`: not).
    Value(Term, bool),
    /// A state of a commitment.
    StateIs(Name),
    /// An outcome without a settled value.
    Outcome(Outcome),
    /// Equal to so many digits after the point, as the value is written: in percent or not.
    Digits(Term, u32, bool),
    /// Exact bounds.
    Between(Term, Term),
    /// An error with this code.
    Error(Name),
    /// True.
    True,
}

/// An expectation.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// What it is about.
    pub subject: ExpectSubject,
    /// What is expected.
    pub expected: Expected,
    /// Labels or rules that must have decided.
    pub by: Vec<Name>,
    /// All facts and params that would settle it.
    pub needs: Option<Vec<Name>>,
    /// Its own setting, over that of the test.
    pub setting: Setting,
    /// Where it stands.
    pub span: Span,
}

/// Fields of an instance that a test replaces.
#[derive(Clone, Debug)]
pub struct Override {
    /// The entity.
    pub entity: EntityId,
    /// The key.
    pub key: Name,
    /// Field and value.
    pub fields: Vec<(u32, Term)>,
}

/// What a test puts in place.
#[derive(Clone, Debug)]
pub enum Given {
    /// A name for a value.
    Value(LocalId, Name, Term),
    /// Fields of an instance.
    With(Override),
    /// The next `count` instances of an entity, in key order.
    Some(Term, EntityId, Vec<(u32, Term)>),
    /// Another value of a param.
    Param(ParamId, Term),
}

/// One run of a test.
#[derive(Clone, Debug)]
pub struct Run {
    /// What it puts in place.
    pub given: Vec<Given>,
    /// What it expects.
    pub expect: Vec<Expectation>,
    /// The row of its table, for messages.
    pub row: Option<Span>,
}

/// A test.
#[derive(Clone, Debug)]
pub struct Test {
    /// Its declaration.
    pub decl: DeclId,
    /// What it shows.
    pub title: String,
    /// Its setting.
    pub setting: Setting,
    /// What it assumes beside the scenario.
    pub assumptions: Vec<Assumption>,
    /// Once, or once for each row of its table.
    pub runs: Vec<Run>,
}

impl Test {
    /// Every term that it gives, assumes, looks at or expects. What is expected to be faulty was not kept.
    pub fn terms(&self) -> Vec<&Term> {
        let mut terms: Vec<&Term> = self.assumptions.iter().flat_map(|a| a.filter.iter().chain([&a.value])).collect();
        for run in &self.runs {
            for given in &run.given {
                match given {
                    Given::Value(_, _, term) | Given::Param(_, term) => terms.push(term),
                    Given::With(with) => terms.extend(with.fields.iter().map(|f| &f.1)),
                    Given::Some(count, _, fields) => terms.extend(fields.iter().map(|f| &f.1).chain([count])),
                }
            }
            for expectation in &run.expect {
                if let ExpectSubject::Term(term) = &expectation.subject {
                    terms.push(term);
                }
                match &expectation.expected {
                    Expected::Value(term, _) | Expected::Digits(term, ..) => terms.push(term),
                    Expected::Between(low, high) => terms.extend([low, high]),
                    _ => {}
                }
            }
        }
        terms
    }
}

impl Checked {
    /// A scenario and those that it starts from.
    pub fn chain(&self, scenario: ScenarioId) -> BTreeSet<ScenarioId> {
        let (mut seen, mut next) = (BTreeSet::new(), Some(scenario));
        while let Some(id) = next.filter(|id| seen.insert(*id)) {
            next = self.scenario(id).starts_from;
        }
        seen
    }

    /// The reforms that a scenario stacks, those of the scenarios it starts from with them.
    pub fn stacked(&self, scenario: ScenarioId) -> BTreeSet<ReformId> {
        let with = self.chain(scenario).into_iter().flat_map(|id| &self.scenario(id).with);
        with.map(|stacked| stacked.reform).collect()
    }

    /// A rule.
    pub fn rule(&self, id: RuleId) -> &Rule {
        &self.rules[id.0 as usize]
    }

    /// A param.
    pub fn param(&self, id: ParamId) -> &Param {
        &self.params[id.0 as usize]
    }

    /// A fact.
    pub fn fact(&self, id: FactId) -> &Fact {
        &self.facts[id.0 as usize]
    }

    /// A reform.
    pub fn reform(&self, id: ReformId) -> &Reform {
        &self.reforms[id.0 as usize]
    }

    /// A scenario.
    pub fn scenario(&self, id: ScenarioId) -> &Scenario {
        &self.scenarios[id.0 as usize]
    }

    /// The scenario with a name.
    pub fn scenario_named(&self, name: &str) -> Option<ScenarioId> {
        self.scenarios.iter().position(|s| s.name.as_str() == name).map(|i| ScenarioId(i as u32))
    }

    /// The rule with a name; the first where modules share it.
    pub fn rule_named(&self, name: &str) -> Option<RuleId> {
        let (module, bare) = name.split_once('.').map_or((None, name), |(m, n)| (Some(m), n));
        let fits =
            |r: &Rule| r.name.as_str() == bare && module.is_none_or(|m| self.program.decl(r.decl).module.as_str() == m);
        self.rules.iter().position(fits).map(|i| RuleId(i as u32))
    }
}
