//! The language against its contract: the chapters of the reference, the table of its words, vectors, probes, the
//! tutorial.

mod chapters;
mod collect;
mod conformance;
mod coverage;
mod probes;
mod repository;
mod rows;
mod tutorial;
mod vectors;
mod words;
