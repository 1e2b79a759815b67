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

/// The rules of a reform that says nothing new, or of two that contradict each other, run elsewhere as if nothing were wrong.
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
