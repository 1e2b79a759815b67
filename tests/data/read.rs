//! What is read.

use crate::print::{findings, print_table, snapshot};
use crate::world::{FULL, TOWN, cell, read_one, schema};
use acquis::data::reader::Reader;
use acquis::data::{Cell, Value};
use acquis::num::rat::Rat;
use acquis::text::Sources;

/// The value of a field written in a town of its own.
pub fn value_of(path: &str, text: &str) -> Result<Value, String> {
    let (texts, profiles, found) = read_one(&format!("id: a\n{path}: {text}\n"));
    match cell(&profiles, path) {
        _ if !found.is_empty() => Err(findings(&texts, &found)),
        Cell::Data(data) => Ok(data[0].value.clone()),
        Cell::Missing => Ok(Value::Unknown),
    }
}

#[test]
fn a_full_profile() {
    let (texts, profiles, found) = read_one(FULL);
    assert_eq!(findings(&texts, &found), "nothing found\n");
    snapshot("data_full_profile", &format!("{}\n----\n{}", FULL.trim(), print_table(&schema(), &profiles, TOWN)));
}

#[test]
fn a_list_under_the_plural_shares_its_sources() {
    let text = "entity: Town\ntowns:\n- {id: b, people: {value: 1, as_of: 2016-01-01, source: s}}\n\
        - {id: a, people: {value: 2, as_of: 2016-01-01, source: s}, sources: {s: {title: own, evidence: memory}}}\n\
        sources: {s: {title: shared, evidence: to_check}}\n";
    let (texts, profiles, found) = read_one(text);
    assert_eq!(findings(&texts, &found), "nothing found\n");
    snapshot("data_list_of_profiles", &print_table(&schema(), &profiles, TOWN));
}

#[test]
fn the_file_says_its_entity_where_the_manifest_does_not() {
    let schema = schema();
    for text in ["entity: Town\nid: a\n", "towns:\n- id: a\n", "sources: {}\ntowns: [{id: a}]\n"] {
        let mut texts = Sources::default();
        let file = texts.add("x.yaml", text);
        let mut reader = Reader::new(&schema, &texts);
        reader.yaml(file, None);
        let (profiles, found) = reader.finish();
        assert_eq!(findings(&texts, &found), "nothing found\n", "{text}");
        assert_eq!(profiles.table(TOWN).unwrap().rows.len(), 1, "{text}");
    }
}

#[test]
fn numbers_are_exact_and_carry_the_unit_of_their_field() {
    let number = |n, d| Ok(Value::Number(Rat::new(n, d).unwrap()));
    assert_eq!(value_of("share", "15.5"), number(31, 200));
    assert_eq!(value_of("share", "15.5 %"), number(31, 200));
    assert_eq!(value_of("share", "0.1 %"), number(1, 1000));
    assert_eq!(value_of("share", "1.1"), number(11, 1000));
    assert_eq!(value_of("budget", "16777217.01"), number(1_677_721_701, 100));
    assert_eq!(value_of("budget", "EUR 16 777 217.01"), number(1_677_721_701, 100));
    assert_eq!(value_of("budget", "-0.30"), number(-3, 10));
    assert_eq!(value_of("term", "20"), number(240, 1));
    assert_eq!(value_of("score", "5 %"), number(1, 20));
    assert_eq!(value_of("score", "9007199254740993"), number(9_007_199_254_740_993, 1));
    assert_eq!(value_of("people", "1 person"), number(1, 1));
    assert_eq!(value_of("people", "1_234_567 persons"), number(1_234_567, 1));
    assert_eq!(value_of("people", "1\u{a0}234\u{202f}567"), number(1_234_567, 1));
    let long = "0.".to_string() + &"1".repeat(40);
    let Ok(Value::Number(read)) = value_of("score", &long) else { panic!("forty digits are kept") };
    assert_eq!(read, Rat::parse_decimal(&long).unwrap());
}

#[test]
fn texts_are_compared_in_nfc() {
    let (_, profiles, _) = read_one("id: a\nname: \"Go\u{308}teborg\"\n");
    let Cell::Data(data) = cell(&profiles, "name") else { panic!("a name") };
    assert_eq!(data[0].value, Value::Text("G\u{f6}teborg".into()));
}

#[test]
fn quoted_words_are_text_and_bare_ones_are_not() {
    assert_eq!(value_of("name", "unknown"), Ok(Value::Unknown));
    assert_eq!(value_of("name", "\"unknown\""), Ok(Value::Text("unknown".into())));
    assert_eq!(value_of("name", "'true'"), Ok(Value::Text("true".into())));
    assert_eq!(value_of("name", "nope"), Ok(Value::Text("nope".into())));
    assert!(value_of("name", "no").is_err(), "readers of YAML 1.1 take it for a condition");
    assert_eq!(value_of("name", "\"no\""), Ok(Value::Text("no".into())));
    assert_eq!(value_of("name", ">-\n  two\n  lines"), Ok(Value::Text("two lines".into())));
}

#[test]
fn a_profile_may_be_json() {
    let json = r#"{"id": "a", "people": [{"value": 3, "as_of": "2016-01-01"}], "budget": "EUR 1 000.50", "member": true,
        "share": "between 3 and 5", "fellows": "5 .. 6", "state": "FI", "heard": "unknown", "name": "unknown"}"#;
    let (texts, profiles, found) = read_one(json);
    assert_eq!(findings(&texts, &found), "nothing found\n");
    snapshot("data_json", &print_table(&schema(), &profiles, TOWN));
}
