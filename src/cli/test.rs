//! `acquis test`

use crate::analysis::tests::{self, Verdict};
use crate::analysis::trace::tested_decls;
use crate::cli::Status;
use crate::cli::args::{TestArgs, TestFormat, When};
use crate::cli::run::Run;
use crate::cli::run_eval::base;
use crate::session::workspace::Workspace;
use serde_json::json;

/// Runs the tests of the policies.
pub fn run(run: &Run, args: &TestArgs) -> Status {
    match test(run, args) {
        Ok(status) | Err(status) => status,
    }
}

fn test(run: &Run, args: &TestArgs) -> Result<Status, Status> {
    let (_, workspace) = run.open_sound(&[])?;
    let base = base(run, &workspace, &When::default())?;
    let verdicts = tests::run(&base, args.filter.as_deref().unwrap_or(""));
    match args.format {
        TestFormat::Human => human(run, &workspace, &verdicts),
        TestFormat::Json => machine(run, &workspace, &verdicts),
        TestFormat::Junit => junit(run, &workspace, &verdicts),
    }
    if args.coverage {
        coverage(run, &workspace);
    }
    let failed = verdicts.iter().filter(|v| !v.failures.is_empty()).count();
    let expectations: usize = verdicts.iter().map(|v| v.expectations).sum();
    run.note(&format!(
        "{} tests, {expectations} expectations: {} passed, {failed} failed",
        verdicts.len(),
        verdicts.len() - failed
    ));
    Ok(if failed > 0 { Status::No } else { Status::Fine })
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
        }
    }
}

fn machine(run: &Run, workspace: &Workspace, verdicts: &[Verdict]) {
    let list: Vec<_> = verdicts
        .iter()
        .map(|v| {
            let test = &workspace.checked.tests[v.test];
            json!({
                "title": test.title,
                "place": workspace.sources.place(workspace.checked.program.decl(test.decl).ast.head),
                "passed": v.failures.is_empty(),
                "expectations": v.expectations,
                "failures": v.failures.iter().map(|f| json!({"place": workspace.sources.place(f.span), "expected": f.expected, "found": f.found})).collect::<Vec<_>>(),
            })
        })
        .collect();
    run.print(&format!("{:#}\n", json!({"schema": "acquis.tests/1", "tests": list})));
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

fn coverage(run: &Run, workspace: &Workspace) {
    let checked = &workspace.checked;
    let tested = tested_decls(checked);
    let untested: Vec<_> = checked.rules.iter().filter(|r| r.body.tested && !tested.contains_key(&r.decl)).collect();
    let all = checked.rules.iter().filter(|r| r.body.tested).count();
    run.print(&format!("{} of {all} rules are reached by a test\n", all - untested.len()));
    for rule in untested {
        let decl = checked.program.decl(rule.decl);
        run.print(&format!(
            "  no test: {}.{} ({})\n",
            decl.module,
            rule.name,
            workspace.sources.place(decl.name_span())
        ));
    }
}
