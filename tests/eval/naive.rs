//! A second evaluator, naive on purpose: one complete world at a time, one row at a time, one outcome.
//!
//! It shares no code with the kernels. A world with unknowns is checked by going through its completions.

use acquis::num::date::Date;
use acquis::num::functions;
use acquis::num::period;
use acquis::num::rat::Rat;
use acquis::num::rate::annual_rate;
use acquis::plan::{
    Binary, Case, Combine, Comparison, Const, Frame, FrameId, NodeId, Op, Part, Plan, Reduction, TableId, UNIT, Unary,
};
use std::collections::BTreeMap;

/// One outcome.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum P {
    True,
    False,
    N(Rat),
    Code(u32),
    Text(String),
    Na,
    Conflict,
    Gap,
}

use P::*;

impl P {
    pub fn is_value(&self) -> bool {
        !matches!(self, Na | Conflict | Gap)
    }

    fn of(b: bool) -> P {
        if b { True } else { False }
    }

    fn n(&self) -> Rat {
        match self {
            N(n) => n.clone(),
            other => panic!("{other:?} is no number"),
        }
    }
}

/// What a complete cell holds.
#[derive(Clone, PartialEq, Debug)]
pub enum Full {
    One(P),
    /// Rows of the items table.
    Items(Vec<u32>),
}

/// A complete world: for each table its rows, and what each cell holds.
pub struct Complete<'p> {
    pub plan: &'p Plan,
    /// How many rows each table has.
    pub rows: BTreeMap<TableId, u32>,
    pub cells: BTreeMap<(TableId, u32, u32), Full>,
}

/// Where in the frames a value is asked for: the row of the innermost table of each frame above.
type At = Vec<(FrameId, u32)>;

impl Complete<'_> {
    /// The outcome of a node.
    pub fn eval(&self, id: NodeId, at: &At) -> P {
        let node = self.plan.node(id);
        // A node of a frame further up is asked for where that frame is.
        let depth = at.iter().position(|(frame, _)| *frame == node.frame).map_or(0, |p| p + 1);
        let at = &at[..depth].to_vec();
        let of = |id: &NodeId| self.eval(*id, at);
        match &node.op {
            Op::Const(value) => match value {
                Const::Bool(b) => P::of(*b),
                Const::Number(lo, hi) if lo == hi => N(lo.clone().unwrap()),
                Const::Code(c) => Code(*c),
                Const::Text(t) => Text(t.to_string()),
                Const::NotApplicable => Na,
                Const::Conflict => Conflict,
                Const::Gap => Gap,
                other => panic!("{other:?} is not complete"),
            },
            Op::Here(_) => Code(at.last().unwrap().1),
            Op::Counted(_) => True,
            Op::Among(a, _) | Op::Named(_, a) | Op::Present(a) => of(a),
            Op::Field { of: instance, table, field, .. } => match of(instance) {
                Code(row) => match self.cells.get(&(*table, row, *field)) {
                    Some(Full::One(p)) => p.clone(),
                    Some(Full::Items(items)) => N(Rat::int(items.len() as i64)),
                    None => panic!("no cell {table:?} {row} {field}"),
                },
                exit => exit,
            },
            Op::FieldEnd { .. } | Op::Unsettled(_) => panic!("not for this evaluator"),
            Op::Not(a) => match of(a) {
                True => False,
                False => True,
                exit => exit,
            },
            Op::And(all) => first(all.iter().map(of), &[False, Conflict, Gap, Na], True),
            Op::Or(all) => first(all.iter().map(of), &[True, Conflict, Gap, Na], False),
            Op::Compare(how, a, b) => strict(&[of(a), of(b)], |v| {
                let (a, b) = (v[0].n(), v[1].n());
                P::of(match how {
                    Comparison::Eq => a == b,
                    Comparison::Lt => a < b,
                    Comparison::Le => a <= b,
                })
            }),
            Op::Same(a, b) => strict(&[of(a), of(b)], |v| P::of(v[0] == v[1])),
            Op::OneOf(a, places) => strict(&[of(a)], |v| match &v[0] {
                Code(place) => P::of(places.contains(place)),
                _ => panic!(),
            }),
            Op::Has(within, a, b) => strict(&[of(a), of(b)], |v| match (&v[0], &v[1]) {
                (Text(a), Text(b)) => P::of(within.has(a, b)),
                _ => panic!(),
            }),
            Op::Between(a, b) => strict(&[of(a), of(b)], |v| if v[0] <= v[1] { v[0].clone() } else { Gap }),
            Op::IsAbsent(a) => match of(a) {
                Na => True,
                Conflict => Conflict,
                Gap => Gap,
                _ => False,
            },
            Op::Unary(op, a) => strict(&[of(a)], |v| unary(*op, &v[0].n())),
            Op::Binary(op, a, b) => strict(&[of(a), of(b)], |v| binary(*op, &v[0].n(), &v[1].n())),
            Op::Guard { ends, value } => match of(ends) {
                True | Na => Na,
                False => of(value),
                exit => exit,
            },
            Op::Cases(how, cases) => self.cases(*how, cases, at),
            Op::Choose(code, options) => match of(code) {
                Code(c) => options.get(c as usize).map_or(Gap, of),
                exit => exit,
            },
            Op::ByDate(day, periods) => strict(&[of(day)], |v| {
                let day = v[0].n().to_i64().unwrap();
                periods.iter().find(|(a, b, _)| a.days() <= day && day <= b.days()).map_or(Gap, |(_, _, n)| of(n))
            }),
            Op::Reduce(how, parts) => match self.items(parts, node.frame, at) {
                Err(exit) => exit,
                Ok(items) => reduce(*how, items.into_iter().map(|(_, p)| p).collect()),
            },
            Op::Expiry { event, length, unit, holidays } => {
                let list = match self.items(holidays, node.frame, at) {
                    Err(exit) => exit,
                    Ok(items) => reduce(Reduction::Count, items.iter().map(|(_, p)| p.clone()).collect()),
                };
                let days: Vec<Date> = self
                    .items(holidays, node.frame, at)
                    .unwrap_or_default()
                    .into_iter()
                    .filter_map(|(_, p)| match p {
                        N(n) => Date::from_days(n.to_i64().unwrap()),
                        _ => None,
                    })
                    .collect();
                strict(&[of(event), of(length), list], |v| {
                    let event = Date::from_days(v[0].n().to_i64().unwrap()).unwrap();
                    let n = v[1].n().to_i64().and_then(|n| u32::try_from(n).ok());
                    let end = n.and_then(|n| period::expiry(event, period::Period { n, unit: *unit }, &days));
                    end.map_or(Gap, |day| N(Rat::int(day.days())))
                })
            }
            Op::AnnualRate { at: times, amount, digits } => {
                let (times, amounts) = match (self.items(times, node.frame, at), self.items(amount, node.frame, at)) {
                    (Ok(a), Ok(b)) => (a, b),
                    (Err(a), Err(b)) => return first([a, b].into_iter(), &[Conflict, Gap, Na], Na),
                    (Err(exit), _) | (_, Err(exit)) => return exit,
                };
                let flows: Vec<P> = times.iter().chain(&amounts).map(|(_, p)| p.clone()).collect();
                if let Some(exit) = [Conflict, Gap].into_iter().find(|e| flows.contains(e)) {
                    return exit;
                }
                let flows: Vec<(Rat, Rat)> =
                    times.iter().zip(&amounts).map(|((_, t), (_, a))| (t.n(), a.n())).collect();
                annual_rate(&flows, *digits).map_or(Gap, N)
            }
        }
    }

    fn cases(&self, how: Combine, cases: &[Case], at: &At) -> P {
        let truth: Vec<P> = cases.iter().map(|c| c.when.map_or(True, |id| self.eval(id, at))).collect();
        let beaten = |c: &Case| c.under.iter().any(|by| truth[*by as usize] == True);
        let left: Vec<usize> = (0..cases.len()).filter(|i| !beaten(&cases[*i])).collect();
        let decides = matches!(how, Combine::Prevail | Combine::Unique | Combine::Partition);
        for exit in [Conflict, Gap].into_iter().filter(|_| decides) {
            if left.iter().any(|i| truth[*i] == exit) {
                return exit;
            }
        }
        let values: Vec<P> = left
            .into_iter()
            .filter(|i| !matches!(truth[*i], False | Na))
            .map(|i| {
                if truth[i] == True && how != Combine::Count { self.eval(cases[i].then, at) } else { truth[i].clone() }
            })
            .collect();
        match how {
            Combine::Unique if values.len() > 1 => Conflict,
            // Where the conditions are no partition nothing is promised.
            Combine::Prevail | Combine::Unique | Combine::Partition => match values.first() {
                None => Gap,
                Some(one) => strict(&values, |v| if v.iter().all(|x| x == one) { one.clone() } else { Conflict }),
            },
            Combine::Count => strict(&values, |v| N(Rat::int(v.len() as i64))),
            Combine::Sum => strict(&values, |v| N(v.iter().fold(Rat::ZERO, |sum, x| &sum + &x.n()))),
            Combine::Min => strict(&values, |v| v.iter().min().cloned().unwrap_or(Gap)),
            Combine::Max => strict(&values, |v| v.iter().max().cloned().unwrap_or(Gap)),
        }
    }

    /// The items of parts: where each is, and its value. `Err`: a list that is not there.
    fn items(&self, parts: &[Part], frame: FrameId, at: &At) -> Result<Vec<(At, P)>, P> {
        let mut all = vec![];
        let mut missing = vec![];
        for part in parts {
            let mut chain = vec![];
            let mut above = part.frame;
            while above != frame {
                chain.push(above);
                above = self.plan.parent(above).unwrap();
            }
            let mut places: Vec<Result<At, P>> = vec![Ok(at.clone())];
            for (step, below) in chain.into_iter().rev().enumerate() {
                places = places
                    .into_iter()
                    .flat_map(|place| match place {
                        Err(exit) => vec![Err(exit)],
                        Ok(place) => match self.rows_below(below, &place) {
                            Ok(rows) => {
                                rows.into_iter().map(|row| Ok([&place[..], &[(below, row)]].concat())).collect()
                            }
                            Err(exit) if step == 0 => {
                                missing.push(exit);
                                vec![]
                            }
                            Err(exit) => vec![Err(exit)],
                        },
                    })
                    .collect();
            }
            for place in places {
                match place {
                    Err(exit) => all.push((vec![], exit)),
                    Ok(place) => match part.member.map_or(True, |id| self.eval(id, &place)) {
                        True => {
                            let value = part.value.map_or(True, |id| self.eval(id, &place));
                            all.push((place, value));
                        }
                        False | Na => {}
                        exit => all.push((place, exit)),
                    },
                }
            }
        }
        match [Conflict, Gap, Na].into_iter().find(|exit| missing.contains(exit)) {
            Some(exit) => Err(exit),
            None => Ok(all),
        }
    }

    /// The rows of a frame below a place in its parent.
    pub fn rows_below(&self, frame: FrameId, at: &At) -> Result<Vec<u32>, P> {
        match self.plan.frame(frame) {
            Frame::Unit => Ok(vec![0]),
            Frame::Rows(table) | Frame::Cross { table, .. } => Ok((0..self.rows[table]).collect()),
            Frame::Expand { owner, items, .. } => match self.eval(*owner, at) {
                Code(row) => {
                    let acquis::plan::Table::Items { owner, field } = self.plan.table(*items) else { panic!() };
                    match &self.cells[&(*owner, row, field.index)] {
                        Full::Items(rows) => Ok(rows.clone()),
                        _ => Err(Na),
                    }
                }
                exit => Err(exit),
            },
        }
    }

    /// All places of a frame, in the order of its rows.
    pub fn places(&self, frame: FrameId) -> Vec<At> {
        if frame == UNIT {
            return vec![vec![]];
        }
        let above = self.places(self.plan.parent(frame).unwrap());
        let below = |at: At| {
            self.rows_below(frame, &at)
                .unwrap_or_default()
                .into_iter()
                .map(move |row| [&at[..], &[(frame, row)]].concat())
        };
        above.into_iter().flat_map(below).collect()
    }
}

/// The first of some outcomes that is there.
fn first(outcomes: impl Iterator<Item = P>, order: &[P], otherwise: P) -> P {
    let all: Vec<P> = outcomes.collect();
    order.iter().find(|o| all.contains(o)).cloned().unwrap_or(otherwise)
}

/// A value only where all operands have one.
fn strict(operands: &[P], f: impl FnOnce(&[P]) -> P) -> P {
    match [Conflict, Gap, Na].into_iter().find(|exit| operands.contains(exit)) {
        Some(exit) => exit,
        None => f(operands),
    }
}

fn unary(op: Unary, a: &Rat) -> P {
    let day = || Date::from_days(a.to_i64().unwrap()).unwrap();
    match op {
        Unary::Neg => N(-a),
        Unary::Abs => N(a.abs()),
        Unary::Sqrt(digits) => functions::sqrt(a, digits).map_or(Gap, N),
        Unary::Ln(digits) => functions::ln(a, digits).map_or(Gap, N),
        Unary::Year => N(Rat::int(i64::from(day().year()))),
        Unary::Month => N(Rat::int(i64::from(day().month()))),
    }
}

fn binary(op: Binary, a: &Rat, b: &Rat) -> P {
    let day = |x: &Rat| Date::from_days(x.to_i64().unwrap()).unwrap();
    match op {
        Binary::Add => N(a + b),
        Binary::Sub => N(a - b),
        Binary::Mul => N(a * b),
        Binary::Div => a.checked_div(b).map_or(Gap, N),
        Binary::Min => N(a.min(b).clone()),
        Binary::Max => N(a.max(b).clone()),
        Binary::Power => b.to_i64().and_then(|n| a.power(n).ok()).map_or(Gap, N),
        Binary::Round(mode) => a.round_to(b, mode).map_or(Gap, N),
        Binary::AddMonths(mode) => {
            period::add_months(day(a), b.to_i64().unwrap(), mode).map_or(Gap, |d| N(Rat::int(d.days())))
        }
        Binary::FullYears(mode) => {
            period::full_years(day(a), day(b), mode).map_or(Gap, |years| N(Rat::int(12 * years)))
        }
    }
}

fn reduce(how: Reduction, items: Vec<P>) -> P {
    let kept: Vec<P> = items.iter().filter(|p| **p != Na).cloned().collect();
    let absorbing = match how {
        Reduction::Some => Some(True),
        Reduction::Every => Some(False),
        _ => None,
    };
    if let Some(p) = absorbing.filter(|p| kept.contains(p)) {
        return p;
    }
    if let Some(exit) = [Conflict, Gap].into_iter().find(|exit| kept.contains(exit)) {
        return exit;
    }
    if kept.is_empty() && !items.is_empty() {
        return Na;
    }
    let count = Rat::int(kept.len() as i64);
    let sum = || kept.iter().fold(Rat::ZERO, |sum, x| &sum + &x.n());
    match how {
        Reduction::Some => False,
        Reduction::Every => True,
        Reduction::Sum => N(sum()),
        Reduction::Min => kept.iter().min().cloned().unwrap_or(Gap),
        Reduction::Max => kept.iter().max().cloned().unwrap_or(Gap),
        Reduction::Average => sum_over(kept.is_empty(), sum, &count),
        Reduction::Median => {
            let mut kept = kept;
            kept.sort();
            match (kept.get(kept.len().wrapping_sub(1) / 2), kept.get(kept.len() / 2)) {
                (Some(low), Some(high)) => (&low.n() + &high.n()).checked_div(&Rat::int(2)).map_or(Gap, N),
                _ => Gap,
            }
        }
        Reduction::Count => N(count),
        Reduction::Distinct => {
            let mut kept = kept;
            kept.sort();
            kept.dedup();
            N(Rat::int(kept.len() as i64))
        }
        Reduction::Only => match kept.as_slice() {
            [one] => one.clone(),
            _ => Gap,
        },
        Reduction::Share => {
            let part = Rat::int(kept.iter().filter(|p| **p == True).count() as i64);
            part.checked_div(&count).map_or(Gap, N)
        }
    }
}

fn sum_over(empty: bool, sum: impl Fn() -> Rat, count: &Rat) -> P {
    if empty { Gap } else { sum().checked_div(count).map_or(Gap, N) }
}
