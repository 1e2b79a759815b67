//! Papers: the document tree, Markdown, templates, charts and PDF.

mod charts;
mod markdown;
#[cfg(feature = "pdf")]
mod pdf;
mod sample;
mod templates;
