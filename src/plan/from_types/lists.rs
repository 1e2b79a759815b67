//! Lists, and what is made of their items.
//!
//! Known items are unrolled; items that are rows run over a frame below the *floor*, the deepest frame that
//! the list, its conditions and what is computed of its items depend on.

use super::{Bound, Compiler, MAX_ITEMS, MOST_WRITTEN};
use crate::diag::plan as findings;
use crate::num::bounds::Bounds;
use crate::num::rat::Rat;
use crate::plan::sym::{ChoiceSym, ListPart, ListSym, RecordSym, Rows, Sym, SymCase};
use crate::plan::{Binary, Codes, Combine, Comparison, Const, FrameId, Kind, NodeId, Op, Part, Reduction, UNIT, Unary};
use crate::syntax::ast::expr::{Aggregate, Quantifier};
use crate::text::Span;
use crate::types::schema::{Limit, Type};
use crate::types::term::{Bind, LocalId, Term, TermKind};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What binders run over, once for each combination of their items.
struct Spread {
    /// What makes the first list, and so the whole, not applicable.
    ends: Option<NodeId>,
    /// The frame of what is made of the items.
    frame: FrameId,
    /// The items: the value of the body.
    parts: Vec<ListPart>,
}

/// What is computed for each combination.
struct Inside<'t> {
    binds: &'t [Bind],
    filter: Option<&'t Term>,
    body: &'t Term,
    span: Span,
}

impl Compiler<'_> {
    /// A list.
    pub(super) fn list(&mut self, term: &Term) -> Arc<ListSym> {
        match self.term(term) {
            Sym::List(list) => list,
            _ => match self.nothing(&Type::List(Box::new(Type::Bool)), Const::Unknown) {
                Sym::List(list) => list,
                _ => Arc::default(),
            },
        }
    }

    /// The deepest frame of the locals that terms use, those that they bind themselves left out.
    fn floor_of<'t>(&mut self, terms: impl Iterator<Item = &'t Term>, binders: &BTreeSet<LocalId>) -> FrameId {
        let mut used = BTreeSet::new();
        for term in terms {
            term.walk(&mut |t| {
                if let TermKind::Local(local) = t.kind
                    && !binders.contains(&local)
                {
                    used.insert((local, t.span));
                }
            });
        }
        let mut floor = UNIT;
        for (local, span) in used {
            if let Some(Bound::Let(term)) = self.locals.get(&local).cloned()
                && let Some(value) = self.down(span, |c| c.term(&term))
            {
                self.locals.insert(local, Bound::Value(value));
            }
            if let Some(Bound::Value(sym)) = self.locals.get(&local) {
                floor = self.plan.deeper(floor, self.plan.frame_of(sym));
            }
        }
        floor
    }

    /// What is made of a list; of one of several, by the place of a code, what is made of each.
    pub(super) fn of_list(
        &mut self,
        list: &Arc<ListSym>,
        kind: Kind,
        make: &mut dyn FnMut(&mut Self, &Arc<ListSym>) -> NodeId,
    ) -> NodeId {
        let Some((code, lists)) = &list.one_of else { return make(self, list) };
        let options = lists.iter().map(|list| self.of_list(list, kind, make)).collect();
        self.choose(*code, options, kind)
    }

    /// The list that the first binder runs over.
    fn first_list(&mut self, binds: &[Bind]) -> Arc<ListSym> {
        binds.first().map_or_else(Arc::default, |first| self.list(&first.list))
    }

    fn spread(&mut self, inside: &Inside, list: &Arc<ListSym>) -> Spread {
        let Some((_, rest)) = inside.binds.split_first() else {
            return Spread { ends: None, frame: UNIT, parts: vec![] };
        };
        let binders: BTreeSet<LocalId> = inside.binds.iter().map(|b| b.local).collect();
        let terms = rest.iter().map(|b| &b.list).chain(inside.filter).chain([inside.body]);
        let outer = self.floor_of(terms, &binders);
        let frame = self.plan.deeper(outer, self.plan.frame_of_list(list));
        let mut parts = vec![];
        self.spread_over(inside, 0, list, Walk { rows: None, member: None, floor: frame }, &mut parts);
        let settled = parts.iter().all(|p: &ListPart| p.rows.is_none());
        let frame = match settled {
            true => {
                let items = ListSym { ends: None, parts, one_of: None };
                let tight = self.plan.frame_of_list(&items);
                parts = items.parts;
                tight
            }
            false => frame,
        };
        Spread { ends: list.ends, frame, parts }
    }

    fn spread_over(&mut self, inside: &Inside, level: usize, list: &ListSym, walk: Walk, out: &mut Vec<ListPart>) {
        for part in &list.parts {
            self.written += 1;
            if out.len() >= MAX_ITEMS || self.written > MOST_WRITTEN {
                self.stands_alone();
                self.say(findings::too_many(inside.span, MAX_ITEMS));
                return;
            }
            let part = self.plan.part_under(part, walk.floor);
            let member = self.both(walk.member, part.member);
            if member.is_some_and(|m| self.truth_of(m) == Some(false)) {
                continue;
            }
            let next = match part.rows {
                None => Walk { member, ..walk },
                Some(rows) => {
                    let top = walk.rows.map_or(rows.top, |r| r.top);
                    Walk { rows: Some(Rows { top, at: rows.at }), member, floor: rows.at }
                }
            };
            let bound = vec![(inside.binds[level].local, Bound::Value(part.item.clone()))];
            self.with_locals(bound, |c| c.spread_below(inside, level + 1, next, out));
        }
    }

    fn spread_below(&mut self, inside: &Inside, level: usize, walk: Walk, out: &mut Vec<ListPart>) {
        let Some(bind) = inside.binds.get(level) else { return self.spread_item(inside, walk, out) };
        let list = self.list(&bind.list);
        let mut walk = walk;
        if let Some(ends) = list.ends {
            // A list that does not apply is one item that does not.
            let there = self.bool(true);
            let there = self.guard(Some(ends), there);
            let gone = self.is_absent(there);
            let item = self.nothing(&inside.body.ty, Const::NotApplicable);
            out.push(ListPart { rows: walk.rows, member: self.both(walk.member, Some(gone)), item });
            walk.member = self.both(walk.member, Some(there));
        }
        self.spread_over(inside, level, &list, walk, out);
    }

    fn spread_item(&mut self, inside: &Inside, walk: Walk, out: &mut Vec<ListPart>) {
        let filter = inside.filter.map(|f| self.node(f));
        let member = self.both(walk.member, filter);
        if member.is_some_and(|m| self.truth_of(m) == Some(false)) {
            return;
        }
        let item = self.term(inside.body);
        out.push(ListPart { rows: walk.rows, member, item });
    }

    /// One column for each part, in the frame of its rows.
    fn columns(&mut self, spread: &Spread, mut column: impl FnMut(&mut Self, &Sym) -> Option<NodeId>) -> Vec<Part> {
        let mut parts = vec![];
        for part in &spread.parts {
            let frame = part.rows.map_or(spread.frame, |r| r.at);
            let value = column(self, &part.item);
            parts.push(Part { frame, member: part.member, value });
        }
        parts
    }

    fn reduced(&mut self, reduction: Reduction, spread: &Spread, parts: Vec<Part>, kind: Kind) -> NodeId {
        let node = self.reduce(reduction, parts, spread.frame, kind);
        match spread.ends {
            Some(ends) => self.guard(Some(ends), node),
            None => node,
        }
    }

    /// `(some x in L has C)`
    pub(super) fn quantified(&mut self, quantifier: Quantifier, binds: &[Bind], body: &Term, span: Span) -> Sym {
        let inside = Inside { binds, filter: None, body, span };
        let reduction = if quantifier == Quantifier::Every { Reduction::Every } else { Reduction::Some };
        let list = self.first_list(binds);
        let node = self.of_list(&list, Kind::Cond, &mut |c, list| {
            let spread = c.spread(&inside, list);
            let parts = c.columns(&spread, |c, item| Some(c.column(item, &Type::Bool, span)));
            c.reduced(reduction, &spread, parts, Kind::Cond)
        });
        Sym::Node(if quantifier == Quantifier::No { self.not(node) } else { node })
    }

    /// `sum(E for x in L where C)`
    pub(super) fn aggregate(
        &mut self,
        kind: Aggregate,
        binds: &[Bind],
        filter: Option<&Term>,
        body: &Term,
        ty: &Type,
        span: Span,
    ) -> Sym {
        let (inside, list) = (Inside { binds, filter, body, span }, self.first_list(binds));
        if kind == Aggregate::List {
            return Sym::List(self.each_item(&inside, &list));
        }
        if kind == Aggregate::The && matches!(ty, Type::Entity(_)) {
            return self.the_instance(&inside, &list, ty);
        }
        let result = self.kind_of(ty).unwrap_or(Kind::Number);
        Sym::Node(self.of_list(&list, result, &mut |c, list| {
            let spread = c.spread(&inside, list);
            c.aggregated(kind, &inside, &spread, result)
        }))
    }

    /// The instance or record of the only item: of one table a reference. Others are a choice among all, none where it is
    /// not one; of items that run over rows each of their columns is that of the only one.
    fn the_instance(&mut self, inside: &Inside, list: &Arc<ListSym>, ty: &Type) -> Sym {
        let spread = self.spread(inside, list);
        let table = spread.parts.iter().find_map(|part| match &part.item {
            Sym::Row { table, .. } => Some(*table),
            _ => None,
        });
        let in_table = |part: &ListPart| matches!(&part.item, Sym::Row { table: own, .. } if Some(*own) == table);
        if let (Some(table), true) = (table, spread.parts.iter().all(in_table)) {
            let kind = Kind::Code(Codes::Rows(table));
            let parts = self.columns(&spread, |c, item| Some(c.column(item, ty, inside.span)));
            return Sym::Row { table, node: self.reduced(Reduction::Only, &spread, parts, kind) };
        }
        let alone = self.are(&spread, Rat::ONE);
        let none = self.not(alone);
        let mut cases = vec![SymCase { when: Some(none), then: self.nothing(ty, Const::Gap), under: vec![] }];
        for (at, part) in spread.parts.iter().enumerate() {
            let own = Spread { ends: None, frame: spread.frame, parts: vec![part.clone()] };
            let (there, then) = match part.rows {
                None => (part.member.map(|member| self.is_true(member)), Some(part.item.clone())),
                Some(_) => (Some(self.are(&own, Rat::ONE)), self.only_of(&own, &part.item)),
            };
            // Beside an item that is there for sure, no other can be the only one.
            let others = spread.parts.iter().enumerate().filter(|(other, _)| *other != at);
            let others = Spread { parts: others.map(|(_, part)| part.clone()).collect(), ..own };
            let no_other = (!others.parts.is_empty()).then(|| self.are(&others, Rat::ZERO));
            let Some(then) = then else {
                self.say(findings::no_plan(inside.span, "which of these is the only one, with the lists in it,"));
                return self.unknown(ty);
            };
            let when = self.and(there.into_iter().chain(no_other));
            cases.push(SymCase { when: Some(when), then, under: vec![] });
        }
        let joined = self.join(Combine::Partition, cases, ty);
        self.guarded(spread.ends, joined)
    }

    /// Whether there are so many items.
    fn are(&mut self, spread: &Spread, many: Rat) -> NodeId {
        let parts = self.columns(spread, |_, _| None);
        let count = self.reduce(Reduction::Count, parts, spread.frame, Kind::Number);
        let many = self.number(many);
        self.compare(Comparison::Eq, count, many)
    }

    /// What stands for each row of a part, of the only row that is an item. `None`: it holds lists of rows.
    fn only_of(&mut self, part: &Spread, sym: &Sym) -> Option<Sym> {
        if self.plan.is_above(self.plan.frame_of(sym), part.frame) && !matches!(sym, Sym::List(_)) {
            return Some(sym.clone());
        }
        let only = |c: &mut Self, node: NodeId| {
            let (kind, parts) = (c.kind(node), c.columns(part, |_, _| Some(node)));
            c.reduce(Reduction::Only, parts, part.frame, kind)
        };
        Some(match sym {
            Sym::Node(node) => Sym::Node(only(self, *node)),
            Sym::Row { table, node } => Sym::Row { table: *table, node: only(self, *node) },
            Sym::Range(low, high) => Sym::Range(only(self, *low), only(self, *high)),
            Sym::Record(record) => {
                let mut made = RecordSym::clone(record);
                for field in made.fields.iter_mut().flatten().chain(&mut made.base) {
                    *field = self.only_of(part, field)?;
                }
                Sym::Record(Arc::new(made))
            }
            Sym::Choice(choice) => {
                let mut made = ChoiceSym::clone(choice);
                made.ends = made.ends.map(|ends| only(self, ends));
                for case in &mut made.cases {
                    case.when = case.when.map(|when| only(self, when));
                    case.then = self.only_of(part, &case.then)?;
                }
                Sym::Choice(Arc::new(made))
            }
            Sym::List(list) => {
                let mut made = ListSym { one_of: None, ..ListSym::clone(list) };
                made.ends = made.ends.map(|ends| only(self, ends));
                for item in &mut made.parts {
                    if item.rows.is_some() {
                        return None;
                    }
                    item.member = item.member.map(|member| only(self, member));
                    item.item = self.only_of(part, &item.item)?;
                }
                Sym::List(Arc::new(made))
            }
        })
    }

    /// The list of what is made of each item.
    fn each_item(&mut self, inside: &Inside, list: &Arc<ListSym>) -> Arc<ListSym> {
        let one_of = list.one_of.as_ref().map(|(code, lists)| {
            let each = lists.iter().map(|list| self.each_item(inside, list)).collect();
            (*code, each)
        });
        let spread = self.spread(inside, list);
        Arc::new(ListSym { ends: spread.ends, parts: spread.parts, one_of })
    }

    fn aggregated(&mut self, kind: Aggregate, inside: &Inside, spread: &Spread, result: Kind) -> NodeId {
        let body = inside.body;
        let reduction = match kind {
            // What a `where` lets pass is an item, and is not asked a second time.
            Aggregate::Count if inside.filter.is_some() => {
                let parts = self.columns(spread, |_, _| None);
                return self.reduced(Reduction::Count, spread, parts, Kind::Number);
            }
            Aggregate::Count | Aggregate::List => return self.count(spread),
            Aggregate::CountDistinct => return self.distinct(spread, body),
            Aggregate::Sum => Reduction::Sum,
            Aggregate::Min => Reduction::Min,
            Aggregate::Max => Reduction::Max,
            Aggregate::Average => Reduction::Average,
            Aggregate::Median => Reduction::Median,
            Aggregate::Share => Reduction::Share,
            Aggregate::The => Reduction::Only,
        };
        let mut parts = self.columns(spread, |c, item| Some(c.column(item, &body.ty, body.span)));
        if !matches!(reduction, Reduction::Share | Reduction::Only) {
            for part in &mut parts {
                part.value = part.value.zip(part.member).map(|(v, m)| self.clipped(v, m)).or(part.value);
            }
        }
        self.reduced(reduction, spread, parts, result)
    }

    /// The value of an item that is one only where a condition holds: what the condition says of the value itself
    /// bounds it. Where the condition does not hold the value is not looked at.
    fn clipped(&mut self, value: NodeId, member: NodeId) -> NodeId {
        let (mut open, mut ends) = (vec![(member, true)], vec![]);
        while let Some((node, holds)) = open.pop() {
            match &self.plan.node(node).op {
                Op::And(all) if holds => open.extend(all.iter().map(|n| (*n, true))),
                Op::Or(all) if !holds => open.extend(all.iter().map(|n| (*n, false))),
                Op::Not(inner) => open.push((*inner, !holds)),
                Op::Compare(how, a, b) if *a == value || *b == value => {
                    let (above, other) = if *a == value { (*b, true) } else { (*a, false) };
                    match (how, holds) {
                        (Comparison::Eq, true) => ends.extend([(Binary::Min, above), (Binary::Max, above)]),
                        (Comparison::Eq, false) => {}
                        _ if holds == other => ends.push((Binary::Min, above)),
                        _ => ends.push((Binary::Max, above)),
                    }
                }
                _ => {}
            }
        }
        let kind = self.kind(value);
        ends.into_iter().rev().fold(value, |value, (op, end)| self.binary(op, value, end, kind))
    }

    /// How many items; those whose value is not applicable are skipped, and a conflict or gap passes on, as in any
    /// aggregate.
    fn count(&mut self, spread: &Spread) -> NodeId {
        let lapses = |c: &Self, item: &Sym| match item {
            Sym::Node(node) | Sym::Row { node, .. } => c.may_lack(*node),
            Sym::Choice(choice) => choice.ends.is_some() || choice.combine != Combine::Partition,
            Sym::List(list) => list.ends.is_some(),
            Sym::Record(_) | Sym::Range(..) => false,
        };
        if !spread.parts.iter().any(|p| lapses(self, &p.item)) {
            let parts = self.columns(spread, |_, _| None);
            return self.reduced(Reduction::Count, spread, parts, Kind::Number);
        }
        let one = self.number(Rat::ONE);
        let parts = self.columns(spread, |c, item| {
            Some(match item {
                Sym::Node(node) | Sym::Row { node, .. } => {
                    let gone = c.is_absent(*node);
                    c.guard(Some(gone), one)
                }
                Sym::Choice(choice) => {
                    let there = c.over_choice(choice, |c, _| c.bool(true));
                    let gone = c.is_absent(there);
                    c.guard(Some(gone), one)
                }
                Sym::List(list) => c.guard(list.ends, one),
                Sym::Record(_) | Sym::Range(..) => one,
            })
        });
        self.reduced(Reduction::Sum, spread, parts, Kind::Number)
    }

    fn distinct(&mut self, spread: &Spread, body: &Term) -> NodeId {
        let by_key = spread.parts.iter().any(|p| matches!(p.item, Sym::Record(_) | Sym::Choice(_)));
        let parts = self.columns(spread, |c, item| match c.key_column(item, by_key, body.span) {
            Some(node) => Some(node),
            None => Some(c.column(item, &body.ty, body.span)),
        });
        self.reduced(Reduction::Distinct, spread, parts, Kind::Number)
    }

    /// `x in L`
    pub(super) fn in_list(&mut self, item: &Term, list: &Term, span: Span) -> Sym {
        let (item, list) = (self.term(item), self.list(list));
        Sym::Node(self.of_list(&list, Kind::Cond, &mut |c, list| c.is_in(&item, list, span)))
    }

    fn is_in(&mut self, item: &Sym, list: &ListSym, span: Span) -> NodeId {
        let frame = self.plan.deeper(self.plan.frame_of(item), self.plan.frame_of_list(list));
        let (mut parts, mut settled) = (vec![], Some(false));
        for part in &list.parts {
            let part = self.plan.part_under(part, frame);
            let value = self.identical(item, &part.item, span);
            settled = match (settled, self.truth_of(value), part.member) {
                (Some(any), Some(same), None) => Some(any || same),
                _ => None,
            };
            parts.push(Part { frame: part.rows.map_or(frame, |r| r.at), member: part.member, value: Some(value) });
        }
        let node = match settled {
            Some(known) if !parts.is_empty() => self.bool(known),
            _ => self.reduce(Reduction::Some, parts, frame, Kind::Cond),
        };
        self.guard(list.ends, node)
    }

    /// `L + L`
    pub(super) fn concat(&mut self, a: &Term, b: &Term) -> Sym {
        let (a, b) = (self.list(a), self.list(b));
        let ends: Vec<NodeId> = a.ends.into_iter().chain(b.ends).collect();
        let ends = if ends.is_empty() { None } else { Some(self.or(ends)) };
        let parts = a.parts.iter().chain(&b.parts).cloned().collect();
        Sym::List(Arc::new(ListSym { ends, parts, one_of: None }))
    }

    /// `list(a, n of b)`
    pub(super) fn list_literal(&mut self, items: &[(Option<Term>, Term)], span: Span) -> Sym {
        let mut parts: Vec<ListPart> = vec![];
        for (times, item) in items {
            let times = match times {
                None => 1,
                Some(times) => {
                    let node = self.node(times);
                    match self.whole(node) {
                        Some(times) => usize::try_from(times).unwrap_or(0),
                        None => {
                            self.say(findings::endless(times.span));
                            0
                        }
                    }
                }
            };
            if parts.len().saturating_add(times) > MAX_ITEMS {
                self.say(findings::too_many(span, MAX_ITEMS));
                break;
            }
            let item = self.term(item);
            parts.extend(std::iter::repeat_n(ListPart { rows: None, member: None, item }, times));
        }
        Sym::List(Arc::new(ListSym { ends: None, parts, one_of: None }))
    }

    /// The whole number that a node is by itself or under a name.
    pub(super) fn whole(&self, node: NodeId) -> Option<i64> {
        match self.named_constant(node) {
            Some(Const::Number(Some(low), Some(high))) if low == high => low.to_i64(),
            _ => None,
        }
    }

    /// `a .. b` as a list: every number that it may hold, each a member where it lies between the ends.
    pub(super) fn whole_numbers(&mut self, low: &Term, high: &Term, span: Span) -> Sym {
        let (low, high) = (self.node(low), self.node(high));
        let first = self.bounds(low, 0).lo().and_then(|r| r.ceil().to_i64());
        let last = self.bounds(high, 0).hi().and_then(|r| r.floor().to_i64());
        let (Some(first), Some(last)) = (first, last) else {
            self.say(findings::endless(span));
            return Sym::List(Arc::default());
        };
        if last.saturating_sub(first) >= MAX_ITEMS as i64 {
            self.say(findings::too_many(span, MAX_ITEMS));
            return Sym::List(Arc::default());
        }
        let mut parts = vec![];
        for number in first..=last {
            let item = self.number(Rat::int(number));
            let from = self.compare(Comparison::Le, low, item);
            let until = self.compare(Comparison::Le, item, high);
            let member = self.both(Some(from), Some(until));
            if member.is_none_or(|m| self.truth_of(m) != Some(false)) {
                parts.push(ListPart { rows: None, member, item: Sym::Node(item) });
            }
        }
        Sym::List(Arc::new(ListSym { ends: None, parts, one_of: None }))
    }

    /// What a number is between, whatever the profiles say.
    fn bounds(&self, node: NodeId, depth: u32) -> Bounds {
        if depth > 32 {
            return Bounds::UNKNOWN;
        }
        let of = |n: NodeId| self.bounds(n, depth + 1);
        match &self.plan.node(node).op {
            Op::Const(Const::Number(low, high)) => Bounds::new(low.clone(), high.clone()).unwrap_or(Bounds::UNKNOWN),
            Op::Named(_, inner) => of(*inner),
            Op::Guard { value, .. } => of(*value),
            Op::Between(low, high) => {
                Bounds::new(of(*low).lo().cloned(), of(*high).hi().cloned()).unwrap_or(Bounds::UNKNOWN)
            }
            Op::Unary(Unary::Neg, a) => -&of(*a),
            Op::Unary(Unary::Abs, a) => of(*a).abs(),
            Op::Binary(op, a, b) => match op {
                Binary::Add => &of(*a) + &of(*b),
                Binary::Sub => &of(*a) - &of(*b),
                Binary::Mul => &of(*a) * &of(*b),
                Binary::Div => of(*a).div(&of(*b)).image.unwrap_or(Bounds::UNKNOWN),
                Binary::Min => of(*a).min(&of(*b)),
                Binary::Max => of(*a).max(&of(*b)),
                _ => Bounds::UNKNOWN,
            },
            Op::Choose(_, options) => self.hull(options.iter().copied(), depth),
            Op::Cases(combine, cases)
                if *combine != crate::plan::Combine::Sum && *combine != crate::plan::Combine::Count =>
            {
                self.hull(cases.iter().map(|c| c.then), depth)
            }
            Op::Field { table, field, .. } => self.field_bounds(*table, *field),
            _ => Bounds::UNKNOWN,
        }
    }

    fn hull(&self, mut all: impl Iterator<Item = NodeId>, depth: u32) -> Bounds {
        let Some(first) = all.next() else { return Bounds::UNKNOWN };
        all.fold(self.bounds(first, depth + 1), |b, n| b.hull(&self.bounds(n, depth + 1)))
    }

    fn field_bounds(&self, table: crate::plan::TableId, field: u32) -> Bounds {
        let Some(id) = self.field_of(table, field) else { return Bounds::UNKNOWN };
        let declared = self.checked.schema.field(id);
        if !matches!(declared.ty, Type::Number(_) | Type::Date) {
            return Bounds::UNKNOWN;
        }
        let number = |limit: &Option<Limit>| match limit {
            Some(Limit::Number(value)) => Some(value.clone()),
            _ => None,
        };
        Bounds::new(number(&declared.low), number(&declared.high)).unwrap_or(Bounds::UNKNOWN)
    }
}

/// How far a spread has come.
#[derive(Clone, Copy)]
struct Walk {
    /// The rows that it runs over so far.
    rows: Option<Rows>,
    /// Whether the combination so far is one at all.
    member: Option<NodeId>,
    /// Under which frame the next list stands.
    floor: FrameId,
}
