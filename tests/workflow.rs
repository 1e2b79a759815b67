//! The job that warns of papers that are due.

mod run;

use run::needs;
use std::process::Command;
use tempfile::TempDir;

const MANIFEST: &str = r#"
papers = [
  { name = "past", due = 2018-04-29, state = "draft" },
  { name = "today", due = 2018-04-30 },
  { name = "near", due = 2018-05-14, state = "draft" },
  { name = "far", due = 2018-05-15, state = "draft" },
  { name = "adopted", due = 2018-04-29, state = "adopted" },
  { name = "open", state = "draft" },
]
"#;

/// Whether there is a Python that reads TOML, as the runners of the job have.
fn python() -> bool {
    Command::new("python3").args(["-c", "import tomllib"]).output().is_ok_and(|output| output.status.success())
}

#[test]
fn drafts_are_warned_of_for_two_weeks_and_after() {
    if !needs("papers that are due", "python3 with tomllib", python()) {
        return;
    }
    let folder = TempDir::new().expect("temporary folder");
    std::fs::write(folder.path().join("acquis.toml"), MANIFEST).expect("write");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/.github/papers-due.py");
    let output = Command::new("python3").arg(script).arg("2018-04-30").current_dir(&folder).output().expect("run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let expected = "\
::warning file=acquis.toml,title=Paper due::paper past was due on 2018-04-29 and is still a draft
::warning file=acquis.toml,title=Paper due::paper today is due on 2018-04-30 and is still a draft
::warning file=acquis.toml,title=Paper due::paper near is due on 2018-05-14 and is still a draft
";
    assert_eq!(String::from_utf8_lossy(&output.stdout), expected);
}
