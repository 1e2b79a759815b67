//! What a template prints of whom: who owns a string of the context follows it through loops, filters and macros to the
//! place at which it is printed.
//!
//! A string is known by where it lies in memory, which no template can see: nothing is decided otherwise. Only what a
//! macro has printed carries its marks in its letters; where a template looks into those and prints other words for it,
//! the strings at fault go without marks.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use minijinja::value::{Rest, Serde, Value, ValueKind};
use minijinja::{Environment, Error, State};
use serde::Serialize;

use super::{Templates, helpers, print};
use crate::diag::Diagnostic;

/// Who owns which strings of a context: those below a path.
#[derive(Clone, Default, Debug)]
pub struct Owners {
    own: BTreeSet<u32>,
    below: BTreeMap<String, Owners>,
}

impl Owners {
    /// Gives somebody the strings below a path of fields, keys and numbers in lists.
    pub fn add(&mut self, path: &[&str], owner: u32) {
        match path {
            [] => _ = self.own.insert(owner),
            [first, rest @ ..] => self.below.entry((*first).to_owned()).or_default().add(rest, owner),
        }
    }
}

/// What a template prints, and of whom.
pub struct Printed {
    /// The Markdown, as [`Templates::render`] makes it.
    pub text: String,
    /// Where a string of somebody ends in it, and whose it is; sorted, each once.
    pub owned: Vec<(usize, u32)>,
}

/// The first of the characters for private use that stand for owners.
const FIRST: u32 = 0xF_0000;

/// How many owners there can be.
const MOST: u32 = 0x2_0000;

impl Templates {
    /// Fills a template and tells whose strings it printed where. `aside` are fields that are nobody's words.
    pub fn prints(
        &self,
        name: &str,
        context: impl Serialize,
        owners: &Owners,
        aside: &[&str],
    ) -> Result<Printed, Vec<Diagnostic>> {
        let context = Value::from(Serde(context));
        let text = self.render(name, &context)?;
        let ask = Ask { templates: self, name, context: &context, owners, aside, text: &text };
        let owned = ask.marked(None).unwrap_or_else(|| {
            let mut owned = vec![];
            ask.collect(&ask.classes(), &mut owned);
            owned
        });
        let owned: BTreeSet<_> = owned.into_iter().collect();
        Ok(Printed { owned: owned.into_iter().collect(), text })
    }
}

/// What is asked of a template.
struct Ask<'a> {
    templates: &'a Templates,
    name: &'a str,
    context: &'a Value,
    owners: &'a Owners,
    aside: &'a [&'a str],
    text: &'a str,
}

impl Ask<'_> {
    /// The classes of strings that somebody owns, sorted.
    fn classes(&self) -> Vec<String> {
        let mut classes = BTreeSet::new();
        let trail = Trail::default();
        Marking { aside: self.aside, classes: Some(&[]), trail: &trail, met: Some(&mut classes) }.value(
            self.context,
            Some(self.owners),
            &BTreeSet::new(),
            "",
        );
        classes.into_iter().collect()
    }

    /// Marks all strings of some classes that can be marked without another word being printed.
    fn collect(&self, classes: &[String], owned: &mut Vec<(usize, u32)>) {
        match self.marked(Some(classes)) {
            Some(found) => owned.extend(found),
            None if classes.len() > 1 => {
                let (first, rest) = classes.split_at(classes.len() / 2);
                self.collect(first, owned);
                self.collect(rest, owned);
            }
            None => {}
        }
    }

    /// Whose strings of some classes, or of all, are printed where; none if with marks another word is printed.
    fn marked(&self, classes: Option<&[String]>) -> Option<Vec<(usize, u32)>> {
        let trail = Arc::new(Trail::default());
        let mut marking = Marking { aside: self.aside, classes, trail: &trail, met: None };
        let context = marking.value(self.context, Some(self.owners), &BTreeSet::new(), "");
        let environment = environment(&self.templates.environment, &trail);
        let printed = super::filled(&environment, self.name, &context).ok()?;
        let (text, owned) = unmarked(&printed);
        (text == self.text).then_some(owned)
    }
}

/// A copy of a context whose strings are known to the trail.
struct Marking<'a> {
    aside: &'a [&'a str],
    /// The classes of strings that are marked; none: all.
    classes: Option<&'a [String]>,
    trail: &'a Trail,
    /// Gathers the classes of strings that somebody owns.
    met: Option<&'a mut BTreeSet<String>>,
}

impl Marking<'_> {
    /// `class` is the path without numbers.
    fn value(&mut self, value: &Value, owners: Option<&Owners>, above: &BTreeSet<u32>, class: &str) -> Value {
        let own: BTreeSet<u32> = owners.map(|o| &o.own).into_iter().flatten().chain(above).copied().collect();
        if own.is_empty() && owners.is_none_or(|o| o.below.is_empty()) {
            return value.clone();
        }
        let below = |key: &str| owners.and_then(|o| o.below.get(key));
        match value.kind() {
            ValueKind::String => self.string(value, &own, class),
            ValueKind::Seq => {
                let items = value.try_iter().into_iter().flatten().enumerate();
                items.map(|(at, item)| self.value(&item, below(&at.to_string()), &own, class)).collect()
            }
            ValueKind::Map => {
                let keys = value.try_iter().into_iter().flatten();
                let pairs = keys.map(|key| {
                    let inner = value.get_item(&key).unwrap_or_default();
                    let name = key.to_string();
                    let none = BTreeSet::new();
                    let above = if self.aside.contains(&name.as_str()) { &none } else { &own };
                    (key, self.value(&inner, below(&name), above, &format!("{class}.{name}")))
                });
                Value::from_pairs(pairs.collect::<Vec<_>>())
            }
            _ => value.clone(),
        }
    }

    fn string(&mut self, value: &Value, own: &BTreeSet<u32>, class: &str) -> Value {
        if let Some(met) = &mut self.met {
            met.insert(class.to_owned());
        }
        let wanted = |classes: &[String]| classes.binary_search_by(|c| c.as_str().cmp(class)).is_ok();
        if own.is_empty() || !self.classes.is_none_or(wanted) {
            return value.clone();
        }
        self.trail.known(value, own.clone())
    }
}

/// Strings by where they lie: whose they are. What is known is kept, so that nothing else can come to lie there.
#[derive(Default)]
struct Trail(Mutex<BTreeMap<(usize, usize), (Value, BTreeSet<u32>)>>);

impl Trail {
    /// A copy of a string of which the owners are known.
    fn known(&self, value: &Value, owners: BTreeSet<u32>) -> Value {
        let Some(text) = value.as_str().filter(|text| !text.is_empty() && !owners.is_empty()) else {
            return value.clone();
        };
        let copy = match value.is_safe() {
            true => Value::from_safe_string(text.to_owned()),
            false => Value::from(Arc::<str>::from(text)),
        };
        if let Some(place) = place(&copy) {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(place, (copy.clone(), owners));
        }
        copy
    }

    fn owners(&self, value: &Value) -> BTreeSet<u32> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        place(value).and_then(|place| known.get(&place)).map(|(_, owners)| owners.clone()).unwrap_or_default()
    }
}

/// Where a string lies.
fn place(value: &Value) -> Option<(usize, usize)> {
    value.as_str().map(|text| (text.as_ptr().addr(), text.len()))
}

/// The engine, with marks behind what somebody owns.
fn environment(plain: &Environment<'static>, trail: &Arc<Trail>) -> Environment<'static> {
    let mut environment = plain.clone();
    helpers::words(&mut environment, PLAIN);
    for filter in helpers::WORDS {
        let trail = trail.clone();
        let plain = format!("{PLAIN}{filter}");
        environment
            .add_filter(filter, move |state: &mut State, words: Rest<Value>| filtered(&trail, &plain, state, &words.0));
    }
    let trail = trail.clone();
    environment.set_formatter(move |out, state, value| {
        print(out, state, value)?;
        let marks: String = trail.owners(value).into_iter().filter_map(mark).collect();
        out.write_str(&marks).map_err(|_| Error::from(minijinja::ErrorKind::WriteFailure))
    });
    environment
}

/// What the name of a filter begins with that knows of no marks.
const PLAIN: &str = "plain ";

/// A filter that makes new words: they belong to the owners of those it was given.
fn filtered(trail: &Trail, filter: &str, state: &mut State, words: &[Value]) -> Result<Value, Error> {
    let mut owners = BTreeSet::new();
    let words: Vec<Value> = words.iter().map(|word| bare(trail, word, &mut owners)).collect();
    let made = state.apply_filter(filter, &words)?;
    Ok(trail.known(&made, owners))
}

/// A value without the marks in its letters; whose they are is added to `owners`.
fn bare(trail: &Trail, value: &Value, owners: &mut BTreeSet<u32>) -> Value {
    match value.as_str() {
        None if matches!(value.kind(), ValueKind::Seq | ValueKind::Iterable) => {
            let items = value.try_iter().into_iter().flatten();
            items.map(|item| bare(trail, &item, owners)).collect()
        }
        None => value.clone(),
        Some(text) => {
            owners.extend(trail.owners(value));
            let (text, marks) = unmarked(text);
            if marks.is_empty() {
                return value.clone();
            }
            owners.extend(marks.into_iter().map(|mark| mark.1));
            if value.is_safe() { Value::from_safe_string(text) } else { Value::from(text) }
        }
    }
}

fn mark(owner: u32) -> Option<char> {
    char::from_u32(FIRST + owner).filter(|_| owner < MOST)
}

/// A text without its marks, and where they stood.
fn unmarked(marked: &str) -> (String, Vec<(usize, u32)>) {
    let (mut text, mut owned) = (String::with_capacity(marked.len()), vec![]);
    for c in marked.chars() {
        match u32::from(c).checked_sub(FIRST) {
            Some(owner) => owned.push((text.len(), owner)),
            None => text.push(c),
        }
    }
    (text, owned)
}
