//! The fuzz targets; see `README.md`. What each demands stands in `targets.rs`, which the test suite includes too.

#[path = "../tests/suite/markup.rs"]
mod markup;
pub mod targets;

/// Has a panic stop the fuzzer where it leaves the target, not where it begins: some readers of other people's formats
/// panic, which is caught and told as a damaged file.
pub fn let_panics_be_caught() {
    drop(std::panic::take_hook());
}
