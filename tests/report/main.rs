//! Papers: the document tree, Markdown, templates, charts and PDF.

mod charts;
mod markdown;
#[cfg(feature = "pdf")]
mod pdf;
mod sample;
mod templates;

/// Compares a text with its snapshot under `snapshots/report/`.
fn snapshot(name: &str, text: &str) {
    insta::with_settings!({snapshot_path => "../../snapshots/report", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!(name, text);
    });
}
#[cfg(feature = "pdf")]
#[path = "../run/mod.rs"]
mod run;
#[cfg(feature = "pdf")]
#[path = "../validator/mod.rs"]
mod validator;
