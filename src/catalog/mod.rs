//! Drafts, ledger and settings -> [`Catalog`]: the site as it is known to be true.
//!
//! The only maker of [`Catalog`]. What it promises: every unit, indicator and link named in a published text
//! exists, every item that needs an index number has one that is in the ledger, and no two have the same.
//! Where that does not hold there is an error among the findings, and nothing is published.

mod amend;
mod assemble;
mod columns;
mod figures;
mod projects;
mod references;
mod unsafe_files;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;

use crate::entry::{ArticleDraft, ColumnDraft, CommonDraft, ProgressDraft, ProjectDraft};
use crate::ledger::{Ledger, Row};
use crate::model::{ContentPath, IndexNumber, ItemKey, Moment};
use crate::text::table::Table;

pub use amend::Amended;
pub use assemble::{Inputs, Selection, assemble};
pub(crate) use columns::column_of;
pub use figures::{FigurePlace, TextPlace};
pub use references::{Resolved, SheetLoader};

/// Everything that will be on the site, with all references resolved.
#[derive(Debug)]
pub struct Catalog {
    /// The columns in reading order; the first is the home page's.
    pub columns: Vec<Column>,
    /// The projects, in order of path.
    pub projects: Vec<Project>,
    /// Everything that is published with a page of its own, newest first.
    pub items: Vec<Item>,
    /// The withdrawn numbers, in the ledger's order.
    pub tombstones: Vec<Tombstone>,
    /// The files that some page names, and only these, with their place on the disk and their size in bytes.
    pub files: BTreeMap<ContentPath, SiteFile>,
    /// The sheets that stand in texts as tables.
    pub sheets: BTreeMap<ContentPath, Table>,
    /// The columns of the navigation.
    pub nav: Vec<usize>,
    /// What was read but is not published.
    pub left_out: Vec<LeftOut>,
    /// The ledger, with the numbers of this build.
    pub ledger: Arc<Ledger>,
    /// The numbers issued by this build.
    pub issued: Vec<Row>,
    /// Where each content file and folder leads.
    places: BTreeMap<ContentPath, Resolved>,
    /// Where each indicator's name occurs: projects by number.
    indicators: BTreeMap<String, Vec<usize>>,
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
    /// Its `_index.md`, if it has one.
    pub file: ContentPath,
    /// What that says.
    pub draft: Option<Arc<ColumnDraft>>,
    /// The column above; `None` for the home page's.
    pub parent: Option<usize>,
    /// The columns below, in order.
    pub children: Vec<usize>,
    /// The projects directly in it, in order.
    pub projects: Vec<usize>,
    /// The dated items in it and below, newest first.
    pub items: Vec<usize>,
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
    pub column: usize,
    /// Its part of the address.
    pub slug: String,
    /// Its title as written, perhaps with `{年}`.
    pub title: String,
    /// The publishing unit: number in the settings.
    pub unit: usize,
    /// Its years with published entries, oldest first.
    pub years: Vec<ProjectYear>,
}

/// One year of a project.
#[derive(Debug)]
pub struct ProjectYear {
    /// The year.
    pub year: i16,
    /// The published entries, in order of period.
    pub entries: Vec<ProjectEntry>,
    /// The year's own item; `None` where each period is an item.
    pub item: Option<usize>,
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
    /// Its own item; `None` where the year is the item.
    pub item: Option<usize>,
}

/// Something published with a page of its own.
#[derive(Debug)]
pub struct Item {
    /// What the ledger calls it.
    pub key: ItemKey,
    /// What it is.
    pub kind: ItemKind,
    /// Its index number, or that it has none.
    pub number: Number,
    /// Its title.
    pub title: String,
    /// The publishing unit: number in the settings.
    pub unit: usize,
    /// 公开日期; only a 页面 may lack it.
    pub date: Option<Moment>,
    /// The column it stands in.
    pub column: usize,
    /// The file that carries its metadata; for a year its newest entry.
    pub source: ContentPath,
    /// Its abstract, plain text of up to 100 characters; may be empty.
    pub summary: String,
}

/// Whether an item has an index number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Number {
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
    Year {
        /// Number in [`Catalog::projects`].
        project: usize,
        /// Number in [`Project::years`].
        year: usize,
    },
    /// A period of a project.
    Period {
        /// Number in [`Catalog::projects`].
        project: usize,
        /// Number in [`Project::years`].
        year: usize,
        /// Number in [`ProjectYear::entries`].
        entry: usize,
    },
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
}

/// A file that is published beside the pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteFile {
    /// Its path on the disk.
    pub disk: PathBuf,
    /// Its size in bytes.
    pub size: u64,
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
    Future(Date),
    /// 不予公开
    Withheld,
    /// 依申请公开: only its catalogue entry is published, not its text.
    OnRequest,
    /// No page names this file.
    Unused,
}

impl Catalog {
    /// The metadata that an item's own file carries; a year's are those of its newest entry.
    #[must_use]
    pub fn common<'a>(&'a self, item: &'a Item) -> &'a CommonDraft {
        match &item.kind {
            ItemKind::Article(article) => &article.common,
            ItemKind::Year { project, year } => {
                let entries = &self.projects[*project].years[*year].entries;
                let newest = entries.iter().max_by_key(|entry| (entry.date, entry.draft.period));
                &newest.unwrap_or(&entries[0]).draft.common
            }
            ItemKind::Period { project, year, entry } => {
                &self.projects[*project].years[*year].entries[*entry].draft.common
            }
        }
    }

    /// The columns from the home page's down to `column`, both included.
    #[must_use]
    pub fn column_path(&self, column: usize) -> Vec<usize> {
        let mut path = vec![column];
        while let Some(parent) = self.columns[path[path.len() - 1]].parent {
            path.push(parent);
        }
        path.reverse();
        path
    }
}

impl Number {
    /// The number, if it has been issued.
    #[must_use]
    pub fn issued(&self) -> Option<&IndexNumber> {
        if let Self::Issued(number) = self { Some(number) } else { None }
    }
}

impl Project {
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
