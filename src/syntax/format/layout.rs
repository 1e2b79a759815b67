//! Alignment: entries of a block become lines.

use super::atoms::Line;

/// What stands on a line of a block.
#[derive(Debug)]
pub(super) enum Piece {
    /// A comment on a line of its own.
    Comment(String),
    /// A clause with the clauses behind it on the same line.
    Clauses(Vec<Clause>),
    /// A row between bars, and what stands behind its last bar.
    Row(Vec<String>, String),
}

/// One entry of a block.
#[derive(Debug)]
pub(super) struct Entry {
    /// Whether an empty line stands before it.
    pub blank: bool,
    pub piece: Piece,
    /// The comment behind it.
    pub comment: Option<String>,
}

/// How a clause lines up with its neighbours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Align {
    /// Its word is padded to the longest of the block.
    Word,
    /// A field: its name is padded, `:` follows.
    Field,
    /// `key` among fields.
    Key,
    /// A labelled case.
    Case,
    /// `let`: word padded, then the name before `=`.
    Let,
    /// Not at all.
    None,
}

/// A clause to print.
#[derive(Debug)]
pub(super) struct Clause {
    pub align: Align,
    /// Its word or two; the name of a field.
    pub word: String,
    /// The label of a case, the name of a `let`.
    pub label: String,
    /// What follows.
    pub lines: Vec<Line>,
    /// The block that it ends with, if it is a declaration or replaces one.
    pub nested: Option<Vec<Entry>>,
}

impl Clause {
    fn single(&self) -> bool {
        self.lines.len() == 1
            && self.nested.is_none()
            && self.lines[0].comment.is_none()
            && !self.lines[0].text.contains('\n')
    }

    /// All on one line, without padding.
    pub fn flat(&self) -> String {
        let mut parts: Vec<&str> = vec![];
        if self.align == Align::Field {
            let rest = self.lines.first().map_or("", |l| l.text.as_str());
            return format!("{}{}", self.word, rest);
        }
        parts.extend([self.word.as_str(), self.label.as_str()].into_iter().filter(|p| !p.is_empty()));
        parts.extend(self.lines.iter().map(|l| l.text.as_str()).filter(|t| !t.is_empty()));
        parts.join(" ")
    }
}

/// The lines of a block, indented by `indent` blanks.
pub(super) fn block(entries: &[Entry], indent: usize) -> Vec<String> {
    let mut out: Vec<String> = vec![];
    let widths = Widths::of(entries);
    let mut at = 0;
    while at < entries.len() {
        let entry = &entries[at];
        if entry.blank && at > 0 {
            out.push(String::new());
        }
        match &entry.piece {
            Piece::Comment(text) => out.push(format!("{}{text}", pad(indent))),
            Piece::Row(..) => {
                let end = rows_end(entries, at);
                rows(&entries[at..end], indent, &mut out);
                at = end;
                continue;
            }
            Piece::Clauses(list) => clauses(list, entries, at, indent, &widths, &mut out),
        }
        if let (Some(comment), Some(last)) = (&entry.comment, out.last_mut()) {
            last.push_str("  ");
            last.push_str(comment);
        }
        at += 1;
    }
    out
}

/// Where the rows that begin at an entry end; comments between rows stay among them.
fn rows_end(entries: &[Entry], at: usize) -> usize {
    let mut end = at + 1;
    for (i, entry) in entries.iter().enumerate().skip(at + 1) {
        match entry.piece {
            Piece::Row(..) => end = i + 1,
            Piece::Comment(_) => {}
            Piece::Clauses(_) => break,
        }
    }
    end
}

fn rows(entries: &[Entry], indent: usize, out: &mut Vec<String>) {
    let mut widths: Vec<usize> = vec![];
    for entry in entries {
        if let Piece::Row(cells, _) = &entry.piece {
            widths.resize(widths.len().max(cells.len()), 1);
            for (width, cell) in widths.iter_mut().zip(cells) {
                *width = (*width).max(cell.chars().count());
            }
        }
    }
    for (i, entry) in entries.iter().enumerate() {
        if entry.blank && i > 0 {
            out.push(String::new());
        }
        let mut line = pad(indent);
        match &entry.piece {
            Piece::Row(cells, tail) => {
                line.push('|');
                for (cell, width) in cells.iter().zip(&widths) {
                    line.push(' ');
                    push_padded(&mut line, cell, *width);
                    line.push_str(" |");
                }
                line.push_str(tail);
            }
            Piece::Comment(text) => line.push_str(text),
            Piece::Clauses(_) => {}
        }
        if let Some(comment) = &entry.comment {
            line.push_str("  ");
            line.push_str(comment);
        }
        out.push(line);
    }
}

/// The widths that a block as a whole shares.
struct Widths {
    word: usize,
}

impl Widths {
    fn of(entries: &[Entry]) -> Widths {
        let words = entries.iter().filter_map(|e| match &e.piece {
            Piece::Clauses(list) => list.first(),
            _ => None,
        });
        let word = words.filter(|c| matches!(c.align, Align::Word | Align::Let)).map(|c| c.word.chars().count()).max();
        Widths { word: word.unwrap_or(0) }
    }
}

fn clauses(list: &[Clause], entries: &[Entry], at: usize, indent: usize, widths: &Widths, out: &mut Vec<String>) {
    let Some(first) = list.first() else { return };
    let mut line = pad(indent);
    let single = list.len() == 1 && first.single();
    match first.align {
        Align::Word | Align::Let => push_padded(&mut line, &first.word, if first.empty() { 0 } else { widths.word }),
        Align::Field | Align::Key => {
            push_padded(&mut line, &first.word, run(entries, at, false, is_field, |c| c.word.chars().count()))
        }
        Align::Case if single => {
            let word = run(entries, at, true, is_case, |c| if c.word == "otherwise" { 0 } else { c.word.len() });
            let label = run(entries, at, true, is_case, |c| c.label.chars().count());
            let both = run(entries, at, true, is_case, |c| {
                if c.word == "otherwise" { c.word.len() } else { word + if label > 0 { 1 + label } else { 0 } }
            });
            let mut front = String::new();
            if first.word == "otherwise" {
                front.push_str(&first.word);
            } else {
                push_padded(&mut front, &first.word, word);
                if label > 0 {
                    front.push(' ');
                    front.push_str(&first.label);
                }
            }
            push_padded(&mut line, &front, both);
        }
        Align::Case if !first.label.is_empty() => line.push_str(&format!("{} {}", first.word, first.label)),
        _ => line.push_str(&first.word),
    }
    let content = line.chars().count() + 1;
    if first.align == Align::Let {
        let name = run(entries, at, true, is_let, |c| c.label.chars().count());
        line.push(' ');
        push_padded(&mut line, &first.label, if single { name } else { 0 });
    }
    let hang = Hang {
        content: if first.align == Align::Case { indent + first.word.len() + 1 } else { content },
        field: first.align == Align::Field,
        indent,
        case: first.align == Align::Case,
    };
    first.push(line, &hang, out);
    for other in &list[1..] {
        if let Some(last) = out.last_mut() {
            last.push_str("; ");
            last.push_str(&other.flat());
        }
    }
}

/// Where what continues a clause is put.
struct Hang {
    content: usize,
    indent: usize,
    field: bool,
    case: bool,
}

impl Clause {
    fn empty(&self) -> bool {
        self.label.is_empty() && self.lines.iter().all(|l| l.text.is_empty()) && self.nested.is_none()
    }

    /// Appends the lines of the clause; `line` holds its word already.
    fn push(&self, mut line: String, hang: &Hang, out: &mut Vec<String>) {
        let when = self.lines.first().is_some_and(|l| l.text.starts_with("when ")) && !hang.case;
        for (i, part) in self.lines.iter().enumerate() {
            if i > 0 {
                let column = match part {
                    _ if hang.field => hang.indent + 4,
                    Line { then: true, .. } if hang.case => hang.indent + 2,
                    _ => hang.content + if when { 5 } else { 0 } + 2 * part.depth,
                };
                line = pad(column);
            } else if !part.text.is_empty() {
                line.push(' ');
            }
            line.push_str(&part.text);
            if let Some(comment) = &part.comment {
                if !part.text.is_empty() || i == 0 {
                    line.push_str("  ");
                }
                line.push_str(comment);
            }
            out.push(line.trim_end().to_string());
        }
        if let Some(entries) = &self.nested {
            out.extend(block(entries, hang.content + 2));
            out.push(format!("{}}}", pad(hang.content)));
        }
    }
}

fn is_field(c: &Clause) -> bool {
    matches!(c.align, Align::Field | Align::Key)
}

fn is_case(c: &Clause) -> bool {
    c.align == Align::Case && c.single()
}

fn is_let(c: &Clause) -> bool {
    c.align == Align::Let && c.single()
}

/// The greatest measure among the neighbours of an entry that pass a test and, if so asked, stand alone on their
/// lines; an empty line ends the neighbourhood.
fn run(
    entries: &[Entry],
    at: usize,
    alone: bool,
    fits: fn(&Clause) -> bool,
    measure: impl Fn(&Clause) -> usize,
) -> usize {
    let clause = |i: usize| match &entries[i].piece {
        Piece::Clauses(list) if list.len() == 1 || !alone => list.first().filter(|c| fits(c)),
        _ => None,
    };
    let mut most = clause(at).map_or(0, &measure);
    let mut i = at;
    while i > 0 && !entries[i].blank {
        i -= 1;
        match (clause(i), &entries[i].piece) {
            (Some(c), _) => most = most.max(measure(c)),
            (None, Piece::Comment(_)) => {}
            _ => break,
        }
    }
    let mut i = at + 1;
    while i < entries.len() && !entries[i].blank {
        match (clause(i), &entries[i].piece) {
            (Some(c), _) => most = most.max(measure(c)),
            (None, Piece::Comment(_)) => {}
            _ => break,
        }
        i += 1;
    }
    most
}

/// So many blanks.
pub(super) fn pad(width: usize) -> String {
    " ".repeat(width)
}

/// Appends a text and blanks up to a width.
pub(super) fn push_padded(line: &mut String, text: &str, width: usize) {
    line.push_str(text);
    let len = text.chars().count();
    line.push_str(&pad(width.saturating_sub(len)));
}
