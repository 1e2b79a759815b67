//! What can go wrong in what rules say: cases, rows and steps that meet or leave something out, what nothing reads:
//! E023x, W02xx.

use super::{Code, Diagnostic, Row};
use crate::text::Span;

/// The codes of this file.
pub const CODES: &[Row] = &[
    Row { code: TABLE_OVERLAP, title: "two rows of a table that fit one input" },
    Row { code: TABLE_GAP, title: "an input that no row of a table fits" },
    Row { code: CASES_OVERLAP, title: "two cases that can hold together and say different things" },
    Row { code: NEVER_DECIDES, title: "a case that never decides" },
    Row { code: CASES_GAP, title: "an input to which no case of a definition applies" },
    Row { code: UNUSED, title: "a declaration that nothing reads" },
    Row { code: FIELD_UNREAD, title: "a field that nothing reads" },
    Row { code: EMPTY_LIST, title: "a list that is always empty" },
    Row {
        code: FIXED_EVIDENCE,
        title: "evidence, an assessment or an expectation that is the same whatever the facts",
    },
    Row { code: DIVISOR, title: "a divisor that is 0 or can be" },
    Row { code: UNDECIDED, title: "cases or rows of which is not decided how they lie to each other" },
    Row { code: NOT_AMONG, title: "a made-up instance that is not among those at hand" },
    Row { code: HUNDRED, title: "a share multiplied by 100" },
];

const TABLE_OVERLAP: Code = Code("E0230");
const TABLE_GAP: Code = Code("W0203");
const CASES_OVERLAP: Code = Code("E0231");
const NEVER_DECIDES: Code = Code("E0232");
const CASES_GAP: Code = Code("W0204");
pub(super) const UNUSED: Code = Code("W0205");
pub(super) const FIELD_UNREAD: Code = Code("W0206");
const EMPTY_LIST: Code = Code("W0207");
const FIXED_EVIDENCE: Code = Code("E0233");
const DIVISOR: Code = Code("W0208");
const UNDECIDED: Code = Code("N0201");
const NOT_AMONG: Code = Code("W0209");
const HUNDRED: Code = Code("W0210");

/// Errors in what rules say to each other: what comes out is known all the same, and worth seeing.
pub(super) const HAS_MEANING: &[Code] = &[TABLE_OVERLAP, CASES_OVERLAP, NEVER_DECIDES, FIXED_EVIDENCE];

/// Two rows of a table that fit one input.
///
/// `any`: rows may meet where they say the same.
pub fn table_overlap(span: Span, input: &str, first: Span, any: bool) -> Diagnostic {
    let input = if input.is_empty() { "any input" } else { input };
    let says = if any { ", and say different things" } else { "" };
    Diagnostic::new(TABLE_OVERLAP, span, format!("two rows fit {input}{says}"))
        .label("and this one")
        .also(first, "this row fits it")
        .help(match any {
            true => "make the rows exclude each other, let them say the same, or say `hit first`",
            false => "make the rows exclude each other, or say `hit any`, `hit first` or `hit collect ...`",
        })
}

/// A row of a table that no input leaves: no input fits it, or rows `above` it take all that does.
///
/// `added_to`: the table to which a reform adds it.
pub fn row_never_decides(span: Span, above: Option<Span>, added_to: Option<&str>) -> Diagnostic {
    let found = Diagnostic::new(NEVER_DECIDES, span, "this row never decides");
    match above {
        Some(above) => {
            let found = found.label("rows above it take all that it fits").also(above, "this one, to begin with");
            match added_to {
                None => found.help("put it above them, narrow them, or leave it out"),
                Some(table) => found.help(format!(
                    "a row that a reform adds stands below the others: `repeal {table} [row_1]` takes one of them out, \
                     `amend {table} [row_1] then V` gives it another result, `replace {table} {{ .. }}` writes the table anew"
                )),
            }
        }
        None => found.label("no input fits all its cells").help("correct a cell, or leave the row out"),
    }
}

/// An input that no row of a table fits.
pub fn table_gap(span: Span, input: &str) -> Diagnostic {
    Diagnostic::new(TABLE_GAP, span, format!("no row fits {input}"))
        .help("add a row for it; until then the outcome there is a gap")
}

/// Two cases of one definition that can hold together, neither over the other; `witness` is an input that fits both.
pub fn cases_overlap(span: Span, of: &str, witness: &str, first: Span, label: Option<&str>) -> Diagnostic {
    let message = match witness {
        "" => format!("two cases of `{of}` always hold together, and say different things"),
        _ => format!("two cases of `{of}` say different things for {witness}"),
    };
    let found =
        Diagnostic::new(CASES_OVERLAP, span, message).label("and this one").also(first, "this case holds there");
    let found = match label {
        Some(label) => found.help(format!("let one prevail: `prevailing over [{label}]`")),
        None => found.help("give them labels and let one prevail: `prevailing over [label]`"),
    };
    found
        .help("or make the conditions exclude each other")
        .help(format!("where the law itself says both, show it in a test: `expect {of}(..) is conflict`"))
}

/// A case that no input leaves: its condition is `never` true, or others always prevail over it.
pub fn never_decides(span: Span, never: bool, otherwise: bool) -> Diagnostic {
    let found = Diagnostic::new(NEVER_DECIDES, span, "this case never decides");
    match (never, otherwise) {
        (true, _) => found.label("its condition is never true").help("correct the condition, or leave the case out"),
        (false, true) => found.label("the other cases cover everything").help("leave it out, or correct the others"),
        (false, false) => {
            found.label("others always prevail over it").help("leave it out, or narrow what prevails over it")
        }
    }
}

/// A rule that its own clauses of applicability always end.
pub fn never_applies(span: Span, of: &str) -> Diagnostic {
    Diagnostic::new(NEVER_DECIDES, span, format!("`{of}` never applies"))
        .label("this, with what else ends it, is always so")
        .help("correct the condition, or leave the rule out")
}

/// A clause of applicability that never ends its rule (`applies`: whose condition is always true).
pub fn never_ends(span: Span, applies: bool) -> Diagnostic {
    let found = Diagnostic::new(NEVER_DECIDES, span, "this clause never decides");
    match applies {
        true => found.label("its condition is always true").help("correct the condition, or leave the clause out"),
        false => found
            .label("its condition is never true where the rule still applies")
            .help("correct the condition, or leave the clause out"),
    }
}

/// An assessment that comes out the same wherever it applies.
pub fn fixed_outcome(span: Span, of: &str, outcome: &str) -> Diagnostic {
    Diagnostic::new(FIXED_EVIDENCE, span, format!("`{of}` is {outcome} whatever the facts"))
        .label("within the bounds of what it reads this is always the same")
        .help("correct the condition, or the bounds of the fields")
}

/// An input to which no case of a definition applies.
pub fn cases_gap(span: Span, of: &str, witness: &str) -> Diagnostic {
    let message = match witness {
        "" => format!("no case of `{of}` ever applies"),
        _ => format!("no case of `{of}` applies for {witness}"),
    };
    Diagnostic::new(CASES_GAP, span, message)
        .label("the last of its cases")
        .help("add `otherwise VALUE` or one more case, or say where the rule ends: `applies when CONDITION`")
        .help(format!("where no value is meant, show it in a test: `expect {of}(..) is gap`"))
}

/// A declaration that no rule, paper, test or recommendation reads.
pub fn unused(span: Span, what: &str, name: &str) -> Diagnostic {
    Diagnostic::new(UNUSED, span, format!("nothing reads the {what} `{name}`"))
        .label("no rule, paper, test or recommendation")
        .help("read it, show in a test what it comes to, or leave it out")
}

/// A `let` whose name no clause below it uses.
pub fn let_unread(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(UNUSED, span, format!("nothing uses `{name}`"))
        .label("it does nothing")
        .help("use it in a clause below, or leave it out")
}

/// A column of a table of cases whose name nothing in the test uses.
pub fn column_unread(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(UNUSED, span, format!("nothing uses the column `{name}`"))
        .label("its values go nowhere")
        .help("use the name in `given` or `expect`, or leave the column out")
        .help("a parameter of a reform has the value that its scenario gives: name the scenario in `under`")
}

/// A field that no rule, paper or test reads.
pub fn field_unread(span: Span, entity: &str, field: &str) -> Diagnostic {
    Diagnostic::new(FIELD_UNREAD, span, format!("nothing reads the field `{field}` of `{entity}`"))
        .label("asked for in vain")
        .help("a profile is asked only for what a rule, a paper or a test reads; leave it out, or read it")
}

/// A quantifier or aggregate over a list that is always empty.
pub fn empty_list(span: Span) -> Diagnostic {
    Diagnostic::new(EMPTY_LIST, span, "this list is always empty")
        .label("nothing in it")
        .help("`some` and `count` find nothing there, and `every` holds of nothing; correct the list")
}

/// Evidence of a recommendation that no fact, param or day can change.
pub fn fixed_evidence(span: Span, of: &str) -> Diagnostic {
    Diagnostic::new(FIXED_EVIDENCE, span, format!("this evidence of `{of}` is the same whatever the facts"))
        .label("nothing in it can change")
        .help("let it rest on rules, fields or params, as what is recommended would be recommended without it too")
}

/// An expectation that holds whatever the policy says.
pub fn fixed_expectation(span: Span) -> Diagnostic {
    Diagnostic::new(FIXED_EVIDENCE, span, "this expectation is met whatever the policy says")
        .label("it is held against itself")
        .help("ask for what a rule, param or field comes to: `expect limit(t) = 40 micrograms`")
}

/// A source that binds nobody.
pub fn binds_nobody(span: Span, source: &str, all: &str) -> Diagnostic {
    Diagnostic::new(EMPTY_LIST, span, format!("`{source}` binds nobody: all of `{all}` are excepted"))
        .help("leave an exception out; a text that binds none of them needs no `binds`")
}

/// A reading that says what the main text says.
pub fn same_reading(span: Span, reading: &str, of: &str, first: Span) -> Diagnostic {
    Diagnostic::new(NEVER_DECIDES, span, format!("`{reading}` reads `{of}` as it stands"))
        .label("as in the main text")
        .also(first, "which says the same")
        .help("write what it comes to in the other reading, or leave the reading out")
}

/// A divisor that is 0 (`always`), or that may be: nothing beside it says otherwise.
pub fn divisor(span: Span, always: bool, of: &str) -> Diagnostic {
    if always {
        return Diagnostic::new(DIVISOR, span, "this divisor is 0").label("nothing can be divided by it");
    }
    Diagnostic::new(DIVISOR, span, "this divisor can be 0, and the outcome is a gap there")
        .label("its bounds begin at 0 or below")
        .help("say what holds there: `not applicable when ... = 0`, a case of its own, `where ... > 0` in a list")
        .help(format!("where no value is meant, show it in a test: `expect {of}(..) is gap`"))
}

/// A condition that is written out, `true` or `1 = 1`.
pub fn rests_on_nothing(span: Span) -> Diagnostic {
    Diagnostic::new(FIXED_EVIDENCE, span, "this condition rests on nothing, and is the same whatever the facts")
        .help("write what it depends on, or leave the clause out; what a reform will switch is a param: `param NAME: bool { is false }`")
}

/// A share that is multiplied by 100 where a percentage is asked for.
pub fn hundred_times(span: Span, hundred: Span) -> Diagnostic {
    Diagnostic::new(HUNDRED, span, "this is a hundred times the share: 5 % is 0.05, not 5")
        .also(hundred, "leave it out")
        .help("a percentage is the share itself, printed with `%`")
}

/// A `marginal` scale whose first step begins above 0.
pub fn nothing_below(span: Span, of: &str) -> Diagnostic {
    Diagnostic::new(TABLE_GAP, span, format!("`{of}` counts nothing below its first bound"))
        .help("begin with a row for 0, at 0 % if nothing is due there")
}

/// A scale of steps asked of what may lie below the first of them, `first`; `of` is the rule that asks.
pub fn below_scale(span: Span, scale: &str, first: &str, step: Span, of: &str) -> Diagnostic {
    Diagnostic::new(TABLE_GAP, span, format!("`{scale}` has no step below {first}, and this can be less"))
        .label("its bounds begin below")
        .also(step, "the first step")
        .help(
            "begin the scale with a row for it, or say what holds there: a case of its own, `not applicable when ...`",
        )
        .help(format!("where no value is meant, show it in a test: `expect {of}(..) is gap`"))
}

/// A parameter of a reform that none of its patches reads.
pub fn param_unread(span: Span, name: &str, reform: &str) -> Diagnostic {
    Diagnostic::new(UNUSED, span, format!("no patch of `{reform}` reads its parameter `{name}`"))
        .label("given in vain")
        .help("read it in a patch, or leave it out")
}

/// A parameter of a definition or table that none of its clauses reads.
pub fn subject_unread(span: Span, name: &str, rule: &str) -> Diagnostic {
    Diagnostic::new(UNUSED, span, format!("nothing in `{rule}` reads its parameter `{name}`"))
        .label("given in vain")
        .help("read it in a clause, or leave it out")
}

/// Two cases of which it was not found out whether they can hold together.
pub fn undecided(span: Span, of: &str, first: Span) -> Diagnostic {
    two_undecided(span, "cases", of, first)
        .help("they rest on what `check` cannot work out: figures set against each other, a call, what a list holds; where both hold, the outcome is a conflict")
        .help("let one prevail over the other, and the question does not arise")
}

/// Cases of which it was not found out whether one of them holds whatever the facts.
pub fn cases_gap_undecided(span: Span, of: &str) -> Diagnostic {
    Diagnostic::new(UNDECIDED, span, format!("whether some case of `{of}` holds for each input is not decided"))
        .help("they rest on what `check` cannot work out: figures set against each other, a call, what a list holds; where none holds, the outcome is a gap")
        .help("an `otherwise` settles it")
}

/// Two rows of a table of which is not decided whether they meet.
pub fn undecided_rows(span: Span, of: &str, first: Span) -> Diagnostic {
    two_undecided(span, "rows", of, first)
        .help("they hold what `check` cannot work out; where both fit, the outcome is a conflict")
        .help("make the rows exclude each other in another column, or say `hit first`")
}

fn two_undecided(span: Span, what: &str, of: &str, first: Span) -> Diagnostic {
    let message = format!("whether two {what} of `{of}` can say different things for one input is not decided");
    Diagnostic::new(UNDECIDED, span, message).label("this one").also(first, "and this one")
}

/// A table of which is not decided whether some input fits none of its rows.
pub fn undecided_gap(span: Span, of: &str) -> Diagnostic {
    Diagnostic::new(UNDECIDED, span, format!("whether each input fits some row of `{of}` is not decided")).help(
        "its cells hold what `check` cannot work out, or it is too large; where no row fits, the outcome is a gap",
    )
}

/// A row of which is not decided whether it is ever the first one that fits.
pub fn undecided_row(span: Span) -> Diagnostic {
    Diagnostic::new(UNDECIDED, span, "whether this row ever decides is not decided")
        .help("the rows above it are too many, or have too many columns, for `check` to go through")
}

/// An expectation that goes through the instances at hand, where its test makes one up.
pub fn not_among(span: Span, name: &str, plural: &str) -> Diagnostic {
    Diagnostic::new(NOT_AMONG, span, format!("`{name}` is not among the `{plural}` that this speaks of"))
        .label("the profiles")
        .help("what a test makes up changes no list: expect it of the instance itself, or of a list of the test's own, `list(a, b)`")
        .help("where the profiles are meant, say so in a test that makes none up")
}
