//! What the knowledge cut takes away: declarations, versions, cases and patches whose sources became known after it.
//!
//! They do not exist under the cut, whole: an earlier version of a param goes on where only a later one ended it, and
//! a rule of which no case is left is not there.

use super::apply::never;
use super::{Law, ParamLaw, Setting};
use crate::diag::{Diagnostic, time};
use crate::hir::law::{Cite, Source, SourceId, law_from};
use crate::hir::{Decl, DeclId};
use crate::num::date::Date;
use crate::types::body::{Body, EndKind};
use crate::types::checked::Checked;
use crate::types::days::NEVER;
use crate::types::patches::Patch;
use crate::types::term::{ParamId, RuleId, TermKind};
use crate::types::versions::Version;
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

    /// The first day on which a citation is known, as law or at all, where that is after the cut.
    fn known(&self, cite: &Cite, as_law: bool) -> Option<Date> {
        let source = self.late.contains(&cite.source).then(|| self.checked.program.source(cite.source))?;
        let from = if as_law { source.cite_law_from(cite) } else { source.cite_known_from(cite) };
        from.filter(|from| *from > self.day)
    }

    /// That a citation, which may be of what is only proposed, is later than the cut.
    pub fn later(&self, per: &[Cite]) -> Option<Diagnostic> {
        let (cite, known) = per.iter().find_map(|cite| Some((cite, self.known(cite, false)?)))?;
        Some(time::not_known(cite.span, &self.checked.program.source(cite.source).name, known, self.day))
    }

    fn is_later(&self, per: &[Cite], as_law: bool) -> bool {
        per.iter().any(|cite| self.known(cite, as_law).is_some())
    }

    /// Whether a patch exists under the cut: it may cite what is only proposed.
    pub fn has(&self, patch: &Patch) -> bool {
        self.as_stacked || !self.is_later(&patch.per, false)
    }

    /// Whether a declaration cites what is to be law by itself: what a reform adds may rest on a proposal.
    fn as_law(&self, decl: DeclId) -> bool {
        self.checked.program.decl(decl).added_by.is_none()
    }

    /// Takes out of a law what is later than the cut. Nothing was patched yet; readings were chosen.
    pub fn apply(&self, law: &mut Law) {
        if self.late.is_empty() {
            return;
        }
        let written = |d: &&Decl| d.added_by.is_none() || !self.as_stacked;
        let decls =
            self.checked.program.decls.iter().filter(written).filter(|d| self.is_later(&d.per, self.as_law(d.id)));
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
        let (body, decl) = (law.body(self.checked, id), self.checked.rule(id).decl);
        let as_law = self.as_law(decl);
        if law.not_known.contains(&decl) || !self.touches(body, as_law) {
            return;
        }
        let body = &mut law.rule_mut(self.checked, id).body;
        for case in body.cases.iter_mut().filter(|c| self.is_later(&c.per, as_law)) {
            case.days = NEVER;
        }
        for end in body.ends.iter_mut().filter(|e| self.is_later(&e.per, as_law)) {
            end.per.clear();
            end.when = never(end.span);
            if end.kind == EndKind::Applies {
                end.when.kind = TermKind::Bool(true);
            }
        }
        if let Some(scale) = &mut body.scale {
            scale.steps.iter_mut().filter(|s| self.is_later(&s.per, as_law)).for_each(|s| s.days = NEVER);
        }
        body.loosen();
        if body.cases.iter().all(|c| c.days == NEVER) {
            law.not_known.insert(decl);
        }
    }

    fn touches(&self, body: &Body, as_law: bool) -> bool {
        let later = |per: &[Cite]| self.is_later(per, as_law);
        body.cases.iter().any(|c| later(&c.per)) || body.ends.iter().any(|e| later(&e.per))
    }

    fn param(&self, law: &mut Law, id: ParamId) {
        let written = &self.checked.param(id).versions;
        let versions = law.params.get(&id).map_or(written, |own| &own.versions);
        let as_law = self.as_law(self.checked.param(id).decl);
        if !versions.iter().any(|v| self.is_later(&v.per, as_law)) {
            return;
        }
        let mut left: Vec<Version> = versions.iter().filter(|v| !self.is_later(&v.per, as_law)).cloned().collect();
        for at in 0..left.len() {
            if left[at].open {
                left[at].until = left.get(at + 1).map_or(Date::MAX, |next| next.from.previous());
            }
        }
        law.params.insert(id, ParamLaw::new(left, &[]));
    }
}

/// The last day on which something became known of a source or one of its parts.
fn latest(source: &Source) -> Date {
    let own = |p: &crate::hir::law::Part| law_from(&p.status).or(p.from);
    let parts = source.parts.iter().filter_map(own);
    parts.chain(law_from(&source.status)).max().unwrap_or(Date::MIN)
}
