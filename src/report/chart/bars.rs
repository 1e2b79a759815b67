//! How many of what: one bar a row, divided by state.

use super::svg::{self, Anchor, SIZE, Svg};
use super::{Chart, Tone, cell, column};
use crate::report::doc::{Align, Grid};
use crate::report::house;
use crate::text::english::{counted, list};

/// A part that every bar is divided into.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Series {
    /// What the key calls it.
    pub label: String,
    /// What it means to the reader.
    pub tone: Tone,
}

/// Bars side by side, each divided into the same parts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bars {
    /// Name of the chart.
    pub id: String,
    /// What it shows; the caption.
    pub title: String,
    /// What a bar is, for the head of the data table: `Scenario`.
    pub bar_noun: String,
    /// What is counted, one and many: `town`, `towns`.
    pub noun: (String, String),
    /// The parts, from left to right.
    pub series: Vec<Series>,
    /// The bars: name, and for each part its count.
    pub bars: Vec<(String, Vec<u64>)>,
    /// For each bar, for each part the signs of its marks: `*`, `†`, both or none. Bars and parts that are missing have
    /// none.
    pub signs: Vec<Vec<String>>,
}

impl Bars {
    /// The chart.
    pub fn chart(&self) -> Chart {
        let alt = self.alt();
        let svg = self.draw(&alt);
        Chart::new(&self.id, &self.title, alt, self.data(), svg)
    }

    /// What the chart shows, in sentences.
    pub fn alt(&self) -> String {
        let labels: Vec<String> = self.series.iter().map(|s| s.label.clone()).collect();
        let mut out =
            format!("Bar chart of {} by {}: {}.", self.noun.1, self.bar_noun.to_lowercase(), list(&labels, "and"));
        for (name, counts) in &self.bars {
            let parts: Vec<String> =
                counts.iter().zip(&self.series).map(|(n, s)| format!("{} {}", number(*n), s.label)).collect();
            let total: u64 = counts.iter().fold(0, |a, b| a.saturating_add(*b));
            let total = counted(usize::try_from(total).unwrap_or(usize::MAX), &self.noun.0, &self.noun.1);
            out.push_str(&format!(" {name}: {} of {total}.", list(&parts, "and")));
        }
        out.push_str(&super::signed(self.signs.iter().flatten(), "count"));
        out
    }

    fn signs(&self, bar: usize, part: usize) -> &str {
        self.signs.get(bar).and_then(|signs| signs.get(part)).map_or("", String::as_str)
    }

    fn data(&self) -> Grid {
        let mut columns = vec![column(&self.bar_noun, Align::Left)];
        columns.extend(self.series.iter().map(|s| column(&s.label, Align::Right)));
        columns.push(column("all", Align::Right));
        let rows = self.bars.iter().enumerate().map(|(bar, (name, counts))| {
            let total = counts.iter().fold(0u64, |a, b| a.saturating_add(*b));
            let mut row = vec![cell(name)];
            let parts = counts.iter().take(self.series.len()).enumerate();
            row.extend(parts.map(|(part, n)| cell(&format!("{}{}", number(*n), self.signs(bar, part)))));
            row.resize(self.series.len() + 1, vec![]);
            row.push(cell(&number(total)));
            row
        });
        Grid { columns, rows: rows.collect() }
    }

    fn draw(&self, alt: &str) -> String {
        const HIGH: i32 = 26;
        const GAP: i32 = 12;
        let mut svg = Svg::new(&self.id);
        let names: Vec<Vec<String>> = self.bars.iter().map(|(n, _)| svg::wrap(n, 180, SIZE)).collect();
        let left = names.iter().flatten().map(|l| svg::width(l, SIZE)).max().unwrap_or(0) + 14;
        let totals: Vec<u128> = self.bars.iter().map(|(_, c)| c.iter().map(|n| u128::from(*n)).sum()).collect();
        let most = totals.iter().copied().max().unwrap_or(0).max(1);
        let tail = totals.iter().map(|t| svg::width(&number_big(*t), SIZE)).max().unwrap_or(0) + 12;
        let room = (svg::PAGE - left - tail).max(100);
        let long = |n: u128| i32::try_from(n * room.unsigned_abs() as u128 / most).unwrap_or(room);
        let mut y = 6;
        for (bar, (((_, counts), name), total)) in self.bars.iter().zip(&names).zip(&totals).enumerate() {
            let lines = i32::try_from(name.len()).unwrap_or(1).max(1);
            let high = HIGH.max(lines * 14);
            for (line, words) in (0i32..).zip(name) {
                let base = y + high / 2 + 4 - (lines - 1) * 7 + line * 14;
                svg.text(left - 10, base, Anchor::End, svg::INK, "", words);
            }
            let mut sum = 0;
            for (part, (count, series)) in counts.iter().zip(&self.series).enumerate() {
                let (from, to) = (left + long(sum), left + long(sum + u128::from(*count)));
                sum += u128::from(*count);
                if *count == 0 {
                    continue;
                }
                svg.tone_rect(from, y, (to - from).max(1), high, series.tone);
                let label = format!("{}{}", number(*count), self.signs(bar, part));
                if svg::width(&label, SIZE) + 6 <= to - from {
                    let (x, colour) = ((from + to) / 2, svg::edge(series.tone));
                    // A plate keeps the number readable on its pattern.
                    let plate = svg::width(&label, SIZE) + 4;
                    svg.rect(x - plate / 2, y + high / 2 - 8, plate, 16, "#ffffff");
                    svg.text(x, y + high / 2 + 4, Anchor::Middle, colour, " font-weight=\"bold\"", &label);
                }
            }
            svg.text(left + long(*total) + 8, y + high / 2 + 4, Anchor::Start, svg::GREY, "", &number_big(*total));
            y += high + GAP;
        }
        svg.line((left, 0), (left, y - GAP + 6), svg::GREY, "");
        let key: Vec<(Tone, &str)> = self.series.iter().map(|s| (s.tone, s.label.as_str())).collect();
        let end = svg::legend(&mut svg, &key, left, svg::PAGE, y + 6);
        svg.finish(svg::PAGE, end, &self.title, alt)
    }
}

fn number(number: u64) -> String {
    number_big(u128::from(number))
}

fn number_big(number: u128) -> String {
    house::grouped(&number.to_string()).unwrap_or_default()
}
