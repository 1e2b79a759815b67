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
use crate::num::period::{self, Ends, Image, MonthEnd, PeriodUnit};
use crate::num::rat::Rat;

/// The day of an end, if it can be written.
fn day(end: Option<&Rat>) -> Option<Date> {
    Date::from_days(end?.floor().to_i64()?)
}

fn number(day: Option<Date>) -> Option<Rat> {
    day.map(|day| Rat::int(day.days()))
}

/// The days of both ends.
fn days(of: &Bounds) -> Ends<Date> {
    (day(of.lo()), day(of.hi()))
}

/// A whole number; the greatest or the least there is, where it is beyond.
fn whole(end: Option<&Rat>) -> Option<i64> {
    end.map(|n| n.to_i64().unwrap_or(if n.signum() > 0 { i64::MAX } else { i64::MIN }))
}

fn around(lo: Option<Rat>, hi: Option<Rat>) -> Bounds {
    Bounds::new(lo, hi).unwrap_or(Bounds::UNKNOWN)
}

fn of_days((days, undefined): Image<Date>) -> (Option<Bounds>, bool) {
    (days.map(|(first, last)| around(number(first), number(last))), undefined)
}

fn total(image: Option<Bounds>) -> Partial {
    Partial { image: Some(image.unwrap_or(Bounds::UNKNOWN)), undefined: false }
}

/// The year of a day.
pub(in super::super) fn year(a: &Column) -> Column {
    let year = |end: Option<&Rat>| day(end).map(|day| Rat::int(i64::from(day.year())));
    map(a, |x| total(Bounds::new(year(x.lo()), year(x.hi()))))
}

/// The month of a day.
pub(in super::super) fn month(a: &Column) -> Column {
    map(a, |x| {
        let (first, last) = period::month_within(days(x));
        total(Bounds::between(Rat::int(i64::from(first)), Rat::int(i64::from(last))))
    })
}

/// The day so many months later.
pub(in super::super) fn add_months(mode: MonthEnd, a: &Column, b: &Column, rows: usize) -> Column {
    binary(a, b, rows, |a, b| {
        let Some(months) = b.whole() else { return (None, true) };
        of_days(period::add_months_within(days(a), (whole(months.lo()), whole(months.hi())), mode))
    })
}

/// Full years from one day to another, in months; a gap where the second comes first.
pub(in super::super) fn full_years(mode: MonthEnd, a: &Column, b: &Column, rows: usize) -> Column {
    binary(a, b, rows, |from, to| {
        let (years, undefined) = period::full_years_within(days(from), days(to), mode);
        let months = |years: Option<i64>| years.map(|years| Rat::int(12 * years));
        (years.map(|(least, most)| around(months(least), months(most))), undefined)
    })
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
    // Only whole lengths from 0 on have an end.
    let from_zero = length.whole().and_then(|n| n.intersect(&Bounds::at_least(Rat::ZERO)));
    let Some(defined) = from_zero else { return (None, true) };
    let negative = length.lo().is_none_or(|lo| lo.signum() < 0);
    let n = |end: Option<&Rat>| whole(end).map(|n| u32::try_from(n).unwrap_or(u32::MAX));
    let lengths = (n(defined.lo()), n(defined.hi()));
    let (last, undefined) =
        of_days(period::expiry_within(days(event), lengths, unit, &holidays.known, holidays.others));
    (last, undefined || negative)
}
