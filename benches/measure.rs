//! What one run of a program costs: time, CPU time, peak memory.
//!
//! CPU time and memory come from `/proc`, read while the program runs and once more between its end and the
//! moment it is waited for. Elsewhere they are unknown: asking the system for them would need unsafe code.

use std::ffi::OsString;
use std::fs;
use std::io::Read as _;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::Stop;

/// Whether CPU time and memory are known here.
pub(crate) const IS_CPU_MEASURED: bool = cfg!(target_os = "linux");
/// The unit of times in `/proc/<pid>/stat`; Linux shows 100 a second to programs whatever it uses itself.
const TICKS_PER_SECOND: u64 = 100;
/// How often the peak is read. It only grows, so what is missed is the growth of the last two milliseconds.
const PAUSE: Duration = Duration::from_millis(2);

/// What a run cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    /// From start to end.
    pub(crate) wall: Duration,
    /// User and system time of all threads; in steps of 10 ms.
    pub(crate) cpu: Option<Duration>,
    /// The most memory held at a time, in KiB.
    pub(crate) peak: Option<u64>,
}

/// The program of this package, or the one that the variable `GONGKAI` names in its place.
pub(crate) fn gongkai() -> OsString {
    std::env::var_os("GONGKAI").unwrap_or_else(|| env!("CARGO_BIN_EXE_gongkai").into())
}

/// Runs a program to its end; an exit status other than 0 is an error with what the program said.
pub(crate) fn run(command: &mut Command) -> Result<Cost, Stop> {
    let start = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
    let id = child.id();
    let peak = AtomicU64::new(0);
    let is_over = AtomicBool::new(false);
    let mut said = Vec::new();
    let wall = thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                peak.fetch_max(peak_of(id).unwrap_or(0), Ordering::Relaxed);
                thread::sleep(PAUSE);
            }
        });
        // The stream ends with the program, which is told sooner than by asking again and again.
        let read = child.stderr.take().map_or(Ok(0), |mut stream| stream.read_to_end(&mut said));
        let wall = start.elapsed();
        is_over.store(true, Ordering::Relaxed);
        read.map(|_| wall)
    })?;
    let cpu = cpu_at_end(&mut child)?;
    let status = child.wait()?;
    if !status.success() {
        return Err(format!("{command:?}: {status}\n{}", String::from_utf8_lossy(&said)).into());
    }
    let peak = Some(peak.into_inner()).filter(|&peak| peak > 0);
    Ok(Cost { wall, cpu, peak })
}

/// The CPU time of a program that has ended, or is about to, but has not been waited for.
fn cpu_at_end(child: &mut Child) -> Result<Option<Duration>, Stop> {
    if !IS_CPU_MEASURED {
        return Ok(None);
    }
    loop {
        let Some((is_ended, cpu)) = state_of(child.id()) else { return Ok(None) };
        if is_ended {
            return Ok(Some(cpu));
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// The user and system time of all threads of this program so far, in steps of 10 ms.
pub(crate) fn own_cpu() -> Option<Duration> {
    state_of(std::process::id()).map(|(_, cpu)| cpu)
}

/// Whether a program has ended, and its user and system time so far.
#[expect(clippy::disallowed_methods, reason = "no file of a site is read here")]
fn state_of(id: u32) -> Option<(bool, Duration)> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name of the program, in brackets, may hold anything; the state is the field behind it.
    let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
    let ticks = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    Some((*fields.first()? == "Z", Duration::from_millis(ticks * 1000 / TICKS_PER_SECOND)))
}

/// The most memory that a running program has held so far, in KiB.
#[expect(clippy::disallowed_methods, reason = "no file of a site is read here")]
fn peak_of(id: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}
