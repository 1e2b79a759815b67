//! An SVG writer in whole numbers: lines, boxes, words, and the patterns of the tones.

use super::Tone;
use crate::report::escape;

/// Width of a drawing that fills the page, in units; 12 units are the height of common words.
pub const PAGE: i32 = 630;

/// Size of common words.
pub const SIZE: i32 = 12;

/// Colour of words and strong lines.
pub const INK: &str = "#1d2733";
/// Colour of weak words.
pub const GREY: &str = "#5b6670";
/// Colour of the lines of a grid.
pub const FAINT: &str = "#d5dbe0";

/// Where words stand relative to their point.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// A drawing in the making.
pub struct Svg {
    id: String,
    body: String,
    tones: Vec<Tone>,
}

impl Svg {
    /// An empty drawing; `id` begins the name of everything in it.
    pub fn new(id: &str) -> Svg {
        Svg { id: id.to_owned(), body: String::new(), tones: vec![] }
    }

    /// A box without a border.
    pub fn rect(&mut self, x: i32, y: i32, width: i32, height: i32, fill: &str) {
        self.line_of(format!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\"/>"));
    }

    /// A box in the colour and pattern of a tone.
    pub fn tone_rect(&mut self, x: i32, y: i32, width: i32, height: i32, tone: Tone) {
        if !self.tones.contains(&tone) {
            self.tones.push(tone);
        }
        let fill = format!("url(#{}-{})", self.id, name(tone));
        let line = edge(tone);
        self.line_of(format!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\" stroke=\"{line}\"/>"
        ));
    }

    /// A straight line; `style` is further attributes.
    pub fn line(&mut self, from: (i32, i32), to: (i32, i32), colour: &str, style: &str) {
        let (x1, y1) = from;
        let (x2, y2) = to;
        self.line_of(format!("<path d=\"M{x1} {y1}L{x2} {y2}\" fill=\"none\" stroke=\"{colour}\"{style}/>"));
    }

    /// A disc, filled or as a ring.
    pub fn dot(&mut self, x: i32, y: i32, radius: i32, colour: &str, filled: bool) {
        let fill = if filled { colour } else { "#ffffff" };
        self.line_of(format!(
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"{fill}\" stroke=\"{colour}\" stroke-width=\"2\"/>"
        ));
    }

    /// Words; `style` is further attributes.
    pub fn text(&mut self, x: i32, y: i32, anchor: Anchor, colour: &str, style: &str, words: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let words = xml(words);
        self.line_of(format!("<text x=\"{x}\" y=\"{y}\"{anchor} fill=\"{colour}\"{style}>{words}</text>"));
    }

    /// The sign of a tone around a middle point: a tick, a cross, a ring, a question mark, a dash.
    pub fn sign(&mut self, x: i32, y: i32, tone: Tone) {
        let path = match tone {
            Tone::Good => format!("M{} {}l3 4l6 -8", x - 4, y),
            Tone::Bad => format!("M{} {}l8 8m0 -8l-8 8", x - 4, y - 4),
            Tone::Mixed => format!("M{} {}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0", x - 4, y),
            Tone::Void => format!("M{} {}h6", x - 3, y),
            Tone::Open => {
                let style = " font-weight=\"bold\"";
                return self.text(x, y + 4, Anchor::Middle, edge(tone), style, "?");
            }
        };
        let line = edge(tone);
        self.line_of(format!("<path d=\"{path}\" fill=\"none\" stroke=\"{line}\" stroke-width=\"2\"/>"));
    }

    fn line_of(&mut self, element: String) {
        self.body.push_str(&element);
        self.body.push('\n');
    }

    /// The whole drawing.
    pub fn finish(mut self, width: i32, height: i32, title: &str, description: &str) -> String {
        let id = self.id;
        self.tones.sort();
        let defs: String = self.tones.iter().map(|tone| pattern(&id, *tone)).collect();
        let defs = if defs.is_empty() { defs } else { format!("<defs>\n{defs}</defs>\n") };
        let (title, description) = (xml(title), xml(description));
        let body = self.body;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" \
             font-family=\"Noto Sans, Segoe UI, Helvetica, Arial, sans-serif\" font-size=\"{SIZE}\">\n\
             <title id=\"{id}-title\">{title}</title>\n<desc id=\"{id}-desc\">{description}</desc>\n\
             {defs}<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n{body}</svg>\n"
        )
    }
}

fn name(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "good",
        Tone::Bad => "bad",
        Tone::Mixed => "mixed",
        Tone::Open => "open",
        Tone::Void => "void",
    }
}

/// The strong colour of a tone: borders, signs and numbers on its pattern.
pub fn edge(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "#0f5c55",
        Tone::Bad => "#8f2d12",
        Tone::Mixed => "#7a5200",
        Tone::Open => "#414c57",
        Tone::Void => "#6b757e",
    }
}

/// The ground of a tone and its pattern, which a printer without colour keeps apart.
fn pattern(id: &str, tone: Tone) -> String {
    let (ground, line, path) = match tone {
        Tone::Good => ("#cfe8e3", "#cfe8e3", ""),
        Tone::Bad => ("#f6d5c9", "#e0a08b", "M0 8L8 0M-2 2L2 -2M6 10L10 6"),
        Tone::Mixed => ("#fbe6b8", "#dcb65c", "M2 2h1v1h-1zM6 6h1v1h-1z"),
        Tone::Open => ("#ffffff", "#b4bdc5", "M0 0L8 8M-2 6L2 10M6 -2L10 2"),
        Tone::Void => ("#f1f3f5", "#f1f3f5", ""),
    };
    let path = match path {
        "" => String::new(),
        path => format!("<path d=\"{path}\" fill=\"none\" stroke=\"{line}\"/>"),
    };
    let name = name(tone);
    format!(
        "<pattern id=\"{id}-{name}\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">\
         <rect width=\"8\" height=\"8\" fill=\"{ground}\"/>{path}</pattern>\n"
    )
}

/// Words as XML.
pub fn xml(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in escape::one_line(words).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{FFFE}' | '\u{FFFF}' => out.push_str(&escape::code_point(c)),
            c => out.push(c),
        }
    }
    out
}

/// The width of words in units, rounded up; a little more than any common sans serif needs.
pub fn width(words: &str, size: i32) -> i32 {
    let thousandths: i64 = words.chars().map(advance).sum();
    i32::try_from((thousandths * i64::from(size) + 999) / 1000).unwrap_or(i32::MAX / 4)
}

fn advance(c: char) -> i64 {
    match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 290,
        ' ' | '\u{A0}' | 't' | 'f' | 'r' | '(' | ')' | '[' | ']' | '-' | '/' => 400,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 940,
        'A'..='Z' => 680,
        ' '..='~' => 600,
        c if c.is_alphabetic() && c.is_lowercase() && (c as u32) < 0x600 => 620,
        c if (c as u32) < 0x600 => 750,
        _ => 1000,
    }
}

/// Words in lines of at most `max` units; a word that is too long is cut.
pub fn wrap(words: &str, max: i32, size: i32) -> Vec<String> {
    let words = escape::one_line(words);
    let mut lines = vec![String::new()];
    for word in words.trim_matches(' ').split(' ') {
        let mut word = word;
        while let Some(line) = lines.last_mut() {
            let gap = if line.is_empty() { "" } else { " " };
            if width(line, size) + width(gap, size) + width(word, size) <= max {
                line.push_str(gap);
                line.push_str(word);
                break;
            }
            if line.is_empty() {
                let fits = word.char_indices().take_while(|(i, _)| width(&word[..*i], size) <= max - size).last();
                let cut = fits.map_or(word.len(), |(i, _)| i).max(word.chars().next().map_or(1, char::len_utf8));
                line.push_str(&word[..cut]);
                word = &word[cut..];
                if word.is_empty() {
                    break;
                }
            }
            lines.push(String::new());
        }
    }
    lines
}

/// A key to the tones in rows of at most `right` units, below `y`; gives back the y of its end.
pub fn legend(svg: &mut Svg, items: &[(Tone, &str)], left: i32, right: i32, y: i32) -> i32 {
    let (mut x, mut y) = (left, y);
    for (tone, label) in items {
        let wide = 22 + width(label, SIZE) + 18;
        if x > left && x + wide > right {
            (x, y) = (left, y + 20);
        }
        svg.tone_rect(x, y, 14, 14, *tone);
        svg.sign(x + 7, y + 7, *tone);
        svg.text(x + 20, y + 11, Anchor::Start, INK, "", label);
        x += wide;
    }
    y + 20
}
