//! The context of a paper from one study of its scenarios.

use crate::analysis::causes::attribute;
use crate::analysis::compare::{Cause, Difference, Factor, differences, exchange_text, gone_text};
use crate::analysis::decided::By;
use crate::analysis::explain::{Length, explain};
use crate::analysis::marks::of_reasons;
use crate::analysis::questions::questions;
use crate::analysis::reasons::{Teller, Told};
use crate::analysis::recommend::{self, Judged};
use crate::analysis::study::{Ask, Cell, Study};
use crate::analysis::without_value::without_value;
use crate::analysis::words::{outcome_word, possible};
use crate::diag::Diagnostic;
use crate::eval::outcome::Outcome;
use crate::eval::run::Runner;
use crate::num::print::Style;
use crate::plan::law::PatchId;
use crate::plan::{Op, Table};
use crate::report::paper::charts::Drawing;
use crate::report::paper::model::{self, Context, Origin};
use crate::report::paper::share::Making;
use crate::report::paper::{Input, Request, annex, charts, values, words};
use crate::report::template::Markdown;
use crate::report::{escape, house};
use crate::text::{LAW, Name};
use crate::types::checked::{Checked, Reform, Rule};
use crate::types::schema::{EntityId, Type};
use crate::types::term::{ReadingId, ReformId, RuleId, ScenarioId};
use std::collections::{BTreeMap, BTreeSet};

/// Makes the context of a paper and its charts, of a study of the same policy.
pub fn context(
    input: &Input,
    request: &Request,
    study: &mut Study,
) -> Result<(Context, Vec<Drawing>), Vec<Diagnostic>> {
    let entity = request.entity.or_else(|| main_entity(input)).unwrap_or(EntityId(0));
    let making = Making::new(input, entity, own_subjects(input, entity, request.subject.as_ref()), &request.scope);
    let scenarios: Vec<Option<ScenarioId>> =
        std::iter::once(None).chain(request.scenarios.iter().map(|s| Some(*s))).collect();
    let worlds: Vec<usize> = scenarios.iter().map(|s| study.have(*s, &[])).collect();
    let found = worlds.iter().flat_map(|w| study.worlds[*w].found.iter().flatten());
    let wrong: Vec<Diagnostic> = found.filter(|d| d.is_error()).cloned().collect();
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let seen = look(&making, study, &worlds, request.subject.as_ref());
    // Of scenarios what the law does not have already.
    let faults = seen.cells.iter().map(|cells| without_value(study, cells)).find(|faults| !faults.is_empty());
    if let Some(faults) = faults {
        return Err(faults);
    }
    let compared = compared_with(input, &scenarios);
    let mut changes: Vec<Vec<Difference>> = vec![vec![]];
    for second in 1..worlds.len() {
        let own = |world: usize| own_cells(&making, &seen.cells[world]);
        let mut changed = differences(&own(compared[second]), &own(second));
        attribute(study, worlds[compared[second]], worlds[second], &mut changed);
        changes.push(changed);
    }
    let told = (0..worlds.len()).map(|w| {
        let with = &study.worlds[worlds[compared[w]]].name;
        scenario(&making, study, worlds[w], &seen.cells[w], with, &changes[w])
    });
    let scenarios: Vec<model::Scenario> = told.collect();
    let mut profiles = annex::profiles(&making, &seen.fields);
    let mut drawings = charts::all(&making, study, &worlds, &seen.cells);
    drawings.extend(seen.changed);
    let context = Context {
        policy: input.policy.to_string(),
        paper: paper(input, request),
        days: days(input),
        subjects: subjects(&making),
        rules: seen.rules,
        readings: readings(&making, study, &seen.cells[0]),
        recommendations: recommendations(&making, study, &seen.needs)?,
        needs: seen.needs,
        decided: seen.decided,
        params: annex::params(&making),
        facts: annex::facts(&making),
        terms: annex::terms(&making),
        commitments: annex::commitments(&making),
        actors: annex::parties(&making),
        sources: annex::sources(&making),
        definitions: annex::definitions(&making),
        values: seen.values,
        instances: values::instances(&making),
        trace: values::trace(input, &request.scope, None),
        profile_sources: annex::number_sources(&mut profiles),
        profiles,
        notes: annex::notes(&making),
        charts: charts::named(&drawings, &request.images),
        engine: input.engine.to_string(),
        scenarios,
    };
    Ok((context, drawings))
}

/// What one run of the paper's worlds shows.
struct Seen {
    /// Outcomes by world: of the law all, of a scenario those of the subjects of the paper.
    cells: Vec<Vec<Cell>>,
    rules: BTreeMap<String, Vec<model::Rule>>,
    needs: Vec<model::Need>,
    values: BTreeMap<String, model::Values>,
    changed: Vec<Drawing>,
    decided: model::Decided,
    /// Fields of the subjects that the rules of the paper read.
    fields: BTreeSet<u32>,
}

fn look(making: &Making, study: &Study, worlds: &[usize], only: Option<&Name>) -> Seen {
    let runner = study.run();
    let assessed = |r: RuleId| making.is_assessed(r);
    let shown = |entity: EntityId, row: usize| making.shows(entity, row);
    let cells = worlds.iter().enumerate().map(|(at, world)| match at {
        0 => study.cells_of(&runner, *world, &assessed),
        _ => study.cells_for(&runner, *world, &Ask { rule: &assessed, subject: &shown }),
    });
    let cells: Vec<Vec<Cell>> = cells.collect();
    let by = decided_by(making, study, &cells[0]);
    let own: Vec<Cell> = own_cells(making, &cells[0]);
    Seen {
        rules: rules(making, study, &runner, &cells[0], &by),
        needs: needs(making, study, &runner, &own),
        values: values::values(making, study, &runner, worlds),
        changed: charts::dumbbells(making, study, &runner, worlds),
        decided: count_decided(&by, only),
        fields: fields_read(making, study, &runner, worlds),
        cells,
    }
}

/// The fields of the subjects that rules of the paper read in some world.
fn fields_read(making: &Making, study: &Study, runner: &Runner, worlds: &[usize]) -> BTreeSet<u32> {
    let checked = making.input.checked;
    let roots = worlds.iter().flat_map(|world| &study.worlds[*world].roots);
    let nodes = roots.filter(|root| making.has_rule(checked.rule(root.rule))).filter_map(|root| root.node());
    let read = runner.fields_below(&nodes.collect::<Vec<_>>()).into_iter();
    read.filter_map(|node| match &study.plan.node(node).op {
        Op::Field { table, field, .. } | Op::FieldEnd { table, field, .. } => {
            (*study.plan.table(*table) == Table::Entity(making.entity)).then_some(*field)
        }
        _ => None,
    })
    .collect()
}

fn own_cells(making: &Making, cells: &[Cell]) -> Vec<Cell> {
    cells.iter().filter(|c| making.is_own(c)).cloned().collect()
}

/// The open entity that most assessments speak of.
fn main_entity(input: &Input) -> Option<EntityId> {
    let mut counts: BTreeMap<EntityId, usize> = BTreeMap::new();
    for rule in input.checked.rules.iter().filter(|r| r.kind.is_assessment()) {
        for subject in &rule.subjects {
            if let Type::Entity(id) = subject.ty
                && !input.checked.schema.entity(id).closed
                && subject.list.is_none()
            {
                *counts.entry(id).or_default() += 1;
            }
        }
    }
    counts.into_iter().max_by_key(|(id, n)| (*n, std::cmp::Reverse(*id))).map(|(id, _)| id)
}

fn own_subjects(input: &Input, entity: EntityId, only: Option<&Name>) -> Vec<(Name, String)> {
    let Some(table) = input.profiles.table(entity) else { return vec![] };
    let name_field = input.checked.schema.entity(entity).field("name");
    let own = table.rows.iter().filter(|r| match only {
        Some(key) => r.key == *key,
        None => (input.own_profile)(r.span) && !r.invented,
    });
    own.map(|row| {
        let name = name_field.and_then(|field| input.profiles.text(entity, &row.key, field));
        (row.key.clone(), name.unwrap_or_else(|| row.key.to_string()))
    })
    .collect()
}

fn paper(input: &Input, request: &Request) -> model::Paper {
    let title = |name: &String| {
        let party = input.checked.program.parties.iter().find(|p| p.name.as_str() == name);
        party.map_or_else(|| name.clone(), |p| p.title.clone())
    };
    model::Paper {
        name: request.name.to_string(),
        to: request.to.iter().map(title).collect(),
        date: request.date.to_string(),
        due: request.due.map(|d| d.to_string()),
        state: request.state.to_string(),
    }
}

fn days(input: &Input) -> model::Days {
    let schema = &input.checked.schema;
    let later = input.dates.later.iter().map(|f| schema.field(*f).path.to_string());
    model::Days {
        law: input.dates.at.to_string(),
        known_on: input.dates.known_on.to_string(),
        data: input.dates.data_as_of.to_string(),
        later: later.collect(),
    }
}

fn subjects(making: &Making) -> model::Subjects {
    let declared = making.input.checked.schema.entity(making.entity);
    let in_all =
        making.input.profiles.table(making.entity).map_or(0, |t| t.rows.iter().filter(|r| !r.invented).count());
    let (one, many) = house::entity_words(&declared.name, declared.plural.as_deref());
    model::Subjects {
        one,
        many,
        with_profile: making.own.len(),
        in_all,
        names: making.own.iter().map(|o| o.1.clone()).collect(),
    }
}

type Deciding = BTreeMap<(RuleId, Vec<Name>), By>;

/// What decides each outcome of the law for the subjects with a profile.
fn decided_by(making: &Making, study: &Study, cells: &[Cell]) -> Deciding {
    let blind = study.run_blind();
    let own = cells.iter().filter(|c| making.is_own(c));
    own.map(|cell| {
        let frame = study.worlds[cell.world].roots[cell.root].frame;
        let without = study.outcome(&blind, cell.node, frame, cell.row);
        let by = match (without.is_settled(), cell.outcome.is_settled()) {
            (true, _) => By::Law,
            (false, true) => By::Data,
            (false, false) => By::Open,
        };
        (cell.question(), by)
    })
    .collect()
}

/// A sheet of one subject counts what is asked of that subject.
fn count_decided(by: &Deciding, only: Option<&Name>) -> model::Decided {
    let counted = by.iter().filter(|((_, subjects), _)| only.is_none_or(|only| subjects.contains(only)));
    let all: Vec<By> = counted.map(|(_, by)| *by).collect();
    let count = |which: By| all.iter().filter(|by| **by == which).count();
    model::Decided { law: count(By::Law), data: count(By::Data), open: count(By::Open), total: all.len() }
}

/// Outcomes in words, counted in the order they are told: settled first.
pub fn counts(rule: &Rule, cells: &[&Cell]) -> Vec<model::Count> {
    let (yes, no) = rule.kind.words();
    let order = [yes, no, "not applicable", "conflict", "gap", "unknown"];
    let number = |word: &str| cells.iter().filter(|c| outcome_word(rule.kind, &c.outcome) == word).count();
    let told = order.iter().map(|w| model::Count { word: w.to_string(), number: number(w) });
    told.filter(|c| c.number > 0).collect()
}

fn rules(
    making: &Making,
    study: &Study,
    runner: &Runner,
    cells: &[Cell],
    by: &Deciding,
) -> BTreeMap<String, Vec<model::Rule>> {
    let checked = making.input.checked;
    let mut groups: BTreeMap<RuleId, Vec<&Cell>> = BTreeMap::new();
    for cell in cells {
        groups.entry(cell.rule).or_default().push(cell);
    }
    let mut told: BTreeMap<String, Vec<model::Rule>> =
        model::RULE_KINDS.iter().map(|k| (k.to_string(), vec![])).collect();
    for (at, rule) in checked.rules.iter().enumerate() {
        if !rule.kind.is_assessment() || rule.added_by.is_some() || !making.has_rule(rule) {
            continue;
        }
        let of = groups.get(&RuleId(at as u32)).map(Vec::as_slice).unwrap_or_default();
        let own: Vec<&Cell> = of.iter().copied().filter(|c| making.is_own(c)).collect();
        let decl = checked.program.decl(rule.decl);
        let single = matches!(rule.subjects.as_slice(), [s] if s.ty == Type::Entity(making.entity));
        let shown = of.iter().copied().filter(|c| making.is_shown(c));
        let outcomes = shown.filter(|c| c.outcome.is_settled() || single || c.subjects.len() < 2);
        let one = model::Rule {
            name: rule.name.to_string(),
            number: making.number(RuleId(at as u32)),
            title: making.title(rule),
            kind: rule.kind.word().to_string(),
            doc: annex::prose(decl.ast.doc.as_deref()),
            per: annex::cites(checked, &decl.per),
            modality: rule.modality.map_or_else(String::new, |m| format!("{m:?}").to_lowercase()),
            level: rule.level.iter().map(|l| l.to_string()).collect(),
            covers: decl.covers.iter().map(|c| c.name.to_string()).collect(),
            by_subject: single,
            counts: counts(rule, &own),
            counts_in_all: counts(rule, &of.iter().copied().filter(|c| !making.is_invented(c)).collect::<Vec<_>>()),
            outcomes: outcomes.map(|c| outcome(making, study, runner, c, by)).collect(),
            text: (making.input.text)(decl.ast.span),
            place: (making.input.place)(decl.name_span()),
            origin: Origin::of(rule.decl),
        };
        told.entry(one.kind.clone()).or_default().push(one);
    }
    told
}

fn outcome(making: &Making, study: &Study, runner: &Runner, cell: &Cell, by: &Deciding) -> model::Outcome {
    let rule = making.input.checked.rule(cell.rule);
    let reasons = explain(study, runner, cell, Length::Short);
    let teller = Teller { study, runner, world: cell.world, style: Style::Text, place: making.input.place };
    let marks = of_reasons(study, runner, cell.world, &reasons);
    let mut needs = vec![];
    if !cell.outcome.is_settled() {
        for question in questions(study, runner, std::slice::from_ref(cell)) {
            needs.push(question.name);
        }
        needs.dedup();
    }
    model::Outcome {
        subject: values::subject(making, cell),
        invented: making.is_invented(cell),
        word: outcome_word(rule.kind, &cell.outcome).to_string(),
        possible: possible(rule.kind, &cell.outcome),
        settled: cell.outcome.is_settled(),
        decided_by: by.get(&cell.question()).map_or("", |b| b.word()).to_string(),
        because: leaves(&teller.tell_all(&reasons)),
        marks: marks.told(),
        needs,
    }
}

/// The facts, params and sources at the ends of reasons, one line each.
fn leaves(told: &[Told]) -> Vec<String> {
    let mut lines: Vec<String> = vec![];
    for one in told {
        if one.because.is_empty() {
            let line = Told { place: None, ..one.clone() }.line();
            if !line.is_empty() && !lines.contains(&line) {
                lines.push(line);
            }
        } else {
            for line in leaves(&one.because) {
                if !lines.contains(&line) {
                    lines.push(line);
                }
            }
        }
    }
    lines
}

fn needs(making: &Making, study: &Study, runner: &Runner, own: &[Cell]) -> Vec<model::Need> {
    let mut grouped: Vec<model::Need> = vec![];
    for question in questions(study, runner, own) {
        let mut rules: Vec<String> = question.settles.iter().map(|s| s.0.clone()).collect();
        rules.sort();
        rules.dedup();
        let subject = match question.subject.as_str() {
            "policy" => "a decision".to_string(),
            key => making.name(&Name::new(key)),
        };
        match grouped.iter_mut().find(|n| n.name == question.name && n.ask == question.ask) {
            Some(known) => {
                if !known.subjects.contains(&subject) {
                    known.subjects.push(subject);
                }
                known.rules.extend(rules);
                known.rules.sort();
                known.rules.dedup();
            }
            None => grouped.push(model::Need {
                name: question.name,
                subjects: vec![subject],
                ask: question.ask,
                effort: question.effort,
                doc: annex::prose(question.doc.as_deref()),
                rules,
            }),
        }
    }
    grouped
}

/// What each world is compared with: the scenario it starts from where the paper has it, else the law.
fn compared_with(input: &Input, worlds: &[Option<ScenarioId>]) -> Vec<usize> {
    let place = |id: ScenarioId| worlds.iter().position(|w| *w == Some(id));
    let of = |world: &Option<ScenarioId>| {
        world.and_then(|w| input.checked.scenario(w).starts_from).and_then(place).unwrap_or(0)
    };
    worlds.iter().map(of).collect()
}

fn scenario(
    making: &Making,
    study: &Study,
    world: usize,
    cells: &[Cell],
    with: &Name,
    changed: &[Difference],
) -> model::Scenario {
    let checked = making.input.checked;
    let world = &study.worlds[world];
    let id = world.setting.scenario;
    let decl = id.map(|s| checked.program.decl(checked.scenario(s).decl));
    let own = own_cells(making, cells);
    let mut groups: BTreeMap<RuleId, Vec<&Cell>> = BTreeMap::new();
    for cell in &own {
        groups.entry(cell.rule).or_default().push(cell);
    }
    let results = groups.iter().map(|(id, cells)| {
        let rule = checked.rule(*id);
        model::Result {
            rule: rule.name.to_string(),
            title: making.title(rule),
            counts: counts(rule, cells),
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
        compared_with: with.to_string(),
        reforms: world.law.active.iter().map(|a| reform(making, a.reform)).collect(),
        changes: changes(making, study, changed),
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
        patches: reform.patches.iter().map(|p| escape::one_line(&(making.input.text)(p.span))).collect(),
        limits: annex::cites_with_notes(checked, &reform.limits),
        origin: Origin::of(reform.decl),
    }
}

/// What changes call a reform: the mark before the colon of its title (`S4: ..`) where no other has it, else its name in words.
fn called(checked: &Checked, id: ReformId) -> String {
    let mark = |reform: &Reform| {
        let (mark, _) = checked.program.decl(reform.decl).title.as_deref()?.split_once(": ")?;
        (mark.len() <= 4 && mark.chars().all(char::is_alphanumeric)).then(|| mark.to_owned())
    };
    let reform = checked.reform(id);
    let alike = |own: &String| checked.reforms.iter().filter(|other| mark(other).as_ref() == Some(own)).count() == 1;
    mark(reform).filter(alike).unwrap_or_else(|| reform.name.replace('_', " "))
}

fn changes(making: &Making, study: &Study, changed: &[Difference]) -> Vec<model::Change> {
    let checked = making.input.checked;
    let mut told: Vec<model::Change> = vec![];
    for difference in changed {
        let rule = checked.rule(difference.rule);
        let word = |o: &Option<Outcome>| o.as_ref().map_or_else(|| "not asked".into(), |o| possible(rule.kind, o));
        let cause = cause(study, &difference.because);
        let subjects = difference.subjects.iter().map(|s| making.name(s)).collect::<Vec<_>>().join(", ");
        let (before, after) = (word(&difference.before), word(&difference.after));
        let same = |c: &&mut model::Change| c.rule == rule.name.as_str() && c.before == before && c.after == after;
        match told.iter_mut().find(same) {
            Some(known) => {
                known.subjects.push(subjects);
                known.causes.extend(cause.filter(|cause| !known.causes.contains(cause)));
            }
            None => told.push(model::Change {
                rule: rule.name.to_string(),
                title: making.title(rule),
                subjects: vec![subjects],
                before,
                after,
                causes: cause.into_iter().collect(),
                origin: Origin::of(rule.decl),
            }),
        }
    }
    told
}

/// What brings an outcome about, in words: each patch by its reform and its number there, as [`reform`] lists them.
fn cause(study: &Study, of: &Cause) -> Option<String> {
    let text = |factor: Factor| match factor {
        Factor::Patch(patch) => patches_text(study, &[patch]),
        Factor::Day(day) => format!("the law of {}", house::date_long(day)),
        Factor::Cut(day) => format!("what was known on {}", house::date_long(day)),
        factor => factor.words(study.base.checked).replace('_', " "),
    };
    let patch = |factor: &Factor| match factor {
        Factor::Patch(patch) => Some(*patch),
        _ => None,
    };
    // Clauses of one reform that are needed together are named together.
    let together = |set: &[Factor]| {
        let of_one = |a: &Factor, b: &Factor| patch(a).zip(patch(b)).is_some_and(|(a, b)| a.reform == b.reform);
        let text = |part: &[Factor]| match part {
            [factor] => text(*factor),
            part => patches_text(study, &part.iter().filter_map(patch).collect::<Vec<_>>()),
        };
        set.chunk_by(of_one).map(text).collect::<Vec<_>>().join(" and ")
    };
    match of {
        Cause::NotAsked => None,
        Cause::Sets(sets) => Some(sets.iter().map(|set| together(set)).collect::<Vec<_>>().join(", or ")),
        Cause::Gone(sets) => Some(sets.iter().map(|set| gone_text(set, &text)).collect::<Vec<_>>().join(", or ")),
        Cause::Exchanged(pairs) => {
            let each = |(came, gone): &(Vec<Factor>, Vec<Factor>)| exchange_text(together(came), gone, &text);
            Some(pairs.iter().map(each).collect::<Vec<_>>().join(", or "))
        }
        Cause::Among(some) => cause(study, some).map(|some| format!("{some} (not all combinations were tried)")),
        Cause::Both => Some("what it has and what it lacks together".into()),
        Cause::Several => Some("several patches".into()),
    }
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
    house::list(&runs.collect::<Vec<_>>(), "and")
}

fn readings(making: &Making, study: &mut Study, law: &[Cell]) -> Vec<model::Reading> {
    let checked = making.input.checked;
    let own: Vec<Cell> = own_cells(making, law);
    let assessed = |r: RuleId| making.is_assessed(r);
    let shown = |entity: EntityId, row: usize| making.shows(entity, row);
    let mut told = vec![];
    for (at, reading) in checked.readings.iter().enumerate() {
        if !making.scope.has(checked.program.decl(reading.decl)) {
            continue;
        }
        let world = study.have(None, &[ReadingId(at as u32)]);
        let other = study.cells_for(&study.run(), world, &Ask { rule: &assessed, subject: &shown });
        let other = own_cells(making, &other);
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
            contested: changes(making, study, &differences(&own, &other)),
            origin: Origin::of(reading.decl),
        });
    }
    told
}

fn recommendations(
    making: &Making,
    study: &mut Study,
    needs: &[model::Need],
) -> Result<Vec<model::Recommendation>, Vec<Diagnostic>> {
    let checked = making.input.checked;
    let all = checked.recommendations.iter().enumerate();
    let ours = all.filter(|(_, r)| making.scope.has(checked.program.decl(r.decl))).map(|(at, _)| at);
    let judged = recommend::judge(study, &ours.collect::<Vec<_>>());
    judged.iter().map(|one| recommendation(making, study, one, needs)).collect()
}

fn recommendation(
    making: &Making,
    study: &mut Study,
    judged: &Judged,
    missing: &[model::Need],
) -> Result<model::Recommendation, Vec<Diagnostic>> {
    let checked = making.input.checked;
    let written = &checked.recommendations[judged.place];
    let decl = checked.program.decl(written.decl);
    let party = |name: &Name| {
        let found = checked.program.parties.iter().find(|p| p.name == *name);
        found.map_or_else(|| name.to_string(), |p| p.title.clone())
    };
    let names = |needs: &[crate::eval::needs::Need]| -> Vec<String> {
        let all: BTreeSet<String> = needs.iter().map(|n| crate::analysis::facts::need_name(study, n)).collect();
        all.into_iter().collect()
    };
    let evidence: Vec<model::Evidence> = judged
        .evidence
        .iter()
        .map(|e| model::Evidence {
            text: because_text(&(making.input.text)(e.span)),
            outcome: truth(&e.outcome),
            under: e.under.map_or_else(|| LAW.into(), |s| checked.scenario(s).name.to_string()),
            by_construction: e.by_construction,
            vacuous: e.vacuous,
            contested: e.contested.iter().map(|c| c.to_string()).collect(),
            marks: e.marks.told(),
            needs: names(&e.needs),
        })
        .collect();
    let needs: BTreeSet<String> = evidence.iter().flat_map(|e| e.needs.clone()).collect();
    Ok(model::Recommendation {
        name: written.name.to_string(),
        title: decl.title.clone().unwrap_or_else(|| written.name.replace('_', " ")),
        to: written.to.iter().map(party).collect(),
        by: written.by.map(|d| d.to_string()),
        state: written.state.to_string(),
        verdict: judged.verdict.word().to_string(),
        firm: judged.firm,
        text: Markdown(words::of(making, study, &written.body, missing)?),
        evidence,
        needs: needs.into_iter().collect(),
        dissent: written.dissent.iter().map(|(p, why)| model::Dissent { party: party(p), why: why.clone() }).collect(),
        basis: annex::cites(checked, &decl.per),
        covers: decl.covers.iter().map(|c| c.name.to_string()).collect(),
        origin: Origin::of(written.decl),
    })
}

/// The condition of a `because`, without its word and scenario.
fn because_text(written: &str) -> String {
    let line = escape::one_line(written);
    let line = line.strip_prefix("because").unwrap_or(&line).trim();
    match line.rsplit_once(", under ") {
        Some((condition, scenario)) if !scenario.contains(' ') => condition.to_string(),
        _ => line.to_string(),
    }
}

fn truth(outcome: &Outcome) -> String {
    match outcome.truth() {
        Some(true) => "true".into(),
        Some(false) => "false".into(),
        None if outcome.is_not_applicable() => "not applicable".into(),
        None if outcome.is_conflict() => "conflict".into(),
        None if outcome.is_gap() => "gap".into(),
        None => "unknown".into(),
    }
}
