//! What can go wrong with signs and words between values. Their codes are among those of [`super::syntax`].

use super::syntax::{
    AND_BESIDE_OR, CHAINED, COMMA_BEFORE, COMMA_FOR_AND, IS_OR_EQUALS, NO_IF, NO_PLACE, NOT_BEFORE, QUANTIFIER, SIGN,
};
use super::{Diagnostic, Fix, elsewhere};
use crate::text::Span;

/// A sign or word in place of another; `edit` is what the fix replaces.
pub fn sign_instead(place: Span, edit: Span, written: &str, meant: &str) -> Diagnostic {
    let found = Diagnostic::new(SIGN, place, format!("write `{}` here, not `{written}`", meant.trim()));
    let found = match written {
        "=>" => found.help("that one condition follows from another is `not (a) or b`"),
        _ => found,
    };
    found.fix(format!("write `{}`", meant.trim()), edit, meant, true)
}

/// `a => b` between conditions.
pub fn implication(place: Span) -> Diagnostic {
    Diagnostic::new(SIGN, place, "`=>` joins no conditions")
        .help("that one follows from the other is `not (a) or b`; what a duty depends on stands in `applies when a`")
}

/// `x = true`
pub fn equals_for_is(place: Span, written: &str, meant: &str) -> Diagnostic {
    Diagnostic::new(IS_OR_EQUALS, place, format!("`{written}` compares numbers, dates and texts"))
        .help(format!("`true`, `false`, `absent` and `unknown` are tested by `{meant}`"))
        .fix(format!("write `{meant}`"), place, meant, true)
}

/// `holds when a, b`
pub fn comma_for_and(place: Span, edit: Span) -> Diagnostic {
    Diagnostic::new(COMMA_FOR_AND, place, "conditions are joined by `and` or `or`, not by a comma").fix(
        "write `and`",
        edit,
        " and",
        false,
    )
}

/// `a < b < c`; the fix repeats the text of the middle.
pub fn chained_comparison(place: Span, first: Span, middle: Option<&str>) -> Diagnostic {
    let found =
        Diagnostic::new(CHAINED, place, "comparisons are not chained").also(first, "this is one comparison already");
    match middle {
        Some(text) => found.help("write two comparisons joined by `and`").fix(
            "repeat the value in the middle",
            place.at_start(),
            format!("and {text} "),
            false,
        ),
        None => found.help("write two comparisons joined by `and`"),
    }
}

/// `a and b or c`; `groups` are the parts joined by `and`.
pub fn and_beside_or(and: Span, or: Span, groups: &[Span]) -> Diagnostic {
    let mut found = Diagnostic::new(AND_BESIDE_OR, or, "`and` and `or` stand side by side")
        .also(and, "which of the two goes first?")
        .help("say with brackets what belongs together");
    let edits = groups.iter().flat_map(|g| [(g.at_start(), "(".to_string()), (g.at_end(), ")".to_string())]).collect();
    found.fixes.push(Fix { title: "bracket what `and` joins".into(), edits, safe: false });
    found
}

/// `not a = b`
pub fn not_before_comparison(not: Span, comparison: Span) -> Diagnostic {
    let mut found = Diagnostic::new(NOT_BEFORE, not, "`not` stands before a comparison")
        .also(comparison, "the comparison")
        .help("bracket the comparison, or use `!=`, `is not`, `not in`");
    let edits = vec![(comparison.at_start(), "(".to_string()), (comparison.at_end(), ")".to_string())];
    found.fixes.push(Fix { title: "bracket the comparison".into(), edits, safe: true });
    found
}

/// `if`
pub fn no_if(place: Span) -> Diagnostic {
    Diagnostic::new(NO_IF, place, "the language has no `if`")
        .help("a choice is a labelled case, so that a reason can name it:")
        .help("`otherwise A`, and on the next line `unless [label] CONDITION then B`")
}

/// `A if and only if B`
pub fn if_and_only_if(place: Span) -> Diagnostic {
    Diagnostic::new(NO_IF, place, "the language has no `if and only if`")
        .help("say both halves: `(A and B) or (not (A) and not (B))`")
}

/// `no` where a condition is.
pub fn no_for_false(place: Span) -> Diagnostic {
    Diagnostic::new(QUANTIFIER, place, "`no` counts none of a list, and stands alone here")
        .help("a condition is `true` or `false`")
        .fix("write `false`", place, "false", false)
}

/// `every x in L has C` without brackets; `whole` is what they should enclose.
pub fn quantifier_without_brackets(whole: Span, word: &str, has: bool, open: Option<Span>) -> Diagnostic {
    let help = format!("for example: ({word} town in towns has town_access(town))");
    if !has {
        let says = format!("`{word}` needs brackets around the whole, and `has` before what is asked of each");
        return Diagnostic::new(QUANTIFIER, whole, says).help(help);
    }
    let mut found = Diagnostic::new(QUANTIFIER, whole, format!("`{word}` needs brackets around the whole")).help(help);
    if let Some(open) = open {
        return found.fix("put the bracket before it", open, format!("({word} "), false);
    }
    let edits = vec![(whole.at_start(), "(".to_string()), (whole.at_end(), ")".to_string())];
    found.fixes.push(Fix { title: "write the brackets".into(), edits, safe: false });
    found
}

/// A tail that follows without a comma.
pub fn comma_before(place: Span, gap: Span, comma: &str, word: &str) -> Diagnostic {
    Diagnostic::new(COMMA_BEFORE, place, format!("a comma is missing before `{word}`")).fix(
        "write a comma",
        gap,
        comma,
        true,
    )
}

/// `to N digits` behind an expectation that names no value for a number to equal.
pub fn digits_of_nothing(place: Span) -> Diagnostic {
    Diagnostic::new(NO_PLACE, place, "digits stand behind `= VALUE` only").help(
        "write `expect X = VALUE to N digits`, or leave them out; for a number near another `expect X in LOW .. HIGH`",
    )
}

/// `distinct` outside `count(.. for ..)`.
pub fn misplaced_distinct(place: Span) -> Diagnostic {
    Diagnostic::new(NO_PLACE, place, "`distinct` stands in `count` only")
        .help("for example: count(distinct a.pillar for a in actions)")
}

/// `f(x for x in L)` where `f` is no aggregate.
pub fn no_comprehension(place: Span, name: &str) -> Diagnostic {
    let found = Diagnostic::new(NO_PLACE, place, format!("`{name}` does not run over a list"));
    if let Some(meant) = elsewhere::meant_function(name) {
        return found.help(meant);
    }
    found.help("`for` stands in `sum`, `min`, `max`, `average`, `median`, `count`, `share`, `the` and `list`")
}
