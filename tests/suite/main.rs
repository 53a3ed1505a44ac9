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
#[cfg(unix)]
mod kill;
mod bench;
mod markup;
mod promises;
mod sites;
#[cfg(unix)]
mod robust;
#[cfg(unix)]
mod faults;
mod sameness;
mod hostile;
mod inputs;
mod floods;
#[cfg(unix)]
mod publish;
#[cfg(unix)]
mod remembered;
mod serve;
mod architecture;
mod readme;
mod generator;
