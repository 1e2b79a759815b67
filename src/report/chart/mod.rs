//! Charts: a drawing, what it shows in words, and its numbers, all from the same data.
//!
//! The drawings are SVG written by hand in whole numbers, so the same data gives the same bytes. Colour
//! never stands alone: each tone has a pattern and a sign or a label.

pub mod bars;
pub mod dumbbell;
pub mod matrix;
mod svg;

use crate::report::doc::{Align, Block, Column, Document, Figure, Grid, Inline};
use crate::report::template::Markdown;
use crate::report::to_markdown;
use crate::text::english::number_of;

/// What a value means to the reader; it decides colour, pattern and sign.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Tone {
    /// As it should be.
    Good,
    /// As it should not be.
    Bad,
    /// Between the two, or disputed.
    Mixed,
    /// Not known.
    Open,
    /// Not asked.
    Void,
}

/// A chart ready for a paper.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chart {
    /// Its place in the document tree: alt text, caption and data.
    pub figure: Figure,
    /// The drawing.
    pub svg: String,
}

impl Chart {
    fn new(id: &str, caption: &str, alt: String, data: Grid, svg: String) -> Chart {
        let caption = vec![Inline::text(caption)];
        Chart { figure: Figure { id: id.to_owned(), alt, caption, data }, svg }
    }

    /// The chart as a value for a template, to stand on a line of its own.
    pub fn markdown(&self, images: &str) -> Markdown {
        Markdown(to_markdown::blocks(&[Block::Figure(self.figure.clone())], images))
    }

    /// Gives the drawing to a document whose text names it.
    pub fn attach(&self, document: &mut Document) {
        document.charts.insert(self.figure.id.clone(), self.svg.clone());
    }
}

fn column(head: &str, align: Align) -> Column {
    Column { head: vec![Inline::text(head)], align }
}

fn cell(text: &str) -> Vec<Inline> {
    if text.is_empty() { vec![] } else { vec![Inline::text(text)] }
}

/// How many cells or counts carry which sign, in a sentence; nothing where none does.
fn signed<'s>(signs: impl Iterator<Item = &'s String>, what: &str) -> String {
    let (mut asterisks, mut daggers) = (0, 0);
    for signs in signs {
        asterisks += usize::from(signs.contains('*'));
        daggers += usize::from(signs.contains('†'));
    }
    match (asterisks, daggers) {
        (0, 0) => String::new(),
        (n, 0) => format!(" An asterisk stands with {}.", number_of(n, what)),
        (0, n) => format!(" A dagger stands with {}.", number_of(n, what)),
        (n, d) => format!(" An asterisk stands with {}, a dagger with {d}.", number_of(n, what)),
    }
}
