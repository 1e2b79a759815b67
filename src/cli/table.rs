//! Plain tables for a terminal, and CSV.

use crate::text::signs::{ends_line, is_unprintable};

/// Columns of text, aligned to their widest cell; the first row is the header.
#[derive(Default)]
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these headers.
    pub fn new(header: &[&str]) -> Table {
        Table { rows: vec![header.iter().map(|h| h.to_string()).collect()] }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// As aligned text. Characters that would move the cursor are left out.
    pub fn text(&self, colour: bool) -> String {
        let clean: Vec<Vec<String>> = self.rows.iter().map(|r| r.iter().map(|c| visible(c)).collect()).collect();
        let columns = clean.iter().map(Vec::len).max().unwrap_or(0);
        let width = |at: usize| clean.iter().filter_map(|r| r.get(at)).map(|c| c.chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut out = String::new();
        for (number, row) in clean.iter().enumerate() {
            let mut line = String::new();
            for (at, cell) in row.iter().enumerate() {
                line.push_str(cell);
                if at + 1 < row.len() {
                    line.extend(std::iter::repeat_n(' ', widths[at] - cell.chars().count() + 2));
                }
            }
            let line = line.trim_end();
            match (number, colour) {
                (0, true) => out.push_str(&format!("\x1b[1m{line}\x1b[0m\n")),
                _ => out.push_str(&format!("{line}\n")),
            }
        }
        out
    }

    /// As CSV.
    pub fn csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(vec![]);
        for row in &self.rows {
            // Writing to memory does not fail.
            let _ = writer.write_record(row);
        }
        writer.into_inner().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    }

    /// As a Markdown table.
    pub fn markdown(&self) -> String {
        let mut out = String::new();
        for (number, row) in self.rows.iter().enumerate() {
            let cells: Vec<String> = row.iter().map(|c| visible(c).replace('\\', "\\\\").replace('|', "\\|")).collect();
            out.push_str(&format!("| {} |\n", cells.join(" | ")));
            if number == 0 {
                out.push_str(&format!("|{}\n", " --- |".repeat(row.len())));
            }
        }
        out
    }
}

/// A text without control characters and hidden ones, on one line.
pub fn visible(text: &str) -> String {
    let shown = |c: char| if c == '\t' || ends_line(c) { ' ' } else { c };
    text.chars().map(shown).filter(|c| !is_unprintable(*c)).collect()
}
