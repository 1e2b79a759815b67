//! What can go wrong with the rows and columns of tables, scales and cases.

use super::names::{ARGUMENTS, CLAUSE_TWICE, MISSING_CLAUSE, NOT_FOUND, NOT_HERE, STEPS, TYPE, UNIT};
use super::{Diagnostic, Fix};
use crate::num::date::Date;
use crate::text::Span;

/// The last column of a table, which holds the result, by the name of a parameter; `table` is what the result is
/// called, and `before` says whether a column in front is called so.
pub fn no_result_column(span: Span, name: &str, table: &str, before: bool) -> Diagnostic {
    Diagnostic::new(
        MISSING_CLAUSE,
        span,
        format!("the last column of a table holds its result, and `{name}` is a parameter"),
    )
    .label("where is the result?")
    .help(match before {
        true => format!("put the column `{table}` behind it, with its cells"),
        false => format!("add a column for the result behind it: `| {name} | {table} |`"),
    })
}

/// `not a` in a cell: what stands before the value, and the value.
pub fn cell_of_others(before: Span, value: Span) -> Diagnostic {
    let mut found = Diagnostic::new(NOT_HERE, before.to(value), "a cell says in brackets what does not fit")
        .help("for example: `not(a, b)`");
    let edits = vec![(before, "not(".to_string()), (value.at_end(), ")".to_string())];
    found.fixes.push(Fix { title: "write the brackets".into(), edits, safe: true });
    found
}

/// A column of a table that stands twice.
pub fn column_again(span: Span, name: &str, first: Span) -> Diagnostic {
    Diagnostic::new(CLAUSE_TWICE, span, format!("the column `{name}` stands twice"))
        .again(first)
        .help("each parameter has one column: correct the name, or take one of them out")
}

/// The first column of a scale by a word that is not where its steps begin.
pub fn scale_begins(span: Span, parameter: &str) -> Diagnostic {
    Diagnostic::new(NOT_FOUND, span, "the first column of a scale says from where on a row holds")
        .label("`from` stands here")
        .help(format!("its header is `| from | result |`, or has `{parameter}` in place of `from`"))
        .help("a row that holds up to a bound is written from the bound of the row before it")
}

/// The second column of a scale by a word of the first, or by none.
pub fn scale_gives(span: Span, marginal: bool) -> Diagnostic {
    let word = if marginal { "rate" } else { "result" };
    Diagnostic::new(NOT_FOUND, span, "the second column of a scale says what a row gives")
        .label(format!("`{word}` stands here"))
        .help(format!("its header is `| from | {word} |`"))
}

/// A scale whose first row, where its header belongs, is a step.
pub fn scale_without_header(span: Span, marginal: bool) -> Diagnostic {
    let word = if marginal { "rate" } else { "result" };
    Diagnostic::new(NOT_FOUND, span, "the first row of a scale names its columns")
        .label("this row is read as the header")
        .help(format!("put `| from | {word} |` above it"))
}

/// A scale with another number of parameters than one; `second` is where they are too many.
pub fn scale_of_one(span: Span, second: Option<&str>) -> Diagnostic {
    let found = Diagnostic::new(ARGUMENTS, span, "a scale has one parameter, by which its rows go");
    match second {
        Some(second) => found
            .label(format!("`{second}` is one too many"))
            .help("what else matters is put in by the rule that uses it: `scale(income / base) * base`, or one scale for each"),
        None => found.help("for example: scale tax(income: EUR): EUR { .. }"),
    }
}

/// The header of a scale with more or fewer columns than two.
pub fn scale_of_two_columns(span: Span, columns: usize) -> Diagnostic {
    Diagnostic::new(ARGUMENTS, span, format!("a scale has two columns, and {columns} stand here"))
        .help("one says where a row begins, one what it gives: `| from | rate |`; a row holds up to where the next begins")
        .help("what holds on some days only says so behind its row: `| EUR 0 | 10 % |, from 2018-01-01`")
}

/// A scale that goes by what is no number; `found` says by what.
pub fn scale_by(span: Span, found: &str, marginal: bool) -> Diagnostic {
    let (what, help) = match marginal {
        true => (
            "a number",
            "each unit above a bound has its rate, and of days there is none: a `step` scale goes by a date",
        ),
        false => ("a number or a date", "rows by texts, values or conditions stand in a `table`"),
    };
    Diagnostic::new(TYPE, span, format!("this is {found}, and a scale goes by {what}")).help(help)
}

/// A scale that works out fractions and says that it gives whole numbers.
pub fn scale_gives_fractions(span: Span) -> Diagnostic {
    Diagnostic::new(TYPE, span, "what this scale works out is a bare number, and a whole number is needed here")
        .label("fractions come out")
        .help("write `ratio`, and round where it is used: `round(scale(n), to 1, half_up)`; a `step` scale gives what its rows say")
}

/// A scale that does not say how it reads its rows.
pub fn scale_without_mode(span: Span, scale: &str) -> Diagnostic {
    Diagnostic::new(MISSING_CLAUSE, span, format!("`{scale}` needs `marginal`, `step` or `interpolated`"))
        .help("`marginal`: each slice at its own rate; `step`: the value of the slice; `interpolated`: the line between two rows")
}

/// A table or scale without rows; `columns` is its header.
pub fn no_rows(span: Span, what: &str, columns: &str) -> Diagnostic {
    Diagnostic::new(MISSING_CLAUSE, span, format!("{what} needs rows"))
        .help(format!("its header is `{columns}`, and below it stands a row for each case"))
}

/// A row added to what has none.
pub fn no_rows_there(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(MISSING_CLAUSE, span, format!("`{name}` has no rows to which one could be added"))
        .help(format!("add a case: `add to {name} when [label] C then E`"))
}

/// Two modes of one scale.
pub fn two_modes(span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(CLAUSE_TWICE, span, "a scale has one mode: `marginal`, `step` or `interpolated`")
        .also(first, "first here")
        .help("keep one of them")
}

/// The bound of a step that is no number written out; `needed` says what it is a number of.
pub fn no_bound(span: Span, needed: &str) -> Diagnostic {
    Diagnostic::new(TYPE, span, format!("a step begins at {needed} that is written out, or that a param says"))
        .label("where does it begin?")
        .help(
            "the first cell of a row is the number from which on its second cell holds: `EUR 5`, `limit`, `3 * limit`",
        )
}

/// A second table in one declaration.
pub fn second_table(span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(CLAUSE_TWICE, span, "a second table stands in one declaration").also(first, "the first").help(
        "put its rows below those of the first, or declare it by another name; where one holds on other days, write the \
         days behind its rows: `, from 2016-01-01`",
    )
}

/// A table in a test that no word opens.
pub fn rows_of_no_word(span: Span) -> Diagnostic {
    Diagnostic::new(NOT_HERE, span, "in a test a table stands below the word `cases`, once")
        .label("nothing reads it")
        .help("write `cases` on a line above it; for a second table write a second test")
}

/// A condition for a row of a scale.
pub fn row_begins(span: Span, scale: &str) -> Diagnostic {
    Diagnostic::new(NOT_HERE, span, format!("a row of `{scale}` has no condition: it holds from where it begins"))
        .label("no condition")
        .help(format!(
            "`amend {scale} [ROW] then VALUE` gives it another rate or value; to move it, `repeal {scale} [ROW]` and `add to {scale} | FROM | VALUE |`"
        ))
}

/// The rate of a step that is a quantity; `found` says of what.
pub fn rate_is_a_share(span: Span, found: &str) -> Diagnostic {
    Diagnostic::new(UNIT, span, format!("the rate of a `marginal` scale is a share, and this is {found}"))
        .label("no share")
        .help("write a percentage: what each unit above the bound adds; amounts of their own stand in a `step` scale")
}

/// The value of a step or row that is none.
pub fn no_value_here(span: Span) -> Diagnostic {
    Diagnostic::new(TYPE, span, "one value is needed in the last cell of a row")
}

/// Where two steps begin on a day.
pub struct StepAt {
    /// The day, where it is not any.
    pub day: Option<Date>,
    /// Where the one before begins.
    pub before: String,
    /// Where this one begins.
    pub here: String,
}

/// Steps of a scale that do not rise, or begin at one number; `on`: with the params of a day; `there`: the step of the
/// scale at which a reform adds another, by its name: `tax [row_2]`.
pub fn steps_rise(span: Span, before: Span, same: bool, on: Option<&StepAt>, there: Option<&str>) -> Diagnostic {
    let (message, help) = match same {
        true => ("two steps begin at the same number", "leave one of them out, or correct its bound"),
        false => ("this step begins below the one before it", "write the steps in rising order"),
    };
    match on {
        None => {
            let found = Diagnostic::new(STEPS, span, message).also(before, "the one before it");
            match there {
                Some(row) => {
                    found.help(format!("`amend {row} then V` gives the step that is there another rate or value"))
                }
                None => found.help(help),
            }
        }
        Some(StepAt { day, before: low, here }) => Diagnostic::new(
            STEPS,
            span,
            match day {
                Some(day) => format!("on {day} {message}"),
                None => message.to_string(),
            },
        )
        .label(format!("at {here}"))
        .also(before, format!("the one before it: at {low}"))
        .help("correct the param or the bound, or say by `from` and `until` behind a row on which days it is read"),
    }
}

/// `prevailing over` behind a row.
pub fn rows_prevail_by_hit(span: Span) -> Diagnostic {
    Diagnostic::new(NOT_HERE, span, "no row prevails over another by its words")
        .help("behind a row stand `per`, `from` and `until`; which row of a table decides is said by `hit first`")
}

/// Something else than a name in the header of a table.
pub fn header_is_a_name<'a>(span: Span, names: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let all: Vec<&str> = names.into_iter().collect();
    Diagnostic::new(NOT_FOUND, span, "the header of a table names its parameters")
        .label("no name alone")
        .help(format!("its parameters are: {}", all.join(", ")))
        .help("what a row asks of one stands in the row: `> 5`, `[1 .. 5)`, `not(small)`, `-` for any")
}

/// A range in a cell that is written with a minus; `between` is what stands between its ends.
pub fn range_with_minus(span: Span, between: Span) -> Diagnostic {
    Diagnostic::new(TYPE, span, "a minus between two numbers subtracts, and a cell is a value or a range")
        .help("a range is written `20 .. 30`, one without its ends `(20 .. 30)`")
        .fix("write ` .. `", between, " .. ", false)
}

/// The same behind `in`.
pub fn range_behind_in(span: Span, between: Span) -> Diagnostic {
    Diagnostic::new(TYPE, span, "a minus between two numbers subtracts, and behind `in` stands a range or a list")
        .help("a range is written `20 .. 30`, both ends belong to it")
        .fix("write ` .. `", between, " .. ", false)
}

/// A word for any value in a cell.
pub fn any_in_words(span: Span, word: &str) -> Diagnostic {
    Diagnostic::new(NOT_FOUND, span, format!("`{word}` is no value here")).help("any value is `-`").fix(
        "write `-`",
        span,
        "-",
        false,
    )
}

/// Values of a cell that are joined by `or`; `between` is what stands between them.
pub fn cell_of_several(span: Span, between: &[Span]) -> Diagnostic {
    let found = Diagnostic::new(TYPE, span, "values of which one is enough stand side by side in a cell")
        .help("write them with commas: `5, 6`");
    let mut gaps = between.iter().copied();
    let Some(first) = gaps.next() else { return found };
    let mut found = found.fix("write `,`", first, ", ", true);
    let others: Vec<(Span, String)> = gaps.map(|gap| (gap, ", ".to_string())).collect();
    found.fixes.iter_mut().for_each(|fix| fix.edits.extend(others.clone()));
    found
}

/// A `cases` table whose columns all put something in.
pub fn nothing_expected(span: Span) -> Diagnostic {
    Diagnostic::new(MISSING_CLAUSE, span, "this table puts values in and expects nothing")
        .help("a column is expected where its header is to be worked out, as in `| n | limit(n) |`; one that is a new name or a field puts it in")
        .help("or add a line `expect ...`")
}

/// A `cases` table without a row.
pub fn no_cases(span: Span) -> Diagnostic {
    Diagnostic::new(MISSING_CLAUSE, span, "this table has no row, so that the test expects nothing")
        .help("write a row below the header for each case")
}

/// `absent` in a cell of a table.
pub fn cell_of_absence(span: Span) -> Diagnostic {
    Diagnostic::new(NOT_HERE, span, "no cell asks whether something is absent")
        .help("a table is not applicable where a value that is put in is: say it in the rule that uses it, as in `unless [none] x is absent then VALUE`")
}
