//! Markdown to the document tree.
//!
//! The Markdown of a paper is CommonMark with tables, footnotes and alerts as code hosts show them, and a
//! few comments that steer the page (they do not show):
//!
//! ```text
//! <!-- front --> <!-- main --> <!-- annexes -->       how the headings below are numbered
//! <!-- contents --> <!-- chart data --> <!-- page break -->
//! <!-- table #id wide -->    then `Table: caption`, then the table
//! <!-- figure #id -->        then the image, then `Figure: caption`, then the table of its data
//! ```
//!
//! `#` is the title of the paper, `##` a chapter. Raw HTML is an error and shows as text: nothing vanishes.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use crate::diag::Diagnostic;
use crate::diag::paper;
use crate::num::date::Date;
use crate::report::doc::{
    Align, Block, Column, Cover, Document, Figure, Grid, Inline, Note, NoticeKind, Part, Table, Target, normal_inlines,
    plain,
};
use crate::report::front;
use crate::text::{FileId, Span};

/// How deep blocks and inlines may be nested.
const DEPTH: usize = 24;

/// A tree and what is wrong with the text it was read from.
#[derive(Debug)]
pub struct Parsed {
    /// The tree, in normal form.
    pub document: Document,
    /// In the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a published paper, which begins with its front matter.
pub fn read(text: &str, file: FileId) -> Parsed {
    let (cover, start, mut diagnostics) = front::read(text, file);
    let mut parsed = read_from(text, start, file, cover);
    diagnostics.append(&mut parsed.diagnostics);
    Parsed { diagnostics, ..parsed }
}

/// Reads the body of a paper whose cover is known. A `#` heading gives the title.
pub fn read_body(text: &str, file: FileId, cover: Cover) -> Parsed {
    read_from(text, 0, file, cover)
}

/// Reads what will stand below a heading that a paper has of its own: it has no headings, and its links to sections are
/// those of the paper.
pub fn fragment(text: &str, file: FileId) -> Parsed {
    let mut reader = Reader::new(text, 0, file, Cover::new("x", Date::MIN));
    reader.fragment = true;
    let blocks = reader.blocks(0);
    reader.links.clear();
    reader.finish(blocks)
}

/// The blocks of a fragment, whatever is wrong with it.
pub fn blocks(text: &str) -> Vec<Block> {
    read_from(text, 0, FileId(0), Cover::new("x", Date::MIN)).document.blocks
}

/// A heading of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// Where its line begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// How many marks it has.
    pub level: u8,
    /// Its words, behind those of the headings above it but for the title.
    pub path: Vec<String>,
}

impl Place {
    /// Its level in the paper: 0 for the title, 1 for a chapter.
    pub fn depth(&self) -> u8 {
        self.level.saturating_sub(1).min(5)
    }
}

/// The headings of a text in their order.
pub fn headings(text: &str) -> Vec<Place> {
    let (mut found, mut open): (Vec<Place>, Vec<(u8, String)>) = (vec![], vec![]);
    let mut reader = Reader::new(text, 0, FileId(0), Cover::new("x", Date::MIN));
    while let Some((event, range)) = reader.next() {
        let Event::Start(Tag::Heading { level, .. }) = event else { continue };
        let words = plain(&reader.until_end(0));
        open.retain(|(above, _)| *above < level as u8 && *above > 1);
        open.push((level as u8, words));
        let path = open.iter().map(|(_, words)| words.clone()).collect();
        let end = range.start + text[range.clone()].trim_end().len();
        found.push(Place { start: range.start, end, level: level as u8, path });
    }
    found
}

fn read_from(text: &str, start: usize, file: FileId, cover: Cover) -> Parsed {
    let mut reader = Reader::new(text, start, file, cover);
    let blocks = reader.blocks(0);
    reader.finish(blocks)
}

struct Reader<'a> {
    body: &'a str,
    events: Vec<(Event<'a>, Range<usize>)>,
    at: usize,
    start: usize,
    file: FileId,
    cover: Cover,
    notes: Vec<(Note, Span)>,
    ids: BTreeSet<String>,
    links: Vec<(String, Span)>,
    references: Vec<(String, Span)>,
    diagnostics: Vec<Diagnostic>,
    /// Whether the title was read.
    titled: bool,
    /// Whether this is the text of a recommendation.
    fragment: bool,
}

/// What a steering comment asks for.
enum Directive {
    Block(Block),
    Table { id: String, wide: bool },
    Figure { id: String, plain: bool },
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, start: usize, file: FileId, cover: Cover) -> Reader<'a> {
        let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_GFM;
        let body = text.get(start..).unwrap_or("");
        Reader {
            body,
            events: Parser::new_ext(body, options).into_offset_iter().collect(),
            at: 0,
            start,
            file,
            cover,
            notes: vec![],
            ids: BTreeSet::new(),
            links: vec![],
            references: vec![],
            diagnostics: vec![],
            titled: false,
            fragment: false,
        }
    }

    fn span(&self, range: &Range<usize>) -> Span {
        let end = range.start + self.body.get(range.clone()).map_or(0, |s| s.trim_end().len());
        Span::new(self.file, self.start + range.start, self.start + end)
    }

    fn peek(&self) -> Option<&Event<'a>> {
        self.events.get(self.at).map(|(event, _)| event)
    }

    fn next(&mut self) -> Option<(Event<'a>, Range<usize>)> {
        let next = self.events.get(self.at).cloned();
        self.at += 1;
        next
    }

    /// Leaves out everything up to the end of the element whose start was just taken.
    fn skip(&mut self) {
        let mut open = 1;
        while open > 0 {
            match self.next() {
                Some((Event::Start(_), _)) => open += 1,
                Some((Event::End(_), _)) => open -= 1,
                Some(_) => {}
                None => break,
            }
        }
    }

    /// Blocks up to the end of the container, or of the text.
    fn blocks(&mut self, depth: usize) -> Vec<Block> {
        let mut out = vec![];
        while let Some((event, range)) = self.next() {
            match event {
                Event::End(_) => break,
                Event::Start(tag) if starts_block(&tag) => self.block(tag, range, depth, &mut out),
                Event::Rule => self.diagnostics.push(paper::rule(self.span(&range))),
                // A tight list item holds its words without a paragraph.
                _ => {
                    self.at -= 1;
                    let words = self.inlines(depth, |event| match event {
                        Event::Start(tag) => starts_block(tag),
                        Event::End(end) => matches!(end, TagEnd::Item | TagEnd::FootnoteDefinition),
                        Event::Rule => true,
                        _ => false,
                    });
                    out.push(Block::Paragraph(words));
                }
            }
        }
        out
    }

    fn block(&mut self, tag: Tag<'a>, range: Range<usize>, depth: usize, out: &mut Vec<Block>) {
        if depth >= DEPTH {
            self.diagnostics.push(paper::too_deep(self.span(&range)));
            return self.skip();
        }
        match tag {
            Tag::Paragraph => {
                let words = self.until_end(depth);
                out.push(Block::Paragraph(words));
            }
            Tag::Heading { level, .. } => self.heading(level as u8, range, depth, out),
            Tag::BlockQuote(kind) => {
                let blocks = self.blocks(depth + 1);
                out.push(match kind.map(notice) {
                    Some(kind) => Block::Notice { kind, blocks },
                    None => Block::Quote(blocks),
                });
            }
            Tag::List(first) => {
                let mut items = vec![];
                while let Some((Event::Start(_), _)) = self.next() {
                    items.push(self.blocks(depth + 1));
                }
                out.push(Block::List { first, items });
            }
            Tag::CodeBlock(kind) => {
                let language = match kind {
                    CodeBlockKind::Fenced(info) => info.split_whitespace().next().unwrap_or("").to_owned(),
                    CodeBlockKind::Indented => String::new(),
                };
                let text = self.raw();
                out.push(Block::Code { language, text });
            }
            Tag::Table(align) => {
                let grid = self.grid(&align, depth);
                out.push(Block::Table(Table { id: String::new(), caption: vec![], wide: false, grid }));
            }
            Tag::HtmlBlock => self.html(range, depth, out),
            Tag::FootnoteDefinition(label) => self.note(&label, range, depth),
            _ => self.skip(),
        }
    }

    fn heading(&mut self, level: u8, range: Range<usize>, depth: usize, out: &mut Vec<Block>) {
        let text = self.until_end(depth);
        let span = self.span(&range);
        if depth > 0 || self.fragment {
            self.diagnostics.push(paper::heading_inside(span, self.fragment));
            return out.push(Block::Paragraph(text));
        }
        if plain(&text).trim().is_empty() {
            return self.diagnostics.push(paper::empty_heading(span));
        }
        if level == 1 {
            let first = !self.titled && !out.iter().any(|b| matches!(b, Block::Heading { .. }));
            if first {
                (self.titled, self.cover.title) = (true, plain(&text));
                return;
            }
            self.diagnostics.push(paper::second_title(span));
        }
        let level = level.saturating_sub(1).clamp(1, 5);
        let above = out.iter().rev().find_map(|b| match b {
            Block::Heading { level, .. } => Some(*level),
            Block::Part(_) => Some(0),
            _ => None,
        });
        if level > above.unwrap_or(0) + 1 {
            self.diagnostics.push(paper::level_skipped(span, level, above.unwrap_or(0)));
        }
        out.push(Block::Heading { level, text });
    }

    fn note(&mut self, label: &str, range: Range<usize>, depth: usize) {
        let span = self.span(&range);
        let mut text = vec![];
        for block in self.blocks(depth + 1) {
            match block {
                Block::Paragraph(words) if text.is_empty() => text = words,
                Block::Paragraph(words) => {
                    text.push(Inline::Break);
                    text.extend(words);
                }
                _ => self.diagnostics.push(paper::note_holds_block(span)),
            }
        }
        if self.notes.iter().any(|(n, _)| n.label == label) {
            return self.diagnostics.push(paper::note_twice(span, label));
        }
        self.notes.push((Note { label: label.to_owned(), text }, span));
    }

    /// The letters of a code or HTML block up to its end.
    fn raw(&mut self) -> String {
        let mut text = String::new();
        while let Some((event, _)) = self.next() {
            match event {
                Event::Text(t) | Event::Html(t) => text.push_str(&t),
                _ => break,
            }
        }
        text
    }

    fn grid(&mut self, align: &[Alignment], depth: usize) -> Grid {
        let mut heads = vec![];
        let mut rows = vec![];
        loop {
            match self.next() {
                Some((Event::Start(Tag::TableHead), _)) => heads = self.row(depth),
                Some((Event::Start(Tag::TableRow), _)) => rows.push(self.row(depth)),
                _ => break,
            }
        }
        let align = align.iter().map(|a| match a {
            Alignment::Center => Align::Centre,
            Alignment::Right => Align::Right,
            Alignment::Left | Alignment::None => Align::Left,
        });
        Grid { columns: heads.into_iter().zip(align).map(|(head, align)| Column { head, align }).collect(), rows }
    }

    fn row(&mut self, depth: usize) -> Vec<Vec<Inline>> {
        let mut cells = vec![];
        while let Some((Event::Start(Tag::TableCell), _)) = self.next() {
            cells.push(self.until_end(depth));
        }
        cells
    }

    /// An HTML block: steering comments, or an error that shows as text.
    fn html(&mut self, range: Range<usize>, depth: usize, out: &mut Vec<Block>) {
        let span = self.span(&range);
        let text = self.raw();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let comment = rest.strip_prefix("<!--").and_then(|r| r.split_once("-->"));
            let Some((words, after)) = comment else {
                self.diagnostics.push(paper::raw_html(span, rest.lines().next().unwrap_or("")));
                return out.push(Block::Paragraph(vec![Inline::text(rest)]));
            };
            rest = after.trim_start();
            let asked = directive(words);
            if let Ok(Directive::Table { id, .. } | Directive::Figure { id, .. }) = &asked
                && !id.is_empty()
                && !self.ids.insert(id.clone())
            {
                self.diagnostics.push(paper::id_twice(span, id));
            }
            match asked {
                Ok(_) if depth > 0 => self.diagnostics.push(paper::directive_inside(span, words.trim())),
                Ok(Directive::Block(block)) => out.push(block),
                Ok(Directive::Table { id, wide }) => self.table(id, wide, span, depth, out),
                Ok(Directive::Figure { id, plain }) => self.figure(id, plain, span, depth, out),
                Err(()) => self.diagnostics.push(paper::unknown_directive(span, words.trim(), DIRECTIVES)),
            }
        }
    }

    /// The words of the next block if it is a paragraph.
    fn paragraph(&mut self, depth: usize) -> Option<Vec<Inline>> {
        matches!(self.peek(), Some(Event::Start(Tag::Paragraph))).then(|| {
            self.at += 1;
            self.until_end(depth)
        })
    }

    fn grid_next(&mut self, depth: usize) -> Option<Grid> {
        let Some(Event::Start(Tag::Table(align))) = self.peek() else { return None };
        let align = align.clone();
        self.at += 1;
        Some(self.grid(&align, depth))
    }

    fn table(&mut self, id: String, wide: bool, span: Span, depth: usize, out: &mut Vec<Block>) {
        let caption = self.paragraph(depth).map(|c| without_word(c, "Table:")).unwrap_or_default();
        match self.grid_next(depth) {
            Some(grid) => out.push(Block::Table(Table { id, caption, wide, grid })),
            None => {
                self.diagnostics.push(paper::no_table(span));
                out.push(Block::Paragraph(caption));
            }
        }
    }

    fn figure(&mut self, id: String, plain: bool, span: Span, depth: usize, out: &mut Vec<Block>) {
        let Some(alt) = self.image(&id, depth) else { return self.diagnostics.push(paper::no_image(span, &id)) };
        let caption = self.paragraph(depth).map(|c| without_word(c, "Figure:")).unwrap_or_default();
        let data = if plain { Some(Grid::default()) } else { self.grid_next(depth) };
        if data.is_none() {
            self.diagnostics.push(paper::no_data(span, &id));
        }
        out.push(Block::Figure(Figure { id, alt, caption, data: data.unwrap_or_default() }));
    }

    /// A paragraph that is one image whose file is named like the figure: its alt text.
    fn image(&mut self, id: &str, depth: usize) -> Option<String> {
        let here = self.events.get(self.at..self.at + 2)?;
        let [(Event::Start(Tag::Paragraph), _), (Event::Start(Tag::Image { dest_url, .. }), _)] = here else {
            return None;
        };
        let file = dest_url.rsplit('/').next().unwrap_or("");
        if file.strip_suffix(".svg") != Some(id) {
            return None;
        }
        self.at += 2;
        let alt = self.until_end(depth);
        matches!(self.next(), Some((Event::End(TagEnd::Paragraph), _))).then(|| plain(&alt))
    }

    /// Inlines up to the end of the element, which is taken.
    fn until_end(&mut self, depth: usize) -> Vec<Inline> {
        let inlines = self.inlines(depth, |event| matches!(event, Event::End(_)));
        self.at += 1;
        inlines
    }

    fn inlines(&mut self, depth: usize, stop: impl Fn(&Event) -> bool + Copy) -> Vec<Inline> {
        let mut out = vec![];
        while self.peek().is_some_and(|event| !stop(event)) {
            let Some((event, range)) = self.next() else { break };
            match event {
                Event::Text(text) => {
                    self.undefined_note(&range);
                    out.push(Inline::Text(text.into_string()));
                }
                Event::Code(text) => out.push(Inline::Code(text.into_string())),
                Event::SoftBreak => out.push(Inline::text(" ")),
                Event::HardBreak => out.push(Inline::Break),
                Event::FootnoteReference(label) => {
                    self.references.push((label.to_string(), self.span(&range)));
                    out.push(Inline::Note(label.into_string()));
                }
                Event::Start(tag) => self.nested(tag, range, depth, &mut out),
                Event::InlineHtml(html) | Event::Html(html) => match html.trim() {
                    "<br>" | "<br/>" | "<br />" => out.push(Inline::Break),
                    "<!-- -->" => {}
                    other => {
                        self.diagnostics.push(paper::raw_html(self.span(&range), other));
                        out.push(Inline::text(other));
                    }
                },
                _ => {}
            }
        }
        out
    }

    fn nested(&mut self, tag: Tag<'a>, range: Range<usize>, depth: usize, out: &mut Vec<Inline>) {
        let span = self.span(&range);
        if depth >= DEPTH {
            self.diagnostics.push(paper::too_deep(span));
            return self.skip();
        }
        let inner = self.until_end(depth + 1);
        match tag {
            Tag::Strong => out.push(Inline::Strong(inner)),
            Tag::Emphasis => out.push(Inline::Emphasis(inner)),
            Tag::Link { dest_url, .. } => match Target::parse(&dest_url) {
                Some(to) => {
                    if let Target::Section(id) = &to {
                        self.links.push((id.clone(), span));
                    }
                    out.push(Inline::Link { to, text: inner });
                }
                None => {
                    self.diagnostics.push(paper::link_target(span, &dest_url));
                    out.extend(inner);
                }
            },
            Tag::Image { .. } => {
                self.diagnostics.push(paper::stray_image(span));
                out.extend(inner);
            }
            _ => out.extend(inner),
        }
    }

    /// `[^x]` without a definition is read as text: say so where it stands.
    fn undefined_note(&mut self, range: &Range<usize>) {
        let Some(rest) = self.body.get(range.start..) else { return };
        let before = self.body[..range.start].chars().next_back();
        let label = rest.strip_prefix("[^").and_then(|r| r.split_once(']')).map(|(label, _)| label);
        if let Some(label) = label
            && before != Some('\\')
            && !label.is_empty()
            && !label.contains(|c: char| c.is_whitespace() || c == '[')
        {
            let range = range.start..range.start + label.len() + 3;
            self.diagnostics.push(paper::note_undefined(self.span(&range), label));
        }
    }

    fn finish(mut self, blocks: Vec<Block>) -> Parsed {
        if self.cover.title.trim().is_empty() {
            self.diagnostics.push(paper::no_title(Span::new(self.file, self.start, self.start)));
        }
        for (note, span) in &self.notes {
            if !self.references.iter().any(|(label, _)| *label == note.label) {
                self.diagnostics.push(paper::note_unused(*span, &note.label));
            }
        }
        let notes = self.notes.into_iter().map(|(note, _)| note).collect();
        let document = Document { cover: self.cover, blocks, notes, charts: Default::default() }.normal();
        let anchors: BTreeSet<String> = document.targets().into_iter().collect();
        for (id, span) in &self.links {
            if !anchors.contains(id) {
                self.diagnostics.push(paper::dead_link(*span, id, anchors.iter().map(String::as_str)));
            }
        }
        self.diagnostics.sort_by_key(|d| d.primary.as_ref().map(|p| p.span));
        Parsed { document, diagnostics: self.diagnostics }
    }
}

fn starts_block(tag: &Tag) -> bool {
    !matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
            | Tag::Image { .. }
    )
}

fn notice(kind: BlockQuoteKind) -> NoticeKind {
    match kind {
        BlockQuoteKind::Note | BlockQuoteKind::Tip => NoticeKind::Note,
        BlockQuoteKind::Important => NoticeKind::Important,
        BlockQuoteKind::Warning | BlockQuoteKind::Caution => NoticeKind::Warning,
    }
}

/// The names of all steering comments.
pub const DIRECTIVES: [&str; 8] =
    ["front", "main", "annexes", "contents", "chart data", "page break", "table", "figure"];

fn directive(words: &str) -> Result<Directive, ()> {
    let words: Vec<&str> = words.split_whitespace().collect();
    let id = |word: &&str| word.strip_prefix('#').filter(|id| is_id(id)).map(str::to_owned);
    Ok(match words.as_slice() {
        ["front"] => Directive::Block(Block::Part(Part::Front)),
        ["main"] => Directive::Block(Block::Part(Part::Main)),
        ["annexes"] => Directive::Block(Block::Part(Part::Annexes)),
        ["contents"] => Directive::Block(Block::Contents),
        ["chart", "data"] => Directive::Block(Block::ChartData),
        ["page", "break"] => Directive::Block(Block::PageBreak),
        ["table"] => Directive::Table { id: String::new(), wide: false },
        ["table", "wide"] => Directive::Table { id: String::new(), wide: true },
        ["table", name] => Directive::Table { id: id(name).ok_or(())?, wide: false },
        ["table", name, "wide"] => Directive::Table { id: id(name).ok_or(())?, wide: true },
        ["figure", name] => Directive::Figure { id: id(name).ok_or(())?, plain: false },
        ["figure", name, "plain"] => Directive::Figure { id: id(name).ok_or(())?, plain: true },
        _ => return Err(()),
    })
}

/// Whether a name may be the id of a table, figure or note.
pub fn is_id(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

/// A caption without the word that introduces it.
fn without_word(caption: Vec<Inline>, word: &str) -> Vec<Inline> {
    let mut caption = normal_inlines(caption);
    if let Some(Inline::Text(text)) = caption.first_mut()
        && let Some(rest) = text.strip_prefix(word)
    {
        *text = rest.to_owned();
    }
    caption
}
