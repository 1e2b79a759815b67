//! Public conformance cases of other systems, told in this language: each test names its case, and what is answered
//! differently here.

use crate::repository::Repository;
use std::fs;
use std::path::Path;

#[test]
fn public_cases_of_other_systems_come_out_as_said() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance");
    let mut paths: Vec<_> =
        fs::read_dir(folder).expect("tests/conformance").map(|e| e.expect("an entry").path()).collect();
    paths.sort();
    let (mut tests, mut expectations) = (0, 0);
    for path in &paths {
        let text = fs::read_to_string(path).expect("a file of cases");
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.starts_with("test ")) {
            assert!(lines[at - 1].starts_with("/// "), "{}: no public case is named above `{line}`", path.display());
        }
        let repository = Repository::new().with("policies/cases.acq", &text);
        let faults = repository.faults();
        assert!(faults.is_empty(), "{}\n{faults}", path.display());
        let (more, judged) = repository.tested();
        tests += more;
        expectations += judged;
    }
    assert!(paths.len() >= 5 && tests >= 110 && expectations >= 430, "{tests} tests, {expectations} expectations");
}

/// Public cases of what other systems refuse or warn of, and the code by which it is told here.
const REFUSED: &[(&str, &str, &str)] = &[
    ("catala date/bad/uncomparable_duration", "define d: bool { is 1 months < 2 days }", "E0205"),
    ("catala date/bad/substraction", "define d: date { is 2020-01-31 - 1 months }", "E0307"),
    ("catala arithmetic/bad/logical_prio", "define d(a: bool, b: bool, c: bool): bool { is a and b or c }", "E0128"),
    ("catala bool/bad/test_xor_with_int", "define d: bool { is 10 and 20 }", "E0204"),
    ("catala money/bad/no_mingle", "define d: EUR { is EUR 10 * EUR 5 + 3 }", "E0223"),
    (
        "catala exception/bad/exceptions_cycle",
        "define d(y: int): int {\n  otherwise 0\n  unless [a] y > 1 then 1, prevailing over [b]\n  unless [b] y < 0 then 2, prevailing over [a]\n}",
        "E0235",
    ),
    (
        "catala exception/bad/self_exception",
        "define d(y: int): int {\n  otherwise 0\n  unless [a] y > 1 then 1, prevailing over [a]\n}",
        "E0235",
    ),
    (
        "catala exception/bad/dangling_exception",
        "define d(y: int): int {\n  otherwise 0\n  unless [a] y > 1 then 1, prevailing over [none]\n}",
        "E0220",
    ),
    ("catala scope/bad/cycle_in_scope", "define x: int { is z }\ndefine z: int { is x + 1 }", "E0211"),
    ("catala func/bad/recursive", "define f(n: int): int { is f(n - 1) + 1 }", "E0211"),
    (
        "catala enum/bad/missing_case",
        "enum E { a, b, c }\ndefine d(e: E): int {\n  when [x] e is a then 1\n  when [y] e is b then 2\n}",
        "W0204",
    ),
    ("catala struct/bad/nonexisting_field", "entity S { x: int }\ndefine d(s: S): int { is s.y }", "E0209"),
    (
        "catala proof/bad/prolala_motivating_example",
        "define d(student: bool, professor: bool): bool {\n  when [s] student then true\n  when [p] professor then false\n  when [n] not student and not professor then false\n}",
        "E0231",
    ),
    (
        "catala proof/bad/money-overlap",
        "define d(x: EUR): bool {\n  when [p] x <= EUR 1 000 then true\n  when [q] x >= EUR 1 000 and x < EUR 10 000 then false\n  when [r] x >= EUR 10 000 and x < EUR 100 000 then true\n  when [s] x >= EUR 100 000 then false\n}",
        "E0231",
    ),
    (
        "catala proof/bad/money-empty",
        "define d(x: EUR): bool {\n  when [p] x < EUR 1 000 then true\n  when [q] x > EUR 1 000 and x < EUR 10 000 then false\n  when [r] x >= EUR 10 000 then true\n}",
        "W0204",
    ),
    (
        "catala proof/bad/dates_get_year-empty",
        "define d(x: date): bool {\n  when [p] year(x) < 2010 then true\n  when [q] year(x) >= 2010 and year(x) < 2015 then false\n  when [r] year(x) >= 2015 and year(x) < 2020 then true\n  when [s] year(x) > 2020 then false\n}",
        "W0204",
    ),
    (
        "catala proof/bad/dates_get_year-overlap",
        "define d(x: date): bool {\n  when [p] year(x) <= 2010 then true\n  when [q] year(x) >= 2010 then false\n}",
        "E0231",
    ),
    (
        "catala proof/bad/array_length-overlap",
        "entity C, cs { key id; id: text; x: list of int, at most 9 }\ndefine d(c: C): bool {\n  when [p] count(n for n in c.x) >= 0 then true\n  when [q] count(n for n in c.x) = 1 then false\n}",
        "E0231",
    ),
    (
        "catala proof/bad/array_length-empty",
        "entity C, cs { key id; id: text; x: list of int, at most 9 }\ndefine d(c: C): bool {\n  when [p] count(n for n in c.x) > 1 then true\n  when [q] count(n for n in c.x) = 0 then false\n}",
        "W0204",
    ),
    (
        "catala proof/bad/duration-empty",
        "define d(x: days): bool {\n  when [p] x < 94 days then true\n  when [q] x > 94 days then false\n}",
        "W0204",
    ),
    (
        "catala proof/bad/rationals-overlap",
        "define d(x: ratio): bool {\n  when [p] x <= 1 / 3 then true\n  when [q] x >= 1 / 3 then false\n}",
        "E0231",
    ),
    (
        "publicodes cycleDetectionStatic",
        "define a: int { is b + 3 }\ndefine b: int { is c + 5 }\ndefine c: int { is a }",
        "E0211",
    ),
    ("publicodes units", "unit kg, kg\ndefine a: EUR { is EUR 1 + 3 kg }", "E0205"),
    ("publicodes expressions: an unknown reference", "define a: int { is nothing_like_it }", "E0201"),
    (
        "dmn 0004-simpletable-U, two rows for one input",
        "table t(n: int): int {\n  hit unique\n  | n | r |\n  | > 0 | 1 |\n  | > 5 | 2 |\n  | <= 0 | 0 |\n}",
        "E0230",
    ),
    (
        "dmn 0005-simpletable-A, two rows that differ",
        "table t(n: int): int {\n  hit any\n  | n | r |\n  | > 0 | 1 |\n  | > 5 | 2 |\n  | <= 0 | 0 |\n}",
        "E0230",
    ),
    ("rego recursion", "define p: bool { is not q }\ndefine q: bool { is not p }", "E0211"),
    ("rego unsafe variables", "define p: bool { is x > 3 }", "E0201"),
    (
        "rego completedoc: conflicting rules",
        "define p(n: int): int {\n  when [a] n > 1 then 1\n  when [b] n > 2 then 2\n  when [c] n <= 1 then 3\n}",
        "E0231",
    ),
    (
        "openfisca period: a variable without its period",
        "entity C, cs { key id; id: text; a: EUR, flow }\ndefine x(c: C): EUR { is c.a }",
        "E0212",
    ),
];

#[test]
fn what_other_systems_refuse_is_told_before_any_run() {
    for (case, text, code) in REFUSED {
        let repository = Repository::new().with("policies/refused.acq", &format!("module refused\n{text}\n"));
        let codes = repository.codes("policies/refused.acq");
        assert_eq!(codes, std::collections::BTreeSet::from([code.to_string()]), "{case}\n{}", repository.faults());
    }
}

#[test]
fn cases_that_meet_are_an_error_of_check_and_do_not_keep_tests_from_running() {
    let repository = Repository::new().with(
        "policies/meets.acq",
        "module meets\n\
         define duty(rich: bool, far: bool): percent {\n  otherwise 20 %\n  unless [a] rich then 30 %\n  unless [b] far then 5 %\n}\n\
         test \"one of them\" { expect duty(true, false) = 30 % }\n",
    );
    assert_eq!(repository.codes("policies/meets.acq"), std::collections::BTreeSet::from(["E0231".to_string()]));
    assert!(!repository.run(&["check"]).status.success());
    assert_eq!(repository.tested(), (1, 1));
    let shown = repository.with(
        "policies/shown.acq",
        "module shown\ntest \"both\" { expect meets.duty(true, true) is conflict, by [a], [b] }\n",
    );
    assert_eq!(shown.codes("policies/meets.acq"), std::collections::BTreeSet::new());
    assert_eq!(shown.tested(), (2, 2));
}
