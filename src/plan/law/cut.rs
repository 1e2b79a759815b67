//! What the knowledge cut takes away: declarations, versions, cases and patches whose sources became known after it.
//!
//! They do not exist under the cut, whole: an earlier version of a param goes on where only a later one ended it, and
//! a rule of which no case is left is not there.

use super::apply::{NEVER, never};
use super::{Law, ParamLaw, Setting};
use crate::diag::{Diagnostic, time};
use crate::hir::Decl;
use crate::hir::law::{Cite, Source, SourceId, known_from};
use crate::num::date::Date;
use crate::types::checked::{Body, Checked, EndKind, Patch, Version};
use crate::types::term::{ParamId, RuleId, TermKind};
use std::collections::BTreeSet;

/// A knowledge cut, with the sources of which something is later.
pub struct Cut<'a> {
    checked: &'a Checked,
    day: Date,
    late: BTreeSet<SourceId>,
    /// Whether what reforms say is there all the same.
    as_stacked: bool,
}

impl<'a> Cut<'a> {
    /// The cut of a setting.
    pub fn new(checked: &'a Checked, setting: &Setting) -> Cut<'a> {
        let (day, as_stacked) = (setting.known_on, setting.aside.as_stacked);
        let sources = checked.program.sources.iter().enumerate();
        let late = sources.filter(|(_, s)| latest(s) > day).map(|(at, _)| SourceId(at as u32)).collect();
        Cut { checked, day, late, as_stacked }
    }

    /// The first day on which a citation is known, where that is after the cut.
    pub fn known(&self, cite: &Cite) -> Option<Date> {
        let source = self.late.contains(&cite.source).then(|| self.checked.program.source(cite.source))?;
        source.cite_known_from(cite).filter(|from| *from > self.day)
    }

    /// That a citation is later than the cut.
    pub fn later(&self, per: &[Cite]) -> Option<Diagnostic> {
        let (cite, known) = per.iter().find_map(|cite| Some((cite, self.known(cite)?)))?;
        Some(time::not_known(cite.span, &self.checked.program.source(cite.source).name, known, self.day))
    }

    fn is_later(&self, per: &[Cite]) -> bool {
        per.iter().any(|cite| self.known(cite).is_some())
    }

    /// Whether a patch exists under the cut.
    pub fn has(&self, patch: &Patch) -> bool {
        self.as_stacked || !self.is_later(&patch.per)
    }

    /// Takes out of a law what is later than the cut. Nothing was patched yet; readings were chosen.
    pub fn apply(&self, law: &mut Law) {
        if self.late.is_empty() {
            return;
        }
        let written = |d: &&Decl| d.added_by.is_none() || !self.as_stacked;
        let decls = self.checked.program.decls.iter().filter(written).filter(|d| self.is_later(&d.per));
        law.not_known.extend(decls.map(|d| d.id));
        for at in 0..self.checked.rules.len() as u32 {
            self.rule(law, RuleId(at));
        }
        for at in 0..self.checked.params.len() as u32 {
            self.param(law, ParamId(at));
        }
    }

    /// Cases and ends keep their places; those that are later are read on no day.
    fn rule(&self, law: &mut Law, id: RuleId) {
        let body = law.body(self.checked, id);
        if law.not_known.contains(&self.checked.rule(id).decl) || !self.touches(body) {
            return;
        }
        let body = &mut law.rule_mut(self.checked, id).body;
        for case in body.cases.iter_mut().filter(|c| self.is_later(&c.per)) {
            case.days = NEVER;
        }
        for end in body.ends.iter_mut().filter(|e| self.is_later(&e.per)) {
            end.per.clear();
            end.when = never(end.span);
            if end.kind == EndKind::Applies {
                end.when.kind = TermKind::Bool(true);
            }
        }
        body.join = body.join.loosened();
        if body.cases.iter().all(|c| c.days == NEVER) {
            law.not_known.insert(self.checked.rule(id).decl);
        }
    }

    fn touches(&self, body: &Body) -> bool {
        body.cases.iter().any(|c| self.is_later(&c.per)) || body.ends.iter().any(|e| self.is_later(&e.per))
    }

    fn param(&self, law: &mut Law, id: ParamId) {
        let written = &self.checked.param(id).versions;
        let versions = law.params.get(&id).map_or(written, |own| &own.versions);
        if !versions.iter().any(|v| self.is_later(&v.per)) {
            return;
        }
        let mut left: Vec<Version> = versions.iter().filter(|v| !self.is_later(&v.per)).cloned().collect();
        for at in 0..left.len() {
            if left[at].open {
                left[at].until = left.get(at + 1).map_or(Date::MAX, |next| next.from.previous());
            }
        }
        let by = vec![vec![]; left.len()];
        law.params.insert(id, ParamLaw { versions: left, by });
    }
}

/// The last day on which something became known of a source or one of its parts.
fn latest(source: &Source) -> Date {
    let own = |p: &crate::hir::law::Part| known_from(&p.status).or(p.from);
    let parts = source.parts.iter().filter_map(own);
    parts.chain(known_from(&source.status)).max().unwrap_or(Date::MIN)
}
