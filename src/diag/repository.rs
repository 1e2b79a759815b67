//! What can go wrong with what a manifest points to: E084x, W084x.

use super::near::did_you_mean;
use super::{Code, Diagnostic, Row};
use crate::text::Span;

/// The codes of this file.
pub const CODES: &[Row] = &[
    Row { code: NO_TEMPLATE, title: "a template that is not there" },
    Row { code: MANDATE, title: "a mandate that cannot be read" },
    Row { code: ID_TWICE, title: "an id that the mandate has twice" },
    Row { code: MUTANTS, title: "a list of mutants that cannot be read" },
    Row { code: MANDATE_WORD, title: "an entry of the mandate that cannot be right" },
    Row { code: NOTHING_IN_FOLDER, title: "a folder without policies" },
    Row { code: NOTHING_FITS, title: "a pattern that no file fits" },
    Row { code: NOT_READ, title: "a file beside those that are read" },
];

const NO_TEMPLATE: Code = Code("E0841");
const MANDATE: Code = Code("E0842");
const ID_TWICE: Code = Code("E0843");
const MUTANTS: Code = Code("E0844");
const MANDATE_WORD: Code = Code("E0845");
const NOTHING_IN_FOLDER: Code = Code("W0841");
const NOTHING_FITS: Code = Code("W0842");
const NOT_READ: Code = Code("W0843");

/// A template that is not there.
pub fn no_template<'a>(span: Span, name: &str, near: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let found = Diagnostic::new(NO_TEMPLATE, span, format!("there is no template `{name}`"));
    match did_you_mean(name, near) {
        Some(other) => found.help(format!("did you mean `{other}`?")),
        None => found.help("put it into the folder of templates, or correct the name"),
    }
}

/// A mandate that cannot be read.
pub fn mandate(span: Span, why: &str) -> Diagnostic {
    Diagnostic::new(MANDATE, span, format!("the mandate cannot be read: {why}"))
        .help("it is a list `statements:` of entries with `id`, `says`, `kinds`, `lines`, and a list `notes:`")
}

/// An id that the mandate has twice.
pub fn id_twice(span: Span, id: &str, first: Span) -> Diagnostic {
    Diagnostic::new(ID_TWICE, span, format!("the mandate has `{id}` twice")).also(first, "first here")
}

/// A word of the mandate that is none of those there are.
pub fn no_such_word<'a>(
    span: Span,
    what: &str,
    word: &str,
    known: impl IntoIterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let found = Diagnostic::new(MANDATE_WORD, span, format!("`{word}` is no {what}"));
    match did_you_mean(word, known.clone()) {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => found.help(format!("there are: {}", known.into_iter().collect::<Vec<_>>().join(", "))),
    }
}

/// An id that no `covers` can name.
pub fn no_id(span: Span, id: &str) -> Diagnostic {
    Diagnostic::new(MANDATE_WORD, span, format!("`{id}` is no id that `covers` can name"))
        .help("an id holds letters, digits, `.`, `_` and `-`, and starts with a letter or digit")
}

/// A statement of the mandate that says nothing.
pub fn says_nothing(span: Span, id: &str) -> Diagnostic {
    Diagnostic::new(MANDATE_WORD, span, format!("`{id}` says nothing"))
        .help("write in `says` what the source says there")
}

/// Lines of the source that are none.
pub fn no_lines(span: Span) -> Diagnostic {
    Diagnostic::new(MANDATE_WORD, span, "these are no lines of the source")
        .help("write numbers and ranges from low to high, as in \"12, 15-18\"")
}

/// A mandate of a source that the policy does not have.
pub fn no_such_source<'a>(span: Span, name: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let found = Diagnostic::new(MANDATE_WORD, span, format!("the policy has no source `{name}`"));
    match did_you_mean(name, known) {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => found.help("declare it: `source NAME \"what it is\" { ... }`"),
    }
}

/// A list of mutants that cannot be read.
pub fn mutants(span: Span, why: &str) -> Diagnostic {
    Diagnostic::new(MUTANTS, span, format!("the list of mutants cannot be read: {why}"))
        .help("it is a list `mutants:` of entries with `of`, `what` and `why`")
}

/// A file that looks like those that are read and has another ending.
pub fn not_read(span: Span, path: &str, ending: &str) -> Diagnostic {
    let stem = path.rsplit('/').next().unwrap_or(path).split('.').next().unwrap_or("");
    Diagnostic::new(NOT_READ, span, format!("`{path}` is not read"))
        .help(format!("rename it to `{stem}{ending}`, or name it in the manifest"))
}

/// A folder without policies.
pub fn nothing_in_folder<'a>(span: Span, folder: &str, near: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let found = Diagnostic::new(NOTHING_IN_FOLDER, span, format!("there is no `*.acq` or `*.acq.md` below `{folder}`"));
    match did_you_mean(folder, near) {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => found.help("paths start at the folder of acquis.toml; add a module there, or correct the path"),
    }
}

/// Policies in which nothing is declared.
pub fn nothing_declared(span: Span) -> Diagnostic {
    Diagnostic::new(NOTHING_IN_FOLDER, span, "nothing is declared in the policies")
        .help("add declarations to a module, or correct the path")
}

/// A pattern that no file fits.
pub fn nothing_fits(span: Span, pattern: &str) -> Diagnostic {
    Diagnostic::new(NOTHING_FITS, span, format!("no file fits `{pattern}`"))
        .help("paths start at the folder of acquis.toml; `*` is any name of one file, `**` any folders")
}
