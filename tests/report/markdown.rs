//! Writing a paper as Markdown and reading it again gives the same paper.

use acquis::num::date::Date;
use acquis::report::doc::{
    Align, Block, Column, Cover, Document, Figure, Grid, Inline, Note, NoticeKind, Part, Table, Target,
};
use acquis::report::{from_markdown, to_markdown};
use acquis::text::FileId;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// The same cases in every run; `ACQUIS_CASES` asks for more.
#[allow(clippy::disallowed_methods)]
pub fn runner(cases: u32) -> TestRunner {
    let cases = std::env::var("ACQUIS_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(cases);
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 20_000,
        max_global_rejects: cases,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

/// Words that look like markup, and some that are words.
pub fn nasty() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "a",
        "Town",
        "12",
        "1",
        " ",
        " ",
        " ",
        "  ",
        ". ",
        "! ",
        "? ",
        ".",
        ")",
        "1.",
        "2) ",
        "- ",
        "-",
        "+ ",
        "* ",
        "*",
        "**",
        "***",
        "_",
        "__",
        "# ",
        "#",
        "## ",
        "> ",
        ">",
        "`",
        "``",
        "```",
        "~~~",
        "~~",
        "=",
        "===",
        "---",
        "|",
        "|---|",
        "[",
        "]",
        "[^a]",
        "[^1]: ",
        "[x](y)",
        "](",
        "(",
        "![",
        "!",
        "<",
        "<b>",
        "</b>",
        "<!--",
        "-->",
        "<br>",
        "<https://x.eu>",
        "&",
        "&amp;",
        "&#32;",
        "#32;",
        ";",
        "amp;",
        "\\",
        "\\\\",
        "\\*",
        "{{ x }}",
        "{% if %}",
        "#let x",
        "$x$",
        "$",
        ":",
        ":-",
        ":smile:",
        "\u{A0}",
        "é",
        "ß",
        "Ω",
        "Ж",
        "“",
        "”",
        "’",
        "—",
        "…",
        "€",
        "e.g. ",
        "Art. 5",
        "No 5. ",
        "A. B.",
        "\n",
        "\t",
        "\u{202E}",
        "\u{200B}",
        "\u{200F}",
        "\u{FEFF}",
        "\u{0}",
        "\u{1F600}",
        "\u{301}",
        "https://a.eu/x_y",
        "www.x.eu",
        "x@y.eu",
        "'",
        "\"",
        "/",
        "%",
        "@",
        "^",
        "~",
        "+++",
        "Table: ",
        "Figure: ",
        "[!NOTE]",
    ]);
    prop::collection::vec(pieces, 0..9).prop_map(|pieces| pieces.concat())
}

fn target() -> impl Strategy<Value = Target> {
    prop::sample::select(vec![
        "https://example.eu/",
        "https://example.eu/a_b*c(d)?x=1&y=[2]",
        "https://example.eu/é&copy;",
        "https://example.eu/a'b;c",
        "mailto:someone@example.eu",
        "#a-section",
    ])
    .prop_map(|url| Target::parse(url).expect("a target"))
}

fn inlines() -> impl Strategy<Value = Vec<Inline>> {
    let leaf = prop_oneof![
        8 => nasty().prop_map(Inline::Text),
        1 => nasty().prop_map(Inline::Code),
        1 => prop::sample::select(vec!["a", "b-1", "n_2"]).prop_map(|l| Inline::Note(l.into())),
        1 => Just(Inline::Break),
    ];
    let one = leaf.prop_recursive(3, 12, 4, |inner| {
        let some = prop::collection::vec(inner, 0..4);
        prop_oneof![
            some.clone().prop_map(Inline::Strong),
            some.clone().prop_map(Inline::Emphasis),
            (target(), some).prop_map(|(to, text)| Inline::Link { to, text }),
        ]
    });
    prop::collection::vec(one, 0..6)
}

fn id() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["", "one", "two-2", "wide", "Table_3"]).prop_map(str::to_owned)
}

fn grid() -> impl Strategy<Value = Grid> {
    let align = prop::sample::select(vec![Align::Left, Align::Centre, Align::Right]);
    (
        prop::collection::vec((inlines(), align), 1..4),
        prop::collection::vec(prop::collection::vec(inlines(), 0..4), 0..4),
    )
        .prop_map(|(columns, rows)| Grid {
            columns: columns.into_iter().map(|(head, align)| Column { head, align }).collect(),
            rows,
        })
}

fn block() -> impl Strategy<Value = Block> {
    let kind = prop::sample::select(vec![NoticeKind::Note, NoticeKind::Important, NoticeKind::Warning]);
    let part = prop::sample::select(vec![Part::Front, Part::Main, Part::Annexes]);
    let leaf = prop_oneof![
        6 => inlines().prop_map(Block::Paragraph),
        2 => (1u8..7, inlines()).prop_map(|(level, text)| Block::Heading { level, text }),
        1 => (nasty(), nasty()).prop_map(|(language, text)| Block::Code { language, text }),
        1 => part.prop_map(Block::Part),
        1 => prop::sample::select(vec![Block::Contents, Block::ChartData, Block::PageBreak]),
        2 => (id(), inlines(), any::<bool>(), grid())
            .prop_map(|(id, caption, wide, grid)| Block::Table(Table { id, caption, wide, grid })),
        1 => (id(), nasty(), inlines(), prop_oneof![Just(Grid::default()), grid()])
            .prop_map(|(id, alt, caption, data)| Block::Figure(Figure { id, alt, caption, data })),
    ];
    leaf.prop_recursive(3, 16, 4, move |inner| {
        let some = prop::collection::vec(inner, 0..4);
        prop_oneof![
            (prop_oneof![Just(None), (0u64..12).prop_map(Some)], prop::collection::vec(some.clone(), 0..4))
                .prop_map(|(first, items)| Block::List { first, items }),
            some.clone().prop_map(Block::Quote),
            (kind.clone(), some).prop_map(|(kind, blocks)| Block::Notice { kind, blocks }),
        ]
    })
}

fn cover() -> impl Strategy<Value = Cover> {
    let to = prop::collection::vec(nasty(), 0..3);
    let details = prop::collection::vec((nasty(), nasty()), 0..3);
    (nasty(), nasty(), nasty(), to, details, nasty()).prop_map(|(title, subtitle, body, to, details, disclaimer)| {
        Cover {
            title: format!("T{title}"),
            subtitle,
            body,
            to,
            date: Date::parse("2018-04-30").expect("a date"),
            status: "draft".into(),
            details,
            disclaimer,
            language: "en-GB".into(),
        }
    })
}

fn document() -> impl Strategy<Value = Document> {
    let note = |label: &'static str| inlines().prop_map(move |text| Note { label: label.into(), text });
    (cover(), prop::collection::vec(block(), 0..7), note("a"), note("b-1"), note("n_2")).prop_map(
        |(cover, blocks, a, b, c)| {
            Document { cover, blocks, notes: vec![a, b, c], charts: Default::default() }.normal()
        },
    )
}

#[test]
fn normal_form_is_stable() {
    runner(400)
        .run(&document(), |document| {
            prop_assert_eq!(document.clone().normal(), document);
            Ok(())
        })
        .unwrap();
}

#[test]
fn what_is_written_reads_back() {
    runner(1500)
        .run(&document(), |document| {
            let text = to_markdown::write(&document, "charts");
            let read = from_markdown::read(&text, FileId(0)).document;
            prop_assert_eq!(&read.cover, &document.cover, "{}", text);
            prop_assert_eq!(&read.blocks, &document.blocks, "{}", text);
            prop_assert_eq!(&read.notes, &document.notes, "{}", text);
            prop_assert_eq!(to_markdown::write(&read, "charts"), text);
            Ok(())
        })
        .unwrap();
}
