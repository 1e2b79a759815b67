//! The JSON Schema of the profiles of an entity, from which editors complete and check while one types.
//!
//! It refuses nothing that [`crate::data::from_yaml`] takes. What a schema of this kind cannot say (bounds
//! that are other fields, references to profiles, declared sources) is left to the reader.

use crate::data::reading::{MARKS, STATUS};
use crate::data::scalar;
use crate::types::literal;
use crate::types::schema::{Ask, Entity, EntityId, Field, Limit, NumType, Schema, Type};
use serde_json::{Map, Number, Value as Json, json};
use std::collections::BTreeMap;

/// A day, month or year, as a regular expression.
const DAY: &str = "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?";

/// The entities that have profiles, each with a schema of its own.
pub fn entities(schema: &Schema) -> impl Iterator<Item = EntityId> + '_ {
    schema.entity_ids().filter(|id| schema.entity(*id).is_keyed())
}

/// The JSON Schema (draft 2020-12) of the files that hold profiles of `entity`: one, or a list under its plural.
/// The same schema gives the same bytes.
pub fn profile_schema(schema: &Schema, entity: EntityId) -> String {
    let of = schema.entity(entity);
    let mut writer = Writer { schema, records: BTreeMap::new(), fields: BTreeMap::new() };
    let profile = writer.profile(entity);
    let mut list = Map::new();
    let plural = of.plural.as_ref().map_or("profiles", |p| p.as_str());
    list.insert("entity".into(), json!({ "const": of.name.as_str() }));
    list.insert("sources".into(), json!({ "$ref": "#/$defs/sources" }));
    list.insert(plural.into(), json!({ "type": "array", "items": { "$ref": "#/$defs/profile" } }));
    let mut defs = Map::new();
    defs.insert("profile".into(), profile);
    defs.insert("list".into(), object(list, &[plural], "profiles of one entity"));
    shared(&mut defs);
    while let Some(id) = writer.records.iter().find(|(_, record)| record.is_none()).map(|(id, _)| *id) {
        let record = writer.record(id);
        writer.records.insert(id, Some(record));
    }
    defs.extend(writer.fields);
    for (id, record) in writer.records {
        defs.insert(format!("record.{}", schema.entity(id).name), record.unwrap_or(Json::Bool(true)));
    }
    let mut top = Map::new();
    top.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
    top.insert("title".into(), json!(of.name.as_str()));
    if let Some(doc) = &of.doc {
        top.insert("description".into(), json!(doc.trim()));
    }
    top.insert("if".into(), json!({ "required": [plural] }));
    top.insert("then".into(), json!({ "$ref": "#/$defs/list" }));
    top.insert("else".into(), json!({ "$ref": "#/$defs/profile" }));
    top.insert("$defs".into(), Json::Object(defs));
    let mut text = format!("{:#}", Json::Object(top));
    text.push('\n');
    text
}

/// Writes the parts; records are written once, when all fields that need them are known.
struct Writer<'a> {
    schema: &'a Schema,
    records: BTreeMap<EntityId, Option<Json>>,
    /// Values and data of fields, each written once.
    fields: BTreeMap<String, Json>,
}

fn reference(name: &str) -> Json {
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn object(properties: Map<String, Json>, required: &[&str], title: &str) -> Json {
    json!({
        "title": title,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

/// What every profile shares.
fn shared(defs: &mut Map<String, Json>) {
    let year = json!({ "type": "integer", "minimum": 1, "maximum": 9999 });
    let text = |pattern: String| json!({ "type": "string", "pattern": pattern });
    let period = text(format!("^{DAY}( *\\.\\. *{DAY})?$"));
    let published = text(format!("^(by )?{DAY}$"));
    let status: Vec<&str> = STATUS.iter().map(|s| s.0).collect();
    let source = json!({
        "title": { "type": "string" },
        "published": { "$ref": "#/$defs/published" },
        "evidence": { "$ref": "#/$defs/evidence" },
    });
    let source = object(source.as_object().cloned().unwrap_or_default(), &["title"], "a source");
    let statement = json!({
        "by": { "type": "string", "description": "who says so" },
        "day": text("^[0-9]{4}-[0-9]{2}-[0-9]{2}$".into()),
    });
    let statement = object(statement.as_object().cloned().unwrap_or_default(), &["by", "day"], "who said so, and when");
    let others = json!({ "anyOf": [
        { "type": "integer", "minimum": 0 },
        { "const": "unknown" },
        text("^[0-9]+ *\\.\\. *[0-9]+$".into()),
    ] });
    let preferred = "settles it where two data of one day differ";
    let digits = "^[^0-9]*-?[0-9][0-9 _\u{a0}\u{202f}\u{2009}]*(\\.[0-9]+)?[^0-9]*$";
    let parts = [
        ("source", json!({ "description": "a key of `sources:`", "type": ["string", "number"] })),
        ("note", json!({ "description": "a remark", "type": ["string", "number", "boolean"] })),
        ("preferred", json!({ "description": preferred, "type": "boolean" })),
        ("digits", json!({ "description": "with its unit, or in groups", "type": "string", "pattern": digits })),
        (
            "between",
            json!({ "description": "known within bounds", "type": "string", "pattern": "^between .+ and .+$" }),
        ),
        ("sources", json!({ "type": "object", "additionalProperties": { "anyOf": [{ "type": "string" }, source] } })),
        ("as_of", json!({ "description": "the day or period it holds for", "anyOf": [year, period] })),
        ("published", json!({ "description": "when it was published", "anyOf": [year, published] })),
        ("evidence", json!({ "description": "how sure it is", "enum": MARKS })),
        ("status", json!({ "description": "where the figure comes from", "enum": status })),
        ("statement", statement),
        ("others", others),
    ];
    for (name, part) in parts {
        defs.insert(name.into(), part);
    }
}

impl Writer<'_> {
    /// A profile: its fields in their groups, and what is no field.
    fn profile(&mut self, id: EntityId) -> Json {
        let of = self.schema.entity(id);
        let mut properties = self.properties(of);
        let mut required: Vec<&str> = of.key.iter().map(|k| of.fields[*k as usize].path.as_str()).collect();
        required.retain(|path| !path.contains('.'));
        if of.key.is_empty() && of.field("id").is_none() {
            let instance =
                if of.closed { json!({ "enum": names(&of.closed_keys) }) } else { json!({ "type": "string" }) };
            properties.insert("id".into(), instance);
            required.push("id");
        }
        properties.insert("entity".into(), json!({ "const": of.name.as_str() }));
        let invented = "a sample: it is shown as such and counts in no figure";
        properties.insert("invented".into(), json!({ "type": "boolean", "description": invented }));
        let further = "data that no field reads: printed in the annex, free keys";
        properties.insert("further".into(), json!({ "type": "object", "description": further }));
        properties.insert("sources".into(), json!({ "$ref": "#/$defs/sources" }));
        object(properties, &required, of.name.as_str())
    }

    fn record(&mut self, id: EntityId) -> Json {
        let of = self.schema.entity(id);
        let properties = self.properties(of);
        object(properties, &[], of.name.as_str())
    }

    /// The fields of an entity, dotted ones in groups.
    fn properties(&mut self, of: &Entity) -> Map<String, Json> {
        let mut properties = Map::new();
        for field in &of.fields {
            let schema = self.field(of, field);
            insert(&mut properties, &field.path, schema);
        }
        properties
    }

    /// A field: a value, a datum, or several data.
    fn field(&mut self, of: &Entity, field: &Field) -> Json {
        let name = format!("{}.{}", of.name, field.path);
        let datum_name = format!("{name}-datum");
        let value = self.value(field, &field.ty);
        let datum = self.datum(field, &field.ty, reference(&name));
        self.fields.insert(name.clone(), value);
        self.fields.insert(datum_name.clone(), datum);
        let bare = if field.statement { json!({ "const": "unknown" }) } else { reference(&name) };
        let datum = reference(&datum_name);
        let forms = vec![bare, datum.clone(), json!({ "type": "array", "minItems": 1, "items": datum })];
        let mut schema = Map::new();
        schema.insert("title".into(), json!(field.path.as_str()));
        schema.insert("description".into(), json!(self.description(field)));
        schema.insert("anyOf".into(), Json::Array(forms));
        Json::Object(schema)
    }

    fn datum(&mut self, field: &Field, ty: &Type, value: Json) -> Json {
        let mut properties = Map::new();
        properties.insert("value".into(), value);
        for part in ["as_of", "published", "source", "status", "evidence", "note", "statement", "preferred"] {
            properties.insert(part.into(), reference(part));
        }
        if matches!(ty, Type::List(_)) {
            properties.insert("others".into(), reference("others"));
        }
        let mut datum = object(properties, &["value"], "a datum");
        if let (true, Some(datum)) = (field.statement && *ty == field.ty, datum.as_object_mut()) {
            let unknown = json!({ "properties": { "value": { "const": "unknown" } } });
            datum.insert("anyOf".into(), json!([unknown, { "required": ["statement"] }]));
        }
        datum
    }

    /// A value of a type, `unknown`, and `absent` where the field may be absent.
    fn value(&mut self, field: &Field, ty: &Type) -> Json {
        let mut words = vec!["unknown"];
        if field.may_be_absent {
            words.push("absent");
        }
        let known = match ty {
            Type::Error => return Json::Bool(true),
            Type::Text => return json!({ "type": "string" }),
            Type::Enum(id) => {
                let mut values = names(&self.schema.enumeration(*id).values);
                values.extend(words.iter().map(|w| json!(w)));
                return json!({ "enum": values });
            }
            Type::Bool => json!({ "type": "boolean" }),
            Type::Number(n) => return one_of(numbers(field, n), &words),
            Type::Range(_) => return one_of(vec![json!({ "type": ["number", "string"] })], &words),
            Type::Date => json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }),
            Type::Party => json!({ "enum": names(&self.schema.parties) }),
            Type::Recommendation => json!({ "enum": names(&self.schema.recommendations) }),
            Type::Entity(id) => self.entity(*id),
            Type::List(item) => {
                let value = self.value(field, item);
                let datum = self.datum(field, item, value.clone());
                let mut list = json!({ "type": "array", "items": { "anyOf": [value, datum] } });
                if let (Some(limit), Some(list)) = (field.at_most, list.as_object_mut()) {
                    list.insert("maxItems".into(), json!(limit));
                }
                list
            }
        };
        one_of(vec![known], &words)
    }

    fn entity(&mut self, id: EntityId) -> Json {
        let of = self.schema.entity(id);
        if !of.is_keyed() {
            self.records.entry(id).or_insert(None);
            return json!({ "$ref": format!("#/$defs/record.{}", of.name) });
        }
        if of.key.len() < 2 {
            let key = if of.closed {
                json!({ "enum": names(&of.closed_keys) })
            } else {
                json!({ "type": ["string", "number"] })
            };
            return json!({ "description": format!("the key of a {}", of.name), "anyOf": [key, { "type": "object" }] });
        }
        let mut parts = Map::new();
        let mut required = vec![];
        for index in &of.key {
            let part = &of.fields[*index as usize];
            parts.insert(part.path.to_string(), json!({ "type": ["string", "number"] }));
            required.push(part.path.as_str());
        }
        object(parts, &required, of.name.as_str())
    }

    /// What a person who fills in the field wants to know.
    fn description(&self, field: &Field) -> String {
        let mut lines: Vec<String> = field.doc.iter().map(|d| d.trim().to_string()).collect();
        let mut facts = vec![scalar::needed(self.schema, &field.ty)];
        let bounds = literal::bounds(field);
        if !bounds.is_empty() {
            facts.push(bounds);
        }
        if let Type::Number(n) = &field.ty
            && let Some(concept) = &n.concept
        {
            facts.push(format!("concept {concept}"));
        }
        for (holds, word) in [
            (field.series, "a series"),
            (field.flow, "counted over a period"),
            (field.statement, "a statement: say who and when"),
            (field.may_be_absent, "may be absent"),
        ] {
            if holds {
                facts.push(word.into());
            }
        }
        lines.push(facts.join("; "));
        match &field.ask {
            Some(Ask::Party(name)) => lines.push(format!("ask {name}")),
            Some(Ask::Words(words)) => lines.push(format!("ask {words}")),
            None => {}
        }
        lines.join("\n")
    }
}

/// Puts the schema of a field in its place: `art7.form` into the group `art7`.
fn insert(properties: &mut Map<String, Json>, path: &str, schema: Json) {
    let Some((group, rest)) = path.split_once('.') else {
        properties.insert(path.into(), schema);
        return;
    };
    let group = properties.entry(group).or_insert_with(|| object(Map::new(), &[], group));
    if let Some(below) = group.get_mut("properties").and_then(Json::as_object_mut) {
        insert(below, rest, schema);
    }
}

fn names(names: &[crate::text::Name]) -> Vec<Json> {
    names.iter().map(|n| json!(n.as_str())).collect()
}

fn one_of(mut forms: Vec<Json>, words: &[&str]) -> Json {
    forms.push(json!({ "enum": words }));
    json!({ "anyOf": forms })
}

/// A number, one with its unit or grouped digits, one known within bounds.
fn numbers(field: &Field, n: &NumType) -> Vec<Json> {
    let mut bare = Map::new();
    bare.insert("type".into(), json!(if n.whole { "integer" } else { "number" }));
    for (limit, word) in [(&field.low, "minimum"), (&field.high, "maximum")] {
        let Some(Limit::Number(limit)) = limit else { continue };
        let digits = literal::as_written(n, limit).replace(' ', "");
        if let Ok(number) = digits.parse::<Number>() {
            bare.insert(word.into(), Json::Number(number));
        }
    }
    vec![Json::Object(bare), reference("digits"), reference("between")]
}
