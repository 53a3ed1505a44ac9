//! What the thread that follows the files and the thread that answers the browser both know.
//!
//! Pages are rendered when they are asked for, and kept until the site changes: a browser asks for the same
//! page again and again. If a template is broken, the last page that it made stays on show. States of a kept
//! page: *fresh* (its version is the site's), *stale* (older: rendered anew at the next request, kept only
//! against faults).

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, RwLock, RwLockReadGuard};

use tokio::sync::watch;

use super::rendered::Rendered;
use super::unpoisoned;
use crate::diag::{Diagnostic, Lang, sort};
use crate::layout;
use crate::model::PagePath;
use crate::site::{Showing, Snapshot, Update, index_file};

/// How many rendered pages are kept.
const MOST_KEPT: usize = 128;
/// How many updates are remembered for streams that are behind.
const MOST_REMEMBERED: usize = 64;

/// What streams of events are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Beat {
    /// The version of the site.
    pub(super) version: u64,
    /// The preview ends.
    pub(super) is_over: bool,
}

struct KeptPage {
    version: u64,
    page: Arc<Rendered>,
    /// Counts up with every use.
    used: u64,
}

#[derive(Default)]
struct Pages {
    kept: BTreeMap<PagePath, KeptPage>,
    /// Faults of templates that showed on a page, with the version of the site.
    faults: BTreeMap<PagePath, (u64, Diagnostic)>,
    uses: u64,
}

/// What both threads know.
pub(super) struct Hub {
    site: Arc<RwLock<Showing>>,
    pages: Mutex<Pages>,
    updates: Mutex<VecDeque<Update>>,
    beat: watch::Sender<Beat>,
    /// The language of what the browser shows beside the pages.
    pub(super) lang: Lang,
    /// The port that is served.
    pub(super) port: u16,
}

impl Hub {
    pub(super) fn new(site: Arc<RwLock<Showing>>, lang: Lang, port: u16) -> Self {
        let beat = watch::Sender::new(Beat { version: unpoisoned(site.read()).version(), is_over: false });
        Self { site, pages: Mutex::default(), updates: Mutex::default(), beat, lang, port }
    }

    /// The site as it is now; nothing changes while this is held.
    pub(super) fn site(&self) -> RwLockReadGuard<'_, Showing> {
        unpoisoned(self.site.read())
    }

    /// A file of the search index. That takes a while after a change, but keeps nobody else waiting.
    pub(super) fn index_file(&self, address: &str) -> Option<Vec<u8>> {
        index_file(&self.site, address)
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
        let is_theme = update.edited.iter().any(|file| layout::is_in_theme(file));
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
        let faults = site.snapshot().map(Snapshot::probe).unwrap_or_default();
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
        let (found, now) = {
            let site = self.site();
            (Arc::clone(site.findings()), site.version())
        };
        let pages = self.pages();
        if pages.faults.is_empty() {
            return found;
        }
        let mut findings = found.to_vec();
        // What a template does wrong stays so until it is mended; what a page shows, until the site changes.
        let is_so = |version: u64, fault: &Diagnostic| version == now || fault.rule == "template-error";
        let faults = pages.faults.values().filter(|(version, fault)| is_so(*version, fault));
        findings.extend(faults.map(|(_, fault)| fault.clone()));
        sort(&mut findings);
        findings.into()
    }

    /// The page as it is now, or as it was before a template broke; `None` if it cannot be shown at all.
    pub(super) fn page(&self, page: &PagePath) -> Option<Arc<Rendered>> {
        let site = self.site();
        let version = site.version();
        {
            let mut pages = self.pages();
            pages.uses += 1;
            let uses = pages.uses;
            if let Some(kept) = pages.kept.get_mut(page)
                && kept.version == version
            {
                kept.used = uses;
                return Some(Arc::clone(&kept.page));
            }
        }
        let snapshot = site.snapshot()?;
        let made = snapshot.render(page)?;
        let seen = match &made {
            Ok(bytes) => snapshot.seen_on(page, bytes, site.findings()),
            Err(_) => Vec::new(),
        };
        drop(site);
        match made {
            Ok(bytes) => {
                let rendered = Arc::new(Rendered::new(page.as_str(), bytes));
                self.keep(page, version, &rendered);
                // A personal number that only shows when the page is made: a build will stop at it.
                if let Some(fault) = seen.into_iter().next() {
                    self.pages().faults.insert(page.clone(), (version, fault));
                }
                Some(rendered)
            }
            Err(fault) => {
                let mut pages = self.pages();
                pages.faults.insert(page.clone(), (version, *fault));
                pages.kept.get(page).map(|kept| Arc::clone(&kept.page))
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
        pages.kept.insert(path.clone(), KeptPage { version, page: Arc::clone(page), used });
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        unpoisoned(self.pages.lock())
    }
}
