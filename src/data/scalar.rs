//! One written value to one [`Value`], by the type of its field. Profiles and tables share it.

use crate::data::Value;
use crate::data::plain::{is_null, taken_for};
use crate::diag::values;
use crate::diag::{Diagnostic, data as say};
use crate::num::date::Date;
use crate::num::print;
use crate::num::rat::Rat;
use crate::text::{Name, Span};
use crate::types::literal::{bounds, unit_word};
use crate::types::schema::{Entity, Field, Limit, NumType, Schema, Type};
use std::borrow::Cow;
use std::sync::Arc;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The longest number that is read, in digits.
const DIGITS: usize = 60;

/// How a value is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// In YAML without quotes.
    Plain,
    /// In YAML with quotes, or as a block of text.
    Quoted,
    /// In a cell of a table, where there is nothing but text.
    Cell,
}

/// A value as written.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a> {
    /// Its characters.
    pub text: &'a str,
    /// How it is written.
    pub style: Style,
    /// Where it stands.
    pub span: Span,
}

/// Reads a value of a type. `field` is the one it belongs to: its bounds and whether it may be absent.
pub fn value(schema: &Schema, field: &Field, ty: &Type, written: Written<'_>) -> Result<Value, Diagnostic> {
    let Written { text, style, span } = written;
    // Only text needs its quotes to say that it is no such word; JSON has nothing but quoted words.
    if style != Style::Quoted || *ty != Type::Text {
        match text.trim() {
            "unknown" => return Ok(Value::Unknown),
            "absent" if field.may_be_absent => return Ok(Value::Absent),
            "absent" => return Err(values::may_not_be_absent(span, &field.path)),
            _ => {}
        }
    }
    if style == Style::Plain && is_null(text) {
        return Err(values::nothing(span, text));
    }
    match ty {
        Type::Number(n) => number_value(schema, field, n, written),
        Type::Range(item) => range(schema, field, item, written),
        Type::Text => Ok(Value::Text(plain_text(written)?)),
        _ if text.trim().starts_with("between ") => Err(values::no_bounds_here(span, &needed(schema, ty))),
        Type::Bool => match (text, style) {
            ("true", Style::Plain | Style::Cell) => Ok(Value::Bool(true)),
            ("false", Style::Plain | Style::Cell) => Ok(Value::Bool(false)),
            ("true" | "false", Style::Quoted) => Err(values::quoted_bool(span, text)),
            _ => Err(values::not_bool(span, text)),
        },
        Type::Date => {
            let day = Date::parse(text.trim()).ok_or_else(|| values::not_a_day(span, text))?;
            let days = Rat::int(day.days());
            within(field, [&days, &days], span)?;
            Ok(Value::Date(day))
        }
        Type::Enum(id) => {
            let of = schema.enumeration(*id);
            let found = of.values.iter().position(|v| v.as_str() == text);
            let missing = || values::not_in_enum(span, &of.name, text, of.values.iter().map(Name::as_str));
            found.map(|i| Value::Enum(i as u32)).ok_or_else(missing)
        }
        Type::Entity(id) => reference(schema.entity(*id), written),
        Type::Party | Type::Recommendation => Ok(Value::Reference(Name::new(text))),
        Type::List(_) => Err(say::shape(span, "one value", &needed(schema, ty)).help("write a list: `[...]`")),
        Type::Error => Ok(Value::Unknown),
    }
}

/// What belongs at a place, as a noun with its article.
pub fn needed(schema: &Schema, ty: &Type) -> String {
    match ty {
        Type::Bool => "`true` or `false`".into(),
        Type::Number(n) => quantity(n),
        Type::Date => "a day".into(),
        Type::Text => "text".into(),
        Type::Enum(id) => format!("a value of `{}`", schema.enumeration(*id).name),
        Type::Entity(id) if schema.entity(*id).is_keyed() => format!("the key of a `{}`", schema.entity(*id).name),
        Type::Entity(id) => format!("a `{}` with its fields", schema.entity(*id).name),
        Type::Party => "the name of a party".into(),
        Type::Recommendation => "the name of a recommendation".into(),
        Type::List(_) => format!("a {}", schema.type_name(ty)),
        Type::Range(_) => format!("a {}", schema.type_name(ty)),
        Type::Error => "something else".into(),
    }
}

// ---- text and references -------------------------------------------------------

/// Text in Unicode NFC, which is how texts are compared.
pub fn nfc(text: &str) -> Arc<str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return Arc::from(text);
    }
    Arc::from(text.nfc().collect::<String>())
}

/// A text in the quotes of a word processor, which YAML takes for part of it.
pub fn curly_quotes(written: &Written<'_>) -> Option<Diagnostic> {
    let quotes = |c: char| matches!(c, '“' | '”' | '„' | '«' | '»' | '‘' | '’');
    let inside = written.text.strip_prefix(quotes)?.strip_suffix(quotes)?.trim_matches(quotes);
    let quoted = written.style == Style::Plain && !inside.is_empty();
    quoted.then(|| values::curly_quotes(written.span, inside))
}

fn plain_text(written: Written<'_>) -> Result<Arc<str>, Diagnostic> {
    if let Some(found) = curly_quotes(&written) {
        return Err(found);
    }
    match taken_for(written.text) {
        Some(what) if written.style == Style::Plain => Err(values::text_needs_quotes(written.span, written.text, what)),
        _ => Ok(nfc(written.text)),
    }
}

fn reference(entity: &Entity, written: Written<'_>) -> Result<Value, Diagnostic> {
    let Written { text, style, span } = written;
    if !entity.is_keyed() {
        let fields = entity.fields.iter().take(3).map(|f| format!("{}: ...", f.path)).collect::<Vec<_>>().join(", ");
        let found = say::shape(span, "one value", &format!("a `{}` with its fields", entity.name));
        return Err(found.help(format!("write `{{{fields}}}`")));
    }
    if entity.key.len() > 1 {
        let fields: Vec<&str> = entity.key.iter().map(|k| entity.fields[*k as usize].path.as_str()).collect();
        return Err(say::key_of_several_fields(span, &entity.name, &fields));
    }
    let is_text = entity.key.first().is_none_or(|k| entity.fields[*k as usize].ty == Type::Text);
    match taken_for(text) {
        Some(what) if style == Style::Plain && is_text => Err(values::text_needs_quotes(span, text, what)),
        _ => Ok(Value::Reference(Name::new(&nfc(text)))),
    }
}

/// A value as a part of a key.
pub fn key_text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::Text(text) => Some(Cow::Borrowed(text)),
        Value::Reference(name) => Some(Cow::Borrowed(name.as_str())),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        Value::Date(day) => Some(Cow::Owned(day.to_string())),
        _ => None,
    }
}

// ---- numbers -------------------------------------------------------------------

fn number_value(schema: &Schema, field: &Field, n: &NumType, written: Written<'_>) -> Result<Value, Diagnostic> {
    let Written { text, style, span } = written;
    if style == Style::Quoted && decimal(text.trim()).is_ok() {
        return Err(values::quoted_number(span, text.trim()));
    }
    if let Some((low, high)) = between(text) {
        let (low, high) = (number(schema, n, low, span)?, number(schema, n, high, span)?);
        if low > high {
            return Err(values::range_backwards(span));
        }
        within(field, [&low, &high], span)?;
        return Ok(if low == high { Value::Number(low) } else { Value::Between(low, high) });
    }
    if let Some((low, high)) = text.split_once("..") {
        return Err(match low.trim().is_empty() && high.trim().is_empty() {
            true => values::nothing(span, text),
            false => values::no_range_here(span, low.trim(), high.trim()),
        });
    }
    let read = number(schema, n, text, span)?;
    thousands(field, n, text, span)?;
    within(field, [&read, &read], span)?;
    Ok(Value::Number(read))
}

/// `288.806` where 288 806 is within the bounds of the field as well: as a count it is more likely.
fn thousands(field: &Field, n: &NumType, text: &str, span: Span) -> Result<(), Diagnostic> {
    let (_, digits, _) = split_unit(text.trim());
    let Some((whole, part)) = like_thousands(n, digits) else { return Ok(()) };
    let grouped = Rat::parse_decimal(&format!("{whole}{part}"));
    let (Some(grouped), Some(Limit::Number(high))) = (grouped, &field.high) else { return Ok(()) };
    if n.written(&grouped) > *high {
        return Ok(());
    }
    Err(values::grouped_by_point(span, digits, &format!("{whole} {part}"), &format!("{whole}.{part}0")))
}

fn between(text: &str) -> Option<(&str, &str)> {
    text.trim().strip_prefix("between ")?.split_once(" and ")
}

fn range(schema: &Schema, field: &Field, item: &Type, written: Written<'_>) -> Result<Value, Diagnostic> {
    let Written { text, span, .. } = written;
    let end = |text: &str| -> Result<Rat, Diagnostic> {
        match item {
            Type::Number(n) => {
                let read = number(schema, n, text, span)?;
                within(field, [&read, &read], span)?;
                Ok(read)
            }
            Type::Date => {
                let days = Rat::int(Date::parse(text.trim()).ok_or_else(|| values::not_a_day(span, text))?.days());
                within(field, [&days, &days], span)?;
                Ok(days)
            }
            _ => Err(values::no_bounds_here(span, &needed(schema, item))),
        }
    };
    let (low, high) = match text.split_once("..") {
        Some((low, high)) => (end(low)?, end(high)?),
        None => (end(text)?, end(text)?),
    };
    if low > high { Err(values::range_backwards(span)) } else { Ok(Value::Range(low, high)) }
}

/// Checks the fixed bounds of a field; bounds that are fields are checked when the row is complete.
fn within(field: &Field, [low, high]: [&Rat; 2], span: Span) -> Result<(), Diagnostic> {
    let below = matches!(&field.low, Some(Limit::Number(limit)) if low < limit);
    let above = matches!(&field.high, Some(Limit::Number(limit)) if high > limit);
    if below || above { Err(values::out_of_bounds(span, &field.path, &bounds(field))) } else { Ok(()) }
}

fn quantity(n: &NumType) -> String {
    match (unit_word(n), n.whole) {
        (Some(unit), _) if unit == "%" => "a percentage".into(),
        (Some(unit), true) => format!("a whole number of {unit}"),
        (Some(unit), false) => format!("a number of {unit}"),
        (None, true) => "a whole number".into(),
        (None, false) => "a number".into(),
    }
}

/// A number as written, perhaps with the unit of its field, in base units.
fn number(schema: &Schema, n: &NumType, text: &str, span: Span) -> Result<Rat, Diagnostic> {
    let bad = |help: &str| values::not_a_number(span, text, &quantity(n), help);
    let (before, digits, behind) = split_unit(text.trim());
    let unit = if before.is_empty() { behind } else { before };
    if digits.is_empty() || (!before.is_empty() && !behind.is_empty()) {
        return Err(bad(""));
    }
    let read = decimal(digits).map_err(bad)?;
    if let Some((grouped, plain)) = three_decimals(n, digits) {
        return Err(values::grouped_by_point(span, digits, &grouped, &plain));
    }
    if n.whole && !read.is_int() {
        return Err(values::not_whole(span, text));
    }
    if unit.is_empty() && n.is_doubtful(&read) {
        let all = print::exact(&(&read * &Rat::int(100)));
        return Err(values::share_or_percent(span, text.trim(), &all));
    }
    if unit.is_empty() {
        return Ok(n.written(&read));
    }
    let is_ratio = n.unit.is_none() && !n.percent && !n.whole;
    if unit == "%" && is_ratio {
        return Ok(NumType::percent().written(&read));
    }
    if unit_words(schema, n).iter().any(|w| w == unit) {
        return Ok(n.written(&read));
    }
    if digits.ends_with(|c: char| c.is_ascii_digit()) && is_exponent(behind) {
        return Err(bad("write the digits out: there are no powers of ten"));
    }
    if is_unit(schema, unit) { Err(values::wrong_unit(span, unit, &in_unit(n))) } else { Err(bad("")) }
}

fn in_unit(n: &NumType) -> String {
    match unit_word(n) {
        Some(unit) if unit == "%" => "a percentage".into(),
        Some(unit) => unit,
        None => "a bare number".into(),
    }
}

/// What stands before the digits, the digits, and what stands behind them.
fn split_unit(text: &str) -> (&str, &str, &str) {
    let is_digit = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '_') || is_gap(c);
    let Some(first) = text.find(|c: char| c.is_ascii_digit()) else { return ("", "", text) };
    let start = text[..first].trim_end_matches(['.', ',']).len();
    let start = text[..start].trim_end_matches(['-', '+']).len();
    let end = text[first..].find(|c| !is_digit(c)).map_or(text.len(), |at| first + at);
    (text[..start].trim(), text[start..end].trim_end_matches(is_gap), text[end..].trim())
}

/// A blank that may group digits.
fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}')
}

/// Digits with a point before decimals, grouped in threes or not; else what is wrong with them.
fn decimal(text: &str) -> Result<Rat, &'static str> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    if digits.starts_with('+') {
        return Err("leave the `+` out");
    }
    if digits.contains(',') {
        return Err("no comma: digits are grouped by a blank or `_`, decimals follow a point");
    }
    let (whole, part) = match digits.split_once('.') {
        Some((_, "")) => return Err("write a digit behind the point, or no point"),
        Some((whole, part)) => (whole, part),
        None => (digits, ""),
    };
    if part.contains('.') {
        return Err("one point at most: digits are grouped by a blank or `_`");
    }
    if whole.is_empty() {
        return Err("write a 0 before the point");
    }
    let groups: Vec<&str> = whole.split(|c: char| c == '_' || is_gap(c)).collect();
    let in_threes = groups.len() == 1 || (groups[0].len() <= 3 && groups[1..].iter().all(|g| g.len() == 3));
    if !in_threes || groups[0].is_empty() || !part.bytes().all(|b| b.is_ascii_digit()) {
        return Err("digits are grouped in threes, and only before the point");
    }
    let whole = groups.concat();
    if whole.len() > 1 && whole.starts_with('0') {
        return Err("leave out the zeros in front; a code with zeros is text");
    }
    if whole.len() + part.len() > DIGITS {
        return Err("at most 60 digits are read");
    }
    let sign = if negative { "-" } else { "" };
    let point = if part.is_empty() { "" } else { "." };
    Rat::parse_decimal(&format!("{sign}{whole}{point}{part}")).ok_or("")
}

/// The two readings of `84.000` where things are counted or paid: in thousands, and as written.
fn three_decimals(n: &NumType, digits: &str) -> Option<(String, String)> {
    let (whole, part) = like_thousands(n, digits.trim_start_matches('-')).filter(|(_, part)| part.ends_with('0'))?;
    let plain = part.trim_end_matches('0');
    let plain = if plain.is_empty() { whole.to_string() } else { format!("{whole}.{part}0") };
    Some((format!("{whole} {part}"), plain))
}

/// The digits before and behind the point, where things are counted or paid and they stand as those of thousands do.
fn like_thousands<'t>(n: &NumType, digits: &'t str) -> Option<(&'t str, &'t str)> {
    // A price for each of something has decimals.
    let rate = n.unit.0.values().any(|power| *power < 0);
    let counted = !rate && (n.whole || n.word.is_some() || !n.unit.is_none());
    let grouped = |(whole, part): &(&str, &str)| part.len() == 3 && (1..=3).contains(&whole.len()) && *whole != "0";
    digits.split_once('.').filter(|parts| counted && grouped(parts))
}

/// The words that may stand for the unit of a number.
fn unit_words(schema: &Schema, n: &NumType) -> Vec<String> {
    let Some(word) = unit_word(n) else { return vec![] };
    let pair = schema.units.iter().find(|(one, many)| one.as_str() == word || many.as_str() == word);
    match pair {
        Some((one, many)) => vec![one.to_string(), many.to_string()],
        None => vec![word],
    }
}

fn is_exponent(text: &str) -> bool {
    text.strip_prefix(['e', 'E']).is_some_and(|rest| rest.trim_start_matches(['-', '+']).parse::<u32>().is_ok())
}

/// Whether a word looks like a unit of some kind, so that the trouble is the unit and not the number.
fn is_unit(schema: &Schema, word: &str) -> bool {
    let is_currency = word.len() == 3 && word.bytes().all(|b| b.is_ascii_uppercase());
    let is_time = matches!(word, "day" | "days" | "week" | "weeks" | "month" | "months" | "year" | "years");
    let is_sign = matches!(word, "%" | "€" | "$" | "£" | "percent");
    let is_declared = schema.units.iter().any(|(one, many)| one.as_str() == word || many.as_str() == word);
    is_currency || is_time || is_sign || is_declared || word.contains('/')
}

// ---- days ----------------------------------------------------------------------

/// `2018-04-30`, `2018-04` or `2018`: its first and its last day.
fn span_of_days(text: &str) -> Option<(Date, Date)> {
    let text = text.trim();
    let digits = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
    if let Some(day) = Date::parse(text) {
        return Some((day, day));
    }
    if digits(text, 4) {
        let year = text.parse().ok()?;
        return Some((Date::new(year, 1, 1)?, Date::new(year, 12, 31)?));
    }
    let (year, month) = text.split_once('-')?;
    if !digits(year, 4) || !digits(month, 2) {
        return None;
    }
    let (year, month): (i16, i8) = (year.parse().ok()?, month.parse().ok()?);
    let last = (28..=31).rev().find_map(|day| Date::new(year, month, day))?;
    Some((Date::new(year, month, 1)?, last))
}

/// The day or period of a datum: `2018-04-30`, `2018-04`, `2018`, or two of them joined by `..`.
pub fn period(text: &str, span: Span) -> Result<(Date, Date), Diagnostic> {
    let read = |text: &str| span_of_days(text).ok_or_else(|| values::not_a_period(span, text));
    let (first, last) = match text.split_once("..") {
        Some((first, last)) => (read(first)?.0, read(last)?.1),
        None => read(text)?,
    };
    if first > last { Err(values::period_backwards(span)) } else { Ok((first, last)) }
}

/// A day of publication. Where only the month or year is known, or `by` stands before it, it counts from
/// its last day, and the flag says so.
pub fn published(text: &str, span: Span) -> Result<(Date, bool), Diagnostic> {
    let (by, day) = match text.trim().strip_prefix("by ") {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (first, last) = span_of_days(day).ok_or_else(|| values::not_published(span, text))?;
    Ok((last, by || first != last))
}
