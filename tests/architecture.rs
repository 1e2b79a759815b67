//! The code against `docs/architecture.md`: who may import whom, and what nobody does.
//!
//! The files are read as text: there are no re-exports, so a path says where a name lives.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Words of the corpus: the engine would serve any other policy.
const CORPUS: &[&str] = &[
    "city",
    "cities",
    "amif",
    "esf",
    "erdf",
    "easi",
    "eafrd",
    "feantsa",
    "eurocities",
    "ceas",
    "migrant",
    "migrants",
    "migration",
    "refugee",
    "refugees",
    "asylum",
    "guardian",
    "guardians",
    "segregation",
    "helsinki",
    "berlin",
    "athens",
    "amsterdam",
    "barcelona",
    "malmo",
    "malmö",
    "malmoe",
    "vienna",
    "munich",
];

/// What only the owners of the world may name.
const WORLD: &[&str] = &["std::fs", "std::env", "std::process", "std::net", "std::os", "std::io::stdin", "std::thread"];

/// What nobody may name.
const NOBODY: &[&str] = &["std::time::SystemTime", "std::time::Instant", "jiff::Zoned", "jiff::Timestamp"];

/// A file of a sitting has half of this; past it, split.
const LONGEST_FILE: usize = 1000;

struct Source {
    /// Relative to `src/`.
    path: PathBuf,
    /// Without comments, texts and unit tests.
    code: String,
    lines: usize,
}

impl Source {
    /// `["vcs", "publish"]`; a `mod.rs` is the module itself.
    fn module(&self) -> Vec<String> {
        let mut parts: Vec<String> =
            self.path.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
        if parts.last().is_some_and(|last| last == "mod") {
            parts.pop();
        }
        parts
    }

    fn shown(&self) -> String {
        format!("src/{}", self.path.display())
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn all_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![];
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

fn sources() -> Vec<Source> {
    let folder = root().join("src");
    let rust = all_files(&folder).into_iter().filter(|path| path.extension().is_some_and(|e| e == "rs"));
    let sources: Vec<Source> = rust
        .map(|path| {
            let text = fs::read_to_string(&path).expect("readable");
            let relative = path.strip_prefix(&folder).expect("below src").to_path_buf();
            Source { path: relative, code: without_tests(&code_only(&text)), lines: text.lines().count() }
        })
        .collect();
    assert!(sources.len() > 10, "the sources were not found");
    sources
}

/// The text with comments, and what stands in quotes, blanked out.
fn code_only(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let mut code = String::new();
    let mut i = 0;
    while i < chars.len() {
        match chars[i] {
            '/' if at(i + 1) == '/' => {
                while i < chars.len() && chars[i] != '\n' {
                    i += 1;
                }
            }
            '/' if at(i + 1) == '*' => {
                let mut depth = 1;
                i += 2;
                while i < chars.len() && depth > 0 {
                    match (chars[i], at(i + 1)) {
                        ('/', '*') => (depth, i) = (depth + 1, i + 2),
                        ('*', '/') => (depth, i) = (depth - 1, i + 2),
                        _ => i += 1,
                    }
                }
            }
            'r' if (at(i + 1) == '"' || at(i + 1) == '#') && !at(i.wrapping_sub(1)).is_alphanumeric() => {
                let hashes = chars[i + 1..].iter().take_while(|c| **c == '#').count();
                if at(i + 1 + hashes) != '"' {
                    code.push('r');
                    i += 1;
                    continue;
                }
                i += hashes + 2;
                while i < chars.len() && !(chars[i] == '"' && (1..=hashes).all(|n| at(i + n) == '#')) {
                    i += 1;
                }
                i += hashes + 1;
                code.push_str("\"\"");
            }
            '"' => {
                i += 1;
                while i < chars.len() && chars[i] != '"' {
                    i += if chars[i] == '\\' { 2 } else { 1 };
                }
                i += 1;
                code.push_str("\"\"");
            }
            // A character, not a lifetime.
            '\'' if at(i + 1) == '\\' || at(i + 2) == '\'' => {
                i += if at(i + 1) == '\\' { 3 } else { 2 };
                while i < chars.len() && chars[i] != '\'' {
                    i += 1;
                }
                i += 1;
                code.push_str("' '");
            }
            c => {
                code.push(c);
                i += 1;
            }
        }
    }
    code
}

/// The code without `#[cfg(test)] mod ... { ... }` and `#[cfg(test)] ...;`.
fn without_tests(code: &str) -> String {
    let mut kept = String::new();
    let mut rest = code;
    while let Some(start) = rest.find("#[cfg(test)]") {
        kept.push_str(&rest[..start]);
        let after = &rest[start..];
        let open = after.find('{').unwrap_or(after.len());
        if let Some(end) = after.find(';').filter(|end| *end < open) {
            rest = &after[end + 1..];
            continue;
        }
        let mut depth = 0;
        let end = after[open..].char_indices().find(|(_, c)| {
            depth += i32::from(*c == '{') - i32::from(*c == '}');
            depth == 0
        });
        rest = end.map_or("", |(i, _)| &after[open + i + 1..]);
    }
    kept + rest
}

/// Every path that starts with one of `heads`, with the groups of `use` taken apart: `crate::a::{b, c::d}` is
/// `crate::a::b` and `crate::a::c::d`.
fn paths(code: &str, heads: &[&str]) -> Vec<String> {
    let mut found = vec![];
    for head in heads {
        let start = format!("{head}::");
        for (at, _) in code.match_indices(&start) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
                continue;
            }
            expand(head, &code[at + start.len()..], &mut found);
        }
    }
    found.sort();
    found.dedup();
    found
}

fn expand(head: &str, rest: &str, found: &mut Vec<String>) {
    let rest = rest.trim_start();
    if let Some(group) = rest.strip_prefix('{') {
        let (mut depth, mut start) = (0, 0);
        for (i, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                ',' | '}' if depth == 0 => {
                    if !group[start..i].trim().is_empty() {
                        expand(head, &group[start..i], found);
                    }
                    start = i + 1;
                    if c == '}' {
                        return;
                    }
                }
                '}' => depth -= 1,
                _ => {}
            }
        }
        return;
    }
    let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
    let path = if end == 0 { head.to_string() } else { format!("{head}::{}", &rest[..end]) };
    match rest[end..].trim_start().strip_prefix("::") {
        Some(more) if end > 0 => expand(&path, more, found),
        _ => found.push(path),
    }
}

/// A row of the table: module, what it may import, the crates it is the home of.
struct Row {
    layer: u32,
    module: String,
    may: BTreeSet<String>,
    home: Vec<String>,
}

fn quoted(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_string).collect()
}

fn table() -> Vec<Row> {
    let text = fs::read_to_string(root().join("docs/architecture.md")).expect("the table");
    let cells =
        |line: &str| -> Vec<String> { line.trim_matches('|').split('|').map(|c| c.trim().to_string()).collect() };
    let lines: Vec<Vec<String>> = text.lines().filter(|l| l.starts_with('|')).map(cells).collect();
    let lines: Vec<&Vec<String>> = lines.iter().filter(|cells| cells[0].parse::<u32>().is_ok()).collect();
    let layer = |cells: &Vec<String>| cells[0].parse::<u32>().expect("a layer");
    let rows: Vec<Row> = lines
        .iter()
        .map(|cells| {
            let named: BTreeSet<String> = quoted(&cells[3]).into_iter().collect();
            let below = || lines.iter().filter(|other| layer(other) < layer(cells)).flat_map(|other| quoted(&other[1]));
            let may = match cells[3].starts_with("all below") {
                true => below().filter(|module| !named.contains(module)).collect(),
                false => named,
            };
            Row { layer: layer(cells), module: quoted(&cells[1])[0].clone(), may, home: quoted(&cells[4]) }
        })
        .collect();
    assert!(rows.len() > 10, "the table was not found");
    rows
}

fn assert_none(faults: Vec<String>) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn the_table_itself_has_no_cycle() {
    let rows = table();
    let layer: BTreeMap<&str, u32> = rows.iter().map(|row| (row.module.as_str(), row.layer)).collect();
    for row in &rows {
        for module in &row.may {
            assert!(layer[module.as_str()] < row.layer, "{} may not stand above {module}", row.module);
        }
    }
}

#[test]
fn modules_import_what_their_row_allows() {
    let rows = table();
    let mut faults = vec![];
    for source in sources() {
        let module = source.module();
        let Some(own) = module.first().filter(|m| !["lib", "main"].contains(&m.as_str())) else { continue };
        let Some(row) = rows.iter().find(|row| row.module == *own) else {
            faults.push(format!("{}: `{own}` has no row in docs/architecture.md", source.shown()));
            continue;
        };
        for path in paths(&source.code, &["crate"]) {
            let target = path.split("::").nth(1).unwrap_or("");
            if target != own && !row.may.contains(target) {
                faults.push(format!("{}: `{own}` may not import `{path}`", source.shown()));
            }
        }
    }
    assert_none(faults);
}

#[test]
fn files_of_a_module_form_no_cycle() {
    let sources = sources();
    let modules: BTreeSet<Vec<String>> = sources.iter().map(Source::module).collect();
    let mut edges = Edges::new();
    for source in &sources {
        let own = source.module();
        for path in paths(&source.code, &["crate", "super", "self"]) {
            let mut target = if path.starts_with("crate") { vec![] } else { own.clone() };
            for part in path.split("::") {
                match part {
                    "crate" | "self" => {}
                    "super" => drop(target.pop()),
                    part => target.push(part.to_string()),
                }
            }
            while !target.is_empty() && !modules.contains(&target) {
                target.pop();
            }
            // The types that a family shares stand in its `mod.rs`, which knows its members.
            if !target.is_empty() && !own.starts_with(&target) && !target.starts_with(&own) {
                edges.entry(own.clone()).or_default().insert(target);
            }
        }
    }
    assert!(!edges.is_empty(), "no import was seen");
    let rings: BTreeSet<String> =
        edges.keys().filter(|module| reaches(&edges, module, module)).map(|module| module.join("::")).collect();
    assert_none(rings.iter().map(|ring| format!("in a ring: {ring}")).collect());
}

type Edges = BTreeMap<Vec<String>, BTreeSet<Vec<String>>>;

/// Whether a chain of imports leads from one file to another.
fn reaches(edges: &Edges, from: &Vec<String>, to: &Vec<String>) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(next) = open.pop() {
        for target in edges.get(next).into_iter().flatten() {
            if target == to {
                return true;
            }
            if seen.insert(target) {
                open.push(target);
            }
        }
    }
    false
}

#[test]
fn the_world_has_two_owners() {
    let mut faults = vec![];
    for source in sources() {
        let module = source.module();
        let owner = matches!(module[0].as_str(), "session" | "vcs" | "lsp" | "cli" | "main");
        for path in paths(&source.code, &["std", "jiff"]) {
            let names = |list: &[&str]| list.iter().any(|name| path == *name || path.starts_with(&format!("{name}::")));
            if names(NOBODY) || names(WORLD) && !owner {
                faults.push(format!("{}: `{path}`", source.shown()));
            }
        }
    }
    assert_none(faults);
}

#[test]
fn every_heavy_dependency_has_one_home() {
    let rows = table();
    let homes: Vec<(&str, &str)> =
        rows.iter().flat_map(|row| row.home.iter().map(|name| (name.as_str(), row.module.as_str()))).collect();
    let mut faults = vec![];
    for source in sources() {
        let module = source.module();
        for (name, home) in &homes {
            let used = !paths(&source.code, &[name]).is_empty() || source.code.contains(&format!("use {name};"));
            // A macro of clap stands in `main`, which is the door of `cli`.
            if used && module[0] != *home && !(module[0] == "main" && *home == "cli") {
                faults.push(format!("{}: `{name}` belongs to `{home}`", source.shown()));
            }
        }
    }
    assert_none(faults);
}

#[test]
fn nothing_is_re_exported_and_no_file_is_too_long() {
    let mut faults = vec![];
    for source in sources() {
        let words: Vec<&str> = source.code.split_whitespace().collect();
        let exported = words.windows(2).any(|pair| pair[1] == "use" && pair[0].starts_with("pub"));
        if exported {
            faults.push(format!("{}: re-exports a name", source.shown()));
        }
        if source.lines > LONGEST_FILE {
            faults.push(format!("{}: {} lines, at most {LONGEST_FILE}", source.shown(), source.lines));
        }
    }
    assert_none(faults);
}

/// What only a benchmark calls.
const MEASURED: &[&str] = &["run_blocks"];

/// All of a library is public, so that the compiler warns of nothing that is dead.
#[test]
fn whatever_is_public_is_named_elsewhere_in_the_program() {
    let sources = sources();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut named: BTreeMap<&str, usize> = BTreeMap::new();
    for word in sources.iter().flat_map(|source| source.code.split(|c| !is_word(c))) {
        *named.entry(word).or_default() += 1;
    }
    let mut dead = vec![];
    for source in &sources {
        for kind in ["fn", "const fn", "const", "static", "struct", "enum", "type", "trait"] {
            for (at, start) in source.code.match_indices(&format!("pub {kind} ")) {
                let name = source.code[at + start.len()..].split(|c| !is_word(c)).next().unwrap_or_default();
                if named.get(name) == Some(&1) && !MEASURED.contains(&name) {
                    dead.push(format!("{}: {name}", source.shown()));
                }
            }
        }
    }
    assert_eq!(dead, Vec::<String>::new(), "named by nothing else in the program");
}

#[test]
fn the_engine_knows_no_policy() {
    let mut faults = vec![];
    let folders = ["src", "grammar"];
    for path in folders.iter().flat_map(|folder| all_files(&root().join(folder))) {
        // Fonts are no text.
        if path.extension().is_some_and(|e| e == "ttf") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("readable");
        for (number, line) in text.lines().enumerate() {
            let words = line.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
            for word in words.filter(|word| CORPUS.contains(&word.as_str())) {
                let shown = path.strip_prefix(root()).unwrap_or(&path).display().to_string();
                faults.push(format!("{shown}:{}: `{word}`", number + 1));
            }
        }
    }
    assert_none(faults);
}

#[test]
fn the_scan_sees_what_it_should() {
    let code = code_only(
        "use crate::a::{b, c::{self, D}, e::F as G}; // crate::comment\n/* crate::x /* crate::y */ */ let s = \"crate::text\";\n\
         let c = '\"'; fn f<'a>(x: &'a crate::z::T) { r#\"crate::raw \"# ; crate::g::h() } std::{fs, io::Read};",
    );
    let expected =
        ["crate::a::b", "crate::a::c::D", "crate::a::c::self", "crate::a::e::F", "crate::g::h", "crate::z::T"];
    assert_eq!(paths(&code, &["crate"]), expected);
    assert_eq!(paths(&code, &["std"]), ["std::fs", "std::io::Read"]);
    assert_eq!(without_tests("a #[cfg(test)] mod t { { x } y } b"), "a  b");
}
