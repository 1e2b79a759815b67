//! An independent validator of PDF files: the program in `program/`, a package of its own.

use crate::run::needs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The validator, where it was built. `.ci/run` builds it and says where in `PDF_VALIDATOR`.
pub fn validator(test: &str) -> Option<PathBuf> {
    #[allow(clippy::disallowed_methods)] // Where it is depends on who runs the tests.
    let path = std::env::var_os("PDF_VALIDATOR").map(PathBuf::from);
    needs(&format!("PDFs of {test}"), "PDF_VALIDATOR (tests/validator/program)", path.is_some());
    path
}

/// What it finds wrong in some files under PDF/UA-1 (`ua1`) and PDF/A-3a (`3a`), a line each.
pub fn failures(validator: &Path, files: &[PathBuf]) -> Vec<String> {
    let output = Command::new(validator).args(files).output().expect("the validator starts");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 1)), "the validator could not read a file: {words}");
    let found: Vec<String> = String::from_utf8_lossy(&output.stdout).lines().map(str::to_string).collect();
    assert_eq!(found.is_empty(), output.status.success());
    found
}
