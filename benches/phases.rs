//! Where the time of a build goes: the build as a call, with a watch on its phases.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use gongkai::pipeline::{self, Options, Phase, Progress};
use jiff::civil::date;

use crate::Stop;

/// The phases, in the order of [`measure`]'s result.
pub(crate) const NAMES: [&str; 4] = ["read", "assemble and plan", "render and write", "publish"];

/// Notes when each phase begins, and when the last step of reading was done.
struct Watch {
    start: Instant,
    begun: Mutex<Vec<(Phase, Duration)>>,
    /// In nanoseconds from the start.
    last_step: AtomicU64,
    /// When reading was over, in nanoseconds from the start.
    read: AtomicU64,
}

impl Watch {
    fn new() -> Self {
        let begun = Mutex::new(Vec::new());
        Self { start: Instant::now(), begun, last_step: AtomicU64::new(0), read: AtomicU64::new(0) }
    }

    fn begin_of(&self, phase: Phase) -> Option<Duration> {
        let begun = self.begun.lock().ok()?;
        begun.iter().find(|(known, _)| *known == phase).map(|&(_, time)| time)
    }
}

impl Progress for Watch {
    fn phase(&self, phase: Phase, _total: usize) {
        let now = self.start.elapsed();
        if phase == Phase::Render {
            // What lies between the last file read and the first page is the assembly.
            self.read.store(self.last_step.load(Ordering::Relaxed), Ordering::Relaxed);
        }
        if let Ok(mut begun) = self.begun.lock() {
            begun.push((phase, now));
        }
    }

    fn step(&self) {
        let now = u64::try_from(self.start.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.last_step.fetch_max(now, Ordering::Relaxed);
    }
}

/// Builds a site whose numbers are all issued and tells how long each of [`NAMES`] took. Its settings, the
/// theme and the list of its files count as reading.
pub(crate) fn measure(site: &Path) -> Result<[Duration; 4], Stop> {
    let options = Options {
        site: site.to_owned(),
        output: None,
        today: date(2025, 3, 1),
        locked: true,
        drafts: false,
        future: false,
    };
    let watch = Watch::new();
    let outcome = pipeline::build(&options, &watch).map_err(|failure| format!("{failure:?}"))?;
    let end = watch.start.elapsed();
    if outcome.summary.is_none() {
        return Err("the generated site has errors; `cargo test bench` shows them".into());
    }
    let read = Duration::from_nanos(watch.read.load(Ordering::Relaxed));
    let render = watch.begin_of(Phase::Render).ok_or("a build did not tell when it began to render")?;
    let publish = watch.begin_of(Phase::Write).ok_or("a build did not tell when it began to publish")?;
    Ok([read, render.saturating_sub(read), publish.saturating_sub(render), end.saturating_sub(publish)])
}
