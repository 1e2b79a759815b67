//! `further:`: data that no field reads. They have free keys, are printed in the annex and decide nothing.

use crate::data::reading::Use;
use crate::data::yaml::{Cursor, Node};
use crate::diag::data as say;
use crate::text::Name;
use std::collections::BTreeMap;

/// A value without a schema.
enum Free {
    One(String),
    Map(Vec<(String, Free)>),
    List(Vec<Free>),
}

/// Reads the mapping behind `further:`: a dotted key and a printed value for each datum, and the sources used.
pub(super) fn read(cursor: &mut Cursor<'_>) -> (Vec<(String, String)>, Vec<Use>) {
    let (mut rows, mut uses) = (vec![], vec![]);
    match cursor.node() {
        Some(Node::Map(_)) => {
            let all = map(cursor, &mut uses);
            flatten("", &Free::Map(all), &mut rows);
        }
        Some(node) => {
            if let Node::Scalar(crate::data::yaml::Scalar { span, .. }) | Node::List(span) = &node {
                cursor.found.push(say::shape(*span, "something else", "a mapping of free keys"));
            }
            cursor.skip(&node);
        }
        None => {}
    }
    (rows, uses)
}

fn map(cursor: &mut Cursor<'_>, uses: &mut Vec<Use>) -> Vec<(String, Free)> {
    let mut entries: Vec<(String, Free)> = vec![];
    let mut seen = BTreeMap::new();
    let mut source = None;
    while let Some(key) = cursor.key() {
        if !cursor.first_time(&mut seen, key.text.to_string(), &key.text, key.span) {
            continue;
        }
        let Some(node) = cursor.node() else { break };
        if let (Node::Scalar(scalar), "source") = (&node, key.text.as_ref()) {
            source = Some((Name::new(&scalar.text), scalar.span));
        }
        entries.push((key.text.into_owned(), free(cursor, node, uses)));
    }
    if let Some((key, span)) = source.filter(|_| seen.contains_key("value")) {
        uses.push(Use { meta: None, key, span });
    }
    entries
}

fn free(cursor: &mut Cursor<'_>, node: Node<'_>, uses: &mut Vec<Use>) -> Free {
    match node {
        Node::Scalar(scalar) => Free::One(scalar.text.into_owned()),
        Node::Map(_) => Free::Map(map(cursor, uses)),
        Node::List(_) => {
            let mut items = vec![];
            while let Some(node) = cursor.node() {
                items.push(free(cursor, node, uses));
            }
            Free::List(items)
        }
        Node::Broken => Free::One(String::new()),
    }
}

fn flatten(path: &str, free: &Free, rows: &mut Vec<(String, String)>) {
    match free {
        Free::Map(entries) if !entries.iter().any(|(k, _)| k == "value") => {
            for (key, free) in entries {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                flatten(&path, free, rows);
            }
        }
        Free::List(items) if items.iter().any(|i| matches!(i, Free::Map(_))) => {
            for item in items {
                flatten(path, item, rows);
            }
        }
        Free::Map(entries) => rows.push((path.to_string(), datum(entries))),
        Free::One(_) | Free::List(_) => rows.push((path.to_string(), inline(free))),
    }
}

/// A datum on one line: its value, and in brackets what is known of it.
fn datum(entries: &[(String, Free)]) -> String {
    let mut value = String::new();
    let mut known = vec![];
    for (key, free) in entries {
        let text = inline(free);
        match key.as_str() {
            "value" => value = text,
            "as_of" => known.push(format!("as of {text}")),
            "note" => known.push(text),
            "status" if text == "published" => {}
            "status" => known.push(text),
            _ => known.push(format!("{key} {text}")),
        }
    }
    if known.is_empty() { value } else { format!("{value} ({})", known.join("; ")) }
}

fn inline(free: &Free) -> String {
    match free {
        Free::One(text) => text.clone(),
        Free::List(items) => items.iter().map(inline).collect::<Vec<_>>().join(", "),
        Free::Map(entries) => entries.iter().map(|(k, v)| format!("{k} {}", inline(v))).collect::<Vec<_>>().join(", "),
    }
}
