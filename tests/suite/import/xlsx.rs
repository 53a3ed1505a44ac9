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
    name: String,
    /// The sheets before this one: name and text.
    before: Vec<(String, String)>,
    parts: Vec<(String, String)>,
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

    /// Names the sheet.
    pub(crate) fn named(&mut self, name: &str) -> &mut Self {
        name.clone_into(&mut self.name);
        self
    }

    /// Begins another sheet.
    pub(crate) fn sheet(&mut self, name: &str) -> &mut Self {
        let sheet = (std::mem::take(&mut self.name), self.sheet_text());
        self.before.push(sheet);
        self.rows.clear();
        self.merges.clear();
        self.count = 0;
        self.named(name)
    }

    /// A further part of the file.
    pub(crate) fn part(&mut self, name: &str, text: &str) -> &mut Self {
        self.parts.push((name.to_owned(), text.to_owned()));
        self
    }

    fn sheet_text(&self) -> String {
        let merges: String = self.merges.iter().map(|area| format!("<mergeCell ref=\"{area}\"/>")).collect();
        format!(
            "<worksheet xmlns=\"{MAIN}\"><sheetData>{}</sheetData><mergeCells>{merges}</mergeCells></worksheet>",
            self.rows
        )
    }

    /// The file.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut sheets = self.before.clone();
        sheets.push((self.name.clone(), self.sheet_text()));
        let numbered = || (1..).zip(&sheets);
        let listed: String = numbered()
            .map(|(number, (name, _))| {
                let name = if name.is_empty() { format!("Sheet{number}") } else { name.clone() };
                format!("<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"r{number}\"/>")
            })
            .collect();
        let book = format!(
            "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><sheets>{listed}</sheets></workbook>"
        );
        let relations = |list: &[(&str, &str, &str)]| {
            let relation = |(id, kind, target): &(&str, &str, &str)| {
                format!("<Relationship Id=\"{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>")
            };
            let list: String = list.iter().map(relation).collect();
            format!("<Relationships xmlns=\"{PACKAGE}/relationships\">{list}</Relationships>")
        };
        let root = relations(&[("b", "officeDocument", "xl/workbook.xml")]);
        let targets: Vec<(String, String)> = numbered()
            .map(|(number, _)| (format!("r{number}"), format!("worksheets/sheet{number}.xml")))
            .collect();
        let mut list: Vec<(&str, &str, &str)> =
            targets.iter().map(|(id, target)| (&**id, "worksheet", &**target)).collect();
        list.push(("s", "styles", "styles.xml"));
        let relations = relations(&list);
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
        let mut parts = vec![
            ("[Content_Types].xml".to_owned(), types.as_bytes()),
            ("_rels/.rels".to_owned(), root.as_bytes()),
            ("xl/workbook.xml".to_owned(), book.as_bytes()),
            ("xl/_rels/workbook.xml.rels".to_owned(), relations.as_bytes()),
            ("xl/styles.xml".to_owned(), STYLES.as_bytes()),
        ];
        let sheet = |(number, (_, text)): (usize, &'_ (String, String))| {
            (format!("xl/worksheets/sheet{number}.xml"), text.clone())
        };
        let more: Vec<(String, String)> = numbered().map(sheet).chain(self.parts.clone()).collect();
        parts.extend(more.iter().map(|(name, text)| (name.clone(), text.as_bytes())));
        zipped(&parts)
    }
}
