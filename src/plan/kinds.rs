//! The kinds of pages, and what holds of every page of a kind.
//!
//! A new kind is a variant of [`FixedPage`], if a site has one at most, or else of [`PageKind`]; its line in
//! `descriptor`; what it shows in [`Edited`](super::Edited); a step of the planner that plans it; and an arm
//! of [`Renderer::render`](crate::render::Renderer::render) that fills it. No other stage tells kinds apart:
//! it asks here.

use std::sync::Arc;

use crate::catalog::{Catalog, Item, ItemKind};
use crate::entry::CommonDraft;
use crate::layout;
use crate::model::{ColumnId, ItemId, ListId, Moment, ProjectId, TombstoneId, YearId};
use crate::portal;
use crate::record::Part;

/// What an overview is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OverviewScope {
    /// The newest year, as of now: `/progress/index.html`
    Now,
    /// A year, as of its newest quarter: `/progress/2023/index.html`
    Year(i16),
    /// A year, as of the end of a quarter (1 to 4): `/progress/2023/Q3.html`
    Quarter(i16, u8),
}

impl OverviewScope {
    /// The address, in words of the design.
    pub(super) fn address(self) -> String {
        match self {
            Self::Now => "progress/index.html".to_owned(),
            Self::Year(year) => format!("progress/{year}/index.html"),
            Self::Quarter(year, quarter) => format!("progress/{year}/Q{quarter}.html"),
        }
    }
}

/// What a rendered file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageKind {
    /// `/index.html`
    Home,
    /// A page of a column's list.
    Column {
        /// The column.
        column: ColumnId,
        /// Page, counted from 0.
        page: usize,
    },
    /// An article.
    Article(ItemId),
    /// A year of a project, where the year is the item.
    Year(ItemId),
    /// A period of a project, where each period is an item.
    Period(ItemId),
    /// The summary of a year whose periods are the items.
    YearSummary(YearId),
    /// An item as JSON.
    ItemData(ItemId),
    /// A project.
    Project(ProjectId),
    /// A page of a list of the catalogue.
    Catalogue {
        /// The list.
        list: ListId,
        /// Page, counted from 0.
        page: usize,
    },
    /// All projects at once.
    Overview(OverviewScope),
    /// A withdrawn item.
    Tombstone(TombstoneId),
    /// Where an article stood before it was renamed.
    Forward(ItemId),
    /// A superseded version of a part of an item.
    Version {
        /// The item.
        item: ItemId,
        /// The part.
        part: Part,
        /// Which version.
        version: u32,
    },
    /// A superseded version of the plan of a year whose periods are the items.
    PlanVersion {
        /// The year.
        year: YearId,
        /// Which version.
        version: u32,
    },
    /// What was a superseded version of an item that was withdrawn.
    WithdrawnVersion(TombstoneId),
    /// A page of a portal about its members.
    Joint(JointPage),
    /// A file of which there is one.
    Fixed(FixedPage),
}

/// A file that stands at the same address on every site that has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FixedPage {
    /// What is shown where there is no page.
    NotFound,
    /// The newest items, as Atom.
    Feed,
    /// Every page that is to be found.
    Sitemap,
    /// What robots may read.
    Robots,
    /// The catalogue for machines.
    CatalogueJson,
    /// The catalogue as a table.
    CatalogueCsv,
    /// The figures of all projects for machines.
    ProgressJson,
    /// The figures of all projects as a table.
    ProgressCsv,
    /// The JSON Schema of the figures.
    ProgressSchema,
    /// What the fields of the open data mean.
    Dictionary,
    /// The figures of areas (分项) as a table.
    BreakdownCsv,
    /// What was corrected.
    Corrections,
    /// What will be public when, and what should be public by now.
    Upcoming,
    /// The same as a calendar to subscribe to.
    UpcomingCalendar,
    /// What data there are, for harvesters: DCAT as JSON-LD.
    DataCatalog,
    /// The same as a Data Package, with the columns of the tables.
    DataPackage,
    /// Every value that was published, and when it stood.
    RevisionsCsv,
    /// What was corrected, for machines.
    CorrectionsJson,
    /// Who the site is, and which data it publishes.
    SiteJson,
    /// The results of a search.
    Search,
    /// How a browser searches the site.
    OpenSearch,
}

/// A page of all members, or of one as the portal knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum JointPage {
    /// Who they are: `/members/index.html`
    Members,
    /// A page, counted from 0, of the joint catalogue, or of the catalogue of one member:
    /// `/members/catalogue/index.html`, `/members/catalogue/jiaoyuju-2.html`
    Catalogue(Option<usize>, usize),
    /// Their projects: `/members/progress/2024/Q3.html`
    Progress(OverviewScope),
    /// The reports that are missing or came late: `/members/missing.html`
    Missing,
    /// What was corrected: `/members/corrections.html`
    Corrections,
    /// Their newest items, as Atom: `/members/feed.xml`
    Feed,
    /// The catalogue for machines.
    CatalogueJson,
    /// The catalogue as a table.
    CatalogueCsv,
    /// The projects for machines.
    ProgressJson,
    /// The projects as a table.
    ProgressCsv,
    /// The corrections for machines.
    CorrectionsJson,
}

/// What holds of every page of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "a row of a table: each is asked for by its name")]
pub struct PageDescriptor {
    /// The template that shows it; `None` for a file that is for machines.
    pub template: Option<&'static str>,
    /// Whether it is for a search engine to find.
    pub is_in_sitemap: bool,
    /// Whether it tells of the whole site, so that it takes long to make.
    pub is_of_whole_site: bool,
    /// Whether it may be too large for memory, so that it is made in pieces.
    pub is_large: bool,
    /// Whether search finds it. Lists are not indexed; the pages they link to are.
    pub is_searched: bool,
}

impl PageDescriptor {
    /// A page for people.
    const fn page(template: &'static str) -> Self {
        Self {
            template: Some(template),
            is_in_sitemap: true,
            is_of_whole_site: false,
            is_large: false,
            is_searched: false,
        }
    }

    /// A file for machines.
    const fn data() -> Self {
        Self {
            template: None,
            is_in_sitemap: false,
            is_of_whole_site: false,
            is_large: false,
            is_searched: false,
        }
    }

    const fn of_whole_site(self) -> Self {
        Self { is_of_whole_site: true, ..self }
    }

    const fn large(self) -> Self {
        Self { is_large: true, ..self.of_whole_site() }
    }

    const fn searched(self) -> Self {
        Self { is_searched: true, ..self }
    }

    const fn out_of_sitemap(self) -> Self {
        Self { is_in_sitemap: false, ..self }
    }

    /// Whether it is a page for people; the rest is for machines.
    #[must_use]
    pub fn is_page(&self) -> bool {
        self.template.is_some()
    }
}

impl FixedPage {
    /// All there are.
    pub const ALL: [Self; 21] = [
        Self::NotFound,
        Self::Feed,
        Self::Sitemap,
        Self::Robots,
        Self::CatalogueJson,
        Self::CatalogueCsv,
        Self::ProgressJson,
        Self::ProgressCsv,
        Self::ProgressSchema,
        Self::Dictionary,
        Self::BreakdownCsv,
        Self::Corrections,
        Self::Upcoming,
        Self::UpcomingCalendar,
        Self::DataCatalog,
        Self::DataPackage,
        Self::RevisionsCsv,
        Self::CorrectionsJson,
        Self::SiteJson,
        Self::Search,
        Self::OpenSearch,
    ];

    /// Whether only a site with a search of its own has it.
    pub(super) const fn is_of_search(self) -> bool {
        matches!(self, Self::Search | Self::OpenSearch)
    }

    /// Its address, and what holds of it.
    pub(super) const fn row(self) -> (&'static str, PageDescriptor) {
        use PageDescriptor as Is;
        match self {
            Self::NotFound => ("404.html", Is::page("404.html").out_of_sitemap()),
            Self::Feed => ("feed.xml", Is::data().of_whole_site()),
            Self::Sitemap => ("sitemap.xml", Is::data().of_whole_site()),
            Self::Robots => ("robots.txt", Is::data()),
            Self::CatalogueJson => ("data/catalogue.json", Is::data().of_whole_site()),
            Self::CatalogueCsv => ("data/catalogue.csv", Is::data().of_whole_site()),
            Self::ProgressJson => ("data/progress.json", Is::data().large()),
            Self::ProgressCsv => ("data/progress.csv", Is::data().large()),
            Self::ProgressSchema => ("data/progress.schema.json", Is::data()),
            Self::Dictionary => ("data/index.html", Is::page("dictionary.html")),
            Self::BreakdownCsv => ("data/breakdown.csv", Is::data().of_whole_site()),
            Self::Corrections => ("corrections/index.html", Is::page("corrections.html").of_whole_site()),
            Self::Upcoming => ("upcoming/index.html", Is::page("upcoming.html").of_whole_site()),
            Self::UpcomingCalendar => ("upcoming/index.ics", Is::data().of_whole_site()),
            Self::DataCatalog => ("data/catalog.jsonld", Is::data().of_whole_site()),
            Self::DataPackage => ("data/datapackage.json", Is::data().of_whole_site()),
            Self::RevisionsCsv => ("data/revisions.csv", Is::data().large()),
            Self::CorrectionsJson => (portal::CORRECTIONS, Is::data().of_whole_site()),
            Self::SiteJson => (portal::SITE, Is::data()),
            Self::Search => ("search.html", Is::page("search.html")),
            Self::OpenSearch => ("opensearch.xml", Is::data()),
        }
    }
}

impl JointPage {
    /// What holds of every such page.
    const fn descriptor(self) -> PageDescriptor {
        use PageDescriptor as Is;
        match self {
            Self::Members => Is::page("members.html"),
            Self::Catalogue(..) => Is::page("joint-catalogue.html"),
            Self::Progress(_) => Is::page("joint-progress.html").of_whole_site(),
            Self::Missing => Is::page("joint-missing.html").of_whole_site(),
            Self::Corrections => Is::page("joint-corrections.html").of_whole_site(),
            Self::Feed
            | Self::CatalogueJson
            | Self::CatalogueCsv
            | Self::ProgressJson
            | Self::ProgressCsv
            | Self::CorrectionsJson => Is::data().of_whole_site(),
        }
    }
}

impl PageKind {
    /// What holds of every page of this kind.
    #[must_use]
    pub const fn descriptor(self) -> PageDescriptor {
        use PageDescriptor as Is;
        match self {
            Self::Home => Is::page("home.html").searched(),
            Self::Column { page: 0, .. } => Is::page("column.html").searched(),
            Self::Column { .. } => Is::page("column.html"),
            Self::Article(_) => Is::page("article.html").searched(),
            Self::Year(_) | Self::YearSummary(_) => Is::page("year.html").searched(),
            Self::Period(_) => Is::page("period.html").searched(),
            Self::ItemData(_) => Is::data(),
            Self::Project(_) => Is::page("project.html").searched(),
            Self::Catalogue { .. } => Is::page("catalogue.html"),
            Self::Overview(_) => Is::page("progress.html").of_whole_site(),
            Self::Tombstone(_) => Is::page("tombstone.html").searched(),
            Self::Forward(_) => Is::page("forward.html").out_of_sitemap(),
            Self::Version { .. } | Self::PlanVersion { .. } => Is::page("version.html").out_of_sitemap(),
            Self::WithdrawnVersion(_) => Is::page("tombstone.html").out_of_sitemap(),
            Self::Joint(page) => page.descriptor(),
            Self::Fixed(page) => page.row().1,
        }
    }

    /// When something on the page was made public last; `None` for pages without a date.
    #[must_use]
    pub fn date(self, catalog: &Catalog) -> Option<Moment> {
        let of_item = |item: ItemId| catalog.items[item].date;
        let of_column = |column: ColumnId| catalog.columns[column].items.first().copied().and_then(of_item);
        match self {
            Self::Home => of_column(ColumnId::HOME),
            Self::Column { column, .. } => of_column(column),
            Self::Article(item) | Self::Year(item) | Self::Period(item) | Self::ItemData(item) => {
                of_item(item)
            }
            Self::YearSummary(year) => Some(catalog.year(year).newest_by_date().date),
            Self::Project(project) => {
                catalog.projects[project].years.iter().map(|year| year.newest_by_date().date).max()
            }
            Self::Catalogue { .. }
            | Self::Overview(_)
            | Self::Tombstone(_)
            | Self::Forward(_)
            | Self::Version { .. }
            | Self::PlanVersion { .. }
            | Self::WithdrawnVersion(_)
            | Self::Joint(_)
            | Self::Fixed(_) => None,
        }
    }

    /// The files that a page is made from, named as in findings, the one to edit first.
    #[must_use]
    pub fn files(self, catalog: &Catalog) -> Vec<Arc<str>> {
        let of_project = |project: ProjectId| catalog.projects[project].file.in_site();
        let of_year = |id: YearId| {
            let entries = catalog.year(id).entries.iter().rev().map(|entry| entry.path.in_site());
            entries.chain([of_project(id.project)]).collect()
        };
        match self {
            Self::Home => vec![column_file(catalog, ColumnId::HOME), layout::SETTINGS.into()],
            Self::Column { column, .. } => vec![column_file(catalog, column)],
            Self::Article(item) | Self::Year(item) | Self::Period(item) | Self::ItemData(item) => {
                let source = || catalog.items[item].source.in_site();
                match catalog.items[item].kind {
                    ItemKind::Article(_) => vec![source()],
                    ItemKind::Year(year) => of_year(year),
                    ItemKind::Period(entry) => vec![source(), of_project(entry.project())],
                }
            }
            Self::YearSummary(year) => of_year(year),
            Self::Project(project) => vec![of_project(project)],
            Self::Tombstone(_) | Self::WithdrawnVersion(_) => vec![layout::LEDGER.into()],
            Self::Forward(item) => vec![catalog.items[item].source.in_site()],
            Self::Version { .. } | Self::PlanVersion { .. } => vec![layout::RECORD.into()],
            Self::Joint(_) => vec![layout::SETTINGS.into()],
            Self::Catalogue { .. } | Self::Overview(_) | Self::Fixed(_) => Vec::new(),
        }
    }

    /// The metadata by which an item's page is public, of which one that is due is enough; empty for other
    /// pages.
    #[must_use]
    pub fn published_by(self, catalog: &Catalog) -> Vec<&CommonDraft> {
        match self {
            Self::Article(item) | Self::Year(item) | Self::Period(item) => match catalog.items[item].kind {
                ItemKind::Year(year) => {
                    catalog.year(year).entries.iter().map(|entry| &entry.draft.common).collect()
                }
                ItemKind::Article(_) | ItemKind::Period(_) => vec![catalog.common(&catalog.items[item])],
            },
            _ => Vec::new(),
        }
    }

    /// What the page of an item is.
    pub(super) fn of_item(id: ItemId, item: &Item) -> Self {
        match item.kind {
            ItemKind::Article(_) => Self::Article(id),
            ItemKind::Year(_) => Self::Year(id),
            ItemKind::Period(_) => Self::Period(id),
        }
    }
}

/// The file that introduces a column; its folder if there is none.
fn column_file(catalog: &Catalog, column: ColumnId) -> Arc<str> {
    let column = &catalog.columns[column];
    if column.draft.is_some() { column.file.in_site() } else { column.path.in_site() }
}

#[cfg(test)]
mod tests {
    use super::FixedPage;
    use crate::catalog::RESERVED_FOLDERS;
    use crate::model::PagePath;

    #[test]
    fn fixed_pages_have_addresses_that_no_column_takes() {
        for page in FixedPage::ALL {
            let (address, _) = page.row();
            assert_eq!(PagePath::new(address).map(|path| path.to_string()), Ok(address.to_owned()));
            if let Some((folder, _)) = address.split_once('/') {
                assert!(RESERVED_FOLDERS.contains(&folder), "a column may take /{folder}/ from /{address}");
            }
        }
    }
}
