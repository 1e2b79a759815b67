//! The numbers: against big integers, against published vectors, and by property.

mod bounds;
mod rat;
mod values;
