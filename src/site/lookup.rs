//! What a site is asked: what is behind an address, which files a page is made from, which page shows a file.
//!
//! A [`Showing`] is what a [`Session`](super::Session) has on show; pages are rendered one by one, by the
//! same functions as in a build. Nothing here reads a file except [`Showing::source`].

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::cleaned::PublishedFile;
use super::reading::text_of;
use super::search::KeptIndex;
use super::snapshot::{Parts, Snapshot};
use crate::catalog::{LeftOutReason, Resolved};
use crate::check;
use crate::diag::Diagnostic;
use crate::entry::CommonDraft;
use crate::layout;
use crate::model::{ColumnId, ContentPath, Moment, PagePath};
use crate::plan::PlannedPage;
use crate::record::Digest;

/// What is on show of a site.
pub struct Showing {
    root: PathBuf,
    /// Counts the changes.
    version: u64,
    /// Counts those that pages may show.
    changes: u64,
    /// `None` while `site.yaml` has never been right.
    snapshot: Option<Snapshot>,
    /// Sorted by file and place.
    findings: Arc<[Diagnostic]>,
    /// The search index, made when its first file is asked for.
    pub(super) index: Arc<KeptIndex>,
}

/// What is behind an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A page, to be rendered by [`Snapshot::render`].
    Page(PagePath),
    /// A file published as it is, by its path on the disk.
    File(PathBuf),
    /// A file of the theme, or an attachment that is not published as it is.
    Asset(Vec<u8>),
}

/// Why the next build does not publish something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unpublished {
    /// 草稿
    Draft,
    /// 公开日期 has not come.
    Future(Moment),
    /// 不予公开
    Withheld,
}

impl Showing {
    /// Nothing yet of the site in this folder.
    pub(super) fn of(root: PathBuf) -> Self {
        Self { root, version: 0, changes: 0, snapshot: None, findings: Arc::new([]), index: Arc::default() }
    }

    /// Grows with every change.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.version
    }

    /// What was found, by file and place: what `check` finds, except faults in templates that only show on a
    /// page.
    #[must_use]
    pub fn findings(&self) -> &Arc<[Diagnostic]> {
        &self.findings
    }

    /// The folder of the site.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The site as it is on show; `None` while `site.yaml` has never been right.
    #[must_use]
    pub fn snapshot(&self) -> Option<&Snapshot> {
        self.snapshot.as_ref()
    }

    /// Grows with everything that a page may show.
    pub(super) fn changes(&self) -> u64 {
        self.changes
    }

    pub(super) fn snapshot_mut(&mut self) -> Option<&mut Snapshot> {
        self.changes += 1;
        self.snapshot.as_mut()
    }

    /// Puts another snapshot on show, and gives back the one before.
    pub(super) fn exchange(&mut self, snapshot: Option<Snapshot>) -> Option<Snapshot> {
        self.changes += 1;
        std::mem::replace(&mut self.snapshot, snapshot)
    }

    /// Tells what is found now, and gives the new version.
    pub(super) fn tell(&mut self, findings: Vec<Diagnostic>) -> u64 {
        self.findings = findings.into();
        self.version += 1;
        self.version
    }

    /// The text of a file as it is now, for drawing a finding.
    #[must_use]
    pub fn source(&self, file: &str) -> Option<Arc<str>> {
        let parts = self.snapshot.as_ref().map(|snapshot| &snapshot.parts);
        if let Some(text) = parts.and_then(|parts| parts.theme.sources().remove(file)) {
            return Some(text);
        }
        let text = text_of(&self.root.join(file), file).ok()?.ok()?;
        // Personal numbers are shown nowhere, not even beside the page that has them.
        let nothing = check::Data::default();
        let data = parts.map_or(&nothing, |parts| &parts.data);
        let detector = check::detector(parts.map(|parts| &*parts.settings), data);
        Some(check::screen(file, &text, &detector, &check::private(&self.findings)).into())
    }
}

impl Snapshot {
    /// What is behind an address, which is decoded and has no `/` in front.
    #[must_use]
    pub fn find(&self, address: &str) -> Option<Found> {
        let Self { plan, parts: Parts { theme, .. }, .. } = self;
        if let Ok(at) = plan.pages.binary_search_by(|page| page.path.as_str().cmp(address)) {
            return Some(Found::Page(plan.pages[at].path.clone()));
        }
        if let Ok(at) = plan.copies.binary_search_by(|(path, _)| path.as_str().cmp(address)) {
            return self.published(&plan.copies[at].1).map(|file| match file {
                PublishedFile::AsItIs(disk) => Found::File(disk),
                PublishedFile::Cleaned(bytes) => Found::Asset(bytes),
            });
        }
        if let Some(digest) = plan.kept.get(address) {
            return Some(Found::File(self.kept_file(digest)));
        }
        if let Some(file) = plan.gathered.get(address) {
            return Some(Found::File(self.root.join(file)));
        }
        theme.asset_at(address).map(|asset| Found::Asset(asset.bytes.clone()))
    }

    /// Where an attachment or table of a superseded version is kept.
    #[must_use]
    pub fn kept_file(&self, digest: &Digest) -> PathBuf {
        self.root.join(layout::VERSIONS).join(layout::KEPT).join(digest.as_str())
    }

    /// Every page there is, in order of address.
    pub fn pages(&self) -> impl ExactSizeIterator<Item = &PagePath> {
        self.plan.pages.iter().map(|page| &page.path)
    }

    /// Whether there is a page at this address.
    #[must_use]
    pub fn has_page(&self, path: &PagePath) -> bool {
        self.planned(path).is_some()
    }

    /// The path of the site's address, from the host's root: `/` or `/xxgk/`.
    #[must_use]
    pub fn root_path(&self) -> String {
        crate::render::root_path(&self.parts.settings)
    }

    /// Renders a page as a build does. `None`: there is no such page any more. A fault in a template is a
    /// finding.
    #[must_use]
    pub fn render(&self, page: &PagePath) -> Option<Result<Vec<u8>, Box<Diagnostic>>> {
        self.planned(page).map(|page| self.renderer().render(page))
    }

    pub(super) fn planned(&self, path: &PagePath) -> Option<&PlannedPage> {
        let pages = &self.plan.pages;
        pages.binary_search_by(|known| known.path.cmp(path)).ok().map(|at| &pages[at])
    }

    /// Renders one page of every template, and gives the faults of templates that show.
    #[must_use]
    pub fn probe(&self) -> Vec<Diagnostic> {
        let renderer = self.renderer();
        let mut seen = BTreeSet::new();
        let mut faults = Vec::new();
        for page in &self.plan.pages {
            let Some(template) = page.kind.descriptor().template else { continue };
            if seen.insert(template)
                && let Err(fault) = renderer.render(page)
            {
                faults.push(*fault);
            }
        }
        faults
    }

    /// The files that a page is made from, named as in findings, the one to edit first.
    #[must_use]
    pub fn files_of(&self, page: &PagePath) -> Vec<Arc<str>> {
        self.planned(page).map_or_else(Vec::new, |page| page.kind.files(&self.catalog))
    }

    /// Why a page is on show only in a preview; `None` if the next build publishes it.
    #[must_use]
    pub fn unpublished(&self, page: &PagePath) -> Option<Unpublished> {
        let mark = |common: &CommonDraft| {
            if common.draft {
                return Some(Unpublished::Draft);
            }
            let date = common.date.as_ref()?.value;
            (!date.has_come(self.now)).then_some(Unpublished::Future(date))
        };
        let publishers = self.planned(page)?.kind.published_by(&self.catalog);
        let marks: Option<Vec<Unpublished>> = publishers.into_iter().map(mark).collect();
        marks?.first().copied()
    }

    /// The page that shows what a file says, with its title. `file` is named as in findings.
    #[must_use]
    pub fn page_of(&self, file: &str) -> Option<(PagePath, String)> {
        let Self { catalog, plan, parts: Parts { settings, .. }, .. } = self;
        if file == layout::SETTINGS {
            return Some((plan.column(ColumnId::HOME, 0).clone(), settings.name.clone()));
        }
        let path = layout::below_content(file)?;
        Some(match catalog.resolve(&ContentPath::root(), path)? {
            Resolved::Item(item) | Resolved::Section(item, _) => {
                (plan.item(item).clone(), catalog.items[item].title.clone())
            }
            Resolved::Column(column) => {
                (plan.column(column, 0).clone(), catalog.columns[column].title.clone())
            }
            Resolved::Project(project) => {
                (plan.project(project).clone(), catalog.projects[project].plain_title())
            }
            Resolved::File(_) => return None,
        })
    }

    /// Why what a file says is not on show, if that is so. `file` is named as in findings.
    #[must_use]
    pub fn left_out(&self, file: &str) -> Option<Unpublished> {
        let path = layout::below_content(file)?;
        let left = self.catalog.left_out.iter().find(|left| left.path.as_str() == path)?;
        match left.reason {
            LeftOutReason::Draft => Some(Unpublished::Draft),
            LeftOutReason::Future(day) => Some(Unpublished::Future(day)),
            LeftOutReason::Withheld => Some(Unpublished::Withheld),
            LeftOutReason::OnRequest | LeftOutReason::ProgressOnRequest | LeftOutReason::Unused => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_found_changes_no_page() {
        let mut showing = Showing::of(PathBuf::new());
        let (changes, version) = (showing.changes(), showing.version());
        assert!(showing.tell(Vec::new()) > version);
        assert_eq!(showing.changes(), changes);
        showing.exchange(None);
        assert!(showing.changes() > changes);
    }
}
