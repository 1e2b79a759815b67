//! What is cited, from when to when it holds, and whom to ask.

use super::{Day, Ident, Path, Text};
use crate::text::Span;

/// `law.horizontal art 25(1)`, `feedback_paper line 156`, and inside a source `art 51(2)` alone.
#[derive(Clone, Debug)]
pub struct Citation {
    /// The source; absent where the clause stands inside one and means itself.
    pub source: Option<Path>,
    /// Where in it, if said.
    pub locator: Option<Locator>,
    /// A quoted remark after the locator: `art 15 "no such share in the text"`.
    pub note: Option<Text>,
    /// Where.
    pub span: Span,
}

/// A place in a source, in one spelling: `art 25(1)(a)`, `recital 49`, `annex I`, `line 156`; or quoted words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Locator {
    /// One spelling, single blanks.
    pub text: String,
    /// Whether it was quoted.
    pub quoted: bool,
    /// Where.
    pub span: Span,
}

/// What may follow a value or a case, in any order, set off by commas.
#[derive(Clone, Default, Debug)]
pub struct Tail {
    /// `per SOURCE LOCATOR and per ..`
    pub per: Vec<Citation>,
    /// `ask WHO`
    pub ask: Option<Who>,
    /// `evidence MARK`
    pub evidence: Option<Ident>,
    /// `of DAY` or `of DAY .. DAY`
    pub of: Option<(Day, Option<Day>)>,
    /// `published DAY`, `published by DAY`
    pub published: Option<DayBound>,
    /// `from DAY`
    pub from: Option<Day>,
    /// `until DAY`
    pub until: Option<Day>,
    /// `prevailing over [a], [b]`
    pub prevailing: Vec<Ident>,
}

/// Whom to ask: a declared party, or words.
#[derive(Clone, Debug)]
pub enum Who {
    /// A name.
    Party(Path),
    /// Quoted words.
    Words(Text),
}

/// A day, or not later than it.
#[derive(Clone, Copy, Debug)]
pub struct DayBound {
    /// The day.
    pub day: Day,
    /// Written `by DAY`.
    pub by: bool,
}

/// Words of a status line.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum StatusWord {
    /// `discussed`
    Discussed,
    /// `proposed`
    Proposed,
    /// `notified`
    Notified,
    /// `published`
    Published,
    /// `adopted`
    Adopted,
    /// `in force`
    InForce,
    /// `applied`
    Applied,
    /// `transposed`
    Transposed,
    /// `repealed`
    Repealed,
}

impl StatusWord {
    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            StatusWord::Discussed => "discussed",
            StatusWord::Proposed => "proposed",
            StatusWord::Notified => "notified",
            StatusWord::Published => "published",
            StatusWord::Adopted => "adopted",
            StatusWord::InForce => "in force",
            StatusWord::Applied => "applied",
            StatusWord::Transposed => "transposed",
            StatusWord::Repealed => "repealed",
        }
    }
}

/// `in force from 2013-07-19`.
#[derive(Clone, Debug)]
pub struct StatusItem {
    /// The word.
    pub word: StatusWord,
    /// Its day.
    pub day: DayBound,
    /// Where.
    pub span: Span,
}

/// Modal verbs of the source.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[allow(missing_docs)]
pub enum Modality {
    Shall,
    Must,
    Should,
    Will,
    Would,
    Can,
    Could,
    May,
}
