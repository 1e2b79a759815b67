//! What `paper`, `build` and `publish` share: the files of a run, made in memory.

use crate::analysis::commitments;
use crate::analysis::statics::all_worlds;
use crate::analysis::study::{Cell, Study, by_question};
use crate::cli::Status;
use crate::cli::eval::{described, record, word};
use crate::cli::run::Run;
use crate::cli::run_eval::unknown;
use crate::cli::table::Table;
use crate::diag::{Diagnostic, names};
use crate::num::print::Style;
use crate::report::paper::share::Scope;
use crate::report::paper::{self, Input, Request};
use crate::report::template::Templates;
use crate::report::{pdf, to_markdown};
use crate::session::digest::{digest, digest_all};
use crate::session::manifest::{Paper, PaperState};
use crate::session::workspace::Workspace;
use crate::text::{FileId, Name, Span};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

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
pub fn papers(run: &Run, workspace: &Workspace, study: &mut Study, order: &Order) -> Result<Files, Status> {
    let names: Vec<&str> = workspace.manifest.papers.iter().map(|p| p.name.value.as_str()).collect();
    if let Some(name) = order.name.filter(|n| !names.contains(n)) {
        return Err(unknown(run, "paper", name, names));
    }
    let templates = templates(workspace);
    let digests = Digests::of(workspace);
    let mut files = Files::new();
    let wanted: Vec<&Paper> = workspace.manifest.papers.iter().filter(|p| order.wants(p)).collect();
    if let Some(paper) = wanted.iter().find(|p| p.each.is_some() && order.subject.is_none()) {
        run.error(&format!("`{}` is made for one subject at a time; say which with `--city KEY`", paper.name.value));
        return Err(Status::Fault);
    }
    std::thread::scope(|scope| {
        let mut printing = vec![];
        for paper in wanted {
            run.progress(&format!("writing {}", paper.name.value));
            let draft = draft(run, workspace, study, paper, &templates, &digests, order)?;
            if order.markdown_only {
                files.extend(draft.files());
            } else {
                // While it is set, the next one is made.
                let thread = std::thread::Builder::new().stack_size(PRINTING_STACK);
                printing.push(thread.spawn_scoped(scope, move || draft.print()).map_err(|_| Status::Fault)?);
            }
        }
        for one in printing {
            let (made, printed, warnings) = one.join().map_err(|_| Status::Fault)?;
            match printed {
                Ok(more) => files.extend(made.into_iter().chain([more])),
                Err(found) => {
                    run.report(&found, &workspace.sources);
                    return Err(Status::Fault);
                }
            }
            run.report(&warnings, &workspace.sources);
        }
        Ok(files)
    })
}

/// Deeply nested pages need it.
const PRINTING_STACK: usize = 64 << 20;

impl Order<'_> {
    fn wants(&self, paper: &Paper) -> bool {
        match self.name {
            Some(name) => paper.name.value == name,
            None => paper.each.is_none(),
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

    /// Its files, its PDF, and warnings.
    fn print(self) -> (Files, Result<(String, Vec<u8>), Vec<Diagnostic>>, Vec<Diagnostic>) {
        let ident = digest(self.markdown.as_bytes());
        let meta = pdf::PdfMeta { ident, creator: ENGINE.into(), timestamp: self.date };
        let printed = pdf::render(&self.document, &meta, Some(("record.json", &self.record)));
        let printed = printed.map(|bytes| (format!("papers/{}.pdf", self.name), bytes));
        (self.files(), printed, pdf::missing_glyphs(&self.document).into_iter().collect())
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
    let mut found = templates.diagnostics().to_vec();
    // What was not read declares no scenario and no module.
    if !workspace.has_errors() {
        found.extend(workspace.manifest.papers.iter().flat_map(|paper| faults_of(workspace, paper, &templates)));
    }
    found
}

/// What a paper's entry in the manifest names and nobody has, and what its template reads and no paper has.
fn faults_of(workspace: &Workspace, paper: &Paper, templates: &Templates) -> Vec<Diagnostic> {
    let checked = &workspace.checked;
    let mut found = vec![];
    for word in paper.scenarios.iter().filter(|word| checked.scenario_named(&word.value).is_none()) {
        let near = checked.scenarios.iter().map(|s| s.name.as_str());
        found.push(names::not_found(word.span, "scenario", &word.value, near));
    }
    let modules: BTreeSet<&str> = checked.program.decls.iter().map(|d| d.module.as_str()).collect();
    for word in paper.modules.iter().filter(|word| !modules.contains(word.value.as_str())) {
        found.push(names::not_found(word.span, "module", &word.value, modules.iter().copied()));
    }
    found.extend(templates.unknown_names(&paper.template.value, paper::model::Context::default()));
    found
}

fn draft(
    run: &Run,
    workspace: &Workspace,
    study: &mut Study,
    paper: &Paper,
    templates: &Templates,
    digests: &Digests,
    order: &Order,
) -> Result<Draft, Status> {
    let faults = faults_of(workspace, paper, templates);
    if !faults.is_empty() {
        run.report(&faults, &workspace.sources);
        return Err(Status::No);
    }
    let scenarios = paper.scenarios.iter().filter_map(|word| workspace.checked.scenario_named(&word.value)).collect();
    let each = paper.each.as_ref().and_then(|e| workspace.schema.entity_named(&e.value));
    let subject = order.subject.filter(|_| paper.each.is_some()).map(Name::new);
    if let (Some(entity), Some(key)) = (each, &subject) {
        let keys: Vec<&str> =
            workspace.profiles.table(entity).iter().flat_map(|t| t.rows.iter()).map(|r| r.key.as_str()).collect();
        if !keys.contains(&key.as_str()) {
            return Err(unknown(run, &workspace.schema.entity(entity).name.to_lowercase(), key, keys));
        }
    }
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
    let made = paper::make(&input, &request, study, templates, file).map_err(|found| {
        run.report(&found, &workspace.sources);
        Status::No
    })?;
    run.report(&made.warnings, &workspace.sources);
    let markdown = to_markdown::write(&made.document, &name);
    let record = paper_record(&name, &made.context, digests, &markdown);
    let record = format!("{record:#}\n").into_bytes();
    Ok(Draft { name, document: made.document, markdown, record, date: paper.date.value })
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

/// What a build found, for people.
pub struct Summary {
    /// Lines.
    pub lines: Vec<String>,
    /// Whether an assessment came out as a conflict or gap.
    pub faults: Vec<Diagnostic>,
}

/// All outcomes of the law, and of each scenario those that differ from the law's, as JSON and CSV.
pub fn outcomes(workspace: &Workspace, study: &mut Study, files: &mut Files) -> Summary {
    let base = study.base;
    let worlds: Vec<usize> = all_worlds(base).into_iter().map(|world| study.have(world, &[])).collect();
    let study = &*study;
    let runner = study.run();
    let assessed =
        |r: crate::types::term::RuleId| base.checked.rule(r).kind.is_assessment() && base.checked.rule(r).body.tested;
    let mut written = Written { table: Table::new(OUTCOME_COLUMNS), own: vec![] };
    let law = study.cells_of(&runner, worlds[0], &assessed);
    for cell in &law {
        written.add(workspace, study, cell);
    }
    let under_law = by_question(&law);
    let mut differing = 0;
    for world in &worlds[1..] {
        for cell in study.cells_apart(&runner, *world, worlds[0], &assessed) {
            let same = under_law.get(&cell.question()).is_some_and(|first| first.outcome == cell.outcome);
            if !same {
                differing += 1;
                written.add(workspace, study, &cell);
            }
        }
    }
    files.insert("outcomes.csv".into(), written.table.csv().into_bytes());
    let document = json!({
        "schema": "acquis.outcomes/2",
        "engine": ENGINE,
        "policy": workspace.manifest.name.value,
        "holds": "all outcomes of the law; of a scenario those that differ from the law's",
        "scenarios": worlds.iter().map(|w| study.worlds[*w].name.to_string()).collect::<Vec<_>>(),
        "outcomes": written.own,
    });
    files.insert("outcomes.json".into(), format!("{document:#}\n").into_bytes());
    summary(workspace, &law, worlds.len() - 1, differing)
}

const OUTCOME_COLUMNS: &[&str] = &["scenario", "rule", "kind", "subjects", "outcome", "possible"];

/// Outcomes as they go into files.
struct Written {
    table: Table,
    /// Those of subjects with a profile of their own.
    own: Vec<Value>,
}

impl Written {
    fn add(&mut self, workspace: &Workspace, study: &Study, cell: &Cell) {
        let rule = study.base.checked.rule(cell.rule);
        self.table.row(vec![
            study.worlds[cell.world].name.to_string(),
            rule.name.to_string(),
            rule.kind.word().into(),
            crate::cli::eval::keys(cell),
            word(study, cell),
            described(study, cell, Style::Plain),
        ]);
        if has_own_profile(workspace, cell) {
            self.own.push(record(study, cell));
        }
    }
}

/// Whether a cell speaks of profiles of their own only, not of lines of a table.
fn has_own_profile(workspace: &Workspace, cell: &Cell) -> bool {
    cell.subjects.iter().all(|subject| {
        let Some(entity) = subject.entity else { return true };
        let row = workspace.profiles.table(entity).and_then(|t| t.rows.get(subject.row));
        let closed = workspace.schema.entity(entity).closed;
        closed || row.is_none_or(|r| !workspace.sources.file(r.span.file).path.ends_with(".csv"))
    })
}

fn summary(workspace: &Workspace, law: &[Cell], scenarios: usize, differing: usize) -> Summary {
    let checked = &workspace.checked;
    let own: Vec<&Cell> = law.iter().filter(|c| has_own_profile(workspace, c)).collect();
    let open = own.iter().filter(|c| !c.outcome.is_settled()).count();
    let assessments = checked.rules.iter().filter(|r| r.kind.is_assessment() && r.body.tested).count();
    let mut lines = vec![
        format!("{assessments} assessments under the law and {scenarios} scenarios"),
        format!(
            "{} outcomes of subjects with a profile under the law: {} settled, {open} open",
            own.len(),
            own.len() - open
        ),
        format!("{} outcomes under the law in all; {differing} differ under a scenario", law.len()),
    ];
    let dates = &workspace.manifest.dates;
    let due = checked
        .commitments
        .iter()
        .filter(|c| commitments::state(checked, c, dates.at.value, dates.known_on.value) == commitments::State::Due);
    let due: Vec<&str> = due.map(|c| c.name.as_str()).collect();
    if !due.is_empty() {
        lines.push(format!("due on {}: {}", dates.at.value, due.join(", ")));
    }
    let mut faults = vec![];
    for cell in law.iter().filter(|c| c.outcome.is_conflict() || c.outcome.is_gap()) {
        let rule = checked.rule(cell.rule);
        let span = checked.program.decl(rule.decl).name_span();
        let what = if cell.outcome.is_conflict() { "a conflict" } else { "a gap" };
        faults.push(crate::diag::analysis::no_value(span, &rule.name, &crate::cli::eval::keys(cell), what));
    }
    Summary { lines, faults }
}
