//! The cover of a published paper as front matter: a strict piece of YAML that code hosts show as a table.
//!
//! Each line is `key: value`, the value a JSON string, a JSON list of strings, or a date. The title is not
//! here: it is the `#` heading below.

use crate::diag::Diagnostic;
use crate::diag::paper;
use crate::num::date::Date;
use crate::report::doc::Cover;
use crate::report::escape;
use crate::text::{FileId, Span};

/// The keys, in the order they are written.
const KEYS: [&str; 8] = ["subtitle", "body", "to", "date", "status", "details", "disclaimer", "language"];

/// The front matter of a cover, fences included.
pub fn write(cover: &Cover) -> String {
    let mut out = String::from("---\n");
    let mut line = |key: &str, value: String| out.push_str(&format!("{key}: {value}\n"));
    let mut text = |key: &str, value: &str| {
        if !value.is_empty() {
            line(key, quoted(value));
        }
    };
    text("subtitle", &cover.subtitle);
    text("body", &cover.body);
    if !cover.to.is_empty() {
        line("to", list(cover.to.iter().map(|t| quoted(t))));
    }
    line("date", cover.date.to_string());
    if !cover.status.is_empty() {
        line("status", quoted(&cover.status));
    }
    if !cover.details.is_empty() {
        line("details", list(cover.details.iter().map(|(k, v)| list([quoted(k), quoted(v)].into_iter()))));
    }
    if !cover.disclaimer.is_empty() {
        line("disclaimer", quoted(&cover.disclaimer));
    }
    line("language", quoted(&cover.language));
    out.push_str("---\n");
    out
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(escape::visible(text).as_ref()).to_string()
}

/// The cover in front of a text, where the body begins, and what is wrong with it.
pub fn read(text: &str, file: FileId) -> (Cover, usize, Vec<Diagnostic>) {
    let mut cover = Cover::new("", Date::MIN);
    let mut diagnostics = vec![];
    let span = |start: usize, end: usize| Span::new(file, start, end);
    let Some(body) = text.strip_prefix("---\n") else {
        return (cover, 0, vec![paper::no_front_matter(span(0, 0))]);
    };
    let mut at = text.len() - body.len();
    let mut dated = false;
    for line in body.split_inclusive('\n') {
        let here = span(at, at + line.trim_end().len());
        at += line.len();
        if line.trim_end() == "---" {
            if !dated {
                diagnostics.push(paper::no_date(here));
            }
            return (cover, at, diagnostics);
        }
        let Some((key, value)) = line.trim_end().split_once(": ") else {
            diagnostics.push(paper::front_line(here));
            continue;
        };
        dated |= key == "date";
        match set(&mut cover, key, value) {
            Set::Done => {}
            Set::UnknownKey => diagnostics.push(paper::front_key(here, key, KEYS)),
            Set::WrongValue => diagnostics.push(paper::front_value(here, key)),
        }
    }
    diagnostics.push(paper::front_open(span(0, 3)));
    (cover, text.len(), diagnostics)
}

enum Set {
    Done,
    UnknownKey,
    WrongValue,
}

fn set(cover: &mut Cover, key: &str, value: &str) -> Set {
    fn put<T>(place: &mut T, value: Option<T>) -> Set {
        match value {
            Some(value) => {
                *place = value;
                Set::Done
            }
            None => Set::WrongValue,
        }
    }
    match key {
        "subtitle" => put(&mut cover.subtitle, serde_json::from_str(value).ok()),
        "body" => put(&mut cover.body, serde_json::from_str(value).ok()),
        "to" => put(&mut cover.to, serde_json::from_str(value).ok()),
        "date" => put(&mut cover.date, Date::parse(value)),
        "status" => put(&mut cover.status, serde_json::from_str(value).ok()),
        "details" => put(&mut cover.details, serde_json::from_str(value).ok()),
        "disclaimer" => put(&mut cover.disclaimer, serde_json::from_str(value).ok()),
        "language" => put(&mut cover.language, serde_json::from_str(value).ok()),
        _ => Set::UnknownKey,
    }
}
