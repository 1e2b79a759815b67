//! What `paper`, `build` and `publish` share: the files of a run, made in memory.

use crate::analysis::study::Study;
use crate::analysis::trace::Places;
use crate::cli::Status;
use crate::cli::answer::document;
use crate::cli::run::Run;
use crate::cli::run_eval::unknown;
use crate::diag::Diagnostic;
use crate::report::doc::Document;
use crate::report::paper::share::Scope;
use crate::report::paper::{self, Content, Input, Request};
use crate::report::template::Templates;
use crate::report::{pdf, to_markdown};
use crate::session::digest::{digest, digest_all};
use crate::session::manifest::{Paper, PaperState};
use crate::session::threads;
use crate::session::workspace::{Role, Workspace};
use crate::text::{FileId, Name, Span};
use crate::types::schema::EntityId;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The program as it names itself in papers.
pub const ENGINE: &str = concat!("acquis ", env!("CARGO_PKG_VERSION"));

/// Files by path.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The digests that papers and commits carry.
pub struct Digests {
    /// Of the manifest, which says the days, what is read and what is printed.
    pub manifest: String,
    /// Of the policy modules and the mandate.
    pub rules: String,
    /// Of the profiles and tables.
    pub profiles: String,
    /// Of the templates.
    pub templates: String,
}

impl Digests {
    /// Of what a workspace has read.
    pub fn of(workspace: &Workspace) -> Digests {
        let of = |roles: &[Role]| {
            let wanted = |file: &FileId| workspace.roles.get(file).is_some_and(|role| roles.contains(role));
            let files = workspace.sources.files().filter(|(file, _)| wanted(file));
            digest_all(files.map(|(_, f)| (f.path.as_str(), f.text.as_bytes())))
        };
        Digests {
            manifest: of(&[Role::Manifest]),
            rules: of(&[Role::Policy, Role::Mandate]),
            profiles: of(&[Role::Profile, Role::Table, Role::Answer, Role::Given]),
            templates: of(&[Role::Template]),
        }
    }
}

/// Which papers are made, and how.
pub struct Order<'a> {
    /// One paper by name; none: all that are part of a build.
    pub name: Option<&'a str>,
    /// The subject of a paper that is made for each.
    pub subject: Option<&'a str>,
    /// Its entity, where that was said.
    pub entity: Option<EntityId>,
    /// No PDF.
    pub markdown_only: bool,
}

/// Makes papers of a study of the policy as it stands. Paths are relative to the folder of results.
pub fn papers(run: &Run, workspace: &Workspace, study: &Study, order: &Order) -> Result<Files, Status> {
    let names: Vec<&str> = workspace.manifest.papers.iter().map(|p| p.name.value.as_str()).collect();
    if let Some(name) = order.name.filter(|n| !names.contains(n)) {
        return Err(unknown(run, "paper", name, names));
    }
    let wanted: Vec<&Paper> = workspace.manifest.papers.iter().filter(|p| order.wants(p)).collect();
    if let Some(subject) = order.subject
        && wanted.iter().all(|p| p.each.is_none())
    {
        let of_each = workspace.manifest.papers.iter().filter(|p| p.each.is_some());
        let of_each: Vec<String> = of_each.map(|p| format!("`{}`", p.name.value)).collect();
        run.error(&match of_each.as_slice() {
            [] => format!("`{subject}` is a subject, and no paper is made for one at a time (`each` in the manifest)"),
            all => {
                format!(
                    "`{subject}` is a subject, and goes with a paper that is made for one at a time: {}",
                    all.join(", ")
                )
            }
        });
        return Err(Status::Fault);
    }
    for paper in &wanted {
        order.check_subject(run, workspace, paper)?;
    }
    let (templates, digests) = (templates(workspace), Digests::of(workspace));
    let desk = Desk { run, workspace, study, templates: &templates, digests: &digests, order };
    // Whoever tells where statements are printed has to look into all papers of a build.
    let tells = wanted.iter().any(|p| templates.words(&p.template.value).has("trace"));
    let looked: Vec<&Paper> =
        workspace.manifest.papers.iter().filter(|p| order.wants(p) || tells && p.each.is_none()).collect();
    let mut drafts = desk.drafts(&looked)?;
    let places = if tells { Some(desk.places(&drafts)?) } else { None };
    drafts.retain(|draft| order.wants(draft.paper));
    if let Some(places) = &places {
        for Draft { paper, content, .. } in &mut drafts {
            desk.with_input(|input| content.tell_places(input, &scope(paper), places));
        }
    }
    desk.print(&drafts)
}

/// Where the papers of a build print each declaration; none: no paper is part of a build.
pub fn places(run: &Run, workspace: &Workspace, study: &Study) -> Result<Option<Places>, Status> {
    let papers: Vec<&Paper> = workspace.manifest.papers.iter().filter(|p| p.each.is_none()).collect();
    if papers.is_empty() {
        return Ok(None);
    }
    let (templates, digests) = (templates(workspace), Digests::of(workspace));
    let order = Order { name: None, subject: None, entity: None, markdown_only: true };
    let desk = Desk { run, workspace, study, templates: &templates, digests: &digests, order: &order };
    desk.places(&desk.drafts(&papers)?).map(Some)
}

/// What all papers of a run are made with.
struct Desk<'a> {
    run: &'a Run,
    workspace: &'a Workspace,
    study: &'a Study<'a>,
    templates: &'a Templates,
    digests: &'a Digests,
    order: &'a Order<'a>,
}

/// A paper of which is known what it says.
struct Draft<'a> {
    paper: &'a Paper,
    /// The name of its files.
    name: String,
    content: Content,
}

/// The files of a paper, if nothing hindered them, and what was found.
struct Printed {
    made: Option<Files>,
    found: Vec<Diagnostic>,
}

impl Desk<'_> {
    /// Works out what papers say, each of a copy of the study by whichever thread is free: which one it was shows in no
    /// byte.
    fn drafts<'p>(&self, papers: &[&'p Paper]) -> Result<Vec<Draft<'p>>, Status> {
        let worked = threads::each(
            papers,
            || self.study.fork(),
            |study, paper| {
                self.run.progress(&format!("working out {}", paper.name.value));
                self.draft(study, paper)
            },
        );
        let (mut drafts, mut answer) = (vec![], Ok(()));
        for (paper, draft) in papers.iter().zip(worked) {
            match draft {
                Some(Ok(draft)) => drafts.push(draft),
                Some(Err(found)) => {
                    self.run.report(&found, &self.workspace.sources);
                    answer = answer.and(Err(Status::No));
                }
                None => answer = Err(self.failed(paper)),
            }
        }
        answer.map(|()| drafts)
    }

    fn failed(&self, paper: &Paper) -> Status {
        self.run.error(&format!("`{}` could not be made: a thread failed", paper.name.value));
        Status::Fault
    }

    fn draft<'p>(&self, study: &mut Study, paper: &'p Paper) -> Result<Draft<'p>, Vec<Diagnostic>> {
        let request = self.request(paper);
        let name = request.name.clone();
        self.with_input(|input| paper::content(input, &request, study, self.templates)).map(|content| Draft {
            paper,
            name,
            content,
        })
    }

    /// Where papers print each declaration, in the order of the papers.
    fn places(&self, drafts: &[Draft]) -> Result<Places, Status> {
        let looked = threads::each(
            drafts,
            || (),
            |(), draft| {
                self.run.progress(&format!("reading {}", draft.name));
                paper::places(&self.workspace.checked, self.templates, &draft.paper.template.value, &draft.content)
            },
        );
        let mut places = Places::new();
        for (draft, looked) in drafts.iter().zip(looked).filter(|(draft, _)| draft.paper.each.is_none()) {
            let own = looked.ok_or_else(|| self.failed(draft.paper))?;
            let own = own.map_err(|found| {
                self.run.report(&found, &self.workspace.sources);
                Status::No
            })?;
            for (decl, own) in own {
                places.entry(decl).or_default().extend(own);
            }
        }
        Ok(places)
    }

    /// Writes what papers say.
    fn print(&self, drafts: &[Draft]) -> Result<Files, Status> {
        let printed = threads::each(
            drafts,
            || (),
            |(), draft| {
                self.run.progress(&format!("writing {}", draft.paper.name.value));
                self.files(draft)
            },
        );
        let mut files = Files::new();
        let mut answer = Ok(());
        for (draft, made) in drafts.iter().zip(printed) {
            let Some(Printed { made, found }) = made else {
                answer = Err(self.failed(draft.paper));
                continue;
            };
            self.run.report(&found, &self.workspace.sources);
            match made {
                Some(made) => files.extend(made),
                None => answer = answer.and(Err(Status::No)),
            }
        }
        answer.map(|()| files)
    }

    /// The files of a paper, its PDF among them where it is asked for.
    fn files(&self, draft: &Draft) -> Printed {
        let paper = draft.paper;
        let file = self.workspace.templates.get(&paper.template.value).copied().unwrap_or(FileId(0));
        let made = match paper::make(&draft.content, &paper.template.value, self.templates, file) {
            Ok(made) => made,
            Err(found) => return Printed { made: None, found },
        };
        let markdown = to_markdown::write(&made.document, &draft.name);
        let record = paper_record(&draft.name, &draft.content.context, self.digests, &markdown);
        let sheet = Sheet { draft, document: made.document, markdown, record: document(&record).into_bytes() };
        let (mut found, mut files) = (made.warnings, sheet.files());
        if !self.order.markdown_only {
            match sheet.pdf() {
                Ok((path, bytes)) => _ = files.insert(path, bytes),
                Err(faults) => {
                    found.extend(faults);
                    return Printed { made: None, found };
                }
            }
            found.extend(pdf::missing_glyphs(&sheet.document));
        }
        Printed { made: Some(files), found }
    }

    fn with_input<R>(&self, work: impl FnOnce(&Input) -> R) -> R {
        let workspace = self.workspace;
        let own_profile = |span: Span| workspace.is_of_its_own(span.file);
        let text = |span: Span| workspace.sources.text(span).to_string();
        let place = |span: Span| workspace.sources.place(span);
        work(&Input {
            policy: &workspace.manifest.name.value,
            checked: &workspace.checked,
            profiles: &workspace.profiles,
            mandate: &workspace.mandate,
            dates: self.study.base.dates.clone(),
            own_profile: &own_profile,
            text: &text,
            place: &place,
            engine: ENGINE,
        })
    }

    fn request<'p>(&self, paper: &'p Paper) -> Request<'p> {
        let workspace = self.workspace;
        let subject = self.order.subject.filter(|_| paper.each.is_some());
        let name = match subject {
            Some(subject) => format!("{}-{subject}", paper.name.value),
            None => paper.name.value.clone(),
        };
        Request {
            images: name.clone(),
            name,
            template: &paper.template.value,
            to: paper.to.iter().map(|t| t.value.clone()).collect(),
            date: paper.date.value,
            due: paper.due.as_ref().map(|d| d.value),
            state: state_word(paper.state.value),
            scenarios: paper.scenarios.iter().filter_map(|s| workspace.checked.scenario_named(&s.value)).collect(),
            scope: scope(paper),
            entity: paper.each.as_ref().and_then(|e| workspace.schema.entity_named(&e.value)),
            subject: subject.map(Name::new),
        }
    }
}

/// The modules that a paper speaks of.
fn scope(paper: &Paper) -> Scope {
    Scope::of(paper.modules.iter().map(|m| Name::from(m.value.clone())))
}

impl Order<'_> {
    fn wants(&self, paper: &Paper) -> bool {
        match self.name {
            Some(name) => paper.name.value == name,
            None => paper.each.is_none(),
        }
    }

    /// A paper that is made for each of something is asked for with one that there is.
    fn check_subject(&self, run: &Run, workspace: &Workspace, paper: &Paper) -> Result<(), Status> {
        let Some(each) = &paper.each else { return Ok(()) };
        let Some(key) = self.subject else {
            run.error(&format!(
                "`{}` is made for one {} at a time; say which with `--subject KEY`",
                paper.name.value, each.value
            ));
            return Err(Status::Fault);
        };
        let Some(entity) = workspace.schema.entity_named(&each.value) else { return Ok(()) };
        if let Some(other) = self.entity.filter(|other| *other != entity) {
            let other = &workspace.schema.entity(other).name;
            run.error(&format!(
                "`{}` is made for one {} at a time, and `{key}` is a {other}",
                paper.name.value, each.value
            ));
            return Err(Status::Fault);
        }
        let rows = workspace.profiles.table(entity).into_iter().flat_map(|t| t.rows.iter());
        let keys: Vec<&str> = rows.map(|r| r.key.as_str()).collect();
        match keys.contains(&key) {
            true => Ok(()),
            false => Err(unknown(run, &workspace.schema.entity(entity).name.to_lowercase(), key, keys)),
        }
    }
}

/// A paper, told and not yet printed.
struct Sheet<'a> {
    draft: &'a Draft<'a>,
    document: Document,
    markdown: String,
    record: Vec<u8>,
}

impl Sheet<'_> {
    /// All files but the PDF.
    fn files(&self) -> Files {
        let name = &self.draft.name;
        let charts = self.document.charts.iter();
        let mut files: Files =
            charts.map(|(id, svg)| (format!("papers/{name}/{id}.svg"), svg.clone().into_bytes())).collect();
        files.insert(format!("papers/{name}.md"), self.markdown.clone().into_bytes());
        files.insert(format!("papers/{name}.json"), self.record.clone());
        files
    }

    /// Its PDF. One that is made for one subject has no cover.
    fn pdf(&self) -> Result<(String, Vec<u8>), Vec<Diagnostic>> {
        let (ident, paper) = (digest(self.markdown.as_bytes()), self.draft.paper);
        let (timestamp, sheet) = (paper.date.value, paper.each.is_some());
        let meta = pdf::PdfMeta { ident, creator: ENGINE.into(), timestamp, sheet };
        let printed = pdf::render(&self.document, &meta, Some(("record.json", &self.record)));
        printed.map(|bytes| (format!("papers/{}.pdf", self.draft.name), bytes))
    }
}

fn templates(workspace: &Workspace) -> Templates {
    let files = workspace.templates.iter();
    Templates::new(
        files.map(|(name, file)| (name.clone(), workspace.sources.file(*file).text.to_string(), *file)).collect(),
    )
}

/// What is wrong with the papers of a manifest and their templates before anything is evaluated.
pub fn faults(workspace: &Workspace) -> Vec<Diagnostic> {
    let templates = templates(workspace);
    let of = |paper: &Paper| {
        let scenarios: Vec<&str> = paper.scenarios.iter().map(|word| word.value.as_str()).collect();
        paper::faults(&templates, &paper.template.value, (&workspace.checked, &scope(paper)), &scenarios)
    };
    let papers = workspace.manifest.papers.iter().flat_map(of);
    let texts = paper::texts::faults(&workspace.checked);
    templates.diagnostics().iter().cloned().chain(papers).chain(texts).collect()
}

fn state_word(state: PaperState) -> &'static str {
    match state {
        PaperState::Draft => "draft",
        PaperState::Consulted => "consulted",
        PaperState::Adopted => "adopted",
    }
}

/// The machine-readable record of a paper: all that it says, with digests of what it was made from.
fn paper_record(name: &str, context: &paper::model::Context, digests: &Digests, markdown: &str) -> Value {
    json!({
        "schema": "acquis.record/1",
        "paper": name,
        "engine": ENGINE,
        "digests": {"manifest": digests.manifest, "rules": digests.rules, "profiles": digests.profiles, "templates": digests.templates, "paper": digest(markdown.as_bytes())},
        "content": context,
    })
}
