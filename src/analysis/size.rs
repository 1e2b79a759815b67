//! What goes through more rows at once than are laid out: it is refused before it is run.

use crate::data::Profiles;
use crate::diag::{Diagnostic, analysis};
use crate::eval::run::Runner;
use crate::eval::size::MOST_ROWS;
use crate::plan::root::Root;
use crate::plan::sym::{ListSym, Sym};
use crate::plan::{Frame, FrameId, NodeId, Plan, Table};
use crate::text::Span;
use crate::types::checked::Checked;
use std::collections::BTreeSet;

/// What may be refused: a rule by its name, or a term; and where it stands.
struct Asked<'a> {
    name: Option<&'a str>,
    span: Span,
    below: Below,
}

/// A plan over profiles, and how many frames it had before it gained what is asked about.
pub struct Gained<'a> {
    /// The checked program.
    pub checked: &'a Checked,
    /// The profiles.
    pub profiles: &'a Profiles,
    /// The plan.
    pub plan: &'a Plan,
    /// How many frames it had.
    pub since: usize,
}

impl Gained<'_> {
    /// The rule that goes through too many rows: of all that do the one that rests on least.
    pub fn of_rules(&self, roots: &[Root]) -> Option<Diagnostic> {
        let asked = roots.iter().map(|root| {
            let rule = self.checked.rule(root.rule);
            let mut below = Below { nodes: root.member.into_iter().collect(), frames: vec![root.frame] };
            below.sym(&root.value);
            Asked { name: Some(&rule.name), span: self.checked.program.decl(rule.decl).name_span(), below }
        });
        self.refused(asked)
    }

    /// The same of a term.
    pub fn of_term(&self, sym: &Sym, span: Span) -> Option<Diagnostic> {
        let mut below = Below::default();
        below.sym(sym);
        self.refused(std::iter::once(Asked { name: None, span, below }))
    }

    fn refused<'a>(&self, asked: impl Iterator<Item = Asked<'a>>) -> Option<Diagnostic> {
        let new = || self.plan.frames().iter().enumerate().skip(self.since);
        if !new().any(|(_, frame)| matches!(frame, Frame::Cross { .. } | Frame::Expand { .. })) {
            return None;
        }
        let runner = Runner::new(self.plan, &self.checked.schema, self.profiles);
        let frames = new().map(|(at, _)| FrameId(at as u32));
        let large: BTreeSet<FrameId> = frames.filter(|frame| runner.about_rows(*frame) > MOST_ROWS).collect();
        if large.is_empty() {
            return None;
        }
        let through = asked.filter_map(|one| {
            let mut frames = runner.frames_below(&one.below.nodes);
            frames.extend(&one.below.frames);
            let own = *frames.intersection(&large).next()?;
            Some((frames.len(), one, own))
        });
        let (_, one, frame) = through.min_by_key(|(frames, ..)| *frames)?;
        let pairs = self.pairs(&runner, frame);
        Some(analysis::too_many_rows(one.span, one.name, runner.about_rows(frame), MOST_ROWS, &pairs))
    }

    /// What a frame goes through together, each with its number: an entity, or the items of a field.
    fn pairs(&self, runner: &Runner, frame: FrameId) -> Vec<(String, u64)> {
        let schema = &self.checked.schema;
        let named = |table| match self.plan.table(table) {
            Table::Entity(entity) => schema.entity(*entity).name.to_string(),
            Table::Items { field, .. } => schema.field(*field).path.to_string(),
        };
        let tables = runner.tables_of(frame).into_iter();
        tables.map(|table| (named(table), runner.table_rows(table) as u64)).collect()
    }
}

/// What a compiled value is made of.
#[derive(Default)]
struct Below {
    nodes: Vec<NodeId>,
    frames: Vec<FrameId>,
}

impl Below {
    fn sym(&mut self, sym: &Sym) {
        match sym {
            Sym::Node(node) | Sym::Row { node, .. } => self.nodes.push(*node),
            Sym::Range(low, high) => self.nodes.extend([*low, *high]),
            Sym::Record(record) => record.fields.iter().flatten().chain(&record.base).for_each(|one| self.sym(one)),
            Sym::Choice(choice) => {
                self.nodes.extend(choice.ends);
                for case in &choice.cases {
                    self.nodes.extend(case.when);
                    self.sym(&case.then);
                }
            }
            Sym::List(list) => self.list(list),
        }
    }

    fn list(&mut self, list: &ListSym) {
        self.nodes.extend(list.ends);
        for part in &list.parts {
            self.frames.extend(part.rows.map(|rows| rows.at));
            self.nodes.extend(part.member);
            self.sym(&part.item);
        }
    }
}
