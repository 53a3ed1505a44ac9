//! The primitive steps that every kind of place can do, and how a transfer is watched and slowed down.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::time::{Duration, Instant};

use super::{DeployError, Package};

/// What stands at a place.
#[derive(Debug, Default)]
pub struct Presence {
    /// The bytes of its state; `None`: nothing was ever deployed there.
    pub state: Option<Vec<u8>>,
    /// The release that readers see.
    pub live: Option<String>,
    /// The releases that are there, by name.
    pub releases: Vec<String>,
}

/// From which release to which readers are led.
#[derive(Clone, Copy, Debug)]
pub struct Switch<'a> {
    /// The release that they see, if any.
    pub before: Option<&'a str>,
    /// The one that they are to see.
    pub release: &'a str,
    /// Those of which somebody may have a page open, the newest first: their parts stay within reach.
    pub open: &'a [String],
}

/// A place for a site, with releases beside one another of which one is live.
///
/// A release is made in a place of its own ([`Self::prepare`], [`Self::send`]), which an interrupted run
/// leaves for the next one, and gets its name when it is whole.
pub trait Remote {
    /// How messages call it.
    fn name(&self) -> String;

    /// Reads what stands there. To change it, locks it first, until the remote is dropped, and makes it ready
    /// if it is empty; a place with other people's files is refused.
    fn open(&mut self, to_change: bool) -> Result<Presence, DeployError>;

    /// The digests of the files of a release as they lie there.
    fn digests(&mut self, release: &str) -> Result<BTreeMap<String, [u8; 32]>, DeployError>;

    /// Whether a release is the package, byte for byte, as it lies there.
    fn is_intact(&mut self, package: &Package, release: &str) -> Result<bool, DeployError> {
        Ok(package.is(&self.digests(release)?))
    }

    /// Whether an earlier release lies there as it was, apart from the live one, and can be read before
    /// readers are led to it.
    fn keeps_releases(&self) -> bool {
        true
    }

    /// The bytes of a file of a release; `None` if it is not there.
    fn read(&mut self, release: &str, path: &str) -> Result<Option<Vec<u8>>, DeployError>;

    /// Begins the new release with what is there already: what an interrupted run sent, and files of the
    /// release `base`. Gives the paths of the files that are missing.
    fn prepare(&mut self, package: &Package, base: Option<&str>) -> Result<Vec<String>, DeployError>;

    /// Sends the missing files.
    fn send(
        &mut self,
        package: &Package,
        missing: &[String],
        transfer: &Transfer<'_>,
    ) -> Result<(), DeployError>;

    /// Makes sure that the new release has arrived whole, and gives it its name.
    fn finish(&mut self, package: &Package, missing: &[String], release: &str) -> Result<(), DeployError>;

    /// Stores the state, then leads readers to the release, if the one before is still what they see.
    fn switch(&mut self, state: &[u8], switch: &Switch<'_>) -> Result<(), DeployError>;

    /// Stores the state alone.
    fn store(&mut self, state: &[u8]) -> Result<(), DeployError>;

    /// Removes a release that is not live.
    fn remove(&mut self, release: &str) -> Result<(), DeployError>;

    /// Removes what none of the releases that are `kept` needs; `at_once` even what is young.
    fn sweep(&mut self, _kept: &[String], _at_once: bool) -> Result<(), DeployError> {
        Ok(())
    }

    /// What is to be told about this kind of place, such as that it cannot switch at once.
    fn caveat(&self) -> Option<crate::diag::Text> {
        None
    }
}

/// The long parts of a deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeployStep {
    /// Finding out what differs.
    Compare,
    /// Sending.
    Send,
    /// Looking whether it has arrived.
    Confirm,
}

/// Who wants to know how far a deployment is.
pub trait Watcher: Sync {
    /// A part begins, of so many bytes; 0: nobody knows how many.
    fn begin(&self, step: DeployStep, bytes: u64);
    /// So many bytes more are done.
    fn advance(&self, bytes: u64);
}

/// How files are sent.
#[derive(Clone, Copy)]
pub struct Transfer<'a> {
    /// Who is told.
    pub watcher: &'a dyn Watcher,
    /// The most kilobytes a second.
    pub rate: Option<u32>,
    /// When it began.
    pub since: Instant,
}

impl<'a> Transfer<'a> {
    /// Reads as `inner` does, but tells how far it is, and not faster than allowed.
    pub(super) fn pace<R: Read>(&self, inner: R) -> Paced<'a, R> {
        Paced { inner, watcher: self.watcher, rate: self.rate, since: Instant::now(), done: 0 }
    }

    /// The same with an equal part of the rate for each of `count` that send at once.
    pub(super) fn shared(&self, count: u32) -> Self {
        Self { rate: self.rate.map(|rate| (rate / count.max(1)).max(1)), ..*self }
    }
}

/// A reader that tells how far it is and waits if it is too fast.
pub(super) struct Paced<'a, R> {
    inner: R,
    watcher: &'a dyn Watcher,
    rate: Option<u32>,
    since: Instant,
    done: u64,
}

impl<R: Read> Read for Paced<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // In small pieces, so that a slow line gets an even stream.
        let most = if self.rate.is_some() { buffer.len().min(16 << 10) } else { buffer.len() };
        let count = self.inner.read(&mut buffer[..most])?;
        self.done += count as u64;
        self.watcher.advance(count as u64);
        if let Some(rate) = self.rate {
            let due = Duration::from_micros(self.done.saturating_mul(1000) / u64::from(rate.max(1)));
            std::thread::sleep(due.saturating_sub(self.since.elapsed()));
        }
        Ok(count)
    }
}
