//! Values to try: small ones often, edges of the machine word often, the same on every run.

use acquis::num::bounds::Bounds;
use acquis::num::rat::Rat;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseResult, TestRng, TestRunner};
use std::fmt::Debug;

/// Runs a property on values that are the same on every machine; a failure is shrunk and shown.
pub fn check<S: Strategy>(cases: u32, values: S, property: impl Fn(S::Value) -> TestCaseResult)
where
    S::Value: Debug,
{
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    if let Err(error) = TestRunner::new_with_rng(config, rng).run(&values, property) {
        panic!("{error}");
    }
}

/// A machine word: small, or near an edge, or any.
pub fn word() -> impl Strategy<Value = i64> {
    prop_oneof![
        4 => -12i64..=12,
        1 => (0i64..4).prop_map(|n| i64::MIN + n),
        1 => (0i64..4).prop_map(|n| i64::MAX - n),
        1 => (0u32..63, -2i64..=2).prop_map(|(k, n)| (1i64 << k).wrapping_add(n)),
        2 => any::<i64>(),
    ]
}

/// A fraction with small parts.
pub fn small_rat() -> impl Strategy<Value = Rat> {
    (-12i64..=12, 1i64..=6).prop_map(|(n, d)| Rat::new(n, d).unwrap())
}

/// Any fraction of machine words.
pub fn rat() -> impl Strategy<Value = Rat> {
    (word(), word()).prop_map(|(n, d)| Rat::new(n, if d == 0 { 1 } else { d }).unwrap())
}

/// A fraction that may be larger than machine words.
pub fn any_rat() -> impl Strategy<Value = Rat> {
    prop_oneof![3 => small_rat(), 3 => rat(), 2 => (rat(), rat()).prop_map(|(a, b)| &a * &b)]
}

/// Bounds, wider ones within which they lie, and a number that lies in the narrower.
#[derive(Clone, Debug)]
pub struct Nested {
    pub wide: Bounds,
    pub narrow: Bounds,
    pub point: Rat,
}

/// Nested bounds of small fractions, each end open once in a while.
pub fn nested() -> impl Strategy<Value = Nested> {
    nested_of(small_rat)
}

/// Nested bounds around fractions of a kind.
pub fn nested_of<S: Strategy<Value = Rat>>(fraction: impl Fn() -> S) -> impl Strategy<Value = Nested> {
    let numbers = proptest::collection::vec(fraction(), 5);
    (numbers, 0u8..8, 0u8..8, 0u8..4).prop_map(|(mut numbers, low, high, same)| {
        numbers.sort();
        let open = |number: &Rat, open: bool| (!open).then(|| number.clone());
        let [a, b, c, d, e] = [0, 1, 2, 3, 4].map(|i| &numbers[i]);
        let (b, d) = if same == 0 { (c, c) } else { (b, d) };
        Nested {
            wide: Bounds::new(open(a, low < 2), open(e, high < 2)).unwrap(),
            narrow: Bounds::new(open(b, low == 0 && same > 0), open(d, high == 0 && same > 0)).unwrap(),
            point: c.clone(),
        }
    })
}

/// `n/d`, or a decimal.
pub fn r(text: &str) -> Rat {
    match text.split_once('/') {
        Some((n, d)) => Rat::parse_decimal(n).unwrap().checked_div(&Rat::parse_decimal(d).unwrap()).unwrap(),
        None => Rat::parse_decimal(text).unwrap(),
    }
}
