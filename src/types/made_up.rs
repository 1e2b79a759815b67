//! Instances that a test makes up, where what it expects goes through those at hand.

use crate::diag::rules as say;
use crate::text::{Name, Span};
use crate::types::schema::{EntityId, Type};
use crate::types::scope::Checker;
use crate::types::term::{Term, TermKind};
use crate::types::tested::{ExpectSubject, Expected, Given, Run, Test};
use std::collections::{BTreeMap, BTreeSet};

impl Checker<'_> {
    /// Expectations that go through the instances at hand of an entity of which their test makes up some: those are not
    /// among them. What a rule goes through is its own affair.
    pub fn made_up(&mut self, tests: &[Test]) {
        let mut told: BTreeSet<Span> = BTreeSet::new();
        for run in tests.iter().flat_map(|test| &test.runs) {
            let made = self.made_here(run);
            let mut all: Vec<(EntityId, Span)> = vec![];
            for expectation in run.expect.iter().filter(|_| !made.is_empty()) {
                let ExpectSubject::Term(subject) = &expectation.subject else { continue };
                let other = match &expectation.expected {
                    Expected::Value(term, _) => Some(term),
                    _ => None,
                };
                for term in std::iter::once(subject).chain(other) {
                    lists(term, &mut all);
                }
            }
            for (entity, span) in all.into_iter().filter(|(entity, _)| made.contains_key(entity)) {
                if told.insert(span) {
                    let declared = self.schema.entity(entity);
                    let plural = declared.plural.as_deref().unwrap_or(&declared.name);
                    self.found.push(say::not_among(span, &made[&entity], plural));
                }
            }
        }
    }

    /// Entities whose instances come from profiles, and the first instance of each that a run makes up.
    fn made_here(&self, run: &Run) -> BTreeMap<EntityId, Name> {
        let mut made = BTreeMap::new();
        for given in &run.given {
            let Given::Value(_, name, term) = given else { continue };
            let Term { kind: TermKind::Record(..) | TermKind::Like(..), ty: Type::Entity(id), .. } = term else {
                continue;
            };
            let entity = self.schema.entity(*id);
            if !entity.closed && entity.is_keyed() && entity.plural.is_some() {
                made.entry(*id).or_insert(name.clone());
            }
        }
        made
    }
}

/// The lists of all instances that a term goes through; what it hands to a rule, or puts beside instances of its own, is meant.
fn lists(term: &Term, all: &mut Vec<(EntityId, Span)>) {
    match &term.kind {
        TermKind::All(entity) => all.push((*entity, term.span)),
        TermKind::Call(..) => {}
        TermKind::Concat(a, b) if [a, b].iter().any(|list| matches!(list.kind, TermKind::List(_))) => {}
        _ => term.children().into_iter().for_each(|child| lists(child, all)),
    }
}
