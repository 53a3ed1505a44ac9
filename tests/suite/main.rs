//! The one test binary.

mod theme;
mod cli;
mod ledger;
mod rules;
mod reading;
mod text;
mod kill;
mod publish;
mod bench;
