//! The files of policy: found, parsed, and one for each module.

use super::Role;
use super::opening::Opening;
use crate::diag::{manifest as told, modules, repository as say};
use crate::session::manifest::Manifest;
use crate::session::threads;
use crate::syntax::{self, ast};
use crate::text::{FileId, Name, Sources, Span};
use std::collections::{BTreeMap, BTreeSet};

impl Opening<'_> {
    /// The modules of the folders of policy, parsed.
    pub fn modules(&mut self, manifest: &Manifest) -> Vec<ast::Module> {
        let mut paths = BTreeSet::new();
        let none = manifest.policies.iter().all(|f| self.tree.below(&f.value, &[".acq", ".acq.md"]).paths.is_empty());
        for folder in &manifest.policies {
            let listing = self.tree.below(&folder.value, &[".acq", ".acq.md"]);
            self.findings.extend(listing.findings);
            if listing.paths.is_empty() {
                self.lost = true;
                let all = self.tree.below("", &[".acq", ".acq.md"]).paths;
                let near = all.iter().filter_map(|path| path.rsplit_once('/')).map(|(folder, _)| folder);
                self.findings.push(match none {
                    true => {
                        told::no_file(folder.span, &folder.value, crate::diag::near::did_you_mean(&folder.value, near))
                    }
                    false => say::nothing_in_folder(folder.span, &folder.value, near),
                });
            }
            paths.extend(listing.paths);
            for path in self.tree.below(&folder.value, &[".ACQ", ".Acq", ".acq.txt", ".acq.MD", ".acq.markdown"]).paths
            {
                let markdown = path.ends_with(".acq.MD") || path.ends_with(".acq.markdown");
                self.findings.push(say::not_read(folder.span, &path, if markdown { ".acq.md" } else { ".acq" }));
            }
            for path in self.tree.below(&folder.value, &[".md"]).paths {
                if !path.ends_with(".acq.md") && self.is_module(&path) {
                    self.findings.push(say::not_read(folder.span, &path, ".acq.md"));
                }
            }
        }
        let files: Vec<FileId> = paths.iter().filter_map(|path| self.load(path, Role::Policy)).collect();
        self.lost |= files.len() < paths.len();
        let read = |file: &FileId| {
            let source = self.sources.file(*file);
            syntax::parse(*file, &source.path, &source.text)
        };
        let parsed = threads::each(&files, || (), |(), file| read(file));
        let parsed: Vec<_> = files.iter().zip(parsed).map(|(f, parsed)| parsed.unwrap_or_else(|| read(f))).collect();
        let mut modules = vec![];
        for parsed in parsed {
            self.findings.extend(parsed.diagnostics);
            modules.push(parsed.module);
        }
        self.one_file_each(&mut modules);
        modules
    }

    /// A module is one file. What a second one of its name declares is left out, and its names are not missed.
    fn one_file_each(&mut self, modules: &mut [ast::Module]) {
        let mut first: BTreeMap<Name, Span> = BTreeMap::new();
        for module in modules {
            let Some(name) = &module.name else { continue };
            let Some(before) = first.get(&name.name) else {
                first.insert(name.name.clone(), name.span);
                continue;
            };
            let path = self.sources.file(module.file).path.clone();
            self.findings.push(modules::module_of_another_file(name.span, &name.name, &path, *before));
            for decl in module.decls.drain(..) {
                let names = [&decl.name].into_iter().chain(&decl.plural).chain(&decl.names);
                module.unread.extend(names.map(|word| word.name.clone()));
            }
        }
    }

    /// Whether a Markdown file has a fence of policy that begins a module.
    fn is_module(&self, path: &str) -> bool {
        let mut aside = Sources::default();
        let (Some(file), _) = self.tree.load(&mut aside, path) else { return false };
        let text = &aside.file(file).text;
        let mut lines = text.lines().skip_while(|line| !line.trim_start().starts_with("```acq"));
        lines.next().is_some()
            && lines.find(|line| !line.trim().is_empty()).is_some_and(|l| l.trim_start().starts_with("module "))
    }
}
