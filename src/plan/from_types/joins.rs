//! Values of any shape joined by cases, guarded, compared.

use super::Compiler;
use crate::diag::plan as findings;
use crate::num::rat::Rat;
use crate::plan::sym::{ChoiceSym, ListPart, ListSym, RecordSym, Sym, SymCase};
use crate::plan::{Binary, Case, Combine, Const, Kind, NodeId, Op, Read, Table, TableId, Unary};
use crate::text::Span;
use crate::types::schema::{FieldId, Type};
use std::collections::BTreeSet;
use std::sync::Arc;

impl Compiler<'_> {
    /// Cases joined, whatever the shape of their values.
    pub(super) fn join(&mut self, combine: Combine, cases: Vec<SymCase>, ty: &Type) -> Sym {
        let cases = self.prune(
            combine,
            cases,
            |c| (c.when, &c.under),
            |c, when, under| SymCase { when, then: c.then.clone(), under },
        );
        match (combine, cases.is_empty()) {
            // Nothing to add is 0.
            (Combine::Sum, true) => return Sym::Node(self.number(Rat::ZERO)),
            (_, true) => return self.nothing(ty, Const::Gap),
            (_, false) => {}
        }
        if let ([SymCase { when: None, then, .. }], false) = (cases.as_slice(), combine == Combine::Count) {
            return then.clone();
        }
        let table = match &cases[0].then {
            Sym::Row { table, .. } => Some(*table),
            _ => None,
        };
        let all = |fits: fn(&Sym) -> bool| cases.iter().all(|c| fits(&c.then));
        if all(|s| matches!(s, Sym::Node(_))) {
            let kind = self.kind_of(ty).unwrap_or(Kind::Number);
            return Sym::Node(self.join_columns(combine, &cases, kind, first_column));
        }
        if let Some(table) = table
            && cases.iter().all(|c| matches!(&c.then, Sym::Row { table: t, .. } if *t == table))
        {
            let kind = Kind::Code(crate::plan::Codes::Rows(table));
            return Sym::Row { table, node: self.join_columns(combine, &cases, kind, first_column) };
        }
        if all(|s| matches!(s, Sym::Range(..))) {
            let kind = match &cases[0].then {
                Sym::Range(low, _) => self.kind(*low),
                _ => Kind::Number,
            };
            let low = self.join_columns(combine, &cases, kind, first_column);
            let high = self.join_columns(combine, &cases, kind, |s| match s {
                Sym::Range(_, high) => Some(*high),
                _ => None,
            });
            return Sym::Range(low, high);
        }
        if all(|s| matches!(s, Sym::List(_))) {
            return self.join_lists(combine, &cases);
        }
        Sym::Choice(Arc::new(ChoiceSym { ends: None, combine, cases }))
    }

    fn join_columns(
        &mut self,
        combine: Combine,
        cases: &[SymCase],
        kind: Kind,
        column: impl Fn(&Sym) -> Option<NodeId>,
    ) -> NodeId {
        let plain =
            cases.iter().filter_map(|c| Some(Case { when: c.when, then: column(&c.then)?, under: c.under.clone() }));
        let plain = plain.collect();
        self.cases(combine, plain, kind)
    }

    /// One of several lists: the items of each belong to it where its case is the one that holds. Two that hold
    /// are a conflict, as lists are not compared.
    fn join_lists(&mut self, combine: Combine, cases: &[SymCase]) -> Sym {
        let no = self.bool(false);
        let state = cases.iter().map(|c| Case { when: c.when, then: no, under: c.under.clone() }).collect();
        let state =
            self.cases(if combine == Combine::Partition { combine } else { Combine::Unique }, state, Kind::Cond);
        let (mut ends, mut parts) = (vec![state], vec![]);
        for case in cases {
            let Sym::List(list) = &case.then else { continue };
            let mut chosen: Vec<NodeId> = vec![];
            if let Some(when) = case.when {
                chosen.push(self.is_true(when));
            }
            for stronger in &case.under {
                if let Some(when) = cases[*stronger as usize].when {
                    let holds = self.is_true(when);
                    chosen.push(self.not(holds));
                }
            }
            let chosen = self.and(chosen);
            if let Some(own) = list.ends {
                let ended = self.ended(own);
                ends.push(self.and([chosen, ended]));
            }
            for part in &list.parts {
                parts.push(ListPart { member: self.both(Some(chosen), part.member), ..part.clone() });
            }
        }
        let ends = Some(self.or(ends)).filter(|e| self.truth_of(*e) != Some(false));
        Sym::List(Arc::new(ListSym { ends, parts, one_of: None }))
    }

    /// Whether a condition that ends something does: true or not applicable.
    pub(super) fn ended(&mut self, ends: NodeId) -> NodeId {
        let there = self.bool(true);
        let there = self.guard(Some(ends), there);
        self.is_absent(there)
    }

    /// A value that a condition ends.
    pub(super) fn guarded(&mut self, ends: Option<NodeId>, sym: Sym) -> Sym {
        let Some(ends) = ends.filter(|e| self.truth_of(*e) != Some(false)) else { return sym };
        match sym {
            Sym::Node(node) => Sym::Node(self.guard(Some(ends), node)),
            Sym::Row { table, node } => Sym::Row { table, node: self.guard(Some(ends), node) },
            Sym::Range(low, high) => Sym::Range(self.guard(Some(ends), low), self.guard(Some(ends), high)),
            Sym::List(list) => {
                let own = list.one_of.clone();
                let one_of = own.map(|(code, lists)| (code, self.each(lists, |c, one| c.guarded(Some(ends), one))));
                let ends = self.or([ends].into_iter().chain(list.ends));
                Sym::List(Arc::new(ListSym { ends: Some(ends), parts: list.parts.clone(), one_of }))
            }
            Sym::Choice(choice) => {
                let ends = self.or([ends].into_iter().chain(choice.ends));
                Sym::Choice(Arc::new(ChoiceSym {
                    ends: Some(ends),
                    combine: choice.combine,
                    cases: choice.cases.clone(),
                }))
            }
            record @ Sym::Record(_) => {
                let cases = vec![SymCase { when: None, then: record, under: vec![] }];
                Sym::Choice(Arc::new(ChoiceSym { ends: Some(ends), combine: Combine::Prevail, cases }))
            }
        }
    }

    /// Each of several lists made into another.
    pub(super) fn each(
        &mut self,
        lists: Vec<Arc<ListSym>>,
        mut make: impl FnMut(&mut Self, Sym) -> Sym,
    ) -> Vec<Arc<ListSym>> {
        let made = lists.into_iter().map(|list| match make(self, Sym::List(list)) {
            Sym::List(list) => list,
            _ => Arc::default(),
        });
        made.collect()
    }

    /// The same condition over each value of a choice.
    pub(super) fn over_choice(
        &mut self,
        choice: &ChoiceSym,
        mut each: impl FnMut(&mut Self, &Sym) -> NodeId,
    ) -> NodeId {
        let mut cases = vec![];
        for case in &choice.cases {
            cases.push(Case { when: case.when, then: each(self, &case.then), under: case.under.clone() });
        }
        let joined = self.cases(choice.combine, cases, Kind::Cond);
        self.guard(choice.ends, joined)
    }

    /// One of several values, by a code's place.
    pub(super) fn pick(&mut self, of: NodeId, options: Vec<Sym>, ty: &Type) -> Sym {
        let columns: Vec<NodeId> = options.iter().filter_map(first_column).collect();
        match options.first() {
            Some(Sym::Node(first)) if columns.len() == options.len() => {
                let kind = self.kind(*first);
                return Sym::Node(self.choose(of, columns, kind));
            }
            Some(Sym::Row { table, node }) if columns.len() == options.len() => {
                let (table, kind) = (*table, self.kind(*node));
                return Sym::Row { table, node: self.choose(of, columns, kind) };
            }
            Some(Sym::Range(low, _)) if columns.len() == options.len() => {
                let kind = self.kind(*low);
                let highs = options
                    .iter()
                    .filter_map(|s| if let Sym::Range(_, high) = s { Some(*high) } else { None })
                    .collect();
                return Sym::Range(self.choose(of, columns, kind), self.choose(of, highs, kind));
            }
            _ => {}
        }
        let kind = self.kind(of);
        let mut cases = vec![];
        for (place, then) in options.into_iter().enumerate() {
            let option = self.constant_node(Const::Code(place as u32), kind);
            cases.push(SymCase { when: Some(self.same(of, option)), then, under: vec![] });
        }
        self.join(Combine::Prevail, cases, ty)
    }

    /// Whether two values are the same: columns by value, instances and profiles by key.
    pub(super) fn identical(&mut self, a: &Sym, b: &Sym, span: Span) -> NodeId {
        match (a, b) {
            (Sym::Node(x), Sym::Node(y)) => match (self.kind(*x), self.kind(*y)) {
                (Kind::Number | Kind::Date, Kind::Number | Kind::Date) => {
                    self.compare(crate::plan::Comparison::Eq, *x, *y)
                }
                _ => self.same(*x, *y),
            },
            (Sym::Row { table: t, node: x }, Sym::Row { table: u, node: y }) if t == u => self.same(*x, *y),
            (Sym::Choice(choice), other) | (other, Sym::Choice(choice)) => {
                let (choice, other) = (Arc::clone(choice), other.clone());
                self.over_choice(&choice, |c, sym| c.identical(sym, &other, span))
            }
            (Sym::Record(x), Sym::Record(y)) if x == y => self.bool(true),
            (Sym::Record(record), other) | (other, Sym::Record(record)) => {
                let keys = self.checked.schema.entity(record.entity).key.clone();
                let own = keys.iter().any(|k| record.fields[*k as usize].is_some());
                match &record.base {
                    Some(base) if !own => self.identical(base, other, span),
                    _ => self.same_keys(record, other, &keys, span),
                }
            }
            _ => {
                self.say(findings::no_plan(span, "whether these are the same"));
                self.constant_node(Const::Unknown, Kind::Cond)
            }
        }
    }

    fn same_keys(&mut self, record: &Arc<RecordSym>, other: &Sym, keys: &[u32], span: Span) -> NodeId {
        if keys.is_empty() {
            return self.bool(false);
        }
        let mut all = vec![];
        for key in keys {
            let field = FieldId { entity: record.entity, index: *key };
            let mine = self.field(&Sym::Record(Arc::clone(record)), field, Read::Plain, span);
            let its = self.field(other, field, Read::Plain, span);
            all.push(self.identical(&mine, &its, span));
        }
        self.and(all)
    }

    /// Which of several records or instances a choice is, as one column: a number for each. Records that are not the same by their
    /// words are told apart.
    pub fn which(&mut self, sym: &Sym, known: &mut Vec<Sym>) -> Option<NodeId> {
        if let Sym::Choice(choice) = sym {
            let mut cases = vec![];
            for case in &choice.cases {
                let then = self.which(&case.then, known)?;
                cases.push(Case { when: case.when, then, under: case.under.clone() });
            }
            let joined = self.cases(choice.combine, cases, Kind::Number);
            return Some(self.guard(choice.ends, joined));
        }
        let place = known.iter().position(|one| one == sym).unwrap_or(known.len());
        if place == known.len() {
            known.push(sym.clone());
        }
        let mut number = self.number(Rat::int(i64::try_from(place).ok()?));
        if let Sym::Row { node, .. } = sym {
            let open = self.add(Op::Unsettled(*node), Kind::Cond);
            let any = self.constant_node(Const::Unknown, Kind::Number);
            let case = |when, then| Case { when: Some(when), then, under: vec![] };
            let settled = self.not(open);
            number = self.cases(Combine::Partition, vec![case(open, any), case(settled, number)], Kind::Number);
        }
        self.of_values(std::slice::from_ref(sym), Sym::Node(number)).node()
    }

    /// What tells instances apart, as one column: the reference, or the key of what a test made up.
    pub(super) fn key_column(&mut self, sym: &Sym, by_key: bool, span: Span) -> Option<NodeId> {
        match sym {
            Sym::Node(node) => Some(*node),
            Sym::Row { node, .. } if !by_key => Some(*node),
            Sym::Row { table, .. } => match *self.plan.table(*table) {
                Table::Entity(entity) => self.only_key(sym, entity, span),
                Table::Items { .. } => None,
            },
            Sym::Record(record) => self.only_key(sym, record.entity, span),
            Sym::Choice(choice) => {
                let mut cases = vec![];
                for case in &choice.cases {
                    let then = self.key_column(&case.then, by_key, span)?;
                    cases.push(Case { when: case.when, then, under: case.under.clone() });
                }
                let kind = cases.first().map_or(Kind::Text, |c| self.kind(c.then));
                let joined = self.cases(choice.combine, cases, kind);
                Some(self.guard(choice.ends, joined))
            }
            Sym::Range(..) | Sym::List(_) => None,
        }
    }

    fn only_key(&mut self, sym: &Sym, entity: crate::types::schema::EntityId, span: Span) -> Option<NodeId> {
        let [key] = self.checked.schema.entity(entity).key[..] else { return None };
        match self.field(sym, FieldId { entity, index: key }, Read::Plain, span) {
            Sym::Node(node) => Some(node),
            _ => None,
        }
    }

    /// Whether a column may have no value by what the rules say: not applicable, conflict or gap. Data that contradict
    /// each other are not counted.
    pub(super) fn may_lack(&self, node: NodeId) -> bool {
        let (mut open, mut seen) = (vec![node], BTreeSet::new());
        while let Some(node) = open.pop() {
            if !seen.insert(node) {
                continue;
            }
            let op = &self.plan.node(node).op;
            match op {
                Op::Const(Const::NotApplicable | Const::Conflict | Const::Gap) => {
                    return true;
                }
                Op::Const(_) | Op::Here(_) | Op::Present(_) | Op::Counted(_) | Op::Unsettled(_) => {}
                Op::Field { table, field, .. } => {
                    if self.field_of(*table, *field).is_some_and(|id| self.checked.schema.field(id).may_be_absent) {
                        return true;
                    }
                    open.extend(op.operands());
                }
                Op::Named(..) | Op::Among(..) | Op::Choose(..) | Op::Not(_) | Op::And(_) | Op::Or(_) => {
                    open.extend(op.operands());
                }
                Op::Compare(..) | Op::Same(..) | Op::OneOf(..) => open.extend(op.operands()),
                Op::Unary(Unary::Neg | Unary::Abs | Unary::Year | Unary::Month, a) => open.push(*a),
                Op::Binary(Binary::Add | Binary::Sub | Binary::Mul | Binary::Min | Binary::Max, a, b) => {
                    open.extend([*a, *b]);
                }
                Op::Cases(Combine::Partition, _) => open.extend(op.operands()),
                _ => return true,
            }
        }
        false
    }

    /// What is made of arguments, where each of them has a value; else the first of conflict, gap, not applicable.
    pub(super) fn of_values(&mut self, args: &[Sym], made: Sym) -> Sym {
        let mut lacking = vec![];
        for arg in args {
            let (Sym::Node(node) | Sym::Row { node, .. }) = arg else { continue };
            if self.may_lack(*node) {
                // Not applicable, and not true, so that in a junction a conflict or gap of another decides.
                let (gone, no) = (self.is_absent(*node), self.bool(false));
                lacking.push(self.guard(Some(gone), no));
            }
        }
        if lacking.is_empty() {
            return made;
        }
        let lacking = self.or(lacking);
        self.guarded(Some(lacking), made)
    }

    /// The declared field of a table; none of items that are no records.
    pub(super) fn field_of(&self, table: TableId, index: u32) -> Option<FieldId> {
        let schema = &self.checked.schema;
        let entity = match *self.plan.table(table) {
            Table::Entity(entity) => entity,
            Table::Items { field, .. } => match &schema.field(field).ty {
                Type::Entity(entity) => *entity,
                Type::List(item) => match **item {
                    Type::Entity(entity) if !schema.entity(entity).is_keyed() => entity,
                    _ => return None,
                },
                _ => return None,
            },
        };
        Some(FieldId { entity, index })
    }
}

fn first_column(sym: &Sym) -> Option<NodeId> {
    match sym {
        Sym::Node(node) | Sym::Row { node, .. } | Sym::Range(node, _) => Some(*node),
        _ => None,
    }
}
