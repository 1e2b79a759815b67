//! Declarations to the schema of the world: units, enums, entities, fields, keys of closed entities.

use crate::diag::near::did_you_mean;
use crate::diag::units;
use crate::diag::{Diagnostic, data as of_data, instances, names, time};
use crate::hir::from_syntax::several;
use crate::hir::{Decl, DeclId, Lookup, Program};
use crate::num::rat::Rat;
use crate::syntax::ast::{self, Cell, CellKind, ClauseKind, DeclKind, ExprKind, FieldLimit, TypeKind, Who};
use crate::text::{Name, Span};
use crate::types::find::find_one;
use crate::types::literal::{self, dotted};
use crate::types::schema::{Ask, Entity, EntityId, Enum, EnumId, Field, Limit, NumType, Schema, Type};
use std::collections::BTreeMap;

/// Commitments: the word that declares one, its entity, its plural.
pub const COMMITMENTS: &[(DeclKind, &str, &str)] = &[
    (DeclKind::Action, "Action", "actions"),
    (DeclKind::Task, "Task", "tasks"),
    (DeclKind::Output, "Output", "outputs"),
    (DeclKind::Milestone, "Milestone", "milestones"),
];

/// The record of the builtin `annual_rate`: a payment and its time in years.
pub const FLOW: &str = "Flow";

/// Makes the schema. Everything wrong is reported; what is broken gets the type [`Type::Error`].
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
            if matches!(decl.kind(), DeclKind::Entity | DeclKind::Enum)
                && let Some(name) = COMMITMENTS.iter().map(|(_, name, _)| *name).chain([FLOW]).find(taken)
            {
                self.found.push(names::taken(decl.name_span(), name));
            }
            match decl.kind() {
                DeclKind::Unit => {
                    let singular = decl.name().clone();
                    let plural = decl.ast.names.get(1).map_or_else(|| singular.clone(), |p| p.name.clone());
                    self.schema.units.push((singular, plural));
                }
                DeclKind::Enum => {
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
                        self.found.push(names::missing_clause(
                            decl.name_span(),
                            "an enum",
                            "FIRST_VALUE, SECOND_VALUE",
                        ));
                    }
                    let values = once;
                    self.schema.enums.push(Enum { name: decl.name().clone(), values, span: decl.name_span() });
                }
                DeclKind::Entity => {
                    let plural = decl.ast.plural.as_ref().map(|p| p.name.as_str());
                    // Without a key its instances have no names but those that a module gives them.
                    let forgotten =
                        !decl.ast.closed && plural.is_some() && !decl.ast.broken && self.has_instances(decl);
                    if forgotten {
                        let end = decl.ast.plural.as_ref().map_or(decl.name_span(), |plural| plural.span);
                        self.found.push(instances::closed_forgotten(decl.name_span(), decl.name(), end));
                    }
                    let closed = decl.ast.closed || forgotten;
                    let made = entity(decl.name(), plural, closed, decl.ast.doc.clone(), decl.name_span());
                    self.schema.entities.push(made);
                }
                DeclKind::Recommendation => self.schema.recommendations.push(decl.name().clone()),
                _ => {}
            }
        }
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

    fn fields(&mut self) {
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
        if let Some(flow) = self.schema.entity_named(FLOW) {
            let span = self.schema.entity(flow).span;
            let field = |path: &str| Field::plain(path, Type::Number(NumType::bare()), span);
            self.schema.entities[flow.0 as usize].fields = vec![field("at"), field("amount")];
        }
        self.limits();
    }

    fn fields_of(&mut self, id: EntityId, decl: &Decl) {
        let program = self.program;
        let mut here: Vec<(Name, Span)> = vec![];
        for clause in &decl.ast.clauses {
            let ClauseKind::Field(written) = &clause.kind else { continue };
            let path = Name::from(dotted(&written.path).to_string());
            if let Some((_, first)) = here.iter().find(|(known, _)| *known == path) {
                self.found.push(names::field_twice(written.path.span, &path, *first));
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
                        self.found.push(names::field_again(field.span, &field.path, first.span));
                    }
                }
            }
        }
    }

    fn field(&mut self, decl: &Decl, written: &ast::FieldDecl, ty: Type) -> Field {
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
            self.found.push(names::series_and_flow(field.span, &field.path));
        }
        field
    }

    fn ask(&mut self, who: &Who) -> Option<Ask> {
        let (ask, found) = asked(self.program, who);
        self.found.extend(found);
        ask
    }

    /// Second round: limits may name fields that other modules ask for. Where a field is asked for again, its bounds
    /// are those that it has.
    fn limits(&mut self) {
        let program = self.program;
        let mut again = vec![];
        for decl in program.of_kind(&[DeclKind::Entity, DeclKind::Fields]) {
            let id = match decl.kind() {
                DeclKind::Entity => self.schema.entity_named(decl.name()),
                _ => decl.ast.of.as_ref().and_then(|p| find_entity(program, &self.schema, p).ok()),
            };
            let Some(id) = id else { continue };
            for clause in &decl.ast.clauses {
                let ClauseKind::Field(written) = &clause.kind else { continue };
                let Some(at) = self.schema.entity(id).field(&dotted(&written.path)) else { continue };
                let ends = self.ends(id, at, &written.limits);
                let field = &mut self.schema.entities[id.0 as usize].fields[at as usize];
                match field.span == written.path.span {
                    true => (field.low, field.high, field.at_most) = ends,
                    // Twice in one declaration has been reported.
                    false if decl.ast.span.file == field.span.file && within(decl.ast.span, field.span) => {}
                    false => again.push((id, at, ends, written.path.span)),
                }
            }
        }
        for (id, at, ends, span) in again {
            let field = &self.schema.entity(id).fields[at as usize];
            let same = ends == (field.low.clone(), field.high.clone(), field.at_most);
            if !same && field.ty != Type::Error {
                self.found.push(names::field_again(span, &field.path, field.span));
            }
        }
        self.bounds_in_rings();
        self.fields_and_groups();
    }

    /// A name that is a field is no group of fields beside it.
    fn fields_and_groups(&mut self) {
        for entity in &self.schema.entities {
            for field in &entity.fields {
                let inside = |other: &&Field| {
                    other.path.strip_prefix(field.path.as_str()).is_some_and(|rest| rest.starts_with('.'))
                };
                if let Some(part) = entity.fields.iter().find(inside) {
                    self.found.push(names::field_and_group(part.span, &field.path, &part.path, field.span));
                }
            }
        }
    }

    /// Bounds that are each other's bounds say nothing.
    fn bounds_in_rings(&mut self) {
        for entity in &self.schema.entities {
            for (at, field) in entity.fields.iter().enumerate() {
                for end in [|f: &Field| f.low.clone(), |f: &Field| f.high.clone()] {
                    let (mut next, mut ring) = (end(field), vec![]);
                    while let Some(Limit::Field(other)) = next {
                        if other as usize == at {
                            let names: Vec<(Name, Span)> = std::iter::once(field)
                                .chain(ring.iter().map(|of: &u32| &entity.fields[*of as usize]))
                                .map(|f| (f.path.clone(), f.span))
                                .collect();
                            // Told once, at the first of the ring.
                            if ring.iter().all(|of| *of as usize >= at) {
                                self.found.push(names::bound_by_itself(field.span, &names));
                            }
                            break;
                        }
                        if ring.contains(&other) {
                            break;
                        }
                        ring.push(other);
                        next = entity.fields.get(other as usize).and_then(end);
                    }
                }
            }
        }
    }

    /// The ends that limits give a field.
    fn ends(&mut self, id: EntityId, at: u32, limits: &[FieldLimit]) -> (Option<Limit>, Option<Limit>, Option<u32>) {
        let (mut low, mut high, mut most) = (None, None, None);
        let mut written: [Option<Span>; 2] = [None; 2];
        for limit in limits {
            let (one, other, items) = self.limit(id, at, limit);
            if !self.ends_once(limit, &mut written) {
                continue;
            }
            // `at most` alone starts at 0.
            low = if matches!(limit, FieldLimit::AtMost(_)) { low.or(one) } else { one.or(low) };
            high = other.or(high);
            most = items.or(most);
        }
        if let (Some(Limit::Number(l)), Some(Limit::Number(h)), Some(end)) = (&low, &high, written[0].or(written[1]))
            && l > h
        {
            self.found.push(time::limits_cross(end, written[0].is_none()));
            return (None, None, most);
        }
        (low, high, most)
    }

    /// Whether a limit says nothing of an end that another limit of the field has said; reports it where it does.
    /// `written` is where the ends stand, low and high.
    fn ends_once(&mut self, limit: &FieldLimit, written: &mut [Option<Span>; 2]) -> bool {
        let (ends, span) = match limit {
            FieldLimit::Between(low, high) => ([true, true], low.span.to(high.span)),
            FieldLimit::AtLeast(low) => ([true, false], low.span),
            FieldLimit::AtMost(high) => ([false, true], high.span),
            _ => return true,
        };
        for (end, first) in ends.into_iter().zip(written.iter_mut()) {
            match *first {
                Some(first) if end => {
                    self.found.push(names::end_twice(span, first));
                    return false;
                }
                None if end => *first = Some(span),
                _ => {}
            }
        }
        true
    }

    fn limit(&mut self, id: EntityId, at: u32, limit: &FieldLimit) -> (Option<Limit>, Option<Limit>, Option<u32>) {
        let ty = self.schema.entity(id).fields[at as usize].ty.clone();
        match limit {
            FieldLimit::Between(low, high) => {
                let limited = matches!(ty, Type::Number(_) | Type::Date);
                let low = self.bound(id, at, &ty, low);
                // That there is nothing to limit is said once.
                let high = if limited { self.bound(id, at, &ty, high) } else { None };
                if let (Some(Limit::Number(l)), Some(Limit::Number(h))) = (&low, &high)
                    && l > h
                    && let FieldLimit::Between(written, _) = limit
                {
                    self.found.push(time::backwards(written.span));
                    // Of figures it is not known what bounds them.
                    return (None, None, None);
                }
                (low, high, None)
            }
            FieldLimit::AtMost(high) => match &ty {
                Type::List(_) => {
                    let most = self.bound(id, at, &Type::Number(NumType::int()), high);
                    let Some(Limit::Number(written)) = most else { return (None, None, None) };
                    let most = written.to_i64().and_then(|n| u32::try_from(n).ok());
                    if most.is_none() {
                        self.found.push(names::no_number_of_items(high.span));
                    }
                    (None, None, most)
                }
                // No number is below 0, but days have no first.
                Type::Number(_) => (Some(Limit::Number(Rat::ZERO)), self.bound(id, at, &ty, high), None),
                _ => (None, self.bound(id, at, &ty, high), None),
            },
            FieldLimit::AtLeast(low) => (self.bound(id, at, &ty, low), None, None),
            _ => (None, None, None),
        }
    }

    fn bound(&mut self, id: EntityId, at: u32, ty: &Type, expr: &ast::Expr) -> Option<Limit> {
        if !matches!(ty, Type::Number(_) | Type::Date) {
            if *ty != Type::Error {
                self.found.push(names::type_mismatch(expr.span, "a limit", "a number, a date or a list to limit"));
            }
            return None;
        }
        if let ExprKind::Path(path) = &expr.kind {
            let entity = self.schema.entity(id);
            return match entity.field(&dotted(path)) {
                Some(other) => {
                    let of = entity.fields[other as usize].ty.clone();
                    let fits = match (&of, ty) {
                        (Type::Number(n), Type::Number(number)) => n.unit == number.unit,
                        (of, ty) => of == ty,
                    };
                    if !fits && of != Type::Error {
                        let (needed, found) = (self.schema.type_name(ty), self.schema.type_name(&of));
                        self.found.push(names::bound_of_another_kind(path.span, &dotted(path), &found, &needed));
                        return None;
                    }
                    Some(Limit::Field(other))
                }
                None => {
                    // No field is its own bound.
                    let others = entity.fields.iter().enumerate().filter(|(other, _)| *other != at as usize);
                    let fields = others.map(|(_, f)| f.path.as_str());
                    self.found.push(names::no_field(path.span, &entity.name, &dotted(path), fields));
                    None
                }
            };
        }
        let Type::Number(number) = ty else {
            let ExprKind::Date(day) = &expr.kind else {
                self.found.push(names::type_mismatch(
                    expr.span,
                    "an expression",
                    "a day, like `2018-04-30`, or a field",
                ));
                return None;
            };
            return Some(Limit::Number(Rat::int(day.days())));
        };
        match literal::constant(&self.schema, expr) {
            Some(Ok((value, written))) if written.unit == number.unit && written.percent == number.percent => {
                Some(Limit::Number(value))
            }
            Some(Ok((value, written))) if written.unit.is_none() && !written.percent => {
                Some(Limit::Number(number.written(&value)))
            }
            Some(Ok((_, written))) => {
                let (left, right) = (self.schema.type_name(ty), self.schema.type_name(&Type::Number(written)));
                self.found.push(units::units(expr.span, &left, &right));
                None
            }
            Some(Err(found)) => {
                self.found.push(found);
                None
            }
            None => {
                self.found.push(names::type_mismatch(expr.span, "an expression", "a number or a field"));
                None
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

    fn keys(&mut self) {
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
                            self.found.extend(keys_without_quotes(&self.schema, id, decl));
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
                    let commitment = COMMITMENTS.iter().find(|c| c.0 == kind);
                    if let Some(id) = commitment.and_then(|c| self.schema.entity_named(c.1)) {
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

fn within(whole: Span, part: Span) -> bool {
    whole.start <= part.start && part.end <= whole.end
}

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

fn same_question(a: &Field, b: &Field) -> bool {
    let marks = |f: &Field| (f.series, f.flow, f.statement, f.may_be_absent);
    a.ty == b.ty && marks(a) == marks(b)
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

/// Keys of rows that are written as numbers: the row would name nothing.
fn keys_without_quotes(schema: &Schema, id: EntityId, decl: &Decl) -> Vec<Diagnostic> {
    let mut found = vec![];
    for clause in &decl.ast.clauses {
        let ClauseKind::Rows(rows) = &clause.kind else { continue };
        let columns = key_columns(schema, id, rows);
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
pub fn key_columns(schema: &Schema, id: EntityId, rows: &ast::Rows) -> Vec<usize> {
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
        CellKind::Value(ast::Expr { kind: ExprKind::Path(path), .. }) => Some(dotted(path)),
        _ => None,
    }
}

/// A cell that is a key: a bare word or a quoted text.
pub fn key_text(cell: &Cell) -> Option<(Name, Span)> {
    match &cell.kind {
        CellKind::Value(ast::Expr { kind: ExprKind::Path(path), .. }) => Some((dotted(path), cell.span)),
        CellKind::Value(ast::Expr { kind: ExprKind::Text(text), .. }) => Some((Name::new(text), cell.span)),
        _ => None,
    }
}

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
                (Type::Error, vec![crate::diag::instances::plural_for_type(path.span, last, &schema.entity(of).name)])
            }
            ty => (ty, vec![]),
        },
        Lookup::Several(all) => (Type::Error, vec![several(program, path.span, &word, &all)]),
        Lookup::None if let Some(entity) = schema.entities.iter().find(plural) => {
            (Type::Error, vec![crate::diag::instances::plural_for_type(path.span, last, &entity.name)])
        }
        Lookup::None if type_meant(&word).is_some() => {
            (Type::Error, vec![names::type_of_others(path.span, &word, type_meant(&word).unwrap_or_default())])
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
