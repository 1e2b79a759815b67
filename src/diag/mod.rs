//! The one diagnostic type.
//!
//! A message has one voice: lower case, the user's words, what to do next in `help`. Every code is a
//! row of [`CODES`], has a page in `docs/diagnostics/` and one constructor; no message is built by
//! `format!` at the place of error. Constructors live beside this file, one module per stage that
//! reports (`syntax.rs`, `names.rs`, `data.rs`, ...).

pub mod analysis;
pub mod answers;
pub mod compared;
pub mod conditions;
pub mod data;
pub mod elsewhere;
pub mod fields;
pub mod files;
pub mod git;
pub mod instances;
pub mod manifest;
pub mod modules;
pub mod names;
pub mod near;
pub mod paper;
pub mod plan;
pub mod reforms;
pub mod render;
pub mod repository;
pub mod rules;
pub mod settle;
pub mod sheets;
pub mod signs;
pub mod syntax;
pub mod tables;
pub mod tests;
pub mod time;
pub mod units;
pub mod values;

use crate::text::Span;

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

/// What a code speaks of, said by the hundred of its number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// Text that cannot be read as policy.
    Syntax,
    /// Names, types and rules.
    Names,
    /// Time and law.
    Law,
    /// Profiles and tables.
    Data,
    /// Reforms, scenarios and readings.
    Reforms,
    /// What comes out.
    Analysis,
    /// Papers.
    Papers,
    /// Files and the manifest.
    Files,
}

impl Code {
    /// What it speaks of.
    pub fn stage(self) -> Stage {
        match self.0.get(1..3) {
            Some("01") => Stage::Syntax,
            Some("03") => Stage::Law,
            Some("04") => Stage::Data,
            Some("05") => Stage::Reforms,
            Some("06") => Stage::Analysis,
            Some("07") => Stage::Papers,
            Some("08") => Stage::Files,
            _ => Stage::Names,
        }
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
    /// The name it is about, where one mistake may be noticed at each use of that name; see [`settle`](settle::settle).
    pub about: Option<String>,
    /// What only some findings say.
    pub further: Option<Box<Further>>,
}

/// What only some findings say.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Further {
    /// What should have the name that nothing has, where this is known: an entity of an instance.
    pub of: Option<String>,
    /// The scenarios under which it is found, each once.
    pub under: Vec<String>,
}

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
            further: None,
        }
    }

    /// Names what it is about.
    pub fn about(mut self, name: impl Into<String>) -> Diagnostic {
        self.about = Some(name.into());
        self
    }

    /// Names what should have it.
    pub fn of(mut self, owner: impl Into<String>) -> Diagnostic {
        self.further.get_or_insert_default().of = Some(owner.into());
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

    /// It says again what stands first elsewhere.
    pub fn again(self, first: Span) -> Diagnostic {
        self.label("again here").also(first, "first here")
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

    /// What should have the name that nothing has, where this is known.
    pub fn owner(&self) -> Option<&str> {
        self.further.as_ref()?.of.as_deref()
    }

    /// A scenario under which it is found, which its label names.
    pub fn under(mut self, scenario: &str) -> Diagnostic {
        self.further.get_or_insert_default().under = vec![scenario.to_string()];
        self.name_scenarios();
        self
    }

    /// The same was found in other scenarios.
    pub fn also_under(&mut self, again: &Diagnostic) {
        if let (Some(own), Some(again)) = (&mut self.further, &again.further)
            && !own.under.is_empty()
        {
            let more: Vec<String> = again.under.iter().filter(|name| !own.under.contains(name)).cloned().collect();
            own.under.extend(more);
            self.name_scenarios();
        }
    }

    fn name_scenarios(&mut self) {
        if let (Some(Further { under: all, .. }), Some(place)) = (self.further.as_deref(), &mut self.primary) {
            let named: Vec<String> = all.iter().take(PICTURED).map(|name| format!("`{name}`")).collect();
            let others = if all.len() > PICTURED { " and others" } else { "" };
            place.text = format!("under {}{others}", named.join(", "));
        }
    }

    /// Whether it says that there is nothing to read, or that reading was refused: no mistake in what is written.
    pub fn is_of_reading(&self) -> bool {
        [files::NO_MANIFEST, files::CANNOT_READ].contains(&self.code)
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
