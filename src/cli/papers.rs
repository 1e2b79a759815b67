//! What `paper`, `build` and `publish` share: the files of a run, made in memory.

use crate::analysis::study::Study;
use crate::cli::Status;
use crate::cli::run::Run;
use crate::cli::run_eval::unknown;
use crate::diag::Diagnostic;
use crate::report::paper::share::Scope;
use crate::report::paper::{self, Input, Request};
use crate::report::template::Templates;
use crate::report::{pdf, to_markdown};
use crate::session::digest::{digest, digest_all};
use crate::session::manifest::{Paper, PaperState};
use crate::session::threads;
use crate::session::workspace::Workspace;
use crate::text::{FileId, Name, Span};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The program as it names itself in papers.
pub const ENGINE: &str = concat!("acquis ", env!("CARGO_PKG_VERSION"));

/// Files by path.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The digests that papers and commits carry.
pub struct Digests {
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
        let of = |wanted: &dyn Fn(&str) -> bool| {
            let files = workspace
                .sources
                .files()
                .filter(|(_, f)| wanted(&f.path))
                .map(|(_, f)| (f.path.as_str(), f.text.as_bytes()));
            digest_all(files)
        };
        let templates = format!("{}/", workspace.manifest.templates.value);
        let is_rule = |p: &str| {
            p.ends_with(".acq")
                || p.ends_with(".acq.md")
                || workspace.manifest.mandate.as_ref().is_some_and(|m| m.value == p)
        };
        let mutants = workspace.manifest.mutants.as_ref();
        let is_about_tests = |p: &str| p == "acquis.toml" || mutants.is_some_and(|m| m.value == p);
        let is_template = |p: &str| p.starts_with(&templates);
        Digests {
            rules: of(&is_rule),
            profiles: of(&|p| !is_rule(p) && !is_template(p) && !is_about_tests(p)),
            templates: of(&is_template),
        }
    }
}

/// Which papers are made, and how.
pub struct Order<'a> {
    /// One paper by name; none: all that are part of a build.
    pub name: Option<&'a str>,
    /// The subject of a paper that is made for each.
    pub subject: Option<&'a str>,
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
            [] => format!("`--city {subject}`: no paper is made for one subject at a time (`each` in the manifest)"),
            all => format!(
                "`--city {subject}` goes with a paper that is made for one subject at a time: {}",
                all.join(", ")
            ),
        });
        return Err(Status::Fault);
    }
    for paper in &wanted {
        order.check_subject(run, workspace, paper)?;
    }
    let (templates, digests) = (templates(workspace), Digests::of(workspace));
    let desk = Desk { workspace, templates: &templates, digests: &digests, order };
    // Each is made of a copy of the study by whichever thread is free: which one it was shows in no byte.
    let printed = threads::each(
        &wanted,
        || study.fork(),
        |study, paper| {
            run.progress(&format!("writing {}", paper.name.value));
            desk.print(study, paper)
        },
    );
    let mut files = Files::new();
    let mut answer = Ok(());
    for (paper, made) in wanted.iter().zip(printed) {
        let Some(Printed { made, found }) = made else {
            run.error(&format!("`{}` could not be made: a thread failed", paper.name.value));
            answer = Err(Status::Fault);
            continue;
        };
        run.report(&found, &workspace.sources);
        match made {
            Some(made) => files.extend(made),
            None => answer = answer.and(Err(Status::No)),
        }
    }
    answer.map(|()| files)
}

/// What all papers of a run are made with.
struct Desk<'a> {
    workspace: &'a Workspace,
    templates: &'a Templates,
    digests: &'a Digests,
    order: &'a Order<'a>,
}

/// The files of a paper, if nothing hindered them, and what was found.
struct Printed {
    made: Option<Files>,
    found: Vec<Diagnostic>,
}

impl Desk<'_> {
    /// Makes a paper and, where it is asked for, its PDF.
    fn print(&self, study: &mut Study, paper: &Paper) -> Printed {
        let draft = match self.draft(study, paper) {
            Ok(draft) => draft,
            Err(found) => return Printed { made: None, found },
        };
        let mut found = draft.warnings.clone();
        let mut files = draft.files();
        if !self.order.markdown_only {
            match draft.pdf() {
                Ok((path, bytes)) => _ = files.insert(path, bytes),
                Err(faults) => {
                    found.extend(faults);
                    return Printed { made: None, found };
                }
            }
            found.extend(pdf::missing_glyphs(&draft.document));
        }
        Printed { made: Some(files), found }
    }

    /// Makes a paper up to its PDF.
    fn draft(&self, study: &mut Study, paper: &Paper) -> Result<Draft, Vec<Diagnostic>> {
        let Desk { workspace, templates, digests, order } = self;
        let faults = paper::faults(templates, &paper.template.value);
        if !faults.is_empty() {
            return Err(faults);
        }
        let scenarios =
            paper.scenarios.iter().filter_map(|word| workspace.checked.scenario_named(&word.value)).collect();
        let each = paper.each.as_ref().and_then(|e| workspace.schema.entity_named(&e.value));
        let subject = order.subject.filter(|_| paper.each.is_some()).map(Name::new);
        let own_profile = |span: Span| !workspace.sources.file(span.file).path.ends_with(".csv");
        let text = |span: Span| workspace.sources.text(span).to_string();
        let place = |span: Span| workspace.sources.place(span);
        let input = Input {
            policy: &workspace.manifest.name.value,
            checked: &workspace.checked,
            profiles: &workspace.profiles,
            mandate: &workspace.mandate,
            dates: study.base.dates.clone(),
            own_profile: &own_profile,
            text: &text,
            place: &place,
            engine: ENGINE,
        };
        let name = match order.subject {
            Some(subject) if paper.each.is_some() => format!("{}-{subject}", paper.name.value),
            _ => paper.name.value.clone(),
        };
        let request = Request {
            name: &name,
            template: &paper.template.value,
            to: paper.to.iter().map(|t| t.value.clone()).collect(),
            date: paper.date.value,
            due: paper.due.as_ref().map(|d| d.value),
            state: state_word(paper.state.value),
            scenarios,
            scope: Scope::of(paper.modules.iter().map(|m| Name::from(m.value.clone()))),
            entity: each,
            subject,
            images: name.clone(),
        };
        let file = workspace.templates.get(&paper.template.value).copied().unwrap_or(FileId(0));
        let made = paper::make(&input, &request, study, templates, file)?;
        let markdown = to_markdown::write(&made.document, &name);
        let record = paper_record(&name, &made.context, digests, &markdown);
        let record = format!("{record:#}\n").into_bytes();
        Ok(Draft {
            name,
            document: made.document,
            markdown,
            record,
            date: paper.date.value,
            warnings: made.warnings,
            sheet: paper.each.is_some(),
        })
    }
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
                "`{}` is made for one {} at a time; say which with `--city KEY`",
                paper.name.value, each.value
            ));
            return Err(Status::Fault);
        };
        let Some(entity) = workspace.schema.entity_named(&each.value) else { return Ok(()) };
        let rows = workspace.profiles.table(entity).into_iter().flat_map(|t| t.rows.iter());
        let keys: Vec<&str> = rows.map(|r| r.key.as_str()).collect();
        match keys.contains(&key) {
            true => Ok(()),
            false => Err(unknown(run, &workspace.schema.entity(entity).name.to_lowercase(), key, keys)),
        }
    }
}

/// A paper, made and not yet printed.
struct Draft {
    name: String,
    document: crate::report::doc::Document,
    markdown: String,
    record: Vec<u8>,
    date: crate::num::date::Date,
    warnings: Vec<Diagnostic>,
    /// Made for one subject: a sheet, which has no cover.
    sheet: bool,
}

impl Draft {
    /// All files but the PDF.
    fn files(&self) -> Files {
        let name = &self.name;
        let charts = self.document.charts.iter();
        let mut files: Files =
            charts.map(|(id, svg)| (format!("papers/{name}/{id}.svg"), svg.clone().into_bytes())).collect();
        files.insert(format!("papers/{name}.md"), self.markdown.clone().into_bytes());
        files.insert(format!("papers/{name}.json"), self.record.clone());
        files
    }

    /// Its PDF.
    fn pdf(&self) -> Result<(String, Vec<u8>), Vec<Diagnostic>> {
        let ident = digest(self.markdown.as_bytes());
        let meta = pdf::PdfMeta { ident, creator: ENGINE.into(), timestamp: self.date, sheet: self.sheet };
        let printed = pdf::render(&self.document, &meta, Some(("record.json", &self.record)));
        printed.map(|bytes| (format!("papers/{}.pdf", self.name), bytes))
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
    let papers = workspace.manifest.papers.iter().flat_map(|paper| paper::faults(&templates, &paper.template.value));
    let texts = paper::words::faults(&workspace.checked);
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
        "digests": {"rules": digests.rules, "profiles": digests.profiles, "templates": digests.templates, "paper": digest(markdown.as_bytes())},
        "content": context,
    })
}
