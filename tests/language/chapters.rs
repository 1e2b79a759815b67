//! Each chapter of `docs/language` is a literate module that is checked, laid out and tested; what it shows as refused
//! is refused, with the code it names.
//!
//! A block ```` ```acq ```` is part of the module, ```` ```acq error=CODE,.. ```` stands in a module beside it and is
//! found faulty with exactly these codes (`alone`: without the chapter, and with its own head), ```` ```toml ```` is
//! the manifest, ```` ```yaml PATH ```` a profile.

use crate::repository::Repository;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A fenced block.
pub struct Block {
    /// What stands behind the marks.
    pub head: String,
    /// The line of its marks.
    pub line: usize,
    /// Its text.
    pub text: String,
}

/// The chapters in their order.
pub fn chapters() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/language");
    let entries = fs::read_dir(folder).expect("docs/language");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    paths.sort();
    paths
}

/// The blocks of a chapter.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut list: Vec<Block> = vec![];
    let mut inside = false;
    for (line, text) in (1..).zip(text.lines()) {
        match text.strip_prefix("```") {
            Some(_) if inside => inside = false,
            Some(head) => {
                inside = true;
                list.push(Block { head: head.to_string(), line, text: String::new() });
            }
            None if inside => {
                let block = list.last_mut().expect("an open block");
                block.text.push_str(text);
                block.text.push('\n');
            }
            None => {}
        }
    }
    assert!(!inside, "a block is never closed");
    list
}

/// The chapter as a repository, without what it shows as refused.
fn repository(text: &str, blocks: &[Block]) -> Repository {
    let mut repository = Repository::new().with("policies/chapter.acq.md", &text.replace("```acq ", "```text "));
    for block in blocks {
        if block.head == "toml" {
            repository = repository.with("acquis.toml", &block.text);
        } else if let Some(path) = block.head.strip_prefix("yaml ") {
            repository = repository.with(path, &block.text);
        }
    }
    repository
}

#[test]
fn every_chapter_is_true() {
    let (mut faults, mut expectations, mut refused) = (String::new(), 0, 0);
    for path in chapters() {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a chapter");
        let blocks = blocks(&text);
        let chapter = repository(&text, &blocks);
        let found = chapter.faults();
        if !found.is_empty() {
            faults.push_str(&format!("{name}\n{found}\n"));
            continue;
        }
        expectations += chapter.tested().1;
        for block in blocks.iter().filter(|block| block.head.starts_with("acq ")) {
            let (alone, rest) = match block.head["acq ".len()..].strip_prefix("alone ") {
                Some(rest) => (true, rest),
                None => (false, &block.head["acq ".len()..]),
            };
            let codes = rest.strip_prefix("error=").unwrap_or_else(|| panic!("{name}:{}: `{rest}`", block.line));
            let wanted: BTreeSet<String> = codes.split(',').map(str::to_string).collect();
            let wrong = match alone {
                true => Repository::new().with("policies/wrong.acq", &block.text),
                false => chapter.clone().with("policies/wrong.acq", &format!("module wrong\n{}", block.text)),
            };
            let found = wrong.codes("policies/wrong.acq");
            if found != wanted {
                faults.push_str(&format!("{name}:{}: expected {wanted:?}, found {found:?}\n", block.line));
            }
            refused += 1;
        }
    }
    assert!(faults.is_empty(), "{faults}");
    assert!(expectations > 300 && refused > 40, "{expectations} expectations and {refused} refusals in the reference");
}
