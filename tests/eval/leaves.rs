//! Which datum a field is read from, and what an unknown cell may be.

use crate::world::*;
use acquis::data::{Cell, Datum, Meta, Value};
use acquis::eval::provenance::CellRead;
use acquis::eval::run::Runner;
use acquis::eval::select::When;
use acquis::num::rat::Rat;
use acquis::plan::{Codes, Const, Cut, CutId, Kind, Op, Part, Read, Reduction, TableId, UNIT};
use acquis::types::schema::{EntityId, Field, FieldId, Limit, NumType, Type};

fn n(value: i64) -> Value {
    Value::Number(Rat::int(value))
}

fn dated(first: &str, last: &str) -> Meta {
    Meta { as_of: Some((date(first), date(last))), ..Meta::default() }
}

fn series(path: &str) -> Field {
    Field { series: true, ..number(path, 0, 1000) }
}

fn cut() -> Cut {
    Cut { data_as_of: date("2018-04-30"), known_on: date("2018-04-30"), later: vec![] }
}

/// One cell of one field, read under cuts.
struct Reading {
    world: World,
    b: Builder,
    table: TableId,
    kind: Kind,
}

impl Reading {
    fn new(field: Field, kind: Kind) -> Reading {
        let world = World::new(vec![], vec![entity("City", true, vec![field])]);
        let mut b = Builder::new();
        let table = b.table(0);
        Reading { world, b, table, kind }
    }

    fn data(mut self, all: &[(Value, Meta)]) -> Reading {
        let path = self.world.schema.entities[0].fields[0].path.to_string();
        let data = all.iter().map(|(value, meta)| {
            let meta = self.world.meta(meta.clone());
            Datum { value: value.clone(), meta, span: SPAN }
        });
        let cell = Cell::Data(data.collect());
        self.world.row(0, "a", &[(&path, cell)]);
        self
    }

    /// The outcome as letters, and how what is read is marked.
    fn under(&mut self, cut: Cut, read: Read, when: When) -> (String, Vec<&'static str>) {
        let cut = self.b.plan.cut_id(cut);
        let frame = self.b.rows(0);
        let of = self.b.here(self.table, frame);
        let op = Op::Field { of, table: self.table, field: 0, read, cut };
        let node = self.b.plan.add(op, frame, self.kind);
        let runner = Runner::new(&self.b.plan, &self.world.schema, &self.world.profiles);
        let outcome = letters(&runner.outcome(node, 0));
        let chosen = runner.data_of(&CellRead { table: self.table, row: 0, field: 0, cut, when });
        let mut marks: Vec<&str> = vec![];
        marks.extend(chosen.iter().any(|c| c.later).then_some("later"));
        marks.extend(chosen.iter().any(|c| c.undated).then_some("undated"));
        (outcome, marks)
    }

    fn plain(&mut self, cut: Cut) -> String {
        self.under(cut, Read::Plain, When::Cut).0
    }
}

fn population(all: &[(i64, &str, &str)]) -> Reading {
    let data: Vec<(Value, Meta)> = all.iter().map(|(v, first, last)| (n(*v), dated(first, last))).collect();
    Reading::new(series("population"), Kind::Number).data(&data)
}

#[test]
fn a_series_is_read_at_its_latest_day_in_time() {
    let all = [(1, "2016-12-31", "2016-12-31"), (3, "2018-12-31", "2018-12-31"), (2, "2017-12-31", "2017-12-31")];
    let mut reading = population(&all);
    assert_eq!(reading.plain(cut()), "2");
    let known = date("2020-01-01");
    assert_eq!(reading.plain(Cut { data_as_of: date("2018-12-31"), known_on: known, later: vec![] }), "3");
    assert_eq!(reading.plain(Cut { data_as_of: date("2018-12-30"), known_on: known, later: vec![] }), "2");
    assert_eq!(reading.plain(Cut { data_as_of: date("2016-12-30"), known_on: known, later: vec![] }), "0 .. 1000");
}

#[test]
fn a_series_counts_from_its_last_day_and_another_field_from_its_first() {
    let year = [(n(7), dated("2018-01-01", "2018-12-31"))];
    assert_eq!(Reading::new(series("s"), Kind::Number).data(&year).plain(cut()), "0 .. 1000");
    assert_eq!(Reading::new(number("f", 0, 1000), Kind::Number).data(&year).plain(cut()), "7");
    let before = Cut { data_as_of: date("2017-12-31"), ..cut() };
    assert_eq!(Reading::new(number("f", 0, 1000), Kind::Number).data(&year).plain(before), "0 .. 1000");
}

#[test]
fn what_was_published_after_the_cut_is_not_known() {
    let meta = |published: Option<&str>, source| Meta {
        published: published.map(|day| (date(day), true)),
        source,
        ..dated("2017-12-31", "2017-12-31")
    };
    let mut own = Reading::new(series("s"), Kind::Number);
    own = own.data(&[(n(1), dated("2016-12-31", "2016-12-31")), (n(2), meta(Some("2018-09-01"), None))]);
    assert_eq!(own.plain(cut()), "1");
    assert_eq!(own.plain(Cut { known_on: date("2018-09-01"), ..cut() }), "2");
    let mut by_source = Reading::new(series("s"), Kind::Number);
    let source = by_source.world.source(Some("2018-09-01"));
    let mut by_source = by_source.data(&[(n(2), meta(None, Some(source)))]);
    assert_eq!(by_source.plain(cut()), "0 .. 1000");
    assert_eq!(by_source.plain(Cut { known_on: date("2018-09-01"), ..cut() }), "2");
    let mut both = Reading::new(series("s"), Kind::Number);
    let source = both.world.source(Some("2018-09-01"));
    let mut both = both.data(&[(n(2), meta(Some("2018-01-01"), Some(source)))]);
    assert_eq!(both.plain(cut()), "2", "the day of the datum goes before that of its source");
    // Without a day of publication it is the day from which it counts.
    let mut plain = population(&[(2, "2017-12-31", "2017-12-31")]);
    assert_eq!(plain.plain(Cut { known_on: date("2017-12-30"), ..cut() }), "0 .. 1000");
}

#[test]
fn a_datum_without_day_is_used_and_marked() {
    let mut alone = Reading::new(series("s"), Kind::Number).data(&[(n(5), Meta::default())]);
    assert_eq!(alone.under(cut(), Read::Plain, When::Cut), ("5".into(), vec!["undated"]));
    let mut beside = Reading::new(series("s"), Kind::Number);
    beside = beside.data(&[(n(5), Meta::default()), (n(6), dated("2016-01-01", "2016-01-01"))]);
    assert_eq!(beside.under(cut(), Read::Plain, When::Cut), ("6".into(), vec![]));
}

#[test]
fn a_later_datum_is_read_only_where_there_is_no_other_and_the_field_is_named() {
    let named = Cut { later: vec![FieldId { entity: EntityId(0), index: 0 }], ..cut() };
    let mut only_later = population(&[(9, "2019-12-31", "2019-12-31"), (8, "2018-12-31", "2018-12-31")]);
    assert_eq!(only_later.plain(cut()), "0 .. 1000");
    assert_eq!(only_later.under(named.clone(), Read::Plain, When::Cut), ("8".into(), vec!["later"]));
    let mut with_other = population(&[(8, "2018-12-31", "2018-12-31"), (3, "2010-12-31", "2010-12-31")]);
    assert_eq!(with_other.under(named.clone(), Read::Plain, When::Cut), ("3".into(), vec![]));
    // A day that the rule itself names is not stretched.
    let day = with_other.b.constant(Const::Number(Some(Rat::ZERO), Some(Rat::ZERO)), Kind::Date);
    assert_eq!(with_other.under(named, Read::AsOf(day), When::AsOf(0)).0, "0 .. 1000");
}

#[test]
fn a_flow_is_read_for_exactly_its_period() {
    let field = Field { flow: true, ..number("arrivals", 0, 500) };
    let given = [(n(40), dated("2016-01-01", "2016-12-31")), (n(3), Meta::default())];
    let mut flow = Reading::new(field, Kind::Number).data(&given);
    let mut over = |first: &str, last: &str| {
        let mut day = |text: &str| {
            let day = Rat::int(date(text).days());
            flow.b.constant(Const::Number(Some(day.clone()), Some(day)), Kind::Date)
        };
        let (a, b) = (day(first), day(last));
        flow.under(cut(), Read::Over(a, b), When::Over(date(first).days(), date(last).days())).0
    };
    assert_eq!(over("2016-01-01", "2016-12-31"), "40");
    assert_eq!(over("2016-01-01", "2016-06-30"), "0 .. 500");
    assert_eq!(flow.plain(cut()), "0 .. 500");
}

#[test]
fn data_of_one_day_that_differ_are_a_conflict_until_one_is_preferred() {
    let day = || dated("2016-12-31", "2016-12-31");
    let preferred = || Meta { preferred: true, ..day() };
    let read = |data: &[(Value, Meta)]| Reading::new(series("s"), Kind::Number).data(data).plain(cut());
    assert_eq!(read(&[(n(1), day()), (n(2), day())]), "!");
    assert_eq!(read(&[(n(1), day()), (n(1), day())]), "1");
    assert_eq!(read(&[(n(1), day()), (n(2), preferred())]), "2");
    assert_eq!(read(&[(n(1), preferred()), (n(2), preferred())]), "!");
    assert_eq!(read(&[(Value::Unknown, day()), (n(2), day())]), "2");
    assert_eq!(read(&[(Value::Unknown, day())]), "0 .. 1000");
    // What is known within bounds may turn out to be the same.
    let within = |a, b| Value::Between(Rat::int(a), Rat::int(b));
    assert_eq!(read(&[(within(1, 5), day()), (n(4), day())]), "4!");
    assert_eq!(read(&[(within(1, 5), day()), (n(6), day())]), "!");
    // Only data of the day that is read can be in conflict.
    assert_eq!(read(&[(n(1), dated("2015-12-31", "2015-12-31")), (n(2), day())]), "2");
}

#[test]
fn an_unknown_cell_lies_within_the_limits_of_its_field() {
    let low = Some(Limit::Number(Rat::ZERO));
    let part = Field { low, high: Some(Limit::Field(0)), ..field("part", Type::Number(NumType::int())) };
    let fields = vec![number("whole", 0, 90), part, absentable(number("n", 1, 3))];
    let mut world = World::new(vec![], vec![entity("City", true, fields)]);
    world.row(0, "a", &[("whole", num(40))]);
    world.row(0, "b", &[]);
    world.row(0, "c", &[("whole", between(10, 20)), ("n", cell(Value::Absent))]);
    world.row(0, "d", &[("whole", num(5)), ("part", between(2, 70)), ("n", num(2))]);
    let mut b = Builder::new();
    let (table, frame) = (b.table(0), b.rows(0));
    let (part, absent) = (b.own(table, 1, frame, Kind::Number), b.own(table, 2, frame, Kind::Number));
    let runner = Runner::new(&b.plan, &world.schema, &world.profiles);
    let all = |node| (0..4).map(|row| letters(&runner.outcome(node, row))).collect::<Vec<_>>();
    assert_eq!(all(part), ["0 .. 40", "0 .. 90", "0 .. 20", "2 .. 5"]);
    assert_eq!(all(absent), ["1 .. 3-", "1 .. 3-", "-", "2"]);
}

/// Cities that point to States: closed ones, open ones, many.
#[test]
fn references_lead_to_rows_of_every_kind_of_table() {
    let states = |keys: &[&str]| closed("State", keys, vec![number("n", 0, 9)]);
    let city = || entity("City", true, vec![field("s", Type::Entity(EntityId(1)))]);
    let outcomes = |world: &World, table_rows: usize| {
        let mut b = Builder::new();
        let (cities, states) = (b.table(0), b.table(1));
        let frame = b.rows(0);
        let of = b.own(cities, 0, frame, Kind::Code(Codes::Rows(states)));
        let node = b.field(of, states, 0, frame, Kind::Number);
        let runner = Runner::new(&b.plan, &world.schema, &world.profiles);
        assert_eq!(runner.table_rows(states), table_rows);
        (0..runner.rows(frame)).map(|row| letters(&runner.outcome(node, row))).collect::<Vec<_>>()
    };
    let fill = |world: &mut World| {
        world.row(0, "a", &[("s", refer("B"))]);
        world.row(0, "b", &[]);
        world.row(0, "c", &[("s", refer("C"))]);
        world.row(1, "A", &[("n", num(2))]);
        world.row(1, "B", &[("n", num(5))]);
    };
    // C stands in modules and has no profile. The order of the modules is not that of the profiles.
    let mut three = World::new(vec![], vec![city(), states(&["B", "A", "C"])]);
    fill(&mut three);
    assert_eq!(outcomes(&three, 3), ["5", "0 .. 9", "0 .. 9"]);
    // Of a closed entity all instances are there: the image over them.
    let mut two = World::new(vec![], vec![city(), states(&["A", "B"])]);
    fill(&mut two);
    assert_eq!(outcomes(&two, 2)[1], "2 .. 5");
    // Of an open one an unknown reference may lead to an instance that is not at hand.
    let mut open = World::new(vec![], vec![city(), entity("State", true, vec![number("n", 0, 9)])]);
    fill(&mut open);
    assert_eq!(outcomes(&open, 2), ["5", "0 .. 9", "0 .. 9"]);
    let mut many = World::new(vec![], vec![city(), entity("State", true, vec![number("n", 0, 99)])]);
    many.row(0, "a", &[("s", refer("k070"))]);
    many.row(0, "b", &[]);
    for i in 0..80 {
        many.row(1, &format!("k{i:03}"), &[("n", num(i))]);
    }
    assert_eq!(outcomes(&many, 80), ["70", "0 .. 99"]);
}

/// Tables of more instances than a word has bits: references are the same or not.
#[test]
fn references_into_large_tables_compare() {
    let fields = vec![field("s", Type::Entity(EntityId(0))), field("t", Type::Entity(EntityId(0)))];
    let mut world = World::new(vec![], vec![entity("City", true, fields)]);
    let key = |i: usize| format!("k{:03}", i % 70);
    for i in 0..70 {
        let known = [("s", refer(&key(i + 1))), ("t", refer(&key(i + i % 2)))];
        world.row(0, &key(i), if i == 68 { &known[..1] } else { &known });
    }
    let mut b = Builder::new();
    let (table, frame) = (b.table(0), b.rows(0));
    let kind = Kind::Code(Codes::Rows(table));
    let (s, t) = (b.own(table, 0, frame, kind), b.own(table, 1, frame, kind));
    let same = b.cond(Op::Same(s, t), frame);
    let runner = Runner::new(&b.plan, &world.schema, &world.profiles);
    for row in 0..70 {
        let expected = match row {
            68 => "tf",
            row if row % 2 == 1 => "t",
            _ => "f",
        };
        assert_eq!(letters(&runner.outcome(same, row)), expected, "row {row}");
    }
    assert_eq!(runner.outcome(s, 3).code(), Some(4));
    assert_eq!(letters(&runner.outcome(t, 68)), "any");
}

fn count_of(frame: acquis::plan::FrameId) -> Op {
    Op::Reduce(Reduction::Count, vec![Part { frame, member: None, value: None }])
}

/// Lists: given, partly known, unknown, absent, in conflict, of an owner that is not known.
#[test]
fn lists_keep_their_bounds() {
    let item = entity("Item", false, vec![number("n", 0, 10)]);
    let fields =
        vec![absentable(list("items", Type::Entity(EntityId(1)), 4)), field("next", Type::Entity(EntityId(0)))];
    let mut world = World::new(vec![], vec![entity("City", true, fields), item]);
    let given = vec![world.record(1, &[("n", num(2))]), world.record(1, &[("n", num(5))])];
    let one_day = [(); 2].map(|()| world.meta(dated("2016-01-01", "2016-01-01")));
    let empty = |others| Value::List(std::sync::Arc::new(acquis::data::List { items: vec![], others }));
    world.row(0, "a", &[("items", items(given.clone(), (0, Some(0)))), ("next", refer("b"))]);
    world.row(0, "b", &[("items", items(given, (1, None)))]);
    world.row(0, "c", &[("next", refer("a"))]);
    world.row(0, "d", &[("items", cell(Value::Absent)), ("next", refer("d"))]);
    world.row(0, "e", &[("items", data(&[(empty((0, Some(0))), one_day[0]), (empty((0, Some(1))), one_day[1])]))]);
    let mut b = Builder::new();
    let (table, frame) = (b.table(0), b.rows(0));
    let items_table = b.items(table, 0, 0);
    let here = b.here(table, frame);
    let next = b.own(table, 1, frame, Kind::Code(Codes::Rows(table)));
    let below = |b: &mut Builder, owner| {
        let below = b.expand(frame, owner, items_table);
        let n = b.own(items_table, 0, below, Kind::Number);
        let sum = Op::Reduce(Reduction::Sum, vec![Part { frame: below, member: None, value: Some(n) }]);
        (b.num(count_of(below), frame), b.num(sum, frame))
    };
    let (count, sum) = below(&mut b, here);
    let (count_next, _) = below(&mut b, next);
    let as_number = b.field(here, table, 0, frame, Kind::Number);
    let runner = Runner::new(&b.plan, &world.schema, &world.profiles);
    let all = |node| (0..5).map(|row| letters(&runner.outcome(node, row))).collect::<Vec<_>>();
    assert_eq!(all(count), ["2", "3 .. 4", "0 .. 4-", "-", "!"]);
    assert_eq!(all(sum), ["7", "7 .. 27", "0 .. 40-", "-", "!"]);
    assert_eq!(all(as_number), all(count), "a list as a number is how many items it has");
    // Through a reference; one that is not known may lead to any list.
    assert_eq!(all(count_next)[..1], ["3 .. 4"]);
    assert_eq!(all(count_next)[2..], ["2", "-", "0 .. 4-!"]);
}

/// A field that is one record has the fields of the record that is read.
#[test]
fn records_follow_the_datum_that_is_read() {
    let place = entity("Place", false, vec![number("n", 0, 9), list("stops", Type::Text, 3)]);
    let home = Field { series: true, ..absentable(field("home", Type::Entity(EntityId(1)))) };
    let mut world = World::new(vec![], vec![entity("City", true, vec![home]), place]);
    let stops = |all: &[&str]| items(all.iter().map(|s| Value::Text((*s).into())).collect(), (0, Some(0)));
    let old = world.record(1, &[("n", num(3)), ("stops", stops(&["x", "y"]))]);
    let new = world.record(1, &[("n", num(4)), ("stops", stops(&["z"]))]);
    let (then, now) = (world.meta(dated("2016-01-01", "2016-01-01")), world.meta(dated("2019-01-01", "2019-01-01")));
    world.row(0, "a", &[("home", data(&[(new, now), (old, then)]))]);
    world.row(0, "b", &[]);
    world.row(0, "c", &[("home", cell(Value::Absent))]);
    let mut b = Builder::new();
    let (table, frame) = (b.table(0), b.rows(0));
    let homes = b.items(table, 0, 0);
    let stops_table = b.items(homes, 1, 1);
    let here = b.here(table, frame);
    let read = |b: &mut Builder, cut: CutId| {
        let op = Op::Field { of: here, table, field: 0, read: Read::Plain, cut };
        let of = b.plan.add(op, frame, Kind::Code(Codes::Rows(homes)));
        (of, b.num(Op::Field { of, table: homes, field: 0, read: Read::Plain, cut }, frame))
    };
    let first = b.cut;
    let (of, n) = read(&mut b, first);
    let below = b.expand(frame, of, stops_table);
    let count = b.num(count_of(below), frame);
    let later = b.plan.cut_id(Cut { data_as_of: date("2019-06-01"), known_on: date("2019-06-01"), later: vec![] });
    let (_, n_later) = read(&mut b, later);
    let runner = Runner::new(&b.plan, &world.schema, &world.profiles);
    let all = |node| (0..3).map(|row| letters(&runner.outcome(node, row))).collect::<Vec<_>>();
    assert_eq!(all(n), ["3", "0 .. 9-", "-"]);
    assert_eq!(all(count), ["2", "0 .. 3-", "-"]);
    assert_eq!(all(n_later), ["4", "0 .. 9-", "-"]);
}

/// `x as of D` with a day of its own in each row, known or not.
#[test]
fn a_series_as_of_a_day_of_each_row() {
    let mut world = World::new(vec![], vec![entity("City", true, vec![series("s"), field("d", Type::Date)])]);
    let metas = ["2010-01-01", "2012-01-01", "2014-01-01"].map(|d| world.meta(dated(d, d)));
    let values = data(&[(n(10), metas[0]), (n(12), metas[1]), (n(14), metas[2])]);
    let days = |a: &str, b: &str| cell(Value::Between(Rat::int(date(a).days()), Rat::int(date(b).days())));
    world.row(0, "a", &[("s", values.clone()), ("d", day("2013-05-05"))]);
    world.row(0, "b", &[("s", values.clone()), ("d", day("2009-05-05"))]);
    world.row(0, "c", &[("s", values.clone())]);
    world.row(0, "d", &[("s", values.clone()), ("d", days("2010-06-01", "2013-01-01"))]);
    world.row(0, "e", &[("s", values), ("d", days("2014-06-01", "2015-01-01"))]);
    let mut b = Builder::new();
    let (table, frame) = (b.table(0), b.rows(0));
    let (of, d, cut) = (b.here(table, frame), b.own(table, 1, frame, Kind::Date), b.cut);
    let node = b.num(Op::Field { of, table, field: 0, read: Read::AsOf(d), cut }, frame);
    let runner = Runner::new(&b.plan, &world.schema, &world.profiles);
    let all: Vec<String> = (0..5).map(|row| letters(&runner.outcome(node, row))).collect();
    assert_eq!(all, ["12", "0 .. 1000", "0 .. 1000", "10 .. 12", "14"]);
    assert_eq!(runner.cell_of(node, 0).map(|c| c.when), Some(When::AsOf(date("2013-05-05").days())));
    assert_eq!(runner.cell_of(node, 2), None);
}

#[test]
fn ends_of_ranges_are_read_apart() {
    let range = field("r", Type::Range(Box::new(Type::Number(NumType::int()))));
    let mut world = World::new(vec![], vec![entity("City", true, vec![range])]);
    world.row(0, "a", &[("r", cell(Value::Range(Rat::int(5), Rat::int(6))))]);
    let mut b = Builder::new();
    let (table, frame) = (b.table(0), b.rows(0));
    let (of, cut) = (b.here(table, frame), b.cut);
    let end = |high| Op::FieldEnd { of, table, field: 0, read: Read::Plain, cut, high };
    let (low, high) = (b.num(end(false), frame), b.num(end(true), frame));
    let runner = Runner::new(&b.plan, &world.schema, &world.profiles);
    assert_eq!([low, high].map(|node| letters(&runner.outcome(node, 0))), ["5", "6"]);
}

#[test]
fn invented_rows_count_in_no_figure() {
    let mut world = World::new(vec![], vec![entity("City", true, vec![field("c", Type::Bool)])]);
    world.row(0, "a", &[("c", yes(true))]);
    world.row(0, "b", &[("c", yes(true))]);
    world.profiles.tables[0].rows[1].invented = true;
    let mut b = Builder::new();
    let (table, frame) = (b.table(0), b.rows(0));
    let here = b.here(table, frame);
    let counted = b.cond(Op::Counted(here), frame);
    let key = b.constant(Const::Key("b".into()), Kind::Code(Codes::Rows(table)));
    let nobody = b.constant(Const::Key("x".into()), Kind::Code(Codes::Rows(table)));
    let field = b.field(key, table, 0, UNIT, Kind::Cond);
    let runner = Runner::new(&b.plan, &world.schema, &world.profiles);
    assert_eq!([0, 1].map(|row| letters(&runner.outcome(counted, row))), ["t", "f"]);
    assert_eq!(letters(&runner.outcome(field, 0)), "t");
    assert!(runner.outcome(nobody, 0).is_gap());
}
