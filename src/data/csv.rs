//! The text of a table in CSV to rows of cells, each with its place.

use crate::diag::{Diagnostic, tables};
use crate::text::{FileId, Span};
use std::borrow::Cow;

/// A cell as written.
#[derive(Clone, Debug)]
pub struct CellText<'t> {
    /// Its characters, quotes taken off.
    pub text: Cow<'t, str>,
    /// Its place, with its quotes.
    pub span: Span,
}

/// The rows of a table: cells parted by commas, rows by line ends; a quoted cell may hold both (RFC 4180).
/// Empty lines are left out. It is written here because no reader tells the place of a cell.
pub struct Rows<'t> {
    file: FileId,
    text: &'t str,
    at: usize,
}

impl<'t> Rows<'t> {
    /// The rows of a text; a byte order mark before them is left out.
    pub fn new(file: FileId, text: &'t str) -> Rows<'t> {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Rows { file, text, at }
    }

    /// Puts the cells of the next row into `cells` and answers the place of the row; `None` at the end.
    pub fn next(&mut self, cells: &mut Vec<CellText<'t>>) -> Option<Result<Span, Diagnostic>> {
        cells.clear();
        while matches!(self.byte(), Some(b'\n' | b'\r')) {
            self.at += 1;
        }
        self.byte()?;
        let start = self.at;
        loop {
            let cell = if self.byte() == Some(b'"') { self.quoted() } else { Ok(self.bare()) };
            match cell {
                Ok(cell) => cells.push(cell),
                Err(wrong) => return Some(Err(wrong)),
            }
            match self.byte() {
                Some(b',') => self.at += 1,
                _ => return Some(Ok(Span::new(self.file, start, self.at))),
            }
        }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn bare(&mut self) -> CellText<'t> {
        let start = self.at;
        let rest = &self.text.as_bytes()[start..];
        self.at += rest.iter().position(|b| matches!(b, b',' | b'\n' | b'\r')).unwrap_or(rest.len());
        CellText { text: Cow::Borrowed(&self.text[start..self.at]), span: Span::new(self.file, start, self.at) }
    }

    fn quoted(&mut self) -> Result<CellText<'t>, Diagnostic> {
        let start = self.at;
        let mut text: Cow<'t, str> = Cow::Borrowed("");
        self.at += 1;
        loop {
            let from = self.at;
            let Some(length) = self.text.as_bytes()[from..].iter().position(|b| *b == b'"') else {
                return Err(tables::quote_in_cell(Span::new(self.file, start, start + 1), false));
            };
            self.at = from + length + 1;
            let piece = &self.text[from..from + length];
            if text.is_empty() {
                text = Cow::Borrowed(piece)
            } else {
                text.to_mut().push_str(piece)
            }
            match self.byte() {
                Some(b'"') => {
                    text.to_mut().push('"');
                    self.at += 1;
                }
                None | Some(b',' | b'\n' | b'\r') => {
                    return Ok(CellText { text, span: Span::new(self.file, start, self.at) });
                }
                // A quote that is not closed on its line was closed by that of another cell.
                Some(_) if text.contains('\n') => {
                    let (open, close) =
                        (Span::new(self.file, start, start + 1), Span::new(self.file, self.at - 1, self.at));
                    return Err(tables::quote_over_lines(open, close));
                }
                Some(_) => return Err(tables::quote_in_cell(Span::new(self.file, self.at, self.at), true)),
            }
        }
    }
}
