//! What readers may rely on: empty lists, items that do not count, division by nothing, exact figures.

use crate::random::{Rng, cases};
use crate::world::*;
use acquis::data::Value;
use acquis::eval::run::Runner;
use acquis::num::rat::Rat;
use acquis::plan::*;
use acquis::types::schema::{NumType, Type};

fn settle(b: &Builder, node: NodeId) -> String {
    let world = World::new(vec![], vec![]);
    letters(&Runner::new(&b.plan, &world.schema, &world.profiles).outcome(node, 0))
}

fn unit_parts(values: &[NodeId]) -> Vec<Part> {
    values.iter().map(|v| Part { frame: UNIT, member: None, value: Some(*v) }).collect()
}

const NUMBERS: [Reduction; 5] = [Reduction::Sum, Reduction::Min, Reduction::Max, Reduction::Average, Reduction::Median];

#[test]
fn an_empty_list() {
    let mut b = Builder::new();
    let expected = [
        (Reduction::Sum, "0"),
        (Reduction::Count, "0"),
        (Reduction::Distinct, "0"),
        (Reduction::Min, "?"),
        (Reduction::Max, "?"),
        (Reduction::Average, "?"),
        (Reduction::Median, "?"),
        (Reduction::Share, "?"),
        (Reduction::Only, "?"),
    ];
    for (how, outcome) in expected {
        let node = b.num(Op::Reduce(how, vec![]), UNIT);
        assert_eq!(settle(&b, node), outcome, "{how:?}");
    }
    let [some, every] = [Reduction::Some, Reduction::Every].map(|how| b.cond(Op::Reduce(how, vec![]), UNIT));
    assert_eq!([settle(&b, some), settle(&b, every)], ["f", "t"]);
}

#[test]
fn items_that_are_all_not_applicable() {
    let mut b = Builder::new();
    let number = b.constant(Const::NotApplicable, Kind::Number);
    let cond = b.constant(Const::NotApplicable, Kind::Cond);
    for how in NUMBERS.into_iter().chain([Reduction::Distinct]) {
        let node = b.num(Op::Reduce(how, unit_parts(&[number, number])), UNIT);
        assert_eq!(settle(&b, node), "-", "{how:?}");
    }
    for how in [Reduction::Some, Reduction::Every] {
        let node = b.cond(Op::Reduce(how, unit_parts(&[cond])), UNIT);
        assert_eq!(settle(&b, node), "-", "{how:?}");
    }
    let share = b.num(Op::Reduce(Reduction::Share, unit_parts(&[cond])), UNIT);
    assert_eq!(settle(&b, share), "-");
    let only = b.cond(Op::Reduce(Reduction::Only, unit_parts(&[cond])), UNIT);
    assert_eq!(settle(&b, only), "-");
    // One that counts is enough.
    let five = b.int(5);
    for how in NUMBERS.into_iter().chain([Reduction::Only]) {
        let node = b.num(Op::Reduce(how, unit_parts(&[number, five])), UNIT);
        assert_eq!(settle(&b, node), "5", "{how:?}");
    }
}

#[test]
fn a_conflict_or_gap_among_the_items_is_the_result_unless_absorbed() {
    let mut b = Builder::new();
    let [conflict, gap] = [Const::Conflict, Const::Gap].map(|value| b.constant(value, Kind::Cond));
    let [yes, no] = [true, false].map(|value| b.constant(Const::Bool(value), Kind::Cond));
    let mut of = |how, values: &[NodeId]| {
        let node = b.cond(Op::Reduce(how, unit_parts(values)), UNIT);
        settle(&b, node)
    };
    assert_eq!(of(Reduction::Every, &[conflict, gap, yes]), "!");
    assert_eq!(of(Reduction::Every, &[gap, yes]), "?");
    assert_eq!(of(Reduction::Every, &[conflict, no]), "f");
    assert_eq!(of(Reduction::Some, &[conflict, yes]), "t");
    assert_eq!(of(Reduction::Some, &[gap, no]), "?");
    assert_eq!(of(Reduction::Only, &[gap, yes]), "?");
    assert_eq!(of(Reduction::Only, &[conflict, yes, yes]), "!");
    assert_eq!(of(Reduction::Only, &[yes]), "t");
    assert_eq!(of(Reduction::Only, &[yes, yes]), "?");
}

#[test]
fn zero_and_what_is_unknown() {
    let mut b = Builder::new();
    let [below, zero, one] = [-1, 0, 1].map(|n| b.int(n));
    let unknown = b.constant(Const::Unknown, Kind::Number);
    let gap = b.constant(Const::Gap, Kind::Number);
    let mut of = |op| {
        let node = b.num(op, UNIT);
        settle(&b, node)
    };
    assert_eq!(of(Op::Binary(Binary::Mul, zero, unknown)), "0");
    assert_eq!(of(Op::Binary(Binary::Mul, zero, gap)), "?");
    assert_eq!(of(Op::Binary(Binary::Div, one, zero)), "?");
    assert_eq!(of(Op::Binary(Binary::Div, zero, zero)), "?");
    assert_eq!(of(Op::Binary(Binary::Div, one, unknown)), " .. ?");
    assert_eq!(of(Op::Binary(Binary::Power, zero, zero)), "?");
    assert_eq!(of(Op::Unary(Unary::Ln(3), zero)), "?");
    assert_eq!(of(Op::Unary(Unary::Sqrt(2), below)), "?");
}

#[test]
fn or_with_one_unknown_is_the_same_either_way_round() {
    let mut b = Builder::new();
    let (yes, open) = (b.constant(Const::Bool(true), Kind::Cond), b.constant(Const::Unknown, Kind::Cond));
    let (one, other) = (b.cond(Op::Or(vec![yes, open]), UNIT), b.cond(Op::Or(vec![open, yes]), UNIT));
    assert_eq!([settle(&b, one), settle(&b, other)], ["t", "t"]);
    let not = b.cond(Op::Not(open), UNIT);
    let either = b.cond(Op::Or(vec![open, not]), UNIT);
    assert_eq!(settle(&b, either), "tf", "an operator does not see that it asks the same thing twice");
}

#[test]
fn cases_without_a_true_one_and_with_two() {
    let mut b = Builder::new();
    let [yes, no] = [true, false].map(|value| b.constant(Const::Bool(value), Kind::Cond));
    let (one, two) = (b.int(1), b.int(2));
    let case = |when, then, under: &[u32]| Case { when: Some(when), then, under: under.to_vec() };
    let mut of = |how, cases: Vec<Case>| {
        let node = b.num(Op::Cases(how, cases), UNIT);
        settle(&b, node)
    };
    assert_eq!(of(Combine::Prevail, vec![case(no, one, &[])]), "?");
    assert_eq!(of(Combine::Prevail, vec![case(yes, one, &[]), case(yes, two, &[])]), "!");
    assert_eq!(of(Combine::Prevail, vec![case(yes, one, &[]), case(yes, one, &[])]), "1");
    assert_eq!(of(Combine::Unique, vec![case(yes, one, &[]), case(yes, one, &[])]), "!");
    assert_eq!(of(Combine::Prevail, vec![case(yes, one, &[1]), case(yes, two, &[])]), "2");
    assert_eq!(of(Combine::Sum, vec![case(yes, one, &[]), case(yes, two, &[]), case(no, two, &[])]), "3");
}

/// Too many open conditions to go through: bounds around what the cases can yield.
#[test]
fn many_open_cases_keep_their_bounds() {
    let mut b = Builder::new();
    let inner = b.constant(Const::Unknown, Kind::Cond);
    let case = |b: &mut Builder, n: u32| {
        let when = Some(b.cond(Op::Named(Origin::Fact(n), inner), UNIT));
        Case { when, then: b.int(n.into()), under: vec![] }
    };
    let cases = (0..40).map(|n| case(&mut b, n)).collect();
    let node = b.num(Op::Cases(Combine::Prevail, cases), UNIT);
    assert_eq!(settle(&b, node), "0 .. 39!?");
}

#[test]
fn a_plan_may_be_deep() {
    let mut b = Builder::new();
    let (mut node, one) = (b.int(0), b.int(1));
    for _ in 0..50_000 {
        node = b.num(Op::Binary(Binary::Add, node, one), UNIT);
    }
    assert_eq!(settle(&b, node), "50000");
}

/// Figures beyond the machine word are exact, on either side of the edge.
#[test]
fn no_word_wraps() {
    let near = [i64::MIN, i64::MIN + 1, i64::MIN + 2, -(1 << 62), -3, 0, 1, 1 << 40, 1 << 62];
    let near = near.into_iter().chain([i64::MAX - 2, i64::MAX - 1, i64::MAX]);
    let edges: Vec<Rat> = near.flat_map(|n| [1, 2, 3, 1 << 41, i64::MAX].map(|d| Rat::new(n, d).unwrap())).collect();
    for seed in 0..cases(1500) as u64 {
        let mut rng = Rng::new(seed);
        let pool: Vec<Rat> = (0..=rng.below(3)).map(|_| rng.pick(&edges).clone()).collect();
        let rows: Vec<[Rat; 2]> =
            (0..=rng.below(70)).map(|_| [rng.pick(&pool).clone(), rng.pick(&pool).clone()]).collect();
        let bare = || Type::Number(NumType::bare());
        let mut world = World::new(vec![], vec![entity("T", true, vec![field("a", bare()), field("b", bare())])]);
        for (at, row) in rows.iter().enumerate() {
            let [a, b] = [0, 1].map(|i: usize| cell(Value::Number(row[i].clone())));
            world.row(0, &format!("k{at:03}"), &[("a", a), ("b", b)]);
        }
        let mut b = Builder::new();
        let (table, frame) = (b.table(0), b.rows(0));
        let (x, y) = (b.own(table, 0, frame, Kind::Number), b.own(table, 1, frame, Kind::Number));
        let ops = [Binary::Add, Binary::Sub, Binary::Mul, Binary::Div, Binary::Min, Binary::Max];
        let nodes = ops.map(|op| b.num(Op::Binary(op, x, y), frame));
        let back = b.num(Op::Binary(Binary::Sub, nodes[0], y), frame);
        let order = [Comparison::Eq, Comparison::Lt, Comparison::Le].map(|how| b.cond(Op::Compare(how, x, y), frame));
        let of = |value| vec![Part { frame, member: None, value: Some(value) }];
        let sum = b.num(Op::Reduce(Reduction::Sum, of(x)), UNIT);
        let mean = b.num(Op::Reduce(Reduction::Average, of(x)), UNIT);
        let runner = Runner::new(&b.plan, &world.schema, &world.profiles);
        for (row, [a, c]) in rows.iter().enumerate() {
            let (least, most) = (a.min(c).clone(), a.max(c).clone());
            let expected = [Some(a + c), Some(a - c), Some(a * c), a.checked_div(c), Some(least), Some(most)];
            for (node, expected) in nodes.iter().zip(expected) {
                let found = runner.outcome(*node, row);
                assert_eq!(found.number(), expected.as_ref(), "{:?} of {a} and {c}", b.plan.node(*node).op);
                assert_eq!(found.is_gap(), expected.is_none());
            }
            assert_eq!(runner.outcome(back, row).number(), Some(a));
            let truths = order.map(|node| runner.outcome(node, row).truth());
            assert_eq!(truths, [a == c, a < c, a <= c].map(Some), "{a} and {c}");
        }
        let total = rows.iter().fold(Rat::ZERO, |sum, [a, _]| &sum + a);
        assert_eq!(runner.outcome(sum, 0).number(), Some(&total));
        let expected = total.checked_div(&Rat::int(rows.len() as i64));
        assert_eq!(runner.outcome(mean, 0).number().cloned(), expected);
    }
}

/// The cost of a run is the same each time, whatever the threads.
#[test]
fn counters_are_the_same_each_time() {
    let mut world = World::new(vec![], vec![entity("T", true, vec![number("n", 0, 9), field("c", Type::Bool)])]);
    for row in 0..1000 {
        world.row(0, &format!("k{row:04}"), &[("n", num(row % 10)), ("c", yes(row % 3 == 0))]);
    }
    let mut b = Builder::new();
    let (table, frame) = (b.table(0), b.rows(0));
    let (n, c) = (b.own(table, 0, frame, Kind::Number), b.own(table, 1, frame, Kind::Cond));
    let five = b.int(5);
    let small = b.cond(Op::Compare(Comparison::Lt, n, five), frame);
    let both = b.cond(Op::And(vec![small, c]), frame);
    let count = b.num(Op::Reduce(Reduction::Count, vec![Part { frame, member: Some(both), value: None }]), UNIT);
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let runner = Runner::new(&b.plan, &world.schema, &world.profiles);
            runner.run_blocks_of(&[count, both], 64);
            (letters(&runner.outcome(count, 0)), runner.counters())
        })
    };
    let one = run(1);
    let expected = (0..1000).filter(|row| row % 10 < 5 && row % 3 == 0).count();
    assert_eq!(one.0, expected.to_string());
    assert!(one.1.nodes > 16 && one.1.kernels > 16 && one.1.rows > 1000 && one.1.bytes > 100, "{:?}", one.1);
    for threads in [1, 2, 7] {
        assert_eq!(run(threads), one);
    }
}
