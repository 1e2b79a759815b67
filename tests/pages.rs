//! The pages of diagnostics: what each shows as wrong gives exactly its code, what it shows as right is clean.
//!
//! `docs/diagnostics/README.md` says how the blocks of a page are read, and holds the repository that all examples
//! stand in.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

type Files = BTreeMap<String, String>;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/diagnostics")
}

/// Heads and texts of the fenced blocks.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut list: Vec<(String, String)> = vec![];
    let mut inside = false;
    for line in text.lines() {
        match line.strip_prefix("```") {
            Some(_) if inside => inside = false,
            Some(head) => {
                inside = true;
                list.push((head.to_string(), String::new()));
            }
            None if inside => {
                if let Some((_, block)) = list.last_mut() {
                    block.push_str(line);
                    block.push('\n');
                }
            }
            None => {}
        }
    }
    list
}

/// The repository of all examples.
fn world() -> Files {
    let text = fs::read_to_string(folder().join("README.md")).expect("the page of pages");
    let named = blocks(&text).into_iter().filter_map(|(head, text)| Some((head.split_once(' ')?.1.to_string(), text)));
    named.collect()
}

/// The sections of all pages: code and text.
fn sections() -> Vec<(String, String)> {
    let mut list = vec![];
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder()).expect("pages").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    for path in paths.iter().filter(|path| !path.ends_with("README.md")) {
        let text = fs::read_to_string(path).expect("a page");
        let mut code: Option<(String, String)> = None;
        for line in text.lines() {
            let head = line.strip_prefix("## ").and_then(|rest| rest.get(..5)).filter(|head| is_code(head));
            if let Some(head) = head {
                list.extend(code.replace((head.to_string(), String::new())));
            } else if let Some((_, body)) = &mut code {
                body.push_str(line);
                body.push('\n');
            }
        }
        list.extend(code);
    }
    list
}

fn is_code(word: &str) -> bool {
    word.starts_with(['E', 'W', 'N']) && word[1..].bytes().all(|b| b.is_ascii_digit())
}

/// The files of an example, and the commands that show it.
fn example(blocks: &[(String, String)]) -> (Files, Vec<Vec<String>>) {
    let (mut files, mut commands) = (world(), vec![vec!["check".to_string()]]);
    for (head, text) in blocks {
        let (kind, path) = head.split_once(' ').map_or((head.as_str(), None), |(kind, path)| (kind, Some(path)));
        match (kind, path) {
            ("console", _) => {
                let lines = text.lines().filter_map(|line| line.strip_prefix("acquis "));
                commands = lines.map(|line| line.split_whitespace().map(str::to_string).collect()).collect();
            }
            (_, Some(path)) => {
                files.insert(path.to_string(), text.clone());
            }
            ("acq", None) => {
                let named = text.lines().any(|line| line.starts_with("module "));
                let module = if named { "" } else { "module example\n\n" };
                files.insert("policies/example.acq".into(), format!("{module}{text}"));
            }
            ("yaml", None) => {
                files.insert("towns/example.yaml".into(), text.clone());
            }
            ("toml", None) => {
                let keys: BTreeSet<&str> =
                    text.lines().filter_map(|line| Some(line.split_once('=')?.0.trim())).collect();
                let manifest = files.get_mut("acquis.toml").expect("a manifest");
                let kept =
                    manifest.lines().filter(|l| l.split_once('=').is_none_or(|(key, _)| !keys.contains(key.trim())));
                *manifest = kept.map(|line| format!("{line}\n")).collect::<String>() + text;
            }
            ("markdown", None) => {
                let head = if text.starts_with('#') || text.starts_with("---") { "" } else { "# A paper\n\n" };
                files.insert("templates/example.md.j2".into(), format!("{head}{text}"));
                files.get_mut("acquis.toml").expect("a manifest").push_str(
                    "papers = [{ name = \"example\", template = \"example.md.j2\", to = [\"council\"], date = 2023-06-30, \
                     state = \"draft\", scenarios = [\"later\"] }]\n",
                );
                commands.push(vec!["paper".into(), "example".into()]);
            }
            (kind, None) => panic!("a block `{kind}`"),
        }
    }
    (files, commands)
}

/// The codes that the commands print, and all they print.
fn codes(blocks: &[(String, String)]) -> (BTreeSet<String>, String) {
    let (files, commands) = example(blocks);
    let folder = TempDir::new().expect("a folder");
    for (path, text) in &files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("a file");
    }
    let (mut found, mut said) = (BTreeSet::new(), String::new());
    for words in commands {
        let program = env!("CARGO_BIN_EXE_acquis");
        let output =
            Command::new(program).args(words).current_dir(folder.path()).env("NO_COLOR", "1").output().expect("a run");
        let text = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
        let heads = text.lines().filter_map(|line| {
            let (level, rest) = line.split_once('[')?;
            let code = rest.split_once(']')?.0;
            (matches!(level, "error" | "warning" | "note") && is_code(code)).then(|| code.to_string())
        });
        // A program built without PDF says so of every paper, whatever is in it.
        found.extend(heads.filter(|code| code != "E0741"));
        said.push_str(&text);
        if !found.is_empty() {
            break;
        }
    }
    (found, said)
}

#[test]
fn what_a_page_shows_is_so() {
    let (mut faults, mut run, mut excerpts, mut without) = (String::new(), 0, vec![], vec![]);
    for (code, text) in sections() {
        if text.contains("\nNo example: ") {
            without.push(code);
            continue;
        }
        let parts = text.split_once("\nNot so:\n").and_then(|(_, rest)| rest.split_once("\nBut so:\n"));
        let Some((wrong, right)) = parts else {
            excerpts.push(code);
            continue;
        };
        let (wanted, none) = (BTreeSet::from([code.clone()]), BTreeSet::new());
        let (found, said) = codes(&blocks(wrong));
        if found != wanted {
            faults.push_str(&format!("{code}: the wrong example gives {found:?}\n{said}\n"));
        }
        let (found, said) = codes(&blocks(right));
        if found != none {
            faults.push_str(&format!("{code}: the right example gives {found:?}\n{said}\n"));
        }
        run += 1;
    }
    assert!(faults.is_empty(), "{faults}");
    assert!(run > 130, "{run} pages have examples that are run");
    assert!(excerpts.is_empty(), "pages without an example: {excerpts:?}");
    assert!(without.len() < 55, "{} pages say that they cannot have one: {without:?}", without.len());
}

#[test]
fn the_repository_of_the_examples_is_clean() {
    let (found, said) = codes(&[]);
    assert!(found.is_empty(), "{said}");
}
