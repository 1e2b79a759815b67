//! Numbers as written to numbers in base units, and units by name.

use crate::diag::Diagnostic;
use crate::diag::units;
use crate::num::date::Date;
use crate::num::print::{self, Form, Style};
use crate::num::rat::Rat;
use crate::syntax::ast;
use crate::syntax::ast::expr::{Expr, ExprKind, NumberUnit};
use crate::text::Name;
use crate::types::schema::{Field, Limit, NumType, Schema, Type, Unit};

/// Units that every policy has: word, base unit, how many base units one is.
pub const BUILT_IN: &[(&str, &str, i64)] = &[
    ("day", "day", 1),
    ("days", "day", 1),
    ("week", "day", 7),
    ("weeks", "day", 7),
    ("working_day", "working_day", 1),
    ("working_days", "working_day", 1),
    ("month", "month", 1),
    ("months", "month", 1),
    ("year", "month", 12),
    ("years", "month", 12),
    ("digit", "digit", 1),
    ("digits", "digit", 1),
];

/// Currency codes of ISO 4217 in use in Europe and beside it.
pub const CURRENCIES: &[&str] = &[
    "EUR", "BGN", "CZK", "DKK", "GBP", "HRK", "HUF", "PLN", "RON", "SEK", "CHF", "NOK", "ISK", "USD", "CAD", "JPY",
    "TRY", "UAH", "RSD", "ALL", "MKD", "BAM", "MDL", "GEL",
];

/// The unit of numbers of a type as it is printed.
pub fn shown_unit(n: &NumType) -> print::Unit<'_> {
    let mut powers = n.unit.0.iter();
    match (powers.next(), powers.next()) {
        (Some((name, 1)), None) if CURRENCIES.contains(&name.as_str()) => print::Unit::Currency(name),
        (Some((name, 1)), None) => {
            let many = n.word.as_deref().unwrap_or(name);
            print::Unit::Named { one: if n.scale > Rat::ONE { many.trim_end_matches('s') } else { name }, many }
        }
        _ if n.word.is_some() => {
            let word = n.word.as_deref().unwrap_or_default();
            print::Unit::Named { one: word, many: word }
        }
        _ if n.percent => print::Unit::Percent,
        _ => print::Unit::None,
    }
}

/// A number or day as it is printed.
pub fn shown_number(ty: &Type, number: &Rat) -> String {
    match ty {
        Type::Date => number.to_i64().and_then(Date::from_days).map_or_else(|| number.to_string(), |d| d.to_string()),
        Type::Number(n) => {
            let scaled = number.checked_div(&n.scale).unwrap_or_else(|| number.clone());
            Style::Plain.number(&scaled, &Form::of(shown_unit(n)))
        }
        _ => number.to_string(),
    }
}

/// The type of numbers of one unit by its word: base unit, scale and the word to print.
pub fn unit_named(schema: &Schema, word: &str) -> Option<NumType> {
    if let Some((_, base, scale)) = BUILT_IN.iter().find(|u| u.0 == word) {
        let plural = if word.ends_with('s') { word.to_string() } else { format!("{word}s") };
        return Some(NumType { scale: Rat::int(*scale), word: Some(plural.into()), ..NumType::of(Unit::of(base)) });
    }
    if CURRENCIES.contains(&word) {
        return Some(NumType::of(Unit::of(word)));
    }
    let (singular, plural) = schema.units.iter().find(|u| u.0.as_str() == word || u.1.as_str() == word)?;
    Some(NumType { word: Some(plural.clone()), ..NumType::of(Unit::of(singular)) })
}

/// Whether a word is a unit or currency of the language itself.
pub fn is_of_the_language(word: &str) -> bool {
    BUILT_IN.iter().any(|unit| unit.0 == word) || CURRENCIES.contains(&word)
}

/// All words that [`unit_named`] knows.
pub fn unit_words(schema: &Schema) -> Vec<&str> {
    let declared = schema.units.iter().flat_map(|u| [u.0.as_str(), u.1.as_str()]);
    BUILT_IN.iter().map(|u| u.0).chain(CURRENCIES.iter().copied()).chain(declared).collect()
}

/// A unit for one of it: `day` for `days`.
fn singular(schema: &Schema, word: &str) -> String {
    let declared = schema.units.iter().find(|unit| unit.1.as_str() == word).map(|unit| unit.0.to_string());
    let built_in = BUILT_IN.iter().any(|unit| unit.0 == word);
    declared.unwrap_or_else(|| if built_in { word.trim_end_matches('s').into() } else { word.into() })
}

/// Factors above and below a line, as they stand behind a number: `micrograms / m3`, `/ day`.
pub fn compound_word(above: &[String], below: &[String]) -> Name {
    let above = above.join(" ");
    match below {
        [] => above.into(),
        below => format!("{above} / {}", below.join(" ")).trim_start().into(),
    }
}

/// The type of numbers of factors above and below a line.
pub fn compound(schema: &Schema, above: &[ast::Ident], below: &[ast::Ident]) -> Result<NumType, Diagnostic> {
    let one = |ident: &ast::Ident| {
        unit_named(schema, &ident.name).ok_or_else(|| units::no_unit(ident.span, &ident.name, unit_words(schema)))
    };
    if let ([single], []) = (above, below) {
        return one(single);
    }
    let (mut unit, mut scale) = (Unit::none(), Rat::ONE);
    let (mut words_above, mut words_below) = (vec![], vec![]);
    for ident in above {
        let factor = one(ident)?;
        unit = unit.times(&factor.unit, 1);
        scale = &scale * &factor.scale;
        words_above.push(factor.word.unwrap_or_else(|| ident.name.clone()).to_string());
    }
    for ident in below {
        let factor = one(ident)?;
        unit = unit.times(&factor.unit, -1);
        scale = scale.checked_div(&factor.scale).unwrap_or(scale);
        words_below.push(singular(schema, &ident.name));
    }
    Ok(NumType { scale, word: Some(compound_word(&words_above, &words_below)), ..NumType::of(unit) })
}

/// A number as written: its value in base units and its type.
pub fn number(schema: &Schema, written: &ast::expr::Number) -> Result<(Rat, NumType), Diagnostic> {
    let ty = match &written.unit {
        NumberUnit::None => NumType { whole: written.value.is_int(), ..NumType::bare() },
        NumberUnit::Percent => NumType::percent(),
        NumberUnit::Currency(ident) => compound(schema, std::slice::from_ref(ident), &[])?,
        NumberUnit::Named(above, below) => compound(schema, above, below)?,
    };
    let value = &written.value * &ty.scale;
    Ok((value, ty))
}

/// A literal number, perhaps with a minus in front.
pub fn constant(schema: &Schema, expr: &Expr) -> Option<Result<(Rat, NumType), Diagnostic>> {
    match &expr.kind {
        ExprKind::Number(n) => Some(number(schema, n)),
        ExprKind::Negate(inner) => {
            let value = constant(schema, inner)?;
            Some(value.map(|(v, ty)| (-&v, ty)))
        }
        _ => None,
    }
}

/// Joins the words of a path by dots.
pub fn dotted(path: &ast::Path) -> Name {
    Name::from(path.parts.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join("."))
}

/// The bounds of a field of numbers or days: in the unit in which it is written; of other fields nothing.
pub fn bounds(field: &Field) -> String {
    let day = |number: &Rat| number.to_i64().and_then(Date::from_days).map(|day| day.to_string());
    let end = |limit: &Option<Limit>| match (limit, &field.ty) {
        (Some(Limit::Number(number)), Type::Number(n)) => Some(as_written(n, number)),
        (Some(Limit::Number(number)), Type::Date) => day(number),
        _ => None,
    };
    let unit = match &field.ty {
        Type::Number(n) => unit_word(n).map(|u| format!(" {u}")).unwrap_or_default(),
        _ => String::new(),
    };
    match (end(&field.low), end(&field.high)) {
        (Some(low), Some(high)) => format!("{low} .. {high}{unit}"),
        (Some(low), None) => format!("at least {low}{unit}"),
        (None, Some(high)) => format!("at most {high}{unit}"),
        (None, None) => String::new(),
    }
}

/// A number in base units as a profile would write it; an endless decimal stays a fraction.
pub fn as_written(n: &NumType, number: &Rat) -> String {
    let unit = n.written(&Rat::ONE);
    let number = number.checked_div(&unit).unwrap_or_else(|| number.clone());
    Style::Plain.number(&number, &Form::default())
}

/// The word or sign behind the numbers of a type, if they have one.
pub fn unit_word(n: &NumType) -> Option<String> {
    if n.percent {
        return Some("%".into());
    }
    n.word.as_ref().map(Name::to_string).or_else(|| (!n.unit.is_none()).then(|| n.unit.to_string()))
}
