//! Conditions and comparisons in the words and signs of other languages.

use super::{Mend, Trial};
use crate::diag::Diagnostic;
use crate::diag::conditions;
use crate::diag::syntax as found;
use crate::syntax::grammar::Rule;
use crate::syntax::lex::{T, Token};
use crate::syntax::words;

/// Comparisons in words that stand as they are, behind `is` or without it.
const PHRASES: &[(&str, &str)] = &[
    ("at most", "<="),
    ("at least", ">="),
    ("on or before", "<="),
    ("on or after", ">="),
    ("equal to", "="),
    ("equals", "="),
    ("exceeds", ">"),
];

/// Comparisons in words that may be negated: the sign, and that of the contrary.
const NEGATED: &[(&str, &str, &str)] = &[
    ("less than", "<", ">="),
    ("fewer than", "<", ">="),
    ("lower than", "<", ">="),
    ("smaller than", "<", ">="),
    ("earlier than", "<", ">="),
    ("below", "<", ">="),
    ("under", "<", ">="),
    ("before", "<", ">="),
    ("more than", ">", "<="),
    ("greater than", ">", "<="),
    ("higher than", ">", "<="),
    ("larger than", ">", "<="),
    ("later than", ">", "<="),
    ("above", ">", "<="),
    ("over", ">", "<="),
    ("after", ">", "<="),
];

/// The comparison in words that a text begins with: its length, and its sign.
fn comparison(text: &str) -> Option<(usize, &'static str)> {
    let begins = |text: &str, phrase: &str| {
        text.strip_prefix(phrase).is_some_and(|rest| rest.starts_with(char::is_whitespace)).then_some(phrase.len())
    };
    let is = text.strip_prefix("is ").unwrap_or(text);
    let not = is.strip_prefix("not ").or_else(|| is.strip_prefix("no "));
    let rest = not.unwrap_or(is);
    let skipped = text.len() - rest.len();
    let fixed = || PHRASES.iter().find_map(|(phrase, sign)| Some((begins(rest, phrase)?, *sign)));
    let turned = NEGATED.iter().find_map(|(phrase, sign, contrary)| {
        Some((begins(rest, phrase)?, if not.is_some() { *contrary } else { *sign }))
    });
    let (length, sign) = turned.or_else(|| fixed().filter(|_| not.is_none()))?;
    Some((skipped + length, sign))
}

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
        if let Some(mend) = self.any_of() {
            return Some(mend);
        }
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

    /// `x is any of (a, b)`
    fn any_of(&self) -> Option<Mend> {
        // Behind a value `of DAY` may stand, so that the clause goes on to what is behind `of`.
        let near = [Some(self.at), self.at.checked_sub(1)].into_iter().flatten();
        let of = near.filter(|at| *at >= 2).find(|at| self.token(*at).is_some_and(|(_, word)| word == "of"))?;
        let word = |by: usize| self.tokens[of - by].of(self.place.text);
        if !(matches!(word(1), "any" | "either") && matches!(word(2), "is" | "not")) {
            return None;
        }
        let (any, of) = (self.tokens[of - 1], self.tokens[of]);
        let at = any.start as usize..of.end as usize;
        let written = &self.place.text[at.clone()];
        let found = found::word_for_word(self.span(&at), written, "one of");
        self.change(at.clone(), "one of", found)
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
        self.token(self.at)?;
        let starts = (0..=3).filter_map(|n| self.at.checked_sub(n).map(|at| self.tokens[at].start as usize));
        let phrases = starts.filter_map(|start| Some((start, comparison(&self.place.text[start..])?)));
        let mends = phrases.filter_map(|(start, (length, sign))| {
            let at = start..start + length;
            let span = self.span(&at);
            self.change(at.clone(), sign, conditions::sign_instead(span, span, &self.place.text[at], sign))
        });
        // The longest says most.
        mends.max_by_key(|mend| mend.at.len())
    }

    /// `when C => V`, `when C -> V`: the sign that other languages have for `then`.
    pub(super) fn arrow(&self) -> Option<Mend> {
        if self.rule == Rule::h_function {
            // `f(t: Town) -> EUR`
            let at = self.place.text.find("->")?;
            let from = self.place.text[..at].trim_end().len();
            let (shown, at) = (at..at + 2, from..at + 2);
            let found = conditions::sign_instead(self.span(&shown), self.span(&at), "->", ":");
            return self.change(at, ":", found);
        }
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
