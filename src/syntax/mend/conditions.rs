//! Conditions and comparisons in the words and signs of other languages.

use super::{Mend, Trial};
use crate::diag::Diagnostic;
use crate::diag::conditions;
use crate::diag::syntax as found;
use crate::syntax::grammar::Rule;
use crate::syntax::lex::{T, Token};
use crate::syntax::words;

/// Comparisons in words.
const COMPARISONS: &[(&str, &str)] = &[
    ("is at most", "<="),
    ("at most", "<="),
    ("is at least", ">="),
    ("at least", ">="),
    ("is less than", "<"),
    ("less than", "<"),
    ("is below", "<"),
    ("is more than", ">"),
    ("more than", ">"),
    ("is greater than", ">"),
    ("greater than", ">"),
    ("is above", ">"),
    ("exceeds", ">"),
    ("is not later than", "<="),
    ("not later than", "<="),
    ("no later than", "<="),
    ("on or before", "<="),
    ("is not earlier than", ">="),
    ("not earlier than", ">="),
    ("no earlier than", ">="),
    ("on or after", ">="),
    ("is before", "<"),
    ("before", "<"),
    ("is after", ">"),
    ("after", ">"),
    ("is equal to", "="),
    ("equals", "="),
];

impl Trial<'_, '_> {
    /// `holds if C`, `applies unless C`: a condition that opens with the word of another language.
    pub(super) fn condition_word(&self) -> Option<Mend> {
        if !matches!(self.rule, Rule::c_when | Rule::c_when_per | Rule::c_except) {
            return None;
        }
        let labelled = self.token(0).is_some_and(|(_, word)| word == "[");
        let first = if labelled { self.tokens.iter().position(|t| t.of(self.place.text) == "]")? + 1 } else { 0 };
        let (token, word) = self.token(first)?;
        let at = token.start as usize..token.end as usize;
        match word {
            "if" | "where" | "whenever" | "provided" => {
                self.change(at.clone(), "when", found::opens_condition(self.span(&at), word))
            }
            "unless" => {
                let behind = &self.tokens[first + 1..];
                let from = behind.first()?.start as usize;
                let end = words::condition_end(behind, self.place.text);
                let meant = format!("when not ({})", &self.place.text[from..end]);
                let whole = at.start..end;
                self.change(whole.clone(), &meant, found::opens_exception(self.span(&at), self.span(&whole), &meant))
            }
            _ => None,
        }
    }

    /// `x between 1 and 5`
    pub(super) fn between(&self) -> Option<Mend> {
        let (token, _) = self.token(self.at).filter(|(_, word)| *word == "between")?;
        self.before().filter(|(t, w)| *w != "is" && t.kind != T::Comma)?;
        let and = (self.at + 1..self.tokens.len()).find(|at| self.tokens[*at].of(self.place.text) == "and")?;
        let and = self.tokens[and];
        let low = self.place.text[token.end as usize..and.start as usize].trim();
        let at = token.start as usize..and.end as usize;
        let shown = token.start as usize..token.end as usize;
        let found = found::word_for_word(self.span(&shown), "between", "in LOW .. HIGH");
        let found = Diagnostic { fixes: vec![], ..found };
        let (span, text) = (self.span(&at), format!("in {low} .."));
        self.change(at, &text, found.fix("write a range", span, text.clone(), false))
    }

    /// `x is one of a, b`, `x is one of [a, b]`
    pub(super) fn one_of(&self) -> Option<Mend> {
        let text = self.place.text;
        let of = (2..=self.at).rev().find(|at| {
            let word = |by: usize| self.tokens.get(at - by).map_or("", |t| t.of(text));
            word(0) == "of" && word(1) == "one" && word(2) == "is"
        })?;
        let (first, sign) = self.token(of + 1)?;
        let goes_on = |at: &usize| matches!(self.tokens[*at].kind, T::Word | T::Comma | T::Dot);
        let last = match sign {
            "[" | "{" => (of + 1..self.tokens.len()).find(|at| matches!(self.tokens[*at].of(text), "]" | "}"))?,
            _ => {
                (of + 1..self.tokens.len()).take_while(goes_on).filter(|at| self.tokens[*at].kind == T::Word).last()?
            }
        };
        let at = first.start as usize..self.tokens[last].end as usize;
        let inner = text[at.clone()].trim_matches(['[', ']', '{', '}']).trim();
        let meant = format!("({inner})");
        let found = found::word_for_word(self.span(&at), &text[at.clone()], &meant);
        let found = Diagnostic { fixes: vec![], ..found };
        let span = self.span(&at);
        self.change(at, &meant, found.fix("write the brackets", span, meant.clone(), true))
    }

    /// `is a, b > 3`: two conditions.
    pub(super) fn comma_for_and(&self) -> Option<Mend> {
        let (comma, _) = self.before().filter(|(t, _)| t.kind == T::Comma)?;
        let compares = |t: &Token| {
            matches!(t.of(self.place.text), "<" | ">" | "<=" | ">=" | "=" | "!=" | "is" | "in" | "has" | "binds")
        };
        let rule = matches!(self.rule, Rule::c_is | Rule::c_otherwise | Rule::c_case);
        if !rule || !self.tokens[self.at.min(self.tokens.len())..].iter().any(compares) {
            return None;
        }
        let at = comma.start as usize..comma.end as usize;
        let place = self.span(&at);
        self.change(at, " and", conditions::comma_for_and(place, place))
    }

    /// `at most 5` for `<= 5`
    pub(super) fn compared(&self) -> Option<Mend> {
        let (token, _) = self.token(self.at)?;
        let starts = [token.start as usize]
            .into_iter()
            .chain((1..=2).filter_map(|n| self.at.checked_sub(n).map(|at| self.tokens[at].start as usize)));
        for start in starts {
            let rest = &self.place.text[start..];
            for (phrase, sign) in COMPARISONS {
                if rest.starts_with(phrase) && rest[phrase.len()..].starts_with(char::is_whitespace) {
                    let at = start..start + phrase.len();
                    let span = self.span(&at);
                    if let Some(mend) = self.change(at, sign, conditions::sign_instead(span, span, phrase, sign)) {
                        return Some(mend);
                    }
                }
            }
        }
        None
    }

    /// `when C => V`, `when C -> V`: the sign that other languages have for `then`.
    pub(super) fn arrow(&self) -> Option<Mend> {
        if self.rule != Rule::c_case {
            return None;
        }
        let text = self.place.text;
        ["=>", "->", ":"].into_iter().find_map(|sign| {
            let at = text.find(sign)?;
            let at = at..at + sign.len();
            let then = self.apart(&at, "then");
            self.change(at.clone(), &then, found::word_for_word(self.span(&at), sign, &then))
        })
    }

    /// `(all x in L has C)`, `(exists x in L has C)`
    pub(super) fn quantifier(&self) -> Option<Mend> {
        const OTHERS: &[(&str, &str)] =
            &[("all", "every"), ("each", "every"), ("exists", "some"), ("any", "some"), ("none", "no")];
        let (token, word) = self.before()?;
        let opens = self.at.checked_sub(2).and_then(|at| self.token(at)).is_some_and(|(_, w)| w == "(");
        let (_, meant) = OTHERS.iter().find(|(other, _)| *other == word).filter(|_| opens)?;
        let at = token.start as usize..token.end as usize;
        let found = || found::word_for_word(self.span(&at), word, meant);
        // `have` for `has` behind it is the same slip.
        let have = self.tokens[self.at..].iter().find(|t| t.of(self.place.text) == "have");
        self.change(at.clone(), meant, found()).or_else(|| {
            let have = have?;
            let (between, whole) = (token.end as usize..have.start as usize, token.start as usize..have.end as usize);
            let text = format!("{meant}{}has", &self.place.text[between]);
            let found = Diagnostic { fixes: vec![], ..found() };
            let span = self.span(&whole);
            self.change(whole, &text, found.fix(format!("write `{meant} .. has`"), span, text.clone(), true))
        })
    }

    /// `5 % of x`: a share is a product.
    pub(super) fn share(&self) -> Option<Mend> {
        let near = [Some(self.at), self.at.checked_sub(1)].into_iter().flatten();
        let (token, _) = near
            .filter_map(|at| self.token(at))
            .find(|(token, word)| *word == "of" && self.place.text[..token.start as usize].trim_end().ends_with('%'))?;
        let at = token.start as usize..token.end as usize;
        let found = found::word_for_word(self.span(&at), "of", "*");
        let found = Diagnostic { fixes: vec![], ..found }.fix("write `*`", self.span(&at), "*", true);
        self.change(at, "*", found)
    }

    /// `x is in L`, `x is not in L`, `x is > 5`: the comparison says it alone.
    pub(super) fn is_too_many(&self) -> Option<Mend> {
        const SIGNS: &[(&str, &str)] = &[("≤", "<="), ("≥", ">="), ("≠", "!=")];
        let compares = |w: &str| matches!(w, "in" | "<" | ">" | "<=" | ">=" | "=" | "!=");
        let (sign, written) = self.token(self.at)?;
        if let Some((_, meant)) = SIGNS.iter().find(|(sign, _)| *sign == written) {
            let (is, _) = self.before().filter(|(_, w)| *w == "is")?;
            let at = is.start as usize..sign.end as usize;
            let span = self.span(&at);
            let found = conditions::sign_instead(span, span, &self.place.text[at.clone()], meant);
            return self.change(at, meant, found);
        }
        if !compares(written) {
            return None;
        }
        let not = usize::from(self.before().is_some_and(|(_, w)| w == "not"));
        let (is, _) = self.token(self.at.checked_sub(1 + not)?).filter(|(_, w)| *w == "is")?;
        let next = self.token(self.at - not)?.0;
        let (shown, at) = (is.start as usize..is.end as usize, is.start as usize..next.start as usize);
        self.change(at.clone(), "", found::word_too_many(self.span(&shown), self.span(&at), "is"))
    }

    /// `x not = 5`
    pub(super) fn not_compared(&self) -> Option<Mend> {
        const OPPOSITES: &[(&str, &str)] =
            &[("=", "!="), ("==", "!="), ("<", ">="), (">", "<="), ("<=", ">"), (">=", "<")];
        let (not, _) = self.before().filter(|(_, w)| *w == "not")?;
        let (token, sign) = self.token(self.at)?;
        let (_, meant) = OPPOSITES.iter().find(|(written, _)| *written == sign)?;
        let at = not.start as usize..token.end as usize;
        let (span, written) = (self.span(&at), &self.place.text[at.clone()]);
        self.change(at, meant, conditions::sign_instead(span, span, written, meant))
    }

    /// `x ∈ L`, `a ∧ b`: the signs of logic.
    pub(super) fn sign_of_logic(&self) -> Option<Mend> {
        const SIGNS: &[(&str, &str)] = &[("∈", "in"), ("∉", "not in"), ("∧", "and"), ("∨", "or"), ("¬", "not ")];
        let (token, sign) = self.token(self.at)?;
        let (_, meant) = SIGNS.iter().find(|(written, _)| *written == sign)?;
        let at = token.start as usize..token.end as usize;
        let span = self.span(&at);
        self.change(at, meant, conditions::sign_instead(span, span, sign, meant))
    }

    /// `2 x amount`, `amount x 2`: the letter for the sign of a product.
    pub(super) fn times(&self) -> Option<Mend> {
        let letter = |(t, w): &(Token, &str)| t.kind == T::Word && matches!(*w, "x" | "X");
        let (token, word) = self.before().filter(letter).or_else(|| self.token(self.at).filter(letter))?;
        let at = token.start as usize..token.end as usize;
        let span = self.span(&at);
        self.change(at, "*", conditions::sign_instead(span, span, word, "*"))
    }

    /// `sum(x.n for x in L, where C)`
    pub(super) fn comma_before_where(&self) -> Option<Mend> {
        let near = [self.at.checked_sub(2), self.at.checked_sub(1)].into_iter().flatten();
        let (comma, next) = near
            .filter_map(|at| self.token(at).zip(self.token(at + 1)))
            .find_map(|(a, b)| (a.0.kind == T::Comma && b.1 == "where").then_some((a.0, b.0)))?;
        let at = comma.start as usize..comma.end as usize;
        let found =
            found::comma_too_many(self.span(&at), self.place.text[next.start as usize..next.end as usize].trim());
        self.change(at, "", found)
    }
}
