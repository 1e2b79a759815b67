//! What a template prints as it stands, whatever the data: its own Markdown, with a sign in place of each value.
//!
//! Of this much `check` can say what a paper would say of it. What holds only together with data (how deep a list
//! nests, which of two branches is printed) is left to the paper.

use std::collections::BTreeSet;
use std::ops::Range;

use super::order::{self, Turn};
use super::reading::Files;
use super::tags::{self, Kind, Part, Token};
use crate::diag::{Diagnostic, paper};
use crate::num::date::Date;
use crate::report::doc::Cover;
use crate::report::from_markdown::{self, Parsed};
use crate::text::{FileId, Span};

/// What stands for a value: a letter, so that it is read as a word, and one that nobody writes.
const VALUE: char = 'ꙮ';

/// How deep templates may include each other.
const DEPTH: usize = 12;

/// What is wrong with the Markdown of a template and of what it includes, at its place. `ids` are what values may bring
/// for links to lead to.
pub fn faults(files: &Files, name: &str, ids: &BTreeSet<String>) -> Vec<Diagnostic> {
    let (whole, outer) = (Printed::of(files, name, true), Printed::of(files, name, false));
    let parsed = whole.parsed();
    let leads =
        |id: &str| whole.computed || ids.contains(id.split("-part-").next().unwrap_or(id)) || may_lead(&parsed, id);
    let stands = |finding: &Diagnostic| {
        let text = finding.primary.as_ref().map_or("", |place| whole.written(place.span));
        paper::is_of_its_place(finding, text) || paper::is_dead_link(finding, text, leads)
    };
    let mut found: Vec<Diagnostic> =
        parsed.diagnostics.iter().filter(|d| stands(d)).filter_map(|d| whole.placed(d)).collect();
    // Headings that only some data bring change which level is above which.
    let headings = from_markdown::headings(&whole.text);
    let plain = headings.len() == from_markdown::headings(&outer.text).len();
    let (printed, order) = match plain {
        true => (&outer, outer.parsed().diagnostics),
        false => (&whole, order::faults(&headings, &whole.in_order())),
    };
    let order = order.iter().filter(|d| !whole.computed && paper::is_of_headings(d));
    found.extend(order.filter_map(|d| printed.placed(d)));
    found
}

/// Whether a link may lead somewhere: to what stands there, or to a heading made of values.
fn may_lead(parsed: &Parsed, id: &str) -> bool {
    let counted = id.trim_end_matches(|c: char| c.is_ascii_digit()).strip_suffix('-');
    let fits = |anchor: &String| match anchor.split_once(VALUE) {
        None => Some(anchor.as_str()) == counted,
        Some((before, rest)) => id.starts_with(before) && id.ends_with(rest.rsplit(VALUE).next().unwrap_or(rest)),
    };
    parsed.document.targets().iter().any(fits)
}

/// The text of a template with what it includes.
struct Printed<'t> {
    text: String,
    /// Where stretches of the text begin, there and in their files.
    stretches: Vec<(usize, FileId, usize)>,
    /// Where a tag was taken out, or a value put in.
    seams: Vec<usize>,
    /// Where a statement or a sign of a part bears on the order of what is printed.
    turns: Vec<(usize, Turn)>,
    /// Whether more comes in than can be followed.
    computed: bool,
    /// Whether what stands in blocks is kept.
    blocks: bool,
    /// The templates that are being read, each included by the one before it.
    open: Vec<&'t str>,
}

impl<'t> Printed<'t> {
    fn of(files: &'t Files, name: &'t str, blocks: bool) -> Printed<'t> {
        let (text, open) = (String::new(), vec![]);
        let mut printed =
            Printed { text, stretches: vec![], seams: vec![], turns: vec![], computed: false, blocks, open };
        printed.template(files, name);
        printed
    }

    fn parsed(&self) -> Parsed {
        from_markdown::read_body(&self.text, FileId(0), Cover::new("", Date::MIN))
    }

    fn template(&mut self, files: &'t Files, name: &'t str) {
        let Some((file, text)) = files.get(name) else { return };
        if self.open.contains(&name) || self.open.len() > DEPTH {
            return;
        }
        self.open.push(name);
        let mut inside = 0usize;
        for Part { range, kind, tokens } in tags::parts(text) {
            let kept = self.blocks || inside == 0;
            match kind {
                Kind::Text if kept => self.take(*file, text, range),
                Kind::Print if kept => {
                    self.seams.push(self.text.len());
                    self.stretches.push((self.text.len(), *file, range.start));
                    self.text.push(VALUE);
                }
                Kind::Statement => {
                    self.seams.push(self.text.len());
                    self.turns.extend(Turn::of(&tokens).map(|turn| (self.text.len(), turn)));
                    let depth = inside as isize + tags::nests(&tokens);
                    inside = depth.max(0) as usize;
                    self.brought(files, &tokens, kept);
                }
                _ => {}
            }
        }
        self.open.pop();
    }

    /// What a statement brings in from another template.
    fn brought(&mut self, files: &'t Files, tokens: &[Token<'t>], kept: bool) {
        let Some(named) = tags::named(tokens) else { return };
        match (named.how, files.get_key_value(named.template)) {
            ("include", Some((name, _))) if kept => self.template(files, name),
            ("include", Some(_)) => {}
            // Macros print where they are called.
            ("import" | "from", Some((_, (_, text)))) => {
                self.computed |= text.lines().any(|line| line.starts_with('#') || line.starts_with("[^"));
            }
            _ => self.computed = true,
        }
    }

    fn take(&mut self, file: FileId, text: &str, range: Range<usize>) {
        self.stretches.push((self.text.len(), file, range.start));
        for part in ["<!-- front -->", "<!-- main -->", "<!-- annexes -->"] {
            let begins = text[range.clone()].match_indices(part);
            self.turns.extend(begins.map(|(at, _)| (self.text.len() + at, Turn::Part)));
        }
        self.text.push_str(&text[range]);
    }

    /// The turns, each behind those before it.
    fn in_order(&self) -> Vec<(usize, Turn)> {
        let mut turns = self.turns.clone();
        turns.sort_by_key(|(at, _)| *at);
        turns
    }

    /// What stands at a place, as far as no tag cuts it.
    fn written(&self, span: Span) -> &str {
        let (start, end) = (span.start as usize, span.end as usize);
        let whole = !self.seams.iter().any(|seam| start < *seam && *seam < end) && !self.seams.contains(&start);
        if whole { self.text.get(start..end).unwrap_or("") } else { "" }
    }

    /// A finding at its place in the file that printed it.
    fn placed(&self, finding: &Diagnostic) -> Option<Diagnostic> {
        let mut finding = finding.clone();
        for label in finding.primary.iter_mut().chain(&mut finding.secondary) {
            let at = label.span.start as usize;
            let (begins, file, there) = *self.stretches.iter().rev().find(|(begins, ..)| *begins <= at)?;
            let (start, len) = (there + at - begins, (label.span.end - label.span.start) as usize);
            label.span = Span::new(file, start, start + len);
        }
        // Places of fixes are those of the printed text.
        finding.fixes.clear();
        Some(finding)
    }
}
