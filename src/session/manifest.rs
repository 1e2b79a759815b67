//! The manifest `acquis.toml`: what a policy repository consists of.
//!
//! Reading never fails: what cannot be understood is a finding at its place, the rest is kept. Words that
//! only the policy can judge (entities, fields, scenarios) stay words with their place.

use super::files::Pattern;
use crate::data::described::{Makes, TableDatum, TableEntry};
use crate::diag::near::did_you_mean;
use crate::diag::{Diagnostic, manifest as diag};
use crate::num::date::Date;
use crate::text::{At, FileId, Span, Word};
use crate::vcs::is_branch_name;
use crate::vcs::paths::fault;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What a policy repository consists of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Manifest {
    /// The manifest itself.
    pub file: FileId,
    /// Name of the policy.
    pub name: Word,
    /// Folder of the results.
    pub out: Word,
    /// Branch of the published papers.
    pub branch: Word,
    /// Folder of the templates.
    pub templates: Word,
    /// Folders of the policy modules.
    pub policies: Vec<Word>,
    /// File of the ids that `covers` may name.
    pub mandate: Option<Word>,
    /// File of the mutants that nothing notices, each with the reason.
    pub mutants: Option<Word>,
    /// At which days law, knowledge and data are read.
    pub dates: Dates,
    /// Where profiles come from.
    pub profiles: Vec<ProfileEntry>,
    /// Where questionnaires lie that came back; without, `answers/*.yaml`.
    pub answers: Option<At<Pattern>>,
    /// What is printed.
    pub papers: Vec<Paper>,
}

/// The days at which law, knowledge and data are read unless a command says otherwise.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dates {
    /// The day whose law is read.
    pub at: At<Date>,
    /// What was known by then.
    pub known_on: At<Date>,
    /// The last day whose data are read.
    pub data_as_of: At<Date>,
    /// Fields (`Entity.field`) that are read after that day and after the knowledge cut.
    pub later_data: Vec<Word>,
}

/// Where profiles of one entity come from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProfileEntry {
    /// The entity.
    pub entity: Word,
    /// The files.
    pub from: Origin,
}

/// Profiles of their own, or rows of a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    /// YAML profiles whose paths fit a pattern.
    Files(At<Pattern>),
    /// A CSV table.
    Table {
        /// The file.
        path: Word,
        /// How it becomes profiles, or the list of one profile.
        entry: Box<TableEntry>,
    },
}

/// How far a paper has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PaperState {
    /// Still written.
    Draft,
    /// Out for consultation.
    Consulted,
    /// Adopted.
    Adopted,
}

/// A paper that is printed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Paper {
    /// Where the entry starts.
    pub span: Span,
    /// Its name, and that of its files.
    pub name: Word,
    /// Its template, a file in the folder of templates.
    pub template: Word,
    /// Whom it is for.
    pub to: Vec<Word>,
    /// Its date, printed and set into the PDF.
    pub date: At<Date>,
    /// When it must be ready.
    pub due: Option<At<Date>>,
    /// How far it has come.
    pub state: At<PaperState>,
    /// The scenarios it compares, in their order.
    pub scenarios: Vec<Word>,
    /// The modules it speaks of; none named: all.
    pub modules: Vec<Word>,
    /// The entity of which it prints one sheet a subject; such a paper is no part of a build.
    pub each: Option<Word>,
}

const MANIFEST_KEYS: &[&str] =
    &["name", "out", "branch", "templates", "policies", "mandate", "mutants", "dates", "profiles", "answers", "papers"];
const DATE_KEYS: &[&str] = &["at", "known_on", "data_as_of", "later_data"];
const ENTRY_KEYS: &[&str] =
    &["entity", "files", "table", "id", "into", "columns", "values", "skip", "same_as", "datum"];
const TABLE_KEYS: &[&str] = &["id", "into", "columns", "values", "skip", "same_as", "datum"];
const DATUM_KEYS: &[&str] = &["as_of", "published", "source", "status", "evidence", "note"];
const PAPER_KEYS: &[&str] = &["name", "template", "to", "date", "due", "state", "scenarios", "modules", "each"];
const STATES: &[(&str, PaperState)] =
    &[("draft", PaperState::Draft), ("consulted", PaperState::Consulted), ("adopted", PaperState::Adopted)];

/// Reads the text of a manifest. Without a manifest there are errors among the findings; with one there
/// may be errors too.
pub fn read(file: FileId, text: &str) -> (Option<Manifest>, Vec<Diagnostic>) {
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader { file, text, found: vec![] };
    // A bracket left open draws a finding from every later line.
    let open = errors.iter().position(|e| {
        e.message().contains(" in array")
            || e.message().contains("array elements")
            || e.message().contains("inline table")
    });
    let mut lines = std::collections::BTreeSet::new();
    for error in &errors[..open.map_or(errors.len(), |at| at + 1)] {
        let start = error.span().map_or(0, |range| range.start).min(text.len());
        if !lines.insert(text[..start].matches('\n').count()) {
            continue;
        }
        let range = error.span().unwrap_or(0..0);
        let line = text[..start].rfind('\n').map_or(0, |n| n + 1);
        let line = text[line..].lines().next().unwrap_or("");
        reader.found.push(diag::syntax(Span::new(file, range.start, range.end), error.message(), line));
    }
    // What is left of a broken text would only draw findings after the first.
    let manifest = if errors.is_empty() { reader.manifest(document.get_ref()) } else { None };
    (manifest, reader.found)
}

struct Reader<'t> {
    file: FileId,
    text: &'t str,
    found: Vec<Diagnostic>,
}

type Value<'d> = Spanned<DeValue<'d>>;

/// The keys of one table, in the order of the text.
struct Keys<'d> {
    /// What the table is, for messages.
    owner: &'static str,
    /// Where it starts.
    span: Span,
    entries: Vec<(Word, &'d Value<'d>)>,
    /// Keys that are probably meant by one that is not known.
    meant: Vec<String>,
}

impl<'d> Keys<'d> {
    fn get(&self, key: &str) -> Option<&'d Value<'d>> {
        self.entries.iter().find(|(word, _)| word.value == key).map(|(_, value)| *value)
    }

    fn place(&self, key: &str) -> Option<Span> {
        self.entries.iter().find(|(word, _)| word.value == key).map(|(word, _)| word.span)
    }
}

impl<'t> Reader<'t> {
    fn manifest(&mut self, document: &DeTable<'_>) -> Option<Manifest> {
        let start = Span::new(self.file, 0, 0);
        let keys = Keys { owner: "the manifest", span: start, entries: self.entries(document), meant: vec![] };
        let keys = self.known_only(keys, MANIFEST_KEYS);
        let name = self.needed(&keys, "name", "\"my-policy\"", Reader::line);
        let policies = self.needed(&keys, "policies", "[\"policies\"]", Reader::folders);
        let dates = self.needed(
            &keys,
            "dates",
            "{ at = 2018-04-30, known_on = 2018-04-30, data_as_of = 2018-04-30 }",
            Reader::dates,
        );
        let default = |text: &str| At { value: text.to_string(), span: start };
        let manifest = Manifest {
            file: self.file,
            out: self.given(&keys, "out", Reader::path).unwrap_or_else(|| default("out")),
            branch: self.given(&keys, "branch", Reader::branch).unwrap_or_else(|| default("papers")),
            templates: self.given(&keys, "templates", Reader::path).unwrap_or_else(|| default("templates")),
            mandate: self.given(&keys, "mandate", Reader::path),
            mutants: self.given(&keys, "mutants", Reader::path),
            profiles: self.given(&keys, "profiles", Reader::profiles).unwrap_or_default(),
            answers: keys.get("answers").and_then(|value| self.pattern("answers", value)),
            papers: self.given(&keys, "papers", Reader::papers).unwrap_or_default(),
            name: name?,
            policies: policies?,
            dates: dates?,
        };
        self.check_output(&manifest);
        Some(manifest)
    }

    fn dates(&mut self, key: &str, value: &Value<'_>) -> Option<Dates> {
        let keys = self.table(key, value, "`dates`", DATE_KEYS)?;
        let day = "2018-04-30";
        let at = self.needed(&keys, "at", day, Reader::day);
        let known_on = self.needed(&keys, "known_on", day, Reader::day);
        let data_as_of = self.needed(&keys, "data_as_of", day, Reader::day);
        let later_data = self.given(&keys, "later_data", Reader::fields).unwrap_or_default();
        Some(Dates { at: at?, known_on: known_on?, data_as_of: data_as_of?, later_data })
    }

    fn profiles(&mut self, key: &str, value: &Value<'_>) -> Option<Vec<ProfileEntry>> {
        let items = self.list(key, value)?;
        Some(items.iter().filter_map(|item| self.profile(key, item)).collect())
    }

    fn profile(&mut self, key: &str, value: &Value<'_>) -> Option<ProfileEntry> {
        let keys = self.table(key, value, "a profile entry", ENTRY_KEYS)?;
        let entity = self.needed(&keys, "entity", "\"Town\"", Reader::line);
        let from = match (keys.get("files"), keys.get("table")) {
            (Some(files), None) => {
                for key in TABLE_KEYS {
                    if let Some(span) = keys.place(key) {
                        self.found.push(diag::belongs_to_table(span, key));
                    }
                }
                self.pattern("files", files).map(Origin::Files)
            }
            (None, Some(path)) => {
                let path = self.path("table", path);
                let entry = self.table_entry(&keys);
                path.zip(entry).map(|(path, entry)| Origin::Table { path, entry: Box::new(entry) })
            }
            (files, _) => {
                self.found.push(diag::files_or_table(keys.span, files.is_some()));
                None
            }
        };
        Some(ProfileEntry { entity: entity?, from: from? })
    }

    fn table_entry(&mut self, keys: &Keys<'_>) -> Option<TableEntry> {
        let columns = self.needed(keys, "columns", "{ field = \"column\" }", Reader::words);
        let (id, into) = (self.given(keys, "id", Reader::line), self.given(keys, "into", Reader::line));
        let makes = match (keys.place("id"), keys.place("into")) {
            (None, None) => Makes::Profiles,
            (Some(_), Some(_)) => id.zip(into).map_or(Makes::Unclear, |(id, into)| Makes::List { id, into }),
            (Some(span), None) => {
                self.found.push(diag::id_with_into(span, "id", "into"));
                Makes::Unclear
            }
            (None, Some(span)) => {
                self.found.push(diag::id_with_into(span, "into", "id"));
                Makes::Unclear
            }
        };
        Some(TableEntry {
            span: keys.span,
            makes,
            values: self.given(keys, "values", Reader::words).unwrap_or_default(),
            skip: self.given(keys, "skip", Reader::skip).unwrap_or_default(),
            same_as: self.given(keys, "same_as", Reader::line),
            datum: self.given(keys, "datum", Reader::datum).unwrap_or_default(),
            columns: columns?,
        })
    }

    fn skip(&mut self, key: &str, value: &Value<'_>) -> Option<Vec<(Word, Vec<Word>)>> {
        let keys = self.open_table(key, value)?;
        let mut skipped = vec![];
        for (column, values) in keys.entries {
            let words = match values.get_ref() {
                DeValue::Array(items) => items.iter().filter_map(|item| self.word(&column.value, item)).collect(),
                _ => self.word(&column.value, values).into_iter().collect(),
            };
            skipped.push((column, words));
        }
        Some(skipped)
    }

    fn datum(&mut self, key: &str, value: &Value<'_>) -> Option<TableDatum> {
        let keys = self.table(key, value, "a datum", DATUM_KEYS)?;
        Some(TableDatum {
            as_of: self.given(&keys, "as_of", Reader::word),
            published: self.given(&keys, "published", Reader::word),
            source: self.given(&keys, "source", Reader::word),
            status: self.given(&keys, "status", Reader::word),
            evidence: self.given(&keys, "evidence", Reader::word),
            note: self.given(&keys, "note", Reader::word),
        })
    }

    fn words(&mut self, key: &str, value: &Value<'_>) -> Option<Vec<(Word, Word)>> {
        let keys = self.open_table(key, value)?;
        Some(self.words_of(keys))
    }

    /// A field of a group may be written with a dot, which TOML reads as a table in a table.
    fn words_of(&mut self, keys: Keys<'_>) -> Vec<(Word, Word)> {
        let mut words = vec![];
        for (key, value) in keys.entries {
            if let DeValue::Table(_) = value.get_ref() {
                let group = self.words(&key.value, value).unwrap_or_default();
                words.extend(group.into_iter().map(|(field, word)| {
                    let path = format!("{}.{}", key.value, field.value);
                    (At { value: path, span: key.span.to(field.span) }, word)
                }));
            } else if let Some(word) = self.word(&key.value, value) {
                words.push((key, word));
            }
        }
        words
    }

    fn papers(&mut self, key: &str, value: &Value<'_>) -> Option<Vec<Paper>> {
        let items = self.list(key, value)?;
        let mut papers: Vec<Paper> = vec![];
        for item in items {
            let Some(paper) = self.paper(key, item) else { continue };
            if let Some(first) = papers.iter().find(|other| other.name.value == paper.name.value) {
                self.found.push(diag::paper_twice(paper.name.span, &paper.name.value, first.name.span));
            } else {
                papers.push(paper);
            }
        }
        Some(papers)
    }

    fn paper(&mut self, key: &str, value: &Value<'_>) -> Option<Paper> {
        let keys = self.table(key, value, "a paper", PAPER_KEYS)?;
        let name = self.needed(&keys, "name", "\"access\"", Reader::file_name);
        let template = self.needed(&keys, "template", "\"access.md.j2\"", Reader::path);
        let date = self.needed(&keys, "date", "2018-04-30", Reader::day);
        let draft = At { value: PaperState::Draft, span: keys.span };
        Some(Paper {
            span: keys.span,
            to: self.given(&keys, "to", Reader::lines).unwrap_or_default(),
            due: self.given(&keys, "due", Reader::day),
            state: self.given(&keys, "state", Reader::state).unwrap_or(draft),
            scenarios: self.given(&keys, "scenarios", Reader::lines).unwrap_or_default(),
            modules: self.given(&keys, "modules", Reader::lines).unwrap_or_default(),
            each: self.given(&keys, "each", Reader::line),
            name: name?,
            template: template?,
            date: date?,
        })
    }

    /// The output folder is replaced at each build: it must not hold, be, or lie in what is read.
    fn check_output(&mut self, manifest: &Manifest) {
        let mut inputs: Vec<Word> = manifest.policies.clone();
        inputs.push(manifest.templates.clone());
        inputs.extend(manifest.mandate.iter().chain(&manifest.mutants).cloned());
        for entry in &manifest.profiles {
            inputs.push(match &entry.from {
                Origin::Files(pattern) => At { value: pattern.value.folder().to_string(), span: pattern.span },
                Origin::Table { path, .. } => path.clone(),
            });
        }
        let start = Span::new(self.file, 0, 0);
        for input in inputs {
            let (out, read) = (manifest.out.value.as_str(), input.value.as_str());
            let below = |a: &str, b: &str| a == b || a.strip_prefix(b).is_some_and(|rest| rest.starts_with('/'));
            if below(out, read) || below(read, out) {
                // A default has no place worth a picture.
                let place = (input.span != start).then_some(input.span);
                self.found.push(diag::output_over_input(manifest.out.span, out, read, place));
                return;
            }
        }
    }

    // Kinds of values. Each takes the key for its messages, and answers nothing after it has told why.

    /// Text on one line that is not empty.
    fn line(&mut self, key: &str, value: &Value<'_>) -> Option<Word> {
        let DeValue::String(text) = value.get_ref() else {
            let span = self.span(value);
            self.found.push(diag::wrong_type(span, key, "text", kind(value)));
            return None;
        };
        let why = match text.trim() {
            "" => Some("it is empty"),
            text if text.chars().any(char::is_control) => Some("it holds a control character"),
            _ => None,
        };
        self.judged(key, value, text, why)
    }

    fn judged(&mut self, key: &str, value: &Value<'_>, text: &str, why: Option<&str>) -> Option<Word> {
        let word = At { value: text.to_string(), span: self.span(value) };
        match why {
            Some(why) => {
                self.found.push(diag::bad_value(word.span, key, text, why));
                None
            }
            None => Some(word),
        }
    }

    fn path(&mut self, key: &str, value: &Value<'_>) -> Option<Word> {
        let mut word = self.line(key, value)?;
        let path = word.value.strip_prefix("./").unwrap_or(&word.value);
        word.value = path.strip_suffix('/').unwrap_or(path).to_string();
        let text = word.value.clone();
        self.judged(key, value, &text, fault(&text))
    }

    fn branch(&mut self, key: &str, value: &Value<'_>) -> Option<Word> {
        let word = self.line(key, value)?;
        let why = (!is_branch_name(&word.value)).then_some("no branch can be called so");
        self.judged(key, value, &word.value, why)
    }

    fn file_name(&mut self, key: &str, value: &Value<'_>) -> Option<Word> {
        let word = self.line(key, value)?;
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let fine = word.value.chars().all(plain) && !word.value.starts_with('-');
        let why = (!fine).then_some("files are called so: use letters, digits, `-` and `_`");
        self.judged(key, value, &word.value, why)
    }

    fn field(&mut self, key: &str, value: &Value<'_>) -> Option<Word> {
        let word = self.line(key, value)?;
        let why = (!word.value.contains('.')).then_some("a field is named with its entity, such as `Town.population`");
        self.judged(key, value, &word.value, why)
    }

    fn pattern(&mut self, key: &str, value: &Value<'_>) -> Option<At<Pattern>> {
        let word = self.line(key, value)?;
        match Pattern::new(&word.value) {
            Ok(pattern) => Some(At { value: pattern, span: word.span }),
            Err(why) => {
                self.found.push(diag::bad_value(word.span, key, &word.value, why));
                None
            }
        }
    }

    fn state(&mut self, key: &str, value: &Value<'_>) -> Option<At<PaperState>> {
        let word = self.line(key, value)?;
        match STATES.iter().find(|(name, _)| *name == word.value) {
            Some((_, state)) => Some(At { value: *state, span: word.span }),
            None => {
                let known: Vec<&str> = STATES.iter().map(|(name, _)| *name).collect();
                self.found.push(diag::not_one_of(word.span, "state of a paper", &word.value, &known));
                None
            }
        }
    }

    fn day(&mut self, key: &str, value: &Value<'_>) -> Option<At<Date>> {
        let span = self.span(value);
        let written = self.text.get(value.span()).unwrap_or("");
        let wrong = match value.get_ref() {
            DeValue::Datetime(_) => match Date::parse(written) {
                Some(day) => return Some(At { value: day, span }),
                None => diag::bad_date(span, key, "a time"),
            },
            DeValue::String(text) if Date::parse(text).is_some() => diag::quoted_date(span, key, text),
            _ => diag::bad_date(span, key, kind(value)),
        };
        self.found.push(wrong);
        None
    }

    /// Any single value, as written.
    fn word(&mut self, key: &str, value: &Value<'_>) -> Option<Word> {
        let span = self.span(value);
        match value.get_ref() {
            DeValue::String(text) => Some(At { value: text.to_string(), span }),
            DeValue::Array(_) | DeValue::Table(_) => {
                self.found.push(diag::wrong_type(span, key, "one value", kind(value)));
                None
            }
            _ => Some(At { value: self.text.get(value.span()).unwrap_or("").to_string(), span }),
        }
    }

    fn lines(&mut self, key: &str, value: &Value<'_>) -> Option<Vec<Word>> {
        self.list_of(key, value, Reader::line)
    }

    fn paths(&mut self, key: &str, value: &Value<'_>) -> Option<Vec<Word>> {
        self.list_of(key, value, Reader::path)
    }

    /// Folders, of which there has to be one.
    fn folders(&mut self, key: &str, value: &Value<'_>) -> Option<Vec<Word>> {
        let before = self.found.len();
        let folders = self.paths(key, value)?;
        if folders.is_empty() && self.found.len() == before {
            self.found.push(diag::no_folder(self.span(value), key));
        }
        Some(folders)
    }

    fn fields(&mut self, key: &str, value: &Value<'_>) -> Option<Vec<Word>> {
        self.list_of(key, value, Reader::field)
    }

    fn list_of<T>(
        &mut self,
        key: &str,
        value: &Value<'_>,
        read: impl Fn(&mut Self, &str, &Value<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let items = self.list(key, value)?;
        for (at, item) in items.iter().enumerate() {
            let text = |item: &Value<'_>| self.text.get(item.span()).unwrap_or("").to_string();
            if let Some(first) = items[..at].iter().find(|other| text(other) == text(item)) {
                self.found.push(diag::said_twice(self.span(item), &text(item), self.span(first)));
            }
        }
        Some(items.iter().filter_map(|item| read(self, key, item)).collect())
    }

    // Shapes.

    fn list<'d>(&mut self, key: &str, value: &'d Value<'d>) -> Option<&'d [Value<'d>]> {
        let span = self.span(value);
        let wrong = match value.get_ref() {
            DeValue::Array(items) => return Some(items),
            DeValue::String(_) => diag::not_a_list(span, key, self.text.get(value.span()).unwrap_or("")),
            _ => diag::wrong_type(span, key, "a list", kind(value)),
        };
        self.found.push(wrong);
        None
    }

    /// A table with keys of its own, none of them foretold.
    fn open_table<'d>(&mut self, key: &str, value: &'d Value<'d>) -> Option<Keys<'d>> {
        let span = self.span(value);
        let DeValue::Table(table) = value.get_ref() else {
            self.found.push(diag::wrong_type(span, key, "a table `{ ... }`", kind(value)));
            return None;
        };
        let start = Span { end: span.end.min(span.start + 1), ..span };
        Some(Keys { owner: "a table", span: start, entries: self.entries(table), meant: vec![] })
    }

    fn entries<'d>(&self, table: &'d DeTable<'d>) -> Vec<(Word, &'d Value<'d>)> {
        let place = |range: std::ops::Range<usize>| Span::new(self.file, range.start, range.end);
        let word = |key: &Spanned<_>| At {
            value: <std::borrow::Cow<'_, str>>::to_string(key.get_ref()),
            span: place(key.span()),
        };
        let mut entries: Vec<_> = table.iter().map(|(key, value)| (word(key), value)).collect();
        entries.sort_by_key(|(key, _)| key.span.start);
        entries
    }

    fn table<'d>(&mut self, key: &str, value: &'d Value<'d>, owner: &'static str, known: &[&str]) -> Option<Keys<'d>> {
        let keys = self.open_table(key, value)?;
        Some(self.known_only(Keys { owner, ..keys }, known))
    }

    fn known_only<'d>(&mut self, mut keys: Keys<'d>, known: &[&str]) -> Keys<'d> {
        for (key, _) in &keys.entries {
            if !known.contains(&key.value.as_str()) {
                self.found.push(diag::unknown_key(key.span, &key.value, keys.owner, known));
                keys.meant.extend(did_you_mean(&key.value, known.iter().copied()).map(str::to_string));
            }
        }
        keys
    }

    /// The value of a key that must be there.
    fn needed<T>(
        &mut self,
        keys: &Keys<'_>,
        key: &str,
        example: &str,
        read: impl Fn(&mut Self, &str, &Value<'_>) -> Option<T>,
    ) -> Option<T> {
        match keys.get(key) {
            Some(value) => read(self, key, value),
            None if keys.meant.iter().any(|meant| meant == key) => None,
            None => {
                self.found.push(diag::missing_key(keys.span, key, keys.owner, example));
                None
            }
        }
    }

    /// The value of a key that may be there.
    fn given<T>(
        &mut self,
        keys: &Keys<'_>,
        key: &str,
        read: impl Fn(&mut Self, &str, &Value<'_>) -> Option<T>,
    ) -> Option<T> {
        keys.get(key).and_then(|value| read(self, key, value))
    }

    fn span(&self, value: &Value<'_>) -> Span {
        let range = value.span();
        Span::new(self.file, range.start, range.end)
    }
}

/// What a value is, in the words of a message.
fn kind(value: &Value<'_>) -> &'static str {
    match value.get_ref() {
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "`true` or `false`",
        DeValue::Datetime(_) => "a day",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
