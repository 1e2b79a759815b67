//! What all commands share: where they run, how they print, how they open a repository.

use crate::cli::Status;
use crate::cli::args::{Cli, ColorChoice};
use crate::diag::render::{Format, Style, render, summary};
use crate::diag::{Diagnostic, has_errors};
use crate::session::terminal;
use crate::session::workspace::{Extra, Workspace};
use crate::text::Sources;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The surroundings of a command.
pub struct Run {
    /// The folder it starts in.
    pub folder: PathBuf,
    /// No progress, no summary.
    pub quiet: bool,
    color: ColorChoice,
    /// Why results could not be written: the first fault.
    lost: OnceLock<io::Error>,
}

impl Run {
    /// From the global options.
    pub fn new(cli: &Cli) -> Run {
        let folder = cli.directory.clone().unwrap_or_else(|| PathBuf::from("."));
        Run { folder, quiet: cli.quiet, color: cli.color, lost: OnceLock::new() }
    }

    fn colours(&self, stderr: bool) -> bool {
        match self.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => terminal::colours(stderr),
        }
    }

    /// Whether results may be coloured.
    pub fn colour_results(&self) -> bool {
        self.colours(false)
    }

    /// How findings are written for people.
    pub fn style(&self) -> Style {
        Style { colour: self.colours(true), width: terminal::width().clamp(60, 140) }
    }

    /// Writes a result. A closed pipe ends the writing, not the command.
    pub fn print(&self, text: &str) {
        let mut out = std::io::stdout().lock();
        if let Err(why) = out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            let _ = self.lost.set(why);
        }
    }

    /// The answer of a command, or a fault where not all results could be written. A reader that has seen enough
    /// (a closed pipe) is no fault.
    pub fn end(&self, answer: Status) -> Status {
        match self.lost.get() {
            Some(why) if why.kind() != io::ErrorKind::BrokenPipe => {
                self.fail(crate::diag::files::results_lost(&why.to_string()))
            }
            _ => answer,
        }
    }

    /// Writes a word about the work, unless it is unwanted.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.error(text);
        }
    }

    /// Writes to standard error.
    pub fn error(&self, text: &str) {
        let mut out = std::io::stderr().lock();
        let _ = writeln!(out, "{text}");
    }

    /// Says what is going on, where somebody is looking.
    pub fn progress(&self, text: &str) {
        if !self.quiet && terminal::is_terminal(true) {
            self.error(text);
        }
    }

    /// Goes no further where what was found is an error; then it is reported.
    pub fn stop_at_errors(&self, findings: &[Diagnostic], sources: &Sources) -> Result<(), Status> {
        if has_errors(findings) {
            self.report(findings, sources);
            return Err(Status::of(findings));
        }
        Ok(())
    }

    /// Writes findings for people to standard error, and how many there are.
    pub fn report(&self, findings: &[Diagnostic], sources: &Sources) {
        if findings.is_empty() {
            return;
        }
        let mut out = std::io::stderr().lock();
        let _ = out.write_all(render(findings, sources, Format::Human, self.style()).as_bytes());
        let _ = writeln!(out, "{}", summary(findings, sources));
    }

    /// Writes one finding that has no place in a repository.
    pub fn fail(&self, finding: Diagnostic) -> Status {
        self.report(&[finding], &Sources::default());
        Status::Fault
    }

    /// Opens the repository that the folder lies in. Findings are not reported here.
    pub fn open(&self, profiles: &[PathBuf]) -> Result<(PathBuf, Workspace), Status> {
        self.open_or(profiles, |findings, sources| self.report(findings, sources))
    }

    /// As [`Run::open`]; `tell` writes why it cannot be opened.
    pub fn open_or(
        &self,
        profiles: &[PathBuf],
        tell: impl FnOnce(&[Diagnostic], &Sources),
    ) -> Result<(PathBuf, Workspace), Status> {
        let extra = self.extra(profiles)?;
        Workspace::discover(&self.folder, &extra).map_err(|unreadable| {
            tell(&unreadable.findings, &unreadable.sources);
            Status::of(&unreadable.findings)
        })
    }

    /// Profiles that are given beside those of the repository.
    pub fn extra(&self, profiles: &[PathBuf]) -> Result<Vec<Extra>, Status> {
        let mut extra = vec![];
        for path in profiles {
            let shown = path.display().to_string();
            match terminal::read(&self.folder.join(path)) {
                Ok(bytes) => extra.push(Extra { path: shown, bytes }),
                Err(why) => return Err(self.fail(crate::diag::files::cannot_read(&shown, &why))),
            }
        }
        Ok(extra)
    }

    /// Opens the repository for evaluation: errors end it, but for those whose outcome is known.
    pub fn open_sound(&self, profiles: &[PathBuf]) -> Result<(PathBuf, Workspace), Status> {
        self.open_for(profiles, false)
    }

    /// Opens the repository for papers: errors end it.
    pub fn open_strict(&self, profiles: &[PathBuf]) -> Result<(PathBuf, Workspace), Status> {
        self.open_for(profiles, true)
    }

    fn open_for(&self, profiles: &[PathBuf], strict: bool) -> Result<(PathBuf, Workspace), Status> {
        let (root, workspace) = self.open(profiles)?;
        match (workspace.has_errors(), strict || !workspace.has_meaning()) {
            (true, true) => {
                self.report(&workspace.findings, &workspace.sources);
                self.error("nothing is evaluated while there are errors");
                Err(Status::of(&workspace.findings))
            }
            (true, false) => {
                self.report(&workspace.findings, &workspace.sources);
                Ok((root, workspace))
            }
            (false, _) => Ok((root, workspace)),
        }
    }

    /// A path as people see it: relative to where the command runs, where it lies below.
    pub fn shown(&self, path: &Path) -> String {
        let base = self.folder.canonicalize().unwrap_or_else(|_| self.folder.clone());
        path.strip_prefix(&base).unwrap_or(path).display().to_string()
    }
}
