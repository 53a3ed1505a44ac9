//! A running preview, and a small browser for it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{JoinHandle, sleep};
use std::time::{Duration, Instant};

use gongkai::diag::{Diagnostic, Lang};
use gongkai::serve::{self, Listener, PreviewStop, SCRIPT_TAG, ServeError, ServeOptions, Timing, Watching};
use gongkai::site::{Observer, Phase, Update};

use super::edits::view;
use crate::bench::Scratch;

/// How long anything may take on a machine with other work.
const PATIENCE: Duration = Duration::from_secs(20);

/// A preview in this process; it ends with the value.
pub(crate) struct Preview {
    pub(super) port: u16,
    pub(super) watching: Watching,
    /// The updates so far.
    pub(super) updates: Receiver<Update>,
    stop: PreviewStop,
    thread: Option<JoinHandle<Result<(), ServeError>>>,
}

struct Teller {
    ready: Sender<(u16, Watching)>,
    updates: Sender<Update>,
}

impl Observer for Teller {
    fn phase(&self, _phase: Phase, _total: usize) {}
    fn step(&self) {}
}

impl Listener for Teller {
    fn ready(&self, address: &str, _findings: &Arc<[Diagnostic]>, watching: Watching) {
        let port = address.trim_end_matches('/').rsplit(':').next().unwrap().parse().unwrap();
        self.ready.send((port, watching)).unwrap();
    }

    fn updated(&self, update: &Update, _findings: &Arc<[Diagnostic]>, _timing: Timing) {
        // A test that has ended does not listen any more.
        let _ = self.updates.send(update.clone());
    }
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    /// The body without the preview's script, of which there must be one.
    pub(super) fn page(&self) -> String {
        let text = self.text();
        assert_eq!(text.matches(SCRIPT_TAG).count(), 1, "{text}");
        text.replace(SCRIPT_TAG, "")
    }
}

impl Preview {
    /// Shows a site as [`view`] has it.
    pub(crate) fn of(scratch: &Scratch) -> Self {
        Self::with(scratch, |_| {})
    }

    /// The same with other options.
    pub(super) fn with(scratch: &Scratch, change: impl FnOnce(&mut ServeOptions)) -> Self {
        let site = view(scratch);
        let mut options = ServeOptions { site, clock: None, port: 0, poll: false, lang: Lang::Zh };
        change(&mut options);
        let (ready, is_ready) = channel();
        let (updates, heard) = channel();
        let stop = PreviewStop::default();
        let teller = Arc::new(Teller { ready, updates });
        let ends = stop.clone();
        let thread = std::thread::spawn(move || serve::run(&options, teller, &ends));
        let (port, watching) = is_ready.recv_timeout(PATIENCE).unwrap();
        Self { port, watching, updates: heard, stop, thread: Some(thread) }
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[])
    }

    /// Asks with more headers; one called `host` replaces the usual.
    pub(super) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        ask(self.port, method, path, headers)
    }

    /// The address of a file of the theme, as the home page has it: `stem` without its digest.
    pub(super) fn asset(&self, stem: &str, ending: &str) -> String {
        let page = self.get("/").page();
        let is_meant = |word: &&str| word.starts_with(&format!("assets/{stem}")) && word.ends_with(ending);
        format!("/{}", page.split('"').find(is_meant).unwrap())
    }

    /// Expects the page at `path` to become one that `is_right`.
    pub(super) fn until(&self, path: &str, what: &str, is_right: impl Fn(&Answer) -> bool) -> Answer {
        let begin = Instant::now();
        loop {
            let answer = self.get(path);
            if is_right(&answer) {
                return answer;
            }
            assert!(begin.elapsed() < PATIENCE, "{path} never {what}: {} {}", answer.status, answer.text());
            sleep(Duration::from_millis(5));
        }
    }

    /// Expects the page at `path` to have `words` some time soon.
    pub(super) fn until_has(&self, path: &str, words: &str) {
        self.until(path, words, |answer| answer.text().contains(words));
    }

    /// What stands beside the page at `path`.
    pub(super) fn status(&self, path: &str) -> serde_json::Value {
        let asked = path.bytes().fold(String::new(), |asked, byte| format!("{asked}%{byte:02X}"));
        serde_json::from_slice(&self.get(&format!("/__gongkai/status?page={asked}")).body).unwrap()
    }

    /// Waits until the files say nothing new for a while.
    pub(super) fn settle(&self) {
        while self.updates.recv_timeout(Duration::from_millis(500)).is_ok() {}
    }

    /// A stream of events.
    pub(super) fn events(&self) -> Events {
        events(self.port)
    }

    /// Ends it, and tells how.
    pub(super) fn end(&mut self) -> Result<(), ServeError> {
        self.stop.stop();
        self.thread.take().map_or(Ok(()), |thread| thread.join().unwrap())
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        // A test that fails already should tell why, and not this.
        let _ = self.end();
    }
}

/// Asks a preview on this machine.
pub(super) fn ask(port: u16, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
    if !headers.iter().any(|(name, _)| *name == "host") {
        request.extend(["Host: 127.0.0.1:", &port.to_string(), "\r\n"]);
    }
    for (name, value) in headers {
        request.extend([name, ": ", value, "\r\n"]);
    }
    request.push_str("\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut reader = BufReader::new(stream);
    let (status, headers) = head(&mut reader);
    let mut body = Vec::new();
    reader.read_to_end(&mut body).unwrap();
    let is_chunked = headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
    Answer { status, headers, body: if is_chunked { unchunked(&body) } else { body } }
}

fn head(reader: &mut BufReader<TcpStream>) -> (u16, Vec<(String, String)>) {
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    let status = line.split(' ').nth(1).unwrap_or_else(|| panic!("no answer: {line:?}")).parse().unwrap();
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let Some((name, value)) = line.trim_end().split_once(": ") else { return (status, headers) };
        headers.push((name.to_ascii_lowercase(), value.to_owned()));
    }
}

fn unchunked(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(end) = body.windows(2).position(|pair| pair == b"\r\n") {
        let size = usize::from_str_radix(std::str::from_utf8(&body[..end]).unwrap(), 16).unwrap();
        whole.extend_from_slice(&body[end + 2..end + 2 + size]);
        body = &body[end + 4 + size..];
    }
    whole
}

/// A stream of events as a tab has it.
pub(super) struct Events(BufReader<TcpStream>);

/// Opens a stream of events.
pub(super) fn events(port: u16) -> Events {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let request = format!("GET /__gongkai/events HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut reader = BufReader::new(stream);
    let (status, headers) = head(&mut reader);
    assert_eq!(status, 200);
    assert!(headers.contains(&("content-type".to_owned(), "text/event-stream".to_owned())), "{headers:?}");
    Events(reader)
}

impl Events {
    /// The next event; `None` at the end of the stream.
    pub(super) fn next(&mut self) -> Option<serde_json::Value> {
        loop {
            let mut line = String::new();
            if self.0.read_line(&mut line).ok()? == 0 {
                return None;
            }
            if let Some(data) = line.strip_prefix("data: ") {
                return Some(serde_json::from_str(data).unwrap());
            }
        }
    }
}
