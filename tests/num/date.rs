//! Civil days against the calendar library and against the rule of leap years.

use acquis::num::date::Date;

#[test]
fn every_day_that_can_be_written_is_counted_once() {
    let leap = |y: i16| y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
    let mut expected = Date::MIN;
    // All days of four centuries, then the first and last of each month.
    for year in 1i16..=9999 {
        for month in 1i8..=12 {
            let last = match month {
                2 if leap(year) => 29,
                2 => 28,
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            for day in 1..=last {
                if (1800..2200).contains(&year) || day == 1 || day == last {
                    let date = Date::new(year, month, day).unwrap();
                    assert_eq!(date, expected);
                    assert_eq!(date.ymd(), (year, month, day));
                    assert_eq!((date.year(), date.month(), date.day()), (year, month, day));
                    assert_eq!(date.last_of_month().day(), last);
                    let library = jiff::civil::date(year, month, day).weekday();
                    assert_eq!(date.weekday() as i8, library.to_monday_zero_offset());
                }
                expected = expected.next();
            }
            assert_eq!(Date::new(year, month, last + 1), None);
        }
    }
    // The last day has no next and stays.
    assert_eq!(expected, Date::MAX);
}

#[test]
fn only_days_that_exist_can_be_written() {
    for text in [
        "2018-02-29",
        "2018-13-01",
        "2018-00-10",
        "2018-04-31",
        "0000-01-01",
        "2018-4-3",
        "18-04-30",
        "2018-04-30 ",
        "+018-04-30",
        "2018-04--1",
        "２018-04-30",
        "",
    ] {
        assert_eq!(Date::parse(text), None, "{text}");
    }
    for text in ["2018-04-30", "2016-02-29", "0001-01-01", "9999-12-31"] {
        assert_eq!(Date::parse(text).unwrap().to_string(), text);
    }
    assert_eq!(Date::new(0, 12, 31), None);
    assert_eq!(Date::new(-1, 1, 1), None);
    assert_eq!(Date::new(i16::MAX, 1, 1), None);
    assert_eq!(Date::parse("0001-01-01"), Some(Date::MIN));
    assert_eq!(Date::parse("9999-12-31"), Some(Date::MAX));
}

#[test]
fn days_do_not_leave_the_calendar() {
    assert_eq!(Date::from_days(i64::MAX), None);
    assert_eq!(Date::from_days(i64::MIN), None);
    assert_eq!(Date::from_days(Date::MAX.days() + 1), None);
    assert_eq!(Date::from_days(Date::MIN.days() - 1), None);
    assert_eq!(Date::from_days(0).unwrap().to_string(), "1970-01-01");
    assert_eq!(Date::MAX.plus_days(i64::MAX), None);
    assert_eq!(Date::MIN.plus_days(i64::MIN), None);
    assert_eq!(Date::MIN.previous(), Date::MIN);
    let (a, b) = (Date::parse("2018-02-01").unwrap(), Date::parse("2018-03-01").unwrap());
    assert_eq!(b.days() - a.days(), 28);
    assert_eq!(a.plus_days(28), Some(b));
}
