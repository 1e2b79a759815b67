//! Templates held against the shape of a context, before anything is rendered.
//!
//! A name that is not there would fail only where a paper prints it, and a misspelt `selectattr("outcom")` would not
//! fail at all: it keeps nothing. What cannot be followed (a value by computed key) is [`Shape::Any`] and passes.

mod macros;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use self::macros::{CALLS, Macro, OfMacro, macros_of, tags_of};
use super::shape::{Shape, Words};
use super::tags::{Named, Token, named};
use super::tried;
use crate::diag::{Diagnostic, paper};
use crate::text::{FileId, Span};

/// How deep templates may include each other, one inside the other.
const DEPTH: usize = 12;

/// The templates of a repository by name.
pub type Files = BTreeMap<String, (FileId, String)>;

/// The names behind dots that a template, with what it includes, reads and a context of this shape cannot have.
pub fn unknown_fields(files: &Files, name: &str, context: &Shape) -> Vec<Diagnostic> {
    let mut walk = Walk {
        files,
        context,
        scopes: vec![BTreeMap::new()],
        open: vec![],
        macros: BTreeMap::new(),
        imported: BTreeMap::new(),
        calls: CALLS,
        depth: 0,
        of_macros: BTreeMap::new(),
        asked: BTreeSet::new(),
        found: vec![],
    };
    walk.template(name, false);
    let mut found: Vec<Diagnostic> = vec![];
    let missed = walk.of_macros.into_values().flat_map(OfMacro::missed);
    for one in walk.found.into_iter().chain(missed) {
        if !found.contains(&one) {
            found.push(one);
        }
    }
    found
}

/// How deep brackets of a tag may nest.
const BRACKETS: usize = 100;

/// How deep the brackets of a tag nest.
fn nesting(tag: &[Token]) -> usize {
    let (mut here, mut most) = (0usize, 0);
    for token in tag {
        match token.text {
            "(" | "[" | "{" => here += 1,
            ")" | "]" | "}" => here = here.saturating_sub(1),
            _ => {}
        }
        most = most.max(here);
    }
    most
}

struct Walk<'t> {
    files: &'t Files,
    context: &'t Shape,
    /// Names that the templates bind, innermost last.
    scopes: Vec<BTreeMap<String, Shape>>,
    /// The templates that are being read, each included by the one before it.
    open: Vec<String>,
    /// The macros that can be called, by name.
    macros: BTreeMap<&'t str, Rc<Macro<'t>>>,
    /// The macros of the files that were imported, by file.
    imported: BTreeMap<&'t str, Rc<BTreeMap<&'t str, Rc<Macro<'t>>>>>,
    /// How many calls of macros are still followed.
    calls: u32,
    /// How deep macros call each other.
    depth: usize,
    /// What is found of macros, by where their first tags stand.
    of_macros: BTreeMap<(FileId, usize), OfMacro>,
    /// Names behind dots of which a template asks whether they are there.
    asked: BTreeSet<String>,
    found: Vec<Diagnostic>,
}

impl<'t> Walk<'t> {
    /// `perhaps`: only under a condition, or for each of what may be none.
    fn template(&mut self, name: &str, mut perhaps: bool) {
        let Some((file, text)) = self.files.get(name) else { return };
        self.open.push(name.to_string());
        let outside = perhaps;
        let mut blocks = 0usize;
        self.macros.extend(macros_of(*file, text));
        for tag in &tags_of(text).collect::<Vec<_>>() {
            self.brings(*file, tag);
            let mut reading = Reading { walk: self, file: *file, tag, at: 0 };
            let included = if tag[0].leads { reading.statement() } else { reading.printed() };
            match tag[0].text {
                "if" | "for" | "macro" if tag[0].leads => blocks += 1,
                "endif" | "endfor" | "endmacro" if tag[0].leads => blocks = blocks.saturating_sub(1),
                _ => {}
            }
            perhaps = outside || blocks > 0;
            let Some(included) = included else { continue };
            if self.open.contains(&included) {
                let place = tag.iter().find(|token| token.text.trim_matches(['"', '\'']) == included);
                if let (Some(token), false) = (place, perhaps) {
                    let span = Span::new(*file, token.at, token.at + token.text.len());
                    self.found.push(paper::too_much_recursion(span));
                }
            } else if self.open.len() <= DEPTH {
                self.template(&included, perhaps);
            }
        }
        self.open.pop();
    }

    /// A template that a statement names has to be there.
    fn brings(&mut self, file: FileId, tag: &[Token]) {
        let named = named(tag).filter(|named| tag[0].leads && !named.optional && !named.template.is_empty());
        if let Some(Named { template, at, .. }) = named.filter(|named| !self.files.contains_key(named.template)) {
            let span = Span::new(file, at, at + template.len());
            self.found.push(paper::unknown_template(Some(span), template, self.files.keys().map(String::as_str)));
        }
    }

    fn bind(&mut self, name: &str, shape: Shape) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name.to_string(), shape);
        }
    }

    fn close(&mut self) {
        if self.scopes.len() > 1 {
            self.scopes.pop();
        }
    }

    fn name(&self, name: &str) -> Shape {
        let bound = self.scopes.iter().rev().find_map(|scope| scope.get(name).cloned());
        bound.unwrap_or_else(|| self.context.field(name).unwrap_or(Shape::Any))
    }
}

/// One tag of a template while it is read.
struct Reading<'w, 't, 'k> {
    walk: &'w mut Walk<'t>,
    file: FileId,
    tag: &'k [Token<'t>],
    at: usize,
}

impl<'t> Reading<'_, 't, '_> {
    fn peek(&self) -> &'t str {
        self.ahead(0)
    }

    fn ahead(&self, by: usize) -> &'t str {
        self.tag.get(self.at + by).map_or("", |token| token.text)
    }

    fn take(&mut self) -> &'t str {
        let text = self.peek();
        self.at += 1;
        text
    }

    fn done(&self) -> bool {
        self.at >= self.tag.len()
    }

    /// A statement `{% ... %}`; the name of the template it includes.
    fn statement(&mut self) -> Option<String> {
        match self.take() {
            "for" => self.loops(),
            "set" => self.sets(),
            "with" => {
                self.walk.scopes.push(BTreeMap::new());
                while !self.done() {
                    self.sets();
                }
                None
            }
            "macro" | "call" => {
                self.walk.scopes.push(BTreeMap::new());
                let any: Vec<&str> = self.tag[self.at..].iter().map(|t| t.text).filter(|t| is_name(t)).collect();
                any.into_iter().for_each(|name| self.walk.bind(name, Shape::Any));
                None
            }
            "endfor" | "endwith" | "endmacro" | "endcall" => {
                self.walk.close();
                None
            }
            "include" | "extends" => Some(self.take().trim_matches(['"', '\'']).to_string()),
            "from" | "import" => {
                self.walk.import(self.tag);
                let names: Vec<&str> = self.tag[self.at..].iter().map(|t| t.text).filter(|t| is_name(t)).collect();
                names.into_iter().for_each(|name| self.walk.bind(name, Shape::Any));
                None
            }
            _ => self.all(),
        }
    }

    /// A tag that prints: of what is one value and nothing more, whether it has a printed form.
    fn printed(&mut self) -> Option<String> {
        let (first, last) = (self.tag.first()?, self.tag.last()?);
        let span = Span::new(self.file, first.at, last.at + last.text.len());
        let divided = self.tag.windows(2).find(|two| matches!(two[0].text, "/" | "%") && two[1].text == "0");
        if let Some([_, zero]) = divided {
            let place = Span::new(self.file, zero.at, zero.at + zero.text.len());
            self.walk.found.push(paper::wrong_use(place, "nothing can be divided by 0"));
        }
        let shape = if self.compares() { Shape::Flag } else { self.value() };
        if self.at == 0 {
            self.all();
        }
        let what = match shape {
            Shape::Flag => "true or false",
            Shape::List(_) => "a list",
            Shape::Record(_) | Shape::Map(_) | Shape::Group(_) => "a record",
            Shape::Any | Shape::Leaf | Shape::Word(_) | Shape::Day | Shape::Texts(_) => return self.all(),
        };
        if self.done() {
            self.walk.found.push(paper::unprintable(span, what));
        }
        self.all()
    }

    /// Whether the value of the tag is that of a comparison.
    fn compares(&self) -> bool {
        let (mut depth, mut compared) = (0usize, false);
        for token in self.tag {
            match token.text {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth = depth.saturating_sub(1),
                "if" if depth == 0 => return false,
                "=" | "<" | ">" | "is" | "in" | "not" if depth == 0 => compared = true,
                _ => {}
            }
        }
        compared
    }

    /// Every value in what is left of the tag.
    fn all(&mut self) -> Option<String> {
        while !self.done() {
            self.value();
        }
        None
    }

    /// `for a in X`, `for a, b in X`
    fn loops(&mut self) -> Option<String> {
        let mut names = vec![];
        while !self.done() && self.peek() != "in" {
            names.push(self.take());
        }
        self.take();
        let from = self.at;
        let shape = self.value();
        names.retain(|name| is_name(name));
        if let (true, Shape::Record(_) | Shape::Map(_)) = (names.len() > 1, &shape)
            && let (Some(first), Some(last)) = (self.tag.get(from), self.tag.get(self.at - 1))
        {
            let span = Span::new(self.file, first.at, last.at + last.text.len());
            self.walk.found.push(paper::names_and_values(span));
        }
        self.walk.scopes.push(BTreeMap::new());
        self.walk.bind("loop", Shape::Any);
        match (names.as_slice(), shape.item()) {
            ([one], item) => self.walk.bind(one, item),
            ([first, second], Shape::Group(belongs)) => {
                self.walk.bind(first, Shape::Any);
                self.walk.bind(second, (*belongs).clone());
            }
            (names, _) => names.iter().for_each(|name| self.walk.bind(name, Shape::Any)),
        }
        self.all()
    }

    /// `set a = X`, or a block that a name stands for
    fn sets(&mut self) -> Option<String> {
        let mut names = vec![];
        while !self.done() && self.peek() != "=" {
            names.push(self.take());
        }
        self.take();
        let shape = self.value();
        match names.as_slice() {
            // A value that is computed further has another shape.
            [name] if self.done() || self.peek() == "," => self.walk.bind(name, shape),
            names => names.iter().filter(|name| is_name(name)).for_each(|name| self.walk.bind(name, Shape::Any)),
        }
        if self.peek() == "," {
            self.take();
            return None;
        }
        self.all()
    }

    /// A value with what follows its name, and whether what it is compared with can be.
    fn value(&mut self) -> Shape {
        let shape = self.operand();
        if let Shape::Word(words) = &shape {
            let at = match (self.peek(), self.ahead(1)) {
                ("=" | "!", "=") | ("not", "in") => Some(2),
                ("in", _) => Some(1),
                _ => None,
            };
            at.into_iter().for_each(|by| self.compared(words, self.at + by));
        }
        shape
    }

    /// Tells the texts, written out from a place on, that a field of some words never holds.
    fn compared(&mut self, words: &Words, from: usize) {
        let Some(first) = self.tag.get(from).map(|token| token.text) else { return };
        let listed = first == "[";
        let end = match listed {
            true => (from..self.tag.len()).find(|at| self.tag[*at].text == "]").unwrap_or(from),
            false => from + 1,
        };
        // What is computed further is another text.
        let more = self.tag.get(end + usize::from(listed)).map_or("", |token| token.text);
        if ["~", "+", "|", "["].contains(&more) {
            return;
        }
        let texts = match first {
            _ if is_name(first) && more != "." && more != "(" => match self.walk.name(first) {
                Shape::Texts(texts) => texts,
                Shape::List(item) => match &*item {
                    Shape::Texts(texts) => texts.clone(),
                    _ => vec![],
                },
                _ => vec![],
            },
            _ => (from..end).filter(|at| self.tag[*at].text.starts_with(['"', '\''])).map(|at| self.text(at)).collect(),
        };
        for (text, place) in texts.into_iter().filter(|(text, _)| !words.has(text)) {
            let known = words.known.iter().map(String::as_str);
            self.walk.found.push(paper::never_so(place, &text, words.other, known));
        }
    }

    /// A value with what follows its name: fields, filters. Signs and words of the template language are passed over.
    fn operand(&mut self) -> Shape {
        let first = self.at;
        let mut word = self.take();
        let mut shape = match word {
            "is" => return self.test(),
            "(" => {
                let shape = self.inside();
                word = self.tag.get(self.at.wrapping_sub(2)).map_or("", |token| token.text);
                shape
            }
            "[" | "{" => {
                self.group();
                self.texts(first)
            }
            _ if word.starts_with(['"', '\'']) => Shape::Texts(vec![self.text(first)]),
            _ if !is_name(word) || KEYWORDS.contains(&word) => return Shape::Any,
            // The name of an argument.
            _ if self.peek() == "=" && self.ahead(1) != "=" => return Shape::Any,
            _ if self.peek() == "(" => Shape::Any,
            _ => self.walk.name(word),
        };
        // Whether a field of a record is read, whose every value is of one form.
        let mut fixed = false;
        loop {
            let of_record = matches!(shape, Shape::Record(_));
            let read = self.peek() == ".";
            shape = match self.peek() {
                "." => {
                    let inner = self.field(shape, word);
                    word = self.tag.get(self.at - 1).map_or("", |token| token.text);
                    inner
                }
                "[" => self.index(shape, word),
                "(" => {
                    self.take();
                    let given = self.arguments();
                    if self.tag[first].text == word {
                        self.walk.call(word, given);
                    }
                    Shape::Any
                }
                "|" => {
                    self.suits(&shape, fixed);
                    self.filtered(shape, first)
                }
                _ => return shape,
            };
            fixed = read && of_record;
        }
    }

    /// Whether a filter behind a value takes what stands there.
    fn suits(&mut self, shape: &Shape, fixed: bool) {
        let Some(filter) = self.tag.get(self.at + 1) else { return };
        let days = ["date", "date_short"].contains(&filter.text);
        let other =
            matches!(shape, Shape::Leaf) && fixed || matches!(shape, Shape::Flag | Shape::List(_) | Shape::Record(_));
        if days && other {
            let span = Span::new(self.file, filter.at, filter.at + filter.text.len());
            self.walk
                .found
                .push(paper::wrong_use(span, &format!("`{}` takes a day such as \"2018-04-30\"", filter.text)));
        }
    }

    /// A filter, tried where all it is given is written out; `first`: where its value begins.
    fn filtered(&mut self, shape: Shape, first: usize) -> Shape {
        let filter = self.at + 1;
        let shape = self.filter(shape);
        // A tag may end where an argument belongs, which the template language tells of.
        let end = self.at.min(self.tag.len());
        let (Some(name), Some(last)) = (self.tag.get(filter), self.tag.get(end - 1)) else { return shape };
        let arguments = &self.tag[(filter + 1).min(end)..end];
        let constant =
            self.tag[first].text.starts_with(['"', '\'']) && !self.tag[first..end].iter().any(|t| t.text == "[");
        let written = constant && arguments.iter().all(|token| !is_name(token.text));
        let why = if written {
            let words: Vec<&str> = self.tag[first..end].iter().map(|token| token.text).collect();
            tried::why_not(&words.join(" "))
        } else {
            tried::why_not_so_many(name.text, arguments.iter().map(|token| token.text))
        };
        if let Some(why) = why {
            let span = Span::new(self.file, name.at, last.at + last.text.len());
            self.walk.found.push(paper::wrong_use(span, &why));
        }
        shape
    }

    /// A value in brackets whose opening was taken; what is computed there is not known.
    fn inside(&mut self) -> Shape {
        let shape = self.value();
        let alone = self.peek() == ")";
        self.group();
        if alone { shape } else { Shape::Any }
    }

    /// What a call gives, its opening bracket taken: names of arguments, and values as far as they are known.
    fn arguments(&mut self) -> Vec<(Option<&'t str>, Shape)> {
        let mut given = vec![];
        while !self.done() && self.peek() != ")" {
            let name = (is_name(self.peek()) && self.ahead(1) == "=" && self.ahead(2) != "=").then(|| self.peek());
            self.at += if name.is_some() { 2 } else { 0 };
            let mut shape = self.value();
            // A value that is computed further has another shape.
            while !self.done() && ![",", ")"].contains(&self.peek()) {
                self.value();
                shape = Shape::Any;
            }
            given.push((name, shape));
            if self.peek() == "," {
                self.take();
            }
        }
        self.take();
        given
    }

    /// What stands in brackets whose opening was taken.
    fn group(&mut self) {
        while !self.done() && ![")", "]", "}"].contains(&self.peek()) {
            self.value();
        }
        self.take();
    }

    /// A list whose items are all written out; `first`: where it begins.
    fn texts(&self, first: usize) -> Shape {
        let end = self.at.saturating_sub(1).min(self.tag.len());
        let items = || (first + 1..end).filter(|at| self.tag[*at].text != ",");
        let all = items().next().is_some() && items().all(|at| self.tag[at].text.starts_with(['"', '\'']));
        if all { Shape::List(Arc::new(Shape::Texts(items().map(|at| self.text(at)).collect()))) } else { Shape::Any }
    }

    /// A text of the template without its quotes, and its place.
    fn text(&self, at: usize) -> (String, Span) {
        let token = &self.tag[at];
        let bare = token.text.trim_matches(['"', '\'']);
        (bare.to_string(), Span::new(self.file, token.at + 1, token.at + 1 + bare.len()))
    }

    /// The words of a test behind `is`.
    fn test(&mut self) -> Shape {
        if self.peek() == "not" {
            self.take();
        }
        self.take();
        Shape::Any
    }

    fn field(&mut self, shape: Shape, of: &str) -> Shape {
        self.take();
        let Some(token) = self.tag.get(self.at) else { return Shape::Any };
        let (name, span) = (token.text, Span::new(self.file, token.at, token.at + token.text.len()));
        self.at += 1;
        match shape.field(name) {
            Ok(inner) => inner,
            // Whoever asks whether it is there, or says what stands for it, knows that it may not be.
            Err(()) if self.peek() == "is" => {
                self.walk.asked.insert(format!("{of}.{name}"));
                Shape::Any
            }
            Err(()) if self.peek() == "|" && self.ahead(1) == "default" => Shape::Any,
            Err(()) if self.walk.asked.contains(&format!("{of}.{name}")) => Shape::Any,
            Err(()) => {
                self.walk.found.push(paper::unknown_field(span, &format!("`{of}`"), name, shape.fields()));
                Shape::Any
            }
        }
    }

    fn index(&mut self, shape: Shape, of: &str) -> Shape {
        self.take();
        let token = self.tag.get(self.at);
        let key = token.map_or("", |token| token.text);
        let named = key.trim_matches(['"', '\'']);
        if named.len() < key.len() && self.ahead(1) == "]" {
            let span = token.map(|token| Span::new(self.file, token.at, token.at + token.text.len()));
            self.at += 2;
            return match (shape.field(named), span) {
                (Err(()), Some(span)) if self.peek() != "is" => {
                    self.walk.found.push(paper::unknown_field(span, "what stands here", named, shape.fields()));
                    Shape::Any
                }
                (field, _) => field.unwrap_or(Shape::Any),
            };
        }
        let texts = if self.ahead(1) == "]" && is_name(key) { self.walk.name(key) } else { Shape::Any };
        self.group();
        if let (Shape::Texts(texts), Shape::Record(fields)) = (texts, &shape) {
            let asked = format!("{of}[{key}]");
            if self.peek() == "is" {
                self.walk.asked.insert(asked);
            } else if !self.walk.asked.contains(&asked) {
                let unknown = texts.iter().filter(|(text, _)| !fields.contains_key(text));
                let known = || shape.fields();
                let found = unknown.map(|(text, at)| paper::unknown_field(*at, &format!("`{of}`"), text, known()));
                self.walk.found.extend(found);
            }
        }
        match shape {
            Shape::List(item) => (*item).clone(),
            Shape::Map(inner) => (*inner).clone(),
            Shape::Record(fields) => alike(fields.values().cloned()),
            _ => Shape::Any,
        }
    }

    /// `| filter(...)`, where a text among the arguments may name a field of the items.
    fn filter(&mut self, shape: Shape) -> Shape {
        self.take();
        let filter = self.take();
        let mut named = None;
        if self.peek() == "(" {
            self.take();
            let names = NAMING.contains(&filter);
            let by_name = self.peek() == "attribute" && self.ahead(1) == "=";
            if names && (by_name || (["selectattr", "rejectattr", "groupby", "attr"].contains(&filter))) {
                self.at += if by_name { 2 } else { 0 };
                let of = if filter == "attr" { shape.clone() } else { shape.item() };
                named = self.named(&of);
                self.picked(named.as_ref());
            }
            while !self.done() && self.peek() != ")" {
                self.value();
            }
            self.take();
        }
        match filter {
            "selectattr" | "rejectattr" | "select" | "reject" | "sort" | "reverse" | "default" => shape,
            "first" | "last" | "min" | "max" => shape.item(),
            "attr" => named.unwrap_or(Shape::Any),
            "map" => Shape::List(Arc::new(named.unwrap_or(Shape::Any))),
            "groupby" => Shape::List(Arc::new(Shape::Group(Arc::new(shape)))),
            "items" => match shape {
                Shape::Map(inner) => Shape::List(Arc::new(Shape::Group(inner))),
                Shape::Record(fields) => Shape::List(Arc::new(Shape::Group(Arc::new(alike(fields.values().cloned()))))),
                _ => Shape::Any,
            },
            "length" | "count" => Shape::Leaf,
            _ => Shape::Any,
        }
    }

    /// Behind the name of a field that a filter picks by: `, "equalto", TEXT`.
    fn picked(&mut self, field: Option<&Shape>) {
        let test = self.ahead(1).trim_matches(['"', '\'']);
        let compares = ["equalto", "eq", "ne", "in", "==", "!="].contains(&test);
        if let (Some(Shape::Word(words)), ",", true, ",") = (field, self.peek(), compares, self.ahead(2)) {
            self.compared(&Arc::clone(words), self.at + 3);
        }
    }

    /// The field that a text of the template names by its path.
    fn named(&mut self, of: &Shape) -> Option<Shape> {
        let token = self.tag.get(self.at)?;
        let path = token.text.strip_prefix(['"', '\''])?.trim_end_matches(['"', '\'']);
        let span = Span::new(self.file, token.at, token.at + token.text.len());
        self.at += 1;
        let mut shape = of.clone();
        for part in path.split('.') {
            match shape.field(part) {
                Ok(inner) => shape = inner,
                Err(()) => {
                    let known: Vec<&str> = shape.fields().collect();
                    self.walk.found.push(paper::unknown_field(span, "an item of the list", part, known));
                    return None;
                }
            }
        }
        Some(shape)
    }
}

/// The shape that all have.
fn alike(mut shapes: impl Iterator<Item = Shape>) -> Shape {
    let first = shapes.next().unwrap_or(Shape::Any);
    if shapes.all(|shape| shape == first) { first } else { Shape::Any }
}

/// Filters whose arguments name fields.
const NAMING: [&str; 6] = ["attr", "groupby", "map", "rejectattr", "selectattr", "sort"];

/// Words that are no names.
const KEYWORDS: [&str; 13] =
    ["and", "as", "else", "elif", "false", "if", "in", "none", "not", "or", "recursive", "true", "import"];

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphabetic() || c == '_')
}
