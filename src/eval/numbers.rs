//! Columns of numbers known within bounds: machine words over one denominator, or exact rationals.
//!
//! The form follows the data. Every operation on words is checked; where it would leave the word, the
//! operation is done on rationals. A word never wraps.

use super::shared::Shared;
use crate::num::bounds::Bounds;
use crate::num::rat::Rat;
use std::borrow::Cow;
use std::ops::Range;

/// A lower end that is not known.
pub(super) const BELOW: i64 = i64::MIN;
/// An upper end that is not known.
pub(super) const ABOVE: i64 = i64::MAX;
/// Ends that are known lie strictly between `-LIMIT` and `LIMIT`, so that a threshold can lie beyond them all.
pub(super) const LIMIT: i64 = i64::MAX - 2;
/// The greatest common denominator of the fast form.
const MAX_DENOMINATOR: i64 = 1 << 40;

/// Lower and upper ends of each row.
#[derive(Clone, Debug)]
pub enum Numbers {
    /// Over one denominator.
    Fast(Fast),
    /// As they are.
    Exact(Vec<Bounds>),
}

/// Numbers over one denominator.
#[derive(Clone, Debug)]
pub struct Fast {
    /// What both ends are divided by; positive.
    pub(super) den: i64,
    /// Lower ends; [`BELOW`] where there is none.
    pub(super) lo: Shared<i64>,
    /// Upper ends; [`ABOVE`] where there is none. `None`: each row is exactly `lo`.
    pub(super) hi: Option<Shared<i64>>,
}

/// Whether an end is a number of the fast form.
#[inline]
pub(super) fn is_finite(end: i64) -> bool {
    -LIMIT < end && end < LIMIT
}

/// A number of the fast form, if it is one.
#[inline]
pub(super) fn word(value: i128) -> Option<i64> {
    i64::try_from(value).ok().filter(|v| is_finite(*v))
}

impl Fast {
    /// Of lower ends, and of upper ones where they are not the same.
    pub(super) fn new(den: i64, lo: Vec<i64>, hi: Option<Vec<i64>>) -> Fast {
        Fast { den, lo: lo.into(), hi: hi.map(Shared::from) }
    }

    /// Both ends of a row.
    #[inline]
    pub(super) fn ends(&self, row: usize) -> (i64, i64) {
        let lo = self.lo[row];
        (lo, self.hi.as_ref().map_or(lo, |hi| hi[row]))
    }

    /// The upper ends, the lower ones where they are the same.
    pub(super) fn upper(&self) -> &[i64] {
        self.hi.as_deref().unwrap_or(&self.lo)
    }

    /// Without upper ends where they are all the same as the lower.
    pub(super) fn trimmed(mut self) -> Fast {
        if self.hi.as_deref().is_some_and(|hi| *hi == *self.lo) {
            self.hi = None;
        }
        self
    }

    fn bounds(&self, row: usize) -> Bounds {
        let (lo, hi) = self.ends(row);
        let end = |end: i64, open: i64| if end == open { None } else { Rat::new(end, self.den) };
        Bounds::new(end(lo, BELOW), end(hi, ABOVE)).unwrap_or(Bounds::UNKNOWN)
    }

    /// The same over another denominator, a multiple of this one; `None` where a word is too small for it.
    pub(super) fn scaled(&self, den: i64) -> Option<Cow<'_, Fast>> {
        if den == self.den {
            return Some(Cow::Borrowed(self));
        }
        let factor = den / self.den;
        let lo = scale(&self.lo, factor, BELOW)?;
        let hi = match &self.hi {
            Some(hi) => Some(scale(hi, factor, ABOVE)?),
            None => None,
        };
        Some(Cow::Owned(Fast::new(den, lo, hi)))
    }
}

fn scale(ends: &[i64], factor: i64, open: i64) -> Option<Vec<i64>> {
    let times = |end: &i64| if *end == open { Some(open) } else { word(*end as i128 * factor as i128) };
    ends.iter().map(times).collect()
}

/// A denominator for both, if it is not too large.
pub(super) fn common_denominator(a: i64, b: i64) -> Option<i64> {
    a.checked_mul(b / gcd(a, b)).filter(|d| *d <= MAX_DENOMINATOR)
}

/// The greatest common divisor of two numbers of which the second is not 0; positive.
pub(super) fn gcd(a: i64, b: i64) -> i64 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while a != 0 {
        (a, b) = (b % a, a);
    }
    i64::try_from(b).unwrap_or(1)
}

impl Numbers {
    /// How many rows.
    pub(super) fn len(&self) -> usize {
        match self {
            Numbers::Fast(fast) => fast.lo.len(),
            Numbers::Exact(rows) => rows.len(),
        }
    }

    /// One row.
    pub(super) fn one(bounds: &Bounds) -> Numbers {
        let mut builder = Builder::with_capacity(1);
        builder.push(bounds.lo(), bounds.hi());
        builder.finish()
    }

    /// A row. Where no value is possible, anything.
    pub fn bounds(&self, row: usize) -> Bounds {
        match self {
            Numbers::Fast(fast) => fast.bounds(row),
            Numbers::Exact(rows) => rows[row].clone(),
        }
    }

    /// A row without a copy where there is one already.
    pub(super) fn bounds_ref(&self, row: usize) -> Cow<'_, Bounds> {
        match self {
            Numbers::Fast(fast) => Cow::Owned(fast.bounds(row)),
            Numbers::Exact(rows) => Cow::Borrowed(&rows[row]),
        }
    }

    /// Whether a row is one number.
    pub(super) fn is_single(&self, row: usize) -> bool {
        match self {
            Numbers::Fast(fast) => fast.hi.as_ref().is_none_or(|hi| hi[row] == fast.lo[row]),
            Numbers::Exact(rows) => rows[row].settled().is_some(),
        }
    }

    /// Some rows in a row.
    pub(super) fn slice(&self, rows: Range<usize>) -> Numbers {
        match self {
            Numbers::Fast(f) => Numbers::Fast(Fast {
                den: f.den,
                lo: f.lo.slice(rows.clone()),
                hi: f.hi.as_ref().map(|hi| hi.slice(rows)),
            }),
            Numbers::Exact(all) => Numbers::Exact(all[rows].to_vec()),
        }
    }

    /// Row `rows[i]` at `i`.
    pub(super) fn gather(&self, rows: &[u32]) -> Numbers {
        let pick = |ends: &[i64]| rows.iter().map(|r| ends[*r as usize]).collect::<Shared<_>>();
        match self {
            Numbers::Fast(f) => {
                Numbers::Fast(Fast { den: f.den, lo: pick(&f.lo), hi: f.hi.as_deref().map(pick) }.trimmed())
            }
            Numbers::Exact(all) => Numbers::Exact(rows.iter().map(|r| all[*r as usize].clone()).collect()),
        }
    }

    /// One behind the other.
    pub(super) fn concat(parts: &[&Numbers]) -> Numbers {
        match harmonised(parts) {
            Some(fast) => {
                let den = fast.first().map_or(1, |f| f.den);
                let bounded = fast.iter().any(|f| f.hi.is_some());
                let lo = fast.iter().flat_map(|f| f.lo.iter().copied()).collect();
                let hi = bounded.then(|| fast.iter().flat_map(|f| f.upper().iter().copied()).collect());
                Numbers::Fast(Fast::new(den, lo, hi))
            }
            None => Numbers::Exact(parts.iter().flat_map(|p| (0..p.len()).map(|row| p.bounds(row))).collect()),
        }
    }

    /// Bytes of the rows.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Numbers::Fast(f) => 8 * (f.lo.len() + f.hi.as_deref().map_or(0, <[i64]>::len)),
            Numbers::Exact(rows) => rows.len() * std::mem::size_of::<Bounds>(),
        }
    }
}

/// All over one denominator; `None` where that is not possible.
pub(super) fn harmonised<'a>(parts: &[&'a Numbers]) -> Option<Vec<Cow<'a, Fast>>> {
    let mut den = 1;
    for part in parts {
        let Numbers::Fast(fast) = part else { return None };
        den = common_denominator(den, fast.den)?;
    }
    let scaled = |part: &&'a Numbers| match part {
        Numbers::Fast(fast) => fast.scaled(den),
        Numbers::Exact(_) => None,
    };
    parts.iter().map(scaled).collect()
}

/// Takes rows one by one and finds the form they need.
pub(super) struct Builder {
    den: i64,
    lo: Vec<i64>,
    hi: Vec<i64>,
    bounded: bool,
    exact: Option<Vec<Bounds>>,
}

impl Builder {
    /// For about so many rows.
    pub fn with_capacity(rows: usize) -> Builder {
        let ends = || Vec::with_capacity(rows);
        Builder { den: 1, lo: ends(), hi: ends(), bounded: false, exact: None }
    }

    /// One more row; an end that is `None` is not known.
    pub fn push(&mut self, lo: Option<&Rat>, hi: Option<&Rat>) {
        if self.exact.is_none() {
            let ends = self.fit(lo).and_then(|_| self.fit(hi));
            // A larger denominator for the upper end changes the lower one.
            let ends = ends.and_then(|_| Some((self.at(lo, BELOW)?, self.at(hi, ABOVE)?)));
            match ends {
                Some((lo, hi)) => return self.push_words(lo, hi),
                None => self.give_up(),
            }
        }
        if let Some(exact) = &mut self.exact {
            exact.push(Bounds::new(lo.cloned(), hi.cloned()).unwrap_or(Bounds::UNKNOWN));
        }
    }

    /// One more row, which is anything.
    pub fn push_blank(&mut self) {
        match &mut self.exact {
            Some(exact) => exact.push(Bounds::exact(Rat::ZERO)),
            None => self.push_words(0, 0),
        }
    }

    fn push_words(&mut self, lo: i64, hi: i64) {
        self.bounded |= lo != hi;
        self.lo.push(lo);
        self.hi.push(hi);
    }

    /// Makes the denominator a multiple of that of `end`.
    fn fit(&mut self, end: Option<&Rat>) -> Option<()> {
        let Some(end) = end else { return Some(()) };
        let (_, den) = end.small()?;
        if self.den % den != 0 {
            let den = common_denominator(self.den, den)?;
            let (lo, hi) = (scale(&self.lo, den / self.den, BELOW)?, scale(&self.hi, den / self.den, ABOVE)?);
            (self.den, self.lo, self.hi) = (den, lo, hi);
        }
        Some(())
    }

    fn at(&self, end: Option<&Rat>, open: i64) -> Option<i64> {
        let Some(end) = end else { return Some(open) };
        let (n, den) = end.small()?;
        word(n as i128 * (self.den / den) as i128)
    }

    fn give_up(&mut self) {
        let (lo, hi) = (std::mem::take(&mut self.lo), std::mem::take(&mut self.hi));
        let fast = Fast::new(self.den, lo, Some(hi));
        self.exact = Some((0..fast.lo.len()).map(|row| fast.bounds(row)).collect());
    }

    /// The column.
    pub fn finish(self) -> Numbers {
        if let Some(exact) = self.exact {
            return Numbers::Exact(exact);
        }
        let hi = self.bounded.then_some(self.hi);
        Numbers::Fast(Fast::new(self.den, self.lo, hi))
    }
}
