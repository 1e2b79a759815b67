//! The terminal and the environment, asked in one place.

use std::io::IsTerminal;
use std::path::Path;

/// Whether somebody looks at standard error (`stderr`) or standard output.
pub fn is_terminal(stderr: bool) -> bool {
    if stderr { std::io::stderr().is_terminal() } else { std::io::stdout().is_terminal() }
}

/// Whether colours are wanted there: a terminal, and neither `NO_COLOR` nor a dumb terminal.
#[allow(clippy::disallowed_methods)]
pub fn colours(stderr: bool) -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|v| v == "dumb");
    is_terminal(stderr) && !refused && !dumb
}

/// Columns of the terminal: `COLUMNS`, else 100.
#[allow(clippy::disallowed_methods)]
pub fn width() -> usize {
    std::env::var("COLUMNS").ok().and_then(|v| v.parse().ok()).unwrap_or(100)
}

/// Reads a file given on the command line.
///
/// # Errors
/// What the operating system says.
pub fn read(path: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|e| e.to_string())
}
