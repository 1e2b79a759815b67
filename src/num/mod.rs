//! Exact numbers and dates. No floats, no clock.
//!
//! - [`rat`]: [`rat::Rat`], an exact rational; [`round`]: rounding it where a mode is written
//! - [`bounds`]: [`bounds::Bounds`], a number known within bounds, and the image of every operation
//! - [`date`]: [`date::Date`], a civil day; [`period`]: months and years added, full years, time limits of Union law
//! - [`mod@print`]: the house style of numbers, amounts, bounds and days
//! - [`functions`], [`rate`]: what is irrational (roots, logarithms, the annual rate), with stated digits and correctly
//!   rounded; `fixed` encloses it
//!
//! Nothing here names anything of another module; the crates for big integers and for
//! calendars are used here and nowhere else.

pub mod bounds;
pub mod date;
mod fixed;
pub mod functions;
pub mod period;
pub mod print;
pub mod rat;
pub mod rate;
pub mod round;
