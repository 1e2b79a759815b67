//! What can go wrong with names, types and units: E02xx, W02xx.

use super::near::nearest;
use super::time::of_days;
use super::{Code, Diagnostic, Fix, Row};
use crate::num::round::Rounding;
use crate::text::{Name, Span};

/// The codes of this file.
pub const CODES: &[Row] = &[
    Row { code: NOT_FOUND, title: "a name that nothing has" },
    Row { code: SEVERAL, title: "a name that several declarations have" },
    Row { code: TWICE, title: "a name declared twice in one module" },
    Row { code: TYPE, title: "a value of another type than its place needs" },
    Row { code: UNIT, title: "units or currencies that do not agree" },
    Row { code: BARE, title: "a bare number where a unit is needed" },
    Row { code: CONCEPT, title: "two statistical concepts that are not the same" },
    Row { code: ARGUMENTS, title: "the wrong number of arguments" },
    Row { code: NO_FIELD, title: "a field that its entity does not have" },
    Row { code: NO_VALUE, title: "a value that its enum does not have" },
    Row { code: CYCLE, title: "declarations that need each other" },
    Row { code: WRONG_KIND, title: "a name that stands for another kind of thing" },
    Row { code: IS_OR_EQUALS, title: "`is` and `=` the wrong way round" },
    Row { code: HIDES, title: "a name that would hide another" },
    Row { code: NO_UNIT, title: "a unit that is not declared" },
    Row { code: MISSING_CLAUSE, title: "a clause that is missing" },
    Row { code: CLAUSE_TWICE, title: "a clause that stands twice" },
    Row { code: LEFT_OUT, title: "a record that a rule makes without one of its fields" },
    Row { code: ABSENCE, title: "a field that may be absent, without a word on absence" },
    Row { code: ONE_PROFILE, title: "a rule about one named profile" },
    Row { code: NO_LABEL, title: "a label that no case has" },
    Row { code: NOT_COMPARED, title: "lists or records compared" },
    Row { code: NOT_HERE, title: "something that may not stand here" },
    Row { code: MONEY_TIMES_MONEY, title: "money multiplied by money" },
    Row { code: FIELD_AGAIN, title: "a field asked for in two different ways" },
    Row { code: LABEL_TWICE, title: "one label for two cases" },
    Row { code: BASE_TWICE, title: "more than one `otherwise`, or `is` beside cases" },
    Row { code: COVERS, title: "an id that the mandate does not have" },
    Row { code: NEEDS_LIST, title: "a list is needed here" },
    Row { code: STEPS, title: "steps of a scale that do not rise" },
    Row { code: ORDERS_NOTHING, title: "cases that cannot prevail over each other" },
    Row { code: CONDITION_IS_FIELD, title: "a rule whose condition is one field of its own name" },
];

/// A name that nothing has.
pub const NOT_FOUND: Code = Code("E0201");
const SEVERAL: Code = Code("E0202");
pub(super) const TWICE: Code = Code("E0203");
pub(super) const TYPE: Code = Code("E0204");
pub(super) const UNIT: Code = Code("E0205");
/// A number without the unit that is needed.
pub const BARE: Code = Code("E0206");
pub(super) const CONCEPT: Code = Code("E0207");
pub(super) const ARGUMENTS: Code = Code("E0208");
/// A field that an entity does not have.
pub const NO_FIELD: Code = Code("E0209");
pub(super) const NO_VALUE: Code = Code("E0210");
pub(super) const CYCLE: Code = Code("E0211");
pub(super) const WRONG_KIND: Code = Code("E0212");
/// `is` and `=` the wrong way round.
pub const IS_OR_EQUALS: Code = Code("E0213");
const HIDES: Code = Code("E0214");
pub(super) const NO_UNIT: Code = Code("E0215");
pub(super) const MISSING_CLAUSE: Code = Code("E0216");
pub(super) const CLAUSE_TWICE: Code = Code("E0217");
const LEFT_OUT: Code = Code("W0211");
const ABSENCE: Code = Code("E0218");
const ONE_PROFILE: Code = Code("E0219");
pub(super) const NO_LABEL: Code = Code("E0220");
pub(super) const NOT_COMPARED: Code = Code("E0221");
pub(super) const NOT_HERE: Code = Code("E0222");
pub(super) const MONEY_TIMES_MONEY: Code = Code("E0223");
pub(super) const FIELD_AGAIN: Code = Code("E0224");
const LABEL_TWICE: Code = Code("E0225");
const BASE_TWICE: Code = Code("E0226");
const COVERS: Code = Code("E0228");
const NEEDS_LIST: Code = Code("E0229");
pub(super) const STEPS: Code = Code("E0234");
const ORDERS_NOTHING: Code = Code("E0235");
const CONDITION_IS_FIELD: Code = Code("W0202");

pub(super) fn propose<'a>(
    found: Diagnostic,
    span: Span,
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    match nearest(word, candidates) {
        Some((near, sure)) => {
            found.help(format!("did you mean `{near}`?")).fix(format!("write `{near}`"), span, near, sure)
        }
        None => found,
    }
}

/// A name that nothing has, where anything with a value would do.
pub(super) fn no_name(span: Span, word: &str) -> Diagnostic {
    Diagnostic::new(NOT_FOUND, span, format!("no name is called `{word}`")).label("not declared").about(word)
}

/// A name that nothing has; `what` says what was looked for ("a source", "a name").
pub fn not_found<'a>(span: Span, what: &str, word: &str, near: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let found = Diagnostic::new(NOT_FOUND, span, format!("no {what} is called `{word}`"))
        .label("not declared")
        .about(word)
        .of(what);
    let proposed = propose(found, span, word, near);
    if proposed.help.is_empty() { proposed.help("declare it, or correct the name") } else { proposed }
}

/// A bare name that several declarations have.
pub fn several(span: Span, word: &str, modules: &[(Name, Span)]) -> Diagnostic {
    let mut found = Diagnostic::new(SEVERAL, span, format!("`{word}` is declared in several modules"));
    for (module, at) in modules {
        found = found.also(*at, format!("in module `{module}`"));
    }
    let own = modules.iter().find(|(_, at)| at.file == span.file);
    let first = own.or(modules.first()).map_or("module", |m| m.0.as_str());
    found.help(format!("say which: `{first}.{word}`"))
}

/// A bare word that is a value of the type expected at its place, and a name of that type as well. `write`: the value in
/// words that mean nothing else; none where there are none.
pub fn value_or_name(span: Span, word: &str, of: &str, name: Span, write: Option<&str>) -> Diagnostic {
    let found = Diagnostic::new(SEVERAL, span, format!("`{word}` may be the {of} or what is called `{word}` here"))
        .label("two meanings")
        .also(name, format!("called `{word}` here"));
    match write {
        Some(write) => found.help(format!("give the name another word; if the value is meant, write `{write}`")).fix(
            format!("write `{write}`"),
            span,
            write,
            false,
        ),
        None => found.help("give the name another word"),
    }
}

/// A name declared twice in one module.
pub fn twice(span: Span, word: &str, first: Span) -> Diagnostic {
    Diagnostic::new(TWICE, span, format!("`{word}` is declared twice in this module"))
        .again(first)
        .help("give one of them another name")
}

/// `question(..)` of something else than a rule.
pub fn question_of(span: Span) -> Diagnostic {
    Diagnostic::new(WRONG_KIND, span, "`question(..)` prints the question of a rule")
        .help("name the rule alone: `question(RULE)`")
}

/// A value of an enum where it is not known of which; `write` has the enum.
pub fn value_alone(span: Span, word: &str, write: &str) -> Diagnostic {
    no_name(span, word).help(format!(
        "as a value of an enum write `{write}`; whether a value is one of several is asked by `x is one of (A, {word})`"
    ))
}

/// Nothing, in a word of other languages.
pub fn nothing_word(span: Span, word: &str) -> Diagnostic {
    no_name(span, word).help(NOTHING).fix("write `absent`", span, "absent", false)
}

/// What is said in place of `null`, `None` and their kind.
const NOTHING: &str =
    "what the law does not have is `absent`; what nobody knows is asked of no value: it makes the outcome unknown";

/// Words of other languages for what is not there.
pub fn is_nothing(word: &str) -> bool {
    matches!(word, "null" | "NULL" | "nil" | "None" | "none" | "missing")
}

/// A name of the field of a subject, written without the subject; `meant` has it.
pub fn field_alone(span: Span, word: &str, meant: &str, sure: bool) -> Diagnostic {
    no_name(span, word).help(format!("a field is read off its subject: `{meant}`")).fix(
        format!("write `{meant}`"),
        span,
        meant,
        sure,
    )
}

/// The entity in place of one of its instances; `binder` is one in scope.
pub fn entity_for_instance(span: Span, word: &str, meant: Option<&str>) -> Diagnostic {
    let found = wrong_kind(span, word, "an entity", "one of its instances or the list of all");
    match meant {
        Some(meant) => {
            found.help(format!("did you mean `{meant}`?")).fix(format!("write `{meant}`"), span, meant, true)
        }
        None => found,
    }
}

/// Two values that have no sum.
pub fn not_added(span: Span, left: &str, right: &str) -> Diagnostic {
    Diagnostic::new(TYPE, span, format!("{left} and {right} are not added or subtracted"))
        .label("has no sum")
        .help("numbers of one unit are, a day and days (`law_date + 5 days`), two days, and two lists")
}

/// What stands in place of a number of digits.
pub fn no_digits(span: Span) -> Diagnostic {
    Diagnostic::new(TYPE, span, "a number of digits is needed here, at most 60").help("write, for example, `12 digits`")
}

/// A value of another type than its place needs.
pub fn type_mismatch(span: Span, found: &str, needed: &str) -> Diagnostic {
    let are = if needed.starts_with("two ") { "are" } else { "is" };
    let told = Diagnostic::new(TYPE, span, format!("this is {found}, and {needed} {are} needed here")).label(found);
    match (found, needed) {
        ("a text", "a date") => told.help("a day stands without quotes: `2018-04-30`"),
        ("a bare number", "a whole number") => {
            told.help("make it whole first: `floor(x, to 1)`, `ceil(x, to 1)` or `round(x, to 1, half_up)`")
        }
        _ => told,
    }
}

/// The wrong number of arguments.
pub fn arguments(span: Span, what: &str, given: usize, needed: &str) -> Diagnostic {
    let stand = if given == 1 { "stands" } else { "stand" };
    let found =
        Diagnostic::new(ARGUMENTS, span, format!("`{what}` takes {needed}, and {given} {stand} here")).about(what);
    match what {
        "min" | "max" if given > 2 => {
            found.help(format!("of three write `{what}(a, {what}(b, c))`, of a list `{what}(x.FIELD for x in LIST)`"))
        }
        "min" | "max" => found.help(format!("of the items of a list: `{what}(x.FIELD for x in LIST)`")),
        _ if !needed.contains("MODE") => found,
        "round" => found.help(format!("the modes are: {}", modes_of_rounding())),
        "full_years" => found.help("the modes are: last_day, next_day"),
        _ => found.help("the modes are: last_day, next_day, exact"),
    }
}

/// The wrong number of arguments for something that is used in the form `form`.
pub fn arguments_of(span: Span, what: &str, given: usize, needed: &str, form: &str) -> Diagnostic {
    arguments(span, what, given, needed).help(format!("it is used as `{form}`"))
}

/// Fields given by `=`, as other languages do; `signs` are what stands between each name and its value.
pub fn fields_by_equals(mut found: Diagnostic, signs: &[Span]) -> Diagnostic {
    let edits = signs.iter().map(|sign| (*sign, ": ".to_string())).collect();
    found.fixes.push(Fix { title: "write `:` behind each name".into(), edits, safe: false });
    found
}

/// A word that runs over a list, without one.
pub fn runs_over_a_list(span: Span, word: &str) -> Diagnostic {
    Diagnostic::new(ARGUMENTS, span, format!("`{word}` runs over a list, and none stands here"))
        .help(format!("write `{word}(x.FIELD for x in LIST)`, with `where CONDITION` behind it if not all count"))
}

/// Values given by name to a definition.
pub fn values_in_order(span: Span, what: &str, form: &str) -> Diagnostic {
    Diagnostic::new(ARGUMENTS, span, format!("`{what}` takes its values in order, without their names"))
        .about(what)
        .help(format!("it is used as `{form}`"))
}

/// A field that its entity does not have.
pub fn no_field<'a>(span: Span, entity: &str, word: &str, fields: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let found =
        Diagnostic::new(NO_FIELD, span, format!("`{entity}` has no field `{word}`")).label("no such field").about(word);
    let proposed = propose(found, span, word, fields);
    if proposed.help.is_empty() {
        proposed.help(format!("ask for it: `fields of {entity} {{ {word}: TYPE }}`"))
    } else {
        proposed
    }
}

/// Fields of something that has none.
pub fn no_fields(span: Span, word: &str, ty: &str) -> Diagnostic {
    let found = Diagnostic::new(NO_FIELD, span, format!("`.{word}` is asked of {ty}, which has no fields"));
    if ty.starts_with("a list") {
        return found
            .help(format!("ask it of one item: `x.{word} for x in LIST` in `sum(..)`, `count(..)` or a quantifier"));
    }
    match of_days(word).filter(|_| ty == "a date") {
        Some(help) => found.help(help),
        None => found,
    }
}

/// A `collect` that names the list it makes, and not the items.
pub fn type_of_items(span: Span, item: &str) -> Diagnostic {
    let found = Diagnostic::new(TYPE, span, "a `collect` names the type of its items, and makes a list of them");
    found.label("a list of lists is not made").fix(format!("write `{item}`"), span, item, false)
}

/// A value that its enum does not have.
pub fn no_value<'a>(span: Span, of: &str, word: &str, values: impl IntoIterator<Item = &'a str> + Clone) -> Diagnostic {
    let found = Diagnostic::new(NO_VALUE, span, format!("`{of}` has no value `{word}`")).about(word).of(of);
    if is_nothing(word) {
        return found.help(NOTHING).help("for example: `x.field is absent`, `x.field is not absent`");
    }
    let all = values.clone().into_iter().take(12).collect::<Vec<_>>().join(", ");
    propose(found, span, word, values).help(format!("its values are: {all}"))
}

/// A mode of rounding that there is not. Another one is another rule of law: none is proposed before the others.
pub fn no_mode(span: Span, word: &str) -> Diagnostic {
    let found = Diagnostic::new(NO_VALUE, span, format!("`round` has no mode `{word}`"));
    found.help(format!("its modes are: {}", modes_of_rounding()))
}

/// The modes that `round` takes.
fn modes_of_rounding() -> String {
    Rounding::NAMED.map(Rounding::word).join(", ")
}

/// A word that is none of a mark or a state. What somebody has done with a text, or decided, is for a person to say.
pub fn no_mark(span: Span, of: &str, word: &str, words: &[&str]) -> Diagnostic {
    let mut found = no_value(span, of, word, words.iter().copied());
    found.fixes.iter_mut().for_each(|fix| fix.safe = false);
    found
}

/// Declarations that need each other.
pub fn cycle(span: Span, ring: &[(Name, Span)]) -> Diagnostic {
    let names: Vec<&str> = ring.iter().map(|r| r.0.as_str()).collect();
    let text = match names.as_slice() {
        [one] => format!("`{one}` needs itself"),
        _ => format!("these need each other: {} -> {}", names.join(" -> "), names[0]),
    };
    let mut found = Diagnostic::new(CYCLE, span, text);
    for (name, at) in ring.iter().skip(1) {
        found = found.also(*at, format!("`{name}` is part of the ring"));
    }
    found.help("definitions do not recurse; break the ring with a param or a field")
}

/// A name that stands for another kind of thing than its place needs.
pub fn wrong_kind(span: Span, word: &str, is: &str, needed: &str) -> Diagnostic {
    let found = Diagnostic::new(WRONG_KIND, span, format!("`{word}` is {is}, and {needed} is needed here"));
    match is {
        "a unit" => found.help(format!("a unit stands behind its number: `1 {word}`, as in `EUR 10 / 1 {word}`")),
        _ => found,
    }
}

/// An assumption about a param: facts are assumed, law is changed.
pub fn assumes_a_param(span: Span, param: &str) -> Diagnostic {
    wrong_kind(span, param, "a param", "a field of an entity")
        .help(format!("facts are assumed, law is changed: `set {param} to ...` in a reform that the scenario stacks"))
}

/// A record without any field, in place of one of which nothing is known.
pub fn record_of_nothing(found: Diagnostic, entity: &str) -> Diagnostic {
    found.help(format!("one of which nothing is known has a field that is unknown: `{entity}(field: unknown)`"))
}

/// A name that would hide another.
pub fn hides(span: Span, word: &str, first: Option<Span>) -> Diagnostic {
    let found = Diagnostic::new(HIDES, span, format!("`{word}` would hide another `{word}`"));
    let found = match first {
        Some(at) => found.also(at, "already has this name"),
        None => found,
    };
    found.help("give it another name")
}

/// A name that an entity of the language has.
pub fn taken(span: Span, word: &str) -> Diagnostic {
    Diagnostic::new(HIDES, span, format!("`{word}` would hide the entity `{word}` of the language"))
        .help("give it another name")
}

/// A record that a rule makes without one of its fields.
pub fn left_out_of_record(span: Span, record: &str, field: &str) -> Diagnostic {
    Diagnostic::new(LEFT_OUT, span, format!("this `{record}` has no `{field}`, and nobody can be asked for it"))
        .label("unknown for ever")
        .help(format!("write it: `{field}: VALUE`; a field that there need not be is `may be absent`"))
}

/// A word of a unit that is one already: of the language, or of another unit.
pub fn unit_taken(span: Span, word: &str, other: Option<Span>) -> Diagnostic {
    let found = Diagnostic::new(TWICE, span, format!("`{word}` is a unit already"));
    match other {
        Some(first) => found.again(first).help("use that one, or give this one other words"),
        None => found.help("the language has it: leave this out, or give it other words"),
    }
}

/// A name that hides a type, which is said once for all the names that do.
pub fn hides_a_type(found: Diagnostic, word: &str) -> Diagnostic {
    let mut letters = word.chars();
    let meant: String = letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect();
    let help = match meant == word {
        true => format!("write the name first and its type behind a colon: `{}: {word}`", word.to_lowercase()),
        false => format!("call the type `{meant}`, as types are called, or this name otherwise"),
    };
    Diagnostic { help: vec![help], ..found.about(word) }
}

/// A clause that is missing.
pub fn missing_clause(span: Span, what: &str, clause: &str) -> Diagnostic {
    Diagnostic::new(MISSING_CLAUSE, span, format!("{what} needs `{clause}`")).help(format!("add a line `{clause}`"))
}

/// A place in a source that is not named.
pub fn no_source_of_citation(span: Span) -> Diagnostic {
    Diagnostic::new(MISSING_CLAUSE, span, "this place is in no source")
        .help("name the source before it: `per SOURCE art 7(5)`")
}

/// A source of which nobody says whether its text was read.
pub fn no_evidence(span: Span, source: &str) -> Diagnostic {
    Diagnostic::new(MISSING_CLAUSE, span, format!("`{source}` does not say whether somebody has read its text"))
        .help("add a line: `evidence read`, `evidence memory` where it is cited from memory, or `evidence to_check`")
}

/// A case or exception without a label.
pub fn no_name_of_case(span: Span, word: &str) -> Diagnostic {
    Diagnostic::new(MISSING_CLAUSE, span, "this case needs a label")
        .help(format!("write `{word} [a_word] ...`: by its label a reason, a test and a reform name the case"))
}

/// A name that a `let` or `given` further down gives; `below` is its place.
pub fn given_below(span: Span, word: &str, below: Span) -> Diagnostic {
    Diagnostic::new(NOT_FOUND, span, format!("no name is called `{word}` yet"))
        .about(word)
        .also(below, "it is given below")
        .help("a name holds from the line that gives it on: move that line up")
}

/// A value of an enum in quotes; `needed` says what stands there without.
pub fn value_in_quotes(span: Span, needed: &str, value: &str) -> Diagnostic {
    type_mismatch(span, "a text", needed).help("a value stands without quotes").fix(
        format!("write `{value}`"),
        span,
        value,
        true,
    )
}

/// A step of a status, or a part of a source, that is said twice.
pub fn said_twice(span: Span, word: &str, first: Span) -> Diagnostic {
    Diagnostic::new(CLAUSE_TWICE, span, format!("`{word}` is said twice")).again(first).help("keep one of them")
}

/// `set` of something that is not set but amended; `is` says what it is.
pub fn set_of_rule(span: Span, name: &str, is: &str) -> Diagnostic {
    wrong_kind(span, name, is, "a param, a field of a closed instance or the `binds` of a source")
        .label("is not set")
        .help(format!(
            "change a case of it, `amend {name} [label] then VALUE`, or all of it, `replace {name} {{ ... }}`"
        ))
}

/// A value that has no words of its own, printed in a text.
pub fn not_printed(span: Span, ty: &str) -> Diagnostic {
    Diagnostic::new(TYPE, span, format!("this is {ty}, and a text prints one value"))
        .label(ty)
        .help("print how many there are, `count(x for x in LIST)`, or what is not kept, `gap_list(LIST)`")
}

/// A clause that stands twice.
pub fn clause_twice(span: Span, clause: &str, first: Span) -> Diagnostic {
    Diagnostic::new(CLAUSE_TWICE, span, format!("`{clause}` stands twice"))
        .also(first, "first here")
        .help("keep one of them")
}

/// A field that may be absent, read without a word on absence.
pub fn absence(span: Span, field: &str) -> Diagnostic {
    Diagnostic::new(
        ABSENCE,
        span,
        format!("`{field}` may be absent, and this declaration does not say what that means"),
    )
    .label("read here")
    .help(format!("say it: `... is absent` or `... is not absent` somewhere in the declaration, for `{field}`"))
}

/// What `contains` of another language asks of lists.
pub const CONTAINED: &str =
    "a value of a list is found by `x in LIST`, a condition on some item by `(some x in LIST has CONDITION)`";

/// A patch or reading takes away the word on absence of a rule that still reads what may be absent.
pub fn absence_unsaid(span: Span, field: &str, rule: &str, read: Span) -> Diagnostic {
    Diagnostic::new(
        ABSENCE,
        span,
        format!("`{field}` may be absent, and so changed `{rule}` no longer says what that means"),
    )
    .also(read, "read here")
    .help(format!("say it here as well: `... is absent` or `... is not absent`, for `{field}`"))
}

/// A rule about one named profile.
pub fn one_profile(span: Span, key: &str) -> Diagnostic {
    Diagnostic::new(ONE_PROFILE, span, format!("this asks for profiles by their key, `{key}`, and rules speak of all"))
        .help("name the property that sets them apart; profile keys stand in tests and papers only")
}

/// A label that no case has.
pub fn no_label<'a>(span: Span, label: &str, of: &str, labels: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let found = Diagnostic::new(NO_LABEL, span, format!("`{of}` has no case `[{label}]`")).about(label);
    let all: Vec<&str> = labels.into_iter().collect();
    let proposed = propose(found, span, label, all.iter().copied());
    match (proposed.help.is_empty(), all.as_slice()) {
        (true, []) => proposed.help("none of its cases has a label: write one, as in `when [label] CONDITION`"),
        (true, all) => proposed.help(format!("its cases are: {}", all.join(", "))),
        _ => proposed,
    }
}

/// Something that may not stand here.
pub fn not_here(span: Span, what: &str, where_allowed: &str) -> Diagnostic {
    Diagnostic::new(NOT_HERE, span, format!("{what} may not stand here"))
        .help(format!("it may stand in {where_allowed}"))
}

/// `prevailing over` that orders nothing: over itself, in a ring, or across tiers.
pub fn orders_nothing(span: Span, label: &str, why: &str) -> Diagnostic {
    Diagnostic::new(ORDERS_NOTHING, span, format!("this case cannot prevail over `[{label}]`: {why}"))
        .help("`prevailing over` orders two cases that open with the same word, `when` or `unless`; `unless` prevails over `when`, and `when` over `otherwise`")
}

/// `{{ .. }}` in a text that is a value.
pub fn expression_in_text(span: Span) -> Diagnostic {
    Diagnostic::new(NOT_HERE, span, "a text that is a value stands as it is written, braces and all")
        .help("expressions between `{{` and `}}` stand in the text of a recommendation and in papers")
}

/// One label for two cases.
pub fn label_twice(span: Span, label: &str, first: Span) -> Diagnostic {
    Diagnostic::new(LABEL_TWICE, span, format!("two cases are called `[{label}]`"))
        .also(first, "first here")
        .help("give one of them another label")
}

/// More than one `otherwise`, or `is` beside cases.
pub fn base_twice(span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(BASE_TWICE, span, "this declaration already says what holds otherwise")
        .also(first, "here")
        .help("make it a case: `when [label] CONDITION then VALUE`")
}

/// An id that the mandate does not have.
pub fn no_such_id<'a>(span: Span, id: &str, ids: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    // One that differs in its points only is nearer than one that differs in a digit.
    let signs = |id: &str| id.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let ids: Vec<&str> = ids.into_iter().collect();
    let same: Vec<&str> = ids.iter().copied().filter(|other| signs(other) == signs(id)).collect();
    let first = if same.is_empty() { ids } else { same };
    let mut found =
        propose(Diagnostic::new(COVERS, span, format!("the mandate has no id `{id}`")).about(id), span, id, first);
    // Ids differ by a digit: the nearest is a guess.
    found.fixes.iter_mut().for_each(|fix| fix.safe = false);
    match found.help.is_empty() {
        true => found.help("add the statement to the mandate, or correct the id"),
        false => found,
    }
}

/// A list is needed.
pub fn needs_list(span: Span, found: &str) -> Diagnostic {
    Diagnostic::new(NEEDS_LIST, span, format!("a list is needed here, and this is {found}"))
}

/// Something else than a list or a range behind `in`.
pub fn needs_list_or_range(span: Span, found: &str) -> Diagnostic {
    needs_list(span, found).help("behind `in` stands a list, `list(a, b)`, or a range, `a .. b`")
}

/// A rule whose condition is one field named like itself.
pub fn condition_is_field(span: Span, field: &str) -> Diagnostic {
    Diagnostic::new(CONDITION_IS_FIELD, span, format!("this rule only repeats the field `{field}`"))
        .help("derive it from what a provision asks, or from a dated statement (`statement`)")
}

/// A condition that is counted, whether it holds or not.
pub fn condition_counted(span: Span) -> Diagnostic {
    Diagnostic::new(TYPE, span, "this is a condition, and a count takes all items, whether it holds or not")
        .label("a condition")
        .help("count those for which it holds: `count(x for x in LIST where CONDITION)`")
}

/// A step of rounding that is 0 or less.
pub fn no_step(span: Span) -> Diagnostic {
    Diagnostic::new(TYPE, span, "a figure is rounded to a step above 0")
        .label("no step")
        .help("write the step itself: `to 1` for whole numbers, `to 0.01` for two decimals")
}

/// A range in a text.
pub fn range_not_printed(span: Span, ty: &str) -> Diagnostic {
    Diagnostic::new(TYPE, span, format!("this is {ty}, and a text prints one value"))
        .label(ty)
        .help("print its ends: `{{ low(R) }} to {{ high(R) }}`")
}

/// A param that is `absent` and does not say that it may be.
pub fn param_never_absent(span: Span, param: &str) -> Diagnostic {
    Diagnostic::new(ABSENCE, span, format!("`{param}` does not say that it may be absent"))
        .label("no value")
        .help(format!("write `param {param}: TYPE, may be absent`, and what it means in each rule that reads it; what nobody has decided is `unknown`"))
}

/// `x is absent` of what always has a value.
pub fn never_absent(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(NOT_HERE, span, format!("`{name}` is never absent")).label("never true").help(
        "what nobody has told is unknown, and shows in the outcome; only what says `may be absent` is asked about",
    )
}

/// `unknown` or `absent` as what a rule comes to.
pub fn no_value_of_a_rule(span: Span, word: &str) -> Diagnostic {
    let found = Diagnostic::new(NOT_HERE, span, format!("no rule comes to `{word}`"));
    match word {
        "unknown" => found.help(
            "what nobody has decided is a param that says whom to ask: `is unknown, ask PARTY`; a fact is a field",
        ),
        _ => found.help("where no value is due the rule ends: `not applicable when CONDITION`"),
    }
}

/// Something that is bound by a requirement and cannot be.
pub fn no_bearer(span: Span, word: &str, is: &str) -> Diagnostic {
    wrong_kind(span, word, is, "who bears the duty")
        .help("name a party, an instance, or a field that is one: `binds town.state`")
}

/// A reform without patches.
pub fn no_patch(span: Span, reform: &str) -> Diagnostic {
    Diagnostic::new(MISSING_CLAUSE, span, format!("`{reform}` changes nothing: it has no patch"))
        .help("add what it does: `set PARAM to VALUE`, `add to RULE when ..`, `amend`, `replace`, `repeal`, `prolong`")
}

/// A fact that does not say of when it is.
pub fn fact_of_no_day(span: Span, fact: &str) -> Diagnostic {
    Diagnostic::new(MISSING_CLAUSE, span, format!("`{fact}` does not say of which day or period it is"))
        .label("a figure of when?")
        .help("write it behind the value: `is 3, of 2016-01-01 .. 2016-12-31, published 2017-05-11, per SOURCE`")
}

/// A fact with versions.
pub fn fact_in_versions(span: Span) -> Diagnostic {
    not_here(span, "a version", "a param: a fact is of one day or period, `of DAY`")
}

/// A name of another kind of thing than is looked for; `is` and `needed` say what, `help` what to write.
pub fn of_another_kind(span: Span, word: &str, is: &str, needed: &str, help: Option<String>) -> Diagnostic {
    let found = wrong_kind(span, word, is, needed);
    match help {
        Some(help) => found.help(help),
        None => found,
    }
}
