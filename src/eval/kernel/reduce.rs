//! Items to one value: quantifiers, sums, counts.
//!
//! What an item may contribute, and what a run of items may come to, is a set of levels of one chain: the
//! strongest level of all items decides. Folding sets of levels item by item is exact. Bounds of a sum, a
//! least or a mean are gathered beside, under the condition that the run comes to a value.

use super::super::bits::{Bits, words_for};
use super::super::column::{Column, Data, Exits};
use super::super::lanes::{CondLane, ExactLane, IndexLane, Lane, MaskLane, Out, Rows, TextLane};
use super::super::numbers::{ABOVE, BELOW, Builder, Numbers};
use crate::num::bounds::Bounds;
use crate::num::rat::Rat;
use crate::plan::Reduction;
use std::cmp::Ordering;

/// No item.
pub(in super::super) const EMPTY: u8 = 1;
/// An item that is skipped.
pub(in super::super) const SKIPPED: u8 = 2;
/// A value (for quantifiers the one that does not decide).
pub(in super::super) const WEAK: u8 = 4;
/// Not applicable, where that is not skipped.
pub(in super::super) const NOT_APPLICABLE: u8 = 8;
pub(in super::super) const GAP: u8 = 16;
pub(in super::super) const CONFLICT: u8 = 32;
/// The value that decides a quantifier.
pub(in super::super) const STRONG: u8 = 64;
/// Levels in all.
const LEVELS: usize = 7;

/// Which row of the result an item belongs to.
#[derive(Clone, Copy)]
pub(in super::super) enum To<'c> {
    /// The same.
    Same,
    /// The only one.
    First,
    /// This one; ascending.
    Each(&'c [u32]),
}

/// How many copies an item row stands for: least and greatest number, `None` any.
pub(in super::super) type Copies = (u32, Option<u32>);

/// A run of items.
pub(in super::super) struct Items<'c> {
    /// How many rows.
    pub rows: usize,
    /// Where they go.
    pub to: To<'c>,
    /// How many copies each stands for; `None`: one.
    pub copies: Option<&'c [Copies]>,
    /// Whether it is an item.
    pub member: Option<&'c Column>,
    /// Its value.
    pub value: Option<&'c Column>,
    /// Whether one that is not applicable makes the result so, instead of being skipped.
    pub strict: bool,
}

impl Items<'_> {
    fn row(&self, item: usize) -> usize {
        match self.to {
            To::Same => item,
            To::First => 0,
            To::Each(rows) => rows[item] as usize,
        }
    }

    fn copies(&self, item: usize) -> Copies {
        self.copies.map_or((1, Some(1)), |c| c[item])
    }

    /// For each level the word of items that may be there. `strong`: the value that decides, if one does.
    fn levels(&self, i: usize, strong: Option<bool>) -> [u64; LEVELS] {
        let rows = self.rows;
        let mut levels = [0; LEVELS];
        match self.value {
            None => levels[2] = u64::MAX,
            Some(value) => {
                (levels[2], levels[6]) = match strong {
                    None => (value.value_word(rows, i), 0),
                    Some(true) => (value.f(rows).at(i), value.t(rows).at(i)),
                    Some(false) => (value.t(rows).at(i), value.f(rows).at(i)),
                };
                levels[if self.strict { 3 } else { 1 }] = value.na(rows).at(i);
                levels[4] = value.gap(rows).at(i);
                levels[5] = value.conflict(rows).at(i);
            }
        }
        if let Some(member) = self.member {
            let yes = member.t(rows).at(i);
            levels.iter_mut().for_each(|level| *level &= yes);
            levels[0] |= member.f(rows).at(i) | member.na(rows).at(i);
            levels[4] |= member.gap(rows).at(i);
            levels[5] |= member.conflict(rows).at(i);
        }
        if let Some(copies) = self.copies {
            let maybe = copies.iter().skip(i * 64).take(64).enumerate();
            levels[0] |= maybe.fold(0, |word, (bit, copies)| word | u64::from(copies.0 == 0) << bit);
        }
        levels
    }

    /// Whether it is one item a row that has a value if it is there, and nothing else is possible.
    fn is_plain(&self) -> bool {
        let there = |member: &Column| member.exits().gap.is_none() && member.exits().conflict.is_none();
        matches!(self.to, To::Same)
            && self.copies.is_none()
            && self.value.is_some_and(|value| value.exits().is_plain())
            && self.member.is_none_or(there)
    }

    /// Calls `f` with each item and its levels.
    fn each(&self, strong: Option<bool>, mut f: impl FnMut(usize, u8)) {
        for i in 0..words_for(self.rows) {
            let levels = self.levels(i, strong);
            for bit in 0..(self.rows - i * 64).min(64) {
                let set = levels.iter().rev().fold(0u8, |set, word| set << 1 | (word >> bit & 1) as u8);
                f(i * 64 + bit, set);
            }
        }
    }
}

/// What two runs come to together: the stronger of the two, for each pair.
#[inline]
pub(in super::super) fn stronger(a: u8, b: u8) -> u8 {
    let not_below = |set: u8| set | set.wrapping_neg();
    a & not_below(b) | b & not_below(a)
}

/// `some` and `every`: whether the value `strong` is among the items; without items the other one.
pub(in super::super) fn quantify(strong: bool, items: &[Items], rows: usize) -> Column {
    if items.iter().all(Items::is_plain) {
        return quantify_plain(strong, items, rows);
    }
    let mut words = vec![[0; LEVELS]; words_for(rows)];
    words.iter_mut().for_each(|w| w[0] = u64::MAX);
    let mut states = vec![EMPTY; if items.iter().all(|i| matches!(i.to, To::Same)) { 0 } else { rows }];
    for run in items {
        match run.to {
            To::Same => words.iter_mut().enumerate().for_each(|(i, all)| fold_words(all, run.levels(i, Some(strong)))),
            _ => run.each(Some(strong), |item, set| {
                let row = run.row(item);
                states[row] = stronger(states[row], set);
            }),
        }
    }
    if !states.is_empty() {
        for (i, all) in words.iter_mut().enumerate() {
            fold_words(all, transpose(&states, i));
        }
    }
    let bits = |f: fn(&[u64; LEVELS]) -> u64| Bits::from_words(words.iter().map(f).collect(), rows);
    let (weak, decided) = (bits(|w| w[0] | w[2]), bits(|w| w[6]));
    let exits = Exits {
        value: None,
        na: Some(bits(|w| w[1] | w[3])),
        gap: Some(bits(|w| w[4])),
        conflict: Some(bits(|w| w[5])),
    };
    if strong { Column::cond(decided, weak, exits) } else { Column::cond(weak, decided, exits) }
}

/// The same for items of which none is a list's, and which have values only.
fn quantify_plain(strong: bool, items: &[Items], rows: usize) -> Column {
    let mut some = vec![0; words_for(rows)];
    let mut none = vec![u64::MAX; words_for(rows)];
    for (member, value) in items.iter().filter_map(|item| Some((item.member, item.value?))) {
        let (yes, no) = if strong { (value.t(rows), value.f(rows)) } else { (value.f(rows), value.t(rows)) };
        match member {
            None => some.iter_mut().zip(&mut none).enumerate().for_each(|(i, (some, none))| {
                *some |= yes.at(i);
                *none &= no.at(i);
            }),
            Some(member) => {
                let (there, not_there, na) = (member.t(rows), member.f(rows), member.na(rows));
                some.iter_mut().zip(&mut none).enumerate().for_each(|(i, (some, none))| {
                    *some |= yes.at(i) & there.at(i);
                    *none &= no.at(i) & there.at(i) | not_there.at(i) | na.at(i);
                });
            }
        }
    }
    let (some, none) = (Bits::from_words(some, rows), Bits::from_words(none, rows));
    if strong { Column::cond(some, none, Exits::default()) } else { Column::cond(none, some, Exits::default()) }
}

/// [`stronger`] for 64 rows.
fn fold_words(all: &mut [u64; LEVELS], one: [u64; LEVELS]) {
    let (mut all_up_to, mut one_up_to) = (0, 0);
    for level in 0..LEVELS {
        let (a, b) = (all[level], one[level]);
        all_up_to |= a;
        one_up_to |= b;
        all[level] = a & one_up_to | b & all_up_to;
    }
}

fn transpose(states: &[u8], i: usize) -> [u64; LEVELS] {
    let mut words = [0; LEVELS];
    for (bit, state) in states.iter().skip(i * 64).take(64).enumerate() {
        for (level, word) in words.iter_mut().enumerate() {
            *word |= u64::from(state >> level & 1) << bit;
        }
    }
    words
}

/// A number of an accumulator.
trait Number: Clone + Ord {
    fn zero() -> Self;
    /// `None`: too large, so that the end counts as not known.
    fn plus(&self, other: &Self) -> Option<Self>;
    fn times(&self, copies: u64) -> Option<Self>;
    fn rat(&self, den: i64) -> Rat;
}

/// Sums of words over one denominator.
impl Number for i128 {
    fn zero() -> i128 {
        0
    }
    fn plus(&self, other: &i128) -> Option<i128> {
        self.checked_add(*other)
    }
    fn times(&self, copies: u64) -> Option<i128> {
        self.checked_mul(copies as i128)
    }
    fn rat(&self, den: i64) -> Rat {
        Rat::of_wide(*self, den).unwrap_or_default()
    }
}

impl Number for Rat {
    fn zero() -> Rat {
        Rat::ZERO
    }
    fn plus(&self, other: &Rat) -> Option<Rat> {
        Some(self + other)
    }
    fn times(&self, copies: u64) -> Option<Rat> {
        Some(self * &rat(copies))
    }
    fn rat(&self, _: i64) -> Rat {
        self.clone()
    }
}

/// What is known of a run: its levels, and its bounds where it comes to a value. Ends that are `None` are not known.
#[derive(Clone)]
struct Run<N> {
    levels: u8,
    /// Whether some item is there whatever happens.
    sure: bool,
    sum: (Option<N>, Option<N>),
    /// Over all items that may be there: the least lower end, the greatest upper end; outer `None`: no such item.
    span: Option<(Option<N>, Option<N>)>,
    /// Over sure items: the least upper end, the greatest lower end that are known.
    least_high: Option<N>,
    greatest_low: Option<N>,
}

impl<N: Number> Run<N> {
    fn new() -> Run<N> {
        Run {
            levels: EMPTY,
            sure: false,
            sum: (Some(N::zero()), Some(N::zero())),
            span: None,
            least_high: None,
            greatest_low: None,
        }
    }

    fn add(&mut self, levels: u8, copies: Copies, ends: impl FnOnce() -> (Option<N>, Option<N>)) {
        self.levels = stronger(self.levels, levels);
        if levels & WEAK == 0 {
            return;
        }
        let (lo, hi) = ends();
        let sure = if levels & (EMPTY | SKIPPED) == 0 { copies.0.max(1) } else { 0 };
        let extreme = |end: &Option<N>, grows: bool| {
            let end = end.as_ref()?;
            let outward = if grows { *end > N::zero() } else { *end < N::zero() };
            let times = if outward { copies.1? } else { sure };
            end.times(u64::from(times))
        };
        let plus = |sum: &Option<N>, more: Option<N>| sum.as_ref()?.plus(&more?);
        self.sum = (plus(&self.sum.0, extreme(&lo, false)), plus(&self.sum.1, extreme(&hi, true)));
        if sure > 0 {
            self.sure = true;
            self.least_high = self.least_high.take().into_iter().chain(hi.clone()).min();
            self.greatest_low = self.greatest_low.take().into_iter().chain(lo.clone()).max();
        }
        self.span = Some(match self.span.take() {
            None => (lo, hi),
            Some((low, high)) => (low.zip(lo).map(|(a, b)| a.min(b)), high.zip(hi).map(|(a, b)| a.max(b))),
        });
    }

    /// Bounds of the result, and whether it may be a gap for want of items.
    fn finish(self, how: Reduction) -> (Option<(Option<N>, Option<N>)>, bool) {
        let empty = self.levels & EMPTY != 0;
        let valued = if self.levels & WEAK != 0 { self.span.clone() } else { None };
        match how {
            Reduction::Min => (valued.map(|(lo, hi)| (lo, if self.sure { self.least_high } else { hi })), empty),
            Reduction::Max => (valued.map(|(lo, hi)| (if self.sure { self.greatest_low } else { lo }, hi)), empty),
            _ => {
                let zero = N::zero;
                let sum = valued.map(|(lo, hi)| {
                    // Without a sure item at least one of the others must be there.
                    let at_least_one = |end: Option<N>, one: Option<N>| match end {
                        Some(end) if !self.sure && end == zero() => one,
                        end => end,
                    };
                    (at_least_one(self.sum.0, lo), at_least_one(self.sum.1, hi))
                });
                let sum = match (sum, empty) {
                    (Some((lo, hi)), true) => Some((lo.map(|v| v.min(zero())), hi.map(|v| v.max(zero())))),
                    (None, true) => Some((Some(zero()), Some(zero()))),
                    (sum, false) => sum,
                };
                (sum, false)
            }
        }
    }
}

/// Sum, least, greatest.
pub(in super::super) fn total(how: Reduction, items: &[Items], rows: usize) -> Column {
    let numbers: Option<Vec<&Numbers>> = items.iter().map(|run| run.value.and_then(Column::numbers)).collect();
    let fast = numbers.as_deref().and_then(super::super::numbers::harmonised);
    match fast {
        Some(fast) => {
            let den = fast.first().map_or(1, |f| f.den);
            let end = |end: i64, open: i64| if end == open { None } else { Some(end as i128) };
            runs(how, items, rows, den, |run, item| {
                let column = &fast[run];
                let (lo, hi) = column.ends(if column.lo.len() == 1 { 0 } else { item });
                (end(lo, BELOW), end(hi, ABOVE))
            })
        }
        None => runs::<Rat>(how, items, rows, 1, |run, item| {
            let column = items[run].value.and_then(Column::numbers);
            column.map_or((None, None), |c| c.bounds(if c.len() == 1 { 0 } else { item }).into_ends())
        }),
    }
}

fn runs<N: Number>(
    how: Reduction,
    items: &[Items],
    rows: usize,
    den: i64,
    ends: impl Fn(usize, usize) -> (Option<N>, Option<N>),
) -> Column {
    let mut runs = vec![Run::<N>::new(); rows];
    for (place, run) in items.iter().enumerate() {
        run.each(None, |item, levels| {
            runs[run.row(item)].add(levels, run.copies(item), || ends(place, item));
        });
    }
    let mut result = Summary::new(rows);
    for (row, run) in runs.into_iter().enumerate() {
        let levels = run.levels;
        let (ends, gap) = run.finish(how);
        let ends = ends.map(|(lo, hi)| (lo.map(|v| v.rat(den)), hi.map(|v| v.rat(den))));
        result.push(row, levels, ends, gap);
    }
    result.finish()
}

/// The result of a reduction to a number, row by row.
pub(super) struct Summary {
    builder: Builder,
    value: Bits,
    na: Bits,
    gap: Bits,
    conflict: Bits,
}

impl Summary {
    pub fn new(rows: usize) -> Summary {
        let none = || Bits::none(rows);
        Summary { builder: Builder::with_capacity(rows), value: none(), na: none(), gap: none(), conflict: none() }
    }

    pub fn push(&mut self, row: usize, levels: u8, ends: Option<(Option<Rat>, Option<Rat>)>, gap: bool) {
        match ends {
            Some((lo, hi)) => {
                self.value.set(row);
                self.builder.push(lo.as_ref(), hi.as_ref());
            }
            None => self.builder.push_blank(),
        }
        let set = |bits: &mut Bits, yes: bool| {
            if yes {
                bits.set(row);
            }
        };
        set(&mut self.na, levels & (SKIPPED | NOT_APPLICABLE) != 0);
        set(&mut self.gap, gap || levels & GAP != 0);
        set(&mut self.conflict, levels & CONFLICT != 0);
    }

    pub fn finish(self) -> Column {
        let rows = self.value.len();
        let exits =
            Exits { value: Some(self.value), na: Some(self.na), gap: Some(self.gap), conflict: Some(self.conflict) };
        Column::new(rows, exits, Data::Number(self.builder.finish()))
    }
}

/// How many: least and greatest number; `None` any.
#[derive(Clone, Copy, Default)]
struct Number64 {
    low: u64,
    /// Beyond any number.
    endless: bool,
    high: u64,
}

impl Number64 {
    fn add(&mut self, low: u64, high: Option<u32>) {
        self.low += low;
        match high {
            Some(high) => self.high += u64::from(high),
            None => self.endless = true,
        }
    }
}

fn rat(count: u64) -> Rat {
    Rat::of_wide(i128::from(count), 1).unwrap_or_default()
}

/// How many items there are.
pub(in super::super) fn count(items: &[Items], rows: usize) -> Column {
    let mut counts = vec![(EMPTY, Number64::default()); rows];
    for run in items {
        let run = Items { value: None, ..*run };
        run.each(None, |item, levels| {
            let (all, count) = &mut counts[run.row(item)];
            *all = stronger(*all, levels);
            if levels & WEAK != 0 {
                let copies = run.copies(item);
                count.add(if levels & EMPTY == 0 { u64::from(copies.0) } else { 0 }, copies.1);
            }
        });
    }
    let mut result = Summary::new(rows);
    for (row, (levels, count)) in counts.into_iter().enumerate() {
        let low = if levels & EMPTY != 0 { 0 } else { count.low.max(1) };
        let high = if levels & WEAK != 0 { count.high } else { 0 };
        let ends = (levels & (EMPTY | WEAK) != 0).then(|| {
            let open = count.endless && levels & WEAK != 0;
            (Some(rat(low)), (!open).then(|| rat(high)))
        });
        result.push(row, levels, ends, false);
    }
    result.finish()
}

/// The share of items whose condition is true, over those not skipped.
pub(in super::super) fn share(items: &[Items], rows: usize) -> Column {
    #[derive(Clone, Copy, Default)]
    struct Tally {
        sure_true: u64,
        sure_false: u64,
        may_be_true: Number64,
        may_be_false: Number64,
    }
    let mut tallies = vec![(EMPTY, Tally::default()); rows];
    for run in items {
        let Some(value) = run.value else { continue };
        run.each(None, |item, levels| {
            let (all, tally) = &mut tallies[run.row(item)];
            *all = stronger(*all, levels);
            if levels & WEAK == 0 {
                return;
            }
            let copies = run.copies(item);
            let sure = if levels & (EMPTY | SKIPPED) == 0 { u64::from(copies.0.max(1)) } else { 0 };
            let at = value.at(item);
            let Data::Cond { t, f } = value.data() else { return };
            let (t, f) = (t.get(at), f.get(at));
            if t {
                tally.may_be_true.add(0, copies.1);
                tally.sure_true += if f { 0 } else { sure };
            }
            if f {
                tally.may_be_false.add(0, copies.1);
                tally.sure_false += if t { 0 } else { sure };
            }
        });
    }
    let ratio = |part: u64, other: &Number64, alone: i64| match (part, other) {
        (0, Number64 { high: 0, endless: false, .. }) => Rat::int(alone),
        (_, Number64 { endless: true, .. }) => Rat::ZERO,
        (part, other) => rat(part).checked_div(&rat(part + other.high)).unwrap_or_default(),
    };
    let mut result = Summary::new(rows);
    for (row, (levels, tally)) in tallies.into_iter().enumerate() {
        let ends = (levels & WEAK != 0).then(|| {
            let low = ratio(tally.sure_true, &tally.may_be_false, 1);
            let high = &Rat::ONE - &ratio(tally.sure_false, &tally.may_be_true, 1);
            (Some(low), Some(high))
        });
        result.push(row, levels, ends, levels & EMPTY != 0);
    }
    result.finish()
}

/// An item that may be there: its row, its values, how many copies are sure and how many there may be.
pub(super) struct Possible<S> {
    pub row: usize,
    pub set: S,
    pub sure: u32,
    pub most: Option<u32>,
}

/// All items that may be there, by row of the result, and the levels of each row.
fn possible_of<L: Lane>(lane: &L, items: &[Items], rows: usize) -> (Vec<u8>, Vec<Possible<L::Set>>) {
    let mut levels = vec![EMPTY; rows];
    let mut all = vec![];
    for run in items {
        let Some(value) = run.value else { continue };
        run.each(None, |item, set| {
            let row = run.row(item);
            levels[row] = stronger(levels[row], set);
            if set & WEAK != 0 {
                let copies = run.copies(item);
                let sure = if set & (EMPTY | SKIPPED) == 0 { copies.0.max(1) } else { 0 };
                all.push(Possible { row, set: lane.get(value, value.at(item)), sure, most: copies.1 });
            }
        });
    }
    all.sort_by_key(|item| item.row);
    (levels, all)
}

/// [`possible_of`] numbers or days.
pub(super) fn possible(items: &[Items], rows: usize) -> (Vec<u8>, Vec<Possible<Bounds>>) {
    possible_of(&ExactLane, items, rows)
}

/// The items of each row in turn.
pub(super) fn by_row<S>(all: &[Possible<S>], rows: usize, mut f: impl FnMut(usize, &[Possible<S>])) {
    let mut rest = all;
    for row in 0..rows {
        let (these, others) = rest.split_at(rest.partition_point(|item| item.row <= row));
        rest = others;
        f(row, these);
    }
}

/// What is made of the values of items of any form.
pub(in super::super) struct OverValues<'c> {
    /// Whether the value of the only item is sought, rather than how many different ones there are.
    pub only: bool,
    /// The items.
    pub items: &'c [Items<'c>],
    /// How many rows.
    pub rows: usize,
}

impl OverValues<'_> {
    /// Does it.
    pub fn run<L: Ranked>(&self, lane: &L) -> Column {
        match self.only {
            true => only(lane, self.items, self.rows),
            false => distinct(lane, self.items, self.rows),
        }
    }
}

/// The value of the only item. Where there is none, or there are several, a gap.
fn only<L: Lane>(lane: &L, items: &[Items], rows: usize) -> Column {
    let (levels, all) = possible_of(lane, items, rows);
    let mut result = Rows::new(lane, rows);
    by_row(&all, rows, |row, these| {
        let levels = levels[row];
        let sure: u64 = these.iter().map(|item| u64::from(item.sure)).sum();
        let most = these.iter().try_fold(0u64, |sum, item| Some(sum + u64::from(item.most?)));
        let valued = levels & WEAK != 0;
        if valued && sure < 2 {
            // Of one that is there for sure all others are not.
            let may_be = these.iter().filter(|item| sure == 0 || item.sure > 0);
            may_be.for_each(|item| result.add_value(row, item.set.clone()));
        }
        let several = valued && most.is_none_or(|most| most > 1);
        result.add(
            row,
            Out {
                value: None,
                na: levels & (SKIPPED | NOT_APPLICABLE) != 0,
                conflict: levels & CONFLICT != 0,
                gap: several || levels & (EMPTY | GAP) != 0,
            },
        );
    });
    result.finish()
}

/// How many different values there are.
fn distinct<L: Ranked>(lane: &L, items: &[Items], rows: usize) -> Column {
    let (levels, all) = possible_of(lane, items, rows);
    let mut result = Summary::new(rows);
    by_row(&all, rows, |row, these| {
        let levels = levels[row];
        let valued = levels & WEAK != 0;
        let low = if levels & EMPTY != 0 { 0 } else { fewest(lane, these).max(1) };
        let high = if valued { most(lane, these) } else { Some(0) };
        let ends = (levels & (EMPTY | WEAK) != 0).then(|| (Some(rat(low)), high.map(rat)));
        result.push(row, levels, ends, false);
    });
    result.finish()
}

/// The fewest values that all sure items can share among them: exact for bounds, else at least so many.
fn fewest<L: Ranked>(lane: &L, these: &[Possible<L::Set>]) -> u64 {
    let mut sure: Vec<&L::Set> = these.iter().filter(|i| i.sure > 0).map(|i| &i.set).collect();
    sure.sort_by(|a, b| lane.rank(a, b));
    sure.dedup();
    if L::ORDERED {
        // Greedily the last point of each set that the point before does not meet.
        let mut count = 0;
        let mut point: Option<L::Set> = None;
        for set in sure {
            if point.as_ref().is_none_or(|p| lane.meet(p, set).is_none()) {
                point = Some(lane.last_point(set));
                count += 1;
            }
        }
        return count;
    }
    let singles = sure.iter().filter(|s| lane.is_single(s));
    let union = singles
        .clone()
        .fold(None, |union: Option<L::Set>, s| Some(union.map_or_else(|| (**s).clone(), |u| lane.join(&u, s))));
    let apart = sure.iter().any(|s| union.as_ref().is_none_or(|u| lane.meet(u, s).is_none()));
    singles.count() as u64 + u64::from(apart)
}

/// At most how many values: each single one once, all others as often as there are copies, no more than there are.
fn most<L: Ranked>(lane: &L, these: &[Possible<L::Set>]) -> Option<u64> {
    let mut singles: Vec<&L::Set> = these.iter().map(|i| &i.set).filter(|s| lane.is_single(s)).collect();
    singles.sort_by(|a, b| lane.rank(a, b));
    singles.dedup();
    let open = these.iter().filter(|i| !lane.is_single(&i.set));
    let copies = open.map(|i| i.most.map(u64::from)).try_fold(0u64, |sum, most| Some(sum + most?));
    let high = copies.map(|copies| copies + singles.len() as u64);
    let union = these.iter().map(|i| i.set.clone()).reduce(|a, b| lane.join(&a, &b));
    high.into_iter().chain(union.and_then(|u| lane.size(&u))).min()
}

/// Sets of values in an order, for counting distinct ones.
pub(in super::super) trait Ranked: Lane {
    /// Whether sets are intervals, ordered by their last point.
    const ORDERED: bool;
    /// The order. Equal sets stand together.
    fn rank(&self, a: &Self::Set, b: &Self::Set) -> Ordering;
    /// The last point alone.
    fn last_point(&self, set: &Self::Set) -> Self::Set {
        set.clone()
    }
    /// How many values, where that is known.
    fn size(&self, _: &Self::Set) -> Option<u64> {
        None
    }
}

impl Ranked for CondLane {
    const ORDERED: bool = false;
    fn rank(&self, a: &u8, b: &u8) -> Ordering {
        a.cmp(b)
    }
    fn size(&self, set: &u8) -> Option<u64> {
        Some(u64::from(set.count_ones()))
    }
}

impl Ranked for MaskLane {
    const ORDERED: bool = false;
    fn rank(&self, a: &u64, b: &u64) -> Ordering {
        a.cmp(b)
    }
    fn size(&self, set: &u64) -> Option<u64> {
        (set & self.phantom == 0).then_some(u64::from(set.count_ones()))
    }
}

impl Ranked for IndexLane {
    const ORDERED: bool = false;
    fn rank(&self, a: &u32, b: &u32) -> Ordering {
        a.cmp(b)
    }
}

impl Ranked for TextLane {
    const ORDERED: bool = false;
    fn rank(&self, a: &u32, b: &u32) -> Ordering {
        a.cmp(b)
    }
}

impl Ranked for ExactLane {
    const ORDERED: bool = true;
    fn rank(&self, a: &Bounds, b: &Bounds) -> Ordering {
        // An end that is not known comes last.
        let last = |x: &Bounds, y: &Bounds| match (x.hi(), y.hi()) {
            (Some(x), Some(y)) => x.cmp(y),
            (x, y) => y.is_some().cmp(&x.is_some()),
        };
        last(a, b).then_with(|| a.lo().cmp(&b.lo()))
    }
    fn last_point(&self, set: &Bounds) -> Bounds {
        set.hi().map_or_else(|| set.clone(), |hi| Bounds::exact(hi.clone()))
    }
}

/// The mean.
pub(in super::super) fn average(items: &[Items], rows: usize) -> Column {
    let (levels, all) = possible(items, rows);
    let mut result = Summary::new(rows);
    by_row(&all, rows, |row, these| {
        let levels = levels[row];
        let ends = (levels & WEAK != 0).then(|| {
            let low = least_mean(these, |b| b.lo().cloned());
            let high = least_mean(these, |b| b.hi().map(|v| -v)).map(|v| -&v);
            (low, high)
        });
        result.push(row, levels, ends, levels & EMPTY != 0);
    });
    result.finish()
}

/// The least mean: of all sure copies, and of those others that lower it.
fn least_mean(these: &[Possible<Bounds>], end: impl Fn(&Bounds) -> Option<Rat>) -> Option<Rat> {
    let mut ends: Vec<(Rat, u32, Option<u32>)> = vec![];
    for item in these {
        ends.push((end(&item.set)?, item.sure, item.most));
    }
    ends.sort_by(|a, b| a.0.cmp(&b.0));
    let sure: u64 = ends.iter().map(|e| u64::from(e.1)).sum();
    let mut count = sure;
    let mut sum = ends.iter().fold(Rat::ZERO, |sum, e| &sum + &(&e.0 * &Rat::int(i64::from(e.1))));
    for (value, sure, most) in &ends {
        let lowers = count == 0 || (value * &rat(count)) < sum;
        if !lowers {
            break;
        }
        let Some(most) = most else { return Some(value.clone()) };
        let more = most.saturating_sub(*sure);
        sum = &sum + &(value * &Rat::int(i64::from(more)));
        count += u64::from(more);
    }
    sum.checked_div(&rat(count))
}
