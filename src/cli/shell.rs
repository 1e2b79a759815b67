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

/// A manual page in which indented lines stand as they are written, and are not filled.
fn examples_as_written(page: &str) -> String {
    let (mut written, mut open) = (String::new(), false);
    for line in page.lines() {
        let indented = line.starts_with("  ");
        if indented != open {
            written.push_str(if indented { ".nf\n" } else { ".fi\n" });
            open = indented;
        }
        written.push_str(line);
        written.push('\n');
    }
    written
}

/// Prints the manual page, commands included.
pub fn man(run: &Run) -> Status {
    let command = Cli::command();
    let mut out = vec![];
    if clap_mangen::Man::new(command.clone()).render(&mut out).is_err() {
        return Status::Fault;
    }
    for sub in command.get_subcommands() {
        let name = format!("acquis {}", sub.get_name());
        let page = clap_mangen::Man::new(sub.clone().bin_name(name)).title(format!("acquis-{}", sub.get_name()));
        if page.render(&mut out).is_err() {
            return Status::Fault;
        }
    }
    run.print(&examples_as_written(&String::from_utf8_lossy(&out)));
    Status::Fine
}
