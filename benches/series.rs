//! The builds of one site, measured again and again, and how they are printed.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use gongkai::timing::Clock;

use crate::figures::{self, Figures};
use crate::measure::{self, Cost};
use crate::site::{self, Size};
use crate::{Stop, phases, scratch};

/// A generated site and the program that builds it.
pub(crate) struct Subject {
    root: PathBuf,
    program: PathBuf,
    /// Which of the features that came after 0.1 are on.
    features: Features,
}

/// Whether search, record and the cleaning of attachments are on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Features {
    On,
    Off,
    /// The program is gongkai 0.1 and has none of them.
    Unknown,
}

/// What the builds of one site cost.
pub(crate) struct Series {
    first: Vec<Cost>,
    cold: Vec<Cost>,
    unchanged: Vec<Cost>,
    one_entry: Vec<Cost>,
    /// Of each run the clock of its phases, and how long it took.
    phases: Vec<(Arc<Clock>, Duration)>,
    /// What the figures cost.
    figures: Figures,
    /// Files and bytes of the finished site.
    output: (usize, u64),
}

impl Subject {
    /// Generates the site.
    pub(crate) fn new(root: PathBuf, size: Size) -> io::Result<Self> {
        scratch::remove(&root)?;
        site::content::generate(&root, size)?;
        Ok(Self { root, program: measure::gongkai().into(), features: Features::On })
    }

    /// The same site, built by gongkai 0.1.
    pub(crate) fn built_by_old(self, program: PathBuf) -> Self {
        Self { program, features: Features::Unknown, ..self }
    }

    /// The same site with everything off that gongkai 0.1 did not do; it is built on trial, which records nothing.
    pub(crate) fn switched_off(self) -> io::Result<Self> {
        site::content::switch_off(&self.root)?;
        Ok(Self { features: Features::Off, ..self })
    }

    /// The program that builds it.
    pub(crate) fn program(&self) -> &Path {
        &self.program
    }

    /// Builds as a clerk would, with the whole program.
    pub(crate) fn build(&self, more: &[&str]) -> Result<Cost, Stop> {
        let mut command = Command::new(&self.program);
        command.arg("--site").arg(&self.root).args(["build", "--today", "2025-03-01"]).args(more);
        measure::run(&mut command)
    }

    /// Builds with all numbers issued.
    pub(crate) fn build_again(&self) -> Result<Cost, Stop> {
        self.build(if self.features == Features::Off { &["--locked", "--trial"] } else { &["--locked"] })
    }

    /// Builds into an empty output with all numbers issued.
    pub(crate) fn build_cold(&self) -> Result<Cost, Stop> {
        scratch::remove(&self.output())?;
        self.build_again()
    }

    /// Changes one entry and builds: with a record, a sentence more and the reason for it; without, the sentence comes
    /// and goes. Counted from 0.
    pub(crate) fn edit(&self, number: usize) -> Result<Cost, Stop> {
        if self.features == Features::On {
            site::content::correct_one_entry(&self.root, number + 1)?;
            return self.build(&[]);
        }
        site::content::change_one_entry(&self.root, number.is_multiple_of(2))?;
        self.build_again()
    }

    /// Removes the site.
    pub(crate) fn remove(self) -> io::Result<()> {
        scratch::remove(&self.root)
    }

    /// Where it puts the site.
    pub(crate) fn output(&self) -> PathBuf {
        self.root.join("output")
    }

    fn root(&self) -> &Path {
        &self.root
    }
}

/// Measures every kind of build, `runs` times all but the first: numbers are issued only once.
pub(crate) fn measure(subject: &Subject, runs: usize) -> Result<Series, Stop> {
    let first = vec![subject.build(&[])?];
    let output = scratch::count(&subject.output())?;
    let (mut cold, mut unchanged, mut one_entry, mut phases) = (vec![], vec![], vec![], vec![]);
    for run in 0..runs {
        // In turn, so that a slow minute of the machine falls on all kinds alike.
        cold.push(subject.build_cold()?);
        unchanged.push(subject.build_again()?);
        one_entry.push(subject.edit(run)?);
        scratch::remove(&subject.output())?;
        phases.push(phases::measure(subject.root())?);
    }
    let figures = figures::measure(subject.root(), runs)?;
    Ok(Series { first, cold, unchanged, one_entry, phases, figures, output })
}

impl Series {
    /// Prints a table of everything.
    pub(crate) fn print(&self) {
        let (files, bytes) = self.output;
        println!("  output: {files} files, {:.1} MB", to_float(bytes) / 1e6);
        println!("  {:<36}{:>9}{:>9}{:>9}{:>10}", "", "wall min", "median", "CPU s", "peak MiB");
        print_costs("first build (numbers issued)", &self.first);
        print_costs("cold, locked", &self.cold);
        print_costs("nothing changed", &self.unchanged);
        print_costs("one entry changed", &self.one_entry);
        phases::print(&self.phases);
        let builds: Vec<f64> = self.phases.iter().map(|(_, wall)| wall.as_secs_f64()).collect();
        self.figures.print(median(&builds));
    }

    /// Prints how much more this series cost than a smaller one.
    pub(crate) fn print_ratio_to(&self, smaller: &Self) {
        for (name, large, small) in [
            ("cold, locked", &self.cold, &smaller.cold),
            ("nothing changed", &self.unchanged, &smaller.unchanged),
        ] {
            let [larger, smaller] = [large, small].map(|costs| walls(costs));
            print!("  {name:<16} time x {:.2} by the best runs", min(&larger) / min(&smaller));
            print!(", x {:.2} by the medians", median(&larger) / median(&smaller));
            if let (Some(larger), Some(smaller)) = (cpu(large), cpu(small)) {
                print!("; CPU x {:.2}", larger / smaller);
            }
            if let (Some(larger), Some(smaller)) = (peak(large), peak(small)) {
                print!("; memory x {:.2}", larger / smaller);
            }
            println!();
        }
    }
}

/// One line of a table of costs.
pub(crate) fn print_costs(name: &str, costs: &[Cost]) {
    let walls = walls(costs);
    let cpu = cpu(costs).map_or_else(|| "-".to_owned(), |time| format!("{time:.2}"));
    let peak = peak(costs).map_or_else(|| "-".to_owned(), |peak| format!("{peak:.0}"));
    println!("  {name:<36}{:>9.3}{:>9.3}{cpu:>9}{peak:>10}", min(&walls), median(&walls));
}

/// A size in words.
pub(crate) fn describe(size: Size) -> String {
    let (year_pages, entries) = (size.year_pages(), size.entries());
    format!("{} projects x {} years = {year_pages} year pages, {entries} entries", size.projects, size.years)
}

/// The times of runs, in seconds.
pub(crate) fn walls(costs: &[Cost]) -> Vec<f64> {
    costs.iter().map(|cost| cost.wall.as_secs_f64()).collect()
}

/// The median of the runs' CPU times in seconds, if they are known.
fn cpu(costs: &[Cost]) -> Option<f64> {
    let times: Option<Vec<f64>> = costs.iter().map(|cost| Some(cost.cpu?.as_secs_f64())).collect();
    times.map(|times| median(&times))
}

/// The highest peak of all runs, in MiB, if it is known.
pub(crate) fn peak(costs: &[Cost]) -> Option<f64> {
    costs.iter().filter_map(|cost| cost.peak).max().map(|kib| to_float(kib) / 1024.0)
}

/// The least of some values.
pub(crate) fn min(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}

/// The middle one of some values, or the mean of the two in the middle.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        count if count % 2 == 1 => values[count / 2],
        count => f64::midpoint(values[count / 2 - 1], values[count / 2]),
    }
}

#[expect(clippy::cast_precision_loss, reason = "bytes are printed with four digits")]
fn to_float(count: u64) -> f64 {
    count as f64
}
