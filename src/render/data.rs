//! Open data: the catalogue, and each item, for machines and for Excel. The figures of projects are in
//! [`super::progress`].
//!
//! The figures are the pages' own, as written. CSV is UTF-8 with a byte order mark and CRLF, and guarded
//! against formulas, so that Excel opens it rightly and safely.

use serde::Serialize;

use super::{Renderer, fields};
use crate::catalog::{Item, ItemKind};
use crate::csv_text::write_line;
use crate::model::{ItemId, ListId};
use crate::plan::CatalogueRow;
use crate::portal::{
    CATALOGUE, CORRECTIONS, DataFile, JOINT_CATALOGUE, JOINT_CORRECTIONS, JOINT_PROGRESS, KnownUnit,
    PROGRESS, SiteData, VERSION,
};

/// The columns of `/data/catalogue.csv`, and what they mean.
pub(super) const CATALOGUE_COLUMNS: [(&str, &str); 10] = [
    ("索引号", "信息的索引号，永不改变；还没有编号的写待编号"),
    ("名称", "信息的标题"),
    ("内容概述", "100字以内的概述"),
    ("生成日期", "成文日期"),
    ("公开日期", "第一次公开的日期，可以带时间；项目的年度页是最近一期的公开日期"),
    (
        "发布单位",
        "发布单位的全称，用公开日期那天的名称；项目的年度页是公开最近一期的单位，以前各期的见页面和进度数据",
    ),
    ("文号", "发文字号"),
    ("主题分类", "主题分类"),
    ("公开方式", "主动公开或依申请公开"),
    ("网址", "网页的网址"),
];

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
    pub(super) fn item_json(&self, id: ItemId) -> Vec<u8> {
        let item = &self.catalog.items[id];
        let bytes = json(&self.item_data(id, item));
        let (year, only) = match item.kind {
            ItemKind::Article(_) => return bytes,
            ItemKind::Year(year) => (year, None),
            ItemKind::Period(entry) => (entry.year, Some(entry)),
        };
        // The figures stand behind the metadata, in the same object.
        let mut text = String::from_utf8(bytes).unwrap_or_default();
        text.truncate(text.trim_end().len().saturating_sub(1));
        text.push_str(",\"progress\":");
        self.push_year_json(year, only, &mut text);
        text.push_str("}\n");
        text.into_bytes()
    }

    /// `/data/site.json`: who the site is, and which data it publishes, for portals.
    pub(super) fn site_json(&self) -> Vec<u8> {
        let settings = self.settings;
        let file = |path: &str| DataFile { path: path.to_owned(), version: VERSION };
        let mut files = vec![file(CATALOGUE), file(PROGRESS), file(CORRECTIONS)];
        if self.portal.is_some() {
            files.extend([JOINT_CATALOGUE, JOINT_PROGRESS, JOINT_CORRECTIONS].map(file));
        }
        let units = settings.units.iter();
        json(&SiteData {
            version: VERSION,
            site: settings.name.clone(),
            url: settings.url.clone(),
            area: settings.area.clone(),
            units: units
                .map(|unit| KnownUnit { full: unit.full.clone(), code: unit.code.as_str().to_owned() })
                .collect(),
            files,
            members: self.known_members(),
        })
    }

    /// `/data/catalogue.json`
    pub(super) fn catalogue_json(&self) -> Vec<u8> {
        let items = self.catalogue_items().map(|(id, item)| self.item_data(id, item)).collect();
        json(&CatalogueData { site: &self.settings.name, url: &self.settings.url, items })
    }

    /// `/data/catalogue.csv`
    pub(super) fn catalogue_csv(&self) -> Vec<u8> {
        let mut text = String::from("\u{feff}");
        write_line(&mut text, &CATALOGUE_COLUMNS.map(|(name, _)| name));
        for (id, item) in self.catalogue_items() {
            let row = self.item_data(id, item);
            let public = row.date.as_deref().unwrap_or("");
            write_line(
                &mut text,
                &[
                    row.index_number.unwrap_or(""),
                    row.title,
                    &row.summary,
                    row.issued.as_deref().unwrap_or(""),
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
    fn catalogue_items(&self) -> impl Iterator<Item = (ItemId, &Item)> {
        self.plan.lists[ListId::ALL].rows.iter().filter_map(|row| match row {
            CatalogueRow::Item(id) => Some((*id, &self.catalog.items[*id])),
            CatalogueRow::Tombstone(_) => None,
        })
    }

    fn item_data<'a>(&'a self, id: ItemId, item: &'a Item) -> ItemData<'a> {
        let common = self.catalog.common(item);
        let unit = &self.settings.units[item.unit];
        let (kind, validity) = match &item.kind {
            ItemKind::Article(article) => {
                (fields::kind_name(article.kind), article.validity.map(fields::validity_name))
            }
            ItemKind::Year(_) | ItemKind::Period(_) => ("进度", None),
        };
        let columns = self.catalog.column_path(item.column);
        ItemData {
            index_number: item.number.for_data(),
            title: &item.title,
            kind,
            unit: self.publisher(item),
            unit_code: unit.code.as_str(),
            column: columns[1..].iter().map(|column| &*self.catalog.columns[*column].title).collect(),
            doc_number: common.doc_number.as_ref().map(|number| &*number.value),
            topic: common.topic.as_ref().map(|topic| &*topic.value),
            keywords: &common.keywords,
            disclosure: common.disclosure.word(),
            validity,
            summary: self.summary(item),
            issued: common.issued.as_ref().map(|issued| issued.value.date.to_string()),
            date: item.date.map(|date| date.to_string()),
            url: self.absolute(self.plan.item(id)),
        }
    }
}

pub(super) fn json(data: &impl Serialize) -> Vec<u8> {
    // Only maps with keys that are no texts could fail, and there is none.
    let mut bytes = serde_json::to_vec(data).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
