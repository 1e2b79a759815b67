//! What a param says, and from when to when.

use crate::hir::law::{Cite, Evidence};
use crate::num::date::Date;
use crate::text::Span;
use crate::types::schema::Ask;
use crate::types::term::Term;

/// A version of a param.
#[derive(Clone, PartialEq, Debug)]
pub struct Version {
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
    /// Whether it ends only because the next one starts: no day is written at which it ends.
    pub open: bool,
    /// A literal, [`crate::types::term::TermKind::Unknown`] or `Absent`; in patches also parameters of the reform.
    pub value: Term,
    /// Where it comes from.
    pub per: Vec<Cite>,
    /// Whom to ask, where it is unknown.
    pub ask: Option<Ask>,
    /// A mark of its own.
    pub evidence: Option<Evidence>,
    /// Where it stands.
    pub span: Span,
}
