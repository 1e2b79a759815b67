//! Errors of the template engine as diagnostics with a place.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::value::{Value, ValueKind};
use minijinja::{Error, ErrorKind};

use super::{UNPRINTABLE, helpers, tags};
use crate::diag::near::did_you_mean;
use crate::diag::{Diagnostic, paper};
use crate::text::{FileId, Span};

/// Files by template name.
type Files = BTreeMap<String, (FileId, String)>;

/// The diagnostic of an error; `names` are what may have been meant by an unknown name.
pub fn diagnostic(error: &Error, files: &Files, broken: &BTreeMap<String, Diagnostic>, names: &[String]) -> Diagnostic {
    let (error, around) = innermost(error);
    let Some((span, words)) = place(error, files) else {
        return paper::engine(error.detail().unwrap_or("the template engine failed"));
    };
    // An include of a template that cannot be read is that template's fault.
    let missing = error.kind() == ErrorKind::TemplateNotFound;
    let mut found = match quoted(error.detail().unwrap_or("")).or(quoted(words)).and_then(|name| broken.get(name)) {
        Some(fault) if missing => fault.clone().also(span, "included here"),
        _ => finding(error, span, words, files, names),
    };
    for outer in around {
        if let Some((place, _)) = place(outer, files)
            && place.file != span.file
        {
            found = found.also(place, "included here");
        }
    }
    found
}

/// The error at the bottom, and those on the way to it.
fn innermost(error: &Error) -> (&Error, Vec<&Error>) {
    let mut error = error;
    let mut around = vec![];
    while let Some(inner) = std::error::Error::source(error).and_then(|e| e.downcast_ref::<Error>()) {
        if inner.name().is_none() {
            break;
        }
        around.push(error);
        error = inner;
    }
    (error, around)
}

/// Where an error is, and the words there.
fn place<'a>(error: &Error, files: &'a Files) -> Option<(Span, &'a str)> {
    let (file, text) = files.get(error.name()?)?;
    let range = error.range().filter(|r| text.get(r.clone()).is_some()).unwrap_or_else(|| {
        let line = error.line().unwrap_or(1).saturating_sub(1);
        let start = text.split_inclusive('\n').take(line).map(str::len).sum();
        let len = text[start..].lines().next().map_or(0, str::len);
        start..start + len
    });
    Some((Span::new(*file, range.start, range.end), &text[range]))
}

/// The statement that was probably meant by one that there is not.
fn statement_meant(detail: &str) -> Option<&'static str> {
    const STATEMENTS: [&str; 12] =
        ["if", "elif", "else", "endif", "for", "endfor", "set", "include", "macro", "endmacro", "with", "endwith"];
    let word = detail.strip_prefix("unknown statement ")?;
    match word {
        "elseif" | "elsif" => Some("elif"),
        "foreach" => Some("for"),
        // Each closes another statement.
        "endif" | "endfor" | "endmacro" | "endwith" => None,
        word => did_you_mean(word, STATEMENTS).and_then(|meant| STATEMENTS.into_iter().find(|s| *s == meant)),
    }
}

fn finding(error: &Error, span: Span, words: &str, files: &Files, names: &[String]) -> Diagnostic {
    let detail = error.detail().unwrap_or("");
    match error.kind() {
        ErrorKind::SyntaxError if detail.starts_with("unexpected end of input") => {
            let text = files.values().find(|(file, _)| *file == span.file).map_or("", |(_, text)| text);
            match tags::left_open(span.file, text) {
                Some((open, word)) => paper::left_open(open, word),
                None => paper::template_syntax(span, detail, None),
            }
        }
        ErrorKind::SyntaxError if detail.starts_with("unknown statement end") && statement_meant(detail).is_none() => {
            let word = detail.trim_start_matches("unknown statement end");
            paper::closes_another(span, word)
        }
        ErrorKind::SyntaxError => paper::template_syntax(span, detail, statement_meant(detail)),
        ErrorKind::UndefinedError if name_of(words, detail).is_some() => {
            let name = name_of(words, detail).unwrap_or(words);
            let span = within(span, words, name);
            paper::unknown_name(span, name, names.iter().map(String::as_str).chain(helpers::FUNCTIONS))
        }
        ErrorKind::UndefinedError => {
            paper::undefined_value(span, if detail.is_empty() { "nothing is there" } else { detail })
        }
        ErrorKind::OutOfFuel => paper::out_of_fuel(span),
        ErrorKind::InvalidOperation if detail.contains("recursion") => paper::too_much_recursion(span),
        ErrorKind::InvalidOperation if detail.starts_with(UNPRINTABLE) => {
            paper::unprintable(span, &detail[UNPRINTABLE.len()..])
        }
        ErrorKind::TemplateNotFound => {
            let name = quoted(detail).or(quoted(words)).unwrap_or(words);
            let span = within(span, words, &format!("\"{name}\""));
            paper::unknown_template(Some(span), name, files.keys().map(String::as_str))
        }
        ErrorKind::UnknownFilter => paper::unknown_helper(span, "filter", second_word(detail), helpers::FILTERS),
        ErrorKind::UnknownFunction => paper::unknown_helper(span, "function", second_word(detail), helpers::FUNCTIONS),
        ErrorKind::UnknownTest => paper::unknown_helper(span, "test", second_word(detail), helpers::TESTS),
        ErrorKind::UnknownMethod => paper::unknown_helper(span, "method", words, []),
        _ if detail.is_empty() => paper::wrong_use(span, &error.kind().to_string()),
        _ => paper::wrong_use(span, detail),
    }
}

/// The name that is not there: the words at the place, or what the engine calls it.
fn name_of<'a>(words: &'a str, detail: &'a str) -> Option<&'a str> {
    let called = detail.strip_prefix('`').and_then(|d| d.split_once('`')).map(|(name, _)| name);
    called.filter(|name| is_name(name)).or(is_name(words).then_some(words))
}

fn is_name(words: &str) -> bool {
    !words.is_empty()
        && words.split('.').all(|part| {
            part.starts_with(|c: char| c.is_alphabetic() || c == '_')
                && part.chars().all(|c| c.is_alphanumeric() || c == '_')
        })
}

/// The span of a part of the words at `span`.
fn within(span: Span, words: &str, part: &str) -> Span {
    match words.find(part) {
        Some(at) => Span { start: span.start + at as u32, end: span.start + (at + part.len()) as u32, ..span },
        None => span,
    }
}

fn second_word(detail: &str) -> &str {
    detail.split_whitespace().nth(1).unwrap_or(detail)
}

fn quoted(detail: &str) -> Option<&str> {
    detail.split('"').nth(1)
}

/// All names of a context, at any depth: what an unknown name may have been meant to be.
pub fn names_in(context: &Value) -> Vec<String> {
    fn walk(value: &Value, depth: usize, names: &mut BTreeSet<String>) {
        if depth > 6 || names.len() > 2000 {
            return;
        }
        let Ok(items) = value.try_iter() else { return };
        for item in items.take(50) {
            match value.kind() {
                ValueKind::Map => {
                    if let Some(name) = item.as_str() {
                        names.insert(name.to_owned());
                    }
                    if let Ok(inner) = value.get_item(&item) {
                        walk(&inner, depth + 1, names);
                    }
                }
                ValueKind::Seq => walk(&item, depth + 1, names),
                _ => {}
            }
        }
    }
    let mut names = BTreeSet::new();
    walk(context, 0, &mut names);
    names.into_iter().collect()
}

/// A finding for each name that a template reads and the context does not have, where it first stands.
pub fn unknown_names(file: FileId, text: &str, reads: &[String], context: &Value) -> Vec<Diagnostic> {
    let known: Vec<String> = match context.try_iter() {
        Ok(keys) => keys.filter_map(|k| k.as_str().map(str::to_owned)).collect(),
        Err(_) => vec![],
    };
    let unknown = reads.iter().filter(|name| !known.contains(name));
    let mut found: Vec<Diagnostic> = unknown
        .map(|name| {
            let at = first_use(text, name).unwrap_or(0);
            let span = Span::new(file, at, at + name.len());
            paper::unknown_name(span, name, known.iter().map(String::as_str).chain(helpers::FUNCTIONS))
        })
        .collect();
    found.sort_by_key(|d| d.primary.as_ref().map(|p| p.span));
    found
}

/// The first place inside a tag where a name stands as a word of its own, not as part of another.
fn first_use(text: &str, name: &str) -> Option<usize> {
    text.match_indices(name).map(|(at, _)| at).find(|at| {
        let (before, after) = (&text[..*at], &text[*at + name.len()..]);
        let open = before.rfind(['{', '}']).is_some_and(|p| before[p..].starts_with('{'))
            || before.rfind("{%").is_some_and(|p| !before[p..].contains("%}"));
        let word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let quoted = before.ends_with(['"', '\'', '.']) && !before.ends_with("..");
        open && !word(before.chars().next_back()) && !word(after.chars().next()) && !quoted
    })
}
