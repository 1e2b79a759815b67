//! Values numbered in the order in which they come, each once.

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// Values by number. What is equal has one number; numbers go up from 0 without a gap.
#[derive(Clone, Debug)]
pub struct Interned<T> {
    values: Vec<T>,
    /// Digests with numbers: they are looked up there, and never listed.
    numbers: HashTable<(u64, u32)>,
}

impl<T> Default for Interned<T> {
    fn default() -> Interned<T> {
        Interned { values: vec![], numbers: HashTable::new() }
    }
}

/// The same in every run.
fn digest(value: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

impl<T: Eq + Hash> Interned<T> {
    /// The number of a value, given anew unless an equal one has one.
    pub fn id(&mut self, value: T) -> u32 {
        let values = &mut self.values;
        let digest = digest(&value);
        let same = |(other, id): &(u64, u32)| *other == digest && values[*id as usize] == value;
        match self.numbers.entry(digest, same, |(digest, _)| *digest) {
            Entry::Occupied(found) => found.get().1,
            Entry::Vacant(place) => {
                let id = values.len() as u32;
                place.insert((digest, id));
                values.push(value);
                id
            }
        }
    }

    /// The value of a number that was given.
    pub fn get(&self, id: u32) -> &T {
        &self.values[id as usize]
    }

    /// All values, by number.
    pub fn all(&self) -> &[T] {
        &self.values
    }
}

#[cfg(test)]
mod tests {
    use super::Interned;
    use std::hash::{Hash, Hasher};

    /// Texts whose digests are all the same.
    #[derive(PartialEq, Eq)]
    struct Clash(&'static str);

    impl Hash for Clash {
        fn hash<H: Hasher>(&self, state: &mut H) {
            0.hash(state);
        }
    }

    #[test]
    fn equal_values_have_one_number_whatever_their_digest() {
        let mut all = Interned::default();
        let ids: Vec<u32> = ["a", "b", "a", "c", "b", "c"].into_iter().map(|word| all.id(Clash(word))).collect();
        assert_eq!(ids, [0, 1, 0, 2, 1, 2]);
        assert_eq!(all.get(1).0, "b");
        assert_eq!(all.all().len(), 3);
    }
}
