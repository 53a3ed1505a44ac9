//! Kills a command at random instants, again and again, for a test to look at what it leaves.

use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// Chooses the instants, so that about as many kills come too early to see a change as come after one, whatever the
/// machine is busy with: how long the command takes is learnt from kill to kill.
pub(crate) struct Killer {
    random: u64,
    /// The instants lie within this time from the start of the command.
    longest: Duration,
    /// Commands that were still running.
    pub(crate) killed: u32,
    /// Times after which something had changed, and times after which nothing had.
    pub(crate) changed: u32,
    pub(crate) unchanged: u32,
}

impl Killer {
    pub(crate) fn new() -> Self {
        Self::within(Duration::from_millis(50))
    }

    /// For a command that takes about as long as this.
    pub(crate) fn within(longest: Duration) -> Self {
        Self { random: 0x9E37_79B9_7F4A_7C15, longest, killed: 0, changed: 0, unchanged: 0 }
    }

    /// Starts `command` and kills it at some instant (SIGKILL: it cannot tidy up), if it has not ended by itself.
    pub(crate) fn strike(&mut self, mut command: Command) {
        // Xorshift: good enough to spread instants, and no dependency.
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        let micros = u64::try_from(self.longest.as_micros()).expect("less than half a million years");
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the command can be started");
        sleep(Duration::from_micros(self.random % micros.max(1)));
        self.killed += u32::from(child.try_wait().expect("the child is ours").is_none());
        child.kill().expect("the child is ours");
        child.wait().expect("the child is ours");
    }

    /// Takes note of whether the last command got as far as to change something.
    pub(crate) fn learn(&mut self, has_changed: bool) {
        // Shrinks faster than it grows: a change may have been undone by the next before the kill came.
        self.longest = if has_changed { self.longest * 7 / 10 } else { self.longest * 12 / 10 };
        self.longest = self.longest.clamp(Duration::from_millis(2), Duration::from_secs(20));
        self.changed += u32::from(has_changed);
        self.unchanged += u32::from(!has_changed);
    }

    /// Fails if the kills came all too early or all too late to tell anything.
    pub(crate) fn assert_spread(&self) {
        let (changed, unchanged) = (self.changed, self.unchanged);
        assert!(changed > 0 && unchanged > 0, "{changed} changes seen, {unchanged} times none");
    }
}
