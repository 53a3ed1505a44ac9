//! The one test binary.

mod theme;
mod cli;
mod ledger;
