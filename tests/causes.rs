//! One mistake is one finding: what a broken declaration, profile or manifest would have brought is not missed
//! elsewhere.

mod run;

use run::{findings, says, write};
use tempfile::TempDir;

const MANIFEST: &str = r#"
name = "x"
policies = ["policies"]
dates = { at = 2018-04-30, known_on = 2018-04-30, data_as_of = 2018-04-30 }
profiles = [{ entity = "City", files = "cities/*.yaml" }, { entity = "School", files = "schools.yaml" }]
"#;

const POLICY: &str = r#"module x
unit person, persons
source act "A statute" { status in force from 2000-01-01; evidence read; binds states except FI }
entity State, states, closed { key code; code: text; size: int, 0 .. 100 }
instances State {
  | code   | size |
  | "FI"   | 5    |
  | "2016" | 7    |
  | "PL"   | 9    |
}
entity City, cities { key id; id: text; state: State; people: persons, 0 .. 1 000, series; rich: bool }
entity School, schools { key id; id: text; city: City }
define eligible(c: City, s: State): bool { is c.rich and s is c.state and s is PL }
define some_state(c: City): bool { is (some s in states has eligible(c, s)) }
requirement r { per act art 1; for c: City; applies when act binds c.state; holds when some_state(c) }
requirement grows { per act art 2; for c: City; holds when (c.people as of 2018-01-01) > 5 persons }
test "a" { given c like helsinki; expect some_state(c) is true }
test "b" { given 3 of states with size = 4; expect FI.size = 4 }
"#;

const FILES: &[(&str, &str)] = &[
    ("acquis.toml", MANIFEST),
    ("policies/x.acq", POLICY),
    ("cities/helsinki.yaml", "id: helsinki\nstate: PL\npeople: {value: 9, as_of: 2017-01-01}\nrich: true\n"),
    ("cities/old.yaml", "id: old\nstate: \"2016\"\n"),
    ("schools.yaml", "schools:\n- {id: s1, city: helsinki}\n- {id: s2, city: helsinki}\n- {id: s3, city: old}\n"),
];

/// What `check` says where one file is changed.
fn changed(file: &str, from: &str, to: &str) -> String {
    let place = TempDir::new().expect("a folder");
    for (path, text) in FILES {
        let text = if *path == file { text.replacen(from, to, 1) } else { (*text).to_string() };
        assert!(*path != file || text.contains(to), "{from} does not stand in {path}");
        write(place.path(), path, &text);
    }
    says(place.path(), &["check"])
}

#[test]
fn the_cause_is_told_alone() {
    assert!(changed("acquis.toml", "x", "x").contains("no mistakes found"));
    for (file, from, to, code, words) in [
        ("policies/x.acq", "  | \"2016\"", "  | 2016  ", "E0204", "the key of a row is a name, or a text in quotes"),
        ("policies/x.acq", "  | \"PL\" ", "  \"PL\" ", "E0110", "expected `|`"),
        ("policies/x.acq", "states, closed", "states", "E0216", "`State` has instances in modules"),
        ("policies/x.acq", "0 .. 1 000, series", "0 - 1 000, series", "E0110", "`-` stands where `..` belongs"),
        ("policies/x.acq", "cities { key id; ", "cities { ", "E0216", "`City` needs `key FIELD`"),
        ("policies/x.acq", "except FI", "but not FI", "E0110", "`but not` stands where `except` belongs"),
        ("cities/helsinki.yaml", "id: helsinki", "id: helsinky", "E0421", "is called `helsinky`, and others speak of"),
        ("acquis.toml", "cities/*.yaml", "cities", "E0828", "this is a folder"),
        (
            "acquis.toml",
            "{ entity = \"School\"",
            "{ entity = \"City\", files = \"cities/h*.yaml\" }, { entity = \"School\"",
            "E0424",
            "is read twice",
        ),
        ("schools.yaml", "schools:", "school:", "E0405", "did you mean `schools`?"),
        ("schools.yaml", "- {id: s2", "  {id: s2", "E0401", "an entry of a list begins with `- `"),
        ("cities/old.yaml", "id: old", "id:\u{a0}old", "E0401", "a no-break space stands behind `:`"),
        (
            "cities/old.yaml",
            "id: old\n",
            "<<<<<<< HEAD\nid: old\n=======\nid: older\n>>>>>>> x\n",
            "E0401",
            "git could not merge",
        ),
    ] {
        let told = changed(file, from, to);
        assert!(told.contains(code) && told.contains(words) && findings(&told) == 1, "{from} -> {to}\n{told}");
    }
}

#[test]
fn arguments_changed_over_are_told_where_they_stand() {
    let told = changed("policies/x.acq", "has eligible(c, s)", "has eligible(s, c)");
    assert_eq!(told.matches("E0204").count(), 2, "{told}");
    assert_eq!(findings(&told), 2, "{told}");
}

#[test]
fn a_bracket_or_quote_that_is_not_closed_is_shown_where_it_opens() {
    let told = changed("cities/helsinki.yaml", "state: PL", "further: {a: [1, 2\nstate: PL");
    assert!(told.contains("is opened and never closed") || told.contains("opened here"), "{told}");
    let manifest = MANIFEST.replace(
        "{ entity = \"School\", files = \"schools.yaml\" }",
        "{ entity = \"School\", table = \"s.csv\", columns = { id = \"id\", city = \"city\" } }",
    );
    let place = TempDir::new().expect("a folder");
    for (path, text) in FILES.iter().filter(|(path, _)| *path != "schools.yaml") {
        write(place.path(), path, if *path == "acquis.toml" { &manifest } else { text });
    }
    write(place.path(), "s.csv", "id,city\n\"s1,helsinki\ns2,old\n\"s3\",old\n");
    let told = says(place.path(), &["check"]);
    assert!(told.contains("s.csv:2:1") && told.contains("this quote is not closed on its line"), "{told}");
    assert_eq!(findings(&told), 1, "{told}");
}

const MANIFEST_ALONE: &str = "name = \"x\"\npolicies = [\"policies\"]\ndates = { at = 2018-04-30, known_on = 2018-04-30, data_as_of = 2018-04-30 }\n";

#[test]
fn a_ring_that_a_reform_closes_is_no_depth() {
    let place = tempfile::TempDir::new().expect("a folder");
    let text = "module x\n\
        entity Town, towns { key id; id: text; n: int, 0 .. 10 }\n\
        requirement r { for t: Town; holds when t.n > 0 }\n\
        define q(t: Town): int { otherwise 2; unless [one] r(t) then 1 }\n\
        reform p { status proposed 2018-01-01; from 2018-01-01; add to r not applicable when q(t) = 1 }\n\
        scenario s { title \"S\"; starts from law; with p; at 2018-04-30 }\n";
    run::write(place.path(), "acquis.toml", MANIFEST_ALONE);
    run::write(place.path(), "policies/x.acq", text);
    let told = run::says(place.path(), &["check"]);
    assert!(told.contains("E0211") && run::findings(&told) == 1, "{told}");
}

#[test]
fn a_collect_of_lists_is_one_mistake() {
    let place = tempfile::TempDir::new().expect("a folder");
    let text = "module x\n\
        entity Town { b: bool }\n\
        collect marks(t: Town): list of int { when [one] t.b then 1 }\n\
        test \"t\" { given t = Town { b: true }; expect sum(m for m in marks(t)) = 1 }\n";
    run::write(place.path(), "acquis.toml", MANIFEST_ALONE);
    run::write(place.path(), "policies/x.acq", text);
    let told = run::says(place.path(), &["check"]);
    assert!(told.contains("E0204") && told.contains("write `int`") && run::findings(&told) == 1, "{told}");
}

#[test]
fn an_article_in_a_cell_is_one_mistake() {
    let place = tempfile::TempDir::new().expect("a folder");
    let text = "module x\n\
        source act \"A\" { status in force from 2000-01-01; evidence read }\n\
        table fee(n: int): int {\n  per act art 1\n  hit unique\n  | n   | result |\n\
        \x20 | < 2 | 2 | per act art 3 |\n  | >= 2 | 3 |\n}\n\
        test \"t\" { expect fee(3) = 3 }\n";
    run::write(place.path(), "acquis.toml", MANIFEST_ALONE);
    run::write(place.path(), "policies/x.acq", text);
    let told = run::says(place.path(), &["check"]);
    assert!(told.contains("E0138") && told.contains("`|, per act art 3`") && run::findings(&told) == 1, "{told}");
}
