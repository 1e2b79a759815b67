//! Templates: data stays words, and every mistake has a place.

use acquis::diag::Diagnostic;
use acquis::report::doc::{Block, Inline, plain};
use acquis::report::template::marks::Owners;
use acquis::report::template::{Markdown, Templates};
use acquis::report::{escape, from_markdown, to_markdown};
use acquis::text::{FileId, Sources};
use minijinja::context;
use minijinja::value::{Serde, Value};
use proptest::prelude::*;
use serde::Serialize;

use crate::markdown::{nasty, runner};
use crate::sample;

#[test]
fn the_sample_as_published() {
    let text = to_markdown::write(&sample::document(), "sample");
    crate::snapshot("sample.md", &text);
}

/// Renders a template of one file.
fn render(template: &str, context: impl Serialize) -> Result<String, Vec<Diagnostic>> {
    Templates::new(vec![("t".into(), template.into(), FileId(0))]).render("t", context)
}

/// A finding as `line:column code message | help`.
fn show(template: &str, found: &[Diagnostic]) -> String {
    let mut sources = Sources::default();
    sources.add("t", template);
    let line = |d: &Diagnostic| {
        let place = d.primary.as_ref().map_or("-".into(), |p| sources.place(p.span).replacen("t:", "", 1));
        let words = d.primary.as_ref().map_or("", |p| sources.text(p.span));
        format!("{place} {} `{words}` {} | {}", d.code.0, d.message, d.help.join(" | "))
    };
    found.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn check(template: &str, context: impl Serialize, expected: &str) {
    match render(template, context) {
        Ok(text) => assert_eq!(text, expected),
        Err(found) => assert_eq!(show(template, &found), expected),
    }
}

// Data stays words.

/// Every kind of place where a template may print data.
const PLACES: [&str; 14] = [
    "{{ x }}",
    "before {{ x }} after",
    "({{ x }})",
    "{{ x }}{{ x }}",
    "{{ x }}. Then",
    "first line\n{{ x }}",
    "first line\n{{ x }}\nlast line",
    "- {{ x }}",
    "1. a\n2. {{ x }}\n   {{ x }}",
    "> {{ x }}\n> {{ x }}",
    "## Heading {{ x }}",
    "[words {{ x }} words](https://example.eu)",
    "see **bold {{ x }} bold** and *so {{ x }} on*",
    "| {{ x }} | b |\n| --- | --- |\n| a {{ x }} | {{ x }} |",
];

/// What a text becomes when nothing in it means anything.
fn words(text: &str) -> String {
    escape::one_line(text)
}

/// Whether two trees have the same form, whatever words they hold.
fn form(blocks: &[Block]) -> String {
    let shape = format!("{blocks:?}");
    let mut out = String::new();
    let mut quoted = false;
    let mut escaped = false;
    for c in shape.chars() {
        match (quoted, escaped, c) {
            (true, true, _) => escaped = false,
            (true, false, '\\') => escaped = true,
            (_, _, '"') => quoted = !quoted,
            (false, _, c) => out.push(c),
            _ => {}
        }
    }
    out
}

#[test]
fn data_means_what_it_means_with_everything_escaped() {
    let place = prop::sample::select(PLACES.to_vec());
    runner(6000)
        .run(&(nasty(), place), |(data, place)| {
            let lean = render(place, context! { x => &data }).unwrap();
            let full = Markdown(escape::everything(&data).trim_matches(' ').to_owned());
            // The oracle has no way to keep a space at an edge; nor does the tree.
            prop_assume!(!words(&data).trim_matches(' ').is_empty());
            let lean_data = data.trim_matches(|c: char| " \t\n".contains(c)).to_owned();
            let lean = if lean_data == data { lean } else { render(place, context! { x => lean_data }).unwrap() };
            let full = render(place, context! { x => Value::from(full) }).unwrap();
            prop_assert_eq!(from_markdown::blocks(&lean), from_markdown::blocks(&full), "{}\n---\n{}", lean, full);
            Ok(())
        })
        .unwrap();
}

#[test]
fn data_reads_back_as_it_is() {
    runner(6000)
        .run(&nasty(), |data| {
            prop_assume!(!words(&data).trim_matches(' ').is_empty());
            let text = render("{{ x }}", context! { x => &data }).unwrap();
            let read = from_markdown::blocks(&text);
            let [Block::Paragraph(inlines)] = read.as_slice() else {
                panic!("{text:?} is no paragraph: {read:?}");
            };
            prop_assert!(inlines.iter().all(|i| matches!(i, Inline::Text(_))), "{}", text);
            prop_assert_eq!(plain(inlines), words(&data).trim_matches(' ').to_owned());
            Ok(())
        })
        .unwrap();
}

#[test]
fn data_never_changes_the_form_of_the_paper() {
    let place = prop::sample::select(PLACES.to_vec());
    runner(4000)
        .run(&(nasty(), place), |(data, place)| {
            // Words beside words join; a space at an edge may move out of its bracket and stand alone.
            let data = words(&data).trim_matches(' ').to_owned();
            prop_assume!(!data.is_empty());
            // A number before a full stop is how a template numbers a list.
            prop_assume!(!(place.starts_with("{{ x }}.") && data.bytes().all(|b| b.is_ascii_digit())));
            let with_data = render(place, context! { x => &data }).unwrap();
            let with_word = render(place, context! { x => "word" }).unwrap();
            let (a, b) = (from_markdown::blocks(&with_data), from_markdown::blocks(&with_word));
            prop_assert_eq!(form(&a), form(&b), "{}", with_data);
            Ok(())
        })
        .unwrap();
}

#[test]
fn hostile_words_of_ten_thousand_letters() {
    for seed in ["*", "[", "`", "<", "_a", "&#", "\\", "> ", "- ", "{{", "|", "!["] {
        let data = seed.repeat(10_000 / seed.len());
        let text = render("| {{ x }} |\n| --- |\n| a |\n\n{{ x }}\n", context! { x => data.clone() }).unwrap();
        let read = from_markdown::blocks(&text);
        let [Block::Table(table), Block::Paragraph(inlines)] = read.as_slice() else { panic!("{seed}: {read:?}") };
        assert_eq!(plain(inlines), words(&data).trim_matches(' '));
        assert_eq!(plain(&table.grid.columns[0].head), words(&data).trim_matches(' '));
    }
}

#[test]
fn plain_names_are_not_escaped() {
    for name in [
        "Saint-Étienne-du-Rouvray",
        "R&D (West)",
        "EUR 25 000",
        "5 %",
        "a_b",
        "C:\\dir",
        "3 * 4",
        "1.5",
        "#1?",
        "x > y",
    ] {
        assert_eq!(render("{{ x }}", context! { x => name }).unwrap(), name);
    }
    check("{{ x }}", context! { x => "1. x" }, "1\\. x");
    check("{{ x }}", context! { x => "# x" }, "\\# x");
    check(
        "{{ x }}",
        context! { x => "a *b* [c](d) <e> &amp; `f` _g_" },
        "a \\*b\\* \\[c\\](d) \\<e> \\&amp; \\`f\\` \\_g\\_",
    );
}

#[test]
fn only_the_wrapper_is_markdown() {
    #[derive(Serialize)]
    struct Paper {
        data: &'static str,
        body: Markdown,
        list: Vec<Markdown>,
    }
    let paper = Paper { data: "**x**", body: Markdown("**y**".into()), list: vec![Markdown("*z*".into())] };
    check("{{ data }} {{ body }} {{ list | and_list }}", paper, "\\*\\*x\\*\\* **y** *z*");
    check("{{ a ~ b }}", context! { a => "*x*", b => Value::from(Markdown("*y*".into())) }, "\\*x\\**y*");
    check("{% set s %}*{{ a }}*{% endset %}{{ s }}", context! { a => "*" }, "*\\**");
    check("{% macro m(x) %}*{{ x }}*{% endmacro %}{{ m(a) }}", context! { a => "_" }, "*\\_*");
}

// What cannot be printed.

#[test]
fn values_without_an_exact_printed_form_are_refused() {
    let help = "papers print exact numbers: hand them in as text or whole numbers";
    check(
        "a {{ x }}",
        context! { x => 0.5 },
        &format!("1:6 E0704 `x` a number that is not exact cannot be printed in a paper | {help}"),
    );
    check(
        "{{ x / 2 }}",
        context! { x => 1 },
        &format!("1:4 E0704 `x / 2` a number that is not exact cannot be printed in a paper | {help}"),
    );
    check(
        "{{ x }}",
        context! { x => vec![1] },
        "1:4 E0704 `x` a list cannot be printed in a paper | write a loop over it, or `| and_list`",
    );
    check(
        "{{ x.y }}",
        context! { x => context! { y => () } },
        "1:4 E0704 `x.y` nothing cannot be printed in a paper | say what the reader shall see where there is no value: `| default(\"...\", true)`",
    );
    check(
        "{{ x }}",
        context! { x => true },
        "1:4 E0704 `x` true or false cannot be printed in a paper | say it in words: `{{ \"yes\" if ... else \"no\" }}`",
    );
    check(
        "{{ x }}",
        context! { x => context! { a => 1 } },
        "1:4 E0704 `x` a record cannot be printed in a paper | print one of its parts",
    );
    check(
        "{{ x | and_list }}",
        context! { x => vec![0.5] },
        &format!("1:8 E0704 `and_list` a number that is not exact cannot be printed in a paper | {help}"),
    );
}

#[test]
fn escaping_cannot_be_switched_off() {
    let context = || context! { x => "**" };
    check("{{ x | safe }}", context(), "1:8 E0706 `safe` there is no filter `safe` | ");
    check("{{ x | tojson }}", context(), "1:8 E0706 `tojson` there is no filter `tojson` | ");
    check("{{ x | escape }}", context(), "1:8 E0706 `escape` there is no filter `escape` | ");
    for way in ["false", "\"none\"", "\"html\""] {
        let template = format!("{{% autoescape {way} %}}{{{{ x }}}}{{% endautoescape %}}");
        let found = render(&template, context()).unwrap_err();
        assert_eq!(found.len(), 1, "{template}");
    }
}

// Mistakes.

#[test]
fn unknown_names() {
    check(
        "# {{ title }}\n\n{% for t in twons %}{{ t }}{% endfor %}\n{{ nothing_like_it }}",
        context! { title => "x", towns => vec!["a"] },
        "3:13 E0702 `twons` the paper has no `twons` | did you mean `towns`?\n\
         4:4 E0702 `nothing_like_it` the paper has no `nothing_like_it` | there are: title, towns, namespace, note, range",
    );
    check(
        "{% for t in towns %}\n{{ t.nmae }}\n{% endfor %}",
        context! { towns => vec![context! { name => "a" }] },
        "2:4 E0702 `t.nmae` the paper has no `t.nmae` | did you mean `t.name`?",
    );
    check(
        "{% if town.nmae %}x{% endif %}",
        context! { town => context! { name => "a" } },
        "1:7 E0702 `town.nmae` the paper has no `town.nmae` | did you mean `town.name`?",
    );
    check(
        "{{ title }}, {{ loop }}",
        context! { title => "x" },
        "1:17 E0702 `loop` the paper has no `loop` | there are: title, namespace, note, range",
    );
}

#[test]
fn a_template_that_cannot_be_read() {
    let template = "# A\n\n{% for x in %}\n";
    let templates = Templates::new(vec![("t".into(), template.into(), FileId(0))]);
    let expected = "3:13 E0701 `%}` the template cannot be read here: unexpected end of block | ";
    assert_eq!(show(template, templates.diagnostics()), expected);
    assert_eq!(show(template, &templates.render("t", ()).unwrap_err()), expected);
}

#[test]
fn unknown_helpers_and_templates() {
    check("{{ 5 | precent }}", (), "1:8 E0706 `precent` there is no filter `precent` | did you mean `percent`?");
    check("{{ 5 is odder }}", (), "1:9 E0706 `odder` there is no test `odder` | ");
    check("{{ rnage(5) }}", (), "1:4 E0702 `rnage` the paper has no `rnage` | did you mean `range`?");
    check(
        "{% include \"u\" %}",
        (),
        "1:12 E0705 `\"u\"` there is no template `u` | templates are the files of the folder that `templates` in `acquis.toml` names",
    );
    assert_eq!(
        show("", &render_named("x")),
        "- E0705 `` there is no template `x` | templates are the files of the folder that `templates` in `acquis.toml` names"
    );
    check("{{ 5.5 | money }}", (), "1:10 E0707 `money` `money` takes a whole number or decimal text | ");
    check(
        "{{ \"2018-02-30\" | date }}",
        (),
        "1:19 E0707 `date` `date` takes a day such as \"2018-04-30\", not `2018-02-30` | ",
    );
    check(
        "{{ \"x\" | link(\"javascript:alert(1)\") }}",
        (),
        "1:10 E0707 `link(\"javascript:alert(1)\")` a paper cannot link to `javascript:alert(1)` | ",
    );
}

fn render_named(name: &str) -> Vec<Diagnostic> {
    Templates::new(vec![("t".into(), "".into(), FileId(0))]).render(name, ()).unwrap_err()
}

#[test]
fn a_mistake_in_an_included_file_is_shown_there() {
    let templates = Templates::new(vec![
        ("a".into(), "one\n{% include \"b\" %}".into(), FileId(0)),
        ("b".into(), "two\n{{ town.nmae }}".into(), FileId(1)),
    ]);
    let found = templates.render("a", context! { town => context! { name => "x" } }).unwrap_err();
    let [one] = found.as_slice() else { panic!("{found:?}") };
    let place = one.primary.as_ref().unwrap().span;
    assert_eq!((place.file, place.start, place.end), (FileId(1), 7, 16));
    assert_eq!(one.secondary[0].span.file, FileId(0));
}

#[test]
fn an_include_of_what_cannot_be_read_is_shown_there() {
    let templates = Templates::new(vec![
        ("a".into(), "{% include \"b\" %}".into(), FileId(0)),
        ("b".into(), "{{".into(), FileId(1)),
    ]);
    let found = templates.render("a", ()).unwrap_err();
    assert_eq!(found[0].code.0, "E0701");
    assert_eq!(found[0].primary.as_ref().unwrap().span.file, FileId(1));
}

#[test]
fn a_template_without_end_is_stopped() {
    let found =
        render("{% for a in range(9000) %}{% for b in range(9000) %}.{% endfor %}{% endfor %}", ()).unwrap_err();
    assert_eq!(found[0].code.0, "E0703");
    let found = render("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", ()).unwrap_err();
    assert_eq!(found[0].code.0, "E0703");
    let found = render("{% include \"t\" %}", ()).unwrap_err();
    assert_eq!(found[0].code.0, "E0703");
}

#[test]
fn no_data_where_letters_are_no_words() {
    let context = || context! { x => "y" };
    check(
        "`{{ x }}`",
        context(),
        "1:2 E0708 `{{ x }}` data cannot be printed inside code | take the backquotes away and write `{{ ... | code }}`",
    );
    check(
        "```\n{{ x }}\n```\n{{ x }}",
        context(),
        "2:1 E0708 `{{ x }}` data cannot be printed inside code | take the backquotes away and write `{{ ... | code }}`",
    );
    check(
        "[a](https://x.eu/{{ x }})",
        context(),
        "1:18 E0708 `{{ x }}` data cannot be printed inside a link target | write `{{ \"words\" | link(address) }}`",
    );
    check("<!-- table #{{ x }} -->", context(), "1:13 E0708 `{{ x }}` data cannot be printed inside a comment | ");
    check(
        "`a` {{ x }} [b](#c) {{ x }} <!-- d --> {{ x }} \\` {{ x }}",
        context(),
        "`a` y [b](#c) y <!-- d --> y \\` y",
    );
}

// Marks.

#[test]
fn marks_are_gathered_and_have_signs() {
    let mark = |title: &str, mark: &str| context! { what => title, title => title, mark => mark };
    let weak = || mark("an act", "to be checked");
    let derived = || mark("a field", "derived");
    let context = || {
        context! {
            rows => vec![context! { marks => vec![weak()] }, context! { marks => vec![weak(), derived()] }, context! { marks => Vec::<Value>::new() }],
            under => context! { law => vec![weak()], reform => vec![derived()] },
        }
    };
    check("{% for row in rows %}{{ row.marks | signs }};{% endfor %}", context(), "\\*;\\*†;;");
    check("{{ rows | marks | map(attribute=\"title\") | and_list }}", context(), "an act and a field");
    check("{{ [under, rows] | marks | length }}, {{ under.reform | signs }}", context(), "2, †");
    check("{{ under | signs }}", context(), "\\*†");
    let told = "`marks` takes records that have marks, or marks";
    check("{{ \"x\" | marks | length }}", context(), &format!("1:10 E0707 `marks` {told} | "));
}

// House style.

#[test]
fn house_style() {
    let context = || context! { n => 25000, d => "1234567.5", day => "2018-04-30", list => vec!["a*", "b", "c"], one => vec!["a"], none => Vec::<String>::new() };
    check("{{ n | money }}", context(), "EUR\u{A0}25\u{A0}000");
    check("{{ d | money(\"SEK\") }}", context(), "SEK\u{A0}1\u{A0}234\u{A0}567.5");
    check("{{ 5 | percent }} {{ \"-0.5\" | percent }}", context(), "5\u{A0}% \u{2212}0.5\u{A0}%");
    check("{{ day | date }}, {{ day | date_short }}", context(), "30\u{A0}April 2018, 30.4.2018");
    check("{{ n | grouped }} {{ 999 | grouped }} {{ 2018 }} {{ -3 }}", context(), "25\u{A0}000 999 2018 \u{2212}3");
    check(
        "{{ list | and_list }}; {{ list | or_list }}; {{ one | and_list }}; {{ none | and_list }}.",
        context(),
        "a\\*, b and c; a\\*, b or c; a; .",
    );
    check(
        "{{ 1 | counted(\"town\", \"towns\") }}, {{ 3 | counted(\"town\", \"towns\") }}",
        context(),
        "1\u{A0}town, 3\u{A0}towns",
    );
    check("{{ \"a`b\" | code }}{{ \"\" | code }}", context(), "``a`b``");
    check("{{ \"a]*\" | link(\"https://x.eu/?a=1&b=é\") }}", context(), "[a\\]\\*](<https://x.eu/?a=1&amp;b=%C3%A9>)");
}

#[test]
fn footnotes_of_the_same_words_are_one() {
    check(
        "A{{ \"OJ L 1, p. 2.\" | footnote }} b{{ \"OJ L 1, p. 3.\" | footnote }} c{{ \"OJ L 1, p. 2.\" | footnote }}",
        (),
        "A[^n-oj-l-1-p-2] b[^n-oj-l-1-p-3] c[^n-oj-l-1-p-2]\n\n[^n-oj-l-1-p-2]: OJ L 1, p. 2.\n\n\n[^n-oj-l-1-p-3]: OJ L 1, p. 3.\n",
    );
    check("{{ note(\"a-1\") }}", (), "[^a-1]");
}

#[test]
fn what_a_template_reads() {
    let text =
        "{{ a.b }}{% for x in c %}{{ x }}{{ loop.index }}{% endfor %}{% set d = 1 %}{{ d }}{{ range(2) | and_list }}";
    let templates = Templates::new(vec![("t".into(), text.into(), FileId(0))]);
    assert_eq!(templates.reads("t"), ["a", "c"]);
}

#[test]
fn a_struct_serves_as_context() {
    #[derive(Serialize)]
    struct Town {
        name: &'static str,
        people: u64,
    }
    check(
        "{{ name }} {{ people | grouped }}",
        Town { name: "A", people: 18_446_744_073_709_551_615 },
        "A 18\u{A0}446\u{A0}744\u{A0}073\u{A0}709\u{A0}551\u{A0}615",
    );
    check("{{ t.name }}", context! { t => Serde(Town { name: "B", people: 1 }) }, "B");
}

/// Whose strings a template prints, in the order of print, as `owner` before `...` the words that end there.
fn printed(template: &str, context: impl Serialize, owners: &[(&[&str], u32)]) -> Vec<(u32, String)> {
    let templates = Templates::new(vec![("t".into(), template.into(), FileId(0))]);
    let mut all = Owners::default();
    for (path, owner) in owners {
        all.add(path, *owner);
    }
    let plain = templates.render("t", &context).expect("a text");
    let printed = templates.prints("t", &context, &all, &["aside"]).expect("a text");
    assert_eq!(printed.text, plain);
    let word = |end: usize| plain[..end].rsplit([' ', '\n', '|']).next().unwrap_or_default().to_owned();
    printed.owned.iter().map(|(end, owner)| (*owner, word(*end))).collect()
}

#[test]
fn what_is_printed_belongs_to_its_owner() {
    let list = vec![
        serde_json::json!({"name": "b", "words": "bee", "aside": ["x"], "n": 2}),
        serde_json::json!({"name": "a", "words": "ant", "aside": ["y"], "n": 1}),
    ];
    let context = serde_json::json!({"list": list, "free": "bee"});
    let owners: &[(&[&str], u32)] = &[(&["list", "0"], 1), (&["list", "1"], 2), (&["list", "1", "aside", "0"], 3)];
    let is = |template: &str, expected: &[(u32, &str)]| {
        let found = printed(template, &context, owners);
        let found: Vec<(u32, &str)> = found.iter().map(|(owner, word)| (*owner, word.as_str())).collect();
        assert_eq!(found, expected, "{template}");
    };
    is("{% for x in list %}{{ x.words }} {% endfor %}{{ free }}", &[(1, "bee"), (2, "ant")]);
    is("{% for x in list | sort(attribute='name') %}{{ x.words }} {% endfor %}", &[(2, "ant"), (1, "bee")]);
    is("{% for x in list if x.words == 'ant' %}{{ x.name }} {% endfor %}", &[(2, "a")]);
    is("{{ list | map(attribute='words') | and_list }}", &[(1, "ant"), (2, "ant")]);
    is("{{ list | length }} {{ list[0].n }} {{ 'x' if list[0].words else list[1].words }}", &[]);
    is("{% macro m(x) %}{{ x }}{% endmacro %}{{ m(list[0].words) | code }}", &[(1, "`bee`")]);
    is("{% set w %}{{ list[0].words }}{% endset %}{{ w }} {{ w }}", &[(1, "bee"), (1, "bee")]);
    is("{{ list[0].aside[0] }} {{ list[1].aside[0] }}", &[(3, "y")]);
    is("{{ list[0].words ~ list[1].words }} {{ list[0].words[:1] }}", &[]);
    // What a macro printed is compared: the class of its words goes unmarked, others do not.
    is(
        "{% macro m(x) %}{{ x.words }}{% endmacro %}{{ 'as ever' if m(list[0]) == 'bee' else 'other' }} {{ list[1].words }} {{ list[1].name }}",
        &[(2, "a")],
    );
}

// The order of headings, whatever is printed.

/// What `check` finds of the Markdown of a template, whatever the data.
fn found_of_text(template: &str) -> String {
    let templates = Templates::new(vec![("t".into(), template.into(), FileId(0))]);
    show(template, &templates.faults_of_text("t", &Default::default()))
}

#[test]
fn a_heading_out_of_order_below_every_branch_is_found_before_there_are_data() {
    let begin = "# Paper\n\n## Chapter\n\n";
    for (lines, place) in [
        ("{% if a %}\n### Section\n{% endif %}\n##### Deep\n", "8:1"),
        ("{% if a %}\n#### Deep\n{% endif %}\n", "6:1"),
        ("{% if a %}\n### One\n{% else %}\n#### Deep\n{% endif %}\n", "8:1"),
        ("{% for x in l %}\n#### Deep\n{% endfor %}\n", ""),
        ("{% for x in l %}\n### One\n##### Deep\n{% endfor %}\n", "7:1"),
        ("### One\n{% if a %}\n<!-- annexes -->\n### Below nothing\n{% endif %}\n", "8:1"),
        ("{% if a %}\n# Another title\n{% endif %}\n", "6:1"),
        ("{% if a %}\n### One\n{% endif %}\n<!-- annexes -->\n# Another title\n", "9:1"),
    ] {
        let template = format!("{begin}{lines}");
        let found = found_of_text(&template);
        match place {
            "" => assert_eq!(found, "", "{lines}"),
            _ => {
                assert!(found.starts_with(&format!("{place} E0726")) && found.lines().count() == 1, "{lines}\n{found}")
            }
        }
    }
}

#[test]
fn a_second_title_is_found_and_one_of_two_branches_is_none() {
    let found = found_of_text("# Paper\n\n# Again\n\n## Chapter\n");
    assert!(found.starts_with("3:1 E0726") && found.lines().count() == 1, "{found}");
    assert_eq!(found_of_text("{% if a %}\n# Paper\n{% else %}\n# Another paper\n{% endif %}\n\n## Chapter\n"), "");
}

#[test]
fn a_heading_that_some_branch_puts_in_order_is_left_to_the_paper() {
    let begin = "# Paper\n\n## Chapter\n\n";
    for lines in [
        "{% if a %}\n### Section\n{% endif %}\n#### Below it, if it is there\n",
        "{% if a %}\n### One\n{% elif b %}\n### Two\n{% else %}\n### Three\n{% endif %}\n#### Below each\n",
        "{% for x in l %}\n{% if x.a %}\n#### Below the last round\n{% endif %}\n### Section\n{% endfor %}\n",
        "{% macro m() %}\n#### Elsewhere\n{% endmacro %}\n### Section\n{{ m() }}\n",
        "{% if a %}\n### Section\n{% endif %}\n## Chapter two\n### Section\n",
        "{% macro m() %}\n# Elsewhere\n{% endmacro %}\n### Section\n{{ m() }}\n",
    ] {
        assert_eq!(found_of_text(&format!("{begin}{lines}")), "", "{lines}");
    }
}
