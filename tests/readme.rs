//! The tour of `README.md` is true: each command is run, its exit status and its lines are compared.
//!
//! In a block ```` ```console ````, a line `$ acquis ...` is a command, with ` # exit N` behind it where it does not
//! end with 0. The lines below it must appear in what it prints, in this order; runs of blanks count as one, `...`
//! stands for any lines or the rest of a line.

use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

struct Step {
    line: usize,
    command: String,
    exit: i32,
    shown: Vec<String>,
}

fn steps(readme: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = vec![];
    let mut inside = false;
    for (line, text) in (1..).zip(readme.lines()) {
        if text.starts_with("```") {
            inside = text == "```console";
        } else if inside && let Some(command) = text.strip_prefix("$ ") {
            let (command, exit) = match command.split_once(" # exit ") {
                Some((command, exit)) => (command, exit.trim().parse().expect("a number behind `exit`")),
                None => (command, 0),
            };
            steps.push(Step { line, command: command.trim().into(), exit, shown: vec![] });
        } else if inside {
            let step = steps.last_mut().expect("a block begins with a command");
            step.shown.push(one_blank(text));
        }
    }
    steps
}

/// The words of a command as a shell cuts them: quotation marks keep blanks together.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![];
    let (mut word, mut quoted) = (String::new(), false);
    for c in command.chars() {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.extend((!word.is_empty()).then(|| std::mem::take(&mut word))),
            _ => word.push(c),
        }
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

fn one_blank(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first line of `shown` that does not appear in its turn.
fn missing<'s>(shown: &'s [String], printed: &str) -> Option<&'s str> {
    let printed: Vec<String> = printed.lines().map(one_blank).collect();
    let mut from = 0;
    for wanted in shown.iter().filter(|line| !line.is_empty() && *line != "...") {
        let fits = |line: &String| match wanted.strip_suffix("...") {
            Some(start) => line.starts_with(start.trim_end()),
            None => line == wanted,
        };
        match printed[from..].iter().position(fits) {
            Some(at) => from += at + 1,
            None => return Some(wanted),
        }
    }
    None
}

#[test]
fn the_tour_is_true() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).expect("README.md");
    let steps = steps(&readme);
    for name in
        ["check", "eval", "explain", "compare", "needs", "test", "fmt", "sources", "trace", "publish", "new", "sweep"]
    {
        assert!(
            steps.iter().any(|step| step.command.split(' ').any(|word| word == name)),
            "the tour leaves out `{name}`"
        );
    }
    let scratch = TempDir::new().expect("folder");
    for step in &steps {
        let mut words = words(&step.command).into_iter();
        assert_eq!(words.next().as_deref(), Some("acquis"), "README.md:{}: no command of ours", step.line);
        // What is made by `new` is made elsewhere; the rest reads this repository.
        let place = if step.command.contains("my-policies") { scratch.path() } else { root };
        let output = Command::new(env!("CARGO_BIN_EXE_acquis"))
            .args(words)
            .current_dir(place)
            .env("NO_COLOR", "1")
            .env("COLUMNS", "200")
            .output()
            .expect("the program starts");
        let printed =
            format!("{}\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        let Step { line, command, exit, shown } = step;
        assert_eq!(output.status.code(), Some(*exit), "README.md:{line}: `{command}` ends otherwise:\n{printed}");
        if let Some(wanted) = missing(shown, &printed) {
            panic!("README.md:{line}: `{command}` does not print `{wanted}`, but:\n{printed}");
        }
    }
}

#[test]
fn a_line_that_is_not_printed_is_found() {
    let shown = ["rule for".to_string(), "...".into(), "met a...".into()];
    assert_eq!(missing(&shown, "rule   for\nother\nmet   all\n"), None);
    assert_eq!(missing(&shown, "met all\nrule for\n"), Some("met a..."));
}
