//! Words of a text that know where they stand in their file.

/// Words of the policy without the margin of their block.
#[derive(Clone, Default)]
pub struct Passage {
    /// The words.
    pub text: String,
    /// Where parts of it begin, in the text and in the file, in order.
    parts: Vec<(usize, usize)>,
}

/// Only its words: two passages that say the same are printed alike wherever they stand.
impl std::fmt::Debug for Passage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.text.fmt(f)
    }
}

impl Passage {
    /// A text in quotes that stands at byte `at` of the file, its escapes read.
    pub(super) fn quoted(text: String, at: usize) -> Passage {
        Passage { text, parts: vec![(0, at)] }
    }

    pub(super) fn push(&mut self, words: &str, at: usize) {
        self.parts.push((self.text.len(), at));
        self.text.push_str(words);
    }

    /// The place in the file of a byte of the text.
    pub fn place(&self, at: usize) -> usize {
        let part = self.parts.iter().rev().find(|(start, _)| *start <= at).or(self.parts.first());
        part.map_or(0, |(start, place)| place + at.saturating_sub(*start))
    }

    pub(super) fn trim_start(&mut self) {
        let blanks = self.text.len() - self.text.trim_start().len();
        let first = (0, self.place(blanks));
        self.text.drain(..blanks);
        let kept = self.parts.iter().filter(|(start, _)| *start > blanks).map(|(start, at)| (start - blanks, *at));
        self.parts = std::iter::once(first).chain(kept).collect();
    }
}
