//! The nodes of one clause: pest's pairs poured, without recursion, into one pre-order list.

use crate::syntax::grammar::{self, Rule, Stop};
use pest::Token;
use pest::iterators::Pairs;

/// One node; its descendants are the `len - 1` nodes behind it.
#[derive(Clone, Copy, Debug)]
struct Cell {
    kind: Rule,
    len: u32,
    start: u32,
    end: u32,
}

/// The tree of one clause over its text.
pub(super) struct Tree<'t> {
    text: &'t str,
    cells: Vec<Cell>,
}

/// Reads `text` by one rule of the grammar.
pub(super) fn read(rule: Rule, text: &str) -> Result<Tree<'_>, Stop> {
    Ok(Tree::pour(grammar::pairs(rule, text)?, text))
}

impl<'t> Tree<'t> {
    /// A node ends at its last token: pest lets it swallow the blanks behind.
    fn pour(pairs: Pairs<'t, Rule>, text: &'t str) -> Tree<'t> {
        let mut cells: Vec<Cell> = Vec::with_capacity(text.len() / 4 + 4);
        let mut stack: Vec<usize> = Vec::with_capacity(32);
        for token in pairs.tokens() {
            match token {
                Token::Start { rule, pos } => {
                    stack.push(cells.len());
                    let start = pos.pos() as u32;
                    cells.push(Cell { kind: rule, len: 1, start, end: start });
                }
                Token::End { pos, .. } => {
                    let Some(at) = stack.pop() else { continue };
                    let len = (cells.len() - at) as u32;
                    let end = trim(text, last_end(&cells, at), pos.pos());
                    cells[at].len = len;
                    cells[at].end = end;
                }
            }
        }
        Tree { text, cells }
    }

    /// The node of the rule that read the clause.
    pub fn root(&self) -> Option<Node<'_, 't>> {
        (!self.cells.is_empty()).then_some(Node { tree: self, at: 0 })
    }
}

/// Where the last child of the open node `at` ends; its start where it has none.
fn last_end(cells: &[Cell], at: usize) -> usize {
    match cells.last() {
        Some(last) if cells.len() > at + 1 => last.end as usize,
        _ => cells[at].start as usize,
    }
}

/// The end of the last sign between `from` and `end` that is neither blank nor comment; `from` where none is.
fn trim(text: &str, from: usize, end: usize) -> u32 {
    let gap = &text[from..end];
    if !gap.ends_with(|c: char| c.is_whitespace() || c == '\u{FEFF}') {
        return end as u32;
    }
    let (mut last, mut rest) = (0, gap);
    while let Some(c) = rest.chars().next() {
        let here = gap.len() - rest.len();
        if rest.starts_with("//") {
            rest = rest.find('\n').map_or("", |n| &rest[n..]);
            continue;
        }
        rest = &rest[c.len_utf8()..];
        if !c.is_whitespace() && c != '\u{FEFF}' {
            last = here + c.len_utf8();
        }
    }
    (from + last) as u32
}

/// One node of a tree.
#[derive(Clone, Copy)]
pub(super) struct Node<'a, 't> {
    tree: &'a Tree<'t>,
    at: usize,
}

impl<'a, 't> Node<'a, 't> {
    /// The rule that read it.
    pub fn kind(self) -> Rule {
        self.tree.cells[self.at].kind
    }

    /// Its first byte, from the start of the clause.
    pub fn start(self) -> usize {
        self.tree.cells[self.at].start as usize
    }

    /// One past its last byte.
    pub fn end(self) -> usize {
        self.tree.cells[self.at].end as usize
    }

    /// Its characters.
    pub fn text(self) -> &'t str {
        &self.tree.text[self.start()..self.end()]
    }

    /// The text of the whole clause.
    pub fn clause(self) -> &'t str {
        self.tree.text
    }

    /// Its children in order.
    pub fn children(self) -> Children<'a, 't> {
        let len = self.tree.cells[self.at].len as usize;
        Children { tree: self.tree, at: self.at + 1, end: self.at + len }
    }

    /// Its first child of a kind.
    pub fn child(self, kind: Rule) -> Option<Node<'a, 't>> {
        self.children().find(|c| c.kind() == kind)
    }

    /// Its children of a kind.
    pub fn all(self, kind: Rule) -> impl Iterator<Item = Node<'a, 't>> {
        self.children().filter(move |c| c.kind() == kind)
    }

    /// Whether it has a child of a kind.
    pub fn has(self, kind: Rule) -> bool {
        self.child(kind).is_some()
    }
}

/// The children of a node.
#[derive(Clone)]
pub(super) struct Children<'a, 't> {
    tree: &'a Tree<'t>,
    at: usize,
    end: usize,
}

impl<'a, 't> Iterator for Children<'a, 't> {
    type Item = Node<'a, 't>;

    fn next(&mut self) -> Option<Node<'a, 't>> {
        if self.at >= self.end {
            return None;
        }
        let node = Node { tree: self.tree, at: self.at };
        self.at += self.tree.cells[self.at].len as usize;
        Some(node)
    }
}
