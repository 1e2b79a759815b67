//! One kernel for each operator: columns in, a column out. Operands have as many rows as the result or one.
//!
//! Kernels read no plan and no profile. They are exact pointwise images for conditions and codes; numbers and
//! days give the least interval around the image. So they never leave out a possible outcome, and fewer
//! outcomes of an operand never lead to one that was not possible before.

pub(super) mod arithmetic;
pub(super) mod cases;
pub(super) mod choose;
pub(super) mod compare;
pub(super) mod dates;
pub(super) mod functions;
pub(super) mod logic;
pub(super) mod median;
pub(super) mod reduce;

use super::bits::{Bits, words_for};
use super::column::{Column, Exits};

/// The outcomes without value of an operator that has a value only where all operands have one: of conflict,
/// gap, not applicable the first decides.
pub(super) fn strict(operands: &[&Column], rows: usize) -> Exits {
    if operands.iter().all(|c| c.exits().is_plain()) {
        return Exits::default();
    }
    let words = words_for(rows);
    let (mut value, mut na) = (vec![u64::MAX; words], vec![0; words]);
    let (mut conflict, mut gap) = (vec![0; words], vec![0; words]);
    for operand in operands {
        let (n, c, g) = (operand.na(rows), operand.conflict(rows), operand.gap(rows));
        for i in 0..words {
            let (v, n, c, g) = (operand.value_word(rows, i), n.at(i), c.at(i), g.at(i));
            let (old_value, old_na, old_gap) = (value[i], na[i], gap[i]);
            conflict[i] |= c;
            gap[i] = old_gap & (v | n | g) | (old_value | old_na) & g;
            na[i] = old_na & (v | n) | old_value & n;
            value[i] = old_value & v;
        }
    }
    let bits = |words| Some(Bits::from_words(words, rows));
    Exits { value: bits(value), na: bits(na), conflict: bits(conflict), gap: bits(gap) }
}

/// A row for each where some operand has one, else a single one.
pub(super) fn rows_of(operands: &[&Column], rows: usize) -> usize {
    if operands.iter().all(|c| c.len() == 1) { 1 } else { rows }
}

/// Bits that an operator adds to what its operands may be.
pub(super) fn or_bits(bits: Option<Bits>, more: &Bits) -> Option<Bits> {
    match bits {
        None => Some(more.clone()),
        Some(bits) => {
            let words = bits.words().iter().zip(more.words()).map(|(a, b)| a | b).collect();
            Some(Bits::from_words(words, bits.len()))
        }
    }
}

/// Rows that remain without some others.
pub(super) fn without(bits: Option<Bits>, less: &Bits) -> Bits {
    let bits = bits.unwrap_or_else(|| Bits::all(less.len()));
    let words = bits.words().iter().zip(less.words()).map(|(a, b)| a & !b).collect();
    Bits::from_words(words, bits.len())
}
