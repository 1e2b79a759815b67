//! Days: their years and months, months added, full years, the periods of Union law.
//!
//! A day beyond those that can be written is not known; it is no gap.

use super::super::column::{Column, Data};
use super::super::numbers::Numbers;
use super::arithmetic::partial_rows;
use super::functions::map;
use super::reduce::{CONFLICT, EMPTY, GAP, Items, NOT_APPLICABLE, Possible, SKIPPED, Summary, WEAK, possible};
use super::{rows_of, strict};
use crate::num::bounds::{Bounds, Partial};
use crate::num::date::Date;
use crate::num::period::{self, MonthEnd};
use crate::num::rat::Rat;
use crate::types::term::{DayMode, PeriodUnit};

fn month_end(mode: DayMode) -> MonthEnd {
    match mode {
        DayMode::LastDay => MonthEnd::LastDay,
        DayMode::NextDay => MonthEnd::NextDay,
        DayMode::Exact => MonthEnd::Exact,
    }
}

/// The day of an end, if it can be written.
fn day(end: Option<&Rat>) -> Option<Date> {
    Date::from_days(end?.floor().to_i64()?)
}

fn number(day: Option<Date>) -> Option<Rat> {
    day.map(|day| Rat::int(day.days()))
}

fn bounds(lo: Option<Rat>, hi: Option<Rat>) -> Option<Bounds> {
    Bounds::new(lo, hi)
}

fn total(image: Option<Bounds>) -> Partial {
    Partial { image: Some(image.unwrap_or(Bounds::UNKNOWN)), undefined: false }
}

/// The year of a day.
pub(in super::super) fn year(a: &Column) -> Column {
    let year = |end: Option<&Rat>| day(end).map(|day| Rat::int(i64::from(day.year())));
    map(a, |x| total(bounds(year(x.lo()), year(x.hi()))))
}

/// The month of a day.
pub(in super::super) fn month(a: &Column) -> Column {
    let all = || Bounds::between(Rat::ONE, Rat::int(12));
    map(a, |x| {
        total(match (day(x.lo()), day(x.hi())) {
            (Some(lo), Some(hi)) if lo.year() == hi.year() => {
                bounds(Some(Rat::int(i64::from(lo.month()))), Some(Rat::int(i64::from(hi.month()))))
            }
            _ => all(),
        })
    })
}

/// The day so many months later.
pub(in super::super) fn add_months(mode: DayMode, a: &Column, b: &Column, rows: usize) -> Column {
    binary(a, b, rows, |a, b| {
        let Some(months) = b.whole() else { return (None, true) };
        let mode = month_end(mode);
        let (low_mode, high_mode) = match mode {
            // Days that do not exist fall out at both ends.
            MonthEnd::Exact => (MonthEnd::NextDay, MonthEnd::LastDay),
            mode => (mode, mode),
        };
        let add = |day: Option<Date>, months: Option<&Rat>, mode| {
            let (day, months) = (day?, months?);
            let within = months.to_i64().and_then(|months| period::add_months(day, months, mode));
            Some(within.ok_or(months.signum() > 0))
        };
        let (lo, hi) = (add(day(a.lo()), months.lo(), low_mode), add(day(a.hi()), months.hi(), high_mode));
        let (Some((lo, early)), Some((hi, late))) = (calendar_end(lo, false), calendar_end(hi, true)) else {
            return (None, true);
        };
        if mode == MonthEnd::Exact && lo.zip(hi).is_some_and(|(lo, hi)| lo > hi) {
            return (None, true);
        }
        let missing = early || late || mode == MonthEnd::Exact && may_be_missing(a, &months);
        (bounds(number(lo), number(hi)).or(Some(Bounds::UNKNOWN)), missing)
    })
}

/// An end of the days that come out, and whether some lie outside the calendar. `Err`: it lies outside itself, above or
/// below; `None`: so do all days.
fn calendar_end(end: Option<Result<Date, bool>>, high: bool) -> Option<(Option<Date>, bool)> {
    match end {
        None => Some((None, false)),
        Some(Ok(day)) => Some((Some(day), false)),
        Some(Err(above)) if above == high => Some((Some(if high { Date::MAX } else { Date::MIN }), true)),
        Some(Err(_)) => None,
    }
}

/// Most days that are looked at one by one.
const MOST_DAYS: i64 = 400;

/// Whether some day plus some number of months is a day that does not exist.
fn may_be_missing(days: &Bounds, months: &Bounds) -> bool {
    let (Some(first), Some(last)) = (day(days.lo()), day(days.hi())) else { return true };
    let (Some(least), Some(most)) = (months.lo().and_then(Rat::to_i64), months.hi().and_then(Rat::to_i64)) else {
        return last.days() - first.days() > 27 || first.day() > 28 || last.day() > 28;
    };
    if last.days() - first.days() > MOST_DAYS || most - least > 48 {
        return true;
    }
    let mut next = Some(first);
    while let Some(date) = next.filter(|date| *date <= last) {
        let exists =
            |months| period::add_months(date, months, MonthEnd::LastDay).is_none_or(|day| day.day() == date.day());
        if date.day() > 28 && !(least..=most).all(exists) {
            return true;
        }
        next = date.plus_days(1);
    }
    false
}

/// Full years from one day to another, in months; a gap where the second comes first.
pub(in super::super) fn full_years(mode: DayMode, a: &Column, b: &Column, rows: usize) -> Column {
    let mode = month_end(mode);
    let (low_mode, high_mode) = match mode {
        MonthEnd::Exact => (MonthEnd::NextDay, MonthEnd::LastDay),
        mode => (mode, mode),
    };
    binary(a, b, rows, |from, to| {
        let years = |from: Option<&Rat>, to: Option<&Rat>, mode| period::full_years(day(from)?, day(to)?, mode);
        let may_precede = !matches!((from.hi(), to.lo()), (Some(from), Some(to)) if from <= to);
        if matches!((from.lo(), to.hi()), (Some(from), Some(to)) if to < from) {
            return (None, true);
        }
        let lo = years(from.hi(), to.lo(), low_mode).unwrap_or(0);
        let hi = years(from.lo(), to.hi(), high_mode);
        let settled = from.settled().is_some() && to.settled().is_some();
        if settled && mode == MonthEnd::Exact && hi.is_some_and(|hi| lo != hi) {
            return (None, true);
        }
        let missing = mode == MonthEnd::Exact && !settled && has_leap_day(from);
        let months = |years: i64| Rat::int(12 * years);
        (bounds(Some(months(lo)), hi.map(months)).or(Some(Bounds::UNKNOWN)), may_precede || missing)
    })
}

/// Whether a 29 February may be among the days.
fn has_leap_day(days: &Bounds) -> bool {
    let (Some(first), Some(last)) = (day(days.lo()), day(days.hi())) else { return true };
    (first.year()..=last.year()).any(|year| Date::new(year, 2, 29).is_some_and(|leap| first <= leap && leap <= last))
}

fn binary(a: &Column, b: &Column, rows: usize, f: impl Fn(&Bounds, &Bounds) -> (Option<Bounds>, bool)) -> Column {
    let rows = rows_of(&[a, b], rows);
    let exits = strict(&[a, b], rows);
    let unknown = Numbers::one(&Bounds::UNKNOWN);
    partial_rows(a.numbers().unwrap_or(&unknown), b.numbers().unwrap_or(&unknown), &exits, rows, f)
}

/// The last day of a period by Regulation 1182/71.
pub(in super::super) fn expiry(
    event: &Column,
    length: &Column,
    unit: PeriodUnit,
    holidays: &[Items],
    rows: usize,
) -> Column {
    let (levels, all) = possible(holidays, rows);
    let mut result = Summary::new(rows);
    let mut rest = &all[..];
    for (row, levels) in levels.iter().enumerate() {
        let (these, others) = rest.split_at(rest.partition_point(|item| item.row <= row));
        rest = others;
        // A list with no holidays in it is as good as any other.
        let valued = levels & (WEAK | EMPTY) != 0;
        let holidays = Holidays::of(these);
        let ends = |column: &Column| match column.data() {
            Data::Number(numbers) => numbers.bounds(column.at(row)),
            _ => Bounds::UNKNOWN,
        };
        let image = if valued { last_day(&ends(event), &ends(length), unit, &holidays) } else { (None, false) };
        let levels = levels & (SKIPPED | NOT_APPLICABLE | GAP | CONFLICT);
        result.push(row, levels, image.0.map(Bounds::into_ends), image.1);
    }
    let list = result.finish();
    let exits = strict(&[event, length, &list], rows);
    let data = list.data().clone();
    Column::new(rows, exits, data)
}

struct Holidays {
    known: Vec<Date>,
    others: Option<u32>,
}

impl Holidays {
    fn of(these: &[Possible<Bounds>]) -> Holidays {
        let mut holidays = Holidays { known: vec![], others: Some(0) };
        for item in these {
            match item.set.settled().and_then(|day| day.to_i64()).and_then(Date::from_days) {
                Some(day) if item.sure > 0 => holidays.known.push(day),
                _ => holidays.others = holidays.others.zip(item.most).and_then(|(all, most)| all.checked_add(most)),
            }
        }
        holidays.known.sort_unstable();
        holidays.known.dedup();
        holidays
    }
}

fn last_day(event: &Bounds, length: &Bounds, unit: PeriodUnit, holidays: &Holidays) -> (Option<Bounds>, bool) {
    let unit = match unit {
        PeriodUnit::Days => period::PeriodUnit::Days,
        PeriodUnit::WorkingDays => period::PeriodUnit::WorkingDays,
        PeriodUnit::Weeks => period::PeriodUnit::Weeks,
        PeriodUnit::Months => period::PeriodUnit::Months,
        PeriodUnit::Years => period::PeriodUnit::Years,
    };
    // Only whole lengths from 0 on have an end.
    let from_zero = length.whole().and_then(|n| n.intersect(&Bounds::at_least(Rat::ZERO)));
    let Some(length_defined) = from_zero else { return (None, true) };
    let undefined = length.lo().is_none_or(|lo| lo.signum() < 0);
    let n = |end: Option<&Rat>| end.and_then(Rat::to_i64).and_then(|n| u32::try_from(n).ok());
    let end = |day_of_event: Option<&Rat>, length: Option<&Rat>, latest: bool| {
        let (event, length) = (day(day_of_event)?, n(length)?);
        let (lo, hi) = period::expiry_bounds((event, event), (length, length), unit, &holidays.known, holidays.others);
        // With days off of which nobody knows how many there are, the latest end is not known either.
        let open = latest && holidays.others.is_none();
        let day = if latest { hi } else { lo };
        if open && day.is_none() { None } else { Some(day.ok_or(true)) }
    };
    let lo = calendar_end(end(event.lo(), length_defined.lo(), false), false);
    let hi = calendar_end(end(event.hi(), length_defined.hi(), true), true);
    let (Some((lo, early)), Some((hi, late))) = (lo, hi) else { return (None, true) };
    (bounds(number(lo), number(hi)).or(Some(Bounds::UNKNOWN)), undefined || early || late)
}
