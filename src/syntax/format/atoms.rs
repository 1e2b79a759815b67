//! From the nodes of a clause to lines of text: which words touch, which part.
//!
//! The author's line breaks stay; blanks, digit groups and the indent of what continues are canonical.

use crate::num::print::{NO_BREAK, grouped};
use crate::syntax::grammar::Rule;
use crate::syntax::lex::{self, T};
use crate::syntax::tree::{Node, Tree};

/// A line of a clause.
#[derive(Clone, Default, Debug)]
pub(super) struct Line {
    /// Open brackets before it.
    pub depth: usize,
    /// Whether it begins with `then`.
    pub then: bool,
    /// Its words.
    pub text: String,
    /// The comment behind it; alone where the text is empty.
    pub comment: Option<String>,
}

/// What is printed as one piece.
struct Atom {
    kind: Rule,
    parent: Rule,
    start: usize,
    end: usize,
    text: String,
}

/// The lines of a clause or head. The first is never empty of text, unless the clause is.
pub(super) fn lines(tree: &Tree<'_>) -> Vec<Line> {
    let Some(root) = tree.root() else { return vec![Line::default()] };
    let mut atoms = vec![];
    collect(root, root.kind(), &mut atoms);
    layout(&atoms, root.clause())
}

fn collect(node: Node<'_, '_>, parent: Rule, atoms: &mut Vec<Atom>) {
    let leaf = node.children().next().is_none();
    if leaf || is_atom(node.kind()) {
        let text = written(node);
        if !text.is_empty() {
            atoms.push(Atom { kind: node.kind(), parent, start: node.start(), end: node.end(), text });
        }
        return;
    }
    for child in node.children() {
        collect(child, node.kind(), atoms);
    }
}

fn is_atom(kind: Rule) -> bool {
    matches!(
        kind,
        Rule::number
            | Rule::money
            | Rule::path
            | Rule::dotted
            | Rule::label
            | Rule::date
            | Rule::text
            | Rule::place
            | Rule::field
    )
}

/// The canonical spelling of an atom.
fn written(node: Node<'_, '_>) -> String {
    match node.kind() {
        Rule::EOI => String::new(),
        Rule::number | Rule::money => number(node),
        Rule::text | Rule::body => node.text().to_string(),
        Rule::label | Rule::field | Rule::path | Rule::dotted => {
            node.text().chars().filter(|c| !c.is_whitespace()).collect()
        }
        Rule::place => {
            let parts: Vec<String> =
                node.children().map(|part| part.text().chars().filter(|c| !c.is_whitespace()).collect()).collect();
            parts.join(" ")
        }
        _ => node.text().split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

fn number(node: Node<'_, '_>) -> String {
    let mut text = String::new();
    for n in node.children() {
        if !text.is_empty() {
            text.push(' ');
        }
        match n.kind() {
            Rule::digits => text.push_str(&digits(n.text())),
            Rule::unit => {
                for (i, name) in n.children().enumerate() {
                    text.push_str(if i > 0 { " / " } else { "" });
                    text.push_str(name.text());
                }
            }
            _ => text.push_str(n.text()),
        }
    }
    text
}

/// Digits in groups of three by no-break spaces, where they were grouped or are more than four.
pub(super) fn digits(written: &str) -> String {
    let plain: String = written.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    let whole = plain.find('.').unwrap_or(plain.len());
    match whole > 4 || written.chars().any(|c| !c.is_ascii_digit() && c != '.') {
        true => grouped(&plain, NO_BREAK),
        false => plain,
    }
}

fn layout(atoms: &[Atom], clause: &str) -> Vec<Line> {
    let mut lines = vec![Line::default()];
    let mut depth = 0usize;
    for (i, atom) in atoms.iter().enumerate() {
        let from = if i == 0 { 0 } else { atoms[i - 1].end };
        let gap = &clause[from..atom.start];
        let closes = matches!(atom.kind, Rule::close | Rule::unbrace);
        let broken = gap.contains('\n') && i > 0;
        for comment in comments(gap) {
            match lines.last_mut() {
                Some(last) if comment.0 && last.comment.is_none() => last.comment = Some(comment.1),
                _ => lines.push(Line { depth, comment: Some(comment.1), ..Line::default() }),
            }
        }
        if broken {
            lines.push(Line { depth: depth - usize::from(closes && depth > 0), ..Line::default() });
        }
        // A `;` at the end of a line says nothing.
        let semi_at_end = atom.kind == Rule::semi
            && atoms.get(i + 1).is_none_or(|n| clause[atom.end..n.start].contains('\n') || n.kind == Rule::unbrace);
        if let Some(line) = lines.last_mut().filter(|_| !semi_at_end) {
            let before = if line.text.is_empty() {
                None
            } else {
                atoms[..i].iter().rev().find(|a| a.kind != Rule::semi || !line.text.is_empty())
            };
            line.then |= line.text.is_empty() && atom.kind == Rule::k_then;
            if before.is_some_and(|b| parted(b, atom)) {
                line.text.push(' ');
            }
            line.text.push_str(&atom.text);
        }
        match atom.kind {
            Rule::open | Rule::brace => depth += 1,
            _ if closes => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    lines
}

/// The comments in a gap: whether each stands behind something on its line, and its text.
fn comments(gap: &str) -> Vec<(bool, String)> {
    if !gap.contains("//") {
        return vec![];
    }
    let mut tokens = vec![];
    lex::tokens(gap, 0, gap.len(), 0, &mut tokens);
    let comments = tokens.iter().filter(|t| matches!(t.kind, T::Comment | T::Doc));
    comments.map(|t| (!gap[..t.start as usize].contains('\n'), t.of(gap).to_string())).collect()
}

/// Whether a blank stands between two atoms.
fn parted(left: &Atom, right: &Atom) -> bool {
    let touches_left = match right.kind {
        Rule::comma | Rule::semi | Rule::close | Rule::interval_close | Rule::field => true,
        Rule::colon => right.parent != Rule::c_field,
        Rule::open => matches!(right.parent, Rule::call | Rule::parameters | Rule::reform_use | Rule::cell_not),
        Rule::unbrace => left.kind == Rule::brace,
        _ => false,
    };
    let touches_right = matches!(left.kind, Rule::open | Rule::interval_open | Rule::neg);
    !touches_left && !touches_right
}
