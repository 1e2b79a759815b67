//! What may enter a tree, or a folder that acquis writes. Checked before the library sees it: it panics on a NUL, and a
//! path that git would not check out safely on another system is refused here already.

use super::Result;
use crate::diag::{Diagnostic, git as diag};
use crate::text::signs::is_hidden;
use std::collections::BTreeMap;

/// The file that `publish` adds to each tree.
pub(super) const ATTRIBUTES_PATH: &str = ".gitattributes";

/// Longest name of a file or folder on the file systems in use, in bytes.
const LONGEST_NAME: usize = 255;

/// Longest path, in bytes.
const LONGEST_PATH: usize = 4096;

/// Refuses paths that leave the tree, reach into `.git`, or cannot stand side by side.
pub(super) fn check(files: &BTreeMap<String, Vec<u8>>) -> Result<()> {
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    for path in files.keys() {
        if let Some(why) = fault(path) {
            return Err(diag::bad_path(path, why));
        }
        if path == ATTRIBUTES_PATH {
            return Err(diag::bad_path(path, "publishing writes this file itself"));
        }
        if let Some(other) = taken.insert(path.to_lowercase(), path) {
            return Err(clash(other, path, "some file systems take both for one file"));
        }
    }
    for (folded, path) in &taken {
        for (at, _) in folded.match_indices('/') {
            if let Some(other) = taken.get(&folded[..at]) {
                return Err(clash(other, path, "one would be a file and a folder at once"));
            }
        }
    }
    Ok(())
}

fn clash(one: &str, other: &str, why: &str) -> Diagnostic {
    diag::clashing_paths(one.min(other), one.max(other), why)
}

/// Why a relative path is refused; `None` where every system takes it for the same file below its folder.
pub fn fault(path: &str) -> Option<&'static str> {
    if path.is_empty() {
        Some("the path is empty")
    } else if path.len() > LONGEST_PATH {
        Some("the path is too long")
    } else if path.starts_with('/') {
        Some("the path is absolute")
    } else if path.contains('\\') || path.contains(':') {
        Some("`\\` and `:` mean other things on other systems")
    } else if path.chars().any(char::is_control) {
        Some("it holds a control character")
    } else {
        path.split('/').find_map(fault_of_name)
    }
}

fn fault_of_name(name: &str) -> Option<&'static str> {
    match name {
        "" => Some("a name in it is empty"),
        "." | ".." => Some("`.` and `..` are no names"),
        name if name.len() > LONGEST_NAME => Some("a name in it is too long"),
        name if name.ends_with([' ', '.']) => Some("a name in it ends in a space or a full stop"),
        name if is_git_folder(name) => Some("`.git` belongs to git"),
        _ => None,
    }
}

/// `.git` as any file system reads it: without case, without characters that are ignored, or by its short name.
fn is_git_folder(name: &str) -> bool {
    let bare: String = name.chars().filter(|c| !is_hidden(*c)).collect::<String>().to_lowercase();
    bare == ".git" || bare == "git~1"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(paths: &[&str]) -> BTreeMap<String, Vec<u8>> {
        paths.iter().map(|p| (p.to_string(), vec![])).collect()
    }

    #[test]
    fn ordinary_paths_pass() {
        let ordinary = ["papers/a.md", "papers/a/chart 1.svg", "Ñandú.pdf", "..a", ".gitignore", "a.git", "papers.md"];
        assert_eq!(check(&files(&ordinary)), Ok(()));
    }

    #[test]
    fn dangerous_paths_do_not() {
        let long = "a".repeat(256);
        let hostile = [
            "",
            "/etc/passwd",
            "../a",
            "a/../b",
            "a/./b",
            "a//b",
            "a/",
            ".git",
            "a/.GIT/config",
            ".g\u{200c}it/hooks",
            "git~1",
            "a\0b",
            "a\nb",
            "c:\\x",
            "a/b.",
            "a ",
            &long,
        ];
        for path in hostile {
            assert!(fault(path).is_some(), "{path:?} was let through");
        }
    }

    #[test]
    fn paths_that_clash_are_named() {
        for (pair, first, second) in
            [(["a", "a/b"], "`a`", "`a/b`"), (["X.md", "x.md"], "`X.md`", "`x.md`"), (["A/c", "a"], "`A/c`", "`a`")]
        {
            let message = check(&files(&pair)).expect_err("they clash").message;
            assert!(message.contains(first) && message.contains(second), "{message}");
        }
    }
}
