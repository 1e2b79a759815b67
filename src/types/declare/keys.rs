//! The keys of the instances that modules declare.

use super::{Declaring, entity_of_commitments};
use crate::diag::{Diagnostic, data as of_data, instances, names};
use crate::hir::Decl;
use crate::syntax::ast::cases::{Cell, CellKind};
use crate::syntax::ast::expr::{Expr, ExprKind};
use crate::syntax::ast::kind::DeclKind;
use crate::syntax::ast::{self, ClauseKind};
use crate::text::{Name, Span};
use crate::types::literal::dotted;
use crate::types::schema::{EntityId, Schema};
use crate::types::written::find_entity;

impl Declaring<'_> {
    /// The keys of the instances that modules declare, each once.
    pub(super) fn keys(&mut self) {
        let program = self.program;
        for decl in program.decls.iter().filter(|d| !program.rivals.contains_key(&d.id)) {
            match decl.kind() {
                DeclKind::Instance => {
                    let Some(path) = &decl.ast.of else { continue };
                    match find_entity(program, &self.schema, path) {
                        Ok(id) => self.key(id, decl.name(), decl.name_span()),
                        Err(found) => self.found.push(found),
                    }
                }
                DeclKind::Instances => {
                    let Some(path) = &decl.ast.of else { continue };
                    match find_entity(program, &self.schema, path) {
                        Ok(id) => {
                            self.found.extend(rows_without_names(&self.schema, id, decl));
                            for RowKey { key, span, parted } in instance_keys(&self.schema, id, decl) {
                                if let Some(field) = parted {
                                    self.found.push(of_data::comma_in_key(span, &self.schema.entity(id).name, &field));
                                }
                                self.row_name(decl, id, &key, span);
                                self.key(id, &key, span);
                            }
                        }
                        Err(found) => self.found.push(found),
                    }
                }
                kind => {
                    if let Some(id) = entity_of_commitments(&self.schema, kind) {
                        self.key(id, decl.name(), decl.name_span());
                    }
                }
            }
        }
    }

    /// The name of a row is a name of its module: nothing else there has it.
    fn row_name(&mut self, decl: &Decl, id: EntityId, key: &Name, span: Span) {
        let declared = self.program.names.get(key).into_iter().flatten().map(|other| self.program.decl(*other));
        // An instance of the same entity is the same key, of which is told there.
        let mut others = declared.filter(|other| other.module == decl.module).filter(|other| {
            let of = other.ast.of.as_ref().filter(|_| other.kind() == DeclKind::Instance);
            of.is_none_or(|of| find_entity(self.program, &self.schema, of).ok() != Some(id))
        });
        let row = self.rows.entry((decl.module.clone(), key.clone())).or_insert((id, span));
        let first = others.next().map(|other| other.name_span()).or((row.0 != id).then_some(row.1));
        if let Some(first) = first {
            self.found.push(names::twice(span, key, first));
        }
    }

    fn key(&mut self, id: EntityId, key: &Name, span: Span) {
        let first = *self.keyed.entry((id, key.clone())).or_insert(span);
        let entity = &mut self.schema.entities[id.0 as usize];
        if !entity.closed {
            self.found.push(names::wrong_kind(
                span,
                &entity.name,
                "an entity whose instances come from profiles",
                "a closed entity",
            ));
        } else if entity.closed_keys.contains(key) {
            self.found.push(names::twice(span, key, first));
        } else {
            entity.closed_keys.push(key.clone());
        }
    }
}

/// The key of a row of an `instances` table.
pub struct RowKey {
    /// The key.
    pub key: Name,
    /// Where its first part stands.
    pub span: Span,
    /// The field whose text cannot be a part of it.
    parted: Option<Name>,
}

/// The keys of the rows of an `instances` table.
pub fn instance_keys(schema: &Schema, id: EntityId, decl: &Decl) -> Vec<RowKey> {
    let mut keys = vec![];
    for clause in &decl.ast.clauses {
        let ClauseKind::Rows(rows) = &clause.kind else { continue };
        let columns = key_columns(schema, id, rows);
        for row in &rows.rows {
            let parts: Vec<(Name, Span)> =
                columns.iter().filter_map(|c| row.cells.get(*c)).filter_map(key_text).collect();
            if let Some((first, span)) = parts.first() {
                let texts: Vec<&str> = parts.iter().map(|p| p.0.as_str()).collect();
                let (key, parted) = match schema.key_of(id, &texts) {
                    Ok(key) => (key, None),
                    Err(field) => (first.clone(), Some(field.path.clone())),
                };
                keys.push(RowKey { key, span: *span, parted });
            }
        }
    }
    keys
}

/// Rows that would name nothing: their key is written as a number, or their first column is a field.
fn rows_without_names(schema: &Schema, id: EntityId, decl: &Decl) -> Vec<Diagnostic> {
    let mut found = vec![];
    for clause in &decl.ast.clauses {
        let ClauseKind::Rows(rows) = &clause.kind else { continue };
        let columns = key_columns(schema, id, rows);
        let entity = schema.entity(id);
        let header = columns.first().and_then(|at| rows.header.get(*at));
        if let Some((name, header)) = header.and_then(|header| column_name(header).zip(Some(header)))
            && entity.fields.iter().enumerate().any(|(at, f)| f.path == name && !entity.key.contains(&(at as u32)))
        {
            let free = |word: &&&str| !entity.fields.iter().any(|field| field.path.as_str() == **word);
            let column = ["name", "key", "instance"].iter().find(free).unwrap_or(&"which");
            found.push(instances::rows_without_names(header.span, &name, &entity.name, column));
            continue;
        }
        for row in &rows.rows {
            let numbers = columns
                .iter()
                .filter_map(|c| row.cells.get(*c))
                .filter(|cell| matches!(&cell.kind, CellKind::Value(expr) if matches!(expr.kind, ExprKind::Number(_))));
            found.extend(numbers.map(|cell| instances::key_is_a_number(cell.span)));
        }
    }
    found
}

/// Places of the key columns of an `instances` table: those named like the key fields, else the first.
pub fn key_columns(schema: &Schema, id: EntityId, rows: &ast::cases::Rows) -> Vec<usize> {
    let entity = schema.entity(id);
    let named = entity.key.iter().filter_map(|k| {
        let path = &entity.fields[*k as usize].path;
        rows.header.iter().position(|h| column_name(h).as_ref() == Some(path))
    });
    let named: Vec<usize> = named.collect();
    if named.is_empty() { vec![0] } else { named }
}

/// The dotted name in a header cell.
pub fn column_name(cell: &Cell) -> Option<Name> {
    match &cell.kind {
        CellKind::Value(Expr { kind: ExprKind::Path(path), .. }) => Some(dotted(path)),
        _ => None,
    }
}

/// A cell that is a key: a bare word or a quoted text.
pub fn key_text(cell: &Cell) -> Option<(Name, Span)> {
    match &cell.kind {
        CellKind::Value(Expr { kind: ExprKind::Path(path), .. }) => Some((dotted(path), cell.span)),
        CellKind::Value(Expr { kind: ExprKind::Text(text), .. }) => Some((Name::new(text), cell.span)),
        _ => None,
    }
}
