//! Every operator alone, against all completions of its operands.
//!
//! An operand is a choice by an enum field: known, it is one outcome; unknown, any of a set. So every set of
//! outcomes, those without value included, comes before every operator, in columns of more than one word.

use crate::naive::{Complete, Full, P};
use crate::random::{Rng, cases, combinations};
use crate::world::*;
use acquis::data::{Cell, Value};
use acquis::eval::outcome::{Days, Outcome, Values};
use acquis::eval::run::Runner;
use acquis::num::bounds::Bounds;
use acquis::num::period::MonthEnd;
use acquis::num::rat::Rat;
use acquis::num::round::Rounding;
use acquis::plan::*;
use acquis::types::schema::{EnumId, Type};
use acquis::types::term::Within;
use std::collections::BTreeMap;

/// The least outcome around all of these.
pub fn around(kind: Kind, all: &[P]) -> Outcome {
    let values: Vec<&P> = all.iter().filter(|p| p.is_value()).collect();
    let numbers = || values.iter().map(|p| if let P::N(n) = p { n.clone() } else { panic!("{p:?}") });
    let ends = || (numbers().min().unwrap(), numbers().max().unwrap());
    let values = if values.is_empty() {
        Values::None
    } else {
        match kind {
            Kind::Cond => Values::Cond { t: all.contains(&P::True), f: all.contains(&P::False) },
            Kind::Number => Values::Number(Bounds::between(ends().0, ends().1).unwrap()),
            Kind::Date => Values::Date(Days { lo: ends().0.to_i64(), hi: ends().1.to_i64() }),
            Kind::Code(_) => {
                let mut places: Vec<u32> =
                    values.iter().map(|p| if let P::Code(c) = p { *c } else { panic!() }).collect();
                places.sort();
                places.dedup();
                Values::Codes(Some(places))
            }
            Kind::Text => match values[0] {
                P::Text(t) if values.iter().all(|v| *v == values[0]) => Values::Text(Some(t.as_str().into())),
                _ => Values::Text(None),
            },
        }
    };
    let has = |p: P| all.contains(&p);
    Outcome { values, not_applicable: has(P::Na), conflict: has(P::Conflict), gap: has(P::Gap) }
}

const CODES: u32 = 1;

/// What an operand can be: its kind, and constants from which sets are taken.
fn pool(kind: Kind, rng: &mut Rng) -> Vec<Const> {
    let exact = |n: Rat| Const::Number(Some(n.clone()), Some(n));
    let mut all = match kind {
        Kind::Cond => vec![Const::Bool(true), Const::Bool(false)],
        Kind::Number => {
            let first = rng.within(-3, 1);
            // Thirds now and then, so that denominators differ.
            let over = if rng.one_in(4) { 3 } else { 1 };
            (0..3).map(|n| exact(Rat::new(first + n, over).unwrap())).collect()
        }
        Kind::Date => {
            let starts = ["2018-01-30", "2020-02-28", "2018-02-27", "1999-12-30"];
            let first = date(starts[rng.below(4)]).days();
            (0..3).map(|n| exact(Rat::int(first + n))).collect()
        }
        Kind::Code(_) => (0..3).map(Const::Code).collect(),
        Kind::Text => ["a", "ab", "b"].iter().map(|t| Const::Text((*t).into())).collect(),
    };
    all.extend([Const::NotApplicable, Const::Conflict, Const::Gap]);
    all
}

fn outcome_of(value: &Const) -> P {
    match value {
        Const::Bool(true) => P::True,
        Const::Bool(false) => P::False,
        Const::Number(n, _) => P::N(n.clone().unwrap()),
        Const::Code(c) => P::Code(*c),
        Const::Text(t) => P::Text(t.to_string()),
        Const::NotApplicable => P::Na,
        Const::Conflict => P::Conflict,
        Const::Gap => P::Gap,
        other => panic!("{other:?}"),
    }
}

/// Operands over the rows of one entity, each with an enum field of its own.
struct Bench {
    world: World,
    b: Builder,
    table: TableId,
    frame: FrameId,
    operands: Vec<Operand>,
    /// `cells[operand][row]`: the place chosen, if it is known.
    cells: Vec<Vec<Option<u32>>>,
    rows: usize,
}

struct Operand {
    node: NodeId,
    pool: Vec<Const>,
    set: Vec<u32>,
}

impl Bench {
    fn new(kinds: &[Kind], rng: &mut Rng) -> Bench {
        let rows = *rng.pick(&[1, 1, 3, 63, 64, 65, 70, 130]);
        let enums = vec![enumeration("place", &["a", "b", "c", "d", "e", "f"]), enumeration("code", &["x", "y", "z"])];
        let fields = (0..kinds.len()).map(|i| field(&format!("f{i}"), Type::Enum(EnumId(0)))).collect();
        let mut world = World::new(enums, vec![entity("T", true, fields)]);
        let mut b = Builder::new();
        let (table, frame) = (b.table(0), b.rows(0));
        let mut operands = vec![];
        for (i, kind) in kinds.iter().enumerate() {
            let pool = pool(*kind, rng);
            let set = subset(*kind, pool.len() as u32, rng);
            let field = b.own(table, i as u32, frame, enum_kind(0));
            let among = b.plan.add(Op::Among(field, set.clone()), frame, enum_kind(0));
            let options = pool.iter().map(|c| b.constant(c.clone(), *kind)).collect();
            let node = b.plan.add(Op::Choose(among, options), frame, *kind);
            operands.push(Operand { node, pool, set });
        }
        let unknown = rng.below(4);
        let cells: Vec<Vec<Option<u32>>> = operands
            .iter()
            .map(|o| (0..rows).map(|_| if rng.below(4) < unknown { None } else { Some(*rng.pick(&o.set)) }).collect())
            .collect();
        for row in 0..rows {
            let given: Vec<(String, Cell)> = cells
                .iter()
                .enumerate()
                .filter_map(|(i, c)| Some((format!("f{i}"), cell(Value::Enum(c[row]?)))))
                .collect();
            let given: Vec<(&str, Cell)> = given.iter().map(|(k, c)| (k.as_str(), c.clone())).collect();
            world.row(0, &format!("k{row:04}"), &given);
        }
        Bench { world, b, table, frame, operands, cells, rows }
    }

    fn nodes(&self) -> Vec<NodeId> {
        self.operands.iter().map(|o| o.node).collect()
    }

    /// Whether bounds hold numbers that the completions do not have.
    fn has_holes(&self) -> bool {
        self.operands.iter().flat_map(|o| &o.pool).any(|c| matches!(c, Const::Number(Some(n), _) if !n.is_int()))
    }

    /// What a node comes to over all completions of a row.
    fn all(&self, node: NodeId, row: usize) -> Vec<P> {
        let options: Vec<Vec<u32>> = self
            .operands
            .iter()
            .zip(&self.cells)
            .map(|(o, cells)| match cells[row] {
                Some(place) => vec![place],
                None => o.set.clone(),
            })
            .collect();
        let sizes: Vec<usize> = options.iter().map(Vec::len).collect();
        combinations(&sizes, 100_000)
            .unwrap()
            .into_iter()
            .map(|choice| {
                let cells = choice
                    .iter()
                    .enumerate()
                    .map(|(i, c)| ((self.table, row as u32, i as u32), Full::One(P::Code(options[i][*c]))))
                    .collect();
                let rows = BTreeMap::from([(self.table, self.rows as u32)]);
                Complete { plan: &self.b.plan, rows, cells }.eval(node, &vec![(self.frame, row as u32)])
            })
            .collect()
    }

    /// The result in each row against all completions of the row.
    fn check(&self, node: NodeId, exact: bool) {
        let runner = Runner::new(&self.b.plan, &self.world.schema, &self.world.profiles);
        let kind = self.b.plan.node(node).kind;
        for row in 0..self.rows {
            let (found, expected) = (runner.outcome(node, row), around(kind, &self.all(node, row)));
            let agrees = if exact { found == expected } else { found.includes(&expected) };
            let sets: Vec<Vec<P>> = self
                .operands
                .iter()
                .zip(&self.cells)
                .map(|(o, cells)| match cells[row] {
                    Some(place) => vec![outcome_of(&o.pool[place as usize])],
                    None => o.set.iter().map(|p| outcome_of(&o.pool[*p as usize])).collect(),
                })
                .collect();
            assert!(agrees, "{:?}\nof {sets:?}\nfound {found:?}\nexpected {expected:?}", self.b.plan.node(node).op);
        }
    }
}

/// A set of places in a pool; numbers next to each other, so that bounds are exact.
fn subset(kind: Kind, len: u32, rng: &mut Rng) -> Vec<u32> {
    let values = len - 3;
    let mut set: Vec<u32> = match kind {
        Kind::Number | Kind::Date => {
            let first = rng.below(values as usize) as u32;
            (first..=first + rng.below((values - first) as usize) as u32).collect()
        }
        _ => (0..values).filter(|_| rng.one_in(2)).collect(),
    };
    if rng.one_in(4) {
        set.clear();
    }
    if rng.one_in(2) {
        set.extend((values..len).filter(|_| rng.one_in(3)));
    }
    if set.is_empty() {
        set.push(rng.below(len as usize) as u32);
    }
    set
}

fn run(name: &str, count: usize, mut case: impl FnMut(&mut Rng)) {
    for seed in 0..cases(count) {
        let mut rng = Rng::new(seed as u64 + name.len() as u64 * 1_000_003);
        case(&mut rng);
    }
}

fn code() -> Kind {
    enum_kind(CODES)
}

#[test]
fn logic_is_exact() {
    run("logic", 4000, |rng| {
        let kinds = vec![Kind::Cond; rng.below(4) + 1];
        let mut bench = Bench::new(&kinds, rng);
        let (nodes, frame) = (bench.nodes(), bench.frame);
        let op = match rng.below(4) {
            0 => Op::Not(nodes[0]),
            1 => Op::And(nodes),
            2 => Op::Or(nodes),
            _ => Op::IsAbsent(nodes[0]),
        };
        let node = bench.b.cond(op, frame);
        bench.check(node, true);
    });
}

#[test]
fn sameness_is_exact() {
    run("same", 2000, |rng| {
        let kind = *rng.pick(&[Kind::Cond, code(), Kind::Text]);
        let mut bench = Bench::new(&[kind, kind], rng);
        let (nodes, frame) = (bench.nodes(), bench.frame);
        let node = bench.b.cond(Op::Same(nodes[0], nodes[1]), frame);
        // Of texts it is known which, or nothing.
        bench.check(node, kind != Kind::Text);
    });
}

#[test]
fn one_of_several_is_exact() {
    run("one of", 2000, |rng| {
        let mut bench = Bench::new(&[code()], rng);
        let (nodes, frame) = (bench.nodes(), bench.frame);
        let places = (0..3).filter(|_| rng.one_in(2)).collect();
        let node = bench.b.cond(Op::OneOf(nodes[0], places), frame);
        bench.check(node, true);
    });
}

#[test]
fn texts_in_texts_are_sound() {
    run("texts", 500, |rng| {
        let mut bench = Bench::new(&[Kind::Text, Kind::Text], rng);
        let (nodes, frame) = (bench.nodes(), bench.frame);
        let node = bench.b.cond(Op::Has(*rng.pick(&Within::ALL), nodes[0], nodes[1]), frame);
        bench.check(node, false);
    });
}

#[test]
fn comparisons_are_exact() {
    run("compare", 4000, |rng| {
        let kind = *rng.pick(&[Kind::Number, Kind::Date]);
        let mut bench = Bench::new(&[kind, kind], rng);
        let (nodes, frame) = (bench.nodes(), bench.frame);
        let how = *rng.pick(&[Comparison::Eq, Comparison::Lt, Comparison::Le]);
        // Numbers of one denominator and all between are what bounds say; thirds leave holes for equality.
        let holes = bench.has_holes();
        let node = bench.b.cond(Op::Compare(how, nodes[0], nodes[1]), frame);
        bench.check(node, !(holes && how == Comparison::Eq));
    });
}

#[test]
fn comparisons_with_constants_are_exact() {
    run("constants", 4000, |rng| {
        let mut bench = Bench::new(&[Kind::Number], rng);
        let (nodes, frame) = (bench.nodes(), bench.frame);
        let n = Rat::new(rng.within(-14, 14), *rng.pick(&[1, 1, 2, 3, 7])).unwrap();
        let constant = bench.b.constant(Const::Number(Some(n.clone()), Some(n)), Kind::Number);
        let how = *rng.pick(&[Comparison::Lt, Comparison::Le]);
        let (a, b) = if rng.one_in(2) { (nodes[0], constant) } else { (constant, nodes[0]) };
        let node = bench.b.cond(Op::Compare(how, a, b), frame);
        bench.check(node, true);
        let node = bench.b.cond(Op::Compare(Comparison::Eq, a, b), frame);
        bench.check(node, false);
    });
}

#[test]
fn sums_and_products_are_exact() {
    run("arithmetic", 4000, |rng| {
        let mut bench = Bench::new(&[Kind::Number, Kind::Number], rng);
        let (nodes, frame) = (bench.nodes(), bench.frame);
        let op = match rng.below(7) {
            0 => Op::Unary(Unary::Neg, nodes[0]),
            1 => Op::Binary(Binary::Add, nodes[0], nodes[1]),
            2 => Op::Binary(Binary::Sub, nodes[0], nodes[1]),
            3 => Op::Binary(Binary::Mul, nodes[0], nodes[1]),
            4 => Op::Binary(Binary::Min, nodes[0], nodes[1]),
            5 => Op::Binary(Binary::Max, nodes[0], nodes[1]),
            _ => Op::Between(nodes[0], nodes[1]),
        };
        let exact = !matches!(op, Op::Between(..));
        let node = bench.b.num(op, frame);
        bench.check(node, exact);
    });
}

#[test]
fn other_functions_are_sound() {
    run("functions", 4000, |rng| {
        let mut bench = Bench::new(&[Kind::Number, Kind::Number], rng);
        let (nodes, frame) = (bench.nodes(), bench.frame);
        let whole = bench.operands[1].pool.iter().all(|c| !matches!(c, Const::Number(Some(n), _) if !n.is_int()));
        let op = match rng.below(6) {
            0 => Op::Unary(Unary::Abs, nodes[0]),
            1 => Op::Binary(Binary::Div, nodes[0], nodes[1]),
            2 if whole => Op::Binary(Binary::Power, nodes[0], nodes[1]),
            3 => Op::Unary(Unary::Sqrt(3), nodes[0]),
            4 => Op::Unary(Unary::Ln(3), nodes[0]),
            _ => Op::Binary(Binary::Round(*rng.pick(&Rounding::ALL)), nodes[0], nodes[1]),
        };
        let node = bench.b.num(op, frame);
        bench.check(node, false);
    });
}

#[test]
fn operations_with_constants_are_sound() {
    run("by constant", 2000, |rng| {
        let mut bench = Bench::new(&[Kind::Number], rng);
        let (nodes, frame) = (bench.nodes(), bench.frame);
        let n = Rat::new(rng.within(-9, 9), *rng.pick(&[1, 1, 2, 3, 10])).unwrap();
        let constant = bench.b.constant(Const::Number(Some(n.clone()), Some(n)), Kind::Number);
        let op = match rng.below(3) {
            0 => Binary::Div,
            1 => Binary::Mul,
            _ => Binary::Round(*rng.pick(&Rounding::ALL)),
        };
        let node = bench.b.num(Op::Binary(op, nodes[0], constant), frame);
        // Rounding keeps the ends, so do a factor and a divisor.
        bench.check(node, true);
    });
}

#[test]
fn days_are_sound() {
    run("days", 3000, |rng| {
        let mode = *rng.pick(&[MonthEnd::LastDay, MonthEnd::NextDay, MonthEnd::Exact]);
        let (second, op) = match rng.below(3) {
            0 => (Kind::Number, Binary::AddMonths(mode)),
            1 => (Kind::Date, Binary::FullYears(mode)),
            _ => (Kind::Number, Binary::Add),
        };
        let mut bench = Bench::new(&[Kind::Date, second], rng);
        let thirds = bench.operands[1].pool.iter().any(|c| matches!(c, Const::Number(Some(n), _) if !n.is_int()));
        if second == Kind::Number && thirds {
            return;
        }
        let (nodes, frame) = (bench.nodes(), bench.frame);
        let kind = if op == Binary::FullYears(mode) { Kind::Number } else { Kind::Date };
        let node = bench.b.plan.add(Op::Binary(op, nodes[0], nodes[1]), frame, kind);
        bench.check(node, false);
        let year = bench.b.num(Op::Unary(Unary::Year, nodes[0]), frame);
        bench.check(year, true);
        let month = bench.b.num(Op::Unary(Unary::Month, nodes[0]), frame);
        bench.check(month, false);
    });
}

#[test]
fn guards_and_choices_are_exact() {
    run("guard", 4000, |rng| {
        let kind = *rng.pick(&[Kind::Cond, Kind::Number, code(), Kind::Date]);
        let mut bench = Bench::new(&[Kind::Cond, code(), kind, kind], rng);
        let (nodes, frame) = (bench.nodes(), bench.frame);
        let op = match rng.below(3) {
            0 => Op::Guard { ends: nodes[0], value: nodes[2] },
            1 => Op::Choose(nodes[1], vec![nodes[2], nodes[3]]),
            _ => Op::Choose(nodes[1], vec![nodes[3], nodes[2], nodes[2]]),
        };
        let node = bench.b.plan.add(op, frame, kind);
        bench.check(node, true);
    });
}

#[test]
fn periods_are_exact() {
    run("periods", 2000, |rng| {
        let kind = *rng.pick(&[Kind::Cond, Kind::Number]);
        let mut bench = Bench::new(&[Kind::Date, kind, kind], rng);
        let (nodes, frame) = (bench.nodes(), bench.frame);
        let days = ["1999-12-01", "1999-12-31", "2018-01-31", "2018-02-27", "2020-02-29", "2021-01-01"].map(date);
        let first = rng.below(3);
        let second = first + 1 + rng.below(2);
        let gap = rng.below(2) as i64;
        let next = days[second].plus_days(1 + gap).unwrap();
        let periods = vec![(days[first], days[second], nodes[1]), (next, days[5], nodes[2])];
        let node = bench.b.plan.add(Op::ByDate(nodes[0], periods), frame, kind);
        bench.check(node, true);
    });
}

/// Cases in random order of precedence, transitively closed.
fn precedence(count: usize, rng: &mut Rng) -> Vec<Vec<u32>> {
    let mut under: Vec<Vec<u32>> = vec![vec![]; count];
    let chain = rng.one_in(3);
    for low in 0..count {
        for high in low + 1..count {
            if chain || rng.one_in(2) {
                under[low].push(high as u32);
            }
        }
    }
    for low in (0..count).rev() {
        let more: Vec<u32> = under[low].iter().flat_map(|by| under[*by as usize].clone()).collect();
        under[low].extend(more);
        under[low].sort();
        under[low].dedup();
    }
    under
}

#[test]
fn cases_are_exact() {
    run("cases", 4000, |rng| {
        let kind = *rng.pick(&[Kind::Cond, Kind::Number, code()]);
        let count = rng.below(3) + 1;
        let kinds: Vec<Kind> = (0..count).map(|_| Kind::Cond).chain((0..count).map(|_| kind)).collect();
        let mut bench = Bench::new(&kinds, rng);
        let (nodes, frame) = (bench.nodes(), bench.frame);
        let always = rng.one_in(2);
        let under = precedence(count, rng);
        let cases = under.into_iter().enumerate().map(|(i, under)| Case {
            when: if i == 0 && always { None } else { Some(nodes[i]) },
            then: nodes[count + i],
            under,
        });
        let how = if rng.one_in(4) { Combine::Unique } else { Combine::Prevail };
        let node = bench.b.plan.add(Op::Cases(how, cases.collect()), frame, kind);
        let exact = !bench.has_holes();
        bench.check(node, exact);
    });
}

#[test]
fn tables_that_collect_are_sound() {
    run("collect", 2000, |rng| {
        let count = rng.below(3) + 1;
        let kinds: Vec<Kind> = (0..count).map(|_| Kind::Cond).chain((0..count).map(|_| Kind::Number)).collect();
        let mut bench = Bench::new(&kinds, rng);
        let (nodes, frame) = (bench.nodes(), bench.frame);
        let prevail = rng.one_in(4);
        let under = if prevail { precedence(count, rng) } else { vec![vec![]; count] };
        let cases = under.into_iter().enumerate().map(|(i, under)| Case {
            when: Some(nodes[i]),
            then: nodes[count + i],
            under,
        });
        let how = *rng.pick(&[Combine::Sum, Combine::Min, Combine::Max, Combine::Count]);
        let node = bench.b.num(Op::Cases(how, cases.collect()), frame);
        bench.check(node, !prevail);
    });
}

fn part(frame: FrameId, member: Option<NodeId>, value: Option<NodeId>) -> Part {
    Part { frame, member, value }
}

#[test]
fn reductions_of_few_are_exact() {
    run("reduce", 6000, |rng| {
        let how = *rng.pick(&[
            Reduction::Some,
            Reduction::Every,
            Reduction::Sum,
            Reduction::Min,
            Reduction::Max,
            Reduction::Average,
            Reduction::Median,
            Reduction::Count,
            Reduction::Distinct,
            Reduction::Share,
            Reduction::Only,
        ]);
        let kind = match how {
            Reduction::Some | Reduction::Every | Reduction::Share => Kind::Cond,
            Reduction::Distinct | Reduction::Only => *rng.pick(&[Kind::Cond, Kind::Number, code()]),
            _ => Kind::Number,
        };
        let count = rng.below(3) + 1;
        let kinds: Vec<Kind> = (0..count).map(|_| Kind::Cond).chain((0..count).map(|_| kind)).collect();
        let mut bench = Bench::new(&kinds, rng);
        let (nodes, frame) = (bench.nodes(), bench.frame);
        let parts: Vec<Part> = (0..count)
            .map(|i| {
                let member = if rng.one_in(2) { None } else { Some(nodes[i]) };
                part(frame, member, if how == Reduction::Count { None } else { Some(nodes[count + i]) })
            })
            .collect();
        let result = match how {
            Reduction::Some | Reduction::Every => Kind::Cond,
            Reduction::Only => kind,
            _ => Kind::Number,
        };
        let node = bench.b.plan.add(Op::Reduce(how, parts), frame, result);
        // Between whole numbers are others, and sets of codes that meet pairwise need not meet all at once.
        let exact = how != Reduction::Distinct || kind == Kind::Cond;
        bench.check(node, exact);
    });
}
