//! A planned page -> bytes.
//!
//! Pure: the same page of the same catalogue gives the same bytes, whichever page was rendered before and on
//! whichever thread; so `build` renders all pages in parallel and `serve` the one that is asked for.
//! What templates see is fixed in [`view`]; this module decides what goes there.

mod article;
mod bodies;
mod data;
mod feed;
mod fields;
pub mod frame;
mod joint;
mod json_ld;
mod harvest;
mod lists;
mod mistakes;
mod page;
mod progress;
mod project;
mod qr;
mod search;
mod text;
mod upcoming;
mod versions;
pub mod view;

pub use page::root_path;

use std::convert::Infallible;
use std::sync::Arc;

use tera::Value;

use crate::catalog::{Catalog, ItemKind};
use crate::config::Settings;
use crate::diag::Diagnostic;
use crate::model::{ContentPath, ItemId};
use crate::plan::{FixedPage, PageKind, PlannedPage, SitePlan};
use crate::portal::Portal;
use crate::progress::Progress;
use crate::theme::{self, Theme};
use crate::timing::{StagePart, part};
use joint::Joint;
use view::{ContentView, PageView, PlaceView};

/// What every page is rendered from.
pub struct Renderer<'a> {
    pub(crate) catalog: &'a Catalog,
    progress: &'a Progress,
    pub(crate) plan: &'a SitePlan,
    pub(crate) settings: &'a Settings,
    theme: &'a Theme,
    pub(crate) sizes: &'a dyn PublishedSizes,
    portal: Option<&'a Portal>,
    prepared: Arc<Prepared>,
}

/// Who knows how large files are as they are published.
pub trait PublishedSizes: Sync {
    /// The size of a file beside a page, in bytes; `None` if it is not published.
    fn size(&self, file: &ContentPath) -> Option<u64>;
}

/// What is worked out once for all pages of a catalogue, its plan and a theme.
pub struct Prepared {
    site: Value,
    /// `links`, by how deep the page lies.
    links: Vec<Value>,
    frames: frame::Frames,
    codes: qr::Codes,
    relations: article::ArticleRelations,
}

impl Prepared {
    /// Works it out.
    #[must_use]
    pub fn new(catalog: &Catalog, plan: &SitePlan, settings: &Settings, theme: &Theme) -> Self {
        let deepest = plan.pages.iter().map(|page| page.path.depth()).max().unwrap_or(0);
        let links = (0..=deepest)
            .map(|depth| Value::from_serializable(&page::links((catalog, plan), theme, &"../".repeat(depth))))
            .collect();
        Self {
            site: Value::from_serializable(&page::site(settings)),
            links,
            frames: frame::Frames::new(catalog, deepest),
            codes: qr::Codes::new(&settings.url),
            relations: article::ArticleRelations::new(catalog),
        }
    }
}

impl<'a> Renderer<'a> {
    /// Prepares rendering with what was worked out before for the same catalogue, plan and settings.
    #[must_use]
    pub fn with(
        (catalog, progress, plan): (&'a Catalog, &'a Progress, &'a SitePlan),
        settings: &'a Settings,
        theme: &'a Theme,
        sizes: &'a dyn PublishedSizes,
        prepared: Arc<Prepared>,
    ) -> Self {
        Self { catalog, progress, plan, settings, theme, sizes, portal: None, prepared }
    }

    /// The same with the members of a portal, for which the plan was made.
    #[must_use]
    pub fn of_portal(self, portal: Option<&'a Portal>) -> Self {
        Self { portal, ..self }
    }

    /// What the figures of the catalogue say.
    #[must_use]
    pub fn progress(&self) -> &'a Progress {
        self.progress
    }

    /// Renders one page. A fault in a template is a finding.
    pub fn render(&self, page: &PlannedPage) -> Result<Vec<u8>, Box<Diagnostic>> {
        let (view, content) = match page.kind {
            PageKind::Home => self.home(page),
            PageKind::Column { column, page: number } => self.column(page, column, number),
            PageKind::Article(item) | PageKind::Year(item) | PageKind::Period(item) => self.item(page, item),
            PageKind::YearSummary(year) => self.year(page, None, year),
            PageKind::Project(project) => self.project(page, project),
            PageKind::Catalogue { list, page: number } => self.catalogue(page, list, number),
            PageKind::Overview(scope) => self.overview(page, scope),
            PageKind::Tombstone(tombstone) | PageKind::WithdrawnVersion(tombstone) => {
                self.tombstone(page, tombstone)
            }
            PageKind::Forward(item) => self.forward(page, item),
            PageKind::PlanVersion { year, version } => self.plan_version(page, year, version),
            PageKind::Version { item, part, version } => self.version(page, item, part, version),
            PageKind::ItemData(item) => return Ok(self.item_json(item)),
            PageKind::Joint(joint) => match self.joint(page, joint) {
                Joint::Page(page) => *page,
                Joint::Data(bytes) => return Ok(bytes),
            },
            PageKind::Fixed(fixed) => match fixed {
                FixedPage::Dictionary => self.dictionary(page),
                FixedPage::Corrections => self.corrections(page),
                FixedPage::BreakdownCsv => return Ok(self.breakdown_csv()),
                FixedPage::Upcoming => self.upcoming(page),
                FixedPage::UpcomingCalendar => return Ok(self.upcoming_calendar()),
                FixedPage::DataCatalog => return Ok(self.data_catalog()),
                FixedPage::DataPackage => return Ok(self.data_package()),
                FixedPage::CorrectionsJson => return Ok(self.corrections_json()),
                FixedPage::SiteJson => return Ok(self.site_json()),
                FixedPage::Search => self.search_page(page),
                FixedPage::OpenSearch => return Ok(self.open_search()),
                FixedPage::NotFound => return self.not_found(page),
                FixedPage::Feed => return Ok(self.feed()),
                FixedPage::Sitemap => return Ok(self.sitemap()),
                FixedPage::Robots => return Ok(self.robots()),
                FixedPage::CatalogueJson => return Ok(self.catalogue_json()),
                FixedPage::CatalogueCsv => return Ok(self.catalogue_csv()),
                FixedPage::ProgressSchema => return Ok(progress::schema()),
                FixedPage::ProgressJson | FixedPage::ProgressCsv | FixedPage::RevisionsCsv => {
                    let mut bytes = Vec::new();
                    let Ok(()) = self.render_large(page.kind, &mut |piece, _| {
                        bytes.extend_from_slice(piece);
                        Ok::<(), Infallible>(())
                    });
                    return Ok(bytes);
                }
            },
        };
        let depth = page.path.depth();
        let frame = self.frame(depth, &view.placement)?;
        self.fill(page, [&self.prepared.site, &self.prepared.links[depth], &frame], &view, &content)
    }

    /// Renders a page of a kind that [is large](crate::plan::PageDescriptor::is_large), piece by piece, each
    /// with the project that it is about; ends with the first error of `take`.
    pub fn render_large<E>(&self, kind: PageKind, take: &mut progress::Take<'_, E>) -> Result<(), E> {
        match kind {
            PageKind::Fixed(FixedPage::ProgressJson) => self.progress_json(take),
            PageKind::Fixed(FixedPage::ProgressCsv) => self.progress_csv(take),
            PageKind::Fixed(FixedPage::RevisionsCsv) => self.revisions_csv(take),
            _ => Ok(()),
        }
    }

    fn item(&self, page: &PlannedPage, item: ItemId) -> (PageView, ContentView) {
        match &self.catalog.items[item].kind {
            ItemKind::Article(article) => self.article(page, item, article),
            ItemKind::Year(year) => self.year(page, Some(item), *year),
            ItemKind::Period(entry) => self.period(page, item, *entry),
        }
    }

    fn not_found(&self, page: &PlannedPage) -> Result<Vec<u8>, Box<Diagnostic>> {
        // It is shown at any address, so its links begin at the host's root, with the site's own path.
        let root = root_path(self.settings);
        let links = Value::from_serializable(&page::links((self.catalog, self.plan), self.theme, &root));
        let view = self.page_view(
            &page.path,
            "页面不存在",
            "您要找的页面不存在，可从首页或信息公开目录查找。",
            None,
        );
        // At an address of the site the files from the root are found, on a disk those beside the page; the
        // others are asked for in vain.
        let beside = |asset| Some(self.theme.address_of(asset).to_owned());
        let view = PageView {
            canonical: None,
            mistake: None,
            breadcrumb: Vec::new(),
            local_stylesheet: beside(theme::STYLESHEET),
            local_script: beside(theme::SCRIPT),
            ..view
        };
        let frame = frame::frame(self.theme, &self.prepared.site, &links, &PlaceView::default())?.value();
        self.fill(page, [&self.prepared.site, &links, &frame], &view, &ContentView::NotFound)
    }

    fn fill(
        &self,
        page: &PlannedPage,
        shared: [&Value; 3],
        view: &PageView,
        content: &ContentView,
    ) -> Result<Vec<u8>, Box<Diagnostic>> {
        let variables = view::context(shared, view, content);
        let template = page.kind.descriptor().template.unwrap_or_default();
        part(StagePart::Template, || self.theme.render(template, &variables))
    }
}
