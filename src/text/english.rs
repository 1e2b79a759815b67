//! What sentences are put together from: an article, a number with its noun, a list.

/// A noun with its article: `a rule`, `an objective`, but `a unit`.
pub fn a_or_an(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
    format!("{article} {noun}")
}

/// A number with its noun: `1 town`, `3 towns`.
pub fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A number with a noun whose plural ends in `s`: `1 row`, `3 rows`.
pub fn number_of(number: usize, noun: &str) -> String {
    counted(number, noun, &format!("{noun}s"))
}

/// `a, b and c`; the last two are joined by `word`.
pub fn list<S: AsRef<str>>(items: &[S], word: &str) -> String {
    let mut out = String::new();
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            let between = if at + 1 == items.len() { format!(" {word} ") } else { ", ".to_string() };
            out.push_str(&between);
        }
        out.push_str(item.as_ref());
    }
    out
}
