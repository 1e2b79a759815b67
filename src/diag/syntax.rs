//! What can go wrong with the text of a policy: E0101 to E0159, W0101.

use super::{Code, Diagnostic, Row};
use crate::text::Span;
use crate::text::english::{a_or_an, list, number_of};

/// The codes of this file.
pub const CODES: &[Row] = &[
    Row { code: NOT_A_DECLARATION, title: "something that is no declaration" },
    Row { code: UNCLOSED_BLOCK, title: "a block that is never closed" },
    Row { code: UNCLOSED_TEXT, title: "a text that is never closed" },
    Row { code: UNCLOSED_BRACKET, title: "a bracket that is never closed" },
    Row { code: STRAY_BRACE, title: "a brace that closes nothing" },
    Row { code: MISSING_BLOCK, title: "a declaration without its block" },
    Row { code: UNKNOWN_CLAUSE, title: "a word that opens no clause" },
    Row { code: CLAUSE_ELSEWHERE, title: "a clause of another kind of declaration" },
    Row { code: CLAUSE_TWICE, title: "a clause that stands twice" },
    Row { code: UNEXPECTED, title: "something else was expected" },
    Row { code: CLAUSE_BREAK, title: "two clauses without a line or `;` between them" },
    Row { code: TOO_DEEP, title: "brackets nested too deep, or a clause too long" },
    Row { code: TOO_LONG, title: "an expression too long" },
    Row { code: MODULE, title: "the name of the module" },
    Row { code: RESERVED, title: "a word of the language as a name" },
    Row { code: SIGN, title: "a sign or word for another" },
    Row { code: IS_OR_EQUALS, title: "`=` where `is` is meant" },
    Row { code: COMMA_FOR_AND, title: "a comma where `and` is meant" },
    Row { code: CHAINED, title: "a chained comparison" },
    Row { code: AND_BESIDE_OR, title: "`and` beside `or`" },
    Row { code: NOT_BEFORE, title: "`not` before a comparison" },
    Row { code: NO_IF, title: "`if`, which the language has not" },
    Row { code: QUANTIFIER, title: "a quantifier without brackets" },
    Row { code: COMMA_BEFORE, title: "a missing comma" },
    Row { code: SEMICOLON, title: "a missing semicolon" },
    Row { code: NO_PLACE, title: "a word that has no place here" },
    Row { code: PLACE_WORD, title: "the word for a place in a source" },
    Row { code: CITATION, title: "a citation that is not complete" },
    Row { code: VALUE_MISSING, title: "a period without a value" },
    Row { code: ROW, title: "a row that does not fit" },
    Row { code: LETTERS, title: "a letter that names cannot have" },
    Row { code: MISSING_WHEN, title: "a condition without `when`" },
    Row { code: EXPRESSION_IN_TEXT, title: "brackets of an expression in a text that do not pair" },
    Row { code: MISSPELT_FENCE, title: "a block of policy under a misspelt word" },
    Row { code: FENCE, title: "a block of Markdown that looks like policy and is not read" },
];

/// What opens no declaration.
pub const NOT_A_DECLARATION: Code = Code("E0101");
pub(super) const UNCLOSED_BLOCK: Code = Code("E0102");
const UNCLOSED_TEXT: Code = Code("E0103");
const UNCLOSED_BRACKET: Code = Code("E0104");
const STRAY_BRACE: Code = Code("E0105");
pub(super) const MISSING_BLOCK: Code = Code("E0106");
pub(super) const UNKNOWN_CLAUSE: Code = Code("E0107");
const CLAUSE_ELSEWHERE: Code = Code("E0108");
const CLAUSE_TWICE: Code = Code("E0109");
const UNEXPECTED: Code = Code("E0110");
const CLAUSE_BREAK: Code = Code("E0111");
const TOO_DEEP: Code = Code("E0112");
/// An expression with too many operators.
pub const TOO_LONG: Code = Code("E0113");
/// What is wrong with the name of the module.
pub const MODULE: Code = Code("E0114");
const RESERVED: Code = Code("E0115");
/// A sign of another language.
pub const SIGN: Code = Code("E0122");
/// `=` between what `is` compares.
pub const IS_OR_EQUALS: Code = Code("E0123");
pub(super) const COMMA_FOR_AND: Code = Code("E0126");
pub(super) const CHAINED: Code = Code("E0127");
pub(super) const AND_BESIDE_OR: Code = Code("E0128");
pub(super) const NOT_BEFORE: Code = Code("E0129");
pub(super) const NO_IF: Code = Code("E0130");
pub(super) const QUANTIFIER: Code = Code("E0131");
pub(super) const COMMA_BEFORE: Code = Code("E0132");
const SEMICOLON: Code = Code("E0133");
pub(super) const NO_PLACE: Code = Code("E0134");
const PLACE_WORD: Code = Code("E0135");
const CITATION: Code = Code("E0136");
const VALUE_MISSING: Code = Code("E0137");
const ROW: Code = Code("E0138");
const EXPRESSION_IN_TEXT: Code = Code("E0139");
const MISSING_WHEN: Code = Code("E0140");
/// A name with letters that names cannot have.
pub const LETTERS: Code = Code("E0141");
pub(super) const MISSPELT_FENCE: Code = Code("E0143");
pub(super) const FENCE: Code = Code("W0102");

// ---- declarations and blocks

/// Something outside of declarations that is none; `clause`: the word opens a clause in some of them.
pub fn not_a_declaration(place: Span, word: &str, clause: bool, meant: Option<&str>) -> Diagnostic {
    let message = match word {
        "" => "a declaration is expected here".to_string(),
        word => format!("`{word}` opens no declaration"),
    };
    let found = Diagnostic::new(NOT_A_DECLARATION, place, message);
    if let Some(meant) = meant {
        return found.help(meant);
    }
    if clause {
        return found.help(format!(
            "`{word}` opens a clause: it stands in the braces of a declaration; is a `}}` too many above?"
        ));
    }
    found.help("a declaration begins with a word such as `define`, `requirement`, `param` or `test`")
}

/// Two versions of some lines between the marks of git.
pub fn conflict_of_git(place: Span) -> Diagnostic {
    Diagnostic::new(NOT_A_DECLARATION, place, "two versions of these lines stand here: git could not merge them")
        .label("the first of them is read")
        .help("keep what is meant, and take out the lines with `<<<<<<<`, `=======` and `>>>>>>>`")
}

/// A mark of git without the others of its conflict.
pub fn mark_of_git(place: Span) -> Diagnostic {
    Diagnostic::new(NOT_A_DECLARATION, place, "a mark of git stands here: two versions of these lines were not merged")
        .help("keep what is meant, and take out the lines with `<<<<<<<`, `=======` and `>>>>>>>`")
}

/// A comment as other languages write it; `line`: it ends with its line.
pub fn other_comment(place: Span, mark: Span, line: bool) -> Diagnostic {
    let found = Diagnostic::new(NOT_A_DECLARATION, place, "this is no comment: comments begin with `//`")
        .help("each line of a comment has its own `//`; one that describes what follows has `///`");
    if line { found.fix("write `//`", mark, "//", true) } else { found }
}

/// Something behind a declaration on its line; `brace` is what closed its block.
pub fn behind_a_block(place: Span, brace: Option<Span>) -> Diagnostic {
    let found = Diagnostic::new(NOT_A_DECLARATION, place, "the declaration is complete before this");
    match brace {
        Some(brace) => found
            .also(brace, "this `}` closes its block")
            .help("leave a `}` out if it is one too many; else write what follows on a line of its own"),
        None => found.help("write it on a line of its own"),
    }
}

/// A word that is nearly one that opens a declaration.
pub fn misspelt_declaration(place: Span, word: &str, meant: &str) -> Diagnostic {
    Diagnostic::new(NOT_A_DECLARATION, place, format!("`{word}` opens no declaration"))
        .help(format!("did you mean `{meant}`?"))
        .fix(format!("write `{meant}`"), place, meant, true)
}

/// A brace that nothing closes; where it is sure, the place and text that close it.
pub fn unclosed_block(brace: Span, close: Option<(Span, &str)>) -> Diagnostic {
    let found = Diagnostic::new(UNCLOSED_BLOCK, brace, "this block is never closed").label("opened here");
    match close {
        Some((place, text)) => found.help("a `}` at the margin closes it").fix(
            "close the block before the next declaration",
            place,
            text,
            false,
        ),
        None => found.help("write `}` where it ends"),
    }
}

/// A quote that nothing closes.
pub fn unclosed_text(place: Span, long: bool) -> Diagnostic {
    if long {
        return Diagnostic::new(UNCLOSED_TEXT, place, "this text is never closed").help("write `\"\"\"` where it ends");
    }
    Diagnostic::new(UNCLOSED_TEXT, place, "this text is not closed on its line")
        .help("write `\"` where it ends; a text of several lines stands between `\"\"\"`")
        .fix("close the text at the end of the line", place.at_end(), "\"", false)
}

/// `'''` where a text of several lines begins.
pub fn other_long_quotes(place: Span) -> Diagnostic {
    Diagnostic::new(UNCLOSED_TEXT, place, "a text of several lines stands between `\"\"\"`").fix(
        "write `\"\"\"`",
        place,
        "\"\"\"",
        false,
    )
}

/// `[0 .. 50[`
pub fn end_left_out(place: Span) -> Diagnostic {
    Diagnostic::new(UNCLOSED_BRACKET, place, "an interval that leaves its end out is closed by `)`")
        .help("`[0 .. 50)` is from 0 to below 50, `[0 .. 50]` up to 50")
        .fix("write `)`", place, ")", true)
}

/// A bracket that nothing closes.
pub fn unclosed_bracket(open: Span, written: &str, close: &str, stopped: Span) -> Diagnostic {
    let found = Diagnostic::new(UNCLOSED_BRACKET, open, format!("`{written}` is never closed"));
    let found = if stopped == open { found } else { found.also(stopped, "the clause makes no sense from here on") };
    found.help(format!("write `{close}` where it ends"))
}

/// A closing brace outside of any block.
pub fn stray_brace(place: Span) -> Diagnostic {
    Diagnostic::new(STRAY_BRACE, place, "this `}` closes nothing")
        .help("leave it out, or look for a `}` too many above")
        .fix("leave it out", place, "", false)
}

/// Clauses behind a head that no brace separates.
pub fn missing_brace(place: Span, word: &str) -> Diagnostic {
    Diagnostic::new(MISSING_BLOCK, place, format!("the block of this {word} has no `{{`"))
        .help("write `{` at the end of the line")
        .fix("write `{`", place, " {", true)
}

/// A head alone where a block must follow.
pub fn missing_block(place: Span, word: &str, example: &str) -> Diagnostic {
    Diagnostic::new(MISSING_BLOCK, place, format!("this {word} has no block"))
        .help(format!("write, for example, `{example}`"))
}

/// A value behind `=`, without braces around it.
pub fn value_without_braces(place: Span, word: &str, meant: &str) -> Diagnostic {
    Diagnostic::new(MISSING_BLOCK, place, format!("the value of a {word} stands in braces, behind `is`"))
        .help(format!("write `{}`", meant.trim()))
        .fix("write the braces", place, meant, true)
}

/// The values of an enum without braces around them.
pub fn enum_without_braces(place: Span, meant: &str) -> Diagnostic {
    Diagnostic::new(MISSING_BLOCK, place, "the values of an enum stand in braces")
        .help(format!("write `{}`", meant.trim()))
        .fix("write the braces", place, meant, true)
}

// ---- clauses

/// A word that opens no clause anywhere.
pub fn unknown_clause<'a>(
    place: Span,
    word: &str,
    owner: &str,
    words: impl Iterator<Item = &'a str>,
    all: &str,
    field: Option<&str>,
) -> Diagnostic {
    let found = Diagnostic::new(UNKNOWN_CLAUSE, place, format!("`{word}` opens no clause of {}", a_or_an(owner)));
    match super::near::did_you_mean(word, words) {
        Some(meant) => {
            found.help(format!("did you mean `{meant}`?")).fix(format!("write `{meant}`"), place, meant, false)
        }
        None => {
            let found = match field {
                Some(example) => found.help(format!("a field is written: {example}")),
                None => found,
            };
            found
                .help(format!("its clauses open with: {all}"))
                .help("what continues the clause above stands deeper than the margin of the block")
        }
    }
}

/// A declaration in the block of another.
pub fn declaration_within(place: Span, word: &str, owner: &str) -> Diagnostic {
    Diagnostic::new(UNKNOWN_CLAUSE, place, format!("`{word}` opens no clause of {}", a_or_an(owner)))
        .label("this begins a declaration")
        .help("declarations stand side by side: close the block above with `}` before it, or move it behind the block")
        .help("what has a name within a block only is `let NAME = VALUE`")
}

/// A line of a test that asks for something, without its word.
pub fn expect_forgotten(place: Span, word: &str) -> Diagnostic {
    Diagnostic::new(UNKNOWN_CLAUSE, place, format!("`{word}` opens no clause of a test"))
        .help("what is to come out stands behind `expect`")
        .fix("write `expect`", place.at_start(), "expect ", false)
}

/// A step of a status that stands in a clause of its own.
pub fn status_apart(place: Span, word: &str, owner: &str) -> Diagnostic {
    Diagnostic::new(UNKNOWN_CLAUSE, place, format!("`{word}` opens no clause of {}", a_or_an(owner))).help(
        "the steps of a status stand in one clause, with commas: `status adopted 2013-06-26, in force from 2013-07-19`",
    )
}

/// A word that is nearly one that opens a clause.
pub fn misspelt_clause(place: Span, word: &str, meant: &str) -> Diagnostic {
    Diagnostic::new(UNKNOWN_CLAUSE, place, format!("`{word}` opens no clause here"))
        .help(format!("did you mean `{meant}`?"))
        .fix(format!("write `{meant}`"), place, meant, true)
}

/// A clause that this kind of declaration cannot have.
pub fn clause_elsewhere<'a>(
    place: Span,
    word: &str,
    owner: &str,
    owners: impl Iterator<Item = &'a str>,
    instead: Option<&str>,
) -> Diagnostic {
    let found = Diagnostic::new(CLAUSE_ELSEWHERE, place, format!("{} has no clause `{word}`", a_or_an(owner)));
    match instead {
        Some(example) => found.help(format!("here it is `{example}`")),
        None => found.help(format!("it belongs to: {}", owners.collect::<Vec<_>>().join(", "))),
    }
}

/// A clause that may stand once.
pub fn clause_twice(place: Span, first: Span, word: &str) -> Diagnostic {
    Diagnostic::new(CLAUSE_TWICE, place, format!("`{word}` stands twice in one block"))
        .also(first, "it stood here already")
        .help("keep one of them")
}

/// A word behind a clause that may stand there once.
pub fn tail_twice(place: Span, word: &str) -> Diagnostic {
    Diagnostic::new(CLAUSE_TWICE, place, format!("`{word}` stands twice in one clause")).help("keep one of them")
}

/// `holds` without `when`.
pub fn missing_when(condition: Span) -> Diagnostic {
    Diagnostic::new(MISSING_WHEN, condition.at_start(), "`when` is missing before the condition").fix(
        "write `when`",
        condition.at_start(),
        "when ",
        true,
    )
}

/// A condition that opens with a word of another language.
pub fn opens_condition(place: Span, word: &str) -> Diagnostic {
    Diagnostic::new(MISSING_WHEN, place, format!("`{word}` stands where `when` belongs"))
        .label("opens no condition")
        .fix("write `when`", place, "when", word == "if")
}

/// `holds unless C`: `meant` is the whole condition.
pub fn opens_exception(place: Span, whole: Span, meant: &str) -> Diagnostic {
    Diagnostic::new(MISSING_WHEN, place, "`unless` stands where `when` belongs")
        .label("opens no condition")
        .help(format!("write `{meant}`; what the law excepts is a clause of its own: `except [label] when CONDITION`"))
        .fix(format!("write `{meant}`"), whole, meant, false)
}

/// `not applies when C`, `not holds when C`: what is negated is the condition.
pub fn negated_clause(place: Span, word: &str) -> Diagnostic {
    let found = Diagnostic::new(UNKNOWN_CLAUSE, place, format!("`not {word}` opens no clause"));
    match word {
        "applies" => {
            found.help("did you mean `not applicable`?").fix("write `not applicable`", place, "not applicable", false)
        }
        word => found.help(format!("the condition is what is negated: `{word} when not (CONDITION)`")),
    }
}

/// A comma where a field ends on a line of several.
pub fn comma_between_fields(place: Span) -> Diagnostic {
    Diagnostic::new(SEMICOLON, place, "fields on one line are parted by `;`")
        .help("a comma adds a limit to the field before it")
        .fix("write `;`", place, ";", true)
}

/// A clause that opens in the middle of a line.
pub fn clause_break(place: Span, gap: Span, word: &str) -> Diagnostic {
    Diagnostic::new(CLAUSE_BREAK, place, format!("`{word}` opens a new clause in the middle of one"))
        .help("a clause opens on a line of its own, or after `;`")
        .fix("part the clauses with `;`", gap, ";", true)
}

/// A clause that opens on a line deeper than the margin of its block; `indent` is the blank before it.
pub fn clause_too_deep(place: Span, indent: Span, word: &str, margin: usize) -> Diagnostic {
    let found =
        Diagnostic::new(CLAUSE_BREAK, place, format!("`{word}` opens a clause, and stands deeper than the others"))
            .help("the clauses of a block begin in one column; what stands deeper continues the clause above");
    if margin == 0 { found } else { found.fix("move it to the margin of the block", indent, " ".repeat(margin), true) }
}

/// Something else was expected. `written` is empty at the end of the clause.
pub fn unexpected(place: Span, written: &str, expected: &[String], example: &str) -> Diagnostic {
    let what =
        if written.is_empty() { "the clause ends here".to_string() } else { format!("found `{}`", short(written)) };
    let ends = "the end of the clause";
    let others: Vec<&String> = expected.iter().filter(|e| *e != ends).collect();
    let message = match (others.as_slice(), expected.iter().any(|e| e == ends)) {
        ([], true) => format!("the clause is complete here, {what}"),
        ([], false) => format!("this cannot be read: {what}"),
        (others, _) => format!("expected {}, {what}", list(others, "or")),
    };
    let found = Diagnostic::new(UNEXPECTED, place, message);
    if example.is_empty() { found } else { found.help(format!("for example: {example}")) }
}

/// Something behind a value that is complete before it.
pub fn complete_before(place: Span, written: &str) -> Diagnostic {
    Diagnostic::new(UNEXPECTED, place, format!("what stands before is complete, found `{}`", short(written)))
        .help("values are joined by an operator such as `and`, `or`, `+` or `<=`; what is said of one follows behind a comma: `, per law.act art 7(4)`")
}

/// A form of another language: what is the matter, and how it is said here.
pub fn idiom(place: Span, says: &str, help: &str) -> Diagnostic {
    Diagnostic::new(UNEXPECTED, place, format!("this cannot be read: {says}")).help(help)
}

/// The word that was meant in place of an unexpected one.
pub fn meant_word(found: Diagnostic, place: Span, meant: &str) -> Diagnostic {
    let mut found = found;
    found.help.insert(0, format!("did you mean `{meant}`?"));
    found.fix(format!("write `{meant}`"), place, meant, false)
}

/// A word that looks like one of the language and was read as something else.
pub fn misspelt_word(place: Span, word: &str, meant: &str, example: &str) -> Diagnostic {
    let found = Diagnostic::new(UNEXPECTED, place, format!("`{word}` means nothing here"))
        .help(format!("did you mean `{meant}`?"))
        .fix(format!("write `{meant}`"), place, meant, false);
    if example.is_empty() { found } else { found.help(format!("for example: {example}")) }
}

/// `given c = like aldorf`
pub fn given_like(place: Span, edit: Span) -> Diagnostic {
    Diagnostic::new(UNEXPECTED, place, "what is like a profile is given without `=`")
        .help("for example: given c like aldorf with people = 100")
        .fix("write `like`", edit, " like", true)
}

/// `for Town`: a subject needs a name in the rule.
pub fn subject_without_name(place: Span, entity: &str, meant: &str) -> Diagnostic {
    Diagnostic::new(UNEXPECTED, place, format!("which {entity}? The rule needs a name for it"))
        .help("the clauses below speak of it by that name")
        .fix(format!("write `{meant}`"), place, meant, false)
}

/// A name with letters outside a to z.
pub fn letters_of_names(place: Span, word: &str, plain: Option<&str>) -> Diagnostic {
    let found =
        Diagnostic::new(LETTERS, place, format!("`{word}` is no name: names have the letters a to z, digits and `_`"));
    if let Some(plain) = plain {
        return found.help("titles and texts take any letter").fix(format!("write `{plain}`"), place, plain, false);
    }
    match word.chars().find(|c| !c.is_ascii()) {
        Some(c) => found
            .help(format!("`{c}` (U+{:04X}) is no letter of names; titles and texts take any letter", u32::from(c))),
        None => found.help("titles and texts take any letter"),
    }
}

/// A sign that no screen shows.
pub fn invisible_sign(place: Span, sign: char) -> Diagnostic {
    Diagnostic::new(UNEXPECTED, place, format!("an invisible sign stands here (U+{:04X})", u32::from(sign)))
        .help("it came with text that was copied from elsewhere")
        .fix("leave it out", place, "", true)
}

/// A label that is no name.
pub fn label_is_a_name(place: Span, written: &str, meant: &str) -> Diagnostic {
    Diagnostic::new(UNEXPECTED, place, format!("a label is one name, and `{written}` is none"))
        .help("names have letters, digits and `_`, and begin with a letter")
        .fix(format!("write `{meant}`"), place, meant, false)
}

/// A declared name of several words.
pub fn name_is_one_word(place: Span, written: &str, meant: &str) -> Diagnostic {
    Diagnostic::new(UNEXPECTED, place, format!("a name is one word, and `{written}` is several"))
        .help("names have letters, digits and `_`")
        .fix(format!("write `{meant}`"), place, meant, false)
}

/// A word where another word of the language belongs; `edit` is put in its place, with blanks where it needs them.
pub fn word_for_word(place: Span, written: &str, edit: &str) -> Diagnostic {
    let meant = edit.trim();
    let near = super::near::did_you_mean(written, [meant]).is_some() && !super::near::is_mark(meant);
    Diagnostic::new(UNEXPECTED, place, format!("`{written}` stands where `{meant}` belongs"))
        .help(format!("did you mean `{meant}`?"))
        .fix(format!("write `{meant}`"), place, edit, near)
}

/// A word or sign of the language that is missing; `edit` is put in.
pub fn missing_word(place: Span, word: &str, before: &str, edit: &str) -> Diagnostic {
    let message = match before {
        "" => format!("`{word}` is missing at the end"),
        before => format!("`{word}` is missing before `{}`", short(before)),
    };
    Diagnostic::new(UNEXPECTED, place, message).fix(format!("write `{word}`"), place, edit, word != "is")
}

/// One of several words or signs of the language is missing, and it cannot be known which.
pub fn missing_one_of(place: Span, words: &[String], before: &str) -> Diagnostic {
    let words = list(&words[..words.len().min(4)], "or");
    Diagnostic::new(
        UNEXPECTED,
        place,
        match before {
            "" => format!("{words} is missing at the end"),
            before => format!("{words} is missing before `{}`", short(before)),
        },
    )
}

/// A word that is near several with which a clause makes sense.
pub fn near_several(place: Span, written: &str, meant: &[String]) -> Diagnostic {
    let meant = list(meant, "or");
    Diagnostic::new(UNEXPECTED, place, format!("`{written}` cannot stand here")).help(format!("did you mean {meant}?"))
}

/// A word or sign after whose removal all makes sense.
pub fn word_too_many(place: Span, edit: Span, word: &str) -> Diagnostic {
    Diagnostic::new(UNEXPECTED, place, format!("`{word}` has no place here"))
        .help("the clause makes sense without it")
        .fix("leave it out", edit, "", false)
}

/// A comma before a word that goes on with what stands before it.
pub fn comma_too_many(place: Span, word: &str) -> Diagnostic {
    Diagnostic::new(UNEXPECTED, place, format!("no comma stands before `{word}`")).fix("leave it out", place, "", true)
}

/// `prevailing over otherwise`; `whole` is the clause.
pub fn over_otherwise(place: Span, whole: Span) -> Diagnostic {
    Diagnostic::new(UNEXPECTED, place, "every other case prevails over `otherwise`").fix(
        "leave it out",
        whole,
        "",
        true,
    )
}

/// `art 5 of act`
pub fn source_first(place: Span, meant: &str) -> Diagnostic {
    Diagnostic::new(CITATION, place, "a citation names its source first, and then the place in it").fix(
        format!("write `{meant}`"),
        place,
        meant,
        true,
    )
}

/// `art L521-1`
pub fn place_in_quotes(place: Span, quoted: &str) -> Diagnostic {
    Diagnostic::new(CITATION, place, "the number of a place has letters, digits and brackets")
        .help("a place with other signs is a text in quotes")
        .fix(format!("write `{quoted}`"), place, quoted, true)
}

/// `per act art 5 and 6`
pub fn source_of_each_place(place: Span, meant: &str) -> Diagnostic {
    Diagnostic::new(CITATION, place, "each citation names its source").fix(
        format!("write `{meant}`"),
        place,
        meant,
        false,
    )
}

/// `test t { .. }`
pub fn title_in_quotes(place: Span, quoted: &str) -> Diagnostic {
    Diagnostic::new(UNEXPECTED, place, "what a test shows stands in quotes").fix(
        format!("write `{quoted}`"),
        place,
        quoted,
        true,
    )
}

/// Several values where a list belongs.
pub fn list_without_word(place: Span, meant: &str) -> Diagnostic {
    Diagnostic::new(UNEXPECTED, place, "a list is written with its word").fix(
        format!("write `{meant}`"),
        place,
        meant,
        false,
    )
}

/// Several words where one, or a text in quotes, belongs.
pub fn words_need_quotes(place: Span, written: &str, quoted: &str) -> Diagnostic {
    Diagnostic::new(UNEXPECTED, place, format!("`{written}` is several words, and they stand in quotes"))
        .help("one word alone is the name of a party; an office is a text in quotes")
        .fix(format!("write `{quoted}`"), place, quoted, true)
}

/// A value of an enum in quotes.
pub fn enum_value_in_quotes(place: Span, written: &str) -> Diagnostic {
    Diagnostic::new(UNKNOWN_CLAUSE, place, format!("the values of an enum are names, and {written} is a text"))
        .help("write them without quotes: letters, digits and `_`")
}

/// Something behind a declaration that is complete.
pub fn end_expected(place: Span, written: &str) -> Diagnostic {
    Diagnostic::new(UNEXPECTED, place, format!("the declaration is complete here, found `{}`", short(written)))
        .help("a clause opens on a line of its own, or after `;`")
}

/// More brackets in one another than anybody reads.
pub fn nested_too_deep(place: Span) -> Diagnostic {
    Diagnostic::new(TOO_DEEP, place, "more than 64 brackets stand in one another")
        .help("give parts of it names with `let` or `define`")
}

/// A clause of more than 64 KB.
pub fn clause_too_long(place: Span) -> Diagnostic {
    Diagnostic::new(TOO_DEEP, place, "this clause has more than 65 536 characters")
        .help("is a quote or brace missing? else give parts of it names with `let` or `define`")
}

/// An expression with more operators than anybody reads.
pub fn too_long(place: Span) -> Diagnostic {
    Diagnostic::new(TOO_LONG, place, "this expression has more than 256 operators")
        .help("give parts of it names with `let` or `define`")
}

/// Whether a finding says only that something else was expected, so that a better one may stand in its place.
pub fn is_general(found: &Diagnostic) -> bool {
    matches!(found.code, UNEXPECTED | LETTERS | NO_IF)
}

/// The line of dashes that Markdown has under the header of a table.
pub fn ruler_row(place: Span) -> Diagnostic {
    Diagnostic::new(ROW, place, "a table has no line of dashes under its header").fix("leave it out", place, "", false)
}

// ---- names

/// A name that expressions could not use.
pub fn reserved_name(place: Span, word: &str) -> Diagnostic {
    Diagnostic::new(RESERVED, place, format!("`{word}` is a word of the language and cannot be a name"))
        .help("choose another name")
}

/// A scenario that could not be told from the law.
pub fn named_as_the_law(place: Span) -> Diagnostic {
    Diagnostic::new(RESERVED, place, "`law` is the law as it stands and cannot be the name of a scenario")
        .help("choose another name")
}

// ---- places of clauses

/// A second article in one citation.
pub fn second_place(place: Span, written: &str) -> Diagnostic {
    Diagnostic::new(COMMA_BEFORE, place, format!("one citation names one place, and `{}` is another", short(written)))
        .help("write `and per SOURCE` before it; for all of an article write the article alone")
}

/// Two fields on a line without `;`.
pub fn missing_semicolon(place: Span, gap: Span) -> Diagnostic {
    Diagnostic::new(SEMICOLON, place, "a `;` is missing between two fields").fix("write `;`", gap, ";", true)
}

/// `of`, `to` or another word where it means nothing.
pub fn no_place_for(place: Span, word: &str) -> Diagnostic {
    Diagnostic::new(NO_PLACE, place, format!("`{word}` has no place here")).help("leave it out")
}

/// `let x: T = E`
pub fn let_has_no_type(place: Span) -> Diagnostic {
    Diagnostic::new(NO_PLACE, place, "a `let` has no type: its value says it").fix("leave it out", place, "", true)
}

/// `amend NAME [label] otherwise E`
pub fn default_with_label(place: Span) -> Diagnostic {
    Diagnostic::new(NO_PLACE, place, "the case that holds otherwise has no label")
        .help("write `amend NAME otherwise E` for it, `amend NAME [label] then E` for another case")
}

/// `replace NAME by VALUE`
pub fn value_replaced(found: Diagnostic) -> Diagnostic {
    found.help("another value of a param is `set NAME to VALUE`; `replace` writes a rule anew")
}

/// Something behind the braces of `replace NAME { .. }`.
pub fn behind_a_replacement(place: Span) -> Diagnostic {
    Diagnostic::new(NO_PLACE, place, "behind its braces nothing is said of a replacement")
        .help("the days of all patches stand in the reform: `from DAY`, `until DAY`; a case in the braces may have its own: `is 3, until DAY`")
}

/// A word of figures behind a case, of which it says nothing.
pub fn no_place_behind_a_case(place: Span, word: &str) -> Diagnostic {
    Diagnostic::new(NO_PLACE, place, format!("`{word}` says nothing of a case"))
        .help("behind a case stand `per`, `from`, `until` and `prevailing over`")
        .help("figures have the others: a `param` or a `fact` that the case names")
}

// ---- citations and values

/// `Article 5`
pub fn place_word(place: Span, written: &str, meant: &str) -> Diagnostic {
    Diagnostic::new(PLACE_WORD, place, format!("`{written}` is written `{meant}`")).fix(
        format!("write `{meant}`"),
        place,
        meant,
        true,
    )
}

/// `per a and b`
pub fn and_without_per(place: Span) -> Diagnostic {
    Diagnostic::new(CITATION, place, "each source has its own `per`").fix("write `and per`", place, " per", true)
}

/// A text that says nothing where it should name something.
pub fn empty_text(place: Span, what: &str) -> Diagnostic {
    Diagnostic::new(CITATION, place, "this text is empty")
        .help(format!("it says {what}: write it, or leave the text out"))
}

/// A word that is no CELEX number.
pub fn no_celex(place: Span, written: &str) -> Diagnostic {
    Diagnostic::new(CITATION, place, format!("`{written}` is no CELEX number"))
        .help("it has a sector, the year in four digits, a letter or two and a number: `32014R0516`; another number is a `reference \"..\"`")
}

/// `art 0`
pub fn no_article_0(place: Span) -> Diagnostic {
    Diagnostic::new(CITATION, place, "nothing is counted from 0 in a text of law")
        .help("write the number of the article, or leave it out until it is known")
}

/// A third text behind a source.
pub fn second_note(place: Span) -> Diagnostic {
    Diagnostic::new(CITATION, place, "one remark is enough")
        .help("a citation is a source, a place in it and one remark in quotes")
}

/// `from D until D` in a param, and nothing more.
pub fn value_missing(place: Span) -> Diagnostic {
    Diagnostic::new(VALUE_MISSING, place, "this period has no value")
        .help("for example: from 2014-01-01 until 2020-12-31 is 5 %, per law.act art 7(4)")
}

// ---- rows

/// A row with more or fewer cells than the header.
pub fn row_width(place: Span, cells: usize, header: usize) -> Diagnostic {
    Diagnostic::new(
        ROW,
        place,
        format!("this row has {}, the header {}", number_of(cells, "cell"), number_of(header, "cell")),
    )
    .help("each row has a cell for each column; `-` is any value")
}

/// A row without its last bar.
pub fn row_not_closed(place: Span) -> Diagnostic {
    Diagnostic::new(ROW, place, "a row ends with `|`").fix("write `|`", place, " |", true)
}

/// An article or a day of a row in a cell.
pub fn tail_in_a_cell(place: Span, text: &str) -> Diagnostic {
    Diagnostic::new(ROW, place, "the article and the days of a row stand behind its last bar")
        .help(format!("end the row before it, and write a comma: `|, {text}`"))
}

/// An article or days behind the last bar of a row.
pub fn behind_a_row(place: Span) -> Diagnostic {
    Diagnostic::new(ROW, place, "behind its last bar nothing is said of this row")
        .help("rows of a `table` or a `scale` have articles and days of their own: `| 1 | 2 |, per law.act art 2, until 2018-02-01`")
}

/// Nothing between two bars.
pub fn empty_cell(place: Span, inputs: bool) -> Diagnostic {
    let found = Diagnostic::new(ROW, place, "this cell is empty");
    match inputs {
        true => found.help("`-` is any value; the last cell of a row holds its result"),
        false => found.help("`unknown` is a value not known"),
    }
}

/// `cases` without rows.
pub fn no_rows(place: Span) -> Diagnostic {
    Diagnostic::new(ROW, place, "rows between bars are expected here")
        .help("the first row names the columns: | n | fits(n) |")
}

/// `{{` without `}}`.
pub fn unclosed_expression(place: Span) -> Diagnostic {
    Diagnostic::new(EXPRESSION_IN_TEXT, place, "this `{{` is never closed").help("write `}}` behind the expression")
}

/// `{{ name }`
pub fn brace_short(place: Span) -> Diagnostic {
    Diagnostic::new(EXPRESSION_IN_TEXT, place, "an expression in a text ends with two braces").fix(
        "write `}}`",
        place,
        "}}",
        true,
    )
}

/// `{ name }` in a text.
pub fn single_brace(place: Span, written: &str) -> Diagnostic {
    let found = Diagnostic::new(EXPRESSION_IN_TEXT, place, "a single brace is printed as it stands");
    let inner = written.trim_matches(['{', '}']).trim();
    if inner.is_empty() { found.help("leave it out") } else { found.help(format!("write `{{{{ {inner} }}}}`")) }
}

/// `}}` without `{{`.
pub fn stray_close(place: Span) -> Diagnostic {
    Diagnostic::new(EXPRESSION_IN_TEXT, place, "this `}}` closes nothing")
        .help("write `{{` before the expression, or leave it out")
}

// ---- words for messages

/// The first line of a text, cut where it is long.
pub(super) fn short(text: &str) -> String {
    let line = text.lines().next().unwrap_or("");
    match line.char_indices().nth(40) {
        Some((n, _)) => format!("{}..", &line[..n]),
        None => line.to_string(),
    }
}
