//! acquis: policy written as rules, tested like code, and printed as the paper that ministers read.
//!
//! The layers and what each may import are in `docs/architecture.md`; a test holds the code to them.

pub mod analysis;
pub mod cli;
pub mod data;
pub mod diag;
pub mod eval;
pub mod hir;
pub mod num;
pub mod plan;
pub mod report;
pub mod session;
pub mod syntax;
pub mod text;
pub mod types;
pub mod vcs;
