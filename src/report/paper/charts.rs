//! Charts of a paper: who is met by what, and what scenarios change.

use crate::analysis::marks::Grounds;
use crate::analysis::study::{Ask, Cell, Study, by_question};
use crate::analysis::words::Came;
use crate::eval::run::Runner;
use crate::num::rat::Rat;
use crate::num::round::Rounding;
use crate::report::chart::bars::{Bars, Series};
use crate::report::chart::dumbbell::{Dumbbell, End, Pair, Point};
use crate::report::chart::matrix::{Matrix, Status};
use crate::report::chart::{Chart, Tone};
use crate::report::house;
use crate::report::paper::marks::{self, CellMarks};
use crate::report::paper::model::{Mark, Origin};
use crate::report::paper::scenarios::Shown;
use crate::report::paper::share::Making;
use crate::report::paper::values;
use crate::report::template::Markdown;
use crate::types::checked::{Checked, Rule, RuleKind};
use crate::types::schema::Type;
use crate::types::term::RuleId;
use std::collections::BTreeMap;

/// A chart and the rules of which it draws outcomes or values.
pub struct Drawing {
    /// The chart.
    pub chart: Chart,
    /// The rules.
    pub origin: Origin,
    /// The marks of what it draws, each once.
    pub marks: Vec<Mark>,
}

impl Drawing {
    /// What a template calls it; parts of one chart share a name.
    pub fn name(&self) -> String {
        self.chart.figure.id.split("-part-").next().unwrap_or_default().replace('-', "_")
    }
}

/// Kinds that get a matrix.
const KINDS: &[RuleKind] = &[RuleKind::Barrier, RuleKind::Requirement, RuleKind::Criterion, RuleKind::Guarantee];

fn matrix_name(kind: RuleKind) -> String {
    format!("matrix_{}", kind.word())
}

fn bars_name(rule: &Rule) -> String {
    format!("scenarios_{}", rule.name)
}

fn change_name(rule: &Rule) -> String {
    format!("change_{}", rule.name)
}

/// The charts of outcomes that the template shows: a matrix for each kind of assessment, and a bar chart over the
/// worlds for each assessment of one subject.
pub fn all(making: &Making, study: &Study, worlds: &[Shown]) -> Vec<Drawing> {
    let mut charts = vec![];
    for kind in KINDS.iter().filter(|kind| making.draws(&matrix_name(**kind))) {
        charts.extend(matrices(making, &worlds[0], *kind));
    }
    let rules = making.input.checked.rules.iter().enumerate();
    for (at, _) in rules.filter(|(_, rule)| making.draws(&bars_name(rule))) {
        charts.extend(bars(making, study, worlds, RuleId(at as u32)));
    }
    charts
}

/// The names of all charts that a paper of this policy may have.
pub fn names(checked: &Checked) -> Vec<String> {
    let of_kinds = KINDS.iter().map(|kind| matrix_name(*kind));
    let of_rules = checked.rules.iter().flat_map(|rule| [bars_name(rule), change_name(rule)]);
    of_kinds.chain(of_rules).collect()
}

/// Charts by the name that a template calls them; parts of one follow each other.
pub fn named(drawings: &[Drawing], images: &str) -> BTreeMap<String, Markdown> {
    let mut named: BTreeMap<String, Markdown> = BTreeMap::new();
    for drawing in drawings {
        let drawn = drawing.chart.markdown(images);
        match named.get_mut(&drawing.name()) {
            Some(first) => first.0 = format!("{}\n\n{}", first.0, drawn.0),
            None => {
                named.insert(drawing.name(), drawn);
            }
        }
    }
    named
}

/// The marks of what charts draw, by the name that a template calls them.
pub fn marks(drawings: &[Drawing]) -> BTreeMap<String, Vec<Mark>> {
    let mut named: BTreeMap<String, Vec<Mark>> = BTreeMap::new();
    for drawing in drawings {
        marks::add(named.entry(drawing.name()).or_default(), &drawing.marks);
    }
    named
}

fn is_single(making: &Making, rule: RuleId) -> bool {
    let rule = making.input.checked.rule(rule);
    let one = matches!(rule.subjects.as_slice(), [s] if s.ty == Type::Entity(making.entity) && s.list.is_none());
    one && rule.assesses() && rule.added_by.is_none() && making.has_rule(rule)
}

/// Good, bad, not known, not asked, something wrong: in the order of the key.
fn states(kind: RuleKind) -> Vec<Status> {
    let (yes, no) = kind.words();
    let (good, bad) = if kind == RuleKind::Barrier { (no, yes) } else { (yes, no) };
    let status = |label: &str, tone| Status { label: label.into(), tone };
    vec![
        status(good, Tone::Good),
        status(bad, Tone::Bad),
        status("not known", Tone::Open),
        status("not applicable", Tone::Void),
        status("conflict or gap", Tone::Mixed),
    ]
}

fn state(kind: RuleKind, cell: &Cell) -> usize {
    match Came::of(&cell.outcome) {
        Came::Yes => usize::from(kind == RuleKind::Barrier),
        Came::No => usize::from(kind != RuleKind::Barrier),
        Came::Open => 2,
        Came::NotApplicable => 3,
        Came::Conflict | Came::Gap => 4,
    }
}

/// As many columns as can be read side by side on a page.
const MOST_COLUMNS: usize = 9;

/// One matrix, or several where the rules do not fit beside each other.
fn matrices(making: &Making, law: &Shown, kind: RuleKind) -> Vec<Drawing> {
    let checked = making.input.checked;
    let rules: Vec<RuleId> = (0..checked.rules.len() as u32)
        .map(RuleId)
        .filter(|r| checked.rule(*r).kind == kind && is_single(making, *r))
        .collect();
    // A column of which nothing is known shows nothing; the table of the rules says so.
    let says = |rule: &RuleId| {
        law.cells.iter().any(|c| c.rule == *rule && making.is_own(c) && ![2, 3].contains(&state(kind, c)))
    };
    let of = rules.len();
    let rules: Vec<RuleId> = rules.into_iter().filter(says).collect();
    let left_out = of - rules.len();
    if rules.is_empty() || making.own.is_empty() {
        return vec![];
    }
    let parts = rules.len().div_ceil(MOST_COLUMNS);
    let each = rules.len().div_ceil(parts);
    let chunks = rules.chunks(each).enumerate();
    let drawn = chunks.map(|(at, part)| Drawing {
        chart: matrix(making, law, kind, part, (at + 1, parts), left_out),
        origin: Origin(part.iter().map(|r| checked.rule(*r).decl).collect()),
        marks: marks::each_once(law.marks.iter().filter(|(asked, _)| part.contains(&asked.0)).flat_map(|(_, m)| m)),
    });
    drawn.collect()
}

fn matrix(
    making: &Making,
    law: &Shown,
    kind: RuleKind,
    rules: &[RuleId],
    part: (usize, usize),
    left_out: usize,
) -> Chart {
    let by: BTreeMap<_, _> = law.cells.iter().map(|c| (c.question(), c)).collect();
    let signs = making.own.iter().map(|(key, _)| {
        rules.iter().map(|r| marks::signs(marks::at(&law.marks, &(*r, vec![key.clone()])))).collect::<Vec<String>>()
    });
    let rows = making.own.iter().map(|(key, _)| {
        rules.iter().map(|r| by.get(&(*r, vec![key.clone()])).map_or(3, |c| state(kind, c))).collect::<Vec<usize>>()
    });
    let grid: Vec<Vec<usize>> = rows.collect();
    let used: Vec<usize> = (0..5).filter(|s| grid.iter().flatten().any(|c| c == s)).collect();
    let place = |s: usize| used.iter().position(|u| *u == s).unwrap_or(0);
    let all = states(kind);
    let (one, many) = nouns(making);
    let word = kind.word();
    let plural = if word == "criterion" { "criteria".to_string() } else { format!("{word}s") };
    let (suffix, of) = match part {
        (_, 1) => (String::new(), String::new()),
        (1, all) => (String::new(), format!(" (part 1 of {all})")),
        (at, all) => (format!("-part-{at}"), format!(" (part {at} of {all})")),
    };
    let nothing = match left_out {
        0 => String::new(),
        1 => format!("; one {word} that is open or does not apply for every {one} is left out"),
        n => format!("; {n} {plural} that are open or do not apply for every {one} are left out"),
    };
    Matrix {
        id: format!("matrix-{word}{suffix}"),
        title: format!("Outcome of each {word} for each {one} with a profile, under the law in force{of}; the numbers are those of the table below{nothing}."),
        row_noun: (one, many),
        column_noun: (word.to_string(), plural),
        rows: making.own.iter().map(|o| o.1.clone()).collect(),
        columns: rules.iter().map(|r| making.number(*r).to_string()).collect(),
        states: used.iter().map(|s| Status { label: all[*s].label.clone(), tone: all[*s].tone }).collect(),
        cells: grid.iter().map(|row| row.iter().map(|s| place(*s)).collect()).collect(),
        signs: signs.collect(),
    }
    .chart()
}

fn nouns(making: &Making) -> (String, String) {
    let declared = making.input.checked.schema.entity(making.entity);
    house::entity_words(&declared.name, declared.plural.as_deref())
}

fn bars(making: &Making, study: &Study, worlds: &[Shown], id: RuleId) -> Option<Drawing> {
    if !is_single(making, id) || worlds.len() < 2 || making.own.is_empty() {
        return None;
    }
    let rule = making.input.checked.rule(id);
    let own = |world: usize, wanted: usize| {
        let own = worlds[world].cells.iter().filter(|c| c.rule == id && making.is_own(c));
        own.filter(move |c| state(rule.kind, c) == wanted)
    };
    let count = |world: usize, wanted: usize| own(world, wanted).count() as u64;
    let marks_of = |world: usize, wanted: usize| {
        let marked: &CellMarks = &worlds[world].marks;
        marks::each_once(own(world, wanted).flat_map(|cell| marks::at(marked, &cell.question())))
    };
    let all = states(rule.kind);
    let used: Vec<usize> = (0..5).filter(|s| (0..worlds.len()).any(|w| count(w, *s) > 0)).collect();
    let (one, many) = nouns(making);
    let name = |world: usize| match study.worlds[worlds[world].world].setting.scenario {
        None => house::LAW.to_string(),
        Some(s) => {
            let decl = making.input.checked.program.decl(making.input.checked.scenario(s).decl);
            decl.title.clone().unwrap_or_else(|| decl.name().replace('_', " "))
        }
    };
    let chart = Bars {
        id: format!("scenarios-{}", rule.name.replace('_', "-")),
        title: format!("{}: {many} with a profile by outcome, under the law and each scenario.", making.title(rule)),
        bar_noun: "Scenario".into(),
        noun: (one, many),
        series: used.iter().map(|s| Series { label: all[*s].label.clone(), tone: all[*s].tone }).collect(),
        bars: (0..worlds.len()).map(|w| (name(w), used.iter().map(|s| count(w, *s)).collect())).collect(),
        signs: (0..worlds.len()).map(|w| used.iter().map(|s| marks::signs(&marks_of(w, *s))).collect()).collect(),
    }
    .chart();
    let all: Vec<Mark> = (0..worlds.len()).flat_map(|w| used.iter().flat_map(move |s| marks_of(w, *s))).collect();
    Some(Drawing { chart, origin: Origin::of(rule.decl), marks: marks::each_once(&all) })
}

/// For each definition of a number with a title that a scenario changes and the template shows, before and after: the
/// law against the first scenario of the paper under which a value differs.
pub fn dumbbells(making: &Making, study: &Study, runner: &Runner, grounds: &Grounds, worlds: &[usize]) -> Vec<Drawing> {
    let rules = making.input.checked.rules.iter().enumerate();
    let rules = rules.filter(|(_, rule)| making.draws(&change_name(rule))).map(|(at, _)| RuleId(at as u32));
    let ask = |id: RuleId, world: usize| {
        let ask = Ask { rule: &|r| r == id, subject: &|entity, row| making.shows(entity, row) };
        study.cells_for(runner, world, &ask)
    };
    rules.filter_map(|id| dumbbell(making, study, &ask, grounds, worlds, id)).collect()
}

fn dumbbell(
    making: &Making,
    study: &Study,
    ask: &dyn Fn(RuleId, usize) -> Vec<Cell>,
    grounds: &Grounds,
    worlds: &[usize],
    id: RuleId,
) -> Option<Drawing> {
    let rule = making.input.checked.rule(id);
    let Type::Number(number) = &rule.result else { return None };
    let [subject] = rule.subjects.as_slice() else { return None };
    let Type::Entity(entity) = subject.ty else { return None };
    if !values::is_told(making, rule) {
        return None;
    }
    let before = ask(id, worlds[0]);
    let at = |cell: &Cell| point(study, cell, rule, number.percent);
    let differs = |after: &[Cell]| {
        let of_law = by_question(&before);
        after.iter().any(|a| match (of_law.get(&a.question()).and_then(|b| at(b)), at(a)) {
            (Some(before), Some(after)) => before != after,
            _ => false,
        })
    };
    let (world, after) = worlds[1..].iter().map(|world| (*world, ask(id, *world))).find(|(_, after)| differs(after))?;
    let declared = making.input.checked.schema.entity(entity);
    let (of_law, of_scenario) = (by_question(&before), by_question(&after));
    let end = |cell: Option<&&Cell>| cell.map_or(End::Absent, |cell| at(cell).map_or(End::Unknown, End::At));
    // What a scenario adds comes last.
    let added = after.iter().filter(|cell| !of_law.contains_key(&cell.question()));
    let rows = before.iter().chain(added).map(|cell| Pair {
        label: values::subject(making, cell),
        before: end(of_law.get(&cell.question())),
        after: end(of_scenario.get(&cell.question())),
    });
    let scenario = study.worlds[world].setting.scenario.map(|s| making.input.checked.scenario(s).decl);
    let title = scenario.and_then(|d| making.input.checked.program.decl(d).title.clone());
    let chart = Dumbbell {
        id: format!("change-{}", rule.name.replace('_', "-")),
        title: format!("{}: under the law in force and under a scenario.", making.title(rule)),
        row_noun: house::entity_words(&declared.name, declared.plural.as_deref()),
        measure: if number.percent { format!("{}, in %", making.title(rule)) } else { making.title(rule) },
        before: house::LAW.into(),
        after: title.unwrap_or_else(|| study.worlds[world].name.replace('_', " ")),
        rows: rows.collect(),
    };
    let sides = [&before, &after].map(|cells| marks::of_cells(grounds, cells.iter()));
    let marks = marks::each_once(sides.iter().flat_map(|of| of.values().flatten()));
    Some(Drawing { chart: chart.chart(), origin: Origin::of(rule.decl), marks })
}

/// Where a settled value lies on the axis, in whole units, and how it is printed.
fn point(study: &Study, cell: &Cell, rule: &Rule, percent: bool) -> Option<Point> {
    let number = cell.outcome.number()?;
    let on_axis = if percent { number * &Rat::int(100) } else { number.clone() };
    let whole = on_axis.round_to(&Rat::ONE, Rounding::HalfUp)?;
    Some(Point { value: whole.to_string().parse().ok()?, text: values::printed(study, cell, rule) })
}
