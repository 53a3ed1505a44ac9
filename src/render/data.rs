//! Open data: the catalogue, and each item, for machines and for Excel. The figures of projects are in
//! [`super::progress`].
//!
//! The figures are the pages' own, as written. CSV is UTF-8 with a byte order mark and CRLF, and guarded
//! against formulas, so that Excel opens it rightly and safely.

use serde::Serialize;

use super::{Renderer, fields};
use crate::catalog::{Item, ItemKind};
use crate::ledger::write_line;
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
}

impl Renderer<'_> {
    /// `/<index number>.json`
    pub(super) fn item_json(&self, at: usize) -> Vec<u8> {
        let item = &self.catalog.items[at];
        let bytes = json(&self.item_data(at, item));
        let (project, year, entries) = match item.kind {
            ItemKind::Article(_) => return bytes,
            ItemKind::Year { project, year } => {
                (project, year, 0..self.catalog.projects[project].years[year].entries.len())
            }
            ItemKind::Period { project, year, entry } => (project, year, entry..entry + 1),
        };
        // The figures stand behind the metadata, in the same object.
        let mut text = String::from_utf8(bytes).unwrap_or_default();
        text.truncate(text.trim_end().len().saturating_sub(1));
        text.push_str(",\"progress\":");
        self.push_year_json((project, year), entries, &mut text);
        text.push_str("}\n");
        text.into_bytes()
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
        }
    }
}

fn json(data: &impl Serialize) -> Vec<u8> {
    // Only maps with keys that are no texts could fail, and there is none.
    let mut bytes = serde_json::to_vec(data).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
