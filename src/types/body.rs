//! What a rule says: its cases, what ends it before them, and how they are joined.

use crate::hir::law::Cite;
use crate::num::date::Date;
use crate::syntax::ast;
use crate::text::{Name, Span};
use crate::types::ladder::Scale;
use crate::types::term::{LocalId, Term, TermKind};

/// How the cases of a body are joined.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Join {
    /// By prevailing.
    Prevail,
    /// A table row by row: exactly one.
    Unique,
    /// A table that is known to have exactly one row for every input.
    Partition,
    /// By prevailing, where one case is known to be left for every input.
    Shared,
    /// The first row prevails over the later ones.
    First,
    /// The same, where some row is known to fit every input.
    FirstShared,
    /// All that apply, as a list.
    Collect,
    /// Sum, least, greatest, number.
    Sum,
    /// See [`Join::Sum`].
    Min,
    /// See [`Join::Sum`].
    Max,
    /// See [`Join::Sum`].
    Count,
}

impl Join {
    /// The same without what is known of all cases.
    fn loosened(self) -> Join {
        match self {
            Join::Partition => Join::Unique,
            Join::Shared => Join::Prevail,
            Join::FirstShared => Join::First,
            other => other,
        }
    }
}

/// What a rule says.
#[derive(Clone, PartialEq, Debug)]
pub struct Body {
    /// `let`s in text order.
    pub lets: Vec<(Name, LocalId, Term)>,
    /// What ends it before all cases.
    pub ends: Vec<End>,
    /// Its cases, in text order.
    pub cases: Vec<Case>,
    /// How they are joined.
    pub join: Join,
    /// Where all cases that apply are gathered, to one number or a list: those of which one at most applies, whatever
    /// the input.
    pub alternatives: Vec<Alternatives>,
    /// Whether it says anything at all: an objective may be stated and not tested.
    pub tested: bool,
    /// The scale that its cases say, where it is one.
    pub scale: Option<Scale>,
}

/// Cases that exclude each other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Alternatives {
    /// Their places.
    pub cases: Vec<usize>,
    /// Whether one of them applies whatever the input.
    pub whole: bool,
}

impl Body {
    /// A body without clauses, whose cases prevail over each other as they say.
    pub fn empty() -> Body {
        Body {
            lets: vec![],
            ends: vec![],
            cases: vec![],
            join: Join::Prevail,
            alternatives: vec![],
            tested: true,
            scale: None,
        }
    }

    /// Forgets what was known of all cases, once a case or a clause before them is another.
    pub fn loosen(&mut self) {
        self.join = self.join.loosened();
        self.alternatives.clear();
    }

    /// All terms that it reads.
    pub fn terms(&self) -> Vec<&Term> {
        let lets = self.lets.iter().map(|l| &l.2);
        let ends = self.ends.iter().map(|e| &e.when);
        lets.chain(ends).chain(self.cases.iter().flat_map(Case::terms)).collect()
    }

    /// Whether two bodies say the same, as far as that shows from their words.
    pub fn says(&self, other: &Body) -> bool {
        let same_ends = self.ends.len() == other.ends.len()
            && self.ends.iter().zip(&other.ends).all(|(x, y)| x.kind == y.kind && x.when.says(&y.when));
        let same_cases =
            self.cases.len() == other.cases.len() && self.cases.iter().zip(&other.cases).all(|(x, y)| x.says(y));
        self.lets.is_empty() && other.lets.is_empty() && same_ends && same_cases
    }

    /// What its clauses and cases cite.
    pub fn cites(&self) -> impl Iterator<Item = &Cite> {
        self.ends.iter().flat_map(|e| &e.per).chain(self.cases.iter().flat_map(|c| &c.per))
    }
}

/// How an [`End`] was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EndKind {
    /// `applies when C`; the condition kept is C, and its negation ends.
    Applies,
    /// `not applicable when C`
    NotApplicable,
    /// `except [label] when C`
    Except,
}

/// A clause that makes a rule not applicable.
#[derive(Clone, PartialEq, Debug)]
pub struct End {
    /// How it was written.
    pub kind: EndKind,
    /// Its label, for `except`.
    pub label: Option<Name>,
    /// Its condition, as written.
    pub when: Term,
    /// Where it comes from.
    pub per: Vec<Cite>,
    /// Where it stands.
    pub span: Span,
}

/// A case.
#[derive(Clone, PartialEq, Debug)]
pub struct Case {
    /// Its tier.
    pub tier: ast::cases::Tier,
    /// Its label.
    pub label: Option<Name>,
    /// Its condition.
    pub when: Option<Term>,
    /// Its value.
    pub then: Term,
    /// Labels of cases of its tier over which it prevails.
    pub over: Vec<Name>,
    /// First and last day on which it is read.
    pub days: (Date, Date),
    /// Where it comes from.
    pub per: Vec<Cite>,
    /// Where it stands.
    pub span: Span,
}

impl Case {
    /// Whether two cases say the same, as far as that shows from their words.
    pub fn says(&self, other: &Case) -> bool {
        let same_when = match (&self.when, &other.when) {
            (Some(x), Some(y)) => x.says(y),
            (None, None) => true,
            _ => false,
        };
        let same_place = self.tier == other.tier && self.over == other.over && self.days == other.days;
        same_when && same_place && self.then.says(&other.then)
    }

    /// Its condition, if it has one, and its value.
    pub fn terms(&self) -> impl Iterator<Item = &Term> {
        self.when.iter().chain([&self.then])
    }

    /// The conditions of a row of a table, cell by cell; a cell that takes any value has none.
    pub fn cells(&self) -> Vec<&Term> {
        fn flatten<'t>(term: &'t Term, row: Span, cells: &mut Vec<&'t Term>) {
            match &term.kind {
                // What joins cells stands where the row stands, what is within a cell where that stands.
                TermKind::Binary(ast::expr::BinaryOp::And, a, b) if term.span == row => {
                    flatten(a, row, cells);
                    flatten(b, row, cells);
                }
                TermKind::Bool(true) => {}
                _ => cells.push(term),
            }
        }
        let mut cells = vec![];
        if let Some(when) = &self.when {
            flatten(when, self.span, &mut cells);
        }
        cells
    }
}
