//! What is asked of every subject of a rule.

use super::sym::Sym;
use super::{FrameId, NodeId, TableId};
use crate::text::Name;
use crate::types::schema::EntityId;
use crate::types::term::{LocalId, RuleId};

/// A rule over the rows of a frame.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Root {
    /// The rule.
    pub rule: RuleId,
    /// The rows: one outcome for each.
    pub frame: FrameId,
    /// The subjects, in the order of the rule.
    pub subjects: Vec<RootSubject>,
    /// Whether the subjects of a row are there at all; `None`: they are.
    pub member: Option<NodeId>,
    /// The outcome, in the frame of the rows or above it.
    pub value: Sym,
    /// Who is bound, where that is no party: an instance each.
    pub binds: Vec<Sym>,
}

/// A subject of a root.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct RootSubject {
    /// As the rule's terms know it.
    pub local: LocalId,
    /// The table that it is a row of; none for what a rule made up.
    pub table: Option<TableId>,
    /// The instance, where it is one of a closed entity.
    pub instance: Option<(EntityId, Name)>,
    /// Its value.
    pub value: Sym,
}

impl Root {
    /// The column of the outcome; none for lists, records and ranges.
    pub fn node(&self) -> Option<NodeId> {
        self.value.node()
    }
}
