//! The document tree: what a paper is, before anyone decides how it looks.
//!
//! Every reader and writer of papers goes through it. A tree in *normal form* ([`Document::normal`]) is
//! what Markdown can say: writing it and reading it again gives the same tree.

use std::collections::BTreeMap;

use crate::num::date::Date;
use crate::report::{escape, house};
use crate::text::signs::is_hidden;

/// A paper: its cover, its body and what the body refers to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Document {
    /// What stands on the cover.
    pub cover: Cover,
    /// The body in reading order.
    pub blocks: Vec<Block>,
    /// Footnotes in the order in which they are defined; numbered in the order of first reference.
    pub notes: Vec<Note>,
    /// Drawings of the figures as SVG, by figure id. Markdown names them, it does not hold them.
    pub charts: BTreeMap<String, String>,
}

/// The cover. An empty string or list is left out when printed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cover {
    /// The title of the paper.
    pub title: String,
    /// The line under it.
    pub subtitle: String,
    /// Who adopts or issues it.
    pub body: String,
    /// Whom it is addressed to.
    pub to: Vec<String>,
    /// Its date.
    pub date: Date,
    /// Its state: draft, consulted, adopted.
    pub status: String,
    /// Further lines of the cover as name and value, such as the day the law is read at.
    pub details: Vec<(String, String)>,
    /// What the paper does not claim; printed on the page after the cover.
    pub disclaimer: String,
    /// BCP 47 tag of the language it is written in.
    pub language: String,
}

impl Cover {
    /// A cover with a title and a date, in British English.
    pub fn new(title: &str, date: Date) -> Cover {
        Cover {
            title: title.to_owned(),
            subtitle: String::new(),
            body: String::new(),
            to: vec![],
            date,
            status: String::new(),
            details: vec![],
            disclaimer: String::new(),
            language: "en-GB".to_owned(),
        }
    }
}

/// A piece of the body.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Block {
    /// A heading; level 1 is a chapter. The title of the paper is on the cover, not here.
    Heading {
        /// From 1 to 5.
        level: u8,
        /// Its words.
        text: Vec<Inline>,
    },
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list; `first` is the number of the first item, or `None` for bullets.
    List {
        /// Number of the first item.
        first: Option<u64>,
        /// The items.
        items: Vec<Vec<Block>>,
    },
    /// A table.
    Table(Table),
    /// A chart with its caption and data.
    Figure(Figure),
    /// Words of somebody else.
    Quote(Vec<Block>),
    /// A boxed remark.
    Notice {
        /// How much it matters.
        kind: NoticeKind,
        /// What it says.
        blocks: Vec<Block>,
    },
    /// Text to be shown letter by letter.
    Code {
        /// Its language; may be empty.
        language: String,
        /// The lines, without a last newline.
        text: String,
    },
    /// From here on another part of the paper: its headings are numbered in another way.
    Part(Part),
    /// The place of the table of contents.
    Contents,
    /// The place where the data tables of all figures are printed. Without it each stands under its figure.
    ChartData,
    /// A new page.
    PageBreak,
}

/// How headings are numbered.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Part {
    /// Not at all: summary, abbreviations. A paper begins in this part.
    Front,
    /// 1, 1.1, 1.1.1.
    Main,
    /// Annex I, Annex II.
    Annexes,
}

/// How much a boxed remark matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum NoticeKind {
    /// To be read in passing.
    Note,
    /// The reader must not miss it.
    Important,
    /// The reader may be misled without it.
    Warning,
}

/// A table with a header row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Table {
    /// Name for references; may be empty.
    pub id: String,
    /// What it shows; may be empty.
    pub caption: Vec<Inline>,
    /// Whether it needs the long side of the paper.
    pub wide: bool,
    /// Its cells.
    pub grid: Grid,
}

/// Cells under a header row. The first column names the row.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Grid {
    /// The columns; never empty.
    pub columns: Vec<Column>,
    /// The rows; each as long as `columns`.
    pub rows: Vec<Vec<Vec<Inline>>>,
}

/// A column of a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// Its header.
    pub head: Vec<Inline>,
    /// How its cells are set.
    pub align: Align,
}

/// How the cells of a column are set.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Align {
    /// Words.
    Left,
    /// Marks.
    Centre,
    /// Numbers.
    Right,
}

/// A chart in the text. Its drawing is in [`Document::charts`] under `id`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Figure {
    /// Name of the chart: letters, digits, `-` and `_`.
    pub id: String,
    /// What the chart shows, for those who do not see it.
    pub alt: String,
    /// The caption.
    pub caption: Vec<Inline>,
    /// The numbers that are drawn.
    pub data: Grid,
}

/// A footnote.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    /// What references call it: letters, digits, `-` and `_`.
    pub label: String,
    /// Its words.
    pub text: Vec<Inline>,
}

/// A piece of a paragraph.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Inline {
    /// Words as they stand.
    Text(String),
    /// Words that matter.
    Strong(Vec<Inline>),
    /// Words with stress.
    Emphasis(Vec<Inline>),
    /// Letters of a machine.
    Code(String),
    /// Words that lead somewhere.
    Link {
        /// Where to.
        to: Target,
        /// The words.
        text: Vec<Inline>,
    },
    /// A footnote mark.
    Note(String),
    /// A new line in the same paragraph.
    Break,
}

impl Inline {
    /// Plain words.
    pub fn text(text: impl Into<String>) -> Inline {
        Inline::Text(text.into())
    }
}

/// Where a link leads. Nothing else can be linked: no script, no file, no plain http.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Target {
    /// `https://...`
    Web(String),
    /// `mailto:...`
    Mail(String),
    /// `#section`: a heading, figure or table of the same paper.
    Section(String),
}

impl Target {
    /// Reads a link target; `None` where it is of a kind that papers do not have.
    ///
    /// Letters outside ASCII are percent-encoded. A user name before the host is refused: it serves to deceive.
    pub fn parse(text: &str) -> Option<Target> {
        if let Some(section) = text.strip_prefix('#') {
            let fine = !section.is_empty() && section.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
            return fine.then(|| Target::Section(section.to_owned()));
        }
        let encoded = encode(text)?;
        let lower = encoded.get(..8).unwrap_or(&encoded).to_ascii_lowercase();
        if lower == "https://" {
            let host = encoded[8..].split(['/', '?', '#']).next().unwrap_or("");
            let named = host.starts_with(|c: char| c.is_ascii_alphanumeric()) && !host.contains('@');
            return named.then(|| Target::Web(format!("https://{}", &encoded[8..])));
        }
        if lower.starts_with("mailto:") {
            let address = &encoded[7..];
            let (user, host) = address.split_once('@')?;
            let fine = !user.is_empty() && !host.is_empty() && !host.contains('@');
            return fine.then(|| Target::Mail(address.to_owned()));
        }
        None
    }

    /// The target as a link writes it.
    pub fn url(&self) -> String {
        match self {
            Target::Web(url) => url.clone(),
            Target::Mail(address) => format!("mailto:{address}"),
            Target::Section(id) => format!("#{id}"),
        }
    }
}

/// Percent-encodes what is not ASCII; `None` where a character may not stand in an address at all.
fn encode(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => return None,
            '!'..='~' => out.push(c),
            c if c.is_ascii() || c.is_control() || is_hidden(c) => return None,
            c => {
                let mut buffer = [0; 4];
                for byte in c.encode_utf8(&mut buffer).bytes() {
                    out.push_str(&format!("%{byte:02X}"));
                }
            }
        }
    }
    Some(out)
}

/// The words of inlines without any markup; footnote marks vanish, line breaks are spaces.
pub fn plain(inlines: &[Inline]) -> String {
    let mut out = String::new();
    plain_into(inlines, &mut out);
    out
}

fn plain_into(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Code(text) => out.push_str(text),
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { text: inner, .. } => {
                plain_into(inner, out);
            }
            Inline::Note(_) => {}
            Inline::Break => out.push(' '),
        }
    }
}

/// The anchor that a heading gets, as code hosts make it: lower case, spaces as hyphens, no punctuation.
pub fn slug(text: &str) -> String {
    let lower = text.to_lowercase();
    let kept = lower.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

impl Document {
    /// An empty paper.
    pub fn new(cover: Cover) -> Document {
        Document { cover, blocks: vec![], notes: vec![], charts: BTreeMap::new() }
    }

    /// The anchors of all headings in order; a repeated heading gets `-1`, `-2` and so on.
    pub fn anchors(&self) -> Vec<String> {
        let mut seen: BTreeMap<String, u32> = BTreeMap::new();
        let mut anchors = vec![];
        for block in &self.blocks {
            if let Block::Heading { text, .. } = block {
                let base = slug(&plain(text));
                let times = seen.entry(base.clone()).or_insert(0);
                let mut anchor = if *times == 0 { base.clone() } else { format!("{base}-{times}") };
                *times += 1;
                while anchors.contains(&anchor) {
                    anchor.push_str("-1");
                }
                anchors.push(anchor);
            }
        }
        anchors
    }

    /// The numbers of all headings in order: none in front, `1.2` in the main part, `Annex I` and `I.1` behind.
    pub fn numbers(&self) -> Vec<String> {
        let mut numbers = vec![];
        let mut part = Part::Front;
        let mut counts = [0u32; 5];
        for block in &self.blocks {
            match block {
                Block::Part(next) => {
                    // Chapters go on counting over parts of one kind; annexes count from I.
                    if *next != part {
                        counts = [0; 5];
                    }
                    part = *next;
                }
                Block::Heading { level, .. } => {
                    let level = usize::from((*level).clamp(1, 5)) - 1;
                    counts[level] += 1;
                    counts[level + 1..].fill(0);
                    let tail: Vec<String> = counts[1..=level].iter().map(u32::to_string).collect();
                    let first = match part {
                        Part::Front => String::new(),
                        Part::Main => counts[0].to_string(),
                        Part::Annexes => house::roman(counts[0]),
                    };
                    numbers.push(match (part, tail.is_empty()) {
                        (Part::Front, _) => String::new(),
                        (Part::Annexes, true) => format!("Annex{}{first}", crate::num::print::NO_BREAK),
                        (_, true) => first,
                        (_, false) => format!("{first}.{}", tail.join(".")),
                    });
                }
                _ => {}
            }
        }
        numbers
    }

    /// Everything a link inside the paper may lead to: headings, then tables and figures with an id.
    pub fn targets(&self) -> Vec<String> {
        let mut targets = self.anchors();
        for block in &self.blocks {
            match block {
                Block::Table(Table { id, .. }) | Block::Figure(Figure { id, .. }) if !id.is_empty() => {
                    targets.push(id.clone());
                }
                _ => {}
            }
        }
        targets
    }

    /// Visits every inline of the body in reading order, outer before inner.
    pub fn each_inline(&self, visit: &mut dyn FnMut(&Inline)) {
        for block in &self.blocks {
            each_in_block(block, visit);
        }
    }

    /// The same paper in normal form: what Markdown can say, and nothing that it cannot.
    ///
    /// Runs of spaces are one space, hidden control characters are made visible, neighbours of one kind
    /// are one, and what is empty is gone.
    pub fn normal(self) -> Document {
        let notes = self.notes.into_iter().map(|n| Note { text: normal_note(n.text), label: normal_id(&n.label) });
        let blocks = self.blocks.into_iter().filter_map(|b| normal_block(b, true)).collect();
        Document { cover: normal_cover(self.cover), notes: notes.collect(), blocks, ..self }
    }
}

fn normal_cover(cover: Cover) -> Cover {
    let line = |text: &str| escape::one_line(text).trim_matches(' ').to_owned();
    let paragraphs = cover.disclaimer.split("\n\n").map(&line).filter(|p| !p.is_empty());
    Cover {
        title: line(&cover.title),
        subtitle: line(&cover.subtitle),
        body: line(&cover.body),
        to: cover.to.iter().map(|t| line(t)).filter(|t| !t.is_empty()).collect(),
        date: cover.date,
        status: line(&cover.status),
        details: cover.details.iter().map(|(k, v)| (line(k), line(v))).collect(),
        disclaimer: paragraphs.collect::<Vec<_>>().join("\n\n"),
        language: line(&cover.language),
    }
}

fn normal_id(id: &str) -> String {
    id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_').collect()
}

/// A footnote has no footnotes.
fn normal_note(text: Vec<Inline>) -> Vec<Inline> {
    normal_inlines(without_notes(text, &mut vec![]))
}

/// The inlines without footnote marks, which go to `notes`.
fn without_notes(inlines: Vec<Inline>, notes: &mut Vec<Inline>) -> Vec<Inline> {
    let mut out = vec![];
    for inline in inlines {
        match inline {
            Inline::Note(_) => notes.push(inline),
            Inline::Strong(inner) => out.push(Inline::Strong(without_notes(inner, notes))),
            Inline::Emphasis(inner) => out.push(Inline::Emphasis(without_notes(inner, notes))),
            Inline::Link { to, text } => out.push(Inline::Link { to, text: without_notes(text, notes) }),
            other => out.push(other),
        }
    }
    out
}

fn each_in_block(block: &Block, visit: &mut dyn FnMut(&Inline)) {
    match block {
        Block::Heading { text, .. } | Block::Paragraph(text) => each_in(text, visit),
        Block::List { items, .. } => items.iter().flatten().for_each(|b| each_in_block(b, visit)),
        Block::Quote(blocks) | Block::Notice { blocks, .. } => blocks.iter().for_each(|b| each_in_block(b, visit)),
        Block::Table(table) => {
            each_in(&table.caption, visit);
            each_in_grid(&table.grid, visit);
        }
        Block::Figure(figure) => {
            each_in(&figure.caption, visit);
            each_in_grid(&figure.data, visit);
        }
        Block::Code { .. } | Block::Part(_) | Block::Contents | Block::ChartData | Block::PageBreak => {}
    }
}

fn each_in_grid(grid: &Grid, visit: &mut dyn FnMut(&Inline)) {
    grid.columns.iter().for_each(|c| each_in(&c.head, visit));
    grid.rows.iter().flatten().for_each(|cell| each_in(cell, visit));
}

/// Visits inlines and what is inside them, outer before inner.
pub fn each_in(inlines: &[Inline], visit: &mut dyn FnMut(&Inline)) {
    for inline in inlines {
        visit(inline);
        if let Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { text: inner, .. } = inline {
            each_in(inner, visit);
        }
    }
}

/// Normal form of the blocks inside another: there are no headings, parts or figures there.
fn normal_inside(blocks: Vec<Block>) -> Vec<Block> {
    blocks.into_iter().filter_map(|b| normal_block(b, false)).collect()
}

fn normal_block(block: Block, outermost: bool) -> Option<Block> {
    let full = |blocks: &Vec<Block>| !blocks.is_empty();
    match block {
        Block::Heading { text, .. } if !outermost => normal_block(Block::Paragraph(normal_line(text)), false),
        Block::Heading { level, text } => {
            let text = normal_line(text);
            let shown = !plain(&text).trim().is_empty();
            shown.then(|| Block::Heading { level: level.clamp(1, 5), text })
        }
        Block::Paragraph(text) => {
            let text = normal_inlines(text);
            (!text.is_empty()).then_some(Block::Paragraph(text))
        }
        Block::List { first, items } => {
            let items: Vec<_> = items.into_iter().map(normal_inside).filter(full).collect();
            let first = first.map(|n| n.min(999_999));
            (!items.is_empty()).then_some(Block::List { first, items })
        }
        Block::Table(table) => normal_table(table, outermost).map(Block::Table),
        Block::Figure(figure) if !outermost => normal_block(Block::Paragraph(vec![Inline::Text(figure.alt)]), false),
        Block::Figure(figure) => Some(Block::Figure(normal_figure(figure))),
        Block::Quote(blocks) => Some(normal_inside(blocks)).filter(full).map(Block::Quote),
        Block::Notice { kind, blocks } => {
            Some(normal_inside(blocks)).filter(full).map(|blocks| Block::Notice { kind, blocks })
        }
        Block::Code { language, text } => Some(Block::Code {
            language: language.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect(),
            text: normal_code(&text),
        }),
        other @ (Block::Part(_) | Block::Contents | Block::ChartData | Block::PageBreak) => outermost.then_some(other),
    }
}

fn normal_table(table: Table, outermost: bool) -> Option<Table> {
    let grid = normal_grid(table.grid);
    if grid.columns.is_empty() {
        return None;
    }
    Some(match outermost {
        true => Table { id: normal_id(&table.id), caption: normal_inlines(table.caption), grid, ..table },
        false => Table { id: String::new(), caption: vec![], wide: false, grid },
    })
}

fn normal_figure(figure: Figure) -> Figure {
    let id = normal_id(&figure.id);
    Figure {
        id: if id.is_empty() { "figure".to_owned() } else { id },
        alt: escape::one_line(&figure.alt).trim_matches(' ').to_owned(),
        caption: normal_inlines(figure.caption),
        data: normal_grid(figure.data),
    }
}

fn normal_code(text: &str) -> String {
    let lines = text.lines().map(|l| escape::visible(&l.replace('\t', "    ")).into_owned());
    lines.collect::<Vec<_>>().join("\n").trim_end_matches('\n').to_owned()
}

fn normal_grid(grid: Grid) -> Grid {
    let width = grid.columns.len();
    let columns = grid.columns.into_iter().map(|c| Column { head: normal_inlines(c.head), ..c }).collect();
    let rows = grid.rows.into_iter().map(|row| {
        let mut row: Vec<_> = row.into_iter().map(normal_inlines).collect();
        row.resize(width, vec![]);
        row
    });
    Grid { columns, rows: rows.collect() }
}

/// Normal form of the inlines of a heading, which has one line.
fn normal_line(inlines: Vec<Inline>) -> Vec<Inline> {
    fn flat(inlines: Vec<Inline>) -> Vec<Inline> {
        let one = |inline| match inline {
            Inline::Break => Inline::text(" "),
            Inline::Strong(inner) => Inline::Strong(flat(inner)),
            Inline::Emphasis(inner) => Inline::Emphasis(flat(inner)),
            Inline::Link { to, text } => Inline::Link { to, text: flat(text) },
            other => other,
        };
        inlines.into_iter().map(one).collect()
    }
    normal_inlines(flat(inlines))
}

/// Normal form of the inlines of a paragraph, cell or caption.
pub fn normal_inlines(inlines: Vec<Inline>) -> Vec<Inline> {
    let mut flat = vec![];
    for inline in inlines {
        flatten(inline, Within::default(), &mut flat);
    }
    trim(merge(flat))
}

#[derive(Clone, Copy, Default)]
struct Within {
    strong: bool,
    emphasis: bool,
    link: bool,
}

/// Puts an inline into `out` with its own inside in normal form; what already holds outside is not said again.
fn flatten(inline: Inline, within: Within, out: &mut Vec<Inline>) {
    let mut inside = |inner: Vec<Inline>, within: Within, wrap: Option<&dyn Fn(Vec<Inline>) -> Inline>| {
        let mut flat = vec![];
        inner.into_iter().for_each(|i| flatten(i, within, &mut flat));
        match wrap {
            None => out.append(&mut flat),
            Some(wrap) => hoist(merge(flat), wrap, out),
        }
    };
    match inline {
        Inline::Strong(inner) if within.strong => inside(inner, within, None),
        Inline::Strong(inner) => inside(inner, Within { strong: true, ..within }, Some(&Inline::Strong)),
        Inline::Emphasis(inner) if within.emphasis => inside(inner, within, None),
        Inline::Emphasis(inner) => inside(inner, Within { emphasis: true, ..within }, Some(&Inline::Emphasis)),
        Inline::Link { text, .. } if within.link => inside(text, within, None),
        Inline::Link { to, text } => {
            // A mark inside a link would be a link inside a link: it goes behind.
            let mut notes = vec![];
            let text = without_notes(text, &mut notes);
            let text = if plain(&text).trim().is_empty() { vec![Inline::Text(to.url())] } else { text };
            let wrap = move |text| Inline::Link { to: to.clone(), text };
            inside(text, Within { link: true, ..within }, Some(&wrap));
            out.append(&mut notes);
        }
        Inline::Text(text) => out.push(Inline::Text(escape::one_line(&text))),
        Inline::Code(text) => {
            let text = escape::one_line(&text).trim().to_owned();
            if !text.is_empty() {
                out.push(Inline::Code(text));
            }
        }
        Inline::Note(label) => out.push(Inline::Note(label)),
        Inline::Break => out.push(Inline::Break),
    }
}

/// Wraps what is left when spaces and line breaks at both ends are moved outside.
fn hoist(mut inner: Vec<Inline>, wrap: &dyn Fn(Vec<Inline>) -> Inline, out: &mut Vec<Inline>) {
    let mut after = vec![];
    loop {
        match inner.first_mut() {
            Some(Inline::Break) => out.push(inner.remove(0)),
            Some(Inline::Text(text)) if text.starts_with(' ') => {
                out.push(Inline::text(" "));
                text.remove(0);
                if text.is_empty() {
                    inner.remove(0);
                }
            }
            _ => break,
        }
    }
    loop {
        match inner.last_mut() {
            Some(Inline::Break) => after.extend(inner.pop()),
            Some(Inline::Text(text)) if text.ends_with(' ') => {
                after.push(Inline::text(" "));
                text.pop();
                if text.is_empty() {
                    inner.pop();
                }
            }
            _ => break,
        }
    }
    if !inner.is_empty() {
        out.push(wrap(inner));
    }
    out.extend(after.into_iter().rev());
}

/// Joins neighbours of one kind and drops spaces at line breaks.
fn merge(inlines: Vec<Inline>) -> Vec<Inline> {
    let mut out: Vec<Inline> = vec![];
    for inline in inlines {
        match (out.last_mut(), inline) {
            (Some(Inline::Text(a)), Inline::Text(b)) => {
                let b = if a.ends_with(' ') { b.trim_start_matches(' ') } else { &b };
                a.push_str(b);
            }
            (Some(Inline::Strong(a)), Inline::Strong(b)) | (Some(Inline::Emphasis(a)), Inline::Emphasis(b)) => {
                a.extend(b);
                *a = merge(std::mem::take(a));
            }
            (Some(Inline::Break), Inline::Break) => {}
            (Some(Inline::Code(a)), Inline::Code(b)) => a.push_str(&b),
            (Some(Inline::Break), Inline::Text(b)) => {
                let b = b.trim_start_matches(' ');
                if !b.is_empty() {
                    out.push(Inline::text(b));
                }
            }
            (Some(Inline::Text(a)), Inline::Break) if a.ends_with(' ') => {
                a.pop();
                if a.is_empty() {
                    out.pop();
                }
                out.push(Inline::Break);
            }
            (_, Inline::Text(b)) if b.is_empty() => {}
            (_, inline) => out.push(inline),
        }
    }
    out
}

/// Drops spaces and line breaks at both ends of a block.
fn trim(inlines: Vec<Inline>) -> Vec<Inline> {
    let mut out = vec![];
    let mut inner = inlines;
    while let Some(first) = inner.first_mut() {
        match first {
            Inline::Break => drop(inner.remove(0)),
            Inline::Text(text) if text.starts_with(' ') => {
                text.remove(0);
                if text.is_empty() {
                    inner.remove(0);
                }
            }
            _ => break,
        }
    }
    while let Some(last) = inner.last_mut() {
        match last {
            Inline::Break => drop(inner.pop()),
            Inline::Text(text) if text.ends_with(' ') => {
                text.pop();
                if text.is_empty() {
                    inner.pop();
                }
            }
            _ => break,
        }
    }
    out.append(&mut inner);
    out
}
