//! Actions, tasks, outputs and milestones: who, when, done or not.

use crate::diag::time;
use crate::hir::law::Cite;
use crate::num::date::Date;
use crate::syntax::ast::{self, ClauseKind, DeclKind, StatusWord};
use crate::text::{Name, Span};
use crate::types::checked::Commitment;
use crate::types::declare::COMMITMENTS;
use crate::types::scope::Checker;

impl Checker<'_> {
    /// Reads all commitments.
    pub fn commitments(&mut self) -> Vec<Commitment> {
        let program = self.program;
        let mut commitments = vec![];
        for decl in &program.decls {
            let Some((_, word, _)) = COMMITMENTS.iter().find(|c| c.0 == decl.kind()) else { continue };
            let Some(entity) = self.schema.entity_named(word) else { continue };
            let mut made = Commitment {
                decl: decl.id,
                name: decl.name().clone(),
                entity,
                of: None,
                owner: vec![],
                planned: None,
                happened: None,
                not_happened: None,
            };
            for clause in &decl.ast.clauses {
                match &clause.kind {
                    ClauseKind::Of(path) => made.of = self.action(path),
                    ClauseKind::Owner(paths) => made.owner = paths.iter().filter_map(|p| self.party(p)).collect(),
                    ClauseKind::Planned(Some((from, to))) => {
                        if from.date > to.date {
                            self.found.push(time::backwards(clause.span));
                        }
                        made.planned = Some((from.date, to.date));
                    }
                    ClauseKind::Happened(from, to, per) => {
                        if from.date > to.date {
                            self.found.push(time::backwards(clause.span));
                        }
                        let cites = self.cites(decl, per);
                        self.told_before(from.date, clause.span, &cites);
                        made.happened = Some((from.date, to.date, cites));
                    }
                    ClauseKind::NotHappened(day, per) => made.not_happened = Some((day.date, self.cites(decl, per))),
                    _ => {}
                }
            }
            if let (Some((_, happened, _)), Some((not, _))) = (&made.happened, &made.not_happened)
                && not >= happened
            {
                let clause = |fits: fn(&ClauseKind) -> bool| {
                    decl.ast.clauses.iter().find(|c| fits(&c.kind)).map_or(decl.name_span(), |c| c.span)
                };
                let first = clause(|kind| matches!(kind, ClauseKind::Happened(..)));
                let then = clause(|kind| matches!(kind, ClauseKind::NotHappened(..)));
                self.found.push(time::happened_and_not(then, *not, *happened, first));
            }
            commitments.push(made);
        }
        commitments
    }

    fn action(&mut self, path: &ast::Path) -> Option<Name> {
        let id = self.find_one(path, &[DeclKind::Action], "action")?;
        Some(self.program.decl(id).name().clone())
    }

    /// The party that a path names.
    pub fn party(&mut self, path: &ast::Path) -> Option<Name> {
        let id = self.find_one(path, &[DeclKind::Party], "party")?;
        Some(self.program.decl(id).name().clone())
    }

    /// A text that was published before something happened cannot tell of it. What is law goes on.
    fn told_before(&mut self, happened: Date, span: Span, cites: &[Cite]) {
        for cite in cites {
            let source = self.program.source(cite.source);
            if let [only] = source.status.as_slice()
                && only.word == StatusWord::Published
                && only.date < happened
            {
                self.found.push(time::told_before(span, &source.name, only.date, happened));
            }
        }
    }
}
