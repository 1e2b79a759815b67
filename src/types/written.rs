//! Types, entities and whom to ask, as they are written.

use crate::diag::{Diagnostic, elsewhere, instances, names};
use crate::hir::from_syntax::several;
use crate::hir::{DeclId, Lookup, Program};
use crate::syntax::ast::kind::DeclKind;
use crate::syntax::ast::law::Who;
use crate::syntax::ast::{self, TypeKind};
use crate::types::find::find_one;
use crate::types::literal::{self, dotted};
use crate::types::schema::{Ask, Entity, EntityId, EnumId, NumType, Schema, Type};

/// Whom to ask: a declared party, or words.
pub fn asked(program: &Program, who: &Who) -> (Option<Ask>, Option<Diagnostic>) {
    match who {
        Who::Words(text) => (Some(Ask::Words(text.value.clone())), None),
        Who::Party(path) => match find_one(program, path, &[DeclKind::Party], "party", &[]) {
            Ok(id) => (Some(Ask::Party(program.decl(id).name().clone())), None),
            Err(wrong) => (None, Some(wrong)),
        },
    }
}

/// The entity that a path names.
pub fn find_entity(program: &Program, schema: &Schema, path: &ast::Path) -> Result<EntityId, Diagnostic> {
    let word = dotted(path);
    if let Some(built_in) = schema.entity_named(&word) {
        return Ok(built_in);
    }
    match program.find(path, &[DeclKind::Entity]) {
        Lookup::One(id, _) => {
            let name = program.decl(id).name();
            schema.entity_named(name).ok_or_else(|| names::not_found(path.span, "entity", &word, []))
        }
        Lookup::Several(all) => Err(several(program, path.span, &word, &all)),
        Lookup::None => {
            Err(names::not_found(path.span, "entity", &word, schema.entities.iter().map(|e| e.name.as_str())))
        }
    }
}

/// A type as written.
pub fn resolve_type(program: &Program, schema: &Schema, written: &ast::TypeExpr) -> (Type, Vec<Diagnostic>) {
    match &written.kind {
        TypeKind::Broken => (Type::Error, vec![]),
        TypeKind::List(item) => {
            let (item, found) = resolve_type(program, schema, item);
            (Type::List(Box::new(item)), found)
        }
        TypeKind::Range(item) => {
            let (item, found) = resolve_type(program, schema, item);
            (Type::Range(Box::new(item)), found)
        }
        TypeKind::Compound(above, below) => {
            let last = |paths: &[ast::Path]| paths.iter().filter_map(|p| p.parts.last().cloned()).collect::<Vec<_>>();
            match literal::compound(schema, &last(above), &last(below)) {
                Ok(number) => (Type::Number(number), vec![]),
                Err(found) => (Type::Error, vec![found]),
            }
        }
        TypeKind::Named(path) => named_type(program, schema, path),
    }
}

/// The type that a word of other languages means here.
fn type_meant(word: &str) -> Option<&'static str> {
    Some(match word.to_ascii_lowercase().as_str() {
        "string" | "str" | "varchar" => "text",
        "boolean" | "yes_no" | "flag" | "condition" => "bool",
        "integer" | "long" => "int",
        "float" | "double" | "real" => "ratio",
        "percentage" | "pct" => "percent",
        "day" | "datetime" | "time" => "date",
        "money" | "currency" | "amount" | "euro" | "euros" => "EUR",
        _ => return None,
    })
}

fn named_type(program: &Program, schema: &Schema, path: &ast::Path) -> (Type, Vec<Diagnostic>) {
    let word = dotted(path);
    let built_in = match word.as_str() {
        "bool" => Some(Type::Bool),
        "int" => Some(Type::Number(NumType::int())),
        "ratio" | "number" | "decimal" => Some(Type::Number(NumType::bare())),
        "percent" => Some(Type::Number(NumType::percent())),
        "date" => Some(Type::Date),
        "text" => Some(Type::Text),
        "party" => Some(Type::Party),
        "recommendation" => Some(Type::Recommendation),
        other => literal::unit_named(schema, other).map(Type::Number),
    };
    if let Some(ty) = built_in {
        return (ty, vec![]);
    }
    if let Some(id) = schema.entity_named(&word) {
        return (Type::Entity(id), vec![]);
    }
    let kinds = [DeclKind::Enum, DeclKind::Entity];
    let last = path.parts.last().map_or("", |part| part.name.as_str());
    let plural = |entity: &&Entity| entity.plural.as_ref().is_some_and(|plural| plural.eq_ignore_ascii_case(last));
    match program.find(path, &kinds) {
        Lookup::One(id, _) => match declared_type(program, schema, id) {
            // All of them are a list; what one of them is called is the type.
            Type::Entity(of) if schema.entity(of).plural.as_deref() == Some(last) => {
                (Type::Error, vec![instances::plural_for_type(path.span, last, &schema.entity(of).name)])
            }
            ty => (ty, vec![]),
        },
        Lookup::Several(all) => (Type::Error, vec![several(program, path.span, &word, &all)]),
        Lookup::None if let Some(entity) = schema.entities.iter().find(plural) => {
            (Type::Error, vec![instances::plural_for_type(path.span, last, &entity.name)])
        }
        Lookup::None if type_meant(&word).is_some() => {
            (Type::Error, vec![elsewhere::type_of_others(path.span, &word, type_meant(&word).unwrap_or_default())])
        }
        Lookup::None => {
            let known = ["bool", "int", "ratio", "percent", "date", "text", "party"].into_iter();
            let declared =
                schema.entities.iter().map(|e| e.name.as_str()).chain(schema.enums.iter().map(|e| e.name.as_str()));
            let near: Vec<&str> = known.chain(declared).chain(literal::unit_words(schema)).collect();
            (Type::Error, vec![names::not_found(path.span, "type", &word, near)])
        }
    }
}

fn declared_type(program: &Program, schema: &Schema, id: DeclId) -> Type {
    let decl = program.decl(id);
    let at_enum = || {
        let at = schema.enums.iter().position(|e| e.span == decl.name_span())?;
        Some(Type::Enum(EnumId(at as u32)))
    };
    match decl.kind() {
        DeclKind::Enum => at_enum().unwrap_or(Type::Error),
        _ => schema.entity_named(decl.name()).map_or(Type::Error, Type::Entity),
    }
}
