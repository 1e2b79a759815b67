//! Keys of instances: those of profiles, those that a module states as well, those of which some could not be read.

use crate::data::{Cell, Profiles, Value};
use crate::diag::{Diagnostic, values};
use crate::hir::Program;
use crate::syntax::ast;
use crate::text::Span;
use crate::types::checked::Checked;
use crate::types::schema::{EntityId, Schema};
use crate::types::scope::ProfileKeys;
use std::collections::BTreeSet;

/// Entities of whose instances in modules some could not be read: of a key of theirs it is not known that nothing has
/// it.
pub(super) fn entities_in_part<'p>(program: &'p Program, findings: &[Diagnostic]) -> BTreeSet<&'p str> {
    let errors = findings.iter().filter(|found| found.is_error()).filter_map(|found| found.primary.as_ref());
    let places: Vec<Span> = errors.map(|label| label.span).collect();
    let within = |whole: Span| places.iter().any(|at| whole.holds(*at));
    let broken = program
        .of_kind(&[ast::kind::DeclKind::Instances, ast::kind::DeclKind::Instance])
        .filter(|decl| within(decl.ast.span));
    let of_rows = broken.filter_map(|decl| decl.ast.of.as_ref()?.parts.last()).map(|part| part.name.as_str());
    let heads = program.of_kind(&[ast::kind::DeclKind::Entity]).filter(|decl| within(decl.ast.head));
    of_rows.chain(heads.map(|decl| decl.name().as_str())).collect()
}

/// Fields of closed instances that stand in a module, and in a profile or an answer beside it.
pub(super) fn stated_twice(checked: &Checked, profiles: &Profiles) -> Vec<Diagnostic> {
    let mut found = vec![];
    for instance in &checked.instances {
        let Some(table) = profiles.table(instance.entity) else { continue };
        let Some(row) = table.rows.iter().position(|row| row.key == instance.key) else { continue };
        let entity = checked.schema.entity(instance.entity);
        for field in instance.fields.keys().filter(|field| !entity.key.contains(field)) {
            let Some(Cell::Data(data)) = table.columns.get(*field as usize).and_then(|column| column.get(row)) else {
                continue;
            };
            if let Some(datum) = data.iter().find(|datum| datum.value != Value::Unknown) {
                let path = &entity.fields[*field as usize].path;
                found.push(values::stated_twice(datum.span, path, &instance.key, instance.span));
            }
        }
    }
    found
}

/// The keys of the profiles, by which policies may name them.
pub(super) fn profile_keys(schema: &Schema, profiles: &Profiles, incomplete: BTreeSet<EntityId>) -> ProfileKeys {
    let mut keys = ProfileKeys { incomplete, ..ProfileKeys::default() };
    for id in schema.entity_ids() {
        if schema.entity(id).closed {
            continue;
        }
        for row in profiles.table(id).map(|t| t.rows.as_slice()).unwrap_or_default() {
            keys.of.entry(row.key.clone()).or_default().push(id);
        }
    }
    keys
}
