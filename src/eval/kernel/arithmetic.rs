//! Arithmetic on numbers and days within bounds: machine words where they do, rationals where not.

use super::super::bits::Bits;
use super::super::column::{Column, Data, Exits};
use super::super::numbers::{ABOVE, BELOW, Builder, Fast, Numbers, common_denominator, gcd, word};
use super::{or_bits, rows_of, strict, without};
use crate::num::bounds::{Bounds, Partial};
use crate::num::date::Date;
use crate::num::rat::Rat;
use crate::num::round::Rounding;
use crate::plan::Binary;
use std::borrow::Cow;

/// `-a`
pub(in super::super) fn negate(a: &Column) -> Column {
    map(a, negate_fast, |b| -b)
}

/// Without its sign.
pub(in super::super) fn abs(a: &Column) -> Column {
    map(a, abs_fast, Bounds::abs)
}

fn map(a: &Column, fast: impl Fn(&Fast) -> Fast, exact: impl Fn(&Bounds) -> Bounds) -> Column {
    let data = match a.data() {
        Data::Number(Numbers::Fast(x)) => Data::Number(Numbers::Fast(fast(x))),
        Data::Number(Numbers::Exact(rows)) => Data::Number(Numbers::Exact(rows.iter().map(exact).collect())),
        other => other.clone(),
    };
    Column::new(a.len(), a.exits().clone(), data)
}

fn negate_fast(a: &Fast) -> Fast {
    let flip = |v: &i64| match *v {
        BELOW => ABOVE,
        ABOVE => BELOW,
        v => -v,
    };
    let upper = a.hi.is_some().then(|| a.lo.iter().map(flip).collect());
    Fast::new(a.den, a.upper().iter().map(flip).collect(), upper)
}

fn abs_fast(a: &Fast) -> Fast {
    let size = |v: i64| if v == BELOW { ABOVE } else { v.abs() };
    let Some(hi) = &a.hi else {
        return Fast::new(a.den, a.lo.iter().map(|v| size(*v)).collect(), None);
    };
    let ends = a.lo.iter().zip(hi.iter()).map(|(lo, hi)| match (*lo >= 0, *hi <= 0) {
        (true, _) => (*lo, *hi),
        (_, true) => (size(*hi), size(*lo)),
        _ => (0, size(*lo).max(*hi)),
    });
    let (lo, hi) = ends.unzip();
    Fast::new(a.den, lo, Some(hi)).trimmed()
}

/// `+ - * / min max`, powers and rounding. `days`: the result is a day, of which there are no parts.
pub(in super::super) fn binary(op: Binary, a: &Column, b: &Column, days: bool, rows: usize) -> Column {
    let rows = rows_of(&[a, b], rows);
    let exits = strict(&[a, b], rows);
    let (Some(x), Some(y)) = (a.numbers(), b.numbers()) else {
        return Column::new(rows, exits, Data::Number(Numbers::one(&Bounds::UNKNOWN))).spread(rows);
    };
    let fast = match (x, y) {
        (Numbers::Fast(x), Numbers::Fast(y)) => fast_binary(op, x, y, rows),
        _ => None,
    };
    let column = match fast {
        Some(fast) => Column::new(rows, exits, Data::Number(Numbers::Fast(fast))),
        None => exact_binary(op, x, y, exits, rows),
    };
    if days { within_calendar(whole_days(column)) } else { column }
}

/// One number, not known which, from the first to the second; a gap where the second is lower.
pub(in super::super) fn between(a: &Column, b: &Column, rows: usize) -> Column {
    let rows = rows_of(&[a, b], rows);
    let exits = strict(&[a, b], rows);
    let unknown = Numbers::one(&Bounds::UNKNOWN);
    partial_rows(a.numbers().unwrap_or(&unknown), b.numbers().unwrap_or(&unknown), &exits, rows, |a, b| {
        let crossed = !matches!((a.hi(), b.lo()), (Some(a), Some(b)) if a <= b);
        (Bounds::new(a.lo().cloned(), b.hi().cloned()), crossed)
    })
}

fn exact_binary(op: Binary, x: &Numbers, y: &Numbers, exits: Exits, rows: usize) -> Column {
    let total = |f: fn(&Bounds, &Bounds) -> Bounds| partial_rows(x, y, &exits, rows, |a, b| (Some(f(a, b)), false));
    let partial = |f: &dyn Fn(&Bounds, &Bounds) -> Partial| {
        partial_rows(x, y, &exits, rows, |a, b| {
            let Partial { image, undefined } = f(a, b);
            let Some(image) = image else { return (None, undefined) };
            let short = image.writable();
            (short.image, undefined || short.undefined)
        })
    };
    match op {
        Binary::Add => partial(&|a, b| Partial::total(a + b)),
        Binary::Sub => partial(&|a, b| Partial::total(a - b)),
        Binary::Mul => partial(&|a, b| Partial::total(a * b)),
        Binary::Min => total(Bounds::min),
        Binary::Max => total(Bounds::max),
        Binary::Div => partial(&Bounds::div),
        Binary::Power => partial(&Bounds::power),
        Binary::Round(mode) => partial(&|a, b| a.round_to(b, mode)),
        Binary::AddMonths(_) | Binary::FullYears(_) => partial_rows(x, y, &exits, rows, |_, _| (None, true)),
    }
}

/// Row by row: the image, and whether some operands have none.
pub(super) fn partial_rows(
    x: &Numbers,
    y: &Numbers,
    exits: &Exits,
    rows: usize,
    f: impl Fn(&Bounds, &Bounds) -> (Option<Bounds>, bool),
) -> Column {
    let mut builder = Builder::with_capacity(rows);
    let (mut nowhere, mut gaps) = (Bits::none(rows), Bits::none(rows));
    for row in 0..rows {
        if exits.value.as_ref().is_some_and(|v| !v.get(row)) {
            builder.push_blank();
            continue;
        }
        let at = |n: &Numbers| if n.len() == 1 { 0 } else { row };
        let (image, undefined) = f(&x.bounds_ref(at(x)), &y.bounds_ref(at(y)));
        match image {
            Some(image) => builder.push(image.lo(), image.hi()),
            None => {
                builder.push_blank();
                nowhere.set(row);
            }
        }
        if undefined {
            gaps.set(row);
        }
    }
    let mut exits = exits.clone();
    if nowhere.any() {
        exits.value = Some(without(exits.value, &nowhere));
    }
    if gaps.any() {
        exits.gap = or_bits(exits.gap, &gaps);
    }
    Column::new(rows, exits, Data::Number(builder.finish()))
}

/// Days and no parts of one: where only a part of a day comes out, a gap. Of bounds whose ends are whole days it is
/// taken that whole days lie between them.
fn whole_days(column: Column) -> Column {
    let whole = |end: Option<&Rat>| end.is_none_or(Rat::is_int);
    match column.data() {
        Data::Number(Numbers::Fast(fast)) if fast.den == 1 => column,
        Data::Number(numbers) => partial_rows(numbers, numbers, column.exits(), column.len(), |b, _| {
            (b.whole(), !(whole(b.lo()) && whole(b.hi())))
        }),
        _ => column,
    }
}

/// Days outside the years 1 to 9999 are gaps; of days known within bounds those outside are one gap more.
fn within_calendar(column: Column) -> Column {
    let Data::Number(numbers) = column.data() else { return column };
    let (first, last) = (Rat::int(Date::MIN.days()), Rat::int(Date::MAX.days()));
    let beyond = |b: &Bounds| b.lo().is_some_and(|lo| *lo < first) || b.hi().is_some_and(|hi| *hi > last);
    let fine = match numbers {
        Numbers::Fast(fast) if fast.den == 1 => {
            let within =
                |day: &i64| (Date::MIN.days()..=Date::MAX.days()).contains(day) || *day == BELOW || *day == ABOVE;
            fast.lo.iter().all(within) && fast.upper().iter().all(within)
        }
        numbers => !(0..numbers.len()).any(|row| beyond(&numbers.bounds(row))),
    };
    if fine {
        return column;
    }
    partial_rows(numbers, numbers, column.exits(), column.len(), |b, _| {
        if !beyond(b) {
            return (Some(b.clone()), false);
        }
        (Bounds::between(first.clone(), last.clone()).and_then(|days| b.intersect(&days)), true)
    })
}

/// The operation on words; `None` where words will not do.
fn fast_binary(op: Binary, x: &Fast, y: &Fast, rows: usize) -> Option<Fast> {
    match op {
        Binary::Mul => multiply(x, y, rows),
        Binary::Div => multiply(x, &reciprocal(y)?, rows),
        Binary::Round(mode) => round(x, y, mode),
        Binary::Power | Binary::AddMonths(_) | Binary::FullYears(_) => None,
        _ => {
            let den = common_denominator(x.den, y.den)?;
            let (x, y) = (x.scaled(den)?, y.scaled(den)?);
            match op {
                Binary::Add => sum(x, y, rows),
                Binary::Sub => sum(x, Cow::Owned(negate_fast(&y)), rows),
                Binary::Min => Some(ends_of(&x, &y, rows, i64::min)),
                _ => Some(ends_of(&x, &y, rows, i64::max)),
            }
        }
    }
}

/// The two lists in step; a list of one is repeated.
fn zip<'a>(a: &'a [i64], b: &'a [i64], rows: usize) -> impl Iterator<Item = (i64, i64)> + 'a {
    let at = move |list: &'a [i64], row: usize| if list.len() == 1 { list[0] } else { list[row] };
    (0..rows).map(move |row| (at(a, row), at(b, row)))
}

fn ends_of(x: &Fast, y: &Fast, rows: usize, f: fn(i64, i64) -> i64) -> Fast {
    let lo = zip(&x.lo, &y.lo, rows).map(|(a, b)| f(a, b)).collect();
    let bounded = x.hi.is_some() || y.hi.is_some();
    let hi = bounded.then(|| zip(x.upper(), y.upper(), rows).map(|(a, b)| f(a, b)).collect());
    Fast::new(x.den, lo, hi).trimmed()
}

fn sum(x: Cow<'_, Fast>, y: Cow<'_, Fast>, rows: usize) -> Option<Fast> {
    let add = |a: &[i64], b: &[i64], open: i64| {
        let mut bad = false;
        let mut each = |a: i64, b: i64| {
            if a == open || b == open {
                return open;
            }
            let (sum, over) = a.overflowing_add(b);
            bad |= over | !super::super::numbers::is_finite(sum);
            sum
        };
        let sums: Vec<i64> = match (a, b) {
            (a, [b]) => a.iter().map(|a| each(*a, *b)).collect(),
            ([a], b) => b.iter().map(|b| each(*a, *b)).collect(),
            (a, b) => a.iter().zip(b).map(|(a, b)| each(*a, *b)).collect(),
        };
        debug_assert_eq!(sums.len(), rows);
        (!bad).then_some(sums)
    };
    let lo = add(&x.lo, &y.lo, BELOW)?;
    let bounded = x.hi.is_some() || y.hi.is_some();
    let hi = if bounded { Some(add(x.upper(), y.upper(), ABOVE)?) } else { None };
    Some(Fast::new(x.den, lo, hi))
}

fn multiply(x: &Fast, y: &Fast, rows: usize) -> Option<Fast> {
    // What one denominator shares with the other side's only value falls away.
    let den = x.den.checked_mul(y.den).filter(|d| common_denominator(*d, 1).is_some())?;
    if x.hi.is_none() && y.hi.is_none() {
        let products: Option<Vec<i64>> = zip(&x.lo, &y.lo, rows).map(|(a, b)| word(a as i128 * b as i128)).collect();
        return Some(Fast::new(den, products?, None));
    }
    let at = |fast: &Fast, row: usize| fast.ends(if fast.lo.len() == 1 { 0 } else { row });
    let pairs: Option<Vec<(i64, i64)>> = (0..rows).map(|row| multiply_ends(at(x, row), at(y, row))).collect();
    let (lo, hi) = pairs?.into_iter().unzip();
    Some(Fast::new(den, lo, Some(hi)).trimmed())
}

/// An end as a double word; beyond any number at both ends of it.
fn wide(end: i64) -> i128 {
    match end {
        BELOW => i128::MIN,
        ABOVE => i128::MAX,
        end => end as i128,
    }
}

/// The least bounds around all products; 0 times what is unknown is 0.
fn multiply_ends(a: (i64, i64), b: (i64, i64)) -> Option<(i64, i64)> {
    let corner = |a: i64, b: i64| match (a, b) {
        (0, _) | (_, 0) => 0,
        (BELOW | ABOVE, _) | (_, BELOW | ABOVE) if (a < 0) == (b < 0) => wide(ABOVE),
        (BELOW | ABOVE, _) | (_, BELOW | ABOVE) => wide(BELOW),
        (a, b) => a as i128 * b as i128,
    };
    let corners = [corner(a.0, b.0), corner(a.0, b.1), corner(a.1, b.0), corner(a.1, b.1)];
    let narrow = |end: i128| match end {
        i128::MIN => Some(BELOW),
        i128::MAX => Some(ABOVE),
        end => word(end),
    };
    let lo = corners.iter().copied().fold(i128::MAX, i128::min);
    let hi = corners.iter().copied().fold(i128::MIN, i128::max);
    Some((narrow(lo)?, narrow(hi)?))
}

/// Of one number that is not 0: one over it.
fn reciprocal(y: &Fast) -> Option<Fast> {
    match (&y.lo[..], &y.hi) {
        ([v], None) if *v != 0 => {
            let shared = gcd(*v, y.den);
            let (n, den) = (y.den / shared * v.signum(), (v / shared).abs());
            Some(Fast::new(den, vec![n], None))
        }
        _ => None,
    }
}

fn round(x: &Fast, y: &Fast, mode: Rounding) -> Option<Fast> {
    let ([quantum], None) = (&y.lo[..], &y.hi) else { return None };
    if *quantum <= 0 {
        return None;
    }
    // x / den in quanta of quantum / y.den
    let divisor = x.den as i128 * *quantum as i128;
    let to = |v: &i64| {
        if *v == BELOW || *v == ABOVE {
            return Some(*v);
        }
        let n = *v as i128 * y.den as i128;
        word(round_quotient(n, divisor, mode).checked_mul(*quantum as i128)?)
    };
    let all = |ends: &[i64]| ends.iter().map(to).collect::<Option<Vec<_>>>();
    let hi = match &x.hi {
        Some(hi) => Some(all(hi)?),
        None => None,
    };
    Some(Fast::new(y.den, all(&x.lo)?, hi).trimmed())
}

/// `n / d` as a whole number; `d` is positive.
fn round_quotient(n: i128, d: i128, mode: Rounding) -> i128 {
    let floor = n.div_euclid(d);
    let rest = n.rem_euclid(d);
    let up = match mode {
        _ if rest == 0 => false,
        Rounding::Floor => false,
        Rounding::Ceil => true,
        Rounding::Up => n > 0,
        Rounding::Down => n < 0,
        // Against the half without doubling past the word.
        Rounding::HalfUp | Rounding::HalfDown | Rounding::HalfEven => match rest.cmp(&(d - rest)) {
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Greater => true,
            std::cmp::Ordering::Equal if mode == Rounding::HalfUp => n > 0,
            std::cmp::Ordering::Equal if mode == Rounding::HalfDown => n < 0,
            std::cmp::Ordering::Equal => floor % 2 != 0,
        },
    };
    floor + i128::from(up)
}
