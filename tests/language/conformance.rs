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
    assert!(paths.len() >= 5 && tests >= 80 && expectations >= 280, "{tests} tests, {expectations} expectations");
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
