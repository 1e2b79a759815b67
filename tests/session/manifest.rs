//! `acquis.toml`: every mistake is told at its place, in the words of the manifest.

use acquis::diag::Diagnostic;
use acquis::diag::render::in_order;
use acquis::num::date::Date;
use acquis::session::manifest::{Manifest, Origin, PaperState, read};
use acquis::text::{At, Sources};

const WHOLE: &str = include_str!("../../acquis.toml");

const SMALL: &str = "name = \"x\"\npolicies = [\"policies\"]\ndates = { at = 2018-04-30, known_on = 2018-04-30, data_as_of = 2018-04-30 }\n";

fn sources(text: &str) -> (Sources, Option<Manifest>, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let file = sources.add("acquis.toml", text);
    let (manifest, found) = read(file, text);
    let found = in_order(found, &sources);
    (sources, manifest, found)
}

fn manifest(text: &str) -> Manifest {
    let (sources, manifest, found) = sources(text);
    let told: Vec<String> = found.iter().map(|f| told(&sources, f)).collect();
    assert_eq!(told, Vec::<String>::new());
    manifest.expect("a manifest")
}

/// `E0821 2:1 message` of a finding.
fn told(sources: &Sources, finding: &Diagnostic) -> String {
    let place = sources.position(finding.primary.as_ref().expect("a place").span);
    format!("{} {}:{} {}", finding.code.0, place.line, place.column, finding.message)
}

/// Everything that is found in a text.
fn found(text: &str) -> Vec<String> {
    let (sources, _, found) = sources(text);
    found.iter().map(|f| told(&sources, f)).collect()
}

/// What is found when a line is added to a manifest without fault.
fn found_with(line: &str) -> Vec<String> {
    found(&format!("{SMALL}{line}\n"))
}

/// The text after all safe fixes.
fn fixed(text: &str) -> String {
    let (_, _, found) = sources(text);
    let mut edits: Vec<_> =
        found.iter().flat_map(|f| &f.fixes).filter(|fix| fix.safe).flat_map(|fix| &fix.edits).collect();
    edits.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    let mut text = text.to_string();
    for (span, new) in edits {
        text.replace_range(span.start as usize..span.end as usize, new);
    }
    text
}

fn words(list: &[At<String>]) -> Vec<&str> {
    list.iter().map(|word| word.value.as_str()).collect()
}

#[test]
fn the_manifest_of_this_repository_is_read_whole() {
    let manifest = manifest(WHOLE);
    assert_eq!(manifest.name.value, "inclusion");
    assert_eq!((manifest.out.value.as_str(), manifest.branch.value.as_str()), ("out", "papers"));
    assert_eq!(manifest.templates.value, "templates");
    assert_eq!(words(&manifest.policies), ["policies"]);
    assert_eq!(manifest.mandate.as_ref().map(|m| m.value.as_str()), Some("policies/mandate.yaml"));
    assert_eq!(Some(manifest.dates.at.value), Date::new(2018, 4, 30));
    assert_eq!(words(&manifest.dates.later_data), ["City.population", "City.settlement", "City.nuts2", "City.nuts3"]);
    let paper = manifest.papers.iter().find(|p| p.name.value == "funding-access").expect("the main paper");
    assert_eq!((paper.state.value, paper.date.value, &paper.each), (PaperState::Draft, manifest.dates.at.value, &None));
    assert_eq!(paper.due.as_ref().map(|due| due.value), Some(paper.date.value));
    assert!(WHOLE[paper.template.span.start as usize..].starts_with("\"funding-access.md.j2\""));
}

#[test]
fn a_table_entry_keeps_every_word_as_written_and_in_order() {
    let manifest = manifest(
        &format!(
            "{SMALL}profiles = [{{ entity = \"City\", table = \"data/t.csv\", id = \"m\", into = \"units\", \
         columns = {{ z = \"b\", a.b = \"c\" }}, values = {{ member = false, n = 1_000.50, d = 2018-01-02 }}, \
         skip = {{ country = [\"CH\", \"IS\"], code = 7 }}, same_as = \"ua\", \
         datum = {{ source = \"s\", as_of = 2012-12-31 }} }}]\n"
        )
        .replace("a.b =", "\"a.b\" ="),
    );
    let Origin::Table { entry: table, .. } = &manifest.profiles[0].from else { panic!("a table") };
    let pairs = |list: &[(At<String>, At<String>)]| -> Vec<(String, String)> {
        list.iter().map(|(key, value)| (key.value.clone(), value.value.clone())).collect()
    };
    let pair = |a: &str, b: &str| (a.to_string(), b.to_string());
    assert_eq!(pairs(&table.columns), [pair("z", "b"), pair("a.b", "c")]);
    assert_eq!(pairs(&table.values), [pair("member", "false"), pair("n", "1_000.50"), pair("d", "2018-01-02")]);
    let of_datum = |word: &Option<At<String>>| word.as_ref().map(|word| word.value.clone());
    assert_eq!(of_datum(&table.datum.source).as_deref(), Some("s"));
    assert_eq!(of_datum(&table.datum.as_of).as_deref(), Some("2012-12-31"));
    assert_eq!(of_datum(&table.datum.note), None);
    let skip: Vec<(&str, Vec<&str>)> = table.skip.iter().map(|(c, v)| (c.value.as_str(), words(v))).collect();
    assert_eq!(skip, [("country", vec!["CH", "IS"]), ("code", vec!["7"])]);
    assert_eq!(table.same_as.as_ref().map(|w| w.value.as_str()), Some("ua"));
}

#[test]
fn a_field_of_a_group_may_be_written_with_a_dot() {
    let text = format!(
        "{SMALL}profiles = [{{ entity = \"City\", table = \"t.csv\", columns = {{ minors.present = \"m\" }} }}]\n"
    );
    let manifest = manifest(&text);
    let Origin::Table { entry: table, .. } = &manifest.profiles[0].from else { panic!("a table") };
    assert_eq!(table.columns[0].0.value, "minors.present");
    assert_eq!(table.columns[0].1.value, "m");
}

#[test]
fn entries_may_stand_under_headings() {
    let text = "name = \"x\"\npolicies = [\"p\"]\n[dates]\nat = 2018-04-30\nknown_on = 2018-04-30\ndata_as_of = 2018-04-30\n\
                [[papers]]\nname = \"a\"\ntemplate = \"a.j2\"\ndate = 2018-04-30\n\
                [[papers]]\nname = \"b\"\ntemplate = \"a.j2\"\ndate = 2018-04-30\nstate = \"adopted\"\n";
    let manifest = manifest(text);
    assert_eq!(
        manifest.papers.iter().map(|p| p.state.value).collect::<Vec<_>>(),
        [PaperState::Draft, PaperState::Adopted]
    );
}

#[test]
fn an_empty_manifest_lacks_three_keys() {
    assert_eq!(
        found(""),
        [
            "E0823 1:1 the manifest has no `dates`",
            "E0823 1:1 the manifest has no `name`",
            "E0823 1:1 the manifest has no `policies`",
        ]
    );
}

#[test]
fn an_unknown_key_is_told_with_what_was_meant() {
    let text = SMALL.replace("policies", "polices").replace("known_on", "knwon_on");
    let expected = ["E0821 2:1 the manifest has no key `polices`", "E0821 3:28 `dates` has no key `knwon_on`"];
    assert_eq!(found(&text), expected, "a misspelt key is not missing as well");
    let (_, _, findings) = sources(&text);
    let misspelt = findings.iter().find(|f| f.message.contains("polices")).expect("told");
    assert_eq!(misspelt.help, ["did you mean `policies`?"]);
    assert_eq!(found(&fixed(&text)), Vec::<String>::new());
    assert_eq!(
        found_with("papers = [{ name = \"a\", template = \"t\", date = 2018-04-30, colour = 1 }]"),
        ["E0821 4:60 a paper has no key `colour`"]
    );
    assert_eq!(
        found_with("profiles = [{ entity = \"A\", table = \"t\", columns = {}, datum = { origin = 1 } }]"),
        ["E0821 4:66 a datum has no key `origin`"]
    );
}

#[test]
fn a_value_of_the_wrong_kind_is_told() {
    let cases = [
        ("name = 1", "`name` takes text, not a number"),
        ("name = \" \"", "` ` cannot be `name`: it is empty"),
        ("policies = [1]", "`policies` takes text, not a number"),
        ("policies = true", "`policies` takes a list, not `true` or `false`"),
        ("dates = 2018-04-30", "`dates` takes a table `{ ... }`, not a day"),
        ("profiles = { entity = \"A\" }", "`profiles` takes a list, not a table"),
        ("papers = [\"a\"]", "`papers` takes a table `{ ... }`, not text"),
        (
            "profiles = [{ entity = \"A\", table = \"t\", columns = [\"a\"] }]",
            "`columns` takes a table `{ ... }`, not a list",
        ),
        (
            "profiles = [{ entity = \"A\", table = \"t\", columns = { a = [\"b\"] } }]",
            "`a` takes one value, not a list",
        ),
    ];
    for (line, message) in cases {
        let key = line.split(' ').next().expect("a key");
        let kept: String = SMALL.lines().filter(|l| !l.starts_with(key)).map(|l| format!("{l}\n")).collect();
        let told = found(&format!("{kept}{line}\n"));
        assert_eq!(told.len(), 1, "{line}: {told:#?}");
        assert!(told[0].ends_with(message), "{line}: {told:#?}");
    }
}

#[test]
fn text_where_a_list_or_a_day_is_wanted_is_mended() {
    let text = SMALL.replace("[\"policies\"]", "\"policies\"").replace("at = 2018-04-30", "at = \"2018-04-30\"");
    assert_eq!(found(&text), ["E0822 2:12 `policies` takes a list, not text", "E0824 3:16 `at` takes a day, not text"]);
    assert_eq!(fixed(&text), SMALL);
}

#[test]
fn what_is_no_day_is_told() {
    let day = |value: &str| {
        let told = found_with(&format!("papers = [{{ name = \"a\", template = \"t\", date = {value} }}]"));
        assert_eq!(told.len(), 1, "{value}: {told:#?}");
        told[0].clone()
    };
    assert_eq!(day("2018-04-30T10:00:00Z"), "E0824 4:48 `date` takes a day, not a time");
    assert_eq!(day("10:00:00"), "E0824 4:48 `date` takes a day, not a time");
    assert_eq!(day("\"30 April 2018\""), "E0824 4:48 `date` takes a day, not text");
    assert_eq!(day("2018"), "E0824 4:48 `date` takes a day, not a number");
    for no_day in ["2018-02-30", "2018-13-01", "2018-4-30", "0000-01-01"] {
        assert!(day(no_day).starts_with("E082"), "{no_day}");
    }
}

#[test]
fn files_and_tables_do_not_mix() {
    let entry = |keys: &str| found_with(&format!("profiles = [{{ entity = \"A\", {keys} }}]"));
    assert_eq!(entry("files = \"a/*.yaml\", table = \"t\""), ["E0827 4:13 a profile entry has `files` and `table`"]);
    assert_eq!(found_with("profiles = [{ entity = \"A\" }]"), ["E0827 4:13 a profile entry names no file"]);
    assert_eq!(
        entry("files = \"a/*.yaml\", same_as = \"x\""),
        ["E0827 4:49 `same_as` belongs to a `table`, not to `files`"]
    );
    assert_eq!(entry("table = \"t\", columns = {}, id = \"x\""), ["E0827 4:56 `id` without `into`"]);
    assert_eq!(entry("table = \"t\", columns = {}, into = \"x\""), ["E0827 4:56 `into` without `id`"]);
    assert_eq!(entry("table = \"t\""), ["E0823 4:13 a profile entry has no `columns`"]);
    assert_eq!(found_with("profiles = [{ files = \"a/*.yaml\" }]"), ["E0823 4:13 a profile entry has no `entity`"]);
}

#[test]
fn papers_have_names_of_their_own_that_can_be_files() {
    let paper = |name: &str| format!("{{ name = \"{name}\", template = \"t\", date = 2018-04-30 }}");
    let twice = found_with(&format!("papers = [{}, {}]", paper("a"), paper("a")));
    assert_eq!(twice, ["E0826 4:71 two papers are called `a`"]);
    for wrong in ["a/b", "..", "a b", "-a", "ä", "a.md"] {
        let told = found_with(&format!("papers = [{}]", paper(wrong)));
        assert_eq!(told.len(), 1, "{wrong}: {told:#?}");
        assert!(told[0].starts_with("E0825 4:20"), "{told:#?}");
    }
    let state = paper("a").replace(" }", ", state = \"drafft\" }");
    let text = format!("{SMALL}papers = [{state}]\n");
    assert_eq!(found(&text), ["E0825 4:68 `drafft` is no state of a paper"]);
    assert_eq!(fixed(&text), text, "how a paper stands is for a person to say");
}

#[test]
fn paths_stay_in_the_repository() {
    for (line, code) in [
        ("mandate = \"../m.yaml\"", "E0825"),
        ("mandate = \"/etc/passwd\"", "E0825"),
        ("out = \".git\"", "E0825"),
        ("out = \".\"", "E0825"),
        ("branch = \"a..b\"", "E0825"),
        ("templates = \"a\\u0000b\"", "E0825"),
        ("profiles = [{ entity = \"A\", files = \"../*.yaml\" }]", "E0825"),
        ("profiles = [{ entity = \"A\", files = \"a/[ab].yaml\" }]", "E0825"),
    ] {
        let told = found_with(line);
        assert_eq!(told.len(), 1, "{line}: {told:#?}");
        assert!(told[0].starts_with(code), "{line}: {told:#?}");
    }
    assert_eq!(manifest(&format!("{SMALL}out = \"./build/out/\"\n")).out.value, "build/out");
}

#[test]
fn the_output_never_lies_over_the_sources() {
    for out in ["policies", "policies/out", "templates", "cities", "cities/x", "data"] {
        let told = found_with(&format!(
            "out = \"{out}\"\nprofiles = [{{ entity = \"A\", files = \"cities/*.yaml\" }}, {{ entity = \"B\", table = \"data/t.csv\", columns = {{}} }}]"
        ));
        assert_eq!(told.len(), 1, "{out}: {told:#?}");
        assert!(told[0].starts_with("E0829 4:7"), "{told:#?}");
    }
    manifest(&format!("{SMALL}out = \"policies-out\"\n"));
}

#[test]
fn broken_toml_is_told_where_it_breaks() {
    for (text, line) in
        [("name = \n", 1), ("name = \"x\"\nname = \"y\"\n", 2), ("a = 1\n[[[\n", 2), ("x = \"a\nb\"\n", 1), ("= 1", 1)]
    {
        let told = found(text);
        assert!(told.iter().all(|t| t.starts_with("E0820 ")), "{text:?}: {told:#?}");
        assert!(told.iter().any(|t| t.starts_with(&format!("E0820 {line}:"))), "{text:?}: {told:#?}");
        assert_eq!(sources(text).1, None);
    }
}

#[test]
fn nothing_in_a_manifest_makes_it_panic() {
    // Every text that differs from a good one by a piece cut out or put in is read to its end.
    let pieces = ["", "{", "[", "\"", "\0", "é", "=", "2018-99-99", "99999999999999999999", "[[", "#", "\u{202e}"];
    let ends: Vec<usize> = WHOLE.char_indices().map(|(i, _)| i).step_by(17).collect();
    for (n, start) in ends.iter().enumerate() {
        for piece in pieces {
            let end = ends.get(n + 1).copied().unwrap_or(WHOLE.len());
            let text = format!("{}{piece}{}", &WHOLE[..*start], &WHOLE[end..]);
            let (sources, manifest, found) = sources(&text);
            assert!(manifest.is_some() || found.iter().any(Diagnostic::is_error), "{text}");
            for finding in found {
                let span = finding.primary.expect("a place").span;
                assert!(sources.file(span.file).text.get(span.start as usize..span.end as usize).is_some(), "{text}");
            }
        }
    }
}
