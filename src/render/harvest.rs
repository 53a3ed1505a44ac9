//! The data for harvesters: what files there are, in DCAT (W3C) as JSON-LD and as a Data Package; and how
//! complete the catalogue is, unit by unit.
//!
//! Both are made of one list, so that they cannot disagree. Identifiers are addresses, which stay. What the
//! site does not say, such as a licence, is left out.

use serde_json::{Map, Value as Json, json};

use super::data::CATALOGUE_COLUMNS;
use super::progress::{area_fields, table_fields};
use super::versions::REVISION_COLUMNS;
use super::view::QualityView;
use super::{Renderer, page};
use crate::catalog::{Item, ItemKind};
use crate::config::Frequency;
use crate::entry::ArticleKind;
use crate::model::{ColumnId, ListId, UnitId};
use crate::plan::{CatalogueRow, FixedPage};

/// A set of data in one or more forms.
struct DataSet {
    /// Tells it from the others, for good.
    id: &'static str,
    title: &'static str,
    description: &'static str,
    files: &'static [DataForm],
}

/// A form of a set.
struct DataForm {
    page: FixedPage,
    format: &'static str,
    media_type: &'static str,
}

const fn csv(page: FixedPage) -> DataForm {
    DataForm { page, format: "csv", media_type: "text/csv" }
}

const fn json_file(page: FixedPage) -> DataForm {
    DataForm { page, format: "json", media_type: "application/json" }
}

static SETS: [DataSet; 5] = [
    DataSet {
        id: "catalogue",
        title: "信息公开目录",
        description: "公开的每一条信息：索引号、名称、概述、日期、单位、网址。",
        files: &[csv(FixedPage::CatalogueCsv), json_file(FixedPage::CatalogueJson)],
    },
    DataSet {
        id: "progress",
        title: "项目进度",
        description: "各项目各期的指标数值、目标、完成率和推进状态。",
        files: &[csv(FixedPage::ProgressCsv), json_file(FixedPage::ProgressJson)],
    },
    DataSet {
        id: "breakdown",
        title: "各地区进度",
        description: "分解到各地区的指标各期的数值、目标和完成率。",
        files: &[csv(FixedPage::BreakdownCsv)],
    },
    DataSet {
        id: "revisions",
        title: "各数值公开的起止日期",
        description: "公开过的每个数值、目标和事项，从哪一天公开到哪一天。",
        files: &[csv(FixedPage::RevisionsCsv)],
    },
    DataSet {
        id: "corrections",
        title: "更正公告",
        description: "已经公开的信息后来作出的更正、修订和目标调整。",
        files: &[json_file(FixedPage::CorrectionsJson)],
    },
];

/// Chinese, as DCAT names languages.
const LANGUAGE: &str = "http://id.loc.gov/vocabulary/iso639-1/zh";

/// Endings of attachments that a program can read as data.
const READABLE: [&str; 10] = ["csv", "tsv", "xlsx", "xlsm", "xls", "ods", "json", "jsonl", "xml", "geojson"];

impl Renderer<'_> {
    /// `/data/catalog.jsonld`: DCAT 3.
    pub(super) fn data_catalog(&self) -> Vec<u8> {
        let settings = self.settings;
        let own = self.absolute_fixed(FixedPage::DataCatalog);
        let publisher = if settings.footer.host.is_empty() { &settings.name } else { &settings.footer.host };
        let agent = json!({"@type": "foaf:Agent", "foaf:name": zh(publisher)});
        let mut common = Map::new();
        common.insert("dct:publisher".to_owned(), agent);
        common.insert("dct:language".to_owned(), json!({"@id": LANGUAGE}));
        if let Some(date) = self.newest_date() {
            common.insert("dct:modified".to_owned(), json!({"@type": "xsd:date", "@value": date}));
        }
        common.extend(self.licence().map(|licence| ("dct:license".to_owned(), licence)));
        let with = |mut own: Map<String, Json>| {
            own.extend(common.clone());
            Json::from(own)
        };
        let datasets: Vec<Json> = SETS.iter().map(|set| with(self.dataset(&own, set))).collect();
        let mut catalog = object(json!({
            "@context": {
                "dcat": "http://www.w3.org/ns/dcat#",
                "dct": "http://purl.org/dc/terms/",
                "foaf": "http://xmlns.com/foaf/0.1/",
                "dqv": "http://www.w3.org/ns/dqv#",
                "xsd": "http://www.w3.org/2001/XMLSchema#",
                "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
            },
            "@id": own,
            "@type": "dcat:Catalog",
            "dct:title": zh(&format!("{}开放数据", settings.name)),
            "dct:description": zh("本网站公开的数据。"),
            "foaf:homepage": {"@id": settings.url},
            "dcat:dataset": datasets,
        }));
        let measured: Vec<Json> = self.quality().iter().flat_map(|unit| measurements(&own, unit)).collect();
        if !measured.is_empty() {
            catalog.insert("dqv:hasQualityMeasurement".to_owned(), Json::from(measured));
        }
        bytes(&with(catalog))
    }

    fn dataset(&self, catalog: &str, set: &DataSet) -> Map<String, Json> {
        let files = set.files.iter().map(|file| {
            let url = self.absolute_fixed(file.page);
            json!({
                "@id": format!("{catalog}#{}-{}", set.id, file.format),
                "@type": "dcat:Distribution",
                "dct:title": zh(&format!("{}（{}）", set.title, file.format.to_uppercase())),
                "dcat:accessURL": {"@id": url},
                "dcat:downloadURL": {"@id": url},
                "dcat:mediaType": {"@id": format!("https://www.iana.org/assignments/media-types/{}", file.media_type)},
            })
        });
        let mut dataset = object(json!({
            "@id": format!("{catalog}#{}", set.id),
            "@type": "dcat:Dataset",
            "dct:identifier": format!("{catalog}#{}", set.id),
            "dct:title": zh(set.title),
            "dct:description": zh(set.description),
            "dcat:landingPage": {"@id": self.absolute_fixed(FixedPage::Dictionary)},
            "dcat:distribution": files.collect::<Vec<_>>(),
        }));
        if set.id == "progress" {
            let schema = self.absolute_fixed(FixedPage::ProgressSchema);
            dataset.insert("dct:conformsTo".to_owned(), json!({"@id": schema}));
        }
        if let Some(frequency) = self.settings.open_data.frequency {
            let term = frequency_term(frequency);
            let id = format!("http://publications.europa.eu/resource/authority/frequency/{term}");
            dataset.insert("dct:accrualPeriodicity".to_owned(), json!({"@id": id}));
        }
        dataset
    }

    /// `/data/datapackage.json`: a Data Package with the columns of its tables.
    pub(super) fn data_package(&self) -> Vec<u8> {
        let settings = self.settings;
        let own = self.plan.fixed(FixedPage::DataPackage);
        let resources = SETS.iter().flat_map(|set| set.files.iter().map(move |file| (set, file)));
        let resources = resources.filter_map(|(set, file)| {
            let path = own?.link_to(self.plan.fixed(file.page)?);
            let mut resource = object(json!({
                "name": format!("{}-{}", set.id, file.format),
                "path": path,
                "title": set.title,
                "description": set.description,
                "format": file.format,
                "mediatype": file.media_type,
                "encoding": "utf-8",
            }));
            if let Some(fields) = columns(file.page) {
                resource.insert("profile".to_owned(), json!("tabular-data-resource"));
                resource.insert("schema".to_owned(), json!({"fields": fields, "missingValues": [""]}));
            }
            Some(Json::from(resource))
        });
        let site = if settings.site_id.is_empty() { page::host(settings) } else { &settings.site_id };
        let mut package = object(json!({
            "name": format!("gongkai-{}", site.to_lowercase()),
            "id": self.absolute_fixed(FixedPage::DataPackage),
            "profile": "data-package",
            "title": format!("{}开放数据", settings.name),
            "homepage": settings.url,
            "contributors": [{"title": settings.name, "role": "publisher"}],
            "resources": resources.collect::<Vec<_>>(),
        }));
        let data = &settings.open_data;
        let is_name = |text: &str| {
            !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c))
        };
        let mut licence = Map::new();
        if is_name(&data.licence) {
            licence.insert("name".to_owned(), json!(data.licence));
        }
        if !data.licence_url.is_empty() {
            licence.insert("path".to_owned(), json!(data.licence_url));
        }
        // The standard wants a name of its list or an address; a title alone it does not know.
        if !licence.is_empty() {
            if !data.licence.is_empty() {
                licence.insert("title".to_owned(), json!(data.licence));
            }
            package.insert("licenses".to_owned(), json!([licence]));
        }
        if let Some(frequency) = data.frequency {
            package.insert("updateFrequency".to_owned(), json!(frequency_term(frequency).to_lowercase()));
        }
        bytes(&Json::from(package))
    }

    /// The licence: its address, else its name.
    fn licence(&self) -> Option<Json> {
        let data = &self.settings.open_data;
        if !data.licence_url.is_empty() {
            return Some(json!({"@id": data.licence_url}));
        }
        (!data.licence.is_empty())
            .then(|| json!({"@type": "dct:LicenseDocument", "rdfs:label": zh(&data.licence)}))
    }

    /// The day on which something was made public last.
    fn newest_date(&self) -> Option<String> {
        let newest = self.catalog.columns[ColumnId::HOME].items.first()?;
        Some(self.catalog.items[*newest].date?.date.to_string())
    }

    /// How complete the catalogue is, for each unit that has something in it.
    pub(super) fn quality(&self) -> Vec<QualityView> {
        let rows = &self.plan.lists[ListId::ALL].rows;
        let items: Vec<&Item> = rows
            .iter()
            .filter_map(|row| match row {
                CatalogueRow::Item(id) => Some(&self.catalog.items[*id]),
                CatalogueRow::Tombstone(_) => None,
            })
            .collect();
        let of_unit = |unit: UnitId| {
            let items: Vec<&Item> = items.iter().copied().filter(|item| item.unit == unit).collect();
            (!items.is_empty()).then(|| self.quality_of(unit, &items))
        };
        self.settings.units.keys().filter_map(of_unit).collect()
    }

    fn quality_of(&self, unit: UnitId, items: &[&Item]) -> QualityView {
        let share = |among: &[&Item], has: &dyn Fn(&Item) -> bool| {
            let count = among.iter().filter(|item| has(item)).count();
            percent(count, among.len())
        };
        let documents: Vec<&Item> = items.iter().copied().filter(|item| is_document(item)).collect();
        let with_files: Vec<&Item> =
            items.iter().copied().filter(|item| !self.catalog.common(item).attachments.is_empty()).collect();
        let is_readable = |name: &str| {
            let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
            READABLE.iter().any(|known| known.eq_ignore_ascii_case(ending))
        };
        let parts = [
            share(items, &|item| self.catalog.common(item).summary.is_some()),
            share(items, &|item| self.catalog.common(item).topic.is_some()),
            share(&documents, &|item| self.catalog.common(item).doc_number.is_some()),
            share(&with_files, &|item| {
                self.catalog.common(item).attachments.iter().any(|attached| is_readable(&attached.file.value))
            }),
        ];
        let known: Vec<u32> = parts.iter().flatten().copied().collect();
        let sum: u32 = known.iter().sum();
        let score = u32::try_from(known.len()).ok().filter(|count| *count > 0).map_or(0, |count| sum / count);
        let [summary, topic, doc_number, readable] = parts;
        let unit = self.settings.units[unit].full.clone();
        QualityView { unit, items: items.len(), summary, topic, doc_number, readable, score }
    }
}

fn is_document(item: &Item) -> bool {
    matches!(&item.kind, ItemKind::Article(article) if article.kind == ArticleKind::Document)
}

/// A share in whole per cent, never rounded up to all; `None` of nothing.
fn percent(count: usize, of: usize) -> Option<u32> {
    let share = (count * 100).checked_div(of)?;
    u32::try_from(share).ok()
}

fn measurements(catalog: &str, unit: &QualityView) -> Vec<Json> {
    let metrics = [
        ("summary", unit.summary),
        ("topic", unit.topic),
        ("doc-number", unit.doc_number),
        ("machine-readable", unit.readable),
        ("score", Some(unit.score)),
    ];
    let measured = metrics.into_iter().filter_map(|(metric, value)| {
        Some(json!({
            "@type": "dqv:QualityMeasurement",
            "dqv:isMeasurementOf": {"@id": format!("{catalog}#metric-{metric}")},
            "dct:subject": zh(&unit.unit),
            "dqv:value": {"@type": "xsd:integer", "@value": value?.to_string()},
        }))
    });
    measured.collect()
}

/// The columns of a table, as the fields of a Table Schema; `None` for a file that is none.
fn columns(page: FixedPage) -> Option<Vec<Json>> {
    let plain = |columns: &[(&str, &str)]| -> Vec<Json> {
        let field = |(name, meaning): &(&str, &str)| json!({"name": name, "title": name, "description": meaning, "type": "string"});
        columns.iter().map(field).collect()
    };
    match page {
        FixedPage::CatalogueCsv => Some(plain(&CATALOGUE_COLUMNS)),
        FixedPage::RevisionsCsv => Some(plain(&REVISION_COLUMNS)),
        FixedPage::ProgressCsv => Some(table_fields()),
        FixedPage::BreakdownCsv => Some(area_fields()),
        _ => None,
    }
}

/// The term of the EU's list of frequencies, which DCAT goes by.
fn frequency_term(frequency: Frequency) -> &'static str {
    match frequency {
        Frequency::Daily => "DAILY",
        Frequency::Weekly => "WEEKLY",
        Frequency::Monthly => "MONTHLY",
        Frequency::Quarterly => "QUARTERLY",
        Frequency::Annual => "ANNUAL",
        Frequency::Irregular => "IRREG",
    }
}

fn zh(text: &str) -> Json {
    json!({"@language": "zh-CN", "@value": text})
}

fn object(value: Json) -> Map<String, Json> {
    if let Json::Object(map) = value { map } else { Map::new() }
}

fn bytes(value: &Json) -> Vec<u8> {
    format!("{value:#}\n").into_bytes()
}
