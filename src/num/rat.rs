//! Exact rationals: small ones in two machine words, large ones in big integers.

use num_bigint::{BigInt, BigUint};
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Mul, Neg, Sub};

/// The most digits that [`Rat::parse_decimal`] reads.
pub const MAX_DIGITS: usize = 1_000;

/// The most bits of a part of a result (39 000 digits): what arithmetic leads beyond has no value. Of a [`Rat::power`]
/// the exponent times the bits of the longer part of the base.
pub const MAX_BITS: u64 = 1 << 17;

/// An exact rational in lowest terms with a positive denominator.
///
/// Equal numbers have equal representations, so `Eq` and `Hash` are those of the number.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Rat(Repr);

/// Always in lowest terms with a positive denominator; `Small` exactly where both parts fit.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    Small(i64, i64),
    Big(Box<(BigInt, BigInt)>),
}

/// Why a power has no value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoPower {
    /// 0 to a power below 1.
    Undefined,
    /// The result could need more than [`MAX_BITS`].
    TooLarge,
}

impl Rat {
    /// 0.
    pub const ZERO: Rat = Rat(Repr::Small(0, 1));
    /// 1.
    pub const ONE: Rat = Rat(Repr::Small(1, 1));

    /// A whole number.
    pub const fn int(value: i64) -> Rat {
        Rat(Repr::Small(value, 1))
    }

    /// `numerator / denominator`; `None` where the denominator is 0.
    pub fn new(numerator: i64, denominator: i64) -> Option<Rat> {
        let divisor = gcd(numerator.unsigned_abs(), denominator.unsigned_abs()) as i128;
        let sign = if denominator < 0 { -divisor } else { divisor };
        (denominator != 0).then(|| Rat::lowest(numerator as i128 / sign, denominator as i128 / sign))
    }

    /// `numerator / denominator` of a double word and a word; `None` where the denominator is 0.
    pub fn of_wide(numerator: i128, denominator: i64) -> Option<Rat> {
        match i64::try_from(numerator) {
            Ok(numerator) => Rat::new(numerator, denominator),
            Err(_) => Rat::from_big(BigInt::from(numerator), BigInt::from(denominator)),
        }
    }

    /// `numerator / denominator` of big integers; `None` where the denominator is 0.
    pub fn from_big(numerator: BigInt, denominator: BigInt) -> Option<Rat> {
        if denominator.is_zero() {
            return None;
        }
        let mut divisor = BigInt::from(gcd_big(&numerator, &denominator));
        if denominator.is_negative() {
            divisor = -divisor;
        }
        Some(Rat::lowest_big(numerator / &divisor, denominator / divisor))
    }

    /// Of parts in lowest terms, the denominator positive.
    fn lowest(n: i128, d: i128) -> Rat {
        match (i64::try_from(n), i64::try_from(d)) {
            (Ok(n), Ok(d)) => Rat(Repr::Small(n, d)),
            _ => Rat(Repr::Big(Box::new((BigInt::from(n), BigInt::from(d))))),
        }
    }

    /// Of parts in lowest terms, the denominator positive.
    fn lowest_big(n: BigInt, d: BigInt) -> Rat {
        match (n.to_i64(), d.to_i64()) {
            (Some(n), Some(d)) => Rat(Repr::Small(n, d)),
            _ => Rat(Repr::Big(Box::new((n, d)))),
        }
    }

    /// A decimal as written: digits, one optional point with digits on both sides, an optional leading `-`.
    /// No exponent, no grouping, no more than [`MAX_DIGITS`] digits.
    pub fn parse_decimal(text: &str) -> Option<Rat> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(part) || digits.ends_with('.') {
            return None;
        }
        let length = whole.len() + part.len();
        if length > MAX_DIGITS {
            return None;
        }
        if length <= 18 {
            let value = |s: &str| s.bytes().fold(0i64, |n, b| 10 * n + i64::from(b - b'0'));
            let unit = 10i64.pow(part.len() as u32);
            let n = value(whole) * unit + value(part);
            return Rat::new(if negative { -n } else { n }, unit);
        }
        let n: BigInt = format!("{whole}{part}").parse().ok()?;
        Rat::from_big(if negative { -n } else { n }, ten_to(part.len() as u32))
    }

    /// Numerator, in lowest terms.
    pub fn numerator(&self) -> BigInt {
        self.parts().0.into_owned()
    }

    /// Denominator, in lowest terms, positive.
    pub fn denominator(&self) -> BigInt {
        self.parts().1.into_owned()
    }

    /// Both, borrowed where they are big already.
    pub(super) fn parts(&self) -> (Cow<'_, BigInt>, Cow<'_, BigInt>) {
        match &self.0 {
            Repr::Small(n, d) => (Cow::Owned(BigInt::from(*n)), Cow::Owned(BigInt::from(*d))),
            Repr::Big(b) => (Cow::Borrowed(&b.0), Cow::Borrowed(&b.1)),
        }
    }

    /// Numerator and denominator where both fit in a machine word.
    pub fn small(&self) -> Option<(i64, i64)> {
        match &self.0 {
            Repr::Small(n, d) => Some((*n, *d)),
            Repr::Big(_) => None,
        }
    }

    /// The whole number that this is, if it is one that fits.
    pub fn to_i64(&self) -> Option<i64> {
        match &self.0 {
            Repr::Small(n, 1) => Some(*n),
            _ => None,
        }
    }

    /// Whether it is a whole number.
    pub fn is_int(&self) -> bool {
        match &self.0 {
            Repr::Small(_, d) => *d == 1,
            Repr::Big(b) => b.1.is_one(),
        }
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        matches!(&self.0, Repr::Small(0, _))
    }

    /// -1, 0 or 1.
    pub fn signum(&self) -> i32 {
        match &self.0 {
            Repr::Small(n, _) => n.signum() as i32,
            Repr::Big(b) if b.0.is_negative() => -1,
            Repr::Big(_) => 1,
        }
    }

    /// Without its sign.
    pub fn abs(&self) -> Rat {
        if self.signum() < 0 { -self } else { self.clone() }
    }

    /// `1 / self`; `None` of 0.
    pub fn reciprocal(&self) -> Option<Rat> {
        match &self.0 {
            Repr::Small(0, _) => None,
            Repr::Small(n, d) if *n < 0 => Some(Rat::lowest(-(*d as i128), -(*n as i128))),
            Repr::Small(n, d) => Some(Rat(Repr::Small(*d, *n))),
            Repr::Big(b) if b.0.is_negative() => Some(Rat::lowest_big(-&b.1, -&b.0)),
            Repr::Big(b) => Some(Rat::lowest_big(b.1.clone(), b.0.clone())),
        }
    }

    /// `self / other`; `None` where `other` is 0.
    pub fn checked_div(&self, other: &Rat) -> Option<Rat> {
        Some(self * &other.reciprocal()?)
    }

    /// The greatest whole number not above it.
    pub fn floor(&self) -> Rat {
        match &self.0 {
            Repr::Small(n, d) => Rat::int(n.div_floor(d)),
            Repr::Big(b) => Rat::from(b.0.div_floor(&b.1)),
        }
    }

    /// The least whole number not below it.
    pub fn ceil(&self) -> Rat {
        match &self.0 {
            Repr::Small(n, d) => Rat::int(n.div_floor(d) + i64::from(n % d != 0)),
            Repr::Big(b) => Rat::from(-(-&b.0).div_floor(&b.1)),
        }
    }

    /// Whether it is short enough to be a result: no part has more than [`MAX_BITS`].
    pub fn is_writable(&self) -> bool {
        match &self.0 {
            Repr::Small(..) => true,
            Repr::Big(parts) => parts.0.bits().max(parts.1.bits()) <= MAX_BITS,
        }
    }

    /// `self` to a whole power. 0 has none below 1, and a result is bounded by [`MAX_BITS`].
    pub fn power(&self, exponent: i64) -> Result<Rat, NoPower> {
        if self.is_zero() {
            return if exponent < 1 { Err(NoPower::Undefined) } else { Ok(Rat::ZERO) };
        }
        if self.abs() == Rat::ONE {
            return Ok(if exponent % 2 == 0 { Rat::ONE } else { self.clone() });
        }
        let size = exponent.unsigned_abs();
        let (n, d) = self.parts();
        let bits = n.bits().max(d.bits()).saturating_mul(size);
        if bits > MAX_BITS {
            return Err(NoPower::TooLarge);
        }
        let whole = size as usize;
        let result = Rat::lowest_big(num_traits::pow(n.into_owned(), whole), num_traits::pow(d.into_owned(), whole));
        if exponent < 0 { result.reciprocal().ok_or(NoPower::Undefined) } else { Ok(result) }
    }
}

/// 10 to a power.
pub(super) fn ten_to(power: u32) -> BigInt {
    BigInt::from(10).pow(power)
}

fn gcd(a: u64, b: u64) -> u64 {
    a.gcd(&b)
}

/// The greatest common divisor; not 0 unless both are. Long division first while the sizes differ much,
/// so that a small operand costs one pass over a big one.
fn gcd_big(a: &BigInt, b: &BigInt) -> BigUint {
    let (mut a, mut b) = (Cow::Borrowed(a.magnitude()), Cow::Borrowed(b.magnitude()));
    loop {
        if a.bits() < b.bits() {
            std::mem::swap(&mut a, &mut b);
        }
        if b.is_zero() {
            return a.into_owned();
        }
        if let (Some(a), Some(b)) = (a.to_u64(), b.to_u64()) {
            return BigUint::from(gcd(a, b));
        }
        if b.bits() > 64 && a.bits() < b.bits() + 64 {
            return a.gcd(&b);
        }
        a = Cow::Owned(a.as_ref() % b.as_ref());
    }
}

/// `n / d + m / e`, both in lowest terms, after Knuth (4.5.1): only small divisors are sought.
fn add_small(n: i128, d: i64, m: i128, e: i64) -> Rat {
    if d == 1 && e == 1 {
        return Rat::lowest(n + m, 1);
    }
    let shared = gcd(d.unsigned_abs(), e.unsigned_abs());
    let (over_d, over_e) = (d as i128 / shared as i128, e as i128 / shared as i128);
    let sum = n * over_e + m * over_d;
    if shared == 1 {
        return Rat::lowest(sum, d as i128 * e as i128);
    }
    let left = gcd((sum.unsigned_abs() % u128::from(shared)) as u64, shared) as i128;
    Rat::lowest(sum / left, over_d * (e as i128 / left))
}

/// As [`add_small`], `sign` going with the second.
fn add_big(a: &Rat, b: &Rat, sign: i32) -> Rat {
    let ((n, d), (m, e)) = (a.parts(), b.parts());
    let shared = BigInt::from(gcd_big(&d, &e));
    let (over_d, over_e) = (d.as_ref() / &shared, e.as_ref() / &shared);
    let other = m.as_ref() * &over_d;
    let sum = n.as_ref() * over_e + if sign < 0 { -other } else { other };
    let left = if shared.is_one() { BigInt::one() } else { BigInt::from(gcd_big(&sum, &shared)) };
    Rat::lowest_big(sum / &left, over_d * (e.as_ref() / left))
}

fn mul_big(a: &Rat, b: &Rat) -> Rat {
    let ((n, d), (m, e)) = (a.parts(), b.parts());
    if n.is_zero() || m.is_zero() {
        return Rat::ZERO;
    }
    let (first, second) = (BigInt::from(gcd_big(&n, &e)), BigInt::from(gcd_big(&m, &d)));
    let above = (n.as_ref() / &first) * (m.as_ref() / &second);
    Rat::lowest_big(above, (d.as_ref() / second) * (e.as_ref() / first))
}

impl Ord for Rat {
    fn cmp(&self, other: &Rat) -> Ordering {
        match (&self.0, &other.0) {
            (Repr::Small(a, b), Repr::Small(c, d)) if b == d => a.cmp(c),
            (Repr::Small(a, b), Repr::Small(c, d)) => (*a as i128 * *d as i128).cmp(&(*c as i128 * *b as i128)),
            _ => self.signum().cmp(&other.signum()).then_with(|| {
                let ((n, d), (m, e)) = (self.parts(), other.parts());
                (n.as_ref() * e.as_ref()).cmp(&(m.as_ref() * d.as_ref()))
            }),
        }
    }
}

impl PartialOrd for Rat {
    fn partial_cmp(&self, other: &Rat) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Default for Rat {
    fn default() -> Rat {
        Rat::ZERO
    }
}

impl From<i64> for Rat {
    fn from(value: i64) -> Rat {
        Rat::int(value)
    }
}

impl From<BigInt> for Rat {
    fn from(value: BigInt) -> Rat {
        Rat::lowest_big(value, BigInt::one())
    }
}

impl Add for &Rat {
    type Output = Rat;
    fn add(self, other: &Rat) -> Rat {
        match (&self.0, &other.0) {
            (Repr::Small(n, d), Repr::Small(m, e)) => add_small(*n as i128, *d, *m as i128, *e),
            _ => add_big(self, other, 1),
        }
    }
}

impl Sub for &Rat {
    type Output = Rat;
    fn sub(self, other: &Rat) -> Rat {
        match (&self.0, &other.0) {
            (Repr::Small(n, d), Repr::Small(m, e)) => add_small(*n as i128, *d, -(*m as i128), *e),
            _ => add_big(self, other, -1),
        }
    }
}

impl Mul for &Rat {
    type Output = Rat;
    fn mul(self, other: &Rat) -> Rat {
        match (&self.0, &other.0) {
            (Repr::Small(0, _), _) | (_, Repr::Small(0, _)) => Rat::ZERO,
            (Repr::Small(n, 1), Repr::Small(m, 1)) => Rat::lowest(*n as i128 * *m as i128, 1),
            (Repr::Small(n, d), Repr::Small(m, e)) => {
                let first = gcd(n.unsigned_abs(), e.unsigned_abs()) as i128;
                let second = gcd(m.unsigned_abs(), d.unsigned_abs()) as i128;
                let above = (*n as i128 / first) * (*m as i128 / second);
                Rat::lowest(above, (*d as i128 / second) * (*e as i128 / first))
            }
            _ => mul_big(self, other),
        }
    }
}

impl Neg for &Rat {
    type Output = Rat;
    fn neg(self) -> Rat {
        match &self.0 {
            Repr::Small(n, d) => Rat::lowest(-(*n as i128), *d as i128),
            Repr::Big(b) => Rat::lowest_big(-&b.0, b.1.clone()),
        }
    }
}

impl<'a> Sum<&'a Rat> for Rat {
    fn sum<I: Iterator<Item = &'a Rat>>(items: I) -> Rat {
        items.fold(Rat::ZERO, |sum, item| &sum + item)
    }
}

impl fmt::Display for Rat {
    /// `n` or `n/d`; how people read a number is the matter of `num::print`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (n, d) = self.parts();
        if self.is_int() { write!(f, "{n}") } else { write!(f, "{n}/{d}") }
    }
}

impl fmt::Debug for Rat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
