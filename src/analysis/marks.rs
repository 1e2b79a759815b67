//! The marks that travel with an outcome: the weakest evidence, sources, statements, later and undated data.

use crate::analysis::explain::{Explainer, Length, Reason, What, walk};
use crate::analysis::study::{Cell, Study};
use crate::data::{Meta, Statement};
use crate::eval::run::Runner;
use crate::hir::law::{Cite, Evidence};
use crate::num::print::Style;
use crate::plan::{FrameId, NodeId, Origin, UNIT};
use crate::text::Name;
use crate::types::checked::Checked;
use crate::types::schema::{Field, FieldId};
use crate::types::term::{ParamId, RuleId};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// A mark and what bears it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Mark {
    /// What bears it, in words.
    pub title: String,
    /// `from memory`, `to be checked`, `assumed`, `rounded`, `derived`.
    pub mark: &'static str,
    /// What bears it, by its name: a field by its path, a param, a fact, a source with its locator, a function.
    pub what: String,
}

/// The words of marks.
pub const WORDS: [&str; 5] = ["from memory", "to be checked", "assumed", "rounded", DERIVED];
/// The mark of what follows from a text that does not say it; also the word of its status in a profile.
pub const DERIVED: &str = crate::data::reading::DERIVED;

/// What an outcome stands on.
#[derive(Clone, Default, Debug)]
pub struct Marks {
    /// The weakest mark.
    pub evidence: Evidence,
    /// What was not read or is to be checked.
    pub weak: BTreeSet<Mark>,
    /// Titles of sources of data.
    pub sources: BTreeSet<String>,
    /// Statements: who, when.
    pub statements: Vec<Statement>,
    /// Fields read at a datum later than the data date.
    pub later: BTreeSet<Name>,
    /// Fields whose datum has no day.
    pub undated: BTreeSet<Name>,
    /// Fields whose datum follows from a text that does not say it.
    pub derived: BTreeSet<Mark>,
    /// Fields that are as a scenario or a test assumes.
    pub assumed: BTreeSet<Mark>,
    /// Functions whose result has no end and was rounded.
    pub rounded: BTreeSet<&'static str>,
}

impl Marks {
    /// Whether anything is to be checked.
    pub fn to_check(&self) -> bool {
        self.evidence == Evidence::ToCheck
    }

    /// What is not plainly so: what is weak, what is assumed, what was rounded, what is derived.
    pub fn told(&self) -> Vec<Mark> {
        let rounded = self.rounded.iter().map(|function| Mark {
            title: (*function).to_string(),
            mark: "rounded",
            what: (*function).to_string(),
        });
        self.weak.iter().chain(&self.assumed).cloned().chain(rounded).chain(self.derived.iter().cloned()).collect()
    }

    fn weaken(&mut self, evidence: Evidence, what: String, title: String) {
        if evidence == Evidence::Read {
            return;
        }
        if evidence > self.evidence {
            self.evidence = evidence;
        }
        self.weak.insert(Mark { title, mark: mark_text(evidence), what });
    }

    fn stand_on(&mut self, field: &Field, meta: &Meta) {
        if is_derived(meta) {
            self.derived.insert(of_field(field, DERIVED));
        }
        self.weaken(meta.evidence, field.path.to_string(), field_title(field));
    }

    fn cite(&mut self, checked: &Checked, per: &[Cite]) {
        for cite in per {
            let evidence = checked.program.source(cite.source).evidence_of(cite);
            self.weaken(evidence, cite_name(checked, cite), cite_text(checked, cite));
        }
    }
}

/// The marks of citations.
pub fn of_cites(checked: &Checked, per: &[Cite]) -> Marks {
    let mut marks = Marks::default();
    marks.cite(checked, per);
    marks
}

/// The marks of a datum of a field.
pub fn of_datum(field: &Field, meta: &Meta) -> Marks {
    let mut marks = Marks::default();
    marks.stand_on(field, meta);
    marks
}

/// How a datum stands to what is asked.
#[derive(Clone, Copy, Default, Debug)]
pub struct Standing {
    /// It speaks of a day after the data date.
    pub later: bool,
    /// It was published after the knowledge cut.
    pub not_yet_known: bool,
    /// It has no day, where one is asked for.
    pub undated: bool,
}

/// What is said of a datum beside its value, in words: who stated it and when, how far it is to be trusted, how it
/// stands to what is asked.
pub fn said_of_datum(meta: &Meta, standing: Standing, style: Style) -> Vec<String> {
    let statement = meta.statement.as_ref();
    let statement = statement.map(|said| format!("statement of {}, {}", said.by, style.date(said.day)));
    let evidence = weak_word(meta.evidence).map(String::from);
    let told = [
        (is_derived(meta), DERIVED),
        (standing.later, "later than the data date"),
        (standing.not_yet_known, "published after the knowledge cut"),
        (standing.undated, "undated"),
    ];
    let told = told.iter().filter(|(is_so, _)| *is_so).map(|(_, word)| (*word).to_string());
    statement.into_iter().chain(evidence).chain(told).collect()
}

/// Whether a datum follows from a text that does not say it.
fn is_derived(meta: &Meta) -> bool {
    meta.status.as_ref().is_some_and(|status| status.as_str() == DERIVED)
}

/// The mark of evidence in words, where it has not been read.
pub fn weak_word(evidence: Evidence) -> Option<&'static str> {
    (evidence != Evidence::Read).then(|| mark_text(evidence))
}

/// The mark of a field whose datum is so.
fn of_field(field: &Field, mark: &'static str) -> Mark {
    Mark { title: field_title(field), mark, what: field.path.to_string() }
}

/// What a field is called: its doc comment up to the first full stop or colon, else its path in words.
fn field_title(field: &Field) -> String {
    let doc = field.doc.as_deref().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    let first = doc.split(". ").flat_map(|one| one.split(": ")).next().unwrap_or_default().trim_end_matches('.');
    if first.is_empty() { field.path.replace(['_', '.'], " ") } else { first.to_string() }
}

/// The marks of a node of a world in a row.
pub fn marks(study: &Study, runner: &Runner, world: usize, node: NodeId, frame: FrameId, row: usize) -> Marks {
    let ground = |length| Ground::of(study, runner, &Explainer::new(study, runner, length).node(node, frame, row));
    ground(Length::Short).marks_with(study, world, || ground(Length::Used))
}

/// Whether a world is seen with assumptions.
pub fn assumes(study: &Study, world: usize) -> bool {
    !study.worlds[world].law.assumptions.is_empty()
}

/// Whether a node of no subject is what it is for a cited fact as well.
pub fn rests_on_a_fact(study: &Study, runner: &Runner, node: NodeId) -> bool {
    let reasons = Explainer::new(study, runner, Length::Short).node(node, UNIT, 0);
    Ground::of(study, runner, &reasons).named.iter().any(|origin| matches!(origin, Origin::Fact(_)))
}

/// What reasons stand on: data, which every world has, and what has a name in the policy, of which each world has its
/// own.
struct Ground {
    data: Marks,
    named: BTreeSet<Origin>,
}

/// The grounds of the cells of one run. What is one node in several worlds is explained once.
pub struct Grounds<'s> {
    study: &'s Study<'s>,
    runner: &'s Runner<'s>,
    explainer: Explainer<'s>,
    /// For what a scenario assumes: it marks what it kept from being otherwise too.
    of_use: Explainer<'s>,
    known: RefCell<BTreeMap<(NodeId, FrameId, usize), Ground>>,
}

impl<'s> Grounds<'s> {
    /// Of a run.
    pub fn new(study: &'s Study<'s>, runner: &'s Runner<'s>) -> Grounds<'s> {
        let [explainer, of_use] = [Length::Short, Length::Used].map(|length| Explainer::new(study, runner, length));
        Grounds { study, runner, explainer, of_use, known: RefCell::default() }
    }

    /// Why a cell is what it is, told short.
    pub fn reasons(&self, cell: &Cell) -> Rc<[Reason]> {
        self.explainer.cell(cell)
    }

    /// The marks of a cell.
    pub fn marks(&self, cell: &Cell) -> Marks {
        let mut known = self.known.borrow_mut();
        let ground = known
            .entry(self.key(cell))
            .or_insert_with(|| Ground::of(self.study, self.runner, &self.explainer.cell(cell)));
        ground.marks_with(self.study, cell.world, || Ground::of(self.study, self.runner, &self.of_use.cell(cell)))
    }

    fn key(&self, cell: &Cell) -> (NodeId, FrameId, usize) {
        (cell.node, self.study.worlds[cell.world].roots[cell.root].frame, cell.row)
    }
}

impl Ground {
    fn of(study: &Study, runner: &Runner, reasons: &[Reason]) -> Ground {
        let mut ground = Ground { data: Marks::default(), named: BTreeSet::new() };
        walk(reasons, &mut |reason| match &reason.what {
            What::Named(origin) => _ = ground.named.insert(origin.clone()),
            What::Holds(rule, case) | What::Says(rule, case) => {
                _ = ground.named.insert(Origin::Case(*rule, *case));
            }
            What::Digits(function, _) => _ = ground.data.rounded.insert(function),
            What::Field { .. } => field_marks(study, runner, &mut ground.data, reason),
            _ => {}
        });
        ground
    }

    /// As a world has it, with the assumptions of what was `used` beside what was enough.
    fn marks_with(&self, study: &Study, world: usize, used: impl FnOnce() -> Ground) -> Marks {
        let marks = self.marks(study, world);
        match assumes(study, world) {
            true => Marks { assumed: used().marks(study, world).assumed, ..marks },
            false => marks,
        }
    }

    /// As a world has it.
    fn marks(&self, study: &Study, world: usize) -> Marks {
        let mut marks = self.data.clone();
        let (checked, law) = (study.base.checked, &study.worlds[world].law);
        for origin in &self.named {
            match origin {
                Origin::Param(id, Some(version)) => {
                    let id = ParamId(*id);
                    if let Some(version) = law.versions(checked, id).get(*version as usize) {
                        let param = checked.param(id);
                        let title = checked.program.decl(param.decl).title.clone();
                        let title = title.unwrap_or_else(|| param.name.replace('_', " "));
                        marks.weaken(version.evidence.unwrap_or_default(), param.name.to_string(), title);
                        marks.cite(checked, &version.per);
                    }
                }
                Origin::Fact(id) => {
                    let fact = &checked.facts[*id as usize];
                    let title = checked.program.decl(fact.decl).title.clone();
                    let title = title.unwrap_or_else(|| fact.name.replace('_', " "));
                    marks.weaken(fact.evidence.unwrap_or_default(), fact.name.to_string(), title);
                    marks.cite(checked, &fact.per);
                }
                Origin::Case(rule, case) => {
                    if let Some(case) = law.body(checked, RuleId(*rule)).cases.get(*case as usize) {
                        marks.cite(checked, &case.per);
                    }
                }
                Origin::Definition(rule) => {
                    let decl = law.stands_for(checked.rules[*rule as usize].decl);
                    marks.cite(checked, &checked.program.decl(decl).per);
                }
                Origin::Assumption(at) => {
                    let assumed =
                        law.assumptions.get(*at as usize).map(|a| FieldId { entity: a.entity, index: a.field });
                    marks.assumed.extend(assumed.map(|field| of_field(study.schema().field(field), "assumed")));
                }
                Origin::Binds(source) => {
                    let source = &checked.program.sources[*source as usize];
                    let name = format!("{}.{}", checked.program.decl(source.decl).module, source.name);
                    marks.weaken(source.evidence, name, source.title.clone());
                }
                _ => {}
            }
        }
        marks
    }
}

fn field_marks(study: &Study, runner: &Runner, marks: &mut Marks, reason: &Reason) {
    let What::Field { field: Some(field), cell: Some(cell), .. } = &reason.what else { return };
    let (profiles, field) = (study.base.profiles, study.schema().field(*field));
    for chosen in crate::analysis::facts::chosen(study, runner, cell) {
        let meta = chosen.meta;
        if chosen.later {
            marks.later.insert(field.path.clone());
        }
        if chosen.undated {
            marks.undated.insert(field.path.clone());
        }
        marks.stand_on(field, meta);
        if let Some(source) = meta.source.and_then(|s| profiles.sources.get(s as usize)) {
            marks.sources.insert(source.title.to_string());
        }
        marks.statements.extend(meta.statement.clone());
    }
}

/// A citation by the name of its source and its locator.
fn cite_name(checked: &Checked, cite: &Cite) -> String {
    let source = checked.program.source(cite.source);
    let name = format!("{}.{}", checked.program.decl(source.decl).module, source.name);
    cite.locator.as_ref().map_or_else(|| name.clone(), |locator| format!("{name} {locator}"))
}

/// A citation in words: title of the source and locator.
pub fn cite_text(checked: &Checked, cite: &Cite) -> String {
    let source = checked.program.source(cite.source);
    match &cite.locator {
        Some(locator) => format!("{}, {locator}", source.title),
        None => source.title.clone(),
    }
}

/// A mark in words.
pub fn mark_text(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Read => "read",
        Evidence::Memory => "from memory",
        Evidence::ToCheck => "to be checked",
    }
}
