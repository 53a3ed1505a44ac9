//! What the figures of projects say, shown: tables with statuses and charts, overviews of all projects, open
//! data.
//!
//! Tables, charts and cards are written straight into one text each, since a site may hold 100,000 figures,
//! and reach the templates finished. What a figure means is worked out in [`crate::progress`]; nothing is
//! computed here but counts of what is shown. Every number on a page is formatted by the functions that
//! format it for the data files.

mod words;
mod areas;
mod figures;
mod marks;
mod nodes;
mod charts;
mod course;
mod plan;
mod cards;
mod overview;
mod fields;
mod data;
mod dictionary;

pub(super) use data::Take;
pub(super) use fields::{area_fields, schema, table_fields};
pub(super) use overview::{breakdown, counts, share_chart};
pub(super) use words::{badge, share, sign, tone};

use crate::plan::FixedPage;

/// What stands where there is no figure.
const NOTHING: &str = "—";

/// The files of the figures of all projects, as a page offers them.
pub(super) const PROGRESS_FILES: [(&str, FixedPage, &str); 2] = [
    ("全部项目进度数据", FixedPage::ProgressCsv, "CSV"),
    ("全部项目进度数据", FixedPage::ProgressJson, "JSON"),
];
