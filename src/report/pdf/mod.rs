//! The document tree to PDF: PDF/UA-1 and PDF/A-3a in one file, the record of the run attached.
//!
//! The engine runs inside the program with one fixed template. The paper travels as a dictionary of
//! strings, so that no text can become code of the engine; there is no file, clock, network or font of the
//! machine within its reach. The same paper gives the same bytes.

#[cfg(feature = "pdf")]
mod columns;
#[cfg(feature = "pdf")]
mod engine;
#[cfg(feature = "pdf")]
mod fonts;
#[cfg(feature = "pdf")]
mod glyphs;
#[cfg(feature = "pdf")]
mod tree;

use crate::diag::Diagnostic;
use crate::num::date::Date;
use crate::report::doc::Document;

/// What a PDF says of itself beyond its text. All of it comes from the content, so that the bytes do too.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PdfMeta {
    /// A text that identifies the paper and its content, such as a digest.
    pub ident: String,
    /// The program that made it, with version.
    pub creator: String,
    /// The day that is written as its time of making: that of the paper, never that of the clock.
    pub timestamp: Date,
    /// A sheet: no page for the cover, the title at the head of the first page.
    pub sheet: bool,
}

/// The paper as PDF. `attachment` is the name and the bytes of a JSON record to put inside.
///
/// Characters that no font has are printed as their code points; [`missing_glyphs`] says which.
#[cfg(feature = "pdf")]
pub fn render(
    document: &Document,
    meta: &PdfMeta,
    attachment: Option<(&str, &[u8])>,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    engine::render(document, meta, attachment)
}

/// The paper as PDF: not in this build.
#[cfg(not(feature = "pdf"))]
pub fn render(_: &Document, _: &PdfMeta, _: Option<(&str, &[u8])>) -> Result<Vec<u8>, Vec<Diagnostic>> {
    Err(vec![crate::diag::paper::no_engine()])
}

/// A warning that lists the characters of the paper without a glyph, if there are any.
#[cfg(feature = "pdf")]
pub fn missing_glyphs(document: &Document) -> Option<Diagnostic> {
    glyphs::missing(document)
}

/// A warning that lists the characters of the paper without a glyph: not known in this build.
#[cfg(not(feature = "pdf"))]
pub fn missing_glyphs(_: &Document) -> Option<Diagnostic> {
    None
}
