//! Which rules and params rest on which others, whatever law holds: as written, as read, and as any reform has them.

use crate::types::body::Body;
use crate::types::checked::Checked;
use crate::types::patches::{Change, ReadingOf};
use crate::types::term::{ParamId, RuleId, Term, TermKind};
use std::collections::{BTreeMap, BTreeSet};

/// What can be changed: a rule or a param.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Part {
    /// A rule.
    Rule(RuleId),
    /// A param.
    Param(ParamId),
}

/// What uses what.
pub struct Uses {
    direct: BTreeMap<Part, BTreeSet<Part>>,
    /// What every outcome may rest on: what scenarios assume and instances say.
    everywhere: BTreeSet<Part>,
}

impl Uses {
    /// What the declarations, readings and patches of a program use.
    pub fn of(checked: &Checked) -> Uses {
        let mut uses = Uses { direct: BTreeMap::new(), everywhere: BTreeSet::new() };
        for (at, rule) in checked.rules.iter().enumerate() {
            let part = Part::Rule(RuleId(at as u32));
            uses.add_body(part, &rule.body);
            let lists = rule.subjects.iter().filter_map(|s| s.list.as_ref());
            lists.for_each(|term| uses.add(part, term));
        }
        for reading in &checked.readings {
            if let ReadingOf::Rule(rule, body) = &reading.of {
                uses.add_body(Part::Rule(*rule), body);
            }
        }
        for patch in checked.reforms.iter().flat_map(|reform| &reform.patches) {
            uses.patch(&patch.change);
        }
        let mut everywhere: Vec<&Term> = vec![];
        for scenario in &checked.scenarios {
            everywhere.extend(scenario.assumptions.iter().flat_map(|a| a.filter.iter().chain([&a.value])));
            everywhere.extend(scenario.with.iter().flat_map(|s| &s.args));
        }
        everywhere.extend(checked.instances.iter().flat_map(|i| i.fields.values()));
        everywhere.into_iter().for_each(|term| parts(term, &mut uses.everywhere));
        uses
    }

    fn patch(&mut self, change: &Change) {
        let part = change.rule().map(Part::Rule).or(change.param().map(Part::Param));
        for term in change.terms() {
            match part {
                Some(part) => self.add(part, term),
                None => parts(term, &mut self.everywhere),
            }
        }
    }

    fn add(&mut self, part: Part, term: &Term) {
        parts(term, self.direct.entry(part).or_default());
    }

    fn add_body(&mut self, part: Part, body: &Body) {
        body.terms().into_iter().for_each(|term| self.add(part, term));
    }

    /// Whether a patch may change what rests on some parts: what it writes is one of them, or is no part of its own.
    pub fn may_change(change: &Change, parts: &BTreeSet<Part>) -> bool {
        match (change, change.rule(), change.param()) {
            // Of what is new the name is new, too.
            (Change::AddAgain(_), ..) | (_, None, None) => true,
            (_, Some(rule), _) => parts.contains(&Part::Rule(rule)),
            (_, _, Some(param)) => parts.contains(&Part::Param(param)),
        }
    }

    /// Some parts and all that they use in the end.
    pub fn all(&self, start: BTreeSet<Part>) -> BTreeSet<Part> {
        let mut seen = BTreeSet::new();
        let mut open: Vec<Part> = start.into_iter().chain(self.everywhere.iter().copied()).collect();
        while let Some(part) = open.pop() {
            if seen.insert(part) {
                open.extend(self.direct.get(&part).into_iter().flatten());
            }
        }
        seen
    }
}

/// The parts that a term names.
pub fn parts(term: &Term, into: &mut BTreeSet<Part>) {
    term.walk(&mut |t| match &t.kind {
        TermKind::Call(rule, _) => _ = into.insert(Part::Rule(*rule)),
        TermKind::Param(param) => _ = into.insert(Part::Param(*param)),
        _ => {}
    });
}
