//! Exact rationals: small ones in two machine words, large ones in big integers.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};
use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, Mul, Neg, Sub};

/// An exact rational in lowest terms with a positive denominator.
///
/// Equal numbers have equal representations, so `Eq` and `Hash` are those of the number.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Rat(Repr);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    Small(i64, i64),
    Big(Box<(BigInt, BigInt)>),
}

impl Rat {
    /// 0.
    pub const ZERO: Rat = Rat(Repr::Small(0, 1));
    /// 1.
    pub const ONE: Rat = Rat(Repr::Small(1, 1));

    /// A whole number.
    pub fn int(value: i64) -> Rat {
        Rat(Repr::Small(value, 1))
    }

    /// `numerator / denominator`; `None` where the denominator is 0.
    pub fn new(numerator: i64, denominator: i64) -> Option<Rat> {
        (denominator != 0).then(|| Rat::from_i128(numerator as i128, denominator as i128))
    }

    /// `numerator / denominator` of big integers; `None` where the denominator is 0.
    pub fn from_big(numerator: BigInt, denominator: BigInt) -> Option<Rat> {
        if denominator.is_zero() {
            return None;
        }
        let divisor = numerator.gcd(&denominator);
        let sign = if denominator.is_negative() { -BigInt::one() } else { BigInt::one() };
        let (n, d) = (&numerator / &divisor * &sign, denominator / divisor * sign);
        Some(Rat(match (n.to_i64(), d.to_i64()) {
            (Some(n), Some(d)) => Repr::Small(n, d),
            _ => Repr::Big(Box::new((n, d))),
        }))
    }

    fn from_i128(n: i128, d: i128) -> Rat {
        let divisor = n.gcd(&d);
        let (n, d) = if divisor == 0 { (0, 1) } else { (n / divisor, d / divisor) };
        let (n, d) = if d < 0 { (-n, -d) } else { (n, d) };
        match (i64::try_from(n), i64::try_from(d)) {
            (Ok(n), Ok(d)) => Rat(Repr::Small(n, d)),
            _ => Rat(Repr::Big(Box::new((BigInt::from(n), BigInt::from(d))))),
        }
    }

    /// A decimal as written: digits, one optional point, an optional leading `-`. No exponent, no grouping.
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
        let n: BigInt = format!("{whole}{part}").parse().ok()?;
        let d = num_traits::pow(BigInt::from(10), part.len());
        Rat::from_big(if negative { -n } else { n }, d)
    }

    /// Numerator, in lowest terms.
    pub fn numerator(&self) -> BigInt {
        match &self.0 {
            Repr::Small(n, _) => BigInt::from(*n),
            Repr::Big(b) => b.0.clone(),
        }
    }

    /// Denominator, in lowest terms, positive.
    pub fn denominator(&self) -> BigInt {
        match &self.0 {
            Repr::Small(_, d) => BigInt::from(*d),
            Repr::Big(b) => b.1.clone(),
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

    /// `self / other`; `None` where `other` is 0.
    pub fn checked_div(&self, other: &Rat) -> Option<Rat> {
        match (&self.0, &other.0) {
            (_, Repr::Small(0, _)) => None,
            (Repr::Small(a, b), Repr::Small(c, d)) => {
                Some(Rat::from_i128(*a as i128 * *d as i128, *b as i128 * *c as i128))
            }
            _ => Rat::from_big(self.numerator() * other.denominator(), self.denominator() * other.numerator()),
        }
    }

    /// The greatest whole number not above it.
    pub fn floor(&self) -> BigInt {
        self.numerator().div_floor(&self.denominator())
    }

    /// The least whole number not below it.
    pub fn ceil(&self) -> BigInt {
        -((-self).floor())
    }

    /// `self` to a whole power; `None` for 0 to a power below 0.
    pub fn power(&self, exponent: i32) -> Option<Rat> {
        let size = exponent.unsigned_abs() as usize;
        let n = num_traits::pow(self.numerator(), size);
        let d = num_traits::pow(self.denominator(), size);
        if exponent < 0 { Rat::from_big(d, n) } else { Rat::from_big(n, d) }
    }
}

impl Ord for Rat {
    fn cmp(&self, other: &Rat) -> Ordering {
        match (&self.0, &other.0) {
            (Repr::Small(a, b), Repr::Small(c, d)) => (*a as i128 * *d as i128).cmp(&(*c as i128 * *b as i128)),
            _ => (self.numerator() * other.denominator()).cmp(&(other.numerator() * self.denominator())),
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
        match value.to_i64() {
            Some(v) => Rat::int(v),
            None => Rat(Repr::Big(Box::new((value, BigInt::one())))),
        }
    }
}

fn sum(a: &Rat, b: &Rat, sign: i128) -> Rat {
    if let (Repr::Small(n, d), Repr::Small(m, e)) = (&a.0, &b.0) {
        let (n, d, m, e) = (*n as i128, *d as i128, sign * *m as i128, *e as i128);
        let numerator = (n * e).checked_add(m * d);
        if let Some(numerator) = numerator {
            return Rat::from_i128(numerator, d * e);
        }
    }
    let other = b.numerator() * a.denominator() * BigInt::from(sign);
    Rat::from_big(a.numerator() * b.denominator() + other, a.denominator() * b.denominator()).unwrap_or_default()
}

impl Add for &Rat {
    type Output = Rat;
    fn add(self, other: &Rat) -> Rat {
        sum(self, other, 1)
    }
}

impl Sub for &Rat {
    type Output = Rat;
    fn sub(self, other: &Rat) -> Rat {
        sum(self, other, -1)
    }
}

impl Mul for &Rat {
    type Output = Rat;
    fn mul(self, other: &Rat) -> Rat {
        match (&self.0, &other.0) {
            (Repr::Small(a, b), Repr::Small(c, d)) => Rat::from_i128(*a as i128 * *c as i128, *b as i128 * *d as i128),
            _ => Rat::from_big(self.numerator() * other.numerator(), self.denominator() * other.denominator())
                .unwrap_or_default(),
        }
    }
}

impl Neg for &Rat {
    type Output = Rat;
    fn neg(self) -> Rat {
        match &self.0 {
            Repr::Small(n, d) => Rat::from_i128(-(*n as i128), *d as i128),
            Repr::Big(b) => Rat(Repr::Big(Box::new((-b.0.clone(), b.1.clone())))),
        }
    }
}

impl fmt::Display for Rat {
    /// `n` or `n/d`; how people read a number is the matter of `num::print`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_int() {
            write!(f, "{}", self.numerator())
        } else {
            write!(f, "{}/{}", self.numerator(), self.denominator())
        }
    }
}

impl fmt::Debug for Rat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
