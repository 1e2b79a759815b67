//! The tutorial is true: its files are written in their order (`add`: behind what is there), its commands are run, its
//! answers are compared.
//!
//! Lines below a command must appear in what it prints, in this order; runs of blanks count as one, `...` stands for
//! the rest of a line.

use crate::chapters::blocks;
use crate::repository::Repository;
use std::fs;

fn one_blank(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn each_step_is_true() {
    let text = fs::read_to_string(format!("{}/docs/tutorial.md", env!("CARGO_MANIFEST_DIR"))).expect("the tutorial");
    let mut repository = Repository::new();
    let mut commands = 0;
    for block in blocks(&text) {
        let words: Vec<&str> = block.head.split_whitespace().collect();
        match words[..] {
            ["console"] => {
                for step in block.text.split("$ acquis ").skip(1) {
                    let mut lines = step.lines();
                    hold(&repository, block.line, lines.next().expect("a command"), lines);
                    commands += 1;
                }
            }
            [_, "add", path] => {
                let before = repository.0.get(path).expect("the file is there").clone();
                repository = repository.with(path, &(before + &block.text));
            }
            [_, path] => repository = repository.with(path, &block.text),
            _ => panic!("docs/tutorial.md:{}: what is `{}`?", block.line, block.head),
        }
    }
    assert!(commands >= 8, "{commands} commands");
}

fn hold<'t>(repository: &Repository, line: usize, command: &str, wanted: impl Iterator<Item = &'t str>) {
    let (command, exit) = command.split_once(" # exit ").unwrap_or((command, "0"));
    let output = repository.run(&command.split_whitespace().collect::<Vec<_>>());
    let said = format!("{}\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(
        output.status.code().map(|code| code.to_string()).as_deref(),
        Some(exit.trim()),
        "{line}: {command}\n{said}"
    );
    let printed: Vec<String> = said.lines().map(one_blank).collect();
    let mut from = 0;
    for wanted in wanted.map(one_blank) {
        let fits = |line: &String| match wanted.strip_suffix("...") {
            Some(start) => line.starts_with(start.trim_end()),
            None => *line == wanted,
        };
        let at = printed[from..].iter().position(fits);
        from += at
            .unwrap_or_else(|| panic!("docs/tutorial.md:{line}: `acquis {command}` does not print `{wanted}`\n{said}"))
            + 1;
    }
}
