//! Civil days of the proleptic Gregorian calendar.

use jiff::{SignedDuration, civil};
use std::fmt;

const EPOCH: civil::Date = civil::date(1970, 1, 1);

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
        (year >= 1).then(|| Date::from_civil(date))
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

    /// Year, month and day of the month.
    pub fn ymd(self) -> (i16, i8, i8) {
        let date = self.civil();
        (date.year(), date.month(), date.day())
    }

    /// The last day of its month.
    pub fn last_of_month(self) -> Date {
        Date::from_civil(self.civil().last_of_month())
    }

    /// Day of the week: 0 is Monday, 6 Sunday.
    pub fn weekday(self) -> u8 {
        // Day 0 was a Thursday.
        (self.0 + 3).rem_euclid(7) as u8
    }

    /// Whether it is a Saturday or a Sunday.
    pub fn is_weekend(self) -> bool {
        self.weekday() >= 5
    }

    /// The library's form of the day. It takes durations in hours; every day of ours has 24.
    fn civil(self) -> civil::Date {
        EPOCH.checked_add(SignedDuration::from_hours(24 * self.days())).unwrap_or(EPOCH)
    }

    /// From the library's form of the day, which must be one that can be written.
    fn from_civil(date: civil::Date) -> Date {
        Date((date.duration_since(EPOCH).as_hours() / 24) as i32)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
