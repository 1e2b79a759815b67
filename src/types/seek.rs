//! What conditions come to for values of their leaves, and the search for such values.

use crate::types::domain::{Domain, Formula, Found, Leaf, Sought, Test, Truth, Try, Value, decided};
use crate::types::linked::Linked;

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
                match &found[*leaf] {
                    Some(value) => tested(test, value),
                    None => {
                        self.asks_for(*leaf);
                        Truth::Open
                    }
                }
            }
        }
    }

    /// Notes that a leaf without a value was asked for.
    pub fn asks_for(&self, leaf: usize) {
        self.asked_for.set(self.asked_for.get() | 1 << leaf);
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
        let choices: Vec<Vec<Value>> = self.leaves.iter().map(|leaf| leaf.tried(tried)).collect();
        let look = |found: &mut Found| {
            self.asked_for.set(0);
            match holds(found) {
                Sought::Open => next(&choices, found, ones(self.asked_for.get())),
                settled => Seen::of(settled == Sought::Yes),
            }
        };
        let mut found = self.nothing();
        if !self.seek_from(&choices, &mut found, &look)? {
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
        formula.tests(&|leaf| self.leaves[leaf].order)
    }

    /// Whether something holds for none of the values that are tried, as far as a search of its own goes.
    pub fn excluded(&self, tried: Try, linked: Option<&Linked>, holds: &dyn Fn(&Found) -> Sought) -> bool {
        if linked.is_some_and(|linked| linked.complete && self.seek_linked(linked, holds) == Some(None)) {
            return true;
        }
        let most = MOST_EXCLUDED.min(self.excluding.get());
        let before = self.left.replace(most);
        let found = self.seek(tried, holds);
        self.excluding.set(self.excluding.get() - (most - self.left.get()));
        self.left.set(before);
        found == Some(None)
    }

    /// As [`Domain::seek`], with the values of what follows from others.
    fn seek_linked(&self, linked: &Linked, holds: &dyn Fn(&Found) -> Sought) -> Option<Option<Found>> {
        let look = |found: &mut Found| {
            self.follow(linked, found);
            self.asked_for.set(0);
            let holds_here = holds(found);
            let asked = self.asked_for.replace(0);
            match (holds_here, self.in_world(linked, found)) {
                (Sought::No, _) | (_, Truth::False | Truth::Missing) => Seen::No,
                (Sought::Yes, Truth::True) => Seen::Yes,
                _ => {
                    let asked = ones(asked).chain(ones(self.asked_for.get()));
                    next(&linked.points, found, asked.flat_map(|at| linked.from(at)))
                }
            }
        };
        let mut found = self.nothing();
        let before = self.left.replace(linked.left.get());
        let is_there = self.seek_from(&linked.points, &mut found, &look);
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

    /// Gives leaves values until something holds, one leaf after the other as `look` asks for it.
    fn seek_from(&self, choices: &[Vec<Value>], found: &mut Found, look: &dyn Fn(&mut Found) -> Seen) -> Option<bool> {
        if self.is_short() {
            return None;
        }
        let at = match look(found) {
            Seen::Yes => return Some(true),
            Seen::No => return Some(false),
            Seen::Next(at) => at,
        };
        for value in &choices[at] {
            found[at] = Some(value.clone());
            if self.seek_from(choices, found, look)? {
                return Some(true);
            }
        }
        found[at] = None;
        Some(false)
    }
}

/// What the values so far show of what is sought.
enum Seen {
    /// It holds.
    Yes,
    /// It does not, or no leaf that was asked for can have a value.
    No,
    /// That depends on this leaf.
    Next(usize),
}

impl Seen {
    fn of(holds: bool) -> Seen {
        if holds { Seen::Yes } else { Seen::No }
    }
}

/// The first of the leaves asked for that has no value and can have one.
fn next(choices: &[Vec<Value>], found: &Found, mut asked: impl Iterator<Item = usize>) -> Seen {
    asked.find(|at| found[*at].is_none() && !choices[*at].is_empty()).map_or(Seen::No, Seen::Next)
}

/// The places of the bits of a word that are 1, ascending.
fn ones(mut word: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        (word != 0).then(|| {
            let bit = word.trailing_zeros() as usize;
            word &= word - 1;
            bit
        })
    })
}

/// How many tests are made to find that two cases exclude each other.
const MOST_EXCLUDED: usize = 50_000;

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
