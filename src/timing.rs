//! Where the time of a run goes: a clock for the stages of a build, and for the parts of those that run in
//! parallel.
//!
//! Stages and parts measure themselves by [`stage`] and [`part`], which only look at a thread-local variable
//! unless timing was requested: [`Clock::run`] measures what it runs, and [`Here::on`] what a worker does on
//! its behalf. So nothing has to be passed through the stages, two runs in one process do not mix, and a run
//! without a clock costs nothing. No result depends on what is measured.
//!
//! A stage is measured from outside: how long it took, and the CPU time of the whole process meanwhile. A
//! part belongs to one thread, and its time is its own: while another part runs inside it, its clock stands
//! still. It is wall-clock time, which on a busy machine includes waiting; reading a thread's CPU time costs
//! several times as much.

use std::cell::RefCell;
use std::mem;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What is done one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Settings, ledger and theme, and which files there are.
    Walk,
    /// Reading and parsing the content files, in parallel.
    Read,
    /// Putting the catalogue together.
    Catalogue,
    /// What the figures say.
    Figures,
    /// Which pages there will be.
    Plan,
    /// Asking about figures that disagree.
    Reconcile,
    /// The rules without which nothing is published.
    Rules,
    /// Whether the site would come out as it stands.
    Compare,
    /// Rendering pages and writing them, in parallel.
    Pages,
    /// Attachments and files of the theme.
    Copies,
    /// The manifest, the ledger, and the switch to the new site.
    Switch,
}

/// What a thread does within a parallel stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StagePart {
    /// Reading and decoding files.
    File,
    /// YAML, up to typed fields.
    Yaml,
    /// 公文 text and Markdown.
    Text,
    /// What a page's template sees; data files as a whole.
    Context,
    /// Filling templates.
    Template,
    /// Digests, and writing files.
    Write,
    /// What search needs of a page.
    Search,
    /// Looking for personal numbers in what is finished.
    Privacy,
}

impl Stage {
    /// All, in the order of a build.
    pub const ALL: [Self; 11] = [
        Self::Walk,
        Self::Read,
        Self::Catalogue,
        Self::Figures,
        Self::Plan,
        Self::Reconcile,
        Self::Rules,
        Self::Compare,
        Self::Pages,
        Self::Copies,
        Self::Switch,
    ];

    /// Its name for programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Walk => "walk",
            Self::Read => "read",
            Self::Catalogue => "catalogue",
            Self::Figures => "figures",
            Self::Plan => "plan",
            Self::Reconcile => "reconcile",
            Self::Rules => "rules",
            Self::Compare => "compare",
            Self::Pages => "pages",
            Self::Copies => "copies",
            Self::Switch => "switch",
        }
    }

    /// What its threads do.
    #[must_use]
    pub fn parts(self) -> &'static [StagePart] {
        match self {
            Self::Read => &[StagePart::File, StagePart::Yaml, StagePart::Text],
            Self::Pages => &[
                StagePart::Context,
                StagePart::Template,
                StagePart::Write,
                StagePart::Search,
                StagePart::Privacy,
            ],
            _ => &[],
        }
    }
}

impl StagePart {
    /// How many there are.
    const COUNT: usize = 8;

    /// Its name for programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::File => "read-files",
            Self::Yaml => "parse-yaml",
            Self::Text => "parse-text",
            Self::Context => "context",
            Self::Template => "render",
            Self::Write => "write",
            Self::Search => "search",
            Self::Privacy => "privacy",
        }
    }
}

/// Measures one run.
#[derive(Debug)]
pub struct Clock {
    start: Instant,
    cpu_at_start: Option<Duration>,
    /// One for each of [`Stage::ALL`].
    stages: Mutex<[Lap; Stage::ALL.len()]>,
    /// One for each [`StagePart`], in nanoseconds.
    parts: [AtomicU64; StagePart::COUNT],
}

/// How long something took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lap {
    /// From begin to end.
    pub wall: Duration,
    /// The CPU time of all threads, user and system; `None` where the system does not tell.
    pub cpu: Option<Duration>,
}

impl Clock {
    /// A clock that starts now.
    #[must_use]
    pub fn start() -> Arc<Self> {
        Arc::new(Self {
            start: Instant::now(),
            cpu_at_start: cpu_time(),
            stages: Mutex::default(),
            parts: Default::default(),
        })
    }

    /// Runs `work` and measures its stages.
    pub fn run<T>(self: &Arc<Self>, work: impl FnOnce() -> T) -> T {
        let _turn =
            WatchTurn::of(Some(ThreadWatch { clock: Arc::clone(self), part: None, since: Instant::now() }));
        work()
    }

    /// How long the run has taken so far.
    #[must_use]
    pub fn total(&self) -> Lap {
        Lap { wall: self.start.elapsed(), cpu: since(self.cpu_at_start) }
    }

    /// How long a stage took; nothing if there was none.
    #[must_use]
    pub fn of_stage(&self, stage: Stage) -> Lap {
        self.stages.lock().unwrap_or_else(PoisonError::into_inner)[stage as usize]
    }

    /// How long all threads together were at a part.
    #[must_use]
    pub fn of_part(&self, part: StagePart) -> Duration {
        Duration::from_nanos(self.parts[part as usize].load(Ordering::Relaxed))
    }
}

/// How many threads parallel stages have.
#[must_use]
pub fn threads() -> usize {
    rayon::current_num_threads()
}

/// A thread's view of a clock.
struct ThreadWatch {
    clock: Arc<Clock>,
    /// The part at which it is, and since when.
    part: Option<StagePart>,
    since: Instant,
}

thread_local! {
    static WATCH: RefCell<Option<ThreadWatch>> = const { RefCell::new(None) };
}

/// Puts another watch in the place of the thread's, until it is dropped.
struct WatchTurn(Option<ThreadWatch>);

impl WatchTurn {
    fn of(watch: Option<ThreadWatch>) -> Self {
        Self(WATCH.replace(watch))
    }
}

impl Drop for WatchTurn {
    fn drop(&mut self) {
        WATCH.set(self.0.take());
    }
}

impl ThreadWatch {
    /// Goes over to another part; gives the one before.
    fn turn_to(&mut self, part: Option<StagePart>) -> Option<StagePart> {
        let now = Instant::now();
        if let Some(part) = self.part {
            let spent = u64::try_from((now - self.since).as_nanos()).unwrap_or(u64::MAX);
            self.clock.parts[part as usize].fetch_add(spent, Ordering::Relaxed);
        }
        self.since = now;
        mem::replace(&mut self.part, part)
    }
}

/// Runs a stage, and measures it if somebody asked.
pub fn stage<T>(stage: Stage, work: impl FnOnce() -> T) -> T {
    let Some(clock) = here().0 else { return work() };
    let (begin, cpu) = (Instant::now(), cpu_time());
    let result = work();
    let cpu = since(cpu);
    let mut stages = clock.stages.lock().unwrap_or_else(PoisonError::into_inner);
    let lap = &mut stages[stage as usize];
    lap.wall += begin.elapsed();
    lap.cpu = cpu.map(|cpu| lap.cpu.unwrap_or_default() + cpu);
    result
}

/// Runs a part on this thread, and measures it if somebody asked.
pub fn part<T>(part: StagePart, work: impl FnOnce() -> T) -> T {
    let turn = |part| WATCH.with_borrow_mut(|watch| watch.as_mut().map(|watch| watch.turn_to(part)));
    let Some(before) = turn(Some(part)) else { return work() };
    let result = work();
    turn(before);
    result
}

/// Whoever measures on this thread, to be taken along to others.
#[must_use]
pub fn here() -> Here {
    WATCH.with_borrow(|watch| Here(watch.as_ref().map(|watch| Arc::clone(&watch.clock))))
}

/// Whoever measures, if anybody does.
#[derive(Clone, Debug)]
pub struct Here(Option<Arc<Clock>>);

impl Here {
    /// Runs a part on whatever thread this is.
    pub fn on<T>(&self, at: StagePart, work: impl FnOnce() -> T) -> T {
        let Some(clock) = &self.0 else { return work() };
        // A thread that waits for others may be given this to do in the middle of something else.
        let _turn =
            WatchTurn::of(Some(ThreadWatch { clock: Arc::clone(clock), part: None, since: Instant::now() }));
        part(at, work)
    }
}

/// The CPU time since another was read.
fn since(before: Option<Duration>) -> Option<Duration> {
    Some(cpu_time()?.saturating_sub(before?))
}

/// The CPU time of this process so far.
#[cfg(unix)]
fn cpu_time() -> Option<Duration> {
    use rustix::time::{ClockId, clock_gettime};
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Some(Duration::new(time.tv_sec.try_into().ok()?, time.tv_nsec.try_into().ok()?))
}

/// The CPU time of this process so far.
#[cfg(not(unix))]
fn cpu_time() -> Option<Duration> {
    None
}

#[cfg(test)]
mod tests {
    use std::thread::sleep;
    use std::time::Duration;

    use rayon::prelude::*;

    use super::{Clock, Here, Stage, StagePart, here, part, stage};

    const NAP: Duration = Duration::from_millis(5);

    #[test]
    fn every_stage_has_its_place_and_every_part_one_stage() {
        for (at, stage) in Stage::ALL.iter().enumerate() {
            assert_eq!(*stage as usize, at);
        }
        let parts: Vec<StagePart> = Stage::ALL.iter().flat_map(|stage| stage.parts()).copied().collect();
        assert_eq!(parts.iter().map(|part| *part as usize).collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(parts.len(), StagePart::COUNT);
    }

    #[test]
    fn an_inner_part_stops_the_clock_of_the_outer_one() {
        let clock = Clock::start();
        let done = clock.run(|| {
            stage(Stage::Read, || {
                let here = here();
                let workers = [1, 2, 3].into_par_iter();
                let work = |number: i32| {
                    part(StagePart::Text, || {
                        sleep(NAP);
                        number
                    })
                };
                workers.map(|number| here.on(StagePart::File, || work(number))).sum::<i32>()
            })
        });
        assert_eq!(done, 6);
        let text = clock.of_part(StagePart::Text);
        assert!(text >= 3 * NAP, "{text:?}");
        assert!(clock.of_part(StagePart::File) < NAP, "{:?}", clock.of_part(StagePart::File));
        let lap = clock.of_stage(Stage::Read);
        assert!(lap.wall >= NAP && lap.wall <= clock.total().wall, "{lap:?}");
        assert_eq!(lap.cpu.is_some(), cfg!(unix));
        assert_eq!(clock.of_stage(Stage::Plan).wall, Duration::ZERO);
    }

    #[test]
    fn nothing_is_measured_outside_a_run() {
        let clock = Clock::start();
        clock.run(|| ());
        assert!(matches!(here(), Here(None)));
        stage(Stage::Read, || part(StagePart::Text, || here().on(StagePart::File, || sleep(NAP))));
        assert_eq!(clock.of_part(StagePart::Text) + clock.of_part(StagePart::File), Duration::ZERO);
        assert_eq!(clock.of_stage(Stage::Read).wall, Duration::ZERO);
    }
}
