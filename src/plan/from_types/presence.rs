//! A rule that says what the absence of a value means does not count it again where the value is read.
//!
//! In `f is absent or f > 3` the comparison is looked at only where `f` is there: were it absent, the first side would
//! have decided. So too in a case over which another with the condition `f is absent` prevails.

use super::Compiler;
use crate::plan::sym::{Sym, SymCase};
use crate::plan::{Kind, NodeId, Op};
use std::collections::{BTreeMap, BTreeSet};

impl Compiler<'_> {
    /// The sides of `and` or `or`, each where what another side says is absent is there. `absorbs`: of `or`.
    pub(super) fn beside_absence(&mut self, sides: Vec<NodeId>, absorbs: bool) -> Vec<NodeId> {
        let mut result = sides;
        // One after the other: what a side no longer says for itself another must still say.
        for at in 0..result.len() {
            let others = (0..result.len()).filter(|other| *other != at);
            let absences = others.flat_map(|other| self.absences(result[other], absorbs)).collect();
            result[at] = self.where_there(result[at], &absences);
        }
        result
    }

    /// Cases, each where what its own condition or one that prevails over it says is absent is there.
    pub(super) fn cases_beside_absence(&mut self, cases: Vec<SymCase>) -> Vec<SymCase> {
        let decides: Vec<Vec<NodeId>> =
            cases.iter().map(|c| c.when.map_or_else(Vec::new, |when| self.absences(when, true))).collect();
        if cases.iter().all(|c| c.when.is_none_or(|w| !self.speaks_of_absence(w))) {
            return cases;
        }
        let each = cases.into_iter().map(|case| {
            let over: BTreeSet<NodeId> = case.under.iter().flat_map(|by| decides[*by as usize].clone()).collect();
            let when = case.when.map(|when| self.where_there(when, &over));
            let own = case.when.map_or_else(Vec::new, |when| self.absences(when, false));
            let all = over.into_iter().chain(own).collect();
            SymCase { when, then: self.value_where_there(case.then, &all), under: case.under }
        });
        each.collect()
    }

    /// The absences whose truth decides a junction at once: of `or` (`absorbs`) those that make the condition true, of
    /// `and` those that make it false.
    fn absences(&self, condition: NodeId, absorbs: bool) -> Vec<NodeId> {
        let (mut open, mut found) = (vec![(condition, absorbs)], vec![]);
        while let Some((node, makes)) = open.pop() {
            match &self.plan.node(node).op {
                Op::Named(_, inner) => open.push((*inner, makes)),
                Op::Not(inner) => open.push((*inner, !makes)),
                Op::Or(all) if makes => open.extend(all.iter().map(|n| (*n, true))),
                Op::And(all) if !makes => open.extend(all.iter().map(|n| (*n, false))),
                Op::IsAbsent(_) if makes => found.push(node),
                _ => {}
            }
        }
        found
    }

    fn speaks_of_absence(&self, condition: NodeId) -> bool {
        !self.absences(condition, true).is_empty() || !self.absences(condition, false).is_empty()
    }

    fn value_where_there(&mut self, value: Sym, absences: &BTreeSet<NodeId>) -> Sym {
        match value {
            Sym::Node(node) => Sym::Node(self.where_there(node, absences)),
            Sym::Row { table, node } => Sym::Row { table, node: self.where_there(node, absences) },
            Sym::Range(low, high) => Sym::Range(self.where_there(low, absences), self.where_there(high, absences)),
            other => other,
        }
    }

    /// A node where none of these is absent.
    fn where_there(&mut self, node: NodeId, absences: &BTreeSet<NodeId>) -> NodeId {
        let mut instead: BTreeMap<NodeId, NodeId> = BTreeMap::new();
        for absence in absences {
            let no = self.bool(false);
            instead.insert(*absence, no);
            let Op::IsAbsent(of) = self.plan.node(*absence).op else { continue };
            // A list is absent where the condition says so that ends it.
            match self.plan.node(of).op {
                Op::Guard { ends, .. } => {
                    instead.insert(ends, no);
                }
                _ => {
                    let kind = self.kind(of);
                    let there = self.add(Op::Present(of), kind);
                    instead.insert(of, there);
                }
            }
        }
        self.replaced(node, instead)
    }

    /// A node with others in place of some that it rests on.
    fn replaced(&mut self, node: NodeId, mut instead: BTreeMap<NodeId, NodeId>) -> NodeId {
        let Some(first) = instead.keys().next().copied() else { return node };
        // Operands come before what they are operands of.
        let (mut needed, mut open) = (BTreeSet::new(), vec![node]);
        while let Some(id) = open.pop() {
            if id < first || instead.contains_key(&id) || !needed.insert(id) {
                continue;
            }
            let op = &self.plan.node(id).op;
            open.extend(op.operands());
            open.extend(op.parts().flat_map(|part| part.member.into_iter().chain(part.value)));
        }
        for id in needed {
            let own = self.plan.node(id).clone();
            let op = own.op.map(&|n| instead.get(&n).copied().unwrap_or(n), &|frame| frame);
            if op != own.op {
                let new = match (own.kind, op) {
                    (Kind::Cond, Op::And(all)) => self.and(all),
                    (Kind::Cond, Op::Or(all)) => self.or(all),
                    (Kind::Cond, Op::Not(inner)) => self.not(inner),
                    (_, Op::Guard { ends, value }) => self.guard(Some(ends), value),
                    (kind, op) => self.plan.add(op, own.frame, kind),
                };
                instead.insert(id, new);
            }
        }
        instead.get(&node).copied().unwrap_or(node)
    }
}
