//! The colours of the editors know every word of the language.

use serde_json::Value;
use std::fs;
use std::path::Path;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect(path)
}

fn json(path: &str) -> Value {
    serde_json::from_str(&read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The words that open declarations: `DeclKind::Source => "source"`.
fn declarations() -> Vec<String> {
    let kinds = read("src/syntax/ast/kind.rs");
    let (words, _) = kinds.split_once("pub fn noun").expect("the words of kinds");
    let lines = words.lines().filter(|line| line.trim_start().starts_with("DeclKind::"));
    lines.filter_map(|line| line.split('"').nth(1)).map(str::to_string).collect()
}

/// The words of the table of clauses that open with one of these calls: `one("title", ..)`.
fn words(calls: &[&str]) -> Vec<String> {
    let table: String = read("src/syntax/table/clauses.rs").split_whitespace().collect();
    let mut found = vec![];
    for call in calls {
        for (at, start) in table.match_indices(&format!("{call}(\"")) {
            let word: String = table[at + start.len()..].chars().take_while(|c| *c != '"').collect();
            found.push(word);
        }
    }
    found
}

/// The words between the bars of a rule of the grammar.
fn alternatives(grammar: &Value, rule: &str) -> Vec<String> {
    let pattern = grammar["repository"][rule]["match"].as_str().expect("a pattern");
    pattern.split(['(', ')', '|']).flat_map(|part| part.split("\\s+")).map(str::to_string).collect()
}

#[test]
fn every_declaration_and_clause_is_coloured() {
    let grammar = json("editors/vscode/syntaxes/acquis.tmLanguage.json");
    for (rule, wanted) in [("declaration", declarations()), ("clause", words(&["one", "many", "two", "by_hand"]))] {
        let known = alternatives(&grammar, rule);
        assert!(wanted.len() > 20, "the table of the language was not found: {wanted:?}");
        let missing: Vec<&String> = wanted.iter().filter(|word| !known.contains(word)).collect();
        assert!(missing.is_empty(), "editors/vscode/syntaxes/acquis.tmLanguage.json, rule `{rule}`: add {missing:?}");
    }
}

#[test]
fn the_files_of_the_extension_are_where_it_says() {
    let package = json("editors/vscode/package.json");
    let contributes = &package["contributes"];
    let mut paths = vec![contributes["languages"][0]["configuration"].as_str().expect("a path")];
    paths.extend(contributes["grammars"].as_array().expect("grammars").iter().filter_map(|g| g["path"].as_str()));
    assert_eq!(paths.len(), 3);
    for path in paths {
        json(&format!("editors/vscode/{}", path.trim_start_matches("./")));
    }
    json("editors/vscode/settings.json");
}
