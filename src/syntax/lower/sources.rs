//! Clauses of sources.

use super::Lower;
use crate::diag::syntax as found;
use crate::syntax::ast::ClauseKind;
use crate::syntax::ast::law::{Citation, Locator, StatusItem, StatusWord, Tail};
use crate::syntax::grammar::Rule;
use crate::syntax::tree::Node;

type N<'a, 't> = Node<'a, 't>;

pub(in crate::syntax) fn reference(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    ClauseKind::Reference(lower.first_text(n))
}

pub(in crate::syntax) fn celex(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    let number = n.child(Rule::celex).unwrap_or(n);
    if !is_celex(number.text()) {
        let span = lower.span(number);
        lower.report(found::no_celex(span, number.text()));
    }
    ClauseKind::Celex(lower.ident(number))
}

/// Whether a word has the form of a CELEX number: sector, year, one to three letters, and what tells the text among its
/// kind.
fn is_celex(word: &str) -> bool {
    let bytes = word.as_bytes();
    let sector = bytes.first().is_some_and(|b| b.is_ascii_digit() || matches!(b, b'C' | b'E'));
    let year = bytes.get(1..5).is_some_and(|year| year.iter().all(u8::is_ascii_digit));
    let letters = bytes.iter().skip(5).take_while(|b| b.is_ascii_uppercase()).count();
    sector && year && (1..=3).contains(&letters)
}

pub(in crate::syntax) fn evidence(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    ClauseKind::Evidence(lower.first_ident(n))
}

pub(in crate::syntax) fn status(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    let (mut items, mut per): (Vec<StatusItem>, Vec<Citation>) = (vec![], vec![]);
    for item in n.children() {
        match item.kind() {
            Rule::status_item => items.push(lower.status_item(item)),
            Rule::cites => per.extend(lower.citations(item)),
            _ => {}
        }
    }
    ClauseKind::Status(items, per)
}

pub(in crate::syntax) fn binds(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    let all = lower.first_path(n);
    let mut except = vec![];
    for part in n.all(Rule::except_part) {
        let states = part.all(Rule::state_code).map(|s| lower.ident(s)).collect();
        except.push((states, lower.cites(part)));
    }
    let only = n.child(Rule::only_part).map(|p| p.all(Rule::state_code).map(|s| lower.ident(s)).collect());
    ClauseKind::SourceBinds { all, only, except }
}

pub(in crate::syntax) fn part(lower: &mut Lower<'_>, n: N<'_, '_>) -> ClauseKind {
    let mut locators: Vec<Locator> = vec![];
    let (mut note, mut tail, mut status) = (None, Tail::default(), vec![]);
    let mut wanted = true;
    for item in n.children() {
        match item.kind() {
            Rule::comma => wanted = true,
            Rule::locator => {
                for (at, places) in lower.places(item).iter().enumerate() {
                    if at > 0 {
                        lower.comma_before(places[0]);
                    }
                    locators.push(lower.locator_of(places));
                }
                wanted = false;
            }
            Rule::text if wanted => {
                let text = lower.text(item);
                locators.push(Locator { text: text.value, quoted: true, span: text.span });
                wanted = false;
            }
            Rule::text => note = Some(lower.text(item)),
            Rule::status_item => status.push(lower.status_item(item)),
            _ => lower.tail_item(item, &mut tail),
        }
    }
    ClauseKind::Part { locators, note, tail, status }
}

impl Lower<'_> {
    fn status_item(&mut self, node: Node<'_, '_>) -> StatusItem {
        let word = node.child(Rule::status_word).map_or("", |w| w.text());
        let word = match word.split_whitespace().next().unwrap_or("") {
            "discussed" => StatusWord::Discussed,
            "proposed" => StatusWord::Proposed,
            "notified" => StatusWord::Notified,
            "published" => StatusWord::Published,
            "adopted" => StatusWord::Adopted,
            "in" => StatusWord::InForce,
            "applied" => StatusWord::Applied,
            "transposed" => StatusWord::Transposed,
            _ => StatusWord::Repealed,
        };
        StatusItem { word, day: self.day_bound(node), span: self.span(node) }
    }
}
