//! What can go wrong with the manifest `acquis.toml`: E0820 to E0839.

use super::near::{did_you_mean, nearest};
use super::{Code, Diagnostic, Row};
use crate::text::Span;
use crate::text::english::list;

/// The codes of this file.
pub const CODES: &[Row] = &[
    Row { code: SYNTAX, title: "the manifest is not TOML" },
    Row { code: UNKNOWN_KEY, title: "a key that the manifest does not have" },
    Row { code: WRONG_TYPE, title: "a value of the wrong kind in the manifest" },
    Row { code: MISSING_KEY, title: "a key that the manifest needs" },
    Row { code: BAD_DATE, title: "not a day" },
    Row { code: BAD_VALUE, title: "a value that the manifest cannot take" },
    Row { code: TWICE, title: "what stands twice in the manifest" },
    Row { code: MISFIT, title: "keys that do not go together" },
    Row { code: NO_FILE, title: "the manifest names files that do not exist" },
    Row { code: OUTPUT_OVER_INPUT, title: "the output folder lies over the sources" },
];

const SYNTAX: Code = Code("E0820");
const UNKNOWN_KEY: Code = Code("E0821");
const WRONG_TYPE: Code = Code("E0822");
const MISSING_KEY: Code = Code("E0823");
const BAD_DATE: Code = Code("E0824");
const BAD_VALUE: Code = Code("E0825");
const TWICE: Code = Code("E0826");
const MISFIT: Code = Code("E0827");
const NO_FILE: Code = Code("E0828");
const OUTPUT_OVER_INPUT: Code = Code("E0829");

/// TOML that cannot be read; `why` in the words of the reader.
pub fn syntax(span: Span, why: &str, line: &str) -> Diagnostic {
    let (why, help) = match why {
        _ if day_otherwise(line).is_some() => (
            "this is no way to write a day",
            format!("days are written year-month-day: `{}`", day_otherwise(line).unwrap_or_default()),
        ),
        _ if why.contains("duplicate key") => ("this key stands twice", "keep one of the two".to_string()),
        _ if why.contains("array") => {
            ("a list is not closed before this", "write `]` where it ends, and a comma between its items".into())
        }
        _ if why.contains("inline table") => {
            ("an entry is not closed before this", "write `}` where it ends, on the line where it begins".into())
        }
        _ if why.contains("string values must be quoted") => (
            "this is neither text, nor a number, nor a day",
            "text stands in quotes, days stand without: `name = \"x\"`, `date = 2018-04-30`".into(),
        ),
        _ if why.contains("unquoted key") || why.contains("key with no value") => {
            let help = match line.split_once(':') {
                Some((key, value)) => format!("a value follows after `=`: `{} = {}`", key.trim(), value.trim()),
                None => "a line is `key = value`, or `[table]`".into(),
            };
            ("this line is no `key = value`", help)
        }
        _ if why.contains("invalid basic string") || why.contains("invalid string") => {
            ("a text is not closed on its line", "close it with the quote it began with".into())
        }
        _ => (why, "text stands in quotes, days stand without: `name = \"x\"`, `date = 2018-04-30`".to_string()),
    };
    Diagnostic::new(SYNTAX, span, format!("cannot read the manifest: {why}")).help(help)
}

/// A day as `30.04.2018` or `30/04/2018` in a line, written as days are.
fn day_otherwise(line: &str) -> Option<String> {
    let digits = |c: char| c.is_ascii_digit() || matches!(c, '.' | '/');
    let runs = line.split(|c| !digits(c)).map(|run| run.split(['.', '/']).collect::<Vec<_>>());
    runs.into_iter().find_map(|parts| match parts.as_slice() {
        [day, month, year] if year.len() == 4 && (1..=2).contains(&day.len()) && (1..=2).contains(&month.len()) => {
            Some(format!("{year}-{month:0>2}-{day:0>2}"))
        }
        _ => None,
    })
}

/// A key that `owner` (`the manifest`, `a paper`) does not have.
pub fn unknown_key(span: Span, key: &str, owner: &str, known: &[&str]) -> Diagnostic {
    let found = Diagnostic::new(UNKNOWN_KEY, span, format!("{owner} has no key `{}`", key.escape_debug()));
    match nearest(key, known.iter().copied()) {
        Some((near, sure)) => {
            found.help(format!("did you mean `{near}`?")).fix(format!("write `{near}`"), span, near, sure)
        }
        None => found.help(format!("it has {}", listed(known))),
    }
}

/// A value of one kind where another is wanted.
pub fn wrong_type(span: Span, key: &str, wanted: &str, given: &str) -> Diagnostic {
    Diagnostic::new(WRONG_TYPE, span, format!("`{key}` takes {wanted}, not {given}")).label(format!("this is {given}"))
}

/// One text where a list is wanted: the fix puts it into brackets.
pub fn not_a_list(span: Span, key: &str, written: &str) -> Diagnostic {
    wrong_type(span, key, "a list", "text").fix("put it into brackets", span, format!("[{written}]"), true)
}

/// A key that must stand in `owner`.
pub fn missing_key(span: Span, key: &str, owner: &str, example: &str) -> Diagnostic {
    Diagnostic::new(MISSING_KEY, span, format!("{owner} has no `{key}`")).help(format!("add `{key} = {example}`"))
}

/// A value that is no day.
pub fn bad_date(span: Span, key: &str, given: &str) -> Diagnostic {
    Diagnostic::new(BAD_DATE, span, format!("`{key}` takes a day, not {given}"))
        .help("a day is written 2018-04-30, without quotes and without a time")
}

/// A day in quotes: the fix takes them away.
pub fn quoted_date(span: Span, key: &str, day: &str) -> Diagnostic {
    bad_date(span, key, "text").fix("take the quotes away", span, day, true)
}

/// A value that is of the right kind and still cannot stand there.
pub fn bad_value(span: Span, key: &str, value: &str, why: &str) -> Diagnostic {
    Diagnostic::new(BAD_VALUE, span, format!("`{}` cannot be `{key}`: {why}", value.escape_debug()))
}

/// A list of folders without one.
pub fn no_folder(span: Span, key: &str) -> Diagnostic {
    Diagnostic::new(BAD_VALUE, span, format!("`{key}` names no folder, so nothing is read"))
        .help(format!("for example: {key} = [\"{key}\"]"))
}

/// A word that is none of those that may stand there.
pub fn not_one_of(span: Span, key: &str, value: &str, known: &[&str]) -> Diagnostic {
    let found = Diagnostic::new(BAD_VALUE, span, format!("`{}` is no {key}", value.escape_debug()));
    match did_you_mean(value, known.iter().copied()) {
        Some(near) => found.help(format!("did you mean `{near}`?")).fix(
            format!("write `{near}`"),
            span,
            format!("\"{near}\""),
            false,
        ),
        None => found.help(format!("it is one of {}", listed(known))),
    }
}

/// A second paper of a name.
pub fn paper_twice(span: Span, name: &str, first: Span) -> Diagnostic {
    Diagnostic::new(TWICE, span, format!("two papers are called `{name}`"))
        .also(first, "the first")
        .help("each paper is written to a file of its name: give this one another")
}

/// The same again in a list of names.
pub fn said_twice(span: Span, written: &str, first: Span) -> Diagnostic {
    Diagnostic::new(TWICE, span, format!("{written} is said twice")).again(first).help("keep one of them")
}

/// A profile entry that names both or neither of `files` and `table`.
pub fn files_or_table(span: Span, both: bool) -> Diagnostic {
    let message = if both { "a profile entry has `files` and `table`" } else { "a profile entry names no file" };
    Diagnostic::new(MISFIT, span, message)
        .help("`files = \"towns/*.yaml\"` for profiles, or `table = \"data/x.csv\"` with `columns` for a table")
}

/// A key of a table entry beside `files`.
pub fn belongs_to_table(span: Span, key: &str) -> Diagnostic {
    Diagnostic::new(MISFIT, span, format!("`{key}` belongs to a `table`, not to `files`"))
        .help("write it into the profiles themselves, or read a table")
}

/// `id` without `into`, or the other way round.
pub fn id_with_into(span: Span, has: &str, lacks: &str) -> Diagnostic {
    Diagnostic::new(MISFIT, span, format!("`{has}` without `{lacks}`"))
        .help("`id` names the profile and `into` its list that the rows of the table fill")
}

/// A path or pattern of the manifest that no file fits.
pub fn no_file(span: Span, pattern: &str, near: Option<&str>) -> Diagnostic {
    let found = Diagnostic::new(NO_FILE, span, format!("no file fits `{pattern}`"));
    match near {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => found.help("paths start at the folder of acquis.toml"),
    }
}

/// A folder where files belong: what lies there was meant to be read.
pub fn folder_for_files(span: Span, folder: &str) -> Diagnostic {
    let meant = format!("{folder}/*.yaml");
    Diagnostic::new(NO_FILE, span, format!("no file fits `{folder}`")).label("this is a folder").fix(
        format!("write `{meant}` for the files in it"),
        span,
        format!("\"{meant}\""),
        false,
    )
}

/// The output folder is a folder of sources, holds one, or lies in one.
pub fn output_over_input(span: Span, out: &str, input: &str, place: Option<Span>) -> Diagnostic {
    let found = Diagnostic::new(OUTPUT_OVER_INPUT, span, format!("the output folder `{out}` lies over `{input}`"))
        .help("the output folder is replaced as a whole at each build: give it a folder of its own");
    match place {
        Some(place) => found.also(place, "this is read"),
        None => found,
    }
}

/// `` `a`, `b` and `c` ``.
fn listed(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    list(&quoted, "and")
}
