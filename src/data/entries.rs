//! Files that are lists of entries, each of a few texts: the mandate, the mutants that nothing notices.
//!
//! All that is wrong with a file is told at once, and what could be read stands all the same.

use crate::data::yaml::{Cursor, Keys, Node, Scalar};
use crate::diag::Diagnostic;
use crate::text::{FileId, Span};

/// A text as written.
#[derive(Clone, Debug)]
pub struct Said {
    /// Its characters.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// What a key of an entry holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Holds {
    /// One text, without which the entry says nothing.
    Needed,
    /// One text.
    Text,
    /// A list of texts.
    Texts,
    /// One text or a list of them, needed.
    OneOrMore,
}

/// A list that a file may have.
pub struct List {
    /// Its key.
    pub name: &'static str,
    /// What one of its entries is.
    pub of: &'static str,
    /// Keys of its entries, and what they hold.
    pub keys: &'static [(&'static str, Holds)],
}

/// What a file may say.
pub struct Form {
    /// Its texts.
    pub texts: &'static [&'static str],
    /// Its lists.
    pub lists: &'static [List],
    /// That it cannot be read, and why.
    pub fault: fn(Span, &str) -> Diagnostic,
}

/// An entry.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its list, by place in the form.
    pub list: usize,
    /// Where it begins.
    pub span: Span,
    values: Vec<(&'static str, Vec<Said>)>,
}

impl Entry {
    /// The texts of a key; empty where it is not there.
    pub fn all(&self, key: &str) -> &[Said] {
        self.values.iter().find(|(name, _)| *name == key).map_or(&[], |(_, said)| said)
    }

    /// The text of a key.
    pub fn one(&self, key: &str) -> Option<&Said> {
        self.all(key).first()
    }

    /// The characters of a key; none where it is not there.
    pub fn text(&self, key: &str) -> &str {
        self.one(key).map_or("", |said| &said.text)
    }
}

/// What a file says.
#[derive(Default)]
pub struct Entries {
    /// Its texts, with their keys.
    pub texts: Vec<(&'static str, Said)>,
    /// Its entries, in the order of the file.
    pub entries: Vec<Entry>,
}

/// Reads a text.
pub fn read(form: &Form, file: FileId, text: &str) -> (Entries, Vec<Diagnostic>) {
    let mut reading = Reading { form, cursor: Cursor::new(file, text), read: Entries::default() };
    match reading.cursor.node() {
        Some(Node::Map(_)) => reading.file(),
        Some(Node::Broken) | None => {}
        Some(node) => {
            let span = place(&node);
            let first = form.lists.first().map_or("", |list| list.name);
            reading.fault(span, &format!("a list `{first}:` of entries is needed here"));
            reading.cursor.skip(&node);
        }
    }
    reading.cursor.end();
    (reading.read, reading.cursor.found)
}

struct Reading<'t, 'f> {
    form: &'f Form,
    cursor: Cursor<'t>,
    read: Entries,
}

fn place(node: &Node<'_>) -> Span {
    match node {
        Node::Scalar(scalar) => scalar.span,
        Node::Map(span) | Node::List(span) => *span,
        Node::Broken => Span::new(FileId(0), 0, 0),
    }
}

impl<'t> Reading<'t, '_> {
    fn fault(&mut self, span: Span, why: &str) {
        self.cursor.found.push((self.form.fault)(span, why));
    }

    fn file(&mut self) {
        let form = self.form;
        let known: Vec<&'static str> = form.texts.iter().copied().chain(form.lists.iter().map(|l| l.name)).collect();
        let mut keys = Keys::default();
        while let Some((key, _)) = self.cursor.known_key("this file", &known, &mut keys) {
            match form.lists.iter().position(|list| list.name == key) {
                Some(list) => self.list(list),
                None => {
                    let said = self.text();
                    self.read.texts.extend(said.map(|said| (key, said)));
                }
            }
        }
    }

    fn list(&mut self, list: usize) {
        let form = &self.form.lists[list];
        match self.cursor.node() {
            Some(Node::List(_)) => {}
            Some(Node::Scalar(scalar)) if scalar.text.is_empty() && scalar.plain => return,
            Some(Node::Broken) | None => return,
            Some(node) => {
                let (span, of) = (place(&node), form.of);
                self.fault(span, &format!("a list is needed here, and {of} begins with `-`"));
                return self.cursor.skip(&node);
            }
        }
        while let Some(node) = self.cursor.node() {
            match node {
                Node::Map(span) => self.entry(list, span),
                Node::Broken => {}
                node => {
                    let keys: Vec<&str> = form.keys.iter().map(|(name, _)| *name).collect();
                    let (span, of) = (place(&node), form.of);
                    self.fault(span, &format!("{of} has keys here: {}", keys.join(", ")));
                    self.cursor.skip(&node);
                }
            }
        }
    }

    fn entry(&mut self, list: usize, span: Span) {
        let form = &self.form.lists[list];
        let known: Vec<&'static str> = form.keys.iter().map(|(name, _)| *name).collect();
        let (mut keys, mut values) = (Keys::default(), vec![]);
        while let Some((key, _)) = self.cursor.known_key(form.of, &known, &mut keys) {
            let holds = form.keys.iter().find(|(name, _)| *name == key).map_or(Holds::Text, |(_, holds)| *holds);
            values.push((key, self.value(holds)));
        }
        let span = keys.first.unwrap_or(span);
        for (name, holds) in form.keys {
            let needed = matches!(holds, Holds::Needed | Holds::OneOrMore);
            // A key that is nearly this one has been told.
            let meant = keys.others.iter().any(|key| crate::diag::near::did_you_mean(key, [*name]).is_some());
            if needed && !meant && !keys.seen.contains_key(name) && !self.cursor.is_broken() {
                self.fault(span, &format!("{} needs `{name}`", form.of));
            }
        }
        self.read.entries.push(Entry { list, span, values });
    }

    fn value(&mut self, holds: Holds) -> Vec<Said> {
        if matches!(holds, Holds::Needed | Holds::Text) {
            return self.text().into_iter().collect();
        }
        match self.cursor.node() {
            Some(Node::List(_)) => {
                let mut all = vec![];
                while let Some(node) = self.cursor.node() {
                    all.extend(self.as_text(node));
                }
                all
            }
            Some(Node::Scalar(scalar)) if scalar.text.is_empty() && scalar.plain => vec![],
            Some(Node::Scalar(scalar)) if holds == Holds::OneOrMore => vec![said(scalar)],
            Some(Node::Scalar(scalar)) => {
                let why = format!("a list is needed here: `[{}]`, or lines that begin with `-`", scalar.text);
                self.fault(scalar.span, &why);
                vec![said(scalar)]
            }
            Some(node) => self.as_text(node).into_iter().collect(),
            None => vec![],
        }
    }

    fn text(&mut self) -> Option<Said> {
        let node = self.cursor.node()?;
        self.as_text(node)
    }

    fn as_text(&mut self, node: Node<'t>) -> Option<Said> {
        match node {
            Node::Scalar(scalar) => Some(said(scalar)),
            Node::Broken => None,
            node => {
                self.fault(place(&node), "a text is needed here");
                self.cursor.skip(&node);
                None
            }
        }
    }
}

fn said(scalar: Scalar<'_>) -> Said {
    Said { text: scalar.text.into_owned(), span: scalar.span }
}
