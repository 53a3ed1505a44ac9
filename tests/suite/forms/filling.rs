//! A workbook that somebody fills in: cells set in the parts of the file, as programs for spreadsheets do.

#![expect(clippy::unwrap_used, reason = "the helpers of a test may stop it")]

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use gongkai::attachment::workbook::{WantedSheets, Workbook, WorkbookLimits, parse_cell_name};

/// What is typed into a cell.
#[derive(Clone, Debug)]
pub(crate) enum Typed {
    /// A number, in the format that the cell has.
    Number(&'static str),
    /// The same, as a property makes it.
    Any(String),
    /// A number in one of the built-in formats: 9 is `0%`, 10 `0.00%`, 14 a date, 1 `0`.
    InFormat(&'static str, u32),
    /// A text.
    Text(String),
    /// An error.
    Error(&'static str),
    /// A formula without a result.
    Formula(&'static str),
}

/// A text.
pub(super) fn text(text: &str) -> Typed {
    Typed::Text(text.to_owned())
}

/// A workbook, unpacked.
pub(crate) struct Filling {
    parts: BTreeMap<String, Vec<u8>>,
    /// The names of the sheets, in order.
    sheets: Vec<String>,
}

impl Filling {
    pub(crate) fn open(bytes: &[u8]) -> Self {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut parts = BTreeMap::new();
        for at in 0..archive.len() {
            let mut file = archive.by_index(at).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            parts.insert(file.name().unwrap().into_owned(), bytes);
        }
        let sheets = read(bytes).sheets.into_iter().map(|sheet| sheet.name).collect();
        Self { parts, sheets }
    }

    pub(crate) fn close(&self) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in &self.parts {
            writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    /// All that stands in it.
    pub(crate) fn xml(&self) -> String {
        self.parts.values().map(|part| String::from_utf8_lossy(part)).collect()
    }

    /// The name of the first sheet.
    pub(crate) fn first_sheet(&self) -> String {
        self.sheets[0].clone()
    }

    fn part(&mut self, sheet: &str) -> String {
        let at = self.sheets.iter().position(|name| name == sheet);
        format!("xl/worksheets/sheet{}.xml", at.unwrap_or_else(|| panic!("no sheet {sheet}")) + 1)
    }

    /// Changes the text of a part.
    fn edit(&mut self, part: &str, change: impl FnOnce(&str) -> String) {
        let bytes = self.parts.get_mut(part).unwrap();
        *bytes = change(std::str::from_utf8(bytes).unwrap()).into_bytes();
    }

    /// Types something into a cell.
    pub(crate) fn set(&mut self, sheet: &str, cell: &str, typed: &Typed) {
        let style = match typed {
            Typed::InFormat(_, format) => Some(self.style(*format)),
            _ => None,
        };
        let (attributes, inside) = match typed {
            Typed::Number(number) | Typed::InFormat(number, _) => ("", format!("<v>{number}</v>")),
            Typed::Any(number) => ("", format!("<v>{number}</v>")),
            Typed::Text(text) => {
                (" t=\"inlineStr\"", format!("<is><t xml:space=\"preserve\">{}</t></is>", escaped(text)))
            }
            Typed::Error(error) => (" t=\"e\"", format!("<f>A1/0</f><v>{error}</v>")),
            Typed::Formula(formula) => ("", format!("<f>{formula}</f>")),
        };
        let part = self.part(sheet);
        self.edit(&part, |xml| {
            let start = format!("<c r=\"{cell}\"");
            let Some(at) = xml.find(&start) else { return with_cell(xml, cell, attributes, &inside) };
            let rest = &xml[at..];
            let head_end = rest.find('>').unwrap();
            let end =
                if rest[..head_end].ends_with('/') { head_end + 1 } else { rest.find("</c>").unwrap() + 4 };
            let old = rest[..head_end].split(" s=\"").nth(1).and_then(|style| style.split('"').next());
            let style = style.map(|style| style.to_string()).or(old.map(str::to_owned)).unwrap_or_default();
            let new = format!("{start} s=\"{style}\"{attributes}>{inside}</c>");
            format!("{}{new}{}", &xml[..at], &rest[end..])
        });
    }

    /// A style with a built-in format.
    fn style(&mut self, format: u32) -> usize {
        let mut style = 0;
        self.edit("xl/styles.xml", |xml| {
            let from = xml.find("<cellXfs").unwrap();
            let to = xml.find("</cellXfs>").unwrap();
            style = xml[from..to].matches("<xf ").count();
            let new =
                format!("<xf numFmtId=\"{format}\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>");
            format!("{}{new}{}", &xml[..to], &xml[to..])
        });
        style
    }

    /// Puts an empty row in before the row `at`.
    pub(super) fn insert_row(&mut self, sheet: &str, at: u32) {
        let part = self.part(sheet);
        self.edit(&part, |xml| {
            let mut out = String::new();
            let mut rest = xml;
            while let Some(found) = rest.find("r=\"") {
                let (before, behind) = rest.split_at(found + 3);
                let end = behind.find('"').unwrap();
                let name = &behind[..end];
                out.push_str(before);
                out.push_str(&moved(name, at));
                rest = &behind[end..];
            }
            out + rest
        });
    }

    /// Gives a sheet another name.
    pub(super) fn rename(&mut self, sheet: &str, name: &str) {
        self.edit("xl/workbook.xml", |xml| {
            xml.replace(&format!("name=\"{sheet}\""), &format!("name=\"{name}\""))
        });
        let at = self.sheets.iter().position(|known| known == sheet).unwrap();
        name.clone_into(&mut self.sheets[at]);
    }

    /// Takes a sheet away.
    pub(super) fn remove(&mut self, sheet: &str) {
        self.edit("xl/workbook.xml", |xml| {
            let at = xml.find(&format!("<sheet name=\"{sheet}\"")).unwrap();
            let end = at + xml[at..].find("/>").unwrap() + 2;
            format!("{}{}", &xml[..at], &xml[end..])
        });
    }
}

fn moved(name: &str, at: u32) -> String {
    if let Ok(row) = name.parse::<u32>() {
        return if row >= at { (row + 1).to_string() } else { name.to_owned() };
    }
    match parse_cell_name(name) {
        Some((_, row)) if row >= at => {
            let letters = name.trim_end_matches(|c: char| c.is_ascii_digit());
            format!("{letters}{}", row + 1)
        }
        _ => name.to_owned(),
    }
}

/// A cell in a row of its own at the end.
fn with_cell(xml: &str, cell: &str, attributes: &str, inside: &str) -> String {
    let (_, row) = parse_cell_name(cell).unwrap();
    let row = format!("<row r=\"{row}\"><c r=\"{cell}\"{attributes}>{inside}</c></row></sheetData>");
    xml.replace("</sheetData>", &row)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A workbook as the reader of the library has it.
pub(super) fn read(bytes: &[u8]) -> Workbook {
    let limits =
        WorkbookLimits { cells: 100_000, text: 10_000_000, unpacked: 50_000_000, wanted: WantedSheets::All };
    Workbook::read(bytes, limits).unwrap()
}

/// The row of a sheet in which some cell says `text`.
pub(super) fn row_of(book: &Workbook, sheet: &str, text: &str) -> u32 {
    let sheet = book.sheets.iter().find(|known| known.name == sheet).unwrap();
    let row = sheet.rows.iter().find(|row| row.cells.iter().any(|cell| cell.value.stored() == text));
    row.unwrap_or_else(|| panic!("no row says {text}")).number
}
