//! A site as it stands now: what is behind every address, and what was found.
//!
//! A [`Site`] is put together and kept up to date by a [`Session`](super::Session); it answers questions and renders
//! pages one by one, by the same functions as a build. Nothing here reads a file except [`Site::source`].

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;

use super::reading::text_of;
use crate::catalog::{Catalog, ItemKind, LeftOut, Resolved};
use crate::check;
use crate::config::{self, Settings};
use crate::diag::Diagnostic;
use crate::entry::CommonDraft;
use crate::ledger;
use crate::model::{ContentPath, PagePath};
use crate::plan::{PageKind, PlannedPage, SitePlan};
use crate::progress::Progress;
use crate::render::{Prepared, Renderer};
use crate::theme::Theme;

/// A site as it stands now.
pub struct Site {
    pub(super) root: PathBuf,
    pub(super) today: Date,
    /// Counts the changes.
    pub(super) version: u64,
    /// `None` while `site.yaml` has never been right.
    pub(super) content: Option<Content>,
    /// Sorted by file and place.
    pub(super) findings: Arc<[Diagnostic]>,
}

/// What pages are rendered from.
pub(super) struct Content {
    pub(super) settings: Arc<Settings>,
    pub(super) theme: Arc<Theme>,
    pub(super) catalog: Catalog,
    pub(super) progress: Progress,
    pub(super) plan: SitePlan,
    pub(super) prepared: Arc<Prepared>,
}

/// What is behind an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A page, to be rendered by [`Site::render`].
    Page(PlannedPage),
    /// A file published as it is, by its path on the disk.
    File(PathBuf),
    /// A file of the theme.
    Asset(Vec<u8>),
}

/// Why a page is on show only in a preview.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// 草稿
    Draft,
    /// 公开日期 has not come.
    Future(Date),
}

impl Site {
    /// Grows with every change.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.version
    }

    /// What was found, by file and place: what `check` finds, except faults in templates that only show on a page.
    #[must_use]
    pub fn findings(&self) -> &Arc<[Diagnostic]> {
        &self.findings
    }

    /// The folder of the site.
    #[must_use]
    pub fn root(&self) -> &PathBuf {
        &self.root
    }

    /// What is behind an address, which is decoded and has no `/` in front.
    #[must_use]
    pub fn find(&self, address: &str) -> Option<Found> {
        let Content { plan, catalog, theme, .. } = self.content.as_ref()?;
        if let Ok(at) = plan.pages.binary_search_by(|page| page.path.as_str().cmp(address)) {
            return Some(Found::Page(plan.pages[at].clone()));
        }
        if let Ok(at) = plan.copies.binary_search_by(|(path, _)| path.as_str().cmp(address)) {
            return catalog.files.get(&plan.copies[at].1).map(|file| Found::File(file.disk.clone()));
        }
        let asset = theme.assets.iter().find(|(path, _)| path.as_str() == address);
        asset.map(|(_, bytes)| Found::Asset(bytes.clone()))
    }

    /// The page at an address, if there is one.
    #[must_use]
    pub fn page(&self, address: &str) -> Option<PlannedPage> {
        match self.find(address)? {
            Found::Page(page) => Some(page),
            Found::File(_) | Found::Asset(_) => None,
        }
    }

    /// Every page there is.
    #[must_use]
    pub fn pages(&self) -> &[PlannedPage] {
        self.content.as_ref().map_or(&[], |content| &content.plan.pages)
    }

    /// The path of the site's address, from the host's root: `/` or `/xxgk/`.
    #[must_use]
    pub fn root_path(&self) -> String {
        self.content
            .as_ref()
            .map_or_else(|| "/".to_owned(), |content| crate::render::root_path(&content.settings))
    }

    /// Renders a page as a build does. `None`: there is no such page any more. A fault in a template is a finding.
    #[must_use]
    pub fn render(&self, page: &PlannedPage) -> Option<Result<Vec<u8>, Box<Diagnostic>>> {
        let Content { settings, theme, catalog, progress, plan, prepared } = self.content.as_ref()?;
        let page = &plan.pages[plan.pages.binary_search_by(|known| known.path.cmp(&page.path)).ok()?];
        Some(Renderer::with(catalog, progress, plan, settings, theme, Arc::clone(prepared)).render(page))
    }

    /// Renders one page of every kind, and gives the faults of templates that show.
    #[must_use]
    pub fn probe(&self) -> Vec<Diagnostic> {
        let Some(Content { catalog, plan, .. }) = &self.content else { return Vec::new() };
        let mut seen = BTreeSet::new();
        let mut faults = Vec::new();
        for page in &plan.pages {
            let kind = match page.kind {
                PageKind::Home => 0,
                PageKind::Column { .. } => 1,
                PageKind::Item(item) => match catalog.items[item].kind {
                    ItemKind::Article(_) => 2,
                    ItemKind::Year { .. } => 3,
                    ItemKind::Period { .. } => 4,
                },
                PageKind::Project(_) => 5,
                PageKind::YearSummary { .. } => 6,
                PageKind::Catalogue { .. } => 7,
                PageKind::Tombstone(_) => 8,
                PageKind::NotFound => 9,
                PageKind::Progress(_) => 10,
                PageKind::Dictionary => 11,
                // These have no template.
                _ => continue,
            };
            if seen.insert(kind)
                && let Some(Err(fault)) = self.render(page)
            {
                faults.push(*fault);
            }
        }
        faults
    }

    /// The files that a page is made from, named as in findings, the one to edit first.
    #[must_use]
    pub fn files_of(&self, page: &PlannedPage) -> Vec<Arc<str>> {
        let Some(Content { catalog, .. }) = &self.content else { return Vec::new() };
        let year = |project: usize, year: usize| {
            let project = &catalog.projects[project];
            let entries = project.years[year].entries.iter().rev().map(|entry| entry.path.in_site());
            entries.chain([project.file.in_site()]).collect()
        };
        match page.kind {
            PageKind::Home => vec![column_file(catalog, 0), config::FILE.into()],
            PageKind::Column { column, .. } => vec![column_file(catalog, column)],
            PageKind::Item(item) | PageKind::ItemData(item) => match catalog.items[item].kind {
                ItemKind::Article(_) => vec![catalog.items[item].source.in_site()],
                ItemKind::Year { project, year: at } => year(project, at),
                ItemKind::Period { project, .. } => {
                    vec![catalog.items[item].source.in_site(), catalog.projects[project].file.in_site()]
                }
            },
            PageKind::Project(project) => vec![catalog.projects[project].file.in_site()],
            PageKind::YearSummary { project, year: at } => year(project, at),
            PageKind::Tombstone(_) => vec![ledger::FILE.into()],
            _ => Vec::new(),
        }
    }

    /// Why a page is on show only in a preview; `None` if the next build publishes it.
    #[must_use]
    pub fn mark_of(&self, page: &PlannedPage) -> Option<Mark> {
        let catalog = &self.content.as_ref()?.catalog;
        let mark = |common: &CommonDraft| {
            if common.draft {
                return Some(Mark::Draft);
            }
            let day = common.date.as_ref()?.value.date;
            (day > self.today).then_some(Mark::Future(day))
        };
        match page.kind {
            PageKind::Item(item) => match catalog.items[item].kind {
                ItemKind::Year { project, year } => {
                    // One entry that is published publishes the page.
                    let entries = &catalog.projects[project].years[year].entries;
                    let marks: Option<Vec<Mark>> = entries.iter().map(|e| mark(&e.draft.common)).collect();
                    marks.and_then(|marks| marks.first().copied())
                }
                _ => mark(catalog.common(&catalog.items[item])),
            },
            _ => None,
        }
    }

    /// The page that shows what a file says, with its title. `file` is named as in findings.
    #[must_use]
    pub fn page_of(&self, file: &str) -> Option<(PagePath, String)> {
        let Content { catalog, plan, settings, .. } = self.content.as_ref()?;
        if file == config::FILE {
            return Some((plan.column(0, 0).clone(), settings.name.clone()));
        }
        let path = file.strip_prefix("content/")?;
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
    pub fn left_out(&self, file: &str) -> Option<&LeftOut> {
        let path = file.strip_prefix("content/")?;
        self.content.as_ref()?.catalog.left_out.iter().find(|left| left.path.as_str() == path)
    }

    /// The text of a file as it is now, for drawing a finding.
    #[must_use]
    pub fn source(&self, file: &str) -> Option<Arc<str>> {
        if let Some(content) = &self.content
            && let Some(text) = content.theme.sources().remove(file)
        {
            return Some(text);
        }
        let text = text_of(&self.root.join(file), file).ok()?.ok()?;
        // Personal numbers are shown nowhere, not even beside the page that has them.
        let settings = self.content.as_ref().map(|content| &*content.settings);
        let detector = check::detector(settings, &check::Data::default());
        Some(check::screen(file, &text, &detector, &check::private(&self.findings)).into())
    }
}

/// The file that introduces a column; its folder if there is none.
fn column_file(catalog: &Catalog, column: usize) -> Arc<str> {
    let column = &catalog.columns[column];
    if column.draft.is_some() { column.file.in_site() } else { column.path.in_site() }
}
