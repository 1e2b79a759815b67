//! Logarithm and exponential of numbers that are not below 0, enclosed: between a lower and an upper bound in
//! whole units of a power of 2. Each step of a lower bound rounds down, each of an upper bound up, so that an
//! enclosure holds by construction; a caller who needs it narrower asks again with more bits.

use num_bigint::BigUint;
use num_integer::Integer;
use num_traits::{One, ToPrimitive, Zero};
use std::sync::LazyLock;

/// A number known to lie from `lo` to `hi`, both in units of `2^-bits`; the bits go with each call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Enclosed {
    pub lo: BigUint,
    pub hi: BigUint,
}

/// Bits for which the logarithm of 2 is kept.
const KEPT_BITS: u64 = 320;

static LN_TWO: LazyLock<Enclosed> = LazyLock::new(|| compute_ln_two(KEPT_BITS));

impl Enclosed {
    /// `n / d`
    pub fn ratio(n: &BigUint, d: &BigUint, bits: u64) -> Enclosed {
        let (lo, rest) = (n << bits).div_rem(d);
        let hi = if rest.is_zero() { lo.clone() } else { &lo + 1u8 };
        Enclosed { lo, hi }
    }

    /// 1.
    pub fn one(bits: u64) -> Enclosed {
        let one = BigUint::one() << bits;
        Enclosed { lo: one.clone(), hi: one }
    }

    pub fn times(&self, other: &Enclosed, bits: u64) -> Enclosed {
        Enclosed { lo: (&self.lo * &other.lo) >> bits, hi: shift_up(&self.hi * &other.hi, bits) }
    }

    /// Times `n / d`.
    pub fn times_ratio(&self, n: &BigUint, d: &BigUint) -> Enclosed {
        Enclosed { lo: &self.lo * n / d, hi: (&self.hi * n).div_ceil(d) }
    }

    /// `1 / self`, of a number above 0.
    pub fn inverse(&self, bits: u64) -> Enclosed {
        let unit = BigUint::one() << (2 * bits);
        Enclosed { lo: &unit / &self.hi, hi: unit.div_ceil(&self.lo) }
    }

    fn halved(&self, times: u64) -> Enclosed {
        Enclosed { lo: &self.lo >> times, hi: shift_up(self.hi.clone(), times) }
    }
}

/// `x / 2^by`, rounded up.
fn shift_up(x: BigUint, by: u64) -> BigUint {
    let lost = x.trailing_zeros().is_some_and(|zeros| zeros < by);
    let down = x >> by;
    if lost { down + 1u8 } else { down }
}

/// The natural logarithm of `n / d`, which must be above 1.
///
/// `n / d = 2^k m` with `m` between 0.7 and 1.5, and `ln m = 2 artanh((m - 1) / (m + 1))`.
pub(super) fn ln(n: &BigUint, d: &BigUint, bits: u64) -> Enclosed {
    let mut twos = n.bits().saturating_sub(d.bits());
    let mut below = d << twos;
    // 45/32 is near the root of 2.
    if n * 32u8 > &below * 45u8 {
        below <<= 1;
        twos += 1;
    }
    let two = ln_two(bits);
    let whole = Enclosed { lo: &two.lo * twos, hi: &two.hi * twos };
    if *n >= below {
        let part = artanh(&(n - &below), &(n + &below), bits);
        Enclosed { lo: whole.lo + part.lo * 2u8, hi: whole.hi + part.hi * 2u8 }
    } else {
        let part = artanh(&(&below - n), &(n + &below), bits);
        let lo = part.hi * 2u8;
        let lo = if whole.lo > lo { whole.lo - lo } else { BigUint::zero() };
        Enclosed { lo, hi: whole.hi - part.lo * 2u8 }
    }
}

/// The sum of `z^(2i+1) / (2i+1)` for `z = n / d`, not above 1/2.
fn artanh(n: &BigUint, d: &BigUint, bits: u64) -> Enclosed {
    let mut term = Enclosed::ratio(n, d, bits);
    let square = term.times(&term, bits);
    let mut sum = term.clone();
    let mut odd = 1u32;
    while term.hi > BigUint::one() {
        term = term.times(&square, bits);
        odd += 2;
        sum.lo += &term.lo / odd;
        sum.hi += term.hi.div_ceil(&BigUint::from(odd));
    }
    // The terms left out fall by a factor below 1/4 each: together they are less than the last.
    sum.hi += term.hi;
    sum
}

fn compute_ln_two(bits: u64) -> Enclosed {
    let third = artanh(&BigUint::one(), &BigUint::from(3u8), bits);
    Enclosed { lo: third.lo * 2u8, hi: third.hi * 2u8 }
}

fn ln_two(bits: u64) -> Enclosed {
    if bits > KEPT_BITS { compute_ln_two(bits) } else { LN_TWO.halved(KEPT_BITS - bits) }
}

/// `e^-y`.
///
/// `y = m ln 2 + r`, and `e^r` is the series for `r / 2^halvings`, squared as many times.
pub(super) fn exp_minus(y: &Enclosed, bits: u64) -> Enclosed {
    let two = ln_two(bits);
    let twos = &y.lo / &two.hi;
    let rest = Enclosed { lo: &y.lo - &twos * &two.hi, hi: &y.hi - &twos * &two.lo };
    let Some(twos) = twos.to_u64().filter(|twos| *twos < bits) else {
        // Below 2^-bits.
        return Enclosed { lo: BigUint::zero(), hi: BigUint::one() };
    };
    let halvings = bits.isqrt() / 2;
    let mut power = exp_series(&rest.halved(halvings), bits);
    for _ in 0..halvings {
        power = power.times(&power, bits);
    }
    power.inverse(bits).halved(twos)
}

/// `e^w` for `w` below 1/2.
fn exp_series(w: &Enclosed, bits: u64) -> Enclosed {
    let mut term = Enclosed::one(bits);
    let mut sum = term.clone();
    let mut n = 0u32;
    while term.hi > BigUint::one() {
        n += 1;
        term = term.times(w, bits);
        term = Enclosed { lo: term.lo / n, hi: term.hi.div_ceil(&BigUint::from(n)) };
        sum.lo += &term.lo;
        sum.hi += &term.hi;
    }
    // The terms left out fall by half each: together they are not above the last.
    sum.hi += term.hi;
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(text: &str, enclosed: &Enclosed, bits: u64) {
        // The digits after the point of a constant below 10.
        let (whole, part) = text.split_once('.').unwrap();
        let unit = BigUint::from(10u8).pow(part.len() as u32);
        let n: BigUint = format!("{whole}{part}").parse().unwrap();
        let truth = |n: BigUint| (n << bits) / &unit;
        assert!(enclosed.lo <= truth(&n + 1u8) + 1u8 && truth(n) <= enclosed.hi, "{text}");
        assert!(&enclosed.hi - &enclosed.lo < BigUint::from(1_000_000u32), "{text}: {enclosed:?}");
    }

    /// e^-1, ln 2, ln 10, ln 1.5, computed elsewhere.
    const CONSTANTS: [&str; 4] = [
        "0.36787944117144232159552377016146086744581113103176783450783680169746149574489980335714727434591964374662732528",
        "0.69314718055994530941723212145817656807550013436025525412068000949339362196969471560586332699641868754200148102",
        "2.3025850929940456840179914546843642076011014886287729760333279009675726096773524802359972050895982983419677840",
        "0.40546510810816438197801311546434913657199042346249419761401432414410067124891425126775242781731340124596854805",
    ];

    #[test]
    fn constants_are_enclosed() {
        let log = |n: u32, d: u32, bits| ln(&BigUint::from(n), &BigUint::from(d), bits);
        for bits in [64, 128, 160, 320, 400] {
            let computed = [exp_minus(&Enclosed::one(bits), bits), log(2, 1, bits), log(10, 1, bits), log(3, 2, bits)];
            for (text, enclosed) in CONSTANTS.iter().zip(&computed) {
                // The last digits above are rounded, those before them cut.
                let digits = 100.min(bits as usize * 3 / 10);
                holds(&text[..digits], enclosed, bits);
            }
        }
    }

    #[test]
    fn few_bits_enclose_what_many_bits_do() {
        let meet = |few: &Enclosed, bits: u64, many: &Enclosed| {
            let up = 200 - bits;
            (&few.lo << up) <= many.hi && many.lo <= (&few.hi << up)
        };
        for bits in (12..80).step_by(7) {
            for (n, d) in (1u32..40).flat_map(|n| (1..n).map(move |d| (BigUint::from(n), BigUint::from(d)))) {
                assert!(meet(&ln(&n, &d, bits), bits, &ln(&n, &d, 200)), "ln {n}/{d} at {bits}");
                let [few, many] = [bits, 200].map(|bits| exp_minus(&Enclosed::ratio(&n, &d, bits), bits));
                assert!(meet(&few, bits, &many), "e^-{n}/{d} at {bits}");
            }
        }
    }

    #[test]
    fn the_exponential_undoes_the_logarithm() {
        for bits in [80u64, 200] {
            for (n, d) in
                [(1_000_001u32, 1_000_000u32), (3, 2), (7, 5), (1_000_000_000, 1), (45, 32), (46, 32), (255, 128)]
            {
                let (n, d) = (BigUint::from(n), BigUint::from(d));
                let inverse = exp_minus(&ln(&n, &d, bits), bits);
                let truth = Enclosed::ratio(&d, &n, bits);
                assert!(inverse.lo <= truth.hi && truth.lo <= inverse.hi, "{n}/{d}");
                assert!(&inverse.hi - &inverse.lo < BigUint::from(1_000_000u32));
            }
        }
        let far = Enclosed { lo: BigUint::one() << 300u32, hi: BigUint::one() << 301u32 };
        assert_eq!(exp_minus(&far, 64), Enclosed { lo: BigUint::zero(), hi: BigUint::one() });
    }
}
