//! The program run in a folder, as several tests do it.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

macro_rules! manifest {
    ($($more:literal)?) => {
        concat!(
            "name = \"x\"\npolicies = [\"policies\"]\n",
            "dates = { at = 2018-04-30, known_on = 2018-04-30, data_as_of = 2018-04-30 }\n",
            $($more)?
        )
    };
}

/// The manifest of a policy `x` without profiles and papers.
#[allow(dead_code)]
pub const MANIFEST: &str = manifest!();

/// The same of a policy that has profiles of towns.
#[allow(dead_code)]
pub const MANIFEST_OF_TOWNS: &str = manifest!("profiles = [{ entity = \"Town\", files = \"towns/*.yaml\" }]\n");

/// A folder with some files.
#[allow(dead_code)]
pub fn folder(files: &[(&str, &str)]) -> TempDir {
    let place = TempDir::new().expect("a folder");
    files.iter().for_each(|(path, text)| write(place.path(), path, text));
    place
}

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

/// Whether a test can run, which needs a program or a file. Where `CI` is set it has to be there; elsewhere the test
/// says, past the capture of its output, that it skips.
#[allow(dead_code)]
pub fn needs(test: &str, what: &str, there: bool) -> bool {
    #[allow(clippy::disallowed_methods)] // Who runs the tests says so.
    let must = std::env::var_os("CI").is_some_and(|ci| !ci.is_empty() && ci != "false");
    assert!(there || !must, "{test}: {what} is not there, and CI is set");
    there || skips(test, &format!("{what} is not there"))
}

/// Says that a test skips: no.
#[allow(dead_code)]
pub fn skips(test: &str, why: &str) -> bool {
    let _ = writeln!(std::io::stderr(), "skipped: {test}: {why}");
    false
}
