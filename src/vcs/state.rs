//! The work tree and HEAD, looked at and never touched.

use super::{Change, ChangeKind, Head, ObjectId, Operation, Repo, Result, State};
use crate::diag::git as diag;
use git2::{ErrorCode, RepositoryState, Status, StatusOptions};

impl Repo {
    /// HEAD, what is under way, and whether there is a work tree at all.
    pub fn state(&self) -> Result<State> {
        Ok(State {
            head: self.head()?,
            operation: operation(self.inner.state()),
            bare: self.inner.is_bare(),
            shallow: self.inner.is_shallow(),
        })
    }

    fn head(&self) -> Result<Head> {
        let unreadable = |e: git2::Error| diag::unreadable("HEAD", e.message());
        match self.inner.head() {
            Ok(head) => {
                let commit = head.peel_to_commit().map_err(unreadable)?;
                let commit = ObjectId(commit.id());
                if self.inner.head_detached().map_err(unreadable)? {
                    return Ok(Head::Detached { commit });
                }
                Ok(Head::Branch { name: String::from_utf8_lossy(head.shorthand_bytes()).into_owned(), commit })
            }
            Err(error) if matches!(error.code(), ErrorCode::UnbornBranch | ErrorCode::NotFound) => {
                let head = self.inner.find_reference("HEAD").map_err(unreadable)?;
                let target = String::from_utf8_lossy(head.symbolic_target_bytes().unwrap_or_default()).into_owned();
                Ok(Head::Unborn { name: short_name(&target).to_string() })
            }
            Err(error) => Err(unreadable(error)),
        }
    }

    /// Files below any of `paths` (all, where none is given) that differ from HEAD, in order.
    ///
    /// Files that git ignores are not looked at. A bare repository has none.
    pub fn changes(&self, paths: &[&str]) -> Result<Vec<Change>> {
        if self.inner.is_bare() {
            return Ok(vec![]);
        }
        let mut options = StatusOptions::new();
        options.include_untracked(true).recurse_untracked_dirs(true);
        options.disable_pathspec_match(true).no_refresh(true).update_index(false);
        let wanted: Vec<String> = match paths {
            [] => vec![self.path_from_top("")],
            paths => paths.iter().map(|path| self.path_from_top(path)).collect(),
        };
        if let Some(bad) = wanted.iter().find(|path| path.contains('\0')) {
            return Err(diag::bad_path(bad, "it holds a NUL character"));
        }
        if !wanted.iter().any(String::is_empty) {
            wanted.iter().for_each(|path| {
                options.pathspec(path.as_str());
            });
        }
        let found =
            self.inner.statuses(Some(&mut options)).map_err(|e| diag::unreadable("the work tree", e.message()))?;
        let mut changes: Vec<Change> = found
            .iter()
            .filter_map(|entry| {
                let kind = kind(entry.status())?;
                let path = String::from_utf8_lossy(entry.path_bytes()).into_owned();
                Some(Change { path: self.below_policy(&path)?.to_string(), kind })
            })
            .collect();
        changes.sort();
        Ok(changes)
    }
}

/// `papers` of `refs/heads/papers`.
pub(super) fn short_name(reference: &str) -> &str {
    reference.strip_prefix("refs/heads/").unwrap_or(reference)
}

fn operation(state: RepositoryState) -> Option<Operation> {
    match state {
        RepositoryState::Clean => None,
        RepositoryState::Merge => Some(Operation::Merge),
        RepositoryState::Revert | RepositoryState::RevertSequence => Some(Operation::Revert),
        RepositoryState::CherryPick | RepositoryState::CherryPickSequence => Some(Operation::CherryPick),
        RepositoryState::Bisect => Some(Operation::Bisect),
        RepositoryState::Rebase | RepositoryState::RebaseInteractive | RepositoryState::RebaseMerge => {
            Some(Operation::Rebase)
        }
        RepositoryState::ApplyMailbox | RepositoryState::ApplyMailboxOrRebase => Some(Operation::ApplyMailbox),
    }
}

fn kind(status: Status) -> Option<ChangeKind> {
    let has = |bits: Status| status.intersects(bits);
    if has(Status::CONFLICTED) {
        Some(ChangeKind::Conflicted)
    } else if has(Status::WT_DELETED) || status == Status::INDEX_DELETED {
        Some(ChangeKind::Deleted)
    } else if has(Status::INDEX_NEW) || status == Status::WT_NEW {
        Some(ChangeKind::New)
    } else if status.is_empty() || status == Status::IGNORED {
        None
    } else {
        Some(ChangeKind::Modified)
    }
}
