//! `acquis trace`: a statement has a place in a paper where a paper prints one of its declarations, and nowhere else.

mod run;

use run::{acquis, fine};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The repository of `acquis new` with a paper of these templates.
fn repository(templates: &[(&str, &str)]) -> (TempDir, PathBuf) {
    let place = TempDir::new().expect("folder");
    fine(place.path(), &["new", "air"]);
    let root = place.path().join("air");
    for (name, text) in templates {
        run::write(&root, &format!("templates/{name}"), text);
    }
    (place, root)
}

/// The places of each statement, as `paper: heading`.
fn sections(root: &Path) -> BTreeMap<String, Vec<String>> {
    let told: Value = serde_json::from_str(&fine(root, &["trace", "--format", "json"])).expect("JSON");
    let rows = told["rows"].as_array().expect("rows");
    rows.iter()
        .map(|row| {
            let decls = row["declarations"].as_array().expect("declarations");
            let places = decls.iter().flat_map(|d| d["section"].as_str().expect("a section").split("; "));
            let mut places: Vec<String> = places.filter(|p| !p.is_empty()).map(str::to_owned).collect();
            places.sort();
            places.dedup();
            (row["id"].as_str().expect("an id").to_owned(), places)
        })
        .collect()
}

fn says(root: &Path, id: &str, places: &[&str]) {
    assert_eq!(sections(root)[id], places, "{id}");
}

#[test]
fn what_a_paper_prints_is_there() {
    let (_place, root) = repository(&[]);
    let found = sections(&root);
    assert_eq!(found["R.2"][0], "clean-air: Outcomes > Where the limit is exceeded there is an air quality plan");
    assert_eq!(
        found["S.2"][0],
        "clean-air: What is recommended > Help towns with their plans before the limit changes"
    );
    assert_eq!(
        found["S.1"],
        ["clean-air: What would change > The law in force", "clean-air: What would change > The limit of the proposal"]
    );
}

/// A loop goes over the barriers, a condition reads them, a length counts them, and nothing of them is printed.
#[test]
fn what_a_template_leaves_out_is_missing() {
    let (_place, root) = repository(&[(
        "paper.md.j2",
        r#"# Air

## Duties

{% for rule in rules.requirement %}
- {{ rule.title }}
{% endfor %}

## Barriers

{% set seen = namespace(titles=[]) %}
{% for rule in rules.barrier %}
{% set seen.titles = seen.titles + [rule.title] %}
{% if rule.title and rule.doc != rule.title %}
- one of {{ rules.barrier | length }}, for {{ rule.covers | and_list }}
{% endif %}
{% endfor %}
{% for rule in rules.barrier | selectattr("title", "eq", "no such title") %}
- {{ rule.title }}
{% endfor %}

## What is recommended

{% for r in recommendations %}
- {{ "hidden" if r.title else r.title }}{% if scenarios | length > 9 %}{{ r.text }}{% endif %}
{% endfor %}
"#,
    )]);
    let output = acquis(&root, &["trace", "--missing", "--format", "csv"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stdout);
    let ids: Vec<&str> = said.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert_eq!(ids, ["B.1", "S.1", "S.2"], "{said}");
    assert!(said.lines().skip(1).all(|line| line.ends_with("in no paper")), "{said}");
    says(&root, "R.1", &["clean-air: Duties"]);
}

#[test]
fn places_survive_sorting_filters_macros_and_includes() {
    let (_place, root) = repository(&[
        (
            "paper.md.j2",
            r#"{% from "parts/words.md.j2" import strong %}
# Air

## In a loop

{% for rule in rules.requirement | sort(attribute="title", reverse=true) | selectattr("title", "ne", "x") %}
- {{ strong(rule.title) }}
{% endfor %}

## In an include

### Below it

{% include "parts/barriers.md.j2" %}

## In a filter

{{ scenarios | rejectattr("is_law") | map(attribute="title") | and_list }}

## In a note

A word.{{ recommendations[0].title | footnote }}
"#,
        ),
        ("parts/words.md.j2", "{% macro strong(words) %}**{{ words | default('-') }}**{% endmacro %}\n"),
        (
            "parts/barriers.md.j2",
            r#"{% set kept = namespace(list=[]) %}
{% for place, group in rules.barrier | groupby("kind") %}{% for rule in group %}{% set kept.list = kept.list + [rule.title] %}{% endfor %}{% endfor %}
{% set words %}{% for title in kept.list %}{{ title | code }}{% endfor %}{% endset %}
{{ words }}
"#,
        ),
    ]);
    says(&root, "R.2", &["clean-air: In a loop"]);
    says(&root, "B.1", &["clean-air: In an include > Below it"]);
    says(&root, "S.1", &["clean-air: In a filter"]);
    says(&root, "S.2", &["clean-air: In a note"]);
    let printed = fine(&root, &["trace", "--prefix", "B.1"]);
    assert!(printed.contains("clean-air: In an include > Below it"), "{printed}");
}

/// A template may look into what a macro has printed; it then prints the same words as ever.
#[test]
fn what_a_macro_prints_may_be_compared() {
    let (_place, root) = repository(&[(
        "paper.md.j2",
        r#"{% macro title_of(rule) %}{{ rule.title }}{% endmacro %}
# Air

## Compared

{% for rule in rules.barrier %}
{% if title_of(rule) == "There is a plan and no money for it" %}as expected{% else %}{{ rule.title }}{% endif %}
{% endfor %}

## Printed

{% for rule in rules.requirement %}
{{ rule.text | code }}
{% endfor %}
"#,
    )]);
    says(&root, "B.1", &[]);
    says(&root, "R.1", &["clean-air: Printed"]);
}

/// An annex that lists every statement is a place of none; it can name the places of all, in a build and by itself.
#[test]
fn the_annex_of_statements_is_no_place_and_names_them() {
    let (_place, root) = repository(&[(
        "paper.md.j2",
        r#"# Air

## Duties

{% for rule in rules.requirement %}
- {{ rule.title }}
{% endfor %}

## Every statement

{% for t in trace %}
- {{ t.id }}: {{ t.says }}, {{ t.declarations | and_list }}; {% for p in t.places %}{{ p.paper }}, {{ p.heading | and_list }}{% else %}{{ t.missing }}{% endfor %}

{% endfor %}
"#,
    )]);
    says(&root, "R.1", &["clean-air: Duties"]);
    says(&root, "B.1", &[]);
    fine(&root, &["build", "--markdown-only"]);
    let paper = fs::read_to_string(root.join("out/papers/clean-air.md")).expect("the paper");
    assert!(paper.contains("requirement air.limit_kept; clean-air, Duties"), "{paper}");
    assert!(paper.contains("barrier air.plan_without_money; in no paper"), "{paper}");
    fine(&root, &["paper", "clean-air", "--markdown-only", "--out", "alone"]);
    let alone = fs::read_to_string(root.join("alone/papers/clean-air.md")).expect("the paper");
    assert_eq!(alone, paper);
}

/// Nothing can be missing in papers where none is made.
#[test]
fn a_policy_without_papers_is_not_asked_for_places() {
    let (_place, root) = repository(&[]);
    let manifest = fs::read_to_string(root.join("acquis.toml")).expect("the manifest");
    let (before, _) = manifest.split_once("papers = [").expect("papers");
    fs::write(root.join("acquis.toml"), before).expect("the manifest");
    fine(&root, &["trace", "--missing"]);
    says(&root, "R.1", &[]);
}

/// An objective that says when it is reached can come out otherwise, and one that is stated only cannot.
#[test]
fn an_objective_with_a_condition_can_come_out_otherwise() {
    let (_place, root) = repository(&[]);
    let added = |path: &str, more: &str| {
        let text = fs::read_to_string(root.join(path)).expect("a file");
        run::write(&root, path, &format!("{text}{more}"));
    };
    added(
        "policies/mandate.yaml",
        "- {id: O.1, says: \"every town has a plan\", kinds: [REQ], lines: \"6\"}\n- {id: O.2, says: \"the air is clean\", kinds: [REQ], lines: \"7\"}\n",
    );
    added(
        "policies/air.acq",
        "objective planned { covers O.1; for town: Town; holds when town.plan_adopted }\nobjective clean { covers O.2 }\n",
    );
    let told: Value = serde_json::from_str(&fine(&root, &["trace", "--format", "json"])).expect("JSON");
    let lacks = |id: &str, what: &str| {
        let rows = told["rows"].as_array().expect("rows");
        let row = rows.iter().find(|row| row["id"] == id).expect("the row");
        row["missing"].as_str().expect("something missing").contains(what)
    };
    assert!(lacks("O.1", "no test") && !lacks("O.1", "no construct"));
    assert!(lacks("O.2", "no construct that can come out otherwise"));
}

/// The corpus of this repository: every statement stands in a paper, under a heading that the paper has.
#[test]
fn every_statement_of_the_corpus_is_printed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let place = TempDir::new().expect("folder");
    let out = place.path().join("out");
    fine(root, &["build", "--markdown-only", "--out", &out.to_string_lossy()]);
    assert_eq!(fine(root, &["trace", "--missing", "--format", "csv"]).lines().count(), 1);
    let told: Value = serde_json::from_str(&fine(root, &["trace", "--format", "json"])).expect("JSON");
    let mut papers: BTreeMap<String, String> = BTreeMap::new();
    for row in told["rows"].as_array().expect("rows").iter().filter(|row| row["note"] == false) {
        let places: Vec<&Value> = row["declarations"]
            .as_array()
            .expect("declarations")
            .iter()
            .flat_map(|d| d["places"].as_array().expect("places"))
            .collect();
        assert!(!places.is_empty(), "{}", row["id"]);
        for place in places {
            let name = place["paper"].as_str().expect("a paper").to_owned();
            let paper = papers.entry(name).or_insert_with_key(|name| {
                fs::read_to_string(out.join(format!("papers/{name}.md"))).expect("the paper")
            });
            let last =
                place["heading"].as_array().and_then(|path| path.last()).and_then(Value::as_str).unwrap_or("cover");
            let is_heading = |line: &str| line.starts_with('#') && line.replace('\\', "").ends_with(last);
            assert!(last == "cover" || paper.lines().any(is_heading), "{}: {place}", row["id"]);
        }
    }
}
