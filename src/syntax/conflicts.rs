//! Places of a file that git could not merge: of the two versions between its marks the first is read.

use std::ops::Range;

/// Two versions of some lines, with the marks of git around them.
pub(super) struct Conflict<'t> {
    /// The line that opens it.
    pub mark: Range<usize>,
    /// What is not read: the marks and the second version.
    left_out: Vec<Range<usize>>,
    /// The words of the second version: what they declare is not missed elsewhere.
    pub words: Vec<&'t str>,
}

/// The marks of git, each at the beginning of a line.
pub(super) const MARKS: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

/// The conflicts of a text; one whose marks are not all there is none.
pub(super) fn conflicts(text: &str) -> Vec<Conflict<'_>> {
    if !text.contains("<<<<<<<") {
        return vec![];
    }
    let mut all: Vec<Conflict<'_>> = vec![];
    let mut open: Option<(Range<usize>, Option<usize>)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let place = at..at + line.trim_end().len();
        at += line.len();
        let mark = line.trim_end().split(' ').next().unwrap_or("");
        match (mark, &mut open) {
            ("<<<<<<<", _) => open = Some((place, None)),
            ("|||||||" | "=======", Some((_, second))) => *second = second.or(Some(place.start)),
            (">>>>>>>", Some((mark, Some(second)))) => {
                let words = text[*second..place.start].split(|c: char| !c.is_alphanumeric() && c != '_');
                let words = words.filter(|word| !word.is_empty()).collect();
                all.push(Conflict { mark: mark.clone(), left_out: vec![mark.clone(), *second..place.end], words });
                open = None;
            }
            _ => {}
        }
    }
    all
}

/// The text with blanks in place of the marks and second versions, so that all else stands where it stood.
pub(super) fn one_side(text: &str, conflicts: &[Conflict<'_>]) -> Option<String> {
    if conflicts.is_empty() {
        return None;
    }
    let mut whole = String::with_capacity(text.len());
    let mut at = 0;
    for left_out in conflicts.iter().flat_map(|conflict| &conflict.left_out) {
        whole.push_str(&text[at..left_out.start]);
        whole.extend(text[left_out.clone()].bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }));
        at = left_out.end;
    }
    whole.push_str(&text[at..]);
    Some(whole)
}
