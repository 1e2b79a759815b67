//! `acquis build`

use crate::analysis::statics;
use crate::analysis::study::Study;
use crate::analysis::tests;
use crate::cli::Status;
use crate::cli::args::{BuildArgs, When};
use crate::cli::outcomes::outcomes;
use crate::cli::papers::{Files, Order, papers};
use crate::cli::run::Run;
use crate::cli::run_eval::base;
use crate::diag::has_errors;
use crate::session::output::{may_replace, replace_dir};
use crate::session::workspace::Workspace;
use crate::text::english::number_of;

/// Checks, tests, evaluates and writes all papers.
pub fn run(run: &Run, args: &BuildArgs) -> Status {
    match build(run, args) {
        Ok(status) | Err(status) => status,
    }
}

fn build(run: &Run, args: &BuildArgs) -> Result<Status, Status> {
    let (root, workspace) = run.open_strict(&[])?;
    let own = || root.join(&workspace.manifest.out.value);
    let out = args.out.as_ref().map_or_else(own, |out| run.folder.join(out));
    may_replace(&out).map_err(|found| run.fail(found))?;
    let base = base(run, &workspace, &When::default())?;
    let mut study = Study::new(&base);
    sound(run, &workspace, &mut study)?;
    let order = Order { name: None, subject: None, entity: None, markdown_only: args.markdown_only };
    let mut files = Files::new();
    let summary = outcomes(&workspace, &mut study, &mut files);
    run.stop_at_errors(&summary.faults, &workspace.sources)?;
    files.extend(papers(run, &workspace, &study, &order)?);
    replace_dir(&out, &files).map_err(|found| run.fail(found))?;
    for line in &summary.lines {
        run.note(line);
    }
    for path in files.keys().filter(|p| p.ends_with(".md") || p.ends_with(".pdf") || p.ends_with(".csv")) {
        run.print(&format!("{}\n", run.shown(&out.join(path))));
    }
    Ok(Status::Fine)
}

/// Warnings are told; errors of any scenario and failed tests end the work.
pub fn sound(run: &Run, workspace: &Workspace, study: &mut Study) -> Result<(), Status> {
    let mut findings = workspace.findings.clone();
    findings.extend(statics::findings(study, &|_| true));
    run.report(&findings, &workspace.sources);
    if has_errors(&findings) {
        return Err(Status::No);
    }
    let verdicts = tests::run(
        study.base,
        &tests::Wanted { filter: "", coverage: false, place: &|span| workspace.sources.place(span) },
    )
    .verdicts;
    let failed = verdicts.iter().filter(|v| !v.failures.is_empty()).count();
    if failed > 0 {
        crate::cli::test::human(run, workspace, &verdicts);
        run.error(&format!("{failed} of {} tests of the policies failed; no paper is written", verdicts.len()));
        return Err(Status::No);
    }
    run.note(&format!("{} of the policies passed", number_of(verdicts.len(), "test")));
    Ok(())
}
