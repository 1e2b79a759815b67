//! The one diagnostic type.
//!
//! A message has one voice: lower case, the user's words, what to do next in `help`. Every code is a
//! row of [`CODES`], has a page in `docs/diagnostics/` and one constructor; no message is built by
//! `format!` at the place of error. Constructors live beside this file, one module per stage that
//! reports (`syntax.rs`, `names.rs`, `data.rs`, ...).

pub mod analysis;
pub mod answers;
pub mod compared;
pub mod data;
pub mod elsewhere;
pub mod files;
pub mod git;
pub mod instances;
pub mod manifest;
pub mod names;
pub mod near;
pub mod paper;
pub mod plan;
pub mod reforms;
pub mod render;
pub mod repository;
pub mod rules;
pub mod sheets;
pub mod signs;
pub mod syntax;
pub mod tables;
pub mod time;

use crate::text::Span;
use std::collections::{BTreeMap, BTreeSet};

/// How bad it is. An error makes `check` fail.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// The files do not mean anything yet.
    Error,
    /// They do, but probably not what was meant.
    Warning,
    /// Worth knowing.
    Note,
}

/// A stable code such as `E0102` or `W0601`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Code(pub &'static str);

/// A row of the registry: a code and what it stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row {
    /// The code.
    pub code: Code,
    /// What it stands for, in a few words; the title of its page.
    pub title: &'static str,
}

/// Every code there is, stage by stage.
pub const CODES: &[&[Row]] = &[
    analysis::CODES,
    syntax::CODES,
    signs::CODES,
    names::CODES,
    rules::CODES,
    plan::CODES,
    time::CODES,
    data::CODES,
    tables::CODES,
    answers::CODES,
    reforms::CODES,
    files::CODES,
    manifest::CODES,
    repository::CODES,
    git::CODES,
    paper::CODES,
];

impl Code {
    /// Whether it speaks of what could not be read as policy.
    pub fn is_syntax(self) -> bool {
        self.0.starts_with("E01")
    }
}

/// What a code stands for, if it is registered.
pub fn title(code: Code) -> Option<&'static str> {
    CODES.iter().flat_map(|rows| rows.iter()).find(|row| row.code == code).map(|row| row.title)
}

/// A place and what is to be said of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// A few words; may be empty.
    pub text: String,
}

/// A change that a machine may make.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// What it does, in the imperative.
    pub title: String,
    /// Replacements; they do not overlap.
    pub edits: Vec<(Span, String)>,
    /// Whether `check --fix` applies it without asking.
    pub safe: bool,
}

/// One finding, with all that a person needs to mend it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// Its code.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence, lower case, no full stop.
    pub message: String,
    /// The place it is about. `None` only where there is no file (a missing manifest).
    pub primary: Option<Label>,
    /// Other places that belong to it.
    pub secondary: Vec<Label>,
    /// What to do next, a line each.
    pub help: Vec<String>,
    /// Machine-applicable changes.
    pub fixes: Vec<Fix>,
    /// The name it is about, where one mistake may be noticed at each use of that name; see [`settle`].
    pub about: Option<String>,
    /// What should have that name, where this is known: an entity of an instance.
    pub of: Option<Box<Owner>>,
}

/// What should have a name that nothing has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Owner(pub String);

impl Diagnostic {
    /// The fixes of a word that stands in quotes, in quotes.
    pub fn quoted(mut self) -> Diagnostic {
        for (_, text) in self.fixes.iter_mut().flat_map(|fix| &mut fix.edits) {
            *text = format!("\"{text}\"");
        }
        self
    }

    /// A finding of `code` at `span`; the severity is that of the code's letter (`E` or `W`, else note).
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic { primary: Some(Label { span, text: String::new() }), ..Diagnostic::without_place(code, message) }
    }

    /// A finding that no file is to blame for.
    pub fn without_place(code: Code, message: impl Into<String>) -> Diagnostic {
        let severity = match code.0.as_bytes().first() {
            Some(b'E') => Severity::Error,
            Some(b'W') => Severity::Warning,
            _ => Severity::Note,
        };
        Diagnostic {
            code,
            severity,
            message: message.into(),
            primary: None,
            secondary: vec![],
            help: vec![],
            fixes: vec![],
            about: None,
            of: None,
        }
    }

    /// Names what it is about.
    pub fn about(mut self, name: impl Into<String>) -> Diagnostic {
        self.about = Some(name.into());
        self
    }

    /// Names what should have it.
    pub fn of(mut self, owner: impl Into<String>) -> Diagnostic {
        self.of = Some(Box::new(Owner(owner.into())));
        self
    }

    /// Words at the primary place.
    pub fn label(mut self, text: impl Into<String>) -> Diagnostic {
        if let Some(primary) = &mut self.primary {
            primary.text = text.into();
        }
        self
    }

    /// One more place.
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.secondary.push(Label { span, text: text.into() });
        self
    }

    /// One more line of help.
    pub fn help(mut self, text: impl Into<String>) -> Diagnostic {
        self.help.push(text.into());
        self
    }

    /// One more fix.
    pub fn fix(mut self, title: impl Into<String>, span: Span, text: impl Into<String>, safe: bool) -> Diagnostic {
        self.fixes.push(Fix { title: title.into(), edits: vec![(span, text.into())], safe });
        self
    }

    /// The same was found in another scenario, which the label names.
    pub fn also_under(&mut self, again: &Diagnostic) {
        let (Some(first), Some(again)) = (&mut self.primary, &again.primary) else { return };
        let name = again.text.strip_prefix(reforms::UNDER).filter(|name| !first.text.contains(name));
        let Some(name) = name.filter(|_| first.text.starts_with(reforms::UNDER)) else { return };
        match first.text.matches(", ").count() + 1 < PICTURED {
            true => first.text.push_str(&format!(", {name}")),
            false if !first.text.ends_with(" and others") => first.text.push_str(" and others"),
            false => {}
        }
    }

    /// The name that nothing has, where it says so.
    pub fn names_nothing(&self) -> Option<String> {
        self.about.clone().filter(|_| NOT_THERE.contains(&self.code))
    }

    /// Whether it says of a name that nothing has it, or that nothing uses it.
    pub fn misses_a_name(&self) -> bool {
        let more = [names::NO_VALUE, names::NO_LABEL, names::NO_UNIT, paper::UNKNOWN_NAME, paper::NEVER_SO];
        NOT_THERE.contains(&self.code)
            || more.contains(&self.code)
            || [rules::UNUSED, rules::FIELD_UNREAD].contains(&self.code)
    }

    /// Whether it says that declarations need each other.
    pub fn is_of_a_ring(&self) -> bool {
        self.code == names::CYCLE
    }

    /// Whether it says that definitions use each other too deep, as those of a ring do.
    pub fn is_of_depth(&self) -> bool {
        self.code == plan::TOO_DEEP
    }

    /// Whether it is an error.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Whether any of some findings is an error.
pub fn has_errors(findings: &[Diagnostic]) -> bool {
    findings.iter().any(Diagnostic::is_error)
}

/// How many further places of one mistake are pictured.
const PICTURED: usize = 3;

/// Findings in their order, each once.
pub fn each_once(findings: impl IntoIterator<Item = Diagnostic>) -> Vec<Diagnostic> {
    let mut all: Vec<Diagnostic> = vec![];
    for finding in findings {
        if !all.contains(&finding) {
            all.push(finding);
        }
    }
    all
}

/// One finding for each mistake. What is said of a name that stands in something `unread` follows from the finding there,
/// and is left out; where one thing is said of one name at several places of a file, the first has the others beside it.
pub fn settle(findings: Vec<Diagnostic>, unread: &BTreeSet<String>) -> Vec<Diagnostic> {
    type Key = (Code, String, String, crate::text::FileId);
    let mut first: BTreeMap<Key, usize> = BTreeMap::new();
    let mut more: BTreeMap<usize, usize> = BTreeMap::new();
    let mut kept: Vec<Diagnostic> = vec![];
    // A sign of another language has been put right where it stands: what it compares is said when it is written.
    let place = |d: &Diagnostic| d.primary.as_ref().map(|p| p.span);
    let signs: Vec<Span> = findings.iter().filter(|d| d.code == syntax::SIGN).filter_map(place).collect();
    let within = |a: Span, b: Span| a.file == b.file && a.start <= b.end && b.start <= a.end;
    // So is what gives a field its value.
    let given = findings.iter().filter(|d| d.code == names::ARGUMENTS).flat_map(|d| &d.fixes);
    let given: Vec<Span> = given.flat_map(|fix| fix.edits.iter().map(|edit| edit.0)).collect();
    let again = |d: &Diagnostic| {
        let told = match d.code {
            names::IS_OR_EQUALS => &signs,
            syntax::IS_OR_EQUALS => &given,
            _ => return false,
        };
        place(d).is_some_and(|at| told.iter().any(|sign| within(at, *sign)))
    };
    // Days that are not in the calendar leave periods of any length.
    let days: Vec<Span> = findings.iter().filter(|d| d.code == signs::NO_SUCH_DAY).filter_map(place).collect();
    let dated = |d: &Diagnostic| {
        let mut places = d.primary.iter().chain(&d.secondary).map(|label| label.span);
        d.code.0[1..].starts_with("03") && places.any(|at| days.iter().any(|day| within(at, *day)))
    };
    // A unit that is no name leaves its number without one.
    let units: Vec<Span> = findings.iter().filter(|d| d.code == syntax::LETTERS).filter_map(place).collect();
    // What its digits come to is said first.
    let digits: Vec<Span> = findings.iter().filter(|d| d.code == signs::DIGITS).filter_map(place).collect();
    let bare = |d: &Diagnostic| {
        let touches = |at: Span, unit: &Span| at.file == unit.file && at.end <= unit.start && unit.start <= at.end + 2;
        d.code == names::BARE
            && place(d).is_some_and(|at| digits.contains(&at) || units.iter().any(|unit| touches(at, unit)))
    };
    for finding in findings {
        if again(&finding) || dated(&finding) || bare(&finding) {
            continue;
        }
        let (Some(about), Some(place)) = (finding.about.clone(), finding.primary.clone()) else {
            kept.push(finding);
            continue;
        };
        let bare = about.rsplit('.').next().unwrap_or(&about);
        if unread.contains(&about) || finding.code == names::NOT_FOUND && unread.contains(bare) {
            continue;
        }
        let key = (finding.code, about, said(&finding), place.span.file);
        match first.get(&key) {
            None => {
                first.insert(key, kept.len());
                kept.push(finding);
            }
            Some(at) => join(&mut kept[*at], finding, place.span, more.entry(*at).or_default()),
        }
    }
    for (at, places) in more {
        if places > PICTURED {
            kept[at].help.push(format!("it stands at {} more places of this file", places - PICTURED));
        }
    }
    doubt(&mut kept);
    kept
}

/// Names that nothing has, whose nearest other name is offered.
const NOT_THERE: [Code; 4] = [names::NOT_FOUND, names::NO_FIELD, data::UNKNOWN_KEY, data::REFERENCE];

/// At how many places a machine may put another name in.
const SAME_NAME: usize = 2;

/// Takes the mends of names back to proposals where the name may well be right: while something could not be read, which
/// may be what declares it, and where one name is missing at many places, so that its declaration is the one misspelt.
fn doubt(findings: &mut [Diagnostic]) {
    let unread = |d: &Diagnostic| {
        let text_or_file = ["E01", "E04", "E08"].iter().any(|hundred| d.code.0.starts_with(hundred));
        text_or_file && d.is_error() && !NOT_THERE.contains(&d.code) && !d.fixes.iter().any(|fix| fix.safe)
    };
    let something_unread = findings.iter().any(unread);
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let named = Diagnostic::names_nothing;
    for finding in findings.iter() {
        if let Some(name) = named(finding) {
            *places.entry(name).or_default() += finding.fixes.iter().map(|fix| fix.edits.len()).max().unwrap_or(1);
        }
    }
    for finding in findings.iter_mut() {
        let many = named(finding).and_then(|name| places.get(&name)).is_some_and(|n| *n > SAME_NAME);
        if NOT_THERE.contains(&finding.code) && (something_unread || many) {
            finding.fixes.iter_mut().for_each(|fix| fix.safe = false);
        }
    }
}

/// What two findings of one mistake have in common. Those on law and time name the day and article of each use: there
/// it is what to do.
fn said(finding: &Diagnostic) -> String {
    match finding.code.0.starts_with("E03") {
        true => finding.help.join("\n"),
        false => finding.message.clone(),
    }
}

/// Adds to a finding the same one at another place, with what would mend it there.
fn join(first: &mut Diagnostic, again: Diagnostic, place: Span, places: &mut usize) {
    if first.primary.iter().chain(&first.secondary).any(|label| label.span == place) {
        return;
    }
    *places += 1;
    if *places <= PICTURED {
        first.secondary.push(Label { span: place, text: "here too".into() });
    }
    for fix in again.fixes {
        if let Some(same) = first.fixes.iter_mut().find(|other| other.title == fix.title) {
            same.edits.extend(fix.edits);
        }
    }
}
