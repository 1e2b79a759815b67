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
    let pages = std::iter::once(command.clone()).chain(command.get_subcommands().cloned().map(|sub| {
        let name = format!("acquis-{}", sub.get_name());
        sub.name(name)
    }));
    for page in pages {
        if clap_mangen::Man::new(page).render(&mut out).is_err() {
            return Status::Fault;
        }
    }
    run.print(&String::from_utf8_lossy(&out));
    Status::Fine
}
