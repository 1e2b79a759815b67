//! Outcomes in the words that all commands have for them.

use crate::analysis::assumed::Assumed;
use crate::analysis::contested::Contested;
use crate::analysis::plain::{self, Plain};
use crate::analysis::study::{Cell, Study};
use crate::analysis::words::{Printer, outcome_code, outcome_word, possible, possible_code};
use crate::eval::outcome::Outcome;
use crate::num::print::Style;
use crate::types::checked::RuleKind;
use crate::types::schema::Type;
use crate::types::term::{ReadingId, RuleId};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Tells the outcomes of a study.
#[derive(Clone, Copy)]
pub struct Tell<'a> {
    /// What they are outcomes of.
    pub study: &'a Study<'a>,
}

impl Tell<'_> {
    /// A rule with its module, as programs read it.
    pub fn rule(self, rule: RuleId) -> String {
        let rule = self.study.base.checked.rule(rule);
        format!("{}.{}", self.study.base.checked.program.decl(rule.decl).module, rule.name)
    }

    /// One outcome for people: that of an assessment in a word or two, the value of a definition.
    pub fn word(self, cell: &Cell) -> String {
        let kind = self.study.base.checked.rule(cell.rule).kind;
        match kind.is_assessment() {
            true => outcome_word(kind, &cell.outcome).to_string(),
            false => self.possible(cell),
        }
    }

    /// One outcome for programs: `not_met`, `not_applicable`; the value of a definition.
    pub fn code(self, cell: &Cell) -> String {
        self.code_of(cell.rule, &cell.outcome)
    }

    /// The same of an outcome of a rule.
    pub fn code_of(self, rule: RuleId, outcome: &Outcome) -> String {
        let kind = self.study.base.checked.rule(rule).kind;
        match kind.is_assessment() || outcome.is_not_applicable() {
            true => outcome_code(kind, outcome),
            false => self.possible_coded(rule, outcome),
        }
    }

    /// The outcomes still possible, or the value of a definition.
    pub fn possible(self, cell: &Cell) -> String {
        self.possible_of(cell.rule, &cell.outcome)
    }

    /// The same of an outcome of a rule.
    pub fn possible_of(self, rule: RuleId, outcome: &Outcome) -> String {
        self.told(rule, outcome, possible, &|printer, ty| printer.outcome(ty, outcome))
    }

    /// The outcomes of a rule still possible, as programs read them: `met or not_met`, `3, or not_applicable`.
    pub fn possible_coded(self, rule: RuleId, outcome: &Outcome) -> String {
        self.told(rule, outcome, possible_code, &|printer, ty| printer.outcome_code(ty, outcome))
    }

    fn told(
        self,
        rule: RuleId,
        outcome: &Outcome,
        of_assessment: fn(RuleKind, &Outcome) -> String,
        of_value: &dyn Fn(&Printer, &Type) -> String,
    ) -> String {
        let rule = self.study.base.checked.rule(rule);
        if rule.kind.is_assessment() {
            return of_assessment(rule.kind, outcome);
        }
        self.with_printer(|printer| of_value(printer, &rule.result))
    }

    fn with_printer<T>(self, tell: impl FnOnce(&Printer) -> T) -> T {
        let keys = |entity, row: u32| self.study.entity_key(entity, row as usize);
        tell(&Printer { schema: self.study.schema(), style: Style::Plain, keys: &keys })
    }

    /// An outcome in a form for programs.
    fn plain(self, cell: &Cell) -> Plain {
        let rule = self.study.base.checked.rule(cell.rule);
        let ty = if rule.kind.is_assessment() { &Type::Bool } else { &rule.result };
        self.with_printer(|printer| Plain::of(printer, ty, &cell.outcome))
    }

    /// What a cell says, as a program reads it.
    pub fn record(self, cell: &Cell, assumed: &Assumed) -> Value {
        let subjects: BTreeMap<&str, &str> = cell.subjects.iter().map(|s| (s.name.as_str(), s.key.as_str())).collect();
        let plain = self.plain(cell);
        json!({
            "scenario": self.study.worlds[cell.world].name.as_str(),
            "rule": self.rule(cell.rule),
            "kind": self.study.base.checked.rule(cell.rule).kind.word(),
            "subjects": subjects,
            "outcome": self.code(cell),
            "possible": self.possible_coded(cell.rule, &cell.outcome),
            "value": plain.value.map(|value| match value {
                plain::Value::Bool(value) => json!(value),
                plain::Value::Text(value) => json!(value),
            }),
            "low": plain.low,
            "high": plain.high,
            "unit": plain.unit,
            "assumed": assumed.of(cell),
        })
    }

    /// The columns of [`Tell::row`].
    pub const COLUMNS: [&'static str; 11] =
        ["scenario", "rule", "kind", "subjects", "outcome", "possible", "value", "low", "high", "unit", "assumed"];

    /// The same as a row of CSV.
    pub fn row(self, cell: &Cell, assumed: &Assumed) -> Vec<String> {
        let plain = self.plain(cell);
        let value = plain.value.map(|value| match value {
            plain::Value::Bool(value) => value.to_string(),
            plain::Value::Text(value) => value,
        });
        vec![
            self.study.worlds[cell.world].name.to_string(),
            self.rule(cell.rule),
            self.study.base.checked.rule(cell.rule).kind.word().into(),
            keys(cell),
            self.code(cell),
            self.possible_coded(cell.rule, &cell.outcome),
            value.unwrap_or_default(),
            plain.low.unwrap_or_default(),
            plain.high.unwrap_or_default(),
            plain.unit,
            assumed.of(cell).join("; "),
        ]
    }

    /// Each reading that contests an outcome, with what it makes of it: `absent with the reading strict`.
    pub fn rivals(self, contested: &Contested, cell: &Cell) -> Vec<String> {
        let name = |id: ReadingId| &self.study.base.checked.readings[id.0 as usize].name;
        let told = |(id, rival): &(ReadingId, Cell)| {
            let outcome = if rival.outcome.is_settled() { self.word(rival) } else { self.possible(rival) };
            format!("{outcome} with the reading {}", name(*id))
        };
        contested.of(cell).iter().map(told).collect()
    }
}

/// The keys of the subjects, joined.
pub fn keys(cell: &Cell) -> String {
    cell.subjects.iter().map(|s| s.key.as_str()).collect::<Vec<_>>().join(", ")
}
