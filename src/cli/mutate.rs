//! `acquis test --mutate`

use crate::analysis::mutate::{Fate, Mutant, Mutation};
use crate::analysis::study::Base;
use crate::analysis::tests;
use crate::cli::Status;
use crate::cli::answer::document;
use crate::cli::args::{TestArgs, TestFormat};
use crate::cli::run::Run;
use crate::data::mutants::Explained;
use crate::session::threads;
use crate::session::workspace::Workspace;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many mutants share a study: what it has compiled serves them all, and what they add to it is thrown away.
const TOGETHER: usize = 48;

/// Which mutants are tried: every `of`th, beginning with one.
struct Shard {
    first: usize,
    of: usize,
}

/// Changes the policy in one place after another, and lists the changes that nothing notices.
pub fn run(run: &Run, workspace: &Workspace, base: &Base, args: &TestArgs) -> Result<Status, Status> {
    let shard = shard(run, args.shard.as_deref())?;
    if args.format == TestFormat::Junit {
        run.error("mutants are written for people or as JSON, not as JUnit");
        return Err(Status::Fault);
    }
    let place = |span| workspace.sources.place(span);
    let verdicts = tests::run(base, &tests::Wanted { filter: "", coverage: false, place: &place }).verdicts;
    let failed = verdicts.iter().filter(|v| !v.failures.is_empty()).count();
    if failed > 0 {
        run.error(&format!("{failed} tests fail as it is; `acquis test` says which"));
        return Err(Status::No);
    }
    let mutation = Mutation::of(base.checked);
    let tried: Vec<usize> = (shard.first..mutation.mutants.len()).step_by(shard.of).collect();
    let fates = fates(run, base, &mutation, &tried)?;
    let report = Report::of(workspace, &mutation.mutants, &fates, shard.of == 1);
    match args.format {
        TestFormat::Json => report.json(run, workspace),
        _ => report.human(run, workspace),
    }
    Ok(if report.bare.is_empty() && report.idle.is_empty() { Status::Fine } else { Status::No })
}

fn shard(run: &Run, word: Option<&str>) -> Result<Shard, Status> {
    let Some(word) = word else { return Ok(Shard { first: 0, of: 1 }) };
    let parsed = word.split_once('/').and_then(|(i, n)| Some((i.parse::<usize>().ok()?, n.parse::<usize>().ok()?)));
    match parsed {
        Some((i, n)) if (1..=n).contains(&i) => Ok(Shard { first: i - 1, of: n }),
        _ => {
            run.error(&format!("`{word}` is no shard; write it like `1/8`, the first of eight"));
            Err(Status::Fault)
        }
    }
}

/// What becomes of some mutants, tried on as many threads as there are.
fn fates(run: &Run, base: &Base, mutation: &Mutation, tried: &[usize]) -> Result<BTreeMap<usize, Fate>, Status> {
    let done = AtomicUsize::new(0);
    let tell = || {
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        if done.is_multiple_of(100) {
            run.progress(&format!("{done} of {} mutants", tried.len()));
        }
    };
    let chunks: Vec<&[usize]> = tried.chunks(TOGETHER).collect();
    let done = threads::each(&chunks, || (), |(), chunk| mutation.run(base, chunk, &tell));
    let mut fates = BTreeMap::new();
    for (chunk, done) in chunks.iter().zip(done) {
        fates.extend(chunk.iter().copied().zip(done.ok_or(Status::Fault)?));
    }
    Ok(fates)
}

/// What is said of a run.
struct Report<'a> {
    /// How many mutants were noticed by what.
    counts: BTreeMap<&'static str, usize>,
    tried: usize,
    /// Survivors with the reason that the repository gives.
    explained: Vec<(&'a Mutant, &'a Explained)>,
    /// Survivors without one.
    bare: Vec<&'a Mutant>,
    /// Reasons for what is no survivor.
    idle: Vec<(&'a Explained, &'a str)>,
}

impl<'a> Report<'a> {
    fn of(workspace: &'a Workspace, mutants: &'a [Mutant], fates: &BTreeMap<usize, Fate>, whole: bool) -> Report<'a> {
        let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
        for fate in fates.values() {
            *counts.entry(word(*fate)).or_default() += 1;
        }
        let survives = |at: &usize| fates.get(at) == Some(&Fate::Survives);
        let (mut explained, mut bare) = (vec![], vec![]);
        for mutant in (0..mutants.len()).filter(survives).map(|at| &mutants[at]) {
            let reason = workspace.mutants.iter().find(|e| e.of == mutant.of && e.what.contains(&mutant.what));
            match reason {
                Some(reason) => explained.push((mutant, reason)),
                None => bare.push(mutant),
            }
        }
        let entries = workspace.mutants.iter().flat_map(|e| e.what.iter().map(move |what| (e, what.as_str())));
        let used = |e: &Explained, what: &str| explained.iter().any(|(m, _)| m.of == e.of && m.what == what);
        let idle = entries.filter(|(e, what)| whole && !used(e, what)).collect();
        Report { counts, tried: fates.len(), explained, bare, idle }
    }

    fn human(&self, run: &Run, workspace: &Workspace) {
        for mutant in &self.bare {
            let place = workspace.sources.place(mutant.span);
            run.print(&format!("nothing notices: {} {} ({place})\n", mutant.of, mutant.what));
        }
        for (reason, what) in &self.idle {
            let place = workspace.sources.place(reason.span);
            run.print(&format!("no survivor, and explained all the same: {} {what} ({place})\n", reason.of));
        }
        let told: Vec<String> = self.counts.iter().map(|(word, count)| format!("{count} {word}")).collect();
        run.note(&format!("{} mutants: {}", self.tried, told.join(", ")));
        let (why, bare) = (self.explained.len(), self.bare.len());
        if why + bare > 0 {
            run.note(&format!("of those that nothing notices {why} are explained, {bare} are not"));
        }
    }

    fn json(&self, run: &Run, workspace: &Workspace) {
        let record = |mutant: &Mutant, why: Option<&str>| -> Value {
            let place = workspace.sources.place(mutant.span);
            json!({"of": mutant.of, "what": mutant.what, "place": place, "why": why})
        };
        let explained = self.explained.iter().map(|(mutant, reason)| record(mutant, Some(&reason.why)));
        let survivors: Vec<Value> = self.bare.iter().map(|mutant| record(mutant, None)).chain(explained).collect();
        let idle = self.idle.iter().map(
            |(reason, what)| json!({"of": reason.of, "what": what, "place": workspace.sources.place(reason.span)}),
        );
        let all = json!({
            "schema": "acquis.mutants/1",
            "mutants": self.tried,
            "counts": self.counts,
            "survivors": survivors,
            "no_survivors": idle.collect::<Vec<_>>(),
        });
        run.print(&document(&all));
    }
}

fn word(fate: Fate) -> &'static str {
    match fate {
        Fate::Refused => "refused by the checker",
        Fate::Test(_) => "noticed by a test",
        Fate::Outcome(_) => "noticed by an outcome",
        Fate::Evidence(_) => "noticed by a recommendation",
        Fate::Survives => "noticed by nothing",
    }
}
