//! One datum: a value, perhaps with its day, source, mark, note and respondent.

use crate::data::reader::Wanted;
use crate::data::reading::{self, DATUM_KEYS, DERIVED, Draft, Read, Reading, Use};
use crate::data::scalar;
use crate::data::yaml::{Keys, Node, Scalar};
use crate::data::{Cell, Datum, List, Meta, Statement, Value};
use crate::diag::data as say;
use crate::diag::values;
use crate::num::date::Date;
use crate::text::{Name, Span};
use crate::types::schema::{EntityId, Field, Type};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The keys of a datum as they are read.
#[derive(Default)]
struct Parts {
    value: Option<(Value, Span)>,
    /// A `value:` stands here, or a key that may be meant for it.
    has_value: bool,
    has_statement: bool,
    is_whole: bool,
    meta: Meta,
    source: Option<(Name, Span)>,
    others: Option<((u32, Option<u32>), Span)>,
    derived: Option<Span>,
}

impl<'t> Reading<'_, '_, 't> {
    /// A datum of `field` with a value of type `ty`. `outer` is the type of the list in which it stands.
    pub(super) fn datum(&mut self, field: &Field, ty: &Type, outer: Option<&Type>, node: Node<'t>, key: Span) -> Read {
        let takes_mapping = matches!(ty, Type::Entity(_));
        let is_datum = match &node {
            Node::Map(_) => !takes_mapping || self.cursor.peek_key().is_some_and(|k| DATUM_KEYS.contains(&k)),
            _ => false,
        };
        if is_datum && *ty != Type::Error {
            return self.datum_mapping(field, ty, outer, key);
        }
        match self.value(field, ty, node, key) {
            None => Read::Nothing,
            Some((Value::Unknown, span)) => Read::Unknown(span),
            Some((_, span)) if field.statement && outer.is_none() => {
                self.report(values::statement_needed(span, &field.path));
                Read::Nothing
            }
            Some((value, span)) => Read::One(Datum { value, meta: 0, span }),
        }
    }

    /// A value without day and source.
    fn value(&mut self, field: &Field, ty: &Type, node: Node<'t>, key: Span) -> Option<(Value, Span)> {
        match (node, ty) {
            (Node::Broken, _) => None,
            (node, Type::Error) => {
                self.cursor.skip(&node);
                None
            }
            (Node::Scalar(scalar), _) => {
                let span = scalar.span;
                let value = scalar::value(self.reader.schema, field, ty, scalar.written());
                let value = self.or_report(value)?;
                self.want(ty, &value, span);
                Some((value, span))
            }
            (Node::Map(_), Type::Entity(id)) if self.reader.schema.entity(*id).is_keyed() => self.reference(*id, key),
            (Node::Map(span), Type::Entity(id)) => Some((self.record(*id), span)),
            (node @ Node::Map(span), _) => {
                let at = if span.start == span.end { key } else { span };
                self.report(say::not_a_datum(at, &field.path, &scalar::needed(self.reader.schema, ty)));
                self.cursor.skip(&node);
                None
            }
            (Node::List(span), Type::List(item)) => {
                let at = if span.start == span.end { key } else { span };
                let items = self.items(field, item, key);
                let list = List { items, others: (0, Some(0)) };
                self.check_length(field, &list, at);
                Some((Value::List(Arc::new(list)), at))
            }
            (node @ Node::List(span), _) => {
                let at = if span.start == span.end { key } else { span };
                self.report(say::shape(at, "a list", &scalar::needed(self.reader.schema, ty)));
                self.cursor.skip(&node);
                None
            }
        }
    }

    /// Notes that a value refers to something, to be looked up when all is read.
    fn want(&mut self, ty: &Type, value: &Value, span: Span) {
        let Value::Reference(name) = value else { return };
        let wanted = match ty {
            Type::Entity(id) => Wanted::Instance(*id),
            Type::Party => Wanted::Party,
            Type::Recommendation => Wanted::Recommendation,
            _ => return,
        };
        self.reader.want(wanted, name.clone(), span);
    }

    // ---- lists, records, references -------------------------------------------------

    /// The items of a list value.
    fn items(&mut self, field: &Field, item: &Type, key: Span) -> Vec<Datum> {
        let mut items = vec![];
        while let Some(node) = self.cursor.node() {
            match self.datum(field, item, Some(&field.ty), node, key) {
                Read::One(datum) | Read::Whole(datum) => items.push(datum),
                Read::Unknown(span) => items.push(Datum { value: Value::Unknown, meta: 0, span }),
                Read::Nothing => {}
            }
        }
        items
    }

    /// A YAML list at a field that is a list: its items, or data of the whole list.
    pub(super) fn list_or_data(&mut self, field: &Field, item: &Type, key: Span) -> Vec<Datum> {
        let (mut items, mut whole) = (vec![], vec![]);
        let mut mixed = None;
        while let Some(node) = self.cursor.node() {
            match self.datum(field, item, Some(&field.ty), node, key) {
                Read::One(datum) => items.push(datum),
                Read::Unknown(span) => items.push(Datum { value: Value::Unknown, meta: 0, span }),
                Read::Whole(datum) => whole.push(datum),
                Read::Nothing => continue,
            }
            if !items.is_empty() && !whole.is_empty() && mixed.is_none() {
                mixed = items.last().map(|d| d.span);
            }
        }
        if let Some(span) = mixed {
            self.report(say::mixed_list(span, &field.path));
            return vec![];
        }
        if !whole.is_empty() {
            return whole;
        }
        let list = List { items, others: (0, Some(0)) };
        self.check_length(field, &list, key);
        vec![Datum { value: Value::List(Arc::new(list)), meta: 0, span: key }]
    }

    fn check_length(&mut self, field: &Field, list: &List, span: Span) {
        if let Some(limit) = field.at_most.filter(|limit| list.items.len() > *limit as usize) {
            self.report(say::too_long(span, &field.path, list.items.len(), limit));
        }
    }

    /// The fields of a record.
    fn record(&mut self, id: EntityId) -> Value {
        let entity = self.reader.schema.entity(id);
        let mut draft = Draft::new(id, entity.fields.len());
        while let Some(key) = self.cursor.key() {
            self.field(&mut draft, "", key, false);
        }
        self.reader.check_cells(entity, &draft.cells, &mut self.cursor.found);
        Value::Record(draft.cells.into())
    }

    /// A reference by the fields of a key: `{code: FI1B1, version: "2013"}`.
    fn reference(&mut self, id: EntityId, key: Span) -> Option<(Value, Span)> {
        let entity = self.reader.schema.entity(id);
        let names: Vec<&str> = entity.key.iter().map(|k| entity.fields[*k as usize].path.as_str()).collect();
        let mut parts: Vec<Option<String>> = vec![None; names.len()];
        let (mut seen, mut span, mut fine) = (BTreeMap::new(), None, true);
        while let Some(word) = self.cursor.key() {
            let Some(at) = names.iter().position(|n| *n == word.text) else {
                let of = format!("a reference to a {}", entity.name);
                self.report(say::unknown_part(word.span, &of, &word.text, &names));
                self.cursor.skip_next();
                fine = false;
                continue;
            };
            if !self.cursor.first_time(&mut seen, at, &word.text, word.span) {
                continue;
            }
            let part = &entity.fields[entity.key[at] as usize];
            let Some(scalar) = self.word(&scalar::needed(self.reader.schema, &part.ty)) else {
                fine = false;
                continue;
            };
            let place: Span = span.map_or(word.span, |s: Span| s);
            span = Some(place.to(scalar.span));
            let value = scalar::value(self.reader.schema, part, &part.ty, scalar.written());
            parts[at] = self.or_report(value).and_then(|v| scalar::key_text(&v).map(|t| t.into_owned()));
            fine &= parts[at].is_some();
        }
        let span = span.unwrap_or(key);
        if let Some(missing) = (0..names.len()).find(|at| !seen.contains_key(at)).filter(|_| !self.cursor.is_broken()) {
            self.report(say::part_of_key_missing(span, &entity.name, names[missing]));
            return None;
        }
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        if !fine || parts.len() < names.len() {
            return None;
        }
        let name = match self.reader.schema.key_of(id, &parts) {
            Ok(name) => name,
            Err(field) => {
                self.report(say::comma_in_key(span, &entity.name, &field.path));
                return None;
            }
        };
        self.reader.want(Wanted::Instance(id), name.clone(), span);
        Some((Value::Reference(name), span))
    }

    // ---- the keys of a datum ----------------------------------------------------------

    fn datum_mapping(&mut self, field: &Field, ty: &Type, outer: Option<&Type>, key: Span) -> Read {
        let mut parts = Parts::default();
        let mut seen = BTreeMap::new();
        let mut start = None;
        while let Some(word) = self.cursor.key() {
            start.get_or_insert(word.span);
            let Some(part) = DATUM_KEYS.iter().find(|k| **k == word.text) else {
                let mut known: Vec<&str> = DATUM_KEYS.to_vec();
                if let Type::Entity(id) = ty {
                    known.extend(self.reader.schema.entity(*id).fields.iter().map(|f| f.path.as_str()));
                }
                let number = word.text.starts_with(|c: char| c.is_ascii_digit()) && self.cursor.peek_node_is_empty();
                let list = matches!(outer.unwrap_or(ty), Type::List(_)) && !parts.has_value;
                parts.has_value = true;
                self.report(if number {
                    values::comma_in_number(word.span, &word.text)
                } else if list && !known.iter().any(|k| crate::diag::near::did_you_mean(&word.text, [*k]).is_some()) {
                    values::list_without_brackets(word.span, &field.path)
                } else {
                    say::unknown_part(word.span, "a datum", &word.text, &known)
                });
                if list && !number {
                    self.cursor.skip_next();
                    self.cursor.skip_rest();
                    return Read::Nothing;
                }
                self.cursor.skip_next();
                continue;
            };
            if !self.cursor.first_time(&mut seen, *part, part, word.span) {
                continue;
            }
            self.part(&mut parts, field, ty, outer, &word);
        }
        if self.cursor.is_broken() {
            return Read::Nothing;
        }
        self.finish_datum(parts, field, outer, start.unwrap_or(key))
    }

    fn part(&mut self, parts: &mut Parts, field: &Field, ty: &Type, outer: Option<&Type>, word: &Scalar<'t>) {
        match word.text.as_ref() {
            "value" => {
                parts.has_value = true;
                let Some(node) = self.cursor.node() else { return };
                let outer = outer.filter(|_| matches!(node, Node::List(_)) && !matches!(ty, Type::List(_)));
                parts.is_whole = outer.is_some();
                parts.value = self.value(field, outer.unwrap_or(ty), node, word.span);
            }
            "as_of" => parts.meta.as_of = self.period(),
            "published" => parts.meta.published = self.published(),
            "source" => parts.source = self.word("the key of a source").map(|w| (Name::new(&w.text), w.span)),
            "status" => self.status(parts),
            "evidence" => {
                let mark = self.mark().unwrap_or_default();
                parts.meta.evidence = parts.meta.evidence.max(mark);
            }
            "note" => parts.meta.note = self.word("a note").map(|w| scalar::nfc(&w.text)),
            "statement" => {
                parts.has_statement = true;
                parts.meta.statement = self.statement(word.span);
            }
            "preferred" => parts.meta.preferred = self.flag() == Some(true),
            _ => parts.others = self.others(field),
        }
    }

    fn period(&mut self) -> Option<(Date, Date)> {
        let word = self.word("a day or period")?;
        let read = self.or_report(scalar::period(&word.text, word.span));
        // One from high to low is a period all the same, and has been told.
        let ends = || word.text.split_once("..").map(|(a, b)| (Date::parse(a.trim()), Date::parse(b.trim())));
        read.or_else(|| match ends()? {
            (Some(high), Some(low)) if low < high => Some((low, high)),
            _ => None,
        })
    }

    fn status(&mut self, parts: &mut Parts) {
        let Some(word) = self.word("a status") else { return };
        let Some((status, mark)) = self.or_report(reading::status(&word.text, word.span)) else { return };
        parts.meta.status = Some(Name::new(status));
        parts.meta.evidence = parts.meta.evidence.max(mark);
        parts.derived = (status == DERIVED).then_some(word.span);
    }

    /// `{by: "town hall, EU office", day: 2018-03-12}`.
    fn statement(&mut self, key: Span) -> Option<Statement> {
        let node = self.cursor.node()?;
        let Node::Map(_) = node else {
            self.report(values::statement_incomplete(key, "by"));
            self.cursor.skip(&node);
            return None;
        };
        let (mut by, mut day, mut keys) = (None, None, Keys::default());
        while let Some((part, _)) = self.cursor.known_key("a statement", &["by", "day"], &mut keys) {
            if part == "day" {
                day = self.word("a day").and_then(|word| self.day(&word));
                continue;
            }
            let word = self.word("a name");
            if let Some(found) = word.as_ref().and_then(|w| scalar::curly_quotes(&w.written())) {
                self.report(found);
            }
            by = word.map(|w| scalar::nfc(&w.text));
        }
        // A key that it cannot have was meant for one of these, which has been told.
        let missing =
            ["by", "day"].into_iter().find(|word| !keys.seen.contains_key(word)).filter(|_| keys.others.is_empty());
        if let Some(word) = missing.filter(|_| !self.cursor.is_broken()) {
            self.report(values::statement_incomplete(key, word));
        }
        Some(Statement { by: by?, day: day? })
    }

    /// `unknown`, `2`, or `0 .. 3`.
    fn others(&mut self, field: &Field) -> Option<((u32, Option<u32>), Span)> {
        let word = self.word("how many items are not listed")?;
        if !matches!(field.ty, Type::List(_)) {
            self.report(say::others_of_no_list(word.span, &field.path));
            return None;
        }
        let whole = |text: &str| text.trim().parse::<u32>().ok();
        let read = match word.text.split_once("..") {
            _ if word.text == "unknown" => Some((0, None)),
            Some((low, high)) => whole(low).zip(whole(high)).map(|(low, high)| (low, Some(high))),
            None => whole(&word.text).map(|n| (n, Some(n))),
        };
        let read = read.filter(|(low, high)| high.is_none_or(|high| *low <= high));
        let read = read.ok_or_else(|| values::bad_others(word.span, &word.text));
        self.or_report(read).map(|others| (others, word.span))
    }

    /// Gives the fields of an item of a list the day, source and mark of the item, where they have none of their own.
    fn hand_down(meta: u32, cells: &mut Arc<[Cell]>) {
        for cell in Arc::get_mut(cells).into_iter().flatten() {
            if let Cell::Data(data) = cell {
                data.iter_mut().filter(|datum| datum.meta == 0).for_each(|datum| datum.meta = meta);
            }
        }
    }

    fn finish_datum(&mut self, parts: Parts, field: &Field, outer: Option<&Type>, start: Span) -> Read {
        let Parts { value, has_value, has_statement, is_whole, meta, source, others, derived } = parts;
        if !has_value {
            self.report(say::no_value(start));
        }
        if let Some(span) = derived.filter(|_| meta.note.is_none()) {
            self.report(say::derived_from_what(span, "note:"));
        }
        let is_own = outer.is_none() || is_whole;
        let needs_statement = field.statement && is_own && !has_statement;
        let bare = meta == Meta::default() && source.is_none();
        let index = match source {
            Some((key, span)) => {
                let index = self.reader.own_meta(meta);
                self.uses.push(Use { meta: Some(index), key, span });
                index
            }
            None => self.reader.meta(meta),
        };
        let Some((mut value, span)) = value else { return Read::Nothing };
        if needs_statement && value != Value::Unknown {
            self.report(values::statement_needed(span, &field.path));
            return Read::Nothing;
        }
        match (others, &mut value) {
            (Some((others, at)), Value::List(list)) => {
                let least = others.0 as usize + list.items.len();
                if let Some(limit) = field.at_most.filter(|limit| least > *limit as usize) {
                    self.report(say::too_long_with_others(at, &field.path, least, limit));
                }
                if let Some(list) = Arc::get_mut(list) {
                    list.others = others;
                }
            }
            (Some((_, at)), _) => self.report(say::others_of_unknown(at)),
            (None, _) => {}
        }
        if let (false, Value::Record(cells)) = (is_own, &mut value) {
            Self::hand_down(index, cells);
        }
        match value {
            Value::Unknown if bare => Read::Unknown(span),
            value if is_whole => Read::Whole(Datum { value, meta: index, span }),
            value => Read::One(Datum { value, meta: index, span }),
        }
    }
}
