//! Comparisons: numbers and days within bounds, codes, texts, conditions.

use super::super::bits::{Bits, pack_words, words_for};
use super::super::column::{Column, Data, Exits, UNKNOWN};
use super::super::numbers::{ABOVE, BELOW, Fast, LIMIT, Numbers, common_denominator};
use super::super::tables::CodeSet;
use super::{rows_of, strict};
use crate::plan::Comparison;
use crate::types::term::Within;

/// `a = b`, `a < b`, `a <= b`
pub(in super::super) fn compare(how: Comparison, a: &Column, b: &Column, rows: usize) -> Column {
    let rows = rows_of(&[a, b], rows);
    let exits = strict(&[a, b], rows);
    let (t, f) = match (a.numbers(), b.numbers()) {
        (Some(Numbers::Fast(x)), Some(Numbers::Fast(y))) => fast(how, x, y, rows),
        (Some(x), Some(y)) => exact(how, x, y, rows),
        _ => (vec![u64::MAX; words_for(rows)], vec![u64::MAX; words_for(rows)]),
    };
    conditions(t, f, exits, rows)
}

/// A column of what a comparison may be, where both sides may have a value.
fn conditions(mut t: Vec<u64>, mut f: Vec<u64>, mut exits: Exits, rows: usize) -> Column {
    if let Some(value) = exits.value.take() {
        let keep = |words: &mut [u64]| words.iter_mut().zip(value.words()).for_each(|(w, v)| *w &= v);
        keep(&mut t);
        keep(&mut f);
    }
    Column::cond(Bits::from_words(t, rows), Bits::from_words(f, rows), exits)
}

/// 64 rows at a time: bit `i` of the words is what `test` says of row `i`.
#[inline]
fn pack(rows: usize, mut test: impl FnMut(usize) -> (bool, bool)) -> (Vec<u64>, Vec<u64>) {
    let words = words_for(rows);
    let (mut ts, mut fs) = (Vec::with_capacity(words), Vec::with_capacity(words));
    for w in 0..words {
        let (mut t, mut f) = (0u64, 0u64);
        for (bit, row) in (w * 64..rows.min(w * 64 + 64)).enumerate() {
            let (yes, no) = test(row);
            t |= u64::from(yes) << bit;
            f |= u64::from(no) << bit;
        }
        ts.push(t);
        fs.push(f);
    }
    (ts, fs)
}

/// 64 rows at a time, for rows that are one number each: what is not true is false.
#[inline]
fn pack_exact(values: &[i64], test: impl Fn(i64) -> bool) -> (Vec<u64>, Vec<u64>) {
    let t = pack_words(values, test);
    let f = t.iter().map(|w| !w).collect();
    (t, f)
}

/// As [`pack_exact`], for pairs.
#[inline]
fn pack_pairs(a: &[i64], b: &[i64], test: impl Fn(i64, i64) -> bool) -> (Vec<u64>, Vec<u64>) {
    let word = |(a, b): (&[i64], &[i64])| {
        let pairs = a.iter().zip(b).enumerate();
        pairs.fold(0u64, |word, (bit, (a, b))| word | u64::from(test(*a, *b)) << bit)
    };
    let t: Vec<u64> = a.chunks(64).zip(b.chunks(64)).map(word).collect();
    let f = t.iter().map(|w| !w).collect();
    (t, f)
}

/// What a comparison of ends that share a denominator may be.
#[inline]
fn of_ends<T: Ord>(how: Comparison, a: (T, T), b: (T, T)) -> (bool, bool) {
    match how {
        Comparison::Lt => (a.0 < b.1, a.1 >= b.0),
        Comparison::Le => (a.0 <= b.1, a.1 > b.0),
        Comparison::Eq => (a.0 <= b.1 && b.0 <= a.1, !(a.0 == a.1 && b.0 == b.1 && a.0 == b.0)),
    }
}

fn fast(how: Comparison, a: &Fast, b: &Fast, rows: usize) -> (Vec<u64>, Vec<u64>) {
    if b.lo.len() == 1
        && rows > 1
        && let Some((lo, hi)) = threshold(how, b, a.den, true)
    {
        return with_threshold(how, a, (lo, hi), false);
    }
    if a.lo.len() == 1
        && rows > 1
        && let Some((lo, hi)) = threshold(how, a, b.den, false)
    {
        return with_threshold(how, b, (lo, hi), true);
    }
    let aligned = common_denominator(a.den, b.den).and_then(|den| Some((a.scaled(den)?, b.scaled(den)?)));
    match aligned {
        Some((a, b)) => same_denominator(how, &a, &b, rows),
        None => wide(how, a, b, rows),
    }
}

fn same_denominator(how: Comparison, a: &Fast, b: &Fast, rows: usize) -> (Vec<u64>, Vec<u64>) {
    let at = |fast: &Fast, row: usize| fast.ends(if fast.lo.len() == 1 { 0 } else { row });
    if a.hi.is_none() && b.hi.is_none() && a.lo.len() == rows && b.lo.len() == rows {
        return match how {
            Comparison::Eq => pack_pairs(&a.lo, &b.lo, |a, b| a == b),
            Comparison::Lt => pack_pairs(&a.lo, &b.lo, |a, b| a < b),
            Comparison::Le => pack_pairs(&a.lo, &b.lo, |a, b| a <= b),
        };
    }
    pack(rows, |row| of_ends(how, at(a, row), at(b, row)))
}

/// Over different denominators: cross-multiplied in double words.
fn wide(how: Comparison, a: &Fast, b: &Fast, rows: usize) -> (Vec<u64>, Vec<u64>) {
    let at = |fast: &Fast, other: i64, row: usize| {
        let (lo, hi) = fast.ends(if fast.lo.len() == 1 { 0 } else { row });
        let times = |end: i64| match end {
            BELOW => i128::MIN,
            ABOVE => i128::MAX,
            end => end as i128 * other as i128,
        };
        (times(lo), times(hi))
    };
    pack(rows, |row| of_ends(how, at(a, b.den, row), at(b, a.den, row)))
}

/// The one row of `c` over the denominator of the other side. Where it is no whole number there, the next one
/// for which the comparison says the same; `None`: there is none (equality).
fn threshold(how: Comparison, c: &Fast, den: i64, on_the_right: bool) -> Option<(i64, i64)> {
    let up = match how {
        Comparison::Lt => on_the_right,
        Comparison::Le => !on_the_right,
        Comparison::Eq => false,
    };
    let (lo, hi) = c.ends(0);
    let place = |end: i64| {
        if end == BELOW || end == ABOVE {
            return Some(end);
        }
        let (n, d) = (end as i128 * den as i128, c.den as i128);
        let floor = n.div_euclid(d);
        let exact = floor * d == n;
        if how == Comparison::Eq && !exact {
            return None;
        }
        let value = floor + i128::from(up && !exact);
        Some(value.clamp(-(LIMIT as i128), LIMIT as i128) as i64)
    };
    Some((place(lo)?, place(hi)?))
}

/// A column against a threshold; `swapped`: the threshold is on the left.
fn with_threshold(how: Comparison, a: &Fast, c: (i64, i64), swapped: bool) -> (Vec<u64>, Vec<u64>) {
    if a.hi.is_none() && c.0 == c.1 {
        let c = c.0;
        return match (how, swapped) {
            (Comparison::Eq, _) => pack_exact(&a.lo, |v| v == c),
            (Comparison::Lt, false) => pack_exact(&a.lo, |v| v < c),
            (Comparison::Lt, true) => pack_exact(&a.lo, |v| c < v),
            (Comparison::Le, false) => pack_exact(&a.lo, |v| v <= c),
            (Comparison::Le, true) => pack_exact(&a.lo, |v| c <= v),
        };
    }
    let upper = a.upper();
    match swapped {
        false => pack(a.lo.len(), |row| of_ends(how, (a.lo[row], upper[row]), c)),
        true => pack(a.lo.len(), |row| of_ends(how, c, (a.lo[row], upper[row]))),
    }
}

fn exact(how: Comparison, a: &Numbers, b: &Numbers, rows: usize) -> (Vec<u64>, Vec<u64>) {
    pack(rows, |row| {
        let (a, b) =
            (a.bounds_ref(if a.len() == 1 { 0 } else { row }), b.bounds_ref(if b.len() == 1 { 0 } else { row }));
        let truth = match how {
            Comparison::Eq => a.equal(&b),
            Comparison::Lt => a.less(&b),
            Comparison::Le => a.less_or_equal(&b),
        };
        (truth.can_be_true, truth.can_be_false)
    })
}

/// Two codes of one set, two texts, or two conditions: the same?
pub(in super::super) fn same(a: &Column, b: &Column, set: Option<CodeSet>, rows: usize) -> Column {
    let rows = rows_of(&[a, b], rows);
    let exits = strict(&[a, b], rows);
    let set = set.unwrap_or(CodeSet { size: usize::MAX, phantom: None });
    let (t, f) = match (a.data(), b.data()) {
        (Data::Cond { .. }, Data::Cond { .. }) => {
            let sides = |i: usize| (a.t(rows).at(i), a.f(rows).at(i), b.t(rows).at(i), b.f(rows).at(i));
            let words = 0..words_for(rows);
            words.map(sides).map(|(t, f, u, g)| (t & u | f & g, t & g | f & u)).unzip()
        }
        (Data::Mask(x), Data::Mask(y)) => same_masks(x, y, set.phantom_bit(), rows),
        (Data::Index(x), Data::Index(y)) | (Data::Text(x), Data::Text(y)) => {
            let phantom = if matches!(a.data(), Data::Index(_)) { set.phantom.unwrap_or(UNKNOWN) } else { UNKNOWN };
            pack(rows, |row| {
                let (x, y) = (x[a.at(row)], y[b.at(row)]);
                let open = |p: u32| p == UNKNOWN || p == phantom;
                let differ = x != y && x != UNKNOWN && y != UNKNOWN;
                (!differ, differ || open(x) || open(y))
            })
        }
        _ => (vec![u64::MAX; words_for(rows)], vec![u64::MAX; words_for(rows)]),
    };
    conditions(t, f, exits, rows)
}

/// The phantom stands for several instances, so that it need not be the same as itself.
fn same_masks(a: &[u64], b: &[u64], phantom: u64, rows: usize) -> (Vec<u64>, Vec<u64>) {
    let test = |a: u64, b: u64| {
        let single = a == b && a & (a - 1) == 0 && a != phantom;
        (a & b != 0, !single)
    };
    // A mask of 0 stands where there is no value; nothing is said of it then.
    let test = |a: u64, b: u64| if a == 0 || b == 0 { (false, false) } else { test(a, b) };
    let with_one = |one: u64, all: &[u64]| match one != 0 && test(one, one) == (true, false) {
        true => (pack_words(all, |mask| mask & one != 0), pack_words(all, |mask| mask != one && mask != 0)),
        false => pack(rows, |row| test(all[row], one)),
    };
    match (a, b) {
        ([a], b) if rows > 1 => with_one(*a, b),
        (a, [b]) if rows > 1 => with_one(*b, a),
        (a, b) => pack(rows, |row| test(a[row], b[row])),
    }
}

/// Whether a code is one of these places: true where every place still possible is, false where none is.
pub(in super::super) fn one_of(code: &Column, places: &[u32], set: Option<CodeSet>) -> Column {
    let rows = code.len();
    let exits = strict(&[code], rows);
    let size = set.map_or(usize::MAX, |set| set.size);
    let (t, f) = match code.data() {
        Data::Mask(masks) => {
            let wanted = places.iter().filter(|p| **p < 64).fold(0u64, |all, place| all | 1 << place);
            (pack_words(masks, |mask| mask & wanted != 0), pack_words(masks, |mask| mask & !wanted != 0))
        }
        Data::Index(all) => pack(rows, |row| match all[row] {
            UNKNOWN => (!places.is_empty(), places.len() < size),
            place => {
                let is = places.binary_search(&place).is_ok();
                (is, !is)
            }
        }),
        _ => (vec![u64::MAX; words_for(rows)], vec![u64::MAX; words_for(rows)]),
    };
    conditions(t, f, exits, rows)
}

/// The characters of the second text stand there in the first?
pub(in super::super) fn has(
    within: Within,
    a: &Column,
    b: &Column,
    rows: usize,
    text: impl Fn(u32) -> Option<std::sync::Arc<str>>,
) -> Column {
    let rows = rows_of(&[a, b], rows);
    let exits = strict(&[a, b], rows);
    let (Data::Text(x), Data::Text(y)) = (a.data(), b.data()) else {
        return conditions(vec![u64::MAX; words_for(rows)], vec![u64::MAX; words_for(rows)], exits, rows);
    };
    let mut last: Option<((u32, u32), (bool, bool))> = None;
    let (t, f) = pack(rows, |row| {
        let pair = (x[a.at(row)], y[b.at(row)]);
        if let Some((seen, said)) = last
            && seen == pair
        {
            return said;
        }
        let said = match (text(pair.0), text(pair.1)) {
            (Some(whole), Some(part)) => (within.has(&whole, &part), !within.has(&whole, &part)),
            // Every text has the empty one, everywhere.
            (None, Some(part)) => (true, !part.is_empty()),
            _ => (true, true),
        };
        last = Some((pair, said));
        said
    });
    conditions(t, f, exits, rows)
}
