//! A policy repository, read whole: texts, modules, schema, profiles, checked program, and every finding.
//!
//! Opening never stops at the first mistake. What a stage cannot read is left out, and the next stage goes on.
//!
//! - `opening`: stage after stage, and what all of them share
//! - `modules`, `profiles`, `beside`: the files of policy, those of data, and what the manifest names beside both
//! - `keys`: how profiles lie to the instances that modules declare

mod beside;
mod keys;
mod modules;
mod opening;
mod profiles;

use crate::data::Profiles;
use crate::data::mandate::Mandate;
use crate::data::mutants::Explained;
use crate::diag::render::in_order;
use crate::diag::{Diagnostic, Stage, has_errors};
use crate::hir::DeclId;
use crate::session::files;
use crate::session::manifest::Manifest;
use crate::session::tree::Tree;
use crate::text::{FileId, Sources, Span};
use crate::types::checked::Checked;
use crate::types::schema::{FieldId, Schema};
use opening::Opening;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What a file was read as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// The manifest.
    Manifest,
    /// A module of policy.
    Policy,
    /// The ids that `covers` may name.
    Mandate,
    /// The mutants that nothing notices.
    Mutants,
    /// A profile, of a subject of its own.
    Profile,
    /// A table whose rows are profiles.
    Table,
    /// A questionnaire that came back.
    Answer,
    /// A profile given beside those of the manifest.
    Given,
    /// A template of papers.
    Template,
}

/// A profile given beside those of the manifest (`--profile FILE`): its shown path and text.
pub struct Extra {
    /// The path, as given.
    pub path: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// A policy repository, read.
pub struct Workspace {
    /// All texts.
    pub sources: Sources,
    /// What each file was read as.
    pub roles: BTreeMap<FileId, Role>,
    /// The manifest.
    pub manifest: Manifest,
    /// The files of policy.
    pub policies: Vec<FileId>,
    /// The world.
    pub schema: Schema,
    /// Profiles.
    pub profiles: Profiles,
    /// The checked program.
    pub checked: Checked,
    /// Ids of the mandate.
    pub mandate: Mandate,
    /// Mutants of which the repository says why nothing notices them.
    pub mutants: Vec<Explained>,
    /// Templates by name, with their files.
    pub templates: BTreeMap<String, FileId>,
    /// Fields of `later_data`.
    pub later: Vec<FieldId>,
    /// A file of policy could not be read at all, so that of no name it is known that nothing has it.
    pub lost: bool,
    /// Every finding, in order of files and places.
    pub findings: Vec<Diagnostic>,
}

/// What opening yields where there is not even a manifest to go by.
pub struct Unreadable {
    /// The texts read so far.
    pub sources: Sources,
    /// Why.
    pub findings: Vec<Diagnostic>,
}

impl Workspace {
    /// Reads the repository that a folder lies in. The root comes with it.
    pub fn discover(from: &Path, extra: &[Extra]) -> Result<(PathBuf, Workspace), Unreadable> {
        let root = files::find_root(from)
            .map_err(|found| Unreadable { sources: Sources::default(), findings: vec![found] })?;
        let workspace = Workspace::read(&Tree::Disk(root.clone()), extra)?;
        Ok((root, workspace))
    }

    /// Reads a repository.
    pub fn read(tree: &Tree, extra: &[Extra]) -> Result<Workspace, Unreadable> {
        let (sources, roles) = (Sources::default(), BTreeMap::new());
        let mut opening = Opening { tree, sources, roles, lost: false, findings: vec![] };
        let manifest = opening.manifest();
        let Some(manifest) = manifest else {
            let findings = in_order(opening.findings, &opening.sources);
            return Err(Unreadable { sources: opening.sources, findings });
        };
        Ok(opening.whole(manifest, extra))
    }

    /// Whether everything has a meaning: no finding is an error but those on what the rules say, whose outcome is
    /// known.
    pub fn has_meaning(&self) -> bool {
        !self.findings.iter().any(|found| found.leaves_no_meaning())
    }

    /// Whether all of the policies could be read, so that what is wrong is wrong with what they mean.
    pub fn is_read(&self) -> bool {
        self.findings.iter().all(|found| !found.is_error() || found.code.stage() != Stage::Syntax)
    }

    /// The declarations that a finding speaks of.
    pub fn declarations_of(&self, finding: &Diagnostic) -> BTreeSet<DeclId> {
        let places: Vec<Span> = finding.primary.iter().chain(&finding.secondary).map(|label| label.span).collect();
        let decls = self.checked.program.decls.iter();
        decls.filter(|decl| places.iter().any(|place| decl.ast.span.holds(*place))).map(|decl| decl.id).collect()
    }

    /// The declarations of which not everything has a meaning: what else is found of them may follow from that.
    pub fn declarations_with_errors(&self) -> BTreeSet<DeclId> {
        let errors = self.findings.iter().filter(|f| f.leaves_no_meaning());
        errors.flat_map(|error| self.declarations_of(error)).collect()
    }

    /// The errors of the mandate: it is not there, or not all of it could be read.
    pub fn of_mandate(&self) -> Vec<Diagnostic> {
        let Some(named) = &self.manifest.mandate else { return vec![] };
        let file = self.sources.by_path(&named.value);
        let about = |found: &&Diagnostic| {
            let place = found.primary.as_ref().map(|place| place.span);
            found.is_error() && place.is_some_and(|at| at == named.span || Some(at.file) == file)
        };
        self.findings.iter().filter(about).cloned().collect()
    }

    /// Whether a file is a profile of its own subject, or a module, and no table of many.
    pub fn is_of_its_own(&self, file: FileId) -> bool {
        self.roles.get(&file) != Some(&Role::Table)
    }

    /// Whether any finding is an error.
    pub fn has_errors(&self) -> bool {
        has_errors(&self.findings)
    }
}
