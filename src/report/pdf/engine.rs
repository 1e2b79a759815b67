//! The engine and the small world it sees.

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Dict, Duration, Smart, Str, Value};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::fonts::STORE;
use super::{PdfMeta, tree};
use crate::diag::{Diagnostic, paper};
use crate::num::date::Date;
use crate::report::doc::Document;

/// Everything the engine can ask for: the template, the fonts, and the paper as an input.
struct Desk {
    library: LazyHash<Library>,
    template: Source,
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        STORE.book()
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() { Ok(self.template.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        STORE.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// See [`super::render`].
pub fn render(
    document: &Document,
    meta: &PdfMeta,
    attachment: Option<(&str, &[u8])>,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let document = document.clone().normal();
    if document.cover.title.is_empty() {
        return Err(vec![paper::untitled()]);
    }
    let mut inputs = Dict::new();
    inputs.insert(Str::from("paper"), Value::Dict(tree::paper(&document, meta.sheet, attachment)));
    let features = [Feature::A11yExtras].into_iter().collect();
    let library = Library::builder().with_inputs(inputs).with_features(features).build();
    let desk = Desk { library: LazyHash::new(library), template: Source::detached(include_str!("paper.typ")) };
    let made = make(&desk, meta);
    // What the engine remembers of this paper serves no other.
    comemo::evict(0);
    made
}

fn make(desk: &Desk, meta: &PdfMeta) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let compiled = typst::compile::<PagedDocument>(desk);
    let pages = compiled.output.map_err(|errors| faults(desk, &errors))?;
    // The template and the fonts are fixed: a warning is a fault of the program, like an error.
    if !compiled.warnings.is_empty() {
        return Err(faults(desk, &compiled.warnings));
    }
    let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_3a])
        .map_err(|error| vec![paper::engine(error.message())])?;
    let options = PdfOptions {
        ident: Smart::Custom(meta.ident.clone()),
        creator: Smart::Custom(Some(meta.creator.clone())),
        timestamp: timestamp(meta.timestamp),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&pages, &options).map_err(|errors| faults(desk, &errors))
}

fn timestamp(date: Date) -> Option<Timestamp> {
    let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
    Some(Timestamp::new_utc(Datetime::from_ymd_hms(i32::from(date.year()), month, day, 0, 0, 0)?))
}

fn faults(desk: &Desk, found: &[SourceDiagnostic]) -> Vec<Diagnostic> {
    found
        .iter()
        .map(|fault| {
            let range = typst::WorldExt::range(desk as &dyn World, fault.span);
            let line = range.and_then(|r| desk.template.text().get(..r.start)).map(|t| t.lines().count());
            let place = line.map_or(String::new(), |line| format!(" (template, line {line})"));
            let hints: Vec<&str> = fault.hints.iter().map(|h| h.v.as_str()).collect();
            paper::engine(format!("{}{place} {}", fault.message, hints.join("; ")).trim_end())
        })
        .collect()
}
