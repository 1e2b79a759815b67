//! `acquis check`

use crate::analysis::statics;
use crate::analysis::study::{Base, Study};
use crate::cli::Status;
use crate::cli::args::{CheckArgs, FindingFormat, When};
use crate::cli::run::Run;
use crate::cli::run_eval::base;
use crate::diag::render::{Format, in_order, render, summary};
use crate::diag::settle::{settle, tell_causes};
use crate::diag::{Diagnostic, each_once};
use crate::session::files::find_root;
use crate::session::mends;
use crate::session::output::write_atomic;
use crate::session::workspace::Workspace;
use crate::text::Sources;
use crate::text::english::number_of;
use crate::types::term::ScenarioId;
use std::collections::BTreeSet;

/// Finds every mistake.
pub fn run(run: &Run, args: &CheckArgs) -> Status {
    if args.fix
        && let Err(status) = mend(run)
    {
        return status;
    }
    let (root, workspace) = match run.open_or(&[], |found, sources| show(run, args.format, found, sources)) {
        Ok(opened) => opened,
        Err(status) => return status,
    };
    let mut findings = workspace.findings.clone();
    mends::tried(&root, &mut findings, &workspace.sources);
    let base = match workspace.is_read() {
        true => match base(run, &workspace, &When::default()) {
            Ok(base) => Some(base),
            Err(status) => return status,
        },
        false => None,
    };
    // Neither has to do with the other.
    let (of_papers, of_scenarios) = std::thread::scope(|scope| {
        let papers = scope.spawn(|| crate::cli::papers::faults(&workspace));
        let of_scenarios = base.as_ref().map_or_else(Vec::new, |base| of_scenarios(base, &workspace));
        (papers.join(), of_scenarios)
    });
    let of_papers = of_papers.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    for found in [of_papers, of_scenarios] {
        findings.extend(settle(in_order(found, &workspace.sources), &BTreeSet::new()));
    }
    tell_causes(&mut findings, workspace.lost);
    show(run, args.format, &findings, &workspace.sources);
    Status::of(&findings)
}

/// What is wrong with the law of any scenario, and does not follow from what was found already.
fn of_scenarios(base: &Base, workspace: &Workspace) -> Vec<Diagnostic> {
    let broken = workspace.declarations_with_errors();
    let checked = base.checked;
    let sound = |scenario: ScenarioId| {
        let stacked = checked.stacked(scenario).into_iter().map(|reform| checked.reform(reform).decl);
        let chain = checked.chain(scenario).into_iter().map(|id| checked.scenario(id).decl);
        stacked.chain(chain).all(|decl| !broken.contains(&decl))
    };
    let found = statics::findings(&mut Study::of_law(base), &sound);
    each_once(found.into_iter().filter(|finding| workspace.declarations_of(finding).is_disjoint(&broken)))
}

fn show(run: &Run, format: FindingFormat, findings: &[Diagnostic], sources: &Sources) {
    let format = match format {
        FindingFormat::Human => {
            run.report(findings, sources);
            if findings.is_empty() {
                run.note("no mistakes found");
            }
            return;
        }
        FindingFormat::Json => Format::Json,
        FindingFormat::Sarif => Format::Sarif,
        FindingFormat::Github => Format::Github,
        FindingFormat::Gitlab => Format::Gitlab,
    };
    run.print(&render(findings, sources, format, run.style()));
    let told = summary(findings, sources);
    if !told.is_empty() {
        run.note(&told);
    }
}

/// Makes the safe corrections, and those that they bring up.
fn mend(run: &Run) -> Result<(), Status> {
    let Ok(root) = find_root(&run.folder) else { return Ok(()) };
    let mut all = 0;
    for _ in 0..mends::ROUNDS {
        let (mut findings, sources) = match Workspace::discover(&run.folder, &[]) {
            Ok((_, workspace)) => (workspace.findings, workspace.sources),
            Err(unreadable) => (unreadable.findings, unreadable.sources),
        };
        mends::tried(&root, &mut findings, &sources);
        let (texts, made) = mends::corrected(&mends::safe(&findings), &sources);
        for (path, text) in texts {
            write_atomic(&root.join(&path), text.as_bytes()).map_err(|found| run.fail(found))?;
        }
        all += made;
        if made == 0 {
            break;
        }
    }
    run.note(&match all {
        0 => "nothing to correct by machine".to_string(),
        n => format!("{} made", number_of(n, "correction")),
    });
    Ok(())
}
