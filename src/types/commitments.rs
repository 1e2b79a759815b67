//! Actions, tasks, outputs and milestones: who, when, done or not.

use crate::diag::{Diagnostic, time};
use crate::hir::law::Cite;
use crate::num::date::Date;
use crate::syntax::ast::kind::DeclKind;
use crate::syntax::ast::law::StatusWord;
use crate::syntax::ast::{self, ClauseKind};
use crate::text::{Name, Span};
use crate::types::checked::{Checked, Commitment};
use crate::types::declare::entity_of_commitments;
use crate::types::scope::Checker;

impl Checker<'_> {
    /// Reads all commitments.
    pub fn commitments(&mut self) -> Vec<Commitment> {
        let program = self.program;
        let mut commitments = vec![];
        for decl in &program.decls {
            let Some(entity) = entity_of_commitments(&self.schema, decl.kind()) else { continue };
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

/// Commitments of which something is said on a day later than anybody looks: than `cut`, and than the cuts of scenarios
/// and tests.
pub fn not_known_yet(checked: &Checked, cut: Date) -> Vec<Diagnostic> {
    let tests = checked.tests.iter().flat_map(|test| {
        let expectations = test.runs.iter().flat_map(|run| &run.expect).map(|expect| expect.setting.known_on);
        expectations.chain([test.setting.known_on])
    });
    let scenarios = checked.scenarios.iter().map(|scenario| scenario.known_on);
    let cut = scenarios.chain(tests).flatten().fold(cut, Date::max);
    let mut found = vec![];
    for commitment in &checked.commitments {
        let happened = commitment.happened.iter().map(|(_, last, _)| *last);
        let not = commitment.not_happened.iter().map(|(day, _)| *day);
        if let Some(day) = happened.chain(not).find(|day| *day > cut) {
            let place = checked.program.decl(commitment.decl).name_span();
            found.push(time::not_known_yet(place, &commitment.name, day, cut));
        }
    }
    found
}
