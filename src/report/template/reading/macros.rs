//! What macros read of the values that their calls give them.

use super::{BRACKETS, DEPTH, Reading, Walk, is_name, nesting};
use crate::diag::Diagnostic;
use crate::report::template::shape::Shape;
use crate::report::template::tags::{Named, Token, named, tokens};
use crate::text::{FileId, Span};
use std::collections::BTreeMap;
use std::rc::Rc;

/// A macro as a template writes it.
pub(super) struct Macro<'t> {
    file: FileId,
    parameters: Vec<&'t str>,
    body: Vec<Vec<Token<'t>>>,
}

/// What is found of a macro.
#[derive(Default)]
pub(super) struct OfMacro {
    /// How many of its calls were followed.
    calls: u32,
    /// By place, of how many of them it was found.
    found: BTreeMap<Option<Span>, (u32, Diagnostic)>,
}

/// So many calls of macros are followed in a template with what it includes.
pub(super) const CALLS: u32 = 2_000;

/// The macros of a template, by name.
pub(super) fn macros_of<'t>(file: FileId, text: &'t str) -> BTreeMap<&'t str, Rc<Macro<'t>>> {
    let mut found = BTreeMap::new();
    let mut open: Option<(&str, Macro)> = None;
    for tag in tags_of(text) {
        let word = if tag[0].leads { tag[0].text } else { "" };
        match (word, &mut open) {
            ("macro", None) => {
                let words: Vec<&str> = tag[1..].iter().map(|token| token.text).filter(|text| is_name(text)).collect();
                if let [name, parameters @ ..] = words.as_slice() {
                    open = Some((name, Macro { file, parameters: parameters.to_vec(), body: vec![] }));
                }
            }
            ("endmacro", _) => found.extend(open.take().map(|(name, one)| (name, Rc::new(one)))),
            (_, Some((_, one))) => one.body.push(tag),
            (_, None) => {}
        }
    }
    found
}

/// The tags of a template; what nests too deep the template language refuses itself.
pub(super) fn tags_of(text: &str) -> impl Iterator<Item = Vec<Token<'_>>> {
    let all = tokens(text);
    let tags: Vec<Vec<Token>> = all.chunk_by(|a, b| a.tag == b.tag).map(<[Token]>::to_vec).collect();
    tags.into_iter().filter(|tag| nesting(tag) <= BRACKETS)
}

impl OfMacro {
    /// What each call misses: a macro may be for several kinds of records.
    pub(super) fn missed(self) -> impl Iterator<Item = Diagnostic> {
        self.found.into_values().filter(move |(times, _)| *times == self.calls).map(|(_, one)| one)
    }
}

impl<'t> Walk<'t> {
    /// What a macro reads of the values that a call gives it.
    pub(super) fn call(&mut self, name: &str, given: Vec<(Option<&'t str>, Shape)>) {
        let telling = |shape: &Shape| !matches!(shape, Shape::Any | Shape::Leaf | Shape::Word(_) | Shape::Texts(_));
        let Some(called) = self.macros.get(name).cloned() else { return };
        if self.depth > DEPTH || self.calls == 0 || !given.iter().any(|(_, shape)| telling(shape)) {
            return;
        }
        let mut bound: BTreeMap<String, Shape> =
            called.parameters.iter().map(|name| ((*name).to_string(), Shape::Any)).collect();
        for (at, (name, shape)) in given.into_iter().enumerate() {
            let parameter = name.or_else(|| called.parameters.get(at).copied());
            // What other calls give is another word.
            let shape = if let Shape::Word(_) = shape { Shape::Leaf } else { shape };
            bound.extend(parameter.map(|name| (name.to_string(), shape)));
        }
        (self.calls, self.depth) = (self.calls - 1, self.depth + 1);
        let outer = std::mem::replace(&mut self.scopes, vec![bound]);
        let (asked, before) = (self.asked.clone(), std::mem::take(&mut self.found));
        for tag in &called.body {
            let mut reading = Reading { walk: self, file: called.file, tag, at: 0 };
            if tag[0].leads {
                reading.statement()
            } else {
                reading.printed()
            };
        }
        (self.scopes, self.asked) = (outer, asked);
        self.depth -= 1;
        let own = std::mem::replace(&mut self.found, before);
        let Some(first) = called.body.first().map(|tag| tag[0].at) else { return };
        let told = self.of_macros.entry((called.file, first)).or_default();
        told.calls += 1;
        for (place, one) in own.into_iter().map(|one| (one.primary.as_ref().map(|label| label.span), one)) {
            // Told once of a call.
            let (times, _) = told.found.entry(place).or_insert((0, one));
            *times = (*times + 1).min(told.calls);
        }
    }

    /// What `from FILE import a, b as c` brings.
    pub(super) fn import(&mut self, tag: &[Token<'t>]) {
        let Some(Named { how: "from", template, .. }) = named(tag) else { return };
        let Some((name, (file, text))) = self.files.get_key_value(template) else { return };
        if let Some(theirs) = self.imported.get(name.as_str()).cloned() {
            return self.name_otherwise(tag, &theirs);
        }
        let theirs = Rc::new(macros_of(*file, text));
        self.imported.insert(name, theirs.clone());
        // Macros of that file may call each other, and what it imports itself.
        for (name, one) in theirs.iter() {
            self.macros.entry(name).or_insert_with(|| one.clone());
        }
        if self.depth <= DEPTH {
            self.depth += 1;
            for tag in tags_of(text).filter(|tag| tag[0].leads && tag[0].text == "from") {
                self.import(&tag);
            }
            self.depth -= 1;
        }
        self.name_otherwise(tag, &theirs);
    }

    /// `import a as b`
    fn name_otherwise(&mut self, tag: &[Token<'t>], theirs: &BTreeMap<&'t str, Rc<Macro<'t>>>) {
        for at in 2..tag.len() {
            if let (Some(one), Some(other), "as") = (theirs.get(tag[at - 1].text), tag.get(at + 1), tag[at].text) {
                self.macros.insert(other.text, one.clone());
            }
        }
    }
}
