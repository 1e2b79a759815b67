//! `acquis paper`

use crate::analysis::study::Study;
use crate::cli::Status;
use crate::cli::args::{PaperArgs, When};
use crate::cli::papers::{Order, papers};
use crate::cli::run::Run;
use crate::cli::run_eval::{base, subject};
use crate::session::output::{replace_dir, write_atomic};

/// Writes one paper, or all.
pub fn run(run: &Run, args: &PaperArgs) -> Status {
    match write(run, args) {
        Ok(status) | Err(status) => status,
    }
}

fn write(run: &Run, args: &PaperArgs) -> Result<Status, Status> {
    let (root, workspace) = run.open_strict(&[])?;
    let of = args.of.as_ref().map(|word| subject(run, &workspace, word)).transpose()?;
    let order = Order {
        name: args.name.as_deref(),
        subject: of.as_ref().map(|(_, key)| key.as_str()).or(args.subject.as_deref()),
        entity: of.as_ref().map(|(entity, _)| *entity),
        markdown_only: args.markdown_only,
    };
    let base = base(run, &workspace, &When { at: args.at, known_on: args.known_on, ..When::default() })?;
    let files = papers(run, &workspace, &Study::new(&base), &order)?;
    let own = || root.join(&workspace.manifest.out.value);
    let out = args.out.as_ref().map_or_else(own, |out| run.folder.join(out));
    if !out.exists() {
        replace_dir(&out, &files).map_err(|found| run.fail(found))?;
    }
    for (path, bytes) in &files {
        write_atomic(&out.join(path), bytes).map_err(|found| run.fail(found))?;
        if path.ends_with(".md") || path.ends_with(".pdf") {
            run.print(&format!("{}\n", run.shown(&out.join(path))));
        }
    }
    Ok(Status::Fine)
}
