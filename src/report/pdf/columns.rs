//! How wide the columns of a table are.
//!
//! Widths are counted in letters of the type of tables. No column is narrower than what cannot be broken in it, a
//! header may take several lines, and what is left over goes to the columns of prose.

use crate::report::doc::{Grid, Inline, plain};

/// Letters of a table's type that fit beside each other on an upright page.
const UPRIGHT: usize = 98;

/// The same of the smaller type of a wide table.
const UPRIGHT_SMALL: usize = 111;

/// The same on a page that lies on its side.
const LYING: usize = 178;

/// Columns of a wide table that an upright page can take.
pub const UPRIGHT_COLUMNS: usize = 5;

/// Letters that the space between two columns takes.
const GUTTER: usize = 3;

/// Letters of a word from which on it may be hyphenated.
const WORD: usize = 14;

/// Cells of at most so many letters stand in a column of a matrix, whose header may stand upright.
const MARK: usize = 6;

/// The share of the width that each column takes; 0 for all where the table need not fill the page.
///
/// Every column has what cannot be broken in it; what is left over is given away letter by letter to the column that
/// makes the table lowest.
pub fn shares(grid: &Grid, wide: bool) -> Vec<i64> {
    let line = match wide {
        false => UPRIGHT,
        true if grid.columns.len() <= UPRIGHT_COLUMNS => UPRIGHT_SMALL,
        true => LYING,
    };
    let columns = columns(grid);
    let room = line.saturating_sub(GUTTER * columns.len());
    if columns.iter().map(Column::whole).sum::<usize>() <= room {
        return vec![0; columns.len()];
    }
    let mut widths: Vec<usize> = columns.iter().map(Column::least).collect();
    for _ in widths.iter().sum::<usize>()..room {
        let open = (0..columns.len()).filter(|i| widths[*i] < columns[*i].whole());
        // Of two that help alike the fuller one, of two that are alike the first.
        let gain = |i: usize| (gain(&columns, &widths, i), fullness(&columns[i], widths[i]), std::cmp::Reverse(i));
        let Some(best) = open.max_by_key(|i| gain(*i)) else { break };
        widths[best] += 1;
    }
    widths.iter().map(|width| i64::try_from(width + GUTTER).unwrap_or(1)).collect()
}

/// Letters of a column: of its header, which may stand upright, and of its cells.
struct Column(Vec<Extent>);

impl Column {
    /// One letter more than its longest word: letters are not all of one width.
    fn least(&self) -> usize {
        self.0.iter().map(|cell| cell.word).max().unwrap_or(0).max(2) + 1
    }

    fn whole(&self) -> usize {
        self.0.iter().map(|cell| cell.line).max().unwrap_or(0).max(self.least())
    }
}

fn columns(grid: &Grid) -> Vec<Column> {
    let turned = turned(grid);
    let column = |(i, column): (usize, &crate::report::doc::Column)| {
        let head = if turned && i > 0 { Extent::default() } else { extent(&column.head) };
        let cells = grid.rows.iter().map(|row| row.get(i).map_or_else(Extent::default, |cell| extent(cell)));
        Column(std::iter::once(head).chain(cells).collect())
    };
    grid.columns.iter().enumerate().map(column).collect()
}

/// By how much the rows become lower if a column gets a letter more, in thousandths of a line.
fn gain(columns: &[Column], widths: &[usize], wider: usize) -> usize {
    let high = |row: usize, more: usize| {
        let of = |(i, column): (usize, &Column)| {
            let width = widths[i] + if i == wider { more } else { 0 };
            column.0[row].line * 1000 / width
        };
        // A cell of less than a line is a line high.
        columns.iter().enumerate().map(of).max().unwrap_or(0).max(1000)
    };
    let rows = columns.first().map_or(0, |column| column.0.len());
    (0..rows).map(|row| high(row, 0) - high(row, 1)).sum()
}

/// How many lines all cells of a column take, in thousandths.
fn fullness(column: &Column, width: usize) -> usize {
    column.0.iter().map(|cell| cell.line * 1000 / width).sum()
}

/// How far a cell reaches: its longest line, and the longest part of it that stays on one line.
#[derive(Clone, Copy, Default)]
struct Extent {
    line: usize,
    word: usize,
}

fn extent(cell: &[Inline]) -> Extent {
    let mut measured = Measured::default();
    measured.inlines(cell);
    measured.end_line();
    measured.extent
}

#[derive(Default)]
struct Measured {
    extent: Extent,
    line: usize,
    /// Letters of the word that is being read, and whether all of them are letters that can be hyphenated.
    word: usize,
    hard: bool,
}

impl Measured {
    fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text(text) => text.chars().for_each(|c| self.letter(c, false)),
                Inline::Code(text) => text.chars().for_each(|c| self.letter(c, true)),
                Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { text: inner, .. } => {
                    self.inlines(inner)
                }
                Inline::Note(_) => self.line += 1,
                Inline::Break => self.end_line(),
            }
        }
    }

    fn letter(&mut self, c: char, code: bool) {
        if c == ' ' {
            self.end_word();
            self.line += 1;
            return;
        }
        // A letter of code is a third wider.
        let wide = code && self.word % 3 == 2;
        self.word += 1 + usize::from(wide);
        self.line += 1 + usize::from(wide);
        self.hard |= code || !c.is_alphabetic();
        if c == '-' {
            self.end_word();
        }
    }

    fn end_word(&mut self) {
        let whole = if self.hard { self.word } else { self.word.min(WORD) };
        self.extent.word = self.extent.word.max(whole);
        (self.word, self.hard) = (0, false);
    }

    fn end_line(&mut self) {
        self.end_word();
        self.extent.line = self.extent.line.max(self.line);
        self.line = 0;
    }
}

/// Letters of the cells of a column.
fn lengths(grid: &Grid, column: usize) -> impl Iterator<Item = usize> + '_ {
    grid.rows.iter().filter_map(move |row| row.get(column)).map(|cell| plain(cell).chars().count())
}

/// Whether a table is small enough to be kept on one page.
pub fn keep(grid: &Grid) -> bool {
    let letters: usize = (0..grid.columns.len()).flat_map(|i| lengths(grid, i)).sum();
    grid.rows.len() <= 10 && letters <= 1000
}

/// Whether many narrow columns need their headers upright.
pub fn turned(grid: &Grid) -> bool {
    let narrow = |i: usize| lengths(grid, i).all(|n| n <= MARK);
    let long = |i: usize| grid.columns.get(i).is_some_and(|c| plain(&c.head).chars().count() > MARK);
    let rest = 1..grid.columns.len();
    grid.columns.len() > 7 && rest.clone().all(narrow) && rest.clone().any(long)
}
