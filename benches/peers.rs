//! gongkai beside other generators on the same site, in one run: times, memory, and the ratios.
//!
//! All build into an empty folder in memory, in turn, so that a slow minute of the machine falls on all; just before
//! and just after each of our builds the same bytes are written and nothing else is done ([`Limit`]).
//!
//! gongkai itself is there with search, record and the cleaning of attachments off, with all of them on, and, where the
//! variable `OLD` names another gongkai, as that one. The first is what the others are set against, and its finished
//! pages are what they copy and render.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::limit::{self, Limit};
use crate::measure::Cost;
use crate::rival::{self, Rival, Work};
use crate::series::{self, Subject, median, min};
use crate::site::Size;
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

    /// The peaks in MiB; empty if they are not known.
    fn peaks(&self) -> Vec<f64> {
        self.costs.iter().filter_map(|cost| cost.peak).map(|kib| to_float(kib) / 1024.0).collect()
    }

    fn print(&self) {
        let (walls, cpu) = (self.walls(), self.cpu());
        let [cpu_min, cpu_median] = [min(&cpu), median(&cpu)]
            .map(|time| if cpu.is_empty() { "-".to_owned() } else { format!("{time:.2}") });
        let peak = series::peak(&self.costs).map_or_else(|| "-".to_owned(), |peak| format!("{peak:.0}"));
        println!(
            "  {:<44}{:>9.3}{:>9.3}{cpu_min:>9}{cpu_median:>9}{peak:>10}",
            self.name,
            min(&walls),
            median(&walls)
        );
    }

    /// Prints how much more this cost than `below`, by the best runs and, behind a slash, by the median of the runs in
    /// the same turn.
    fn print_ratio(&self, name: &str, below: &Self, aims: &str) {
        let ratios =
            [(self.walls(), below.walls()), (self.cpu(), below.cpu()), (self.peaks(), below.peaks())]
                .map(|(above, below)| ratio(&above, &below));
        println!("  {name:<44}{:>15}{:>15}{:>15}  {aims}", ratios[0], ratios[1], ratios[2]);
    }
}

/// The ratio of the least, and the median of the ratios of runs in the same turn.
fn ratio(above: &[f64], below: &[f64]) -> String {
    if above.is_empty() || below.is_empty() {
        return "-".to_owned();
    }
    let pairs: Vec<f64> = above.iter().zip(below).map(|(above, below)| above / below).collect();
    format!("{:.2} / {:.2}", min(above) / min(below), median(&pairs))
}

/// One gongkai with a site of its own.
struct Ours {
    name: String,
    subject: Subject,
    cold: Runs,
    unchanged: Runs,
    edited: Runs,
    /// Files and bytes of its site.
    output: (usize, u64),
}

impl Ours {
    /// Generates the site and builds it once: that issues the numbers and brings the program into memory.
    fn new(name: &str, subject: Subject) -> Result<Self, Stop> {
        let version = rival::version(subject.program(), "--version").unwrap_or_default();
        let runs = |what: &str| Runs::new(format!("gongkai {version}, {name}{what}"));
        subject.build(&[])?;
        let [cold, unchanged, edited] = ["", ", nothing changed", ", one entry changed"].map(runs);
        let output = scratch::count(&subject.output())?;
        Ok(Self { name: name.to_owned(), subject, cold, unchanged, edited, output })
    }

    /// The three that are measured, or the first of them.
    fn all(size: Size, folder: &Path, works: &[Work]) -> Result<Vec<Self>, Stop> {
        let mut all = Vec::new();
        let is_equal = works.contains(&Work::Render);
        all.push(Self::new("off", Subject::new(folder.join("site"), size)?.switched_off()?)?);
        if is_equal {
            all.push(Self::new("on", Subject::new(folder.join("site-on"), size)?)?);
        }
        if let Some(old) = std::env::var_os("OLD").filter(|_| is_equal) {
            let subject = Subject::new(folder.join("site-old"), size)?.built_by_old(old.into());
            all.push(Self::new("OLD", subject)?);
        }
        Ok(all)
    }

    /// Measures the builds that follow a cold one.
    fn build_again(&mut self, run: usize) -> Result<(), Stop> {
        self.unchanged.costs.push(self.subject.build_again()?);
        self.edited.costs.push(self.subject.edit(run)?);
        Ok(())
    }
}

/// Another generator at one work.
struct Theirs<'r> {
    rival: &'r Rival,
    work: Work,
    site: PathBuf,
    runs: Runs,
    /// Files and bytes of its site.
    output: (usize, u64),
}

impl<'r> Theirs<'r> {
    /// Makes the site for a work, in `folder`.
    fn new(rival: &'r Rival, work: Work, folder: &Path, size: Size, finished: &Path) -> Result<Self, Stop> {
        let name = rival.kind().name();
        let root = folder.join(format!("{name}-{work:?}"));
        let output = rival.prepare(work, &root, size, finished)?;
        let runs = Runs::new(format!("{name} {}, {}", rival.version(), work.name()));
        Ok(Self { rival, work, site: root, runs, output })
    }
}

/// Builds a site of a size with every program `runs` times, and prints what that took. The sites are made in `folder`.
pub(crate) fn compare(
    rivals: &[Rival],
    works: &[Work],
    size: Size,
    folder: &Path,
    runs: usize,
) -> Result<(), Stop> {
    println!("{}; {runs} runs in turn, in {}", series::describe(size), folder.display());
    println!("{}", machine());
    let mut ours = Ours::all(size, folder, works)?;
    let finished = ours[0].subject.output();
    let limit = Limit::load(&finished, folder.join("limit"))?;
    let mut writing = Runs::new(format!("{} threads, writing only", limit::WRITERS));
    let mut theirs = Vec::new();
    for work in works {
        for rival in rivals.iter().filter(|rival| rival.kind().does(*work)) {
            theirs.push(Theirs::new(rival, *work, folder, size, &finished)?);
        }
    }
    for run in 0..runs {
        round(run, &mut ours, &mut theirs, &limit, &mut writing)?;
    }
    print_table(&ours, &theirs, &writing);
    let outputs = ours.iter().map(|ours| (&ours.cold.name, ours.output));
    for (name, (files, bytes)) in
        outputs.chain(theirs.iter().map(|theirs| (&theirs.runs.name, theirs.output)))
    {
        println!("  {name} wrote {files} files, {:.0} MB", to_float(bytes) / 1e6);
    }
    for theirs in &theirs {
        scratch::remove(&theirs.site)?;
    }
    for ours in ours {
        ours.subject.remove()?;
    }
    println!("{}", machine());
    Ok(())
}

/// Every program once.
fn round(
    run: usize,
    ours: &mut [Ours],
    theirs: &mut [Theirs<'_>],
    limit: &Limit,
    writing: &mut Runs,
) -> Result<(), Stop> {
    let mut writes = Vec::new();
    for (at, ours) in ours.iter_mut().enumerate() {
        let around = if at == 0 { WRITES } else { 0 };
        for _ in 0..around {
            writes.push(limit.write()?);
        }
        ours.cold.costs.push(ours.subject.build_cold()?);
        for _ in 0..around {
            writes.push(limit.write()?);
        }
    }
    writing.costs.push(middle(&writes));
    for ours in ours {
        ours.build_again(run)?;
    }
    for theirs in theirs {
        theirs.runs.costs.push(theirs.rival.build_cold(&theirs.site)?);
        // The memory that it takes up is another's.
        scratch::remove(&theirs.rival.output(&theirs.site))?;
    }
    Ok(())
}

fn print_table(ours: &[Ours], theirs: &[Theirs], writing: &Runs) {
    println!("  {:<44}{:>9}{:>9}{:>9}{:>9}{:>10}", "", "wall min", "median", "CPU min", "median", "peak MiB");
    for ours in ours {
        ours.cold.print();
    }
    for ours in ours {
        ours.unchanged.print();
        ours.edited.print();
    }
    for theirs in theirs {
        theirs.runs.print();
    }
    writing.print();
    println!("\n  {:<44}{:>15}{:>15}{:>15}", "ratios: of minima / of pairs", "wall", "CPU", "memory");
    for base in ours.iter().filter(|ours| ours.name != "OLD") {
        for theirs in theirs {
            let name =
                format!("{}, {} / ours, {}", theirs.rival.kind().name(), theirs.work.name(), base.name);
            theirs.runs.print_ratio(&name, &base.cold, if base.name == "off" { aims(theirs) } else { "" });
        }
    }
    let base = &ours[0];
    base.cold.print_ratio("ours, off / writing only", writing, "wall <= 4");
    for base in ours {
        base.edited.print_ratio(&format!("one edit / cold, {}", base.name), &base.cold, "wall, CPU <= 0.35");
        base.unchanged.print_ratio(&format!("nothing changed / cold, {}", base.name), &base.cold, "");
    }
    let Some(old) = ours.iter().find(|ours| ours.name == "OLD") else { return };
    for base in ours.iter().filter(|ours| ours.name != "OLD") {
        base.cold.print_ratio(&format!("{} / OLD, cold", base.name), &old.cold, "CPU <= 0.55");
        base.unchanged.print_ratio(&format!("{} / OLD, nothing changed", base.name), &old.unchanged, "");
        base.edited.print_ratio(&format!("{} / OLD, one edit", base.name), &old.edited, "");
    }
}

/// What is aimed at beside another generator.
fn aims(theirs: &Theirs) -> &'static str {
    match (theirs.rival.kind(), theirs.work) {
        (rival::Kind::Hugo, Work::Bare) => "wall, CPU >= 5",
        (rival::Kind::Blades, Work::Bare) => "wall >= 1",
        (rival::Kind::Hugo, Work::Copy) => "CPU >= 2.5, memory >= 5",
        (rival::Kind::Hugo, Work::Render) => "wall >= 8, CPU >= 7, memory >= 10",
        (rival::Kind::Blades, Work::Render) => "wall >= 5, CPU >= 3.5, memory >= 5",
        _ => "",
    }
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
fn to_float(count: u64) -> f64 {
    count as f64
}
