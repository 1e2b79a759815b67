//! The words that open declarations.

use crate::syntax::ast::kind::DeclKind;
use crate::syntax::grammar::Rule;

/// How the head of a declaration is read, and what follows it.
pub(in crate::syntax) struct DeclRow {
    /// Its word.
    pub word: &'static str,
    /// What it declares.
    pub kind: DeclKind,
    /// The rule of its head.
    pub head: Rule,
    /// Whether it may, must or must not have a block.
    pub block: Block,
    /// A head as it should look.
    pub example: &'static str,
}

/// Whether a declaration has a block in braces.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::syntax) enum Block {
    /// It must.
    Must,
    /// It may.
    May,
}

use Block::{May, Must};

const fn decl(kind: DeclKind, head: Rule, block: Block, example: &'static str) -> DeclRow {
    DeclRow { word: kind.word(), kind, head, block, example }
}

/// All declarations but `module`.
pub(in crate::syntax) static ROWS: &[DeclRow] = &[
    decl(DeclKind::Source, Rule::h_titled, Must, "source tfeu \"Treaty\" { .. }"),
    decl(DeclKind::Party, Rule::h_meaning, May, "party eib \"European Investment Bank\""),
    decl(DeclKind::Unit, Rule::h_unit, May, "unit person, persons"),
    decl(DeclKind::Concept, Rule::h_meaning, May, "concept foreign_born \"born elsewhere\""),
    decl(DeclKind::Term, Rule::h_meaning, May, "term gold_plating \"rules on top\" { .. }"),
    decl(DeclKind::Enum, Rule::h_name, Must, "enum Role { beneficiary, applicant }"),
    decl(DeclKind::Entity, Rule::h_entity, Must, "entity Town, towns { .. }"),
    decl(DeclKind::Fields, Rule::h_fields, Must, "fields of Town { .. }"),
    decl(DeclKind::Instance, Rule::h_instance, Must, "instance COHESION of Fund { .. }"),
    decl(DeclKind::Instances, Rule::h_instances, Must, "instances Indicator { .. }"),
    decl(DeclKind::Param, Rule::h_value, Must, "param rate: percent { .. }"),
    decl(DeclKind::Fact, Rule::h_value, Must, "fact minors_2016: persons { .. }"),
    decl(DeclKind::Define, Rule::h_function, Must, "define rate(town: Town): percent { .. }"),
    decl(DeclKind::Collect, Rule::h_function, Must, "collect routes(town: Town): Route { .. }"),
    decl(DeclKind::Table, Rule::h_function, Must, "table ceiling(point: Point): percent { .. }"),
    decl(DeclKind::Scale, Rule::h_function, Must, "scale tax(income: EUR): EUR { .. }"),
    decl(DeclKind::Requirement, Rule::h_name, Must, "requirement represented { .. }"),
    decl(DeclKind::Barrier, Rule::h_name, Must, "barrier no_cooperation { .. }"),
    decl(DeclKind::Criterion, Rule::h_name, Must, "criterion innovative { .. }"),
    decl(DeclKind::Objective, Rule::h_name, Must, "objective guaranteed_access { .. }"),
    decl(DeclKind::Guarantee, Rule::h_name, Must, "guarantee town_access { .. }"),
    decl(DeclKind::Reform, Rule::h_reform, Must, "reform one_fund(rate: percent) { .. }"),
    decl(DeclKind::Scenario, Rule::h_name, Must, "scenario continuation { .. }"),
    decl(DeclKind::Reading, Rule::h_instance, Must, "reading less_than of is_microloan { .. }"),
    decl(DeclKind::Recommendation, Rule::h_name, Must, "recommendation open_a_strand { .. }"),
    decl(DeclKind::Action, Rule::h_name, Must, "action blending { .. }"),
    decl(DeclKind::Task, Rule::h_name, Must, "task analyse_barriers { .. }"),
    decl(DeclKind::Output, Rule::h_name, Must, "output funding_paper { .. }"),
    decl(DeclKind::Milestone, Rule::h_name, Must, "milestone final_conference { .. }"),
    decl(DeclKind::Test, Rule::h_test, Must, "test \"what it shows\" { .. }"),
];

/// The row of a declaration word.
pub(in crate::syntax) fn row(word: &str) -> Option<&'static DeclRow> {
    ROWS.iter().find(|row| row.word == word)
}

/// Words of other languages, and what says the same here.
const DECLARED_ELSEWHERE: &[(&[&str], &str)] = &[
    (&["rule", "obligation", "duty"], "a duty is a `requirement`, a value a `define`, an obstacle a `barrier`"),
    (
        &["function", "func", "fn", "def", "formula", "let", "var", "variable", "definition", "decision"],
        "a value that follows from others is written `define NAME(..): TYPE { .. }`",
    ),
    (
        &["const", "constant", "parameter", "value", "threshold"],
        "a figure that the law writes is a `param`, one that was measured a `fact`",
    ),
    (
        &["type", "struct", "class", "record", "object", "model"],
        "what the world is made of is declared by `entity NAME, plural { .. }`",
    ),
    (
        &["import", "include", "use", "using", "require", "from"],
        "nothing is imported: every module sees the others, as in `law.NAME`",
    ),
    (
        &["law", "act", "regulation", "directive", "treaty"],
        "a source of law is declared by `source NAME \"title\" { .. }`",
    ),
    (&["enumeration", "choice", "options"], "a list of values is declared by `enum NAME { .. }`"),
    (&["option", "variant", "amendment"], "what could change is a `reform`; a `scenario` stacks reforms"),
];

/// What to write in place of a word of another language that opens no declaration here.
pub(in crate::syntax) fn meant(word: &str) -> Option<&'static str> {
    let word = word.to_ascii_lowercase();
    DECLARED_ELSEWHERE.iter().find(|(words, _)| words.contains(&word.as_str())).map(|(_, meant)| *meant)
}

/// The row of a kind of declaration.
pub(in crate::syntax) fn of_kind(kind: DeclKind) -> &'static DeclRow {
    ROWS.iter().find(|row| row.kind == kind).unwrap_or(&ROWS[0])
}

/// Whether the line that `text` starts with opens a declaration with a block at the margin: read inside a long
/// text, where prose must not be taken for one.
pub(in crate::syntax) fn opens(text: &str, indent: usize) -> bool {
    let line = text.split('\n').next().unwrap_or("");
    let spaces = line.bytes().take_while(|b| *b == b' ').count();
    if spaces > indent {
        return false;
    }
    let line = &line[spaces..];
    let end = line.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(line.len());
    let after = line[end..].trim_start_matches(' ');
    let named = after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '"' || c == '_');
    let blocks = after.split_once('{').is_some_and(|(_, rest)| !rest.starts_with('{'));
    row(&line[..end]).is_some() && named && blocks
}
