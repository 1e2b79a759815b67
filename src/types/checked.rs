//! The checked program: everything typed, nothing evaluated.

use crate::hir::law::Cite;
use crate::hir::{DeclId, Program};
use crate::num::date::Date;
use crate::syntax::ast::kind::DeclKind;
use crate::syntax::ast::law::Modality;
use crate::syntax::passage::Passage;
use crate::text::{Name, Span};
use crate::types::body::Body;
use crate::types::patches::{Anew, Change, Patch, Reading, Reform, Scenario};
use crate::types::schema::{EntityId, Schema, Type};
use crate::types::term::{FactId, LocalId, ParamId, ReformId, RuleId, ScenarioId, Term};
use crate::types::tested::Test;
use crate::types::versions::Version;
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

    /// The kind that a declaration declares.
    pub fn of(kind: DeclKind) -> Option<RuleKind> {
        Some(match kind {
            DeclKind::Define => RuleKind::Define,
            DeclKind::Collect => RuleKind::Collect,
            DeclKind::Table => RuleKind::Table,
            DeclKind::Scale => RuleKind::Scale,
            DeclKind::Requirement => RuleKind::Requirement,
            DeclKind::Barrier => RuleKind::Barrier,
            DeclKind::Criterion => RuleKind::Criterion,
            DeclKind::Objective => RuleKind::Objective,
            DeclKind::Guarantee => RuleKind::Guarantee,
            _ => return None,
        })
    }

    /// What declares it.
    pub fn declared_by(self) -> DeclKind {
        match self {
            RuleKind::Define => DeclKind::Define,
            RuleKind::Collect => DeclKind::Collect,
            RuleKind::Table => DeclKind::Table,
            RuleKind::Scale => DeclKind::Scale,
            RuleKind::Requirement => DeclKind::Requirement,
            RuleKind::Barrier => DeclKind::Barrier,
            RuleKind::Criterion => DeclKind::Criterion,
            RuleKind::Objective => DeclKind::Objective,
            RuleKind::Guarantee => DeclKind::Guarantee,
        }
    }

    /// The word that declares it.
    pub fn word(self) -> &'static str {
        self.declared_by().word()
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

impl Rule {
    /// Whether it assesses its subjects: an assessment that says when it is met, not an objective that is stated only.
    pub fn assesses(&self) -> bool {
        self.kind.is_assessment() && self.body.tested
    }
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
