//! Whether the fonts of the paper have a character.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::fonts::STORE;
use crate::diag::{Diagnostic, paper};
use crate::report::doc::{Block, Document, Inline};
use crate::report::escape;

/// Every character that some font has.
static KNOWN: LazyLock<BTreeSet<u32>> = LazyLock::new(|| {
    let book = STORE.book();
    let mut known = BTreeSet::new();
    for index in 0.. {
        let Some(info) = book.info(index) else { break };
        known.extend(info.coverage.iter());
    }
    known
});

fn has(c: char) -> bool {
    // Joiners and soft hyphens draw nothing; the engine treats them itself. What the private areas mean
    // nobody can know, and archives refuse it.
    let private = matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..);
    let silent = matches!(c, '\n' | '\u{AD}' | '\u{200B}'..='\u{200D}');
    silent || (!private && KNOWN.contains(&u32::from(c)))
}

/// The text with code points in place of characters that no font has. Variation selectors go.
pub fn covered(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| has(c) && !is_selector(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars().filter(|c| !is_selector(*c)) {
        if has(c) {
            out.push(c);
        } else {
            out.push_str(&escape::code_point(c));
        }
    }
    Cow::Owned(out)
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}')
}

/// See [`super::missing_glyphs`].
pub fn missing(document: &Document) -> Option<Diagnostic> {
    let mut found: BTreeMap<char, usize> = BTreeMap::new();
    let mut look = |text: &str| {
        for c in text.chars().filter(|c| !has(*c) && !is_selector(*c)) {
            *found.entry(c).or_insert(0) += 1;
        }
    };
    let cover = &document.cover;
    [&cover.title, &cover.subtitle, &cover.body, &cover.status, &cover.disclaimer].into_iter().for_each(|t| look(t));
    cover.to.iter().for_each(|t| look(t));
    cover.details.iter().for_each(|(k, v)| [k, v].into_iter().for_each(|t| look(t)));
    let mut inline = |i: &Inline| {
        if let Inline::Text(text) | Inline::Code(text) = i {
            look(text);
        }
    };
    document.each_inline(&mut inline);
    document.notes.iter().for_each(|n| crate::report::doc::each_in(&n.text, &mut inline));
    for block in &document.blocks {
        match block {
            Block::Code { text, .. } => look(text),
            Block::Figure(figure) => look(&figure.alt),
            _ => {}
        }
    }
    let list: Vec<(String, usize)> = found.iter().map(|(c, n)| (format!("U+{:04X}", u32::from(*c)), *n)).collect();
    (!list.is_empty()).then(|| paper::no_glyph(&list))
}
