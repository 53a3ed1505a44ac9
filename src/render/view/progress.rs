//! What the templates of the overviews and of the data dictionary see; part of the contract of [`super`].

use serde::Serialize;

use super::{FileView, Html, LinkView};

/// `overview`: all projects at once, of a year or a quarter.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OverviewView {
    /// What it is about, such as `2026年三季度`.
    pub period: String,
    /// How many projects are counted.
    pub count: usize,
    /// One sentence: how many there are and where they stand.
    pub summary: String,
    /// The years that have an overview, newest first.
    pub years: Vec<ScopeView>,
    /// The quarters of this year that have one.
    pub quarters: Vec<ScopeView>,
    /// The share of each status, as a picture; empty without projects.
    pub chart: Html,
    /// Counts and shares by status.
    pub counts: Html,
    /// Counts by publishing unit; null with a single unit.
    pub by_unit: Option<Html>,
    /// Counts by field (领域); null with a single field.
    pub by_field: Option<Html>,
    /// Counts by the quarters of the year, or by year; null where there is only one.
    pub by_time: Option<Html>,
    /// What has changed since the quarter before; null on pages that are not about one quarter.
    pub changes: Option<Html>,
    /// The projects that are behind, not begun, adjusted or not reported, with their reasons; empty if there are none.
    pub late: Html,
    /// How many those are.
    pub late_count: usize,
    /// A card for each project, or a row where there are many.
    pub projects: Html,
    /// Whether `projects` are cards.
    pub cards: bool,
    /// The same figures for machines.
    pub files: Vec<FileView>,
    /// The data dictionary, which tells the rules of the statuses as well.
    pub dictionary: LinkView,
}

/// An overview that is offered beside others.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ScopeView {
    /// Its name: `2026年`, `三季度`.
    pub title: String,
    /// The address.
    pub url: String,
    /// Whether it is this page, or holds it.
    pub current: bool,
}

/// Progress at a glance, on the home page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct GlanceView {
    /// The overview.
    pub url: String,
    /// What it is about, such as `2026年三季度`.
    pub period: String,
    /// One sentence: how many projects there are and where they stand.
    pub summary: String,
    /// The share of each status, as a picture.
    pub chart: Html,
    /// The counts, as a list.
    pub counts: Html,
}

/// An answer to a question about figures (对账说明), printed below them.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FootnoteView {
    /// What was asked about: an indicator, or words of the text.
    pub about: String,
    /// The answer.
    pub answer: String,
}

/// `dictionary`: what the fields of the open data mean (数据字典).
#[derive(Clone, Debug, Default, Serialize)]
pub struct DictionaryView {
    /// The tables of fields, one for each level of the data.
    pub tables: Vec<DictionaryTableView>,
    /// What each status means.
    pub statuses: Html,
    /// The rules of the statuses, in the order in which they are tried.
    pub rules: Vec<&'static str>,
    /// What each kind of target means.
    pub targets: Html,
    /// The files that it is about.
    pub files: Vec<FileView>,
}

/// The fields of one level of the data.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DictionaryTableView {
    /// The anchor, without `#`.
    pub id: String,
    /// The level: 项目, 年度 …
    pub title: String,
    /// Where it stands in the JSON file, such as `projects[].years[]`.
    pub place: String,
    /// The table.
    pub html: Html,
}
