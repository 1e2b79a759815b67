//! An expression that stands on its own: between the braces of a text.

use super::{Lower, Shift, expr};
use crate::diag::Diagnostic;
use crate::syntax::ast::expr::Expr;
use crate::syntax::ast::kind::DeclKind;
use crate::syntax::grammar::Rule;
use crate::syntax::limits::within_limits;
use crate::syntax::tree;
use crate::syntax::words;
use crate::text::{FileId, Span};

/// Reads one expression that stands on its own at byte `at` of a file.
pub(in crate::syntax) fn expression(file: FileId, text: &str, at: usize, diags: &mut Vec<Diagnostic>) -> Expr {
    let lead = text.len() - text.trim_start().len();
    let inner = text.trim();
    let at = at + lead;
    let span = Span::new(file, at, at + inner.len());
    if !within_limits(inner, span, diags) {
        return expr::broken(span);
    }
    match tree::read(Rule::c_expr, inner) {
        Ok(tree) => {
            let mut lower = Lower {
                file,
                base: at,
                owner: DeclKind::Test,
                diags,
                extra: vec![],
                depth: 0,
                shift: Shift::default(),
            };
            tree.root().map_or_else(|| expr::broken(span), |n| lower.first_expr(n))
        }
        Err(stop) => {
            let found = words::explain(&words::Place { file, base: at, text: inner, example: "" }, &stop);
            diags.push(found);
            expr::broken(span)
        }
    }
}
