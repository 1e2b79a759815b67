//! Nothing of the language is missing in its reference: declarations, clauses, words of the grammar, functions,
//! operators.

use crate::chapters::{blocks, chapters};
use std::fs;

/// All policy of the reference that is right.
fn policy() -> String {
    let texts = chapters().into_iter().map(|path| fs::read_to_string(path).expect("a chapter"));
    texts.flat_map(|text| blocks(&text)).filter(|block| block.head == "acq").map(|block| block.text).collect()
}

fn source(path: &str) -> String {
    fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).expect("a file")
}

/// Words between the next two quotation marks behind each place where a mark stands.
fn quoted_behind<'t>(text: &'t str, mark: &'t str) -> impl Iterator<Item = &'t str> {
    text.match_indices(mark).filter_map(move |(at, _)| text[at + mark.len()..].split('"').nth(1))
}

fn has_word(policy: &str, word: &str) -> bool {
    policy.match_indices(word).any(|(at, _)| {
        let part = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
        !part(policy[..at].chars().next_back()) && !part(policy[at + word.len()..].chars().next())
    })
}

/// Whether a clause or declaration opens with a word: at the start of a line, or behind `{` or `;`.
fn opens(policy: &str, word: &str) -> bool {
    policy.match_indices(word).any(|(at, _)| {
        let before = policy[..at].trim_end_matches(' ').chars().next_back();
        let after = policy[at + word.len()..].chars().next();
        matches!(before, None | Some('\n' | '{' | ';')) && !after.is_some_and(|c| c.is_alphanumeric() || c == '_')
    })
}

#[test]
fn every_declaration_and_clause_has_its_place() {
    let (policy, kinds, clauses) = (policy(), source("src/syntax/ast/kind.rs"), source("src/syntax/table/clauses.rs"));
    let (declarations, _) = kinds.split_once("pub fn noun").expect("the words of kinds");
    let lines = declarations.lines().filter(|line| line.trim_start().starts_with("DeclKind::"));
    let words: Vec<&str> = lines.filter_map(|line| line.split('"').nth(1)).collect();
    assert!(words.len() >= 30, "{words:?}");
    // `covers` needs a mandate; it is tested with the corpus and the starter.
    let rows = ["one(", "many(", "by_hand("].into_iter().flat_map(|mark| quoted_behind(&clauses, mark));
    let rows: Vec<&str> = rows.filter(|word| *word != "covers").collect();
    assert!(rows.len() >= 55, "{rows:?}");
    let missing: Vec<&str> = words.into_iter().chain(rows).filter(|word| !opens(&policy, word)).collect();
    assert!(missing.is_empty(), "no chapter shows {missing:?}");
}

#[test]
fn every_word_of_the_grammar_is_shown() {
    let (policy, grammar) = (policy(), source("grammar/lexical.pest"));
    let mut missing = vec![];
    for line in grammar.lines().filter(|line| line.starts_with("k_")) {
        let words: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
        assert!(!words.is_empty(), "{line}");
        missing.extend(words.into_iter().filter(|word| !has_word(&policy, word)).map(str::to_string));
    }
    let clauses = source("grammar/clauses.pest");
    for rule in ["status_word", "hit_word", "modality"] {
        let line = clauses.lines().find(|line| line.starts_with(&format!("{rule} = "))).expect("the rule");
        let words = line.split('"').skip(1).step_by(2);
        missing.extend(words.filter(|word| !has_word(&policy, word)).map(str::to_string));
    }
    assert!(missing.is_empty(), "no chapter shows {missing:?}");
}

#[test]
fn every_function_aggregate_and_operator_is_shown() {
    let policy = policy();
    let mut missing: Vec<String> = vec![];
    for row in acquis::types::builtins::BUILTINS {
        if !policy.contains(&format!("{}(", row.name)) {
            missing.push(row.form.to_string());
        }
    }
    let aggregates = ["sum(", "min(", "max(", "average(", "count(", "count(distinct ", "share(", "list("];
    let quantifiers = ["(some ", "(every ", "(no "];
    let signs = [" + ", " - ", " * ", " / ", " = ", " != ", " < ", " <= ", " > ", " >= ", " and ", " or ", "not "];
    let others =
        [" is ", " is not ", " is one of (", " is absent", " in ", " .. ", " as of ", " over ", " binds ", " under "];
    let modes = ["half_up", "half_down", "half_even", "up)", "down)", "last_day", "next_day", "exact"];
    for word in aggregates.iter().chain(&quantifiers).chain(&signs).chain(&others).chain(&modes) {
        if !policy.contains(word) {
            missing.push(word.to_string());
        }
    }
    assert!(missing.is_empty(), "no chapter shows {missing:?}");
}
