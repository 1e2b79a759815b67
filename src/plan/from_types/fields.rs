//! Fields of rows, of closed instances, and of records that stand in no table.

use super::{Bound, Compiler, Context};
use crate::diag::plan as findings;
use crate::num::rat::Rat;
use crate::plan::law::parts::LawPart;
use crate::plan::memo::What;
use crate::plan::sym::{ListPart, ListSym, RecordSym, Rows, Sym, SymCase};
use crate::plan::{Codes, Combine, Const, Frame, Kind, NodeId, Op, Origin, Read, Table, TableId, UNIT};
use crate::text::{Name, Span};
use crate::types::patches::Assumption;
use crate::types::schema::{EntityId, Field, FieldId, Limit, Type};
use crate::types::term::TermKind;
use std::sync::Arc;

impl Compiler<'_> {
    fn declared(&self, id: FieldId) -> &Field {
        self.checked.schema.field(id)
    }

    /// A field, as assumptions have it.
    pub(super) fn field(&mut self, owner: &Sym, id: FieldId, read: Read, span: Span) -> Sym {
        let plain = self.fact_of(owner, id, read, span);
        self.looks_at(LawPart::Assumed(id));
        let law = self.law();
        let assumed: Vec<(u32, Assumption)> = match self.at.facts_only {
            true => vec![],
            false => {
                let fits = |a: &Assumption| a.entity == id.entity && a.field == id.index;
                let numbered = law.assumptions.iter().enumerate().map(|(at, a)| (at as u32, a));
                numbered.filter(|(_, a)| fits(a)).map(|(at, a)| (at, a.clone())).collect()
            }
        };
        if assumed.is_empty() { plain } else { self.assumed(owner, id, plain, assumed) }
    }

    /// What is assumed of a field goes before what is known of it.
    fn assumed(&mut self, owner: &Sym, id: FieldId, plain: Sym, assumed: Vec<(u32, Assumption)>) -> Sym {
        let facts = Context { facts_only: true, ..self.at };
        let mut cases = vec![];
        for (at, assumption) in assumed {
            let bound = vec![(assumption.local, Bound::Value(owner.clone()))];
            let (when, then) = self.within(facts, |c| {
                c.with_locals(bound, |c| {
                    let when = assumption.filter.as_ref().map(|f| c.node(f));
                    let then = match assumption.value.kind {
                        TermKind::Unknown => c.missing(id, Origin::Assumption(at), None),
                        _ => c.term(&assumption.value),
                    };
                    (when, then)
                })
            });
            let then = self.named_sym(Origin::Assumption(at), then);
            cases.push(SymCase { when, then, under: vec![] });
        }
        let under = (0..cases.len() as u32).collect();
        cases.push(SymCase { when: None, then: plain, under });
        let ty = self.declared(id).ty.clone();
        self.join(Combine::Prevail, cases, &ty)
    }

    /// A field, as the law, the profiles and the test have it.
    fn fact_of(&mut self, owner: &Sym, id: FieldId, read: Read, span: Span) -> Sym {
        match owner {
            Sym::Row { table, node } => self.of_row(*table, *node, id, read, span),
            Sym::Record(record) => match (&record.fields[id.index as usize], &record.base) {
                (Some(value), _) => value.clone(),
                (None, Some(base)) => self.fact_of(base, id, read, span),
                (None, None) => self.missing(id, Origin::Given(record.name.clone(), id), Some(record)),
            },
            Sym::Choice(choice) => {
                let mut cases = vec![];
                for case in &choice.cases {
                    let then = self.fact_of(&case.then, id, read.clone(), span);
                    cases.push(SymCase { when: case.when, then, under: case.under.clone() });
                }
                let ty = self.declared(id).ty.clone();
                let joined = self.join(choice.combine, cases, &ty);
                self.guarded(choice.ends, joined)
            }
            _ => {
                let ty = self.declared(id).ty.clone();
                self.unknown(&ty)
            }
        }
    }

    fn of_row(&mut self, table: TableId, node: NodeId, id: FieldId, read: Read, span: Span) -> Sym {
        let entity = match *self.plan.table(table) {
            Table::Entity(entity) => entity,
            Table::Items { .. } => return self.read(table, node, id, read, span),
        };
        if !self.checked.schema.entity(entity).closed {
            return self.of_profile(entity, table, node, id, read, span);
        }
        if let Some(Const::Code(place)) = self.constant(node) {
            return self.of_instance(entity, *place, id, read, span);
        }
        let what = What::Field(node, id, read.clone());
        self.once(what, |c| c.of_some_instance(entity, table, node, id, read, span))
    }

    /// A field of a profile, or what a test puts in its place.
    fn of_profile(
        &mut self,
        entity: EntityId,
        table: TableId,
        node: NodeId,
        id: FieldId,
        read: Read,
        span: Span,
    ) -> Sym {
        let plain = self.read(table, node, id, read, span);
        let put: Vec<(Name, Sym)> = self
            .puts
            .fields
            .iter()
            .filter(|((e, _), _)| *e == entity)
            .filter_map(|((_, key), fields)| Some((key.clone(), fields.get(&id.index)?.clone())))
            .collect();
        let mut cases = vec![];
        for (key, then) in put {
            let Sym::Row { node: one, .. } = self.keyed(entity, &key) else { continue };
            cases.push(SymCase { when: Some(self.same(node, one)), then, under: vec![] });
        }
        if cases.is_empty() {
            return plain;
        }
        let under = (0..cases.len() as u32).collect();
        cases.push(SymCase { when: None, then: plain, under });
        let ty = self.declared(id).ty.clone();
        self.join(Combine::Prevail, cases, &ty)
    }

    /// A field of one closed instance: what a stacked reform sets, before it the test, the law, and last the profile.
    fn of_instance(&mut self, entity: EntityId, place: u32, id: FieldId, read: Read, span: Span) -> Sym {
        if let Some(said) = self.said_of_instance(entity, place, id) {
            return said;
        }
        let (table, node) = self.place(entity, place);
        self.read(table, node, id, read, span)
    }

    fn said_of_instance(&mut self, entity: EntityId, place: u32, id: FieldId) -> Option<Sym> {
        let declared = self.checked.schema.entity(entity);
        let key = declared.closed_keys.get(place as usize)?;
        self.looks_at(LawPart::Field(id, place));
        let law = self.law();
        if let Some(put) = self.puts.fields.get(&(entity, key.clone())).and_then(|f| f.get(&id.index))
            && !law.sets_field(entity, key, id.index)
        {
            return Some(put.clone());
        }
        let origin = Origin::Instance(id, place);
        let instance = self.declared_instance(entity, key);
        let patched = law.patched_field(entity, key, id.index).map(|(value, _)| value);
        if let Some(value) = patched.or_else(|| instance.and_then(|i| i.fields.get(&id.index))) {
            return Some(match value.kind {
                TermKind::Unknown => self.missing(id, origin, None),
                TermKind::Absent => {
                    let ty = self.declared(id).ty.clone();
                    let nothing = self.nothing(&ty, Const::NotApplicable);
                    self.named_sym(origin, nothing)
                }
                _ => {
                    let value = self.term(value);
                    self.named_sym(origin, value)
                }
            });
        }
        let at = declared.key.iter().position(|k| *k == id.index)?;
        let part = self.checked.schema.key_part(entity, key, at)?.to_string();
        self.key_value(&part, id)
    }

    /// A part of a key as a value of its field.
    fn key_value(&mut self, part: &str, id: FieldId) -> Option<Sym> {
        let ty = self.declared(id).ty.clone();
        Some(match &ty {
            Type::Text => Sym::Node(self.text(&Name::new(part))),
            Type::Number(number) => {
                let value = number.written(&Rat::parse_decimal(part)?);
                Sym::Node(self.number(value))
            }
            Type::Date => Sym::Node(self.day(crate::num::date::Date::parse(part)?.days())),
            Type::Enum(of) => {
                let place = self.checked.schema.enumeration(*of).values.iter().position(|v| v.as_str() == part)?;
                Sym::Node(self.constant_node(Const::Code(place as u32), Kind::Code(Codes::Enum(*of))))
            }
            Type::Entity(of) if self.checked.schema.entity(*of).is_keyed() => self.keyed(*of, &Name::new(part)),
            _ => return None,
        })
    }

    /// A field of a closed instance that is not settled by structure.
    fn of_some_instance(
        &mut self,
        entity: EntityId,
        table: TableId,
        node: NodeId,
        id: FieldId,
        read: Read,
        span: Span,
    ) -> Sym {
        let places = self.checked.schema.entity(entity).closed_keys.len() as u32;
        let said: Vec<Option<Sym>> = (0..places).map(|place| self.said_of_instance(entity, place, id)).collect();
        let ty = self.declared(id).ty.clone();
        let few = places <= 64 && matches!(ty, Type::List(_));
        if said.iter().all(Option::is_none) && !few {
            return self.read(table, node, id, read, span);
        }
        if let Type::List(_) = ty {
            return self.list_of_some_instance(entity, table, node, id, said, span);
        }
        let mut options = vec![];
        for (place, said) in said.into_iter().enumerate() {
            let option = match said {
                Some(said) => said,
                None => {
                    let (table, one) = self.place(entity, place as u32);
                    self.read(table, one, id, read.clone(), span)
                }
            };
            options.push(option);
        }
        self.pick(node, options, &ty)
    }

    /// The lists that the law has, each where the reference points to its instance, and the profile's elsewhere.
    fn list_of_some_instance(
        &mut self,
        entity: EntityId,
        table: TableId,
        node: NodeId,
        id: FieldId,
        said: Vec<Option<Sym>>,
        span: Span,
    ) -> Sym {
        let (mut ends, mut parts, mut elsewhere) = (vec![], vec![], vec![]);
        let one_of = self.each_said(entity, id, &said, span).map(|lists| (node, lists));
        let all_said = said.iter().all(Option::is_some);
        for (place, said) in said.into_iter().enumerate() {
            let Some(Sym::List(list)) = said else { continue };
            let (_, one) = self.place(entity, place as u32);
            let here = self.same(node, one);
            elsewhere.push(self.not(here));
            if let Some(own) = list.ends {
                let ended = self.ended(own);
                ends.push(self.and([here, ended]));
            }
            for part in &list.parts {
                parts.push(ListPart { member: self.both(Some(here), part.member), ..part.clone() });
            }
        }
        if all_said && self.may_lack(node) {
            ends.push(self.is_absent(node));
        }
        if !all_said && let Sym::List(list) = self.read(table, node, id, Read::Plain, span) {
            let elsewhere = self.and(elsewhere);
            if let Some(own) = list.ends {
                let ended = self.ended(own);
                ends.push(self.and([elsewhere, ended]));
            }
            for part in &list.parts {
                parts.push(ListPart { member: self.both(Some(elsewhere), part.member), ..part.clone() });
            }
        }
        let ends = Some(self.or(ends)).filter(|e| self.truth_of(*e) != Some(false));
        Sym::List(Arc::new(ListSym { ends, parts, one_of }))
    }

    /// The list of each instance of a closed entity, in the order of places.
    fn each_said(
        &mut self,
        entity: EntityId,
        id: FieldId,
        said: &[Option<Sym>],
        span: Span,
    ) -> Option<Vec<Arc<ListSym>>> {
        let mut lists = vec![];
        for (place, said) in said.iter().enumerate() {
            let list = match said {
                Some(said) => said.clone(),
                None => {
                    let (table, one) = self.place(entity, place as u32);
                    self.read(table, one, id, Read::Plain, span)
                }
            };
            let Sym::List(list) = list else { return None };
            lists.push(list);
        }
        Some(lists)
    }

    /// A field as the table has it.
    fn read(&mut self, table: TableId, of: NodeId, id: FieldId, read: Read, span: Span) -> Sym {
        let (ty, may_be_absent) = (self.declared(id).ty.clone(), self.declared(id).may_be_absent);
        let cut = self.cut();
        let op = |read: Read| Op::Field { of, table, field: id.index, read, cut };
        match &ty {
            Type::List(item) => {
                if read != Read::Plain {
                    self.say(findings::no_plan(span, "a list as of another day"));
                }
                let ends = may_be_absent.then(|| {
                    let count = self.add(op(Read::Plain), Kind::Number);
                    self.is_absent(count)
                });
                let part = self.items(table, of, id, item);
                Sym::List(Arc::new(ListSym { ends, parts: vec![part], one_of: None }))
            }
            Type::Range(item) => {
                let kind = self.kind_of(item).unwrap_or(Kind::Number);
                let mut end = |high: bool| {
                    let op = Op::FieldEnd { of, table, field: id.index, read: read.clone(), cut, high };
                    self.add(op, kind)
                };
                Sym::Range(end(false), end(true))
            }
            Type::Entity(entity) if !self.checked.schema.entity(*entity).is_keyed() => {
                let items = self.plan.table_id(Table::Items { owner: table, field: id });
                let node = self.add(op(read), Kind::Code(Codes::Rows(items)));
                Sym::Row { table: items, node }
            }
            Type::Entity(entity) => {
                let (entity, table) = (*entity, self.plan.table_id(Table::Entity(*entity)));
                let node = self.add(op(read), Kind::Code(Codes::Rows(table)));
                Sym::Row { table, node: self.among(entity, node) }
            }
            ty => {
                let kind = self.kind_of(ty).unwrap_or(Kind::Cond);
                Sym::Node(self.add(op(read), kind))
            }
        }
    }

    /// The items of a list field of whatever a reference points to.
    fn items(&mut self, table: TableId, owner: NodeId, id: FieldId, item: &Type) -> ListPart {
        let (parent, cut) = (self.frame(owner), self.cut());
        let items = self.plan.table_id(Table::Items { owner: table, field: id });
        let frame = self.plan.frame_id(Frame::Expand { parent, owner, items, cut });
        let here = self.plan.add(Op::Here(items), frame, Kind::Code(Codes::Rows(items)));
        let value = |c: &mut Self, kind: Kind| {
            c.add(Op::Field { of: here, table: items, field: 0, read: Read::Plain, cut }, kind)
        };
        let item = match item {
            Type::Entity(entity) if !self.checked.schema.entity(*entity).is_keyed() => {
                Sym::Row { table: items, node: here }
            }
            Type::Entity(entity) => {
                let (entity, table) = (*entity, self.plan.table_id(Table::Entity(*entity)));
                let node = value(self, Kind::Code(Codes::Rows(table)));
                Sym::Row { table, node: self.among(entity, node) }
            }
            other => {
                let kind = self.kind_of(other).unwrap_or(Kind::Cond);
                Sym::Node(value(self, kind))
            }
        };
        ListPart { rows: Some(Rows { top: frame, at: frame }), member: None, item }
    }

    /// A field of which nothing is known but what its entity says of it.
    pub(super) fn missing(&mut self, id: FieldId, origin: Origin, record: Option<&Arc<RecordSym>>) -> Sym {
        let ty = self.declared(id).ty.clone();
        match &ty {
            Type::Number(_) | Type::Date => {
                let low = self.limit(id, false, record);
                let high = self.limit(id, true, record);
                let kind = self.kind_of(&ty).unwrap_or(Kind::Number);
                let node = self.within_limits(low, high, kind);
                let node = self.perhaps_absent(id, node);
                Sym::Node(self.named(origin, node))
            }
            Type::List(item) => {
                let table = self.plan.table_id(Table::Entity(id.entity));
                let owner = self.constant_node(Const::Unknown, Kind::Code(Codes::Rows(table)));
                let owner = self.named(origin, owner);
                let part = self.items(table, owner, id, item);
                Sym::List(Arc::new(ListSym { ends: None, parts: vec![part], one_of: None }))
            }
            Type::Range(item) => {
                let kind = self.kind_of(item).unwrap_or(Kind::Number);
                let end = self.constant_node(Const::Unknown, kind);
                let end = self.named(origin, end);
                Sym::Range(end, end)
            }
            Type::Entity(entity) if !self.checked.schema.entity(*entity).is_keyed() => {
                let fields = vec![None; self.checked.schema.entity(*entity).fields.len()];
                let name = match &record {
                    Some(record) => Name::from(format!("{}.{}", record.name, self.declared(id).path)),
                    None => self.declared(id).path.clone(),
                };
                Sym::Record(Arc::new(RecordSym { entity: *entity, fields, base: None, name }))
            }
            _ => {
                let unknown = match self.unknown(&ty) {
                    Sym::Node(node) => Sym::Node(self.perhaps_absent(id, node)),
                    Sym::Row { table, node } => Sym::Row { table, node: self.perhaps_absent(id, node) },
                    other => other,
                };
                self.named_sym(origin, unknown)
            }
        }
    }

    /// An unknown value; where the field may be absent, that is possible too.
    fn perhaps_absent(&mut self, id: FieldId, node: NodeId) -> NodeId {
        if !self.declared(id).may_be_absent {
            return node;
        }
        let absent = self.constant_node(Const::Unknown, Kind::Cond);
        self.guard(Some(absent), node)
    }

    /// A limit of a number; that of another field of the same record is the field itself, if the record says it.
    fn limit(&mut self, id: FieldId, high: bool, record: Option<&Arc<RecordSym>>) -> Option<NodeId> {
        let field = self.declared(id);
        let kind = if field.ty == Type::Date { Kind::Date } else { Kind::Number };
        match if high { &field.high } else { &field.low } {
            None => None,
            Some(Limit::Number(value)) => {
                let value = value.clone();
                Some(self.exactly(value, kind))
            }
            Some(Limit::Field(other)) => {
                let other = *other;
                match record.and_then(|r| r.fields[other as usize].clone()) {
                    Some(Sym::Node(node)) => Some(node),
                    _ => self.outer_limit(FieldId { index: other, ..id }, high, 0).map(|v| self.exactly(v, kind)),
                }
            }
        }
    }

    /// The limit of a field as numbers alone have it.
    fn outer_limit(&self, id: FieldId, high: bool, depth: u32) -> Option<Rat> {
        let field = self.declared(id);
        match if high { &field.high } else { &field.low } {
            Some(Limit::Number(value)) => Some(value.clone()),
            Some(Limit::Field(other)) if depth < 64 => {
                self.outer_limit(FieldId { index: *other, ..id }, high, depth + 1)
            }
            _ => None,
        }
    }

    fn within_limits(&mut self, low: Option<NodeId>, high: Option<NodeId>, kind: Kind) -> NodeId {
        let end = |c: &Self, node: NodeId, high: bool| match c.named_constant(node) {
            Some(Const::Number(a, b)) => Some(if high { b.clone() } else { a.clone() }),
            Some(Const::Unknown | Const::NotApplicable) => Some(None),
            _ => None,
        };
        let ends = (low.map_or(Some(None), |n| end(self, n, false)), high.map_or(Some(None), |n| end(self, n, true)));
        if let (Some(low), Some(high)) = ends {
            let backwards = matches!((&low, &high), (Some(l), Some(h)) if l > h);
            let value = if backwards { Const::Gap } else { Const::Number(low, high) };
            return self.constant_node(value, kind);
        }
        let open = self.constant_node(Const::Number(None, None), kind);
        self.add(Op::Between(low.unwrap_or(open), high.unwrap_or(open)), kind)
    }

    /// All instances of an entity: those of a closed one that the law has, or the profiles that count.
    pub(super) fn all(&mut self, entity: EntityId) -> ListSym {
        let table = self.plan.table_id(Table::Entity(entity));
        if self.checked.schema.entity(entity).closed {
            self.looks_at(LawPart::Instances(entity));
            let places = self.law().instances(self.checked, entity);
            let parts = places.into_iter().map(|place| {
                let (table, node) = self.place(entity, place);
                ListPart { rows: None, member: None, item: Sym::Row { table, node } }
            });
            return ListSym { ends: None, parts: parts.collect(), one_of: None };
        }
        let frame = self.plan.frame_id(Frame::Rows(table));
        debug_assert_eq!(self.plan.parent(frame), Some(UNIT));
        let node = self.plan.add(Op::Here(table), frame, Kind::Code(Codes::Rows(table)));
        let counts = self.add(Op::Counted(node), Kind::Cond);
        let item = Sym::Row { table, node };
        ListSym {
            ends: None,
            parts: vec![ListPart { rows: Some(Rows { top: frame, at: frame }), member: Some(counts), item }],
            one_of: None,
        }
    }
}
