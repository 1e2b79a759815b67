//! A policy repository of another field: bathing waters. The same program reads it, tests it, evaluates it, compares
//! its scenarios and prints its paper.

#[path = "../run/mod.rs"]
mod run;

use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/elsewhere/bathing")
}

/// What a command answers, which must be fine.
fn fine(args: &[&str]) -> String {
    run::fine(&folder(), args)
}

fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/elsewhere"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn it_is_sound_tested_and_covered() {
    for args in [&["check"][..], &["fmt", "--check"], &["test"], &["trace", "--missing"], &["test", "--coverage"]] {
        let said = fine(args);
        assert!(!said.contains("no test:"), "{said}");
    }
}

/// By hand from annex I: Corvale is over every limit; Brinsea is sufficient by its 90th percentiles only; of Dunholt
/// half is not known.
#[test]
fn it_is_evaluated_and_compared() {
    let classes = fine(&["eval", "--rule", "class_of", "--format", "csv"]);
    for (water, class) in [("askmere", "excellent"), ("brinsea", "sufficient"), ("corvale", "poor")] {
        let has = classes.lines().any(|line| line.contains(water) && line.contains(class));
        assert!(has, "{water} is {class}: {classes}");
    }
    snapshot("eval", &fine(&["eval"]));
    snapshot("compare", &fine(&["compare", "today", "two_classes"]));
    snapshot("explain", &fine(&["explain", "class_of", "--for", "BathingWater=brinsea", "--full"]));
    snapshot("needs", &fine(&["needs"]));
}

#[test]
fn its_paper_is_printed() {
    let place = TempDir::new().expect("folder");
    let out = place.path().join("out");
    let printed: &[&str] = if cfg!(feature = "pdf") { &["build"] } else { &["build", "--markdown-only"] };
    fine(&[printed, &["--out", &out.display().to_string()]].concat());
    snapshot("paper", &fs::read_to_string(out.join("papers/bathing.md")).expect("the paper"));
    if cfg!(feature = "pdf") {
        let pdf = fs::read(out.join("papers/bathing.pdf")).expect("the PDF");
        assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 10_000, "{} bytes", pdf.len());
    }
}
