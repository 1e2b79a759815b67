//! Roots, logarithms, annual rates: correctly rounded, row by row.

use super::super::bits::Bits;
use super::super::column::{Column, Data, Exits};
use super::super::numbers::{Builder, Numbers};
use super::reduce::{Items, Possible, Summary, WEAK, possible};
use super::{or_bits, without};
use crate::num::bounds::{Bounds, Partial};
use crate::num::rat::Rat;
use crate::num::{functions, rate};

/// The square root to so many digits after the point.
pub(in super::super) fn sqrt(a: &Column, digits: u32) -> Column {
    map(a, |x| functions::sqrt_bounds(x, digits))
}

/// The natural logarithm to so many digits after the point.
pub(in super::super) fn ln(a: &Column, digits: u32) -> Column {
    map(a, |x| functions::ln_bounds(x, digits))
}

/// Row by row, where there may be a value.
pub(super) fn map(a: &Column, f: impl Fn(&Bounds) -> Partial) -> Column {
    let rows = a.len();
    let unknown = Numbers::Exact(vec![Bounds::UNKNOWN; rows]);
    let numbers = a.numbers().unwrap_or(&unknown);
    let mut builder = Builder::with_capacity(rows);
    let (mut nowhere, mut gaps) = (Bits::none(rows), Bits::none(rows));
    for row in 0..rows {
        if !a.can_be_value(row) {
            builder.push_blank();
            continue;
        }
        let Partial { image, undefined } = f(&numbers.bounds_ref(row));
        match image {
            Some(image) => builder.push(image.lo(), image.hi()),
            None => {
                builder.push_blank();
                nowhere.set(row);
            }
        }
        if undefined {
            gaps.set(row);
        }
    }
    let mut exits: Exits = a.exits().clone();
    if nowhere.any() {
        exits.value = Some(without(exits.value, &nowhere));
    }
    if gaps.any() {
        exits.gap = or_bits(exits.gap, &gaps);
    }
    Column::new(rows, exits, Data::Number(builder.finish()))
}

/// The annual rate of flows: `at` holds their times in years, `amount` the same items' amounts.
pub(in super::super) fn annual_rate(at: &[Items], amount: &[Items], digits: u32, rows: usize) -> Column {
    let (levels, amounts) = possible(amount, rows);
    let (levels_at, times) = possible(at, rows);
    let mut result = Summary::new(rows);
    let (mut rest, mut rest_at) = (&amounts[..], &times[..]);
    for row in 0..rows {
        let these = split(&mut rest, row);
        let these_at = split(&mut rest_at, row);
        let levels = super::reduce::stronger(levels[row], levels_at[row]);
        let partial = match levels & WEAK {
            0 => Partial { image: None, undefined: levels & super::reduce::EMPTY != 0 },
            _ => rate_of(these_at, these, digits),
        };
        let undefined = partial.undefined || levels & super::reduce::EMPTY != 0;
        result.push(row, levels, partial.image.map(Bounds::into_ends), undefined);
    }
    result.finish()
}

fn split<'s>(rest: &mut &'s [Possible<Bounds>], row: usize) -> &'s [Possible<Bounds>] {
    let (these, others) = rest.split_at(rest.partition_point(|item| item.row <= row));
    *rest = others;
    these
}

fn rate_of(times: &[Possible<Bounds>], amounts: &[Possible<Bounds>], digits: u32) -> Partial {
    let open = || Partial { image: Some(Bounds::at_least(Rat::int(-1))), undefined: true };
    if times.len() != amounts.len() {
        return open();
    }
    let mut flows = vec![];
    for (time, amount) in times.iter().zip(amounts) {
        let Some(at) = time.set.settled() else { return open() };
        let Some(most) = amount.most else { return open() };
        // A flow that may be missing is one of 0.
        let copies = |n: u32| &Bounds::exact(Rat::int(i64::from(n))) * &amount.set;
        flows.push((at.clone(), copies(amount.sure.min(time.sure)).hull(&copies(most))));
    }
    rate::annual_rate_bounds(&flows, digits)
}
