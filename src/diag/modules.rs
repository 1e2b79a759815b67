//! What can go wrong with modules and the blocks of a file. Their codes are among those of [`super::syntax`].

use super::Diagnostic;
use super::syntax::{FENCE, MISSPELT_FENCE, MODULE};
use crate::text::Span;

/// A file that does not say which module it is.
pub fn no_module(place: Span, name: &str, no_fence: bool, misnamed: Option<Span>) -> Diagnostic {
    let found = Diagnostic::new(MODULE, place, "the file does not name its module");
    if no_fence {
        let found = found.help(
            "the policy of a Markdown file stands between ```acq and ```; the first block begins with `module NAME`",
        );
        return match misnamed {
            Some(fence) => found.also(fence, "write `acq` here"),
            None => found,
        };
    }
    found.help(format!("begin the file with `module NAME`, such as `module {name}`")).fix(
        format!("name it after the file: `module {name}`"),
        place,
        format!("module {name}\n\n"),
        false,
    )
}

/// `module` without a name.
pub fn module_without_name(place: Span) -> Diagnostic {
    Diagnostic::new(MODULE, place, "`module` has no name").help("for example: module funding")
}

/// Why what looks like policy in a Markdown file is not read, or is read farther than it was meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Passed {
    /// The word is nearly `acq`.
    Named,
    /// There is no word, and a declaration stands in the block.
    Unnamed,
    /// Two marks.
    TwoMarks,
    /// So deep that Markdown shows the marks.
    Indented,
    /// In a quotation.
    Quoted,
    /// In a comment that nothing ends.
    Hidden,
    /// Another block begins, or the file ends, before it is closed.
    Open,
}

/// A block of a Markdown file that looks like policy and is not read as meant.
pub fn block_passed(place: Span, why: Passed) -> Diagnostic {
    // What is meant as policy beyond doubt is missing from it.
    let code = if matches!(why, Passed::Named | Passed::TwoMarks) { MISSPELT_FENCE } else { FENCE };
    let found = Diagnostic::new(code, place, "what stands in this block is not read as policy");
    let others = "policy stands in blocks that begin with ```acq; call others by another word, such as `text`";
    match why {
        Passed::Named => found.label("not `acq`").help(others).fix("write `acq`", place, "acq", false),
        Passed::Unnamed => found.label("no word").help(others).fix("write `acq`", place.at_end(), "acq", false),
        Passed::TwoMarks => {
            found.label("three marks open a block").help(others).fix("write `acq`", place, "```acq", false)
        }
        Passed::Indented => found.label("shown as it stands").help(
            "four blanks or a tab more than what it belongs to make Markdown show the marks; indent the block as the words of its item",
        ),
        Passed::Quoted => found.label("in a quotation").help("put it outside of the quotation, or call it `text`"),
        Passed::Hidden => {
            found.label("in a comment").help("nothing ends the comment above it: write `-->` where it should end")
        }
        Passed::Open => Diagnostic::new(FENCE, place, "this block of policy is never closed")
            .label("what follows is read with it")
            .help("write a line with the marks alone, such as ```, where the policy ends"),
    }
}

/// A word that is nearly `module`.
pub fn misspelt_module(place: Span, word: &str) -> Diagnostic {
    Diagnostic::new(MODULE, place, format!("`{word}` does not name the module")).help("did you mean `module`?").fix(
        "write `module`",
        place,
        "module",
        true,
    )
}

/// A module that another file names as its own.
pub fn module_of_another_file(place: Span, name: &str, path: &str, first: Span) -> Diagnostic {
    let file = path.rsplit('/').next().unwrap_or(path);
    let found = Diagnostic::new(MODULE, place, format!("two files name the module `{name}`"))
        .label("what stands in this file is left out")
        .also(first, "the other file");
    match file.split('.').next().filter(|stem| *stem != name && !stem.is_empty()) {
        Some(stem) => {
            found.help(format!("a module is one file: name this one after its file, `module {stem}`, or take it out"))
        }
        None => found.help("a module is one file: give one of them another name, or bring them together"),
    }
}

/// A module that is called nearly as its file is.
pub fn module_unlike_its_file(place: Span, name: &str, stem: &str) -> Diagnostic {
    Diagnostic::new(MODULE, place, format!("the module is called `{name}`, and its file `{stem}`"))
        .help("a file is one module and has its name: correct the one that is misspelt")
        .fix(format!("write `{stem}`"), place, stem, false)
}

/// A second `module`.
pub fn second_module(place: Span, first: Span) -> Diagnostic {
    Diagnostic::new(MODULE, place, "the file names its module twice")
        .also(first, "it was named here")
        .help("keep one module in a file")
}

/// `module` behind a declaration.
pub fn module_not_first(place: Span, first: Span) -> Diagnostic {
    Diagnostic::new(MODULE, place, "`module` stands behind a declaration")
        .also(first, "this comes first")
        .help("move it to the beginning of the file")
}

/// Something behind the name of the module.
pub fn after_module(place: Span) -> Diagnostic {
    Diagnostic::new(MODULE, place, "nothing may follow the name of the module on its line")
        .help("write the declaration on a line of its own")
}
