//! Amounts, units, digits and days as other places write them.

use super::{Mend, Trial};
use crate::diag::signs;
use crate::diag::syntax as found;
use crate::num::date::Date;
use crate::num::print::MONTHS;
use crate::syntax::grammar::Rule;
use crate::syntax::lex::T;
use std::ops::Range;

/// Currencies that people write in small letters, too.
const CURRENCIES: &[&str] = &["EUR", "USD", "GBP", "CHF", "SEK", "DKK", "PLN"];

/// Words for large amounts, and how these are written here.
const SIZES: &[(&[&str], &str)] = &[
    (&["m", "mn", "mio", "million", "millions"], "{} million"),
    (&["bn", "mrd", "billion", "billions"], "{} 000 million"),
    (&["k", "tsd", "thousand"], "{} 000"),
];

/// The months as French, German, Spanish and Italian call them.
const MONTHS_ELSEWHERE: [&[&str]; 12] = [
    &["janvier", "januar", "enero", "gennaio"],
    &["février", "februar", "febrero", "febbraio"],
    &["mars", "märz", "marzo"],
    &["avril", "abril", "aprile"],
    &["mai", "mayo", "maggio"],
    &["juin", "juni", "junio", "giugno"],
    &["juillet", "juli", "julio", "luglio"],
    &["août", "agosto"],
    &["septembre", "septiembre", "settembre"],
    &["octobre", "oktober", "octubre", "ottobre"],
    &["novembre", "noviembre"],
    &["décembre", "dezember", "diciembre", "dicembre"],
];

impl Trial<'_, '_> {
    /// `EUR 5m`, `Eur 5`, `EUR 1.234,50`, `EUR 5,-`: how people write money.
    pub(super) fn amount(&self) -> Option<Mend> {
        let text = self.place.text;
        let starts = text.char_indices().filter(|(at, _)| {
            let currency = text.get(*at..at + 3).is_some_and(|w| CURRENCIES.iter().any(|c| c.eq_ignore_ascii_case(w)));
            let before = text[..*at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '_');
            currency && before && text[at + 3..].starts_with(|c: char| c.is_ascii_digit() || c == ' ')
        });
        for (start, _) in starts {
            let gap = text[start + 3..].len() - text[start + 3..].trim_start_matches(' ').len();
            let digits = start + 3 + gap;
            let sign = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '\'' | '_');
            let mut end = digits + text[digits..].find(|c| !sign(c)).unwrap_or(text.len() - digits);
            let mut number = text[digits..end].trim_end_matches([',', '.']).to_string();
            end = digits + number.len();
            if text[end..].starts_with(",-") {
                end += 2;
            }
            let word = text[end..].trim_start_matches(' ');
            let len = word.find(|c: char| !c.is_alphabetic()).unwrap_or(word.len());
            let size = SIZES.iter().find(|(words, _)| words.iter().any(|w| w.eq_ignore_ascii_case(&word[..len])));
            if let Some((whole, part)) = number.rsplit_once(',').filter(|(_, part)| part.len() < 3) {
                number = format!("{}.{part}", whole.replace(['.', '\''], ""));
            }
            let scaled = match size {
                // A fraction of a thousand is written out by hand.
                Some((_, size)) if size.contains('0') && number.contains('.') => continue,
                Some((_, size)) => {
                    end = text.len() - word.len() + len;
                    size.replace("{}", &number)
                }
                None => number,
            };
            let meant = format!("{} {scaled}", text[start..start + 3].to_uppercase());
            let written = text[start..end].to_string();
            let reaches = start <= self.stop.at && self.stop.at <= end + 1;
            if meant == written || !reaches || !meant.ends_with(|c: char| c.is_ascii_digit() || c == 'n') {
                continue;
            }
            let at = start..end;
            let found = found::word_for_word(self.span(&at), &written, &meant);
            if let Some(mend) = self.change(at, &meant, found) {
                return Some(mend);
            }
        }
        None
    }

    /// A unit behind a number that is no name: `40 µg/m3`. What it is cannot be guessed, and the clause goes on
    /// without.
    pub(super) fn unit(&self) -> Option<Mend> {
        let (token, word) = self.token(self.at).filter(|(t, w)| t.kind == T::Word && !w.is_ascii())?;
        self.before().filter(|(_, before)| before.starts_with(|c: char| c.is_ascii_digit()))?;
        let mut last = token;
        let is_sign = |at: usize| self.token(at).is_some_and(|(_, w)| w == "/");
        if let Some((below, _)) = self.token(self.at + 2).filter(|(t, _)| is_sign(self.at + 1) && t.kind == T::Word) {
            last = below;
        }
        let shown = token.start as usize..token.end as usize;
        let found = found::letters_of_names(self.span(&shown), word, None);
        self.change(token.start as usize..last.end as usize, "", found)
    }

    /// `5EUR`, `EUR5`, `3persons`: a number and its unit without a blank.
    pub(super) fn glued(&self) -> Option<Mend> {
        let near = [Some(self.at), self.at.checked_sub(1)].into_iter().flatten();
        let (token, word) = near.filter_map(|at| self.token(at)).find(|(_, word)| {
            word.starts_with(|c: char| c.is_ascii_digit()) && word.ends_with(|c: char| c.is_ascii_alphabetic())
        })?;
        let digits = word.find(|c: char| !c.is_ascii_digit())?;
        let (number, unit) = word.split_at(digits);
        let currency = CURRENCIES.iter().find(|c| c.eq_ignore_ascii_case(unit));
        let meant = currency.map_or_else(|| format!("{number} {unit}"), |currency| format!("{currency} {number}"));
        let at = token.start as usize..token.end as usize;
        let found = found::word_for_word(self.span(&at), word, &meant);
        self.change(at, &meant, found)
    }

    /// The signs of a number or day around the place: digits and what parts them.
    fn run(&self, signs: &[char]) -> Option<Range<usize>> {
        let text = self.place.text;
        if !text.is_char_boundary(self.stop.at.min(text.len())) {
            return None;
        }
        let part = |c: char| c.is_ascii_digit() || signs.contains(&c);
        let from = self.stop.at.min(text.len());
        let start = text[..from].char_indices().rev().take_while(|(_, c)| part(*c)).last().map_or(from, |(at, _)| at);
        let end = text[from..].char_indices().find(|(_, c)| !part(*c)).map_or(text.len(), |(n, _)| from + n);
        let inner = text[start..end].trim_end_matches(signs);
        (!inner.is_empty()).then(|| start..start + inner.len())
    }

    /// `25'000`, `1.250.000`, `12,5`
    pub(super) fn digits(&self) -> Option<Mend> {
        let at = self.run(&['\'', '’', '.', ','])?;
        let written = &self.place.text[at.clone()];
        let parts: Vec<&str> = written.split(['\'', '’', '.', ',']).collect();
        let (first, rest) = parts.split_first()?;
        let groups = (1..=3).contains(&first.len()) && rest.iter().all(|p| p.len() == 3);
        let meant = match rest {
            _ if groups && !rest.is_empty() => parts.join(" "),
            [part] if written.contains(',') && !first.is_empty() && !part.is_empty() => format!("{first}.{part}"),
            _ => return None,
        };
        let found = signs::digits_otherwise(self.span(&at), written, &meant);
        self.change(at, &meant, found)
    }

    /// `2014-2020`, `2014/2020`, `2016`: years where days stand.
    pub(super) fn years(&self) -> Option<Mend> {
        let at = self.run(&['-', '–', '—', '−', '/'])?;
        let written = &self.place.text[at.clone()];
        let years: Vec<&str> = written.split(['-', '–', '—', '−', '/']).collect();
        let is_year = |word: &&str| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()) && **word >= *"1000";
        let (first, last) = match years.as_slice() {
            [year] if is_year(year) => (*year, *year),
            [first, last] if is_year(first) && is_year(last) && first <= last => (*first, *last),
            _ => return None,
        };
        let (from, to) = (format!("{first}-01-01"), format!("{last}-12-31"));
        let before = self.place.text[..at.start].split_whitespace().next_back();
        let opens = self.rule == Rule::c_from && before.is_none();
        let meant = match before {
            // Whether its first or its last day is meant is said by the word that opens the clause.
            _ if self.rule == Rule::c_day => return None,
            Some("until" | "by") if first == last => vec![to],
            Some("from") if first == last => vec![from],
            _ if opens && first == last => vec![from],
            _ => vec![format!("{from} .. {to}"), format!("{from} until {to}"), format!("by {to}")],
        };
        meant.iter().find_map(|meant| {
            let found = signs::year_for_a_day(self.span(&at), written, meant);
            self.change(at.clone(), meant, found)
        })
    }

    /// `1 January 2014`, `2014–01–01`
    pub(super) fn day(&self) -> Option<Mend> {
        if let Some(at) = self.run(&['-', '–', '—', '−', '‐', '‑']) {
            let written = &self.place.text[at.clone()];
            let plain = written.replace(['–', '—', '−', '‐', '‑'], "-");
            if plain != written && Date::parse(&plain).is_some() {
                let found = signs::day_written_otherwise(self.span(&at), written, std::slice::from_ref(&plain));
                return self.change(at, &plain, found);
            }
        }
        [Some(self.at), self.at.checked_sub(1), self.at.checked_sub(2)]
            .into_iter()
            .flatten()
            .find_map(|at| self.day_in_words(at))
            .or_else(|| self.short_day())
    }

    /// `20180430`, `18-04-30`, `4.5.18`
    fn short_day(&self) -> Option<Mend> {
        let at = self.run(&['-', '.', '/'])?;
        let written = &self.place.text[at.clone()];
        let parts: Vec<&str> = written.split(['-', '.', '/']).collect();
        let short = parts.iter().all(|part| (1..=2).contains(&part.len()));
        let meant: Vec<String> = match parts[..] {
            [whole] if whole.len() == 8 => vec![format!("{}-{}-{}", &whole[..4], &whole[4..6], &whole[6..])],
            [a, b, c] if short && written.contains('-') => {
                vec![format!("20{a:0>2}-{b:0>2}-{c:0>2}"), format!("20{c:0>2}-{b:0>2}-{a:0>2}")]
            }
            [a, b, c] if short => vec![format!("20{c:0>2}-{b:0>2}-{a:0>2}"), format!("20{c:0>2}-{a:0>2}-{b:0>2}")],
            _ => return None,
        };
        let mut meant: Vec<String> = meant.into_iter().filter(|day| Date::parse(day).is_some()).collect();
        meant.dedup();
        let found = signs::day_written_otherwise(self.span(&at), written, &meant);
        let mut mend = self.change(at.clone(), meant.first()?, found)?;
        mend.open = meant.len() > 1;
        Some(mend)
    }

    /// `1 January 2014`, `January 1, 2014`, where it begins.
    fn day_in_words(&self, first: usize) -> Option<Mend> {
        let (token, _) = self.token(first)?;
        let month = |at: usize| {
            let (_, word) = self.token(at)?;
            let word = word.to_lowercase();
            let called = |month: &str| month == word || (word.len() == 3 && month.starts_with(&word));
            let here = MONTHS.iter().position(|month| called(&month.to_lowercase()));
            here.or_else(|| MONTHS_ELSEWHERE.iter().position(|months| months.contains(&word.as_str()))).map(|n| n + 1)
        };
        let number = |at: usize| {
            self.token(at).and_then(|(_, word)| word.trim_end_matches(char::is_alphabetic).parse::<u32>().ok())
        };
        let dated = |day: Option<u32>, month: Option<usize>, year: Option<u32>| {
            let text = format!("{:04}-{:02}-{:02}", year?, month?, day?);
            Date::parse(&text).map(|_| text)
        };
        let comma = self.tokens.get(first + 2).is_some_and(|t| t.kind == T::Comma);
        let (meant, last) = match dated(number(first), month(first + 1), number(first + 2)) {
            Some(text) => (text, first + 2),
            None => {
                let year = first + 2 + usize::from(comma);
                (dated(number(first + 1), month(first), number(year))?, year)
            }
        };
        let at = token.start as usize..self.tokens[last].end as usize;
        let written = self.place.text[at.clone()].to_string();
        let found = signs::day_written_otherwise(self.span(&at), &written, std::slice::from_ref(&meant));
        self.change(at, &meant, found)
    }

    /// `5 thousand persons`
    pub(super) fn sized(&self) -> Option<Mend> {
        [Some(self.at), self.at.checked_sub(1)].into_iter().flatten().find_map(|at| {
            let (word, written) = self.token(at).filter(|(_, w)| w.len() > 2 && *w != "million")?;
            let (_, size) = SIZES.iter().find(|(words, _)| words.iter().any(|w| w.eq_ignore_ascii_case(written)))?;
            let (number, digits) =
                self.token(at.checked_sub(1)?).filter(|(_, w)| w.bytes().all(|b| b.is_ascii_digit()))?;
            let meant = size.replace("{}", digits);
            let at = number.start as usize..word.end as usize;
            let found = found::word_for_word(self.span(&at), &self.place.text[at.clone()], &meant);
            self.change(at, &meant, found)
        })
    }
}
