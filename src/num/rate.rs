//! The annual rate that balances dated amounts, correctly rounded.

use super::bounds::{Bounds, Partial};
use super::fixed::{self, Enclosed};
use super::functions::{MAX_FUNCTION_DIGITS, at_digits, bits_for};
use super::rat::{Rat, ten_to};
use num_bigint::{BigInt, BigUint};
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Rates from this on are not sought: a billion times the amount within a year.
pub const HIGHEST_RATE: i64 = 1_000_000_000;

/// Why amounts have no annual rate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoRate {
    /// All amounts have one sign (or there is none but 0): nothing is paid back.
    NoSignChange,
    /// In order of time the amounts change sign so many times: there may be several rates.
    SeveralSignChanges(usize),
    /// The rate is not below [`HIGHEST_RATE`].
    TooHigh,
    /// More digits than [`MAX_FUNCTION_DIGITS`].
    TooPrecise,
}

/// The `X > -1` with `sum of amount * (1 + X)^-years = 0`, to `digits` after the point, halves to even.
///
/// `flows` are pairs of years (any fraction, any order) and amount; amounts of one time count together. In order of
/// time they must change sign exactly once: then there is one rate, by the rule of Descartes for real exponents.
/// A rate nearer to -1 than to the next decimal is given as -1.
pub fn annual_rate(flows: &[(Rat, Rat)], digits: u32) -> Result<Rat, NoRate> {
    if digits > MAX_FUNCTION_DIGITS {
        return Err(NoRate::TooPrecise);
    }
    Balance::new(flows)?.rate(digits)
}

/// [`annual_rate`] of amounts that are known within bounds.
///
/// Where the bounds leave no doubt which amounts stand on which side, the rate falls (amounts first received) or
/// rises (first paid) with each amount, so that the ends of the bounds give the image. Otherwise only `X >= -1` is
/// said.
pub fn annual_rate_bounds(flows: &[(Rat, Bounds)], digits: u32) -> Partial {
    if digits > MAX_FUNCTION_DIGITS {
        return Partial::NOWHERE;
    }
    let settled: Option<Vec<(Rat, Rat)>> =
        flows.iter().map(|(at, amount)| Some((at.clone(), amount.settled()?.clone()))).collect();
    if let Some(flows) = settled {
        return match annual_rate(&flows, digits) {
            Ok(rate) => Partial { image: Some(Bounds::exact(rate)), undefined: false },
            Err(_) => Partial::NOWHERE,
        };
    }
    let mut net: BTreeMap<&Rat, Bounds> = BTreeMap::new();
    for (at, amount) in flows {
        let sum = net.entry(at).or_insert_with(|| Bounds::exact(Rat::ZERO));
        *sum = &*sum + amount;
    }
    let amounts: Vec<Bounds> = net.values().cloned().collect();
    let opposite: Vec<Bounds> = amounts.iter().map(|amount| -amount).collect();
    if amounts.iter().all(is_received) || opposite.iter().all(is_received) {
        return Partial::NOWHERE;
    }
    let least = -&Rat::ONE;
    let received_first = changes_once(&amounts);
    if !received_first && !changes_once(&opposite) {
        return Partial { image: Some(Bounds::at_least(least)), undefined: true };
    }
    // Little received and much paid make a high rate.
    let rate = |low: bool| {
        let end = |amount: &Bounds| if low { amount.lo().cloned() } else { amount.hi().cloned() };
        let flows: Option<Vec<_>> = net.iter().map(|(at, amount)| Some(((*at).clone(), end(amount)?))).collect();
        flows.map(|flows| annual_rate(&flows, digits))
    };
    let (highest, lowest) = (rate(received_first), rate(!received_first));
    if lowest == Some(Err(NoRate::TooHigh)) {
        return Partial::NOWHERE;
    }
    let undefined = !matches!(highest, Some(Ok(_))) || matches!(lowest, Some(Err(_)));
    let lo = lowest.and_then(Result::ok).unwrap_or(least);
    Partial { image: Bounds::new(Some(lo), highest.and_then(Result::ok)), undefined }
}

fn is_received(amount: &Bounds) -> bool {
    amount.lo().is_some_and(|lo| lo.signum() >= 0)
}

/// Whether for certain nothing is received after something was paid.
fn changes_once(amounts: &[Bounds]) -> bool {
    amounts.iter().skip_while(|amount| is_received(amount)).all(|amount| is_received(&-amount))
}

/// Amounts in order of time, none of them 0, with one change of sign.
struct Balance {
    flows: Vec<(Rat, Rat)>,
}

impl Balance {
    fn new(flows: &[(Rat, Rat)]) -> Result<Balance, NoRate> {
        let mut net: BTreeMap<&Rat, Rat> = BTreeMap::new();
        for (at, amount) in flows {
            let sum = net.entry(at).or_default();
            *sum = &*sum + amount;
        }
        let flows: Vec<(Rat, Rat)> =
            net.into_iter().filter(|(_, amount)| !amount.is_zero()).map(|(at, amount)| (at.clone(), amount)).collect();
        let changes = flows.iter().zip(flows.iter().skip(1)).filter(|(a, b)| a.1.signum() != b.1.signum()).count();
        match changes {
            0 => Err(NoRate::NoSignChange),
            1 => Ok(Balance { flows }),
            n => Err(NoRate::SeveralSignChanges(n)),
        }
    }

    /// The rate is guessed, then the decimals half way to its neighbours are proved to lie on either side of it.
    fn rate(&self, digits: u32) -> Result<Rat, NoRate> {
        if self.sign_at_zero() == 0 {
            return Ok(Rat::ZERO);
        }
        let weighed = Weighed::new(&self.flows, bits_for(digits) + 64);
        let halves: BigInt = ten_to(digits) * 2;
        let compare = |h: &BigInt| {
            let x = Rat::from_big(h.clone(), halves.clone()).unwrap_or_default();
            self.root_against(&x, &weighed)
        };
        let guess = self.guess(&weighed, digits);
        let (least, most) = (1 - &halves, &halves * HIGHEST_RATE - 1);
        Ok(at_digits(locate(compare, guess, &least, &most)?, digits))
    }

    fn first_sign(&self) -> i32 {
        self.flows.first().map_or(0, |(_, amount)| amount.signum())
    }

    fn sign_at_zero(&self) -> i32 {
        self.flows.iter().map(|(_, amount)| amount).sum::<Rat>().signum()
    }

    /// Where the root lies as seen from a rate above -1. As the rate grows the sum takes the sign of the first amount.
    fn root_against(&self, x: &Rat, weighed: &Weighed) -> Ordering {
        let seen = |sign: i32| if sign == self.first_sign() { Ordering::Less } else { Ordering::Greater };
        if x.is_zero() {
            let sign = self.sign_at_zero();
            return if sign == 0 { Ordering::Equal } else { seen(sign) };
        }
        let growth = x + &Rat::ONE;
        let (n, d) = growth.parts();
        let (n, d) = (n.magnitude(), d.magnitude());
        if let Some(sign) = weighed.sign(n, d) {
            return seen(sign);
        }
        // Too near to tell. If it is not the root itself, bits enough will tell.
        if self.is_root(n, d) {
            return Ordering::Equal;
        }
        let mut bits = weighed.bits;
        loop {
            bits *= 2;
            if let Some(sign) = Weighed::new(&self.flows, bits).sign(n, d) {
                return seen(sign);
            }
        }
    }

    /// `rate * 10^digits`, likely the right one.
    fn guess(&self, weighed: &Weighed, digits: u32) -> BigInt {
        let unit = ten_to(digits);
        let forward = self.sign_at_zero() != self.first_sign();
        // Logarithms of 1 + rate: of a billion it is below 32.
        let most = if forward { 32 } else { u64::from(digits) * 3 + 3 };
        let Some(log) = weighed.log_of_root(forward, most, weighed.bits - bits_for(digits) - 30) else {
            return if forward { &unit * HIGHEST_RATE } else { -unit };
        };
        let shrunk = fixed::exp_minus(&Enclosed { lo: log.clone(), hi: log }, weighed.bits);
        let growth = if forward { shrunk.inverse(weighed.bits) } else { shrunk };
        let half = BigInt::one() << (weighed.bits - 1);
        ((BigInt::from(growth.lo) * &unit + half) >> weighed.bits) - unit
    }

    /// Whether `n / d`, in lowest terms and not 1, to the power -1 of each time balances the amounts exactly.
    ///
    /// With `n / d = s^g`, `g` as large as the denominators of the times allow, the powers of `s` whose exponents
    /// differ by no whole number are linearly independent over the rationals: each class of them must balance.
    fn is_root(&self, n: &BigUint, d: &BigUint) -> bool {
        let mut left = self.flows.iter().fold(BigInt::one(), |lcm, (at, _)| lcm.lcm(&at.parts().1));
        let (mut n, mut d, mut g) = (n.clone(), d.clone(), Rat::ONE);
        let mut prime = 2u32;
        while u64::from(prime) <= n.bits().max(d.bits()) {
            let (root_n, root_d) = (n.nth_root(prime), d.nth_root(prime));
            if left.is_multiple_of(&BigInt::from(prime)) && root_n.pow(prime) == n && root_d.pow(prime) == d {
                (n, d, left) = (root_n, root_d, left / prime);
                g = &g * &Rat::int(i64::from(prime));
            } else {
                prime += 1;
            }
        }
        let common = self.flows.iter().fold(BigInt::one(), |lcm, (_, amount)| lcm.lcm(&amount.parts().1));
        let mut classes: BTreeMap<Rat, Vec<(BigInt, BigInt)>> = BTreeMap::new();
        for (at, amount) in &self.flows {
            // From time to time the exponent of s falls.
            let exponent = &-&g * at;
            let whole = exponent.floor();
            let scaled = amount * &Rat::from(common.clone());
            classes.entry(&exponent - &whole).or_default().push((whole.numerator(), scaled.numerator()));
        }
        classes.into_values().all(|terms| balances(terms, BigInt::from(n.clone()), BigInt::from(d.clone())))
    }
}

/// Whether the sum of `a * (n / d)^e` over terms `(e, a)` with falling `e` is 0; `n / d` in lowest terms, not 1.
///
/// The part of the sum gathered so far must be divisible by the larger of `n` and `d` as often as the exponent
/// moves on, since all that follows is; so no number here outgrows the amounts.
fn balances(mut terms: Vec<(BigInt, BigInt)>, n: BigInt, d: BigInt) -> bool {
    let (divisor, factor) = if n > d {
        terms.reverse();
        (n, d)
    } else {
        (d, n)
    };
    let mut sum = BigInt::zero();
    let mut last: Option<BigInt> = None;
    for (exponent, amount) in terms {
        let step = last.map_or_else(BigInt::zero, |last: BigInt| (&exponent - last).abs());
        last = Some(exponent);
        if !sum.is_zero() {
            let Some(step) = step.to_u64().filter(|step| step.saturating_mul(divisor.bits() - 1) <= sum.bits()) else {
                return false;
            };
            let (quotient, rest) = sum.div_rem(&num_traits::pow(divisor.clone(), step as usize));
            if !rest.is_zero() {
                return false;
            }
            sum = quotient * num_traits::pow(factor.clone(), step as usize);
        }
        sum += amount;
    }
    sum.is_zero()
}

/// The amounts and the times between them, at a number of bits.
struct Weighed {
    bits: u64,
    /// Whether paid, and the share of the largest amount.
    amounts: Vec<(bool, Enclosed)>,
    /// From each amount to the next: which of the distinct `gaps`.
    steps: Vec<usize>,
    /// Numerators and denominators, in years.
    gaps: Vec<(BigUint, BigUint)>,
}

impl Weighed {
    fn new(flows: &[(Rat, Rat)], bits: u64) -> Weighed {
        let largest = flows.iter().map(|(_, amount)| amount.abs()).max().unwrap_or(Rat::ONE);
        let (top, top_below) = largest.parts();
        let share = |(_, amount): &(Rat, Rat)| {
            let (n, d) = amount.parts();
            let share =
                Enclosed::ratio(&(n.magnitude() * top_below.magnitude()), &(d.magnitude() * top.magnitude()), bits);
            (amount.signum() < 0, share)
        };
        let mut known: BTreeMap<Rat, usize> = BTreeMap::new();
        let mut gaps = vec![];
        let mut step = |((from, _), (to, _)): (&(Rat, Rat), &(Rat, Rat))| {
            let gap = to - from;
            let (n, d) = (gap.numerator().magnitude().clone(), gap.denominator().magnitude().clone());
            *known.entry(gap).or_insert_with(|| {
                gaps.push((n, d));
                gaps.len() - 1
            })
        };
        let steps = flows.iter().zip(flows.iter().skip(1)).map(&mut step).collect();
        Weighed { bits, amounts: flows.iter().map(share).collect(), steps, gaps }
    }

    /// The sign of the sum where `1 + rate = n / d`, not 1; `None` where the bits do not tell.
    fn sign(&self, n: &BigUint, d: &BigUint) -> Option<i32> {
        let forward = n > d;
        let log = if forward { fixed::ln(n, d, self.bits) } else { fixed::ln(d, n, self.bits) };
        let (received, paid) = self.totals(&log, forward);
        if received.lo > paid.hi {
            Some(1)
        } else if paid.lo > received.hi {
            Some(-1)
        } else {
            None
        }
    }

    /// What is received and what is paid, each discounted with `log` a year toward the first amount (`forward`, a rate
    /// above 0) or toward the last (a rate below 0): so no factor is above 1. In units of `2^-2bits`.
    fn totals(&self, log: &Enclosed, forward: bool) -> (Enclosed, Enclosed) {
        let factors: Vec<Enclosed> =
            self.gaps.iter().map(|(n, d)| fixed::exp_minus(&log.times_ratio(n, d), self.bits)).collect();
        let zero = Enclosed { lo: BigUint::zero(), hi: BigUint::zero() };
        let (mut received, mut paid) = (zero.clone(), zero);
        let mut discount = Enclosed::one(self.bits);
        let count = self.amounts.len();
        for at in 0..count {
            let (amount, step) =
                if forward { (at, at.checked_sub(1)) } else { (count - 1 - at, (at > 0).then(|| count - 1 - at)) };
            if let Some(factor) = step.and_then(|step| self.steps.get(step)).and_then(|gap| factors.get(*gap)) {
                discount = discount.times(factor, self.bits);
            }
            if let Some((is_paid, share)) = self.amounts.get(amount) {
                let total = if *is_paid { &mut paid } else { &mut received };
                total.lo += &share.lo * &discount.lo;
                total.hi += &share.hi * &discount.hi;
            }
        }
        (received, paid)
    }

    /// Nearly the logarithm of `1 + rate` (of its inverse, if not `forward`) at the root; `None` where it is above
    /// `most`. Regula falsi, after Illinois; a step below `2^tolerance` ends it.
    fn log_of_root(&self, forward: bool, most: u64, tolerance: u64) -> Option<BigUint> {
        let value = |log: &BigInt| {
            let log = log.magnitude().clone();
            let (received, paid) = self.totals(&Enclosed { lo: log.clone(), hi: log }, forward);
            BigInt::from(received.lo) - BigInt::from(paid.lo)
        };
        let (mut a, mut b) = (BigInt::zero(), BigInt::one() << (self.bits - 4));
        let (mut at_a, mut at_b) = (value(&a), value(&b));
        let most = BigInt::from(most) << self.bits;
        while at_a.sign() == at_b.sign() {
            if b > most {
                return None;
            }
            let twice: BigInt = &b * 2;
            (a, at_a) = (b, at_b);
            (b, at_b) = (twice.clone(), value(&twice));
        }
        let tolerance = BigInt::one() << tolerance;
        for _ in 0..200 {
            let slope = &at_b - &at_a;
            if at_b.is_zero() || slope.is_zero() || (&b - &a).abs() <= tolerance {
                break;
            }
            let c = &b - &at_b * (&b - &a) / slope;
            let at_c = value(&c);
            let near = (&c - &b).abs() <= tolerance;
            if at_c.sign() == at_b.sign() {
                at_a /= 2;
            } else {
                (a, at_a) = (b, at_b);
            }
            (b, at_b) = (c, at_c);
            if near {
                break;
            }
        }
        Some(b.magnitude().clone())
    }
}

/// The whole number nearest to a root, found by asking where the root lies as seen from halves `h / 2`, `h` odd, from
/// `least` to `most`; first about the guess, then wider, then between.
fn locate(
    compare: impl Fn(&BigInt) -> Ordering,
    guess: BigInt,
    least: &BigInt,
    most: &BigInt,
) -> Result<BigInt, NoRate> {
    let guess: BigInt = guess * 2 + 1;
    let mut h = guess.clamp(least.clone(), most.clone());
    let (mut below, mut above): (Option<BigInt>, Option<BigInt>) = (None, None);
    let mut step = BigInt::from(2);
    loop {
        match compare(&h) {
            Ordering::Equal => {
                let lesser: BigInt = (h - 1) / 2;
                return Ok(if lesser.is_even() { lesser } else { lesser + 1 });
            }
            Ordering::Greater if h == *most => return Err(NoRate::TooHigh),
            Ordering::Greater => below = Some(h.clone()),
            Ordering::Less if h == *least => return Ok((h - 1) / 2),
            Ordering::Less => above = Some(h.clone()),
        }
        h = match (&below, &above) {
            (Some(below), Some(above)) if above - below <= BigInt::from(2) => return Ok((below + 1) / 2),
            (Some(below), Some(above)) => below + (above - below) / 4 * 2,
            (Some(below), None) => (below + &step).min(most.clone()),
            (None, Some(above)) => (above - &step).max(least.clone()),
            (None, None) => return Err(NoRate::TooHigh),
        };
        step *= 4;
    }
}
