//! The total lexer: every text is a list of tokens, whatever it says.
//!
//! The outline, the clause splitter and the formatter read these; what stands between two tokens is
//! blank. A text runs to its closing quote or the end of its line; a long text to its closing quotes or
//! to the next line that opens a declaration.

use crate::syntax::table::declarations;

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum T {
    /// Letters, digits and `_`.
    Word,
    /// A quoted text of one line.
    Str,
    /// One that is not closed on its line.
    OpenStr,
    /// A text between triple quotes.
    Long,
    /// One that is never closed.
    OpenLong,
    /// `// ...`
    Comment,
    /// `/// ...`
    Doc,
    /// `{`
    Brace,
    /// `}`
    Unbrace,
    /// `(` or `[`
    Open,
    /// `)` or `]`
    Close,
    /// `;`
    Semi,
    /// `,`
    Comma,
    /// `:`
    Colon,
    /// `.`
    Dot,
    /// `..`
    Dots,
    /// `|`
    Bar,
    /// An operator or any other sign.
    Sign,
}

/// A token: bytes `start..end` of the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub kind: T,
    pub start: u32,
    pub end: u32,
    /// For the first token of a line its column in characters, from the margin of the fence; else [`INNER`].
    pub column: u32,
}

/// The column of a token that is not the first of its line.
pub(super) const INNER: u32 = u32::MAX;

impl Token {
    /// Its characters.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start as usize..self.end as usize]
    }

    /// Whether it is the first of its line.
    pub fn first(&self) -> bool {
        self.column != INNER
    }

    /// Whether it is a comment of either kind.
    pub fn comment(&self) -> bool {
        matches!(self.kind, T::Comment | T::Doc)
    }
}

/// The tokens of `text[lo..hi]`; lines start `indent` bytes later where they have such an indent.
pub(super) fn tokens(text: &str, lo: usize, hi: usize, indent: usize, out: &mut Vec<Token>) {
    let bytes = &text.as_bytes()[..hi];
    let mut at = lo;
    if text[at..hi].starts_with('\u{FEFF}') {
        at += 3;
    }
    let (mut line, mut first) = (at, true);
    while at < hi {
        let c = bytes[at];
        match c {
            b'\n' => {
                at += 1;
                (line, first) = (at, true);
                continue;
            }
            b' ' | b'\t' | b'\r' => {
                at += 1;
                continue;
            }
            _ => {}
        }
        let Some((kind, end)) = token(text, at, hi, indent) else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
            continue;
        };
        // A no-break space is one blank, though it has two bytes.
        let blanks = || text[line..at].chars().count();
        let column = if first { blanks().saturating_sub(indent) as u32 } else { INNER };
        out.push(Token { kind, start: at as u32, end: end as u32, column });
        first = false;
        at = end;
    }
}

/// The token at `at`; none for a blank outside ASCII.
fn token(text: &str, at: usize, hi: usize, indent: usize) -> Option<(T, usize)> {
    let bytes = &text.as_bytes()[..hi];
    let next = bytes.get(at + 1).copied();
    let kind = match bytes[at] {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => return Some((T::Word, word_end(text, at, hi))),
        b'"' if text[at..hi].starts_with("\"\"\"") => return Some(long(text, at, hi, indent)),
        b'"' => return Some(quoted(bytes, at)),
        b'/' if next == Some(b'/') => return Some(comment(bytes, at)),
        b'{' => T::Brace,
        b'}' => T::Unbrace,
        b'(' | b'[' => T::Open,
        b')' | b']' => T::Close,
        b';' => T::Semi,
        b',' => T::Comma,
        b':' => T::Colon,
        b'|' => T::Bar,
        b'.' if next == Some(b'.') => return Some((T::Dots, at + 2)),
        b'.' => T::Dot,
        c if c.is_ascii() => T::Sign,
        _ => return other(text, at, hi),
    };
    let pair =
        kind == T::Sign && matches!((bytes[at], next), (b'<' | b'>' | b'!' | b'=', Some(b'=')) | (b'<', Some(b'>')));
    Some((kind, at + 1 + usize::from(pair)))
}

fn word_end(text: &str, at: usize, hi: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = at;
    while end < hi {
        if bytes[end].is_ascii_alphanumeric() || bytes[end] == b'_' {
            end += 1;
        } else if bytes[end].is_ascii() {
            break;
        } else {
            match text[end..].chars().next() {
                Some(c) if c.is_alphanumeric() => end += c.len_utf8(),
                _ => break,
            }
        }
    }
    end
}

/// A sign outside ASCII: a letter opens a word, a typographic quote a text if it closes on its line.
fn other(text: &str, at: usize, hi: usize) -> Option<(T, usize)> {
    let c = text[at..hi].chars().next()?;
    if c.is_whitespace() || c == '\u{FEFF}' {
        return None;
    }
    if c.is_alphanumeric() {
        return Some((T::Word, word_end(text, at, hi)));
    }
    let closing: &[char] = match c {
        '“' | '”' | '„' => &['“', '”', '"'],
        '«' => &['»'],
        _ => &[],
    };
    let inner = at + c.len_utf8();
    let line = text[inner..hi].split('\n').next().unwrap_or("");
    if let Some(n) = line.find(closing).filter(|_| !closing.is_empty()) {
        let quote = line[n..].chars().next().map_or(1, char::len_utf8);
        return Some((T::Str, inner + n + quote));
    }
    Some((T::Sign, inner))
}

fn quoted(bytes: &[u8], at: usize) -> (T, usize) {
    let mut end = at + 1;
    while end < bytes.len() && bytes[end] != b'\n' {
        match bytes[end] {
            b'"' => return (T::Str, end + 1),
            b'\\' if end + 1 < bytes.len() && bytes[end + 1] != b'\n' => end += 2,
            _ => end += 1,
        }
    }
    while end > at + 1 && matches!(bytes[end - 1], b'\r' | b' ' | b'\t') {
        end -= 1;
    }
    (T::OpenStr, end)
}

fn comment(bytes: &[u8], at: usize) -> (T, usize) {
    let mut end = bytes[at..].iter().position(|b| *b == b'\n').map_or(bytes.len(), |n| at + n);
    while matches!(bytes[end - 1], b'\r' | b' ' | b'\t') {
        end -= 1;
    }
    let doc = bytes[at..].starts_with(b"///") && !bytes[at..].starts_with(b"////");
    (if doc { T::Doc } else { T::Comment }, end)
}

fn long(text: &str, at: usize, hi: usize, indent: usize) -> (T, usize) {
    let close = text[at + 3..hi].find("\"\"\"").map(|n| at + 3 + n);
    let mut line = at;
    while let Some(n) = text[line..close.unwrap_or(hi)].find('\n') {
        line += n + 1;
        if declarations::opens(&text[line..hi], indent) {
            return (T::OpenLong, at + text[at..line].trim_end().len());
        }
    }
    close.map_or((T::OpenLong, at + text[at..hi].trim_end().len()), |n| (T::Long, n + 3))
}
