//! The numbers: against big integers, against published vectors, and by property.

mod bounds;
mod date;
mod functions;
mod period;
mod print;
mod rat;
mod rate;
mod values;
