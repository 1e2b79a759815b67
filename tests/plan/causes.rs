//! Why an outcome differs: one patch, several together, one or the other, the day, an assumption.

use crate::fixture::{day, lines, policy};
use acquis::analysis::causes::attribute;
use acquis::analysis::compare::{Factor, differences};
use acquis::analysis::study::{Base, Dates, Study};
use acquis::data::Profiles;
use acquis::types::checked::Checked;
use std::collections::BTreeMap;

const POLICY: &str = r#"
source act "Act" { status in force from 2010-01-01; evidence read }
entity Fund, funds, closed { open: bool; size: int, 0 .. 100 }
instance A of Fund { open: false; size: 35 }
instance B of Fund { open: false; size: 50 }
param one: bool { from 2010-01-01 is false, per act art 1 }
param two: bool { from 2010-01-01 is false, per act art 2 }
param three: bool { from 2010-01-01 is false, per act art 3 }
param dated: bool { from 2010-01-01 until 2015-12-31 is false, per act art 4; from 2016-01-01 is true, per act art 4 }
param floor: int { from 2010-01-01 is 60, per act art 5 }
define any_two: bool { per act art 6; is (one and two) or (two and three) }
define road(fund: Fund): bool { per act art 7; otherwise false; when [open] fund.open then true }
requirement alone       { per act art 1; for fund: Fund; holds when one }
requirement together    { per act art 1; for fund: Fund; holds when one and two }
requirement either      { per act art 1; for fund: Fund; holds when one or two }
requirement crossed     { per act art 1; for fund: Fund; holds when any_two }
requirement by_day      { per act art 4; for fund: Fund; holds when dated }
requirement day_and_one { per act art 4; for fund: Fund; holds when dated and one }
requirement of_reform   { per act art 5; for fund: Fund; holds when fund.size >= floor }
requirement roads       { per act art 7; for fund: Fund; holds when road(fund) }
requirement spared      { per act art 1; for fund: Fund; holds when (one and not three) or (two and three) }
requirement read   { per act art 1; for fund: Fund; holds when fund.size > 99 }
requirement rather { per act art 1; for fund: Fund; holds when fund.open and one }
reading lenient of read { per act art 9; holds when one or two or dated }
reform first  { title "first"; status discussed 2015-01-01; from 2016-01-01; set one to true; set two to true }
reform second { title "second"; status discussed 2015-01-01; from 2016-01-01; set three to true }
reform lower(limit: int) { title "lower"; status discussed 2015-01-01; from 2016-01-01; set floor to limit }
reform wider  { title "wider"; status discussed 2015-01-01; from 2016-01-01; add to road when [small] fund.size < 40 then true }
scenario day_only { starts from law; at 2016-01-01 }
scenario one_only { starts from law; with first; at 2016-01-01 }
scenario all      { starts from law; with first, second; at 2016-01-01 }
scenario forty    { starts from law; with lower(limit: 40); at 2016-01-01 }
scenario thirty   { starts from law; with lower(limit: 30); at 2016-01-01 }
scenario roads_a  { starts from law; with wider; at 2016-01-01 }
scenario day_first { starts from law; with first; at 2016-01-01; with reading lenient; assume fund.open is true for fund: Fund }
scenario read_only { starts from law; with reading lenient; at 2016-01-01 }
scenario assumed  { starts from law; at 2010-01-01; assume fund.open is true for fund: Fund }
"#;

/// Every rule of the fund A that differs, with its causes: sets joined by `+`, alternatives by `|`, patches as reform
/// and number.
fn causes(checked: &Checked, first: Option<&str>, second: &str) -> BTreeMap<String, String> {
    let at = day("2015-01-01");
    let dates = Dates { at, known_on: day("2020-01-01"), data_as_of: at, later: vec![] };
    let profiles = Profiles::default();
    let base = Base { checked, profiles: &profiles, dates, at: None, known_on: None, readings: vec![] };
    let id = |name: &str| Some(checked.scenario_named(name).expect("a scenario"));
    let mut study = Study::of(&base, &[first.and_then(id), id(second)]);
    assert_eq!(lines(&study.findings()), "");
    let mut changed = {
        let runner = study.run();
        differences(&study.cells(&runner, 0), &study.cells(&runner, 1))
    };
    attribute(&mut study, 0, 1, &mut changed);
    let factor = |f: Factor| match f {
        Factor::Patch(p) => format!("{} {}", checked.reform(p.reform).name, p.patch + 1),
        other => other.words(checked),
    };
    let set = |set: &[Factor]| set.iter().map(|f| factor(*f)).collect::<Vec<_>>().join(" and ");
    let of_a = changed.iter().filter(|d| d.subjects.first().is_some_and(|s| s.as_str() == "A"));
    let assessed = of_a.filter(|d| checked.rule(d.rule).kind.is_assessment());
    let told = assessed.map(|d| {
        let why = d.because.words(&set).unwrap_or_default();
        let why = why.replace(", or ", " | ").replace(" and ", " + ");
        (checked.rule(d.rule).name.to_string(), why.replace(" (not all combinations were tried)", ", among others"))
    });
    told.collect()
}

fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect()
}

#[test]
fn one_together_either_and_the_day() {
    let checked = policy(POLICY);
    let expected = [
        ("alone", "first 1"),
        ("together", "first 1 + first 2"),
        ("either", "first 1 | first 2"),
        ("crossed", "first 1 + first 2"),
        ("by_day", "the law of 2016-01-01"),
        ("day_and_one", "first 1 + the law of 2016-01-01"),
        ("spared", "first 1"),
    ];
    assert_eq!(causes(&checked, None, "one_only"), map(&expected));
}

#[test]
fn patches_that_the_second_world_lacks() {
    let checked = policy(POLICY);
    let expected = [
        ("alone", "without first 1"),
        ("together", "without first 1 | without first 2"),
        ("either", "without first 1 + first 2"),
        ("crossed", "without first 1 | without first 2"),
        ("day_and_one", "without first 1"),
        ("spared", "without first 1"),
    ];
    assert_eq!(causes(&checked, Some("one_only"), "day_only"), map(&expected));
    // Two rivals: what the one brings, and what the other takes with it.
    let rivals = [&expected[..], &[("of_reform", "lower 1")]].concat();
    assert_eq!(causes(&checked, Some("one_only"), "thirty"), map(&rivals));
}

#[test]
fn a_set_holds_nothing_that_can_be_spared() {
    let checked = policy(POLICY);
    let expected = [
        ("alone", "first 1"),
        ("together", "first 1 + first 2"),
        ("either", "first 1 | first 2"),
        ("crossed", "first 1 + first 2 | first 2 + second 1"),
        ("by_day", "the law of 2016-01-01"),
        ("day_and_one", "first 1 + the law of 2016-01-01"),
        // The first alone would do, and so would the other two together.
        ("spared", "first 1 | first 2 + second 1"),
    ];
    assert_eq!(causes(&checked, None, "all"), map(&expected));
    // Against a scenario that has the first reform, only the second is new; it changes none of these outcomes.
    assert_eq!(causes(&checked, Some("one_only"), "all"), map(&[]));
}

#[test]
fn the_day_alone_changes_what_is_dated() {
    let checked = policy(POLICY);
    assert_eq!(causes(&checked, None, "day_only"), map(&[("by_day", "the law of 2016-01-01")]));
}

#[test]
fn a_reform_with_other_values_is_another_reform() {
    let checked = policy(POLICY);
    assert_eq!(causes(&checked, Some("forty"), "thirty"), map(&[("of_reform", "lower 1")]));
    assert_eq!(causes(&checked, Some("thirty"), "forty"), map(&[("of_reform", "lower 1")]));
}

#[test]
fn a_case_that_is_added_and_an_assumption() {
    let checked = policy(POLICY);
    let roads = [("by_day", "the law of 2016-01-01"), ("roads", "wider 1")];
    assert_eq!(causes(&checked, None, "roads_a"), map(&roads));
    assert_eq!(causes(&checked, None, "assumed"), map(&[("roads", "an assumption")]));
}

#[test]
fn what_is_needed_beside_a_reform_is_named_with_it() {
    let checked = policy(POLICY);
    let causes = causes(&checked, None, "day_first");
    assert_eq!(causes["rather"], "first 1 + an assumption");
    assert_eq!(causes["day_and_one"], "first 1 + the law of 2016-01-01");
    assert_eq!(causes["alone"], "first 1");
    // The reading needs the day, or one of the patches.
    let read = ["first 1", "first 2", "the law of 2016-01-01"].map(|beside| format!("{beside} + the reading lenient"));
    assert_eq!(causes["read"], read.join(" | "));
    let read = self::causes(&checked, None, "read_only");
    assert_eq!(read["read"], "the law of 2016-01-01 + the reading lenient");
    // The other way round: what is gone.
    let gone = self::causes(&checked, Some("day_first"), "read_only");
    assert_eq!(gone["rather"], "without first 1 | without an assumption");
}

#[test]
fn what_comes_and_what_has_to_go_beside_it_are_named_together() {
    let more = r#"
requirement swapped { per act art 1; for fund: Fund; holds when three and not one }
requirement kept { per act art 1; for fund: Fund; holds when three }
reform other_floor { title "another floor"; status discussed 2015-01-01; from 2016-01-01; set floor to 30 }
scenario second_only { starts from law; with second; at 2016-01-01 }
scenario rival { starts from law; with other_floor; at 2016-01-01 }
scenario assumed_open { starts from law; with first; at 2016-01-01; assume fund.open is true for fund: Fund }
"#;
    let checked = policy(&format!("{POLICY}{more}"));
    let second = causes(&checked, Some("one_only"), "second_only");
    assert_eq!(second["swapped"], "second 1 + without first 1");
    assert_eq!(second["kept"], "second 1");
    assert_eq!(second["alone"], "without first 1");
    // Two that cannot stand together: the one has to go for the other to hold.
    assert_eq!(causes(&checked, Some("forty"), "rival")["of_reform"], "other_floor 1 + without lower 1");
    // An assumption that stays does no harm.
    assert_eq!(causes(&checked, Some("assumed_open"), "second_only")["swapped"], "second 1 + without first 1");
}

/// Switches of which rules ask, and reforms that turn them.
const SWITCHES: &str = r#"
source act "Act" { status in force from 2010-01-01; evidence read }
entity Fund, funds, closed { open: bool }
instance A of Fund { open: false }
param x: int { is 0 }
param w: int { is 0 }
param y: int { is 0 }
param z: int { is 0 }
requirement g { per act art 1; for fund: Fund; holds when y = 1 and (x = 1 or z = 1) }
requirement h { per act art 1; for fund: Fund; holds when x = 0 and (y = 1 or w = 1) }
requirement k { per act art 1; for fund: Fund; holds when x = 0 or y = 1 }
reform rx { status discussed 2015-01-01; from 2015-01-01; set x to 1 }
reform rw { status discussed 2015-01-01; from 2015-01-01; set w to 1 }
reform ry { status discussed 2015-01-01; from 2015-01-01; set y to 1 }
reform rz { status discussed 2015-01-01; from 2015-01-01; set z to 1 }
scenario sx  { starts from law; with rx; at 2016-01-01 }
scenario sy  { starts from law; with ry; at 2016-01-01 }
scenario syz { starts from law; with ry, rz; at 2016-01-01 }
scenario sxw { starts from law; with rx, rw; at 2016-01-01 }
"#;

#[test]
fn nothing_that_comes_or_goes_can_be_spared() {
    let checked = policy(SWITCHES);
    // With x as it stays, z is not needed.
    assert_eq!(causes(&checked, Some("sx"), "syz")["g"], "ry 1");
    // With w as it stays, y is not needed.
    assert_eq!(causes(&checked, Some("sxw"), "sy")["h"], "without rx 1");
    // Either suffices.
    assert_eq!(causes(&checked, Some("sx"), "sy")["k"], "ry 1 | without rx 1");
}

#[test]
fn no_cause_is_left_out_in_silence() {
    let policy_of = |count: usize, named: bool| {
        let params: String = (1..=count).map(|n| format!("param p{n}: int {{ is 0 }}\n")).collect();
        let sets: Vec<String> = (1..=count).map(|n| format!("set p{n} to 1")).collect();
        let others: Vec<String> = (4..=count).filter(|_| named).map(|n| format!(" or p{n} > 5")).collect();
        let others = others.concat();
        format!(
            "source act \"Act\" {{ status in force from 2010-01-01; evidence read }}\n\
             entity Fund, funds, closed {{ open: bool }}\ninstance A of Fund {{ open: false }}\n{params}\
             requirement g {{ per act art 1; for fund: Fund; holds when p1 = 1 or (p2 = 1 and p3 = 1){others} }}\n\
             reform r {{ status discussed 2015-01-01; from 2015-01-01; {} }}\n\
             scenario all {{ starts from law; with r; at 2015-01-01 }}\n",
            sets.join("; ")
        )
    };
    for count in [6, 10] {
        assert_eq!(causes(&policy(&policy_of(count, true)), None, "all")["g"], "r 1 | r 2 + r 3");
    }
    assert_eq!(causes(&policy(&policy_of(12, true)), None, "all")["g"], "r 1 | r 2 + r 3, among others");
    // What the rule does not name has no part in it.
    assert_eq!(causes(&policy(&policy_of(12, false)), None, "all")["g"], "r 1 | r 2 + r 3");
}
