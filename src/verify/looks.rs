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

/// How the readers name themselves. An intruder must not tell these questions from those of others: no name
/// of ours stands there, and the robot bears the names of several, which are looked for one by one.
const DESKTOP: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
const PHONE: &str = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";
const ROBOT: &str = "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html) \
     (compatible; Googlebot/2.1; bingbot/2.0; Bytespider) Sogou web spider/4.0 360Spider YisouSpider";

/// Whence a reader comes who was led by a search engine.
const SEARCH: &str = "https://www.baidu.com/";

/// The readers to whom altered sites often show something else than to a desktop browser.
const OTHERS: [(FaultKind, &[(&str, &str)]); 2] = [
    (FaultKind::OtherForPhones, &[("user-agent", PHONE), ("referer", SEARCH)]),
    (FaultKind::OtherForRobots, &[("user-agent", ROBOT)]),
];

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
                    let look = file(client, base, (path.as_str(), **digested), &own);
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

/// The addresses at which readers find a file: its own, and that of the folder whose page it is.
fn addresses(path: &str) -> impl Iterator<Item = &str> {
    let folder = path.strip_suffix("index.html").filter(|rest| rest.is_empty() || rest.ends_with('/'));
    [Some(path), folder].into_iter().flatten()
}

/// Looks at one file as all its readers do, at all its addresses.
fn file(client: &HttpClient, base: &str, (path, digested): (&str, Digested), own: &str) -> FileLook {
    let mut look = FileLook::default();
    for shown in addresses(path) {
        at_address(client, base, (path, shown, digested), own, &mut look);
    }
    look
}

/// Looks at a file where `shown` leads, as all its readers do.
fn at_address(
    client: &HttpClient,
    base: &str,
    (path, shown, digested): (&str, &str, Digested),
    own: &str,
    look: &mut FileLook,
) {
    let url = address(base, shown);
    let limit = digested.1 + SLACK;
    let answer = match client.get(&url, &[("user-agent", DESKTOP)], limit) {
        Ok(answer) => answer,
        Err(HttpFault::TooLong(_)) => return look.add(FaultKind::Altered, shown, ""),
        Err(fault) => return look.add_silence(shown, &fault),
    };
    if answer.status != 200 {
        return look.add(FaultKind::Missing, shown, answer.status.to_string());
    }
    // A store that lists its names where a folder's page ought to be is set up wrong, not broken into.
    if shown != path && !given_type(path, &answer).1 {
        return check_type(path, shown, &answer, look);
    }
    let is_right = |answer: &Answer| Sha256::digest(&answer.body)[..] == digested.0 && away(answer).is_none();
    let hosts = if is_page(path) { foreign_hosts(&answer, own) } else { BTreeSet::new() };
    if is_right(&answer) {
        look.hosts.extend(hosts.iter().cloned());
    } else {
        // Whoever asks past all caches may get what ought to be there.
        let fresh = client.get(&format!("{url}?fresh={}", &to_hex(&digested.0)[..12]), &FRESH, limit);
        if fresh.is_ok_and(|fresh| fresh.status == 200 && is_right(&fresh)) {
            look.add(FaultKind::OldCache, shown, "");
        } else {
            look.add(FaultKind::Altered, shown, listed(&hosts));
        }
    }
    check_type(path, shown, &answer, look);
    others(client, &url, (shown, &answer), (limit, own, true), look);
}

/// Looks at an address as a phone and as a robot do: both must see what a desktop browser sees, which is
/// `desktop`; unless it is `exact`, as far as it leads to other hosts.
fn others(
    client: &HttpClient,
    url: &str,
    (shown, desktop): (&str, &Answer),
    (limit, own, is_exact): (u64, &str, bool),
    look: &mut FileLook,
) {
    for (kind, headers) in OTHERS {
        match client.get(url, headers, limit) {
            Ok(answer) if answer.status != desktop.status => {
                let to = answer.header("location").unwrap_or_default().to_owned();
                look.add(kind, shown, format!("{} {to}", answer.status).trim_end());
            }
            Ok(answer) if answer.body == desktop.body && away(&answer) == away(desktop) => {}
            Ok(answer) => {
                let (there, known) = (foreign_hosts(&answer, own), foreign_hosts(desktop, own));
                let new: BTreeSet<String> = there.difference(&known).cloned().collect();
                if is_exact || !new.is_empty() {
                    look.add(kind, shown, listed(&new));
                }
            }
            Err(HttpFault::TooLong(_)) => look.add(kind, shown, ""),
            Err(fault) => look.add_silence(shown, &fault),
        }
    }
}

/// Where the head of an answer sends a browser, whatever the page says.
fn away(answer: &Answer) -> Option<&str> {
    answer.header("refresh")
}

/// The hosts of other sites to which an answer leads.
fn foreign_hosts(answer: &Answer, own: &str) -> BTreeSet<String> {
    let mut hosts = links::hosts(&String::from_utf8_lossy(&answer.body), own);
    let target = away(answer).and_then(|text| links::host(text.split_once('=').map_or(text, |(_, url)| url)));
    hosts.extend(target.filter(|host| host != own));
    hosts
}

fn listed(hosts: &BTreeSet<String>) -> String {
    hosts.iter().cloned().collect::<Vec<_>>().join(" ")
}

/// The type that a server gives, and whether it is right for a file with this path.
fn given_type(path: &str, answer: &Answer) -> (String, bool) {
    let given = answer.header("content-type").unwrap_or_default().to_lowercase();
    let Some((_, right)) = TYPES.iter().find(|(ending, _)| *ending == extension(path)) else {
        return (given, true);
    };
    let mut parts = given.split(';').map(str::trim);
    let kind = parts.next().unwrap_or_default();
    let charset = parts.find_map(|part| part.strip_prefix("charset="));
    let is_other_charset = charset.is_some_and(|charset| !charset.trim_matches('"').starts_with("utf-8"));
    let is_right = right.contains(&kind) && !(is_other_charset && kind.starts_with("text/"));
    (given, is_right)
}

fn check_type(path: &str, shown: &str, answer: &Answer, look: &mut FileLook) {
    let (given, is_right) = given_type(path, answer);
    if !is_right {
        look.add(FaultKind::WrongType, shown, given);
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
        match answer.header(name) {
            None => verdict.add(FaultKind::NoHeader, "", &format!("{name}: {value}")),
            Some(given) if !protects(name, &given.to_lowercase()) => {
                verdict.add(FaultKind::LaxHeader, "", &format!("{name}: {given}"));
            }
            Some(_) => {}
        }
    }
    if !is_secure {
        verdict.add(FaultKind::NotSecure, "", "");
    }
    Ok(())
}

/// Whether a header says enough to protect readers.
fn protects(name: &str, value: &str) -> bool {
    let directive = |separator: char, name: &str| {
        let mut parts = value.split(separator).map(str::trim);
        parts.find_map(|part| part.strip_prefix(name)).map(ToOwned::to_owned)
    };
    match name {
        // What runs is what matters: scripts of this site, or of hosts that are named.
        "content-security-policy" => {
            let scripts = directive(';', "script-src ").or_else(|| directive(';', "default-src "));
            let is_open = |source: &str| {
                let anything = ["*", "http:", "https:", "data:", "blob:", "'unsafe-inline'", "'unsafe-eval'"];
                anything.contains(&source)
            };
            scripts.is_some_and(|sources| !sources.split_whitespace().any(is_open))
        }
        "strict-transport-security" => {
            let age = directive(';', "max-age=");
            age.and_then(|age| age.trim_matches('"').parse::<u64>().ok()).is_some_and(|age| age > 0)
        }
        _ => value.trim() == "nosniff",
    }
}

/// The longest answer to a question that is not about a file.
const MOST: u64 = 20_000_000;

/// Looks at what readers are told of an address that does not exist: intruders like to answer there, to
/// robots alone.
pub(super) fn not_found(
    client: &HttpClient,
    base: &str,
    manifest: &Manifest,
    verdict: &mut LiveReport,
) -> Result<(), HttpFault> {
    let nowhere = format!("{}.html", manifest.digest.get(..12).unwrap_or("0"));
    let url = address(base, &nowhere);
    let answer = client.get(&url, &FRESH, MOST)?;
    let page = manifest.files.get("404.html");
    let is_foreign = page.is_some_and(|(digest, _)| Sha256::digest(&answer.body)[..] != *digest);
    if answer.status != 404 {
        verdict.add(FaultKind::NoNotFound, &nowhere, &answer.status.to_string());
    } else if is_foreign {
        verdict.add(FaultKind::ForeignNotFound, "404.html", "");
    }
    // A page of the server's own may tell the time.
    let mut look = FileLook::default();
    let own = links::host(base).unwrap_or_default();
    others(client, &url, (&nowhere, &answer), (MOST, &own, !is_foreign), &mut look);
    verdict.faults.extend(look.faults);
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
