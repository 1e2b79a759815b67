//! Results in the forms that they can be asked for.

use crate::cli::args::ResultFormat;
use crate::cli::run::Run;
use crate::cli::table::Table;
use serde_json::Value;

/// A JSON document as it is printed and written to files.
pub fn document(value: &Value) -> String {
    format!("{value:#}\n")
}

/// An answer that is a list. Only the form that is asked for is worked out.
pub struct Answer<'a> {
    /// What a JSON document says beside the list, its schema first.
    pub head: Value,
    /// What the list is called there.
    pub list: &'a str,
    /// What programs read of each entry.
    pub records: &'a dyn Fn() -> Vec<Value>,
    /// The rows of CSV.
    pub rows: &'a dyn Fn() -> Table,
    /// What people read.
    pub people: &'a dyn Fn() -> String,
}

impl Answer<'_> {
    /// Prints it in a form.
    pub fn print(self, run: &Run, format: ResultFormat) {
        run.print(&match format {
            ResultFormat::Table => (self.people)(),
            ResultFormat::Csv => (self.rows)().csv(),
            ResultFormat::Ndjson => (self.records)().iter().map(|record| format!("{record}\n")).collect(),
            ResultFormat::Json => {
                let mut whole = self.head;
                whole[self.list] = (self.records)().into();
                document(&whole)
            }
        });
    }
}
