//! The document tree to Markdown, as papers are published: one sentence a line, so that a change of one
//! sentence is a change of one line; no padding in tables; no numbers in headings, which would all change
//! when one is put in.
//!
//! Each leaf is written in the plainest way, read again, and written more carefully only where the plain
//! way says something else.

use crate::report::doc::{Align, Block, Document, Figure, Grid, Inline, NoticeKind, Part, Table};
use crate::report::escape::{self, Side};
use crate::report::{from_markdown, front};

/// The whole paper with front matter. `images` is the folder of the charts, relative to the Markdown file.
pub fn write(document: &Document, images: &str) -> String {
    let mut out = front::write(&document.cover);
    out.push_str("\n# ");
    out.push_str(&leaf(&[Inline::text(document.cover.title.as_str())], Place::Heading));
    out.push_str("\n\n");
    out.push_str(&blocks(&document.blocks, images));
    for note in &document.notes {
        let text = leaf(&note.text, Place::Paragraph);
        out.push_str(&format!("\n[^{}]: {}\n", note.label, text.replace('\n', "\n    ")));
    }
    out
}

/// A fragment without a cover.
pub fn blocks(blocks: &[Block], images: &str) -> String {
    let mut lines = vec![];
    Writer { images }.blocks(blocks, &mut lines);
    lines.into_iter().map(|l| l + "\n").collect()
}

struct Writer<'a> {
    images: &'a str,
}

impl Writer<'_> {
    fn blocks(&self, blocks: &[Block], out: &mut Vec<String>) {
        let mut marker = 0;
        for (i, block) in blocks.iter().enumerate() {
            if i > 0 {
                out.push(String::new());
            }
            let before = i.checked_sub(1).and_then(|i| blocks.get(i));
            marker = if same_list(before, block) { 1 - marker } else { 0 };
            self.block(block, marker, out);
        }
    }

    fn block(&self, block: &Block, marker: usize, out: &mut Vec<String>) {
        match block {
            Block::Heading { level, text } => {
                let marks = "#".repeat(usize::from(*level) + 1);
                out.push(format!("{marks} {}", leaf(text, Place::Heading)));
            }
            Block::Paragraph(text) => lines(&leaf(text, Place::Paragraph), out),
            Block::List { first, items } => self.list(*first, items, marker, out),
            Block::Table(table) => self.table(table, out),
            Block::Figure(figure) => self.figure(figure, out),
            Block::Quote(blocks) => self.quote(None, blocks, out),
            Block::Notice { kind, blocks } => self.quote(Some(*kind), blocks, out),
            Block::Code { language, text } => {
                let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
                let fence = "`".repeat(longest.max(2) + 1);
                out.push(format!("{fence}{language}"));
                if !text.is_empty() {
                    out.extend(text.split('\n').map(str::to_owned));
                }
                out.push(fence);
            }
            Block::Part(Part::Front) => out.push("<!-- front -->".into()),
            Block::Part(Part::Main) => out.push("<!-- main -->".into()),
            Block::Part(Part::Annexes) => out.push("<!-- annexes -->".into()),
            Block::Contents => out.push("<!-- contents -->".into()),
            Block::ChartData => out.push("<!-- chart data -->".into()),
            Block::PageBreak => out.push("<!-- page break -->".into()),
        }
    }

    fn quote(&self, kind: Option<NoticeKind>, blocks: &[Block], out: &mut Vec<String>) {
        let mut inner = vec![];
        if let Some(kind) = kind {
            let word = match kind {
                NoticeKind::Note => "NOTE",
                NoticeKind::Important => "IMPORTANT",
                NoticeKind::Warning => "WARNING",
            };
            inner.push(format!("[!{word}]"));
            if !matches!(blocks.first(), Some(Block::Paragraph(_))) {
                inner.push(String::new());
            }
        }
        self.blocks(blocks, &mut inner);
        out.extend(inner.into_iter().map(|l| if l.is_empty() { ">".into() } else { format!("> {l}") }));
    }

    fn list(&self, first: Option<u64>, items: &[Vec<Block>], marker: usize, out: &mut Vec<String>) {
        let tight = items.iter().all(|item| tight(item));
        for (i, item) in items.iter().enumerate() {
            if i > 0 && !tight {
                out.push(String::new());
            }
            let mark = match first {
                Some(first) => format!("{}{} ", first.saturating_add(i as u64), [".", ")"][marker]),
                None => ["- ", "* "][marker].to_owned(),
            };
            let mut inner = vec![];
            self.blocks(item, &mut inner);
            if tight {
                inner.retain(|l| !l.is_empty());
            }
            let indent = " ".repeat(mark.len());
            for (n, line) in inner.into_iter().enumerate() {
                out.push(match (n, line.is_empty()) {
                    (0, _) => format!("{mark}{line}"),
                    (_, true) => line,
                    (_, false) => format!("{indent}{line}"),
                });
            }
        }
    }

    fn table(&self, table: &Table, out: &mut Vec<String>) {
        if !table.id.is_empty() || !table.caption.is_empty() || table.wide {
            let id = if table.id.is_empty() { String::new() } else { format!(" #{}", table.id) };
            out.push(format!("<!-- table{id}{} -->", if table.wide { " wide" } else { "" }));
            out.push(String::new());
        }
        if !table.caption.is_empty() {
            caption("Table:", &table.caption, out);
            out.push(String::new());
        }
        grid(&table.grid, out);
    }

    fn figure(&self, figure: &Figure, out: &mut Vec<String>) {
        let id = &figure.id;
        let plain = figure.data.columns.is_empty();
        out.push(format!("<!-- figure #{id}{} -->", if plain { " plain" } else { "" }));
        out.push(String::new());
        let alt = leaf(&[Inline::text(figure.alt.as_str())], Place::Alt);
        lines(&format!("![{alt}]({}/{id}.svg)", self.images), out);
        out.push(String::new());
        caption("Figure:", &figure.caption, out);
        if !plain {
            out.push(String::new());
            grid(&figure.data, out);
        }
    }
}

/// Whether two neighbours would run together into one list.
fn same_list(before: Option<&Block>, block: &Block) -> bool {
    match (before, block) {
        (Some(Block::List { first: a, .. }), Block::List { first: b, .. }) => a.is_some() == b.is_some(),
        _ => false,
    }
}

/// Whether an item needs no empty lines: words, then at most lists that may follow them directly.
fn tight(item: &[Block]) -> bool {
    let (head, rest) = match item {
        [Block::Paragraph(_), rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    match rest {
        [] => head,
        [Block::List { first, items }] => {
            (first.is_none() || *first == Some(1)) && items.iter().all(|item| tight(item))
        }
        _ => false,
    }
}

fn lines(text: &str, out: &mut Vec<String>) {
    out.extend(text.split('\n').map(str::to_owned));
}

fn caption(word: &str, text: &[Inline], out: &mut Vec<String>) {
    let mut whole = vec![Inline::text(format!("{word} "))];
    whole.extend(text.iter().cloned());
    lines(&leaf(&crate::report::doc::normal_inlines(whole), Place::Paragraph), out);
}

fn grid(grid: &Grid, out: &mut Vec<String>) {
    let row = |cells: &mut dyn Iterator<Item = &Vec<Inline>>| {
        let cells: Vec<String> = cells.map(|cell| leaf(cell, Place::Cell)).collect();
        let cells = cells.iter().map(|c| if c.is_empty() { " |".to_owned() } else { format!(" {c} |") });
        format!("|{}", cells.collect::<String>())
    };
    out.push(row(&mut grid.columns.iter().map(|c| &c.head)));
    let align = grid.columns.iter().map(|c| match c.align {
        Align::Left => " --- |",
        Align::Centre => " :-: |",
        Align::Right => " --: |",
    });
    out.push(format!("|{}", align.collect::<String>()));
    out.extend(grid.rows.iter().map(|cells| row(&mut cells.iter())));
}

/// Where words stand; it decides what ends a line and what must be escaped.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Paragraph,
    Heading,
    Cell,
    Alt,
}

/// How careful to be.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Care {
    /// Only what is needed by the rules.
    Plain,
    /// Empty comments around emphasis, so that marks do not take their meaning from their neighbours.
    Apart,
    /// As before, and all punctuation escaped.
    Full,
}

/// Inlines in the plainest form that reads back as the same.
fn leaf(inlines: &[Inline], place: Place) -> String {
    let write = |care| {
        let mut pen = Pen { out: String::new(), place, care, apart: false };
        pen.inlines(inlines, Side::Line, true);
        pen.out
    };
    for care in [Care::Plain, Care::Apart] {
        let text = write(care);
        if reads_back(&text, inlines, place) {
            return text;
        }
    }
    write(Care::Full)
}

fn reads_back(text: &str, inlines: &[Inline], place: Place) -> bool {
    let mut whole = match place {
        Place::Paragraph => text.to_owned(),
        Place::Heading => format!("## {text}"),
        Place::Cell => format!("| a | b |\n|---|---|\n| {text} | |"),
        Place::Alt => format!("[{text}](#x)"),
    };
    let mut labels = vec![];
    note_labels(inlines, &mut labels);
    for label in labels {
        whole.push_str(&format!("\n\n[^{label}]: x"));
    }
    let mut read = from_markdown::blocks(&whole);
    if read.len() > 1 {
        return false;
    }
    let found = match read.pop() {
        None => vec![],
        Some(Block::Paragraph(found)) if place == Place::Paragraph => found,
        Some(Block::Paragraph(mut found)) if place == Place::Alt => match found.pop() {
            Some(Inline::Link { text, .. }) if found.is_empty() => text,
            _ => return inlines.is_empty(),
        },
        Some(Block::Heading { text, level: 1 }) if place == Place::Heading => text,
        Some(Block::Table(table)) if place == Place::Cell && table.grid.rows.len() == 1 => {
            table.grid.rows.into_iter().flatten().next().unwrap_or_default()
        }
        Some(_) => return false,
    };
    found == inlines
}

fn note_labels(inlines: &[Inline], labels: &mut Vec<String>) {
    for inline in inlines {
        match inline {
            Inline::Note(label) if !labels.contains(label) => labels.push(label.clone()),
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { text: inner, .. } => {
                note_labels(inner, labels);
            }
            _ => {}
        }
    }
}

struct Pen {
    out: String,
    place: Place,
    care: Care,
    /// Whether the last thing written wants to be kept apart from the next.
    apart: bool,
}

impl Pen {
    fn before(&self) -> Side {
        match self.out.chars().next_back() {
            None if self.place == Place::Cell => Side::Char(' '),
            None if self.place == Place::Heading => Side::Char(' '),
            None if self.place == Place::Alt => Side::Char('['),
            None | Some('\n') => Side::Line,
            Some(c) => Side::Char(c),
        }
    }

    /// Writes markup, kept apart from what stands before where that is asked.
    fn mark(&mut self, mark: &str) {
        self.keep_apart();
        self.out.push_str(mark);
    }

    fn keep_apart(&mut self) {
        if std::mem::take(&mut self.apart) && !self.out.is_empty() && !self.out.ends_with([' ', '\n']) {
            self.out.push_str("<!-- -->");
        }
    }

    fn inlines(&mut self, inlines: &[Inline], after: Side, outermost: bool) {
        for (i, inline) in inlines.iter().enumerate() {
            let next = inlines.get(i + 1);
            match inline {
                Inline::Text(text) => {
                    let after = next.map_or(after, first_mark);
                    let splits = outermost && matches!(self.place, Place::Paragraph | Place::Alt);
                    let follows_note = matches!(i.checked_sub(1).map(|i| &inlines[i]), Some(Inline::Note(_)));
                    let rest = match text.strip_prefix(' ') {
                        Some(rest) if splits && follows_note && begins(rest) && ended(&inlines[..i]) => {
                            self.apart = false;
                            self.out.push('\n');
                            rest
                        }
                        _ => text,
                    };
                    let noted = matches!(next, Some(Inline::Note(_)));
                    self.text(rest, after, splits, noted);
                }
                Inline::Strong(inner) => self.emphasis("**", inner),
                Inline::Emphasis(inner) => self.emphasis("*", inner),
                Inline::Code(text) => {
                    let code = escape::code(text);
                    self.mark(&if self.place == Place::Cell { code.replace('|', "\\|") } else { code });
                }
                Inline::Link { to, text } => {
                    let url = to.url();
                    if *text == [Inline::Text(url.clone())] && !url.starts_with('#') && !url.starts_with("mailto:") {
                        self.mark(&format!("<{url}>"));
                    } else {
                        self.mark("[");
                        self.no_definition();
                        self.inlines(text, Side::Char(']'), false);
                        self.apart = false;
                        self.out.push_str(&format!("]({})", destination(&url, self.care)));
                    }
                }
                Inline::Note(label) => {
                    self.mark(&format!("[^{label}]"));
                    self.apart = self.care > Care::Plain;
                }
                Inline::Break if self.place == Place::Cell => self.mark("<br>"),
                Inline::Break => self.mark("\\\n"),
            }
        }
    }

    /// A bracket that begins a line could define a link: a space that is trimmed away again stands before it.
    fn no_definition(&mut self) {
        if self.care == Care::Full && self.place == Place::Paragraph && (self.out == "[" || self.out.ends_with("\n[")) {
            self.out.pop();
            self.out.push_str("&#32;[");
        }
    }

    fn emphasis(&mut self, mark: &str, inner: &[Inline]) {
        self.apart |= self.care > Care::Plain;
        self.mark(mark);
        self.apart = false;
        self.inlines(inner, Side::Char('*'), false);
        self.mark(mark);
        self.apart = self.care > Care::Plain;
    }

    fn text(&mut self, text: &str, after: Side, splits: bool, noted: bool) {
        if !text.starts_with(' ') {
            self.keep_apart();
        }
        self.apart = false;
        let mut rest = text;
        // A footnote mark stays on the line of what it is about.
        while splits
            && let Some(end) = sentence_end(rest)
            && !(noted && end + 1 == rest.len())
        {
            let line = &rest[..end];
            self.words(line, Side::Line);
            self.out.push('\n');
            rest = &rest[end + 1..];
        }
        self.words(rest, after);
    }

    fn words(&mut self, text: &str, after: Side) {
        let escaped = match self.care {
            Care::Full => escape::everything(text),
            _ => escape::text_between(text, self.before(), after),
        };
        self.out.push_str(&escaped);
    }
}

/// The first character that an inline is written with.
fn first_mark(inline: &Inline) -> Side {
    match inline {
        Inline::Text(text) => text.chars().next().map_or(Side::Unknown, Side::Char),
        Inline::Strong(_) | Inline::Emphasis(_) => Side::Char('*'),
        Inline::Code(_) => Side::Char('`'),
        Inline::Link { .. } | Inline::Note(_) => Side::Char('['),
        Inline::Break => Side::Unknown,
    }
}

/// A link destination, plain or in a form that holds any address.
fn destination(url: &str, care: Care) -> String {
    if care == Care::Plain { url.to_owned() } else { format!("<{}>", url.replace('&', "&amp;")) }
}

/// Words that end with a full stop and end no sentence.
const ABBREVIATIONS: [&str; 29] = [
    "al", "approx", "art", "arts", "ca", "cf", "dr", "drs", "e.g", "ed", "eds", "ff", "fig", "i.e", "incl", "mr",
    "mrs", "ms", "no", "nos", "nr", "p", "para", "paras", "pp", "prof", "st", "vol", "vs",
];

/// Where the first sentence ends: the byte of the space after it, when another sentence follows.
fn sentence_end(text: &str) -> Option<usize> {
    text.match_indices(' ').map(|(at, _)| at).find(|at| {
        let after = &text[at + 1..];
        // A text that ends here is followed by a mark, which begins the next line as well.
        stops(&text[..*at]) && (after.is_empty() || begins(after))
    })
}

/// Whether a sentence ends with these words.
fn stops(text: &str) -> bool {
    let bare = text.trim_end_matches(['"', '\'', ')', ']', '\u{2019}', '\u{201D}']);
    match bare.chars().next_back() {
        Some('!' | '?') => true,
        Some('.') => {
            let word = bare[..bare.len() - 1].rsplit([' ', '\u{A0}', '(', '"']).next().unwrap_or("");
            let short = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
            !short && !word.is_empty() && !ABBREVIATIONS.contains(&word.to_lowercase().as_str())
        }
        _ => false,
    }
}

/// Whether a sentence may begin with these words.
fn begins(text: &str) -> bool {
    text.chars().next().is_some_and(|c| !c.is_lowercase() && c != ' ')
}

/// Whether the words before the footnote marks at the end of `inlines` end a sentence.
fn ended(inlines: &[Inline]) -> bool {
    let words = inlines.iter().rev().find(|i| !matches!(i, Inline::Note(_)));
    matches!(words, Some(Inline::Text(text)) if stops(text))
}
