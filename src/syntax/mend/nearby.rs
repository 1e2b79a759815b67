//! A word that is nearly another, is missing, or is one too many.

use super::{Mend, Trial, only};
use crate::diag::near::did_you_mean;
use crate::diag::syntax as found;
use crate::num::round::Rounding;
use crate::syntax::grammar::Rule;
use crate::syntax::lex::{T, Token};
use crate::syntax::words;
use std::collections::BTreeSet;

/// Words for what is said otherwise here.
const SYNONYMS: &[(&str, &str)] = &[("since", "from"), ("starting", "from"), ("till", "until"), ("through", "until")];

/// Words that a condition begins with or joins by.
const CONDITIONS: &[&str] = &["when", "not", "where", "some", "every", "has", "then", "and", "or", "state", "slip"];

/// Words that join what is complete without them.
const JOINS: &[&str] = &[
    "and", "or", "in", "unknown", "art", "recital", "annex", "point", "line", "ask", "evidence", "binds", "concept",
    "per", "under",
];

/// Words that are mostly missing, where they are.
const USUAL: &[&str] = &["then", "when", "has", "for", "like", "until", "is", "to", "of"];

/// Words of the language that stand near others of it.
const OWN_WORDS: &[&str] = &[
    "as", "at", "by", "for", "from", "has", "in", "is", "not", "of", "on", "or", "over", "per", "then", "to", "until",
    "when", "with",
];

/// Words that people put before a name or list.
const FILLERS: &[&str] = &["each", "every", "all", "the", "a", "an", "any", "of", "both"];

impl Trial<'_, '_> {
    /// The word of the language that is nearly the one that stands there.
    pub(super) fn near_word(&self) -> Option<Mend> {
        if let Some(mend) = self.near_word_before() {
            return Some(mend);
        }
        let (token, word) = self.token(self.at)?;
        if let Some(mend) = self.near_two_words() {
            return Some(mend);
        }
        if matches!(word, "when" | "if") {
            return self.instead("where");
        }
        if word == "to" && self.rule == Rule::c_from {
            return self.instead("until");
        }
        if word == "is" && self.rule == Rule::c_amend {
            return self.instead("otherwise");
        }
        if let Some((_, meant)) = SYNONYMS.iter().find(|(other, _)| *other == word) {
            return self.instead(meant);
        }
        let known: BTreeSet<&'static str> = words::keywords(&self.stop.tried).collect();
        let exact = known.iter().find(|k| k.eq_ignore_ascii_case(word));
        if let Some(mend) = exact.and_then(|near| self.instead(near)) {
            return Some(mend);
        }
        // A word of the language is no other one misspelt.
        if OWN_WORDS.contains(&word) {
            return None;
        }
        let near = known.into_iter().filter(|k| did_you_mean(word, [*k]).is_some());
        let all = near.filter_map(|near| self.instead(near)).collect();
        only(all, self.span(&(token.start as usize..token.end as usize)), word)
    }

    /// `in forse`: two words of the language, of which the second is misspelt.
    fn near_two_words(&self) -> Option<Mend> {
        let ((first, one), (second, two)) = self.token(self.at).zip(self.token(self.at + 1))?;
        let near = |k: &&str| k.split_once(' ').is_some_and(|(a, b)| a == one && did_you_mean(two, [b]).is_some());
        let meant = words::keywords(&self.stop.tried).find(near)?;
        let at = first.start as usize..second.end as usize;
        let found = found::word_for_word(self.span(&at), &self.place.text[at.clone()], meant);
        self.change(at, meant, found)
    }

    /// `holds whn town.open`: two names side by side, the first of which is nearly a word of conditions.
    fn near_word_before(&self) -> Option<Mend> {
        let (token, word) = self.before().filter(|(t, _)| t.kind == T::Word)?;
        self.token(self.at).filter(|(t, _)| matches!(t.kind, T::Word | T::Open))?;
        if OWN_WORDS.contains(&word) {
            return None;
        }
        let exact = CONDITIONS.iter().find(|k| k.eq_ignore_ascii_case(word));
        let near = exact.copied().or_else(|| did_you_mean(word, CONDITIONS.iter().copied()))?;
        let at = token.start as usize..token.end as usize;
        let found = found::word_for_word(self.span(&at), word, near);
        if near == word { None } else { self.change(at, near, found) }
    }

    /// The only word of the language with which the clause makes sense in place of the one that stands there.
    pub(super) fn only_word(&self) -> Option<Mend> {
        // What fields are read of is a name.
        if self.token(self.at + 1).is_some_and(|(t, _)| matches!(t.kind, T::Dot | T::Open)) {
            return None;
        }
        let mut known: Vec<&'static str> = words::keywords(&self.stop.tried).collect();
        known.sort_unstable();
        known.dedup();
        let mut all: Vec<Mend> = known.iter().filter_map(|k| self.instead(k)).collect();
        if all.len() == 1 { all.pop() } else { None }
    }

    /// A sign or word that is missing before the place.
    pub(super) fn missing(&self) -> Option<Mend> {
        let (end, _) = self.before()?;
        let end = end.end as usize;
        let start = self.token(self.at).map_or(end, |(t, _)| t.start as usize);
        let written = self.token(self.at).map_or("", |(_, word)| word);
        let tried = |rule: Rule| self.stop.tried.contains(&rule);
        let cell = self.rule == Rule::c_cell;
        let sign = |(rule, sign): &(Rule, &'static str)| (tried(*rule) && !(cell && *sign == ",")).then_some(*sign);
        let signs = [(Rule::colon, ":"), (Rule::assign, " ="), (Rule::comma, ",")];
        let signs = signs.iter().filter_map(sign).map(|sign| (end, sign.trim(), sign.to_string()));
        let filler = self.before().is_some_and(|(_, word)| FILLERS.contains(&word.to_lowercase().as_str()));
        let words: BTreeSet<&'static str> = words::keywords(&self.stop.tried).filter(|w| !JOINS.contains(w)).collect();
        let usual = USUAL.iter().copied().filter(|word| words.contains(word));
        let others = words.iter().copied().filter(|word| !USUAL.contains(word));
        let tried = usual.chain(others).filter(|word| !(filler && *word == "of"));
        let tried = tried.map(|word| (start, word, format!("{word} ")));
        let all = signs.chain(tried).filter_map(|(at, word, text)| {
            let at = at..at;
            let found = found::missing_word(self.span(&at), word, written, &text);
            Some((word, self.change(at, &text, found)?))
        });
        let all: Vec<(&str, Mend)> = all.collect();
        let named: Vec<String> = all.iter().map(|(word, _)| format!("`{word}`")).collect();
        let (word, mut mend) = all.into_iter().next()?;
        if words.contains(word) && !USUAL.contains(&word) {
            return None;
        }
        if named.len() > 1 {
            let place = start..start;
            mend.found = found::missing_one_of(self.span(&place), &named, written);
            mend.open = true;
        }
        Some(mend)
    }

    /// A comma at the end, a bracket or word too many.
    pub(super) fn too_much(&self) -> Option<Mend> {
        // Behind a source a place was begun.
        let place = self
            .stop
            .tried
            .iter()
            .any(|rule| matches!(rule, Rule::place_word | Rule::place | Rule::locator | Rule::text));
        if let Some(mend) = self.without_fillers(|word| !place && FILLERS.contains(&word)) {
            return Some(mend);
        }
        // `define f: EUR = {`: the sign at the end of a head.
        let last = self.at + 1 == self.tokens.len();
        let sign = self.token(self.at).filter(|(_, w)| last && matches!(*w, "=" | ":="));
        let comma = self.before().filter(|(t, _)| t.kind == T::Comma && self.at == self.tokens.len()).or(sign);
        let (token, word) = comma.or_else(|| {
            // Behind a number it is a unit that is not there, which is another thing.
            let number = self.before().is_some_and(|(_, before)| before.starts_with(|c: char| c.is_ascii_digit()));
            // Without `not` the clause says the contrary, and a number with letters in it is no word at all.
            let word = |w: &str| w != "not" && !w.starts_with(|c: char| c.is_ascii_digit());
            let filler = |t: Token, w: &str| t.kind == T::Word && w.len() < 6 && !number && w.is_ascii() && word(w);
            self.token(self.at).filter(|(t, w)| t.kind == T::Close || !place && filler(*t, w))
        })?;
        let at = token.start as usize..token.end as usize;
        let found = found::word_too_many(self.span(&at), self.span(&at), word);
        self.change(at, "", found)
    }

    /// `the x`, `both a and b`, `is both a and b`: words that people put before a name or condition.
    pub(super) fn filler(&self) -> Option<Mend> {
        // An `a` is mostly a name.
        self.without_fillers(|word| word != "a" && FILLERS.contains(&word))
    }

    fn without_fillers(&self, fills: impl Fn(&str) -> bool) -> Option<Mend> {
        let is_filler = |at: usize| self.token(at).is_some_and(|(_, w)| fills(&w.to_lowercase()));
        let is = |at: usize| self.token(at).is_some_and(|(_, w)| matches!(w, "is" | "are"));
        let near = [self.at.checked_sub(1), Some(self.at), Some(self.at + 1).filter(|_| is(self.at))];
        let last = near.into_iter().flatten().find(|at| is_filler(*at))?;
        let first = (0..last).rev().take_while(|at| is_filler(*at)).last().unwrap_or(last);
        let starts = [Some(last), Some(first), first.checked_sub(1).filter(|at| is(*at))];
        starts.into_iter().flatten().find_map(|first| {
            let (start, end) = (self.token(first)?.0.start, self.token(last)?.0.end);
            let next = self.token(last + 1).map_or(end, |(t, _)| t.start);
            let (shown, at) = (start as usize..end as usize, start as usize..next as usize);
            let written = &self.place.text[shown.clone()];
            self.change(at.clone(), "", found::word_too_many(self.span(&shown), self.span(&at), written))
        })
    }

    /// `half up`: a way of rounding in two words.
    pub(super) fn joined_mode(&self) -> Option<Mend> {
        let (first, _) = self.before()?;
        let (second, _) = self.token(self.at)?;
        let at = first.start as usize..second.end as usize;
        let written = &self.place.text[at.clone()];
        let meant = written.replace([' ', '-'], "_");
        Rounding::NAMED.iter().find(|mode| mode.word() == meant)?;
        self.change(at.clone(), &meant, found::name_is_one_word(self.span(&at), written, &meant))
    }
}
