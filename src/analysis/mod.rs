//! What can be said of outcomes: reasons, differences, what is missing, what is covered.
//!
//! `study` runs a policy under several scenarios at once; everything else reads a study. Nothing here
//! evaluates by itself: there is one evaluator.

pub mod assumed;
pub mod causes;
pub mod commitments;
pub mod compare;
pub mod contested;
pub mod coverage;
pub mod decided;
pub mod explain;
pub mod facts;
pub mod marks;
pub mod mutate;
pub mod plain;
pub mod questions;
pub mod reasons;
pub mod recommend;
pub mod size;
pub mod sources;
pub mod statics;
pub mod study;
pub mod subjects;
pub mod tests;
pub mod trace;
pub mod uses;
pub mod without_value;
pub mod words;
