//! What was probably meant by a clause that cannot be read: one small change after which it can.
//!
//! A change is tried by reading the changed clause. It is proposed, and the clause goes on as if it had been made, so
//! that a slip costs its own message and nothing else.

mod amounts;
mod citations;
mod conditions;
mod names;
mod nearby;

use crate::diag::Diagnostic;
use crate::diag::elsewhere;
use crate::diag::syntax as found;
use crate::syntax::grammar::{Rule, Stop};
use crate::syntax::lex::{self, T, Token};
use crate::syntax::tree;
use crate::syntax::words::Place;
use crate::text::Span;
use std::ops::Range;

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

/// The change that makes a clause readable, if one of those that drafters mostly need does.
pub(super) fn mend(place: &Place<'_>, rule: Rule, stop: &Stop) -> Option<Mend> {
    let mut tokens = vec![];
    lex::tokens(place.text, 0, place.text.len(), 0, &mut tokens);
    tokens.retain(|t| !t.comment());
    let at = tokens.iter().position(|t| t.end as usize > stop.at).unwrap_or(tokens.len());
    let trial = Trial { place, rule, stop, tokens: &tokens, at };
    Trial::STEPS.iter().find_map(|step| step(&trial))
}

/// What a sign that looks like another is taken for.
fn sign_meant(sign: char) -> Option<String> {
    Some(match sign {
        '\u{37E}' => ";".into(),
        '…' => "..".into(),
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(sign as u32 - 0xFEE0)?.to_string(),
        _ => return None,
    })
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
    /// What is tried, in this order: what says most of what stands there goes first.
    const STEPS: [fn(&Self) -> Option<Mend>; 50] = [
        Self::invisible,
        Self::alike,
        Self::letters,
        Self::amount,
        Self::unit,
        Self::condition_word,
        Self::subject,
        Self::given_like,
        Self::type_first,
        Self::glued,
        Self::digits,
        Self::years,
        Self::day,
        Self::paragraph,
        Self::number_alone,
        Self::point_in_place,
        Self::place_in_quotes,
        Self::source_last,
        Self::comma_before_place,
        Self::second_number,
        Self::sized,
        Self::listed_by_and,
        Self::title_without_quotes,
        Self::is_too_many,
        Self::not_compared,
        Self::sign_of_logic,
        Self::times,
        Self::compared,
        Self::between,
        Self::one_of,
        Self::list_of_values,
        Self::comma_for_and,
        Self::comma_before_where,
        Self::list_in_brackets,
        Self::limit,
        Self::as_of,
        Self::arrow,
        Self::quantifier,
        Self::label,
        Self::two_words,
        Self::joined_name,
        Self::share,
        Self::amount_for_each,
        Self::phrase,
        Self::filler,
        Self::joined_mode,
        Self::near_word,
        Self::missing,
        Self::only_word,
        Self::too_much,
    ];

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
        tree::read(self.rule, &mend.applied(self.place.text)).is_ok().then_some(mend)
    }

    fn invisible(&self) -> Option<Mend> {
        let (start, sign) =
            self.place.text.char_indices().find(|(at, c)| *at >= self.stop.at && INVISIBLE.contains(c))?;
        let at = start..start + sign.len_utf8();
        let found = found::invisible_sign(self.span(&at), sign);
        self.change(at, "", found)
    }

    /// Signs and digits that look like others: the Greek question mark, full-width signs, one sign for two points.
    fn alike(&self) -> Option<Mend> {
        let text = self.place.text;
        let signs = || text.char_indices().filter_map(|(at, c)| Some((at, c, sign_meant(c)?)));
        let (start, first, _) = signs().find(|(at, c, _)| at + c.len_utf8() >= self.stop.at)?;
        // Of several in a row, as in a figure, all are put right.
        let run = signs().filter(|(at, ..)| *at >= start);
        let (mut end, mut meant) = (start, String::new());
        for (at, c, sign) in run {
            if at != end {
                break;
            }
            end = at + c.len_utf8();
            meant.push_str(&sign);
        }
        if meant == ".." {
            let blank = |there: bool| if there { "" } else { " " };
            meant = format!("{}..{}", blank(text[..start].ends_with(' ')), blank(text[end..].starts_with(' ')));
        }
        let at = start..end;
        let found = || elsewhere::sign_alike(self.span(&at), first, &text[at.clone()], &meant);
        // Behind a semicolon another clause stands, which is read when it is put right.
        self.change(at.clone(), &meant, found()).or_else(|| match meant.as_str() {
            ";" => self.change(at.start..text.len(), "", found()),
            _ => None,
        })
    }

    fn instead(&self, meant: &str) -> Option<Mend> {
        let (token, word) = self
            .token(self.at)
            .filter(|(t, w)| matches!(t.kind, T::Word | T::Sign) && !w.starts_with(|c: char| c.is_ascii_digit()))?;
        let at = token.start as usize..token.end as usize;
        let meant = self.apart(&at, meant);
        let found = found::word_for_word(self.span(&at), word, &meant);
        self.change(at, &meant, found)
    }

    /// A word in place of something else, with blanks where it would grow together with what stands beside it.
    fn apart(&self, at: &Range<usize>, meant: &str) -> String {
        let joins = |c: char| c.is_alphanumeric() || c == '_';
        let (before, behind) = (&self.place.text[..at.start], &self.place.text[at.end..]);
        let blank = |there: bool| if there { " " } else { "" };
        let first = blank(meant.starts_with(joins) && before.ends_with(joins));
        let last = blank(meant.ends_with(joins) && behind.starts_with(joins));
        format!("{first}{meant}{last}")
    }
}
