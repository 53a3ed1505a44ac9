//! Drafts, ledger and settings -> [`Catalog`]: the site as it is known to be true.
//!
//! The only maker of [`Catalog`]. What it promises: every unit, indicator and link named in a published text
//! exists, every item that needs an index number has one that is in the ledger, and no two have the same.
//! Where that does not hold there is an error among the findings, and nothing is published.

mod amend;
mod as_public;
mod assemble;
mod breakdown;
mod columns;
mod face;
mod figures;
mod granularity;
mod inputs;
mod projects;
mod recorded;
mod references;
mod unsafe_files;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;
use typed_index_collections::{TiSlice, TiVec};

use crate::entry::{
    AreaFigure, ArticleDraft, ColumnDraft, CommonDraft, Disclosure, ProgressDraft, ProjectDraft, Retention,
};
use crate::ledger::{Ledger, LedgerRow};
use crate::model::{
    ColumnId, ContentPath, EntryId, IndexNumber, ItemId, ItemKey, Moment, Period, ProjectId, TombstoneId,
    Unit, UnitId, YearId,
};
use crate::record::{Archive, Part};
use crate::text::sheet::TableFile;

pub use amend::Amended;
pub use as_public::QuotedFigure;
pub use assemble::assemble;
pub use columns::RESERVED_FOLDERS;
pub(crate) use columns::column_of;
pub use face::{face, told};
pub use figures::{FigurePlace, Since, TextPlace};
pub use granularity::granularity_changed;
pub use inputs::{CatalogInputs, Selection, SheetLoader};
pub use recorded::RecordedNames;
pub use references::Resolved;
pub use unsafe_files::ATTACHMENT_KINDS;

/// Everything that will be on the site, with all references resolved.
#[derive(Debug)]
pub struct Catalog {
    /// The columns in reading order; the first is the home page's.
    pub columns: TiVec<ColumnId, Column>,
    /// The projects, in order of path.
    pub projects: TiVec<ProjectId, Project>,
    /// Everything that is published with a page of its own, newest first.
    pub items: TiVec<ItemId, Item>,
    /// The withdrawn numbers, in the ledger's order.
    pub tombstones: TiVec<TombstoneId, Tombstone>,
    /// The files that some page names, and only these, with their place on the disk and their size in bytes.
    pub files: BTreeMap<ContentPath, SiteFile>,
    /// The sheets that stand in texts as tables.
    pub sheets: BTreeMap<ContentPath, TableFile>,
    /// The columns of the navigation.
    pub nav: Vec<ColumnId>,
    /// What was read but is not published.
    pub left_out: Vec<LeftOut>,
    /// The articles that will be public one day and may be announced (预告), the nearest first.
    pub announced: Vec<Announced>,
    /// The ledger, with the numbers of this build.
    pub ledger: Arc<Ledger>,
    /// When it was put together.
    pub now: Moment,
    /// The numbers issued by this build.
    pub issued: Vec<LedgerRow>,
    /// What was published so far; with what this build adds, once that is known.
    pub archive: Arc<Archive>,
    /// Whether that is another than it was, as a merge left what had to be settled in it.
    pub is_settled: bool,
    /// Where each content file and folder leads.
    places: BTreeMap<ContentPath, Resolved>,
    /// The projects in which each indicator's name occurs, in order.
    indicators: BTreeMap<String, Vec<ProjectId>>,
}

/// A column (栏目).
#[derive(Debug)]
pub struct Column {
    /// Its folder.
    pub path: ContentPath,
    /// Its title.
    pub title: String,
    /// Its part of the address.
    pub slug: String,
    /// ColumnType of domain.md §4.1.
    pub kind: String,
    /// What it holds and what for; never empty.
    pub description: String,
    /// Keywords; never empty.
    pub keywords: Vec<String>,
    /// What `{类别}` stands for in index numbers of this column; may be empty.
    pub category: String,
    /// Items on one page.
    pub page_size: usize,
    /// 保存期限, its own or that of the column above.
    pub retention: Option<Retention>,
    /// 已归档, its own or, if that is earlier, that of the column above; the day may be still to come.
    pub archived: Option<Date>,
    /// Its `_index.md`, if it has one.
    pub file: ContentPath,
    /// What that says.
    pub draft: Option<Arc<ColumnDraft>>,
    /// The column above; `None` for the home page's.
    pub parent: Option<ColumnId>,
    /// The columns below, in order.
    pub children: Vec<ColumnId>,
    /// The projects directly in it, in order.
    pub projects: Vec<ProjectId>,
    /// The dated items in it and below, newest first.
    pub items: Vec<ItemId>,
}

/// A project (项目).
#[derive(Debug)]
pub struct Project {
    /// Its folder.
    pub path: ContentPath,
    /// Its `project.yaml`.
    pub file: ContentPath,
    /// What that says.
    pub draft: Arc<ProjectDraft>,
    /// The column it stands in.
    pub column: ColumnId,
    /// Its part of the address.
    pub slug: String,
    /// Its title as written, perhaps with `{年}`.
    pub title: String,
    /// The publishing unit, once all that the plan says of who leads has come to pass.
    pub unit: UnitId,
    /// The units that published before it, each with the day on which it ended; empty where 发布单位 is written.
    pub former_units: Vec<(Date, UnitId)>,
    /// 已归档, its own or, if that is earlier, its column's; the day may be still to come.
    pub archived: Option<Date>,
    /// Its years with published entries, oldest first.
    pub years: Vec<ProjectYear>,
    /// The reports that will be public one day and may be announced (预告): period and day.
    pub announced: Vec<(Period, Moment)>,
    /// The periods that were published and withdrawn, with the day; of a project that is published year by
    /// year, the years.
    pub withdrawn: Vec<(Period, Option<Date>)>,
    /// The reports that are there and that readers cannot see on the site, in order of period.
    pub undisclosed: Vec<UndisclosedReport>,
}

/// A report that is not made public, or only on request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UndisclosedReport {
    /// Its period.
    pub period: Period,
    /// 依申请公开 or 不予公开.
    pub disclosure: Disclosure,
    /// 公开日期: since when that is settled.
    pub date: Moment,
}

impl UndisclosedReport {
    /// Whether it is of no later period than an entry, and was settled when that was published.
    #[must_use]
    pub fn is_settled_before(&self, entry: &ProjectEntry) -> bool {
        self.period.last_day() <= entry.draft.period.last_day() && self.date <= entry.date
    }
}

/// One year of a project.
#[derive(Debug)]
pub struct ProjectYear {
    /// The year.
    pub year: i16,
    /// The published entries, in order of period; there is at least one.
    pub entries: Vec<ProjectEntry>,
    /// The year's own item; `None` where each period is an item.
    pub item: Option<ItemId>,
}

/// A published progress entry.
#[derive(Debug)]
pub struct ProjectEntry {
    /// The file.
    pub path: ContentPath,
    /// What it says.
    pub draft: Arc<ProgressDraft>,
    /// 公开日期
    pub date: Moment,
    /// The unit that published it: 发布单位, by default that of the project on its day.
    pub unit: UnitId,
    /// The figures of areas, where they stand in a table beside it.
    pub area_table: Option<Arc<[AreaFigure]>>,
    /// Its own item; `None` where the year is the item.
    pub item: Option<ItemId>,
}

/// Something published with a page of its own.
#[derive(Debug)]
pub struct Item {
    /// What the ledger calls it.
    pub key: ItemKey,
    /// What it is.
    pub kind: ItemKind,
    /// Its index number, or that it has none.
    pub number: ItemNumber,
    /// Its title.
    pub title: String,
    /// The publishing unit.
    pub unit: UnitId,
    /// 公开日期; only a 页面 may lack it.
    pub date: Option<Moment>,
    /// The column it stands in.
    pub column: ColumnId,
    /// The file that carries its metadata; for a year its newest entry.
    pub source: ContentPath,
    /// Its abstract, plain text of up to 100 characters; may be empty.
    pub summary: String,
}

/// Whether an item has an index number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemNumber {
    /// It has none and needs none.
    None,
    /// It has this one.
    Issued(IndexNumber),
    /// It will get one when it is published; shown as 待编号.
    Pending,
}

/// The kinds of [`Item`].
#[derive(Clone, Debug)]
pub enum ItemKind {
    /// An article.
    Article(Arc<ArticleDraft>),
    /// A year of a project.
    Year(YearId),
    /// A period of a project.
    Period(EntryId),
}

/// A withdrawn item: its address stays, with what became of it.
#[derive(Clone, Debug)]
pub struct Tombstone {
    /// Its number.
    pub number: IndexNumber,
    /// Its last title.
    pub title: String,
    /// 首次公开, where the ledger knows it.
    pub first: Option<Moment>,
    /// The day of withdrawal, where the ledger knows it.
    pub withdrawn: Option<Date>,
    /// Why it was withdrawn.
    pub reason: String,
    /// The number of the item that stands in its stead.
    pub successor: Option<IndexNumber>,
}

/// A file that is published beside the pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteFile {
    /// Its path on the disk.
    pub disk: PathBuf,
    /// Its size in bytes.
    pub size: u64,
}

/// What is known before its day of an article that may be announced (预告): nothing of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announced {
    /// The file.
    pub path: ContentPath,
    /// Its title.
    pub title: String,
    /// When it will be public.
    pub date: Moment,
    /// The publishing unit.
    pub unit: UnitId,
    /// The column in which it will stand.
    pub column: ColumnId,
}

/// Something read but not published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The file.
    pub path: ContentPath,
    /// Its title.
    pub title: String,
    /// Why.
    pub reason: LeftOutReason,
}

/// Why something is not published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOutReason {
    /// 草稿
    Draft,
    /// 公开日期 has not come.
    Future(Moment),
    /// 不予公开
    Withheld,
    /// 依申请公开: only its catalogue entry is published, not its text.
    OnRequest,
    /// The same of a project or an entry, of which nothing is published.
    ProgressOnRequest,
    /// No page names this file.
    Unused,
}

impl Catalog {
    /// The metadata that an item's own file carries; a year's are those of its newest entry.
    #[must_use]
    pub fn common<'a>(&'a self, item: &'a Item) -> &'a CommonDraft {
        match &item.kind {
            ItemKind::Article(article) => &article.common,
            ItemKind::Year(year) => &self.year(*year).newest_by_date().draft.common,
            ItemKind::Period(entry) => &self.entry(*entry).draft.common,
        }
    }

    /// The day from which an item is archived (已归档), if it has come: its own, its project's or its column's.
    #[must_use]
    pub fn archived(&self, item: &Item) -> Option<Date> {
        let day = match item.kind {
            ItemKind::Article(_) => earlier(self.common(item).archived, self.columns[item.column].archived),
            ItemKind::Year(year) => self.projects[year.project].archived,
            ItemKind::Period(entry) => self.projects[entry.project()].archived,
        };
        self.has_come(day)
    }

    /// The same of a column.
    #[must_use]
    pub fn archived_column(&self, column: ColumnId) -> Option<Date> {
        self.has_come(self.columns[column].archived)
    }

    /// The same of a project.
    #[must_use]
    pub fn archived_project(&self, project: ProjectId) -> Option<Date> {
        self.has_come(self.projects[project].archived)
    }

    fn has_come(&self, day: Option<Date>) -> Option<Date> {
        day.filter(|day| *day <= self.now.date)
    }

    /// 保存期限 of an item: its own, its project's or its column's.
    #[must_use]
    pub fn retention(&self, item: &Item) -> Option<Retention> {
        let own = match item.kind {
            ItemKind::Article(_) => self.common(item).retention,
            ItemKind::Year(year) => self.projects[year.project].draft.common.retention,
            ItemKind::Period(entry) => self.projects[entry.project()].draft.common.retention,
        };
        own.or(self.columns[item.column].retention)
    }

    /// A year of a project.
    #[must_use]
    pub fn year(&self, id: YearId) -> &ProjectYear {
        &self.projects[id.project].years[id.nth]
    }

    /// A progress entry.
    #[must_use]
    pub fn entry(&self, id: EntryId) -> &ProjectEntry {
        &self.year(id.year).entries[id.nth]
    }

    /// The entries of a project, in order of period.
    #[must_use]
    pub fn entries_of(&self, id: ProjectId) -> impl DoubleEndedIterator<Item = (EntryId, &ProjectEntry)> {
        self.projects[id].entries(id)
    }

    /// The parts of an item that have versions.
    #[must_use]
    pub fn parts(&self, item: &Item) -> Vec<Part> {
        match &item.kind {
            ItemKind::Article(_) => vec![Part::Article],
            ItemKind::Year(year) => {
                let entries = self.year(*year).entries.iter().map(|entry| Part::Entry(entry.draft.period));
                std::iter::once(Part::Plan).chain(entries).collect()
            }
            ItemKind::Period(entry) => vec![Part::Entry(self.entry(*entry).draft.period)],
        }
    }

    /// The columns from the home page's down to `column`, both included.
    #[must_use]
    pub fn column_path(&self, column: ColumnId) -> Vec<ColumnId> {
        let mut path = vec![column];
        while let Some(parent) = self.columns[path[path.len() - 1]].parent {
            path.push(parent);
        }
        path.reverse();
        path
    }
}

/// The earlier of two days, as far as there are any.
fn earlier(a: Option<Date>, b: Option<Date>) -> Option<Date> {
    a.into_iter().chain(b).min()
}

impl Catalog {
    /// The full name that an item's publishing unit had on its 公开日期: of a year's page, who published the
    /// newest of its periods.
    #[must_use]
    pub fn publisher<'a>(&self, units: &'a TiSlice<UnitId, Unit>, item: &Item) -> &'a str {
        units[item.unit].full_on(item.date.map(|date| date.date))
    }
}

impl ProjectEntry {
    /// The full name of the unit that published it, as it was called then.
    #[must_use]
    pub fn publisher<'a>(&self, units: &'a TiSlice<UnitId, Unit>) -> &'a str {
        units[self.unit].full_on(Some(self.date.date))
    }
}

impl ProjectYear {
    /// The entry with which its page was published first.
    #[must_use]
    pub fn first_published(&self) -> &ProjectEntry {
        let first = self.entries.iter().min_by_key(|entry| (entry.date, entry.draft.period));
        first.unwrap_or_else(|| self.last_period())
    }

    /// The day on which its page was published first.
    #[must_use]
    pub fn first_day(&self) -> Date {
        self.first_published().date.date
    }

    /// The entry that went public last, which is not always that of the last period: a report made up for
    /// comes after those that follow it. Its metadata are the year's.
    #[must_use]
    pub fn newest_by_date(&self) -> &ProjectEntry {
        let newest = self.entries.iter().max_by_key(|entry| (entry.date, entry.draft.period));
        newest.unwrap_or_else(|| self.last_period())
    }

    /// The entry of the year's last period, whenever it went public: it says where the project stands.
    #[must_use]
    pub fn last_period(&self) -> &ProjectEntry {
        &self.entries[self.entries.len() - 1]
    }
}

impl ItemNumber {
    /// The number, if it has been issued.
    #[must_use]
    pub fn issued(&self) -> Option<&IndexNumber> {
        if let Self::Issued(number) = self { Some(number) } else { None }
    }
}

impl Project {
    /// The years with their places; `own` is the project's.
    #[must_use]
    pub fn years(&self, own: ProjectId) -> impl DoubleEndedIterator<Item = (YearId, &ProjectYear)> {
        self.years.iter().enumerate().map(move |(nth, year)| (own.year(nth), year))
    }

    /// The entries in order of period, with their places; `own` is the project's.
    #[must_use]
    pub fn entries(&self, own: ProjectId) -> impl DoubleEndedIterator<Item = (EntryId, &ProjectEntry)> {
        self.years(own).flat_map(|(id, year)| {
            year.entries.iter().enumerate().map(move |(nth, entry)| (id.entry(nth), entry))
        })
    }

    /// The unit that publishes its reports on a day, unless a report names another.
    #[must_use]
    pub fn unit_on(&self, date: Date) -> UnitId {
        let former = self.former_units.iter().find(|(until, _)| date < *until);
        former.map_or(self.unit, |(_, unit)| *unit)
    }

    /// The full name of the unit that led it on a day, as it was called then.
    #[must_use]
    pub fn lead_on(&self, units: &TiSlice<UnitId, Unit>, date: Date) -> String {
        match self.draft.lead_on(date) {
            Some(name) => Unit::full_name_on(units, &name.value, Some(date)),
            None => units[self.unit].full_on(Some(date)).to_owned(),
        }
    }

    /// The full names of 责任单位 as they were called on a day.
    #[must_use]
    pub fn responsible_on(&self, units: &TiSlice<UnitId, Unit>, date: Date) -> Vec<String> {
        let names = self.draft.responsible.iter();
        names.map(|name| Unit::full_name_on(units, &name.value, Some(date))).collect()
    }

    /// The entry of the last period; `None` if nothing is published yet.
    #[must_use]
    pub fn last_period(&self) -> Option<&ProjectEntry> {
        self.years.last().map(ProjectYear::last_period)
    }

    /// The title of the page of `year`: `{年}` is replaced, or `2023年` put in front.
    #[must_use]
    pub fn year_title(&self, year: i16) -> String {
        if self.title.contains("{年}") || self.title.contains("{year}") {
            self.title.replace("{年}", &year.to_string()).replace("{year}", &year.to_string())
        } else {
            format!("{year}年{}", self.title)
        }
    }

    /// The title of the project's own page: without `{年}年`.
    #[must_use]
    pub fn plain_title(&self) -> String {
        if !self.title.contains('{') {
            return self.title.clone();
        }
        ["{年}年度", "{年}年", "{年}", "{year}"]
            .iter()
            .fold(self.title.clone(), |title, part| title.replace(part, ""))
    }
}
