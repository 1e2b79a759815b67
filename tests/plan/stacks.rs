//! A stack is a set: what may stand in it together, and what is said of the rest.

use crate::fixture::compile_assessments;
use crate::fixture::{compiled, day, findings, law, on, policy, under};
use acquis::plan::Plan;
use acquis::plan::law::{Law, PatchId};
use acquis::types::checked::Checked;

const BASE: &str = r#"
source act "Act" { status in force from 2010-01-01; evidence read }
source later_act "Later act" { status adopted 2019-05-01, in force from 2019-06-01; evidence read }
entity City, cities { key id; id: text; people: int, 0 .. 1 000; rich: bool }
param rate: percent { from 2014-01-01 until 2020-12-31 is 5 %, per act art 1 }
param floor: percent { from 2014-01-01 is 1 %, per act art 2 }
define pay(city: City): percent {
  per       act art 3
  otherwise rate
  unless [big] city.people > 100 then 10 %
}
define share(city: City): percent { per act art 3; is pay(city) / 2 }
requirement fair {
  per     act art 4
  for     city: City
  applies when city.rich
  holds   when share(city) >= floor
}
"#;

/// The base with reforms and scenarios of a test's own.
fn with(reforms: &str) -> Checked {
    policy(&format!("{BASE}{reforms}"))
}

fn said(reforms: &str, scenario: &str) -> String {
    let checked = with(reforms);
    findings(&checked, &under(&checked, scenario))
}

#[test]
fn the_order_of_names_says_nothing() {
    let checked = with(
        r#"
reform a { title "a"; status discussed 2015-01-01; from 2016-01-01; set rate to 6 % }
reform b { title "b"; status discussed 2015-01-01; from 2016-01-01; add to pay unless [rich] city.rich then 7 %, prevailing over [big] }
reform c { title "c"; status discussed 2015-01-01; from 2016-01-01; add to pay unless [poor] not city.rich then 8 %, prevailing over [big]; builds on b }
scenario one { starts from law; with a, b, c; at 2016-01-01 }
scenario two { starts from law; with c, b, a; at 2016-01-01 }
scenario three { starts from half; with c; at 2016-01-01 }
scenario half { starts from law; with b, a; at 2016-01-01 }
"#,
    );
    let mut plan = Plan::default();
    let roots = ["one", "two", "three"].map(|name| {
        let law = law(&checked, &under(&checked, name));
        compile_assessments(&checked, &mut plan, &law).0
    });
    assert_eq!(roots[0], roots[1]);
    assert_eq!(roots[0], roots[2]);
}

#[test]
fn two_reforms_that_write_one_param_differently() {
    let reforms = r#"
reform a { title "a"; status discussed 2015-01-01; from 2016-01-01; set rate to 6 % }
reform b { title "b"; status discussed 2015-01-01; from 2017-01-01; set rate to 7 % }
reform same { title "same"; status discussed 2015-01-01; from 2016-01-01; set rate to 6 % }
reform on_a { title "on a"; status discussed 2015-01-01; from 2017-01-01; builds on a; set rate to 7 % }
scenario both { starts from law; with a, b; at 2017-01-01 }
scenario agreed { starts from law; with a, same; at 2017-01-01 }
scenario built { starts from law; with on_a, a; at 2017-01-01 }
"#;
    assert_eq!(said(reforms, "both"), "E0501 `a` and `b` both write `rate`, and not in the same way\n");
    assert_eq!(said(reforms, "agreed"), "");
    let checked = with(reforms);
    let law = law(&checked, &under(&checked, "built"));
    let param = acquis::types::term::ParamId(0);
    let days: Vec<String> = law.versions(&checked, param).iter().map(|v| format!("{} {}", v.from, v.until)).collect();
    assert_eq!(days, ["2014-01-01 2015-12-31", "2016-01-01 2016-12-31", "2017-01-01 9999-12-31"]);
    assert_eq!(law.version_on(&checked, param, day("2016-06-01")), Some(1));
}

#[test]
fn two_reforms_in_one_case() {
    let reforms = r#"
reform when_a { title "a"; status discussed 2015-01-01; from 2016-01-01; amend pay [big] when city.people > 200 }
reform when_b { title "b"; status discussed 2015-01-01; from 2016-01-01; amend pay [big] when city.people > 300 }
reform then_c { title "c"; status discussed 2015-01-01; from 2016-01-01; amend pay [big] then 12 % }
reform gone { title "d"; status discussed 2015-01-01; from 2016-01-01; repeal pay [big] }
reform new { title "e"; status discussed 2015-01-01; from 2016-01-01; replace pay { is 3 % } }
scenario differ { starts from law; with when_a, when_b; at 2016-01-01 }
scenario apart { starts from law; with when_a, then_c; at 2016-01-01 }
scenario repealed { starts from law; with gone, then_c; at 2016-01-01 }
scenario replaced { starts from law; with new, when_a; at 2016-01-01 }
scenario alone { starts from law; with new; at 2016-01-01 }
"#;
    assert_eq!(
        said(reforms, "differ"),
        "E0501 `when_a` and `when_b` both write `pay` [big], and not in the same way\n"
    );
    assert_eq!(said(reforms, "apart"), "");
    assert_eq!(
        said(reforms, "repealed"),
        "E0501 `then_c` and `gone` both write `pay` [big], and not in the same way\n"
    );
    assert_eq!(said(reforms, "replaced"), "E0501 `when_a` and `new` both write `pay`, and not in the same way\n");
    assert_eq!(said(reforms, "alone"), "");
}

#[test]
fn a_patch_reads_the_law_before_the_stack() {
    let reforms = r#"
reform adds { title "a"; status discussed 2015-01-01; from 2016-01-01; add to pay unless [rich] city.rich then 7 %, prevailing over [big] }
reform amends { title "b"; status discussed 2015-01-01; from 2016-01-01; amend pay [rich] then 8 % }
reform on_it { title "c"; status discussed 2015-01-01; from 2016-01-01; builds on adds; amend pay [rich] then 8 % }
scenario apart { starts from law; with adds, amends; at 2016-01-01 }
scenario built { starts from law; with adds, on_it; at 2016-01-01 }
"#;
    let apart = said(reforms, "apart");
    assert!(apart.contains("E0502 this patch of `amends` hits nothing: `pay` has no case `[rich]`"), "{apart}");
    assert_eq!(said(reforms, "built"), "");
}

#[test]
fn a_patch_without_effect() {
    let reforms = r#"
reform same { title "a"; status discussed 2015-01-01; from 2016-01-01; set rate to 5 % }
reform late { title "b"; status discussed 2015-01-01; from 2018-01-01; set rate to 6 % }
reform case_of_then { title "c"; status discussed 2015-01-01; from 2016-01-01; add to pay unless [rich] city.rich then 7 %, prevailing over [big], from 2019-01-01 }
reform far { title "d"; status discussed 2015-01-01; from 2016-01-01; prolong everything ending 2020-12-31 until 2027-12-31 }
reform none { title "e"; status discussed 2015-01-01; from 2016-01-01; prolong everything ending 2019-12-31 until 2027-12-31 }
scenario s_same { starts from law; with same; at 2016-01-01 }
scenario s_late { starts from law; with late; at 2016-01-01 }
scenario s_case { starts from law; with case_of_then; at 2016-01-01 }
scenario s_far { starts from law; with far; at 2016-01-01 }
scenario s_none { starts from law; with none; at 2016-01-01 }
"#;
    for scenario in ["s_same", "s_late", "s_case", "s_far"] {
        let found = said(reforms, scenario);
        assert!(
            found.starts_with("E0503 ") && found.contains("changes nothing") && found.lines().count() == 1,
            "{scenario}: {found}"
        );
    }
    let none = said(reforms, "s_none");
    assert!(none.contains("E0502") && none.contains("nothing ends on 2019-12-31"), "{none}");
    // Read at another day than its own, a scenario is not judged by what it does there.
    let checked = with(reforms);
    let mut later = under(&checked, "s_late");
    later.at = day("2019-01-01");
    assert_eq!(findings(&checked, &later), "");
}

#[test]
fn what_is_known_later_cannot_be_stacked() {
    let reforms = r#"
reform later { title "a"; status adopted 2019-01-01; from 2016-01-01; set rate to 6 % }
reform cites { title "b"; status discussed 2015-01-01; from 2016-01-01; set rate to 6 %, per later_act art 1 }
scenario s { starts from law; with later; at 2016-01-01 }
scenario t { starts from law; with cites; at 2016-01-01 }
"#;
    assert_eq!(said(reforms, "s"), "E0504 `later` is known from 2019-01-01 only, after the cut of 2016-01-01\n");
    assert_eq!(said(reforms, "t"), "E0304 `later_act` is known from 2019-05-01 only, after the cut of 2016-01-01\n");
    // Once adopted and known it is law by itself, and stacking it is a note.
    let checked = with(reforms);
    let mut known = under(&checked, "s");
    known.known_on = day("2019-02-01");
    assert_eq!(findings(&checked, &known), "N0501 `later` is law already, so stacking it adds nothing\n");
    let (law, _) = Law::new(&checked, &known);
    assert!(law.active.len() == 1 && law.active[0].is_law);
}

#[test]
fn an_adopted_reform_is_law_from_its_day() {
    let checked = with(
        r#"
reform done { title "a"; status adopted 2015-01-01; from 2016-01-01; add to pay unless [rich] city.rich then 7 %, prevailing over [big]; set rate to 6 % }
"#,
    );
    let cases = |at: &str| law(&checked, &on(at)).body(&checked, checked.rule_named("pay").expect("pay")).cases.len();
    assert_eq!(cases("2014-06-01"), 2);
    assert_eq!(cases("2015-06-01"), 2);
    assert_eq!(cases("2016-01-01"), 3);
    // Its figure is dated: before that day it can be read as of a day of its own.
    let versions = law(&checked, &on("2015-06-01")).versions(&checked, acquis::types::term::ParamId(0)).len();
    assert_eq!(versions, 2);
}

#[test]
fn reforms_with_parameters() {
    let reforms = r#"
reform raise(to_rate: percent) { title "a"; status discussed 2015-01-01; from 2016-01-01; set rate to to_rate }
reform open(to_rate: percent) { title "b"; status adopted 2015-01-01; from 2016-01-01; set floor to to_rate }
scenario low { starts from law; with raise(to_rate: 6 %); at 2016-01-01 }
scenario high { starts from low; with raise(to_rate: 7 %); at 2016-01-01 }
scenario again { starts from low; with raise(to_rate: 6 %); at 2016-01-01 }
scenario idle { starts from law; with raise(to_rate: 5 %); at 2016-01-01 }
"#;
    let open = "E0505 nobody gives `to_rate` of `open` a value\n";
    assert_eq!(said(reforms, "low"), open);
    assert_eq!(said(reforms, "again"), open);
    assert_eq!(said(reforms, "high"), format!("{open}E0506 `raise` is stacked twice, with different values\n"));
    let idle = said(reforms, "idle");
    assert!(idle.contains("E0503 this patch of `raise` changes nothing"), "{idle}");
}

#[test]
fn repealed_and_still_used() {
    let reforms = r#"
reform no_pay { title "a"; status discussed 2015-01-01; from 2016-01-01; repeal pay }
reform no_more { title "b"; status discussed 2015-01-01; from 2016-01-01; repeal pay; repeal share; repeal fair }
scenario s { starts from law; with no_pay; at 2016-01-01 }
scenario t { starts from law; with no_more; at 2016-01-01 }
"#;
    assert_eq!(said(reforms, "s"), "E0507 this repeals `pay`, and `share` still uses it\n");
    // A repealed assessment is no longer applicable; a repealed definition is gone.
    let checked = with(reforms);
    let (plan, roots, found) = compiled(&checked, &under(&checked, "t"));
    assert_eq!(found, "");
    assert_eq!(roots.len(), 1);
    let shown = acquis::plan::print::plan(&plan, &checked);
    assert!(shown.contains("cond: not applicable"), "{shown}");
}

#[test]
fn a_reading_that_a_reform_does_not_fit() {
    let reforms = r#"
reading flat of pay { title "flat"; per act art 3; is 4 % }
reading by_size of pay { title "by size"; per act art 3; otherwise 4 %; unless [big] city.people > 50 then 9 % }
reform bigger { title "a"; status discussed 2015-01-01; from 2016-01-01; amend pay [big] when city.people > 200 }
scenario s { starts from law; with bigger; at 2016-01-01 }
"#;
    let checked = with(reforms);
    let reading = |name: &str| {
        let at = checked.readings.iter().position(|r| r.name.as_str() == name).expect("a reading");
        acquis::types::term::ReadingId(at as u32)
    };
    let mut setting = under(&checked, "s");
    setting.readings = vec![reading("flat")];
    let (law, found) = Law::new(&checked, &setting);
    assert_eq!(
        crate::fixture::lines(&found),
        "W0501 the reading `flat` is left out: `bigger` patches what it does not have\n"
    );
    assert_eq!(law.readings, []);
    setting.readings = vec![reading("by_size")];
    let (law, found) = Law::new(&checked, &setting);
    assert_eq!(crate::fixture::lines(&found), "");
    let body = law.body(&checked, checked.rule_named("pay").expect("pay"));
    assert_eq!(body.cases.len(), 2);
}

#[test]
fn one_patch_left_out() {
    let checked = with(
        r#"
reform two { title "a"; status discussed 2015-01-01; from 2016-01-01; set rate to 6 %; set floor to 2 % }
scenario s { starts from law; with two; at 2016-01-01 }
"#,
    );
    let mut setting = under(&checked, "s");
    let patch = PatchId { reform: acquis::types::term::ReformId(0), patch: 1 };
    setting.without.insert(patch);
    let law = law(&checked, &setting);
    let versions = |param: u32| law.versions(&checked, acquis::types::term::ParamId(param)).len();
    assert_eq!((versions(0), versions(1)), (2, 1));
    assert_eq!(law.version_by(acquis::types::term::ParamId(0), 1), [PatchId { patch: 0, ..patch }]);
}
