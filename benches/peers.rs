//! Hugo beside gongkai on the same site, in one run: times, memory, and the ratios.
//!
//! Both build into an empty folder in memory, in turn, so that a slow minute of the machine falls on both; beside them, two
//! threads write the bytes of gongkai's site and do nothing else: no generator can be faster than that.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Instant;

use gongkai::files;

use crate::measure::Cost;
use crate::rival::Hugo;
use crate::series::{self, Subject, median, min};
use crate::site::Size;
use crate::{Stop, scratch, site};

/// Threads of the write limit.
const WRITERS: usize = 2;

/// What the runs of one program cost, run by run.
struct Runs {
    name: String,
    costs: Vec<Cost>,
}

impl Runs {
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

/// Makes the site of this size for both in `folder`, builds each `runs` times, and prints what that took.
pub(crate) fn compare(hugo: &Hugo, folder: &Path, size: Size, runs: usize) -> Result<(), Stop> {
    println!("{}; {runs} runs in turn, in {}", series::describe(size), folder.display());
    println!("{}", machine());
    let theirs_at = folder.join("hugo");
    site::hugo::generate(&theirs_at, size)?;
    let subject = Subject::new(folder.join("gongkai"), size)?;
    // Issues the numbers, and brings both programs into memory.
    subject.build(&[])?;
    hugo.build_cold(&theirs_at)?;
    let written = load(&subject.output())?;
    let bytes: usize = written.iter().map(|(_, bytes)| bytes.len()).sum();
    let name = |count: usize, bytes: f64| format!("{count} files, {:.0} MB", bytes / 1e6);
    let mut ours = Runs { name: format!("gongkai {}", env!("CARGO_PKG_VERSION")), costs: Vec::new() };
    let mut theirs = Runs { name: format!("Hugo {}", hugo.version()), costs: Vec::new() };
    let mut limit = Runs { name: format!("{WRITERS} threads, writing only"), costs: Vec::new() };
    for _ in 0..runs {
        limit.costs.push(write_only(&written, &folder.join("limit"))?);
        ours.costs.push(subject.build_cold()?);
        theirs.costs.push(hugo.build_cold(&theirs_at)?);
    }
    let (their_files, their_bytes) = scratch::count(&hugo.output(&theirs_at))?;
    println!("  {:<28}{:>9}{:>9}{:>9}{:>9}{:>10}", "", "wall min", "median", "CPU min", "median", "peak MiB");
    for runs in [&ours, &theirs, &limit] {
        runs.print();
    }
    println!("  gongkai wrote {}", name(written.len(), to_float(bytes)));
    println!("  Hugo wrote {}", name(their_files, to_float(usize::try_from(their_bytes)?)));
    println!("  {:<38}{:>9}{:>9}{:>9}", "ratios", "of minima", "of pairs", "aim");
    print_ratio("Hugo's time / ours", &theirs.walls(), &ours.walls(), ">= 15");
    print_ratio("Hugo's CPU time / ours", &theirs.cpu(), &ours.cpu(), ">= 7");
    print_ratio("our time / writing only", &ours.walls(), &limit.walls(), "<= 6");
    print_ratio("Hugo's time / writing only", &theirs.walls(), &limit.walls(), "");
    if let (Some(ours), Some(theirs)) = (series::peak(&ours.costs), series::peak(&theirs.costs)) {
        println!("  {:<38}{:>9.2}", "Hugo's memory / ours", theirs / ours);
    }
    println!("{}", machine());
    subject.remove()?;
    Ok(())
}

/// The ratio of the best runs, and the median of the ratios of runs in the same turn.
fn print_ratio(name: &str, above: &[f64], below: &[f64], aim: &str) {
    if above.is_empty() || below.is_empty() {
        return;
    }
    let pairs: Vec<f64> = above.iter().zip(below).map(|(above, below)| above / below).collect();
    println!("  {name:<38}{:>9.2}{:>9.2}{aim:>9}", min(above) / min(below), median(&pairs));
}

/// Every file below a folder, by its path in it, in order.
#[expect(
    clippy::disallowed_methods,
    reason = "a finished site has files that are larger than what a clerk may write"
)]
fn load(folder: &Path) -> Result<Vec<(PathBuf, Vec<u8>)>, Stop> {
    let mut loaded = Vec::new();
    for file in files::walk(folder).map_err(|error| format!("{error:?}"))?.files {
        let bytes = fs::read(&file.path)?;
        loaded.push((file.path.strip_prefix(folder)?.to_owned(), bytes));
    }
    Ok(loaded)
}

/// Writes the files into a new folder with [`WRITERS`] threads, each folder made once, and nothing else.
fn write_only(files: &[(PathBuf, Vec<u8>)], folder: &Path) -> Result<Cost, Stop> {
    scratch::remove(folder)?;
    let start = Instant::now();
    thread::scope(|scope| {
        let part = files.len().div_ceil(WRITERS).max(1);
        let writers: Vec<_> =
            files.chunks(part).map(|part| scope.spawn(|| write_part(part, folder))).collect();
        writers
            .into_iter()
            .try_for_each(|writer| writer.join().map_err(|_| "a writer broke down")?.map_err(Stop::from))
    })?;
    let wall = start.elapsed();
    scratch::remove(folder)?;
    Ok(Cost { wall, cpu: None, peak: None })
}

#[expect(clippy::disallowed_methods, reason = "the limit is what the system's own writing takes")]
fn write_part(files: &[(PathBuf, Vec<u8>)], folder: &Path) -> std::io::Result<()> {
    let mut last = PathBuf::new();
    for (path, bytes) in files {
        let path = folder.join(path);
        let above = path.parent().unwrap_or(folder);
        if *above != *last {
            fs::create_dir_all(above)?;
            above.clone_into(&mut last);
        }
        fs::write(&path, bytes)?;
    }
    Ok(())
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
