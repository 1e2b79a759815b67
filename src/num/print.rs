//! How numbers, amounts, bounds and days are written: one house style, in two dresses.
//!
//! [`Style::Text`] is for papers: digits in groups of three from four digits on, a no-break space wherever a line
//! must not end (`EUR 25 000`, `5 %`, `30 April`), a true minus. [`Style::Plain`] is for terminals and messages: the
//! same with ordinary spaces and the hyphen, so that it can be typed, searched and pasted into a rule. What machines
//! read is neither: [`exact`] for numbers, [`Date`]'s own `2018-04-30` for days.

use super::bounds::Bounds;
use super::date::Date;
use super::period::{Period, PeriodUnit};
use super::rat::{Rat, ten_to};
use super::round::Rounding;
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, Zero};

/// The no-break space, U+00A0.
pub const NO_BREAK: char = '\u{a0}';

/// The minus sign, U+2212.
pub const MINUS: char = '\u{2212}';

/// No number is written with more digits after the point when their number is fixed.
const MOST_DIGITS: u32 = 1_000;

/// The months in English.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Where the writing stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Style {
    /// Papers: no-break spaces and the true minus.
    Text,
    /// Terminals and messages: ordinary spaces and the hyphen.
    Plain,
}

/// How many digits after the point.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Digits {
    /// As many as the number has; a number whose digits do not end is a fraction, `2/37`.
    #[default]
    Exact,
    /// This many, rounded half up (bounds: outward), zeros kept.
    Fixed(u32),
    /// Exact where that is short to read, else `about` and a few digits: six in a trace, two in a paper.
    Short,
}

/// What stands with a number.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Unit<'a> {
    /// Nothing.
    #[default]
    None,
    /// `5 %` of the ratio 0.05.
    Percent,
    /// `5 percentage points` of the ratio 0.05.
    Points,
    /// `EUR 25 000`; cents are two digits or none.
    Currency(&'a str),
    /// `1 person`, `3 persons`.
    Named {
        /// With 1.
        one: &'a str,
        /// With any other number.
        many: &'a str,
    },
}

/// How a number is to be written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Form<'a> {
    /// What stands with it.
    pub unit: Unit<'a>,
    /// How many digits.
    pub digits: Digits,
    /// Whether it is counted in millions: `EUR 3 137 million`.
    pub millions: bool,
}

impl<'a> Form<'a> {
    /// A number with its unit, exact.
    pub fn of(unit: Unit<'a>) -> Form<'a> {
        Form { unit, ..Form::default() }
    }

    /// With this many digits after the point.
    pub fn digits(self, digits: u32) -> Form<'a> {
        Form { digits: Digits::Fixed(digits), ..self }
    }

    /// Counted in millions.
    pub fn millions(self) -> Form<'a> {
        Form { millions: true, ..self }
    }
}

/// Digits in groups of three from the point on, parted by `blank`: `12 500.5` of `12500.5`. Nothing is rounded.
pub fn grouped(digits: &str, blank: char) -> String {
    let whole = digits.find('.').unwrap_or(digits.len());
    let mut text = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && at < whole && (whole - at).is_multiple_of(3) {
            text.push(blank);
        }
        text.push(digit);
    }
    text
}

/// For machines: `-1234.5`, or `2/37` where the digits do not end. No grouping, nothing lost.
pub fn exact(x: &Rat) -> String {
    match decimals(x) {
        Some(digits) => decimal(x, digits, &|whole| whole.to_string(), '-'),
        None => x.to_string(),
    }
}

/// How many digits after the point the number has; `None` where they do not end.
pub fn decimals(x: &Rat) -> Option<u32> {
    let mut rest = x.denominator();
    let twos = rest.trailing_zeros().unwrap_or(0);
    rest >>= twos;
    let (five, mut fives) = (BigInt::from(5), 0);
    while !rest.is_one() {
        let (quotient, remainder) = rest.div_rem(&five);
        if !remainder.is_zero() {
            return None;
        }
        (rest, fives) = (quotient, fives + 1);
    }
    u32::try_from(twos.max(fives)).ok()
}

/// A multiple of `10^-digits`, its whole part written by `group`.
fn decimal(x: &Rat, digits: u32, group: &dyn Fn(&str) -> String, minus: char) -> String {
    let unit = ten_to(digits);
    let scaled = x.numerator().abs() * &unit / x.denominator();
    let (whole, part) = scaled.div_rem(&unit);
    let mut text = String::new();
    if x.signum() < 0 {
        text.push(minus);
    }
    text.push_str(&group(&whole.to_string()));
    if digits > 0 {
        text.push_str(&format!(".{part:0>width$}", part = part.to_string(), width = digits as usize));
    }
    text
}

/// A number written, without what stands with it.
struct Quantity {
    number: String,
    /// Whether it says 1.
    is_one: bool,
    /// Whether it is not exact where that was asked.
    about: bool,
}

fn round_at(x: &Rat, digits: u32, mode: Rounding) -> Rat {
    let unit = Rat::from(ten_to(digits.min(MOST_DIGITS))).reciprocal().unwrap_or(Rat::ONE);
    x.round_to(&unit, mode).unwrap_or_else(|| x.clone())
}

/// So many digits after the point, or as many as show three that are not 0, up to thirty.
fn readable_digits(x: &Rat, least: u32) -> u32 {
    let shows = |digits: &u32| &x.abs() * &Rat::from(ten_to(*digits)) >= Rat::int(100);
    (least..30).find(shows).unwrap_or(30)
}

impl Style {
    /// A number in a form.
    pub fn number(self, x: &Rat, form: &Form) -> String {
        self.rounded(x, form, Rounding::HalfUp)
    }

    /// `between 5 and 6 persons`, `between EUR 1 and EUR 8`, `at least A`, `at most B`, `unknown`; the number alone
    /// where it is settled. Where digits are cut, the bounds go outward, so that what is written holds.
    pub fn bounds(self, bounds: &Bounds, form: &Form) -> String {
        if let Some(x) = bounds.settled() {
            return self.number(x, form);
        }
        let lo = bounds.lo().map(|x| self.rounded(x, form, Rounding::Floor));
        let hi = bounds.hi().map(|x| self.rounded(x, form, Rounding::Ceil));
        match (lo, hi) {
            (Some(lo), Some(hi)) => {
                // A word is said once, a sign with each number.
                let bare = Form { unit: Unit::None, ..*form };
                let said_once = bounds.lo().filter(|_| matches!(form.unit, Unit::Named { .. }));
                let lo = said_once.map_or(lo, |x| self.rounded(x, &bare, Rounding::Floor));
                format!("between {lo} and {hi}")
            }
            (Some(lo), None) => format!("at least {lo}"),
            (None, Some(hi)) => format!("at most {hi}"),
            (None, None) => String::from("unknown"),
        }
    }

    /// `5 to 6 persons`, `80 % to 85 %`: a range, of which each value will do.
    pub fn range(self, lo: &Rat, hi: &Rat, form: &Form) -> String {
        if lo == hi {
            return self.number(lo, form);
        }
        let first = match form.unit {
            Unit::Named { .. } | Unit::Points => self.quantity(lo, form, Rounding::HalfUp).number,
            _ => self.number(lo, form),
        };
        format!("{first} to {}", self.number(hi, form))
    }

    /// `30 April 2018`
    pub fn date(self, date: Date) -> String {
        let (year, month, day) = date.ymd();
        let name = MONTHS.get(usize::from(month.unsigned_abs()).wrapping_sub(1)).unwrap_or(&"");
        format!("{day}{}{name} {year}", self.space())
    }

    /// `30 April 2018`, `2 to 30 April 2018`, `1 March to 29 April 2018`, `1 May 2017 to 29 April 2018`; whole months
    /// and years by their names: `April 2018`, `March to April 2018`, `May 2017 to April 2018`, `2018`, `2014 to 2020`
    pub fn days(self, first: Date, last: Date) -> String {
        let ((y, m, d), (to_year, to_month, _)) = (first.ymd(), last.ymd());
        if first == last {
            return self.date(last);
        }
        let ends_month = last.plus_days(1).is_some_and(|next| next.ymd().2 == 1);
        if d == 1 && ends_month {
            let month = |date: Date| self.date(date).trim_start_matches(char::is_numeric).trim_start().to_owned();
            let name = |date: Date| month(date).trim_end_matches(char::is_numeric).trim_end().to_owned();
            return match (m == 1 && to_month == 12, y == to_year, m == to_month) {
                (true, true, _) => y.to_string(),
                (true, false, _) => format!("{y} to {to_year}"),
                (false, true, true) => month(last),
                (false, true, false) => format!("{} to {}", name(first), month(last)),
                (false, false, _) => format!("{} to {}", month(first), month(last)),
            };
        }
        let written = self.date(first);
        let from = match (y == to_year, m == to_month) {
            (true, true) => d.to_string(),
            (true, false) => written.trim_end_matches(char::is_numeric).trim_end().to_owned(),
            _ => written,
        };
        format!("{from} to {}", self.date(last))
    }

    /// `15 working days`, `1 month`
    pub fn period(self, period: Period) -> String {
        let (one, many) = match period.unit {
            PeriodUnit::Days => ("day", "days"),
            PeriodUnit::WorkingDays => ("working day", "working days"),
            PeriodUnit::Weeks => ("week", "weeks"),
            PeriodUnit::Months => ("month", "months"),
            PeriodUnit::Years => ("year", "years"),
        };
        self.number(&Rat::int(i64::from(period.n)), &Form::of(Unit::Named { one, many }))
    }

    /// The space at which no line ends.
    pub fn space(self) -> char {
        match self {
            Style::Text => NO_BREAK,
            Style::Plain => ' ',
        }
    }

    fn minus(self) -> char {
        match self {
            Style::Text => MINUS,
            Style::Plain => '-',
        }
    }

    fn grouped(self, digits: &str) -> String {
        grouped(digits, self.space())
    }

    fn rounded(self, x: &Rat, form: &Form, mode: Rounding) -> String {
        let quantity = self.quantity(x, form, mode);
        let Quantity { number, is_one, about } = &quantity;
        let space = self.space();
        let written = match form.unit {
            Unit::None => number.clone(),
            Unit::Percent => format!("{number}{space}%"),
            Unit::Points if *is_one => format!("{number}{space}percentage point"),
            Unit::Points => format!("{number}{space}percentage points"),
            // The sign stands before the currency, as the language reads it.
            Unit::Currency(code) => match number.strip_prefix(self.minus()) {
                Some(number) => format!("{}{code}{space}{number}", self.minus()),
                None => format!("{code}{space}{number}"),
            },
            Unit::Named { one, .. } if *is_one => format!("{number}{space}{}", self.word(one)),
            Unit::Named { many, .. } => format!("{number}{space}{}", self.word(many)),
        };
        if *about { format!("about{space}{written}") } else { written }
    }

    /// A name as a word of running text, in papers.
    fn word(self, name: &str) -> String {
        match self {
            Style::Text => name.replace('_', " "),
            Style::Plain => name.to_string(),
        }
    }

    /// The number without what stands with it.
    fn quantity(self, x: &Rat, form: &Form, mode: Rounding) -> Quantity {
        let scale = match form.unit {
            Unit::Percent | Unit::Points => Rat::int(100),
            _ => Rat::ONE,
        };
        let shown = x * &scale;
        if !form.millions {
            return self.digits(&shown, form, mode);
        }
        let quantity = self.digits(&shown.checked_div(&Rat::int(1_000_000)).unwrap_or(shown), form, mode);
        Quantity { number: format!("{}{}million", quantity.number, self.space()), is_one: false, ..quantity }
    }

    fn digits(self, x: &Rat, form: &Form, mode: Rounding) -> Quantity {
        let group = |digits: &str| self.grouped(digits);
        let cents = |digits: u32| match form.unit {
            Unit::Currency(_) if digits == 1 && !form.millions => 2,
            _ => digits,
        };
        let decimal = |x: &Rat, digits: u32| Quantity {
            number: decimal(x, digits, &group, self.minus()),
            is_one: x.abs() == Rat::ONE && digits == 0,
            about: false,
        };
        let fraction = || Quantity { number: self.fraction(x), is_one: false, about: false };
        let (short, short_fraction) = match x.small() {
            Some((n, d)) => (d <= 1_000_000, n.unsigned_abs() < 1_000 && d < 1_000),
            None => (x.is_int(), false),
        };
        // A reader of papers takes `4/3` at a glance, and `211/42` not at all.
        let (short_fraction, least) = match (self, x.small()) {
            (Style::Plain, _) => (short_fraction, 6),
            (Style::Text, Some((n, d))) => (n.unsigned_abs() < 10 && d < 10, 2),
            (Style::Text, None) => (false, 2),
        };
        match (form.digits, decimals(x)) {
            (Digits::Fixed(digits), _) => decimal(&round_at(x, digits, mode), digits.min(MOST_DIGITS)),
            (Digits::Exact, Some(digits)) => decimal(x, cents(digits)),
            (Digits::Short, Some(digits)) if short && digits <= 6 => decimal(x, cents(digits)),
            (Digits::Exact, None) => fraction(),
            (Digits::Short, None) if short_fraction => fraction(),
            (Digits::Short, _) => {
                let near = round_at(x, readable_digits(x, least), mode);
                Quantity { about: true, ..decimal(&near, cents(decimals(&near).unwrap_or(0))) }
            }
        }
    }

    /// `2/37`
    fn fraction(self, x: &Rat) -> String {
        let minus = if x.signum() < 0 { self.minus().to_string() } else { String::new() };
        let above = self.grouped(&x.numerator().abs().to_string());
        format!("{minus}{above}/{}", self.grouped(&x.denominator().to_string()))
    }
}
