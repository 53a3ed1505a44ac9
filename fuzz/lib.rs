//! The fuzz targets; see `README.md`. What each demands stands in `targets.rs`, which the test suite includes too.

#[path = "../tests/suite/markup.rs"]
mod markup;
pub mod targets;
