//! The annual rate: against rates known exactly, and the published vectors.

use crate::values::{check, r};
use acquis::num::bounds::{Bounds, Partial};
use acquis::num::functions::MAX_FUNCTION_DIGITS;
use acquis::num::rat::Rat;
use acquis::num::rate::{HIGHEST_RATE, NoRate, annual_rate, annual_rate_bounds};
use acquis::num::round::Rounding;
use proptest::prelude::*;

fn flows(pairs: &[(&str, &str)]) -> Vec<(Rat, Rat)> {
    pairs.iter().map(|(at, amount)| (r(at), r(amount))).collect()
}

/// Level payments that repay 1 with this rate a period.
fn level(rate: &Rat, periods: i64) -> Rat {
    if rate.is_zero() {
        return Rat::new(1, periods).unwrap();
    }
    let shrunk = (&Rat::ONE + rate).power(-periods).unwrap();
    rate.checked_div(&(&Rat::ONE - &shrunk)).unwrap()
}

/// `received` at the start, `payment` at the end of each of so many periods, `in_a_year` of them a year.
fn loan(received: &Rat, payment: &Rat, periods: i64, in_a_year: i64) -> Vec<(Rat, Rat)> {
    let paid = (1..=periods).map(|k| (Rat::new(k, in_a_year).unwrap(), -payment));
    std::iter::once((Rat::ZERO, received.clone())).chain(paid).collect()
}

fn cents(x: &Rat, digits: u32) -> Rat {
    x.round_to(&Rat::int(10).power(-i64::from(digits)).unwrap(), Rounding::HalfUp).unwrap()
}

#[test]
fn the_rates_of_loans_are_those_of_the_vectors() {
    let table = include_str!("../vectors/apr.csv");
    let mut rows = 0;
    for line in table.lines().skip(1).filter(|line| !line.is_empty()) {
        let cells: Vec<&str> = line.split(',').collect();
        let [case, principal, nominal, months, charge, payment, rate, cost] = cells[..] else { panic!("{line}") };
        let (principal, charge, months) = (r(principal), r(charge), months.parse().unwrap());
        let exact = if nominal.is_empty() {
            r(payment)
        } else {
            let exact = &principal * &level(&r(nominal).checked_div(&Rat::int(1200)).unwrap(), months);
            assert_eq!(cents(&exact, 4), r(payment), "{line}");
            exact
        };
        // The example with yearly payments has four of them.
        let (periods, in_a_year) = if case == "annex_style_annual" { (months / 12, 1) } else { (months, 12) };
        let found = annual_rate(&loan(&(&principal - &charge), &exact, periods, in_a_year), 8).unwrap();
        assert_eq!(&found * &Rat::int(100), r(rate), "{line}");
        if !cost.is_empty() {
            let total = &(&(&exact * &Rat::int(periods)) + &charge) - &principal;
            assert_eq!(cents(&total, 2), r(cost), "{line}");
        }
        rows += 1;
    }
    assert_eq!(rows, 48);
}

#[test]
fn nominal_rates_that_hide_a_charge_are_those_of_the_vectors() {
    let table = include_str!("../vectors/apr-passed-into-rate.csv");
    let mut rows = 0;
    for line in table.lines().skip(1).filter(|line| !line.is_empty()) {
        let cells: Vec<Rat> = line.split(',').map(r).collect();
        let [principal, months, services, grant, nominal, payment] = &cells[..] else { panic!("{line}") };
        let months = months.to_i64().unwrap();
        let exact = &(&(principal + services) - grant) * &level(&r("0.005"), months);
        assert_eq!(&cents(&exact, 2), payment, "{line}");
        // A period of one month in place of a year gives the monthly rate.
        let monthly = annual_rate(&loan(principal, &exact, months, 1), 12).unwrap();
        assert_eq!(&cents(&(&monthly * &Rat::int(1200)), 4), nominal, "{line}");
        rows += 1;
    }
    assert_eq!(rows, 10);
}

#[test]
fn a_rate_known_exactly_is_found_to_the_last_digit() {
    let values = (1i64..=400, 1i64..=40, prop_oneof![Just(1i64), Just(4), Just(12)], 1u32..40, -30i64..30);
    check(600, values, |(amount, periods, in_a_year, digits, step)| {
        let rate = Rat::new(step, 200).unwrap();
        let payment = &Rat::int(amount) * &level(&rate, periods);
        let truth = &(&Rat::ONE + &rate).power(in_a_year).unwrap() - &Rat::ONE;
        let flows = loan(&Rat::int(amount), &payment, periods, in_a_year);
        prop_assert_eq!(annual_rate(&flows, digits), Ok(truth.to_digits(digits)));
        // Who pays and who receives, when it began and in which order it is told, do not matter.
        let other: Vec<_> = flows.iter().rev().map(|(at, amount)| (at + &r("7/3"), -amount)).collect();
        prop_assert_eq!(annual_rate(&other, digits), Ok(truth.to_digits(digits)));
        Ok(())
    });
}

#[test]
fn the_sum_changes_sign_within_half_a_digit() {
    // Whole years, so that the sum can be taken exactly.
    let amounts = (proptest::collection::vec(0i64..1_000, 1..5), proptest::collection::vec(0i64..1_000, 1..5));
    check(2_000, (amounts, 0u32..12), |((received, paid), digits)| {
        let all = received.iter().copied().chain(paid.iter().map(|amount| -amount));
        let flows: Vec<_> = all.enumerate().map(|(at, amount)| (Rat::int(at as i64), Rat::int(amount))).collect();
        let rate = match annual_rate(&flows, digits) {
            Ok(rate) => rate,
            Err(NoRate::NoSignChange) => {
                prop_assert!(received.iter().all(|a| *a == 0) || paid.iter().all(|a| *a == 0));
                return Ok(());
            }
            Err(reason) => return Err(TestCaseError::fail(format!("{reason:?}"))),
        };
        let half = &Rat::int(10).power(-i64::from(digits)).unwrap() * &r("1/2");
        let sum = |x: &Rat| {
            let growth = &Rat::ONE + x;
            flows
                .iter()
                .map(|(at, amount)| amount * &growth.power(-at.to_i64().unwrap()).unwrap())
                .collect::<Vec<_>>()
                .iter()
                .sum::<Rat>()
        };
        // Received first: the sum rises with the rate.
        prop_assert!(sum(&(&rate + &half)).signum() >= 0);
        let below = &rate - &half;
        prop_assert!(below <= r("-1") || sum(&below).signum() <= 0);
        Ok(())
    });
}

#[test]
fn halves_go_to_the_even_and_nothing_else_is_half() {
    let rate = |pairs: &[(&str, &str)], digits| annual_rate(&flows(pairs), digits).unwrap();
    assert_eq!(rate(&[("0", "-100"), ("1", "105")], 1), r("0"));
    assert_eq!(rate(&[("0", "-100"), ("1", "115")], 1), r("0.2"));
    assert_eq!(rate(&[("0", "-100"), ("1", "95")], 1), r("0"));
    assert_eq!(rate(&[("0", "-100"), ("1", "85")], 1), r("-0.2"));
    assert_eq!(rate(&[("0", "-100"), ("1", "105.0000000000000000000000000000000000000001")], 1), r("0.1"));
    assert_eq!(rate(&[("0", "-100"), ("1", "104.9999999999999999999999999999999999999999")], 1), r("0"));
    // 1.25 in half a year: 0.5625 in a year.
    assert_eq!(rate(&[("0", "-100"), ("1/2", "125")], 3), r("0.562"));
    assert_eq!(rate(&[("0", "-100"), ("1/2", "125.000000000000000000000000000000000001")], 3), r("0.563"));
    // Two classes of exponents, each balanced: 0.5625 solves both -100 + 125 v^(1/2) and -8 v + 12.5 v^2.
    assert_eq!(
        rate(&[("0", "-100"), ("1/2", "125")], 3),
        rate(&[("0", "-100"), ("1/3", "-8"), ("1/2", "125"), ("4/3", "12.5")], 3)
    );
    assert_eq!(rate(&[("0", "-100"), ("1/365", "100")], 8), r("0"));
    assert_eq!(rate(&[("0", "-2"), ("1", "1")], 0), r("0"), "half way between -1 and 0");
}

#[test]
fn there_is_a_reason_where_there_is_no_rate() {
    let rate = |pairs: &[(&str, &str)]| annual_rate(&flows(pairs), 8);
    assert_eq!(rate(&[]), Err(NoRate::NoSignChange));
    assert_eq!(rate(&[("0", "100")]), Err(NoRate::NoSignChange));
    assert_eq!(rate(&[("0", "-500"), ("1", "-10")]), Err(NoRate::NoSignChange));
    assert_eq!(rate(&[("0", "100"), ("0", "-100"), ("1", "-10")]), Err(NoRate::NoSignChange));
    assert_eq!(rate(&[("0", "-1"), ("1", "3"), ("2", "-2")]), Err(NoRate::SeveralSignChanges(2)));
    assert_eq!(rate(&[("2", "-2"), ("0", "-1"), ("1", "3")]), Err(NoRate::SeveralSignChanges(2)));
    assert_eq!(rate(&[("0", "1"), ("1", "-1000000001")]), Err(NoRate::TooHigh));
    assert_eq!(rate(&[("0", "1"), ("1", "-1000000000")]), Ok(Rat::int(HIGHEST_RATE - 1)));
    assert_eq!(rate(&[("0", "1"), ("1/1000000", "-2")]), Err(NoRate::TooHigh));
    assert_eq!(rate(&[("0", "1"), ("1", "-0.0000000001")]), Ok(r("-1")));
    assert_eq!(rate(&[("0", "1"), ("1", "-0.0000000149")]), Ok(r("-0.99999999")));
    assert_eq!(annual_rate(&flows(&[("0", "1"), ("1", "-1")]), MAX_FUNCTION_DIGITS + 1), Err(NoRate::TooPrecise));
    // Far apart in time, tiny beside huge.
    assert_eq!(rate(&[("0", "1"), ("1000000", "-2")]), Ok(r("0.00000069")));
    assert_eq!(rate(&[("0", "1"), ("1", "-1.5"), ("1000000000", "-1")]), Ok(r("0.5")));
    assert!(annual_rate(&flows(&[("0", "1"), ("1/12", "-1.1")]), 200).is_ok());
}

fn outcome(found: &Partial, truth: Result<Rat, NoRate>) -> Result<(), TestCaseError> {
    match truth {
        Ok(rate) => prop_assert!(found.image.as_ref().is_some_and(|image| image.contains(&rate)), "{found:?} {rate}"),
        Err(_) => prop_assert!(found.undefined),
    }
    Ok(())
}

#[test]
fn bounds_of_amounts_give_bounds_of_rates() {
    let amount = || (-6i64..=6, 0i64..4, 0i64..3, 0i64..3, 0u8..12);
    let values = proptest::collection::vec((0i64..30, amount()), 1..5);
    check(3_000, values, |items| {
        let make = |(at, (middle, spread, below, above, open)): &(i64, (i64, i64, i64, i64, u8)), wide: bool| {
            let (low, high) = if wide { (middle - spread - below, middle + above) } else { (middle - spread, *middle) };
            let lo = (*open != 0 || !wide).then(|| Rat::int(low));
            let hi = (*open != 1 || !wide).then(|| Rat::int(high));
            (Rat::new(*at, 12).unwrap(), Bounds::new(lo, hi).unwrap())
        };
        let image = |wide| annual_rate_bounds(&items.iter().map(|item| make(item, wide)).collect::<Vec<_>>(), 6);
        let (wide, narrow) = (image(true), image(false));
        for low in [true, false] {
            let point = |(at, (middle, spread, ..)): &(i64, (i64, i64, i64, i64, u8))| {
                (Rat::new(*at, 12).unwrap(), Rat::int(if low { middle - spread } else { *middle }))
            };
            outcome(&narrow, annual_rate(&items.iter().map(point).collect::<Vec<_>>(), 6))?;
        }
        prop_assert!(wide.undefined || !narrow.undefined, "{wide:?} {narrow:?}");
        if let Some(narrow) = narrow.image {
            prop_assert!(wide.image.as_ref().is_some_and(|wide| wide.includes(&narrow)), "{wide:?} {narrow:?}");
        }
        Ok(())
    });
    let services = Bounds::between(r("0"), r("1000")).unwrap();
    let payment = &Rat::int(10_000) * &level(&r("0.005"), 36);
    let mut flows: Vec<(Rat, Bounds)> =
        loan(&Rat::int(10_000), &payment, 36, 12).into_iter().map(|(at, x)| (at, Bounds::exact(x))).collect();
    flows.push((Rat::ZERO, -&services));
    let expected = Bounds::between(r("0.06167781"), r("0.14056176")).unwrap();
    assert_eq!(annual_rate_bounds(&flows, 8), Partial { image: Some(expected), undefined: false });
}
