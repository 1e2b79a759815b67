//! Which facts would settle an outcome: the leaves that it still depends on, the cheapest first.
//!
//! From a node that is not settled the way leads to those operands only that can still change it: what is settled,
//! absorbed, beaten by another case or out of range is not asked for. An unknown reference is asked for before the
//! fields of what it might point to.

use super::column::Column;
use super::kernel::choose::day_ends;
use super::kernel::reduce::{CONFLICT, EMPTY, GAP, NOT_APPLICABLE, SKIPPED, STRONG, WEAK, stronger};
use super::operands::closure;
use super::outcome::{Outcome, Values};
use super::run::Runner;
use crate::num::bounds::Bounds;
use crate::num::date::Date;
use crate::num::rat::Rat;
use crate::plan::{
    Binary, Case, Combine, Frame, FrameId, NodeId, Op, Origin, Part, Read, Reduction, Table, TableId, UNIT,
};
use crate::types::schema::{FieldId, Schema};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Something that is missing.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Need {
    /// A field of a row; for a list whose items are not all known, the list.
    Field {
        /// The table.
        table: TableId,
        /// The field; of items that are no records, the list.
        field: FieldId,
        /// The row.
        row: usize,
        /// The period that a flow is read for.
        over: Option<(Date, Date)>,
    },
    /// A param, a fact, a parameter of a reform, a field of what a test made up.
    Origin {
        /// Which.
        origin: Origin,
        /// Its node.
        node: NodeId,
    },
}

/// How many combinations of conditions are looked at.
const COMBINATIONS: usize = 1 << 12;

/// What would settle a node in a row of its frame, the cheapest first; nothing where it is settled.
pub fn needs(runner: &Runner<'_>, node: NodeId, row: usize) -> Vec<Need> {
    let mut walk = Walk { runner, open: vec![], seen: BTreeSet::new(), found: BTreeSet::new() };
    walk.visit(node, row);
    while let Some((node, row)) = walk.open.pop() {
        walk.node(node, row);
    }
    let mut found: Vec<Need> = walk.found.into_iter().collect();
    found.sort_by_key(|need| rank(runner.schema(), need));
    found
}

/// Effort, then the order of the schema; decisions last.
fn rank(schema: &Schema, need: &Need) -> (u8, u32, u32, usize) {
    match need {
        Need::Field { field, row, .. } => (schema.field(*field).effort, field.entity.0, field.index, *row),
        Need::Origin { origin: Origin::Given(_, field) | Origin::Instance(field, _), node } => {
            (schema.field(*field).effort, field.entity.0, field.index, node.0 as usize)
        }
        Need::Origin { node, .. } => (u8::MAX, 0, 0, node.0 as usize),
    }
}

struct Walk<'w, 'a> {
    runner: &'w Runner<'a>,
    open: Vec<(NodeId, usize)>,
    seen: BTreeSet<(NodeId, usize)>,
    found: BTreeSet<Need>,
}

/// An item of a reduction.
struct Item {
    part: usize,
    /// The row of the part's frame.
    row: usize,
    /// What it may contribute, in levels.
    levels: u8,
    /// What its value may contribute if it is an item.
    value_levels: u8,
    /// Whether it may be an item.
    may_be_item: bool,
    /// Whether it stands for items that nobody listed.
    unlisted: bool,
}

impl Walk<'_, '_> {
    /// Looks at a node later, if it is not settled.
    fn visit(&mut self, id: NodeId, row: usize) {
        let column = self.runner.column(id);
        if !column.is_settled(column.at(row)) && self.seen.insert((id, row)) {
            self.open.push((id, row));
        }
    }

    /// Looks at an operand of a node in a row of the node's frame.
    fn visit_from(&mut self, frame: FrameId, row: usize, id: NodeId) {
        let own = self.runner.plan().node(id).frame;
        self.visit(id, self.runner.row_above(frame, row, own));
    }

    fn outcome(&self, frame: FrameId, row: usize, id: NodeId) -> Outcome {
        let own = self.runner.plan().node(id).frame;
        self.runner.outcome(id, self.runner.row_above(frame, row, own))
    }

    fn node(&mut self, id: NodeId, row: usize) {
        let plan = self.runner.plan();
        let node = plan.node(id);
        let frame = node.frame;
        match &node.op {
            Op::Const(_) | Op::Here(_) | Op::Unsettled(_) => {}
            Op::Named(origin, of) => {
                if is_asked(origin) && !self.rests_on_leaves(*of) {
                    self.found.insert(Need::Origin { origin: origin.clone(), node: id });
                } else {
                    self.visit_from(frame, row, *of);
                }
            }
            Op::Field { of, table, field, read, .. } | Op::FieldEnd { of, table, field, read, .. } => {
                self.field(frame, row, *of, (*table, *field), read);
            }
            Op::And(all) => self.connective(frame, row, all, false),
            Op::Or(all) => self.connective(frame, row, all, true),
            Op::Binary(op @ (Binary::Min | Binary::Max), a, b) => self.extreme(*op, frame, row, *a, *b),
            Op::Guard { ends, value } => {
                self.visit_from(frame, row, *ends);
                if matches!(self.outcome(frame, row, *ends).values, Values::Cond { f: true, .. }) {
                    self.visit_from(frame, row, *value);
                }
            }
            Op::Cases(how, cases) => self.cases(*how, cases, frame, row),
            Op::Choose(code, options) => self.choose(frame, row, *code, options),
            Op::ByDate(day, periods) => {
                self.visit_from(frame, row, *day);
                let column = self.runner.column(*day);
                let at = column.at(self.runner.row_above(frame, row, plan.node(*day).frame));
                let (lo, hi) = column.numbers().map_or((i64::MIN, i64::MAX), |numbers| day_ends(numbers, at));
                for (first, last, node) in periods {
                    if first.days() <= hi && lo <= last.days() {
                        self.visit_from(frame, row, *node);
                    }
                }
            }
            Op::Reduce(how, parts) => self.reduce(*how, parts, frame, row),
            Op::Expiry { event, length, holidays, .. } => {
                self.visit_from(frame, row, *event);
                self.visit_from(frame, row, *length);
                self.all_items(holidays, frame, row);
            }
            Op::AnnualRate { at, amount, .. } => {
                self.all_items(at, frame, row);
                self.all_items(amount, frame, row);
            }
            op => op.each_read(|below| self.visit_from(frame, row, below)),
        }
    }

    /// Whether there is something below that can itself be asked for.
    fn rests_on_leaves(&self, id: NodeId) -> bool {
        let plan = self.runner.plan();
        closure(plan, &[id], |_| false).into_iter().any(|id| match &plan.node(id).op {
            Op::Field { .. } | Op::FieldEnd { .. } | Op::Here(_) => true,
            Op::Named(origin, _) => is_asked(origin),
            _ => false,
        })
    }

    fn field(&mut self, frame: FrameId, row: usize, of: NodeId, (table, field): (TableId, u32), read: &Read) {
        let mut over = None;
        match read {
            Read::Plain => {}
            Read::AsOf(day) => self.visit_from(frame, row, *day),
            Read::Over(first, last) => {
                self.visit_from(frame, row, *first);
                self.visit_from(frame, row, *last);
                let day = |id: NodeId| self.outcome(frame, row, id).date();
                over = day(*first).zip(day(*last));
            }
        }
        match self.outcome(frame, row, of).code() {
            Some(instance) => {
                self.found_field(table, field, instance as usize, over);
            }
            None => {
                self.visit_from(frame, row, of);
                self.list_of(UNIT, frame, row);
            }
        }
    }

    fn found_field(&mut self, table: TableId, field: u32, row: usize, over: Option<(Date, Date)>) {
        let list = match self.runner.plan().table(table) {
            Table::Items { field, .. } => Some(*field),
            Table::Entity(_) => None,
        };
        if let Some(field) = self.runner.field_id(table, field).or(list) {
            self.found.insert(Need::Field { table, field, row, over });
        }
    }

    /// Operands of `and` and `or`: those that are not absorbed by what the others are at least.
    fn connective(&mut self, frame: FrameId, row: usize, all: &[NodeId], strong: bool) {
        // Here what is not applicable is stronger than the weak value.
        let moved = |set: u8| if set & SKIPPED != 0 { set & !SKIPPED | NOT_APPLICABLE } else { set };
        let levels: Vec<u8> = all.iter().map(|id| moved(levels(&self.outcome(frame, row, *id), strong))).collect();
        for (place, others) in others(&levels, WEAK).into_iter().enumerate() {
            if depends(others, levels[place], false) {
                self.visit_from(frame, row, all[place]);
            }
        }
    }

    /// The lesser and the greater: an operand that is out of the other's range is not asked for.
    fn extreme(&mut self, op: Binary, frame: FrameId, row: usize, a: NodeId, b: NodeId) {
        let (of_a, of_b) = (self.outcome(frame, row, a), self.outcome(frame, row, b));
        let beyond = |x: &Outcome, y: &Outcome| {
            let (Some(x_ends), Some(y_ends)) = (ends(&x.values), ends(&y.values)) else { return false };
            let plain = !x.not_applicable && !x.conflict && !x.gap;
            plain
                && match op {
                    Binary::Min => matches!((x_ends.lo(), y_ends.hi()), (Some(x), Some(y)) if x >= y),
                    _ => matches!((x_ends.hi(), y_ends.lo()), (Some(x), Some(y)) if x <= y),
                }
        };
        if !beyond(&of_a, &of_b) {
            self.visit_from(frame, row, a);
        }
        if !beyond(&of_b, &of_a) {
            self.visit_from(frame, row, b);
        }
    }

    fn choose(&mut self, frame: FrameId, row: usize, code: NodeId, options: &[NodeId]) {
        let outcome = self.outcome(frame, row, code);
        let places: Vec<usize> = match &outcome.values {
            Values::Codes(Some(places)) => places.iter().map(|p| *p as usize).collect(),
            Values::Codes(None) => (0..options.len()).collect(),
            _ => vec![],
        };
        let mut possible: Vec<Option<NodeId>> = places.iter().map(|p| options.get(*p).copied()).collect();
        possible.sort_unstable();
        possible.dedup();
        let outcomes: Vec<Option<Outcome>> =
            possible.iter().map(|id| id.map(|id| self.outcome(frame, row, id))).collect();
        let same = outcomes
            .first()
            .is_some_and(|first| outcomes.iter().all(|o| o == first) && first.as_ref().is_none_or(Outcome::is_settled));
        let exits = outcome.not_applicable || outcome.conflict || outcome.gap;
        if exits || possible.len() > 1 && !same {
            self.visit_from(frame, row, code);
        }
        possible.into_iter().flatten().for_each(|id| self.visit_from(frame, row, id));
    }

    fn cases(&mut self, how: Combine, cases: &[Case], frame: FrameId, row: usize) {
        let whens: Vec<u8> = cases
            .iter()
            .map(|case| case.when.map_or(STRONG, |id| levels(&self.outcome(frame, row, id), true)))
            .collect();
        let live = |place: &usize| {
            let beaten = cases[*place].under.iter().any(|by| whens[*by as usize] == STRONG);
            whens[*place] & (STRONG | GAP | CONFLICT) != 0 && !beaten
        };
        let live: Vec<usize> = (0..cases.len()).filter(live).collect();
        let thens: Vec<Outcome> = live.iter().map(|place| self.outcome(frame, row, cases[*place].then)).collect();
        let looked_at = match how {
            Combine::Prevail | Combine::Unique => {
                Prevailing { cases, live: &live, whens: &whens, thens: &thens, how }.deciding()
            }
            Combine::Partition => Some(partition(cases, &live, &whens, &thens)),
            Combine::Count => None,
            _ => Some(Deciding {
                whens: live.iter().map(|_| true).collect(),
                thens: live.iter().map(|_| true).collect(),
            }),
        };
        for (at, place) in live.iter().enumerate() {
            let (when, then) = match &looked_at {
                Some(deciding) => (deciding.whens[at], deciding.thens[at]),
                None => (true, how != Combine::Count),
            };
            if let (Some(id), true) = (cases[*place].when, when) {
                self.visit_from(frame, row, id);
            }
            if then && whens[*place] & STRONG != 0 {
                self.visit_from(frame, row, cases[*place].then);
            }
        }
    }

    /// The items of a reduction's row, and the levels of each.
    fn items(&self, parts: &[Part], frame: FrameId, row: usize, strong: bool) -> Vec<Item> {
        let mut items = vec![];
        for (part, of) in parts.iter().enumerate() {
            for below in self.runner.rows_below(frame, row, of.frame) {
                let value = of.value.map_or(WEAK, |id| levels(&self.outcome(of.frame, below, id), strong));
                let member = of.member.map_or(STRONG, |id| levels(&self.outcome(of.frame, below, id), true));
                let mut levels = member & (GAP | CONFLICT);
                levels |= if member & (WEAK | SKIPPED) != 0 { EMPTY } else { 0 };
                levels |= if member & STRONG != 0 { value } else { 0 };
                let unlisted = self.is_unlisted(frame, of.frame, below);
                levels |= if unlisted { EMPTY } else { 0 };
                let may_be_item = member & STRONG != 0;
                items.push(Item { part, row: below, levels, value_levels: value, may_be_item, unlisted });
            }
        }
        items
    }

    /// Whether a row of a frame stands for items that nobody listed.
    fn is_unlisted(&self, above: FrameId, mut frame: FrameId, mut row: usize) -> bool {
        let plan = self.runner.plan();
        while frame != above {
            if self.runner.is_unlisted(frame, row) {
                return true;
            }
            let Some(parent) = plan.parent(frame) else { return false };
            row = self.runner.frame_row(frame, row).0;
            frame = parent;
        }
        false
    }

    fn reduce(&mut self, how: Reduction, parts: &[Part], frame: FrameId, row: usize) {
        let quantifier = matches!(how, Reduction::Some | Reduction::Every);
        let items = self.items(parts, frame, row, how == Reduction::Some);
        let levels: Vec<u8> = items.iter().map(|i| i.levels).collect();
        let least_high = match how {
            Reduction::Min | Reduction::Max => self.least_high(how, parts, &items),
            _ => None,
        };
        // Beside an item that is there for sure, no value of another can be that of the only one.
        let sure: Vec<usize> = match how {
            Reduction::Only => (0..items.len()).filter(|at| levels[*at] & !(WEAK | STRONG) == 0).take(2).collect(),
            _ => vec![],
        };
        for (at, (item, others)) in items.iter().zip(others(&levels, EMPTY)).enumerate() {
            let beside_a_sure_one = sure.iter().any(|other| *other != at);
            let matters = match how {
                _ if quantifier => depends(others, item.levels, true),
                Reduction::Min | Reduction::Max => least_high.as_ref().is_none_or(|limit| {
                    let value = parts[item.part].value.map(|id| self.outcome(parts[item.part].frame, item.row, id));
                    value.is_none_or(|v| may_be_below(how, &v, limit))
                }),
                _ => true,
            };
            if matters {
                let others = quantifier.then_some(others);
                self.item(how, parts, frame, item, others, beside_a_sure_one);
            }
        }
        self.lists(parts, frame, row);
    }

    /// Of the items that are there for sure, the least of their upper ends (of their lower ones, if the greatest is
    /// sought).
    fn least_high(&self, how: Reduction, parts: &[Part], items: &[Item]) -> Option<Rat> {
        let sure = items.iter().filter(|item| item.levels == WEAK);
        let end = |item: &Item| {
            let value = self.outcome(parts[item.part].frame, item.row, parts[item.part].value?);
            let ends = ends(&value.values)?;
            if how == Reduction::Min { ends.hi().cloned() } else { ends.lo().cloned() }
        };
        let all = sure.filter_map(end);
        if how == Reduction::Min { all.min() } else { all.max() }
    }

    /// What is to be asked of one item. `others`: for quantifiers, what the others may come to. `idle`: its value as
    /// such is not looked at, only whether it has one.
    fn item(&mut self, how: Reduction, parts: &[Part], frame: FrameId, item: &Item, others: Option<u8>, idle: bool) {
        let part = &parts[item.part];
        if item.unlisted {
            // What it is not told by itself may be told by what it is compared with.
            self.list_of(frame, part.frame, item.row);
        }
        let skipped_or_not = item.value_levels | EMPTY;
        let member_matters = match others {
            Some(others) => depends(others, skipped_or_not, true),
            None => how != Reduction::Sum || !part.value.is_some_and(|id| self.is_zero(part.frame, item.row, id)),
        };
        if let (Some(member), true) = (part.member, member_matters) {
            self.visit_from(part.frame, item.row, member);
        }
        let has_value = item.value_levels & (SKIPPED | GAP | CONFLICT) == 0;
        let value_matters =
            others.is_none_or(|others| depends(others, item.value_levels, true)) && !(idle && has_value);
        if let (Some(value), true) = (part.value, how != Reduction::Count && value_matters && item.may_be_item) {
            self.visit_from(part.frame, item.row, value);
        }
    }

    fn is_zero(&self, frame: FrameId, row: usize, id: NodeId) -> bool {
        self.outcome(frame, row, id).number().is_some_and(Rat::is_zero)
    }

    /// All items, where each may matter.
    fn all_items(&mut self, parts: &[Part], frame: FrameId, row: usize) {
        for item in self.items(parts, frame, row, true) {
            self.item(Reduction::Average, parts, frame, &item, None, false);
        }
        self.lists(parts, frame, row);
    }

    /// Lists of which it is not known whether they are there.
    fn lists(&mut self, parts: &[Part], frame: FrameId, row: usize) {
        let plan = self.runner.plan();
        for part in parts {
            let mut below = part.frame;
            while below != frame {
                let Some(parent) = plan.parent(below) else { break };
                if let Frame::Expand { owner, .. } = plan.frame(below) {
                    for above in self.runner.rows_below(frame, row, parent) {
                        self.visit_from(parent, above, *owner);
                        if self.runner.may_lack_list(below, above) {
                            self.list_cell(below, above);
                        }
                    }
                }
                below = parent;
            }
        }
    }

    /// The list whose items a row of a frame stands for, not being listed.
    fn list_of(&mut self, above: FrameId, mut frame: FrameId, mut row: usize) {
        let plan = self.runner.plan();
        while frame != above {
            let parent_row = self.runner.frame_row(frame, row).0;
            if self.runner.is_unlisted(frame, row) {
                self.list_cell(frame, parent_row);
            }
            let Some(parent) = plan.parent(frame) else { return };
            (frame, row) = (parent, parent_row);
        }
    }

    /// The list that a row of the parent of a frame has; the reference to its owner where that is not settled.
    fn list_cell(&mut self, frame: FrameId, parent_row: usize) {
        let plan = self.runner.plan();
        let Frame::Expand { parent, owner, items, .. } = plan.frame(frame) else { return };
        let Table::Items { owner: table, field } = plan.table(*items) else { return };
        // The list of something that a test made up: nobody's profile has it.
        if let Op::Named(origin @ (Origin::Given(_, asked) | Origin::Instance(asked, _)), _) = &plan.node(*owner).op
            && asked == field
        {
            self.found.insert(Need::Origin { origin: origin.clone(), node: *owner });
            return;
        }
        match self.outcome(*parent, parent_row, *owner).code() {
            Some(row) => {
                self.found_field(*table, field.index, row as usize, None);
            }
            None => self.visit_from(*parent, parent_row, *owner),
        }
    }
}

/// Whether people can be asked for what has this name.
fn is_asked(origin: &Origin) -> bool {
    !matches!(
        origin,
        Origin::Definition(_) | Origin::Case(..) | Origin::End(..) | Origin::Rising(_) | Origin::Rounded(_)
    )
}

/// Bounds of numbers and days.
fn ends(values: &Values) -> Option<Bounds> {
    match values {
        Values::Number(bounds) => Some(bounds.clone()),
        Values::Date(days) => Bounds::new(days.lo.map(Rat::int), days.hi.map(Rat::int)),
        _ => None,
    }
}

/// Whether an item may be the least (the greatest) beside one that is there for sure.
fn may_be_below(how: Reduction, value: &Outcome, limit: &Rat) -> bool {
    let Some(ends) = ends(&value.values) else { return true };
    let exits = value.not_applicable || value.conflict || value.gap;
    exits
        || match how {
            Reduction::Min => ends.lo().is_none_or(|lo| lo < limit),
            _ => ends.hi().is_none_or(|hi| hi > limit),
        }
}

/// The levels that an outcome may be. For other kinds than conditions every value is weak.
fn levels(outcome: &Outcome, strong_is_true: bool) -> u8 {
    let bit = |yes: bool, bit: u8| if yes { bit } else { 0 };
    let values = match outcome.values {
        Values::None => 0,
        Values::Cond { t, f } => {
            let (strong, weak) = if strong_is_true { (t, f) } else { (f, t) };
            bit(strong, STRONG) | bit(weak, WEAK)
        }
        _ => WEAK,
    };
    values | bit(outcome.not_applicable, SKIPPED) | bit(outcome.conflict, CONFLICT) | bit(outcome.gap, GAP)
}

/// For each run what all others may come to.
fn others(levels: &[u8], nothing: u8) -> Vec<u8> {
    let mut before = vec![nothing];
    for level in levels {
        before.push(stronger(before.last().copied().unwrap_or(nothing), *level));
    }
    let mut after = nothing;
    let mut all = vec![nothing; levels.len()];
    for place in (0..levels.len()).rev() {
        all[place] = stronger(before[place], after);
        after = stronger(after, levels[place]);
    }
    all
}

/// Whether the result can still change with an operand, whatever the others are. `items`: no item is as good as a weak
/// one.
fn depends(others: u8, own: u8, items: bool) -> bool {
    let bits = |set: u8| (0..8).map(|bit| 1u8 << bit).filter(move |bit| set & bit != 0);
    let result = |a: u8, b: u8| match a.max(b) {
        EMPTY if items => WEAK,
        level => level,
    };
    bits(others).any(|other| {
        let mut results = bits(own).map(|own| result(other, own));
        results.next().is_some_and(|first| results.any(|r| r != first))
    })
}

/// Which conditions and values of live cases decide.
struct Deciding {
    whens: Vec<bool>,
    thens: Vec<bool>,
}

/// Of cases of which exactly one is left: the conditions, unless all come to the same; and every value.
fn partition(cases: &[Case], live: &[usize], whens: &[u8], thens: &[Outcome]) -> Deciding {
    let lapses = whens.iter().any(|levels| levels & (SKIPPED | GAP | CONFLICT) != 0);
    let same = !lapses && thens.iter().all(|then| *then == thens[0] && then.is_settled());
    let alone = !lapses && live.iter().all(|place| cases[*place].then == cases[live[0]].then);
    Deciding { whens: vec![!same && !alone; live.len()], thens: vec![true; live.len()] }
}

/// Cases of which some prevail over others.
struct Prevailing<'c> {
    cases: &'c [Case],
    live: &'c [usize],
    whens: &'c [u8],
    thens: &'c [Outcome],
    how: Combine,
}

/// What the cases come to with settled conditions.
#[derive(Clone, PartialEq)]
enum Yield {
    Exit(u8),
    /// One settled outcome.
    Same(Outcome),
    /// The values of these cases, not settled or not the same.
    Of(Vec<usize>),
}

impl Prevailing<'_> {
    /// `None`: too many combinations to look at.
    fn deciding(&self) -> Option<Deciding> {
        let options: Vec<Vec<u8>> = self.live.iter().map(|place| self.options(*place)).collect();
        let total = options.iter().try_fold(1usize, |all, o| Some(all * o.len()).filter(|t| *t <= COMBINATIONS))?;
        let mut results: Vec<Yield> = Vec::with_capacity(total);
        let mut thens = vec![false; self.live.len()];
        for number in 0..total {
            let result = self.result(&options, number);
            if let Yield::Of(places) = &result {
                places.iter().for_each(|at| thens[*at] = true);
            }
            results.push(result);
        }
        let mut step = 1;
        let mut whens = vec![];
        for option in &options {
            let differs = |number: usize| {
                let turn = number / step % option.len();
                turn + 1 < option.len() && results[number] != results[number + step]
            };
            whens.push((0..total).any(differs));
            step *= option.len();
        }
        Some(Deciding { whens, thens })
    }

    /// What a condition may be: true, a conflict, a gap, or not true.
    fn options(&self, place: usize) -> Vec<u8> {
        let when = self.whens[place];
        let mut options: Vec<u8> = [STRONG, CONFLICT, GAP].into_iter().filter(|o| when & o != 0).collect();
        if when & (WEAK | SKIPPED) != 0 {
            options.push(WEAK);
        }
        options
    }

    fn result(&self, options: &[Vec<u8>], mut number: usize) -> Yield {
        let mut truths = BTreeMap::new();
        for (place, option) in self.live.iter().zip(options) {
            truths.insert(*place as u32, option[number % option.len()]);
            number /= option.len();
        }
        let left: Vec<usize> = (0..self.live.len())
            .filter(|at| !self.cases[self.live[*at]].under.iter().any(|by| truths.get(by) == Some(&STRONG)))
            .collect();
        let is = |at: &usize, level: u8| truths.get(&(self.live[*at] as u32)) == Some(&level);
        for exit in [CONFLICT, GAP] {
            if left.iter().any(|at| is(at, exit)) {
                return Yield::Exit(exit);
            }
        }
        let left: Vec<usize> = left.into_iter().filter(|at| is(at, STRONG)).collect();
        match left[..] {
            [] => Yield::Exit(GAP),
            [_, _, ..] if self.how == Combine::Unique => Yield::Exit(CONFLICT),
            [first, ..] => {
                let same = left.iter().all(|at| self.thens[*at] == self.thens[first]);
                if same && self.thens[first].is_settled() {
                    Yield::Same(self.thens[first].clone())
                } else {
                    Yield::Of(left)
                }
            }
        }
    }
}

impl Runner<'_> {
    /// The row of a frame above that a row hangs below.
    pub fn row_above(&self, mut frame: FrameId, mut row: usize, above: FrameId) -> usize {
        while frame != above {
            let Some(parent) = self.plan().parent(frame) else { return 0 };
            row = self.frame(frame).parent(row);
            frame = parent;
        }
        row
    }

    /// The rows of a frame that hang below a row of a frame above.
    pub fn rows_below(&self, above: FrameId, row: usize, frame: FrameId) -> Range<usize> {
        let mut chain = vec![];
        let mut at = frame;
        while at != above {
            chain.push(at);
            let Some(parent) = self.plan().parent(at) else { return 0..0 };
            at = parent;
        }
        let mut range = row..row + 1;
        for frame in chain.into_iter().rev() {
            let rows = self.frame(frame);
            range = match &rows.parents {
                None => 0..rows.len,
                Some(all) => {
                    let first = |row: usize| all.partition_point(|p| (*p as usize) < row);
                    first(range.start)..first(range.end)
                }
            };
        }
        range
    }

    /// Whether a row of a frame stands for items that nobody listed.
    pub fn is_unlisted(&self, frame: FrameId, row: usize) -> bool {
        match self.plan().frame(frame) {
            Frame::Expand { items, .. } => self.frame_row(frame, row).1 == Some(self.table_rows(*items)),
            _ => false,
        }
    }

    /// Whether it is open if a row of the parent of a frame has a list at all.
    fn may_lack_list(&self, frame: FrameId, parent_row: usize) -> bool {
        let rows = self.frame(frame);
        rows.ends.as_ref().is_some_and(|ends: &Column| !ends.is_settled(ends.at(parent_row)))
    }
}
