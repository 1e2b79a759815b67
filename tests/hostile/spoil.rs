//! Ways to spoil a file.

use crate::random::Random;

/// What is put into files: words of all the languages read, in the wrong place, and what no editor would let through.
fn hostile(random: &mut Random) -> Vec<u8> {
    let words: &[&str] = &[
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        "|",
        ";",
        ":",
        ",",
        "\"",
        "\"\"\"",
        "'",
        "`",
        "```",
        "```acq\n",
        "\n",
        "\r",
        "\t",
        "\0",
        "\u{1b}[31m",
        "\u{202e}",
        "\u{feff}",
        "\u{a0}",
        "\u{2028}",
        "e\u{301}",
        "\u{1f3f3}\u{fe0f}",
        "{{",
        "}}",
        "{%",
        "%}",
        "{# ",
        "{% raw %}",
        "{{ 1/0 }}",
        "{% for a in range(99999999) %}x{% endfor %}",
        "{% include 'x' %}",
        "{{ ''|replace }}",
        "#set page()",
        "//",
        "/*",
        "---\n",
        "- ",
        "? ",
        "&a ",
        "*a",
        "!!binary ",
        "<<: *a",
        "unknown",
        "absent",
        "not",
        "and",
        "or",
        "is",
        "when",
        "then",
        "unless",
        "otherwise",
        "prevailing over [x]",
        "per law art 1",
        "from 2014-01-01 until 2013-01-01",
        "as of 0000-00-00",
        "9999-12-31",
        "-9999-01-01",
        "2018-02-30",
        "between 2 and 1",
        "1 .. 0",
        "0 / 0",
        "1e999",
        "1e-999",
        "0x10",
        "1_0_0",
        "99999999999999999999999999999999999999.99",
        "-0",
        "% %",
        "EUR",
        "EUR EUR 1",
        "power(2, 4000000000)",
        "power(10, -9)",
        "sqrt(-1, 4 digits)",
        "ln(0, 99999 digits)",
        "round(1, to 0, half_up)",
        "under law",
        "test \"\" { }",
        "module x",
        "entity X, xs, closed { }",
        "define f(a: int): int { is f(a) }",
        "param p: int { is unknown }",
        "[[papers]]",
        "= {",
        "name = 1\n",
        "entity = \"Nobody\"",
        "files = \"/**\"",
        "files = \"../../**\"",
        "out = \".\"",
    ];
    match random.below(12) {
        0 => vec![random.below(256) as u8; 1 + random.below(3)],
        1 => vec![0xff, 0xfe, b'x', 0x00],
        2 => vec![0xe2, 0x82],
        3 => "9".repeat(1 + random.below(3_000)).into_bytes(),
        4 => random
            .one(&["(", "[", "{", "not ", "- ", "{% if true %}", "> ", "((a) or ", "list(", "**", "\n{{"])
            .repeat(1 + random.below(3_000))
            .into_bytes(),
        5 => random.one(&["é", "\u{202e}", "ß", "漢", "\u{301}"]).repeat(1 + random.below(200)).into_bytes(),
        _ => random.one(words).as_bytes().to_vec(),
    }
}

/// Words and signs of a text, as places.
fn tokens(bytes: &[u8]) -> Vec<std::ops::Range<usize>> {
    let mut found = vec![];
    let mut at = 0;
    while at < bytes.len() {
        let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80;
        let start = at;
        at += 1;
        if word(bytes[start]) {
            while at < bytes.len() && word(bytes[at]) {
                at += 1;
            }
        }
        if !bytes[start].is_ascii_whitespace() {
            found.push(start..at);
        }
    }
    found
}

fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    bytes.split_inclusive(|b| *b == b'\n').map(<[u8]>::to_vec).collect()
}

/// Changes a file in one way or another. `others`: texts of which something may be taken.
pub fn spoil(random: &mut Random, bytes: &mut Vec<u8>, others: &[Vec<u8>]) {
    match random.below(12) {
        0 if !bytes.is_empty() => {
            let at = random.below(bytes.len());
            bytes[at] ^= 1 << random.below(8);
        }
        1 => {
            let part = random.part(bytes.len(), 60);
            bytes.drain(part);
        }
        2 => {
            let part = random.part(bytes.len(), 200);
            let again = bytes[part.clone()].repeat(1 + random.below(4));
            let at = random.below(bytes.len() + 1);
            bytes.splice(at..at, again);
        }
        3 | 4 => {
            let places = tokens(bytes);
            if places.len() > 1 {
                let (a, b) = (random.one(&places).clone(), random.one(&places).clone());
                let (a, b) = if a.start <= b.start { (a, b) } else { (b, a) };
                if a.end <= b.start {
                    let (first, second) = (bytes[a.clone()].to_vec(), bytes[b.clone()].to_vec());
                    bytes.splice(b, first);
                    bytes.splice(a, second);
                }
            }
        }
        5 => {
            let places = tokens(bytes);
            if !places.is_empty() {
                bytes.drain(random.one(&places).clone());
            }
        }
        6 => {
            let places = tokens(bytes);
            if !places.is_empty() {
                let (to, from) = (random.one(&places).clone(), random.one(&places).clone());
                let word = bytes[from].to_vec();
                bytes.splice(to, word);
            }
        }
        7 => {
            let mut all = lines(bytes);
            if !all.is_empty() {
                let (from, to) = (random.below(all.len()), random.below(all.len()));
                let line = if random.below(2) == 0 { all.remove(from) } else { all[from].clone() };
                let to = to.min(all.len());
                (0..1 + random.below(3)).for_each(|_| all.insert(to, line.clone()));
                *bytes = all.concat();
            }
        }
        8 => bytes.truncate(random.below(bytes.len() + 1)),
        9 if !others.is_empty() => {
            let other = random.one(others);
            let piece = other[random.part(other.len(), 300)].to_vec();
            let at = random.below(bytes.len() + 1);
            bytes.splice(at..at, piece);
        }
        _ => {
            // Where a word ends is where a word may begin.
            let places = tokens(bytes);
            let at = if places.is_empty() { 0 } else { random.one(&places).end };
            let piece = hostile(random);
            bytes.splice(at..at, piece);
        }
    }
}
