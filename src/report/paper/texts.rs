//! The text of a recommendation: Markdown of the policy with values and lists of missing facts in it.

use crate::analysis::study::Study;
use crate::analysis::words::Printer;
use crate::diag::{Diagnostic, paper};
use crate::eval::outcome::Values;
use crate::eval::run::Runner;
use crate::num::print::Style;
use crate::plan::UNIT;
use crate::plan::sym::{ListPart, Sym};
use crate::report::paper::model::Need;
use crate::report::paper::share::Making;
use crate::report::{escape, from_markdown, house};
use crate::text::english::list;
use crate::text::{FileId, Span};
use crate::types::checked::{Checked, Piece, Recommendation};
use std::collections::BTreeSet;

/// How many missing facts a text names before it counts the others.
const NAMED: usize = 8;

/// The text of a recommendation: its own Markdown, its expressions printed and escaped. `needs` are the facts that the
/// paper misses.
///
/// # Errors
/// What is wrong with its expressions in the law as it stands.
pub fn of(making: &Making, study: &mut Study, pieces: &[Piece], needs: &[Need]) -> Result<String, Vec<Diagnostic>> {
    let world = study.add_law(None).0;
    let mut compiled: Vec<Option<Sym>> = vec![];
    let mut wrong = vec![];
    for piece in pieces {
        compiled.push(match piece {
            Piece::Value(term) | Piece::GapList(term) => {
                let (sym, found) = study.term(world, term, &[]);
                wrong.extend(found.into_iter().filter(Diagnostic::is_error));
                Some(sym)
            }
            _ => None,
        });
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let runner = study.run();
    let keys = |entity, row: u32| study.entity_key(entity, row as usize);
    let printer = Printer { schema: study.schema(), style: Style::Text, keys: &keys };
    let mut out = String::new();
    for (piece, sym) in pieces.iter().zip(&compiled) {
        match (piece, sym) {
            (Piece::Text(passage), _) => out.push_str(&passage.text),
            (Piece::Value(term), Some(Sym::Node(node) | Sym::Row { node, .. })) => {
                debug_assert!(study.plan.node(*node).frame == UNIT);
                let outcome = runner.outcome(*node, 0);
                if outcome.is_gap() || outcome.is_conflict() {
                    wrong.push(paper::no_value(term.span, if outcome.is_gap() { "a gap" } else { "a conflict" }));
                }
                out.push_str(&escape::data(&printer.outcome(&term.ty, &outcome)));
            }
            // The checker has refused what is neither a column nor a reference.
            (Piece::Value(_), _) => {}
            (Piece::GapList(_), sym) => out.push_str(&gap_list(&members(making, study, &runner, sym.as_ref()), needs)),
            (Piece::Question(rule), _) => {
                out.push_str(&question(&making.input.checked.rule(*rule).name, needs));
            }
        }
    }
    if wrong.is_empty() { Ok(out.trim().to_string()) } else { Err(wrong) }
}

/// The names of what may stand in a list.
fn members(making: &Making, study: &Study, runner: &Runner, list: Option<&Sym>) -> BTreeSet<String> {
    let Some(Sym::List(list)) = list else { return BTreeSet::new() };
    list.parts.iter().flat_map(|part| members_of(making, study, runner, part)).collect()
}

fn members_of(making: &Making, study: &Study, runner: &Runner, part: &ListPart) -> Vec<String> {
    let Sym::Row { table, node } = part.item else { return vec![] };
    let frame = part.rows.map_or(UNIT, |rows| rows.at);
    let items = runner.outcomes(node, frame);
    let member = part.member.map(|node| runner.outcomes(node, frame));
    let rows = (0..runner.rows(frame)).filter(|row| match &member {
        Some(member) => matches!(member.at(*row).values, Values::Cond { t: true, .. }),
        None => true,
    });
    rows.filter_map(|row| match items.at(row).values {
        Values::Codes(Some(codes)) if codes.len() == 1 => study.key(runner, table, codes[0] as usize),
        _ => None,
    })
    .map(|key| making.name(&key))
    .collect()
}

/// The missing facts of some subjects, cheapest first, as a list of Markdown.
fn gap_list(members: &BTreeSet<String>, needs: &[Need]) -> String {
    let missing: Vec<(&Need, Vec<&String>)> = needs
        .iter()
        .map(|need| (need, need.subjects.iter().filter(|s| members.contains(*s)).collect::<Vec<_>>()))
        .filter(|(_, of)| !of.is_empty())
        .collect();
    let mut lines: Vec<String> = missing.iter().take(NAMED).map(|(need, of)| gap(need, of, members.len())).collect();
    let others = missing.len().saturating_sub(NAMED);
    if others > 0 {
        let are = if others == 1 { "is" } else { "are" };
        lines.push(format!(
            "- {} {are} listed under data needs",
            house::counted(&others.to_string(), "fact more", "facts more").unwrap_or_default()
        ));
    }
    if lines.is_empty() { "No fact is missing.".into() } else { lines.join("\n") }
}

/// The questions that a rule waits for, in a sentence.
fn question(rule: &str, needs: &[Need]) -> String {
    let asked = needs.iter().filter(|need| need.rules.iter().any(|name| name == rule));
    let mut asked: Vec<String> = asked.map(|need| format!("\u{201c}{}\u{201d}", escape::data(&what(need)))).collect();
    let others = asked.split_off(asked.len().min(NAMED));
    if !others.is_empty() {
        asked.push(house::counted(&others.len().to_string(), "question more", "questions more").unwrap_or_default());
    }
    if asked.is_empty() { "no question of this paper is open".into() } else { list(&asked, "and") }
}

/// What a missing fact is, in words.
fn what(need: &Need) -> String {
    let doc = need.doc.trim().trim_end_matches('.');
    if doc.is_empty() { need.name.replace(['.', '_'], " ") } else { doc.to_string() }
}

/// One missing fact: what it is, of whom, whom to ask.
fn gap(need: &Need, of: &[&String], all: usize) -> String {
    let of = match of {
        [one] => escape::data(one),
        of if of.len() == all => format!("all {all}"),
        of => list(&of.iter().map(|s| escape::data(s)).collect::<Vec<_>>(), "and"),
    };
    let ask = if need.ask.is_empty() { String::new() } else { format!("; ask: {}", escape::data(&need.ask)) };
    format!("- {}, missing for {of}{ask}", escape::data(&what(need)))
}

/// What is wrong with the Markdown of the texts of recommendations, at their places in the policy.
pub fn faults(checked: &Checked) -> Vec<Diagnostic> {
    let of = |recommendation: &Recommendation| {
        let file = checked.program.decl(recommendation.decl).ast.span.file;
        faults_of(file, &recommendation.body)
    };
    checked.recommendations.iter().flat_map(of).collect()
}

/// What values of a paper may bring for links to lead to: charts, and what texts of recommendations name.
pub fn ids(checked: &Checked, charts: Vec<String>) -> BTreeSet<String> {
    let mut ids: BTreeSet<String> = charts.into_iter().map(|name| name.replace('_', "-")).collect();
    let pieces = checked.recommendations.iter().flat_map(|recommendation| &recommendation.body);
    for piece in pieces {
        let Piece::Text(passage) = piece else { continue };
        let words = passage.text.split('#').skip(1);
        ids.extend(words.map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || "-_".contains(*c)).collect()));
    }
    ids
}

fn faults_of(file: FileId, pieces: &[Piece]) -> Vec<Diagnostic> {
    let mut text = String::new();
    let mut places: Vec<(usize, &Piece)> = vec![];
    for piece in pieces {
        places.push((text.len(), piece));
        match piece {
            Piece::Text(passage) => text.push_str(&passage.text),
            _ => text.push('x'),
        }
    }
    let place = |at: u32| {
        let inside = places.iter().rev().find_map(|(start, piece)| match piece {
            Piece::Text(passage) if *start <= at as usize => Some(passage.place(at as usize - start)),
            _ => None,
        });
        inside.unwrap_or(0)
    };
    let statements: Vec<Diagnostic> = text
        .match_indices("{%")
        .map(|(at, _)| place(at as u32))
        .map(|at| paper::statement_in_text(Span::new(file, at, at + 2)))
        .collect();
    let mut found = from_markdown::fragment(&text, file).diagnostics;
    for finding in &mut found {
        for label in finding.primary.iter_mut().chain(&mut finding.secondary) {
            let (start, end) = (place(label.span.start), place(label.span.end));
            label.span = Span::new(file, start, end.max(start));
        }
        // Places of fixes are those of the assembled text.
        finding.fixes.clear();
    }
    found.extend(statements);
    found
}
