//! Which pages may look otherwise when content files were edited behind their
//! [faces](crate::catalog::face()).
//!
//! Words and figures of a file show on the pages of its own project or article, on the pages of who quotes
//! its figures, and on lists. A page that gathers from everywhere is in doubt with every edit.

use std::collections::BTreeSet;

use super::kinds::{FixedPage, PageKind};
use super::{CATALOGUE_PAGE, CatalogueRow, SitePlan};
use crate::catalog::{Catalog, ItemKind, Resolved};
use crate::model::{ContentPath, ItemId, ProjectId};

/// Whose words or figures are others than before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edited {
    articles: BTreeSet<ItemId>,
    projects: BTreeSet<ProjectId>,
    /// Whether more of a project is another than the running texts of its entries.
    has_figures: bool,
    /// Whether the record is another than before.
    is_record: bool,
}

impl Edited {
    /// Nothing but the record, if that is another than before.
    #[must_use]
    pub fn new(is_record: bool) -> Self {
        Self { is_record, ..Self::default() }
    }

    /// Adds what a content file, edited behind its face, says something else of; of an entry `is_told` says
    /// whether more is new than its running text, see [`told`](crate::catalog::told()). What the record says
    /// of an article or a project counts as said by its file.
    pub fn add(&mut self, catalog: &Catalog, file: &ContentPath, is_told: bool) {
        match catalog.place(file) {
            Some(Resolved::Project(project)) => {
                self.projects.insert(*project);
                self.has_figures = true;
            }
            Some(Resolved::Item(item) | Resolved::Section(item, _)) => match project_of(catalog, *item) {
                Some(project) => {
                    self.projects.insert(project);
                    self.has_figures |= is_told;
                }
                None => {
                    self.articles.insert(*item);
                }
            },
            // A column's words stand on pages that are in doubt in any case; what is not published shows
            // nowhere.
            Some(Resolved::Column(_) | Resolved::File(_)) | None => {}
        }
    }

    /// Adds whoever quotes figures of the projects that were added.
    pub fn add_readers(&mut self, catalog: &Catalog) {
        if !self.has_figures {
            return;
        }
        let quoted = catalog.quoted();
        let projects: Vec<ProjectId> = self.projects.iter().copied().collect();
        let readers = projects.iter().filter_map(|id| quoted.get(&catalog.projects[*id].file)).flatten();
        for reader in readers {
            self.add(catalog, reader, true);
        }
    }

    /// Whether the article or project of a content file, a project by its `project.yaml`, may say something
    /// else than before.
    #[must_use]
    pub fn has(&self, catalog: &Catalog, file: &ContentPath) -> bool {
        match catalog.place(file) {
            Some(Resolved::Project(project)) => self.projects.contains(project),
            Some(Resolved::Item(item)) => self.articles.contains(item),
            _ => true,
        }
    }

    /// Whether a project may say something else than before.
    #[must_use]
    pub fn has_project(&self, project: ProjectId) -> bool {
        self.projects.contains(&project)
    }

    /// Whether a page of this kind may look otherwise than before.
    #[must_use]
    pub fn may_show_on(&self, kind: PageKind, (catalog, plan): (&Catalog, &SitePlan)) -> bool {
        let item = |item: ItemId| match project_of(catalog, item) {
            Some(project) => self.projects.contains(&project),
            None => self.articles.contains(&item),
        };
        match kind {
            PageKind::Article(id) | PageKind::Year(id) | PageKind::Period(id) | PageKind::ItemData(id) => {
                item(id)
            }
            PageKind::YearSummary(year) => self.projects.contains(&year.project),
            PageKind::Project(project) => self.projects.contains(&project),
            // A row has the abstract, which are words of the item.
            PageKind::Catalogue { list, page } => {
                let rows = plan.lists[list].rows.iter().skip(page * CATALOGUE_PAGE).take(CATALOGUE_PAGE);
                let mut items = rows.filter_map(|row| match row {
                    CatalogueRow::Item(id) => Some(*id),
                    CatalogueRow::Tombstone(_) => None,
                });
                items.any(item)
            }
            // Titles, days and addresses are part of the face, and tombstones are made from the ledger.
            PageKind::Column { page, .. } => page == 0,
            PageKind::Forward(_) | PageKind::Tombstone(_) | PageKind::WithdrawnVersion(_) => false,
            // Reasons for delay are told there too, but no running text.
            PageKind::Overview(_)
            | PageKind::Fixed(FixedPage::ProgressJson | FixedPage::ProgressCsv | FixedPage::BreakdownCsv) => {
                self.has_figures
            }
            PageKind::Fixed(
                FixedPage::Corrections | FixedPage::CorrectionsJson | FixedPage::RevisionsCsv,
            ) => self.is_record,
            // An old text may quote the figures of anybody.
            PageKind::Version { item: id, .. } => self.has_figures || item(id),
            PageKind::PlanVersion { year, .. } => self.has_figures || self.projects.contains(&year.project),
            PageKind::Home | PageKind::Joint(_) | PageKind::Fixed(_) => true,
        }
    }
}

/// The project that an item reports of; `None` for an article.
fn project_of(catalog: &Catalog, item: ItemId) -> Option<ProjectId> {
    match &catalog.items[item].kind {
        ItemKind::Article(_) => None,
        ItemKind::Year(year) => Some(year.project),
        ItemKind::Period(entry) => Some(entry.project()),
    }
}
