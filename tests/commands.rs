//! What the commands say of a small repository: recommendations, needs, explanations, and what `check` finds beside the
//! policies.

mod run;

use std::fs;
use std::path::Path;
use std::process::Output;
use tempfile::TempDir;

const MANIFEST: &str = r#"
name = "base"
policies = ["policies"]
dates = { at = 2018-04-30, known_on = 2018-04-30, data_as_of = 2018-04-30 }
profiles = [{ entity = "Town", files = "towns/*.yaml" }]
papers = [{ name = "paper", template = "paper.md.j2", date = 2018-04-30, scenarios = ["assumed"] }]
"#;

const POLICY: &str = r#"
module base

party council "Council of Towns"
source act   "A statute"        { status in force from 2000-01-01; binds states; evidence read }
source weak  "A weak statute"   { status in force from 2000-01-01; binds states; evidence to_check }
source paper "A paper"          { status published 2017-07-07; evidence read }
unit person, persons
entity State, states, closed { code: text }
instance FI of State { code: "FI" }
entity Town, towns {
  key      id
  id       : text
  state    : State
  n        : int, 0 .. 10, series
  planned  : bool, ask "town hall", effort 1
  arrivals : persons, 0 .. 1 000, flow, ask "reception"
}
param rate: percent {
  from 2010-01-01 until 2017-12-31 is 50 %, per act art 2
  from 2018-01-01 until 2020-12-31 is 60 %, per act art 3
}
criterion big { per paper line 1; level local; for t: Town; holds when t.n > 8 }
criterion growing {
  per paper line 2
  level local
  for t: Town
  holds when t.arrivals over 2018-01-01 .. 2018-12-31 > t.arrivals over 2017-01-01 .. 2017-12-31
}
scenario assumed { starts from law; assume t.n is 9 for t: Town where t.n > 3; at 2018-04-30 }
"#;

const TEMPLATE: &str = "# Paper\n\n## Recommendations\n\n{% for r in recommendations %}- {{ r.name }}: {{ r.verdict }}, {{ \"firm\" if r.firm else \"tentative\" }}{% for n in r.needs %}; {{ n | code }}{% endfor %}{% for e in r.evidence %}{% for m in e.marks %}; {{ m.title }} ({{ m.mark }}){% endfor %}{% endfor %}\n\n{% endfor %}\n";

/// The repository, with one more module.
fn repository(more: &str) -> TempDir {
    let place = TempDir::new().expect("a folder");
    let write = |path: &str, text: &str| run::write(place.path(), path, text);
    write("acquis.toml", MANIFEST);
    write("policies/base.acq", POLICY);
    if !more.is_empty() {
        write("policies/more.acq", &format!("module more\n{more}\n"));
    }
    write("templates/paper.md.j2", TEMPLATE);
    let sources = "sources:\n  office: {title: made up, published: 2018-02-01, evidence: read}\n";
    write(
        "towns/aldorf.yaml",
        &format!("id: aldorf\nstate: FI\nn: {{value: 4, as_of: 2018-01-01, source: office}}\n{sources}"),
    );
    write(
        "towns/bewick.yaml",
        &format!("id: bewick\nplanned: {{value: true, as_of: 2018-01-01, source: office}}\n{sources}"),
    );
    place
}

fn acquis(place: &TempDir, words: &[&str]) -> Output {
    run::acquis(place.path(), words)
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// What a command says, whatever its status.
fn says(place: &TempDir, words: &[&str]) -> String {
    said(&acquis(place, words))
}

/// The line of a recommendation in the paper.
fn in_paper(more: &str, name: &str) -> String {
    let place = repository(more);
    let output = acquis(&place, &["build", "--markdown-only"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let paper = find(place.path(), "paper.md");
    let text = fs::read_to_string(paper).expect("the paper");
    let line = text.lines().find(|line| line.contains(&name.replace('_', "\\_")) || line.contains(name));
    line.unwrap_or_else(|| panic!("{name} in {text}")).to_string()
}

fn find(folder: &Path, name: &str) -> std::path::PathBuf {
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.file_name().is_some_and(|n| n == name) {
                return path;
            }
        }
    }
    panic!("no {name}");
}

fn recommendation(because: &str) -> String {
    format!("recommendation r {{ title \"r\"; to council; by 2018-04-30; state draft; because {because} }}")
}

#[test]
fn evidence_about_a_list_that_may_be_empty_is_conditional() {
    let line = in_paper(&recommendation("(every t in list(u for u in towns where u.n > 9) has t.planned)"), "- r:");
    assert!(line.contains("conditional, tentative") && line.contains("`n`"), "{line}");
    let line = in_paper(&recommendation("(no t in list(u for u in towns where u.n > 3) has t.n > 9)"), "- r:");
    assert!(line.contains("conditional"), "{line}");
}

#[test]
fn a_source_that_binds_leaves_its_mark() {
    let line = in_paper(&recommendation("(some t in towns has weak binds t.state and t.n > 3)"), "- r:");
    assert!(line.contains("issued, tentative") && line.contains("A weak statute (to be checked)"), "{line}");
    let line = in_paper(&recommendation("(some t in towns has act binds t.state and t.n > 3)"), "- r:");
    assert!(line.contains("issued, firm"), "{line}");
}

#[test]
fn an_assumption_shows_what_was_assumed() {
    let place = repository("");
    let told = says(&place, &["explain", "big", "--for", "Town=aldorf", "--scenario", "assumed"]);
    assert!(told.contains("big(aldorf): met") && told.contains("n, as assumed: 9"), "{told}");
    let line = in_paper(&recommendation("(some t in towns has t.n > 8), under assumed"), "- r:");
    assert!(line.contains("n (assumed)"), "{line}");
}

const MARKED: &str = r#"
param limit: int { title "Limit"; from 2010-01-01 is 3, per act art 4 }
define ceiling: int { title "Ceiling"; is limit }
criterion within { title "Within"; per paper line 3; level local; for t: Town; holds when t.n < limit }
entity Fund, funds, closed { key code; code: text; open: bool }
instances Fund {
  per weak art 9
  | code | open  |
  | OLD  | false |
}
define opened(f: Fund): bool { title "Opened"; is f.open }
reform raise {
  title  "R: raise"
  status proposed 2018-01-01, per paper line 4
  from   2018-04-30
  set    limit to 5, per weak art 2
  add    instance NEW of Fund { code: "NEW"; open: true }
}
scenario raised { starts from law; with raise; at 2018-04-30 }
recommendation r { title "r"; to council; by 2018-04-30; state draft; because (every t in towns has t.planned) }
"#;

const MARKS: &str = r#"# Paper

{% for r in rules.criterion if r.name == "within" %}{% for o in r.outcomes %}
- {{ o.subject }}: {{ o.word }}{{ o.marks | signs }}
{% endfor %}{% for c in r.counts %}
- {{ c.number }} {{ c.word }}{{ c.marks | signs }}
{% endfor %}{% endfor %}
{% for row in values.ceiling.rows %}
- ceiling {{ row.under.law }}{{ row.marks_under.law | signs }}, {{ row.under.raised }}{{ row.marks_under.raised | signs }}
{% endfor %}
{% for row in values.opened.rows %}
- {{ row.key }}: {{ row.under.law }}, {{ row.under.raised }}
{% endfor %}
{% for s in scenarios if not s.is_law %}{% for c in s.changes if c.rule == "within" %}
- {{ c.before }}{{ c.marks_before | signs }} to {{ c.after }}{{ c.marks | signs }}
{% endfor %}{% for r in s.results if r.rule == "within" %}{% for c in r.counts %}
- then {{ c.number }} {{ c.word }}{{ c.marks | signs }}
{% endfor %}{% endfor %}{% for r in s.reforms %}
- {{ r.title }} cites {{ r.per | and_list }}
{% endfor %}{% endfor %}
{% for m in [values.ceiling.rows[0].marks_under, rules.criterion] | marks %}
- {{ m.what }}: {{ m.title }} ({{ m.mark }})
{% endfor %}
{% for f in instances.Fund %}
- {{ f.key }}: {{ f.per | and_list }}{{ f.marks | signs }}
{% endfor %}
{% for n in needs if not n.rules %}
- {{ n.name }} of {{ n.subjects | and_list }} for {{ n.recommendations | and_list }}
{% endfor %}

{{ charts.matrix_criterion }}

{% for m in chart_marks.matrix_criterion %}
- drawn: {{ m.what }}
{% endfor %}
"#;

#[test]
fn marks_travel_under_each_scenario_into_changes_counts_and_charts() {
    let place = repository(MARKED);
    run::write(place.path(), "acquis.toml", &MANIFEST.replace("\"assumed\"", "\"raised\""));
    run::write(place.path(), "templates/paper.md.j2", MARKS);
    run::write(
        place.path(),
        "towns/aldorf.yaml",
        "id: aldorf\nstate: FI\nn: {value: 4, as_of: 2018-01-01, source: office, status: derived, note: said so}\nsources:\n  office: {title: made up, published: 2018-02-01, evidence: read}\n",
    );
    let output = acquis(&place, &["paper", "paper", "--markdown-only"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let text = fs::read_to_string(find(place.path(), "paper.md")).expect("the paper");
    for line in [
        "- aldorf: not met†",
        "- bewick: unknown",
        "- 1 not met†",
        "- 1 unknown",
        "- ceiling 3, 5\\*",
        "- OLD: false, false",
        "- NEW: not asked, true",
        "- not met† to met\\*†",
        "- then 1 met\\*†",
        "- R: raise cites A weak statute, art 2 (to be checked) and A paper, line 4",
        "- base.weak art 2: A weak statute, art 2 (to be checked)",
        "- n: n (derived)",
        "- OLD: A weak statute, art 9 (to be checked)\\*",
        "- planned of aldorf for r",
        "- drawn: n",
    ] {
        assert!(text.lines().any(|one| one == line), "{line} is not in {text}");
    }
    let cells = text.lines().find(|line| line.starts_with("| aldorf")).expect("the row of a matrix");
    assert!(cells.contains("not met†"), "{cells}");
}

#[test]
fn needs_reports_what_cannot_be_evaluated() {
    let place =
        repository("criterion c { per paper line 1; level EU; for t: Town; holds when t.n > 3 and rate > 15 % }");
    let output = acquis(&place, &["needs", "--at", "2025-01-01"]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("E0301"), "{}", said(&output));
    assert_eq!(acquis(&place, &["needs"]).status.code(), Some(0));
}

#[test]
fn a_flow_is_asked_for_by_its_periods() {
    let place = repository("");
    let town = ["--for", "Town=aldorf"];
    let told = says(&place, &[&["needs"][..], &town].concat());
    assert!(told.contains("arrivals over 2017") && told.contains("arrivals over 2018"), "{told}");
    let told = says(&place, &[&["explain", "growing"][..], &town].concat());
    assert!(
        told.contains("arrivals of aldorf over ") && told.contains("by: arrivals over 2017, arrivals over 2018"),
        "{told}"
    );
    let told = says(&place, &[&["needs", "--questionnaire"][..], &town].concat());
    assert!(told.contains("- Period: 2017\n") && told.contains("- Period: 2018\n"), "{told}");
    assert!(!told.contains("Settles by itself: growing"), "{told}");
    let told = says(&place, &[&["needs", "--questionnaire", "--format", "yaml"][..], &town].concat());
    assert_eq!(told.matches("\n  arrivals:\n").count(), 1, "{told}");
    assert!(told.contains("Asked for: 2017, 2018."), "{told}");
}

#[test]
fn rounding_shows_in_the_trace() {
    let place = repository(
        "define third(t: Town): EUR { is round(EUR 10 * t.n / 3, to EUR 0.01, half_up) }\n\
         criterion cheap { per paper line 3; level local; for t: Town; holds when third(t) < EUR 50 }",
    );
    let told = says(&place, &["explain", "cheap", "--for", "Town=aldorf"]);
    assert!(told.contains("rounded to multiples of EUR 0.01, half_up: EUR 13.33, from EUR 40/3"), "{told}");
    let place = repository(
        "entity Flow { at: ratio; amount: EUR }\n\
         define root(t: Town): number { is sqrt(t.n, 3 digits) }\n\
         define rate(t: Town): percent { is annual_rate(list(Flow(at: 0, amount: EUR 100), Flow(at: 1, amount: -EUR 100 - EUR 1 * t.n)), 3 digits) }\n\
         criterion cheap { per paper line 3; level local; for t: Town; holds when root(t) < 1 or rate(t) < 1 % }",
    );
    let told = says(&place, &["explain", "cheap", "--for", "Town=aldorf"]);
    assert!(told.contains("square root, rounded to 3 digits: 2 [rounded]"), "{told}");
    assert!(told.contains("annual rate, rounded to 3 digits: 0.04 [rounded]"), "{told}");
}

#[test]
fn what_is_merely_unknown_is_said_once() {
    let place = repository("define top(t: Town): bool { is t.planned }");
    let told = says(&place, &["explain", "top", "--for", "Town=aldorf"]);
    assert!(told.contains("top(aldorf): unknown\n"), "{told}");
}

#[test]
fn a_text_prints_values_only() {
    let place = repository(
        "recommendation r { title \"r\"; to council; by 2018-04-30; state draft; because (some t in towns has t.n > 3); \
         text \"\"\"{{ 1 / (2 - 2) }}\"\"\" }",
    );
    let told = says(&place, &["build", "--markdown-only"]);
    assert!(told.contains("E0704") && told.contains("this comes to a gap"), "{told}");
    let place = repository(
        "recommendation r { title \"r\"; to council; by 2018-04-30; state draft; because (some t in towns has t.n > 3); \
         text \"\"\"{{ 1 / 0 }} {% if x %}\"\"\" }",
    );
    let told = says(&place, &["check"]);
    assert!(told.contains("W0208") && told.contains("this divisor is 0"), "{told}");
    assert!(told.contains("the text of a recommendation has no `{% ... %}`"), "{told}");
}

#[test]
fn check_says_of_a_template_what_a_build_would_refuse() {
    let faults = [
        ("{% include \"paper.md.j2\" %}\n", "E0703"),
        ("{{ charts.matrix_x }}\n", "E0702"),
        ("{{ 1 / 0 }}\n", "E0707"),
        ("{% for r in recommendations %}{{ r.firm }}{% endfor %}\n", "E0704"),
        ("{% for r in recommendations %}{{ r.basis }}{% endfor %}\n", "E0704"),
    ];
    for (template, code) in faults {
        let place = repository("");
        fs::write(place.path().join("templates/paper.md.j2"), template).expect("a template");
        let told = says(&place, &["check"]);
        assert!(told.contains(code), "{template}: {told}");
    }
    let place = repository("");
    fs::write(place.path().join("templates/paper.md.j2"), "{% if x %}a{% elseif y %}b{% endif %}\n")
        .expect("a template");
    let told = says(&place, &["check"]);
    assert!(told.contains("did you mean `elif`?"), "{told}");
}

#[test]
fn check_says_of_a_template_what_its_paper_would_refuse() {
    let rule = "define fee(t: Town): int { title \"The fee\"; is t.n + 1 }";
    let faults = [
        ("{{ instances.Stat | length }}", "6:14: error[E0702]"),
        ("{{ instances[\"Stat\"] | length }}", "6:14: error[E0702]"),
        ("{{ values.nothing | length }}", "6:11: error[E0702]"),
        ("{{ values.nothing.title }}", "6:11: error[E0702]"),
        ("{% for x in instances.Stat %}{{ x.key }}{% endfor %}", "6:23: error[E0702]"),
        ("{% for x in instances.State %}{{ x.fields.nam }}{% endfor %}", "6:43: error[E0702]"),
        ("{% for name in [\"fee\", \"feee\"] %}{{ values[name].title }}{% endfor %}", "6:25: error[E0702]"),
        ("{{ (days).lw }}", "6:11: error[E0702]"),
        ("{% macro m(x) %}{{ x.lw }}{% endmacro %}{{ m(days) }}", "6:22: error[E0702]"),
        ("{% macro m(a, x=1) %}{{ x.lw }}{% endmacro %}{{ m(1, x=days) }}", "6:27: error[E0702]"),
        (
            "{% macro n(o) %}{{ o.wrd }}{% endmacro %}{% macro m(x) %}{% for o in x.outcomes %}{{ n(o) }}{% endfor %}\
             {% endmacro %}{% for r in rules.criterion %}{{ m(r) }}{% endfor %}",
            "6:22: error[E0702]",
        ),
        ("{{ days.law == \"2018-04-30\" }}", "6:4: error[E0704]"),
        ("{% include \"parts/dayz.md.j2\" %}", "6:13: error[E0705]"),
        ("{% extends \"x\" %}", "6:13: error[E0705]"),
        ("{% import \"parts/words.md.j2\" as w %}", "6:12: error[E0705]"),
        ("{% from \"parts/words.md.j2\" import w %}", "6:10: error[E0705]"),
        ("{{ days.law | date(\"long\") }}", "6:15: error[E0707]"),
        ("{{ subjects.with_profile | counted(\"a\") }}", "6:28: error[E0707]"),
        ("{{ subjects.one | date }}", "6:19: error[E0707]"),
        ("{{ \"2018-02-30\" | date }}", "6:19: error[E0707]"),
        ("{% for kind, list in rules %}{{ kind }}{% endfor %}", "6:22: error[E0707]"),
        ("<b>bold</b>", "6:1: error[E0721]"),
        ("<!-- mian -->", "6:1: error[E0722]"),
        ("see [x](http://example.org)", "6:5: error[E0723]"),
        ("see [x](#nowhere)", "6:5: error[E0724]"),
        ("so[^1]", "6:3: error[E0725]"),
        ("# Another", "6:1: error[E0726]"),
        ("#### Deep", "6:1: error[E0726]"),
        ("![x](y.png)", "6:1: error[E0727]"),
    ];
    for (line, expected) in faults {
        let place = repository(rule);
        let template = format!("# Paper\n\n## Chapter\n\n{{# a remark #}}\n{line}\n");
        fs::write(place.path().join("templates/paper.md.j2"), template).expect("a template");
        let told = says(&place, &["check", "--format", "github"]);
        let (place, code) = expected.split_once(": ").expect("two");
        let (row, column) = place.split_once(':').expect("two");
        let code = code.trim_start_matches("error[").trim_end_matches(']');
        let wanted = format!("line={row},endLine={row},col={column},");
        assert!(told.lines().any(|l| l.contains(&wanted) && l.contains(code)), "{line}: {told}");
    }
}

#[test]
fn check_lets_a_template_pass_that_a_paper_prints() {
    let lines = "{% for kind, list in rules | items %}{{ kind }}{% endfor %}\n\
                 {{ \"a\" if days.law == \"2018-04-30\" else \"b\" }} {{ (days).law | date }}\n\
                 [x](#chapter), [y](#part-big), {% if false %}a{% else %}b{% endif %}[^n]\n\
                 {% if values.later is defined %}{{ values.later.title }}{% endif %}{{ instances.State | length }}\n\n\
                 {% macro m(x) %}{{ x.law if x.law is defined else x.name }}{% endmacro %}{{ m(days) }}{{ m(paper) }}\n\n\
                 {% for r in rules.criterion %}\n## Part {{ r.name }}\n\n{% endfor %}\n{% include \"notes.md.j2\" %}\n";
    let place = repository("");
    let template = format!("# Paper\n\n## Chapter\n\n{lines}");
    fs::write(place.path().join("templates/paper.md.j2"), template).expect("a template");
    fs::write(place.path().join("templates/notes.md.j2"), "[^n]: a note\n").expect("a template");
    let told = says(&place, &["check"]);
    assert!(!told.contains("error"), "{told}");
    let output = acquis(&place, &["paper", "paper", "--markdown-only"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}

#[test]
fn a_template_that_breaks_off_is_told_and_nothing_else() {
    for line in [
        "{{ days.law |",
        "{{ days.law | date(",
        "{{ (",
        "{{ [\"a\",",
        "{% for a, b in",
        "{% include",
        "{{ \"x\" | }}",
        "{{ values[",
    ] {
        let place = repository("");
        fs::write(place.path().join("templates/paper.md.j2"), format!("# Paper\n\n{line}\n")).expect("a template");
        let output = acquis(&place, &["check"]);
        assert_eq!(output.status.code(), Some(1), "{line}: {}", said(&output));
        assert!(said(&output).contains("E0701"), "{line}: {}", said(&output));
    }
}

#[test]
fn what_is_not_there_is_not_counted() {
    let place = repository("");
    fs::write(
        place.path().join("templates/paper.md.j2"),
        "# Paper\n\n{% set i = instances %}{{ i[\"Sta\" ~ \"t\"] | length }}\n",
    )
    .expect("a template");
    let output = acquis(&place, &["paper", "paper", "--markdown-only"]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("E0702"), "{}", said(&output));
}

#[test]
fn a_mandate_that_cannot_be_read_is_not_complete() {
    let manifest = format!("mandate = \"mandate.yaml\"\n{MANIFEST}");
    for mandate in [None, Some("statements:\n- {id: A.1, say: x}\n"), Some("statements:\n- {id: A.1\n")] {
        let place = repository("");
        fs::write(place.path().join("acquis.toml"), &manifest).expect("a manifest");
        if let Some(text) = mandate {
            fs::write(place.path().join("mandate.yaml"), text).expect("a mandate");
        }
        let output = acquis(&place, &["trace", "--missing"]);
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        assert!(said(&output).contains("error[E0"), "{}", said(&output));
    }
}

#[test]
fn policies_in_which_nothing_is_declared_are_told() {
    let told = checked(&MANIFEST.replace("[\"policies\"]", "[]"), &[]);
    assert!(told.contains("E0825") && told.contains("names no folder"), "{told}");
    let told = checked(&MANIFEST.replace("[\"policies\"]", "[\"empty\"]"), &[("empty/x.acq", "module x\n")]);
    assert!(told.contains("W0841") && told.contains("nothing is declared"), "{told}");
    assert!(told.contains("no scenario is called `assumed`") && told.contains("no entity is called `Town`"), "{told}");
}

#[test]
fn a_block_in_braces_is_told() {
    let blocks = "```{.acq}\nrequirement\n```\n\n``` {.acq}\nrequirement\n```\n\n``acq\nrequirement\n``\n";
    let told = checked(MANIFEST, &[("policies/l.acq.md", &format!("# L\n\n```acq\nmodule l\n```\n\n{blocks}"))]);
    assert_eq!(told.matches("E0143").count(), 3, "{told}");
}

/// What `check` says after a change of the manifest, and of files beside it.
fn checked(manifest: &str, files: &[(&str, &str)]) -> String {
    let place = repository("");
    fs::write(place.path().join("acquis.toml"), manifest).expect("a manifest");
    files.iter().for_each(|(path, text)| run::write(place.path(), path, text));
    says(&place, &["check"])
}

const OF_TOWNS: &str = "{ entity = \"Town\", files = \"towns/*.yaml\" }";

#[test]
fn a_table_without_the_column_of_its_key_is_one_mistake() {
    let table = "{ entity = \"Town\", table = \"t.csv\", columns = { n = \"number\" } }";
    let told = checked(&MANIFEST.replace(OF_TOWNS, table), &[("t.csv", "name,number\na,1\nb,2\nc,3\n")]);
    assert_eq!(told.matches("E0423").count(), 1, "{told}");
    assert!(told.contains("no column of this table fills `id`"), "{told}");
}

#[test]
fn what_the_manifest_says_is_mended_in_its_words() {
    let table = "{ entity = \"Town\", table = \"t.csv\", columns = { id = \"name\" }, values = { state = \"FY\" } }";
    let told = checked(&MANIFEST.replace(OF_TOWNS, table), &[("t.csv", "name\na\n")]);
    assert!(!told.contains("state = FI"), "{told}");
    let told = checked(&MANIFEST.replace("towns/*.yaml", "towns"), &[]);
    assert!(told.contains("E0828") && told.contains("write `towns/*.yaml` for the files in it"), "{told}");
    let told = checked(&MANIFEST.replace("[\"policies\"]", "[\"policies/base.acq\"]"), &[]);
    assert!(!told.contains("os error"), "{told}");
}

#[test]
fn markdown_with_policy_in_it_is_named() {
    let told = checked(
        MANIFEST,
        &[("policies/l.md", "# Law\n\n```acq\nmodule l\n```\n"), ("policies/readme.md", "# Words\n")],
    );
    assert!(told.contains("W0843") && told.contains("l.acq.md"), "{told}");
    assert!(!told.contains("readme"), "{told}");
}

#[test]
fn a_mandate_is_read_in_words_of_its_own() {
    let manifest = format!("mandate = \"mandate.yaml\"\n{MANIFEST}");
    let one = |entry: &str| checked(&manifest, &[("mandate.yaml", &format!("statements:\n- {entry}\n"))]);
    assert!(one("{id: R.1, says: x, kinds: REQ}").contains("a list is needed here: `[REQ]`"));
    assert!(one("{id: R 4, says: x}").contains("`R 4` is no id that `covers` can name"));
    assert!(one("{id: R.3, says: \"\"}").contains("`R.3` says nothing"));
    assert!(
        checked(&manifest, &[("mandate.yaml", "- {id: R.1, says: x}\n")]).contains("a list `statements:` of entries")
    );
}

#[test]
fn a_key_that_cannot_be_read_is_one_mistake() {
    let told = checked(MANIFEST, &[("towns/c.yaml", "id: 42\nn: 3\n")]);
    assert!(told.contains("E0412") && !told.contains("E0423"), "{told}");
}

#[test]
fn two_answers_to_one_question_are_named_as_that() {
    let answer = "respondent: office\nday: 2018-03-01\nanswers:\n- Town: \"aldorf\"\n  planned: true\n";
    let told = checked(MANIFEST, &[("answers/a.yaml", answer), ("answers/b.yaml", answer)]);
    assert!(told.contains("`planned` is answered twice") && told.contains("the other answer"), "{told}");
}

/// What `check` says of one more module.
fn of(more: &str) -> String {
    says(&repository(more), &["check"])
}

#[test]
fn a_prolongation_that_is_too_short_says_so() {
    let told = of("reform r { status discussed 2018-01-01; from 2021-01-01; prolong rate until 2027-12-31 }\n\
                   scenario s { starts from law; with r; at 2028-04-30 }");
    assert!(told.contains("E0503") && told.contains("it prolongs until 2027-12-31 only"), "{told}");
}

#[test]
fn a_patch_that_does_nothing_names_its_scenario() {
    let told = of("reform r { status discussed 2018-01-01; from 2018-01-01; set rate to 60 % }\n\
                   scenario s { starts from law; with r; at 2018-04-30 }");
    assert!(told.contains("changes nothing") && told.contains("under `s`"), "{told}");
}

#[test]
fn a_param_is_not_assumed() {
    let told = of("scenario s { starts from law; assume rate is 3 %; at 2018-04-30 }");
    assert!(told.contains("`rate` is a param") && told.contains("`set rate to ...`"), "{told}");
}

#[test]
fn one_slip_is_one_finding() {
    let told = of("define f(t: Town): bool { is t.planned }\n\
                   test \"x\" { given t: Town = { id: \"x\" }; expect f(t) is true; expect f(t) is unknown }");
    assert!(!told.contains("E0201"), "{told}");
    let told = of("recommendation r { to council; because (every t in towns where t.n > 3 has t.planned) }");
    assert!(!told.contains("E0216") && told.contains("list(y for y in L where C)"), "{told}");
    let told = of("define f(t: Town): bool { is t.id > \"a\" }");
    assert!(told.contains("E0204") && !told.contains("E0219"), "{told}");
}

#[test]
fn a_letter_is_near_no_other() {
    let told = of("define f(t: Town): int { is x + 1 }");
    assert!(told.contains("E0201") && !told.contains("did you mean"), "{told}");
    let told = of("define f(t: Town): int { is IF(t.planned, 1, 2) }");
    assert!(!told.contains("did you mean `f`"), "{told}");
}

#[test]
fn forms_of_other_languages_are_told_in_this_one() {
    let forms = [
        ("bool { is t.n in [1, 2, 3] }", "list(1, 2, 3)"),
        ("bool { is t.n in {1, 2, 3} }", "list(1, 2, 3)"),
        ("bool { is t.n in (1, 2, 3) }", "list(1, 2, 3)"),
        ("bool { is t.n in 1 to 3 }", "1 .. 3"),
        ("bool { is t.n in 1 ... 3 }", "1 .. 3"),
        ("bool { is t.n in 1 - 3 }", "write ` .. `"),
        ("number { is t.n ^ 2 }", "power(x, 2)"),
        ("number { is t.n ** 2 }", "power(x, 2)"),
        ("number { is t.n mod 2 }", "floor(a / b, to 1)"),
        ("number { is max(t.n, 3, 4) }", "max(a, max(b, c))"),
        ("bool { is (all s in states has s.code = \"x\") }", "write `every`"),
        ("bool { is (exists s in states has s.code = \"x\") }", "write `some`"),
        ("number { is sum(for s in towns return s.n) }", "sum(x.n for x in L)"),
        ("number { is 5 \u{2030} }", "0.1 %"),
        ("number { is .5 }", "0.5"),
        ("number { is 5. }", "leave the point out"),
        ("number { is 0x10 }", "digits from 0 to 9"),
        ("date { is law_date + 5 }", "d + 5 days"),
        ("int { otherwise 0; when t.n > 3 => 1 }", "write `then`"),
        ("int { otherwise 0; when t.n > 3 -> 1 }", "write `then`"),
        ("int { exception when t.planned then 2 }", "here it is `unless"),
        ("int { label base when true then 1 }", "here it is `when [label]"),
    ];
    for (form, help) in forms {
        let told = of(&format!("define f(t: Town): {form}"));
        assert!(told.contains(help), "{form}: {told}");
    }
}

#[test]
fn an_explanation_names_the_exceptions_that_were_tried() {
    let place = repository(
        "requirement due { per act art 1; for t: Town; except [tiny] when t.n < 2, per act art 5; holds when t.n > 3 }",
    );
    let told = says(&place, &["explain", "due", "--for", "Town=aldorf"]);
    assert!(
        told.contains("did not apply: exception [tiny], per A statute, art 5") && told.contains("n of aldorf: 4"),
        "{told}"
    );
}

#[test]
fn an_assessment_without_a_value_is_told_wherever_it_comes() {
    let rules = "define twice(n: int): int { is n * 2 }\n\
                 define fee(t: Town): int { otherwise 1; unless [a] twice(t.n) > 6 then 2 }\n\
                 requirement r { per base.act art 1; for t: Town; holds when fee(t) > 0 }\n\
                 reform q { status discussed 2018-01-01; from 2018-01-01; add to fee unless [b] twice(t.n) > 7 then 3 }\n\
                 scenario s { starts from law; with q; at 2018-04-30 }";
    let place = repository(rules);
    let run = |words: &[&str]| {
        let output = acquis(&place, words);
        (output.status.code(), said(&output))
    };
    let (status, told) = run(&["eval", "--rule", "r", "--scenario", "s"]);
    assert!(status == Some(1) && told.contains("conflict") && told.contains("E0601"), "{told}");
    assert!(told.contains("`r` for aldorf is a conflict under `s`"), "{told}");
    assert!(told.contains("`acquis explain r --scenario s`"), "{told}");
    let (status, told) = run(&["eval", "--rule", "r"]);
    assert!(status == Some(0) && !told.contains("E0601"), "{told}");
    let (status, told) = run(&["build", "--markdown-only"]);
    assert!(status == Some(1) && told.contains("E0601"), "{told}");
    assert!(!place.path().join("out").exists());
    // The paper does not speak of the scenario.
    assert_eq!(run(&["paper", "paper", "--markdown-only"]).0, Some(0));
}

#[test]
fn a_number_of_several_units_is_printed_with_them() {
    let place = repository(
        "unit kg, kgs\ndefine each(t: Town): EUR / kg { is EUR 6 / (t.n * 1 kg) }\n\
         define yearly(t: Town): EUR / year { is t.n * EUR 1 / (1 month) }\n\
         define daily(t: Town): number { is 1 day / (t.n * 1 day) }",
    );
    let told = says(&place, &["eval", "--rule", "each", "--rule", "yearly", "--rule", "daily"]);
    assert!(told.contains("1.5 EUR / kg") && told.contains("48 EUR / year") && told.contains("0.25\n"), "{told}");
    let told = says(&place, &["explain", "each", "--for", "Town=aldorf"]);
    assert!(told.contains("each(aldorf): 1.5 EUR / kg"), "{told}");
}

#[test]
fn a_step_of_the_law_is_not_told_to_be_of_the_reform_that_adds_another() {
    let place = repository(
        "scale fee(n: int): int { per base.act art 2; step; | from | result |\n| 0 | 1 |\n| 5 | 2 | }\n\
         define due(t: Town): int { is fee(t.n) }\n\
         reform q { status discussed 2018-01-01; from 2018-01-01; add to fee | 3 | 7 | }\n\
         reform far { status discussed 2018-01-01; from 2018-01-01; add to fee | 9 | 7 | }\n\
         scenario near { starts from law; with q; at 2018-04-30 }\nscenario away { starts from law; with far; at 2018-04-30 }",
    );
    let told = |scenario: &str| says(&place, &["explain", "due", "--for", "Town=aldorf", "--scenario", scenario]);
    assert!(told("near").contains("of q"), "{}", told("near"));
    assert!(told("away").contains("row_1") && !told("away").contains("of far"), "{}", told("away"));
}

#[test]
fn what_is_asked_of_one_rule_is_not_refused_for_another() {
    let place = repository(
        "param old: int { from 2010-01-01 until 2017-12-31 is 3, per base.act art 2 }\n\
         criterion rich { per base.paper line 1; level local; for t: Town; holds when t.n > old }",
    );
    let status = |words: &[&str]| acquis(&place, words).status.code();
    assert_eq!(status(&["eval", "--rule", "big"]), Some(0));
    assert_eq!(status(&["explain", "big", "--for", "Town=aldorf"]), Some(0));
    assert_eq!(status(&["needs", "--rule", "big"]), Some(0));
    assert_eq!(status(&["compare", "law", "assumed", "--rule", "big"]), Some(0));
    assert_eq!(status(&["eval", "--rule", "rich"]), Some(1));
    assert_eq!(status(&["eval"]), Some(1));
}

#[test]
fn a_scenario_is_not_read_with_less_than_it_knows() {
    let place = repository("scenario s { starts from law; at 2018-04-30; known on 2018-06-01 }");
    let told = says(&place, &["eval", "--scenario", "s", "--known-on", "2018-04-30"]);
    assert!(told.contains("E0504") && told.contains("`s` is told with what was known on 2018-06-01"), "{told}");
    for cut in ["2018-06-01", "2018-07-01"] {
        assert_eq!(acquis(&place, &["eval", "--scenario", "s", "--known-on", cut]).status.code(), Some(0));
    }
    assert_eq!(acquis(&place, &["eval", "--scenario", "s"]).status.code(), Some(0));
}

#[test]
fn the_layout_has_one_end_of_lines() {
    let place = repository(
        "recommendation r { title \"r\"; to base.council; by 2018-04-30; state draft; because (some t in towns has t.n > 3)\r\n  \
         text \"\"\"\r\n    One line\r\n    and another\r\n  \"\"\"\r\n}\r",
    );
    let output = acquis(&place, &["fmt"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let text = fs::read_to_string(place.path().join("policies/more.acq")).expect("the file");
    assert!(!text.contains('\r'), "{text:?}");
}

#[test]
fn programs_read_outcomes_in_one_spelling() {
    let place = repository("criterion small { per base.paper line 1; level local; for t: Town; holds when t.n > 5 }");
    let told = says(&place, &["eval", "--rule", "small", "--format", "json"]);
    assert!(told.contains("\"outcome\": \"not_reached\"") || told.contains("\"outcome\": \"not_met\""), "{told}");
    let told = says(&place, &["eval", "--rule", "small", "--format", "csv"]);
    assert!(told.contains("law,more.small,criterion,aldorf,not_"), "{told}");
    let told = says(&place, &["compare", "law", "assumed", "--rule", "big", "--format", "json"]);
    assert!(told.contains("\"rule\": \"base.big\""), "{told}");
    assert!(told.contains("\"before\": {") && told.contains("\"outcome\": \"not_"), "{told}");
    let told = says(&place, &["compare", "law", "assumed", "--rule", "big", "--format", "csv"]);
    assert!(told.contains("assumed,base.big,aldorf,"), "{told}");
}

#[test]
fn a_template_that_asks_for_a_word_that_is_never_there_is_told() {
    let line = |of: &str| format!("# Paper\n\n{of}\n");
    let never = [
        ("{% for r in rules.criterion if r.name == \"bigg\" %}a{% endfor %}", "templates/paper.md.j2:3:43"),
        (
            "{% for r in rules.criterion %}{% for o in r.outcomes if o.word != \"mett\" %}a{% endfor %}{% endfor %}",
            "`mett`",
        ),
        (
            "{% for r in rules.criterion %}{% if r.outcomes[0].possible == \"met or unmet\" %}a{% endif %}{% endfor %}",
            "`met or unmet`",
        ),
        (
            "{% for name in [\"big\", \"grown\"] %}{% for r in rules.criterion if r.name == name %}a{% endfor %}{% endfor %}",
            "`grown`",
        ),
        ("{% for s in scenarios if s.name in [\"law\", \"assume\"] %}a{% endfor %}", "did you mean `assumed`?"),
        ("{{ scenarios | selectattr(\"name\", \"equalto\", \"lav\") | length }}", "no scenario is called `lav`"),
        ("{{ recommendations | rejectattr(\"verdict\", \"in\", [\"issued\", \"with held\"]) | length }}", "no verdict"),
    ];
    for (template, finding) in never {
        let place = repository("");
        run::write(place.path(), "templates/paper.md.j2", &line(template));
        let told = says(&place, &["check"]);
        assert!(told.contains(finding) && told.contains("1 error"), "{template}\n{told}");
    }
    let all = [
        "{% for r in rules.criterion if r.name == \"big\" or r.name ~ \"s\" == \"bigs\" %}a{% endfor %}",
        "{% for r in rules.criterion %}{% for o in r.outcomes if o.possible == \"met or not met\" and o.word in [\"met\", \"present\"] %}a{% endfor %}{% endfor %}",
        "{% for s in scenarios if s.name != \"law\" and s.title == \"anything\" %}a{% endfor %}",
        "{% set word = \"x\" %}{% for s in scenarios if s.name == word ~ \"y\" %}a{% endfor %}",
    ];
    for template in all {
        let place = repository("");
        run::write(place.path(), "templates/paper.md.j2", &line(template));
        let told = says(&place, &["check"]);
        assert!(!told.contains("error"), "{template}\n{told}");
    }
}
