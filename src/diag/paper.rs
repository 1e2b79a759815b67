//! What can go wrong with papers and templates: E0701 to E0799, W0701 to W0799.

use super::near::did_you_mean;
use super::{Code, Diagnostic, Row};
use crate::text::Span;

/// The codes of this file.
pub const CODES: &[Row] = &[
    Row { code: TEMPLATE_SYNTAX, title: "a template that cannot be read" },
    Row { code: UNKNOWN_NAME, title: "a name that the paper does not have" },
    Row { code: UNENDING, title: "a template that does not come to an end" },
    Row { code: UNPRINTABLE, title: "a value that cannot be printed" },
    Row { code: UNKNOWN_TEMPLATE, title: "a template that does not exist" },
    Row { code: UNKNOWN_HELPER, title: "a filter, test or function that does not exist" },
    Row { code: WRONG_USE, title: "a filter or function used in a wrong way" },
    Row { code: NO_PLACE_FOR_DATA, title: "data where Markdown reads letters, not words" },
    Row { code: NEVER_SO, title: "a word that is never there" },
    Row { code: RAW_HTML, title: "HTML in a paper" },
    Row { code: DIRECTIVE, title: "a steering comment that does not exist" },
    Row { code: LINK_TARGET, title: "a link that leads where papers may not lead" },
    Row { code: DEAD_LINK, title: "a link to no section of the paper" },
    Row { code: FOOTNOTE, title: "a footnote mark without a footnote" },
    Row { code: HEADING, title: "headings out of order" },
    Row { code: FIGURE, title: "a figure that is not whole" },
    Row { code: TABLE, title: "a table that is not whole" },
    Row { code: STRUCTURE, title: "a form that papers do not have" },
    Row { code: FRONT_MATTER, title: "a cover that cannot be read" },
    Row { code: NO_ENGINE, title: "this program was built without PDF" },
    Row { code: ENGINE, title: "the PDF could not be made" },
    Row { code: UNUSED_NOTE, title: "a footnote that nothing refers to" },
    Row { code: NO_GLYPH, title: "characters that the fonts of the paper do not have" },
];

const TEMPLATE_SYNTAX: Code = Code("E0701");
pub(super) const UNKNOWN_NAME: Code = Code("E0702");
const UNENDING: Code = Code("E0703");
const UNPRINTABLE: Code = Code("E0704");
const UNKNOWN_TEMPLATE: Code = Code("E0705");
const UNKNOWN_HELPER: Code = Code("E0706");
const WRONG_USE: Code = Code("E0707");
const NO_PLACE_FOR_DATA: Code = Code("E0708");
pub(super) const NEVER_SO: Code = Code("E0709");
const RAW_HTML: Code = Code("E0721");
const DIRECTIVE: Code = Code("E0722");
const LINK_TARGET: Code = Code("E0723");
const DEAD_LINK: Code = Code("E0724");
const FOOTNOTE: Code = Code("E0725");
const HEADING: Code = Code("E0726");
const FIGURE: Code = Code("E0727");
const TABLE: Code = Code("E0728");
const STRUCTURE: Code = Code("E0729");
const FRONT_MATTER: Code = Code("E0730");
const NO_ENGINE: Code = Code("E0741");
const ENGINE: Code = Code("E0742");
const UNUSED_NOTE: Code = Code("W0701");
const NO_GLYPH: Code = Code("W0702");

// Templates.

/// The template engine cannot read a template; `why` is what it expected.
pub fn template_syntax(span: Span, why: &str, meant: Option<&str>) -> Diagnostic {
    let found = Diagnostic::new(TEMPLATE_SYNTAX, span, format!("the template cannot be read here: {why}"));
    match meant {
        Some(meant) => found.help(format!("did you mean `{meant}`?")),
        None => found,
    }
}

/// `{% endif %}` where something else is open.
pub fn closes_another(span: Span, word: &str) -> Diagnostic {
    Diagnostic::new(TEMPLATE_SYNTAX, span, format!("`end{word}` closes no `{word}` here"))
        .help("what was opened last is closed first: a `for` by `{% endfor %}`, an `if` by `{% endif %}`")
}

/// A statement of templates in the text of a recommendation, which is none.
pub fn statement_in_text(span: Span) -> Diagnostic {
    Diagnostic::new(
        TEMPLATE_SYNTAX,
        span,
        "the text of a recommendation has no `{% ... %}`: it would be printed as it stands",
    )
    .help("what depends on an outcome is said in the template of the paper, or by `{{ expressions }}`")
}

/// A statement of a template that nothing closes; the span is that of its word.
pub fn left_open(span: Span, word: &str) -> Diagnostic {
    Diagnostic::new(TEMPLATE_SYNTAX, span, format!("nothing closes this `{word}`"))
        .help(format!("write `{{% end{word} %}}` where it ends"))
}

/// A name that is not among `known`.
pub fn unknown_name<'a>(span: Span, name: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let found = Diagnostic::new(UNKNOWN_NAME, span, format!("the paper has no `{name}`"));
    let last = name.rsplit('.').next().unwrap_or(name);
    let known: Vec<&str> = known.into_iter().collect();
    match did_you_mean(last, known.iter().copied()) {
        Some(near) => {
            let whole = format!("{}{near}", &name[..name.len() - last.len()]);
            found.help(format!("did you mean `{whole}`?"))
        }
        None if !known.is_empty() && known.len() <= 40 => found.help(format!("there are: {}", known.join(", "))),
        None => match name.split('.').next() {
            // Whether these are there is for the data to say.
            Some("charts") => found
                .help("a chart is drawn of settled numbers, and of changes that there are")
                .help(format!("ask first whether it is there: `{{% if {name} is defined %}}`")),
            Some("instances") => found
                .help("those of the entity that the paper assesses are in `subjects`; of another, where it has one")
                .help(format!("ask first whether it is there: `{{% if {name} is defined %}}`")),
            _ => found.help("`docs/papers.md` says what a template can read"),
        },
    }
}

/// A name behind a dot, or one that a filter picks by, which what stands before it does not have; `of` says what that
/// is.
pub fn unknown_field<'a>(span: Span, of: &str, name: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let found = Diagnostic::new(UNKNOWN_NAME, span, format!("{of} has no `{name}`"));
    let all: Vec<&str> = known.into_iter().collect();
    match did_you_mean(name, all.iter().copied()) {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None if all.is_empty() => found.help("it is a text or a list; `docs/papers.md` says what a template can print"),
        None => found.help(format!("it has: {}", all.join(", "))),
    }
}

/// A text that a field of closed words is compared with and never holds; `other` says what it is not: "no rule".
pub fn never_so<'a>(span: Span, text: &str, other: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let found = Diagnostic::new(NEVER_SO, span, format!("{other} is called `{text}`, so that this is never there"));
    let all: Vec<&str> = known.into_iter().collect();
    match did_you_mean(text, all.iter().copied()) {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None if all.len() <= 16 => found.help(format!("it is one of: {}", all.join(", "))),
        None => found,
    }
}

/// `{ name }` in the text of a template.
pub fn single_brace(span: Span, written: &str) -> Diagnostic {
    let found = Diagnostic::new(TEMPLATE_SYNTAX, span, "a single brace is printed as it stands");
    let inner = written.trim_matches(['{', '}']).trim();
    if inner.is_empty() { found.help("leave it out") } else { found.help(format!("write `{{{{ {inner} }}}}`")) }
}

/// A value of a template that is not there, where the name cannot be told.
pub fn undefined_value(span: Span, what: &str) -> Diagnostic {
    Diagnostic::new(UNKNOWN_NAME, span, what.to_owned())
        .help("ask first whether it is there: `{% if ... is defined %}`")
}

/// The template used up its steps.
pub fn out_of_fuel(span: Span) -> Diagnostic {
    Diagnostic::new(UNENDING, span, "the template was stopped: it takes more steps than any paper needs")
        .help("look for a loop in a loop over long lists")
}

/// The template calls itself without end.
pub fn too_much_recursion(span: Span) -> Diagnostic {
    Diagnostic::new(UNENDING, span, "the template was stopped: macros or includes call each other without end")
}

/// A list, a float, nothing, or another value without a printed form.
pub fn unprintable(span: Span, what: &str) -> Diagnostic {
    let found = Diagnostic::new(UNPRINTABLE, span, format!("{what} cannot be printed in a paper"));
    match what {
        "a list" => found.help("write a loop over it, or `| and_list`"),
        "a number that is not exact" => found.help("papers print exact numbers: hand them in as text or whole numbers"),
        "nothing" => found.help("say what the reader shall see where there is no value: `| default(\"...\", true)`"),
        "true or false" => found.help("say it in words: `{{ \"yes\" if ... else \"no\" }}`"),
        _ => found.help("print one of its parts"),
    }
}

/// An include or import of what is not there.
pub fn unknown_template<'a>(span: Option<Span>, name: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let message = format!("there is no template `{name}`");
    let found = match span {
        Some(span) => Diagnostic::new(UNKNOWN_TEMPLATE, span, message),
        None => Diagnostic::without_place(UNKNOWN_TEMPLATE, message),
    };
    match did_you_mean(name, known) {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => found.help("templates are the files of the folder that `templates` in `acquis.toml` names"),
    }
}

/// A filter, test, function or method that is not there. `kind` is one of these words.
pub fn unknown_helper<'a>(span: Span, kind: &str, name: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let found = Diagnostic::new(UNKNOWN_HELPER, span, format!("there is no {kind} `{name}`"));
    match did_you_mean(name, known) {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => found,
    }
}

/// A filter or function given what it cannot take; `why` is its word on it.
pub fn wrong_use(span: Span, why: &str) -> Diagnostic {
    Diagnostic::new(WRONG_USE, span, why.to_owned())
}

/// A loop over the names and values of a record, which gives names only.
pub fn names_and_values(span: Span) -> Diagnostic {
    Diagnostic::new(WRONG_USE, span, "a record is looped over by its names only").help("write `| items` behind it")
}

/// An expression in the text of a recommendation that comes to no value; `what` is what it comes to.
pub fn no_value(span: Span, what: &str) -> Diagnostic {
    Diagnostic::new(UNPRINTABLE, span, format!("this comes to {what}, and a value is printed here"))
        .help("print what has a value, or say in words why there is none")
}

/// `{{ ... }}` inside code, a link target or a comment. `place` is one of these.
pub fn no_place_for_data(span: Span, place: &str) -> Diagnostic {
    let found = Diagnostic::new(NO_PLACE_FOR_DATA, span, format!("data cannot be printed inside {place}"));
    match place {
        "code" => found.help("take the backquotes away and write `{{ ... | code }}`"),
        "a link target" => found.help("write `{{ \"words\" | link(address) }}`"),
        _ => found,
    }
}

// The text of a paper.

/// HTML that is no steering comment.
pub fn raw_html(span: Span, html: &str) -> Diagnostic {
    let shown: String = html.chars().take(40).collect();
    Diagnostic::new(RAW_HTML, span, format!("HTML has no meaning in a paper: `{shown}`"))
        .help("write it in Markdown, or `\\<` for the sign itself")
}

/// A comment without its end, which would take the rest of the paper.
pub fn comment_open(span: Span) -> Diagnostic {
    Diagnostic::new(RAW_HTML, span, "this comment is never closed").help("write `-->` behind its words")
}

/// A comment that steers nothing.
pub fn unknown_directive<'a>(span: Span, words: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let first = words.split(" #").next().unwrap_or(words);
    let found = Diagnostic::new(DIRECTIVE, span, format!("the comment `{words}` steers nothing"));
    match did_you_mean(first, known) {
        Some(near) => found.help(format!("did you mean `<!-- {near} -->`?")),
        None => found.help("a remark for authors of a template is written `{# ... #}`"),
    }
}

/// A steering comment inside a list or quotation.
pub fn directive_inside(span: Span, words: &str) -> Diagnostic {
    Diagnostic::new(DIRECTIVE, span, format!("the comment `{words}` steers nothing inside a list or quotation"))
        .help("put it on a line of its own at the margin")
}

/// A link that is neither https, nor mailto, nor a section.
pub fn link_target(span: Span, target: &str) -> Diagnostic {
    let shown: String = target.chars().take(60).collect();
    let found = Diagnostic::new(LINK_TARGET, span, format!("a paper cannot link to `{shown}`"));
    if target.starts_with("http://") {
        found.help("write `https://`")
    } else {
        found.help("links lead to `https://...`, `mailto:...` or `#section`")
    }
}

/// A link to a section that is not there.
pub fn dead_link<'a>(span: Span, id: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let found = Diagnostic::new(DEAD_LINK, span, format!("the paper has no section, table or figure `#{id}`"));
    match did_you_mean(id, known) {
        Some(near) => found.help(format!("did you mean `#{near}`?")),
        None => found
            .help("a heading is linked by its words in lower case with hyphens: `## Legal basis` is `#legal-basis`"),
    }
}

/// A mark without its footnote.
pub fn note_undefined(span: Span, label: &str) -> Diagnostic {
    Diagnostic::new(FOOTNOTE, span, format!("there is no footnote `[^{label}]`"))
        .help(format!("add a line `[^{label}]: ...`"))
}

/// Two footnotes of one name.
pub fn note_twice(span: Span, label: &str) -> Diagnostic {
    Diagnostic::new(FOOTNOTE, span, format!("the footnote `[^{label}]` is there twice")).help("keep one of them")
}

/// A footnote that holds more than words.
pub fn note_holds_block(span: Span) -> Diagnostic {
    Diagnostic::new(FOOTNOTE, span, "a footnote holds words only").help("move the list or table into the text")
}

/// A footnote that is never referred to.
pub fn note_unused(span: Span, label: &str) -> Diagnostic {
    Diagnostic::new(UNUSED_NOTE, span, format!("nothing refers to the footnote `[^{label}]`"))
        .help("refer to it or take it away")
}

/// A heading without words.
pub fn empty_heading(span: Span) -> Diagnostic {
    Diagnostic::new(HEADING, span, "a heading without words")
}

/// A second `#`.
pub fn second_title(span: Span) -> Diagnostic {
    Diagnostic::new(HEADING, span, "a paper has one title").help("chapters begin with `##`")
}

/// No `#` at all.
pub fn no_title(span: Span) -> Diagnostic {
    Diagnostic::new(HEADING, span, "the paper has no title").help("begin it with `# Title`")
}

/// A document without a title.
pub fn untitled() -> Diagnostic {
    Diagnostic::without_place(HEADING, "the paper has no title").help("begin it with `# Title`")
}

/// A heading two levels below the one above it; a chapter has level 1, and no level says that of the title.
pub fn level_skipped(span: Span, level: u8, above: u8) -> Diagnostic {
    let marks = |level: u8| "#".repeat(usize::from(level) + 1);
    let above_it = match above {
        0 => "the title or where a part begins, and chapters begin with `##`".to_owned(),
        above => format!("one with `{}`", marks(above)),
    };
    Diagnostic::new(HEADING, span, format!("a heading with `{}` stands below {above_it}", marks(level)))
        .help(format!("write `{}`: a reader who hears the paper follows the levels", marks(above + 1)))
}

/// A heading in a list or quotation, or in the text of a recommendation, which stands below its title.
pub fn heading_inside(span: Span, in_text: bool) -> Diagnostic {
    let place = if in_text { "in the text of a recommendation" } else { "inside a list or quotation" };
    Diagnostic::new(HEADING, span, format!("a heading {place}")).help("set the words in **bold** instead")
}

/// A figure without its image.
pub fn no_image(span: Span, id: &str) -> Diagnostic {
    Diagnostic::new(FIGURE, span, format!("the figure `{id}` has no image"))
        .help(format!("the next paragraph must be `![alt text](.../{id}.svg)`"))
}

/// A figure without its data.
pub fn no_data(span: Span, id: &str) -> Diagnostic {
    Diagnostic::new(FIGURE, span, format!("the figure `{id}` has no table of its data"))
        .help("every chart is followed by the numbers it draws")
}

/// An image that is no figure.
pub fn stray_image(span: Span) -> Diagnostic {
    Diagnostic::new(FIGURE, span, "an image that is no chart of this paper")
        .help("a chart is put in by its name: `{{ charts.NAME }}`")
}

/// Two tables or figures of one name.
pub fn id_twice(span: Span, id: &str) -> Diagnostic {
    Diagnostic::new(FIGURE, span, format!("`#{id}` is there twice")).help("give each table and figure its own name")
}

/// A table comment without a table.
pub fn no_table(span: Span) -> Diagnostic {
    Diagnostic::new(TABLE, span, "no table follows").help("after the comment come the caption and the table")
}

/// A horizontal rule.
pub fn rule(span: Span) -> Diagnostic {
    Diagnostic::new(STRUCTURE, span, "a rule across the page has no meaning in a paper")
        .help("for a new page write `<!-- page break -->`")
}

/// Lists in lists in lists.
pub fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::new(STRUCTURE, span, "nested too deep to be read")
}

/// Whether a finding on a text, or a part of it, is right wherever this text stands.
pub fn is_of_its_place(found: &Diagnostic, text: &str) -> bool {
    match found.code {
        RAW_HTML | LINK_TARGET => !text.is_empty(),
        // A comment that is never closed takes the next one along, and is told by itself.
        DIRECTIVE => text.rfind("<!--") == Some(0) && found.message.ends_with("steers nothing"),
        FOOTNOTE => text.starts_with("[^") && text.ends_with(']'),
        FIGURE => text.starts_with("!["),
        _ => false,
    }
}

/// Whether a finding is on a link to a section, and the link leads nowhere.
pub fn is_dead_link(found: &Diagnostic, text: &str, leads: impl Fn(&str) -> bool) -> bool {
    let id = text.rsplit_once("(#").and_then(|(_, rest)| rest.strip_suffix(')'));
    found.code == DEAD_LINK && id.is_some_and(|id| !leads(id))
}

/// Whether a finding is on the order of headings.
pub fn is_of_headings(found: &Diagnostic) -> bool {
    found.code == HEADING
}

// The cover.

/// A published paper that does not begin with `---`.
pub fn no_front_matter(span: Span) -> Diagnostic {
    Diagnostic::new(FRONT_MATTER, span, "the paper does not begin with its cover").help("the first line must be `---`")
}

/// A cover without a date.
pub fn no_date(span: Span) -> Diagnostic {
    Diagnostic::new(FRONT_MATTER, span, "the cover has no date").help("add a line such as `date: 2018-04-30`")
}

/// A line of the cover that is no `key: value`.
pub fn front_line(span: Span) -> Diagnostic {
    Diagnostic::new(FRONT_MATTER, span, "a line of the cover that is not `key: value`")
}

/// A key that covers do not have.
pub fn front_key<'a>(span: Span, key: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let found = Diagnostic::new(FRONT_MATTER, span, format!("a cover has no `{key}`"));
    match did_you_mean(key, known) {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => found,
    }
}

/// A value of the wrong form.
pub fn front_value(span: Span, key: &str) -> Diagnostic {
    let form = match key {
        "date" => "2018-04-30",
        "to" => "[\"...\", \"...\"]",
        "details" => "[[\"name\", \"value\"]]",
        _ => "\"...\"",
    };
    Diagnostic::new(FRONT_MATTER, span, format!("`{key}` has another form")).help(format!("write `{key}: {form}`"))
}

/// A cover that does not end.
pub fn front_open(span: Span) -> Diagnostic {
    Diagnostic::new(FRONT_MATTER, span, "the cover does not end").help("end it with a line `---`")
}

// The PDF.

/// The engine was left out of this build.
pub fn no_engine() -> Diagnostic {
    Diagnostic::without_place(NO_ENGINE, "this program was built without PDF; the Markdown is complete")
        .help("build with the default features: `cargo build --release`")
}

/// The engine refused; `why` is its word.
pub fn engine(why: &str) -> Diagnostic {
    Diagnostic::without_place(ENGINE, format!("the PDF could not be made: {why}"))
        .help("this is a fault of the program, not of the paper; please report it with the Markdown of the paper")
}

/// Characters without a glyph, with how often each occurs; they are printed as code points.
pub fn no_glyph(characters: &[(String, usize)]) -> Diagnostic {
    let list = characters.iter().take(12).map(|(name, times)| format!("{name} ({times})")).collect::<Vec<_>>();
    let more = characters.len().saturating_sub(12);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    Diagnostic::without_place(
        NO_GLYPH,
        format!("the fonts of the PDF lack characters of the paper: {}{more}", list.join(", ")),
    )
    .help("the PDF shows their code points instead; the Markdown has them as they are")
}
