//! The one canonical layout.
//!
//! Line breaks and single empty lines are the author's; all else is decided here. A block stands on one line or
//! opens its lines behind the brace; the words of its clauses are padded so that what they say is aligned;
//! so are fields, cases on one line, rows, and declarations on neighbouring lines. No character but blanks and
//! `;` ever changes, which [`same_ink`] checks before a text is handed out.

mod atoms;
mod blocks;
mod layout;

use crate::diag::{Diagnostic, has_errors};
use crate::syntax::{fences, lex, outline, parse};
use crate::text::FileId;

/// The canonical layout of a file. A file with errors is left alone: they are the answer.
pub(super) fn file(path: &str, text: &str) -> Result<String, Vec<Diagnostic>> {
    let parsed = parse(FileId(0), path, text);
    if has_errors(&parsed.diagnostics) {
        return Err(parsed.diagnostics);
    }
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut at = 0;
    for fence in fences::fences(path, text) {
        out.push_str(&text[at..fence.start]);
        out.push_str(&block(text, fence));
        at = fence.end;
    }
    out.push_str(&text[at..]);
    Ok(if same_ink(text, &out) { out } else { text.to_string() })
}

/// The layout of one block of policy.
fn block(text: &str, fence: fences::Fence) -> String {
    let mut tokens = vec![];
    lex::tokens(text, fence.start, fence.end, fence.indent, &mut tokens);
    let mut diags = vec![];
    let mut outline =
        outline::Outline { file: FileId(0), text, tokens: &tokens, diags: &mut diags, unread: &mut vec![] };
    let parts = outline.parts();
    let lines = blocks::Printer { text, tokens: &tokens }.file(&parts);
    let margin = " ".repeat(fence.indent);
    let mut out = String::new();
    for line in lines {
        if !line.is_empty() {
            out.push_str(&margin);
            out.push_str(&line);
        }
        out.push('\n');
    }
    // A text of several lines is one token, with the ends of its lines.
    out.replace("\r\n", "\n")
}

/// Whether two texts differ in nothing but blanks, `;`, and `_` between digits.
fn same_ink(a: &str, b: &str) -> bool {
    let ink = |c: &char| !c.is_whitespace() && !matches!(c, ';' | '_' | '\u{FEFF}');
    a.chars().filter(ink).eq(b.chars().filter(ink))
}
