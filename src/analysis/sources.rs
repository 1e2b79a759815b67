//! Every source: what happened to it by a day, where it is cited, what is to be checked.

use crate::data::{Cell, Datum, Profiles, Value};
use crate::hir::DeclId;
use crate::hir::law::{Cite, Evidence, SourceId, StatusLine, holds_from, law_from};
use crate::num::date::Date;
use crate::syntax::ast::law::StatusWord;
use crate::text::Span;
use crate::types::checked::Checked;
use crate::types::patches::ReadingOf;
use std::collections::BTreeMap;

/// A source and what is to be said of it.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its declaration.
    pub decl: DeclId,
    /// `module.name`.
    pub name: String,
    /// Its title.
    pub title: String,
    /// CELEX number or other reference.
    pub reference: Option<String>,
    /// What holds of it on the day.
    pub status: State,
    /// Its mark.
    pub evidence: Evidence,
    /// Citations: locator, and where it stands.
    pub cited: Vec<(String, Span)>,
    /// Locators or remarks that are to be checked.
    pub to_check: Vec<String>,
    /// Locators of parts that were read, of a source that as a whole was not.
    pub read: Vec<String>,
}

/// Lists all sources, in text order, as seen on a day with the knowledge of another.
pub fn sources(checked: &Checked, at: Date, known_on: Date) -> Vec<Row> {
    let cited = citations(checked);
    let program = &checked.program;
    let mut rows = vec![];
    for (index, source) in program.sources.iter().enumerate() {
        let id = SourceId(index as u32);
        let cites = cited.get(&id).cloned().unwrap_or_default();
        let mut to_check: Vec<String> = source
            .parts
            .iter()
            .filter(|p| p.evidence.is_some_and(|e| e > source.evidence))
            .map(|p| {
                let memory = if p.evidence == Some(Evidence::Memory) { ", from memory" } else { "" };
                match &p.note {
                    Some(note) if *note != p.locator => format!("{}{memory}: {note}", p.locator),
                    _ => format!("{}{memory}", p.locator),
                }
            })
            .collect();
        if source.evidence == Evidence::ToCheck {
            to_check.insert(0, "the whole source".into());
        }
        to_check.dedup();
        let read =
            source.parts.iter().filter(|p| p.evidence == Some(Evidence::Read) && source.evidence != Evidence::Read);
        rows.push(Row {
            decl: source.decl,
            name: format!("{}.{}", program.decl(source.decl).module, source.name),
            title: source.title.clone(),
            reference: source.celex.clone().or_else(|| source.reference.clone()),
            status: State::of(&source.status, at, known_on),
            evidence: source.evidence,
            cited: cites.iter().map(|c| (c.locator.clone().unwrap_or_default(), c.span)).collect(),
            to_check,
            read: read.map(|p| p.locator.clone()).collect(),
        });
    }
    rows
}

/// A source of data and what rests on it.
#[derive(Clone, Debug)]
pub struct DataRow {
    /// Its title.
    pub title: String,
    /// Its day of publication; the flag: not later than.
    pub published: Option<(Date, bool)>,
    /// Its mark.
    pub evidence: Evidence,
    /// Places of the data that name it.
    pub data: Vec<Span>,
    /// Those of them that are to be checked.
    pub to_check: Vec<Span>,
}

/// Lists the sources that profiles and tables name, in order of their titles; one title is one source.
pub fn of_data(profiles: &Profiles) -> Vec<DataRow> {
    let mut rows: BTreeMap<(&str, Option<(Date, bool)>, Evidence), DataRow> = BTreeMap::new();
    let mut open: Vec<&Datum> = vec![];
    for cell in profiles.tables.iter().flat_map(|t| &t.columns).flatten() {
        open_cell(cell, &mut open);
    }
    while let Some(datum) = open.pop() {
        match &datum.value {
            Value::Record(cells) => cells.iter().for_each(|cell| open_cell(cell, &mut open)),
            Value::List(list) => open.extend(&list.items),
            _ => {}
        }
        let meta = profiles.meta(datum);
        let Some(source) = meta.source.and_then(|s| profiles.sources.get(s as usize)) else { continue };
        let row = rows.entry((&source.title, source.published, source.evidence)).or_insert_with(|| DataRow {
            title: source.title.to_string(),
            published: source.published,
            evidence: source.evidence,
            data: vec![],
            to_check: vec![],
        });
        row.data.push(datum.span);
        if meta.evidence == Evidence::ToCheck {
            row.to_check.push(datum.span);
        }
    }
    let mut rows: Vec<DataRow> = rows.into_values().collect();
    for row in &mut rows {
        row.data.sort();
        row.to_check.sort();
    }
    rows
}

fn open_cell<'a>(cell: &'a Cell, open: &mut Vec<&'a Datum>) {
    if let Cell::Data(data) = cell {
        open.extend(data.iter());
    }
}

/// Words that the policy defines: terms and concepts, in text order.
pub fn words(checked: &Checked) -> impl Iterator<Item = &crate::hir::Decl> {
    checked.program.of_kind(&[crate::syntax::ast::kind::DeclKind::Term, crate::syntax::ast::kind::DeclKind::Concept])
}

/// What a status says of a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Nothing is known of it by the knowledge cut.
    Later,
    /// No status is written.
    NotStated,
    /// It was repealed.
    Repealed(Date),
    /// It is in force, and applied from a day.
    AppliedFrom(Date),
    /// The last that happened to it by the day.
    Last(StatusLine),
    /// Nothing had happened to it by the day; what comes first.
    NotYet(StatusLine),
}

impl State {
    /// Of a status, on a day with the knowledge of another.
    pub fn of(status: &[StatusLine], at: Date, known_on: Date) -> State {
        let known = || status.iter().filter(|line| line.date <= known_on);
        let Some(first) = known().min_by_key(|line| (line.date, line.word)) else {
            return if status.is_empty() { State::NotStated } else { State::Later };
        };
        let last = known().filter(|line| line.date <= at).max_by_key(|line| (line.date, line.word));
        let is_law = law_from(status).is_some_and(|day| day <= known_on);
        let holds = holds_from(status).filter(|from| is_law && *from <= at);
        let applies =
            |line: &StatusLine| matches!(line.word, StatusWord::Applied | StatusWord::Transposed | StatusWord::InForce);
        let repealed = status.iter().find(|line| line.word == StatusWord::Repealed && line.date <= at);
        match (repealed, holds) {
            (Some(line), _) => State::Repealed(line.date),
            (None, Some(from)) if status.iter().any(applies) => State::AppliedFrom(from),
            _ => last.map_or(State::NotYet(*first), |last| State::Last(*last)),
        }
    }

    /// In words, with days written by `day`: `proposed 2016-07-13`, `later than the knowledge cut`.
    pub fn words(self, day: &dyn Fn(Date) -> String) -> String {
        match self {
            State::Later => "later than the knowledge cut".into(),
            State::NotStated => "status not stated".into(),
            State::Repealed(date) => format!("repealed {}", day(date)),
            State::AppliedFrom(date) => format!("in force, applied from {}", day(date)),
            State::Last(line) => step(line, day),
            State::NotYet(line) => format!("not yet; {}", step(line, day)),
        }
    }
}

/// A step of a status with its day.
fn step(line: StatusLine, day: &dyn Fn(Date) -> String) -> String {
    format!("{}{} {}", line.word.word(), if line.by { " by" } else { "" }, day(line.date))
}

fn citations(checked: &Checked) -> BTreeMap<SourceId, Vec<Cite>> {
    let mut all: Vec<&Cite> = vec![];
    for decl in &checked.program.decls {
        all.extend(&decl.per);
    }
    for source in &checked.program.sources {
        all.extend(&source.status_per);
    }
    for param in &checked.params {
        all.extend(param.versions.iter().flat_map(|v| &v.per));
    }
    for fact in &checked.facts {
        all.extend(&fact.per);
    }
    for rule in &checked.rules {
        all.extend(rule.body.cites());
    }
    for reading in &checked.readings {
        match &reading.of {
            ReadingOf::Rule(_, body) => all.extend(body.cites()),
            ReadingOf::Param(_, versions) => all.extend(versions.iter().flat_map(|v| &v.per)),
            ReadingOf::Nothing => {}
        }
    }
    for reform in &checked.reforms {
        all.extend(&reform.limits);
        all.extend(&reform.status_per);
        all.extend(reform.patches.iter().flat_map(|patch| patch.cites(checked)));
    }
    for commitment in &checked.commitments {
        all.extend(commitment.happened.iter().flat_map(|h| &h.2));
        all.extend(commitment.not_happened.iter().flat_map(|h| &h.1));
    }
    let mut by_source: BTreeMap<SourceId, Vec<Cite>> = BTreeMap::new();
    for cite in all {
        let list = by_source.entry(cite.source).or_default();
        if !list.iter().any(|c| c.span == cite.span) {
            list.push(cite.clone());
        }
    }
    for list in by_source.values_mut() {
        list.sort_by_key(|c| c.span);
    }
    by_source
}
