//! Functions whose results are irrational: roots and logarithms, correctly rounded.
//!
//! A result is the decimal of the stated digits nearest to the true value, halves to even: the same on every
//! machine, whatever the path of the calculation. Rounding keeps the order, so that the images of bounds are
//! those of their ends.

use super::bounds::{Bounds, Partial};
use super::fixed::{self, Enclosed};
use super::rat::{Rat, ten_to};
use num_bigint::{BigInt, BigUint};
use num_integer::Integer;
use num_traits::One;
use std::cmp::Ordering;

/// The most digits after the point that a function gives.
pub const MAX_FUNCTION_DIGITS: u32 = 200;

/// Why a function has no value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoValue {
    /// The root of a number below 0, the logarithm of one not above 0.
    OutsideDomain,
    /// More digits than [`MAX_FUNCTION_DIGITS`].
    TooPrecise,
}

/// The square root, to `digits` after the point.
pub fn sqrt(x: &Rat, digits: u32) -> Result<Rat, NoValue> {
    if digits > MAX_FUNCTION_DIGITS {
        return Err(NoValue::TooPrecise);
    }
    if x.signum() < 0 {
        return Err(NoValue::OutsideDomain);
    }
    let (n, d) = x.parts();
    let (scaled, d) = (n.magnitude() * ten_to(2 * digits).magnitude(), d.magnitude());
    // root <= the scaled root < root + 1; which is nearer is a comparison of squares.
    let root = (&scaled / d).sqrt();
    let half_way = (&root * 2u8 + 1u8).pow(2) * d;
    let up = match (scaled * 4u8).cmp(&half_way) {
        Ordering::Less => false,
        Ordering::Equal => root.is_odd(),
        Ordering::Greater => true,
    };
    Ok(at_digits(BigInt::from(if up { root + 1u8 } else { root }), digits))
}

/// The natural logarithm, to `digits` after the point.
pub fn ln(x: &Rat, digits: u32) -> Result<Rat, NoValue> {
    if digits > MAX_FUNCTION_DIGITS {
        return Err(NoValue::TooPrecise);
    }
    if x.signum() <= 0 {
        return Err(NoValue::OutsideDomain);
    }
    let (n, d) = x.parts();
    let (n, d) = (n.magnitude(), d.magnitude());
    let (above, below, negative) = match n.cmp(d) {
        Ordering::Equal => return Ok(Rat::ZERO),
        Ordering::Greater => (n, d, false),
        Ordering::Less => (d, n, true),
    };
    // The logarithm of a rational other than 1 is irrational: it is never half way between two decimals, and
    // with bits enough both ends of the enclosure round alike.
    let mut bits = bits_for(digits) + 32;
    loop {
        if let Some(nearest) = nearest(&fixed::ln(above, below, bits), digits, bits) {
            let nearest = BigInt::from(nearest);
            return Ok(at_digits(if negative { -nearest } else { nearest }, digits));
        }
        bits *= 2;
    }
}

/// [`sqrt`] of what bounds allow.
pub fn sqrt_bounds(x: &Bounds, digits: u32) -> Partial {
    let undefined = x.lo().is_none_or(|lo| lo.signum() < 0);
    let Some(defined) = x.intersect(&Bounds::at_least(Rat::ZERO)) else { return Partial::NOWHERE };
    let root = |x: &Rat| sqrt(x, digits);
    Partial::of_rising(&defined, root, undefined)
}

/// [`ln`] of what bounds allow.
pub fn ln_bounds(x: &Bounds, digits: u32) -> Partial {
    if x.hi().is_some_and(|hi| hi.signum() <= 0) {
        return Partial::NOWHERE;
    }
    let undefined = x.lo().is_none_or(|lo| lo.signum() <= 0);
    // Towards 0 the logarithm falls below any number.
    let defined = if undefined { x.hi().cloned().map_or(Bounds::UNKNOWN, Bounds::at_most) } else { x.clone() };
    Partial::of_rising(&defined, |x| ln(x, digits), undefined)
}

impl Partial {
    /// The image under a function that never falls, of bounds within which it has values.
    fn of_rising(x: &Bounds, f: impl Fn(&Rat) -> Result<Rat, NoValue>, undefined: bool) -> Partial {
        match (x.lo().map(&f).transpose(), x.hi().map(&f).transpose()) {
            (Ok(lo), Ok(hi)) => Partial { image: Bounds::new(lo, hi), undefined },
            _ => Partial::NOWHERE,
        }
    }
}

/// Bits that tell decimals of so many digits apart.
pub(super) fn bits_for(digits: u32) -> u64 {
    u64::from(digits) * 10 / 3 + 1
}

/// `scaled / 10^digits`
pub(super) fn at_digits(scaled: BigInt, digits: u32) -> Rat {
    Rat::from_big(scaled, ten_to(digits)).unwrap_or_default()
}

/// The multiple of `10^-digits` that is nearest to the enclosed number, if that is settled.
fn nearest(x: &Enclosed, digits: u32, bits: u64) -> Option<BigUint> {
    let half = BigUint::one() << (bits - 1);
    let unit = ten_to(digits);
    let round = |x: &BigUint| (x * unit.magnitude() + &half) >> bits;
    let (lo, hi) = (round(&x.lo), round(&x.hi));
    (lo == hi).then_some(lo)
}
