//! What drafters bring along from other languages: what is said of it, and that no correction makes something else of
//! it.

mod run;

use run::{MANIFEST, findings};
use std::fs;
use tempfile::TempDir;

const WORLD: &str = r#"module x
enum Kind { gap, other }
entity Kid { age: int }
entity Town, towns { key id; id: text; name: text; kind: Kind; opened: date; closed: date; n: int, 0 .. 9; fine: bool; poor: bool }
define on(t: Town): int { applies when t.n > 2; is 1 }
define base: int { is 5 }
"#;

fn place(more: &str) -> TempDir {
    run::folder(&[("acquis.toml", MANIFEST), ("policies/x.acq", &format!("{WORLD}{more}\n"))])
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

/// Declarations of which `check` says one thing, and proposes a change that gives the line.
fn proposed(more: &str, code: &str, line: &str) {
    one_finding(more, code, &[line]);
}

#[test]
fn comparisons_are_put_in_the_signs_of_the_language() {
    let towns = |c: &str| condition(&format!("(some u in towns has {c})"));
    for (written, meant) in [
        ("t.n is > 5", "t.n > 5"),
        ("t.n is ≥ 5", "t.n >= 5"),
        ("t.kind is in list(gap)", "t.kind in list(gap)"),
        ("t.kind is not in list(gap)", "t.kind not in list(gap)"),
        ("t.n not = 5", "t.n != 5"),
        ("t.n not < 5", "t.n >= 5"),
        ("t.kind ∈ list(gap)", "t.kind in list(gap)"),
        ("t.fine ∧ t.poor", "t.fine and t.poor"),
        ("t.n x 2 > 5", "t.n * 2 > 5"),
        ("2 x t.n > 5", "2 * t.n > 5"),
        ("t.opened > 2014–05–21", "t.opened > 2014-05-21"),
    ] {
        let code = match written {
            _ if written.contains("is >") || written.contains("is in") || written.contains("is not in") => "E0110",
            _ if written.contains('–') => "E0125",
            _ => "E0122",
        };
        proposed(&condition(written), code, &format!("+ {}", condition(meant)));
    }
    for (written, meant) in [("the t.fine", "t.fine"), ("is both t.fine and t.poor", "t.fine and t.poor")] {
        let of = |c: &str| format!("requirement r {{ for t: Town; holds when {c} }}");
        proposed(&of(written), "E0110", &format!("+ {}", of(meant)));
    }
    proposed(&towns("u.n is > 5"), "E0110", &format!("+ {}", towns("u.n > 5")));
    proposed(
        "define s: int { is sum(t.n for t in towns, where t.fine) }",
        "E0110",
        "+ define s: int { is sum(t.n for t in towns where t.fine) }",
    );
    proposed("define r: EUR { is round(EUR 1, to EUR 2, half up) }", "E0110", "to EUR 2, half_up)");
}

#[test]
fn that_one_condition_follows_from_another_has_no_sign() {
    for text in ["t.fine => t.n > 3", "t.n > 3 => t.fine", "t.fine => not t.poor"] {
        let told = says(&place(&condition(text)), &["check"]);
        assert!(findings(&told) == 1 && told.contains("a or b`") || told.contains("`not (a) or b`"), "{text}\n{told}");
        assert!(findings(&told) == 1 && !told.contains("write `>=`"), "{text}\n{told}");
    }
}

#[test]
fn what_is_not_there_is_asked_for_in_the_words_of_the_language() {
    one_finding(&condition("towns is empty"), "E0201", &["`count(x for x in L) = 0`"]);
    let told = says(&place(&condition("towns is empty")), &["check"]);
    assert!(!told.contains("write `absent`"), "{told}");
    one_finding(&condition("t.kind is not None"), "E0210", &["`x.field is absent`"]);
}

#[test]
fn declarations_are_put_in_the_form_of_the_language() {
    for (written, code, meant) in [
        ("define g(t: Town): int = t.n", "E0106", "define g(t: Town): int { is t.n }"),
        ("param q: int := 3", "E0106", "param q: int { is 3 }"),
        (
            "requirement r { for each Town t; holds when t.fine }",
            "E0110",
            "requirement r { for t: Town; holds when t.fine }",
        ),
        ("entity S { n: text? }", "E0110", "entity S { n: text, may be absent }"),
        ("entity S { n: int, 0 - 5, series }", "E0110", "entity S { n: int, 0 .. 5, series }"),
        ("entity S { n: int, 0 … 5 }", "E0122", "entity S { n: int, 0 .. 5 }"),
        (
            "source s \"S\" { status in forse from 2000-01-01; evidence read }",
            "E0110",
            "source s \"S\" { status in force from 2000-01-01; evidence read }",
        ),
        ("scenario s { starts with law; at 2018-04-30 }", "E0107", "scenario s { starts from law; at 2018-04-30 }"),
        ("enum K { beneﬁt, other_one }", "E0141", "enum K { benefit, other_one }"),
    ] {
        proposed(written, code, &format!("+ {meant}"));
    }
    let source = "source act \"A\" { status in force from 2000-01-01; evidence read }\n";
    for (place, meant) in
        [("art 7 para 5", "art 7(5)"), ("art 7, paragraph (5)", "art 7(5)"), ("art 7 lit. a", "art 7(a)")]
    {
        let of = |place: &str| format!("requirement r {{ per act {place}; for t: Town; holds when t.fine }}");
        one_finding(&format!("{source}{}", of(place)), "E0135", &[&of(meant)]);
    }
    let party = "party p \"P\"\nfields of Action { joins: list of Kind, at most 2 }\n";
    for list in ["[gap, other]", "gap, other"] {
        let of = |list: &str| format!("action a {{ title \"A\"; owner p; joins: {list} }}");
        one_finding(&format!("{party}{}", of(list)), "E0110", &[&of("list(gap, other)")]);
    }
    one_finding(
        "define w(t: Town): Town { is Town(id = \"x\", fine = false) }",
        "E0208",
        &["+ define w(t: Town): Town { is Town(id: \"x\", fine: false) }"],
    );
}

#[test]
fn a_clause_that_stands_alone_is_told_what_it_continues() {
    one_finding(
        "source s \"S\" { status in force from 2000-01-01; applied from 2001-01-01; evidence read }",
        "E0107",
        &["the steps of a status stand in one clause"],
    );
    one_finding("test \"t\" { given t = Town { id: \"x\"; n: 3 }; on(t) = 1 }", "E0107", &["expect on(t) = 1"]);
    one_finding("scenario s { starts from law; on 2021-01-01 }", "E0108", &["here it is `at 2021-01-01`"]);
    one_finding("requirement r { for t: Town; not holds when t.fine }", "E0107", &["`holds when not (CONDITION)`"]);
    one_finding("test \"t\" { expect base is error E301 }", "E0201", &["expect base is error E0301"]);
    one_finding(
        "define h(t: Town): int { otherwise 1; unless [urban] t.fine then 2 }\ntest \"t\" { given t = Town { id: \"x\"; fine: true }; \
         expect base = 5, by [urbn] }",
        "E0220",
        &["did you mean `urban`?"],
    );
}

#[test]
fn what_git_could_not_merge_is_one_finding() {
    one_finding(
        "<<<<<<< HEAD\ndefine g: int { is 1 }\n=======\ndefine g: int { is 2 }\ndefine h: int { is 3 }\n>>>>>>> other\ndefine i: int { is g + h }",
        "E0101",
        &["git could not merge them"],
    );
}

#[test]
fn citations_are_put_in_the_form_of_the_language() {
    let source = "source act \"A\" { status in force from 2000-01-01; evidence read }\n";
    for (written, code, meant) in [
        ("per Article 5(2) of act", "E0136", "per act art 5(2)"),
        ("per act, art 5", "E0110", "per act art 5"),
        ("per act art 5 and 6", "E0136", "per act art 5 and per act art 6"),
        ("per act Art. 5 para. 2", "E0135", "per act art 5(2)"),
        ("per act art 5 para. 2 letter a", "E0135", "per act art 5(2)(a)"),
    ] {
        for of in [
            |per: &str| format!("requirement r {{ {per}; for t: Town; holds when t.fine }}"),
            |per: &str| format!("param q: int {{ is 3, {per} }}"),
        ] {
            one_finding(&format!("{source}{}", of(written)), code, &[&of(meant)]);
        }
    }
}

#[test]
fn what_is_listed_is_parted_by_commas() {
    let parties = "party a \"A\"\nparty b \"B\"\n";
    let of = |to: &str| format!("recommendation r {{ to {to}; because base > 0 }}");
    one_finding(&format!("{parties}{}", of("a and b")), "E0122", &[&of("a, b")]);
}

#[test]
fn heads_and_words_of_tests_are_put_in_the_form_of_the_language() {
    proposed("test t { expect base = 5 }", "E0110", "+ test \"t\" { expect base = 5 }");
    proposed("test \"t\" { expect base to be 5 }", "E0110", "+ test \"t\" { expect base is 5 }");
    proposed("param q: int is 3", "E0106", "+ param q: int { is 3 }");
    one_finding(
        "define f(t: Town): int { otherwise 1; except [a] when t.fine then 2 }",
        "E0110",
        &["`unless [label] CONDITION then VALUE`"],
    );
    one_finding(
        "param q: int { is 1 }\nreform r { status discussed 2018-01-01; set q to 3; from 2018-01-01; to 2019-01-01 }",
        "E0108",
        &["here it is `until"],
    );
}

#[test]
fn whom_a_rule_is_for_is_put_in_the_form_of_the_language() {
    let rule = |subject: &str| format!("criterion c {{ for {subject}; holds when town.n > 1 }}");
    for (subject, meant) in [
        ("Town", "town: Town"),
        ("each Town", "town: Town"),
        ("a Town", "town: Town"),
        ("town of Town", "town: Town"),
        ("town as Town", "town: Town"),
        ("Town as town", "town: Town"),
        ("Town called town", "town: Town"),
    ] {
        proposed(&rule(subject), "E0110", meant);
    }
    one_finding(&rule("town"), "E0110", &["looks at one of a kind, under a name", "such as `town: Town`"]);
    one_finding(
        "criterion c(town: Town) { holds when town.n > 1 }",
        "E0110",
        &["in a clause of its block", "`for town: Town`"],
    );
}

#[test]
fn amounts_of_other_places_are_read_wherever_they_stand() {
    let most = |amount: &str| format!("define f(t: Town): EUR {{ is max({amount}, EUR 1) }}");
    for amount in ["EUR 5.000,00", "EUR 5000,00", "EUR 5 000,00"] {
        one_finding(&most(amount), "E0118", &["write `5 000.00`"]);
    }
    one_finding(&most("€5.000,00"), "E0120", &[]);
    assert_eq!(mended(&most("€5.000,00")), Some(most("EUR 5 000.00")));
    let told = says(&place(&most("5.000,00 EUR")), &["check"]);
    assert!(told.contains("write `5 000.00`") && told.contains("E0120") && findings(&told) == 2, "{told}");
    let cells = "table f(n: int): EUR {\n  hit first\n  | n | f |\n  | 1 | EUR 1.234.567,89 |\n  | - | EUR 2 |\n}";
    one_finding(cells, "E0118", &["`1 234 567.89`"]);
}

#[test]
fn what_is_said_of_each_of_a_unit_cites_no_source() {
    let unit = "unit person, persons\n";
    one_finding(
        &format!("{unit}param f: EUR {{ is EUR 5 per person }}"),
        "E0212",
        &["`person` is a unit", "`5 EUR / person`"],
    );
    one_finding(
        &format!("{unit}param f: EUR / person {{ is EUR 5 }}"),
        "E0205",
        &["written out it is `5 EUR / person`"],
    );
}

#[test]
fn a_scale_has_no_column_for_where_its_rows_end() {
    for header in ["from | to | fee", "from | until | fee", "from | up_to | fee"] {
        let rows =
            format!("scale f(n: int): EUR {{\n  step\n  | {header} |\n  | 0 | 5 | EUR 1 |\n  | 5 | 9 | EUR 2 |\n}}");
        one_finding(&rows, "E0208", &["a row holds up to where the next begins"]);
    }
}

#[test]
fn what_is_like_a_profile_is_given_without_a_sign() {
    let test = |given: &str| format!("test \"t\" {{\n  given {given}\n  expect t.n is unknown\n}}");
    let other = "define some_town(t: Town): int { is t.n }\n";
    for given in ["t = like TOWN", "t: like TOWN"] {
        let told = says(&place(&format!("{other}{}", test(given))), &["check"]);
        assert!(told.contains("is given without `=`") && told.contains("write `like`"), "{given}\n{told}");
    }
}

#[test]
fn a_part_of_a_text_and_an_item_of_a_list_are_asked_for_in_two_ways() {
    let list = "entity L { names: list of text, at most 3 }\ndefine f(l: L): bool { is contains(l.names, \"a\") }";
    one_finding(list, "E0204", &["a value of a list is found by `x in LIST`"]);
    one_finding(&condition("substring(t.name, 1)"), "E0201", &["`contains(text, \"NL\")`"]);
    one_finding(&condition("endswith(t.name, \"a\")"), "E0201", &["`ends_with(text, \"NL\")`"]);
}

#[test]
fn what_stands_in_the_wrong_clause_is_told_where_it_belongs() {
    let reform = "reform dear(v: int) { status discussed 2017-01-01; from 2018-01-01; set rate to v }\nparam rate: int { is 3 }\n";
    let scenario = |with: &str| format!("{reform}scenario s {{ starts from law; with {with}; at 2018-04-30 }}");
    let source =
        |clause: &str| format!("source s \"S\" {{ status in force from 2010-01-01; evidence read; {clause} }}");
    for (more, words) in [
        (
            scenario("dear(v: 5), reading narrow"),
            ["readings are chosen in a clause of their own", "`with reading narrow`"],
        ),
        (scenario("dear(7)"), ["the values of a reform are given by name", "`dear(PARAMETER: 7)`"]),
        (source("part art 7 2015-01-01"), ["a day stands behind what happened on it", "`from DAY`"]),
        (source("binds FI, PL"), ["whom a source binds is a list, or some of it", "`FI, PL of LIST`"]),
        (
            "param q: int { from 2013-01-01 is 3 from 2014-01-01 is 4 }".to_string(),
            ["each version is a clause of its own", "begin `from 2014-01-01 is ..` on a line of its own"],
        ),
        (
            condition("(at least 2 x in towns have x.fine)"),
            ["how many of a list are so is counted", "`count(x for x in LIST where CONDITION) >= 2`"],
        ),
        (
            condition("base under dear > 3"),
            ["is asked in brackets, in tests, papers and recommendations only", "`(base under dear)`"],
        ),
        ("define f: int { per base art 3-5; is 3 }".to_string(), ["a citation names one place", "`\"art 3-5\"`"]),
        (table("[0, 50)"), ["the ends of an interval are parted by two dots", "`[0 .. 50)`"]),
        (table("*"), ["a cell that any value fits holds a dash", "write `-`"]),
        (table("\u{2014}"), ["a cell that any value fits holds a dash", "write `-`"]),
    ] {
        one_finding(&more, "E0110", &words);
        assert_eq!(mended(&more), None, "{more}");
    }
    let within = "define g(t: Town): int {\n  define h(u: Town): int { is u.n }\n  is h(t)\n}";
    one_finding(within, "E0107", &["this begins a declaration", "declarations stand side by side"]);
}

#[test]
fn what_is_nearly_right_is_put_right_as_a_whole() {
    let all_kinds = |cell: &str| format!("table f(k: Kind): int {{\n  | k | f |\n  | {cell} | 1 |\n}}");
    let of_kinds =
        |cell: &str| format!("table f(k: Kind): int {{\n  hit first\n  | k | f |\n  | {cell} | 1 |\n  | - | 2 |\n}}");
    for (written, meant) in [
        (of_kinds("not gap"), of_kinds("not(gap)")),
        (all_kinds("gap/other"), all_kinds("gap, other")),
        (condition("t.kind = \"gap\""), condition("t.kind is gap")),
        (condition("(some x in Town has x.n > t.n)"), condition("(some x in towns has x.n > t.n)")),
        ("param EUR threshold { is EUR 3 }".to_string(), "param threshold: EUR { is EUR 3 }".to_string()),
        ("param percent share { is 3 % }".to_string(), "param share: percent { is 3 % }".to_string()),
    ] {
        assert_eq!(mended(&written), Some(meant), "{written}");
    }
    one_finding(&condition("every (x in towns has x.fine)"), "E0131", &["(every x in towns has x.fine)"]);
    let text = "party council \"C\"\nrecommendation r { to council; because base > 3; text \"it is {{ base } and {{ base }}\" }";
    one_finding(text, "E0139", &["an expression in a text ends with two braces"]);
    assert!(mended(text).is_some_and(|text| text.contains("{{ base }} and {{ base }}")));
    let given = "test \"t\" {\n  given u = Town { id: \"a\"; n: v }\n  given v = 3\n  expect u.n = 3\n}";
    one_finding(given, "E0201", &["no name is called `v` yet", "it is given below"]);
}

#[test]
fn comparisons_may_be_negated_in_words() {
    for (written, meant) in [
        ("t.n is under 5", "t.n < 5"),
        ("t.n over 5", "t.n > 5"),
        ("t.n under 5", "t.n < 5"),
        ("t.n is no more than 5", "t.n <= 5"),
        ("t.n is not less than 5", "t.n >= 5"),
        ("t.n not more than 5", "t.n <= 5"),
        ("t.n no fewer than 5", "t.n >= 5"),
    ] {
        proposed(&condition(written), "E0122", &format!("+ {}", condition(meant)));
    }
    for (cell, meant) in [("under 5", "< 5"), ("over 5", "> 5")] {
        one_finding(&table(cell), "E0122", &[&format!("write `{}`", &meant[..1])]);
    }
    for (written, meant) in [
        ("t.kind is any of (gap, other)", "t.kind is one of (gap, other)"),
        ("t.kind is among (gap, other)", "t.kind is one of (gap, other)"),
    ] {
        proposed(&condition(written), "E0110", &format!("+ {}", condition(meant)));
    }
    one_finding(&condition("t.kind NOT IN (gap, other)"), "E0110", &["in small letters", "`not in`"]);
    one_finding(&condition("t.n BETWEEN 1 AND 5"), "E0110", &["in small letters", "`between`"]);
}

#[test]
fn places_with_signs_and_words_of_other_languages_are_put_in_order() {
    let source = "source act \"A\" { status in force from 2000-01-01; evidence read }\n";
    for (written, code, meant) in [
        ("per act section 5", "E0135", "per act art 5"),
        ("per act § 12a Abs. 3", "E0135", "per act art 12a(3)"),
        ("per act art L521-1", "E0136", "per act \"art L521-1\""),
        ("per act art 1 and art 2", "E0136", "per act art 1 and per act art 2"),
    ] {
        for of in [
            |per: &str| format!("requirement r {{ {per}; for t: Town; holds when t.fine }}"),
            |per: &str| format!("param q: int {{ is 3, {per} }}"),
        ] {
            let told = says(&place(&format!("{source}{}", of(written))), &["check"]);
            assert!(told.contains(code) && findings(&told) == 1, "{told}");
            let mended = match code {
                "E0136" if written.contains(" and ") => format!("write `{}`", &meant[18..]),
                _ => of(meant),
            };
            assert!(told.contains(&mended), "{mended}\n{told}");
        }
    }
    one_finding(
        &format!("{source}param q: int {{ is 3, per act art }}"),
        "E0110",
        &["the number of the place is missing"],
    );
    let cut = says(&place(&format!("{source}param q: int {{ is 3, per act a }}")), &["check"]);
    assert!(!cut.contains("leave it out") && !cut.contains("write `art`") && findings(&cut) == 1, "{cut}");
}

#[test]
fn what_a_reader_would_do_next_is_what_is_proposed() {
    proposed(
        "define f(t: Town): int { let all: int = t.n; is all }",
        "E0134",
        "+ define f(t: Town): int { let all = t.n; is all }",
    );
    proposed(
        "define f(t: Town): int { otherwise 1; unless [\"the coast\"] t.fine then 2 }",
        "E0110",
        "+ define f(t: Town): int { otherwise 1; unless [the_coast] t.fine then 2 }",
    );
    let of = |title: &str| format!("criterion c {{ title {title}; for t: Town; holds when t.fine }}");
    proposed(&of("« The town can pay »"), "E0119", &format!("+ {}", of("\"The town can pay\"")));
    proposed("define f: EUR = { is EUR 5 }", "E0110", "+ define f: EUR  { is EUR 5 }");
    proposed("define f(t: Town) -> EUR { is EUR 3 }", "E0122", "+ define f(t: Town): EUR { is EUR 3 }");
    for (more, code, words) in [
        ("record P { n: int }", "E0101", "`entity NAME, plural { .. }`"),
        ("definition f: int { is 3 }", "E0101", "`define NAME(..): TYPE { .. }`"),
        ("define owed(t: Town) { is 3 }", "E0110", "`owed(t: Town): TYPE`"),
        ("define f: bool { is any(t.fine for t in towns) }", "E0134", "(some x in LIST has CONDITION)"),
        ("define f: int { is avg(t.n for t in towns) }", "E0134", "`average(x.FIELD for x in LIST)`"),
        ("define f: bool { is (there is t in towns with t.fine) }", "E0110", "`(some x in L has C)`"),
        ("define f: bool { is (for all t in towns t.fine) }", "E0110", "`(every x in L has C)`"),
        ("define f(t: Town): bool { is t.id.startswith(\"x\") }", "E0201", "`starts_with(text, \"NL\")`"),
        (
            "requirement r { modality shall not; for t: Town; holds when t.fine }",
            "E0110",
            "`holds when not (CONDITION)`",
        ),
        ("requirement r { for t: Town; apply when t.poor; holds when t.fine }", "E0108", "here it is `applies when"),
        (
            "requirement r { for t: Town; does not apply when t.poor; holds when t.fine }",
            "E0108",
            "`not applicable when",
        ),
        ("define f(t: Town): int { otherwise 1; elif t.fine then 3 }", "E0108", "here it is `unless"),
        ("reform r { status discussed 2018-01-01; from 2018-01-01; delete base }", "E0108", "here it is `repeal"),
        (
            "reform r { status discussed 2018-01-01; from 2018-01-01; replace base by 3 }",
            "E0110",
            "`set NAME to VALUE`",
        ),
        ("define f(t: Town): int { is 3, p }", "E0110", "`prevailing over`, found `p`"),
        ("define f(t: Town): int { otherwise 1; unless [lab t.fine then 2 }", "E0104", "`[` is never closed"),
        ("define f(t: Town): bool {\n  is t.fine\n=======\n  is t.poor\n}", "E0101", "a mark of git"),
        ("test \"t\" { given t = Town { id: \"x\"; n: 3 }; expect t.n }", "E0204", "`expect X = VALUE`"),
    ] {
        one_finding(more, code, &[words]);
    }
    one_finding(&table("otherwise"), "E0110", &["write `-`"]);
    assert!(says(&place("param q: EUR { is EUR 10\u{2009}000 }"), &["check"]).contains("no mistakes found"));
}

#[test]
fn days_in_other_forms_are_read() {
    for (written, meant) in [
        ("20180430", &["2018-04-30"][..]),
        ("1er mars 2018", &["2018-03-01"]),
        ("18-04-30", &["2018-04-30", "2030-04-18"]),
        ("4.5.18", &["2018-05-04", "2018-04-05"]),
    ] {
        let all: Vec<String> = meant.iter().map(|day| format!("write `{day}`")).collect();
        let words: Vec<&str> = all.iter().map(String::as_str).collect();
        one_finding(&format!("param q: int {{ from {written} is 3 }}"), "E0125", &words);
    }
}

#[test]
fn a_word_on_absence_that_cannot_be_read_is_one_finding() {
    let world = "entity Home { far: int, may be absent }\n";
    for word in ["null", "missing", "not present"] {
        let rule = format!("{world}define f(h: Home): int {{ otherwise h.far; unless [none] h.far is {word} then 0 }}");
        let told = says(&place(&rule), &["check"]);
        assert!(findings(&told) == 1 && !told.contains("E0218"), "{told}");
    }
}
