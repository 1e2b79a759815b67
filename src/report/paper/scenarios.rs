//! The law and the scenarios of a paper: what each changes, and what brings it about.

use crate::analysis::compare::{Difference, Factor, differences};
use crate::analysis::marks::Grounds;
use crate::analysis::study::{Ask, Cell, Study};
use crate::analysis::words::{Came, possible};
use crate::eval::outcome::Outcome;
use crate::hir::law::Cite;
use crate::plan::law::PatchId;
use crate::report::paper::marks::{self, CellMarks};
use crate::report::paper::model::{self, Mark, Origin};
use crate::report::paper::share::Making;
use crate::report::paper::values::NOT_ASKED;
use crate::report::paper::{Input, annex};
use crate::report::{escape, house};
use crate::text::LAW;
use crate::text::english::list;
use crate::types::checked::{Checked, Rule};
use crate::types::patches::Reform;
use crate::types::schema::EntityId;
use crate::types::term::{ReadingId, ReformId, RuleId, ScenarioId};
use std::collections::BTreeMap;

/// A world of a paper: the law or a scenario.
pub struct Shown {
    /// Its place among those of the study.
    pub world: usize,
    /// Outcomes: of the law all, of a scenario those of the subjects of the paper.
    pub cells: Vec<Cell>,
    /// The marks of those that are settled, of the subjects with a profile.
    pub marks: CellMarks,
}

/// Outcomes in words, counted in the order they are told: settled first. `marks`: those of an outcome.
pub fn counts<'m>(rule: &Rule, cells: &[&Cell], marks: &dyn Fn(&Cell) -> &'m [Mark]) -> Vec<model::Count> {
    let told = Came::ALL.iter().map(|came| {
        let of: Vec<&&Cell> = cells.iter().filter(|c| Came::of(&c.outcome) == *came).collect();
        let marks = marks::each_once(of.iter().flat_map(|cell| marks(cell)));
        model::Count { word: came.word(rule.kind).to_string(), number: of.len(), marks }
    });
    told.filter(|c| c.number > 0).collect()
}

/// What each world is compared with: the scenario it starts from where the paper has it, else the law.
pub fn compared_with(input: &Input, worlds: &[Option<ScenarioId>]) -> Vec<usize> {
    let place = |id: ScenarioId| worlds.iter().position(|w| *w == Some(id));
    let of = |world: &Option<ScenarioId>| {
        world.and_then(|w| input.checked.scenario(w).starts_from).and_then(place).unwrap_or(0)
    };
    worlds.iter().map(of).collect()
}

/// The law or a scenario.
pub fn scenario(
    making: &Making,
    study: &Study,
    (world, compared): (&Shown, &Shown),
    changed: &[Difference],
) -> model::Scenario {
    let checked = making.input.checked;
    let (shown, world) = (world, &study.worlds[world.world]);
    let id = world.setting.scenario;
    let decl = id.map(|s| checked.program.decl(checked.scenario(s).decl));
    let own = making.own_cells(&shown.cells);
    let mut groups: BTreeMap<RuleId, Vec<&Cell>> = BTreeMap::new();
    for cell in &own {
        groups.entry(cell.rule).or_default().push(cell);
    }
    let results = groups.iter().map(|(id, cells)| {
        let rule = checked.rule(*id);
        model::Result {
            rule: rule.name.to_string(),
            title: making.title(rule),
            counts: counts(rule, cells, &|cell| marks::at(&shown.marks, &cell.question())),
            origin: Origin::of(rule.decl),
        }
    });
    model::Scenario {
        name: decl.map_or_else(|| LAW.into(), |d| d.name().to_string()),
        title: decl
            .and_then(|d| d.title.clone())
            .unwrap_or_else(|| decl.map_or_else(|| house::LAW.into(), |d| d.name().replace('_', " "))),
        doc: annex::prose(decl.and_then(|d| d.ast.doc.as_deref())),
        at: world.setting.at.to_string(),
        known_on: world.setting.known_on.to_string(),
        is_law: id.is_none(),
        compared_with: study.worlds[compared.world].name.to_string(),
        reforms: world.law.active.iter().map(|a| reform(making, a.reform)).collect(),
        changes: changes(making, study, changed, (&compared.marks, &shown.marks)),
        results: results.collect(),
        origin: decl.map_or_else(Origin::default, |d| Origin::of(d.id)),
    }
}

fn reform(making: &Making, id: ReformId) -> model::Reform {
    let checked = making.input.checked;
    let reform = checked.reform(id);
    let decl = checked.program.decl(reform.decl);
    let status = reform.status.iter().map(|s| {
        let by = if s.by { " by" } else { "" };
        format!("{}{by} {}", s.word.word(), crate::report::house::date_long(s.date))
    });
    model::Reform {
        name: reform.name.to_string(),
        called: called(checked, id),
        title: decl.title.clone().unwrap_or_else(|| reform.name.replace('_', " ")),
        doc: annex::prose(decl.ast.doc.as_deref()),
        status: status.collect::<Vec<_>>().join(", "),
        from: reform.from.to_string(),
        per: annex::cites(checked, &cited(checked, reform)),
        patches: reform.patches.iter().map(|p| escape::one_line(&(making.input.text)(p.span))).collect(),
        limits: annex::cites_with_notes(checked, &reform.limits),
        origin: Origin::of(reform.decl),
    }
}

/// What a reform and its patches cite, each once, by source; a source as a whole only where no part of it is cited.
fn cited(checked: &Checked, reform: &Reform) -> Vec<Cite> {
    let mut all: Vec<Cite> = vec![];
    for cite in reform.patches.iter().flat_map(|patch| patch.cites(checked)).chain(&reform.status_per) {
        if !all.iter().any(|known| known.source == cite.source && known.locator == cite.locator) {
            all.push(cite.clone());
        }
    }
    all.sort_by_key(|cite| cite.source);
    let parts: Vec<_> = all.iter().filter(|cite| cite.locator.is_some()).map(|cite| cite.source).collect();
    all.retain(|cite| cite.locator.is_some() || !parts.contains(&cite.source));
    all
}

/// What changes call a reform: the mark before the colon of its title (`S4: ..`) where no other has it, else its name
/// in words.
fn called(checked: &Checked, id: ReformId) -> String {
    let mark = |reform: &Reform| {
        let (mark, _) = checked.program.decl(reform.decl).title.as_deref()?.split_once(": ")?;
        (mark.len() <= 4 && mark.chars().all(char::is_alphanumeric)).then(|| mark.to_owned())
    };
    let reform = checked.reform(id);
    let alike = |own: &String| checked.reforms.iter().filter(|other| mark(other).as_ref() == Some(own)).count() == 1;
    mark(reform).filter(alike).unwrap_or_else(|| reform.name.replace('_', " "))
}

/// Changes of outcomes; `marked`: the marks of those before and after.
fn changes(
    making: &Making,
    study: &Study,
    changed: &[Difference],
    marked: (&CellMarks, &CellMarks),
) -> Vec<model::Change> {
    let checked = making.input.checked;
    let mut told: Vec<model::Change> = vec![];
    for difference in changed {
        let rule = checked.rule(difference.rule);
        let word = |o: &Option<Outcome>| o.as_ref().map_or_else(|| NOT_ASKED.into(), |o| possible(rule.kind, o));
        let cause = difference.because.words(&|set| needed(study, set));
        let subjects = difference.subjects.iter().map(|s| making.name(s)).collect::<Vec<_>>().join(", ");
        let (before, after) = (word(&difference.before), word(&difference.after));
        let question = (difference.rule, difference.subjects.clone());
        let (marks_before, marks) = (marks::at(marked.0, &question), marks::at(marked.1, &question));
        let same = |c: &&mut model::Change| c.rule == rule.name.as_str() && c.before == before && c.after == after;
        match told.iter_mut().find(same) {
            Some(known) => {
                known.subjects.push(subjects);
                let causes = known.causes.get_or_insert_default();
                causes.extend(cause.filter(|cause| !causes.contains(cause)));
                marks::add(&mut known.marks_before, marks_before);
                marks::add(&mut known.marks, marks);
            }
            None => told.push(model::Change {
                rule: rule.name.to_string(),
                title: making.title(rule),
                subjects: vec![subjects],
                before,
                after,
                marks_before: marks_before.to_vec(),
                marks: marks.to_vec(),
                causes: making.tells_causes().then(|| cause.into_iter().collect()),
                origin: Origin::of(rule.decl),
            }),
        }
    }
    told
}

/// Factors that are needed together, in words: clauses by their reform and their numbers there, as [`reform`] lists them.
fn needed(study: &Study, set: &[Factor]) -> String {
    let patch = |factor: &Factor| match factor {
        Factor::Patch(patch) => Some(*patch),
        _ => None,
    };
    // Clauses of one reform are named together.
    let of_one = |a: &Factor, b: &Factor| patch(a).zip(patch(b)).is_some_and(|(a, b)| a.reform == b.reform);
    let text = |part: &[Factor]| match part {
        [Factor::Day(day)] => format!("the law of {}", house::date_long(*day)),
        [Factor::Cut(day)] => format!("what was known on {}", house::date_long(*day)),
        [factor @ (Factor::Assumption(..) | Factor::Reading(_))] => factor.words(study.base.checked).replace('_', " "),
        clauses => patches_text(study, &clauses.iter().filter_map(patch).collect::<Vec<_>>()),
    };
    set.chunk_by(of_one).map(text).collect::<Vec<_>>().join(" and ")
}

/// Clauses of one reform: its name and their numbers.
fn patches_text(study: &Study, patches: &[PatchId]) -> String {
    let reform = patches.first().map_or_else(String::new, |one| called(study.base.checked, one.reform));
    let numbers: Vec<u32> = patches.iter().map(|patch| patch.patch + 1).collect();
    format!("{reform} {}", numbered(&numbers))
}

/// `(1)`, `(1) and (3)`, `(1) to (4)`
fn numbered(numbers: &[u32]) -> String {
    let runs = numbers.chunk_by(|a, b| a + 1 == *b).flat_map(|run| match run {
        [first, .., last] if run.len() > 2 => vec![format!("({first}) to ({last})")],
        run => run.iter().map(|n| format!("({n})")).collect(),
    });
    list(&runs.collect::<Vec<_>>(), "and")
}

/// Rival readings and what they would change; `marked`: the marks of the outcomes of the law.
pub fn readings(making: &Making, study: &mut Study, law: &Shown) -> Vec<model::Reading> {
    let checked = making.input.checked;
    let own: Vec<Cell> = making.own_cells(&law.cells);
    let assessed = |r: RuleId| making.is_assessed(r);
    let shown = |entity: EntityId, row: usize| making.shows(entity, row);
    let mut told = vec![];
    for (at, reading) in checked.readings.iter().enumerate() {
        if !making.scope.has(checked.program.decl(reading.decl)) {
            continue;
        }
        let world = study.have(None, &[ReadingId(at as u32)]);
        let runner = study.run();
        let other = study.cells_for(&runner, world, &Ask { rule: &assessed, subject: &shown });
        let other = making.own_cells(&other);
        let contested = differences(&own, &other);
        let differs = |cell: &&Cell| contested.iter().any(|d| (d.rule, &d.subjects) == (cell.rule, &cell.question().1));
        let marks = marks::of_cells(&Grounds::new(study, &runner), other.iter().filter(differs));
        let decl = checked.program.decl(reading.decl);
        told.push(model::Reading {
            name: reading.name.to_string(),
            title: decl.title.clone().unwrap_or_else(|| reading.name.replace('_', " ")),
            of: decl
                .ast
                .of
                .as_ref()
                .map_or_else(String::new, |p| p.parts.iter().map(|i| i.name.as_str()).collect::<Vec<_>>().join(".")),
            per: annex::cites(checked, &decl.per),
            contested: changes(making, study, &contested, (&law.marks, &marks)),
            origin: Origin::of(reading.decl),
        });
    }
    told
}
