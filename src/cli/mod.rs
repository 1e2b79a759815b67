//! The command line: one file a command.
//!
//! Diagnostics go to standard error, results to standard output. Exit status: 0 fine, 1 the answer is no,
//! 2 wrong use or a fault, 3 not decided.

pub mod args;
mod build;
mod check;
mod compare;
mod eval;
mod explain;
mod explain_code;
mod fmt;
mod mutate;
mod needs;
mod new;
mod outcomes;
mod paper;
mod papers;
mod publish;
mod run;
mod run_eval;
mod schema;
mod shell;
mod sources;
mod sweep;
mod table;
mod test;
mod trace;

use crate::cli::args::{Cli, Command};
use crate::cli::run::Run;
use clap::Parser;
use std::ffi::OsString;
use std::process::ExitCode;

/// Runs the command of these arguments.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            let status = if error.use_stderr() { 2 } else { 0 };
            // A closed pipe is no fault of ours.
            let _ = error.print();
            return ExitCode::from(status);
        }
    };
    let run = Run::new(&cli);
    let status = match &cli.command {
        Command::New(args) => new::run(&run, args),
        Command::Check(args) => check::run(&run, args),
        Command::Fmt(args) => fmt::run(&run, args),
        Command::Eval(args) => eval::run(&run, args),
        Command::Explain(args) => explain::run(&run, args),
        Command::Compare(args) => compare::run(&run, args),
        Command::Sweep(args) => sweep::run(&run, args),
        Command::Needs(args) => needs::run(&run, args),
        Command::Test(args) => test::run(&run, args),
        Command::Sources(args) => sources::run(&run, args),
        Command::Trace(args) => trace::run(&run, args),
        Command::Paper(args) => paper::run(&run, args),
        Command::Build(args) => build::run(&run, args),
        Command::Publish(args) => publish::run(&run, args),
        Command::Schema(args) => schema::run(&run, args),
        Command::ExplainCode(args) => explain_code::run(&run, args),
        Command::Completions(args) => shell::completions(&run, args),
        Command::Man => shell::man(&run),
    };
    ExitCode::from(run.end(status) as u8)
}

/// What a command answers to its caller.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Status {
    /// Fine.
    Fine = 0,
    /// The answer is no.
    No = 1,
    /// Wrong use, or a fault.
    Fault = 2,
    /// Not decided.
    Undecided = 3,
}
