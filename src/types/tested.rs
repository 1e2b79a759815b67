//! The tests of a checked program: what is given, and what is expected.

use crate::hir::DeclId;
use crate::num::date::Date;
use crate::syntax::ast::tests::Outcome;
use crate::text::{Name, Span};
use crate::types::patches::Assumption;
use crate::types::schema::EntityId;
use crate::types::term::{LocalId, ParamId, ReadingId, ScenarioId, Term};

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
