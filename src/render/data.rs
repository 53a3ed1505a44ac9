//! Open data: the catalogue and the progress of all projects, for machines and for Excel.
//!
//! The figures are the pages' own, as written. CSV is UTF-8 with a byte order mark and CRLF, and guarded
//! against formulas, so that Excel opens it rightly and safely.

use serde::Serialize;

use super::tables::figure_of;
use super::{Renderer, fields};
use crate::catalog::{Item, ItemKind, Project, ProjectEntry, ProjectYear};
use crate::entry::{Basis, IndicatorDraft};
use crate::ledger::write_line;
use crate::model::Moment;
use crate::plan::CatalogueRow;

#[derive(Serialize)]
struct CatalogueData<'a> {
    site: &'a str,
    url: &'a str,
    items: Vec<ItemData<'a>>,
}

/// An item as data; absent values are null.
#[derive(Serialize)]
struct ItemData<'a> {
    index_number: Option<&'a str>,
    title: &'a str,
    kind: &'a str,
    unit: &'a str,
    unit_code: &'a str,
    column: Vec<&'a str>,
    doc_number: Option<&'a str>,
    topic: Option<&'a str>,
    keywords: &'a [String],
    disclosure: &'a str,
    validity: Option<&'a str>,
    summary: String,
    issued: Option<String>,
    date: Option<String>,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    progress: Option<YearData<'a>>,
}

#[derive(Serialize)]
struct ProgressData<'a> {
    site: &'a str,
    url: &'a str,
    projects: Vec<ProjectData<'a>>,
}

#[derive(Serialize)]
struct ProjectData<'a> {
    title: String,
    field: Option<&'a str>,
    lead: String,
    unit: &'a str,
    url: String,
    years: Vec<YearData<'a>>,
}

#[derive(Serialize)]
struct YearData<'a> {
    year: i16,
    index_number: Option<&'a str>,
    url: String,
    periods: Vec<PeriodData<'a>>,
    indicators: Vec<IndicatorData<'a>>,
}

#[derive(Serialize)]
struct PeriodData<'a> {
    period: String,
    index_number: Option<&'a str>,
    as_of: String,
    date: String,
    status: Option<&'a str>,
}

/// An indicator's year: the figures are those of the year's periods, in their order; null where none was reported.
#[derive(Serialize)]
struct IndicatorData<'a> {
    name: &'a str,
    task: Option<&'a str>,
    measure: Option<&'a str>,
    basis: &'static str,
    target: Option<&'a str>,
    figures: Vec<Option<&'a str>>,
}

impl Renderer<'_> {
    /// `/<index number>.json`
    pub(super) fn item_json(&self, at: usize) -> Vec<u8> {
        let item = &self.catalog.items[at];
        let mut data = self.item_data(at, item);
        data.progress = match item.kind {
            ItemKind::Article(_) => None,
            ItemKind::Year { project, year } => {
                let all = 0..self.catalog.projects[project].years[year].entries.len();
                Some(self.year_data(project, year, all))
            }
            ItemKind::Period { project, year, entry } => {
                Some(self.year_data(project, year, entry..entry + 1))
            }
        };
        json(&data)
    }

    /// `/data/catalogue.json`
    pub(super) fn catalogue_json(&self) -> Vec<u8> {
        let items = self.catalogue_items().map(|(at, item)| self.item_data(at, item)).collect();
        json(&CatalogueData { site: &self.settings.name, url: &self.settings.url, items })
    }

    /// `/data/catalogue.csv`
    pub(super) fn catalogue_csv(&self) -> Vec<u8> {
        let mut text = String::from("\u{feff}");
        write_line(
            &mut text,
            &[
                "索引号",
                "名称",
                "内容概述",
                "生成日期",
                "公开日期",
                "发布单位",
                "文号",
                "主题分类",
                "公开方式",
                "网址",
            ],
        );
        for (at, item) in self.catalogue_items() {
            let row = self.item_data(at, item);
            let public = row.date.as_deref().unwrap_or("");
            write_line(
                &mut text,
                &[
                    row.index_number.unwrap_or(""),
                    row.title,
                    &row.summary,
                    row.issued.as_deref().unwrap_or(public),
                    public,
                    row.unit,
                    row.doc_number.unwrap_or(""),
                    row.topic.unwrap_or(""),
                    row.disclosure,
                    &row.url,
                ],
            );
        }
        text.into_bytes()
    }

    /// `/data/progress.json`
    pub(super) fn progress_json(&self) -> Vec<u8> {
        let projects = self.catalog.projects.iter().enumerate();
        let projects = projects.map(|(at, project)| self.project_data(at, project)).collect();
        json(&ProgressData { site: &self.settings.name, url: &self.settings.url, projects })
    }

    /// `/data/progress.csv`: a line for each figure.
    pub(super) fn progress_csv(&self) -> Vec<u8> {
        let mut text = String::from("\u{feff}");
        write_line(
            &mut text,
            &[
                "项目",
                "领域",
                "牵头单位",
                "年度",
                "期",
                "重点任务",
                "指标",
                "单位",
                "口径",
                "年度目标值",
                "数据",
                "截至",
                "公开日期",
                "索引号",
                "网址",
            ],
        );
        for (at, project) in self.catalog.projects.iter().enumerate() {
            let (title, lead) = (project.plain_title(), self.lead(project));
            for (y, year) in project.years.iter().enumerate() {
                let (year_text, url) = (year.year.to_string(), self.absolute(self.plan.year(at, y)));
                for entry in &year.entries {
                    let period = entry.draft.period.to_string();
                    let (as_of, date) = (as_of(entry), entry.date.to_string());
                    let number = self.number_of(year, entry).unwrap_or("");
                    let field = project.draft.field.as_deref().unwrap_or("");
                    for indicator in &project.draft.indicators {
                        let Some(figure) = figure_of(entry, indicator) else { continue };
                        write_line(
                            &mut text,
                            &[
                                &title,
                                field,
                                &lead,
                                &year_text,
                                &period,
                                indicator.task.as_deref().unwrap_or(""),
                                &indicator.name.value,
                                measure(indicator).unwrap_or(""),
                                basis_name(indicator.basis),
                                target(indicator, year.year).unwrap_or(""),
                                figure,
                                &as_of,
                                &date,
                                number,
                                &url,
                            ],
                        );
                    }
                }
            }
        }
        text.into_bytes()
    }

    /// The items of the catalogue, newest first.
    fn catalogue_items(&self) -> impl Iterator<Item = (usize, &Item)> {
        self.plan.lists[0].rows.iter().filter_map(|row| match row {
            CatalogueRow::Item(at) => Some((*at, &self.catalog.items[*at])),
            CatalogueRow::Tombstone(_) => None,
        })
    }

    fn item_data<'a>(&'a self, at: usize, item: &'a Item) -> ItemData<'a> {
        let common = self.catalog.common(item);
        let unit = &self.settings.units[item.unit];
        let (kind, validity) = match &item.kind {
            ItemKind::Article(article) => {
                (fields::kind_name(article.kind), article.validity.map(fields::validity_name))
            }
            ItemKind::Year { .. } | ItemKind::Period { .. } => ("进度", None),
        };
        let columns = self.catalog.column_path(item.column);
        ItemData {
            index_number: item.number.for_data(),
            title: &item.title,
            kind,
            unit: &unit.full,
            unit_code: unit.code.as_str(),
            column: columns[1..].iter().map(|column| &*self.catalog.columns[*column].title).collect(),
            doc_number: common.doc_number.as_ref().map(|number| &*number.value),
            topic: common.topic.as_ref().map(|topic| &*topic.value),
            keywords: &common.keywords,
            disclosure: fields::disclosure_name(common.disclosure),
            validity,
            summary: self.summary(item),
            issued: common.issued.as_ref().map(|issued| issued.value.date.to_string()),
            date: item.date.map(|date| date.to_string()),
            url: self.absolute(self.plan.item(at)),
            progress: None,
        }
    }

    fn project_data<'a>(&'a self, at: usize, project: &'a Project) -> ProjectData<'a> {
        let years = project.years.iter().enumerate();
        ProjectData {
            title: project.plain_title(),
            field: project.draft.field.as_deref(),
            lead: self.lead(project),
            unit: &self.settings.units[project.unit].full,
            url: self.absolute(self.plan.project(at)),
            years: years.map(|(y, year)| self.year_data(at, y, 0..year.entries.len())).collect(),
        }
    }

    fn year_data(&self, at: usize, y: usize, entries: std::ops::Range<usize>) -> YearData<'_> {
        let project = &self.catalog.projects[at];
        let year = &project.years[y];
        let entries = &year.entries[entries];
        let periods = entries.iter().map(|entry| PeriodData {
            period: entry.draft.period.to_string(),
            index_number: entry.item.and_then(|item| self.catalog.items[item].number.for_data()),
            as_of: as_of(entry),
            date: entry.date.to_string(),
            status: entry.draft.status.as_ref().map(|status| &*status.value),
        });
        let indicators = project.draft.indicators.iter().map(|indicator| IndicatorData {
            name: &indicator.name.value,
            task: indicator.task.as_deref(),
            measure: measure(indicator),
            basis: basis_name(indicator.basis),
            target: target(indicator, year.year),
            figures: entries.iter().map(|entry| figure_of(entry, indicator)).collect(),
        });
        YearData {
            year: year.year,
            index_number: year.item.and_then(|item| self.catalog.items[item].number.for_data()),
            url: self.absolute(self.plan.year(at, y)),
            periods: periods.collect(),
            indicators: indicators.collect(),
        }
    }

    /// The number under which an entry is published: its own, or its year's.
    fn number_of(&self, year: &ProjectYear, entry: &ProjectEntry) -> Option<&str> {
        let item = entry.item.or(year.item)?;
        self.catalog.items[item].number.for_data()
    }
}

/// 截至 of an entry; by default the period's last day.
fn as_of(entry: &ProjectEntry) -> String {
    let default = || Moment { date: entry.draft.period.last_day(), time: None };
    entry.draft.as_of.as_ref().map_or_else(default, |as_of| as_of.value).to_string()
}

fn measure(indicator: &IndicatorDraft) -> Option<&str> {
    indicator.measure.as_ref().map(|measure| &*measure.value)
}

fn target(indicator: &IndicatorDraft, year: i16) -> Option<&str> {
    indicator.targets.get(&year).map(|target| &*target.value)
}

fn basis_name(basis: Basis) -> &'static str {
    match basis {
        Basis::Cumulative => "累计",
        Basis::PerPeriod => "当期",
        Basis::State => "时点",
    }
}

fn json(data: &impl Serialize) -> Vec<u8> {
    // Only maps with keys that are no texts could fail, and there is none.
    let mut bytes = serde_json::to_vec(data).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
