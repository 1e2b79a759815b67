//! The command line: one file a command.
//!
//! Diagnostics go to standard error, results to standard output. Exit status: 0 fine, 1 the answer is no,
//! 2 wrong use or a fault, 3 not decided.

mod answer;
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
mod tell;
mod test;
mod trace;

use crate::cli::args::{Cli, Command};
use crate::cli::run::Run;
use crate::diag::Diagnostic;
use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::ffi::OsString;
use std::process::ExitCode;

/// Runs the command of these arguments.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match read(args.into_iter().collect()) {
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

/// The command of these arguments.
///
/// An option that no command has may be named after an entity of the policy, which is not read yet: `--town KEY` is
/// read as `--for=--town=KEY`, and what that means is found out where subjects are looked up.
fn read(mut args: Vec<OsString>) -> Result<Cli, clap::Error> {
    let first = match Cli::try_parse_from(&args) {
        Ok(cli) => return Ok(cli),
        Err(error) => error,
    };
    let mut option = unknown_option(&first);
    while let Some(at) = option.as_ref().and_then(|option| place_with_key(&args, option)) {
        let mut word = OsString::from("--for=");
        word.push(&args[at]);
        if !args[at].to_string_lossy().contains('=') {
            word.push("=");
            word.push(args.remove(at + 1));
        }
        args[at] = word;
        match Cli::try_parse_from(&args) {
            Ok(cli) => return Ok(cli),
            Err(next) if next.kind() == ErrorKind::MissingRequiredArgument => return Err(next),
            Err(next) => option = unknown_option(&next),
        }
    }
    Err(first)
}

/// The long option that is not known; none: something else is wrong, or the command has no subjects.
fn unknown_option(error: &clap::Error) -> Option<String> {
    match (error.kind(), error.get(ContextKind::InvalidArg)) {
        (ErrorKind::UnknownArgument, Some(ContextValue::String(option))) => {
            Some(option.clone()).filter(|option| option.starts_with("--") && option != "--for")
        }
        _ => None,
    }
}

/// Where an option stands that has a word behind it: `--option=KEY`, `--option KEY`.
fn place_with_key(args: &[OsString], option: &str) -> Option<usize> {
    let is_it = |word: &OsString| {
        let word = word.to_string_lossy();
        word.strip_prefix(option).is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
    };
    let at = args.iter().position(is_it)?;
    let is_key = |word: &OsString| !word.to_string_lossy().starts_with('-');
    (args[at].to_string_lossy().contains('=') || args.get(at + 1).is_some_and(is_key)).then_some(at)
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

impl Status {
    /// Of what was found: a mistake is a no, a file that cannot be read a fault.
    pub fn of(findings: &[Diagnostic]) -> Status {
        let errors = || findings.iter().filter(|finding| finding.is_error());
        match (errors().any(Diagnostic::is_of_reading), errors().next()) {
            (true, _) => Status::Fault,
            (false, Some(_)) => Status::No,
            (false, None) => Status::Fine,
        }
    }
}
