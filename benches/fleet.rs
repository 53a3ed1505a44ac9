//! What a fleet costs: many sites of a hundred pages, as one shard on one core and as two on two.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::site::{Size, content};
use crate::{Stop, measure, scratch};

/// A member: 20 year pages and 80 entries.
const MEMBER: Size = Size { projects: 20, years: 1 };

/// The day of all builds.
const TODAY: &str = "2025-03-01";

/// Measures both, with so many members, in `folder`.
pub(crate) fn measure(folder: &Path, members: usize, runs: usize) -> Result<(), Stop> {
    println!("{members} sites of 100 pages; the best of {runs} runs");
    make(folder, members)?;
    let (mut one, mut two, mut besides) = (Duration::MAX, Duration::MAX, Duration::MAX);
    for _ in 0..runs {
        let (wall, rest) = build(folder, members, 1)?;
        (one, besides) = (one.min(wall), besides.min(rest));
        two = two.min(build(folder, members, 2)?.0);
    }
    let pages = members * 100;
    let (alone, both) = (one.as_secs_f64(), two.as_secs_f64());
    println!("one shard on one core:  {alone:.2} s, {:.2} ms a page", alone * 1000.0 / to_float(pages));
    println!("two shards on two cores: {both:.2} s, {:.2} of one (aim: at most 0.6)", both / alone);
    println!(
        "besides building and sending: {:.1} ms a site (aim: less than 30)",
        besides.as_secs_f64() * 1000.0 / to_float(members)
    );
    Ok(())
}

/// Makes the members, each with its numbers issued and nothing built.
fn make(folder: &Path, members: usize) -> Result<(), Stop> {
    let pattern = folder.join("pattern");
    content::generate(&pattern, MEMBER)?;
    let mut first = Command::new(measure::gongkai());
    first.arg("--site").arg(&pattern).args(["build", "--today", TODAY]);
    done(&mut first)?;
    scratch::remove(&pattern.join("output"))?;
    let mut list = Vec::new();
    for n in 0..members {
        copy(&pattern, &folder.join(format!("sites/s{n}")))?;
        list.push(format!("  - {{名称: s{n}, 位置: sites/s{n}}}\n"));
    }
    let text = format!("成员:\n{}上线: {{方式: 目录, 地址: www}}\n", list.concat());
    Ok(fs::write(folder.join("fleet.yaml"), text)?)
}

/// Builds all members from nothing as so many shards at once, each on a core of its own. Gives how long it took,
/// and how much of it was neither building nor sending.
fn build(folder: &Path, members: usize, shards: usize) -> Result<(Duration, Duration), Stop> {
    scratch::remove(&folder.join("www"))?;
    for n in 0..members {
        scratch::remove(&folder.join(format!("sites/s{n}/output")))?;
        for name in [".gongkai.built", ".gongkai.checked", ".gongkai.texts"] {
            // One that is not there is as good as gone.
            let _ = fs::remove_file(folder.join(format!("sites/s{n}/{name}")));
        }
    }
    let mut plan = Command::new(measure::gongkai());
    plan.current_dir(folder).args(["fleet", "plan", "--today", TODAY, "--shards", &shards.to_string()]);
    done(&mut plan)?;
    let start = Instant::now();
    let said = std::thread::scope(|scope| {
        let running: Vec<_> = (0..shards)
            .map(|at| {
                scope.spawn(move || done(&mut shard(folder, at, shards)).map_err(|stop| stop.to_string()))
            })
            .collect();
        let ended = running.into_iter().map(|run| run.join().expect("it does not panic"));
        ended.collect::<Result<Vec<_>, _>>()
    })?;
    let wall = start.elapsed();
    let besides = said.iter().filter_map(|said| {
        let line =
            said.lines().find_map(|line| line.strip_prefix("besides building and sending it took "))?;
        line.strip_suffix(" ms")?.parse::<u64>().ok()
    });
    Ok((wall, Duration::from_millis(besides.sum())))
}

/// One shard with one thread, and on one core where that can be said.
fn shard(folder: &Path, at: usize, shards: usize) -> Command {
    let program = measure::gongkai();
    let mut command = if PathBuf::from("/usr/bin/taskset").exists() {
        let mut command = Command::new("/usr/bin/taskset");
        command.arg("-c").arg(at.to_string()).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.current_dir(folder).env("RAYON_NUM_THREADS", "1");
    command.args(["fleet", "build", "--lang", "en", "-v", "--shard", &format!("{}/{shards}", at + 1)]);
    command
}

/// Runs a command to its good end and gives its messages.
fn done(command: &mut Command) -> Result<String, Stop> {
    let output = command.output()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() { Ok(said) } else { Err(format!("{command:?}: {said}").into()) }
}

fn copy(from: &Path, to: &Path) -> Result<(), Stop> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to.join(name))?;
        } else if name.to_str().is_none_or(|name| !name.starts_with(".gongkai")) {
            fs::copy(entry.path(), to.join(name))?;
        }
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "numbers of sites and pages are small")]
fn to_float(number: usize) -> f64 {
    number as f64
}
