//! Mutants that nothing notices, each with the reason that a policy repository gives.

use crate::data::mandate::offset;
use crate::diag::{Diagnostic, repository as say};
use crate::text::{FileId, Span};
use serde::Deserialize;
use serde_saphyr::Spanned;

/// Mutants of a declaration, and why nothing notices them.
#[derive(Clone, Debug)]
pub struct Explained {
    /// The declaration, with its module.
    pub of: String,
    /// Which of its mutants, in the words of the list of survivors.
    pub what: Vec<String>,
    /// Why.
    pub why: String,
    /// Where it stands.
    pub span: Span,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    mutants: Vec<Spanned<Entry>>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    of: String,
    what: Words,
    why: String,
}

/// One word or several.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum Words {
    One(String),
    Several(Vec<String>),
}

/// Reads the text of a list.
pub fn read(file: FileId, text: &str) -> (Vec<Explained>, Vec<Diagnostic>) {
    let parsed: Result<File, _> = serde_saphyr::from_str(text);
    let entries = match parsed {
        Ok(parsed) => parsed.mutants,
        Err(error) => {
            let at = error.location().map_or(0, |l| offset(text, l.line() as usize, l.column() as usize));
            return (vec![], vec![say::mutants(Span::new(file, at, at), &error.to_string())]);
        }
    };
    let explained = entries.into_iter().map(|entry| {
        let at = offset(text, entry.referenced.line() as usize, 1);
        let Entry { of, what, why } = entry.value;
        let what = match what {
            Words::One(what) => vec![what],
            Words::Several(what) => what,
        };
        Explained { of, what, why, span: Span::new(file, at, at) }
    });
    (explained.collect(), vec![])
}
