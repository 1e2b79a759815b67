//! Slips that drafters make in policies, profiles and manifest: what is said of each, theme by theme, and what `check
//! --fix` mends.
//!
//! Each slip is a change of the small repository in `tests/fixtures/slips`, which is clean.

mod run;

use insta::{assert_snapshot, with_settings};
use serde_json::Value;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Output;
use tempfile::TempDir;

const FILES: &[&str] = &[
    "acquis.toml",
    "policies/air.acq",
    "policies/mandate.yaml",
    "templates/paper.md.j2",
    "towns/aldorf.yaml",
    "towns/bewick.yaml",
];

/// Slips that have one certain change, and it is the one that was undone.
const MENDED: &[&str] = &[
    "kw requirment",
    "clause titel",
    "missing when",
    "missing comma per",
    "smart quotes",
    "missing open brace",
    "&&",
    "=<",
    "unicode le",
    "let is",
    "zero width",
    "misspelt unit",
    "number for percent",
    "unknown name",
    "case of name",
    "case of enum",
    "no subject",
    "article word",
    "= for is enum",
    "label unknown",
    "test label typo",
    "row no bar",
    "row wrong enum",
    "reform set typo",
    "scenario param typo",
    "scenario starts typo",
    "test under typo",
    "Y value text",
    "M date quoted",
    "M key typo",
    "M policies text",
    "clause word with a capital",
    "key with a capital",
    "key misspelt",
    "enum with equals",
    "enum in brackets",
    "type first",
    "bounds in brackets",
    "bounds with to",
    "expected percentage",
];

/// Slips whose nearest change is a guess: `check --fix` leaves the file alone.
const LEFT: &[&str] = &[
    "rec to typo",
    "undeclared source",
    "M entity typo",
    "covers typo",
    "thousand dot",
    "thousand comma",
    "and or",
    "unclosed quote",
    "Y key typo",
    "Y enum caps",
    "mode of another system",
    "now",
    "lower",
    "two dots",
    "over misspelt",
    "until missing",
    "published missing",
    "argument without a comma",
    "for missing in a sum",
    "month of a year",
    "a product with a bare number",
    "bound by itself nearly",
];

/// Slips of which one correction brings up the next.
const IN_ROUNDS: &[(&str, &str)] = &[
    ("equals of a condition", "is town.plan_adopted is true"),
    ("equals of a value", "is town.size is small"),
    ("on a day", "(grant_rate as of 2018-01-01)"),
    ("remark with dashes of one word", "is near // remark"),
];

fn original(path: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/slips/repository");
    fs::read_to_string(folder.join(path)).unwrap_or_else(|why| panic!("{path}: {why}"))
}

fn slips() -> Value {
    serde_json::from_str(include_str!("fixtures/slips/slips.json")).expect("JSON")
}

/// The repository with a slip in it.
fn slipped(slip: &Value) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let word = |value: &Value| value.as_str().expect("a text").to_string();
    for path in FILES {
        let mut text = original(path);
        for edit in slip["edits"].as_array().expect("edits").iter().filter(|edit| edit["file"] == *path) {
            let (from, to) = (word(&edit["from"]), word(&edit["to"]));
            assert!(text.contains(&from), "{}: `{from}` does not stand in {path}", slip["slip"]);
            text = text.replacen(&from, &to, 1);
        }
        run::write(folder.path(), path, &text);
    }
    folder
}

fn acquis(folder: &TempDir, words: &[&str]) -> Output {
    run::acquis(folder.path(), words)
}

#[test]
fn what_is_said_of_each_slip() {
    for (theme, list) in slips().as_object().expect("themes") {
        let mut said = String::new();
        for slip in list.as_array().expect("slips") {
            let output = acquis(&slipped(slip), &["check"]);
            let _ = writeln!(said, "######## {}\n", slip["slip"].as_str().expect("a name"));
            said.push_str(&String::from_utf8_lossy(&output.stderr));
            said.push('\n');
        }
        with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
            assert_snapshot!(format!("slips_{theme}"), said);
        });
    }
}

#[test]
fn a_certain_change_mends_its_place_and_nothing_else() {
    let mut faults = String::new();
    for slip in slips().as_object().expect("themes").values().flat_map(|list| list.as_array().expect("slips")) {
        let name = slip["slip"].as_str().expect("a name");
        if !MENDED.contains(&name) {
            continue;
        }
        let folder = slipped(slip);
        let output = acquis(&folder, &["check", "--fix"]);
        if !output.status.success() {
            let _ = writeln!(faults, "{name}:\n{}", String::from_utf8_lossy(&output.stderr));
        }
        for path in FILES {
            let text = fs::read_to_string(folder.path().join(path)).expect("a file");
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            if words(&text) != words(&original(path)) {
                let _ = writeln!(faults, "{name}: {path} is not what it was");
            }
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn a_guess_is_never_applied() {
    for slip in slips().as_object().expect("themes").values().flat_map(|list| list.as_array().expect("slips")) {
        let name = slip["slip"].as_str().expect("a name");
        if !LEFT.contains(&name) {
            continue;
        }
        let (before, folder) = (slipped(slip), slipped(slip));
        assert!(!acquis(&folder, &["check", "--fix"]).status.success(), "{name}");
        for path in FILES {
            let read = |folder: &TempDir| fs::read(folder.path().join(path)).expect("a file");
            assert!(read(&before) == read(&folder), "{name}: {path} was changed");
        }
    }
}

#[test]
fn corrections_go_on_until_none_is_left() {
    for slip in slips().as_object().expect("themes").values().flat_map(|list| list.as_array().expect("slips")) {
        let name = slip["slip"].as_str().expect("a name");
        let Some((_, mended)) = IN_ROUNDS.iter().find(|(other, _)| *other == name) else { continue };
        let folder = slipped(slip);
        let output = acquis(&folder, &["check", "--fix"]);
        let text = fs::read_to_string(folder.path().join("policies/air.acq")).expect("a file");
        assert!(!String::from_utf8_lossy(&output.stderr).contains("error["), "{name}");
        assert!(text.contains(mended), "{name}: {text}");
    }
}

/// The repository without a slip.
fn whole() -> TempDir {
    slipped(&serde_json::json!({ "slip": "none", "edits": [] }))
}

#[test]
fn names_on_the_command_line_are_looked_up() {
    let folder = whole();
    let lines: [&[&str]; 5] = [
        &["test", "a town betwen the two limits"],
        &["trace", "--prefix", "Q.1"],
        &["paper", "clean-air", "--subject", "aldorf", "--markdown-only"],
        &["paper", "clean-airr", "--markdown-only"],
        &["explain", "limit_kep", "--for", "Town=aldorf"],
    ];
    let mut said = String::new();
    for words in lines {
        let output = acquis(&folder, words);
        let _ = writeln!(said, "$ acquis {}", words.join(" "));
        said.push_str(&String::from_utf8_lossy(&output.stderr));
        let _ = writeln!(said, "exit {}\n", output.status.code().unwrap_or(-1));
    }
    assert_snapshot!(said, @r"
    $ acquis test a town betwen the two limits
    no test is called `a town betwen the two limits`; did you mean `a town between the two limits`?
    exit 2

    $ acquis trace --prefix Q.1
    no statement is called `Q.1`; did you mean `B.1`?
    exit 2

    $ acquis paper clean-air --subject aldorf --markdown-only
    `aldorf` is a subject, and no paper is made for one at a time (`each` in the manifest)
    exit 2

    $ acquis paper clean-airr --markdown-only
    no paper is called `clean-airr`; did you mean `clean-air`?
    exit 2

    $ acquis explain limit_kep --for Town=aldorf
    no rule is called `limit_kep`; did you mean `limit_kept`?
    exit 2
    ");
}

#[test]
fn a_name_of_something_else_is_said_to_be_that() {
    let output = acquis(&whole(), &["explain", "grant_rate", "--for", "Town=aldorf"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("`grant_rate` is a param and no rule (policies/air.acq:40:7); it says"), "{said}");
    assert!(said.contains("from 2010-01-01 until 2019-12-31 is 50 %, per directive art 2"), "{said}");
    let below = serde_json::json!({ "slip": "none", "edits": [{
        "file": "policies/air.acq",
        "from": "test \"a town between",
        "to": "scenario still_later { starts from stricter; at 2031-01-01 }\ntest \"a town between",
    }] });
    let output = acquis(&slipped(&below), &["sweep", "still_later", "limit=10 micrograms / m3"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("`limit` has its value from scenario `stricter`"), "{said}");
}

#[test]
fn a_test_is_found_by_a_part_of_its_name() {
    let output = acquis(&whole(), &["test", "between the two"]);
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed") || output.stderr.starts_with(b"1 test"));
}

#[test]
fn a_condition_of_application_that_does_not_hold_is_said_to_be_false() {
    let output = acquis(&whole(), &["explain", "plan_where_exceeded", "--for", "Town=bewick"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("condition of application: false"), "{said}");
}

/// What `check --fix` leaves of declarations in a policy of their own.
fn fixed(policy: &str) -> String {
    let folder = TempDir::new().expect("a folder");
    let manifest = "name = \"x\"\npolicies = [\"policies\"]\ndates = { at = 2018-04-30, known_on = 2018-04-30, data_as_of = 2018-04-30 }\n";
    run::write(folder.path(), "acquis.toml", manifest);
    run::write(folder.path(), "policies/x.acq", policy);
    acquis(&folder, &["check", "--fix"]);
    fs::read_to_string(folder.path().join("policies/x.acq")).expect("a file")
}

const PLACES: &str = "module x\nsource reg_2014 \"R\" { status in force from 2000-01-01; binds states; evidence read }\n\
    party dg_home \"Home\"\nentity State, states, closed { size: int, 0 .. 100 }\ninstance FI of State { size: 5 }\n\
    instance DK of State { size: 9 }\nenum Standing { safe, certain, legal, used }\n\
    entity City, cities { key id; id: text; s: Standing; paid: bool; rich: bool; state: State; persons_housed: int, 0 .. 9 }\n\
    param fee_2018: int { is 1 }\nparam max_amount: int { is 1 }\nparam adopted_texts: int { is 1 }\n\
    define eligible(c: City): bool { is c.rich }\nfact counted_once: int { is 3, of 2016-01-01, published 2017-05-11, per reg_2014 }\n";

#[test]
fn a_name_of_its_own_is_never_put_in() {
    for declaration in [
        "requirement r { for c: City; holds when not ineligible(c) }",
        "define f(c: City): bool { is c.s is unsafe }",
        "define f(c: City): bool { is c.s is uncertain }",
        "define f(c: City): bool { is c.s is illegal }",
        "define f(c: City): bool { is c.s is unused }",
        "define f(c: City): bool { is c.unpaid }",
        "define f(c: City): bool { is not c.norich }",
        "define f: bool { is min_amount > 0 }",
        "define f: bool { is fee_2019 > 0 }",
        "define f: bool { is adapted_texts > 0 }",
        "define f(c: City): bool { is c.person_housed > 0 }",
        "define f(c: City): bool { is c.state is FR }",
        "define f: int { per reg_2016 art 1; is 2 }",
        "source s \"S\" { status in force from 2000-01-01; binds states except DE; evidence read }",
        "source s \"S\" { status in force from 2000-01-01; evidence unread }",
        "source s \"S\" { status in force from 2000-01-01; evidence raed }",
        "source s \"S\" { status adoptedd 2000-01-01; evidence read }",
        "recommendation r { to dg_comp; because fee_2018 > 0 }",
    ] {
        let policy = format!("{PLACES}{declaration}\n");
        assert_eq!(fixed(&policy), policy, "{declaration}");
    }
}

#[test]
fn a_slip_in_a_long_name_is_put_right() {
    for (slip, meant) in
        [("eligble", "eligible"), ("eligibble", "eligible"), ("eligilbe", "eligible"), ("Eligible", "eligible")]
    {
        let policy = |word: &str| format!("{PLACES}define f(c: City): bool {{ is {word}(c) }}\n");
        assert_eq!(fixed(&policy(slip)), policy(meant), "{slip}");
    }
}
