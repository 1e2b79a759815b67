//! Remarks that read on as code: `//` for a division, which takes the rest of its line away.

use crate::diag::{Diagnostic, signs};
use crate::syntax::lex::{T, Token};
use crate::text::{FileId, Span};

/// Tells of remarks behind a value that are an operand, alone or with what would follow a value.
pub(super) fn reading_on(file: FileId, text: &str, tokens: &[Token]) -> Vec<Diagnostic> {
    let pairs = tokens.windows(2).filter(|pair| pair[1].kind == T::Comment && !pair[1].first());
    let suspect = pairs.filter(|pair| ends_value(pair[0], text) && is_operand(pair[1].of(text)));
    suspect.map(|pair| signs::remark_of_code(Span { file, start: pair[1].start, end: pair[1].end })).collect()
}

/// Whether a token ends what has a name: a field, a call, a bracket.
fn ends_value(token: Token, text: &str) -> bool {
    match token.kind {
        T::Close => true,
        T::Word => token.of(text).starts_with(|c: char| c.is_ascii_lowercase()),
        _ => false,
    }
}

/// Whether a remark begins with a figure or with the field of something, and no more stands before its first comma.
fn is_operand(remark: &str) -> bool {
    let head = remark.trim_start_matches('/').split([',', ';']).next().unwrap_or("").trim();
    let is_name = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_lowercase())
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let is_figure = |word: &str| word.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '%' | '_'));
    let mut words = head.split_whitespace();
    match (words.next(), words.next(), words.next()) {
        (Some(one), None, None) if one.contains('.') && is_name(one.split('.').next().unwrap_or("")) => {
            one.split('.').all(is_name)
        }
        (Some(figure), unit, None) => {
            figure.starts_with(|c: char| c.is_ascii_digit()) && is_figure(figure) && unit.is_none_or(|u| u == "%")
        }
        _ => false,
    }
}
