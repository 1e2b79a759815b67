//! Finding and opening a repository.

use super::{Repo, Result};
use crate::diag::{files, git as diag};
use git2::{ErrorCode, Repository};
use std::path::Path;

impl Repo {
    /// The repository that a folder of a policy lies in.
    ///
    /// # Errors
    /// There is none, it belongs to another user and is not declared safe, or it cannot be read.
    pub fn discover(folder: &Path) -> Result<Repo> {
        let shown = folder.display().to_string();
        let inner = Repository::discover(folder).map_err(|error| match error.code() {
            ErrorCode::NotFound => diag::not_a_repository(&shown),
            ErrorCode::Owner => diag::foreign_owner(&shown),
            _ => diag::unreadable(&format!("the repository at `{shown}`"), error.message()),
        })?;
        let prefix = match inner.workdir() {
            Some(top) => prefix(top, folder)?,
            None => String::new(),
        };
        Ok(Repo { inner, prefix })
    }

    /// The path from the top of the repository of a path below the policy's folder.
    pub(super) fn path_from_top(&self, path: &str) -> String {
        let path = path.trim_matches('/');
        let path = if path == "." { "" } else { path };
        format!("{}{path}", self.prefix).trim_end_matches('/').to_string()
    }

    /// The reverse of [`Repo::path_from_top`]; `None` outside the policy's folder.
    pub(super) fn below_policy<'a>(&self, path: &'a str) -> Option<&'a str> {
        path.strip_prefix(&self.prefix)
    }
}

/// From the top of a work tree to a folder in it: empty, or ending in `/`.
fn prefix(top: &Path, folder: &Path) -> Result<String> {
    let canonical =
        |path: &Path| path.canonicalize().map_err(|e| files::cannot_read(&path.display().to_string(), &e.to_string()));
    let (top, folder) = (canonical(top)?, canonical(folder)?);
    let mut prefix = String::new();
    for part in folder.strip_prefix(&top).into_iter().flatten() {
        let part = part.to_str().ok_or_else(|| files::path_not_utf8(&folder.display().to_string()))?;
        prefix.push_str(part);
        prefix.push('/');
    }
    Ok(prefix)
}
