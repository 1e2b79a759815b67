//! The mandate: ids of the statements of the source that `covers` may name.

use crate::diag::{Diagnostic, repository as say};
use crate::text::{FileId, Name, Span};
use serde::Deserialize;
use serde_saphyr::Spanned;
use std::collections::BTreeMap;

/// A statement of the source.
#[derive(Clone, Debug)]
pub struct Statement {
    /// What it says, in the words of the policy repository.
    pub says: String,
    /// Kinds, as the source map names them.
    pub kinds: Vec<String>,
    /// Lines of the source.
    pub lines: String,
    /// Numbers it names.
    pub quantity: Option<String>,
    /// Its place in the order of the source.
    pub place: usize,
    /// Whether it is a note on the source itself, which needs no rule.
    pub note: bool,
    /// Where it stands.
    pub span: Span,
}

/// All statements.
#[derive(Clone, Default, Debug)]
pub struct Mandate {
    /// Name of the source they are taken from.
    pub source: Option<String>,
    /// Statements by id.
    pub ids: BTreeMap<Name, Statement>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    source: Option<String>,
    #[serde(default)]
    statements: Vec<Spanned<Entry>>,
    #[serde(default)]
    notes: Vec<Spanned<Note>>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    says: String,
    #[serde(default)]
    kinds: Vec<String>,
    #[serde(default)]
    lines: String,
    #[serde(default)]
    quantity: Option<String>,
    #[serde(default)]
    #[allow(dead_code)]
    remark: Option<String>,
    #[serde(default)]
    #[allow(dead_code)]
    modality: Option<Words>,
}

/// One word or several.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum Words {
    One(#[allow(dead_code)] String),
    Several(#[allow(dead_code)] Vec<String>),
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    id: String,
    says: String,
    #[serde(default)]
    handling: Option<String>,
    #[serde(default)]
    lines: String,
}

/// Reads the text of a mandate.
pub fn read(file: FileId, text: &str) -> (Mandate, Vec<Diagnostic>) {
    let parsed: Result<File, _> = serde_saphyr::from_str(text);
    let parsed = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            let at = error.location().map_or(0, |l| offset(text, l.line() as usize, l.column() as usize));
            return (Mandate::default(), vec![say::mandate(Span::new(file, at, at), &error.to_string())]);
        }
    };
    let mut mandate = Mandate { source: parsed.source, ids: BTreeMap::new() };
    let mut found = vec![];
    let statements = parsed.statements.into_iter().map(|entry| {
        let line = entry.referenced.line() as usize;
        let e = entry.value;
        (line, e.id, e.says, e.kinds, e.lines, e.quantity, false)
    });
    let notes = parsed.notes.into_iter().map(|note| {
        let line = note.referenced.line() as usize;
        let n = note.value;
        let says = match n.handling {
            Some(handling) => format!("{}; {handling}", n.says),
            None => n.says,
        };
        (line, n.id, says, vec![], n.lines, None, true)
    });
    for (place, (line, id, says, kinds, lines, quantity, note)) in statements.chain(notes).enumerate() {
        let at = offset(text, line, 1);
        let span = Span::new(file, at, at);
        let statement = Statement { says, kinds, lines, quantity, place, note, span };
        if let Some(first) = mandate.ids.insert(Name::from(id.clone()), statement) {
            found.push(say::id_twice(span, &id, first.span));
        }
    }
    (mandate, found)
}

/// The place of a line and column that a reader of YAML names.
pub(super) fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    (start + column.saturating_sub(1)).min(text.len())
}

/// The ids of a range such as `P.3-P.6`; any other id is itself.
pub fn expand(id: &str) -> Vec<String> {
    let Some((from, to)) = id.split_once('-') else { return vec![id.to_string()] };
    let split = |s: &str| {
        let digits = s.len() - s.bytes().rev().take_while(u8::is_ascii_digit).count();
        Some((s[..digits].to_string(), s[digits..].parse::<u32>().ok()?))
    };
    match (split(from), split(to)) {
        (Some((a, low)), Some((b, high))) if a == b && low <= high && high - low < 1000 => {
            (low..=high).map(|n| format!("{a}{n}")).collect()
        }
        _ => vec![id.to_string()],
    }
}
