//! Spoiled policies, profiles, manifests and templates, thrown at the program: it answers, in good time, with a
//! status that is documented.
//!
//! Each case is made from its number alone, so that one that fails can be made again: `ACQUIS_HOSTILE_FIRST=417
//! ACQUIS_HOSTILE_CASES=1`. More cases: `ACQUIS_HOSTILE_CASES=20000`.

#![allow(clippy::disallowed_methods)] // How long a command takes, and how many cases are wanted, decide no result.

mod random;
mod spoil;

use random::Random;
use spoil::spoil;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// What takes longer than this does not end: minutes, because a busy machine is no fault of the program.
const PATIENCE: Duration = Duration::from_secs(600);

type Files = BTreeMap<PathBuf, Vec<u8>>;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn number(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|word| word.parse().ok()).unwrap_or(usual)
}

/// Files below a folder by path.
fn files(folder: &Path, under: &[&str]) -> Files {
    let mut open: Vec<PathBuf> = under.iter().map(|name| folder.join(name)).collect();
    let mut all = Files::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).expect("a folder").map(|e| e.expect("an entry").path()));
        } else {
            let bytes = fs::read(&path).expect("a file");
            all.insert(path.strip_prefix(folder).expect("below").to_path_buf(), bytes);
        }
    }
    all
}

fn write(folder: &Path, files: &Files) {
    for (path, bytes) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, bytes).expect("written");
    }
}

/// The status of a command, and what it said to standard error; `None`: it did not end, or not by itself.
fn answer(folder: &Path, args: &[&str]) -> (Option<i32>, String) {
    let mut said: File = tempfile::tempfile().expect("a file");
    let mut child = Command::new(env!("CARGO_BIN_EXE_acquis"))
        .arg("-C")
        .arg(folder)
        .args(args)
        .env("NO_COLOR", "1")
        .env("RAYON_NUM_THREADS", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(said.try_clone().expect("a file"))
        .spawn()
        .expect("the program starts");
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("a status") {
            break status.code();
        }
        if started.elapsed() > PATIENCE {
            child.kill().expect("killed");
            child.wait().expect("a status");
            break None;
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    let mut words = vec![];
    said.rewind().and_then(|()| said.read_to_end(&mut words)).expect("readable");
    (status, String::from_utf8_lossy(&words).into_owned())
}

/// What is wrong with the answers to a repository; none: nothing.
fn wrong(folder: &Path) -> Option<String> {
    let out = folder.join("made").display().to_string();
    let commands: [&[&str]; 4] =
        [&["check"], &["fmt", "--check"], &["eval", "--format", "csv"], &["build", "--markdown-only", "--out", &out]];
    for args in commands {
        let (status, words) = answer(folder, args);
        let end: String = words.chars().rev().take(1_500).collect::<Vec<_>>().into_iter().rev().collect();
        if !matches!(status, Some(0..=2)) {
            return Some(format!("acquis {args:?} ended with {status:?}: {end}"));
        }
        if words.contains("panicked at") {
            return Some(format!("acquis {args:?} fell over: {end}"));
        }
        if status != Some(0) && words.trim().is_empty() && args[0] != "fmt" {
            return Some(format!("acquis {args:?} ended with {status:?} and said nothing"));
        }
    }
    None
}

/// Runs cases on two threads and reports all that failed.
fn run(name: &str, cases: usize, case: &(dyn Fn(u64) -> Files + Sync)) {
    let first = number("ACQUIS_HOSTILE_FIRST", 0);
    let (next, failed) = (AtomicUsize::new(0), Mutex::new(vec![]));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= cases {
                        return;
                    }
                    let place = TempDir::new().expect("a folder");
                    write(place.path(), &case((first + at) as u64));
                    if let Some(what) = wrong(place.path()) {
                        failed.lock().expect("a list").push(format!("{name} {}: {what}", first + at));
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().expect("a list");
    assert!(failed.is_empty(), "{} of {cases} cases:\n\n{}", failed.len(), failed.join("\n\n"));
}

/// A repository with some of its files spoiled.
fn spoiled(seed: u64, sound: &Files, others: &[Vec<u8>]) -> Files {
    let mut random = Random::new(seed);
    let mut files = sound.clone();
    let paths: Vec<PathBuf> = files.keys().cloned().collect();
    for _ in 0..1 + random.below(2) {
        let bytes = files.get_mut(random.one(&paths)).expect("a file");
        for _ in 0..1 + random.below(4) {
            spoil(&mut random, bytes, others);
        }
    }
    files
}

#[test]
fn small_repositories_spoiled() {
    let bathing = root().join("tests/elsewhere/bathing");
    let starter = root().join("src/cli/starter");
    let kinds = ["acquis.toml", "policies", "templates"];
    let sound =
        [files(&bathing, &[&kinds[..], &["waters"]].concat()), files(&starter, &[&kinds[..], &["towns"]].concat())];
    let others: Vec<Vec<u8>> =
        files(root(), &["tests/probes", "tests/fixtures/samples", "tests/fixtures/syntax"]).into_values().collect();
    run("small", number("ACQUIS_HOSTILE_CASES", 300), &|seed| spoiled(seed, &sound[seed as usize % 2], &others));
}

/// Samples of the whole language, spoiled, as the policy of a repository.
#[test]
fn the_whole_language_spoiled() {
    let manifest = "name = \"x\"\npolicies = [\"policies\"]\ndates = { at = 2018-04-30, known_on = 2018-04-30, data_as_of = 2018-04-30 }\n";
    let samples: Vec<Vec<u8>> = files(root(), &["tests/probes", "tests/fixtures/samples"]).into_values().collect();
    run("language", number("ACQUIS_HOSTILE_CASES", 150), &|seed| {
        let mut random = Random::new(seed ^ 0xacc);
        let mut text = random.one(&samples).clone();
        for _ in 0..1 + random.below(6) {
            spoil(&mut random, &mut text, &samples);
        }
        Files::from([("acquis.toml".into(), manifest.into()), ("policies/x.acq".into(), text)])
    });
}

#[test]
fn this_repository_spoiled() {
    let sound = files(root(), &["acquis.toml", "policies", "templates", "cities", "data"]);
    run("corpus", number("ACQUIS_HOSTILE_CASES", 12), &|seed| spoiled(seed, &sound, &[]));
}

#[test]
fn noise() {
    let paths =
        ["acquis.toml", "policies/air.acq", "policies/mandate.yaml", "towns/aldorf.yaml", "templates/paper.md.j2"];
    let sound = files(&root().join("src/cli/starter"), &["acquis.toml", "policies", "templates", "towns"]);
    run("noise", number("ACQUIS_HOSTILE_CASES", 40), &|seed| {
        let mut random = Random::new(seed ^ 0x40153);
        let mut files = sound.clone();
        let length = random.below(4_000);
        let noise = (0..length).map(|_| random.below(256) as u8).collect();
        files.insert(random.one(&paths).into(), noise);
        files
    });
}

/// Things that somebody might write to bring the program down, each on its own.
#[test]
fn deep_long_and_large() {
    let sound = files(&root().join("src/cli/starter"), &["acquis.toml", "policies", "templates", "towns"]);
    let deep = |open: &str, inner: &str, close: &str, times: usize| {
        format!("{}{inner}{}", open.repeat(times), close.repeat(times))
    };
    let rule = |condition: &str| format!("criterion c {{\n  for town: Town\n  holds when {condition}\n}}\n");
    let mut added: Vec<(&str, String)> = vec![];
    for times in [200, 20_000] {
        added.push(("policies/air.acq", rule(&deep("(", "town.plan_adopted", ")", times))));
        added.push(("policies/air.acq", rule(&deep("not (", "town.plan_adopted", ")", times))));
        added.push(("policies/air.acq", rule(&format!("town.plan_adopted{}", " and town.plan_adopted".repeat(times)))));
        added.push(("policies/air.acq", rule(&format!("1{} = 2", " + 1".repeat(times)))));
        added.push(("policies/air.acq", rule(&format!("{} = 1", "9".repeat(times)))));
        added.push(("policies/air.acq", rule(&format!("0.{}1 = 1", "0".repeat(times)))));
        added.push(("policies/air.acq", rule(&deep("power(", "2", ", 9)", times))));
        added.push(("policies/air.acq", rule(&deep("list(", "1", ")", times))));
        added.push(("policies/air.acq", "criterion c { ".repeat(times)));
        added.push(("policies/air.acq", format!("/// {}\n", "x".repeat(times))));
        added.push(("templates/paper.md.j2", deep("{% if true %}", "x", "{% endif %}", times)));
        added.push(("templates/paper.md.j2", format!("{{{{ {} }}}}", deep("(", "1", ")", times))));
        added.push(("templates/paper.md.j2", deep("> ", "x", "", times)));
        added.push(("templates/paper.md.j2", deep("*", "x", "*", times)));
        added.push(("templates/paper.md.j2", deep("[", "x", "](y)", times)));
        added.push(("templates/paper.md.j2", format!("\n{}", "|".repeat(times))));
        added.push(("towns/aldorf.yaml", format!("further: {}", deep("[", "1", "]", times))));
        added.push(("towns/aldorf.yaml", format!("further: {}", deep("{a: ", "1", "}", times))));
        added.push(("policies/mandate.yaml", format!("- {}", deep("[", "1", "]", times))));
        added.push(("acquis.toml", format!("x = {}", deep("[", "1", "]", times))));
        added.push(("acquis.toml", format!("{} = 1", "a.".repeat(times) + "b")));
    }
    let chain: String = (1..3_000).map(|n| format!("define d{n}(t: Town): bool {{ is d{}(t) }}\n", n - 1)).collect();
    added.push(("policies/air.acq", format!("define d0(t: Town): bool {{ is t.plan_adopted }}\n{chain}")));
    let doubling: String =
        (1..60).map(|n| format!("define e{n}(t: Town): bool {{ is e{}(t) or not e{}(t) }}\n", n - 1, n - 1)).collect();
    added.push(("policies/air.acq", format!("define e0(t: Town): bool {{ is t.plan_adopted }}\n{doubling}")));
    let growing: String =
        (1..40).map(|n| format!("define g{n}(): number {{ is g{} * g{} }}\n", n - 1, n - 1)).collect();
    added.push(("policies/air.acq", format!("define g0(): number {{ is 1.5 }}\n{}", growing.replace("()", ""))));
    added.push(("policies/air.acq", rule("count(a for a in 1 .. 1 000 000 000) = 1")));
    added.push(("policies/air.acq", rule("(every a in 1 .. 19 999 has (some b in 1 .. 19 999 has a = b))")));
    added.push(("policies/air.acq", rule("power(2, 1 000 000 000) = 1")));
    added.push(("policies/air.acq", rule("power(3.7, 100 000) > ln(2, 9999 digits)")));
    added.push((
        "templates/paper.md.j2",
        "{% for a in range(100000) %}{% for b in range(100000) %}x{% endfor %}{% endfor %}".into(),
    ));
    added.push(("templates/paper.md.j2", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}".into()));
    added.push(("templates/paper.md.j2", "{{ 'x' * 1000000000 }}{{ [1] * 1000000000 }}".into()));
    added.push(("templates/paper.md.j2", "{{ 'x' | indent(1000000000) }}{{ '%999999999d' | format(1) }}".into()));
    let cases = added.len();
    run("added", cases, &|at| {
        let mut files = sound.clone();
        let (path, text) = &added[at as usize % cases];
        let bytes = files.get_mut(Path::new(path)).expect("a file");
        bytes.extend_from_slice(b"\n");
        bytes.extend_from_slice(text.as_bytes());
        files
    });
}
