//! What can go wrong with numbers, days and signs as they are written: E01xx, W01xx.

use super::{Code, Diagnostic, Fix, Row};
use crate::text::Span;

/// The codes of this file.
pub const CODES: &[Row] = &[
    Row { code: DIGITS, title: "digits grouped otherwise than by threes with blanks" },
    Row { code: CURRENCY, title: "a currency sign, or a currency behind its amount" },
    Row { code: PERCENT, title: "`%` without a number, or spelt out" },
    Row { code: MINUS, title: "a minus without blanks" },
    Row { code: DAY_FORM, title: "a day written in another order" },
    Row { code: NO_SUCH_DAY, title: "a day that is not in the calendar" },
    Row { code: QUOTES, title: "other quotation marks" },
    Row { code: ESCAPE, title: "an escape that is not known" },
    Row { code: LINE_ENDS, title: "a line end of old computers" },
    Row { code: TAB, title: "a tab in an indent" },
    Row { code: UNSEEN, title: "a sign that no reader sees" },
    Row { code: REMARK, title: "a remark that reads on as code" },
];

/// Digits that are grouped otherwise.
pub const DIGITS: Code = Code("E0118");
const CURRENCY: Code = Code("E0120");
const PERCENT: Code = Code("E0121");
const MINUS: Code = Code("E0124");
const DAY_FORM: Code = Code("E0125");
/// A day that is not in the calendar.
pub const NO_SUCH_DAY: Code = Code("E0116");
const QUOTES: Code = Code("E0119");
const ESCAPE: Code = Code("E0117");
const LINE_ENDS: Code = Code("E0142");
const TAB: Code = Code("W0101");
const UNSEEN: Code = Code("W0103");
const REMARK: Code = Code("W0104");

/// A remark that reads on as code.
pub fn remark_of_code(place: Span) -> Diagnostic {
    Diagnostic::new(REMARK, place, "`//` begins a remark, and what stands behind it is not read")
        .label("reads on as code")
        .help("a division is written `/`, a whole one `floor(a / b, to 1)`; a remark says more than a figure or a name")
}

/// A number whose digits are parted by other signs than blanks.
pub fn digits_otherwise(place: Span, written: &str, meant: &str) -> Diagnostic {
    Diagnostic::new(DIGITS, place, format!("`{written}` is no number here"))
        .help("digits are grouped by blanks, and decimals follow a point")
        .fix(format!("write `{meant}`"), place, meant, false)
}

/// A number with zeros in front.
pub fn zeros_in_front(place: Span) -> Diagnostic {
    Diagnostic::new(DIGITS, place, "a number has no zeros in front").help("leave them out; is a group of digits lost?")
}

/// Two numbers of a cell with a comma and no blank between them.
pub fn decimal_comma(place: Span, written: &str, meant: &str) -> Diagnostic {
    digits_otherwise(place, written, meant)
        .help("of several values in one cell each but the last has a comma and a blank behind it")
}

/// `25.000` beside a currency or unit.
pub fn three_decimals(place: Span, written: &str, grouped: &str, plain: &str) -> Diagnostic {
    Diagnostic::new(DIGITS, place, format!("`{written}` may be read as `{grouped}` or as `{plain}`"))
        .help("digits are grouped by blanks, and decimals follow a point")
        .help(format!("write `{grouped}`, or `{plain}`"))
        .fix(format!("write `{grouped}`"), place, grouped, false)
        .fix(format!("write `{plain}`"), place, plain, false)
}

/// `2018-02-30`
pub fn no_such_day(place: Span, written: &str) -> Diagnostic {
    Diagnostic::new(NO_SUCH_DAY, place, format!("there is no day `{written}`"))
        .help("days are written year-month-day: 2018-04-30")
}

/// `30/04/2018`
pub fn day_written_otherwise(place: Span, written: &str, meant: &[String]) -> Diagnostic {
    let found = Diagnostic::new(DAY_FORM, place, format!("`{written}` is no way to write a day"))
        .help("days are written year-month-day: 2018-04-30");
    let sure = meant.len() == 1;
    meant.iter().fold(found, |found, day| found.fix(format!("write `{day}`"), place, day, sure))
}

/// `2014-2020`, `2016`
pub fn year_for_a_day(place: Span, written: &str, meant: &str) -> Diagnostic {
    let what = if written.len() > 4 { "are years" } else { "is a year" };
    Diagnostic::new(DAY_FORM, place, format!("`{written}` {what}, and days are needed here"))
        .help("a day is written year-month-day, `2018-04-30`, a period by its first and last day, `2014-01-01 .. 2020-12-31`")
        .fix(format!("write `{meant}`"), place, meant, true)
}

/// `25,000`
pub fn digits_by_comma(place: Span, meant: &str) -> Diagnostic {
    Diagnostic::new(DIGITS, place, "digits are not grouped by commas")
        .help("group them by blanks; if these are two values, write a blank behind the comma")
        .fix(format!("write `{meant}`"), place, meant, false)
}

/// `25 00`
pub fn odd_groups(place: Span, meant: &str) -> Diagnostic {
    Diagnostic::new(DIGITS, place, "digits are grouped by threes")
        .help("is a digit missing, or an operator between two numbers?")
        .fix(format!("write `{meant}`"), place, meant, false)
}

/// `€ 25`
pub fn currency_sign(place: Span, code: &str, amount: &str) -> Diagnostic {
    Diagnostic::new(CURRENCY, place, "a currency is written by its code, before the amount").fix(
        format!("write `{code} {amount}`"),
        place,
        format!("{code} {amount}"),
        code == "EUR",
    )
}

/// `25 EUR`
pub fn currency_behind(place: Span, code: &str, amount: &str) -> Diagnostic {
    Diagnostic::new(CURRENCY, place, "a currency stands before its amount").fix(
        format!("write `{code} {amount}`"),
        place,
        format!("{code} {amount}"),
        true,
    )
}

/// `%` where a value should stand.
pub fn percent_alone(place: Span) -> Diagnostic {
    Diagnostic::new(PERCENT, place, "`%` has no number before it").help("for example: 5 %")
}

/// `5 percent`
pub fn percent_word(place: Span) -> Diagnostic {
    Diagnostic::new(PERCENT, place, "behind a number, percent is written `%`").fix("write `%`", place, "%", true)
}

/// `a -b`
pub fn minus_without_blanks(place: Span, edit: Span) -> Diagnostic {
    Diagnostic::new(MINUS, place, "a minus between two values has a blank on each side").fix(
        "write ` - `",
        edit,
        " - ",
        true,
    )
}

/// `EUR -10`: the sign of an amount behind its currency.
pub fn minus_behind_currency(minus: Span, code: &str, start: Span) -> Diagnostic {
    let mut found =
        Diagnostic::new(MINUS, minus, format!("the minus of an amount stands before its currency, `-{code}`"));
    let title = format!("write `-{code}`");
    found.fixes.push(Fix { title, edits: vec![(start, "-".into()), (minus, " ".into())], safe: true });
    found
}

/// `limit-kept`: a name as other notations join it, or a subtraction without its blanks.
pub fn name_with_minus(span: Span, left: &str, right: &str, minus: Span) -> Diagnostic {
    Diagnostic::new(MINUS, span, format!("`{left}-{right}` is no name, and a minus has a blank on each side"))
        .help("the words of a name are joined by `_`")
        .fix(format!("write `{left}_{right}`"), span, format!("{left}_{right}"), false)
        .fix("write ` - `", minus, " - ", false)
}

/// `“text”`
pub fn other_quotes(place: Span, inner: &str) -> Diagnostic {
    let inner = inner.replace('\\', "\\\\").replace('"', "\\\"");
    Diagnostic::new(QUOTES, place, "a text stands between straight quotes").fix(
        "write straight quotes",
        place,
        format!("\"{inner}\""),
        true,
    )
}

/// `\q`
pub fn unknown_escape(place: Span, c: char) -> Diagnostic {
    Diagnostic::new(ESCAPE, place, format!("`\\{c}` means nothing in a text"))
        .help("known are `\\\"`, `\\\\`, `\\n` and `\\t`; for the sign `\\` itself write `\\\\`")
}

/// Carriage returns that no line feed follows: the whole file would be one line.
pub fn lone_returns(places: &[Span]) -> Option<Diagnostic> {
    let edits = places.iter().map(|place| (*place, "\n".to_string())).collect();
    let message = "this line ends in a carriage return alone";
    let found = Diagnostic::new(LINE_ENDS, *places.first()?, message);
    Some(Diagnostic {
        fixes: vec![Fix { title: "end lines with line feeds".into(), edits, safe: true }],
        ..found.help("save the file with line feeds (LF, or CR LF): nothing in it was read")
    })
}

/// A control sign, or one that turns the direction in which a line is read.
pub fn unseen_sign(place: Span, sign: char) -> Diagnostic {
    let what = if sign.is_control() { "a control sign" } else { "a sign that turns the direction of reading" };
    Diagnostic::new(UNSEEN, place, format!("{what} stands here (U+{:04X}), and no reader sees it", u32::from(sign)))
        .help("what is shown and what is meant may differ")
        .fix("take it out", place, "", false)
}

/// A tab before the first word of a line.
pub fn tab_in_indent(place: Span, spaces: &str) -> Diagnostic {
    Diagnostic::new(TAB, place, "a tab in an indent: the margin of a block counts it as one blank").fix(
        "write blanks",
        place,
        spaces,
        true,
    )
}
