//! Which declarations a paper prints, and under which heading.

use crate::analysis::trace::Place;
use crate::diag::Diagnostic;
use crate::hir::DeclId;
use crate::report::from_markdown;
use crate::report::paper::charts::Drawing;
use crate::report::paper::model::{Context, Origin};
use crate::report::template::Templates;
use crate::report::template::marks::Owners;
use crate::types::checked::Checked;
use std::collections::BTreeMap;

/// Fields that are no words of the declaration itself: whoever prints only these has not printed it.
const ASIDE: [&str; 16] = [
    "by_subject",
    "compared_with",
    "covers",
    "decided_by",
    "kind",
    "level",
    "marks",
    "marks_before",
    "marks_under",
    "needs",
    "owner",
    "per",
    "reforms",
    "place",
    "state",
    "to",
];

/// Where a paper prints each declaration: in the order of its headings, each once. What its annex of statements prints
/// is nobody's: it lists everything.
///
/// # Errors
/// What is wrong with the template.
pub fn places(
    checked: &Checked,
    templates: &Templates,
    template: &str,
    context: &Context,
    drawings: &[Drawing],
) -> Result<BTreeMap<DeclId, Vec<Place>>, Vec<Diagnostic>> {
    let printed = templates.prints(template, context, &owners(checked, context, drawings), &ASIDE)?;
    let headings = from_markdown::headings(&printed.text);
    let mut places: BTreeMap<DeclId, Vec<Place>> = BTreeMap::new();
    for party in checked.program.parties.iter().filter(|party| context.paper.to.contains(&party.title)) {
        let cover = Place { paper: context.paper.name.clone(), heading: vec!["cover".into()] };
        places.entry(party.decl).or_default().push(cover);
    }
    for (end, owner) in printed.owned {
        // The place of a mark is behind what was printed.
        let above = headings.partition_point(|heading| heading.start < end);
        let heading = above.checked_sub(1).map(|at| headings[at].path.clone()).unwrap_or_default();
        let place = Place { paper: context.paper.name.clone(), heading };
        let known = places.entry(DeclId(owner)).or_default();
        if !known.contains(&place) {
            known.push(place);
        }
    }
    Ok(places)
}

/// Whose words a context holds.
fn owners(checked: &Checked, context: &Context, drawings: &[Drawing]) -> Owners {
    let mut all = All { owners: Owners::default(), checked };
    for (kind, rules) in &context.rules {
        all.each(&["rules", kind], rules.iter().map(|rule| &rule.origin));
    }
    all.each(&["params"], context.params.iter().map(|one| &one.origin));
    all.each(&["facts"], context.facts.iter().map(|one| &one.origin));
    all.each(&["terms"], context.terms.iter().map(|one| &one.origin));
    all.each(&["sources"], context.sources.iter().map(|one| &one.origin));
    all.each(&["actors"], context.actors.iter().map(|one| &one.origin));
    all.each(&["commitments"], context.commitments.iter().map(|one| &one.origin));
    all.each(&["definitions"], context.definitions.iter().map(|one| &one.origin));
    all.each(&["recommendations"], context.recommendations.iter().map(|one| &one.origin));
    all.each(&["readings"], context.readings.iter().map(|one| &one.origin));
    all.each(&["scenarios"], context.scenarios.iter().map(|one| &one.origin));
    for (name, values) in &context.values {
        all.own(&["values", name], &values.origin);
    }
    for (entity, instances) in &context.instances {
        all.each(&["instances", entity], instances.iter().map(|one| &one.origin));
    }
    for drawing in drawings {
        all.own(&["charts", &drawing.name()], &drawing.origin);
    }
    all.inside(context);
    all.owners
}

struct All<'a> {
    owners: Owners,
    checked: &'a Checked,
}

impl All<'_> {
    fn own(&mut self, path: &[&str], origin: &Origin) {
        for decl in &origin.0 {
            self.owners.add(path, decl.0);
        }
    }

    fn each<'o>(&mut self, path: &[&str], origins: impl Iterator<Item = &'o Origin>) {
        for (at, origin) in origins.enumerate() {
            self.own(&[path, &[&at.to_string()]].concat(), origin);
        }
    }

    /// What records hold of other declarations: rules that change, reforms of a scenario, parties.
    fn inside(&mut self, context: &Context) {
        for (at, scenario) in context.scenarios.iter().enumerate() {
            let at = at.to_string();
            self.each(&["scenarios", &at, "reforms"], scenario.reforms.iter().map(|one| &one.origin));
            self.each(&["scenarios", &at, "changes"], scenario.changes.iter().map(|one| &one.origin));
            self.each(&["scenarios", &at, "results"], scenario.results.iter().map(|one| &one.origin));
        }
        for (at, reading) in context.readings.iter().enumerate() {
            let contested = reading.contested.iter().map(|one| &one.origin);
            self.each(&["readings", &at.to_string(), "contested"], contested);
        }
        for (entity, instances) in &context.instances {
            for (at, instance) in instances.iter().enumerate() {
                for (field, parties) in &instance.parties {
                    self.own(&["instances", entity, &at.to_string(), "fields", field], parties);
                }
            }
        }
        self.parties(&["paper", "to"], &context.paper.to);
        for (at, one) in context.recommendations.iter().enumerate() {
            self.parties(&["recommendations", &at.to_string(), "to"], &one.to);
        }
        for (at, one) in context.commitments.iter().enumerate() {
            self.parties(&["commitments", &at.to_string(), "owner"], &one.owner);
        }
    }

    fn parties(&mut self, path: &[&str], titles: &[String]) {
        for (at, title) in titles.iter().enumerate() {
            for party in self.checked.program.parties.iter().filter(|party| party.title == *title) {
                self.owners.add(&[path, &[&at.to_string()]].concat(), party.decl.0);
            }
        }
    }
}
