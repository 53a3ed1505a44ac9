//! The one test binary.

mod theme;
mod ledger;
