//! `/data/index.html`: what the fields of the open data mean (数据字典), made of the same table as the data.

use super::fields::{self, DataField, LEVELS, MISSING, OVERDUE_NODE, TARGETS};
use super::words::badge;
use crate::model::ColumnId;
use crate::plan::{FixedPage, PlannedPage};
use crate::progress::{RULES, Status};
use crate::render::view::{
    ColumnMetaView, ContentView, DataFieldView, DictionaryTableView, DictionaryView, PageView, PlaceView,
    Placement, StatusMeaningView, TargetKindView,
};
use crate::render::{Renderer, json_ld};

const TITLE: &str = "数据字典";
const DESCRIPTION: &str = "开放数据的文件、字段、推进状态的判断规则和目标值的写法。";

impl Renderer<'_> {
    /// The data dictionary.
    pub(in crate::render) fn dictionary(&self, page: &PlannedPage) -> (PageView, ContentView) {
        let path = &page.path;
        let mut view = self.page_view(path, TITLE, DESCRIPTION, Some(ColumnId::HOME));
        let meta = ColumnMetaView {
            name: TITLE.to_owned(),
            kind: "数据开放".to_owned(),
            description: DESCRIPTION.to_owned(),
            keywords: "数据字典,开放数据,字段".to_owned(),
        };
        view.placement =
            Placement::Own(Box::new(PlaceView { column_meta: Some(meta), ..PlaceView::default() }));
        view.json_ld = json_ld::collection(self, path, TITLE, DESCRIPTION, &view.breadcrumb);
        let missing = ("missing", "应报未报", "projects[].missing[]", &MISSING[..]);
        let overdue = ("overdue-node", "到期未报的事项", "projects[].overdue_nodes[]", &OVERDUE_NODE[..]);
        let tables = LEVELS.iter().copied().chain([missing, overdue]);
        let content = DictionaryView {
            tables: tables
                .map(|(id, title, place, fields)| DictionaryTableView {
                    id: format!("field-{id}"),
                    title: title.to_owned(),
                    place: place.to_owned(),
                    fields: fields.iter().map(field).collect(),
                })
                .collect(),
            statuses: Status::ALL.map(status).to_vec(),
            rules: RULES.to_vec(),
            targets: TARGETS.iter().map(target).collect(),
            quality: self.quality(),
            files: self.data_files(
                path,
                &[
                    ("项目进度", FixedPage::ProgressCsv, "CSV"),
                    ("项目进度", FixedPage::ProgressJson, "JSON"),
                    ("各地区、单位的进度", FixedPage::BreakdownCsv, "CSV"),
                    ("项目进度的 JSON Schema", FixedPage::ProgressSchema, "JSON"),
                    ("信息公开目录", FixedPage::CatalogueCsv, "CSV"),
                    ("信息公开目录", FixedPage::CatalogueJson, "JSON"),
                    ("各数值公开的起止日期", FixedPage::RevisionsCsv, "CSV"),
                    ("数据目录（DCAT）", FixedPage::DataCatalog, "JSON-LD"),
                    ("数据包（Data Package）", FixedPage::DataPackage, "JSON"),
                ],
            ),
        };
        (view, ContentView::Dictionary(content))
    }
}

fn field(field: &DataField) -> DataFieldView {
    DataFieldView {
        key: field.key,
        column: field.in_csv.then_some(field.zh),
        kind: field.kind_words(),
        optional: field.is_optional,
        meaning: field.meaning,
    }
}

fn status(status: Status) -> StatusMeaningView {
    StatusMeaningView { status: badge(status), meaning: fields::meaning(status) }
}

fn target(&(name, meaning, examples): &(&'static str, &'static str, &'static str)) -> TargetKindView {
    TargetKindView { name, meaning, examples }
}
