//! Fields of a context whose words are all known beforehand: what a template compares with another word is never so.

use crate::analysis::decided::By;
use crate::analysis::marks;
use crate::analysis::recommend::Verdict;
use crate::analysis::words::Came;
use crate::report::template::shape::{Shape, Words};
use crate::text::{LAW, Name};
use crate::types::checked::Checked;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Tells the shape of a context which words its fields can hold. Names are those of the whole policy: a template that
/// several papers share may speak of what one of them does not have.
pub fn close(shape: &mut Shape, checked: &Checked) {
    let names = |what, all: &mut dyn Iterator<Item = &Name>| Words::new(what, all.map(|name| name.to_string()));
    let rules = names("no rule", &mut checked.rules.iter().map(|rule| &rule.name));
    let scenarios =
        Words::new("no scenario", checked.scenarios.iter().map(|one| one.name.to_string()).chain([LAW.to_string()]));
    let fields = checked.schema.entities.iter().flat_map(|entity| &entity.fields).map(|field| field.path.to_string());
    let (outcomes, possible) =
        (Words::new("no outcome", outcome_words()), Words::several("no outcome", outcome_words()));
    let by = [By::Law, By::Data, By::Open].map(|by| by.word().to_string());
    let verdicts = [Verdict::Issued, Verdict::Conditional, Verdict::Withheld].map(|one| one.word().to_string());
    let all: [(Words, &[&str]); 10] = [
        (rules, &["rules.*.name", "scenarios.changes.rule", "scenarios.results.rule", "readings.contested.rule"]),
        (scenarios, &["scenarios.name", "scenarios.compared_with", "recommendations.evidence.under"]),
        (outcomes, &["rules.*.outcomes.word", "rules.*.counts.word", "scenarios.results.counts.word"]),
        (possible, &["rules.*.outcomes.possible"]),
        (Words::new("nothing that decides", by), &["rules.*.outcomes.decided_by"]),
        (Words::new("no verdict", verdicts), &["recommendations.verdict"]),
        (names("no param", &mut checked.params.iter().map(|param| &param.name)), &["params.name"]),
        (
            names("no recommendation", &mut checked.recommendations.iter().map(|one| &one.name)),
            &["recommendations.name"],
        ),
        (
            Words::new("no mark", marks::WORDS.map(str::to_string)),
            &[
                "rules.*.marks.mark",
                "rules.*.outcomes.marks.mark",
                "rules.*.counts.marks.mark",
                "scenarios.changes.marks.mark",
                "values.*.rows.marks.mark",
                "chart_marks.*.mark",
            ],
        ),
        (Words::new("no field", fields), &["profiles.data.field"]),
    ];
    for (words, paths) in all {
        let words = Arc::new(words);
        for path in paths {
            shape.close(&path.split('.').collect::<Vec<_>>(), &words);
        }
    }
}

/// The words of all outcomes of all kinds of assessment.
fn outcome_words() -> BTreeSet<String> {
    Came::words().into_iter().map(str::to_string).collect()
}
