//! Rows of tables and scales with bounds, articles and days of their own: what is told of them before a run.

use crate::repository::Repository;

const HEAD: &str = "module x\n\
    source act \"A statute\" { status in force from 2000-01-01; evidence read; part art 7 until 2017-12-31 }\n\
    source late \"A later statute\" { status adopted 2018-12-01, in force from 2019-01-01; evidence read }\n\
    param limit: EUR {\n  from 2017-01-01 is EUR 300\n  from 2018-01-01 is EUR 50\n}\n\
    param open: EUR { is unknown, ask \"ministry\" }\n";

/// What `check` says of rows of a table over `n: int`, or with a unit of a scale over `n: EUR`.
fn told(rows: &[&str], scale: Option<&str>) -> String {
    let rows: String = rows.iter().map(|row| format!("  {row}\n")).collect();
    let head = match scale {
        Some(mode) => format!("scale s(n: EUR): EUR {{\n  {mode}\n  | from | rate |\n"),
        None => "table t(n: int): int {\n  | n | result |\n".to_string(),
    };
    checked(&format!("{head}{rows}}}\n"))
}

fn checked(more: &str) -> String {
    let output = Repository::new().with("policies/x.acq", &format!("{HEAD}{more}")).run(&["check"]);
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[track_caller]
fn says(told: &str, words: &[&str]) {
    let all = words.iter().all(|word| told.contains(word));
    let faults = told.matches("error[").count() + told.matches("warning[").count();
    assert!(all && faults == usize::from(!words.is_empty()), "{words:?}\n{told}");
}

#[test]
fn steps_rise_with_each_version_of_a_param() {
    let marginal = |rows: &[&str]| told(rows, Some("marginal"));
    let same = marginal(&["| EUR 0 | 0 % |", "| limit | 5 % |", "| 2 * limit | 7 % |", "| limit + EUR 400 | 9 % |"]);
    says(&same, &[]);
    let falls = marginal(&["| EUR 0 | 0 % |", "| EUR 100 | 5 % |", "| limit | 7 % |"]);
    says(&falls, &["E0234", "on 2018-01-01 this step begins below", "at EUR 50", "the one before it: at EUR 100"]);
    let equal = marginal(&["| EUR 0 | 0 % |", "| limit | 5 % |", "| EUR 300 | 7 % |, until 2017-12-31"]);
    says(&equal, &["E0234", "on 2017-01-01 two steps begin at the same number"]);
    says(&marginal(&["| limit | 5 % |"]), &["W0203", "counts nothing below its first bound"]);
    says(&marginal(&["| open | 5 % |", "| EUR 3 | 7 % |"]), &[]);
    let parted = ["| EUR 0 | 0 % |", "| EUR 9 | 5 % |, until 2017-12-31", "| EUR 5 | 5 % |, from 2018-01-01"];
    says(&marginal(&parted), &[]);
    says(&marginal(&["| EUR 0 | 0 % |", "| s(EUR 3) | 5 % |"]), &["E0204", "or that a param says"]);
    says(&marginal(&["| EUR 0 | 0 % |", "| 3 | 5 % |"]), &[]);
}

#[test]
fn steps_that_a_reform_adds_have_a_place() {
    let scale = "scale s(n: EUR): EUR {\n  marginal\n  | from | rate |\n  | EUR 0 | 0 % |\n  | limit | 5 % |\n}\n\
        scale o(n: EUR): EUR {\n  marginal\n  | from | rate |\n  | EUR 0 | 0 % |\n  | open | 5 % |\n}\n";
    let with = |patch: &str| {
        checked(&format!(
            "{scale}reform r {{ status discussed 2018-01-01; from 2018-01-01; {patch} }}\n\
             scenario w {{ starts from law; with r; at 2018-04-30 }}\n"
        ))
    };
    says(&with("add to s | EUR 20 | 1 % |"), &[]);
    says(&with("add to s | 3 * limit | 1 % |"), &[]);
    // In 2017 the limit is EUR 300, and the reform is of 2018.
    says(&with("add to s | EUR 300 | 1 % |"), &[]);
    says(&with("set limit to EUR 20; add to s | EUR 50 | 1 % |"), &[]);
    says(&with("add to o | EUR 300 | 1 % |"), &["E0502", "where each step of `o` begins is not known on that day"]);
    says(&with("add to s | EUR 50 | 1 % |, from 2018-01-01"), &["E0234", "two steps begin at the same number"]);
    let two = |a: &str, b: &str| {
        checked(&format!(
            "{scale}reform a {{ status discussed 2018-01-01; from 2018-01-01; add to s {a} }}\n\
             reform b {{ status discussed 2018-01-01; from 2018-01-01; add to s {b} }}\n\
             scenario w {{ starts from law; with a, b; at 2018-04-30 }}\n"
        ))
    };
    says(&two("| 3 * limit | 1 % |", "| EUR 150 | 2 % |"), &["E0501", "the step of `s` at EUR 150"]);
    says(&two("| 3 * limit | 1 % |", "| 3 * limit | 1 % |"), &[]);
    // Each of them is read on some days, and the law date is one day.
    let parted = two("| 3 * limit | 1 % |, until 2018-04-30", "| 3 * limit | 2 % |, from 2018-05-01");
    says(&parted, &["E0503", "this patch of `b` changes nothing"]);
}

#[test]
fn rows_of_some_days_meet_and_leave_gaps_on_those() {
    let rest = "| != 1 | 9 |";
    let table = |rows: &[&str]| told(&[rows, &[rest]].concat(), None);
    says(&table(&["| 1 | 1 |, until 2017-12-31", "| 1 | 2 |, from 2018-01-01"]), &[]);
    let both = table(&["| 1 | 1 |, until 2018-01-31", "| 1 | 2 |, from 2018-01-01"]);
    says(&both, &["E0230", "two rows fit n = 1, law date in 2018-01-01 .. 2018-01-31"]);
    let none = table(&["| 1 | 1 |, until 2017-12-30", "| 1 | 2 |, from 2018-01-01"]);
    says(&none, &["W0203", "n = 1, law date = 2017-12-31"]);
    says(&table(&["| 1 | 1 |, from 2018-01-01"]), &[]);
    says(&told(&["| 1 | 1 |, from 2018-01-01"], None), &["W0203", "n = 0"]);
    says(&table(&["| 1 | 2 |, until 2017-01-01, from 2018-01-01"]), &["E0305"]);
    says(&table(&["| 1 | 2 |, prevailing over [row_2]"]), &["E0222", "no row prevails over another by its words"]);
    says(&table(&["| 1 | 2 |, of 2018-01-01"]), &["E0134", "`of` says nothing of a case"]);
    says(&table(&["| 1 | 2 | per act art 2"]), &["E0132", "a comma is missing before `per`"]);
    says(&table(&["| 1 | 2 |, per other art 2"]), &["E0201", "other"]);
    let late = "table t(n: int): int {\n  | n | r |\n  | 1 | 1 |, per act art 7\n  | != 1 | 2 |\n}\nrequirement r { per act art 5; holds when t(1) = 1 }\n";
    says(&checked(late), &["E0303", "art 7"]);
    let ended = "| 1 | 1 |, per act art 7, until 2017-12-31\n  | 1 | 3 |, from 2018-01-01";
    says(&checked(&late.replace("| 1 | 1 |, per act art 7", ended)), &[]);
    let first = |rows: &[&str]| {
        let rows: String = rows.iter().map(|row| format!("  {row}\n")).collect();
        checked(&format!("table t(n: int): int {{\n  hit first\n  | n | result |\n{rows}}}\n"))
    };
    says(&first(&["| > 5 | 1 |", "| > 6 | 2 |", "| - | 3 |"]), &["E0232"]);
    says(&first(&["| > 5 | 1 |, until 2017-12-31", "| > 6 | 2 |", "| - | 3 |"]), &[]);
    let halves = ["| > 5 | 1 |, until 2017-12-31", "| > 5 | 4 |, from 2018-01-01", "| > 6 | 2 |", "| - | 3 |"];
    says(&first(&halves), &["E0232"]);
}

#[test]
fn rows_that_are_no_rules_have_nothing_behind_them() {
    let cases = "table t(n: int): int {\n  | n | r |\n  | - | 1 |\n}\ntest \"t\" {\n  cases\n  | n | t(n) |\n  | 1 | 1 |, per act art 2\n}\n";
    says(&checked(cases), &["E0138", "behind its last bar nothing is said of this row"]);
}

#[test]
fn an_explanation_names_the_article_of_the_row() {
    let policy = format!(
        "{HEAD}table t(n: int): int {{\n  per act art 1\n  | n | r |\n  | 1 | 1 |, per act art 2\n  | != 1 | 2 |\n}}\n\
         scale s(n: EUR): EUR {{\n  step\n  | from | r |\n  | EUR 0 | EUR 1 |, per act art 3\n  | limit | EUR 2 |, until 2018-12-31\n}}\n\
         requirement r {{ per act art 5; holds when t(1) + 1 = 3 }}\nrequirement q {{ per act art 5; holds when s(EUR 9) > EUR 1 }}\n"
    );
    let repository = Repository::new().with("policies/x.acq", &policy);
    let explained = |rule: &str| String::from_utf8_lossy(&repository.run(&["explain", rule]).stdout).into_owned();
    let (table, scale) = (explained("r"), explained("q"));
    assert!(table.contains("per A statute, art 2"), "{table}");
    assert!(scale.contains("per A statute, art 3"), "{scale}");
}

#[test]
fn a_row_whose_source_is_later_than_the_cut_is_not_there() {
    let policy = "scale s(n: EUR): EUR {\n  marginal\n  | from   | rate |\n  | EUR 0  | 10 % |\n  | EUR 10 | 50 % |, per late art 1\n  | EUR 20 | 20 % |\n}\n\
        scale f(n: int): int {\n  step\n  | from | r |\n  | 0    | 1 |\n  | 5    | 2 |, per late art 1\n}\n\
        test \"before\" {\n  expect s(EUR 30) = EUR 4\n  expect f(7) = 1\n  expect s(EUR 30) = EUR 8, at 2019-02-01, known on 2019-02-01\n  \
        expect f(7) = 2, at 2019-02-01, known on 2019-02-01\n}\n";
    assert_eq!(Repository::new().with("policies/x.acq", &format!("{HEAD}{policy}")).tested(), (1, 4));
}

#[test]
fn a_stack_says_in_any_order_which_step_comes_where() {
    let policy = "param high: EUR { is EUR 400 }\nscale s(n: EUR): EUR {\n  marginal\n  | from | rate |\n  | EUR 0 | 0 % |\n  | high | 50 % |\n}\n\
        reform a { status discussed 2018-01-01; from 2018-01-01; set high to EUR 100 }\n\
        reform b { status discussed 2018-01-01; from 2018-01-01; add to s | EUR 200 | 10 % | }\n\
        reform c { status discussed 2018-01-01; from 2018-01-01; set high to EUR 200 }\n\
        scenario alone { starts from law; with b; at 2018-04-30 }\n\
        scenario ab { starts from law; with a, b; at 2018-04-30 }\nscenario ba { starts from law; with b, a; at 2018-04-30 }\n\
        scenario bc { starts from law; with b, c; at 2018-04-30 }\n\
        test \"stacks\" {\n  expect s(EUR 500) = EUR 70, under alone\n  expect s(EUR 500) = EUR 80, under ab\n  expect s(EUR 500) = EUR 80, under ba\n  \
        expect s(EUR 500) is gap, under bc\n}\n";
    assert_eq!(Repository::new().with("policies/x.acq", &format!("{HEAD}{policy}")).tested(), (1, 4));
}

#[test]
fn rows_that_are_prolonged_are_read_beside_those_that_came_after_them() {
    let policy = "table t(n: int): int {\n  hit unique\n  | n | r |\n  | 1 | 1 |, until 2017-12-31\n  | 1 | 2 |, from 2018-01-01\n  | != 1 | 3 |\n}\n\
        scale rising(n: EUR): EUR {\n  marginal\n  | from | rate |\n  | EUR 0 | 0 % |\n  | EUR 100 | 10 % |, until 2017-12-31\n  | EUR 200 | 50 % |\n}\n\
        scale falling(n: EUR): EUR {\n  step\n  | from | r |\n  | EUR 0 | EUR 0 |\n  | EUR 100 | EUR 1 |, until 2017-12-31\n  | EUR 90 | EUR 2 |, from 2018-01-01\n}\n\
        entity K, ks { key id; id: text; b: bool }\ncollect c(k: K): int {\n  when [a] k.b then 1, until 2017-12-31\n  when [b] k.b then 2, from 2018-01-01\n}\n\
        reform on { status discussed 2018-01-01; from 2018-01-01; prolong everything ending 2017-12-31 until 2020-12-31 }\n\
        scenario longer { starts from law; with on; at 2018-04-30 }\n\
        test \"prolonged\" {\n  given k = K { id: \"k\" }\n  expect t(1) = 2\n  expect t(1) is conflict, under longer\n  \
        expect rising(EUR 300) = EUR 50\n  expect rising(EUR 300) = EUR 60, under longer\n  \
        expect falling(EUR 95) = EUR 2\n  expect falling(EUR 95) is gap, under longer\n  \
        expect count(x for x in c(k)) between 0 and 1\n  expect count(x for x in c(k)) between 0 and 2, under longer\n}\n";
    assert_eq!(Repository::new().with("policies/x.acq", &format!("{HEAD}{policy}")).tested(), (1, 8));
}

const REDUCED: &str = "scale tax(x: EUR): EUR {\n  marginal\n  | from    | rate |\n  | EUR 0   | 10 % |\n  | EUR 100 | 20 % |\n  | EUR 300 | 40 % |\n}\n\
    scale band(n: int): int {\n  step\n  | from | r |\n  | 0    | 1 |\n  | 5    | 2 |\n  | 9    | 3 |\n}\n\
    scale line(x: EUR): EUR {\n  interpolated\n  | from    | value  |\n  | EUR 0   | EUR 0  |\n  | EUR 100 | EUR 40 |\n  | EUR 200 | EUR 60 |\n}\n";

/// A reform of the scales above, by name, and the scenario that stacks it.
fn reduced(name: &str, patches: &str) -> String {
    format!(
        "reform {name}_ {{ status discussed 2018-01-01; from 2018-01-01; {patches} }}\nscenario {name} {{ starts from law; with {name}_; at 2018-04-30 }}\n"
    )
}

#[test]
fn what_a_repealed_row_of_a_scale_had_falls_to_the_row_before() {
    let policy = [
        REDUCED,
        &reduced("no_2", "repeal tax [row_2]; repeal band [row_2]; repeal line [row_2]"),
        &reduced("no_3", "repeal tax [row_3]; repeal band [row_3]; repeal line [row_3]"),
        &reduced("moved", "repeal tax [row_2]; add to tax | EUR 200 | 20 % |"),
        "test \"repealed\" {\n  expect tax(EUR 400) = EUR 90\n  expect tax(EUR 400) = EUR 70, under no_2\n  expect tax(EUR 400) = EUR 70, under no_3\n  \
         expect band(6) = 1, under no_2\n  expect band(20) = 2, under no_3\n  expect line(EUR 150) = EUR 50\n  expect line(EUR 150) = EUR 45, under no_2\n  \
         expect line(EUR 150) is gap, under no_3\n  expect tax(EUR 400) = EUR 80, under moved\n}\n",
    ];
    let repository = Repository::new().with("policies/x.acq", &format!("{HEAD}{}", policy.concat()));
    assert_eq!(repository.tested(), (1, 9));
    let checked = String::from_utf8_lossy(&repository.run(&["check"]).stderr).into_owned();
    assert!(checked.contains("no mistakes found"), "{checked}");
}

#[test]
fn an_amended_row_of_a_scale_has_another_rate_or_value() {
    let policy = [
        REDUCED,
        &reduced("other", "amend tax [row_2] then 30 %; amend band [row_2] then 7; amend line [row_2] then EUR 20"),
        &reduced("first", "amend tax [row_1] then 5 %"),
        &reduced("added", "add to tax | EUR 200 | 25 % |"),
        "reform again_ { status discussed 2018-01-01; from 2018-01-01; builds on added_; amend tax [added__row_1] then 50 % }\n\
         scenario again { starts from law; with added_, again_; at 2018-04-30 }\n\
         reform third_ { status discussed 2018-01-01; from 2018-01-01; amend tax [row_3] then 0 % }\n\
         scenario third { starts from law; with added_, third_; at 2018-04-30 }\n",
        "test \"amended\" {\n  expect tax(EUR 400) = EUR 110, under other\n  expect band(6) = 7, under other\n  expect line(EUR 150) = EUR 40, under other\n  \
         expect line(EUR 50) = EUR 10, under other\n  expect tax(EUR 400) = EUR 85, under first\n  expect tax(EUR 300) = EUR 55, under added\n  \
         expect tax(EUR 300) = EUR 80, under again\n  expect tax(EUR 400) = EUR 55, under third\n}\n",
    ];
    assert_eq!(Repository::new().with("policies/x.acq", &format!("{HEAD}{}", policy.concat())).tested(), (1, 8));
    let of = |patch: &str| checked(&[REDUCED, &reduced("one", patch)].concat());
    says(&of("amend tax [row_2] when x > EUR 500"), &["E0222", "it holds from where it begins", "repeal tax [ROW]"]);
    says(&of("amend tax [row_2] then EUR 5"), &["E0205", "is a share"]);
    says(&of("amend band [row_2] then EUR 5"), &["E0205"]);
    says(&of("amend tax [row_9] then 5 %"), &["E0220"]);
}

#[test]
fn a_declaration_has_one_table() {
    let scale = "scale s(x: EUR): EUR {\n  marginal\n  | from | rate |\n  | EUR 0 | 10 % |\n  title \"S\"\n  | from | rate |\n  | EUR 0 | 30 % |\n}\n";
    says(&checked(scale), &["E0217", "a second table stands in one declaration"]);
    let table = "table t(n: int): int {\n  | n | r |\n  | <= 1 | 2 |\n  title \"T\"\n  | n | r |\n  | > 1 | 3 |\n}\n";
    says(&checked(table), &["E0217", "a second table"]);
    let test = "define f(n: int): int { is n }\ntest \"b\" {\n  given limit = EUR 3\n  | n | f(n) |\n  | 1 | 7    |\n  expect f(2) = 2\n}\n";
    says(&checked(test), &["E0222", "below the word `cases`"]);
}

/// What `f` may be for a profile of which nothing is known.
fn possible(policy: &str) -> String {
    let manifest = "name = \"x\"\npolicies = [\"policies\"]\nprofiles = [{ entity = \"H\", files = \"h/*.yaml\" }]\n\
        dates = { at = 2018-04-30, known_on = 2018-04-30, data_as_of = 2018-04-30 }\n";
    let entity = "entity H, hs { key id; id: text; n: int, 0 .. 200; b: bool }\n";
    let repository = Repository::new().with("acquis.toml", manifest).with("h/a.yaml", "id: a\nb: true\n");
    let repository = repository.with("policies/x.acq", &format!("{HEAD}{entity}{policy}"));
    String::from_utf8_lossy(&repository.run(&["eval", "--rule", "f"]).stdout).into_owned()
}

#[test]
fn rows_and_cases_that_exclude_each_other_are_in_no_conflict_though_some_inputs_fit_none() {
    let table = "table t(b: bool, n: int): int {\n  hit unique\n  | b     | n     | r |\n  | false | < 100 | 1 |\n  | false | > 100 | 2 |\n  | true  | < 80  | 3 |\n  | true  | >= 80 | 4 |\n}\n\
        test \"hole\" { expect t(false, 100) is gap }\ndefine f(h: H): int { is t(h.b, h.n) }\n";
    let cases = "define f(h: H): int {\n  when [low] h.n < 5 then 3\n  when [high] h.n > 7 then 4\n}\ntest \"hole\" { given h = H { id: \"x\"; n: 6 }; expect f(h) is gap }\n";
    for policy in [table, cases] {
        let told = possible(policy);
        assert!(told.contains("between 3 and 4") && !told.contains("conflict"), "{told}");
    }
    let meet = "define f(h: H): int {\n  when [low] h.n < 9 then 3\n  when [high] h.n > 7 then 4\n}\ntest \"both\" { given h = H { id: \"x\"; n: 8 }; expect f(h) is conflict }\n";
    assert!(possible(meet).contains("conflict"), "{}", possible(meet));
}

#[test]
fn a_gap_says_what_did_not_apply_and_on_which_days_a_rule_is_read() {
    let policy = "define f: int { when [three] limit = EUR 3 then 100 }\ntest \"gap\" { expect f is gap }\n\
        define ended: EUR { is limit, from 1980-01-01, until 2016-11-30 }\ntest \"ended\" { expect ended is gap }\n";
    let repository = Repository::new().with("policies/x.acq", &format!("{HEAD}{policy}"));
    let explained = |rule: &str| String::from_utf8_lossy(&repository.run(&["explain", rule]).stdout).into_owned();
    let (none, ended) = (explained("f"), explained("ended"));
    assert!(none.contains("did not apply: case [three]") && none.contains("limit"), "{none}");
    assert!(
        ended.contains("read only from 1980-01-01 until 2016-11-30") || ended.contains("1 January 1980"),
        "{ended}"
    );
}

#[test]
fn what_a_reform_leaves_without_a_row_or_case_is_told_at_its_patch() {
    let policy = |patch: &str| {
        checked(&format!(
            "entity H, hs {{ key id; id: text; n: int, 0 .. 20 }}\ntable fee(n: int): int {{\n  hit unique\n  | n | r |\n  | < 10 | 1 |\n  | >= 10 | 3 |\n}}\n\
             define d(h: H): int {{\n  when [a] h.n < 5 then 1\n  when [b] h.n >= 5 then 2\n}}\n\
             reform r {{ status discussed 2018-01-01; from 2018-01-01; {patch} }}\n"
        ))
    };
    says(&policy("repeal fee [row_2]"), &["W0203", "no row fits n = 10", "repeal fee [row_2]"]);
    says(&policy("repeal fee [row_2]; add to fee | > 9 | 4 |"), &[]);
    says(&policy("amend d [b] when h.n >= 7"), &["W0204", "it was the case for it"]);
    says(&policy("repeal d [a]"), &["W0204", "it was the case for it"]);
    says(&policy("amend d [b] when h.n > 4"), &[]);
}
