//! Kills a command at random instants, again and again, and looks at what it leaves.

use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// Starts `command(round)` for each of `rounds` rounds, kills it (SIGKILL: it cannot tidy up) after a random time
/// of up to `longest`, and calls `check(round)`. Gives the number of rounds in which it was still running.
///
/// The times are the same in every run of the test; what they hit is not, for it depends on the machine.
pub(crate) fn kill_at_random(
    rounds: u32,
    longest: Duration,
    mut command: impl FnMut(u32) -> Command,
    mut check: impl FnMut(u32),
) -> u32 {
    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    let mut killed = 0;
    for round in 0..rounds {
        // Xorshift: good enough to spread instants, and no dependency.
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let mut child = command(round)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the command can be started");
        let micros = u64::try_from(longest.as_micros()).expect("less than half a million years");
        sleep(Duration::from_micros(random % micros.max(1)));
        killed += u32::from(child.try_wait().expect("the child is ours").is_none());
        child.kill().expect("the child is ours");
        child.wait().expect("the child is ours");
        check(round);
    }
    killed
}
