//! Whether the steps of a scale begin one above the other, whatever the params say on the days on which they are read.

use crate::diag::sheets::StepAt;
use crate::diag::{Diagnostic, rules as say, sheets};
use crate::num::date::Date;
use crate::num::rat::Rat;
use crate::syntax::sheets::ScaleKind;
use crate::text::Span;
use crate::types::days::eras;
use crate::types::domain::Around;
use crate::types::figures::figure;
use crate::types::ladder::{Scale, Step};
use crate::types::literal::shown_number;
use crate::types::term::{ParamId, Term, TermKind};
use crate::types::versions::Version;
use std::collections::BTreeSet;

/// What is wrong with the order of the steps of a scale on the days on which it is read (`around`); of one to which a
/// reform adds some (`new`) what these bring. Of what a param does not say, or the reform sets (`others`), a run says
/// it.
pub fn faults(
    around: Around<'_>,
    name: &str,
    scale: &Scale,
    new: &[Step],
    others: &BTreeSet<ParamId>,
) -> Vec<Diagnostic> {
    let all: Vec<&Step> = scale.steps.iter().chain(new).collect();
    let versions = |id: ParamId| around.params.get(id.0 as usize).map_or(&[][..], |param| param.versions.as_slice());
    let mut params: BTreeSet<ParamId> = BTreeSet::new();
    for step in &all {
        step.from.walk(&mut |term| {
            if let TermKind::Param(id) = &term.kind {
                params.insert(*id);
            }
        });
    }
    let of_versions = params.iter().flat_map(|id| versions(*id)).map(|v| (v.from, v.until));
    let own = around.days;
    let mut periods: Vec<(Date, Date)> = all.iter().map(|step| step.days).chain(of_versions).collect();
    periods.retain(|days| days.0 <= own.1 && own.0 <= days.1);
    periods.iter_mut().for_each(|days| *days = (days.0.max(own.0), days.1.min(own.1)));
    let mut found: Vec<Diagnostic> = vec![];
    let mut told: BTreeSet<(Span, Option<Span>)> = BTreeSet::new();
    for (day, _) in eras(periods.into_iter().chain([own])) {
        let on = |version: &&Version| version.from <= day && day <= version.until;
        let value = |id: ParamId| {
            let version = versions(id).iter().find(on).filter(|_| !others.contains(&id));
            version.map(|version| &version.value)
        };
        let begins = |step: &'_ Step| figure(&step.from, &value);
        let read = || all.iter().copied().filter(|step| step.is_read(day));
        let mut steps: Vec<(Rat, &Term)> = read().filter_map(|step| Some((begins(step)?, &step.from))).collect();
        if !new.is_empty() {
            steps.sort_by(|a, b| a.0.cmp(&b.0));
        }
        for pair in steps.windows(2).filter(|pair| pair[0].0 >= pair[1].0) {
            let ((low, before), (high, here)) = (&pair[0], &pair[1]);
            let is_new = |from: &Term| new.is_empty() || new.iter().any(|step| step.from.span == from.span);
            if !(is_new(before) || is_new(here)) || !told.insert((here.span, Some(before.span))) {
                continue;
            }
            let written = before.constant().is_some() && here.constant().is_some();
            let ty = &here.ty;
            let at = |number: &Rat| shown_number(ty, number);
            let day = Some(day).filter(|day| *day > Date::MIN);
            let on = (!written).then(|| StepAt { day, before: at(low), here: at(high) });
            let row = scale.steps.iter().position(|step| [before.span, here.span].contains(&step.from.span));
            let there = row.filter(|_| !new.is_empty()).map(|row| format!("{name} [row_{}]", row + 1));
            found.push(sheets::steps_rise(here.span, before.span, low == high, on.as_ref(), there.as_deref()));
        }
        let first = read().next().and_then(|step| Some((begins(step)?, &step.from)));
        if let (ScaleKind::Marginal, true, Some((number, from))) = (scale.kind, new.is_empty(), first)
            && number > Rat::ZERO
            && told.insert((from.span, None))
        {
            found.push(say::nothing_below(from.span, name));
        }
    }
    found
}
