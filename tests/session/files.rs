//! What is found and read: in one order, never outside the policy, never without end.

use acquis::session::files::{LARGEST, Pattern, add, below, find_root, is_below, load, matching};
use acquis::text::Sources;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

fn folder(files: &[&str]) -> TempDir {
    let folder = TempDir::new().expect("temporary folder");
    for path in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("make folder");
        fs::write(path, "x").expect("write");
    }
    folder
}

fn pattern(text: &str) -> Pattern {
    Pattern::new(text).expect("a pattern")
}

#[test]
fn the_root_is_the_nearest_folder_with_a_manifest() {
    let place = folder(&["acquis.toml", "a/b/c.acq", "a/inner/acquis.toml", "a/inner/x/y"]);
    let root = place.path().canonicalize().expect("path");
    assert_eq!(find_root(&root.join("a/b")).expect("found"), root);
    assert_eq!(find_root(&root).expect("found"), root);
    assert_eq!(find_root(&root.join("a/inner/x")).expect("found"), root.join("a/inner"));
    fs::create_dir(root.join("a/b/acquis.toml")).expect("make");
    assert_eq!(find_root(&root.join("a/b")).expect("found"), root, "a folder is no manifest");

    let none = folder(&["x"]);
    let told = find_root(none.path()).expect_err("no manifest");
    assert_eq!(told.code.0, "E0801");
    assert_eq!(find_root(&none.path().join("gone")).expect_err("no folder").code.0, "E0802");
}

#[test]
fn patterns_fit_as_they_read() {
    for (text, fits, others) in [
        (
            "cities/*.yaml",
            vec!["cities/a.yaml", "cities/é b.yaml"],
            vec!["cities/a.yml", "cities/x/a.yaml", "a.yaml", "cities/.a.yaml"],
        ),
        (
            "data/**/*.csv",
            vec!["data/a.csv", "data/x/a.csv", "data/x/y/a.csv"],
            vec!["data/.x/a.csv", "a.csv", "data/a.csv/b"],
        ),
        ("**/x?.yaml", vec!["x1.yaml", "a/b/xé.yaml"], vec!["x.yaml", "a/x12.yaml"]),
        ("data/one.yaml", vec!["data/one.yaml"], vec!["data/one.yaml.bak", "data/two.yaml"]),
        ("*a*b*.acq", vec!["ab.acq", "xaxbx.acq", "aab.acq"], vec!["ba.acq", "ab.acqx"]),
        ("**/a/**/b", vec!["a/b", "x/a/a/y/b"], vec!["b", "a/x", "x/b"]),
    ] {
        for path in fits {
            assert!(pattern(text).fits(path), "{text} should fit {path}");
        }
        for path in others {
            assert!(!pattern(text).fits(path), "{text} should not fit {path}");
        }
    }
    assert_eq!((pattern("data/x/*.csv").folder(), pattern("*.csv").folder()), ("data/x", ""));
    for wrong in ["", "/a", "../a", "a/../b", "a/**", "a**b", "a/{b,c}", "a/[b]", ".git/x", "a\0b", "a//b", ".hidden/*"]
    {
        assert!(Pattern::new(wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn a_pattern_made_to_be_slow_is_not() {
    let slow = pattern(&format!("**/a*/{}b", "*a".repeat(60)));
    assert!(!slow.fits(&format!("a/{}", "a".repeat(5000))));
    let deep = pattern(&format!("{}x", "**/a/".repeat(40)));
    assert!(!deep.fits("a/".repeat(2000).trim_end_matches('/')));
}

#[test]
fn listings_are_sorted_and_leave_hidden_files_out() {
    let place = folder(&[
        "cities/b.yaml",
        "cities/a.yaml",
        "cities/a-c/z.yaml",
        "cities/.hidden.yaml",
        "cities/note.txt",
        ".x/cities/d.yaml",
        "policies/b.acq",
        "policies/a/c.acq.md",
        "policies/a/.d.acq",
        "policies/a.acq",
        "policies/acq",
        "policies/x.acq.bak",
    ]);
    let found = matching(place.path(), &pattern("cities/*.yaml"));
    assert_eq!(found.paths, ["cities/a.yaml", "cities/b.yaml"]);
    assert!(found.findings.is_empty());
    let found = below(place.path(), "policies", &[".acq", ".acq.md"]);
    assert_eq!(found.paths, ["policies/a.acq", "policies/a/c.acq.md", "policies/b.acq"]);
    assert!(below(place.path(), "none", &[".acq"]).paths.is_empty());
    for (path, listed) in
        [("p/a.acq", true), ("p/b/a.acq", true), ("p/.b/a.acq", false), ("pp/a.acq", false), ("p/a.md", false)]
    {
        assert_eq!(is_below(path, "p", &[".acq"]), listed, "{path}");
    }
}

#[cfg(unix)]
#[test]
fn links_are_told_and_not_followed() {
    use std::os::unix::fs::symlink;
    let place = folder(&["policies/a.acq", "elsewhere/b.acq"]);
    let policies = place.path().join("policies");
    symlink(".", policies.join("loop")).expect("link");
    symlink("../..", policies.join("up")).expect("link");
    symlink("../elsewhere/b.acq", policies.join("b.acq")).expect("link");
    symlink("nowhere", policies.join("dangling.acq")).expect("link");
    symlink("nowhere", policies.join("other.txt")).expect("link");
    let found = below(place.path(), "policies", &[".acq"]);
    assert_eq!(found.paths, ["policies/a.acq"]);
    let told: Vec<&str> = found.findings.iter().map(|f| f.message.split('`').nth(1).expect("a path")).collect();
    assert_eq!(told, ["policies/b.acq", "policies/dangling.acq", "policies/loop", "policies/up"]);
    assert!(found.findings.iter().all(|f| f.code.0 == "W0802"));
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_no_text_are_told() {
    use std::os::unix::ffi::OsStrExt;
    let place = folder(&["policies/a.acq"]);
    fs::write(place.path().join("policies").join(std::ffi::OsStr::from_bytes(b"\xff.acq")), "x").expect("write");
    let found = below(place.path(), "policies", &[".acq"]);
    assert_eq!(found.paths, ["policies/a.acq"]);
    assert_eq!(found.findings[0].code.0, "E0803");
}

#[test]
fn ten_megabytes_load_and_more_than_64_do_not() {
    let place = folder(&[]);
    let mut sources = Sources::default();
    fs::write(place.path().join("ten"), "0123456789\n".repeat(1_000_000)).expect("write");
    let (file, found) = load(&mut sources, place.path(), "ten");
    assert!(found.is_empty());
    assert_eq!(sources.file(file.expect("loaded")).text.len(), 11_000_000);

    let large = fs::File::create(place.path().join("large")).expect("create");
    large.set_len(LARGEST + 1).expect("a file with a hole");
    let (file, found) = load(&mut sources, place.path(), "large");
    assert_eq!((file, found[0].code.0), (None, "E0804"));
    assert!(sources.place(found[0].primary.as_ref().expect("a place").span).starts_with("large:1:1"));
    large.set_len(LARGEST).expect("a file with a hole");
    assert!(load(&mut sources, place.path(), "large").0.is_some());
}

#[test]
fn what_is_no_file_is_not_waited_for() {
    let mut sources = Sources::default();
    let place = folder(&["x"]);
    for (root, path) in [(place.path(), "gone"), (place.path(), ""), (Path::new("/"), "dev/zero")] {
        let (file, found) = load(&mut sources, root, path);
        assert_eq!((file, found[0].code.0), (None, "E0802"), "{path}");
    }
}

#[test]
fn other_encodings_are_told_where_they_begin() {
    let told = |bytes: &[u8]| {
        let mut sources = Sources::default();
        let (file, found) = add(&mut sources, "f", bytes);
        let finding = found
            .into_iter()
            .next()
            .map(|f| (f.code.0, sources.place(f.primary.as_ref().expect("a place").span), f.message));
        (file.map(|file| sources.file(file).text.to_string()), finding)
    };
    assert_eq!(told("é\n".as_bytes()), (Some("é\n".to_string()), None));
    assert_eq!(told(b""), (Some(String::new()), None));
    let (text, finding) = told(b"\xef\xbb\xbfname: x\n");
    assert_eq!((text.as_deref(), finding.expect("told").0), (Some("name: x\n"), "W0801"));
    let (text, finding) = told(b"one\nna\xefve \xff\nthree\n");
    assert_eq!(text, None);
    let (code, place, _) = finding.expect("told");
    assert_eq!((code, place.as_str()), ("E0803", "f:2:3"));
    let (_, finding) = told(b"ok\ncut \xc3");
    assert_eq!(finding.expect("told").1, "f:2:5");
    for (bytes, name) in
        [(&b"\xff\xfen\0"[..], "UTF-16"), (b"\xfe\xff\0n", "UTF-16"), (b"\xff\xfe\0\0n\0\0\0", "UTF-32")]
    {
        let (text, finding) = told(bytes);
        let (code, _, message) = finding.expect("told");
        assert_eq!((text, code), (None, "E0803"));
        assert!(message.contains(name), "{message}");
    }
}
