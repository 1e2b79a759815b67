//! Labelled cases with prevailing ones.
//!
//! Rows whose conditions are all settled are picked 64 at a time. For the others the possible truth values of
//! the conditions are gone through, which gives the set of what the cases can yield.

use super::super::bits::{ones, rows_of_word, words_for};
use super::super::column::Column;
use super::super::lanes::{ForLane, Lane, Out, Rows};
use super::logic;

/// A case: condition, value, and the places of those that prevail over it.
pub(in super::super) struct Case<'c> {
    /// Its condition; `None`: true.
    pub when: Option<&'c Column>,
    /// Places of the cases that prevail over it, transitively closed.
    pub under: &'c [u32],
}

/// How many combinations of truth values are gone through before bounds must do.
const COMBINATIONS: usize = 1 << 12;

/// What a condition may be: a bit each.
const TRUE: u8 = 1;
const NOT_TRUE: u8 = 2;
const CONFLICT: u8 = 4;
const GAP: u8 = 8;

/// Picks the values of cases of which no other true one prevails. The columns are the values, case by case.
pub(in super::super) struct Prevail<'c> {
    /// The cases.
    pub cases: &'c [Case<'c>],
    /// Whether two left are a conflict even with one value.
    pub unique: bool,
    /// Whether exactly one case is left whatever the input, as long as no condition is not applicable.
    pub partition: bool,
    /// How many rows.
    pub rows: usize,
}

/// The words of a condition: where it may be true, not true, a conflict, a gap.
fn words(when: Option<&Column>, rows: usize, i: usize) -> [u64; 4] {
    match when {
        None => [u64::MAX, 0, 0, 0],
        Some(c) => [c.t(rows).at(i), c.f(rows).at(i) | c.na(rows).at(i), c.conflict(rows).at(i), c.gap(rows).at(i)],
    }
}

impl ForLane for Prevail<'_> {
    type Result = Column;

    fn run<L: Lane>(self, lane: &L, values: &[&Column]) -> Column {
        let mut result = Rows::new(lane, self.rows);
        match self.chain() {
            Some(order) => self.run_chain(&order, values, &mut result),
            None => self.run_words(lane, values, &mut result),
        }
        result.finish()
    }
}

impl Prevail<'_> {
    /// The places from the most prevailing on, where of every two cases one prevails over the other; where the cases
    /// share out every value, only if the last of them has no condition: one is left then in any case.
    fn chain(&self) -> Option<Vec<usize>> {
        let mut order: Vec<usize> = (0..self.cases.len()).collect();
        order.sort_by_key(|place| self.cases[*place].under.len());
        let total = order.iter().enumerate().all(|(rank, place)| self.cases[*place].under.len() == rank);
        let closed = !self.partition || order.last().is_some_and(|place| self.cases[*place].when.is_none());
        (total && closed && !self.unique).then_some(order)
    }

    /// One after the other: the first true one decides. A gap on the way is the result unless a conflict follows that
    /// no true one comes before. Exact.
    fn run_chain<L: Lane>(&self, order: &[usize], values: &[&Column], result: &mut Rows<'_, L>) {
        for i in 0..words_for(self.rows) {
            let mut open = rows_of_word(self.rows, i);
            let mut gapped = 0;
            for place in order {
                let [yes, no, conflict, gap] = words(self.cases[*place].when, self.rows, i);
                result.add_rows((i, open & yes), values[*place]);
                result.add_conflicts((i, (open | gapped) & conflict));
                result.add_gaps((i, gapped & yes));
                gapped = gapped & (no | gap) | open & gap;
                open &= no;
                if open | gapped == 0 {
                    break;
                }
            }
            result.add_gaps((i, open | gapped));
        }
    }

    fn run_words<L: Lane>(&self, lane: &L, values: &[&Column], result: &mut Rows<'_, L>) {
        let mut alive = vec![0; self.cases.len()];
        let mut truths = vec![[0; 4]; self.cases.len()];
        let mut scratch = Scratch::default();
        for i in 0..words_for(self.rows) {
            let (mut once, mut slow) = (0u64, 0u64);
            for (truth, case) in truths.iter_mut().zip(self.cases) {
                *truth = words(case.when, self.rows, i);
                let [yes, no, conflict, gap] = *truth;
                slow |= yes & no | conflict | gap;
            }
            for (place, case) in self.cases.iter().enumerate() {
                let beaten = case.under.iter().fold(0, |beaten, by| beaten | truths[*by as usize][0]);
                alive[place] = truths[place][0] & !beaten;
                slow |= once & alive[place];
                once |= alive[place];
            }
            let rows = rows_of_word(self.rows, i);
            for (value, alive) in values.iter().zip(&alive) {
                result.add_rows((i, alive & !slow & rows), value);
            }
            result.add_gaps((i, !once & !slow & rows));
            for bit in ones(slow & rows) {
                let row = i * 64 + bit;
                let out = self.row(lane, values, row, &mut scratch);
                result.add(row, out);
            }
        }
    }

    /// What the cases can yield in one row.
    fn row<L: Lane>(&self, lane: &L, values: &[&Column], row: usize, scratch: &mut Scratch) -> Out<L::Set> {
        scratch.truths.clear();
        scratch.truths.extend(self.cases.iter().map(|case| truth(case.when, row)));
        let sure = |by: &u32| scratch.truths[*by as usize] == TRUE;
        scratch.live.clear();
        let live = (0..self.cases.len()).filter(|place| scratch.truths[*place] != NOT_TRUE);
        scratch.live.extend(live.filter(|place| !self.cases[*place].under.iter().any(sure)));
        let combinations = scratch.live.iter().try_fold(1usize, |all, place| {
            let product = all * scratch.truths[*place].count_ones() as usize;
            (product <= COMBINATIONS).then_some(product)
        });
        match combinations {
            Some(combinations) if scratch.live.len() <= 64 => self.combine(lane, values, row, combinations, scratch),
            _ => self.hull(lane, values, row, scratch),
        }
    }

    /// Every combination of truth values.
    fn combine<L: Lane>(
        &self,
        lane: &L,
        values: &[&Column],
        row: usize,
        combinations: usize,
        scratch: &mut Scratch,
    ) -> Out<L::Set> {
        let Scratch { truths, live, under, sets } = scratch;
        under.clear();
        under.extend(live.iter().map(|place| {
            let beats = |(bit, by): (usize, &usize)| u64::from(self.cases[*place].under.contains(&(*by as u32))) << bit;
            live.iter().enumerate().map(beats).fold(0, |mask, bit| mask | bit)
        }));
        sets.clear();
        let mut out = Out::NOTHING;
        for number in 0..combinations {
            let (mut rest, mut yes, mut conflict, mut gap) = (number, 0u64, 0u64, 0u64);
            for (bit, place) in live.iter().enumerate() {
                let truth = truths[*place];
                let options = truth.count_ones() as usize;
                match ones(u64::from(truth)).nth(rest % options) {
                    Some(0) => yes |= 1 << bit,
                    Some(2) => conflict |= 1 << bit,
                    Some(3) => gap |= 1 << bit,
                    _ => {}
                }
                rest /= options;
            }
            let left =
                |mask: u64| ones(mask).filter(|bit| under[*bit] & yes == 0).fold(0u64, |all, bit| all | 1 << bit);
            if left(conflict) != 0 {
                out.conflict = true;
            } else if left(gap) != 0 {
                out.gap = true;
            } else {
                sets.push(left(yes));
            }
        }
        sets.sort_unstable();
        sets.dedup();
        if self.partition && sets.iter().any(|set| set.count_ones() == 1) {
            // Where a condition lapses none may be left, and several over which it would prevail.
            let (lapses, ordered) = (self.may_lapse(row), self.is_ordered());
            sets.retain(|set| set.count_ones() == 1 || lapses && (*set == 0 || ordered));
        }
        for set in sets.iter() {
            let agreed = self.agree(lane, values, row, ones(*set).map(|bit| live[bit]), set.count_ones());
            out = lane.union(out, agreed);
        }
        out
    }

    /// What these cases, all of them left, come to: of outcomes without value the first of conflict, gap, not
    /// applicable; else the value that they share, or conflict.
    fn agree<L: Lane>(
        &self,
        lane: &L,
        values: &[&Column],
        row: usize,
        mut places: impl Iterator<Item = usize>,
        count: u32,
    ) -> Out<L::Set> {
        let of = |place: usize| lane.out(values[place], values[place].at(row));
        let Some(first) = places.next() else { return Out::gap() };
        if self.unique && count > 1 {
            return Out::conflict();
        }
        let first = of(first);
        let mut same = count == 1 || first.value.as_ref().is_some_and(|set| lane.is_single(set));
        let mut valued = first.value.is_some();
        let mut out = first.clone();
        for place in places {
            let next = of(place);
            let may_be_value = next.value.is_some();
            same &= first.value == next.value;
            out = Out {
                value: out.value.zip(next.value).and_then(|(a, b)| lane.meet(&a, &b)),
                na: out.na && (may_be_value || next.na) || valued && next.na,
                gap: out.gap && (may_be_value || next.na || next.gap) || (valued || out.na) && next.gap,
                conflict: out.conflict || next.conflict,
            };
            valued &= may_be_value;
        }
        out.conflict |= valued && !same;
        out
    }

    /// Whether any case prevails over another.
    fn is_ordered(&self) -> bool {
        self.cases.iter().any(|case| !case.under.is_empty())
    }

    /// Whether a condition may be not applicable. What shares out every value says nothing of that.
    fn may_lapse(&self, row: usize) -> bool {
        self.cases.iter().filter_map(|case| case.when).any(|when| when.can_be_na(when.at(row)))
    }

    /// Around all that the cases can yield, without going through them.
    fn hull<L: Lane>(&self, lane: &L, values: &[&Column], row: usize, scratch: &Scratch) -> Out<L::Set> {
        let mut out = Out::NOTHING;
        let can = |place: &usize, what: u8| scratch.truths[*place] & what != 0;
        for place in scratch.live.iter().filter(|p| can(p, TRUE)) {
            out = lane.union(out, lane.out(values[*place], values[*place].at(row)));
        }
        out.conflict |= scratch.live.iter().any(|p| can(p, CONFLICT));
        out.gap |= scratch.live.iter().any(|p| can(p, GAP));
        let lapses = self.partition && self.may_lapse(row);
        if self.partition && !(lapses && self.is_ordered()) {
            out.gap |= lapses;
            return out;
        }
        out.gap |= !scratch.truths.contains(&TRUE);
        let beside = |a: &usize, b: &usize| {
            let over = |a: usize, b: usize| self.cases[b].under.contains(&(a as u32));
            a != b && !over(*a, *b) && !over(*b, *a)
        };
        let same = |a: &usize, b: &usize| {
            let (a, b) = (lane.out(values[*a], values[*a].at(row)), lane.out(values[*b], values[*b].at(row)));
            !self.unique && a == b && !a.has_exit() && a.value.is_some_and(|set| lane.is_single(&set))
        };
        let trues = || scratch.live.iter().filter(|p| can(p, TRUE));
        out.conflict |= !out.conflict && trues().any(|a| trues().any(|b| a < b && beside(a, b) && !same(a, b)));
        out
    }
}

/// What a condition may be in a row.
fn truth(when: Option<&Column>, row: usize) -> u8 {
    let Some(column) = when else { return TRUE };
    let at = column.at(row);
    let super::super::column::Data::Cond { t, f } = column.data() else { return TRUE | NOT_TRUE };
    let bit = |yes: bool, bit: u8| if yes { bit } else { 0 };
    bit(t.get(at), TRUE)
        | bit(f.get(at) || column.can_be_na(at), NOT_TRUE)
        | bit(column.can_be_conflict(at), CONFLICT)
        | bit(column.can_be_gap(at), GAP)
}

/// Buffers of one row, used again for the next.
#[derive(Default)]
struct Scratch {
    truths: Vec<u8>,
    live: Vec<usize>,
    under: Vec<u64>,
    sets: Vec<u64>,
}

/// A case's condition together with that no prevailing one is true.
pub(in super::super) fn unbeaten(cases: &[Case<'_>], place: usize, rows: usize) -> Option<Column> {
    let case = &cases[place];
    if case.under.is_empty() {
        return case.when.cloned();
    }
    let always = logic::fold(&[], 1, false);
    let over: Vec<Column> =
        case.under.iter().map(|by| logic::truly(cases[*by as usize].when.unwrap_or(&always))).collect();
    let beaten = logic::fold(&over.iter().collect::<Vec<_>>(), rows, true);
    Some(logic::fold(&[case.when.unwrap_or(&always), &logic::not(&beaten)], rows, false))
}
