//! Names, labels, types and limits of fields.

use super::{Mend, Trial};
use crate::diag::Diagnostic;
use crate::diag::conditions;
use crate::diag::near::did_you_mean;
use crate::diag::syntax as found;
use crate::syntax::grammar::Rule;
use crate::syntax::lex::T;
use unicode_normalization::UnicodeNormalization;

/// Types of the language that begin with a small letter.
const PLAIN_TYPES: &[&str] = &["bool", "int", "percent", "ratio", "date", "text"];

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

/// Letters that books print as one sign: ff, fi, fl, ffi, ffl, st.
const LIGATURES: std::ops::RangeInclusive<char> = '\u{FB00}'..='\u{FB06}';

/// What people write before the kind of what they mean.
const ARTICLES: [&str; 6] = ["each", "every", "all", "any", "a", "an"];

impl Trial<'_, '_> {
    /// A name with letters that names cannot have.
    pub(super) fn letters(&self) -> Option<Mend> {
        let (token, word) = self.token(self.at).filter(|(t, w)| t.kind == T::Word && !w.is_ascii())?;
        let latin = |c: char| LOOK_ALIKE.iter().find(|(other, _)| *other == c).map_or(c, |(_, latin)| *latin);
        // Books print some pairs of letters as one sign.
        let apart: String =
            word.chars().map(|c| if LIGATURES.contains(&c) { c.nfkd().collect() } else { c.to_string() }).collect();
        let plain: String = apart.nfd().map(latin).filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        let at = token.start as usize..token.end as usize;
        let same_length = plain.chars().count() == apart.chars().count();
        if !same_length {
            return None;
        }
        let found = found::letters_of_names(self.span(&at), word, Some(&plain));
        self.change(at, &plain, found)
    }

    /// `for Town`, `for each Town`: whom a rule is for needs a name in the rule.
    pub(super) fn subject(&self) -> Option<Mend> {
        let all = || self.tokens.iter().map(|t| t.of(self.place.text)).collect::<Vec<_>>();
        let is_type = |word: &str| word.starts_with(|c: char| c.is_ascii_uppercase());
        let (written, name) = match (self.rule, all().as_slice()) {
            (Rule::c_for, [entity]) if is_type(entity) => (*entity, entity.to_lowercase()),
            (Rule::c_for, [word, entity]) if is_type(entity) && ARTICLES.contains(word) => {
                (*entity, entity.to_lowercase())
            }
            // `town of Town`, `Town as town`
            (Rule::c_for, [name, "of" | "as" | "is" | "=" | "a" | "an", entity]) if is_type(entity) => {
                return self.subject_as(format!("{name}: {entity}"));
            }
            (Rule::c_for, [entity, "as" | "called" | "named", name]) if is_type(entity) => {
                return self.subject_as(format!("{name}: {entity}"));
            }
            _ => return None,
        };
        let at = self.tokens.first()?.start as usize..self.tokens.last()?.end as usize;
        let meant = format!("{name}: {written}");
        let found = found::subject_without_name(self.span(&at), written, &meant);
        self.change(at, &meant, found)
    }

    fn subject_as(&self, meant: String) -> Option<Mend> {
        let at = self.tokens.first()?.start as usize..self.tokens.last()?.end as usize;
        let found = found::word_for_word(self.span(&at), &self.place.text[at.clone()], &meant);
        self.change(at, &meant, found)
    }

    /// `given c = like aldorf`
    pub(super) fn given_like(&self) -> Option<Mend> {
        let (equals, _) = self.token(1).filter(|(_, sign)| matches!(*sign, "=" | ":" | "is" | ":="))?;
        let (like, _) = self.token(2).filter(|(_, word)| *word == "like" && self.rule == Rule::c_given)?;
        let (name, _) = self.token(0)?;
        let shown = equals.start as usize..like.end as usize;
        let at = name.end as usize..like.end as usize;
        self.change(at.clone(), " like", found::given_like(self.span(&shown), self.span(&at)))
    }

    /// `Town c`, as other languages write a name and its type.
    pub(super) fn type_first(&self) -> Option<Mend> {
        let is_type = |w: &str| w.starts_with(|c: char| c.is_ascii_uppercase()) || PLAIN_TYPES.contains(&w);
        let is_name = |w: &str| w.starts_with(|c: char| c.is_ascii_lowercase());
        // `each Town t`: the clause stops at the type.
        let each = |(_, w): &(_, &str)| matches!(*w, "each" | "every" | "all" | "any");
        let named = match self.before().filter(each) {
            Some(_) => self.at + 1,
            None => self.at,
        };
        let of_type = named.checked_sub(1).and_then(|at| self.token(at));
        let (mut first, ty) = of_type.filter(|(t, w)| t.kind == T::Word && is_type(w))?;
        let (last, name) = self.token(named).filter(|(t, w)| t.kind == T::Word && is_name(w))?;
        let mut before = named.checked_sub(2).and_then(|at| self.token(at));
        if let Some((filler, _)) = before.filter(each) {
            (first, before) = (filler, named.checked_sub(3).and_then(|at| self.token(at)));
        }
        let opens = before.is_none_or(|(_, w)| matches!(w, "(" | ","));
        if !opens || !matches!(self.rule, Rule::c_for | Rule::h_function | Rule::h_reform | Rule::h_value) {
            return None;
        }
        let at = first.start as usize..last.end as usize;
        let (written, meant) = (&self.place.text[at.clone()], format!("{name}: {ty}"));
        let found = found::word_for_word(self.span(&at), written, &meant);
        let found = Diagnostic { fixes: vec![], ..found };
        let span = self.span(&at);
        self.change(at, &meant, found.fix(format!("write `{meant}`"), span, meant.clone(), true))
    }

    /// `[0 .. 5]`, `1 to 5`, `>= 1`, `min 1`: limits of a field.
    pub(super) fn limit(&self) -> Option<Mend> {
        if self.rule != Rule::c_field {
            return None;
        }
        let text = self.place.text;
        let near = (0..7).filter_map(|back| self.at.checked_sub(back)).chain([self.at + 1]);
        near.filter_map(|first| {
            let (token, sign) = self.token(first)?;
            let (last, meant) = match sign {
                // `0 - 10`, `0 ... 10`: the clause stops behind the second number, or at the third dot.
                "-" | "–" | "…" => (token, "..".to_string()),
                ".." => (self.token(first + 1).filter(|(t, _)| t.kind == T::Dot)?.0, "..".to_string()),
                _ if first + 1 < self.at || first > self.at => return None,
                "[" => {
                    let close = (first..self.tokens.len()).find(|at| self.tokens[*at].of(text) == "]")?;
                    let inner = &text[token.end as usize..self.tokens[close].start as usize];
                    (self.tokens[close], inner.trim().to_string())
                }
                "to" => (token, "..".to_string()),
                ">=" | "min" | "minimum" => (token, "at least".to_string()),
                "<=" | "max" | "maximum" => (token, "at most".to_string()),
                "?" => (token, ", may be absent".to_string()),
                _ => return None,
            };
            let at = token.start as usize..last.end as usize;
            let found = found::word_for_word(self.span(&at), &text[at.clone()], &meant);
            let found = Diagnostic { fixes: vec![], ..found };
            let span = self.span(&at);
            self.change(at, &meant, found.fix(format!("write `{meant}`"), span, meant.clone(), true))
        })
        .next()
    }

    /// `rate at 2018-01-01`, `rate on 2018-01-01`, `rate as off 2018-01-01`
    pub(super) fn as_of(&self) -> Option<Mend> {
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

    /// `EUR per month` as a type.
    pub(super) fn amount_for_each(&self) -> Option<Mend> {
        let typed = matches!(self.rule, Rule::h_function | Rule::h_value | Rule::c_field);
        let (token, _) = self.token(self.at).filter(|(_, word)| *word == "per" && typed)?;
        let at = token.start as usize..token.end as usize;
        self.change(at.clone(), "/", found::word_for_word(self.span(&at), "per", "/"))
    }

    /// `[two words]`, `[1]`, `(small)` before a condition
    pub(super) fn label(&self) -> Option<Mend> {
        let text = self.place.text;
        if let (Some(inner), Rule::c_case) = (text.strip_prefix('('), self.rule)
            && let Some((name, rest)) = inner.split_once(')')
            && rest.starts_with(' ')
        {
            let at = 0..name.len() + 2;
            let found = found::label_is_a_name(self.span(&at), &text[at.clone()], &format!("[{name}]"));
            return self.change(at, &format!("[{name}]"), found);
        }
        if let (Some((token, name)), Some((_, "over"))) = (self.token(self.at), self.before())
            && token.kind == T::Word
        {
            let at = token.start as usize..token.end as usize;
            if name == "otherwise" {
                let from = text[..at.start].rfind("prevailing")?;
                let from = text[..from].trim_end().trim_end_matches(',').len();
                let whole = from..at.end;
                return self.change(whole.clone(), "", found::over_otherwise(self.span(&at), self.span(&whole)));
            }
            let found = found::word_for_word(self.span(&at), name, &format!("[{name}]"));
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
        if !inner.trim().starts_with('_') {
            name = name.trim_matches('_').to_string();
        }
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
    pub(super) fn joined_name(&self) -> Option<Mend> {
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

    /// `evidence to check`, `10 working days`: one word of the language, written as two.
    pub(super) fn two_words(&self) -> Option<Mend> {
        const WORDS: &[(&str, &str)] = &[("to", "check"), ("working", "days")];
        let ((first, before), (last, word)) = (self.before()?, self.token(self.at)?);
        WORDS.iter().find(|words| **words == (before, word))?;
        let at = first.start as usize..last.end as usize;
        let (written, meant) = (&self.place.text[at.clone()], format!("{before}_{word}"));
        self.change(at.clone(), &meant, found::word_for_word(self.span(&at), written, &meant))
    }

    /// `xs: [int]`: a list as other languages write its type.
    pub(super) fn list_in_brackets(&self) -> Option<Mend> {
        if !matches!(self.rule, Rule::c_field | Rule::h_value | Rule::h_function) {
            return None;
        }
        let text = self.place.text;
        let open = self.stop.at + text[self.stop.at..].find(|c: char| !c.is_whitespace())?;
        let inner = text[open..].strip_prefix('[')?;
        let close = open + 1 + inner.find(']')?;
        let meant = format!("list of {}", text[open + 1..close].trim());
        let at = open..close + 1;
        self.change(at.clone(), &meant, found::word_for_word(self.span(&at), &text[at.clone()], &meant))
    }

    /// Words of people and of other languages for what fields and types say here.
    pub(super) fn phrase(&self) -> Option<Mend> {
        const PHRASES: &[(&str, &str)] = &[
            ("list ", "list of "),
            ("range ", "range of "),
            ("but not ", "except "),
            ("excluding ", "except "),
            ("without ", "except "),
            ("save ", "except "),
            ("to be ", "is "),
            ("entered into force on ", "in force "),
            ("entered into force ", "in force "),
            ("enters into force ", "in force "),
            ("entry into force ", "in force "),
            ("came into force ", "in force "),
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

    /// `joins: [a, b]`, `joins: a, b`: a list without its word.
    pub(super) fn list_of_values(&self) -> Option<Mend> {
        if self.rule != Rule::c_field_value {
            return None;
        }
        let text = self.place.text;
        let colon = self.tokens.iter().position(|t| matches!(t.of(text), ":" | "="))?;
        let (first, _) = self.token(colon + 1)?;
        let at = first.start as usize..self.tokens.last()?.end as usize;
        let inner = text[at.clone()].trim_matches(['[', ']', '{', '}', '(', ')', ',', ' ']);
        let meant = format!("list({inner})");
        let found = found::list_without_word(self.span(&at), &meant);
        self.change(at, &meant, found)
    }

    /// `with a and b`, `to a and b`: what is listed is parted by commas.
    pub(super) fn listed_by_and(&self) -> Option<Mend> {
        let lists = [Rule::c_with, Rule::c_names, Rule::c_paths, Rule::c_covers, Rule::c_for, Rule::c_values];
        let (token, word) = self.token(self.at).filter(|(_, w)| matches!(*w, "and" | "&"))?;
        if !lists.contains(&self.rule) {
            return None;
        }
        let before = self.before()?.0;
        let (shown, at) = (token.start as usize..token.end as usize, before.end as usize..token.end as usize);
        let (span, edit) = (self.span(&shown), self.span(&at));
        self.change(at, ",", conditions::sign_instead(span, edit, word, ","))
    }

    /// `test t { .. }`: what a test shows stands in quotes.
    pub(super) fn title_without_quotes(&self) -> Option<Mend> {
        if self.rule != Rule::h_test {
            return None;
        }
        let at = self.tokens.first()?.start as usize..self.tokens.last()?.end as usize;
        let written = &self.place.text[at.clone()];
        let quoted = format!("\"{written}\"");
        self.change(at.clone(), &quoted, found::title_in_quotes(self.span(&at), &quoted))
    }
}
