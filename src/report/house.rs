//! House style of the institutions in English: how amounts, shares, dates and lists are written.
//!
//! `EUR 25 000` with no-break spaces, `5 %`, `30 April 2018`, `a, b and c`. Numbers come as decimal text or
//! whole numbers, never as floats.

use crate::num::date::Date;
use crate::num::print::{self, MINUS, NO_BREAK, Style};

/// A decimal number such as `-12500.5` with its digits in groups of three: `−12 500.5`.
///
/// `None` where the text is no decimal number. Digits after the point are kept as written.
pub fn grouped(number: &str) -> Option<String> {
    let (negative, digits) = match number.strip_prefix(['-', MINUS]) {
        Some(rest) => (true, rest),
        None => (false, number),
    };
    let (whole, point) = match digits.split_once('.') {
        Some((whole, point)) => (whole, Some(point)),
        None => (digits, None),
    };
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(whole) || point.is_some_and(|p| !all_digits(p)) {
        return None;
    }
    let sign = if negative { MINUS.to_string() } else { String::new() };
    Some(format!("{sign}{}", print::grouped(digits, NO_BREAK)))
}

/// A whole number in plain digits, as for years; a minus becomes the sign.
pub fn signed(number: &str) -> String {
    match number.strip_prefix('-') {
        Some(rest) => format!("{MINUS}{rest}"),
        None => number.to_owned(),
    }
}

/// `EUR 25 000`.
pub fn money(currency: &str, amount: &str) -> Option<String> {
    Some(format!("{currency}{NO_BREAK}{}", grouped(amount)?))
}

/// `5 %`.
pub fn percent(number: &str) -> Option<String> {
    Some(format!("{}{NO_BREAK}%", grouped(number)?))
}

/// `30 April 2018`; day and month keep together.
pub fn date_long(date: Date) -> String {
    Style::Text.date(date)
}

/// `30.4.2018`, as in references to the Official Journal.
pub fn date_short(date: Date) -> String {
    format!("{}.{}.{}", date.day(), date.month(), date.year())
}

/// The signs of marks: an asterisk, and a dagger for what is derived.
pub fn signs<'m>(marks: impl IntoIterator<Item = &'m str>) -> String {
    let (mut weak, mut derived) = (false, false);
    for mark in marks {
        if mark == crate::analysis::marks::DERIVED { derived = true } else { weak = true }
    }
    format!("{}{}", if weak { "*" } else { "" }, if derived { "†" } else { "" })
}

/// With a capital first letter.
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `1 town`, `12 000 towns`.
pub fn counted(number: &str, one: &str, many: &str) -> Option<String> {
    let word = if number == "1" { one } else { many };
    Some(format!("{}{NO_BREAK}{word}", grouped(number)?))
}

/// A span with one unit for both ends: `between 5 persons and 9 persons` and `5 persons to 9 persons` are `5 to 9
/// persons`. Other words stay.
pub fn ranged(words: &str) -> String {
    let ends = match words.strip_prefix("between ") {
        Some(ends) => ends.split_once(" and "),
        None => words.split_once(" to "),
    };
    let Some((low, high)) = ends else { return words.to_owned() };
    let number = low.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = &low[number.len()..];
    let low = if !number.is_empty() && high.ends_with(unit) { number } else { low };
    format!("{low} to {high}")
}

/// The same without one of some units behind it, for a column that says what is counted: `5 to 9`.
pub fn bare(words: &str, units: &[String]) -> String {
    let ranged = ranged(words);
    let number = units.iter().find_map(|unit| ranged.strip_suffix(unit.as_str())).map(str::trim_end);
    number.filter(|n| n.ends_with(|c: char| c.is_ascii_digit())).map(str::to_owned).unwrap_or(ranged)
}

/// How papers call the law without any scenario, where scenarios are called by their titles.
pub const LAW: &str = "Law in force";

/// An entity in words, one and several: `LoanSize`, `loan_sizes` are `loan size`, `loan sizes`.
pub fn entity_words(name: &str, plural: Option<&str>) -> (String, String) {
    let mut one = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !one.is_empty() {
            one.push(' ');
        }
        one.extend(letter.to_lowercase());
    }
    let many = match plural {
        None => one.clone(),
        Some(plural) if *plural == format!("{}s", one.replace(' ', "")) => format!("{one}s"),
        Some(plural) => plural.replace('_', " "),
    };
    (one, many)
}

/// Capital Roman numerals, for annexes. 0 and numbers above 3 999 stay in digits.
pub fn roman(number: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number == 0 || number > 3999 {
        return number.to_string();
    }
    let mut rest = number;
    let mut out = String::new();
    for (value, sign) in SIGNS {
        while rest >= value {
            out.push_str(sign);
            rest -= value;
        }
    }
    out
}
