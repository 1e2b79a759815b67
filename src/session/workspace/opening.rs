//! A repository read stage after stage.

use super::keys::{entities_in_part, profile_keys, stated_twice};
use super::{Extra, Role, Workspace};
use crate::diag::render::in_order;
use crate::diag::settle::{settle, tell_causes};
use crate::diag::{Diagnostic, has_errors, manifest as told, names, repository as say};
use crate::hir::from_syntax::lower;
use crate::session::files::MANIFEST;
use crate::session::manifest::{self, Manifest};
use crate::session::tree::Tree;
use crate::text::{FileId, Sources, Word};
use crate::types::check::check;
use crate::types::commitments::not_known_yet;
use crate::types::declare::declare;
use crate::types::schema::{EntityId, Schema};
use std::collections::BTreeMap;

/// A repository that is being read.
pub(super) struct Opening<'a> {
    pub tree: &'a Tree,
    pub sources: Sources,
    pub roles: BTreeMap<FileId, Role>,
    /// A file of policy could not be read at all.
    pub lost: bool,
    pub findings: Vec<Diagnostic>,
}

impl Opening<'_> {
    /// Reads a file, and remembers what as.
    pub fn load(&mut self, path: &str, role: Role) -> Option<FileId> {
        let (file, found) = self.tree.load(&mut self.sources, path);
        self.findings.extend(found);
        self.plays(file, role)
    }

    /// Remembers what a file was read as.
    pub fn plays(&mut self, file: Option<FileId>, role: Role) -> Option<FileId> {
        self.roles.extend(file.map(|file| (file, role)));
        file
    }

    /// Reads the manifest.
    pub fn manifest(&mut self) -> Option<Manifest> {
        let file = self.load(MANIFEST, Role::Manifest)?;
        let text = self.sources.file(file).text.clone();
        let (manifest, found) = manifest::read(file, &text);
        self.findings.extend(found);
        manifest
    }

    /// Everything, by what the manifest says.
    pub fn whole(mut self, manifest: Manifest, extra: &[Extra]) -> Workspace {
        let modules = self.modules(&manifest);
        let mandate = self.mandate(&manifest);
        let mutants = self.mutants(&manifest);
        let policies = modules.iter().map(|m| m.file).collect();
        let unread = modules.iter().flat_map(|m| &m.unread).map(|name| name.to_string()).collect();
        let (program, found) = lower(modules);
        self.findings.extend(found);
        // Where nothing could be read, names of it are not looked up: that has been said.
        let said = has_errors(&self.findings);
        if program.decls.is_empty() && !said {
            self.findings.extend(manifest.policies.first().map(|folder| say::nothing_declared(folder.span)));
        }
        let looked_up = !program.decls.is_empty() || !said;
        let (schema, found) = declare(&program);
        self.findings.extend(found);
        let (profiles, incomplete) = self.profiles(&manifest, &schema, extra);
        let keys = profile_keys(&schema, &profiles, incomplete);
        let (checked, found) = check(program, &schema, &keys);
        let program = &checked.program;
        self.findings.extend(found);
        self.findings.extend(stated_twice(&checked, &profiles));
        let later = self.later(&manifest, &schema);
        if looked_up {
            self.covers(program, &mandate, &manifest);
            self.explained(program, &mutants);
            let of_papers = manifest.papers.iter().map(|paper| paper.date.value);
            self.findings.extend(not_known_yet(&checked, of_papers.fold(manifest.dates.known_on.value, Ord::max)));
        }
        let templates = self.templates(&manifest);
        if looked_up {
            self.papers(&manifest, program, &schema);
        }
        self.unused(&checked, &manifest, &templates);
        let lost = self.lost;
        self.misnamed(&profiles, &schema);
        let short = entities_in_part(program, &self.findings);
        self.findings.retain(|found| found.owner().is_none_or(|entity| !short.contains(entity)));
        let mut findings = in_order(settle(in_order(self.findings, &self.sources), &unread), &self.sources);
        tell_causes(&mut findings, lost);
        Workspace {
            sources: self.sources,
            roles: self.roles,
            manifest,
            policies,
            schema,
            profiles,
            checked,
            mandate,
            mutants,
            templates,
            later,
            lost,
            findings,
        }
    }

    /// A file that the manifest names.
    pub fn named(&mut self, path: &Word, role: Role, endings: &[&str]) -> Option<FileId> {
        let (file, found) = self.tree.load(&mut self.sources, &path.value);
        if file.is_some() || found.iter().any(|f| f.primary.is_some()) {
            self.findings.extend(found);
            return self.plays(file, role);
        }
        let folder = path.value.rsplit_once('/').map_or("", |(folder, _)| folder);
        let near = self.tree.below(folder, endings).paths;
        let near = crate::diag::near::did_you_mean(&path.value, near.iter().map(String::as_str));
        self.findings.push(told::no_file(path.span, &path.value, near));
        None
    }

    /// The entity that the manifest names.
    pub fn entity(&mut self, schema: &Schema, word: &Word) -> Option<EntityId> {
        let found = schema.entity_named(&word.value);
        if found.is_none() {
            let near = schema.entities.iter().map(|e| e.name.as_str());
            // Without any entity the policies may be what is wrong, and that has been said.
            if schema.entities.iter().any(|e| e.span.end > 0) || !has_errors(&self.findings) {
                self.findings.push(names::not_found(word.span, "entity", &word.value, near).quoted());
            }
        }
        found
    }
}
