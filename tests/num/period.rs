//! Periods: the published vectors, and a calendar walked day by day.

use crate::values::check;
use acquis::num::date::Date;
use acquis::num::period::{
    Ends, Image, MonthEnd, Period, PeriodUnit, add_months, add_months_within, expiry, expiry_within, full_years,
    full_years_within, month_within,
};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

fn d(text: &str) -> Date {
    Date::parse(text).unwrap()
}

#[test]
fn time_limits_are_those_of_the_vectors() {
    let table = include_str!("../vectors/periods.csv");
    let mut rows = 0;
    for line in table.lines().skip(1).filter(|line| !line.is_empty()) {
        let cells: Vec<&str> = line.split(',').collect();
        let [event, n, unit, holidays, expected] = cells[..] else { panic!("{line}") };
        let unit = match unit {
            "working_days" => PeriodUnit::WorkingDays,
            "months" => PeriodUnit::Months,
            _ => panic!("{line}"),
        };
        let holidays: Vec<Date> = if holidays == "none" { vec![] } else { holidays.split('|').map(d).collect() };
        let period = Period { n: n.parse().unwrap(), unit };
        assert_eq!(expiry(d(event), period, &holidays), Some(d(expected)), "{line}");
        rows += 1;
    }
    assert_eq!(rows, 100);
}

#[test]
fn article_3_case_by_case() {
    let none: &[Date] = &[];
    let limit = |event: &str, n, unit, holidays: &[Date]| expiry(d(event), Period { n, unit }, holidays).unwrap();
    use PeriodUnit::*;
    // 3(1): the day of the event is not counted. Wednesday and 1 day.
    assert_eq!(limit("2018-04-04", 1, Days, none), d("2018-04-05"));
    // 3(2)(c): the same day of the week; the same date; the last day of a month without it.
    assert_eq!(limit("2018-04-04", 2, Weeks, none), d("2018-04-18"));
    assert_eq!(limit("2016-02-29", 1, Years, none), d("2017-02-28"));
    assert_eq!(limit("2018-01-31", 1, Months, none), d("2018-02-28"));
    // 3(4): Thursday and 2 days is Saturday, so Monday; Friday too is a working day of it.
    assert_eq!(limit("2018-04-05", 2, Days, none), d("2018-04-09"));
    // 3(5): Friday and 2 days is Sunday, Monday would be the only working day, so Tuesday.
    assert_eq!(limit("2018-04-06", 2, Days, none), d("2018-04-10"));
    // 3(5) does not hold for one day: Friday and 1 day is Saturday, so Monday.
    assert_eq!(limit("2018-04-06", 1, Days, none), d("2018-04-09"));
    // A week of holidays: 3(5) again. The order of the list, and days named twice, do not matter.
    let week =
        ["2018-04-12", "2018-04-10", "2018-04-09", "2018-04-11", "2018-04-13", "2018-04-10", "2018-04-14"].map(d);
    assert_eq!(limit("2018-04-06", 1, Weeks, &week), d("2018-04-17"));
    assert_eq!(limit("2018-04-06", 3, WorkingDays, &week), d("2018-04-18"));
    // Beyond the last day that can be written.
    assert_eq!(expiry(Date::MAX, Period { n: 1, unit: Days }, none), None);
    assert_eq!(expiry(d("2018-04-04"), Period { n: u32::MAX, unit: WorkingDays }, none), None);
    assert_eq!(expiry(d("2018-04-04"), Period { n: u32::MAX, unit: Years }, none), None);
}

/// The text of the article, taken one day at a time.
fn by_hand(event: Date, period: Period, holidays: &[Date]) -> Date {
    let works = |day: Date| !day.is_weekend() && !holidays.contains(&day);
    let n = i64::from(period.n);
    let counted =
        |last: Date| (1..=last.days() - event.days()).filter(|k| works(event.plus_days(*k).unwrap())).count() as i64;
    let last = match period.unit {
        PeriodUnit::WorkingDays => {
            return (0..).map(|k| event.plus_days(k).unwrap()).find(|day| works(*day) && counted(*day) >= n).unwrap();
        }
        PeriodUnit::Days => event.plus_days(n).unwrap(),
        PeriodUnit::Weeks => event.plus_days(7 * n).unwrap(),
        PeriodUnit::Months => add_months(event, n, MonthEnd::LastDay).unwrap(),
        PeriodUnit::Years => add_months(event, 12 * n, MonthEnd::LastDay).unwrap(),
    };
    let two_days_or_more = n >= 2 || (n == 1 && period.unit != PeriodUnit::Days);
    let mut day = last;
    while !works(day) || (two_days_or_more && counted(day) < 2) {
        day = day.next();
    }
    day
}

fn units() -> impl Strategy<Value = PeriodUnit> {
    use PeriodUnit::*;
    prop_oneof![2 => Just(Days), 3 => Just(WorkingDays), 1 => Just(Weeks), 1 => Just(Months), 1 => Just(Years)]
}

fn days_around(spread: i64, most: usize) -> impl Strategy<Value = Vec<Date>> {
    let start = d("2018-01-01");
    proptest::collection::vec((0..spread).prop_map(move |k| start.plus_days(k).unwrap()), 0..most)
}

#[test]
fn time_limits_agree_with_a_calendar_walked_by_hand() {
    let event = (0i64..40).prop_map(|k| d("2018-01-01").plus_days(k).unwrap());
    check(5_000, (event, 0u32..12, units(), days_around(70, 40)), |(event, n, unit, holidays)| {
        let period = Period { n: if unit == PeriodUnit::Years { n % 3 } else { n }, unit };
        prop_assert_eq!(expiry(event, period, &holidays), Some(by_hand(event, period, &holidays)));
        Ok(())
    });
}

/// The ends of all days, where all of them can be written.
fn expiries(event: (Date, Date), n: (u32, u32), unit: PeriodUnit, known: &[Date], others: Option<u32>) -> Ends<Date> {
    let (ends, beyond) = expiry_within(both(event), both(n), unit, known, others);
    assert!(!beyond);
    ends.unwrap()
}

fn both<T>((a, b): (T, T)) -> Ends<T> {
    (Some(a), Some(b))
}

#[test]
fn bounds_hold_whatever_the_missing_holidays() {
    let event = || (0i64..40).prop_map(|k| d("2018-01-01").plus_days(k).unwrap());
    let values = (event(), event(), 0u32..9, 0u32..9, units(), days_around(60, 9), days_around(60, 9));
    check(10_000, values, |(event, other, n, m, unit, known, missing)| {
        let events = (event.min(other), event.max(other));
        let lengths = (n.min(m), n.max(m));
        let others = Some(missing.len() as u32);
        let (lo, hi) = expiries(events, lengths, unit, &known, others);
        let all: Vec<Date> = known.iter().chain(&missing).copied().collect();
        let true_day = expiry(event, Period { n, unit }, &all).unwrap();
        prop_assert!(lo.unwrap() <= true_day && true_day <= hi.unwrap(), "{lo:?} {true_day} {hi:?}");
        // Learning more holidays, the event and the length never widens them.
        let fewer = Some((missing.len() / 2) as u32);
        let told: Vec<Date> = known.iter().chain(&missing[missing.len() / 2..]).copied().collect();
        let (later, earlier) = expiries((event, event), (n, n), unit, &told, fewer);
        prop_assert!(lo <= later && earlier <= hi, "{lo:?} {later:?} {earlier:?} {hi:?}");
        Ok(())
    });
}

#[test]
fn the_latest_day_is_reached() {
    // Each missing holiday falls on the day on which the period would have ended.
    check(2_000, (0u32..9, units(), days_around(30, 9), 0u32..7), |(n, unit, known, others)| {
        let event = d("2018-01-04");
        let mut holidays = known.clone();
        for _ in 0..others {
            holidays.push(expiry(event, Period { n, unit }, &holidays).unwrap());
        }
        let (lo, hi) = expiries((event, event), (n, n), unit, &known, Some(others));
        prop_assert_eq!(expiry(event, Period { n, unit }, &holidays), hi);
        prop_assert_eq!(expiry(event, Period { n, unit }, &known), lo);
        Ok(())
    });
    let open = expiries((d("2018-04-04"), d("2018-04-04")), (5, 5), PeriodUnit::WorkingDays, &[], None);
    assert_eq!(open, (Some(d("2018-04-11")), None));
}

#[test]
fn months_need_a_mode_where_the_day_is_missing() {
    let add = |day: &str, n, mode| add_months(d(day), n, mode);
    assert_eq!(add("2018-01-31", 1, MonthEnd::LastDay), Some(d("2018-02-28")));
    assert_eq!(add("2018-01-31", 1, MonthEnd::NextDay), Some(d("2018-03-01")));
    assert_eq!(add("2018-01-31", 1, MonthEnd::Exact), None);
    assert_eq!(add("2018-01-30", 13, MonthEnd::LastDay), Some(d("2019-02-28")));
    assert_eq!(add("2016-02-29", -12, MonthEnd::LastDay), Some(d("2015-02-28")));
    assert_eq!(add("2018-03-31", -1, MonthEnd::NextDay), Some(d("2018-03-01")));
    for mode in [MonthEnd::LastDay, MonthEnd::NextDay, MonthEnd::Exact] {
        assert_eq!(add("2018-04-30", 12, mode), Some(d("2019-04-30")));
        assert_eq!(add("2018-04-30", 0, mode), Some(d("2018-04-30")));
        assert_eq!(add("9999-12-01", 1, mode), None);
        assert_eq!(add("0001-01-01", -1, mode), None);
        assert_eq!(add("2018-04-30", i64::MAX, mode), None);
        assert_eq!(add("2018-04-30", i64::MIN, mode), None);
    }
}

#[test]
fn full_years_are_ages() {
    let years = |from: &str, to: &str, mode| full_years(d(from), d(to), mode);
    assert_eq!(years("2000-02-29", "2018-02-28", MonthEnd::NextDay), Some(17));
    assert_eq!(years("2000-02-29", "2018-02-28", MonthEnd::LastDay), Some(18));
    assert_eq!(years("2000-02-29", "2018-02-28", MonthEnd::Exact), None);
    assert_eq!(years("2000-02-29", "2018-03-01", MonthEnd::Exact), Some(18));
    assert_eq!(years("2000-02-29", "2020-02-28", MonthEnd::LastDay), Some(19));
    assert_eq!(years("2000-02-29", "2020-02-29", MonthEnd::Exact), Some(20));
    assert_eq!(years("2000-04-30", "2018-04-29", MonthEnd::NextDay), Some(17));
    assert_eq!(years("2000-04-30", "2018-04-30", MonthEnd::NextDay), Some(18));
    assert_eq!(years("2018-04-30", "2018-04-30", MonthEnd::NextDay), Some(0));
    assert_eq!(years("2018-04-30", "2018-04-29", MonthEnd::NextDay), None);
    assert_eq!(years("0001-01-01", "9999-12-31", MonthEnd::LastDay), Some(9998));
    let leap = (d("2000-02-29"), d("2000-02-29"));
    let within = |to: (&str, &str), mode| full_years_within(both(leap), both((d(to.0), d(to.1))), mode);
    let years = |least, most| Some((Some(least), Some(most)));
    assert_eq!(within(("2018-02-28", "2018-02-28"), MonthEnd::Exact), (None, true));
    assert_eq!(within(("2018-02-27", "2018-02-28"), MonthEnd::Exact), (years(17, 18), true));
    assert_eq!(within(("2018-02-28", "2018-03-01"), MonthEnd::NextDay), (years(17, 18), false));
    assert_eq!(within(("1999-01-01", "2018-03-01"), MonthEnd::LastDay), (years(0, 18), true));
    assert_eq!(within(("1999-01-01", "1999-03-01"), MonthEnd::LastDay), (None, true));
    let born = |until| full_years_within(both(leap), (Some(d("2018-03-01")), until), MonthEnd::LastDay);
    assert_eq!(born(None), (Some((Some(18), None)), false));
    let day = || (0i64..4_000).prop_map(|k| d("1999-06-01").plus_days(k).unwrap());
    check(5_000, (day(), day()), |(a, b)| {
        let (from, to) = (a.min(b), a.max(b));
        for mode in [MonthEnd::LastDay, MonthEnd::NextDay] {
            let n = full_years(from, to, mode).unwrap();
            prop_assert!(add_months(from, 12 * n, mode).unwrap() <= to);
            prop_assert!(add_months(from, 12 * (n + 1), mode).unwrap() > to);
        }
        Ok(())
    });
}

/// A day, two around it, and two around those.
fn around() -> impl Strategy<Value = [Date; 5]> {
    let day = prop_oneof![8 => 17_500i64..18_500, 1 => Date::MIN.days()..Date::MIN.days() + 400, 1 => Date::MAX.days() - 400..=Date::MAX.days()];
    (day, 0i64..40, 0i64..40, 0i64..400, 0i64..400).prop_map(|(day, a, b, c, e)| {
        [day - a - c, day - a, day, day + b, day + b + e]
            .map(|n| Date::from_days(n.clamp(Date::MIN.days(), Date::MAX.days())).unwrap())
    })
}

/// The ends that are known, or what lies beyond all there can be.
fn open<T>((low, high): Ends<T>, least: T, most: T) -> (T, T) {
    (low.unwrap_or(least), high.unwrap_or(most))
}

/// Whether a wider image holds a narrower one, and that holds the result of a point among its days and numbers.
fn within<T: PartialOrd + std::fmt::Debug + Copy>(
    wide: Image<T>,
    narrow: Image<T>,
    point: Option<T>,
    (least, most): (T, T),
) -> TestCaseResult {
    match point {
        Some(point) => {
            let holds = |ends| {
                let (a, b) = open(ends, least, most);
                a <= point && point <= b
            };
            prop_assert!(narrow.0.is_some_and(holds), "{narrow:?} lacks {point:?}")
        }
        None => prop_assert!(narrow.1, "{narrow:?} hides what is undefined"),
    }
    prop_assert!(wide.1 || !narrow.1, "{wide:?} {narrow:?}");
    if let Some(narrow) = narrow.0 {
        let (a, b) = open(narrow, least, most);
        let holds = |ends| {
            let (lo, hi) = open(ends, least, most);
            lo <= a && b <= hi
        };
        prop_assert!(wide.0.is_some_and(holds), "{wide:?} lacks {narrow:?}");
    }
    Ok(())
}

#[test]
fn images_of_days_are_sound_and_monotone() {
    let modes = prop_oneof![Just(MonthEnd::LastDay), Just(MonthEnd::NextDay), Just(MonthEnd::Exact)];
    let numbers = (-30i64..30, 0i64..3, 0i64..3, 0i64..9, 0i64..9, prop_oneof![4 => Just(1i64), 1 => Just(5_000)]);
    // Ends of which the widest may not be known.
    let known = proptest::collection::vec(proptest::bool::weighted(0.8), 6);
    check(20_000, (around(), around(), numbers, modes, known), |(x, y, (n, a, b, c, e, scale), mode, known)| {
        let [n, low, high, lowest, highest] = [n, n - a, n + b, n - a - c, n + b + e].map(|n| n * scale);
        fn known_ends<T>(ends: (T, T), known: &[bool]) -> Ends<T> {
            (known[0].then_some(ends.0), known[1].then_some(ends.1))
        }
        let (wide_x, wide_y) = (known_ends((x[0], x[4]), &known), known_ends((y[0], y[4]), &known[2..]));
        let wide_n = known_ends((lowest, highest), &known[4..]);
        let (days, all) = ((Date::MIN, Date::MAX), (i64::MIN, i64::MAX));
        let years = |x: Ends<Date>, y: Ends<Date>| full_years_within(x, y, mode);
        let (near_x, near_y) = (both((x[1], x[3])), both((y[1], y[3])));
        let (at_x, at_y) = (both((x[2], x[2])), both((y[2], y[2])));
        let point = full_years(x[2], y[2], mode);
        within(years(wide_x, wide_y), years(near_x, near_y), point, all)?;
        within(years(near_x, near_y), years(at_x, at_y), point, all)?;
        let months = |x: Ends<Date>, n: Ends<i64>| add_months_within(x, n, mode);
        let point = add_months(x[2], n, mode);
        let (ends, undefined) = months(wide_x, wide_n);
        // That a day may be one which cannot be written is no gap as long as an end is not known.
        let wide = (ends, undefined || known.contains(&false));
        within(wide, months(near_x, both((low, high))), point, days)?;
        within(months(near_x, both((low, high))), months(at_x, both((n, n))), point, days)?;
        let month = |days: Ends<Date>| (Some(both(month_within(days))), false);
        within(month(wide_x), month(near_x), Some(x[2].month()), (1, 12))
    });
}

#[test]
fn a_settled_day_and_number_leave_one_result_or_none() {
    let modes = prop_oneof![Just(MonthEnd::LastDay), Just(MonthEnd::NextDay), Just(MonthEnd::Exact)];
    check(10_000, (around(), around(), -60i64..60, modes), |(x, y, n, mode)| {
        let day = add_months_within(both((x[2], x[2])), both((n, n)), mode);
        let ends = |day: Option<Date>| day.map(|day| (Some(day), Some(day)));
        let point = add_months(x[2], n, mode);
        prop_assert_eq!(day, (ends(point), point.is_none()));
        let years = full_years_within(both((x[2], x[2])), both((y[2], y[2])), mode);
        let point = full_years(x[2], y[2], mode);
        prop_assert_eq!(years, (point.map(|years| (Some(years), Some(years))), point.is_none()));
        Ok(())
    });
}
