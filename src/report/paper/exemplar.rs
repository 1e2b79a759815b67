//! A context with one of everything, by which templates are checked before there is a real one.

use crate::report::paper::model::{
    Change, Commitment, Context, Count, Days, Definition, Evidence, Fact, Instance, Mark, Need, Outcome, Paper, Param,
    Party, Profile, ProfileDatum, RULE_KINDS, Reading, Recommendation, Reform, Result, Rule, Scenario, Source,
    Subjects, Term, Traced, TracedPlace, ValueRow, Values,
};
use crate::report::template::Markdown;
use crate::report::template::shape::ANY_KEY;
use std::collections::BTreeMap;

impl Context {
    /// A context with one of everything, by which templates are checked before there is a real one.
    pub fn exemplar() -> Context {
        fn one<T: Default>() -> Vec<T> {
            vec![T::default()]
        }
        fn named<T>(value: T) -> BTreeMap<String, T> {
            BTreeMap::from([(ANY_KEY.to_string(), value)])
        }
        let day = || "2018-04-30".to_string();
        let outcome = || Outcome { because: one(), marks: one(), needs: one(), ..Outcome::default() };
        let count = || Count { marks: one(), ..Count::default() };
        let rule = || Rule {
            per: one(),
            level: one(),
            covers: one(),
            outcomes: vec![outcome()],
            counts: vec![count()],
            counts_in_all: vec![count()],
            marks: one(),
            ..Rule::default()
        };
        let change =
            || Change { subjects: one(), marks_before: one(), marks: one(), causes: Some(one()), ..Change::default() };
        let reform = Reform { from: day(), per: one(), patches: one(), limits: one(), ..Reform::default() };
        let result = Result { counts: vec![count()], ..Result::default() };
        let evidence = Evidence { contested: one(), marks: one(), needs: one(), ..Evidence::default() };
        let value = ValueRow {
            under: named(String::new()),
            marks: one(),
            marks_under: named(one::<Mark>()),
            ..ValueRow::default()
        };
        let datum = ProfileDatum { as_of: day(), marks: one(), ..ProfileDatum::default() };
        Context {
            paper: Paper { to: one(), date: day(), due: Some(day()), ..Paper::default() },
            days: Days { law: day(), known_on: day(), data: day(), later: one(), sources: day() },
            subjects: Subjects { names: one(), ..Subjects::default() },
            rules: RULE_KINDS.iter().map(|kind| (kind.to_string(), vec![rule()])).collect(),
            scenarios: vec![Scenario {
                at: day(),
                known_on: day(),
                reforms: vec![reform],
                changes: vec![change()],
                results: vec![result],
                ..Scenario::default()
            }],
            readings: vec![Reading { per: one(), contested: vec![change()], ..Reading::default() }],
            recommendations: vec![Recommendation {
                to: one(),
                by: Some(day()),
                evidence: vec![evidence],
                needs: one(),
                dissent: one(),
                basis: one(),
                covers: one(),
                ..Recommendation::default()
            }],
            needs: vec![Need { subjects: one(), rules: one(), recommendations: one(), ..Need::default() }],
            params: vec![Param { per: one(), marks: one(), ..Param::default() }],
            facts: vec![Fact { per: one(), marks: one(), ..Fact::default() }],
            terms: vec![Term { per: one(), ..Term::default() }],
            commitments: vec![Commitment { owner: one(), covers: one(), ..Commitment::default() }],
            actors: vec![Party { per: one(), covers: one(), ..Party::default() }],
            sources: vec![Source { to_check: one(), read: one(), ..Source::default() }],
            definitions: vec![Definition { per: one(), ..Definition::default() }],
            values: named(Values { per: one(), rows: vec![value], ..Values::default() }),
            instances: named(vec![Instance {
                fields: named(String::new()),
                per: one(),
                marks: one(),
                covers: one(),
                ..Instance::default()
            }]),
            trace: vec![Traced {
                kinds: one(),
                declarations: one(),
                places: vec![TracedPlace { heading: one(), ..TracedPlace::default() }],
                ..Traced::default()
            }],
            profiles: vec![Profile { data: vec![datum], unknown: one(), ..Profile::default() }],
            profile_sources: one(),
            notes: one(),
            charts: named(Markdown::default()),
            chart_marks: named(one::<Mark>()),
            ..Context::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::report::paper::model::Context;
    use crate::report::template::shape::Shape;

    #[test]
    fn the_exemplar_has_one_of_everything() {
        let shape = Shape::of(Context::exemplar());
        assert_eq!(shape.unknown(), Vec::<String>::new());
    }
}
