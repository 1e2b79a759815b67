//! YAML as a stream of nodes with places; nothing is kept of what was read.
//!
//! A container is entered by [`Cursor::node`] and left when it answers `None`. Who gets a node must
//! use it up: a scalar is used up at once, a container by reading to its end or by [`Cursor::skip`].
//! Aliases and tags are refused, so no text can stand for more than its own length. After a syntax error
//! every container ends.

use crate::diag::{Diagnostic, data as say};
use crate::text::{FileId, Span};
use serde_saphyr::granit_parser::{self as granit, ErrorKind, Event, Parser, ScalarStyle, ScanError, StrInput};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// How deep containers may stand in each other.
pub const DEPTH: usize = 48;

/// Findings of one file that are listed; then reading is given up.
pub const LISTED: usize = 500;

/// One value as written.
#[derive(Clone, Debug)]
pub struct Scalar<'t> {
    /// Its characters, escapes resolved.
    pub text: Cow<'t, str>,
    /// Written without quotes and on its line: `true`, `15.5` and `unknown` mean what they say.
    pub plain: bool,
    /// Where it stands, with its quotes.
    pub span: Span,
}

/// What stands at a place of the file.
#[derive(Debug)]
pub enum Node<'t> {
    /// One value.
    Scalar(Scalar<'t>),
    /// A mapping: keys and values follow in turn.
    Map(Span),
    /// A list: items follow.
    List(Span),
    /// Something that was reported already.
    Broken,
}

/// A reader of one file.
pub struct Cursor<'t> {
    parser: Parser<'t, StrInput<'t>>,
    file: FileId,
    text: &'t str,
    broken: bool,
    ended: bool,
    documents: usize,
    /// What was found on the way.
    pub found: Vec<Diagnostic>,
}

/// The keys of a mapping, as far as it is read.
#[derive(Default)]
pub struct Keys {
    /// Those that it may have, with their places.
    pub seen: BTreeMap<&'static str, Span>,
    /// Those that it cannot have.
    pub others: Vec<String>,
    /// Where the first that it may have stands.
    pub first: Option<Span>,
}

impl<'t> Cursor<'t> {
    /// A reader at the start of a text.
    pub fn new(file: FileId, text: &'t str) -> Cursor<'t> {
        let mut options = granit::options! {
            flow_nesting_limit: DEPTH,
            block_nesting_limit: DEPTH,
            emit_unresolved_aliases: true,
        };
        options.set_emit_comments(false);
        let parser = Parser::new_from_str_with_options(text, options);
        let mut cursor = Cursor { parser, file, text, broken: false, ended: false, documents: 0, found: vec![] };
        if let Some(at) = conflict(text) {
            cursor.broken = true;
            cursor.found.push(say::conflict_of_git(Span::new(file, at, at + 7)));
        }
        cursor
    }

    /// The next node of the container that is being read; `None` at its end, and after a syntax error.
    pub fn node(&mut self) -> Option<Node<'t>> {
        while !self.broken {
            let (event, span) = match self.parser.next_event() {
                Some(Ok(next)) => next,
                Some(Err(error)) => {
                    self.fail(&error);
                    return None;
                }
                None => {
                    self.ended = true;
                    return None;
                }
            };
            let at = self.span(&span);
            if self.found.len() >= LISTED {
                self.found.push(say::more_findings(at, LISTED));
                self.broken = true;
                return None;
            }
            if event.tag().is_some() {
                self.found.push(say::tag(span.tag_span().map_or(at, |s| self.span(&s))));
            }
            match event {
                Event::Scalar(text, style, ..) => {
                    let empty = at.start == at.end && style == ScalarStyle::Plain;
                    let text = if empty { Cow::Borrowed("") } else { text };
                    return Some(Node::Scalar(Scalar { text, plain: style == ScalarStyle::Plain, span: at }));
                }
                Event::MappingStart(..) => return Some(Node::Map(at)),
                Event::SequenceStart(..) => return Some(Node::List(at)),
                Event::Alias(_) | Event::UnresolvedAlias(_) => {
                    self.alias(at);
                    return Some(Node::Broken);
                }
                Event::MappingEnd | Event::SequenceEnd | Event::StreamEnd => return None,
                Event::DocumentStart(..) => {
                    self.documents += 1;
                    if self.documents > 1 {
                        self.found.push(say::second_document(at));
                        self.broken = true;
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// Says of the first alias of a file that profiles have none.
    fn alias(&mut self, at: Span) {
        let found = say::alias(at);
        if !self.found.iter().any(|other| other.code == found.code && other.message == found.message) {
            self.found.push(found);
        }
    }

    /// The next key of the mapping that is being read; what cannot be a key is reported and left out.
    pub fn key(&mut self) -> Option<Scalar<'t>> {
        loop {
            match self.node()? {
                Node::Scalar(key) if key.plain && key.text == "<<" => {
                    self.alias(key.span);
                    self.skip_next();
                }
                Node::Scalar(key) => return Some(key),
                Node::Broken => self.skip_next(),
                Node::Map(span) | Node::List(span) => {
                    self.found.push(say::key_is_no_word(span));
                    self.skip_rest();
                    self.skip_next();
                }
            }
        }
    }

    /// Whether `what` has its key for the first time; else that is told, with the first place, and the value is read
    /// past.
    pub fn first_time<K: Ord>(&mut self, seen: &mut BTreeMap<K, Span>, what: K, name: &str, key: Span) -> bool {
        match seen.entry(what) {
            Entry::Vacant(place) => {
                place.insert(key);
                true
            }
            Entry::Occupied(first) => {
                self.found.push(say::key_twice(key, name, *first.get()));
                self.skip_next();
                false
            }
        }
    }

    /// The next key of a mapping whose keys are `known`. Any other, and one that was there, is told and read past.
    pub fn known_key(&mut self, of: &str, known: &[&'static str], keys: &mut Keys) -> Option<(&'static str, Span)> {
        while let Some(key) = self.key() {
            match known.iter().find(|name| **name == key.text) {
                None => {
                    self.found.push(say::unknown_part(key.span, of, &key.text, known));
                    keys.others.push(key.text.into_owned());
                    self.skip_next();
                }
                Some(name) => {
                    keys.first.get_or_insert(key.span);
                    if self.first_time(&mut keys.seen, *name, name, key.span) {
                        return Some((*name, key.span));
                    }
                }
            }
        }
        None
    }

    /// The first key of a mapping just entered, without using it up.
    pub fn peek_key(&mut self) -> Option<&str> {
        match self.parser.peek() {
            Some(Ok((Event::Scalar(text, ..), _))) => Some(text.as_ref()),
            _ => None,
        }
    }

    /// Whether the next node is a list.
    pub fn peek_is_list(&mut self) -> bool {
        matches!(self.parser.peek(), Some(Ok((Event::SequenceStart(..), _))))
    }

    /// Whether the next node is a value that was left empty.
    pub fn peek_node_is_empty(&mut self) -> bool {
        match self.parser.peek() {
            Some(Ok((Event::Scalar(text, style, ..), _))) => {
                *style == ScalarStyle::Plain && matches!(&**text, "" | "~")
            }
            _ => false,
        }
    }

    /// Uses a node up without reading it.
    pub fn skip(&mut self, node: &Node<'t>) {
        if matches!(node, Node::Map(_) | Node::List(_)) {
            self.skip_rest();
        }
    }

    /// Uses the next node up.
    pub fn skip_next(&mut self) {
        if let Some(node) = self.node() {
            self.skip(&node);
        }
    }

    /// Uses up what is left of the container that is being read.
    pub fn skip_rest(&mut self) {
        let mut depth = 1usize;
        while depth > 0 && !self.broken {
            match self.node() {
                Some(Node::Map(_) | Node::List(_)) => depth += 1,
                Some(_) => {}
                None => depth -= 1,
            }
        }
    }

    /// Reads on to the end of the file, and says whether all of it could be read.
    pub fn end(&mut self) -> bool {
        while !self.broken && !self.ended {
            self.node();
        }
        !self.broken
    }

    /// Reads no further: what follows would be read as something else than it is.
    pub fn stop(&mut self) {
        self.broken = true;
    }

    /// Whether a syntax error ended the file early.
    pub fn is_broken(&self) -> bool {
        self.broken
    }

    fn span(&self, span: &granit::Span) -> Span {
        let range = span.byte_range().unwrap_or(0..0);
        Span::new(self.file, range.start.min(self.text.len()), range.end.min(self.text.len()))
    }

    fn fail(&mut self, error: &ScanError) {
        self.broken = true;
        let start = error.marker().byte_offset().unwrap_or(self.text.len()).min(self.text.len());
        let width = self.text.get(start..).and_then(|rest| rest.chars().next());
        let width = width.filter(|c| *c != '\n').map_or(0, char::len_utf8);
        let at = Span::new(self.file, start, start + width);
        self.found.push(match error.kind() {
            ErrorKind::RecursionLimitExceeded => say::too_deep(at, DEPTH),
            kind => self.explained(kind, at),
        });
    }
}

impl Cursor<'_> {
    /// A syntax error, at the place where a person would mend it.
    fn explained(&self, kind: &ErrorKind, at: Span) -> Diagnostic {
        let start = at.start as usize;
        let line_start = self.text[..start].rfind('\n').map_or(0, |n| n + 1);
        let line = self.text[line_start..].lines().next().unwrap_or("");
        let (why, help) = words(kind);
        let found = say::not_yaml(at, &why, help);
        let value = line.split_once(':').map_or("", |(_, value)| value).trim();
        if matches!(value, "?" | "-" | "--") {
            return say::lone_sign(at, value);
        }
        if let Some(at) = line.find(":\u{a0}") {
            let at = line_start + at + 1;
            return say::no_break_space(Span::new(self.file, at, at + 2));
        }
        if self.lacks_dash(line_start) {
            let blanks = line.len() - line.trim_start().len();
            return say::no_dash(Span::new(self.file, line_start + blanks, line_start + line.trim_end().len()));
        }
        match kind {
            ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => match line.trim().split_once([':', '=']) {
                Some((key, value)) if !key.trim().contains(' ') => {
                    found.help(format!("did you mean `{}: {}`?", key.trim(), value.trim()))
                }
                _ => found,
            },
            ErrorKind::ExpectedFlowMappingSeparator | ErrorKind::ExpectedFlowSequenceSeparator => {
                match self.opened_before(line_start) {
                    Some(open) => found.also(open, "opened here, and not closed on its line"),
                    None => found,
                }
            }
            ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => {
                let before = self.text[..line_start.saturating_sub(1)].rfind('\n').map_or(0, |n| n + 1);
                match self.opened_before(line_start).filter(|open| open.start as usize >= before) {
                    Some(open) => {
                        let written = &self.text[open.start as usize..open.end as usize];
                        let why = format!("`{written}` is opened and never closed");
                        say::not_yaml(open, &why, "close it").also(at, "the file makes no sense from here on")
                    }
                    None => found,
                }
            }
            ErrorKind::TabNotAllowed | ErrorKind::TabInBlockIndentation | ErrorKind::TabInIndentation => {
                match self.tab_in_front(start) {
                    Some(tab) => say::not_yaml(tab, &why, help),
                    None => found,
                }
            }
            ErrorKind::InvalidTrailingDoubleQuotedScalar | ErrorKind::UnclosedQuotedScalar => {
                match self.odd_quote(start) {
                    Some(quote) => found.also(quote, "this quote is not closed on its line"),
                    None => found,
                }
            }
            _ => found,
        }
    }

    /// Whether a line begins a mapping in braces in the column in which the line before begins an entry of a list.
    fn lacks_dash(&self, line_start: usize) -> bool {
        let blanks = |line: &str| line.len() - line.trim_start().len();
        let line = self.text[line_start..].lines().next().unwrap_or("");
        let before = self.text[..line_start].lines().next_back().unwrap_or("");
        line.trim_start().starts_with('{') && before.trim_start().starts_with("- ") && blanks(line) >= blanks(before)
    }

    /// The last bracket before a line that its own line does not close.
    fn opened_before(&self, line_start: usize) -> Option<Span> {
        let mut end = line_start;
        for line in self.text[..line_start].split_inclusive('\n').rev() {
            let start = end - line.len();
            let mut open: Vec<usize> = vec![];
            for (at, c) in line.char_indices() {
                match c {
                    '{' | '[' => open.push(at),
                    '}' | ']' => {
                        open.pop();
                    }
                    _ => {}
                }
            }
            if let Some(at) = open.last() {
                return Some(Span::new(self.file, start + at, start + at + 1));
            }
            end = start;
        }
        None
    }

    /// The tab among the blanks in front of the line at a place, or of the next.
    fn tab_in_front(&self, place: usize) -> Option<Span> {
        let mut line = self.text[..place].rfind('\n').map_or(0, |at| at + 1);
        for text in self.text[line..].split_inclusive('\n').take(2) {
            let blanks = text.len() - text.trim_start_matches([' ', '\t']).len();
            if let Some(at) = text[..blanks].find('\t') {
                return Some(Span::new(self.file, line + at, line + at + 1));
            }
            line += text.len();
        }
        None
    }

    /// The first quote before a place that its own line leaves open.
    fn odd_quote(&self, place: usize) -> Option<Span> {
        let mut start = 0;
        for line in self.text[..place].split_inclusive('\n') {
            let quotes: Vec<usize> = line.match_indices('"').map(|(at, _)| at).collect();
            if let (1, Some(at)) = (quotes.len() % 2, quotes.last())
                && !line.trim_start().starts_with('#')
            {
                return Some(Span::new(self.file, start + at, start + at + 1));
            }
            start += line.len();
        }
        None
    }
}

/// Where the marks of git begin around what it could not merge.
fn conflict(text: &str) -> Option<usize> {
    let opens = text.match_indices("<<<<<<< ").map(|(at, _)| at).find(|at| *at == 0 || text[..*at].ends_with('\n'))?;
    text[opens..].contains("\n>>>>>>>").then_some(opens)
}

/// A syntax error in the words of a person who types, and what to do.
fn words(kind: &ErrorKind) -> (String, &'static str) {
    use ErrorKind as K;
    let quotes = "put the value in quotes, or write it below `>-`, indented";
    let (why, help) = match kind {
        K::UnclosedQuotedScalar => ("a quote is opened and never closed", "close it"),
        K::UnclosedFlowCollection { open } => {
            return (format!("`{open}` is opened and never closed"), "close it, or part the entries by commas");
        }
        K::MismatchedFlowCollectionEnd { open, close } => {
            return (format!("`{open}` is closed by `{close}`"), "correct the bracket");
        }
        K::MisplacedFlowCollectionEnd => ("a bracket is closed that was not opened", "leave it out"),
        K::ExpectedFlowMappingSeparator => {
            ("a comma or `}` is missing", "part the entries by commas; text with `,` or `: ` needs quotes")
        }
        K::ExpectedFlowSequenceSeparator => {
            ("a comma or `]` is missing", "part the items by commas; text with `,` or `: ` needs quotes")
        }
        K::TabNotAllowed
        | K::TabInPlainScalar
        | K::TabInBlockIndentation
        | K::TabInIndentation
        | K::TabAtBlockScalarStart => ("a tab stands where blanks are needed", "indent with blanks"),
        K::MappingValueNotAllowed | K::InvalidColonPlacement => {
            ("`:` stands inside a value", "put the value in quotes; or this line is indented too far")
        }
        K::InvalidIndentation
        | K::ExpectedBlockMappingKey
        | K::ExpectedBlockSequenceEntry
        | K::BlockSequenceEntryNotAllowed
        | K::InvalidFlowScalarIndent
        | K::InvalidQuotedScalarIndent
        | K::InvalidBlockScalarIndent
        | K::MappingKeyNotAllowed => {
            ("this line is not indented like those it belongs to", "keys of one mapping begin in one column")
        }
        K::SimpleKeyExpected | K::InvalidSimpleKey => ("a key without `:` stands here", "write `key: value`"),
        K::InvalidTrailingSingleQuotedScalar | K::InvalidTrailingDoubleQuotedScalar => {
            ("something stands behind the closing quote", "a quote inside quotes is written `\\\"`, or '' within '...'")
        }
        K::UnknownQuotedScalarEscape => {
            ("`\\` before a character that it does not change", "write `\\\\` for a backslash")
        }
        K::UnexpectedCharacter { character } => {
            return (format!("`{}` cannot begin a value", character.escape_debug()), quotes);
        }
        K::UndeclaredTagHandle | K::ExpectedTagBang => ("a tag stands here, and profiles have none", "leave it out"),
        K::BomInsideDocument => ("a byte order mark stands inside the file", "leave it out"),
        other => return (other.to_string(), ""),
    };
    (why.to_string(), help)
}
