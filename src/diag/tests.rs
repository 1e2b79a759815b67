//! What can go wrong with tests: what they give and what they expect, under the codes of [`super::names`].

use super::Diagnostic;
use super::names::{CLAUSE_TWICE, NOT_FOUND, NOT_HERE, TWICE, TYPE, no_name};
use crate::text::Span;

/// `expect X` of what is no condition.
pub fn value_forgotten(found: &mut Diagnostic) {
    found.help.push("what it comes to stands behind `=` or `is`: `expect X = VALUE`".into());
}

/// Two tests of one name.
pub fn test_twice(span: Span, title: &str, first: Span) -> Diagnostic {
    Diagnostic::new(TWICE, span, format!("two tests of this module are called \"{title}\""))
        .again(first)
        .help("give one of them another name: a test is run and reported by it")
}

/// `is not` before an outcome that is no value.
pub fn not_of_outcome(span: Span, word: &str) -> Diagnostic {
    Diagnostic::new(NOT_HERE, span, format!("`is not` takes a value, and `{word}` is none"))
        .help("say what comes out: `= VALUE`, `is true`, `is false` or another outcome")
        .help("whether anything is still open asks `unsettled(X)`")
}

/// An outcome in a word that is not how an expectation writes it.
pub fn outcome_word(span: Span, word: &str, meant: &str) -> Diagnostic {
    no_name(span, word)
        .help(format!("an outcome is expected by `is`: here `is {meant}`, in a cell `{meant}`"))
        .help("the outcomes are `true` (met), `false` (breached), `unknown`, `not_applicable`, `gap` and `conflict`")
}

/// What a test may have meant that gives a param a value that is none of it.
pub fn given_is_param(name: &str, module: &str) -> String {
    format!(
        "`{name}` is a param of `{module}`, and this gives it another value; what is the test's own has a name of its own"
    )
}

/// A value given twice by name.
pub fn given_twice(span: Span, name: &str, first: Span) -> Diagnostic {
    Diagnostic::new(CLAUSE_TWICE, span, format!("`{name}` is given twice")).again(first).help("keep one of them")
}

/// Two instances that cannot be told apart.
pub fn key_of_two(span: Span, key: &str, first: Span) -> Diagnostic {
    Diagnostic::new(TWICE, span, format!("`{key}` is the key of two instances"))
        .again(first)
        .help("give one of them another key")
}

/// One setting of an expectation twice.
pub fn setting_twice(span: Span, word: &str) -> Diagnostic {
    Diagnostic::new(CLAUSE_TWICE, span, format!("`{word}` stands twice behind one expectation"))
        .label("which?")
        .help("keep one; what is expected elsewhere is another `expect`")
}

/// A code of a finding that there is not.
pub fn no_code<'a>(span: Span, word: &str, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let found = Diagnostic::new(NOT_FOUND, span, format!("no finding has the code `{word}`")).about(word);
    let padded = format!("{}{:0>4}", &word[..1], &word[1..]);
    match known.into_iter().find(|code| **code == padded) {
        Some(meant) => {
            found.help("a code has a letter and four digits").fix(format!("write `{meant}`"), span, meant, false)
        }
        None => found.help("each message of `acquis check` shows its code, as in `error[E0301]`"),
    }
}

/// A comparison, an interval or several values in a cell that puts one value in.
pub fn one_value_put_in(span: Span) -> Diagnostic {
    Diagnostic::new(TYPE, span, "one value is needed here: the column puts it in")
        .help("write a value, `unknown`, or `-` for none; a value within bounds is `between A and B`")
        .help("what a value must be like is asked of a column that is expected, as in `limit(n)`")
}
