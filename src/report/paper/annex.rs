//! Law, data and commitments for the annexes.

use crate::analysis::commitments;
use crate::analysis::marks::{Standing, cite_text, mark_text, said_of_datum, weak_word};
use crate::analysis::sources as all_sources;
use crate::analysis::words::Printer;
use crate::data::{Cell, Datum, Value};
use crate::eval::outcome::{Outcome, Values};
use crate::hir::law::{Cite, Evidence};
use crate::num::bounds::Bounds;
use crate::num::date::Date;
use crate::num::print::Style;
use crate::report::escape;
use crate::report::house;
use crate::report::paper::Input;
use crate::report::paper::model::{self, Origin};
use crate::report::paper::share::{Making, title_of};
use crate::text::{Name, Span};
use crate::types::checked::{Checked, Fact, Param, RuleKind};
use crate::types::schema::{EntityId, Field, Schema, Type};
use crate::types::term::{Term, TermKind};
use std::collections::BTreeSet;

/// A doc comment as one paragraph.
pub fn prose(doc: Option<&str>) -> String {
    escape::one_line(doc.unwrap_or_default())
}

/// A citation in words, with the mark of what was not read.
fn cite(checked: &Checked, cite: &Cite) -> String {
    match weak_word(checked.program.source(cite.source).evidence_of(cite)) {
        None => cite_text(checked, cite),
        Some(word) => format!("{} ({word})", cite_text(checked, cite)),
    }
}

/// Citations in words, with their marks.
pub fn cites(checked: &Checked, per: &[Cite]) -> Vec<String> {
    let mut told: Vec<String> = per.iter().map(|c| cite(checked, c)).collect();
    told.dedup();
    told
}

/// Citations in words, with their marks and remarks.
pub fn cites_with_notes(checked: &Checked, per: &[Cite]) -> Vec<String> {
    let told = per.iter().map(|c| match &c.note {
        Some(note) => format!("{}: {note}", cite(checked, c)),
        None => cite(checked, c),
    });
    told.collect()
}

/// The mark that a declaration bears by itself.
fn own_mark(evidence: Option<Evidence>) -> Vec<String> {
    evidence.and_then(weak_word).map(String::from).into_iter().collect()
}

fn printer<'a>(schema: &'a Schema, keys: &'a dyn Fn(EntityId, u32) -> Option<Name>) -> Printer<'a> {
    Printer { schema, style: Style::Text, keys }
}

/// A literal of a param or fact in words.
pub fn literal(schema: &Schema, ty: &Type, term: &Term) -> String {
    let keys = |_: EntityId, _: u32| None;
    let printer = printer(schema, &keys);
    match &term.kind {
        TermKind::Number(n) => printer.number(ty, n),
        TermKind::Bool(b) => if *b { "yes" } else { "no" }.into(),
        TermKind::Date(d) => house::date_long(*d),
        TermKind::Text(t) => t.to_string(),
        TermKind::Code(place) => printer.code(ty, *place),
        TermKind::Unknown => "unknown".into(),
        TermKind::Absent => "the law has none".into(),
        TermKind::Instance(_, key) => key.to_string(),
        TermKind::Between(a, b) => format!("between {} and {}", literal(schema, ty, a), literal(schema, ty, b)),
        TermKind::Range(a, b) => {
            let item = match ty {
                Type::Range(item) => item,
                other => other,
            };
            format!("{} to {}", literal(schema, item, a), literal(schema, item, b))
        }
        TermKind::List(items) => {
            let item = match ty {
                Type::List(item) => item,
                other => other,
            };
            items.iter().map(|i| literal(schema, item, &i.1)).collect::<Vec<_>>().join(", ")
        }
        _ => "-".into(),
    }
}

fn days_text(from: Date, until: Date) -> String {
    match (from == Date::MIN, until == Date::MAX) {
        (true, true) => String::new(),
        (true, false) => format!("until {}", house::date_long(until)),
        (false, true) => format!("from {}", house::date_long(from)),
        (false, false) => Style::Text.days(from, until),
    }
}

/// Params as the law has them on the law date.
pub fn params(making: &Making) -> Vec<model::Param> {
    let (input, checked) = (making.input, making.input.checked);
    let day = input.dates.at;
    let in_scope = |p: &&Param| p.added_by.is_none() && making.scope.has(checked.program.decl(p.decl));
    let in_law = checked.params.iter().filter(in_scope);
    in_law
        .map(|param| {
            let version = param.versions.iter().find(|v| v.from <= day && day <= v.until);
            let title = checked.program.decl(param.decl).title.clone();
            model::Param {
                name: param.name.to_string(),
                title: title.unwrap_or_else(|| param.name.replace('_', " ")),
                doc: prose(checked.program.decl(param.decl).ast.doc.as_deref()),
                value: version
                    .map_or_else(|| "no value on that day".into(), |v| literal(&checked.schema, &param.ty, &v.value)),
                days: version.map_or_else(String::new, |v| days_text(v.from, v.until)),
                per: version.map(|v| cites_with_notes(checked, &v.per)).unwrap_or_default(),
                marks: own_mark(version.and_then(|v| v.evidence)),
                origin: Origin::of(param.decl),
            }
        })
        .collect()
}

/// Facts that were published by the knowledge cut.
pub fn facts(making: &Making) -> Vec<model::Fact> {
    let (input, checked) = (making.input, making.input.checked);
    let known = |f: &&Fact| {
        f.published.is_none_or(|(day, _)| day <= input.dates.known_on) && making.scope.has(checked.program.decl(f.decl))
    };
    let told = checked.facts.iter().filter(known).map(|fact| {
        let decl = checked.program.decl(fact.decl);
        let doc = prose(decl.ast.doc.as_deref());
        let title =
            decl.title.clone().unwrap_or_else(|| if doc.is_empty() { fact.name.replace('_', " ") } else { doc });
        model::Fact {
            name: fact.name.to_string(),
            title,
            value: literal(&checked.schema, &fact.ty, &fact.value),
            of: fact.of.map_or_else(String::new, |(from, to)| Style::Text.days(from, to)),
            per: cites(checked, &fact.per),
            marks: own_mark(fact.evidence),
            origin: Origin::of(fact.decl),
        }
    });
    told.collect()
}

/// Who takes part and who is spoken of.
pub fn parties(making: &Making) -> Vec<model::Party> {
    let checked = making.input.checked;
    let told = checked.program.parties.iter().filter_map(|party| {
        let decl = checked.program.decl(party.decl);
        making.scope.has(decl).then(|| model::Party {
            name: party.name.to_string(),
            title: party.title.clone(),
            per: cites(checked, &decl.per),
            covers: decl.covers.iter().map(|id| id.name.to_string()).collect(),
            origin: Origin::of(party.decl),
        })
    });
    told.collect()
}

/// Words that the source defines.
pub fn terms(making: &Making) -> Vec<model::Term> {
    let checked = making.input.checked;
    let declared = crate::analysis::sources::words(checked).filter(|d| making.scope.has(d));
    let told = declared.map(|decl| model::Term {
        name: decl.name().replace('_', " "),
        meaning: decl.title.clone().unwrap_or_default(),
        per: cites(checked, &decl.per),
        origin: Origin::of(decl.id),
    });
    told.collect()
}

/// Commitments with their state at the law date.
pub fn commitments(making: &Making) -> Vec<model::Commitment> {
    let (input, checked) = (making.input, making.input.checked);
    let (at, known_on) = (input.dates.at, input.dates.known_on);
    let party = |name: &Name| {
        let found = checked.program.parties.iter().find(|p| p.name == *name);
        found.map_or_else(|| name.to_string(), |p| p.title.clone())
    };
    let in_scope = checked.commitments.iter().filter(|c| making.scope.has(checked.program.decl(c.decl)));
    let told = in_scope.map(|c| {
        let decl = checked.program.decl(c.decl);
        let state = commitments::state(checked, c, at, known_on);
        // What happened within the days that were planned is neither early nor late.
        let planned = |(first, last): (Date, Date)| c.planned.is_some_and(|(from, to)| from <= first && last <= to);
        let in_time = c.happened.as_ref().is_some_and(|(first, last, _)| planned((*first, *last)));
        let slip = commitments::slip(checked, c, at, known_on).map(|slip| if in_time { (0, 0) } else { slip });
        let done = state == commitments::State::Done;
        model::Commitment {
            name: c.name.to_string(),
            title: decl.title.clone().unwrap_or_else(|| c.name.replace('_', " ")),
            kind: house::entity_words(&checked.schema.entity(c.entity).name, None).0,
            of: c.of.as_ref().map_or_else(String::new, ToString::to_string),
            owner: c.owner.iter().map(party).collect(),
            planned: c.planned.map_or_else(|| "not dated".into(), |(from, to)| Style::Text.days(from, to)),
            happened: match (&c.happened, done) {
                (Some((from, to, _)), true) => Style::Text.days(*from, *to),
                _ => String::new(),
            },
            state: state.word().replace('_', " "),
            slip: match slip {
                Some((a, b)) if a == b => format!("{a} days"),
                Some((a, b)) => format!("{a} to {b} days"),
                None => String::new(),
            },
            covers: decl.covers.iter().map(|id| id.name.to_string()).collect(),
            origin: Origin::of(c.decl),
        }
    });
    told.collect()
}

/// Sources known by the cut with their status at the law date, or, of a paper whose scenarios know more, both on a
/// later day.
pub fn sources(making: &Making, later: Option<Date>) -> Vec<model::Source> {
    let input = making.input;
    let shown: Vec<Span> =
        input.checked.program.decls.iter().filter(|d| making.scope.has(d)).map(|d| d.ast.span).collect();
    let cited = |cite: &Span| shown.iter().any(|s| s.holds(*cite));
    let (at, known_on) = later.map_or((input.dates.at, input.dates.known_on), |day| (day, day));
    let rows = all_sources::sources(input.checked, at, known_on);
    let known = rows.into_iter().filter(|r| r.status != all_sources::State::Later);
    let told = known.filter(|r| making.scope.is_all() || r.cited.iter().any(|c| cited(&c.1))).map(|r| model::Source {
        name: r.name,
        title: r.title,
        reference: r.reference.unwrap_or_default(),
        status: r.status.words(&house::date_long),
        mark: mark_text(r.evidence).into(),
        to_check: r.to_check,
        read: r.read,
        cited: r.cited.len(),
        origin: Origin::of(r.decl),
    });
    told.collect()
}

/// Definitions, tables and scales.
pub fn definitions(making: &Making) -> Vec<model::Definition> {
    let (input, checked) = (making.input, making.input.checked);
    let mut told = vec![];
    for rule in &checked.rules {
        if rule.added_by.is_some() || rule.kind.is_assessment() || !making.has_rule(rule) {
            continue;
        }
        let decl = checked.program.decl(rule.decl);
        let of_cases = rule.body.ends.iter().flat_map(|e| &e.per).chain(rule.body.cases.iter().flat_map(|c| &c.per));
        let mut per: Vec<Cite> = decl.per.iter().chain(of_cases).cloned().collect();
        per.dedup_by(|a, b| a.source == b.source && a.locator == b.locator);
        let kind = if rule.kind == RuleKind::Collect { "list" } else { rule.kind.word() };
        told.push(model::Definition {
            name: rule.name.to_string(),
            title: title_of(input, rule),
            kind: kind.to_string(),
            doc: prose(decl.ast.doc.as_deref()),
            per: cites(checked, &per),
            text: (input.text)(decl.ast.span),
            place: (input.place)(decl.name_span()),
            origin: Origin::of(rule.decl),
        });
    }
    told
}

/// Numbers the sources of the data that rules of the paper read, in the order in which they come.
pub fn number_sources(profiles: &mut [model::Profile]) -> Vec<String> {
    let mut sources: Vec<String> = vec![];
    for datum in profiles.iter_mut().flat_map(|p| &mut p.data).filter(|d| d.read && !d.source.is_empty()) {
        let at = sources.iter().position(|source| *source == datum.source).unwrap_or_else(|| {
            sources.push(datum.source.clone());
            sources.len() - 1
        });
        datum.source_no = at + 1;
    }
    sources
}

/// Profiles of the subjects of a paper; `read`: the fields that its rules read.
pub fn profiles(making: &Making, read: &BTreeSet<u32>) -> Vec<model::Profile> {
    let (input, entity) = (making.input, making.entity);
    let Some(table) = input.profiles.table(entity) else { return vec![] };
    let declared = input.checked.schema.entity(entity);
    let mut told = vec![];
    for (key, name) in &making.own {
        let Some(at) = table.row(key) else { continue };
        let row = &table.rows[at];
        let (mut data, mut unknown) = (vec![], vec![]);
        for (index, field) in declared.fields.iter().enumerate() {
            if declared.key.contains(&(index as u32)) || field.path.as_str() == "name" {
                continue;
            }
            match &table.columns[index][at] {
                Cell::Missing => unknown.push(field.path.to_string()),
                Cell::Data(all) => {
                    let all: Vec<&Datum> = all.iter().collect();
                    if all.iter().all(|d| d.value == Value::Unknown) {
                        unknown.push(field.path.to_string());
                    }
                    let read = read.contains(&(index as u32));
                    data.extend(all.iter().filter(|d| d.value != Value::Unknown).map(|d| datum(input, field, d, read)));
                }
            }
        }
        told.push(model::Profile { key: key.to_string(), name: name.clone(), invented: row.invented, data, unknown });
    }
    told
}

fn datum(input: &Input, field: &Field, datum: &Datum, read: bool) -> model::ProfileDatum {
    let meta = input.profiles.meta(datum);
    let is_after = |day: Option<Date>, cut: Date| day.is_some_and(|day| day > cut);
    let standing = Standing {
        later: is_after(meta.counts_from(field.series || field.flow), input.dates.data_as_of),
        not_yet_known: is_after(input.profiles.published(meta), input.dates.known_on),
        undated: false,
    };
    let marks = said_of_datum(meta, standing, Style::Text);
    let source = meta.source.and_then(|s| input.profiles.sources.get(s as usize));
    model::ProfileDatum {
        field: field.path.to_string(),
        value: value_text(&input.checked.schema, &field.ty, &datum.value),
        as_of: meta.as_of.map_or_else(String::new, |(from, to)| Style::Text.days(from, to)),
        source: source.map_or_else(String::new, |s| s.title.to_string()),
        source_no: 0,
        read,
        marks,
        note: meta.note.as_deref().unwrap_or_default().to_string(),
    }
}

pub fn value_text(schema: &Schema, ty: &Type, value: &Value) -> String {
    let keys = |_: EntityId, _: u32| None;
    let printer = printer(schema, &keys);
    let number = |bounds: Option<Bounds>| {
        bounds.map_or_else(|| "unknown".into(), |b| printer.outcome(ty, &Outcome::of(Values::Number(b))))
    };
    match value {
        Value::Unknown => "unknown".into(),
        Value::Absent => "absent".into(),
        Value::Bool(b) => if *b { "yes" } else { "no" }.into(),
        Value::Number(n) => number(Some(Bounds::exact(n.clone()))),
        Value::Between(a, b) => number(Bounds::between(a.clone(), b.clone())),
        Value::Range(a, b) => {
            format!("{} to {}", number(Some(Bounds::exact(a.clone()))), number(Some(Bounds::exact(b.clone()))))
        }
        Value::Date(d) => house::date_long(*d),
        Value::Text(t) => t.to_string(),
        Value::Enum(place) => printer.code(ty, *place).replace('_', " "),
        Value::Reference(key) => key.to_string(),
        Value::Record(_) => "a record".into(),
        Value::List(list) => {
            let plain = |d: &Datum| !matches!(d.value, Value::Record(_) | Value::List(_));
            let item = if let Type::List(item) = ty { item } else { ty };
            match list.items.len() {
                1..=12 if list.items.iter().all(plain) => {
                    list.items.iter().map(|d| value_text(schema, item, &d.value)).collect::<Vec<_>>().join(", ")
                }
                many => format!("{many} items"),
            }
        }
    }
}

/// Notes on the source's own errors.
pub fn notes(making: &Making) -> Vec<model::Note> {
    let decls = making.input.checked.program.decls.iter().filter(|d| making.scope.has(d));
    let noted: BTreeSet<&str> = decls.flat_map(|d| d.covers.iter().map(|c| c.name.as_str())).collect();
    let mut notes: Vec<(usize, model::Note)> = making
        .input
        .mandate
        .ids
        .iter()
        .filter(|(id, s)| s.note && (making.scope.is_all() || noted.contains(id.as_str())))
        .map(|(id, s)| {
            let (says, handling, lines) = (s.says.clone(), s.handling.clone(), s.lines.clone());
            (s.place, model::Note { id: id.to_string(), says, handling, lines })
        })
        .collect();
    notes.sort_by_key(|n| n.0);
    notes.into_iter().map(|n| n.1).collect()
}
