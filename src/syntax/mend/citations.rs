//! Citations as lawyers write them elsewhere.

use super::{Mend, Trial};
use crate::diag::syntax as found;
use crate::syntax::grammar::Rule;
use crate::syntax::lex::T;

/// Words for a part of an article, which here stands in brackets behind it.
const PARAGRAPHS: &[&str] = &[
    "para",
    "paras",
    "paragraph",
    "paragraphs",
    "par",
    "subparagraph",
    "letter",
    "lit",
    "no",
    "nr",
    "number",
    "abs",
    "absatz",
    "al",
    "alinea",
];

/// The word of the language for a word that opens a place in a source.
fn place_word(word: &str) -> Option<&'static str> {
    const PLACES: &[(&str, &str)] = &[
        ("art", "art"),
        ("§", "art"),
        ("sec", "art"),
        ("recital", "recital"),
        ("annex", "annex"),
        ("point", "point"),
        ("line", "line"),
    ];
    let word = word.to_lowercase();
    PLACES.iter().find(|(begins, _)| word.starts_with(begins)).map(|(_, meant)| *meant)
}

impl Trial<'_, '_> {
    /// `art 7 para 5`, `Art. 7, paragraph (5)`
    pub(super) fn paragraph(&self) -> Option<Mend> {
        // The clause stops at the comma.
        let at = self.at + usize::from(self.token(self.at).is_some_and(|(t, _)| t.kind == T::Comma));
        let (_, word) = self.token(at)?;
        let known = PARAGRAPHS.iter().any(|other| word.eq_ignore_ascii_case(other));
        let (article, number) = self.before().filter(|_| known)?;
        let (mut parts, mut next, mut end) = (String::new(), at, article.end as usize);
        while let Some((behind, part)) = self.part_of_article(next) {
            parts.push_str(&format!("({part})"));
            (next, end) = (behind, self.tokens[behind - 1].end as usize);
        }
        // The word of the article may be another one, too.
        let dotted = self.at.checked_sub(2).is_some_and(|at| self.tokens[at].kind == T::Dot);
        let opens = self.at.checked_sub(2 + usize::from(dotted)).and_then(|at| self.token(at));
        let (from, meant) = match opens.and_then(|(token, word)| Some((token, word, place_word(word)?))) {
            Some((token, word, meant)) if word != meant => (token.start as usize, format!("{meant} {number}{parts}")),
            _ => (article.end as usize, parts),
        };
        let written = self.place.text[from..end].trim();
        self.change(from..end, &meant, found::place_word(self.span(&(from..end)), written, &meant))
    }

    /// `para. 5`, `letter (a)`: what stands in brackets, and the token behind it.
    fn part_of_article(&self, at: usize) -> Option<(usize, &str)> {
        self.token(at).filter(|(_, w)| PARAGRAPHS.iter().any(|other| w.eq_ignore_ascii_case(other)))?;
        let dot = usize::from(self.token(at + 1).is_some_and(|(t, _)| t.kind == T::Dot));
        let first = at + 1 + dot;
        let bracket = self.token(first).is_some_and(|(_, w)| w == "(");
        let (_, part) = self.token(first + usize::from(bracket))?;
        let closes = || self.token(first + 2).is_some_and(|(_, w)| w == ")");
        match bracket {
            true => closes().then_some((first + 3, part)),
            false => Some((first + 1, part)),
        }
    }

    /// `art L521-1`: a number with signs in it.
    pub(super) fn place_in_quotes(&self) -> Option<Mend> {
        let opens = (0..self.at.min(self.tokens.len()))
            .rev()
            .find(|at| place_word(self.tokens[*at].of(self.place.text)).is_some())?;
        let number = opens + 1 + usize::from(self.token(opens + 1).is_some_and(|(t, _)| t.kind == T::Dot));
        let joins = |at: &usize| {
            let joined = self.tokens[*at].start == self.tokens[*at - 1].end;
            joined && !matches!(self.tokens[*at].kind, T::Comma | T::Semi)
        };
        let last = (number + 1..self.tokens.len()).take_while(joins).last().filter(|last| *last >= self.at)?;
        let at = self.tokens[opens].start as usize..self.tokens[last].end as usize;
        let written = &self.place.text[at.clone()];
        let quoted = format!("\"{written}\"");
        self.change(at.clone(), &quoted, found::place_in_quotes(self.span(&at), &quoted))
    }

    /// `per act 14`: a number of what is not said.
    pub(super) fn number_alone(&self) -> Option<Mend> {
        let (number, written) = self.token(self.at).filter(|(_, w)| w.starts_with(|c: char| c.is_ascii_digit()))?;
        let first = self.path_start(self.at.checked_sub(1).filter(|at| self.tokens[*at].kind == T::Word)?);
        let opens = first.checked_sub(1).map(|at| self.tokens[at].of(self.place.text));
        opens.map_or(self.rule == Rule::c_per, |word| matches!(word, "per" | "and")).then_some(())?;
        let at = number.start as usize..number.start as usize;
        self.change(at.clone(), "art ", found::missing_word(self.span(&at), "art", written, "art "))
    }

    /// The first token of the dotted name that ends with a token.
    fn path_start(&self, last: usize) -> usize {
        let mut first = last;
        while first >= 2 && self.tokens[first - 1].kind == T::Dot {
            first -= 2;
        }
        first
    }

    /// `art 3.1`: a paragraph behind a point.
    pub(super) fn point_in_place(&self) -> Option<Mend> {
        let digits = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_digit());
        let (point, behind) = (self.token(self.at).filter(|(t, _)| t.kind == T::Dot)?.0, self.token(self.at + 1)?);
        self.before().filter(|(_, w)| digits(w))?;
        self.at.checked_sub(2).and_then(|at| place_word(self.tokens[at].of(self.place.text)))?;
        let meant = format!("({})", Some(behind.1).filter(|w| digits(w))?);
        let at = point.start as usize..behind.0.end as usize;
        let written = self.place.text[at.clone()].to_string();
        self.change(at.clone(), &meant, found::place_word(self.span(&at), &written, &meant))
    }

    /// `per Article 5(2) of act`: the source goes first.
    pub(super) fn source_last(&self) -> Option<Mend> {
        // Behind a value the clause goes on with `of DAY`, and stops at the source.
        let is_of = |at: &usize| self.token(*at).is_some_and(|(_, w)| w == "of");
        let of = [Some(self.at), self.at.checked_sub(1)].into_iter().flatten().find(is_of)?;
        let opens = (0..of).rev().find(|at| place_word(self.tokens[*at].of(self.place.text)).is_some())?;
        let (first, word) = self.token(opens)?;
        let dot = usize::from(self.token(opens + 1).is_some_and(|(t, _)| t.kind == T::Dot));
        let (number, _) = self.token(opens + 1 + dot)?;
        let last_of_place = self.token(of.checked_sub(1)?)?.0;
        let mut last = of + 1;
        while self.token(last + 1).is_some_and(|(t, _)| t.kind == T::Dot) && self.token(last + 2).is_some() {
            last += 2;
        }
        let text = self.place.text;
        let source = &text[self.token(of + 1)?.0.start as usize..self.token(last)?.0.end as usize];
        let place = &text[number.start as usize..last_of_place.end as usize];
        let meant = format!("{source} {} {place}", place_word(word)?);
        let at = first.start as usize..self.token(last)?.0.end as usize;
        let found = found::source_first(self.span(&at), &meant);
        self.change(at, &meant, found)
    }

    /// `per act, art 5`
    pub(super) fn comma_before_place(&self) -> Option<Mend> {
        let is_comma = |at: &usize| self.token(*at).is_some_and(|(t, _)| t.kind == T::Comma);
        let comma = [Some(self.at), self.at.checked_sub(1)].into_iter().flatten().find(is_comma)?;
        let (_, word) = self.token(comma + 1).filter(|(_, w)| place_word(w).is_some())?;
        let comma = self.tokens[comma];
        let at = comma.start as usize..comma.end as usize;
        self.change(at.clone(), "", found::comma_too_many(self.span(&at), word))
    }

    /// `per act art 5 and 6`: each place has its own source.
    pub(super) fn second_number(&self) -> Option<Mend> {
        let (number, written) = self.token(self.at).filter(|(_, w)| w.starts_with(|c: char| c.is_ascii_digit()))?;
        self.before().filter(|(_, w)| *w == "and")?;
        let opens = (0..self.at).rev().find(|at| place_word(self.tokens[*at].of(self.place.text)).is_some())?;
        let word = place_word(self.tokens[opens].of(self.place.text))?;
        let first = self.path_start(opens.checked_sub(1)?);
        let source = &self.place.text[self.tokens[first].start as usize..self.tokens[opens - 1].end as usize];
        let per = if matches!(self.rule, Rule::c_per) || source != "per" { "per " } else { return None };
        let meant = format!("{per}{source} {word} {written}");
        let at = number.start as usize..number.end as usize;
        self.change(at.clone(), &meant, found::source_of_each_place(self.span(&at), &meant))
    }
}
