//! Results are whole or as they were: after crashes, full disks, and beside other builds.

use acquis::session::output::{replace_dir, write_atomic};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, thread};
use tempfile::TempDir;

type Files = BTreeMap<String, Vec<u8>>;

fn files(entries: &[(&str, &str)]) -> Files {
    entries.iter().map(|(path, text)| (path.to_string(), text.as_bytes().to_vec())).collect()
}

/// Everything below a folder but the mark.
fn held(out: &Path) -> Files {
    let mut held = Files::new();
    let mut open = vec![out.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("list").flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if entry.file_name() != ".acquis-output" {
                let name = path.strip_prefix(out).expect("below").to_str().expect("text").to_string();
                held.insert(name, fs::read(path).expect("read"));
            }
        }
    }
    held
}

/// What stands beside the output, the work folder's inside included.
fn leftovers(place: &Path) -> Vec<String> {
    let mut names: Vec<String> = [place.to_path_buf(), place.join(".out.work")]
        .iter()
        .flat_map(|folder| fs::read_dir(folder).into_iter().flatten().flatten())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_file_is_replaced_in_one_step_and_keeps_its_rights() {
    let place = TempDir::new().expect("temporary folder");
    let path = place.path().join("a.acq");
    write_atomic(&path, b"one").expect("written");
    assert_eq!(fs::read(&path).expect("read"), b"one");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("chmod");
        write_atomic(&path, b"two").expect("written");
        assert_eq!(fs::metadata(&path).expect("metadata").permissions().mode() & 0o777, 0o600);
        std::os::unix::fs::symlink("a.acq", place.path().join("link")).expect("link");
        write_atomic(&place.path().join("link"), b"three").expect("written");
        assert!(fs::symlink_metadata(place.path().join("link")).expect("metadata").is_symlink());
        assert_eq!(fs::read(&path).expect("read"), b"three");
    }
    let told = write_atomic(&path.join("x"), b"x").expect_err("a file is no folder");
    assert_eq!(told.code.0, "E0806");
    assert_eq!(
        fs::read_dir(place.path())
            .expect("list")
            .flatten()
            .filter(|e| e.file_name().to_string_lossy().starts_with(".acquis"))
            .count(),
        0
    );
}

#[test]
fn a_folder_is_replaced_as_a_whole() {
    let place = TempDir::new().expect("temporary folder");
    let out = place.path().join("out");
    let first = files(&[("papers/a.md", "1"), ("papers/a/chart.svg", "<svg/>"), ("record.json", "{}")]);
    replace_dir(&out, &first).expect("written");
    assert_eq!(held(&out), first);
    let second = files(&[("papers/b.md", "2")]);
    replace_dir(&out, &second).expect("written");
    assert_eq!(held(&out), second);
    assert_eq!(leftovers(place.path()), [".gitignore", ".out.work", "lock", "out"]);
    assert_eq!(fs::read_to_string(place.path().join(".out.work/.gitignore")).expect("read"), "*\n");
}

#[test]
fn what_acquis_did_not_write_is_never_replaced() {
    let place = TempDir::new().expect("temporary folder");
    let out = place.path().join("out");
    let new = files(&[("a", "new")]);
    fs::create_dir(&out).expect("make");
    replace_dir(&out, &new).expect("an empty folder may be used");
    fs::remove_dir_all(&out).expect("remove");

    fs::create_dir(&out).expect("make");
    fs::write(out.join("thesis.txt"), "years of work").expect("write");
    assert_eq!(replace_dir(&out, &new).expect_err("refused").code.0, "E0808");
    assert_eq!(held(&out), files(&[("thesis.txt", "years of work")]));
    fs::remove_dir_all(&out).expect("remove");

    fs::write(&out, "a file").expect("write");
    assert_eq!(replace_dir(&out, &new).expect_err("refused").code.0, "E0808");
    assert_eq!(fs::read_to_string(&out).expect("read"), "a file");
    #[cfg(unix)]
    {
        fs::remove_file(&out).expect("remove");
        fs::create_dir(place.path().join("target")).expect("make");
        std::os::unix::fs::symlink("target", &out).expect("link");
        assert_eq!(replace_dir(&out, &new).expect_err("refused").code.0, "E0808");
    }
}

#[test]
fn no_file_leaves_the_folder() {
    let place = TempDir::new().expect("temporary folder");
    let out = place.path().join("out");
    for path in ["../x", "/tmp/x", "a/../../x", "a\0b", ""] {
        assert_eq!(replace_dir(&out, &files(&[(path, "x")])).expect_err("refused").code.0, "E0806", "{path:?}");
    }
    assert_eq!(leftovers(place.path()), Vec::<String>::new());
}

#[test]
fn what_a_killed_build_left_is_put_right() {
    let place = TempDir::new().expect("temporary folder");
    let (out, work) = (place.path().join("out"), place.path().join(".out.work"));
    let first = files(&[("a", "first")]);
    replace_dir(&out, &first).expect("written");
    // Killed between the two steps of a swap: the old folder is away, the new one not yet there.
    fs::rename(&out, work.join("old")).expect("rename");
    fs::create_dir_all(work.join("new/half")).expect("make");
    let told = replace_dir(&out, &files(&[("a/b", "x"), ("a", "x")])).expect_err("cannot be written");
    assert_eq!(told.code.0, "E0806");
    assert_eq!(held(&out), first, "the old folder is back");
    assert_eq!(leftovers(place.path()), [".gitignore", ".out.work", "lock", "out"]);

    // Killed after the swap: the new one stays, the old one goes.
    fs::create_dir_all(work.join("old/x")).expect("make");
    let second = files(&[("a", "second")]);
    replace_dir(&out, &second).expect("written");
    assert_eq!(held(&out), second);
    assert_eq!(leftovers(place.path()), [".gitignore", ".out.work", "lock", "out"]);
}

fn numbered(turn: usize) -> Files {
    (0..12).map(|part| (format!("papers/{part}/{part}.md"), format!("{turn}\n").repeat(400).into_bytes())).collect()
}

/// The number of a whole folder; fails on a mixed or half-written one.
fn number(out: &Path) -> usize {
    let held = held(out);
    let text = String::from_utf8(held.values().next().expect("files").clone()).expect("text");
    let turn = text.lines().next().expect("a line").parse().expect("a number");
    assert!(held == numbered(turn), "a mixed folder");
    turn
}

#[test]
fn builds_at_once_do_not_mix() {
    let place = TempDir::new().expect("temporary folder");
    let out = place.path().join("out");
    thread::scope(|scope| {
        for worker in 0..4 {
            let out = &out;
            scope.spawn(move || {
                for turn in 0..10 {
                    replace_dir(out, &numbered(worker * 10 + turn)).expect("written");
                }
            });
        }
    });
    assert_eq!(number(&out) % 10, 9, "the last of one of them");
    assert_eq!(leftovers(place.path()), [".gitignore", ".out.work", "lock", "out"]);
}

const OUT: &str = "ACQUIS_TEST_OUT";

fn out_of_child() -> PathBuf {
    PathBuf::from(env::var_os(OUT).expect("set by the parent"))
}

#[test]
#[ignore = "run as a process of its own by the test that kills it"]
fn child_writes_for_ever() {
    for turn in 0.. {
        replace_dir(&out_of_child(), &numbered(turn)).expect("written");
    }
}

#[test]
fn a_killed_build_leaves_a_whole_folder() {
    let place = TempDir::new().expect("temporary folder");
    let out = place.path().join("out");
    replace_dir(&out, &numbered(0)).expect("written");
    for round in 0..30_u64 {
        let mut child = Command::new(env::current_exe().expect("this program"))
            .args(["--exact", "output::child_writes_for_ever", "--ignored"])
            .env(OUT, &out)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("start");
        thread::sleep(std::time::Duration::from_micros(15_000 + round * 1_313));
        child.kill().expect("kill");
        child.wait().expect("ended");
        number(&out);
    }
    replace_dir(&out, &numbered(7)).expect("written");
    assert_eq!(number(&out), 7);
    assert_eq!(leftovers(place.path()), [".gitignore", ".out.work", "lock", "out"]);
}

#[test]
#[ignore = "run as a process of its own by the test that gives it no room"]
fn child_writes_a_large_file() {
    let large: Files = [("a".to_string(), b"small".to_vec()), ("b".to_string(), vec![7; 300_000])].into();
    match replace_dir(&out_of_child(), &large) {
        Ok(()) => println!("written"),
        Err(told) => println!("refused {} {} {}", told.code.0, told.message, told.help.join(" | ")),
    }
    match write_atomic(&out_of_child().join("papers/0/0.md"), &vec![7; 300_000]) {
        Ok(()) => println!("written"),
        Err(told) => println!("refused {}", told.code.0),
    }
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_old_folder() {
    let place = TempDir::new().expect("temporary folder");
    let out = place.path().join("out");
    replace_dir(&out, &numbered(3)).expect("written");
    // A process that may write no file of more than 64 kB gets the error of a full disk in mid-file.
    let output = Command::new("bash")
        .args(["-c", "trap '' XFSZ; ulimit -f 64; exec \"$0\" \"$@\""])
        .arg(env::current_exe().expect("this program"))
        .args(["--exact", "output::child_writes_a_large_file", "--ignored", "--nocapture"])
        .env(OUT, &out)
        .output()
        .expect("run");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(told.contains("refused E0806") && told.contains("free some space") && !told.contains("written"), "{told}");
    assert_eq!(told.matches("refused").count(), 2, "{told}");
    assert_eq!(number(&out), 3);
    assert_eq!(leftovers(place.path()), [".gitignore", ".out.work", "lock", "out"]);
}
