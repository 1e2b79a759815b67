//! What `acquis test --coverage` says.

use crate::repository::Repository;

#[test]
fn a_cell_is_reached_where_it_alone_keeps_an_input_from_its_row() {
    let table = "module fees\nenum Kind { small, large }\ntable fee(k: Kind, n: int): EUR {\n  | k | n | fee |\n  \
                 | small | - | EUR 1 |\n  | large | [0 .. 3) | EUR 2 |\n  | large | not([0 .. 3)) | EUR 3 |\n}\n\
                 test \"fees\" {\n  expect fee(small, 7) = EUR 1\n  expect fee(large, 2) = EUR 2\n  expect fee(large, 3) = EUR 3\n";
    let said = |more: &str| {
        let repository = Repository::new().with("policies/fees.acq", &format!("{table}{more}}}\n"));
        let output = repository.run(&["test", "--coverage"]);
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let open = said("");
    assert!(open.contains("1 of 1 rules are reached by a test, 7 of 8 clauses"), "{open}");
    assert!(open.contains("not reached: fees.fee, cell 1 of [row_2] (policies/fees.acq:6:"), "{open}");
    // What is not known keeps nothing away for sure.
    assert_eq!(said("  expect fee(unknown, 2) is unknown\n"), open);
    let whole = said("  expect fee(small, 2) = EUR 1\n");
    assert!(whole.contains("8 of 8 clauses") && !whole.contains("not reached"), "{whole}");
}
