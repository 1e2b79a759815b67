//! Before and after: for each row a ring for the baseline, a disc for the scenario, and a line between.

use super::svg::{self, Anchor, SIZE, Svg};
use super::{Chart, cell, column};
use crate::report::doc::{Align, Grid};
use crate::report::house;
use crate::text::english::counted;

/// A value: where it lies on the axis, and how it is printed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Point {
    /// The value in whole units of the axis.
    pub value: i64,
    /// As printed, with its unit.
    pub text: String,
}

/// What stands at one end of a row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum End {
    /// A value.
    At(Point),
    /// A value that nobody knows.
    Unknown,
    /// There is no such row under this law.
    Absent,
}

impl End {
    /// Its value, if there is one.
    pub fn point(&self) -> Option<&Point> {
        if let End::At(point) = self { Some(point) } else { None }
    }

    /// In words.
    fn text(&self) -> &str {
        match self {
            End::At(point) => &point.text,
            End::Unknown => "not known",
            End::Absent => "not there",
        }
    }
}

/// A row: its name, and what stands at its ends.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pair {
    /// Its name.
    pub label: String,
    /// Under the baseline.
    pub before: End,
    /// Under the scenario.
    pub after: End,
}

/// A comparison of two situations row by row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dumbbell {
    /// Name of the chart.
    pub id: String,
    /// What it shows; the caption.
    pub title: String,
    /// What a row is, one and many.
    pub row_noun: (String, String),
    /// What is measured, for the head of the axis: `Share of cost, in %`.
    pub measure: String,
    /// What the baseline is called.
    pub before: String,
    /// What the scenario is called.
    pub after: String,
    /// The rows.
    pub rows: Vec<Pair>,
}

const BEFORE: &str = "#5b6670";
const AFTER: &str = "#0b4f8a";

impl Dumbbell {
    /// The chart.
    pub fn chart(&self) -> Chart {
        let alt = self.alt();
        let svg = self.draw(&alt);
        Chart::new(&self.id, &self.title, alt, self.data(), svg)
    }

    /// What the chart shows, in sentences.
    pub fn alt(&self) -> String {
        let known: Vec<(&Pair, &Point, &Point)> =
            self.rows.iter().filter_map(|r| Some((r, r.before.point()?, r.after.point()?))).collect();
        let up = known.iter().filter(|(_, b, a)| a.value > b.value).count();
        let down = known.iter().filter(|(_, b, a)| a.value < b.value).count();
        let same = known.len() - up - down;
        let on_one_side = self.rows.iter().filter(|r| r.before == End::Absent || r.after == End::Absent).count();
        let open = self.rows.len() - known.len() - on_one_side;
        let noun = |n: usize| counted(n, &self.row_noun.0, &self.row_noun.1);
        let mut out = format!(
            "Dot chart of {}: {}, {} against {}. Higher for {up}, lower for {down}, the same for {same}",
            noun(self.rows.len()),
            self.measure,
            self.after,
            self.before,
        );
        if open > 0 {
            out.push_str(&format!(", not known for {open}"));
        }
        if on_one_side > 0 {
            out.push_str(&format!(", only on one side for {on_one_side}"));
        }
        out.push('.');
        let change = |(_, b, a): &&(&Pair, &Point, &Point)| a.value.abs_diff(b.value);
        let largest = known.iter().rev().max_by_key(change).filter(|(_, b, a)| a.value != b.value);
        if let Some((row, before, after)) = largest {
            out.push_str(&format!(" The largest change is for {}: from {} to {}.", row.label, before.text, after.text));
        }
        out
    }

    fn data(&self) -> Grid {
        let text = |end: &End| cell(end.text());
        Grid {
            columns: vec![
                column(&house::capital(&self.row_noun.0), Align::Left),
                column(&self.before, Align::Right),
                column(&self.after, Align::Right),
            ],
            rows: self.rows.iter().map(|r| vec![cell(&r.label), text(&r.before), text(&r.after)]).collect(),
        }
    }

    fn draw(&self, alt: &str) -> String {
        const HIGH: i32 = 30;
        let mut svg = Svg::new(&self.id);
        let names: Vec<Vec<String>> = self.rows.iter().map(|r| svg::wrap(&r.label, 180, SIZE)).collect();
        let left = names.iter().flatten().map(|l| svg::width(l, SIZE)).max().unwrap_or(0) + 14;
        let points = || self.rows.iter().flat_map(|r| [&r.before, &r.after]).filter_map(End::point);
        let texts = points().map(|p| svg::width(&p.text, SIZE - 1));
        let margin = texts.max().unwrap_or(0) + 14;
        let axis = Axis::of(points().map(|p| p.value));
        let (from, to) = (left + margin, svg::PAGE - margin);
        let at = |value: i64| axis.place(value, from, to);
        self.key(&mut svg, left);
        let top = 44;
        let rows = i32::try_from(self.rows.len()).unwrap_or(0);
        let bottom = top + rows * HIGH;
        for tick in axis.ticks() {
            let x = at(tick);
            svg.line((x, top), (x, bottom), svg::FAINT, "");
        }
        for (i, (row, name)) in (0i32..).zip(self.rows.iter().zip(&names)) {
            let y = top + i * HIGH + HIGH / 2;
            let lines = i32::try_from(name.len()).unwrap_or(1);
            for (line, words) in (0i32..).zip(name) {
                svg.text(left - 10, y + 4 - (lines - 1) * 7 + line * 14, Anchor::End, svg::INK, "", words);
            }
            draw_row(&mut svg, row, (&self.before, &self.after), y, from, &at);
        }
        svg.line((from - 6, bottom), (to + 6, bottom), svg::GREY, "");
        for tick in axis.ticks() {
            let label = house::grouped(&tick.to_string()).unwrap_or_default();
            svg.text(at(tick), bottom + 15, Anchor::Middle, svg::GREY, " font-size=\"11\"", &label);
        }
        svg.text(to + 6, bottom + 31, Anchor::End, svg::GREY, " font-size=\"11\"", &self.measure);
        svg.finish(svg::PAGE, bottom + 38, &self.title, alt)
    }

    fn key(&self, svg: &mut Svg, left: i32) {
        svg.dot(left + 6, 14, 5, BEFORE, false);
        svg.text(left + 18, 18, Anchor::Start, svg::INK, "", &self.before);
        let next = left + 18 + svg::width(&self.before, SIZE) + 24;
        svg.dot(next + 6, 14, 5, AFTER, true);
        svg.text(next + 18, 18, Anchor::Start, svg::INK, "", &self.after);
    }
}

fn draw_row(svg: &mut Svg, row: &Pair, names: (&str, &str), y: i32, from: i32, at: &dyn Fn(i64) -> i32) {
    let style = " font-size=\"11\"";
    let [before, after] = [&row.before, &row.after].map(|end| end.point().map(|p| (at(p.value), p)));
    match (before, after) {
        (None, None) => {
            svg.line((from, y), (from + 40, y), svg::GREY, " stroke-dasharray=\"3 3\"");
            svg.text(from + 48, y + 4, Anchor::Start, svg::GREY, style, "not known");
        }
        (Some((x, p)), None) | (None, Some((x, p))) => {
            let known_after = row.after.point().is_some();
            svg.dot(x, y, 5, if known_after { AFTER } else { BEFORE }, known_after);
            svg.text(x + 11, y + 4, Anchor::Start, svg::INK, style, &p.text);
            let (name, missing) = if known_after { (names.0, &row.before) } else { (names.1, &row.after) };
            let missing = format!("{name}: {}", missing.text());
            let wide = svg::width(&missing, 11) + 11;
            // On the side that has room for it.
            let (x, anchor) = match x - wide < from {
                true => (x + 24 + svg::width(&p.text, 11), Anchor::Start),
                false => (x - 11, Anchor::End),
            };
            svg.text(x, y + 4, anchor, svg::GREY, style, &missing);
        }
        (Some((x1, _)), Some((x2, a))) if x1 == x2 => {
            svg.dot(x1, y, 8, BEFORE, false);
            svg.dot(x2, y, 4, AFTER, true);
            svg.text(x2 + 14, y + 4, Anchor::Start, svg::INK, style, &a.text);
        }
        (Some((x1, b)), Some((x2, a))) => {
            svg.line((x1, y), (x2, y), AFTER, " stroke-width=\"3\" stroke-opacity=\"0.35\"");
            svg.dot(x1, y, 5, BEFORE, false);
            svg.dot(x2, y, 5, AFTER, true);
            let (low, high) = if x1 < x2 { ((x1, b), (x2, a)) } else { ((x2, a), (x1, b)) };
            svg.text(low.0 - 11, y + 4, Anchor::End, svg::INK, style, &low.1.text);
            svg.text(high.0 + 11, y + 4, Anchor::Start, svg::INK, style, &high.1.text);
        }
    }
}

/// An axis from round number to round number.
struct Axis {
    low: i64,
    step: i64,
    steps: i64,
}

impl Axis {
    /// An axis that holds all values, and zero unless the values lie far from it.
    fn of(values: impl Iterator<Item = i64>) -> Axis {
        let values: Vec<i64> = values.collect();
        let high = values.iter().copied().max().unwrap_or(0).clamp(-LIMIT, LIMIT);
        let low = values.iter().copied().min().unwrap_or(0).clamp(-LIMIT, LIMIT);
        let low = if low > 0 && low < (high - low).saturating_mul(3) { 0 } else { low };
        let high = if high < 0 && -high < (high - low).saturating_mul(3) { 0 } else { high };
        let mut step = 1;
        while (high - low) / step > 6 {
            step = next_round(step);
        }
        let low = low.div_euclid(step) * step;
        let steps = ((high - low + step - 1) / step).max(1);
        Axis { low, step, steps }
    }

    fn ticks(&self) -> impl Iterator<Item = i64> + '_ {
        (0..=self.steps).map(|n| self.low + n * self.step)
    }

    fn place(&self, value: i64, from: i32, to: i32) -> i32 {
        let length = i128::from(self.steps) * i128::from(self.step);
        let offset = (i128::from(value) - i128::from(self.low)).clamp(0, length);
        let width = i128::from(to - from);
        from + i32::try_from((offset * width * 2 + length) / (length * 2)).unwrap_or(0)
    }
}

/// Values beyond are drawn at the end of the axis.
const LIMIT: i64 = 1_000_000_000_000_000;

/// 1, 2, 5, 10, 20, 50, 100 and so on.
fn next_round(step: i64) -> i64 {
    let mut power = 1;
    while step / power >= 10 {
        power *= 10;
    }
    match step / power {
        1 => 2 * power,
        2 => 5 * power,
        _ => 10 * power,
    }
}
