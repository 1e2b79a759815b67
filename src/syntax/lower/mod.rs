//! From the nodes of a clause to the typed tree: one function for each rule of the grammar.
//!
//! A function never fails. Where the grammar has read a near miss, the function takes it as it was meant
//! and reports it with the change that mends it.

pub(super) mod alone;
pub(super) mod assessments;
mod calls;
pub(super) mod cells;
pub(super) mod common;
mod conditions;
pub(super) mod expr;
pub(super) mod heads;
pub(super) mod instances;
pub(super) mod numbers;
pub(super) mod people;
pub(super) mod pieces;
pub(super) mod reforms;
pub(super) mod rules;
pub(super) mod sources;
mod sums;
pub(super) mod tests;

use crate::diag::Diagnostic;
use crate::syntax::ast::kind::DeclKind;
use crate::syntax::ast::{ClauseKind, Ident};
use crate::syntax::tree::Node;
use crate::text::{FileId, Name, Span};

/// What the functions share while they read one clause.
pub(super) struct Lower<'d> {
    /// The file.
    pub file: FileId,
    /// Where the text of the clause starts in the file.
    pub base: usize,
    /// The declaration that the clause stands in.
    pub owner: DeclKind,
    /// Findings.
    pub diags: &'d mut Vec<Diagnostic>,
    /// Clauses beside the one that is returned: `from D until D` is two.
    pub extra: Vec<ClauseKind>,
    /// How many operators lie between the clause and the place being read.
    pub depth: usize,
    /// Where a change was made to the text that is read, and by how many bytes it grew.
    pub shift: Shift,
}

/// A change of the text of a clause before it was read: bytes `at` of the original became `len` bytes.
#[derive(Clone, Default)]
pub(super) struct Shift {
    /// The bytes replaced.
    pub at: std::ops::Range<usize>,
    /// How many bytes stand there now.
    pub len: usize,
}

impl Shift {
    /// The byte of the original that became byte `to`.
    fn back(&self, to: usize) -> usize {
        match to {
            to if to <= self.at.start => to,
            to if to >= self.at.start + self.len => to - self.len + self.at.len(),
            to => to.min(self.at.end),
        }
    }
}

impl Lower<'_> {
    /// The place of a node in the file.
    pub fn span(&self, node: Node<'_, '_>) -> Span {
        self.range(node.start(), node.end())
    }

    /// The place of bytes of the clause in the file.
    pub fn range(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, self.base + self.shift.back(start), self.base + self.shift.back(end))
    }

    /// Reports.
    pub fn report(&mut self, found: Diagnostic) {
        self.diags.push(found);
    }

    /// A node as a word.
    pub fn ident(&self, node: Node<'_, '_>) -> Ident {
        Ident { name: Name::new(node.text()), span: self.span(node) }
    }
}
