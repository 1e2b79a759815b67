//! Reading commits and their files.

use super::{Commit, Head, LeftOut, ObjectId, Repo, Result, TreeFiles};
use crate::diag::near::did_you_mean;
use crate::diag::{Diagnostic, git as diag};
use git2::{ObjectType, Tree, TreeEntry};

const SECONDS_A_DAY: i64 = 86_400;

/// No policy has so many entries; a crafted tree can, in a few bytes.
const MOST_ENTRIES: usize = 1_000_000;

impl Repo {
    /// The commit that HEAD points to.
    ///
    /// # Errors
    /// The branch has no commit yet.
    pub fn head_commit(&self) -> Result<Commit> {
        match self.state()?.head {
            Head::Branch { commit, .. } | Head::Detached { commit } => self.commit_of(commit),
            Head::Unborn { name } => Err(diag::no_commit_yet(&name)),
        }
    }

    /// The commit that a revision names: a branch, a tag, an id, `HEAD~2`.
    pub fn commit(&self, revision: &str) -> Result<Commit> {
        // A NUL never reaches the library, which would panic.
        let given = !revision.is_empty() && !revision.contains('\0');
        let object = given.then(|| self.inner.revparse_single(revision).ok()).flatten();
        match object.and_then(|object| object.peel_to_commit().ok()) {
            Some(commit) => Ok(describe(&commit)),
            None => Err(self.no_revision(revision)),
        }
    }

    /// The last commit of a branch, if there is such a branch.
    pub fn tip(&self, branch: &str) -> Result<Option<Commit>> {
        match self.branch_tip(branch)? {
            Some(id) => self.commit_of(ObjectId(id)).map(Some),
            None => Ok(None),
        }
    }

    pub(super) fn commit_of(&self, id: ObjectId) -> Result<Commit> {
        let commit =
            self.inner.find_commit(id.0).map_err(|e| diag::unreadable(&format!("commit {id}"), e.message()))?;
        Ok(describe(&commit))
    }

    fn no_revision(&self, revision: &str) -> Diagnostic {
        let mut names = vec![];
        for reference in self.inner.references().into_iter().flatten().flatten() {
            names.push(String::from_utf8_lossy(reference.shorthand_bytes()).into_owned());
        }
        let shown = revision.escape_debug().to_string();
        diag::no_revision(&shown, did_you_mean(revision, names.iter().map(String::as_str)))
    }

    /// All files of a commit below `folder` (`""` for the policy's folder itself) that are `wanted` by
    /// path and number of bytes. Symbolic links and submodules are left out and named.
    ///
    /// # Errors
    /// The commit has no such folder, or an object of it cannot be read.
    pub fn files(
        &self,
        commit: &Commit,
        folder: &str,
        wanted: &mut dyn FnMut(&str, u64) -> Result<bool>,
    ) -> Result<TreeFiles> {
        let unreadable =
            |what: &str, e: git2::Error| diag::unreadable(&format!("`{what}` at {}", commit.id), e.message());
        let odb = self.inner.odb().map_err(|e| unreadable(folder, e))?;
        let mut open = vec![(self.path_from_top(folder), self.folder(commit, folder)?)];
        let mut found = TreeFiles::default();
        let mut entries = 0;
        while let Some((above, tree)) = open.pop() {
            entries += tree.len();
            if entries > MOST_ENTRIES {
                return Err(diag::unreadable(&format!("`{folder}` at {}", commit.id), "it has too many entries"));
            }
            for entry in tree.iter() {
                let name = String::from_utf8_lossy(entry.name_bytes());
                let path = if above.is_empty() { name.into_owned() } else { format!("{above}/{name}") };
                let Some(shown) = self.below_policy(&path) else { continue };
                if let Some(why) = left_out(&entry) {
                    found.left_out.push((shown.to_string(), why));
                } else if entry.kind() == Some(ObjectType::Tree) {
                    let below = self.inner.find_tree(entry.id()).map_err(|e| unreadable(shown, e))?;
                    open.push((path, below));
                } else {
                    let (bytes, _) = odb.read_header(entry.id()).map_err(|e| unreadable(shown, e))?;
                    if wanted(shown, bytes as u64)? {
                        let blob = odb.read(entry.id()).map_err(|e| unreadable(shown, e))?;
                        found.files.insert(shown.to_string(), blob.data().to_vec());
                    }
                }
            }
        }
        found.left_out.sort();
        Ok(found)
    }

    /// The tree of a folder, entered part by part.
    fn folder(&self, commit: &Commit, folder: &str) -> Result<Tree<'_>> {
        let read = |id| self.inner.find_tree(id).map_err(|e| diag::unreadable(&format!("`{folder}`"), e.message()));
        let mut tree = read(commit.tree.0)?;
        for part in self.path_from_top(folder).split('/').filter(|part| !part.is_empty()) {
            let below = tree.iter().find(|entry| entry.name_bytes() == part.as_bytes());
            let below = below.filter(|entry| entry.kind() == Some(ObjectType::Tree)).map(|entry| entry.id());
            tree = match below {
                Some(id) => read(id)?,
                None => return Err(diag::no_folder(&folder.escape_debug().to_string(), &commit.id.to_string())),
            };
        }
        Ok(tree)
    }
}

fn left_out(entry: &TreeEntry<'_>) -> Option<LeftOut> {
    if std::str::from_utf8(entry.name_bytes()).is_err() {
        Some(LeftOut::Name)
    } else if entry.kind() == Some(ObjectType::Commit) {
        Some(LeftOut::Submodule)
    } else if entry.filemode() == i32::from(git2::FileMode::Link) {
        Some(LeftOut::Link)
    } else {
        None
    }
}

fn describe(commit: &git2::Commit<'_>) -> Commit {
    let when = commit.author().when();
    let message = String::from_utf8_lossy(commit.message_raw_bytes()).into_owned();
    let local = when.seconds().saturating_add(i64::from(when.offset_minutes()) * 60);
    Commit {
        id: ObjectId(commit.id()),
        tree: ObjectId(commit.tree_id()),
        authored: when.seconds(),
        offset: when.offset_minutes(),
        day: local.div_euclid(SECONDS_A_DAY),
        subject: message.trim_start().lines().next().unwrap_or("").to_string(),
        trailers: trailers(&message),
        parents: commit.parent_ids().map(ObjectId).collect(),
    }
}

fn trailers(message: &str) -> Vec<(String, String)> {
    if message.contains('\0') {
        return vec![];
    }
    let Ok(found) = git2::message_trailers_strs(message) else { return vec![] };
    found.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect()
}
