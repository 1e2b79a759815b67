//! The files of data: profiles, tables and answers.

use super::opening::Opening;
use super::{Extra, Role};
use crate::data::Profiles;
use crate::data::described::TableEntry;
use crate::data::reader::Reader;
use crate::diag::{Diagnostic, data as of_data, instances, manifest as told, names, repository as say};
use crate::session::files::{self, Pattern};
use crate::session::manifest::{Manifest, Origin};
use crate::text::{At, FileId, Span, Word};
use crate::types::schema::{Entity, EntityId, FieldId, Schema};
use std::collections::{BTreeMap, BTreeSet};

/// Where questionnaires lie that came back.
const ANSWERS: &str = "answers/*.yaml";

/// Endings of files that are YAML and are not read as such.
const OTHER_YAML: &[&str] = &[".yml", ".YML", ".YAML", ".yaml.txt", ".yml.txt"];

/// What is read as profiles.
#[derive(Default)]
struct Texts<'m> {
    /// Files of profiles; of those given beside the manifest it is not said of which entity they are.
    yaml: Vec<(FileId, Option<EntityId>)>,
    /// Tables whose rows are profiles.
    tables: Vec<(FileId, EntityId, &'m TableEntry)>,
    /// Entities of which something could not be read.
    unread: BTreeSet<EntityId>,
    /// Where each path was named.
    read: BTreeMap<String, Span>,
}

impl Opening<'_> {
    /// The profiles of the manifest and those given beside them, and the entities of which not all could be read.
    pub fn profiles(
        &mut self,
        manifest: &Manifest,
        schema: &Schema,
        extra: &[Extra],
    ) -> (Profiles, BTreeSet<EntityId>) {
        // Texts are read first, so that the reader may look at them while it reads.
        let mut texts = self.texts(manifest, schema);
        self.beside_profiles(manifest);
        let mut beside = BTreeSet::new();
        for profile in extra {
            let (file, found) = files::add(&mut self.sources, &profile.path, &profile.bytes);
            self.findings.extend(found);
            beside.extend(self.plays(file, Role::Given));
            texts.yaml.extend(file.map(|file| (file, None)));
        }
        let answers = self.answers(manifest);
        let mut reader = Reader::new(schema, &self.sources);
        texts.unread.into_iter().for_each(|entity| reader.mark_incomplete(Some(entity)));
        for (file, entity) in texts.yaml {
            reader.yaml(file, entity);
        }
        for (file, entity, entry) in texts.tables {
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

    /// The texts of the profiles that the manifest names, and the entities of which some could not be read.
    fn texts<'m>(&mut self, manifest: &'m Manifest, schema: &Schema) -> Texts<'m> {
        let mut texts = Texts::default();
        for entry in &manifest.profiles {
            let Some(entity) = self.entity(schema, &entry.entity) else { continue };
            let declared = schema.entity(entity);
            if declared.key.is_empty() && declared.is_keyed() && !declared.closed {
                let found = instances::no_key(declared.span, &declared.name);
                if !self.findings.contains(&found) {
                    self.findings.push(found);
                }
                texts.unread.insert(entity);
                continue;
            }
            if !declared.is_keyed() {
                self.findings.push(of_data::record_has_no_profile(entry.entity.span, &declared.name));
                continue;
            }
            match &entry.from {
                Origin::Files(pattern) => self.files_of(entity, pattern, &mut texts),
                Origin::Table { path, entry } => match self.named(path, Role::Table, &[".csv"]) {
                    Some(file) => texts.tables.push((file, entity, entry)),
                    None => drop(texts.unread.insert(entity)),
                },
            }
        }
        texts
    }

    /// The files of one entity that a pattern fits.
    fn files_of(&mut self, entity: EntityId, pattern: &At<Pattern>, texts: &mut Texts<'_>) {
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
                texts.unread.insert(entity);
            }
        }
        for path in listing.paths {
            if let Some(first) = texts.read.insert(path.clone(), pattern.span) {
                self.findings.push(of_data::file_twice(pattern.span, &path, first));
                continue;
            }
            match self.load(&path, Role::Profile) {
                Some(file) => texts.yaml.push((file, Some(entity))),
                None => drop(texts.unread.insert(entity)),
            }
        }
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

    /// A profile whose key is nearly the name of its file, which others speak of: the key is the slip, told once.
    pub fn misnamed(&mut self, profiles: &Profiles, schema: &Schema) {
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
                let told = of_data::named_unlike_its_file(row.span, entity, &row.key, file, &stem);
                self.findings.retain(|found| found.names_nothing().as_ref() != Some(&stem));
                self.findings.push(told);
            }
        }
    }

    /// The fields whose data may be later than the knowledge of the manifest.
    pub fn later(&mut self, manifest: &Manifest, schema: &Schema) -> Vec<FieldId> {
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
