//! Mutants: each case, param and patch of a policy changed in turn. Of this repository every one that nothing notices
//! is explained in `policies/mutants.yaml`.

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Status, answer, and what was said of the work.
fn mutate(folder: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_acquis"));
    let command = command.arg("-C").arg(folder).args(["test", "--mutate"]).args(args).env("NO_COLOR", "1");
    let output = command.output().expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn json(folder: &Path, args: &[&str]) -> Value {
    let (_, answer, said) = mutate(folder, &[&["--format", "json"], args].concat());
    serde_json::from_str(&answer).unwrap_or_else(|_| panic!("{said}"))
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() { copy(&path, &target) } else { _ = fs::copy(&path, &target).expect("copied") }
    }
}

fn edit(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).expect("readable");
    assert!(text.contains(from), "{from}");
    fs::write(path, text.replacen(from, to, 1)).expect("written");
}

#[test]
fn what_nothing_notices_in_this_repository_is_explained() {
    let (status, answer, said) = mutate(root(), &[]);
    assert_eq!(status, Some(0), "{answer}{said}");
}

#[test]
fn nor_in_that_of_another_field() {
    let (status, answer, said) = mutate(&root().join("tests/elsewhere/bathing"), &[]);
    assert_eq!(status, Some(0), "{answer}{said}");
}

/// A rule loses its tests: its mutants come to light. It gets a reason: they are quiet. The tests come back: the reason
/// is one too many.
#[test]
fn a_rule_without_a_test_comes_to_light() {
    let place = TempDir::new().expect("a folder");
    let folder = place.path();
    copy(&root().join("tests/elsewhere/bathing"), folder);
    let policy = folder.join("policies/bathing.acq");
    let row =
        "  | 56 days       | false    | 3 samples         |\n  | 57 days       | true     | 3 samples         |\n";
    edit(&policy, row, "");
    let (status, answer, said) = mutate(folder, &[]);
    assert_eq!(status, Some(1), "{answer}{said}");
    assert!(
        answer.contains("nothing notices: bathing.samples_needed [remote] dropped (policies/bathing.acq:"),
        "{answer}"
    );
    let found = json(folder, &[]);
    let bare = |v: &&Value| v["why"].is_null();
    let survivors: Vec<String> =
        found["survivors"].as_array().expect("a list").iter().filter(bare).map(|s| s["what"].to_string()).collect();
    assert_eq!(survivors.len(), answer.lines().count());

    let why: String =
        survivors.iter().map(|what| format!("- {{of: bathing.samples_needed, what: {what}, why: tried}}\n")).collect();
    let list = folder.join("policies/mutants.yaml");
    let before = fs::read_to_string(&list).expect("readable");
    fs::write(&list, format!("{before}{why}")).expect("written");
    assert_eq!(mutate(folder, &[]).0, Some(0));

    copy(&root().join("tests/elsewhere/bathing/policies"), &folder.join("policies"));
    fs::write(&list, format!("{before}{why}")).expect("written");
    let (status, answer, _) = mutate(folder, &[]);
    assert_eq!(status, Some(1));
    assert!(answer.contains("no survivor, and explained all the same: bathing.samples_needed"), "{answer}");
}

#[test]
fn shards_are_parts_of_the_whole() {
    let folder = root().join("tests/elsewhere/bathing");
    let count = |found: &Value| found["mutants"].as_u64().expect("a number");
    let survivors = |found: &Value| found["survivors"].as_array().expect("a list").len();
    let whole = json(&folder, &[]);
    let parts: Vec<Value> = ["1/3", "2/3", "3/3"].map(|shard| json(&folder, &["--shard", shard])).into();
    assert_eq!(count(&whole), parts.iter().map(count).sum::<u64>());
    assert_eq!(survivors(&whole), parts.iter().map(survivors).sum::<usize>());
    for wrong in ["0/3", "4/3", "x", "1/0"] {
        assert_eq!(mutate(&folder, &["--shard", wrong]).0, Some(2), "{wrong}");
    }
}
