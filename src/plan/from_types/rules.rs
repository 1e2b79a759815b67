//! Calls of definitions and assessments: ends, cases, exceptions.

use super::{Bound, Compiler, Followed, Holds};
use crate::num::rat::Rat;
use crate::plan::law::parts::LawPart;
use crate::plan::memo::{Rests, What};
use crate::plan::sym::{ListPart, ListSym, Sym, SymCase};
use crate::plan::{Combine, Const, Kind, NodeId, Origin};
use crate::text::Span;
use crate::types::body::{Body, Case, EndKind, Join};
use crate::types::cases;
use crate::types::checked::RuleKind;
use crate::types::scales;
use crate::types::schema::Type;
use crate::types::term::{LocalId, RuleId};
use std::sync::Arc;

impl Compiler<'_> {
    /// A rule of arguments, compiled once for all laws that agree in what it rests on.
    pub(super) fn call(&mut self, id: RuleId, args: Vec<Sym>, span: Span) -> Sym {
        self.looks_at(LawPart::Rule(id));
        if let Some(stand_in) = self.stands_in(id, span) {
            return stand_in;
        }
        let made = self.once(What::Rule(id, args.clone()), |c| c.called(id, args.clone(), span));
        self.of_values(&args, made)
    }

    fn called(&mut self, id: RuleId, args: Vec<Sym>, span: Span) -> Sym {
        self.looks_at(LawPart::Rule(id));
        let (law, rule) = (self.law(), self.checked.rule(id));
        let body = law.body(self.checked, id);
        let subjects = rule.subjects.iter().zip(args).map(|(s, a)| (s.local, Bound::Value(a)));
        let lets = body.lets.iter().map(|(_, local, term)| (*local, Bound::Let(Arc::new(term.clone()))));
        let bound: Vec<(LocalId, Bound)> = subjects.chain(lets).collect();
        self.cite_rule(id, body);
        let made = self.down(span, |c| c.with_locals(bound, |c| c.body(id, body, &rule.result)));
        match made {
            Some(sym) => self.named_sym(Origin::Definition(id.0), sym),
            None => self.unknown(&rule.result),
        }
    }

    fn is_read(&mut self, case: &Case) -> bool {
        self.at_within(case.days)
    }

    /// Looks at the sources of a rule, of its clauses and of the cases that are read, once under each law.
    fn cite_rule(&mut self, id: RuleId, body: &Body) {
        let key = (self.at.law, id);
        if !self.cited.contains_key(&key) {
            self.open.push(Rests::default());
            self.cite_clauses(id, body);
            let rests = self.open.pop().unwrap_or_default();
            self.cited.insert(key, rests);
        }
        if let (Some(outer), Some(rests)) = (self.open.last_mut(), self.cited.get(&key)) {
            outer.on(rests);
        }
    }

    fn cite_clauses(&mut self, id: RuleId, body: &Body) {
        let law = self.law();
        let day = law.setting.at;
        let rule = self.checked.rule(id);
        let own = Some(day).filter(|_| rule.added_by.is_none());
        let unless_patched = |by: &[crate::plan::law::PatchId]| own.filter(|_| by.is_empty());
        self.cites(&self.checked.program.decl(law.stands_for(rule.decl)).per, own);
        for (at, end) in body.ends.iter().enumerate() {
            self.cites(&end.per, unless_patched(law.end_by(id, at as u32)));
        }
        for (at, case) in body.cases.iter().enumerate() {
            if self.is_read(case) {
                self.cites(&case.per, unless_patched(law.case_by(id, at as u32)));
            }
        }
    }

    fn body(&mut self, id: RuleId, body: &Body, result: &Type) -> Sym {
        if !body.tested {
            return self.nothing(result, Const::Gap);
        }
        let ends = match self.ends(id, body) {
            Ok(ends) => ends,
            Err(ended) => {
                let nothing = self.nothing(result, Const::NotApplicable);
                return self.named_sym(Origin::End(id.0, ended), nothing);
            }
        };
        let value = match body.join {
            Join::Collect => self.collected(id, body, result),
            join => self.cases_of(id, body, join, result),
        };
        let value = self.where_steps_rise(id, body, value, result);
        self.guarded(ends, value)
    }

    /// What a scale comes to where each of its steps begins above the one before it; elsewhere it says nothing.
    fn where_steps_rise(&mut self, id: RuleId, body: &Body, value: Sym, result: &Type) -> Sym {
        let Some(scale) = &body.scale else { return value };
        let Some(rises) = scales::rises(scale, &mut |step| self.at_within(step.days)) else { return value };
        let rises = self.node(&rises);
        let nothing = self.nothing(result, Const::Gap);
        let nothing = self.named_sym(Origin::Rising(id.0), nothing);
        match self.truth_of(rises) {
            Some(true) => value,
            Some(false) => nothing,
            None => {
                let rises = self.named(Origin::Rising(id.0), rises);
                let cases = [(rises, value), (self.not(rises), nothing)].map(|(when, then)| SymCase {
                    when: Some(when),
                    then,
                    under: vec![],
                });
                self.join(Combine::Partition, cases.into(), result)
            }
        }
    }

    /// What may end the rule before its cases; `Err`: the clause that does.
    fn ends(&mut self, id: RuleId, body: &Body) -> Result<Option<NodeId>, u32> {
        let (mut ends, mut followed) = (vec![], vec![]);
        for (at, end) in body.ends.iter().enumerate() {
            let condition = self.node(&end.when);
            let condition = if end.kind == EndKind::Applies { self.not(condition) } else { condition };
            let truth = self.truth_of(condition);
            followed.push((at as u32, truth.map_or(Holds::As(condition), Holds::Known)));
            match truth {
                Some(true) => {
                    self.note(id, followed, vec![]);
                    return Err(at as u32);
                }
                Some(false) => {}
                None => ends.push(self.named(Origin::End(id.0, at as u32), condition)),
            }
        }
        self.note(id, followed, vec![]);
        Ok(if ends.is_empty() { None } else { Some(self.or(ends)) })
    }

    /// Notes what was looked at, where that is followed.
    fn note(&mut self, rule: RuleId, ends: Vec<(u32, Holds)>, cases: Vec<(u32, Holds, Vec<u32>)>) {
        if let Some(trail) = &mut self.trail {
            trail.push(Followed { rule, ends, cases, cells: vec![] });
        }
    }

    /// Notes whether each cell of a table fits, where that is followed.
    fn note_cells(&mut self, rule: RuleId, body: &Body, read: &[usize]) {
        if self.trail.is_none() || self.checked.rule(rule).kind != RuleKind::Table {
            return;
        }
        let mut cells = vec![];
        for at in read {
            let mut of = vec![];
            for cell in body.cases[*at].cells() {
                let node = self.node(cell);
                of.push(self.truth_of(node).map_or(Holds::As(node), Holds::Known));
            }
            cells.push((*at as u32, of));
        }
        if let Some(trail) = &mut self.trail {
            trail.push(Followed { rule, ends: vec![], cases: vec![], cells });
        }
    }

    /// The condition of a case under its name; `None`: true. `Err`: it cannot hold.
    fn condition(&mut self, id: RuleId, at: usize, case: &Case) -> Result<Option<NodeId>, NodeId> {
        let Some(when) = &case.when else { return Ok(None) };
        let node = self.node(when);
        match self.truth_of(node) {
            Some(true) => Ok(None),
            Some(false) => Err(node),
            None => Ok(Some(self.named(Origin::Case(id.0, at as u32), node))),
        }
    }

    fn value(&mut self, id: RuleId, at: usize, case: &Case) -> Sym {
        let value = self.term(&case.then);
        self.named_sym(Origin::Case(id.0, at as u32), value)
    }

    /// All cases that apply, as a list; those that exclude each other are one item of it.
    fn collected(&mut self, id: RuleId, body: &Body, result: &Type) -> Sym {
        let mut parts: Vec<(usize, ListPart)> = vec![];
        let mut read = vec![];
        for (at, case) in body.cases.iter().enumerate() {
            if !self.is_read(case) {
                continue;
            }
            read.push(at);
            let condition = self.condition(id, at, case);
            self.note(id, vec![], vec![(at as u32, holds(&condition), vec![])]);
            if let Ok(mut member) = condition {
                if member.is_none() && case.label.is_some() {
                    // What holds by itself still has a name, by which an explanation knows it.
                    let holds = self.bool(true);
                    member = Some(self.named(Origin::Case(id.0, at as u32), holds));
                }
                parts.push((at, ListPart { rows: None, member, item: self.value(id, at, case) }));
            }
        }
        if let Type::List(item) = result {
            for group in &body.alternatives {
                let whole = group.whole && group.cases.iter().all(|at| read.contains(at));
                self.one_of_group(&group.cases, whole, &mut parts, item);
            }
        }
        let parts = parts.into_iter().map(|(_, part)| part).collect();
        Sym::List(Arc::new(ListSym { ends: None, parts, one_of: None }))
    }

    /// Makes items of which one at most is there one item; `whole`: one of them is, unless a condition is not
    /// applicable.
    fn one_of_group(&mut self, group: &[usize], whole: bool, parts: &mut Vec<(usize, ListPart)>, item: &Type) {
        let of: Vec<(usize, ListPart)> = parts.iter().filter(|(at, _)| group.contains(at)).cloned().collect();
        let whens: Vec<NodeId> = of.iter().filter_map(|(_, part)| part.member).collect();
        let known = whens.iter().any(|when| matches!(self.named_constant(*when), Some(Const::Bool(_))));
        let ([(first, _), _, ..], false) = (of.as_slice(), known || whens.len() < of.len()) else { return };
        let mut any = whens.clone();
        if whole {
            let mut there = vec![];
            for when in &whens {
                let absent = self.is_absent(*when);
                there.push(self.not(absent));
            }
            any.push(self.and(there));
        }
        // Where none of them is there, nobody looks for what it says.
        let mut cases = vec![];
        for ((_, part), when) in of.iter().zip(&whens) {
            let when = if self.may_lack(*when) { self.is_true(*when) } else { *when };
            cases.push(SymCase { when: Some(when), then: part.item.clone(), under: vec![] });
        }
        let joined = self.join(Combine::Partition, cases, item);
        let joined = ListPart { rows: None, member: Some(self.or(any)), item: joined };
        let place = *first;
        parts.retain(|(at, _)| *at == place || !group.contains(at));
        if let Some((_, part)) = parts.iter_mut().find(|(at, _)| *at == place) {
            *part = joined;
        }
    }

    fn cases_of(&mut self, id: RuleId, body: &Body, join: Join, result: &Type) -> Sym {
        let read: Vec<usize> = (0..body.cases.len()).filter(|at| self.is_read(&body.cases[*at])).collect();
        let order = prevailing(body, &read, join);
        let (mut cases, mut followed) = (vec![], vec![]);
        for (place, at) in read.iter().enumerate() {
            let case = &body.cases[*at];
            let condition = self.condition(id, *at, case);
            followed.push((*at as u32, holds(&condition), order[place].clone()));
            let (when, then) = match condition {
                Ok(when) => (when, self.value(id, *at, case)),
                // It stays for the places of the others, and is left out when they are joined.
                Err(never) => (Some(never), self.nothing(result, Const::Gap)),
            };
            cases.push(SymCase { when, then, under: order[place].clone() });
        }
        if join == Join::Partition && self.checked.rule(id).kind == RuleKind::Scale {
            let rows: Vec<&Case> = read.iter().map(|at| &body.cases[*at]).collect();
            for beyond in scales::outside(&rows) {
                let (when, then) = (Some(self.node(&beyond)), self.nothing(result, Const::Gap));
                cases.push(SymCase { when, then, under: vec![] });
            }
        }
        let cases = self.cases_beside_absence(cases);
        let cases = if join == Join::Count { self.one_each(cases) } else { cases };
        let cases = self.one_of_alternatives(body, &read, cases, result);
        self.note(id, vec![], followed);
        self.note_cells(id, body, &read);
        let combine = match join {
            Join::Prevail | Join::First | Join::Collect => Combine::Prevail,
            Join::Unique => Combine::Unique,
            Join::Partition | Join::Shared | Join::FirstShared => Combine::Partition,
            Join::Sum => Combine::Sum,
            Join::Min => Combine::Min,
            Join::Max => Combine::Max,
            Join::Count => return Sym::Node(self.counted(cases)),
        };
        self.join(combine, cases, result)
    }

    /// How many cases apply; their values are not looked at.
    fn counted(&mut self, cases: Vec<SymCase>) -> NodeId {
        let one = self.number(Rat::ONE);
        let plain = cases.into_iter().map(|c| crate::plan::Case { when: c.when, then: one, under: vec![] }).collect();
        self.cases(Combine::Count, plain, Kind::Number)
    }

    /// Cases that count one each, whatever their values.
    fn one_each(&mut self, cases: Vec<SymCase>) -> Vec<SymCase> {
        let one = Sym::Node(self.number(Rat::ONE));
        cases.into_iter().map(|case| SymCase { then: one.clone(), ..case }).collect()
    }

    /// The cases with those that exclude each other as one: it applies where one of them does, and says what that one
    /// says.
    fn one_of_alternatives(&mut self, body: &Body, read: &[usize], cases: Vec<SymCase>, result: &Type) -> Vec<SymCase> {
        let mut single: Vec<Option<SymCase>> = cases.into_iter().map(Some).collect();
        let mut joined = vec![];
        for group in &body.alternatives {
            let places = (0..read.len()).filter(|place| group.cases.contains(&read[*place]));
            let of: Vec<SymCase> = places.filter_map(|place| single[place].take()).collect();
            let whole = group.whole && of.len() == group.cases.len() || of.iter().any(|case| case.when.is_none());
            let when =
                if whole { None } else { Some(self.or(of.iter().filter_map(|case| case.when).collect::<Vec<_>>())) };
            joined.push(SymCase { when, then: self.join(Combine::Partition, of, result), under: vec![] });
        }
        joined.extend(single.into_iter().flatten());
        joined
    }
}

/// What a compiled condition says of its case.
fn holds(condition: &Result<Option<NodeId>, NodeId>) -> Holds {
    match condition {
        Ok(None) => Holds::Known(true),
        Ok(Some(node)) => Holds::As(*node),
        Err(_) => Holds::Known(false),
    }
}

/// For each case that is read the places of those that prevail over it. A case that is not read hands on what it says:
/// over what its own case prevails another prevails that does so over it.
fn prevailing(body: &Body, read: &[usize], join: Join) -> Vec<Vec<u32>> {
    if matches!(join, Join::First | Join::FirstShared) {
        return (0..read.len() as u32).map(|place| (0..place).collect()).collect();
    }
    if matches!(join, Join::Sum | Join::Min | Join::Max | Join::Count) {
        return vec![vec![]; read.len()];
    }
    let all = cases::prevailing(&body.cases);
    let place = |at: &usize| read.iter().position(|read| read == at).map(|place| place as u32);
    read.iter().map(|at| all[*at].iter().filter_map(place).collect()).collect()
}
