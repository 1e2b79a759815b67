//! `acquis test`

use crate::analysis::coverage::{Clause, Covered};
use crate::analysis::reasons::Told;
use crate::analysis::tests::{self, Results, Verdict, Wanted};
use crate::cli::Status;
use crate::cli::answer::document;
use crate::cli::args::{TestArgs, TestFormat, When};
use crate::cli::explain::{lines, value};
use crate::cli::mutate;
use crate::cli::run::Run;
use crate::cli::run_eval::{base, unknown};
use crate::session::workspace::Workspace;
use crate::text::Name;
use crate::text::english::number_of;
use serde_json::{Value, json};

/// Runs the tests of the policies.
pub fn run(run: &Run, args: &TestArgs) -> Status {
    match test(run, args) {
        Ok(status) | Err(status) => status,
    }
}

fn test(run: &Run, args: &TestArgs) -> Result<Status, Status> {
    let (_, workspace) = run.open_sound(&[])?;
    let base = base(run, &workspace, &When::default())?;
    if args.mutate {
        return mutate::run(run, &workspace, &base, args);
    }
    let place = |span| workspace.sources.place(span);
    let filter = args.filter.as_deref().unwrap_or("");
    let Results { verdicts, covered } = tests::run(&base, &Wanted { filter, coverage: args.coverage, place: &place });
    if verdicts.is_empty() && !filter.is_empty() {
        return Err(unknown(run, "test", filter, workspace.checked.tests.iter().map(|t| t.title.as_str())));
    }
    match args.format {
        TestFormat::Human => human(run, &workspace, &verdicts),
        TestFormat::Json => machine(run, &workspace, &verdicts, &covered),
        TestFormat::Junit => junit(run, &workspace, &verdicts),
    }
    if args.coverage && args.format == TestFormat::Human {
        coverage(run, &workspace, &covered);
    }
    let failed = verdicts.iter().filter(|v| !v.failures.is_empty()).count();
    let expectations: usize = verdicts.iter().map(|v| v.expectations).sum();
    run.note(&format!(
        "{}, {}: {} passed, {failed} failed",
        number_of(verdicts.len(), "test"),
        number_of(expectations, "expectation"),
        verdicts.len() - failed
    ));
    Ok(if failed > 0 { Status::No } else { Status::Fine })
}

/// How many reasons of one failure a reader takes in.
const READABLE: usize = 30;

/// Reasons down to where a reader can take them all in, and how many stand deeper.
fn readable(reasons: &[Told]) -> (Vec<Told>, usize) {
    fn count(reasons: &[Told], levels: usize) -> usize {
        let below = |told: &Told| levels.checked_sub(1).map_or(0, |levels| count(&told.because, levels));
        reasons.iter().map(|told| 1 + below(told)).sum()
    }
    fn cut(reasons: &[Told], levels: usize) -> Vec<Told> {
        let below = |told: &Told| levels.checked_sub(1).map_or_else(Vec::new, |levels| cut(&told.because, levels));
        reasons.iter().map(|told| Told { because: below(told), ..told.clone() }).collect()
    }
    let depth = (1..).take_while(|levels| count(reasons, *levels) > count(reasons, levels - 1)).last().unwrap_or(0);
    let all = count(reasons, depth);
    let levels = (0..=depth).rev().find(|levels| count(reasons, *levels) <= READABLE).unwrap_or(0);
    (cut(reasons, levels), all - count(reasons, levels))
}

/// Failures in words, for a terminal.
pub fn human(run: &Run, workspace: &Workspace, verdicts: &[Verdict]) {
    for verdict in verdicts.iter().filter(|v| !v.failures.is_empty()) {
        let test = &workspace.checked.tests[verdict.test];
        run.print(&format!("failed: {}\n", test.title));
        for failure in &verdict.failures {
            let written = workspace.sources.text(failure.span).split_whitespace().collect::<Vec<_>>().join(" ");
            run.print(&format!("  {}: {written}\n", workspace.sources.place(failure.span)));
            run.print(&format!("    expected: {}\n    found:    {}\n", failure.expected, failure.found));
            if !failure.because.is_empty() {
                run.print("    because:\n");
                let (told, more) = readable(&failure.because);
                run.print(&lines(&told, 3));
                if more > 0 {
                    run.print(&format!(
                        "      and {} below; `acquis test --format json` has all\n",
                        number_of(more, "more reason")
                    ));
                }
            }
        }
    }
}

fn machine(run: &Run, workspace: &Workspace, verdicts: &[Verdict], covered: &[Covered]) {
    let list: Vec<_> = verdicts
        .iter()
        .map(|v| {
            let test = &workspace.checked.tests[v.test];
            json!({
                "title": test.title,
                "place": workspace.sources.place(workspace.checked.program.decl(test.decl).ast.head),
                "passed": v.failures.is_empty(),
                "expectations": v.expectations,
                "failures": v.failures.iter().map(|f| json!({"place": workspace.sources.place(f.span), "expected": f.expected, "found": f.found, "because": f.because.iter().map(value).collect::<Vec<_>>()})).collect::<Vec<_>>(),
            })
        })
        .collect();
    let mut all = json!({"schema": "acquis.tests/1", "tests": list});
    if !covered.is_empty() {
        all["coverage"] = coverage_value(workspace, covered).into();
    }
    run.print(&document(&all));
}

fn junit(run: &Run, workspace: &Workspace, verdicts: &[Verdict]) {
    let escape = |text: &str| -> String {
        text.chars()
            .map(|c| match c {
                '&' => "&amp;".into(),
                '<' => "&lt;".into(),
                '>' => "&gt;".into(),
                '"' => "&quot;".into(),
                c if c.is_control() => " ".into(),
                c => c.to_string(),
            })
            .collect()
    };
    let failed = verdicts.iter().filter(|v| !v.failures.is_empty()).count();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites tests=\"{}\" failures=\"{failed}\">\n  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failed}\">\n",
        verdicts.len(),
        escape(&workspace.manifest.name.value),
        verdicts.len()
    );
    for verdict in verdicts {
        let test = &workspace.checked.tests[verdict.test];
        let module = &workspace.checked.program.decl(test.decl).module;
        out.push_str(&format!("    <testcase name=\"{}\" classname=\"{}\"", escape(&test.title), escape(module)));
        if verdict.failures.is_empty() {
            out.push_str("/>\n");
            continue;
        }
        out.push_str(">\n");
        for failure in &verdict.failures {
            let text = format!(
                "{}: expected {}, found {}",
                workspace.sources.place(failure.span),
                failure.expected,
                failure.found
            );
            out.push_str(&format!("      <failure message=\"{}\"/>\n", escape(&text)));
        }
        out.push_str("    </testcase>\n");
    }
    out.push_str("  </testsuite>\n</testsuites>\n");
    run.print(&out);
}

/// What the tests reach: counts, then every clause that none does.
fn coverage(run: &Run, workspace: &Workspace, covered: &[Covered]) {
    let checked = &workspace.checked;
    let (reached, missed) = (covered.iter().filter(|c| !c.reached.is_empty()), covered.iter().map(|c| c.missed.len()));
    let clauses: usize = covered.iter().map(|c| c.reached.len()).sum();
    run.print(&format!(
        "{} of {} rules are reached by a test, {clauses} of {} clauses\n",
        reached.count(),
        covered.len(),
        clauses + missed.sum::<usize>()
    ));
    for one in covered.iter().filter(|c| !c.missed.is_empty()) {
        let rule = checked.rule(one.rule);
        let decl = checked.program.decl(rule.decl);
        let name = format!("{}.{}", decl.module, rule.name);
        if one.reached.is_empty() {
            run.print(&format!("  no test: {name} ({})\n", workspace.sources.place(decl.name_span())));
            continue;
        }
        for (clause, label, word, span) in &one.missed {
            let which = clause_name(*clause, label.as_ref());
            run.print(&format!("  not reached: {name}, {word} {which} ({})\n", workspace.sources.place(*span)));
        }
    }
}

/// A clause by its label, else by its number in the text.
fn clause_name(clause: Clause, label: Option<&Name>) -> String {
    match (label, clause) {
        (Some(label), Clause::Cell(_, at)) => format!("{} of [{label}]", at + 1),
        (Some(label), _) => format!("[{label}]"),
        (None, Clause::End(at) | Clause::Case(at) | Clause::Cell(_, at)) => (at + 1).to_string(),
    }
}

/// What the tests reach, for programs.
fn coverage_value(workspace: &Workspace, covered: &[Covered]) -> Vec<Value> {
    let checked = &workspace.checked;
    let of = |one: &Covered| {
        let rule = checked.rule(one.rule);
        let decl = checked.program.decl(rule.decl);
        let missed: Vec<Value> = one
            .missed
            .iter()
            .map(|(clause, label, word, span)| {
                json!({"kind": word, "name": clause_name(*clause, label.as_ref()), "place": workspace.sources.place(*span)})
            })
            .collect();
        json!({"rule": format!("{}.{}", decl.module, rule.name), "reached": one.reached.len(), "missed": missed})
    };
    covered.iter().map(of).collect()
}
