//! Templates: the narrative of a paper with places for data.
//!
//! A template is Markdown with `{{ value }}`, `{% for %}`, `{% if %}`, `{% macro %}` and `{% include %}`.
//! Whatever a value holds is printed as words: it can never become a heading, a link or HTML. The one
//! exception is [`Markdown`], which only Rust code makes. Floats, lists, truth values and nothing are not
//! printed at all but refused.

mod helpers;
pub mod marks;
mod order;
mod places;
mod plain;
mod printed;
mod reading;
pub mod shape;
mod tags;
mod tried;
mod trouble;

use std::collections::{BTreeMap, BTreeSet};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior};
use serde::{Serialize, Serializer};

use crate::diag::Diagnostic;
use crate::report::escape;
use crate::report::template::shape::Shape;
use crate::text::{FileId, Span};

/// The name of the only way of escaping that there is.
const ESCAPE: &str = "markdown";

/// Steps a paper may take; a long paper takes some tens of thousands.
const FUEL: u64 = 20_000_000;

/// How deep macros and includes may call each other.
const RECURSION: usize = 60;

/// Text that is Markdown already and is printed as it stands.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Markdown(pub String);

impl From<Markdown> for Value {
    fn from(markdown: Markdown) -> Value {
        Value::from_safe_string(markdown.0)
    }
}

impl Serialize for Markdown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // A value keeps its mark of being Markdown only through the engine's own serializer.
        if minijinja::value::serializing_for_value() {
            Value::from(self.clone()).serialize(serializer)
        } else {
            serializer.serialize_str(&self.0)
        }
    }
}

/// What stands in the tags of a template and of those that it brings in.
#[derive(Default)]
pub struct Mentioned<'t> {
    words: BTreeSet<&'t str>,
    /// Words that stand there without the name of a part behind a dot or in quotes.
    whole: BTreeSet<&'t str>,
    /// What it brings in is computed, and may mention anything.
    all: bool,
}

impl Mentioned<'_> {
    /// Whether a word may stand there.
    pub fn has(&self, word: &str) -> bool {
        self.all || self.words.contains(word)
    }

    /// Whether a part of a record may be read.
    pub fn has_part(&self, record: &str, part: &str) -> bool {
        self.has(part) || self.whole.contains(record)
    }
}

/// The templates of a policy repository.
pub struct Templates {
    environment: Environment<'static>,
    files: BTreeMap<String, (FileId, String)>,
    /// Findings of templates that cannot be read, by name.
    broken: BTreeMap<String, Diagnostic>,
    diagnostics: Vec<Diagnostic>,
}

impl Templates {
    /// Reads templates given as name, text and file. A name is what `include` and `render` call it.
    ///
    /// A template that cannot be read does not hinder the others; what is wrong is in [`Templates::diagnostics`]
    /// and comes again when it is rendered.
    pub fn new(files: Vec<(String, String, FileId)>) -> Templates {
        let (environment, diagnostics) = (environment(), vec![]);
        let mut templates = Templates { environment, files: BTreeMap::new(), broken: BTreeMap::new(), diagnostics };
        for (name, text, file) in files {
            templates.files.insert(name.clone(), (file, text.clone()));
            templates.diagnostics.extend(places::check(file, &text));
            let single = crate::text::single_braces(&text, &crate::text::is_value).into_iter();
            let single = single
                .map(|(start, end)| crate::diag::paper::single_brace(Span::new(file, start, end), &text[start..end]));
            templates.diagnostics.extend(single);
            let helpers = tags::unknown_helpers(file, &text);
            match templates.environment.add_template_owned(name.clone(), text) {
                Ok(()) => templates.diagnostics.extend(helpers),
                Err(error) => {
                    let found = templates.trouble(&error, &[]);
                    templates.broken.insert(name, found.clone());
                    templates.diagnostics.push(found);
                }
            }
        }
        templates
    }

    /// What is wrong with the templates before anything is rendered.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The names that a template reads and a context of this shape does not have.
    pub fn unknown_names(&self, name: &str, context: impl Serialize) -> Vec<Diagnostic> {
        let Some((file, text)) = self.files.get(name) else { return vec![] };
        trouble::unknown_names(*file, text, &self.reads(name), &Value::from(Serde(context)))
    }

    /// The names behind dots that a template, with what it includes, reads and a context of this shape cannot have.
    pub fn unknown_fields(&self, name: &str, context: &Shape) -> Vec<Diagnostic> {
        // What a template that cannot be read would have been is not known.
        let broken: Vec<FileId> = self.broken.keys().filter_map(|name| Some(self.files.get(name)?.0)).collect();
        let mut found = reading::unknown_fields(&self.files, name, context);
        found.retain(|one| one.primary.as_ref().is_none_or(|place| !broken.contains(&place.span.file)));
        found
    }

    /// What is wrong with the Markdown that a template, with what it includes, prints whatever the data; `ids` are what
    /// values may bring for links to lead to.
    pub fn faults_of_text(&self, name: &str, ids: &BTreeSet<String>) -> Vec<Diagnostic> {
        // Of a template that cannot be read it is not known what it prints.
        if self.broken.is_empty() { plain::faults(&self.files, name, ids) } else { vec![] }
    }

    /// There is no template of this name.
    fn missing(&self, name: &str) -> Option<Diagnostic> {
        let known = || self.files.keys().map(String::as_str);
        (!self.files.contains_key(name)).then(|| crate::diag::paper::unknown_template(None, name, known()))
    }

    /// The names that a template reads from its context, sorted; those it sets itself are not among them.
    pub fn reads(&self, name: &str) -> Vec<String> {
        let Ok(template) = self.environment.get_template(name) else { return vec![] };
        let own: Vec<&str> = self.environment.globals().map(|(name, _)| name).collect();
        let mut names: Vec<String> = template.undeclared_variables(false).into_iter().collect();
        names.retain(|name| !own.contains(&name.as_str()) && name != "loop");
        names.sort();
        names
    }

    /// The words and texts in the tags of a template and of those that it brings in.
    pub fn words(&self, name: &str) -> Mentioned<'_> {
        let (mut open, mut seen) = (vec![name], BTreeSet::new());
        let mut mentioned = Mentioned::default();
        while let Some(name) = open.pop() {
            let Some((_, text)) = self.files.get(name).filter(|_| seen.insert(name.to_string())) else { continue };
            let all = tags::tokens(text);
            for (at, token) in all.iter().enumerate() {
                let bare = token.text.trim_matches(['"', '\'']);
                mentioned.words.insert(bare);
                // The name of a template in quotes: it is included here, or might be.
                open.extend(self.files.get_key_value(bare).map(|(name, _)| name.as_str()));
                let next =
                    |by: usize| all.get(at + by).filter(|next| next.tag == token.tag).map_or("", |next| next.text);
                let whole = match next(1) {
                    "." => false,
                    "[" => !(next(2).starts_with(['"', '\'']) && next(3) == "]"),
                    _ => true,
                };
                if whole {
                    mentioned.whole.insert(bare);
                }
            }
            let brings = all.chunk_by(|a, b| a.tag == b.tag).filter(|tag| tag[0].leads).filter_map(tags::named);
            mentioned.all |= brings.into_iter().any(|named| named.template.is_empty());
        }
        mentioned
    }

    /// Fills a template. `context` is a map or struct; its texts are data, its [`Markdown`] is markup.
    ///
    /// Footnotes made by `footnote` are appended. The result is meant for
    /// [`from_markdown::read_body`](crate::report::from_markdown::read_body).
    pub fn render(&self, name: &str, context: impl Serialize) -> Result<String, Vec<Diagnostic>> {
        let context = Value::from(Serde(context));
        let Some((file, text)) = self.files.get(name) else {
            return Err(self.missing(name).into_iter().collect());
        };
        if let Some(found) = self.broken.get(name) {
            return Err(vec![found.clone()]);
        }
        let mut blocking: Vec<Diagnostic> = places::check(*file, text);
        blocking.extend(trouble::unknown_names(*file, text, &self.reads(name), &context));
        if !blocking.is_empty() {
            return Err(blocking);
        }
        let fail = |error: Error| vec![self.trouble(&error, &trouble::names_in(&context))];
        filled(&self.environment, name, &context).map_err(fail)
    }

    /// Places findings in what a template printed at the lines of templates that printed it.
    pub fn places_of(&self, main: FileId, printed: &str, findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
        findings.into_iter().map(|finding| printed::place(self, main, printed, finding)).collect()
    }

    fn trouble(&self, error: &Error, names: &[String]) -> Diagnostic {
        trouble::diagnostic(error, &self.files, &self.broken, names)
    }
}

/// Fills a template; footnotes come last.
fn filled(environment: &Environment, name: &str, context: &Value) -> Result<String, Error> {
    let captured = environment.get_template(name)?.render_captured(context.clone())?;
    let notes = captured.state().get_extension::<helpers::Notes>().map(helpers::Notes::definitions);
    let mut out = captured.into_output();
    if let Some(notes) = notes {
        out.push_str(&notes);
    }
    Ok(out)
}

/// The engine with nothing in it but what papers need.
fn environment() -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_debug(true);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Custom(ESCAPE.into()));
    environment.set_formatter(print);
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(RECURSION);
    // A tag on a line of its own leaves no empty line behind, which would end a paragraph or a table.
    if let Ok(syntax) = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
        environment.set_syntax(syntax);
    }
    helpers::add(&mut environment);
    environment
}

/// Prints a value: words escaped, Markdown as it is, whole numbers in digits, all else refused.
fn print(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    if !matches!(state.auto_escape(), AutoEscape::Custom(name) if name == ESCAPE) {
        return Err(Error::new(ErrorKind::InvalidOperation, "escaping cannot be changed in a paper"));
    }
    if value.is_undefined() {
        return Ok(());
    }
    let text = markdown_of(value)?;
    out.write_str(&text).map_err(|_| Error::from(ErrorKind::WriteFailure))
}

/// The Markdown that prints a value.
fn markdown_of(value: &Value) -> Result<String, Error> {
    match value.as_str() {
        Some(text) if value.is_safe() => Ok(text.to_owned()),
        Some(text) => Ok(escape::data(text)),
        None if value.is_integer() => Ok(crate::report::house::signed(&value.to_string())),
        None => Err(Error::new(ErrorKind::InvalidOperation, format!("{UNPRINTABLE}{}", kind_of(value)))),
    }
}

/// Marks the error of a value without a printed form; the words after it say what it is.
const UNPRINTABLE: &str = "unprintable:";

fn kind_of(value: &Value) -> &'static str {
    match value.kind() {
        ValueKind::Undefined | ValueKind::None => "nothing",
        ValueKind::Bool => "true or false",
        ValueKind::Number => "a number that is not exact",
        ValueKind::Seq | ValueKind::Iterable => "a list",
        ValueKind::Map | ValueKind::Plain => "a record",
        _ => "this value",
    }
}
