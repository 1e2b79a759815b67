//! Spans of days over which something is read: the first and the last of each.

use crate::num::date::Date;

/// The days of what is read on every day.
pub const ALWAYS: (Date, Date) = (Date::MIN, Date::MAX);

/// The days of what is never read.
pub const NEVER: (Date, Date) = (Date::MAX, Date::MIN);

/// Whether two spans of days have one in common.
pub fn meet(a: (Date, Date), b: (Date, Date)) -> bool {
    a.0.max(b.0) <= a.1.min(b.1)
}

/// The runs of days over which the same periods hold, in their order.
pub fn eras(periods: impl IntoIterator<Item = (Date, Date)>) -> Vec<(Date, Date)> {
    let mut firsts: Vec<Date> = periods.into_iter().flat_map(|(from, until)| [from, until.next()]).collect();
    firsts.sort_unstable();
    firsts.dedup();
    firsts.windows(2).map(|days| (days[0], days[1].previous())).collect()
}

/// Some law dates in words.
pub fn on_date((from, until): (Date, Date)) -> String {
    match from == until {
        true => format!("law date = {from}"),
        false => format!("law date in {from} .. {until}"),
    }
}
