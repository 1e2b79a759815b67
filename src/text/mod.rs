//! Sources, spans, line index, names, and the English of sentences.
//!
//! A [`Span`] is a byte range of one file. Nothing here reads a file: `session` hands texts in.
//! A text never changes once added, so a span stays good for the life of its [`Sources`].

pub mod english;
pub mod signs;

use std::fmt;
use std::sync::Arc;

/// The name of the law as it stands, where scenarios have theirs.
pub const LAW: &str = "law";

/// An identifier or key. Ordered by its characters, so that maps over names print in a stable order.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(Arc<str>);

impl Name {
    /// A name with these characters.
    pub fn new(text: &str) -> Name {
        Name(Arc::from(text))
    }

    /// The characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::ops::Deref for Name {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl std::borrow::Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Name {
        Name::new(text)
    }
}

impl From<String> for Name {
    fn from(text: String) -> Name {
        Name(Arc::from(text))
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// One file of a [`Sources`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct FileId(pub u32);

/// A byte range `start..end` of one file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes `start..end` of `file`.
    pub fn new(file: FileId, start: usize, end: usize) -> Span {
        Span { file, start: start as u32, end: end as u32 }
    }

    /// The smallest span that covers both; `other` must be of the same file, else `self`.
    pub fn to(self, other: Span) -> Span {
        if self.file != other.file {
            return self;
        }
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether another span lies in it.
    pub fn holds(self, part: Span) -> bool {
        self.file == part.file && self.start <= part.start && part.end <= self.end
    }

    /// The empty span where this one starts.
    pub fn at_start(self) -> Span {
        Span { end: self.start, ..self }
    }

    /// The empty span where this one ends.
    pub fn at_end(self) -> Span {
        Span { start: self.end, ..self }
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}..{}", self.file.0, self.start, self.end)
    }
}

/// A value and its place; of a default, the start of its file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

/// A word; of a number, a condition or a day, its characters as written.
pub type Word = At<String>;

/// A line and a column, both counted from 1; the column counts characters (Unicode scalar values).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// A text with its path and line index.
#[derive(Debug)]
pub struct SourceFile {
    /// Path as shown to people: relative to the policy repository, with `/`.
    pub path: Name,
    /// The whole text.
    pub text: Arc<str>,
    line_starts: Vec<u32>,
}

impl SourceFile {
    fn new(path: &str, text: &str) -> SourceFile {
        let line_starts = std::iter::once(0)
            .chain(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i as u32 + 1))
            .collect();
        SourceFile { path: Name::new(path), text: Arc::from(text), line_starts }
    }

    /// Line and column of a byte offset; an offset past the end is the end.
    pub fn position(&self, offset: u32) -> Position {
        let offset = (offset as usize).min(self.text.len());
        let line = self.line_starts.partition_point(|s| *s as usize <= offset) - 1;
        let start = self.line_starts[line] as usize;
        let mut end = offset;
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let column = self.text[start..end.max(start)].chars().count() as u32 + 1;
        Position { line: line as u32 + 1, column }
    }

    /// The byte offset at which a line (from 1) starts; past the last line, the end of the text.
    pub fn line_start(&self, line: u32) -> usize {
        let at = self.line_starts.get(line.saturating_sub(1) as usize);
        at.map_or(self.text.len(), |s| *s as usize)
    }

    /// Number of lines.
    pub fn lines(&self) -> u32 {
        self.line_starts.len() as u32
    }
}

/// All texts of a run. Files are numbered in the order they are added.
#[derive(Default, Debug)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Adds a text under a path and returns its number.
    pub fn add(&mut self, path: &str, text: &str) -> FileId {
        self.files.push(SourceFile::new(path, text));
        FileId(self.files.len() as u32 - 1)
    }

    /// The file of a number.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// All files in order.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(i, f)| (FileId(i as u32), f))
    }

    /// The file with a path, if it was added.
    pub fn by_path(&self, path: &str) -> Option<FileId> {
        self.files().find(|(_, f)| f.path.as_str() == path).map(|(id, _)| id)
    }

    /// The text of a span; empty where the span does not lie in its file.
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// Line and column where a span starts.
    pub fn position(&self, span: Span) -> Position {
        self.file(span.file).position(span.start)
    }

    /// `path:line:column` of the start of a span.
    pub fn place(&self, span: Span) -> String {
        let at = self.position(span);
        format!("{}:{}:{}", self.file(span.file).path, at.line, at.column)
    }
}

/// Names in single braces, `{ rate }` or `{ days.law | date }`, and a brace too many behind `}}`: where a text with
/// values in double braces has them: what stands in the braces is a value by `is_value`. Code is left alone.
pub fn single_braces(text: &str, is_value: &dyn Fn(&str) -> bool) -> Vec<(usize, usize)> {
    let (mut found, mut at, mut code) = (vec![], 0, false);
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let tag = [("{{", "}}"), ("{%", "%}"), ("{#", "#}")].into_iter().find(|(open, _)| rest.starts_with(open));
        match (c, tag) {
            (_, Some((open, close))) => {
                let Some(end) = rest.find(close) else { break };
                at += end + close.len();
                if open == "{{" && text[at..].starts_with('}') {
                    found.push((at, at + 1));
                }
                continue;
            }
            ('`', _) => code = !code,
            ('{', _) if !code => {
                let end = rest.find(['}', '\n']).filter(|end| rest[*end..].starts_with('}'));
                if let Some(end) = end.filter(|end| is_value(rest[1..*end].trim())) {
                    found.push((at, at + end + 1));
                }
            }
            _ => {}
        }
        at += c.len_utf8();
    }
    found
}

/// Whether a text is a name with fields and filters, and nothing else.
pub fn is_value(text: &str) -> bool {
    let name = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic())
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    text.split('|').all(|part| part.trim().split('.').all(name))
}
