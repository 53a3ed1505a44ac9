//! What the thread that follows the files and the thread that answers the browser both know.
//!
//! Pages are rendered when they are asked for, and kept until the site changes: a browser asks for the same page again
//! and again. If a template is broken, the last page that it made stays on show. States of a kept page: *fresh* (its
//! version is the site's), *stale* (older: rendered anew at the next request, kept only against faults).

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, RwLock, RwLockReadGuard};

use sha2::{Digest as _, Sha256};
use tokio::sync::watch;

use super::respond::{HTML, SCRIPT_TAG, content_type};
use super::unpoisoned;
use crate::diag::{Diagnostic, Lang, sort};
use crate::model::PagePath;
use crate::pipeline::{Site, Update};
use crate::plan::PlannedPage;

/// How many rendered pages are kept.
const MOST_KEPT: usize = 128;
/// How many updates are remembered for streams that are behind.
const MOST_REMEMBERED: usize = 64;

/// A page as it is sent.
#[derive(Debug)]
pub(super) struct Rendered {
    /// Its bytes, with the preview's script if it is HTML.
    pub(super) bytes: Vec<u8>,
    /// What changes with its bytes, for `ETag`.
    pub(super) tag: String,
}

impl Rendered {
    /// A page of these bytes; an HTML page gets the script.
    pub(super) fn new(path: &str, mut bytes: Vec<u8>) -> Self {
        if content_type(path) == HTML {
            add_script(&mut bytes);
        }
        let digest = Sha256::digest(&bytes);
        let tag = digest[..12].iter().fold(String::new(), |tag, byte| format!("{tag}{byte:02x}"));
        Self { bytes, tag }
    }
}

/// What streams of events are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Beat {
    /// The version of the site.
    pub(super) version: u64,
    /// The preview ends.
    pub(super) is_over: bool,
}

struct Kept {
    version: u64,
    page: Arc<Rendered>,
    /// Counts up with every use.
    used: u64,
}

#[derive(Default)]
struct Pages {
    kept: BTreeMap<PagePath, Kept>,
    /// Faults of templates that showed on a page, with the version of the site.
    faults: BTreeMap<PagePath, (u64, Diagnostic)>,
    uses: u64,
}

/// What both threads know.
pub(super) struct Hub {
    site: Arc<RwLock<Site>>,
    pages: Mutex<Pages>,
    updates: Mutex<VecDeque<Update>>,
    beat: watch::Sender<Beat>,
    /// The language of what the browser shows beside the pages.
    pub(super) lang: Lang,
    /// The port that is served.
    pub(super) port: u16,
}

impl Hub {
    pub(super) fn new(site: Arc<RwLock<Site>>, lang: Lang, port: u16) -> Self {
        let beat = watch::Sender::new(Beat { version: unpoisoned(site.read()).version(), is_over: false });
        Self { site, pages: Mutex::default(), updates: Mutex::default(), beat, lang, port }
    }

    /// The site as it is now; nothing changes while this is held.
    pub(super) fn site(&self) -> RwLockReadGuard<'_, Site> {
        unpoisoned(self.site.read())
    }

    /// A stream of beats.
    pub(super) fn listen(&self) -> watch::Receiver<Beat> {
        self.beat.subscribe()
    }

    /// Tells all streams of an update.
    pub(super) fn publish(&self, update: &Update) {
        {
            let mut updates = unpoisoned(self.updates.lock());
            if updates.len() == MOST_REMEMBERED {
                updates.pop_front();
            }
            updates.push_back(update.clone());
        }
        let is_theme = update.edited.iter().any(|file| file.starts_with("themes/"));
        if is_theme {
            self.probe();
        }
        self.beat.send_modify(|beat| beat.version = update.version);
    }

    /// Ends all streams.
    pub(super) fn end(&self) {
        self.beat.send_modify(|beat| beat.is_over = true);
    }

    /// The files that changed after `version`, the last ones last.
    pub(super) fn edited_since(&self, version: u64) -> Vec<Arc<str>> {
        let updates = unpoisoned(self.updates.lock());
        let mut files: Vec<Arc<str>> = Vec::new();
        for file in updates.iter().filter(|update| update.version > version).flat_map(|update| &update.edited)
        {
            files.retain(|known| known != file);
            files.push(Arc::clone(file));
        }
        files
    }

    /// The files of the last update that named any.
    pub(super) fn last_edited(&self) -> Vec<Arc<str>> {
        let updates = unpoisoned(self.updates.lock());
        let last = updates.iter().rev().find(|update| !update.edited.is_empty());
        last.map(|update| update.edited.iter().cloned().collect()).unwrap_or_default()
    }

    /// Looks for faults in templates on one page of every kind.
    pub(super) fn probe(&self) {
        let site = self.site();
        let faults = site.probe();
        let version = site.version();
        drop(site);
        let mut pages = self.pages();
        pages.faults.clear();
        // By which page a fault was found does not matter: it is told once.
        let found = faults.into_iter().filter_map(|fault| {
            let place = fault.place.as_ref()?;
            Some((PagePath::new(&place.file).ok()?, (version, fault)))
        });
        pages.faults.extend(found);
    }

    /// Everything found, the faults of templates that showed on pages among it; sorted.
    pub(super) fn findings(&self) -> Arc<[Diagnostic]> {
        let found = Arc::clone(self.site().findings());
        let pages = self.pages();
        if pages.faults.is_empty() {
            return found;
        }
        let mut findings = found.to_vec();
        findings.extend(pages.faults.values().map(|(_, fault)| fault.clone()));
        sort(&mut findings);
        findings.into()
    }

    /// The page as it is now, or as it was before a template broke; `None` if it cannot be shown at all.
    pub(super) fn page(&self, page: &PlannedPage) -> Option<Arc<Rendered>> {
        let site = self.site();
        let version = site.version();
        {
            let mut pages = self.pages();
            pages.uses += 1;
            let uses = pages.uses;
            if let Some(kept) = pages.kept.get_mut(&page.path)
                && kept.version == version
            {
                kept.used = uses;
                return Some(Arc::clone(&kept.page));
            }
        }
        let made = site.render(page)?;
        drop(site);
        match made {
            Ok(bytes) => {
                let rendered = Arc::new(Rendered::new(page.path.as_str(), bytes));
                self.keep(&page.path, version, &rendered);
                Some(rendered)
            }
            Err(fault) => {
                let mut pages = self.pages();
                pages.faults.insert(page.path.clone(), (version, *fault));
                pages.kept.get(&page.path).map(|kept| Arc::clone(&kept.page))
            }
        }
    }

    fn keep(&self, path: &PagePath, version: u64, page: &Arc<Rendered>) {
        let mut pages = self.pages();
        pages.faults.remove(path);
        if pages.kept.len() >= MOST_KEPT && !pages.kept.contains_key(path) {
            let oldest = pages.kept.iter().min_by_key(|(_, kept)| kept.used).map(|(path, _)| path.clone());
            oldest.map(|oldest| pages.kept.remove(&oldest));
        }
        let used = pages.uses;
        pages.kept.insert(path.clone(), Kept { version, page: Arc::clone(page), used });
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        unpoisoned(self.pages.lock())
    }
}

/// Puts the preview's script at the end of a page's body.
fn add_script(bytes: &mut Vec<u8>) {
    let end = b"</body>";
    let at = bytes.windows(end.len()).rposition(|window| window == end).unwrap_or(bytes.len());
    bytes.splice(at..at, SCRIPT_TAG.bytes());
}
