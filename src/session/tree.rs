//! The files of a policy repository: in a folder, in memory, or some of them read otherwise.

use crate::diag::Diagnostic;
use crate::session::files::{self, LARGEST};
use crate::text::{FileId, Sources};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Where the files of a policy repository are.
pub enum Tree {
    /// In a folder.
    Disk(PathBuf),
    /// In memory: a revision, or a test.
    Memory(BTreeMap<String, Vec<u8>>),
    /// Another tree with some of its files read otherwise: what a command tries out.
    Over(Box<Tree>, BTreeMap<String, Vec<u8>>),
}

impl Tree {
    /// Reads a file.
    pub(super) fn load(&self, sources: &mut Sources, path: &str) -> (Option<FileId>, Vec<Diagnostic>) {
        match self {
            Tree::Disk(root) => files::load(sources, root, path),
            Tree::Memory(all) => match all.get(path) {
                Some(bytes) if bytes.len() as u64 > LARGEST => {
                    (None, vec![files::too_large(sources, path, bytes.len() as u64)])
                }
                Some(bytes) => files::add(sources, path, bytes),
                None => (None, vec![crate::diag::files::cannot_read(path, "there is no such file")]),
            },
            Tree::Over(under, instead) => match instead.get(path) {
                Some(bytes) => files::add(sources, path, bytes),
                None => under.load(sources, path),
            },
        }
    }

    /// The files below a folder whose names end so.
    pub(super) fn below(&self, folder: &str, endings: &[&str]) -> files::Listing {
        match self {
            Tree::Disk(root) => files::below(root, folder, endings),
            Tree::Memory(all) => {
                let inside = |p: &&String| files::is_below(p, folder, endings);
                files::Listing { paths: all.keys().filter(inside).cloned().collect(), findings: vec![] }
            }
            Tree::Over(under, _) => under.below(folder, endings),
        }
    }

    /// The files that a pattern fits.
    pub(super) fn matching(&self, pattern: &files::Pattern) -> files::Listing {
        match self {
            Tree::Disk(root) => files::matching(root, pattern),
            Tree::Memory(all) => {
                files::Listing { paths: all.keys().filter(|p| pattern.fits(p)).cloned().collect(), findings: vec![] }
            }
            Tree::Over(under, _) => under.matching(pattern),
        }
    }
}
