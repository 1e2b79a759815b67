//! How long and how deep a text may be that is read by the grammar.

use crate::diag::Diagnostic;
use crate::diag::syntax as found;
use crate::syntax::lex::{self, T, Token};
use crate::text::Span;

/// Brackets may nest this deep.
const DEEPEST: usize = 64;
/// A clause may have this many bytes.
pub(super) const LONGEST: usize = 64 * 1024;

/// Whether a text is short and flat enough to be read; reports where not.
pub(super) fn within_limits(text: &str, span: Span, diags: &mut Vec<Diagnostic>) -> bool {
    if text.len() > LONGEST {
        diags.push(found::clause_too_long(span));
        return false;
    }
    let mut tokens = vec![];
    let deep = {
        if text.bytes().filter(|b| matches!(b, b'(' | b'[' | b'{')).count() <= DEEPEST {
            false
        } else {
            lex::tokens(text, 0, text.len(), 0, &mut tokens);
            deepest(&tokens) > DEEPEST
        }
    };
    if deep {
        diags.push(found::nested_too_deep(span));
    }
    !deep
}

fn deepest(tokens: &[Token]) -> usize {
    let (mut depth, mut most) = (0usize, 0usize);
    for token in tokens {
        match token.kind {
            T::Brace | T::Open => depth += 1,
            T::Unbrace | T::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        most = most.max(depth);
    }
    most
}
