//! The PDF: it is made, it is always the same, and validators find nothing in it.

use acquis::num::date::Date;
use acquis::report::pdf::{self, PdfMeta};

use crate::sample;

pub fn meta() -> PdfMeta {
    PdfMeta { ident: "sample".into(), creator: "acquis".into(), timestamp: Date::parse("2018-04-30").unwrap() }
}

fn sample_pdf() -> Vec<u8> {
    let record = br#"{"outcomes":[]}"#;
    pdf::render(&sample::document(), &meta(), Some(("record.json", record))).unwrap()
}

#[test]
fn the_same_paper_gives_the_same_bytes() {
    let first = sample_pdf();
    if let Ok(path) = std::env::var("ACQUIS_KEEP_PDF") {
        std::fs::write(path, &first).unwrap();
    }
    assert!(first == sample_pdf());
}
