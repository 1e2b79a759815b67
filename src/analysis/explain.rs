//! Why an outcome is what it is, read off the columns that gave it.
//!
//! A reason is a tree: a rule, the case that decided, the facts, params and sources it stood on. Short
//! reasons hold what was enough: of several conditions each of which suffices, the one with the fewest facts.

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
use crate::types::checked::EndKind;
use crate::types::schema::{EntityId, FieldId};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// One reason.
#[derive(Clone, Debug)]
pub struct Reason {
    /// What it is about.
    pub what: What,
    /// What came out.
    pub outcome: Outcome,
    /// The kind of its values.
    pub kind: Kind,
    /// Reasons below.
    pub because: Vec<Reason>,
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
    /// An exception that was tried and did not apply: rule, place of the case.
    NotApplied(u32, u32),
    /// An exception of the law that was tried and did not end the rule: rule, place of the clause.
    NotEnded(u32, u32),
    /// A number was rounded: in which way, to multiples of what, from what.
    Rounded(Rounding, Outcome, Outcome),
    /// A result without an end was rounded: of which function, to how many digits.
    Digits(&'static str, u32),
    /// A clause that ended the rule before its cases.
    Ended,
    /// Items that were looked at: how many, and how they were joined.
    Items(Reduction, usize),
}

/// How much is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Length {
    /// What was enough.
    Short,
    /// What was enough, and the law's own exceptions that were tried before.
    Tried,
    /// Everything that was looked at.
    Full,
}

/// Explains a cell.
pub fn explain(study: &Study, runner: &Runner, cell: &Cell, length: Length) -> Vec<Reason> {
    explain_node(study, runner, cell.node, study.worlds[cell.world].roots[cell.root].frame, cell.row, length)
}

/// Explains a node in a row of a frame at or below that of the node.
pub fn explain_node(
    study: &Study,
    runner: &Runner,
    node: NodeId,
    frame: FrameId,
    row: usize,
    length: Length,
) -> Vec<Reason> {
    Explaining { study, runner, length, frame, told: &RefCell::default() }.reasons(node, row, 0)
}

struct Explaining<'s> {
    study: &'s Study<'s>,
    runner: &'s Runner<'s>,
    length: Length,
    /// The frame of the row that is explained.
    frame: FrameId,
    /// What has been told of a node for a row of a frame: much rests on the same.
    told: &'s RefCell<BTreeMap<(FrameId, NodeId, usize), Vec<Reason>>>,
}

/// How deep reasons are told; plans nest less.
const DEPTH: usize = 400;
/// How many items of a list are told one by one.
const ITEMS: usize = 12;

impl Explaining<'_> {
    fn outcome(&self, node: NodeId, row: usize) -> Outcome {
        let frame = self.study.plan.node(node).frame;
        let at = self.study.row_of(self.runner, self.frame, row, frame).unwrap_or(0);
        self.runner.outcome(node, at)
    }

    fn all(&self, nodes: impl IntoIterator<Item = NodeId>, row: usize, depth: usize) -> Vec<Reason> {
        let mut reasons: Vec<Reason> = vec![];
        for node in nodes {
            for reason in self.reasons(node, row, depth) {
                if !reasons.iter().any(|r| r.what == reason.what && r.outcome == reason.outcome) {
                    reasons.push(reason);
                }
            }
        }
        reasons
    }

    fn reasons(&self, id: NodeId, row: usize, depth: usize) -> Vec<Reason> {
        if depth > DEPTH {
            return vec![];
        }
        let key = (self.frame, id, row);
        if let Some(told) = self.told.borrow().get(&key) {
            return told.clone();
        }
        let reasons = self.reasons_of(id, row, depth);
        self.told.borrow_mut().insert(key, reasons.clone());
        reasons
    }

    fn reasons_of(&self, id: NodeId, row: usize, depth: usize) -> Vec<Reason> {
        let node = self.study.plan.node(id);
        let deeper = depth + 1;
        match &node.op {
            Op::Const(_) | Op::Here(_) | Op::Counted(_) => vec![],
            Op::Named(origin, inner) => {
                let leaf = matches!(
                    origin,
                    Origin::Param(..)
                        | Origin::Fact(_)
                        | Origin::ReformParam(..)
                        | Origin::Binds(_)
                        | Origin::Given(..)
                );
                let because = if leaf { vec![] } else { self.reasons(*inner, row, deeper) };
                vec![Reason {
                    what: What::Named(origin.clone()),
                    outcome: self.outcome(id, row),
                    kind: node.kind,
                    because,
                }]
            }
            Op::Field { of, table, field, read, .. } | Op::FieldEnd { of, table, field, read, .. } => {
                let mut reasons = vec![self.field(id, *table, *field, row)];
                reasons.extend(self.reasons(*of, row, deeper));
                match read {
                    Read::Plain => {}
                    Read::AsOf(day) => reasons.extend(self.reasons(*day, row, deeper)),
                    Read::Over(first, last) => reasons.extend(self.all([*first, *last], row, deeper)),
                }
                reasons
            }
            Op::And(parts) => self.connective(parts, row, false, deeper),
            Op::Or(parts) => self.connective(parts, row, true, deeper),
            Op::Binary(Binary::Round(mode), a, b) => vec![Reason {
                what: What::Rounded(*mode, self.outcome(*b, row), self.outcome(*a, row)),
                outcome: self.outcome(id, row),
                kind: node.kind,
                because: self.all([*a, *b], row, deeper),
            }],
            Op::Unary(Unary::Sqrt(digits), _) => vec![self.digits("square root", *digits, id, row, deeper)],
            Op::Unary(Unary::Ln(digits), _) => vec![self.digits("logarithm", *digits, id, row, deeper)],
            Op::AnnualRate { digits, .. } => vec![self.digits("annual rate", *digits, id, row, deeper)],
            Op::Compare(_, a, b) | Op::Same(a, b) | Op::Binary(_, a, b) => self.all([*a, *b], row, deeper),
            Op::Guard { ends, value } => self.guard(*ends, *value, row, deeper),
            Op::Cases(_, cases) => self.cases(cases, row, deeper),
            Op::Choose(code, options) => {
                let mut reasons = self.reasons(*code, row, deeper);
                match self.outcome(*code, row).code() {
                    Some(place) => reasons
                        .extend(options.get(place as usize).map(|o| self.reasons(*o, row, deeper)).unwrap_or_default()),
                    None => reasons.extend(self.all(options.iter().copied(), row, deeper).into_iter().take(ITEMS)),
                }
                reasons
            }
            Op::ByDate(day, versions) => {
                let mut reasons = self.reasons(*day, row, deeper);
                if let Some(day) = self.outcome(*day, row).date()
                    && let Some(version) = versions.iter().find(|v| v.0 <= day && day <= v.1)
                {
                    reasons.extend(self.reasons(version.2, row, deeper));
                }
                reasons
            }
            Op::Reduce(how, parts) => self.reduce(*how, parts, node.frame, row, deeper),
            Op::Not(a) | Op::IsAbsent(a) | Op::Unary(_, a) => self.reasons(*a, row, deeper),
            other => self.all(other.operands(), row, deeper),
        }
    }

    /// A result without an end, cut to so many digits.
    fn digits(&self, of: &'static str, digits: u32, id: NodeId, row: usize, depth: usize) -> Reason {
        let node = self.study.plan.node(id);
        let because = match &node.op {
            Op::AnnualRate { at, amount, .. } => {
                let flows: Vec<Part> = at.iter().chain(amount).cloned().collect();
                let flows = self.reduce(Reduction::Sum, &flows, node.frame, row, depth);
                flows.into_iter().flat_map(|flow| flow.because).collect()
            }
            op => self.all(op.operands(), row, depth),
        };
        Reason { what: What::Digits(of, digits), outcome: self.outcome(id, row), kind: node.kind, because }
    }

    fn field(&self, id: NodeId, table: TableId, field: u32, row: usize) -> Reason {
        let at = self.study.row_of(self.runner, self.frame, row, self.study.plan.node(id).frame).unwrap_or(0);
        let (entity, field) = match self.study.plan.table(table) {
            Table::Entity(entity) => (Some(*entity), Some(FieldId { entity: *entity, index: field })),
            Table::Items { field: list, .. } => match &self.study.schema().field(*list).ty {
                crate::types::schema::Type::List(item) => match **item {
                    crate::types::schema::Type::Entity(record) => {
                        (Some(record), Some(FieldId { entity: record, index: field }))
                    }
                    _ => (None, Some(*list)),
                },
                _ => (None, Some(*list)),
            },
        };
        let what = What::Field { entity, field, cell: self.runner.cell_of(id, at) };
        Reason { what, outcome: self.outcome(id, row), kind: self.study.plan.node(id).kind, because: vec![] }
    }

    /// `and` (`absorbs` false) and `or` (`absorbs` true).
    fn connective(&self, parts: &[NodeId], row: usize, absorbs: bool, depth: usize) -> Vec<Reason> {
        if self.length == Length::Full {
            return self.all(parts.iter().copied(), row, depth);
        }
        let absorbing: Vec<NodeId> =
            parts.iter().copied().filter(|p| self.outcome(*p, row).truth() == Some(absorbs)).collect();
        let shortest = absorbing.iter().map(|p| self.reasons(*p, row, depth)).min_by_key(|r| (size(r), r.is_empty()));
        if let Some(shortest) = shortest {
            return shortest;
        }
        let open: Vec<NodeId> = parts.iter().copied().filter(|p| self.outcome(*p, row).truth().is_none()).collect();
        self.all(if open.is_empty() { parts.to_vec() } else { open }, row, depth)
    }

    fn guard(&self, ends: NodeId, value: NodeId, row: usize, depth: usize) -> Vec<Reason> {
        let ended = self.outcome(ends, row);
        match ended.truth() {
            Some(false) if self.length == Length::Short => self.reasons(value, row, depth),
            Some(false) if self.length == Length::Tried => {
                let mut reasons = self.exceptions(ends, row, depth);
                reasons.extend(self.reasons(value, row, depth));
                reasons
            }
            Some(false) => self.all([ends, value], row, depth),
            _ if ended.is_settled() => {
                let because = self.reasons(ends, row, depth);
                vec![Reason { what: What::Ended, outcome: ended, kind: Kind::Cond, because }]
            }
            _ => self.all([ends, value], row, depth),
        }
    }

    fn cases(&self, cases: &[Case], row: usize, depth: usize) -> Vec<Reason> {
        let truth = |case: &Case| case.when.map_or(Some(true), |w| self.outcome(w, row).truth());
        let holds: Vec<usize> = (0..cases.len()).filter(|c| truth(&cases[*c]) == Some(true)).collect();
        let wins = |c: &usize| !cases[*c].under.iter().any(|o| holds.contains(&(*o as usize)));
        let winners: Vec<usize> = holds.iter().copied().filter(wins).collect();
        let mut reasons = vec![];
        for (at, case) in cases.iter().enumerate() {
            let decided = winners.contains(&at);
            let beaten = case.under.iter().any(|o| holds.contains(&(*o as usize)));
            if beaten {
                continue;
            }
            match truth(case) {
                Some(true) if decided => {
                    reasons.extend(case.when.map(|w| self.reasons(w, row, depth)).unwrap_or_default());
                    reasons.extend(self.reasons(case.then, row, depth));
                }
                Some(false) => {
                    let tried = winners.iter().any(|w| cases[*w].under.contains(&(at as u32)));
                    if let (true, Some(when)) = (tried || self.length == Length::Full, case.when) {
                        reasons.extend(self.not_applied(when, row, depth));
                    }
                }
                Some(true) => {}
                None => {
                    reasons.extend(case.when.map(|w| self.reasons(w, row, depth)).unwrap_or_default());
                    reasons.extend(self.reasons(case.then, row, depth));
                }
            }
        }
        reasons
    }

    /// An exception that did not apply: its name, and why not.
    fn not_applied(&self, when: NodeId, row: usize, depth: usize) -> Vec<Reason> {
        self.reasons(when, row, depth)
            .into_iter()
            .map(|reason| match reason.what {
                What::Named(Origin::Case(rule, case)) => Reason { what: What::NotApplied(rule, case), ..reason },
                What::Named(Origin::End(rule, end)) => Reason { what: What::NotEnded(rule, end), ..reason },
                _ => reason,
            })
            .collect()
    }

    /// The law's own exceptions among what might have ended a rule and did not.
    fn exceptions(&self, ends: NodeId, row: usize, depth: usize) -> Vec<Reason> {
        let rules = &self.study.base.checked.rules;
        let is_exception = |rule: u32, end: u32| {
            let ends = &rules[rule as usize].body.ends;
            ends.get(end as usize).is_none_or(|end| end.kind == EndKind::Except)
        };
        match &self.study.plan.node(ends).op {
            Op::Or(all) => all.iter().flat_map(|end| self.exceptions(*end, row, depth)).collect(),
            Op::Named(Origin::End(rule, end), _) if is_exception(*rule, *end) => self.not_applied(ends, row, depth),
            _ => vec![],
        }
    }

    fn reduce(&self, how: Reduction, parts: &[Part], frame: FrameId, row: usize, depth: usize) -> Vec<Reason> {
        let at = self.study.row_of(self.runner, self.frame, row, frame).unwrap_or(0);
        let mut looked_at = 0;
        let mut told: Vec<(bool, Vec<Reason>)> = vec![];
        for part in parts {
            for item in self.runner.rows_below(frame, at, part.frame) {
                let below = Explaining { frame: part.frame, ..*self };
                let member = part.member.map(|m| below.outcome(m, item));
                if self.length != Length::Full && member.as_ref().is_some_and(|m| m.truth() == Some(false)) {
                    continue;
                }
                looked_at += 1;
                let value = part.value.map(|v| below.outcome(v, item).truth());
                let decides = match (how, value) {
                    (Reduction::Some, Some(Some(true))) | (Reduction::Every, Some(Some(false))) => {
                        member.as_ref().is_none_or(|m| m.truth() == Some(true))
                    }
                    _ => false,
                };
                if looked_at <= ITEMS || decides {
                    let nodes = part.member.into_iter().chain(part.value);
                    told.push((decides, below.all(nodes, item, depth)));
                }
            }
        }
        if self.length != Length::Full
            && let Some(best) = told.iter().filter(|t| t.0).min_by_key(|t| size(&t.1))
        {
            return best.1.clone();
        }
        let mut because: Vec<Reason> = told.into_iter().flat_map(|t| t.1).collect();
        // Where no field of an item was read, it rests on the list itself.
        if looked_at == 0 || parts.iter().all(|part| part.member.is_none() && part.value.is_none()) {
            because.extend(parts.iter().filter_map(|part| self.list(part.frame, frame, at)));
        }
        let kind = Kind::Number;
        let outcome = Outcome::of(Values::None);
        vec![Reason { what: What::Items(how, looked_at), outcome, kind, because }]
    }
}

impl Explaining<'_> {
    /// The list of which the rows of a frame are items: the first below another frame, for one of its rows.
    fn list(&self, of: FrameId, frame: FrameId, row: usize) -> Option<Reason> {
        let plan = &self.study.plan;
        let mut below = of;
        while plan.parent(below)? != frame {
            below = plan.parent(below)?;
        }
        let Frame::Expand { owner, items, cut, .. } = plan.frame(below) else { return None };
        let Table::Items { owner: table, field } = *plan.table(*items) else { return None };
        let at = self.study.row_of(self.runner, frame, row, plan.node(*owner).frame)?;
        let instance = self.runner.outcome(*owner, at).code()? as usize;
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
        Some(Reason { what, outcome: Outcome::of(Values::Number(count)), kind: Kind::Number, because: vec![] })
    }
}

/// How many things a person must look at.
fn size(reasons: &[Reason]) -> usize {
    reasons.iter().map(|r| 1 + size(&r.because)).sum()
}

/// Calls `visit` for every reason, parents first.
pub fn walk<'r>(reasons: &'r [Reason], visit: &mut dyn FnMut(&'r Reason)) {
    for reason in reasons {
        visit(reason);
        walk(&reason.because, visit);
    }
}
