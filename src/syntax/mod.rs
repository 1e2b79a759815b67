//! Text to tree and back. Never fails: a tree and diagnostics.
//!
//! `outline` finds declarations, `clauses` splits their blocks, pest reads one clause at a time,
//! `from_pairs` pours pairs into the arena, `ast` is what later stages read, `format` writes the one
//! canonical layout. Nothing outside this module names pest.

pub mod ast;
