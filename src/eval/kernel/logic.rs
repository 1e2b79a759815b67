//! `not`, `and`, `or`, `is absent`, guards of conditions: a few word operations for 64 rows.

use super::super::bits::{Bits, Words, words_for};
use super::super::column::{Column, Data, Exits};
use super::rows_of;

/// `not a`
pub(in super::super) fn not(a: &Column) -> Column {
    match a.data() {
        Data::Cond { t, f } => Column::cond(f.clone(), t.clone(), a.exits().clone()),
        _ => a.clone(),
    }
}

/// Words of the outcomes of a condition, from the weakest to what absorbs all others.
struct Levels<'a> {
    weak: Words<'a>,
    na: Words<'a>,
    gap: Words<'a>,
    conflict: Words<'a>,
    strong: Words<'a>,
}

fn levels(column: &Column, rows: usize, strong_is_true: bool) -> Levels<'_> {
    let (t, f) = (column.t(rows), column.f(rows));
    let (weak, strong) = if strong_is_true { (f, t) } else { (t, f) };
    Levels { weak, strong, na: column.na(rows), gap: column.gap(rows), conflict: column.conflict(rows) }
}

/// `and` (false absorbs) and `or` (true does): otherwise the first of conflict, gap, not applicable decides.
///
/// The outcomes are a chain of which the strongest decides, so that folding operand by operand is exact.
pub(in super::super) fn fold(operands: &[&Column], rows: usize, absorbs: bool) -> Column {
    let rows = rows_of(operands, rows);
    let words = words_for(rows);
    let mut weak = vec![u64::MAX; words];
    let mut strong = vec![0; words];
    if operands.iter().all(|c| c.exits().is_plain()) {
        for operand in operands {
            let of = levels(operand, rows, absorbs);
            each(&mut weak, of.weak, |all, one| all & one);
            each(&mut strong, of.strong, |all, one| all | one);
        }
        return finish(weak, strong, Exits::default(), rows, absorbs);
    }
    let (mut na, mut gap, mut conflict) = (vec![0; words], vec![0; words], vec![0; words]);
    for operand in operands {
        let of = levels(operand, rows, absorbs);
        for i in 0..words {
            // For each level: what is at most that strong.
            let (w, n, g, c) = (of.weak.at(i), of.na.at(i), of.gap.at(i), of.conflict.at(i));
            let (to_na, to_gap, to_conflict) = (w | n, w | n | g, w | n | g | c);
            let (all_na, all_gap) = (weak[i] | na[i], weak[i] | na[i] | gap[i]);
            let all_conflict = all_gap | conflict[i];
            strong[i] |= of.strong.at(i);
            conflict[i] = conflict[i] & to_conflict | all_conflict & c;
            gap[i] = gap[i] & to_gap | all_gap & g;
            na[i] = na[i] & to_na | all_na & n;
            weak[i] &= w;
        }
    }
    let bits = |words| Some(Bits::from_words(words, rows));
    let exits = Exits { value: None, na: bits(na), gap: bits(gap), conflict: bits(conflict) };
    finish(weak, strong, exits, rows, absorbs)
}

fn each(all: &mut [u64], one: Words<'_>, f: impl Fn(u64, u64) -> u64) {
    match one {
        Words::Each(words) => all.iter_mut().zip(words).for_each(|(a, b)| *a = f(*a, *b)),
        Words::Same(word) => all.iter_mut().for_each(|a| *a = f(*a, word)),
    }
}

fn finish(weak: Vec<u64>, strong: Vec<u64>, exits: Exits, rows: usize, absorbs: bool) -> Column {
    let (weak, strong) = (Bits::from_words(weak, rows), Bits::from_words(strong, rows));
    if absorbs { Column::cond(strong, weak, exits) } else { Column::cond(weak, strong, exits) }
}

/// Not applicable is true, any value false; conflict and gap stay.
pub(in super::super) fn is_absent(a: &Column) -> Column {
    let rows = a.len();
    let words = words_for(rows);
    let t = Bits::from_words((0..words).map(|i| a.na(rows).at(i)).collect(), rows);
    let f = Bits::from_words((0..words).map(|i| a.value_word(rows, i)).collect(), rows);
    let exits = Exits { conflict: a.exits().conflict.clone(), gap: a.exits().gap.clone(), ..Exits::default() };
    Column::cond(t, f, exits)
}

/// The same, not applicable only where nothing else is possible.
pub(in super::super) fn present(a: &Column) -> Column {
    let rows = a.len();
    let other = |i: usize| a.value_word(rows, i) | a.conflict(rows).at(i) | a.gap(rows).at(i);
    let na = Bits::from_words((0..words_for(rows)).map(|i| a.na(rows).at(i) & !other(i)).collect(), rows);
    Column::new(rows, Exits { na: Some(na), ..a.exits().clone() }, a.data().clone())
}

/// True where a condition is true, else false, whatever it is.
pub(in super::super) fn truly(a: &Column) -> Column {
    let rows = a.len();
    let other = |i: usize| a.f(rows).at(i) | a.na(rows).at(i) | a.conflict(rows).at(i) | a.gap(rows).at(i);
    let word = |f: &dyn Fn(usize) -> u64| Bits::from_words((0..words_for(rows)).map(f).collect(), rows);
    Column::cond(word(&|i| a.t(rows).at(i)), word(&other), Exits::default())
}

/// Whether more than one outcome is possible.
pub(in super::super) fn unsettled(a: &Column) -> Column {
    let rows = a.len();
    let single = match a.data() {
        Data::Cond { .. } => None,
        _ => Some(Bits::of(rows, |row| a.is_single(row))),
    };
    let settled = |i: usize| {
        let (na, conflict, gap) = (a.na(rows).at(i), a.conflict(rows).at(i), a.gap(rows).at(i));
        let one_exit = (na ^ conflict ^ gap) & !(na & conflict & gap);
        let single = single.as_ref().map_or_else(|| a.t(rows).at(i) ^ a.f(rows).at(i), |bits| bits.words()[i]);
        let value = a.value_word(rows, i);
        !value & one_exit | value & single & !(na | conflict | gap)
    };
    let f = Bits::from_words((0..words_for(rows)).map(settled).collect(), rows);
    let t = Bits::from_words(f.words().iter().map(|word| !word).collect(), rows);
    Column::cond(t, f, Exits::default())
}

/// `value` where `ends` is false; else nothing applies.
pub(in super::super) fn guard(ends: &Column, value: &Column, rows: usize) -> Column {
    let rows = rows_of(&[ends, value], rows);
    let value = if value.len() == rows {
        std::borrow::Cow::Borrowed(value)
    } else {
        std::borrow::Cow::Owned(value.spread(rows))
    };
    let goes_on = ends.f(rows);
    let kept = |words: Words<'_>| -> Vec<u64> { (0..words_for(rows)).map(|i| words.at(i) & goes_on.at(i)).collect() };
    // What the value may be where it goes on, and what ends it.
    let or_ended = |own: &Option<Bits>, ended: [Option<Words<'_>>; 2]| {
        if own.is_none() && ended.iter().all(Option::is_none) {
            return None;
        }
        let mut words = kept(own.as_ref().map_or(Words::NONE, |bits| Words::of(bits, rows)));
        for also in ended.into_iter().flatten() {
            words.iter_mut().enumerate().for_each(|(i, word)| *word |= also.at(i));
        }
        Some(Bits::from_words(words, rows))
    };
    fn of(bits: &Option<Bits>, rows: usize) -> Option<Words<'_>> {
        bits.as_ref().map(|bits| Words::of(bits, rows))
    }
    let (own, end) = (value.exits(), ends.exits());
    let exits = Exits {
        value: match value.data() {
            Data::Cond { .. } => None,
            _ => Some(Bits::from_words(kept(value.value(rows)), rows)),
        },
        na: or_ended(&own.na, [Some(ends.t(rows)), of(&end.na, rows)]),
        conflict: or_ended(&own.conflict, [None, of(&end.conflict, rows)]),
        gap: or_ended(&own.gap, [None, of(&end.gap, rows)]),
    };
    let data = match value.data() {
        Data::Cond { .. } => Data::Cond {
            t: Bits::from_words(kept(value.t(rows)), rows),
            f: Bits::from_words(kept(value.f(rows)), rows),
        },
        other => other.clone(),
    };
    Column::new(rows, exits, data)
}

/// Of a column that says whether a list is there: whether it counts as an item that is not applicable.
pub(in super::super) fn missing_item(ends: &Column) -> Column {
    let rows = ends.len();
    let word = |words: Words<'_>| Bits::from_words((0..words_for(rows)).map(|i| words.at(i)).collect(), rows);
    let exits = Exits { na: None, ..ends.exits().clone() };
    Column::cond(word(ends.na(rows)), word(ends.f(rows)), exits)
}
