//! What can go wrong with reforms, scenarios and readings: E05xx, W05xx, N05xx.

use super::names::MISSING_CLAUSE;
use super::{Code, Diagnostic, Row};
use crate::num::date::Date;
use crate::text::{Name, Span};

/// The codes of this file.
pub const CODES: &[Row] = &[
    Row { code: CONFLICT, title: "two reforms that write the same thing differently" },
    Row { code: HITS_NOTHING, title: "a patch that hits nothing" },
    Row { code: CHANGES_NOTHING, title: "a patch that changes nothing at the scenario's date" },
    Row { code: NOT_YET_KNOWN, title: "a reform or scenario that is known only after the cut" },
    Row { code: ARGUMENTS, title: "a reform with a parameter that nobody gives a value" },
    Row { code: STACKED_TWICE, title: "a reform stacked twice with different values" },
    Row { code: STILL_USED, title: "a repealed definition that is still used" },
    Row { code: NOT_LAW, title: "a name that only a reform brings, where the reform is not stacked" },
    Row { code: RING, title: "scenarios or reforms that build on each other in a ring" },
    Row { code: ASSUMED_TWICE, title: "two assumptions that contradict each other" },
    Row { code: RIVAL_DIFFERS, title: "a name that two reforms add in different forms" },
    Row { code: TWO_READINGS, title: "two readings of one thing chosen together" },
    Row { code: LACKS_ITS_BASE, title: "a reform stacked without the one that it builds on" },
    Row { code: DOES_NOT_FIT, title: "a reading that a reform does not fit" },
    Row { code: ALREADY_LAW, title: "a reform stacked that is law already" },
];

const CONFLICT: Code = Code("E0501");
const HITS_NOTHING: Code = Code("E0502");
/// A patch that changes nothing under a scenario.
pub const CHANGES_NOTHING: Code = Code("E0503");
const NOT_YET_KNOWN: Code = Code("E0504");
const ARGUMENTS: Code = Code("E0505");
const STACKED_TWICE: Code = Code("E0506");
const STILL_USED: Code = Code("E0507");
const NOT_LAW: Code = Code("E0508");
const RING: Code = Code("E0509");
const ASSUMED_TWICE: Code = Code("E0510");
const RIVAL_DIFFERS: Code = Code("E0511");
pub(super) const TWO_READINGS: Code = Code("E0512");
const LACKS_ITS_BASE: Code = Code("E0513");
pub(super) const DOES_NOT_FIT: Code = Code("W0501");
const ALREADY_LAW: Code = Code("N0501");

/// The code of a patch that changes nothing, which is no fault where values are tried out.
pub const NO_CHANGE: Code = CHANGES_NOTHING;

/// The code of two reforms that cannot stand in one stack.
pub const NOT_TOGETHER: Code = CONFLICT;

/// What a patch looked for and did not find.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Miss {
    /// The case `[.1]` of the rule `.0`.
    Case(String, String),
    /// The case with that label, which the rule has already.
    CaseThere(String, String),
    /// Room for an `otherwise` of the rule, which has one.
    BaseThere(String),
    /// Room for a step of the scale `.0` at `.1`, where it has one that says something else.
    StepThere(String, String),
    /// A place for a step of the scale: it, or another, begins at what is not known.
    NoPlace(String),
    /// The scale with the rows that it is written with.
    Rows(String),
    /// The case without a label, of the rule.
    Base(String),
    /// A clause such as `applies when`, of the rule.
    Clause(String, &'static str),
    /// The rule itself.
    Rule(String),
    /// The instance.
    Instance(String),
    /// A version of the param, or a day on which the source ends.
    End(String),
    /// Anything that ends on a day.
    Ending(Date),
    /// Any State that the source binds.
    Bound(String),
}

impl Miss {
    /// Whether what the patch adds to is there, and has no room for it.
    fn is_of_place(&self) -> bool {
        matches!(self, Miss::CaseThere(..) | Miss::BaseThere(_) | Miss::StepThere(..) | Miss::NoPlace(_))
    }

    fn words(&self) -> String {
        match self {
            Miss::Case(rule, label) => format!("`{rule}` has no case `[{label}]`"),
            Miss::CaseThere(rule, label) => format!("`{rule}` has a case `[{label}]` already"),
            Miss::BaseThere(rule) => format!("`{rule}` has an `otherwise` already"),
            Miss::StepThere(scale, at) => format!("`{scale}` has a step at {at} already, with another value"),
            Miss::NoPlace(scale) => format!("where each step of `{scale}` begins is not known on that day"),
            Miss::Rows(scale) => format!("`{scale}` has other rows than it is written with"),
            Miss::Base(rule) => format!("`{rule}` has no case without a label, or has several"),
            Miss::Clause(rule, clause) => format!("`{rule}` has no clause `{clause}`, or has several"),
            Miss::Rule(rule) => format!("there is no `{rule}`"),
            Miss::Instance(key) => format!("there is no `{key}`"),
            Miss::End(what) => format!("nothing of `{what}` ends before that day"),
            Miss::Ending(day) => format!("nothing ends on {day}"),
            Miss::Bound(source) => format!("`{source}` does not say whom it binds"),
        }
    }
}

/// What two patches write.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum What {
    /// A name: there is none of it before.
    Added(String),
    /// A param.
    Param(String),
    /// The field `.1` of the instance `.0`.
    Field(String, String),
    /// Whether the source `.0` binds the State `.1`.
    Binds(String, String),
    /// A whole rule.
    Rule(String),
    /// The case `[.1]` of the rule `.0`.
    Case(String, String),
    /// The step of the scale `.0` that begins at `.1`.
    Step(String, String),
    /// A clause of a rule.
    Clause(String),
}

impl What {
    fn words(&self) -> String {
        match self {
            What::Added(name) | What::Param(name) | What::Rule(name) => format!("`{name}`"),
            What::Field(key, field) => format!("`{key}.{field}`"),
            What::Binds(source, state) => format!("whether `{source}` binds `{state}`"),
            What::Case(rule, label) => format!("`{rule}` [{label}]"),
            What::Step(scale, at) => format!("the step of `{scale}` at {at}"),
            What::Clause(rule) => format!("one clause of `{rule}`"),
        }
    }
}

/// Two reforms that write the same thing differently for the same day.
pub fn conflict(span: Span, what: &What, first: &str, second: &str, other: Span) -> Diagnostic {
    if let What::Added(name) = what {
        return Diagnostic::new(CONFLICT, span, format!("`{first}` and `{second}` both add `{name}`"))
            .label(format!("as `{first}` has it"))
            .also(other, format!("as `{second}` has it"))
            .help("they are rival proposals of one thing: a stack takes one of them");
    }
    let what = what.words();
    let found = Diagnostic::new(
        CONFLICT,
        span,
        match first == second {
            true => format!("`{first}` writes {what} twice, and not in the same way"),
            false => format!("`{first}` and `{second}` both write {what}, and not in the same way"),
        },
    );
    found.label(format!("as `{first}` has it")).also(other, format!("as `{second}` has it")).help(
        match first == second {
            true => "leave one of them out".to_string(),
            false => {
                format!("leave one of them out, or say in one that it `builds on` the other (`{second}` or `{first}`)")
            }
        },
    )
}

/// One thing that a reform writes in two ways.
pub fn writes_twice(span: Span, reform: &str, first: Span) -> Diagnostic {
    Diagnostic::new(CONFLICT, span, format!("`{reform}` writes this twice, and not in the same way"))
        .again(first)
        .help("leave one of them out")
}

/// A patch that hits nothing in the law that it reads.
pub fn hits_nothing(span: Span, reform: &str, miss: &Miss, under: Option<&str>) -> Diagnostic {
    let fails = if miss.is_of_place() { "has no place" } else { "hits nothing" };
    let message = format!("this patch of `{reform}` {fails}: {}", miss.words());
    let found = Diagnostic::new(HITS_NOTHING, span, message).about(format!("{reform} {}", span.start));
    let found = match under {
        Some(scenario) => found.under(scenario),
        None => found,
    };
    found.help(match miss {
        Miss::CaseThere(..) => "give the case another label, or change the one that is there: `amend`",
        Miss::BaseThere(_) => "change the one that is there: `amend RULE otherwise VALUE`",
        Miss::StepThere(..) => "let the step begin elsewhere; to say the scale anew, write `replace`",
        Miss::NoPlace(_) => "a step can begin only at a figure: a param or a parameter of a reform that it names needs a value",
        _ => {
            "a patch reads the law before the stack; what another reform brings is there only for one that `builds on` it"
        }
    })
}

/// A patch that changes nothing at the date of a scenario.
pub fn changes_nothing(span: Span, reform: &str, under: &str) -> Diagnostic {
    Diagnostic::new(CHANGES_NOTHING, span, format!("this patch of `{reform}` changes nothing"))
        .under(under)
        .help("on that day the law says the same without it; take the patch out, or correct what it writes")
}

/// A reform that holds on other days than the one at which the scenario that stacks it reads the law.
pub fn holds_on_other_days(
    span: Span,
    reform: &str,
    (from, until): (Date, Date),
    day: Date,
    under: &str,
) -> Diagnostic {
    let (holds, way) = match until < day {
        true => (format!("until {until}"), "an earlier"),
        false => (format!("from {from}"), "a later"),
    };
    Diagnostic::new(CHANGES_NOTHING, span, format!("`{reform}` changes nothing: it holds {holds} only"))
        .under(under)
        .help(format!("read the scenario on {way} day, or leave the reform out"))
}

/// The same, where a reform that was adopted by the cut may be why.
pub fn perhaps_law_already(found: Diagnostic) -> Diagnostic {
    found.help("a reform that was adopted by the cut is law, and has written what it writes already")
}

/// A prolongation that ends before the scenario's date.
pub fn prolongs_too_little(span: Span, reform: &str, day: Date, until: Date) -> Diagnostic {
    Diagnostic::new(CHANGES_NOTHING, span, format!("this patch of `{reform}` changes nothing on {day}"))
        .label(format!("it prolongs until {until} only"))
        .help(format!("prolong until {day} or later, or read the scenario on a day up to {until}"))
}

/// A reform stacked that is known only after the knowledge cut.
pub fn not_yet_known(span: Span, reform: &str, known: Date, cut: Date) -> Diagnostic {
    Diagnostic::new(NOT_YET_KNOWN, span, format!("`{reform}` is known from {known} only, after the cut of {cut}")).help(
        "with the knowledge of that day nobody could stack it; evaluate with a later `--known-on`, or leave it out",
    )
}

/// A scenario that says what was known on a day, read under an earlier cut.
pub fn known_later(span: Span, scenario: &str, known: Date, cut: Date) -> Diagnostic {
    Diagnostic::new(
        NOT_YET_KNOWN,
        span,
        format!("`{scenario}` is told with what was known on {known}, after the cut of {cut}"),
    )
    .help(format!(
        "evaluate it with `--known-on {known}` or later; what it would be with less knowledge nobody has said"
    ))
}

/// A reform with a parameter that nobody gives a value.
pub fn arguments(span: Span, reform: &str, param: &str) -> Diagnostic {
    Diagnostic::new(ARGUMENTS, span, format!("nobody gives `{param}` of `{reform}` a value"))
        .help(format!("write `{reform}({param}: VALUE)` in the scenario, or `{param}: unknown`; a reform that is law has no open parameter"))
}

/// A reform stacked twice with different values.
pub fn stacked_twice(span: Span, reform: &str, other: Span) -> Diagnostic {
    Diagnostic::new(STACKED_TWICE, span, format!("`{reform}` is stacked twice, with different values"))
        .also(other, "the other one")
        .help("a stack is a set: start from another scenario, or give the same values")
}

/// A repealed definition that is still used.
pub fn still_used(span: Span, name: &str, used: Span, by: &str) -> Diagnostic {
    Diagnostic::new(STILL_USED, span, format!("this repeals `{name}`, and `{by}` still uses it"))
        .also(used, "used here")
        .help(format!("amend `{by}` in the same reform, or `replace {name}` instead"))
}

/// A name that only a reform brings, used where the reform is not stacked.
pub fn not_law(span: Span, name: &str, adds: &[&Name]) -> Diagnostic {
    let found = Diagnostic::new(NOT_LAW, span, format!("`{name}` is not law here"));
    match adds {
        [] => found.help("it was repealed, or is read on other days only"),
        [reform] => found.help(format!("`{reform}` adds it; evaluate under a scenario that stacks it")),
        several => {
            let reforms = several.iter().map(|reform| format!("`{reform}`")).collect::<Vec<_>>().join(", ");
            found.help(format!("each of {reforms} adds it; evaluate under a scenario that stacks one of them"))
        }
    }
}

/// Scenarios that start from each other, or reforms that build on each other.
pub fn ring(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(RING, span, format!("`{name}` builds on itself in the end"))
        .help("break the ring: one of them must stand on the law")
}

/// Two assumptions of one scenario or test that give one field different values.
pub fn assumed_twice(span: Span, field: &str, first: Span) -> Diagnostic {
    Diagnostic::new(ASSUMED_TWICE, span, format!("`{field}` is assumed twice, with different values"))
        .label("and here")
        .also(first, "assumed here")
        .help("leave one of them out, or say for which each holds: `where C`")
}

/// A second reform that adds a name in another form than the first.
pub fn rival_differs(span: Span, name: &str, first: Span) -> Diagnostic {
    Diagnostic::new(RIVAL_DIFFERS, span, format!("two reforms add `{name}`, and not in one form"))
        .label("of another form")
        .also(first, "added here first")
        .help("rival proposals of one name agree in what it is: type or entity, parameters, result, modality, level, who is bound")
        .help("give it another name where another thing is meant")
}

/// A reading left out because a reform does not fit it.
pub fn does_not_fit(span: Span, reading: &str, reform: &str) -> Diagnostic {
    Diagnostic::new(
        DOES_NOT_FIT,
        span,
        format!("the reading `{reading}` is left out: `{reform}` patches what it does not have"),
    )
    .help("give the reading the labels that the reform patches, or read it without the reform")
}

/// Two readings of one thing that are chosen together.
pub fn two_readings(span: Span, reading: &str, other: (&str, Span), under: Option<&str>) -> Diagnostic {
    let place = under.map(|s| format!(", under `{s}`")).unwrap_or_default();
    let message = format!("`{}` and `{reading}` are readings of one thing, and both are chosen{place}", other.0);
    Diagnostic::new(TWO_READINGS, span, message)
        .label("one of them")
        .also(other.1, "the other one")
        .help("choose one of them; what both say together is a third reading")
}

/// A reform that is stacked without the one that it builds on.
pub fn lacks_its_base(span: Span, reform: &str, on: &str) -> Diagnostic {
    Diagnostic::new(LACKS_ITS_BASE, span, format!("`{reform}` builds on `{on}`, which is neither law here nor stacked"))
        .help(format!("stack both: `with {on}, {reform}`"))
}

/// A reform stacked that is law already.
pub fn already_law(span: Span, reform: &str, adopted: Option<Date>) -> Diagnostic {
    let found = Diagnostic::new(ALREADY_LAW, span, format!("`{reform}` is law already, so stacking it adds nothing"));
    match adopted {
        Some(day) => found.help(format!("it was adopted on {day}")),
        None => found,
    }
}

/// A reform of which nobody can tell whether it is law.
pub fn without_status(span: Span, reform: &str) -> Diagnostic {
    Diagnostic::new(MISSING_CLAUSE, span, format!("`{reform}` does not say how far it has come"))
        .label("a proposal, or law already?")
        .help("add a line: `status discussed DAY`, `status proposed DAY`, or `status adopted DAY` where it is law")
}
