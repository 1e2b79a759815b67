//! `acquis check`

use crate::analysis::statics;
use crate::analysis::study::{Base, Study};
use crate::cli::Status;
use crate::cli::args::{CheckArgs, FindingFormat};
use crate::cli::run::Run;
use crate::diag::render::{Format, in_order, render, summary};
use crate::diag::{Diagnostic, each_once, settle};
use crate::session::files::find_root;
use crate::session::output::write_atomic;
use crate::session::workspace::Workspace;
use crate::text::Sources;
use crate::types::term::ScenarioId;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Finds every mistake.
pub fn run(run: &Run, args: &CheckArgs) -> Status {
    if args.fix
        && let Err(status) = mend_manifest(run)
    {
        return status;
    }
    let (root, mut workspace) = match run.open_or(&[], |found, sources| show(run, args.format, found, sources)) {
        Ok(opened) => opened,
        Err(status) => return status,
    };
    if args.fix {
        match fix(run, &root, &workspace.findings, &workspace.sources) {
            Ok(0) => run.note("nothing to correct by machine"),
            Ok(n) => {
                run.note(&format!("{n} correction{} made", if n == 1 { "" } else { "s" }));
                workspace = match run.open(&[]) {
                    Ok((_, again)) => again,
                    Err(status) => return status,
                };
            }
            Err(status) => return status,
        }
    }
    let mut findings = workspace.findings.clone();
    let of_papers = in_order(crate::cli::papers::faults(&workspace), &workspace.sources);
    findings.extend(settle(of_papers, &BTreeSet::new()));
    if workspace.is_read() {
        match crate::cli::run_eval::base(run, &workspace, &crate::cli::args::When::default()) {
            Ok(base) => {
                findings.extend(settle(in_order(of_scenarios(&base, &workspace), &workspace.sources), &BTreeSet::new()))
            }
            Err(status) => return status,
        }
    }
    show(run, args.format, &findings, &workspace.sources);
    if findings.iter().any(Diagnostic::is_error) { Status::No } else { Status::Fine }
}

/// What is wrong with the law of any scenario, and does not follow from what was found already.
fn of_scenarios(base: &Base, workspace: &Workspace) -> Vec<Diagnostic> {
    let broken = workspace.declarations_with_errors();
    let checked = base.checked;
    let sound = |scenario: ScenarioId| {
        let stacked = checked.stacked(scenario);
        let decls = stacked.iter().map(|reform| checked.reform(*reform).decl).chain([checked.scenario(scenario).decl]);
        decls.into_iter().all(|decl| !broken.contains(&decl))
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

/// Applies the safe fixes of a manifest without which nothing else can be read.
fn mend_manifest(run: &Run) -> Result<(), Status> {
    let Err(unreadable) = Workspace::discover(&run.folder, &[]) else { return Ok(()) };
    let Ok(root) = find_root(&run.folder) else { return Ok(()) };
    match fix(run, &root, &unreadable.findings, &unreadable.sources)? {
        0 => {}
        1 => run.note("1 correction made in the manifest"),
        n => run.note(&format!("{n} corrections made in the manifest")),
    }
    Ok(())
}

/// Applies the safe fixes, the last of a file first; of fixes that overlap only the first.
fn fix(run: &Run, root: &Path, findings: &[Diagnostic], sources: &Sources) -> Result<usize, Status> {
    let mut edits: BTreeMap<String, BTreeMap<(u32, u32), String>> = BTreeMap::new();
    for finding in findings {
        let Some(fix) = finding.fixes.iter().find(|f| f.safe) else { continue };
        for (span, text) in &fix.edits {
            let path = sources.file(span.file).path.to_string();
            let of_file = edits.entry(path).or_default();
            let overlaps = of_file
                .keys()
                .any(|(from, to)| *from < span.end.max(span.start + 1) && span.start < (*to).max(*from + 1));
            if !overlaps {
                of_file.insert((span.start, span.end), text.clone());
            }
        }
    }
    let mut made = 0;
    for (path, edits) in edits {
        let Some(file) = sources.by_path(&path) else { continue };
        let mut text = sources.file(file).text.to_string();
        for ((from, to), new) in edits.into_iter().rev() {
            if text.is_char_boundary(from as usize) && text.is_char_boundary(to as usize) {
                text.replace_range(from as usize..to as usize, &new);
                made += 1;
            }
        }
        write_atomic(&root.join(&path), text.as_bytes()).map_err(|found| run.fail(found))?;
    }
    Ok(made)
}
