//! Bitmaps over rows, read and written 64 rows a word.

use std::ops::Range;

/// One bit for each row. Bits past the last row are 0.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Bits {
    words: Vec<u64>,
    len: usize,
}

/// How many words hold the bits of so many rows.
pub(super) fn words_for(rows: usize) -> usize {
    rows.div_ceil(64)
}

/// A bit for each value for which `test` holds, 64 a word.
#[inline]
pub(super) fn pack_words<T: Copy>(values: &[T], test: impl Fn(T) -> bool) -> Vec<u64> {
    let (whole, rest) = values.as_chunks::<64>();
    let mut words = Vec::with_capacity(words_for(values.len()));
    for values in whole {
        let mut word = 0;
        for (place, eight) in values.as_chunks::<8>().0.iter().enumerate() {
            // The lowest bits of eight bytes side by side.
            let flags = u64::from_le_bytes(eight.map(|value| u8::from(test(value))));
            word |= (flags.wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * place);
        }
        words.push(word);
    }
    if !rest.is_empty() {
        words.push(rest.iter().enumerate().fold(0, |word, (bit, value)| word | u64::from(test(*value)) << bit));
    }
    words
}

/// The bits of those of the rows `64 * i ..` that there are.
#[inline]
pub(super) fn rows_of_word(rows: usize, i: usize) -> u64 {
    let left = rows - i * 64;
    if left >= 64 { u64::MAX } else { (1 << left) - 1 }
}

impl Bits {
    /// No row.
    pub fn none(len: usize) -> Bits {
        Bits { words: vec![0; words_for(len)], len }
    }

    /// Every row.
    pub fn all(len: usize) -> Bits {
        Bits::from_words(vec![u64::MAX; words_for(len)], len)
    }

    /// The rows of these words; bits past the last row are dropped.
    pub fn from_words(mut words: Vec<u64>, len: usize) -> Bits {
        words.resize(words_for(len), 0);
        if let (Some(last), true) = (words.last_mut(), !len.is_multiple_of(64)) {
            *last &= (1 << (len % 64)) - 1;
        }
        Bits { words, len }
    }

    /// The rows for which `test` holds.
    pub fn of(len: usize, mut test: impl FnMut(usize) -> bool) -> Bits {
        let word = |w: usize| {
            let rows = (w * 64)..len.min(w * 64 + 64);
            rows.fold(0, |word, row| word | (u64::from(test(row)) << (row % 64)))
        };
        Bits { words: (0..words_for(len)).map(word).collect(), len }
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether a row is in; a row past the end is not.
    pub fn get(&self, row: usize) -> bool {
        self.words.get(row / 64).is_some_and(|w| w >> (row % 64) & 1 == 1)
    }

    /// Puts a row in. A row past the end is left out.
    pub fn set(&mut self, row: usize) {
        if row < self.len {
            self.words[row / 64] |= 1 << (row % 64);
        }
    }

    /// Puts rows `64 * i ..` of a word in; the word has no bits past the last row.
    #[inline]
    pub(super) fn or_word(&mut self, i: usize, word: u64) {
        if let Some(own) = self.words.get_mut(i) {
            *own |= word;
        }
    }

    /// The words.
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// Whether some row is in.
    pub fn any(&self) -> bool {
        self.words.iter().any(|w| *w != 0)
    }

    /// Whether every row is in.
    pub fn every(&self) -> bool {
        self.count() == self.len
    }

    /// How many rows are in.
    pub fn count(&self) -> usize {
        self.words.iter().map(|w| w.count_ones() as usize).sum()
    }

    /// The rows that are in, ascending.
    pub fn rows(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(w, word)| ones(*word).map(move |b| w * 64 + b))
    }

    /// Itself, or nothing where no row is in.
    pub(super) fn some(self) -> Option<Bits> {
        self.any().then_some(self)
    }

    /// Some rows in a row.
    pub(super) fn slice(&self, rows: Range<usize>) -> Bits {
        let (shift, first) = (rows.start % 64, rows.start / 64);
        let len = rows.len();
        let at = |w: usize| self.words.get(w).copied().unwrap_or(0);
        let word = |w: usize| match shift {
            0 => at(first + w),
            _ => at(first + w) >> shift | at(first + w + 1) << (64 - shift),
        };
        Bits::from_words((0..words_for(len)).map(word).collect(), len)
    }

    /// The bit of `rows[i]` at `i`.
    pub(super) fn gather(&self, rows: &[u32]) -> Bits {
        Bits::of(rows.len(), |row| self.get(rows[row] as usize))
    }

    /// Adds `other` behind.
    pub(super) fn append(&mut self, other: &Bits) {
        let shift = self.len % 64;
        if shift == 0 {
            self.words.extend_from_slice(&other.words);
        } else {
            for word in &other.words {
                if let Some(last) = self.words.last_mut() {
                    *last |= word << shift;
                }
                self.words.push(word >> (64 - shift));
            }
        }
        self.len += other.len;
        self.words.truncate(words_for(self.len));
    }
}

/// The places of the bits of a word that are 1, ascending.
pub(super) fn ones(mut word: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        (word != 0).then(|| {
            let bit = word.trailing_zeros() as usize;
            word &= word - 1;
            bit
        })
    })
}

/// The words of an operand; one of a single row is repeated.
#[derive(Clone, Copy)]
pub(super) enum Words<'a> {
    /// A word for each 64 rows.
    Each(&'a [u64]),
    /// The same for every row.
    Same(u64),
}

impl Words<'_> {
    /// Nowhere.
    pub const NONE: Words<'static> = Words::Same(0);
    /// Everywhere.
    pub const ALL: Words<'static> = Words::Same(u64::MAX);

    /// The word of rows `64 * i ..`; bits past the last row may be anything.
    #[inline]
    pub fn at(&self, i: usize) -> u64 {
        match self {
            Words::Each(words) => words[i],
            Words::Same(word) => *word,
        }
    }
}

impl<'a> Words<'a> {
    /// Of a bitmap of `len` rows as an operand for `rows` rows.
    pub fn of(bits: &'a Bits, rows: usize) -> Words<'a> {
        match bits.len() {
            1 if rows != 1 => Words::Same(if bits.get(0) { u64::MAX } else { 0 }),
            _ => Words::Each(bits.words()),
        }
    }
}
