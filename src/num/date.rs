//! Civil days of the proleptic Gregorian calendar.

use jiff::civil;
use std::fmt;

/// A day, counted from 1970-01-01 (day 0). Ordered in time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

impl Date {
    /// The first and the last day that can be written: 0001-01-01 and 9999-12-31.
    pub const MIN: Date = Date(-719_162);
    /// See [`Date::MIN`].
    pub const MAX: Date = Date(2_932_896);

    /// The day of a year, month and day of month; `None` where there is no such day.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Date> {
        let date = civil::Date::new(year, month, day).ok()?;
        if year < 1 {
            return None;
        }
        Some(Date::from_civil(date))
    }

    /// `2018-04-30`.
    pub fn parse(text: &str) -> Option<Date> {
        let mut parts = text.split('-');
        let (y, m, d) = (parts.next()?, parts.next()?, parts.next()?);
        let shaped = y.len() == 4 && m.len() == 2 && d.len() == 2 && parts.next().is_none();
        if !shaped || !text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
            return None;
        }
        Date::new(y.parse().ok()?, m.parse().ok()?, d.parse().ok()?)
    }

    /// The day with a number, if it can be written.
    pub fn from_days(days: i64) -> Option<Date> {
        let date = Date(i32::try_from(days).ok()?);
        (Date::MIN..=Date::MAX).contains(&date).then_some(date)
    }

    /// Days since 1970-01-01.
    pub fn days(self) -> i64 {
        i64::from(self.0)
    }

    /// The day `days` later (earlier where negative), if it can be written.
    pub fn plus_days(self, days: i64) -> Option<Date> {
        Date::from_days(self.days().checked_add(days)?)
    }

    /// The day after; the last day that can be written has none and stays.
    pub fn next(self) -> Date {
        self.plus_days(1).unwrap_or(self)
    }

    /// The day before; the first day that can be written has none and stays.
    pub fn previous(self) -> Date {
        self.plus_days(-1).unwrap_or(self)
    }

    /// Year.
    pub fn year(self) -> i16 {
        self.civil().year()
    }

    /// Month, from 1.
    pub fn month(self) -> i8 {
        self.civil().month()
    }

    /// Day of the month, from 1.
    pub fn day(self) -> i8 {
        self.civil().day()
    }

    /// Whether it is a Saturday or a Sunday.
    pub fn is_weekend(self) -> bool {
        matches!(self.civil().weekday(), civil::Weekday::Saturday | civil::Weekday::Sunday)
    }

    /// The library's form of the day.
    pub fn civil(self) -> civil::Date {
        let span = jiff::Span::new().try_days(self.days()).unwrap_or_default();
        civil::date(1970, 1, 1).checked_add(span).unwrap_or(civil::date(1970, 1, 1))
    }

    /// From the library's form of the day.
    pub fn from_civil(date: civil::Date) -> Date {
        let since = civil::date(1970, 1, 1).until(date).map(|s| s.get_days()).unwrap_or(0);
        Date(since)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
