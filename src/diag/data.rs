//! What can go wrong with profiles and tables: E04xx.

use super::near::did_you_mean;
use super::{Code, Diagnostic, Row};
use crate::text::Span;

/// The codes of this file.
pub const CODES: &[Row] = &[
    Row { code: NOT_YAML, title: "a profile that is not YAML" },
    Row { code: TOO_DEEP, title: "a profile nested too deeply" },
    Row { code: ALIAS, title: "an alias or a tag in a profile" },
    Row { code: KEY_TWICE, title: "a key written twice" },
    Row { code: UNKNOWN_KEY, title: "a key that no field has" },
    Row { code: SHAPE, title: "one value, a list or a mapping in the wrong place" },
    Row { code: BOOL, title: "a condition that is not `true` or `false`" },
    Row { code: NUMBER, title: "a number that cannot be read" },
    Row { code: UNIT, title: "a number in another unit than its field" },
    Row { code: ENUM, title: "a value that an enum does not have" },
    Row { code: DAY, title: "a day or period that cannot be read" },
    Row { code: TEXT, title: "text that other readers take for a number or a condition" },
    Row { code: NOTHING, title: "a key without a value" },
    Row { code: BOUNDS, title: "a figure outside the bounds of its field" },
    Row { code: WHOLE, title: "a fraction where only whole numbers count" },
    Row { code: ABSENT, title: "`absent` where a field may not be absent" },
    Row { code: STATEMENT, title: "a statement without respondent and day" },
    Row { code: RANGE, title: "a range that is none" },
    Row { code: DATUM, title: "a datum that is not complete" },
    Row { code: SOURCE, title: "a source that the profile does not declare" },
    Row { code: REFERENCE, title: "a reference that finds nothing" },
    Row { code: ENTITY, title: "a profile of an unknown entity" },
    Row { code: NO_KEY, title: "a profile without its key" },
    Row { code: PROFILE_TWICE, title: "two profiles of one key" },
    Row { code: NOT_DECLARED, title: "a profile of an instance that no module declares" },
    Row { code: TOO_LONG, title: "a list longer than its field allows" },
    Row { code: NO_SERIES, title: "data of several days where the field is no series" },
    Row { code: PREFERRED, title: "two preferred data of one day" },
    Row { code: EMPTY, title: "a file without a profile" },
    Row { code: UNPUBLISHED, title: "a figure of a day after its publication" },
    Row { code: STATED_TWICE, title: "a field that a module and a profile both state" },
    Row { code: DIFFER, title: "two data of one day that differ" },
    Row { code: MORE, title: "more findings than are listed" },
];

const NOT_YAML: Code = Code("E0401");
const TOO_DEEP: Code = Code("E0402");
const ALIAS: Code = Code("E0403");
const KEY_TWICE: Code = Code("E0404");
/// A key of a profile that no field has.
pub const UNKNOWN_KEY: Code = Code("E0405");
pub(super) const SHAPE: Code = Code("E0406");
pub(super) const BOOL: Code = Code("E0407");
pub(super) const NUMBER: Code = Code("E0408");
pub(super) const UNIT: Code = Code("E0409");
pub(super) const ENUM: Code = Code("E0410");
pub(super) const DAY: Code = Code("E0411");
pub(super) const TEXT: Code = Code("E0412");
pub(super) const NOTHING: Code = Code("E0413");
pub(super) const BOUNDS: Code = Code("E0414");
pub(super) const WHOLE: Code = Code("E0415");
pub(super) const ABSENT: Code = Code("E0416");
pub(super) const STATEMENT: Code = Code("E0417");
pub(super) const RANGE: Code = Code("E0418");
pub(super) const DATUM: Code = Code("E0419");
const SOURCE: Code = Code("E0420");
/// A reference that finds nothing.
pub const REFERENCE: Code = Code("E0421");
const ENTITY: Code = Code("E0422");
const NO_KEY: Code = Code("E0423");
const PROFILE_TWICE: Code = Code("E0424");
const NOT_DECLARED: Code = Code("E0425");
const TOO_LONG: Code = Code("E0426");
const NO_SERIES: Code = Code("E0427");
const PREFERRED: Code = Code("E0428");
const EMPTY: Code = Code("E0429");
pub(super) const STATED_TWICE: Code = Code("E0434");
const MORE: Code = Code("E0439");
pub(super) const UNPUBLISHED: Code = Code("W0401");
const DIFFER: Code = Code("N0401");

/// The longest piece of a file that a message repeats.
const SHOWN: usize = 60;

/// What a message repeats of a value: one line, not too long.
pub fn shown(text: &str) -> String {
    let mut short: String = text.chars().take(SHOWN).flat_map(char::escape_debug).collect();
    if text.chars().nth(SHOWN).is_some() {
        short.push('…');
    }
    short
}

/// Proposes the nearest known word. Never applied without asking: it would change what a file says of the world.
pub(super) fn propose<'a>(
    found: Diagnostic,
    span: Span,
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    match near(word, known) {
        Some(word) => found.help(format!("did you mean `{word}`?")).fix(format!("write `{word}`"), span, word, false),
        None => found,
    }
}

/// A proposal, for words short enough to be a slip.
pub fn near<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > SHOWN { None } else { did_you_mean(word, known) }
}

/// The first words of `all`, for a line of help.
pub fn some_of<'a>(all: impl IntoIterator<Item = &'a str>) -> String {
    let mut all = all.into_iter();
    let mut text = all.by_ref().take(12).collect::<Vec<_>>().join(", ");
    if all.next().is_some() {
        text.push_str(", ...");
    }
    text
}

// ---- the file as YAML ----------------------------------------------------------

/// The text is no YAML; `why` and `help` say what is wrong in the words of a person who types.
pub fn not_yaml(span: Span, why: &str, help: &str) -> Diagnostic {
    let found = Diagnostic::new(NOT_YAML, span, format!("cannot be read as YAML: {why}"));
    if help.is_empty() { found } else { found.help(help) }
}

/// A no-break space behind the colon of a key.
pub fn no_break_space(span: Span) -> Diagnostic {
    Diagnostic::new(NOT_YAML, span, "cannot be read as YAML: a no-break space stands behind `:`")
        .label("looks like a blank")
        .fix("write a blank", span, " ", true)
}

/// An entry of a list without its dash, behind others.
pub fn no_dash(span: Span) -> Diagnostic {
    Diagnostic::new(NOT_YAML, span, "cannot be read as YAML: an entry of a list begins with `- `").fix(
        "write `- `",
        span.at_start(),
        "- ",
        false,
    )
}

/// Two versions of some lines between the marks of git.
pub fn conflict_of_git(span: Span) -> Diagnostic {
    Diagnostic::new(NOT_YAML, span, "two versions of these lines stand here: git could not merge them")
        .label("nothing of the file is read")
        .help("keep what is meant, and take out the lines with `<<<<<<<`, `=======` and `>>>>>>>`")
}

/// `-` or `?` where a value belongs.
pub fn lone_sign(span: Span, sign: &str) -> Diagnostic {
    Diagnostic::new(NOT_YAML, span, format!("cannot be read as YAML: `{sign}` is no value"))
        .help("where nobody knows, write `unknown`; or leave the key out")
}

/// Lists in lists in lists.
pub fn too_deep(span: Span, limit: usize) -> Diagnostic {
    Diagnostic::new(TOO_DEEP, span, format!("nested more than {limit} levels deep"))
        .help("no field needs that; is a bracket or an indent missing?")
}

/// `*name` or `<<`.
pub fn alias(span: Span) -> Diagnostic {
    Diagnostic::new(ALIAS, span, "an alias stands here, and profiles have none")
        .help("write the value out: each datum stands where its figure is read")
}

/// `!tag`.
pub fn tag(span: Span) -> Diagnostic {
    Diagnostic::new(ALIAS, span, "a tag stands here, and profiles have none")
        .help("leave it out: the field says what type its value has")
}

/// `---` for the second time.
pub fn second_document(span: Span) -> Diagnostic {
    Diagnostic::new(NOT_YAML, span, "a second document starts here")
        .help("one file is one document: a profile, or a list of profiles under the plural of their entity")
}

/// A file of blanks and comments.
pub fn no_profile(span: Span) -> Diagnostic {
    Diagnostic::new(EMPTY, span, "no profile stands in this file").help("write one, or remove the file")
}

/// A table of which there is the header and nothing else.
pub fn table_without_rows(span: Span) -> Diagnostic {
    Diagnostic::new(EMPTY, span, "no row stands below this header").help("write one, or remove the file")
}

/// Reading of a file was given up.
pub fn more_findings(span: Span, limit: usize) -> Diagnostic {
    Diagnostic::new(MORE, span, format!("more than {limit} findings, so the rest was not looked at"))
        .help("mend those above first")
}

// ---- keys ------------------------------------------------------------------------

/// The same key for the second time.
pub fn key_twice(span: Span, key: &str, first: Span) -> Diagnostic {
    Diagnostic::new(KEY_TWICE, span, format!("`{}` is written twice", shown(key)))
        .again(first)
        .help("keep one; several data of one field are a list under one key")
}

/// A key that no field of the entity has; `path` is the key with its group.
pub fn unknown_key<'a>(
    span: Span,
    entity: &str,
    path: &str,
    key: &str,
    known: impl IntoIterator<Item = &'a str>,
    is_profile: bool,
) -> Diagnostic {
    let found = Diagnostic::new(UNKNOWN_KEY, span, format!("`{entity}` has no field `{}`", shown(path)))
        .label("no such field")
        .about(path);
    if let Some((word, _)) = key.split_once(['\u{a0}', '\u{202f}']) {
        return found
            .help(format!("a no-break space stands behind `{}`: write a plain blank, `key: value`", shown(word)));
    }
    let proposed = propose(found, span, key, known);
    match (proposed.help.is_empty(), is_profile) {
        (false, _) => proposed,
        (true, true) => {
            proposed.help("put data that no field reads under `further:`, or ask for the field in a policy")
        }
        (true, false) => proposed.help(format!("declare the field in `{entity}`, or leave it out")),
    }
}

/// A dotted field written with its dot.
pub fn dotted_key(span: Span, key: &str) -> Diagnostic {
    let (group, field) = key.rsplit_once('.').unwrap_or(("", key));
    Diagnostic::new(UNKNOWN_KEY, span, format!("`{}` is written as a group", shown(key))).help(format!(
        "write `{}:` and below it, indented, `{}:`",
        shown(group),
        shown(field)
    ))
}

/// A key that a datum, a source or a reference does not have; `of` says which ("a datum").
pub fn unknown_part(span: Span, of: &str, key: &str, known: &[&str]) -> Diagnostic {
    let found = Diagnostic::new(UNKNOWN_KEY, span, format!("{of} has no key `{}`", shown(key)));
    if let Some((before, behind)) = key.split_once(':').filter(|(before, _)| known.contains(before)) {
        let meant = format!("{before}: {behind}");
        let found = found.help("a blank stands behind the colon of a key");
        return found.fix(format!("write `{meant}`"), span, meant, false);
    }
    propose(found, span, key, known.iter().copied()).help(format!("its keys are: {}", known.join(", ")))
}

/// A list or mapping where a key belongs.
pub fn key_is_no_word(span: Span) -> Diagnostic {
    Diagnostic::new(SHAPE, span, "a list or mapping stands where a key belongs").help("a key is one word")
}

/// A mapping, list or value where something else belongs.
pub fn shape(span: Span, found: &str, needed: &str) -> Diagnostic {
    Diagnostic::new(SHAPE, span, format!("{found} stands where {needed} belongs"))
}

/// A mapping for a field that takes one value.
pub fn not_a_datum(span: Span, field: &str, ty: &str) -> Diagnostic {
    Diagnostic::new(SHAPE, span, format!("a mapping stands where `{field}` takes {ty}")).help(
        "a datum has a `value:` and any of as_of, published, source, status, evidence, note, statement, preferred",
    )
}

/// A bare value in a list of data.
pub fn bare_in_list_of_data(span: Span, field: &str, text: &str) -> Diagnostic {
    Diagnostic::new(SHAPE, span, format!("`{field}` is no list, and a bare value stands in a list of its data"))
        .help(format!("one value stands without brackets; in a list each datum says of what day it is: `{{value: {text}, as_of: 2018}}`"))
}

/// A list that mixes items and data of the whole list.
pub fn mixed_list(span: Span, field: &str) -> Diagnostic {
    Diagnostic::new(SHAPE, span, format!("`{field}` mixes items with data of the whole list"))
        .help("either every entry is an item, or every entry is a datum whose `value:` is a list")
}

// ---- data ------------------------------------------------------------------------

/// A datum without a value.
pub fn no_value(span: Span) -> Diagnostic {
    Diagnostic::new(DATUM, span, "this datum has no `value`")
        .help("add `value:`; a reason alone has the value `unknown`")
}

/// A derived figure that does not say from what.
pub fn derived_from_what(span: Span, note: &str) -> Diagnostic {
    Diagnostic::new(DATUM, span, "a derived datum says from what").help(format!("add a `{note}` with the step"))
}

/// A word that stands for no mark or status; `what` is the key.
pub fn no_such_mark(span: Span, what: &str, text: &str, known: &[&str]) -> Diagnostic {
    let found = Diagnostic::new(DATUM, span, format!("`{}` is no {what}", shown(text)));
    propose(found, span, text, known.iter().copied()).help(format!("write one of: {}", known.join(", ")))
}

/// `others` for a field that is no list.
pub fn others_of_no_list(span: Span, field: &str) -> Diagnostic {
    Diagnostic::new(DATUM, span, format!("`others` stands at `{field}`, which is no list"))
        .help("`others` says how many items of a list are not listed")
}

/// `others` beside a list of which nothing is known.
pub fn others_of_unknown(span: Span) -> Diagnostic {
    Diagnostic::new(DATUM, span, "`others` stands beside a list that is not given")
        .help("give the items that are known, `[]` if there are none, or leave `others` out")
}

/// A source that is used and not declared.
pub fn unknown_source<'a>(span: Span, key: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let found = Diagnostic::new(SOURCE, span, format!("`sources:` declares no `{}`", shown(key))).about(key);
    let proposed = propose(found, span, key, known);
    if proposed.help.is_empty() {
        proposed.help("declare it: `sources: {KEY: {title: \"...\", published: 2018-04-30, evidence: read}}`")
    } else {
        proposed
    }
}

/// A source without a title.
pub fn untitled_source(span: Span, key: &str) -> Diagnostic {
    Diagnostic::new(DATUM, span, format!("the source `{}` has no `title`", shown(key)))
}

/// A reference that finds nothing; `what` says what was looked for ("a Town").
pub fn unknown_reference<'a>(
    span: Span,
    what: &str,
    key: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    let found = Diagnostic::new(REFERENCE, span, format!("there is no {what} with the key `{}`", shown(key)))
        .of(what)
        .about(key);
    match near(key, known) {
        Some(word) if !word.contains(", ") => {
            found.help(format!("did you mean `{word}`?")).fix(format!("write `{word}`"), span, word, false)
        }
        Some(word) => found.help(format!("did you mean `{word}`?")),
        None => found.help("correct the key, or add the profile"),
    }
}

/// A reference that leaves out a part of the key.
pub fn part_of_key_missing(span: Span, entity: &str, part: &str) -> Diagnostic {
    Diagnostic::new(REFERENCE, span, format!("a {entity} is named by its whole key, and `{part}` is missing"))
}

/// One word for a key of several fields.
pub fn key_of_several_fields(span: Span, entity: &str, fields: &[&str]) -> Diagnostic {
    let form = fields.iter().map(|f| format!("{f}: ...")).collect::<Vec<_>>().join(", ");
    Diagnostic::new(REFERENCE, span, format!("the key of a {entity} has several fields"))
        .help(format!("write `{{{form}}}`"))
}

// ---- profiles --------------------------------------------------------------------

/// A file that does not say whose profiles it holds.
pub fn which_entity<'a>(span: Span, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let all = some_of(known);
    Diagnostic::new(ENTITY, span, "this file does not say what it is a profile of")
        .help("begin it with `entity: NAME`, or with the plural of the entity and a list of profiles")
        .help(format!("entities with profiles: {all}"))
}

/// An entity that no module declares.
pub fn no_entity<'a>(span: Span, word: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> Diagnostic {
    let found = Diagnostic::new(ENTITY, span, format!("no entity is called `{}`", shown(word)));
    let all = some_of(known.clone());
    propose(found, span, word, known).help(format!("entities with profiles: {all}"))
}

/// A record has no profiles.
pub fn record_has_no_profile(span: Span, entity: &str) -> Diagnostic {
    Diagnostic::new(ENTITY, span, format!("`{entity}` is a record: it has no profiles of its own"))
        .help("give the entity a plural, or write its fields where a field has this type")
}

/// The file says another entity than the manifest.
pub fn other_entity(span: Span, said: &str, manifest: &str) -> Diagnostic {
    Diagnostic::new(
        ENTITY,
        span,
        format!("this file says `{}`, and the manifest lists it under `{manifest}`", shown(said)),
    )
    .help("correct one of the two")
}

/// A profile without its key.
pub fn no_key(span: Span, entity: &str, key: &str) -> Diagnostic {
    Diagnostic::new(NO_KEY, span, format!("this profile has no `{key}`, which names a {entity}"))
        .help(format!("add `{key}:` with a known value"))
}

/// A part of a key of several fields that holds what stands between parts.
pub fn comma_in_key(span: Span, entity: &str, field: &str) -> Diagnostic {
    let message =
        format!("`{field}` is a part of the key of a {entity}, and no part of a key can hold a comma and a blank");
    Diagnostic::new(NO_KEY, span, message)
        .help("the parts of a key are written one behind the other with a comma and a blank between them; write the text without")
}

/// A table of profiles without the column of their key.
pub fn no_key_column(span: Span, entity: &str, key: &str) -> Diagnostic {
    Diagnostic::new(NO_KEY, span, format!("no column of this table fills `{key}`, which names a {entity}"))
        .help(format!("say which does: `columns = {{ {key} = \"COLUMN\", .. }}`"))
}

/// Two profiles of one key.
pub fn profile_twice(span: Span, entity: &str, key: &str, first: Span) -> Diagnostic {
    Diagnostic::new(PROFILE_TWICE, span, format!("the {entity} `{}` has two profiles", shown(key)))
        .again(first)
        .help("bring them together in one")
}

/// A file that two entries of the manifest read.
pub fn file_twice(span: Span, path: &str, first: Span) -> Diagnostic {
    Diagnostic::new(PROFILE_TWICE, span, format!("`{path}` is read twice"))
        .label("again by this entry")
        .also(first, "by this one already")
        .help("a file fits one entry: take this one out, or write its pattern so that it fits other files")
}

/// A profile of an instance that no module declares.
pub fn not_an_instance<'a>(
    span: Span,
    entity: &str,
    key: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    let found =
        Diagnostic::new(NOT_DECLARED, span, format!("no module declares a {entity} `{}`", shown(key))).of(entity);
    let proposed = propose(found, span, key, known);
    proposed.help(format!("the instances of {entity} stand in modules; a profile only adds to them"))
}

/// A profile whose key is nearly the name of its file, which others speak of.
pub fn named_unlike_its_file(span: Span, entity: &str, key: &str, file: &str, stem: &str) -> Diagnostic {
    Diagnostic::new(REFERENCE, span, format!("this {entity} is called `{}`, and others speak of `{stem}`", shown(key)))
        .label(format!("the file is called {file}"))
        .fix(format!("write `{stem}`"), span, stem, false)
}

/// More items than the field allows.
pub fn too_long(span: Span, field: &str, items: usize, limit: u32) -> Diagnostic {
    Diagnostic::new(TOO_LONG, span, format!("`{field}` has at most {limit} items, and {items} stand here"))
        .help("correct the list, or `at most` where the policy declares the field")
}

/// A list that is too long with the items that are not listed.
pub fn too_long_with_others(span: Span, field: &str, least: usize, limit: u32) -> Diagnostic {
    Diagnostic::new(TOO_LONG, span, format!("`{field}` has at most {limit} items, and with these it has {least}"))
        .label("beside those that are listed")
        .help("correct the number, or `at most` where the policy declares the field")
}

/// Data of several days where the field is no series.
pub fn no_series(span: Span, field: &str, first: Span) -> Diagnostic {
    Diagnostic::new(NO_SERIES, span, format!("`{field}` is no series, and its data are of different days"))
        .about(field)
        .also(first, "another day")
        .help("keep the one that holds, or declare the field as `series`")
}

/// Two data of one day that say different things, none of them preferred.
pub fn two_of_one_day(span: Span, field: &str, first: Span) -> Diagnostic {
    Diagnostic::new(DIFFER, span, format!("two data of `{field}` for one day differ"))
        .also(first, "the other one")
        .help("what reads the field is a conflict: mark the one that counts with `preferred: true`")
}

/// Two preferred data of one day.
pub fn two_preferred(span: Span, field: &str, first: Span) -> Diagnostic {
    Diagnostic::new(PREFERRED, span, format!("two data of `{field}` for one day are both preferred"))
        .also(first, "the other")
        .help("prefer one")
}

// ---- tables ----------------------------------------------------------------------
