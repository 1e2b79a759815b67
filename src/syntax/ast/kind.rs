//! What a declaration declares.

/// What a declaration declares.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum DeclKind {
    /// `source NAME "title" { .. }`
    Source,
    /// `party NAME "title"`
    Party,
    /// `unit person, persons`: `names` holds singular and plural.
    Unit,
    /// `concept NAME "meaning"`
    Concept,
    /// `term NAME "meaning" { .. }`
    Term,
    /// `enum NAME { a, b }`: values in [`ClauseKind::Values`](super::ClauseKind::Values).
    Enum,
    /// `entity NAME, plural, closed { .. }`
    Entity,
    /// `fields of NAME { .. }`: `of` holds the entity.
    Fields,
    /// `instance NAME of ENTITY { .. }`
    Instance,
    /// `instances ENTITY { | .. | }`: `of` holds the entity; rows in [`ClauseKind::Rows`](super::ClauseKind::Rows).
    Instances,
    /// `param NAME: TYPE { .. }`
    Param,
    /// `fact NAME: TYPE { .. }`
    Fact,
    /// `define NAME(..): TYPE { .. }`
    Define,
    /// `collect NAME(..): TYPE { .. }`
    Collect,
    /// `table NAME(..): TYPE { .. }`
    Table,
    /// `scale NAME(..): TYPE { .. }`
    Scale,
    /// `requirement NAME { .. }` and its kin.
    Requirement,
    /// See [`DeclKind::Requirement`].
    Barrier,
    /// See [`DeclKind::Requirement`].
    Criterion,
    /// See [`DeclKind::Requirement`].
    Objective,
    /// See [`DeclKind::Requirement`].
    Guarantee,
    /// `reform NAME(..) { .. }`
    Reform,
    /// `scenario NAME { .. }`
    Scenario,
    /// `reading NAME of DECLARATION { .. }`
    Reading,
    /// `recommendation NAME { .. }`
    Recommendation,
    /// `action NAME { .. }` and its kin, the commitments.
    Action,
    /// See [`DeclKind::Action`].
    Task,
    /// See [`DeclKind::Action`].
    Output,
    /// See [`DeclKind::Action`].
    Milestone,
    /// `test "what it shows" { .. }`: the text is in `title`.
    Test,
}

impl DeclKind {
    /// Kinds of rules.
    pub const RULES: &[DeclKind] = &[
        DeclKind::Define,
        DeclKind::Collect,
        DeclKind::Table,
        DeclKind::Scale,
        DeclKind::Requirement,
        DeclKind::Barrier,
        DeclKind::Criterion,
        DeclKind::Objective,
        DeclKind::Guarantee,
    ];

    /// The word that declares it.
    pub const fn word(self) -> &'static str {
        match self {
            DeclKind::Source => "source",
            DeclKind::Party => "party",
            DeclKind::Unit => "unit",
            DeclKind::Concept => "concept",
            DeclKind::Term => "term",
            DeclKind::Enum => "enum",
            DeclKind::Entity => "entity",
            DeclKind::Fields => "fields",
            DeclKind::Instance => "instance",
            DeclKind::Instances => "instances",
            DeclKind::Param => "param",
            DeclKind::Fact => "fact",
            DeclKind::Define => "define",
            DeclKind::Collect => "collect",
            DeclKind::Table => "table",
            DeclKind::Scale => "scale",
            DeclKind::Requirement => "requirement",
            DeclKind::Barrier => "barrier",
            DeclKind::Criterion => "criterion",
            DeclKind::Objective => "objective",
            DeclKind::Guarantee => "guarantee",
            DeclKind::Reform => "reform",
            DeclKind::Scenario => "scenario",
            DeclKind::Reading => "reading",
            DeclKind::Recommendation => "recommendation",
            DeclKind::Action => "action",
            DeclKind::Task => "task",
            DeclKind::Output => "output",
            DeclKind::Milestone => "milestone",
            DeclKind::Test => "test",
        }
    }

    /// What such a declaration is called in a sentence: mostly by its word.
    pub fn noun(self) -> &'static str {
        match self {
            DeclKind::Define => "definition",
            kind => kind.word(),
        }
    }

    /// Whether it declares a rule.
    pub fn is_rule(self) -> bool {
        DeclKind::RULES.contains(&self)
    }
}
