//! `acquis new`

use crate::cli::Status;
use crate::cli::args::NewArgs;
use crate::cli::run::Run;
use crate::session::output::create_dir;
use std::collections::BTreeMap;

/// The files of a new policy repository: where each goes, and its text.
const FILES: &[(&str, &str)] = &[
    ("README.md", include_str!("starter/README.md")),
    ("acquis.toml", include_str!("starter/acquis.toml")),
    ("policies/air.acq", include_str!("starter/policies/air.acq")),
    ("policies/mandate.yaml", include_str!("starter/policies/mandate.yaml")),
    ("towns/aldorf.yaml", include_str!("starter/towns/aldorf.yaml")),
    ("towns/bewick.yaml", include_str!("starter/towns/bewick.yaml")),
    ("templates/paper.md.j2", include_str!("starter/templates/paper.md.j2")),
    ("data/schema/Town.json", include_str!("starter/data/schema/Town.json")),
    (".gitignore", include_str!("starter/gitignore")),
    (".gitattributes", include_str!("starter/gitattributes")),
    (".github/workflows/papers.yml", include_str!("starter/papers.yml")),
    (".vscode/settings.json", include_str!("starter/settings.json")),
];

/// Makes a small policy repository that works.
pub fn run(run: &Run, args: &NewArgs) -> Status {
    let files: BTreeMap<String, Vec<u8>> =
        FILES.iter().map(|(path, text)| ((*path).to_string(), text.as_bytes().to_vec())).collect();
    if let Err(found) = create_dir(&run.folder.join(&args.dir), &files) {
        return run.fail(found);
    }
    for path in files.keys() {
        run.print(&format!("{path}\n"));
    }
    let dir = args.dir.display().to_string();
    let word = in_a_shell(&dir);
    run.note(&format!("a policy repository in `{dir}`; next: `cd {word}`, `acquis check`, `acquis build`"));
    Status::Fine
}

/// A path as a shell takes it for one word, and not for an option.
fn in_a_shell(path: &str) -> String {
    let path = if path.starts_with('-') { format!("./{path}") } else { path.to_string() };
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '\\' | ':');
    if path.chars().all(plain) { path } else { format!("'{}'", path.replace('\'', "'\\''")) }
}
