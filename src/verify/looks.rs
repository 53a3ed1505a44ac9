//! Single looks at a live site.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest as _, Sha256};

use super::links;
use super::report::{FaultKind, LiveFault, LiveReport};
use super::{PARALLEL, Told};
use crate::diag::Text;
use crate::http::{Answer, HttpClient, HttpFault};
use crate::model::to_hex;
use crate::output::{Digested, Manifest};

/// Asks caches to ask the server.
pub(super) const FRESH: [(&str, &str); 3] =
    [("user-agent", DESKTOP), ("cache-control", "no-cache"), ("pragma", "no-cache")];

/// How the readers name themselves.
const DESKTOP: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 gongkai";
const PHONE: &str =
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36 gongkai";
const ROBOT: &str =
    "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html) gongkai";

/// Whence a reader comes who was led by a search engine.
const SEARCH: &str = "https://www.baidu.com/s?wd=gongkai";

/// What stands for itself in an address.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

/// The longest page that is compared, beyond what the manifest says.
const SLACK: u64 = 1 << 20;

/// The types that go with the endings of files.
const TYPES: &[(&str, &[&str])] = &[
    ("html", &["text/html"]),
    ("css", &["text/css"]),
    ("js", &["text/javascript", "application/javascript", "application/x-javascript"]),
    ("json", &["application/json", "text/json"]),
    ("jsonld", &["application/ld+json", "application/json", "application/octet-stream"]),
    ("ics", &["text/calendar", "application/octet-stream"]),
    ("csv", &["text/csv", "text/plain", "application/csv", "application/octet-stream"]),
    ("xml", &["text/xml", "application/xml", "application/rss+xml", "application/atom+xml"]),
    ("svg", &["image/svg+xml"]),
    ("png", &["image/png"]),
    ("jpg", &["image/jpeg"]),
    ("jpeg", &["image/jpeg"]),
    ("gif", &["image/gif"]),
    ("pdf", &["application/pdf"]),
];

/// What was seen of a file.
#[derive(Default)]
pub(super) struct FileLook {
    pub(super) faults: Vec<LiveFault>,
    /// Hosts of other sites that the page links to.
    pub(super) hosts: BTreeSet<String>,
}

impl FileLook {
    fn add(&mut self, kind: FaultKind, path: &str, detail: impl AsRef<str>) {
        let detail = detail.as_ref();
        self.faults.push(LiveFault { kind, path: path.to_owned(), detail: Text::new(detail, detail) });
    }

    fn add_silence(&mut self, path: &str, fault: &HttpFault) {
        let kind = FaultKind::Unreachable;
        self.faults.push(LiveFault { kind, path: path.to_owned(), detail: fault.text() });
    }
}

/// Whether a file is a page.
pub(super) fn is_page(path: &str) -> bool {
    extension(path) == "html"
}

fn extension(path: &str) -> &str {
    path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or("", |(_, extension)| extension)
}

/// The address of a file.
fn address(base: &str, path: &str) -> String {
    format!("{base}{}", utf8_percent_encode(path, PLAIN))
}

/// Looks at every file, several at once; in the order of the manifest.
pub(super) fn all_files(
    client: &HttpClient,
    base: &str,
    manifest: &Manifest,
    told: Told<'_>,
) -> Vec<(String, FileLook)> {
    let files: Vec<_> = manifest.files.iter().collect();
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(files.len())));
    let own = links::host(base).unwrap_or_default();
    std::thread::scope(|scope| {
        for _ in 0..PARALLEL.min(files.len()) {
            scope.spawn(|| {
                while let Some((path, digested)) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let look = file(client, base, (path, **digested), &own);
                    let mut done = done.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    done.push(((*path).clone(), look));
                    told(done.len(), files.len());
                }
            });
        }
    });
    let mut seen = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    seen.sort_by(|(a, _), (b, _)| a.cmp(b));
    seen
}

/// Looks at one file as all its readers do.
fn file(client: &HttpClient, base: &str, (path, digested): (&String, Digested), own: &str) -> FileLook {
    let mut look = FileLook::default();
    let url = address(base, path);
    let limit = digested.1 + SLACK;
    let answer = match client.get(&url, &[("user-agent", DESKTOP)], limit) {
        Ok(answer) => answer,
        Err(HttpFault::TooLong(_)) => {
            look.add(FaultKind::Altered, path, "");
            return look;
        }
        Err(fault) => {
            look.add_silence(path, &fault);
            return look;
        }
    };
    if answer.status != 200 {
        look.add(FaultKind::Missing, path, answer.status.to_string());
        return look;
    }
    let is_right = |answer: &Answer| Sha256::digest(&answer.body)[..] == digested.0;
    let text = String::from_utf8_lossy(&answer.body);
    let hosts = if is_page(path) { links::hosts(&text, own) } else { BTreeSet::new() };
    if is_right(&answer) {
        look.hosts.clone_from(&hosts);
    } else {
        // Whoever asks past all caches may get what ought to be there.
        let fresh = client.get(&format!("{url}?fresh={}", &to_hex(&digested.0)[..12]), &FRESH, limit);
        if fresh.is_ok_and(|fresh| fresh.status == 200 && is_right(&fresh)) {
            look.add(FaultKind::OldCache, path, "");
        } else {
            look.add(FaultKind::Altered, path, hosts.iter().cloned().collect::<Vec<_>>().join(" "));
        }
    }
    check_type(path, &answer, &mut look);
    if is_page(path) {
        others(client, &url, (path, &answer.body), (limit, &hosts, own), &mut look);
    }
    look
}

/// Looks at a page as a phone and as a robot do: both must see what a desktop browser sees.
fn others(
    client: &HttpClient,
    url: &str,
    (path, desktop): (&str, &[u8]),
    (limit, known, own): (u64, &BTreeSet<String>, &str),
    look: &mut FileLook,
) {
    let readers = [
        (FaultKind::OtherForPhones, vec![("user-agent", PHONE), ("referer", SEARCH)]),
        (FaultKind::OtherForRobots, vec![("user-agent", ROBOT)]),
    ];
    for (kind, headers) in readers {
        match client.get(url, &headers, limit) {
            Ok(answer) if answer.status == 200 && answer.body == desktop => {}
            Ok(answer) if answer.status == 200 => {
                let hosts = links::hosts(&String::from_utf8_lossy(&answer.body), own);
                let new: Vec<String> = hosts.difference(known).cloned().collect();
                look.add(kind, path, new.join(" "));
            }
            Ok(answer) => {
                let to = answer.header("location").unwrap_or_default().to_owned();
                look.add(kind, path, format!("{} {to}", answer.status).trim_end());
            }
            Err(HttpFault::TooLong(_)) => look.add(kind, path, ""),
            Err(fault) => {
                look.add_silence(path, &fault);
            }
        }
    }
}

fn check_type(path: &str, answer: &Answer, look: &mut FileLook) {
    let given = answer.header("content-type").unwrap_or_default().to_lowercase();
    let mut parts = given.split(';').map(str::trim);
    let kind = parts.next().unwrap_or_default();
    let Some((_, right)) = TYPES.iter().find(|(ending, _)| *ending == extension(path)) else { return };
    let charset = parts.find_map(|part| part.strip_prefix("charset="));
    let is_other_charset = charset.is_some_and(|charset| !charset.trim_matches('"').starts_with("utf-8"));
    if !right.contains(&kind) || is_other_charset && kind.starts_with("text/") {
        look.add(FaultKind::WrongType, path, given);
    }
}

/// Looks at what the server says beside the home page.
pub(super) fn headers(client: &HttpClient, base: &str, verdict: &mut LiveReport) -> Result<(), HttpFault> {
    let answer = client.get(base, &FRESH, MOST)?;
    if answer.status != 200 {
        verdict.add(FaultKind::Missing, "", &answer.status.to_string());
        return Ok(());
    }
    let is_secure = base.starts_with("https://");
    let wanted: [(&str, &str, bool); 3] = [
        ("content-security-policy", "default-src 'self'", true),
        ("x-content-type-options", "nosniff", true),
        ("strict-transport-security", "max-age=31536000", is_secure),
    ];
    for (name, value, _) in wanted.into_iter().filter(|(_, _, is_wanted)| *is_wanted) {
        if answer.header(name).is_none() {
            verdict.add(FaultKind::NoHeader, "", &format!("{name}: {value}"));
        }
    }
    if !is_secure {
        verdict.add(FaultKind::NotSecure, "", "");
    }
    Ok(())
}

/// The longest answer to a question that is not about a file.
const MOST: u64 = 20_000_000;

/// Looks at what is told of an address that does not exist.
pub(super) fn not_found(
    client: &HttpClient,
    base: &str,
    manifest: &Manifest,
    verdict: &mut LiveReport,
) -> Result<(), HttpFault> {
    let nowhere = format!("no-such-page-{}.html", manifest.digest.get(..12).unwrap_or_default());
    let answer = client.get(&address(base, &nowhere), &FRESH, MOST)?;
    let own = manifest.files.get("404.html");
    if answer.status != 404 {
        verdict.add(FaultKind::NoNotFound, &nowhere, &answer.status.to_string());
    } else if own.is_some_and(|(digest, _)| Sha256::digest(&answer.body)[..] != *digest) {
        verdict.add(FaultKind::ForeignNotFound, "404.html", "");
    }
    Ok(())
}

/// Looks at how a folder's address without a slash is answered: readers type it so.
pub(super) fn folders(
    client: &HttpClient,
    base: &str,
    manifest: &Manifest,
    verdict: &mut LiveReport,
) -> Result<(), HttpFault> {
    let mut folders = manifest.files.keys().filter_map(|path| path.strip_suffix("/index.html"));
    let Some(folder) = folders.next() else { return Ok(()) };
    let url = address(base, folder);
    let answer = client.get(&url, &FRESH, MOST)?;
    let target = answer.header("location").unwrap_or_default();
    let ending = format!("/{}/", utf8_percent_encode(folder, PLAIN));
    let is_own = links::host(target).is_none_or(|host| Some(host) == links::host(base));
    let is_downgrade = base.starts_with("https://") && target.starts_with("http://");
    let is_right = matches!(answer.status, 301 | 302 | 307 | 308)
        && is_own
        && !is_downgrade
        && target.to_lowercase().ends_with(&ending.to_lowercase());
    if !is_right {
        verdict.add(FaultKind::Redirect, folder, format!("{} {target}", answer.status).trim_end());
    }
    Ok(())
}
