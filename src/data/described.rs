//! What the manifest says of a table.

use crate::text::{Span, Word};

/// How a table becomes profiles, or the list of one profile: what the manifest says of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TableEntry {
    /// Where the entry stands.
    pub span: Span,
    /// What its rows make.
    pub makes: Makes,
    /// Fields and the columns that fill them, in the order of the manifest.
    pub columns: Vec<(Word, Word)>,
    /// Fields with one value for all rows.
    pub values: Vec<(Word, Word)>,
    /// Columns and the values whose rows are left out.
    pub skip: Vec<(Word, Vec<Word>)>,
    /// The field by which a row gives way to a profile.
    pub same_as: Option<Word>,
    /// What all figures of the table share.
    pub datum: TableDatum,
}

/// What the rows of a table make.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Makes {
    /// A profile each.
    Profiles,
    /// All together one list.
    List {
        /// The key of the one profile that has it.
        id: Word,
        /// Its field.
        into: Word,
    },
    /// The entry says half of it, which has been told.
    Unclear,
}

/// Day, source and mark of the figures of a table.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct TableDatum {
    /// The day or period of the figures.
    pub as_of: Option<Word>,
    /// When they were published.
    pub published: Option<Word>,
    /// The title of their source.
    pub source: Option<Word>,
    /// Their status.
    pub status: Option<Word>,
    /// Their mark.
    pub evidence: Option<Word>,
    /// A remark.
    pub note: Option<Word>,
}
