//! Finding and reading files: in one order everywhere, whatever the file system answers first.
//!
//! Symbolic links below the policy are not followed: a revision of the repository holds the link only,
//! and the same files must be read from both. Names that start with a full stop are hidden and not read.

use crate::diag::{Diagnostic, files as diag};
use crate::text::{FileId, Sources, Span};
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

/// The file whose folder is a policy repository.
pub const MANIFEST: &str = "acquis.toml";

/// The most bytes that are read of one file.
pub const LARGEST: u64 = 64 << 20;

/// The policy repository that a folder lies in: the nearest folder, upwards, with a manifest.
///
/// # Errors
/// There is none, or the folder cannot be read.
pub fn find_root(from: &Path) -> Result<PathBuf, Diagnostic> {
    let shown = from.display().to_string();
    let start = from.canonicalize().map_err(|e| diag::cannot_read(&shown, &e.to_string()))?;
    let root = start.ancestors().find(|folder| folder.join(MANIFEST).is_file());
    root.map(Path::to_path_buf).ok_or_else(|| diag::no_manifest(&start.display().to_string()))
}

/// A pattern of relative paths: `*` is any characters of a name, `?` one, `**` any folders.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pattern {
    parts: Vec<String>,
    folder: String,
}

impl Pattern {
    /// Reads a pattern; else says what is wrong with it.
    pub fn new(text: &str) -> Result<Pattern, &'static str> {
        let text = text.strip_prefix("./").unwrap_or(text);
        if text.contains(['[', ']', '{', '}']) {
            return Err("only `*`, `?` and `**` are special; write two entries instead");
        }
        // What may stand in a path may stand in a pattern; the signs themselves are no fault.
        if let Some(why) = crate::vcs::paths::fault(&text.replace(['*', '?'], "x")) {
            return Err(why);
        }
        let parts: Vec<String> = text.split('/').map(str::to_string).collect();
        if parts.iter().any(|part| part.contains("**") && part != "**") {
            return Err("`**` stands for whole folders: write `**/*.yaml`");
        }
        if parts.iter().any(|part| part.starts_with('.')) {
            return Err("hidden files are not read");
        }
        if parts.last().is_some_and(|part| part == "**") {
            return Err("it ends in folders: add `/*`");
        }
        let literal = parts[..parts.len() - 1].iter().take_while(|part| !part.contains(['*', '?']));
        let folder = literal.cloned().collect::<Vec<_>>().join("/");
        Ok(Pattern { parts, folder })
    }

    /// The folder that every file of the pattern lies below: `""` is the policy's own.
    pub fn folder(&self) -> &str {
        &self.folder
    }

    /// Whether a path fits.
    pub fn fits(&self, path: &str) -> bool {
        let names: Vec<&str> = path.split('/').collect();
        !names.iter().any(|name| name.starts_with('.')) && fits_parts(&self.parts, &names)
    }

    /// The pattern as written, without `./`.
    pub fn text(&self) -> String {
        self.parts.join("/")
    }
}

/// Backtracks to the last `**` only, so that no pattern takes long.
fn fits_parts(parts: &[String], names: &[&str]) -> bool {
    let (mut part, mut name) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while name < names.len() {
        if parts.get(part).is_some_and(|p| p == "**") {
            retry = Some((part, name));
            part += 1;
        } else if parts.get(part).is_some_and(|p| fits_name(p, names[name])) {
            part += 1;
            name += 1;
        } else if let Some((star, from)) = retry {
            retry = Some((star, from + 1));
            part = star + 1;
            name = from + 1;
        } else {
            return false;
        }
    }
    parts[part..].iter().all(|p| p == "**")
}

fn fits_name(part: &str, name: &str) -> bool {
    let (part, name): (Vec<char>, Vec<char>) = (part.chars().collect(), name.chars().collect());
    let (mut p, mut n) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while n < name.len() {
        match part.get(p) {
            Some('*') => {
                retry = Some((p, n));
                p += 1;
            }
            Some(c) if *c == '?' || *c == name[n] => {
                p += 1;
                n += 1;
            }
            _ => match retry {
                Some((star, from)) => {
                    retry = Some((star, from + 1));
                    p = star + 1;
                    n = from + 1;
                }
                None => return false,
            },
        }
    }
    part[p..].iter().all(|c| *c == '*')
}

/// Files that were asked for, in the order of their paths.
#[derive(Default, Debug)]
pub struct Listing {
    /// Paths relative to the root, with `/`.
    pub paths: Vec<String>,
    /// What could not be looked at, and links that are not followed.
    pub findings: Vec<Diagnostic>,
}

/// The files that fit a pattern; none where the folder does not exist.
pub fn matching(root: &Path, pattern: &Pattern) -> Listing {
    list(root, pattern.folder(), &|path| pattern.fits(path))
}

/// The files below a folder whose names end in one of `endings`; none where it does not exist.
pub fn below(root: &Path, folder: &str, endings: &[&str]) -> Listing {
    list(root, folder, &|path| is_below(path, folder, endings))
}

/// Whether a path is one of those that [`below`] lists: the same files are read from a folder and a revision.
pub fn is_below(path: &str, folder: &str, endings: &[&str]) -> bool {
    let inside = match folder {
        "" => Some(path),
        folder => path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')),
    };
    let hidden = |rest: &str| rest.split('/').any(|name| name.starts_with('.'));
    inside.is_some_and(|rest| !hidden(rest)) && endings.iter().any(|ending| path.ends_with(ending))
}

fn list(root: &Path, folder: &str, wanted: &dyn Fn(&str) -> bool) -> Listing {
    let mut listing = Listing::default();
    let is_link = |path: &&str| root.join(path).symlink_metadata().is_ok_and(|kind| kind.is_symlink());
    let parents = folder.match_indices('/').map(|(at, _)| &folder[..at]).chain([folder]);
    if let Some(link) = parents.filter(|path| !path.is_empty()).find(is_link) {
        listing.findings.push(diag::link_not_read(link));
        return listing;
    }
    let mut open = vec![folder.to_string()];
    while let Some(folder) = open.pop() {
        let entries = match fs::read_dir(root.join(&folder)) {
            Ok(entries) => entries,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => continue,
            Err(error) => {
                listing.findings.push(diag::cannot_read(&folder, &error.to_string()));
                continue;
            }
        };
        for entry in entries {
            match entry.and_then(|entry| Ok((entry.file_name(), entry.file_type()?))) {
                Ok((name, kind)) => {
                    let lossy = name.to_string_lossy();
                    let path = if folder.is_empty() { lossy.to_string() } else { format!("{folder}/{lossy}") };
                    if lossy.starts_with('.') {
                        continue;
                    }
                    let is_folder = kind.is_dir() || kind.is_symlink() && root.join(&path).is_dir();
                    if !is_folder && !wanted(&path) {
                        continue;
                    }
                    if name.to_str().is_none() {
                        listing.findings.push(diag::path_not_utf8(&path));
                    } else if kind.is_symlink() {
                        listing.findings.push(diag::link_not_read(&path));
                    } else if is_folder {
                        open.push(path);
                    } else {
                        listing.paths.push(path);
                    }
                }
                Err(error) => listing.findings.push(diag::cannot_read(&folder, &error.to_string())),
            }
        }
    }
    listing.paths.sort();
    listing.findings.sort_by(|a, b| a.message.cmp(&b.message));
    listing
}

/// Reads a file into the sources under its path. Without a number it is not to be used, and one of the
/// findings is an error.
pub fn load(sources: &mut Sources, root: &Path, path: &str) -> (Option<FileId>, Vec<Diagnostic>) {
    match read(&root.join(path)) {
        Ok(Content::Whole(bytes)) => add(sources, path, &bytes),
        Ok(Content::TooLarge(bytes)) => (None, vec![too_large(sources, path, bytes)]),
        Err(error) => (None, vec![diag::cannot_read(path, &error.to_string())]),
    }
}

/// A file of more bytes than are read; it is entered into the sources without its text.
pub fn too_large(sources: &mut Sources, path: &str, bytes: u64) -> Diagnostic {
    let file = sources.add(path, "");
    diag::too_large(Span::new(file, 0, 0), bytes, LARGEST)
}

enum Content {
    Whole(Vec<u8>),
    TooLarge(u64),
}

fn read(path: &Path) -> std::io::Result<Content> {
    let kind = fs::metadata(path)?;
    // A pipe or a device would be waited for, or never end.
    if !kind.is_file() {
        return Err(std::io::Error::other("it is not a file"));
    }
    if kind.len() > LARGEST {
        return Ok(Content::TooLarge(kind.len()));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(kind.len()).unwrap_or_default());
    File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 {
        grown if grown > LARGEST => Ok(Content::TooLarge(grown)),
        _ => Ok(Content::Whole(bytes)),
    }
}

/// Enters bytes into the sources as text. A byte order mark is left out, with a warning; bytes that are no
/// UTF-8 are an error, pictured where they stand.
pub fn add(sources: &mut Sources, path: &str, bytes: &[u8]) -> (Option<FileId>, Vec<Diagnostic>) {
    if let Some(encoding) = other_encoding(bytes) {
        let file = sources.add(path, "");
        return (None, vec![diag::other_unicode(Span::new(file, 0, 0), encoding)]);
    }
    let (bytes, marked) = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => (rest, true),
        None => (bytes, false),
    };
    match std::str::from_utf8(bytes) {
        Ok(text) => {
            let file = sources.add(path, text);
            let warning = marked.then(|| diag::byte_order_mark(Span::new(file, 0, 0)));
            (Some(file), warning.into_iter().collect())
        }
        Err(error) => {
            let (fine, rest) = bytes.split_at(error.valid_up_to());
            let line = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
            let shown = &line[..line.len().min(80)];
            let text = format!("{}{}", String::from_utf8_lossy(fine), String::from_utf8_lossy(shown));
            let file = sources.add(path, &text);
            let wrong = Span::new(file, fine.len(), fine.len() + char::REPLACEMENT_CHARACTER.len_utf8());
            (None, vec![diag::not_utf8(wrong)])
        }
    }
}

fn other_encoding(bytes: &[u8]) -> Option<&'static str> {
    let marks: [(&[u8], &str); 4] = [
        (&[0xff, 0xfe, 0, 0], "UTF-32"),
        (&[0, 0, 0xfe, 0xff], "UTF-32"),
        (&[0xff, 0xfe], "UTF-16"),
        (&[0xfe, 0xff], "UTF-16"),
    ];
    marks.iter().find(|(mark, _)| bytes.starts_with(mark)).map(|(_, encoding)| *encoding)
}
