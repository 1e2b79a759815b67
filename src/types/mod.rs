//! Types, units and what the policies declare about the world.

pub mod schema;
