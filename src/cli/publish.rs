//! `acquis publish`

use crate::analysis::study::Study;
use crate::cli::Status;
use crate::cli::args::PublishArgs;
use crate::cli::args::When;
use crate::cli::build::sound;
use crate::cli::outcomes::outcomes;
use crate::cli::papers::{Digests, ENGINE, Order, papers};
use crate::cli::run::Run;
use crate::cli::run_eval::base;
use crate::session::digest::digest_all;
use crate::session::files::{LARGEST, find_root};
use crate::session::tree::Tree;
use crate::session::workspace::Workspace;
use crate::vcs::{Papers, Repo};

/// Commits the papers of the committed files to their branch.
pub fn run(run: &Run, args: &PublishArgs) -> Status {
    match publish(run, args) {
        Ok(status) | Err(status) => status,
    }
}

fn publish(run: &Run, args: &PublishArgs) -> Result<Status, Status> {
    let fail = |found| run.fail(found);
    let root = find_root(&run.folder).map_err(fail)?;
    let repo = Repo::discover(&root).map_err(fail)?;
    let (_, workspace) = run.open(&[])?;
    refuse_unfinished(run, &repo, &workspace)?;
    let head = repo.head_commit().map_err(fail)?;
    let committed = repo.files(&head, "", &mut |_, size| Ok(size <= LARGEST)).map_err(fail)?;
    let workspace = Workspace::read(&Tree::Memory(committed.files), &[]).map_err(|unreadable| {
        run.report(&unreadable.findings, &unreadable.sources);
        Status::Fault
    })?;
    if workspace.has_errors() {
        run.report(&workspace.findings, &workspace.sources);
        run.error("what is committed has errors; nothing is published");
        return Err(Status::Fault);
    }
    let base = base(run, &workspace, &When::default())?;
    let mut study = Study::new(&base);
    sound(run, &workspace, &mut study)?;
    let order = Order { name: None, subject: None, entity: None, markdown_only: cfg!(not(feature = "pdf")) };
    let mut files = papers(run, &workspace, &study, &order)?;
    outcomes(&workspace, &mut study, &mut files);
    let branch = args.branch.clone().unwrap_or_else(|| workspace.manifest.branch.value.clone());
    let digests = Digests::of(&workspace);
    let paper = digest_all(files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())));
    let dates = &workspace.manifest.dates;
    let trailers: Vec<(&str, String)> = vec![
        ("Manifest-Digest", digests.manifest),
        ("Rules-Digest", digests.rules),
        ("Profiles-Digest", digests.profiles),
        ("Templates-Digest", digests.templates),
        ("Paper-Digest", paper),
        ("Tool-Version", ENGINE.to_string()),
        ("Law-Date", dates.at.value.to_string()),
        ("Known-On", dates.known_on.value.to_string()),
        ("Data-Date", dates.data_as_of.value.to_string()),
    ];
    if args.dry_run {
        for (path, bytes) in &files {
            run.print(&format!("{path} ({} bytes)\n", bytes.len()));
        }
        for (key, value) in &trailers {
            run.print(&format!("{key}: {value}\n"));
        }
        return Ok(Status::Fine);
    }
    let message = format!(
        "Papers of {}\n\nMade from the committed policies, profiles and templates.",
        workspace.manifest.name.value
    );
    let order = Papers { branch: &branch, files: &files, message: &message, trailers: &trailers, source: head.id };
    let published = repo.publish(&order).map_err(fail)?;
    match published.commit {
        Some(commit) => run.print(&format!("{commit} on {}\n", published.branch)),
        None => run.note(&format!("nothing new: `{}` has these papers already", published.branch)),
    }
    Ok(Status::Fine)
}

/// A work tree whose inputs differ from what is committed is not published, nor one in the middle of a merge.
fn refuse_unfinished(run: &Run, repo: &Repo, workspace: &Workspace) -> Result<(), Status> {
    let state = repo.state().map_err(|found| run.fail(found))?;
    if let Some(operation) = state.operation {
        return Err(run.fail(crate::diag::git::unfinished(&format!("{operation:?}").to_lowercase())));
    }
    let paths: Vec<&str> = workspace.sources.files().map(|(_, f)| f.path.as_str()).collect();
    let changes = repo.changes(&paths).map_err(|found| run.fail(found))?;
    if changes.is_empty() {
        return Ok(());
    }
    let told: Vec<String> =
        changes.iter().map(|c| format!("{} ({})", c.path, format!("{:?}", c.kind).to_lowercase())).collect();
    Err(run.fail(crate::diag::git::not_committed(&told)))
}
