//! The manifest, the files that are read, the folders that are written.

mod files;
mod manifest;
mod output;
mod told;
