//! The words of the language: one row for each declaration and each clause.
//!
//! A clause is a row: its word or two, who owns it, the rule that reads it, an example, and whether it may
//! stand twice. To add one: a row in `clauses`, a rule in `grammar/clauses.pest`, a function in `lower`.

pub(super) mod clauses;
pub(super) mod declarations;
