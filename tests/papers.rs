//! The papers of this repository: made twice the same, snapshots of their text, and PDFs that a validator accepts.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

mod run;
mod validator;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn acquis(args: &[&str], out: &Path) {
    run::fine(root(), &[args, &["--out", out.to_str().expect("UTF-8")]].concat());
}

/// Files below a folder by path.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut open = vec![folder.to_path_buf()];
    let mut all = BTreeMap::new();
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let bytes = fs::read(&path).expect("a file");
                all.insert(path.strip_prefix(folder).expect("below").to_path_buf(), bytes);
            }
        }
    }
    all
}

/// What a reader of the Markdown must not meet: words of the program in place of words of the law.
const SLIPS: &[&str] = &["{{", "{%", "undefined", "Sym::", "Some(", "NaN", "\u{fffd}", "TODO"];

#[test]
fn papers_read_as_they_did() {
    let place = TempDir::new().expect("folder");
    let out = place.path().join("out");
    acquis(&["build", "--markdown-only"], &out);
    acquis(&["paper", "city", "--city", "helsinki", "--markdown-only"], &out);
    let made = files(&out);
    let papers: Vec<_> = made.iter().filter(|(path, _)| path.extension().is_some_and(|e| e == "md")).collect();
    assert!(papers.len() >= 6, "papers are missing: {:?}", made.keys());
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(root().join("snapshots/papers"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for (path, bytes) in papers {
        let text = std::str::from_utf8(bytes).expect("UTF-8");
        for slip in SLIPS {
            assert!(!text.contains(slip), "{} says `{slip}`", path.display());
        }
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        settings.bind(|| insta::assert_snapshot!(name, text));
    }
}

#[test]
fn the_same_policies_give_the_same_bytes() {
    let place = TempDir::new().expect("folder");
    let (first, second) = (place.path().join("first"), place.path().join("second"));
    let printed: &[&str] = if cfg!(feature = "pdf") { &["build"] } else { &["build", "--markdown-only"] };
    acquis(printed, &first);
    acquis(printed, &second);
    let (first, second) = (files(&first), files(&second));
    assert!(first.keys().eq(second.keys()));
    for (path, bytes) in &first {
        assert!(second[path] == *bytes, "{} differs from run to run", path.display());
    }
    let pdfs = second.keys().filter(|path| path.extension().is_some_and(|e| e == "pdf"));
    let pdfs: Vec<PathBuf> = pdfs.map(|path| place.path().join("second").join(path)).collect();
    assert_eq!(pdfs.is_empty(), cfg!(not(feature = "pdf")));
    if let Some(validator) = validator::validator("this repository") {
        assert_eq!(validator::failures(&validator, &pdfs), Vec::<String>::new());
    }
}

/// A sheet is for the hand: one leaf, printed on both sides.
#[test]
#[cfg(feature = "pdf")]
fn a_sheet_has_two_pages_at_most() {
    let place = TempDir::new().expect("folder");
    let out = place.path().join("out");
    let profiles = files(&root().join("cities"));
    assert!(profiles.len() > 10, "profiles are missing: {:?}", profiles.keys());
    for profile in profiles.keys() {
        let key = profile.file_stem().expect("a name").to_string_lossy().into_owned();
        acquis(&["paper", "city", "--city", &key], &out);
        let sheet = fs::read(out.join(format!("papers/city-{key}.pdf"))).expect("a sheet");
        let pages = sheet.windows(11).filter(|bytes| bytes == b"/Type/Page/").count();
        assert!((1..=2).contains(&pages), "the sheet of {key} has {pages} pages");
    }
}
