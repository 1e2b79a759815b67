//! The numbers: against big integers, against published vectors, and by property.

mod bounds;
mod date;
mod period;
mod print;
mod rat;
mod values;
