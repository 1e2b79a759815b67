//! From the nodes of a clause to the typed tree: one function for each rule of the grammar.
//!
//! A function never fails. Where the grammar has read a near miss, the function takes it as it was meant
//! and reports it with the change that mends it.

pub(super) mod assessments;
pub(super) mod cells;
pub(super) mod common;
pub(super) mod expr;
pub(super) mod heads;
pub(super) mod instances;
pub(super) mod numbers;
pub(super) mod people;
pub(super) mod reforms;
pub(super) mod rules;
pub(super) mod sources;
pub(super) mod tests;

use crate::diag::Diagnostic;
use crate::syntax::ast::{ClauseKind, DeclKind, Ident};
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
}

impl Lower<'_> {
    /// The place of a node in the file.
    pub fn span(&self, node: Node<'_, '_>) -> Span {
        self.range(node.start(), node.end())
    }

    /// The place of bytes of the clause in the file.
    pub fn range(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, self.base + start, self.base + end)
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
