//! Columns in machine words against exact rationals, row by row.

use crate::values::{any_rat, check, r, word};
use acquis::num::rat::Rat;
use acquis::num::scaled::{Column, Relation, Unfit, Values, fit, rescale, sum};
use proptest::prelude::*;

fn denominator() -> impl Strategy<Value = i64> {
    prop_oneof![6 => Just(1i64), 6 => Just(100), 4 => 1i64..1_000, 1 => 1i64..=i64::MAX]
}

/// Rows of which most are small, or a constant (a single value).
fn values() -> impl Strategy<Value = (i64, Vec<i64>, bool)> {
    let value = prop_oneof![20 => -1_000i64..1_000, 1 => word()];
    (denominator(), proptest::collection::vec(value, 130), any::<bool>())
}

fn column((den, values, constant): &(i64, Vec<i64>, bool)) -> Column<'_> {
    if *constant { Column { den: *den, values: Values::Constant(values[0]) } } else { Column::rows(*den, values) }
}

#[test]
fn operations_agree_with_rationals_or_say_where_they_do_not_fit() {
    check(3_000, (values(), values()), |(a, b)| {
        let (x, y) = (column(&a), column(&b));
        type Fast = for<'a> fn(Column<'a>, Column<'a>, &mut Vec<i64>) -> Result<i64, Unfit>;
        type Exact = fn(&Rat, &Rat) -> Rat;
        let operations: [(Fast, Exact); 5] = [
            (|x, y, out| x.add(y, out), |x, y| x + y),
            (|x, y, out| x.sub(y, out), |x, y| x - y),
            (|x, y, out| x.mul(y, out), |x, y| x * y),
            (|x, y, out| x.min(y, out), |x, y| x.min(y).clone()),
            (|x, y, out| x.max(y, out), |x, y| x.max(y).clone()),
        ];
        let rows = if a.2 && b.2 { 1 } else { 130 };
        let mut out = vec![7; 3];
        for (at, (fast, exact)) in operations.into_iter().enumerate() {
            let truth = |row: usize| exact(&x.get(row).unwrap(), &y.get(row).unwrap());
            let den = if at == 2 {
                i128::from(a.0) * i128::from(b.0)
            } else {
                num_integer::lcm(i128::from(a.0), i128::from(b.0))
            };
            let fits = |row: usize| {
                let scaled = &truth(row) * &Rat::int(i64::try_from(den).unwrap());
                prop_assert!(scaled.is_int());
                Ok(scaled.to_i64().is_some())
            };
            match fast(x, y, &mut out) {
                Ok(found) => {
                    prop_assert_eq!(i128::from(found), den);
                    prop_assert_eq!(out.len(), rows);
                    for (row, value) in out.iter().enumerate() {
                        prop_assert_eq!(Rat::new(*value, found).unwrap(), truth(row));
                    }
                }
                Err(Unfit::Denominator) => prop_assert!(i64::try_from(den).is_err()),
                Err(Unfit::Row(row)) => {
                    prop_assert!(!fits(row)?);
                    for before in 0..row {
                        prop_assert!(fits(before)?);
                    }
                }
                Err(Unfit::Rows) => prop_assert!(false),
            }
        }
        Ok(())
    });
}

#[test]
fn comparisons_agree_with_rationals_and_always_fit() {
    check(2_000, (values(), values()), |(a, mut b)| {
        // Some rows equal, over whichever denominator.
        for row in (0..130).step_by(3) {
            let factor = if b.0 % a.0 == 0 { b.0 / a.0 } else { 1 };
            b.1[row] = a.1[row].wrapping_mul(factor);
        }
        let (x, y) = (column(&a), column(&b));
        let rows = if a.2 && b.2 { 1 } else { 130usize };
        let mut out = vec![];
        for (relation, exact) in [
            (Relation::Less, Rat::lt as fn(&Rat, &Rat) -> bool),
            (Relation::LessOrEqual, Rat::le),
            (Relation::Equal, Rat::eq),
        ] {
            x.compare(y, relation, &mut out).unwrap();
            prop_assert_eq!(out.len(), rows.div_ceil(64));
            for row in 0..out.len() * 64 {
                let bit = out[row / 64] >> (row % 64) & 1 == 1;
                prop_assert_eq!(bit, row < rows && exact(&x.get(row).unwrap(), &y.get(row).unwrap()), "{}", row);
            }
        }
        Ok(())
    });
}

#[test]
fn the_least_common_denominator_is_found_where_it_fits() {
    assert_eq!(fit(&[r("0.5"), r("1/3"), r("-7")]), Some((6, vec![3, 2, -42])));
    assert_eq!(fit(&[]), Some((1, vec![])));
    assert_eq!(fit(&[r("25000"), r("698948.83")]), Some((100, vec![2_500_000, 69_894_883])));
    assert_eq!(fit(&[r("9223372036854775808")]), None);
    assert_eq!(fit(&[r("9223372036854775807"), r("1/2")]), None);
    assert_eq!(fit(&[r("1/9223372036854775807"), r("1/2")]), None);
    check(3_000, proptest::collection::vec(any_rat(), 0..5), |numbers| {
        let lcm = numbers.iter().fold(num_bigint::BigInt::from(1), |lcm, x| num_integer::lcm(lcm, x.denominator()));
        match fit(&numbers) {
            Some((den, values)) => {
                prop_assert_eq!(num_bigint::BigInt::from(den), lcm);
                let back: Vec<Rat> = values.iter().map(|n| Rat::new(*n, den).unwrap()).collect();
                prop_assert_eq!(back, numbers);
            }
            None => {
                let unfit = |x: &Rat| i64::try_from(&(x.numerator() * &lcm / x.denominator())).is_err();
                prop_assert!(i64::try_from(&lcm).is_err() || numbers.iter().any(unfit));
            }
        }
        Ok(())
    });
}

#[test]
fn nothing_wraps_and_nothing_is_cut() {
    let mut out = vec![];
    let most = [1, i64::MAX, 2];
    assert_eq!(Column::rows(1, &most).add(Column::constant(&Rat::ONE).unwrap(), &mut out), Err(Unfit::Row(1)));
    assert_eq!(Column::rows(1, &most).mul(Column::constant(&Rat::int(2)).unwrap(), &mut out), Err(Unfit::Row(1)));
    assert_eq!(Column::rows(1, &most).add(Column::rows(1, &[1, 2]), &mut out), Err(Unfit::Rows));
    assert_eq!(Column::rows(i64::MAX, &most).mul(Column::rows(2, &most), &mut out), Err(Unfit::Denominator));
    assert_eq!(Column::rows(i64::MAX, &most).add(Column::rows(2, &most), &mut out), Err(Unfit::Denominator));
    assert_eq!(rescale(&[5, -3], 100, 10_000, &mut out), Ok(()));
    assert_eq!(out, [500, -300]);
    assert_eq!(rescale(&most, 1, 100, &mut out), Err(Unfit::Row(1)));
    assert_eq!(rescale(&most, 100, 150, &mut out), Err(Unfit::Denominator));
    assert_eq!(rescale(&most, 0, 1, &mut out), Err(Unfit::Denominator));
    assert_eq!(sum(&[i64::MAX, 1, -1]), Some(i64::MAX));
    assert_eq!(sum(&[i64::MAX, 1]), None);
    assert_eq!(sum(&[]), Some(0));
}
