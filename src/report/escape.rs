//! Data as plain words in Markdown.
//!
//! A backslash goes only where the character would mean something at its place. The oracle for that is
//! [`everything`], which escapes all punctuation: both must read back as the same words.

use crate::text::signs::{ends_line, is_hidden};
use std::borrow::Cow;

/// What stands beside a piece of text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// The start or the end of a line.
    Line,
    /// A character of the same line.
    Char(char),
    /// Nobody knows yet: a template decides.
    Unknown,
}

/// Whether a character ends a line or separates words with no width to keep.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t') || ends_line(c)
}

/// The text with hidden characters written out, as in `[U+202E]`.
///
/// A joiner between two letters of a script that needs it, and the variation selector of a symbol, stay.
pub fn visible(text: &str) -> Cow<'_, str> {
    let suspect = |c: char| is_hidden(c) || (c.is_control() && !is_blank(c));
    if !text.chars().any(suspect) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut before = None;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let letter = |c: Option<char>| c.is_some_and(|c| !c.is_ascii() && c.is_alphabetic());
        let symbol = |c: Option<char>| c.is_some_and(|c| !c.is_ascii() && !c.is_alphanumeric() && !is_hidden(c));
        let wanted = match c {
            '\u{200C}' | '\u{200D}' => letter(before) && letter(rest.peek().copied()),
            '\u{FE0E}' | '\u{FE0F}' => symbol(before),
            c => !suspect(c),
        };
        if wanted {
            out.push(c);
        } else {
            out.push_str(&code_point(c));
        }
        before = Some(c);
    }
    Cow::Owned(out)
}

/// The name of a character that cannot be shown: `[U+202E]`.
pub fn code_point(c: char) -> String {
    format!("[U+{:04X}]", u32::from(c))
}

/// The text on one line: hidden characters written out, runs of spaces and line ends as one space.
pub fn one_line(text: &str) -> String {
    let text = visible(text);
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match is_blank(c) {
            true if out.ends_with(' ') => {}
            true => out.push(' '),
            false => out.push(c),
        }
    }
    out
}

/// Data as it enters a template: one line, escaped for any place in running text.
pub fn data(text: &str) -> String {
    let line = one_line(text);
    let inner = line.trim_matches(' ');
    let mut out = String::with_capacity(line.len() + 8);
    // A space at an edge is written as an entity where it could take the meaning from a mark beside it.
    if line.starts_with(' ') {
        out.push_str(if inner.is_empty() { " " } else { "&#32;" });
    }
    out.push_str(&text_between(inner, Side::Unknown, Side::Unknown));
    if line.ends_with(' ') && !inner.is_empty() {
        out.push_str("&#32;");
    }
    out
}

/// One line of words between its neighbours, with a backslash wherever a character would mean something.
pub fn text_between(text: &str, before: Side, after: Side) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len() + 8);
    for (i, c) in chars.iter().enumerate() {
        let prev = if i == 0 { before } else { Side::Char(chars[i - 1]) };
        let next = chars.get(i + 1).map_or(after, |c| Side::Char(*c));
        let rest = &chars[i + 1..];
        let markup = means_something(*c, prev, next, rest, after) || opens_block(&chars, i, before, after);
        if markup || closes_heading(&chars, i, prev, after) {
            out.push('\\');
        }
        out.push(*c);
    }
    out
}

/// Whether a character would be markup inside a line.
fn means_something(c: char, prev: Side, next: Side, rest: &[char], after: Side) -> bool {
    let space = |side| matches!(side, Side::Line | Side::Char(' '));
    let word = |side| matches!(side, Side::Char(c) if c.is_alphanumeric());
    match c {
        '[' | ']' | '`' | '|' | '~' | '$' => true,
        '*' => !(space(prev) && space(next)) || prev == Side::Line,
        '_' => !(word(prev) && word(next)) && !(space(prev) && space(next) && prev != Side::Line),
        '\\' => match next {
            Side::Char(c) => c.is_ascii_punctuation(),
            Side::Line | Side::Unknown => true,
        },
        '<' => match next {
            Side::Char(c) => c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'),
            Side::Line => false,
            Side::Unknown => true,
        },
        // A bracket of the same text is escaped itself.
        '!' => rest.is_empty() && matches!(after, Side::Char('[') | Side::Unknown),
        '&' => entity_like(rest, after),
        _ => false,
    }
}

/// Whether `&` with what follows it is, or could become, a character reference.
fn entity_like(rest: &[char], after: Side) -> bool {
    let body = rest.iter().take_while(|c| c.is_ascii_alphanumeric() || **c == '#').count();
    match rest.get(body) {
        Some(';') => body > 0,
        Some(_) => false,
        None => after != Side::Line && (body > 0 || after == Side::Unknown),
    }
}

/// Whether the character at `i`, standing first in a line, would begin a block.
fn opens_block(chars: &[char], i: usize, before: Side, after: Side) -> bool {
    if matches!(before, Side::Char(_)) {
        return false;
    }
    let ends = |at: usize| match chars.get(at) {
        Some(c) => *c == ' ',
        None => !matches!(after, Side::Char(c) if c != ' '),
    };
    let run = |c: char| chars.iter().take_while(|x| **x == c).count();
    match chars[i] {
        '#' => i == 0 && run('#') <= 6 && (ends(run('#')) || after == Side::Unknown && run('#') == chars.len()),
        '>' | '=' => i == 0,
        '+' => i == 0 && ends(1),
        '-' => i == 0 && (ends(1) || matches!(chars.get(1), Some('-' | ':' | '|'))),
        ':' => i == 0 && !matches!(chars.get(1), Some(c) if *c != '-'),
        '.' | ')' => (1..=9).contains(&i) && chars[..i].iter().all(char::is_ascii_digit) && ends(i + 1),
        _ => false,
    }
}

/// Whether a run of `#` at the end would close a heading, if the text stands in one.
fn closes_heading(chars: &[char], i: usize, prev: Side, after: Side) -> bool {
    after == Side::Unknown && chars[i..].iter().all(|c| *c == '#') && !matches!(prev, Side::Char(c) if c != ' ')
}

/// Every ASCII punctuation character with a backslash, every wide space as a reference: long, ugly, and
/// always right.
pub fn everything(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for c in one_line(text).chars() {
        if c.is_whitespace() && !c.is_ascii() {
            out.push_str(&format!("&#{};", u32::from(c)));
            continue;
        }
        if c.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A code span that holds exactly this text.
pub fn code(text: &str) -> String {
    let text = one_line(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    // A fence must differ in length from every run inside.
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}
