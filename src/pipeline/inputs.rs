//! What a site is made from, read once and then kept up to date: settings, ledger, theme and every content file.
//!
//! [`Inputs::refresh`] is told what may have changed on the disk, reads that and nothing else, and says what really
//! did: a file saved with the same bytes has not changed. Of each part the newest reading is kept, and beside a
//! faulty one the last that was without errors; whoever puts the site together chooses between them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::reading::{
    OwnFiles, context_of, draft_of, own_theme_files, read_calendar, read_ledger, read_settings, unreadable,
};
use super::{Phase, Progress};
use crate::calendar::{self, Calendar};
use crate::check;
use crate::config::{self, Settings};
use crate::diag::{self, Diagnostic, Reported};
use crate::entry::{Draft, ParseContext};
use crate::files::{self, FileError};
use crate::ledger::{self, Ledger};
use crate::model::ContentPath;
use crate::source::{self, SourceFile, SourceTree};
use crate::text::TextMode;
use crate::theme::{self, Theme};

/// A network drive may tell times in steps of two seconds: a file changed twice within them looks unchanged.
const COARSE_TIME: Duration = Duration::from_secs(3);
/// How many of the newest files are read again although they look unchanged, at most.
const MOST_DOUBTFUL: usize = 64;

/// What may have changed on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changes {
    /// These files and folders, by their paths on the disk below the site folder.
    Files(BTreeSet<PathBuf>),
    /// Nobody knows: everything is looked at.
    Anything,
}

/// The newest reading of something, and the last one without errors.
#[derive(Debug)]
pub(super) struct Kept<T> {
    pub(super) now: Option<T>,
    good: Option<T>,
    pub(super) findings: Vec<Diagnostic>,
}

impl<T: Clone> Kept<T> {
    fn nothing() -> Self {
        Self { now: None, good: None, findings: Vec::new() }
    }

    fn renew(&mut self, reported: Reported<Option<T>>) {
        self.now = reported.value;
        self.findings = reported.findings;
        if self.is_clean() {
            self.good.clone_from(&self.now);
        }
    }

    pub(super) fn is_clean(&self) -> bool {
        !diag::has_errors(&self.findings)
    }

    /// What to show: the newest, unless it is faulty and there was a better one.
    pub(super) fn shown(&self) -> Option<&T> {
        let newest = self.now.as_ref();
        if self.is_clean() { newest } else { self.good.as_ref().or(newest) }
    }
}

/// One content file as read.
#[derive(Debug)]
pub(super) struct Page {
    digest: Option<[u8; 32]>,
    context: ParseContext,
    pub(super) draft: Kept<Draft>,
}

/// Everything read.
#[derive(Debug)]
pub(super) struct Inputs {
    root: PathBuf,
    pub(super) settings: Kept<Arc<Settings>>,
    pub(super) ledger: Kept<Arc<Ledger>>,
    pub(super) theme: Kept<Arc<Theme>>,
    pub(super) calendar: Kept<Arc<Calendar>>,
    /// The site's own files of the theme, and its name.
    theme_files: (String, Reported<OwnFiles>),
    pub(super) tree: SourceTree,
    tree_findings: Vec<Diagnostic>,
    /// One for each of the tree's pages, in the same order.
    pub(super) pages: Vec<Page>,
}

/// What has changed since the last look.
#[derive(Debug, Default)]
pub(super) struct Delta {
    /// Ledger, which files there are, a file that is no page, or settings that ask for another catalogue.
    pub(super) is_structural: bool,
    /// What the settings were, if they and the new ones are without errors and ask for the same catalogue.
    pub(super) settings: Option<Arc<Settings>>,
    /// The theme.
    pub(super) theme: bool,
    /// The content files that changed, by their number in the tree, each with what it said before if that was
    /// without errors.
    pub(super) pages: Vec<(usize, Option<Draft>)>,
    /// All files that changed, named as in findings.
    pub(super) edited: BTreeSet<Arc<str>>,
}

impl Delta {
    pub(super) fn is_empty(&self) -> bool {
        !self.is_structural && self.settings.is_none() && !self.theme && self.pages.is_empty()
    }
}

/// Which parts have to be looked at.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each says of one part of the site whether to look at it")]
struct Look {
    settings: bool,
    ledger: bool,
    theme: bool,
    calendar: bool,
    /// The site's own lists of rules.
    rules: bool,
    /// The list of all files, and with it every file whose size or time has changed.
    tree: bool,
    /// The newest files too, although they look unchanged.
    is_doubtful: bool,
    /// Content files that are read in any case.
    pages: BTreeSet<ContentPath>,
    /// Files that are no pages.
    others: BTreeSet<ContentPath>,
}

impl Inputs {
    /// Reads the site in the folder `root`; fails only if it has no readable `content`.
    pub(super) fn open(root: &Path, progress: &dyn Progress) -> Result<Self, FileError> {
        let found = source::discover(root)?;
        let mut inputs = Self {
            root: root.to_path_buf(),
            settings: Kept::nothing(),
            ledger: Kept::nothing(),
            theme: Kept::nothing(),
            calendar: Kept::nothing(),
            theme_files: (String::new(), Reported::clean(None)),
            tree: SourceTree::default(),
            tree_findings: Vec::new(),
            pages: Vec::new(),
        };
        let mut delta = Delta::default();
        inputs.look_at_settings(&mut delta);
        inputs.look_at_ledger(&mut delta);
        inputs.look_at_theme(&mut delta);
        inputs.look_at_calendar(&mut delta);
        progress.phase(Phase::Read, found.value.pages.len());
        inputs.take_tree(found, &Look::default(), &mut delta, progress);
        Ok(inputs)
    }

    /// Reads what `changes` names, and tells what is different.
    pub(super) fn refresh(&mut self, changes: &Changes) -> Delta {
        let look = self.look_for(changes);
        let mut delta = Delta::default();
        let mode = self.mode();
        if look.settings {
            self.look_at_settings(&mut delta);
        }
        if look.ledger {
            self.look_at_ledger(&mut delta);
        }
        if look.theme || look.settings {
            self.look_at_theme(&mut delta);
        }
        if look.rules {
            delta.is_structural = true;
            delta.edited.insert(check::FOLDER.into());
        }
        if look.calendar {
            self.look_at_calendar(&mut delta);
        }
        self.look_at_others(&look.others, &mut delta);
        if look.tree || mode != self.mode() {
            match source::discover(&self.root) {
                Ok(found) => self.take_tree(found, &look, &mut delta, &Unwatched),
                // The folder has gone, perhaps only to come back: what was there stays on show.
                Err(error) => {
                    self.tree_findings = vec![unreadable(&error, "content")];
                    delta.is_structural = true;
                }
            }
        } else {
            self.look_at_pages(&look.pages, &mut delta);
        }
        delta
    }

    /// What was found in the files themselves, before anything was put together.
    pub(super) fn findings(&self) -> impl Iterator<Item = &Diagnostic> {
        let pages = self.pages.iter().flat_map(|page| &page.draft.findings);
        let parts = self.settings.findings.iter().chain(&self.ledger.findings).chain(&self.theme.findings);
        parts.chain(&self.calendar.findings).chain(&self.tree_findings).chain(pages)
    }

    /// What the page at `path` says now.
    pub(super) fn draft(&self, path: &ContentPath) -> Option<&Draft> {
        let at = self.tree.pages.binary_search_by(|file| file.path.cmp(path)).ok()?;
        self.pages[at].draft.now.as_ref()
    }

    fn mode(&self) -> TextMode {
        self.settings.shown().map_or(TextMode::default(), |settings| settings.text)
    }

    fn look_for(&self, changes: &Changes) -> Look {
        let files = match changes {
            Changes::Anything => {
                return Look {
                    settings: true,
                    ledger: true,
                    theme: true,
                    calendar: true,
                    tree: true,
                    is_doubtful: true,
                    ..Look::default()
                };
            }
            Changes::Files(files) => files,
        };
        let mut look = Look::default();
        for file in files {
            let Some(parts) = file.strip_prefix(&self.root).ok().and_then(parts_of) else { continue };
            match parts[..] {
                [config::FILE] => look.settings = true,
                [ledger::FILE] => look.ledger = true,
                ["themes", ..] => look.theme = true,
                [calendar::FOLDER, ..] => look.calendar = true,
                [check::FOLDER, ..] => look.rules = true,
                ["content"] => look.tree = true,
                ["content", ref below @ ..] if !below.iter().any(|name| files::is_ignored(name)) => {
                    self.look_for_content(file, &below.join("/"), &mut look);
                }
                _ => {}
            }
        }
        look
    }

    fn look_for_content(&self, disk: &Path, relative: &str, look: &mut Look) {
        let is_file = fs::metadata(disk).is_ok_and(|data| data.is_file());
        let Ok(path) = ContentPath::new(relative) else {
            look.tree = true;
            return;
        };
        if self.tree.page(&path).is_some() {
            look.tree |= !is_file || self.tree.has_links;
            look.pages.insert(path);
        } else if self.tree.other(&path).is_some() {
            look.tree |= !is_file || self.tree.has_links;
            look.others.insert(path);
        } else {
            // New, or a folder; but what came and went meanwhile, as editors do, needs no look at all.
            look.tree |= disk.exists() || self.tree.has_below(&path);
        }
    }

    fn look_at_settings(&mut self, delta: &mut Delta) {
        let read = read_settings(&self.root).map_or_else(
            |error| Reported::new(None, vec![unreadable(&error, config::FILE)]),
            |(settings, _)| settings,
        );
        let is_same =
            self.settings.now.as_deref() == read.value.as_ref() && self.settings.findings == read.findings;
        if !is_same {
            let before = self.settings.now.clone().filter(|_| self.settings.is_clean());
            self.settings.renew(Reported::new(read.value.map(Arc::new), read.findings));
            let now = self.settings.now.as_ref().filter(|_| self.settings.is_clean());
            match (before, now) {
                (Some(before), Some(now)) if now.asks_like(&before) => delta.settings = Some(before),
                _ => delta.is_structural = true,
            }
            delta.edited.insert(config::FILE.into());
        }
    }

    fn look_at_ledger(&mut self, delta: &mut Delta) {
        let (read, findings) = match read_ledger(&self.root) {
            Ok(read) => (Some(Arc::new(read.value)), read.findings),
            Err(error) => (None, vec![unreadable(&error, ledger::FILE)]),
        };
        if self.ledger.now != read || self.ledger.findings != findings {
            self.ledger.renew(Reported::new(read, findings));
            delta.is_structural = true;
            delta.edited.insert(ledger::FILE.into());
        }
    }

    fn look_at_calendar(&mut self, delta: &mut Delta) {
        let (read, findings) = match read_calendar(&self.root) {
            Ok(read) => (Some(Arc::new(read.value)), read.findings),
            Err(error) => (None, vec![unreadable(&error, calendar::FOLDER)]),
        };
        if self.calendar.now != read || self.calendar.findings != findings {
            self.calendar.renew(Reported::new(read, findings));
            delta.is_structural = true;
            delta.edited.insert(calendar::FOLDER.into());
        }
    }

    fn look_at_theme(&mut self, delta: &mut Delta) {
        let Some(theme) = self.settings.shown().map(|settings| settings.theme.clone()) else { return };
        let name = theme.value.clone();
        let own = own_theme_files(&self.root, &theme)
            .unwrap_or_else(|error| Reported::new(None, vec![unreadable(&error, format!("themes/{name}"))]));
        let (old_name, old) = &self.theme_files;
        if *old_name == name && *old == own {
            return;
        }
        let nothing = BTreeMap::new();
        let before = old.value.as_ref().unwrap_or(&nothing);
        let after = own.value.as_ref().unwrap_or(&nothing);
        let is_edited = |path: &&String| before.get(*path) != after.get(*path);
        let edited = before.keys().chain(after.keys()).filter(is_edited);
        delta.edited.extend(edited.map(|path| Arc::from(format!("themes/{name}/{path}"))));
        let mut findings = own.findings.clone();
        let loaded =
            own.value.as_ref().and_then(|files| theme::load(&name, files.clone()).unpack(&mut findings));
        self.theme.renew(Reported::new(loaded.map(Arc::new), findings));
        self.theme_files = (name, own);
        delta.theme = true;
    }

    fn look_at_others(&mut self, others: &BTreeSet<ContentPath>, delta: &mut Delta) {
        for path in others {
            let Ok(at) = self.tree.others.binary_search_by(|file| file.path.cmp(path)) else { continue };
            let file = &mut self.tree.others[at];
            let Ok((size, modified)) = stamp(&file.disk) else { continue };
            if (file.size, file.modified) != (size, modified) {
                (file.size, file.modified) = (size, modified);
                delta.is_structural = true;
                delta.edited.insert(path.in_site());
            }
        }
    }

    fn look_at_pages(&mut self, paths: &BTreeSet<ContentPath>, delta: &mut Delta) {
        let mode = self.mode();
        for path in paths {
            let Ok(at) = self.tree.pages.binary_search_by(|file| file.path.cmp(path)) else { continue };
            let context = context_of(&self.tree.pages[at], &self.tree, mode);
            let file = &mut self.tree.pages[at];
            if let Ok(read) = stamp(&file.disk) {
                (file.size, file.modified) = read;
            }
            let old = mem::replace(&mut self.pages[at], Page::unread(context));
            let (page, change) = Page::read(file, context, Some(old));
            self.pages[at] = page;
            if let Reading::Changed(before) = change {
                delta.edited.insert(path.in_site());
                delta.pages.push((at, before));
            }
        }
    }

    /// Takes a new list of all files; what looks as before is not read again.
    fn take_tree(
        &mut self,
        found: Reported<SourceTree>,
        look: &Look,
        delta: &mut Delta,
        progress: &dyn Progress,
    ) {
        let Reported { value: tree, findings } = found;
        delta.is_structural |= self.tree_findings != findings || !self.tree.is_like(&tree);
        delta.edited.extend(different(&self.tree.others, &tree.others));
        self.tree_findings = findings;
        let old_tree = mem::replace(&mut self.tree, tree);
        let old = old_tree.pages.into_iter().zip(mem::take(&mut self.pages));
        let mut old: BTreeMap<ContentPath, (SourceFile, Page)> =
            old.map(|(file, page)| (file.path.clone(), (file, page))).collect();
        let mode = self.mode();
        let doubtful = if look.is_doubtful { doubtful(&self.tree.pages) } else { BTreeSet::new() };
        let tree = &self.tree;
        let beside: Vec<_> = tree.pages.iter().map(|file| (file, old.remove(&file.path))).collect();
        let read: Vec<_> = beside
            .into_par_iter()
            .map(|(file, old)| {
                let context = context_of(file, tree, mode);
                let is_known = old.as_ref().is_some_and(|(before, page)| {
                    (before.size, before.modified) == (file.size, file.modified)
                        && page.context == context
                        && !look.pages.contains(&file.path)
                        && !doubtful.contains(&file.path)
                });
                let read = match old {
                    Some((_, page)) if is_known => (page, Reading::Same),
                    old => Page::read(file, context, old.map(|(_, page)| page)),
                };
                progress.step();
                read
            })
            .collect();
        for (at, (page, change)) in read.into_iter().enumerate() {
            self.pages.push(page);
            if let Reading::Changed(before) = change {
                delta.edited.insert(self.tree.pages[at].path.in_site());
                delta.pages.push((at, before));
            }
        }
        delta.edited.extend(old.into_keys().map(|path| path.in_site()));
    }
}

/// What reading a file again brought.
enum Reading {
    /// Nothing new.
    Same,
    /// Something else than before, which is given if it was without errors.
    Changed(Option<Draft>),
}

impl Page {
    fn unread(context: ParseContext) -> Self {
        Self { digest: None, context, draft: Kept::nothing() }
    }

    /// Reads `file`, and tells whether that makes a difference to `old`.
    fn read(file: &SourceFile, context: ParseContext, old: Option<Self>) -> (Self, Reading) {
        let bytes = files::read(&file.disk);
        let digest = bytes.as_ref().ok().map(|bytes| Sha256::digest(bytes).into());
        let mut page = old.unwrap_or_else(|| Self::unread(context));
        if digest.is_some() && page.digest == digest && page.context == context {
            return (page, Reading::Same);
        }
        let before = page.draft.now.take().filter(|_| page.draft.is_clean());
        page.digest = digest;
        page.context = context;
        let Reported { value, findings } = draft_of(file, bytes, context);
        page.draft.renew(Reported::new(value.map(|(draft, _)| draft), findings));
        (page, Reading::Changed(before))
    }
}

/// Nobody waits for this.
struct Unwatched;

impl Progress for Unwatched {
    fn phase(&self, _phase: Phase, _total: usize) {}
    fn step(&self) {}
}

/// The parts of a path below the site folder; `None` if one is no Unicode.
fn parts_of(path: &Path) -> Option<Vec<&str>> {
    path.iter().map(|part| part.to_str()).collect()
}

fn stamp(path: &Path) -> std::io::Result<(u64, std::time::SystemTime)> {
    let data = fs::metadata(path)?;
    Ok((data.len(), data.modified()?))
}

/// The files that are not in both lists as they are; both are sorted.
fn different(before: &[SourceFile], after: &[SourceFile]) -> BTreeSet<Arc<str>> {
    let key = |file: &SourceFile| (file.path.clone(), file.size, file.modified);
    let before: BTreeSet<_> = before.iter().map(key).collect();
    let after: BTreeSet<_> = after.iter().map(key).collect();
    before.symmetric_difference(&after).map(|(path, ..)| path.in_site()).collect()
}

/// The newest files, whose times may be too coarse to show their last change.
fn doubtful(files: &[SourceFile]) -> BTreeSet<ContentPath> {
    let Some(newest) = files.iter().map(|file| file.modified).max() else { return BTreeSet::new() };
    let since = newest.checked_sub(COARSE_TIME).unwrap_or(newest);
    let recent = files.iter().filter(|file| file.modified >= since);
    recent.take(MOST_DOUBTFUL).map(|file| file.path.clone()).collect()
}
