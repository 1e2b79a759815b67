//! From an operator of the plan to its kernel.

use super::bits::Bits;
use super::column::{Column, Data, Exits, UNKNOWN};
use super::frames::FrameRows;
use super::kernel::reduce::{Copies, Items, To};
use super::kernel::{arithmetic, cases, choose, compare, dates, functions, logic, median, reduce};
use super::lanes::{CondLane, ExactLane, IndexLane, MaskLane, TextLane, with_lane};
use super::numbers::Numbers;
use super::scope::Scope;
use super::tables::CodeSet;
use crate::num::bounds::Bounds;
use crate::plan::{
    Binary, Case, Combine, Const, FrameId, Kind, Node, NodeId, Op, Part, Reduction, TableId, UNIT, Unary,
};
use std::sync::Arc;

impl Scope<'_, '_> {
    /// The column of a node whose operands are there.
    pub(super) fn compute(&mut self, id: NodeId) -> Arc<Column> {
        let plan = self.world.plan;
        let node = plan.node(id);
        self.frame(node.frame);
        if let Op::Named(_, of) = node.op {
            return self.operand(of, node.frame);
        }
        self.store.counters.kernels += 1;
        Arc::new(self.kernel(node))
    }

    fn kernel(&mut self, node: &Node) -> Column {
        let (frame, rows) = (node.frame, self.frame(node.frame).len);
        match &node.op {
            Op::Const(value) => self.constant(value, node.kind),
            Op::Here(table) => self.here(*table, frame, node.kind),
            Op::Counted(of) => self.counted(*of, frame, rows),
            Op::Field { of, table, field, read, cut } => self.field(node, *of, (*table, *field, *cut), read, None),
            Op::FieldEnd { of, table, field, read, cut, high } => {
                self.field(node, *of, (*table, *field, *cut), read, Some(*high))
            }
            Op::Among(a, places) => choose::among(&self.operand(*a, frame), places),
            Op::Not(a) => logic::not(&self.operand(*a, frame)),
            Op::And(all) => self.fold(all, frame, rows, false),
            Op::Or(all) => self.fold(all, frame, rows, true),
            Op::IsAbsent(a) => logic::is_absent(&self.operand(*a, frame)),
            Op::Present(a) => logic::present(&self.operand(*a, frame)),
            Op::Unsettled(a) => logic::unsettled(&self.operand(*a, frame)),
            Op::Compare(how, a, b) => compare::compare(*how, &self.operand(*a, frame), &self.operand(*b, frame), rows),
            Op::Same(a, b) => {
                let set = self.code_set(self.world.plan.node(*a).kind);
                compare::same(&self.operand(*a, frame), &self.operand(*b, frame), set, rows)
            }
            Op::OneOf(a, places) => {
                let set = self.code_set(self.world.plan.node(*a).kind);
                compare::one_of(&self.operand(*a, frame), places, set)
            }
            Op::Has(within, a, b) => {
                let (a, b) = (self.operand(*a, frame), self.operand(*b, frame));
                compare::has(*within, &a, &b, rows, |id| if id == UNKNOWN { None } else { self.world.text(id) })
            }
            Op::Unary(op, a) => unary(*op, &self.operand(*a, frame)),
            Op::Binary(op, a, b) => {
                let (a, b) = (self.operand(*a, frame), self.operand(*b, frame));
                match op {
                    Binary::AddMonths(mode) => dates::add_months(*mode, &a, &b, rows),
                    Binary::FullYears(mode) => dates::full_years(*mode, &a, &b, rows),
                    op => arithmetic::binary(*op, &a, &b, node.kind == Kind::Date, rows),
                }
            }
            Op::Between(a, b) => arithmetic::between(&self.operand(*a, frame), &self.operand(*b, frame), rows),
            Op::Guard { ends, value } => logic::guard(&self.operand(*ends, frame), &self.operand(*value, frame), rows),
            Op::Cases(how, cases) => self.cases(*how, cases, node, rows),
            Op::Choose(code, options) => self.choose(*code, options, node, rows),
            Op::ByDate(day, periods) => {
                let day = self.operand(*day, frame);
                let mut periods = periods.clone();
                periods.sort_unstable_by_key(|(first, _, _)| *first);
                let nodes: Vec<Arc<Column>> = periods.iter().map(|(_, _, node)| self.operand(*node, frame)).collect();
                let periods: Vec<(i64, i64)> = periods.iter().map(|(a, b, _)| (a.days(), b.days())).collect();
                let rows = self.rows_of(std::iter::once(&day).chain(&nodes), rows);
                let work = choose::ByDate { day: &day, periods: &periods, rows };
                self.lanes(&nodes, node.kind, work)
            }
            Op::Reduce(how, parts) => self.reduce(*how, parts, node, rows),
            Op::Expiry { event, length, unit, holidays } => {
                let (event, length) = (self.operand(*event, frame), self.operand(*length, frame));
                let runs = Runs::new(self, holidays, frame);
                let column = dates::expiry(&event, &length, *unit, &runs.items(), rows);
                runs.pass_on(column, rows)
            }
            Op::AnnualRate { at, amount, digits } => {
                let (at, amount) = (Runs::new(self, at, frame), Runs::new(self, amount, frame));
                let column = functions::annual_rate(&at.items(), &amount.items(), *digits, rows);
                amount.pass_on(at.pass_on(column, rows), rows)
            }
            // Named nodes have the column of what they name.
            Op::Named(_, of) => self.operand(*of, frame).as_ref().clone(),
        }
    }

    /// The set of a code.
    pub(super) fn code_set(&self, kind: Kind) -> Option<CodeSet> {
        match kind {
            Kind::Code(codes) => Some(self.world.tables.code_set(codes)),
            _ => None,
        }
    }

    /// One row of any value of a kind.
    pub(super) fn unknown(&self, kind: Kind) -> Column {
        let data = match kind {
            Kind::Cond => Data::Cond { t: Bits::all(1), f: Bits::all(1) },
            Kind::Number | Kind::Date => Data::Number(Numbers::one(&Bounds::UNKNOWN)),
            Kind::Text => Data::Text(vec![UNKNOWN].into()),
            Kind::Code(codes) => match self.world.tables.code_set(codes) {
                set if set.is_small() => Data::Mask(vec![set.all()].into()),
                _ => Data::Index(vec![UNKNOWN].into()),
            },
        };
        Column::plain(1, data)
    }

    /// One row without a value of a kind.
    fn no_value(&self, kind: Kind, exits: Exits) -> Column {
        let data = match self.unknown(kind).data().clone() {
            Data::Cond { .. } => Data::Cond { t: Bits::none(1), f: Bits::none(1) },
            Data::Number(_) => Data::Number(Numbers::one(&Bounds::exact(Default::default()))),
            data => data,
        };
        Column::new(1, Exits { value: Some(Bits::none(1)), ..exits }, data)
    }

    fn constant(&self, value: &Const, kind: Kind) -> Column {
        let here = || Some(Bits::all(1));
        match value {
            Const::Bool(yes) => {
                let bits = |yes: bool| if yes { Bits::all(1) } else { Bits::none(1) };
                Column::cond(bits(*yes), bits(!yes), Exits::default())
            }
            Const::Number(lo, hi) => {
                let bounds = Bounds::new(lo.clone(), hi.clone()).unwrap_or(Bounds::UNKNOWN);
                Column::plain(1, Data::Number(Numbers::one(&bounds)))
            }
            Const::Code(place) => self.place(*place, kind),
            Const::Key(key) => match kind {
                Kind::Code(crate::plan::Codes::Rows(table)) => match self.world.tables.row_of(table, key) {
                    Some(row) => self.place(row, kind),
                    None => self.no_value(kind, Exits { gap: here(), ..Exits::default() }),
                },
                _ => self.unknown(kind),
            },
            Const::Text(text) => Column::plain(1, Data::Text(vec![self.world.text_id(text)].into())),
            Const::Unknown => self.unknown(kind),
            Const::NotApplicable => self.no_value(kind, Exits { na: here(), ..Exits::default() }),
            Const::Conflict => self.no_value(kind, Exits { conflict: here(), ..Exits::default() }),
            Const::Gap => self.no_value(kind, Exits { gap: here(), ..Exits::default() }),
        }
    }

    /// One row of one place of a set.
    fn place(&self, place: u32, kind: Kind) -> Column {
        match self.code_set(kind) {
            Some(set) if set.is_small() && (place as usize) < set.size => {
                Column::plain(1, Data::Mask(vec![1 << place].into()))
            }
            Some(set) if !set.is_small() && (place as usize) < set.size => {
                Column::plain(1, Data::Index(vec![place].into()))
            }
            _ => self.unknown(kind),
        }
    }

    fn here(&mut self, table: TableId, frame: FrameId, kind: Kind) -> Column {
        let rows = self.frame(frame);
        let item = |row: usize| rows.items.get(row).unwrap_or_default();
        let Some(set) = self.code_set(kind) else { return self.unknown(kind) };
        debug_assert_eq!(kind, Kind::Code(crate::plan::Codes::Rows(table)));
        let data = match set.is_small() {
            true => Data::Mask((0..rows.len).map(|row| 1 << item(row)).collect()),
            false => Data::Index((0..rows.len).map(|row| item(row) as u32).collect()),
        };
        Column::plain(rows.len, data)
    }

    /// Whether the instances count in figures.
    fn counted(&mut self, of: NodeId, frame: FrameId, rows: usize) -> Column {
        let reference = self.operand(of, frame);
        let Kind::Code(crate::plan::Codes::Rows(table)) = self.world.plan.node(of).kind else {
            return self.unknown(Kind::Cond);
        };
        let tables = &self.world.tables;
        let len = tables.len(table);
        let t = Bits::of(len + 1, |row| row == len || tables.counts(table, row));
        let f = Bits::of(len + 1, |row| row == len || !tables.counts(table, row));
        self.pick(&reference, &Column::cond(t, f, Exits::default()), len, rows, Kind::Cond)
    }

    /// The rows of a table's column that references point to.
    pub(super) fn pick(&self, of: &Column, table: &Column, phantom: usize, rows: usize, kind: Kind) -> Column {
        let pick = choose::Pick { of, phantom, rows: if of.len() == 1 { 1 } else { rows } };
        match pick.settled() {
            Some(rows) => table.gather(&rows),
            None => with_lane(&[table], self.code_set(kind), pick),
        }
    }

    fn rows_of<'c>(&self, mut columns: impl Iterator<Item = &'c Arc<Column>>, rows: usize) -> usize {
        if columns.all(|c| c.len() == 1) { 1 } else { rows }
    }

    fn lanes<W: super::lanes::ForLane<Result = Column>>(&self, columns: &[Arc<Column>], kind: Kind, work: W) -> Column {
        let columns: Vec<&Column> = columns.iter().map(|c| &**c).collect();
        let unknown = self.unknown(kind);
        if columns.is_empty() {
            // Nothing to pick from: what is missing is a gap, of the kind that was asked for.
            let none = with_lane(&[&unknown], self.code_set(kind), NoOptions(work));
            return none;
        }
        with_lane(&columns, self.code_set(kind), work)
    }

    fn fold(&mut self, all: &[NodeId], frame: FrameId, rows: usize, absorbs: bool) -> Column {
        let columns: Vec<Arc<Column>> = all.iter().map(|id| self.operand(*id, frame)).collect();
        logic::fold(&columns.iter().map(|c| &**c).collect::<Vec<_>>(), rows, absorbs)
    }

    fn choose(&mut self, code: NodeId, options: &[NodeId], node: &Node, rows: usize) -> Column {
        let set = self.code_set(self.world.plan.node(code).kind);
        let code = self.operand(code, node.frame);
        let options: Vec<Arc<Column>> = options.iter().map(|id| self.operand(*id, node.frame)).collect();
        let rows = self.rows_of(std::iter::once(&code).chain(&options), rows);
        let set = set.unwrap_or(CodeSet { size: options.len() + 1, phantom: None });
        let work = choose::Choose { code: &code, size: set.size, phantom: set.phantom, rows };
        let same = work.by_places(&options.iter().map(|option| &**option).collect::<Vec<_>>());
        same.unwrap_or_else(|| self.lanes(&options, node.kind, work))
    }

    fn cases(&mut self, how: Combine, cases: &[Case], node: &Node, rows: usize) -> Column {
        let frame = node.frame;
        let whens: Vec<Option<Arc<Column>>> =
            cases.iter().map(|case| case.when.map(|id| self.operand(id, frame))).collect();
        let thens: Vec<Arc<Column>> = cases.iter().map(|case| self.operand(case.then, frame)).collect();
        let rows = self.rows_of(whens.iter().flatten().chain(&thens), rows);
        let cases: Vec<cases::Case<'_>> = whens
            .iter()
            .zip(cases)
            .map(|(when, case)| cases::Case { when: when.as_deref(), under: &case.under })
            .collect();
        if let Combine::Prevail | Combine::Unique | Combine::Partition = how {
            let (unique, partition) = (how == Combine::Unique, how == Combine::Partition);
            let work = cases::Prevail { cases: &cases, unique, partition, rows };
            return self.lanes(&thens, node.kind, work);
        }
        let members: Vec<Option<Column>> = (0..cases.len()).map(|place| cases::unbeaten(&cases, place, rows)).collect();
        let items: Vec<Items<'_>> = members
            .iter()
            .zip(&thens)
            .map(|(member, then)| Items {
                rows,
                to: To::Same,
                copies: None,
                member: member.as_ref(),
                value: if how == Combine::Count { None } else { Some(then) },
                strict: true,
            })
            .collect();
        match how {
            Combine::Count => reduce::count(&items, rows),
            Combine::Min => reduce::total(Reduction::Min, &items, rows),
            Combine::Max => reduce::total(Reduction::Max, &items, rows),
            _ => reduce::total(Reduction::Sum, &items, rows),
        }
    }

    fn reduce(&mut self, how: Reduction, parts: &[Part], node: &Node, rows: usize) -> Column {
        let runs = Runs::new(self, parts, node.frame);
        let items = runs.items();
        let kind = match how {
            Reduction::Only => Some(node.kind),
            _ => parts.iter().find_map(|p| p.value).map(|id| self.world.plan.node(id).kind),
        };
        let column = match how {
            Reduction::Some => reduce::quantify(true, &items, rows),
            Reduction::Every => reduce::quantify(false, &items, rows),
            Reduction::Sum | Reduction::Min | Reduction::Max => reduce::total(how, &items, rows),
            Reduction::Average => reduce::average(&items, rows),
            Reduction::Median => median::median(&items, rows),
            Reduction::Count => reduce::count(&items, rows),
            Reduction::Share => reduce::share(&items, rows),
            Reduction::Distinct | Reduction::Only => {
                let work = reduce::OverValues { only: how == Reduction::Only, items: &items, rows };
                match kind {
                    None | Some(Kind::Cond) => work.run(&CondLane),
                    Some(Kind::Number | Kind::Date) => work.run(&ExactLane),
                    Some(Kind::Text) => work.run(&TextLane),
                    Some(Kind::Code(codes)) => {
                        let set = self.world.tables.code_set(codes);
                        match set.is_small() {
                            true => work.run(&MaskLane { all: set.all(), phantom: set.phantom_bit() }),
                            false => work.run(&IndexLane { phantom: set.phantom.unwrap_or(UNKNOWN) }),
                        }
                    }
                }
            }
        };
        runs.pass_on(column, rows)
    }
}

/// Picks among nothing.
struct NoOptions<W>(W);

impl<W: super::lanes::ForLane<Result = Column>> super::lanes::ForLane for NoOptions<W> {
    type Result = Column;
    fn run<L: super::lanes::Lane>(self, lane: &L, _: &[&Column]) -> Column {
        self.0.run(lane, &[])
    }
}

fn unary(op: Unary, a: &Column) -> Column {
    match op {
        Unary::Neg => arithmetic::negate(a),
        Unary::Abs => arithmetic::abs(a),
        Unary::Sqrt(digits) => functions::sqrt(a, digits),
        Unary::Ln(digits) => functions::ln(a, digits),
        Unary::Year => dates::year(a),
        Unary::Month => dates::month(a),
    }
}

/// The runs of items of an operator, with all that their kernels need.
struct Runs {
    runs: Vec<Run>,
    /// Whether the lists are there, for each row of the result.
    ends: Vec<Arc<FrameRows>>,
}

struct Run {
    rows: usize,
    to: Target,
    copies: Option<Arc<Vec<Copies>>>,
    member: Option<Arc<Column>>,
    value: Option<Arc<Column>>,
}

enum Target {
    Same,
    First,
    Each(Arc<Vec<u32>>),
}

impl Runs {
    fn new(scope: &mut Scope<'_, '_>, parts: &[Part], frame: FrameId) -> Runs {
        let mut runs = Runs { runs: vec![], ends: vec![] };
        for part in parts {
            let run = Run {
                rows: scope.frame(part.frame).len,
                to: Runs::target(scope, part.frame, frame),
                copies: if part.frame == frame { None } else { scope.copies(part.frame, frame) },
                member: part.member.map(|id| scope.operand(id, part.frame)),
                value: part.value.map(|id| scope.operand(id, part.frame)),
            };
            runs.runs.push(run);
            runs.add_lists(scope, part, frame);
        }
        runs
    }

    fn target(scope: &mut Scope<'_, '_>, from: FrameId, to: FrameId) -> Target {
        match to {
            to if from == to => Target::Same,
            UNIT => Target::First,
            to => Target::Each(scope.map(from, to)),
        }
    }

    /// Lists that may not be there: right below the result they decide it, further down they are an item of it.
    fn add_lists(&mut self, scope: &mut Scope<'_, '_>, part: &Part, frame: FrameId) {
        let plan = scope.world.plan;
        let mut at = part.frame;
        while at != frame {
            let Some(parent) = plan.parent(at) else { return };
            let rows = scope.frame(at);
            match &rows.ends {
                Some(_) if parent == frame => self.ends.push(rows.clone()),
                Some(ends) => {
                    let kind = part.value.map_or(Kind::Cond, |id| plan.node(id).kind);
                    let here = Some(Bits::all(1));
                    let nothing = scope.no_value(kind, Exits { na: here, ..Exits::default() });
                    let member = logic::missing_item(ends);
                    self.runs.push(Run {
                        rows: scope.frame(parent).len,
                        to: Runs::target(scope, parent, frame),
                        copies: scope.copies(parent, frame),
                        member: Some(Arc::new(member)),
                        value: Some(Arc::new(nothing)),
                    });
                }
                None => {}
            }
            at = parent;
        }
    }

    fn items(&self) -> Vec<Items<'_>> {
        self.runs.iter().map(Run::items).collect()
    }

    /// The result where there are lists; else what they are instead.
    fn pass_on(&self, column: Column, rows: usize) -> Column {
        let ends = self.ends.iter().filter_map(|rows| rows.ends.as_ref());
        ends.fold(column, |column, ends| logic::guard(ends, &column, rows))
    }
}

impl Run {
    fn items(&self) -> Items<'_> {
        Items {
            rows: self.rows,
            to: match &self.to {
                Target::Same => To::Same,
                Target::First => To::First,
                Target::Each(rows) => To::Each(rows),
            },
            copies: self.copies.as_ref().map(|c| c.as_slice()),
            member: self.member.as_deref(),
            value: self.value.as_deref(),
            strict: false,
        }
    }
}
