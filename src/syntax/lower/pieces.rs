//! Texts with `{{ expressions }}` in them.

use super::alone;
use crate::diag::Diagnostic;
use crate::diag::syntax as found;
use crate::syntax::ast::expr::{ExprKind, Piece};
use crate::syntax::passage::Passage;
use crate::text::{FileId, Span};

/// The pieces of `text`, which stands at byte `at` of the file. The margin that its lines share is left
/// out, and so are the blanks at both ends.
pub(super) fn pieces(file: FileId, text: &str, at: usize, diags: &mut Vec<Diagnostic>) -> Vec<Piece> {
    let margin = margin(text);
    let mut list: Vec<Piece> = vec![];
    let mut rest = 0;
    while let Some(open) = text[rest..].find("{{").map(|n| rest + n) {
        let close = text[open..].find("}}").map(|n| open + n);
        // One brace alone ends what no brace has begun.
        let short = text[open + 2..close.unwrap_or(text.len())].find(['{', '}', '\n']).map(|n| open + 2 + n);
        if let Some(brace) = short.filter(|brace| text[*brace..].starts_with('}')) {
            diags.push(found::brace_short(Span::new(file, at + brace, at + brace + 1)));
            list.push(Piece::Text(passage(&text[rest..open], at + rest, margin)));
            list.push(Piece::Expr(alone::expression(file, &text[open + 2..brace], at + open + 2, diags)));
            rest = brace + 1;
            continue;
        }
        let Some(close) = close else {
            diags.push(found::unclosed_expression(Span::new(file, at + open, at + open + 2)));
            break;
        };
        list.push(Piece::Text(passage(&text[rest..open], at + rest, margin)));
        let inner = &text[open + 2..close];
        list.push(Piece::Expr(alone::expression(file, inner, at + open + 2, diags)));
        rest = close + 2;
    }
    if let Some(close) = text[rest..].find("}}").map(|n| rest + n) {
        diags.push(found::stray_close(Span::new(file, at + close, at + close + 2)));
    }
    single_braces(file, text, at, diags);
    list.push(Piece::Text(passage(&text[rest..], at + rest, margin)));
    if let Some(Piece::Text(first)) = list.first_mut() {
        first.trim_start();
    }
    if let Some(Piece::Text(last)) = list.last_mut() {
        last.text.truncate(last.text.trim_end().len());
    }
    list.retain(|piece| !matches!(piece, Piece::Text(passage) if passage.text.is_empty()));
    list
}

/// Tells of `{ name }`, which is printed as it stands, and of `{{ name }}}`.
fn single_braces(file: FileId, text: &str, at: usize, diags: &mut Vec<Diagnostic>) {
    // Words of prose in braces are no expression, and a number alone is hardly meant as one.
    let reads = |inner: &str| {
        let mut diags = vec![];
        let read = alone::expression(file, inner, 0, &mut diags);
        diags.is_empty() && !matches!(read.kind, ExprKind::Number(_) | ExprKind::Text(_) | ExprKind::Date(_))
    };
    let is_value = |inner: &str| crate::text::is_value(inner) || reads(inner);
    for (start, end) in crate::text::single_braces(text, &is_value) {
        diags.push(found::single_brace(Span::new(file, at + start, at + end), &text[start..end]));
    }
}

fn passage(text: &str, at: usize, margin: usize) -> Passage {
    let mut out = Passage::default();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
        let skipped = if start == 0 { 0 } else { blanks.min(margin) };
        out.push(&line[skipped..].replace('\r', ""), at + start + skipped);
        start += line.len();
    }
    out
}

/// The blanks that all lines but the first begin with.
fn margin(text: &str) -> usize {
    let lines = text.split('\n').skip(1).filter(|line| !line.trim().is_empty());
    lines.map(|line| line.len() - line.trim_start_matches([' ', '\t']).len()).min().unwrap_or(0)
}
