//! Periods: months and years added to a day, full years between days, and the time limits of Union law.
//!
//! Time limits follow Regulation (EEC, Euratom) No 1182/71, article 3; see [`expiry`].

use super::date::Date;
use std::borrow::Cow;

/// What stands for a day that the month does not have (31 January and 1 month).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum MonthEnd {
    /// The last day of that month: 28 or 29 February.
    LastDay,
    /// The day after it: 1 March.
    NextDay,
    /// No day.
    Exact,
}

/// What a period is counted in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PeriodUnit {
    /// All days.
    Days,
    /// Days other than public holidays, Sundays and Saturdays (article 2(2)).
    WorkingDays,
    /// Seven days.
    Weeks,
    /// To the same date of a later month.
    Months,
    /// Twelve months.
    Years,
}

/// A period: so many of a unit.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Period {
    /// How many.
    pub n: u32,
    /// Of what.
    pub unit: PeriodUnit,
}

/// The day `n` months later (earlier where negative); `None` where there is no such day.
pub fn add_months(date: Date, n: i64, mode: MonthEnd) -> Option<Date> {
    let (year, month, day) = date.ymd();
    let months = (i64::from(year) * 12 + i64::from(month) - 1).checked_add(n)?;
    let (year, month) = (i16::try_from(months.div_euclid(12)).ok()?, months.rem_euclid(12) as i8 + 1);
    if let Some(date) = Date::new(year, month, day) {
        return Some(date);
    }
    let last = Date::new(year, month, 1)?.last_of_month();
    match mode {
        MonthEnd::LastDay => Some(last),
        MonthEnd::NextDay => last.plus_days(1),
        MonthEnd::Exact => None,
    }
}

/// The years completed from one day to another (an age: `MonthEnd::NextDay`); `None` where `to` is before `from`.
///
/// The mode says when a year from 29 February is complete: on 28 February or on 1 March. With
/// [`MonthEnd::Exact`] there is no answer on the one day on which the two differ.
pub fn full_years(from: Date, to: Date, mode: MonthEnd) -> Option<i64> {
    if to < from {
        return None;
    }
    if mode == MonthEnd::Exact {
        let [early, late] = [MonthEnd::LastDay, MonthEnd::NextDay].map(|mode| full_years(from, to, mode));
        return if early == late { early } else { None };
    }
    let years = i64::from(to.year()) - i64::from(from.year());
    let complete = add_months(from, 12 * years, mode).is_some_and(|day| day <= to);
    Some(if complete { years } else { years - 1 })
}

/// The least and the greatest of some days or numbers; an end that is `None` is not known.
pub type Ends<T> = (Option<T>, Option<T>);

/// What may come out of days and numbers of which the ends are known (`None`: nothing does), and whether some of them
/// have no result.
pub type Image<T> = (Option<Ends<T>>, bool);

/// The least and the greatest [`add_months`] of days and numbers.
pub fn add_months_within(days: Ends<Date>, n: Ends<i64>, mode: MonthEnd) -> Image<Date> {
    let (early, late) = conventions(mode);
    let add = |day: Option<Date>, n: Option<i64>, mode| {
        let (day, n) = (day?, n?);
        Some(add_months(day, n, mode).ok_or(n > 0))
    };
    let image = in_calendar(add(days.0, n.0, early), add(days.1, n.1, late));
    match (image, mode) {
        ((Some((Some(first), Some(last))), _), MonthEnd::Exact) if first > last => (None, true),
        ((Some(ends), beyond), MonthEnd::Exact) => (Some(ends), beyond || may_be_missing(days, n)),
        (image, _) => image,
    }
}

/// The least and the greatest [`full_years`] between days.
pub fn full_years_within(from: Ends<Date>, to: Ends<Date>, mode: MonthEnd) -> Image<i64> {
    let (early, late) = conventions(mode);
    if from.0.zip(to.1).is_some_and(|(from, to)| to < from) {
        return (None, true);
    }
    let years = |from: Option<Date>, to: Option<Date>, mode| full_years(from?, to?, mode);
    let (least, most) = (years(from.1, to.0, early).unwrap_or(0), years(from.0, to.1, late));
    let is_exact = mode == MonthEnd::Exact;
    let settled = [from, to].iter().all(|(first, last)| first.is_some() && first == last);
    if settled && is_exact && most.is_some_and(|most| least != most) {
        return (None, true);
    }
    let may_precede = !from.1.zip(to.0).is_some_and(|(from, to)| from <= to);
    (Some((Some(least), most)), may_precede || is_exact && !settled && has_leap_day(from))
}

/// The least and the greatest month, from 1, of the days between two days.
pub fn month_within(days: Ends<Date>) -> (i8, i8) {
    match days {
        (Some(first), Some(last)) if first.year() == last.year() => (first.month(), last.month()),
        _ => (1, 12),
    }
}

/// The conventions by which the least and the greatest result are found: where days that do not exist have none, they
/// fall out at both ends.
fn conventions(mode: MonthEnd) -> (MonthEnd, MonthEnd) {
    match mode {
        MonthEnd::Exact => (MonthEnd::NextDay, MonthEnd::LastDay),
        mode => (mode, mode),
    }
}

/// Days between two ends, as far as they can be written. `Err` says of an end that it lies outside the calendar, above
/// it or below.
fn in_calendar(first: Option<Result<Date, bool>>, last: Option<Result<Date, bool>>) -> Image<Date> {
    let end = |end: Option<Result<Date, bool>>, high: bool| match end {
        None => Some((None, false)),
        Some(Ok(day)) => Some((Some(day), false)),
        Some(Err(above)) if above == high => Some((Some(if high { Date::MAX } else { Date::MIN }), true)),
        Some(Err(_)) => None,
    };
    match (end(first, false), end(last, true)) {
        (Some((first, before)), Some((last, after))) => (Some((first, last)), before || after),
        _ => (None, true),
    }
}

/// Most days that are looked at one by one.
const MOST_DAYS: i64 = 400;

/// Whether some day plus some number of months is a day that does not exist.
fn may_be_missing(days: Ends<Date>, n: Ends<i64>) -> bool {
    let (Some(first), Some(last)) = days else { return true };
    let (Some(least), Some(most)) = n else {
        return last.days() - first.days() > 27 || first.day() > 28 || last.day() > 28;
    };
    if last.days() - first.days() > MOST_DAYS || most.saturating_sub(least) > 48 {
        return true;
    }
    let mut next = Some(first);
    while let Some(date) = next.filter(|date| *date <= last) {
        let exists = |n| add_months(date, n, MonthEnd::LastDay).is_none_or(|day| day.day() == date.day());
        if date.day() > 28 && !(least..=most).all(exists) {
            return true;
        }
        next = date.plus_days(1);
    }
    false
}

/// Whether a 29 February may be among the days.
fn has_leap_day(days: Ends<Date>) -> bool {
    let (Some(first), Some(last)) = days else { return true };
    (first.year()..=last.year()).any(|year| Date::new(year, 2, 29).is_some_and(|leap| first <= leap && leap <= last))
}

/// The last day of a period that runs from an event, under article 3 of Regulation (EEC, Euratom) No 1182/71;
/// `None` where it lies beyond the days that can be written.
///
/// - The day of the event is not counted (article 3(1)).
/// - Days run to the end of the last of them; weeks, months and years to the same day of the week or the same
///   date, or the last day of a month that has no such date (article 3(2)(b) and (c)).
/// - Public holidays, Sundays and Saturdays are counted, but not in working days (article 3(3)).
/// - If the last day is one of them, the period ends with the following working day (article 3(4)).
/// - A period of two days or more has at least two working days (article 3(5)).
///
/// Not here: periods in hours, parts of months (article 3(2)(a) and (d)), and periods counted backwards, to which
/// article 3(4) does not apply.
///
/// `holidays` are those of the place where the action is to be taken (article 2(1)). They are quickest when in
/// ascending order, each once; those on a weekend change nothing.
pub fn expiry(event: Date, period: Period, holidays: &[Date]) -> Option<Date> {
    let calendar = Calendar::new(holidays);
    let (last, needed) = limit(event, period)?;
    calendar.first_working_day(event, last, needed)
}

/// The earliest and the latest [`expiry`] of events and lengths, where `holidays` may lack up to `others` more (`None`:
/// any number of them).
///
/// A later event, a longer period and a further holiday never bring an expiry forward. So the earliest comes from
/// the first event, the shorter length and the known holidays alone; the latest from the other ends, and one more
/// working day for each holiday that may be missing: such a holiday takes away one working day, wherever it falls,
/// and in the worst case each falls on the day on which the period would have ended. Where any number may be missing
/// the latest day is not known.
pub fn expiry_within(
    event: Ends<Date>,
    n: Ends<u32>,
    unit: PeriodUnit,
    holidays: &[Date],
    others: Option<u32>,
) -> Image<Date> {
    let calendar = Calendar::new(holidays);
    let end = |event: Option<Date>, n: Option<u32>, others: u32| {
        let (event, n) = (event?, n?);
        let day = || {
            let (last, needed) = limit(event, Period { n, unit })?;
            let day = calendar.first_working_day(event, last, needed)?;
            calendar.first_working_day(day, day, i64::from(others))
        };
        Some(day().ok_or(true))
    };
    in_calendar(end(event.0, n.0, 0), others.and_then(|others| end(event.1, n.1, others)))
}

/// The day on which a period ends if that is a working day, and the working days that it must have.
fn limit(event: Date, period: Period) -> Option<(Date, i64)> {
    let n = i64::from(period.n);
    match period.unit {
        PeriodUnit::WorkingDays => Some((event, n)),
        PeriodUnit::Days => Some((event.plus_days(n)?, if n >= 2 { 2 } else { 0 })),
        PeriodUnit::Weeks => Some((event.plus_days(7 * n)?, if n >= 1 { 2 } else { 0 })),
        PeriodUnit::Months => Some((add_months(event, n, MonthEnd::LastDay)?, if n >= 1 { 2 } else { 0 })),
        PeriodUnit::Years => Some((add_months(event, 12 * n, MonthEnd::LastDay)?, if n >= 1 { 2 } else { 0 })),
    }
}

/// Working days: all days other than public holidays, Sundays and Saturdays (article 2(2)).
struct Calendar<'a> {
    /// Ascending, each once.
    holidays: Cow<'a, [Date]>,
}

impl Calendar<'_> {
    fn new(holidays: &[Date]) -> Calendar<'_> {
        if holidays.is_sorted_by(|a, b| a < b) {
            return Calendar { holidays: Cow::Borrowed(holidays) };
        }
        let mut holidays = holidays.to_vec();
        holidays.sort();
        holidays.dedup();
        Calendar { holidays: Cow::Owned(holidays) }
    }

    /// The first working day, not before `last`, by which `needed` working days have passed since `event`.
    fn first_working_day(&self, event: Date, last: Date, needed: i64) -> Option<Date> {
        // A holiday on a weekday puts the end off by one weekday, which may bring further holidays in. From the end
        // without holidays this goes forward only, to the least day that fits.
        let mut day = nth_weekday(event, needed)?.max(next_weekday(last)?);
        loop {
            let lost = self.weekdays_lost(event, day);
            let mut next = nth_weekday(event, needed + lost)?.max(day);
            while self.holidays.binary_search(&next).is_ok() {
                next = next_weekday(next.plus_days(1)?)?;
            }
            if next == day {
                return Some(day);
            }
            day = next;
        }
    }

    /// The holidays on weekdays after one day and up to another.
    fn weekdays_lost(&self, after: Date, until: Date) -> i64 {
        let from = self.holidays.partition_point(|day| *day <= after);
        let to = self.holidays.partition_point(|day| *day <= until);
        self.holidays.get(from..to).map_or(0, |days| days.iter().filter(|day| !day.is_weekend()).count() as i64)
    }
}

/// This day, or the Monday after.
fn next_weekday(day: Date) -> Option<Date> {
    day.plus_days(match day.weekday() {
        5 => 2,
        6 => 1,
        _ => 0,
    })
}

/// The `n`th day after this one that is no Saturday or Sunday; for 0 this day, whichever it is.
fn nth_weekday(day: Date, n: i64) -> Option<Date> {
    if n <= 0 {
        return Some(day);
    }
    // From a Saturday or Sunday it is counted as from the Friday before.
    let weekday = i64::from(day.weekday()).min(4);
    let friday_back = i64::from(day.weekday()) - weekday;
    day.plus_days(n + 2 * ((weekday + n) / 5) - friday_back)
}
