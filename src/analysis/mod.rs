//! What can be said of outcomes: reasons, differences, what is missing, what is covered.
//!
//! `study` runs a policy under several scenarios at once; everything else reads a study. Nothing here
//! evaluates by itself: there is one evaluator.

pub mod sources;
pub mod trace;
