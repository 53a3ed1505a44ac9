//! A planned page -> bytes.
//!
//! Pure: the same page of the same catalogue gives the same bytes, whichever page was rendered before and on
//! whichever thread; so `build` renders all pages in parallel and `serve` the one that is asked for.
//! What templates see is fixed in [`view`]; this module decides what goes there.

mod article;
mod data;
mod feed;
mod fields;
pub mod frame;
mod json_ld;
mod lists;
mod page;
mod progress;
mod project;
mod qr;
mod tables;
mod text;
pub mod view;

pub use page::root_path;

use std::convert::Infallible;
use std::sync::Arc;

use tera::Value;

use crate::catalog::{Catalog, ItemKind};
use crate::config::Settings;
use crate::diag::Diagnostic;
use crate::plan::{PageKind, PlannedPage, SitePlan};
use crate::progress::Progress;
use crate::theme::Theme;
use crate::timing::{Part, part};
use view::{ContentView, PageView, PlaceView};

/// What every page is rendered from.
pub struct Renderer<'a> {
    pub(crate) catalog: &'a Catalog,
    progress: &'a Progress,
    pub(crate) plan: &'a SitePlan,
    pub(crate) settings: &'a Settings,
    theme: &'a Theme,
    prepared: Arc<Prepared>,
}

/// What is worked out once for all pages of a catalogue, its plan and a theme.
pub struct Prepared {
    site: Value,
    /// `links`, by how deep the page lies.
    links: Vec<Value>,
    frames: frame::Frames,
    codes: qr::Codes,
    relations: article::Relations,
}

impl Prepared {
    /// Works it out.
    #[must_use]
    pub fn new(catalog: &Catalog, plan: &SitePlan, settings: &Settings) -> Self {
        let deepest = plan.pages.iter().map(|page| page.path.depth()).max().unwrap_or(0);
        let links = (0..=deepest)
            .map(|depth| Value::from_serializable(&page::links(catalog, plan, &"../".repeat(depth))))
            .collect();
        Self {
            site: Value::from_serializable(&page::site(settings)),
            links,
            frames: frame::Frames::new(catalog, deepest),
            codes: qr::Codes::new(&settings.url),
            relations: article::Relations::new(catalog),
        }
    }
}

impl<'a> Renderer<'a> {
    /// Prepares rendering.
    #[must_use]
    pub fn new(
        catalog: &'a Catalog,
        progress: &'a Progress,
        plan: &'a SitePlan,
        settings: &'a Settings,
        theme: &'a Theme,
    ) -> Self {
        let prepared = Arc::new(Prepared::new(catalog, plan, settings));
        Self::with(catalog, progress, plan, settings, theme, prepared)
    }

    /// Prepares rendering with what was worked out before for the same catalogue, plan and settings.
    #[must_use]
    pub fn with(
        catalog: &'a Catalog,
        progress: &'a Progress,
        plan: &'a SitePlan,
        settings: &'a Settings,
        theme: &'a Theme,
        prepared: Arc<Prepared>,
    ) -> Self {
        Self { catalog, progress, plan, settings, theme, prepared }
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
            PageKind::Item(item) => match self.catalog.items[item].kind.clone() {
                ItemKind::Article(article) => self.article(page, item, &article),
                ItemKind::Year { project, year } => self.year(page, Some(item), project, year),
                ItemKind::Period { project, year, entry } => self.period(page, item, (project, year, entry)),
            },
            PageKind::Project(project) => self.project(page, project),
            PageKind::YearSummary { project, year } => self.year(page, None, project, year),
            PageKind::Catalogue { list, page: number } => self.catalogue(page, list, number),
            PageKind::Progress(scope) => self.overview(page, scope),
            PageKind::Dictionary => self.dictionary(page),
            PageKind::Tombstone(tombstone) => self.tombstone(page, tombstone),
            PageKind::NotFound => return self.not_found(page),
            PageKind::ItemData(item) => return Ok(self.item_json(item)),
            PageKind::Feed => return Ok(self.feed()),
            PageKind::Sitemap => return Ok(self.sitemap()),
            PageKind::Robots => return Ok(self.robots()),
            PageKind::CatalogueJson => return Ok(self.catalogue_json()),
            PageKind::CatalogueCsv => return Ok(self.catalogue_csv()),
            PageKind::ProgressJson | PageKind::ProgressCsv => {
                let mut bytes = Vec::new();
                let Ok(()) = self.render_large(page.kind, &mut |piece| {
                    bytes.extend_from_slice(piece);
                    Ok::<(), Infallible>(())
                });
                return Ok(bytes);
            }
            PageKind::ProgressSchema => return Ok(progress::schema()),
        };
        let depth = page.path.depth();
        let frame = self.frame(depth, &view.placement)?;
        self.fill([&self.prepared.site, &self.prepared.links[depth], &frame], &view, &content)
    }

    /// Renders a page of a kind that [is large](PageKind::is_large), piece by piece; ends with the first error of `take`.
    pub fn render_large<E>(
        &self,
        kind: PageKind,
        take: &mut dyn FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        match kind {
            PageKind::ProgressJson => self.progress_json(take),
            PageKind::ProgressCsv => self.progress_csv(take),
            _ => Ok(()),
        }
    }

    fn not_found(&self, page: &PlannedPage) -> Result<Vec<u8>, Box<Diagnostic>> {
        // It is shown at any address, so its links begin at the host's root, with the site's own path.
        let root = root_path(self.settings);
        let links = Value::from_serializable(&page::links(self.catalog, self.plan, &root));
        let view = self.page_view(
            &page.path,
            "页面不存在",
            "您要找的页面不存在，可从首页或信息公开目录查找。",
            None,
        );
        let view = PageView { canonical: None, breadcrumb: Vec::new(), ..view };
        let frame = frame::frame(self.theme, &self.prepared.site, &links, &PlaceView::default())?.value();
        self.fill([&self.prepared.site, &links, &frame], &view, &ContentView::NotFound)
    }

    fn fill(
        &self,
        shared: [&Value; 3],
        view: &PageView,
        content: &ContentView,
    ) -> Result<Vec<u8>, Box<Diagnostic>> {
        let variables = view::context(shared, view, content);
        part(Part::Template, || self.theme.render(content.template(), &variables))
    }
}
