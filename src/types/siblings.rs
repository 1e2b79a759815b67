//! What is reported of the cases of all declarations, of readings, and of what each reform makes of them.

use crate::diag::{Diagnostic, names};
use crate::syntax::ast::{Outcome, Tier};
use crate::text::Span;
use crate::types::cases::{Around, Siblings, siblings};
use crate::types::checked::{
    Body, Change, ExpectSubject, Expected, Join, Param, Reading, ReadingOf, Reform, Rule, Test,
};
use crate::types::rules::body_terms;
use crate::types::scope::{Checker, Shown};
use crate::types::term::{RuleId, Term, TermKind};
use std::collections::{BTreeMap, BTreeSet};

impl Checker<'_> {
    /// Looks at the cases of every body; those that share out their inputs are marked.
    pub fn siblings(
        &mut self,
        params: &[Param],
        rules: &mut [Rule],
        reforms: &mut [Reform],
        readings: &mut [Reading],
        tests: &[Test],
    ) {
        let mut all: Vec<Shown> = std::mem::take(&mut self.layouts);
        for at in 0..rules.len() {
            let rule = &rules[at];
            let found = siblings(self.around(params, rule), &rule.body);
            report(&mut all, &mut self.found, RuleId(at as u32), rule, &rule.body, &found, None);
            if found.shared_out {
                rules[at].body.join = Join::Shared;
            }
        }
        for reading in readings.iter_mut() {
            if let ReadingOf::Rule(id, body) = &mut reading.of {
                let rule = &rules[id.0 as usize];
                let found = siblings(self.around(params, rule), body);
                report(&mut all, &mut self.found, *id, rule, body, &found, None);
                if found.shared_out {
                    body.join = Join::Shared;
                }
            }
        }
        for reform in reforms.iter_mut() {
            let mut touched: BTreeSet<RuleId> = BTreeSet::new();
            for patch in &mut reform.patches {
                match &mut patch.change {
                    Change::Replace(id, body) => {
                        let rule = &rules[id.0 as usize];
                        let found = siblings(self.around(params, rule), body);
                        report(&mut all, &mut self.found, *id, rule, body, &found, None);
                        if found.shared_out {
                            body.join = Join::Shared;
                        }
                    }
                    Change::AddCase(id, _) | Change::AmendWhen(id, ..) | Change::AmendThen(id, ..) => {
                        touched.insert(*id);
                    }
                    _ => {}
                }
            }
            for id in touched {
                let rule = &rules[id.0 as usize];
                let (body, new) = patched(rule, id, reform);
                let found = siblings(self.around(params, rule), &body);
                report(&mut all, &mut self.found, id, rule, &body, &found, Some(&new));
            }
        }
        all.extend(self.divisors(params, rules));
        let shown = outcomes_shown(rules, tests);
        let meant = |(rule, outcome, _): &Shown| shown.get(rule).is_some_and(|all| all.contains(outcome));
        self.found.extend(all.into_iter().filter(|one| !meant(one)).map(|(_, _, found)| found));
    }

    fn around<'r>(&'r self, params: &'r [Param], rule: &'r Rule) -> Around<'r> {
        Around {
            schema: &self.schema,
            program: self.program,
            params,
            kind: rule.kind,
            subjects: &rule.subjects,
            days: rule.days,
            at: self.program.decl(rule.decl).name_span(),
        }
    }
}

/// A body under one reform alone, and the places of the cases that are its own.
fn patched(rule: &Rule, id: RuleId, reform: &Reform) -> (Body, Vec<usize>) {
    let mut body = rule.body.clone();
    body.join = if body.join == Join::Shared { Join::Prevail } else { body.join };
    let mut new = vec![];
    for patch in &reform.patches {
        match &patch.change {
            Change::AddCase(of, case) if *of == id => {
                new.push(body.cases.len());
                body.cases.push(case.clone());
            }
            Change::AmendWhen(of, label, term) | Change::AmendThen(of, label, term) if *of == id => {
                let Some(at) = body.cases.iter().position(|c| c.label.as_ref() == Some(label)) else { continue };
                match &patch.change {
                    Change::AmendWhen(..) => body.cases[at].when = Some(term.clone()),
                    _ => body.cases[at].then = term.clone(),
                }
                new.push(at);
            }
            Change::AddEnd(of, end) if *of == id => body.ends.push(end.clone()),
            Change::AmendEnd(of, kind, when) if *of == id => {
                body.ends.iter_mut().filter(|e| e.kind == *kind).for_each(|e| e.when = when.clone());
            }
            // A case that is gone holds for nothing.
            Change::RepealCase(of, label) if *of == id => {
                let gone =
                    |term: Span| Term { kind: TermKind::Bool(false), ty: crate::types::schema::Type::Bool, span: term };
                let of = body.cases.iter_mut().filter(|c| c.label.as_ref() == Some(label));
                of.for_each(|c| c.when = Some(gone(c.span)));
            }
            _ => {}
        }
    }
    (body, new)
}

/// Puts what is found of a body into words; of a patched one what its own cases bring.
fn report(
    all: &mut Vec<Shown>,
    sure: &mut Vec<Diagnostic>,
    id: RuleId,
    rule: &Rule,
    body: &Body,
    found: &Siblings,
    new: Option<&[usize]>,
) {
    let is_new = |place: &usize| new.is_none_or(|new| new.contains(place));
    for (a, b, witness) in found.overlaps.iter().filter(|(a, b, _)| is_new(a) || is_new(b)) {
        // The finding stands at what is new.
        let (a, b) = if is_new(b) { (*a, *b) } else { (*b, *a) };
        let (first, second) = (&body.cases[a], &body.cases[b]);
        let told = names::cases_overlap(second.span, &rule.name, witness, first.span, first.label.as_deref());
        all.push((id, Outcome::Conflict, told));
    }
    for (place, never) in found.dead.iter().filter(|(place, _)| is_new(place)) {
        let case = &body.cases[*place];
        let over = case.tier == Tier::Otherwise;
        sure.push(names::never_decides(case.span, *never, over));
    }
    if let (true, None, [first, ..]) = (found.never_applies, new, body.ends.as_slice()) {
        sure.push(names::never_applies(first.span, &rule.name));
    }
    if let (Some(witness), None, [first, ..]) = (&found.gap, new, body.cases.as_slice()) {
        let last = body.cases.last().unwrap_or(first);
        all.push((id, Outcome::Gap, names::cases_gap(last.span, &rule.name, witness)));
    }
}

/// The outcomes without value that tests expect, for each rule that what they look at rests on.
fn outcomes_shown(rules: &[Rule], tests: &[Test]) -> BTreeMap<RuleId, Vec<Outcome>> {
    let mut shown: BTreeMap<RuleId, Vec<Outcome>> = BTreeMap::new();
    for expectation in tests.iter().flat_map(|t| &t.runs).flat_map(|r| &r.expect) {
        let (ExpectSubject::Term(term), Expected::Outcome(outcome)) = (&expectation.subject, &expectation.expected)
        else {
            continue;
        };
        if !matches!(outcome, Outcome::Conflict | Outcome::Gap) {
            continue;
        }
        let mut open = calls(&[term]);
        let mut seen = BTreeSet::new();
        while let Some(id) = open.pop() {
            if seen.insert(id) {
                open.extend(calls(&body_terms(&rules[id.0 as usize].body)));
            }
        }
        for id in seen {
            shown.entry(id).or_default().push(*outcome);
        }
    }
    shown
}

fn calls(terms: &[&Term]) -> Vec<RuleId> {
    let mut all = vec![];
    for term in terms {
        term.walk(&mut |t| {
            if let TermKind::Call(id, _) = &t.kind {
                all.push(*id);
            }
        });
    }
    all
}
