//! Words that are nearly other words: what is proposed to a person, and what a machine may put in.

/// The nearest of `candidates` to a misspelt `word`, if one is near enough to propose.
///
/// Distance is Damerau-Levenshtein over characters without case; at most a third of the word may differ.
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest(word, candidates).map(|(meant, _)| meant)
}

/// The nearest of `candidates`, and whether a machine may put it in: it is a slip of the hand away, and no other is as
/// near.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<(&'a str, bool)> {
    // Any two names of one letter are a letter apart.
    let limit = match word.chars().count() {
        0 | 1 => 0,
        letters => (letters / 3).max(1),
    };
    let lower = word.to_lowercase();
    // Any letter is near any other.
    let says_more = |c: &str| word.chars().count() > 1 && c.chars().count() > 1 || c.to_lowercase() == lower;
    // Of two that are as near, who writes a word begins it right.
    let begins = |c: &str| c.to_lowercase().chars().next() != lower.chars().next();
    let mut near: Vec<(usize, bool, &str)> = candidates
        .into_iter()
        .filter(|c| *c != word && says_more(c))
        .filter_map(|c| Some((edit_distance(&lower, &c.to_lowercase(), limit)?, begins(c), c)))
        .filter(|(d, _, c)| *d == 0 || c.chars().count() > 1)
        .collect();
    near.sort();
    near.dedup();
    let (distance, _, meant) = *near.first()?;
    Some((meant, slip(&lower, &meant.to_lowercase()) && near.get(1).is_none_or(|(other, ..)| *other > distance)))
}

/// The steps of a status: how a text stands.
pub const STATUSES: &[&str] =
    &["discussed", "proposed", "notified", "published", "adopted", "in force", "applied", "transposed", "repealed"];

/// Who has seen a text.
const EVIDENCE: &[&str] = &["read", "memory", "to_check"];

/// Whether a word is a mark of evidence or a step of a status: only a person knows which of them is true.
pub fn is_mark(word: &str) -> bool {
    STATUSES.contains(&word) || EVIDENCE.contains(&word)
}

/// The fewest letters of a part of a name in which a slip can be told from another word.
const SLIP: usize = 5;

/// Whether one slip of the hand makes one word of the other; both are in lower case.
///
/// A letter too few, one too many, or two that changed places, inside of a long part of the name (between two `_`)
/// whose first and last letter stand. What differs in a digit, in a whole part, before or behind (`unpaid`, `persons`),
/// or by another letter (`adapted`, `adopted`) is as likely a name of its own, which is not declared yet.
fn slip(written: &str, meant: &str) -> bool {
    let parts = |word: &str| word.split('_').map(|part| part.chars().collect::<Vec<_>>()).collect::<Vec<_>>();
    let (written, meant) = (parts(written), parts(meant));
    let mut differ = written.iter().zip(&meant).filter(|(a, b)| a != b);
    match (written.len() == meant.len(), differ.next(), differ.next()) {
        (true, None, _) => true,
        (true, Some((a, b)), None) => slip_of_part(a, b),
        _ => false,
    }
}

fn slip_of_part(written: &[char], meant: &[char]) -> bool {
    if written.first() != meant.first() || written.last() != meant.last() || meant.len() < SLIP {
        return false;
    }
    let same = written.iter().zip(meant).take_while(|(a, b)| a == b).count();
    let (a, b) = (&written[same..], &meant[same..]);
    let letters = |all: &[char]| all.iter().all(|c| c.is_alphabetic());
    match (a, b) {
        ([x, y, rest @ ..], [v, w, others @ ..]) if x == w && y == v && rest == others => letters(&[*x, *y]),
        ([x, rest @ ..], all) if rest == all => letters(&[*x]),
        (all, [x, rest @ ..]) if rest == all => letters(&[*x]),
        _ => false,
    }
}

/// The distance of two words, where it is within a limit.
fn edit_distance(a: &str, b: &str, limit: usize) -> Option<usize> {
    let (long, short) = if a.len() < b.len() { (b, a) } else { (a, b) };
    // What one has more than the other has to be put in; a letter takes four bytes at most.
    if long.len() > (short.len() + limit) * 4 || a.is_ascii() && b.is_ascii() && long.len() > short.len() + limit {
        return None;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    // Of the table of distances the last row, the one before it, and the row that is being filled.
    let mut rows = [vec![0; b.len() + 1], (0..=b.len()).collect::<Vec<usize>>(), vec![0; b.len() + 1]];
    for i in 1..=a.len() {
        let [before, last, row] = &mut rows;
        row[0] = i;
        for j in 1..=b.len() {
            let swap = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + swap);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row[j] = best;
        }
        // Two rows beyond the limit are never left behind.
        if row.iter().chain(last.iter()).all(|distance| *distance > limit) {
            return None;
        }
        rows.rotate_left(1);
    }
    Some(rows[1][b.len()]).filter(|distance| *distance <= limit)
}
