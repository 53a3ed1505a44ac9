//! The one test binary.

mod theme;
mod cli;
mod ledger;
mod text;
mod kill;
mod publish;
