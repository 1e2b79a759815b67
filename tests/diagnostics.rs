//! Findings in every format: order, places, escapes, schemas.

use acquis::diag::render::{Format, Style, in_order, render, summary};
use acquis::diag::{CODES, Code, Diagnostic, Severity};
use acquis::text::{FileId, Sources, Span};
use serde_json::Value;
use std::collections::BTreeSet;

const RULES: &str = "module a\n\nbarrier late {\n  per guidlines line 4\n  présent when x\n}\n";
const CITY: &str = "id: nowhere\npopulation: 12\n";

/// The place of the n-th time that some text stands in a file.
fn at(sources: &Sources, file: FileId, text: &str, nth: usize) -> Span {
    let found = sources.file(file).text.match_indices(text).nth(nth).expect("it stands there").0;
    Span::new(file, found, found + text.len())
}

fn sources() -> (Sources, FileId, FileId) {
    let mut sources = Sources::default();
    let rules = sources.add("policies/späte regeln.acq", RULES);
    let city = sources.add("cities/nowhere.yaml", CITY);
    (sources, rules, city)
}

/// A misspelt name with a fix, a warning over two files, and a finding without place; not in order.
fn findings() -> (Sources, Vec<Diagnostic>) {
    let (sources, rules, city) = sources();
    let name = at(&sources, rules, "guidlines", 0);
    let misspelt = Diagnostic::new(Code("E0201"), name, "no source is called `guidlines`")
        .label("not declared")
        .help("did you mean `guidelines`?")
        .fix("write `guidelines`", name, "guidelines", true);
    let present = at(&sources, rules, "présent when x", 0);
    let unread =
        Diagnostic::new(Code("W0401"), at(&sources, city, "population", 0), "no rule reads `population`, 100%")
            .also(present, "this rule: reads, nothing");
    let alone = acquis::diag::files::no_manifest("/somewhere");
    (sources, vec![misspelt.clone(), unread, alone, misspelt])
}

fn written(format: Format) -> String {
    let (sources, findings) = findings();
    render(&findings, &sources, format, Style::default())
}

fn json(format: Format) -> Value {
    serde_json::from_str(&written(format)).expect("JSON")
}

fn assert_valid(schema: &str, document: &Value) {
    let schema: Value = serde_json::from_str(schema).expect("a schema");
    let validator = jsonschema::validator_for(&schema).expect("a valid schema");
    let faults: Vec<String> =
        validator.iter_errors(document).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn every_code_is_registered_once_and_well_formed() {
    let mut seen = BTreeSet::new();
    for row in CODES.iter().flat_map(|rows| rows.iter()) {
        assert!(seen.insert(row.code), "{:?} stands twice", row.code);
        let (letter, digits) = row.code.0.split_at(1);
        assert!("EWN".contains(letter) && digits.len() == 4 && digits.parse::<u16>().is_ok(), "{:?}", row.code);
        assert!(!row.title.is_empty() && !row.title.ends_with('.'), "{:?}", row.title);
    }
    assert!(!seen.is_empty());
}

#[test]
fn order_is_by_file_offset_and_code_and_each_is_told_once() {
    let (sources, mut all) = findings();
    let codes = |all: Vec<Diagnostic>| -> Vec<&str> { in_order(all, &sources).iter().map(|d| d.code.0).collect() };
    let expected = ["E0801", "W0401", "E0201"];
    assert_eq!(codes(all.clone()), expected);
    all.reverse();
    assert_eq!(codes(all.clone()), expected);
    assert_eq!(summary(&all, &sources), "2 errors, 1 warning");
    assert_eq!(summary(&[], &sources), "");
}

#[test]
fn a_person_sees_the_place_the_help_and_the_patch() {
    let expected = "\
error[E0801]: no `acquis.toml` in `/somewhere` or any folder above it
 |
 = help: go to a policy repository, or make one with `acquis new DIR`

warning[W0401]: no rule reads `population`, 100%
 --> cities/nowhere.yaml:2:1
  |
2 | population: 12
  | ^^^^^^^^^^
  |
 ::: policies/späte regeln.acq:5:3
  |
5 |   présent when x
  |   -------------- this rule: reads, nothing

error[E0201]: no source is called `guidlines`
 --> policies/späte regeln.acq:4:7
  |
4 |   per guidlines line 4
  |       ^^^^^^^^^ not declared
  |
  = help: did you mean `guidelines`?
help: write `guidelines`
  |
4 |   per guidelines line 4
  |           +
";
    assert_eq!(written(Format::Human), expected);
}

#[test]
fn colour_is_the_wish_of_the_caller() {
    let (sources, findings) = findings();
    let plain = render(&findings, &sources, Format::Human, Style::default());
    let coloured = render(&findings, &sources, Format::Human, Style { colour: true, width: 120 });
    assert!(!plain.contains('\u{1b}') && coloured.contains('\u{1b}'));
    // An escape ends at its first letter.
    let parts = coloured.split('\u{1b}').enumerate();
    let bare: String =
        parts.map(|(i, part)| if i == 0 { part } else { part.split_once('m').map_or("", |(_, text)| text) }).collect();
    assert_eq!(bare.replace(' ', ""), plain.replace(' ', ""), "the same words");
    let again = render(&findings, &sources, Format::Json, Style { colour: true, width: 20 });
    assert_eq!(again, written(Format::Json), "machine formats take no notice of style");
}

#[test]
fn hostile_spans_and_texts_are_pictured_and_never_panic() {
    let mut sources = Sources::default();
    let texts = ["", "\n", "é", "a\r\nb\r\n", "日本\u{202e}語\u{1b}[31m\0\ttext\n\n𝔘𝔫𝔦", "\n\n\n", "no end"];
    for (n, text) in texts.iter().enumerate() {
        let file = sources.add(&format!("f{n}"), text);
        let ends = [0, 1, 2, 3, 4, 7, 11, 12, 40, u32::MAX as usize];
        for start in ends {
            for end in ends {
                let span = Span::new(file, start, end);
                let finding = Diagnostic::new(Code("E0101"), span, "x\u{1b}[0m\ny")
                    .label("l\nm")
                    .also(Span::new(file, end, start), "other")
                    .help("h\u{202e}")
                    .fix("f", span, "new\ntext", false);
                for (_, format) in Format::ALL {
                    let text = render(std::slice::from_ref(&finding), &sources, format, Style::default());
                    assert!(!text.contains('\u{1b}'), "{format:?} lets an escape through: {text:?}");
                }
            }
        }
    }
}

#[test]
fn findings_late_in_a_large_file_have_their_lines() {
    let mut sources = Sources::default();
    let text = "a line of a large file\n".repeat(400_000);
    let file = sources.add("large.yaml", &text);
    let all: Vec<Diagnostic> =
        (0..300).map(|n| Diagnostic::new(Code("E0401"), Span::new(file, n * 23_000, n * 23_000 + 6), "x")).collect();
    let written = render(&all, &sources, Format::Human, Style::default());
    assert!(written.contains("--> large.yaml:299001:1"), "{}", &written[written.len() - 200..]);
}

#[test]
fn json_keeps_to_its_schema() {
    let document = json(Format::Json);
    assert_valid(include_str!("../docs/schema/diagnostics.json"), &document);
    assert_eq!(document["summary"]["errors"], 2);
    let misspelt = &document["diagnostics"][2];
    assert_eq!((&misspelt["code"], &misspelt["place"]["path"]), (&"E0201".into(), &"policies/späte regeln.acq".into()));
    assert_eq!(misspelt["place"]["start"], serde_json::json!({"line": 4, "column": 7, "byte": 31}));
    assert_eq!(misspelt["fixes"][0]["edits"][0]["text"], "guidelines");
    let related = &document["diagnostics"][1]["related"][0];
    assert_eq!(related["end"]["column"], 17, "columns are characters: é counts once");
    assert_eq!(document["diagnostics"][0].get("place"), None);
}

/// The schema of the standard. One of its patterns has a bracket too many, which only JavaScript reads as
/// the character; here it is escaped.
fn sarif_schema() -> String {
    let published = include_str!("fixtures/sarif-2.1.0.schema.json");
    let escaped = published.replace("[a-zA-Z]{2}]?$", r"[a-zA-Z]{2}\\]?$");
    assert_ne!(published, escaped);
    escaped
}

#[test]
fn sarif_keeps_to_the_standard() {
    let document = json(Format::Sarif);
    assert_valid(&sarif_schema(), &document);
    let run = &document["runs"][0];
    let rules: Vec<&str> =
        run["tool"]["driver"]["rules"].as_array().expect("rules").iter().filter_map(|r| r["id"].as_str()).collect();
    assert_eq!(rules, ["E0201", "E0801", "W0401"]);
    for result in run["results"].as_array().expect("results") {
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(result["ruleId"], rules[index]);
    }
    let misspelt = &run["results"][2];
    let place = &misspelt["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "policies/sp%C3%A4te%20regeln.acq");
    assert_eq!((&place["region"]["startLine"], &place["region"]["endColumn"]), (&4.into(), &16.into()));
    assert_eq!(misspelt["message"]["text"], "no source is called `guidlines`\nhelp: did you mean `guidelines`?");
}

#[test]
fn a_schema_that_accepts_everything_would_be_noticed() {
    let mut document = json(Format::Sarif);
    document["runs"][0]["results"][0]["level"] = "fatal".into();
    let schema: Value = serde_json::from_str(&sarif_schema()).expect("a schema");
    assert!(!jsonschema::is_valid(&schema, &document));
}

#[test]
fn fingerprints_survive_moved_lines_and_tell_equal_findings_apart() {
    let prints = |text: &str| -> Vec<String> {
        let mut sources = Sources::default();
        let file = sources.add("a.acq", text);
        let all =
            text.match_indices("bad").map(|(i, _)| Diagnostic::new(Code("E0101"), Span::new(file, i, i + 3), "m"));
        let sarif = render(&all.collect::<Vec<_>>(), &sources, Format::Sarif, Style::default());
        let sarif: Value = serde_json::from_str(&sarif).expect("JSON");
        let results = sarif["runs"][0]["results"].as_array().expect("results").clone();
        results
            .iter()
            .map(|r| r["partialFingerprints"]["acquisContent/v1"].as_str().expect("text").to_string())
            .collect()
    };
    let before = prints("  bad one\nbad two\nbad two\n");
    assert_eq!(before, prints("new line\n\nbad one\n  bad two\nbad two\n"));
    assert_eq!(before.iter().collect::<BTreeSet<_>>().len(), 3);
    assert_ne!(before[0], prints("bad other\n")[0]);
}

#[test]
fn github_commands_cannot_be_forged() {
    let expected = "\
::error title=E0801 not in a policy repository::no `acquis.toml` in `/somewhere` or any folder above it%0Ahelp: go to a policy repository, or make one with `acquis new DIR`
::warning file=cities/nowhere.yaml,line=2,endLine=2,col=1,endColumn=11,title=W0401::no rule reads `population`, 100%25
::error file=policies/späte regeln.acq,line=4,endLine=4,col=7,endColumn=16,title=E0201::no source is called `guidlines`%0Ahelp: did you mean `guidelines`?
";
    let written = written(Format::Github);
    let titles_left_out: Vec<String> = written.lines().map(without_title).collect();
    assert_eq!(titles_left_out, expected.lines().map(without_title).collect::<Vec<_>>());

    let mut sources = Sources::default();
    let file = sources.add("a,b:c.acq", "x\n");
    let evil = Diagnostic::new(Code("E0101"), Span::new(file, 0, 1), "x\r\n::set-env name=PATH::evil");
    let line = render(&[evil], &sources, Format::Github, Style::default());
    assert_eq!(line.lines().count(), 1);
    assert!(line.contains("file=a%2Cb%3Ac.acq,") && line.contains("x%0D%0A::set-env"), "{line}");
}

/// The title names what the registry says of a code, which is no matter of this test.
fn without_title(line: &str) -> String {
    let (before, rest) = line.split_once("title=").expect("a title");
    format!("{before}{}", rest.split_once("::").expect("a message").1)
}

#[test]
fn gitlab_gets_a_path_and_a_fingerprint_for_each() {
    let schema = r#"{"type": "array", "items": {"type": "object", "additionalProperties": false,
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {"description": {"type": "string"}, "check_name": {"type": "string"},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {"type": "object", "required": ["path", "lines"], "properties": {
                "path": {"type": "string", "minLength": 1},
                "lines": {"type": "object", "required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}}}}}}}"#;
    let document = json(Format::Gitlab);
    assert_valid(schema, &document);
    assert_eq!(document[0]["location"], serde_json::json!({"path": "acquis.toml", "lines": {"begin": 1, "end": 1}}));
    assert_eq!(document[2]["severity"], "critical");
    let prints: BTreeSet<&str> =
        document.as_array().expect("list").iter().filter_map(|i| i["fingerprint"].as_str()).collect();
    assert_eq!(prints.len(), 3);
}

#[test]
fn severity_follows_the_letter_of_the_code() {
    assert_eq!(Diagnostic::without_place(Code("W0801"), "x").severity, Severity::Warning);
    assert!(Diagnostic::without_place(Code("E0801"), "x").is_error());
}
