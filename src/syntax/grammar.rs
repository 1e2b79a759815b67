//! The grammar, and the only place that calls pest.
//!
//! A rule `c_..` reads one clause without its opening word, a rule `h_..` one head; both end at the end
//! of the text given to them, so that pest keeps what it tried there.

use pest::Parser as _;
use pest::error::{ErrorVariant, InputLocation};
use pest::iterators::Pairs;

/// The parser that pest derives; `Rule` names every rule of the grammar.
#[derive(pest_derive::Parser)]
#[grammar = "../grammar/lexical.pest"]
#[grammar = "../grammar/expressions.pest"]
#[grammar = "../grammar/clauses.pest"]
#[grammar = "../grammar/heads.pest"]
struct Acquis;

/// Where a clause stopped being one, and the rules that were tried there.
pub(super) struct Stop {
    /// Bytes from the start of the text that was given.
    pub at: usize,
    /// What could have followed.
    pub tried: Vec<Rule>,
    /// What the text was read as.
    pub rule: Rule,
}

/// Reads `text` by one rule. What is read is poured into a tree by [`crate::syntax::tree::read`].
pub(super) fn pairs(rule: Rule, text: &str) -> Result<Pairs<'_, Rule>, Stop> {
    match Acquis::parse(rule, text) {
        Ok(pairs) => {
            #[cfg(test)]
            tests::saw(&pairs);
            Ok(pairs)
        }
        Err(error) => {
            let at = match error.location {
                InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
            };
            let tried = match error.variant {
                ErrorVariant::ParsingError { positives, .. } => positives,
                ErrorVariant::CustomError { .. } => vec![],
            };
            Err(Stop { at, tried, rule })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Pairs;
    use super::Rule;
    use std::cell::RefCell;
    use std::collections::BTreeSet;

    const GRAMMAR: [&str; 4] = [
        include_str!("../../grammar/lexical.pest"),
        include_str!("../../grammar/expressions.pest"),
        include_str!("../../grammar/clauses.pest"),
        include_str!("../../grammar/heads.pest"),
    ];

    thread_local! {
        static SEEN: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
    }

    /// Notes the rules that read something.
    pub(super) fn saw(pairs: &Pairs<'_, Rule>) {
        SEEN.with_borrow_mut(|seen| seen.extend(pairs.clone().flatten().map(|pair| format!("{:?}", pair.as_rule()))));
    }

    /// Rules that leave a node: not those that are silent.
    fn rules() -> BTreeSet<String> {
        let lines = GRAMMAR.iter().flat_map(|text| text.lines());
        let named = lines.filter_map(|line| line.split_once('=').map(|(name, rest)| (name.trim(), rest.trim())));
        let words = named.filter(|(name, rest)| {
            // What only slips are read by is shown with them (`tests/fixtures/slips`).
            let slip = name.starts_with("miss_") || *name == "currency_sign";
            let word = !slip && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !name.is_empty();
            word && !rest.starts_with("_{") && rest.contains('{')
        });
        words.map(|(name, _)| name.to_string()).collect()
    }

    #[test]
    fn every_rule_is_used_in_some_chapter() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/language");
        let mut paths: Vec<_> =
            std::fs::read_dir(folder).expect("chapters").map(|e| e.expect("an entry").path()).collect();
        paths.sort();
        for path in paths {
            let text = std::fs::read_to_string(&path).expect("a chapter");
            // What a chapter shows as refused is part of the language too.
            let text: String = text
                .lines()
                .map(|line| if line.starts_with("```acq ") { "```acq\n".into() } else { format!("{line}\n") })
                .collect();
            crate::syntax::parse(crate::text::FileId(0), "chapter.acq.md", &text);
        }
        let seen = SEEN.with_borrow(Clone::clone);
        let unused: Vec<String> = rules().into_iter().filter(|rule| !seen.contains(rule)).collect();
        assert!(unused.is_empty(), "{} of {}: {}", unused.len(), rules().len(), unused.join(" "));
    }
}
