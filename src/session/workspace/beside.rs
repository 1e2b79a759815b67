//! What the manifest names beside policies and profiles: the mandate, mutants, templates, papers.

use super::Role;
use super::opening::Opening;
use crate::data::mandate::{self, Mandate};
use crate::data::mutants::{self, Explained};
use crate::diag::{Diagnostic, has_errors, names, repository as say};
use crate::hir::Program;
use crate::session::manifest::Manifest;
use crate::syntax::ast;
use crate::text::{FileId, LAW, Name};
use crate::types::checked::Checked;
use crate::types::schema::Schema;
use crate::types::unused::unused;
use std::collections::{BTreeMap, BTreeSet};

impl Opening<'_> {
    /// Reads the statements of the mandate.
    pub fn mandate(&mut self, manifest: &Manifest) -> Mandate {
        let Some(path) = &manifest.mandate else { return Mandate::default() };
        let Some(file) = self.named(path, Role::Mandate, &[".yaml", ".yml"]) else { return Mandate::default() };
        let text = self.sources.file(file).text.clone();
        let (mandate, found) = mandate::read(file, &text);
        self.findings.extend(found);
        mandate
    }

    /// Reads the mutants that nothing notices.
    pub fn mutants(&mut self, manifest: &Manifest) -> Vec<Explained> {
        let Some(path) = &manifest.mutants else { return vec![] };
        let Some(file) = self.named(path, Role::Mutants, &[".yaml", ".yml"]) else { return vec![] };
        let text = self.sources.file(file).text.clone();
        let (mutants, found) = mutants::read(file, &text);
        self.findings.extend(found);
        mutants
    }

    /// What declarations cover is in the mandate, and its source is declared.
    pub fn covers(&mut self, program: &Program, mandate: &Mandate, manifest: &Manifest) {
        let Some(named) = manifest.mandate.as_ref().filter(|_| !mandate.ids.is_empty()) else { return };
        let file = self.sources.by_path(&named.value);
        let broken = |found: &Diagnostic| found.is_error() && found.primary.as_ref().map(|at| at.span.file) == file;
        // Of a mandate that could not be read to its end it is not known what it lacks.
        if self.findings.iter().any(broken) {
            return;
        }
        let sources = || program.of_kind(&[ast::kind::DeclKind::Source]).map(|decl| decl.name());
        if let Some((name, span)) = &mandate.source
            && sources().all(|source| source.as_str() != name)
        {
            self.findings.push(say::no_such_source(*span, name, sources().map(Name::as_str)));
        }
        for decl in &program.decls {
            for id in &decl.covers {
                for one in mandate::expand(&id.name) {
                    if !mandate.ids.contains_key(one.as_str()) {
                        self.findings.push(names::no_such_id(id.span, &one, mandate.ids.keys().map(Name::as_str)));
                    }
                }
            }
        }
    }

    /// What a list of mutants explains is declared.
    pub fn explained(&mut self, program: &Program, mutants: &[Explained]) {
        for one in mutants {
            let (module, name) = one.of.split_once('.').unwrap_or(("", &one.of));
            let known = program.names.get(&Name::new(name)).into_iter().flatten();
            if known.map(|id| program.decl(*id)).any(|decl| decl.module.as_str() == module) {
                continue;
            }
            let near: Vec<String> = program.decls.iter().map(|d| format!("{}.{}", d.module, d.name())).collect();
            let mut found = names::not_found(one.span, "declaration", &one.of, near.iter().map(String::as_str));
            found.fixes.clear();
            self.findings.push(found);
        }
    }

    /// Reads the templates, among them that of each paper.
    pub fn templates(&mut self, manifest: &Manifest) -> BTreeMap<String, FileId> {
        let folder = manifest.templates.value.clone();
        let listing = self.tree.below(&folder, &[".j2"]);
        self.findings.extend(listing.findings);
        let mut templates = BTreeMap::new();
        let mut unread = BTreeSet::new();
        for path in listing.paths {
            let name = path.strip_prefix(&format!("{folder}/")).unwrap_or(&path).to_string();
            match self.load(&path, Role::Template) {
                Some(file) => drop(templates.insert(name, file)),
                None => drop(unread.insert(name)),
            }
        }
        for paper in &manifest.papers {
            if !templates.contains_key(&paper.template.value) && !unread.contains(&paper.template.value) {
                let near = templates.keys().map(String::as_str);
                self.findings.push(say::no_template(paper.template.span, &paper.template.value, near));
            }
        }
        templates
    }

    /// What is declared and read by nothing, once all could be read: parameters, which are read where they are declared;
    /// the rest when there are papers, as before that a policy is being written.
    pub fn unused(&mut self, checked: &Checked, manifest: &Manifest, templates: &BTreeMap<String, FileId>) {
        if has_errors(&self.findings) {
            return;
        }
        if manifest.papers.is_empty() {
            return self.findings.extend(unused(checked, None));
        }
        let files = templates.values().copied().chain([manifest.file]);
        let texts: Vec<String> = files.map(|file| self.sources.file(file).text.to_string()).collect();
        let word = |c: char| c.is_alphanumeric() || c == '_';
        let words: BTreeSet<&str> = texts.iter().flat_map(|text| text.split(|c| !word(c))).collect();
        let named = |name: &str| name.split('.').all(|part| words.contains(part));
        self.findings.extend(unused(checked, Some(&named)));
    }

    /// Papers name scenarios and parties that there are, and are due on no day before their own.
    pub fn papers(&mut self, manifest: &Manifest, program: &Program, schema: &Schema) {
        for paper in &manifest.papers {
            let date = &paper.date;
            if let Some(due) = paper.due.as_ref().filter(|due| due.value < date.value) {
                self.findings.push(crate::diag::time::due_before_its_day(due.span, (date.value, due.value), date.span));
            }
        }
        let named = |kind| -> Vec<&str> { program.of_kind(kind).map(|d| d.name().as_str()).collect() };
        let (scenarios, parties) = (named(&[ast::kind::DeclKind::Scenario]), named(&[ast::kind::DeclKind::Party]));
        let modules: BTreeSet<&str> = program.decls.iter().map(|d| d.module.as_str()).collect();
        for paper in &manifest.papers {
            if let Some(each) = &paper.each {
                self.entity(schema, each);
            }
            for word in paper.modules.iter().filter(|word| !modules.contains(word.value.as_str())) {
                let found = names::not_found(word.span, "module", &word.value, modules.iter().copied());
                self.findings.push(found.quoted());
            }
            for word in &paper.scenarios {
                let bare = word.value.rsplit('.').next().unwrap_or(&word.value);
                if bare != LAW && !scenarios.contains(&bare) {
                    let found = names::not_found(word.span, "scenario", &word.value, scenarios.iter().copied());
                    self.findings.push(found.quoted());
                }
            }
            for word in &paper.to {
                let bare = word.value.rsplit('.').next().unwrap_or(&word.value);
                if !parties.contains(&bare) {
                    let found = names::not_found(word.span, "party", &word.value, parties.iter().copied());
                    self.findings.push(found.quoted());
                }
            }
        }
    }
}
