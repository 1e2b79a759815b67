//! Results that are right in every row: what is paired, counted, numbered, named and turned.

mod run;

use run::{MANIFEST_OF_TOWNS as MANIFEST, acquis, fine, says, write};
use serde_json::Value;
use tempfile::TempDir;

/// A paper of the scenarios that follow.
const PAPER: &str =
    "papers = [{ name = \"paper\", template = \"paper.md.j2\", date = 2018-04-30, state = \"draft\", scenarios = [";

/// A repository of one module, `x`.
fn repository(manifest: &str, policy: &str, files: &[(&str, &str)]) -> TempDir {
    let policy = format!("module x\n{policy}\n");
    run::folder(&[&[("acquis.toml", manifest), ("policies/x.acq", &policy)], files].concat())
}

/// The Markdown of the paper of a repository, and its record.
fn paper(place: &TempDir) -> (String, Value) {
    fine(place.path(), &["paper", "--markdown-only"]);
    let read = |name: &str| std::fs::read_to_string(place.path().join("out/papers").join(name)).expect("a file");
    (read("paper.md"), serde_json::from_str(&read("paper.json")).expect("JSON"))
}

#[test]
fn a_dot_chart_draws_each_row_with_its_own_values() {
    let policy = r#"
source plan "A plan" { status in force from 2000-01-01; evidence memory }
entity Town, towns { key id; id: text; n: int }
entity Zone, zones, closed { key id; id: text; name: text; fee: int }
instance bb of Zone { name: "Bee"; fee: 10 }
instance cc of Zone { name: "Cee"; fee: 20 }
param factor: int { from 2000-01-01 is 1, per plan art 1 }
define charge(z: Zone): int { title "The charge"; is z.fee * factor }
criterion dear { per plan art 2; level local; for t: Town; holds when t.n > 2 }
reform new_zone {
  status proposed 2017-10-26, per plan
  from 2018-01-01
  set factor to 3
  add instance aa of Zone { name: "Ay"; fee: 1000 }
}
scenario zoned { title "Zoned"; starts from law; with new_zone; at 2018-04-30 }
"#;
    let manifest = format!("{MANIFEST}{PAPER}\"zoned\"] }}]\n");
    let template = "# Paper\n\n{{ charts.change_charge }}\n";
    let place =
        repository(&manifest, policy, &[("templates/paper.md.j2", template), ("towns/a.yaml", "id: a\nn: 1\n")]);
    let (text, _) = paper(&place);
    for row in ["| Bee | 10 | 30 |", "| Cee | 20 | 60 |", "| Ay | not there | 3 000 |"] {
        assert!(text.replace('\u{A0}', " ").contains(row), "{row}\n{text}");
    }
    assert!(text.contains("Higher for 2, lower for 0, the same for 0, only on one side for 1"), "{text}");
    assert!(text.contains("The largest change is for Cee: from 20 to 60"), "{text}");
}

#[test]
fn a_paper_gives_all_rows() {
    let policy = r#"
source plan "A plan" { status in force from 2000-01-01; evidence memory }
unit person, persons
entity Town, towns { key id; id: text; people: persons }
entity Place, places, closed { key code; code: text; size: int }
define people(t: Town): persons { title "People"; is t.people }
criterion large { per plan art 2; level local; for t: Town; holds when t.people > 2 persons }
"#;
    let rows: String = (0..301).map(|n| format!("| p{n:03} | {n} |\n")).collect();
    let policy = format!("{policy}instances Place {{\n| code | size |\n{rows}}}\n");
    let manifest = format!("{MANIFEST}{PAPER}] }}]\n");
    let template = "# Paper\n\n{{ values.people.rows | length }} of {{ subjects.with_profile }}, \
                    {{ instances.Place | length }} places.\n";
    let place = repository(&manifest, &policy, &[("templates/paper.md.j2", template)]);
    for n in 0..320 {
        write(place.path(), &format!("towns/t{n:03}.yaml"), &format!("id: t{n:03}\npeople: {n} persons\n"));
    }
    let (text, record) = paper(&place);
    assert!(text.contains("320 of 320, 301 places"), "{text}");
    assert_eq!(record["content"]["values"]["people"]["rows"].as_array().map(Vec::len), Some(320));
}

const SITES: &str = r#"
source plan "A plan" { status in force from 2000-01-01; evidence memory }
entity Site { size: int }
entity Block { sites: list of Site }
entity Town, towns { key id; id: text; sites: list of Site; blocks: list of Block; d: date }
requirement big { per plan art 2; modality shall; level local; for t: Town, x in t.sites; holds when x.size > 3 }
requirement deep {
  per plan art 2
  modality shall
  level local
  for t: Town, b in t.blocks, x in b.sites
  holds when x.size > 3
}
define early(t: Town): date { is min(t.d, 2018-01-01) }
define late(t: Town): date { is max(t.d, 2018-01-01) }
"#;

#[test]
fn an_item_is_numbered_in_its_list() {
    let sites = "[{size: 1}, {size: 5}]";
    let blocks = "[{sites: [{size: 1}]}, {sites: [{size: 5}, {size: 6}]}]";
    let town = |id: &str| format!("id: {id}\nsites: {sites}\nblocks: {blocks}\n");
    let place = repository(MANIFEST, SITES, &[("towns/a.yaml", &town("a")), ("towns/b.yaml", &town("b"))]);
    let told = fine(place.path(), &["eval", "--format", "csv"]);
    let of = |rule: &str| -> Vec<String> {
        let mut reader = csv::Reader::from_reader(told.as_bytes());
        let rows = reader.records().map(|row| row.expect("a row"));
        rows.filter(|row| row[1] == *rule).map(|row| format!("{} {}", &row[3], &row[4])).collect()
    };
    assert_eq!(of("x.big"), ["a, 1 breached", "a, 2 met", "b, 1 breached", "b, 2 met"]);
    let deep = ["a, 1, 1 breached", "a, 2, 1 met", "a, 2, 2 met", "b, 1, 1 breached", "b, 2, 1 met", "b, 2, 2 met"];
    assert_eq!(of("x.deep"), deep);
}

#[test]
fn a_day_known_from_one_side_says_so() {
    let place = repository(MANIFEST, SITES, &[("towns/a.yaml", "id: a\n")]);
    let told = fine(place.path(), &["eval", "--rule", "early", "--rule", "late"]);
    assert!(told.contains("not after 1 January 2018") && told.contains("not before 1 January 2018"), "{told}");
}

const TWO_OF_A_NAME: &str = r#"
source plan "A plan" { status in force from 2000-01-01; evidence memory }
entity Town, towns { key id; id: text }
param a: int { from 2000-01-01 is 3, per plan art 1 }
param b: int { from 2000-01-01 is 3, per plan art 1 }
define s(t: Town): int { is a * 100 + b }
reform ra(x: int) { status proposed 2017-10-26, per plan; from 2018-01-01; set a to x }
reform rb(x: int, y: int) { status proposed 2017-10-26, per plan; from 2018-01-01; set b to x + y }
scenario both { starts from law; with ra(x: 1), rb(x: 2, y: 0); with ra(x: 1); at 2018-04-30 }
"#;

#[test]
fn sweep_turns_the_parameter_that_is_meant() {
    let place = repository(MANIFEST, TWO_OF_A_NAME, &[("towns/a.yaml", "id: a\n")]);
    let sweep = |values: &[&str]| acquis(place.path(), &[&["sweep", "both"], values, &["--format", "csv"]].concat());
    let said = |values: &[&str]| String::from_utf8_lossy(&sweep(values).stderr).into_owned();
    assert_eq!(sweep(&["x=5,6"]).status.code(), Some(2));
    let several = "`x` is a parameter of 2 reforms of this scenario; write `ra.x=V1,V2` or `rb.x=V1,V2`";
    assert!(said(&["x=5,6"]).contains(several), "{}", said(&["x=5,6"]));
    let table = |values: &[&str]| String::from_utf8_lossy(&sweep(values).stdout).into_owned();
    assert_eq!(table(&["ra.x=5,6"]), "rule,for,ra.x = 5,ra.x = 6,assumed\ns,a,502,602,\n");
    assert_eq!(table(&["x.rb.x=5,6"]), "rule,for,x.rb.x = 5,x.rb.x = 6,assumed\ns,a,105,106,\n");
    assert_eq!(table(&["y=1,2"]), "rule,for,y = 1,y = 2,assumed\ns,a,103,104,\n");
    assert!(said(&["y=1,2", "rb.y=1,2"]).contains("`rb.y` is given values twice"));
    assert!(said(&["rc.x=1"]).contains("no parameter of this scenario is called `rc.x`"));
}

#[test]
fn a_subject_called_policy_is_no_decision() {
    let policy = r#"
source plan "A plan" { status in force from 2000-01-01; evidence memory }
entity Town, towns { key id; id: text; n: int, ask "town hall" }
param open: int { is unknown, ask "the council", per plan art 1 }
criterion large { per plan art 2; level local; for t: Town; holds when t.n > open }
"#;
    let manifest = format!("{MANIFEST}{PAPER}] }}]\n");
    let template = "# Paper\n\n{% for n in needs %}- {{ n.name }}: {{ n.subjects | and_list }}\n{% endfor %}";
    let files = [("templates/paper.md.j2", template), ("towns/a.yaml", "id: a\n"), ("towns/p.yaml", "id: policy\n")];
    let (text, _) = paper(&repository(&manifest, policy, &files));
    assert!(text.contains("- n: a and policy\n") && text.contains("- open: one for all\n"), "{text}");
}

#[test]
fn a_name_of_two_modules_is_told_as_that_wherever_it_stands() {
    let more = r#"module y
source act "Another" { status in force from 2000-01-01; evidence read }
party council "Another council"
action build_it "Build" { per act art 1; covers A.1 }
"#;
    let world = r#"
source act "An act" { status in force from 2000-01-01; binds states; evidence read }
source plan "A plan" { status in force from 2000-01-01; evidence memory }
party council "A council"
entity State, states, closed { key code; code: text }
instance FI of State { }
entity Town, towns { key id; id: text; state: State; n: int }
criterion large { per x.act art 2; level local; for t: Town; holds when t.n > 2 }
"#;
    let binds = "criterion bound { per x.act art 2; level local; for t: Town; holds when act binds t.state }";
    let set = "reform r { status proposed 2017-10-26, per plan; from 2018-01-01; set act binds FI }";
    let asked = "param p: int { is unknown, ask council, per plan art 1 }\n\
                 criterion more { per plan art 2; level local; for t: Town; holds when t.n > p }";
    let to = "recommendation help { to council; state draft; because (some t in towns has large(t)); text \"Help.\" }";
    for (one, name) in [(binds, "act"), (set, "act"), (asked, "council"), (to, "council")] {
        let place =
            repository(MANIFEST, &format!("{world}{one}"), &[("policies/y.acq", more), ("towns/a.yaml", "id: a\n")]);
        let told = says(place.path(), &["check"]);
        assert!(told.contains(&format!("error[E0202]: `{name}` is declared in several modules")), "{one}\n{told}");
        assert!(!told.contains("E0201"), "{one}\n{told}");
    }
}

#[test]
fn a_table_of_derived_figures_says_from_what() {
    let policy = "entity Town, towns { key id; id: text; n: int, series }\ndefine m(t: Town): int { is t.n }";
    let told = |entry: &str| {
        let manifest = MANIFEST.replace("files = \"towns/*.yaml\"", &format!("table = \"t.csv\", {entry}"));
        says(repository(&manifest, policy, &[("t.csv", "id,n\na,1\n")]).path(), &["check"])
    };
    let columns = "columns = { id = \"id\", n = \"n\" }";
    let derived = "datum = { as_of = 2017-01-01, source = \"x\", status = \"derived\"";
    let without = told(&format!("{columns}, {derived} }}"));
    assert!(without.contains("E0419") && without.contains("add a `note =` with the step"), "{without}");
    let with = told(&format!("{columns}, {derived}, note = \"twice the half\" }}"));
    assert!(!with.contains("E0419"), "{with}");
    let id = told(&format!("{columns}, id = \"a\""));
    assert!(id.contains("E0827") && run::findings(&id) == 1, "{id}");
}

#[test]
fn whatever_decides_a_result_is_in_a_digest() {
    let policy = r#"
source plan "A plan" { status in force from 2000-01-01; evidence memory }
entity Town, towns { key id; id: text; n: int }
criterion large { per plan art 2; level local; for t: Town; holds when t.n > 2 }
"#;
    let digests = |manifest: &str| {
        let files = [("templates/paper.md.j2", "# Paper\n"), ("towns/a.yaml", "id: a\nn: 1\n")];
        paper(&repository(&format!("{manifest}{PAPER}] }}]\n"), policy, &files)).1["digests"].clone()
    };
    let (first, second) = (digests(MANIFEST), digests(&MANIFEST.replace("at = 2018-04-30", "at = 2018-03-31")));
    assert_ne!(first["manifest"], second["manifest"]);
    assert!(first["manifest"].as_str().is_some_and(|digest| digest.len() == 64), "{first}");
    for same in ["rules", "profiles", "templates"] {
        assert_eq!(first[same], second[same], "{same}");
    }
}

#[test]
fn no_hidden_sign_reaches_a_table() {
    let policy = "source plan \"A plan\" { status in force from 2000-01-01; evidence memory }\n\
                  entity Town, towns { key id; id: text; n: int }\n\
                  criterion large { per plan art 2; level local; for t: Town; holds when t.n > 2 }";
    let files = [("towns/a.yaml", "id: \"a\\u2060b\\U000E0041\\u206Ac\\u2028d\"\nn: 1\n")];
    let told = fine(repository(MANIFEST, policy, &files).path(), &["eval"]);
    assert!(told.contains("abc d  not met"), "{told:?}");
}

#[test]
fn a_datum_is_later_in_the_annex_as_in_the_reason() {
    let policy = r#"
source plan "A plan" { status in force from 2000-01-01; evidence memory }
entity Town, towns { key id; id: text; n: int, flow; m: int; k: int }
criterion large {
  per plan art 2
  level local
  for t: Town
  holds when t.n over 2018-01-01 .. 2018-12-31 > 2 or t.m > 2 or t.k > 2
}
"#;
    let dates = MANIFEST.replace("data_as_of = 2018-04-30", "data_as_of = 2018-04-30, later_data = [\"Town.n\"]");
    let manifest = format!("{dates}{PAPER}] }}]\n");
    let template = "# Paper\n\n{% for p in profiles %}{% for d in p.data %}- {{ d.field }}: {{ d.marks | and_list }}\n{% endfor %}{% endfor %}";
    let town = "id: a\nn: {value: 1, as_of: 2018, source: one}\nm: {value: 1, as_of: 2018-01-01, source: late}\n\
                k: {value: 1, statement: {by: \"the mayor\", day: 2018-06-01}}\n\
                sources:\n  one: {title: One, published: 2018-02-01, evidence: read}\n  \
                late: {title: Late, published: 2018-06-01, evidence: read}\n";
    let files = [("templates/paper.md.j2", template), ("towns/a.yaml", town)];
    let place = repository(&manifest, policy, &files);
    let (text, _) = paper(&place);
    assert!(text.contains("- n: later than the data date\n"), "{text}");
    assert!(text.contains("- m: published after the knowledge cut\n"), "{text}");
    assert!(text.contains("later than the data date\n") && text.contains("- k: statement of the mayor"), "{text}");
}

#[test]
fn more_pairs_than_can_be_laid_out_are_refused() {
    let policy = r#"
source plan "A plan" { status in force from 2000-01-01; evidence memory }
entity Town, towns { key id; id: text; n: int }
define top: int { is max(u.n for u in towns) }
define overtaken(t: Town): bool { is (some u in towns has u.n > t.n) }
criterion small { per plan art 2; level local; for t: Town; holds when overtaken(t) }
criterion low { per plan art 2; level local; for t: Town; holds when top > t.n }
"#;
    let manifest =
        MANIFEST.replace("files = \"towns/*.yaml\"", "table = \"t.csv\", columns = { id = \"id\", n = \"n\" }");
    let rows: String = (0..20_000).map(|n| format!("t{n},{}\n", n % 100)).collect();
    let place = repository(&manifest, policy, &[("t.csv", &format!("id,n\n{rows}"))]);
    let output = acquis(place.path(), &["eval"]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    let message = "error[E0602]: `overtaken` goes through 400 000 000 rows at once: 20 000 of `Town` with each of 20 000 of `Town`";
    assert!(told.replace('\u{A0}', " ").contains(message), "{told}");
    assert!(told.contains("max(u.n for u in towns)") && run::findings(&told) == 1, "{told}");
    // What is asked of another rule is not refused for it.
    assert!(fine(place.path(), &["eval", "--rule", "low"]).contains("low"));
}

#[test]
fn subjects_are_named_by_their_entity_or_by_their_key() {
    let policy = r#"
source plan "A plan" { status in force from 2000-01-01; evidence memory }
entity State, states, closed { key code; code: text }
instance FI of State { }
entity BathTown, towns { key id; id: text; state: State; n: int }
criterion large { per plan art 2; level local; for t: BathTown; holds when t.n > 2 }
"#;
    let papers = "papers = [{ name = \"sheet\", template = \"s.md.j2\", each = \"BathTown\", date = 2018-04-30, \
                  state = \"draft\", scenarios = [] }]\n";
    let manifest = format!("{}{papers}", MANIFEST.replace("Town", "BathTown"));
    let files = [
        ("templates/s.md.j2", "# {{ subjects.names[0] }}\n"),
        ("towns/a.yaml", "id: a\nn: 1\n"),
        ("towns/b.yaml", "id: b\n"),
    ];
    let place = repository(&manifest, policy, &files);
    let one = fine(place.path(), &["eval", "--for", "BathTown=a"]);
    assert!(one.contains("a    not met") && !one.contains("b    "), "{one}");
    for words in [&["--subject", "a"][..], &["--bath-town", "a"], &["--bathtown=a"]] {
        assert_eq!(fine(place.path(), &[&["eval"], words].concat()), one, "{words:?}");
        let sheet = fine(place.path(), &[&["paper", "sheet", "--markdown-only"], words].concat());
        assert!(sheet.contains("sheet-a.md"), "{sheet}");
    }
    for (words, message) in [
        (&["eval", "--rul", "large"][..], "no option is called `--rul`; did you mean `--rule`?"),
        (&["eval", "--village", "a"], "no option is called `--village`"),
        (&["eval", "--bath-town", "c"], "no `BathTown` is called `c`; there are: a, b"),
        (&["explain", "--bath-town", "a"], "required arguments were not provided"),
        (&["check", "--bath-town", "a"], "unexpected argument '--bath-town' found"),
        (&["eval", "--bath-town"], "unexpected argument '--bath-town' found"),
        (&["paper", "sheet"], "`sheet` is made for one BathTown at a time; say which with `--subject KEY`"),
        (&["paper", "sheet", "--state", "FI"], "`sheet` is made for one BathTown at a time, and `FI` is a State"),
    ] {
        let output = acquis(place.path(), words);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(2) && told.contains(message), "{words:?}\n{told}");
    }
}

/// Days have ends as numbers have: a day outside is refused, and of an unknown day the ends are known.
#[test]
fn days_have_ends() {
    let policy = "module x\nsource act \"A statute\" { status in force from 2000-01-01; evidence read }\n\
        entity Town, towns { key id; id: text; lodged: date, 2015-01-01 .. 2019-12-31; heard: date, at least lodged; shut: date, at most 2030-01-01 }\n\
        requirement late { per act art 1; for t: Town; holds when t.heard >= 2015-01-01 and t.shut <= 2030-01-01 }\n";
    let of = |town: &str| {
        run::folder(&[("acquis.toml", run::MANIFEST_OF_TOWNS), ("policies/x.acq", policy), ("towns/t.yaml", town)])
    };
    for (town, told) in [
        ("id: t\nlodged: 2014-12-31\n", "towns/t.yaml:2:9"),
        ("id: t\nlodged: 2015-01-01\nheard: 2014-12-31\n", "towns/t.yaml:3:8"),
        ("id: t\nshut: {value: 2030-01-02, as_of: 2018}\n", "towns/t.yaml:2:15"),
    ] {
        let found = says(of(town).path(), &["check"]);
        assert!(found.contains("E0414") && found.contains(told) && run::findings(&found) == 1, "{found}");
    }
    let open = fine(of("id: t\nlodged: unknown\nshut: 1900-01-01\n").path(), &["eval", "--format", "csv"]);
    assert!(open.contains("met") && !open.contains("open"), "{open}");
    let bad = policy.replace("2015-01-01 ..", "5 ..");
    let place =
        run::folder(&[("acquis.toml", run::MANIFEST_OF_TOWNS), ("policies/x.acq", &bad), ("towns/t.yaml", "id: t\n")]);
    let found = says(place.path(), &["check"]);
    assert!(found.contains("E0204") && found.contains("a day, like `2018-04-30`"), "{found}");
}

#[test]
fn every_result_says_what_it_has_as_assumed() {
    let policy = r#"
enum Kind { big, small }
entity Town, towns { key id; id: text; n: int, 0 .. 10; kind: Kind; rich: bool }
param p: int { is 1 }
criterion few { for t: Town; holds when t.n < 5 or t.rich }
criterion few_of_all { holds when count(t for t in towns where t.n < 5) < 3 }
criterion exempt { for t: Town; except [five] when t.n = 5; holds when t.kind is big }
criterion rich_ { for t: Town; applies when t.n > 3; holds when t.rich }
define by_p(t: Town): int { is t.n * p }
reform r(v: int) { status discussed 2018-01-01; from 2018-01-01; set p to v }
scenario s { starts from law; with r(v: 2); at 2018-04-30; assume t.n is 9 for t: Town where t.kind is big }
scenario s3 { starts from s; with r(v: 2); at 2018-04-30; assume t.rich is false for t: Town where t.kind is small }
"#;
    let towns =
        [("towns/a.yaml", "id: a\nn: 3\nkind: big\n"), ("towns/b.yaml", "id: b\nn: 3\nkind: small\nrich: true\n")];
    let place = repository(MANIFEST, policy, &towns);
    let told = fine(place.path(), &["eval", "--scenario", "s"]);
    for (words, marked) in [
        ("few         a    unknown", true),
        ("few         b    met", false),
        ("few_of_all       met", true),
        ("exempt      a    met", true),
        ("exempt      b    not met", false),
        ("rich_       a    unknown", true),
        ("rich_       b    not applicable", false),
    ] {
        let line = told.lines().find(|line| line.contains(words)).unwrap_or_else(|| panic!("{words}\n{told}"));
        assert_eq!(line.contains(", *assumed*: n"), marked, "{line}");
    }
    let records: Value =
        serde_json::from_str(&fine(place.path(), &["eval", "--scenario", "s", "--format", "json"])).expect("JSON");
    let records = records["outcomes"].as_array().expect("records");
    let assumed = |rule: &str, key: &str| {
        let of = |r: &&Value| r["rule"] == rule && r["subjects"]["t"] == key;
        records.iter().find(of).expect("a record")["assumed"].clone()
    };
    assert_eq!((assumed("x.few", "a"), assumed("x.few", "b")), (serde_json::json!(["n"]), serde_json::json!([])));
    let csv = fine(place.path(), &["eval", "--scenario", "s", "--format", "csv"]);
    assert!(csv.contains(",assumed,contested\n") && csv.contains("x.exempt,criterion,a,met,met,true,,,,n,\n"), "{csv}");
    assert!(csv.contains("x.few,criterion,a,unknown,met or not_met,,,,,n,\n"), "programs read one spelling: {csv}");
    let compared = fine(place.path(), &["compare", "s", "s3", "--rule", "by_p", "--rule", "few"]);
    assert!(!compared.contains("assumed"), "{compared}");
    let compared = fine(place.path(), &["compare", "law", "s", "--rule", "by_p"]);
    assert!(compared.contains("18, *assumed*: n") && compared.contains("by_p  b    3       6  "), "{compared}");
    let turned = fine(place.path(), &["sweep", "s", "v=1,2", "--rule", "by_p"]);
    assert!(turned.contains("by_p  a    9      18     n\n") && turned.contains("by_p  b    3      6\n"), "{turned}");
    let asked = says(place.path(), &["needs", "--scenario", "s"]);
    assert!(asked.contains("beside what the scenario assumes: n"), "{asked}");
    let why = fine(place.path(), &["explain", "exempt", "--scenario", "s", "--for", "Town=a"]);
    assert!(why.contains("n, as assumed: 9"), "{why}");
}

#[test]
fn a_patch_of_which_nothing_is_left_is_no_cause() {
    let policy = r#"module x
party council "Council of Towns"
param base: int   { from 2010-01-01 is 100 }
param factor: int { from 2010-01-01 is 2 }
param line: int   { from 2010-01-01 is 150 }
criterion cheap { title "Cheap"; holds when base * factor <= line }
reform low_base   { status discussed 2018-01-01; from 2018-01-01; set base to 75 }
reform lower_base { status discussed 2018-01-01; from 2018-01-01; builds on low_base; set base to 90 }
reform high_line  { status discussed 2018-01-01; from 2018-01-01; set line to 180 }
scenario s { starts from law; with low_base, lower_base, high_line; at 2018-04-30 }
scenario first { starts from law; with low_base; at 2018-04-30 }
"#;
    let place = run::folder(&[("acquis.toml", run::MANIFEST), ("policies/x.acq", policy)]);
    let told = fine(place.path(), &["compare", "law", "s"]);
    let line = told.lines().find(|line| line.starts_with("cheap")).expect("a difference");
    assert!(line.contains("lower_base (") && line.contains(" and high_line ("), "{told}");
    assert!(!line.contains(" low_base (") && !line.contains(", or "), "{told}");
    // By itself it is one.
    let told = fine(place.path(), &["compare", "law", "first"]);
    assert!(told.contains("low_base"), "{told}");
    // Where the first scenario has it, it is the law that the second one's patches meet.
    let told = fine(place.path(), &["compare", "first", "s"]);
    assert!(!told.lines().any(|line| line.starts_with("cheap")), "{told}");
}

#[test]
fn programs_read_values_without_words() {
    let policy = r#"
enum Kind { big, small }
entity Town, towns { key id; id: text; n: int, 0 .. 10; opened: date; rate: percent, 0 % .. 50 %; kind: Kind }
define opening(t: Town): date { title "Opening"; is t.opened }
define sum_(t: Town): EUR { title "Sum"; is EUR 1 240 740.734475 - EUR 1 240 840.5 * t.n }
define third(t: Town): ratio { title "Third"; is t.n / 3 }
define share_(t: Town): percent { title "Share"; is t.rate }
define kind_(t: Town): Kind { title "Kind"; is t.kind }
criterion few { for t: Town; holds when t.n < 5 }
"#;
    let place = repository(
        MANIFEST,
        policy,
        &[("towns/a.yaml", "id: a\nn: 1\nopened: 2015-10-03\nrate: 12.5\nkind: big\n"), ("towns/b.yaml", "id: b\n")],
    );
    let read = |text: String| -> Value { serde_json::from_str(&text).expect("JSON") };
    let rules = ["opening", "sum_", "third", "share_", "kind_", "few"];
    let asked: Vec<&str> =
        ["eval", "--format", "json"].into_iter().chain(rules.iter().flat_map(|r| ["--rule", r])).collect();
    let told = read(fine(place.path(), &asked));
    let of = |rule: &str, key: &str| {
        let all = told["outcomes"].as_array().expect("records");
        let is = |r: &&Value| r["rule"] == format!("x.{rule}") && r["subjects"]["t"] == key;
        let one = all.iter().find(is).unwrap_or_else(|| panic!("{rule}"));
        ["value", "low", "high", "unit"].map(|field| one[field].clone())
    };
    let none = Value::Null;
    let row = |all: [&str; 4]| all.map(|text| if text == "-" { none.clone() } else { Value::from(text) });
    assert_eq!(of("opening", "a"), row(["2015-10-03", "2015-10-03", "2015-10-03", ""]));
    assert_eq!(of("sum_", "a"), row(["-99.765525", "-99.765525", "-99.765525", "EUR"]));
    assert_eq!(of("sum_", "b"), row(["-", "-11167664.265525", "1240740.734475", "EUR"]));
    assert_eq!(of("third", "a"), row(["1/3", "1/3", "1/3", ""]));
    assert_eq!(of("third", "b"), row(["-", "0", "10/3", ""]));
    assert_eq!(of("share_", "a"), row(["12.5", "12.5", "12.5", "%"]));
    assert_eq!(of("share_", "b"), row(["-", "0", "50", "%"]));
    assert_eq!(of("kind_", "a"), row(["big", "-", "-", ""]));
    assert_eq!(of("few", "a"), [Value::from(true), none.clone(), none.clone(), Value::from("")]);
    assert_eq!(of("few", "b"), row(["-", "-", "-", ""]));
    // A file of a build has the same columns.
    fine(place.path(), &["build", "--markdown-only"]);
    let built = std::fs::read_to_string(place.path().join("out/outcomes.csv")).expect("a file");
    let told = fine(place.path(), &["eval", "--rule", "few", "--format", "csv"]);
    let columns = |text: &str| text.lines().next().expect("a header").to_string();
    assert_eq!(columns(&told), format!("{},contested", columns(&built)));
}

#[test]
fn a_case_is_told_by_its_condition_and_by_what_it_says() {
    let policy = r#"
source act "A statute" { status in force from 2000-01-01; evidence read }
entity Town, towns { key id; id: text; n: int, 0 .. 10; fine: bool }
define fee(t: Town): EUR {
  otherwise EUR 90
  unless [poor] t.n <= 5 then EUR 20, per act art 5(4)
}
define applies_(t: Town): bool {
  otherwise true
  unless [fine] t.fine then false, per act art 6
}
test "a fee" { given t = Town { id: "x"; n: 3 }; expect fee(t) = EUR 20, by [poor] }
test "a credit" { given t = Town { id: "x" }; expect EUR 5 * 0 - EUR 150 = EUR 1 }
"#;
    let towns = [("towns/a.yaml", "id: a\nn: 3\nfine: true\n"), ("towns/b.yaml", "id: b\n")];
    let place = repository(MANIFEST, policy, &towns);
    let why = |rule: &str, town: &str| fine(place.path(), &["explain", rule, "--for", &format!("Town={town}")]);
    let told = why("fee", "a");
    assert!(told.contains("case [poor] holds: true, per A statute, art 5(4)"), "{told}");
    assert!(told.contains("case [poor] says: EUR 20\n"), "the article stands once: {told}");
    let told = why("fee", "b");
    assert!(told.contains("case [poor] holds: unknown") && told.contains("case [poor] says: EUR 20\n"), "{told}");
    let told = why("applies_", "a");
    assert!(told.contains("case [fine] holds: true") && told.contains("case [fine] says: false\n"), "{told}");
    // What a test found can be written into it.
    let told = says(place.path(), &["test"]);
    assert!(told.contains("found:    -EUR 150") && told.contains("1 passed, 1 failed"), "{told}");
}

#[test]
fn a_failed_expectation_gives_no_more_reasons_than_a_reader_takes_in() {
    let steps: String = (1..60).map(|n| format!("define s{n}(t: Town): int {{ is s{}(t) + t.n }}\n", n - 1)).collect();
    let policy = format!(
        "entity Town, towns {{ key id; id: text; n: int, 0 .. 10 }}\ndefine s0(t: Town): int {{ is t.n }}\n{steps}\
         test \"deep\" {{ given t = Town {{ id: \"x\"; n: 1 }}; expect s59(t) = 5 }}"
    );
    let place = repository(MANIFEST, &policy, &[("towns/a.yaml", "id: a\nn: 1\n")]);
    let told = says(place.path(), &["test"]);
    assert!(told.lines().count() < 45 && told.contains("more reasons below"), "{told}");
    let all = says(place.path(), &["test", "--format", "json"]);
    assert!(all.matches("\"what\"").count() > 45, "{all}");
}

#[test]
fn what_changes_is_told_in_the_order_of_its_subjects() {
    let policy = r#"
entity Town, towns { key id; id: text; n: int, 0 .. 100 }
param p: int { is 1 }
define fee(t: Town): int { is t.n * p }
reform r { status discussed 2018-01-01; from 2018-01-01; set p to 2 }
scenario s { starts from law; with r; at 2018-04-30 }
"#;
    let towns = [("towns/a.yaml", "id: a\nn: 9\n"), ("towns/b.yaml", "id: b\nn: 3\n")];
    let place = repository(MANIFEST, policy, &towns);
    let told = fine(place.path(), &["compare", "law", "s", "--rule", "fee"]);
    let at = |key: &str| told.find(&format!("fee   {key}")).unwrap_or_else(|| panic!("{told}"));
    assert!(at("a") < at("b"), "{told}");
}

#[test]
fn a_scenario_that_a_paper_has_not_is_told_before_it_is_made() {
    let policy = r#"
entity Town, towns { key id; id: text; n: int, 0 .. 100 }
param p: int { is 1 }
define fee(t: Town): int { title "The fee"; is t.n * p }
reform r { status discussed 2018-01-01; from 2018-01-01; set p to 2 }
scenario cheap { title "Cheap"; starts from law; with r; at 2018-04-30 }
"#;
    let manifest = format!("{MANIFEST}{PAPER}\"cheap\"] }}]\n");
    let template = |name: &str| {
        format!("# Paper\n\n{{% for row in values.fee.rows %}}\n- {{{{ row.under.{name} }}}}\n{{% endfor %}}\n")
    };
    for (name, fine) in [("law", true), ("cheap", true), ("cheeper", false)] {
        let files = [("templates/paper.md.j2", &*template(name)), ("towns/a.yaml", "id: a\nn: 9\n")];
        let told = says(repository(&manifest, policy, &files).path(), &["check"]);
        assert_eq!(told.contains("E0702"), !fine, "{told}");
    }
    let closed = "# Paper\n\n{% for row in values.fee.rows %}\n{% endif %}\n";
    let files = [("templates/paper.md.j2", closed), ("towns/a.yaml", "id: a\nn: 9\n")];
    let told = says(repository(&manifest, policy, &files).path(), &["check"]);
    assert!(told.contains("`endif` closes no `if` here"), "{told}");
}
