//! Policies to plans, as text: source, then plan.

use crate::fixture::{compile_assessments, compile_term};
use crate::fixture::{compiled, on, policy, printed, under};
use acquis::plan::Plan;
use acquis::plan::law::Law;
use acquis::types::checked::Checked;
use acquis::types::term::{RuleId, Term, TermKind};
use acquis::types::tested::ExpectSubject;

fn snapshot(name: &str, text: &str, day: &str) {
    let checked = policy(text);
    let shown = format!("{}\n----\n{}", text.trim(), printed(&checked, &on(day)));
    insta::with_settings!({snapshot_path => "../../snapshots/plan", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!(name, shown);
    });
}

#[test]
fn cases() {
    snapshot(
        "cases",
        r#"
entity City, cities { key id; id: text; people: int, 0 .. 1 000; rich: bool; island: bool }
param rate: percent { from 2014-01-01 until 2016-12-31 is 4 %; from 2017-01-01 is 5 % }
define duty(city: City): percent {
  not applicable when city.people = 0
  otherwise       rate
  when   [small]  city.people < 10 then 1 %
  unless [rich]   city.rich then 15 %
  unless [island] city.island then 5 %, prevailing over [rich]
}
requirement low {
  for     city: City
  except  [islands] when city.island
  holds   when duty(city) <= 10 %
}
"#,
        "2018-01-01",
    );
}

#[test]
fn lists_of_a_row() {
    snapshot(
        "lists_of_a_row",
        r#"
entity City, cities { key id; id: text; schools: list of School, at most 50; holidays: list of date, at most 30 }
entity School { pupils: int, 0 .. 5 000; children: list of Child, at most 400 }
entity Child { late: bool }
define pupils(city: City): int { is sum(s.pupils for s in city.schools where s.pupils > 10) }
define late(city: City): int { is count(c for s in city.schools for c in s.children where c.late) }
define many(city: City): bool { is (every s in city.schools has s.pupils >= pupils(city) / 2) }
define whole: int { is sum(pupils(c) for c in cities) }
define above(city: City): bool { is pupils(city) > average(pupils(c) for c in cities) }
define nearer(city: City): int { is count(c for c in cities where pupils(c) > pupils(city)) }
criterion child_in_time { for city: City, s in city.schools; holds when (no c in s.children has c.late) }
define due(city: City): date { is expiry(2018-04-04, 3 working_days, city.holidays) }
"#,
        "2018-01-01",
    );
}

#[test]
fn closed_entities() {
    snapshot(
        "closed_entities",
        r#"
enum Theme { housing, work, school }
entity Fund, funds, closed { key code; code: text; themes: list of Theme, at most 7; rate: percent, 0 % .. 100 %; money: int, 0 .. 10 }
instance A of Fund { themes: list(housing, work); rate: 5 % }
instance B of Fund { themes: list(work, school); rate: 7 % }
entity Measure, measures { key id; id: text; fund: Fund }
define overlap(a: Fund, b: Fund): int {
  not applicable when a is b
  is count(t for t in a.themes where t in b.themes)
}
define total: int { is sum(overlap(a, b) for a in funds for b in funds) }
define rate_of(m: Measure): percent { is m.fund.rate }
define money_of(m: Measure): int { is m.fund.money }
define themes_of(m: Measure): int { is count(t for t in m.fund.themes) }
define code_of(m: Measure): bool { is m.fund.code = "A" }
criterion rich { for fund: Fund; holds when fund.money > 5 }
"#,
        "2018-01-01",
    );
}

#[test]
fn collected_roads() {
    snapshot(
        "collected_roads",
        r#"
enum Kind { by_right, by_call }
entity Fund, funds, closed { open: bool }
instance A of Fund { open: true }
instance B of Fund { open: false }
entity City, cities { key id; id: text; island: bool; size: int, 0 .. 100 }
entity Road { kind: Kind; width: int }
collect roads(city: City, fund: Fund): Road {
  not applicable when fund is A and city.island
  when [always] fund is A then Road(kind: by_call, width: 1)
  when [large]  fund is B and city.size > 50 then Road(kind: by_right, width: city.size)
  when [open]   fund.open then Road(kind: by_right, width: 2)
}
define some_right(city: City, fund: Fund): bool { is (some r in roads(city, fund) has r.kind is by_right) }
define widest(city: City): int { is max(r.width for f in funds for r in roads(city, f)) }
define best(city: City): Road {
  otherwise Road(kind: by_call, width: 0)
  unless [large] city.size > 50 then Road(kind: by_right, width: city.size)
}
define best_width(city: City): int { is best(city).width }
"#,
        "2018-01-01",
    );
}

#[test]
fn time_and_ranges() {
    snapshot(
        "time_and_ranges",
        r#"
entity Loan, loans { key id; id: text; signed_on: date; months: int, 1 .. 3; size: int, series; flowed: int, flow; seats: range of int }
param limit: EUR { from 2017-01-01 until 2017-12-31 is EUR 100; from 2018-01-01 is EUR 110 }
param spread: range of int { from 2014-01-01 is 5 .. 6 }
define at_signing(loan: Loan): EUR { is limit as of loan.signed_on }
define long_ago(loan: Loan): EUR { is limit as of 2017-06-01 }
define size_then(loan: Loan): int { is loan.size as of loan.signed_on }
define flow_then(loan: Loan): int { is loan.flowed over 2016-01-01 .. 2016-12-31 }
define left: range of int { is 9 - spread }
define seated(loan: Loan): bool { is loan.months in spread and loan.seats is 1 .. 2 }
define steps(loan: Loan): int { is sum(k * 2 for k in 1 .. loan.months) }
"#,
        "2018-06-01",
    );
}

#[test]
fn tables_and_scales() {
    snapshot(
        "tables_and_scales",
        r#"
entity Home, homes { key id; id: text; children: int, 0 .. 20; income: EUR, EUR 0 .. EUR 1 000 000 }
table rate(children: int): percent {
  hit unique
  | children | rate |
  | 0        | 0 %  |
  | [1 .. 3) | 5 %  |
  | >= 3     | 8 %  |
}
table first_of(children: int): int {
  hit first
  | children | rate |
  | > 4      | 1    |
  | -        | 2    |
}
table marks(children: int): int {
  hit collect count
  | children | rate |
  | >= 1     | true |
  | >= 3     | true |
}
scale tax(income: EUR): EUR {
  marginal
  | from       | rate |
  | EUR 0      | 0 %  |
  | EUR 10 000 | 10 % |
}
define all_of(home: Home): EUR { is tax(home.income) * rate(home.children) * first_of(home.children) * marks(home.children) }
"#,
        "2018-01-01",
    );
}

const TESTED: &str = r#"
entity State, states, closed { key code; code: text; free: list of date, at most 20; share: percent, 0 % .. 100 % }
instance DE of State { }
instance DK of State { }
instance FI of State { }
entity City, cities { key id; id: text; state: State; people: int, 0 .. 1 000; young: int, at most people; homes: list of Home, at most 3 }
entity Home { size: int, 0 .. 9 }
param cap: int { is unknown }
define full(city: City): bool { is city.people > cap }
define sizes(city: City): int { is sum(h.size for h in city.homes) }
define grown: bool { is share(s.share > 10 % for s in states) >= 50 % }
scenario dense {
  starts from law
  at     2018-01-01
  assume people is 7 for city: City where city.young > 5
}
"#;

fn tested(test: &str) -> (Checked, String) {
    let checked = policy(&format!("{TESTED}{test}"));
    let (law, found) = Law::new(&checked, &on("2018-01-01"));
    assert!(found.is_empty());
    let run = &checked.tests[0].runs[0];
    let mut plan = Plan::default();
    let mut shown = vec![];
    for expect in &run.expect {
        let ExpectSubject::Term(term) = &expect.subject else { continue };
        let (sym, found) = compile_term(&checked, &mut plan, &law, term, &run.given);
        assert_eq!(crate::fixture::lines(&found), "");
        shown.push(acquis::plan::print::sym(&sym, &checked));
    }
    let text = format!("{}{}\n", acquis::plan::print::plan(&plan, &checked), shown.join("\n"));
    (checked, text)
}

fn tested_snapshot(name: &str, test: &str) {
    let shown = format!("{}\n----\n{}", test.trim(), tested(test).1);
    insta::with_settings!({snapshot_path => "../../snapshots/plan", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!(name, shown);
    });
}

#[test]
fn made_up_cities() {
    tested_snapshot(
        "made_up_cities",
        r#"
test "made up" {
  given c = City { id: "x"; people: 50 }
  given h = Home { size: 2 }
  given d = City { id: "y"; homes: list(h, 2 of Home(size: unknown)) }
  expect full(c) is unknown
  expect c.young = 3
  expect sizes(c) = 0
  expect sizes(d) = 2
  expect c is d
}
"#,
    );
}

#[test]
fn changed_instances() {
    tested_snapshot(
        "changed_instances",
        r#"
test "changed" {
  given DE with share = 12 %
  given 1 of states with share = 5 %
  given 1 of states with share = unknown
  expect grown is unknown
  expect (count(c for c in cities where c.state.share > 3 %)) = 0
}
"#,
    );
}

#[test]
fn under_a_scenario() {
    tested_snapshot(
        "under_a_scenario",
        r#"
test "under" {
  given c = City { id: "x"; people: 50 }
  expect (full(c) under dense) is unknown
  expect unsettled(full(c))
}
"#,
    );
}

#[test]
fn a_scenario_shares_what_its_patches_do_not_change() {
    let checked = policy(
        r#"
entity City, cities { key id; id: text; people: int, 0 .. 1 000; rich: bool }
param rate: percent { from 2014-01-01 is 4 % }
define dear(city: City): bool { is rate > 5 % and city.rich }
define large(city: City): bool { is city.people > 100 or (some c in cities has c.people > 10) }
reform raise { title "a"; status discussed 2015-01-01; from 2016-01-01; set rate to 6 % }
scenario raised { starts from law; with raise; at 2018-01-01 }
"#,
    );
    let mut plan = Plan::default();
    let (law, _) = Law::new(&checked, &on("2018-01-01"));
    let (first, _) = compile_assessments(&checked, &mut plan, &law);
    let before = plan.nodes().len();
    let (raised, found) = Law::new(&checked, &under(&checked, "raised"));
    assert!(found.is_empty());
    let (second, _) = compile_assessments(&checked, &mut plan, &raised);
    // The figure, its name, the comparison, the `and`, the case and the definition.
    assert_eq!(plan.nodes().len() - before, 6);
    assert_ne!(first[0], second[0]);
    assert_eq!(first[1], second[1]);
}

#[test]
fn what_cannot_be_laid_out_is_said() {
    let checked = policy(
        r#"
entity Loan, loans { key id; id: text; months: int }
define steps(loan: Loan): int { is sum(k for k in 1 .. loan.months) }
define many: int { is sum(k for k in 1 .. 1 000 000) }
"#,
    );
    let (_, _, found) = compiled(&checked, &on("2018-01-01"));
    assert_eq!(
        found,
        "E0280 this list of whole numbers has no known end\nE0282 this writes out more than 20000 items\n"
    );
}

#[test]
fn a_chain_of_definitions_as_long_as_a_book() {
    // Each uses the next, so that in text order the deepest would come last.
    let long = 1_500;
    let chain: Vec<String> = (0..long).map(|at| format!("define d{at}: int {{ is d{} + 1 }}", at + 1)).collect();
    let checked = policy(&format!("{}\ndefine d{long}: int {{ is 1 }}", chain.join("\n")));
    let (_, roots, found) = compiled(&checked, &on("2018-01-01"));
    assert_eq!((roots.len(), found.as_str()), (long + 1, ""));
    // Asked for alone, the first one is walked in one go: refused before it is too deep.
    let law = crate::fixture::law(&checked, &on("2018-01-01"));
    let mut plan = Plan::default();
    let (ty, span) =
        (checked.rule(RuleId(0)).result.clone(), checked.program.decl(checked.rule(RuleId(0)).decl).name_span());
    let call = Term { kind: TermKind::Call(RuleId(0), vec![]), ty, span };
    let (_, found) = compile_term(&checked, &mut plan, &law, &call, &[]);
    let codes: Vec<&str> = found.iter().map(|f| f.code.0).collect();
    assert_eq!(codes, ["E0281"]);
}

#[test]
fn under_law_is_the_law_whatever_stands_around_it() {
    let checked = policy(
        r#"
param rate: percent { from 2014-01-01 is 4 % }
reform raise { title "a"; status discussed 2015-01-01; from 2016-01-01; set rate to 6 % }
scenario raised { starts from law; with raise; at 2018-01-01 }
test "both" { under raised; expect rate = 6 %; expect (rate under law) = 4 %; expect ((rate under raised) under law) = 6 % }
"#,
    );
    let law = crate::fixture::law(&checked, &under(&checked, "raised"));
    let mut plan = Plan::default();
    let mut values = vec![];
    for expect in &checked.tests[0].runs[0].expect {
        let ExpectSubject::Term(term) = &expect.subject else { continue };
        let (sym, found) = compile_term(&checked, &mut plan, &law, term, &[]);
        assert!(found.is_empty());
        values.push(sym);
    }
    assert_eq!(values[0], values[2]);
    assert_ne!(values[0], values[1]);
}

#[test]
fn what_only_a_reform_brings_is_not_there_without_it() {
    let checked = policy(
        r#"
entity Fund, funds, closed { open: bool }
instance A of Fund { open: true }
reform more {
  title "a"; status discussed 2015-01-01; from 2016-01-01
  add instance B of Fund { open: false }
  add param gift: int { from 2016-01-01 is 7 }
  add define gifts: int { is gift * count(f for f in funds) }
}
scenario s { starts from law; with more; at 2018-01-01 }
test "here" { expect gifts = 14; expect gift = 7; expect B.open is false; expect count(f for f in funds) = 2 }
"#,
    );
    let found = |setting| {
        let law = crate::fixture::law(&checked, &setting);
        let mut plan = Plan::default();
        let mut said = String::new();
        for expect in &checked.tests[0].runs[0].expect {
            let ExpectSubject::Term(term) = &expect.subject else { continue };
            said += &crate::fixture::lines(&compile_term(&checked, &mut plan, &law, term, &[]).1);
        }
        said
    };
    assert_eq!(found(under(&checked, "s")), "");
    let not_law = ["gifts", "gift", "B"].map(|name| format!("E0508 `{name}` is not law here\n")).concat();
    assert_eq!(found(on("2018-01-01")), not_law);
}

#[test]
fn cases_that_are_added_up_and_none_holds() {
    let checked = policy(
        r#"
table extras(children: int): int {
  hit collect sum
  | children | result |
  | >= 1     | 10     |
  | >= 3     | 20     |
}
test "none" { expect extras(0) = 0; expect extras(4) = 30 }
"#,
    );
    let law = crate::fixture::law(&checked, &on("2018-01-01"));
    let mut plan = Plan::default();
    let value = |plan: &mut Plan, at: usize| {
        let ExpectSubject::Term(term) = &checked.tests[0].runs[0].expect[at].subject else { panic!("a term") };
        let (sym, found) = compile_term(&checked, plan, &law, term, &[]);
        assert!(found.is_empty());
        sym
    };
    let (none, both) = (value(&mut plan, 0), value(&mut plan, 1));
    let profiles = acquis::data::Profiles::default();
    let runner = acquis::eval::run::Runner::new(&plan, &checked.schema, &profiles);
    let number = |sym: &acquis::plan::sym::Sym| match sym {
        acquis::plan::sym::Sym::Node(node) => match runner.outcome(*node, 0).values {
            acquis::eval::outcome::Values::Number(bounds) => bounds.settled().and_then(acquis::num::rat::Rat::to_i64),
            _ => None,
        },
        _ => None,
    };
    assert_eq!((number(&none), number(&both)), (Some(0), Some(30)));
}
