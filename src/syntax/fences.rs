//! Where the policy stands in a file: the whole of an `.acq`, the fenced `acq` blocks of an `.acq.md`.

use crate::diag::modules::Passed;
use crate::text::{FileId, Span};
use std::ops::Range;

/// A block of policy: bytes `start..end` of the file, its lines indented by `indent`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Fence {
    pub start: usize,
    pub end: usize,
    pub indent: usize,
}

/// Whether a path names a Markdown file with policy in it.
pub fn is_literate(path: &str) -> bool {
    path.ends_with(".acq.md")
}

/// What a file holds: its blocks of policy in order, and what looks like one.
#[derive(Default)]
pub(super) struct Blocks {
    pub fences: Vec<Fence>,
    pub passed: Vec<(Range<usize>, Passed)>,
    /// What stands in blocks whose word is misspelt: the policy has it, and it is not read.
    pub misspelt: Vec<Range<usize>>,
}

impl Blocks {
    /// The words of what is not read: what they declare is not missed elsewhere.
    pub fn words_unread<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> {
        let whole = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
        let paths = self.misspelt.clone().into_iter().flat_map(move |block| text[block].split(move |c| !whole(c)));
        let paths = paths.map(|path| path.trim_matches('.')).filter(|path| !path.is_empty());
        paths.flat_map(|path| path.split('.').chain(path.contains('.').then_some(path)))
    }

    /// Where the name stands that a misspelt block gives the module.
    pub fn module_unread(&self, text: &str) -> Option<Range<usize>> {
        self.misspelt.iter().find_map(|block| {
            let start = block.start + text[block.clone()].len() - text[block.clone()].trim_start().len();
            let name = text[start..block.end].strip_prefix("module ")?.split_whitespace().next()?;
            let at = start + text[start..].find(name)?;
            Some(at..at + name.len())
        })
    }
}

/// The blocks of a file. One that is never closed runs to the end of the text, or to the next one.
pub(super) fn blocks(path: &str, text: &str) -> Blocks {
    if !is_literate(path) {
        return Blocks {
            fences: vec![Fence { start: 0, end: text.len(), indent: 0 }],
            passed: vec![],
            misspelt: vec![],
        };
    }
    let mut walk = Walk { text, items: vec![], state: State::Prose, blocks: Blocks::default() };
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        walk.line(at, line);
        at += line.len();
    }
    walk.end();
    walk.blocks
}

/// The blocks of policy of a file.
pub(super) fn fences(path: &str, text: &str) -> Vec<Fence> {
    blocks(path, text).fences
}

/// What the lines of a Markdown file stand in.
enum State<'t> {
    Prose,
    /// A comment; the first block of policy in it.
    Comment(Option<Range<usize>>),
    /// A block with its marks, the column of the item that it stands in, and what it holds.
    Block(&'t str, usize, Holds),
}

/// What a block holds.
enum Holds {
    Policy(Policy),
    /// Policy by a word that is nearly right, from where on.
    Misspelt(usize),
    Other,
}

/// A block of policy that is still open.
struct Policy {
    fence: Fence,
    /// The word behind its marks.
    word: Range<usize>,
    /// The last line read stands within `"""`.
    in_text: bool,
}

struct Walk<'t> {
    text: &'t str,
    /// The columns at which the items of lists begin that a line may belong to.
    items: Vec<usize>,
    state: State<'t>,
    blocks: Blocks,
}

impl<'t> Walk<'t> {
    fn line(&mut self, at: usize, line: &'t str) {
        match &mut self.state {
            State::Prose => self.prose(at, line),
            State::Comment(hidden) => {
                let blanks = line.len() - line.trim_start().len();
                if hidden.is_none() && opening(line.trim()).is_some_and(|(_, word)| word == "acq") {
                    *hidden = Some(at + blanks..at + line.trim_end().len());
                }
                if line.contains("-->") {
                    self.state = State::Prose;
                }
            }
            State::Block(marks, base, holds) => {
                let (marks, bare) = (*marks, line.trim());
                let indent = line.len() - line.trim_start_matches(' ').len();
                let closes =
                    indent < *base + 4 && bare.starts_with(marks) && bare.trim_start_matches(&marks[..1]).is_empty();
                let again = match holds {
                    Holds::Policy(policy) => {
                        !policy.in_text
                            && indent <= policy.fence.indent
                            && opening(bare).is_some_and(|(_, word)| word == "acq")
                    }
                    Holds::Misspelt(_) | Holds::Other => false,
                };
                if !closes && !again {
                    if let Holds::Policy(policy) = holds {
                        policy.in_text ^= line.matches("\"\"\"").count() % 2 == 1;
                    }
                    return;
                }
                self.close(at, again);
                if again {
                    self.prose(at, line);
                }
            }
        }
    }

    fn prose(&mut self, at: usize, line: &'t str) {
        if line.trim().is_empty() {
            return;
        }
        let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
        let tabs = line[..blanks].contains('\t');
        while self.items.last().is_some_and(|column| *column > blanks && !tabs) {
            self.items.pop();
        }
        let (mut base, mut column) = (self.items.last().copied().unwrap_or(0), blanks);
        while let Some(next) = item(&line[column..]).filter(|_| column < base + 4 && !tabs) {
            column += next;
            base = column;
            self.items.push(column);
        }
        let rest = line[column..].trim_end();
        let (bare, quoted) = match rest.trim_start_matches(['>', ' ']) {
            inner if rest.starts_with('>') => (inner, true),
            _ => (rest, false),
        };
        let from = at + column + rest.len() - bare.len();
        let deep = tabs || column >= base + 4;
        if bare.starts_with("<!--") && !quoted && !deep {
            self.state = if bare.contains("-->") { State::Prose } else { State::Comment(None) };
            return;
        }
        let next = at + line.len();
        // Two marks open no block, and whoever writes the word alone behind them means one.
        if marks(bare).len() == 2 && bare[2..].trim() == "acq" {
            self.blocks.passed.push((from..from + bare.len(), Passed::TwoMarks));
            let end = self.text[next..].find(marks(bare)).unwrap_or(self.text.len() - next);
            self.blocks.misspelt.push(next..next + end);
        }
        let Some((marks, word)) = opening(bare) else { return };
        let behind = from + marks.len() + bare[marks.len()..].find(word).unwrap_or(0);
        let place = if word.is_empty() { from..from + marks.len() } else { behind..behind + word.len() };
        let why = match word {
            "acq" if quoted => Some(Passed::Quoted),
            "acq" if deep => Some(Passed::Indented),
            "" if !deep && !quoted && begins_with_declaration(&self.text[next..]) => Some(Passed::Unnamed),
            word if is_nearly_acq(word) => Some(Passed::Named),
            _ => None,
        };
        self.blocks.passed.extend(why.map(|why| (place.clone(), why)));
        if !quoted && !deep {
            let fence = Fence { start: next, end: next, indent: column };
            let holds = match why {
                _ if word == "acq" => Holds::Policy(Policy { fence, word: place, in_text: false }),
                Some(Passed::Named) => Holds::Misspelt(next),
                _ => Holds::Other,
            };
            self.state = State::Block(marks, base, holds);
        }
    }

    /// The end of a block, at a byte; `open`: nothing closes it.
    fn close(&mut self, at: usize, open: bool) {
        if let State::Block(_, _, holds) = std::mem::replace(&mut self.state, State::Prose) {
            match holds {
                Holds::Policy(Policy { fence, word, .. }) => {
                    self.blocks.fences.push(Fence { end: at, ..fence });
                    self.blocks.passed.extend(open.then_some((word, Passed::Open)));
                }
                Holds::Misspelt(from) => self.blocks.misspelt.push(from..at),
                Holds::Other => {}
            }
        }
    }

    fn end(&mut self) {
        if let State::Comment(Some(hidden)) = &self.state {
            self.blocks.passed.push((hidden.clone(), Passed::Hidden));
        }
        self.close(self.text.len(), true);
    }
}

/// How many bytes the mark of an item of a list takes that a line begins with.
fn item(line: &str) -> Option<usize> {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let sign = line[digits..].chars().next()?;
    let mark = match digits {
        0 => matches!(sign, '-' | '*' | '+').then_some(1)?,
        1..=9 => matches!(sign, '.' | ')').then_some(digits + 1)?,
        _ => return None,
    };
    let blanks = line[mark..].len() - line[mark..].trim_start_matches(' ').len();
    match blanks {
        0 => None,
        1..=4 => Some(mark + blanks),
        _ => Some(mark + 1),
    }
}

/// The marks and the word of a line that opens a block.
fn opening(bare: &str) -> Option<(&str, &str)> {
    let marks = marks(bare);
    let rest = &bare[marks.len()..];
    // Three marks and more of them behind are a piece of code within a sentence.
    let opens = marks.len() > 2 && !(marks.starts_with('`') && rest.contains('`'));
    opens.then(|| (marks, rest.split_whitespace().next().unwrap_or("")))
}

/// Whether a text begins with a declaration.
fn begins_with_declaration(text: &str) -> bool {
    let line = text.trim_start().lines().next().unwrap_or("");
    let word = line.split_whitespace().next().unwrap_or("");
    word == "module" || line.contains('{') && super::table::declarations::row(word).is_some()
}

/// The run of backticks or tildes that a line begins with.
fn marks(line: &str) -> &str {
    let Some(first @ ('`' | '~')) = line.chars().next() else { return "" };
    &line[..line.len() - line.trim_start_matches(first).len()]
}

/// The word behind the marks of a block that looks like policy and is not called `acq`.
pub(super) fn misnamed(file: FileId, text: &str) -> Option<Span> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let bare = line.trim();
        let marks = marks(bare);
        let word = bare[marks.len()..].split_whitespace().next().unwrap_or("");
        let near = word.to_lowercase().starts_with("acq");
        let holds_module = || text[at..].trim_start().starts_with("module ");
        if marks.len() > 2 && (near || holds_module()) {
            let from = start + line.find(marks).unwrap_or(0) + marks.len();
            let from = from + text[from..].find(word).unwrap_or(0);
            return Some(Span::new(file, from, from + word.len()));
        }
    }
    None
}

/// `Acq`, `aqc`, `acq2`, `acqs`: one sign or the case away from `acq`; `{.acq}`, `.acq`, `acq:`: the word as others set
/// it.
fn is_nearly_acq(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    if bare != word && bare.eq_ignore_ascii_case("acq") {
        return true;
    }
    let lower = word.to_ascii_lowercase();
    let mut letters: Vec<char> = lower.chars().collect();
    letters.sort_unstable();
    let one_more = lower.chars().count() == 4 && lower.starts_with("acq");
    word != "acq" && (letters == ['a', 'c', 'q'] || one_more || lower == "ac" || lower == "acquis")
}
