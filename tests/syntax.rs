//! The front end: samples, wrong inputs, properties.

use acquis::syntax::parse;
use acquis::text::{FileId, Sources};

fn samples() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/samples");
    let mut list: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "acq"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(&path).unwrap()))
        .collect();
    list.sort();
    assert_eq!(list.len(), 10, "all samples are read");
    list
}

/// Diagnostics as lines `place code message`.
fn findings(path: &str, text: &str) -> Vec<String> {
    let mut sources = Sources::default();
    let file = sources.add(path, text);
    let parsed = parse(file, path, text);
    parsed
        .diagnostics
        .iter()
        .map(|d| {
            let place = d.primary.as_ref().map_or(String::new(), |p| sources.place(p.span));
            format!("{place} {} {}", d.code.0, d.message)
        })
        .collect()
}

#[test]
fn every_sample_is_read_without_a_finding() {
    for (path, text) in samples() {
        assert_eq!(findings(&path, &text), Vec::<String>::new(), "{path}");
        let parsed = parse(FileId(0), &path, &text);
        assert!(parsed.module.name.is_some());
        assert!(parsed.module.decls.len() > 10, "{path}: {} declarations", parsed.module.decls.len());
    }
}
