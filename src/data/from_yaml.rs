//! Profiles in YAML to rows: one profile a file, or a list of them under the plural of their entity.
//!
//! A mistake costs one value: it is reported, the value is left out, and reading goes on. Values stream
//! into rows; only `further:`, which has no schema, is gathered first.

use crate::data::reader::Reader;
use crate::data::reading::{Draft, Read, Reading};
use crate::data::scalar;
use crate::data::yaml::{Cursor, Keys, Node, Scalar};
use crate::data::{Cell, DataSource, Datum, Row, further};
use crate::diag::data as say;
use crate::diag::near::did_you_mean;
use crate::hir::law::Evidence;
use crate::text::{FileId, Name, Span};
use crate::types::schema::{Entity, EntityId, Field, Type};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Keys of a profile that are no field.
pub const PROFILE_KEYS: [&str; 3] = ["invented", "further", "sources"];
/// Keys of a source.
const SOURCE_KEYS: [&str; 3] = ["title", "published", "evidence"];

impl Reader<'_> {
    /// Reads a questionnaire that came back.
    pub fn answers(&mut self, file: FileId) {
        let texts = self.texts;
        let cursor = Cursor::new(file, &texts.file(file).text);
        let mut reading = Reading { reader: self, cursor, uses: vec![] };
        match reading.cursor.node() {
            Some(Node::Map(_)) => {
                reading.form(file);
                reading.look_up_sources(0, &BTreeMap::new(), true);
            }
            Some(node) => {
                let start = Span::new(file, 0, 0);
                reading.report(say::shape(start, "something else", "a questionnaire that was filled in"));
                reading.cursor.skip(&node);
            }
            None => {}
        }
        reading.cursor.end();
        let found = std::mem::take(&mut reading.cursor.found);
        self.found.extend(found);
    }

    /// Reads a file of profiles. `entity` is the one under which the manifest lists it; without, the file says it.
    pub fn yaml(&mut self, file: FileId, entity: Option<EntityId>) {
        let texts = self.texts;
        let cursor = Cursor::new(file, &texts.file(file).text);
        let mut reading = Reading { reader: self, cursor, uses: vec![] };
        let (whose, is_form) = reading.file(file, entity);
        let whole = reading.cursor.end();
        let found = std::mem::take(&mut reading.cursor.found);
        if !whole || (whose.is_none() && !is_form) {
            self.mark_incomplete(whose.or(entity));
        }
        self.found.extend(found);
    }
}

type DeclaredSources = BTreeMap<Name, (u32, Span)>;

/// What a profile says beside its fields.
struct Beside {
    row: Row,
    named: Option<Name>,
    sources: DeclaredSources,
}

/// What stands at the top of a file.
struct Top {
    whose: Option<EntityId>,
    seen: BTreeMap<&'static str, Span>,
    sources: DeclaredSources,
    profile: Option<(Draft, Beside)>,
    is_list: bool,
}

impl Beside {
    fn new(span: Span) -> Beside {
        let row = Row { key: Name::new(""), span, invented: false, further: vec![] };
        Beside { row, named: None, sources: BTreeMap::new() }
    }
}

impl<'t> Reading<'_, '_, 't> {
    // ---- the file ----------------------------------------------------------------

    /// Reads the file; answers whose profiles it holds, and whether it is a questionnaire instead.
    fn file(&mut self, file: FileId, listed: Option<EntityId>) -> (Option<EntityId>, bool) {
        let start = Span::new(file, 0, 0);
        let whose = match self.cursor.node() {
            Some(Node::Map(_)) if listed.is_none() && self.is_form() => {
                self.form(file);
                self.look_up_sources(0, &BTreeMap::new(), true);
                return (None, true);
            }
            Some(Node::Map(_)) => self.top(start, listed),
            Some(Node::Scalar(scalar)) if !scalar.text.is_empty() => {
                let blank = no_break_space(&scalar);
                if blank.is_some() {
                    self.cursor.stop();
                }
                self.report(match blank {
                    Some(at) => say::no_break_space(at),
                    None => say::shape(scalar.span, "one value", "a profile")
                        .help("a profile has a line `field: value` for each of its fields, the first that of its key"),
                });
                None
            }
            Some(node @ Node::List(span)) => {
                let found = say::shape(span, "a list", "a profile");
                self.report(found.help("write the plural of the entity before the list"));
                self.cursor.skip(&node);
                None
            }
            Some(Node::Broken) => None,
            Some(_) | None => {
                if !self.cursor.is_broken() {
                    self.report(say::no_profile(start));
                }
                None
            }
        };
        (whose, false)
    }

    fn top(&mut self, start: Span, listed: Option<EntityId>) -> Option<EntityId> {
        let mut top =
            Top { whose: listed, seen: BTreeMap::new(), sources: BTreeMap::new(), profile: None, is_list: false };
        while let Some(key) = self.cursor.key() {
            match key.text.as_ref() {
                "entity" if self.cursor.first_time(&mut top.seen, "entity", "entity", key.span) => {
                    top.whose = self.entity_word(listed)
                }
                "sources" if self.cursor.first_time(&mut top.seen, "sources", "sources", key.span) => {
                    self.sources(&mut top.sources)
                }
                "entity" | "sources" => {}
                _ if self.is_plural(&mut top, &key) => self.profiles(&mut top, &key),
                _ => self.top_field(&mut top, key),
            }
        }
        if self.cursor.is_broken() {
            return top.whose;
        }
        if let Some((draft, beside)) = top.profile {
            self.finish_profile(draft, beside, 0);
        } else if !top.is_list && top.whose.is_some_and(|id| self.reader.schema.entity(id).is_keyed()) {
            self.report(say::no_profile(start));
        }
        self.look_up_sources(0, &top.sources, true);
        top.whose
    }

    /// Whether a key is the plural under which a list of profiles stands.
    fn is_plural(&mut self, top: &mut Top, key: &Scalar<'t>) -> bool {
        let schema = self.reader.schema;
        if let (Some(id), None) = (top.whose, &top.profile)
            && let Some(plural) = misspelt_plural(schema.entity(id), key)
            && self.cursor.peek_is_list()
        {
            self.report(say::unknown_key(key.span, &schema.entity(id).name, &key.text, &key.text, [plural], true));
            return true;
        }
        let is_of = |id: &EntityId| schema.entity(*id).plural.as_ref().is_some_and(|p| *p.as_str() == *key.text);
        match top.whose {
            Some(id) => is_of(&id) && schema.entity(id).field(&key.text).is_none() && top.profile.is_none(),
            None if top.seen.contains_key("entity") => false,
            None => {
                top.whose = schema.entity_ids().find(is_of);
                top.whose.is_some()
            }
        }
    }

    /// A list of profiles under the plural of their entity.
    fn profiles(&mut self, top: &mut Top, key: &Scalar<'t>) {
        let Some(entity) = top.whose else { return self.cursor.skip_next() };
        if !self.cursor.first_time(&mut top.seen, "profiles", "profiles", key.span) {
            return;
        }
        top.is_list = true;
        match self.cursor.node() {
            Some(Node::List(_)) => {}
            Some(node) => {
                self.report(say::shape(key.span, "something else", "a list of profiles"));
                return self.cursor.skip(&node);
            }
            None => return,
        }
        while let Some(node) = self.cursor.node() {
            match node {
                Node::Map(_) => self.profile(entity, key.span),
                Node::Broken => {}
                Node::Scalar(Scalar { span, .. }) | Node::List(span) => {
                    self.report(say::shape(span, "something else", "a profile"));
                    self.cursor.skip(&node);
                    self.reader.mark_incomplete(Some(entity));
                }
            }
        }
    }

    /// One profile of a list.
    fn profile(&mut self, entity: EntityId, list: Span) {
        let uses = self.uses.len();
        let fields = self.reader.schema.entity(entity).fields.len();
        let mut profile = (Draft::new(entity, fields), Beside::new(list));
        let mut first = true;
        while let Some(key) = self.cursor.key() {
            if std::mem::take(&mut first) {
                profile.1.row.span = key.span;
            }
            self.profile_key(&mut profile, key);
        }
        if !self.cursor.is_broken() {
            self.finish_profile(profile.0, profile.1, uses);
        }
    }

    /// A key of the one profile that a file holds.
    fn top_field(&mut self, top: &mut Top, key: Scalar<'t>) {
        let schema = self.reader.schema;
        let Some(id) = top.whose else {
            if !top.seen.contains_key("entity") {
                let known = schema.entities.iter().filter(|e| e.is_keyed()).map(|e| e.name.as_str());
                self.report(say::which_entity(key.span, known));
            }
            self.cursor.skip_next();
            return self.cursor.skip_rest();
        };
        let entity = schema.entity(id);
        if top.is_list {
            let plural = entity.plural.as_ref().map_or("", Name::as_str);
            self.report(say::unknown_part(key.span, "a list of profiles", &key.text, &["entity", plural, "sources"]));
            return self.cursor.skip_next();
        }
        if !entity.is_keyed() {
            self.report(say::record_has_no_profile(key.span, &entity.name));
            self.cursor.skip_next();
            return self.cursor.skip_rest();
        }
        let new = || (Draft::new(id, entity.fields.len()), Beside::new(key.span));
        let mut profile = top.profile.take().unwrap_or_else(new);
        self.profile_key(&mut profile, key);
        top.profile = Some(profile);
    }

    /// `entity: NAME`.
    fn entity_word(&mut self, listed: Option<EntityId>) -> Option<EntityId> {
        let Some(word) = self.word("the name of an entity") else { return listed };
        let schema = self.reader.schema;
        match (schema.entity_named(&word.text), listed) {
            (Some(id), Some(other)) if id != other => {
                self.report(say::other_entity(word.span, &word.text, &schema.entity(other).name));
                listed
            }
            (Some(id), _) => Some(id),
            (None, _) => {
                let known = schema.entities.iter().filter(|e| e.is_keyed()).map(|e| e.name.as_str());
                self.report(say::no_entity(word.span, &word.text, known));
                listed
            }
        }
    }

    // ---- profiles and their keys ---------------------------------------------------

    fn profile_key(&mut self, (draft, beside): &mut (Draft, Beside), key: Scalar<'t>) {
        let entity = self.reader.schema.entity(draft.entity);
        let meant_sources = self.misspelt_sources(draft, &key);
        if meant_sources {
            self.report(say::unknown_key(key.span, &entity.name, &key.text, &key.text, ["sources"], true));
            return self.sources(&mut beside.sources);
        }
        let names_itself = entity.key.is_empty() && key.text == "id" && entity.field("id").is_none();
        if !names_itself && !PROFILE_KEYS.contains(&key.text.as_ref()) {
            return self.field(draft, "", key, true);
        }
        if !self.cursor.first_time(&mut draft.others, key.text.to_string(), &key.text, key.span) {
            return;
        }
        match key.text.as_ref() {
            "invented" => beside.row.invented = self.flag() == Some(true),
            "further" => {
                let (rows, uses) = further::read(&mut self.cursor);
                beside.row.further = rows;
                self.uses.extend(uses);
            }
            "sources" => self.sources(&mut beside.sources),
            _ => {
                if let Some(word) = self.word("the name of an instance") {
                    beside.row.span = word.span;
                    beside.named = Some(Name::new(&word.text));
                }
            }
        }
    }

    /// Whether a key that is no field is nearly `sources`: what it declares is then not missed elsewhere.
    fn misspelt_sources(&self, draft: &Draft, key: &Scalar<'t>) -> bool {
        let layout = &self.reader.layouts[draft.entity.0 as usize];
        let known = layout.by_path.contains_key(&*key.text) || layout.groups.contains(&*key.text);
        !known && key.text != "sources" && crate::diag::near::did_you_mean(&key.text, ["sources"]).is_some()
    }

    /// A complete profile becomes a row.
    fn finish_profile(&mut self, draft: Draft, mut beside: Beside, uses: usize) {
        let entity = self.reader.schema.entity(draft.entity);
        self.look_up_sources(uses, &beside.sources, false);
        self.reader.check_cells(entity, &draft.cells, &mut self.cursor.found);
        if let Some(Cell::Data(key)) = entity.key.first().map(|k| &draft.cells[*k as usize]) {
            beside.row.span = key[0].span;
        }
        let refused = entity.key.iter().any(|key| draft.seen.get(key).is_some_and(|key| self.was_refused(*key)));
        if let Err(found) = self.reader.row(draft.entity, draft.cells, beside.row, beside.named)
            && !refused
        {
            self.report(found);
        }
    }

    /// Whether the value behind a key has a finding of its own.
    pub(super) fn was_refused(&self, key: Span) -> bool {
        let behind = |span: Span| span.file == key.file && span.start > key.end && span.start - key.end <= 2;
        self.cursor.found.iter().any(|d| d.primary.as_ref().is_some_and(|label| behind(label.span)))
    }

    /// A key that should be a field or a group of fields below `prefix`.
    pub(super) fn field(&mut self, draft: &mut Draft, prefix: &str, key: Scalar<'t>, is_profile: bool) {
        let schema = self.reader.schema;
        let entity = schema.entity(draft.entity);
        let layout = &self.reader.layouts[draft.entity.0 as usize];
        let path = match prefix {
            "" => key.text.clone(),
            _ => Cow::Owned(format!("{prefix}.{}", key.text)),
        };
        if let Some(index) = layout.by_path.get(&*path).copied().filter(|_| !key.text.contains('.')) {
            if self.cursor.first_time(&mut draft.seen, index, &path, key.span) {
                draft.cells[index as usize] = self.cell(&entity.fields[index as usize], key.span);
            }
            return;
        }
        if layout.groups.contains(&*path) && !key.text.contains('.') {
            if self.cursor.first_time(&mut draft.others, path.to_string(), &path, key.span) {
                self.group(draft, &path, key.span, is_profile);
            }
            return;
        }
        let found = if layout.by_path.contains_key(&*path) {
            say::dotted_key(key.span, &path)
        } else {
            let beside = if is_profile && prefix.is_empty() { &PROFILE_KEYS[..] } else { &[] };
            let known = layout.keys(prefix).chain(beside.iter().copied());
            say::unknown_key(key.span, &entity.name, &path, &key.text, known, is_profile)
        };
        self.report(found);
        self.cursor.skip_next();
    }

    /// The fields of a group.
    fn group(&mut self, draft: &mut Draft, path: &str, span: Span, is_profile: bool) {
        match self.cursor.node() {
            Some(Node::Map(_)) => {
                while let Some(key) = self.cursor.key() {
                    self.field(draft, path, key, is_profile);
                }
            }
            Some(Node::Scalar(scalar)) if scalar.plain && scalar.text == "unknown" => {}
            Some(node @ (Node::Scalar(_) | Node::List(_))) => {
                self.report(
                    say::shape(span, "something else", "a group of fields")
                        .help("its fields stand below it, each on a line of its own, further to the right"),
                );
                self.cursor.skip(&node);
            }
            Some(Node::Broken) | None => {}
        }
    }

    /// What the file says of one field.
    pub(super) fn cell(&mut self, field: &Field, key: Span) -> Cell {
        let Some(node) = self.cursor.node() else { return Cell::Missing };
        let Node::List(_) = node else {
            return match self.datum(field, &field.ty, None, node, key) {
                Read::One(datum) | Read::Whole(datum) => Cell::Data(Box::new([datum])),
                Read::Nothing | Read::Unknown(_) => Cell::Missing,
            };
        };
        let data = match &field.ty {
            Type::Error => {
                self.cursor.skip(&node);
                return Cell::Missing;
            }
            Type::List(item) => self.list_or_data(field, item, key),
            ty => self.data(field, ty, key),
        };
        if data.is_empty() { Cell::Missing } else { Cell::Data(data.into()) }
    }

    /// The data of a field that is no list.
    fn data(&mut self, field: &Field, ty: &Type, key: Span) -> Vec<Datum> {
        let (mut data, mut items) = (vec![], 0);
        while let Some(node) = self.cursor.node() {
            items += 1;
            if let Node::Scalar(bare) = &node {
                self.report(say::bare_in_list_of_data(bare.span, &field.path, &bare.text));
                continue;
            }
            match self.datum(field, ty, None, node, key) {
                Read::One(datum) | Read::Whole(datum) => data.push(datum),
                Read::Unknown(_) | Read::Nothing => {}
            }
        }
        if items == 0 && !self.cursor.is_broken() {
            self.report(say::shape(key, "an empty list", &scalar::needed(self.reader.schema, ty)));
        }
        data
    }

    // ---- sources and words ---------------------------------------------------------

    /// `sources:`, a mapping of keys to titles or to what is known of each source.
    fn sources(&mut self, into: &mut DeclaredSources) {
        match self.cursor.node() {
            Some(Node::Map(_)) => {}
            Some(node @ (Node::Scalar(Scalar { span, .. }) | Node::List(span))) => {
                self.report(say::shape(span, "something else", "a mapping of keys to sources"));
                return self.cursor.skip(&node);
            }
            Some(Node::Broken) | None => return,
        }
        while let Some(key) = self.cursor.key() {
            let name = Name::new(&key.text);
            if let Some((_, first)) = into.get(&name) {
                let first = *first;
                self.report(say::key_twice(key.span, &key.text, first));
                self.cursor.skip_next();
                continue;
            }
            if let Some(source) = self.source(&key) {
                into.insert(name, (self.reader.source(source), key.span));
            }
        }
    }

    fn source(&mut self, key: &Scalar<'t>) -> Option<DataSource> {
        let empty = DataSource {
            key: Name::new(&key.text),
            title: Arc::from(""),
            published: None,
            evidence: Evidence::Read,
            span: key.span,
        };
        match self.cursor.node()? {
            Node::Scalar(title) if !title.text.trim().is_empty() => {
                Some(DataSource { title: scalar::nfc(&title.text), ..empty })
            }
            Node::Map(_) => Some(self.source_parts(empty)),
            Node::Broken => Some(empty),
            node @ (Node::Scalar(_) | Node::List(_)) => {
                self.report(say::untitled_source(key.span, &key.text));
                self.cursor.skip(&node);
                Some(empty)
            }
        }
    }

    fn source_parts(&mut self, mut source: DataSource) -> DataSource {
        let mut keys = Keys::default();
        while let Some((part, _)) = self.cursor.known_key("a source", &SOURCE_KEYS, &mut keys) {
            match part {
                "title" => {
                    source.title = self.word("the title of a source").map_or(source.title, |w| scalar::nfc(&w.text));
                }
                "published" => source.published = self.published(),
                _ => source.evidence = self.mark().unwrap_or_default(),
            }
        }
        if !keys.seen.contains_key("title") && keys.others.is_empty() && !self.cursor.is_broken() {
            self.report(say::untitled_source(source.span, &source.key));
        }
        source
    }

    /// Gives the data read since `from` their sources. Those not declared here wait for the sources of the file,
    /// unless this is the `last` place to look.
    fn look_up_sources(&mut self, from: usize, declared: &DeclaredSources, last: bool) {
        for used in self.uses.split_off(from) {
            match declared.get(&used.key) {
                Some((index, _)) => {
                    let (published, evidence) = {
                        let source = self.reader.source_at(*index);
                        (source.published, source.evidence)
                    };
                    let Some(meta) = used.meta.map(|m| self.reader.meta_mut(m)) else { continue };
                    meta.source = Some(*index);
                    meta.published = meta.published.or(published);
                    meta.evidence = meta.evidence.max(evidence);
                }
                None if last => {
                    let known = declared.keys().map(Name::as_str);
                    let found = say::unknown_source(used.span, &used.key, known);
                    self.report(found);
                }
                None => self.uses.push(used),
            }
        }
    }
}

/// Where a no-break space stands behind the colon of what was meant as a key.
fn no_break_space(scalar: &Scalar<'_>) -> Option<Span> {
    let signs = [":\u{a0}", ":\u{202f}"].into_iter();
    let (colon, sign) =
        signs.filter_map(|sign| Some((scalar.text.find(sign)?, sign))).next().filter(|_| scalar.plain)?;
    let colon = scalar.span.start + colon as u32;
    let (start, end) = (colon + 1, colon + sign.len() as u32);
    (end <= scalar.span.end).then_some(Span { start, end, ..scalar.span })
}

/// The plural under which a list of profiles should stand, where the singular stands, or a word that is nearly either.
fn misspelt_plural<'e>(entity: &'e Entity, key: &Scalar<'_>) -> Option<&'e str> {
    let plural = entity.plural.as_ref()?.as_str();
    let plain = |word: &str| word.to_lowercase().replace(['_', '-'], "");
    let near = plain(&key.text) == plain(&entity.name) || did_you_mean(&key.text, [plural]).is_some();
    (near && *key.text != *plural && entity.field(&key.text).is_none()).then_some(plural)
}
