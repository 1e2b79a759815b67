//! Which clauses of which rules the tests reach.
//!
//! A cell of a table is reached when it alone keeps an input from its row. A case is reached when some expectation
//! rests on it: its condition is true and no case that prevails over it is. A clause that ends a rule is reached when
//! it ends it.

use crate::analysis::study::Study;
use crate::eval::run::Runner;
use crate::plan::from_types::{Followed, Holds};
use crate::plan::{FrameId, UNIT};
use crate::text::{Name, Span};
use crate::types::checked::{Checked, RuleKind};
use crate::types::term::RuleId;
use std::collections::BTreeSet;

/// A clause of a rule.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Clause {
    /// One that ends the rule, by its place.
    End(u32),
    /// A case, a row of a table or a step of a scale, by its place.
    Case(u32),
    /// A cell of a row of a table, by their places: it alone keeps some input from the row.
    Cell(u32, u32),
}

/// A rule and what of it the tests reach.
#[derive(Clone, Debug)]
pub struct Covered {
    /// The rule.
    pub rule: RuleId,
    /// Clauses that are reached.
    pub reached: Vec<Clause>,
    /// Clauses that are not, with their label, what they are, and where they stand.
    pub missed: Vec<(Clause, Option<Name>, &'static str, Span)>,
}

/// What the followed expectations of a study reach, rule by rule. Rules that say nothing are left out.
pub fn coverage(study: &Study, runner: &Runner) -> Vec<Covered> {
    let checked = study.base.checked;
    let mut reached: BTreeSet<(RuleId, Clause)> = BTreeSet::new();
    for one in study.trail.iter().flatten() {
        look(study, runner, one, &mut reached);
    }
    let rules = (0..checked.rules.len() as u32).map(RuleId).filter(|id| checked.rule(*id).body.tested);
    rules.map(|id| of_rule(checked, id, &reached)).collect()
}

fn of_rule(checked: &Checked, id: RuleId, reached: &BTreeSet<(RuleId, Clause)>) -> Covered {
    let rule = checked.rule(id);
    let word = match rule.kind {
        RuleKind::Table => "row",
        RuleKind::Scale => "step",
        _ => "case",
    };
    let ends = rule.body.ends.iter().enumerate();
    let ends = ends.map(|(at, end)| (Clause::End(at as u32), end.label.clone(), "end", end.span));
    let cases = rule.body.cases.iter().enumerate();
    let cases = cases.map(|(at, case)| (Clause::Case(at as u32), case.label.clone(), word, case.span));
    let table = rule.kind == RuleKind::Table;
    let cells = rule.body.cases.iter().enumerate().filter(|_| table).flat_map(|(at, case)| {
        let of = case.cells().into_iter().enumerate();
        of.map(move |(cell, term)| (Clause::Cell(at as u32, cell as u32), case.label.clone(), "cell", term.span))
    });
    let (yes, no): (Vec<_>, Vec<_>) =
        ends.chain(cases).chain(cells).partition(|(clause, ..)| reached.contains(&(id, *clause)));
    Covered { rule: id, reached: yes.into_iter().map(|c| c.0).collect(), missed: no }
}

/// The rows of the deepest frame in which a rule was asked decide, row by row, which of its clauses are reached.
fn look(study: &Study, runner: &Runner, one: &Followed, reached: &mut BTreeSet<(RuleId, Clause)>) {
    let all = one.ends.iter().map(|(_, holds)| holds).chain(one.cases.iter().map(|(_, holds, _)| holds));
    let all = all.chain(one.cells.iter().flat_map(|(_, cells)| cells));
    let frames = all.filter_map(|holds| match holds {
        Holds::As(node) => Some(study.plan.node(*node).frame),
        Holds::Known(_) => None,
    });
    let frame: FrameId = frames.fold(UNIT, |a, b| study.plan.deeper(a, b));
    for row in 0..runner.rows(frame) {
        let is = |holds: &Holds| match holds {
            Holds::Known(known) => *known,
            Holds::As(node) => study.outcome(runner, *node, frame, row).truth() == Some(true),
        };
        let ended = one.ends.iter().filter(|(_, holds)| is(holds));
        reached.extend(ended.map(|(at, _)| (one.rule, Clause::End(*at))));
        for (row_, cells) in &one.cells {
            let not: Vec<usize> = (0..cells.len()).filter(|cell| !is(&cells[*cell])).collect();
            // Of an input that is not known a cell says nothing.
            let fails = |holds: &Holds| match holds {
                Holds::Known(known) => !known,
                Holds::As(node) => study.outcome(runner, *node, frame, row).truth() == Some(false),
            };
            if let [only] = not.as_slice()
                && fails(&cells[*only])
            {
                reached.insert((one.rule, Clause::Cell(*row_, *only as u32)));
            }
        }
        for (at, holds, under) in &one.cases {
            let beaten = || under.iter().any(|place| one.cases.get(*place as usize).is_some_and(|c| is(&c.1)));
            if is(holds) && !beaten() {
                reached.insert((one.rule, Clause::Case(*at)));
            }
        }
    }
}
