//! Words for errors: from the rules that pest tried to a sentence that a drafter can use.
//!
//! The phrases with the lowest rank win, three at most. A rule without a phrase is never shown. An open
//! bracket goes first, then words that many people write and the language has not.

use crate::diag::Diagnostic;
use crate::diag::conditions;
use crate::diag::near::{STATUSES, did_you_mean};
use crate::diag::signs;
use crate::diag::syntax as found;
use crate::syntax::conflicts;
use crate::syntax::grammar::{Rule, Stop};
use crate::syntax::idioms;
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
        let other = place.text[..open.start as usize].rfind("'''").filter(|_| open.kind == T::OpenLong);
        if let Some(at) = other {
            return found::other_long_quotes(Span::new(place.file, place.base + at, place.base + at + 3));
        }
        return found::unclosed_text(span(*open), open.kind == T::OpenLong);
    }
    let stopped = token.map_or(place.text.len(), |t| t.start as usize);
    let line = place.text[..stopped].rfind('\n').map_or(0, |at| at + 1);
    if let Some(mark) = conflicts::MARKS.iter().find(|mark| place.text[line..].starts_with(**mark)) {
        return found::mark_of_git(Span::new(place.file, place.base + line, place.base + line + mark.len()));
    }
    if let Some(end) = end_left_out(&tokens, place.text) {
        return found::end_left_out(span(end));
    }
    if let Some((open, close)) = unclosed(&tokens, place.text, at) {
        return found::unclosed_bracket(span(open), open.of(place.text), close, here);
    }
    if let Some(t) = token.filter(|t| t.kind == T::Word && !t.of(place.text).is_ascii()) {
        return found::letters_of_names(span(t), t.of(place.text), None);
    }
    if let Some(idiom) = idioms::certain(stop.rule, place.text, &tokens, at.unwrap_or(tokens.len())) {
        return found::idiom(here, idiom.says, &idiom.help);
    }
    let phrases = phrases(&stop.tried);
    let values = phrases.iter().any(|p| p == VALUE);
    if let Some(found) = foreign_word(written, here, values, place, at.map_or(&[], |i| &tokens[i..])) {
        return found;
    }
    if let Some(mark) = comment_mark(&tokens, place.text, at.unwrap_or(tokens.len())) {
        return comment(place, mark);
    }
    if let Some(idiom) = idioms::idiom(stop.rule, place.text, &tokens, at.unwrap_or(tokens.len())) {
        return found::idiom(here, idiom.says, &idiom.help);
    }
    // Where a comma alone could follow, the value before is complete, and nobody meant the comma.
    let complete = phrases.len() == 1 && phrases[0] == COMMA && !written.is_empty();
    let mut found = match complete {
        true => found::complete_before(here, written),
        false => found::unexpected(here, written, &phrases, place.example),
    };
    let behind = at.unwrap_or(tokens.len());
    let before = behind.checked_sub(1).map(|i| tokens[i]);
    // What a citation names first is a source, and no word of the language.
    let source = match behind.checked_sub(2) {
        Some(i) => matches!(tokens[i].of(place.text), "per" | "."),
        None => matches!(stop.rule, Rule::c_per | Rule::c_limits),
    };
    if let Some(meant) = did_you_mean(written, keywords(&stop.tried)).filter(|_| written.len() > 2) {
        found = found::meant_word(found, here, meant);
    } else if let Some((word, meant)) = before.filter(|_| !source).and_then(|t| misspelt(t, place.text, &stop.tried)) {
        // The word before was read as a name or unit, but looks like a word of the language.
        found = found::misspelt_word(span(word), word.of(place.text), meant, place.example);
    }
    found
}

/// A comment of another language, to the end of its line.
fn comment(place: &Place<'_>, mark: Token) -> Diagnostic {
    let line = mark.of(place.text) != "/";
    let len = if mark.of(place.text) == "#" { 1 } else { 2 };
    let start = place.base + mark.start as usize;
    let rest = place.text[mark.start as usize..].lines().next().unwrap_or("").trim_end();
    let whole = Span::new(place.file, start, start + rest.len());
    found::other_comment(whole, Span::new(place.file, start, start + len), line)
}

/// Where a comment of another language begins, at which or behind which a clause stopped making sense.
fn comment_mark(tokens: &[Token], text: &str, at: usize) -> Option<Token> {
    let doubled = |i: usize, first: &str, second: &str| {
        let pair = tokens.get(i).zip(tokens.get(i + 1));
        pair.is_some_and(|(a, b)| a.end == b.start && a.of(text) == first && b.of(text) == second)
    };
    let marks = |i: &usize| tokens[*i].of(text) == "#" || doubled(*i, "-", "-") || doubled(*i, "/", "*");
    (at.saturating_sub(4)..tokens.len().min(at + 1)).find(marks).map(|i| tokens[i])
}

/// A word that is nearly one of those that could have stood behind it or in its place.
fn misspelt(token: Token, text: &str, tried: &[Rule]) -> Option<(Token, &'static str)> {
    const LIMITS: &[&str] =
        &["series", "flow", "statement", "at most", "at least", "effort", "concept", "may be absent"];
    let word = token.of(text);
    if token.kind != T::Word || word.len() < 3 {
        return None;
    }
    let limits = if tried.contains(&Rule::dots) && text.contains(':') { LIMITS } else { &[] };
    let words = keywords(tried).chain(limits.iter().copied()).filter(|w| w.len() > 2);
    did_you_mean(word, words).map(|meant| (token, meant))
}

/// `[0 .. 50[`: the bracket at the end of an interval, as ISO 31-11 writes one that leaves its end out.
fn end_left_out(tokens: &[Token], text: &str) -> Option<Token> {
    let last = tokens.iter().rev().find(|t| !t.comment())?;
    let begins = tokens.first().is_some_and(|t| matches!(t.of(text), "[" | "("));
    let ranges = text[..last.start as usize].contains("..");
    (begins && ranges && tokens.len() > 2 && last.of(text) == "[").then_some(*last)
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
            _ => match token.of(text) {
                "[" => stack.push(*token),
                "]" => {
                    stack.pop();
                }
                _ => {}
            },
        }
    }
    let stops = at.map_or(u32::MAX, |i| tokens[i].start);
    let open = stack.into_iter().rev().find(|t| t.start <= stops)?;
    let close = match open.of(text) {
        "(" => ")",
        "[" => "]",
        _ => "}",
    };
    Some((open, close))
}

/// Words and signs of other languages, and words that need brackets here.
fn foreign_word(written: &str, here: Span, values: bool, place: &Place<'_>, rest: &[Token]) -> Option<Diagnostic> {
    match written {
        "if" if rest.iter().skip(1).map(|t| t.of(place.text)).take(3).eq(["and", "only", "if"]) => {
            Some(conditions::if_and_only_if(here))
        }
        "if" | "else" => Some(conditions::no_if(here)),
        "no" if values && rest.len() == 1 => Some(conditions::no_for_false(here)),
        // `no more than 5` compares.
        "no" if rest.get(2).is_some_and(|t| t.of(place.text) == "than") => None,
        "some" | "every" | "no" if values => {
            let end = condition_end(rest, place.text);
            let whole = Span::new(place.file, here.start as usize, place.base + end);
            let has = rest.iter().any(|t| (t.start as usize) < end && t.of(place.text) == "has");
            let open = rest.get(1).filter(|t| t.of(place.text) == "(");
            let open = open.map(|t| Span::new(place.file, here.start as usize, place.base + t.end as usize));
            Some(conditions::quantifier_without_brackets(whole, written, has, open))
        }
        "!" if values => Some(conditions::sign_instead(here, here, "!", "not ")),
        "%" => Some(signs::percent_alone(here)),
        _ => None,
    }
}

/// Where the condition that begins with some tokens ends: at a comma or `then` outside brackets, else with the last.
pub(super) fn condition_end(tokens: &[Token], text: &str) -> usize {
    let (mut depth, mut end) = (0usize, 0);
    for token in tokens {
        match token.kind {
            T::Open | T::Brace => depth += 1,
            T::Close | T::Unbrace if depth == 0 => break,
            T::Close | T::Unbrace => depth -= 1,
            T::Comma if depth == 0 => break,
            T::Word if depth == 0 && token.of(text) == "then" => break,
            _ => {}
        }
        end = token.end as usize;
    }
    end
}

/// The three best phrases for what could have stood there.
fn phrases(tried: &[Rule]) -> Vec<String> {
    // Where the clause may end, what may only follow it is not worth saying.
    let operator = tried.iter().any(|rule| matches!(rule, Rule::sum_op | Rule::cmp_op));
    let ends = tried.contains(&Rule::EOI);
    let told = tried.iter().filter(|rule| !(operator && only_goes_on(**rule) || ends && only_adds(**rule)));
    let mut ranked: Vec<(u8, &'static str)> = told.filter_map(|rule| phrase(*rule)).collect();
    ranked.sort();
    ranked.dedup();
    if ranked.iter().any(|r| r.1 == VALUE) {
        // A name is a value too.
        ranked.retain(|r| r.1 != NAME);
    }
    let best = ranked.first().map_or(0, |r| r.0);
    let mut list: Vec<String> = ranked.iter().filter(|r| r.0 == best).map(|r| r.1.to_string()).collect();
    list.truncate(3);
    list
}

/// What may follow any value: not worth saying where an operator was possible as well.
fn only_goes_on(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::dots | Rule::k_binds | Rule::k_as_of | Rule::k_over | Rule::open | Rule::brace | Rule::k_in | Rule::k_not
    ) || matches!(
        rule,
        Rule::k_and | Rule::k_or | Rule::cmp_op | Rule::sum_op | Rule::in_list | Rule::call | Rule::fields
    )
}

/// What may follow any clause that takes it.
fn only_adds(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::k_until | Rule::k_per | Rule::cites | Rule::t_ask | Rule::t_evidence | Rule::t_published | Rule::t_of
    ) || matches!(rule, Rule::k_prevailing | Rule::k_evidence | Rule::k_published)
        || matches!(
            rule,
            Rule::t_from | Rule::t_until | Rule::t_prevailing | Rule::k_with | Rule::with_reading | Rule::k_between
        )
        || matches!(rule, Rule::k_to | Rule::k_of | Rule::expect_between | Rule::setting | Rule::s_by | Rule::s_needs)
        || matches!(rule, Rule::s_at | Rule::k_needs | Rule::k_at | Rule::k_by | Rule::k_is)
}

const COMMA: &str = "`,`";
const VALUE: &str = "a value such as `5 %`, `EUR 25 000` or `town.population`";
const NAME: &str = "a name";
const TYPE: &str = "a type such as `bool`, `percent` or `list of Town`";
const PLACE: &str = "a place such as `art 25(1)`, `recital 49`, `annex I` or `line 156`";
const LIMIT: &str = "a limit such as `0 .. 500`, `at most 400`, `series`, `may be absent` or `ask \"office\"`";
const TAIL: &str = "`per`, `from`, `until`, `ask`, `evidence`, `published` or `prevailing over`";
const SETTING: &str = "`by [label]`, `needs { .. }`, `at`, `known on`, `under` or `with reading`";
const STATUS: &str = "a status such as `adopted`, `in force` or `proposed`, and its day";

/// Rank and words of a rule. Rank 1 is what the clause cannot do without, 9 what may always follow. Where none of the
/// rules below a rule got anywhere, pest names the rule itself, so both have words.
fn phrase(rule: Rule) -> Option<(u8, &'static str)> {
    Some(match rule {
        Rule::k_then => (1, "`then`"),
        Rule::k_when => (1, "`when`"),
        Rule::k_has => (1, "`has`"),
        Rule::k_reading => (1, "`reading`"),
        Rule::k_ending => (1, "`ending`"),
        Rule::k_digits => (1, "`digits`"),
        Rule::k_applicable => (1, "`applicable`"),
        Rule::assign => (1, "`=`"),
        Rule::colon => (1, "`:`"),
        Rule::place_number => (1, "a number such as `25(1)`"),
        Rule::effort | Rule::l_effort => (1, "a whole number from 1 to 5"),
        Rule::digit_count => (1, "a number of digits"),
        Rule::code => (1, "a code such as `E0301`"),
        Rule::amendment
        | Rule::a_otherwise
        | Rule::a_when
        | Rule::a_then
        | Rule::a_applies
        | Rule::a_holds
        | Rule::a_present => {
            (1, "`when`, `then`, `otherwise`, `applies when`, `not applicable when`, `holds when` or `present when`")
        }
        Rule::close => (2, "`)`"),
        Rule::unbrace => (2, "`}`"),
        Rule::cover => (2, "an id of the mandate such as `A3.B0`"),
        Rule::celex => (2, "a CELEX number such as `32013L0033`"),
        Rule::c_status | Rule::status_word | Rule::status_item => (2, STATUS),
        Rule::modality => (2, "`shall`, `must`, `should`, `will`, `would`, `can`, `could` or `may`"),
        Rule::hit_word => (2, "`unique`, `any`, `first`, or `collect` with `sum`, `min`, `max` or `count`"),
        Rule::named_type | Rule::type_ | Rule::k_list_of | Rule::k_range_of => (2, TYPE),
        Rule::c_for | Rule::typed_binder => (2, "a name with its type or list, such as `town: Town`"),
        Rule::binder => (2, "a name and its list, such as `town in towns`"),
        Rule::set_binds | Rule::set_to | Rule::k_to => (2, "`to` and the new value"),
        Rule::everything | Rule::k_everything => (2, "`everything ending` and a day"),
        Rule::citation | Rule::cites => (2, "a source such as `law.treaty art 25(1)`"),
        Rule::c_part | Rule::part_place => (2, PLACE),
        Rule::k_at_most | Rule::k_at_least | Rule::k_series | Rule::k_flow | Rule::k_statement | Rule::l_between => {
            (2, LIMIT)
        }
        Rule::path
        | Rule::group
        | Rule::number
        | Rule::money
        | Rule::digits
        | Rule::expr
        | Rule::arith
        | Rule::sum
        | Rule::cond => (2, VALUE),
        Rule::c_expect
        | Rule::expect_named
        | Rule::marked
        | Rule::item
        | Rule::day_value
        | Rule::word
        | Rule::quantified
        | Rule::cell => (2, VALUE),
        Rule::ident | Rule::dotted | Rule::decl_name | Rule::state_code | Rule::reform_use => (2, NAME),
        Rule::c_names | Rule::c_paths | Rule::c_name | Rule::c_path => (2, NAME),
        Rule::c_given | Rule::given_like | Rule::given_value | Rule::given_with => {
            (2, "a name with `=`, `like` or `with` behind it")
        }
        Rule::day | Rule::date => (3, "a date such as `2018-04-30`"),
        Rule::text | Rule::quoted | Rule::who => (3, "a text in quotes"),
        Rule::body => (3, "a text between `\"\"\"`"),
        Rule::locator | Rule::place | Rule::place_word => (3, PLACE),
        Rule::k_prevailing | Rule::k_evidence | Rule::k_published => (2, TAIL),
        Rule::s_by | Rule::s_needs | Rule::s_at | Rule::setting | Rule::k_needs => (3, SETTING),
        Rule::t_ask | Rule::t_evidence | Rule::t_published | Rule::t_from | Rule::t_until => (3, TAIL),
        Rule::t_prevailing | Rule::t_of => (3, TAIL),
        Rule::k_until => (3, "`until`"),
        Rule::k_in => (3, "`in`"),
        Rule::k_like => (3, "`like`"),
        Rule::dots => (4, "`..`"),
        Rule::k_binds => (4, "`binds`"),
        Rule::k_with | Rule::withs => (5, "`with`"),
        Rule::label => (5, "a label such as `[pilot]`"),
        Rule::k_of => (5, "`of`"),
        Rule::open => (5, "`(`"),
        Rule::k_is | Rule::expect_is => (6, "`is`"),
        Rule::k_between | Rule::expect_between => (6, "`between`"),
        Rule::expect_equals => (6, "`=`"),
        Rule::k_per => (6, "`per`"),
        Rule::k_as_of => (6, "`as of`"),
        Rule::k_concept => (6, "`concept`"),
        Rule::k_may_be_absent => (6, "`may be absent`"),
        Rule::brace => (6, "`{`"),
        Rule::comma => (7, COMMA),
        Rule::EOI => (7, "the end of the clause"),
        Rule::k_and | Rule::k_or => (8, "`and`"),
        Rule::cmp_op | Rule::sum_op => (8, "an operator"),
        _ => return None,
    })
}

/// The words of the language that could have stood there.
pub(super) fn keywords(tried: &[Rule]) -> impl Iterator<Item = &'static str> {
    tried.iter().flat_map(|rule| words_of(*rule)).copied()
}

/// The words that a rule reads.
fn words_of(rule: Rule) -> &'static [&'static str] {
    match rule {
        Rule::k_then => &["then"],
        Rule::k_when => &["when"],
        Rule::k_has => &["has"],
        Rule::k_until | Rule::t_until => &["until"],
        Rule::k_where | Rule::where_part => &["where"],
        Rule::k_for | Rule::for_part => &["for"],
        Rule::k_per | Rule::cites => &["per"],
        Rule::k_under | Rule::under | Rule::s_under => &["under"],
        Rule::k_like => &["like"],
        Rule::k_over => &["over"],
        Rule::k_with | Rule::withs | Rule::with_reading => &["with"],
        Rule::k_reading => &["reading"],
        Rule::k_needs | Rule::s_needs => &["needs"],
        Rule::k_between | Rule::between | Rule::expect_between => &["between"],
        Rule::k_evidence | Rule::t_evidence => &["evidence"],
        Rule::k_published | Rule::t_published => &["published"],
        Rule::k_prevailing | Rule::t_prevailing => &["prevailing over"],
        Rule::k_ask | Rule::t_ask => &["ask"],
        Rule::k_closed => &["closed"],
        Rule::k_series => &["series"],
        Rule::k_flow => &["flow"],
        Rule::k_statement => &["statement"],
        Rule::k_effort | Rule::l_effort => &["effort"],
        Rule::k_concept | Rule::l_concept => &["concept"],
        Rule::k_at_most => &["at most"],
        Rule::k_binds | Rule::binds => &["binds"],
        Rule::k_except | Rule::except_part => &["except"],
        Rule::k_ending => &["ending"],
        Rule::k_everything => &["everything"],
        Rule::k_digits => &["digits"],
        Rule::k_unknown => &["unknown"],
        Rule::k_and => &["and"],
        Rule::k_or => &["or"],
        Rule::k_in => &["in"],
        Rule::k_is => &["is"],
        Rule::k_to => &["to"],
        Rule::status_word | Rule::status_item => STATUSES,
        Rule::modality => &["shall", "must", "should", "will", "would", "could"],
        Rule::hit_word => &["unique", "first", "collect"],
        Rule::place | Rule::place_word | Rule::locator => &["art", "recital", "annex", "point", "line"],
        _ => &[],
    }
}
