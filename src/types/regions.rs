//! The values of leaves, region by region.

use crate::num::rat::Rat;
use crate::types::domain::{Domain, Leaf, MOST_LEAVES, Value};
use crate::types::schema::Type;
use crate::types::term::{Term, TermKind};
use std::cmp::Ordering;
use std::collections::BTreeSet;

impl Domain<'_> {
    /// Cuts the leaves into regions, once all conditions are read. `false`: there are too many, or one has no values.
    pub fn cut(&mut self) -> bool {
        if self.leaves.len() > MOST_LEAVES {
            return false;
        }
        for at in 0..self.leaves.len() {
            let (points, shown) = self.regions(&self.leaves[at]);
            let leaf = &self.leaves[at];
            let others =
                || self.leaves.iter().enumerate().filter(|(other, _)| *other != at).flat_map(|(_, l)| &l.paths);
            let free = leaf.free
                && (leaf.paths == [leaf.term.clone()] || !others().any(|p| leaf.paths.iter().any(|own| meet(own, p))));
            let leaf = &mut self.leaves[at];
            (leaf.points, leaf.shown, leaf.free) = (points, shown, free);
        }
        self.leaves.iter().all(|leaf| !leaf.points.is_empty())
    }

    /// Whether a reader would expect whole numbers.
    pub fn is_whole(&self, ty: &Type) -> bool {
        match ty {
            Type::Number(n) => n.whole || n.word.as_ref().is_some_and(|w| self.schema.units.iter().any(|u| u.1 == *w)),
            _ => *ty == Type::Date,
        }
    }

    /// A point of each region of a leaf: of all it may be, and of what a reader would not be surprised by.
    pub fn regions(&self, leaf: &Leaf) -> (Vec<Value>, Vec<Value>) {
        let both = |all: Vec<Value>| (all.clone(), all);
        let codes = |count: usize| both((0..count as u32).map(Value::Code).collect());
        if leaf.order {
            // What is compared with itself is equal to itself.
            if let TermKind::Binary(_, a, b) = &leaf.term.kind
                && a == b
            {
                return both(vec![Value::Order(Ordering::Equal)]);
            }
            return both([Ordering::Less, Ordering::Equal, Ordering::Greater].map(Value::Order).to_vec());
        }
        match &leaf.term.ty {
            Type::Bool => both(vec![Value::Bool(true), Value::Bool(false)]),
            Type::Enum(id) => codes(self.schema.enumeration(*id).values.len()),
            Type::Entity(id) if self.schema.entity(*id).closed => codes(self.schema.entity(*id).closed_keys.len()),
            Type::Party => codes(self.schema.parties.len()),
            Type::Recommendation => codes(self.schema.recommendations.len()),
            Type::Text => {
                both(leaf.texts.iter().map(|t| Value::Text(Some(t.clone()))).chain([Value::Text(None)]).collect())
            }
            Type::Number(n) => {
                let bounds = self.bounds(&leaf.term);
                let all = samples(&leaf.cuts, &bounds, n.whole);
                let least = Some(Rat::ZERO).filter(|zero| leaf.cuts.iter().all(|c| c >= zero));
                let likely = (bounds.0.or(least), bounds.1);
                (all, samples(&leaf.cuts, &likely, self.is_whole(&leaf.term.ty)))
            }
            Type::Date => both(samples(&leaf.cuts, &self.bounds(&leaf.term), true)),
            // Any other value: only whether it is absent is asked.
            _ => both(vec![Value::Text(None)]),
        }
    }
}

/// Whether one path is the other or leads to it.
fn meet(a: &Term, b: &Term) -> bool {
    let leads = |short: &Term, long: &Term| long.any(&|t| t == short);
    leads(a, b) || leads(b, a)
}

/// A point of each region between the bounds.
fn samples(cuts: &BTreeSet<Rat>, (low, high): &(Option<Rat>, Option<Rat>), whole: bool) -> Vec<Value> {
    let inside = |n: &Rat| low.as_ref().is_none_or(|l| n >= l) && high.as_ref().is_none_or(|h| n <= h);
    let mut all: BTreeSet<Rat> = cuts.iter().filter(|c| inside(c)).cloned().collect();
    all.extend(low.iter().chain(high).filter(|n| inside(n)).cloned());
    let all: Vec<Rat> = all.into_iter().collect();
    let (Some(first), Some(last)) = (all.first(), all.last()) else { return vec![Value::Number(Rat::ZERO)] };
    let mut points = vec![];
    if low.is_none() {
        points.push(first - &Rat::ONE);
    }
    for (at, cut) in all.iter().enumerate() {
        if !whole || cut.is_int() {
            points.push(cut.clone());
        }
        if let Some(next) = all.get(at + 1) {
            let step = &cut.floor() + &Rat::ONE;
            let middle = (cut + next).checked_div(&Rat::int(2)).filter(|_| !whole);
            points.extend(Some(step).filter(|n| n < next).or(middle));
        }
    }
    if high.is_none() {
        points.push(&last.floor() + &Rat::ONE);
    }
    points.into_iter().map(Value::Number).collect()
}
