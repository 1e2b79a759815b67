//! Days: what holds when, what is cited when, what is prolonged.

use crate::fixture::compile_assessments;
use crate::fixture::{compiled, day, law, on, policy, under};
use acquis::diag::Diagnostic;
use acquis::plan::Plan;
use acquis::plan::law::{Law, Reached, Setting};
use acquis::types::checked::Checked;
use acquis::types::term::ParamId;

const BASE: &str = r#"
source act "Act" { status in force from 2014-01-01; binds states except DK; evidence read; part art 7 until 2020-12-31 }
source proposal "Proposal" { status proposed 2017-01-01; binds states; evidence read }
source old_act "Old act" { status in force from 2000-01-01, repealed 2021-01-01; binds states; evidence read }
entity State, states, closed { key code; code: text; size: int }
instance DK of State { size: 1 }
instance FI of State { size: 2 }
entity City, cities { key id; id: text; state: State; people: int, 0 .. 1 000 }
param rate: percent {
  from 2014-01-01 until 2016-12-31 is 4 %, per act art 1
  from 2017-01-01 until 2020-12-31 is 5 %, per act art 1
}
param other: percent { from 2014-01-01 until 2019-12-31 is 5 %, per act art 1; from 2022-01-01 is 9 %, per act art 1 }
define dues(city: City): percent {
  per       act art 2
  otherwise rate
  unless [big] city.people > 100 then 10 %, until 2020-12-31, per act art 7
}
criterion bound   { per act art 2; for city: City; holds when act binds city.state }
criterion before  { per act art 2; for state: State; holds when old_act binds state }
criterion planned { per act art 2; for state: State; holds when proposal binds state }
reform on_and_on {
  title "on"
  status discussed 2017-01-01
  from   2021-01-01
  prolong everything ending 2020-12-31 until 2027-12-31
}
reform short { title "short"; status discussed 2017-01-01; from 2020-01-01; prolong other until 2030-12-31 }
reform joins { title "joins"; status discussed 2017-01-01; from 2018-01-01; set act binds DK; set FI.size to 3 }
scenario continued { starts from law; with on_and_on; at 2021-06-01 }
scenario shorter { starts from law; with short; at 2020-06-01 }
scenario joined { starts from law; with joins; at 2018-06-01 }
"#;

fn checked() -> Checked {
    policy(BASE)
}

fn said(checked: &Checked, setting: &Setting) -> Vec<String> {
    let (law, mut found) = Law::new(checked, setting);
    found.extend(compile_assessments(checked, &mut Plan::default(), &law).1);
    found.iter().map(|f: &Diagnostic| format!("{} {}", f.code.0, f.message)).collect()
}

#[test]
fn a_day_without_a_version_is_an_error() {
    let checked = checked();
    assert_eq!(said(&checked, &on("2017-06-01")), Vec::<String>::new());
    assert_eq!(said(&checked, &on("2021-06-01")), ["E0301 `rate` has no value on 2021-06-01"]);
}

#[test]
fn a_source_cited_outside_its_days() {
    let checked = checked();
    let early = Setting { known_on: day("2018-01-01"), ..on("2013-06-01") };
    let found = said(&checked, &early);
    assert!(found.contains(&"E0303 `act art 2` does not hold on 2013-06-01".to_string()), "{found:?}");
    // Whoever does not know the act yet does not know its rules either.
    assert_eq!(said(&checked, &on("2013-06-01")), Vec::<String>::new());
    assert_eq!(compiled(&checked, &on("2013-06-01")).1.len(), 0);
}

#[test]
fn everything_that_ends_is_prolonged_and_nothing_else() {
    let checked = checked();
    let setting = under(&checked, "continued");
    assert_eq!(said(&checked, &setting), Vec::<String>::new());
    let law = law(&checked, &setting);
    let reached: Vec<&Reached> = law.reached.iter().map(|r| &r.1).collect();
    let dues = checked.rule_named("dues").expect("dues");
    let (act, old) = (acquis::hir::law::SourceId(0), acquis::hir::law::SourceId(2));
    let all = [&Reached::Param(ParamId(0)), &Reached::Case(dues, 1), &Reached::Source(old), &Reached::Part(act, 0)];
    assert_eq!(reached, all);
    assert_eq!(law.version_on(&checked, ParamId(0), day("2027-12-31")), Some(1));
    assert_eq!(law.version_on(&checked, ParamId(0), day("2028-01-01")), None);
}

#[test]
fn prolonging_fills_only_days_that_nothing_else_writes() {
    let checked = checked();
    let setting = under(&checked, "shorter");
    let (law, found) = Law::new(&checked, &setting);
    let param = ParamId(1);
    let days: Vec<String> = law.versions(&checked, param).iter().map(|v| format!("{} {}", v.from, v.until)).collect();
    // `other` ends on no day: its last version is open.
    assert_eq!(days, ["2014-01-01 2019-12-31", "2022-01-01 9999-12-31"]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code.0, "E0502");
}

#[test]
fn whom_a_source_binds() {
    let checked = checked();
    let state =
        |law: &Law, source: u32, key: &str| law.binds(&checked, acquis::hir::law::SourceId(source), &key.into()).0;
    let now = law(&checked, &on("2018-06-01"));
    assert!(!state(&now, 0, "DK") && state(&now, 0, "FI"));
    // A proposal binds nobody, whatever it says.
    assert!(!state(&now, 1, "FI"));
    let joined = law(&checked, &under(&checked, "joined"));
    assert!(state(&joined, 0, "DK") && state(&joined, 0, "FI"));
    let later = law(&checked, &on("2021-06-01"));
    assert!(!state(&later, 2, "FI"));
    let continued = law(&checked, &under(&checked, "continued"));
    assert!(state(&continued, 2, "FI"));
}

#[test]
fn a_source_outside_its_days_or_not_known_yet_binds_nobody() {
    let checked = checked();
    assert_eq!(said(&checked, &on("2016-06-01")), Vec::<String>::new());
    let early = law(&checked, &Setting { known_on: day("2018-01-01"), ..on("2013-06-01") });
    assert!(!early.binds(&checked, acquis::hir::law::SourceId(0), &"FI".into()).0);
    let late = Setting { at: day("2021-06-01"), ..on("2013-06-01") };
    assert!(!law(&checked, &late).binds(&checked, acquis::hir::law::SourceId(2), &"FI".into()).0);
}

#[test]
fn closed_subjects_are_roots_of_their_own() {
    let checked = checked();
    let (_, roots, found) = compiled(&checked, &on("2018-06-01"));
    assert_eq!(found, "");
    let shown = acquis::plan::print::roots(&roots, &checked);
    let of = |rule: &str| shown.lines().filter(|l| l.starts_with(rule)).count();
    assert_eq!((of("bound("), of("before(DK)"), of("before(FI)"), of("planned(")), (1, 1, 1, 2), "{shown}");
}

#[test]
fn a_plan_for_many_days_says_of_each_what_a_plan_of_its_own_says() {
    let checked = checked();
    let (mut shared, mut different) = (Plan::default(), std::collections::BTreeSet::new());
    // There and back, so that each day meets what later ones and earlier ones have left.
    let months = (0..140).map(|m| format!("{}-{:02}-01", 2012 + m / 12, m % 12 + 1));
    let days: Vec<String> = months.clone().chain(months.collect::<Vec<_>>().into_iter().rev()).collect();
    for text in &days {
        for scenario in [None, Some("continued"), Some("shorter"), Some("joined")] {
            let id = scenario.and_then(|name| checked.scenario_named(name));
            let setting = Setting { at: day(text), ..on(text).under(&checked, id) };
            let (law, mut found) = Law::new(&checked, &setting);
            found.extend(compile_assessments(&checked, &mut shared, &law).1);
            let together: Vec<String> = found.iter().map(|f| format!("{} {}", f.code.0, f.message)).collect();
            assert_eq!(together, said(&checked, &setting), "{scenario:?} on {text}");
            different.insert(together);
        }
    }
    assert!(different.len() > 20, "only {} different days", different.len());
}
