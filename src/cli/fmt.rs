//! `acquis fmt`

use crate::cli::Status;
use crate::cli::args::FmtArgs;
use crate::cli::run::Run;
use crate::session::output::write_atomic;
use crate::syntax;
use crate::text::english::number_of;

/// Writes policy files in the one canonical layout.
pub fn run(run: &Run, args: &FmtArgs) -> Status {
    let (root, workspace) = match run.open(&[]) {
        Ok(opened) => opened,
        Err(status) => return status,
    };
    let mut wanted: Vec<String> = vec![];
    for named in &args.files {
        let Ok(file) = run.folder.join(named).canonicalize() else {
            run.error(&format!("there is no file `{}`", named.display()));
            return Status::Fault;
        };
        wanted.push(file.strip_prefix(&root).unwrap_or(&file).to_string_lossy().replace('\\', "/"));
    }
    let files = &workspace.policies;
    for path in &wanted {
        if !files.iter().any(|f| workspace.sources.file(*f).path.as_str() == path) {
            run.error(&format!("`{path}` is no policy file of this repository"));
            return Status::Fault;
        }
    }
    let (mut changed, mut broken) = (0, vec![]);
    for id in files.iter().copied() {
        let file = workspace.sources.file(id);
        if !wanted.is_empty() && !wanted.iter().any(|w| w == file.path.as_str()) {
            continue;
        }
        match syntax::format(&file.path, &file.text) {
            Err(_) => broken.push(id),
            Ok(text) if text == *file.text => {}
            Ok(text) => {
                changed += 1;
                if args.check {
                    run.print(&format!("{}\n", file.path));
                } else if let Err(found) = write_atomic(&root.join(file.path.as_str()), text.as_bytes()) {
                    return run.fail(found);
                }
            }
        }
    }
    let of_broken = |f: &&crate::diag::Diagnostic| {
        f.primary.as_ref().is_some_and(|p| broken.contains(&p.span.file)) && f.is_error()
    };
    let findings: Vec<_> = workspace.findings.iter().filter(of_broken).cloned().collect();
    run.report(&findings, &workspace.sources);
    if !broken.is_empty() {
        run.error("a file with syntax errors is left as it is");
    }
    let verb = if args.check { "would change" } else { "changed" };
    run.note(&format!("{} {verb}", number_of(changed, "file")));
    if !broken.is_empty() || args.check && changed > 0 { Status::No } else { Status::Fine }
}
