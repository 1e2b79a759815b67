//! Profiles and tables: what is read, what is refused and where, and that nothing makes the reader fall over.

mod hostile;
mod json_schema;
mod print;
mod read;
mod refused;
mod repository;
mod tables;
mod world;
