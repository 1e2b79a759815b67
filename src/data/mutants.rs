//! Mutants that nothing notices, each with the reason that a policy repository gives.

use crate::data::entries::{self, Form, Holds, List};
use crate::diag::{Diagnostic, repository as say};
use crate::text::{FileId, Span};

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

const FORM: Form = Form {
    texts: &[],
    lists: &[List {
        name: "mutants",
        of: "a mutant",
        keys: &[("of", Holds::Needed), ("what", Holds::OneOrMore), ("why", Holds::Needed)],
    }],
    fault: say::mutants,
};

/// Reads the text of a list.
pub fn read(file: FileId, text: &str) -> (Vec<Explained>, Vec<Diagnostic>) {
    let (read, found) = entries::read(&FORM, file, text);
    let explained = read.entries.into_iter().map(|entry| Explained {
        of: entry.text("of").to_string(),
        what: entry.all("what").iter().map(|said| said.text.clone()).collect(),
        why: entry.text("why").to_string(),
        span: entry.span,
    });
    (explained.collect(), found)
}
