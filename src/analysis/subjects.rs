//! Who is assessed.

use crate::types::checked::Checked;
use crate::types::schema::{EntityId, Schema, Type};
use std::collections::BTreeMap;

/// The open entity that most assessments speak of.
pub fn main_entity(checked: &Checked) -> Option<EntityId> {
    let mut counts: BTreeMap<EntityId, usize> = BTreeMap::new();
    for rule in checked.rules.iter().filter(|r| r.kind.is_assessment()) {
        for subject in &rule.subjects {
            if let Type::Entity(id) = subject.ty
                && !checked.schema.entity(id).closed
                && subject.list.is_none()
            {
                *counts.entry(id).or_default() += 1;
            }
        }
    }
    counts.into_iter().max_by_key(|(id, n)| (*n, std::cmp::Reverse(*id))).map(|(id, _)| id)
}

/// The entity that an option is named after: `--bathing-water` after `BathingWater`.
pub fn entity_of_option(schema: &Schema, option: &str) -> Option<EntityId> {
    let plain = |name: &str| name.replace(['-', '_'], "").to_lowercase();
    let wanted = plain(option);
    schema.entity_ids().find(|id| plain(&schema.entity(*id).name) == wanted)
}
