//! A policy repository made of texts, and what `acquis` says about it.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::{Command, Output};
use tempfile::TempDir;

const MANIFEST: &str = "name = \"reference\"\npolicies = [\"policies\"]\n\
    dates = { at = 2018-04-30, known_on = 2018-04-30, data_as_of = 2018-04-30 }\n";

/// Files by path.
#[derive(Clone)]
pub struct Repository(pub BTreeMap<String, String>);

impl Repository {
    /// One with a manifest only.
    pub fn new() -> Repository {
        Repository(BTreeMap::from([("acquis.toml".into(), MANIFEST.into())]))
    }

    /// With one more file.
    pub fn with(mut self, path: &str, text: &str) -> Repository {
        self.0.insert(path.into(), text.into());
        self
    }

    /// What a command prints here.
    pub fn run(&self, words: &[&str]) -> Output {
        let folder = TempDir::new().expect("a folder");
        for (path, text) in &self.0 {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            fs::write(path, text).expect("a file");
        }
        let program = env!("CARGO_BIN_EXE_acquis");
        Command::new(program).args(words).current_dir(folder.path()).env("NO_COLOR", "1").output().expect("a run")
    }

    /// Checks, looks at the layout and runs the tests: what is wrong, in words; empty if nothing is.
    pub fn faults(&self) -> String {
        let mut faults = String::new();
        for words in [&["check"][..], &["fmt", "--check"], &["test"]] {
            let output = self.run(words);
            let said =
                format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            if !output.status.success() || said.contains("warning[") {
                faults.push_str(&format!("acquis {}:\n{said}\n", words.join(" ")));
            }
        }
        faults
    }

    /// How many tests and expectations passed.
    pub fn tested(&self) -> (usize, usize) {
        let output = self.run(&["test", "--format", "json"]);
        let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let tests = report["tests"].as_array().expect("tests");
        assert!(tests.iter().all(|test| test["passed"] == true), "{report:#}");
        (tests.len(), tests.iter().map(|test| test["expectations"].as_u64().expect("a count") as usize).sum())
    }

    /// The codes found in one file.
    pub fn codes(&self, path: &str) -> BTreeSet<String> {
        let output = self.run(&["check", "--format", "json"]);
        let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let all = report["diagnostics"].as_array().expect("diagnostics");
        let here = all.iter().filter(|found| found["place"]["path"] == path);
        here.map(|found| found["code"].as_str().expect("a code").to_string()).collect()
    }
}
