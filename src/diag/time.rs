//! What can go wrong with time, law and its sources: E03xx, W03xx.

use super::{Code, Diagnostic, Row};
use crate::num::date::Date;
use crate::text::Span;

/// The codes of this file.
pub const CODES: &[Row] = &[
    Row { code: GAP, title: "a day for which a param has no version" },
    Row { code: OVERLAP, title: "two versions of a param for one day" },
    Row { code: NOT_IN_FORCE, title: "an article cited on a day on which it does not hold" },
    Row { code: NOT_KNOWN, title: "a source later than the knowledge cut" },
    Row { code: BACKWARDS, title: "a range or period from high to low" },
    Row { code: NO_DATE, title: "a scenario without a date" },
    Row { code: MONTHS, title: "months added to a day without a mode" },
    Row { code: DONE_OR_NOT, title: "something that happened, and later had not" },
    Row { code: ORDER, title: "days of a source in an order that cannot be" },
    Row { code: HOLE, title: "days between two versions of a param" },
    Row { code: BEFORE_SOURCE, title: "a version that begins before what it cites" },
];

const GAP: Code = Code("E0301");
const OVERLAP: Code = Code("E0302");
pub(super) const NOT_IN_FORCE: Code = Code("E0303");
const NOT_KNOWN: Code = Code("E0304");
const BACKWARDS: Code = Code("E0305");
const NO_DATE: Code = Code("E0306");
const MONTHS: Code = Code("E0307");
const DONE_OR_NOT: Code = Code("E0308");
const ORDER: Code = Code("W0302");
const HOLE: Code = Code("W0301");
pub(super) const BEFORE_SOURCE: Code = Code("W0303");

/// Definitions of the prelude's calendar, with what others call them.
const CALENDAR: &[(&str, &[&str])] = &[
    ("day_of_month(d)", &["day", "day_of", "day_of_month", "dayofmonth", "get_day"]),
    ("day_of_week(d)", &["weekday", "week_day", "day_of_week", "dayofweek", "isoweekday"]),
    ("date_of(year, month, day)", &["date", "date_of", "date_from", "make_date", "new_date", "to_date"]),
    ("first_of_month(d)", &["first_of_month", "first_day_of_month", "start_of_month", "begin_of_month", "month_start"]),
    (
        "first_of_next_month(d)",
        &["first_of_next_month", "first_day_of_next_month", "next_month", "start_of_next_month"],
    ),
    ("last_of_month(d)", &["last_of_month", "last_day_of_month", "end_of_month", "eomonth", "month_end"]),
    ("first_of_year(d)", &["first_of_year", "first_day_of_year", "start_of_year", "begin_of_year", "year_start"]),
    ("last_of_year(d)", &["last_of_year", "last_day_of_year", "end_of_year", "year_end"]),
    ("full_months(first, last)", &["full_months", "months_between", "completed_months", "whole_months", "month_diff"]),
];

/// What is asked of days by a word of other languages, in words of this one.
pub(super) fn of_days(word: &str) -> Option<String> {
    let word = word.to_ascii_lowercase();
    let own = match word.as_str() {
        "year" | "year_of" | "get_year" => "the year of a day is `year(d)`",
        "month" | "month_of" | "get_month" => "the month of a day is `month(d)`, from 1 to 12",
        "days_between" | "day_diff" | "date_diff" | "datediff" => "the days from one day to another are `last - first`",
        "age" | "years_between" | "whole_years" | "completed_years" => {
            "the years that are full from one day to another are `full_years(first, last, next_day)`, or with `last_day`"
        }
        word => {
            let (form, _) = CALENDAR.iter().find(|(_, words)| words.contains(&word))?;
            return Some(format!(
                "`{form}` is a definition of the module `calendar` in the prelude: copy `docs/prelude/calendar.acq`, or name it in the manifest"
            ));
        }
    };
    Some(own.into())
}

/// A day for which a param has no version; `days` are the first and last day of each it has.
pub fn no_version(span: Span, param: &str, day: Date, days: &[(Date, Date)], under: Option<&str>) -> Diagnostic {
    let under = under.map(|s| format!(", under `{s}`")).unwrap_or_default();
    let known: Vec<String> = days.iter().map(|(from, until)| period(*from, *until)).collect();
    Diagnostic::new(GAP, span, format!("`{param}` has no value on {day}{under}"))
        .about(param)
        .label("read here")
        .help(match known.is_empty() {
            true => "it has no version at all".to_string(),
            false => format!("it has one {}", known.join(", and ")),
        })
        .help(format!("add a version, or a reform that says `prolong {param} until ...`"))
}

/// Days between two versions of a param for which it has none.
pub fn between_versions(span: Span, param: &str, (first, last): (Date, Date), before: Span) -> Diagnostic {
    Diagnostic::new(HOLE, span, format!("`{param}` has no value {}", period(first, last)))
        .label("it goes on here")
        .also(before, "it ends here")
        .help("join the two, or say what holds between them: a value, `unknown`, or `absent` with `may be absent`")
}

fn period(from: Date, until: Date) -> String {
    match (from == Date::MIN, until == Date::MAX) {
        (true, true) => "on every day".into(),
        _ if from == until => format!("on {from}"),
        (true, false) => format!("until {until}"),
        (false, true) => format!("from {from}"),
        (false, false) => format!("from {from} until {until}"),
    }
}

/// Two versions of a param for one day.
pub fn overlap(span: Span, param: &str, day: Date, first: Span) -> Diagnostic {
    let when = if day == Date::MIN { "for the same days".into() } else { format!("on {day}") };
    Diagnostic::new(OVERLAP, span, format!("`{param}` has two values {when}"))
        .also(first, "the other one")
        .help("end one before the other starts")
}

/// An article cited on a day on which it does not hold.
pub fn not_in_force(span: Span, what: &str, day: Date, holds: Option<(Date, Date)>) -> Diagnostic {
    let source = what.split(' ').next().unwrap_or(what);
    let found = Diagnostic::new(NOT_IN_FORCE, span, format!("`{what}` does not hold on {day}")).about(source);
    match holds {
        Some((from, until)) => found.help(format!("it holds {}", period(from, until))),
        None => found.help("it is not in force on any day; what is only proposed can be cited in a reform"),
    }
    .help("cite what holds that day, or give the case its own `from` and `until`")
}

/// A version of a param that begins before what it cites holds: its first day, and that of what it cites.
pub fn before_its_source(span: Span, param: &str, what: &str, (from, first): (Date, Date)) -> Diagnostic {
    Diagnostic::new(BEFORE_SOURCE, span, format!("`{param}` begins on {from}, and `{what}` holds from {first} only"))
        .about(what.split(' ').next().unwrap_or(what))
        .label("before what it cites")
        .help(format!("until {first} nothing can read it: correct one of the days, or cite what held before"))
        .help("of an act that applies to the time before it, the source says so: `applied from DAY`")
}

/// A source that is cited as law and has no status.
pub fn no_status(span: Span, source: &str, cited: Span) -> Diagnostic {
    Diagnostic::new(NOT_IN_FORCE, span, format!("`{source}` does not say since when it holds"))
        .about(source)
        .also(cited, "cited here")
        .help("add a line `status adopted DAY, in force from DAY`; for a report or study `status published DAY`")
}

/// A source later than the knowledge cut.
pub fn not_known(span: Span, what: &str, known: Date, cut: Date) -> Diagnostic {
    Diagnostic::new(NOT_KNOWN, span, format!("`{what}` is known from {known} only, after the cut of {cut}"))
        .about(what)
        .help("evaluate with a later `--known-on`, or leave it out of this scenario")
}

/// A range from high to low.
pub fn backwards(span: Span) -> Diagnostic {
    Diagnostic::new(BACKWARDS, span, "this range runs from high to low").help("write the lower end first")
}

/// Limits of a field between which nothing lies; `from_zero`: only the upper one is written.
pub fn limits_cross(span: Span, from_zero: bool) -> Diagnostic {
    let found = Diagnostic::new(BACKWARDS, span, "no value lies between the limits of this field");
    match from_zero {
        true => found.help("`at most` alone begins at 0: write both ends, `LOW .. HIGH`"),
        false => found.help("write the lower end first: `LOW .. HIGH`, or `at least LOW, at most HIGH`"),
    }
}

/// An interval in a cell that holds nothing; `text`: the other way round, where it can be written out.
pub fn interval_backwards(span: Span, text: Option<String>, same: bool) -> Diagnostic {
    if same {
        return Diagnostic::new(
            BACKWARDS,
            span,
            "this interval is empty: it begins where it ends, and leaves that out",
        )
        .help("write `[` and `]` around ends that belong to it");
    }
    let found = backwards(span);
    match text {
        Some(text) => found.fix(format!("write `{text}`"), span, text, false),
        None => found,
    }
}

/// A period that ends before it starts.
pub fn period_backwards(span: Span, what: &str) -> Diagnostic {
    Diagnostic::new(BACKWARDS, span, format!("this period of `{what}` ends before it starts"))
        .help("write the earlier day first")
}

/// Days of a source in an order that cannot be: `later` is what cannot come before `earlier`.
pub fn order_of_days(span: Span, earlier: (&str, Date), later: (&str, Date), first: Span) -> Diagnostic {
    let message = format!("{} on {} comes before {} on {}", later.0, later.1, earlier.0, earlier.1);
    Diagnostic::new(ORDER, span, message)
        .label("before the other")
        .also(first, "this comes first")
        .help("correct one of the days; what applies to the time before says `applied from`")
}

/// Something that happened, by a text that is older; `last` is the day on which it was published.
pub fn told_before(span: Span, source: &str, last: Date, happened: Date) -> Diagnostic {
    Diagnostic::new(
        ORDER,
        span,
        format!("`{source}` was published on {last}, and this is to have happened on {happened}"),
    )
    .label("later than the text")
    .help("a text tells of no later day: cite what records it, or correct one of the days")
}

/// A paper that is due before the day that it speaks of.
pub fn due_before_its_day(span: Span, (date, due): (Date, Date), first: Span) -> Diagnostic {
    Diagnostic::new(ORDER, span, format!("the paper is due on {due}, and speaks of {date}"))
        .label("before the other")
        .also(first, "the day of the paper")
        .help("correct one of the days")
}

/// Something that happened, or had not, on a day later than any knowledge cut.
pub fn not_known_yet(span: Span, name: &str, day: Date, cut: Date) -> Diagnostic {
    let message = format!("what is said of `{name}` on {day} counts for nothing: the latest knowledge cut is {cut}");
    Diagnostic::new(ORDER, span, message)
        .help("correct the day; or look at it on a later day, with `known_on` in the manifest or `known on` in a scenario or test")
}

/// Something that had not happened on a day, after the day on which it is said to have.
pub fn happened_and_not(span: Span, not: Date, happened: Date, first: Span) -> Diagnostic {
    let message = format!("this had not happened by {not}, and happened by {happened}");
    Diagnostic::new(DONE_OR_NOT, span, message)
        .label("not yet")
        .also(first, "it happened")
        .help("correct one of the days, or leave out what a later record has overtaken")
}

/// A scenario without a date.
pub fn no_date(span: Span, scenario: &str) -> Diagnostic {
    Diagnostic::new(NO_DATE, span, format!("scenario `{scenario}` does not say at which day the law is read"))
        .help("add a line `at YYYY-MM-DD`")
}

/// Months added to a day without a mode.
pub fn months(span: Span) -> Diagnostic {
    Diagnostic::new(MONTHS, span, "months and years are not counted with `+` and `-`: not every month has that day")
        .help("say what to do then: `add(day, n months, last_day)`, `next_day` or `exact`; a year is 12 months, and `-n months` go back")
}
