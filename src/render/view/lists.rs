//! What the templates of lists of pages see; part of the contract of [`super`].

use serde::Serialize;

use super::{ColumnCardView, FileView, Html, ItemView, ProjectCardView, TimeView};

/// `column`: one page of a column.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ColumnView {
    /// The body of `_index.md`, on the first page only.
    pub intro: Option<Html>,
    /// The subcolumns, on the first page only.
    pub columns: Vec<ColumnCardView>,
    /// The projects, on the first page only.
    pub projects: Vec<ProjectCardView>,
    /// The items, newest first.
    pub items: Vec<ItemView>,
    /// The other pages of the column.
    pub paging: PagingView,
}

/// Where we are in a list of several pages.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PagingView {
    /// This page, counted from 1.
    pub current: usize,
    /// How many pages there are; with fewer than 2 nothing is shown.
    pub total: usize,
    /// How many items there are on all pages.
    pub count: usize,
    /// The page before; null on the first.
    pub previous: Option<String>,
    /// The page after; null on the last.
    pub next: Option<String>,
    /// The pages to be offered by number; not all of them when there are many.
    pub pages: Vec<PageNumberView>,
}

/// A page offered by its number.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PageNumberView {
    /// The number, counted from 1.
    pub number: usize,
    /// The address.
    pub url: String,
    /// Whether numbers are left out before this one.
    pub gap: bool,
}

/// `catalogue`: one page of the 信息公开目录 (条例 12: 索引, 名称, 内容概述, 生成日期).
#[derive(Clone, Debug, Default, Serialize)]
pub struct CatalogueView {
    /// The ways to narrow it: by unit, by year, by topic.
    pub filters: Vec<FilterView>,
    /// The items, newest first.
    pub rows: Vec<CatalogueRowView>,
    /// The other pages of the same list.
    pub paging: PagingView,
    /// The whole catalogue for machines.
    pub files: Vec<FileView>,
}

/// One way to narrow the catalogue.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FilterView {
    /// Its name, such as `发布单位`.
    pub title: String,
    /// The text of the choice that this page shows.
    pub current: String,
    /// The choices; the first is `全部`.
    pub choices: Vec<ChoiceView>,
}

/// One choice of a filter.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ChoiceView {
    /// The text.
    pub title: String,
    /// The address.
    pub url: String,
    /// How many items it shows.
    pub count: usize,
    /// Whether it is what this page shows.
    pub current: bool,
}

/// A row of the catalogue.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CatalogueRowView {
    /// 索引号.
    pub number: String,
    /// 名称.
    pub title: String,
    /// The item's address.
    pub url: String,
    /// 内容概述, up to 100 characters.
    pub summary: String,
    /// 生成日期 (成文日期), to the day; empty where none was given.
    pub date: TimeView,
    /// 公开日期, to the day; empty where it is not known.
    pub published: TimeView,
    /// A word that must not be missed, such as `已撤回` or `废止`.
    pub mark: Option<String>,
}
