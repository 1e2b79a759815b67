//! Papers as commits on a branch of their own.
//!
//! Blobs, tree and commit are stored first; then the branch moves from the value it was seen to have
//! to the new commit, in one step. Whoever looks sees the old papers or the new ones.

use super::lock::Lock;
use super::state::short_name;
use super::{ObjectId, Papers, Published, Repo, Result, SOURCE_TRAILER, is_branch_name, paths};
use crate::diag::{Diagnostic, git as diag};
use git2::{ErrorClass, ErrorCode, FileMode, Oid, ReferenceType, build::TreeUpdateBuilder};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Keeps git from changing bytes on checkout, and shows a PDF as what it is.
const ATTRIBUTES: &str = "*.md text eol=lf\n*.pdf binary\n*.svg text eol=lf\n";

/// How often the branch may be found moved or locked before giving up.
const TRIES: u32 = 60;

impl Repo {
    /// Commits `papers.files` as the whole content of a branch; nothing, where the branch has it already.
    ///
    /// The same files, message, trailers and source on the same last commit give the same commit id.
    ///
    /// # Errors
    /// A path, message or branch name that git cannot hold; the branch is checked out, or its last
    /// commit was not published by this; the repository cannot be written. The branch is then as it was.
    pub fn publish(&self, papers: &Papers<'_>) -> Result<Published> {
        paths::check(papers.files)?;
        let message = message(papers)?;
        let reference = self.reference_name(papers.branch)?;
        let mut lock = Lock::take(self.inner.commondir())?;
        let tree = self.write_tree(papers)?;
        for attempt in 0..TRIES {
            self.refuse_checked_out(&reference)?;
            let old = self.branch_tip(papers.branch)?;
            if let Some(tip) = old {
                let unchanged = self.commit_of(ObjectId(tip))?;
                if !unchanged.trailers.iter().any(|(key, _)| key == SOURCE_TRAILER) {
                    return Err(diag::foreign_branch(papers.branch, &unchanged.id.to_string()));
                }
                if unchanged.tree.0 == tree {
                    return Ok(published(papers, None, tip, tree));
                }
            }
            let commit = self.write_commit(papers, &message, tree, old)?;
            lock.announce(&reference, &commit.to_string()).map_err(|e| cannot("the branch", &e.to_string()))?;
            let moved =
                self.inner.reference_matching(&reference, commit, true, old.unwrap_or(Oid::ZERO_SHA1), "publish");
            lock.done();
            match moved {
                Ok(_) => return Ok(published(papers, Some(commit), commit, tree)),
                Err(error) if is_race(&error) => std::thread::sleep(Duration::from_millis(u64::from(attempt.min(50)))),
                Err(error) => return Err(self.cannot_move(papers.branch, &error)),
            }
        }
        let lock = self.inner.commondir().join(format!("{reference}.lock"));
        Err(match lock.exists() {
            true => diag::busy(&format!("branch `{}`", papers.branch), &lock.display().to_string()),
            false => diag::always_moving(papers.branch),
        })
    }

    /// `refs/heads/BRANCH`, if a branch can be called so.
    pub(super) fn reference_name(&self, branch: &str) -> Result<String> {
        if is_branch_name(branch) { Ok(format!("refs/heads/{branch}")) } else { Err(diag::bad_branch(branch)) }
    }

    /// The last commit of a branch, if there is such a branch.
    pub(super) fn branch_tip(&self, branch: &str) -> Result<Option<Oid>> {
        let found = match self.inner.find_reference(&self.reference_name(branch)?) {
            Ok(found) => found,
            Err(error) if error.code() == ErrorCode::NotFound => return Ok(None),
            Err(error) => return Err(diag::unreadable(&format!("branch `{branch}`"), error.message())),
        };
        match (found.kind(), found.target()) {
            (Some(ReferenceType::Direct), Some(id)) => Ok(Some(id)),
            _ => Err(diag::symbolic_branch(branch)),
        }
    }

    fn write_tree(&self, papers: &Papers<'_>) -> Result<Oid> {
        let mut update = TreeUpdateBuilder::new();
        let attributes = (paths::ATTRIBUTES_PATH, ATTRIBUTES.as_bytes());
        let files = papers.files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()));
        for (path, bytes) in files.chain([attributes]) {
            let blob = self.inner.blob(bytes).map_err(|e| cannot(&format!("`{path}`"), &self.cause(&e, bytes)))?;
            update.upsert(path, blob, FileMode::Blob);
        }
        let empty = self.inner.treebuilder(None).and_then(|builder| builder.write());
        let tree = empty.and_then(|id| update.create_updated(&self.inner, &self.inner.find_tree(id)?));
        tree.map_err(|e| cannot("the papers", e.message()))
    }

    /// Why bytes could not be stored. The library loses the reason of a write that failed half-way, so
    /// the same bytes are written once more to learn it.
    fn cause(&self, error: &git2::Error, bytes: &[u8]) -> String {
        if error.message() != "no error" {
            return error.message().to_string();
        }
        let probe = self.inner.commondir().join(format!("acquis-probe-{}", std::process::id()));
        let written = std::fs::write(&probe, bytes);
        // A probe that was never made need not be removed.
        let _ = std::fs::remove_file(&probe);
        match written {
            Ok(()) => "the write failed half-way".to_string(),
            Err(error) => error.to_string(),
        }
    }

    fn write_commit(&self, papers: &Papers<'_>, message: &str, tree: Oid, old: Option<Oid>) -> Result<Oid> {
        let write = || {
            let source = self.inner.find_commit(papers.source.0)?;
            let parents =
                old.map(|id| self.inner.find_commit(id)).into_iter().collect::<std::result::Result<Vec<_>, _>>()?;
            let author = source.author();
            let tree = self.inner.find_tree(tree)?;
            self.inner.commit(None, &author, &author, message, &tree, &parents.iter().collect::<Vec<_>>())
        };
        write().map_err(|e: git2::Error| cannot("the commit", e.message()))
    }

    /// Refuses a branch that HEAD of any work tree is on, or that is being rebased or bisected there.
    fn refuse_checked_out(&self, reference: &str) -> Result<()> {
        for folder in self.work_tree_folders()? {
            let heads = ["HEAD", "rebase-merge/head-name", "rebase-apply/head-name", "BISECT_START"];
            for (index, name) in heads.iter().enumerate() {
                let Ok(text) = std::fs::read_to_string(folder.join(name)) else { continue };
                let text = text.trim();
                let on = text.strip_prefix("ref:").unwrap_or(text).trim();
                if on == reference || (index == 3 && on == short_name(reference)) {
                    return Err(diag::checked_out(short_name(reference), &self.work_tree_of(&folder)));
                }
            }
        }
        Ok(())
    }

    /// The git folder of each work tree: the main one, unless the repository is bare, and the linked ones.
    fn work_tree_folders(&self) -> Result<Vec<PathBuf>> {
        let common = self.inner.commondir();
        let mut folders = vec![];
        let bare = self.inner.config().and_then(|config| config.get_bool("core.bare")).unwrap_or(false);
        if !bare {
            folders.push(common.to_path_buf());
        }
        match std::fs::read_dir(common.join("worktrees")) {
            Ok(linked) => folders.extend(linked.flatten().map(|entry| entry.path())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(diag::unreadable("the list of work trees", &error.to_string())),
        }
        folders.sort();
        Ok(folders)
    }

    /// Where the files of a work tree lie, as people know it.
    fn work_tree_of(&self, git_folder: &Path) -> String {
        let linked = std::fs::read_to_string(git_folder.join("gitdir")).unwrap_or_default();
        let dot_git = if linked.is_empty() { git_folder } else { Path::new(linked.trim()) };
        dot_git.parent().unwrap_or(dot_git).display().to_string()
    }

    fn cannot_move(&self, branch: &str, error: &git2::Error) -> Diagnostic {
        let mut others = vec![];
        for reference in self.inner.references().into_iter().flatten().flatten() {
            others.push(String::from_utf8_lossy(reference.name_bytes()).into_owned());
        }
        let in_the_way = others.iter().map(|name| short_name(name)).find(|other| {
            let below = |a: &str, b: &str| a.strip_prefix(b).is_some_and(|rest| rest.starts_with('/'));
            below(other, branch) || below(branch, other)
        });
        match in_the_way {
            Some(other) => diag::branch_in_the_way(branch, other),
            None => cannot(&format!("branch `{branch}`"), error.message()),
        }
    }
}

fn published(papers: &Papers<'_>, commit: Option<Oid>, tip: Oid, tree: Oid) -> Published {
    Published {
        commit: commit.map(ObjectId),
        tip: ObjectId(tip),
        branch: papers.branch.to_string(),
        tree: ObjectId(tree),
    }
}

/// Another writer was there first: the branch moved, went away, or is locked.
fn is_race(error: &git2::Error) -> bool {
    let gone = error.code() == ErrorCode::NotFound && error.class() == ErrorClass::Reference;
    matches!(error.code(), ErrorCode::Modified | ErrorCode::Locked | ErrorCode::Exists) || gone
}

fn cannot(what: &str, why: &str) -> Diagnostic {
    diag::cannot_write(what, why)
}

/// Message and trailers as git writes them, so that `git interpret-trailers` reads them back.
fn message(papers: &Papers<'_>) -> Result<String> {
    let body = papers.message.trim();
    if body.is_empty() || body.contains('\0') {
        return Err(diag::bad_message(body, "it is empty or holds a NUL character"));
    }
    let mut text = format!("{body}\n\n{SOURCE_TRAILER}: {}\n", papers.source);
    for (key, value) in papers.trailers {
        if key.is_empty() || !key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') || *key == SOURCE_TRAILER {
            return Err(diag::bad_message(key, "this is no key of a trailer"));
        }
        if value.trim().is_empty() || value.chars().any(char::is_control) {
            return Err(diag::bad_message(value, "the value of a trailer is one line"));
        }
        text.push_str(&format!("{key}: {}\n", value.trim()));
    }
    Ok(text)
}
