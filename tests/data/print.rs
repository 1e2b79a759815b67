//! Findings and tables as text.

use crate::world::read_one;
use acquis::data::{Cell, Datum, Profiles, Value};
use acquis::diag::Diagnostic;
use acquis::hir::law::Evidence;
use acquis::text::Sources;
use acquis::types::schema::{EntityId, Field, Schema, Type};
use std::fmt::Write as _;

pub fn findings(texts: &Sources, found: &[Diagnostic]) -> String {
    let mut out = String::new();
    for d in found {
        let place = d.primary.as_ref().map_or("-".into(), |l| texts.place(l.span));
        let label =
            d.primary.as_ref().filter(|l| !l.text.is_empty()).map_or(String::new(), |l| format!("  <- {}", l.text));
        let marked = d.primary.as_ref().map_or("", |l| texts.text(l.span));
        let marked =
            if marked.is_empty() { String::new() } else { format!(" |{}|", marked.lines().next().unwrap_or("")) };
        writeln!(out, "{place}: {} {}{marked}{label}", d.code.0, d.message).unwrap();
        for l in &d.secondary {
            writeln!(out, "    {}: {}", texts.place(l.span), l.text).unwrap();
        }
        for line in &d.help {
            writeln!(out, "    help: {line}").unwrap();
        }
        for fix in &d.fixes {
            let safe = if fix.safe { "safe" } else { "to be looked at" };
            let edits: Vec<String> = fix.edits.iter().map(|(s, t)| format!("{:?} -> {t:?}", texts.text(*s))).collect();
            writeln!(out, "    fix ({safe}): {}: {}", fix.title, edits.join("; ")).unwrap();
        }
    }
    if out.is_empty() { "nothing found\n".into() } else { out }
}

/// Each source, and below it what is said of it.
pub fn said(cases: &[&str]) -> String {
    let mut out = String::new();
    for case in cases {
        let (texts, _, found) = read_one(case);
        let numbered: Vec<String> = case.lines().map(|l| format!("  {l}")).collect();
        writeln!(out, "{}\n{}", numbered.join("\n"), findings(&texts, &found)).unwrap();
    }
    out
}

pub fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

pub fn print_value(schema: &Schema, ty: &Type, value: &Value) -> String {
    match (value, ty) {
        (Value::Enum(i), Type::Enum(id)) => schema.enumeration(*id).values[*i as usize].to_string(),
        (Value::Record(cells), Type::Entity(id)) => {
            let fields = schema.entity(*id).fields.iter().zip(cells.iter());
            let known = fields.filter_map(|(f, c)| match c {
                Cell::Missing => None,
                Cell::Data(data) => Some(format!("{}: {}", f.path, print_value(schema, &f.ty, &data[0].value))),
            });
            format!("{{{}}}", known.collect::<Vec<_>>().join(", "))
        }
        (Value::List(list), Type::List(item)) => {
            let items: Vec<String> = list.items.iter().map(|d| print_value(schema, item, &d.value)).collect();
            let others = if list.others == (0, Some(0)) { String::new() } else { format!(" others {:?}", list.others) };
            format!("[{}]{others}", items.join(", "))
        }
        (Value::Text(text), _) => format!("{text:?}"),
        _ => format!("{value:?}"),
    }
}

pub fn print_datum(schema: &Schema, profiles: &Profiles, field: &Field, datum: &Datum) -> String {
    let meta = profiles.meta(datum);
    let mut out = print_value(schema, &field.ty, &datum.value);
    if let Some((first, last)) = meta.as_of {
        let period = if first == last { first.to_string() } else { format!("{first} .. {last}") };
        write!(out, "  as of {period}").unwrap();
    }
    if let Some((day, by)) = meta.published {
        write!(out, "  published {}{day}", if by { "by " } else { "" }).unwrap();
    }
    if let Some(source) = meta.source {
        write!(out, "  source {:?}", profiles.sources[source as usize].title).unwrap();
    }
    if let Some(status) = &meta.status {
        write!(out, "  {status}").unwrap();
    }
    if meta.evidence != Evidence::Read {
        write!(out, "  {:?}", meta.evidence).unwrap();
    }
    if let Some(said) = &meta.statement {
        write!(out, "  said by {:?} on {}", said.by, said.day).unwrap();
    }
    if meta.preferred {
        out.push_str("  preferred");
    }
    if let Some(note) = &meta.note {
        write!(out, "  note {note:?}").unwrap();
    }
    out
}

pub fn print_table(schema: &Schema, profiles: &Profiles, of: EntityId) -> String {
    let mut out = String::new();
    let table = profiles.table(of).expect("every entity has a table");
    for (i, row) in table.rows.iter().enumerate() {
        writeln!(out, "{}{}", row.key, if row.invented { " (invented)" } else { "" }).unwrap();
        for (field, column) in schema.entity(of).fields.iter().zip(&table.columns) {
            let Cell::Data(data) = &column[i] else { continue };
            for datum in data {
                writeln!(out, "  {}: {}", field.path, print_datum(schema, profiles, field, datum)).unwrap();
            }
        }
        for (key, value) in &row.further {
            writeln!(out, "  further {key}: {value}").unwrap();
        }
    }
    out
}
