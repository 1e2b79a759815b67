//! Types, units and what the policies declare about the world.
//!
//! `declare` makes the [`schema::Schema`] that profiles are read against; `check`, once the keys of the
//! profiles are known, types every expression and yields the [`checked::Checked`] program.

pub mod absence;
pub mod body;
pub mod builtins;
pub mod cases;
pub mod cells;
pub mod changes;
pub mod check;
pub mod checked;
pub mod commitments;
pub mod concepts;
pub mod days;
pub mod declare;
pub mod domain;
pub mod expected;
pub mod figures;
pub mod find;
pub mod given;
pub mod infer;
pub mod ladder;
pub mod layouts;
pub mod linked;
pub mod lints;
pub mod literal;
pub mod made_up;
pub mod operators;
pub mod patched;
pub mod patches;
pub mod paths;
pub mod recommendations;
pub mod reforms;
pub mod regions;
pub mod rivals;
pub mod rows;
pub mod rules;
pub mod scales;
pub mod scenarios;
pub mod schema;
pub mod scope;
pub mod seek;
pub mod siblings;
pub mod steps;
pub mod tables;
pub mod term;
pub mod tested;
pub mod tests;
pub mod undefined;
pub mod unused;
pub mod versions;
pub mod witness;
pub mod written;
