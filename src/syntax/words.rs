//! Words for errors: from the rules that pest tried to a sentence that a drafter can use.
//!
//! The phrases with the lowest rank win, three at most. A rule without a phrase is never shown. An open
//! bracket goes first, then words that many people write and the language has not.

use crate::diag::Diagnostic;
use crate::diag::did_you_mean;
use crate::diag::syntax as found;
use crate::syntax::grammar::{Rule, Stop};
use crate::syntax::lex::{self, T, Token};
use crate::text::{FileId, Span};

/// The text that was read, and what it was read as.
pub(super) struct Place<'t> {
    pub file: FileId,
    pub base: usize,
    pub text: &'t str,
    /// The clause as it should look.
    pub example: &'static str,
}

/// What is said of a text that stopped making sense.
pub(super) fn explain(place: &Place<'_>, stop: &Stop) -> Diagnostic {
    let mut tokens = vec![];
    lex::tokens(place.text, 0, place.text.len(), 0, &mut tokens);
    tokens.retain(|t| !t.comment());
    let at = tokens.iter().position(|t| t.end as usize > stop.at);
    let token = at.map(|i| tokens[i]);
    let span = |t: Token| Span::new(place.file, place.base + t.start as usize, place.base + t.end as usize);
    let here = match token {
        Some(t) if (t.start as usize) < stop.at => {
            Span::new(place.file, place.base + stop.at, place.base + t.end as usize)
        }
        Some(t) => span(t),
        None => {
            let end = place.text.trim_end().len();
            Span::new(place.file, place.base + end, place.base + end)
        }
    };
    let written = token.map_or("", |t| &place.text[stop.at.max(t.start as usize).min(t.end as usize)..t.end as usize]);
    if let Some(open) = tokens.iter().find(|t| matches!(t.kind, T::OpenStr | T::OpenLong)) {
        return found::unclosed_text(span(*open), open.kind == T::OpenLong);
    }
    if let Some((open, close)) = unclosed(&tokens, place.text, at) {
        return found::unclosed_bracket(span(open), open.of(place.text), close, here);
    }
    if let Some(found) = foreign_word(written, here, &stop.tried) {
        return found;
    }
    let phrases = phrases(&stop.tried);
    let mut found = found::unexpected(here, written, &phrases, place.example);
    if let Some(meant) = did_you_mean(written, keywords(&stop.tried)).filter(|_| written.len() > 2) {
        found = found::meant_word(found, here, meant);
    }
    found
}

/// The innermost bracket before token `at` that nothing closes in the whole text, with the sign that would.
fn unclosed(tokens: &[Token], text: &str, at: Option<usize>) -> Option<(Token, &'static str)> {
    let mut stack: Vec<Token> = vec![];
    for token in tokens {
        match token.kind {
            T::Open | T::Brace => stack.push(*token),
            T::Close | T::Unbrace => {
                stack.pop();
            }
            _ => {}
        }
    }
    let stops = at.map_or(u32::MAX, |i| tokens[i].start);
    let open = stack.into_iter().rev().find(|t| t.start < stops)?;
    let close = match open.of(text) {
        "(" => ")",
        "[" => "]",
        _ => "}",
    };
    Some((open, close))
}

/// Words and signs of other languages, and words that need brackets here.
fn foreign_word(written: &str, here: Span, tried: &[Rule]) -> Option<Diagnostic> {
    let operand = tried.iter().any(|r| matches!(r, Rule::path | Rule::number | Rule::group));
    match written {
        "if" | "else" => Some(found::no_if(here)),
        "some" | "every" | "no" if operand => Some(found::quantifier_without_brackets(here, written)),
        "!" if operand => Some(found::sign_instead(here, here, "!", "not ")),
        _ => None,
    }
}

/// The three best phrases for what could have stood there.
fn phrases(tried: &[Rule]) -> Vec<String> {
    let mut ranked: Vec<(u8, &'static str)> = tried.iter().filter_map(|rule| phrase(*rule)).collect();
    ranked.sort();
    ranked.dedup();
    let best = ranked.first().map_or(0, |r| r.0);
    let mut list: Vec<String> = ranked.iter().filter(|r| r.0 == best).map(|r| r.1.to_string()).collect();
    list.truncate(3);
    list
}

/// Rank and words of a rule. Rank 1 is what the clause cannot do without, 9 what may always follow.
fn phrase(rule: Rule) -> Option<(u8, &'static str)> {
    Some(match rule {
        Rule::k_then => (1, "`then`"),
        Rule::k_when => (1, "`when`"),
        Rule::k_has => (1, "`has`"),
        Rule::k_to => (4, "`to`"),
        Rule::k_of => (2, "`of`"),
        Rule::k_until => (3, "`until`"),
        Rule::k_is => (6, "`is`"),
        Rule::k_in => (3, "`in`"),
        Rule::k_between => (6, "`between`"),
        Rule::k_per => (6, "`per`"),
        Rule::k_like => (3, "`like`"),
        Rule::k_as_of => (6, "`as of`"),
        Rule::k_with => (5, "`with`"),
        Rule::k_reading => (1, "`reading`"),
        Rule::k_ending => (1, "`ending`"),
        Rule::k_digits => (1, "`digits`"),
        Rule::k_applicable => (1, "`applicable`"),
        Rule::k_binds => (4, "`binds`"),
        Rule::k_concept => (6, "`concept`"),
        Rule::k_may_be_absent => (6, "`may be absent`"),
        Rule::k_everything => (3, "`everything ending` and a day"),
        Rule::assign => (1, "`=`"),
        Rule::colon => (1, "`:`"),
        Rule::brace => (1, "`{`"),
        Rule::open => (5, "`(`"),
        Rule::close => (2, "`)`"),
        Rule::unbrace => (2, "`}`"),
        Rule::dots => (3, "`..`"),
        Rule::label => (5, "a label such as `[pilot]`"),
        Rule::day | Rule::date => (3, "a date such as `2018-04-30`"),
        Rule::text | Rule::quoted => (3, "a text in quotes"),
        Rule::body => (2, "a text between `\"\"\"`"),
        Rule::path | Rule::group | Rule::number => (2, "a value such as `5 %`, `EUR 25 000` or `city.population`"),
        Rule::ident | Rule::dotted | Rule::decl_name | Rule::state_code => (2, "a name"),
        Rule::named_type | Rule::type_ => (2, "a type such as `bool`, `percent` or `list of City`"),
        Rule::cover => (2, "an id of the mandate such as `A3.B0`"),
        Rule::celex => (2, "a CELEX number such as `32013L0033`"),
        Rule::status_word => (2, "a status such as `adopted`, `in force` or `proposed`"),
        Rule::modality => (2, "`shall`, `must`, `should`, `will`, `would`, `can`, `could` or `may`"),
        Rule::hit_word => (2, "`unique`, `any`, `first`, or `collect` with `sum`, `min`, `max` or `count`"),
        Rule::place_word => (5, "a place such as `art 25(1)`, `recital 49`, `annex I` or `line 156`"),
        Rule::place_number => (1, "a number such as `25(1)`"),
        Rule::effort => (1, "a whole number from 1 to 5"),
        Rule::amendment => (1, "`when`, `then`, `applies when`, `not applicable when`, `holds when` or `present when`"),
        Rule::code => (1, "a code such as `E0301`"),
        Rule::comma => (7, "`,`"),
        Rule::k_and | Rule::k_or => (8, "`and`"),
        Rule::cmp_op | Rule::sum_op => (8, "an operator"),
        Rule::EOI => (7, "the end of the clause"),
        _ => return None,
    })
}

/// The words of the language that could have stood there.
fn keywords(tried: &[Rule]) -> impl Iterator<Item = &'static str> {
    tried
        .iter()
        .flat_map(|rule| -> &'static [&'static str] {
            match rule {
                Rule::k_then => &["then"],
                Rule::k_when => &["when"],
                Rule::k_has => &["has"],
                Rule::k_until => &["until"],
                Rule::k_where => &["where"],
                Rule::k_for => &["for"],
                Rule::k_per => &["per"],
                Rule::k_under => &["under"],
                Rule::k_like => &["like"],
                Rule::k_with => &["with"],
                Rule::k_reading => &["reading"],
                Rule::k_needs => &["needs"],
                Rule::k_between => &["between"],
                Rule::k_evidence => &["evidence"],
                Rule::k_published => &["published"],
                Rule::k_prevailing => &["prevailing over"],
                Rule::k_ask => &["ask"],
                Rule::k_closed => &["closed"],
                Rule::k_series => &["series"],
                Rule::k_flow => &["flow"],
                Rule::k_statement => &["statement"],
                Rule::k_effort => &["effort"],
                Rule::k_concept => &["concept"],
                Rule::k_at_most => &["at most"],
                Rule::k_binds => &["binds"],
                Rule::k_except => &["except"],
                Rule::k_ending => &["ending"],
                Rule::k_everything => &["everything"],
                Rule::k_digits => &["digits"],
                Rule::k_unknown => &["unknown"],
                Rule::status_word => &[
                    "discussed",
                    "proposed",
                    "notified",
                    "published",
                    "adopted",
                    "in force",
                    "applied",
                    "transposed",
                    "repealed",
                ],
                Rule::modality => &["shall", "must", "should", "will", "would", "could"],
                Rule::hit_word => &["unique", "first", "collect"],
                Rule::place_word => &["art", "recital", "annex", "point", "line"],
                _ => &[],
            }
        })
        .copied()
}
