//! The median: the value in the middle of all, or half-way between the two that are.

use super::super::column::Column;
use super::reduce::{EMPTY, Items, Possible, Summary, WEAK, by_row, possible};
use crate::num::bounds::Bounds;
use crate::num::rat::Rat;

/// The median.
pub(in super::super) fn median(items: &[Items], rows: usize) -> Column {
    let (levels, all) = possible(items, rows);
    let mut result = Summary::new(rows);
    by_row(&all, rows, |row, these| {
        let levels = levels[row];
        let ends = (levels & WEAK != 0).then(|| {
            let low = least(these, |b| b.lo().cloned());
            let high = least(these, |b| b.hi().map(|v| -v)).map(|v| -&v);
            (low, high)
        });
        result.push(row, levels, ends, levels & EMPTY != 0);
    });
    result.finish()
}

/// A value, none below all others, and how often it is there.
type Many = (Option<Rat>, u64);

/// The least median: of all sure copies, and of those others that lie below it, each of which lowers it or leaves it.
fn least(these: &[Possible<Bounds>], end: impl Fn(&Bounds) -> Option<Rat>) -> Option<Rat> {
    let mut items: Vec<(Option<Rat>, &Possible<Bounds>)> = these.iter().map(|item| (end(&item.set), item)).collect();
    items.sort_by(|a, b| a.0.cmp(&b.0));
    let mut there: Vec<Many> = items.iter().map(|(value, item)| (value.clone(), u64::from(item.sure))).collect();
    for (at, (value, item)) in items.iter().enumerate() {
        if middle(&there).is_some_and(|middle| *value >= middle) {
            break;
        }
        match item.most {
            Some(most) => there[at].1 = u64::from(most.max(item.sure)),
            None => return value.clone(),
        }
    }
    middle(&there).flatten()
}

/// The median of values in ascending order; none of none.
fn middle(all: &[Many]) -> Option<Option<Rat>> {
    let count: u64 = all.iter().map(|(_, many)| many).sum();
    let at = |place: u64| {
        let mut before = 0;
        all.iter().find_map(|(value, many)| {
            before += many;
            (place < before).then_some(value)
        })
    };
    let (low, high) = (at(count.checked_sub(1)? / 2)?, at(count / 2)?);
    let half = Rat::new(1, 2)?;
    Some(low.as_ref().zip(high.as_ref()).map(|(low, high)| &(low + high) * &half))
}
