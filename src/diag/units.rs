//! What can go wrong with units, currencies and concepts. Their codes are among those of [`super::names`].

use super::Diagnostic;
use super::names::{BARE, CONCEPT, MONEY_TIMES_MONEY, NO_UNIT, TYPE, UNIT, WRONG_KIND, no_name, propose};
use crate::num::rat::Rat;
use crate::text::Span;

/// An amount written as one word, `EUR5`.
pub fn money_in_one(span: Span, word: &str) -> Option<Diagnostic> {
    let (code, amount) = word.split_at_checked(3)?;
    let digits = !amount.is_empty() && amount.bytes().all(|b| b.is_ascii_digit());
    let meant = format!("{} {amount}", currency_called(code).filter(|_| digits)?);
    let found = no_name(span, word);
    Some(found.help(format!("did you mean `{meant}`?")).fix(format!("write `{meant}`"), span, meant.clone(), true))
}

/// `EUR 5 per person`: an amount for each of a unit.
pub fn for_each(span: Span, unit: &str) -> Diagnostic {
    Diagnostic::new(WRONG_KIND, span, format!("`{unit}` is a unit, and `per` says on which source something rests"))
        .help(format!("an amount for each {unit} is written `5 EUR / {unit}`, and its type `EUR / {unit}`"))
}

/// A share where a quantity is needed.
pub fn percent_for_quantity(span: Span, unit: &str) -> Diagnostic {
    Diagnostic::new(UNIT, span, format!("a percentage stands where {unit} are needed"))
        .label("a share")
        .help(format!("write a number of {unit}, or say of what it is a share: `5 % * AMOUNT`"))
}

/// A bare number where a percentage is declared.
pub fn bare_percent(span: Span, written: &Rat) -> Diagnostic {
    let found = Diagnostic::new(BARE, span, "a bare number stands where a percentage is needed").label("no `%`");
    // `0.05` may be meant as a share, `50` is not.
    match written.abs() <= Rat::ONE {
        true => found.help("write it with `%`: 0.05 is `5 %`"),
        false => found.help("write `%` behind it").fix("add `%`", span.at_end(), " %", true),
    }
}

/// How two units can be brought together.
fn units_help(left: &str, right: &str) -> String {
    const DAYS: [&str; 3] = ["days", "weeks", "working days"];
    const MONTHS: [&str; 2] = ["months", "years"];
    let both =
        |a: &[&str], b: &[&str]| (a.contains(&left) && b.contains(&right)) || (a.contains(&right) && b.contains(&left));
    let plain = |unit: &str| unit.trim_end_matches('s').to_string();
    let rate = |one: &str, other: &str| one.rsplit_once(" / ").is_some_and(|(of, _)| plain(of) == plain(other));
    let per = if rate(left, right) { Some(left) } else { Some(right).filter(|_| rate(right, left)) };
    match per.and_then(|unit| unit.rsplit_once(" / ")) {
        Some(_) if rate(right, left) => format!(
            "written out it is `5 {right}`, worked out it is divided by a number of them: `x / n`; the bounds of such a field are bare numbers"
        ),
        Some((_, one)) => format!(
            "an amount for each {one} is multiplied by a number of them; the bounds of such a field are bare numbers"
        ),
        None if compound(left).is_some() || compound(right).is_some() => compound_help(left, right),
        None if both(&DAYS, &MONTHS) => {
            "a month is no number of days: `d + 30 days` adds days, `add(d, 1 months, MODE)` months and years".into()
        }
        None if left == "number" || right == "number" => {
            "a bare number is needed, or a unit: divide by one of the unit, as in `x / EUR 1` or `n / 1 persons`".into()
        }
        None => "no unit or currency is converted by itself; bring both sides to one by a cited param".into(),
    }
}

/// What a unit is an amount of, and for each of what.
fn compound(unit: &str) -> Option<(&str, &str)> {
    unit.rsplit_once(" / ")
}

fn compound_help(left: &str, right: &str) -> String {
    match (compound(left), compound(right)) {
        (Some((a, one)), Some((b, other))) if a == b => {
            format!("the one is for each {one}, the other for each {other}: multiply each by its own number first")
        }
        (Some((a, one)), Some((b, other))) if one == other => {
            format!("{a} and {b} for each {one}: no unit is converted by itself; bring both to one by a cited param")
        }
        (one, other) => {
            let of = one.or(other).map_or(String::new(), |(of, one)| {
                format!("`x: {of} / {one}` is an amount for each {one}: `x * n`, with a number `n` of them, is {of}; ")
            });
            format!("{of}no unit is converted by itself")
        }
    }
}

/// Units or currencies that do not agree.
pub fn units(span: Span, left: &str, right: &str) -> Diagnostic {
    Diagnostic::new(UNIT, span, format!("{left} and {right} do not go together"))
        .label("different units")
        .help(units_help(left, right))
}

/// A bare number where a unit is needed.
pub fn bare_number(span: Span, unit: &str, fix: Option<String>) -> Diagnostic {
    let found = Diagnostic::new(BARE, span, format!("a bare number stands where a number of {unit} is needed"))
        .label("no unit");
    // What is multiplied has no unit that is written behind a number.
    if fix.as_ref().is_some_and(|text| text.contains(' ') && !text.contains('/')) {
        return found.help(format!("its unit is {unit}, as of a product of two quantities: is one of them meant?"));
    }
    match fix {
        Some(text) => {
            let money = text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase());
            let (place, text) = match money {
                true => (span.at_start(), format!("{text} ")),
                false => (span.at_end(), format!(" {text}")),
            };
            found.help("in an expression a number has no unit unless it is written").fix(
                "add the unit",
                place,
                text,
                true,
            )
        }
        None => found.help("write the unit behind the number; for money the code of the currency before it"),
    }
}

/// Two statistical concepts that are not the same.
pub fn concepts(span: Span, left: &str, right: &str) -> Diagnostic {
    Diagnostic::new(CONCEPT, span, format!("`{left}` and `{right}` count different things"))
        .help("figures of different concepts are not compared or added; use one concept, or a field that has none")
}

/// A unit or currency that is not declared.
pub fn no_unit<'a>(span: Span, word: &str, units: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let found = Diagnostic::new(NO_UNIT, span, format!("no unit is called `{word}`")).label("not declared").about(word);
    if let Some(code) = currency_called(word) {
        return found.help(format!("money is written with its code before it: `{code} 5`"));
    }
    let all: Vec<&str> = units.into_iter().collect();
    let proposed = propose(found, span, word, all.iter().copied());
    // Those of the language are known.
    let own = |unit: &&str| !OWN_UNITS.contains(unit) && !unit.starts_with(|c: char| c.is_ascii_uppercase());
    let declared: Vec<&str> = all.iter().copied().filter(own).collect();
    if !proposed.help.is_empty() {
        return proposed;
    }
    match declared.as_slice() {
        [] => proposed.help(format!("declare it: `unit {word}`")),
        all => proposed.help(format!("there are: {}; another one is declared by `unit {word}`", all.join(", "))),
    }
}

/// Units that need no declaration.
const OWN_UNITS: [&str; 12] = [
    "day",
    "days",
    "week",
    "weeks",
    "working_day",
    "working_days",
    "month",
    "months",
    "year",
    "years",
    "digit",
    "digits",
];

/// The code of a currency by its name.
fn currency_called(word: &str) -> Option<&'static str> {
    Some(match word.to_ascii_lowercase().as_str() {
        "euro" | "euros" | "eur" => "EUR",
        "dollar" | "dollars" | "usd" => "USD",
        "pounds" | "sterling" | "gbp" => "GBP",
        "kronor" => "SEK",
        _ => return None,
    })
}

/// Money multiplied by money.
pub fn money_times_money(span: Span) -> Diagnostic {
    Diagnostic::new(MONEY_TIMES_MONEY, span, "money is multiplied by money")
        .help("one factor should be a number or a share")
}

/// A bare number beside a day.
pub fn days_need_a_unit(span: Span) -> Diagnostic {
    Diagnostic::new(TYPE, span, "a bare number is no time").help(
        "say of what: `d + 5 days`, `d + 2 weeks`, `add(d, 1 months, last_day)`, `expiry(d, 5 working_days, holidays)`",
    )
}

/// Days that may come with a part of one, added to a date.
pub fn part_of_a_day(span: Span) -> Diagnostic {
    Diagnostic::new(TYPE, span, "a part of a day may come out here, and a date is a whole day")
        .label("how is it rounded?")
        .help("write `round(x, to 1 days, down)`, `floor(x, to 1 days)` or `ceil(x, to 1 days)`, as the law has it")
}
