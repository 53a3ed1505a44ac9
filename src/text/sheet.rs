//! CSV and XLSX files as [`Table`]s.
//!
//! Bounded: a file that unpacks to more than 20 MB, or has more than 200,000 cells, is refused before it is
//! read. How figures look is decided in `number`.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::panic::catch_unwind;

use calamine::{Data, Dimensions, Reader, SheetVisible, Xlsx};

use super::number;
use super::table::{Cell, Table};
use crate::diag::Text;
use crate::model::visible;
use crate::say;

/// The most a file may hold, unpacked, in bytes.
const LARGEST: usize = 20 * 1024 * 1024;
/// The most cells a sheet may have.
const MOST_CELLS: usize = 200_000;

/// Why a file could not be read as a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SheetError {
    /// It is not what its name says, or damaged; what the reader said.
    Damaged(String),
    /// It has no visible sheet, or nothing in it.
    Empty,
    /// More than 20 MB of content.
    TooLarge,
    /// More than 200,000 cells.
    TooManyCells,
}

impl SheetError {
    /// What is wrong with `file`, and what to do about it, for a finding.
    #[must_use]
    pub fn describe(&self, file: &str) -> (Text, Text) {
        match self {
            Self::Damaged(cause) => (
                say!("表格文件 `{file}` 读不出来：{cause}", "cannot read the table file `{file}`: {cause}"),
                say!(
                    "用 Excel 或 WPS 打开，另存为 .xlsx 或 .csv",
                    "open it in Excel and save it as .xlsx or .csv"
                ),
            ),
            Self::Empty => (
                say!("表格文件 `{file}` 是空的", "the table file `{file}` is empty"),
                say!(
                    "把数据放在第一张没有隐藏的工作表里",
                    "put the data into the first sheet that is not hidden"
                ),
            ),
            Self::TooLarge => (
                say!("表格文件 `{file}` 的内容超过 20 MB", "the table file `{file}` holds more than 20 MB"),
                say!(
                    "删去图片和用不着的工作表，或者作为附件公开",
                    "delete pictures and needless sheets, or attach the file"
                ),
            ),
            Self::TooManyCells => (
                say!("表格文件 `{file}` 超过 20 万格", "the table file `{file}` has more than 200,000 cells"),
                say!(
                    "删去数据之外的格式和空白，或者作为附件公开",
                    "delete formats and blanks beyond the data, or attach the file"
                ),
            ),
        }
    }
}

/// Reads the table in a file, by its name's ending: `.xlsx`, else CSV.
pub fn read(name: &str, bytes: &[u8]) -> Result<Table, SheetError> {
    let is_book = name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("xlsx"));
    if is_book { read_xlsx(bytes) } else { read_csv(bytes) }
}

/// Reads a CSV file: UTF-8, UTF-16 or GB18030, separated by commas, semicolons or tabs.
pub fn read_csv(bytes: &[u8]) -> Result<Table, SheetError> {
    if bytes.len() > LARGEST {
        return Err(SheetError::TooLarge);
    }
    let text = decode(bytes)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(&text))
        .from_reader(text.as_bytes());
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut columns = 0;
    for record in reader.records() {
        let record = record.map_err(|error| SheetError::Damaged(error.to_string()))?;
        columns = columns.max(record.len());
        rows.push(record.iter().map(str::to_owned).collect());
        if columns.saturating_mul(rows.len()) > MOST_CELLS {
            return Err(SheetError::TooManyCells);
        }
    }
    build(rows, &[])
}

/// UTF-8 and UTF-16 by their byte order marks, else UTF-8 if it is valid, else GB18030.
fn decode(bytes: &[u8]) -> Result<String, SheetError> {
    let encoding = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None if std::str::from_utf8(bytes).is_ok() => encoding_rs::UTF_8,
        None => encoding_rs::GB18030,
    };
    let (text, _, has_errors) = encoding.decode(bytes);
    if has_errors || text.contains('\0') {
        return Err(SheetError::Damaged(format!("not valid {}", encoding.name())));
    }
    Ok(text.into_owned())
}

/// The separator that the first line with one has most of, outside of quotation marks.
fn separator(text: &str) -> u8 {
    let count = |line: &str, sign: u8| {
        let mut quoted = false;
        line.bytes()
            .filter(|byte| {
                quoted ^= *byte == b'"';
                !quoted && *byte == sign
            })
            .count()
    };
    text.lines()
        .take(20)
        .map(|line| [b',', b'\t', b';'].map(|sign| (count(line, sign), sign)))
        // The first of equals wins, so that a comma goes before a semicolon.
        .filter_map(|counts| {
            counts.into_iter().filter(|(count, _)| *count > 0).rev().max_by_key(|(count, _)| *count)
        })
        .map(|(_, sign)| sign)
        .next()
        .unwrap_or(b',')
}

/// Reads the first visible sheet of an XLSX file, with its merged cells.
pub fn read_xlsx(bytes: &[u8]) -> Result<Table, SheetError> {
    // The library trusts the numbers in merged ranges and stumbles over some of a damaged file.
    let read = catch_unwind(|| read_book(bytes));
    read.unwrap_or_else(|_| Err(SheetError::Damaged("invalid ranges of cells".to_owned())))
}

fn read_book(bytes: &[u8]) -> Result<Table, SheetError> {
    let damaged = |error: calamine::XlsxError| SheetError::Damaged(error.to_string());
    check_unpacked_size(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let sheet = book
        .sheets_metadata()
        .iter()
        .find(|sheet| sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .ok_or(SheetError::Empty)?;
    let merges = book.merge_cells_by_sheet_name(&sheet).map_err(damaged)?;
    let range = read_range(&mut book, &sheet)?;
    let Some(first) = range.start() else { return Err(SheetError::Empty) };
    let styles = book.worksheet_style(&sheet).map_err(damaged)?;
    let rows: Vec<Vec<String>> = (first.0..)
        .zip(range.rows())
        .map(|(row, cells)| {
            (first.1..)
                .zip(cells)
                .map(|(column, cell)| {
                    let format = styles.get((row, column)).and_then(|style| style.number_format.as_ref());
                    number::show(cell, format.map_or("General", |format| &format.format_code))
                })
                .collect()
        })
        .collect();
    let merges: Vec<Merge> =
        merges.iter().filter_map(|area| Merge::read(area, first, rows.len(), range.width())).collect();
    build(rows, &merges)
}

/// Reads the cells one by one, since a sheet with a value in its last corner would fill the memory.
fn read_range(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &str) -> Result<calamine::Range<Data>, SheetError> {
    let damaged = |error: calamine::XlsxError| SheetError::Damaged(error.to_string());
    let mut reader = book.worksheet_cells_reader(sheet).map_err(damaged)?;
    let mut cells = Vec::new();
    let (mut top, mut bottom, mut left, mut right) = (u32::MAX, 0, u32::MAX, 0);
    while let Some(cell) = reader.next_cell().map_err(damaged)? {
        let (row, column) = cell.get_position();
        let value = Data::from(cell.get_value().clone());
        if number::show(&value, "").is_empty() {
            continue;
        }
        (top, bottom) = (top.min(row), bottom.max(row));
        (left, right) = (left.min(column), right.max(column));
        let places = (u64::from(bottom - top) + 1) * (u64::from(right - left) + 1);
        if usize::try_from(places).is_ok_and(|places| places > MOST_CELLS) {
            return Err(SheetError::TooManyCells);
        }
        cells.push(calamine::Cell::new((row, column), value));
    }
    cells.sort_by_key(calamine::Cell::get_position);
    Ok(calamine::Range::from_sparse(cells))
}

/// Unpacks every part of the file as far as is allowed; what its directory says of sizes may be a lie.
fn check_unpacked_size(bytes: &[u8]) -> Result<(), SheetError> {
    if bytes.len() > LARGEST {
        return Err(SheetError::TooLarge);
    }
    let damaged = |error: &dyn std::fmt::Display| SheetError::Damaged(error.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let mut left = LARGEST;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|error| damaged(&error))?;
        let limit = u64::try_from(left).unwrap_or(u64::MAX).saturating_add(1);
        let copied =
            std::io::copy(&mut part.take(limit), &mut std::io::sink()).map_err(|error| damaged(&error))?;
        left = usize::try_from(copied)
            .ok()
            .and_then(|copied| left.checked_sub(copied))
            .ok_or(SheetError::TooLarge)?;
    }
    Ok(())
}

/// A merged area, within the rows and columns read.
struct Merge {
    row: usize,
    column: usize,
    row_span: usize,
    column_span: usize,
}

impl Merge {
    /// The part of a merged area that lies within what was read.
    fn read(area: &Dimensions, first: (u32, u32), rows: usize, columns: usize) -> Option<Self> {
        let place = |at: u32, first: u32| usize::try_from(at.saturating_sub(first)).ok();
        if area.end.0 < first.0 || area.end.1 < first.1 {
            return None;
        }
        let (row, column) = (place(area.start.0, first.0)?, place(area.start.1, first.1)?);
        let bottom = place(area.end.0, first.0)?.min(rows.checked_sub(1)?);
        let right = place(area.end.1, first.1)?.min(columns.checked_sub(1)?);
        (row <= bottom && column <= right).then(|| Self {
            row,
            column,
            row_span: bottom - row + 1,
            column_span: right - column + 1,
        })
    }
}

/// Makes a table: drops empty rows and columns at the end; a first row merged over the whole width is the caption.
fn build(mut rows: Vec<Vec<String>>, merges: &[Merge]) -> Result<Table, SheetError> {
    let is_empty = |cell: &String| cell.trim().is_empty();
    while rows.last().is_some_and(|row| row.iter().all(is_empty)) {
        rows.pop();
    }
    let width = |row: &Vec<String>| row.iter().rposition(|cell| !is_empty(cell)).map_or(0, |last| last + 1);
    let merged_width = merges.iter().map(|merge| merge.column + merge.column_span).max().unwrap_or(0);
    let columns = rows.iter().map(width).max().unwrap_or(0).max(merged_width);
    if rows.is_empty() || columns == 0 {
        return Err(SheetError::Empty);
    }
    let mut table =
        Table { caption: String::new(), header_rows: 1, columns, rows: Vec::with_capacity(rows.len()) };
    let begins: BTreeMap<(usize, usize), &Merge> =
        merges.iter().map(|merge| ((merge.row, merge.column), merge)).collect();
    let mut covered = vec![vec![false; columns]; rows.len()];
    for (row, said) in rows.iter().enumerate() {
        let mut cells = Vec::with_capacity(columns);
        for column in 0..columns {
            if covered[row][column] {
                continue;
            }
            let mut cell = Cell::text(column, &visible(said.get(column).map_or("", String::as_str)));
            if let Some(merge) = begins.get(&(row, column)).filter(|merge| claim(&mut covered, merge)) {
                cell.row_span = merge.row_span.min(rows.len() - row);
                cell.column_span = merge.column_span;
            }
            cells.push(cell);
        }
        table.rows.push(cells);
    }
    let is_title = |row: &Vec<Cell>| columns > 1 && row.len() == 1 && row[0].row_span == 1;
    if table.rows.len() > 1 && table.rows.first().is_some_and(is_title) {
        table.rows.remove(0);
        rows[0].first().map_or("", |title| title.trim()).clone_into(&mut table.caption);
    }
    table.deepen_header();
    Ok(table)
}

/// Marks the places of a merged area as covered; `false` if some are covered already.
fn claim(covered: &mut [Vec<bool>], merge: &Merge) -> bool {
    let rows = merge.row..(merge.row + merge.row_span).min(covered.len());
    let columns = merge.column..merge.column + merge.column_span;
    if covered[rows.clone()].iter().any(|row| row[columns.clone()].contains(&true)) {
        return false;
    }
    for row in &mut covered[rows] {
        row[columns.clone()].fill(true);
    }
    true
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use super::{SheetError, read_csv, read_xlsx};
    use crate::text::table::Table;

    fn words(table: &Table) -> Vec<Vec<&str>> {
        table.rows.iter().map(|row| row.iter().map(|cell| cell.html.as_str()).collect()).collect()
    }

    fn book(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            archive.write_all(content.as_bytes()).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    fn workbook(sheet: &str) -> Vec<u8> {
        book(&[
            (
                "[Content_Types].xml",
                r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#,
            ),
            (
                "_rels/.rels",
                r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
            ),
            (
                "xl/workbook.xml",
                r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="隐藏" sheetId="1" state="hidden" r:id="rId1"/><sheet name="数据" sheetId="2" r:id="rId2"/></sheets></workbook>"#,
            ),
            (
                "xl/_rels/workbook.xml.rels",
                r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet2.xml"/></Relationships>"#,
            ),
            (
                "xl/styles.xml",
                r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="164" formatCode="000000000"/></numFmts><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>"#,
            ),
            (
                "xl/worksheets/sheet1.xml",
                r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>"#,
            ),
            ("xl/worksheets/sheet2.xml", sheet),
        ])
    }

    #[test]
    fn merged_cells_and_figures_of_xlsx() {
        let text =
            |place: &str, text: &str| format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
        let sheet = format!(
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>\
             <row r=\"2\">{}</row><row r=\"3\">{}{}</row><row r=\"4\">{}{}</row>\
             <row r=\"5\">{}<c r=\"C5\" s=\"1\"><v>0.725</v></c><c r=\"D5\"><v>0.30000000000000004</v></c></row>\
             <row r=\"6\"><c r=\"C6\" s=\"2\"><v>45382</v></c><c r=\"D6\" s=\"3\"><v>2590761</v></c></row></sheetData>\
             <mergeCells><mergeCell ref=\"B2:D2\"/><mergeCell ref=\"B3:B4\"/><mergeCell ref=\"C3:D3\"/>\
             <mergeCell ref=\"B5:B6\"/></mergeCells></worksheet>",
            text("B2", "一览表"),
            text("B3", "项目"),
            text("C3", "2023年"),
            text("C4", "率"),
            text("D4", "值"),
            text("B5", "就业"),
        );
        let table = read_xlsx(&workbook(&sheet)).unwrap();
        assert_eq!(table.caption, "一览表");
        assert_eq!((table.header_rows, table.columns), (2, 3));
        assert_eq!(
            words(&table),
            [
                vec!["项目", "2023年"],
                vec!["率", "值"],
                vec!["就业", "72.50%", "0.3"],
                vec!["2024-03-31", "002590761"]
            ]
        );
        assert_eq!(
            (table.rows[0][0].row_span, table.rows[0][1].column_span, table.rows[2][0].row_span),
            (2, 2, 2)
        );
    }

    #[test]
    fn bounded() {
        let corners = r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>"#;
        assert_eq!(read_xlsx(&workbook(corners)), Err(SheetError::TooManyCells));
        let bomb = book(&[("xl/a.xml", &" ".repeat(21 * 1024 * 1024))]);
        assert!(bomb.len() < 1_000_000);
        assert_eq!(read_xlsx(&bomb), Err(SheetError::TooLarge));
        assert!(matches!(read_xlsx(b"PK\x03\x04"), Err(SheetError::Damaged(_))));
        assert!(matches!(read_xlsx("指标,值".as_bytes()), Err(SheetError::Damaged(_))));
        assert_eq!(read_csv(",".repeat(300_000).as_bytes()), Err(SheetError::TooManyCells));
        assert_eq!(read_csv(b""), Err(SheetError::Empty));
        assert_eq!(read_csv(b" ,\n,"), Err(SheetError::Empty));
    }

    #[test]
    fn csv_of_every_kind() {
        let expected = [["指标", "值"], ["甲，乙", "1,2"]];
        let text = "指标;值\r\n甲，乙;1,2\r\n;\r\n";
        let mut files = vec![text.as_bytes().to_vec(), format!("\u{FEFF}{text}").into_bytes()];
        files.push([0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect());
        files.push([0xFE, 0xFF].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect());
        files.push(encoding_rs::GB18030.encode(text).0.into_owned());
        files.push(text.replace(';', "\t").into_bytes());
        files.push("指标,值\n甲，乙,\"1,2\"".as_bytes().to_vec());
        for file in files {
            assert_eq!(words(&read_csv(&file).unwrap()), expected, "{file:?}");
        }
        assert!(matches!(read_csv(b"a,\x80\xff"), Err(SheetError::Damaged(_))));
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]

        /// Whatever a damaged book holds, it is read or refused.
        #[test]
        fn damaged_books_do_no_harm(
            cuts in proptest::collection::vec((0_usize..700, 0_usize..30, "[0-9A-Z:<>/=\"]{0,6}"), 1..4),
        ) {
            let mut sheet: Vec<u8> = br#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:C3"/><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c><c r="C1" s="1"><v>0.5</v></c></row><row r="3"><c r="B3" s="2"><v>45382.5</v></c><c r="C3" t="s"><v>7</v></c><c r="D3" t="b"><v>1</v></c><c r="E3" t="e"><v>#N/A</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="B2:C3"/></mergeCells></worksheet>"#.to_vec();
            for (at, length, text) in cuts {
                let at = at.min(sheet.len());
                let end = (at + length).min(sheet.len());
                sheet.splice(at..end, text.bytes());
            }
            if let Ok(table) = read_xlsx(&workbook(&String::from_utf8_lossy(&sheet))) {
                let places: usize =
                    table.rows.iter().flatten().map(|cell| cell.row_span * cell.column_span).sum();
                proptest::prop_assert_eq!(places, table.rows.len() * table.columns);
                proptest::prop_assert!(table.to_html("t-", "表").ends_with("</section>\n"));
            }
        }

        #[test]
        fn bytes_do_no_harm(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let csv = read_csv(&bytes).map(|table| table.to_html("t-", "表").len());
            proptest::prop_assert_ne!(csv, Ok(0));
            proptest::prop_assert!(read_xlsx(&bytes).is_err());
        }
    }
}
