//! Whatever way a patch brings a term into a rule, it is looked at as if it had been written there.

use crate::fixture::{checked, lines};

const WORLD: &str = r#"module m
source act "A statute" { status in force from 2000-01-01; evidence read }
entity Town, towns { key id; id: text; n: int, 0 .. 10; b: bool }
scale levy(x: int): int {
  per act art 2
  step
  | from | result |
  | 0    | 1      |
}
requirement r { per act art 1; for t: Town; applies when t.b; holds when t.n > 0 }
define q(t: Town): int {
  otherwise 2
  unless [one] r(t) then 1
}
define fee(t: Town): int { is levy(t.n) }
"#;

/// What `check` finds of further declarations.
fn found(more: &str) -> String {
    lines(&checked(&format!("{WORLD}{more}\n")).1)
}

fn reform(patch: &str) -> String {
    format!("reform p {{ status proposed 2018-01-01; from 2018-01-01; {patch} }}")
}

#[test]
fn a_ring_that_a_patch_or_reading_closes_is_told_with_its_names() {
    for patch in [
        "amend r holds when q(t) = 1",
        "amend r applies when q(t) = 1",
        "add to r not applicable when q(t) = 1",
        "replace r { holds when q(t) = 1 }",
    ] {
        let told = found(&reform(patch));
        assert_eq!(told.lines().count(), 1, "{patch}\n{told}");
        assert!(told.contains("E0211") && told.contains('r') && told.contains('q'), "{patch}\n{told}");
    }
    let told = found("reading loop of r { holds when q(t) = 1 }");
    assert!(told.contains("E0211") && told.lines().count() == 1, "{told}");
}

#[test]
fn what_an_amended_rule_comes_to_is_looked_at_as_what_is_written_anew() {
    for (patch, code) in [
        ("amend r holds when t.n >= 0", "E0233"),
        ("replace r { holds when t.n >= 0 }", "E0233"),
        ("amend r applies when t.n > 10", "E0232"),
        ("add to r not applicable when t.n > 10", "E0232"),
        ("add to r not applicable when t.n <= 10", "E0232"),
    ] {
        let told = found(&reform(patch));
        assert!(told.contains(code) && told.lines().count() == 1, "{patch}: {code}\n{told}");
    }
    for patch in ["amend r holds when t.n > 1", "amend r applies when t.n > 3", "add to r not applicable when t.n = 3"]
    {
        assert_eq!(found(&reform(patch)), "", "{patch}");
    }
}
