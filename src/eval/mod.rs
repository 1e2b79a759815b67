//! Evaluation: a plan over profiles, column by column, exact, on sets of possible outcomes.
//!
//! A [`run::Runner`] computes the columns of a [`crate::plan::Plan`] when they are asked for and keeps them: an
//! explanation is read off the columns that gave the result. A [`column::Column`] holds for each row the set of
//! outcomes still possible; kernels (`kernel`) take columns to columns. Leaves are fields of profiles: which datum
//! of a cell is read is decided in `select`, in one place.
//!
//! Promises, held by tests against enumeration of all completions: no possible outcome is left out; filling in
//! what was unknown never leads to an outcome that was not possible before; conditions and codes are exact
//! images; nothing depends on the order of rows, on the size of blocks or on the number of threads.
//!
//! Prohibitions: no clock, no I/O, no float, no word that wraps; nothing here knows what a policy is about, and
//! nothing recurses over a plan.

pub mod bits;
mod blocks;
pub mod column;
mod compute;
mod course;
mod field;
mod frames;
mod kernel;
mod lanes;
mod leaf;
pub mod needs;
pub mod numbers;
mod operands;
pub mod outcome;
pub mod provenance;
pub mod run;
pub mod scope;
pub mod select;
mod shared;
pub mod size;
mod tables;
mod world;
