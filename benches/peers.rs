//! gongkai beside other generators on the same site, in one run: times, memory, and the ratios.
//!
//! All build into an empty folder in memory, in turn, so that a slow minute of the machine falls on all; just before
//! and just after each of our builds the same bytes are written and nothing else is done ([`Limit`]).

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::limit::{self, Limit};
use crate::measure::Cost;
use crate::rival::Rival;
use crate::series::{self, Subject, median, min};
use crate::{Stop, scratch};

/// Writes before each of our builds, and as many after it: together they take about as long as the build, so that other
/// work on the machine slows both down alike, and their median stands for the round.
const WRITES: usize = 3;

/// What the runs of one program cost, run by run.
struct Runs {
    name: String,
    costs: Vec<Cost>,
}

impl Runs {
    fn new(name: String) -> Self {
        Self { name, costs: Vec::new() }
    }

    fn walls(&self) -> Vec<f64> {
        series::walls(&self.costs)
    }

    /// CPU times in seconds; empty if they are not known.
    fn cpu(&self) -> Vec<f64> {
        self.costs.iter().filter_map(|cost| Some(cost.cpu?.as_secs_f64())).collect()
    }

    fn print(&self) {
        let (walls, cpu) = (self.walls(), self.cpu());
        let [cpu_min, cpu_median] = [min(&cpu), median(&cpu)]
            .map(|time| if cpu.is_empty() { "-".to_owned() } else { format!("{time:.2}") });
        let peak = series::peak(&self.costs).map_or_else(|| "-".to_owned(), |peak| format!("{peak:.0}"));
        println!(
            "  {:<28}{:>9.3}{:>9.3}{cpu_min:>9}{cpu_median:>9}{peak:>10}",
            self.name,
            min(&walls),
            median(&walls)
        );
    }
}

/// Builds the site of `subject` with every program `runs` times, and prints what that took. The rivals' sites are made
/// in `folder`; the subject's numbers need not be issued yet.
pub(crate) fn compare(rivals: &[Rival], subject: &Subject, folder: &Path, runs: usize) -> Result<(), Stop> {
    println!("{}; {runs} runs in turn, in {}", series::describe(subject.size()), folder.display());
    println!("{}", machine());
    // Issues the numbers, and brings the programs into memory.
    subject.build(&[])?;
    let limit = Limit::load(&subject.output(), folder.join("limit"))?;
    let mut ours = Runs::new(format!("gongkai {}", env!("CARGO_PKG_VERSION")));
    let mut writing = Runs::new(format!("{} threads, writing only", limit::WRITERS));
    let mut theirs: Vec<(&Rival, PathBuf, Runs)> = Vec::new();
    for rival in rivals {
        let site = folder.join(rival.name());
        rival.prepare(&site, subject.size())?;
        theirs.push((rival, site, Runs::new(format!("{} {}", rival.name(), rival.version()))));
    }
    for _ in 0..runs {
        let mut writes = Vec::new();
        for _ in 0..WRITES {
            writes.push(limit.write()?);
        }
        ours.costs.push(subject.build_cold()?);
        for _ in 0..WRITES {
            writes.push(limit.write()?);
        }
        writing.costs.push(middle(&writes));
        for (rival, site, runs) in &mut theirs {
            runs.costs.push(rival.build_cold(site)?);
        }
    }
    print_table(&ours, &theirs, &writing);
    let (files, bytes) = limit.count();
    println!("  gongkai wrote {files} files, {:.0} MB", to_float(bytes) / 1e6);
    for (rival, site, _) in &theirs {
        let (files, bytes) = scratch::count(&rival.output(site))?;
        println!("  {} wrote {files} files, {:.0} MB", rival.name(), to_float(usize::try_from(bytes)?) / 1e6);
        scratch::remove(site)?;
    }
    println!("{}", machine());
    Ok(())
}

fn print_table(ours: &Runs, theirs: &[(&Rival, PathBuf, Runs)], writing: &Runs) {
    println!("  {:<28}{:>9}{:>9}{:>9}{:>9}{:>10}", "", "wall min", "median", "CPU min", "median", "peak MiB");
    ours.print();
    for (_, _, runs) in theirs {
        runs.print();
    }
    writing.print();
    println!("  {:<38}{:>9}{:>9}{:>9}", "ratios", "of minima", "of pairs", "aim");
    for (rival, _, runs) in theirs {
        let name = rival.name();
        print_ratio(&format!("{name}'s time / ours"), &runs.walls(), &ours.walls(), ">= 15");
        print_ratio(&format!("{name}'s CPU time / ours"), &runs.cpu(), &ours.cpu(), ">= 7");
        print_ratio(&format!("{name}'s time / writing only"), &runs.walls(), &writing.walls(), "");
        if let (Some(ours), Some(theirs)) = (series::peak(&ours.costs), series::peak(&runs.costs)) {
            println!("  {:<38}{:>9.2}", format!("{name}'s memory / ours"), theirs / ours);
        }
    }
    print_ratio("our time / writing only", &ours.walls(), &writing.walls(), "<= 6");
    print_ratio("our CPU time / writing only", &ours.cpu(), &writing.cpu(), "");
}

/// The ratio of the best runs, and the median of the ratios of runs in the same turn.
fn print_ratio(name: &str, above: &[f64], below: &[f64], aim: &str) {
    if above.is_empty() || below.is_empty() {
        return;
    }
    let pairs: Vec<f64> = above.iter().zip(below).map(|(above, below)| above / below).collect();
    println!("  {name:<38}{:>9.2}{:>9.2}{aim:>9}", min(above) / min(below), median(&pairs));
}

/// One cost for several writes: the median of the times, and the mean of the CPU times, whose steps are coarse.
fn middle(costs: &[Cost]) -> Cost {
    let cpu: Option<Duration> = costs.iter().map(|cost| cost.cpu).sum();
    let count = u32::try_from(costs.len()).unwrap_or(u32::MAX);
    let wall = Duration::from_secs_f64(median(&series::walls(costs)));
    Cost { wall, cpu: cpu.map(|cpu| cpu / count), peak: None }
}

/// What the machine is, and how busy: with other work on it, times say little.
#[expect(clippy::disallowed_methods, reason = "no file of a site is read here")]
fn machine() -> String {
    let cores = thread::available_parallelism().map_or(0, usize::from);
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("");
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("");
    format!("{cores} cores, {}; load {load}", model.trim_start_matches([' ', '\t', ':']))
}

#[expect(clippy::cast_precision_loss, reason = "bytes are printed with few digits")]
fn to_float(count: usize) -> f64 {
    count as f64
}
