//! A preview of a whole working day, in short.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use super::edits::{Edit, With, apply};
use super::preview::{Events, ask, events};
use crate::bench::Scratch;

/// How much memory may come on top, in KiB: an allocator keeps what it thinks it will need again.
const SLACK: u64 = 24 * 1024;

/// Ends with the value.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Edits a site under a preview with `tabs` open streams, and expects its memory and open files to stay flat.
pub(super) fn run(scratch: &Scratch, edits: u32, tabs: usize) {
    let mut command = scratch.command("serve", &["--port", "0", "--today", "2024-07-20"]);
    let mut running = Running(command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap());
    let mut said = BufReader::new(running.0.stderr.take().unwrap()).lines();
    let first = said.next().unwrap().unwrap();
    // Somebody must read what it says, or it waits for that.
    std::thread::spawn(move || said.for_each(drop));
    let port: u16 = first.trim_end_matches('/').rsplit(':').next().unwrap().parse().unwrap();
    let mut streams: Vec<Events> = (0..tabs).map(|_| events(port)).collect();
    for stream in &mut streams {
        stream.next().unwrap();
    }
    let pid = running.0.id();
    let mut before = None;
    for round in 0..edits {
        let marked = edit(scratch, round);
        seen(port, &marked, round);
        for stream in &mut streams {
            stream.next().unwrap();
        }
        // Caches fill first.
        if round == edits / 4 {
            before = Some((memory(pid), handles(pid)));
        }
    }
    let (memory_before, handles_before) = before.unwrap();
    let (memory, handles) = (memory(pid), handles(pid));
    assert!(memory < memory_before + SLACK, "memory grew from {memory_before} to {memory} KiB");
    assert!(handles <= handles_before + 4, "open files grew from {handles_before} to {handles}");
}

/// One edit with a mark of its own in article 2; every so often the whole site is made anew.
fn edit(scratch: &Scratch, round: u32) -> String {
    if round % 10 == 3 {
        let with = if round % 20 == 3 { With::News } else { With::Nothing };
        apply(scratch, &Edit::Article { n: 3, text: 1, day: 2, with });
    }
    let mark = format!("第{round}遍");
    let text = format!("---\n标题: 二\n公开日期: 2024-03-01\n发布单位: 区人力社保局\n---\n{mark}。\n");
    scratch.put("content/栏目0/第2篇.md", text);
    mark
}

fn seen(port: u16, mark: &str, round: u32) {
    let begin = Instant::now();
    let path = "/preview/%E6%A0%8F%E7%9B%AE0/%E7%AC%AC2%E7%AF%87.html";
    while !ask(port, "GET", path, &[]).text().contains(mark) {
        assert!(begin.elapsed() < Duration::from_secs(20), "edit {round} never showed");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Memory in use, in KiB.
fn memory(pid: u32) -> u64 {
    let status = gongkai::files::read(format!("/proc/{pid}/status").as_ref()).unwrap();
    let status = String::from_utf8(status).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

fn handles(pid: u32) -> usize {
    fs::read_dir(format!("/proc/{pid}/fd")).unwrap().count()
}
