//! The document tree as a dictionary for the template: strings, numbers, arrays, nothing else.

use std::collections::BTreeSet;

use typst::foundations::{Array, Bytes, Dict, IntoValue, Str, Value};

use super::{columns, glyphs};
use crate::num::print::NO_BREAK;
use crate::report::doc::{Align, Block, Document, Figure, Grid, Inline, NoticeKind, Part, Table, Target, plain};
use crate::report::house;

/// The whole paper; `sheet`: its title stands at the head of the first page. `attachment` is the name and the bytes of
/// its record.
pub fn paper(document: &Document, sheet: bool, attachment: Option<(&str, &[u8])>) -> Dict {
    let cover = &document.cover;
    let mut lines = vec![];
    if !cover.to.is_empty() {
        lines.push(("To", cover.to.clone()));
    }
    lines.push(("Date", vec![house::date_long(cover.date)]));
    if !cover.status.is_empty() {
        lines.push(("Status", vec![cover.status.clone()]));
    }
    lines.extend(cover.details.iter().map(|(name, value)| (name.as_str(), vec![value.clone()])));
    let lines = lines.iter().map(|(name, values)| {
        let values = values.iter().map(|v| text(v)).collect::<Array>();
        Value::Array([text(name), Value::Array(values)].into_iter().collect())
    });
    let (lang, region) = cover.language.split_once('-').unwrap_or((&cover.language, ""));
    let region = if region.len() == 2 { text(region) } else { Value::None };
    let blocks = Walker::new(document).body();
    dict([
        ("sheet", sheet.into_value()),
        ("title", text(&cover.title)),
        ("running", text(&cover.title)),
        ("subtitle", text(&cover.subtitle)),
        ("body", text(&cover.body)),
        ("status", text(&cover.status)),
        ("lines", Value::Array(lines.collect())),
        ("disclaimer", Value::Array(cover.disclaimer.split("\n\n").filter(|p| !p.is_empty()).map(text).collect())),
        ("lang", text(if lang.is_empty() { "en" } else { lang })),
        ("region", region),
        ("year", i64::from(cover.date.year()).into_value()),
        ("month", i64::from(cover.date.month()).into_value()),
        ("day", i64::from(cover.date.day()).into_value()),
        ("attachment", attachment.map_or(Value::None, |(name, data)| Value::Dict(attached(name, data)))),
        ("blocks", blocks),
    ])
}

fn attached(name: &str, data: &[u8]) -> Dict {
    dict([
        ("name", Str::from(name).into_value()),
        ("data", Bytes::new(data.to_vec()).into_value()),
        ("mime", text("application/json")),
        ("description", text("The record of the paper: outcomes, rules, sources and digests, for machines")),
    ])
}

fn dict<const N: usize>(entries: [(&str, Value); N]) -> Dict {
    entries.into_iter().map(|(key, value)| (Str::from(key), value)).collect()
}

/// A string that the fonts can print and whose longest word can be broken.
fn text(words: &str) -> Value {
    Str::from(broken(&glyphs::covered(words), LONGEST)).into_value()
}

/// Longer runs of letters get places where a line may end, which show nothing.
const LONGEST: usize = 24;

/// The letters of a line of code.
const CODE_LINE: usize = 72;

/// The text with a place to break in every run of more than `most` letters.
fn broken(words: &str, most: usize) -> String {
    if words.split(char::is_whitespace).all(|w| w.chars().count() <= most) {
        return words.to_owned();
    }
    let mut out = String::with_capacity(words.len() + 16);
    for word in words.split_inclusive(char::is_whitespace) {
        let long = word.chars().count() > most;
        let mut run = 0;
        let mut before = ' ';
        for c in word.chars() {
            // Not between a letter and its mark, and not inside a script that joins its letters.
            let joined = !c.is_ascii() || !before.is_ascii();
            if long
                && !joined
                && run > 0
                && (run >= most || (run > 2 && !before.is_alphanumeric() && c.is_alphanumeric()))
            {
                out.push('\u{200B}');
                run = 0;
            }
            out.push(c);
            before = c;
            run += 1;
        }
    }
    out
}

struct Walker<'a> {
    document: &'a Document,
    anchors: Vec<String>,
    numbers: Vec<String>,
    /// How many headings were met, and the level of the last.
    headings: usize,
    level: u8,
    /// Names of tables and figures that were given away.
    ids: BTreeSet<String>,
    /// Footnotes that were referred to.
    notes: BTreeSet<String>,
}

impl<'a> Walker<'a> {
    fn new(document: &'a Document) -> Walker<'a> {
        let (anchors, numbers) = (document.anchors(), document.numbers());
        Walker { document, anchors, numbers, headings: 0, level: 0, ids: BTreeSet::new(), notes: BTreeSet::new() }
    }

    fn body(&mut self) -> Value {
        let mut out = Array::new();
        let mut waiting = Array::new();
        let blocks = &self.document.blocks;
        for (i, block) in blocks.iter().enumerate() {
            let mut made = self.block(block);
            match block {
                Block::ChartData => {
                    made = dict([("t", text("data")), ("figures", Value::Array(std::mem::take(&mut waiting)))]);
                }
                Block::Figure(figure) if !figure.data.columns.is_empty() => {
                    let later = blocks[i..].contains(&Block::ChartData);
                    made.insert(Str::from("inline-data"), (!later).into_value());
                    if later {
                        waiting.push(Value::Dict(self.again(made.clone(), figure)));
                    }
                }
                _ if leads_on(block, blocks.get(i + 1)) => {
                    made.insert(Str::from("sticky"), true.into_value());
                }
                _ => {}
            }
            out.push(Value::Dict(made));
        }
        Value::Array(out)
    }

    /// A figure as the list of chart data refers to it: its footnotes were printed before.
    fn again(&mut self, mut made: Dict, figure: &Figure) -> Dict {
        made.insert(Str::from("caption"), self.words(&figure.caption));
        made
    }

    /// A name for a table or figure that nothing else has.
    fn id(&mut self, id: &str) -> Value {
        let mut name = id.to_owned();
        while !self.ids.insert(name.clone()) {
            name.push('+');
        }
        label("t", &name)
    }

    fn blocks(&mut self, blocks: &[Block]) -> Value {
        let made = blocks.iter().enumerate().map(|(i, block)| {
            let mut made = self.block(block);
            if leads_on(block, blocks.get(i + 1)) {
                made.insert(Str::from("sticky"), true.into_value());
            }
            Value::Dict(made)
        });
        Value::Array(made.collect())
    }

    fn block(&mut self, block: &Block) -> Dict {
        match block {
            Block::Heading { level, text: words } => {
                let at = self.headings;
                self.headings += 1;
                // A reader who hears the paper cannot follow a level that is skipped.
                self.level = (*level).clamp(1, self.level + 1);
                dict([
                    ("t", text("heading")),
                    ("level", i64::from(self.level).into_value()),
                    ("number", text(self.numbers.get(at).map_or("", String::as_str))),
                    ("id", label("s", self.anchors.get(at).map_or("", String::as_str))),
                    ("listed", self.is_listed(at).into_value()),
                    ("v", self.words(words)),
                ])
            }
            Block::Paragraph(words) => dict([("t", text("par")), ("v", self.words(words))]),
            Block::List { first, items } => {
                let tight = items.iter().all(|i| i.len() < 2 || matches!(i.as_slice(), [_, Block::List { .. }]));
                let first = first.map_or(-1, |n| i64::try_from(n).unwrap_or(1));
                let items = items.iter().map(|i| self.blocks(i)).collect::<Array>();
                let entries =
                    [("first", first.into_value()), ("tight", tight.into_value()), ("items", Value::Array(items))];
                let mut list = dict(entries);
                list.insert(Str::from("t"), text("list"));
                list
            }
            Block::Table(table) => self.table(table),
            Block::Figure(figure) => self.figure(figure),
            Block::Quote(blocks) => dict([("t", text("quote")), ("v", self.blocks(blocks))]),
            Block::Notice { kind, blocks } => {
                let name = match kind {
                    NoticeKind::Note => "note",
                    NoticeKind::Important => "important",
                    NoticeKind::Warning => "warning",
                };
                dict([("t", text("notice")), ("kind", text(name)), ("v", self.blocks(blocks))])
            }
            Block::Code { text: lines, .. } => {
                dict([("t", text("code")), ("v", Str::from(broken(&glyphs::covered(lines), CODE_LINE)).into_value())])
            }
            Block::Contents => self.contents(),
            Block::ChartData | Block::Part(Part::Front) => dict([("t", text("nothing"))]),
            Block::PageBreak | Block::Part(_) => dict([("t", text("break"))]),
        }
    }

    /// Whether a heading stands in the contents: not one of many below one annex.
    fn is_listed(&self, at: usize) -> bool {
        let Some((annex, _)) = self.numbers.get(at).and_then(|number| number.split_once('.')) else { return true };
        let inside = |number: &&String| number.split_once('.').is_some_and(|(of, _)| of == annex);
        annex.starts_with(|c: char| c.is_ascii_digit()) || self.numbers.iter().filter(inside).count() <= LISTED
    }

    fn contents(&self) -> Dict {
        let figures = self.document.blocks.iter().filter(|b| matches!(b, Block::Figure(_))).count();
        let captioned = |b: &&Block| matches!(b, Block::Table(t) if !t.caption.is_empty());
        let tables = self.document.blocks.iter().filter(captioned).count();
        let number = |n: usize| i64::try_from(n).unwrap_or(0).into_value();
        dict([("t", text("contents")), ("figures", number(figures)), ("tables", number(tables))])
    }

    fn table(&mut self, table: &Table) -> Dict {
        dict([
            ("t", text("table")),
            ("id", self.id(&table.id)),
            ("captioned", (!table.caption.is_empty()).into_value()),
            ("wide", table.wide.into_value()),
            ("keep", columns::keep(&table.grid).into_value()),
            ("caption", self.words(&table.caption)),
            ("grid", self.grid(&table.grid, table.wide)),
        ])
    }

    fn figure(&mut self, figure: &Figure) -> Dict {
        let svg = self.document.charts.get(&figure.id).map_or(EMPTY, String::as_str);
        let named = [figure.alt.clone(), plain(&figure.caption), figure.id.clone()];
        let alt = named.iter().find(|words| !words.trim().is_empty()).map_or("Figure", String::as_str);
        dict([
            ("t", text("figure")),
            ("id", self.id(&figure.id)),
            ("svg", Str::from(glyphs::covered(svg).as_ref()).into_value()),
            ("width", width(svg).into_value()),
            ("alt", Str::from(glyphs::covered(alt).as_ref()).into_value()),
            ("caption", self.words(&figure.caption)),
            ("keep", columns::keep(&figure.data).into_value()),
            ("inline-data", false.into_value()),
            ("data", self.grid(&figure.data, true)),
        ])
    }

    fn grid(&mut self, grid: &Grid, wide: bool) -> Value {
        let turned = columns::turned(grid);
        let shares = columns::shares(grid, wide);
        let columns = grid.columns.iter().enumerate().map(|(i, column)| {
            let align = match column.align {
                Align::Left => "left",
                Align::Centre => "centre",
                Align::Right => "right",
            };
            let head = plain(&column.head);
            Value::Dict(dict([
                ("head", self.words(&column.head)),
                ("align", text(align)),
                ("fr", shares[i].into_value()),
                ("turned", (turned && i > 0).into_value()),
                // Short words of a header stay whole; a long one may not break out of its column.
                ("hyphenate", head.split([' ', NO_BREAK]).any(|w| w.chars().count() > 13).into_value()),
            ]))
        });
        let columns = columns.collect::<Array>();
        let rows = grid.rows.iter().map(|row| Value::Array(row.iter().map(|c| self.words(c)).collect()));
        let rows = rows.collect::<Array>();
        Value::Dict(dict([("columns", Value::Array(columns)), ("rows", Value::Array(rows))]))
    }

    fn words(&mut self, inlines: &[Inline]) -> Value {
        Value::Array(inlines.iter().filter_map(|i| self.inline(i)).map(Value::Dict).collect())
    }

    fn inline(&mut self, inline: &Inline) -> Option<Dict> {
        Some(match inline {
            Inline::Text(words) => dict([("t", text("text")), ("v", text(words))]),
            Inline::Strong(inner) => dict([("t", text("strong")), ("v", self.words(inner))]),
            Inline::Emphasis(inner) => dict([("t", text("emph")), ("v", self.words(inner))]),
            Inline::Code(words) => dict([("t", text("code")), ("v", text(words))]),
            Inline::Link { to: Target::Section(id), text: words } => {
                let known = match (self.anchors.contains(id), self.document.targets().contains(id)) {
                    (true, _) => "s",
                    (false, true) => "t",
                    // A dead link is words; the reader of the Markdown has said so.
                    (false, false) => return Some(dict([("t", text("plain")), ("v", self.words(words))])),
                };
                dict([("t", text("section")), ("to", label(known, id)), ("v", self.words(words))])
            }
            Inline::Link { to, text: words } => {
                dict([("t", text("web")), ("to", Str::from(to.url()).into_value()), ("v", self.words(words))])
            }
            Inline::Note(name) => {
                let note = self.document.notes.iter().find(|n| n.label == *name)?;
                if !self.notes.insert(name.clone()) {
                    return Some(dict([("t", text("again")), ("id", label("n", name))]));
                }
                dict([("t", text("note")), ("id", label("n", name)), ("v", self.words(&note.text))])
            }
            Inline::Break => dict([("t", text("break"))]),
        })
    }
}

/// Whether a paragraph leads into the block below it and may not be left alone at the foot of a page.
fn leads_on(block: &Block, next: Option<&Block>) -> bool {
    let Block::Paragraph(words) = block else { return false };
    match next {
        Some(Block::List { .. }) => plain(words).trim_end().ends_with(':'),
        Some(Block::Table(_) | Block::Figure(_)) => plain(words).chars().count() < 300,
        _ => false,
    }
}

/// Sections of an annex that the contents name.
const LISTED: usize = 8;

/// A drawing of nothing, for a figure whose chart was not handed in.
const EMPTY: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"630\" height=\"40\" viewBox=\"0 0 630 40\"/>";

/// Names of headings, tables and notes do not meet.
fn label(kind: &str, id: &str) -> Value {
    Str::from(format!("{kind}:{id}")).into_value()
}

/// The width of a drawing in hundredths of the line, so that a tall one still fits the page.
fn width(svg: &str) -> i64 {
    let number = |name: &str| -> Option<i64> {
        let from = svg.find(&format!(" {name}=\""))? + name.len() + 3;
        svg[from..].split('"').next()?.parse().ok()
    };
    let (Some(wide), Some(high)) = (number("width"), number("height")) else { return 100 };
    // The page is about 1.35 times as high as its lines are long.
    if wide <= 0 || high * 100 <= wide * 130 { 100 } else { (wide * 130 / high).clamp(10, 100) }
}
