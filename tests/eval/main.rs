//! Evaluation: every operator against a naive evaluator over all completions of what is unknown; leaves; needs;
//! blocks; by property over random plans and profiles.

mod defaults;
mod leaves;
mod naive;
mod operators;
mod plans;
mod random;
mod world;
