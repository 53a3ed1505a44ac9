//! Catalogue -> [`SitePlan`]: every file that will exist on the site, and its address.
//!
//! The only maker of addresses. Two things that would have the same address, or addresses that differ only in
//! capitals (one file on Windows), are an error that names both.

mod edited;
mod joint;
mod kinds;
mod progress;
mod versions;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;
use typed_index_collections::TiVec;

use crate::catalog::{self, Catalog, Item, ItemKind, ItemNumber};
use crate::config::Settings;
use crate::diag::{Diagnostic, Place, Reported};
use crate::layout;
use crate::model::{
    ColumnId, ContentPath, IndexNumber, ItemId, ItemKey, ListId, PagePath, PathError, Period, ProjectId,
    TombstoneId, UnitId, YearId, portable, slug,
};
use crate::portal::Portal;
use crate::record::Digest;
use crate::say;

pub use edited::Edited;
pub use kinds::{FixedPage, JointPage, OverviewScope, PageDescriptor, PageKind};
pub use versions::{kept_path, plan_version_address};

/// What has the addresses that are the site's own.
const SYSTEM: &str = "gongkai";

/// Rows on one page of the catalogue.
pub const CATALOGUE_PAGE: usize = 100;

/// Every file of the site, sorted by address.
#[derive(Debug, Default)]
pub struct SitePlan {
    /// What is rendered.
    pub pages: Vec<PlannedPage>,
    /// What is copied: address and file.
    pub copies: Vec<(PagePath, ContentPath)>,
    /// The files that only superseded versions have, by their addresses.
    pub kept: BTreeMap<PagePath, Digest>,
    /// Files of members that the portal publishes again: address, and path from the site folder.
    pub gathered: BTreeMap<PagePath, String>,
    /// The rows of each member of a portal in the joint catalogue, newest first.
    pub joint_lists: Vec<Vec<usize>>,
    /// The lists of the catalogue.
    pub lists: TiVec<ListId, CatalogueList>,
    items: TiVec<ItemId, PagePath>,
    columns: TiVec<ColumnId, Vec<PagePath>>,
    projects: TiVec<ProjectId, PagePath>,
    years: TiVec<ProjectId, Vec<PagePath>>,
    files: BTreeMap<ContentPath, PagePath>,
    lists_pages: TiVec<ListId, Vec<PagePath>>,
    overviews: BTreeMap<OverviewScope, PagePath>,
    fixed: BTreeMap<FixedPage, PagePath>,
    joint: BTreeMap<JointPage, PagePath>,
}

/// A file to be rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedPage {
    /// Its address.
    pub path: PagePath,
    /// What it is.
    pub kind: PageKind,
}

/// A list of the catalogue: all items, or those of one unit, year or topic.
#[derive(Clone, Debug)]
pub struct CatalogueList {
    /// What it is a list of.
    pub facet: Facet,
    /// Its rows, newest first.
    pub rows: Vec<CatalogueRow>,
}

/// What a list of the catalogue is narrowed to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Facet {
    /// Nothing: all items.
    All,
    /// One unit.
    Unit(UnitId),
    /// One year of 公开日期.
    Year(i16),
    /// One 主题分类.
    Topic(Arc<str>),
}

/// A row of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CatalogueRow {
    /// An item with a number, issued or pending.
    Item(ItemId),
    /// A withdrawn item.
    Tombstone(TombstoneId),
}

impl SitePlan {
    /// The address of an item.
    #[must_use]
    pub fn item(&self, item: ItemId) -> &PagePath {
        &self.items[item]
    }

    /// The address of a page of a column, counted from 0.
    #[must_use]
    pub fn column(&self, column: ColumnId, page: usize) -> &PagePath {
        &self.columns[column][page]
    }

    /// How many pages a column has.
    #[must_use]
    pub fn column_pages(&self, column: ColumnId) -> usize {
        self.columns[column].len()
    }

    /// The address of a project.
    #[must_use]
    pub fn project(&self, project: ProjectId) -> &PagePath {
        &self.projects[project]
    }

    /// The address of a year of a project: its item's, or its summary's.
    #[must_use]
    pub fn year(&self, year: YearId) -> &PagePath {
        &self.years[year.project][year.nth]
    }

    /// The address of a published file; `None` if it is not published.
    #[must_use]
    pub fn file(&self, file: &ContentPath) -> Option<&PagePath> {
        self.files.get(file)
    }

    /// The address of a page of which there is one; `None` if the site has none.
    #[must_use]
    pub fn fixed(&self, page: FixedPage) -> Option<&PagePath> {
        self.fixed.get(&page)
    }

    /// Whether a page or a file is published at an address without `/` in front; the files of the theme do
    /// not count.
    #[must_use]
    pub fn is_taken(&self, address: &str) -> bool {
        self.pages.binary_search_by(|page| page.path.as_str().cmp(address)).is_ok()
            || self.copies.binary_search_by(|(path, _)| path.as_str().cmp(address)).is_ok()
            || self.kept.contains_key(address)
            || self.gathered.contains_key(address)
    }

    /// The address of an overview of the projects; `None` if there is none of that time.
    #[must_use]
    pub fn overview(&self, scope: OverviewScope) -> Option<&PagePath> {
        self.overviews.get(&scope)
    }

    /// The address of a page of a portal; `None` if the site is none, or has no such page.
    #[must_use]
    pub fn joint(&self, page: JointPage) -> Option<&PagePath> {
        self.joint.get(&page)
    }

    /// The overviews of members' projects: now, then year by year, each with its quarters.
    #[must_use]
    pub fn joint_overviews(&self) -> impl DoubleEndedIterator<Item = (OverviewScope, &PagePath)> {
        self.joint.iter().filter_map(|(page, path)| match page {
            JointPage::Progress(scope) => Some((*scope, path)),
            _ => None,
        })
    }

    /// The overviews there are: now, then year by year, each with its quarters.
    #[must_use]
    pub fn overviews(&self) -> impl DoubleEndedIterator<Item = (OverviewScope, &PagePath)> {
        self.overviews.iter().map(|(scope, path)| (*scope, path))
    }

    /// The addresses of a list of the catalogue, page by page.
    #[must_use]
    pub fn list(&self, list: ListId) -> &[PagePath] {
        &self.lists_pages[list]
    }
}

/// Plans the site, with the pages of its members if it is a portal; `overdue` are the periods of which the
/// report of some project should be public and is not.
#[must_use]
pub fn plan(
    catalog: &Catalog,
    settings: &Settings,
    portal: Option<&Portal>,
    overdue: impl Iterator<Item = Period>,
    today: Date,
) -> Reported<SitePlan> {
    let mut planner =
        Planner { catalog, plan: SitePlan::default(), taken: HashMap::new(), findings: Vec::new() };
    planner.columns();
    planner.projects();
    planner.items();
    planner.progress(overdue, today);
    planner.catalogue(settings);
    planner.files();
    planner.fixed(settings.search);
    if let Some(portal) = portal {
        planner.joint(portal, today);
    }
    planner.check_folders();
    planner.plan.pages.par_sort_by(|a, b| a.path.cmp(&b.path));
    Reported::new(planner.plan, planner.findings)
}

struct Planner<'a> {
    catalog: &'a Catalog,
    plan: SitePlan,
    /// Each address, folded, with what has it.
    taken: HashMap<Arc<str>, Arc<str>>,
    findings: Vec<Diagnostic>,
}

impl Planner<'_> {
    /// Takes an address for what `source` names; another's address is reported, and the file goes without.
    fn take(&mut self, address: &str, source: &Arc<str>) -> PagePath {
        match PagePath::new(address) {
            Ok(path) => self.take_path(path, source),
            Err(error) => {
                self.findings.push(bad_address(address, source, error));
                PagePath::fallback()
            }
        }
    }

    fn take_path(&mut self, path: PagePath, source: &Arc<str>) -> PagePath {
        let path = PagePath::new(&portable(path.as_str())).unwrap_or(path);
        let other = self.taken.insert(path.folded(), Arc::clone(source));
        let is_own = |source: &Arc<str>| **source == *SYSTEM;
        let is_reserved =
            ["assets/", "search/"].iter().any(|folder| path.as_str().starts_with(folder)) && !is_own(source);
        if is_reserved || other.as_ref().is_some_and(|other| is_own(other) != is_own(source)) {
            let source = other.filter(|_| is_own(source)).unwrap_or_else(|| Arc::clone(source));
            self.reserved(&path, source);
        } else if let Some(other) = other {
            self.findings.push(
                Diagnostic::error(
                    "address-collision",
                    say!(
                        "“{other}”和“{source}”的地址都是 /{path}",
                        "`{other}` and `{source}` have the same address /{path}"
                    ),
                )
                .at(Place::whole(Arc::clone(source)))
                .related(Place::whole(other), say!("另一个", "the other"))
                .help(say!(
                    "给其中一个另写“别名”（栏目写在它的 _index.md 里），或改名",
                    "give one of them another `slug` (a column's stands in its _index.md), or rename it"
                )),
            );
        }
        path
    }

    /// Reports that `source` would have an address of the site's own files; of columns the catalogue has
    /// told.
    fn reserved(&mut self, path: &PagePath, source: Arc<str>) {
        let top = path.as_str().split('/').next().unwrap_or("");
        if self.catalog.columns[ColumnId::HOME]
            .children
            .iter()
            .any(|column| self.catalog.columns[*column].slug == top)
        {
            return;
        }
        self.findings.push(
            Diagnostic::error(
                "reserved-address",
                say!(
                    "地址 /{path} 由系统使用，“{source}”不能用它",
                    "the address /{path} belongs to the site itself, `{source}` cannot have it"
                ),
            )
            .at(Place::whole(source))
            .help(say!("改文件名，或另写“别名”", "rename the file, or give it another `slug`")),
        );
    }

    fn page(&mut self, address: &str, source: &Arc<str>, kind: PageKind) -> PagePath {
        let path = self.take(address, source);
        self.plan.pages.push(PlannedPage { path: path.clone(), kind });
        path
    }

    fn page_at(&mut self, path: PagePath, source: &Arc<str>, kind: PageKind) -> PagePath {
        let path = self.take_path(path, source);
        self.plan.pages.push(PlannedPage { path: path.clone(), kind });
        path
    }

    /// The folder of a column's pages, with `/` behind unless it is the root.
    fn column_folder(&self, column: ColumnId) -> String {
        let path = self.catalog.column_path(column);
        joined(path[1..].iter().map(|at| &*self.catalog.columns[*at].slug))
    }

    /// The part of an address for a folder that is no column: a project's 别名 counts.
    fn folder_part(&self, folder: &ContentPath) -> String {
        let projects = &self.catalog.projects;
        match projects.binary_search_by(|project| project.path.cmp(folder)) {
            Ok(at) => projects[at].slug.clone(),
            Err(_) => slug(folder.name()),
        }
    }

    fn columns(&mut self) {
        for (id, column) in self.catalog.columns.iter_enumerated() {
            let folder = self.column_folder(id);
            let source = column.path.in_site();
            let mut pages = Vec::new();
            if id == ColumnId::HOME {
                pages.push(self.page("index.html", &source, PageKind::Home));
            } else {
                for page in 0..column.items.len().div_ceil(column.page_size).max(1) {
                    let name = if page == 0 { "index".to_owned() } else { (page + 1).to_string() };
                    let address = format!("{folder}{name}.html");
                    pages.push(self.page(&address, &source, PageKind::Column { column: id, page }));
                }
            }
            self.plan.columns.push(pages);
        }
    }

    fn projects(&mut self) {
        for (id, project) in self.catalog.projects.iter_enumerated() {
            let folder = format!("{}{}/", self.column_folder(project.column), project.slug);
            let source = project.file.in_site();
            let page = self.page(&format!("{folder}index.html"), &source, PageKind::Project(id));
            self.plan.projects.push(page);
            let mut years = Vec::new();
            let mut summaries = Vec::new();
            for (id, year) in project.years(id) {
                years.push(match year.item {
                    Some(item) => self.item_address(&self.catalog.items[item]),
                    None => {
                        let kind = PageKind::YearSummary(id);
                        summaries.push((id, ItemKey::of_year(&project.path, year.year)));
                        self.page(&format!("{folder}{}.html", year.year), &source, kind)
                    }
                });
            }
            self.plan.years.push(years);
            for (year, item) in summaries {
                self.plan_versions(year, item);
            }
        }
    }

    fn items(&mut self) {
        let mut numbers = HashSet::with_capacity(self.catalog.items.len());
        let this = &*self;
        let addressed: Vec<(Arc<str>, PagePath, Option<PagePath>)> = this
            .catalog
            .items
            .raw
            .par_iter()
            .map(|item| {
                let data = item.number.issued().map(IndexNumber::data_path);
                (item.source.in_site(), this.item_address(item), data)
            })
            .collect();
        self.taken.reserve(2 * addressed.len());
        self.plan.pages.reserve(2 * addressed.len());
        for ((id, item), (source, address, data)) in self.catalog.items.iter_enumerated().zip(addressed) {
            // That two items have one number is the ledger's fault to tell, and told.
            if let ItemNumber::Issued(number) = &item.number
                && !numbers.insert(number.collision_key())
            {
                self.plan.items.push(address);
                continue;
            }
            let path = self.page_at(address, &source, PageKind::of_item(id, item));
            self.plan.items.push(path);
            if let Some(data) = data {
                self.page_at(data, &source, PageKind::ItemData(id));
            }
            self.versions(id, item);
            self.forwards(id, item);
        }
        for (id, tombstone) in self.catalog.tombstones.iter_enumerated() {
            // Content that is there again has the address; the ledger says that it must not.
            if self.plan.items.contains(&tombstone.number.page_path()) {
                continue;
            }
            let source: Arc<str> = layout::LEDGER.into();
            self.page_at(tombstone.number.page_path(), &source, PageKind::Tombstone(id));
            self.withdrawn_versions(id);
        }
    }

    /// The pages that lead on from where an article stood before.
    fn forwards(&mut self, id: ItemId, item: &Item) {
        let source = item.source.in_site();
        for typed in &self.catalog.common(item).former_addresses {
            let Some(path) = former_address(&typed.value) else {
                self.findings
                    .push(bad_former_address(&typed.value, Place::span(source.clone(), typed.span.clone())));
                continue;
            };
            if path != self.plan.items[id] {
                self.page_at(path, &source, PageKind::Forward(id));
            }
        }
    }

    fn item_address(&self, item: &Item) -> PagePath {
        match &item.number {
            ItemNumber::Issued(number) => number.page_path(),
            // Not in pinyin, for two names may sound the same: the address is this item's alone, whatever
            // else there is.
            ItemNumber::Pending => {
                PagePath::new(&format!("preview/{}.html", item.key)).unwrap_or_else(|_| PagePath::fallback())
            }
            ItemNumber::None => {
                let own = match &item.kind {
                    ItemKind::Article(article) => article.common.slug.as_ref().map(|slug| slug.value.clone()),
                    _ => None,
                };
                let name = own.unwrap_or_else(|| slug(item.source.stem()));
                let folder = self.address_folder(item);
                PagePath::new(&format!("{folder}{name}.html")).unwrap_or_else(|_| PagePath::fallback())
            }
        }
    }

    /// The folder of an unnumbered page: its column's, or its project's if it lies in one.
    fn address_folder(&self, item: &Item) -> String {
        let column = &self.catalog.columns[item.column].path;
        format!("{}{}", self.column_folder(item.column), self.inner_folder(item.source.parent(), column))
    }

    /// The folders from `column` down to `folder`, each with `/` behind.
    fn inner_folder(&self, mut folder: ContentPath, column: &ContentPath) -> String {
        let mut below = Vec::new();
        while folder != *column && folder != ContentPath::root() {
            below.push(self.folder_part(&folder));
            folder = folder.parent();
        }
        joined(below.iter().rev().map(String::as_str))
    }

    fn catalogue(&mut self, settings: &Settings) {
        let source: Arc<str> = SYSTEM.into();
        for (facet, rows) in lists(self.catalog) {
            let name = match &facet {
                Facet::All => String::new(),
                Facet::Unit(unit) => format!("unit-{}", settings.units[*unit].code),
                Facet::Year(year) => format!("year-{year}"),
                Facet::Topic(topic) => format!("topic-{}", slug(topic)),
            };
            let list = self.plan.lists.next_key();
            let mut pages = Vec::new();
            for page in 0..rows.len().div_ceil(CATALOGUE_PAGE).max(1) {
                let number = (page + 1).to_string();
                let file = match (name.is_empty(), page) {
                    (true, 0) => "index".to_owned(),
                    (true, _) => number,
                    (false, 0) => name.clone(),
                    (false, _) => format!("{name}-{number}"),
                };
                let kind = PageKind::Catalogue { list, page };
                pages.push(self.page(&format!("catalogue/{file}.html"), &source, kind));
            }
            self.plan.lists.push(CatalogueList { facet, rows });
            self.plan.lists_pages.push(pages);
        }
    }

    fn files(&mut self) {
        let columns: BTreeMap<ContentPath, ColumnId> =
            self.catalog.columns.iter_enumerated().map(|(id, column)| (column.path.clone(), id)).collect();
        for file in self.catalog.files.keys() {
            let column = catalog::column_of(&columns, &file.parent());
            let inner = self.inner_folder(file.parent(), &self.catalog.columns[column].path);
            let address = format!("{}{inner}{}", self.column_folder(column), file.name());
            let path = self.take(&address, &file.in_site());
            self.plan.copies.push((path.clone(), file.clone()));
            self.plan.files.insert(file.clone(), path);
        }
        self.plan.copies.sort();
    }

    fn fixed(&mut self, has_search: bool) {
        let source: Arc<str> = SYSTEM.into();
        let has_areas = self.catalog.projects.iter().any(|project| project.draft.breakdown.is_some());
        let pages = FixedPage::ALL.into_iter().filter(|page| has_search || !page.is_of_search());
        let pages = pages.filter(|page| has_areas || *page != FixedPage::BreakdownCsv);
        for page in pages {
            let path = self.page(page.row().0, &source, PageKind::Fixed(page));
            self.plan.fixed.insert(page, path);
        }
        self.take("manifest.json", &source);
    }

    /// Addresses that would need a folder where there is a file: `通知/2.html` and `通知/2.html/index.html`.
    fn check_folders(&mut self) {
        let pages = self.plan.pages.iter().map(|page| &page.path);
        let copies = self.plan.copies.iter().map(|(path, _)| path);
        let addresses = pages.chain(copies).chain(self.plan.kept.keys()).chain(self.plan.gathered.keys());
        let mut last = "";
        let mut is_clear = true;
        for path in addresses {
            let folder = path.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
            // One page after the other lies in the same folder, and what holds for one holds for the next.
            if is_clear && std::mem::replace(&mut last, folder) == folder {
                continue;
            }
            let address = path.folded();
            let Some(source) = self.taken.get(&address) else { continue };
            is_clear = true;
            for (at, _) in address.match_indices('/') {
                let above = &address[..at];
                let Some(other) = self.taken.get(above) else { continue };
                is_clear = false;
                self.findings.push(
                    Diagnostic::error(
                        "address-collision",
                        say!(
                            "“{other}”的地址 /{above} 又是“{source}”要用的文件夹",
                            "`{other}` has the address /{above}, which `{source}` needs as a folder"
                        ),
                    )
                    .at(Place::whole(Arc::clone(source)))
                    .related(Place::whole(Arc::clone(other)), say!("另一个", "the other"))
                    .help(say!(
                        "给其中一个换个“别名”或文件名",
                        "give one of them another `slug` or file name"
                    )),
                );
            }
        }
    }
}

/// Folder names with `/` behind each.
fn joined<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut folder = String::new();
    for name in names {
        folder.push_str(name);
        folder.push('/');
    }
    folder
}

/// The lists of the catalogue: all, by unit, by year (newest first), by topic.
fn lists(catalog: &Catalog) -> Vec<(Facet, Vec<CatalogueRow>)> {
    let mut all = Vec::new();
    let mut units: BTreeMap<UnitId, Vec<CatalogueRow>> = BTreeMap::new();
    let mut years: BTreeMap<std::cmp::Reverse<i16>, Vec<CatalogueRow>> = BTreeMap::new();
    let mut topics: BTreeMap<Arc<str>, Vec<CatalogueRow>> = BTreeMap::new();
    let mut rows: Vec<_> = catalog
        .items
        .iter_enumerated()
        .filter(|(_, item)| item.number != ItemNumber::None)
        .filter_map(|(id, item)| Some((item.date?.date, CatalogueRow::Item(id))))
        .chain(catalog.tombstones.iter_enumerated().map(|(id, tombstone)| {
            let first = tombstone.first.map(|first| first.date);
            (first.unwrap_or(Date::ZERO), CatalogueRow::Tombstone(id))
        }))
        .collect();
    rows.sort_by_key(|(day, _)| std::cmp::Reverse(*day));
    for (day, row) in rows {
        all.push(row);
        years.entry(std::cmp::Reverse(day.year())).or_default().push(row);
        if let CatalogueRow::Item(id) = row {
            let item = &catalog.items[id];
            units.entry(item.unit).or_default().push(row);
            if let Some(topic) = &catalog.common(item).topic {
                topics.entry(topic.value.as_str().into()).or_default().push(row);
            }
        }
    }
    let mut lists = vec![(Facet::All, all)];
    lists.extend(units.into_iter().map(|(unit, rows)| (Facet::Unit(unit), rows)));
    lists.extend(years.into_iter().map(|(year, rows)| (Facet::Year(year.0), rows)));
    lists.extend(topics.into_iter().map(|(topic, rows)| (Facet::Topic(topic), rows)));
    lists
}

/// The address of a page, as people write it: with or without `/` in front.
fn former_address(typed: &str) -> Option<PagePath> {
    let typed = typed.trim_start_matches('/');
    typed.strip_suffix(".html").filter(|name| !name.is_empty() && !name.contains(':'))?;
    PagePath::new(typed).ok()
}

fn bad_former_address(typed: &str, place: Place) -> Diagnostic {
    Diagnostic::error(
        "bad-address",
        say!("旧网址“{typed}”不是本站的网页", "the former address `{typed}` is no page of this site"),
    )
    .at(place)
    .help(say!(
        "只写网站地址后面的部分，例如 `tzgg/fangjia.html`",
        "write what stands behind the site's address, such as `news/holiday.html`"
    ))
}

fn bad_address(address: &str, source: &Arc<str>, error: PathError) -> Diagnostic {
    let reason = match error {
        PathError::BadCharacter(c) => say!("不能含有字符“{c}”", "it must not hold the character `{c}`"),
        PathError::Empty | PathError::Leaves => say!("它不在网站之内", "it is not inside the site"),
    };
    Diagnostic::error("bad-address", say!("地址“{address}”不能用", "the address `{address}` cannot be used"))
        .at(Place::whole(Arc::clone(source)))
        .label(reason)
        .help(say!("改“别名”或文件名", "change the `slug` or the file's name"))
}
