//! The law of a scenario and the plan made of it.

mod causes;
mod corpus;
mod fixture;
mod laws;
mod patches;
mod plans;
mod siblings;
mod stacks;
mod tables;
