//! The mandate: ids of the statements of the source that `covers` may name.

use crate::diag::{Diagnostic, repository as say};
use crate::text::{FileId, Name, Span};
use serde::Deserialize;
use serde_saphyr::Spanned;
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    source: Option<Spanned<String>>,
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
    kinds: Vec<Spanned<String>>,
    #[serde(default)]
    lines: Option<Spanned<String>>,
    #[serde(default)]
    quantity: Option<String>,
    #[serde(default)]
    #[allow(dead_code)]
    remark: Option<String>,
    #[serde(default)]
    modality: Vec<Spanned<String>>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    id: String,
    says: String,
    #[serde(default)]
    handling: Option<String>,
    #[serde(default)]
    lines: Option<Spanned<String>>,
}

/// Reads the text of a mandate.
pub fn read(file: FileId, text: &str) -> (Mandate, Vec<Diagnostic>) {
    let parsed: Result<File, _> = serde_saphyr::from_str(text);
    let parsed = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            let at = error.location().map_or(0, |l| offset(text, l.line() as usize, l.column() as usize));
            return (Mandate::default(), vec![say::mandate(Span::new(file, at, at), &in_words(&error.to_string()))]);
        }
    };
    let reading = Reading { file, text };
    let source = parsed.source.as_ref().map(|source| (source.value.clone(), reading.span(source)));
    let mut mandate = Mandate { source, ids: BTreeMap::new() };
    let mut found = vec![];
    if parsed.statements.is_empty() && parsed.notes.is_empty() {
        found.push(say::mandate(Span::new(file, 0, 0), "it has no statements"));
    }
    for entry in &parsed.statements {
        reading.check(&entry.value, &mut found);
        reading.check_names(entry.referenced.line(), &entry.value.id, &entry.value.says, &mut found);
    }
    for note in &parsed.notes {
        reading.check_lines(note.value.lines.as_ref(), &mut found);
        reading.check_names(note.referenced.line(), &note.value.id, &note.value.says, &mut found);
    }
    let statements = parsed.statements.into_iter().map(|entry| {
        let line = entry.referenced.line() as usize;
        let e = entry.value;
        let kinds = e.kinds.into_iter().map(|kind| kind.value).collect();
        (line, e.id, (e.says, String::new()), kinds, e.lines, e.quantity, false)
    });
    let notes = parsed.notes.into_iter().map(|note| {
        let line = note.referenced.line() as usize;
        let n = note.value;
        (line, n.id, (n.says, n.handling.unwrap_or_default()), vec![], n.lines, None, true)
    });
    for (place, (line, id, (says, handling), kinds, lines, quantity, note)) in statements.chain(notes).enumerate() {
        let at = offset(text, line, 1);
        let span = Span::new(file, at, at);
        let lines = lines.map(|lines| lines.value).unwrap_or_default();
        let statement = Statement { says, handling, kinds, lines, quantity, place, note, span };
        if let Some(first) = mandate.ids.insert(Name::from(id.clone()), statement) {
            found.push(say::id_twice(span, &id, first.span));
        }
    }
    (mandate, found)
}

/// The file that is read.
struct Reading<'t> {
    file: FileId,
    text: &'t str,
}

impl Reading<'_> {
    fn span(&self, word: &Spanned<String>) -> Span {
        let at = offset(self.text, word.referenced.line() as usize, word.referenced.column() as usize);
        let rest = &self.text[at..];
        let len = rest.find([',', ']', '}', '\n']).unwrap_or(rest.len());
        let len = if rest.starts_with(['"', '\'']) { word.value.len() + 2 } else { rest[..len].trim_end().len() };
        Span::new(self.file, at, (at + len).min(self.text.len()))
    }

    /// What an entry says in words that there are not.
    fn check(&self, entry: &Entry, found: &mut Vec<Diagnostic>) {
        for word in &entry.kinds {
            let known = KINDS.iter().map(|kind| kind.word);
            if known.clone().all(|kind| kind != word.value) {
                found.push(say::no_such_word(self.span(word), "kind of statement", &word.value, known));
            }
        }
        for word in &entry.modality {
            if !MODAL_VERBS.contains(&word.value.as_str()) {
                found.push(say::no_such_word(self.span(word), "modal verb", &word.value, MODAL_VERBS));
            }
        }
        self.check_lines(entry.lines.as_ref(), found);
    }

    /// An id that no `covers` can name, and a statement that says nothing.
    fn check_names(&self, line: u64, id: &str, says: &str, found: &mut Vec<Diagnostic>) {
        let at = offset(self.text, line as usize, 1);
        let end = self.text[at..].find('\n').map_or(self.text.len(), |len| at + len);
        let span = Span::new(self.file, at, end);
        if !is_id(id) {
            found.push(say::no_id(span, id));
        }
        if says.trim().is_empty() {
            found.push(say::says_nothing(span, id));
        }
    }

    fn check_lines(&self, lines: Option<&Spanned<String>>, found: &mut Vec<Diagnostic>) {
        found.extend(lines.filter(|lines| !are_lines(&lines.value)).map(|lines| say::no_lines(self.span(lines))));
    }
}

/// Whether `covers` can name an id: it starts with a letter or digit and holds these, `_`, `.` and `-` only.
fn is_id(id: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    id.starts_with(|c: char| c.is_ascii_alphanumeric()) && id.chars().all(part)
}

/// What the reader of YAML says, in the words of a mandate.
fn in_words(why: &str) -> String {
    const WORDS: [(&str, &str); 3] = [
        ("expected sequence start", "a list is needed here: `[REQ]`, or lines that begin with `-`"),
        ("expected mapping start", "a list `statements:` of entries is needed here"),
        ("expected string scalar", "a text is needed here"),
    ];
    let first = why.lines().next().unwrap_or(why);
    WORDS.iter().find(|(theirs, _)| first.contains(theirs)).map_or_else(|| why.to_string(), |(_, ours)| (*ours).into())
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
