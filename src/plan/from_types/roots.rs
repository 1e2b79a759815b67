//! What is asked of every subject: each assessment and each definition whose subjects all have keys.

use super::{Bound, Compiler};
use crate::plan::law::Standing;
use crate::plan::law::parts::LawPart;
use crate::plan::memo::Rests;
use crate::plan::root::{Root, RootSubject};
use crate::plan::sym::Sym;
use crate::plan::{Codes, Const, Frame, FrameId, Kind, NodeId, Op, Table, UNIT};
use crate::types::checked::{Bearer, Subject};
use crate::types::rules::calls;
use crate::types::schema::{EntityId, Type};
use crate::types::term::{LocalId, RuleId};
use std::collections::BTreeSet;

/// Subjects bound so far.
#[derive(Clone)]
struct Bind {
    frame: FrameId,
    member: Option<NodeId>,
    subjects: Vec<RootSubject>,
}

impl Compiler<'_> {
    /// The roots of some rules, in the order of the rules. What others use is compiled before them, so that no chain of
    /// definitions is as deep as it is long.
    pub(super) fn roots(&mut self, wanted: &dyn Fn(RuleId) -> bool) -> Vec<Root> {
        let (mut roots, mut anew) = (vec![], BTreeSet::new());
        for id in (0..self.checked.rules.len() as u32).map(RuleId).filter(|id| wanted(*id)) {
            match self.plan.memo.roots(self.known_as[self.at.law], self.quiet, id) {
                Some(known) => roots.extend(known.iter().cloned()),
                None => _ = anew.insert(id),
            }
        }
        for id in self.used_first(&|id| anew.contains(&id)) {
            let of_rule = self.roots_of(id);
            if anew.contains(&id) {
                roots.extend(of_rule);
            }
        }
        roots.sort_by_key(|root| root.rule);
        roots
    }

    /// The roots of one rule, kept for all laws that agree in what they rest on.
    fn roots_of(&mut self, id: RuleId) -> Vec<Root> {
        self.open.push(Rests::default());
        self.looks_at(LawPart::Rule(id));
        let mut roots = vec![];
        if self.is_asked(id) {
            let start = Bind { frame: UNIT, member: None, subjects: vec![] };
            self.root(id, 0, start, &mut roots);
        }
        let rests = self.open.pop().unwrap_or_default();
        if self.serves(&rests) {
            self.plan.memo.keep_roots(self.known_as[self.at.law], id, roots.clone(), rests);
        }
        roots
    }

    /// Some rules and all that they call, each after those that it calls.
    fn used_first(&self, wanted: &dyn Fn(RuleId) -> bool) -> Vec<RuleId> {
        let law = self.law();
        let (mut order, mut seen) = (vec![], BTreeSet::new());
        for first in (0..self.checked.rules.len() as u32).map(RuleId).filter(|id| wanted(*id)) {
            let mut open = vec![(first, false)];
            while let Some((id, done)) = open.pop() {
                if done {
                    order.push(id);
                } else if seen.insert(id) {
                    open.push((id, true));
                    open.extend(
                        calls(law.body(self.checked, id).terms()).into_iter().rev().map(|called| (called, false)),
                    );
                }
            }
        }
        order
    }

    fn is_asked(&mut self, id: RuleId) -> bool {
        let rule = self.checked.rule(id);
        let keyed = |s: &Subject| match (&s.ty, &s.list) {
            (_, Some(_)) => true,
            (Type::Entity(entity), None) => self.checked.schema.entity(*entity).is_keyed(),
            _ => false,
        };
        let law = self.law();
        self.at_within(law.days(self.checked, id));
        let stands = match law.standing(self.checked, id) {
            Standing::Law => true,
            Standing::Repealed | Standing::OtherDays => rule.kind.is_assessment(),
            Standing::NotAdded | Standing::NotKnown => false,
        };
        let column = !matches!(rule.result, Type::List(_) | Type::Error)
            && !matches!(rule.result, Type::Entity(e) if !self.checked.schema.entity(e).is_keyed());
        stands && column && rule.body.tested && rule.subjects.iter().all(keyed)
    }

    fn root(&mut self, id: RuleId, level: usize, bind: Bind, roots: &mut Vec<Root>) {
        let rule = self.checked.rule(id);
        let Some(subject) = rule.subjects.get(level) else { return self.root_of(id, bind, roots) };
        let bound: Vec<(LocalId, Bound)> =
            bind.subjects.iter().map(|s| (s.local, Bound::Value(s.value.clone()))).collect();
        let choices = match (&subject.list, &subject.ty) {
            (Some(list), _) => {
                let list = self.with_locals(bound, |c| c.list(list));
                let mut choices = vec![];
                for part in &list.parts {
                    let part = self.plan.part_under(part, bind.frame);
                    let frame = part.rows.map_or(bind.frame, |r| r.at);
                    let there = list.ends.map(|ends| {
                        let yes = self.bool(true);
                        self.guard(Some(ends), yes)
                    });
                    let member = self.both(there, part.member);
                    choices.push((frame, member, part.item));
                }
                choices
            }
            (None, Type::Entity(entity)) => self.instances_of(*entity, bind.frame),
            _ => vec![],
        };
        for (frame, member, value) in choices {
            let member = self.both(bind.member, member);
            let mut next = Bind { frame, member, subjects: bind.subjects.clone() };
            next.subjects.push(self.subject(subject.local, value));
            self.root(id, level + 1, next, roots);
        }
    }

    /// The instances that a subject runs over, each with its frame under another.
    fn instances_of(&mut self, entity: EntityId, under: FrameId) -> Vec<(FrameId, Option<NodeId>, Sym)> {
        if self.checked.schema.entity(entity).closed {
            self.looks_at(LawPart::Instances(entity));
            let places = self.law().instances(self.checked, entity);
            let one = |place: u32| {
                let (table, node) = self.place(entity, place);
                (under, None, Sym::Row { table, node })
            };
            return places.into_iter().map(one).collect();
        }
        let table = self.plan.table_id(Table::Entity(entity));
        let frame = if under == UNIT { Frame::Rows(table) } else { Frame::Cross { parent: under, table } };
        let frame = self.plan.frame_id(frame);
        let node = self.plan.add(Op::Here(table), frame, Kind::Code(Codes::Rows(table)));
        vec![(frame, None, Sym::Row { table, node })]
    }

    fn subject(&self, local: LocalId, value: Sym) -> RootSubject {
        let (table, instance) = match &value {
            Sym::Row { table, node } => {
                let place = match (self.plan.table(*table), self.constant(*node)) {
                    (Table::Entity(entity), Some(Const::Code(place))) => {
                        let key = self.checked.schema.entity(*entity).closed_keys.get(*place as usize);
                        key.map(|key| (*entity, key.clone()))
                    }
                    _ => None,
                };
                (Some(*table), place)
            }
            _ => (None, None),
        };
        RootSubject { local, table, instance, value }
    }

    fn root_of(&mut self, id: RuleId, bind: Bind, roots: &mut Vec<Root>) {
        let rule = self.checked.rule(id);
        let args = bind.subjects.iter().map(|s| s.value.clone()).collect();
        let span = self.checked.program.decl(rule.decl).name_span();
        let value = self.call(id, args, span);
        let bound: Vec<(LocalId, Bound)> =
            bind.subjects.iter().map(|s| (s.local, Bound::Value(s.value.clone()))).collect();
        let bearers = rule.binds.iter().filter_map(|b| match b {
            Bearer::Term(term) => Some(term),
            Bearer::Party(_) => None,
        });
        let binds = self.with_locals(bound, |c| bearers.map(|term| c.term(term)).collect());
        roots.push(Root { rule: id, frame: bind.frame, subjects: bind.subjects, member: bind.member, value, binds });
    }
}
