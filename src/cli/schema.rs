//! `acquis schema`

use crate::cli::Status;
use crate::cli::args::SchemaArgs;
use crate::cli::run::Run;
use crate::data::schema_json;
use crate::session::output::write_atomic;
use crate::session::terminal;
use crate::types::declare::commitments;
use crate::types::schema::EntityId;

/// Writes the JSON Schema of profiles under `data/schema/`.
pub fn run(run: &Run, args: &SchemaArgs) -> Status {
    let (root, workspace) = match run.open(&[]) {
        Ok(opened) => opened,
        Err(status) => return status,
    };
    let mut stale = vec![];
    // A policy without commitments has no profiles of them.
    let none = workspace.checked.commitments.is_empty();
    let left_out: Vec<EntityId> = commitments(&workspace.schema).filter(|_| none).collect();
    for entity in schema_json::entities(&workspace.schema).filter(|entity| !left_out.contains(entity)) {
        let path = format!("data/schema/{}.json", workspace.schema.entity(entity).name);
        let text = schema_json::profile_schema(&workspace.schema, entity);
        if terminal::read(&root.join(&path)).is_ok_and(|old| old == text.as_bytes()) {
            continue;
        }
        if !args.check
            && let Err(found) = write_atomic(&root.join(&path), text.as_bytes())
        {
            return run.fail(found);
        }
        stale.push(path);
    }
    for path in &stale {
        run.print(&format!("{path}\n"));
    }
    match (args.check, stale.is_empty()) {
        (_, true) => run.note("all schemas are current"),
        (true, false) => run.note("not current; run `acquis schema`"),
        (false, false) => run.note("written"),
    }
    if args.check && !stale.is_empty() { Status::No } else { Status::Fine }
}
