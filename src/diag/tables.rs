//! What can go wrong with tables of figures and what the manifest says of them: E04xx, W04xx.

use super::data::{near, shown, some_of};
use super::{Code, Diagnostic, Row};
use crate::text::Span;
use crate::text::english::number_of;
use std::collections::BTreeSet;

/// The codes of this file.
pub const CODES: &[Row] = &[
    Row { code: COLUMN, title: "a column that a table does not have" },
    Row { code: CELLS, title: "a row with too many or too few cells" },
    Row { code: TABLE, title: "a table entry of the manifest that does not fit its entity" },
    Row { code: ROW_TWICE, title: "a row that stands twice in a table" },
    Row { code: SKIPS_NOTHING, title: "a value to skip that no row has" },
];

const COLUMN: Code = Code("E0430");
const CELLS: Code = Code("E0431");
const TABLE: Code = Code("E0432");
const ROW_TWICE: Code = Code("W0402");
const SKIPS_NOTHING: Code = Code("W0404");

/// A column that the table does not have.
pub fn no_column<'a>(
    span: Span,
    column: &str,
    table: &str,
    known: impl IntoIterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let found = Diagnostic::new(COLUMN, span, format!("`{table}` has no column `{}`", shown(column)));
    let all = some_of(known.clone());
    match near(column, known) {
        Some(word) => found.help(format!("did you mean `{word}`?")),
        None => found.help(format!("its columns are: {all}")),
    }
}

/// A table whose cells are parted by something else than commas.
pub fn not_commas(span: Span, separator: char) -> Diagnostic {
    let name = if separator == '\t' { "tabs" } else { "semicolons" };
    Diagnostic::new(COLUMN, span, format!("the cells of this table are parted by {name}"))
        .help("save it with commas between the cells")
}

/// Two columns of one name.
pub fn column_twice(span: Span, column: &str) -> Diagnostic {
    Diagnostic::new(COLUMN, span, format!("two columns are called `{}`", shown(column))).help("rename one of them")
}

/// A quote in a table that is never closed, or closed too early.
pub fn quote_in_cell(span: Span, closed: bool) -> Diagnostic {
    let why = if closed { "something stands behind the closing quote" } else { "a quote is opened and never closed" };
    Diagnostic::new(CELLS, span, format!("cannot be read as a table: {why}"))
        .help("a quote inside a quoted cell is written twice")
}

/// A quote that its own line does not close, and that of another cell does.
pub fn quote_over_lines(open: Span, close: Span) -> Diagnostic {
    Diagnostic::new(CELLS, open, "cannot be read as a table: this quote is not closed on its line")
        .also(close, "the next quote is here")
        .help("close it, or leave it out; a quote inside a quoted cell is written twice")
}

/// A row with too many or too few cells.
pub fn cells(span: Span, found: usize, needed: usize) -> Diagnostic {
    let cells = number_of(found, "cell");
    Diagnostic::new(CELLS, span, format!("this row has {cells}, and the table has {needed} columns"))
        .help("is a comma in a cell without quotes, or a quote not closed?")
}

/// A field that the manifest names and the entity does not have.
pub fn no_field<'a>(span: Span, entity: &str, field: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let found = Diagnostic::new(TABLE, span, format!("`{entity}` has no field `{}`", shown(field)));
    match near(field, known) {
        Some(word) => found.help(format!("did you mean `{word}`?")),
        None => found.help("the left side of `columns` is a field, the right side a column"),
    }
}

/// `into` names a field that is no list of records.
pub fn not_a_list_of_records(span: Span, field: &str, ty: &str) -> Diagnostic {
    Diagnostic::new(TABLE, span, format!("`{field}` is {ty}, and rows go only into a list of records"))
}

/// A field that tables cannot fill, or fill part by part where it is a reference by several fields.
pub fn no_cell_for(span: Span, field: &str, ty: &str, composed: bool) -> Diagnostic {
    let found = Diagnostic::new(TABLE, span, format!("`{field}` is {ty}, which does not fit in one cell"));
    match composed {
        true => found.help(format!("put it together part by part: `\"{field}.PART\" = \"COLUMN\"`")),
        false => found,
    }
}

/// A list field that the profile and the table both fill.
pub fn filled_twice(span: Span, field: &str, first: Span) -> Diagnostic {
    Diagnostic::new(TABLE, span, format!("`{field}` is filled by this table and by the profile"))
        .also(first, "the profile")
        .help("keep one of them")
}

/// The same row again, in a table whose rows are the items of a list.
pub fn row_twice(span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(ROW_TWICE, span, "this row stands twice in the table, and counts twice")
        .also(first, "first here")
        .help("take one of them out, unless they are two things")
}

/// A value of `skip` that stands in no row of its column, which has others.
pub fn skips_nothing(span: Span, column: &str, value: &str, others: &BTreeSet<String>) -> Diagnostic {
    let message = format!("no row has `{}` in the column `{}`", shown(value), shown(column));
    let found = Diagnostic::new(SKIPS_NOTHING, span, message).label("leaves nothing out");
    match near(value, others.iter().map(String::as_str)) {
        Some(word) => found.help(format!("did you mean `{word}`?")),
        None => found.help("leave it out, or write it as the table does"),
    }
}

/// A table whose rows could never give way: no column fills the field that says to whom.
pub fn same_as_not_filled(span: Span, field: &str) -> Diagnostic {
    Diagnostic::new(TABLE, span, format!("no column of this table fills `{field}`, so no row gives way to a profile"))
        .help(format!("say which does: `columns = {{ {field} = \"COLUMN\", .. }}`"))
}
