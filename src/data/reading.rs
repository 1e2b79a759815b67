//! A file of profiles while it is read: its cursor, what it has said so far, and the words that all its parts share.

use crate::data::reader::Reader;
use crate::data::scalar::{self, Style, Written};
use crate::data::yaml::{Cursor, Node, Scalar};
use crate::data::{Cell, Datum};
use crate::diag::values;
use crate::diag::{Diagnostic, data as say};
use crate::hir::law::Evidence;
use crate::num::date::Date;
use crate::text::{Name, Span};
use crate::types::schema::EntityId;
use std::collections::BTreeMap;

/// The keys of a datum. No field is called so.
pub const DATUM_KEYS: [&str; 10] =
    ["value", "as_of", "published", "source", "status", "evidence", "note", "statement", "preferred", "others"];
/// The status of what follows from a text that does not say it.
pub const DERIVED: &str = "derived";
/// The words of `status` and their marks.
pub const STATUS: [(&str, Evidence); 4] = [
    ("published", Evidence::Read),
    (DERIVED, Evidence::Read),
    ("published-provisional", Evidence::Read),
    ("from-memory-check", Evidence::ToCheck),
];

/// The marks, strong to weak.
pub const MARKS: [&str; 3] = ["read", "memory", "to_check"];

/// The status that a word means, and the mark that comes with it.
pub(super) fn status(text: &str, span: Span) -> Result<(&'static str, Evidence), Diagnostic> {
    let known = STATUS.into_iter().find(|(status, _)| *status == text);
    known.ok_or_else(|| say::no_such_mark(span, "status", text, &STATUS.map(|(status, _)| status)))
}

/// The mark that a word means.
pub(super) fn mark(text: &str, span: Span) -> Result<Evidence, Diagnostic> {
    Evidence::parse(text).ok_or_else(|| say::no_such_mark(span, "mark", text, &MARKS))
}

/// A source that a datum names; there is no meta where data that no field reads name it.
pub(super) struct Use {
    pub meta: Option<u32>,
    pub key: Name,
    pub span: Span,
}

/// What was read at the place of a datum.
pub(super) enum Read {
    /// A mistake, already reported.
    Nothing,
    /// `unknown` and nothing else.
    Unknown(Span),
    /// One datum.
    One(Datum),
    /// In a list: a datum whose value is the whole list.
    Whole(Datum),
}

/// One file that is being read.
pub(super) struct Reading<'r, 'a, 't> {
    pub reader: &'r mut Reader<'a>,
    pub cursor: Cursor<'t>,
    /// Sources that were named and are not yet looked up.
    pub uses: Vec<Use>,
}

/// The fields of a profile or record that is being read.
pub(super) struct Draft {
    pub entity: EntityId,
    pub cells: Vec<Cell>,
    pub seen: BTreeMap<u32, Span>,
    /// Groups and keys that are no field.
    pub others: BTreeMap<String, Span>,
}

impl Draft {
    /// Room for every field of an entity.
    pub fn new(entity: EntityId, fields: usize) -> Draft {
        Draft { entity, cells: vec![Cell::Missing; fields], seen: BTreeMap::new(), others: BTreeMap::new() }
    }
}

impl<'t> Reading<'_, '_, 't> {
    /// Keeps a finding.
    pub(super) fn report(&mut self, found: Diagnostic) {
        self.cursor.found.push(found);
    }

    /// A day of publication.
    pub(super) fn published(&mut self) -> Option<(Date, bool)> {
        let word = self.word("a day")?;
        self.or_report(scalar::published(&word.text, word.span))
    }

    /// The day that a word means.
    pub(super) fn day(&mut self, word: &Scalar<'t>) -> Option<Date> {
        self.or_report(Date::parse(&word.text).ok_or_else(|| values::not_a_day(word.span, &word.text)))
    }

    /// `read`, `memory` or `to_check`.
    pub(super) fn mark(&mut self) -> Option<Evidence> {
        let word = self.word("a mark")?;
        self.or_report(mark(&word.text, word.span))
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self) -> Option<bool> {
        let word = self.word("`true` or `false`")?;
        match (word.plain, word.text.as_ref()) {
            (true, "true") => Some(true),
            (true, "false") => Some(false),
            _ => {
                self.report(values::not_bool(word.span, &word.text));
                None
            }
        }
    }

    /// One value that is not empty; anything else is reported.
    pub(super) fn word(&mut self, needed: &str) -> Option<Scalar<'t>> {
        match self.cursor.node()? {
            Node::Scalar(word) if word.text.trim().is_empty() => {
                self.report(say::shape(word.span, "nothing", needed));
                None
            }
            Node::Scalar(word) => Some(word),
            Node::Broken => None,
            node @ Node::Map(span) => {
                self.report(say::shape(span, "a mapping", needed));
                self.cursor.skip(&node);
                None
            }
            node @ Node::List(span) => {
                self.report(say::shape(span, "a list", needed));
                self.cursor.skip(&node);
                None
            }
        }
    }

    /// The value, or a report of what is wrong with it.
    pub(super) fn or_report<T>(&mut self, read: Result<T, Diagnostic>) -> Option<T> {
        read.map_err(|found| self.report(found)).ok()
    }
}

impl Scalar<'_> {
    /// For reading by type.
    pub fn written(&self) -> Written<'_> {
        let style = if self.plain { Style::Plain } else { Style::Quoted };
        Written { text: &self.text, style, span: self.span }
    }
}
