//! Why an outcome is what it is, read off the columns that gave it.
//!
//! A reason is a rule, the case that decided, the facts, params and sources it stood on, each with reasons below. Much
//! rests on the same: what is below is shared, never copied, and complete; how much of it is told is for whoever tells.
//! Short reasons hold what was enough: of several conditions each of which suffices, the one with the fewest facts.

use crate::analysis::study::{Cell, Study};
use crate::data::{Datum, Value};
use crate::eval::outcome::{Outcome, Values};
use crate::eval::provenance::{CellRead, Chosen};
use crate::eval::run::Runner;
use crate::eval::select::When;
use crate::num::bounds::Bounds;
use crate::num::rat::Rat;
use crate::num::round::Rounding;
use crate::plan::{
    Binary, Case, Frame, FrameId, Kind, NodeId, Op, Origin, Part, Read, Reduction, Table, TableId, Unary,
};
use crate::types::body::EndKind;
use crate::types::schema::{EntityId, FieldId, NumType, Type};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

/// One reason.
#[derive(Clone, Debug)]
pub struct Reason {
    /// What it is about.
    pub what: What,
    /// What came out.
    pub outcome: Outcome,
    /// The kind of its values.
    pub kind: Kind,
    /// Reasons below; reasons of the same share them.
    pub because: Rc<[Reason]>,
    /// Items among them that are not told.
    pub further: Further,
    /// How many things a person must look at: this, and all below as often as they stand there.
    pub weight: usize,
}

impl Reason {
    fn new(what: What, outcome: Outcome, kind: Kind, because: impl Into<Rc<[Reason]>>) -> Reason {
        let because = because.into();
        let weight = size(&because).saturating_add(1);
        Reason { what, outcome, kind, because, further: Further::default(), weight }
    }

    /// Which reasons stand below: the same for all that share them.
    pub fn below(&self) -> *const Reason {
        self.because.as_ptr()
    }
}

/// What a reason is about.
#[derive(Clone, PartialEq, Debug)]
pub enum What {
    /// Something that has a name in the policy.
    Named(Origin),
    /// A field of a profile.
    Field {
        /// The entity or record.
        entity: Option<EntityId>,
        /// The field.
        field: Option<FieldId>,
        /// The cell, and how it is read; `None`: which one is not known.
        cell: Option<CellRead>,
    },
    /// Whether a case holds: rule, place of the case.
    Holds(u32, u32),
    /// What a case says that holds, or may: rule, place of the case.
    Says(u32, u32),
    /// An exception that was tried and did not apply: rule, place of the case.
    NotApplied(u32, u32),
    /// An exception of the law that was tried and did not end the rule: rule, place of the clause.
    NotEnded(u32, u32),
    /// A number was rounded: in which way, to multiples of what, from what, each in which unit.
    Rounded(Rounding, Outcome, Outcome, Box<NumType>),
    /// A result without an end was rounded: of which function, to how many digits.
    Digits(&'static str, u32),
    /// A clause that ended the rule before its cases.
    Ended,
    /// Items that were looked at: how many, and how they were joined.
    Items(Reduction, usize),
}

impl What {
    /// The case of which it tells whether it holds, or what it says.
    pub fn case(&self) -> Option<(u32, u32)> {
        match self {
            What::Named(Origin::Case(rule, case)) | What::Holds(rule, case) | What::Says(rule, case) => {
                Some((*rule, *case))
            }
            _ => None,
        }
    }
}

/// What of many items is not told one by one.
#[derive(Clone, Default, Debug)]
pub struct Further {
    /// How many items.
    pub items: usize,
    /// Which of the reasons below are theirs.
    pub reasons: Range<usize>,
}

/// How much is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Length {
    /// What was enough.
    Short,
    /// What was enough, and what kept items out and clauses from ending a rule.
    Used,
    /// What was enough, and the law's own exceptions that were tried before.
    Tried,
    /// Everything that was looked at.
    Full,
}

/// Explains outcomes of one run. What rests on the same is explained once.
pub struct Explainer<'s> {
    study: &'s Study<'s>,
    runner: &'s Runner<'s>,
    length: Length,
    /// What has been explained: of a node for a row of its frame.
    known: RefCell<BTreeMap<(NodeId, usize), Rc<[Reason]>>>,
    /// What lies so deep that it is explained by itself, before the rest is begun again.
    put_off: RefCell<Option<(NodeId, usize)>>,
}

/// A row of a frame.
#[derive(Clone, Copy)]
struct Place {
    frame: FrameId,
    row: usize,
}

/// How deep reasons are sought at one go.
const DEPTH: usize = 400;
/// How many items of a list are told one by one.
const ITEMS: usize = 12;

impl<'s> Explainer<'s> {
    /// Explains what a run of a study computed.
    pub fn new(study: &'s Study<'s>, runner: &'s Runner<'s>, length: Length) -> Explainer<'s> {
        Explainer { study, runner, length, known: RefCell::default(), put_off: RefCell::default() }
    }

    /// Explains a cell.
    pub fn cell(&self, cell: &Cell) -> Rc<[Reason]> {
        self.node(cell.node, self.study.worlds[cell.world].roots[cell.root].frame, cell.row)
    }

    /// Explains a node in a row of a frame at or below that of the node.
    pub fn node(&self, node: NodeId, frame: FrameId, row: usize) -> Rc<[Reason]> {
        let mut open = vec![(node, self.row(node, Place { frame, row }))];
        loop {
            let Some((node, row)) = open.last().copied() else { return [].into() };
            let reasons = self.reasons_at(node, row, 0);
            match self.put_off.take() {
                Some(deeper) => open.push(deeper),
                None if open.len() == 1 => return reasons,
                None => _ = open.pop(),
            }
        }
    }

    /// The row of the frame of a node that a place hangs below.
    fn row(&self, node: NodeId, at: Place) -> usize {
        self.study.row_of(self.runner, at.frame, at.row, self.study.plan.node(node).frame).unwrap_or(0)
    }

    fn outcome(&self, node: NodeId, at: Place) -> Outcome {
        self.runner.outcome(node, self.row(node, at))
    }

    fn all(&self, nodes: impl IntoIterator<Item = NodeId>, at: Place, depth: usize) -> Vec<Reason> {
        let mut reasons = vec![];
        for node in nodes {
            add(&mut reasons, &self.reasons(node, at, depth));
        }
        reasons
    }

    fn reasons(&self, node: NodeId, at: Place, depth: usize) -> Rc<[Reason]> {
        self.reasons_at(node, self.row(node, at), depth)
    }

    fn reasons_at(&self, node: NodeId, row: usize, depth: usize) -> Rc<[Reason]> {
        // What was put off leaves all above it incomplete.
        if self.put_off.borrow().is_some() {
            return [].into();
        }
        if let Some(known) = self.known.borrow().get(&(node, row)) {
            return known.clone();
        }
        if depth > DEPTH {
            self.put_off.replace(Some((node, row)));
            return [].into();
        }
        let reasons: Rc<[Reason]> = self.reasons_of(node, row, depth).into();
        if self.put_off.borrow().is_none() {
            self.known.borrow_mut().insert((node, row), reasons.clone());
        }
        reasons
    }

    fn reasons_of(&self, id: NodeId, row: usize, depth: usize) -> Vec<Reason> {
        let node = self.study.plan.node(id);
        let (at, deeper) = (Place { frame: node.frame, row }, depth + 1);
        let reason = |what: What, because: Rc<[Reason]>| Reason::new(what, self.outcome(id, at), node.kind, because);
        match &node.op {
            Op::Const(_) | Op::Here(_) | Op::Counted(_) => vec![],
            Op::Named(Origin::Rounded(of), inner) => self.rounded(*inner, of, at, deeper),
            Op::Named(origin, inner) => {
                let leaf = matches!(
                    origin,
                    Origin::Param(..)
                        | Origin::Fact(_)
                        | Origin::ReformParam(..)
                        | Origin::Binds(_)
                        | Origin::Given(..)
                );
                let because = if leaf { [].into() } else { self.reasons(*inner, at, deeper) };
                vec![reason(What::Named(origin.clone()), because)]
            }
            Op::Field { of, table, field, read, .. } | Op::FieldEnd { of, table, field, read, .. } => {
                let mut reasons = vec![reason(self.field(id, *table, *field, row), [].into())];
                reasons.extend_from_slice(&self.reasons(*of, at, deeper));
                match read {
                    Read::Plain => {}
                    Read::AsOf(day) => reasons.extend_from_slice(&self.reasons(*day, at, deeper)),
                    Read::Over(first, last) => reasons.extend(self.all([*first, *last], at, deeper)),
                }
                reasons
            }
            Op::And(parts) => self.connective(parts, at, false, deeper),
            Op::Or(parts) => self.connective(parts, at, true, deeper),
            Op::Unary(Unary::Sqrt(digits), a) => {
                vec![reason(What::Digits("square root", *digits), self.all([*a], at, deeper).into())]
            }
            Op::Unary(Unary::Ln(digits), a) => {
                vec![reason(What::Digits("logarithm", *digits), self.all([*a], at, deeper).into())]
            }
            Op::AnnualRate { digits, at: days, amount } => {
                let flows: Vec<Part> = days.iter().chain(amount).cloned().collect();
                let what = What::Digits("annual rate", *digits);
                let flows = self.reduce(Reduction::Sum, &flows, at, deeper).into_iter();
                flows.map(|flows| Reason { what: what.clone(), outcome: self.outcome(id, at), ..flows }).collect()
            }
            Op::Compare(_, a, b) | Op::Same(a, b) | Op::Binary(_, a, b) => self.all([*a, *b], at, deeper),
            Op::Guard { ends, value } => self.guard(*ends, *value, at, deeper),
            Op::Cases(_, cases) => self.cases(cases, at, deeper),
            Op::Choose(code, options) => {
                let mut reasons = self.reasons(*code, at, deeper).to_vec();
                match self.outcome(*code, at).code() {
                    Some(place) => {
                        if let Some(chosen) = options.get(place as usize) {
                            reasons.extend_from_slice(&self.reasons(*chosen, at, deeper));
                        }
                    }
                    None => reasons.extend(self.all(options.iter().copied(), at, deeper)),
                }
                reasons
            }
            Op::ByDate(day, versions) => {
                let mut reasons = self.reasons(*day, at, deeper).to_vec();
                if let Some(day) = self.outcome(*day, at).date()
                    && let Some(version) = versions.iter().find(|v| v.0 <= day && day <= v.1)
                {
                    reasons.extend_from_slice(&self.reasons(version.2, at, deeper));
                }
                reasons
            }
            Op::Reduce(how, parts) => self.reduce(*how, parts, at, deeper),
            Op::Not(a) | Op::IsAbsent(a) | Op::Unary(_, a) => self.reasons(*a, at, deeper).to_vec(),
            other => self.all(other.operands(), at, deeper),
        }
    }

    fn rounded(&self, id: NodeId, of: &NumType, at: Place, depth: usize) -> Vec<Reason> {
        let node = self.study.plan.node(id);
        let Op::Binary(Binary::Round(mode), a, quantum) = &node.op else { return self.all([id], at, depth) };
        let (to, from) = (self.outcome(*quantum, at), self.outcome(*a, at));
        let what = What::Rounded(*mode, to, from, Box::new(of.clone()));
        vec![Reason::new(what, self.outcome(id, at), node.kind, self.all([*a, *quantum], at, depth))]
    }

    fn field(&self, id: NodeId, table: TableId, field: u32, row: usize) -> What {
        let (entity, field) = match self.study.plan.table(table) {
            Table::Entity(entity) => (Some(*entity), Some(FieldId { entity: *entity, index: field })),
            Table::Items { field: list, .. } => match &self.study.schema().field(*list).ty {
                Type::List(item) => match **item {
                    Type::Entity(record) => (Some(record), Some(FieldId { entity: record, index: field })),
                    _ => (None, Some(*list)),
                },
                _ => (None, Some(*list)),
            },
        };
        What::Field { entity, field, cell: self.runner.cell_of(id, row) }
    }

    /// `and` (`absorbs` false) and `or` (`absorbs` true).
    fn connective(&self, parts: &[NodeId], at: Place, absorbs: bool, depth: usize) -> Vec<Reason> {
        if self.length == Length::Full {
            return self.all(parts.iter().copied(), at, depth);
        }
        let absorbing = parts.iter().copied().filter(|p| self.outcome(*p, at).truth() == Some(absorbs));
        let shortest = absorbing.map(|p| self.reasons(p, at, depth)).min_by_key(|r| (size(r), r.is_empty()));
        if let Some(shortest) = shortest {
            return shortest.to_vec();
        }
        let open: Vec<NodeId> = parts.iter().copied().filter(|p| self.outcome(*p, at).truth().is_none()).collect();
        let all = open.is_empty() || self.length == Length::Used;
        self.all(if all { parts.to_vec() } else { open }, at, depth)
    }

    fn guard(&self, ends: NodeId, value: NodeId, at: Place, depth: usize) -> Vec<Reason> {
        let ended = self.outcome(ends, at);
        match ended.truth() {
            Some(false) if self.length == Length::Short => self.reasons(value, at, depth).to_vec(),
            Some(false) if self.length == Length::Tried => {
                let mut reasons = self.exceptions(ends, at, depth);
                reasons.extend_from_slice(&self.reasons(value, at, depth));
                reasons
            }
            Some(false) => self.all([ends, value], at, depth),
            _ if ended.is_settled() => {
                vec![Reason::new(What::Ended, ended, Kind::Cond, self.reasons(ends, at, depth))]
            }
            _ => self.all([ends, value], at, depth),
        }
    }

    fn cases(&self, cases: &[Case], at: Place, depth: usize) -> Vec<Reason> {
        let truth = |case: &Case| case.when.map_or(Some(true), |w| self.outcome(w, at).truth());
        let holds: Vec<usize> = (0..cases.len()).filter(|c| truth(&cases[*c]) == Some(true)).collect();
        let wins = |c: &usize| !cases[*c].under.iter().any(|o| holds.contains(&(*o as usize)));
        let winners: Vec<usize> = holds.iter().copied().filter(wins).collect();
        // Where none applies, that is the reason.
        let none = cases.iter().all(|case| truth(case) == Some(false));
        let mut reasons = vec![];
        for (place, case) in cases.iter().enumerate() {
            let decided = winners.contains(&place);
            let beaten = case.under.iter().any(|o| holds.contains(&(*o as usize)));
            if beaten {
                continue;
            }
            match truth(case) {
                Some(true) if !decided => {}
                Some(true) | None => {
                    let value = self.reasons(case.then, at, depth);
                    match case.when.filter(|when| !self.is_told_by(*when, case.then)) {
                        Some(when) => {
                            reasons.extend(of_case(&self.reasons(when, at, depth), What::Holds));
                            reasons.extend(of_case(&value, What::Says));
                        }
                        None => reasons.extend_from_slice(&value),
                    }
                }
                Some(false) => {
                    let tried = winners.iter().any(|w| cases[*w].under.contains(&(place as u32)));
                    let all = matches!(self.length, Length::Full | Length::Used);
                    if let (true, Some(when)) = (tried || all || none, case.when) {
                        reasons.extend(self.not_applied(when, at, depth));
                    }
                }
            }
        }
        reasons
    }

    /// Whether a condition is that one of some cases applies, and the value is what these cases say.
    fn is_told_by(&self, when: NodeId, value: NodeId) -> bool {
        let plan = &self.study.plan;
        match (&plan.node(when).op, &plan.node(value).op) {
            (Op::Or(any), Op::Cases(_, cases)) => {
                cases.iter().all(|case| case.when.is_some_and(|when| any.contains(&when)))
            }
            _ => false,
        }
    }

    /// An exception that did not apply: its name, and why not.
    fn not_applied(&self, when: NodeId, at: Place, depth: usize) -> Vec<Reason> {
        let reasons = self.reasons(when, at, depth).to_vec();
        let told = reasons.into_iter().map(|reason| match reason.what {
            What::Named(Origin::Case(rule, case)) => Reason { what: What::NotApplied(rule, case), ..reason },
            What::Named(Origin::End(rule, end)) => Reason { what: What::NotEnded(rule, end), ..reason },
            _ => reason,
        });
        told.collect()
    }

    /// The law's own exceptions among what might have ended a rule and did not.
    fn exceptions(&self, ends: NodeId, at: Place, depth: usize) -> Vec<Reason> {
        let rules = &self.study.base.checked.rules;
        let is_exception = |rule: u32, end: u32| {
            let ends = &rules[rule as usize].body.ends;
            ends.get(end as usize).is_none_or(|end| end.kind == EndKind::Except)
        };
        match &self.study.plan.node(ends).op {
            Op::Or(all) => all.iter().flat_map(|end| self.exceptions(*end, at, depth)).collect(),
            Op::Named(Origin::End(rule, end), _) if is_exception(*rule, *end) => self.not_applied(ends, at, depth),
            _ => vec![],
        }
    }

    fn reduce(&self, how: Reduction, parts: &[Part], at: Place, depth: usize) -> Vec<Reason> {
        let mut looked: Vec<(bool, Vec<Reason>)> = vec![];
        for part in parts {
            for row in self.runner.rows_below(at.frame, at.row, part.frame) {
                let item = Place { frame: part.frame, row };
                let member = part.member.map(|m| self.outcome(m, item));
                if member.as_ref().is_some_and(|m| m.truth() == Some(false)) {
                    match self.length {
                        Length::Full => {}
                        Length::Used => {
                            looked.push((false, self.all(part.member, item, depth)));
                            continue;
                        }
                        Length::Short | Length::Tried => continue,
                    }
                }
                let value = part.value.map(|v| self.outcome(v, item).truth());
                let decides = match (how, value) {
                    (Reduction::Some, Some(Some(true))) | (Reduction::Every, Some(Some(false))) => {
                        member.as_ref().is_none_or(|m| m.truth() == Some(true))
                    }
                    _ => false,
                };
                let idle = match (how, value) {
                    (Reduction::Some, Some(Some(false))) | (Reduction::Every, Some(Some(true))) => {
                        member.as_ref().is_none_or(|m| !m.conflict && !m.gap)
                    }
                    _ => false,
                };
                // Of what does not matter, in the list or not, it is not told why it is in the list.
                let member = part.member.filter(|_| self.length == Length::Full || !idle);
                looked.push((decides, self.all(member.into_iter().chain(part.value), item, depth)));
            }
        }
        if self.length != Length::Full
            && let Some(best) = looked.iter().filter(|item| item.0).min_by_key(|item| size(&item.1))
        {
            return best.1.clone();
        }
        let looked_at = looked.len();
        let before = if self.length == Length::Full { looked_at } else { ITEMS.min(looked_at) };
        let told: usize = looked[..before].iter().map(|item| item.1.len()).sum();
        let mut because: Vec<Reason> = looked.into_iter().flat_map(|item| item.1).collect();
        let further = told..because.len();
        // Where no field of an item was read, it rests on the list itself.
        if looked_at == 0 || parts.iter().all(|part| part.member.is_none() && part.value.is_none()) {
            because.extend(parts.iter().filter_map(|part| self.list(part.frame, at)));
        }
        let what = What::Items(how, looked_at);
        let further = Further { items: looked_at - before, reasons: further };
        vec![Reason { further, ..Reason::new(what, Outcome::of(Values::None), Kind::Number, because) }]
    }

    /// The list of which the rows of a frame are items: the first below another frame, for one of its rows.
    fn list(&self, of: FrameId, at: Place) -> Option<Reason> {
        let plan = &self.study.plan;
        let mut below = of;
        while plan.parent(below)? != at.frame {
            below = plan.parent(below)?;
        }
        let Frame::Expand { owner, items, cut, .. } = plan.frame(below) else { return None };
        let Table::Items { owner: table, field } = *plan.table(*items) else { return None };
        let row = self.study.row_of(self.runner, at.frame, at.row, plan.node(*owner).frame)?;
        let instance = self.runner.outcome(*owner, row).code()? as usize;
        if instance >= self.runner.table_rows(table) {
            return None;
        }
        let cell = CellRead { table, row: instance, field: field.index, cut: *cut, when: When::Cut };
        let (low, high) = match self.runner.data_of(&cell).as_slice() {
            [Chosen { datum: Datum { value: Value::List(list), .. }, .. }] => {
                let given = list.items.len() as i64;
                (given + i64::from(list.others.0), list.others.1.map(|most| given + i64::from(most)))
            }
            _ => (0, None),
        };
        let count = Bounds::new(Some(Rat::int(low)), high.map(Rat::int))?;
        let entity = match plan.table(table) {
            Table::Entity(entity) => Some(*entity),
            Table::Items { .. } => None,
        };
        let what = What::Field { entity, field: Some(field), cell: Some(cell) };
        Some(Reason::new(what, Outcome::of(Values::Number(count)), Kind::Number, vec![]))
    }
}

/// Adds those that do not stand there.
/// The reasons of a part of a case, which tells by itself which part it is.
fn of_case(reasons: &[Reason], part: fn(u32, u32) -> What) -> impl Iterator<Item = Reason> {
    reasons.iter().map(move |reason| match reason.what {
        What::Named(Origin::Case(rule, case)) => Reason { what: part(rule, case), ..reason.clone() },
        _ => reason.clone(),
    })
}

fn add(reasons: &mut Vec<Reason>, further: &[Reason]) {
    for reason in further {
        if !reasons.iter().any(|r| r.what == reason.what && r.outcome == reason.outcome) {
            reasons.push(reason.clone());
        }
    }
}

/// How many things a person must look at.
fn size(reasons: &[Reason]) -> usize {
    reasons.iter().fold(0, |all, reason| all.saturating_add(reason.weight))
}

/// Calls `visit` for every reason, parents first; what stands below several once.
pub fn walk<'r>(reasons: &'r [Reason], visit: &mut dyn FnMut(&'r Reason)) {
    let (mut open, mut seen) = (vec![reasons.iter()], BTreeSet::new());
    while let Some(siblings) = open.last_mut() {
        let Some(reason) = siblings.next() else {
            open.pop();
            continue;
        };
        visit(reason);
        if !reason.because.is_empty() && seen.insert(reason.below()) {
            open.push(reason.because.iter());
        }
    }
}
