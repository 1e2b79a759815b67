//! The grammar, and the only place that calls pest.
//!
//! A rule `c_..` reads one clause without its opening word, a rule `h_..` one head; both end at the end
//! of the text given to them, so that pest keeps what it tried there.

use crate::syntax::tree::Tree;
use pest::Parser as _;
use pest::error::{ErrorVariant, InputLocation};

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
}

/// Reads `text` by one rule.
pub(super) fn read<'t>(rule: Rule, text: &'t str) -> Result<Tree<'t>, Stop> {
    match Acquis::parse(rule, text) {
        Ok(pairs) => Ok(Tree::pour(pairs, text)),
        Err(error) => {
            let at = match error.location {
                InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
            };
            let tried = match error.variant {
                ErrorVariant::ParsingError { positives, .. } => positives,
                ErrorVariant::CustomError { .. } => vec![],
            };
            Err(Stop { at, tried })
        }
    }
}
