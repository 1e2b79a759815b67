//! Who meets what: rows by columns, each cell one of a few states.

use super::svg::{self, Anchor, SIZE, Svg};
use super::{Chart, Tone, cell, column};
use crate::report::doc::{Align, Grid};
use crate::report::house;
use crate::text::english::{counted, list};

/// A state that a cell can be in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Status {
    /// What the key calls it.
    pub label: String,
    /// What it means to the reader.
    pub tone: Tone,
}

/// Rows by columns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Matrix {
    /// Name of the chart.
    pub id: String,
    /// What it shows; the caption.
    pub title: String,
    /// What a row is, one and many: `town`, `towns`.
    pub row_noun: (String, String),
    /// What a column is, one and many.
    pub column_noun: (String, String),
    /// Names of the rows.
    pub rows: Vec<String>,
    /// Short names of the columns.
    pub columns: Vec<String>,
    /// The states, in the order of the key.
    pub states: Vec<Status>,
    /// For each row, for each column the place of its state in `states`.
    pub cells: Vec<Vec<usize>>,
    /// For each row, for each column the signs of its marks: `*`, `†`, both or none. Rows and columns that are missing
    /// have none.
    pub signs: Vec<Vec<String>>,
}

impl Matrix {
    /// The chart.
    pub fn chart(&self) -> Chart {
        let alt = self.alt();
        let svg = self.draw(&alt);
        Chart::new(&self.id, &self.title, alt, self.data(), svg)
    }

    fn state(&self, row: usize, column: usize) -> Option<&Status> {
        self.states.get(*self.cells.get(row)?.get(column)?)
    }

    fn signs(&self, row: usize, column: usize) -> &str {
        self.signs.get(row).and_then(|signs| signs.get(column)).map_or("", String::as_str)
    }

    fn count(&self, tone: Tone, row: usize) -> usize {
        (0..self.columns.len()).filter(|c| self.state(row, *c).is_some_and(|s| s.tone == tone)).count()
    }

    /// What the chart shows, in sentences.
    pub fn alt(&self) -> String {
        let rows = counted(self.rows.len(), &self.row_noun.0, &self.row_noun.1);
        let columns = counted(self.columns.len(), &self.column_noun.0, &self.column_noun.1);
        let cells = self.rows.len() * self.columns.len();
        let counts = self.states.iter().map(|status| {
            let found = (0..self.rows.len())
                .flat_map(|r| (0..self.columns.len()).map(move |c| (r, c)))
                .filter(|(r, c)| self.state(*r, *c) == Some(status))
                .count();
            format!("{} {found}", status.label)
        });
        let counts: Vec<String> = counts.collect();
        let mut out = format!("Matrix of {rows} by {columns}. Of {cells} cells: {}.", counts.join(", "));
        if let Some(bad) = self.states.iter().find(|s| s.tone == Tone::Bad) {
            let most = (0..self.rows.len()).map(|r| self.count(Tone::Bad, r)).max().unwrap_or(0);
            let names: Vec<&str> = (0..self.rows.len())
                .filter(|r| self.count(Tone::Bad, *r) == most)
                .map(|r| self.rows[r].as_str())
                .collect();
            match (most, names.as_slice()) {
                (0, _) => {}
                (_, [one]) => out.push_str(&format!(" Most often {} for {one}: {most}.", bad.label)),
                (_, many) if many.len() <= 3 => {
                    let list = list(many, "and");
                    out.push_str(&format!(" Most often {} for {list}: {most} each.", bad.label));
                }
                (_, many) => {
                    out.push_str(&format!(
                        " Most often {} for {} {}: {most} each.",
                        bad.label,
                        many.len(),
                        self.row_noun.1
                    ));
                }
            }
        }
        out.push_str(&super::signed(self.signs.iter().flatten(), "cell"));
        out
    }

    fn data(&self) -> Grid {
        let mut columns = vec![column(&house::capital(&self.row_noun.0), Align::Left)];
        columns.extend(self.columns.iter().map(|c| column(c, Align::Centre)));
        let rows = self.rows.iter().enumerate().map(|(r, name)| {
            let states = (0..self.columns.len())
                .map(|c| cell(&format!("{}{}", self.state(r, c).map_or("", |s| &s.label), self.signs(r, c))));
            std::iter::once(cell(name)).chain(states).collect()
        });
        Grid { columns, rows: rows.collect() }
    }

    fn draw(&self, alt: &str) -> String {
        const HIGH: i32 = 22;
        let mut svg = Svg::new(&self.id);
        let names: Vec<Vec<String>> = self.rows.iter().map(|r| svg::wrap(r, 200, SIZE)).collect();
        let left = names.iter().flatten().map(|l| svg::width(l, SIZE)).max().unwrap_or(0) + 12;
        let count = i32::try_from(self.columns.len()).unwrap_or(i32::MAX / 64).max(1);
        let upright = self.columns.iter().all(|c| svg::width(c, SIZE) <= 34);
        let heads: Vec<Vec<String>> =
            self.columns.iter().map(|c| if upright { vec![c.clone()] } else { svg::wrap(c, 150, SIZE - 1) }).collect();
        let reach = heads.iter().flatten().map(|l| svg::width(l, SIZE - 1)).max().unwrap_or(0) * 71 / 100;
        let overhang = if upright { 0 } else { reach };
        let wide = ((svg::PAGE - left - overhang) / count).clamp(26, 56);
        let top = if upright { 20 } else { reach + 14 };
        for (c, head) in (0i32..).zip(&heads) {
            self.head(&mut svg, head, left + c * wide + wide / 2, top - 6, upright);
        }
        let mut y = top;
        for (r, name) in names.iter().enumerate() {
            let lines = i32::try_from(name.len()).unwrap_or(1).max(1);
            let high = HIGH.max(lines * 14 + 6);
            for (line, words) in (0i32..).zip(name) {
                let base = y + high / 2 + 4 - (lines - 1) * 7 + line * 14;
                svg.text(left - 10, base, Anchor::End, svg::INK, "", words);
            }
            for c in 0..self.columns.len() {
                let Some(status) = self.state(r, c) else { continue };
                let x = left + i32::try_from(c).unwrap_or(0) * wide;
                svg.tone_rect(x + 1, y + 1, wide - 2, high - 2, status.tone);
                svg.sign(x + wide / 2, y + high / 2, status.tone);
                let signs = self.signs(r, c);
                if !signs.is_empty() {
                    svg.text(x + wide / 2 + 7, y + high / 2 + 2, Anchor::Start, svg::INK, "", signs);
                }
            }
            y += high;
        }
        let width = (left + count * wide + overhang + 2).max(svg::PAGE);
        let key: Vec<(Tone, &str)> = self.states.iter().map(|s| (s.tone, s.label.as_str())).collect();
        let end = svg::legend(&mut svg, &key, left, width, y + 12);
        svg.finish(width, end, &self.title, alt)
    }

    fn head(&self, svg: &mut Svg, lines: &[String], x: i32, y: i32, upright: bool) {
        if upright {
            let style = " font-weight=\"bold\"";
            return lines.iter().for_each(|l| svg.text(x, y, Anchor::Middle, svg::INK, style, l));
        }
        let count = i32::try_from(lines.len()).unwrap_or(1);
        for (i, words) in (0i32..).zip(lines) {
            // Lines of one head lie side by side along the slope.
            let shift = (2 * i - (count - 1)) * 7 + 4;
            let style = format!(" font-size=\"{}\" transform=\"rotate(-45 {} {y})\"", SIZE - 1, x + shift);
            svg.text(x + shift, y, Anchor::Start, svg::INK, &style, words);
        }
    }
}
