//! The house style, read as a reader would.

use crate::values::{any_rat, check, r};
use acquis::num::bounds::Bounds;
use acquis::num::date::Date;
use acquis::num::period::{Period, PeriodUnit};
use acquis::num::print::{Digits, Form, Style, Unit, decimals, exact};
use acquis::num::rat::Rat;
use proptest::prelude::*;

const EUR: Form = Form { unit: Unit::Currency("EUR"), digits: Digits::Exact, millions: false };
const PERCENT: Form = Form { unit: Unit::Percent, digits: Digits::Exact, millions: false };
const POINTS: Form = Form { unit: Unit::Points, digits: Digits::Exact, millions: false };
const PLAIN: Form = Form { unit: Unit::None, digits: Digits::Exact, millions: false };
const PERSONS: Form =
    Form { unit: Unit::Named { one: "person", many: "persons" }, digits: Digits::Exact, millions: false };

/// Papers with every no-break space shown as `~`.
fn text(x: &str, form: Form) -> String {
    shown(&Style::Text.number(&r(x), &form))
}

fn shown(text: &str) -> String {
    assert!(!text.contains('~'));
    text.replace('\u{a0}', "~")
}

#[test]
fn numbers_amounts_and_shares() {
    let cases = [
        ("25000", EUR, "EUR~25~000"),
        ("698948.83", EUR, "EUR~698~948.83"),
        ("698948.8", EUR, "EUR~698~948.80"),
        ("0.125", EUR, "EUR~0.125"),
        ("-400", EUR, "−EUR~400"),
        ("20000000/37", EUR, "EUR~20~000~000/37"),
        ("3137000000", EUR.millions(), "EUR~3~137~million"),
        ("2392500000", EUR.millions(), "EUR~2~392.5~million"),
        ("2392550000", EUR.millions().digits(1), "EUR~2~392.6~million"),
        ("63300", PERSONS, "63~300~persons"),
        ("1", PERSONS, "1~person"),
        ("0", PERSONS, "0~persons"),
        ("1.5", PERSONS, "1.5~persons"),
        ("1000000", PERSONS.millions(), "1~million~persons"),
        ("2018", PLAIN, "2~018"),
        ("999", PLAIN, "999"),
        ("1000000", PLAIN, "1~000~000"),
        ("0.05", PERCENT, "5~%"),
        ("0.061678", PERCENT, "6.1678~%"),
        ("0.061678", PERCENT.digits(2), "6.17~%"),
        ("1/3", PERCENT, "100/3~%"),
        ("1/3", PERCENT.digits(1), "33.3~%"),
        ("-0.438", POINTS, "−43.8~percentage points"),
        ("2/37", PLAIN, "2/37"),
        ("-2/37", PLAIN, "−2/37"),
        ("2/37", PLAIN.digits(4), "0.0541"),
        ("2.5", PLAIN.digits(0), "3"),
        ("-2.5", PLAIN.digits(0), "−3"),
        ("-0.001", PLAIN.digits(2), "0.00"),
        ("12682503", PLAIN.digits(1), "12~682~503.0"),
        ("5.275", PLAIN, "5.275"),
        ("16777217.01", PLAIN, "16~777~217.01"),
    ];
    for (x, form, expected) in cases {
        assert_eq!(text(x, form), expected, "{x} {form:?}");
    }
}

#[test]
fn plain_is_the_same_with_ordinary_signs() {
    let plain = |x: &str, form: Form| Style::Plain.number(&r(x), &form);
    assert_eq!(plain("-25000", EUR), "-EUR 25 000");
    assert_eq!(plain("0.05", PERCENT), "5 %");
    assert_eq!(plain("-0.01", POINTS), "-1 percentage point");
    check(5_000, any_rat(), |x| {
        for form in [EUR, PERCENT, PERSONS, PLAIN.digits(3)] {
            let plain = Style::Plain.number(&x, &form);
            let text = Style::Text.number(&x, &form);
            prop_assert!(plain.is_ascii());
            prop_assert!(!text.contains('-'));
            prop_assert_eq!(plain, text.replace('\u{a0}', " ").replace('\u{2212}', "-"));
        }
        Ok(())
    });
}

#[test]
fn what_machines_read_loses_nothing() {
    let cases = [
        ("-1234.5", "-1234.5"),
        ("2/37", "2/37"),
        ("0.05", "0.05"),
        ("7/2", "3.5"),
        ("-1/3", "-1/3"),
        ("-0.05", "-0.05"),
    ];
    for (x, expected) in cases {
        assert_eq!(exact(&r(x)), expected);
    }
    check(10_000, any_rat(), |x| {
        let written = exact(&x);
        prop_assert_eq!(decimals(&x).is_none(), written.contains('/'));
        prop_assert_eq!(&r(&written), &x);
        // Grouping only adds spaces.
        prop_assert_eq!(Style::Plain.number(&x, &PLAIN).replace(' ', ""), written);
        Ok(())
    });
}

#[test]
fn digits_are_the_nearest() {
    check(10_000, (any_rat(), 0u32..9), |(x, digits)| {
        let written = Style::Plain.number(&x, &PLAIN.digits(digits)).replace(' ', "");
        prop_assert_eq!(written.split_once('.').map_or(0, |(_, part)| part.len() as u32), digits);
        let off = (&r(&written) - &x).abs();
        let half = Rat::new(1, 2 * 10i64.pow(digits)).unwrap();
        prop_assert!(off <= half);
        Ok(())
    });
}

#[test]
fn traces_are_short() {
    let short = |x: &str| Style::Plain.number(&r(x), &Form { digits: Digits::Short, ..PLAIN });
    assert_eq!(short("2/37"), "2/37");
    assert_eq!(short("12345.5"), "12 345.5");
    assert_eq!(short("1/1009"), "about 0.000991");
    assert_eq!(short("1/10090000"), "about 0.0000000991");
    assert_eq!(short("0.1234567"), "about 0.123457");
    let instalment = r("201/200").power(-36).unwrap();
    assert_eq!(Style::Plain.number(&instalment, &Form { digits: Digits::Short, ..EUR }), "about EUR 0.835645");
    let paper = |x: &str| Style::Text.number(&r(x), &Form { digits: Digits::Short, ..PLAIN });
    assert_eq!(shown(&paper("4/3")), "4/3");
    assert_eq!(shown(&paper("2/37")), "about~0.0541");
    assert_eq!(shown(&paper("211/42")), "about~5.02");
}

#[test]
fn bounds_say_what_holds() {
    let text = |lo: &str, hi: &str, form: Form| {
        let end = |x: &str| (!x.is_empty()).then(|| r(x));
        shown(&Style::Text.bounds(&Bounds::new(end(lo), end(hi)).unwrap(), &form))
    };
    assert_eq!(text("0", "400", EUR), "between EUR~0 and EUR~400");
    assert_eq!(text("0.8", "0.85", PERCENT), "between 80~% and 85~%");
    assert_eq!(text("4200000", "", EUR.millions()), "at least EUR~4.2~million");
    assert_eq!(text("", "9", PERSONS), "at most 9~persons");
    assert_eq!(text("96450", "96500", PERSONS), "between 96~450 and 96~500~persons");
    assert_eq!(text("0", "1", PERSONS), "between 0 and 1~person");
    assert_eq!(text("1000000", "2500000", PERSONS.millions()), "between 1~million and 2.5~million~persons");
    assert_eq!(text("3", "3", PERSONS), "3~persons");
    assert_eq!(text("", "", PERSONS), "unknown");
    assert_eq!(text("1/3", "2/3", PERCENT.digits(0)), "between 33~% and 67~%");
    assert_eq!(text("-2/3", "-1/3", PERCENT.digits(0)), "between −67~% and −33~%");
    assert_eq!(text("2/3", "4/3", PERCENT.digits(0)), "between 66~% and 134~%");
    assert_eq!(text("-4/3", "-2/3", PERCENT.digits(0)), "between −134~% and −66~%");
    assert_eq!(text("4190001", "", EUR.millions().digits(1)), "at least EUR~4.1~million");
    assert_eq!(shown(&Style::Text.range(&r("5"), &r("6"), &PERSONS)), "5 to 6~persons");
    assert_eq!(shown(&Style::Text.range(&r("0.8"), &r("0.85"), &PERCENT)), "80~% to 85~%");
    assert_eq!(shown(&Style::Text.range(&r("0.01"), &r("0.02"), &POINTS)), "1 to 2~percentage points");
}

#[test]
fn days_and_periods_in_words() {
    let day = |text: &str| Date::parse(text).unwrap();
    assert_eq!(shown(&Style::Text.date(day("2018-04-30"))), "30~April 2018");
    assert_eq!(Style::Plain.date(day("2018-04-03")), "3 April 2018");
    assert_eq!(day("2018-04-03").to_string(), "2018-04-03");
    let days = |a: &str, b: &str| Style::Plain.days(day(a), day(b));
    assert_eq!(days("2018-04-30", "2018-04-30"), "30 April 2018");
    assert_eq!(days("2018-04-02", "2018-04-30"), "2 to 30 April 2018");
    assert_eq!(days("2018-03-01", "2018-04-29"), "1 March to 29 April 2018");
    assert_eq!(days("2018-04-01", "2018-04-30"), "April 2018");
    assert_eq!(days("2016-02-01", "2016-02-28"), "1 to 28 February 2016");
    assert_eq!(days("2018-03-01", "2018-04-30"), "March to April 2018");
    assert_eq!(days("2017-05-01", "2018-04-30"), "May 2017 to April 2018");
    assert_eq!(days("2018-01-01", "2018-12-31"), "2018");
    assert_eq!(days("2014-01-01", "2020-12-31"), "2014 to 2020");
    assert_eq!(days("2017-05-01", "2018-05-30"), "1 May 2017 to 30 May 2018");
    let period = |n, unit| shown(&Style::Text.period(Period { n, unit }));
    assert_eq!(period(15, PeriodUnit::WorkingDays), "15~working days");
    assert_eq!(period(1, PeriodUnit::Months), "1~month");
}
