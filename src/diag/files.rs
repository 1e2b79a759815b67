//! What can go wrong with files and folders: E0801 to E0819, W0801 to W0819.

use super::{Code, Diagnostic, Row};
use crate::text::Span;

/// The codes of this file.
pub const CODES: &[Row] = &[
    Row { code: NO_MANIFEST, title: "not in a policy repository" },
    Row { code: CANNOT_READ, title: "a file or folder cannot be read" },
    Row { code: NOT_UTF8, title: "a file is not UTF-8 text" },
    Row { code: TOO_LARGE, title: "a file is too large" },
    Row { code: CANNOT_WRITE, title: "a file or folder cannot be written" },
    Row { code: BUSY, title: "another build is writing the same folder" },
    Row { code: UNSAFE_OUTPUT, title: "a folder that must not be replaced" },
    Row { code: NOT_EMPTY, title: "a new folder that is not empty" },
    Row { code: UNKNOWN_CODE, title: "a code that no diagnostic has" },
    Row { code: BYTE_ORDER_MARK, title: "a byte order mark at the start of a file" },
    Row { code: LINK_NOT_READ, title: "a symbolic link that is not followed" },
];

pub(super) const NO_MANIFEST: Code = Code("E0801");
pub(super) const CANNOT_READ: Code = Code("E0802");
const NOT_UTF8: Code = Code("E0803");
const TOO_LARGE: Code = Code("E0804");
const CANNOT_WRITE: Code = Code("E0806");
const BUSY: Code = Code("E0807");
const UNSAFE_OUTPUT: Code = Code("E0808");
const NOT_EMPTY: Code = Code("E0809");
const UNKNOWN_CODE: Code = Code("E0810");
const BYTE_ORDER_MARK: Code = Code("W0801");
const LINK_NOT_READ: Code = Code("W0802");

/// No manifest in a folder or above it.
pub fn no_manifest(folder: &str) -> Diagnostic {
    Diagnostic::without_place(NO_MANIFEST, format!("no `acquis.toml` in `{folder}` or any folder above it"))
        .help("go to a policy repository, or make one with `acquis new DIR`")
}

/// The operating system refused to read.
pub fn cannot_read(path: &str, why: &str) -> Diagnostic {
    let found = Diagnostic::without_place(CANNOT_READ, format!("cannot read `{path}`: {why}"));
    if why.contains("ermission denied") { found.help("give yourself the right to read it") } else { found }
}

/// A path of the file system that is no text.
pub fn path_not_utf8(path: &str) -> Diagnostic {
    Diagnostic::without_place(NOT_UTF8, format!("the name of `{path}` is not UTF-8"))
        .help("rename the file: paths are printed in papers and diagnostics")
}

/// The bytes at a place are no UTF-8.
pub fn not_utf8(span: Span) -> Diagnostic {
    Diagnostic::new(NOT_UTF8, span, "this is not UTF-8 text")
        .help("save the file as UTF-8; in older editors its encoding is often called Windows-1252 or Latin-1")
}

/// The file is text of another encoding, such as UTF-16.
pub fn other_unicode(span: Span, encoding: &str) -> Diagnostic {
    Diagnostic::new(NOT_UTF8, span, format!("the file is {encoding} text, not UTF-8")).help("save it as UTF-8")
}

/// More bytes than are read.
pub fn too_large(span: Span, bytes: u64, limit: u64) -> Diagnostic {
    let (size, limit) = (bytes.div_ceil(1 << 20), limit >> 20);
    Diagnostic::new(TOO_LARGE, span, format!("the file has {size} MiB; at most {limit} MiB are read"))
        .help("split it, or move what no rule reads to another folder")
}

/// The operating system refused to write.
pub fn cannot_write(path: &str, why: &str) -> Diagnostic {
    Diagnostic::without_place(CANNOT_WRITE, format!("cannot write `{path}`: {why}"))
        .help("what stood there before is unchanged")
        .help(what_to_do_about(why))
}

/// Standard output takes no more.
pub fn results_lost(why: &str) -> Diagnostic {
    Diagnostic::without_place(CANNOT_WRITE, format!("cannot write to standard output: {why}"))
        .help("the results printed so far are not complete")
        .help(what_to_do_about(why))
}

/// Another process holds the lock of the output folder.
pub fn busy(path: &str) -> Diagnostic {
    Diagnostic::without_place(BUSY, format!("another build is writing `{path}`"))
        .help("wait until it has ended, then try again")
}

/// Replacing the folder would destroy something that is no output.
pub fn unsafe_output(path: &str, why: &str) -> Diagnostic {
    Diagnostic::without_place(UNSAFE_OUTPUT, format!("will not replace `{path}`: {why}")).help(
        "the output folder is replaced as a whole: give `out` in acquis.toml a folder of its own, or empty this one",
    )
}

/// Something stands where a new repository is to be made.
pub fn not_empty(path: &str, why: &str) -> Diagnostic {
    Diagnostic::without_place(NOT_EMPTY, format!("will not make a policy repository in `{path}`: {why}"))
        .help("name a folder that is empty or does not exist yet; nothing was changed")
}

/// A page was asked for that there is none of.
pub fn unknown_code(code: &str, meant: Option<&str>) -> Diagnostic {
    let found = Diagnostic::without_place(UNKNOWN_CODE, format!("no diagnostic has the code `{code}`"));
    let found = match meant {
        Some(meant) => found.help(format!("did you mean `{meant}`?")),
        None => found,
    };
    found.help("`acquis explain-code --list` shows all codes")
}

/// A file that starts with a byte order mark; it was left out of the text.
pub fn byte_order_mark(span: Span) -> Diagnostic {
    Diagnostic::new(BYTE_ORDER_MARK, span, "the file starts with a byte order mark")
        .help("it is ignored; save the file as UTF-8 without it")
}

/// A symbolic link below a folder that is listed.
pub fn link_not_read(path: &str) -> Diagnostic {
    Diagnostic::without_place(LINK_NOT_READ, format!("`{path}` is a symbolic link and is not read"))
        .help("put the file itself there: a revision of the repository holds the link only")
}

/// The line of help for a reason that the operating system gave.
pub(super) fn what_to_do_about(why: &str) -> &'static str {
    let has = |words: &[&str]| words.iter().any(|w| why.to_lowercase().contains(w));
    if has(&["no space left", "quota exceeded", "file too large"]) {
        "free some space on the disk, then try again"
    } else if has(&["read-only"]) {
        "the file system is mounted read-only: work in a copy that can be written"
    } else if has(&["permission denied", "not permitted"]) {
        "give yourself the right to write there"
    } else {
        "mend the cause, then try again"
    }
}
