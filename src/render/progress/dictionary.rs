//! `/data/index.html`: what the fields of the open data mean (数据字典), made of the same table as the data.

use super::fields::{self, Field, LEVELS, MISSING, TARGETS};
use super::words::{push_status, push_text};
use crate::plan::PlannedPage;
use crate::progress::{RULES, Status};
use crate::render::project::data_files;
use crate::render::view::{
    ColumnMetaView, ContentView, DictionaryTableView, DictionaryView, Html, PageView, PlaceView, Placement,
};
use crate::render::{Renderer, json_ld};

const TITLE: &str = "数据字典";
const DESCRIPTION: &str = "开放数据的文件、字段、推进状态的判断规则和目标值的写法。";

impl Renderer<'_> {
    /// The data dictionary.
    pub(in crate::render) fn dictionary(&self, page: &PlannedPage) -> (PageView, ContentView) {
        let path = &page.path;
        let mut view = self.page_view(path, TITLE, DESCRIPTION, Some(0));
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
        let tables = LEVELS.iter().copied().chain([missing]);
        let content = DictionaryView {
            tables: tables
                .map(|(id, title, place, fields)| DictionaryTableView {
                    id: format!("field-{id}"),
                    title: title.to_owned(),
                    place: place.to_owned(),
                    html: Html(fields_table(title, fields)),
                })
                .collect(),
            statuses: Html(statuses()),
            rules: RULES.to_vec(),
            targets: Html(targets()),
            files: data_files(
                path,
                &[
                    ("项目进度", "data/progress.csv", "CSV"),
                    ("项目进度", "data/progress.json", "JSON"),
                    ("项目进度的 JSON Schema", "data/progress.schema.json", "JSON"),
                    ("信息公开目录", "data/catalogue.csv", "CSV"),
                    ("信息公开目录", "data/catalogue.json", "JSON"),
                ],
            ),
        };
        (view, ContentView::Dictionary(content))
    }
}

fn open(caption: &str, heads: &[&str]) -> String {
    let mut out = String::with_capacity(4000);
    out.push_str("<section class=\"table-scroll\" aria-label=\"");
    push_text(caption, &mut out);
    out.push_str("\" tabindex=\"0\"><table><caption>");
    push_text(caption, &mut out);
    out.push_str("</caption><thead><tr>");
    for head in heads {
        out.push_str("<th scope=\"col\">");
        out.push_str(head);
        out.push_str("</th>");
    }
    out.push_str("</tr></thead><tbody>");
    out
}

fn row(cells: &[&str], out: &mut String) {
    out.push_str("<tr>");
    for (at, cell) in cells.iter().enumerate() {
        out.push_str(if at == 0 { "<th scope=\"row\">" } else { "<td>" });
        push_text(cell, out);
        out.push_str(if at == 0 { "</th>" } else { "</td>" });
    }
    out.push_str("</tr>\n");
}

const CLOSE: &str = "</tbody></table></section>\n";

fn fields_table(level: &str, fields: &[Field]) -> String {
    let mut out = open(&format!("“{level}”的字段"), &["JSON 键", "CSV 列名", "类型", "可以没有", "含义"]);
    for field in fields {
        let column = if field.in_csv { field.zh } else { "（仅 JSON）" };
        let optional = if field.is_optional { "是" } else { "否" };
        row(&[field.key, column, &field.kind_words(), optional, field.meaning], &mut out);
    }
    out.push_str(CLOSE);
    out
}

fn statuses() -> String {
    let mut out = open("推进状态", &["状态", "什么时候"]);
    for status in Status::ALL {
        out.push_str("<tr><th scope=\"row\">");
        push_status(status, &mut out);
        out.push_str("</th><td>");
        out.push_str(fields::meaning(status));
        out.push_str("</td></tr>\n");
    }
    out.push_str(CLOSE);
    out
}

fn targets() -> String {
    let mut out = open("目标值的种类", &["类型", "要求", "写法"]);
    for (name, meaning, examples) in &TARGETS {
        row(&[name, meaning, examples], &mut out);
    }
    out.push_str(CLOSE);
    out
}
