//! How long `gongkai import` takes: 200 pages of Word, and a sheet of 10,000 rows. `cargo bench --bench import`.

#![expect(clippy::print_stdout, clippy::format_push_string, reason = "a measurement, not the program")]

use std::io::{Cursor, Write as _};
use std::time::Instant;

use gongkai::check::Data;
use gongkai::import::{self, ImportOptions, Tracked};
use gongkai::model::ContentPath;
use jiff::civil::date;

/// Paragraphs of a page as it is printed.
const LINES: usize = 20;
const PAGES: usize = 200;
const ROWS: usize = 10_000;

fn zipped(parts: &[(&str, String)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).expect("memory is enough");
        archive.write_all(text.as_bytes()).expect("memory is enough");
    }
    archive.finish().expect("memory is enough").into_inner()
}

fn document() -> Vec<u8> {
    let line = "<w:p><w:pPr><w:ind w:firstLineChars=\"200\"/></w:pPr><w:r><w:t>各单位要压实责任，细化措施，按月通报进度，确保年度目标任务如期完成，群众满意度稳步提高。</w:t></w:r></w:p>";
    let heading = "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>工作要求</w:t></w:r></w:p>";
    let page = format!("{heading}{}", line.repeat(LINES - 1));
    let numbering = "<w:numbering xmlns:w=\"w\"><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCounting\"/><w:lvlText w:val=\"%1、\"/></w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>";
    zipped(&[
        (
            "word/document.xml",
            format!("<w:document xmlns:w=\"w\"><w:body>{}</w:body></w:document>", page.repeat(PAGES)),
        ),
        ("word/numbering.xml", numbering.to_owned()),
    ])
}

fn sheet() -> Vec<u8> {
    let mut rows = String::from(
        "<row r=\"1\"><c t=\"inlineStr\"><is><t>镇街</t></is></c><c t=\"inlineStr\"><is><t>村</t></is></c><c t=\"inlineStr\"><is><t>户数</t></is></c></row>",
    );
    for row in 2..=ROWS {
        rows.push_str(&format!("<row r=\"{row}\"><c t=\"inlineStr\"><is><t>望溪街道</t></is></c><c t=\"inlineStr\"><is><t>第{row}村</t></is></c><c><v>{row}</v></c></row>"));
    }
    zipped(&[
        (
            "xl/workbook.xml",
            "<workbook><sheets><sheet name=\"Sheet1\" sheetId=\"1\"/></sheets></workbook>".to_owned(),
        ),
        ("xl/worksheets/sheet1.xml", format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")),
    ])
}

fn main() {
    let to = ContentPath::new("import").expect("it is a path");
    let options = ImportOptions {
        changes: Tracked::Accept,
        wanted: None,
        to: &to,
        projects: &[],
        beside: &|_| None,
        suffix: "",
        settings: None,
        letters: &Data::default().letters(),
        today: date(2024, 3, 8),
    };
    for (name, bytes) in [("pages.docx", document()), ("rows.xlsx", sheet())] {
        let mut best = f64::MAX;
        for _ in 0..5 {
            let begun = Instant::now();
            let proposal = import::propose(name, &bytes, &options).expect("it can be read");
            assert!(proposal.account.parts().len() > ROWS / 10);
            best = best.min(begun.elapsed().as_secs_f64());
        }
        println!("{name}: {:.0} ms", best * 1000.0);
    }
}
