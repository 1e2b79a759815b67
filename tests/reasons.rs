//! Reasons: whole, however much there is of them, and told so that a person can read them.

mod run;

use run::{MANIFEST_OF_TOWNS as MANIFEST, fine, write};
use serde_json::Value;
use tempfile::TempDir;

const WORLD: &str = r#"module x
party council "Council of Towns"
source act "A statute" { status in force from 2000-01-01; evidence read }
entity Town, towns { key id; id: text; n: int, 0 .. 100; m: int, 0 .. 100 }
"#;

/// A repository of a policy and towns: name, `n`, whether it is still to be checked.
fn folder(policy: &str, towns: &[(String, u32, bool)]) -> TempDir {
    let paper =
        "{ name = \"paper\", template = \"paper.md.j2\", to = [\"council\"], date = 2018-04-30, state = \"draft\" }";
    let place = run::folder(&[
        ("acquis.toml", &format!("{MANIFEST}papers = [{paper}]\n")),
        ("policies/x.acq", &format!("{WORLD}{policy}\n")),
        ("templates/paper.md.j2", "# Findings\n\n{{ recommendations[0].title }}\n"),
    ]);
    for (id, n, to_check) in towns {
        let evidence = if *to_check { "to_check" } else { "read" };
        let profile = format!("id: {id}\nn: {{ value: {n}, evidence: {evidence} }}\nm: 1\n");
        write(place.path(), &format!("towns/{id}.yaml"), &profile);
    }
    place
}

/// A recommendation with its evidence.
fn recommendation(evidence: &str) -> String {
    let head = "title \"Do it\"\n  per act art 1\n  to council\n  by 2018-12-31\n  state draft";
    format!(
        "recommendation do_it {{\n  {head}\n  because {evidence}\n  text \"\"\"\n  It should be done.\n  \"\"\"\n}}"
    )
}

/// What the record of the paper says of its recommendation: whether its evidence is firm, and the marks of that.
fn evidence(place: &TempDir) -> (bool, usize) {
    fine(place.path(), &["paper", "paper", "--markdown-only", "--out", "out"]);
    let files = std::fs::read_dir(place.path().join("out/papers")).expect("papers");
    let json = files.map(|e| e.expect("an entry").path()).find(|p| p.extension().is_some_and(|e| e == "json"));
    let text = std::fs::read_to_string(json.expect("a record")).expect("the record");
    let record: Value = serde_json::from_str(&text).expect("JSON");
    let said = &record["content"]["recommendations"][0];
    (said["firm"].as_bool().expect("firm or not"), said["evidence"][0]["marks"].as_array().expect("marks").len())
}

#[test]
fn the_mark_of_any_of_many_items_reaches_the_evidence() {
    let policy = r#"
requirement small { per act art 1; for t: Town; holds when t.n < 9 }
"#;
    let policy = &format!("{policy}{}", recommendation("count(t for t in towns where not small(t)) > 0"));
    for weak in 0..14 {
        let towns: Vec<_> = (0..14).map(|at| (format!("t{at:02}"), 20, at == weak)).collect();
        assert_eq!(evidence(&folder(policy, &towns)), (false, 1), "town {weak} is to be checked");
    }
    let sound: Vec<_> = (0..14).map(|at| (format!("t{at:02}"), 20, false)).collect();
    assert_eq!(evidence(&folder(policy, &sound)), (true, 0));
}

#[test]
fn of_many_items_it_is_said_how_many_are_not_told() {
    let policy = "requirement r { per act art 1; for t: Town; holds when t.n < average(u.n for u in towns) }";
    let towns: Vec<_> = (0..14).map(|at| (format!("t{at:02}"), 20, false)).collect();
    let place = folder(policy, &towns);
    let told = fine(place.path(), &["explain", "r", "--for", "Town=t00"]);
    assert!(told.contains("(14 looked at)") && told.contains("and 2 more"), "{told}");
    assert!(told.contains("n of t11") && !told.contains("n of t12"), "{told}");
    let told = fine(place.path(), &["explain", "r", "--for", "Town=t00", "--full"]);
    assert!(told.contains("n of t13") && !told.contains("more"), "{told}");
}

#[test]
fn what_rests_on_the_same_in_many_ways_is_told_once() {
    let mut policy = String::from("define a0(t: Town): int { is t.n }\ndefine b0(t: Town): int { is t.m }\n");
    for step in 1..=60 {
        let below = step - 1;
        policy.push_str(&format!(
            "define a{step}(t: Town): int {{ is a{below}(t) + b{below}(t) }}\ndefine b{step}(t: Town): int {{ is a{below}(t) - b{below}(t) }}\n"
        ));
    }
    policy.push_str("requirement r { per act art 1; for t: Town; holds when a60(t) > 0 }\n");
    policy.push_str(&recommendation("(some t in towns has r(t))"));
    let place = folder(&policy, &[("a".into(), 3, true)]);
    let told = fine(place.path(), &["explain", "r", "--for", "Town=a"]);
    assert!(told.contains("as above") && told.contains("n of a: 3"), "{told}");
    assert!(told.lines().count() < 2_000, "{} lines", told.lines().count());
    let json = fine(place.path(), &["explain", "r", "--for", "Town=a", "--format", "json"]);
    assert!(json.contains("\"as_above\": true"));
    assert_eq!(evidence(&place), (false, 1));
}

#[test]
fn a_datum_far_below_still_marks_what_rests_on_it() {
    let mut policy = String::from("define a0(t: Town): int { is t.n }\n");
    for step in 1..=600 {
        policy.push_str(&format!("define a{step}(t: Town): int {{ is a{}(t) + 0 * t.m }}\n", step - 1));
    }
    policy.push_str("requirement r { per act art 1; for t: Town; holds when a600(t) > 0 }\n");
    policy.push_str(&recommendation("(some t in towns has r(t))"));
    assert_eq!(evidence(&folder(&policy, &[("a".into(), 3, true)])), (false, 1));
}
