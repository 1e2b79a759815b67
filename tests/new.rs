//! `acquis new`: the repository it makes works, and it makes one only where nothing stands.

mod run;

use run::{acquis, fine};
use std::fs;
use std::process::Command;
use tempfile::TempDir;

#[test]
fn a_new_repository_checks_tests_evaluates_and_prints() {
    let place = TempDir::new().expect("folder");
    let listed = fine(place.path(), &["new", "town-air"]);
    assert!(listed.lines().any(|line| line == "policies/air.acq"), "{listed}");
    assert!(!listed.contains("Action.json"), "it has no commitments: {listed}");
    let root = place.path().join("town-air");

    fine(&root, &["check"]);
    fine(&root, &["fmt", "--check"]);
    fine(&root, &["schema", "--check"]);
    fine(&root, &["test"]);
    fine(&root, &["trace", "--missing"]);

    // The law, and what the reform changes: read from the figures of the two towns.
    let outcomes = fine(&root, &["eval", "--format", "csv"]);
    let has = |words: &[&str]| outcomes.lines().any(|line| words.iter().all(|word| line.contains(word)));
    assert!(has(&["limit_kept", "aldorf", "breached"]), "{outcomes}");
    assert!(has(&["plan_where_exceeded", "bewick", "not_applicable"]), "{outcomes}");
    assert!(has(&["plan_without_money", "aldorf", "unknown"]), "{outcomes}");
    let changes = fine(&root, &["compare", "today", "stricter"]);
    assert!(changes.contains("limit_kept") && changes.contains("stricter_limit"), "{changes}");
    let reason = fine(&root, &["explain", "limit_kept", "--for", "Town=aldorf"]);
    assert!(reason.contains("41") && reason.contains("annex XI"), "{reason}");
    let open = fine(&root, &["needs"]);
    assert!(open.contains("plan_funded") && open.contains("town treasurer"), "{open}");

    fine(&root, &["build", "--markdown-only"]);
    let paper = fs::read_to_string(root.join("out/papers/clean-air.md")).expect("the paper");
    assert!(paper.contains("Aldorf: **breached**") && paper.contains("2 of 2 towns"), "{paper}");
}

#[test]
fn nothing_is_written_where_something_stands() {
    let place = TempDir::new().expect("folder");
    let taken = place.path().join("taken");
    fs::create_dir(&taken).expect("folder");
    fs::write(taken.join("mine.txt"), "mine").expect("file");
    for (name, code) in [("taken", 2), ("taken/mine.txt", 2)] {
        let output = acquis(place.path(), &["new", name]);
        assert_eq!(output.status.code(), Some(code), "{name}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("E0809"), "{name}");
    }
    let held: Vec<_> = fs::read_dir(&taken).expect("list").flatten().map(|e| e.file_name()).collect();
    assert_eq!(held, ["mine.txt"]);
    assert_eq!(fs::read_dir(place.path()).expect("list").count(), 1, "something was left beside");
}

#[test]
fn an_empty_folder_and_a_path_of_several_names_are_taken() {
    let place = TempDir::new().expect("folder");
    fs::create_dir(place.path().join("empty")).expect("folder");
    for name in ["empty", "a/b/c"] {
        fine(place.path(), &["new", name]);
        fine(&place.path().join(name), &["check"]);
    }
    // The folder that somebody stands in stays the one it was.
    let here = TempDir::new().expect("folder");
    let output = Command::new(env!("CARGO_BIN_EXE_acquis")).args(["new", "."]).current_dir(here.path()).output();
    assert_eq!(output.expect("the program starts").status.code(), Some(0));
    fine(here.path(), &["check"]);
    let mut names: Vec<_> = fs::read_dir(place.path()).expect("list").flatten().map(|e| e.file_name()).collect();
    names.sort();
    assert_eq!(names, ["a", "empty"], "something was left beside");
}
