//! Outcomes in a form for programs: days as ISO has them, numbers exact and without groups, units apart.

use crate::analysis::words::{Printer, written};
use crate::eval::outcome::{Outcome, Values};
use crate::num::date::Date;
use crate::num::print::{Unit, exact};
use crate::num::rat::Rat;
use crate::types::literal::shown_unit;
use crate::types::schema::Type;

/// An outcome in a form for programs.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Plain {
    /// The value, where it is settled.
    pub value: Option<Value>,
    /// The least number or first day that is possible.
    pub low: Option<String>,
    /// The greatest number or last day that is possible.
    pub high: Option<String>,
    /// What the numbers are of: `EUR`, `%`, `persons`.
    pub unit: String,
}

/// A settled value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    /// Of a condition.
    Bool(bool),
    /// A number, a day, a name, a text.
    Text(String),
}

impl Plain {
    /// Of an outcome of a type.
    pub fn of(printer: &Printer, ty: &Type, outcome: &Outcome) -> Plain {
        let mut plain = Plain::default();
        let mut ends = None;
        let text = match &outcome.values {
            Values::None => None,
            Values::Cond { t, .. } => {
                plain.value = Some(Value::Bool(*t));
                None
            }
            Values::Number(bounds) => {
                plain.unit = unit(ty);
                ends = Some((bounds.lo().map(|x| number(ty, x)), bounds.hi().map(|x| number(ty, x))));
                bounds.settled().map(|x| number(ty, x))
            }
            Values::Date(days) => {
                let day = |day: Option<i64>| day.and_then(Date::from_days).map(|day| day.to_string());
                ends = Some((day(days.lo), day(days.hi)));
                days.settled().map(|day| day.to_string())
            }
            Values::Codes(places) => {
                let only = places.as_deref().and_then(|places| places.first());
                only.map(|place| printer.code(ty, *place))
            }
            Values::Text(text) => text.as_ref().map(|text| text.to_string()),
        };
        plain.value = plain.value.or(text.map(Value::Text)).filter(|_| outcome.is_settled());
        if let Some((low, high)) = ends {
            (plain.low, plain.high) = (low, high);
        }
        plain
    }
}

/// A number as it is written in its unit.
fn number(ty: &Type, x: &Rat) -> String {
    let Type::Number(n) = ty else { return exact(x) };
    let x = written(n, x);
    match shown_unit(n) {
        Unit::Percent | Unit::Points => exact(&(&x * &Rat::int(100))),
        _ => exact(&x),
    }
}

fn unit(ty: &Type) -> String {
    let Type::Number(n) = ty else { return String::new() };
    match shown_unit(n) {
        Unit::None => String::new(),
        Unit::Percent => "%".into(),
        Unit::Points => "percentage points".into(),
        Unit::Currency(code) => code.into(),
        Unit::Named { many, .. } => many.into(),
    }
}
