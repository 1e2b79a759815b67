//! Corrections tried before they are called safe.
//!
//! A correction is put in, the repository is read again, and its file has to be better off. What only moves the
//! mistake, or makes a second one of it, is left to a person.

use crate::diag::{Diagnostic, Fix};
use crate::session::tree::Tree;
use crate::session::workspace::Workspace;
use crate::text::Sources;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// How many corrections are tried one by one.
const MOST: usize = 8;

/// How often what a correction brings up is corrected in turn: `==` is `=`, and of a condition `is`.
pub const ROUNDS: usize = 4;

/// Texts of files, in place of those that stand there.
pub type Texts = BTreeMap<String, String>;

/// How badly off a file is: errors, and all findings.
type Faults = (usize, usize);

/// Takes back to proposals what a machine cannot be trusted with, and takes out what makes a file worse.
pub fn tried(root: &Path, findings: &mut [Diagnostic], sources: &Sources) {
    let safe = |found: &Diagnostic| found.fixes.iter().position(|fix| fix.safe);
    let places: Vec<(usize, usize)> =
        findings.iter().enumerate().filter_map(|(at, found)| Some((at, safe(found)?))).collect();
    let desk = Desk { root, sources, before: faults(findings, sources) };
    if places.is_empty() || desk.all_mend(findings, places.len()) {
        return;
    }
    for (number, (finding, at)) in places.into_iter().enumerate() {
        let fixes = &mut findings[finding].fixes;
        match if number < MOST { desk.tried(&fixes[at]) } else { Verdict::Doubtful } {
            Verdict::Mends => {}
            Verdict::Doubtful => fixes[at].safe = false,
            Verdict::Worsens => {
                fixes.remove(at);
            }
        }
    }
}

/// The texts after all safe corrections, and how many changes these are: of those that overlap only the first.
pub fn corrected(fixes: &[&Fix], sources: &Sources) -> (Texts, usize) {
    let mut edits: BTreeMap<String, BTreeMap<(u32, u32), &str>> = BTreeMap::new();
    for (span, text) in fixes.iter().flat_map(|fix| &fix.edits) {
        let of_file = edits.entry(sources.file(span.file).path.to_string()).or_default();
        let meets = |(from, to): &(u32, u32)| *from < span.end.max(span.start + 1) && span.start < (*to).max(*from + 1);
        if !of_file.keys().any(meets) {
            of_file.insert((span.start, span.end), text);
        }
    }
    let (mut texts, mut made) = (Texts::new(), 0);
    for (path, edits) in edits {
        let Some(file) = sources.by_path(&path) else { continue };
        let mut text = sources.file(file).text.to_string();
        // The last first, so that places before it stay.
        for ((from, to), new) in edits.into_iter().rev() {
            let (from, to) = (from as usize, to as usize);
            if text.is_char_boundary(from) && text.is_char_boundary(to) {
                text.replace_range(from..to, new);
                made += 1;
            }
        }
        texts.insert(path, text);
    }
    (texts, made)
}

/// The safe corrections of findings, one for each.
pub fn safe(findings: &[Diagnostic]) -> Vec<&Fix> {
    findings.iter().filter_map(|found| found.fixes.iter().find(|fix| fix.safe)).collect()
}

/// What a correction does to its file.
enum Verdict {
    Mends,
    /// The file is better off, and something is still wrong beside the correction.
    Doubtful,
    /// It only moves what is wrong, or adds to it.
    Worsens,
}

/// What corrections are tried on.
struct Desk<'a> {
    root: &'a Path,
    sources: &'a Sources,
    before: BTreeMap<String, Faults>,
}

impl Desk<'_> {
    /// Whether all safe corrections together take away a finding each, and leave no error beside them.
    fn all_mend(&self, findings: &[Diagnostic], fixes: usize) -> bool {
        let safe = safe(findings);
        let (texts, _) = corrected(&safe, self.sources);
        let (findings, sources) = self.read(&texts);
        let after = faults(&findings, &sources);
        let count = |all: &BTreeMap<String, Faults>| -> usize {
            texts.keys().filter_map(|path| all.get(path)).map(|faults| faults.1).sum()
        };
        let lines = lines(safe.into_iter(), self.sources);
        count(&after) + fixes <= count(&self.before) && !findings.iter().any(|found| blames(found, &lines, &sources))
    }

    /// What a correction does, with those that it asks for on its lines in turn.
    fn tried(&self, fix: &Fix) -> Verdict {
        let Some((place, _)) = fix.edits.first() else { return Verdict::Doubtful };
        let path = self.sources.file(place.file).path.to_string();
        let before = self.before.get(&path).copied().unwrap_or_default();
        let own = lines(std::iter::once(fix), self.sources);
        let (mut texts, _) = corrected(&[fix], self.sources);
        let mut verdict = Verdict::Worsens;
        for _ in 0..ROUNDS {
            let (findings, sources) = self.read(&texts);
            let after = faults(&findings, &sources).get(&path).copied().unwrap_or_default();
            let blamed = findings.iter().any(|found| blames(found, &own, &sources));
            verdict = match (after < before, blamed) {
                (true, false) => return Verdict::Mends,
                (true, true) => Verdict::Doubtful,
                (false, _) => Verdict::Worsens,
            };
            let beside = |fix: &&Fix| lines(std::iter::once(*fix), &sources).is_subset(&own);
            let next: Vec<&Fix> = safe(&findings).into_iter().filter(beside).collect();
            if next.is_empty() {
                break;
            }
            texts.extend(corrected(&next, &sources).0);
        }
        verdict
    }

    fn read(&self, texts: &Texts) -> (Vec<Diagnostic>, Sources) {
        let instead = texts.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes())).collect();
        let tree = Tree::Over(Box::new(Tree::Disk(self.root.to_path_buf())), instead);
        match Workspace::read(&tree, &[]) {
            Ok(read) => (read.findings, read.sources),
            Err(unreadable) => (unreadable.findings, unreadable.sources),
        }
    }
}

/// The lines that corrections change, by file.
fn lines<'f>(fixes: impl Iterator<Item = &'f Fix>, sources: &Sources) -> BTreeSet<(String, u32)> {
    let places = fixes.flat_map(|fix| &fix.edits).map(|(span, _)| *span);
    places.map(|span| (sources.file(span.file).path.to_string(), sources.position(span).line)).collect()
}

/// Whether a finding is an error on one of some lines.
fn blames(found: &Diagnostic, lines: &BTreeSet<(String, u32)>, sources: &Sources) -> bool {
    let place = found.primary.as_ref().filter(|_| found.is_error()).map(|place| place.span);
    place.is_some_and(|at| lines.contains(&(sources.file(at.file).path.to_string(), sources.position(at).line)))
}

/// How badly off each file is.
fn faults(findings: &[Diagnostic], sources: &Sources) -> BTreeMap<String, Faults> {
    let mut all: BTreeMap<String, Faults> = BTreeMap::new();
    for found in findings {
        let Some(place) = &found.primary else { continue };
        let of_file = all.entry(sources.file(place.span.file).path.to_string()).or_default();
        of_file.0 += usize::from(found.is_error());
        of_file.1 += 1;
    }
    all
}
