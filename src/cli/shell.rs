//! `acquis completions`, `acquis man`

use crate::cli::Status;
use crate::cli::args::{Cli, CompletionsArgs};
use crate::cli::run::Run;
use clap::CommandFactory;

/// Prints shell completions.
pub fn completions(run: &Run, args: &CompletionsArgs) -> Status {
    let mut out = vec![];
    clap_complete::generate(args.shell, &mut Cli::command(), "acquis", &mut out);
    run.print(&String::from_utf8_lossy(&out));
    Status::Fine
}

/// Prints the manual page, commands included.
pub fn man(run: &Run) -> Status {
    let command = Cli::command();
    let mut out = vec![];
    if clap_mangen::Man::new(command.clone()).render(&mut out).is_err() {
        return Status::Fault;
    }
    for sub in command.get_subcommands() {
        let page = clap_mangen::Man::new(sub.clone()).title(format!("acquis-{}", sub.get_name()));
        if page.render(&mut out).is_err() {
            return Status::Fault;
        }
    }
    run.print(&String::from_utf8_lossy(&out));
    Status::Fine
}
