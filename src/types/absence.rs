//! What may be absent is read by no rule that does not say what absence means: not as the rule is written, nor as a
//! reform or a reading has it.

use crate::diag::names;
use crate::text::{Name, Span};
use crate::types::body::Body;
use crate::types::checked::Rule;
use crate::types::patches::{Change, Reading, ReadingOf, Reform};
use crate::types::schema::FieldId;
use crate::types::scope::Checker;
use crate::types::term::{LocalId, ParamId, RuleId, Term, TermKind};
use std::collections::BTreeSet;

/// What may be absent.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Absentee {
    Field(FieldId),
    Param(ParamId),
}

impl Checker<'_> {
    /// Reports what a body reads and does not ask about, though it may be absent.
    pub fn absences(&mut self, body: &Body) {
        for (what, span) in self.silent(&body.terms()) {
            let found = names::absence(span, &self.absentee(what));
            self.found.push(found);
        }
    }

    /// The same of what each reform by itself makes of a rule, and of what each reading makes of it.
    pub fn absences_elsewhere(&mut self, rules: &[Rule], reforms: &[Reform], readings: &[Reading]) {
        for reform in reforms {
            let patched: BTreeSet<RuleId> = reform.patches.iter().filter_map(|patch| patch.change.rule()).collect();
            for id in patched {
                let Some(rule) = rules.get(id.0 as usize) else { continue };
                let own = reform.patches.iter().filter(|patch| patch.change.rule() == Some(id));
                let changes: Vec<&Change> = own.clone().map(|patch| &patch.change).collect();
                let places: Vec<Span> = own.map(|patch| patch.span).collect();
                self.absences_of(rule, &patched_terms(&rule.body, &changes), &places);
            }
        }
        for reading in readings {
            if let ReadingOf::Rule(id, body) = &reading.of
                && let Some(rule) = rules.get(id.0 as usize)
            {
                let place = self.program.decl(reading.decl).ast.span;
                self.absences_of(rule, &with_lets(terms_but_lets(body), &[&rule.body, body]), &[place]);
            }
        }
    }

    /// Reports what a rule reads that is made another at some places. Where only the word on absence has gone, that is
    /// told at the last of them.
    fn absences_of(&mut self, rule: &Rule, terms: &[&Term], places: &[Span]) {
        let told: Vec<Absentee> = self.silent(&rule.body.terms()).into_iter().map(|(what, _)| what).collect();
        for (what, span) in self.silent(terms) {
            let name = self.absentee(what);
            let within = |place: &&Span| place.holds(span);
            let found = match (places.iter().find(within), places.last()) {
                (Some(_), _) => names::absence(span, &name),
                (None, Some(last)) if !told.contains(&what) => names::absence_unsaid(*last, &name, &rule.name, span),
                _ => continue,
            };
            self.found.push(found);
        }
    }

    /// What may be absent, is read and not asked about, each where it is first read.
    fn silent(&self, terms: &[&Term]) -> Vec<(Absentee, Span)> {
        let (mut asked, mut read): (Vec<Absentee>, Vec<(Absentee, Span)>) = (vec![], vec![]);
        // What could not be read may be the word on absence.
        let mut broken = false;
        for term in terms {
            term.walk(&mut |t| match &t.kind {
                TermKind::IsAbsent(inner) => asked.extend(absentee_of(inner)),
                TermKind::Error => broken = true,
                TermKind::Field(..) | TermKind::Param(_) => {
                    let new =
                        absentee_of(t).filter(|what| self.may_lack(*what) && !read.iter().any(|(r, _)| r == what));
                    read.extend(new.map(|what| (what, t.span)));
                }
                _ => {}
            });
        }
        read.retain(|(what, _)| !broken && !asked.contains(what));
        read
    }

    fn may_lack(&self, what: Absentee) -> bool {
        match what {
            Absentee::Field(field) => self.schema.field(field).may_be_absent,
            Absentee::Param(param) => {
                let of = self.param_of.iter().find(|(_, (id, _))| *id == param);
                of.is_some_and(|(decl, _)| self.program.decl(*decl).ast.may_be_absent)
            }
        }
    }

    fn absentee(&self, what: Absentee) -> Name {
        match what {
            Absentee::Field(field) => self.schema.field(field).path.clone(),
            Absentee::Param(param) => {
                let of = self.param_of.iter().find(|(_, (id, _))| *id == param);
                of.map_or_else(|| Name::new(""), |(decl, _)| self.program.decl(*decl).name().clone())
            }
        }
    }
}

fn absentee_of(term: &Term) -> Option<Absentee> {
    match &term.kind {
        TermKind::Field(_, field) => Some(Absentee::Field(*field)),
        TermKind::Param(id) => Some(Absentee::Param(*id)),
        TermKind::AsOf(inner, _) => absentee_of(inner),
        _ => None,
    }
}

/// What a rule reads once the changes of one reform are made.
fn patched_terms<'t>(written: &'t Body, changes: &[&'t Change]) -> Vec<&'t Term> {
    if changes.iter().any(|change| matches!(change, Change::Repeal(_))) {
        return vec![];
    }
    let new = changes.iter().find_map(|change| match change {
        Change::Replace(_, body) => Some(body),
        _ => None,
    });
    let body = new.unwrap_or(written);
    let gone = |label: &Option<Name>, half: fn(&Change) -> Option<&Name>| {
        label.is_some() && changes.iter().any(|change| half(change) == label.as_ref())
    };
    let base = changes.iter().any(|change| matches!(change, Change::AmendBase(..)));
    let mut terms = vec![];
    for case in &body.cases {
        terms.extend(case.when.iter().filter(|_| !gone(&case.label, condition_gone)));
        let kept = !gone(&case.label, value_gone) && !(base && case.label.is_none());
        terms.extend(kept.then_some(&case.then));
    }
    for end in &body.ends {
        let other = |change: &&Change| matches!(change, Change::AmendEnd(_, kind, _) if *kind == end.kind);
        let kept = !changes.iter().any(other) && !gone(&end.label, condition_gone);
        terms.extend(kept.then_some(&end.when));
    }
    // What a second reform adds under the name of the first is looked at as it is added.
    let brings = |change: &&&Change| !matches!(change, Change::Replace(..) | Change::AddAgain(_));
    terms.extend(changes.iter().filter(brings).flat_map(|change| change.terms()));
    let bodies: Vec<&Body> = [written].into_iter().chain(new).collect();
    with_lets(terms, &bodies)
}

/// The label of the case or exception whose condition a change takes away.
fn condition_gone(change: &Change) -> Option<&Name> {
    match change {
        Change::AmendWhen(_, label, _) | Change::RepealCase(_, label) => Some(label),
        _ => None,
    }
}

/// The label of the case whose value a change takes away.
fn value_gone(change: &Change) -> Option<&Name> {
    match change {
        Change::AmendThen(_, label, _) | Change::RepealCase(_, label) => Some(label),
        _ => None,
    }
}

fn terms_but_lets(body: &Body) -> Vec<&Term> {
    body.ends.iter().map(|end| &end.when).chain(body.cases.iter().flat_map(|case| case.terms())).collect()
}

/// Terms, and the `let`s of some bodies that they name.
fn with_lets<'t>(mut terms: Vec<&'t Term>, bodies: &[&'t Body]) -> Vec<&'t Term> {
    let mut seen: BTreeSet<LocalId> = BTreeSet::new();
    let mut next = 0;
    while let Some(term) = terms.get(next).copied() {
        next += 1;
        let mut named = vec![];
        term.walk(&mut |t| {
            if let TermKind::Local(local) = t.kind {
                named.push(local);
            }
        });
        for local in named.into_iter().filter(|local| seen.insert(*local)) {
            let lets = bodies.iter().flat_map(|body| &body.lets);
            terms.extend(lets.filter(|(_, own, _)| *own == local).map(|(_, _, value)| value));
        }
    }
    terms
}
