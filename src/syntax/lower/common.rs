//! Names, days, texts, citations and what follows a value.

use super::Lower;
use crate::diag::conditions;
use crate::diag::names;
use crate::diag::signs;
use crate::diag::syntax as found;
use crate::num::date::Date;
use crate::syntax::ast::law::{Citation, DayBound, Locator, Tail, Who};
use crate::syntax::ast::{Day, Ident, Path, Text, TypeExpr, TypeKind};
use crate::syntax::grammar::Rule;
use crate::syntax::tree::Node;

impl Lower<'_> {
    /// The words below a node.
    pub fn idents(&self, node: Node<'_, '_>) -> Vec<Ident> {
        node.all(Rule::ident).map(|n| self.ident(n)).collect()
    }

    /// The first word below a node.
    pub fn first_ident(&self, node: Node<'_, '_>) -> Ident {
        match node.children().find(|n| matches!(n.kind(), Rule::ident | Rule::decl_name)) {
            Some(n) => self.ident(n),
            None => self.ident(node),
        }
    }

    /// A `path` or `dotted` node.
    pub fn path(&self, node: Node<'_, '_>) -> Path {
        Path { parts: self.idents(node), span: self.span(node) }
    }

    /// The `path` nodes below a node.
    pub fn paths(&self, node: Node<'_, '_>) -> Vec<Path> {
        node.all(Rule::path).map(|n| self.path(n)).collect()
    }

    /// The first `path` or `dotted` below a node; the node itself as a word where there is none.
    pub fn first_path(&self, node: Node<'_, '_>) -> Path {
        match node.children().find(|n| matches!(n.kind(), Rule::path | Rule::dotted)) {
            Some(n) => self.path(n),
            None => Path { parts: vec![self.ident(node)], span: self.span(node) },
        }
    }

    /// The word in a `label`.
    pub fn label(&self, node: Node<'_, '_>) -> Ident {
        self.first_ident(node)
    }

    /// The labels below a node.
    pub fn labels(&self, node: Node<'_, '_>) -> Vec<Ident> {
        node.all(Rule::label).map(|n| self.label(n)).collect()
    }

    /// A `date` node; a day that is not in the calendar is reported, and the first of its month is taken.
    pub fn day(&mut self, node: Node<'_, '_>) -> Day {
        let span = self.span(node);
        let inner = node.children().next();
        let text = node.text();
        if inner.is_some_and(|n| n.kind() == Rule::miss_day) {
            let meant = days_meant(text);
            let date = meant.first().copied().unwrap_or(Date::MIN);
            let shown: Vec<String> = meant.iter().map(Date::to_string).collect();
            self.report(signs::day_written_otherwise(span, text, &shown));
            return Day { date, span };
        }
        let date = Date::parse(text).unwrap_or_else(|| {
            self.report(signs::no_such_day(span, text));
            text.get(..8).and_then(|month| Date::parse(&format!("{month}01"))).unwrap_or(Date::MIN)
        });
        Day { date, span }
    }

    /// The days below a node.
    pub fn days(&mut self, node: Node<'_, '_>) -> Vec<Day> {
        node.all(Rule::date).map(|n| self.day(n)).collect()
    }

    /// The first day below a node.
    pub fn first_day(&mut self, node: Node<'_, '_>) -> Day {
        match node.child(Rule::date) {
            Some(n) => self.day(n),
            None => Day { date: Date::MIN, span: self.span(node) },
        }
    }

    /// A day with `by` in front or not.
    pub fn day_bound(&mut self, node: Node<'_, '_>) -> DayBound {
        DayBound { day: self.first_day(node), by: node.has(Rule::k_by) }
    }

    /// A `text` node.
    pub fn text(&mut self, node: Node<'_, '_>) -> Text {
        let span = self.span(node);
        let written = node.text();
        if node.children().next().is_some_and(|n| n.kind() == Rule::miss_quotes) {
            let inner = without_ends(written);
            // Between these signs blanks belong to the signs.
            let inner = if written.starts_with('«') { inner.trim() } else { inner };
            self.report(signs::other_quotes(span, inner));
            return Text { value: inner.to_string(), span };
        }
        let value = self.unescape(without_ends(written), node.start() + 1);
        Text { value, span }
    }

    /// The first text below a node, which has to say something; `what` for the message.
    pub fn said_text(&mut self, node: Node<'_, '_>, what: &str) -> Text {
        let text = self.first_text(node);
        if text.value.trim().is_empty() && node.has(Rule::text) {
            self.report(found::empty_text(text.span, what));
        }
        text
    }

    /// The first text below a node.
    pub fn first_text(&mut self, node: Node<'_, '_>) -> Text {
        match node.child(Rule::text) {
            Some(n) => self.text(n),
            None => Text { value: String::new(), span: self.span(node) },
        }
    }

    fn unescape(&mut self, text: &str, at: usize) -> String {
        if !text.contains('\\') {
            return text.to_string();
        }
        let mut value = String::with_capacity(text.len());
        let mut chars = text.char_indices();
        while let Some((_, c)) = chars.next() {
            if c != '\\' {
                value.push(c);
                continue;
            }
            match chars.next() {
                Some((_, 'n')) => value.push('\n'),
                Some((_, 't')) => value.push('\t'),
                Some((_, c @ ('"' | '\\'))) => value.push(c),
                Some((i, c)) => {
                    let place = self.range(at + i - 1, at + i + c.len_utf8());
                    self.report(signs::unknown_escape(place, c));
                    value.push(c);
                }
                None => value.push('\\'),
            }
        }
        value
    }

    /// A `cites` node or a clause of citations.
    pub fn citations(&mut self, node: Node<'_, '_>) -> Vec<Citation> {
        self.each_once(&node.all(Rule::citation).collect::<Vec<_>>());
        let mut list: Vec<Citation> = vec![];
        let (mut joined, mut named) = (None, "");
        for n in node.children() {
            match n.kind() {
                Rule::k_and => joined = Some(n),
                Rule::k_per => joined = None,
                Rule::citation => {
                    let before = list.last().and_then(|citation| citation.source.clone());
                    named = n.child(Rule::path).map_or(named, |path| path.text().trim());
                    match (joined.take(), before) {
                        // `per act art 1 and art 2`
                        (Some(_), Some(source)) if !n.has(Rule::path) => {
                            let meant = format!("per {named} {}", n.text().trim());
                            self.report(found::source_of_each_place(self.span(n), &meant));
                            list.push(Citation { source: Some(source), ..self.citation(n) });
                            continue;
                        }
                        (Some(and), _) => self.report(found::and_without_per(self.span(and).at_end())),
                        (None, _) => {}
                    }
                    list.push(self.citation(n));
                }
                _ => {}
            }
        }
        list
    }

    /// The citations in a `cites` below a node.
    pub fn cites(&mut self, node: Node<'_, '_>) -> Vec<Citation> {
        node.child(Rule::cites).map(|n| self.citations(n)).unwrap_or_default()
    }

    /// A `citation` node. A quoted text where no locator stands is the locator.
    pub fn citation(&mut self, node: Node<'_, '_>) -> Citation {
        let source = node.child(Rule::path).map(|n| self.path(n));
        let mut locator = node.child(Rule::locator).map(|n| self.locator(n));
        for place in node.child(Rule::locator).map(|n| self.places(n)).unwrap_or_default().iter().skip(1) {
            let span = self.span(place[0]);
            self.report(found::second_place(span, place[0].text()));
        }
        let mut note = None;
        let texts: Vec<_> = node.all(Rule::text).collect();
        for n in texts {
            let text = self.text(n);
            if text.value.trim().is_empty() {
                self.report(found::empty_text(text.span, "where in the source"));
            }
            if locator.is_none() {
                locator = Some(Locator { text: text.value, quoted: true, span: text.span });
            } else if note.is_none() {
                note = Some(text);
            } else {
                self.report(found::second_note(text.span));
            }
        }
        Citation { source, locator, note, span: self.span(node) }
    }

    /// A `locator` node in one spelling: single blanks, none before brackets.
    pub fn locator(&mut self, node: Node<'_, '_>) -> Locator {
        let places: Vec<_> = node.all(Rule::place).collect();
        self.locator_of(&places)
    }

    /// The places of a `locator` node. One of two articles names neither: a place of the same word is another one.
    pub fn places<'a, 't>(&mut self, node: Node<'a, 't>) -> Vec<Vec<Node<'a, 't>>> {
        let word = |place: Node<'_, 't>| place.children().next().map_or("", |word| place_word(word.text()));
        let mut groups: Vec<Vec<Node<'a, 't>>> = vec![];
        for place in node.all(Rule::place) {
            match groups.last_mut() {
                Some(group) if group.iter().all(|other| word(*other) != word(place)) => group.push(place),
                _ => groups.push(vec![place]),
            }
        }
        groups
    }

    /// A locator of some places.
    pub fn locator_of(&mut self, places: &[Node<'_, '_>]) -> Locator {
        let mut text = String::new();
        for place in places {
            for part in place.children() {
                let written = part.text();
                match part.kind() {
                    Rule::miss_place_word => {
                        let word = place_word(written);
                        let span = self.span(part);
                        let glued = !part.clause()[part.end()..].starts_with(char::is_whitespace);
                        let blank = if glued { " " } else { "" };
                        self.report(found::place_word(span, written, &format!("{word}{blank}")));
                        text.push_str(word);
                    }
                    Rule::place_word => text.push_str(written),
                    _ if written == "0" => {
                        let span = self.span(part);
                        self.report(found::no_article_0(span));
                        text.push('0');
                    }
                    _ => text.extend(written.chars().filter(|c| !c.is_whitespace())),
                }
                text.push(' ');
            }
        }
        let (first, last) = (places.first().map_or(0, |p| p.start()), places.last().map_or(0, |p| p.end()));
        Locator { text: text.trim_end().to_string(), quoted: false, span: self.range(first, last) }
    }

    /// A `who` node.
    pub fn who(&mut self, node: Node<'_, '_>) -> Who {
        match node.child(Rule::text) {
            Some(n) => {
                let words = self.text(n);
                if words.value.trim().is_empty() {
                    self.report(found::empty_text(words.span, "whom to ask"));
                }
                Who::Words(words)
            }
            None => Who::Party(self.first_path(node)),
        }
    }

    /// The `tails` below a node.
    pub fn tail(&mut self, node: Node<'_, '_>) -> Tail {
        let mut tail = Tail::default();
        let Some(tails) = node.child(Rule::tails) else { return tail };
        self.commas(tails, |kind| kind != Rule::comma);
        for n in tails.children().filter(|n| n.kind() != Rule::comma) {
            self.tail_item(n, &mut tail);
        }
        tail
    }

    /// Reports what stands twice in an enumeration, where saying it again says nothing: mostly another was meant.
    pub fn each_once(&mut self, items: &[Node<'_, '_>]) {
        for (at, item) in items.iter().enumerate() {
            let written = item.text().trim();
            if let Some(first) = items[..at].iter().find(|other| other.text().trim() == written) {
                self.report(names::said_twice(self.span(*item), written, self.span(*first)));
            }
        }
    }

    /// Reports each child that passes a test and has no comma before it.
    pub fn commas(&mut self, node: Node<'_, '_>, wants: impl Fn(Rule) -> bool) {
        let mut comma = false;
        for n in node.children() {
            if wants(n.kind()) && !comma {
                self.comma_before(n);
            }
            comma = n.kind() == Rule::comma;
        }
    }

    /// Reports that a comma is missing before a node.
    pub fn comma_before(&mut self, n: Node<'_, '_>) {
        let before = n.clause()[..n.start()].trim_end().len();
        let (place, gap) = (self.span(n), self.range(before, before));
        // Behind a row the comma opens what is said of it.
        let comma = if before == 0 { ", " } else { "," };
        self.report(conditions::comma_before(place, gap, comma, n.text().split_whitespace().next().unwrap_or("")));
    }

    /// One item of a tail; also of a `part`, where no commas are needed.
    pub fn tail_item(&mut self, n: Node<'_, '_>, tail: &mut Tail) {
        let again = match n.kind() {
            Rule::t_ask => tail.ask.is_some(),
            Rule::t_evidence => tail.evidence.is_some(),
            Rule::t_of => tail.of.is_some(),
            Rule::t_published => tail.published.is_some(),
            Rule::t_from => tail.from.is_some(),
            Rule::t_until => tail.until.is_some(),
            _ => false,
        };
        if again {
            let word = n.text().split_whitespace().next().unwrap_or("");
            self.report(found::tail_twice(self.span(n), word));
        }
        match n.kind() {
            Rule::cites => tail.per.extend(self.citations(n)),
            Rule::t_ask => tail.ask = n.child(Rule::who).map(|w| self.who(w)),
            Rule::t_evidence => tail.evidence = Some(self.first_ident(n)),
            Rule::t_of => {
                let days = self.days(n);
                tail.of = days.first().map(|first| (*first, days.get(1).copied()));
            }
            Rule::t_published => tail.published = Some(self.day_bound(n)),
            Rule::t_from => tail.from = Some(self.first_day(n)),
            Rule::t_until => tail.until = Some(self.first_day(n)),
            Rule::t_prevailing => {
                self.each_once(&n.all(Rule::label).collect::<Vec<_>>());
                tail.prevailing.extend(self.labels(n));
            }
            _ => {}
        }
    }

    /// The tail of a clause that takes sources only; anything else is reported.
    pub fn sources_only(&mut self, node: Node<'_, '_>) -> Vec<Citation> {
        if let Some(tails) = node.child(Rule::tails) {
            let others = tails.children().filter(|n| !matches!(n.kind(), Rule::cites | Rule::comma));
            let places: Vec<_> =
                others.map(|n| (self.span(n), n.text().split_whitespace().next().unwrap_or(""))).collect();
            for (place, word) in places {
                self.report(found::no_place_for(place, word));
            }
        }
        self.tail(node).per
    }

    /// A `type_` node.
    pub fn type_expr(&mut self, node: Node<'_, '_>) -> TypeExpr {
        let span = self.span(node);
        let prefixes: Vec<_> = node.children().filter(|n| n.kind() != Rule::named_type).collect();
        let named = node.child(Rule::named_type);
        let mut ty = named.map_or(TypeExpr { kind: TypeKind::Broken, span }, |n| self.named_type(n));
        if prefixes.len() > 8 {
            self.report(found::nested_too_deep(span));
            return TypeExpr { kind: TypeKind::Broken, span };
        }
        for prefix in prefixes.iter().rev() {
            let span = self.span(*prefix).to(ty.span);
            let inner = Box::new(ty);
            let kind = match prefix.kind() {
                Rule::k_list_of => TypeKind::List(inner),
                _ => TypeKind::Range(inner),
            };
            ty = TypeExpr { kind, span };
        }
        ty
    }

    fn named_type(&mut self, node: Node<'_, '_>) -> TypeExpr {
        let (mut above, mut below, mut under) = (vec![], vec![], false);
        for n in node.children() {
            match n.kind() {
                Rule::type_op => under = n.text() == "/",
                _ if under => below.push(self.path(n)),
                _ => above.push(self.path(n)),
            }
        }
        let span = self.span(node);
        let kind = match (above.len(), below.is_empty()) {
            (1, true) => TypeKind::Named(above.remove(0)),
            _ => TypeKind::Compound(above, below),
        };
        TypeExpr { kind, span }
    }

    /// The type below a node.
    pub fn first_type(&mut self, node: Node<'_, '_>) -> TypeExpr {
        match node.child(Rule::type_) {
            Some(n) => self.type_expr(n),
            None => TypeExpr { kind: TypeKind::Broken, span: self.span(node) },
        }
    }

    /// Reports a sign or word that was written where another is meant, such as `is` for `=`.
    pub fn instead(&mut self, node: Node<'_, '_>, miss: Rule, meant: &str) {
        if let Some(n) = node.child(miss) {
            let place = self.span(n);
            let glued = meant == ":" && n.start() > 0 && n.clause()[..n.start()].ends_with(char::is_whitespace);
            let blank_before = n.clause()[..n.start()].trim_end().len();
            let edit = if glued { self.range(blank_before, n.end()) } else { place };
            self.report(conditions::sign_instead(place, edit, n.text(), meant));
        }
    }
}

/// Without its first and its last character.
fn without_ends(text: &str) -> &str {
    let mut chars = text.chars();
    chars.next();
    chars.next_back();
    chars.as_str()
}

/// The days that a date in another order of parts can mean, the more likely first.
fn days_meant(text: &str) -> Vec<Date> {
    let parts: Vec<i32> = text.split(['/', '.', '-', '‐', '‑', '–', '—', '−']).filter_map(|p| p.parse().ok()).collect();
    let [a, b, c] = parts[..] else { return vec![] };
    let orders = if a > 31 { vec![(a, b, c)] } else { vec![(c, b, a), (c, a, b)] };
    let mut days: Vec<Date> = vec![];
    for (y, m, d) in orders {
        let day = i16::try_from(y).ok().zip(i8::try_from(m).ok()).zip(i8::try_from(d).ok());
        if let Some(day) = day.and_then(|((y, m), d)| Date::new(y, m, d))
            && !days.contains(&day)
        {
            days.push(day);
        }
    }
    days
}

/// The word of the language for a written `Article`, `Art.`, `lines`.
fn place_word(written: &str) -> &'static str {
    match written.to_lowercase().as_bytes().first() {
        Some(b'r') => "recital",
        Some(b'p') => "point",
        Some(b'l') => "line",
        _ if written.to_lowercase().starts_with("annex") => "annex",
        _ => "art",
    }
}
