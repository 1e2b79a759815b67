//! The front end: samples, wrong inputs, layout, properties.

use acquis::syntax::{format, parse};
use acquis::text::{FileId, Sources};

fn folder(name: &str, extension: &str) -> Vec<(String, String)> {
    let folder = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    let mut list: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().ends_with(extension))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(&path).unwrap()))
        .collect();
    list.sort();
    list
}

fn samples() -> Vec<(String, String)> {
    let list = folder("samples", ".acq");
    assert_eq!(list.len(), 10, "all samples are read");
    list
}

/// Findings as lines `place code message`.
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

/// The tree as text, without places.
fn tree(path: &str, text: &str) -> String {
    let module = parse(FileId(0), path, text).module;
    let shown = format!("{module:?}");
    let mut out = String::with_capacity(shown.len());
    let mut rest = shown.as_str();
    while let Some(at) = rest.find("0:") {
        let (before, after) = rest.split_at(at);
        let end = after[2..].find(|c: char| !c.is_ascii_digit() && c != '.').map_or(after.len(), |n| n + 2);
        let place = after[2..end].contains("..") && !before.ends_with(|c: char| c.is_ascii_digit());
        out.push_str(before);
        out.push_str(if place { "_" } else { &after[..end] });
        rest = &after[end..];
    }
    out.push_str(rest);
    out
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

#[test]
fn the_layout_of_samples_is_stable_and_means_the_same() {
    for (path, text) in samples() {
        let once = format(&path, &text).unwrap();
        assert_eq!(tree(&path, &once), tree(&path, &text), "{path}");
        assert_eq!(format(&path, &once).unwrap(), once, "{path}");
        assert!(once.lines().all(|line| line == line.trim_end()), "{path}: blanks at the end of a line");
        assert_eq!(once.matches("//").count(), text.matches("//").count(), "{path}: comments");
    }
}

/// Other blanks between the words of a text, outside quotes and comments; line breaks stay.
fn other_blanks(text: &str, blanks: &str) -> String {
    let mut out = String::new();
    let mut long = false;
    for line in text.split_inclusive('\n') {
        if long || line.contains("\"\"\"") {
            long ^= line.matches("\"\"\"").count() == 1;
            out.push_str(line);
            continue;
        }
        let indent = line.len() - line.trim_start_matches(' ').len();
        out.push_str(&line[..indent]);
        let (mut quoted, mut comment) = (false, false);
        let mut chars = line[indent..].chars().peekable();
        while let Some(c) = chars.next() {
            quoted ^= c == '"' && !comment;
            comment |= !quoted && c == '/' && chars.peek() == Some(&'/');
            let digits = out.ends_with(|c: char| c.is_ascii_digit()) && chars.peek().is_some_and(char::is_ascii_digit);
            match c {
                ' ' if !quoted && !comment && !digits => out.push_str(blanks),
                _ => out.push(c),
            }
        }
    }
    out
}

#[test]
fn the_layout_does_not_depend_on_blanks() {
    for (path, text) in samples() {
        let canonical = format(&path, &text).unwrap();
        let wide = other_blanks(&text, "   ");
        assert_ne!(wide, text);
        assert_eq!(findings(&path, &wide), Vec::<String>::new(), "{path}");
        assert_eq!(format(&path, &wide).unwrap(), canonical, "{path}");
    }
}

/// A small deterministic source of choices.
struct Choices(u64);

impl Choices {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((self.0 >> 33) as usize) % n.max(1)
    }
}

/// One slip of the pen: a character left out, doubled or replaced, a word or line left out, two lines joined.
fn slip(text: &str, choices: &mut Choices) -> String {
    const SIGNS: &[&str] =
        &["{", "}", "(", ")", "[", "]", "\"", "\"\"\"", ";", ",", ":", "|", "//", "-", "%", "é", "\t", "\n", "€", "“"];
    let mut at = choices.below(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let (before, after) = text.split_at(at);
    let next = after.chars().next().map_or(0, char::len_utf8);
    match choices.below(6) {
        0 => format!("{before}{}", &after[next..]),
        1 => format!("{before}{}{after}", SIGNS[choices.below(SIGNS.len())]),
        2 => format!("{before}{}{}", SIGNS[choices.below(SIGNS.len())], &after[next..]),
        3 => format!("{before}{}", after.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_')),
        4 => format!("{before}{}", after.find('\n').map_or("", |n| &after[n..])),
        _ => format!("{before}{}", after.replacen('\n', " ", 1)),
    }
}

#[test]
fn a_slip_costs_little() {
    let mut choices = Choices(7);
    let (mut slips, mut most, mut lost_most, mut silent) = (0, 0, 0, 0);
    for (path, text) in samples() {
        let whole = parse(FileId(0), &path, &text).module.decls.len();
        for _ in 0..150 {
            let slipped = slip(&text, &mut choices);
            let parsed = parse(FileId(0), &path, &slipped);
            let found = parsed.diagnostics.len();
            for d in &parsed.diagnostics {
                let places = d.primary.iter().chain(&d.secondary).map(|l| l.span);
                let edits = d.fixes.iter().flat_map(|f| f.edits.iter().map(|e| e.0));
                for span in places.chain(edits) {
                    assert!(slipped.get(span.start as usize..span.end as usize).is_some(), "{path}: {d:?}");
                }
            }
            slips += 1;
            silent += usize::from(found == 0);
            if found > most || whole.saturating_sub(parsed.module.decls.len()) > lost_most {
                eprintln!(
                    "{path}: {found} findings, {} of {whole} declarations\n{:?}",
                    parsed.module.decls.len(),
                    parsed.diagnostics.iter().map(|d| &d.message).collect::<Vec<_>>()
                );
            }
            most = most.max(found);
            lost_most = lost_most.max(whole.saturating_sub(parsed.module.decls.len()));
        }
    }
    eprintln!("{slips} slips, at most {most} findings, at most {lost_most} declarations lost, {silent} silent");
    assert!(most <= 6, "{most} findings after one slip");
    assert!(lost_most <= 2, "{lost_most} declarations lost");
}
