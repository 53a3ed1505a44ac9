//! Workbooks, made by hand: values, number formats, merged cells, hidden rows.

#![expect(clippy::format_push_string, clippy::format_collect, reason = "plain words for small files")]

use super::docx::{PACKAGE, RELATIONS, escaped, zipped};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

/// Number formats by the style that a cell names: 1 is `0.0%`, 2 `#,##0`, 3 `000000000`, 4 a date, 5 `0.00`.
const STYLES: &str = "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><numFmts><numFmt numFmtId=\"164\" formatCode=\"0.0%\"/>\
    <numFmt numFmtId=\"165\" formatCode=\"000000000\"/><numFmt numFmtId=\"166\" formatCode=\"yyyy-mm-dd\"/></numFmts>\
    <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/><xf numFmtId=\"3\"/><xf numFmtId=\"165\"/>\
    <xf numFmtId=\"166\"/><xf numFmtId=\"2\"/></cellXfs></styleSheet>";

/// A sheet being put together.
#[derive(Default)]
pub(crate) struct Xlsx {
    rows: String,
    count: usize,
    merges: Vec<String>,
}

impl Xlsx {
    /// A row: `=…` is a number, with `=1:…` in that style; `!…` an error; anything else a text; empty: no cell.
    pub(crate) fn row(&mut self, cells: &[&str]) -> &mut Self {
        self.row_with("", cells)
    }

    /// A row with attributes of its own, such as `hidden="1"`.
    pub(crate) fn row_with(&mut self, attributes: &str, cells: &[&str]) -> &mut Self {
        self.count += 1;
        let number = self.count;
        let cell = |(at, value): (usize, &&str)| {
            let name = format!("{}{number}", char::from(b'A' + u8::try_from(at).unwrap_or(0)));
            match (value.strip_prefix('='), value.strip_prefix('!')) {
                (Some(value), _) => {
                    let (style, value) = value.split_once(':').unwrap_or(("0", value));
                    format!("<c r=\"{name}\" s=\"{style}\"><v>{value}</v></c>")
                }
                (None, Some(error)) => format!("<c r=\"{name}\" t=\"e\"><v>{error}</v></c>"),
                (None, None) => {
                    format!("<c r=\"{name}\" t=\"inlineStr\"><is><t>{}</t></is></c>", escaped(value))
                }
            }
        };
        let cells: String =
            cells.iter().enumerate().filter(|(_, value)| !value.is_empty()).map(cell).collect();
        self.rows.push_str(&format!("<row r=\"{number}\" {attributes}>{cells}</row>"));
        self
    }

    /// Merges an area, such as `A1:C1`.
    pub(crate) fn merge(&mut self, area: &str) -> &mut Self {
        self.merges.push(area.to_owned());
        self
    }

    /// The file.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let merges: String = self.merges.iter().map(|area| format!("<mergeCell ref=\"{area}\"/>")).collect();
        let sheet = format!(
            "<worksheet xmlns=\"{MAIN}\"><sheetData>{}</sheetData><mergeCells>{merges}</mergeCells></worksheet>",
            self.rows
        );
        let book = format!(
            "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><sheets><sheet name=\"Sheet1\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
        );
        let relations = |list: &[(&str, &str, &str)]| {
            let relation = |(id, kind, target): &(&str, &str, &str)| {
                format!("<Relationship Id=\"{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>")
            };
            let list: String = list.iter().map(relation).collect();
            format!("<Relationships xmlns=\"{PACKAGE}/relationships\">{list}</Relationships>")
        };
        let root = relations(&[("b", "officeDocument", "xl/workbook.xml")]);
        let relations =
            relations(&[("r1", "worksheet", "worksheets/sheet1.xml"), ("s", "styles", "styles.xml")]);
        let kind = |part: &str, kind: &str| {
            format!(
                "<Override PartName=\"/xl/{part}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml\"/>"
            )
        };
        let types = format!(
            "<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>{}{}{}</Types>",
            kind("workbook", "sheet.main"),
            kind("worksheets/sheet1", "worksheet"),
            kind("styles", "styles")
        );
        zipped(&[
            ("[Content_Types].xml".to_owned(), types.as_bytes()),
            ("_rels/.rels".to_owned(), root.as_bytes()),
            ("xl/workbook.xml".to_owned(), book.as_bytes()),
            ("xl/_rels/workbook.xml.rels".to_owned(), relations.as_bytes()),
            ("xl/styles.xml".to_owned(), STYLES.as_bytes()),
            ("xl/worksheets/sheet1.xml".to_owned(), sheet.as_bytes()),
        ])
    }
}
