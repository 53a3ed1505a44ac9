//! What becomes of CSV files and workbooks.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use super::{CellFaultKind, SheetError, TableFile, read};
use crate::text::table::Table;

fn words(table: &Table) -> Vec<Vec<&str>> {
    table.rows.iter().map(|row| row.iter().map(|cell| cell.html.as_str()).collect()).collect()
}

fn read_csv(bytes: &[u8]) -> Result<Table, SheetError> {
    read("表.csv", bytes).map(|sheet| sheet.shown)
}

fn book(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

const SPREADSHEET: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

/// A workbook whose first tab is hidden, whose second is a chart, and whose third holds `data`, the inside
/// of a `worksheet`. Styles: 1 `0.00%`, 2 a date, 3 `000000000`, 4 struck out, 5 raised, 6 set in twice, 7
/// `[奇怪]0`.
fn workbook(data: &str) -> Vec<u8> {
    let relation = |id: u8, kind: &str, target: &str| {
        format!(
            "<Relationship Id=\"rId{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" Target=\"{target}\"/>"
        )
    };
    let relations = [
        relation(1, "worksheet", "worksheets/sheet1.xml"),
        relation(2, "chartsheet", "chartsheets/sheet1.xml"),
        relation(3, "worksheet", "/xl/worksheets/sheet2.xml"),
        relation(4, "styles", "styles.xml"),
        relation(5, "sharedStrings", "sharedStrings.xml"),
    ]
    .concat();
    book(&[
        (
            "xl/workbook.xml",
            &format!(
                "<workbook {SPREADSHEET}><sheets><sheet name=\"隐藏\" sheetId=\"1\" state=\"hidden\" r:id=\"rId1\"/>\
                 <sheet name=\"图\" sheetId=\"2\" r:id=\"rId2\"/><sheet name=\"数据\" sheetId=\"3\" r:id=\"rId3\"/></sheets></workbook>"
            ),
        ),
        ("xl/_rels/workbook.xml.rels", &format!("<Relationships>{relations}</Relationships>")),
        (
            "xl/styles.xml",
            &format!(
                "<styleSheet {SPREADSHEET}><numFmts><numFmt numFmtId=\"164\" formatCode=\"000000000\"/>\
                 <numFmt numFmtId=\"165\" formatCode=\"[奇怪]0\"/></numFmts>\
                 <fonts><font/><font><strike/></font><font><vertAlign val=\"superscript\"/></font></fonts>\
                 <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"10\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/>\
                 <xf fontId=\"1\"/><xf fontId=\"2\"/><xf><alignment indent=\"2\"/></xf><xf numFmtId=\"165\"/></cellXfs></styleSheet>"
            ),
        ),
        (
            "xl/sharedStrings.xml",
            &format!(
                "<sst {SPREADSHEET}><si><r><t>2340</t></r><r><rPr><vertAlign val=\"superscript\"/></rPr><t>1</t></r></si>\
                 <si><r><rPr><strike/></rPr><t>900</t></r><r><rPr/><t xml:space=\"preserve\"> 950</t></r></si>\
                 <si><t>一_x000D_\n二</t><rPh><t>よみ</t></rPh></si></sst>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            &format!(
                "<worksheet {SPREADSHEET}><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData></worksheet>"
            ),
        ),
        ("xl/worksheets/sheet2.xml", &format!("<worksheet {SPREADSHEET}>{data}</worksheet>")),
    ])
}

/// Rows of cells in a few letters: `A1=text`, `B2#number`, `B2#3:number` with a style; more as XML.
fn cells(rows: &[&[&str]]) -> String {
    let mut xml = String::from("<sheetData>");
    for (number, row) in (1..).zip(rows) {
        _ = write!(xml, "<row r=\"{number}\">");
        for (column, cell) in ('A'..='Z').zip(*row) {
            let name = format!("{column}{number}");
            let written = match cell.split_once('#') {
                _ if cell.is_empty() => String::new(),
                _ if cell.starts_with('<') => cell.replace("<c", &format!("<c r=\"{name}\"")),
                Some(("", rest)) => {
                    let (style, value) = rest.split_once(':').unwrap_or(("0", rest));
                    format!("<c r=\"{name}\" s=\"{style}\"><v>{value}</v></c>")
                }
                _ => format!("<c r=\"{name}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>"),
            };
            xml.push_str(&written);
        }
        xml.push_str("</row>");
    }
    xml + "</sheetData>"
}

fn read_book(data: &str) -> Result<TableFile, SheetError> {
    read("表.xlsx", &workbook(data))
}

fn merged(areas: &[&str]) -> String {
    let areas: Vec<String> = areas.iter().map(|area| format!("<mergeCell ref=\"{area}\"/>")).collect();
    let areas = areas.concat();
    format!("<mergeCells>{areas}</mergeCells>")
}

#[test]
fn merged_cells_and_figures_of_workbooks() {
    let rows = cells(&[
        &["一览表"],
        &["项目", "2023年", ""],
        &["", "率", "值"],
        &["就业", "#1:0.725", "#0.30000000000000004"],
        &["", "#2:45382", "#3:2590761"],
    ]);
    let table = read_book(&(rows + &merged(&["A1:C1", "A2:A3", "B2:C2", "A4:A5"]))).unwrap().shown;
    assert_eq!(table.caption, "一览表");
    assert_eq!((table.header_rows, table.columns), (2, 3));
    assert_eq!(
        words(&table),
        [
            vec!["项目", "2023年"],
            vec!["率", "值"],
            vec!["就业", "72.50%", "0.3"],
            vec!["2024/3/31", "002590761"]
        ]
    );
    assert_eq!(
        (table.rows[0][0].row_span, table.rows[0][1].column_span, table.rows[2][0].row_span),
        (2, 2, 2)
    );
}

#[test]
fn letters_keep_their_meaning() {
    let shared = |number: u8| format!("<c t=\"s\"><v>{number}</v></c>");
    let (raised, struck, lines) = (shared(0), shared(1), shared(2));
    let sheet = read_book(&cells(&[
        &["指标", "值"],
        &["其中", &raised],
        &["甲", &struck],
        &["<c s=\"6\" t=\"inlineStr\"><is><t>女性</t></is></c>", &lines],
        &["　　退休", "#4:12"],
        &["m", "#5:2"],
    ]));
    let table = sheet.unwrap().shown;
    assert_eq!(
        words(&table)[1..],
        [
            ["其中", "2340<sup>1</sup>"],
            ["甲", "<del>900</del> 950"],
            ["　　女性", "一<br>二"],
            ["　　退休", "<del>12</del>"],
            ["m", "<sup>2</sup>"],
        ]
    );
}

#[test]
fn what_is_hidden_is_left_out_and_told() {
    let rows = "<cols><col min=\"2\" max=\"2\" hidden=\"1\"/></cols><sheetData>\
        <row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>乡镇</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>备注</t></is></c><c r=\"C1\" t=\"inlineStr\"><is><t>值</t></is></c></row>\
        <row r=\"2\" hidden=\"1\"><c r=\"A2\" t=\"inlineStr\"><is><t>甲</t></is></c><c r=\"C2\" t=\"e\"><v>#REF!</v></c></row>\
        <row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>乙</t></is></c><c r=\"B3\" t=\"inlineStr\"><is><t>内部</t></is></c><c r=\"C3\"><v>2</v></c></row>\
        <row r=\"4\" ht=\"0\"><c r=\"A4\" t=\"inlineStr\"><is><t>丙</t></is></c></row>\
        </sheetData><autoFilter ref=\"A1:C3\"/>";
    let sheet = read_book(rows).unwrap();
    assert_eq!(words(&sheet.shown), [["乡镇", "值"], ["乙", "2"]]);
    assert_eq!((&sheet.hidden.rows[..], &sheet.hidden.columns[..]), (&[2, 4][..], &["B".to_owned()][..]));
    assert!(sheet.hidden.has_filter);
    // Shown as a whole it would hold an error.
    assert!(matches!(sheet.whole, Some(Err(SheetError::Cells(_)))));
    let whole = read_book(&rows.replace(" t=\"e\"><v>#REF!", "><v>1")).unwrap().whole.unwrap().unwrap();
    assert_eq!(words(&whole)[1], ["甲", "", "1"]);
    assert!(read_book(&cells(&[&["甲", "乙"], &["1", "2"]])).unwrap().hidden.is_empty());
}

/// A merged cell is seen as long as a part of it is, and covers no more than is seen.
#[test]
fn merged_cells_shrink_with_what_is_hidden() {
    let rows = cells(&[&["组", "名", "值"], &["一", "甲", "#1"], &["", "乙", "#2"], &["", "丙", "#3"]])
        .replace("<row r=\"2\">", "<row r=\"2\" hidden=\"1\">");
    let table = read_book(&(rows + &merged(&["A2:A4"]))).unwrap().shown;
    assert_eq!(words(&table)[1..], [vec!["一", "乙", "2"], vec!["丙", "3"]]);
    assert_eq!(table.rows[1][0].row_span, 2);
}

#[test]
fn cells_without_a_sure_look_are_errors() {
    let faults = |rows: &[&[&str]]| match read_book(&cells(rows)) {
        Err(SheetError::Cells(faults)) => {
            faults.into_iter().map(|fault| (fault.kind, fault.cells, fault.count)).collect()
        }
        other => panic!("{other:?}"),
    };
    let found: Vec<_> = faults(&[
        &["甲", "乙", "丙"],
        &["<c><f>SUM(B1)</f><v></v></c>", "<c><f>A1</f></c>", "<c t=\"e\"><v>#DIV/0!</v></c>"],
        &["#7:3", "#2:-1", "<c t=\"str\"><f>\"\"</f><v></v></c>"],
    ]);
    let format = CellFaultKind::Format("[奇怪]0".to_owned(), "[奇怪]".to_owned());
    assert_eq!(
        found,
        [
            (CellFaultKind::NoResult, vec!["A2".to_owned(), "B2".to_owned()], 2),
            (CellFaultKind::Error("#DIV/0!".to_owned()), vec!["C2".to_owned()], 1),
            (format, vec!["A3".to_owned()], 1),
            (CellFaultKind::NoDate, vec!["B3".to_owned()], 1),
        ]
    );
}

#[test]
fn titles_units_and_heads_are_known() {
    for (rows, merges, title, note, heads) in [
        (
            &[
                &["就业情况表", "", ""][..],
                &["", "", "单位：万人"],
                &["地区", "一季度", "合计"],
                &["甲", "#1", "#2"],
            ][..],
            &["A1:C1"][..],
            "就业情况表",
            "单位：万人",
            1,
        ),
        (
            &[
                &["附件2", "", ""],
                &["就业情况表", "", ""],
                &["填报单位：区局", "", "2024年3月"],
                &["地区", "数", "率"],
                &["甲", "#1", "#2"],
            ],
            &[],
            "附件2　就业情况表",
            "填报单位：区局　2024年3月",
            1,
        ),
        (
            &[&["资金表", "", "（单位：万元）"], &["地区", "数", "率"], &["甲", "#1", "#2"]],
            &[],
            "资金表",
            "（单位：万元）",
            1,
        ),
        (
            &[
                &["地区", "2023年", "", "2024年", ""],
                &["", "目标", "完成", "目标", "完成"],
                &["甲", "#1", "#2", "#3", "#4"],
            ],
            &["B1:C1", "D1:E1"],
            "",
            "",
            2,
        ),
        (&[&["地区", "2023年", ""], &["", "目标", "完成"], &["甲", "#1", "#2"]], &[], "", "", 2),
        // A row of words below heads is no head.
        (&[&["姓名", "单位", ""], &["甲", "局", "一"], &["乙", "院", "二"]], &[], "", "", 1),
        (&[&["指标", "单位：人"], &["甲", "#1"]], &[], "", "", 1),
    ] {
        let sheet = read_book(&(cells(rows) + &merged(merges))).unwrap().shown;
        assert_eq!((&*sheet.caption, &*sheet.note, sheet.header_rows), (title, note, heads), "{rows:?}");
    }
    let table = read_csv("地区,2023年,,2024年,\n,目标,完成,目标,完成\n甲,1,2,3,4\n".as_bytes()).unwrap();
    assert_eq!(table.header_rows, 2);
    let spans: Vec<_> = table.rows[0].iter().map(|cell| (cell.row_span, cell.column_span)).collect();
    assert_eq!(spans, [(2, 1), (1, 2), (1, 2)]);
}

#[test]
fn bounded() {
    let corners = "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>";
    assert_eq!(read_book(corners), Err(SheetError::TooManyCells));
    let bomb = book(&[("xl/workbook.xml", &" ".repeat(21 * 1024 * 1024))]);
    assert!(bomb.len() < 1_000_000);
    assert_eq!(read("a.xlsx", &bomb), Err(SheetError::TooLarge));
    assert!(matches!(read("a.xlsx", b"PK\x03\x04"), Err(SheetError::Damaged(_))));
    assert!(matches!(read("a.xlsx", "指标,值".as_bytes()), Err(SheetError::Damaged(_))));
    assert_eq!(read("a.xlsx", &[0xD0, 0xCF, 0x11, 0xE0, 0]), Err(SheetError::OtherKind("xls".to_owned())));
    assert_eq!(read_csv(",".repeat(300_000).as_bytes()), Err(SheetError::TooManyCells));
    assert_eq!(read_csv(b""), Err(SheetError::Empty));
    assert_eq!(read_csv(b" ,\n,"), Err(SheetError::Empty));
    for name in ["a.xls", "a.ET", "a.ods", "a.numbers", "a.xlsb"] {
        assert!(matches!(read(name, b"x"), Err(SheetError::OtherKind(_))), "{name}");
    }
}

/// Merged areas by the thousand, one over the other, cost no time.
#[test]
fn areas_that_overlap_are_bounded() {
    let rows = cells(&[&["甲", "乙"], &["#1", "#2"]])
        .replace("</sheetData>", "<row r=\"9000\"><c r=\"Q9000\"><v>1</v></c></row></sheetData>");
    let areas: Vec<String> = (1..20_000).map(|at| format!("A{}:Q9000", at % 9000 + 1)).collect();
    let areas: Vec<&str> = areas.iter().map(String::as_str).collect();
    let table = read_book(&(rows + &merged(&areas))).unwrap().shown;
    let places: usize = table.rows.iter().flatten().map(|cell| cell.row_span * cell.column_span).sum();
    assert_eq!(places, table.rows.len() * table.columns);
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
    files.push("指标 , 值\n甲，乙 , \"1,2\" ".as_bytes().to_vec());
    files.push(format!("sep=;\r\n{text}").into_bytes());
    files.push("指标|值\r甲，乙|1,2\r".as_bytes().to_vec());
    files.push("sep=x\n指标x值\n甲，乙x1,2".as_bytes().to_vec());
    for file in files {
        assert_eq!(words(&read_csv(&file).unwrap()), expected, "{file:?}");
    }
    assert_eq!(read_csv(b"a,\x80\xff"), Err(SheetError::UnclearEncoding));
    assert_eq!(read_csv(b"a,\0"), Err(SheetError::UnclearEncoding));
}

#[test]
fn csv_as_excel_opens_it() {
    let rows = |text: &str| words(&read_csv(text.as_bytes()).unwrap()).concat().join("|");
    assert_eq!(rows("序号,b\n=\"007\",2\n"), "序号|b|007|2");
    assert_eq!(rows("\"10\r20\",c\r\n1,2\r\n"), "10<br>20|c|1|2");
    assert_eq!(rows("a,b\n\"say \"\"x\"\"\",3\" bar\n"), "a|b|say &quot;x&quot;|3&quot; bar");
    assert_eq!(rows("单位：万元;2024年\n项目,值,备注\n甲,\"1,200\",x"), "项目|值|备注|甲|1,200|x");
    assert_eq!(read_csv(b"a,b\n\"1,2\n3,4\n"), Err(SheetError::OpenQuote(2)));
    // In GBK these are the bytes of four Latin letters in UTF-8.
    let gbk = encoding_rs::GBK.encode("目录,1").0.into_owned();
    assert!(std::str::from_utf8(&gbk).is_ok());
    assert_eq!(read_csv(&gbk), Err(SheetError::UnclearEncoding));
    assert_eq!(rows("面积,m²\n甲,3±1"), "面积|m²|甲|3±1");
    assert_eq!(rows("area,m²\nx,café"), "area|m²|x|café");
    let wide = read("a.csv", "指标，值\n甲，1".as_bytes()).unwrap();
    assert_eq!(wide.doubts.len(), 1);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]

    /// Whatever a damaged book holds, it is read or refused.
    #[test]
    fn damaged_books_do_no_harm(
        cuts in proptest::collection::vec((0_usize..700, 0_usize..30, "[0-9A-Z:<>/=\"]{0,6}"), 1..4),
    ) {
        let mut sheet: Vec<u8> = br#"<cols><col min="2" max="3" hidden="1"/></cols><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c><c r="C1" s="1"><v>0.5</v></c></row><row r="3" hidden="1"><c r="B3" s="2"><v>45382.5</v></c><c r="C3" t="s"><v>1</v></c><c r="D3" t="b"><v>1</v></c><c r="E3" t="str"><v>2</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="B2:C3"/></mergeCells>"#.to_vec();
        for (at, length, text) in cuts {
            let at = at.min(sheet.len());
            let end = (at + length).min(sheet.len());
            sheet.splice(at..end, text.bytes());
        }
        let read = read_book(&String::from_utf8_lossy(&sheet));
        let tables = read.iter().flat_map(|sheet| [Some(&sheet.shown), sheet.whole.as_ref().and_then(|w| w.as_ref().ok())]);
        for table in tables.flatten() {
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
        proptest::prop_assert!(read("a.xlsx", &bytes).is_err());
    }

    /// A table written as CSV comes back cell by cell.
    #[test]
    fn what_is_written_as_csv_is_read(
        rows in proptest::collection::vec(proptest::collection::vec("[a-z甲乙,\"; \n0-9]{1,6}[甲a]", 3), 2..6),
    ) {
        let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
        let line = |row: &Vec<String>| row.iter().map(quoted).collect::<Vec<_>>().join(",");
        let text = rows.iter().map(line).collect::<Vec<_>>().join("\r\n");
        let table = read_csv(text.as_bytes()).unwrap();
        let expected: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.iter().map(|cell| crate::text::marks::escaped(cell.trim()).replace('\n', "<br>")).collect())
            .collect();
        let read: Vec<Vec<String>> = words(&table)
            .into_iter()
            .map(|row| row.into_iter().map(|cell| cell.trim_start_matches('\u{3000}').to_owned()).collect())
            .collect();
        proptest::prop_assert_eq!(read, expected);
    }
}
