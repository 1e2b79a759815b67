//! What a plan cannot hold: E028x. The program is sound; it asks for more than can be laid out.

use super::{Code, Diagnostic, Row};
use crate::text::Span;

/// The codes of this file.
pub const CODES: &[Row] = &[
    Row { code: ENDLESS, title: "a list of whole numbers without a known end" },
    Row { code: TOO_DEEP, title: "definitions that nest too deep" },
    Row { code: TOO_MANY, title: "more items than can be written out" },
    Row { code: NO_PLAN, title: "something that cannot be computed in this place" },
];

const ENDLESS: Code = Code("E0280");
pub(super) const TOO_DEEP: Code = Code("E0281");
const TOO_MANY: Code = Code("E0282");
const NO_PLAN: Code = Code("E0283");

/// A list `a .. b` whose ends no schema bounds.
pub fn endless(span: Span) -> Diagnostic {
    Diagnostic::new(ENDLESS, span, "this list of whole numbers has no known end")
        .help("give the field that ends it a range in its entity, such as `int, 1 .. 120`")
}

/// Definitions that nest too deep.
pub fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::new(TOO_DEEP, span, "definitions use each other more levels deep than can be laid out")
        .help("flatten some of them")
}

/// More items than can be written out.
pub fn too_many(span: Span, most: usize) -> Diagnostic {
    Diagnostic::new(TOO_MANY, span, format!("this writes out more than {most} items"))
        .help("narrow the range, or put the items into profiles")
}

/// Something that cannot be computed in this place.
pub fn no_plan(span: Span, what: &str) -> Diagnostic {
    Diagnostic::new(NO_PLAN, span, format!("{what} cannot be computed here"))
}
