//! Exact rationals against plain big integers.

use crate::values::{any_rat, check, r, rat, word};
use acquis::num::rat::{MAX_DIGITS, NoPower, Rat};
use acquis::num::round::Rounding;
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, Zero};
use proptest::prelude::*;
use std::cmp::Ordering;

/// The reference: school arithmetic on numerators and denominators, lowest terms by division.
fn lowest(n: BigInt, d: BigInt) -> (BigInt, BigInt) {
    let (mut a, mut b) = (n.abs(), d.abs());
    while !b.is_zero() {
        (a, b) = (b.clone(), a % b);
    }
    let sign = if d.is_negative() { -BigInt::one() } else { BigInt::one() };
    (n / &a * &sign, d / a * sign)
}

fn parts(x: &Rat) -> (BigInt, BigInt) {
    (x.numerator(), x.denominator())
}

fn same(x: &Rat, n: BigInt, d: BigInt) -> Result<(), TestCaseError> {
    let expected = lowest(n, d);
    prop_assert_eq!(parts(x), expected.clone());
    // One number, one representation.
    let again = Rat::from_big(expected.0, expected.1).unwrap();
    prop_assert_eq!(&again, x);
    prop_assert_eq!(again.small(), x.small());
    let fits = i64::try_from(&x.numerator()).is_ok() && i64::try_from(&x.denominator()).is_ok();
    prop_assert_eq!(x.small().is_some(), fits);
    Ok(())
}

#[test]
fn arithmetic_agrees_with_big_integers() {
    check(20_000, (any_rat(), any_rat()), |(a, b)| {
        let ((n, d), (m, e)) = (parts(&a), parts(&b));
        same(&(&a + &b), &n * &e + &m * &d, &d * &e)?;
        same(&(&a - &b), &n * &e - &m * &d, &d * &e)?;
        same(&(&a * &b), &n * &m, &d * &e)?;
        same(&-&a, -&n, d.clone())?;
        same(&a.abs(), n.abs(), d.clone())?;
        match a.checked_div(&b) {
            Some(quotient) => same(&quotient, &n * &e, &d * &m)?,
            None => prop_assert!(m.is_zero()),
        }
        prop_assert_eq!(a.cmp(&b), (&n * &e).cmp(&(&m * &d)));
        prop_assert_eq!(a == b, a.cmp(&b) == Ordering::Equal);
        same(&a.floor(), n.div_floor(&d), BigInt::one())?;
        same(&a.ceil(), -(-&n).div_floor(&d), BigInt::one())?;
        prop_assert_eq!(
            a.signum(),
            if n.is_zero() {
                0
            } else if n.is_negative() {
                -1
            } else {
                1
            }
        );
        prop_assert_eq!(a.is_int(), d.is_one());
        Ok(())
    });
}

#[test]
fn construction_agrees_with_big_integers() {
    check(20_000, (word(), word()), |(n, d)| match Rat::new(n, d) {
        Some(x) => same(&x, BigInt::from(n), BigInt::from(d)),
        None => {
            prop_assert_eq!(d, 0);
            Ok(())
        }
    });
    check(2_000, (word(), word(), word(), word()), |(a, b, c, d)| {
        let (n, d) = (BigInt::from(a) * b, BigInt::from(c) * d);
        match Rat::from_big(n.clone(), d.clone()) {
            Some(x) => same(&x, n, d),
            None => {
                prop_assert!(d.is_zero());
                Ok(())
            }
        }
    });
}

#[test]
fn the_least_machine_word_has_a_negative_and_an_inverse() {
    let least = Rat::int(i64::MIN);
    assert_eq!((-&least).to_string(), "9223372036854775808");
    assert_eq!(-&-&least, least);
    assert_eq!((-&-&least).small(), Some((i64::MIN, 1)));
    assert_eq!(least.abs(), -&least);
    assert_eq!(Rat::new(i64::MIN, i64::MIN), Some(Rat::ONE));
    assert_eq!(Rat::new(1, i64::MIN).unwrap().to_string(), "-1/9223372036854775808");
    assert_eq!(Rat::new(i64::MIN, -1).unwrap(), -&least);
    assert_eq!(least.reciprocal().unwrap().reciprocal().unwrap(), least);
    assert_eq!(least.floor(), least);
    assert_eq!(least.checked_div(&Rat::int(-1)).unwrap(), -&least);
    assert_eq!((&least - &Rat::ONE).small(), None);
    assert_eq!(&(&least - &Rat::ONE) + &Rat::ONE, least);
}

#[test]
fn powers_agree_with_multiplication_and_are_bounded() {
    check(3_000, (rat(), -9i64..=9), |(x, n)| {
        let product = (0..n.abs()).fold(Rat::ONE, |p, _| &p * &x);
        let expected = if n < 0 { product.reciprocal() } else { Some(product) };
        match x.power(n) {
            Ok(power) => prop_assert_eq!(Some(power), expected),
            Err(reason) => {
                prop_assert_eq!(reason, NoPower::Undefined);
                prop_assert!(x.is_zero() && n < 1);
            }
        }
        Ok(())
    });
    assert_eq!(Rat::ZERO.power(0), Err(NoPower::Undefined));
    assert_eq!(Rat::ZERO.power(i64::MAX), Ok(Rat::ZERO));
    assert_eq!(Rat::int(-1).power(i64::MIN), Ok(Rat::ONE));
    assert_eq!(Rat::int(-1).power(i64::MAX), Ok(Rat::int(-1)));
    assert_eq!(Rat::int(2).power(i64::MAX), Err(NoPower::TooLarge));
    assert_eq!(Rat::int(2).power(i64::MIN), Err(NoPower::TooLarge));
    assert!(Rat::int(2).power(60_000).is_ok());
    assert_eq!(r("201/200").power(36).unwrap(), (0..36).fold(Rat::ONE, |p, _| &p * &r("1.005")));
}

#[test]
fn decimals_are_read_exactly_or_not_at_all() {
    let cases = [
        ("0", Some("0")),
        ("-0", Some("0")),
        ("0.1", Some("1/10")),
        ("16777217.01", Some("1677721701/100")),
        ("007.50", Some("15/2")),
        ("9223372036854775807", Some("9223372036854775807")),
        ("-9223372036854775808", Some("-9223372036854775808")),
        ("9223372036854775808", Some("9223372036854775808")),
        ("0.000000000000000000000000000001", Some("1/1000000000000000000000000000000")),
        ("", None),
        ("-", None),
        (".5", None),
        ("5.", None),
        ("1.2.3", None),
        ("+1", None),
        ("--1", None),
        ("1e3", None),
        ("1 000", None),
        ("1_000", None),
        ("١", None),
        ("1.-2", None),
    ];
    for (text, expected) in cases {
        assert_eq!(Rat::parse_decimal(text).map(|x| x.to_string()).as_deref(), expected, "{text}");
    }
    assert!(Rat::parse_decimal(&"9".repeat(MAX_DIGITS)).is_some());
    assert_eq!(Rat::parse_decimal(&"9".repeat(MAX_DIGITS + 1)), None);
    check(5_000, "-?[0-9]{1,30}(\\.[0-9]{1,30})?", |text| {
        let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
        let n: BigInt = format!("{whole}{part}").parse().unwrap();
        same(&Rat::parse_decimal(&text).unwrap(), n, BigInt::from(10).pow(part.len() as u32))
    });
}

#[test]
fn a_tenth_and_two_tenths_are_three_tenths() {
    assert_eq!(&r("0.1") + &r("0.2"), r("0.3"));
    assert_eq!(&r("1/3") * &Rat::int(3), Rat::ONE);
    assert_eq!((&r("2/37") * &Rat::int(10_000_000)).to_string(), "20000000/37");
    assert_eq!([r("0.1"), r("0.2"), r("-0.3")].iter().sum::<Rat>(), Rat::ZERO);
}

#[test]
fn a_long_sum_of_unlike_fractions_is_exact_and_quick() {
    // The denominator grows to thousands of digits; each step costs one pass over it.
    let sum: Rat = (1..=4_000).map(|n| Rat::new(1, n).unwrap()).collect::<Vec<_>>().iter().sum();
    let back = (1..=4_000).fold(sum, |sum, n| &sum - &Rat::new(1, n).unwrap());
    assert_eq!(back, Rat::ZERO);
}

#[test]
fn rounding_takes_the_multiple_that_the_mode_names() {
    use Rounding::*;
    let cases = [
        ("2.5", ["3", "2", "3", "2", "2", "3"]),
        ("-2.5", ["-3", "-2", "-3", "-2", "-3", "-2"]),
        ("3.5", ["4", "4", "4", "3", "3", "4"]),
        ("2.4", ["2", "2", "3", "2", "2", "3"]),
        ("-2.6", ["-3", "-3", "-3", "-2", "-3", "-2"]),
        ("0.5", ["1", "0", "1", "0", "0", "1"]),
        ("7", ["7", "7", "7", "7", "7", "7"]),
    ];
    for (x, expected) in cases {
        for (mode, expected) in [HalfUp, HalfEven, Up, Down, Floor, Ceil].into_iter().zip(expected) {
            assert_eq!(r(x).round_to(&Rat::ONE, mode), Some(r(expected)), "{x} {mode:?}");
        }
    }
    for (x, expected) in [("2.5", "2"), ("-2.5", "-2"), ("3.5", "3"), ("2.6", "3"), ("-2.6", "-3"), ("2.4", "2")] {
        assert_eq!(r(x).round_to(&Rat::ONE, HalfDown), Some(r(expected)), "{x}");
    }
    assert_eq!(r("698948.825").round_to(&r("0.01"), HalfUp), Some(r("698948.83")));
    assert_eq!(r("61").round_to(&r("20"), HalfUp), Some(r("60")));
    assert_eq!(r("1").round_to(&r("2/3"), Ceil), Some(r("4/3")));
    assert_eq!(r("1").round_to(&Rat::ZERO, HalfUp), None);
    assert_eq!(r("1").round_to(&r("-1"), HalfUp), None);
    assert_eq!(r("2/37").to_digits(3), r("0.054"));
    check(10_000, (any_rat(), rat()), |(x, quantum)| {
        for mode in [HalfUp, HalfEven, HalfDown, Up, Down, Floor, Ceil] {
            let Some(rounded) = x.round_to(&quantum, mode) else {
                prop_assert!(quantum.signum() <= 0);
                continue;
            };
            prop_assert!(rounded.checked_div(&quantum).unwrap().is_int());
            let off = &rounded - &x;
            prop_assert!(off.abs() < quantum);
            let fine = match mode {
                HalfUp | HalfEven | HalfDown => &off.abs() * &Rat::int(2) <= quantum,
                Up => rounded.abs() >= x.abs(),
                Down => rounded.abs() <= x.abs(),
                Floor => off.signum() <= 0,
                Ceil => off.signum() >= 0,
            };
            prop_assert!(fine);
        }
        Ok(())
    });
}
