//! The papers branch: what is read from git, what is written, and what survives races, kills and full disks.

mod run;

use acquis::diag::Diagnostic;
use acquis::vcs::{ChangeKind, Head, LeftOut, Operation, Papers, Published, Repo};
use git2::{Oid, Repository, Signature, Time};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Stdio};
use std::{env, fs, thread};
use tempfile::TempDir;

type Files = BTreeMap<String, Vec<u8>>;

fn files(entries: &[(&str, &str)]) -> Files {
    entries.iter().map(|(path, text)| (path.to_string(), text.as_bytes().to_vec())).collect()
}

/// 2018-04-30 23:30 in Brussels.
fn author() -> Signature<'static> {
    Signature::new("Jördis Ólafs", "j@example.org", &Time::new(1_525_123_800, 120)).expect("a signature")
}

fn write(root: &Path, entries: &[(&str, &str)]) {
    for (path, text) in entries {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("make folder");
        fs::write(path, text).expect("write file");
    }
}

/// Commits all files of the work tree to HEAD.
fn commit_all(repo: &Repository) -> Oid {
    let mut index = repo.index().expect("index");
    index.add_all(["*"], git2::IndexAddOption::DEFAULT, None).expect("add");
    index.write().expect("write index");
    let tree = repo.find_tree(index.write_tree().expect("tree")).expect("tree");
    let parents: Vec<_> = repo.head().ok().into_iter().map(|head| head.peel_to_commit().expect("commit")).collect();
    let parents: Vec<_> = parents.iter().collect();
    repo.commit(Some("HEAD"), &author(), &author(), "Policy\n", &tree, &parents).expect("commit")
}

/// A repository with one commit on `main`.
fn repository() -> (TempDir, Repository) {
    let folder = TempDir::new().expect("temporary folder");
    let mut options = git2::RepositoryInitOptions::new();
    options.initial_head("main");
    let repo = Repository::init_opts(folder.path(), &options).expect("init");
    write(folder.path(), &[("acquis.toml", "name = \"x\"\n"), ("policies/a.acq", "module a\n")]);
    commit_all(&repo);
    (folder, repo)
}

fn publish(repo: &Repo, branch: &str, files: &Files, message: &str) -> Result<Published, Diagnostic> {
    let source = repo.head_commit()?.id;
    let trailers = [("Rules-Digest", "sha256:ab".to_string()), ("Law-Date", "2018-04-30".to_string())];
    repo.publish(&Papers { branch, files, message, trailers: &trailers, source })
}

fn discover(folder: &TempDir) -> Repo {
    Repo::discover(folder.path()).expect("a repository")
}

/// The code of a refusal.
fn code<T: std::fmt::Debug>(result: Result<T, Diagnostic>) -> &'static str {
    result.expect_err("should be refused").code.0
}

/// `git` on the command line, if it is installed; its standard output.
fn git(folder: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").arg("-C").arg(folder).args(arguments).output();
    run::needs("a branch as git sees it", "git", output.is_ok());
    let output = output.ok()?;
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The objects of a repository are whole and connected.
fn assert_sound(folder: &Path) {
    git(folder, &["fsck", "--strict", "--connectivity-only"]);
    git(folder, &["fsck", "--strict"]);
}

#[test]
fn a_folder_without_git_is_named() {
    let folder = TempDir::new().expect("temporary folder");
    let found = Repo::discover(folder.path()).err().expect("no repository");
    assert_eq!(found.code.0, "E0850");
    assert!(found.message.contains(&folder.path().display().to_string()), "{}", found.message);
}

#[cfg(unix)]
#[test]
fn a_foreign_repository_is_refused_as_git_does() {
    let (folder, _) = repository();
    let nobody = Some(65534);
    if std::os::unix::fs::chown(folder.path(), nobody, nobody).is_err() {
        run::skips("a foreign repository", "only root can give a folder away");
        return;
    }
    std::os::unix::fs::chown(folder.path().join(".git"), nobody, nobody).expect("chown");
    // In a process with a home of its own: the one of the tester may trust every folder.
    let home = TempDir::new().expect("temporary folder");
    let mut command = child(&env::current_exe().expect("this program"), "child_opens", folder.path());
    let told = refused(command.env("HOME", home.path()).env_remove("XDG_CONFIG_HOME"));
    assert!(told.starts_with("refused E0851") && told.contains("safe.directory"), "{told}");
}

#[test]
fn head_is_a_branch_a_commit_or_nothing_yet() {
    let folder = TempDir::new().expect("temporary folder");
    let mut options = git2::RepositoryInitOptions::new();
    options.initial_head("trunk");
    let repo = Repository::init_opts(folder.path(), &options).expect("init");
    let seen = discover(&folder);
    assert_eq!(seen.state().expect("state").head, Head::Unborn { name: "trunk".into() });
    assert_eq!(code(seen.head_commit()), "E0855");

    write(folder.path(), &[("a", "1")]);
    let id = commit_all(&repo);
    let head = seen.head_commit().expect("a commit");
    assert_eq!((head.id.to_string(), head.day, head.offset), (id.to_string(), 17651, 120));
    assert_eq!(seen.state().expect("state").head, Head::Branch { name: "trunk".into(), commit: head.id });

    repo.set_head_detached(id).expect("detach");
    assert_eq!(seen.state().expect("state").head, Head::Detached { commit: head.id });

    let state = seen.state().expect("state");
    assert_eq!((state.operation, state.bare, state.shallow), (None, false, false));
    fs::write(folder.path().join(".git/MERGE_HEAD"), format!("{id}\n")).expect("write");
    assert_eq!(seen.state().expect("state").operation, Some(Operation::Merge));
    fs::remove_file(folder.path().join(".git/MERGE_HEAD")).expect("remove");
    fs::create_dir(folder.path().join(".git/rebase-merge")).expect("make");
    assert_eq!(seen.state().expect("state").operation, Some(Operation::Rebase));
}

#[test]
fn changes_are_told_below_the_policy_only_and_the_index_is_left_alone() {
    let (folder, repo) = repository();
    write(
        folder.path(),
        &[
            ("sub/policies/b.acq", "1"),
            ("sub/cities/x.yaml", "1"),
            ("sub/cities/y.yaml", "1"),
            (".gitignore", "*.tmp\n"),
        ],
    );
    commit_all(&repo);
    write(folder.path(), &[("policies/a.acq", "changed"), ("sub/policies/b.acq", "changed")]);
    write(folder.path(), &[("sub/cities/n ew.yaml", "2"), ("sub/cities/no.tmp", "2")]);
    fs::remove_file(folder.path().join("sub/cities/x.yaml")).expect("remove");
    let index = fs::read(folder.path().join(".git/index")).expect("index");

    let seen = Repo::discover(&folder.path().join("sub")).expect("a repository");
    let told = |paths: &[&str]| -> Vec<(String, ChangeKind)> {
        seen.changes(paths).expect("changes").into_iter().map(|change| (change.path, change.kind)).collect()
    };
    let city_changes =
        vec![("cities/n ew.yaml".to_string(), ChangeKind::New), ("cities/x.yaml".to_string(), ChangeKind::Deleted)];
    let mut all = city_changes.clone();
    all.push(("policies/b.acq".to_string(), ChangeKind::Modified));
    assert_eq!(told(&[]), all);
    assert_eq!(told(&["cities"]), city_changes);
    assert_eq!(told(&["cities/*.yaml"]), vec![], "a path is no pattern");
    assert_eq!(code(seen.changes(&["a\0b"])), "E0859");
    assert_eq!(fs::read(folder.path().join(".git/index")).expect("index"), index);
}

#[cfg(unix)]
#[test]
fn a_revision_is_read_without_the_work_tree() {
    let (folder, repo) = repository();
    write(folder.path(), &[("sub/cities/b.yaml", "b"), ("sub/cities/deep/c.yaml", "c"), ("sub/big", "0123456789")]);
    std::os::unix::fs::symlink("/etc/passwd", folder.path().join("sub/cities/link.yaml")).expect("link");
    let first = commit_all(&repo);
    write(folder.path(), &[("sub/cities/b.yaml", "later"), ("sub/cities/d.yaml", "d")]);
    commit_all(&repo);
    fs::remove_dir_all(folder.path().join("sub/cities")).expect("remove");

    let seen = Repo::discover(&folder.path().join("sub")).expect("a repository");
    let mut sizes = BTreeMap::new();
    let old = seen.commit("HEAD~1").expect("a commit");
    assert_eq!(old.id.to_string(), first.to_string());
    let found = seen.files(&old, "", &mut |path, size| {
        sizes.insert(path.to_string(), size);
        Ok(path != "big")
    });
    let found = found.expect("files");
    assert_eq!(found.files, files(&[("cities/b.yaml", "b"), ("cities/deep/c.yaml", "c")]));
    assert_eq!(found.left_out, vec![("cities/link.yaml".to_string(), LeftOut::Link)]);
    assert_eq!(sizes["big"], 10);

    let new = seen.commit(&format!("{}", seen.head_commit().expect("head").id)[..12]).expect("a short id");
    let found = seen.files(&new, "cities/deep/", &mut |_, _| Ok(true)).expect("files");
    assert_eq!(found.files, files(&[("cities/deep/c.yaml", "c")]));
    assert_eq!(code(seen.files(&new, "no/such", &mut |_, _| Ok(true))), "E0854");
    assert_eq!(code(seen.files(&new, "a\0b", &mut |_, _| Ok(true))), "E0854");
}

#[test]
fn an_unknown_revision_proposes_a_branch() {
    let (folder, repo) = repository();
    repo.branch("consultation", &repo.head().expect("head").peel_to_commit().expect("commit"), false).expect("branch");
    let seen = discover(&folder);
    let found = seen.commit("consultaton").expect_err("unknown");
    assert_eq!(found.code.0, "E0853");
    assert_eq!(found.help, ["did you mean `consultation`?"]);
    for wrong in ["", "a\0b", "HEAD~9", "--all", "main:acquis.toml", "@{-1}"] {
        assert_eq!(code(seen.commit(wrong)), "E0853", "{wrong:?}");
    }
}

#[test]
fn papers_become_a_commit_and_nothing_else_moves() {
    let (folder, repo) = repository();
    write(folder.path(), &[("policies/a.acq", "not committed")]);
    let before = (
        fs::read(folder.path().join(".git/index")).expect("index"),
        fs::read_to_string(folder.path().join(".git/HEAD")).expect("HEAD"),
        repo.refname_to_id("refs/heads/main").expect("main"),
    );
    let seen = discover(&folder);
    let papers = files(&[("papers/x.md", "# X\n"), ("papers/x/chart.svg", "<svg/>"), ("papers/x.pdf", "%PDF-\0")]);
    let first = publish(&seen, "papers", &papers, "Papers of 30 April 2018\n\nBody.\n").expect("published");
    let id = first.commit.expect("a commit");
    assert_eq!((first.tip, first.branch.as_str()), (id, "papers"));

    let commit = repo.find_commit(Oid::from_str(&id.to_string()).expect("an id")).expect("a commit");
    let source = seen.head_commit().expect("head");
    assert_eq!(commit.parent_count(), 0);
    assert_eq!((commit.author().when(), commit.committer().when()), (author().when(), author().when()));
    assert_eq!(commit.author().name_bytes(), "Jördis Ólafs".as_bytes());
    assert_eq!(
        commit.message().expect("a message"),
        format!(
            "Papers of 30 April 2018\n\nBody.\n\nSource-Commit: {}\nRules-Digest: sha256:ab\nLaw-Date: 2018-04-30\n",
            source.id
        )
    );
    let read = seen.commit("papers").expect("the branch");
    assert_eq!(read.trailers[1], ("Rules-Digest".to_string(), "sha256:ab".to_string()));
    assert_eq!(read.trailers.len(), 3);
    assert_eq!(seen.tip("papers").expect("tip").map(|tip| tip.id), Some(id));
    assert_eq!(seen.tip("none").expect("tip"), None);

    let mut whole = seen.files(&read, "", &mut |_, _| Ok(true)).expect("files").files;
    let attributes = String::from_utf8(whole.remove(".gitattributes").expect("attributes")).expect("text");
    assert_eq!(attributes, "*.md text eol=lf\n*.pdf binary\n*.svg text eol=lf\n");
    assert_eq!(whole, papers);

    let again = publish(&seen, "papers", &papers, "Another message").expect("published");
    assert_eq!((again.commit, again.tip, again.tree), (None, id, first.tree), "same files: no commit");

    let fewer = files(&[("papers/x.md", "# X\n")]);
    let second = publish(&seen, "papers", &fewer, "Fewer").expect("published");
    let tip = seen.commit("papers").expect("the branch");
    assert_eq!((Some(tip.id), tip.parents.as_slice()), (second.commit, [id].as_slice()));
    assert_eq!(seen.files(&tip, "", &mut |_, _| Ok(true)).expect("files").files.len(), 2, "gone is what is not given");

    let after = (
        fs::read(folder.path().join(".git/index")).expect("index"),
        fs::read_to_string(folder.path().join(".git/HEAD")).expect("HEAD"),
        repo.refname_to_id("refs/heads/main").expect("main"),
    );
    assert_eq!(before, after);
    assert_eq!(fs::read_to_string(folder.path().join("policies/a.acq")).expect("file"), "not committed");
    assert!(!folder.path().join("papers").exists());
    assert_sound(folder.path());
    if let Some(parsed) = git(folder.path(), &["log", "-1", "--format=%(trailers:key=Law-Date,valueonly)", "papers"]) {
        assert_eq!(parsed.trim(), "2018-04-30");
    }
}

#[test]
fn the_same_input_gives_the_same_commit() {
    let papers = files(&[("papers/x.md", "# X\n")]);
    let ids: Vec<_> = (0..2)
        .map(|_| {
            let (folder, _) = repository();
            publish(&discover(&folder), "papers", &papers, "Papers")
                .expect("published")
                .commit
                .expect("new")
                .to_string()
        })
        .collect();
    assert_eq!(ids[0], ids[1]);
}

#[test]
fn a_checked_out_branch_is_never_moved() {
    let (folder, repo) = repository();
    let papers = files(&[("x.md", "x")]);
    let seen = discover(&folder);
    assert_eq!(code(publish(&seen, "main", &papers, "m")), "E0857");

    publish(&seen, "papers", &papers, "m").expect("published");
    let other = TempDir::new().expect("temporary folder");
    let mut options = git2::WorktreeAddOptions::new();
    let reference = repo.find_reference("refs/heads/papers").expect("papers");
    options.reference(Some(&reference));
    let place = other.path().join("linked");
    repo.worktree("linked", &place, Some(&options)).expect("worktree");
    let found = publish(&seen, "papers", &files(&[("x.md", "y")]), "m").expect_err("checked out elsewhere");
    assert_eq!(found.code.0, "E0857");
    assert!(found.message.contains("linked"), "{}", found.message);

    let from_linked = Repo::discover(&place).expect("a work tree");
    assert_eq!(code(publish(&from_linked, "main", &papers, "m")), "E0857", "HEAD of the main work tree");

    git(&place, &["checkout", "-q", "--detach"]);
    fs::create_dir(folder.path().join(".git/worktrees/linked/rebase-merge")).expect("make");
    fs::write(folder.path().join(".git/worktrees/linked/rebase-merge/head-name"), "refs/heads/papers\n")
        .expect("write");
    assert_eq!(code(publish(&seen, "papers", &files(&[("x.md", "y")]), "m")), "E0857", "being rebased");
}

#[test]
fn a_branch_with_other_work_is_never_built_upon() {
    let (folder, repo) = repository();
    let head = repo.head().expect("head").peel_to_commit().expect("commit");
    repo.branch("drafts", &head, false).expect("branch");
    repo.reference_symbolic("refs/heads/alias", "refs/heads/drafts", false, "").expect("symbolic");
    repo.branch("team/papers", &head, false).expect("branch");
    let (seen, papers) = (discover(&folder), files(&[("x.md", "x")]));
    assert_eq!(code(publish(&seen, "drafts", &papers, "m")), "E0858");
    assert_eq!(code(publish(&seen, "alias", &papers, "m")), "E0856");
    let found = publish(&seen, "team", &papers, "m").expect_err("in the way");
    assert_eq!(found.code.0, "E0856");
    assert!(found.message.contains("team/papers"), "{}", found.message);
    assert_eq!(code(publish(&seen, "drafts/x", &papers, "m")), "E0856");
    for wrong in ["", "HEAD", "-x", "a b", "a..b", "a\0b", "x.lock", "a/", "@{1}"] {
        assert_eq!(code(publish(&seen, wrong, &papers, "m")), "E0856", "{wrong:?}");
    }
    assert_eq!(repo.refname_to_id("refs/heads/drafts").expect("drafts"), head.id());
}

#[test]
fn hostile_paths_and_messages_never_reach_git() {
    let (folder, _) = repository();
    let seen = discover(&folder);
    let source = seen.head_commit().expect("head").id;
    for path in ["", "/x", "../x", "a/../b", ".git/config", "a/.GiT/x", "a\0b", "a\\b", ".gitattributes"] {
        assert_eq!(code(publish(&seen, "papers", &files(&[(path, "x")]), "m")), "E0859", "{path:?}");
    }
    assert_eq!(code(publish(&seen, "papers", &files(&[("a", "x"), ("a/b", "x")]), "m")), "E0859");
    let papers = files(&[("x.md", "x")]);
    assert_eq!(code(publish(&seen, "papers", &papers, " \n")), "E0860");
    assert_eq!(code(publish(&seen, "papers", &papers, "a\0b")), "E0860");
    for (key, value) in [("Two words", "v"), ("", "v"), ("K", "a\nOther: b"), ("K", ""), ("Source-Commit", "forged")] {
        let trailers = [(key, value.to_string())];
        let papers = Papers { branch: "papers", files: &papers, message: "m", trailers: &trailers, source };
        assert_eq!(code(seen.publish(&papers)), "E0860", "{key:?} {value:?}");
    }
    assert_eq!(seen.tip("papers").expect("tip"), None);
}

#[test]
fn a_bare_repository_takes_papers_from_a_revision() {
    let (folder, repo) = repository();
    let bare = TempDir::new().expect("temporary folder");
    git2::build::RepoBuilder::new().bare(true).clone(repo.path().to_str().expect("path"), bare.path()).expect("clone");
    drop(folder);
    let seen = discover(&bare);
    assert!(seen.state().expect("state").bare);
    assert_eq!(seen.changes(&[]).expect("changes"), vec![]);
    publish(&seen, "papers", &files(&[("x.md", "x")]), "m").expect("published");
    assert_sound(bare.path());
}

/// Every commit from the tip of a branch back to its first.
fn history(repo: &Repository, branch: &str) -> Vec<String> {
    let mut walk = repo.revwalk().expect("walk");
    walk.push_ref(&format!("refs/heads/{branch}")).expect("branch");
    walk.map(|id| repo.find_commit(id.expect("id")).expect("commit").summary().expect("text").unwrap_or("").to_string())
        .collect()
}

#[test]
fn publishers_at_once_lose_nothing() {
    let (folder, repo) = repository();
    publish(&discover(&folder), "papers", &files(&[("x.md", "start")]), "start").expect("published");
    thread::scope(|scope| {
        for worker in 0..4 {
            let folder = &folder;
            scope.spawn(move || {
                let seen = discover(folder);
                for turn in 0..25 {
                    let name = format!("{worker}-{turn}");
                    publish(&seen, "papers", &files(&[("x.md", &name)]), &name).expect("published");
                }
            });
        }
        // One that knows nothing of our lock, and moves the branch as git does.
        scope.spawn(|| {
            let repo = Repository::open(folder.path()).expect("open");
            for turn in 0..25 {
                rogue_commit(&repo, &format!("rogue-{turn}"));
            }
        });
    });
    let found = history(&repo, "papers");
    let distinct: BTreeSet<&String> = found.iter().collect();
    assert_eq!((found.len(), distinct.len()), (126, 126));
    assert_sound(folder.path());
}

fn rogue_commit(repo: &Repository, name: &str) {
    loop {
        let tip = repo.refname_to_id("refs/heads/papers").expect("papers");
        let parent = repo.find_commit(tip).expect("commit");
        let message = format!("{name}\n\nSource-Commit: {tip}\n");
        let tree = parent.tree().expect("tree");
        let id = repo.commit(None, &author(), &author(), &message, &tree, &[&parent]).expect("commit");
        if repo.reference_matching("refs/heads/papers", id, true, tip, "rogue").is_ok() {
            return;
        }
    }
}

const REPOSITORY: &str = "ACQUIS_TEST_REPOSITORY";

/// This test binary again, as a process that runs one of the ignored tests below.
fn child(program: &Path, test: &str, repository: &Path) -> Command {
    let mut command = Command::new(program);
    command.args(["--exact", test, "--ignored", "--nocapture", "--test-threads=1"]).env(REPOSITORY, repository);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[test]
#[ignore = "run as a process of its own, with another home"]
fn child_opens() {
    match Repo::discover(Path::new(&env::var_os(REPOSITORY).expect("set by the parent"))) {
        Ok(_) => println!("opened"),
        Err(found) => println!("refused {} {} {}", found.code.0, found.message, found.help.join(" | ")),
    }
}

fn numbered(turn: u32) -> Files {
    (0..8).map(|part| (format!("papers/{part}.md"), format!("{turn} {part}\n").repeat(200).into_bytes())).collect()
}

#[test]
#[ignore = "run as a process of its own by the tests that kill or starve it"]
fn child_publishes_for_ever() {
    let repo = Repo::discover(Path::new(&env::var_os(REPOSITORY).expect("set by the parent"))).expect("a repository");
    let done = repo.tip("papers").expect("tip").map_or(0, |tip| tip.subject.parse::<u32>().expect("a number"));
    for turn in done + 1.. {
        if let Err(found) = publish(&repo, "papers", &numbered(turn), &turn.to_string()) {
            println!("refused {} {} {}", found.code.0, found.message, found.help.join(" | "));
            return;
        }
        println!("published {turn}");
    }
}

#[test]
fn a_killed_publisher_leaves_the_old_papers_or_the_new() {
    let (folder, _) = repository();
    let program = env::current_exe().expect("this program");
    let seen = discover(&folder);
    let mut last = 0;
    for round in 0..40_u64 {
        let mut running = child(&program, "child_publishes_for_ever", folder.path()).spawn().expect("start");
        thread::sleep(std::time::Duration::from_micros(20_000 + round * 997));
        running.kill().expect("kill");
        let output = running.wait_with_output().expect("ended");
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(!told.contains("refused"), "round {round}: {told}");
        let told = told.lines().filter_map(|line| line.strip_prefix("published ")?.parse::<u32>().ok()).max();
        let Some(tip) = seen.tip("papers").expect("the branch can be read") else { continue };
        let turn: u32 = tip.subject.parse().expect("a number");
        assert!(turn >= last && turn >= told.unwrap_or(0), "round {round}: {turn} after {last}, told {told:?}");
        let mut held = seen.files(&tip, "", &mut |_, _| Ok(true)).expect("every object is there").files;
        held.remove(".gitattributes");
        assert!(held == numbered(turn), "round {round}: the tree is not that of commit {turn}");
        last = turn;
    }
    assert!(last > 0, "no child ever got to publish");
    publish(&seen, "papers", &numbered(last + 1), "after").expect("the next one publishes");
    assert_sound(folder.path());
}

#[test]
fn the_lock_of_a_killed_publisher_is_taken_away_and_no_other() {
    let (folder, repo) = repository();
    let seen = discover(&folder);
    let first = publish(&seen, "papers", &numbered(1), "1").expect("published").tip.to_string();
    let lock = folder.path().join(".git/refs/heads/papers.lock");
    let announced = folder.path().join(".git/acquis-publish.lock");
    for held in ["", &first[..7], &format!("{first}\n")] {
        fs::write(&announced, format!("refs/heads/papers {first}\n")).expect("write");
        fs::write(&lock, held).expect("write");
        publish(&seen, "papers", &numbered(2 + held.len() as u32), "2")
            .expect("the lock was left by a killed publisher");
        assert!(!lock.exists());
    }
    let tip = repo.refname_to_id("refs/heads/papers").expect("papers");
    fs::write(&lock, "").expect("write");
    let found = publish(&seen, "papers", &numbered(99), "99").expect_err("somebody holds the branch");
    assert_eq!(found.code.0, "E0862");
    assert!(found.help.iter().any(|line| line.contains("papers.lock")), "{:?}", found.help);
    assert!(lock.exists(), "the lock of another program stays");
    assert_eq!(repo.refname_to_id("refs/heads/papers").expect("papers"), tip);
}

/// Output of a child that is refused something; it must say so and leave the branch alone.
#[cfg(unix)]
fn refused(command: &mut Command) -> String {
    let output = command.output().expect("run");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    match told.find("refused ") {
        Some(at) => told[at..].lines().next().unwrap_or("").to_string(),
        None => panic!("{told}\n{}", String::from_utf8_lossy(&output.stderr)),
    }
}

#[cfg(unix)]
#[test]
fn a_disk_that_is_full_changes_nothing() {
    let (folder, repo) = repository();
    let seen = discover(&folder);
    let papers: Files = [("x.bin".to_string(), noise(200_000))].into();
    publish(&seen, "papers", &numbered(1), "1").expect("published");
    let tip = repo.refname_to_id("refs/heads/papers").expect("papers");
    // A process that may write no file of more than 64 kB gets the error of a full disk in mid-file.
    let program = env::current_exe().expect("this program");
    let mut shell = Command::new("bash");
    shell.args(["-c", "trap '' XFSZ; ulimit -f 64; exec \"$0\" \"$@\""]).arg(&program);
    shell.args(["--exact", "child_publishes_noise", "--ignored", "--nocapture"]).env(REPOSITORY, folder.path());
    let told = refused(&mut shell);
    assert!(told.starts_with("refused E0861") && told.contains("File too large"), "{told}");
    assert!(told.contains("free some space"), "{told}");
    assert_eq!(repo.refname_to_id("refs/heads/papers").expect("papers"), tip);
    assert_sound(folder.path());
    publish(&seen, "papers", &papers, "2").expect("published once there is room");
}

/// Bytes that do not compress.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    (0..length).map(|_| next()).collect()
}

#[test]
#[ignore = "run as a process of its own by the tests that kill or starve it"]
fn child_publishes_noise() {
    let repo = Repo::discover(Path::new(&env::var_os(REPOSITORY).expect("set by the parent"))).expect("a repository");
    match publish(&repo, "papers", &[("x.bin".to_string(), noise(200_000))].into(), "noise") {
        Ok(done) => println!("published {done:?}"),
        Err(found) => println!("refused {} {} {}", found.code.0, found.message, found.help.join(" | ")),
    }
}

#[cfg(unix)]
#[test]
fn a_repository_that_cannot_be_written_is_named() {
    use std::os::unix::fs::{PermissionsExt, chown};
    use std::os::unix::process::CommandExt;
    let (folder, _) = repository();
    let nobody = 65534;
    // Root writes everywhere, so root sends somebody else. A copy of this program, for it may lie where only root can
    // go.
    let root = chown(folder.path(), Some(nobody), Some(nobody)).is_ok();
    let copy = TempDir::new().expect("temporary folder");
    fs::set_permissions(copy.path(), fs::Permissions::from_mode(0o755)).expect("chmod");
    let program = copy.path().join("program");
    // Copied by another process: a file that this one writes stays open in what other tests start meanwhile, and cannot
    // be run.
    let copied = Command::new("cp").arg(env::current_exe().expect("this program")).arg(&program).status();
    assert!(copied.expect("cp starts").success());
    let mut folders = vec![folder.path().to_path_buf()];
    let mut all = vec![];
    while let Some(next) = folders.pop() {
        folders.extend(fs::read_dir(&next).expect("list").flatten().map(|e| e.path()).filter(|p| p.is_dir()));
        all.push(next);
    }
    for path in &all {
        if root {
            chown(path, Some(nobody), Some(nobody)).expect("chown");
        }
        fs::set_permissions(path, fs::Permissions::from_mode(0o555)).expect("chmod");
    }
    let mut command = child(&program, "child_publishes_for_ever", folder.path());
    command.env("HOME", copy.path());
    if root {
        command.uid(nobody).gid(nobody);
    }
    let told = refused(&mut command);
    for path in &all {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("chmod");
    }
    assert!(told.starts_with("refused E0861") && told.contains("ermission denied"), "{told}");
    assert!(told.contains("the branch is as it was"), "{told}");
}
