//! What the policies declare about the world: types, units, enums, entities and their fields.
//!
//! Profiles are read against a [`Schema`]; rules are typed against it. It holds no expression: what a
//! declared instance says of itself stays with the declarations.

use crate::num::rat::Rat;
use crate::text::{Name, Span};
use std::collections::BTreeMap;
use std::fmt;

/// An enum of a [`Schema`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct EnumId(pub u32);

/// An entity of a [`Schema`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct EntityId(pub u32);

/// A field: its entity and its place in it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FieldId {
    /// The entity.
    pub entity: EntityId,
    /// Index into [`Entity::fields`].
    pub index: u32,
}

/// Base units and their powers; empty: a bare number. A currency is a base unit.
///
/// Built in: `day`, `working_day`, `month`, `digit`. `week` and `year` are scales of them.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Unit(pub BTreeMap<Name, i32>);

impl Unit {
    /// A bare number.
    pub fn none() -> Unit {
        Unit::default()
    }

    /// One base unit.
    pub fn of(name: &str) -> Unit {
        Unit(BTreeMap::from([(Name::new(name), 1)]))
    }

    /// Whether it is a bare number.
    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// The unit of a product (`sign` 1) or quotient (`sign` -1); equal units reduce.
    pub fn times(&self, other: &Unit, sign: i32) -> Unit {
        let mut powers = self.0.clone();
        for (name, power) in &other.0 {
            let sum = powers.get(name).copied().unwrap_or(0) + sign * power;
            if sum == 0 {
                powers.remove(name);
            } else {
                powers.insert(name.clone(), sum);
            }
        }
        Unit(powers)
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |positive: bool| -> String {
            let chosen = self.0.iter().filter(|(_, p)| (**p > 0) == positive);
            chosen.flat_map(|(n, p)| vec![n.as_str(); p.unsigned_abs() as usize]).collect::<Vec<_>>().join(" ")
        };
        let (above, below) = (side(true), side(false));
        match (above.as_str(), below.as_str()) {
            ("", "") => write!(f, "a bare number"),
            (a, "") => write!(f, "{a}"),
            ("", b) => write!(f, "1 / {b}"),
            (a, b) => write!(f, "{a} / {b}"),
        }
    }
}

/// The type of a number.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NumType {
    /// Its unit.
    pub unit: Unit,
    /// Whole numbers only (`int`).
    pub whole: bool,
    /// Printed with `%`; in a profile `15.5` means 15.5 %.
    pub percent: bool,
    /// What was counted; `None` is neutral.
    pub concept: Option<Name>,
    /// How many base units one written unit is: 12 for `years`, 7 for `weeks`, a twelfth for `EUR / year`, else 1.
    pub scale: Rat,
    /// What is printed behind the number (`persons`, `years`, `micrograms / m3`); none for bare numbers, percents and
    /// money.
    pub word: Option<Name>,
}

impl NumType {
    /// A bare number.
    pub fn bare() -> NumType {
        NumType { unit: Unit::none(), whole: false, percent: false, concept: None, scale: Rat::ONE, word: None }
    }

    /// A bare whole number.
    pub fn int() -> NumType {
        NumType { whole: true, ..NumType::bare() }
    }

    /// A percent.
    pub fn percent() -> NumType {
        NumType { percent: true, ..NumType::bare() }
    }

    /// A number of a unit.
    pub fn of(unit: Unit) -> NumType {
        NumType { unit, ..NumType::bare() }
    }

    /// Whether a bare number where this type is expected may be meant as a share of 1 or in percent.
    pub fn is_doubtful(&self, number: &Rat) -> bool {
        self.percent && !number.is_zero() && number.abs() <= Rat::ONE
    }

    /// What a bare number written where this type is expected stands for.
    pub fn written(&self, number: &Rat) -> Rat {
        let scaled = number * &self.scale;
        if self.percent { scaled.checked_div(&Rat::int(100)).unwrap_or(scaled) } else { scaled }
    }
}

/// A type.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Type {
    /// A condition.
    Bool,
    /// A number.
    Number(NumType),
    /// A day.
    Date,
    /// Characters.
    Text,
    /// A value of an enum.
    Enum(EnumId),
    /// An instance of an entity with a plural (by key), or a record of one without.
    Entity(EntityId),
    /// A declared party.
    Party,
    /// A declared recommendation.
    Recommendation,
    /// A list.
    List(Box<Type>),
    /// A range, each value of which will do.
    Range(Box<Type>),
    /// Not known because of an error already reported; agrees with everything.
    Error,
}

impl Type {
    /// Whether one value lies above another: numbers and days. Only these have limits, ranges and bounds.
    pub fn is_ordered(&self) -> bool {
        matches!(self, Type::Number(_) | Type::Date)
    }

    /// Whether two values are compared by `=`: what is written in figures or quotes. Names are compared by `is`.
    pub fn takes_equals(&self) -> bool {
        self.is_ordered() || *self == Type::Text
    }
}

/// An enum.
#[derive(Clone, Debug)]
pub struct Enum {
    /// Its name.
    pub name: Name,
    /// Its values, in text order.
    pub values: Vec<Name>,
    /// Where it is declared.
    pub span: Span,
}

/// An end of a field's range.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Limit {
    /// A number in base units.
    Number(Rat),
    /// The value of another field of the same entity (its index).
    Field(u32),
}

/// Whom to ask for a field or param.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ask {
    /// A declared party.
    Party(Name),
    /// Words.
    Words(String),
}

/// A field of an entity.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its path: `population`, `art7.strategy`.
    pub path: Name,
    /// Its type.
    pub ty: Type,
    /// Its lowest value, for numbers.
    pub low: Option<Limit>,
    /// Its highest value, for numbers.
    pub high: Option<Limit>,
    /// The greatest number of items, for lists.
    pub at_most: Option<u32>,
    /// Read at the latest datum not after the data date.
    pub series: bool,
    /// Read for a named period.
    pub flow: bool,
    /// Takes `unknown` or a dated statement of a respondent only.
    pub statement: bool,
    /// May be absent.
    pub may_be_absent: bool,
    /// Whom to ask.
    pub ask: Option<Ask>,
    /// How hard it is to find out, 1 to 5.
    pub effort: u8,
    /// Doc comment.
    pub doc: Option<String>,
    /// Module that asks for it first.
    pub module: Name,
    /// Where it is declared first.
    pub span: Span,
}

impl Field {
    /// A field with nothing said but its path and type.
    pub fn plain(path: &str, ty: Type, span: Span) -> Field {
        Field {
            path: path.into(),
            ty,
            low: None,
            high: None,
            at_most: None,
            series: false,
            flow: false,
            statement: false,
            may_be_absent: false,
            ask: None,
            effort: 3,
            doc: None,
            module: Name::new(""),
            span,
        }
    }
}

/// An entity.
#[derive(Clone, Debug)]
pub struct Entity {
    /// Singular, the type.
    pub name: Name,
    /// Plural, the list of its instances; none: a record.
    pub plural: Option<Name>,
    /// Its instances stand in modules.
    pub closed: bool,
    /// Indices of the key fields; empty where the name of an instance is its key.
    pub key: Vec<u32>,
    /// Its fields, in the order asked for.
    pub fields: Vec<Field>,
    /// Keys of the instances that modules declare or reforms add, for closed entities; in text order.
    pub closed_keys: Vec<Name>,
    /// Doc comment.
    pub doc: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

impl Entity {
    /// The field with a path.
    pub fn field(&self, path: &str) -> Option<u32> {
        self.fields.iter().position(|f| f.path.as_str() == path).map(|i| i as u32)
    }

    /// Whether it has instances with keys (else it is a record).
    pub fn is_keyed(&self) -> bool {
        self.plural.is_some()
    }
}

/// Everything declared about the world.
#[derive(Clone, Default, Debug)]
pub struct Schema {
    /// Enums by id.
    pub enums: Vec<Enum>,
    /// Entities by id.
    pub entities: Vec<Entity>,
    /// Declared units: (singular, plural).
    pub units: Vec<(Name, Name)>,
    /// Declared parties, in text order.
    pub parties: Vec<Name>,
    /// What people call them.
    pub party_titles: Vec<String>,
    /// Declared recommendations, in text order.
    pub recommendations: Vec<Name>,
}

/// What stands between the texts of a key of several fields.
const KEY_SEPARATOR: &str = ", ";
/// How deep keys that hold keys are followed.
const KEY_DEPTH: u32 = 8;

impl Schema {
    /// The entity of an id.
    pub fn entity(&self, id: EntityId) -> &Entity {
        &self.entities[id.0 as usize]
    }

    /// The enum of an id.
    pub fn enumeration(&self, id: EnumId) -> &Enum {
        &self.enums[id.0 as usize]
    }

    /// The field of an id.
    pub fn field(&self, id: FieldId) -> &Field {
        &self.entity(id.entity).fields[id.index as usize]
    }

    /// The entity with a singular name.
    pub fn entity_named(&self, name: &str) -> Option<EntityId> {
        self.entities.iter().position(|e| e.name.as_str() == name).map(|i| EntityId(i as u32))
    }

    /// Ids of all entities.
    pub fn entity_ids(&self) -> impl Iterator<Item = EntityId> + use<> {
        (0..self.entities.len() as u32).map(EntityId)
    }

    /// How many texts stand in the key of an entity: a reference to one with a key of several fields brings all of its
    /// own.
    fn key_width(&self, entity: EntityId, depth: u32) -> usize {
        let width = |field: &Field| match field.ty {
            Type::Entity(of) if depth < KEY_DEPTH => self.key_width(of, depth + 1),
            _ => 1,
        };
        match self.entity(entity).key.as_slice() {
            [] => 1,
            key => key.iter().map(|at| width(&self.entity(entity).fields[*at as usize])).sum(),
        }
    }

    /// How many texts each field of a key of several fields brings; of a key of one field, whose text is the key, none.
    fn key_widths(&self, entity: EntityId) -> Vec<(&Field, usize)> {
        let declared = self.entity(entity);
        let fields = declared.key.iter().map(|at| &declared.fields[*at as usize]);
        let widths = fields.map(|field| match field.ty {
            Type::Entity(of) => (field, self.key_width(of, 0)),
            _ => (field, 1),
        });
        if declared.key.len() < 2 { vec![] } else { widths.collect() }
    }

    /// The key that texts of the key fields of an entity make.
    ///
    /// # Errors
    /// The field whose text cannot stand in a key of several fields, since what separates them stands in it.
    pub fn key_of(&self, entity: EntityId, parts: &[impl AsRef<str>]) -> Result<Name, &Field> {
        for ((field, width), part) in self.key_widths(entity).into_iter().zip(parts) {
            if part.as_ref().split(KEY_SEPARATOR).count() != width {
                return Err(field);
            }
        }
        let parts: Vec<&str> = parts.iter().map(AsRef::as_ref).collect();
        Ok(Name::from(parts.join(KEY_SEPARATOR)))
    }

    /// The text of a key field of an entity, taken out of a key; `at` counts the key fields.
    pub fn key_part<'k>(&self, entity: EntityId, key: &'k str, at: usize) -> Option<&'k str> {
        let widths = self.key_widths(entity);
        if widths.is_empty() {
            return (at == 0).then_some(key);
        }
        let mut texts = key.split(KEY_SEPARATOR);
        let before: usize = widths[..at.min(widths.len())].iter().map(|(_, width)| *width).sum();
        let from: usize = texts.by_ref().take(before).map(|text| text.len() + KEY_SEPARATOR.len()).sum();
        let own: usize = texts.take(widths.get(at)?.1).map(|text| text.len() + KEY_SEPARATOR.len()).sum();
        key.get(from..(from + own).checked_sub(KEY_SEPARATOR.len())?)
    }

    /// A type as a drafter would write it.
    pub fn type_name(&self, ty: &Type) -> String {
        match ty {
            Type::Bool => "bool".into(),
            Type::Number(n) if n.percent => "percent".into(),
            Type::Number(n) if n.unit.is_none() && n.whole => "int".into(),
            Type::Number(n) if n.unit.is_none() => "number".into(),
            Type::Number(n) => match &n.word {
                Some(word) => word.to_string(),
                None => n.unit.to_string(),
            },
            Type::Date => "date".into(),
            Type::Text => "text".into(),
            Type::Enum(id) => self.enumeration(*id).name.to_string(),
            Type::Entity(id) => self.entity(*id).name.to_string(),
            Type::Party => "party".into(),
            Type::Recommendation => "recommendation".into(),
            Type::List(item) => format!("list of {}", self.type_name(item)),
            Type::Range(item) => format!("range of {}", self.type_name(item)),
            Type::Error => "?".into(),
        }
    }
}
