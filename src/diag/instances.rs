//! What can go wrong with entities and their instances, under the codes of names: E0204, E0208, E0212, E0216.

use super::names::{ARGUMENTS, MISSING_CLAUSE, TYPE, WRONG_KIND, not_found, wrong_kind};
use super::{Diagnostic, Fix};
use crate::text::Span;

/// An entity whose profiles cannot be told apart.
pub fn no_key(span: Span, entity: &str) -> Diagnostic {
    Diagnostic::new(MISSING_CLAUSE, span, format!("`{entity}` needs `key FIELD`"))
        .label("its profiles have no name")
        .help("add a line `key id` and a field `id : text`; instances that stand in modules say `closed`")
}

/// An entity whose instances stand in modules, and that does not say `closed`.
pub fn closed_forgotten(span: Span, entity: &str, end: Span) -> Diagnostic {
    Diagnostic::new(MISSING_CLAUSE, span, format!("`{entity}` has instances in modules, and does not say `closed`"))
        .help("`closed` says that modules declare all there are; what comes from profiles has a `key` instead")
        .fix("write `, closed`", end.at_end(), ", closed", false)
}

/// A key of a row that is written as a number.
pub fn key_is_a_number(span: Span) -> Diagnostic {
    let edits = vec![(span.at_start(), "\"".to_string()), (span.at_end(), "\"".to_string())];
    let mut found = Diagnostic::new(TYPE, span, "the key of a row is a name, or a text in quotes").label("a number");
    found.fixes.push(Fix { title: "write quotes".into(), edits, safe: true });
    found
}

/// A table of instances that begins with a field.
pub fn rows_without_names(span: Span, field: &str, entity: &str, column: &str) -> Diagnostic {
    let message = format!("the first column of instances names them, and `{field}` is a field of `{entity}`");
    Diagnostic::new(MISSING_CLAUSE, span, message)
        .help(format!("put a column of names before it, under a word that is no field: `| {column} | {field} |`"))
}

/// More instances given to a test than there are.
pub fn fewer_than_given(span: Span, list: &str, of: &str, given: i64, there: usize) -> Diagnostic {
    Diagnostic::new(ARGUMENTS, span, format!("{given} of `{list}` are given here, and there are {there}"))
        .of(of)
        .help("each line `given N of LIST` takes the next ones; together they are at most all")
}

/// `given N of LIST` of an entity that is not closed.
pub fn given_of_open(span: Span, list: &str, entity: &str) -> Diagnostic {
    wrong_kind(span, list, "a list of profiles", "that of a closed entity")
        .help(format!("make them one by one: `given x = {entity} {{ ... }}`, or a list: `list(2 of {entity}(..))`"))
}

/// A part of a source of which nothing is said.
pub fn part_of_nothing(span: Span) -> Diagnostic {
    Diagnostic::new(MISSING_CLAUSE, span, "nothing is said of this part of the source")
        .help("write what is its own: `evidence to_check`, `from DAY`, `until DAY`, a step of its status or a remark in quotes; else leave it out")
}

/// How many names are listed.
const MOST_LISTED: usize = 30;

/// What is no instance of a closed entity, where one is needed.
pub fn no_instance<'a>(
    span: Span,
    entity: &str,
    word: &str,
    keys: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let found = not_found(span, &format!("`{entity}`"), word, keys.clone());
    match (found.fixes.is_empty(), keys.clone().count()) {
        (true, 1..=MOST_LISTED) => {
            let all = keys.map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
            Diagnostic { help: vec![format!("there are: {all}")], ..found }
        }
        _ => found,
    }
}

/// The plural of an entity where its singular belongs.
pub fn plural_for_type(span: Span, plural: &str, entity: &str) -> Diagnostic {
    Diagnostic::new(WRONG_KIND, span, format!("`{plural}` are all of them, and the type of one is needed here"))
        .help(format!("one is a `{entity}`, several are a `list of {entity}`"))
        .fix(format!("write `{entity}`"), span, entity, false)
}

/// A value of an enum that stands in quotes.
pub fn name_in_quotes(span: Span, word: &str, of: &str) -> Diagnostic {
    Diagnostic::new(TYPE, span, format!("this is a text, and a `{of}` is named without quotes")).fix(
        format!("write `{word}`"),
        span,
        word,
        true,
    )
}

/// A word where a text is needed, and no name is near it.
pub fn text_without_quotes(found: Diagnostic, span: Span, word: &str) -> Diagnostic {
    let found = Diagnostic { help: vec!["a text is needed here, and texts stand in quotes".into()], ..found };
    found.fix(format!("write `\"{word}\"`"), span, format!("\"{word}\""), false)
}

/// A source that is called nothing a reader could look up.
pub fn no_title(span: Span, source: &str) -> Diagnostic {
    Diagnostic::new(MISSING_CLAUSE, span, format!("`{source}` does not say what the text is called"))
        .help(format!("papers and reasons cite it by its title: write `source {source} \"TITLE\" {{`"))
}
