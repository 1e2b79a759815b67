//! What conditions come to for values of their leaves, and the search for such values.

use crate::types::domain::{Domain, Formula, Found, Leaf, Sought, Test, Truth, Try, Value, decided};
use crate::types::linked::{Linked, Made};

impl Domain<'_> {
    /// No leaf has a value.
    pub fn nothing(&self) -> Found {
        vec![None; self.leaves.len()]
    }

    /// What a condition comes to.
    pub fn truth(&self, formula: &Formula, found: &Found) -> Truth {
        match formula {
            Formula::Fixed(true) => Truth::True,
            Formula::Fixed(false) => Truth::False,
            Formula::Not(inner) => match self.truth(inner, found) {
                Truth::True => Truth::False,
                Truth::False => Truth::True,
                other => other,
            },
            Formula::All(all) => self.joined(all, found, Truth::False, Truth::True),
            Formula::Any(any) => self.joined(any, found, Truth::True, Truth::False),
            Formula::Test(leaf, test) => {
                self.left.set(self.left.get().saturating_sub(1));
                found[*leaf].as_ref().map_or(Truth::Open, |value| tested(test, value))
            }
        }
    }

    fn joined(&self, all: &[Formula], found: &Found, decides: Truth, neutral: Truth) -> Truth {
        let mut result = neutral;
        for inner in all {
            match self.truth(inner, found) {
                one if one == decides => return decides,
                Truth::Open => result = Truth::Open,
                Truth::Missing if result != Truth::Open => result = Truth::Missing,
                _ => {}
            }
        }
        result
    }

    /// Seeks values of leaves for which something holds, `None`: it would take too long.
    pub fn seek(&self, tried: Try, holds: &dyn Fn(&Found) -> Sought) -> Option<Option<Found>> {
        let steps: Vec<Step> =
            self.leaves.iter().enumerate().map(|(at, leaf)| Step::Tried(at, leaf.tried(tried))).collect();
        let mut found = self.nothing();
        if !self.seek_from(&steps, &mut found, holds)? {
            return Some(None);
        }
        for at in 0..found.len() {
            let value = found[at].take();
            if holds(&found) != Sought::Yes {
                found[at] = value;
            }
        }
        Some(Some(found))
    }

    /// Values that would not surprise a reader and for which something holds, told without those that do not matter: of
    /// what is compared with something written first, else of the sides of all comparisons.
    pub fn witness(&self, linked: Option<&Linked>, holds: &dyn Fn(&Found) -> Sought) -> Option<Found> {
        let likely = self.seek(Try::Likely, holds).flatten();
        likely.or_else(|| self.seek_linked(linked?, holds)?)
    }

    /// Whether a condition sets two things against each other that are both not written.
    pub fn compares(&self, formula: &Formula) -> bool {
        match formula {
            Formula::Fixed(_) => false,
            Formula::Not(inner) => self.compares(inner),
            Formula::All(all) | Formula::Any(all) => all.iter().any(|inner| self.compares(inner)),
            Formula::Test(leaf, _) => self.leaves[*leaf].order,
        }
    }

    /// Whether something holds for no values at all, as far as a search of its own goes.
    pub fn excluded(&self, linked: Option<&Linked>, holds: &dyn Fn(&Found) -> Sought) -> bool {
        if linked.is_some_and(|linked| linked.complete && self.seek_linked(linked, holds) == Some(None)) {
            return true;
        }
        let before = self.left.replace(MOST_EXCLUDED);
        let found = self.seek(Try::All, holds);
        self.left.set(before);
        found == Some(None)
    }

    /// As [`Domain::seek`], with the values of what follows from others.
    fn seek_linked(&self, linked: &Linked, holds: &dyn Fn(&Found) -> Sought) -> Option<Option<Found>> {
        let step = |at: &usize| match linked.made.get(at) {
            Some(made) => Step::Follows(*at, made),
            None => Step::Tried(*at, linked.points[*at].clone()),
        };
        let steps: Vec<Step> = linked.order.iter().map(step).collect();
        let in_world = |values: &Found| {
            let world = match self.in_world(linked, values) {
                Truth::True => Sought::Yes,
                Truth::Open => Sought::Open,
                Truth::False | Truth::Missing => Sought::No,
            };
            if world == Sought::No { world } else { world.and(holds(values)) }
        };
        let mut found = self.nothing();
        let before = self.left.replace(linked.left.get());
        let is_there = self.seek_from(&steps, &mut found, &in_world);
        linked.left.set(self.left.replace(before));
        if !is_there? {
            return Some(None);
        }
        // What follows from others is not told beside them; they may be free of each other where only that is looked
        // at.
        for at in linked.order.iter().filter(|at| !linked.made.contains_key(at)) {
            let value = found[*at].take();
            self.follow(linked, &mut found);
            if holds(&found) != Sought::Yes {
                found[*at] = value;
            }
        }
        linked.made.keys().for_each(|at| found[*at] = None);
        Some(Some(found))
    }

    /// Gives those leaves their values that follow from others.
    fn follow(&self, linked: &Linked, found: &mut Found) {
        for at in &linked.order {
            if let Some(made) = linked.made.get(at) {
                found[*at] = made.value(found);
            }
        }
    }

    fn seek_from(&self, steps: &[Step], found: &mut Found, holds: &dyn Fn(&Found) -> Sought) -> Option<bool> {
        if self.left.get() == 0 {
            return None;
        }
        match holds(found) {
            Sought::Yes => return Some(true),
            Sought::No => return Some(false),
            Sought::Open => {}
        }
        let Some((step, rest)) = steps.split_first() else { return Some(false) };
        let (at, values) = match step {
            Step::Tried(at, values) => (*at, values.clone()),
            Step::Follows(at, made) => (*at, made.value(found).into_iter().collect()),
        };
        if values.is_empty() {
            return self.seek_from(rest, found, holds);
        }
        for value in values {
            found[at] = Some(value);
            if self.seek_from(rest, found, holds)? {
                return Some(true);
            }
        }
        found[at] = None;
        Some(false)
    }
}

/// How many tests are made to find that two cases exclude each other.
const MOST_EXCLUDED: usize = 50_000;

/// A leaf that gets a value.
enum Step<'a> {
    /// One of these; none: it is left without.
    Tried(usize, Vec<Value>),
    /// The one that follows from others.
    Follows(usize, &'a Made),
}

impl Leaf {
    fn tried(&self, tried: Try) -> Vec<Value> {
        let (of, missing) = match tried {
            Try::All => (&self.points, self.missing || self.asked),
            Try::Values => (&self.points, self.asked),
            Try::Likely if !self.free => return vec![],
            Try::Likely => (&self.shown, self.missing),
        };
        of.iter().cloned().chain(missing.then_some(Value::Missing)).collect()
    }
}

fn tested(test: &Test, value: &Value) -> Truth {
    let holds = match (test, value) {
        (Test::Missing, value) => *value == Value::Missing,
        (_, Value::Missing) => return Truth::Missing,
        (Test::Is(wanted), value) => wanted == value,
        (Test::Compare(op, with), Value::Number(n)) => decided(*op, n.cmp(with)),
        (Test::Order(op), Value::Order(order)) => decided(*op, *order),
        _ => return Truth::Open,
    };
    if holds { Truth::True } else { Truth::False }
}
