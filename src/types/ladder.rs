//! A scale in steps, as it is written.

use crate::hir::law::Cite;
use crate::num::date::Date;
use crate::syntax::sheets::ScaleKind;
use crate::text::{Name, Span};
use crate::types::days::{ALWAYS, NEVER, meet};
use crate::types::term::Term;

/// A scale as it is written.
#[derive(Clone, PartialEq, Debug)]
pub struct Scale {
    /// What a number comes to by it.
    pub kind: ScaleKind,
    /// Its steps, in the order of where they begin.
    pub steps: Vec<Step>,
    /// Where it stands.
    pub span: Span,
}

/// A step of a scale.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    /// What it is called: its row, whatever stands above it in other laws.
    pub label: Name,
    /// Where it begins.
    pub from: Term,
    /// Its rate or value.
    pub value: Term,
    /// First and last day on which it is read.
    pub days: (Date, Date),
    /// Where it comes from.
    pub per: Vec<Cite>,
}

impl Step {
    /// Whether it is read on a day.
    pub fn is_read(&self, day: Date) -> bool {
        self.days.0 <= day && day <= self.days.1
    }
}

impl Scale {
    /// Whether some of its steps are read on some days only.
    pub fn is_dated(&self) -> bool {
        self.steps.iter().any(|step| step.days != ALWAYS)
    }

    /// The step of a label; none where it was repealed.
    pub fn step_mut(&mut self, label: &Name) -> Option<&mut Step> {
        self.steps.iter_mut().find(|step| step.label == *label && step.days != NEVER)
    }

    /// The step above one of them: the next that is read on a day; without a day the next that is read with it.
    pub fn above(&self, at: usize, day: Option<Date>) -> Option<&Step> {
        let is_read = |step: &&Step| match day {
            Some(day) => step.is_read(day),
            None => meet(step.days, self.steps[at].days),
        };
        self.steps.get(at + 1..)?.iter().find(is_read)
    }
}
