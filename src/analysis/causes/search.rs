//! Which combinations of what comes and goes are tried, and which of them are causes.

use super::inquiry::{Bench, Inquiry, Verdict};
use super::mixing::{Mixing, Piece, Place, Stack};
use super::{ALL_TRIED, MOST_TRIED};
use crate::analysis::compare::{Cause, Difference, Factor};
use crate::analysis::study::Study;
use std::collections::{BTreeMap, BTreeSet};

/// Searches for the sets behind some differences among factors of a world. Patches of reforms that both worlds have,
/// with other values for their parameters, are behind what nothing else is.
pub(super) fn search(
    study: &mut Study,
    mixing: Mixing<'_>,
    pieces: &[Piece],
    other_values: &[Factor],
    changed: Vec<&mut Difference>,
) {
    let mut inquiries = Inquiry::all(study, pieces, changed);
    let bench = Bench::new(study, mixing, pieces, &inquiries);
    let nothing = (0..inquiries.len()).map(|at| (Stack::default(), at)).collect();
    bench.run(study, &mut inquiries, nothing);
    let ends: BTreeSet<(Stack, usize)> = inquiries
        .iter()
        .enumerate()
        .flat_map(|(at, i)| singles_and_rests(&i.own).map(move |stack| (stack, at)))
        .collect();
    bench.run(study, &mut inquiries, ends);
    let mut searches: Vec<Search> = inquiries.iter().enumerate().flat_map(|(at, i)| Search::of(at, i)).collect();
    for size in 1.. {
        searches.iter_mut().for_each(|search| search.plan(size));
        if searches.iter().all(|search| search.next.is_empty()) {
            break;
        }
        let wanted = searches.iter().flat_map(|s| s.next.iter().map(|stack| (stack.clone(), s.inquiry)));
        bench.run(study, &mut inquiries, wanted.collect());
        searches = searches.into_iter().flat_map(|search| search.look(&inquiries)).collect();
    }
    for search in searches {
        let cause = search.cause(pieces, other_values);
        for member in search.members {
            inquiries[search.inquiry].differences[member].because = cause.clone();
        }
    }
}

/// Each place alone, and all but each.
fn singles_and_rests(places: &[Place]) -> impl Iterator<Item = Stack> {
    let rest = |place: Place| places.iter().copied().filter(|other| *other != place).collect();
    places.iter().flat_map(move |place| [Stack::of(vec![*place]), Stack::of(rest(*place))])
}

/// The search for the smallest sets behind differences of a rule that came out alike under all that was tried.
struct Search {
    /// The inquiry, by its place.
    inquiry: usize,
    /// Its differences, by their places there.
    members: Vec<usize>,
    /// Up to which size all sets are tried.
    whole: usize,
    all: Vec<Place>,
    /// The pieces of which larger sets are made.
    relevant: Vec<Place>,
    /// Whether nothing of what comes and goes is needed.
    by_nothing: bool,
    /// Whether some combinations were not tried.
    cut: bool,
    /// Whether the bound was met.
    over: bool,
    found: Vec<Stack>,
    /// What is tried next: sets of a size that hold none that was found.
    next: Vec<Stack>,
}

impl Search {
    /// The searches for the differences of an inquiry of which the ends were tried.
    fn of(at: usize, inquiry: &Inquiry) -> Vec<Search> {
        let mut alike: BTreeMap<Option<Vec<Place>>, Vec<usize>> = BTreeMap::new();
        for member in 0..inquiry.differences.len() {
            alike.entry(relevant(inquiry, member)).or_default().push(member);
        }
        let of = |(relevant, members): (Option<Vec<Place>>, Vec<usize>)| {
            let (by_nothing, relevant) = (relevant.is_none(), relevant.unwrap_or_default());
            let all = if by_nothing { vec![] } else { inquiry.own.clone() };
            let (whole, cut) = (whole_sizes(all.len()), relevant.len() < all.len());
            Search {
                inquiry: at,
                members,
                whole,
                all,
                relevant,
                by_nothing,
                cut,
                over: false,
                found: vec![],
                next: vec![],
            }
        };
        alike.into_iter().map(of).collect()
    }

    fn plan(&mut self, size: usize) {
        self.next.clear();
        if !self.over {
            let of = if size <= self.whole { &self.all } else { &self.relevant };
            let all_seen;
            (self.next, all_seen) = subsets(of, size, &self.found, MOST_TRIED);
            self.cut |= !all_seen;
        }
    }

    /// Looks at what came of its stacks: one search for all members of which they say the same.
    fn look(self, inquiries: &[Inquiry]) -> Vec<Search> {
        let verdicts: Vec<Option<&[Verdict]>> =
            self.next.iter().map(|stack| inquiries[self.inquiry].verdicts(stack)).collect();
        let mut alike: BTreeMap<Vec<bool>, Vec<usize>> = BTreeMap::new();
        for member in &self.members {
            let makes_it = verdicts.iter().map(|of| of.is_some_and(|verdicts| verdicts[*member].as_after)).collect();
            alike.entry(makes_it).or_default().push(*member);
        }
        // The bound was met. What was found stands; whether there is more is not known.
        let over = self.over || verdicts.iter().any(Option::is_none);
        let split = |(makes_it, members): (Vec<bool>, Vec<usize>)| {
            let new = self.next.iter().zip(makes_it).filter(|(_, makes_it)| *makes_it).map(|(stack, _)| stack.clone());
            let found = self.found.iter().cloned().chain(new).collect();
            let (all, relevant) = (self.all.clone(), self.relevant.clone());
            Search { members, found, over, cut: self.cut || over, all, relevant, next: vec![], ..self }
        };
        alike.into_iter().map(split).collect()
    }

    fn cause(&self, pieces: &[Piece], other_values: &[Factor]) -> Cause {
        match () {
            // What the second world lacks does it, or what the first world has in place of a value.
            () if self.by_nothing && other_values.is_empty() => Cause::Both,
            () if self.by_nothing => Cause::Sets(vec![other_values.to_vec()]),
            () if self.found.is_empty() => Cause::Several,
            () if self.cut => Cause::Among(Box::new(cause_of(pieces, &self.found))),
            () => cause_of(pieces, &self.found),
        }
    }
}

/// The pieces that do something to a difference, or all where they are few or those do not make the outcome; `None`:
/// nothing has to be done.
fn relevant(inquiry: &Inquiry, member: usize) -> Option<Vec<Place>> {
    let verdict = |places: Vec<Place>| inquiry.verdicts(&Stack::of(places)).map(|verdicts| verdicts[member]);
    if verdict(vec![]).is_some_and(|nothing| nothing.as_after) {
        return None;
    }
    let own = &inquiry.own;
    if own.len() <= ALL_TRIED {
        return Some(own.clone());
    }
    let does = |place: &Place| {
        let rest = own.iter().copied().filter(|other| other != place).collect();
        verdict(vec![*place]).is_some_and(|alone| !alone.as_before) || verdict(rest).is_some_and(|less| !less.as_after)
    };
    let relevant: Vec<Place> = own.iter().copied().filter(does).collect();
    let short = relevant.is_empty() || verdict(relevant.clone()).is_some_and(|all| !all.as_after);
    Some(if short { own.clone() } else { relevant })
}

/// The cause that sets of pieces are.
fn cause_of(pieces: &[Piece], found: &[Stack]) -> Cause {
    let part = |stack: &Stack, gone: bool| -> Vec<Factor> {
        stack
            .places()
            .iter()
            .map(|place| pieces[*place as usize])
            .filter(|piece| piece.0 == gone)
            .map(|piece| piece.1)
            .collect()
    };
    let pairs: Vec<(Vec<Factor>, Vec<Factor>)> = found.iter().map(|s| (part(s, false), part(s, true))).collect();
    if pairs.iter().all(|(_, gone)| gone.is_empty()) {
        return Cause::Sets(pairs.into_iter().map(|(came, _)| came).collect());
    }
    let is_day = |factor: &Factor| matches!(factor, Factor::Day(_) | Factor::Cut(_));
    if pairs.iter().all(|(came, gone)| came.iter().all(is_day) && !gone.is_empty()) {
        return Cause::Gone(pairs.into_iter().map(|(days, gone)| [gone, days].concat()).collect());
    }
    Cause::Exchanged(pairs)
}

/// Up to which size all subsets of so many are tried: all, or no more than a sixth of [`MOST_TRIED`].
fn whole_sizes(count: usize) -> usize {
    if count <= ALL_TRIED {
        return count;
    }
    let (mut sets, mut all) = (1, 1);
    (1..=count)
        .find(|size| {
            sets = sets * (count + 1 - size) / size;
            all += sets;
            all > MOST_TRIED / 6
        })
        .map_or(count, |size| size - 1)
}

/// The subsets of a size that hold none of some others, in order; no more than `most` are looked at. Whether these are
/// all.
fn subsets(of: &[Place], size: usize, without: &[Stack], most: usize) -> (Vec<Stack>, bool) {
    let (mut sets, mut at) = (vec![], (0..size).collect::<Vec<usize>>());
    if size > of.len() {
        return (sets, true);
    }
    for _ in 0..most {
        let set = Stack::of(at.iter().map(|place| of[*place]).collect());
        if !without.iter().any(|found| found.is_within(&set)) {
            sets.push(set);
        }
        let Some(last) = (0..size).rev().find(|place| at[*place] < of.len() - size + place) else {
            return (sets, true);
        };
        at[last] += 1;
        (last + 1..size).for_each(|place| at[place] = at[place - 1] + 1);
    }
    (sets, false)
}
