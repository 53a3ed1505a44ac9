//! Hearing of changed files: what the system tells, gathered until it is quiet for a moment.
//!
//! Events are taken for a hint that something under a path may have changed, and for nothing more; what has
//! really changed is found out by reading. They are gathered here and not by a library made for it, because
//! those look at the clock some hundred times a second for ever, while this waits for the next event; and
//! because the system says when a writer has closed its file, after which there is little left to wait for.
//!
//! States of a path: *open* (being written: wait for quiet), *closed* (finished: go on at once), *doubtful*
//! (gone, or empty: perhaps about to be replaced, so it is looked at once more after a while). Only folders
//! are watched, since the watch on a file ends when an editor replaces it. Where the system cannot watch,
//! everything is looked at again and again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, ModifyKind, RenameMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::files;
use crate::layout;
use crate::site::{Changes, root_of};

/// How long it must be quiet after a writer that has not closed its file, or on systems that do not tell.
const QUIET: Duration = Duration::from_millis(15);
/// How long it must be quiet after the last writer has closed its file: more files may follow from the same
/// hand.
const SETTLED: Duration = Duration::from_millis(2);
/// The longest time that events are gathered while they keep coming.
const LONGEST: Duration = Duration::from_millis(120);
/// When a file that has gone or is empty is believed to stay so. Editors that delete and write anew take some
/// 30 ms.
const BELIEVED: Duration = Duration::from_millis(120);
/// Files that came into a new folder before it was watched are found by another look, this much later.
const SECOND_LOOK: Duration = Duration::from_millis(200);
/// The shortest time between two looks at everything.
const POLL: Duration = Duration::from_millis(800);
/// Looking at everything may take this share of the time, so that a large site on a slow drive stays usable.
const POLL_SHARE: u32 = 8;

/// How a preview hears of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watching {
    /// The system tells.
    Told,
    /// Everything is looked at again and again, because that was asked for.
    Polling,
    /// The same, because the system cannot watch this folder.
    PollingForced,
}

/// What the channel brings.
enum WatchWord {
    Event(notify::Result<Event>),
    End,
}

/// Ends a [`Watch`].
pub(super) struct End(Sender<WatchWord>);

impl End {
    /// Lets [`Watch::next`] give `None`.
    pub(super) fn end(&self) {
        // Nobody hears it if the watch has ended already.
        let _ = self.0.send(WatchWord::End);
    }
}

/// What was gathered.
pub(super) struct Gathered {
    /// What may have changed; `None`: nothing, only time has passed.
    pub(super) changes: Option<Changes>,
    /// When the first word of it came.
    pub(super) since: Instant,
}

/// Hears of changes of a site.
pub(super) struct Watch {
    root: PathBuf,
    watcher: Option<RecommendedWatcher>,
    watching: Watching,
    sender: Sender<WatchWord>,
    words: Receiver<WatchWord>,
    /// A word heard while something else was done.
    heard: Option<WatchWord>,
    /// Files that have gone or are empty, and when that is believed.
    doubtful: BTreeMap<PathBuf, Instant>,
    second_look: Option<Instant>,
    next_poll: Option<Instant>,
}

impl Watch {
    /// Begins to watch the site in the folder `site`.
    pub(super) fn begin(site: &Path, poll: bool) -> Self {
        let root = root_of(site);
        let (sender, words) = channel();
        let watcher = if poll { None } else { watcher(&root, sender.clone()) };
        let watching = match (&watcher, poll) {
            (Some(_), _) => Watching::Told,
            (None, true) => Watching::Polling,
            (None, false) => Watching::PollingForced,
        };
        let next_poll = watcher.is_none().then(|| Instant::now() + POLL);
        let (doubtful, second_look) = (BTreeMap::new(), None);
        Self { root, watcher, watching, sender, words, heard: None, doubtful, second_look, next_poll }
    }

    /// How changes are heard of.
    pub(super) fn watching(&self) -> Watching {
        self.watching
    }

    /// What ends it, from any thread.
    pub(super) fn end(&self) -> End {
        End(self.sender.clone())
    }

    /// Waits for changes, at most until `until`; `None` once it has been ended.
    pub(super) fn next(&mut self, until: Instant) -> Option<Gathered> {
        let deadlines = self.doubtful.values().chain(&self.second_look).chain(&self.next_poll);
        let until = deadlines.copied().min().map_or(until, |deadline| deadline.min(until));
        let mut batch = Batch::default();
        let word = match self.heard.take() {
            Some(word) => Ok(word),
            None => self.words.recv_timeout(until.saturating_duration_since(Instant::now())),
        };
        let since = match word {
            Ok(word) => {
                let since = Instant::now();
                self.gather(word, since, &mut batch)?;
                since
            }
            Err(RecvTimeoutError::Timeout) => Instant::now(),
            Err(RecvTimeoutError::Disconnected) => return None,
        };
        Some(Gathered { changes: self.believed(batch), since })
    }

    /// Whether there are changes waiting. Does not wait for any.
    pub(super) fn has_news(&mut self) -> bool {
        while self.heard.is_none() {
            match self.words.try_recv() {
                // That is most likely this program reading.
                Ok(WatchWord::Event(Ok(event))) if is_look(&event) => {}
                Ok(word) => self.heard = Some(word),
                Err(_) => return false,
            }
        }
        true
    }

    /// Tells how long the last look at everything took.
    pub(super) fn looked(&mut self, took: Duration) {
        if self.next_poll.is_some() {
            self.next_poll = Some(Instant::now() + POLL.max(took * POLL_SHARE));
        }
    }

    /// Gathers events until it is quiet; `None` if it was ended.
    fn gather(&mut self, first: WatchWord, since: Instant, batch: &mut Batch) -> Option<()> {
        let mut word = first;
        loop {
            match word {
                WatchWord::End => return None,
                WatchWord::Event(event) => self.take(event, batch),
            }
            let quiet = if batch.open.is_empty() { SETTLED } else { QUIET };
            let left = LONGEST.saturating_sub(since.elapsed());
            match self.words.recv_timeout(quiet.min(left)) {
                Ok(next) => word = next,
                Err(RecvTimeoutError::Timeout) => return Some(()),
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    fn take(&mut self, event: notify::Result<Event>, batch: &mut Batch) {
        let event = match event {
            Ok(event) if !event.need_rescan() => event,
            // Too many events at once, or something that cannot be watched any more.
            _ => {
                batch.is_anything = true;
                return;
            }
        };
        // Without this the preview would wake itself for ever.
        if is_look(&event) {
            return;
        }
        let is_closed = matches!(
            event.kind,
            EventKind::Access(_) | EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_))
        );
        // Not every system says whether it was a folder.
        let may_be_folder = matches!(
            event.kind,
            EventKind::Create(_)
                | EventKind::Remove(_)
                | EventKind::Modify(ModifyKind::Name(RenameMode::To | RenameMode::Both | RenameMode::Any))
        );
        for path in event.paths {
            if self.is_foreign(&path) {
                continue;
            }
            if may_be_folder && is_folder(&path) {
                self.second_look = Some(Instant::now() + SECOND_LOOK);
                self.watch_again(&path);
            }
            if is_closed {
                batch.open.remove(&path);
            } else if files::is_file(&path) {
                batch.open.insert(path.clone());
            }
            batch.files.insert(path);
        }
    }

    /// Whether the site cannot depend on a path: it lies beside the site's own files, as `output/` does.
    fn is_foreign(&self, path: &Path) -> bool {
        let Ok(below) = path.strip_prefix(&self.root) else { return true };
        match below.iter().next().and_then(|name| name.to_str()) {
            Some(name) if WATCHED.contains(&name) => false,
            Some(name) => ![layout::SETTINGS, layout::LEDGER, layout::RECORD].contains(&name),
            None => true,
        }
    }

    /// A folder that is watched with all below it was made anew: the old watch ended with the old folder.
    fn watch_again(&mut self, folder: &Path) {
        let is_top = WATCHED.iter().any(|name| folder == self.root.join(name));
        if let Some(watcher) = self.watcher.as_mut().filter(|_| is_top) {
            // If that fails, changes in it are missed: look again and again from now on.
            if watcher.watch(folder, RecursiveMode::Recursive).is_err() {
                self.next_poll = Some(Instant::now() + POLL);
            }
        }
    }

    /// What of the batch is to be believed now, with what has become due.
    fn believed(&mut self, batch: Batch) -> Option<Changes> {
        let now = Instant::now();
        let is_due = |time: &Option<Instant>| time.is_some_and(|time| time <= now);
        if batch.is_anything || is_due(&self.next_poll) {
            self.doubtful.clear();
            return Some(Changes::Anything);
        }
        let mut files = BTreeSet::new();
        for path in batch.files {
            if is_doubtful(&path) {
                self.doubtful.entry(path).or_insert(now + BELIEVED);
            } else {
                self.doubtful.remove(&path);
                files.insert(path);
            }
        }
        files.extend(self.doubtful.extract_if(.., |_, due| *due <= now).map(|(path, _)| path));
        if is_due(&self.second_look) {
            self.second_look = None;
            files.insert(self.root.join(layout::CONTENT));
        }
        (!files.is_empty()).then_some(Changes::Files(files))
    }
}

/// The folders that are watched with all below them.
const WATCHED: [&str; 6] =
    [layout::CONTENT, layout::THEMES, layout::HOLIDAYS, layout::CHECKS, layout::VERSIONS, layout::MEMBERS];

/// Events not yet believed.
#[derive(Default)]
struct Batch {
    files: BTreeSet<PathBuf>,
    /// Files that are being written.
    open: BTreeSet<PathBuf>,
    is_anything: bool,
}

/// Whether somebody only looked at a file: reading is an event too, all but the end of writing.
fn is_look(event: &Event) -> bool {
    let is_written = event.kind == EventKind::Access(AccessKind::Close(AccessMode::Write));
    matches!(event.kind, EventKind::Access(_)) && !is_written
}

fn is_folder(path: &Path) -> bool {
    files::is_folder(path).unwrap_or(false)
}

/// Whether a path has gone or is an empty file.
fn is_doubtful(path: &Path) -> bool {
    !is_folder(path) && files::stamp(path).map_or(true, |(size, _)| size == 0)
}

/// A watcher of the site's folders; `None` if the system cannot watch them.
fn watcher(root: &Path, sender: Sender<WatchWord>) -> Option<RecommendedWatcher> {
    let hear = move |event| {
        // Nobody hears it once the preview has ended.
        let _ = sender.send(WatchWord::Event(event));
    };
    let mut watcher = notify::recommended_watcher(hear).ok()?;
    watcher.watch(root, RecursiveMode::NonRecursive).ok()?;
    for name in WATCHED {
        let folder = root.join(name);
        if is_folder(&folder) {
            watcher.watch(&folder, RecursiveMode::Recursive).ok()?;
        }
    }
    Some(watcher)
}
