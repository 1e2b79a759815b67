//! Declarations to the schema of the world: units, enums, entities, fields, keys of closed entities.
//!
//! - `fields`: the fields of entities, and the keys made of them
//! - `limits`: what bounds a field
//! - `keys`: the keys of the instances that modules declare

mod fields;
pub mod keys;
mod limits;

use crate::diag::{Diagnostic, instances, names};
use crate::hir::{Decl, Program};
use crate::syntax::ast::kind::DeclKind;
use crate::syntax::ast::{self, ClauseKind};
use crate::text::{Name, Span};
use crate::types::literal;
use crate::types::schema::{Entity, EntityId, Enum, Schema};
use std::collections::BTreeMap;

/// Commitments: the word that declares one, its entity, its plural.
const COMMITMENTS: &[(DeclKind, &str, &str)] = &[
    (DeclKind::Action, "Action", "actions"),
    (DeclKind::Task, "Task", "tasks"),
    (DeclKind::Output, "Output", "outputs"),
    (DeclKind::Milestone, "Milestone", "milestones"),
];

/// The entity of commitments of a kind.
pub fn entity_of_commitments(schema: &Schema, kind: DeclKind) -> Option<EntityId> {
    let (_, name, _) = COMMITMENTS.iter().find(|commitment| commitment.0 == kind)?;
    schema.entity_named(name)
}

/// The entities of all commitments.
pub fn commitments(schema: &Schema) -> impl Iterator<Item = EntityId> + '_ {
    COMMITMENTS.iter().filter_map(|(_, name, _)| schema.entity_named(name))
}

/// The record of the builtin `annual_rate`: a payment and its time in years.
pub const FLOW: &str = "Flow";

/// Makes the schema. Everything wrong is reported; what is broken gets the type [`Error`](crate::types::schema::Type::Error).
pub fn declare(program: &Program) -> (Schema, Vec<Diagnostic>) {
    let (schema, found) = (Schema::default(), vec![]);
    let mut declaring = Declaring { program, schema, found, keyed: BTreeMap::new(), rows: BTreeMap::new() };
    declaring.names();
    declaring.fields();
    declaring.keys();
    (declaring.schema, declaring.found)
}

struct Declaring<'a> {
    program: &'a Program,
    schema: Schema,
    found: Vec<Diagnostic>,
    /// Where the keys of closed entities stand.
    keyed: BTreeMap<(EntityId, Name), Span>,
    /// Where the names of rows stand, by module.
    rows: BTreeMap<(Name, Name), (EntityId, Span)>,
}

impl Declaring<'_> {
    fn names(&mut self) {
        let program = self.program;
        let nowhere = Span::new(crate::text::FileId(0), 0, 0);
        for (_, name, plural) in COMMITMENTS {
            self.schema.entities.push(entity(name, Some(plural), true, None, nowhere));
        }
        self.schema.entities.push(entity(FLOW, None, false, None, nowhere));
        self.schema.parties = program.parties.iter().map(|p| p.name.clone()).collect();
        self.schema.party_titles = program.parties.iter().map(|p| p.title.clone()).collect();
        for decl in &program.decls {
            let taken = |name: &&str| *name == decl.name().as_str();
            // An entity of such a name is the same entity.
            if decl.kind() == DeclKind::Enum
                && let Some(name) = COMMITMENTS.iter().map(|(_, name, _)| *name).chain([FLOW]).find(taken)
            {
                self.found.push(names::taken(decl.name_span(), name));
            }
            match decl.kind() {
                DeclKind::Unit => {
                    self.unit_is_new(decl);
                    let singular = decl.name().clone();
                    let plural = decl.ast.names.get(1).map_or_else(|| singular.clone(), |p| p.name.clone());
                    self.schema.units.push((singular, plural));
                }
                DeclKind::Enum => self.values_of(decl),
                DeclKind::Entity => self.entity_of(decl),
                DeclKind::Recommendation => self.schema.recommendations.push(decl.name().clone()),
                _ => {}
            }
        }
    }

    /// The words of a unit are those of no other, be it of the language or of another module: its number could not be
    /// told from theirs.
    fn unit_is_new(&mut self, decl: &Decl) {
        let words = &decl.ast.names;
        if let Some(word) = words.iter().find(|word| literal::is_of_the_language(&word.name)) {
            self.found.push(names::unit_taken(word.span, &word.name, None));
            return;
        }
        let earlier = || self.program.of_kind(&[DeclKind::Unit]).take_while(|other| other.id != decl.id);
        let has = |other: &Decl, word: &ast::Ident| other.ast.names.iter().any(|name| name.name == word.name);
        for word in words {
            // Of one module that is told where names are.
            let all: Vec<&Decl> = earlier().filter(|other| has(other, word)).collect();
            let here = all.iter().any(|other| other.module == decl.module);
            if let Some(other) = all.first().filter(|_| !here) {
                self.found.push(names::unit_taken(word.span, &word.name, Some(other.name_span())));
                return;
            }
        }
    }

    /// An enum with its values, each once.
    fn values_of(&mut self, decl: &Decl) {
        let values = decl.ast.clauses.iter().filter_map(|c| match &c.kind {
            ClauseKind::Values(values) => Some(values),
            _ => None,
        });
        let values: Vec<&ast::Ident> = values.flatten().collect();
        for (at, value) in values.iter().enumerate() {
            if let Some(first) = values[..at].iter().find(|v| v.name == value.name) {
                self.found.push(names::twice(value.span, &value.name, first.span));
            }
        }
        let mut once: Vec<Name> = vec![];
        for value in &values {
            if !once.contains(&value.name) {
                once.push(value.name.clone());
            }
        }
        let broken = decl.ast.clauses.iter().any(|c| matches!(c.kind, ClauseKind::Broken(_)));
        if once.is_empty() && !broken {
            let found = names::missing_clause(decl.name_span(), "an enum", "FIRST_VALUE, SECOND_VALUE");
            self.found.push(found.about(decl.name().as_str()));
        }
        let values = once;
        self.schema.enums.push(Enum { name: decl.name().clone(), values, span: decl.name_span() });
    }

    fn entity_of(&mut self, decl: &Decl) {
        let plural = decl.ast.plural.as_ref().map(|p| p.name.as_str());
        // Without a key its instances have no names but those that a module gives them.
        let forgotten = !decl.ast.closed && plural.is_some() && !decl.ast.broken && self.has_instances(decl);
        if forgotten {
            let end = decl.ast.plural.as_ref().map_or(decl.name_span(), |plural| plural.span);
            self.found.push(instances::closed_forgotten(decl.name_span(), decl.name(), end));
        }
        let closed = decl.ast.closed || forgotten;
        let made = entity(decl.name(), plural, closed, decl.ast.doc.clone(), decl.name_span());
        self.schema.entities.push(made);
    }

    /// Whether modules declare instances of an entity: one alone may be the mistake where it has a key, as profiles
    /// have.
    fn has_instances(&self, entity: &Decl) -> bool {
        let keyed = entity.ast.clauses.iter().any(|c| matches!(c.kind, ClauseKind::Key(_) | ClauseKind::Broken(_)));
        let declared = self.program.of_kind(&[DeclKind::Instance, DeclKind::Instances]);
        let of = |decl: &&Decl| {
            decl.ast.of.as_ref().and_then(|of| of.parts.last()).is_some_and(|part| part.name == *entity.name())
        };
        let rows = |decl: &Decl| {
            let rows = decl.ast.clauses.iter().filter_map(|clause| match &clause.kind {
                ClauseKind::Rows(rows) => Some(rows.rows.len()),
                _ => None,
            });
            rows.sum::<usize>().max(1)
        };
        declared.filter(of).map(rows).sum::<usize>() > usize::from(keyed)
    }
}

/// An entity without fields.
fn entity(name: &str, plural: Option<&str>, closed: bool, doc: Option<String>, span: Span) -> Entity {
    Entity {
        name: name.into(),
        plural: plural.map(Name::new),
        closed,
        key: vec![],
        fields: vec![],
        closed_keys: vec![],
        doc,
        span,
    }
}
