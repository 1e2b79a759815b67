//! The `acquis` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    acquis::cli::run(std::env::args_os())
}
