//! The mandate: ids of the statements of the source that `covers` may name.

use crate::data::entries::{self, Entry, Form, Holds, List, Said};
use crate::diag::{Diagnostic, repository as say};
use crate::text::{FileId, Name, Span};
use std::collections::BTreeMap;

/// A kind of statement.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// The word by which a mandate names it.
    pub word: &'static str,
    /// What statements of this kind are.
    pub says: &'static str,
    /// Whether such a statement needs a declaration that can come out otherwise, and a test.
    pub tested: bool,
}

const fn kind(word: &'static str, says: &'static str, tested: bool) -> Kind {
    Kind { word, says, tested }
}

/// All kinds of statements.
pub const KINDS: [Kind; 19] = [
    kind("BAR", "barrier", true),
    kind("CALC", "calculation", true),
    kind("CRIT", "test of an action", false),
    kind("DEF", "definition", false),
    kind("ELIG", "access rule", true),
    kind("FACT", "fact", false),
    kind("GOV", "governance", true),
    kind("IND", "indicator", false),
    kind("LEG", "legal source", false),
    kind("META", "the document itself", false),
    kind("OBJ", "objective", false),
    kind("OUT", "output", false),
    kind("PAR", "parameter", true),
    kind("PTY", "party", false),
    kind("REC", "recommendation", false),
    kind("REQ", "requirement", true),
    kind("SCN", "scenario", false),
    kind("TASK", "task", false),
    kind("TIM", "timeline", false),
];

/// The modal verbs that a statement may have.
const MODAL_VERBS: [&str; 8] = ["shall", "must", "should", "will", "would", "can", "could", "may"];

/// A statement of the source.
#[derive(Clone, Debug)]
pub struct Statement {
    /// What it says, in the words of the policy repository.
    pub says: String,
    /// What is made of a note; empty: nothing is said of it.
    pub handling: String,
    /// Kinds, as the source map names them.
    pub kinds: Vec<String>,
    /// Lines of the source.
    pub lines: String,
    /// Numbers it names.
    pub quantity: Option<String>,
    /// The row that it shares with others, where the source tells several in one: `P.3-P.6`.
    pub row: Option<String>,
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
    /// Name of the source they are taken from, and where it stands.
    pub source: Option<(String, Span)>,
    /// Statements by id.
    pub ids: BTreeMap<Name, Statement>,
}

const STATEMENTS: usize = 0;

const FORM: Form = Form {
    texts: &["source"],
    lists: &[
        List {
            name: "statements",
            of: "a statement",
            keys: &[
                ("id", Holds::Needed),
                ("says", Holds::Needed),
                ("kinds", Holds::Texts),
                ("lines", Holds::Text),
                ("quantity", Holds::Text),
                ("row", Holds::Text),
                ("remark", Holds::Text),
                ("modality", Holds::Texts),
            ],
        },
        List {
            name: "notes",
            of: "a note",
            keys: &[("id", Holds::Needed), ("says", Holds::Needed), ("handling", Holds::Text), ("lines", Holds::Text)],
        },
    ],
    fault: say::mandate,
};

/// Reads the text of a mandate.
pub fn read(file: FileId, text: &str) -> (Mandate, Vec<Diagnostic>) {
    let (read, mut found) = entries::read(&FORM, file, text);
    let source = read.texts.into_iter().next().map(|(_, said)| (said.text, said.span));
    let mut mandate = Mandate { source, ids: BTreeMap::new() };
    if read.entries.is_empty() && found.is_empty() {
        found.push(say::mandate(Span::new(file, 0, 0), "it has no statements"));
    }
    for entry in &read.entries {
        check(entry, &mut found);
    }
    // Statements come before notes, wherever the file has them.
    let (statements, notes): (Vec<Entry>, Vec<Entry>) = read.entries.into_iter().partition(|e| e.list == STATEMENTS);
    for (place, entry) in statements.into_iter().chain(notes).enumerate() {
        let Some(id) = entry.one("id") else { continue };
        let text = |key: &str| entry.text(key).to_string();
        let statement = Statement {
            says: text("says"),
            handling: text("handling"),
            kinds: entry.all("kinds").iter().map(|kind| kind.text.clone()).collect(),
            lines: text("lines"),
            quantity: entry.one("quantity").map(|said| said.text.clone()),
            row: entry.one("row").map(|said| said.text.clone()),
            place,
            note: entry.list != STATEMENTS,
            span: entry.span,
        };
        if let Some(first) = mandate.ids.insert(Name::from(id.text.clone()), statement) {
            found.push(say::id_twice(id.span, &id.text, first.span));
        }
    }
    (mandate, found)
}

/// What an entry says in words that there are not, an id that no `covers` can name, a statement that says nothing.
fn check(entry: &Entry, found: &mut Vec<Diagnostic>) {
    for word in entry.all("kinds") {
        let known = KINDS.iter().map(|kind| kind.word);
        if known.clone().all(|kind| kind != word.text) {
            found.push(say::no_such_word(word.span, "kind of statement", &word.text, known));
        }
    }
    for word in entry.all("modality") {
        if !MODAL_VERBS.contains(&word.text.as_str()) {
            found.push(say::no_such_word(word.span, "modal verb", &word.text, MODAL_VERBS));
        }
    }
    let wrong = |key: &str, right: &dyn Fn(&str) -> bool| entry.one(key).filter(|said| !right(&said.text));
    found.extend(wrong("lines", &are_lines).map(|said| say::no_lines(said.span)));
    found.extend(wrong("id", &is_id).map(|said: &Said| say::no_id(said.span, &said.text)));
    if let Some(says) = wrong("says", &|text| !text.trim().is_empty()) {
        found.push(say::says_nothing(says.span, entry.text("id")));
    }
}

/// Whether `covers` can name an id: it starts with a letter or digit and holds these, `_`, `.` and `-` only.
fn is_id(id: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    id.starts_with(|c: char| c.is_ascii_alphanumeric()) && id.chars().all(part)
}

/// Whether a text names lines: numbers and ranges of them, each range from low to high.
fn are_lines(text: &str) -> bool {
    text.trim().is_empty()
        || text.split(',').all(|part| {
            let (low, high) = part.split_once('-').unwrap_or((part, part));
            match (low.trim().parse::<u32>(), high.trim().parse::<u32>()) {
                (Ok(low), Ok(high)) => 0 < low && low <= high,
                _ => false,
            }
        })
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
