//! Numbers known within bounds, and the image of every operation on them.
//!
//! Each function gives the least closed interval around all results that values within the bounds of its
//! operands can have, the operands taken as independent. From that follow the two promises that tests hold it to:
//! *sound* (no result lies outside) and *monotone* (narrower operands never give a wider image).
//! An open end is closed: the values of `1 / x` for `x` from 1 on are given as 0 to 1.

use super::rat::{NoPower, Rat};
use super::round::Rounding;
use std::fmt;
use std::ops::{Add, Mul, Neg, Sub};

/// All numbers from `lo` to `hi`, both ends included; an end that is `None` is not known.
///
/// There is always one number in it: `lo` is never above `hi`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Bounds {
    lo: Option<Rat>,
    hi: Option<Rat>,
}

/// The image of an operation that some operands may not have.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Partial {
    /// Around the results of all operands that have one; `None` where none has.
    pub image: Option<Bounds>,
    /// Whether some operands within the bounds have no result (the caller's gap).
    pub undefined: bool,
}

/// What a comparison can still turn out to be. At least one of the two is true.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Truth {
    /// It can be true.
    pub can_be_true: bool,
    /// It can be false.
    pub can_be_false: bool,
}

impl Truth {
    /// The answer, where only one is left.
    pub fn settled(self) -> Option<bool> {
        (self.can_be_true != self.can_be_false).then_some(self.can_be_true)
    }
}

impl std::ops::Not for Truth {
    type Output = Truth;
    fn not(self) -> Truth {
        Truth { can_be_true: self.can_be_false, can_be_false: self.can_be_true }
    }
}

impl Partial {
    /// Every operand has a result.
    pub fn total(image: Bounds) -> Partial {
        Partial { image: Some(image), undefined: false }
    }

    /// No operand has one.
    pub(super) const NOWHERE: Partial = Partial { image: None, undefined: true };

    /// The images of two parts of the operands together.
    fn or(self, other: Partial) -> Partial {
        let image = match (self.image, other.image) {
            (Some(a), Some(b)) => Some(a.hull(&b)),
            (a, b) => a.or(b),
        };
        Partial { image, undefined: self.undefined || other.undefined }
    }
}

impl Default for Bounds {
    /// Any number at all.
    fn default() -> Bounds {
        Bounds::UNKNOWN
    }
}

impl Bounds {
    /// Any number at all.
    pub const UNKNOWN: Bounds = Bounds { lo: None, hi: None };

    /// Any number at all.
    pub fn unknown() -> Bounds {
        Bounds::UNKNOWN
    }

    /// This number.
    pub fn exact(value: Rat) -> Bounds {
        Bounds { lo: Some(value.clone()), hi: Some(value) }
    }

    /// From one number to another; `None` where the first is above the second.
    pub fn between(lo: Rat, hi: Rat) -> Option<Bounds> {
        Bounds::new(Some(lo), Some(hi))
    }

    /// From one end to the other, `None` being unbounded; `None` where the first is above the second.
    pub fn new(lo: Option<Rat>, hi: Option<Rat>) -> Option<Bounds> {
        let crossed = matches!((&lo, &hi), (Some(lo), Some(hi)) if lo > hi);
        (!crossed).then_some(Bounds { lo, hi })
    }

    /// This number or more.
    pub fn at_least(lo: Rat) -> Bounds {
        Bounds { lo: Some(lo), hi: None }
    }

    /// This number or less.
    pub fn at_most(hi: Rat) -> Bounds {
        Bounds { lo: None, hi: Some(hi) }
    }

    /// The least number it can be, if there is one.
    pub fn lo(&self) -> Option<&Rat> {
        self.lo.as_ref()
    }

    /// The greatest number it can be, if there is one.
    pub fn hi(&self) -> Option<&Rat> {
        self.hi.as_ref()
    }

    /// The two ends.
    pub fn into_ends(self) -> (Option<Rat>, Option<Rat>) {
        (self.lo, self.hi)
    }

    /// The number, where only one is left.
    pub fn settled(&self) -> Option<&Rat> {
        match (&self.lo, &self.hi) {
            (Some(lo), Some(hi)) if lo == hi => Some(lo),
            _ => None,
        }
    }

    /// Whether it can be this number.
    pub fn contains(&self, value: &Rat) -> bool {
        self.lo.as_ref().is_none_or(|lo| lo <= value) && self.hi.as_ref().is_none_or(|hi| value <= hi)
    }

    /// Whether it can be whatever `other` can be.
    pub fn includes(&self, other: &Bounds) -> bool {
        let lo = self.lo.as_ref().is_none_or(|a| other.lo.as_ref().is_some_and(|b| a <= b));
        lo && self.hi.as_ref().is_none_or(|a| other.hi.as_ref().is_some_and(|b| b <= a))
    }

    /// The least bounds around both.
    pub fn hull(&self, other: &Bounds) -> Bounds {
        Bounds {
            lo: both(&self.lo, &other.lo, |a, b| a.min(b).clone()),
            hi: both(&self.hi, &other.hi, |a, b| a.max(b).clone()),
        }
    }

    /// What both allow; `None` where that is nothing.
    pub fn intersect(&self, other: &Bounds) -> Option<Bounds> {
        let lo = self.lo.as_ref().max(other.lo.as_ref()).cloned();
        let hi = either(&self.hi, &other.hi, |a, b| a.min(b).clone());
        Bounds::new(lo, hi)
    }

    /// The least bounds around the whole numbers within; `None` where there is none.
    pub fn whole(&self) -> Option<Bounds> {
        Bounds::new(self.lo.as_ref().map(Rat::ceil), self.hi.as_ref().map(Rat::floor))
    }

    /// Without sign.
    pub fn abs(&self) -> Bounds {
        if self.is_at_least_zero() {
            self.clone()
        } else if self.is_at_most_zero() {
            -self
        } else {
            let hi = both(&self.lo, &self.hi, |a, b| a.abs().max(b.clone()));
            Bounds { lo: Some(Rat::ZERO), hi }
        }
    }

    /// The lesser of two.
    pub fn min(&self, other: &Bounds) -> Bounds {
        Bounds {
            lo: both(&self.lo, &other.lo, |a, b| a.min(b).clone()),
            hi: either(&self.hi, &other.hi, |a, b| a.min(b).clone()),
        }
    }

    /// The greater of two.
    pub fn max(&self, other: &Bounds) -> Bounds {
        Bounds {
            lo: either(&self.lo, &other.lo, |a, b| a.max(b).clone()),
            hi: both(&self.hi, &other.hi, |a, b| a.max(b).clone()),
        }
    }

    /// `self / divisor`. Undefined where the divisor can be 0; a divisor on both sides of 0 leaves the hull.
    pub fn div(&self, divisor: &Bounds) -> Partial {
        let undefined = divisor.contains(&Rat::ZERO);
        if divisor.settled().is_some_and(Rat::is_zero) {
            return Partial::NOWHERE;
        }
        let one_side = |reciprocal: Bounds| Partial { image: Some(self * &reciprocal), undefined };
        if divisor.is_at_least_zero() {
            one_side(divisor.reciprocal_above_zero())
        } else if divisor.is_at_most_zero() {
            one_side(-&(-divisor).reciprocal_above_zero())
        } else if self.settled().is_some_and(Rat::is_zero) {
            Partial { image: Some(Bounds::exact(Rat::ZERO)), undefined }
        } else {
            Partial { image: Some(Bounds::UNKNOWN), undefined }
        }
    }

    /// Of bounds from 0 or more: around `1 / x` for those `x` that are not 0.
    fn reciprocal_above_zero(&self) -> Bounds {
        Bounds {
            lo: Some(self.hi.as_ref().and_then(Rat::reciprocal).unwrap_or_default()),
            hi: self.lo.as_ref().and_then(Rat::reciprocal),
        }
    }

    /// The same; a number too long for a result counts as undefined, and an end that is one as unknown.
    pub fn writable(self) -> Partial {
        let long = |end: &Option<Rat>| end.as_ref().is_some_and(|end| !end.is_writable());
        match (long(&self.lo), long(&self.hi)) {
            (false, false) => Partial::total(self),
            _ if self.settled().is_some() => Partial::NOWHERE,
            (lo, hi) => {
                let image = Bounds { lo: self.lo.filter(|_| !lo), hi: self.hi.filter(|_| !hi) };
                Partial { image: Some(image), undefined: true }
            }
        }
    }

    /// `self` to a power within `exponent`, of which only whole numbers count.
    ///
    /// 0 has no power below 1; a power too large to be written counts as undefined, and its bound as unknown.
    pub fn power(&self, exponent: &Bounds) -> Partial {
        let Some(exponent) = exponent.whole() else { return Partial::NOWHERE };
        if let (Some(base), Some(n)) = (self.settled(), exponent.settled()) {
            let exact = n.to_i64().ok_or(NoPower::TooLarge).and_then(|n| base.power(n));
            return exact.map_or(Partial::NOWHERE, |value| Partial::total(Bounds::exact(value)));
        }
        let mut result = Partial { image: None, undefined: false };
        if let Some(above) = self.intersect(&Bounds::at_least(Rat::ZERO)) {
            result = result.or(above.power_of_positive(&exponent));
        }
        if !self.is_at_least_zero() {
            let size = (-self).intersect(&Bounds::at_least(Rat::ZERO)).unwrap_or(Bounds::UNKNOWN);
            if let Some(even) = exponent.of_parity(0) {
                result = result.or(size.power_of_positive(&even));
            }
            if let Some(odd) = exponent.of_parity(1) {
                let Partial { image, undefined } = size.power_of_positive(&odd);
                result = result.or(Partial { image: image.map(|image| -&image), undefined });
            }
        }
        result
    }

    /// Of bounds from 0 or more, to whole powers. For one base the powers rise or fall with the exponent,
    /// so that the two ends of the exponent give the hull; an open end gives the limit, 0 or beyond any number.
    fn power_of_positive(&self, exponent: &Bounds) -> Partial {
        let ends = match (&exponent.lo, &exponent.hi) {
            (Some(lo), Some(hi)) => return self.power_of_positive_exact(lo).or(self.power_of_positive_exact(hi)),
            (Some(end), None) | (None, Some(end)) => self.power_of_positive_exact(end),
            (None, None) => self.power_of_positive_exact(&Rat::ZERO),
        };
        let (rises, falls) = (exponent.hi.is_none(), exponent.lo.is_none());
        let above_one = self.hi.as_ref().is_none_or(|hi| *hi > Rat::ONE);
        let below_one = self.lo.as_ref().is_none_or(|lo| *lo < Rat::ONE);
        let fraction = below_one && self.hi.as_ref().is_none_or(|hi| hi.signum() > 0);
        let vanishes = (rises && below_one) || (falls && above_one);
        let grows = (rises && above_one) || (falls && fraction);
        let image = match ends.image {
            Some(Bounds { lo, hi }) => {
                Some(Bounds { lo: if vanishes { Some(Rat::ZERO) } else { lo }, hi: if grows { None } else { hi } })
            }
            None => vanishes.then(|| Bounds::exact(Rat::ZERO)),
        };
        let undefined = ends.undefined || above_one || fraction || (falls && below_one);
        Partial { image, undefined }
    }

    fn power_of_positive_exact(&self, n: &Rat) -> Partial {
        if n.signum() < 0 {
            let Partial { image: Some(image), undefined } = self.power_of_positive_exact(&-n) else {
                return Partial::NOWHERE;
            };
            let inverse = Bounds::exact(Rat::ONE).div(&image);
            return Partial { image: inverse.image, undefined: undefined || inverse.undefined };
        }
        if n.is_zero() {
            if self.settled().is_some_and(Rat::is_zero) {
                return Partial::NOWHERE;
            }
            return Partial { image: Some(Bounds::exact(Rat::ONE)), undefined: self.contains(&Rat::ZERO) };
        }
        let raise = |x: &Rat| n.to_i64().and_then(|n| x.power(n).ok());
        let (lo, hi) = (self.lo.as_ref().map(raise), self.hi.as_ref().map(raise));
        let undefined = lo == Some(None) || hi == Some(None);
        Partial { image: Some(Bounds { lo: lo.flatten().or(Some(Rat::ZERO)), hi: hi.flatten() }), undefined }
    }

    /// The whole numbers within that leave this remainder by 2.
    fn of_parity(&self, remainder: i64) -> Option<Bounds> {
        let two = Rat::int(2);
        let fits = |n: &Rat| {
            let half = n.checked_div(&two).unwrap_or_default();
            half.is_int() == (remainder == 0)
        };
        let lo = self.lo.as_ref().map(|n| if fits(n) { n.clone() } else { n + &Rat::ONE });
        let hi = self.hi.as_ref().map(|n| if fits(n) { n.clone() } else { n - &Rat::ONE });
        Bounds::new(lo, hi)
    }

    /// Rounded to a multiple of a quantity, which must be above 0.
    ///
    /// A quantity that is itself not settled moves a number by less than the quantity, never over 0.
    pub fn round_to(&self, quantum: &Bounds, mode: Rounding) -> Partial {
        let undefined = quantum.lo.as_ref().is_none_or(|lo| lo.signum() <= 0);
        if quantum.is_at_most_zero() {
            return Partial::NOWHERE;
        }
        if let Some(quantum) = quantum.settled() {
            let round = |x: &Rat| x.round_to(quantum, mode);
            let image = Bounds { lo: self.lo.as_ref().and_then(round), hi: self.hi.as_ref().and_then(round) };
            return Partial::total(image);
        }
        let moved = |x: &Rat, side: i64| {
            let far = quantum.hi.as_ref().map(|q| x + &(&Rat::int(side) * q));
            let keeps_sign = x.signum() as i64 == -side || x.is_zero();
            if !keeps_sign {
                return far;
            }
            let bounded = far.unwrap_or(Rat::ZERO);
            Some(if side > 0 { bounded.min(Rat::ZERO) } else { bounded.max(Rat::ZERO) })
        };
        let lo = self.lo.as_ref().and_then(|x| moved(x, -1));
        let hi = self.hi.as_ref().and_then(|x| moved(x, 1));
        Partial { image: Some(Bounds { lo, hi }), undefined }
    }

    /// `self < other`
    pub fn less(&self, other: &Bounds) -> Truth {
        let can_be_true = match (&self.lo, &other.hi) {
            (Some(a), Some(b)) => a < b,
            _ => true,
        };
        let can_be_false = match (&self.hi, &other.lo) {
            (Some(a), Some(b)) => a >= b,
            _ => true,
        };
        Truth { can_be_true, can_be_false }
    }

    /// `self <= other`
    pub fn less_or_equal(&self, other: &Bounds) -> Truth {
        !other.less(self)
    }

    /// `self = other`
    pub fn equal(&self, other: &Bounds) -> Truth {
        let same = matches!((self.settled(), other.settled()), (Some(a), Some(b)) if a == b);
        Truth { can_be_true: self.intersect(other).is_some(), can_be_false: !same }
    }

    fn is_at_least_zero(&self) -> bool {
        self.lo.as_ref().is_some_and(|lo| lo.signum() >= 0)
    }

    fn is_at_most_zero(&self) -> bool {
        self.hi.as_ref().is_some_and(|hi| hi.signum() <= 0)
    }

    /// An end of a product: `None` is beyond any number, on the side of the first sign.
    fn corner(a: &End, b: &End) -> End {
        match (a, b) {
            (End::At(a), End::At(b)) => End::At(a * b),
            (End::At(x), End::Beyond(sign)) | (End::Beyond(sign), End::At(x)) => match x.signum() {
                0 => End::At(Rat::ZERO),
                s => End::Beyond(s * sign),
            },
            (End::Beyond(s), End::Beyond(t)) => End::Beyond(s * t),
        }
    }

    fn ends(&self) -> [End; 2] {
        [self.lo.clone().map_or(End::Beyond(-1), End::At), self.hi.clone().map_or(End::Beyond(1), End::At)]
    }
}

/// An end of bounds as a corner of a product.
enum End {
    At(Rat),
    Beyond(i32),
}

/// `f` where both are known, else not known.
fn both(a: &Option<Rat>, b: &Option<Rat>, f: impl Fn(&Rat, &Rat) -> Rat) -> Option<Rat> {
    a.as_ref().zip(b.as_ref()).map(|(a, b)| f(a, b))
}

/// `f` where both are known, else the one that is.
fn either(a: &Option<Rat>, b: &Option<Rat>, f: impl Fn(&Rat, &Rat) -> Rat) -> Option<Rat> {
    both(a, b, f).or_else(|| a.clone()).or_else(|| b.clone())
}

impl Add for &Bounds {
    type Output = Bounds;
    fn add(self, other: &Bounds) -> Bounds {
        Bounds { lo: both(&self.lo, &other.lo, |a, b| a + b), hi: both(&self.hi, &other.hi, |a, b| a + b) }
    }
}

impl Sub for &Bounds {
    type Output = Bounds;
    fn sub(self, other: &Bounds) -> Bounds {
        Bounds { lo: both(&self.lo, &other.hi, |a, b| a - b), hi: both(&self.hi, &other.lo, |a, b| a - b) }
    }
}

impl Neg for &Bounds {
    type Output = Bounds;
    fn neg(self) -> Bounds {
        Bounds { lo: self.hi.as_ref().map(|x| -x), hi: self.lo.as_ref().map(|x| -x) }
    }
}

impl Mul for &Bounds {
    type Output = Bounds;
    /// 0 times what is unknown is 0.
    fn mul(self, other: &Bounds) -> Bounds {
        if let (Some(a), Some(b)) = (self.settled(), other.settled()) {
            return Bounds::exact(a * b);
        }
        let (mut below, mut above) = (false, false);
        let mut range: Option<(Rat, Rat)> = None;
        for a in &self.ends() {
            for b in &other.ends() {
                match Bounds::corner(a, b) {
                    End::Beyond(sign) if sign < 0 => below = true,
                    End::Beyond(_) => above = true,
                    End::At(x) => {
                        range = Some(match range {
                            None => (x.clone(), x),
                            Some((lo, hi)) if x < lo => (x, hi),
                            Some((lo, hi)) if x > hi => (lo, x),
                            Some(range) => range,
                        });
                    }
                }
            }
        }
        let (lo, hi) = range.unzip();
        Bounds { lo: lo.filter(|_| !below), hi: hi.filter(|_| !above) }
    }
}

impl From<Rat> for Bounds {
    fn from(value: Rat) -> Bounds {
        Bounds::exact(value)
    }
}

impl fmt::Debug for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.lo, &self.hi) {
            (Some(lo), Some(hi)) if lo == hi => write!(f, "{lo}"),
            (lo, hi) => {
                let end = |x: &Option<Rat>| x.as_ref().map_or_else(String::new, |x| x.to_string());
                write!(f, "{} .. {}", end(lo), end(hi))
            }
        }
    }
}
