//! What drafters bring along from other languages: what is said of it, and that no correction makes something else of it.

mod run;

use run::{findings, write};
use std::fs;
use tempfile::TempDir;

const MANIFEST: &str = r#"
name = "x"
policies = ["policies"]
dates = { at = 2018-04-30, known_on = 2018-04-30, data_as_of = 2018-04-30 }
"#;

const WORLD: &str = r#"module x
enum Kind { gap, other }
entity Kid { age: int }
entity Town, towns { key id; id: text; name: text; kind: Kind; opened: date; closed: date; n: int, 0 .. 9; fine: bool; poor: bool }
define on(t: Town): int { applies when t.n > 2; is 1 }
define base: int { is 5 }
"#;

fn place(more: &str) -> TempDir {
    let place = TempDir::new().expect("a folder");
    write(place.path(), "acquis.toml", MANIFEST);
    write(place.path(), "policies/x.acq", &format!("{WORLD}{more}\n"));
    place
}

fn says(place: &TempDir, words: &[&str]) -> String {
    run::says(place.path(), words)
}

/// Declarations of which `check` says one thing, with these words in it.
fn one_finding(more: &str, code: &str, words: &[&str]) {
    let told = says(&place(more), &["check"]);
    let codes = findings(&told);
    let all = words.iter().all(|word| told.contains(word));
    assert!(told.contains(code) && all && codes == 1, "{more}: {words:?}\n{told}");
}

/// What `check --fix` makes of declarations, where it makes something of them.
fn mended(more: &str) -> Option<String> {
    let place = place(more);
    let told = says(&place, &["check", "--fix"]);
    let text = fs::read_to_string(place.path().join("policies/x.acq")).expect("the policy");
    let rest = text.strip_prefix(WORLD).expect("the world").trim_end().to_string();
    if rest == more {
        return None;
    }
    assert!(!told.contains("error["), "{told}");
    Some(rest)
}

fn condition(text: &str) -> String {
    format!("define f(t: Town): bool {{ is {text} }}")
}

fn table(cell: &str) -> String {
    format!("table f(n: int): int {{\n  hit first\n  | n | f |\n  | {cell} | 1 |\n  | - | 2 |\n}}")
}

#[test]
fn words_that_join_conditions_elsewhere_are_told_and_left_alone() {
    for (text, help) in [
        ("t.fine xor t.poor", "`a is not b`"),
        ("t.fine nor t.poor", "`not a and not b`"),
        ("neither t.fine nor t.poor", "`not a and not b`"),
        ("t.fine nand t.poor", "`not (a and b)`"),
        ("t.fine implies t.poor", "`not a or b`"),
        ("t.fine iff t.poor", "`a is b`"),
        ("either t.fine or t.poor", "`a or b`"),
    ] {
        one_finding(&condition(text), "E0110", &["conditions are joined by `and` and `or`", help]);
        assert_eq!(mended(&condition(text)), None, "{text}");
    }
    let xor = "define f(a: bool, b: bool): bool { is a is not b }\ntest \"t\" {\n  cases\n  | a | b | f(a, b) |\n  | true | true | false |\n  | true | false | true |\n  | false | false | false |\n}";
    assert!(says(&place(xor), &["test"]).contains("1 passed"), "{}", says(&place(xor), &["test"]));
}

#[test]
fn no_condition_asks_for_an_outcome_without_value() {
    for (text, word) in [
        ("on(t) is not_applicable", "not_applicable"),
        ("on(t) = conflict", "conflict"),
        ("on(t) is not conflict", "conflict"),
    ] {
        one_finding(
            &condition(text),
            "E0222",
            &[&format!("no condition asks whether something is `{word}`"), "counts as not true"],
        );
    }
    assert!(says(&place(&condition("t.kind is gap")), &["check"]).contains("no mistakes found"));
}

#[test]
fn expressions_stand_in_texts_that_are_printed_only() {
    one_finding("define f(t: Town): text { is \"It has {{ t.n }}\" }", "E0222", &["stands as it is written"]);
    one_finding(
        "entity S, ss, closed { a: text }\ninstance A of S { a: \"{{ base }}\" }",
        "E0222",
        &["stands as it is written"],
    );
}

#[test]
fn one_of_several_numbers_dates_or_texts_is_looked_for_by_in() {
    for (text, meant) in [
        ("t.n is one of (1, 2)", "t.n in list(1, 2)"),
        ("t.name is not one of (\"a\", \"b\")", "t.name not in list(\"a\", \"b\")"),
        ("t.opened is one of (2018-01-01, 2018-02-01)", "t.opened in list(2018-01-01, 2018-02-01)"),
    ] {
        one_finding(&condition(text), "E0213", &["`in list(..)` is used"]);
        assert_eq!(mended(&condition(text)), Some(condition(meant)));
    }
}

#[test]
fn the_rest_of_a_division_is_written_out() {
    for (text, help) in [
        ("t.n % 4 = 0", "a - b * floor(a / b, to 1)"),
        ("6 % 4 = 2", "6 - 4 * floor(6 / 4, to 1)"),
        ("6 mod 4 = 2", "6 - 4 * floor(6 / 4, to 1)"),
        ("base mod 4 = 2", "base - 4 * floor(base / 4, to 1)"),
        ("base % 4 = 2", "base - 4 * floor(base / 4, to 1)"),
    ] {
        one_finding(&condition(text), "E0110", &["whole division is written out", help]);
        assert_eq!(mended(&condition(text)), None, "{text}");
    }
}

#[test]
fn the_brackets_of_an_interval_stand_in_cells() {
    for (text, help) in [
        ("t.n in [1 .. 2)", "`x >= 1 and x < 2`"),
        ("t.n in (1 .. 2]", "`x > 1 and x <= 2`"),
        ("t.n in [1 .. 2]", "`in 1 .. 2`"),
    ] {
        one_finding(&condition(text), "E0110", &["brackets of an interval", help]);
    }
    for (cell, code, help) in [
        ("5-10", "E0204", "write ` .. `"),
        ("? > 5", "E0110", "write `> 5`"),
        (">5 and <10", "E0110", "write `(5 .. 10)`"),
        ("<= 5 and >= 1", "E0110", "write `[1 .. 5]`"),
        ("5 or 6", "E0204", "stand side by side"),
        ("", "E0138", "`-` is any value"),
        ("null", "E0222", "no cell asks whether something is absent"),
        ("starts with \"a\"", "E0110", "compares texts as a whole"),
    ] {
        one_finding(&table(cell), code, &[help]);
    }
    assert_eq!(mended(&table("5 or 6 or 7")), Some(table("5, 6, 7")));
    assert!(!says(&place(&table("")), &["check"]).contains("unknown"));
}

#[test]
fn nothing_is_filled_in_for_what_nobody_knows() {
    for limit in ["default 3", "else 3"] {
        one_finding(
            &format!("entity S {{ n: int, 0 .. 5, {limit} }}"),
            "E0110",
            &["nothing is filled in", "may be absent"],
        );
    }
}

#[test]
fn times_and_types_are_put_in_the_words_of_the_language() {
    for (text, meant) in [
        (condition("t.opened before 2018-01-01"), condition("t.opened < 2018-01-01")),
        (condition("t.opened after t.closed"), condition("t.opened > t.closed")),
        (condition("t.opened not later than t.closed"), condition("t.opened <= t.closed")),
        (condition("(all x in towns have x.n > 3)"), condition("(every x in towns has x.n > 3)")),
    ] {
        assert_eq!(mended(&text), Some(meant));
    }
    one_finding(&condition("t.opened within 30 days of t.closed"), "E0110", &["`d in e .. e + 30 days`"]);
    one_finding(
        "param p: EUR { from 2018-01-01 to 2019-01-01 is EUR 5 }",
        "E0110",
        &["`to` stands where `until` belongs"],
    );
    one_finding("param p: EUR { since 2018-01-01 is EUR 5 }", "E0108", &["here it is `from"]);
    let rate = says(&place("define f(x: EUR): EUR per month { is x / 1 months }"), &["check"]);
    assert!(rate.contains("`per` stands where `/` belongs") && rate.contains("EUR / month"), "{rate}");
    one_finding("test \"t\" { expect count(x for x in list(Kid())) = 1 }", "E0208", &["`Kid(field: unknown)`"]);
    one_finding("define f(t: Town): int { is length(t.name) }", "E0201", &["the length of a text is not asked for"]);
    one_finding(
        "define f(n: int): int { is round(n / 2, to 1, half_floor) }",
        "E0210",
        &["half_up, half_down, half_even"],
    );
    assert!(
        !says(&place("define f(n: int): int { is round(n / 2, to 1, half_floor) }"), &["check"])
            .contains("did you mean")
    );
    one_finding(
        "define f(n: int): int { is round(n / 2, to 1, half_evn) }",
        "E0210",
        &["its modes are: half_up, half_down, half_even"],
    );
}

#[test]
fn a_clause_of_another_declaration_is_sent_where_it_belongs() {
    for clause in ["is 5", "otherwise 5"] {
        let told = says(&place(&format!("table f(n: int): int {{ {clause} }}")), &["check"]);
        assert!(told.contains("E0108") && !told.contains("collect"), "{told}");
    }
    let reform = |patch: &str| format!("reform r {{ status discussed 2018-01-01; from 2018-01-01; {patch} }}");
    one_finding(&reform("replace base { is 3 }, until 2018-02-01"), "E0134", &["behind its braces nothing is said"]);
    one_finding(&reform("amend base [a] otherwise 3"), "E0134", &["has no label"]);
    one_finding(&reform("amend on otherwise 3; amend base is 3"), "E0110", &["`is` stands where `otherwise` belongs"]);
}

#[test]
fn a_definition_that_may_not_apply_says_more_than_its_field() {
    let of = |clauses: &str| format!("define n(t: Town): int {{ {clauses} }}");
    one_finding(&of("is t.n"), "W0202", &["only repeats the field `n`"]);
    assert!(says(&place(&of("applies when t.fine; is t.n")), &["check"]).contains("no mistakes found"));
}

#[test]
fn figures_that_differ_are_printed_with_the_digits_that_are_looked_at() {
    let payment =
        "define f: EUR { is EUR 1 680.880325608634 }\ntest \"t\" { expect f = EUR 1 680.880325608555 to 12 digits }";
    let told = says(&place(payment), &["test"]);
    assert!(told.contains("880325608555 to 12 digits") && told.contains("880325608634"), "{told}");
}
