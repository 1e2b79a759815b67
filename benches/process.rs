//! Whole runs of the program: `check` and `build` of this repository, `check` of a large one.

#![allow(clippy::disallowed_methods)]

mod record;

use record::{Record, shortest};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

fn acquis(folder: &Path, args: &[&str]) {
    let program = std::env::var_os("ACQUIS").map_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_acquis")), PathBuf::from);
    let mut command = Command::new(program);
    let command = command.arg("-C").arg(folder).args(args).stdout(Stdio::null()).stderr(Stdio::null());
    let status = command.status().expect("the program starts");
    assert_eq!(status.code(), Some(0), "acquis {args:?}");
}

/// A repository of ten rules a file, which call each other within the file and in the file before.
fn large(files: usize) -> TempDir {
    let place = TempDir::new().expect("a folder");
    let policies = place.path().join("policies");
    fs::create_dir(&policies).expect("made");
    let manifest = "name = \"large\"\npolicies = [\"policies\"]\ndates = { at = 2018-04-30, known_on = 2018-04-30, data_as_of = 2018-04-30 }\n";
    fs::write(place.path().join("acquis.toml"), manifest).expect("written");
    let mut world = String::from("module world\n\nunit person, persons\nentity Town, towns {\n  key id\n  id : text\n");
    for field in 0..40 {
        let _ = writeln!(world, "  count_{field} : persons, 0 .. 1 000 000\n  flag_{field} : bool");
    }
    world.push_str("}\nsource act \"Act on towns\" { status in force from 2010-01-01; evidence read }\n");
    fs::write(policies.join("world.acq"), world).expect("written");
    for file in 0..files {
        let mut text = format!("module m{file}\n");
        let before = file.checked_sub(1);
        for rule in 0..5 {
            let (field, other) = ((file + rule) % 40, (file * 7 + rule) % 40);
            let below = match (rule, before) {
                (0, Some(before)) => format!("r{before}_4(town)"),
                (0, None) => "town.flag_0".into(),
                _ => format!("r{file}_{}(town)", rule - 1),
            };
            let _ = write!(
                text,
                "\n/// The condition {rule} of part {file}.\ndefine d{file}_{rule}(town: Town): persons {{\n  per world.act art {0}\n  otherwise      town.count_{field}\n  unless [first] town.flag_{other} then town.count_{other} + 10 persons, per world.act art {0}\n  unless [second] town.flag_{field} and town.count_{field} > 500 persons then 0 persons, prevailing over [first], per world.act art {0}\n}}\nrequirement r{file}_{rule} {{\n  title   \"Requirement {rule} of part {file}\"\n  per     world.act art {0}\n  modality shall\n  for     town: Town\n  applies when town.count_{field} > 0 persons\n  holds   when d{file}_{rule}(town) <= 90 000 persons or {below}\n}}\n",
                file + 1
            );
        }
        fs::write(policies.join(format!("m{file}.acq")), text).expect("written");
    }
    place
}

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = TempDir::new().expect("a folder");
    let out = out.path().join("out").display().to_string();
    let mut record = Record::open();
    let nothing = shortest(20, || acquis(root, &["--version"]));
    record.figure("process: --version, ns", nothing.as_nanos());
    let check = shortest(15, || acquis(root, &["check"]));
    record.figure("process: check of this repository, ns", check.as_nanos());
    let test = shortest(5, || acquis(root, &["test"]));
    record.figure("process: test of this repository, ns", test.as_nanos());
    let build = shortest(3, || acquis(root, &["build", "--markdown-only", "--out", &out]));
    record.figure("process: build of this repository without PDF, ns", build.as_nanos());
    if cfg!(feature = "pdf") {
        let build = shortest(3, || acquis(root, &["build", "--out", &out]));
        record.figure("process: build of this repository, ns", build.as_nanos());
    }
    let place = large(200);
    let check = shortest(5, || acquis(place.path(), &["check"]));
    record.figure("process: check of 2 000 rules in 200 files, ns", check.as_nanos());
    record.close();
}
