//! The fields of entities, and the keys made of them.

use super::{Declaring, FLOW};
use crate::diag::near::did_you_mean;
use crate::diag::{fields as of_fields, names};
use crate::hir::Decl;
use crate::syntax::ast::fields::FieldLimit;
use crate::syntax::ast::kind::DeclKind;
use crate::syntax::ast::law::Who;
use crate::syntax::ast::{self, ClauseKind};
use crate::text::{Name, Span};
use crate::types::literal::dotted;
use crate::types::schema::{Ask, EntityId, Field, NumType, Type};
use crate::types::written::{asked, find_entity, resolve_type};

impl Declaring<'_> {
    /// The fields of all entities, with their limits.
    pub(super) fn fields(&mut self) {
        let program = self.program;
        for decl in program.of_kind(&[DeclKind::Entity]) {
            if let Some(id) = self.schema.entity_named(decl.name()) {
                self.fields_of(id, decl);
                self.key_of(id, decl);
            }
        }
        for decl in program.of_kind(&[DeclKind::Fields]) {
            let Some(path) = &decl.ast.of else { continue };
            match find_entity(program, &self.schema, path) {
                Ok(id) => self.fields_of(id, decl),
                Err(found) => self.found.push(found),
            }
        }
        self.without_fields();
        if let Some(flow) = self.schema.entity_named(FLOW) {
            let span = self.schema.entity(flow).span;
            let field = |path: &str| Field::plain(path, Type::Number(NumType::bare()), span);
            self.schema.entities[flow.0 as usize].fields = vec![field("at"), field("amount")];
        }
        self.limits();
        self.fields_and_groups();
    }

    /// Nothing can be said of an instance that has no fields, unless its name says it all.
    fn without_fields(&mut self) {
        for decl in self.program.of_kind(&[DeclKind::Entity]) {
            let entity = self.schema.entity_named(decl.name()).map(|id| self.schema.entity(id));
            let bare = entity.is_some_and(|entity| entity.fields.is_empty() && !entity.closed);
            if bare && !decl.ast.broken && !decl.ast.clauses.iter().any(|c| matches!(c.kind, ClauseKind::Broken(_))) {
                self.found.push(names::missing_clause(decl.name_span(), "an entity", "NAME: TYPE"));
            }
        }
    }

    fn fields_of(&mut self, id: EntityId, decl: &Decl) {
        let program = self.program;
        let mut here: Vec<(Name, Span)> = vec![];
        for clause in &decl.ast.clauses {
            let ClauseKind::Field(written) = &clause.kind else { continue };
            let path = Name::from(dotted(&written.path).to_string());
            if let Some((_, first)) = here.iter().find(|(known, _)| *known == path) {
                self.found.push(of_fields::field_twice(written.path.span, &path, *first));
                continue;
            }
            here.push((path, written.path.span));
            let (ty, found) = resolve_type(program, &self.schema, &written.ty);
            self.found.extend(found);
            let field = self.field(decl, written, ty);
            let entity = &mut self.schema.entities[id.0 as usize];
            match entity.field(&field.path) {
                None => entity.fields.push(field),
                Some(at) => {
                    let first = &entity.fields[at as usize];
                    if !same_question(first, &field) {
                        self.found.push(of_fields::field_again(field.span, &field.path, first.span));
                    }
                }
            }
        }
    }

    fn field(&mut self, decl: &Decl, written: &ast::fields::FieldDecl, ty: Type) -> Field {
        let mut field = Field::plain(&dotted(&written.path), ty, written.path.span);
        field.module = decl.module.clone();
        field.doc = written.doc.clone();
        for limit in &written.limits {
            match limit {
                FieldLimit::Series(_) => field.series = true,
                FieldLimit::Flow(_) => field.flow = true,
                FieldLimit::Statement(_) => field.statement = true,
                FieldLimit::MayBeAbsent(_) => field.may_be_absent = true,
                FieldLimit::Ask(who) => field.ask = self.ask(who),
                FieldLimit::Effort(effort, span) => match u8::try_from(*effort) {
                    Ok(e @ 1..=5) => field.effort = e,
                    _ => self.found.push(names::type_mismatch(*span, &effort.to_string(), "an effort from 1 to 5")),
                },
                FieldLimit::Concept(name) => {
                    let known = self.program.concepts.contains_key(&name.name);
                    if !known {
                        let near = self.program.concepts.keys().map(Name::as_str);
                        self.found.push(names::not_found(name.span, "concept", &name.name, near));
                    }
                    match &mut field.ty {
                        Type::Number(n) => n.concept = Some(name.name.clone()),
                        Type::Error => {}
                        other => {
                            let found = self.schema.type_name(other);
                            self.found.push(names::type_mismatch(
                                name.span,
                                &format!("a field of type {found}"),
                                "one that counts",
                            ));
                        }
                    }
                }
                FieldLimit::Between(..) | FieldLimit::AtMost(_) | FieldLimit::AtLeast(_) => {}
            }
        }
        if field.series && field.flow {
            self.found.push(of_fields::series_and_flow(field.span, &field.path));
        }
        field
    }

    fn ask(&mut self, who: &Who) -> Option<Ask> {
        let (ask, found) = asked(self.program, who);
        self.found.extend(found);
        ask
    }

    /// A name that is a field is no group of fields beside it.
    pub(super) fn fields_and_groups(&mut self) {
        for entity in &self.schema.entities {
            for field in &entity.fields {
                let inside = |other: &&Field| {
                    other.path.strip_prefix(field.path.as_str()).is_some_and(|rest| rest.starts_with('.'))
                };
                if let Some(part) = entity.fields.iter().find(inside) {
                    self.found.push(of_fields::field_and_group(part.span, &field.path, &part.path, field.span));
                }
            }
        }
    }

    fn key_of(&mut self, id: EntityId, decl: &Decl) {
        for clause in &decl.ast.clauses {
            let ClauseKind::Key(idents) = &clause.kind else { continue };
            for ident in idents {
                let entity = &mut self.schema.entities[id.0 as usize];
                let texts = entity.fields.iter().filter(|field| field.ty == Type::Text);
                let near = did_you_mean(&ident.name, texts.map(|field| field.path.as_str())).map(Name::new);
                match (entity.field(&ident.name), near.and_then(|near: Name| entity.field(&near))) {
                    (Some(at), _) => entity.key.push(at),
                    (None, Some(near)) => {
                        // The field that was meant stands for it.
                        entity.key.push(near);
                        let texts = entity.fields.iter().filter(|field| field.ty == Type::Text);
                        let texts = texts.map(|field| field.path.as_str());
                        self.found.push(names::no_field(ident.span, &entity.name, &ident.name, texts));
                    }
                    (None, None) => {
                        // `key id` alone declares a text field of that name.
                        entity.fields.insert(0, Field::plain(&ident.name, Type::Text, ident.span));
                        entity.fields[0].module = decl.module.clone();
                        entity.key = entity.key.iter().map(|k| k + 1).collect();
                        entity.key.push(0);
                    }
                }
            }
        }
    }
}

/// Whether two fields of one path ask for the same.
fn same_question(a: &Field, b: &Field) -> bool {
    let marks = |f: &Field| (f.series, f.flow, f.statement, f.may_be_absent);
    a.ty == b.ty && marks(a) == marks(b)
}
