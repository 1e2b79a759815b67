//! The only owner of the world: files, folders, the environment, git through `vcs`.
//!
//! Never here: the meaning of a policy. Never elsewhere: `std::fs`, `std::env`, `std::process`.
//!
//! `files` finds and reads, `tree` says where they are, `output` writes without ever losing what stood there, `manifest` reads
//! `acquis.toml`, `workspace` reads a repository whole, `mends` tries corrections, `threads` shares out
//! independent work.

pub mod digest;
pub mod files;
pub mod manifest;
pub mod mends;
pub mod output;
pub mod terminal;
pub mod threads;
pub mod tree;
pub mod workspace;
