//! Expressions.

use super::{Bound, Compiler};
use crate::diag::plan as findings;
use crate::plan::sym::{ListPart, ListSym, RecordSym, Sym};
use crate::plan::{Codes, Const, Kind, NodeId, Op, Origin, Table, TableId};
use crate::text::{Name, Span};
use crate::types::schema::{EntityId, FieldId, Type};
use crate::types::term::{LocalId, Term, TermKind};
use std::sync::Arc;

impl Compiler<'_> {
    /// Compiles a term.
    pub(super) fn term(&mut self, term: &Term) -> Sym {
        match self.down(term.span, |c| c.shape(term)) {
            Some(sym) => sym,
            None => self.unknown(&term.ty),
        }
    }

    fn shape(&mut self, term: &Term) -> Sym {
        let span = term.span;
        match &term.kind {
            TermKind::Error => self.unknown(&term.ty),
            TermKind::Unknown => self.unknown(&term.ty),
            TermKind::Absent => self.nothing(&term.ty, Const::NotApplicable),
            TermKind::Bool(_) | TermKind::Number(_) | TermKind::Date(_) | TermKind::Text(_) | TermKind::Code(_) => {
                self.literal(term)
            }
            TermKind::LawDate => {
                let day = self.law_date();
                Sym::Node(self.day(day.days()))
            }
            TermKind::DataDate => {
                let day = self.law().setting.data_as_of;
                Sym::Node(self.day(day.days()))
            }
            TermKind::Local(local) => self.local(*local, &term.ty),
            TermKind::Param(id) => self.param(*id, span),
            TermKind::Fact(id) => self.fact(*id),
            TermKind::ReformParam(reform, place) => self.reform_param(*reform, *place),
            TermKind::Instance(entity, key) => {
                self.known_instance(*entity, key, span);
                self.keyed(*entity, key)
            }
            TermKind::Profile(entity, key) => self.keyed(*entity, key),
            TermKind::All(entity) => Sym::List(Arc::new(self.all(*entity))),
            TermKind::Field(owner, field) => {
                let owner = self.term(owner);
                self.field(&owner, *field, crate::plan::Read::Plain, span)
            }
            TermKind::Call(rule, args) => {
                let args = args.iter().map(|a| self.term(a)).collect();
                self.call(*rule, args, span)
            }
            TermKind::Record(entity, fields, name) => self.record(*entity, fields, name),
            TermKind::Like(base, fields, name) => self.like(base, fields, name),
            TermKind::Binds(source, state) => {
                let state = self.term(state);
                Sym::Node(self.binds(*source, &state))
            }
            TermKind::AsOf(inner, day) => self.as_of(inner, day, span),
            TermKind::Over(inner, from, until) => self.over(inner, from, until, span),
            TermKind::Under(inner, scenario) => {
                let context = self.under(*scenario);
                self.within(context, |c| c.term(inner))
            }
            TermKind::WithReading(inner, reading) => {
                let context = self.reading(*reading);
                self.within(context, |c| c.term(inner))
            }
            TermKind::Unsettled(inner) => self.unsettled(inner),
            TermKind::Quantified(quantifier, binds, body) => self.quantified(*quantifier, binds, body, span),
            TermKind::Aggregate(kind, binds, filter, body) => {
                self.aggregate(*kind, binds, filter.as_deref(), body, &term.ty, span)
            }
            TermKind::List(items) => self.list_literal(items, span),
            TermKind::Concat(a, b) => self.concat(a, b),
            TermKind::Count(low, high) => self.whole_numbers(low, high, span),
            TermKind::InList(item, list) => self.in_list(item, list, span),
            _ => self.operator(term),
        }
    }

    fn literal(&mut self, term: &Term) -> Sym {
        let value = match &term.kind {
            TermKind::Bool(value) => Const::Bool(*value),
            TermKind::Number(value) => Const::Number(Some(value.clone()), Some(value.clone())),
            TermKind::Date(day) => return Sym::Node(self.day(day.days())),
            TermKind::Text(text) => Const::Text(text.clone()),
            TermKind::Code(place) => Const::Code(*place),
            _ => Const::Unknown,
        };
        match self.kind_of(&term.ty) {
            Some(kind) => Sym::Node(self.constant_node(value, kind)),
            None => self.unknown(&term.ty),
        }
    }

    fn local(&mut self, local: LocalId, ty: &Type) -> Sym {
        match self.locals.get(&local).cloned() {
            Some(Bound::Value(sym)) => sym,
            Some(Bound::Let(term)) => {
                let sym = self.term(&term);
                self.locals.insert(local, Bound::Value(sym.clone()));
                sym
            }
            None => self.unknown(ty),
        }
    }

    /// An instance of a closed entity, or a profile, by key.
    pub(super) fn keyed(&mut self, entity: EntityId, key: &Name) -> Sym {
        let table = self.plan.table_id(Table::Entity(entity));
        let place = self.checked.schema.entity(entity).closed_keys.iter().position(|k| k == key);
        let value = match place {
            Some(place) => Const::Code(place as u32),
            None => Const::Key(key.clone()),
        };
        Sym::Row { table, node: self.constant_node(value, Kind::Code(Codes::Rows(table))) }
    }

    pub(super) fn place(&mut self, entity: EntityId, place: u32) -> (TableId, NodeId) {
        let table = self.plan.table_id(Table::Entity(entity));
        (table, self.constant_node(Const::Code(place), Kind::Code(Codes::Rows(table))))
    }

    fn record(&mut self, entity: EntityId, fields: &[Option<Term>], name: &Name) -> Sym {
        let known = |t: &&Term| t.kind != TermKind::Unknown;
        let fields = fields.iter().map(|f| f.as_ref().filter(known).map(|t| self.term(t))).collect();
        Sym::Record(Arc::new(RecordSym { entity, fields, base: None, name: name.clone() }))
    }

    fn like(&mut self, base: &Term, fields: &[(u32, Term)], name: &Name) -> Sym {
        let Type::Entity(entity) = base.ty else { return self.unknown(&base.ty) };
        let base = self.term(base);
        let mut places = vec![None; self.checked.schema.entity(entity).fields.len()];
        for (field, value) in fields {
            places[*field as usize] = Some(self.put_value(entity, *field, value, name));
        }
        Sym::Record(Arc::new(RecordSym { entity, fields: places, base: Some(base), name: name.clone() }))
    }

    /// A value that a test or assumption puts into a field; where it is unknown, the field is.
    pub(super) fn put_value(&mut self, entity: EntityId, field: u32, value: &Term, name: &Name) -> Sym {
        let id = FieldId { entity, index: field };
        match value.kind {
            TermKind::Unknown => self.missing(id, Origin::Given(name.clone(), id), None),
            _ => {
                let sym = self.term(value);
                self.named_sym(Origin::Given(name.clone(), id), sym)
            }
        }
    }

    /// A column; what is none is reported.
    pub(super) fn node(&mut self, term: &Term) -> NodeId {
        let sym = self.term(term);
        self.column(&sym, &term.ty, term.span)
    }

    /// The column of a value; what has none is reported.
    pub(super) fn column(&mut self, sym: &Sym, ty: &Type, span: Span) -> NodeId {
        match sym {
            Sym::Node(node) | Sym::Row { node, .. } => *node,
            _ => {
                if *ty != Type::Error {
                    let what = self.checked.schema.type_name(ty);
                    self.say(findings::no_plan(span, &what));
                }
                self.constant_node(Const::Unknown, Kind::Cond)
            }
        }
    }

    /// Any value of a type.
    pub(super) fn unknown(&mut self, ty: &Type) -> Sym {
        match ty {
            Type::Entity(entity) if !self.checked.schema.entity(*entity).is_keyed() => {
                let fields = vec![None; self.checked.schema.entity(*entity).fields.len()];
                let name = self.checked.schema.entity(*entity).name.clone();
                Sym::Record(Arc::new(RecordSym { entity: *entity, fields, base: None, name }))
            }
            _ => self.nothing(ty, Const::Unknown),
        }
    }

    /// A constant without value, in the shape of a type.
    pub(super) fn nothing(&mut self, ty: &Type, value: Const) -> Sym {
        match ty {
            Type::Range(item) => {
                let end = match self.kind_of(item) {
                    Some(kind) => self.constant_node(value, kind),
                    None => self.constant_node(value, Kind::Number),
                };
                Sym::Range(end, end)
            }
            Type::List(item) => {
                let ends = match value {
                    Const::NotApplicable => Const::Bool(true),
                    other => other,
                };
                let ends = self.constant_node(ends, Kind::Cond);
                let item = self.unknown(item);
                Sym::List(Arc::new(ListSym {
                    ends: Some(ends),
                    parts: vec![ListPart { rows: None, member: None, item }],
                    one_of: None,
                }))
            }
            Type::Entity(entity) if !self.checked.schema.entity(*entity).is_keyed() => {
                let record = self.unknown(ty);
                let ends = match value {
                    Const::NotApplicable => Const::Bool(true),
                    other => other,
                };
                let ends = self.constant_node(ends, Kind::Cond);
                self.guarded(Some(ends), record)
            }
            Type::Entity(entity) => {
                let table = self.plan.table_id(Table::Entity(*entity));
                let node = self.constant_node(value, Kind::Code(Codes::Rows(table)));
                Sym::Row { table, node: self.among(*entity, node) }
            }
            _ => {
                let kind = self.kind_of(ty).unwrap_or(Kind::Cond);
                Sym::Node(self.constant_node(value, kind))
            }
        }
    }

    /// The same value, its columns known to people under a name.
    pub(super) fn named_sym(&mut self, origin: Origin, sym: Sym) -> Sym {
        match sym {
            Sym::Node(node) => Sym::Node(self.named(origin, node)),
            Sym::Row { table, node } => Sym::Row { table, node: self.named(origin, node) },
            Sym::Range(low, high) => Sym::Range(self.named(origin.clone(), low), self.named(origin, high)),
            Sym::List(list) if list.parts.iter().all(|p| p.rows.is_none()) => {
                let own = list.one_of.clone();
                let one_of =
                    own.map(|(code, lists)| (code, self.each(lists, |c, one| c.named_sym(origin.clone(), one))));
                let parts = list.parts.iter().map(|part| {
                    let item = match &part.item {
                        plain @ (Sym::Node(_) | Sym::Row { .. } | Sym::Range(..)) => {
                            self.named_sym(origin.clone(), plain.clone())
                        }
                        other => other.clone(),
                    };
                    ListPart { item, ..part.clone() }
                });
                let parts = parts.collect();
                Sym::List(Arc::new(ListSym { ends: list.ends, parts, one_of }))
            }
            other => other,
        }
    }

    fn unsettled(&mut self, inner: &Term) -> Sym {
        let columns = match self.term(inner) {
            Sym::Node(node) | Sym::Row { node, .. } => vec![node],
            Sym::Range(low, high) => vec![low, high],
            other => vec![self.column(&other, &inner.ty, inner.span)],
        };
        let open: Vec<NodeId> = columns.into_iter().map(|n| self.add(Op::Unsettled(n), Kind::Cond)).collect();
        Sym::Node(self.or(open))
    }
}
