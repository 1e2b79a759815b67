//! The way of a questionnaire: from what the rules lack, to a form, to its answers, to outcomes that carry the
//! respondent.

mod run;

use run::{acquis, fine};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const MANIFEST: &str = r#"
name = "care"
policies = ["policies"]
dates = { at = 2018-04-30, known_on = 2018-04-30, data_as_of = 2018-04-30 }
profiles = [{ entity = "Town", files = "towns/*.yaml" }]
"#;

const POLICY: &str = r#"
module care

source act "Act on care" { status in force from 2010-01-01; evidence read }
unit person, persons
enum Answer3 { good, fair, bad }

entity State, states, closed {
  key    code
  code   : text
  /// The State pays for interpreters.
  pays   : bool, ask "ministry", effort 2
}
instances State {
  | code |
  | AA   |
  | BB   |
}
entity Town, towns {
  key             id
  id              : text
  state           : State
  people          : persons, 0 .. 1 000 000, series
  /// Children who wait for a place at school.
  care.waiting    : persons, at most people, series, ask "school office", effort 3
  care.plan       : bool, statement, ask "mayor's office: \"plans\"", effort 1
  cooperation     : Answer3, statement, ask "social office", effort 1
  arrivals        : persons, 0 .. 100 000, flow, ask "reception", effort 4
}
requirement plan_made {
  title "The town has a plan of care"
  per   act art 1
  for   town: Town
  holds when town.care.plan
}
requirement nobody_waits {
  title "No child waits for a place at school"
  per   act art 2
  for   town: Town
  holds when town.care.waiting = 0 persons
}
requirement works_together {
  title "The offices work together, and the State pays"
  per   act art 3
  for   town: Town
  holds when town.cooperation is good and town.state.pays
}
requirement few_arrive {
  title "Few arrive"
  per   act art 4
  for   town: Town
  holds when (town.arrivals over 2017-01-01 .. 2017-12-31) < 100 persons
}
"#;

fn repository() -> TempDir {
    let place = TempDir::new().expect("folder");
    let write = |path: &str, text: &str| run::write(place.path(), path, text);
    write("acquis.toml", MANIFEST);
    write("policies/care.acq", POLICY);
    write(
        "towns/aldorf.yaml",
        "id: aldorf\nstate: AA\npeople: 9000\ncare:\n  waiting: {value: unknown, note: not counted}\n",
    );
    write("towns/bewick.yaml", "id: bewick\nstate: BB\npeople: 500\n");
    place
}

/// What the program says of a repository with this form among its answers.
fn refused(form: &str) -> String {
    let place = repository();
    answer(place.path(), form);
    let output = acquis(place.path(), &["check"]);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn answer(root: &Path, form: &str) {
    run::write(root, "answers/form.yaml", form);
}

fn blank(root: &Path) -> String {
    fine(root, &["needs", "--questionnaire", "--format", "yaml", "--for", "Town=aldorf"])
}

/// The blank form with words put in after their keys.
fn filled(form: &str, words: &[(&str, &str)]) -> String {
    let mut left: Vec<&(&str, &str)> = words.iter().collect();
    let mut out = String::new();
    for line in form.lines() {
        let key = line.trim().trim_end_matches(':');
        match left.iter().position(|w| w.0 == key && line.ends_with(':')) {
            Some(at) => out.push_str(&format!("{line} {}\n", left.remove(at).1)),
            None => out.push_str(&format!("{line}\n")),
        }
    }
    assert!(left.is_empty(), "the form does not ask for {left:?}:\n{form}");
    out
}

const ALL: &[(&str, &str)] = &[
    ("respondent", "\"Aldorf, social office\""),
    ("day", "2018-03-12"),
    ("care.plan", "true"),
    ("cooperation", "good"),
    ("care.waiting", "7"),
    ("arrivals", "{value: 60, as_of: 2017}"),
    ("pays", "false"),
];

fn outcome(root: &Path, rule: &str, more: &[&str]) -> String {
    let mut args = vec!["eval", "--rule", rule, "--for", "Town=aldorf", "--format", "csv"];
    args.extend(more);
    let text = fine(root, &args);
    let last = text.lines().last().expect("an outcome");
    last.split(',').find(|cell| ["met", "breached", "unknown"].contains(cell)).unwrap_or(last).to_string()
}

#[test]
fn from_the_form_to_outcomes_with_the_respondent() {
    let place = repository();
    let root = place.path();
    for rule in ["plan_made", "nobody_waits", "works_together", "few_arrive"] {
        assert_eq!(outcome(root, rule, &[]), "unknown", "{rule}");
    }
    let form = blank(root);
    answer(root, &filled(&form, ALL));
    assert_eq!(outcome(root, "plan_made", &[]), "met");
    assert_eq!(outcome(root, "nobody_waits", &[]), "breached");
    assert_eq!(outcome(root, "works_together", &[]), "breached");
    assert_eq!(outcome(root, "few_arrive", &[]), "met");
    // The mark of the respondent and the day travel into the reason.
    for rule in ["plan_made", "nobody_waits", "works_together"] {
        let reason = fine(root, &["explain", rule, "--for", "Town=aldorf"]);
        assert!(
            reason.contains("Aldorf, social office") && reason.replace('\u{a0}', " ").contains("12 March 2018"),
            "{rule}: {reason}"
        );
    }
    // Nothing is left to ask of this town; the other town still waits, and the State has answered for its own towns
    // only.
    let left = fine(root, &["needs", "--for", "Town=aldorf", "--format", "json"]);
    assert!(left.contains("\"needs\": []"), "{left}");
    let other = fine(root, &["needs", "--for", "Town=bewick"]);
    assert!(other.contains("care.plan") && other.contains("pays"), "{other}");
}

#[test]
fn a_form_that_comes_back_empty_changes_nothing() {
    let place = repository();
    let root = place.path();
    let before = fine(root, &["eval", "--format", "json"]);
    answer(root, &blank(root));
    fine(root, &["check"]);
    assert_eq!(fine(root, &["eval", "--format", "json"]), before);
    let half = filled(&blank(root), &[("respondent", "A"), ("day", "2018-03-12"), ("care.plan", "unknown")]);
    answer(root, &half);
    assert_eq!(fine(root, &["eval", "--format", "json"]), before);
}

#[test]
fn a_form_is_tried_out_before_it_counts() {
    let place = repository();
    let root = place.path();
    let form = root.join("returned.yaml");
    fs::write(&form, filled(&blank(root), ALL)).expect("write");
    let form = form.display().to_string();
    assert_eq!(outcome(root, "plan_made", &[]), "unknown");
    assert_eq!(outcome(root, "plan_made", &["--profile", &form]), "met");
    assert_eq!(outcome(root, "nobody_waits", &["--profile", &form]), "breached");
}

#[test]
fn the_manifest_says_where_answers_lie() {
    let place = repository();
    let root = place.path();
    fs::write(root.join("acquis.toml"), format!("answers = \"back/**/*.yaml\"\n{MANIFEST}")).expect("write");
    let empty = acquis(root, &["check"]);
    assert!(String::from_utf8_lossy(&empty.stderr).contains("W0842"), "a pattern that fits nothing is a slip");
    let form = filled(&blank(root), ALL);
    answer(root, &form);
    assert_eq!(outcome(root, "plan_made", &[]), "unknown", "the usual folder is not looked at");
    fs::create_dir_all(root.join("back/2018")).expect("folder");
    fs::write(root.join("back/2018/aldorf.yaml"), form).expect("write");
    assert_eq!(outcome(root, "plan_made", &[]), "met");
}

#[test]
fn an_answer_of_a_later_day_is_not_known_yet() {
    let place = repository();
    let root = place.path();
    let later: Vec<(&str, &str)> = ALL.iter().map(|w| if w.0 == "day" { ("day", "2018-05-02") } else { *w }).collect();
    answer(root, &filled(&blank(root), &later));
    assert_eq!(outcome(root, "plan_made", &[]), "unknown");
    fs::write(root.join("acquis.toml"), MANIFEST.replace("2018-04-30", "2018-05-02")).expect("write");
    assert_eq!(outcome(root, "plan_made", &[]), "met");
}

#[test]
fn the_form_says_why_and_who_and_what_it_settles() {
    let place = repository();
    let form = fine(place.path(), &["needs", "--questionnaire", "--for", "Town=aldorf"]);
    let has = |words: &str| assert!(form.contains(words), "no `{words}` in\n{form}");
    has("# Questions about Town aldorf");
    has(". Care: waiting\n\nChildren who wait for a place at school.\n");
    has("- Answer with: good, fair or bad\n");
    has("- Answer with: yes or no\n");
    has("- In the form to fill in: `care.waiting` of `Town: \"aldorf\"`\n");
    has("- Who would know: school office\n");
    has("- Settles by itself: The town has a plan of care\n");
    has("- Has a part in: The offices work together, and the State pays\n");
    has(". Pays (State AA)\n");
    assert!(!form.contains("State BB") && !form.contains("bewick"), "{form}");
    // The cheapest first.
    let place_of = |words: &str| form.find(words).expect(words);
    assert!(place_of("`care.plan`") < place_of("`pays`") && place_of("`pays`") < place_of("`arrivals`"));
    let nobody = acquis(place.path(), &["needs", "--questionnaire"]);
    assert_eq!(nobody.status.code(), Some(2));
}

#[test]
fn why_a_question_matters_is_told_by_the_mandate_and_by_what_waits() {
    let place = repository();
    let write = |path: &str, text: &str| run::write(place.path(), path, text);
    write("acquis.toml", &format!("mandate = \"mandate.yaml\"\n{MANIFEST}"));
    write(
        "mandate.yaml",
        "source: act\nstatements:\n- {id: A.1, says: towns have no plan, kinds: [BAR], lines: \"12\"}\n\
         - {id: A.2, says: children wait, kinds: [BAR], lines: \"13-14\"}\n",
    );
    let policy = POLICY.replace("holds when town.care.plan\n", "holds when town.care.plan\n  covers A.1\n");
    let policy = policy.replace("  per   act art 2\n", "  per   act art 2\n  covers A.2\n");
    let more = "party council \"A council\"\nrecommendation plan_it {\n  title \"Make plans\"\n  per act art 1\n  to council\n  state draft\n  \
                because (every t in towns has plan_made(t)), under law\n  text \"\"\"\n  Plans are needed.\n  \"\"\"\n}\n";
    write("policies/care.acq", &format!("{policy}{more}"));
    let form = fine(place.path(), &["needs", "--questionnaire", "--for", "Town=aldorf"]);
    let why = "- Why it matters: the recommendation \"Make plans\" waits for it; towns have no plan (A.1, line 12)\n";
    assert!(form.contains(why), "{form}");
    assert!(form.contains("- Why it matters: children wait (A.2, lines 13-14)\n"), "{form}");
    let form = fine(place.path(), &["needs", "--questionnaire", "--format", "yaml", "--for", "Town=aldorf"]);
    assert!(form.contains("  # Why it matters: children wait (A.2, lines 13-14)\n"), "{form}");
    let json = fine(place.path(), &["needs", "--format", "json", "--for", "Town=aldorf"]);
    let all: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let plan = all["needs"].as_array().expect("needs").iter().find(|n| n["what"] == "care.plan").expect("a need");
    assert_eq!(plan["recommendations"], serde_json::json!(["plan_it"]));
}

#[test]
fn what_an_answer_needs_is_said() {
    let form = |day: &str, by: &str, rest: &str| format!("respondent: {by}\nday: {day}\nanswers:\n{rest}");
    let one = "- Town: aldorf\n  care.plan: true\n";
    let says = |form: &str, code: &str, words: &str| {
        let said = refused(form);
        assert!(said.contains(code) && said.contains(words), "{said}");
    };
    says(&form("2018-03-12", "", one), "E0433", "`respondent`");
    says(&form("", "A", one), "E0433", "`day`");
    says(&form("soon", "A", one), "E0411", "soon");
    says(&form("2018-03-12", "A", "- Town: aldorff\n  care.plan: true\n"), "E0421", "did you mean `aldorf`?");
    says(&form("2018-03-12", "A", "- Twon: aldorf\n  care.plan: true\n"), "E0422", "Twon");
    says(&form("2018-03-12", "A", "- Town: aldorf\n  care.plna: true\n"), "E0405", "care.plan");
    says(&form("2018-03-12", "A", "- Town: aldorf\n  care.plan: yes\n"), "E0407", "yes");
    says(&form("2018-03-12", "A", "- Town: aldorf\n  arrivals: 60\n"), "E0433", "period");
    says(&form("2018-03-12", "A", "- Town: aldorf\n  state: BB\n"), "E0433", "knows it already");
    says(&form("2018-03-12", "A", "- Town: aldorf\n  arrivals: {value: 200000, as_of: 2017}\n"), "E0414", "");
    says("- Town: aldorf\n", "E0406", "questionnaire");
    says(&form("2018-03-12", "A", "- Town: aldorf\n  care.plan: true\n  care.plan: false\n"), "E0404", "twice");
}

const SCHOOLS: &str = r#"
module schools

unit pupil, pupils
fields of Town {
  schools : list of School, at most 5
  closed  : list of date, at most 5
}
entity School { pupils: pupils, 0 .. 500; near_road: bool }
requirement enough { per care.act art 5; for town: care.Town; holds when sum(s.pupils for s in town.schools) > 100 pupils }
requirement by_road { per care.act art 6; for town: care.Town; holds when (some s in town.schools has s.near_road) }
requirement holiday { per care.act art 7; for town: care.Town; holds when 2018-01-01 in town.closed }
requirement arrivals_told { per care.act art 8; for town: care.Town; holds when (town.arrivals over 2017-01-01 .. 2017-12-31) > 1 persons }
requirement people_told { per care.act art 9; for town: care.Town; holds when (town.people as of 2017-12-31) > 1 persons }
"#;

const BEWICK: &str = r#"
id: bewick
state: BB
people: [{value: 500, as_of: 2017-12-31, source: office}]
arrivals: {value: 40, as_of: 2017-01-01 .. 2017-12-31, source: office}
schools: {value: [{near_road: true}, {near_road: false, pupils: 50}], as_of: 2018-01-01, source: office}
closed: {value: [2018-01-01], as_of: 2018-01-01, source: office}
sources:
  office: {title: "Made up", published: 2018-02-01, evidence: to_check}
"#;

fn with_schools() -> TempDir {
    let place = repository();
    fs::write(place.path().join("policies/schools.acq"), SCHOOLS).expect("write");
    fs::write(place.path().join("towns/bewick.yaml"), BEWICK).expect("write");
    place
}

#[test]
fn what_an_item_of_a_list_lacks_is_asked_of_who_has_the_list() {
    let place = with_schools();
    let form = fine(place.path(), &["needs", "--for", "Town=bewick", "--questionnaire"]);
    assert!(form.contains("`schools` of `Town: \"bewick\"`"), "{form}");
    assert!(form.contains("- Not told so far: `pupils` of item 1\n"), "{form}");
    assert!(!form.contains("an item that is not listed"), "{form}");
    let table = fine(place.path(), &["needs", "--for", "Town=bewick"]);
    assert!(table.contains("schools: `pupils` of item 1"), "{table}");
}

#[test]
fn the_day_the_source_and_the_mark_of_a_datum_reach_the_reason_however_it_is_read() {
    let place = with_schools();
    for (rule, reason) in [
        ("by_road", "near_road: true, source: Made up, as of 1 January 2018 [to be checked]"),
        ("holiday", "source: Made up, as of 1 January 2018 [to be checked]"),
        ("arrivals_told", "arrivals of bewick over 2017: 40 persons, source: Made up, as of 2017 [to be checked]"),
        (
            "people_told",
            "people of bewick as of 31 December 2017: 500 persons, source: Made up, as of 31 December 2017 [to be checked]",
        ),
    ] {
        let told = fine(place.path(), &["explain", rule, "--for", "Town=bewick"]);
        assert!(told.contains(reason), "{rule}: {told}");
    }
}

#[test]
fn what_is_used_twice_at_every_step_is_explained_once() {
    let place = repository();
    let mut module = String::from("module deep\ndefine f0(t: care.Town): persons { is t.people }\n");
    for step in 1..=40 {
        let below = step - 1;
        module.push_str(&format!("define f{step}(t: care.Town): persons {{ is f{below}(t) + f{below}(t) * 2 }}\n"));
    }
    module
        .push_str("requirement deep { per care.act art 5; for town: care.Town; holds when f40(town) > town.people }\n");
    fs::write(place.path().join("policies/deep.acq"), module).expect("write");
    let told = fine(place.path(), &["explain", "deep", "--for", "Town=bewick"]);
    assert!(told.contains("people of bewick: 500 persons"), "{told}");
}
