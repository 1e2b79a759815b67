//! Exact numbers and dates. No floats, no clock.
//!
//! [`rat::Rat`] is an exact rational; [`date::Date`] a civil day. What is irrational (roots, logarithms,
//! the annual rate) comes from `functions` with a stated precision and is correctly rounded.

pub mod date;
pub mod rat;
