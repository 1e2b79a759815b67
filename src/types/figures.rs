//! What a term of written figures and params comes to on a day.

use crate::num::rat::Rat;
use crate::syntax::ast::expr::BinaryOp;
use crate::types::term::{ParamId, Term, TermKind};

/// Arithmetic of two numbers.
pub fn arithmetic(op: BinaryOp, x: &Rat, y: &Rat) -> Option<Rat> {
    match op {
        BinaryOp::Add => Some(x + y),
        BinaryOp::Sub => Some(x - y),
        BinaryOp::Mul => Some(x * y),
        BinaryOp::Div => x.checked_div(y),
        _ => None,
    }
}

/// The number or day that a term comes to, where `of` gives what params say; `None`: one of them says no figure, or the
/// term rests on something else.
pub fn figure<'t>(term: &Term, of: &dyn Fn(ParamId) -> Option<&'t Term>) -> Option<Rat> {
    match &term.kind {
        TermKind::Binary(op, a, b) => arithmetic(*op, &figure(a, of)?, &figure(b, of)?),
        TermKind::Negate(inner) => figure(inner, of).map(|n| -&n),
        // What a reform made of a version may be arithmetic; that another param is read in it is not said here.
        TermKind::Param(id) => of(*id).and_then(|value| figure(value, &|_| None)),
        _ => term.constant(),
    }
}

/// Whether a term is made of written figures, params and parameters of a reform alone.
pub fn is_figure(term: &Term) -> bool {
    match &term.kind {
        TermKind::Binary(BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div, a, b) => {
            is_figure(a) && is_figure(b)
        }
        TermKind::Negate(inner) => is_figure(inner),
        TermKind::Param(_) | TermKind::ReformParam(..) => true,
        _ => term.constant().is_some(),
    }
}
