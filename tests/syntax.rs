//! The front end: samples, wrong inputs, layout, properties.

use acquis::diag::render::{Format, Style, render};
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

#[test]
fn findings_read_well() {
    let mut files = folder("syntax", ".acq");
    files.extend(folder("syntax", ".acq.md"));
    assert!(files.len() >= 6);
    for (path, text) in files {
        let mut sources = Sources::default();
        let file = sources.add(&path, &text);
        let found = parse(file, &path, &text).diagnostics;
        let shown = render(&found, &sources, Format::Human, Style::default());
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("../snapshots");
        settings.set_prepend_module_to_snapshot(false);
        settings.bind(|| insta::assert_snapshot!(format!("syntax_{}", path.replace('.', "_")), shown));
    }
}

/// A slip, and what its fix makes of it.
const NEAR_MISSES: &[(&str, &str)] = &[
    ("param a: EUR { is EUR 25,000 }", "param a: EUR { is EUR 25 000 }"),
    ("param a: EUR { is EUR 1,250,000.50 }", "param a: EUR { is EUR 1 250 000.50 }"),
    ("param a: EUR { is EUR 25 00 }", "param a: EUR { is EUR 2 500 }"),
    ("param a: EUR { is € 25 000 }", "param a: EUR { is EUR 25 000 }"),
    ("param a: EUR { is 25 million €, ask office }", "param a: EUR { is EUR 25 million, ask office }"),
    ("param a: EUR { is 25 000 EUR }", "param a: EUR { is EUR 25 000 }"),
    ("param a: percent { is 5 percent }", "param a: percent { is 5 % }"),
    ("param a: text { is “hello; {you}” }", "param a: text { is \"hello; {you}\" }"),
    ("param a: text { is «hello» }", "param a: text { is \"hello\" }"),
    ("param a: text { is 'hello' }", "param a: text { is \"hello\" }"),
    ("param a: date { is 30/04/2018 }", "param a: date { is 2018-04-30 }"),
    ("param a: date { is 1.5.2018 }", "param a: date { is 2018-05-01 }"),
    ("param a: date { is 2018/04/30 }", "param a: date { is 2018-04-30 }"),
    ("param a: date { is 2018-4-30 }", "param a: date { is 2018-04-30 }"),
    ("define a(x: int): bool { is x == 5 }", "define a(x: int): bool { is x = 5 }"),
    ("define a(x: int): bool { is x <> 5 }", "define a(x: int): bool { is x != 5 }"),
    ("define a(x: int): bool { is x => 5 }", "define a(x: int): bool { is x >= 5 }"),
    ("define a(x: int): bool { is x ≤ 5 }", "define a(x: int): bool { is x <= 5 }"),
    ("define a(x: bool): bool { is x = true }", "define a(x: bool): bool { is x is true }"),
    ("define a(x: bool): bool { is x != absent }", "define a(x: bool): bool { is x is not absent }"),
    ("define a(x: int): int { is x -1 }", "define a(x: int): int { is x - 1 }"),
    ("define a(x: int): int { is x-1 }", "define a(x: int): int { is x - 1 }"),
    ("define a(x: int): int { is x – 1 }", "define a(x: int): int { is x - 1 }"),
    ("define a(x: int): int { is x × 2 }", "define a(x: int): int { is x * 2 }"),
    ("define a(x: int): int { is −x }", "define a(x: int): int { is -x }"),
    ("define a(x: int): bool { is 1 < x < 5 }", "define a(x: int): bool { is 1 < x and x < 5 }"),
    ("define a(x: bool): bool { is x and x or x and x }", "define a(x: bool): bool { is (x and x) or (x and x) }"),
    ("define a(x: int): bool { is not x = 5 }", "define a(x: int): bool { is not (x = 5) }"),
    ("define a(x: bool): bool { is x && x }", "define a(x: bool): bool { is x and x }"),
    ("define a(x: bool): bool { is !x }", "define a(x: bool): bool { is not x }"),
    ("define a(): bool { is every c in cities has c.big }", "define a(): bool { is (every c in cities has c.big) }"),
    ("define a(x: int): int { when x > 5, x < 9 then 1 }", "define a(x: int): int { when x > 5 and x < 9 then 1 }"),
    ("define a(x: int): int { is x per law.x art 5 }", "define a(x: int): int { is x, per law.x art 5 }"),
    ("define a(x: int): int { is x, per law.x Article 5(1) }", "define a(x: int): int { is x, per law.x art 5(1) }"),
    ("define a(x: int): int { is x, per law.x art.5(1) }", "define a(x: int): int { is x, per law.x art 5(1) }"),
    ("define a(x: int): int { is x, per law.x § 5 }", "define a(x: int): int { is x, per law.x art 5 }"),
    ("define a(x: int): int { is x, per law.x and law.y }", "define a(x: int): int { is x, per law.x and per law.y }"),
    ("define a(x: int): int { let y is 5; is y }", "define a(x: int): int { let y = 5; is y }"),
    ("define a(x: int): int { let y := 5; is y }", "define a(x: int): int { let y = 5; is y }"),
    ("define a(x: int): int { when x > 5 the 3 }", "define a(x: int): int { when x > 5 then 3 }"),
    ("define a(x: int): int { wehn x > 5 then 3 }", "define a(x: int): int { when x > 5 then 3 }"),
    ("defin a(x: int): int { is 3 }", "define a(x: int): int { is 3 }"),
    ("Define a(x: int): int { is 3 }", "define a(x: int): int { is 3 }"),
    ("requirement a { covers A1 per law.x; holds when b }", "requirement a { covers A1; per law.x; holds when b }"),
    ("requirement a { holds b }", "requirement a { holds when b }"),
    ("requirement a { modality shoud; holds when b }", "requirement a { modality should; holds when b }"),
    ("barrier a { not aplicable when b; present when b }", "barrier a { not applicable when b; present when b }"),
    ("entity A { a: bool, b: bool }", "entity A { a: bool; b: bool }"),
    ("entity A { a: int at most 5 }", "entity A { a: int, at most 5 }"),
    ("entity A { a: int, sereis }", "entity A { a: int, series }"),
    ("instance A of B { a = 5 }", "instance A of B { a: 5 }"),
    ("reform a { set b = 5 }", "reform a { set b to 5 }"),
    ("reform a { set b is 5 }", "reform a { set b to 5 }"),
    ("scenario a { with b(c = 5) }", "scenario a { with b(c: 5) }"),
    (
        "test \"a\" { given c = City { a: 5, b: 6 }; expect d }",
        "test \"a\" { given c = City { a: 5; b: 6 }; expect d }",
    ),
    ("test \"a\" { given c like d with e is 5; expect d }", "test \"a\" { given c like d with e = 5; expect d }"),
    ("test \"a\" { expect b = true }", "test \"a\" { expect b is true }"),
    ("test \"a\" { expect b is 5 under c }", "test \"a\" { expect b is 5, under c }"),
    ("recommendation a { because b under c }", "recommendation a { because b, under c }"),
    ("table a(b: int): int {\n  | b | c |\n  | 1 | 2\n}", "table a(b: int): int {\n  | b | c |\n  | 1 | 2 |\n}"),
    ("define a(b: int): int\n  is b\n}", "define a(b: int): int {\n  is b\n}"),
    ("define a(b: int): int {\n  is b", "define a(b: int): int {\n  is b\n}"),
    ("define a(b: int): int {\n\tis b\n}", "define a(b: int): int {\n  is b\n}"),
];

#[test]
fn near_misses_have_the_fix_that_mends_them() {
    for (wrong, right) in NEAR_MISSES {
        let text = format!("module m\n{wrong}");
        let found = parse(FileId(0), "m.acq", &text).diagnostics;
        assert_eq!(found.len(), 1, "{wrong}: {:?}", found.iter().map(|d| &d.message).collect::<Vec<_>>());
        let fix = found[0].fixes.first().unwrap_or_else(|| panic!("{wrong}: no fix"));
        let mut edits = fix.edits.clone();
        edits.sort_by_key(|e| std::cmp::Reverse(e.0.start));
        let mut mended = text.clone();
        for (span, with) in edits {
            mended.replace_range(span.start as usize..span.end as usize, &with);
        }
        assert_eq!(mended, format!("module m\n{right}"), "{wrong}");
        assert_eq!(findings("m.acq", &mended), Vec::<String>::new(), "{wrong}");
    }
}

#[test]
fn a_near_miss_is_read_as_it_was_meant() {
    for (wrong, right) in NEAR_MISSES {
        let (wrong, right) = (format!("module m\n{wrong}"), format!("module m\n{right}"));
        let read = tree("m.acq", &wrong);
        // What cannot be read as a whole says so; nothing is read as something else.
        assert!(read == tree("m.acq", &right) || read.contains("Broken"), "{wrong}\n{read}\n{}", tree("m.acq", &right));
    }
}

/// Programs that nobody would write, but that the grammar allows.
struct Author(Choices);

impl Author {
    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.0.below(list.len())]
    }

    fn words(&mut self, text: &str, out: &mut Vec<String>) {
        out.extend(text.split(' ').map(String::from));
    }

    /// A value: its tokens. A token is never cut by blanks.
    fn sum(&mut self, depth: usize, out: &mut Vec<String>) {
        if self.0.below(4) == 0 {
            let op = self.pick(&["+", "-", "*", "/"]);
            self.operand(depth, out);
            out.push(op.into());
        }
        if self.0.below(8) == 0 {
            out.push("-".into());
        }
        self.operand(depth, out);
    }

    fn operand(&mut self, depth: usize, out: &mut Vec<String>) {
        let simple = [
            "x",
            "city.population",
            "a.b.c",
            "5",
            "0.25",
            "12 000",
            "1\u{A0}234\u{A0}567.5",
            "EUR 25 000",
            "5 %",
            "EUR 3 137 million",
            "20 persons / guardian",
            "2018-04-30",
            "\"a ; { text\"",
            "true",
            "unknown",
            "absent",
            "DE",
        ];
        if depth == 0 {
            let word = self.pick(&simple);
            out.push(word.into());
            return;
        }
        let depth = depth - 1;
        match self.0.below(9) {
            0 => {
                out.push("(".into());
                self.condition(depth, out);
                if self.0.below(4) == 0 {
                    self.words("under other_law", out);
                }
                out.push(")".into());
            }
            1 => {
                let quantifier = self.pick(&["some", "every", "no"]);
                self.words(&format!("( {quantifier} q in list ( a , b ) has"), out);
                self.condition(depth, out);
                out.push(")".into());
            }
            2 => {
                let name = self.pick(&["sum", "count", "share", "list", "average"]);
                self.words(&format!("{name} ("), out);
                self.condition(depth, out);
                self.words("for z in funds where", out);
                self.condition(depth, out);
                out.push(")".into());
            }
            3 => {
                self.words("Route ( role : applicant , share :", out);
                self.sum(depth, out);
                out.push(")".into());
            }
            4 => {
                self.words("round (", out);
                self.sum(depth, out);
                out.push(",".into());
                out.push("to".into());
                out.push("EUR 0.01".into());
                self.words(", half_up )", out);
            }
            5 => {
                self.words("limit", out);
                out.push("as of".into());
                self.words("loan.signed_on", out);
            }
            6 => self.words("law.act binds city.state", out),
            7 => {
                self.words("city.arrivals over 2016-01-01 .. 2016-12-31", out);
            }
            _ => self.operand(0, out),
        }
    }

    fn condition(&mut self, depth: usize, out: &mut Vec<String>) {
        match self.0.below(7) {
            0 => self.sum(depth, out),
            1 => {
                self.sum(depth, out);
                let op = self.pick(&["=", "!=", "<", "<=", ">", ">="]);
                out.push(op.into());
                // What `=` compares is no truth value.
                out.push("12 000".into());
            }
            2 => {
                self.sum(depth, out);
                self.words("is not", out);
                let what = self.pick(&["absent", "AMBER", "true"]);
                out.push(what.into());
            }
            3 => {
                self.sum(depth, out);
                out.push("is".into());
                out.push("one of".into());
                self.words("( red , green )", out);
            }
            4 => {
                self.sum(depth, out);
                self.words("not in 5 ..", out);
                out.push("6 persons".into());
            }
            5 => {
                out.push("not".into());
                self.operand(depth, out);
            }
            _ => {
                let op = self.pick(&["and", "or"]);
                self.operand(depth, out);
                out.push(op.into());
                self.operand(depth, out);
            }
        }
    }

    /// Tokens with something between them: one blank or, where `wild`, several, a line break or a comment.
    fn written(&mut self, tokens: &[String], wild: bool) -> String {
        let mut text = String::new();
        for (i, token) in tokens.iter().enumerate() {
            let gap = match self.0.below(12) {
                _ if i == 0 => "",
                0..3 if wild => "   ",
                3 if wild => "\n        ",
                4 if wild => " // why\n        ",
                5 if wild => "\n        // why\n\n        ",
                _ => " ",
            };
            text.push_str(gap);
            text.push_str(token);
        }
        text
    }

    /// A module of one rule with several clauses.
    fn module(&mut self, wild: bool) -> String {
        let mut clauses: Vec<Vec<String>> = vec![];
        for _ in 0..=self.0.below(4) {
            let (depth, mut out) = (self.0.below(4), vec![]);
            match self.0.below(5) {
                0 => {
                    self.words("let name =", &mut out);
                    self.sum(depth, &mut out);
                }
                1 => {
                    self.words("not applicable when", &mut out);
                    self.condition(depth, &mut out);
                    self.words(", per law.act", &mut out);
                    out.push("art 5(1)(a)".into());
                }
                2 => {
                    self.words("when [label]", &mut out);
                    self.condition(depth, &mut out);
                    out.push("then".into());
                    self.sum(depth, &mut out);
                    self.words(", per law.act and per law.other", &mut out);
                    out.push("recital 4".into());
                    self.words("\"a_remark\" , from 2018-01-01 , until 2020-12-31", &mut out);
                }
                3 => {
                    self.words("unless [b]", &mut out);
                    self.condition(depth, &mut out);
                    out.push("then".into());
                    self.sum(depth, &mut out);
                    out.push(",".into());
                    out.push("prevailing over".into());
                    self.words("[a] , [label]", &mut out);
                }
                _ => {
                    out.push("is".into());
                    self.condition(depth, &mut out);
                }
            }
            clauses.push(out);
        }
        let mut text = String::from("module m\n\n/// A rule.\ndefine r(x: int, y: list of City): range of int {\n");
        for clause in clauses {
            // A comment between the words of a clause is not tried: `not applicable` and the like are one thing.
            let (words, rest) = clause.split_at(if clause[0] == "not" { 2 } else { 1 });
            let written = self.written(rest, wild);
            text.push_str(&format!("  {} {written}  \n", words.join(" ")));
            if wild && self.0.below(4) == 0 {
                text.push_str("\n  // between\n\n\n");
            }
        }
        text.push_str("}\n");
        text
    }
}

#[test]
fn random_programs_keep_their_meaning_and_comments() {
    let mut author = Author(Choices(11));
    for round in 0..600 {
        let text = author.module(round % 3 > 0);
        assert_eq!(findings("m.acq", &text), Vec::<String>::new(), "{text}");
        let once = format("m.acq", &text).unwrap();
        assert_eq!(tree("m.acq", &once), tree("m.acq", &text), "{text}\n----\n{once}");
        assert_eq!(format("m.acq", &once).unwrap(), once, "{text}\n----\n{once}");
        assert_eq!(once.matches("//").count(), text.matches("//").count(), "{text}\n----\n{once}");
        // Had the layout been given up, blanks at the end of a line would still be there.
        assert!(once.lines().all(|line| line == line.trim_end()), "{text}\n----\n{once}");
    }
}

#[test]
#[allow(clippy::disallowed_methods)] // That it ends is what is looked at; how fast decides nothing else.
fn hostile_texts_are_refused_in_time() {
    let inside = |text: &str| format!("module m\ndefine a(x: int): int {{ is {text} }}\n");
    let deep = |open: &str, close: &str, n: usize| inside(&format!("{}x{}", open.repeat(n), close.repeat(n)));
    let started = std::time::Instant::now();
    let mut texts = vec![
        deep("(", ")", 64 - 2),
        deep("(", ")", 1_000),
        deep("(", ")", 100_000),
        deep("(", "", 60),
        deep("f(", "", 60),
        deep("f(to (", "", 30),
        deep("sum((", " for x in y)", 30),
        deep("(some x in (", "", 30),
        deep("T { a: ", "}", 60),
        deep("x is one of (", ")", 60),
        deep("not ", "", 10_000),
        deep("not ", "", 200),
        deep("- ", "", 10_000),
        deep("x + ", "", 10_000),
        deep("x and ", "", 10_000),
        deep("x = ", "", 3_000),
        deep("between ", " and x", 300),
        deep("a.", "", 10_000),
        deep("f().a", ".b", 3_000),
        deep("x as of ", "", 300),
        deep("x binds ", "", 300),
        deep("list of ", "", 300),
        inside(&"x ".repeat(200_000)),
        inside(&"\"".repeat(99_999)),
        inside(&"\"\"\"".repeat(9_999)),
        format!("module m\ndefine a(x: {}int): int {{ is x }}", "list of ".repeat(5_000)),
        format!("module m\n{}", "reform r { add ".repeat(3_000)),
        format!("module m\n{}", "reform r { replace x { ".repeat(3_000)),
        format!("module m\nreform r {{ {} }}", "add to x ".repeat(3_000)),
        format!("module m\ntable t(x: int): int {{\n{}", "| not(".repeat(3_000)),
        format!("module m\ntable t(x: int): int {{\n| {} |\n", "(".repeat(63)),
        format!("module m\nenum e {{ {} }}", "a, ".repeat(40_000)),
        "{".repeat(100_000),
        "}".repeat(100_000),
        "define ".repeat(50_000),
        "define a\n".repeat(20_000),
        "\n\t\u{FEFF}\u{A0}\u{2028}é“„«".repeat(1_000),
        String::new(),
        "\u{FEFF}module m".to_string(),
        "module m\r\ndefine a(x: int): int {\r\n  is x\r\n}\r\n".to_string(),
    ];
    texts.extend(
        ["// ", "/// ", "\"", "\"\"\"", "|", "module", "module m\ndefine", "module m\ntest \"", "```acq"]
            .map(String::from),
    );
    for text in &texts {
        for path in ["m.acq", "m.acq.md"] {
            let parsed = parse(FileId(0), path, text);
            let _ = format(path, text);
            drop(parsed);
        }
    }
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
    assert_eq!(findings("m.acq", &texts[0]), Vec::<String>::new(), "62 brackets are fine");
    assert_eq!(findings("m.acq", &texts[texts.len() - 11]), Vec::<String>::new(), "a byte order mark is fine");
    assert_eq!(findings("m.acq", &texts[texts.len() - 10]), Vec::<String>::new(), "carriage returns are fine");
    assert!(findings("m.acq", &texts[1])[0].contains("64 brackets"), "{:?}", findings("m.acq", &texts[1]));
}

#[test]
fn every_beginning_of_a_sample_is_read() {
    let (path, text) = &samples()[7];
    for end in (0..text.len()).step_by(37).filter(|end| text.is_char_boundary(*end)) {
        let parsed = parse(FileId(0), path, &text[..end]);
        assert!(parsed.diagnostics.len() <= 4, "{end}: {:?}", parsed.diagnostics);
        let _ = format(path, &text[..end]);
    }
}

#[test]
fn digits_of_an_expectation_are_kept() {
    use acquis::syntax::ast::ClauseKind;
    use acquis::syntax::ast::tests::ExpectWhat;
    let mut sources = Sources::default();
    let text = "module m\ntest \"t\" { expect 1 / 3 = 0.333 to 3 digits }";
    let parsed = parse(sources.add("m.acq", text), "m.acq", text);
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    let ClauseKind::Expect(expect) = &parsed.module.decls[0].clauses[0].kind else { panic!("an expectation") };
    assert!(matches!(expect.what, ExpectWhat::Equals(_, Some(3))), "{:?}", expect.what);
}

/// Nothing is read of a file whose lines no program but an old one would find; the fix makes it readable.
#[test]
fn carriage_returns_alone_are_told_once_and_mended() {
    let text = "module m\rdefine x(): int { is 1 }\r";
    let parsed = acquis::syntax::parse(acquis::text::FileId(0), "m.acq", text);
    let [found] = &parsed.diagnostics[..] else { panic!("{:?}", parsed.diagnostics) };
    assert_eq!(found.code.0, "E0142");
    let fix = &found.fixes[0];
    assert!(fix.safe);
    let mut mended = text.to_string();
    for (span, new) in fix.edits.iter().rev() {
        mended.replace_range(span.start as usize..span.end as usize, new);
    }
    assert_eq!(mended, "module m\ndefine x(): int { is 1 }\n");
    let windows = acquis::syntax::parse(acquis::text::FileId(0), "m.acq", &mended.replace('\n', "\r\n"));
    assert!(windows.diagnostics.is_empty(), "{:?}", windows.diagnostics);
}
