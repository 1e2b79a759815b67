//! The PDF: always the same bytes, tagged as the document is built, and nothing hostile gets through.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use acquis::num::date::Date;
use acquis::report::doc::{Align, Block, Column, Cover, Document, Figure, Grid, Inline, Note, Part, Table, Target};
use acquis::report::pdf::{self, PdfMeta};

use crate::sample;
use crate::validator::{failures, validator};
use tempfile::TempDir;

const RECORD: &[u8] = br#"{"outcomes":[]}"#;

fn meta() -> PdfMeta {
    PdfMeta {
        ident: "sample".into(),
        creator: "acquis".into(),
        timestamp: Date::parse("2018-04-30").unwrap(),
        sheet: false,
    }
}

fn render(document: &Document) -> Vec<u8> {
    pdf::render(document, &meta(), Some(("record.json", RECORD))).unwrap()
}

fn sample_pdf() -> Vec<u8> {
    let bytes = render(&sample::document());
    #[allow(clippy::disallowed_methods)] // Where to keep it is asked for by a person who looks at it.
    if let Ok(path) = std::env::var("ACQUIS_KEEP_PDF") {
        std::fs::write(path, &bytes).unwrap();
    }
    bytes
}

fn paper(blocks: Vec<Block>) -> Document {
    Document { blocks, ..Document::new(Cover::new("A paper", Date::parse("2018-04-30").unwrap())) }
}

fn par(words: &str) -> Block {
    Block::Paragraph(vec![Inline::text(words)])
}

/// The file with every compressed stream unpacked.
fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let find = |from: usize, what: &[u8]| bytes[from..].windows(what.len()).position(|w| w == what).map(|p| from + p);
    let mut out = bytes.to_vec();
    let mut at = 0;
    while let Some(start) = find(at, b"stream\n") {
        let data = start + 7;
        let Some(end) = find(data, b"endstream") else { break };
        if let Ok(text) = miniz_oxide::inflate::decompress_to_vec_zlib(&bytes[data..end]) {
            out.push(b'\n');
            out.extend(text);
        }
        at = end + 9;
    }
    out
}

/// How often each kind of tag stands in the tree.
fn tags(bytes: &[u8]) -> BTreeMap<String, usize> {
    let text = String::from_utf8_lossy(&unpacked(bytes)).into_owned();
    let mut tags = BTreeMap::new();
    for part in text.split("/Type/StructElem").skip(1) {
        if let Some((_, rest)) = part.split_once("/S/") {
            let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
            *tags.entry(name).or_insert(0) += 1;
        }
    }
    tags
}

fn holds(bytes: &[u8], what: &str) -> bool {
    unpacked(bytes).windows(what.len()).any(|w| w == what.as_bytes())
}

#[test]
fn the_same_paper_gives_the_same_bytes() {
    let first = sample_pdf();
    assert!(first == sample_pdf());
    let threads: Vec<_> = (0..3).map(|_| std::thread::spawn(sample_pdf)).collect();
    for thread in threads {
        assert!(thread.join().unwrap() == first, "another thread gives other bytes");
    }
}

#[test]
fn what_goes_in_changes_the_bytes() {
    let first = sample_pdf();
    let other = PdfMeta { ident: "other".into(), ..meta() };
    assert!(pdf::render(&sample::document(), &other, Some(("record.json", RECORD))).unwrap() != first);
    assert!(pdf::render(&sample::document(), &meta(), Some(("record.json", b"{}"))).unwrap() != first);
    assert!(pdf::render(&sample::document(), &meta(), None).unwrap() != first);
}

#[test]
fn the_tags_are_those_of_the_document() {
    let document = sample::document();
    let tags = tags(&sample_pdf());
    let count = |name: &str| tags.get(name).copied().unwrap_or(0);
    let level =
        |n: u8| document.blocks.iter().filter(|b| matches!(b, Block::Heading { level, .. } if *level == n)).count();
    // The contents have a heading of their own, and one for each of their lists.
    assert_eq!(count("H1"), level(1) + 1);
    assert_eq!(count("H2"), level(2) + 2);
    assert_eq!(count("Figure"), 3);
    let mut notes = BTreeSet::new();
    document.each_inline(&mut |inline| {
        if let Inline::Note(label) = inline {
            notes.insert(label.clone());
        }
    });
    assert_eq!(count("Note"), notes.len());
    let levels: Vec<u8> = document
        .blocks
        .iter()
        .filter_map(|b| match b {
            Block::Heading { level, .. } => Some(*level),
            _ => None,
        })
        .collect();
    let nested = levels.windows(2).filter(|pair| *pair == [1, 2]).count();
    assert_eq!(count("TOC"), 3 + nested, "contents, figures, tables, and one for the sections of each chapter");
    let tables: Vec<&Grid> = document
        .blocks
        .iter()
        .filter_map(|b| match b {
            Block::Table(table) => Some(&table.grid),
            Block::Figure(figure) => Some(&figure.data),
            _ => None,
        })
        .collect();
    assert_eq!(count("Table"), tables.len());
    let heads: usize = tables.iter().map(|g| g.columns.len() + g.rows.len()).sum();
    assert_eq!(count("TH"), heads, "a header for each column, and the first cell of each row");
    assert_eq!(count("TD"), tables.iter().map(|g| (g.columns.len() - 1) * g.rows.len()).sum::<usize>());
    assert_eq!(count("BlockQuote"), 1);
    assert_eq!(count("Code"), 2 + 2);
}

#[test]
fn the_file_says_what_it_is() {
    let bytes = sample_pdf();
    for said in [
        "<pdfaid:part>3</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
        "<xmp:CreateDate>2018-04-30",
        "/Lang(en-GB)",
        "/AFRelationship/Data",
        "record.json",
        "outcomes",
    ] {
        assert!(holds(&bytes, said), "{said}");
    }
    for alt in sample::charts() {
        let ascii: String = alt.figure.alt.chars().take_while(char::is_ascii).collect();
        assert!(holds(&bytes, "/Alt"), "{ascii}");
    }
    for never in ["/JavaScript", "/Launch", "/SubmitForm", "/GoToR", "file:", "/tmp", "/usr", "/home"] {
        assert!(!holds(&bytes, never), "{never}");
    }
}

#[test]
fn words_of_the_data_are_never_code_of_the_engine() {
    let hostile = [
        "#panic()",
        "#import \"x.typ\": *",
        "#read(\"/etc/passwd\")",
        "#while true {}",
        "*a* _b_ `c` $d$ <e> @f",
        "#",
        "]",
        "\\",
        "/* ",
        "// ",
        "= x",
        "\u{202E}\u{200B}\u{0}",
    ];
    let paper_of = |words: &str| {
        let cell = vec![Inline::text(words)];
        let grid = Grid {
            columns: vec![Column { head: cell.clone(), align: Align::Left }; 2],
            rows: vec![vec![cell.clone(); 2]],
        };
        let mut document = paper(vec![
            Block::Heading { level: 1, text: cell.clone() },
            par(words),
            Block::Quote(vec![par(words)]),
            Block::List { first: Some(1), items: vec![vec![par(words)]] },
            Block::Code { language: words.into(), text: words.into() },
            Block::Table(Table { id: words.into(), caption: cell.clone(), wide: false, grid: grid.clone() }),
            Block::Figure(Figure { id: words.into(), alt: words.into(), caption: cell.clone(), data: grid }),
            Block::Paragraph(vec![
                Inline::Strong(cell.clone()),
                Inline::Code(words.into()),
                Inline::Note(words.into()),
                Inline::Link { to: Target::Section("nowhere".into()), text: cell.clone() },
            ]),
        ]);
        document.notes.push(Note { label: words.into(), text: cell });
        let cover = &mut document.cover;
        [&mut cover.title, &mut cover.subtitle, &mut cover.body, &mut cover.status, &mut cover.disclaimer]
            .into_iter()
            .for_each(|field| *field = format!("x{words}"));
        cover.to = vec![words.into()];
        cover.details = vec![(words.into(), words.into())];
        render(&document)
    };
    validate("hostile words", &hostile.map(paper_of));
}

#[test]
fn odd_papers_are_still_papers() {
    let long = "a".repeat(10_000);
    let heading = |level| Block::Heading { level, text: vec![Inline::text("Heading")] };
    let note = |label: &str| Inline::Note(label.into());
    let wide = Table {
        id: "x".into(),
        caption: vec![Inline::text("Same"), note("n")],
        wide: true,
        grid: Grid {
            columns: (0..14)
                .map(|_| Column { head: vec![Inline::text("A long header")], align: Align::Right })
                .collect(),
            rows: (0..90).map(|_| vec![vec![Inline::text("1")]; 14]).collect(),
        },
    };
    let figure = Figure { id: "x".into(), alt: String::new(), caption: vec![note("n")], data: Grid::default() };
    let papers = [
        paper(vec![]),
        paper(vec![Block::Contents]),
        paper(vec![heading(4), heading(2), heading(5)]),
        paper(vec![par(&long), Block::Code { language: String::new(), text: long.clone() }]),
        paper(vec![par("\u{1F600}\u{1F1EA}\u{1F1FA} 東京 \u{10FFFF} \u{FE0F}")]),
        paper(vec![par("السلام عليكم \u{5E9}\u{5DC}\u{5D5}\u{5DD} ሰላም Ελληνικά Кирилица ქართული Հայերեն")]),
        Document {
            notes: vec![Note { label: "n".into(), text: vec![Inline::text("once")] }],
            ..paper(vec![
                Block::Contents,
                heading(1),
                Block::Paragraph(vec![Inline::text("a"), note("n"), note("n"), note("gone")]),
                Block::Table(wide.clone()),
                Block::Table(Table { wide: false, ..wide }),
                Block::Figure(figure.clone()),
                Block::Figure(figure),
                Block::Paragraph(vec![Inline::Link {
                    to: Target::Section("x".into()),
                    text: vec![Inline::text("there")],
                }]),
                Block::Part(Part::Annexes),
                heading(1),
                heading(2),
                Block::ChartData,
            ])
        },
    ];
    validate("odd papers", &papers.iter().map(render).collect::<Vec<_>>());
    let untitled = Document::new(Cover::new(" ", Date::MIN));
    assert_eq!(pdf::render(&untitled, &meta(), None).unwrap_err()[0].code.0, "E0726");
}

#[test]
fn characters_without_a_glyph_are_named() {
    let found = pdf::missing_glyphs(&paper(vec![par("a \u{1F600} \u{1F600} 東")])).unwrap();
    assert_eq!(found.code.0, "W0702");
    assert_eq!(found.message, "the fonts of the PDF lack characters of the paper: U+6771 (1), U+1F600 (2)");
    assert_eq!(pdf::missing_glyphs(&paper(vec![par("Ærø, Łódź, Αθήνα, Київ, ✓ ✗ ≤ € …")])), None);
}

/// An independent validator finds nothing wrong in some files.
fn validate(test: &str, files: &[Vec<u8>]) {
    let Some(validator) = validator(test) else { return };
    assert_eq!(found(&validator, files), vec![String::new(); files.len()]);
}

/// What the validator finds in each of some files.
fn found(validator: &Path, files: &[Vec<u8>]) -> Vec<String> {
    let folder = TempDir::new().unwrap();
    let write = |(place, bytes): (usize, &Vec<u8>)| {
        let path = folder.path().join(format!("{place}.pdf"));
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let paths: Vec<PathBuf> = files.iter().enumerate().map(write).collect();
    let lines = failures(validator, &paths);
    let of = |path: &PathBuf| {
        let start = format!("{}: ", path.display());
        lines.iter().filter_map(|line| line.strip_prefix(&start)).collect::<Vec<_>>().join("\n")
    };
    paths.iter().map(of).collect()
}

#[test]
fn the_sample_is_valid() {
    let sheet = pdf::render(&sample::document(), &PdfMeta { sheet: true, ..meta() }, None).unwrap();
    assert_ne!(sheet, pdf::render(&sample::document(), &meta(), None).unwrap());
    validate("the sample", &[sample_pdf(), sheet]);
}

#[test]
fn the_validator_sees_what_is_broken() {
    let bytes = sample_pdf();
    let broken = |from: &str, to: &str| {
        assert_eq!(from.len(), to.len());
        let at = bytes.windows(from.len()).position(|w| w == from.as_bytes());
        let at = at.unwrap_or_else(|| panic!("no {from} in the file"));
        let mut bytes = bytes.clone();
        bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
        bytes
    };
    let Some(validator) = validator("what is broken") else { return };
    let files = [
        broken("/Marked true", "/Xarked true"),
        broken("<pdfuaid:part>1<", "<pdfuaid:part>7<"),
        broken("<pdfaid:part>3<", "<pdfaid:part>7<"),
        broken("/Lang", "/Xang"),
    ];
    let found = found(&validator, &files);
    let profiles = [&["ua1: ", "3a: "][..], &["ua1: "], &["3a: "], &["ua1: "]];
    for (found, profiles) in found.iter().zip(profiles) {
        for profile in profiles {
            assert!(found.lines().any(|line| line.starts_with(profile)), "{profile} in {found:?}");
        }
    }
}
