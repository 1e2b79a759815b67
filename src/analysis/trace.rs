//! The traceability matrix: from a statement of the source to declarations, places in papers and tests.

use crate::data::mandate::{KINDS, Mandate, Statement, expand};
use crate::hir::{Decl, DeclId};
use crate::syntax::ast::kind::DeclKind;
use crate::text::{Name, Span};
use crate::types::checked::Checked;
use crate::types::patches::{Again, Change, ReadingOf};
use crate::types::term::{ParamId, RuleId, Term, TermKind};
use crate::types::tested::{ExpectSubject, Given};
use std::collections::{BTreeMap, BTreeSet};

/// A place in a paper.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// The paper's name in the manifest.
    pub paper: String,
    /// The heading under which it stands, behind those above it.
    pub heading: Vec<String>,
}

impl Place {
    /// `paper: Heading > Heading below`
    pub fn words(&self) -> String {
        match self.heading.as_slice() {
            [] => self.paper.clone(),
            heading => format!("{}: {}", self.paper, heading.join(" > ")),
        }
    }
}

/// Where the papers of a build print each declaration: in the order of the papers and of their headings, each place
/// once.
pub type Places = BTreeMap<DeclId, Vec<Place>>;

/// A statement and what covers it.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its id.
    pub id: Name,
    /// The row in which the source tells it: its own, or one that it shares with others.
    pub row: String,
    /// What it says.
    pub says: String,
    /// Its kinds.
    pub kinds: Vec<String>,
    /// Lines of the source.
    pub lines: String,
    /// A note on the source itself.
    pub note: bool,
    /// Declarations that cover it, in text order.
    pub decls: Vec<Covering>,
    /// Titles of tests that reach one of them.
    pub tests: Vec<String>,
    /// What is missing, in words; empty: nothing.
    pub missing: Vec<&'static str>,
}

impl Row {
    /// Where papers print one of its declarations, each place once.
    pub fn places(&self) -> Vec<&Place> {
        let mut places: Vec<&Place> = vec![];
        for place in self.decls.iter().flat_map(|d| &d.places) {
            if !places.contains(&place) {
                places.push(place);
            }
        }
        places
    }
}

/// How many statements are told, in how many rows, and how many notes beside them.
pub fn counts(rows: &[Row]) -> (usize, usize, usize) {
    let told: Vec<&Row> = rows.iter().filter(|row| !row.note).collect();
    let shared: BTreeSet<&str> = told.iter().map(|row| row.row.as_str()).collect();
    (told.len(), shared.len(), rows.len() - told.len())
}

/// A declaration that covers a statement.
#[derive(Clone, Debug)]
pub struct Covering {
    /// The declaration.
    pub decl: DeclId,
    /// `module.name`.
    pub name: String,
    /// The word that declares it.
    pub kind: &'static str,
    /// Where.
    pub span: Span,
    /// Where papers print it.
    pub places: Vec<Place>,
}

/// The matrix, in the order of the mandate. `places`: what papers print; none: nobody looked, and it is missing
/// nowhere.
pub fn trace(checked: &Checked, mandate: &Mandate, places: Option<&Places>) -> Vec<Row> {
    let mut by_id: BTreeMap<String, Vec<DeclId>> = BTreeMap::new();
    for decl in &checked.program.decls {
        for id in &decl.covers {
            for one in expand(&id.name) {
                by_id.entry(one).or_default().push(decl.id);
            }
        }
    }
    let tested = tested_decls(checked);
    let mut rows: Vec<(usize, Row)> = mandate
        .ids
        .iter()
        .map(|(id, statement)| {
            let decls: Vec<DeclId> = by_id.get(id.as_str()).cloned().unwrap_or_default();
            let titles: BTreeSet<&str> = decls
                .iter()
                .filter_map(|d| tested.get(d))
                .flatten()
                .map(|at| checked.tests[*at].title.as_str())
                .collect();
            let printed = places.is_none_or(|places| decls.iter().any(|d| places.contains_key(d)));
            let row = Row {
                id: id.clone(),
                row: statement.row.clone().unwrap_or_else(|| id.to_string()),
                says: statement.says.clone(),
                kinds: statement.kinds.clone(),
                lines: statement.lines.clone(),
                note: statement.note,
                missing: missing(checked, statement, &decls, printed, !titles.is_empty()),
                decls: decls.iter().map(|d| covering(checked.program.decl(*d), places)).collect(),
                tests: titles.into_iter().map(str::to_string).collect(),
            };
            (statement.place, row)
        })
        .collect();
    rows.sort_by_key(|r| r.0);
    rows.into_iter().map(|r| r.1).collect()
}

fn missing(checked: &Checked, of: &Statement, decls: &[DeclId], printed: bool, tested: bool) -> Vec<&'static str> {
    if of.note {
        return vec![];
    }
    if decls.is_empty() {
        return vec!["no declaration"];
    }
    let mut missing = vec![];
    if KINDS.iter().any(|kind| kind.tested && of.kinds.iter().any(|word| word == kind.word)) {
        let differs = decls.iter().any(|d| can_differ(checked, checked.program.decl(*d)));
        match (differs, tested) {
            (false, _) => missing.push("no construct that can come out otherwise"),
            (true, false) => missing.push("no test"),
            (true, true) => {}
        }
    }
    if !printed {
        missing.push("in no paper");
    }
    missing
}

/// Whether a declaration can come out otherwise: not what is stated only, as an objective that does not say when it is
/// reached.
fn can_differ(checked: &Checked, decl: &Decl) -> bool {
    use DeclKind::{Param, Reading, Recommendation, Reform, Scenario};
    let rules = || checked.rules.iter().filter(|rule| rule.decl == decl.id);
    match decl.kind() {
        Param | Reform | Scenario | Reading | Recommendation => true,
        _ => rules().any(|rule| !rule.kind.is_assessment() || rule.assesses()),
    }
}

fn covering(decl: &Decl, places: Option<&Places>) -> Covering {
    Covering {
        decl: decl.id,
        name: format!("{}.{}", decl.module, decl.name()),
        kind: decl.kind().word(),
        span: decl.name_span(),
        places: places.and_then(|places| places.get(&decl.id)).cloned().unwrap_or_default(),
    }
}

/// For each declaration the tests that reach it.
pub fn tested_decls(checked: &Checked) -> BTreeMap<DeclId, Vec<usize>> {
    let mut tested: BTreeMap<DeclId, Vec<usize>> = BTreeMap::new();
    for (at, test) in checked.tests.iter().enumerate() {
        let mut reach = Reach { checked, rules: BTreeSet::new(), params: BTreeSet::new(), decls: BTreeSet::new() };
        reach.scenario(test.setting.under.flatten());
        for run in &test.runs {
            for given in &run.given {
                match given {
                    Given::Value(_, _, term) => reach.term(term),
                    Given::Param(id, _) => reach.param(*id),
                    _ => {}
                }
            }
            for expect in &run.expect {
                reach.scenario(expect.setting.under.flatten());
                match &expect.subject {
                    ExpectSubject::Term(term) => reach.term(term),
                    ExpectSubject::State(c) | ExpectSubject::Slip(c) => {
                        reach.decls.insert(checked.commitments[*c as usize].decl);
                    }
                    ExpectSubject::Errors(_) => {}
                }
                for reading in test.setting.readings.iter().chain(&expect.setting.readings) {
                    reach.decls.insert(checked.readings[reading.0 as usize].decl);
                }
            }
        }
        for decl in reach.decls {
            tested.entry(decl).or_default().push(at);
        }
    }
    tested
}

struct Reach<'a> {
    checked: &'a Checked,
    rules: BTreeSet<RuleId>,
    params: BTreeSet<ParamId>,
    decls: BTreeSet<DeclId>,
}

impl Reach<'_> {
    fn term(&mut self, term: &Term) {
        let (mut rules, mut params, mut rest) = (vec![], vec![], vec![]);
        let mut scenarios = vec![];
        term.walk(&mut |t| match &t.kind {
            TermKind::Call(rule, _) => rules.push(*rule),
            TermKind::Param(param) => params.push(*param),
            TermKind::Fact(fact) => rest.push(self.checked.fact(*fact).decl),
            TermKind::Under(_, scenario) => scenarios.extend(*scenario),
            TermKind::WithReading(_, reading) => rest.push(self.checked.readings[reading.0 as usize].decl),
            TermKind::Instance(entity, key) => {
                let of = self.checked.instances.iter().filter(|i| i.entity == *entity && i.key == *key);
                rest.extend(of.map(|i| i.decl));
            }
            _ => {}
        });
        self.decls.extend(rest);
        for rule in rules {
            self.rule(rule);
        }
        for param in params {
            self.param(param);
        }
        for scenario in scenarios {
            self.scenario(Some(scenario));
        }
    }

    fn rule(&mut self, id: RuleId) {
        if !self.rules.insert(id) {
            return;
        }
        let rule = self.checked.rule(id);
        self.decls.insert(rule.decl);
        self.terms(rule.body.terms());
    }

    fn terms(&mut self, terms: Vec<&Term>) {
        terms.into_iter().for_each(|term| self.term(term));
    }

    fn param(&mut self, id: ParamId) {
        if self.params.insert(id) {
            self.decls.insert(self.checked.param(id).decl);
        }
    }

    fn scenario(&mut self, id: Option<crate::types::term::ScenarioId>) {
        let mut next = id;
        while let Some(id) = next {
            let scenario = self.checked.scenario(id);
            if !self.decls.insert(scenario.decl) {
                return;
            }
            for stacked in &scenario.with {
                let reform = self.checked.reform(stacked.reform);
                self.decls.insert(reform.decl);
                for patch in &reform.patches {
                    if let Change::Add(decl) | Change::AddAgain(Again { own: decl, .. }) = &patch.change {
                        self.decls.insert(*decl);
                    }
                    self.terms(patch.change.terms());
                }
            }
            for reading in &scenario.readings {
                let reading = &self.checked.readings[reading.0 as usize];
                self.decls.insert(reading.decl);
                if let ReadingOf::Rule(rule, body) = &reading.of {
                    self.rule(*rule);
                    self.terms(body.terms());
                }
            }
            next = scenario.starts_from;
        }
    }
}
