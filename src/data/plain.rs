//! What readers of YAML take a value without quotes for: of YAML 1.2, and of YAML 1.1, which many still are.

/// Whether a plain value is none in YAML 1.2.
pub fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// What a reader without a schema takes a plain value for, if not for text.
pub fn taken_for(text: &str) -> Option<&'static str> {
    match text {
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => Some("a condition"),
        "y" | "Y" | "yes" | "Yes" | "YES" | "n" | "N" | "no" | "No" | "NO" => Some("a condition"),
        "on" | "On" | "ON" | "off" | "Off" | "OFF" => Some("a condition"),
        _ if is_null(text) => Some("nothing"),
        _ if is_day(text) => Some("a day"),
        _ => is_number(text).then_some("a number"),
    }
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let first = digits.strip_prefix('.').unwrap_or(digits).bytes().next();
    let of_base = |d: &str, base: u32| !d.is_empty() && d.chars().all(|c| c.is_digit(base) || c == '_');
    match digits {
        ".inf" | ".Inf" | ".INF" | ".nan" | ".NaN" | ".NAN" => true,
        d if d.starts_with("0x") => of_base(&d[2..], 16),
        d if d.starts_with("0o") => of_base(&d[2..], 8),
        d if d.starts_with("0b") => of_base(&d[2..], 2),
        d => first.is_some_and(|b| b.is_ascii_digit()) && (is_float(d) || is_in_sixties(d)),
    }
}

/// Digits with at most one point and one exponent, grouped by `_` or not.
fn is_float(text: &str) -> bool {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit() || b == b'_');
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent = exponent.map(|e| e.strip_prefix(['-', '+']).unwrap_or(e));
    all_digits(whole) && all_digits(part) && exponent.is_none_or(|e| !e.is_empty() && all_digits(e))
}

/// `12:30`, which YAML 1.1 counts in sixties.
fn is_in_sixties(text: &str) -> bool {
    let text = text.split_once('.').map_or(text, |(whole, part)| if digits(part, 0..=9) { whole } else { text });
    let mut parts = text.split(':');
    let first = parts.next().is_some_and(|part| digits(part, 1..=9));
    let mut rest = parts.peekable();
    first && rest.peek().is_some() && rest.all(|part| digits(part, 1..=2) && part < "6" || digits(part, 1..=1))
}

/// `2018-04-30`, perhaps with a time of day behind it.
fn is_day(text: &str) -> bool {
    let (day, time) = match text.find(['T', 't', ' ']) {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, "0:"),
    };
    let parts: Vec<&str> = day.split('-').collect();
    let is_day = matches!(parts[..], [year, month, day]
        if digits(year, 4..=4) && digits(month, 1..=2) && digits(day, 1..=2));
    let of_time = |c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | '+' | '-' | ' ' | 'Z');
    is_day && time.starts_with(|c: char| c.is_ascii_digit()) && time.contains(':') && time.chars().all(of_time)
}

fn digits(text: &str, how_many: std::ops::RangeInclusive<usize>) -> bool {
    how_many.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}
