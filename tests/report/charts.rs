//! Charts: the drawings as snapshots, the words that stand for them, and their numbers.

use crate::{sample, snapshot};

#[test]
fn a_matrix() {
    snapshot("matrix.svg", &sample::matrix().svg);
}

#[test]
fn stacked_bars() {
    snapshot("bars.svg", &sample::bars().svg);
}

#[test]
fn a_dumbbell() {
    snapshot("dumbbell.svg", &sample::dumbbell().svg);
}
