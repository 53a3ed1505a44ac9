//! How long it takes in a preview from a saved file to the new page at the browser.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use gongkai::diag::{Diagnostic, Lang};
use gongkai::files;
use gongkai::serve::{self, Listener, PreviewStop, ServeOptions, Timing, Watching};
use gongkai::site::{Observer, Options as SiteOptions, Phase, Update};
use jiff::civil::date;

use crate::Stop;
use crate::series::{median, min};
use crate::site::{self, Size};

/// How often each kind of edit is made.
const EDITS: usize = 50;
/// After how many edits somebody searches.
const SEARCHES: usize = 5;
/// When an edit is given up.
const PATIENCE: Duration = Duration::from_mins(1);
/// What stands in front of an edit's number, so that it is found in the page.
const MARK: &str = "复核";

/// Passes on what the preview tells.
struct Teller {
    ready: Sender<String>,
    updates: Sender<Timing>,
}

impl Observer for Teller {
    fn phase(&self, _phase: Phase, _total: usize) {}
    fn step(&self) {}
}

impl Listener for Teller {
    fn ready(&self, address: &str, _findings: &Arc<[Diagnostic]>, _watching: Watching) {
        // Whoever measures waits for nothing else.
        let _ = self.ready.send(address.to_owned());
    }

    fn updated(&self, update: &Update, _findings: &Arc<[Diagnostic]>, timing: Timing) {
        if !update.edited.is_empty() {
            let _ = self.updates.send(timing);
        }
    }
}

/// A kind of edit: its name, the file, and behind which words of it the mark is put; `None`: at the end.
struct Kind {
    name: &'static str,
    file: PathBuf,
    behind: Option<&'static str>,
}

/// Makes a site in `folder`, shows it, edits it, and prints how long that took.
pub(crate) fn measure(folder: &Path, size: Size) -> Result<(), Stop> {
    site::content::generate(folder, size)?;
    let entry = site::content::newest_entry(folder);
    let project = entry.with_file_name("project.yaml");
    let template = folder.join("themes/gongkai/period.html");
    let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/gongkai/period.html");
    let templates = template.parent().ok_or("a file lies in a folder")?;
    std::fs::create_dir_all(templates)?;
    save(&template, &read(&built_in)?)?;
    let kinds = [
        Kind { name: "a sentence of an entry", file: entry.clone(), behind: None },
        Kind { name: "a note of an entry", file: entry.clone(), behind: Some("---\n") },
        Kind { name: "title of a project", file: project, behind: Some("标题: ") },
        Kind { name: "name of the site", file: folder.join("site.yaml"), behind: Some("名称: ") },
        Kind { name: "a template", file: template, behind: Some("{% block main %}") },
    ];
    let key = entry.strip_prefix(folder.join("content"))?.with_extension("html");
    let page: String = key.to_string_lossy().bytes().map(encoded).collect();
    let begin = Instant::now();
    let (address, updates, end, thread) = start(folder)?;
    let port: u16 = address.trim_end_matches('/').rsplit(':').next().unwrap_or("").parse()?;
    let path = format!("/preview/{page}");
    get(port, &path)?;
    println!("  first page after {:.2} s; {EDITS} edits of each kind, ms:", begin.elapsed().as_secs_f64());
    println!("  {:<24} {:>6} {:>7} {:>6} {:>6}  waiting for quiet", "", "min", "median", "90%", "max");
    for kind in &kinds {
        series(kind, port, &path, &updates)?;
    }
    searches(&kinds[0], port, &updates)?;
    end.stop();
    thread.join().map_err(|_| "the preview broke down")?;
    Ok(())
}

type Running = (String, Receiver<Timing>, PreviewStop, std::thread::JoinHandle<()>);

fn start(folder: &Path) -> Result<Running, Stop> {
    let now = date(2025, 3, 1).into();
    let site = SiteOptions { site: folder.to_owned(), now, drafts: false, future: false };
    let options = ServeOptions { site, clock: None, port: 0, poll: false, lang: Lang::Zh };
    let (ready, is_ready) = channel();
    let (updates, heard) = channel();
    let end = PreviewStop::default();
    let ends = end.clone();
    let thread = std::thread::spawn(move || {
        // An error ends the channel, which is told.
        let _ = serve::run(&options, Arc::new(Teller { ready, updates }), &ends);
    });
    let address = is_ready.recv().map_err(|_| "the preview did not start")?;
    Ok((address, heard, end, thread))
}

fn series(kind: &Kind, port: u16, path: &str, updates: &Receiver<Timing>) -> Result<(), Stop> {
    let before = read(&kind.file)?;
    let (mut times, mut waits) = (Vec::new(), Vec::new());
    for edit in 0..EDITS {
        // What the last edit left to do in quiet moments is done first, as when somebody types.
        std::thread::sleep(Duration::from_millis(300));
        while updates.try_recv().is_ok() {}
        let mark = format!("{MARK}{edit:02}");
        let text = match kind.behind {
            None => format!("{}{mark}。\n", before.trim_end()),
            Some("---\n") => before.replacen("---\n", &format!("---\n存在问题: {mark}。\n"), 1),
            Some(words) => before.replacen(words, &format!("{words}{mark}"), 1),
        };
        let begin = Instant::now();
        save(&kind.file, &text)?;
        while !get(port, path)?.contains(&mark) {
            if begin.elapsed() > PATIENCE {
                return Err(format!("{} never showed", kind.name).into());
            }
            std::thread::sleep(Duration::from_micros(500));
        }
        times.push(begin.elapsed().as_secs_f64() * 1000.0);
        let timing = updates.recv_timeout(PATIENCE)?;
        waits.push(timing.waited.as_secs_f64() * 1000.0);
    }
    save(&kind.file, &before)?;
    let mut sorted = times.clone();
    sorted.sort_by(f64::total_cmp);
    let share = median(&waits) / median(&times) * 100.0;
    println!(
        "  {:<24} {:>6.1} {:>7.1} {:>6.1} {:>6.1}  {:.1} ms ({share:.0}%)",
        kind.name,
        min(&times),
        median(&times),
        sorted[EDITS * 9 / 10],
        sorted[EDITS - 1],
        median(&waits),
    );
    Ok(())
}

/// How long the first search of a preview waits for the index, and the first one after an edit: it is made when
/// it is asked for, so that whoever only writes does not pay for it.
fn searches(kind: &Kind, port: u16, updates: &Receiver<Timing>) -> Result<(), Stop> {
    let wait = || -> Result<f64, Stop> {
        let begin = Instant::now();
        let index = get(port, "/preview/search/index.js")?;
        if !index.contains("gongkaiSearch") {
            return Err("the preview has no index".into());
        }
        Ok(begin.elapsed().as_secs_f64() * 1000.0)
    };
    let first = wait()?;
    let before = read(&kind.file)?;
    let mut times = Vec::new();
    for edit in 0..SEARCHES {
        std::thread::sleep(Duration::from_millis(300));
        while updates.try_recv().is_ok() {}
        save(&kind.file, &format!("{}{MARK}检索{edit}。\n", before.trim_end()))?;
        updates.recv_timeout(PATIENCE)?;
        times.push(wait()?);
    }
    save(&kind.file, &before)?;
    println!(
        "  search waits for its index: {first:.0} ms the first time, {:.0} ms after an edit (median of {SEARCHES}), {:.1} ms otherwise",
        median(&times),
        wait().and_then(|_| wait())?,
    );
    Ok(())
}

fn read(path: &Path) -> Result<String, Stop> {
    let bytes = files::read(path).map_err(|error| error.to_string())?;
    Ok(String::from_utf8(bytes)?)
}

/// Saves in place, as simple editors do.
#[expect(clippy::disallowed_methods, reason = "the edit is a person's, not gongkai's")]
fn save(path: &Path, text: &str) -> Result<(), Stop> {
    Ok(std::fs::write(path, text)?)
}

fn encoded(byte: u8) -> String {
    if byte == b'/' { "/".to_owned() } else { format!("%{byte:02X}") }
}

fn get(port: u16, path: &str) -> Result<String, Stop> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.write_all(
        format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n").as_bytes(),
    )?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
