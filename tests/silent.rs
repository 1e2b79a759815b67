//! Policies that would mean something else than their writer thought: none is let pass, and none changes an outcome in
//! silence.

mod run;

use run::{MANIFEST, acquis, findings, says};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const WORLD: &str = r#"module x
party council "Council of Towns"
source act "A statute" { status in force from 2000-01-01; binds states; evidence read }
source late "A later paper" { status published 2019-01-01; evidence read }
unit person, persons
entity State, states, closed { size: int, 0 .. 100; old: int, at most size }
instance FI of State { size: 5 }
instance PL of State { size: 9; old: 3 }
entity Sign, signs, closed { key code; code: text }
entity City, cities { key id; id: text; state: State; people: persons, 0 .. 1 000; old: persons, at most people; rich: bool; n: int, 0 .. 10 }
param p: int { is 1 }
"#;

fn folder(manifest: &str, policy: &str, files: &[(&str, &str)]) -> TempDir {
    run::folder(&[&[("acquis.toml", manifest), ("policies/x.acq", policy)], files].concat())
}

/// What `check` says of more declarations beside the world.
fn of(more: &str) -> String {
    says(folder(MANIFEST, &format!("{WORLD}{more}\n"), &[]).path(), &["check"])
}

/// Declarations of which `check` says one thing, with these words in it.
fn one_finding(more: &str, code: &str, words: &str) {
    let told = of(more);
    let codes = findings(&told);
    assert!(told.contains(code) && told.contains(words) && codes == 1, "{more}\n{told}");
}

#[test]
fn what_stands_twice_is_refused() {
    for (more, code, words) in [
        (
            "source s \"S\" { status in force from 2010-01-01; evidence read; part art 2 evidence to_check; part art 2 evidence read }",
            "E0217",
            "`art 2` is said twice",
        ),
        (
            "source s \"S\" { status in force from 2010-01-01, repealed 2019-01-01, repealed 2017-01-01; evidence read }",
            "E0217",
            "`repealed` is said twice",
        ),
        (
            "source s \"S\" { status in force from 2010-01-01; evidence read; part art 2 evidence to_check, evidence read }",
            "E0109",
            "`evidence` stands twice in one clause",
        ),
        (
            "reform r { status adopted 2017-01-01, adopted 2019-01-01; from 2018-01-01; set p to 2 }",
            "E0217",
            "`adopted` is said twice",
        ),
        (
            "reform r { status discussed 2018-01-01; from 2018-01-01; from 2018-02-01; set p to 4 }",
            "E0109",
            "`from` stands twice",
        ),
        ("define z: int { from 2010-01-01; from 2012-01-01; is 3 }", "E0109", "`from` stands twice"),
        ("test \"t\" { given p = 2; given p = 3; expect p = 3 }", "E0217", "`p` is given twice"),
        (
            "test \"t\" { given FI with size = 2; given FI with size = 3; expect FI.size = 3 }",
            "E0217",
            "`FI.size` is given twice",
        ),
        (
            "test \"t\" { given c = City { id: \"a\"; n: 1 }; given d = City { id: \"a\"; n: 2 }; expect c.n < d.n }",
            "E0203",
            "`a` is the key of two",
        ),
        (
            "instance A of Sign { code: \"Q\" }\ninstance B of Sign { code: \"Q\" }",
            "E0203",
            "`Q` is the key of two instances",
        ),
        (
            "entity F, fs, closed { a: int }\ninstances F {\n  | name | a |\n  | p    | 7 |\n}",
            "E0203",
            "`p` is declared twice",
        ),
        (
            "requirement r { per act art 1; for c: City; except [a] when c.n < 3; except [a] when c.n > 8; holds when c.rich }",
            "E0225",
            "two cases are called `[a]`",
        ),
        ("define f(c: City): bool { is c.state is one of (FI, FI) }", "E0217", "`FI` is said twice"),
        ("table t(s: State): int {\n  | s | t |\n  | FI, FI | 1 |\n  | PL | 2 |\n}", "E0217", "`FI` is said twice"),
        (
            "table t(s: State): int {\n  | s | t |\n  | not(FI, FI) | 1 |\n  | FI | 2 |\n}",
            "E0217",
            "`FI` is said twice",
        ),
        (
            "reform r { status discussed 2017-01-01; from 2018-01-01; set p to 2 }\nscenario s { starts from law; with r, r; at 2018-04-30 }",
            "E0217",
            "`r` is said twice",
        ),
        (
            "define f(c: City): int { otherwise 1; unless [a] c.rich then 2; unless [b] c.n > 3 then 3, prevailing over [a], [a] }",
            "E0217",
            "`[a]` is said twice",
        ),
        ("define f: int { tags a, a; is p }", "E0217", "`a` is said twice"),
        ("define f: int { per act art 1 and per act art 1; is p }", "E0217", "`act art 1` is said twice"),
        (
            "requirement r { per act art 1; level local, local; for c: City; holds when c.rich }",
            "E0217",
            "`local` is said twice",
        ),
        ("unit day, days", "E0203", "`day` is a unit already"),
        ("unit EUR, euros", "E0203", "`EUR` is a unit already"),
    ] {
        one_finding(more, code, words);
    }
}

#[test]
fn what_says_nothing_is_told() {
    let task = "party pp \"P\"\naction a { title \"A\"; owner pp }\n";
    for (more, code, words) in [
        ("reading z of p { is 1 }", "E0232", "`z` reads `p` as it stands"),
        (
            "define f(c: City): int { otherwise 1; unless [a] c.rich then 2 }\n\
             reading z of f { otherwise 1; unless [a] c.rich then 2 }",
            "E0232",
            "`z` reads `f` as it stands",
        ),
        ("requirement r { per act art 1; for c: City; holds when true }", "E0233", "this condition rests on nothing"),
        ("barrier b { per act art 1; for c: City; present when 1 = 2 }", "E0233", "this condition rests on nothing"),
        (
            "requirement r { per act art 1; for c: City; except [a] when true; holds when c.rich }",
            "E0233",
            "this condition rests on nothing",
        ),
        (
            "define f(c: City): int { not applicable when false; otherwise 3; unless [b] c.rich then 5 }",
            "E0233",
            "this condition rests on nothing",
        ),
        ("define f(c: City): bool { title \"\"; is c.rich }", "E0136", "it says what readers call it"),
        ("test \"\" { expect p = 1 }", "E0136", "it says what the test shows"),
        ("entity Bare, bares { }", "E0216", "an entity needs `NAME: TYPE`"),
        (
            "entity Pair { a: int; b: int }\ndefine f(c: City): int { let x = Pair(a: c.n)\n  is x.a + x.b }",
            "W0211",
            "this `Pair` has no `b`",
        ),
        (
            "recommendation r { to council; because p > 0; text \"it is { p under law }, { see below }\" }",
            "E0139",
            "write `{{ p under law }}`",
        ),
        (
            "source s \"S\" { status in force from 2012-01-01; evidence read }\nparam q: int { from 2003-01-01 is 3, per s art 1 }",
            "W0303",
            "`q` begins on 2003-01-01, and `s art 1` holds from 2012-01-01 only",
        ),
        (
            "source s \"S\" { status in force from 2102-01-01, transposed by 2012-12-31; evidence read }",
            "W0302",
            "comes before in force on 2102-01-01",
        ),
        ("test \"t\" { expect true }", "E0233", "met whatever the policy says"),
        ("test \"t\" { expect FI.size = FI.size }", "E0233", "met whatever the policy says"),
        (
            "source s \"S\" { status in force from 2010-01-01; evidence read; binds states except FI, PL }",
            "W0207",
            "`s` binds nobody",
        ),
        (
            "source s \"S\" { status in force from 2010-01-01; evidence read; part art 3 }",
            "E0216",
            "nothing is said of",
        ),
        ("requirement r { per act \"\"; for c: City; holds when c.rich }", "E0136", "this text is empty"),
        ("requirement r { per act art 0; for c: City; holds when c.rich }", "E0136", "nothing is counted from 0"),
        ("fields of City { more: bool, ask \"\" }", "E0136", "this text is empty"),
        (
            "source s \"S\" { status in force from 2010-01-01; evidence read; celex 3214R0516 }",
            "E0136",
            "`3214R0516` is no CELEX number",
        ),
        ("recommendation r { to council, council; because p > 0 }", "E0217", "`council` is said twice"),
        ("recommendation r { to council; because p > 0; because p > 0 }", "E0217", "`because` is said twice"),
        ("recommendation r { because p > 0 }", "E0216", "needs `to PARTY`"),
        ("param z: int { is 3; is 4 }", "E0302", "`z` has two values for the same days"),
    ] {
        one_finding(more, code, words);
    }
    for happened in ["happened 2019-01-01 per act", "not happened as of 2019-01-01 per act"] {
        let more = format!("{task}task t {{ title \"T\"; of a; owner pp; planned 2018-03-31; {happened} }}");
        one_finding(&more, "W0302", "counts for nothing");
        let seen = format!("{more}\nscenario s {{ starts from law; at 2018-04-30; known on 2019-06-30 }}");
        assert!(of(&seen).contains("no mistakes found"), "{}", of(&seen));
    }
    let spelt = of("test \"t\" { expect 1.0 = 1.00; expect p = 1 }");
    assert!(spelt.contains("no mistakes found"), "two ways to write a number may be held against each other: {spelt}");
}

#[test]
fn a_key_twice_in_a_table_is_shown_at_both_places() {
    let told =
        of("entity F, fs, closed { a: int }\ninstances F {\n  | name | a |\n  | A | 7 |\n  | B | 8 |\n  | A | 9 |\n}");
    assert!(told.contains("| A | 7 |") && told.contains("first here"), "{told}");
}

#[test]
fn a_figure_bound_by_another_field_is_held_to_it_wherever_it_is_written() {
    for more in [
        "instance SE of State { size: 3; old: 4 }",
        "test \"t\" { given c = City { id: \"a\"; people: 3 persons; old: 4 persons }; expect c.old > c.people }",
        "test \"t\" { given PL with old = 10; expect PL.old = 10 }",
        "reform r { status discussed 2017-01-01; from 2018-01-01; set PL.old to 30 }\nscenario s { starts from law; with r; at 2018-04-30 }",
        "test \"t\" { cases\n  | c.people  | c.old     | c.n |\n  | 3 persons | 4 persons | 1 |\n  given c = City { id: \"a\"; n: 1 }\n}",
    ] {
        one_finding(more, "E0414", "at most");
    }
    let both = "reform r { status discussed 2017-01-01; from 2018-01-01; set PL.size to 50; set PL.old to 30 }\n\
                scenario s { starts from law; with r; at 2018-04-30 }";
    assert!(of(both).contains("no mistakes found"), "{}", of(both));
}

#[test]
fn an_assessment_that_cannot_come_out_otherwise_is_refused() {
    for (clauses, code) in [
        ("applies when c.people < 0 persons; holds when c.rich", "E0232"),
        ("except [a] when c.people >= 0 persons; holds when c.rich", "E0232"),
        ("applies when c.n > 5; except [few] when c.n < 3; holds when c.rich", "E0232"),
        ("holds when c.n > 5 and c.n < 3", "E0233"),
        ("holds when c.n > 5 or c.n < 7", "E0233"),
        ("applies when c.rich; holds when c.rich", "E0233"),
        ("holds when c.n = c.n", "E0233"),
    ] {
        one_finding(&format!("requirement r {{ per act art 1; for c: City; {clauses} }}"), code, "error");
    }
}

#[test]
fn evidence_that_cannot_come_out_otherwise_is_refused() {
    for because in [
        "(p under law) < (p under law)",
        "share(c.rich for c in cities) > 150 %",
        "count(c for c in cities) >= 0",
        "(some c in cities has c.n > 20)",
    ] {
        one_finding(
            &format!("recommendation r {{ to council; because {because} }}"),
            "E0233",
            "the same whatever the facts",
        );
    }
}

#[test]
fn a_reform_or_reading_says_what_its_rule_says_in_the_words_of_its_rule() {
    let with = |patch: &str| {
        format!(
            "define f(c: City): int {{ is 3 }}\nrequirement duty {{ per act art 1; for c: City; holds when c.rich }}\n\
             collect k(c: City): int {{ when [b] c.n > 3 then 2 }}\nscale sc(n: int): int {{\n  step\n  | from | result |\n  | 0 | 1 |\n}}\n\
             reform r {{ status discussed 2017-01-01; from 2018-01-01; {patch} }}\nscenario s {{ starts from law; with r; at 2018-04-30 }}"
        )
    };
    for (patch, word) in [
        ("replace f { holds when c.rich }", "holds"),
        ("amend f holds when c.rich", "holds"),
        ("amend duty present when c.n > 3", "present"),
        ("replace duty { is c.rich }", "is"),
        ("add to duty when [a] true then false", "when"),
        ("add to k unless [a] c.rich then 3", "unless"),
        ("add to sc when [a] true then 3", "when"),
    ] {
        let told = of(&with(patch));
        assert!(told.contains("E0108") && told.contains(&format!("has no clause `{word}`")), "{patch}\n{told}");
    }
    assert!(of("define f(c: City): int { is 3 }\nreading h of f { holds when c.rich }").contains("E0108"));
    assert!(of("reading h of p { otherwise 3 }").contains("a param has no clause `otherwise`"));
    assert!(of("collect k(c: City): int { otherwise 1; when [b] c.n > 3 then 2 }").contains("E0108"));
    assert!(of("reform r(q: Banana) { status discussed 2017-01-01; from 2018-01-01; set p to q }").contains("E0201"));
}

#[test]
fn a_column_of_cases_that_nothing_uses_is_told() {
    let told = of("test \"t\" { cases\n  | q | p + 1 |\n  | 1 | 2 |\n  | 2 | 2 |\n}");
    assert!(told.contains("nothing uses the column `q`"), "{told}");
}

#[test]
fn an_unknown_name_does_not_hide_what_is_wrong_elsewhere() {
    let told = of(
        "define a: int { is bb }\nsource gone \"G\" { status in force from 2010-01-01, repealed 2015-01-01; evidence read }\n\
                   requirement late_duty { per gone art 1; for c: City; holds when c.rich }\n\
                   reform r { status discussed 2017-01-01; from 2018-01-01; set p to 1 }\nscenario s { starts from law; with r; at 2018-04-30 }",
    );
    for code in ["E0201", "E0303", "E0503"] {
        assert!(told.contains(code), "{code} is missing\n{told}");
    }
}

#[test]
fn a_fact_is_not_known_before_its_day_or_its_source() {
    let facts = "fact f: persons { is 3 persons, of 2017-12-31, per act }\n\
                 fact g: persons { is 4 persons, of 2017-12-31, published 2018-01-01, per late }\n\
                 test \"t\" { expect f = 3 persons; expect f is unknown, known on 2016-01-01; expect g is unknown; expect g = 4 persons, known on 2019-01-01 }";
    let place = folder(MANIFEST, &format!("{WORLD}{facts}\n"), &[]);
    assert!(
        says(place.path(), &["test"]).contains("4 expectations: 1 passed, 0 failed"),
        "{}",
        says(place.path(), &["test"])
    );
    one_finding(
        "fact h: persons { is 3 persons, of 2017-12-31 .. 2017-01-01, published 2018-01-01, per act }",
        "E0305",
        "h",
    );
}

const DATA: &str = r#"
name = "x"
policies = ["policies"]
dates = { at = 2018-04-30, known_on = 2018-04-30, data_as_of = 2016-12-31 }
profiles = [{ entity = "Town", files = "towns/*.yaml" }]
answers = "answers/*.yaml"
"#;

const TOWNS: &str = "module x\nentity Town, towns { key id; id: text; s: int, 0 .. 1 000, series; fl: int, 0 .. 1 000, flow; st: bool, statement; \
                     x: int, 0 .. 9; list_of: list of Item, at most 3 }\nentity Item { n: int, 0 .. 50; late: bool }\n\
                     define now(t: Town): int { is t.s }\ndefine then_(t: Town): int { is t.s as of law_date }\n\
                     define in_year(t: Town): int { is t.fl over 2017-01-01 .. 2017-12-31 }\ndefine said(t: Town): bool { is t.st }\n\
                     define bound(t: Town): bool { is t.x > 1 }\ndefine sum_of(t: Town): int { is sum(i.n for i in t.list_of where i.late) }\n";

fn outcome(place: &Path, rule: &str, more: &[&str]) -> String {
    let words = [&["eval", "--rule", rule, "--format", "csv"], more].concat();
    let table = says(place, &words);
    table.lines().nth(1).unwrap_or_else(|| panic!("{table}")).to_string()
}

#[test]
fn a_datum_after_the_data_date_is_not_read_by_naming_its_day() {
    let town =
        "id: a\ns:\n- {value: 10, as_of: 2016-06-30}\n- {value: 99, as_of: 2018-01-31}\nfl: {value: 55, as_of: 2017}\n";
    let place = folder(DATA, TOWNS, &[("towns/a.yaml", town)]);
    assert!(outcome(place.path(), "now", &[]).contains(",10"), "{}", outcome(place.path(), "now", &[]));
    assert!(outcome(place.path(), "then_", &[]).contains(",10"), "{}", outcome(place.path(), "then_", &[]));
    assert!(
        outcome(place.path(), "in_year", &[]).contains("between 0 and 1 000"),
        "{}",
        outcome(place.path(), "in_year", &[])
    );
    let named = DATA.replace("2016-12-31 }", "2016-12-31, later_data = [\"Town.s\", \"Town.fl\"] }");
    let place = folder(&named, TOWNS, &[("towns/a.yaml", town)]);
    assert!(outcome(place.path(), "then_", &[]).contains(",99"), "{}", outcome(place.path(), "then_", &[]));
    assert!(outcome(place.path(), "in_year", &[]).contains(",55"), "{}", outcome(place.path(), "in_year", &[]));
}

#[test]
fn nobody_knows_a_statement_before_it_was_made() {
    let data = DATA.replace("data_as_of = 2016-12-31", "data_as_of = 2018-04-30");
    for (town, known) in [
        ("st: {value: true, statement: {by: \"office\", day: 2019-01-01}}", "unknown"),
        ("st: {value: true, statement: {by: \"office\", day: 2018-01-01}}", "true"),
        ("st: {value: true, as_of: 2017-01-01, statement: {by: \"office\", day: 2018-06-01}}", "unknown"),
    ] {
        let place = folder(&data, TOWNS, &[("towns/a.yaml", &format!("id: a\n{town}\n"))]);
        assert!(outcome(place.path(), "said", &[]).contains(known), "{town}: {}", outcome(place.path(), "said", &[]));
    }
}

#[test]
fn an_answer_completes_what_is_known_in_part() {
    let data = DATA.replace("data_as_of = 2016-12-31", "data_as_of = 2018-04-30");
    let town = "id: a\nx: between 1 and 2\nlist_of: {value: [{n: 5}, {late: true}], others: 0 .. 1}\n";
    let answer = |list: &str, x: u32| {
        format!("respondent: office\nday: 2018-03-01\nanswers:\n- Town: \"a\"\n  x: {x}\n  list_of: {list}\n")
    };
    let files = |answer: &str| folder(&data, TOWNS, &[("towns/a.yaml", town), ("answers/a.yaml", answer)]);
    let place = files(&answer("[{n: 5, late: true}, {n: 30, late: true}]", 2));
    assert!(outcome(place.path(), "sum_of", &[]).contains(",35"), "{}", outcome(place.path(), "sum_of", &[]));
    assert!(outcome(place.path(), "bound", &[]).contains("true"), "{}", outcome(place.path(), "bound", &[]));
    for (list, x) in [
        ("[{n: 6, late: true}, {n: 30, late: true}]", 2),
        ("[{n: 5, late: true}]", 2),
        ("[{n: 5, late: true}, {n: 30, late: true}]", 9),
    ] {
        let told = says(files(&answer(list, x)).path(), &["check"]);
        assert!(told.contains("E0433"), "{list} {x}\n{told}");
    }
}

#[test]
fn a_table_that_could_never_give_way_is_refused() {
    let manifest = DATA.replace(
        "{ entity = \"Town\", files = \"towns/*.yaml\" }",
        "{ entity = \"Town\", files = \"towns/*.yaml\" }, { entity = \"Town\", table = \"t.csv\", columns = { id = \"id\", s = \"s\" }, same_as = \"x\", datum = { as_of = 2016-12-31, source = \"office\" } }",
    );
    let place = folder(&manifest, TOWNS, &[("towns/a.yaml", "id: a\n"), ("t.csv", "id,s\nb,5\n")]);
    let told = says(place.path(), &["check"]);
    assert!(told.contains("E0432") && told.contains("no row gives way"), "{told}");
}

#[test]
fn a_mandate_tells_all_that_is_wrong_with_it() {
    let manifest = format!("mandate = \"policies/mandate.yaml\"\n{MANIFEST}");
    let mandate = "statements:\n- {id: A.1, sais: x}\n- {id: A.2, says: x, kinds: REQ}\n- A.3\n- {id: A.4, says: x, says: y, lines: [1]}\n- {id: A.5}\n";
    let place = folder(&manifest, WORLD, &[("policies/mandate.yaml", mandate)]);
    let told = says(place.path(), &["check"]);
    for words in [
        "a statement has no key `sais`",
        "a statement needs `says`",
        "a list is needed here: `[REQ]`",
        "a statement has keys here",
        "`says` is written twice",
        "a text is needed here",
    ] {
        assert!(told.contains(words), "{words} is missing\n{told}");
    }
}

#[test]
fn each_step_of_a_scale_is_looked_at() {
    let scale = "scale tax(n: EUR): EUR {\n  marginal\n  | from | rate |\n  | EUR 0 | 10 % |\n  | EUR 100 | 20 % |\n}\n\
                 scale line(n: int): ratio {\n  interpolated\n  | from | value |\n  | 0 | 10 |\n  | 10 | 20 |\n}\n\
                 test \"t\" { expect tax(EUR 5) = EUR 0.5; expect line(5) = 15 }";
    let place = folder(MANIFEST, &format!("module x\n{scale}\n"), &[]);
    let told = says(place.path(), &["test", "--coverage"]);
    assert!(told.contains("not reached: x.tax, step [row_2]") && !told.contains("x.tax, step [row_1]"), "{told}");
    let told = says(place.path(), &["test", "--mutate"]);
    assert!(
        told.contains("nothing notices: x.tax [row_2] changed") && !told.contains("x.line [row_2] changed"),
        "{told}"
    );
}

#[test]
fn cases_that_rest_on_a_param_are_looked_at_under_its_versions() {
    let params = "param q: int { from 2010-01-01 until 2018-02-28 is 2; from 2018-03-01 is 5 }\n\
                  param on: bool { from 2010-01-01 until 2018-02-28 is true; from 2018-03-01 is false }\n";
    for (define, code, witness) in [
        (
            "define f(c: City): int { otherwise 1; unless [a] c.rich then 4; unless [b] q <= 3 then 8 }",
            "E0231",
            "q = 2",
        ),
        (
            "define f(c: City): int { otherwise 1; unless [a] c.rich then 4; unless [b] on then 8 }",
            "E0231",
            "on = true",
        ),
        ("define f(c: City): int { when [a] c.rich then 4; when [b] q <= 3 and not c.rich then 8 }", "W0204", "q = 5"),
        ("define f(c: City): int { when [a] c.rich then 4; when [b] on and not c.rich then 8 }", "W0204", "on = false"),
    ] {
        one_finding(&format!("{params}{define}"), code, witness);
    }
}

#[test]
fn a_test_lets_pass_the_cases_that_it_shows_to_meet_and_no_others() {
    let define = |third: &str| {
        format!(
            "define f(c: City): int {{ otherwise 0; unless [a] c.rich then 1; unless [b] c.n > 3 then 2; {third} }}\n\
             test \"meant\" {{ given c = City {{ id: \"x\"; rich: true; n: 4; people: 1 persons }}; expect f(c) is conflict, by [a], [b] }}"
        )
    };
    assert!(of(&define("")).contains("no mistakes found"), "{}", of(&define("")));
    one_finding(&define("unless [c] c.people > 5 persons then 3"), "E0231", "this case holds there");
}

#[test]
fn what_a_reform_amends_is_told_at_its_patch() {
    let policy = |amend: &str| {
        format!(
            "{WORLD}define f(c: City): int {{\n  otherwise 0\n  when [w] c.rich then 1, per act art 1\n  unless [no] c.n > 5 then 7\n}}\n\
             reform r {{ status discussed 2018-01-01; from 2018-01-01; {amend} }}\nscenario s {{ starts from law; with r; at 2018-04-30 }}\n"
        )
    };
    let dead = says(folder(MANIFEST, &policy("amend f [w] when c.rich and c.n > 7"), &[]).path(), &["check"]);
    assert!(dead.contains("E0232") && dead.contains("x.acq:17:"), "{dead}");
    let manifest = format!("{MANIFEST}profiles = [{{ entity = \"City\", files = \"c/*.yaml\" }}]\n");
    let place =
        folder(&manifest, &policy("amend f [w] when c.rich and c.n > 4"), &[("c/a.yaml", "id: a\nrich: true\nn: 3\n")]);
    let told = says(place.path(), &["explain", "f", "--for", "City=a", "--scenario", "s"]);
    assert!(told.contains("case [w] as amended by r") && told.contains("x.acq:17:"), "{told}");
}

#[test]
fn a_profile_that_is_tried_out_counts_in_no_figure() {
    let manifest = format!("{MANIFEST}profiles = [{{ entity = \"City\", files = \"c/*.yaml\" }}]\n");
    let policy =
        format!("{WORLD}define total: int {{ is sum(c.n for c in cities) }}\ndefine own(c: City): int {{ is c.n }}\n");
    let place =
        folder(&manifest, &policy, &[("c/a.yaml", "id: a\nn: 7\n"), ("new.yaml", "entity: City\nid: b\nn: 3\n")]);
    let profile = place.path().join("new.yaml");
    let more = ["--profile", profile.to_str().expect("a path")];
    assert!(outcome(place.path(), "total", &more).contains(",7"), "{}", outcome(place.path(), "total", &more));
    let own = says(place.path(), &[&["eval", "--rule", "own", "--format", "csv"][..], &more].concat());
    assert!(own.contains(",b,3"), "{own}");
}

#[test]
fn an_item_of_a_list_has_its_own_day_source_and_mark() {
    let manifest = format!("{MANIFEST}profiles = [{{ entity = \"Town\", files = \"towns/*.yaml\" }}]\n");
    let policy = "module x\nentity Town, towns { key id; id: text; l: list of Part, at most 3 }\nentity Part { a: int, 0 .. 9 }\n\
                  define total(t: Town): int { is sum(p.a for p in t.l) }\ndefine parts(t: Town): int { is count(p for p in t.l) }\n\
                  requirement none_over { for t: Town; holds when (no p in t.l has p.a > 5) }\n";
    let later = "id: a\nl:\n- {value: {a: 7}, as_of: 2018-01-01, published: 2019-06-01}\n- {a: 2}\n";
    let place = folder(&manifest, policy, &[("towns/a.yaml", later)]);
    assert!(
        outcome(place.path(), "total", &[]).contains("between 2 and 11"),
        "{}",
        outcome(place.path(), "total", &[])
    );
    assert!(outcome(place.path(), "parts", &[]).contains("between 1 and 2"), "{}", outcome(place.path(), "parts", &[]));
    let marked = "id: a\nl:\n- {value: {a: 7}, as_of: 2018-01-01, evidence: to_check, source: q}\nsources: {q: {title: t, published: 2018-02-01, evidence: memory}}\n";
    let place = folder(&manifest, policy, &[("towns/a.yaml", marked)]);
    let told = says(place.path(), &["explain", "total", "--for", "Town=a"]);
    assert!(told.contains("to be checked") && told.contains("source: t"), "{told}");
    let empty = "id: a\nl: {value: [], as_of: 2017-01-01, evidence: to_check, source: q}\nsources: {q: {title: t, published: 2018-01-01, evidence: memory}}\n";
    let place = folder(&manifest, policy, &[("towns/a.yaml", empty)]);
    for rule in ["none_over", "parts"] {
        let told = says(place.path(), &["explain", rule, "--for", "Town=a"]);
        assert!(told.contains("l of a: 0") && told.contains("to be checked"), "{told}");
    }
}

#[test]
fn a_value_and_a_name_of_one_word_and_type_hide_neither() {
    let kinds = "enum Kind { primary, secondary, special }\nentity School, schools { key id; id: text; kind: Kind }\n";
    for (more, word) in [
        ("define same(s: School, primary: Kind): bool { is s.kind is primary }", "primary"),
        (
            "param secondary: Kind { is special }\ndefine second(s: School): bool { is s.kind is secondary }",
            "secondary",
        ),
        (
            "test \"g\" { given special = Kind.primary; given s = School { id: \"s\"; kind: special }; expect s.kind is Kind.primary }",
            "special",
        ),
        ("define let_(s: School): bool { let special = s.kind; is s.kind is special }", "special"),
    ] {
        one_finding(&format!("{kinds}{more}"), "E0202", &format!("`{word}` may be the value `{word}` of `Kind` or"));
    }
    // A unit is a name behind its number only.
    assert_eq!(
        findings(&of("define twice(persons: persons, person: int): persons { is persons * person + 2 persons }")),
        0
    );
    // Of another type it is no value of the enum, nor is a rule that is asked of somebody.
    let fine = "define primary(s: School): bool { is s.kind is primary }\ndefine f(s: School, special: bool): bool { is s.kind is special or special }\n\
        test \"f\" { given s = School { id: \"s\"; kind: special }; expect f(s, false) is true; expect primary(s) is false }";
    assert_eq!(findings(&of(&format!("{kinds}{fine}"))), 0, "{}", of(&format!("{kinds}{fine}")));
}

#[test]
fn a_bare_number_up_to_one_in_a_percentage_is_told() {
    let field = "entity H, hs { key id; id: text; share: percent }\n";
    for value in ["0.5", "1", "-0.2"] {
        one_finding(&format!("{field}define f: percent {{ is H(share: {value}).share }}"), "E0206", "a bare number");
        let test = format!("{field}test \"t\" {{ given h = H {{ id: \"h\"; share: {value} }}; expect h.share > 1 % }}");
        one_finding(&test, "E0206", "a bare number");
        let manifest = format!("{MANIFEST}profiles = [{{ entity = \"H\", files = \"hs/*.yaml\" }}]\n");
        let profile = format!("share: {value}\n");
        let place = folder(&manifest, &format!("{WORLD}{field}"), &[("hs/a.yaml", &profile)]);
        let told = says(place.path(), &["check"]);
        assert!(told.contains("E0408") && told.contains(&format!("may be read as `{value} %` or as")), "{told}");
    }
    assert_eq!(findings(&of(&format!("{field}define f: percent {{ is H(share: 0).share + H(share: 5).share }}"))), 0);
}

#[test]
fn evidence_that_is_a_conflict_or_gap_stops_a_paper() {
    let policy = "define clash: bool {\n  when [x] p > 0 then true\n  when [y] p >= 1 then false\n}\ntest \"c\" { expect clash is conflict }\n\
        recommendation one { title \"One\"; to council; by 2019-01-01; text \"Do it.\"; because clash }\n";
    let manifest = format!(
        "{MANIFEST}papers = [{{ name = \"a\", template = \"a.md.j2\", to = [\"council\"], date = 2018-04-30, state = \"draft\" }}]\n"
    );
    let template = "# {{ paper.name }}\n\n{% for r in recommendations %}{{ r.verdict }}{% endfor %}\n";
    let place = folder(&manifest, &format!("{WORLD}{policy}"), &[("templates/a.md.j2", template)]);
    let told = says(place.path(), &["paper", "a", "--markdown-only"]);
    assert!(told.contains("E0601") && told.contains("evidence of `one` is a conflict"), "{told}");
}

#[test]
fn a_bare_number_beside_a_percentage_is_refused_everywhere() {
    let world = "entity Town, towns { key id; id: text; p: percent, 0 % .. 100 % }\n";
    for expression in ["min(t.p, 80)", "max(80, t.p)"] {
        one_finding(&format!("{world}define f(t: Town): percent {{ is {expression} }}"), "E0206", "percentage");
    }
    let place = folder(MANIFEST, &format!("module x\n{world}define f(t: Town): bool {{ is t.p in 50 .. 80 }}\n"), &[]);
    assert!(says(place.path(), &["check", "--fix"]).contains("no mistakes found"));
    let mended = fs::read_to_string(place.path().join("policies/x.acq")).expect("the policy");
    assert!(mended.contains("t.p in 50 % .. 80 %"), "{mended}");
}

#[test]
fn is_not_takes_a_value() {
    for word in ["gap", "unknown", "conflict", "not_applicable"] {
        one_finding(&format!("test \"t\" {{ expect p is not {word} }}"), "E0222", "`is not` takes a value");
    }
    assert!(of("test \"t\" { expect count(distinct (n * 2) for n in list(1, 2)) = 2 }").contains("no mistakes found"));
}

#[test]
fn a_limit_of_a_field_stands_once() {
    for (limits, word) in [("0 .. 5, 0 .. 9", ".."), ("effort 1, effort 5", "effort"), ("ask \"a\", ask \"b\"", "ask")]
    {
        one_finding(&format!("fields of City {{ q: int, {limits} }}"), "E0109", &format!("`{word}` stands twice"));
    }
}

#[test]
fn a_rule_that_gives_a_list_says_where_it_is_seen() {
    let policy = format!(
        "{WORLD}collect k(c: City): int {{ when [b] c.n > 3 then 2 }}\ndefine many(c: City): int {{ is count(i for i in k(c)) }}\n"
    );
    let place = folder(MANIFEST, &policy, &[]);
    for command in [&["explain", "k"][..], &["eval", "--rule", "k"]] {
        let output = acquis(place.path(), command);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && told.contains("gives a list") && told.contains("many"), "{told}");
    }
}

#[test]
fn a_cell_compares_what_a_comparison_does() {
    let table = |ty: &str, cell: &str| {
        format!(
            "enum E {{ low, mid, high }}\ntable t(d: {ty}): int {{\n  hit first\n  | d | r |\n  | {cell} | 1 |\n  | - | 2 |\n}}"
        )
    };
    for (ty, cell, words) in [
        ("text", "> \"m\"", "a text has no order"),
        ("text", "\"a\" .. \"c\"", "a text has no order"),
        ("text", "[\"a\" .. \"c\")", "a text has no order"),
        ("text", "not(<= \"m\")", "a text has no order"),
        ("E", "> low", "a value of `E` has no order"),
        ("E", "low .. mid", "a value of `E` has no order"),
        ("bool", "> false", "a condition has no order"),
        ("State", ">= FI", "a `State` has no order"),
    ] {
        one_finding(&table(ty, cell), "E0204", words);
    }
    let equal = "table t(e: E, b: bool, s: State): int {\n  hit first\n  | e | b | s | r |\n  | = low | - | - | 1 |\n  | != high | != true | - | 2 |\n  | - | - | != FI | 3 |\n  | - | - | - | 4 |\n}\n\
        test \"t\" {\n  expect t(E.low, true, FI) = 1\n  expect t(E.mid, false, FI) = 2\n  expect t(E.high, false, PL) = 3\n  expect t(E.high, true, FI) = 4\n}";
    let place = folder(MANIFEST, &format!("{WORLD}enum E {{ low, mid, high }}\n{equal}\n"), &[]);
    let told = says(place.path(), &["test"]);
    assert!(told.contains("1 passed"), "{told}");
    let cases = "define f(t: text): text { is t }\ntest \"t\" {\n  cases\n  | e | f(e) |\n  | \"c\" | > \"b\" |\n}";
    one_finding(cases, "E0204", "a text has no order");
}

#[test]
fn days_behind_what_a_definition_says_are_read() {
    let policy = "define f: int { is 5, until 2017-12-31 }\ndefine n: int { is 5, from 2019-01-01 }\n\
        define both: int { from 2016-01-01 is 5, until 2017-12-31 }\nreading q of f { is 6, until 2018-02-01 }\n\
        param x: int { from 2018-01-01 is 5, until 2018-02-01 }\n\
        test \"t\" {\n  expect f is gap\n  expect f = 5, at 2017-12-31\n  expect f is gap, with reading q\n  expect f = 6, at 2018-02-01, with reading q\n  \
        expect n is gap\n  expect n = 5, at 2019-01-01\n  expect both is gap, at 2015-12-31\n  expect both = 5, at 2016-01-01\n  expect both is gap\n  \
        expect x is error E0301\n  expect x = 5, at 2018-02-01\n}";
    let place = folder(MANIFEST, &format!("{WORLD}{policy}\n"), &[]);
    let told = says(place.path(), &["test"]);
    assert!(told.contains("1 passed"), "{told}");
    for (more, code, words) in [
        ("param x: int { from 2018-01-01 is 5, from 2019-01-01 }", "E0109", "`from` stands twice"),
        ("param x: int { from 2018-01-01 until 2018-02-01 is 5, until 2019-01-01 }", "E0109", "`until` stands twice"),
        ("define f: int { is 5, prevailing over [a]; unless [a] true then 3 }", "E0235", "different tiers"),
        ("define f: int { is 5, from 2019-01-01, until 2018-01-01 }", "E0305", "ends before it starts"),
        (
            "define f: int { otherwise 5; when [a] true then 6, from 2019-01-01, until 2018-01-01 }",
            "E0305",
            "ends before it starts",
        ),
        ("define f: int { is 5, ask \"office\" }", "E0134", "`ask` says nothing of a case"),
        (
            "define f: int { otherwise 5; unless [a] false then 3, of 2018-01-01 }",
            "E0134",
            "`of` says nothing of a case",
        ),
    ] {
        let told = of(more);
        assert!(told.contains(code) && told.contains(words), "{more}\n{told}");
    }
}

#[test]
fn each_end_of_a_field_has_one_limit_and_something_lies_between_them() {
    for limits in ["0 .. 3, at most 9", "at most 9, 0 .. 3", "0 .. 9, at least 12", "at least 1, 0 .. 5"] {
        one_finding(&format!("fields of City {{ q: int, {limits} }}"), "E0217", "has a limit already");
    }
    for limits in ["at least 5, at most 3", "at most 3, at least 5", "at most -5"] {
        one_finding(&format!("fields of City {{ q: int, {limits} }}"), "E0305", "no value lies between");
    }
}

#[test]
fn digits_and_bounds_are_expected_where_they_are_looked_at() {
    for verdict in ["is not 0.33 to 2 digits", "!= 0.33 to 2 digits", "is 0.33 to 2 digits", "<= 0.33 to 2 digits"] {
        let told = of(&format!("define f(n: int): ratio {{ is n / 3 }}\ntest \"t\" {{ expect f(1) {verdict} }}"));
        assert!(told.contains("E0134") && told.contains("digits stand behind `= VALUE` only"), "{told}");
    }
    for sign in ["=", "is", "is not"] {
        let test = format!("test \"t\" {{ expect p {sign} between 0 and 3 }}");
        one_finding(&test, "E0222", "`between` is one value");
    }
    let fixed = "test \"t\" {\n  given p = between 0 and 3\n  expect p = between 0 and 3\n}";
    let place = folder(MANIFEST, &format!("{WORLD}{fixed}\n"), &[]);
    let told = says(place.path(), &["check"]);
    assert!(told.contains("expect p between 0 and 3"), "{told}");
    for expected in ["f(1) = list(1, 2)", "f(1) is not list(1, 2)", "f(1) != list(1, 2)"] {
        one_finding(
            &format!("define f(n: int): list of int {{ is list(n, 2) }}\ntest \"t\" {{ expect {expected} }}"),
            "E0221",
            "is not compared as a whole",
        );
    }
    for expected in ["f(1) = P(a: 1)", "f(1) != P(a: 1)", "f(1) is P(a: 1)"] {
        one_finding(
            &format!("entity P {{ a: int }}\ndefine f(n: int): P {{ is P(a: n) }}\ntest \"t\" {{ expect {expected} }}"),
            "E0221",
            "is not compared as a whole",
        );
    }
    let cases = "define f(n: int): list of int { is list(n, 2) }\ntest \"t\" {\n  cases\n  | n | f(n) |\n  | 1 | list(1, 2) |\n}";
    one_finding(cases, "E0221", "is not compared as a whole");
}

#[test]
fn a_scale_says_what_it_cannot_work_out() {
    let scale = |head: &str, mode: &str, header: &str, row: &str| {
        format!("scale s({head} {{\n  {mode}\n  | {header} |\n  | {row} |\n}}")
    };
    for (scale, code, words) in [
        (scale("n: int): int", "interpolated", "from | result", "0 | 1"), "E0204", "a whole number is needed here"),
        (scale("n: int): int", "marginal", "from | rate", "0 | 10 %"), "E0204", "a whole number is needed here"),
        (scale("d: date): ratio", "marginal", "from | rate", "2018-01-01 | 1"), "E0204", "a scale goes by a number"),
        (scale("d: text): int", "step", "from | result", "\"a\" | 1"), "E0204", "a scale goes by a number or a date"),
        (scale("n: int): text", "interpolated", "from | result", "0 | \"a\""), "E0204", "a number is needed here"),
        (
            scale("i: EUR, base: EUR): EUR", "marginal", "from | rate", "EUR 0 | 10 %"),
            "E0208",
            "`base` is one too many",
        ),
        (
            scale("i: EUR): EUR", "marginal", "from | rate | since", "EUR 0 | 10 % | 2017-01-01"),
            "E0208",
            "a scale has two columns",
        ),
        (
            scale("i: EUR): EUR", "marginal", "from | rate", "EUR 0 | 10 % | 2017-01-01"),
            "E0138",
            "this row has 3 cells",
        ),
    ] {
        one_finding(&scale, code, words);
    }
    let behind = "scale s(i: EUR): EUR {\n  marginal\n  | from | rate |, per act art 2\n  | EUR 0 | 10 % |\n}";
    one_finding(behind, "E0138", "nothing is said of this row");
    let step = scale("d: date): int", "step", "from | result", "2018-01-01 | 1");
    assert!(!of(&step).contains("error["), "{}", of(&step));
}

#[test]
fn a_part_of_a_day_is_rounded_by_nobody_but_the_rule() {
    for days in [
        "c.n / 2 * 1 days",
        "1.9 days",
        "0.5 weeks",
        "(e - d) / 2",
        "max(1 days, 0.5 days)",
        "round(1.2 days, to 0.5 days, up)",
    ] {
        let more = format!("define f(c: City, d: date, e: date): date {{ is d + {days} }}");
        one_finding(&more, "E0204", "a part of a day may come out here");
    }
    for days in
        ["7 days", "c.n * 1 days", "(e - d)", "floor((e - d) / 2, to 1 days)", "ceil(1.9 days, to 1 days)", "2 weeks"]
    {
        let more = format!("define f(c: City, d: date, e: date): date {{ is d + {days} }}");
        assert!(!of(&more).contains("error["), "{}", of(&more));
    }
}

#[test]
fn what_a_reform_adds_to_rows_that_exclude_each_other_is_added() {
    let policy = "enum E { x, y }\ntable t(e: E, b: bool): int {\n  hit collect sum\n  | e | b | t |\n  | x | - | 1 |\n  | y | - | 2 |\n  | - | true | 10 |\n  | - | false | 20 |\n}\n\
        reform more { status discussed 2018-01-01; from 2018-01-01; add to t | x | - | 100 | }\n\
        reform other { status discussed 2018-01-01; from 2018-01-01; amend t [row_1] when true }\n\
        reform less { status discussed 2018-01-01; from 2018-01-01; repeal t [row_2] }\n\
        scenario m { starts from law; with more; at 2018-04-30 }\nscenario o { starts from law; with other; at 2018-04-30 }\nscenario l { starts from law; with less; at 2018-04-30 }\n\
        entity K, ks { key id; id: text; e: E; b: bool }\n\
        test \"t\" {\n  given k = K { id: \"k\" }\n  expect t(k.e, k.b) between 11 and 22\n  expect t(k.e, k.b) between 11 and 22, needs { e, b }\n  \
        expect t(E.x, k.b) between 11 and 21, needs { b }\n  expect t(E.x, true) = 111, under m\n  expect t(E.y, true) = 12, under m\n  \
        expect t(E.y, true) = 13, under o\n  expect t(E.x, true) = 11, under o\n  expect t(E.y, true) = 10, under l\n  expect t(E.x, false) = 21, under l\n}";
    let place = folder(MANIFEST, &format!("{WORLD}{policy}\n"), &[]);
    let told = says(place.path(), &["test"]);
    assert!(told.contains("1 passed"), "{told}");
    let same = "table t(b: bool): int {\n  hit collect sum\n  | b | t |\n  | true | 10 |\n  | false | 10 |\n}\ntest \"t\" { given c = City { id: \"c\" }; expect t(c.rich) = 10, needs { } }";
    let told = says(folder(MANIFEST, &format!("{WORLD}{same}\n"), &[]).path(), &["test"]);
    assert!(told.contains("1 passed"), "{told}");
}

#[test]
fn a_source_says_who_has_read_it() {
    one_finding("source s \"S\" { status in force from 2010-01-01 }", "E0216", "whether somebody has read its text");
    one_finding(
        "source s \"S\" { status in force from 2010-01-01; part art 2 evidence read }",
        "E0216",
        "`s` does not say",
    );
    one_finding(
        "source s \"S\" { status in force from 2010-01-01; evidence raed }",
        "E0210",
        "`evidence` has no value `raed`",
    );
}

#[test]
fn a_list_is_held_to_its_limit_wherever_it_is_written() {
    let world = "enum K { one, two, three }\nentity Box { ks: list of K, at most 2 }\n\
                 entity Thing, things, closed { ks: list of K, at most 2 }\nfields of Action { joins: list of K, at most 2 }\n";
    for more in [
        "instance T of Thing { ks: list(one, two, three) }\ntest \"t\" { expect count(k for k in T.ks) = 3 }",
        "instances Thing {\n  | name | ks |\n  | T | list(one, two, three) |\n}\ntest \"t\" { expect count(k for k in T.ks) = 3 }",
        "action a { title \"A\"; owner council; joins: list(one, two, three) }\ntest \"t\" { expect count(k for k in a.joins) = 3 }",
        "define b: Box { is Box(ks: list(one, two, three)) }\ntest \"t\" { expect count(k for k in b.ks) = 3 }",
        "test \"t\" { given t = Thing { ks: list(one, two, three) }; expect count(k for k in t.ks) = 3 }",
    ] {
        let told = of(&format!("{world}{more}"));
        assert!(
            told.contains("E0426") && told.contains("`ks` has at most 2") || told.contains("`joins` has at most 2"),
            "{more}\n{told}"
        );
        let told = of(&format!("{world}{}", more.replace(", three)", ")").replace("= 3", "= 2")));
        assert!(!told.contains("E0426"), "{more}\n{told}");
    }
}

#[test]
fn periods_and_limits_from_high_to_low_are_refused() {
    let flow = "fields of City { arr: persons, 0 .. 9, flow }\n";
    for (more, code) in [
        (format!("{flow}define f(c: City): persons {{ is c.arr over 2018-12-31 .. 2018-01-01 }}"), "E0305"),
        (
            "requirement r { per act art 1; from 2019-01-01 until 2018-01-01; for c: City; holds when c.n > 2 }".into(),
            "E0305",
        ),
        ("define f(c: City): int { from 2019-01-01 until 2018-01-01; is c.n }".into(), "E0305"),
        ("fields of City { z: list of int, at most -3 }".into(), "E0204"),
        ("fields of City { z: list of int, at most 2.5 }".into(), "E0204"),
        ("test \"t\" { expect p between 5 and 1 }".into(), "E0305"),
    ] {
        let told = of(&more);
        assert!(told.contains(code) && told.matches("error[").count() == 1, "{more}\n{told}");
    }
}

#[test]
fn a_condition_that_opens_with_another_word_is_told_as_such() {
    let rule = |clause: &str| format!("requirement r {{ per act art 1; for c: City; {clause} }}");
    for (clause, words) in [
        ("holds if c.rich", "`if` stands where `when` belongs"),
        ("holds if not c.rich", "`if` stands where `when` belongs"),
        ("holds if (c.rich)", "`if` stands where `when` belongs"),
        ("applies if c.rich; holds when c.n > 2", "`if` stands where `when` belongs"),
        ("not applicable if c.rich; holds when c.n > 2", "`if` stands where `when` belongs"),
        ("except [poor] if not c.rich, per act art 2; holds when c.n > 2", "`if` stands where `when` belongs"),
        ("holds unless c.rich", "write `when not (c.rich)`"),
        ("not applies when c.rich; holds when c.n > 2", "did you mean `not applicable`?"),
        ("not holds when c.rich; holds when c.n > 2", "`holds when not (CONDITION)`"),
    ] {
        let told = of(&rule(clause));
        assert!(told.contains(words) && told.matches("error[").count() == 1, "{clause}\n{told}");
    }
    let place = folder(MANIFEST, &format!("{WORLD}{}\n", rule("holds if not c.rich")), &[]);
    assert!(says(place.path(), &["check", "--fix"]).contains("1 correction made\nno mistakes found"));
}

#[test]
fn a_scenario_that_cannot_be_stacked_is_told_once() {
    let world = "param old: int { from 2010-01-01 until 2020-12-31 is 3 }\ndefine f: int { is old }\n\
                 requirement r { per act art 1; holds when f > 2 }\n\
                 reform longer { status discussed 2018-01-01; from 2021-01-01; prolong everything ending 2020-12-31 until 2027-12-31 }\n\
                 scenario s { starts from law; with longer; at 2021-06-01 }\n\
                 scenario t { starts from s; at 2022-06-01 }\n\
                 recommendation say { to council; because f > 2, under s; because f > 2, under t; text \"\"\"{{ (f under t) }}\"\"\" }\n";
    assert!(of(world).contains("no mistakes found"), "{}", of(world));
    for (from, to, code) in [
        ("with longer", "with lnger", "E0201"),
        ("ending 2020-12-31", "ending 2020-12-30", "E0502"),
        ("until 2027", "until 2020", "E0503"),
        ("discussed 2018-01-01", "discussed 2019-01-01", "E0504"),
        ("; at 2021-06-01", "", "E0306"),
    ] {
        let told = of(&world.replace(from, to));
        assert!(
            told.contains(code) && told.matches("error[").count() == told.matches(&format!("error[{code}")).count(),
            "{to}\n{told}"
        );
    }
    let told = of(&world.replace("ending 2020-12-31", "ending 2020-12-30"));
    assert!(told.contains("under `s`, `t`") && told.matches("error[").count() == 1, "{told}");
}

const CITIES: &str = "profiles = [{ entity = \"City\", files = \"c/*.yaml\" }]\n";

#[test]
fn what_could_not_be_read_hides_its_own_names_only() {
    let manifest = format!("{MANIFEST}{CITIES}");
    let policy = format!(
        "{WORLD}define more(n: int): int {{ is n + 1 }}\nrecommendation say {{ to council; because p > 0; text \"\"\"{{{{ lawdate }}}}\"\"\" }}\n\
         test \"t\" {{\n  given c like a\n  cases\n  | more | more(c.n) |\n  | 3 | 3 |\n}}\n"
    );
    // A mistake in a profile that could be read.
    let place = folder(&manifest, &policy, &[("c/a.yaml", "id: a\nn: 12\n")]);
    let told = says(place.path(), &["check"]);
    assert!(told.contains("E0414") && told.contains("`lawdate`"), "{told}");
    // A profile that could not.
    let sound = format!("{WORLD}test \"t\" {{\n  given c like a\n  expect c.n = 2\n}}\n");
    let place = folder(&manifest, &sound, &[("c/a.yaml", "id: {a\n")]);
    let told = says(place.path(), &["check"]);
    assert!(told.matches("error[").count() == 1 && !told.contains("warning["), "{told}");
}

#[test]
fn a_file_that_is_not_utf_8_is_the_one_finding() {
    let manifest = format!(
        "{MANIFEST}{CITIES}templates = \"templates\"\npapers = [{{ name = \"q\", template = \"q.md.j2\", date = 2018-04-30 }}]\n"
    );
    let uses =
        "module y\ndefine f(c: City): bool { is eligible(c) }\ntest \"t\" { given c like a; expect f(c) is true }\n";
    let rules = "module z\ndefine eligible(c: City): bool { is c.rich }\n";
    let texts = [
        ("policies/y.acq", uses),
        ("policies/z.acq", rules),
        ("c/a.yaml", "id: a\nrich: true\n"),
        ("templates/q.md.j2", "# Q\n\nText.\n"),
    ];
    for path in ["policies/x.acq", "policies/z.acq", "c/a.yaml", "templates/q.md.j2"] {
        let place = folder(&manifest, WORLD, &texts);
        let mut bytes = fs::read(place.path().join(path)).expect("a file");
        bytes.extend(b"// caf\xe9\n");
        fs::write(place.path().join(path), bytes).expect("a file");
        let told = says(place.path(), &["check"]);
        assert!(told.contains("E0803") && told.matches("error[").count() == 1, "{path}\n{told}");
    }
}

#[test]
fn two_files_of_one_module_are_told_once() {
    let manifest = format!("{MANIFEST}{CITIES}");
    let policy = format!("{WORLD}test \"t\" {{ given c = City {{ id: \"x\" }}; expect c.n is unknown }}\n");
    let place = folder(&manifest, &policy, &[("policies/x2.acq", &policy), ("c/a.yaml", "id: a\n")]);
    let told = says(place.path(), &["check"]);
    assert!(
        told.contains("two files name the module `x`")
            && told.contains("module x2")
            && told.matches("error[").count() == 1,
        "{told}"
    );
}

#[test]
fn a_questionnaire_by_another_ending_is_told() {
    let place = folder(MANIFEST, WORLD, &[("answers/q.yml", "form: x\n")]);
    let told = says(place.path(), &["check"]);
    assert!(told.contains("W0843") && told.contains("answers/q.yml") && told.contains("q.yaml"), "{told}");
}

#[test]
fn what_happened_is_told_by_no_older_text() {
    let task = |day: &str| {
        format!(
            "task t {{ title \"T\"; owner council; planned 2018-03-31; happened {day} per late }}\n\
             scenario later {{ starts from law; at 2018-04-30; known on 2019-06-30 }}"
        )
    };
    one_finding(&task("2019-03-01"), "W0302", "`late` was published on 2019-01-01");
    assert!(of(&task("2018-12-01")).contains("no mistakes found"), "{}", of(&task("2018-12-01")));
}

#[test]
fn a_row_that_cannot_be_read_hides_its_instance_only() {
    let world = "entity Land, lands, closed { title: text }\ninstances Land {\n  | name | title |\n  | DK | \"D\" |\n  | SE | \"S\" |\n}\n\
                 define f(l: Land): bool { is l is DK }\n";
    assert!(of(world).contains("no mistakes found"), "{}", of(world));
    let told = of(&world.replace("| DK |", "DK |"));
    assert!(told.contains("E0110") && told.matches("error[").count() == 1, "{told}");
}

#[test]
fn what_law_asks_of_days_is_found_in_the_prelude() {
    for (days, words) in [
        ("day(d) > 3", "`day_of_month(d)` is a definition of the module `calendar`"),
        ("weekday(d) > 3", "`day_of_week(d)` is"),
        ("date(2018, 4, 30) = d", "a day that is written out is `2018-04-30`"),
        ("date(year(d), 4, 30) = d", "`date_of(year, month, day)` is"),
        ("months_between(d, d) > 3 months", "`full_months(first, last)` is"),
        ("end_of_year(d) = d", "`last_of_year(d)` is"),
        ("age(d, d) > 3 years", "`full_years(first, last, next_day)`"),
        ("days_between(d, d) > 3", "`last - first`"),
        ("year_of(d) > 3", "the year of a day is `year(d)`"),
    ] {
        one_finding(&format!("define f(d: date): bool {{ is {days} }}"), "E0201", words);
    }
    one_finding("define f(d: date): bool { is d.month > 3 }", "E0209", "the month of a day is `month(d)`");
}

#[test]
fn who_seeks_one_item_of_a_list_is_told_how_it_is_said() {
    let list = "entity Kid { n: int; name: text }\nfields of City { kids: list of Kid, at most 5; tags: list of text, at most 5 }\n";
    for (sought, code, words) in [
        ("max(k.name for k in c.kids) = \"a\"", "E0204", "`the(x.NAME for x in LIST where x.N = max("),
        ("first(c.kids).n > 3", "E0201", "the one item that fits is `the(x.FIELD for x in LIST where CONDITION)`"),
        ("the(c.kids) = 3", "E0208", "`the` runs over a list"),
        ("the(c.tags for k in c.kids) = c.tags", "E0204", "one value is needed here"),
    ] {
        one_finding(&format!("{list}define f(c: City): bool {{ is {sought} }}"), code, words);
    }
}

#[test]
fn what_does_not_fit_together_is_told() {
    let other = [("policies/both_ways.acq", "module bothways\nparam q: int { is 1 }\n")];
    let told = says(folder(MANIFEST, WORLD, &other).path(), &["check"]);
    assert!(told.contains("E0114") && told.contains("its file `both_ways`") && findings(&told) == 1, "{told}");
    let paper = "papers = [{ name = \"a\", template = \"a.md.j2\", to = [\"council\"], state = \"draft\", date = 2018-04-30, due = 2018-01-01 }]";
    let place = folder(&format!("{MANIFEST}{paper}\n"), WORLD, &[("templates/a.md.j2", "# A\n\nWords.\n")]);
    let told = says(place.path(), &["check"]);
    assert!(told.contains("W0302") && told.contains("the paper is due on 2018-01-01"), "{told}");
    let mutants = [("m.yaml", "mutants:\n- {of: x.nothing, what: \"case 1\", why: \"so\"}\n")];
    let told = says(folder(&format!("{MANIFEST}mutants = \"m.yaml\"\n"), WORLD, &mutants).path(), &["check"]);
    assert!(told.contains("no declaration is called `x.nothing`") && findings(&told) == 1, "{told}");
    let answer = [
        ("towns/a.yaml", "id: a\n"),
        ("answers/a.yaml", "respondent: office\nday: 1.6.2017\nanswers:\n- Town: \"a\"\n  x: 3\n"),
    ];
    let told = says(folder(DATA, TOWNS, &answer).path(), &["check"]);
    assert!(told.contains("E0411") && !told.contains("does not say `day`"), "{told}");
    let rule = format!("{WORLD}requirement whole {{ per act art 1; holds when p > 0 }}\n");
    let told = says(folder(MANIFEST, &rule, &[]).path(), &["explain", "whole", "--for", "State=FI"]);
    assert!(told.contains("whole: met") && told.contains("is about nobody in particular"), "{told}");
}

#[test]
fn a_rule_that_does_not_speak_of_the_subjects_asked_for_is_told() {
    let rules = format!(
        "{WORLD}requirement whole {{ per act art 1; holds when p > 0 }}\n\
         requirement of_state {{ per act art 1; for s: State; holds when s.size > 6 }}\n\
         reform r {{ status discussed 2017-01-01; from 2018-01-01; set p to -1 }}\nscenario sc {{ starts from law; with r; at 2018-04-30 }}\n"
    );
    let place = folder(MANIFEST, &rules, &[]);
    for words in [["eval", "--rule"], ["explain", "whole"], ["compare", "law"]] {
        let rest = if words[0] == "compare" { &["sc", "--rule", "whole"][..] } else { &["whole"] };
        let rest = if words[0] == "explain" { &[][..] } else { rest };
        let output = acquis(place.path(), &[&words, rest, &["--for", "State=FI"]].concat());
        let told = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(
            output.status.code() == Some(0) && told.contains("met") && told.contains("it is evaluated once"),
            "{told}"
        );
    }
    let all = says(place.path(), &["eval", "--for", "State=FI"]);
    assert!(all.contains("of_state") && !all.contains("whole"), "a rule that was not named is not about it: {all}");
    let of_city = format!("{rules}define rich(c: City): bool {{ is c.rich }}\n");
    let place = folder(MANIFEST, &of_city, &[]);
    let output = acquis(place.path(), &["eval", "--rule", "rich", "--for", "State=FI"]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(2) && told.contains("`rich` speaks of `City`, not of `State`"), "{told}");
}

#[test]
fn answers_that_the_days_of_the_policy_leave_out_are_told() {
    let answer = |day: &str, rest: &str| format!("respondent: office\nday: {day}\nanswers:\n- Town: \"a\"\n{rest}");
    let told = |manifest: &str, day: &str, rest: &str| {
        says(
            folder(manifest, TOWNS, &[("towns/a.yaml", "id: a\n"), ("answers/a.yaml", &answer(day, rest))]).path(),
            &["check"],
        )
    };
    let late = told(DATA, "2018-05-01", "  x: 3\n  st: true\n");
    for words in [
        "W0403",
        "answers/a.yaml:2:6",
        "2 answers of 2018-05-01 do not count",
        "knowledge cut of the policy is 2018-04-30",
    ] {
        assert!(late.contains(words) && findings(&late) == 1, "{words}\n{late}");
    }
    let series = told(DATA, "2018-03-01", "  x: 3\n  s: 5\n");
    assert!(series.contains("1 answer of 2018-03-01 does not count: the data date"), "{series}");
    let named = DATA.replace("2016-12-31 }", "2016-12-31, later_data = [\"Town.s\", \"Town.x\"] }");
    for (manifest, day) in [(&*named, "2018-05-01"), (DATA, "2016-03-01")] {
        let fine = told(manifest, day, "  x: 3\n  s: 5\n");
        assert!(fine.contains("no mistakes found"), "{fine}");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_a_link_is_not_followed() {
    let place = folder(MANIFEST, WORLD, &[]);
    let (policies, real) = (place.path().join("policies"), place.path().join("real"));
    fs::rename(&policies, &real).expect("renamed");
    std::os::unix::fs::symlink("real", &policies).expect("a link");
    let told = says(place.path(), &["check"]);
    assert!(told.contains("W0802") && told.contains("`policies` is a symbolic link"), "{told}");
}

#[test]
fn what_is_written_as_elsewhere_is_told_once_with_what_to_write() {
    for (more, code, words) in [
        (
            "fact f: persons { is 3 persons, of 2014-2020, published 2018-01-01, per act }",
            "E0125",
            "write `2014-01-01 .. 2020-12-31`",
        ),
        (
            "fact f: persons { is 3 persons, of 2016, published 2018-01-01, per act }",
            "E0125",
            "write `2016-01-01 .. 2016-12-31`",
        ),
        ("param q: int { from 2014-2020 is 3 }", "E0125", "write `2014-01-01 until 2020-12-31`"),
        ("criterion cc { for c: City; holds when c.n in 5-10 }", "E0204", "write ` .. `"),
        ("criterion cc { for c: City; holds when c.n in 5–10 }", "E0204", "write ` .. `"),
        ("param q = 3", "E0106", "write `: int { is 3 }`"),
        ("define z = 5 %", "E0106", "write `: percent { is 5 % }`"),
        ("define z2(c: City) = c.n", "E0106", "write `: TYPE { is c.n }`"),
        ("param q := EUR 3", "E0106", "write `: EUR { is EUR 3 }`"),
        ("define rr(c: City): persons { is round(c.people / 3, to 1, down) }", "E0206", "add the unit"),
        (
            "table t(s: text): int {\n  hit first\n  | s | result |\n  | Denmark | 1 |\n  | - | 2 |\n}",
            "E0201",
            "write `\"Denmark\"`",
        ),
        (
            "table t(s: State): int {\n  hit first\n  | s | result |\n  | Denmark | 1 |\n  | - | 2 |\n}",
            "E0201",
            "there are: `FI`, `PL`",
        ),
        (
            "enum Z { one, two }\ntable t(z: Z): int {\n  hit first\n  | z | result |\n  | \"one\" | 1 |\n  | - | 2 |\n}",
            "E0204",
            "write `one`",
        ),
        (
            "table t(n: int): int {\n  hit first\n  | n | result |\n  | > 3 | 1 |until 2017-01-01\n  | - | 2 |\n}",
            "E0132",
            "| 1 |, until",
        ),
        ("define f(c: cities): int { is c.n }", "E0212", "write `City`"),
        ("param q: int { is 1\u{37E} title \"x\" }", "E0122", "(U+037E)"),
        ("param q: int { is １２ }", "E0122", "write `12`"),
        ("criterion cc { for c: City; holds when c.n in 1 … 3 }", "E0122", "write `..`"),
        (
            "entity Kid { a: int }\nfields of City { kids: list of Kid, at most 3 }\ndefine f(c: City): int { is c.kid }",
            "E0209",
            "did you mean `kids`",
        ),
        ("define f(c: City): percent { is c.n / 10 * 100 }", "W0210", "a hundred times the share"),
        ("define f(c: Cities): int { is c.n }", "E0212", "write `City`"),
        (
            "param q: int { is 1 }\nreform x { status proposed 2011-01-01; set q 2, per act art 2; from 2018-01-01 }\ncriterion k { for c: City; holds when c.n > q }",
            "E0110",
            "expected `to` and the new value",
        ),
        (
            "param q: int { is 1 }\nreform x { status proposed 2011-01-01; set q to 2, per act art 2; from 2018-01-01 }\ncriterion k { for c: City; holds when c.n > q }\nscenario z { starts from law; stack x; at 2018-04-30 }",
            "E0108",
            "here it is `with town_earmark",
        ),
        ("define f(c: City): int { c.n + 1 }", "E0107", "write `is`"),
        ("define f(c: City): int { when [a] c.rich: 1; otherwise 2 }", "E0110", "write `then`"),
        (
            "define f(c: City): int { otherwise 2; unless [b] c.n > 3 then 3; unless [a] c.rich then 1, prevailing over b }",
            "E0110",
            "write `[b]`",
        ),
        ("criterion r { for c: City; holds when c.rich; from 2018 }", "E0125", "write `2018-01-01`"),
        (
            "table t(n: int): int {\n  hit first\n  | n | result |\n  | > 3 | 1 |\n  | any | 2 |\n}",
            "E0201",
            "write `-`",
        ),
    ] {
        one_finding(more, code, words);
    }
    let fine = "unit m3\nunit microgram, micrograms\nparam lim: micrograms / m3 { is 3 micrograms/m3 }\ntest \"t\" { expect lim = 3 micrograms / m3 }";
    assert!(of(fine).contains("no mistakes found"), "{}", of(fine));
}

#[test]
fn a_block_without_end_is_one_mistake() {
    let text = "# T\n\n```acq\nmodule b\nparam qq: int { is 1 }\n\nMore text of the paper,\nover lines.\n\n- a list\n\n## Heading\n\nOther: words.\n";
    let told = says(folder(MANIFEST, WORLD, &[("policies/b.acq.md", text)]).path(), &["check"]);
    assert!(told.contains("E0102") && told.contains("from here on no policy stands") && findings(&told) == 1, "{told}");
}

#[test]
fn a_mistake_ends_with_one_what_cannot_be_read_with_two() {
    let commands: [&[&str]; 6] =
        [&["check"], &["eval"], &["test"], &["build", "--markdown-only"], &["compare", "law", "law"], &["needs"]];
    let statuses = |manifest: &str| {
        let place = folder(manifest, WORLD, &[]);
        commands.map(|words| acquis(place.path(), words).status.code())
    };
    for (code, manifest) in [
        ("E0821", format!("{MANIFEST}nonsense = 3\n")),
        ("E0822", MANIFEST.replace("\"x\"", "3")),
        ("E0820", format!("{MANIFEST}x = = 3\n")),
        ("E0828", format!("{MANIFEST}mandate = \"nothere.yaml\"\n")),
    ] {
        assert!(says(folder(&manifest, WORLD, &[]).path(), &["check"]).contains(code));
        assert_eq!(statuses(&manifest), [Some(1); 6], "{code}");
    }
    let place = folder(&format!("{MANIFEST}mandate = \"nothere.yaml\"\n"), WORLD, &[]);
    assert_eq!(acquis(place.path(), &["trace"]).status.code(), Some(1));
    let nowhere = TempDir::new().expect("a folder");
    assert_eq!(commands.map(|words| acquis(nowhere.path(), words).status.code()), [Some(2); 6], "E0801");
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_ends_with_two() {
    use std::os::unix::fs::PermissionsExt;
    let place = folder(MANIFEST, WORLD, &[("policies/y.acq", "module y\n")]);
    let closed = place.path().join("policies/y.acq");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o0)).expect("a mode");
    // Who may read everything cannot see this.
    if fs::read(&closed).is_ok() {
        run::skips("a_file_that_may_not_be_read_ends_with_two", "this user may read every file");
        return;
    }
    for words in [&["check"][..], &["eval"], &["test"]] {
        assert_eq!(acquis(place.path(), words).status.code(), Some(2), "{words:?}");
    }
}

/// A definition of exceptions over so many conditions, two of them in each.
fn long_rule(conditions: usize) -> String {
    let fields: Vec<String> = (0..conditions).map(|at| format!("f{at}: bool")).collect();
    let case = |at: usize| format!("  unless [c{at}] t.f{at} or t.f{} then {at}\n", at + 1);
    let cases: String = (0..conditions).step_by(2).map(case).collect();
    format!(
        "entity Big, bigs {{ key id; id: text; {} }}\ndefine f(t: Big): int {{\n  otherwise 99\n{cases}}}\ntest \"t\" {{ given b = Big {{ id: \"b\" }}; expect f(b) is unknown }}",
        fields.join("; ")
    )
}

#[test]
fn a_long_rule_is_looked_at_like_a_short_one() {
    for conditions in [4, 18, 80] {
        let told = of(&long_rule(conditions));
        assert_eq!(told.matches("error[E0231]").count(), conditions / 2 - 1, "{conditions}\n{told}");
    }
    // Cases that say the same do not contradict each other; one that cannot be true is seen among many.
    let same = long_rule(18).replace(" or ", " and ");
    let never = same.replace("  unless [c0] t.f0 and t.f1 then 0", "  unless [c0] t.f0 and not t.f0 then 0");
    let told = of(&never);
    assert_eq!(told.matches("error[E0232]").count(), 1, "{told}");
}

#[test]
fn what_exceptions_rest_on_is_looked_at_behind_references_and_else_told_as_open() {
    let levy = |one: &str, two: &str| {
        format!(
            "define levy(c: City): int {{\n  otherwise 9\n  unless [one] {one} then 1\n  unless [two] {two} then 4\n}}\ntest \"t\" {{ given c = City {{ n: 0 }}; expect levy(c) is unknown }}"
        )
    };
    one_finding(&levy("c.state.size > 8", "c.n > 5"), "E0231", "c.n = 6, c.state = PL");
    assert!(of(&levy("c.state.size > 8", "c.state is FI")).contains("no mistakes found"));
    // Of a call neither is shown.
    let big = "define big(c: City): bool { is c.n * c.n > 3 }\n";
    let told = of(&format!("{big}{}", levy("big(c)", "c.rich")));
    assert!(told.contains("note[N0201]") && findings(&told) == 0, "{told}");
    let told = of(&format!("{big}{}", levy("big(c)", "c.rich and not big(c)")));
    assert!(told.contains("no mistakes found"), "{told}");
    let gap =
        "define g(c: City): int { when [a] big(c) then 1 }\ntest \"t\" { given c = City { n: 3 }; expect g(c) = 1 }";
    let told = of(&format!("{big}{gap}"));
    assert!(told.contains("N0201") && told.contains("some case of `g` holds"), "{told}");
}

#[test]
fn what_would_do_nothing_is_told() {
    for (more, code, words) in [
        // Rows that name nothing.
        (
            "entity R, rs, closed { coastal: bool; cap: text }\ninstances R {\n  | coastal | cap |\n  | true    | \"a\" |\n}\ntest \"t\" { expect (some r in rs has r.coastal) is false }",
            "E0216",
            "put a column of names before it",
        ),
        ("define f(n: int): int { is n }\ntest \"z\" { cases\n  | n | f(n) |\n}", "E0216", "the test expects nothing"),
        (
            "define f(c: City, n: int): bool { is c.rich }\ntest \"t\" { given c = City { rich: true }; expect f(c, 3) }",
            "W0205",
            "reads its parameter `n`",
        ),
        (
            "define f(n: int): int { otherwise 1; unless [a] n > 5 then 2 }\nreform r { status discussed 2018-01-01; from 2018-01-01; add to f otherwise 5 }\nscenario s { starts from law; with r; at 2018-04-30 }\ntest \"t\" { expect f(1) = 1; expect p = 1 }",
            "E0502",
            "has an `otherwise` already",
        ),
    ] {
        one_finding(more, code, words);
    }
}

#[test]
fn a_patch_that_says_the_law_again_is_told() {
    let policy = "criterion ok { for c: City; holds when (every a in states has a.size > c.n) }\nreform r { status discussed 2018-01-01; from 2018-01-01; replace ok { holds when (every t in states has t.size > c.n) } }\nscenario s { starts from law; with r; at 2018-04-30 }\ntest \"t\" { expect p = 1 }";
    one_finding(policy, "E0503", "changes nothing");
}

#[test]
fn a_list_in_brackets_is_a_list() {
    for (written, meant) in
        [("entity R { xs: [int] }", "xs: list of int"), ("define f(): [int] { is list(1) }", "f(): list of int")]
    {
        one_finding(written, "E0110", meant);
    }
    one_finding("entity R { x: int, [0 .. 10] }", "E0110", "x: int, 0 .. 10");
}

#[test]
fn a_name_that_is_not_found_accuses_nothing_else() {
    // Of a reading; the first param of the module keeps its versions.
    let reading = "reading narrow of g { is 3 }\nscenario s { starts from law; reading narrow; at 2018-04-30 }\ntest \"t\" { expect p = 1, under s }";
    let told = of(reading);
    assert!(told.contains("E0201") && !told.contains("E0301"), "{told}");
    one_finding("enum Action { a, b }", "E0214", "would hide the entity `Action` of the language");
}

#[test]
fn a_step_may_begin_at_what_a_reform_makes_of_a_param() {
    let policy = "param bound: EUR { from 2010-01-01 is EUR 1 000 }\nscale tax(x: EUR): EUR { marginal\n  | from  | rate |\n  | EUR 0 | 0 %  |\n  | bound | 10 % |\n}\nreform lawful { status adopted 2017-01-01; from 2018-01-01; set bound to bound + EUR 1 000 }\nreform top { status discussed 2018-01-01; from 2018-01-01; add to tax | EUR 50 000 | 40 % | }\nscenario s { starts from law; with top; at 2018-04-30 }\ntest \"t\" { expect tax(EUR 60 000) = EUR 8 800, under s; expect p = 1 }";
    assert!(of(policy).contains("no mistakes found"), "{}", of(policy));
}

#[test]
fn two_data_of_one_day_are_told_and_both_are_named() {
    let manifest = format!("{MANIFEST}profiles = [{{ entity = \"City\", files = \"cities/*.yaml\" }}]\n");
    let profile = "id: a\nsources:\n  one: {title: First register}\n  two: {title: Second register}\nn:\n- {value: 3, as_of: 2017, source: one}\n- {value: 4, as_of: 2017, source: two}\n";
    let rule = "criterion r { for c: City; holds when c.n > 3 }\ntest \"t\" { given c = City { n: 4; rich: true; people: 3; old: 2 }; expect r(c); expect p = 1; expect c.rich }";
    let place = folder(&manifest, &format!("{WORLD}{rule}\n"), &[("cities/a.yaml", profile)]);
    let told = says(place.path(), &["check"]);
    assert!(told.contains("N0401") && told.contains("two data of `n` for one day differ"), "{told}");
    let why = says(place.path(), &["explain", "r", "--city", "a"]);
    for (source, line) in [("First register", "cities/a.yaml:6"), ("Second register", "cities/a.yaml:7")] {
        assert!(why.lines().any(|one| one.contains(source) && one.contains(line)), "{why}");
    }
}

#[test]
fn what_may_well_be_meant_is_let_pass() {
    for more in [
        // A paper tells of what was so before it.
        "source s \"S\" { status published 2012-01-01; evidence read }\nparam q: int { from 2003-01-01 is 3, per s \"page 4\" }",
        // An act that applies to the time before it.
        "source s \"S\" { status adopted 2012-01-01, in force from 2012-02-01, applied from 2010-01-01; evidence read }\nparam q: int { from 2010-01-01 is 3, per s art 1 }",
        // Names say it all.
        "entity Colour, colours, closed { }\ninstance red of Colour { }\ntest \"t\" { expect count(c for c in colours) = 1 }",
        // A definition that is so, and a case that a reform switches off.
        "define f: bool { is true }\ntest \"t\" { expect f is true }",
        "define f(c: City): int { otherwise 1; unless [a] c.rich then 2 }\n\
         reform off { status discussed 2017-01-01; from 2018-01-01; amend f [a] when false }\n\
         scenario s { starts from law; with off; at 2018-04-30 }\n\
         test \"t\" { given c = City { id: \"a\"; rich: true }; expect f(c) = 1, under s }",
        // Prose in braces, and in code.
        "recommendation r { to council; because p > 0; text \"as said { see below } and `{ p under law }`, {3}\" }",
    ] {
        let told = of(more);
        assert!(told.contains("no mistakes found"), "{more}\n{told}");
    }
}

#[test]
fn a_scale_of_steps_is_asked_for_nothing_below_its_first() {
    let scale = "scale fee(n: int): EUR { step\n  | from | fee |\n  | 5    | 10  |\n}\n";
    let says = |rule: &str| of(&format!("{scale}{rule}"));
    for rule in [
        "define f(c: City): EUR { is fee(c.n) }",
        "define f(c: City): EUR { not applicable when c.n < 4; is fee(c.n) }",
        "define f: EUR { is sum(fee(c.n) for c in cities where c.n > 3) }",
    ] {
        let told = says(rule);
        assert!(told.contains("W0203") && told.contains("`fee` has no step below 5") && findings(&told) == 1, "{told}");
    }
    for rule in [
        "define f(c: City): EUR { otherwise EUR 0; unless [some] c.n >= 5 then fee(c.n) }",
        "define f(c: City): EUR { not applicable when c.n < 5; is fee(c.n) }",
        "define f: EUR { is sum(fee(c.n) for c in cities where c.n > 4) }",
        "define f(c: City): EUR { is fee(c.n) }\ntest \"t\" { given c = City { id: \"a\"; n: 3 }; expect f(c) is gap }",
    ] {
        let told = says(rule);
        assert!(told.contains("no mistakes found"), "{told}");
    }
}

#[test]
fn the_words_of_a_unit_are_those_of_no_other() {
    let also = |units: &str| {
        let policy = "define f(c: City): bool { is c.people > 3 persons }\n";
        let folder =
            folder(MANIFEST, &format!("{WORLD}{policy}"), &[("policies/y.acq", &format!("module y\n{units}\n"))]);
        says(folder.path(), &["check"])
    };
    let told = also("unit car, persons\nparam cars: car { is 3 cars }");
    assert!(told.contains("E0203") && told.contains("`persons` is a unit already"), "{told}");
}

#[test]
fn a_value_that_leaves_no_row_out_is_told() {
    let manifest = format!(
        "{MANIFEST}profiles = [{{ entity = \"City\", table = \"c.csv\", columns = {{ id = \"id\", n = \"n\" }}, skip = {{ fuel = [\"disel\", \"gas\"] }} }}]\n"
    );
    let rule = "define f(c: City): bool { is c.n > 3 }\n";
    let rows = "id,n,fuel\na,1,diesel\nb,2,gas\n";
    let folder = folder(&manifest, &format!("{WORLD}{rule}"), &[("c.csv", rows)]);
    let told = says(folder.path(), &["check"]);
    assert!(told.contains("W0404") && told.contains("no row has `disel` in the column `fuel`"), "{told}");
    assert!(told.contains("did you mean `diesel`?") && told.matches("W0404").count() == 1, "{told}");
}

#[test]
fn a_name_that_stands_twice_in_a_list_of_the_manifest_is_told() {
    let twice = |policies: &str| MANIFEST.replace("[\"policies\"]", policies);
    let folder = folder(&twice("[\"policies\", \"policies\"]"), WORLD, &[]);
    let told = says(folder.path(), &["check"]);
    assert!(told.contains("E0826") && told.contains("\"policies\" is said twice") && findings(&told) == 1, "{told}");
}

#[test]
fn text_that_old_readers_of_yaml_take_for_something_else_needs_quotes() {
    let manifest = run::MANIFEST_OF_TOWNS;
    let policy = "module x\nentity Town, towns { key id; id: text; name: text }\ndefine f(t: Town): bool { is t.name = \"x\" }\n";
    let at = |id: &str, name: &str| folder(manifest, policy, &[("towns/a.yaml", &format!("id: {id}\nname: {name}\n"))]);
    for (text, what) in [
        ("no", "a condition"),
        ("NO", "a condition"),
        ("Yes", "a condition"),
        ("on", "a condition"),
        ("OFF", "a condition"),
        ("y", "a condition"),
        ("12:30", "a number"),
        ("190:20:30.15", "a number"),
        ("1_000", "a number"),
        ("0b11", "a number"),
        ("2018-01-01", "a day"),
        ("2018-1-1", "a day"),
        ("2018-01-01 12:30:00", "a day"),
        ("~", "nothing"),
    ] {
        let place = at("a", text);
        let told = says(place.path(), &["check"]);
        let expected = format!("other readers take `{text}` for {what}");
        assert!(told.contains("E0412") && told.contains(&expected) || text == "~" && told.contains("E0413"), "{told}");
        if text != "~" {
            acquis(place.path(), &["check", "--fix"]);
            let mended = fs::read_to_string(place.path().join("towns/a.yaml")).expect("a file");
            assert_eq!(mended, format!("id: a\nname: \"{text}\"\n"));
        }
    }
    let told = says(at("no", "x").path(), &["check"]);
    assert!(told.contains("other readers take `no` for a condition") && findings(&told) == 1, "{told}");
    for text in ["nope", "12:30 h", "7:61", "12-30", "2018-01-01 late", "yes and no", "1.2.3"] {
        let told = says(at("a", text).path(), &["check"]);
        assert!(told.contains("no mistakes found"), "{text}: {told}");
    }
}

#[test]
fn one_slip_is_one_finding() {
    for (more, code, words) in [
        // A scenario of a day before its reform, and one that starts from it.
        (
            "param q: int { is 1 }\nreform r { status discussed 2017-01-01; from 2020-01-01; set p to 2; set q to 3 }\n\
             scenario s { starts from law; with r; at 2018-04-30 }\nscenario z { starts from s; at 2018-05-30 }",
            "E0503",
            "`r` changes nothing: it holds from 2020-01-01 only",
        ),
        // A value that the law has already, under each scenario that inherits it.
        (
            "reform r(v: int) { status discussed 2017-01-01; from 2018-01-01; set p to v }\n\
             scenario s { starts from law; with r(v: 1); at 2018-04-30 }\nscenario z { starts from s; at 2018-05-30 }",
            "E0503",
            "under `s`, `z`",
        ),
        // An enum without values lacks each that is named.
        (
            "enum K { }\nentity P, ps { key id; id: text; k: K }\ndefine f(x: P): int { otherwise 1; unless [u] x.k is b then 3 }\n\
             test \"t\" { given x = P { id: \"a\"; k: a }; expect f(x) = 1 }",
            "E0216",
            "an enum needs",
        ),
        // The columns of a table the other way round.
        (
            "table t(s: State): int {\n  | t | s |\n  | 1 | FI |\n  | 2 | PL |\n}",
            "E0216",
            "put the column `t` behind it, with its cells",
        ),
    ] {
        one_finding(more, code, words);
    }
    // A cut before all that the law rests on.
    let rules: String =
        (1..6).map(|n| format!("define f{n}(c: City): bool {{ per act art {n}; is c.n > {n} }}\n")).collect();
    let reads = "requirement r { for c: City; holds when f1(c) or f2(c) or f3(c) or f4(c) or f5(c) }\n";
    let rules = format!("{rules}{reads}");
    let manifest = MANIFEST.replace("known_on = 2018-04-30", "known_on = 1999-01-01");
    let told = says(folder(&manifest, &format!("{WORLD}{rules}"), &[]).path(), &["check"]);
    assert!(told.contains("E0304") && told.contains("it stands at 1 more place of this file"), "{told}");
    assert_eq!(findings(&told), 1, "{told}");
}

#[test]
fn an_article_that_is_gone_is_told_with_the_scenario() {
    let more = "source old \"O\" { status in force from 2010-01-01, repealed 2019-01-01; evidence read }\n\
                requirement r { per old art 1; for c: City; holds when c.rich }\n\
                scenario s { starts from law; at 2020-01-01 }";
    one_finding(more, "E0303", "under `s`");
}

#[test]
fn a_remark_that_reads_on_as_code_is_told() {
    for (line, told) in [
        ("is c.n // 2", true),
        ("is c.n // 2, per act art 2(4)", true),
        ("is c.n // two of them", false),
        ("is c.n // see art 2, per act", false),
        ("is 3 // 2017", false),
        ("is c.n // TODO", false),
        ("is c.n\n  // 2", false),
    ] {
        let said =
            of(&format!("define f(c: City, n: int): int {{\n  let m = c.n + n\n  {}\n}}", line.replace("c.n", "m")));
        assert_eq!(said.contains("W0104"), told, "{line}\n{said}");
    }
    let said = of("define f(c: City): int {\n  is min(c.n, 3) // c.n, per act art 2(4)\n}");
    assert!(said.contains("W0104") && findings(&said) == 1, "{said}");
}

#[test]
fn a_file_that_cannot_be_read_makes_no_patch_idle() {
    let main = "module x\nparam p: int { is 1 }\nreform r { status discussed 2018-01-01; from 2018-01-01; set p to other.q }\n\
                scenario s { starts from law; with r; at 2018-04-30 }\n";
    let place = folder(MANIFEST, main, &[]);
    fs::write(place.path().join("policies/other.acq"), b"module other\nparam q: int { is 2 } // caf\xe9\n")
        .expect("a file");
    let told = says(place.path(), &["check"]);
    assert!(told.contains("E0803") && !told.contains("E0503"), "{told}");
}

#[test]
fn what_a_reform_can_do_with_a_row_that_is_there_is_said() {
    let scale = "scale tax(x: EUR): EUR { marginal\n| from | rate |\n| EUR 0 | 10 % |\n| EUR 100 | 20 % |\n}\n\
                 table first_(x: int): EUR { hit first\n| x | first_ |\n| < 9 | EUR 5 |\n| - | EUR 1 |\n}\n";
    let reform = |patch: &str| {
        format!(
            "{scale}reform r {{\n  status discussed 2018-01-01\n  from 2018-01-01\n  {patch}\n}}\nscenario s {{ starts from law; with r; at 2018-04-30 }}"
        )
    };
    one_finding(&reform("add to tax | EUR 100 | 25 % |"), "E0234", "`amend tax [row_2] then V`");
    one_finding(&reform("add to first_ | < 5 | EUR 9 |"), "E0232", "`replace first_ { .. }` writes the table anew");
}

#[test]
fn a_column_of_names_is_put_under_a_word_that_is_no_field() {
    let zones = |header: &str, row: &str| {
        format!(
            "entity Zone, zones, closed {{ name: text; spaces: int, 0 .. 900 }}\ninstances Zone {{\n  | {header} |\n  | {row} |\n}}\ntest \"t\" {{ expect sum(z.spaces for z in zones) = 400 }}\n"
        )
    };
    one_finding(&zones("name | spaces", "CENTRE | 400"), "E0216", "`| key | name |`");
    let told = of(&zones("key | name | spaces", "CENTRE | \"The centre\" | 400"));
    assert!(!told.contains("error"), "{told}");
}
