//! Roots and logarithms: against exact comparisons, long decimals computed elsewhere, and the segregation vectors.

use crate::values::{any_rat, check, nested, r};
use acquis::num::bounds::{Bounds, Partial};
use acquis::num::functions::{MAX_FUNCTION_DIGITS, NoValue, ln, ln_bounds, sqrt, sqrt_bounds};
use acquis::num::rat::Rat;
use num_integer::Integer;
use proptest::prelude::*;

#[test]
fn roots_are_the_nearest_decimals() {
    check(10_000, (any_rat(), 0u32..30), |(x, digits)| {
        let x = x.abs();
        let root = sqrt(&x, digits).unwrap();
        let scaled = &root * &Rat::int(10).power(i64::from(digits)).unwrap();
        prop_assert!(scaled.is_int());
        let half = &Rat::new(1, 2).unwrap() * &Rat::int(10).power(-i64::from(digits)).unwrap();
        let (low, high) = (&root - &half, &root + &half);
        let even = scaled.numerator().is_even();
        let above = low.signum() < 0 || &low * &low < x || (even && &low * &low == x);
        let below = x < &high * &high || (even && &high * &high == x);
        prop_assert!(above && below, "{x} {root}");
        Ok(())
    });
    assert_eq!(sqrt(&r("9/4"), 0), Ok(r("2")), "1.5 is half way: to the even");
    assert_eq!(sqrt(&r("25/4"), 0), Ok(r("2")), "2.5 is half way: to the even");
    assert_eq!(sqrt(&r("49/4"), 0), Ok(r("4")));
    assert_eq!(sqrt(&r("2"), 20), Ok(r("1.41421356237309504880")));
    assert_eq!(sqrt(&Rat::ZERO, 5), Ok(Rat::ZERO));
    assert_eq!(sqrt(&r("-1/1000000"), 5), Err(NoValue::OutsideDomain));
    assert_eq!(sqrt(&r("2"), MAX_FUNCTION_DIGITS + 1), Err(NoValue::TooPrecise));
}

#[test]
fn logarithms_are_the_nearest_decimals() {
    // Python's decimal module, correctly rounded at 60 digits.
    let table = [
        ("2", "0.693147180559945309417232121458176568075500134360255254120680"),
        ("10", "2.302585092994045684017991454684364207601101488628772976033328"),
        ("1/2", "-0.693147180559945309417232121458176568075500134360255254120680"),
        ("2/37", "-2.917770732084279134950863549573270595824577452807380909524233"),
        ("0.25", "-1.386294361119890618834464242916353136151000268720510508241360"),
        ("0.306326924", "-1.183102368255554305907220646755790866000707221662397813646579"),
        ("1000001/1000000", "0.000000999999500000333333083333533333166666809523684523920635"),
        ("999999/1000000", "-0.000001000000500000333333583333533333500000142857267857253968"),
        ("3/2", "0.405465108108164381978013115464349136571990423462494197614014"),
        ("7/5", "0.336472236621212930504593410216992090111483375313343466546742"),
        ("45/32", "0.340926586970593210305089199780356208443081798112740354778637"),
        ("1.41421356", "0.346573588601941051892826003830548689687092680511171112666523"),
        ("1000000000", "20.723265836946411156161923092159277868409913397658956784299951"),
        ("123456789012345678901234567890", "66.985688719142977397576753896334185902670171435557969805218309"),
        ("1/123456789", "-18.631401766168018033193933347963204209713681841020401975185090"),
        ("0.6931471805599453", "-0.366512920581664340598633238760633218544137351285090021947677"),
    ];
    for (x, expected) in table {
        for digits in [0, 1, 5, 12, 30, 50] {
            assert_eq!(ln(&r(x), digits), Ok(r(expected).to_digits(digits)), "ln {x}");
        }
    }
    assert_eq!(ln(&Rat::ONE, 10), Ok(Rat::ZERO));
    assert_eq!(ln(&Rat::ZERO, 10), Err(NoValue::OutsideDomain));
    assert_eq!(ln(&r("-1"), 10), Err(NoValue::OutsideDomain));
    assert_eq!(ln(&r("2"), MAX_FUNCTION_DIGITS + 1), Err(NoValue::TooPrecise));
}

#[test]
fn logarithms_add_turn_and_rise() {
    check(2_000, (any_rat(), any_rat(), 0u32..40), |(x, y, digits)| {
        let (x, y) = (x.abs(), y.abs());
        prop_assume!(!x.is_zero() && !y.is_zero());
        let log = |x: &Rat| ln(x, digits).unwrap();
        let unit = Rat::int(10).power(-i64::from(digits)).unwrap();
        let off = &log(&(&x * &y)) - &(&log(&x) + &log(&y));
        prop_assert!(off.abs() <= &unit * &r("3/2"));
        prop_assert_eq!(log(&x.reciprocal().unwrap()), -&log(&x));
        prop_assert_eq!(log(&x).cmp(&log(&y)).is_le(), x <= y || log(&x) == log(&y));
        // More digits say the same.
        prop_assert!((&ln(&x, digits + 9).unwrap() - &log(&x)).abs() <= &unit * &r("0.500000001"));
        Ok(())
    });
    assert!(ln(&Rat::int(2).power(60_000).unwrap(), 100).is_ok());
    assert!(ln(&(&Rat::ONE + &Rat::int(10).power(-300).unwrap()), 200).unwrap().is_zero());
}

#[test]
fn images_of_bounds_are_sound_and_monotone() {
    check(20_000, (nested(), 0u32..4), |(x, digits)| {
        type Image = fn(&Bounds, u32) -> Partial;
        type Point = fn(&Rat, u32) -> Result<Rat, NoValue>;
        let functions: [(Image, Point); 2] = [(sqrt_bounds, sqrt), (ln_bounds, ln)];
        for (image, point) in functions {
            let (wide, narrow) = (image(&x.wide, digits), image(&x.narrow, digits));
            match point(&x.point, digits) {
                Ok(value) => prop_assert!(narrow.image.as_ref().is_some_and(|image| image.contains(&value))),
                Err(_) => prop_assert!(narrow.undefined),
            }
            prop_assert!(wide.undefined || !narrow.undefined);
            if let Some(narrow) = narrow.image {
                prop_assert!(wide.image.is_some_and(|wide| wide.includes(&narrow)));
            }
        }
        Ok(())
    });
    let b = |lo: &str, hi: &str| Bounds::between(r(lo), r(hi)).unwrap();
    assert_eq!(sqrt_bounds(&b("4", "9"), 3), Partial { image: Some(b("2", "3")), undefined: false });
    assert_eq!(sqrt_bounds(&b("-4", "9"), 3), Partial { image: Some(b("0", "3")), undefined: true });
    assert_eq!(sqrt_bounds(&b("-4", "-1"), 3), Partial { image: None, undefined: true });
    assert_eq!(ln_bounds(&b("0", "1"), 3), Partial { image: Some(Bounds::at_most(Rat::ZERO)), undefined: true });
    assert_eq!(ln_bounds(&b("-1", "0"), 3), Partial { image: None, undefined: true });
    assert_eq!(ln_bounds(&Bounds::unknown(), 3), Partial { image: Some(Bounds::unknown()), undefined: true });
}

const DIGITS: u32 = 20;

fn over(a: &Rat, b: &Rat) -> Rat {
    a.checked_div(b).unwrap()
}

fn minus_p_ln_p(p: &Rat) -> Rat {
    if p.is_zero() { Rat::ZERO } else { -&(p * &ln(p, DIGITS).unwrap()) }
}

fn entropy(p: &Rat) -> Rat {
    &minus_p_ln_p(p) + &minus_p_ln_p(&(&Rat::ONE - p))
}

/// The indices of `minority` among `all`, in the order of the columns of the table.
fn indices(minority: &[Rat], all: &[Rat]) -> [Rat; 13] {
    let sum = |items: Vec<Rat>| items.iter().sum::<Rat>();
    let (x, t): (Rat, Rat) = (minority.iter().sum(), all.iter().sum());
    let y = &t - &x;
    let p = over(&x, &t);
    let units: Vec<(&Rat, &Rat, Rat)> = minority.iter().zip(all).map(|(x, t)| (x, t, t - x)).collect();
    let each = |f: &dyn Fn(&Rat, &Rat, &Rat) -> Rat| sum(units.iter().map(|(x, t, y)| f(x, t, y)).collect());
    let half = r("1/2");
    let d = &each(&|a, _, c| (&over(a, &x) - &over(c, &y)).abs()) * &half;
    let isolation = each(&|a, b, _| &over(a, &x) * &over(a, b));
    let exposure_x = each(&|a, b, c| &over(a, &x) * &over(c, b));
    let exposure_y = each(&|a, b, c| &over(c, &y) * &over(a, b));
    let eta = over(&(&isolation - &p), &(&Rat::ONE - &p));
    let whole = entropy(&p);
    let theil = over(&each(&|a, b, _| b * &(&whole - &entropy(&over(a, b)))), &(&whole * &t));
    let hutchens = &Rat::ONE - &each(&|a, _, c| sqrt(&(&over(a, &x) * &over(c, &y)), DIGITS).unwrap());
    let pairs = each(&|a, b, _| each(&|c, e, _| &(b * e) * &(&over(a, b) - &over(c, e)).abs()));
    let gini = over(&pairs, &(&(&(&t * &t) * &Rat::int(2)) * &(&p * &(&Rat::ONE - &p))));
    let gorard = &each(&|a, b, _| (&over(a, &x) - &over(b, &t)).abs()) * &half;
    let rest = &Rat::ONE - &hutchens;
    let atkinson = &Rat::ONE - &(&rest * &rest);
    [p, d, isolation, exposure_x, exposure_y, eta, theil, hutchens, gini, gorard, atkinson, whole, y]
}

#[test]
fn segregation_indices_are_those_of_the_vectors() {
    let table = include_str!("../vectors/segregation.csv");
    let numbers = |cell: &str| cell.split('|').map(r).collect::<Vec<_>>();
    let mut rows = 0;
    for line in table.lines().skip(1).filter(|line| !line.is_empty()) {
        let cells: Vec<&str> = line.split(',').collect();
        let found = indices(&numbers(cells[2]), &numbers(cells[3]));
        for (at, expected) in cells[4..].iter().enumerate() {
            assert_eq!(found[at].to_digits(9), r(expected), "{} column {}", cells[0], at + 4);
        }
        rows += 1;
    }
    assert_eq!(rows, 6);
}

#[test]
fn segregation_identities_hold() {
    let unit = (0i64..40, 1i64..40).prop_map(|(x, y)| (Rat::int(x), Rat::int(x + y)));
    check(300, proptest::collection::vec(unit, 1..6), |units| {
        let (minority, all): (Vec<Rat>, Vec<Rat>) = units.into_iter().unzip();
        prop_assume!(minority.iter().any(|x| !x.is_zero()));
        let found = indices(&minority, &all);
        let others: Vec<Rat> = minority.iter().zip(&all).map(|(x, t)| t - x).collect();
        let swapped = indices(&others, &all);
        let tiny = r("0.000000000000001");
        let same = |a: &Rat, b: &Rat| (a - b).abs() < tiny;
        prop_assert_eq!(&(&found[2] + &found[3]), &Rat::ONE);
        prop_assert_eq!(&found[9], &(&found[1] * &(&Rat::ONE - &found[0])));
        prop_assert!(found[1] <= found[8]);
        for index in [1, 5, 6, 7, 8] {
            prop_assert!(same(&found[index], &swapped[index]), "column {index}");
        }
        Ok(())
    });
}
