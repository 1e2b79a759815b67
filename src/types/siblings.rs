//! What is reported of the cases of all declarations, of readings, and of what each reform makes of them.

use crate::diag::{Diagnostic, rules as say};
use crate::syntax::ast::ClauseKind;
use crate::syntax::ast::cases::Tier;
use crate::syntax::ast::tests::Outcome;
use crate::text::{Name, Span};
use crate::types::body::{Body, EndKind, Join};
use crate::types::cases::{Siblings, siblings};
use crate::types::checked::{Param, Rule, RuleKind};
use crate::types::domain::Around;
use crate::types::layouts::{Apart, Rows, table_layout};
use crate::types::patched::{Patched, stack_of, touches, under};
use crate::types::patches::{Change, Patch, Reading, ReadingOf, Reform, Scenario};
use crate::types::rules::calls;
use crate::types::scope::{Checker, Shown};
use crate::types::steps;
use crate::types::term::{ParamId, RuleId};
use crate::types::tested::{ExpectSubject, Expected, Test};
use std::collections::{BTreeMap, BTreeSet};

impl Checker<'_> {
    /// Looks at the cases of every body; those that share out their inputs are marked.
    pub fn siblings(
        &mut self,
        params: &[Param],
        rules: &mut [Rule],
        reforms: &mut [Reform],
        readings: &mut [Reading],
        scenarios: &[Scenario],
        tests: &[Test],
    ) {
        let mut all: Vec<Shown> = vec![];
        for at in 0..rules.len() {
            let rule = &rules[at];
            if self.is_broken(rule) {
                continue;
            }
            self.layout(params, RuleId(at as u32), rule, &rule.body, &mut all).tell(&mut rules[at].body);
        }
        for reading in readings.iter_mut() {
            if let ReadingOf::Rule(id, body) = &mut reading.of {
                let rule = &rules[id.0 as usize];
                self.layout(params, *id, rule, body, &mut all).tell(body);
            }
        }
        for reform in reforms.iter_mut() {
            self.brought(params, rules, reform, &mut all);
            self.patched(params, rules, reform, &mut all);
        }
        self.stacks(params, rules, reforms, scenarios, &mut all);
        all.extend(self.without_value(params, rules));
        let (shown, labels) = (outcomes_shown(rules, tests), labels(rules, readings, reforms));
        self.tell(all, &|one| is_shown(rules, &shown, &labels, one));
    }

    /// Reports what was found but what a test shows to be meant; of what meets several others the first.
    fn tell(&mut self, all: Vec<Shown>, meant: &dyn Fn(&Shown) -> bool) {
        let mut told: BTreeSet<Span> = BTreeSet::new();
        for one in all.into_iter().filter(|one| !meant(one)) {
            let place = one.2.primary.as_ref().filter(|_| one.1 == Outcome::Conflict).map(|place| place.span);
            if place.is_none_or(|place| told.insert(place)) {
                self.found.push(one.2);
            }
        }
    }

    /// Looks at the bodies and steps that a reform brings.
    fn brought(&mut self, params: &[Param], rules: &[Rule], reform: &mut Reform, all: &mut Vec<Shown>) {
        let set: BTreeSet<ParamId> = reform.patches.iter().filter_map(|patch| patch.change.sets()).collect();
        for patch in &mut reform.patches {
            if let Some((id, body)) = patch.change.new_body_mut() {
                self.layout(params, id, &rules[id.0 as usize], body, all).tell(body);
            }
            let Change::AddSteps(id, steps) = &patch.change else { continue };
            let rule = &rules[id.0 as usize];
            let Some(scale) = &rule.body.scale else { continue };
            let around = self.around(params, rule);
            let days = (around.days.0.max(reform.from), around.days.1.min(reform.until));
            let found = steps::faults(Around { days, ..around }, &rule.name, scale, steps, &set);
            self.found.extend(found);
        }
    }

    /// Looks at the rules as a reform makes them by changing some of their cases.
    fn patched(&mut self, params: &[Param], rules: &[Rule], reform: &Reform, all: &mut Vec<Shown>) {
        let touched: BTreeSet<RuleId> = reform.patches.iter().filter_map(|patch| patch.change.cases_of()).collect();
        for id in touched {
            let rule = &rules[id.0 as usize];
            let patched = under(rule, id, &[reform]);
            if rule.kind == RuleKind::Table {
                let mut body = patched.body;
                body.loosen();
                let found = table_layout(self.around(params, rule), id, &rule.name, &body, Rows::New(&patched.new));
                all.extend(found.shown);
                self.found.extend(found.sure);
                self.rows_gone(params, (id, rule), reform, body, all);
                continue;
            }
            let found = siblings(self.around(params, rule), &patched.body);
            report(all, &mut self.found, id, rule, &patched.body, &found, Some(&patched));
            let takes = |change: &Change| match change {
                Change::RepealCase(of, _) | Change::AmendWhen(of, ..) => *of == id,
                _ => false,
            };
            let gone = reform.patches.iter().find(|patch| takes(&patch.change));
            if let (Some(gone), Some(witness)) = (gone, &found.gap)
                && siblings(self.around(params, rule), &rule.body).gap.is_none()
            {
                let told = say::cases_gap(gone.span, &rule.name, witness).label("it was the case for it");
                all.push((id, Outcome::Gap, told));
            }
        }
    }

    /// What no row of a table fits any more once a reform has repealed some (`body`: with the rows that it adds).
    fn rows_gone(
        &self,
        params: &[Param],
        (id, rule): (RuleId, &Rule),
        reform: &Reform,
        mut body: Body,
        all: &mut Vec<Shown>,
    ) {
        let repealed = |patch: &Patch| match &patch.change {
            Change::RepealCase(of, label) if *of == id => Some((label.clone(), patch.span)),
            _ => None,
        };
        let gone: Vec<(Name, Span)> = reform.patches.iter().filter_map(repealed).collect();
        let Some((_, place)) = gone.first() else { return };
        body.cases.retain(|case| !gone.iter().any(|(label, _)| case.label.as_ref() == Some(label)));
        let gaps = |body: &Body| -> Vec<Shown> {
            let found = table_layout(self.around(params, rule), id, &rule.name, body, Rows::All(*place));
            found.shown.into_iter().filter(|shown| shown.1 == Outcome::Gap).collect()
        };
        if gaps(&rule.body).is_empty() {
            all.extend(gaps(&body));
        }
    }

    /// Looks at a body as a whole, and at how its cases, or rows, lie to each other.
    fn layout(&mut self, params: &[Param], id: RuleId, rule: &Rule, body: &Body, all: &mut Vec<Shown>) -> Apart {
        if rule.kind == RuleKind::Table {
            let Some(rows) = body.cases.first().and_then(|case| self.tables.get(&case.span)) else {
                return Apart::default();
            };
            let found = table_layout(self.around(params, rule), id, &rule.name, body, Rows::All(*rows));
            all.extend(found.shown);
            self.found.extend(found.sure);
            return found.apart;
        }
        if let Some(scale) = &body.scale {
            let found = steps::faults(self.around(params, rule), &rule.name, scale, &[], &BTreeSet::new());
            self.found.extend(found);
        }
        let found = siblings(self.around(params, rule), body);
        report(all, &mut self.found, id, rule, body, &found, None);
        Apart { join: found.shared_out.then_some(Join::Shared), alternatives: found.alternatives }
    }

    /// Whether a rule has clauses that were not understood: what it leaves out then means nothing.
    pub fn is_broken(&self, rule: &Rule) -> bool {
        let ast = &self.program.decl(rule.decl).ast;
        ast.broken || ast.clauses.iter().any(|clause| matches!(clause.kind, ClauseKind::Broken(_)))
    }

    /// Looks at what several reforms of one scenario make of a rule together: what none of them does alone.
    fn stacks(
        &mut self,
        params: &[Param],
        rules: &[Rule],
        reforms: &[Reform],
        scenarios: &[Scenario],
        all: &mut Vec<Shown>,
    ) {
        let mut told: BTreeSet<(Span, Span)> = BTreeSet::new();
        for scenario in scenarios {
            let stack = stack_of(scenario, scenarios, reforms);
            for (at, rule) in rules.iter().enumerate() {
                let id = RuleId(at as u32);
                let touching: Vec<&Reform> = stack.iter().copied().filter(|r| touches(r, id)).collect();
                if touching.len() < 2 {
                    continue;
                }
                let patched = under(rule, id, &touching);
                let found = siblings(self.around(params, rule), &patched.body);
                for (a, b, witness) in &found.overlaps {
                    let (first, second) = (&patched.body.cases[*a], &patched.body.cases[*b]);
                    let apart = patched.by[*a] != patched.by[*b] && patched.new.contains(a) && patched.new.contains(b);
                    if apart && told.insert((first.span, second.span)) {
                        let label = first.label.as_deref();
                        let finding = say::cases_overlap(second.span, &rule.name, witness, first.span, label);
                        all.push((
                            id,
                            Outcome::Conflict,
                            finding.help(format!("both are stacked in `{}`", scenario.name)),
                        ));
                    }
                }
                let alone = |reform: &Reform| {
                    let alone = under(rule, id, &[reform]);
                    let found = siblings(self.around(params, rule), &alone.body);
                    let spans = found.dead.iter().map(|(place, _)| alone.body.cases[*place].span);
                    spans.collect::<Vec<_>>()
                };
                let known: Vec<Span> = touching.iter().flat_map(|r| alone(r)).collect();
                let dead = found.dead.iter().filter(|(place, _)| patched.new.contains(place));
                for (place, never) in dead {
                    let case = &patched.body.cases[*place];
                    // What a reform does to one that it builds on is meant.
                    let on = |r: &&Reform| {
                        r.builds_on.iter().any(|b| Some(reforms[b.0 as usize].decl) == patched.by[*place])
                    };
                    if touching.iter().any(on) {
                        continue;
                    }
                    if !known.contains(&case.span) && told.insert((case.span, case.span)) {
                        let finding = say::never_decides(case.span, *never, case.tier == Tier::Otherwise);
                        self.found.push(finding.help(format!("so it is where `{}` stacks the reforms", scenario.name)));
                    }
                }
            }
        }
    }

    /// What stands around the cases of a rule.
    pub(super) fn around<'r>(&'r self, params: &'r [Param], rule: &'r Rule) -> Around<'r> {
        Around {
            schema: &self.schema,
            program: self.program,
            params,
            stated: &self.stated,
            kind: rule.kind,
            subjects: &rule.subjects,
            days: rule.days,
            at: self.program.decl(rule.decl).name_span(),
        }
    }
}

/// Puts what is found of a body into words; of a patched one what its own cases bring.
fn report(
    all: &mut Vec<Shown>,
    sure: &mut Vec<Diagnostic>,
    id: RuleId,
    rule: &Rule,
    body: &Body,
    found: &Siblings,
    new: Option<&Patched>,
) {
    let is_new = |place: &usize| new.is_none_or(|patched| patched.new.contains(place));
    let ends_anew = |place: &usize| new.is_none_or(|patched| patched.new_ends.contains(place));
    for (a, b, witness) in found.overlaps.iter().filter(|(a, b, _)| is_new(a) || is_new(b)) {
        // The finding stands at what is new.
        let (a, b) = if is_new(b) { (*a, *b) } else { (*b, *a) };
        let (first, second) = (&body.cases[a], &body.cases[b]);
        let told = say::cases_overlap(second.span, &rule.name, witness, first.span, first.label.as_deref());
        all.push((id, Outcome::Conflict, told));
    }
    // Once for a rule: what is not decided is no fault.
    let open = found.undecided.iter().find(|(a, b)| is_new(a) || is_new(b));
    if let Some((first, second)) = open.map(|(a, b)| (&body.cases[*a], &body.cases[*b])) {
        all.push((id, Outcome::Conflict, say::undecided(second.span, &rule.name, first.span)));
    }
    for (place, never) in found.dead.iter().filter(|(place, _)| is_new(place)) {
        let case = &body.cases[*place];
        sure.push(say::never_decides(case.span, *never, case.tier == Tier::Otherwise));
    }
    if let (true, Some(at)) = (found.never_applies, (0..body.ends.len()).find(ends_anew)) {
        sure.push(say::never_applies(body.ends[at].span, &rule.name));
    }
    let ends = found.never_end.iter().filter(|at| ends_anew(at)).map(|at| &body.ends[*at]);
    sure.extend(ends.map(|end| say::never_ends(end.span, end.kind == EndKind::Applies)));
    if let Some(fixed) = found.fixed.filter(|_| is_new(&0)) {
        let (yes, no) = rule.kind.words();
        let outcome = if fixed { yes } else { no };
        sure.push(say::fixed_outcome(body.cases[0].span, &rule.name, outcome));
    }
    if let (Some(witness), None, [first, ..]) = (&found.gap, new, body.cases.as_slice()) {
        let last = body.cases.last().unwrap_or(first);
        all.push((id, Outcome::Gap, say::cases_gap(last.span, &rule.name, witness)));
    }
    // Beside cases of which it is not decided whether they meet that is one note too many.
    if let (true, None, [.., last]) = (found.open_gap && open.is_none(), new, body.cases.as_slice()) {
        all.push((id, Outcome::Gap, say::cases_gap_undecided(last.span, &rule.name)));
    }
}

/// The labels of cases, by where they stand.
fn labels(rules: &[Rule], readings: &[Reading], reforms: &[Reform]) -> BTreeMap<Span, Name> {
    let of_readings = readings.iter().filter_map(|reading| match &reading.of {
        ReadingOf::Rule(_, body) => Some(body),
        ReadingOf::Param(..) | ReadingOf::Nothing => None,
    });
    let patches = || reforms.iter().flat_map(|reform| &reform.patches);
    let of_reforms = patches().filter_map(|patch| patch.change.new_body()).map(|(_, body)| body);
    let bodies = rules.iter().map(|rule| &rule.body).chain(of_readings).chain(of_reforms);
    let cases = bodies.flat_map(|body| &body.cases).filter_map(|case| Some((case.span, case.label.clone()?)));
    let patched = patches().filter_map(|patch| match &patch.change {
        Change::AddCase(_, case) => Some((case.span, case.label.clone()?)),
        Change::AmendWhen(_, label, _) | Change::AmendThen(_, label, _) => Some((patch.span, label.clone())),
        _ => None,
    });
    cases.chain(patched).collect()
}

/// The outcomes without value that tests expect, for each rule that what they look at rests on, and what is to have
/// decided.
fn outcomes_shown(rules: &[Rule], tests: &[Test]) -> BTreeMap<RuleId, Vec<(Outcome, Vec<Name>)>> {
    let mut shown: BTreeMap<RuleId, Vec<(Outcome, Vec<Name>)>> = BTreeMap::new();
    for expectation in tests.iter().flat_map(|t| &t.runs).flat_map(|r| &r.expect) {
        let (ExpectSubject::Term(term), Expected::Outcome(outcome)) = (&expectation.subject, &expectation.expected)
        else {
            continue;
        };
        if !matches!(outcome, Outcome::Conflict | Outcome::Gap) {
            continue;
        }
        let mut open: Vec<RuleId> = calls([term]).into_iter().collect();
        let mut seen = BTreeSet::new();
        while let Some(id) = open.pop() {
            if seen.insert(id) {
                open.extend(calls(rules[id.0 as usize].body.terms()));
            }
        }
        for id in seen {
            shown.entry(id).or_default().push((*outcome, expectation.by.clone()));
        }
    }
    shown
}

/// Whether a test shows that an outcome is meant. One that says which cases meet shows no others.
fn is_shown(
    rules: &[Rule],
    shown: &BTreeMap<RuleId, Vec<(Outcome, Vec<Name>)>>,
    labels: &BTreeMap<Span, Name>,
    (rule, outcome, found): &Shown,
) -> bool {
    let cases = found.primary.iter().chain(&found.secondary).filter_map(|place| labels.get(&place.span));
    let cases: Vec<&Name> = cases.collect();
    let own = |label: &Name| rules[rule.0 as usize].body.cases.iter().any(|c| c.label.as_ref() == Some(label));
    let shows = |by: &[Name]| !by.iter().any(own) || cases.iter().all(|label| by.contains(label));
    shown.get(rule).is_some_and(|all| all.iter().any(|(shown, by)| shown == outcome && shows(by)))
}
