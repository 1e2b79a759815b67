//! What was probably meant by a clause that cannot be read: one small change after which it can.
//!
//! A change is tried by reading the changed clause. It is proposed, and the clause goes on as if it had been made, so
//! that a slip costs its own message and nothing else.

use crate::diag::Diagnostic;
use crate::diag::near::did_you_mean;
use crate::diag::signs;
use crate::diag::syntax as found;
use crate::num::date::Date;
use crate::syntax::grammar::{self, Rule, Stop};
use crate::syntax::lex::{self, T, Token};
use crate::syntax::words::{self, Place};
use crate::text::Span;
use std::collections::BTreeSet;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

/// A change of the text of a clause, and what is said of it.
pub(super) struct Mend {
    /// The bytes that it replaces.
    pub at: Range<usize>,
    /// What stands there instead.
    pub text: String,
    /// The finding, with the change as its fix.
    pub found: Diagnostic,
    /// Whether other changes would do as well, so that it is not known what the clause says.
    pub open: bool,
}

impl Mend {
    /// The clause after the change.
    pub fn applied(&self, text: &str) -> String {
        format!("{}{}{}", &text[..self.at.start], self.text, &text[self.at.end..])
    }
}

/// Signs that no screen shows.
const INVISIBLE: &[char] = &['\u{200B}', '\u{200C}', '\u{200D}', '\u{2060}', '\u{AD}', '\u{200E}', '\u{200F}'];

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

/// Letters of other alphabets that look like those of names.
const LOOK_ALIKE: &[(char, char)] = &[
    ('а', 'a'),
    ('е', 'e'),
    ('о', 'o'),
    ('р', 'p'),
    ('с', 'c'),
    ('у', 'y'),
    ('х', 'x'),
    ('і', 'i'),
    ('ј', 'j'),
    ('ѕ', 's'),
    ('ο', 'o'),
    ('α', 'a'),
    ('ρ', 'p'),
    ('ν', 'v'),
    ('υ', 'u'),
    ('ι', 'i'),
];

/// Currencies that people write in small letters, too.
const CURRENCIES: &[&str] = &["EUR", "USD", "GBP", "CHF", "SEK", "DKK", "PLN"];

/// Words for large amounts, and how these are written here.
const SIZES: &[(&[&str], &str)] = &[
    (&["m", "mn", "mio", "million", "millions"], "{} million"),
    (&["bn", "mrd", "billion", "billions"], "{} 000 million"),
    (&["k", "tsd", "thousand"], "{} 000"),
];

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
const FILLERS: &[&str] = &["each", "every", "all", "the", "a", "an", "any", "of"];

const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The change that makes a clause readable, if one of those that drafters mostly need does.
pub(super) fn mend(place: &Place<'_>, rule: Rule, stop: &Stop) -> Option<Mend> {
    let mut tokens = vec![];
    lex::tokens(place.text, 0, place.text.len(), 0, &mut tokens);
    tokens.retain(|t| !t.comment());
    let at = tokens.iter().position(|t| t.end as usize > stop.at).unwrap_or(tokens.len());
    let trial = Trial { place, rule, stop, tokens: &tokens, at };
    trial
        .invisible()
        .or_else(|| trial.letters())
        .or_else(|| trial.amount())
        .or_else(|| trial.unit())
        .or_else(|| trial.condition_word())
        .or_else(|| trial.subject())
        .or_else(|| trial.type_first())
        .or_else(|| trial.glued())
        .or_else(|| trial.digits())
        .or_else(|| trial.day())
        .or_else(|| trial.compared())
        .or_else(|| trial.between())
        .or_else(|| trial.one_of())
        .or_else(|| trial.comma_for_and())
        .or_else(|| trial.limit())
        .or_else(|| trial.as_of())
        .or_else(|| trial.arrow())
        .or_else(|| trial.quantifier())
        .or_else(|| trial.label())
        .or_else(|| trial.joined_name())
        .or_else(|| trial.share())
        .or_else(|| trial.amount_for_each())
        .or_else(|| trial.phrase())
        .or_else(|| trial.near_word())
        .or_else(|| trial.missing())
        .or_else(|| trial.only_word())
        .or_else(|| trial.too_much())
}

/// The only change there is. Of several it is not known which was meant.
fn only(all: Vec<Mend>, place: Span, written: &str) -> Option<Mend> {
    let meant: Vec<String> = all.iter().map(|mend| format!("`{}`", mend.text)).collect();
    let mut first = all.into_iter().next()?;
    if meant.len() > 1 {
        first.found = found::near_several(place, written, &meant);
        first.open = true;
    }
    Some(first)
}

struct Trial<'a, 't> {
    place: &'a Place<'t>,
    rule: Rule,
    stop: &'a Stop,
    tokens: &'a [Token],
    /// The token at which the clause stopped making sense.
    at: usize,
}

impl Trial<'_, '_> {
    fn token(&self, at: usize) -> Option<(Token, &str)> {
        self.tokens.get(at).map(|t| (*t, t.of(self.place.text)))
    }

    fn before(&self) -> Option<(Token, &str)> {
        self.at.checked_sub(1).and_then(|at| self.token(at))
    }

    fn span(&self, at: &Range<usize>) -> Span {
        Span::new(self.place.file, self.place.base + at.start, self.place.base + at.end)
    }

    /// The change, if the clause can be read after it.
    fn change(&self, at: Range<usize>, text: &str, found: Diagnostic) -> Option<Mend> {
        let mend = Mend { at, text: text.to_string(), found, open: false };
        grammar::read(self.rule, &mend.applied(self.place.text)).is_ok().then_some(mend)
    }

    fn invisible(&self) -> Option<Mend> {
        let (start, sign) =
            self.place.text.char_indices().find(|(at, c)| *at >= self.stop.at && INVISIBLE.contains(c))?;
        let at = start..start + sign.len_utf8();
        let found = found::invisible_sign(self.span(&at), sign);
        self.change(at, "", found)
    }

    /// A name with letters that names cannot have.
    fn letters(&self) -> Option<Mend> {
        let (token, word) = self.token(self.at).filter(|(t, w)| t.kind == T::Word && !w.is_ascii())?;
        let latin = |c: char| LOOK_ALIKE.iter().find(|(other, _)| *other == c).map_or(c, |(_, latin)| *latin);
        let plain: String = word.nfd().map(latin).filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        let at = token.start as usize..token.end as usize;
        let same_length = plain.chars().count() == word.chars().count();
        if !same_length {
            return None;
        }
        let found = found::letters_of_names(self.span(&at), word, Some(&plain));
        self.change(at, &plain, found)
    }

    /// `EUR 5m`, `Eur 5`, `EUR 1.234,50`, `EUR 5,-`: how people write money.
    fn amount(&self) -> Option<Mend> {
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

    /// A unit behind a number that is no name: `40 µg/m3`. What it is cannot be guessed, and the clause goes on without.
    fn unit(&self) -> Option<Mend> {
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

    /// `holds if C`, `applies unless C`: a condition that opens with the word of another language.
    fn condition_word(&self) -> Option<Mend> {
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

    /// `for Town`: whom a rule is for needs a name in the rule.
    fn subject(&self) -> Option<Mend> {
        let [only] = self.tokens else { return None };
        let word = only.of(self.place.text);
        if self.rule != Rule::c_for || only.kind != T::Word || !word.starts_with(|c: char| c.is_ascii_uppercase()) {
            return None;
        }
        let meant = format!("{}: {word}", word.to_lowercase());
        let at = only.start as usize..only.end as usize;
        let found = found::subject_without_name(self.span(&at), word, &meant);
        self.change(at, &meant, found)
    }

    /// `City c`, as other languages write a name and its type.
    fn type_first(&self) -> Option<Mend> {
        let is_type = |w: &str| w.starts_with(|c: char| c.is_ascii_uppercase());
        let is_name = |w: &str| w.starts_with(|c: char| c.is_ascii_lowercase());
        let (first, ty) = self.before().filter(|(t, w)| t.kind == T::Word && is_type(w))?;
        let (last, name) = self.token(self.at).filter(|(t, w)| t.kind == T::Word && is_name(w))?;
        let opens = self.at.checked_sub(2).and_then(|at| self.token(at)).is_none_or(|(_, w)| matches!(w, "(" | ","));
        if !opens || !matches!(self.rule, Rule::c_for | Rule::h_function | Rule::h_reform) {
            return None;
        }
        let at = first.start as usize..last.end as usize;
        let (written, meant) = (&self.place.text[at.clone()], format!("{name}: {ty}"));
        let found = found::word_for_word(self.span(&at), written, &meant);
        let found = Diagnostic { fixes: vec![], ..found };
        let span = self.span(&at);
        self.change(at, &meant, found.fix(format!("write `{meant}`"), span, meant.clone(), true))
    }

    /// `5EUR`, `EUR5`, `3persons`: a number and its unit without a blank.
    fn glued(&self) -> Option<Mend> {
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

    /// `x between 1 and 5`
    fn between(&self) -> Option<Mend> {
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
    fn one_of(&self) -> Option<Mend> {
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
    fn comma_for_and(&self) -> Option<Mend> {
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
        self.change(at, " and", found::comma_for_and(place, place))
    }

    /// `[0 .. 5]`, `1 to 5`, `>= 1`, `min 1`: limits of a field.
    fn limit(&self) -> Option<Mend> {
        if self.rule != Rule::c_field {
            return None;
        }
        let text = self.place.text;
        [Some(self.at), self.at.checked_sub(1)].into_iter().flatten().find_map(|first| {
            let (token, sign) = self.token(first)?;
            let (last, meant) = match sign {
                "[" => {
                    let close = (first..self.tokens.len()).find(|at| self.tokens[*at].of(text) == "]")?;
                    let inner = &text[token.end as usize..self.tokens[close].start as usize];
                    (self.tokens[close], inner.trim().to_string())
                }
                "to" => (token, "..".to_string()),
                ">=" | "min" | "minimum" => (token, "at least".to_string()),
                "<=" | "max" | "maximum" => (token, "at most".to_string()),
                _ => return None,
            };
            let at = token.start as usize..last.end as usize;
            let found = found::word_for_word(self.span(&at), &text[at.clone()], &meant);
            let found = Diagnostic { fixes: vec![], ..found };
            let span = self.span(&at);
            self.change(at, &meant, found.fix(format!("write `{meant}`"), span, meant.clone(), true))
        })
    }

    /// `rate at 2018-01-01`, `rate on 2018-01-01`, `rate as off 2018-01-01`
    fn as_of(&self) -> Option<Mend> {
        let (token, word) = self.token(self.at)?;
        let (next, off) = self.token(self.at + 1)?;
        let last = match word {
            "at" | "on" => token,
            "as" if next.kind == T::Word && did_you_mean(off, ["of"]).is_some() => next,
            _ => return None,
        };
        let at = token.start as usize..last.end as usize;
        let found = found::word_for_word(self.span(&at), &self.place.text[at.clone()], "as of");
        let found = Diagnostic { fixes: vec![], ..found };
        let span = self.span(&at);
        self.change(at, "as of", found.fix("write `as of`", span, "as of", true))
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
    fn digits(&self) -> Option<Mend> {
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

    /// `1 January 2014`, `2014–01–01`, `2014`
    fn day(&self) -> Option<Mend> {
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
    }

    /// `1 January 2014`, `January 1, 2014`, where it begins.
    fn day_in_words(&self, first: usize) -> Option<Mend> {
        let (token, _) = self.token(first)?;
        let month = |at: usize| {
            let (_, word) = self.token(at)?;
            let word = word.to_lowercase();
            MONTHS.iter().position(|m| *m == word || (word.len() == 3 && m.starts_with(&word))).map(|n| n + 1)
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

    /// `at most 5` for `<= 5`
    fn compared(&self) -> Option<Mend> {
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
                    if let Some(mend) = self.change(at, sign, found::sign_instead(span, span, phrase, sign)) {
                        return Some(mend);
                    }
                }
            }
        }
        None
    }

    /// `when C => V`, `when C -> V`: the sign that other languages have for `then`.
    fn arrow(&self) -> Option<Mend> {
        if self.rule != Rule::c_case {
            return None;
        }
        let text = self.place.text;
        ["=>", "->"].into_iter().find_map(|sign| {
            let at = text.find(sign)?;
            let at = at..at + sign.len();
            self.change(at.clone(), "then", found::word_for_word(self.span(&at), sign, "then"))
        })
    }

    /// `(all x in L has C)`, `(exists x in L has C)`
    fn quantifier(&self) -> Option<Mend> {
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

    /// `EUR per month` as a type.
    fn amount_for_each(&self) -> Option<Mend> {
        let typed = matches!(self.rule, Rule::h_function | Rule::h_value | Rule::c_field);
        let (token, _) = self.token(self.at).filter(|(_, word)| *word == "per" && typed)?;
        let at = token.start as usize..token.end as usize;
        self.change(at.clone(), "/", found::word_for_word(self.span(&at), "per", "/"))
    }

    /// `[two words]`, `[1]`, `(small)` before a condition
    fn label(&self) -> Option<Mend> {
        let text = self.place.text;
        if let (Some(inner), Rule::c_case) = (text.strip_prefix('('), self.rule)
            && let Some((name, rest)) = inner.split_once(')')
            && rest.starts_with(' ')
        {
            let at = 0..name.len() + 2;
            let found = found::label_is_a_name(self.span(&at), &text[at.clone()], &format!("[{name}]"));
            return self.change(at, &format!("[{name}]"), found);
        }
        let open = text.as_bytes()[..text.len().min(self.stop.at + 1)].iter().rposition(|b| *b == b'[')?;
        let close = open + text[open..].find(']')?;
        let inner = &text[open + 1..close];
        let mut name: String = inner
            .trim()
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' })
            .collect();
        if name.starts_with(|c: char| c.is_ascii_digit()) {
            // A patch names a row of a table by its number.
            let patch = matches!(self.rule, Rule::c_repeal | Rule::c_amend);
            name.insert_str(0, if patch { "row_" } else { "case_" });
        }
        if name.is_empty() || name == inner {
            return None;
        }
        let at = open + 1..close;
        let found = found::label_is_a_name(self.span(&at), inner, &name);
        self.change(at, &name, found)
    }

    /// `two words` or `two-words` where a name is declared.
    fn joined_name(&self) -> Option<Mend> {
        let heads = [
            Rule::h_name,
            Rule::h_titled,
            Rule::h_meaning,
            Rule::h_value,
            Rule::h_function,
            Rule::h_reform,
            Rule::c_field,
        ];
        let first = self.tokens.first().filter(|t| t.kind == T::Word && heads.contains(&self.rule))?;
        let hyphen = |i: usize| self.tokens[i].kind == T::Sign && self.tokens[i].of(self.place.text) == "-";
        let last = (1..self.tokens.len()).take_while(|i| self.tokens[*i].kind == T::Word || hyphen(*i)).last()?;
        for end in (1..=last).rev().filter(|i| self.tokens[*i].kind == T::Word) {
            let at = first.start as usize..self.tokens[end].end as usize;
            let written = &self.place.text[at.clone()];
            let name = written
                .split(|c: char| c == '-' || c.is_whitespace())
                .filter(|p| !p.is_empty())
                .collect::<Vec<_>>()
                .join("_");
            let found = found::name_is_one_word(self.span(&at), written, &name);
            if let Some(mend) = self.change(at, &name, found) {
                return Some(mend);
            }
        }
        None
    }

    /// `5 % of x`: a share is a product.
    fn share(&self) -> Option<Mend> {
        let near = [Some(self.at), self.at.checked_sub(1)].into_iter().flatten();
        let (token, _) = near
            .filter_map(|at| self.token(at))
            .find(|(token, word)| *word == "of" && self.place.text[..token.start as usize].trim_end().ends_with('%'))?;
        let at = token.start as usize..token.end as usize;
        let found = found::word_for_word(self.span(&at), "of", "*");
        let found = Diagnostic { fixes: vec![], ..found }.fix("write `*`", self.span(&at), "*", true);
        self.change(at, "*", found)
    }

    /// Words of people and of other languages for what fields and types say here.
    fn phrase(&self) -> Option<Mend> {
        const PHRASES: &[(&str, &str)] = &[
            ("list ", "list of "),
            ("range ", "range of "),
            ("optional", "may be absent"),
            ("nullable", "may be absent"),
            ("maybe absent", "may be absent"),
            ("can be absent", "may be absent"),
            ("isn't ", "is not "),
            ("aren't ", "is not "),
            ("doesn't ", "not "),
            ("euros ", "EUR "),
            ("Euros ", "EUR "),
            ("euro ", "EUR "),
            ("Euro ", "EUR "),
            ("EURO ", "EUR "),
        ];
        let text = self.place.text;
        for (written, meant) in PHRASES {
            let before = |at: usize| text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '_');
            let Some(start) = text.find(written).filter(|at| before(*at)) else { continue };
            let at = start..start + written.len();
            let shown = start..start + written.trim_end().len();
            let found = found::word_for_word(self.span(&shown), written.trim_end(), meant.trim_end());
            let found = Diagnostic { fixes: vec![], ..found };
            let span = self.span(&at);
            let found = found.fix(format!("write `{}`", meant.trim_end()), span, *meant, false);
            if let Some(mend) = self.change(at, meant, found) {
                return Some(mend);
            }
        }
        self.office()
    }

    /// `ask town hall`: an office of several words without quotes.
    fn office(&self) -> Option<Mend> {
        let ask = self.tokens.iter().position(|t| t.of(self.place.text) == "ask")?;
        let words = self.tokens[ask + 1..].iter().take_while(|t| t.kind == T::Word).count();
        let (first, last) = (self.tokens.get(ask + 1)?, self.tokens.get(ask + words)?);
        if words < 2 {
            return None;
        }
        let at = first.start as usize..last.end as usize;
        let written = &self.place.text[at.clone()];
        let quoted = format!("\"{written}\"");
        let found = found::words_need_quotes(self.span(&at), written, &quoted);
        self.change(at, &quoted, found)
    }

    fn instead(&self, meant: &str) -> Option<Mend> {
        let (token, word) = self
            .token(self.at)
            .filter(|(t, w)| matches!(t.kind, T::Word | T::Sign) && !w.starts_with(|c: char| c.is_ascii_digit()))?;
        let at = token.start as usize..token.end as usize;
        let found = found::word_for_word(self.span(&at), word, meant);
        self.change(at, meant, found)
    }

    /// The word of the language that is nearly the one that stands there.
    fn near_word(&self) -> Option<Mend> {
        if let Some(mend) = self.near_word_before() {
            return Some(mend);
        }
        let (token, word) = self.token(self.at)?;
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
    fn only_word(&self) -> Option<Mend> {
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
    fn missing(&self) -> Option<Mend> {
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
    fn too_much(&self) -> Option<Mend> {
        let filler = self.before().filter(|(_, word)| FILLERS.contains(&word.to_lowercase().as_str()));
        if let Some((token, word)) = filler {
            let next = self.token(self.at).map_or(token.end, |(t, _)| t.start);
            let at = token.start as usize..next as usize;
            let shown = token.start as usize..token.end as usize;
            let found = found::word_too_many(self.span(&shown), self.span(&at), word);
            if let Some(mend) = self.change(at, "", found) {
                return Some(mend);
            }
        }
        let comma = self.before().filter(|(t, _)| t.kind == T::Comma && self.at == self.tokens.len());
        let (token, word) = comma.or_else(|| {
            // Behind a number it is a unit that is not there, which is another thing.
            let number = self.before().is_some_and(|(_, before)| before.starts_with(|c: char| c.is_ascii_digit()));
            // Without `not` the clause says the contrary, and a number with letters in it is no word at all.
            let word = |w: &str| w != "not" && !w.starts_with(|c: char| c.is_ascii_digit());
            let filler = |t: Token, w: &str| t.kind == T::Word && w.len() < 6 && !number && w.is_ascii() && word(w);
            self.token(self.at).filter(|(t, w)| t.kind == T::Close || filler(*t, w))
        })?;
        let at = token.start as usize..token.end as usize;
        let found = found::word_too_many(self.span(&at), self.span(&at), word);
        self.change(at, "", found)
    }
}
