//! What the names behind a dot can be.

use minijinja::value::{Serde, Value, ValueKind};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::num::date::Date;
use crate::text::Span;

/// The key that stands for all keys of a map in an exemplar.
pub const ANY_KEY: &str = "*";

/// What a value has.
#[derive(Clone, PartialEq, Debug)]
pub enum Shape {
    /// Not known.
    Any,
    /// Words or a number.
    Leaf,
    /// A day.
    Day,
    /// One of some words.
    Word(Arc<Words>),
    /// One of some texts that stand in a template, each with its place.
    Texts(Vec<(String, Span)>),
    /// True or false.
    Flag,
    /// A record with these fields.
    Record(Arc<BTreeMap<String, Shape>>),
    /// A map of names that the policy gives.
    Map(Arc<Shape>),
    /// A list.
    List(Arc<Shape>),
    /// What `groupby` and `items` make: a name, and what belongs to it.
    Group(Arc<Shape>),
}

impl Shape {
    /// The shape of an exemplar: a list has one item, a map whose keys are not fixed has the one key [`ANY_KEY`].
    pub fn of(exemplar: impl Serialize) -> Shape {
        Shape::of_value(&Value::from(Serde(exemplar)))
    }

    fn of_value(value: &Value) -> Shape {
        let field = |name: &str| value.get_attr(name).map_or(Shape::Any, |inner| Shape::of_value(&inner));
        match value.kind() {
            ValueKind::Map => {
                let keys: Vec<String> =
                    value.try_iter().map(|keys| keys.map(|key| key.to_string()).collect()).unwrap_or_default();
                match keys.as_slice() {
                    [only] if only == ANY_KEY => Shape::Map(Arc::new(field(ANY_KEY))),
                    keys => Shape::Record(Arc::new(keys.iter().map(|key| (key.clone(), field(key))).collect())),
                }
            }
            ValueKind::Seq => {
                let first = value.try_iter().ok().and_then(|mut items| items.next());
                Shape::List(Arc::new(first.map_or(Shape::Any, |first| Shape::of_value(&first))))
            }
            ValueKind::Undefined | ValueKind::None => Shape::Any,
            ValueKind::Bool => Shape::Flag,
            _ if value.as_str().and_then(Date::parse).is_some() => Shape::Day,
            _ => Shape::Leaf,
        }
    }

    /// The parts of this shape that are not known, each by the path to it.
    #[cfg(test)]
    pub fn unknown(&self) -> Vec<String> {
        let below = |name: &str, inner: &Shape| -> Vec<String> {
            inner.unknown().into_iter().map(|path| format!("{name}.{path}")).collect()
        };
        match self {
            Shape::Any => vec![String::new()],
            Shape::Leaf | Shape::Word(_) | Shape::Day | Shape::Texts(_) | Shape::Flag => vec![],
            Shape::Record(fields) => fields.iter().flat_map(|(name, inner)| below(name, inner)).collect(),
            Shape::Map(inner) | Shape::List(inner) | Shape::Group(inner) => below(ANY_KEY, inner),
        }
    }

    /// Tells which words a field can hold, by its path: `*` stands for every field; lists are gone through.
    pub fn close(&mut self, path: &[&str], words: &Arc<Words>) {
        match (self, path) {
            (Shape::List(item), path) => Arc::make_mut(item).close(path, words),
            (Shape::Map(inner), [_, rest @ ..]) => Arc::make_mut(inner).close(rest, words),
            (Shape::Record(fields), [name, rest @ ..]) => {
                let named = Arc::make_mut(fields).iter_mut().filter(|(field, _)| *name == "*" || field == name);
                named.for_each(|(_, field)| field.close(rest, words));
            }
            (leaf @ Shape::Leaf, []) => *leaf = Shape::Word(Arc::clone(words)),
            _ => {}
        }
    }

    pub(super) fn item(&self) -> Shape {
        match self {
            Shape::List(item) => (**item).clone(),
            // The names of a map.
            Shape::Map(_) | Shape::Record(_) => Shape::Leaf,
            _ => Shape::Any,
        }
    }

    /// A field by its name; an error where there can be none.
    pub(super) fn field(&self, name: &str) -> Result<Shape, ()> {
        match self {
            Shape::Any => Ok(Shape::Any),
            Shape::Map(inner) => Ok((**inner).clone()),
            Shape::Record(fields) => fields.get(name).cloned().ok_or(()),
            Shape::Group(inner) if name == "list" => Ok((**inner).clone()),
            Shape::Group(_) if name == "grouper" => Ok(Shape::Any),
            Shape::Leaf | Shape::Word(_) | Shape::Day | Shape::Texts(_) | Shape::Flag => Err(()),
            Shape::List(_) | Shape::Group(_) => Err(()),
        }
    }

    /// Gives the names that a map in the records of a list has, and no others.
    pub fn give(&mut self, field: &str, names: impl Iterator<Item = String>) {
        let Shape::List(item) = self else { return };
        let Shape::Record(fields) = Arc::make_mut(item) else { return };
        let fields = Arc::make_mut(fields);
        if let Some(Shape::Map(inner)) = fields.get(field).cloned() {
            let named = names.map(|name| (name, Shape::clone(&inner)));
            fields.insert(field.into(), Shape::Record(Arc::new(named.collect())));
        }
    }

    pub(super) fn fields(&self) -> impl Iterator<Item = &str> {
        let fields = if let Shape::Record(fields) = self { Some(fields) } else { None };
        fields.into_iter().flat_map(|fields| fields.keys().map(String::as_str))
    }
}

/// The words that a field can hold.
#[derive(PartialEq, Debug)]
pub struct Words {
    /// What any other word is: "no rule".
    pub(super) other: &'static str,
    pub(super) known: BTreeSet<String>,
    /// Whether several of them may stand there, joined by `or`.
    several: bool,
}

impl Words {
    /// One of some words; `other` says what any other is.
    pub fn new(other: &'static str, known: impl IntoIterator<Item = String>) -> Words {
        Words { other, known: known.into_iter().collect(), several: false }
    }

    /// One of some words, or several of them joined by `or`.
    pub fn several(other: &'static str, known: impl IntoIterator<Item = String>) -> Words {
        Words { several: true, ..Words::new(other, known) }
    }

    pub(super) fn has(&self, text: &str) -> bool {
        self.known.contains(text) || self.several && text.split(" or ").all(|word| self.known.contains(word))
    }
}
