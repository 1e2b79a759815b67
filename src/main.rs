//! The `acquis` command.

use std::process::ExitCode;

/// Parsing and evaluation make many small values: with this allocator they take a fifth less time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    acquis::cli::run(std::env::args_os())
}
