//! Which blocks of a Markdown file are policy, and what is said of those that look like it.

mod run;

use run::{MANIFEST, findings, says};

/// What `check` says of a file of Markdown below a block that names its module.
fn of(more: &str) -> String {
    let file = format!("# T\n\n```acq\nmodule y\n```\n\n{more}");
    let place = run::folder(&[("acquis.toml", MANIFEST), ("policies/y.acq.md", &file)]);
    says(place.path(), &["check"])
}

/// A rule of which `check` says E0201 where it is read, in a block whose lines begin so.
fn block(first: &str, others: &str) -> String {
    format!("{first}```acq\n{others}param p: int {{ is nothing_at_all }}\n{others}```\n")
}

#[test]
fn a_block_is_read_wherever_a_list_has_it() {
    for (text, shape) in [
        (block("", ""), "at the margin"),
        (format!("1. A rule:\n\n{}", block("   ", "   ")), "in an item"),
        (format!("1. A rule:\n\n{}", block("    ", "    ")), "a blank deeper than its item"),
        (format!("10. A rule:\n\n{}", block("    ", "    ")), "in an item of two digits"),
        (format!("- a\n  - b\n\n{}", block("    ", "    ")), "in an item of an item"),
        (format!("- a\n\n  text\n\n  - b\n    - c\n\n{}", block("      ", "      ")), "three deep"),
        (block("- ", "  "), "behind the mark of an item"),
        (format!("- a\n- b\n\ntext\n\n{}", block("", "")), "behind a list"),
    ] {
        let told = of(&text);
        assert!(told.contains("E0201") && !told.contains("W0102"), "{shape}:\n{text}\n{told}");
    }
}

#[test]
fn what_looks_like_policy_and_is_not_read_is_told() {
    for (text, words) in [
        (block("    ", "    "), "shown as it stands"),
        (block("\t", "\t"), "shown as it stands"),
        (format!("- a\n\ntext\n\n{}", block("     ", "     ")), "shown as it stands"),
        (block("> ", "> "), "in a quotation"),
        (block("> > ", "> > "), "in a quotation"),
        (block("- > ", "  > "), "in a quotation"),
        ("```\nparam p: int { is 1 }\n```\n".to_string(), "no word"),
        ("```\nrequirement r {\n  holds when true\n}\n```\n".to_string(), "no word"),
        (format!("<!--\n\n{}", block("", "")), "in a comment"),
    ] {
        let told = of(&text);
        assert!(told.contains("W0102") && told.contains(words) && !told.contains("E0201"), "{text}\n{told}");
    }
}

#[test]
fn a_comment_takes_a_rule_out() {
    for text in [
        format!("<!--\n{}-->\n", block("", "")),
        format!("<!-- later\n\n{}\n-->\n", block("", "")),
        format!("- a\n\n  <!--\n{}  -->\n", block("  ", "  ")),
    ] {
        let told = of(&text);
        assert!(!told.contains("E0201") && !told.contains("W0102"), "{text}\n{told}");
    }
    let told = of(&format!("<!-- a remark -->\n\n{}", block("", "")));
    assert!(told.contains("E0201"), "{told}");
    let told = of(&format!("```acq\nparam q: int {{ is 1 }} // <!--\n```\n\n{}", block("", "")));
    assert!(told.contains("E0201"), "{told}");
}

#[test]
fn a_block_that_is_never_closed_is_told_where_it_opens() {
    let told = of(&format!("```acq\nparam q: int {{ is 1 }}\n\nA sentence.\n\n{}", block("", "")));
    assert!(told.contains("never closed") && told.contains("y.acq.md:7:"), "{told}");
    assert!(told.contains("E0201"), "the block below is read on its own\n{told}");
    let told = of("```acq\nparam q: int { is 1 }\n");
    assert!(told.contains("never closed"), "{told}");
    let quoted = "```acq\nparty p \"P\"\nrecommendation r {\n  because true\n  text \"\"\"\n```acq\n\"\"\"\n}\n```\n";
    assert!(!of(quoted).contains("never closed"), "{}", of(quoted));
}

#[test]
fn a_misspelt_word_is_one_error_and_what_its_block_declares_is_missed_nowhere() {
    let world = "module y\nsource act \"Act\" { status in force from 2000-01-01; evidence read }\nunit kilo, kilos\n\
                 enum Kind { one, two }\nentity Sack, sacks { key id; id: text; kind: Kind; of.rice: kilos, 0 .. 9 }\n\
                 define full(s: Sack): bool { is s.of.rice > 5 kilos }\nparam rate: percent { is 5 % }\n\
                 reform more { status discussed 2018-01-01; from 2018-01-01; set rate to 6 % }\n\
                 scenario with_more { starts from law; with more; at 2018-04-30 }\n";
    let others = "module z\nrequirement r { per act art 1; for s: Sack; holds when full(s) and s.of.rice > 3 kilos and s.kind is one }\n\
                  define part(s: Sack): percent { is y.rate }\n\
                  reform less { status discussed 2018-01-01; from 2018-01-01; set rate to 7 % }\n\
                  test \"t\" {\n  given s = Sack { id: \"x\"; kind: two }\n  expect full(s) is false, under with_more\n}\n";
    for (word, told) in [("aqc", "```aqc"), ("Acq", "```Acq"), ("{.acq}", "```{.acq}"), ("``acq", "``acq")] {
        let marks = if word == "``acq" { "``" } else { "```" };
        let file = format!("# T\n\n{told}\n{world}{marks}\n");
        let place = run::folder(&[("acquis.toml", MANIFEST), ("policies/y.acq.md", &file), ("policies/z.acq", others)]);
        let told = says(place.path(), &["check"]);
        assert!(told.contains("error[E0143]") && findings(&told) == 1, "{word}\n{told}");
    }
    let file = format!("# T\n\n```acq\n{world}```\n");
    let place = run::folder(&[("acquis.toml", MANIFEST), ("policies/y.acq.md", &file), ("policies/z.acq", others)]);
    assert!(!says(place.path(), &["check"]).contains("error["), "{}", says(place.path(), &["check"]));
}
