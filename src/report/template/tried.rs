//! Filters of a template tried before anything is rendered: what is written out in full, and how many arguments there
//! are.

use minijinja::{Environment, Error, ErrorKind};

use super::helpers;

/// Why a value that is written out, with the filters behind it, cannot be.
pub fn why_not(expression: &str) -> Option<String> {
    let error = error_of(expression)?;
    (error.kind() == ErrorKind::InvalidOperation).then(|| error.detail().unwrap_or_default().to_owned())
}

/// Why a filter cannot be given arguments, whatever they are, where there are too many or too few; `written` are the
/// words and signs behind its name.
pub fn why_not_so_many<'t>(filter: &str, written: impl Iterator<Item = &'t str> + Clone) -> Option<String> {
    // Arguments by name are few, and each filter has its own.
    if !helpers::WORDS.contains(&filter) || written.clone().any(|token| token == "=") {
        return None;
    }
    let given = arguments(written);
    let words = vec!["\"x\""; given].join(", ");
    let error = error_of(&format!("\"x\" | {filter}({words})"))?;
    match error.kind() {
        ErrorKind::TooManyArguments if given == 1 => Some(format!("`{filter}` takes nothing in brackets")),
        ErrorKind::TooManyArguments => Some(format!("`{filter}` takes less in brackets than these {given}")),
        ErrorKind::MissingArgument if filter == "counted" => {
            Some("`counted` takes the words for one and for many: `| counted(\"town\", \"towns\")`".into())
        }
        ErrorKind::MissingArgument => Some(format!("`{filter}` takes more in brackets")),
        _ => None,
    }
}

/// How many arguments stand in brackets.
fn arguments<'t>(written: impl Iterator<Item = &'t str>) -> usize {
    let (mut depth, mut commas, mut any) = (0usize, 0, false);
    for token in written {
        match token {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            "," if depth == 1 => commas += 1,
            _ => {}
        }
        any |= depth > 0 && token != "(";
    }
    if any { commas + 1 } else { 0 }
}

/// What the template language says of an expression without names.
fn error_of(expression: &str) -> Option<Error> {
    let mut environment = Environment::empty();
    helpers::add(&mut environment);
    let compiled = environment.compile_expression(expression).ok()?;
    compiled.eval(()).err()
}
