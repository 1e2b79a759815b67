//! A policy repository, read whole: texts, modules, schema, profiles, checked program, and every finding.
//!
//! Opening never stops at the first mistake. What a stage cannot read is left out, and the next stage goes on.

use crate::data::from_csv::TableEntry;
use crate::data::mandate::{self, Mandate};
use crate::data::mutants::{self, Explained};
use crate::data::reader::Reader;
use crate::data::{Cell, Profiles, Value};
use crate::diag::modules;
use crate::diag::render::in_order;
use crate::diag::settle::{settle, tell_causes};
use crate::diag::{Diagnostic, Stage, has_errors, instances, manifest as told, names, repository as say};
use crate::hir::from_syntax::lower;
use crate::hir::{Decl, DeclId, Program};
use crate::session::files::{self, LARGEST, MANIFEST};

use crate::session::manifest::{self, Manifest, Origin};
use crate::session::threads;
use crate::syntax::{self, ast};
use crate::text::{FileId, LAW, Name, Sources, Span, Word};
use crate::types::check::check;
use crate::types::checked::Checked;
use crate::types::commitments::not_known_yet;
use crate::types::declare::declare;
use crate::types::schema::{Entity, EntityId, FieldId, Schema};
use crate::types::scope::ProfileKeys;
use crate::types::unused::unused;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Where questionnaires lie that came back.
const ANSWERS: &str = "answers/*.yaml";

/// Where the files of a policy repository are.
pub enum Tree {
    /// In a folder.
    Disk(PathBuf),
    /// In memory: a revision, or a test.
    Memory(BTreeMap<String, Vec<u8>>),
    /// Another tree with some of its files read otherwise: what a command tries out.
    Over(Box<Tree>, BTreeMap<String, Vec<u8>>),
}

impl Tree {
    fn load(&self, sources: &mut Sources, path: &str) -> (Option<FileId>, Vec<Diagnostic>) {
        match self {
            Tree::Disk(root) => files::load(sources, root, path),
            Tree::Memory(all) => match all.get(path) {
                Some(bytes) if bytes.len() as u64 > LARGEST => {
                    (None, vec![files::too_large(sources, path, bytes.len() as u64)])
                }
                Some(bytes) => files::add(sources, path, bytes),
                None => (None, vec![crate::diag::files::cannot_read(path, "there is no such file")]),
            },
            Tree::Over(under, instead) => match instead.get(path) {
                Some(bytes) => files::add(sources, path, bytes),
                None => under.load(sources, path),
            },
        }
    }

    fn below(&self, folder: &str, endings: &[&str]) -> files::Listing {
        match self {
            Tree::Disk(root) => files::below(root, folder, endings),
            Tree::Memory(all) => {
                let inside = |p: &&String| files::is_below(p, folder, endings);
                files::Listing { paths: all.keys().filter(inside).cloned().collect(), findings: vec![] }
            }
            Tree::Over(under, _) => under.below(folder, endings),
        }
    }

    fn matching(&self, pattern: &files::Pattern) -> files::Listing {
        match self {
            Tree::Disk(root) => files::matching(root, pattern),
            Tree::Memory(all) => {
                files::Listing { paths: all.keys().filter(|p| pattern.fits(p)).cloned().collect(), findings: vec![] }
            }
            Tree::Over(under, _) => under.matching(pattern),
        }
    }
}

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

/// Endings of files that are YAML and are not read as such.
const OTHER_YAML: &[&str] = &[".yml", ".YML", ".YAML", ".yaml.txt", ".yml.txt"];

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
        let within = |decl: &Decl, span: Span| {
            span.file == decl.ast.span.file && decl.ast.span.start <= span.start && span.end <= decl.ast.span.end
        };
        let places: Vec<Span> = finding.primary.iter().chain(&finding.secondary).map(|label| label.span).collect();
        let decls = self.checked.program.decls.iter();
        decls.filter(|decl| places.iter().any(|place| within(decl, *place))).map(|decl| decl.id).collect()
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

struct Opening<'a> {
    tree: &'a Tree,
    sources: Sources,
    roles: BTreeMap<FileId, Role>,
    /// A file of policy could not be read at all.
    lost: bool,
    findings: Vec<Diagnostic>,
}

impl Opening<'_> {
    fn load(&mut self, path: &str, role: Role) -> Option<FileId> {
        let (file, found) = self.tree.load(&mut self.sources, path);
        self.findings.extend(found);
        self.plays(file, role)
    }

    fn plays(&mut self, file: Option<FileId>, role: Role) -> Option<FileId> {
        self.roles.extend(file.map(|file| (file, role)));
        file
    }

    fn manifest(&mut self) -> Option<Manifest> {
        let file = self.load(MANIFEST, Role::Manifest)?;
        let text = self.sources.file(file).text.clone();
        let (manifest, found) = manifest::read(file, &text);
        self.findings.extend(found);
        manifest
    }

    fn whole(mut self, manifest: Manifest, extra: &[Extra]) -> Workspace {
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

    fn modules(&mut self, manifest: &Manifest) -> Vec<ast::Module> {
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

    fn mandate(&mut self, manifest: &Manifest) -> Mandate {
        let Some(path) = &manifest.mandate else { return Mandate::default() };
        let Some(file) = self.named(path, Role::Mandate, &[".yaml", ".yml"]) else { return Mandate::default() };
        let text = self.sources.file(file).text.clone();
        let (mandate, found) = mandate::read(file, &text);
        self.findings.extend(found);
        mandate
    }

    /// A file that the manifest names.
    fn named(&mut self, path: &Word, role: Role, endings: &[&str]) -> Option<FileId> {
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

    fn mutants(&mut self, manifest: &Manifest) -> Vec<Explained> {
        let Some(path) = &manifest.mutants else { return vec![] };
        let Some(file) = self.named(path, Role::Mutants, &[".yaml", ".yml"]) else { return vec![] };
        let text = self.sources.file(file).text.clone();
        let (mutants, found) = mutants::read(file, &text);
        self.findings.extend(found);
        mutants
    }

    /// A profile whose key is nearly the name of its file, which others speak of: the key is the slip, told once.
    fn misnamed(&mut self, profiles: &Profiles, schema: &Schema) {
        let missed: BTreeSet<String> = self.findings.iter().filter_map(|found| found.names_nothing()).collect();
        for table in &profiles.tables {
            for row in &table.rows {
                let path = &self.sources.file(row.span.file).path;
                let file = path.rsplit('/').next().unwrap_or(path);
                let stem = file.split('.').next().unwrap_or(file).to_string();
                let near = || crate::diag::near::did_you_mean(&row.key, [stem.as_str()]).is_some();
                if self.roles.get(&row.span.file) == Some(&Role::Table)
                    || *row.key == *stem
                    || !missed.contains(&stem)
                    || !near()
                {
                    continue;
                }
                let entity = &schema.entity(table.entity).name;
                let told = crate::diag::data::named_unlike_its_file(row.span, entity, &row.key, file, &stem);
                self.findings.retain(|found| found.names_nothing().as_ref() != Some(&stem));
                self.findings.push(told);
            }
        }
    }

    fn covers(&mut self, program: &Program, mandate: &Mandate, manifest: &Manifest) {
        let Some(named) = manifest.mandate.as_ref().filter(|_| !mandate.ids.is_empty()) else { return };
        let file = self.sources.by_path(&named.value);
        let broken = |found: &Diagnostic| found.is_error() && found.primary.as_ref().map(|at| at.span.file) == file;
        // Of a mandate that could not be read to its end it is not known what it lacks.
        if self.findings.iter().any(broken) {
            return;
        }
        let sources = || program.of_kind(&[ast::DeclKind::Source]).map(|decl| decl.name());
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
    fn explained(&mut self, program: &Program, mutants: &[Explained]) {
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

    fn templates(&mut self, manifest: &Manifest) -> BTreeMap<String, FileId> {
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

    /// What is declared and read by nothing, once there are papers and all could be read: before, a policy is being
    /// written.
    fn unused(&mut self, checked: &Checked, manifest: &Manifest, templates: &BTreeMap<String, FileId>) {
        if manifest.papers.is_empty() || has_errors(&self.findings) {
            return;
        }
        let files = templates.values().copied().chain([manifest.file]);
        let texts: Vec<String> = files.map(|file| self.sources.file(file).text.to_string()).collect();
        let word = |c: char| c.is_alphanumeric() || c == '_';
        let words: BTreeSet<&str> = texts.iter().flat_map(|text| text.split(|c| !word(c))).collect();
        let named = |name: &str| name.split('.').all(|part| words.contains(part));
        self.findings.extend(unused(checked, &named));
    }

    /// Papers name scenarios and parties that there are, and are due on no day before their own.
    fn papers(&mut self, manifest: &Manifest, program: &Program, schema: &Schema) {
        for paper in &manifest.papers {
            let date = &paper.date;
            if let Some(due) = paper.due.as_ref().filter(|due| due.value < date.value) {
                self.findings.push(crate::diag::time::due_before_its_day(due.span, (date.value, due.value), date.span));
            }
        }
        let named = |kind| -> Vec<&str> { program.of_kind(kind).map(|d| d.name().as_str()).collect() };
        let (scenarios, parties) = (named(&[ast::DeclKind::Scenario]), named(&[ast::DeclKind::Party]));
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

    fn entity(&mut self, schema: &Schema, word: &Word) -> Option<EntityId> {
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

    fn profiles(&mut self, manifest: &Manifest, schema: &Schema, extra: &[Extra]) -> (Profiles, BTreeSet<EntityId>) {
        // Texts are read first, so that the reader may look at them while it reads.
        let mut yaml: Vec<(FileId, Option<EntityId>)> = vec![];
        let mut tables: Vec<(FileId, EntityId, &TableEntry)> = vec![];
        let mut unread: BTreeSet<EntityId> = BTreeSet::new();
        let mut read: BTreeMap<String, Span> = BTreeMap::new();
        for entry in &manifest.profiles {
            let Some(entity) = self.entity(schema, &entry.entity) else { continue };
            let declared = schema.entity(entity);
            if declared.key.is_empty() && declared.is_keyed() && !declared.closed {
                let found = instances::no_key(declared.span, &declared.name);
                if !self.findings.contains(&found) {
                    self.findings.push(found);
                }
                unread.insert(entity);
                continue;
            }
            if !declared.is_keyed() {
                self.findings.push(crate::diag::data::record_has_no_profile(entry.entity.span, &declared.name));
                continue;
            }
            match &entry.from {
                Origin::Files(pattern) => {
                    let listing = self.tree.matching(&pattern.value);
                    self.findings.extend(listing.findings);
                    if listing.paths.is_empty() {
                        let folder = pattern.value.text();
                        let holds = self.tree.below(&folder, &[".yaml"]).paths.iter().any(|p| !p.is_empty());
                        self.findings.push(match holds {
                            true => told::folder_for_files(pattern.span, folder.trim_end_matches('/')),
                            false => say::nothing_fits(pattern.span, &folder),
                        });
                        if holds {
                            unread.insert(entity);
                        }
                    }
                    for path in listing.paths {
                        if let Some(first) = read.insert(path.clone(), pattern.span) {
                            self.findings.push(crate::diag::data::file_twice(pattern.span, &path, first));
                            continue;
                        }
                        match self.load(&path, Role::Profile) {
                            Some(file) => yaml.push((file, Some(entity))),
                            None => drop(unread.insert(entity)),
                        }
                    }
                }
                Origin::Table { path, entry } => match self.named(path, Role::Table, &[".csv"]) {
                    Some(file) => tables.push((file, entity, entry)),
                    None => drop(unread.insert(entity)),
                },
            }
        }
        self.beside_profiles(manifest);
        let mut beside = BTreeSet::new();
        for profile in extra {
            let (file, found) = files::add(&mut self.sources, &profile.path, &profile.bytes);
            self.findings.extend(found);
            beside.extend(self.plays(file, Role::Given));
            yaml.extend(file.map(|file| (file, None)));
        }
        let answers = self.answers(manifest);
        let mut reader = Reader::new(schema, &self.sources);
        unread.into_iter().for_each(|entity| reader.mark_incomplete(Some(entity)));
        for (file, entity) in yaml {
            reader.yaml(file, entity);
        }
        for (file, entity, entry) in tables {
            reader.table(file, entity, entry);
        }
        for file in answers {
            reader.answers(file);
        }
        let dates = &manifest.dates;
        let later = |entity: &Entity, field: &str| {
            let named = |word: &Word| word.value.split_once('.') == Some((entity.name.as_str(), field));
            dates.later_data.iter().any(named)
        };
        self.findings.extend(reader.left_out((dates.known_on.value, dates.data_as_of.value), &later));
        let incomplete = reader.incomplete();
        let (mut profiles, found) = reader.finish();
        // What is tried out beside the profiles of the repository counts in no figure.
        for row in profiles.tables.iter_mut().flat_map(|table| &mut table.rows) {
            row.invented |= beside.contains(&row.span.file);
        }
        let of_manifest = |d: &Diagnostic| d.primary.as_ref().is_some_and(|label| label.span.file == manifest.file);
        let found: Vec<Diagnostic> = found.into_iter().map(|d| if of_manifest(&d) { d.quoted() } else { d }).collect();
        self.findings.extend(found);
        (profiles, incomplete)
    }

    /// Files in the folders of profiles that are YAML by another ending, and that no entry names.
    fn beside_profiles(&mut self, manifest: &Manifest) {
        let patterns = || {
            manifest.profiles.iter().filter_map(|entry| match &entry.from {
                Origin::Files(pattern) => Some(pattern),
                Origin::Table { .. } => None,
            })
        };
        let mut told = BTreeSet::new();
        for pattern in patterns().filter(|pattern| pattern.value.text().contains('*')) {
            for path in self.tree.below(pattern.value.folder(), OTHER_YAML).paths {
                if !patterns().any(|p| p.value.fits(&path)) && told.insert(path.clone()) {
                    self.findings.push(say::not_read(pattern.span, &path, ".yaml"));
                }
            }
        }
    }

    /// The questionnaires that came back. Only a pattern that the manifest writes has to fit something.
    fn answers(&mut self, manifest: &Manifest) -> Vec<FileId> {
        let usual = files::Pattern::new(ANSWERS).ok();
        let Some(pattern) = manifest.answers.as_ref().map(|at| &at.value).or(usual.as_ref()) else { return vec![] };
        let listing = self.tree.matching(pattern);
        self.findings.extend(listing.findings);
        if let (true, Some(written)) = (listing.paths.is_empty(), &manifest.answers) {
            self.findings.push(say::nothing_fits(written.span, &written.value.text()));
        }
        let place = manifest.answers.as_ref().map_or(Span::new(manifest.file, 0, 0), |written| written.span);
        for path in self.tree.below(pattern.folder(), OTHER_YAML).paths.iter().filter(|path| !pattern.fits(path)) {
            self.findings.push(say::not_read(place, path, ".yaml"));
        }
        listing.paths.iter().filter_map(|path| self.load(path, Role::Answer)).collect()
    }

    fn later(&mut self, manifest: &Manifest, schema: &Schema) -> Vec<FieldId> {
        let mut later = vec![];
        for word in &manifest.dates.later_data {
            let (entity, path) = word.value.split_once('.').unwrap_or((word.value.as_str(), ""));
            let Some(id) = self.entity(schema, &Word { value: entity.to_string(), span: word.span }) else { continue };
            match schema.entity(id).field(path) {
                Some(index) => later.push(FieldId { entity: id, index }),
                None => {
                    let fields = schema.entity(id).fields.iter().map(|f| f.path.as_str());
                    let mut found = names::no_field(word.span, entity, path, fields);
                    found.fixes.clear();
                    self.findings.push(found);
                }
            }
        }
        later
    }
}

/// Entities of whose instances in modules some could not be read: of a key of theirs it is not known that nothing has
/// it.
fn entities_in_part<'p>(program: &'p Program, findings: &[Diagnostic]) -> BTreeSet<&'p str> {
    let errors = findings.iter().filter(|found| found.is_error()).filter_map(|found| found.primary.as_ref());
    let places: Vec<Span> = errors.map(|label| label.span).collect();
    let within =
        |whole: Span| places.iter().any(|at| at.file == whole.file && whole.start <= at.start && at.end <= whole.end);
    let broken =
        program.of_kind(&[ast::DeclKind::Instances, ast::DeclKind::Instance]).filter(|decl| within(decl.ast.span));
    let of_rows = broken.filter_map(|decl| decl.ast.of.as_ref()?.parts.last()).map(|part| part.name.as_str());
    let heads = program.of_kind(&[ast::DeclKind::Entity]).filter(|decl| within(decl.ast.head));
    of_rows.chain(heads.map(|decl| decl.name().as_str())).collect()
}

/// Fields of closed instances that stand in a module, and in a profile or an answer beside it.
fn stated_twice(checked: &Checked, profiles: &Profiles) -> Vec<Diagnostic> {
    let mut found = vec![];
    for instance in &checked.instances {
        let Some(table) = profiles.table(instance.entity) else { continue };
        let Some(row) = table.rows.iter().position(|row| row.key == instance.key) else { continue };
        let entity = checked.schema.entity(instance.entity);
        for field in instance.fields.keys().filter(|field| !entity.key.contains(field)) {
            let Some(Cell::Data(data)) = table.columns.get(*field as usize).and_then(|column| column.get(row)) else {
                continue;
            };
            if let Some(datum) = data.iter().find(|datum| datum.value != Value::Unknown) {
                let path = &entity.fields[*field as usize].path;
                found.push(crate::diag::values::stated_twice(datum.span, path, &instance.key, instance.span));
            }
        }
    }
    found
}

fn profile_keys(schema: &Schema, profiles: &Profiles, incomplete: BTreeSet<EntityId>) -> ProfileKeys {
    let mut keys = ProfileKeys { incomplete, ..ProfileKeys::default() };
    for id in schema.entity_ids() {
        if schema.entity(id).closed {
            continue;
        }
        for row in profiles.table(id).map(|t| t.rows.as_slice()).unwrap_or_default() {
            keys.of.entry(row.key.clone()).or_default().push(id);
        }
    }
    keys
}
