//! The one test binary.

mod ledger;
