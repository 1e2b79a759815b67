//! The probes: cases on which other systems give a wrong answer without a word. Each names that answer in its comment.

use crate::repository::Repository;
use std::fs;
use std::path::Path;

#[test]
fn every_probe_is_answered() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/probes");
    let mut paths: Vec<_> = fs::read_dir(folder).expect("tests/probes").map(|e| e.expect("an entry").path()).collect();
    paths.sort();
    assert!(paths.len() >= 5, "{paths:?}");
    let mut probes = 0;
    for path in paths {
        let text = fs::read_to_string(&path).expect("a probe");
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.starts_with("test ")) {
            assert!(lines[at - 1].starts_with("/// "), "{}: no wrong answer is named above `{line}`", path.display());
        }
        let repository = Repository::new().with("policies/probe.acq", &text);
        let output = repository.run(&["test"]);
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{}\n{said}", path.display());
        probes += repository.tested().0;
    }
    assert!(probes >= 23, "{probes} probes");
}

/// The rules of a reform that says nothing new, or of two that contradict each other, run elsewhere as if nothing were
/// wrong.
#[test]
fn reforms_that_do_nothing_or_disagree_are_refused() {
    let law = "module law\n\nsource act \"A statute\" { status in force from 2000-01-01; evidence read }\nparam rate: percent { is 5 %, per act art 1 }\n";
    let stacked = |reforms: &str, with: &str| {
        let scenario = format!("scenario s {{ starts from law; with {with}; at 2018-04-30 }}\n");
        let text = format!("module reforms\n\n{reforms}{scenario}");
        Repository::new()
            .with("policies/law.acq", law)
            .with("policies/reforms.acq", &text)
            .codes("policies/reforms.acq")
    };
    let reform =
        |name: &str, what: &str| format!("reform {name} {{ status discussed 2018-01-01; from 2018-01-01; {what} }}\n");
    let same = stacked(&reform("same", "set rate to 5 %"), "same");
    assert!(same.contains("E0503"), "{same:?}");
    let two = reform("six", "set rate to 6 %") + &reform("seven", "set rate to 7 %");
    for order in ["six, seven", "seven, six"] {
        let found = stacked(&two, order);
        assert!(found.contains("E0501"), "{found:?}");
    }
}

/// A table of values that stops at the one that is law today shows nothing of the others.
#[test]
fn the_value_of_the_law_is_one_of_those_that_are_tried() {
    let law = "module law\n\nsource act \"A statute\" { status in force from 2000-01-01; evidence read }\n\
        param rate: percent { is 5 %, per act art 1 }\ndefine twice: percent { is 2 * rate }\n\
        reform other(share: percent) { status discussed 2018-01-01; from 2018-01-01; set rate to share }\n\
        scenario tried { starts from law; with other(share: 6 %); at 2018-04-30 }\n";
    let repository = Repository::new().with("policies/law.acq", law);
    let output = repository.run(&["sweep", "tried", "share=4 %,5 %,6 %", "--rule", "twice"]);
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(
        output.status.success() && said.contains("8 %") && said.contains("10 %") && said.contains("12 %"),
        "{said}"
    );
}

/// What a rival reading says is told only to whom asks for it by name.
#[test]
fn a_contested_outcome_is_shown_as_such() {
    let law = "module law\n\nsource act \"A statute\" { status in force from 2000-01-01; evidence read }\n\
        entity Town, towns, closed { size: int }\ninstance A of Town { size: 3 }\ninstance B of Town { size: 9 }\n\
        requirement large { per act art 1; for t: Town; holds when t.size > 5 }\n\
        reading wide of large { per act art 1; holds when t.size > 2 }\n";
    let repository = Repository::new().with("policies/law.acq", law);
    let said = |words: &[&str]| String::from_utf8_lossy(&repository.run(words).stdout).to_string();
    assert!(said(&["eval"]).contains("breached, *contested*: met with the reading wide"), "{}", said(&["eval"]));
    assert!(!said(&["eval", "--reading", "wide"]).contains("contested"));
    let json: serde_json::Value = serde_json::from_str(&said(&["eval", "--format", "json"])).expect("JSON");
    let of = |at: usize| json["outcomes"][at]["contested"].clone();
    assert_eq!(of(0), serde_json::json!([{"reading": "wide", "outcome": "met", "possible": "met"}]));
    assert_eq!(of(1), serde_json::json!([]));
    assert!(said(&["eval", "--format", "csv"]).contains("A,breached,breached,false,,,,,met with the reading wide"));
    assert!(said(&["explain", "large", "--for", "Town=A"]).contains("contested: met with the reading wide"));
    assert!(!repository.run(&["eval", "--fail-on", "contested"]).status.success());
}

/// Three faults for one hyphen: neither half is a name, and the minus lacks its blanks.
#[test]
fn a_name_with_a_hyphen_is_one_fault() {
    let law = "module law\n\ndefine limit_kept: int { is 3 }\ndefine twice: int { is 2 * limit-kept }\n";
    let found = Repository::new().with("policies/law.acq", law).codes("policies/law.acq");
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["E0124"]);
}

/// Engines that patch the law in place answer differently after a reform was run.
#[test]
fn the_baseline_is_the_same_before_and_after_a_reform() {
    let law =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/probes/reforms.acq")).expect("a probe");
    let repository = Repository::new().with("policies/law.acq", &law);
    let alone = repository.run(&["eval", "--format", "json"]).stdout;
    let with = repository.run(&["compare", "law", "one_order"]);
    assert!(with.status.success(), "{}", String::from_utf8_lossy(&with.stderr));
    assert!(!alone.is_empty());
    assert_eq!(repository.run(&["eval", "--format", "json"]).stdout, alone);
    let before = law.split("reform higher").next().expect("the law before its reforms");
    let bare = Repository::new().with("policies/law.acq", before).run(&["eval", "--format", "json"]).stdout;
    assert_eq!(String::from_utf8_lossy(&bare).replace(' ', ""), String::from_utf8_lossy(&alone).replace(' ', ""));
}
