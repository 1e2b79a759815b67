//! Types, units and what the policies declare about the world.

pub mod checked;
pub mod schema;
pub mod term;
