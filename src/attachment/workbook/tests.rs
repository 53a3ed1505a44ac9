//! What the reader keeps of a workbook and where it stops.

use std::io::{Cursor, Write as _};

use super::{CellValue, NoteKind, Script, SheetKind, WantedSheets, Workbook, WorkbookLimits};
use crate::attachment::Gap;
use crate::attachment::number_format::Epoch;

const ALL: WorkbookLimits =
    WorkbookLimits { cells: 1000, text: 10_000, unpacked: 100_000, wanted: WantedSheets::All };

fn book(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

const BOOK: &str = "<workbook><workbookPr date1904=\"1\"/><sheets><sheet name=\"一\" sheetId=\"1\"/>\
    <sheet name=\"二\" sheetId=\"2\" state=\"veryHidden\"/></sheets></workbook>";

#[test]
fn parts_are_found_as_programs_write_them() {
    let bytes = book(&[
        ("XL\\Workbook.xml", BOOK),
        (
            "xl/worksheets/Sheet1.xml",
            "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c><c><v>7</v></c></row><row><c><v>8</v></c></row></sheetData></worksheet>",
        ),
        ("xl/worksheets/sheet2.xml", "<worksheet><sheetData/><oddHeader>页眉</oddHeader></worksheet>"),
        (
            "xl/SharedStrings.xml",
            "<sst><si><r><rPr><vertAlign val=\"subscript\"/></rPr><t>甲</t></r></si><si><t>删</t></si></sst>",
        ),
    ]);
    let book = Workbook::read(&bytes, ALL).unwrap();
    assert_eq!((book.epoch, book.gap.clone()), (Epoch::Of1904, None));
    assert_eq!(book.leftovers, ["删"]);
    let [first, second] = &book.sheets[..] else { panic!("{book:?}") };
    assert_eq!((&*first.name, first.kind, first.is_hidden), ("一", SheetKind::Cells, false));
    assert!(second.is_hidden && second.notes[0].kind == NoteKind::Around && second.notes[0].text == "页眉");
    // Rows and cells without a place follow one another.
    let places: Vec<_> =
        first.rows.iter().flat_map(|row| row.cells.iter().map(|cell| (row.number, cell.column))).collect();
    assert_eq!(places, [(1, 0), (1, 1), (2, 0)]);
    let CellValue::Runs(runs) = &first.rows[0].cells[0].value else { panic!("{first:?}") };
    assert_eq!(runs[0].face.map(|face| face.script), Some(Script::Lowered));
}

#[test]
fn what_is_too_much_is_a_gap_and_the_rest_is_kept() {
    let row = "<row><c><v>1</v></c><c><v>2</v></c></row>";
    let sheet = |rows: usize| format!("<worksheet><sheetData>{}</sheetData></worksheet>", row.repeat(rows));
    let read = |sheet: &str, limits: WorkbookLimits| {
        let strings = format!("<sst><si><t>{}</t></si></sst>", "字".repeat(1000));
        Workbook::read(
            &book(&[
                ("xl/workbook.xml", BOOK),
                ("xl/worksheets/sheet1.xml", sheet),
                ("xl/worksheets/sheet2.xml", sheet),
                ("xl/sharedStrings.xml", &strings),
            ]),
            limits,
        )
    };
    let gap = |rows: usize| read(&sheet(rows), ALL).unwrap().gap;
    assert_eq!((gap(250), gap(251)), (None, Some(Gap::TooLarge)));
    assert_eq!(read(&sheet(251), ALL).unwrap().sheets[1].rows.len(), 249 + 1);
    // One shared text can stand in every cell.
    let repeated = sheet(10)
        .replace("<c>", "<c t=\"s\">")
        .replace("<v>1</v>", "<v>0</v>")
        .replace("<v>2</v>", "<v>0</v>");
    assert_eq!(read(&repeated, ALL).unwrap().gap, Some(Gap::TooLarge));
    assert_eq!(read(&sheet(1), WorkbookLimits { unpacked: 3000, ..ALL }), Err(Gap::TooLarge));
    assert_eq!(read("<worksheet><sheetData><row><c><v>1</v></c></row", ALL).unwrap().gap, Some(Gap::Damaged));
    assert_eq!(Workbook::read(&book(&[("a.txt", "")]), ALL), Err(Gap::Damaged));
}

#[test]
fn dates_in_words_of_iso_are_dates() {
    let cells = "<row><c t=\"d\"><v>2021-12-31T23:44:51.894</v></c><c t=\"d\"><v>2021-12-31</v></c>\
        <c t=\"d\"><v>06:00:00</v></c><c t=\"d\"><v>1900-01-01</v></c><c t=\"d\"><v>明天</v></c></row>";
    for (more, days) in [("", [44561.0, 0.25, 1.0]), ("<workbookPr date1904=\"1\"/>", [43099.0, 0.25, -1.0])]
    {
        let bytes = book(&[
            (
                "xl/workbook.xml",
                &format!("<workbook>{more}<sheets><sheet name=\"一\" sheetId=\"1\"/></sheets></workbook>"),
            ),
            ("xl/worksheets/sheet1.xml", &format!("<worksheet><sheetData>{cells}</sheetData></worksheet>")),
        ]);
        let book = Workbook::read(&bytes, ALL).unwrap();
        let values: Vec<CellValue> =
            book.sheets[0].rows[0].cells.iter().map(|cell| cell.value.clone()).collect();
        let CellValue::Number(moment) = values[0] else { panic!("{values:?}") };
        assert!((moment - days[0] - 0.989_489_5).abs() < 1e-6, "{moment}");
        assert_eq!(values[1..3], [CellValue::Number(days[0]), CellValue::Number(days[1])]);
        let first =
            if days[2] < 0.0 { CellValue::Text("1900-01-01".into()) } else { CellValue::Number(days[2]) };
        assert_eq!(values[3..], [first, CellValue::Text("明天".into())]);
    }
}
