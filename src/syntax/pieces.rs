//! Texts with `{{ expressions }}` in them.

use crate::diag::Diagnostic;
use crate::diag::syntax as found;
use crate::syntax::ast::Piece;
use crate::syntax::clauses;
use crate::text::{FileId, Span};

/// The pieces of `text`, which stands at byte `at` of the file. The margin that its lines share is left
/// out, and so are the blanks at both ends.
pub(super) fn pieces(file: FileId, text: &str, at: usize, diags: &mut Vec<Diagnostic>) -> Vec<Piece> {
    let margin = margin(text);
    let mut list: Vec<Piece> = vec![];
    let mut rest = 0;
    while let Some(open) = text[rest..].find("{{").map(|n| rest + n) {
        let Some(close) = text[open..].find("}}").map(|n| open + n) else {
            diags.push(found::unclosed_expression(Span::new(file, at + open, at + open + 2)));
            break;
        };
        push_text(&mut list, &text[rest..open], margin);
        let inner = &text[open + 2..close];
        list.push(Piece::Expr(clauses::expression(file, inner, at + open + 2, diags)));
        rest = close + 2;
    }
    push_text(&mut list, &text[rest..], margin);
    if let Some(Piece::Text(first)) = list.first_mut() {
        *first = first.trim_start().to_string();
    }
    if let Some(Piece::Text(last)) = list.last_mut() {
        last.truncate(last.trim_end().len());
    }
    list.retain(|piece| !matches!(piece, Piece::Text(text) if text.is_empty()));
    list
}

fn push_text(list: &mut Vec<Piece>, text: &str, margin: usize) {
    let mut out = String::with_capacity(text.len());
    for (i, line) in text.split('\n').enumerate() {
        if i == 0 {
            out.push_str(line);
            continue;
        }
        let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
        out.push('\n');
        out.push_str(&line[blanks.min(margin)..]);
    }
    list.push(Piece::Text(out.replace('\r', "")));
}

/// The blanks that all lines but the first begin with.
fn margin(text: &str) -> usize {
    let lines = text.split('\n').skip(1).filter(|line| !line.trim().is_empty());
    lines.map(|line| line.len() - line.trim_start_matches([' ', '\t']).len()).min().unwrap_or(0)
}
