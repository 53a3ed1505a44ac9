//! The one test binary.

mod theme;
mod cli;
mod ledger;
mod rules;
mod checks;
mod clean;
mod fixing;
mod privacy;
mod reading;
mod text;
mod figures;
mod standings;
mod open_data;
mod kill;
mod bench;
mod markup;
mod promises;
mod sites;
mod robust;
mod sameness;
mod hostile;
mod publish;
mod serve;
mod architecture;
mod readme;
mod generator;
