//! The only owner of the world: files, folders, the environment, git through `vcs`.
//!
//! Never here: the meaning of a policy. Never elsewhere: `std::fs`, `std::env`, `std::process`.
//!
//! `files` finds and reads, `output` writes without ever losing what stood there, `manifest` reads
//! `acquis.toml`, `mends` tries corrections, `threads` shares out independent work.

pub mod digest;
pub mod files;
pub mod manifest;
pub mod mends;
pub mod output;
pub mod terminal;
pub mod threads;
pub mod workspace;
