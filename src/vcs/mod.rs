//! git: reads what was committed, writes papers as commits.
//!
//! Never here: the index and the files of a work tree are not written; no branch that a work tree has
//! checked out is moved; no reference is set before every object it reaches is stored, and only from
//! the value it was seen to have. Nothing outside this module names git2.
//!
//! `open` finds the repository, `state` looks at the work tree, `tree` reads a revision, `paths` says
//! what may enter a tree, `publish` writes, `lock` keeps two publishers apart.

mod lock;
mod open;
pub mod paths;
mod publish;
mod state;
mod tree;

use crate::diag::Diagnostic;
use std::collections::BTreeMap;
use std::fmt;

/// A repository, seen from the folder of a policy.
///
/// Paths given to it and returned by it are relative to that folder, with `/`.
pub struct Repo {
    inner: git2::Repository,
    /// From the top of the repository to the folder of the policy: empty, or ending in `/`.
    prefix: String,
}

/// The id of a commit or a tree; prints as hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectId(git2::Oid);

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// What HEAD points to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Head {
    /// A branch with commits.
    Branch {
        /// Its short name.
        name: String,
        /// Its last commit.
        commit: ObjectId,
    },
    /// A commit, and no branch.
    Detached {
        /// The commit.
        commit: ObjectId,
    },
    /// A branch without commit.
    Unborn {
        /// Its short name.
        name: String,
    },
}

/// An operation that somebody began in the work tree and did not end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operation {
    /// `git merge`.
    Merge,
    /// `git rebase`.
    Rebase,
    /// `git cherry-pick`.
    CherryPick,
    /// `git revert`.
    Revert,
    /// `git bisect`.
    Bisect,
    /// `git am`.
    ApplyMailbox,
}

/// What a command must know of a repository before it trusts its work tree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct State {
    /// What HEAD points to.
    pub head: Head,
    /// What is under way, if anything.
    pub operation: Option<Operation>,
    /// Whether there is no work tree.
    pub bare: bool,
    /// Whether the history was cut off when it was cloned.
    pub shallow: bool,
}

/// How a file of the work tree differs from HEAD.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ChangeKind {
    /// Known to the index only, or to the work tree only.
    New,
    /// Other content, or another kind of file.
    Modified,
    /// Gone.
    Deleted,
    /// Left in conflict by a merge.
    Conflicted,
}

/// A file of the work tree that differs from HEAD.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Change {
    /// Its path.
    pub path: String,
    /// How.
    pub kind: ChangeKind,
}

/// A commit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Commit {
    /// Its id.
    pub id: ObjectId,
    /// The id of its whole tree.
    pub tree: ObjectId,
    /// When it was authored, in seconds since 1970-01-01 UTC.
    pub authored: i64,
    /// The author's distance from UTC then, in minutes.
    pub offset: i32,
    /// The author's day, counted from 1970-01-01.
    pub day: i64,
    /// First line of its message; bytes that are no UTF-8 are replaced.
    pub subject: String,
    /// Key and value of each trailer of its message, in order.
    pub trailers: Vec<(String, String)>,
    /// Its parents.
    pub parents: Vec<ObjectId>,
}

/// Why an entry of a tree was not read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum LeftOut {
    /// A symbolic link: what it points to may lie outside the revision.
    Link,
    /// A commit of another repository.
    Submodule,
    /// Its name is no UTF-8.
    Name,
}

/// The files of a revision.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct TreeFiles {
    /// Path and content.
    pub files: BTreeMap<String, Vec<u8>>,
    /// What lies there and was not read.
    pub left_out: Vec<(String, LeftOut)>,
}

/// The trailer that marks a commit of a papers branch, and names the commit that it was made from.
pub const SOURCE_TRAILER: &str = "Source-Commit";

/// What to publish.
#[derive(Clone, Copy, Debug)]
pub struct Papers<'a> {
    /// Short name of the branch, such as `papers`.
    pub branch: &'a str,
    /// All files that the branch shall have, `.gitattributes` excepted; paths from the top of the branch.
    pub files: &'a BTreeMap<String, Vec<u8>>,
    /// Subject and body of the commit message.
    pub message: &'a str,
    /// Trailers after `Source-Commit`, which is written by itself.
    pub trailers: &'a [(&'a str, String)],
    /// The commit that the papers were made from: it gives author, committer and both dates.
    pub source: ObjectId,
}

/// What was published.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Published {
    /// The new commit; `None` where the branch already had this tree.
    pub commit: Option<ObjectId>,
    /// The last commit of the branch now.
    pub tip: ObjectId,
    /// The branch.
    pub branch: String,
    /// The tree of its last commit.
    pub tree: ObjectId,
}

/// Whether a branch can have a name.
pub fn is_branch_name(name: &str) -> bool {
    !name.is_empty()
        && name != "HEAD"
        && !name.starts_with("refs/")
        && !name.starts_with('-')
        && !name.chars().any(char::is_control)
        && git2::Reference::is_valid_name(&format!("refs/heads/{name}"))
}

/// The outcome of everything here.
pub type Result<T> = std::result::Result<T, Diagnostic>;
