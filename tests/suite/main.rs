//! The one test binary.

#![expect(clippy::disallowed_methods, reason = "tests make sites and look at what became of them")]

mod theme;
mod truths;
mod quoting;
mod renaming;
mod reports;
mod cli;
mod ledger;
mod damage;
mod record;
mod reasons;
mod lives;
mod afterwards;
mod annual;
mod harvest;
mod archiving;
mod mistakes;
mod upcoming;
mod versions;
mod units;
mod rules;
mod checks;
mod clean;
mod cleaning;
mod fixing;
mod privacy;
mod leaks;
mod carriers;
mod reading;
mod text;
mod figures;
mod forms;
mod standings;
mod open_data;
#[cfg(unix)]
mod kill;
mod bench;
mod manual;
mod markup;
mod promises;
mod sites;
mod search;
#[cfg(unix)]
mod robust;
#[cfg(unix)]
mod bounds;
#[cfg(unix)]
mod doors;
#[cfg(unix)]
mod faults;
mod sameness;
mod hostile;
mod import;
mod inputs;
mod floods;
#[cfg(unix)]
mod publish;
#[cfg(unix)]
mod remembered;
mod serve;
#[cfg(unix)]
mod staying;
#[cfg(unix)]
mod deploy;
#[cfg(unix)]
mod portal;
mod architecture;
mod readme;
mod generator;
mod corpora;
mod courses;
mod areas;
