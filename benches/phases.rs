//! Where the time of a build goes: the build as a call, measured as `gongkai build --timings` does.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use gongkai::publish::{self, PublishOptions};
use gongkai::site::{self, Observer, Phase};
use gongkai::timing::{Clock, Stage};
use jiff::civil::date;

use crate::Stop;
use crate::series::median;

/// Nobody watches: only the clock counts.
struct Nobody;

impl Observer for Nobody {
    fn phase(&self, _phase: Phase, _total: usize) {}
    fn step(&self) {}
}

/// Builds a site whose numbers are all issued and gives the clock that ran meanwhile, and how long it took.
pub(crate) fn measure(site: &Path) -> Result<(Arc<Clock>, Duration), Stop> {
    let now = date(2025, 3, 1).into();
    let site = site::Options { site: site.to_owned(), now, drafts: false, future: false };
    let options = PublishOptions { site, output: None, locked: false, fresh: false, trial: true };
    let clock = Clock::start();
    let outcome =
        clock.run(|| publish::build(&options, &Nobody)).map_err(|failure| format!("{failure:?}"))?;
    let wall = clock.total().wall;
    if outcome.summary.is_none() {
        return Err("the generated site has errors; `cargo test bench` shows them".into());
    }
    Ok((clock, wall))
}

/// Prints the medians: of stages from begin to end and in CPU time, of parts all threads together.
pub(crate) fn print(runs: &[(Arc<Clock>, Duration)]) {
    let middle = |value: &dyn Fn(&Clock) -> Duration| {
        median(&runs.iter().map(|(clock, _)| value(clock).as_secs_f64() * 1000.0).collect::<Vec<_>>())
    };
    println!("  phases of a cold, locked build (called as a library, medians, ms):");
    println!("    {:<24}{:>9}{:>13}", "", "wall", "all threads");
    for stage in Stage::ALL {
        let wall = middle(&|clock| clock.of_stage(stage).wall);
        let cpu = middle(&|clock| clock.of_stage(stage).cpu.unwrap_or_default());
        println!("    {:<24}{wall:>9.1}{cpu:>13.1}", stage.name());
        for part in stage.parts() {
            println!("      {:<22}{:>9}{:>13.1}", part.name(), "", middle(&|clock| clock.of_part(*part)));
        }
    }
}
