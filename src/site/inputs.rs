//! What a site is made from, read once and then kept up to date: its parts, and every content file.
//!
//! [`Inputs::refresh`] is told what may have changed on the disk, reads that and nothing else, and says what
//! really did: a file saved with the same bytes has not changed. Of each part the newest reading is kept, and
//! beside a faulty one the last that was without errors; whoever puts the site together chooses between them.
//! What is found goes to the [`FindingsStore`].

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::findings::{FindingSubject, FindingsStore};
use super::reading::{
    OwnFiles, context_of, draft_of, own_theme_files, read_archive, read_calendar, read_data, read_ledger,
    read_portal, read_settings, source_of, unreadable,
};
use super::{Observer, Phase, TextPolicy};
use crate::calendar::Calendar;
use crate::check::Data;
use crate::config::{self, Settings};
use crate::diag::{self, Diagnostic, Reported};
use crate::entry::{Draft, ParseContext};
use crate::files::{self, FileError};
use crate::layout;
use crate::ledger::Ledger;
use crate::model::ContentPath;
use crate::portal::Portal;
use crate::record::Archive;
use crate::source::{self, SourceFile, SourceTree};
use crate::text::TextMode;
use crate::theme::{self, Theme};
use crate::timing::{self, Stage, StagePart, stage};

/// What may have changed on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changes {
    /// These files and folders, by their paths on the disk below the site folder.
    Files(BTreeSet<PathBuf>),
    /// Nobody knows: everything is looked at.
    Anything,
}

/// `site.yaml`: what it says, and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SettingsFile {
    pub(super) settings: Arc<Settings>,
    pub(super) text: Arc<str>,
}

/// What the members of a portal published; `None` on a site that is no portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Members(pub(super) Option<Arc<Portal>>);

/// The newest reading of something, and the last one without errors.
#[derive(Debug)]
pub(super) struct Kept<T> {
    pub(super) now: Option<T>,
    good: Option<T>,
    pub(super) is_clean: bool,
}

impl<T: Clone> Kept<T> {
    fn nothing() -> Self {
        Self { now: None, good: None, is_clean: true }
    }

    fn renew(&mut self, now: Option<T>, found: &[Diagnostic]) {
        self.now = now;
        self.is_clean = !diag::has_errors(found);
        if self.is_clean {
            self.good.clone_from(&self.now);
        }
    }

    /// What to show: the newest, unless it is faulty and there was a better one.
    pub(super) fn shown(&self) -> Option<&T> {
        if self.is_held_back() { self.good.as_ref() } else { self.now.as_ref() }
    }

    /// Whether something older than the newest is on show.
    pub(super) fn is_held_back(&self) -> bool {
        !self.is_clean && self.good.is_some()
    }
}

impl<T: Clone + PartialEq> Kept<T> {
    /// Takes over a new reading of the part called `name`; gives whether it is different.
    fn enter(&mut self, name: &'static str, read: Reported<Option<T>>, store: &mut FindingsStore) -> bool {
        let is_same = self.now == read.value;
        self.renew(read.value, &read.findings);
        let is_told = store.enter(Stage::Read, FindingSubject::Part(name), read.findings);
        is_told || !is_same
    }
}

/// One content file as read.
#[derive(Debug)]
struct ReadPage {
    digest: Option<[u8; 32]>,
    context: ParseContext,
    draft: Kept<Draft>,
    /// Its text, if texts are kept and it gave a draft.
    text: Option<String>,
}

/// Everything read.
#[derive(Debug)]
pub(super) struct Inputs {
    root: PathBuf,
    texts: TextPolicy,
    pub(super) settings: Kept<SettingsFile>,
    pub(super) ledger: Kept<Arc<Ledger>>,
    pub(super) archive: Kept<Arc<Archive>>,
    pub(super) theme: Kept<Arc<Theme>>,
    pub(super) data: Kept<Arc<Data>>,
    pub(super) calendar: Kept<Arc<Calendar>>,
    /// What the members of a portal published; none on a site that is no portal.
    pub(super) portal: Kept<Members>,
    /// The site's own files of the theme, and its name.
    theme_files: (String, Reported<OwnFiles>),
    pub(super) tree: SourceTree,
    /// One for each of the tree's pages, in the same order.
    pages: Vec<ReadPage>,
}

/// What has changed since the last look.
#[derive(Debug, Default)]
pub(super) struct Delta {
    /// Ledger, working days, which files there are, a file that is no page, or settings that ask for another
    /// catalogue.
    pub(super) is_structural: bool,
    /// What the settings were, if they and the new ones are without errors and ask for the same catalogue.
    pub(super) settings: Option<Arc<Settings>>,
    /// The theme.
    pub(super) theme: bool,
    /// The lists and thresholds of rules.
    pub(super) data: bool,
    /// The content files that changed, by their number in the tree, each with what it said before if that was
    /// without errors.
    pub(super) pages: Vec<(usize, Option<Draft>)>,
    /// All files that changed, named as in findings.
    pub(super) edited: BTreeSet<Arc<str>>,
}

impl Delta {
    pub(super) fn is_empty(&self) -> bool {
        !self.is_structural && self.settings.is_none() && !self.theme && !self.data && self.pages.is_empty()
    }
}

/// Which parts have to be looked at.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each says of one part of the site whether to look at it")]
struct PartsToRead {
    settings: bool,
    ledger: bool,
    /// The record, or the texts of its versions.
    archive: bool,
    theme: bool,
    calendar: bool,
    /// What the members of a portal published.
    portal: bool,
    /// The site's own lists of rules.
    data: bool,
    /// The list of all files, and with it every file whose size or time has changed.
    tree: bool,
    /// Every page too, although it looks unchanged: size and time prove nothing.
    is_doubtful: bool,
    /// Content files that are read in any case.
    pages: BTreeSet<ContentPath>,
    /// Files that are no pages.
    others: BTreeSet<ContentPath>,
}

impl Inputs {
    /// Reads the site in the folder `root`. Fails where the disk refuses what no site can do without: its
    /// settings, lists, ledger, theme, working days, and the list of its content.
    pub(super) fn open(
        root: &Path,
        texts: TextPolicy,
        progress: &dyn Observer,
        store: &mut FindingsStore,
    ) -> Result<Self, FileError> {
        let mut inputs = Self {
            root: root.to_path_buf(),
            texts,
            settings: Kept::nothing(),
            ledger: Kept::nothing(),
            archive: Kept::nothing(),
            theme: Kept::nothing(),
            data: Kept::nothing(),
            calendar: Kept::nothing(),
            portal: Kept::nothing(),
            theme_files: (String::new(), Reported::clean(None)),
            tree: SourceTree::default(),
            pages: Vec::new(),
        };
        let found = stage(Stage::Walk, || {
            inputs.settings.enter(layout::SETTINGS, settings_file(root)?, store);
            inputs.data.enter(layout::CHECKS, data(root)?, store);
            let theme = inputs.settings.now.as_ref().map(|file| file.settings.theme.clone());
            let (found, (ledger, theme)) = rayon::join(
                || source::discover(root),
                || rayon::join(|| ledger(root), || theme.map(|theme| theme_files(root, &theme)).transpose()),
            );
            inputs.ledger.enter(layout::LEDGER, ledger?, store);
            inputs.archive.enter(layout::RECORD, archive(root)?, store);
            if let Some((name, files)) = theme? {
                inputs.dress(name, files, store);
            }
            inputs.calendar.enter(layout::HOLIDAYS, calendar(root)?, store);
            let portal = inputs.read_portal()?;
            inputs.portal.enter(layout::MEMBERS, portal, store);
            found
        })?;
        progress.phase(Phase::Read, found.value.pages.len());
        stage(Stage::Read, || {
            inputs.take_tree(found, &PartsToRead::default(), &mut Delta::default(), progress, store);
        });
        Ok(inputs)
    }

    /// Reads what `changes` names, and tells what is different. What the disk refuses is a finding.
    pub(super) fn refresh(&mut self, changes: &Changes, store: &mut FindingsStore) -> Delta {
        let look = self.look_for(changes);
        let mut delta = Delta::default();
        let mode = self.mode();
        if look.settings {
            self.look_at_settings(&mut delta, store);
        }
        if look.data {
            let read = data(&self.root).unwrap_or_else(|error| refused(&error, layout::CHECKS));
            delta.data |= self.data.enter(layout::CHECKS, read, store);
        }
        if look.ledger {
            let read = ledger(&self.root).unwrap_or_else(|error| refused(&error, layout::LEDGER));
            delta.note(self.ledger.enter(layout::LEDGER, read, store), layout::LEDGER);
        }
        if look.archive {
            let read = archive(&self.root).unwrap_or_else(|error| refused(&error, layout::RECORD));
            delta.note(self.archive.enter(layout::RECORD, read, store), layout::RECORD);
        }
        if look.theme || look.settings {
            self.look_at_theme(&mut delta, store);
        }
        if look.calendar {
            let read = calendar(&self.root).unwrap_or_else(|error| refused(&error, layout::HOLIDAYS));
            delta.note(self.calendar.enter(layout::HOLIDAYS, read, store), layout::HOLIDAYS);
        }
        if look.portal || look.settings || look.data {
            let read = self.read_portal().unwrap_or_else(|error| refused(&error, layout::MEMBERS));
            delta.note(self.portal.enter(layout::MEMBERS, read, store), layout::MEMBERS);
        }
        if delta.data {
            delta.edited.insert(layout::CHECKS.into());
        }
        self.look_at_others(&look.others, &mut delta);
        if look.tree || mode != self.mode() {
            match source::discover(&self.root) {
                Ok(found) => self.take_tree(found, &look, &mut delta, &NoObserver, store),
                // The folder has gone, perhaps only to come back: what was there stays on show.
                Err(error) => {
                    store.enter(
                        Stage::Read,
                        FindingSubject::Part(layout::CONTENT),
                        vec![unreadable(&error, layout::CONTENT)],
                    );
                    delta.is_structural = true;
                }
            }
        } else {
            self.look_at_pages(&look.pages, &mut delta, store);
        }
        delta
    }

    /// Reads what the members of a portal published.
    fn read_portal(&self) -> Result<Reported<Option<Members>>, FileError> {
        let settings = self.settings.shown().map(|file| &*file.settings);
        let nothing = Data::default();
        let data = self.data.now.as_deref().unwrap_or(&nothing);
        let read = read_portal(&self.root, settings, data)?;
        Ok(Reported::new(Some(Members(read.value.map(Arc::new))), read.findings))
    }

    /// What the page at `path` says now.
    pub(super) fn draft(&self, path: &ContentPath) -> Option<&Draft> {
        self.page(path)?.draft.now.as_ref()
    }

    /// The draft of the page with this number in the tree.
    pub(super) fn draft_at(&self, at: usize) -> &Kept<Draft> {
        &self.pages[at].draft
    }

    /// Every draft, in order of path.
    pub(super) fn drafts(&self) -> impl Iterator<Item = &Kept<Draft>> {
        self.pages.iter().map(|page| &page.draft)
    }

    /// The text of the page at `path`: as it was read, or as it is now if texts are not kept.
    pub(super) fn text(&self, path: &ContentPath) -> Option<Cow<'_, str>> {
        match self.texts {
            TextPolicy::Kept => self.page(path)?.text.as_deref().map(Cow::Borrowed),
            TextPolicy::ReadAgain => source_of(&self.tree, path).map(Cow::Owned),
        }
    }

    /// Gives away the texts that are kept and that `wanted` asks for, and lets the others go.
    pub(super) fn take_texts(&mut self, wanted: impl Fn(&str) -> bool) -> BTreeMap<Arc<str>, String> {
        self.texts = TextPolicy::ReadAgain;
        let pages = self.tree.pages.iter().zip(&mut self.pages);
        let texts = pages.filter_map(|(file, page)| Some((file.path.in_site(), page.text.take()?)));
        texts.filter(|(file, _)| wanted(file)).collect()
    }

    /// The digest of every content file with its path; `None` for those that could not be read.
    pub(super) fn digests(&self) -> impl Iterator<Item = (&ContentPath, Option<&[u8; 32]>)> {
        let pages = self.tree.pages.iter().zip(&self.pages);
        pages.map(|(file, page)| (&file.path, page.digest.as_ref()))
    }

    fn page(&self, path: &ContentPath) -> Option<&ReadPage> {
        let at = self.tree.pages.binary_search_by(|file| file.path.cmp(path)).ok()?;
        self.pages.get(at)
    }

    fn mode(&self) -> TextMode {
        self.settings.shown().map_or(TextMode::default(), |file| file.settings.text)
    }

    fn look_for(&self, changes: &Changes) -> PartsToRead {
        let files = match changes {
            Changes::Anything => {
                return PartsToRead {
                    settings: true,
                    ledger: true,
                    archive: true,
                    theme: true,
                    calendar: true,
                    portal: true,
                    data: true,
                    tree: true,
                    is_doubtful: true,
                    ..PartsToRead::default()
                };
            }
            Changes::Files(files) => files,
        };
        let mut look = PartsToRead::default();
        for file in files {
            let Some(parts) = file.strip_prefix(&self.root).ok().and_then(parts_of) else { continue };
            match parts[..] {
                [layout::SETTINGS] => look.settings = true,
                [layout::LEDGER] => look.ledger = true,
                [layout::RECORD] | [layout::VERSIONS, ..] => look.archive = true,
                [layout::THEMES, ..] => look.theme = true,
                [layout::HOLIDAYS, ..] => look.calendar = true,
                [layout::CHECKS, ..] => look.data = true,
                [layout::MEMBERS, ..] => look.portal = true,
                [layout::CONTENT] => look.tree = true,
                [layout::CONTENT, ref below @ ..] if !below.iter().any(|name| files::is_ignored(name)) => {
                    self.look_for_content(file, &below.join("/"), &mut look);
                }
                _ => {}
            }
        }
        look
    }

    fn look_for_content(&self, disk: &Path, relative: &str, look: &mut PartsToRead) {
        let is_file = files::is_file(disk);
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
            look.tree |= files::is_there(disk) || self.tree.has_below(&path);
        }
    }

    fn look_at_settings(&mut self, delta: &mut Delta, store: &mut FindingsStore) {
        let before = self.settings.now.clone().filter(|_| self.settings.is_clean);
        let read = settings_file(&self.root).unwrap_or_else(|error| refused(&error, layout::SETTINGS));
        if !self.settings.enter(layout::SETTINGS, read, store) {
            return;
        }
        let now = self.settings.now.as_ref().filter(|_| self.settings.is_clean);
        match (before, now) {
            (Some(before), Some(now)) if now.settings.asks_like(&before.settings) => {
                delta.settings = Some(before.settings);
            }
            _ => delta.is_structural = true,
        }
        delta.edited.insert(layout::SETTINGS.into());
    }

    fn look_at_theme(&mut self, delta: &mut Delta, store: &mut FindingsStore) {
        let Some(theme) = self.settings.shown().map(|file| file.settings.theme.clone()) else { return };
        let name = theme.value.clone();
        let own = own_theme_files(&self.root, &theme).unwrap_or_else(|error| {
            Reported::new(None, vec![unreadable(&error, layout::in_theme(&name, ""))])
        });
        let (old_name, old) = &self.theme_files;
        if *old_name == name && *old == own {
            return;
        }
        let nothing = BTreeMap::new();
        let before = old.value.as_ref().unwrap_or(&nothing);
        let after = own.value.as_ref().unwrap_or(&nothing);
        let is_edited = |path: &&String| before.get(*path) != after.get(*path);
        let edited = before.keys().chain(after.keys()).filter(is_edited);
        delta.edited.extend(edited.map(|path| Arc::from(layout::in_theme(&name, path))));
        self.dress(name, own, store);
        delta.theme = true;
    }

    /// Loads the theme of this name with these files of the site's own.
    fn dress(&mut self, name: String, own: Reported<OwnFiles>, store: &mut FindingsStore) {
        let mut findings = own.findings.clone();
        let loaded =
            own.value.as_ref().and_then(|files| theme::load(&name, files.clone()).unpack(&mut findings));
        self.theme.renew(loaded.map(Arc::new), &findings);
        store.enter(Stage::Read, FindingSubject::Part(layout::THEMES), findings);
        self.theme_files = (name, own);
    }

    fn look_at_others(&mut self, others: &BTreeSet<ContentPath>, delta: &mut Delta) {
        for path in others {
            let Ok(at) = self.tree.others.binary_search_by(|file| file.path.cmp(path)) else { continue };
            let file = &mut self.tree.others[at];
            let Ok(now) = files::full_stamp(&file.disk) else { continue };
            if (file.size, file.modified, file.mark) != now {
                (file.size, file.modified, file.mark) = now;
                delta.is_structural = true;
                delta.edited.insert(path.in_site());
            }
        }
    }

    fn look_at_pages(&mut self, paths: &BTreeSet<ContentPath>, delta: &mut Delta, store: &mut FindingsStore) {
        let mode = self.mode();
        for path in paths {
            let Ok(at) = self.tree.pages.binary_search_by(|file| file.path.cmp(path)) else { continue };
            let context = context_of(&self.tree.pages[at], &self.tree, mode);
            let file = &mut self.tree.pages[at];
            if let Ok(read) = files::full_stamp(&file.disk) {
                (file.size, file.modified, file.mark) = read;
            }
            let old = mem::replace(&mut self.pages[at], ReadPage::unread(context));
            let (page, change) = ReadPage::read(file, context, self.texts, Some(old));
            self.pages[at] = page;
            self.note(at, change, delta, store);
        }
    }

    /// Takes a new list of all files; what looks as before is not read again.
    fn take_tree(
        &mut self,
        found: Reported<SourceTree>,
        look: &PartsToRead,
        delta: &mut Delta,
        progress: &dyn Observer,
        store: &mut FindingsStore,
    ) {
        let Reported { value: tree, findings } = found;
        let is_told = store.enter(Stage::Read, FindingSubject::Part(layout::CONTENT), findings);
        delta.is_structural |= is_told || !self.tree.is_like(&tree);
        delta.edited.extend(different(&self.tree.others, &tree.others));
        let old_tree = mem::replace(&mut self.tree, tree);
        let old = old_tree.pages.into_iter().zip(mem::take(&mut self.pages));
        let mut old: BTreeMap<ContentPath, (SourceFile, ReadPage)> =
            old.map(|(file, page)| (file.path.clone(), (file, page))).collect();
        let (mode, texts) = (self.mode(), self.texts);
        let tree = &self.tree;
        let beside: Vec<_> = tree.pages.iter().map(|file| (file, old.remove(&file.path))).collect();
        let here = timing::here();
        let read: Vec<_> = beside
            .into_par_iter()
            .map(|(file, old)| {
                let context = context_of(file, tree, mode);
                let is_known = old.as_ref().is_some_and(|(before, page)| {
                    !look.is_doubtful
                        && (before.size, before.modified, before.mark)
                            == (file.size, file.modified, file.mark)
                        && page.context == context
                        && !look.pages.contains(&file.path)
                });
                let read = match old {
                    Some((_, page)) if is_known => (page, Reread::Same),
                    old => here.on(StagePart::File, || {
                        ReadPage::read(file, context, texts, old.map(|(_, page)| page))
                    }),
                };
                progress.step();
                read
            })
            .collect();
        for (at, (page, change)) in read.into_iter().enumerate() {
            self.pages.push(page);
            self.note(at, change, delta, store);
        }
        for path in old.into_keys() {
            delta.edited.insert(path.in_site());
            store.forget(Stage::Read, &FindingSubject::Page(path));
        }
    }

    /// Enters what reading a page again brought.
    fn note(&self, at: usize, change: Reread, delta: &mut Delta, store: &mut FindingsStore) {
        if let Reread::Changed(before, found) = change {
            let path = &self.tree.pages[at].path;
            delta.edited.insert(path.in_site());
            delta.pages.push((at, before));
            store.enter(Stage::Read, FindingSubject::Page(path.clone()), found);
        }
    }
}

impl Delta {
    /// Notes that a part of the site changed on which everything hangs, if it did.
    fn note(&mut self, is_different: bool, name: &str) {
        if is_different {
            self.is_structural = true;
            self.edited.insert(name.into());
        }
    }
}

/// What reading a file again brought.
enum Reread {
    /// Nothing new.
    Same,
    /// Something else than before, which is given if it was without errors, and what was found.
    Changed(Option<Draft>, Vec<Diagnostic>),
}

impl ReadPage {
    fn unread(context: ParseContext) -> Self {
        Self { digest: None, context, draft: Kept::nothing(), text: None }
    }

    /// Reads `file`, and tells whether that makes a difference to `old`.
    fn read(
        file: &SourceFile,
        context: ParseContext,
        texts: TextPolicy,
        old: Option<Self>,
    ) -> (Self, Reread) {
        let bytes = files::read(&file.disk);
        let digest = bytes.as_ref().ok().map(|bytes| Sha256::digest(bytes).into());
        let mut page = old.unwrap_or_else(|| Self::unread(context));
        if digest.is_some() && page.digest == digest && page.context == context {
            return (page, Reread::Same);
        }
        let before = page.draft.now.take().filter(|_| page.draft.is_clean);
        page.digest = digest;
        page.context = context;
        let Reported { value, findings } = draft_of(file, bytes, context);
        let (draft, text) = value.unzip();
        page.draft.renew(draft, &findings);
        page.text = text.filter(|_| texts == TextPolicy::Kept);
        (page, Reread::Changed(before, findings))
    }
}

/// What is found where the disk refuses a part of the site.
fn refused<T>(error: &FileError, name: &'static str) -> Reported<Option<T>> {
    Reported::new(None, vec![unreadable(error, name)])
}

fn settings_file(root: &Path) -> Result<Reported<Option<SettingsFile>>, FileError> {
    let (read, text) = read_settings(root)?;
    let file = |settings| SettingsFile { settings: Arc::new(settings), text: text.into() };
    Ok(Reported::new(read.value.map(file), read.findings))
}

fn ledger(root: &Path) -> Result<Reported<Option<Arc<Ledger>>>, FileError> {
    read_ledger(root).map(shared)
}

fn archive(root: &Path) -> Result<Reported<Option<Arc<Archive>>>, FileError> {
    read_archive(root).map(shared)
}

fn data(root: &Path) -> Result<Reported<Option<Arc<Data>>>, FileError> {
    read_data(root).map(shared)
}

fn calendar(root: &Path) -> Result<Reported<Option<Arc<Calendar>>>, FileError> {
    read_calendar(root).map(shared)
}

fn shared<T>(read: Reported<T>) -> Reported<Option<Arc<T>>> {
    Reported::new(Some(Arc::new(read.value)), read.findings)
}

/// The name of a theme, and the site's own files of it.
fn theme_files(
    root: &Path,
    theme: &config::Spanned<String>,
) -> Result<(String, Reported<OwnFiles>), FileError> {
    Ok((theme.value.clone(), own_theme_files(root, theme)?))
}

/// An observer that takes no notice.
struct NoObserver;

impl Observer for NoObserver {
    fn phase(&self, _phase: Phase, _total: usize) {}
    fn step(&self) {}
}

/// The parts of a path below the site folder; `None` if one is no Unicode.
fn parts_of(path: &Path) -> Option<Vec<&str>> {
    path.iter().map(|part| part.to_str()).collect()
}

/// The files that are not in both lists as they are; both are sorted.
fn different(before: &[SourceFile], after: &[SourceFile]) -> BTreeSet<Arc<str>> {
    let key = |file: &SourceFile| (file.path.clone(), file.size, file.modified, file.mark);
    let before: BTreeSet<_> = before.iter().map(key).collect();
    let after: BTreeSet<_> = after.iter().map(key).collect();
    before.symmetric_difference(&after).map(|(path, ..)| path.in_site()).collect()
}
