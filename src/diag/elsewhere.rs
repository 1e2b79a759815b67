//! What other languages call what this one has by another word.

use super::Diagnostic;
use super::names::{NOT_FOUND, no_name};
use super::syntax::{MISSING_BLOCK, SIGN, UNCLOSED_BLOCK, UNKNOWN_CLAUSE, short};
use super::time::of_days;
use crate::text::Span;
use crate::text::english::a_or_an;

/// The least or greatest of what has no order: perhaps what is sought is said of the item with the least or greatest
/// number.
pub fn of_the_one(found: Diagnostic) -> Diagnostic {
    found.help(
        "what is said of the item with the greatest is `the(x.NAME for x in LIST where x.N = max(y.N for y in LIST))`",
    )
}

/// What says the same here as a function of other languages, if it is one of those that many have.
pub fn meant_function(word: &str) -> Option<&'static str> {
    Some(match word.to_ascii_lowercase().as_str() {
        "len" | "length" | "size" => {
            "the number of items is `count(x for x in LIST)`; the length of a text is not asked for"
        }
        "avg" | "mean" => "the mean is `average(x.FIELD for x in LIST)`",
        "any" | "exists" | "includes" => {
            "a condition on some item is `(some x in LIST has CONDITION)`, one value is found by `x in LIST`, a part of a text by `contains(text, \"NL\")`"
        }
        "all" | "forall" => "a condition on all items is `(every x in LIST has CONDITION)`",
        "first" | "single" | "only" | "head" | "find" | "filter" => {
            "the one item that fits is `the(x.FIELD for x in LIST where CONDITION)`, all that do are `list(x for x in LIST where CONDITION)`"
        }
        "pow" => "a power is `power(x, n)`",
        "int" | "trunc" => "a whole number is made by `floor(x, to 1)`, `ceil(x, to 1)` or `round(x, to 1, half_up)`",
        "now" | "today" => "no rule knows today: `law_date` is the day whose law is read, `data_date` that of the data",
        "lower" | "upper" | "trim" => "texts are compared as they are written; few words of one kind are an `enum`",
        "startswith" => "how a text begins is asked by `starts_with(text, \"NL\")`",
        "endswith" => "how a text ends is asked by `ends_with(text, \"NL\")`",
        "matches" | "substring" | "substr" => {
            "of a text it is asked how it begins, `starts_with(text, \"NL\")`, how it ends, `ends_with(text, \"NL\")`, or what stands in it, `contains(text, \"NL\")`"
        }
        _ => return None,
    })
}

/// A function as other languages call it, if it is one of those that many do; behind a dot, too.
pub fn called_otherwise(span: Span, called: &str) -> Option<Diagnostic> {
    let word = called.rsplit('.').next().unwrap_or(called);
    let help = meant_function(word).map(str::to_string).or_else(|| of_days(word).filter(|_| word == called))?;
    let found = Diagnostic::new(NOT_FOUND, span, format!("no definition or rule is called `{called}`"));
    let found = found.label("not declared").about(called).help(help);
    Some(match word.eq_ignore_ascii_case("date") {
        true => found.help("a day that is written out is `2018-04-30`"),
        false => found,
    })
}

/// A value behind `=`, without braces around it and without its type, where the value does not say it.
pub fn value_without_type(place: Span, edit: Span, word: &str, (ty, written): (Option<&str>, &str)) -> Diagnostic {
    let meant = format!(": {} {{ is {written} }}", ty.unwrap_or("TYPE"));
    let found =
        Diagnostic::new(MISSING_BLOCK, place, format!("a {word} says of what type it is, and its value in braces"));
    match ty {
        Some(_) => found.fix(format!("write `{meant}`"), edit, meant, false),
        None => found.help(format!("write `{meant}`, with the type that it is of")),
    }
}

/// A value that stands without `is`.
pub fn is_forgotten(place: Span, word: &str, owner: &str, written: &str) -> Diagnostic {
    let found = Diagnostic::new(UNKNOWN_CLAUSE, place, format!("`{word}` opens no clause of {}", a_or_an(owner)));
    found.help(format!("what it comes to stands behind `is`: `is {}`", short(written))).fix(
        "write `is`",
        place.at_start(),
        "is ",
        false,
    )
}

/// A block of policy in Markdown that takes in the prose below it, for want of its end.
pub fn prose_in_block(fence: Span, prose: Span) -> Diagnostic {
    Diagnostic::new(UNCLOSED_BLOCK, fence, "this block of policy is never closed")
        .also(prose, "from here on no policy stands")
        .help("write a line with the marks alone where the policy ends")
        .fix("write the marks", prose, "```\n\n", false)
}

/// A sign that looks like another.
pub fn sign_alike(place: Span, sign: char, written: &str, meant: &str) -> Diagnostic {
    let message = format!("`{written}` looks like `{}`, and is another sign (U+{:04X})", meant.trim(), sign as u32);
    Diagnostic::new(SIGN, place, message).fix(format!("write `{}`", meant.trim()), place, meant, true)
}

/// A type as other languages call it.
pub fn type_of_others(span: Span, word: &str, meant: &str) -> Diagnostic {
    Diagnostic::new(NOT_FOUND, span, format!("no type is called `{word}`"))
        .label("not declared")
        .about(word)
        .help(format!("did you mean `{meant}`?"))
        .fix(format!("write `{meant}`"), span, meant, false)
}

/// A condition in a word of other languages.
pub fn condition_word(span: Span, word: &str) -> Diagnostic {
    let meant = if matches!(word.to_ascii_lowercase().as_str(), "yes" | "true") { "true" } else { "false" };
    no_name(span, word).help("a condition is `true` or `false`").fix(
        format!("write `{meant}`"),
        span,
        meant,
        word.eq_ignore_ascii_case(meant),
    )
}

/// `L is empty`
pub fn empty_list(span: Span) -> Diagnostic {
    no_name(span, "empty")
        .help("a list has no item where `count(x for x in L) = 0`; none with a property where `(no x in L has C)`")
}
