//! Exact numbers and dates. No floats, no clock.
//!
//! - [`rat`]: [`rat::Rat`], an exact rational; [`round`]: rounding it where a mode is written
//! - [`bounds`]: [`bounds::Bounds`], a number known within bounds, and the image of every operation
//! - [`date`]: [`date::Date`], a civil day; [`period`]: months and years added, full years, time limits of Union law
//! - [`print`]: the house style of numbers, amounts, bounds and days
//!
//! What is irrational (roots, logarithms, the annual rate) comes from `functions` with a stated precision and is
//! correctly rounded. Nothing here names anything of another module; the crates for big integers and for
//! calendars are used here and nowhere else.

pub mod bounds;
pub mod date;
pub mod period;
pub mod print;
pub mod rat;
pub mod round;
