//! Forms of other languages that stand in expressions, and how the same is said here.

use crate::syntax::grammar::{Rule, Stop};
use crate::syntax::lex::{self, T, Token};

/// What is said of a form of another language, and what is written here.
pub(super) struct Idiom {
    /// What is the matter.
    pub says: &'static str,
    /// What to write.
    pub help: String,
}

/// The tokens of a clause around the place at which it stopped making sense.
struct Around<'t> {
    text: &'t str,
    tokens: &'t [Token],
    /// The token there; past the last where the clause ends.
    at: usize,
}

impl<'t> Around<'t> {
    /// The token so many places before or behind.
    fn word(&self, by: isize) -> &'t str {
        let at = self.at.checked_add_signed(by);
        at.and_then(|at| self.tokens.get(at)).map_or("", |token| token.of(self.text))
    }

    fn is_number(&self, by: isize) -> bool {
        self.word(by).starts_with(|c: char| c.is_ascii_digit())
    }

    /// What stands in the brackets that open at a token.
    fn inside(&self, open: usize) -> Option<&'t str> {
        let start = self.tokens.get(open)?.end as usize;
        let closes = |t: &&Token| matches!(t.kind, T::Close | T::Unbrace);
        let end = self.tokens[open..].iter().find(closes)?.start as usize;
        self.text.get(start..end).map(str::trim)
    }
}

/// The form of another language at a place of a clause, if it is one of those that drafters bring along.
pub(super) fn idiom(rule: Rule, text: &str, tokens: &[Token], at: usize) -> Option<Idiom> {
    let around = Around { text, tokens, at };
    // What a `set` names is a param, and no unit that stands before its number.
    if rule == Rule::c_set && at == 1 && around.is_number(0) {
        return None;
    }
    sentence(&around)
        .or_else(|| listed(&around))
        .or_else(|| range(&around))
        .or_else(|| operator(&around))
        .or_else(|| item(&around))
        .or_else(|| number(&around))
}

/// The form of another language at a place that no small change of a word makes one of this language: what it says is
/// said otherwise, or not at all.
pub(super) fn certain(rule: Rule, text: &str, tokens: &[Token], at: usize) -> Option<Idiom> {
    let around = Around { text, tokens, at };
    let own = match rule {
        Rule::c_cell => cell(&around),
        Rule::c_field => filled_in(&around),
        Rule::c_except => value_of_exception(&around),
        Rule::c_for => subject_of_no_kind(&around),
        Rule::h_name => subject_in_brackets(&around),
        Rule::c_with => reading_among_reforms(&around),
        Rule::c_part => day_of_a_part(&around),
        Rule::c_source_binds => few_of_no_list(&around),
        Rule::c_from => second_version(&around),
        Rule::c_modality => prohibition(&around),
        Rule::h_function | Rule::h_value => no_type(&around),
        _ => None,
    };
    own.or_else(|| place_without_number(&around))
        .or_else(|| there_is(&around))
        .or_else(|| counted(&around))
        .or_else(|| under_without_brackets(&around))
        .or_else(|| span_of_places(&around))
        .or_else(|| logic(&around))
        .or_else(|| remainder(&around))
        .or_else(|| open_interval(&around))
}

/// Whether such a form stands where a text stopped making sense.
pub(super) fn stands(text: &str, stop: &Stop) -> bool {
    let mut tokens = vec![];
    lex::tokens(text, 0, text.len(), 0, &mut tokens);
    tokens.retain(|t| !t.comment());
    let at = tokens.iter().position(|t| t.end as usize > stop.at).unwrap_or(tokens.len());
    certain(stop.rule, text, &tokens, at).is_some()
}

/// `with r, reading narrow` of a scenario.
fn reading_among_reforms(around: &Around) -> Option<Idiom> {
    let reading = around.word(-1) == "reading" && matches!(around.word(-2), "" | ",");
    reading.then(|| Idiom {
        says: "readings are chosen in a clause of their own",
        help: format!("write `with reading {}` on a line of its own, or after `;`", around.word(0)),
    })
}

/// `part art 7 2015-01-01`
fn day_of_a_part(around: &Around) -> Option<Idiom> {
    let number = |by: isize| around.is_number(by);
    let day = number(0) && number(2) && number(4) && around.word(1) == "-" && around.word(3) == "-";
    let whole = around.word(0).matches('-').count() == 2;
    let behind_a_word = matches!(around.word(-1), "from" | "until" | "by");
    (number(0) && (day || whole) && !behind_a_word).then(|| Idiom {
        says: "a day stands behind what happened on it",
        help: "write since when the part holds, `from DAY`, or a step of its own, such as `adopted DAY`".into(),
    })
}

/// `binds FI, PL`
fn few_of_no_list(around: &Around) -> Option<Idiom> {
    let listed = around.tokens.iter().any(|t| t.kind == T::Comma);
    let names = around.tokens.iter().all(|t| matches!(t.kind, T::Word | T::Comma));
    (around.word(0).is_empty() && listed && names).then(|| Idiom {
        says: "whom a source binds is a list, or some of it",
        help: format!("write `{} of LIST`, such as `of member_states`", around.text.trim()),
    })
}

/// `from D is 3 from E is 4` in one line.
fn second_version(around: &Around) -> Option<Idiom> {
    let words: Vec<&str> =
        around.tokens[..around.at.min(around.tokens.len())].iter().map(|t| t.of(around.text)).collect();
    let from = words.iter().rposition(|word| *word == "from")?;
    let first = words[..from].contains(&"is") && around.word(0) == "is";
    let day = around.text[around.tokens[from].start as usize..around.tokens[around.at].start as usize].trim();
    first.then(|| Idiom {
        says: "each version is a clause of its own",
        help: format!("begin `{day} is ..` on a line of its own, or after `;`"),
    })
}

/// `modality shall not`
fn prohibition(around: &Around) -> Option<Idiom> {
    (around.word(0) == "not").then(|| Idiom {
        says: "what is forbidden is a duty not to",
        help: format!("write `modality {}`, and `holds when not (CONDITION)`", around.word(-1)),
    })
}

/// `define owed(town: Town) {`, `param rate {`
fn no_type(around: &Around) -> Option<Idiom> {
    let depth = |open: &[Token]| {
        let count = |kind: T| open.iter().filter(|t| t.kind == kind).count();
        count(T::Open).saturating_sub(count(T::Close))
    };
    let typed = |at: usize| around.tokens[at].kind == T::Colon && depth(&around.tokens[..at]) == 0;
    let named = around.tokens.first().is_some_and(|t| t.kind == T::Word);
    let single = around.tokens.len() == 1 || around.word(-1) == ")";
    let lacks = around.word(0).is_empty() && named && single && !(0..around.tokens.len()).any(typed);
    lacks.then(|| Idiom {
        says: "it is not said of what type its value is",
        help: format!(
            "write the type behind it: `{}: TYPE`, such as `: bool`, `: EUR` or `: percent`",
            around.text.trim()
        ),
    })
}

/// The words that open a place in a source.
const PLACES: &[&str] = &["art", "recital", "annex", "point", "line"];

/// `per act art`: a place without its number.
fn place_without_number(around: &Around) -> Option<Idiom> {
    let begun = |by: isize| {
        let ends = matches!(around.word(by + 1), "" | "," | ")");
        let names = around.word(by - 1).starts_with(|c: char| c.is_ascii_alphabetic());
        (ends && names).then(|| around.word(by)).filter(|word| PLACES.contains(word))
    };
    let word = begun(0).or_else(|| begun(-1))?;
    Some(Idiom {
        says: "the number of the place is missing",
        help: format!("write it behind `{word}`, such as `{word} 25`; for the whole source leave `{word}` out"),
    })
}

/// `(there is x in L with C)`, `(for all x in L C)`
fn there_is(around: &Around) -> Option<Idiom> {
    let words: Vec<&str> = around.tokens.iter().map(|t| t.of(around.text)).collect();
    let begins = |words: &[&str]| match words {
        ["(", "there", "is" | "are" | "exists", ..] => Some("some"),
        ["(", "for", "some" | "any", ..] => Some("some"),
        ["(", "for", "all" | "every" | "each", ..] => Some("every"),
        _ => None,
    };
    let last = around.at.min(words.len());
    let opens = words[..last].iter().rposition(|word| *word == "(")?;
    let meant = begins(&words[opens..])?;
    Some(Idiom { says: "a condition on a list has a form of its own", help: format!("write `({meant} x in L has C)`") })
}

/// `(at least 2 x in L have C)`
fn counted(around: &Around) -> Option<Idiom> {
    const MANY: &[(&str, &str, &str)] = &[
        ("at", "least", ">="),
        ("at", "most", "<="),
        ("more", "than", ">"),
        ("fewer", "than", "<"),
        ("less", "than", "<"),
    ];
    let words = (around.word(-1), around.word(0));
    let (_, _, sign) = MANY.iter().find(|(first, second, _)| words == (*first, *second))?;
    let opens = around.word(-2) == "(" && around.is_number(1) && around.word(3) == "in";
    opens.then(|| Idiom {
        says: "how many of a list are so is counted",
        help: format!("write `count({0} for {0} in LIST where CONDITION) {sign} {1}`", around.word(2), around.word(1)),
    })
}

/// `rate under dear` without brackets.
fn under_without_brackets(around: &Around) -> Option<Idiom> {
    // `n under 5` compares.
    let compares = around.is_number(1) || around.is_number(2);
    let value = around.at > 0 && !compares && !matches!(around.word(-1), "," | "is" | "=" | "when" | "then");
    (around.word(0) == "under" && value && !around.word(1).is_empty()).then(|| Idiom {
        says: "what a value is under a scenario is asked in brackets, in tests, papers and recommendations only",
        help: format!(
            "write `({} under {})` there; a rule says what holds under any law",
            around.word(-1),
            around.word(1)
        ),
    })
}

/// `art 3-5`
fn span_of_places(around: &Around) -> Option<Idiom> {
    let word = around.word(-2);
    let dash = matches!(around.word(0), "-" | "–");
    (dash && PLACES.contains(&word) && around.is_number(-1)).then(|| Idiom {
        says: "a citation names one place",
        help: format!("cite a span of places in quotes: `\"{word} {}-{}\"`", around.word(-1), around.word(1)),
    })
}

/// `a xor b`, `neither a nor b`, `a implies b`: what joins conditions elsewhere.
fn logic(around: &Around) -> Option<Idiom> {
    const JOINS: &[(&str, &str)] = &[
        ("xor", "one of both and not the other is `a is not b`"),
        ("xnor", "both or none of them is `a is b`"),
        ("iff", "both or none of them is `a is b`"),
        ("nor", "none of both is `not a and not b`"),
        ("neither", "none of both is `not a and not b`"),
        ("nand", "not both of them is `not (a and b)`"),
        (
            "implies",
            "that one follows from the other is `not a or b`; what a duty depends on stands in `applies when a`",
        ),
        ("either", "one of both or both is `a or b`; one of both and not the other is `a is not b`"),
    ];
    // `a => not b`, where no value can stand.
    let arrow = around.word(-1) == ">" && around.word(-2) == "=";
    let written = if arrow { ["implies"; 2] } else { [around.word(0), around.word(-1)] };
    let (_, help) = JOINS.iter().find(|(word, _)| written.iter().any(|w| w.eq_ignore_ascii_case(word)))?;
    Some(Idiom { says: "conditions are joined by `and` and `or`", help: help.to_string() })
}

/// `n % 4`, `6 % 4`, `6 mod 4`, `n div 4`: the rest of a division, and its whole part.
fn remainder(around: &Around) -> Option<Idiom> {
    const WORDS: &[&str] = &["mod", "modulo", "rem", "div"];
    let is_name = |word: &str| word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let sign = |by: isize| around.word(by) == "%" || WORDS.contains(&around.word(by));
    let by = match (sign(0), sign(-1)) {
        // Behind a number `%` and a word are its unit.
        (false, true) if is_number(around.word(-2)) && is_number(around.word(0)) => -1,
        (true, _) if is_number(around.word(1)) || around.word(0) != "%" || is_name(around.word(1)) => 0,
        _ => return None,
    };
    let plain = |word: &'_ str| is_number(word) || is_name(word);
    let (a, b) = (around.word(by - 1), around.word(by + 1));
    let alone = plain(a) && plain(b) && around.word(by - 2) != "." && around.word(by + 2) != ".";
    let (a, b) = if alone { (a, b) } else { ("a", "b") };
    let help = format!("the whole part is `floor({a} / {b}, to 1)`, what is left `{a} - {b} * floor({a} / {b}, to 1)`");
    Some(Idiom { says: "whole division is written out", help })
}

/// `x in [1 .. 2)`: an interval as cells of tables have it.
fn open_interval(around: &Around) -> Option<Idiom> {
    let open = (0..around.at.min(around.tokens.len()) + 1).rev().find(|at| {
        let word =
            |by: usize| at.checked_sub(by).and_then(|at| around.tokens.get(at)).map_or("", |t| t.of(around.text));
        matches!(word(0), "[" | "(") && word(1) == "in"
    })?;
    let start = around.tokens[open].end as usize;
    let close = around.text[start..].find([']', ')'])? + start;
    let (low, high) = around.text[start..close].split_once("..")?;
    let (low, high) = (low.trim(), high.trim());
    let opens = around.tokens[open].of(around.text);
    let closes = &around.text[close..close + 1];
    let help = match (opens, closes) {
        ("[", "]") => format!("both ends belong to a range: write `in {low} .. {high}`"),
        ("[", _) => {
            format!("an end that does not belong to it is a comparison of its own: `x >= {low} and x < {high}`")
        }
        (_, "]") => {
            format!("an end that does not belong to it is a comparison of its own: `x > {low} and x <= {high}`")
        }
        _ => return None,
    };
    Some(Idiom { says: "brackets of an interval stand in the cells of tables", help })
}

/// `n: int, 0 .. 5, default 3`: a value for what nobody filled in.
fn filled_in(around: &Around) -> Option<Idiom> {
    let written = [around.word(0), around.word(-1)];
    let default = |w: &&str| matches!(*w, "default" | "defaults" | "else" | "otherwise");
    written.iter().any(default).then(|| Idiom {
        says: "nothing is filled in for what nobody knows",
        help: "leave it out: what is not known stays unknown, and is asked for; what may not be there is `may be absent`, and a rule says what then holds: `unless [none] x.n is absent then 3`".into(),
    })
}

/// `for town`, `for towns`: the name of a subject without what it is one of.
fn subject_of_no_kind(around: &Around) -> Option<Idiom> {
    let [only] = around.tokens else { return None };
    let word = only.of(around.text);
    let lower = word.starts_with(|c: char| c.is_ascii_lowercase());
    lower.then(|| Idiom {
        says: "a rule looks at one of a kind, under a name",
        help: format!("write the name and the kind, such as `town: Town`; each of a list is `x in {word}`"),
    })
}

/// `requirement r(town: Town) {`
fn subject_in_brackets(around: &Around) -> Option<Idiom> {
    let inside = around.inside(around.at).filter(|inside| around.word(0) == "(" && !inside.is_empty())?;
    Some(Idiom {
        says: "whom a rule is for stands in a clause of its block",
        help: format!("write `for {inside}` there"),
    })
}

/// `except [a] when C then V`
fn value_of_exception(around: &Around) -> Option<Idiom> {
    (around.word(0) == "then").then(|| Idiom {
        says: "an exception says that the rule does not hold, and has no value",
        help: "a case with another value is written `unless [label] CONDITION then VALUE`".into(),
    })
}

/// The end of an interval that a comparison gives: its bracket, by whether the end belongs to it, and its number.
fn end<'t>(side: &'t str, sign: char, within: &'static str, without: &'static str) -> Option<(&'static str, &'t str)> {
    let rest = side.strip_prefix(sign)?;
    Some(rest.strip_prefix('=').map_or((without, rest), |rest| (within, rest)))
}

/// What stands between the brackets of an interval.
fn in_brackets(text: &str) -> Option<(&str, &str, &str)> {
    let inner = text.strip_prefix(['[', '('])?.strip_suffix([']', ')'])?;
    Some((&text[..1], inner, &text[text.len() - 1..]))
}

/// `? > 5`, `> 5 and < 10`, `[0, 5)`, `*`, `starts with "a"` in a cell, which is a test of its column by itself.
fn cell(around: &Around) -> Option<Idiom> {
    let text = around.text.trim();
    if let Some(rest) = text.strip_prefix('?') {
        return Some(Idiom { says: "a cell tests its own column", help: format!("write `{}`", rest.trim()) });
    }
    let any = ["*", "—", "–", "―", "otherwise", "else", "default", "any value"];
    if any.iter().any(|word| text.eq_ignore_ascii_case(word)) {
        return Some(Idiom { says: "a cell that any value fits holds a dash", help: "write `-`".into() });
    }
    if let Some((opens, inner, closes)) = in_brackets(text)
        && let Some((low, high)) = inner.split_once([',', ';'])
    {
        let help = format!(
            "write `{opens}{} .. {}{closes}`: `[` and `]` take the end in, `(` and `)` leave it out",
            low.trim(),
            high.trim()
        );
        return Some(Idiom { says: "the ends of an interval are parted by two dots", help });
    }
    let sides: Vec<&str> = text.split(" and ").map(str::trim).collect();
    if let [a, b] = sides.as_slice()
        && let Some(((opens, low), (closes, high))) = end(a, '>', "[", "(")
            .zip(end(b, '<', "]", ")"))
            .or_else(|| end(b, '>', "[", "(").zip(end(a, '<', "]", ")")))
    {
        let help = format!(
            "write `{opens}{} .. {}{closes}`: `[` and `]` take the end in, `(` and `)` leave it out",
            low.trim(),
            high.trim()
        );
        return Some(Idiom { says: "two bounds in a cell are an interval", help });
    }
    let begins = matches!(around.word(-2), "starts" | "begins" | "ends") && around.word(-1) == "with"
        || matches!(around.word(-1), "contains" | "matches" | "like");
    begins.then(|| Idiom {
        says: "a cell compares texts as a whole",
        help: "write the texts, `\"a\", \"b\"`; how one begins is asked in a rule by `starts_with(text, \"NL\")`, how it ends by `ends_with`, what stands in it by `contains`"
            .into(),
    })
}

/// Words that many languages have, and a drafter writes by habit.
fn sentence(around: &Around) -> Option<Idiom> {
    let (before, here) = (around.word(-1).to_ascii_lowercase(), around.word(0).to_ascii_lowercase());
    let quoted = around.word(0).starts_with('"') || around.word(1).starts_with('"');
    let (says, help) = match (before.as_str(), here.as_str()) {
        ("case", "when") | (_, "?") => (
            "a choice is made by cases",
            "write `otherwise A` and `unless [label] C then B`, a clause each".to_string(),
        ),
        (_, "within") => (
            "a time between two days is a range",
            "write `d in e .. e + 30 days`, or compare: `d <= e + 30 days`".to_string(),
        ),
        ("exists" | "forall" | "all" | "any", _) if around.word(1) == "in" => {
            ("a condition on a list stands in brackets", "write `(some x in L has C)` or `(every x in L has C)`".into())
        }
        ("lambda", _) => (
            "what is done with each item stands in its list",
            "write `sum(x.n for x in L where C)`, `(some x in L has C)` or the like".into(),
        ),
        ("let", _) => ("a `let` is a clause of its own", "write `let x = E` on a line before".into()),
        ("f", _) if around.word(0).starts_with('"') => {
            ("texts are not put together", "values are printed by `{{ .. }}` in the text of a recommendation".into())
        }
        (_, "like" | "contains" | "starts" | "begins" | "ends" | "matches" | "startswith")
            if quoted || around.word(1) == "with" =>
        {
            (
                "texts are compared by `=`",
                "how one begins is asked by `starts_with(text, \"NL\")`, how it ends by `ends_with`, what stands in it by `contains`; one of several is `x in list(\"a\", \"b\")`"
                    .into(),
            )
        }
        _ => return in_capitals(around).or_else(|| unit_first(around)),
    };
    Some(Idiom { says, help })
}

/// `NOT IN`, `BETWEEN 1 AND 5`
fn in_capitals(around: &Around) -> Option<Idiom> {
    const WORDS: &[&str] =
        &["and", "between", "for", "has", "in", "is", "not", "of", "one", "or", "then", "unless", "when", "where"];
    let small = |word: &str| {
        let small = word.to_ascii_lowercase();
        (small != word && WORDS.contains(&small.as_str())).then_some(small)
    };
    let words: Vec<String> = (0..3).map_while(|by| small(around.word(by))).collect();
    (!words.is_empty()).then(|| Idiom {
        says: "the words of the language are written in small letters",
        help: format!("write `{}`", words.join(" ")),
    })
}

/// `persons 3`
fn unit_first(around: &Around) -> Option<Idiom> {
    let unit = around.word(-1);
    let word =
        unit.starts_with(|c: char| c.is_ascii_lowercase()) && unit.chars().all(|c| c.is_alphanumeric() || c == '_');
    let alone =
        matches!(around.word(-2), "" | "=" | "<" | ">" | "<=" | ">=" | "+" | "-" | "*" | "is" | "then" | "(" | ",");
    let applies = around.is_number(0) && word && alone && !OPENS.contains(&unit);
    applies
        .then(|| Idiom { says: "a unit stands behind its number", help: format!("write `{} {unit}`", around.word(0)) })
}

/// Words before which no value ends.
const OPENS: [&str; 12] = ["is", "then", "when", "not", "and", "or", "to", "from", "until", "of", "at", "effort"];

/// `x in [1, 2]`, `x in {1, 2}`, `x in (1, 2)`
fn listed(around: &Around) -> Option<Idiom> {
    let says = "a list is written with its word";
    let list = |inside: &str| Idiom { says, help: format!("write `list({inside})`") };
    if matches!(around.word(0), "[" | "{") && around.word(-1) == "in" {
        return around.inside(around.at).map(list);
    }
    let open = around.tokens[..around.at.min(around.tokens.len())].iter().rposition(|t| t.kind == T::Open)?;
    let before = open.checked_sub(1).map(|at| around.tokens[at].of(around.text));
    let applies = around.word(0) == "," && before == Some("in");
    if applies { around.inside(open).map(list) } else { None }
}

/// `1 to 3`, `1 ... 3`
fn range(around: &Around) -> Option<Idiom> {
    let (low, high) = match (around.word(-2), around.word(0)) {
        ("in", "to") => (around.word(-1), around.word(1)),
        (_, ".") if around.word(-1) == ".." => (around.word(-2), around.word(1)),
        _ => return None,
    };
    Some(Idiom { says: "a range is written with two dots", help: format!("write `{low} .. {high}`") })
}

/// `x ^ 2`, `x ** 2`
fn operator(around: &Around) -> Option<Idiom> {
    match around.word(0) {
        "^" | "**" => Some(Idiom { says: "a power is a function", help: "write `power(x, 2)`".into() }),
        "*" if around.word(-1) == "*" => {
            Some(Idiom { says: "a power is a function", help: "write `power(x, 2)`".into() })
        }
        _ => None,
    }
}

/// `list[0]`, `list[condition]`, `sum(for x in list return x.n)`
fn item(around: &Around) -> Option<Idiom> {
    let named = around.at.checked_sub(1).and_then(|at| around.tokens.get(at)).is_some_and(|t| t.kind == T::Word);
    if around.word(0) == "[" && named && around.word(1).starts_with('"') {
        let field = around.word(1).trim_matches('"');
        return Some(Idiom { says: "a field is read by a dot", help: format!("write `{}.{field}`", around.word(-1)) });
    }
    if around.word(0) == "[" && named {
        return Some(Idiom {
            says: "an item of a list has no place that could be asked for",
            help: "pick items by what is true of them: `list(x for x in L where C)`, `(some x in L has C)`".into(),
        });
    }
    if around.word(0) == "where" {
        let opens = |w: &str| matches!(w, "every" | "some" | "no");
        let quantified = around.tokens[..around.at].iter().any(|t| opens(t.of(around.text)));
        return quantified.then(|| Idiom {
            says: "which items are meant stands in the list",
            help: "write `(every x in list(y for y in L where C) has D)`".into(),
        });
    }
    if around.word(-1) == "(" && around.is_number(0) {
        let value = around.inside(around.at - 1).unwrap_or(around.word(0));
        return Some(Idiom {
            says: "the values of a reform are given by name",
            help: format!("write `{}(PARAMETER: {value})`", around.word(-2)),
        });
    }
    if around.word(0) == "then" && around.tokens[..around.at].iter().any(|t| t.of(around.text) == "when") {
        return Some(Idiom {
            says: "one patch writes one thing",
            help: "write two: `amend NAME [label] when C`, and `amend NAME [label] then E`".into(),
        });
    }
    let turned = around.word(-1) == "for" && around.word(-2) == "(";
    turned
        .then(|| Idiom { says: "what is taken of each item stands first", help: "write `sum(x.n for x in L)`".into() })
}

/// `5 ‰`, `.5`, `5.`, `0x10`
fn number(around: &Around) -> Option<Idiom> {
    if around.word(0) == "‰" {
        let help = "one per mille is `0.1 %`".to_string();
        return Some(Idiom { says: "a share is a number or a percentage", help });
    }
    if around.word(0) == "." && around.is_number(1) {
        let help = format!("write `0.{}`", around.word(1));
        return Some(Idiom { says: "a decimal number has a digit before its point", help });
    }
    let last =
        around.text.trim_end().strip_suffix('.').is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_digit()));
    if last && around.word(0).is_empty() {
        return Some(Idiom {
            says: "a decimal number has a digit behind its point",
            help: "leave the point out".into(),
        });
    }
    let other = around.is_number(0) && around.word(0).get(1..2).is_some_and(|c| matches!(c, "x" | "b" | "o"));
    other.then(|| Idiom { says: "numbers are decimal", help: "write the number in digits from 0 to 9".into() })
}
