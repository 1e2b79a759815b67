//! Bounds: every operation sound, monotone and, where it says so, exact.

use crate::values::{Nested, check, nested, nested_of, r};
use acquis::num::bounds::{Bounds, Partial, Truth};
use acquis::num::rat::Rat;
use acquis::num::round::Rounding;
use proptest::prelude::*;

const CASES: u32 = 20_000;

/// `1 .. 2`, `1 ..`, `.. 2`, `..`, `1`
fn b(text: &str) -> Bounds {
    let end = |text: &str| (!text.trim().is_empty()).then(|| r(text.trim()));
    match text.split_once("..") {
        Some((lo, hi)) => Bounds::new(end(lo), end(hi)).unwrap(),
        None => Bounds::exact(r(text)),
    }
}

fn total(wide: &Bounds, narrow: &Bounds, point: &Rat) -> Result<(), TestCaseError> {
    prop_assert!(narrow.contains(point), "{narrow:?} lacks {point}");
    prop_assert!(wide.includes(narrow), "{wide:?} lacks {narrow:?}");
    Ok(())
}

fn partial(wide: &Partial, narrow: &Partial, point: Option<Rat>) -> Result<(), TestCaseError> {
    match point {
        Some(point) => {
            let image = narrow.image.as_ref();
            prop_assert!(image.is_some_and(|image| image.contains(&point)), "{narrow:?} lacks {point}");
        }
        None => prop_assert!(narrow.undefined, "{narrow:?} hides that the operation can be undefined"),
    }
    prop_assert!(wide.undefined || !narrow.undefined, "{wide:?} hides what {narrow:?} shows");
    if let Some(narrow) = &narrow.image {
        prop_assert!(wide.image.as_ref().is_some_and(|wide| wide.includes(narrow)), "{wide:?} lacks {narrow:?}");
    }
    Ok(())
}

fn truth(wide: Truth, narrow: Truth, point: bool) -> Result<(), TestCaseError> {
    let shown = if point { narrow.can_be_true } else { narrow.can_be_false };
    prop_assert!(shown, "{narrow:?} hides {point}");
    prop_assert!(wide.can_be_true || !narrow.can_be_true);
    prop_assert!(wide.can_be_false || !narrow.can_be_false);
    Ok(())
}

#[test]
fn arithmetic_is_sound_and_monotone() {
    check(CASES, (nested(), nested()), |(x, y)| {
        type Image = fn(&Bounds, &Bounds) -> Bounds;
        type Point = fn(&Rat, &Rat) -> Rat;
        let operations: [(Image, Point); 6] = [
            (|a, b| a + b, |a, b| a + b),
            (|a, b| a - b, |a, b| a - b),
            (|a, b| a * b, |a, b| a * b),
            (|a, b| a.min(b), |a, b| a.min(b).clone()),
            (|a, b| a.max(b), |a, b| a.max(b).clone()),
            (|a, b| a.hull(b), |a, _| a.clone()),
        ];
        for (image, point) in operations {
            total(&image(&x.wide, &y.wide), &image(&x.narrow, &y.narrow), &point(&x.point, &y.point))?;
        }
        total(&-&x.wide, &-&x.narrow, &-&x.point)?;
        total(&x.wide.abs(), &x.narrow.abs(), &x.point.abs())
    });
}

#[test]
fn division_is_sound_and_monotone() {
    check(CASES, (nested(), nested()), |(x, y)| {
        partial(&x.wide.div(&y.wide), &x.narrow.div(&y.narrow), x.point.checked_div(&y.point))
    });
}

#[test]
fn powers_are_sound_and_monotone() {
    let exponents = || nested_of(|| (-5i64..=5).prop_map(Rat::int));
    check(CASES, (nested(), exponents()), |(x, n)| {
        let point = x.point.power(n.point.to_i64().unwrap()).ok();
        partial(&x.wide.power(&n.wide), &x.narrow.power(&n.narrow), point)
    });
}

#[test]
fn rounding_is_sound_and_monotone() {
    check(CASES, (nested(), nested()), |(x, q)| {
        for mode in Rounding::ALL {
            let exact = Bounds::exact(q.point.clone());
            let point = x.point.round_to(&q.point, mode);
            partial(&x.wide.round_to(&q.wide, mode), &x.narrow.round_to(&q.narrow, mode), point.clone())?;
            partial(&x.wide.round_to(&q.wide, mode), &x.narrow.round_to(&exact, mode), point)?;
        }
        Ok(())
    });
}

#[test]
fn comparisons_are_sound_and_monotone() {
    check(CASES, (nested(), nested()), |(x, y)| {
        truth(x.wide.less(&y.wide), x.narrow.less(&y.narrow), x.point < y.point)?;
        truth(x.wide.less_or_equal(&y.wide), x.narrow.less_or_equal(&y.narrow), x.point <= y.point)?;
        truth(x.wide.equal(&y.wide), x.narrow.equal(&y.narrow), x.point == y.point)
    });
}

#[test]
fn sets_are_sound_and_monotone() {
    check(CASES, (nested(), nested()), |(x, y)| {
        let (wide, narrow) = (x.wide.intersect(&y.wide), x.narrow.intersect(&y.narrow));
        prop_assert_eq!(
            narrow.as_ref().is_some_and(|i| i.contains(&x.point)),
            x.narrow.contains(&x.point) && y.narrow.contains(&x.point)
        );
        if let Some(narrow) = narrow {
            prop_assert!(wide.is_some_and(|wide| wide.includes(&narrow)));
            prop_assert!(x.narrow.includes(&narrow) && y.narrow.includes(&narrow));
        }
        if let Some(whole) = x.wide.whole() {
            prop_assert!(x.wide.includes(&whole));
            prop_assert!(!x.point.is_int() || whole.contains(&x.point));
        } else {
            prop_assert!(!x.point.is_int());
        }
        Ok(())
    });
}

/// Both ends of an image are results, or limits of results: nothing is wider than it need be.
#[test]
fn products_and_quotients_are_exact() {
    check(5_000, (nested(), nested()), |(x, y)| {
        let (Nested { wide: x, .. }, Nested { wide: y, .. }) = (x, y);
        let product = &x * &y;
        let ends = |x: &Bounds| [x.lo().cloned(), x.hi().cloned()].into_iter().flatten().collect::<Vec<_>>();
        let mut corners: Vec<Rat> =
            ends(&x).iter().flat_map(|a| ends(&y).iter().map(|b| a * b).collect::<Vec<_>>()).collect();
        if x.contains(&Rat::ZERO) || y.contains(&Rat::ZERO) {
            corners.push(Rat::ZERO);
        }
        let attained = |end: Option<&Rat>| end.is_none_or(|end| corners.contains(end));
        prop_assert!(attained(product.lo()) && attained(product.hi()), "{x:?} * {y:?} = {product:?}");
        Ok(())
    });
    let quotients = [
        ("1 .. 2", "4 .. 5", "1/5 .. 1/2", false),
        ("1 .. 2", "0 .. 5", "1/5 ..", true),
        ("-1 .. 2", "0 .. 5", "..", true),
        ("0 .. 2", "0 .. 5", "0 ..", true),
        ("1 .. 2", "-5 .. 0", ".. -1/5", true),
        ("1 .. 2", "-1 .. 1", "..", true),
        ("0", "-1 .. 1", "0", true),
        ("1", "1 ..", "0 .. 1", false),
        ("..", "2", "..", false),
        ("0", "..", "0", true),
    ];
    for (x, y, image, undefined) in quotients {
        assert_eq!(b(x).div(&b(y)), Partial { image: Some(b(image)), undefined }, "{x} / {y}");
    }
    assert_eq!(b("1 .. 2").div(&b("0")), Partial { image: None, undefined: true });
}

#[test]
fn powers_are_exact() {
    let powers = [
        ("-3 .. 2", "2", "0 .. 9", false),
        ("-3 .. 2", "3", "-27 .. 8", false),
        ("-3 .. 2", "2 .. 3", "-27 .. 9", false),
        ("-3 .. -2", "-2", "1/9 .. 1/4", false),
        ("-1 .. 2", "-2", "1/4 ..", true),
        ("-1 .. 2", "-1", "..", true),
        ("-1 .. 2", "0", "1", true),
        ("0", "-1 .. 1", "0", true),
        ("2", "0 .. 10", "1 .. 1024", false),
        ("2", "1/2 .. 5/2", "2 .. 4", false),
        ("1/2", "0 .. 3", "1/8 .. 1", false),
        ("1", "..", "1", false),
        ("2", "3 ..", "8 ..", true),
        ("1/2", "1 ..", "0 .. 1/2", true),
        ("2", "..", "0 ..", true),
        ("-1", "0 .. 1", "-1 .. 1", false),
        ("..", "2", "0 ..", false),
        ("..", "3", "..", false),
    ];
    for (x, n, image, undefined) in powers {
        assert_eq!(b(x).power(&b(n)), Partial { image: Some(b(image)), undefined }, "{x} ^ {n}");
    }
    assert_eq!(b("0").power(&b("0")), Partial { image: None, undefined: true });
    assert_eq!(b("2").power(&b("1/3 .. 1/2")), Partial { image: None, undefined: true });
    assert_eq!(b("2").power(&b("1000000000")), Partial { image: None, undefined: true });
    assert_eq!(b("2").power(&b("1 .. 1000000000")), Partial { image: Some(b("0 ..")), undefined: true });
}

#[test]
fn zero_times_the_unknown_is_zero() {
    assert_eq!(&b("0") * &b(".."), b("0"));
    assert_eq!(&b("..") * &b("0"), b("0"));
    assert_eq!(&b("0 .. 1") * &b("0 .."), b("0 .."));
    assert_eq!(&b("..") * &b(".."), b(".."));
    assert_eq!(&b(".. -1") * &b("2 .."), b(".. -2"));
    assert_eq!(&b("..") + &b("1"), b(".."));
    assert_eq!(&b("1 ..") - &b(".. 4"), b("-3 .."));
}

#[test]
fn rounding_of_bounds_rounds_the_ends() {
    let one = b("1");
    let image = |x: &str, mode| b(x).round_to(&one, mode).image.unwrap();
    assert_eq!(image("2.5 .. 3.5", Rounding::HalfEven), b("2 .. 4"));
    assert_eq!(image("-2.5 ..", Rounding::HalfUp), b("-3 .."));
    assert_eq!(image("-0.5 .. 0.5", Rounding::Down), b("0"));
    assert_eq!(b("1").round_to(&b("0"), Rounding::Up), Partial { image: None, undefined: true });
    assert_eq!(b("1 .. 2").round_to(&b(".."), Rounding::Up), Partial { image: Some(b("0 ..")), undefined: true });
}

#[test]
fn settled_is_settled_and_nothing_else() {
    assert_eq!(b("3").settled(), Some(&r("3")));
    assert_eq!(b("3 .. 4").settled(), None);
    assert_eq!(b("3 ..").settled(), None);
    assert_eq!(Bounds::between(r("4"), r("3")), None);
    assert_eq!(b("1 .. 2").intersect(&b("3 ..")), None);
    assert!(Bounds::unknown().lo().is_none() && Bounds::unknown().hi().is_none());
    assert_eq!(b("1 .. 2").less(&b("2 .. 3")).settled(), None);
    assert_eq!(b("1 .. 2").less(&b("5/2 ..")).settled(), Some(true));
    assert_eq!(b("1 .. 2").less_or_equal(&b("2 .. 3")).settled(), Some(true));
    assert_eq!(b("2").less(&b("2")).settled(), Some(false));
    assert_eq!(b("2").equal(&b("2")).settled(), Some(true));
    assert_eq!(b("2").equal(&b("3 ..")).settled(), Some(false));
    assert_eq!(b("2").equal(&b("2 ..")).settled(), None);
    assert_eq!(b(".. 2").whole(), Some(b(".. 2")));
    assert_eq!(b("1/3 .. 1/2").whole(), None);
}
