//! The program run in a folder, as several tests do it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// What the program does in a folder with some words.
pub fn acquis(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_acquis"));
    command.arg("-C").arg(folder).args(args).env("NO_COLOR", "1").output().expect("the program starts")
}

/// What it prints where it ends well, as it has to.
#[allow(dead_code)]
pub fn fine(folder: &Path, args: &[&str]) -> String {
    let output = acquis(folder, args);
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "acquis {args:?}: {words}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Writes a file below a folder, with the folders that it needs.
#[allow(dead_code)]
pub fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
    fs::write(path, text).expect("a file");
}

/// All that the program says, results first.
#[allow(dead_code)]
pub fn says(folder: &Path, args: &[&str]) -> String {
    let output = acquis(folder, args);
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

/// How many findings are told.
#[allow(dead_code)]
pub fn findings(told: &str) -> usize {
    told.matches("error[").count() + told.matches("warning[").count()
}
