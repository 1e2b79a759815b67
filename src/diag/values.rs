//! What can go wrong with a value of a profile or table. Its codes are among those of [`super::data`].

use super::Diagnostic;
use super::data::{
    ABSENT, BOOL, BOUNDS, DATUM, DAY, ENUM, NOTHING, NUMBER, RANGE, SHAPE, STATED_TWICE, STATEMENT, TEXT, UNIT,
    UNPUBLISHED, WHOLE, near, propose, shown, some_of,
};
use crate::num::date::Date;
use crate::num::print::MONTHS;
use crate::text::Span;

/// Nothing behind the colon, or `null`.
pub fn nothing(span: Span, word: &str) -> Diagnostic {
    let found = Diagnostic::new(NOTHING, span, "nothing stands here: that is neither a value nor unknown")
        .help("write the value or `unknown`, or leave the key out");
    match word {
        // An empty value has its place at the end of the key: behind it comes the colon.
        "" => found,
        _ => found.fix("write `unknown`", span, "unknown", false),
    }
}

/// What stands where nobody knows, as people write it, and the word for it here.
fn nobody_knows(text: &str) -> bool {
    let plain: String = text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    matches!(plain.as_str(), "na" | "nodata" | "none" | "nil" | "tbd" | "tbc" | "notknown" | "missing" | "unavailable")
        || matches!(text.trim(), "?" | "-" | "--" | "…" | "..." | ":")
        || near(text, ["unknown"]).is_some()
}

/// Adds the word `unknown` where the text seems to mean that nobody knows.
fn or_unknown(found: Diagnostic, span: Span, text: &str) -> Diagnostic {
    if matches!(text.trim(), "not_applicable" | "not applicable") {
        return found.help(
            "whether a rule applies follows from the rules: give the fact, write `unknown`, or leave the key out",
        );
    }
    match nobody_knows(text) {
        true => found.help("where nobody knows, write `unknown`").fix("write `unknown`", span, "unknown", false),
        false => found,
    }
}

/// A condition that is not `true` or `false`.
pub fn not_bool(span: Span, text: &str) -> Diagnostic {
    let found = Diagnostic::new(BOOL, span, format!("`{}` is not `true` or `false`", shown(text)));
    let meant = match text.to_ascii_lowercase().as_str() {
        "yes" | "y" | "on" | "true" => "true",
        "no" | "n" | "off" | "false" => "false",
        _ => return or_unknown(found.help("a condition is `true`, `false` or `unknown`, without quotes"), span, text),
    };
    found.help(format!("YAML 1.2 knows only `true` and `false`: write `{meant}`")).fix(
        format!("write `{meant}`"),
        span,
        meant,
        true,
    )
}

/// A condition in quotes.
pub fn quoted_bool(span: Span, text: &str) -> Diagnostic {
    Diagnostic::new(BOOL, span, format!("the condition {text} stands in quotes, so it is text"))
        .help("leave the quotes out")
        .fix("leave the quotes out", span, text, true)
}

/// A number in quotes.
pub fn quoted_number(span: Span, text: &str) -> Diagnostic {
    Diagnostic::new(NUMBER, span, format!("the number {} stands in quotes, so it is text", shown(text)))
        .help("leave the quotes out")
        .fix("leave the quotes out", span, text, true)
}

/// Something that is no number.
pub fn not_a_number(span: Span, text: &str, needed: &str, help: &str) -> Diagnostic {
    let found = Diagnostic::new(NUMBER, span, format!("`{}` is not {needed}", shown(text)));
    let help = if help.is_empty() { "write digits, with a point before decimals: `1234.5`" } else { help };
    let found = or_unknown(found.help(help), span, text);
    let about = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let near = ["ca", "about", "approx", "around", "~", "≈", "rund", "env"];
    let vague = about.len() < text.len() && near.iter().any(|word| text.to_lowercase().starts_with(word));
    match vague {
        true => found.help(format!("a figure that is not exact is written with its bounds, as in `between LOW and HIGH`; else write `{about}` and say the rest in `note`")),
        false => found,
    }
}

/// Digits parted by a comma, which YAML reads as two entries.
pub fn comma_in_number(span: Span, digits: &str) -> Diagnostic {
    Diagnostic::new(NUMBER, span, format!("a comma parts `{digits}` from the number before it"))
        .label("read as another entry")
        .help("digits are grouped by a blank or `_`, decimals follow a point")
}

/// A bare number up to 1 where percentages stand: a share, or so many of a hundred. `all`: it in percent, read as a
/// share.
pub fn share_or_percent(span: Span, text: &str, all: &str) -> Diagnostic {
    let text = shown(text);
    Diagnostic::new(NUMBER, span, format!("`{text}` may be read as `{text} %` or as `{all} %`"))
        .help(format!("write `{text} %`, or `{all} %`; where all figures are shares of 1, declare the field a `ratio`"))
}

/// `84.000` where things are counted.
pub fn grouped_by_point(span: Span, text: &str, grouped: &str, plain: &str) -> Diagnostic {
    Diagnostic::new(NUMBER, span, format!("`{}` may be read as `{grouped}` or as `{plain}`", shown(text)))
        .help("digits are grouped by a blank or `_`, decimals follow a point")
        .help(format!("write `{grouped}`, or `{plain}`"))
}

/// A figure of a day on which its source had been published already.
pub fn later_than_published(span: Span, field: &str, of: Date, published: Date) -> Diagnostic {
    let message = format!("this figure of `{field}` is of {of}, and its source was published on {published}");
    Diagnostic::new(UNPUBLISHED, span, message)
        .help("correct one of the days; a forecast is no figure of that day: leave it out, or say so in a `note`")
}

/// The fields of one item where a list of items belongs.
pub fn list_without_brackets(span: Span, field: &str) -> Diagnostic {
    Diagnostic::new(SHAPE, span, format!("one item stands where `{field}` takes a list"))
        .help("write a list, even of one item: `[{...}]`, or a line with `- ` for each")
}

/// A text between the quotes of a word processor, which YAML takes for part of it.
pub fn curly_quotes(span: Span, text: &str) -> Diagnostic {
    let quoted = format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    Diagnostic::new(TEXT, span, "these quotes are part of the text: YAML knows straight ones only")
        .help("write straight quotes, or none")
        .fix("write straight quotes", span, quoted, true)
}

/// The unit written is not that of the field.
pub fn wrong_unit(span: Span, written: &str, needed: &str) -> Diagnostic {
    Diagnostic::new(UNIT, span, format!("the field takes {needed}, and `{}` stands here", shown(written)))
        .label("another unit")
        .help("nothing is converted by itself: write the figure in the unit of the field, which may then be left out")
}

/// A value that the enum does not have.
pub fn not_in_enum<'a>(
    span: Span,
    of: &str,
    text: &str,
    values: impl IntoIterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let found = Diagnostic::new(ENUM, span, format!("`{of}` has no value `{}`", shown(text))).of(of);
    let all = some_of(values.clone());
    or_unknown(propose(found, span, text, values), span, text).help(format!("its values are: {all}"))
}

/// A day that cannot be read.
pub fn not_a_day(span: Span, text: &str) -> Diagnostic {
    let found = Diagnostic::new(DAY, span, format!("`{}` is not a day", shown(text)));
    day_meant(found, span, text, "write a day such as `2018-04-30`")
}

/// Adds the day that was probably meant, or what a day looks like.
fn day_meant(found: Diagnostic, span: Span, text: &str, help: &str) -> Diagnostic {
    let parts: Vec<&str> = text.split(['/', '.', '-', ' ', ',']).filter(|p| !p.is_empty()).collect();
    let number = |at: usize| parts.get(at).and_then(|p| p.trim_end_matches(char::is_alphabetic).parse::<i16>().ok());
    let month = |at: usize| {
        let word = parts.get(at)?.to_lowercase();
        let called = |month: &str| word.len() > 2 && month.to_lowercase().starts_with(&word);
        MONTHS.iter().position(|month| called(month)).map(|n| n as i16 + 1)
    };
    let numbers = (number(0), number(1), number(2));
    if let ([year, ..], (Some(y), Some(m), Some(d))) = (parts.as_slice(), numbers)
        && year.len() == 4
        && Date::new(y, m as i8, d as i8).is_none()
    {
        return found.help("there is no such day in the calendar");
    }
    let meant = match (number(0), month(0), numbers) {
        (Some(d), _, (_, _, Some(y))) if month(1).is_some() => Date::new(y, month(1).unwrap_or(0) as i8, d as i8),
        (_, Some(m), (_, Some(d), Some(y))) => Date::new(y, m as i8, d as i8),
        // Day and month can be told apart only where one of them is over twelve, or they are the same.
        (_, _, (Some(a), Some(b), Some(y))) if y > 31 && (a > 12 || a == b) => Date::new(y, b as i8, a as i8),
        (_, _, (Some(a), Some(b), Some(y))) if y > 31 && b > 12 => Date::new(y, a as i8, b as i8),
        (_, _, (Some(y), Some(m), Some(d))) if y > 31 => Date::new(y, m as i8, d as i8),
        _ => None,
    };
    match (meant, parts.len()) {
        (Some(day), 3) => {
            found.help(format!("write `{day}`")).fix(format!("write `{day}`"), span, day.to_string(), false)
        }
        _ => or_unknown(found.help(help), span, text),
    }
}

/// A day or period that cannot be read.
pub fn not_a_period(span: Span, text: &str) -> Diagnostic {
    let found = Diagnostic::new(DAY, span, format!("`{}` is neither a day nor a period", shown(text)));
    let help = "write `2018-04-30`, `2018-04`, `2018`, or two of them as in `2014 .. 2020`; other words go to `note`";
    day_meant(found, span, text, help)
}

/// A period that ends before it starts.
pub fn period_backwards(span: Span) -> Diagnostic {
    Diagnostic::new(DAY, span, "this period ends before it starts").help("write the earlier day first")
}

/// A day of publication that cannot be read.
pub fn not_published(span: Span, text: &str) -> Diagnostic {
    let found = Diagnostic::new(DAY, span, format!("`{}` is not a day of publication", shown(text)));
    day_meant(found, span, text, "write `2018-04-30`; where only that is known `2018-04`, `2018` or `by 2018-04-30`")
}

/// Text that other readers of YAML take for something else.
pub fn text_needs_quotes(span: Span, text: &str, taken_for: &str) -> Diagnostic {
    let quoted = format!("\"{text}\"");
    Diagnostic::new(
        TEXT,
        span,
        format!("other readers take `{}` for {taken_for}, and the field takes text", shown(text)),
    )
    .help("put it in quotes")
    .fix("put it in quotes", span, quoted, true)
}

/// A figure outside the bounds of its field.
pub fn out_of_bounds(span: Span, field: &str, bounds: &str) -> Diagnostic {
    Diagnostic::new(BOUNDS, span, format!("this is outside the bounds of `{field}`"))
        .label(bounds)
        .help("correct the figure, or the bounds where the policy declares the field")
}

/// A figure above that of another field.
pub fn above_field(span: Span, field: &str, other: &str, at: Span) -> Diagnostic {
    Diagnostic::new(BOUNDS, span, format!("`{field}` is at most `{other}`, and this is more"))
        .also(at, format!("`{other}` of the same day"))
        .help("correct one of the two figures")
}

/// A figure below that of another field.
pub fn below_field(span: Span, field: &str, other: &str, at: Span) -> Diagnostic {
    Diagnostic::new(BOUNDS, span, format!("`{field}` is at least `{other}`, and this is less"))
        .also(at, format!("`{other}` of the same day"))
        .help("correct one of the two figures")
}

/// A figure of a module or test that the bound of its field, another field, does not allow.
pub fn beyond_field(span: Span, field: &str, most: bool, other: &str, at: Span) -> Diagnostic {
    let (bound, is) = if most { ("at most", "more") } else { ("at least", "less") };
    Diagnostic::new(BOUNDS, span, format!("`{field}` is {bound} `{other}`, and here it would be {is}"))
        .also(at, "the other figure")
        .help("correct one of the two figures")
}

/// A fraction of something counted in wholes.
pub fn not_whole(span: Span, text: &str) -> Diagnostic {
    Diagnostic::new(WHOLE, span, format!("`{}` is a fraction, and the field takes whole numbers", shown(text)))
}

/// `absent` where the field may not be absent.
pub fn may_not_be_absent(span: Span, field: &str) -> Diagnostic {
    Diagnostic::new(ABSENT, span, format!("`{field}` may not be absent"))
        .help("write `unknown` where nobody knows; a field that may be absent says so where it is declared")
}

/// A field that takes statements only.
pub fn statement_needed(span: Span, field: &str) -> Diagnostic {
    Diagnostic::new(STATEMENT, span, format!("`{field}` takes a statement, and nobody is named here"))
        .help("say who and when: `{value: ..., statement: {by: \"...\", day: 2018-04-30}}`, or write `unknown`")
}

/// A cell of a table for a field that takes a statement.
pub fn no_statement_in_cell(span: Span, field: &str) -> Diagnostic {
    Diagnostic::new(STATEMENT, span, format!("`{field}` takes a statement, and a cell of a table names nobody"))
        .help("write who said it and when in a profile of its own, or in a questionnaire, and leave the column out")
}

/// A statement that lacks `by` or `day`.
pub fn statement_incomplete(span: Span, missing: &str) -> Diagnostic {
    Diagnostic::new(STATEMENT, span, format!("the statement does not say `{missing}`"))
        .help("a statement is `{by: \"town hall, EU office\", day: 2018-03-12}`")
}

/// `A .. B` where one value belongs.
pub fn no_range_here(span: Span, low: &str, high: &str) -> Diagnostic {
    let text = format!("between {low} and {high}");
    Diagnostic::new(RANGE, span, "a range stands where one value belongs")
        .help("a value known only within bounds is written `between A and B`")
        .fix(format!("write `{text}`"), span, text, false)
}

/// The low end is above the high end.
pub fn range_backwards(span: Span) -> Diagnostic {
    Diagnostic::new(RANGE, span, "the low end is above the high end").help("write the lower one first")
}

/// A figure of a flow without the period over which it was counted; `day`: it has a day instead.
pub fn flow_without_period(span: Span, field: &str, day: Option<Date>) -> Diagnostic {
    let year = day.map_or("2018".to_string(), |day| day.year().to_string());
    Diagnostic::new(DATUM, span, format!("`{field}` is counted over a period, and this figure does not say which"))
        .label(if day.is_some() { "of one day" } else { "without a period" })
        .help(format!(
            "write `{{value: ..., as_of: {year}}}`, or the first and last day: `as_of: {year}-01-01 .. {year}-06-30`"
        ))
}

/// A field of a closed instance that its module states, and a profile or an answer beside it.
pub fn stated_twice(span: Span, field: &str, key: &str, module: Span) -> Diagnostic {
    Diagnostic::new(STATED_TWICE, span, format!("`{field}` of `{key}` stands in its module, and here as well"))
        .label("not read")
        .also(module, "the module states it")
        .help("keep one of them; a profile gives what the module leaves out")
}

/// `others` that cannot be read.
pub fn bad_others(span: Span, text: &str) -> Diagnostic {
    Diagnostic::new(RANGE, span, format!("`{}` does not say how many are not listed", shown(text)))
        .help("write `unknown`, a whole number, or a range such as `0 .. 3`")
}

/// `between` for something that has no bounds.
pub fn no_bounds_here(span: Span, needed: &str) -> Diagnostic {
    Diagnostic::new(RANGE, span, format!("only numbers are known within bounds, and {needed} belongs here"))
        .help("write the value or `unknown`; what is known goes to `note`")
}
