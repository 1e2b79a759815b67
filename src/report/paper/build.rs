//! The context of a paper from one study of its scenarios.

use crate::analysis::causes::attribute;
use crate::analysis::compare::{Difference, differences};
use crate::analysis::decided::By;
use crate::analysis::marks::Grounds;
use crate::analysis::questions::{Of, Question, awaited, questions};
use crate::analysis::reasons::{Teller, Told};
use crate::analysis::recommend::{self, Judged};
use crate::analysis::study::{Ask, Cell, Study};
use crate::analysis::subjects::main_entity;
use crate::analysis::without_value::without_value;
use crate::analysis::words::{Came, outcome_word, possible};
use crate::diag::Diagnostic;
use crate::eval::run::Runner;
use crate::num::date::Date;
use crate::num::print::Style;
use crate::plan::{Op, Table};
use crate::report::escape;
use crate::report::house;
use crate::report::paper::charts::Drawing;
use crate::report::paper::model::{self, Context, Origin};
use crate::report::paper::scenarios::{Shown, compared_with, counts, readings, scenario};
use crate::report::paper::share::Making;
use crate::report::paper::{Input, Request, annex, charts, marks, texts, values};
use crate::report::template::{Markdown, Mentioned};
use crate::text::{LAW, Name};
use crate::types::checked::RuleKind;
use crate::types::schema::EntityId;
use crate::types::term::{RuleId, ScenarioId};
use std::collections::{BTreeMap, BTreeSet};

/// Makes the context of a paper and its charts, of a study of the same policy. `mentioned`: the words of its template;
/// charts and causes of changes that it does not mention are not worked out.
pub fn context(
    input: &Input,
    request: &Request,
    mentioned: &Mentioned,
    study: &mut Study,
) -> Result<(Context, Vec<Drawing>), Vec<Diagnostic>> {
    let entity = request.entity.or_else(|| main_entity(input.checked)).unwrap_or(EntityId(0));
    let subjects_of = own_subjects(input, entity, request.subject.as_ref());
    let making = Making::new(input, entity, subjects_of, &request.scope, mentioned);
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
    let faults = seen.shown.iter().map(|one| without_value(study, &one.cells)).find(|faults| !faults.is_empty());
    if let Some(faults) = faults {
        return Err(faults);
    }
    let compared = compared_with(input, &scenarios);
    let mut changes: Vec<Vec<Difference>> = vec![vec![]];
    for second in 1..worlds.len() {
        let own = |world: usize| making.own_cells(&seen.shown[world].cells);
        let mut changed = differences(&own(compared[second]), &own(second));
        if making.tells_causes() {
            attribute(study, worlds[compared[second]], worlds[second], &mut changed);
        }
        changes.push(changed);
    }
    let told =
        (0..worlds.len()).map(|w| scenario(&making, study, (&seen.shown[w], &seen.shown[compared[w]]), &changes[w]));
    let scenarios: Vec<model::Scenario> = told.collect();
    // Where a scenario knows what came after the cut of the paper, sources are told as of then.
    let latest = worlds.iter().map(|world| study.worlds[*world].setting.known_on).max();
    let sources_on = latest.filter(|day| *day > input.dates.known_on);
    let mut profiles = annex::profiles(&making, &seen.fields);
    let mut drawings = charts::all(&making, study, &seen.shown);
    drawings.extend(seen.changed);
    let judged = judge(&making, study);
    let faults = recommend::without_value(input.checked, &judged);
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut needs = seen.needs;
    needs_of_evidence(&making, study, &judged, &mut needs);
    let context = Context {
        policy: input.policy.to_string(),
        paper: paper(input, request),
        days: days(input, sources_on),
        subjects: subjects(&making),
        rules: seen.rules,
        readings: readings(&making, study, &seen.shown[0]),
        recommendations: recommendations(&making, study, &judged, &needs)?,
        needs,
        decided: seen.decided,
        params: annex::params(&making),
        facts: annex::facts(&making),
        terms: annex::terms(&making),
        commitments: annex::commitments(&making),
        actors: annex::parties(&making),
        sources: annex::sources(&making, sources_on),
        definitions: annex::definitions(&making),
        values: seen.values,
        instances: values::instances(&making),
        trace: values::trace(input, &request.scope, None),
        profile_sources: annex::number_sources(&mut profiles),
        profiles,
        notes: annex::notes(&making),
        charts: charts::named(&drawings, &request.images),
        chart_marks: charts::marks(&drawings),
        engine: input.engine.to_string(),
        scenarios,
    };
    Ok((context, drawings))
}

/// What one run of the paper's worlds shows.
struct Seen {
    /// The worlds: the law first.
    shown: Vec<Shown>,
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
    let grounds = Grounds::new(study, &runner);
    let by = decided_by(making, study, &cells[0]);
    let own: Vec<Cell> = making.own_cells(&cells[0]);
    // The law first: its reasons are told beside its outcomes.
    let told = outcomes(making, study, &runner, &grounds, &cells[0], &by);
    let shown: Vec<Shown> = worlds
        .iter()
        .zip(cells)
        .map(|(world, cells)| {
            let marks = marks::of_cells(&grounds, cells.iter().filter(|cell| making.is_own(cell)));
            Shown { world: *world, cells, marks }
        })
        .collect();
    Seen {
        rules: rules(making, &shown[0], told),
        needs: needs(making, study, &runner, &own),
        values: values::values(making, study, &runner, &grounds, worlds),
        changed: charts::dumbbells(making, study, &runner, &grounds, worlds),
        decided: count_decided(&by, only),
        fields: fields_read(making, study, &runner, worlds),
        shown,
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

fn days(input: &Input, sources_on: Option<Date>) -> model::Days {
    let schema = &input.checked.schema;
    let later = input.dates.later.iter().map(|f| schema.field(*f).path.to_string());
    model::Days {
        law: input.dates.at.to_string(),
        known_on: input.dates.known_on.to_string(),
        data: input.dates.data_as_of.to_string(),
        later: later.collect(),
        sources: sources_on.unwrap_or(input.dates.at).to_string(),
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

/// The outcomes of the law that are told one by one, by assessment.
fn outcomes(
    making: &Making,
    study: &Study,
    runner: &Runner,
    grounds: &Grounds,
    cells: &[Cell],
    by: &Deciding,
) -> BTreeMap<RuleId, Vec<model::Outcome>> {
    let mut told: BTreeMap<RuleId, Vec<model::Outcome>> = BTreeMap::new();
    for cell in cells.iter().filter(|cell| making.is_shown(cell)) {
        let rule = making.input.checked.rule(cell.rule);
        if cell.outcome.is_settled() || making.is_single(rule) || cell.subjects.len() < 2 {
            told.entry(cell.rule).or_default().push(outcome(making, study, runner, grounds, cell, by));
        }
    }
    told
}

/// The assessments by kind; `told`: their outcomes.
fn rules(
    making: &Making,
    law: &Shown,
    mut outcomes: BTreeMap<RuleId, Vec<model::Outcome>>,
) -> BTreeMap<String, Vec<model::Rule>> {
    let checked = making.input.checked;
    let mut groups: BTreeMap<RuleId, Vec<&Cell>> = BTreeMap::new();
    for cell in &law.cells {
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
        let of_all: Vec<&Cell> = of.iter().copied().filter(|c| !making.is_invented(c)).collect();
        let per = annex::cites(checked, &decl.per);
        let mut counts_of_own = counts(rule, &own, &|cell| marks::at(&law.marks, &cell.question()));
        for count in &mut counts_of_own {
            count.marks.retain(|mark| !per.contains(&format!("{} ({})", mark.title, mark.mark)));
        }
        let one = model::Rule {
            name: rule.name.to_string(),
            number: making.number(RuleId(at as u32)),
            title: making.title(rule),
            kind: rule.kind.word().to_string(),
            doc: annex::prose(decl.ast.doc.as_deref()),
            per,
            modality: rule.modality.map_or_else(String::new, |m| format!("{m:?}").to_lowercase()),
            level: rule.level.iter().map(|l| l.to_string()).collect(),
            covers: decl.covers.iter().map(|c| c.name.to_string()).collect(),
            by_subject: making.is_single(rule),
            marks: marks::each_once(counts_of_own.iter().flat_map(|count| &count.marks)),
            counts: counts_of_own,
            counts_in_all: counts(rule, &of_all, &|_| &[]),
            outcomes: outcomes.remove(&RuleId(at as u32)).unwrap_or_default(),
            text: (making.input.text)(decl.ast.span),
            place: (making.input.place)(decl.name_span()),
            origin: Origin::of(rule.decl),
        };
        told.entry(one.kind.clone()).or_default().push(one);
    }
    told
}

fn outcome(
    making: &Making,
    study: &Study,
    runner: &Runner,
    grounds: &Grounds,
    cell: &Cell,
    by: &Deciding,
) -> model::Outcome {
    let rule = making.input.checked.rule(cell.rule);
    let reasons = grounds.reasons(cell);
    let teller = Teller { study, runner, world: cell.world, style: Style::Text, place: making.input.place };
    let marks = if cell.outcome.is_settled() { marks::told(&grounds.marks(cell)) } else { vec![] };
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
        marks,
        needs,
    }
}

/// The facts, params and sources at the ends of reasons, one line each.
fn leaves(told: &[Told]) -> Vec<String> {
    let mut lines: Vec<String> = vec![];
    for one in told.iter().filter(|one| !one.again) {
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

/// What would settle what is open of the rules.
fn needs(making: &Making, study: &Study, runner: &Runner, own: &[Cell]) -> Vec<model::Need> {
    let mut grouped: Vec<model::Need> = vec![];
    for question in questions(study, runner, own) {
        let mut rules: Vec<String> = question.settles.iter().map(|s| s.0.clone()).collect();
        rules.sort();
        rules.dedup();
        let known = need(making, question, &mut grouped);
        known.rules.extend(rules);
        known.rules.sort();
        known.rules.dedup();
    }
    grouped
}

/// The need of a question among those that are known, which gain its subject; it is added if it is not there.
fn need<'n>(making: &Making, question: Question, known: &'n mut Vec<model::Need>) -> &'n mut model::Need {
    let subject = match &question.subject {
        Of::Policy => "one for all".to_string(),
        Of::Subject(_, key) => making.name(key),
        unlisted => unlisted.to_string(),
    };
    let at = known.iter().position(|n| n.name == question.name && n.ask == question.ask);
    let at = at.unwrap_or_else(|| {
        known.push(model::Need {
            name: question.name,
            ask: question.ask,
            effort: question.effort,
            doc: annex::prose(question.doc.as_deref()),
            ..model::Need::default()
        });
        known.len() - 1
    });
    if !known[at].subjects.contains(&subject) {
        known[at].subjects.push(subject);
    }
    &mut known[at]
}

/// Adds what evidence waits for and no rule of the paper asks, and names the recommendations that wait.
fn needs_of_evidence(making: &Making, study: &mut Study, judged: &[Judged], needs: &mut Vec<model::Need>) {
    let asked: BTreeSet<String> = needs.iter().map(|need| need.name.clone()).collect();
    for (place, question) in awaited(study, judged) {
        let name = making.input.checked.recommendations[place].name.to_string();
        if !asked.contains(&question.name) {
            need(making, question.clone(), needs);
        }
        for waits in needs.iter_mut().filter(|need| need.name == question.name) {
            if !waits.recommendations.contains(&name) {
                waits.recommendations.push(name.clone());
            }
        }
    }
    needs.sort_by_key(|need| need.effort);
}

/// The recommendations of the paper, judged.
fn judge(making: &Making, study: &mut Study) -> Vec<Judged> {
    let checked = making.input.checked;
    let all = checked.recommendations.iter().enumerate();
    let ours = all.filter(|(_, r)| making.scope.has(checked.program.decl(r.decl))).map(|(at, _)| at);
    recommend::judge(study, &ours.collect::<Vec<_>>())
}

fn recommendations(
    making: &Making,
    study: &mut Study,
    judged: &[Judged],
    needs: &[model::Need],
) -> Result<Vec<model::Recommendation>, Vec<Diagnostic>> {
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
            outcome: Came::of(&e.outcome).word(RuleKind::Define).to_string(),
            under: e.under.map_or_else(|| LAW.into(), |s| checked.scenario(s).name.to_string()),
            by_construction: e.by_construction,
            vacuous: e.vacuous,
            contested: e.contested.iter().map(|c| c.to_string()).collect(),
            marks: marks::told(&e.marks),
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
        text: Markdown(texts::of(making, study, &written.body, missing)?),
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
