//! Templates: data stays words, and every mistake has a place.

use crate::sample;
use acquis::report::to_markdown;

#[test]
fn the_sample_as_published() {
    let text = to_markdown::write(&sample::document(), "sample");
    insta::with_settings!({snapshot_path => "../../snapshots/report", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("sample.md", text);
    });
}
