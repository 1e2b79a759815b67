//! What can go wrong with the git repository: E0850 to E0879.

use super::{Code, Diagnostic, Row};

/// The codes of this file.
pub const CODES: &[Row] = &[
    Row { code: UNFINISHED, title: "an operation in the work tree that is not finished" },
    Row { code: NOT_COMMITTED, title: "files that are not committed" },
    Row { code: NOT_A_REPOSITORY, title: "not in a git repository" },
    Row { code: FOREIGN_OWNER, title: "the repository belongs to another user" },
    Row { code: UNREADABLE, title: "the git repository cannot be read" },
    Row { code: NO_REVISION, title: "no such revision" },
    Row { code: NO_FOLDER, title: "no such folder in the revision" },
    Row { code: NO_COMMIT_YET, title: "the repository has no commit yet" },
    Row { code: BAD_BRANCH, title: "not a branch name" },
    Row { code: CHECKED_OUT, title: "the papers branch is checked out" },
    Row { code: FOREIGN_BRANCH, title: "the branch holds other work" },
    Row { code: BAD_PATH, title: "a path that git cannot hold safely" },
    Row { code: BAD_MESSAGE, title: "a commit message that git cannot hold" },
    Row { code: CANNOT_WRITE, title: "the git repository cannot be written" },
    Row { code: BUSY, title: "the git repository is in use" },
];

const UNFINISHED: Code = Code("E0870");
const NOT_COMMITTED: Code = Code("E0871");
const NOT_A_REPOSITORY: Code = Code("E0850");
const FOREIGN_OWNER: Code = Code("E0851");
const UNREADABLE: Code = Code("E0852");
const NO_REVISION: Code = Code("E0853");
const NO_FOLDER: Code = Code("E0854");
const NO_COMMIT_YET: Code = Code("E0855");
const BAD_BRANCH: Code = Code("E0856");
const CHECKED_OUT: Code = Code("E0857");
const FOREIGN_BRANCH: Code = Code("E0858");
const BAD_PATH: Code = Code("E0859");
const BAD_MESSAGE: Code = Code("E0860");
const CANNOT_WRITE: Code = Code("E0861");
const BUSY: Code = Code("E0862");

/// No repository at a folder or above it.
pub fn not_a_repository(folder: &str) -> Diagnostic {
    Diagnostic::without_place(NOT_A_REPOSITORY, format!("`{folder}` is not in a git repository"))
        .help("run `git init` and commit the policy first")
}

/// The repository belongs to somebody else, and git would refuse it as well.
pub fn foreign_owner(folder: &str) -> Diagnostic {
    Diagnostic::without_place(FOREIGN_OWNER, format!("the git repository at `{folder}` belongs to another user"))
        .help("its configuration could run programs as you, so git refuses it and so does acquis")
        .help(format!("if you trust it: `git config --global --add safe.directory {folder}`"))
}

/// git could not be read for another reason, given in the words of the library.
pub fn unreadable(what: &str, why: &str) -> Diagnostic {
    Diagnostic::without_place(UNREADABLE, format!("cannot read {what} from git: {why}"))
        .help("`git fsck` tells whether the repository is damaged; a shallow or partial clone may lack the object")
}

/// A revision that names no commit; `near` is a branch or tag spelt alike.
pub fn no_revision(revision: &str, near: Option<&str>) -> Diagnostic {
    let found = Diagnostic::without_place(NO_REVISION, format!("no commit is called `{revision}`"));
    match near {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => found
            .help("a revision is a branch, a tag, a commit id, or a form such as `HEAD~1`")
            .help("a shallow clone holds only the last commits: `git fetch --unshallow` brings the rest"),
    }
}

/// A folder that the revision does not have.
pub fn no_folder(folder: &str, revision: &str) -> Diagnostic {
    Diagnostic::without_place(NO_FOLDER, format!("revision `{revision}` has no folder `{folder}`"))
        .help(format!("`git ls-tree {revision}` lists what it has"))
}

/// HEAD points to a branch without commit.
pub fn no_commit_yet(branch: &str) -> Diagnostic {
    Diagnostic::without_place(NO_COMMIT_YET, format!("branch `{branch}` has no commit yet"))
        .help("commit the policy first: papers are made from committed files")
}

/// A name that no branch can have.
pub fn bad_branch(branch: &str) -> Diagnostic {
    Diagnostic::without_place(BAD_BRANCH, format!("`{}` cannot be the name of a branch", branch.escape_debug()))
        .help("choose a name such as `papers` for `branch` in acquis.toml")
}

/// Two branches cannot be called `a` and `a/b`.
pub fn branch_in_the_way(branch: &str, other: &str) -> Diagnostic {
    Diagnostic::without_place(BAD_BRANCH, format!("branch `{branch}` cannot be made beside branch `{other}`"))
        .help("git keeps branches as paths: choose another name for `branch` in acquis.toml")
}

/// The branch points to another branch instead of a commit.
pub fn symbolic_branch(branch: &str) -> Diagnostic {
    Diagnostic::without_place(BAD_BRANCH, format!("branch `{branch}` is a symbolic reference to another branch"))
        .help("papers are published to a branch of their own: choose another name for `branch` in acquis.toml")
}

/// The branch is checked out, rebased or bisected in a work tree.
pub fn checked_out(branch: &str, place: &str) -> Diagnostic {
    Diagnostic::without_place(CHECKED_OUT, format!("branch `{branch}` is checked out in `{place}`"))
        .help("publishing would move it under your feet: switch to another branch there first")
}

/// The last commit of the branch was not made by `publish`.
pub fn foreign_branch(branch: &str, commit: &str) -> Diagnostic {
    Diagnostic::without_place(
        FOREIGN_BRANCH,
        format!("the last commit of branch `{branch}`, {commit}, was not published by acquis"),
    )
    .help("publishing replaces all files of the branch, so it never starts on other work")
    .help("choose a new name for `branch` in acquis.toml, or move that commit to another branch")
}

/// A path that must not enter a git tree.
pub fn bad_path(path: &str, why: &str) -> Diagnostic {
    Diagnostic::without_place(BAD_PATH, format!("cannot publish `{}`: {why}", path.escape_debug()))
        .help("use a relative path with `/`, such as `papers/NAME.md`")
}

/// Two paths that cannot stand side by side.
pub fn clashing_paths(first: &str, second: &str, why: &str) -> Diagnostic {
    Diagnostic::without_place(
        BAD_PATH,
        format!("cannot publish `{}` beside `{}`: {why}", first.escape_debug(), second.escape_debug()),
    )
    .help("rename one of the two papers")
}

/// A message or trailer that would not be read back as written.
pub fn bad_message(part: &str, why: &str) -> Diagnostic {
    Diagnostic::without_place(BAD_MESSAGE, format!("the commit message cannot hold `{}`: {why}", part.escape_debug()))
        .help("a trailer is `Key: value` on one line; the key has letters, digits and `-`")
}

/// Writing failed: full disk, read-only file system, missing right.
pub fn cannot_write(what: &str, why: &str) -> Diagnostic {
    Diagnostic::without_place(CANNOT_WRITE, format!("cannot write {what} to git: {why}"))
        .help("nothing was published: the branch is as it was")
        .help(super::files::what_to_do_about(why))
}

/// Another program holds the branch or the publishing lock.
pub fn busy(what: &str, lock: &str) -> Diagnostic {
    Diagnostic::without_place(BUSY, format!("{what} is locked by another program"))
        .help("wait until it has ended, then try again")
        .help(format!("if none is running, it was killed: remove `{lock}`"))
}

/// The branch was moved by others each time before it could be written.
pub fn always_moving(branch: &str) -> Diagnostic {
    Diagnostic::without_place(BUSY, format!("branch `{branch}` was moved by others at each try"))
        .help("nothing was published; try again when they have ended")
}

/// A merge, rebase or the like that somebody began and did not end.
pub fn unfinished(operation: &str) -> Diagnostic {
    Diagnostic::without_place(UNFINISHED, format!("a {operation} is under way in this work tree"))
        .help("finish it or abort it, then publish")
}

/// Files of the policy that differ from what is committed.
pub fn not_committed(files: &[String]) -> Diagnostic {
    let mut found = Diagnostic::without_place(NOT_COMMITTED, "what would be published is not what is committed");
    for file in files.iter().take(10) {
        found = found.help(format!("not committed: {file}"));
    }
    found.help("commit or stash these files first: papers are made from commits only")
}
