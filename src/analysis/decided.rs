//! What law alone decides, what data decide, and what stays open.

use crate::data::{Cell as Datum, Profiles};
use crate::types::schema::{EntityId, Schema, Type};

/// What an outcome hangs on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum By {
    /// The law and where the subject lies: no other datum is needed.
    Law,
    /// Data of the profiles.
    Data,
    /// Nothing yet: it is open.
    Open,
}

impl By {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            By::Law => "law",
            By::Data => "data",
            By::Open => "open",
        }
    }
}

/// Profiles that keep only what says which instance lies where: references to closed entities, and those of
/// `kept` fields. Everything else is unknown.
pub fn masked(schema: &Schema, profiles: &Profiles, kept: &dyn Fn(EntityId, u32) -> bool) -> Profiles {
    let mut masked = profiles.clone();
    for (at, table) in masked.tables.iter_mut().enumerate() {
        let id = EntityId(at as u32);
        for (field, column) in table.columns.iter_mut().enumerate() {
            let place = matches!(schema.entity(id).fields[field].ty, Type::Entity(of) if schema.entity(of).closed);
            if place || kept(id, field as u32) {
                continue;
            }
            for cell in column {
                *cell = Datum::Missing;
            }
        }
    }
    masked
}
