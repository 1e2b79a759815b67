//! Where a commitment stands on a day, with the knowledge of a day.

use crate::hir::law::Cite;
use crate::num::date::Date;
use crate::types::checked::{Checked, Commitment};

/// Where a commitment stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum State {
    /// Before the first planned day.
    Ahead,
    /// In the planned days.
    Due,
    /// It happened.
    Done,
    /// It happened on one of several days, some of which have come: done, or not yet.
    Unknown,
    /// A dated source says that it had not happened by a day after the plan.
    Overdue,
    /// After the plan, and nobody wrote down whether it happened.
    PastNoRecord,
    /// No plan and no record.
    NotPlanned,
}

impl State {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            State::Ahead => "ahead",
            State::Due => "due",
            State::Done => "done",
            State::Unknown => "unknown",
            State::Overdue => "overdue",
            State::PastNoRecord => "past_no_record",
            State::NotPlanned => "not_planned",
        }
    }
}

fn known(checked: &Checked, per: &[Cite], known_on: Date) -> bool {
    per.iter().all(|cite| {
        let source = checked.program.source(cite.source);
        source.cite_known_from(cite).is_none_or(|from| from <= known_on)
    })
}

/// Where a commitment stands.
pub fn state(checked: &Checked, commitment: &Commitment, at: Date, known_on: Date) -> State {
    if let Some((first, last, per)) = &commitment.happened
        && *first <= at
        && known(checked, per, known_on)
    {
        return if *last <= at { State::Done } else { State::Unknown };
    }
    let Some((from, to)) = commitment.planned else { return State::NotPlanned };
    if at < from {
        return State::Ahead;
    }
    if at <= to {
        return State::Due;
    }
    match &commitment.not_happened {
        Some((day, per)) if *day > to && *day <= at && known(checked, per, known_on) => State::Overdue,
        _ => State::PastNoRecord,
    }
}

/// Days from the last planned day to when it happened: least and greatest; before the plan is negative.
pub fn slip(checked: &Checked, commitment: &Commitment, at: Date, known_on: Date) -> Option<(i64, i64)> {
    if state(checked, commitment, at, known_on) != State::Done {
        return None;
    }
    let (_, planned) = commitment.planned?;
    let (first, last, _) = commitment.happened.as_ref()?;
    Some((first.days() - planned.days(), last.days() - planned.days()))
}
