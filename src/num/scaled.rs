//! Columns of numbers over one denominator, in machine words: the fast path beside [`Rat`].
//!
//! A column is a slice of whole numbers and the denominator that all of them share: cents are over 100, basis points
//! over 10 000. Operations write into a buffer of the caller and allocate nothing else. What does not fit is refused,
//! never wrapped: the caller then takes the slow path with [`Rat`] for the block. Rows without a known value should
//! hold 0, so that they never overflow.

use super::rat::Rat;
use num_integer::Integer;

/// A column, or one number for every row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Column<'a> {
    /// What all values are divided by; above 0.
    pub den: i64,
    /// The values.
    pub values: Values<'a>,
}

/// The values of a [`Column`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Values<'a> {
    /// One a row.
    Rows(&'a [i64]),
    /// The same in every row.
    Constant(i64),
}

/// Why the fast path cannot be taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unfit {
    /// The common denominator does not fit in a machine word.
    Denominator,
    /// The result of this row, the first such, does not.
    Row(usize),
    /// The columns have different numbers of rows.
    Rows,
}

/// How two columns are compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Relation {
    /// `a < b`
    Less,
    /// `a <= b`
    LessOrEqual,
    /// `a = b`
    Equal,
}

/// The least denominator that all numbers share, and their numerators over it, if all fit.
pub fn fit(numbers: &[Rat]) -> Option<(i64, Vec<i64>)> {
    let mut den = 1i64;
    for number in numbers {
        let (_, d) = number.small()?;
        if den % d != 0 {
            den = checked_lcm(den, d)?;
        }
    }
    let over = |number: &Rat| {
        let (n, d) = number.small()?;
        n.checked_mul(den / d)
    };
    Some((den, numbers.iter().map(over).collect::<Option<Vec<i64>>>()?))
}

/// `values / from` written over another denominator; [`Unfit::Denominator`] where `to` is no multiple of `from`.
pub fn rescale(values: &[i64], from: i64, to: i64, out: &mut Vec<i64>) -> Result<(), Unfit> {
    if from < 1 || to < 1 || to % from != 0 {
        return Err(Unfit::Denominator);
    }
    combine(Values::Rows(values), Values::Constant(to / from), out, i64::overflowing_mul)
}

impl<'a> Column<'a> {
    /// A value a row.
    pub fn rows(den: i64, values: &'a [i64]) -> Column<'a> {
        Column { den, values: Values::Rows(values) }
    }

    /// The same number in every row; `None` where it does not fit.
    pub fn constant(number: &Rat) -> Option<Column<'a>> {
        let (n, den) = number.small()?;
        Some(Column { den, values: Values::Constant(n) })
    }

    /// The number in a row, if there is such a row.
    pub fn get(&self, row: usize) -> Option<Rat> {
        match self.values {
            Values::Rows(values) => Rat::new(*values.get(row)?, self.den),
            Values::Constant(n) => Rat::new(n, self.den),
        }
    }

    /// `self + other` into `out`; the denominator of the result.
    pub fn add(self, other: Column, out: &mut Vec<i64>) -> Result<i64, Unfit> {
        self.aligned(other, out, i64::overflowing_add, |x, y| x + y)
    }

    /// `self - other` into `out`; the denominator of the result.
    pub fn sub(self, other: Column, out: &mut Vec<i64>) -> Result<i64, Unfit> {
        self.aligned(other, out, i64::overflowing_sub, |x, y| x - y)
    }

    /// The lesser of two into `out`; the denominator of the result.
    pub fn min(self, other: Column, out: &mut Vec<i64>) -> Result<i64, Unfit> {
        self.aligned(other, out, |x, y| (x.min(y), false), i128::min)
    }

    /// The greater of two into `out`; the denominator of the result.
    pub fn max(self, other: Column, out: &mut Vec<i64>) -> Result<i64, Unfit> {
        self.aligned(other, out, |x, y| (x.max(y), false), i128::max)
    }

    /// `self * other` into `out`; the denominator of the result.
    pub fn mul(self, other: Column, out: &mut Vec<i64>) -> Result<i64, Unfit> {
        let den = self.den.checked_mul(other.den).ok_or(Unfit::Denominator)?;
        combine(self.values, other.values, out, i64::overflowing_mul)?;
        Ok(den)
    }

    /// One bit a row, 64 to a word from the lowest on; the bits after the last row are 0. It always fits.
    ///
    /// Two constants have one row.
    pub fn compare(self, other: Column, relation: Relation, out: &mut Vec<u64>) -> Result<(), Unfit> {
        match relation {
            Relation::Less => self.compare_by(other, out, |x, y| x < y, |x, y| x < y),
            Relation::LessOrEqual => self.compare_by(other, out, |x, y| x <= y, |x, y| x <= y),
            Relation::Equal => self.compare_by(other, out, |x, y| x == y, |x, y| x == y),
        }
    }

    /// Crosswise multiplied: in words, and only where a product does not fit, all again in double words.
    fn compare_by(
        self,
        other: Column,
        out: &mut Vec<u64>,
        narrow: impl Fn(i64, i64) -> bool,
        wide: impl Fn(i128, i128) -> bool,
    ) -> Result<(), Unfit> {
        if self.den == other.den {
            return bits(self.values, other.values, out, narrow);
        }
        let (a, b) = (other.den, self.den);
        let overflow = std::cell::Cell::new(false);
        bits(self.values, other.values, out, |x, y| {
            let ((x, x_over), (y, y_over)) = (x.overflowing_mul(a), y.overflowing_mul(b));
            overflow.set(overflow.get() | x_over | y_over);
            narrow(x, y)
        })?;
        if !overflow.get() {
            return Ok(());
        }
        let product = |x: i64, y: i64| i128::from(x) * i128::from(y);
        bits(self.values, other.values, out, |x, y| wide(product(x, a), product(y, b)))
    }

    /// An operation that needs one denominator: in words, and only where that does not fit, all again in double words.
    fn aligned(
        self,
        other: Column,
        out: &mut Vec<i64>,
        narrow: impl Fn(i64, i64) -> (i64, bool),
        wide: impl Fn(i128, i128) -> i128,
    ) -> Result<i64, Unfit> {
        if self.den == other.den {
            combine(self.values, other.values, out, narrow)?;
            return Ok(self.den);
        }
        let den = checked_lcm(self.den, other.den).ok_or(Unfit::Denominator)?;
        let (a, b) = (den / self.den, den / other.den);
        let in_words = combine(self.values, other.values, out, |x, y| {
            let ((x, x_over), (y, y_over)) = (x.overflowing_mul(a), y.overflowing_mul(b));
            let (result, over) = narrow(x, y);
            (result, over | x_over | y_over)
        });
        if !matches!(in_words, Err(Unfit::Row(_))) {
            return in_words.map(|()| den);
        }
        // Each product is less than 2^126 in size, so that their sum fits in a double word.
        let product = |x: i64, y: i64| i128::from(x) * i128::from(y);
        combine(self.values, other.values, out, |x, y| {
            let result = wide(product(x, a), product(y, b));
            (result as i64, i128::from(result as i64) != result)
        })?;
        Ok(den)
    }
}

/// The sum of a column; `None` where it does not fit.
pub fn sum(values: &[i64]) -> Option<i64> {
    // As many double words as there can be rows never overflow.
    i64::try_from(values.iter().map(|x| i128::from(*x)).sum::<i128>()).ok()
}

fn checked_lcm(a: i64, b: i64) -> Option<i64> {
    if a < 1 || b < 1 { None } else { (a / a.gcd(&b)).checked_mul(b) }
}

/// The rows of two columns together; two constants have one.
fn row_count(a: Values, b: Values) -> Result<usize, Unfit> {
    match (a, b) {
        (Values::Rows(a), Values::Rows(b)) if a.len() != b.len() => Err(Unfit::Rows),
        (Values::Rows(rows), _) | (_, Values::Rows(rows)) => Ok(rows.len()),
        _ => Ok(1),
    }
}

/// Row by row without a branch on overflow; that is looked for once, afterwards.
fn combine(a: Values, b: Values, out: &mut Vec<i64>, f: impl Fn(i64, i64) -> (i64, bool)) -> Result<(), Unfit> {
    let rows = row_count(a, b)?;
    let mut overflow = false;
    let mut one = |x: i64, y: i64| {
        let (result, over) = f(x, y);
        overflow |= over;
        result
    };
    out.clear();
    out.reserve(rows);
    match (a, b) {
        (Values::Rows(a), Values::Rows(b)) => out.extend(a.iter().zip(b).map(|(x, y)| one(*x, *y))),
        (Values::Rows(a), Values::Constant(y)) => out.extend(a.iter().map(|x| one(*x, y))),
        (Values::Constant(x), Values::Rows(b)) => out.extend(b.iter().map(|y| one(x, *y))),
        (Values::Constant(x), Values::Constant(y)) => out.push(one(x, y)),
    }
    if !overflow {
        return Ok(());
    }
    let at = |values: Values, row: usize| match values {
        Values::Rows(values) => values.get(row).copied().unwrap_or(0),
        Values::Constant(x) => x,
    };
    Err(Unfit::Row((0..rows).find(|row| f(at(a, *row), at(b, *row)).1).unwrap_or(0)))
}

/// A condition row by row, packed.
fn bits(a: Values, b: Values, out: &mut Vec<u64>, f: impl Fn(i64, i64) -> bool) -> Result<(), Unfit> {
    let rows = row_count(a, b)?;
    out.clear();
    out.reserve(rows.div_ceil(64));
    let pack = |word: (u64, u32), bit: bool| (word.0 | u64::from(bit) << word.1, word.1 + 1);
    match (a, b) {
        (Values::Rows(a), Values::Rows(b)) => {
            let words = a.chunks(64).zip(b.chunks(64));
            out.extend(words.map(|(a, b)| a.iter().zip(b).fold((0, 0), |word, (x, y)| pack(word, f(*x, *y))).0));
        }
        (Values::Rows(a), Values::Constant(y)) => {
            out.extend(a.chunks(64).map(|a| a.iter().fold((0, 0), |word, x| pack(word, f(*x, y))).0));
        }
        (Values::Constant(x), Values::Rows(b)) => {
            out.extend(b.chunks(64).map(|b| b.iter().fold((0, 0), |word, y| pack(word, f(x, *y))).0));
        }
        (Values::Constant(x), Values::Constant(y)) => out.push(u64::from(f(x, y))),
    }
    Ok(())
}
